"""Between a table, as pandas left it after filters, joins and sorting, and the records of one article in it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pandas as pd

from .records import Article, Quotation
from .table import COLUMNS, DTYPES, TableError, to_frame
from .texts import KEPT, Placed

PLACED = ("article", "quote", "start", "end")
"""What tells the text of a row."""
LISTED = 10
"""Articles or rows that a message names."""


def need(df: pd.DataFrame, columns: Iterable[str], view: str) -> None:
    """Raise TableError where one of ``columns``, without which ``view`` cannot be made, is no longer in the table."""
    missing = [name for name in columns if name not in df.columns]
    if not missing:
        return
    renamed = [str(name) for name in df.columns if str(name).rpartition("_")[0] in missing and str(name).endswith(("_x", "_y"))]
    hint = f" (a join has renamed it: {', '.join(renamed)}; give the join suffixes=('', '_other'))" if renamed else ""
    noun = "column" if len(missing) == 1 else "columns"
    raise TableError(
        f"{view} needs the {noun} {some(missing)}, not in this table any more{hint}; "
        "keep what is needed when you choose columns, or ask the whole table"
    )


def rows_of(df: pd.DataFrame) -> list[Quotation]:
    """The rows of a table as records, in its order; of rows that a join has doubled, the first.

    >>> rows_of(to_frame([]))
    []
    """
    need(df, COLUMNS, "a view or correction of an article")
    once = df.loc[:, list(COLUMNS)].drop_duplicates("quote_id")
    values = []
    for name in COLUMNS:
        typed = once[name].astype(pd.api.types.pandas_dtype(DTYPES[name]))
        values.append(typed.astype(object).where(typed.notna(), None).tolist())
    return [Quotation(*row) for row in zip(*values, strict=True)]


def article_of(df: pd.DataFrame, id: str) -> Article | None:
    """The article ``id`` with the text that its rows in ``df`` refer to; None where that text is not at hand."""
    return KEPT.find(id, placed(df[df["article"] == id]))


def placed(df: pd.DataFrame) -> list[Placed]:
    """Start, end and words of each row."""
    return list(zip(df["start"].tolist(), df["end"].tolist(), df["quote"].tolist(), strict=True))


def missing_text(id: str) -> str:
    """What to tell where the text of an article is not at hand."""
    if KEPT.knows(id):
        return (
            f"the text of {id!r} that is at hand is another than the one this table was made of; run quotes.analyze again on it"
        )
    return (
        f"the text of {id!r} is not at hand: a table holds no texts; "
        "tell where the articles are, df.quotes.texts('data/articles') with your own folder, files or DataFrame"
    )


def whole_article(df: pd.DataFrame, id: str) -> Article:
    """The article ``id`` with its text. Raises TableError, with what to do, where it is not at hand."""
    need(df, PLACED, "a view or correction of an article")
    article = article_of(df, id)
    if article is None:
        raise TableError(
            missing_text(id) if (df["article"] == id).any() or KEPT.knows(id) else f"this table has no article {id!r}"
        )
    return article


def in_order(df: pd.DataFrame, id: str) -> list[Quotation]:
    """The rows of an article in text order."""
    need(df, COLUMNS, "a view or correction of an article")
    return sorted(rows_of(df[df["article"] == id]), key=lambda row: (row.start, -row.end))


def row_of(df: pd.DataFrame, quote_id: str) -> Quotation:
    """The row ``quote_id``. Raises TableError, with those that are there, where it is not."""
    need(df, COLUMNS, "a view or correction of an article")
    found = rows_of(df[df["quote_id"] == quote_id])
    if not found:
        there = df.loc[df["article"] == quote_id.rpartition(":")[0], "quote_id"].unique().tolist()
        raise TableError(f"this table has no row {quote_id!r}; it has: {some(there or df['quote_id'].unique().tolist())}")
    return found[0]


def some(names: Sequence[object]) -> str:
    """The first names of many.

    >>> some("abc")
    'a, b, c'
    """
    shown = ", ".join(str(name) for name in names[:LISTED])
    return shown + (f" and {len(names) - LISTED} more" if len(names) > LISTED else "")


def put_rows(df: pd.DataFrame, id: str, rows: Sequence[Quotation]) -> pd.DataFrame:
    """``df`` with ``rows`` in place of those of the article ``id``, in the order of ``df``; columns of the user's own stay.

    A row that is new stands behind the one before it in the text. Rows of ``df`` are told by their quote_id.
    """
    new = to_frame(rows)
    new.index = pd.Index(new["quote_id"].tolist(), dtype=object)
    here = df["article"] == id
    kept = df[~here | df["quote_id"].isin(new["quote_id"])].copy()
    mine = (kept["article"] == id).to_numpy()
    ids = kept.loc[mine, "quote_id"].tolist()
    for name in COLUMNS:
        if name in kept.columns and ids:
            column = kept[name].astype(
                pd.api.types.pandas_dtype(DTYPES[name])
            )  # what a join left as object takes the schema's type again
            column[mine] = new.loc[ids, name].to_numpy()
            kept[name] = column
    added = [row for row in rows if row.quote_id not in set(ids)]
    for row in added:
        kept = _inserted(kept, to_frame([row]), id, row.start)
    if isinstance(df.index, pd.RangeIndex):
        kept = kept.reset_index(drop=True)
    return kept


def _inserted(df: pd.DataFrame, row: pd.DataFrame, id: str, start: int) -> pd.DataFrame:
    """``df`` with one more row behind the last of its article that stands before it, else before the first, else at the end."""
    mine = (df["article"] == id).to_numpy()
    before = mine & (df["start"] <= start).to_numpy()
    at = int(before.nonzero()[0][-1]) + 1 if before.any() else int(mine.argmax()) if mine.any() else len(df)
    row = row.reindex(columns=df.columns)
    if pd.api.types.is_integer_dtype(df.index.dtype):
        row.index = pd.Index([int(df.index.max()) + 1 if len(df) else 0])
    parts = [part for part in (df.iloc[:at], row, df.iloc[at:]) if len(part)]
    joined = pd.concat(parts)
    dtypes = {name: dtype for name, dtype in df.dtypes.items() if name in DTYPES}
    joined = joined.astype(dtypes)
    joined.attrs = dict(df.attrs)
    return joined
