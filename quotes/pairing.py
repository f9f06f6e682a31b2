"""Which mark opens, which closes, which is stray: the cheapest reading of a whole text, by an automaton over a stack.

Every mark can open, close, be stray or be no quotation mark, and an open quotation can end without a mark at a ``Turn``. Each
choice has a price, a logarithm of odds, and the readings of the text compete: where the marks are sound their plain reading
costs nothing and wins; where one is missing or wrong the least unlikely repair wins. Readings whose stacks are alike are
merged and hopeless ones dropped, so that the work grows with the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import Literal, NamedTuple

from .layout import paragraphs
from .marks import NEVER, Mark, find_marks, mismatch
from .turns import Turn, find_turns
from .voice import opens_clause, voice

# Prices, in logarithms of odds. Of 596 gold spans (dev and style) 14 lack the closing mark and 6 the opening one.
UNCLOSED_PARAGRAPH = 4.0
UNCLOSED_SENTENCE = 6.0
"""None of the 14 unclosed gold spans ends within its paragraph but before a reporting clause."""
UNCLOSED_CLAUSE = 3.5
"""Lower than at a paragraph's end: a clause that reports marks the place; of quotations whose mark was taken away 57 rather than 53 of 157 are mended."""
UNCLOSED_DEEPER = 2.0
UNCLOSED_INNER, UNCLOSED_INNER_SAME = 3.5, 5.0
"""Two quotations closed by one mark; where their marks are the same kind, the first more likely lacks its own."""
UNCLOSED_BESIDE = 5.0
"""A new opening cuts off the quotation before it."""
INSIDE_CLAUSE = 2.5
"""A reporting clause between commas within the marks («Bene, dice, si parte»): none of 582 closed gold spans has one."""
INSIDE_BARE = 1.5
"""One without commas («Così dice il prefetto»): 5 of 575, but it is as rare where a closing mark is lost."""
STRAY = 5.0
STRAY_INSIDE = 2.0
STRAY_VOICE = 2.0
"""So much the words before a stray closing mark can say for or against it."""
MISPLACED = 3.0
REOPENED = 3.0
"""Without closing mark because the next paragraph opens again: 3 of the 4 gold spans that lack it before such a paragraph."""
DOUBLED, DOUBLED_OTHER = 2.2, 3.2
"""The same mark typed twice; two kinds side by side are mostly a quotation inside another."""
NEST_SAME, NEST_SAME_SMALL = 1.5, 3.0
"""A quotation inside another with the same marks, with a capital and without: 10 of 21 nested gold spans, 6 with a capital."""
NEST_OTHER, NEST_IN_SINGLE, NEST_AGAIN, NEST_DEEPER = 0.3, 1.5, 1.0, 0.8
SINGLE_ALONE = 0.5
RUN_ON = {"free": 0.9, "comma": 2.0, "that": 2.0, "fragment": 3.2}
"""Quotations of more than one sentence: 81 of 282 that begin a sentence or follow a colon, 1 of 18 behind "che", 3 of 29
behind a comma, 9 of 246 that complete the journalist's own clause (rappresenta «una minaccia»)."""
VOICE_WEIGHT = 0.8
"""Below 1, as the signs lean on each other; the gold figures are the same from 0.6 to 1.0."""
SAID_MOST, SAID_LEAST = 3.0, -4.0
"""Sentences of one quotation resemble each other: together they tell no more than this."""
HOPELESS, BEAM = 10.0, 16
"""A reading so much dearer than the best, or behind so many, is dropped; the gold figures are the same from 9 and 12 on."""

Lead = Literal["free", "comma", "that", "fragment"]
Choice = Literal[
    "skip",
    "open",
    "close",
    "close-outer",
    "stray",
    "doubled",
    "misplaced",
    "restart",
    "reopen",
    "end-clause",
    "end-sentence",
    "end-paragraph",
    "end-all",
]


class Step(NamedTuple):
    """One choice of a reading at one event, linked to the choice before."""

    choice: Choice
    event: int
    before: Step | None


class Open(NamedTuple):
    """An open quotation on the stack of a reading."""

    family: str
    lead: Lead
    ran: bool
    """Whether it has run over a sentence's end."""
    waits: bool
    """Whether a new opening mark must follow at once, at the start of the paragraph."""
    said: float
    """What its words have told so far about who speaks."""
    below: Open | None
    depth: int
    key: tuple[object, ...]
    """What later prices depend on: readings with the same key are merged."""


class Reading(NamedTuple):
    """One way to read the text up to here."""

    cost: float
    top: Open | None
    trail: Step | None


class Spot(NamedTuple):
    """A mark with what its surroundings say, the same for every reading."""

    mark: Mark
    event: int
    lead: Lead
    said: float
    beside: str | None
    """The family of the mark directly before it, if there is one."""
    first: bool
    """First in its paragraph."""
    goes_on: bool
    """Behind it and a full stop the sentence goes on in small letters."""
    capital: bool
    """A capital follows."""


