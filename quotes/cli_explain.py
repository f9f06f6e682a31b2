"""``quotes explain``: why a row says what it says, at the shell."""

from __future__ import annotations

import shutil
import sys
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .failures import Failure, ReadingError
from .reading import read_articles
from .records import Article
from .shell import NARROW, Problem, columns, put, some, tell_failures

if TYPE_CHECKING:
    from .telling import Language


@click.command(short_help="Tell why a row says what it says.")
@click.argument("quote_id")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("articles", nargs=-1, required=True)
@click.option(
    "--lang", "language", type=click.Choice(["it", "en"]), default="it", show_default=True, help="Language of the answer."
)
@columns
@click.option("--models", type=click.Path(exists=True, file_okay=False, path_type=Path), metavar="DIR", help="As in analyze.")
@click.option("--cache", type=click.Path(file_okay=False, path_type=Path), metavar="DIR", help="As in analyze.")
@click.option("--no-cache", is_flag=True, help="Neither use nor keep parses.")
@click.option("--lexicon", type=click.Path(exists=True, path_type=Path), metavar="FILE", multiple=True, help="As in analyze.")
def explain(
    quote_id: str,
    table: Path,
    articles: tuple[str, ...],
    language: Language,
    text_column: str,
    id_column: str,
    models: Path | None,
    cache: Path | None,
    no_cache: bool,
    lexicon: tuple[Path, ...],
) -> None:
    """Tell why the row QUOTE_ID of TABLE says what it says; ARTICLES are the files or folders that TABLE was made from.

    The sentence with the reported words, the words that report and the speaker marked; the path between them in the
    tree; the rule that fired; what lost against it; what was mended; how sure it is, and what raises or lowers that.

    \b
    The third row of an article:
      quotes explain a:3 reports/quotes.csv a.txt
    In English, from a folder:
      quotes explain a:3 t.csv news/ --lang en
    """
    from .explanation import ExplanationError
    from .explanation import explain as run
    from .lexicons import LexiconError
    from .parsing import ModelError
    from .table import TableError, read_table

    try:
        df = read_table(table)
    except TableError as error:
        raise Problem(str(error)) from error
    found = df[df["quote_id"] == quote_id]
    if found.empty:
        near = df.loc[df["article"] == quote_id.rpartition(":")[0], "quote_id"].tolist()
        there = some(near) if near else some(df["article"].unique().tolist())
        raise Problem(f"{table} has no row {quote_id!r}; it has {'its rows' if near else 'the articles'} {there or 'none'}")
    row = found.iloc[0]
    article = _article(str(row["article"]), articles, text_column, id_column)
    try:
        answer = run(row, article, language=language, models=models, cache=cache or not no_cache, lexicon=lexicon)
    except (ExplanationError, LexiconError, ModelError) as error:
        raise Problem(str(error)) from error
    put(_fitted(f"{answer}\n"))


def _article(wanted: str, paths: tuple[str, ...], text_column: str, id_column: str) -> Article:
    failures: list[Failure] = []
    ids: list[str] = []
    try:
        for article in read_articles(paths, text_column=text_column, id_column=id_column, failures=failures):
            if article.id == wanted:
                return article
            ids.append(article.id)
    except ReadingError as error:
        raise Problem(str(error)) from error
    tell_failures(failures)
    raise Problem(
        f"the article {wanted!r} is not there; name the files that the table was made from (found: {some(ids) or 'none'})"
    )


def _fitted(text: str) -> str:
    """Wrapped between words at a terminal, as it is elsewhere."""
    if not sys.stdout.isatty():
        return text
    width = max(shutil.get_terminal_size().columns, NARROW // 2)
    lines = []
    for line in text.splitlines():
        indent = len(line) - len(line.lstrip())
        wrapped = textwrap.wrap(line.strip(), width - indent, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [" " * indent + part for part in wrapped]
    return "\n".join(lines) + "\n"
