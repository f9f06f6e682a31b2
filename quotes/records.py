"""The facts that pass between the stages: frozen records, each a few plain fields.

Every position is a character offset into one fixed text, ``Article.text``; strings are derived from it, never edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["direct", "mixed", "indirect", "scare", "title"]
How = Literal["explicit", "pronoun", "dropped", "implied", "none"]
SpeakerType = Literal["person", "organisation", "group", "unnamed"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open stretch of characters.

    >>> Span(3, 7).of("Le parole")
    'paro'
    """

    start: int
    """Offset of the first character."""
    end: int
    """Offset behind the last character."""

    def of(self, text: str) -> str:
        """The characters of ``text`` that the span covers."""
        return text[self.start : self.end]

    def covers(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside.

        >>> Span(0, 9).covers(Span(3, 7))
        True
        """
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether the two share a character.

        >>> Span(0, 3).meets(Span(3, 7))
        False
        """
        return self.start < other.end and other.start < self.end

    def __len__(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Article:
    """One article: a text that never changes again, and what is known about it."""

    id: str
    """File stem, or the value of the id column; unique in a run."""
    text: str
    """The text that all offsets refer to."""
    title: str | None = None
    """Headline as the source gives it beside the text."""
    source: str | None = None
    """Newspaper, agency or site."""
    date: str | None = None
    """Day of publication as the source writes it."""
    url: str | None = None
    """Where the article stands."""
    notes: tuple[str, ...] = ()
    """What reading had to mend (encoding, mojibake), in words for the user."""


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """Text between quotation marks, as the marks alone tell."""

    span: Span
    """The quoted characters, marks excluded."""
    outer: Span
    """The same with its marks; equal to ``span`` on a side that has no mark of its own."""
    closed: bool
    """Whether a closing mark of its own stands at the end."""
    repair: str | None
    """What was mended, a term of ``spans.REPAIRS``; None when the marks were sound."""
    group: int
    """Spans of one interrupted or continued quotation share it; counts from 0."""
    parent: int | None
    """Index, in the article's list of spans, of the span around this one; None at the top."""
    paragraph: int
    """Index of the paragraph in which the span begins."""
    inserts: tuple[Span, ...] = ()
    """Stretches inside in which the journalist may speak («Si tratta - dicono dalla CRI - di ...»), dashes excluded."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """One row of the table; the fields are its columns, in their order."""

    article: str
    """The article's id."""
    quote_id: str
    """Article id, a colon and a number that counts the rows in text order from 1."""
    kind: Kind
    """direct, mixed, indirect, scare or title."""
    quote: str
    """``text[start:end]``."""
    speaker: str | None
    """The fullest name that the article gives, without role; of somebody unnamed the fullest description."""
    cue: str | None
    """The words that report: "ha affermato", "secondo", ":"."""
    cue_lemma: str | None
    """Their dictionary form: affermare, secondo, ":"."""
    how: How
    """How the speaker is said: explicit, pronoun, dropped, implied, none."""
    confidence: float
    """Probability that speaker and cue are right, 0 to 1."""
    mention: str | None
    """The words that name the speaker in the attributing clause."""
    role: str | None
    """Office or function: "segretario generale della NATO"."""
    speaker_type: SpeakerType | None
    """person, organisation, group or unnamed; None without a speaker."""
    addressee: str | None
    """To whom it was said: "ai giornalisti"."""
    venue: str | None
    """Where it was said: "in un post sul blog"."""
    stance: str | None
    """Stance of the cue, from the lexicon."""
    negated: bool
    """The cue is denied: "non ha detto"."""
    conditional: bool
    """Hearsay: "avrebbe detto"."""
    group: int
    """Rows of one interrupted or continued quotation share it."""
    nested: bool
    """Inside another quotation."""
    closed: bool
    """A closing mark of its own is there; True without marks."""
    repair: str | None
    """What was mended about the marks."""
    rule: str | None
    """Name of the rule that linked it."""
    start: int
    """Offset of the first character of the quotation."""
    end: int
    """Offset behind its last character."""
    mention_start: int | None
    """Offset of the mention."""
    mention_end: int | None
    """Offset behind the mention."""
    cue_start: int | None
    """Offset of the cue."""
    cue_end: int | None
    """Offset behind the cue."""
    paragraph: int
    """Index of the paragraph in which it begins, from 0."""
    title: str | None = None
    """Of the article."""
    source: str | None = None
    """Of the article."""
    date: str | None = None
    """Of the article."""
    url: str | None = None
    """Of the article."""
