"""What a paper or a page tells where nobody is said to: "si legge nella nota", "nel documento viene ribadito"."""

from __future__ import annotations

from .context import Context
from .cues import Cue
from .eligible import denotes_somebody
from .lexicons import Verb
from .phrases import Mention, mention_of
from .tree import Sentence, Word
from .words import words

MESSAGES = words("messages")


PAGES = words("pages")
BEARING = words("bearing_things")


def told_in(context: Context, cue: Cue) -> Mention | None:
    """ "nella relazione è scritto", "nel documento viene ribadito": the paper that tells what nobody is said to tell."""
    if not isinstance(cue.entry, Verb) or cue.entry.sense not in {"say", "write"}:
        return None
    above = cue.sentence.head(cue.word)
    verbs = [cue.word, *([above] if above is not None and cue.word.rel == "xcomp" else [])]
    return next(filter(None, (read_in(context, cue.sentence, verb) for verb in verbs)), None)


def read_in(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "si legge nella nota della Regione", "sul sito del Comune si legge": whose paper it is, else the paper."""
    if (relative := _read_in_which(context, sentence, verb)) is not None:
        return relative
    for child in sentence.children(verb, "obl", "obj", "nsubj", "nsubj:pass"):
        paper = context.lexicon.role(child.text, child.lemma)
        readable = child.lemma in PAGES or (paper is not None and paper.type == "document")
        if verb.lemma != "leggere" and not (readable and any(c.lemma in {"in", "su"} for c in sentence.children(child, "case"))):
            continue  # "si parlava di clienti «...»": of what, not where
        if child.upos != "NOUN" or (child.index < verb.index and not readable):
            continue
        if (owner := _owner(context, sentence, child, verb if verb.index > child.index else None)) is not None:
            return owner
        if any(d.lemma == "suo" for d in sentence.children(child, "det", "det:poss")):
            return None  # "alla fine del suo post": whose, the discourse tells
        if any(w.lemma in MESSAGES for w in sentence.subtree(child)):
            return None  # "si legge nel messaggio affisso": of whoever has sent it
        return mention_of(context, sentence, child)
    return None


def _owner(context: Context, sentence: Sentence, paper: Word, before: Word | None) -> Mention | None:
    """ "la nota dei vertici della Regione": the first behind the paper that "di" or "da" makes its own."""
    for owner in [w for w in sentence.subtree(paper) if w.index > paper.index and w.upos in {"NOUN", "PROPN"}]:
        case = [w for w in sentence.words[max(0, owner.index - 3) : owner.index] if w.upos == "ADP"]
        if before is not None and owner.index > before.index:
            break
        if (case and case[-1].lemma in {"di", "da"}) and (
            owner.upos == "PROPN" or (context.lexicon.role(owner.text, owner.lemma) and owner.lemma not in MESSAGES)
        ):
            return mention_of(context, sentence, owner)
    return None


def _read_in_which(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "ha replicato con una nota nella quale si legge", "un documento in cui si afferma": whose paper it is, its sender, else the paper."""
    which = [w for w in sentence.children(verb, "obl") if w.text.lower() in {"cui", "quale", "quali"} and w.index < verb.index]
    if verb.deprel != "acl:relcl" or not which or not any(c.lemma in {"in", "su"} for c in sentence.children(which[0], "case")):
        return None
    paper = sentence.head(verb)
    role = context.lexicon.role(paper.text, paper.lemma) if paper is not None else None
    if paper is None or not (paper.lemma in PAGES | MESSAGES | BEARING or (role is not None and role.type == "document")):
        return None
    if paper.lemma not in MESSAGES | PAGES:
        return mention_of(context, sentence, paper)
    if (owner := _owner(context, sentence, paper, which[0])) is not None or paper.lemma in PAGES:
        return owner or mention_of(context, sentence, paper)
    for above in sentence.ancestors(paper):
        for subject in sentence.children(above, "nsubj"):
            if (
                subject.index != paper.index
                and denotes_somebody(context, subject)
                and context.voice(subject) == context.voice(verb)
            ):
                return mention_of(context, sentence, subject, conjuncts=True)
    return None
