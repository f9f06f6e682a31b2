"""Values of one row or object -> :class:`Article`, or the reason why there is none."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from .encoding import clean
from .records import Article

META = ("title", "source", "date", "url")
"""Columns of a table, and metadata of a page, that go along with the text."""


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns a table must have; the id may be missing unless it was asked for by another name than "id"."""

    text: str
    id: str

    def lacking(self, there: Iterable[str]) -> str | None:
        """Why a table with the columns ``there`` cannot be read, None where it can."""
        names = list(there)
        listed = ", ".join(names) or "none"
        if self.text not in names:
            return f"there is no column {self.text!r} (there are: {listed}); name the text's with --text-column (text_column=)"
        if self.id not in names and self.id != "id":
            return f"there is no column {self.id!r} (there are: {listed}); name the ids' with --id-column (id_column=)"
        return None

    def needed(self, there: Iterable[str]) -> list[str]:
        """Those of ``there`` that an article is made of, each once."""
        return [name for name in dict.fromkeys(there) if name in (self.text, self.id, *META)]


def object_article(value: object, *, columns: Columns, base: str, number: int | None, notes: tuple[str, ...]) -> Article | str:
    """The article of one JSON value, or why there is none."""
    if not isinstance(value, dict):
        return f"this is no object but {_kind(value)}; write {{...}} with the text as {columns.text!r}"
    return columns.lacking(value) or article(value, columns=columns, base=base, number=number, notes=notes)


def article(
    values: Mapping[str, object], *, columns: Columns, base: str, number: int | None, notes: Sequence[str]
) -> Article | str:
    """The article of one row, or why there is none. ``number`` counts rows from 1; None where the row is alone in its file."""
    text = values.get(columns.text)
    if text is None or (isinstance(text, float) and math.isnan(text)):
        text = ""
    if not isinstance(text, str):
        return f"the column {columns.text!r} holds {_kind(text)}, not text; choose another with --text-column (text_column=)"
    told = list(notes)
    if columns.id in values:
        name = _scalar(values[columns.id])
        if name is None:
            return f"the column {columns.id!r} holds no id here ({_kind(values[columns.id])}); fill it in"
        key = clean(name, told, "the id").strip()
    else:
        key = base if number is None else f"{base}-{number}"
    text = clean(text, told, "")
    meta: dict[str, str | None] = {}
    for name in META:
        value = values.get(name)
        known = _scalar(value)
        meta[name] = None if known is None else clean(known, told, name)
        if known is None and isinstance(value, (list, dict, bytes)):
            told.append(f"{name} left out: it holds {_kind(value)}")
    return Article(
        key,
        text,
        title=meta["title"],
        source=meta["source"],
        date=meta["date"],
        url=meta["url"],
        notes=tuple(dict.fromkeys(told)),
    )


def _scalar(value: object) -> str | None:
    """A value as text: days in ISO form, whole numbers without ".0"; None for blank, NaN and what is no scalar.

    >>> _scalar(datetime(2024, 3, 5)), _scalar(7.0), _scalar(" ")
    ('2024-03-05', '7', None)
    """
    if isinstance(value, datetime):  # before date, of which it is a kind
        midnight = value.tzinfo is None and value.time() == datetime.min.time()
        return value.date().isoformat() if midnight else value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return None if math.isnan(value) else str(int(value)) if value.is_integer() else str(value)
    if isinstance(value, str):
        return value if value.strip() else None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _kind(value: object) -> str:
    """What a value is, in words."""
    if isinstance(value, str):
        return "a text" if value.strip() else "a blank text"
    names = {dict: "an object", list: "a list", bool: "a truth value", int: "a number", float: "a number", bytes: "bytes"}
    return "no value" if value is None else names.get(type(value), f"a {type(value).__name__}")
