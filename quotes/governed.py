"""Whether a name is a governed noun's own and so nobody's who speaks: "all'agenzia Andina", "alla presidente, Lia Neri,", "nel romanzo Alba"."""

from __future__ import annotations

import re

from .context import Context
from .cues import Cue
from .phrases import capitalised, mention_of, outer_noun
from .tree import Sentence, Word
from .words import words

MEDIA = words("media_nouns")
WITH_NAME = MEDIA | words("named_things")
BETWEEN = 2
"""Words between a governed noun and a name of its own ("al sito di notizie Alba", "all'emittente locale Alba")."""


def own_names(context: Context, noun: Word) -> int | None:
    """How many capitalised words at least are a governed noun's own: "al presidente Mario Neri" all (None), "all'agenzia Andina" one,
    "ai cronisti" none."""
    role = context.lexicon.role(noun.text, noun.lemma)
    if role is not None and noun.feat("Number") != "Plur":
        return None if role.type == "person" else 1
    return 1 if {noun.lemma.lower(), noun.text.lower()} & WITH_NAME else 0


def of_governed_noun(context: Context, cue: Cue, name: Word) -> bool:
    """ "ha raccontato al quotidiano La Voce", "Nel romanzo Le Notaire, scrisse", "Alla presidente, Lia Neri, ha detto": the parser calls
    subject of the verb a name that belongs to a noun with a preposition."""
    sentence = cue.sentence
    if name.start > cue.span.end:
        return named_by(context, sentence, name)
    if name.upos != "PROPN":
        return False
    whole = mention_of(context, sentence, name).span
    return _closed_before(context, cue, name) or apposed_to(context, sentence, whole.start, whole.end, cue.span.start)


def named_by(context: Context, sentence: Sentence, name: Word) -> bool:
    """ "ha raccontato all'emittente locale Radio Monti": a name behind a governed noun for a paper or channel, or for one person, is theirs."""
    noun = _governed_before(context, sentence, name) if capitalised(context, name) else None
    own = own_names(context, noun) if noun is not None else 0
    known = context.text[name.start : name.end] in context.lexicon.names  # "ha detto al sito di notizie Stuart Neri"
    media = noun is not None and bool({noun.lemma.lower(), noun.text.lower()} & MEDIA)
    return own is None or (media and not known)


def apposed_to(context: Context, sentence: Sentence, start: int, end: int, verb: int) -> bool:
    """ "Richiamato dalla presidente, Anna Neri, si è scusato", "All'arbitro, Ruben Neri, manda a dire": a name between commas right
    before the verb that tells who a governed person is."""
    alone = context.text[:start].endswith(", ") and re.fullmatch(r",\s(?:(?:non|si|lo|gli|le|ne)\s)*", context.text[end:verb])
    last = next((w for w in reversed(sentence.words) if w.end <= start and w.upos != "PUNCT"), None)
    noun = outer_noun(sentence, last) if alone and last is not None else None
    return noun is not None and noun.upos == "NOUN" and own_names(context, noun) is None and bool(sentence.children(noun, "case"))


def _closed_before(context: Context, cue: Cue, name: Word) -> bool:
    """ "Nel romanzo Le Notaire del 1840, scrisse": right behind a governed noun, and one comma ends what the sentence opens with."""
    sentence = cue.sentence
    first = min([name, *sentence.children(name, "det")], key=lambda w: w.index)
    noun = sentence.words[first.index - 1] if first.index > 0 else name
    governed = noun.upos == "NOUN" and noun.rel == "obl" and any(c.upos == "ADP" for c in sentence.children(noun, "case"))
    between = context.text[name.end : cue.span.start]
    return governed and between.count(",") == 1 and between.rstrip().endswith(",")


def _governed_before(context: Context, sentence: Sentence, name: Word) -> Word | None:
    """The noun with a preposition before it behind which, but for two small words, the name stands."""
    found = None
    first = min([name, *sentence.children(name, "det")], key=lambda w: w.index)  # "al quotidiano La Voce"
    for back, noun in enumerate(reversed(sentence.words[: first.index])):
        if back > BETWEEN or noun.upos == "PUNCT" or capitalised(context, noun):
            break
        if noun.upos in {"NOUN", "ADJ", "X"} and _preposed(sentence, noun):
            found = noun
    return found


def _preposed(sentence: Sentence, noun: Word) -> bool:
    """Whether a preposition stands before a noun, its article and one adjective ("al noto sito", "con il giornale")."""
    for word in reversed(sentence.words[max(0, noun.index - 3) : noun.index]):
        if word.upos == "ADP":
            return True
        if word.upos not in {"DET", "ADJ", "NUM"}:
            return False
    return False
