"""Which statements of many may say the same: those that share rare words, so that nobody compares all with all.

Every statement is filed under its words, under each two words that stand near each other, and under its speaker with each word. A drawer with more than
CROWDED statements says too little and is left shut, and each statement uses its KEYS emptiest drawers: the work for one statement
does not grow with their number.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from .lists import same
from .numerals import value_of
from .wording import Wording

Ids = NDArray[np.int64]

TRUNK: Final = 5
"""Letters by which a word is filed, so that its forms lie together."""
WINDOW: Final = 3
"""Words with content, from one to the next but one, that make a pair."""
CROWDED: Final = 40
"""Statements in a drawer at the most."""
KEYS: Final = 16
"""Drawers that one statement uses at the most."""
OVERLAP: Final = 0.3
"""Part of the weight of the poorer statement's words that two candidates share, at the least. Counting words alike, 70 of the 80 related
development pairs in other words share more, all verbatim ones and cuts, and 10 of the 40 unrelated ones."""
PARTNERS: Final = 10
"""Candidates of one statement at the most, the likeliest first."""


@lru_cache(maxsize=500_000)
def drawer(word: str) -> int:
    """The number under which a normalised word is filed: forms and listed synonyms share it.

    >>> drawer("aumentera") == drawer("aumentano"), drawer("governo") == drawer("esecutivo"), drawer("12") == drawer("dodici")
    (True, True, True)
    """
    value = value_of(word)
    if value is not None:
        text = f"{value:.12g}"
    elif labels := same("names").labels(word):
        text = f"name {min(labels)}"
    elif labels := same("words").labels(word):
        text = f"word {min(labels)}"
    else:
        text = word[:TRUNK]
    return zlib.crc32(text.encode())


def filed(wording: Wording) -> list[int]:
    """The numbers of a statement's words with content, in their order."""
    return [drawer(wording.norms[at]) for at in wording.content]


def candidates(statements: Sequence[Sequence[int]], speakers: Sequence[str | None]) -> Iterator[tuple[int, int]]:
    """Pairs of indices, smaller first, of statements that may be related; each pair once.

    ``statements``: the numbers of `filed` for each; ``speakers``: who made them, by one name for one person, or None.

    >>> words = [[1, 2, 3, 4], [7, 8, 9, 5], [4, 3, 2, 6]]
    >>> list(candidates(words, [None, None, None]))
    [(0, 2)]
    """
    keys, rows = _postings(statements, speakers)
    weights = _weights(statements)
    sets = [frozenset(words) for words in statements]
    totals = [sum(weights[word] for word in words) for words in sets]
    best: dict[int, list[tuple[float, int]]] = {}
    for one, other in _together(keys, rows, len(statements)):
        shared = sum(weights[word] for word in sets[one] & sets[other])
        part = shared / max(min(totals[one], totals[other]), 1e-9)
        if part >= OVERLAP:
            best.setdefault(one, []).append((part, other))
            best.setdefault(other, []).append((part, one))
    kept: set[tuple[int, int]] = set()
    for row, partners in best.items():
        partners.sort(key=lambda partner: (-partner[0], partner[1]))
        kept.update((min(row, other), max(row, other)) for _, other in partners[:PARTNERS])
    yield from sorted(kept)


def _weights(statements: Sequence[Sequence[int]]) -> dict[int, float]:
    """For each word how much it tells: the logarithm of how rare it is."""
    found, counts = np.unique(
        np.fromiter((word for words in statements for word in set(words)), dtype=np.int64), return_counts=True
    )
    rare = np.log((1 + len(statements)) / counts) + 0.1
    return dict(zip(found.tolist(), rare.tolist(), strict=True))


def _postings(statements: Sequence[Sequence[int]], speakers: Sequence[str | None]) -> tuple[Ids, Ids]:
    """Drawers and the rows in them, sorted by drawer: those that are neither crowded nor of one row, KEYS for each row."""
    counts = [len(found) for found in map(_keys, statements, speakers)]
    keys = np.fromiter((key for found in map(_keys, statements, speakers) for key in found), dtype=np.int64, count=sum(counts))
    rows = np.repeat(np.arange(len(statements), dtype=np.int64), counts)
    _, place, sizes = np.unique(keys, return_inverse=True, return_counts=True)
    size = sizes[place]
    useful = (size > 1) & (size <= CROWDED)
    keys, rows, size = keys[useful], rows[useful], size[useful]
    order = np.lexsort((size, rows))
    keys, rows = keys[order], rows[order]
    first = np.searchsorted(rows, rows, side="left")
    chosen = np.arange(len(rows)) - first < KEYS
    keys, rows = keys[chosen], rows[chosen]
    order = np.lexsort((rows, keys))
    return keys[order], rows[order]


def _keys(words: Sequence[int], speaker: str | None) -> set[int]:
    found = set(words)
    for at, word in enumerate(words):
        for other in words[at + 1 : at + WINDOW]:
            low, high = sorted((word, other))
            found.add((low * 1_000_003 + high * 7919 + 1) & 0x7FFF_FFFF_FFFF_FFFF)
    if speaker is not None:
        who = zlib.crc32(speaker.encode())
        found |= {(who * 2_000_003 + word * 104_729 + 2) & 0x7FFF_FFFF_FFFF_FFFF for word in set(words)}
    return found


def _together(keys: Ids, rows: Ids, count: int) -> Iterable[tuple[int, int]]:
    """Every two rows that lie in one drawer, once."""
    if not len(keys):
        return []
    found: list[Ids] = []
    for step in range(1, CROWDED):  # every two rows `step` places apart in one drawer
        alike = keys[step:] == keys[:-step]
        if not alike.any():
            break
        found.append(np.unique(rows[:-step][alike] * count + rows[step:][alike]))
    pairs = np.unique(np.concatenate(found)) if found else np.empty(0, dtype=np.int64)
    return zip((pairs // count).tolist(), (pairs % count).tolist(), strict=True)
