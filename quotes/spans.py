"""Quoted spans from the text alone: the cheapest reading of its marks, by an automaton over a stack of open quotations.

Every mark can open, close, be stray or be no mark at all, and an open quotation can end without a mark where a sentence, a
paragraph or the words before a reporting clause end. Each choice has a price, a logarithm of odds (``marks``, ``voice`` and
the constants here), and the readings of the whole text compete: where the marks are sound their plain reading costs nothing
and wins; where one is missing or wrong the least unlikely repair wins, and the row says which it was. Readings with the same
stack are merged and hopeless ones dropped, so that the work grows with the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

from .dialogue import find_dialogue
from .layout import paragraphs
from .marks import NEVER, Mark, find_marks, mismatch
from .records import QuotedSpan, Span
from .voice import bare_edges, clause_edges, opens_clause, reports, that_clause, voice

REPAIRS: Mapping[str, str] = MappingProxyType(
    {
        "closed-at-paragraph-end": "no closing mark: the quotation was taken to the end of its paragraph",
        "closed-at-sentence-end": "no closing mark: ended with a sentence, as the next one reads like the journalist's",
        "closed-before-reporting-clause": "no closing mark: ended before the words that report it («Chiudiamo, ha detto X)",
        "closed-before-next-opening": "no closing mark: ended where the next opening mark of the same kind stands",
        "closed-with-outer": "no closing mark: ended with the quotation around it",
        "reopened": "no closing mark, as the quotation goes on behind a new opening mark in the next paragraph",
        "opened-at-sentence-start": "a closing mark without its opening: taken from the start of the sentence, or behind the mark before it",
        "opened-after-colon": "a closing mark without its opening: taken from behind the colon before it",
        "opened-after-che": "a closing mark without its opening: taken from behind a reporting verb and che (ha detto che non si parte»)",
        "wrong-closing-mark": "closed by a mark of another kind, or by an opening form",
        "opened-by-closing-mark": "opened by a closing form (”così”, »così«)",
        "misplaced-closing-mark": "a closing mark inside, behind which the sentence goes on: the quotation was taken to the later one",
        "doubled-marks": "two marks side by side on either side of the same words: one quotation",
        "empty": "a mark with nothing to quote",
    }
)
"""Every repair that a row can name, and what it means."""

# Prices, in logarithms of odds. Of 497 gold spans in marks 14 lack the closing mark and 5 the opening one.
UNCLOSED_PARAGRAPH = 4.0
UNCLOSED_SENTENCE = 6.0
UNCLOSED_CLAUSE = 4.0
"""A missing closing mark before ", ha detto X" is likelier than within the running text: the mark and the comma changed places or merged."""
INSIDE_CLAUSE = 3.0
"""A reporting clause between commas within the marks («Bene, dice, si parte»): none of 560 closed gold spans has one."""
INSIDE_BARE = 1.5
"""One without commas («Così dice il prefetto»): 5 of 575."""
CLAUSES = ("clause", "bare")
UNCLOSED_INNER, UNCLOSED_INNER_SAME = 3.5, 5.0
"""Two quotations closed by one mark; where their marks are the same kind, the first more likely lacks its own."""
UNCLOSED_BESIDE = 5.0
STRAY = 5.0
STRAY_INSIDE = 2.0
MISPLACED = 3.0
REOPENED = 3.0
"""Without closing mark because the next paragraph opens again: 3 of the 4 gold spans that lack it before such a paragraph."""
DOUBLED = 2.2
NEST_SAME = 1.5
NEST_SAME_SMALL = 3.0
"""A quotation inside another with the same marks: 9 of 30 nested gold spans, 7 of them begin with a capital."""
NEST_OTHER = 0.3
CROSS_LINE = 0.4
CROSS_PARAGRAPH = 4.0
"""A quotation runs over a line's end in 62 of 430 gold spans of texts with a sentence a line, in 1 of 200 of the others."""
CROSS_HEADING = 2.0
RUN_ON = MappingProxyType({"free": 0.9, "comma": 2.0, "that": 2.0, "fragment": 3.2})
"""Quotations of more than one sentence: 81 of 282 that begin a sentence or follow a colon, 1 of 18 behind "che", 3 of 29
behind a comma, 9 of 246 that complete the journalist's own clause (rappresenta «una minaccia»)."""
VOICE_WEIGHT = 0.8
SAID_MOST, SAID_LEAST = 3.0, -4.0
"""Sentences of one quotation resemble each other: together they tell no more than this."""
SENTENCE_A_LINE = 1.3
"""Mean number of sentences in a paragraph below which the text has one sentence a line."""
HOPELESS = 8.0
BEAM = 8

