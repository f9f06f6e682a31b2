"""One file or DataFrame -> its articles, by its kind: text, HTML, CSV, JSONL, JSON, Parquet.

pandas, trafilatura and pyarrow are imported where they are needed, so that ``import quotes`` stays light.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .encoding import byte_lines, decode, text_lines, to_text
from .failures import Place
from .records import Article
from .values import META, Columns, article, object_article

if TYPE_CHECKING:
    from pandas import DataFrame

HTML_QUOTE = re.compile(r"<(/?)q\b[^>]*>", re.IGNORECASE)
SEPARATORS = ",;\t"
CELL_LIMIT = 2**31 - 1
"""Largest cell of a CSV file in characters; the csv module's own limit, 131 072, is less than a long article."""

Item = tuple[Place, Article | str]
"""An article, or the reason why there is none."""


def bytes_of(path: Path) -> bytes:
    return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()


def plain_items(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    text, notes = decode(bytes_of(path))
    yield Place(str(path)), Article(base, text, notes=notes)


def _html_items(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    """The main text of a saved page, with the title, site, day and address that the page gives."""
    place = Place(str(path))
    html, notes = to_text(bytes_of(path))
    try:
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    except ImportError as error:
        yield place, f"HTML needs trafilatura, which does not load ({error}); reinstall quotes, or save the text as .txt"
        return
    # Browsers draw the marks of <q>, which are not in the text; trafilatura takes it for a block and would break the line.
    html = HTML_QUOTE.sub(lambda tag: "”" if tag[1] else "“", html)
    try:
        document = bare_extraction(html, with_metadata=True, include_comments=False)
    except Exception as error:  # noqa: BLE001 - whatever trips the parser over one page must not stop the others
        yield place, f"the page cannot be read ({error}); save its text as .txt"
        return
    if not isinstance(document, Document) or not document.text:
        yield place, "no main text was found in the page; save its text as .txt"
        return
    found = (document.text, document.title, document.sitename, document.date, document.url)
    values = dict(zip(("text", *META), found, strict=True))
    yield place, article(values, columns=Columns("text", "id"), base=base, number=None, notes=notes)


def _csv_items(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    """The rows of a CSV file, separated by comma, semicolon or tab; faulty ones by the line they begin in."""
    if csv.field_size_limit() < CELL_LIMIT:
        csv.field_size_limit(CELL_LIMIT)
    notes: list[str] = []  # of the lines read since the last row
    lines = text_lines(path, notes)
    first = next(lines, "")
    if not first.strip():
        yield Place(str(path)), "the file has no heading; write the names of the columns into its first line"
        return
    # strict: a stray mark is an error here, instead of a cell that swallows its neighbours
    reader = csv.reader(_again(first, lines), delimiter=_separator(first, columns.text), strict=True)
    heading: list[str] | None = None
    number = 0
    while True:
        place = Place(str(path), reader.line_num + 1)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if heading is None or "unexpected end" in str(error):
                yield (
                    place,
                    "a quotation mark is opened here and never closed, so that nothing below can be read; close or double it",
                )
                return
            number += 1
            yield place, f"the row is broken ({error}); double the quotation marks inside a cell"
            continue
        if heading is None:
            heading = [name.strip() for name in cells]
            if reason := columns.lacking(heading):
                yield Place(str(path)), reason
                return
        elif cells:
            number += 1
            if any(cells[len(heading) :]):
                yield (
                    place,
                    f"there are {len(cells)} cells for {len(heading)} columns; put cells with separators into quotation marks",
                )
            else:
                values = dict(zip(heading, cells, strict=False))
                yield place, article(values, columns=columns, base=base, number=number, notes=tuple(dict.fromkeys(notes)))
        notes.clear()


def _jsonl_items(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    number = 0
    for at, (line, notes) in enumerate(byte_lines(path), start=1):
        if not line.strip():
            continue
        number += 1
        place = Place(str(path), at)
        try:
            text, more = to_text(line)
            value: object = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield place, f"the line is no JSON ({error}); mend or remove it"
            continue
        yield place, object_article(value, columns=columns, base=base, number=number, notes=notes + more)


def _json_items(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    """A list of objects, or one object, whose id may then be the stem."""
    text, notes = to_text(bytes_of(path))
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        advice = "name it .jsonl if it is one object a line" if error.msg == "Extra data" else "mend the file"
        yield Place(str(path), error.lineno), f"the file is no JSON ({error.msg}); {advice}"
        return
    except RecursionError:
        yield Place(str(path)), "the file is nested too deeply; write it as a list of objects"
        return
    if not isinstance(value, list):
        yield Place(str(path)), object_article(value, columns=columns, base=base, number=None, notes=notes)
        return
    if not value:
        yield Place(str(path)), "the list is empty; write one object for each article"
    for number, one in enumerate(value, start=1):
        place = Place(str(path), number, "row")
        yield place, object_article(one, columns=columns, base=base, number=number, notes=notes)


def _parquet_items(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    try:
        import pyarrow  # type: ignore[import-untyped, unused-ignore]
        import pyarrow.parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        yield Place(str(path)), "Parquet needs pyarrow: pip install 'quotes[parquet]'"
        return
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            there: list[str] = file.schema_arrow.names
            if reason := columns.lacking(there):
                yield Place(str(path)), reason
                return
            for batch in file.iter_batches(columns=columns.needed(there)):
                rows: list[dict[str, object]] = batch.to_pylist()
                for values in rows:
                    number += 1
                    place = Place(str(path), number, "row")
                    yield place, article(values, columns=columns, base=base, number=number, notes=())
    except pyarrow.ArrowException as error:
        message = str(error).strip().rstrip(".")
        yield Place(str(path)), f"the file is no sound Parquet ({message}) behind row {number}; write it anew"


def frame_items(frame: DataFrame, columns: Columns) -> Iterator[Item]:
    """The rows of a DataFrame; ids may be its index, where that bears the column's name."""
    if frame.index.name == columns.id and columns.id not in frame.columns:
        frame = frame.reset_index()
    if reason := columns.lacking(str(name) for name in frame.columns):
        yield Place("DataFrame"), reason
        return
    frame = frame.loc[:, ~frame.columns.duplicated()]
    frame = frame[columns.needed(name for name in frame.columns if isinstance(name, str))]
    frame = frame.astype(object).where(frame.notna(), None)  # NaN, NaT and NA alike
    names = list(frame.columns)
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        values = dict(zip(names, row, strict=True))
        yield Place("DataFrame", number, "row"), article(values, columns=columns, base="row", number=number, notes=())


Reader = Callable[[Path, str, Columns], Iterator[Item]]
KINDS: Mapping[str, Reader] = {
    ".txt": plain_items,
    ".text": plain_items,
    ".md": plain_items,
    ".html": _html_items,
    ".htm": _html_items,
    ".csv": _csv_items,
    ".tsv": _csv_items,
    ".jsonl": _jsonl_items,
    ".ndjson": _jsonl_items,
    ".json": _json_items,
    ".parquet": _parquet_items,
}
"""The reader for each suffix."""


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(heading: str, text_column: str) -> str:
    """The separator by which the heading has the column of the text, else the one by which it has the most columns."""

    def rank(separator: str) -> tuple[bool, int]:
        names = next(csv.reader([heading], delimiter=separator), [])
        return text_column in (name.strip() for name in names), len(names)

    return max(SEPARATORS, key=rank)
