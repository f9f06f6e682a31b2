"""Statements of like meaning without a word in common: each looked up among those that lie near the same landmarks.

An inverted file (Sivic and Zisserman 2003, https://doi.org/10.1109/ICCV.2003.1238663) with statements drawn at random as landmarks: with the
square root of n landmarks the work grows as n to the power of one and a half.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

CELLS: Final = 2
"""Landmarks under which each statement is filed: the nearest ones."""
NEAR: Final = 0.5
"""Cosine of two candidates at the least: of the development pairs 63 of the 80 related ones in other words lie
above, and 5 of the 40 unrelated ones."""
PARTNERS: Final = 6
"""Candidates of one statement in a cell at the most, the nearest first."""
SMALL: Final = 400
"""Statements up to which there is one cell for all."""


def neighbours(vectors: Vectors) -> Iterator[tuple[int, int]]:
    """Pairs of rows, smaller first, whose vectors of length 1 are near each other; each once, in order.

    >>> rows = np.array([[1, 0], [0, 1], [0.9, 0.1]], dtype=np.float32)
    >>> list(neighbours(rows))
    [(0, 2)]
    """
    found: set[tuple[int, int]] = set()
    for cell in _cells(vectors):
        inside = vectors[cell]
        cosines = inside @ inside.T
        np.fill_diagonal(cosines, -1.0)
        if len(cell) > PARTNERS:
            least = np.partition(cosines, -PARTNERS, axis=1)[:, -PARTNERS]
            cosines[cosines < least[:, None]] = -1.0
        one, other = np.nonzero(cosines >= NEAR)
        low, high = np.minimum(cell[one], cell[other]), np.maximum(cell[one], cell[other])
        found.update(zip(low.tolist(), high.tolist(), strict=True))
    yield from sorted(found)


def _cells(vectors: Vectors) -> Iterator[NDArray[np.int64]]:
    count = len(vectors)
    if count <= SMALL:
        yield np.arange(count)
        return
    landmarks = np.random.default_rng(count).choice(count, int(np.sqrt(count)), replace=False)
    nearest = np.concatenate(
        [
            np.argpartition(-(vectors[at : at + 4096] @ vectors[landmarks].T), CELLS, axis=1)[:, :CELLS]
            for at in range(0, count, 4096)
        ]
    )
    for cell in range(len(landmarks)):
        yield np.nonzero((nearest == cell).any(axis=1))[0]