Lead = Literal["free", "comma", "that", "fragment"]


class Turn(NamedTuple):
    """A place where an open quotation may end without a mark, or must pay to go on."""

    end: int
    """Where what stood before ends."""
    begin: int
    """Where what follows begins."""
    kind: Literal["sentence", "clause", "bare", "paragraph"]
    price: float
    """Of going on over a paragraph's end."""


@dataclass(frozen=True, slots=True)
class _Open:
    """An open quotation on the stack of a reading; ``key`` is what later prices depend on."""

    mark: int
    family: str
    lead: Lead
    ran: bool
    waits: bool
    """Whether a new opening mark must follow at once, at the start of the paragraph."""
    said: float
    below: _Open | None
    depth: int
    key: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """One choice of a reading, linked to the choices before."""

    choice: str
    event: int
    before: _Step | None


@dataclass(frozen=True, slots=True)
class _Reading:
    cost: float
    top: _Open | None
    trail: _Step | None


@dataclass(slots=True)
class _Row:
    """A quoted span in the making."""

    outer_start: int
    start: int
    end: int = -1
    outer_end: int = -1
    closed: bool = True
    repair: str | None = None
    continues: _Row | None = None
    inner: list[int] = field(default_factory=list)


def _push(below: _Open | None, mark: int, family: str, lead: Lead) -> _Open:
    return _keyed(_Open(mark, family, lead, False, False, 0.0, below, (below.depth if below else 0) + 1, ()))


def _keyed(top: _Open) -> _Open:
    own = (top.family, top.lead, top.ran, top.waits)
    under = top.below.key[:3] if top.below else ()
    return replace(top, key=(own, *under[:2], top.depth))


def _ran_on(top: _Open, *, waits: bool = False) -> _Open:
    return _keyed(replace(top, ran=True, waits=waits))


# --- where sentences turn ---------------------------------------------------------------------------------------------

STOP = re.compile(r"[.!?…]++[»”\"'’)\]]*+")
ABBREVIATION = re.compile(r"\b(?:[A-ZÀ-Ý]|dott|dr|sig|sigg|on|sen|prof|avv|ing|arch|geom|mons|gen|col|cap|art|artt|n|nr|pag|cfr|st|ss|mr|mrs|ecc)$", re.IGNORECASE)
STARTERS = "«“\"„‘'’(‹<[-–—"
FINAL = frozenset(".!?…:;,»”\"'’)“«")


def _sentence_turns(text: str, start: int, end: int) -> list[Turn]:
    found = []
    for stop in STOP.finditer(text, start, end):
        at = stop.end()
        if at >= end or not text[at].isspace():
            continue
        while at < end and text[at].isspace():
            at += 1
        if at >= end or not (text[at].isupper() or text[at] in STARTERS):
            continue
        if stop.group().startswith(".") and ABBREVIATION.search(text, max(start, stop.start() - 6), stop.start()):
            continue
        found.append(Turn(stop.end(), at, "sentence", 0.0))
    return found


BLANK_LINE = re.compile(r"\n[ \t\r]*+\n|\u2029")


def _turns(text: str, layout: Sequence[Span]) -> list[Turn]:
    """All turns of the text, in order; every paragraph ends with one."""
    inner = [_sentence_turns(text, p.start, p.end) for p in layout]
    mean = 1 + sum(map(len, inner)) / max(1, len(layout))
    found: list[Turn] = []
    for i, paragraph in enumerate(layout):
        clauses = [Turn(a, b, "clause", 0.0) for a, b in clause_edges(text, paragraph.start, paragraph.end)]
        bare = [Turn(a, b, "bare", 0.0) for a, b in bare_edges(text, paragraph.start, paragraph.end)]
        found += sorted(inner[i] + clauses + bare)
        heading = 0.0 if text[paragraph.end - 1] in FINAL else CROSS_HEADING
        begin = layout[i + 1].start if i + 1 < len(layout) else len(text)
        cross = CROSS_LINE if mean < SENTENCE_A_LINE and not BLANK_LINE.search(text, paragraph.end, begin) else CROSS_PARAGRAPH
        found.append(Turn(paragraph.end, begin, "paragraph", cross + heading))
    return found


