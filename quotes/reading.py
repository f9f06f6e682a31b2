"""Paths → :class:`Article`: text, HTML, CSV, JSONL, JSON, Parquet, folders, globs and standard input.

Nothing is dropped silently: what cannot be read is a :class:`Failure`, and the others go on.
pandas, ftfy, trafilatura and pyarrow are imported where they are needed, so that ``import quotes`` stays light.
"""

from __future__ import annotations

import csv
import glob
import io
import json
import logging
import math
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeGuard

from .encoding import clean, decode, is_wide, to_text
from .records import Article

if TYPE_CHECKING:
    from pandas import DataFrame

logger = logging.getLogger(__name__)

META = ("title", "source", "date", "url")
"""Columns of a table, and metadata of a page, that go along with the text."""
HTML_QUOTE = re.compile(r"<(/?)q\b[^>]*>", re.IGNORECASE)
SEPARATORS = ",;\t"
CELL_LIMIT = 2**31 - 1
"""Largest cell of a CSV file in characters; the csv module's own limit, 131 072, is less than a long article."""
HEAD = 65536
"""Bytes from which the encoding of the lines of a file is judged."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Input that could not be read, and what to do about it.

    >>> print(Failure("articles.jsonl", 3, "the article has no text; fill it in or remove it"))
    articles.jsonl, line 3: the article has no text; fill it in or remove it
    """

    path: str
    """The path as given or found, "-" for standard input, "DataFrame", or the id of an article handed over."""
    line: int | None
    """Line, or row of a table without lines, counted from 1; None where it is the whole file."""
    reason: str
    """What is wrong and what to do."""
    unit: Literal["line", "row"] = "line"
    """What ``line`` counts."""

    def __str__(self) -> str:
        return f"{_Place(self.path, self.line, self.unit)}: {self.reason}"


class ReadingError(ValueError):
    """The first failure of a strict reading; ``failure`` tells which."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an article stands."""

    path: str
    line: int | None = None
    unit: Literal["line", "row"] = "line"

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}, {self.unit} {self.line}"


@dataclass(frozen=True, slots=True)
class _Columns:
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


_Item = tuple[_Place, Article | str]
"""An article, or the reason why there is none."""


def read_articles(
    paths: Iterable[str | Path],
    *,
    text_column: str = "text",
    id_column: str = "id",
    strict: bool = False,
    failures: list[Failure] | None = None,
) -> Iterator[Article]:
    """The articles of files, folders (with all below, hidden files aside), globs and standard input ("-"), one by one.

    An article's id is the stem of its file; inside a folder or a glob the path from there, without suffix ("2024/alfa"); in a
    table the ``id_column``, or, where there is none, stem and row number ("alfa-3"). An article whose id was there before fails.
    What fails is appended to ``failures``, or logged as a warning without such a list; with ``strict`` the first failure raises
    :class:`ReadingError`.
    """
    return articles_from(paths, text_column=text_column, id_column=id_column, strict=strict, failures=failures)


def articles_from(
    source: str | Path | Article | DataFrame | Iterable[str | Path | Article],
    *,
    text_column: str = "text",
    id_column: str = "id",
    strict: bool = False,
    failures: list[Failure] | None = None,
) -> Iterator[Article]:
    """The articles of paths as in :func:`read_articles`, of a DataFrame with the same columns, or Articles as they are.

    Raises TypeError for anything else, ReadingError as ``read_articles`` does.
    """
    columns = _Columns(text_column, id_column)
    seen: dict[str, _Place] = {}
    for place, found in _items(source, columns):
        if isinstance(found, Article) and found.text.strip() and found.id not in seen:
            seen[found.id] = place
            yield found
            continue
        if isinstance(found, str):
            reason = found
        elif not found.text.strip():
            reason = "the article has no text; fill it in or remove it"
        else:
            reason = (
                f"the id {found.id!r} was there before, at {seen[found.id]}; give each article an id (a file name) of its own"
            )
        failure = Failure(place.path, place.line, reason, place.unit)
        if strict:
            raise ReadingError(failure)
        if failures is None:
            logger.warning("%s", failure)
        else:
            failures.append(failure)


def _items(source: str | Path | Article | DataFrame | Iterable[str | Path | Article], columns: _Columns) -> Iterator[_Item]:
    if _is_frame(source):
        yield from _frame_items(source, columns)
        return
    # A lone string would otherwise be taken for its letters.
    for one in [source] if isinstance(source, (str, Path, Article)) else source:
        if isinstance(one, Article):
            yield _Place(one.id), one
        elif isinstance(one, (str, Path)):
            yield from _path_items(str(one), columns)
        else:
            raise TypeError(f"articles are a DataFrame, Articles or paths, not {type(one).__name__}")


