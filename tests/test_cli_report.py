"""The commands report and export: what they write, what they say, how they end."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes import Article, Quotation, cli, cli_report, write_table
from quotes.table import to_frame
from quotes.tree import Tree

Said = Callable[..., Quotation]
Run = Callable[..., tuple[int, str, str]]
TEXT = "«Riapre lunedì», ha detto Anna Ferri.\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Said) -> Path:
    """A folder with an article and its table."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    write_table(to_frame([said(TEXT, "Riapre lunedì", mention="Anna Ferri", cue="ha detto")]), "t.csv")
    return tmp_path


def test_a_report_with_texts(here: Path, run: Run) -> None:
    assert run("report", "t.csv", "--articles", "a.txt") == (0, "", "Report: reports/report.html\n")
    page = (here / "reports/report.html").read_text(encoding="utf-8")
    assert 'lang="it"' in page and 'class="sheet in-text"' in page and "t.csv" in page
    assert str(here) not in page  # no path of the machine that made it


def test_english_and_a_title(here: Path, run: Run) -> None:
    assert run("report", "t.csv", "--lang", "en", "--title", "Bridges & tolls", "-o", "r.html")[0] == 0
    page = (here / "r.html").read_text(encoding="utf-8")
    assert '<html lang="en">' in page and "<title>Bridges &amp; tolls</title>" in page


def test_csv_and_excel_alone_write_no_page(here: Path, run: Run) -> None:
    status, _, err = run("report", "t.csv", "--csv", "c", "--excel", "q.xlsx")
    assert (status, err) == (0, "CSV: 7 files in c\nExcel: q.xlsx\n")
    assert sorted(path.name for path in here.iterdir()) == ["a.txt", "c", "q.xlsx", "t.csv"]


def test_a_text_that_does_not_fit_is_told_and_the_page_is_written(here: Path, run: Run) -> None:
    (here / "a.txt").write_text("Altro.", encoding="utf-8")
    status, _, err = run("report", "t.csv", "--articles", "a.txt")
    assert status == 1
    assert "Failed: 1\n  a: 1 of 1 rows do not stand in this text" in err
    assert (here / "reports/report.html").exists()


def test_statements(here: Path, run: Run) -> None:
    (here / "s.csv").write_text("statement,quote,article,relation\n1,Riapre,a,\n1,Non riapre,b,contrast\n", encoding="utf-8")
    assert run("report", "t.csv", "--statements", "s.csv", "--csv", "c", "-o", "r.html")[0] == 0
    assert "<ins>Non </ins>" in (here / "r.html").read_text(encoding="utf-8")
    assert (here / "c/statements.csv").exists()
    status, _, err = run("report", "t.csv", "--statements", "t.csv")
    assert status == 1 and "give what quotes compare wrote" in err


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["report", "a.txt"], "give a table that quotes analyze wrote"),
        (["report", "t.csv", "-o", "t.csv/r.html"], "cannot be written"),
        (["report", "t.csv", "--csv", "c", "--articles", "a.txt"], "--articles are for the page"),
        (["report", "t.csv", "--excel", "q.xls"], "a workbook's name ends with .xlsx"),
        (["export", "t.csv", "--format", "citron"], "citron holds the texts: give the articles with --articles"),
        (["export", "t.csv", "--format", "citron", "--articles", "a.txt", "-o", "-"], "citron is a folder"),
        (["export", "t.csv"], "Missing option"),
    ],
)
def test_what_cannot_be_done_is_told(here: Path, run: Run, args: list[str], message: str) -> None:
    status, out, err = run(*args)
    assert status in (1, 2) and out == ""
    assert message in " ".join(err.split())


def test_annotations_to_standard_output(here: Path, run: Run) -> None:
    status, out, err = run("export", "t.csv", "--format", "webannotation", "--articles", "a.txt", "-o", "-")
    assert (status, err) == (0, "")
    assert len(json.loads(out)["items"]) == 3


def test_columns_of_quotation_tool(here: Path, run: Run) -> None:
    assert run("export", "t.csv", "--format", "quotation-tool", "-o", "q.csv") == (0, "", "Export: q.csv\n")
    assert (here / "q.csv").read_text(encoding="utf-8-sig").startswith("text_id,text_name,quote_id,quote,")


def test_citron_folder(here: Path, run: Run) -> None:
    assert run("export", "t.csv", "--format", "citron", "--articles", "a.txt", "-o", "c") == (0, "", "Citron: 1 file in c\n")
    assert json.loads((here / "c/a.json").read_text(encoding="utf-8"))["quotes"][0]["cue"]["text"] == "ha detto"


def test_conllu_tells_what_cannot_be_parsed(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Unlucky:
        def __init__(self, models: object, *, cache: object) -> None: ...
        def stream(self, articles: list[Article]) -> list[tuple[Article, object]]:
            [article] = articles
            return [(article, RuntimeError("out of luck")), (article, Tree(()))]

        def close(self) -> None: ...

    monkeypatch.setattr("quotes.parsing.Parser", Unlucky)
    status, _, err = run("export", "t.csv", "--format", "conllu", "--articles", "a.txt", "-o", "q.conllu")
    assert status == 1 and "cannot be parsed (RuntimeError: out of luck)" in err
    assert (here / "q.conllu").read_text(encoding="utf-8") == "# newdoc id = a\n"


@pytest.mark.parametrize("command", ["report", "export"])
def test_help_fits_a_narrow_terminal(command: str) -> None:
    out = CliRunner().invoke(cli.cli, [command, "--help"], terminal_width=40, max_content_width=40).output
    assert "quotes analyze" in out
    examples = [line for line in out.splitlines() if line.strip().startswith(("quotes ", "--"))]
    assert examples and max(map(len, out.splitlines())) <= 52
    assert cli_report.FORMATS
