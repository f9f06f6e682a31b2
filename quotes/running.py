"""A run of ``quotes analyze``: articles to a table, with a journal of what is finished, in memory that does not grow with their number."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING

from . import __version__
from .analysis import AnalysisError
from .failures import Failure
from .journal import Entry, Journal, digest
from .records import Article, Quotation

if TYPE_CHECKING:
    from .table import Format

Outcomes = Callable[[Iterator[Article]], Iterable[tuple[Article, list[Quotation] | Failure]]]
"""What analyses articles: each comes back in order with its rows or its failure."""
SAID = frozenset({"direct", "mixed", "indirect"})


@dataclass(slots=True)
class Tally:
    """What a run has made so far, as numbers for its summary."""

    articles: int = 0
    rows: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    cues: Counter[str] = field(default_factory=Counter)
    speakers: set[str] = field(default_factory=set)
    nobody: int = 0
    """Statements by nobody named."""
    mended: int = 0
    """Rows of which marks were mended."""
    notes: dict[str, list[str]] = field(default_factory=dict)
    """Of the reading: the articles of each."""
    failures: list[Failure] = field(default_factory=list)

    def take(self, entry: Entry) -> None:
        """Count one article."""
        if entry.failure is not None:
            self.failures.append(entry.failure)
            return
        self.articles += 1
        self.rows += len(entry.rows)
        for note in entry.notes:
            self.notes.setdefault(note, []).append(entry.article)
        for row in entry.rows:
            self.kinds[row.kind] += 1
            self.mended += row.repair is not None
            if row.kind not in SAID:
                continue
            if row.speaker is None:
                self.nobody += 1
            else:
                self.speakers.add(row.speaker)
            if row.cue_lemma:
                self.cues[row.cue_lemma] += 1


def run(
    articles: Iterable[Article],
    outcomes: Outcomes,
    journal: Journal,
    tally: Tally,
    *,
    strict: bool = False,
    resumed: Callable[[int], None] = lambda finished: None,
    count: Callable[[int, int], None] = lambda articles, rows: None,
) -> None:
    """Finish all articles: those of the journal as they stand there, the others by ``outcomes``; each is written down.

    ``tally`` takes all in; ``resumed`` is told once how many were finished before; ``count`` is called after each article with the
    numbers of articles and rows. Raises AnalysisError for the first failure where ``strict``, and what ``outcomes`` raises.
    """
    for entry in journal.replay(articles):
        _take(entry, tally, strict)
        count(tally.articles, tally.rows)
    if journal.finished:
        resumed(journal.finished)
    for article, found in outcomes(journal.rest()):
        rows, failure = ((), found) if isinstance(found, Failure) else (tuple(found), None)
        entry = Entry(article.id, digest(article), article.notes, rows, failure)
        _take(entry, tally, strict)
        journal.add(entry)
        count(tally.articles, tally.rows)


def _take(entry: Entry, tally: Tally, strict: bool) -> None:
    if strict and entry.failure is not None:
        raise AnalysisError(entry.failure)
    tally.take(entry)


def write(journal: Journal, target: str, form: Format) -> None:
    """The table of all that the journal holds. Raises TableError, OSError."""
    from .streaming import write_rows  # late, since it takes pandas along

    write_rows((row for entry in journal.entries() for row in entry.rows), target, format=form)


def maker_of(models: str, lexicon: Sequence[Path]) -> str:
    """A digest of all that makes rows of articles: the program, its words, the models (their digest), words of the user's own."""
    parts = [__version__, models, _program()]
    for path in lexicon:
        for file in sorted(path.rglob("*.csv")) if path.is_dir() else [path]:
            parts.append(hashlib.sha256(file.read_bytes()).hexdigest())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


@lru_cache(maxsize=1)
def _program() -> str:
    """Of the modules and lists of words, so that rows of two states of the program never meet in one table."""
    found = hashlib.sha256()
    package = files("quotes")
    for folder in (package, package / "lexicon"):
        for file in sorted(folder.iterdir(), key=lambda one: one.name):
            if _counts(file):
                found.update(file.name.encode() + b"\0" + file.read_bytes())
    return found.hexdigest()


def _counts(file: Traversable) -> bool:
    return file.is_file() and file.name.endswith((".py", ".csv", ".toml"))
