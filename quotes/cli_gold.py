"""The command ``quotes gold export``."""

from __future__ import annotations

from pathlib import Path

import click

from .correcting import Book
from .corrections import CorrectionError
from .failures import Failure
from .reading import read_articles
from .shell import Problem, columns, number, say, some, tell_failures


@click.group(short_help="Make gold annotation.")
def gold() -> None:
    """Gold annotation: articles whose rows a reader made right, to measure against.

    \b
    See:
      quotes gold export --help
    """


@gold.command(short_help="Corrected articles as gold.")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("paths", nargs=-1, required=True)
@click.option(
    "--corrections",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    default="reports/corrections.jsonl",
    show_default=True,
    help="What was corrected and checked.",
)
@click.option("-o", "--output", metavar="FILE", default="reports/gold.jsonl", show_default=True, help="The gold.")
@click.option("--all", "every", is_flag=True, help="Articles with a correction too, not only those checked as a whole.")
@columns
def export(
    table: Path, paths: tuple[str, ...], corrections: Path, output: str, every: bool, text_column: str, id_column: str
) -> int:
    """Write the articles that you checked, with their corrected rows, as gold.

    TABLE is the table that you corrected, PATHS are the articles that it was made of. An article is checked by
    df.quotes.checked(article) or the button "All is right"; one that was only corrected here and there may hold other faults,
    and is left out unless you say --all.

    \b
    After a morning of corrections:
      quotes gold export \\
        reports/quotes.csv articles/
    With articles corrected in part:
      quotes gold export --all \\
        reports/quotes.csv articles/

    \b
    Exit status:
      0  the gold is written
      1  something failed
      2  wrong usage
    """
    from .frames import in_order, placed
    from .goldexport import gold_line, write_gold
    from .table import TableError, read_table
    from .texts import holds

    failures: list[Failure] = []
    try:
        df, book = read_table(table), Book(corrections)
    except (TableError, CorrectionError) as error:
        raise Problem(str(error)) from error
    lines, partly, changed = [], [], []
    for article in read_articles(paths, text_column=text_column, id_column=id_column, failures=failures):
        about = book.about(article)
        if not about:
            continue
        if not holds(article.text, placed(df[df["article"] == article.id])):
            changed.append(article.id)
            continue
        rows = book.apply(article, in_order(df, article.id))
        if book.checked(article):
            lines.append(gold_line(article, rows))
        else:
            partly.append(article.id)
            if every:
                lines.append(gold_line(article, rows))
    failures += book.left()
    if partly:
        verb = (
            "taken along though not checked as a whole"
            if every
            else "left out, since not checked as a whole (--all takes them along)"
        )
        say(f"{verb}: {some(partly)}")
    if changed:
        say(f"left out, since {table} was made of another text: {some(changed)}; run quotes analyze on it again")
    tell_failures(failures)
    if not lines:
        raise Problem('no article is checked; read one, then df.quotes.checked("its id"), or take --all; nothing was written')
    try:
        write_gold(output, lines)
    except (OSError, TableError) as error:
        raise Problem(f"{output} cannot be written ({error}); name another file with -o") from error
    say(f"{number(len(lines), 'article')} as gold: {output}", style="bold")
    return 1 if failures or changed else 0
