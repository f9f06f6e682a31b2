"""An article's text -> the pieces that the models are given: paragraphs, or parts of long ones, each character with its offset."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from .layout import paragraphs
from .records import Article, Span

PIECE_CHARS = 3_000
"""Longer paragraphs are cut, at the end of a sentence where there is one. The parser's memory grows
with the square of a sentence: text without a full stop peaked at 640, 716, 1082 and 1891 MB when cut at 2000, 3000, 5000 and 8000
characters (353, 530, 883, 1410 words)."""
INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters without width (soft hyphen, zero-width space, marks of direction, BOM): the models know words without them."""
HOSTILE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""White space of any kind, and controls, which to Stanza's tokenizer may end a paragraph: given to it as a space."""
SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a character, from broken JSON: cannot be encoded, so it is given as U+FFFD."""
SENTENCE_END = re.compile(r"[.!?…][»”\"'’)\]]*\s+(?=[^\sa-z])")


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph, or a part of a long one, as Stanza is given it."""

    owner: int
    """Index of its article in the batch."""
    paragraph: int
    """Index in the article's layout."""
    text: str
    """Without line breaks and invisible characters, all else at one character for one."""
    origin: Sequence[int]
    """For each character of ``text`` its offset in the article."""


def _cut(text: str, paragraph: Span) -> Iterator[Span]:
    """Stretches of at most PIECE_CHARS characters: up to the last sentence end that fits, else the last white space.

    >>> [len(p) for p in _cut("Una frase. " * 600, Span(0, 6600))]
    [2992, 2992, 616]
    """
    start = paragraph.start
    while paragraph.end - start > PIECE_CHARS:
        limit = start + PIECE_CHARS
        ends = [m.end() for m in SENTENCE_END.finditer(text, start, limit)]
        if not ends:
            ends = [m.end() for m in re.finditer(r"\s+", text[start:limit])]
            ends = [start + e for e in ends if e > 0]
        end = ends[-1] if ends else limit
        yield Span(start, end)
        start = end
    yield Span(start, paragraph.end)


def pieces(text: str, owner: int) -> Iterator[Piece]:
    """The pieces of the text of article number ``owner``, in text order; none is blank."""
    for number, paragraph in enumerate(paragraphs(text)):
        for span in _cut(text, paragraph):
            given = SURROGATE.sub("\ufffd", HOSTILE.sub(" ", span.of(text)))
            origin: Sequence[int] = range(span.start, span.end)
            if INVISIBLE.search(given):
                kept = [i for i, char in enumerate(given) if not INVISIBLE.match(char)]
                origin = [span.start + i for i in kept]
                given = "".join(given[i] for i in kept)
            if given.strip():
                yield Piece(owner, number, given, origin)


T = TypeVar("T", Article, Piece)


def batches(found: Iterable[T], least: int) -> Iterator[list[T]]:
    """What comes, in its order, in lists that each hold ``least`` characters of text or a little more; the last may hold less.

    >>> [len(batch) for batch in batches((Article(str(n), "abc") for n in range(5)), 6)]
    [2, 2, 1]
    """
    batch: list[T] = []
    size = 0
    for one in found:
        batch.append(one)
        size += len(one.text)
        if size >= least:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
