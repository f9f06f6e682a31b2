"""Tables for people who count in spreadsheets: a folder of CSV files, one a question, and a workbook of the same for Excel.

No cell can become a formula: in CSV an apostrophe stands in front of what looks like one (:func:`quotes.table.write_csv`), and in
the workbook every text is stored as text, whatever it begins with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import pandas as pd

from .summary import QUESTIONS
from .table import UNGUARDED, read_csv, to_frame, validate, write_csv, write_whole

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment
    from openpyxl.worksheet.worksheet import Worksheet

CELL_LIMIT = 32_767
"""Characters that Excel takes in a cell ("Excel specifications and limits", support.microsoft.com)."""
ROW_LIMIT = 1_048_575
"""Rows that a sheet holds below its heading, from the same source."""
CUT = " […]"
"""What ends a text that was longer."""
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0, and so a workbook, cannot hold."""
WIDTHS = (8, 60)
"""Least and greatest width of a column, in characters."""
MEASURED = 200
"""Rows by which a column's width is chosen."""


class SpreadsheetError(RuntimeError):
    """A workbook that cannot be written; the message says what to do."""


def tables_of(df: pd.DataFrame, statements: pd.DataFrame | None = None) -> dict[str, pd.DataFrame]:
    """The tables of all questions by name: those of :data:`quotes.summary.QUESTIONS`, and ``statements`` where they are given."""
    df = validate(df)
    tables = {name: count(df) for name, count in QUESTIONS.items()}
    return tables if statements is None else {**tables, "statements": statements}


def write_csvs(tables: Mapping[str, pd.DataFrame], folder: Path) -> list[Path]:
    """Write each table to ``folder`` as NAME.csv, each as a whole or not at all; returns the paths. Raises OSError."""
    paths = []
    for name, table in tables.items():
        paths.append(folder / f"{name}.csv")
        write_whole(paths[-1], partial(write_csv, table))
    return paths


def read_counts(path: Path) -> pd.DataFrame:
    """One of the files of :func:`write_csvs`, equal to its table. Raises TableError, OSError."""
    table = read_csv(path)
    count = QUESTIONS.get(path.stem)
    if count is None:
        return table
    types = count(to_frame([])).dtypes
    return table.astype({name: types[name] for name in table.columns if name in types.index})


def write_workbook(df: pd.DataFrame, tables: Mapping[str, pd.DataFrame], path: Path) -> None:
    """Write the table itself (sheet ``quotes``) and each of ``tables`` to one .xlsx file, as a whole or not at all.

    Texts longer than CELL_LIMIT end with CUT; characters that a workbook cannot hold become U+FFFD. Raises SpreadsheetError
    where openpyxl is missing or a table is too long, TableError for an unsound table, OSError.
    """
    if find_spec("openpyxl") is None:
        raise SpreadsheetError("a workbook needs openpyxl: pip install 'quotes[excel]', or choose CSV files with --csv")
    sheets = {"quotes": validate(df), **tables}
    if (most := max(map(len, sheets.values()))) > ROW_LIMIT:
        raise SpreadsheetError(
            f"{most} rows are more than a sheet of a workbook holds ({ROW_LIMIT}); choose CSV files with --csv"
        )
    write_whole(path, partial(_write_sheets, sheets))


def _write_sheets(sheets: Mapping[str, pd.DataFrame], file: BinaryIO) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, table in sheets.items():
        _write_sheet(book.create_sheet(name), table)
    book.save(file)


def _write_sheet(sheet: Worksheet, table: pd.DataFrame) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    sheet.freeze_panes = "A2"
    columns = [table[name].astype(object).where(table[name].notna(), None).tolist() for name in table.columns]
    for number, (name, values) in enumerate(zip(table.columns, columns, strict=True), start=1):
        longest = max((len(str(value)) for value in [name, *values[:MEASURED]] if value is not None), default=0)
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 2, WIDTHS[0]), WIDTHS[1])
    if len(table.columns):
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"
    bold, top = Font(bold=True), Alignment(vertical="top", wrap_text=True)
    heading = [_cell(sheet, name, top) for name in table.columns]
    for cell in heading:
        cell.font = bold
    sheet.append(heading)
    for row in zip(*columns, strict=True):
        sheet.append([value if value is None else _cell(sheet, value, top) for value in row])


def _cell(sheet: Worksheet, value: object, alignment: Alignment) -> Cell:
    """A cell whose text is text, also where it begins with = or names an error such as #N/A; marked as such for who edits it.

    Finite numbers and truth values stay what they are; whatever else a column of the user's own holds is told as text.
    """
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet)
    cell.alignment = alignment
    if isinstance(value, (int, float)) and math.isfinite(value):
        cell.value = value
        return cell
    text = CONTROLS.sub("\ufffd", str(value))
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - len(CUT)] + CUT
    cell.value = text
    cell.data_type = "s"
    if UNGUARDED.match(text):
        cell.quotePrefix = True  # else Excel would read it anew, as a formula, when somebody edits the cell
    return cell
