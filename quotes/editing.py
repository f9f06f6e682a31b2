"""A table corrected row by row; each correction is tried on the table first and then kept in a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from . import decisions
from .correcting import Book, apply
from .corrections import Correction, CorrectionError, append, log
from .frames import article_of, in_order, need, put_rows, row_of, rows_of, whole_article
from .lexicons import load_lexicon
from .records import Article, Quotation, Span
from .table import COLUMNS

PLACES_SHOWN = 5
"""Places that are listed where words stand more than once."""


def correct(
    df: pd.DataFrame, quote_id: str, values: Mapping[str, object], *, file: str | Path, note: str | None = None
) -> pd.DataFrame:
    """``df`` with other ``values`` in a row; see :func:`quotes.decisions.correct`, whose errors it raises, and TableError, OSError."""
    row = row_of(df, quote_id)
    article = whole_article(df, row.article)
    made = decisions.correct(article, row, values, rows=_known(df, row.article), lexicon=load_lexicon(), note=note)
    return _with(df, article, made, file)


def reject(df: pd.DataFrame, quote_id: str, *, file: str | Path, note: str | None = None) -> pd.DataFrame:
    """``df`` without a row that is no quotation."""
    row = row_of(df, quote_id)
    article = whole_article(df, row.article)
    return _with(df, article, decisions.reject(article, row, note=note), file)


def add(
    df: pd.DataFrame,
    id: str,
    values: Mapping[str, object],
    *,
    start: int | None = None,
    end: int | None = None,
    quote: str | None = None,
    file: str | Path,
    note: str | None = None,
) -> pd.DataFrame:
    """``df`` with one more row of the article ``id``, at ``start`` to ``end`` or where the words ``quote`` stand."""
    article = whole_article(df, id)
    if quote is not None and start is None and end is None:
        span = _only(article.text, quote)
    elif quote is None and start is not None and end is not None:
        span = Span(start, end)
    else:
        raise CorrectionError("give start= and end=, or the words: quote='...'")
    made = decisions.add(article, span, values, rows=_known(df, id), lexicon=load_lexicon(), note=note)
    return _with(df, article, made, file)


def checked(df: pd.DataFrame, id: str, *, file: str | Path, note: str | None = None) -> None:
    """Keep that somebody read the whole article and its rows in ``df`` are right."""
    append(file, decisions.checked(whole_article(df, id), note=note))


def corrected(df: pd.DataFrame, file: str | Path) -> pd.DataFrame:
    """``df`` with all corrections of ``file``; what could not be applied is logged, and listed in ``attrs["corrections"]``."""
    need(df, COLUMNS, "corrected()")
    book = Book(file)
    found = df
    for id in df["article"].unique().tolist():
        article = article_of(df, id)
        if article is not None and book.about(article):
            found = put_rows(found, id, book.apply(article, in_order(df, id)))
    left = [str(failure) for failure in book.left()]
    for line in left:
        log.warning("%s", line)
    found = found.copy(deep=False)
    found.attrs = {**df.attrs, "corrections": left}
    return found


def _with(df: pd.DataFrame, article: Article, correction: Correction, file: str | Path) -> pd.DataFrame:
    rows = apply(article, in_order(df, article.id), correction)
    found = put_rows(df, article.id, rows)
    append(file, correction)  # only now: it has proved to work
    return found


def _known(df: pd.DataFrame, id: str) -> list[Quotation]:
    """Rows that tell a speaker's role and a cue's lemma: the article's own first, then one for each speaker and cue elsewhere."""
    others = df[df["article"] != id]
    return [*in_order(df, id), *rows_of(others.drop_duplicates(["speaker", "cue"]))]


def _only(text: str, words: str) -> Span:
    """Where ``words`` stand in ``text``, which must be one place."""
    bare = words.strip()
    places = [at for at in range(len(text)) if text.startswith(bare, at)] if bare else []
    if len(places) == 1:
        return Span(places[0], places[0] + len(bare))
    if not places:
        raise CorrectionError(f"the article has no words «{bare}»; copy them from its text as they stand there")
    listed = "; ".join(f"start={at}, end={at + len(bare)}" for at in places[:PLACES_SHOWN])
    raise CorrectionError(f"«{bare}» stands {len(places)} times in the article; say which: {listed}")
