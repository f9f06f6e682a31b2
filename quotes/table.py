"""The table's schema, and its files: CSV for spreadsheets, JSONL for programs, Parquet for large tables.

What :func:`write_table` writes, :func:`read_table` reads back equal. In memory and in files no text is ever empty: where there is
no value there is NA, an empty cell, or null.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import re
import shutil
import sys
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields
from operator import attrgetter
from pathlib import Path
from types import NoneType
from typing import BinaryIO, Final, Literal, get_args, get_type_hints

import pandas as pd

from .records import How, Kind, Quotation, SpeakerType

Format = Literal["csv", "jsonl", "parquet"]

SUFFIXES: Mapping[str, Format] = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet"}
"""The format of each suffix."""
COLUMNS: tuple[str, ...] = tuple(field.name for field in fields(Quotation))
"""The columns in their order: the fields of a Quotation."""
TEXT: Final = "string[python]"
"""pandas' type of text; its storage is named, since the default depends on whether pyarrow is there."""
_HINTS: Mapping[str, object] = get_type_hints(Quotation)
_PLAIN: tuple[tuple[object, str], ...] = ((bool, "bool"), (int, "int64"), (int | None, "Int64"), (float, "float64"))
DTYPES: Mapping[str, str] = {name: next((dtype for hint, dtype in _PLAIN if hint == _HINTS[name]), TEXT) for name in COLUMNS}
"""The pandas type of each column: text, bool, int64, float64, and Int64 where a number may be missing."""
OPTIONAL: frozenset[str] = frozenset(name for name in COLUMNS if NoneType in get_args(_HINTS[name]))
"""Columns in which a value may be missing."""
TERMS: Mapping[str, tuple[str, ...]] = {"kind": get_args(Kind), "how": get_args(How), "speaker_type": get_args(SpeakerType)}
"""The only values of the columns with a closed list."""

SURROGATE = r"[\ud800-\udfff]"
FORMULA = r"[=+\-@\t\r\n＝＋－＠]"
"""First characters by which a spreadsheet takes a cell for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""
UNGUARDED = re.compile(rf"\A('*{FORMULA})")
"""Cells that get an apostrophe in front: formulas, and what would be taken for one that has got it already."""
GUARDED = re.compile(rf"\A'('*{FORMULA})")
"""Cells that have got it. Every other cell, such as 'Ndrangheta, is written as it is, so that both ways are exact."""
TRUTHS: Mapping[str, bool] = {"true": True, "vero": True, "false": False, "falso": False}
"""Truth values as Python and as an English or an Italian spreadsheet writes them, in lower case."""


class TableError(ValueError):
    """A table that is not what it should be; the message names the column and the first such row, counted from 1."""


def to_frame(rows: Iterable[Quotation]) -> pd.DataFrame:
    """A table of ``rows``: one row each, COLUMNS with their DTYPES. Empty texts become NA. Values are not checked.

    >>> to_frame([]).columns[:4].tolist()
    ['article', 'quote_id', 'kind', 'quote']
    """
    records = list(map(attrgetter(*COLUMNS), rows))
    columns = zip(*records, strict=True) if records else [()] * len(COLUMNS)
    series = {}
    for name, values in zip(COLUMNS, columns, strict=True):
        kept = [None if value == "" else value for value in values] if DTYPES[name] == TEXT else list(values)
        series[name] = pd.Series(kept, dtype=DTYPES[name])
    return pd.DataFrame(series)


def to_rows(df: pd.DataFrame) -> list[Quotation]:
    """The rows of a sound table (:func:`validate`) as records; columns of the user's own are left out.

    >>> to_rows(to_frame([]))
    []
    """
    plain = df[list(COLUMNS)].astype(object)
    plain = plain.where(plain.notna(), None)
    return [Quotation(*record) for record in plain.itertuples(index=False, name=None)]


# ---------------------------------------------------------------------------------------------------------------- check


