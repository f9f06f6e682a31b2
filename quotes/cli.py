"""The command ``quotes`` with those below it; ``quotes show`` and ``quotes version`` stand here, the others in modules of their own.

Tables and texts go to standard output or into files; progress, summary and errors to standard error. Exit status: 0 all went
well, 1 something failed, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from . import __version__, cli_compare, cli_report
from .cli_analyze import analyze
from .cli_doctor import doctor
from .cli_evaluate import evaluate
from .cli_explain import explain
from .cli_gold import gold
from .failures import Failure
from .parsing import ModelError, identity, models_folder
from .reading import read_articles
from .records import Article
from .shell import Problem, columns, put, say, some, tell_failures
from .status import INTERRUPTED


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


# ----------------------------------------------------------------------------------------------------------------- show


@cli.command(short_help="Print the text of an article.")
@click.argument("article")
@click.option("--id", "wanted", metavar="ID", help="Which one, where ARTICLE holds several.")
@click.option("--offsets", is_flag=True, help="Each paragraph behind the offset of its first character.")
@columns
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


# ----------------------------------------------------------------------------------------------------- of other modules

cli.add_command(analyze)
cli.add_command(cli_compare.compare)
cli.add_command(cli_compare.speakers)
cli.add_command(doctor)
cli.add_command(evaluate)
cli.add_command(explain)
cli.add_command(gold)
cli_report.add_to(cli)
