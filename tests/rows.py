"""A row of the table to make others from."""

from __future__ import annotations

from quotes.records import Quotation

BLANK = Quotation(
    article="a",
    quote_id="a:1",
    kind="direct",
    quote="Sì",
    speaker=None,
    cue=None,
    cue_lemma=None,
    how="none",
    confidence=0.8,
    mention=None,
    role=None,
    speaker_type=None,
    addressee=None,
    venue=None,
    stance=None,
    negated=False,
    conditional=False,
    group=0,
    nested=False,
    closed=True,
    repair=None,
    rule=None,
    start=1,
    end=3,
    mention_start=None,
    mention_end=None,
    cue_start=None,
    cue_end=None,
    paragraph=0,
)
"""A quotation that nobody can be found for."""
