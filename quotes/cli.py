"""The commands ``quotes analyze``, ``quotes show`` and ``quotes version``: the library's functions at the shell.

Tables and texts go to standard output or into files; progress, summary and errors to standard error. Exit status: 0 all went
well, 1 something failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from . import __version__, cli_compare
from .analysis import AnalysisError, iter_quotations
from .lexicons import LexiconError
from .parsing import ModelError, identity, models_folder
from .reading import Failure, ReadingError, read_articles
from .records import Article, Quotation
from .shell import Problem, counting, number, put, say, some, tell_failures
from .status import INTERRUPTED

if TYPE_CHECKING:
    from .table import Format

DEFAULT_OUTPUT = "reports/quotes"
TOP_CUES = 5


def main(args: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with its status."""
    try:
        status: object = cli.main(args, prog_name="quotes", standalone_mode=False)
    except (click.Abort, KeyboardInterrupt):
        say("Interrupted.")
        status = INTERRUPTED
    except click.ClickException as error:
        error.show()
        status = error.exit_code
    sys.exit(status if isinstance(status, int) else 0)


# click alone goes no narrower than 50 columns.
WIDTH = min(80, shutil.get_terminal_size().columns)


class _Commands(click.Group):
    """The group of commands; click itself would print an empty line before we can say what an interruption left behind."""

    def invoke(self, ctx: click.Context) -> object:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            say("Interrupted.")
            return INTERRUPTED


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "terminal_width": WIDTH})
@click.version_option(__version__, prog_name="quotes")
def cli() -> None:
    """Who said what in Italian news: each quotation and reported statement with its speaker and the words that report it.

    \b
    Begin with:
      quotes analyze articles/
      quotes analyze --help
    """


# -------------------------------------------------------------------------------------------------------------- analyze


