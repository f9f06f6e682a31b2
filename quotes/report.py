"""The report: one page of HTML that needs nothing but itself, from a table and, where they are given, its articles' texts.

What articles say is hostile until shown otherwise: the template escapes every value, links lead to http(s) only, and the page
forbids its browser (Content-Security-Policy) to run or load anything but the script and the style that are part of it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from . import __version__, summary
from .failures import Failure
from .highlights import Marked, Piece, pieces
from .labels import Labels, Language
from .lexicons import STANCES
from .links import web_address
from .matching import matching
from .plots import Bar, bars, timeline
from .records import Article, Quotation, Span
from .table import put_bytes, to_rows, validate, write_whole
from .versions import Statement

if TYPE_CHECKING:
    from jinja2 import Environment

SHOWN = 20
"""Speakers and verbs that are drawn before the rest is folded away."""
LISTED = 200
"""Speakers and verbs that are listed at all; the CSV files have the others."""
DOUBTS = 50
"""Rows to check that have a line of their own; the filter finds the others."""
STANCE_SPEAKERS = 15
"""Lines of the table of stances."""
SHADES = 5
"""Steps of darkness in it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A row of the table as the page shows it."""

    row: Quotation
    number: int
    """Its number on the page, from 1: the anchors ``n1`` (the note) and ``q1`` (the place in the text)."""
    place: int
    """Its number in the article, from 1: what the reader sees."""
    doubtful: bool
    """Whether it is among the rows to look at first."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of an article, and the notes of the quotations that begin in it."""

    pieces: Sequence[Piece]
    notes: Sequence[Note]


@dataclass(frozen=True, slots=True)
class Sheet:
    """An article on the page."""

    number: int
    """From 1: the anchor ``a1``."""
    id: str
    title: str | None
    source: str | None
    date: str | None
    url: str | None
    """None unless it leads to http(s)."""
    notes: Sequence[Note]
    """In the table's order."""
    lines: Sequence[Line] | None
    """The text with its notes beside it; None where it is not known."""

    @property
    def by_number(self) -> dict[int, Note]:
        """The notes by their number on the page."""
        return {note.number: note for note in self.notes}


@dataclass(frozen=True, slots=True)
class Shade:
    """A cell of the table of stances."""

    count: int
    depth: int
    """0 for none, up to SHADES for the largest count of the table."""


@dataclass(frozen=True, slots=True)
class Page:
    """All that the template shows."""

    title: str | None
    sheets: Sequence[Sheet]
    notes: Sequence[Note]
    counts: Mapping[str, int]
    kinds: Sequence[Bar]
    hows: Sequence[tuple[Bar, float]]
    """With the mean confidence."""
    speakers: Sequence[tuple[Bar, str | None]]
    """With the role."""
    stance_terms: Sequence[str]
    """The stances of all rows, for the filter."""
    stance_names: Sequence[str]
    """Those in the table of stances."""
    stances: Sequence[tuple[str, Sequence[Shade]]]
    verbs: Sequence[tuple[Bar, str | None]]
    """With the stance."""
    sources: Sequence[Bar]
    months: Sequence[Bar]
    undated: int
    articles: Sequence[Bar]
    statements: Sequence[Statement] | None
    texts: int
    """How many articles show their text."""


def write_report(
    df: pd.DataFrame,
    path: str | Path,
    *,
    articles: Iterable[Article] = (),
    statements: Sequence[Statement] | None = None,
    language: Language = "it",
    title: str | None = None,
    table: Path | None = None,
    failures: list[Failure] | None = None,
    day: date | None = None,
) -> None:
    """Write the report on ``df`` to ``path``, as a whole or not at all.

    ``articles``: with them each article stands on the page with its quotations in place; ``failures`` receives those that are
    missing or that the table does not fit, which show their rows alone. ``statements``: the part on statements across articles
    appears only with them. ``table``: the file of ``df``, whose name and fingerprint the page tells; ``day``: when it was made,
    today unless given.

    Raises TableError for an unsound table, ImportError where jinja2 is missing, OSError.
    """
    html = render(
        df,
        articles=articles,
        statements=statements,
        language=language,
        title=title,
        table=table,
        failures=failures,
        day=day,
    )
    data = html.encode("utf-8", "replace")  # half a character of a damaged text must not cost the page
    write_whole(Path(path), partial(put_bytes, data))


def render(
    df: pd.DataFrame,
    *,
    articles: Iterable[Article] = (),
    statements: Sequence[Statement] | None = None,
    language: Language = "it",
    title: str | None = None,
    table: Path | None = None,
    failures: list[Failure] | None = None,
    day: date | None = None,
) -> str:
    """The page of :func:`write_report` as text."""
    df = validate(df)
    rows = to_rows(df)
    given = list(articles)
    texts, unfit = matching(rows, given) if given else ({}, [])
    if failures is not None:
        failures += unfit
    page = _page(df, rows, texts, statements=statements, title=title)
    style, script = _part("report.css"), _part("report.js")
    html = (
        _environment()
        .get_template("report.html.j2")
        .render(
            page=page,
            say=Labels(language),
            style=style,
            script=script,
            policy=f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'",
            version=__version__,
            day=(day or date.today()).isoformat(),
            summary=summary,
            shown=SHOWN,
            doubts=DOUBTS,
            unfit=len(unfit),
            numbers={note.row.quote_id: note.number for note in page.notes},
            table=table.name if table else "DataFrame",
            digest=hashlib.sha256(table.read_bytes()).hexdigest() if table else None,
        )
    )
    return html.strip() + "\n"


