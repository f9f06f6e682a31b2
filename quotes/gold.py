"""Gold annotation: articles of which somebody has written down who said what.

One JSON object a line with ``id``, ``text``, ``quotes`` and ``indirect``, as ``data/gold/GUIDE.md`` describes. What is read here
is checked: an offset that does not fit its words would spoil every figure measured with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, get_args

from .records import How, Span

GoldKind = Literal["speech", "scare", "title", "indirect"]
KINDS: Final[tuple[str, ...]] = get_args(GoldKind)
HOWS: Final[tuple[str, ...]] = get_args(How)


class GoldError(ValueError):
    """Gold that cannot be used; the message names the file and the line or article."""


@dataclass(frozen=True, slots=True)
class GoldRow:
    """One annotated quotation or statement."""

    span: Span
    """Its characters, marks excluded."""
    kind: str
    """speech, scare, title, or indirect for a statement without marks."""
    speaker: str | None
    """The fullest name in the article; None where nobody is named."""
    how: str
    """explicit, pronoun, dropped, implied or none."""
    cue_lemma: str | None
    """Dictionary form of the words that report; None where there are none."""
    nested: bool
    """Inside another quotation."""
    cue: Span | None = None
    """Where the words that report stand; None where there are none, or the file does not say."""


@dataclass(frozen=True, slots=True)
class GoldArticle:
    """One annotated article."""

    id: str
    text: str
    quotes: tuple[GoldRow, ...]
    """Marked spans, in the order of the file."""
    indirect: tuple[GoldRow, ...]
    """Statements without marks, likewise."""


def read_gold(paths: Iterable[str | Path]) -> list[GoldArticle]:
    """The articles of several gold files, in their order.

    Raises GoldError for a file without quotations, for two articles of one id, and for what is no such annotation; OSError for
    a file that cannot be read.
    """
    articles: list[GoldArticle] = []
    seen: dict[str, Path] = {}
    for path in map(Path, paths):
        found = [_article(line, f"{path}, line {number}") for number, line in _lines(path)]
        if not any(article.quotes for article in found):
            raise GoldError(f"{path}: this gold has no quotation: nothing would be measured")
        for article in found:
            if article.id in seen:
                raise GoldError(f"{path}: the article {article.id!r} is there twice (also in {seen[article.id]})")
            seen[article.id] = path
        articles += found
    if not articles:
        raise GoldError("no gold was given: nothing would be measured")
    return articles


def _lines(path: Path) -> Iterable[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8-sig") as file:
            return [(number, line) for number, line in enumerate(file, 1) if line.strip()]
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: this is no UTF-8 text, so it cannot be gold ({error.reason})") from error


def _article(line: str, where: str) -> GoldArticle:
    try:
        record: object = json.loads(line)
    except ValueError as error:
        raise GoldError(f"{where}: this is no JSON ({error}); gold has one object a line") from error
    if not isinstance(record, dict):
        raise GoldError(f"{where}: an article must be a JSON object")
    name, text = record.get("id"), record.get("text")
    if not isinstance(name, str) or not isinstance(text, str):
        raise GoldError(f"{where}: an article must have the texts id and text")
    lists = {key: record.get(key) for key in ("quotes", "indirect")}
    rows: dict[str, tuple[GoldRow, ...]] = {}
    for key, value in lists.items():
        if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
            raise GoldError(f"{where}: {key} must be a list of objects")
        rows[key] = tuple(_row(row, key == "indirect", text, f"{where} ({name}), {key} {at}") for at, row in enumerate(value, 1))
    return GoldArticle(name, text, rows["quotes"], rows["indirect"])


def _row(record: Mapping[str, object], indirect: bool, text: str, where: str) -> GoldRow:
    start, end = record.get("start"), record.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise GoldError(f"{where}: start and end must be offsets into the text, not {start!r} and {end!r}")
    span = Span(start, end)
    if record.get("text", span.of(text)) != span.of(text):
        raise GoldError(f"{where}: the text at {start}-{end} is {span.of(text)[:40]!r}, not {str(record['text'])[:40]!r}")
    kind = "indirect" if indirect else record.get("kind")
    how = record.get("how")
    if not isinstance(kind, str) or kind not in KINDS:
        raise GoldError(f"{where}: kind is {kind!r}, none of {', '.join(KINDS[:3])}")
    if not isinstance(how, str) or how not in HOWS:
        raise GoldError(f"{where}: how is {how!r}, none of {', '.join(HOWS)}")
    speaker, lemma = record.get("speaker"), record.get("cue_lemma")
    if not isinstance(speaker, str | None) or not isinstance(lemma, str | None):
        raise GoldError(f"{where}: speaker and cue_lemma must be texts or null")
    first, last = record.get("cue_start"), record.get("cue_end")
    cue = Span(first, last) if isinstance(first, int) and isinstance(last, int) else None
    return GoldRow(span, kind, speaker or None, how, lemma or None, bool(record.get("nested")), cue)
