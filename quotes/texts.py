"""The texts of the articles at hand, so that a table can show what its offsets point at.

A table holds no texts, and pandas loses whatever hangs on a table when it is joined or read again. So texts are kept here, by the
article's id, for as long as the process runs, and the table's own values decide which text is meant: the one in which every
quotation stands at its offsets. A text that changed since, or an id that two sources share, can therefore never be shown as if
it were the right one.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Final

from .records import Article

LIMIT: Final = 200_000_000
"""Characters kept at most, some 60,000 articles; beyond that those go that were not asked for longest."""
Placed = tuple[int, int, str]
"""Start, end and words of a quotation."""


class Texts:
    """Articles by id; under one id the texts of several sources, of which the rows of a table fit one."""

    def __init__(self, *, limit: int = LIMIT) -> None:
        self._kept: dict[str, list[Article]] = {}
        self._limit = limit
        self._size = 0
        self._lock = Lock()

    def keep(self, article: Article) -> None:
        """Remember ``article``; the one kept last is asked first."""
        with self._lock:
            versions = self._kept.pop(article.id, [])
            same = [kept for kept in versions if kept.text == article.text]
            others = [kept for kept in versions if kept.text != article.text]
            self._kept[article.id] = [article, *others]
            self._size += len(article.text) - sum(len(kept.text) for kept in same)
            while self._size > self._limit and len(self._kept) > 1:
                oldest = self._kept.pop(next(iter(self._kept)))
                self._size -= sum(len(kept.text) for kept in oldest)

    def find(self, id: str, rows: Iterable[Placed]) -> Article | None:
        """The article ``id`` in whose text all ``rows`` stand at their offsets; None where there is none.

        >>> texts = Texts()
        >>> texts.keep(Article("nota", "«Sì», ha detto."))
        >>> texts.find("nota", [(1, 3, "Sì")]).text
        '«Sì», ha detto.'
        >>> texts.find("nota", [(2, 4, "Sì")]) is None
        True
        """
        placed = list(rows)
        with self._lock:
            versions = self._kept.get(id, [])
            if versions:
                self._kept[id] = self._kept.pop(id)  # to the end: asked for last
            return next((article for article in versions if holds(article.text, placed)), None)

    def knows(self, id: str) -> bool:
        """Whether any text of that id is kept, also one that the rows do not fit."""
        return id in self._kept

    def __len__(self) -> int:
        return len(self._kept)


def holds(text: str, placed: Iterable[Placed]) -> bool:
    """Whether all quotations stand at their offsets of ``text``."""
    return all(text[start:end] == words for start, end, words in placed)


KEPT: Final = Texts()
"""The texts of this process: filled by ``quotes.analyze`` and ``df.quotes.texts``, read by the views."""
