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
PARTS = words("parts_of_texts")


def told_in(context: Context, cue: Cue) -> Mention | None:
    """ "nella relazione è scritto", "nel documento viene ribadito": the paper that tells what nobody is said to tell."""
    if not isinstance(cue.entry, Verb) or cue.entry.sense not in {"say", "write", "name"}:
        return None
    above = cue.sentence.head(cue.word)
    verbs = [cue.word, *([above] if above is not None and cue.word.rel == "xcomp" else [])]
    read = next(filter(None, (read_in(context, cue.sentence, verb) for verb in verbs)), None)
    return read or (_borne_before(context, cue) if cue.lemma == "scrivere" and cue.finite else None)


def _borne_before(context: Context, cue: Cue) -> Mention | None:
    """Hanno appeso un cartello. Sopra c'è scritto: «...»; sul cartello c'era scritto «...»: the thing that bears the words."""
    there = any(w.lemma in {"ci", "c'"} or w.text.lower() in {"c'", "c’", "ci"} for w in cue.sentence.children(cue.word, "expl"))
    if not there:
        return None
    at = context.sentence_at(cue.sentence.span.start)
    sentences = context.tree.sentences[max(0, at - 1) : at + 1]
    for sentence in reversed(sentences):
        for word in reversed(sentence.words):
            if word.lemma in BEARING and word.start < cue.span.start and context.voice(word) == context.voice(cue.word):
                return mention_of(context, sentence, word)
    return None


def impersonally_told(context: Context, cue: Cue) -> Mention | None:
    """ "Nel bollettino si parla di piogge e si raccomanda di restare a casa": the paper in which several things are said."""
    sentence, verb = cue.sentence, cue.word
    if not _impersonal(sentence, verb) or cue.plural or sentence.children(verb, "nsubj"):
        return None
    first = sentence.head(verb) if verb.rel == "conj" else verb
    if first is None or first.upos != "VERB" or not _impersonal(sentence, first):
        return None
    places = [w for w in sentence.children(first, "obl") if w.index < first.index and readable(context, w)]
    governed = any(c.lemma in {"in", "su"} for w in places for c in sentence.children(w, "case"))
    return read_in(context, sentence, first) if governed else None


def _impersonal(sentence: Sentence, verb: Word) -> bool:
    return verb.index > 0 and sentence.words[verb.index - 1].text.lower() == "si"


def author_of_paper(context: Context, cue: Cue) -> Mention | None:
    """ "La Roma ha diffuso una nota in cui definisce «infondate» le voci": who speaks in a paper is who has brought it out."""
    sentence, verb = cue.sentence, cue.word
    which = _which(sentence, verb) if cue.finite else None
    paper = sentence.head(verb)
    if which is None or paper is None or not readable(context, paper):
        return None
    return _owner(context, sentence, paper, which) or _bringer(context, sentence, paper, verb)


