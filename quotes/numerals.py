"""Number words and figures as numbers, and words in the one spelling in which two texts are compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from .lists import numbers

THOUSANDS = re.compile(r"\d{1,3}(?:\.\d{3})+")
DOUBLED = re.compile(r"([a-z])\1")
LONG: Final = 7
"""Letters from which one letter and two are one spelling (obbiettivo, obiettivo); in shorter words they tell words apart (pala, palla)."""


@lru_cache(maxsize=200_000)
def spelling(word: str) -> str:
    """A normalised word in one spelling: numbers as figures, long words without doubled letters.

    >>> spelling("dodici"), spelling("obbiettivo") == spelling("obiettivo"), spelling("palla")
    ('12', True, 'palla')
    """
    value = value_of(word)
    if value is not None:
        return f"{value:.12g}"
    return DOUBLED.sub(r"\1", word) if len(word) >= LONG else word


@lru_cache(maxsize=50_000)
def value_of(word: str) -> float | None:
    """The number that one word or figure says; None for any other word.

    >>> value_of("cinquemila"), value_of("sessant"), value_of("1.200"), value_of("2,5"), value_of("12mila"), value_of("mano")
    (5000.0, 60.0, 1200.0, 2.5, 12000.0, None)
    """
    if word[:1].isdigit():
        value = _figure(word.removesuffix("mila"))
        return value * 1000 if value is not None and word.endswith("mila") else value
    for table in ("units", "tens", "collectives"):
        if word in numbers(table):
            return numbers(table)[word]
    return _compound(word)


def _figure(word: str) -> float | None:
    if THOUSANDS.fullmatch(word):
        return float(word.replace(".", ""))
    try:
        return float(word.replace(",", ".").replace(":", "."))
    except ValueError:
        return None


def _compound(word: str) -> float | None:
    """A number word made of several, or one that lost its vowel: ventitre, duecentomila, vent'anni."""
    total = part = 0.0
    rest, read = word, 0
    tens, units, scales = numbers("tens"), numbers("units"), numbers("scales")
    while rest:
        found = max((name for name in (*tens, *units, *scales) if rest.startswith(name)), key=len, default="")
        cut = next((name for name in tens if rest.startswith(name[:-1])), "")  # ventuno, sessant'
        if found and (not cut or len(found) > len(cut) - 1):
            value = {**tens, **units, **scales}[found]
            rest = rest[len(found) :]
        elif cut:
            value, found = tens[cut], cut
            rest = rest[len(cut) - 1 :]
        else:
            return None
        read += 1
        if found in scales and value >= 1000:
            total, part = (total + part or 1) * value, 0.0
        elif found in scales:
            part = (part or 1) * value
        else:
            part += value
    return total + part if read > 1 or word not in scales else None
