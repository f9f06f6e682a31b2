"""The command ``quotes analyze``: the table of all quotations in some files, with a journal to go on from after an interruption."""

from __future__ import annotations

import errno
import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .analysis import AnalysisError, outcomes
from .correcting import Book
from .corrections import CorrectionError
from .failures import Failure, ReadingError
from .journal import SUFFIX, Busy, Journal
from .lexicons import LexiconError
from .parsing import ModelError, maker, models_folder
from .reading import read_articles
from .records import Article, Quotation
from .running import Outcomes, Tally, maker_of, run, write
from .shell import Problem, columns, counting, number, say, some, tell_failures
from .status import INTERRUPTED

if TYPE_CHECKING:
    from .table import Format

DEFAULT_OUTPUT = "reports/quotes"
TOP_CUES = 5


@click.command(short_help="Write the table of quotations.")
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="The table; - is standard output.  [default: reports/quotes.csv]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    metavar="FORMAT",
    help="csv, jsonl or parquet; unless named, that of FILE's suffix, else csv.",
)
@columns
@click.option(
    "--models",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Another folder of Stanza models for Italian; also QUOTES_MODELS.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where parses are kept; also QUOTES_CACHE.  [default: in the user's cache folder]",
)
@click.option("--no-cache", is_flag=True, help="Neither use nor keep parses.")
@click.option(
    "--lexicon",
    type=click.Path(exists=True, path_type=Path),
    metavar="FILE",
    multiple=True,
    help="Words of your own, such as verbs-sport.csv; may be repeated.",
)
@click.option(
    "--dask",
    metavar="ADDRESS",
    help="Share the work on a Dask cluster: its scheduler, as in tcp://host:8786; or local, local:4 for workers on this machine.",
)
@click.option("--fresh", is_flag=True, help="Begin anew, whatever an interrupted run has finished.")
@click.option(
    "--corrections",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Apply what was corrected in a notebook.",
)
@click.option("--strict", is_flag=True, help="Stop at the first failure and write nothing.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary; failures are told.")
def analyze(
    paths: tuple[str, ...],
    output: str | None,
    form: Format | None,
    text_column: str,
    id_column: str,
    models: Path | None,
    cache: Path | None,
    no_cache: bool,
    lexicon: tuple[Path, ...],
    dask: str | None,
    fresh: bool,
    corrections: Path | None,
    strict: bool,
    quiet: bool,
) -> int:
    """Write the table of all quotations in PATHS: files (txt, html, csv, jsonl, json, parquet), folders, globs, or - for
    standard input.

    \b
    A folder, to reports/quotes.csv:
      quotes analyze articles/
    One text, to the screen:
      quotes analyze a.txt -o -
    As JSON lines:
      quotes analyze a.txt -o a.jsonl
    A table with columns of other names:
      quotes analyze n.csv \\
        --text-column body --id-column key
    From another program:
      cat a.txt | quotes analyze -
    Many, with four processes:
      quotes analyze year/ --dask local:4
    With what you corrected in a notebook:
      quotes analyze articles/ \\
        --corrections corrections.jsonl

    What cannot be read or analysed is listed at the end, with what to do, and the other articles go on. The table is written as a
    whole at the end: an interrupted run leaves the old file as it was. What it has finished stands beside it in FILE.journal:
    run the same again, and it goes on from there.

    \b
    Exit status:
      0  all articles are in the table
      1  something failed
      2  wrong usage
    """
    if cache is not None and no_cache:
        raise click.UsageError("--cache and --no-cache exclude each other; give one of them.")
    from .table import TableError  # late, since it takes pandas along

    target, form = _target(output, form)
    tally = Tally()
    failures: list[Failure] = []
    journal: Journal | None = None
    keep = not strict
    try:
        book = Book(corrections) if corrections is not None else None
        anew = fresh or book is not None  # what corrections do is told of all articles, not of those that are left
        journal = _journal(target, maker_of(maker(models_folder(models)), lexicon), fresh=anew, quiet=quiet)
        articles = read_articles(paths, text_column=text_column, id_column=id_column, strict=strict, failures=failures)
        with _workers(dask, models, cache or not no_cache, lexicon) as work, counting(quiet=quiet) as count:
            run(
                articles,
                work if book is None else _corrected(work, book),
                journal,
                tally,
                strict=strict,
                resumed=lambda finished: None if quiet else _resumed(finished, target),
                count=count,
            )
        if book is not None:
            failures += _unapplied(book, strict=strict)
        if tally.articles:
            write(journal, target, form)
        keep = False
    except KeyboardInterrupt:
        say(_interrupted(target, tally, journal, keep))
        return INTERRUPTED
    except (ReadingError, AnalysisError) as error:
        raise Problem(f"{error} (--strict: stopped here, nothing was written)") from error
    except (ModelError, LexiconError, CorrectionError, Busy) as error:
        raise Problem(str(error)) from error
    except TableError as error:
        raise Problem(f"{error}; nothing was written; report this fault together with the article") from error
    except BrokenPipeError:
        raise  # whoever reads standard output has seen enough: click ends the run
    except OSError as error:
        raise Problem(_unwritable(error, target, tally, journal)) from error
    finally:
        if journal is not None:
            journal.close(keep=keep)
    failures += tally.failures
    if not quiet:
        _summary(tally)
    tell_failures(failures)
    if not tally.articles:
        raise Problem("there is no article to analyse; nothing was written")
    if not quiet and target != "-":
        say(f"Table: {target}", style="bold")
    return 1 if failures else 0


@contextmanager
def _workers(dask: str | None, models: Path | None, cache: Path | bool, lexicon: tuple[Path, ...]) -> Iterator[Outcomes]:
    """What analyses the articles: this process, or a cluster's."""
    if dask is None:
        yield lambda left: outcomes(left, models=models, cache=cache, lexicon=lexicon)
        return
    from . import scale

    try:
        with scale.connected(dask) as client:
            yield lambda left: scale.outcomes(left, client, models=models, cache=cache, lexicon=lexicon)
    except scale.ClusterError as error:
        raise Problem(str(error)) from error


def _journal(target: str, made_by: str, *, fresh: bool, quiet: bool) -> Journal:
    """The journal beside the table; where that is no file of its own, a temporary one."""
    path = Path(os.path.realpath(target))  # of a link its target is replaced
    plain = target != "-" and (path.is_file() or not path.exists())
    journal = Journal(path if plain else None, made_by, fresh=fresh)
    if journal.other and not quiet:
        say("An interrupted run was made with other models, words or another quotes: it is begun anew.")
    return journal


def _resumed(finished: int, target: str) -> None:
    say(f"Going on: {number(finished, 'article')} finished before, as {target}{SUFFIX} has it (--fresh begins anew).")


def _interrupted(target: str, tally: Tally, journal: Journal | None, keep: bool) -> str:
    old = "" if target == "-" or not Path(target).exists() else f" and {target} is as it was"
    done = tally.articles + len(tally.failures)
    if journal is None or journal.path is None or not keep or not done:
        return f"Interrupted: nothing was written{old}."
    kept = f"{number(done, 'finished article')} {'is' if done == 1 else 'are'} kept in {target}{SUFFIX}"
    return f"Interrupted: nothing was written{old}; {kept}: run the same again to go on from there."


def _unwritable(error: OSError, target: str, tally: Tally, journal: Journal | None) -> str:
    reason = error.strerror or str(error)
    if error.errno == errno.ENOSPC and journal is not None and journal.path is not None:
        kept = number(tally.articles + len(tally.failures), "finished article")
        return f"{target} cannot be written ({reason}); make room and run the same again: it goes on behind {kept}"
    return f"{target} cannot be written ({reason}); name another file with -o"


def _corrected(work: Outcomes, book: Book) -> Outcomes:
    """The same with the corrections of ``book`` laid over the rows."""

    def amended(articles: Iterator[Article]) -> Iterator[tuple[Article, list[Quotation] | Failure]]:
        for article, found in work(articles):
            yield article, found if isinstance(found, Failure) else book.apply(article, found)

    return amended


def _unapplied(book: Book, *, strict: bool) -> list[Failure]:
    """The corrections that found no place. Raises ReadingError for the first where ``strict``."""
    left = book.left()
    if strict and left:
        raise ReadingError(left[0])
    return left


def _target(output: str | None, form: Format | None) -> tuple[str, Format]:
    """Where the table goes and in which format; refused now rather than after an hour."""
    from .table import SUFFIXES  # late, since it takes pandas along

    if output is None:
        output = f"{DEFAULT_OUTPUT}.{form or 'csv'}"
    path = Path(output)
    if output != "-" and path.is_dir():
        raise click.UsageError(f"{output} is a folder; name a file in it with -o.")
    found = form or ("csv" if output == "-" else SUFFIXES.get(path.suffix.lower()))
    if found is None:
        raise click.UsageError(f"{output}: unknown suffix; use {', '.join(SUFFIXES)}, or name the format with --format.")
    if found == "parquet" and output == "-":
        raise click.UsageError("Parquet cannot go to standard output; name a file with -o, or choose csv or jsonl.")
    if output != "-":
        above = next((folder for folder in path.absolute().parents if folder.exists()), Path())
        if not above.is_dir() or not os.access(above, os.W_OK):
            raise Problem(f"{output} cannot be written: {above} is no folder that you may write to; name another with -o")
    if found == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise Problem("Parquet needs pyarrow: pip install 'quotes[parquet]', or choose csv or jsonl")
    return output, found


def _summary(tally: Tally) -> None:
    """What the table holds, and what had to be mended."""
    if not tally.articles:
        return
    say(f"{number(tally.articles, 'article')}, {number(tally.rows, 'row')}", style="bold")
    if tally.rows:
        say("kinds: " + ", ".join(f"{kind} {count}" for kind, count in tally.kinds.most_common()), indent=2)
        say(f"{number(len(tally.speakers), 'speaker')}; {number(tally.nobody, 'statement')} by nobody named", indent=2)
        if tally.cues:
            say("cues: " + ", ".join(f"{lemma} {count}" for lemma, count in tally.cues.most_common(TOP_CUES)), indent=2)
        if tally.mended:
            say(f"marks mended in {number(tally.mended, 'row')} (column repair tells how)", indent=2)
    for note, ids in sorted(tally.notes.items()):
        say(f"{note}: {some(ids)}", indent=2)
