"""A row of the table while it is made."""

from __future__ import annotations

from dataclasses import dataclass

from .cues import Cue
from .phrases import Mention
from .records import How, Kind, QuotedSpan, Span
from .speaker import Speaker


@dataclass(eq=False)
class Row:
    """A quotation in the making."""

    kind: Kind
    span: Span
    cue: Cue | None
    colon: Span | None
    mention: Mention | None
    rule: str | None
    quoted: QuotedSpan | None
    index: int | None = None
    speaker: Speaker | None = None
    how: How = "none"
