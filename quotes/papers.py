"""What a paper or a page tells where nobody is said to: "si legge nella nota", "nel documento viene ribadito"."""

from __future__ import annotations

from .context import Context
from .cues import Cue
from .lexicons import Verb
from .phrases import Mention, mention_of
from .tree import Sentence, Word
from .words import words

MESSAGES = words("messages")


PAGES = words("pages")


def told_in(context: Context, cue: Cue) -> Mention | None:
    """ "nella relazione è scritto", "nel documento viene ribadito": the paper that tells what nobody is said to tell."""
    if not isinstance(cue.entry, Verb) or cue.entry.sense not in {"say", "write"}:
        return None
    above = cue.sentence.head(cue.word)
    verbs = [cue.word, *([above] if above is not None and cue.word.rel == "xcomp" else [])]
    return next(filter(None, (read_in(context, cue.sentence, verb) for verb in verbs)), None)


def read_in(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "si legge nella nota della Regione", "sul sito del Comune si legge": whose paper it is, else the paper."""
    for child in sentence.children(verb, "obl", "obj", "nsubj", "nsubj:pass"):
        paper = context.lexicon.role(child.text, child.lemma)
        readable = child.lemma in PAGES or (paper is not None and paper.type == "document")
        if verb.lemma != "leggere" and not (readable and any(c.lemma in {"in", "su"} for c in sentence.children(child, "case"))):
            continue  # "si parlava di clienti «...»": of what, not where
        if child.upos != "NOUN" or (child.index < verb.index and not readable):
            continue
        for owner in [w for w in sentence.subtree(child) if w.index > child.index and w.upos in {"NOUN", "PROPN"}]:
            case = [w for w in sentence.words[max(0, owner.index - 3) : owner.index] if w.upos == "ADP"]
            if (case and case[-1].lemma in {"di", "da"}) and (
                owner.upos == "PROPN" or (context.lexicon.role(owner.text, owner.lemma) and owner.lemma not in MESSAGES)
            ):
                return mention_of(context, sentence, owner)
        if any(d.lemma == "suo" for d in sentence.children(child, "det", "det:poss")):
            return None  # "alla fine del suo post": whose, the discourse tells
        if any(w.lemma in MESSAGES for w in sentence.subtree(child)):
            return None  # "si legge nel messaggio affisso": of whoever has sent it
        return mention_of(context, sentence, child)
    return None
