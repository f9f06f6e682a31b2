"""Days of publication as sources write them, so that versions can be put in their order."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Final

from .letters import plain

ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})")
FIGURES = re.compile(r"\b(\d{1,2})[./-](\d{1,2})[./-](\d{4})\b")
WRITTEN = re.compile(r"\b(\d{1,2})[°º]?\s+([a-z]+)\.?\s+(\d{4})\b")
MONTHS: Final = (
    "gennaio", "febbraio", "marzo", "aprile", "maggio", "giugno",
    "luglio", "agosto", "settembre", "ottobre", "novembre", "dicembre",
)  # fmt: skip
"""In the order of the year, which the word list of the lexicon does not keep."""


def day_of(text: str | None) -> date | None:
    """The day that a source gives: 2024-10-21 with or without a time, 21/10/2024, 21 ottobre 2024, 21 ott 2024; None for any other text.

    >>> day_of("2024-10-21T09:30"), day_of("lunedì 21 ottobre 2024"), day_of("21.10.2024") == day_of("21 ott. 2024"), day_of("ieri")
    (datetime.date(2024, 10, 21), datetime.date(2024, 10, 21), True, None)
    """
    return _read(text) if text else None


@cache
def _read(text: str) -> date | None:
    if found := ISO.search(text):
        year, month, day = map(int, found.groups())
    elif found := FIGURES.search(text):
        day, month, year = map(int, found.groups())
    elif found := WRITTEN.search(plain(text)):
        name = found[2]
        month = next((at for at, full in enumerate(MONTHS, start=1) if len(name) >= 3 and full.startswith(name)), 0)
        day, year = int(found[1]), int(found[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