# --- reading ----------------------------------------------------------------------------------------------------------


class _Text:
    """What the readings of one text share: its events in order, and what stands between them."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.layout = paragraphs(text)
        self.starts = [p.start for p in self.layout]
        turns = _turns(text, self.layout)
        self.turns = [turn for turn in turns if turn.kind not in CLAUSES]
        found: list[Mark | Turn] = [*find_marks(text), *turns]
        found.sort(key=lambda event: (event.start, 0) if isinstance(event, Mark) else (event.end, 1))
        self.events = _drop_bare(found)

    def paragraph(self, at: int) -> int:
        """Index of the paragraph in which a character stands."""
        return max(0, bisect_right(self.starts, at) - 1)


def _drop_bare(events: list[Mark | Turn]) -> list[Mark | Turn]:
    """Without the turns before the first mark."""
    first = next((i for i, event in enumerate(events) if isinstance(event, Mark)), len(events))
    return events[max(0, first - 1) :] if first < len(events) else []


THAT = re.compile(r"\b(?:che|come|se|perché|quando)$")


def _lead(text: str, mark: Mark, sentence: int) -> Lead:
    """What stands before an opening mark: does it begin a sentence, follow a comma or "che", or complete a clause?"""
    at = mark.start
    while at > sentence and text[at - 1].isspace():
        at -= 1
    if at <= sentence or text[at - 1] in ".!?…:;»”\"«“–—":
        return "free"
    if text[at - 1] in ",(-":
        return "comma"
    return "that" if THAT.search(text, max(sentence, at - 8), at) else "fragment"


def _read(shared: _Text) -> _Step | None:
    """The cheapest reading's choices."""
    text, events = shared.text, shared.events
    readings = [_Reading(0.0, None, None)]
    last, begins, sentence = 0, True, 0
    for i, event in enumerate(events):
        ends = isinstance(event, Turn) and event.kind not in CLAUSES
        here = event.start if isinstance(event, Mark) else event.end
        said = 0.0
        if here - last > 3:
            stretch = text[last:here]
            said = voice(stretch, whole=begins and ends)
        if any(reading.top for reading in readings):
            readings = [_hear(reading, said) for reading in readings]
        if isinstance(event, Mark):
            made = _at_mark(text, events, i, readings, sentence, said)
            last, begins = event.end, False
        else:
            final = i == len(events) - 1
            made = [after for reading in readings for after in _at_turn(event, i, reading, final=final)]
            last, begins = event.begin, event.kind not in CLAUSES
            sentence = event.begin if begins else sentence
        readings = _best(made)
    return min(readings, key=lambda reading: reading.cost).trail


def _best(readings: Iterable[_Reading]) -> list[_Reading]:
    cheapest: dict[tuple[object, ...], _Reading] = {}
    for reading in readings:
        key = reading.top.key if reading.top else ()
        if key not in cheapest or reading.cost < cheapest[key].cost:
            cheapest[key] = reading
    ranked = sorted(cheapest.values(), key=lambda reading: reading.cost)
    return [reading for reading in ranked[:BEAM] if reading.cost <= ranked[0].cost + HOPELESS]


def _hear(reading: _Reading, said: float) -> _Reading:
    """The price of having these words inside the open quotation."""
    top = reading.top
    if top is None or said == 0:
        return reading
    heard = max(SAID_LEAST, min(SAID_MOST, top.said + VOICE_WEIGHT * said))
    return _Reading(reading.cost - (heard - top.said), replace(top, said=heard), reading.trail)


def _at_mark(text: str, events: Sequence[Mark | Turn], i: int, readings: list[_Reading], sentence: int, said: float) -> list[_Reading]:
    mark = events[i]
    assert isinstance(mark, Mark)
    before = events[i - 1] if i else None
    beside = isinstance(before, Mark) and before.end == mark.start
    first = before is None or (isinstance(before, Turn) and before.kind == "paragraph")
    first = first and not text[sentence : mark.start].strip(" -–—\u00a0")
    lead = _lead(text, mark, sentence)
    goes_on = _goes_on(text, mark)
    capital = text[mark.end : mark.end + 2].lstrip()[:1].isupper()
    made = []
    for reading in readings:
        made += _choices(mark, i, reading, lead, said, beside=beside, first=first, goes_on=goes_on, capital=capital)
    return made


