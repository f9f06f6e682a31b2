"""The commands ``quotes compare`` and ``quotes speakers``: the same statement across articles, and who is who."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shell import Problem, counting, number, put, say

if TYPE_CHECKING:
    import pandas as pd

STATEMENTS = "reports/statements.csv"
SPEAKERS = "reports/speakers.csv"


@click.command(short_help="Find the same statement across articles.")
@click.argument("tables", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", metavar="FILE", default=STATEMENTS, show_default=True, help="CSV file; - is standard output.")
@click.option(
    "--aliases",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Who is who, from quotes speakers; unless given, what it would propose.",
)
@click.option("--words", is_flag=True, help="Compare by words alone, without the model of meaning.")
@click.option("-q", "--quiet", is_flag=True, help="No progress, no summary.")
def compare(tables: tuple[Path, ...], output: str, aliases: Path | None, words: bool, quiet: bool) -> None:
    """Find statements that stand in two articles or more in TABLES, which quotes analyze wrote: a row for each version.

    \b
    From articles to statements:
      quotes analyze articles/
      quotes compare reports/quotes.csv
    Several tables, speakers checked:
      quotes speakers a.csv b.csv
      quotes compare a.csv b.csv \\
        --aliases reports/speakers.csv

    The column relation tells how a version is related to the first one: verbatim, cut, variant (other words) or contrast (another
    claim; the column changes tells what changed).
    """
    from .aliases import AliasError, read_aliases
    from .meaning import MISSING, installed
    from .statements import compare as compared
    from .statements import to_csv

    semantic = installed() and not words
    if not semantic and not words:
        say(f"Note: {MISSING}")
    try:
        known = read_aliases(aliases) if aliases else None
    except AliasError as error:
        raise Problem(str(error)) from error
    df = _tables(tables)
    with counting(quiet=quiet, first="looking for like statements", tell=_pairs) as progress:
        found = compared(df, aliases=known, semantic=semantic, progress=progress)
    _write(to_csv(found), output)
    if not quiet:
        count = int(found["statement"].max()) if len(found) else 0
        contrasts = int((found["relation"] == "contrast").sum())
        say(f"{number(count, 'statement')} in two articles or more, {number(contrasts, 'contrast')}", style="bold")
        if output != "-":
            say(f"Statements: {output}")


@click.command(short_help="List who is who across articles.")
@click.argument("tables", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--output", metavar="FILE", default=SPEAKERS, show_default=True, help="CSV file; - is standard output.")
@click.option("--force", is_flag=True, help="Replace a list that is there, corrections included.")
def speakers(tables: tuple[Path, ...], output: str, force: bool) -> None:
    """Propose which names in TABLES are one person, as a list to correct: one line a name.

    \b
    Propose, correct, use:
      quotes speakers reports/quotes.csv
      quotes compare reports/quotes.csv \\
        --aliases reports/speakers.csv

    Write into the column person by which name somebody goes. A line with an article holds in that article alone; an empty person
    keeps the name apart.
    """
    from .aliases import propose, to_csv

    if output != "-" and Path(output).exists() and not force:
        raise Problem(f"{output} is there already, perhaps with your corrections; name another file with -o, or give --force")
    found = propose(_tables(tables))
    _write(to_csv(found), output)
    people = {line.person for line in found.lines if line.person}
    say(f"{number(len(found.lines), 'name')} of {number(len(people), 'speaker')}", style="bold")
    if output != "-":
        say(f"Speakers: {output}; correct it, then give it to quotes compare --aliases")


def _pairs(done: int, all_of_them: int) -> str:
    return f"compared: {done} of {number(all_of_them, 'pair')}"


def _tables(paths: Sequence[Path]) -> pd.DataFrame:
    """All tables as one."""
    import pandas as pd

    from .table import TableError, read_table

    try:
        return pd.concat([read_table(path) for path in paths], ignore_index=True)
    except (TableError, OSError) as error:
        raise Problem(f"{error}; give tables that quotes analyze wrote") from error


def _write(text: str, output: str) -> None:
    if output == "-":
        put(text)
        return
    try:
        Path(output).parent.mkdir(parents=True, exist_ok=True)
        Path(output).write_text(text, encoding="utf-8-sig", newline="")
    except OSError as error:
        raise Problem(f"{output} cannot be written ({error.strerror or error}); name another file with -o") from error
