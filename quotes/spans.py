"""Quoted spans from the text alone: the rows that the cheapest reading of its marks makes (``pairing``), mended and grouped.

A mark that is missing or wrong loses no row: the row says what was mended, a term of ``REPAIRS``.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from .dialogue import find_dialogue
from .marks import Mark
from .pairing import Choice, Events, read
from .records import QuotedSpan, Span
from .strays import beginning
from .turns import Turn
from .voice import opens_clause, reports

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


# --- from the choices to rows -----------------------------------------------------------------------------------------


def _rows(events: Events) -> list[_Row]:
    rows: list[_Row] = []
    stack: list[_Row] = []
    floor = 0
    for step in read(events):
        event = events.all[step.event]
        if isinstance(event, Turn):
            _end_at_turn(events.text, event, step.choice, stack)
            floor = max(floor, event.end)
        elif step.choice != "skip":
            _take_mark(events, event, step.choice, rows, stack, floor)
            floor = event.end
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


TURN_REPAIR = {
    "end-clause": "closed-before-reporting-clause",
    "end-sentence": "closed-at-sentence-end",
    "end-paragraph": "closed-at-paragraph-end",
}


def _end_at_turn(text: str, turn: Turn, choice: Choice, stack: list[_Row]) -> None:
    if choice == "end-all":
        while stack:
            _finish(text, stack.pop(), turn.end, closed=False, repair="closed-at-paragraph-end")
    else:
        _finish(text, stack.pop(), turn.end, closed=False, repair=TURN_REPAIR[choice])


def _take_mark(events: Events, mark: Mark, choice: Choice, rows: list[_Row], stack: list[_Row], floor: int) -> None:
    text = events.text
    if choice in ("reopen", "restart"):
        previous = stack.pop()
        end = (
            events.layout[events.paragraph(mark.start) - 1].end
            if choice == "reopen"
            else _before_announcement(events, mark, max(floor, previous.start))
        )
        _finish(text, previous, end, closed=False, repair="reopened" if choice == "reopen" else "closed-before-next-opening")
        row = _Row(mark.start, mark.end, continues=previous if choice == "reopen" else None)
        rows.append(row)
        stack.append(row)
    elif choice == "open":
        rows.append(_Row(mark.start, mark.end, repair="opened-by-closing-mark" if _opened_wrongly(text, mark) else None))
        stack.append(rows[-1])
    elif choice == "stray":
        rows.append(_stray(events, mark, stack, floor))
    elif choice == "doubled":
        if not _double(mark, rows, stack):
            rows.append(_stray(events, mark, stack, floor))
    elif choice == "misplaced":
        stack[-1].repair = "misplaced-closing-mark"
    else:
        if choice == "close-outer":
            _finish(text, stack.pop(), mark.start, closed=False, repair="closed-with-outer")
        row = stack.pop()
        wrong = _closed_wrongly(text, row, mark)
        _finish(text, row, mark.start, closed=True, repair="wrong-closing-mark" if wrong else None, outer_end=mark.end)


def _before_announcement(events: Events, mark: Mark, floor: int) -> int:
    """Where a quotation ends that a new opening mark cuts off: before the sentence that announces the new one («A. Il sindaco: «B»)."""
    at = bisect_right(events.sentences, mark.start, key=lambda turn: turn.begin) - 1
    turn = events.sentences[at] if at >= 0 else None
    if turn is None or turn.end <= floor:
        return mark.start
    announcement = events.text[turn.begin : mark.start].rstrip()
    return turn.end if announcement.endswith(":") or reports(announcement) else mark.start


def _opened_wrongly(text: str, mark: Mark) -> bool:
    return text[mark.start] in "»”›>’" and mark.family != "single" and text[mark.start : mark.end] != "’’"


def _closed_wrongly(text: str, row: _Row, mark: Mark) -> bool:
    opening, closing = text[row.outer_start : row.start], text[mark.start : mark.end]
    if opening == "„":
        return closing not in ("“", "”", "‟")
    pairs = {
        "«": "»",
        "“": "”",
        "<<": ">>",
        "‘": "’'",
        "‹": "›",
        "``": "''",
        "‘‘": "’’''",
        "❝": "❞",
        "〝": "〞〟",
        "‚": "‘’",
        "”": "”",
        "»": "«",
        "’": "’'",
    }
    return closing not in pairs.get(opening, opening)


def _double(mark: Mark, rows: list[_Row], stack: list[_Row]) -> bool:
    """Take a second mark beside the first into the quotation's opening, or into its end; False where none is there."""
    if stack and stack[-1].start == mark.start:
        stack[-1].start = mark.end
        stack[-1].repair = "doubled-marks"
        return True
    for row in reversed(rows[-3:]):
        if row.outer_end == mark.start:
            row.outer_end = mark.end
            row.repair = row.repair or "doubled-marks"
            return True
    return bool(stack)


def _stray(events: Events, mark: Mark, stack: list[_Row], floor: int) -> _Row:
    """The row of a closing mark that nothing opened."""
    start, repair = beginning(events, max(floor, stack[-1].start if stack else 0), mark)
    row = _Row(start, start, repair=repair)
    _finish(events.text, row, mark.start, closed=True, repair=None, outer_end=mark.end)
    return row


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
    events = Events(text)
    rows = _merge_doubled(sorted(_rows(events), key=_place))
    return _records(events, sorted(rows + _dialogue(events, rows), key=_place))


def _place(row: _Row) -> tuple[int, int]:
    return row.outer_start, -row.outer_end


