"""To whom and where something was said: what else hangs on a cue."""

from __future__ import annotations

from .context import Context
from .cues import Cue
from .fullest import VENUES
from .phrases import noun_phrase
from .runs import fold
from .tree import Word


def addressee_of(context: Context, cue: Cue) -> str | None:
    """The phrase with "a" below a speech verb that names people: "ai giornalisti"."""
    if cue.kind != "verb":
        return None
    for child in cue.sentence.children(cue.word, "iobj", "obl", "obl:arg"):
        case = [c for c in cue.sentence.children(child, "case") if c.lemma.lower() in {"a", "ad"}]
        if case and context.voice(child) == context.voice(cue.word) and _is_person(context, child) and not _is_venue(child):
            return _with_case(context, cue, child, case[0])
    return None


def venue_of(context: Context, cue: Cue) -> str | None:
    """The phrase with "in", "su", "a", "durante", "da" below a speech verb that names a medium or an occasion."""
    if cue.kind != "verb":
        return None
    for child in cue.sentence.children(cue.word, "obl", "nmod", "advmod"):
        case = [
            c
            for c in cue.sentence.children(child, "case")
            if c.lemma.lower() in {"in", "su", "a", "durante", "da", "via", "attraverso", "tramite"}
        ]
        if case and context.voice(child) == context.voice(cue.word) and _is_venue(child):
            return _with_case(context, cue, child, case[0])
    return None


def _with_case(context: Context, cue: Cue, noun: Word, case: Word) -> str:
    span = noun_phrase(context, cue.sentence, noun)
    return context.text[min(case.start, span.start) : span.end]


def _is_person(context: Context, word: Word) -> bool:
    role = context.lexicon.role(word.text, word.lemma)
    return (
        (role is not None and role.type in {"person", "group", "organisation"})
        or word.text in context.lexicon.names
        or word.upos == "PROPN"
    )


def _is_venue(word: Word) -> bool:
    return fold(word.lemma) in VENUES or fold(word.text) in VENUES
