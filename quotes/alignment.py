"""Which words of one statement answer to which of the other, by form, by the lexicon, and by meaning where a model is at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .lists import same
from .meaning import Meaning
from .numerals import value_of
from .wording import Wording

TRUNK: Final = 4
"""Letters that two inflected forms share at the least."""
TRUNK_PART: Final = 0.6
"""Part of the longer form that they share at the least: dimenticheranno, dimenticano."""
INFLECTED: Final = 0.95
NAMED: Final = 0.9
LISTED: Final = 0.8
"""What a match of two forms, of two names of one body and of two listed words is worth; an equal word is worth 1."""
MEANT: Final = 0.75
"""What a match by meaning is worth at the most."""
UNSEEN: Final = 1
"""Words without a partner that are added to each text: two words in common say less of short texts than ten of long ones. On the
development pairs 0 to 2 did equally well, five-fold."""
NEAR: Final = (0.35, 0.7)
"""Cosines of words that are worth nothing and the most: among words that answer to each other in retellings 0.65 is common, among
words taken at random 0.25."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The best partner of each content word of two statements."""

    a: dict[int, tuple[int, float]]
    """Index of a content word of the first -> (index of its partner in the second, worth of the match 0 to 1)."""
    b: dict[int, tuple[int, float]]
    """The same from the second to the first."""

    def coverage(self) -> tuple[float, float]:
        """How much of the first is in the second, and of the second in the first, 0 to 1."""
        return _mean(self.a), _mean(self.b)


def _mean(matches: dict[int, tuple[int, float]]) -> float:
    return sum(worth for _, worth in matches.values()) / (len(matches) + UNSEEN)


@lru_cache(maxsize=200_000)
def kinship(a: str, b: str) -> float:
    """How surely two words are forms of one word or stand for each other, by form and lexicon alone, 0 to 1.

    >>> kinship("tasse", "imposte"), kinship("12", "dodici"), kinship("governo", "esecutivo"), kinship("no", "ponte")
    (0.8, 1.0, 0.8, 0.0)
    """
    if a == b:
        return 1.0
    one, other = value_of(a), value_of(b)
    if one is not None or other is not None:
        return 1.0 if one == other else 0.0
    if kin(a, b):
        return INFLECTED
    if same("names").labels(a) & same("names").labels(b):
        return NAMED
    return LISTED if same("words").labels(a) & same("words").labels(b) else 0.0


@lru_cache(maxsize=200_000)
def kin(a: str, b: str) -> bool:
    """Whether two words are forms of one word, by their first letters.

    >>> kin("pericoloso", "pericolosa"), kin("aumenta", "aumento"), kin("ponte", "porto"), kin("so", "sa")
    (True, True, False, False)
    """
    if a == b:
        return True
    shared = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        shared += 1
    shorter, longer = sorted((len(a), len(b)))
    if shorter == longer == shared + 1 and shorter >= TRUNK:  # gara, gare
        return True
    return shared >= TRUNK and shared >= TRUNK_PART * longer and longer - shared <= 7


def align(a: Wording, b: Wording, meaning: Meaning | None) -> Alignment:
    """Match the content words of two statements.

    >>> from .wording import wording
    >>> found = align(wording("Il governo aumenta le tasse"), wording("Tasse aumentate dall'esecutivo"), None)
    >>> [found.a[at][0] for at in sorted(found.a)]
    [3, 1, 0]
    """
    table = _table(a.norms, b.norms, a.content, b.content, meaning)
    return Alignment(
        {at: _best(row, b.content) for at, row in zip(a.content, table, strict=True)},
        {at: _best(column, a.content) for at, column in zip(b.content, zip(*table, strict=True), strict=False)}
        if table
        else dict.fromkeys(b.content, (-1, 0.0)),
    )


def _table(
    a: Sequence[str], b: Sequence[str], of_a: Sequence[int], of_b: Sequence[int], meaning: Meaning | None
) -> list[list[float]]:
    rows, columns = [a[at] for at in of_a], [b[at] for at in of_b]
    table = [[kinship(one, other) for other in columns] for one in rows]
    if meaning is None or not rows or not columns:
        return table
    low, high = NEAR
    open_rows = [at for at, row in enumerate(table) if max(row) < MEANT]
    open_columns = [at for at in range(len(columns)) if max(row[at] for row in table) < MEANT]
    if not open_rows and not open_columns:
        return table
    worths = (MEANT * ((meaning.words(rows, columns) - low) / (high - low)).clip(0.0, 1.0)).tolist()
    return [[max(known, meant) for known, meant in zip(*pair, strict=True)] for pair in zip(table, worths, strict=True)]


def _best(worths: Sequence[float], places: Sequence[int]) -> tuple[int, float]:
    at = max(range(len(worths)), key=worths.__getitem__, default=-1)
    return (places[at], worths[at]) if at >= 0 and worths[at] > 0 else (-1, 0.0)