def _is_frame(source: object) -> TypeGuard[DataFrame]:
    """Whether it is a pandas DataFrame; where nobody imported pandas there is none."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(source, pandas.DataFrame)


# ---------------------------------------------------------------------------------------------------------------- paths


def _path_items(given: str, columns: _Columns) -> Iterator[_Item]:
    """What one argument leads to: standard input, a folder, a file or a glob."""
    if given == "-":
        yield from _file_items(_plain_items, Path("-"), "stdin", columns)
        return
    path = os.path.expanduser(given)
    if os.path.isdir(path):
        yield from _folder_items(path, path, columns)
    elif os.path.exists(path):
        yield from _one_file(Path(path), Path(path).stem, columns)
    elif glob.has_magic(path):
        yield from _glob_items(path, columns)
    elif "\n" in given or len(given) > 250:
        yield _Place(given[:40] + "…"), "this is a text, not a path; hand it over as Article(id=..., text=...)"
    else:
        yield _Place(given), "there is no such file; check the path"


def _folder_items(folder: str, root: str, columns: _Columns) -> Iterator[_Item]:
    """All files of known kinds in a folder and below, by name; ids are paths from ``root``."""
    inside = sorted(
        (path for path in Path(folder).rglob("*") if path.suffix.lower() in KINDS and os.path.isfile(path)),
        key=lambda path: path.relative_to(folder).as_posix(),
    )
    files = [path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not files:
        yield _Place(folder), f"the folder holds no file that can be read; known are {', '.join(KINDS)}"
    for path in files:
        yield from _one_file(path, path.relative_to(root).with_suffix("").as_posix(), columns)


def _glob_items(pattern: str, columns: _Columns) -> Iterator[_Item]:
    """The files of a pattern by name; ids are paths from its last folder without wildcards."""
    found = sorted(glob.glob(pattern, recursive=True))
    if "**" in pattern:  # gives folders beside the files in them
        found = [path for path in found if not os.path.isdir(path)]
    if not found:
        yield _Place(pattern), "no file matches the pattern; check it, or name a folder"
    parts = Path(pattern).parts
    root = Path(*parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])
    for path in found:
        if os.path.isdir(path):
            yield from _folder_items(path, str(root), columns)
        else:
            yield from _one_file(Path(path), Path(path).relative_to(root).with_suffix("").as_posix(), columns)


def _one_file(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    """A file by its suffix. What is no regular file, such as the pipe of ``<(...)``, has none and is plain text."""
    reader = KINDS.get(path.suffix.lower()) if os.path.isfile(path) else _plain_items
    if reader is None:
        kind = f"{path.suffix!r} files cannot" if path.suffix else "a file without suffix cannot"
        yield _Place(str(path)), f"{kind} be read; save the text as .txt, or use one of {', '.join(KINDS)}"
    else:
        yield from _file_items(reader, path, base, columns)


def _file_items(reader: _Reader, path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    """What ``reader`` finds; a fault of the file as a whole is an item, too."""
    try:
        yield from reader(path, base, columns)
    except OSError as error:
        yield _Place(str(path)), f"the file cannot be read ({error.strerror or error}); check that it is there and may be read"
    except ValueError as error:
        yield _Place(str(path)), str(error)


def _bytes_of(path: Path) -> bytes:
    return sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()


# ---------------------------------------------------------------------------------------------------------------- kinds


def _plain_items(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    text, notes = decode(_bytes_of(path))
    yield _Place(str(path)), Article(base, text, notes=notes)


def _html_items(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    """The main text of a saved page, with the title, site, day and address that the page gives."""
    place = _Place(str(path))
    html, notes = to_text(_bytes_of(path))
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
    yield place, _article(values, columns=_Columns("text", "id"), base=base, number=None, notes=notes)


def _csv_items(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    """The rows of a CSV file, separated by comma, semicolon or tab; faulty ones by the line they begin in."""
    if csv.field_size_limit() < CELL_LIMIT:
        csv.field_size_limit(CELL_LIMIT)
    notes: list[str] = []  # of the lines read since the last row
    lines = _text_lines(path, notes)
    first = next(lines, "")
    if not first.strip():
        yield _Place(str(path)), "the file has no heading; write the names of the columns into its first line"
        return
    # strict: a stray mark is an error here, instead of a cell that swallows its neighbours
    reader = csv.reader(_again(first, lines), delimiter=_separator(first, columns.text), strict=True)
    heading: list[str] | None = None
    number = 0
    while True:
        place = _Place(str(path), reader.line_num + 1)
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
                yield _Place(str(path)), reason
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
                yield place, _article(values, columns=columns, base=base, number=number, notes=tuple(dict.fromkeys(notes)))
        notes.clear()


def _jsonl_items(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    number = 0
    for at, (line, notes) in enumerate(_byte_lines(path), start=1):
        if not line.strip():
            continue
        number += 1
        place = _Place(str(path), at)
        try:
            text, more = to_text(line)
            value: object = json.loads(text)
        except (ValueError, RecursionError) as error:
            yield place, f"the line is no JSON ({error}); mend or remove it"
            continue
        yield place, _object_article(value, columns=columns, base=base, number=number, notes=notes + more)


def _json_items(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    """A list of objects, or one object, whose id may then be the stem."""
    text, notes = to_text(_bytes_of(path))
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        advice = "name it .jsonl if it is one object a line" if error.msg == "Extra data" else "mend the file"
        yield _Place(str(path), error.lineno), f"the file is no JSON ({error.msg}); {advice}"
        return
    except RecursionError:
        yield _Place(str(path)), "the file is nested too deeply; write it as a list of objects"
        return
    if not isinstance(value, list):
        yield _Place(str(path)), _object_article(value, columns=columns, base=base, number=None, notes=notes)
        return
    if not value:
        yield _Place(str(path)), "the list is empty; write one object for each article"
    for number, one in enumerate(value, start=1):
        place = _Place(str(path), number, "row")
        yield place, _object_article(one, columns=columns, base=base, number=number, notes=notes)


def _parquet_items(path: Path, base: str, columns: _Columns) -> Iterator[_Item]:
    try:
        import pyarrow  # type: ignore[import-untyped, unused-ignore]
        import pyarrow.parquet  # type: ignore[import-untyped, unused-ignore]
    except ImportError:
        yield _Place(str(path)), "Parquet needs pyarrow: pip install 'quotes[parquet]'"
        return
    number = 0
    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            there: list[str] = file.schema_arrow.names
            if reason := columns.lacking(there):
                yield _Place(str(path)), reason
                return
            for batch in file.iter_batches(columns=columns.needed(there)):
                rows: list[dict[str, object]] = batch.to_pylist()
                for values in rows:
                    number += 1
                    place = _Place(str(path), number, "row")
                    yield place, _article(values, columns=columns, base=base, number=number, notes=())
    except pyarrow.ArrowException as error:
        message = str(error).strip().rstrip(".")
        yield _Place(str(path)), f"the file is no sound Parquet ({message}) behind row {number}; write it anew"


def _frame_items(frame: DataFrame, columns: _Columns) -> Iterator[_Item]:
    """The rows of a DataFrame; ids may be its index, where that bears the column's name."""
    if frame.index.name == columns.id and columns.id not in frame.columns:
        frame = frame.reset_index()
    if reason := columns.lacking(str(name) for name in frame.columns):
        yield _Place("DataFrame"), reason
        return
    frame = frame.loc[:, ~frame.columns.duplicated()]
    frame = frame[columns.needed(name for name in frame.columns if isinstance(name, str))]
    frame = frame.astype(object).where(frame.notna(), None)  # NaN, NaT and NA alike
    names = list(frame.columns)
    for number, row in enumerate(frame.itertuples(index=False, name=None), start=1):
        values = dict(zip(names, row, strict=True))
        yield _Place("DataFrame", number, "row"), _article(values, columns=columns, base="row", number=number, notes=())


