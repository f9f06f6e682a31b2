"""The table's schema, and that its files give back what was written."""

from __future__ import annotations

import csv
import io
import json
import os
import stat
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes import table
from quotes.records import Quotation
from quotes.table import COLUMNS, DTYPES, OPTIONAL, TERMS, TEXT, Format, TableError, read_table, to_frame, validate, write_table

ROW = Quotation(
    article="alfa",
    quote_id="alfa:1",
    kind="direct",
    quote="Non è vero",
    speaker="Mark Rutte",
    cue="ha affermato",
    cue_lemma="affermare",
    how="explicit",
    confidence=0.87,
    mention="Rutte",
    role="segretario generale della NATO",
    speaker_type="person",
    addressee=None,
    venue="a Politico",
    stance="assert",
    negated=False,
    conditional=True,
    group=1,
    nested=False,
    closed=True,
    repair=None,
    rule="verb_after",
    start=10,
    end=20,
    mention_start=25,
    mention_end=30,
    cue_start=31,
    cue_end=43,
    paragraph=0,
    title="Titolo",
    source=None,
    date="2024-03-05",
    url=None,
)
NOBODY = replace(
    ROW,
    quote_id="alfa:2",
    speaker=None,
    cue=None,
    cue_lemma=None,
    how="none",
    mention=None,
    speaker_type=None,
    mention_start=None,
    mention_end=None,
    cue_start=None,
    cue_end=None,
)
FORMATS: tuple[Format, ...] = ("csv", "jsonl", "parquet")

AWKWARD = (
    "NA", "N/A", "null", "nan", "NaN", "None", "<NA>", "True", "007", "1e5", " con spazi ", "riga\nriga", "riga\r\nriga", "\r", "\n", "\t",
    "a\rb", '"', '""', 'dice "sì"', ";", ",", "=1+1", "+39", "-5", "@SUM(A1)", "\t=1", "\r=1", "'", "''", "'=1", "''=1", "'''-", "'Ndrangheta",
    "''x", "＝1", "– Andiamo", "«è»", "\x85", "\u2028", "\ufeff", "\ufeffx", "\x00", "\x1a", "😀",
)  # fmt: skip
"""Texts that a format, a spreadsheet or pandas might take for something else."""

texts = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
maybe = st.none() | texts
offsets = st.integers(0, 2**40)


@st.composite
def quotations(draw: st.DrawFn) -> Quotation:
    """Any row that the schema allows."""
    quote, start = draw(texts), draw(offsets)
    row = replace(ROW, quote=quote, start=start, end=start + len(quote), confidence=draw(st.floats(0, 1)))
    values: dict[str, object] = {name: draw(texts) for name in ("article", "quote_id")}
    values |= {name: draw(maybe) for name in COLUMNS if DTYPES[name] == TEXT and name in OPTIONAL}
    values |= {name: draw(st.booleans()) for name, dtype in DTYPES.items() if dtype == "bool"}
    values |= {name: draw(st.sampled_from(terms)) for name, terms in TERMS.items()}
    values |= {name: draw(offsets) for name in ("group", "paragraph")}
    for part in ("mention", "cue"):
        begin = draw(st.none() | offsets)
        values |= {f"{part}_start": begin, f"{part}_end": None if begin is None else begin + draw(st.integers(1, 99))}
    if draw(st.booleans()):
        values["speaker_type"] = None
    return replace(row, **values)  # type: ignore[arg-type]


def same(left: pd.DataFrame, right: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(left, right, check_exact=True)


# --------------------------------------------------------------------------------------------------------------- schema


def test_columns_stand_in_the_order_of_the_record() -> None:
    assert COLUMNS[:4] == ("article", "quote_id", "kind", "quote")
    assert COLUMNS[-4:] == ("title", "source", "date", "url")


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        ("quote", "string"),
        ("kind", "string"),
        ("how", "string"),
        ("speaker_type", "string"),
        ("negated", "bool"),
        ("confidence", "float64"),
        ("group", "int64"),
        ("start", "int64"),
        ("mention_start", "Int64"),
        ("cue_end", "Int64"),
    ],
)
@pytest.mark.parametrize("rows", [[], [NOBODY], [ROW, NOBODY]], ids=["none", "one", "two"])
def test_types_are_fixed_whatever_the_rows(column: str, dtype: str, rows: list[Quotation]) -> None:
    assert to_frame(rows)[column].dtype == dtype


