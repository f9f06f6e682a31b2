"""The articles' texts beside their table: a text is taken only if every row stands in it where the table says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .failures import Failure
from .records import Article, Quotation, Span


def by_article(rows: Iterable[Quotation]) -> dict[str, list[Quotation]]:
    """The rows of each article by its id, both in the table's order."""
    found: dict[str, list[Quotation]] = {}
    for row in rows:
        found.setdefault(row.article, []).append(row)
    return found


def matching(rows: Sequence[Quotation], articles: Iterable[Article]) -> tuple[dict[str, Article], list[Failure]]:
    """The articles of the table by id, and why others are not among them: no text, or one that the offsets do not fit.

    ``articles`` that the table does not name are passed over.
    """
    table = by_article(rows)
    found: dict[str, Article] = {}
    failures: dict[str, Failure] = {}
    for article in articles:
        own = table.get(article.id)
        if own is None:
            continue
        off = [row for row in own if not stands_in(row, article.text)]
        if off:
            reason = (
                f"{len(off)} of {len(own)} rows do not stand in this text where the table says ({off[0].quote_id} is the first); "
                "give the text that the table was made of, or run quotes analyze again"
            )
            failures[article.id] = Failure(article.id, None, reason)
        else:
            found[article.id] = article
    for id in table:
        if id not in found and id not in failures:
            failures[id] = Failure(
                id, None, "there is no text with this id; give its file or folder as it was given to quotes analyze"
            )
    return found, [failures[id] for id in table if id in failures]


def stands_in(row: Quotation, text: str) -> bool:
    """Whether quotation, mention and cue are what ``text`` has at their offsets."""
    places = (
        (row.quote, row.start, row.end),
        (row.mention, row.mention_start, row.mention_end),
        (row.cue, row.cue_start, row.cue_end),
    )
    return all(start is None or end is None or Span(start, end).of(text) == words for words, start, end in places)
