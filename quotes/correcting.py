"""Corrections laid over the rows of an analysis: each finds its words again, and none that does not is lost.

A corrected row gets the rule "corrected" and confidence 1. Rows keep their quote_id; one that was added or had to be made again
gets the next free number of its article.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from .corrections import PARTS, Correction, CorrectionError, Value, hash_of, read
from .failures import Failure, ReadingError
from .layout import paragraphs
from .records import Article, Quotation, Span

log = logging.getLogger("quotes")

SAME: Final = 0.5
"""Overlap (intersection over union) from which a row that another analysis found is the one that was corrected."""
RULE: Final = "corrected"
GONE: Final = "its words are no longer in the article, or stand there several times"


def corrected(
    analysed: Iterable[tuple[Article, list[Quotation]]],
    path: str | Path | None,
    *,
    strict: bool = False,
    failures: list[Failure] | None = None,
) -> Iterator[tuple[Article, list[Quotation]]]:
    """Each article with its rows as the corrections of the file ``path`` leave them; as they are where ``path`` is None.

    At the end each correction that could not be applied is a Failure: appended to ``failures``, logged without such a list, or
    raised as ReadingError with ``strict``. Raises CorrectionError for a file that cannot be read.
    """
    if path is None:
        yield from analysed
        return
    book = Book(path)
    for article, rows in analysed:
        yield article, book.apply(article, rows)
    for failure in book.left():
        if strict:
            raise ReadingError(failure)
        if failures is None:
            log.warning("%s", failure)
        else:
            failures.append(failure)


class Book:
    """The corrections of one file, and what became of each."""

    def __init__(self, path: str | Path) -> None:
        """Read them. Raises CorrectionError for a file that cannot be read."""
        self.path = str(path)
        self._lines = read(path)
        self._open: dict[int, str] = {}
        self._by_article: dict[str, list[int]] = {}
        self._by_text: dict[str, list[int]] = {}
        for place, (number, line) in enumerate(self._lines):
            if isinstance(line, CorrectionError):
                self._open[number] = str(line)
                continue
            self._open[number] = f"there is no article {line.article!r} among those analysed; the correction stays in the file"
            self._by_article.setdefault(line.article, []).append(place)
            self._by_text.setdefault(line.text_hash, []).append(place)

    def about(self, article: Article) -> list[Correction]:
        """The corrections of an article, in their order: those made under its id, and those made on the same text."""
        return [correction for _, correction in self._about(article)]

    def apply(self, article: Article, rows: Sequence[Quotation]) -> list[Quotation]:
        """``rows`` of ``article`` as its corrections leave them."""
        found = list(rows)
        taken = max((number_of(row.quote_id) for row in rows), default=0)
        for number, correction in self._about(article):
            try:
                found = apply(article, found, correction, taken=taken)
            except CorrectionError as error:
                if number in self._open:
                    self._open[number] = (
                        f"{correction.about()}, in article {article.id!r}: {error}; the correction stays in the file"
                    )
            else:
                self._open.pop(number, None)
        return found

    def checked(self, article: Article) -> bool:
        """Whether somebody read the article as it is and said that all is right; a later correction takes nothing from that."""
        return any(
            correction.action == "checked" and correction.text_hash == hash_of(article.text) for correction in self.about(article)
        )

    def left(self) -> list[Failure]:
        """What could not be applied so far, line by line, with the reason."""
        return [Failure(self.path, number, reason) for number, reason in sorted(self._open.items())]

    def _about(self, article: Article) -> list[tuple[int, Correction]]:
        if not self._lines:
            return []
        places = sorted({*self._by_article.get(article.id, ()), *self._by_text.get(hash_of(article.text), ())})
        found = []
        for place in places:
            number, line = self._lines[place]
            if isinstance(line, Correction):
                found.append((number, line))
        return found


def apply(article: Article, rows: Sequence[Quotation], correction: Correction, *, taken: int = 0) -> list[Quotation]:
    """``rows`` of ``article``, in text order, after one correction. Raises CorrectionError where its words are not found.

    Applied twice it changes nothing more. A new row gets a number above those of ``rows`` and above ``taken``.
    """
    if correction.anchor is None:
        if correction.text_hash != hash_of(article.text):
            raise CorrectionError("the article has changed since it was checked; read it again")
        return list(rows)
    text = article.text
    was, now = correction.anchor.find(text), _place(correction, "quote", text)
    if was is None and now is None:
        raise CorrectionError(GONE)
    marked = correction.row.get("kind") != "indirect"
    row = _same(rows, [span for span in (was, now) if span is not None], marked)
    others = [other for other in rows if other is not row]
    if correction.action == "reject":
        return others
    if row is None:
        row = _made_again(article, rows, correction, now or was, taken)
    elif all(getattr(row, name) == value for name, value in correction.set.items()):
        row = replace(row, confidence=1.0, rule=RULE)  # the analysis says so itself by now
    else:
        row = _with(article, row, {**correction.derived, **correction.set}, correction)
    return sorted([*others, row], key=lambda r: (r.start, -r.end))


def _place(correction: Correction, part: str, text: str) -> Span | None:
    anchor = correction.places.get(part)
    return None if anchor is None else anchor.find(text)


def _same(rows: Sequence[Quotation], spans: Sequence[Span], marked: bool) -> Quotation | None:
    """The row that stands at one of ``spans``, or overlaps one most; a statement without marks is none with marks."""
    best, most = None, 0.0
    for row in rows:
        if (row.kind != "indirect") != marked and Span(row.start, row.end) not in spans:
            continue
        overlap = max(_overlap(Span(row.start, row.end), span) for span in spans)
        if overlap > most:
            best, most = row, overlap
    return best if most >= SAME else None


def _overlap(a: Span, b: Span) -> float:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return max(shared, 0) / (max(a.end, b.end) - min(a.start, b.start))


def _with(article: Article, row: Quotation, values: dict[str, Value], correction: Correction) -> Quotation:
    """``row`` with ``values``; parts of the text with the offsets at which they stand now."""
    changes: dict[str, object] = {"confidence": 1.0, "rule": RULE}
    for name, value in values.items():
        changes[name] = value
        if name not in PARTS:
            continue
        prefix = "" if name == "quote" else f"{name}_"
        span = None if value is None else _place(correction, name, article.text)
        if value is not None and span is None:
            raise CorrectionError(f"its {name} «{value}» is no longer in the article")
        changes[f"{prefix}start"] = span.start if span else None
        changes[f"{prefix}end"] = span.end if span else None
        if name == "quote" and span is not None:
            changes["paragraph"] = paragraph_of(article.text, span.start)
    return replace(row, **changes)  # type: ignore[arg-type]  # names and values are those that corrections.check let pass


def _made_again(article: Article, rows: Sequence[Quotation], correction: Correction, span: Span | None, taken: int) -> Quotation:
    """The row of a correction where no analysed row is there: one that was added, or that this analysis does not find."""
    assert span is not None
    new = blank(article, span, rows)
    number = max(number_of(new.quote_id), taken + 1)
    return _with(article, replace(new, quote_id=f"{article.id}:{number}"), dict(correction.row), correction)


def blank(article: Article, span: Span, rows: Sequence[Quotation]) -> Quotation:
    """A new row at ``span`` beside the article's ``rows``, of which nothing is known but what the text shows."""
    return Quotation(
        article=article.id,
        quote_id=f"{article.id}:{1 + max((number_of(row.quote_id) for row in rows), default=0)}",
        kind="direct",
        quote=span.of(article.text),
        speaker=None,
        cue=None,
        cue_lemma=None,
        how="none",
        confidence=1.0,
        mention=None,
        role=None,
        speaker_type=None,
        addressee=None,
        venue=None,
        stance=None,
        negated=False,
        conditional=False,
        group=1 + max((row.group for row in rows), default=-1),
        nested=any(row.kind != "indirect" and Span(row.start, row.end).covers(span) for row in rows),
        closed=True,
        repair=None,
        rule=RULE,
        start=span.start,
        end=span.end,
        mention_start=None,
        mention_end=None,
        cue_start=None,
        cue_end=None,
        paragraph=paragraph_of(article.text, span.start),
        title=article.title,
        source=article.source,
        date=article.date,
        url=article.url,
    )


def paragraph_of(text: str, offset: int) -> int:
    """Index of the paragraph that ``offset`` stands in or behind."""
    return max(0, sum(paragraph.start <= offset for paragraph in paragraphs(text)) - 1)


def number_of(quote_id: str) -> int:
    """The number at the end of a quote_id; 0 where there is none.

    >>> number_of("2024/alfa:12"), number_of("alfa")
    (12, 0)
    """
    _, _, number = quote_id.rpartition(":")
    return int(number) if number.isascii() and number.isdigit() else 0