def test_to_frame_keeps_the_values_and_turns_empty_text_into_no_value() -> None:
    df = to_frame([ROW, replace(NOBODY, role="")])
    assert df.loc[0, "speaker"] == "Mark Rutte"
    assert df.loc[0, "mention_start"] == 25
    assert df.loc[1, "role"] is pd.NA
    assert df.loc[1, "cue_start"] is pd.NA


# ------------------------------------------------------------------------------------------------------------- validate


def test_a_sound_table_stays_as_it_is() -> None:
    same(validate(to_frame([ROW, NOBODY])), to_frame([ROW, NOBODY]))
    same(validate(to_frame([])), to_frame([]))


def test_the_argument_is_not_changed() -> None:
    df = to_frame([ROW]).astype(object)
    before = df.copy(deep=True)
    validate(df)
    same(df, before)


def test_order_types_and_index_are_mended_and_own_columns_go_last() -> None:
    df = to_frame([ROW, NOBODY]).astype(object)
    df = df[df.columns[::-1]].set_axis([7, 9])
    df.insert(0, "verificato", ["sì", ""])
    df.insert(0, "punti", [1, 2])
    table = validate(df)
    assert list(table.columns) == [*COLUMNS, "punti", "verificato"]
    same(table[list(COLUMNS)], to_frame([ROW, NOBODY]))
    assert table["verificato"].tolist() == ["sì", pd.NA]
    assert table["punti"].dtype == "int64"


def test_ids_that_a_program_took_for_numbers_are_text_again() -> None:
    df = to_frame([ROW]).assign(article=7)
    assert validate(df)["article"].tolist() == ["7"]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"kind": "spoken"},
            r"column 'kind', row 2 \(quote_id alfa:2\): 'spoken' is none of direct, mixed, indirect, scare, title",
        ),
        ({"how": "guessed"}, "'guessed' is none of explicit, pronoun, dropped, implied, none"),
        ({"speaker_type": "robot"}, "'robot' is none of person, organisation, group, unnamed"),
        ({"kind": None}, "column 'kind', row 2.*: no value stands where a value must be"),
        ({"article": ""}, "column 'article', row 2.*: no value stands"),
        ({"quote_id": None}, "column 'quote_id', row 2: no value stands"),
        ({"quote": None}, "column 'quote', row 2"),
        ({"confidence": 1.5}, "column 'confidence', row 2.*1.5 is no probability from 0 to 1"),
        ({"confidence": None}, "column 'confidence', row 2.*no value"),
        ({"confidence": "hoch"}, "column 'confidence', row 2.*'hoch' is no number"),
        ({"negated": None}, "column 'negated', row 2.*no value is neither True nor False"),
        ({"negated": "forse"}, "'forse' is neither True nor False"),
        ({"start": -1, "end": 9}, "column 'start', row 2.*-1 is less than 0"),
        ({"start": 1.5}, "column 'start', row 2.*1.5 is no whole number"),
        ({"start": None}, "column 'start', row 2.*no value stands"),
        ({"end": 10}, "column 'end', row 2.*10 is not behind start"),
        ({"end": 21}, "column 'quote', row 2.*'Non è vero' is not as long as end - start"),
        ({"paragraph": -1}, "column 'paragraph', row 2.*-1 is less than 0"),
        ({"mention_start": 5}, "column 'mention_end', row 2.*no value must be there if and only if mention_start is"),
        ({"cue_end": 5}, "column 'cue_end', row 2.*5 must be there if and only if cue_start is"),
        ({"cue_start": 5, "cue_end": 5}, "column 'cue_end', row 2.*5 is not behind cue_start"),
        ({"cue_start": -5, "cue_end": 5}, "column 'cue_start', row 2.*-5 is less than 0"),
        ({"speaker": ["Rutte"]}, r"column 'speaker', row 2.*\['Rutte'\] is no text"),
        ({"speaker": "\ud83d"}, "column 'speaker', row 2.*lone surrogate"),
    ],
)
def test_a_fault_names_column_and_first_row(changes: dict[str, object], message: str) -> None:
    df = to_frame([ROW, NOBODY, NOBODY]).astype(object)
    for name, value in changes.items():
        for row in (1, 2):
            df[name] = pd.Series([*df[name][:row], value, *df[name][row + 1 :]], dtype=object)
    with pytest.raises(TableError, match=message):
        validate(df)


def test_missing_double_and_nameless_columns_are_named() -> None:
    df = to_frame([ROW])
    with pytest.raises(TableError, match="columns are missing: cue, url"):
        validate(df.drop(columns=["cue", "url"]))
    with pytest.raises(TableError, match="must be texts and differ: 'cue'"):
        validate(pd.concat([df, df[["cue"]]], axis=1))
    with pytest.raises(TableError, match="must be texts and differ: 0"):
        validate(df.assign(x=1).rename(columns={"x": 0}))