def read_in(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "si legge nella nota della Regione", "sul sito del Comune si legge": whose paper it is, else the paper."""
    if (relative := _read_in_which(context, sentence, verb)) is not None:
        return relative
    for child in sentence.children(verb, "obl", "obj", "nsubj", "nsubj:pass"):
        legible = readable(context, child)
        if verb.lemma != "leggere" and not (legible and any(c.lemma in {"in", "su"} for c in sentence.children(child, "case"))):
            continue  # "si parlava di clienti «...»": of what, not where
        if child.upos != "NOUN" or (child.index < verb.index and not legible):
            continue
        if (owner := _owner(context, sentence, child, verb if verb.index > child.index else None)) is not None:
            return owner
        if any(d.lemma == "suo" for d in sentence.children(child, "det", "det:poss")):
            return None  # "alla fine del suo post": whose, the discourse tells
        if any(w.lemma in MESSAGES for w in sentence.subtree(child)) or (child.lemma in PARTS and child.index > verb.index):
            return None  # "si legge nel messaggio affisso", "nell'ultima riga": of whoever has written it
        return mention_of(context, sentence, child)
    return None


def _owner(context: Context, sentence: Sentence, paper: Word, before: Word | None) -> Mention | None:
    """ "la nota dei vertici della Regione": the first behind the paper that "di" or "da" makes its own; not who holds up a banner ("uno
    striscione portato dagli alunni")."""
    owning = {"di"} if paper.lemma in BEARING - MESSAGES else {"di", "da"}
    for owner in [w for w in sentence.subtree(paper) if w.index > paper.index and w.upos in {"NOUN", "PROPN"}]:
        case = [w for w in sentence.words[max(0, owner.index - 3) : owner.index] if w.upos == "ADP"]
        if before is not None and owner.index > before.index:
            break
        if not case or case[-1].lemma not in {"di", "da"}:
            continue
        if case[-1].lemma not in owning:
            break
        if owner.upos == "PROPN" or (context.lexicon.role(owner.text, owner.lemma) and owner.lemma not in MESSAGES):
            return mention_of(context, sentence, owner)
    return None


def readable(context: Context, word: Word) -> bool:
    """Whether words can stand in it or on it: a page, a message, a document, a banner."""
    role = context.lexicon.role(word.text, word.lemma)
    return word.lemma in PAGES | MESSAGES | BEARING or (role is not None and role.type == "document")


def _read_in_which(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "ha replicato con una nota nella quale si legge", "un documento in cui si afferma": whose paper it is, its sender, else the paper."""
    which = _which(sentence, verb)
    if which is None:
        return None
    paper = sentence.head(verb)
    if paper is not None and not readable(context, paper):  # "un biglietto di auguri non firmato, su cui"
        bearers = (w for w in sentence.ancestors(paper) if w.lemma in BEARING and w.upos == "NOUN")
        paper = next(bearers, None) if paper.rel in {"nmod", "acl", "amod"} else None
    if paper is None:
        return None
    if paper.lemma not in MESSAGES | PAGES:
        return mention_of(context, sentence, paper)
    if (owner := _owner(context, sentence, paper, which)) is not None:
        return owner
    if paper.lemma in PAGES:
        sent = next((w for w in sentence.ancestors(paper) if w.lemma in MESSAGES), None)  # "un comunicato apparso sul sito"
        if sent is None:
            return mention_of(context, sentence, paper)
        paper = sent
    return _bringer(context, sentence, paper, verb)


def in_paper(context: Context, sentence: Sentence, verb: Word) -> bool:
    """ "un messaggio nel quale si spiega che ... e si chiede di", "un documento dove si afferma": nobody is named, but somebody wrote it."""
    first = sentence.head(verb) if verb.rel == "conj" else verb
    if first is not None and first.rel == "ccomp" and verb.rel == "conj":
        first = sentence.head(first)  # the parser hung "si chiede" on what is explained
    paper = sentence.head(first) if first is not None else None
    if first is None or paper is None or not readable(context, paper) or not _impersonal(sentence, first):
        return False
    where = any(w.text.lower() == "dove" for w in sentence.children(first, "advmod"))
    return first.deprel == "acl:relcl" and (where or _which(sentence, first) is not None)


def _which(sentence: Sentence, verb: Word) -> Word | None:
    """ "in cui", "nella quale" before the verb of a relative clause."""
    if verb.deprel != "acl:relcl":
        return None
    found = [w for w in sentence.children(verb, "obl") if w.text.lower() in {"cui", "quale", "quali"} and w.index < verb.index]
    return found[0] if found and any(c.lemma in {"in", "su"} for c in sentence.children(found[0], "case")) else None


def _bringer(context: Context, sentence: Sentence, paper: Word, verb: Word) -> Mention | None:
    """The subject of the clause in which a paper stands."""
    for above in sentence.ancestors(paper):
        for subject in sentence.children(above, "nsubj"):
            if (
                subject.index != paper.index
                and denotes_somebody(context, subject)
                and context.voice(subject) == context.voice(verb)
            ):
                return mention_of(context, sentence, subject, conjuncts=True)
    return None
