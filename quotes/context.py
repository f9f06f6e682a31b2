"""One article as the rules see it: text, quoted spans, tree and lexicon, and whose voice each word is in."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from .layout import paragraphs
from .lexicons import Lexicon
from .records import QuotedSpan, Span
from .tree import Sentence, Tree, Word

JOURNALIST = -1
"""The voice of words that stand in no quotation."""
INSERTED = -2
"""The voice of the article's first insert («Si tratta - dicono dalla CRI - di un appello»), the next ones below it: each is a clause of its own."""
TITLE_WIDTH = 200
"""Longest first paragraph that may still be a headline, in characters."""


@dataclass(frozen=True, slots=True)
class Place:
    """A word with the sentence it stands in."""

    sentence: Sentence
    word: Word


@dataclass(frozen=True, eq=False)
class Context:
    """All that attribution may look at. Nothing in it changes while rules run."""

    text: str
    quoted: tuple[QuotedSpan, ...]
    tree: Tree
    lexicon: Lexicon
    paragraphs: tuple[Span, ...] = field(init=False)
    _starts: tuple[int, ...] = field(init=False, repr=False)
    _voices: dict[int, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "paragraphs", tuple(paragraphs(self.text)))
        object.__setattr__(self, "_starts", tuple(s.span.start for s in self.tree.sentences))
        object.__setattr__(self, "_voices", self._innermost())

    def _innermost(self) -> dict[int, int]:
        """Start of each word -> the innermost voice that it stands in, by one sweep over words, spans and what is inserted in these."""
        voices: dict[int, int] = {}
        spans = {i: quoted.span for i, quoted in enumerate(self.quoted)}
        spans |= {INSERTED - n: insert for n, insert in enumerate(i for quoted in self.quoted for i in quoted.inserts)}
        order = sorted(spans, key=lambda i: (spans[i].start, -spans[i].end, -i))
        starts = sorted({w.start for s in self.tree.sentences for w in s.words})
        stack: list[int] = []
        ahead = 0
        for start in starts:
            while ahead < len(order) and spans[order[ahead]].start <= start:
                stack.append(order[ahead])
                ahead += 1
            while stack and spans[stack[-1]].end <= start:
                stack.pop()
            voices[start] = stack[-1] if stack else JOURNALIST
        return voices

    def voice(self, word: Word) -> int:
        """Index of the innermost quoted span around the word; JOURNALIST outside all, a number from INSERTED down in an insert."""
        return self._voices[word.start]

    def sentences(self, span: Span) -> list[Sentence]:
        """The sentences that share a character with ``span``, in text order."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        last = bisect_left(self._starts, span.end)
        return [s for s in self.tree.sentences[first:last] if s.span.meets(span)]

    def sentence_at(self, offset: int) -> int:
        """Index of the sentence that begins last at or before ``offset``."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def words(self, span: Span) -> Iterator[Place]:
        """The words that begin in ``span``, in text order."""
        for sentence in self.sentences(span):
            for word in sentence.words:
                if span.start <= word.start < span.end:
                    yield Place(sentence, word)

    def paragraph_at(self, offset: int) -> int:
        """Index of the paragraph that holds ``offset``, or of the one before it."""
        return max(0, bisect_right([p.start for p in self.paragraphs], offset) - 1)

    def is_headline(self, paragraph: int) -> bool:
        """Whether a paragraph stands as a title: short, at the head of the article, without a full stop."""
        if paragraph > 1 or paragraph >= len(self.paragraphs) or len(self.paragraphs) < 3:
            return False
        body = self.paragraphs[paragraph].of(self.text)
        return len(body) <= TITLE_WIDTH and not re.search(r"\.[»”\"']?$", body)

    def between(self, a: int, b: int) -> str:
        """The text from offset ``a`` to ``b``; empty where b is not behind a."""
        return self.text[a:b] if a < b else ""
