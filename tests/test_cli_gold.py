"""Corrections at the shell: ``quotes analyze --corrections`` and ``quotes gold export``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
from tables import ARTICLES, TEXTS, table

from quotes import cli, cli_analyze, decisions, read_table, write_table
from quotes.corrections import append
from quotes.frames import in_order
from quotes.records import Article, Quotation

ROOT = Path(__file__).parent.parent
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """Exit status and standard error of a command."""

    def command(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(args)
        assert isinstance(end.value.code, int)
        return end.value.code, capfd.readouterr().err

    return command


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with two articles and their table, one correction, and no models."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    for id, text in TEXTS.items():
        (tmp_path / f"news/{id}.txt").write_bytes(text.encode())
    df = table()
    write_table(df, tmp_path / "t.csv")
    made = decisions.correct(ARTICLES["ponte"], in_order(df, "ponte")[1], {"speaker": "Anna Ferri"})
    append(tmp_path / "c.jsonl", made)
    rows = {id: in_order(df, id) for id in TEXTS}

    def outcomes(articles: Iterable[Article], **options: object) -> Iterator[tuple[Article, list[Quotation]]]:
        return ((ARTICLES[article.id], rows[article.id]) for article in articles)

    monkeypatch.setattr(cli_analyze, "outcomes", outcomes)
    return tmp_path


def test_an_analysis_with_corrections_writes_what_they_say(here: Path, run: Run) -> None:
    status, _ = run("analyze", "news", "-o", "n.csv", "--corrections", "c.jsonl")
    df = read_table("n.csv").set_index("quote_id")
    assert status == 0 and df.at["ponte:2", "speaker"] == "Anna Ferri" and df.at["ponte:2", "rule"] == "corrected"


def test_a_correction_without_its_words_is_a_failure_with_its_line(here: Path, run: Run) -> None:
    (here / "news/ponte.txt").unlink()
    status, told = run("analyze", "news", "-o", "n.csv", "--corrections", "c.jsonl")
    assert status == 1 and "c.jsonl, line 1: there is no article 'ponte'" in told and len(read_table("n.csv")) == 2
    status, told = run("analyze", "news", "-o", "n.csv", "--corrections", "c.jsonl", "--strict")
    assert status == 1 and "--strict" in told
    assert run("analyze", "news", "--corrections", "none.jsonl")[0] == 2


def test_only_checked_articles_become_gold_unless_all_are_wanted(here: Path, run: Run) -> None:
    status, told = run("gold", "export", "t.csv", "news", "--corrections", "c.jsonl", "-o", "g.jsonl")
    assert status == 1 and "no article is checked" in told and not Path("g.jsonl").exists()
    append("c.jsonl", decisions.checked(ARTICLES["ponte"]))
    status, told = run("gold", "export", "t.csv", "news", "--corrections", "c.jsonl", "-o", "g.jsonl")
    assert status == 0 and "1 article as gold: g.jsonl" in told
    [gold] = [json.loads(line) for line in Path("g.jsonl").read_text(encoding="utf-8").splitlines()]
    assert gold["id"] == "ponte" and gold["text"] == TEXTS["ponte"] and gold["indirect"] == []
    assert [(quote["kind"], quote["text"], quote["speaker"]) for quote in gold["quotes"]] == [
        ("speech", "Riapre lunedì", "Anna Ferri"),
        ("speech", "Una vergogna", "Anna Ferri"),
    ]
    keys = {
        key
        for line in (ROOT / "data/gold/articles.jsonl").open(encoding="utf-8")
        for quote in json.loads(line)["quotes"]
        for key in quote
    }
    assert {key for quote in gold["quotes"] for key in quote} <= keys
    append("c.jsonl", decisions.reject(ARTICLES["strada"], in_order(table(), "strada")[1]))
    status, told = run("gold", "export", "t.csv", "news", "--corrections", "c.jsonl", "-o", "g.jsonl", "--all")
    assert status == 0 and "2 articles as gold" in told and "not checked as a whole: strada" in " ".join(told.split())


def test_gold_measures_its_own_table_as_perfect(here: Path, run: Run) -> None:
    append("c.jsonl", decisions.checked(ARTICLES["ponte"]))
    run("analyze", "news", "-o", "n.jsonl", "--corrections", "c.jsonl")
    assert run("gold", "export", "t.csv", "news", "--corrections", "c.jsonl", "-o", "g.jsonl")[0] == 0
    score = [sys.executable, str(ROOT / ".ci/score.py"), "g.jsonl", "n.jsonl"]
    done = subprocess.run(score, capture_output=True, text=True, check=True, timeout=60)
    figures = json.loads(done.stdout)
    assert figures["joint"]["f1"] == 1.0, figures


def test_an_article_that_changed_is_left_out_and_told(here: Path, run: Run) -> None:
    append("c.jsonl", decisions.checked(ARTICLES["ponte"]))
    (here / "news/ponte.txt").write_text("Oggi. " + TEXTS["ponte"], encoding="utf-8")
    status, told = run("gold", "export", "t.csv", "news", "--corrections", "c.jsonl", "-o", "g.jsonl")
    assert status == 1 and "made of another text: ponte" in " ".join(told.split())


@pytest.mark.parametrize("args", [["gold", "--help"], ["gold", "export", "--help"], ["analyze", "--help"]])
def test_help_fits_forty_columns(args: list[str]) -> None:
    environment = {**os.environ, "COLUMNS": "40", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "quotes", *args]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    assert [line for line in done.stdout.splitlines() if len(line) > 40] == []