@cache
def _environment() -> Environment:
    """The templates' environment, which keeps them compiled."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("quotes"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _part(name: str) -> str:
    return files("quotes").joinpath("templates", name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    """The source expression that allows exactly this inline content: https://www.w3.org/TR/CSP3/#grammardef-hash-source."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"


# ------------------------------------------------------------------------------------------------------------- the page


def _page(
    df: pd.DataFrame,
    rows: Sequence[Quotation],
    texts: Mapping[str, Article],
    *,
    statements: Sequence[Statement] | None,
    title: str | None,
) -> Page:
    doubtful = (df["repair"].notna() | summary.is_doubtful(df)).tolist()
    sheets = _sheets(rows, doubtful, texts)
    said = summary.speech(df)
    speakers, verbs, hows = summary.speakers(df), summary.verbs(df), summary.hows(df)
    sources, months, articles = summary.sources(df), summary.months(df), summary.articles(df)
    stance_names, stances = _stances(summary.stances(df))
    kinds = df["kind"].value_counts(sort=True).rename_axis("kind").reset_index(name="rows")
    return Page(
        title=title,
        sheets=sheets,
        notes=[note for sheet in sheets for note in sheet.notes],
        counts={
            "articles": len(sheets),
            "rows": len(df),
            "said": len(said),
            "speakers": len(speakers),
            "verbs": len(verbs),
            "nobody": int(said["speaker"].isna().sum()),
            "doubts": sum(doubtful),
        },
        kinds=bars(kinds, "kind", ["rows"]),
        hows=list(zip(bars(hows, "how", ["rows"]), hows["confidence"].tolist(), strict=True)),
        speakers=_beside(bars(speakers, "speaker", summary.SPEECH, most=LISTED), speakers["role"]),
        stance_terms=[name for name in (*STANCES, summary.UNKNOWN) if name in set(df["stance"].fillna(summary.UNKNOWN))],
        stance_names=stance_names,
        stances=stances,
        verbs=_beside(bars(verbs, "cue_lemma", summary.SPEECH, most=LISTED), verbs["stance"]),
        sources=bars(sources, "source", summary.SPEECH, most=LISTED) if sources["source"].notna().any() else [],
        months=timeline(months, summary.SPEECH),
        undated=int(months.loc[months["month"].isna(), "rows"].sum()),
        articles=bars(articles, "article", summary.SPEECH),
        statements=statements,
        texts=sum(sheet.lines is not None for sheet in sheets),
    )


def _beside(drawn: Sequence[Bar], column: pd.Series) -> list[tuple[Bar, str | None]]:
    """Each bar with its value of ``column``."""
    values = [value if isinstance(value, str) else None for value in column.tolist()]
    return list(zip(drawn, values[: len(drawn)], strict=True))


def _stances(counted: pd.DataFrame) -> tuple[list[str], list[tuple[str, list[Shade]]]]:
    """Names of the stances that occur, and a line of cells for each of the first speakers."""
    head = counted.head(STANCE_SPEAKERS)
    names = [name for name in counted.columns if name not in ("speaker", "rows") and head[name].any()]
    most = max((int(head[name].max()) for name in names), default=1)
    lines = []
    for speaker, *counts in head[["speaker", *names]].itertuples(index=False, name=None):
        lines.append((str(speaker), [Shade(int(n), -(-int(n) * SHADES // most)) for n in counts]))
    return names, lines


def _sheets(rows: Sequence[Quotation], doubtful: Sequence[bool], texts: Mapping[str, Article]) -> list[Sheet]:
    """The articles in the table's order."""
    by_id: dict[str, list[Note]] = {}
    for number, (row, doubt) in enumerate(zip(rows, doubtful, strict=True), start=1):
        notes = by_id.setdefault(row.article, [])
        notes.append(Note(row, number, len(notes) + 1, doubt))
    sheets = []
    for number, (id, notes) in enumerate(by_id.items(), start=1):
        row = notes[0].row
        lines = _lines(texts[id].text, notes) if id in texts else None
        sheets.append(Sheet(number, id, row.title, row.source, row.date, web_address(row.url), notes, lines))
    return sheets


def _lines(text: str, notes: Sequence[Note]) -> list[Line]:
    waiting = {note.number: note for note in notes}
    lines = [
        Line(line, [waiting.pop(row) for piece in line for row in piece.begins])
        for line in pieces(text, [_marked(note) for note in notes])
    ]
    # What quotes nothing but white space begins in no paragraph; its note still must not get lost.
    return [*lines, Line((), list(waiting.values()))] if waiting else lines


def _marked(note: Note) -> Marked:
    row = note.row
    return Marked(
        note.number, Span(row.start, row.end), _span(row.mention_start, row.mention_end), _span(row.cue_start, row.cue_end)
    )


def _span(start: int | None, end: int | None) -> Span | None:
    return None if start is None or end is None else Span(start, end)
