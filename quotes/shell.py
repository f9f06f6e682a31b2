"""What every command says and how: errors, messages that fit the terminal, progress, exact output.

Tables and texts go to standard output or into files; everything here but `put` goes to standard error.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click
from rich.console import Console
from rich.text import Text

from .failures import Failure

SHOWN = 10
"""Failures, and articles of a note, that are listed before "and ... more"."""
NARROW = 40
"""Columns that every message must be readable in."""


Command = TypeVar("Command", bound=Callable[..., object])


def columns(command: Command) -> Command:
    """The options ``--text-column`` and ``--id-column`` of a command that reads tables of articles."""
    text = click.option("--text-column", metavar="NAME", default="text", show_default=True, help="Column (key) of the text.")
    return text(
        click.option("--id-column", metavar="NAME", default="id", show_default=True, help="Column (key) of the id.")(command)
    )


class Problem(click.ClickException):
    """An error that ends the run: "Error: what is wrong; what to do"."""

    def show(self, file: object = None) -> None:
        say(f"Error: {self.message}", style="red")


def say(text: str, *, style: str = "", indent: int = 0) -> None:
    """A line on standard error: wrapped between words at a terminal, whole elsewhere."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    lines = [" " * indent + text]
    if console.is_terminal:
        width = max(shutil.get_terminal_size().columns, NARROW // 2)
        lines = textwrap.wrap(
            text,
            width,
            initial_indent=" " * indent,
            subsequent_indent=" " * (indent + 2),
            break_long_words=False,
            break_on_hyphens=False,
        )
    for line in lines:
        console.print(Text(line, style=style), soft_wrap=True)


def articles_and_rows(articles: int, rows: int) -> str:
    """How far an analysis is."""
    return f"{number(articles, 'article')}, {number(rows, 'row')}"


@contextmanager
def counting(
    *, quiet: bool, first: str = "reading and parsing", tell: Callable[[int, int], str] = articles_and_rows
) -> Iterator[Callable[[int, int], None]]:
    """Show how far the run is, at a terminal; the function given takes two numbers, of articles and rows so far unless ``tell`` says otherwise.

    ``first`` stands there until it is called.
    """
    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda one, other: None
        return
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    text = TextColumn("{task.description}", markup=False)
    with Progress(SpinnerColumn(), text, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(first, total=None)
        yield lambda one, other: bar.update(task, description=tell(one, other))


def tell_failures(failures: Sequence[Failure]) -> None:
    if not failures:
        return
    say(f"Failed: {len(failures)}", style="red")
    for failure in failures[:SHOWN]:
        say(str(failure), indent=2)
    if len(failures) > SHOWN:
        say(f"and {len(failures) - SHOWN} more", indent=2)


def put(text: str) -> None:
    """Standard output, exactly: no other encoding, no other line ends; at a terminal with a last line end."""
    data = text.encode("utf-8", "replace")
    if sys.stdout.isatty():
        click.echo(text, nl=not text.endswith("\n"))
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def number(count: int, noun: str) -> str:
    """
    >>> number(1, "row"), number(2, "row")
    ('1 row', '2 rows')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def some(names: Iterable[str]) -> str:
    """
    >>> some("abc")
    'a, b, c'
    >>> some(str(n) for n in range(12))
    '0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more'
    """
    listed = list(names)
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    return ", ".join(listed[:SHOWN]) + more
