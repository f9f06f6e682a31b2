"""What lost against the answer of a row: rules that would have answered otherwise, other cues, other speakers, each with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Protocol

from .attribution import RULES
from .case import Case
from .confidence import UNSAID
from .cues import Cue, CueIndex
from .pipeline import Trace
from .records import Quotation, Span
from .rivals import present
from .speaker import Speaker

SHOWN = 4
"""Losing cues, and losing speakers, that are shown."""


class Say(Protocol):
    """A sentence of ``lexicon/explain.toml`` by its key, filled in."""

    def __call__(self, key: str, **values: object) -> str: ...


def attributed_at(row: Quotation) -> int:
    """Where the text attributes: the mention, else the cue, else the reported words."""
    places = (row.mention_start, row.cue_start, row.start)
    return next(place for place in places if place is not None)


class Losers:
    """What lost against one row."""

    def __init__(self, trace: Trace, index: int, say: Say) -> None:
        self.trace = trace
        self.context = trace.context
        self.index = index
        self.row = trace.quotations[index]
        self.made = trace.rows[index]
        self.say = say

    def lines(self) -> list[str]:
        """A sentence for each: rules first, then cues and speakers, nearest first."""
        chosen = dict(self._losing_rules())
        return [*chosen, *self._losing_cues({id(cue) for cue in chosen.values()}), *self._losing_speakers()]

    def _losing_rules(self) -> Iterator[tuple[str, Cue | None]]:
        """Rules behind the one that fired which would have answered otherwise, each with its cue."""
        index = self.made.index
        link = self.trace.links[index] if index is not None else None
        if index is None or link is None:
            return
        case = Case(self.context, CueIndex(self.trace.cues), index)
        answers = [answer for rule in RULES if (answer := rule(case)) is not None]
        for other in answers[1:]:
            if other.cue is not None and other.cue is not link.cue:
                yield self.say("lost_rule", rule=other.rule, cue=other.cue.span.of(self.context.text)), other.cue
            elif other.cue is None and other.mention is not None and link.mention is not None:
                if other.mention.span != link.mention.span:
                    mention = other.mention.span.of(self.context.text)
                    yield self.say("lost_rule_mention", rule=other.rule, mention=mention), None

    def _losing_cues(self, told: Set[int]) -> Iterator[str]:
        """Other reporting words of the sentences that the row touches, nearest first, but for those ``told`` of (by id)."""
        row = self.row
        low, high = min(row.start, row.cue_start or row.start), max(row.end, row.cue_end or row.end)
        sentences = self.context.sentences(Span(max(0, low - 1), high + 1))
        if not sentences:
            return
        around = Span(min(low, sentences[0].span.start), max(high, sentences[-1].span.end))
        reported = {id(made.cue): number for number, made in enumerate(self.trace.rows) if made.cue is not None}
        voice = self._voice()
        others = [cue for cue in self.trace.cues if around.covers(cue.span) and id(cue) not in told and not self._own(cue)]
        for cue in sorted(others, key=self._apart)[:SHOWN]:
            words = cue.span.of(self.context.text)
            if self.context.voice(cue.word) != voice:
                yield self.say("lost_cue_inside", cue=words)
            elif id(cue) in reported:
                yield self.say("lost_cue_taken", cue=words, row=self.trace.quotations[reported[id(cue)]].quote_id)
            else:
                yield self.say("lost_cue", cue=words)

    def _own(self, cue: Cue) -> bool:
        """Whether a cue belongs to the reported words themselves, or is the row's own in other words."""
        row = self.row
        mine = row.cue_start is not None and row.cue_end is not None and cue.span.meets(Span(row.cue_start, row.cue_end))
        insert = self.made.quoted is not None and any(gap.covers(cue.span) for gap in self.made.quoted.inserts)
        return mine or (self.made.span.covers(cue.span) and not insert)

    def _apart(self, cue: Cue) -> int:
        return max(0, self.row.start - cue.span.end, cue.span.start - self.row.end)

    def _voice(self) -> int:
        """The voice around the reported words: the quotation that they stand in, or the journalist's."""
        parent = self.made.quoted.parent if self.made.quoted is not None else None
        return -1 if parent is None else parent

    def _losing_speakers(self) -> Iterator[str]:
        """Others who had come up before, nearest first."""
        chosen, at = self.made.speaker, attributed_at(self.row)
        others = present(self.trace, self.index, at)
        ours = others.pop(chosen.key, None) if chosen is not None else None
        for other in sorted(others.values(), key=lambda presence: -presence.offset)[:SHOWN]:
            yield self._why_not(other.speaker, other.offset, ours.offset if ours is not None else None, at)

    def _why_not(self, speaker: Speaker, offset: int, ours: int | None, at: int) -> str:
        cue, row = self.made.cue, self.row
        if row.how == "explicit":
            return self.say("lost_named", speaker=speaker.name)
        if cue is not None and cue.finite and row.how in UNSAID and not _agrees(speaker, plural=cue.plural):
            return self.say("lost_number", speaker=speaker.name, wanted=self.say("plural" if cue.plural else "singular"))
        gender = cue.gender if cue is not None else None
        if self.made.mention is not None and gender is None:
            gender = self.made.mention.gender
        if gender is not None and speaker.gender not in {None, gender}:
            return self.say("lost_gender", speaker=speaker.name, wanted=self.say(gender))
        if ours is None or offset <= ours:
            return self.say("lost_further", speaker=speaker.name, characters=at - offset)
        return self.say("lost_nearer", speaker=speaker.name)


def _agrees(speaker: Speaker, *, plural: bool) -> bool:
    """Whether a verb of that number can be the speaker's; a body may take a plural ("dalla procura dicono")."""
    return speaker.plural == plural or (plural and speaker.type in {"organisation", "group"})