_Reader = Callable[[Path, str, _Columns], Iterator[_Item]]
KINDS: Mapping[str, _Reader] = {
    ".txt": _plain_items,
    ".text": _plain_items,
    ".md": _plain_items,
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


# ----------------------------------------------------------------------------------------------------------------- rows


def _object_article(value: object, *, columns: _Columns, base: str, number: int | None, notes: tuple[str, ...]) -> Article | str:
    """The article of one JSON value, or why there is none."""
    if not isinstance(value, dict):
        return f"this is no object but {_kind(value)}; write {{...}} with the text as {columns.text!r}"
    return columns.lacking(value) or _article(value, columns=columns, base=base, number=number, notes=notes)


def _article(
    values: Mapping[str, object], *, columns: _Columns, base: str, number: int | None, notes: Sequence[str]
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


# ---------------------------------------------------------------------------------------------------------------- lines


def _byte_lines(path: Path) -> Iterator[tuple[bytes, tuple[str, ...]]]:
    """The lines of a file with their ends, one by one; whole files only where a line cannot be told before decoding."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        if is_wide(head) or (b"\r" in head and b"\n" not in head):  # UTF-16; or lines that end as on old Macs
            text, notes = to_text(file.read())
            for line in io.StringIO(text, newline=""):
                yield line.encode("utf-8", errors="replace"), notes
        else:
            for raw in file:
                yield raw, ()


def _text_lines(path: Path, notes: list[str]) -> Iterator[str]:
    """The same as text; what is told of them goes to ``notes``."""
    for line, told in _byte_lines(path):
        text, more = to_text(line)
        notes.extend((*told, *more))
        yield text


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _separator(heading: str, text_column: str) -> str:
    """The separator by which the heading has the column of the text, else the one by which it has the most columns."""

    def rank(separator: str) -> tuple[bool, int]:
        names = next(csv.reader([heading], delimiter=separator), [])
        return text_column in (name.strip() for name in names), len(names)

    return max(SEPARATORS, key=rank)