def validate(df: pd.DataFrame) -> pd.DataFrame:
    """``df`` as a sound table: COLUMNS first with their DTYPES, then columns of the user's own; rows counted from 0.

    Raises TableError for missing columns, values of a wrong type or outside a closed list, and offsets that contradict each other.
    """
    names = list(df.columns)
    if missing := [name for name in COLUMNS if name not in names]:
        raise TableError(f"columns are missing: {', '.join(missing)}")
    if faulty := [name for name in names if not isinstance(name, str) or names.count(name) > 1]:
        raise TableError(f"names of columns must be texts and differ: {faulty[0]!r}")
    extras = [name for name in names if name not in DTYPES]
    df = df.reset_index(drop=True)
    checked = {name: _typed(df, name) for name in COLUMNS} | {name: _extra(df[name]) for name in extras}
    table = pd.DataFrame(checked, columns=[*COLUMNS, *extras])
    for name, terms in TERMS.items():
        _refuse(table, name, table[name].notna() & ~table[name].isin(terms), f"is none of {', '.join(terms)}")
    _refuse(table, "confidence", ~table["confidence"].between(0, 1), "is no probability from 0 to 1")
    for name in ("start", "paragraph"):
        _refuse(table, name, table[name] < 0, "is less than 0")
    _refuse(table, "end", table["end"] <= table["start"], "is not behind start")
    lengths = table["quote"].str.len().astype("int64")
    _refuse(table, "quote", lengths != table["end"] - table["start"], "is not as long as end - start")
    for part in ("mention", "cue"):
        start, end = table[f"{part}_start"], table[f"{part}_end"]
        _refuse(table, f"{part}_end", start.isna() != end.isna(), f"must be there if and only if {part}_start is")
        _refuse(table, f"{part}_start", (start < 0).fillna(False).astype(bool), "is less than 0")
        _refuse(table, f"{part}_end", (end <= start).fillna(False).astype(bool), f"is not behind {part}_start")
    return table


def _refuse(table: pd.DataFrame, column: str, bad: pd.Series[bool], fault: str) -> None:
    """Raise TableError for the first row that is ``bad``."""
    if bad.any():
        at = int(bad.to_numpy().argmax())
        value = table[column].iloc[at]
        shown = "no value" if _is_missing(value) or value == "" else repr(value) if isinstance(value, str) else str(value)
        where = "" if column == "quote_id" else f" (quote_id {table['quote_id'].iloc[at]})"
        raise TableError(f"column {column!r}, row {at + 1}{where}: {shown} {fault}")


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value))


def _typed(df: pd.DataFrame, name: str) -> pd.Series:
    """A column of the schema in its type."""
    column, dtype = df[name], DTYPES[name]
    if dtype == TEXT:
        typed = _text(df, name)
    elif column.dtype == dtype:
        typed = column
    elif dtype == "bool":
        values = column.map(_truth)
        _refuse(df, name, values.isna(), "is neither True nor False")
        typed = values.astype("bool")
    else:
        numbers = column.map(_number).astype("float64")
        whole = dtype != "float64"
        bad = (numbers.isna() & column.notna()) | (whole & numbers.notna() & ~(numbers % 1 == 0))
        _refuse(df, name, bad, "is no whole number" if whole else "is no number")
        typed = numbers
    if name not in OPTIONAL:
        _refuse(df, name, typed.isna(), "stands where a value must be")
    return typed.astype(pd.api.types.pandas_dtype(dtype))


def _text(df: pd.DataFrame, name: str) -> pd.Series:
    """A column as text, NA for the empty one; whole numbers, such as ids that a program took for numbers, are allowed."""
    column = df[name]
    if not isinstance(column.dtype, pd.StringDtype):
        odd = column.map(lambda value: not (isinstance(value, str) or _is_whole(value))).astype(bool)
        _refuse(df, name, odd & column.notna(), "is no text")
        column = pd.Series([None if _is_missing(value) else str(value) for value in column], dtype=TEXT)
    text = column.astype(TEXT)
    text = text.mask((text == "").fillna(False))
    _refuse(df, name, text.str.contains(SURROGATE).fillna(False).astype(bool), "holds half a character (a lone surrogate)")
    return text


