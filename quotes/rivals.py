"""Who else had come up in an article before a place in it: those whom an attribution passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .context import JOURNALIST
from .names import Names
from .phrases import mention_of
from .pipeline import Trace
from .speaker import Speaker


@dataclass(frozen=True, slots=True)
class Presence:
    """Where somebody came up last."""

    speaker: Speaker
    offset: int
    spoke: bool
    """There their words ended; otherwise they were named."""


def present(trace: Trace, index: int, at: int) -> dict[str, Presence]:
    """Key of each speaker -> where they came up last before the offset ``at`` at which row ``index`` is attributed.

    They are the article's persons, groups, and whoever it quotes; the row itself and what it stands in do not count.
    """
    found: dict[str, Presence] = {}
    for presence in (*_named(trace), *_groups(trace), *_quoted(trace, index)):
        key = presence.speaker.key
        if presence.offset < at and (key not in found or presence.offset >= found[key].offset):
            found[key] = presence
    return found


def _named(trace: Trace) -> Iterator[Presence]:
    for person in Names(trace.context).people():
        for place in person.places:
            yield Presence(Speaker(person.name, "person", person.gender), place, False)


def _groups(trace: Trace) -> Iterator[Presence]:
    """Subjects such as "i residenti"; a single description ("il sindaco") mostly means somebody with a name."""
    context = trace.context
    for sentence in context.tree.sentences:
        for word in sentence.words:
            role = context.lexicon.role(word.text, word.lemma) if word.rel == "nsubj" and word.upos == "NOUN" else None
            if role is None or context.voice(word) != JOURNALIST or word.feat("Number") != "Plur":
                continue
            mention = mention_of(context, sentence, word)
            words = mention.span.of(context.text)
            yield Presence(Speaker(words[0].lower() + words[1:], "group", mention.gender, True), mention.span.start, False)


def _quoted(trace: Trace, index: int) -> Iterator[Presence]:
    start = trace.rows[index].span.start
    for row in trace.rows:
        if row.speaker is None or row.span.end > start:
            continue
        if row.mention is not None:
            yield Presence(row.speaker, row.mention.span.start, False)
        yield Presence(row.speaker, row.span.end, True)
