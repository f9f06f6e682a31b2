"""Words as their letters alone: without case, accents and the marks that news sites lose or add."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"})
"""Letters that no decomposition turns into plain ones."""


@lru_cache(maxsize=200_000)
def plain(word: str) -> str:
    """In lower case, without accents.

    >>> plain("PERCHÉ"), plain("Bjørn")
    ('perche', 'bjorn')
    """
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.lower())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign)).translate(LETTERS)