def _is_whole(value: object) -> bool:
    return hasattr(value, "__index__") and not isinstance(value, bool)


def _extra(column: pd.Series) -> pd.Series:
    """A column of the user's own: texts in our type, anything else as it is."""
    if not isinstance(column.dtype, pd.StringDtype) and pd.api.types.infer_dtype(column, skipna=True) != "string":
        return column
    text = column.astype(TEXT)
    return text.mask((text == "").fillna(False))


def _truth(value: object) -> bool | None:
    """A truth value, also as text; None for anything else."""
    return TRUTHS.get(str(value).strip().lower())


def _number(value: object) -> float:
    """A number, also as text and with a decimal comma; NaN for anything else."""
    try:
        return float(str(value).replace(",", "."))
    except ValueError:
        return math.nan


# ---------------------------------------------------------------------------------------------------------------- files


def write_table(df: pd.DataFrame, path: str | Path, *, format: Format | None = None) -> None:
    """Write the table, checked by :func:`validate`; the format is that of the suffix unless named.

    The file is there as a whole or, after an interruption, as it was before; missing folders are made. "-" is standard output
    (CSV unless named, without the byte order mark by which Excel knows UTF-8; not Parquet). Raises TableError, OSError.
    """
    table = validate(df)
    if str(path) != "-":
        writer = WRITERS[_format_of(path, format)]
        write_whole(path, lambda file: writer(table, file))
        return
    if format == "parquet":
        raise TableError("Parquet cannot be written to standard output; name a file, or choose csv or jsonl")
    buffer = io.BytesIO()
    WRITERS[format or "csv"](table, buffer)
    data = buffer.getvalue().removeprefix(b"\xef\xbb\xbf")
    if (binary := getattr(sys.stdout, "buffer", None)) is not None:
        sys.stdout.flush()
        binary.write(data)
    else:  # a notebook's
        sys.stdout.write(data.decode())
    sys.stdout.flush()


def read_table(path: str | Path, *, format: Format | None = None) -> pd.DataFrame:
    """The table of a file, equal to the one written; the format is that of the suffix unless named.

    A CSV that a spreadsheet saved again may have semicolons, decimal commas and VERO or FALSO. Columns of the user's own are
    text in CSV. Raises TableError for a file that is no such table, OSError for one that cannot be read.
    """
    reader = READERS[_format_of(path, format)]
    try:
        return validate(reader(Path(path)))
    except (TableError, UnicodeDecodeError) as error:
        advice = "; save it in UTF-8" if isinstance(error, UnicodeDecodeError) else ""
        raise TableError(f"{path}: {error}{advice}") from error


def _format_of(path: str | Path, format: Format | None) -> Format:
    suffix = Path(path).suffix.lower()
    found = format or SUFFIXES.get(suffix)
    if found is None or found not in WRITERS:
        kind = f"format {format!r}" if format else f"suffix {suffix!r}" if suffix else "file without suffix"
        raise TableError(f"{path}: unknown {kind}; use {', '.join(SUFFIXES)}, or name the format: {', '.join(WRITERS)}")
    return found


def write_whole(path: str | Path, write: Callable[[BinaryIO], object]) -> None:
    """Let ``write`` fill a file beside ``path``, then put it in the place of ``path`` in one step."""
    target = Path(os.path.realpath(path))  # of a link its target is replaced, not the link
    if target.is_dir():
        raise TableError(f"{path}: this is a folder; name a file in it")
    if target.exists() and not target.is_file():  # /dev/null, a pipe: nothing to replace
        with target.open("wb") as file:
            write(file)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{uuid.uuid4().hex}.tmp")
    try:
        with temporary.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            with contextlib.suppress(OSError):  # another owner's; its rights are then the usual ones
                shutil.copymode(target, temporary)
        os.replace(temporary, target)
    except BaseException:  # an interruption from the keyboard, too
        temporary.unlink(missing_ok=True)
        raise


