"""Numbers in a statement, in words and figures, each with what it counts: 60 anni, sessant'anni, "un mese fa", il 6 novembre."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from .lists import has, numbers, once
from .numerals import value_of
from .wording import REMEMBERED, Wording
from .words import words

DAYS_APART = 0.08
"""Part of a stretch of time by which two tellings of it may differ: thirty days and a month, a year and 52 weeks."""
YEARS = range(1500, 2200)
"""Figures of four digits that are read as years when nothing that they count stands behind them."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and what it is said of."""

    value: float
    """The number; of a stretch of time its days, of a day of the month the day."""
    unit: str
    """What is counted, normalised: "scuole"; "days" for time, "ora" for the clock, "%"; a month's name; empty if unknown."""
    start: int
    """First word."""
    end: int
    """Behind the last word that belongs to the number or its unit of time."""

    def agrees(self, other: Quantity) -> bool:
        """Whether both give the same amount.

        >>> Quantity(365, "days", 0, 2).agrees(Quantity(364.8, "days", 0, 2))
        True
        """
        if self.unit == other.unit == "days":
            return abs(self.value - other.value) <= DAYS_APART * max(self.value, other.value)
        return abs(self.value - other.value) < 1e-6


@lru_cache(maxsize=REMEMBERED)
def quantities(wording: Wording) -> tuple[Quantity, ...]:
    """All numbers of a statement in their order. "Un" counts only before a unit of time, a magnitude, or behind "solo".

    >>> from .wording import wording
    >>> [(q.value, q.unit) for q in quantities(wording("Un mese fa in 5 mila scuole, alle sei, il 6 novembre"))]
    [(30.4, 'days'), (5000.0, 'scuole'), (6.0, 'ora'), (6.0, 'novembre')]
    >>> [(q.value, q.unit) for q in quantities(wording("l'anno scorso il 2,5% e due milioni di euro"))]
    [(365.0, 'days'), (2.5, '%'), (2000000.0, 'euro')]
    """
    norms = wording.norms
    found: list[Quantity] = []
    at = 0
    while at < len(norms):
        quantity = _number(norms, at) or _bare_time(norms, at)
        if quantity:
            found.append(quantity)
        at = quantity.end if quantity else at + 1
    return tuple(found)


def _number(norms: Sequence[str], start: int) -> Quantity | None:
    """The number that begins with a word."""
    scales, days = numbers("scales"), numbers("days")
    value = value_of(norms[start])
    if value is None:
        return None
    end = start + 1
    article = norms[start] in {"un", "uno", "una"}
    while end < len(norms) and norms[end] in scales:  # 5 mila, due milioni
        value, end, article = value * scales[norms[end]], end + 1, False
    if not article and norms[end : end + 2] == ("e", "mezzo"):
        value, end = value + 0.5 * (scales.get(norms[end - 1], 1)), end + 2
    unit_at = end + 1 if end + 1 < len(norms) and norms[end] in {"di", "d"} else end
    unit = norms[unit_at] if unit_at < len(norms) else ""
    if unit in days:
        clock = start > 0 and norms[start - 1] in {"alle", "dalle", "ore"}
        if not clock:
            return Quantity(value * days[unit], "days", start, unit_at + 1)
    if article:
        return None
    if norms[end : end + 2] == ("per", "cento"):
        return Quantity(value, "%", start, end + 2)
    if unit in words("months") and value <= 31:
        return Quantity(value, unit, start, unit_at)
    if start > 0 and norms[start - 1] in {"alle", "dalle", "ore"} and value <= 24:
        return Quantity(value, "ora", start, end)
    if value in YEARS and norms[start].isdigit() and len(norms[start]) == 4 and "." not in norms[start]:
        return Quantity(value, "year", start, end)
    while unit_at < len(norms) and (has("around", norms[unit_at]) or norms[unit_at] in {"altri", "altre", "nuovi", "nuove"}):
        unit_at += 1
    unit = norms[unit_at] if unit_at < len(norms) else ""
    return Quantity(value, "" if has("function", unit) else unit, start, end)


def _bare_time(norms: Sequence[str], start: int) -> Quantity | None:
    """One unit of time without a number: "l'anno scorso", "la settimana prossima"."""
    days = numbers("days")
    if norms[start] not in days:
        return None
    beside = [norms[at] for at in (start - 1, start + 1) if 0 <= at < len(norms)]
    if any(once().labels(word) for word in beside):
        return Quantity(days[norms[start]], "days", start, start + 1)
    return None