def _choices(mark: Mark, i: int, reading: _Reading, lead: Lead, said: float, *, beside: bool, first: bool, goes_on: bool, capital: bool) -> list[_Reading]:
    """Everything that a mark can be in one reading."""
    top, cost, trail = reading.top, reading.cost, reading.trail

    def after(choice: str, price: float, stack: _Open | None) -> None:
        if price < NEVER:
            made.append(_Reading(cost + price, stack, _Step(choice, i, trail)))

    made: list[_Reading] = []
    if top is not None and top.waits:
        if first and top.family == mark.family:
            after("reopen", min(mark.open, 1.0), _push(top.below, i, mark.family, lead))
        return made
    after("skip", mark.skip, top)
    after("open", mark.open + _nesting(top, mark, capital=capital), _push(top, i, mark.family, lead))
    if mark.family != "single":
        inside = STRAY_INSIDE if top else 0.0
        after("stray", mark.close + STRAY + inside - max(-2.0, min(2.0, said)), top)
    if beside and mark.family != "single":
        after("doubled", DOUBLED, top)
    if top is None:
        return made
    after("close", mark.close + mismatch(top.family, mark.family), top.below)
    if top.below is not None:
        inner = NEVER if top.family == "single" else UNCLOSED_INNER_SAME if top.family == top.below.family else UNCLOSED_INNER
        after("close-outer", mark.close + mismatch(top.below.family, mark.family) + inner, top.below.below)
    if goes_on and top.family == mark.family and mark.family != "single":
        after("misplaced", mark.close + MISPLACED, top)
    if top.family == mark.family and mark.family != "single":
        after("restart", mark.open + UNCLOSED_BESIDE, _push(top.below, i, mark.family, lead))
    return made


def _nesting(top: _Open | None, mark: Mark, *, capital: bool) -> float:
    """What it costs to open a quotation inside the ones that are open."""
    if top is None:
        return 0.5 if mark.family == "single" else 0.0
    deeper = min(3.0, 0.8 * (top.depth - 1))
    if top.family == mark.family:
        return (NEST_SAME if capital else NEST_SAME_SMALL) + deeper
    second = top.below is not None and top.below.family == mark.family
    return (1.5 if top.family == "single" else NEST_OTHER) + (1.0 if second else 0.0) + deeper


GOES_ON = re.compile(r"\.? {1,2}(?=[a-zà-ÿ])")


def _goes_on(text: str, mark: Mark) -> bool:
    """Whether behind a closing mark and a full stop the sentence goes on in small letters: “lo è”. quindi sempre più."""
    found = GOES_ON.match(text, mark.end)
    return found is not None and found.group().startswith(".") and not opens_clause(text, found.end())


def _at_turn(turn: Turn, i: int, reading: _Reading, *, final: bool) -> list[_Reading]:
    """Going on inside the open quotation, or ending it without a mark."""
    top = reading.top
    if top is None:
        return [reading]
    if top.waits:
        return []
    if turn.kind in CLAUSES:
        if top.family == "single":
            return [reading]
        on = _Reading(reading.cost + (INSIDE_CLAUSE if turn.kind == "clause" else INSIDE_BARE), top, reading.trail)
        return [on, _ended("end-clause", UNCLOSED_CLAUSE, i, reading)]
    made = []
    run = 0.0 if top.ran else RUN_ON[top.lead]
    if turn.kind == "sentence":
        made.append(_Reading(reading.cost + run, _ran_on(top), reading.trail))
        if top.family != "single":
            made.append(_ended("end-sentence", UNCLOSED_SENTENCE, i, reading))
        return made
    if not _has_single(top):
        price = UNCLOSED_PARAGRAPH + 2.0 * (top.depth - 1)
        made.append(_Reading(reading.cost + price, None, _Step("end-all", i, reading.trail)))
        if final:
            return made
        made.append(_Reading(reading.cost + run + turn.price, _ran_on(top), reading.trail))
        made.append(_Reading(reading.cost + REOPENED, _ran_on(top, waits=True), reading.trail))
        if top.below is not None:
            under = _ran_on(top.below)
            made.append(_Reading(reading.cost + UNCLOSED_PARAGRAPH + turn.price, under, _Step("end-paragraph", i, reading.trail)))
    return made


def _has_single(top: _Open | None) -> bool:
    """Whether a single mark is open among the innermost: those close within their paragraph or were apostrophes."""
    for _ in range(3):
        if top is None:
            return False
        if top.family == "single":
            return True
        top = top.below
    return False


