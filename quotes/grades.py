"""Marks around a grade: what analysts advise, and the steps of a scale. Nobody's words, though a noun of speech stands before them."""

from __future__ import annotations

import re

from .context import Context
from .records import QuotedSpan
from .words import words

GRADES = words("grades")
RATED = re.compile(
    r"\b(?:giudizi[oi]?|rating|raccomandazion[ei]|valutazion[ei]|consigli[oi]?|vot[oi]|indicazion[ei])\b[^.;:!?]{0,60}$", re.I
)
FROM = re.compile(r"\b(?:da|dal|dalla|dallo|dall['’])\s?$", re.I)
TO = re.compile(r"\s(?:(?:in|fino)\s)?(?:a|ad|al|alla|allo|all['’])\s?")
STEP = 3
"""Words of a step at most ("altamente probabile")."""


def rated(context: Context, quoted: QuotedSpan) -> bool:
    """ "ha un giudizio «buy» sul titolo", "abbassa il rating a «vendere»": what to do with a share, behind the noun for such advice."""
    before = context.text[max(0, quoted.outer.start - 80) : quoted.outer.start]
    return quoted.span.of(context.text).strip().lower() in GRADES and RATED.search(before) is not None


def on_a_scale(context: Context, quoted: QuotedSpan) -> bool:
    """ "il rischio sale da «moderato» a «elevato»": two steps in marks, from one to the other."""
    return any(
        quoted in {low, high}
        and FROM.search(context.text, max(0, low.outer.start - 8), low.outer.start) is not None
        and TO.fullmatch(context.between(low.outer.end, high.outer.start)) is not None
        and _step(context, low)
        and _step(context, high)
        for low, high in zip(context.quoted, context.quoted[1:], strict=False)
    )


def _step(context: Context, quoted: QuotedSpan) -> bool:
    found = [p.word for p in context.words(quoted.span) if p.word.upos != "PUNCT"]
    return 0 < len({w.start for w in found}) <= STEP and not any(w.feat("VerbForm") == "Fin" for w in found)
