"""CSV files and the workbook: read back equal, right in LibreOffice, and no cell a formula."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from quotes import Quotation, read_table, spreadsheet, write_table
from quotes.spreadsheet import CELL_LIMIT, CUT, SpreadsheetError, read_counts, tables_of, write_csvs, write_workbook
from quotes.table import to_frame

Said = Callable[..., Quotation]
ROOT = Path(__file__).parent.parent
ODD = (
    '=HYPERLINK("http://example.org";"clicca")',
    "+39 06 1234",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "'=1+1",
    "'Ndrangheta",
    "#N/A",
    "perché «così»; è, «no»",
    "prima riga\nseconda riga",
    'detto "tra" virgolette',
    "0012",
    "1e5",
    "TRUE",
    "  spazi  ",
    "=cmd|'/C calc'!A0",
)
"""Texts that a spreadsheet may take for something else, or may spoil."""


@pytest.fixture
def df(said: Said) -> pd.DataFrame:
    return to_frame([said(odd, odd, speaker=odd, cue_lemma=odd, source=odd, title=odd, number=n) for n, odd in enumerate(ODD)])


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed")
    return found


AS_CSV = "--infilter=CSV:44,34,76,1"
"""Comma, double quote, UTF-8, from line 1: what LibreOffice's import dialog proposes where it sees the byte order mark. Without a
dialog it takes every CSV file for Windows-1252."""


def converted(office: str, files: list[Path], folder: Path, *options: str) -> None:
    """Let LibreOffice open ``files`` as a user would and save them as workbooks."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"  # its own: a running office must not answer for it
    command = [office, profile, "--headless", *options, "--convert-to", "xlsx", "--outdir", str(folder / "out"), *map(str, files)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)


def cells(path: Path) -> list[list[object]]:
    """The cells of a workbook's first sheet; formulas as their text."""
    return [[cell.value for cell in row] for row in openpyxl.load_workbook(path).worksheets[0].iter_rows()]


def formulas(path: Path) -> list[object]:
    book = openpyxl.load_workbook(path)
    return [cell.value for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.data_type in ("f", "e")]


# ------------------------------------------------------------------------------------------------------------------- CSV


def test_files_read_back_equal(df: pd.DataFrame, tmp_path: Path) -> None:
    example = read_table(ROOT / "reports/quotes.csv")
    for number, table in enumerate((df, example, to_frame([]))):
        tables = tables_of(table)
        paths = write_csvs(tables, tmp_path / str(number))
        assert [path.stem for path in paths] == list(tables)
        for path in paths:
            pd.testing.assert_frame_equal(read_counts(path), tables[path.stem])


def test_statements_are_a_file_of_their_own(df: pd.DataFrame, tmp_path: Path) -> None:
    statements = pd.DataFrame({"statement": ["s1"], "quote": ["=1+1"]}, dtype="string[python]")
    write_csvs(tables_of(df, statements), tmp_path)
    assert (tmp_path / "statements.csv").read_text(encoding="utf-8-sig") == "statement,quote\ns1,'=1+1\n"
    pd.testing.assert_frame_equal(read_counts(tmp_path / "statements.csv"), statements)


def test_libreoffice_opens_the_files_right(df: pd.DataFrame, office: str, tmp_path: Path) -> None:
    write_csvs(tables_of(df), tmp_path)
    write_table(df, tmp_path / "quotes.csv")
    write_workbook(df, tables_of(df), tmp_path / "book.xlsx")
    converted(office, [tmp_path / "speakers.csv", tmp_path / "quotes.csv"], tmp_path, AS_CSV)
    converted(office, [tmp_path / "book.xlsx"], tmp_path)
    for name in ("speakers", "quotes", "book"):
        # so LibreOffice itself stores the truth values of the table's True and False
        assert {*formulas(tmp_path / "out" / f"{name}.xlsx")} <= {"=TRUE()", "=FALSE()"}
    speakers = cells(tmp_path / "out/speakers.xlsx")
    shown = {str(row[0]) for row in speakers[1:]}
    assert speakers[0] == tables_of(df)["speakers"].columns.tolist()
    assert {"perché «così»; è, «no»", "prima riga\nseconda riga", 'detto "tra" virgolette', "'Ndrangheta"} <= shown
    assert '\'=HYPERLINK("http://example.org";"clicca")' in shown  # with the apostrophe that keeps it a text
    book = cells(tmp_path / "out/book.xlsx")
    quotes = [row[book[0].index("quote")] for row in book[1:]]
    assert quotes == list(ODD)  # in the workbook nothing needs an apostrophe, and 0012 is no number


# ------------------------------------------------------------------------------------------------------------------ Excel


def test_every_text_of_the_workbook_is_text(df: pd.DataFrame, tmp_path: Path) -> None:
    write_workbook(df, tables_of(df), tmp_path / "q.xlsx")
    assert formulas(tmp_path / "q.xlsx") == []
    book = openpyxl.load_workbook(tmp_path / "q.xlsx")
    assert book.sheetnames == ["quotes", *tables_of(df)]
    sheet = book["quotes"]
    heading = [cell.value for cell in sheet[1]]
    column = heading.index("quote")
    kept = [row[column] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in kept] == list(ODD)
    assert {cell.data_type for cell in kept} == {"s"}
    assert [cell.quotePrefix for cell in kept] == [odd.lstrip("'")[0] in "=+-@\t" for odd in ODD]
    assert isinstance(sheet.cell(2, heading.index("start") + 1).value, int)
    assert isinstance(sheet.cell(2, heading.index("nested") + 1).value, bool)


def test_what_a_workbook_cannot_hold(said: Said, tmp_path: Path) -> None:
    long = "parola " * 6000
    rows = [said(long, long), said("a\x00b\x1fc\ufffe", "a\x00b\x1fc\ufffe", number=2)]
    write_workbook(to_frame(rows), {}, tmp_path / "q.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx")["quotes"]
    kept = [sheet.cell(row, 4).value for row in (2, 3)]
    assert len(str(kept[0])) == CELL_LIMIT and str(kept[0]).endswith(CUT)
    assert kept[1] == "a\ufffdb\ufffdc\ufffd"


def test_columns_of_the_users_own(df: pd.DataFrame, tmp_path: Path) -> None:
    own = df.head(3).assign(own=pd.Series([["=1+1"], float("inf"), 2.5], dtype=object))
    write_workbook(own, {}, tmp_path / "q.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "q.xlsx")["quotes"]
    assert [sheet.cell(row, len(own.columns)).value for row in (2, 3, 4)] == ["['=1+1']", "inf", 2.5]
    assert formulas(tmp_path / "q.xlsx") == []


def test_without_openpyxl_the_user_is_told(df: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "find_spec", lambda name: None)
    with pytest.raises(SpreadsheetError, match=r"pip install 'quotes\[excel\]'"):
        write_workbook(df, {}, tmp_path / "q.xlsx")


def test_a_table_too_long_for_a_sheet_is_refused(df: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "ROW_LIMIT", 3)
    with pytest.raises(SpreadsheetError, match="16 rows are more than a sheet"):
        write_workbook(df, {}, tmp_path / "q.xlsx")
    assert not (tmp_path / "q.xlsx").exists()