@cli.command(short_help="Write the table of quotations.")
@click.argument("paths", nargs=-1, required=True)
@click.option("-o", "--output", metavar="FILE", help="The table; - is standard output.  [default: reports/quotes.csv]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["csv", "jsonl", "parquet"]),
    metavar="FORMAT",
    help="csv, jsonl or parquet; unless named, that of FILE's suffix, else csv.",
)
@click.option("--text-column", metavar="NAME", default="text", show_default=True, help="Column (key) of the text.")
@click.option("--id-column", metavar="NAME", default="id", show_default=True, help="Column (key) of the id.")
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

    What cannot be read or analysed is listed at the end, with what to do, and the other articles go on. The table is written as a
    whole at the end: an interrupted run leaves the old file as it was.

    \b
    Exit status:
      0  all articles are in the table
      1  something failed
      2  wrong usage
    """
    if cache is not None and no_cache:
        raise click.UsageError("--cache and --no-cache exclude each other; give one of them.")
    target, form = _target(output, form)
    failures: list[Failure] = []
    articles: list[Article] = []
    rows: list[Quotation] = []
    try:
        with counting(quiet=quiet) as count:
            for article, found in iter_quotations(
                paths,
                text_column=text_column,
                id_column=id_column,
                models=models,
                cache=cache or not no_cache,
                lexicon=lexicon,
                strict=strict,
                failures=failures,
            ):
                articles.append(_without_text(article))
                rows += found
                count(len(articles), len(rows))
        if articles:
            _write(rows, target, form)
    except KeyboardInterrupt:
        old = "" if target == "-" or not Path(target).exists() else f" and {target} is as it was"
        again = "" if no_cache else "; what was parsed is kept: run the same again to go on from there"
        say(f"Interrupted: nothing was written{old}{again}.")
        return INTERRUPTED
    except (ReadingError, AnalysisError) as error:
        raise Problem(f"{error} (--strict: stopped here, nothing was written)") from error
    except (ModelError, LexiconError) as error:
        raise Problem(str(error)) from error
    if not quiet:
        _summary(articles, rows)
    tell_failures(failures)
    if not articles:
        raise Problem("there is no article to analyse; nothing was written")
    if not quiet and target != "-":
        say(f"Table: {target}", style="bold")
    return 1 if failures else 0


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


def _write(rows: list[Quotation], target: str, form: Format) -> None:
    from .table import TableError, to_frame, write_table

    try:
        write_table(to_frame(rows), target, format=form)
    except BrokenPipeError:
        raise  # whoever reads standard output has seen enough: click ends the run
    except OSError as error:
        raise Problem(f"{target} cannot be written ({error.strerror or error}); name another file with -o") from error
    except TableError as error:
        raise Problem(f"{error}; nothing was written; report this fault together with the article") from error


def _without_text(article: Article) -> Article:
    """What the summary needs, so that a long run does not hold all texts."""
    return Article(article.id, "", notes=article.notes)


def _summary(articles: Sequence[Article], rows: Sequence[Quotation]) -> None:
    """What the table holds, and what had to be mended."""
    if not articles:
        return
    say(f"{number(len(articles), 'article')}, {number(len(rows), 'row')}", style="bold")
    kinds = Counter(row.kind for row in rows)
    if rows:
        say("kinds: " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()), indent=2)
        said = [row for row in rows if row.kind in {"direct", "mixed", "indirect"}]
        nobody = sum(row.speaker is None for row in said)
        speakers = {row.speaker for row in said if row.speaker is not None}
        say(f"{number(len(speakers), 'speaker')}; {number(nobody, 'statement')} by nobody named", indent=2)
        cues = Counter(row.cue_lemma for row in said if row.cue_lemma)
        if cues:
            say("cues: " + ", ".join(f"{lemma} {count}" for lemma, count in cues.most_common(TOP_CUES)), indent=2)
        if mended := sum(row.repair is not None for row in rows):
            say(f"marks mended in {number(mended, 'row')} (column repair tells how)", indent=2)
    by_note: dict[str, list[str]] = defaultdict(list)
    for article in articles:
        for note in article.notes:
            by_note[note].append(article.id)
    for note, ids in sorted(by_note.items()):
        say(f"{note}: {some(ids)}", indent=2)


# ----------------------------------------------------------------------------------------------------------------- show


@cli.command(short_help="Print the text of an article.")
@click.argument("article")
@click.option("--id", "wanted", metavar="ID", help="Which one, where ARTICLE holds several.")
@click.option("--offsets", is_flag=True, help="Each paragraph behind the offset of its first character.")
@click.option("--text-column", metavar="NAME", default="text", show_default=True, help="Column (key) of the text.")
@click.option("--id-column", metavar="NAME", default="id", show_default=True, help="Column (key) of the id.")
def show(article: str, wanted: str | None, offsets: bool, text_column: str, id_column: str) -> None:
    """Print the one text of ARTICLE that the table's offsets refer to, character by character, in UTF-8.

    \b
    The text, and where paragraphs begin:
      quotes show a.txt
      quotes show a.txt --offsets
    One of many:
      quotes show news.csv --id 2024-17
    """
    failures: list[Failure] = []
    ids: list[str] = []
    chosen: Article | None = None
    for found in read_articles([article], text_column=text_column, id_column=id_column, failures=failures):
        ids.append(found.id)
        if wanted is None or found.id == wanted:
            chosen = found
            if wanted is not None:
                break
    if wanted is None and len(ids) > 1:
        raise Problem(f"{article} holds {len(ids)} articles; choose one with --id: {some(ids)}")
    if chosen is None:
        tell_failures(failures)
        there = f"; there are: {some(ids)}" if ids else ""
        raise Problem(f"{article} holds no article {wanted!r}{there}" if wanted else f"{article} holds no article to show")
    for note in chosen.notes:
        say(f"{chosen.id}: {note}")
    put(_with_offsets(chosen.text) if offsets else chosen.text)


def _with_offsets(text: str) -> str:
    from .layout import paragraphs

    spans = paragraphs(text)
    width = len(str(spans[-1].start)) if spans else 1
    return "".join(f"{span.start:{width}}  {span.of(text)}\n" for span in spans)


# -------------------------------------------------------------------------------------------------------------- version


@cli.command(short_help="Print what made a table.")
def version() -> None:
    """Print what made a table: quotes, Stanza, PyTorch, models, Python."""
    from importlib.metadata import PackageNotFoundError
    from importlib.metadata import version as version_of

    click.echo(f"quotes {__version__}")
    for name in ("stanza", "torch"):
        try:
            click.echo(f"{name} {version_of(name)}")
        except PackageNotFoundError:
            click.echo(f"{name} is not installed")
    click.echo(f"Python {sys.version.split()[0]}")
    try:
        folder = models_folder()
    except ModelError as error:
        raise Problem(str(error)) from error
    click.echo(f"models {identity(folder)[:12]} {folder}")


# ------------------------------------------------------------------------------------------------ commands of other modules

cli.add_command(cli_compare.compare)
cli.add_command(cli_compare.speakers)
