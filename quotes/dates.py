"""The day of an article from its date as the source wrote it: 2026-11-24, 24/11/2026, 24 novembre 2026."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from .words import listed

ISO = re.compile(r"\s*(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?![\d-])")
FIGURES = re.compile(r"\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
"""Day, month, year, as Italians write them; 11/24/2026 is no day rather than a guess."""
COMPACT = re.compile(r"\s*(\d{4})(\d{2})(\d{2})(?!\d)")
SHORTEST = 3
"""Letters by which an abbreviated month is known: gen, sett."""


def day_of(text: str | None) -> date | None:
    """The day that ``text`` names, None where it names none or no single one; a month alone is its first day.

    >>> day_of("2026-11-24T08:30:00+01:00"), day_of("24/11/2026"), day_of("martedì 24 novembre 2026, ore 9")
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 24), datetime.date(2026, 11, 24))
    >>> day_of("2026-11"), day_of("1° sett. 2026"), day_of("ieri"), day_of(None)
    (datetime.date(2026, 11, 1), datetime.date(2026, 9, 1), None, None)
    """
    if text is None:
        return None
    for pattern, places in ((ISO, (0, 1, 2)), (FIGURES, (2, 1, 0)), (COMPACT, (0, 1, 2))):
        if found := pattern.match(text):
            parts = found.groups()
            return _date(*(int(parts[place] or 1) for place in places))
    return _in_words(text)


def month_of(text: str | None) -> str | None:
    """The month of the day, as it sorts.

    >>> month_of("24 novembre 2026")
    '2026-11'
    """
    day = day_of(text)
    return None if day is None else f"{day:%Y-%m}"


def _in_words(text: str) -> date | None:
    if found := _spelled().search(text.lower()):
        day, word, year = found.groups()
        for number, month in enumerate(listed("months"), start=1):
            if month.startswith(word):
                return _date(int(year), number, int(day))
    return None


@cache
def _spelled() -> re.Pattern[str]:
    """Day, month, year; the month by its name or by a beginning of it."""
    names = "|".join(f"{month[:SHORTEST]}[a-z]*" for month in listed("months"))
    return re.compile(rf"(?<!\d)(\d{{1,2}})[°º]?\s+({names})\.?,?\s+(\d{{4}})(?!\d)")


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
