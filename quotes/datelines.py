"""Datelines: where and when an article comes from, at the head of its first line ("LONDRA (Reuters) - Il costruttore")."""

from __future__ import annotations

import re
from collections.abc import Container

from .words import words

AT_THE_HEAD = 8
"""Lines of an article in which a dateline can stand: title and lines under it come before."""
_WORD = r"[A-ZÀ-Ý][\w’'.]*"
_BRACKETS = r"(?P<{}>\s?\([^()\n]{{2,30}}\))?"
DATELINE = re.compile(
    r"(?:\([A-Z]\w+\)\s?[-–—]\s)?"
    rf"(?P<place>{_WORD}(?:[ -](?:(?:in|di|del|della|al|sul|de|la|el)\s)?{_WORD}){{0,3}})"
    rf"(?:,\s{_WORD}(?:\s{_WORD})?)?{_BRACKETS.format('state')}"
    rf"(?P<day>(?i:,?\s\d{{1,2}}°?\s(?:{'|'.join(month[:3] for month in sorted(words('months')))})\w*\.?(?:\s\d{{4}})?(?:,?\s(?:ore\s)?\d{{1,2}}[:.]\d{{2}})?))?"
    rf"{_BRACKETS.format('agency')},?\s[–—-]+\s(?:\([^()\n]{{2,30}}\)\s[–—-]+\s)?",
)


def dateline_end(text: str, start: int, places: Container[str] = ()) -> int | None:
    """Where the dateline ends that begins at ``start``; None where none does. A place written as others are is one with a day or
    an agency behind it, or one of ``places``.

    >>> text = "OSLO, 3 giugno - I ghiacciai si ritirano."
    >>> text[: dateline_end(text, 0)]
    'OSLO, 3 giugno - '
    >>> dateline_end("Lisa Neri - Il racconto", 0), dateline_end("Oslo - Il racconto", 0, {"Oslo"})
    (None, 7)
    """
    match = DATELINE.match(text, start)
    if match is None:
        return None
    place = match.group("place")
    capital = place[0].isupper() and all(word[0].isupper() for word in place.split() if len(word) > 5)
    told = match.group("day") or match.group("state") or match.group("agency") or place in places
    return match.end() if len(place) > 2 and (place.isupper() or (capital and told)) else None


def in_dateline(text: str, start: int, end: int, places: Container[str] = ()) -> bool:
    """Whether the words in [start, end) belong to the dateline of an article.

    >>> in_dateline("Titolo\\nLIMA, Perù (Reuters) - I minatori", 13, 17)
    True
    """
    line = max(text.rfind("\n", 0, start), text.rfind("\r", 0, start)) + 1
    line += len(text[line:start]) - len(text[line:start].lstrip())
    stop = dateline_end(text, line, places) if start - line < 60 else None
    return stop is not None and end <= stop and text.count("\n", 0, start) < AT_THE_HEAD
