"""Where a quotation without its closing mark may end: at a sentence's or paragraph's end, or before a reporting clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from .records import Span
from .voice import bare_edges, clause_edges

CROSS_LINE = 0.4
CROSS_PARAGRAPH = 4.0
"""Price of a quotation's running over a line's end. In texts with a sentence a line every gold quotation of several sentences
does, 67 of 378; in texts with a paragraph a line 1 of 197."""
CROSS_HEADING = 2.0
"""More where the line does not end like a sentence: a heading's quotation ends in it."""
SENTENCE_A_LINE = 1.3
"""Mean number of sentences in a paragraph below which the text has one sentence a line: 1.0 in the gold texts that do, 2 and more in the others."""
STOP = re.compile(r"[.!?…]++[»”\"'’)\]]*+")
BLANK_LINE = re.compile(r"\n[ \t\r]*+\n|\u2029")
ABBREVIATION = re.compile(
    r"\b(?:[A-ZÀ-Ý]|dott|dr|sig|sigg|on|sen|prof|avv|ing|arch|geom|mons|gen|col|cap|art|artt|n|nr|pag|cfr|st|ss|mr|mrs|ecc)$",
    re.IGNORECASE,
)
STARTERS = "«“\"„‘'’(‹<[-–—"
FINAL = frozenset(".!?…:;,»”\"'’)“«")


class Turn(NamedTuple):
    """A place where an open quotation may end without a mark, or must pay to go on."""

    end: int
    """Where what stood before ends."""
    begin: int
    """Where what follows begins."""
    kind: Literal["sentence", "clause", "bare", "paragraph"]
    price: float
    """Of going on over a paragraph's end."""

    @property
    def whole(self) -> bool:
        """Whether a sentence ends here, and not only a clause of it."""
        return self.kind in ("sentence", "paragraph")


def sentence_turns(text: str, start: int, end: int) -> list[Turn]:
    """The ends of sentences inside a stretch of text, but for the last.

    >>> [turn.begin for turn in sentence_turns("Parla il dott. Berti. Tutti tacciono.", 0, 37)]
    [22]
    """
    found = []
    for stop in STOP.finditer(text, start, end):
        at = stop.end()
        while at < end and text[at].isspace():
            at += 1
        if at in (stop.end(), end) or not (text[at].isupper() or text[at] in STARTERS):
            continue
        if stop.group().startswith(".") and ABBREVIATION.search(text, max(start, stop.start() - 6), stop.start()):
            continue
        found.append(Turn(stop.end(), at, "sentence", 0.0))
    return found


def find_turns(text: str, layout: Sequence[Span]) -> list[Turn]:
    """All turns of the text, in order; every paragraph ends with one."""
    inner = [sentence_turns(text, p.start, p.end) for p in layout]
    mean = 1 + sum(map(len, inner)) / max(1, len(layout))
    found: list[Turn] = []
    for i, paragraph in enumerate(layout):
        clauses = [Turn(a, b, "clause", 0.0) for a, b in clause_edges(text, paragraph.start, paragraph.end)]
        bare = [Turn(a, b, "bare", 0.0) for a, b in bare_edges(text, paragraph.start, paragraph.end)]
        found += sorted(inner[i] + clauses + bare)
        begin = layout[i + 1].start if i + 1 < len(layout) else len(text)
        line = mean < SENTENCE_A_LINE and not BLANK_LINE.search(text, paragraph.end, begin)
        heading = 0.0 if text[paragraph.end - 1] in FINAL else CROSS_HEADING
        found.append(Turn(paragraph.end, begin, "paragraph", (CROSS_LINE if line else CROSS_PARAGRAPH) + heading))
    return found