# ----------------------------------------------------------------------------------------------------------- round trip


@pytest.mark.parametrize("format", FORMATS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(quotations(), max_size=4))
def test_any_table_comes_back_equal(tmp_path: Path, format: Format, rows: list[Quotation]) -> None:
    path = tmp_path / f"tabella.{format}"
    df = to_frame(rows)
    write_table(df, path)
    same(read_table(path), df)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("text", AWKWARD)
def test_awkward_texts_come_back_equal(tmp_path: Path, format: Format, text: str) -> None:
    df = to_frame([replace(ROW, article=text, speaker=text, url=text, quote=text, end=ROW.start + len(text))])
    df["nota"] = pd.array([text], dtype="string[python]")
    write_table(df, tmp_path / "tabella", format=format)
    same(read_table(tmp_path / "tabella", format=format), df)


@pytest.mark.parametrize("format", FORMATS)
def test_own_columns_come_back(tmp_path: Path, format: Format) -> None:
    df = to_frame([ROW, NOBODY])
    df["punti"] = [3, -4]
    df["=nota"] = ["sì", None]
    path = tmp_path / f"tabella.{format}"
    write_table(df, path)
    back = read_table(path)
    assert list(back.columns) == [*COLUMNS, "punti", "=nota"]
    assert back["punti"].tolist() == (["3", "-4"] if format == "csv" else [3, -4])
    assert back["=nota"].tolist() == ["sì", pd.NA]


# ------------------------------------------------------------------------------------------------------------------ CSV