def put_bytes(data: bytes, file: BinaryIO) -> None:
    """Write ``data`` to ``file``: what :func:`write_whole` asks for where the content is there already."""
    file.write(data)


# -------------------------------------------------------------------------------------------------------------- formats


def write_csv(table: pd.DataFrame, file: BinaryIO) -> None:
    """RFC 4180 in UTF-8 with a byte order mark; see UNGUARDED for cells that look like formulas."""
    guarded = table.copy(deep=False)
    for name in guarded.columns:
        if isinstance(guarded[name].dtype, pd.StringDtype):
            guarded[name] = guarded[name].str.replace(UNGUARDED, r"'\1", regex=True)
    guarded.columns = pd.Index([UNGUARDED.sub(r"'\1", name) for name in guarded.columns])
    wrapper = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    try:
        guarded.to_csv(wrapper, index=False, lineterminator="\r\n")
    finally:
        wrapper.detach()  # or it would close the file


def read_csv(path: Path) -> pd.DataFrame:
    """Any table that :func:`write_csv` wrote, or a spreadsheet saved again: every column as text, NA for the empty cell.

    Raises TableError for a file that is no CSV, OSError for one that cannot be read, UnicodeDecodeError.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        heading = file.readline()
        file.seek(0)
        try:
            df = pd.read_csv(file, sep=max(",;\t", key=heading.count), dtype=str, keep_default_na=False, na_values=[""])
        except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
            raise TableError(f"this is no CSV table ({error})") from error
    df.columns = pd.Index([GUARDED.sub(r"\1", name) for name in df.columns])
    for name in df.columns:
        if DTYPES.get(name, TEXT) == TEXT:
            df[name] = df[name].astype(TEXT).str.replace(GUARDED, r"\1", regex=True)
    return df


def _write_jsonl(table: pd.DataFrame, file: BinaryIO) -> None:
    """One object a line in UTF-8, null for no value; days and the like of the user's own columns as text."""
    records = table.astype(object).where(table.notna(), None).to_dict("records")
    file.writelines(json.dumps(record, ensure_ascii=False, default=str).encode() + b"\n" for record in records)


def _read_jsonl(path: Path) -> pd.DataFrame:
    records: list[dict[str, object]] = []
    with path.open("rb") as file:  # binary: its lines end at \n alone, not at U+2028 inside a text
        for at, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                record: object = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
            except ValueError as error:
                raise TableError(f"line {at} is no JSON ({error})") from error
            if not isinstance(record, dict):
                raise TableError(f"line {at} is no JSON object")
            records.append(record)
    return pd.DataFrame(records, dtype=object).infer_objects() if records else to_frame([])


def _write_parquet(table: pd.DataFrame, file: BinaryIO) -> None:
    _require_pyarrow()
    try:
        table.to_parquet(file, engine="pyarrow", index=False)
    except (ValueError, TypeError, NotImplementedError) as error:  # what pyarrow's own errors are
        raise TableError(f"a column of your own does not go into Parquet ({error})") from error


def _read_parquet(path: Path) -> pd.DataFrame:
    _require_pyarrow()
    with path.open("rb") as file:
        try:
            return pd.read_parquet(file, engine="pyarrow")
        except (ValueError, OSError, NotImplementedError) as error:
            raise TableError(f"this is no sound Parquet ({error})") from error


def _require_pyarrow() -> None:
    try:
        import pyarrow  # type: ignore[import-untyped, unused-ignore]  # noqa: F401
    except ImportError as error:
        raise TableError("Parquet needs pyarrow: pip install 'quotes[parquet]'") from error


WRITERS: Mapping[Format, Callable[[pd.DataFrame, BinaryIO], None]] = {
    "csv": write_csv,
    "jsonl": _write_jsonl,
    "parquet": _write_parquet,
}
READERS: Mapping[Format, Callable[[Path], pd.DataFrame]] = {"csv": read_csv, "jsonl": _read_jsonl, "parquet": _read_parquet}
