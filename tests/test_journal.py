"""The journal: a run goes on where another ended, however it ended, and its table is that of a run nobody disturbed."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quotes import Article, Quotation, analysis, cli, read_table, write_table
from quotes.analysis import extract
from quotes.failures import Failure
from quotes.journal import Busy, Entry, Journal, digest
from quotes.running import Tally, maker_of, run, write
from quotes.streaming import write_rows
from quotes.table import Format, to_frame
from quotes.tree import Tree

ARTICLES = [Article(f"a{number}", f"«Numero {number}», ha detto Anna.", notes=("nota",)) for number in range(6)]


class Unparsed:
    """A parser without models, whose trees are empty; it counts what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Tree | Exception]]:
        for article in articles:
            self.asked.append(article.id)
            yield article, RuntimeError("out of luck") if "guasto" in article.text else Tree(())


@pytest.fixture
def parser(monkeypatch: pytest.MonkeyPatch) -> Unparsed:
    parser = Unparsed()
    monkeypatch.setattr(analysis, "_parser_for", lambda models, cache: parser)
    return parser


def row(article: Article) -> Quotation:
    [found] = extract(article.text, id=article.id)
    return found


def entry(article: Article) -> Entry:
    return Entry(article.id, digest(article), article.notes, (row(article),))


def began(table: Path, *, until: int = 3, maker: str = "m") -> None:
    """An interrupted run over the first articles."""
    journal = Journal(table, maker)
    for article in ARTICLES[:until]:
        journal.add(entry(article))
    journal.close(keep=True)


def replayed(table: Path, articles: Iterable[Article] = ARTICLES, *, maker: str = "m") -> tuple[list[str], list[str]]:
    """Ids of the articles that need not, and of those that have to be done."""
    journal = Journal(table, maker)
    old = [one.article for one in journal.replay(articles)]
    rest = [article.id for article in journal.rest()]
    journal.close(keep=True)
    return old, rest


@pytest.mark.usefixtures("parser")
def test_what_is_finished_is_not_done_again(tmp_path: Path) -> None:
    began(tmp_path / "t.csv")
    assert replayed(tmp_path / "t.csv") == (["a0", "a1", "a2"], ["a3", "a4", "a5"])


@pytest.mark.usefixtures("parser")
def test_entries_come_back_as_they_were(tmp_path: Path) -> None:
    failure = Failure("a1", 7, "weil «es» so ist\n\ud800", "row")
    wanted = [entry(ARTICLES[0]), Entry("a1", "d", (), (), failure), replace(entry(ARTICLES[2]), rows=())]
    journal = Journal(tmp_path / "t.csv", "m")
    for one in wanted:
        journal.add(one)
    assert list(journal.entries()) == wanted
    journal.close(keep=False)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("cut", range(1, 250, 10))
def test_a_torn_end_is_done_again(tmp_path: Path, cut: int) -> None:
    began(tmp_path / "t.csv")
    file = tmp_path / "t.csv.journal"
    file.write_bytes(file.read_bytes()[:-cut])
    assert replayed(tmp_path / "t.csv") == (["a0", "a1"], ["a2", "a3", "a4", "a5"])
    assert replayed(tmp_path / "t.csv")[0] == ["a0", "a1"]


