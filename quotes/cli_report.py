"""The commands ``quotes report`` and ``quotes export``: what a table says, for people and for other programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import click

from .failures import Failure
from .labels import LANGUAGES, Language
from .reading import read_articles
from .records import Article, Quotation
from .shell import Problem, number, put, say, tell_failures

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T")
DEFAULT_REPORT = Path("reports/report.html")
HEAVY = 25_000_000
"""Bytes of a page from which the user is told. On two busy cores Chromium opened 8 MB (5,000 rows with texts) in half a second and 30 MB
(20,000 rows) in four."""
FORMATS = ("quotation-tool", "citron", "conllu", "webannotation")
OUTPUTS = {"quotation-tool": "quotes-tool.csv", "citron": "citron", "conllu": "quotes.conllu", "webannotation": "quotes.jsonld"}
"""Where each format goes unless named, in reports/."""

_articles = click.option(
    "--articles",
    "paths",
    multiple=True,
    metavar="PATH",
    help="The articles, given as to quotes analyze; may be repeated.",
)
_text_column = click.option("--text-column", metavar="NAME", default="text", show_default=True, help="Of tables of articles.")
_id_column = click.option("--id-column", metavar="NAME", default="id", show_default=True, help="Of tables of articles.")
_table = click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))


def add_to(group: click.Group) -> None:
    """Make these commands known to ``group``."""
    group.add_command(report)
    group.add_command(export)


# --------------------------------------------------------------------------------------------------------------- report


@click.command(short_help="Write a report: a page, CSV files, a workbook.")
@_table
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The page.  [default: reports/report.html, unless only CSV or Excel is asked for]",
)
@_articles
@click.option(
    "--statements",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Statements across articles, for a part of their own.",
)
@click.option("--title", metavar="TEXT", help="The page's headline.")
@click.option("--lang", "language", type=click.Choice(LANGUAGES), default="it", show_default=True, help="The page's language.")
@click.option("--csv", "folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="One CSV file a question.")
@click.option(
    "--excel", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The table and all questions as .xlsx."
)
@_text_column
@_id_column
def report(
    table: Path,
    output: Path | None,
    paths: tuple[str, ...],
    statements: Path | None,
    title: str | None,
    language: Language,
    folder: Path | None,
    excel: Path | None,
    text_column: str,
    id_column: str,
) -> int:
    """Write a report on TABLE, a file that quotes analyze wrote: who speaks, in which words, where and when, and what to check.

    The page is one file that loads nothing; open it in any browser, print it, send it.

    \b
    With each article's text and its
    quotations in place:
      quotes report reports/quotes.csv \\
        --articles articles/
    In English, to another file:
      quotes report reports/quotes.csv \\
        --lang en -o who.html
    For spreadsheets:
      quotes report reports/quotes.csv \\
        --csv reports/csv \\
        --excel reports/quotes.xlsx

    \b
    Exit status:
      0  all is written
      1  a text is missing or does not fit
      2  wrong usage
    """
    from .report import write_report
    from .spreadsheet import SpreadsheetError, tables_of, write_csvs, write_workbook
    from .table import TableError, read_csv
    from .versions import statements_of

    df = _read(table)
    compared = None
    failures: list[Failure] = []
    try:
        if statements is not None:
            compared = read_csv(statements)
        told = statements_of(compared) if compared is not None else None
    except (TableError, UnicodeDecodeError) as error:
        raise Problem(f"{statements}: {error}; give what quotes compare wrote") from error
    wanted = output or (None if folder or excel else DEFAULT_REPORT)
    if wanted is not None:
        articles = read_articles(paths, text_column=text_column, id_column=id_column, failures=failures)
        make = partial(write_report, articles=articles, statements=told, language=language, title=title)
        _writing(wanted, lambda: make(df, wanted, table=table, failures=failures))
        say(f"Report: {wanted}", style="bold")
        if (size := wanted.stat().st_size) > HEAVY:
            say(f"With {size // 1_000_000} MB it is slow to open; a report on fewer articles is not.", indent=2)
    elif paths:
        raise click.UsageError("--articles are for the page; name it with -o, or leave --articles out.")
    if folder is not None or excel is not None:
        tables = tables_of(df, compared)
        if folder is not None:
            written = _writing(folder, lambda: write_csvs(tables, folder))
            say(f"CSV: {number(len(written), 'file')} in {folder}", style="bold")
        if excel is not None:
            if excel.suffix.lower() != ".xlsx":
                raise click.UsageError(f"{excel}: a workbook's name ends with .xlsx.")
            try:
                _writing(excel, lambda: write_workbook(df, tables, excel))
            except SpreadsheetError as error:
                raise Problem(str(error)) from error
            say(f"Excel: {excel}", style="bold")
    tell_failures(failures)
    return 1 if failures else 0


# --------------------------------------------------------------------------------------------------------------- export


@click.command(short_help="Write a table in another tool's format.")
@_table
@click.option("--format", "form", type=click.Choice(FORMATS), required=True, metavar="FORMAT", help=", ".join(FORMATS) + ".")
@click.option("-o", "--output", metavar="FILE", help="Where to; - is standard output; for citron a folder.")
@_articles
@_text_column
@_id_column
@click.option(
    "--models",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="For conllu: as for quotes analyze; also QUOTES_MODELS.",
)
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="For conllu: where parses are kept; also QUOTES_CACHE.",
)
def export(
    table: Path,
    form: str,
    output: str | None,
    paths: tuple[str, ...],
    text_column: str,
    id_column: str,
    models: Path | None,
    cache: Path | None,
) -> int:
    """Write TABLE, a file that quotes analyze wrote, in another tool's format.

    \b
    quotation-tool  its columns, as CSV
    citron          a folder with a JSON
                    file for each article
                    (needs --articles)
    conllu          parsed sentences with
                    the links in MISC
                    (needs --articles)
    webannotation   W3C Web Annotations
                    (JSON-LD)

    \b
    Annotations with the words around them:
      quotes export reports/quotes.csv \\
        --format webannotation \\
        --articles articles/ -o q.jsonld
    Parses with links:
      quotes export reports/quotes.csv \\
        --format conllu \\
        --articles articles/ -o q.conllu
    """
    from . import exports
    from .matching import matching
    from .table import put_bytes, to_rows, write_csv, write_whole

    if form in ("citron", "conllu") and not paths:
        raise click.UsageError(f"{form} holds the texts: give the articles with --articles.")
    if form == "citron" and output == "-":
        raise click.UsageError("citron is a folder of files; name it with -o.")
    df = _read(table)
    rows = to_rows(df)
    failures: list[Failure] = []
    texts: dict[str, Article] = {}
    if paths:
        articles = read_articles(paths, text_column=text_column, id_column=id_column, failures=failures)
        texts, unfit = matching(rows, articles)
        failures += unfit
    target = output or f"reports/{OUTPUTS[form]}"
    if form == "citron":
        files = {f"{exports.file_name(id)}.json": document for id, document in exports.citron(rows, texts)}
        for name, document in files.items():
            data = json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8", "replace")
            _writing(target, partial(write_whole, Path(target) / name, partial(put_bytes, data)))
        say(f"Citron: {number(len(files), 'file')} in {target}", style="bold")
    else:
        if form == "quotation-tool":
            fill: Callable[[BinaryIO], None] = partial(write_csv, exports.quotation_tool(rows))
        elif form == "conllu":
            text = _conllu(rows, list(texts.values()), models, cache, failures)
            fill = partial(put_bytes, text.encode("utf-8", "replace"))
        else:
            page = exports.web_annotations(rows, texts)
            fill = partial(put_bytes, json.dumps(page, ensure_ascii=False, indent=1).encode("utf-8", "replace"))
        _deliver(target, fill)
    tell_failures(failures)
    return 1 if failures else 0


def _conllu(
    rows: Sequence[Quotation], articles: Sequence[Article], models: Path | None, cache: Path | None, failures: list[Failure]
) -> str:
    """The parses, from the cache where they are there; a text that cannot be parsed is a failure."""
    from .conllu import conllu
    from .parsing import ModelError, Parser
    from .tree import Tree

    try:
        parser = Parser(models, cache=cache)
        parsed: list[tuple[Article, Tree]] = []
        for article, tree in parser.stream(articles):
            if isinstance(tree, Exception):
                failures.append(Failure(article.id, None, f"the article cannot be parsed ({type(tree).__name__}: {tree})"))
            else:
                parsed.append((article, tree))
        parser.close()
    except ModelError as error:
        raise Problem(str(error)) from error
    return "".join(conllu(parsed, rows))


# --------------------------------------------------------------------------------------------------------------- shared


def _read(table: Path) -> pd.DataFrame:
    from .table import TableError, read_table

    try:
        return read_table(table)
    except TableError as error:
        raise Problem(f"{error}; give a table that quotes analyze wrote") from error
    except OSError as error:
        raise Problem(f"{table} cannot be read ({error.strerror or error})") from error


def _writing(target: str | Path, write: Callable[[], T]) -> T:
    """What ``write`` returns; a target that cannot be written is told."""
    from .table import TableError

    try:
        return write()
    except OSError as error:
        raise Problem(f"{target} cannot be written ({error.strerror or error}); name another with -o") from error
    except TableError as error:
        raise Problem(str(error)) from error


def _deliver(target: str, fill: Callable[[BinaryIO], None]) -> None:
    """Let ``fill`` write to the file ``target``, or to standard output without a byte order mark."""
    import io

    from .table import write_whole

    if target == "-":
        buffer = io.BytesIO()
        fill(buffer)
        put(buffer.getvalue().decode("utf-8-sig"))
        return
    _writing(target, lambda: write_whole(Path(target), fill))
    say(f"Export: {target}", style="bold")
