"""The commands: exit status, messages, what is written and what is left alone."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

from quotes import Article, __version__, analysis, cli, read_table, shell
from quotes.tree import Tree

ROOT = Path(__file__).parent.parent
TEXT = "Titolo\n\n«Il ponte riapre lunedì», ha detto Anna Ferri.\n"


class Unparsed:
    """A parser without models, whose trees are empty."""

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Tree | Exception]]:
        for article in articles:
            if "interrompi" in article.text:
                raise KeyboardInterrupt
            yield article, RuntimeError("out of luck") if "guasto" in article.text else Tree(())


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, with one article, and no models."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(analysis, "_parser_for", lambda models, cache: Unparsed())
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


Run = Callable[..., tuple[int, str, str]]


# -------------------------------------------------------------------------------------------------------------- analyze


def test_the_table_and_the_summary(here: Path, run: Run) -> None:
    status, out, err = run("analyze", "a.txt")
    assert (status, out) == (0, "")
    assert read_table(here / "reports" / "quotes.csv")["quote"].tolist() == ["Il ponte riapre lunedì"]
    assert err.startswith("1 article, 1 row\n")
    assert err.endswith("Table: reports/quotes.csv\n")


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_formats(here: Path, run: Run, form: str) -> None:
    assert run("analyze", "a.txt", "--format", form)[0] == 0
    assert run("analyze", "a.txt", "-o", f"b.{form}")[0] == 0
    assert run("analyze", "a.txt", "-o", "c", "--format", form)[0] == 0
    written = {(here / name).read_bytes()[:20] for name in (f"reports/quotes.{form}", f"b.{form}", "c")}
    assert len(written) == 1
    assert len(read_table(here / f"b.{form}")) == 1


def test_standard_output_holds_the_table_alone(here: Path, run: Run) -> None:
    status, out, err = run("analyze", "a.txt", "-o", "-", "--format", "jsonl")
    assert status == 0
    assert [json.loads(line)["quote"] for line in out.splitlines()] == ["Il ponte riapre lunedì"]
    assert "Table" not in err
    assert run("analyze", "a.txt", "-o", "-")[1].startswith("article,quote_id,kind,")


def test_standard_input(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode("cp1252"))))
    status, out, err = run("analyze", "-", "-o", "-", "--format", "jsonl")
    assert status == 0
    assert json.loads(out)["article"] == "stdin"
    assert "read as Windows-1252: stdin" in err


def test_columns_of_other_names(here: Path, run: Run) -> None:
    (here / "n.csv").write_text("key,body\nx7,«Sì»\n", encoding="utf-8")
    assert run("analyze", "n.csv", "--text-column", "body", "--id-column", "key")[0] == 0
    assert read_table(here / "reports" / "quotes.csv")["article"].tolist() == ["x7"]


def test_what_fails_is_listed_and_the_others_go_on(here: Path, run: Run) -> None:
    (here / "b.txt").write_text("Testo guasto.", encoding="utf-8")
    (here / "c.txt").write_bytes(bytes(range(256)))
    status, _, err = run("analyze", "a.txt", "b.txt", "c.txt", "nosuch.txt")
    assert status == 1
    assert "Failed: 3\n" in err
    assert "  b: the article cannot be parsed (RuntimeError: out of luck); report" in err
    assert "  c.txt: this is no text but binary data; save" in err
    assert "  nosuch.txt: there is no such file; check the path\n" in err
    assert len(read_table(here / "reports" / "quotes.csv")) == 1


def test_a_long_list_of_failures_is_cut(here: Path, run: Run) -> None:
    err = run("analyze", "a.txt", *(f"no{number}.txt" for number in range(14)))[2]
    assert "Failed: 14\n" in err
    assert "no9.txt" in err
    assert "no10.txt" not in err
    assert "  and 4 more\n" in err


def test_where_all_fails_the_old_table_stays(here: Path, run: Run) -> None:
    (here / "old.csv").write_text("old", encoding="utf-8")
    status, _, err = run("analyze", "nosuch.txt", "-o", "old.csv")
    assert status == 1
    assert err.endswith("Error: there is no article to analyse; nothing was written\n")
    assert (here / "old.csv").read_text(encoding="utf-8") == "old"


def test_an_article_without_quotations_gives_an_empty_table(here: Path, run: Run) -> None:
    (here / "a.txt").write_text("Nulla di nuovo.", encoding="utf-8")
    status, _, err = run("analyze", "a.txt")
    assert status == 0
    assert err.startswith("1 article, 0 rows\n")
    assert read_table(here / "reports" / "quotes.csv").empty


@pytest.mark.parametrize("bad", ["nosuch.txt", "b.txt"])
def test_strict_stops_and_writes_nothing(here: Path, run: Run, bad: str) -> None:
    (here / "b.txt").write_text("Testo guasto.", encoding="utf-8")
    status, _, err = run("analyze", "a.txt", bad, "--strict")
    assert status == 1
    assert err.startswith("Error: ")
    assert err.endswith("(--strict: stopped here, nothing was written)\n")
    assert not (here / "reports").exists()


def test_quiet_tells_failures_alone(here: Path, run: Run) -> None:
    assert run("analyze", "a.txt", "-q") == (0, "", "")
    err = run("analyze", "a.txt", "nosuch.txt", "-q")[2]
    assert err == "Failed: 1\n  nosuch.txt: there is no such file; check the path\n"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["analyze"], "Missing argument 'PATHS...'"),
        (["analyze", "a.txt", "-o", "t.xls"], "t.xls: unknown suffix; use .csv, .jsonl, .ndjson, .parquet"),
        (["analyze", "a.txt", "-o", "."], ". is a folder; name a file in it"),
        (["analyze", "a.txt", "-o", "-", "--format", "parquet"], "Parquet cannot go to standard output"),
        (["analyze", "a.txt", "--cache", "x", "--no-cache"], "exclude each other"),
        (["analyze", "a.txt", "--models", "nosuch"], "'nosuch' does not exist"),
        (["analyze", "a.txt", "--lexicon", "nosuch.csv"], "'nosuch.csv' does not exist"),
        (["analyze", "a.txt", "--colour"], "No such option"),
        (["analyse"], "No such command 'analyse'"),
        (["show"], "Missing argument 'ARTICLE'"),
    ],
)
@pytest.mark.usefixtures("here")
def test_wrong_usage(run: Run, args: list[str], message: str) -> None:
    status, out, err = run(*args)
    assert (status, out) == (2, "")
    assert message in err


def test_a_target_below_a_file_is_refused_before_the_work(here: Path, run: Run) -> None:
    status, _, err = run("analyze", "interrompi.txt", "-o", "a.txt/t.csv")
    assert status == 1
    assert "a.txt is no folder that you may write to; name another with -o" in err


def test_a_fault_of_the_lexicon_names_the_line(here: Path, run: Run) -> None:
    (here / "verbs.csv").write_text("lemma\ndire\n", encoding="utf-8")
    status, _, err = run("analyze", "a.txt", "--lexicon", "verbs.csv")
    assert status == 1
    assert err.startswith("Error: ")
    assert "verbs.csv" in err


def test_models_that_are_none(here: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.chdir(here)
    status, _, err = run("analyze", "a.txt", "--models", ".")
    assert status == 1
    assert err.startswith("Error: . is no folder of Stanza models for Italian")


def test_an_interrupted_run_leaves_the_old_file(here: Path, run: Run) -> None:
    (here / "b.txt").write_text("interrompi", encoding="utf-8")
    (here / "old.csv").write_text("old", encoding="utf-8")
    status, _, err = run("analyze", "a.txt", "b.txt", "-o", "old.csv")
    assert status == 130
    assert err == (
        "Interrupted: nothing was written and old.csv is as it was; 1 finished article is kept in old.csv.journal: "
        "run the same again to go on from there.\n"
    )
    assert (here / "old.csv").read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in here.iterdir()) == ["a.txt", "b.txt", "old.csv", "old.csv.journal"]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@pytest.mark.parametrize("after", [0.3, 0.6, 1.5, 4.0], ids=lambda after: f"{after} s")
def test_control_c_at_any_moment_is_clean(tmp_path: Path, after: float) -> None:
    (tmp_path / "a.txt").write_text(TEXT * 2000, encoding="utf-8")
    command = [sys.executable, "-m", "quotes", "analyze", "a.txt", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=tmp_path, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as job:
        time.sleep(after)
        job.send_signal(signal.SIGINT)
        _, err = job.communicate(timeout=60)
    assert job.returncode == 130
    assert err.decode().startswith("Interrupted")
    assert "Traceback" not in err.decode()
    assert not (tmp_path / "reports").exists()


@pytest.mark.model
def test_the_whole_way_in_a_process_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    command = [sys.executable, "-m", "quotes", "analyze", "a.txt", "--cache", "cache"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for _ in range(2):  # parsed, then from the cache
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=300)
        assert done.returncode == 0, done.stderr
        [row] = read_table(tmp_path / "reports" / "quotes.csv").to_dict("records")
        assert (row["speaker"], row["cue"], row["kind"]) == ("Anna Ferri", "ha detto", "direct")
    assert (tmp_path / "cache").is_dir()


# --------------------------------------------------------------------------------------------------------- show, version


@pytest.mark.usefixtures("here")
def test_show_prints_the_text_exactly(here: Path, run: Run) -> None:
    (here / "w.txt").write_bytes("«Perché»\r\nno…".encode("cp1252"))
    status, out, err = run("show", "w.txt")
    assert (status, out) == (0, "«Perché»\r\nno…")
    assert err == "w: read as Windows-1252\n"


def test_show_with_offsets(here: Path, run: Run) -> None:
    out = run("show", "a.txt", "--offsets")[1]
    assert out == "0  Titolo\n8  «Il ponte riapre lunedì», ha detto Anna Ferri.\n"


def test_show_one_of_many(here: Path, run: Run) -> None:
    (here / "n.jsonl").write_text('{"id": "x", "text": "Uno."}\n{"id": "y", "text": "Due."}\n', encoding="utf-8")
    assert run("show", "n.jsonl", "--id", "y")[:2] == (0, "Due.")
    assert run("show", "n.jsonl") == (1, "", "Error: n.jsonl holds 2 articles; choose one with --id: x, y\n")
    assert run("show", "n.jsonl", "--id", "z") == (1, "", "Error: n.jsonl holds no article 'z'; there are: x, y\n")


def test_show_what_is_not_there(here: Path, run: Run) -> None:
    status, out, err = run("show", "nosuch.txt")
    assert (status, out) == (1, "")
    assert "nosuch.txt: there is no such file; check the path" in err


def test_version_tells_what_made_a_table(run: Run) -> None:
    status, out, _ = run("version")
    assert status == 0
    assert [line.split()[0] for line in out.splitlines()] == ["quotes", "stanza", "torch", "Python", "models"]
    assert run("--version")[1] == f"quotes, version {__version__}\n"


# -------------------------------------------------------------------------------------------------------------- terminal


@pytest.mark.parametrize("args", [["--help"], ["analyze", "--help"], ["show", "--help"], ["version", "--help"]])
def test_help_fits_forty_columns(args: list[str]) -> None:
    command = [sys.executable, "-m", "quotes", *args]
    environment = {**os.environ, "COLUMNS": "40", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, timeout=60)
    assert [line for line in done.stdout.splitlines() if len(line) > 40] == []


def test_every_command_has_an_example_or_no_argument() -> None:
    for name, command in cli.cli.commands.items():
        arguments = [one for one in command.params if one.param_type_name == "argument"]
        assert not arguments or f"quotes {name} " in (command.help or "")


def test_messages_fit_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr("rich.console.Console.is_terminal", True)
    shell.say("Error: there is no column 'text' (there are: body, key); name the text's with --text-column", indent=2)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) > 2
    assert max(map(len, lines)) <= 40