@pytest.mark.usefixtures("parser")
def test_a_damaged_middle_is_done_again(tmp_path: Path) -> None:
    began(tmp_path / "t.csv")
    file = tmp_path / "t.csv.journal"
    lines = file.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"Numero", b"Nunero")
    file.write_bytes(b"".join(lines))
    assert replayed(tmp_path / "t.csv") == (["a0"], ["a1", "a2", "a3", "a4", "a5"])


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("content", [b"", b"\n", b"article,quote_id\r\n", b"\xff" * 300, b"00000000 {}\n"])
def test_what_is_no_journal_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "t.csv.journal").write_bytes(content)
    assert replayed(tmp_path / "t.csv") == ([], [article.id for article in ARTICLES])


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(
    ("now", "old"),
    [
        pytest.param([*ARTICLES[:1], replace(ARTICLES[1], text="Altro."), *ARTICLES[2:]], ["a0"], id="changed"),
        pytest.param([ARTICLES[0], ARTICLES[5], *ARTICLES[1:5]], ["a0"], id="one more"),
        pytest.param(ARTICLES[1:], [], id="one less"),
        pytest.param(ARTICLES[:2], ["a0", "a1"], id="the last are gone"),
        pytest.param([replace(one, date="2024") for one in ARTICLES], [], id="other metadata"),
    ],
)
def test_entries_count_for_the_same_articles_alone(tmp_path: Path, now: list[Article], old: list[str]) -> None:
    began(tmp_path / "t.csv")
    assert replayed(tmp_path / "t.csv", now) == (old, [one.id for one in now if one.id not in old])
    assert replayed(tmp_path / "t.csv", now)[0] == old


@pytest.mark.usefixtures("parser")
def test_entries_of_another_program_are_dropped(tmp_path: Path) -> None:
    began(tmp_path / "t.csv")
    journal = Journal(tmp_path / "t.csv", "another")
    assert journal.other and list(journal.replay(ARTICLES)) == []
    journal.close(keep=True)
    assert list(tmp_path.iterdir()) == []  # nothing finished, nothing kept


def test_lexicon_and_models_make_the_program(tmp_path: Path) -> None:
    file = tmp_path / "verbs-mine.csv"
    file.write_text("lemma\ndire\n", encoding="utf-8")
    first = maker_of("models", [file])
    assert first == maker_of("models", [file]) != maker_of("others", [file])
    file.write_text("lemma\nfare\n", encoding="utf-8")
    assert maker_of("models", [file]) != first


def test_two_runs_do_not_mix(tmp_path: Path) -> None:
    first = Journal(tmp_path / "t.csv", "m")
    code = (
        "from pathlib import Path; from quotes.journal import Busy, Journal\n"
        f"try: Journal(Path({str(tmp_path / 't.csv')!r}), 'm')\n"
        "except Busy as error: print(error)"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "another run is writing" in done.stdout and "name another file with -o" in done.stdout
    with pytest.raises(Busy):
        Journal(tmp_path / "t.csv", "m")
    Journal(tmp_path / "u.csv", "m").close(keep=False)
    first.close(keep=False)
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == ""


def test_folders_made_for_nothing_go(tmp_path: Path) -> None:
    Journal(tmp_path / "new" / "deep" / "t.csv", "m").close(keep=True)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------------------------------------- whole runs


def through(table: Path, articles: Iterable[Article], *, form: Format = "csv") -> Tally:
    tally = Tally()
    journal = Journal(table, "m")
    run(articles, lambda left: analysis.outcomes(left), journal, tally)
    write(journal, str(table), form)
    journal.close(keep=False)
    return tally


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_a_resumed_table_is_that_of_an_undisturbed_run(tmp_path: Path, parser: Unparsed, form: Format) -> None:
    articles = [*ARTICLES[:2], Article("g", "guasto"), *ARTICLES[2:]]
    whole = through(tmp_path / f"whole.{form}", articles, form=form)

    def stops() -> Iterator[Article]:
        yield from articles[:4]
        raise KeyboardInterrupt

    journal = Journal(tmp_path / f"t.{form}", "m")
    with pytest.raises(KeyboardInterrupt):
        run(stops(), lambda left: analysis.outcomes(left), journal, Tally())
    journal.close(keep=True)
    parser.asked.clear()
    resumed = through(tmp_path / f"t.{form}", articles, form=form)
    assert parser.asked == ["a3", "a4", "a5"]
    assert (tmp_path / f"t.{form}").read_bytes() == (tmp_path / f"whole.{form}").read_bytes()
    assert resumed == whole
    assert [failure.path for failure in resumed.failures] == ["g"]


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("count", [0, 1, 7, 8, 9, 40])
def test_rows_in_parts_are_the_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: Format, count: int) -> None:
    monkeypatch.setattr("quotes.streaming.CHUNK_ROWS", 8)
    rows = [
        replace(row(ARTICLES[0]), quote_id=f"a:{number}", title="=1\r\n«x»" if number % 2 else None) for number in range(count)
    ]
    write_rows(iter(rows), tmp_path / f"parts.{form}", format=form)
    write_table(to_frame(rows), tmp_path / f"whole.{form}")
    if form == "parquet":
        assert read_table(tmp_path / f"parts.{form}").equals(read_table(tmp_path / f"whole.{form}"))
    else:
        assert (tmp_path / f"parts.{form}").read_bytes() == (tmp_path / f"whole.{form}").read_bytes()