def _ended(choice: str, price: float, i: int, reading: _Reading) -> _Reading:
    assert reading.top is not None
    return _Reading(reading.cost + price, reading.top.below, _Step(choice, i, reading.trail))


# --- from the choices to rows -----------------------------------------------------------------------------------------


def _rows(shared: _Text, trail: _Step | None) -> list[_Row]:
    steps = []
    while trail is not None:
        steps.append(trail)
        trail = trail.before
    rows: list[_Row] = []
    stack: list[_Row] = []
    floor = 0
    for step in reversed(steps):
        event = shared.events[step.event]
        if isinstance(event, Turn):
            floor = _end_at_turn(shared.text, event, step.choice, stack, floor)
        else:
            floor = _take_mark(shared, event, step.choice, rows, stack, floor)
    return rows


def _finish(text: str, row: _Row, end: int, *, closed: bool, repair: str | None, outer_end: int | None = None) -> None:
    """Give a row its end; one without a closing mark ends with its last character that is no space."""
    if not closed:
        while end > row.start and text[end - 1].isspace():
            end -= 1
    row.end = max(row.start, end)
    row.outer_end = outer_end if outer_end is not None else row.end
    row.closed = closed
    row.repair = row.repair or repair
    if not text[row.start : row.end].strip():
        row.repair = "empty"


TURN_REPAIR = {"end-clause": "closed-before-reporting-clause", "end-sentence": "closed-at-sentence-end", "end-paragraph": "closed-at-paragraph-end"}


def _end_at_turn(text: str, turn: Turn, choice: str, stack: list[_Row], floor: int) -> int:
    if choice == "end-all":
        while stack:
            _finish(text, stack.pop(), turn.end, closed=False, repair="closed-at-paragraph-end")
    else:
        _finish(text, stack.pop(), turn.end, closed=False, repair=TURN_REPAIR[choice])
    return max(floor, turn.end)


def _take_mark(shared: _Text, mark: Mark, choice: str, rows: list[_Row], stack: list[_Row], floor: int) -> int:
    text = shared.text
    if choice == "skip":
        return floor
    if choice in ("reopen", "restart"):
        previous = stack.pop()
        end = shared.layout[shared.paragraph(mark.start) - 1].end if choice == "reopen" else _before_announcement(shared, previous, mark)
        _finish(text, previous, end, closed=False, repair="reopened" if choice == "reopen" else "closed-before-next-opening")
        row = _Row(mark.start, mark.end, continues=previous if choice == "reopen" else None)
        rows.append(row)
        stack.append(row)
    elif choice == "open":
        rows.append(_Row(mark.start, mark.end, repair="opened-by-closing-mark" if _opened_wrongly(text, mark) else None))
        stack.append(rows[-1])
    elif choice == "stray":
        rows.append(_stray(shared, mark, stack, floor))
    elif choice == "doubled":
        _double(mark, rows, stack)
    elif choice == "misplaced":
        stack[-1].repair = "misplaced-closing-mark"
    else:
        if choice == "close-outer":
            _finish(text, stack.pop(), mark.start, closed=False, repair="closed-with-outer")
        row = stack.pop()
        wrong = _closed_wrongly(text, row, mark)
        _finish(text, row, mark.start, closed=True, repair="wrong-closing-mark" if wrong else None, outer_end=mark.end)
    return max(floor, mark.end)


def _before_announcement(shared: _Text, row: _Row, mark: Mark) -> int:
    """Where a quotation ends that a new opening mark cuts off: before the sentence that announces the new one («A. Il sindaco: «B»)."""
    at = bisect_right(shared.turns, mark.start, key=lambda turn: turn.begin) - 1
    turn = shared.turns[at] if at >= 0 else None
    if turn is None or turn.end <= row.start:
        return mark.start
    announcement = shared.text[turn.begin : mark.start].rstrip()
    return turn.end if announcement.endswith(":") or reports(announcement) else mark.start


def _opened_wrongly(text: str, mark: Mark) -> bool:
    return text[mark.start] in "»”›>’" and mark.family != "single" and text[mark.start : mark.end] != "’’"