class Events:
    """The marks and turns of a text, in order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout = paragraphs(text)
        self._starts = [p.start for p in self.layout]
        turns = find_turns(text, self.layout)
        self.sentences = [turn for turn in turns if turn.whole]
        """The turns that end a sentence."""
        events: list[Mark | Turn] = [*find_marks(text), *turns]
        events.sort(key=lambda event: (event.start, 0) if isinstance(event, Mark) else (event.end, 1))
        first = next((i for i, event in enumerate(events) if isinstance(event, Mark)), len(events))
        self.all = events[max(0, first - 1) :] if first < len(events) else []

    def paragraph(self, at: int) -> int:
        """Index of the paragraph in which a character stands."""
        return max(0, bisect_right(self._starts, at) - 1)


def _open(below: Open | None, family: str, lead: Lead, *, ran: bool = False, waits: bool = False, said: float = 0.0) -> Open:
    own = (family, lead, ran, waits)
    if below is None:
        return Open(family, lead, ran, waits, said, None, 1, (own,))
    return Open(family, lead, ran, waits, said, below, below.depth + 1, (own, *below.key[:2], below.depth))


def _ran_on(top: Open, *, waits: bool = False) -> Open:
    if top.ran and not waits:
        return top
    return _open(top.below, top.family, top.lead, ran=True, waits=waits, said=top.said)


def read(events: Events) -> list[Step]:
    """The choices of the cheapest reading, in text order.

    >>> text = "Lia: «Parto». Poi: «Resto, ha detto."
    >>> [step.choice for step in read(Events(text))]
    ['open', 'close', 'open', 'end-clause']
    """
    text = events.text
    readings = [Reading(0.0, None, None)]
    last, whole, sentence = 0, True, 0
    for i, event in enumerate(events.all):
        here = event.start if isinstance(event, Mark) else event.end
        asked = here - last > 3 and (isinstance(event, Mark) or any(reading.top for reading in readings))
        said = voice(text[last:here], whole=whole and isinstance(event, Turn) and event.whole) if asked else 0.0
        if said:
            readings = [_hear(reading, said) for reading in readings]
        if isinstance(event, Mark):
            spot = _spot(text, events.all, i, event, sentence, said)
            made = [after for reading in readings for after in _at_mark(spot, reading)]
            last, whole = event.end, False
        else:
            final = i == len(events.all) - 1
            made = [after for reading in readings for after in _at_turn(event, i, reading, final=final)]
            last, whole = event.begin, event.whole
            sentence = event.begin if whole else sentence
        readings = _best(made)
    trail = min(readings).trail if len(readings) == 1 else min(readings, key=_cost).trail
    steps = []
    while trail is not None:
        steps.append(trail)
        trail = trail.before
    return steps[::-1]


def _cost(reading: Reading) -> float:
    return reading.cost


def _best(made: list[Reading]) -> list[Reading]:
    """The cheapest reading of each kind of stack, without the hopeless ones; one that waits for nothing is always among them."""
    if len(made) == 1:
        return made
    made.sort(key=_cost)
    limit = made[0].cost + HOPELESS
    kept: list[Reading] = []
    seen: set[tuple[object, ...]] = set()
    settled = False
    for reading in made:
        if (reading.cost > limit or len(kept) >= BEAM) and settled:
            break
        key = reading.top.key if reading.top else ()
        if key not in seen:
            seen.add(key)
            kept.append(reading)
            settled = settled or reading.top is None or not reading.top.waits
    return kept


def _hear(reading: Reading, said: float) -> Reading:
    """The price of having these words inside the open quotation."""
    top = reading.top
    if top is None:
        return reading
    heard = max(SAID_LEAST, min(SAID_MOST, top.said + VOICE_WEIGHT * said))
    if heard == top.said:
        return reading
    top_now = Open(top.family, top.lead, top.ran, top.waits, heard, top.below, top.depth, top.key)
    return Reading(reading.cost - heard + top.said, top_now, reading.trail)


# --- at a mark --------------------------------------------------------------------------------------------------------

THAT = re.compile(r"\b(?:che|come|se|perché|quando)$")
GOES_ON = re.compile(r"\. {1,2}(?=[a-zà-ÿ])")


def _spot(text: str, events: Sequence[Mark | Turn], i: int, mark: Mark, sentence: int, said: float) -> Spot:
    before = events[i - 1] if i else None
    found = GOES_ON.match(text, mark.end)
    first = before is None or (isinstance(before, Turn) and before.kind == "paragraph")
    return Spot(
        mark=mark,
        event=i,
        lead=_lead(text, mark, sentence),
        said=said,
        beside=before.family if isinstance(before, Mark) and before.end == mark.start else None,
        first=first and not text[sentence : mark.start].strip(" -–—\u00a0"),
        goes_on=found is not None and not opens_clause(text, found.end()),
        capital=text[mark.end : mark.end + 2].lstrip()[:1].isupper(),
    )


def _lead(text: str, mark: Mark, sentence: int) -> Lead:
    """What stands before an opening mark: does it begin a sentence, follow a comma or "che", or complete a clause?"""
    at = mark.start
    while at > sentence and text[at - 1].isspace():
        at -= 1
    if at <= sentence or text[at - 1] in '.!?…:;»”"«“–—':
        return "free"
    if text[at - 1] in ",(-":
        return "comma"
    return "that" if THAT.search(text, max(sentence, at - 8), at) else "fragment"


def _at_mark(spot: Spot, reading: Reading) -> list[Reading]:
    """Everything that a mark can be in one reading."""
    mark, i = spot.mark, spot.event
    cost, top, trail = reading
    if top is not None and top.waits:
        if not spot.first or top.family != mark.family:
            return []
        return [Reading(cost + min(mark.open, 1.0), _open(top.below, mark.family, spot.lead), Step("reopen", i, trail))]
    made = []
    if mark.skip < NEVER:
        made.append(Reading(cost + mark.skip, top, Step("skip", i, trail)))
    if mark.open < NEVER:
        price = mark.open + _nesting(top, spot)
        made.append(Reading(cost + price, _open(top, mark.family, spot.lead), Step("open", i, trail)))
    single = mark.family == "single"
    if not single:
        price = mark.close + STRAY + (STRAY_INSIDE if top else 0.0) - max(-STRAY_VOICE, min(STRAY_VOICE, spot.said))
        made.append(Reading(cost + price, top, Step("stray", i, trail)))
        if spot.beside:
            made.append(
                Reading(cost + (DOUBLED if spot.beside == mark.family else DOUBLED_OTHER), top, Step("doubled", i, trail))
            )
    if top is None:
        return made
    price = mark.close + mismatch(top.family, mark.family)
    if price < NEVER:
        made.append(Reading(cost + price, top.below, Step("close", i, trail)))
    if top.below is not None and top.family != "single":
        price = mark.close + mismatch(top.below.family, mark.family)
        price += UNCLOSED_INNER_SAME if top.family == top.below.family else UNCLOSED_INNER
        if price < NEVER:
            made.append(Reading(cost + price, top.below.below, Step("close-outer", i, trail)))
    if top.family == mark.family and not single:
        if spot.goes_on:
            made.append(Reading(cost + mark.close + MISPLACED, top, Step("misplaced", i, trail)))
        anew = _open(top.below, mark.family, spot.lead)
        made.append(Reading(cost + mark.open + UNCLOSED_BESIDE, anew, Step("restart", i, trail)))
    return made


def _nesting(top: Open | None, spot: Spot) -> float:
    """What it costs to open a quotation inside the ones that are open."""
    family = spot.mark.family
    if top is None:
        return SINGLE_ALONE if family == "single" else 0.0
    deeper = min(3.0, NEST_DEEPER * (top.depth - 1))
    if top.family == family:
        return (NEST_SAME if spot.capital else NEST_SAME_SMALL) + deeper
    again = top.below is not None and top.below.family == family
    return (NEST_IN_SINGLE if top.family == "single" else NEST_OTHER) + (NEST_AGAIN if again else 0.0) + deeper


# --- at a turn --------------------------------------------------------------------------------------------------------


def _at_turn(turn: Turn, i: int, reading: Reading, *, final: bool) -> list[Reading]:
    """Going on inside the open quotation, or ending it without a mark."""
    cost, top, trail = reading
    if top is None:
        return [reading]
    if top.waits:
        return []
    if not turn.whole:
        return _at_clause(turn, i, reading, top)
    run = 0.0 if top.ran else RUN_ON[top.lead]
    if turn.kind == "sentence":
        made = [Reading(cost + run, _ran_on(top), trail)]
        if top.family != "single":
            made.append(Reading(cost + UNCLOSED_SENTENCE, top.below, Step("end-sentence", i, trail)))
        return made
    if not final and _has_single(top):
        return []
    ended = UNCLOSED_PARAGRAPH + UNCLOSED_DEEPER * (top.depth - 1)
    made = [Reading(cost + ended, None, Step("end-all", i, trail))]
    if not final:
        made.append(Reading(cost + run + turn.price, _ran_on(top), trail))
        made.append(Reading(cost + REOPENED, _ran_on(top, waits=True), trail))
        if top.below is not None:
            price = UNCLOSED_PARAGRAPH + turn.price
            made.append(Reading(cost + price, _ran_on(top.below), Step("end-paragraph", i, trail)))
    return made


def _at_clause(turn: Turn, i: int, reading: Reading, top: Open) -> list[Reading]:
    if top.family == "single":
        return [reading]
    inside = INSIDE_CLAUSE if turn.kind == "clause" else INSIDE_BARE
    return [
        Reading(reading.cost + inside, top, reading.trail),
        Reading(reading.cost + UNCLOSED_CLAUSE, top.below, Step("end-clause", i, reading.trail)),
    ]


def _has_single(top: Open | None) -> bool:
    """Whether a single mark is open among the innermost: those close within their paragraph or were apostrophes."""
    for _ in range(3):
        if top is None:
            return False
        if top.family == "single":
            return True
        top = top.below
    return False