def cells(path: Path) -> list[dict[str, str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+39", "'+39"),
        ("-5", "'-5"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=1", "''=1"),
        ("''=1", "'''=1"),
        ("'Ndrangheta", "'Ndrangheta"),
        ("Rutte", "Rutte"),
        ("a=b", "a=b"),
    ],
)
def test_csv_makes_formulas_harmless(tmp_path: Path, text: str, cell: str) -> None:
    write_table(to_frame([replace(ROW, speaker=text)]), tmp_path / "t.csv")
    assert cells(tmp_path / "t.csv")[0]["speaker"] == cell


def test_csv_writes_numbers_truths_and_no_value_plainly(tmp_path: Path) -> None:
    write_table(to_frame([NOBODY]), tmp_path / "t.csv")
    (row,) = cells(tmp_path / "t.csv")
    assert (row["confidence"], row["conditional"], row["negated"]) == ("0.87", "True", "False")
    assert (row["speaker"], row["cue_start"], row["start"]) == ("", "", "10")
    assert (tmp_path / "t.csv").read_bytes().count(b"\r\n") == 2


def test_csv_saved_again_by_an_italian_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    df = to_frame([ROW, NOBODY])
    write_table(df, path)
    rows = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        italian = {"True": "VERO", "False": "FALSO", "0.87": "0,87"}
        csv.writer(file, delimiter=";").writerows([[italian.get(cell, cell) for cell in row] for row in rows])
    same(read_table(path), df)


# ---------------------------------------------------------------------------------------------------------------- JSONL


def test_jsonl_is_one_object_a_line_with_null_and_plain_letters(tmp_path: Path) -> None:
    write_table(to_frame([ROW, NOBODY]), tmp_path / "t.jsonl")
    text = (tmp_path / "t.jsonl").read_text("utf-8")
    assert "Non è vero" in text
    first, second = map(json.loads, text.splitlines())
    assert list(first) == list(COLUMNS)
    assert (first["mention_start"], first["negated"], first["confidence"]) == (25, False, 0.87)
    assert (second["mention_start"], second["speaker"]) == (None, None)


def test_jsonl_writes_days_of_own_columns_as_text(tmp_path: Path) -> None:
    write_table(to_frame([ROW]).assign(letto=pd.Timestamp("2024-03-05")), tmp_path / "t.jsonl")
    assert read_table(tmp_path / "t.jsonl")["letto"].tolist() == ["2024-03-05 00:00:00"]


# --------------------------------------------------------------------------------------------------------------- faults


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("t.csv", b"", "t.csv: this is no CSV table"),
        ("t.csv", b"article,quote\n1,2\n", "t.csv: columns are missing: quote_id, kind"),
        ("t.csv", b"article,quote\n1,2\n1,2,3\n", "t.csv: this is no CSV table"),
        ("t.csv", b"article,\xe8\n", "t.csv: .*save it in UTF-8"),
        ("t.jsonl", b"{}\n{\n", "t.jsonl: line 2 is no JSON"),
        ("t.jsonl", b"[]\n", "t.jsonl: line 1 is no JSON object"),
        ("t.jsonl", b'{"article": "a"}\n', "t.jsonl: columns are missing: quote_id"),
        ("t.parquet", b"PAR1", "t.parquet: this is no sound Parquet"),
        ("t.xlsx", b"", r"t.xlsx: unknown suffix '.xlsx'; use .csv, .jsonl, .ndjson, .parquet, or name the format"),
        ("t", b"", "t: unknown file without suffix"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(TableError, match=message):
        read_table(tmp_path / name)


def test_unknown_formats_and_folders_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="unknown format 'xls'"):
        write_table(to_frame([ROW]), tmp_path / "t.csv", format="xls")  # type: ignore[arg-type]
    with pytest.raises(TableError, match="this is a folder"):
        write_table(to_frame([ROW]), tmp_path, format="csv")
    with pytest.raises(FileNotFoundError):
        read_table(tmp_path / "t.csv")


def test_a_faulty_table_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="'robot'"):
        write_table(to_frame([ROW]).assign(kind="robot"), tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_pyarrow_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    (tmp_path / "t.parquet").write_bytes(b"PAR1")
    for act in (lambda: read_table(tmp_path / "t.parquet"), lambda: write_table(to_frame([ROW]), tmp_path / "n.parquet")):
        with pytest.raises(TableError, match=r"pip install 'quotes\[parquet\]'"):
            act()


def test_own_columns_that_parquet_cannot_hold_are_told(tmp_path: Path) -> None:
    df = to_frame([ROW, NOBODY]).assign(misto=pd.Series([1, ["x"]], dtype=object))
    with pytest.raises(TableError, match="a column of your own does not go into Parquet"):
        write_table(df, tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []


# ------------------------------------------------------------------------------------------------------------- atomicity


def fail_at_replace(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def refuse(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", refuse)


def fail_at_sync(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def refuse(_: int) -> None:
        raise error

    monkeypatch.setattr(os, "fsync", refuse)


def fail_in_the_middle(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def half(_: pd.DataFrame, file: io.BufferedWriter) -> None:
        file.write(b"article,quo")
        raise error

    monkeypatch.setattr(table, "WRITERS", {"csv": half})


@pytest.mark.parametrize("old", [True, False], ids=["file there", "no file yet"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()], ids=["error", "interrupt"])
@pytest.mark.parametrize("fail", [fail_at_replace, fail_at_sync, fail_in_the_middle])
def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    fail: Callable[[pytest.MonkeyPatch, BaseException], None],
    error: BaseException,
    old: bool,
) -> None:
    path = tmp_path / "t.csv"
    if old:
        path.write_bytes(b"old")
    fail(monkeypatch, error)
    with pytest.raises(type(error)):
        write_table(to_frame([ROW]), path)
    assert [file.name for file in tmp_path.iterdir()] == (["t.csv"] if old else [])
    assert not old or path.read_bytes() == b"old"


def test_folders_are_made_rights_and_links_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "t.csv"
    write_table(to_frame([ROW]), path)
    path.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(path)
    write_table(to_frame([ROW, NOBODY]), link)
    assert link.is_symlink()
    assert len(read_table(path)) == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in path.parent.iterdir()] == ["t.csv"]


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    write_table(to_frame([ROW]), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_table(to_frame([ROW]), "/dev/null", format="csv")
    assert not Path("/dev/null").is_file()


# ------------------------------------------------------------------------------------------------------ standard output


@pytest.mark.parametrize("format", ["csv", "jsonl", None])
def test_standard_output(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path, format: Format | None) -> None:
    df = to_frame([ROW, NOBODY])
    write_table(df, "-", format=format)
    data = capsysbinary.readouterr().out
    assert not data.startswith(b"\xef\xbb\xbf")
    (tmp_path / "t").write_bytes(data)
    same(read_table(tmp_path / "t", format=format or "csv"), df)


def test_standard_output_without_bytes_as_in_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.StringIO(newline="")
    monkeypatch.setattr(sys, "stdout", output)
    write_table(to_frame([ROW]), "-", format="jsonl")
    assert json.loads(output.getvalue())["speaker"] == "Mark Rutte"


def test_standard_output_takes_no_parquet() -> None:
    with pytest.raises(TableError, match="cannot be written to standard output"):
        write_table(to_frame([ROW]), "-", format="parquet")
