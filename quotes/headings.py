"""Marks in headlines and in headings inside an article: what they hold is said in the text below."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .context import TITLE_WIDTH, Context
from .records import Kind, QuotedSpan
from .rows import Row
from .runs import fold, name_tokens

ENDED = re.compile(r"[.!…][»”\"'’)]*\s*$")
"""How the paragraph before a heading ends: a colon would introduce the quotation, and a question would be answered by it."""


def is_heading(context: Context, quoted: QuotedSpan) -> bool:
    """«Ci hanno lasciati soli», a line of its own without a full stop between two paragraphs of prose."""
    index = context.paragraph_at(quoted.outer.start)
    if not 0 < index < len(context.paragraphs) - 1 or not quoted.closed or quoted.parent is not None:
        return False
    line = context.paragraphs[index].of(context.text).strip()
    alone = line == quoted.outer.of(context.text).strip()
    said = quoted.span.of(context.text).strip()
    if not alone or len(line) > TITLE_WIDTH / 2 or not said[:1].isupper() or re.search(r"[.!?…,;:]$", said):
        return False
    before, behind = (context.paragraphs[i].of(context.text).strip() for i in (index - 1, index + 1))
    return ENDED.search(before) is not None and len(before) > len(line) and len(behind) > len(line)


def echoed(context: Context, index: int, kinds: Sequence[Kind]) -> bool:
    """Whether a few words in a headline's marks are said in the body: "Warren ci penserà «seriamente»"."""
    quoted = context.quoted[index]
    if kinds[index] != "scare" or not context.is_headline(context.paragraph_at(quoted.outer.start)):
        return False
    words = quoted.span.of(context.text).lower().strip(" .,!?…")
    return any(
        kind in {"direct", "mixed"} and body.span.start > quoted.span.end and _says(body.span.of(context.text).lower(), words)
        for body, kind in zip(context.quoted, kinds, strict=True)
    )


def _says(said: str, words: str) -> bool:
    """ "siamo stati smidollati": whether the words are said, one word alone neither as a tag nor as what somebody is not ("non è razzista")."""
    found = re.search(rf"(?<![\w#]){re.escape(words)}(?!\w)", said)
    if found is None or " " in words:
        return found is not None
    clause = re.split(r"[.!?;:,\n]", said[: found.start()])[-1]
    return re.search(r"\b(?:non|né|mai)\b", clause) is None


REPEATED = 0.6
"""Share of a headline's content words that a quotation of the body must hold to be the same."""


def announced_below(context: Context, row: Row, rows: list[Row], *, at_head: bool) -> None:
    """A headline's quotation is the one of the body that repeats it, whoever the headline calls its speaker.

    Where none does and nothing attributes it: that of the body which shares most words with it, or the article's main speaker's.
    Under a heading inside the article (not ``at_head``) it is whoever speaks next.
    """
    own = _content(row.span.of(context.text))
    spoken = [r for r in rows if r.speaker is not None and r.span.start > row.span.end]
    if not spoken:
        return
    best = max(spoken, key=lambda r: (len(own & _content(r.span.of(context.text))), -r.span.start))
    shared = len(own & _content(best.span.of(context.text)))
    if row.speaker is not None:
        if shared >= max(2.0, REPEATED * len(own)):
            row.speaker = best.speaker
        return
    if not shared and not at_head:
        best = min(spoken, key=lambda r: r.span.start)
    elif not shared:
        counts = Counter(r.speaker.key for r in spoken if r.speaker is not None)
        best = max(spoken, key=lambda r: (counts[r.speaker.key] if r.speaker else 0, -r.span.start))
    row.speaker, row.how, row.rule = best.speaker, "implied", "headline"


def _content(text: str) -> set[str]:
    return {fold(t)[:6] for t in name_tokens(text) if len(t) > 3}