# ----------------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, parser: Unparsed, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    for article in ARTICLES:
        (tmp_path / "news" / f"{article.id}.txt").write_text(article.text, encoding="utf-8")

    def call(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(["analyze", "news", *args])
        assert isinstance(end.value.code, int)
        return end.value.code, capfd.readouterr().err

    return call


def test_the_command_goes_on(
    command: Callable[..., tuple[int, str]], parser: Unparsed, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert command("-o", "whole.csv")[0] == 0

    def third(parser: Unparsed, articles: Iterable[Article]) -> Iterator[tuple[Article, Tree]]:
        for number, article in enumerate(articles):
            if number == 2:
                raise KeyboardInterrupt
            yield article, Tree(())

    with monkeypatch.context() as patch:
        patch.setattr(Unparsed, "stream", third)
        status, err = command("-o", "t.csv")
    assert status == 130
    assert "2 finished articles are kept in t.csv.journal: run the same again to go on from there" in err
    parser.asked.clear()
    status, err = command("-o", "t.csv")
    assert status == 0
    assert err.startswith(
        "Going on: 2 articles finished before, as t.csv.journal has it (--fresh begins anew).\n6 articles, 6 rows\n"
    )
    assert parser.asked == ["a2", "a3", "a4", "a5"]
    assert (tmp_path / "t.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not list(tmp_path.glob("*.journal"))


def test_the_command_begins_anew_where_told(command: Callable[..., tuple[int, str]], parser: Unparsed, tmp_path: Path) -> None:
    began(tmp_path / "t.csv")
    status, err = command("-o", "t.csv")
    assert status == 0
    assert err.startswith("An interrupted run was made with other models, words or another quotes: it is begun anew.\n")
    parser.asked.clear()
    assert command("-o", "t.csv", "--fresh")[0] == 0
    assert len(parser.asked) == 6


def test_the_command_refuses_a_second_run(command: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    journal = Journal(tmp_path / "t.csv", "m")
    status, err = command("-o", "t.csv")
    assert status == 1
    assert err == (
        f"Error: another run is writing {tmp_path / 't.csv'} right now; wait until it ends, or name another file with -o\n"
    )
    journal.close(keep=False)


def test_a_full_disk_keeps_what_is_finished(
    command: Callable[..., tuple[int, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Journal.add

    def full(journal: Journal, one: Entry) -> None:
        if one.article == "a3":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        add(journal, one)

    with monkeypatch.context() as patch:
        patch.setattr(Journal, "add", full)
        status, err = command("-o", "t.csv")
    assert status == 1
    assert "t.csv cannot be written (No space left on device); make room and run the same again" in err
    assert not (tmp_path / "t.csv").exists()
    assert "Going on: 3 articles" in command("-o", "t.csv")[1]


@pytest.mark.parametrize("target", ["-", "/dev/null"])
def test_where_no_file_is_written_no_journal_is(command: Callable[..., tuple[int, str]], tmp_path: Path, target: str) -> None:
    assert command("-o", target, "--format", "csv")[0] == 0
    assert not list(tmp_path.glob("*.journal"))
