"""An article's text cut into pieces, each with the quotations, mentions and cues that cover it.

Spans nest, overlap and share characters; pieces do not. So a page can be a flat row of elements, whatever the table holds.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .layout import paragraphs
from .records import Span


@dataclass(frozen=True, slots=True)
class Marked:
    """The places of one row of the table."""

    row: int
    """Number of the row, whatever the caller counts."""
    quote: Span
    """The quotation."""
    mention: Span | None = None
    """The words that name the speaker."""
    cue: Span | None = None
    """The words that report."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, covered by the same rows from end to end."""

    text: str
    """Its characters."""
    quotes: tuple[int, ...] = ()
    """Rows whose quotation covers it."""
    mentions: tuple[int, ...] = ()
    """Rows whose mention covers it."""
    cues: tuple[int, ...] = ()
    """Rows whose cue covers it."""
    begins: tuple[int, ...] = ()
    """Rows whose quotation begins here."""
    ends: tuple[int, ...] = ()
    """Rows whose quotation ends here."""


def pieces(text: str, marked: Sequence[Marked]) -> list[list[Piece]]:
    """The pieces of each paragraph of ``text``, in text order; joined, they are the paragraph.

    White space between paragraphs is left out, and what is marked there with it. The work grows with the pieces times the rows
    that cover one, not with the product of text and rows.

    >>> said = Marked(7, Span(1, 3), mention=Span(14, 18), cue=Span(6, 14))
    >>> [[(p.text, p.quotes, p.mentions, p.cues) for p in line] for line in pieces("«Sì», ha dettoAnna.", [said])]
    [[('«', (), (), ()), ('Sì', (7,), (), ()), ('», ', (), (), ()), ('ha detto', (), (), (7,)), ('Anna', (), (7,), ()), ('.', (), (), ())]]
    """
    layers = (
        [(m.quote, m.row) for m in marked],
        [(m.mention, m.row) for m in marked if m.mention is not None],
        [(m.cue, m.row) for m in marked if m.cue is not None],
    )
    blocks = paragraphs(text)
    edges = {edge for layer in layers for span, _ in layer for edge in (span.start, span.end)}
    edges |= {edge for block in blocks for edge in (block.start, block.end)}
    places = sorted(edge for edge in edges if 0 <= edge <= len(text))
    covers = [_cover(layer, places) for layer in layers]
    begins, ends = _first_and_last(marked, blocks)
    lines: list[list[Piece]] = [[] for _ in blocks]
    at = 0
    for number, (start, end) in enumerate(itertools.pairwise(places)):
        while at < len(blocks) and blocks[at].end <= start:
            at += 1
        if at < len(blocks) and blocks[at].start <= start:
            quotes, mentions, cues = (cover[number] for cover in covers)
            lines[at].append(Piece(text[start:end], quotes, mentions, cues, begins.get(start, ()), ends.get(end, ())))
    return lines


def _cover(layer: Iterable[tuple[Span, int]], places: Sequence[int]) -> list[tuple[int, ...]]:
    """For each stretch between two ``places`` the rows that cover it, in their order."""
    number = {place: i for i, place in enumerate(places)}
    found: list[list[int]] = [[] for _ in places]
    for span, row in layer:
        for i in range(number.get(span.start, 0), number.get(span.end, 0)):
            found[i].append(row)
    return [tuple(rows) for rows in found]


def _first_and_last(
    marked: Iterable[Marked], blocks: Sequence[Span]
) -> tuple[dict[int, tuple[int, ...]], dict[int, tuple[int, ...]]]:
    """Where quotations begin and end as pieces show it: in the paragraphs, not in the white space between them."""
    begins: dict[int, tuple[int, ...]] = {}
    ends: dict[int, tuple[int, ...]] = {}
    block_starts, block_ends = [block.start for block in blocks], [block.end for block in blocks]
    for m in marked:
        first, last = bisect_right(block_ends, m.quote.start), bisect_left(block_starts, m.quote.end) - 1
        if first <= last:
            start, end = max(m.quote.start, block_starts[first]), min(m.quote.end, block_ends[last])
            begins[start] = (*begins.get(start, ()), m.row)
            ends[end] = (*ends.get(end, ()), m.row)
    return begins, ends
