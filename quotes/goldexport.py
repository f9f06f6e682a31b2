"""Articles that a reader corrected, as gold annotation in the format of data/gold: what ``quotes evaluate`` measures against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Final

from .records import Article, Quotation

SHARED: Final = (
    "speaker",
    "how",
    "cue_lemma",
    "mention",
    "mention_start",
    "mention_end",
    "cue",
    "cue_start",
    "cue_end",
    "negated",
)
"""Columns that a quotation and an indirect statement of the gold have in common, as they are."""
PLACED: Final = frozenset({"mention_start", "mention_end", "cue_start", "cue_end"})
"""Of these, what is left out where there is nothing."""


def gold_line(article: Article, rows: Iterable[Quotation]) -> str:
    """One line of a gold file: the text, its quotations in marks, and its indirect statements.

    direct and mixed are both "speech" there. Raises ValueError for a row that does not stand in the text.
    """
    quotes: list[dict[str, object]] = []
    indirect: list[dict[str, object]] = []
    for row in rows:
        if article.text[row.start : row.end] != row.quote:
            raise ValueError(f"{row.quote_id} is not what stands at {row.start}-{row.end} of the text")
        if row.kind == "indirect":
            indirect.append({"start": row.start, "end": row.end, "text": row.quote, **_shared(row)})
            continue
        kind = "speech" if row.kind in {"direct", "mixed"} else row.kind
        own = {"closed": row.closed, "kind": kind, "group": row.group, "nested": row.nested}
        quotes.append({"start": row.start, "end": row.end, "text": row.quote, **own, **_shared(row)})
    return json.dumps({"id": article.id, "text": article.text, "quotes": quotes, "indirect": indirect}, ensure_ascii=False)


def _shared(row: Quotation) -> dict[str, object]:
    values = {name: getattr(row, name) for name in SHARED}
    return {name: value for name, value in values.items() if value is not None or name not in PLACED}


def write_gold(path: str, lines: Sequence[str]) -> None:
    """Write ``lines`` to ``path``, as a whole or not at all."""
    from .table import write_whole  # late, since it takes pandas along

    write_whole(path, lambda file: file.write("".join(f"{line}\n" for line in lines).encode()))