def _dialogue(events: Events, rows: Sequence[_Row]) -> list[_Row]:
    """Rows for speech behind dashes, where it does not stand inside quotation marks or cross them."""
    made: list[_Row] = []
    at, reach = 0, 0
    for turn in find_dialogue(events.text, events.layout):
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


def _records(events: Events, rows: list[_Row]) -> list[QuotedSpan]:
    parents = _parents(rows)
    inner: list[list[_Row]] = [[] for _ in rows]
    for row, parent in zip(rows, parents, strict=True):
        if parent is not None:
            inner[parent].append(row)
    return [
        QuotedSpan(
            span=Span(row.start, row.end),
            outer=Span(row.outer_start, row.outer_end),
            closed=row.closed,
            repair=row.repair,
            group=group,
            parent=parent,
            paragraph=events.paragraph(row.outer_start),
            inserts=_inserts(events.text, row, children),
        )
        for row, parent, group, children in zip(rows, parents, _groups(events.text, rows, parents), inner, strict=True)
    ]


def _parents(rows: Sequence[_Row]) -> list[int | None]:
    """For each row the index of the innermost row around it."""
    found: list[int | None] = []
    stack: list[int] = []
    for i, row in enumerate(rows):
        while stack and rows[stack[-1]].outer_end <= row.outer_start:
            stack.pop()
        found.append(stack[-1] if stack else None)
        stack.append(i)
    return found


def _groups(text: str, rows: Sequence[_Row], parents: Sequence[int | None]) -> list[int]:
    """For each row the number of its quotation: re-opened and interrupted ones share it with the row before beside them."""
    found: list[int] = []
    of: dict[int, int] = {}
    beside: dict[int | None, int] = {}
    count = 0
    for i, (row, parent) in enumerate(zip(rows, parents, strict=True)):
        before = beside.get(parent)
        if row.continues is not None and id(row.continues) in of:
            group = of[id(row.continues)]
        elif before is not None and _interrupted(text, rows[before], row):
            group = found[before]
        else:
            group, count = count, count + 1
        of[id(row)] = group
        found.append(group)
        beside[parent] = i
    return found


INTERRUPTION_LIMIT = 160
"""Characters of an attributing clause between the two halves of a sentence; the longest in the gold has 51."""
BETWEEN = re.compile(r"\s?(?:[,–—-]\s?)?(?=\S)")


def _interrupted(text: str, first: _Row, second: _Row) -> bool:
    """Whether two spans are one sentence with an attributing clause between them: «A», ha detto X, «b»."""
    if second.outer_start - first.outer_end > INTERRUPTION_LIMIT:
        return False
    between = text[first.outer_end : second.outer_start]
    if "\n" in between or re.search(r"[.;:!?…]", between):
        return False
    lead = BETWEEN.match(between)
    if lead is None or not opens_clause(between, lead.end()):
        return False
    if re.search(r"\b(?:che|e|aggiungendo|di|come)\s$", between):
        return False
    pause = re.search(r"[,–—-]\s*$", between) is not None
    if not pause and re.search(r"\bche\b", between):
        return False
    words = text[second.start : second.end].lstrip(" .…")
    return words[:1].islower() or pause


DASHED = re.compile(r"(?<=[\s»”\"'’])[-–—](?=[ \u00a0.,;:])")
INSERT_LIMIT = 120
"""Characters of an insert; the longest in the gold, with name and office, has 53."""
HUGGING = re.compile(rf"(?<=\s)[-–—](?:(?=\w)|\s)(?P<insert>[^-–—\n]{{2,{INSERT_LIMIT}}}?)(?:(?<=\w)|\s)[-–—](?=[\s.,;:])")
"""Dashes that touch what they part, as agencies write them: "-spiega Neri-."; also one that does and one that does not."""
BRACKETED = re.compile(rf"\(([^()\n]{{2,{INSERT_LIMIT}}})\)")


def _inserts(text: str, row: _Row, inner: Sequence[_Row]) -> tuple[Span, ...]:
    """Stretches in which the journalist may speak: between dashes, in brackets, or behind a last dash; none of the inner spans'.

    >>> text = "«Si parte - ha aggiunto - domani (Rossi, ndr)»"
    >>> [insert.of(text) for insert in _inserts(text, _Row(0, 1, len(text) - 1), ())]
    ['ha aggiunto', 'Rossi, ndr']
    """
    dashes: list[int] = []
    found: list[Span] = []
    edges = [row.start, *(edge for child in inner for edge in (child.outer_start, child.outer_end)), row.end]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        dashes += (dash.start() for dash in DASHED.finditer(text, start, end))
        touching = (m for m in HUGGING.finditer(text, start, end) if reports(m.group("insert")))
        dashes += (at for m in touching for at in (m.start(), m.end() - 1) if at not in dashes)
        found += (Span(*bracket.span(1)) for bracket in BRACKETED.finditer(text, start, end))
    dashes.sort()
    i = 0
    while i < len(dashes):
        paired = i + 1 < len(dashes) and (text[dashes[i + 1]] == text[dashes[i]] or reports(text[dashes[i] : dashes[i + 1]]))
        insert = _trimmed(text, dashes[i] + 1, dashes[i + 1] if paired else min(row.end, dashes[i] + INSERT_LIMIT + 4))
        whole = paired or insert.end >= row.end - 2
        if whole and 0 < len(insert) <= INSERT_LIMIT and "\n" not in insert.of(text) and (paired or reports(insert.of(text))):
            found.append(insert)
            i += 2
        else:
            i += 1
    return tuple(sorted(found))


def _trimmed(text: str, start: int, end: int) -> Span:
    end = max(start, min(end, start + 2 * INSERT_LIMIT))
    while start < end and text[start].isspace():
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] == ","):
        end -= 1
    return Span(start, end)