def _closed_wrongly(text: str, row: _Row, mark: Mark) -> bool:
    opening, closing = text[row.outer_start : row.start], text[mark.start : mark.end]
    if opening == "„":
        return closing not in ("“", "”", "‟")
    pairs = {"«": "»", "“": "”", "<<": ">>", "‘": "’'", "‹": "›", "``": "''", "‘‘": "’’''", "❝": "❞", "〝": "〞〟", "‚": "‘’", "”": "”", "»": "«", "’": "’'"}
    return closing not in pairs.get(opening, opening)


def _double(mark: Mark, rows: list[_Row], stack: list[_Row]) -> None:
    """A second mark beside the first: part of the quotation's opening, or of its end."""
    if stack and stack[-1].start == mark.start:
        stack[-1].start = mark.end
        stack[-1].repair = "doubled-marks"
        return
    for row in reversed(rows[-3:]):
        if row.outer_end == mark.start:
            row.outer_end = mark.end
            row.repair = row.repair or "doubled-marks"
            return


def _stray(shared: _Text, mark: Mark, stack: list[_Row], floor: int) -> _Row:
    """The row of a closing mark that nothing opened: back to the sentence's start, or to a colon or a mark before it."""
    text = shared.text
    least = max(floor, stack[-1].start if stack else 0)
    start, repair = _spoken_back(shared, least, mark.start), "opened-at-sentence-start"
    colon = text.rfind(": ", start, mark.start)
    that = that_clause(text, start, mark.start)
    if colon > start:
        start, repair = colon + 2, "opened-after-colon"
    elif that is not None and not opens_clause(text, _behind(text, mark.end)):
        start, repair = that, "opened-after-che"
    while start < mark.start and (text[start].isspace() or text[start] in ",.;:!?)"):
        start += 1
    start = min(start, mark.start)
    row = _Row(start, start, repair=repair)
    _finish(text, row, mark.start, closed=True, repair=None, outer_end=mark.end)
    return row


SENTENCES_BACK = 12
"""Sentences that a stray closing mark can reach back over; the longest gold quotation has 10."""


def _spoken_back(shared: _Text, least: int, end: int) -> int:
    """Where a quotation that ends here most plausibly began: its own sentence, and those before it as long as they sound spoken."""
    text, turns = shared.text, shared.turns
    at = bisect_right(turns, end, key=lambda turn: turn.begin)
    best_start, best, score, until = max(least, 0), 0.0, 0.0, end
    for back in range(SENTENCES_BACK):
        turn = turns[at - 1 - back] if at - 1 - back >= 0 else None
        start = max(least, turn.begin if turn else 0)
        if back:
            score += VOICE_WEIGHT * voice(text[start:until]) - (RUN_ON["free"] if back == 1 else CROSS_LINE)
        if not back or score > best:
            best_start, best = start, score
        if turn is None or turn.begin <= least:
            break
        score, until = score - turn.price, turn.end
    return best_start


def _behind(text: str, at: int) -> int:
    """The first offset from here on that is neither a space nor a comma."""
    end = min(len(text), at + 4)
    while at < end and text[at] in " ,\u00a0":
        at += 1
    return at


# --- from rows to spans -----------------------------------------------------------------------------------------------


def find_spans(text: str) -> list[QuotedSpan]:
    """The quoted spans of a text, in text order; no error, whatever the text.

    Spans are disjoint or nested. Which of them are speech, titles or irony is decided elsewhere.

    >>> text = 'Il sindaco: «Chiudo la "strada bassa" domani».'
    >>> [(s.span.of(text), s.parent) for s in find_spans(text)]
    [('Chiudo la "strada bassa" domani', None), ('strada bassa', 0)]
    >>> [s.repair for s in find_spans("«Si chiude, ha detto il sindaco.")]
    ['closed-before-reporting-clause']
    """
    shared = _Text(text)
    rows = _merge_doubled(sorted(_rows(shared, _read(shared)), key=_place))
    return _records(shared, sorted(rows + _dialogue(shared, rows), key=_place))


def _place(row: _Row) -> tuple[int, int]:
    return row.outer_start, -row.outer_end


def _dialogue(shared: _Text, rows: Sequence[_Row]) -> list[_Row]:
    """Rows for speech behind dashes, where it does not stand inside quotation marks or cross them."""
    made: list[_Row] = []
    at, reach = 0, 0
    for turn in find_dialogue(shared.text, shared.layout):
        while at < len(rows) and rows[at].outer_start < turn.dash:
            reach, at = max(reach, rows[at].outer_end), at + 1
        if reach > turn.dash:
            continue
        inside = at
        while inside < len(rows) and rows[inside].outer_start < turn.span.end:
            inside += 1
        if any(row.outer_end > turn.span.end or row.outer_start < turn.span.start for row in rows[at:inside]):
            continue
        before = made[-1] if made and turn.goes_on else None
        made.append(_Row(turn.dash, turn.span.start, turn.span.end, turn.span.end, continues=before))
    return made


