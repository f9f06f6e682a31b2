"""A statement as its words: normalised for comparison, each with its place in the text and what stands before it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from .letters import plain
from .lists import has
from .numerals import spelling
from .records import Span

TOKEN = re.compile(
    r"""
      (?P<gap>[\[(]\s*(?:…|\.{2,})\s*[\])])                       # [...]: words left out
    | (?P<number>\d+(?:[.,:]\d+)*)
    | (?P<word>(?:\[\w{1,2}\])?[^\W\d_]+ | \[[^\W\d_]{1,2}\])     # [P]er: a letter that the editor changed
    | (?P<sign>[%€$£])
    | (?P<stop>[.!?…;:]+)
    | (?P<pause>[,–—()"«»“”] | (?<=\s)-(?=\s))
    """,
    re.VERBOSE,
)
REMEMBERED: Final = 100_000
"""Wordings of which what was found out is kept, so that a statement with many candidates is looked through once."""
SIGNS = {"%": ("per", "cento"), "€": ("euro",), "$": ("dollari",), "£": ("sterline",)}
"""Signs as they are said."""


@dataclass(frozen=True, slots=True)
class Token:
    """A word, a number, or a sign that stands for a word."""

    norm: str
    """In lower case, without accents."""
    span: Span
    """Where it stands in the text."""
    capital: bool
    """Written with a capital, in a text that is not all capitals."""
    opens: bool
    """First word of the text or behind a full stop: its capital makes no name."""
    pause: bool
    """Behind a mark of punctuation."""
    gap: bool
    """Behind a [...] that tells of words left out."""

    @property
    def content(self) -> bool:
        """Whether the word says something of its own."""
        return not has("function", self.norm)

    @property
    def name(self) -> bool:
        """Whether its capital makes it a proper name."""
        return self.capital and not self.opens and self.content


@dataclass(frozen=True, eq=False)
class Wording:
    """A text and its words. Equal is only a wording to itself, so that what is found out about it can be kept by it at no cost."""

    text: str
    """As it was given."""
    tokens: tuple[Token, ...]
    """Its words in their order, without the "che" or "di" of reported speech at the head."""

    @cached_property
    def norms(self) -> tuple[str, ...]:
        """The normalised words."""
        return tuple(token.norm for token in self.tokens)

    @cached_property
    def letters(self) -> str:
        """All letters and figures in one, so that "anti-berlusconismo" is "antiberlusconismo"."""
        return "".join(self.spellings)

    @cached_property
    def spellings(self) -> tuple[str, ...]:
        """The normalised words in one spelling, numbers as figures."""
        return tuple(map(spelling, self.norms))

    @cached_property
    def content(self) -> tuple[int, ...]:
        """Indices of the words with a content of their own."""
        return tuple(at for at, token in enumerate(self.tokens) if token.content)

    @cached_property
    def shouting(self) -> bool:
        """Whether it is all in capitals, which show no names."""
        return in_capitals(self.text)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The spellings of all words."""
        return frozenset(self.spellings)

    @cached_property
    def essence(self) -> frozenset[str]:
        """The spellings of the words with a content of their own."""
        return frozenset(self.spellings[at] for at in self.content)

    def span(self, start: int, end: int) -> Span:
        """Where the words from ``start`` up to ``end`` stand in the text; an empty stretch lies behind the word before."""
        if start < end:
            return Span(self.tokens[start].span.start, self.tokens[end - 1].span.end)
        at = self.tokens[start - 1].span.end if start else 0
        return Span(at, at)


def wording(text: str) -> Wording:
    """The words of a statement.

    Marks, case, accents and "E'" for "È" leave no trace; "[P]er" is "per". In a text all in capitals no word is a name.

    >>> wording("[P]er far sapere: E' finita!").norms
    ('per', 'far', 'sapere', 'e', 'finita')
    >>> wording("che il 5% […] non basta").norms
    ('il', '5', 'per', 'cento', 'non', 'basta')
    """
    shouting = in_capitals(text)
    tokens: list[Token] = []
    opens, pause, gap = True, False, False
    for found in TOKEN.finditer(text):
        if found["gap"]:
            gap, pause, opens = True, True, True
            continue
        if found["stop"] or found["pause"]:
            pause = bool(tokens)
            opens = opens or bool(found["stop"])
            continue
        span = Span(found.start(), found.end())
        raw = found[0].replace("[", "").replace("]", "")
        capital = raw[:1].isupper() and not shouting
        if plain(raw) == "mila" and tokens and tokens[-1].norm.isdigit() and not pause:  # 12 mila
            before = tokens.pop()
            tokens.append(replace(before, norm=before.norm + "mila", span=Span(before.span.start, span.end)))
            continue
        for norm in SIGNS.get(raw, (plain(raw),)):
            tokens.append(Token(norm, span, capital, opens, pause, gap))
            opens, pause, gap = False, False, False
    return Wording(text, tuple(_without_complementiser(tokens)))


def in_capitals(text: str) -> bool:
    """Whether a text has no small letter."""
    return not any(sign.islower() for sign in text)


def _without_complementiser(tokens: list[Token]) -> list[Token]:
    """Without the "che", or the "di" before an infinitive, by which an article takes a statement into its own sentence."""
    if len(tokens) < 2 or tokens[0].capital:
        return tokens
    infinitive = tokens[0].norm == "di" and re.search(r"(?:re|rsi|rlo|rla|rli|rle|rne|rci)$", tokens[1].norm)
    return tokens[1:] if tokens[0].norm == "che" or infinitive else tokens
