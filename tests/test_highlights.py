"""The cut of a text into pieces: nothing lost, every place covered by exactly its rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from quotes.highlights import Marked, pieces
from quotes.layout import paragraphs
from quotes.records import Span

TEXTS = st.text(alphabet="ab «»\n\u202e", max_size=60)


@st.composite
def marked_texts(draw: st.DrawFn) -> tuple[str, list[Marked]]:
    """A text and rows anywhere in it: nested, crossing, equal."""
    text = draw(TEXTS)
    if len(text) < 2:
        return text, []
    span = st.tuples(st.integers(0, len(text) - 1), st.integers(1, len(text))).map(
        lambda p: Span(min(p[0], p[1] - 1), max(p[0] + 1, p[1]))
    )
    rows = draw(st.lists(st.tuples(span, st.none() | span, st.none() | span), max_size=5))
    return text, [Marked(number, quote, mention, cue) for number, (quote, mention, cue) in enumerate(rows)]


@given(marked_texts())
def test_pieces_are_the_paragraphs_and_are_covered_by_their_rows(case: tuple[str, list[Marked]]) -> None:
    text, rows = case
    blocks = paragraphs(text)
    lines = pieces(text, rows)
    assert ["".join(piece.text for piece in line) for line in lines] == [block.of(text) for block in blocks]
    for block, line in zip(blocks, lines, strict=True):
        at = block.start
        for piece in line:
            for offset in range(at, at + len(piece.text)):
                here = Span(offset, offset + 1)
                assert piece.quotes == tuple(row.row for row in rows if row.quote.covers(here))
                assert piece.mentions == tuple(row.row for row in rows if row.mention and row.mention.covers(here))
                assert piece.cues == tuple(row.row for row in rows if row.cue and row.cue.covers(here))
            at += len(piece.text)


@given(marked_texts())
def test_each_quotation_begins_once_and_ends_once_unless_it_is_all_white(case: tuple[str, list[Marked]]) -> None:
    text, rows = case
    flat = [piece for line in pieces(text, rows) for piece in line]
    seen = sorted(row.row for row in rows if any(block.meets(row.quote) for block in paragraphs(text)))
    assert sorted(row for piece in flat for row in piece.begins) == seen
    assert sorted(row for piece in flat for row in piece.ends) == seen