def _merge_doubled(rows: list[_Row]) -> list[_Row]:
    """One row for «"così"»: the inner one's words, the outer one's marks."""
    kept: list[_Row] = []
    for row in rows:
        if kept and (kept[-1].start, kept[-1].end) == (row.outer_start, row.outer_end) and row.closed and kept[-1].closed:
            kept[-1].start, kept[-1].end, kept[-1].repair = row.start, row.end, "doubled-marks"
        else:
            kept.append(row)
    return kept


def _records(shared: _Text, rows: list[_Row]) -> list[QuotedSpan]:
    made: list[QuotedSpan] = []
    groups: dict[int, int] = {}
    last: dict[int | None, int] = {}
    count = 0
    stack: list[int] = []
    for i, row in enumerate(rows):
        while stack and rows[stack[-1]].outer_end <= row.outer_start and rows[stack[-1]].end <= row.outer_start:
            stack.pop()
        parent = stack[-1] if stack else None
        before = last.get(parent)
        if row.continues is not None and id(row.continues) in groups:
            group = groups[id(row.continues)]
        elif before is not None and _interrupted(shared.text, rows[before], row):
            group = made[before].group
        else:
            group, count = count, count + 1
        groups[id(row)] = group
        last[parent] = i
        stack.append(i)
        span = Span(row.start, row.end)
        made.append(
            QuotedSpan(
                span=span,
                outer=Span(row.outer_start, row.outer_end),
                closed=row.closed,
                repair=row.repair,
                group=group,
                parent=parent,
                paragraph=shared.paragraph(row.outer_start),
                inserts=tuple(_inserts(shared.text, span)),
            )
        )
    return made


INTERRUPTION_LIMIT = 160
"""Characters of an attributing clause between the two halves of a sentence; the longest in the gold has 44."""
BETWEEN = re.compile(r"\s?(?:[,–—-]\s?)?(?=\S)")


def _interrupted(text: str, first: _Row, second: _Row) -> bool:
    """Whether two spans are one sentence with an attributing clause between them: «A», ha detto X, «b»."""
    between = text[first.outer_end : second.outer_start]
    if len(between) > INTERRUPTION_LIMIT or "\n" in between or re.search(r"[.;:!?…]", between):
        return False
    lead = BETWEEN.match(between)
    if lead is None or not opens_clause(between, lead.end()):
        return False
    if re.search(r"\b(?:che|e|aggiungendo|di|come)\s$", between):
        return False
    words = text[second.start : second.end].lstrip(" .…")
    pause = re.search(r"[,–—-]\s*$", between) is not None
    return words[:1].islower() or pause


DASHED = re.compile(r"(?<=[\s»”\"'’])[-–—](?=[ \u00a0.,;:])")
INSERT_LIMIT = 120
"""Characters of an insert; the longest in the gold, with name and office, has 61."""


def _inserts(text: str, span: Span) -> list[Span]:
    """Stretches in which the journalist may speak: between dashes, in brackets, or behind a last dash.

    >>> t = "«Si parte - ha aggiunto - domani»"
    >>> [i.of(t) for i in _inserts(t, Span(1, len(t) - 1))]
    ['ha aggiunto']
    """
    found = []
    dashes = [m.start() for m in DASHED.finditer(text, span.start, span.end)]
    i = 0
    while i < len(dashes):
        after = dashes[i + 1] if i + 1 < len(dashes) and text[dashes[i + 1]] == text[dashes[i]] else None
        end = span.end if after is None else after
        insert = _trimmed(text, dashes[i] + 1, end)
        if 0 < len(insert) <= INSERT_LIMIT and "\n" not in insert.of(text) and (after is not None or reports(insert.of(text))):
            found.append(insert)
            i += 2
        else:
            i += 1
    for bracket in re.finditer(rf"\(([^()\n]{{2,{INSERT_LIMIT}}})\)", text[span.start : span.end]):
        found.append(Span(span.start + bracket.start(1), span.start + bracket.end(1)))
    return sorted(found)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Span(start, end)
