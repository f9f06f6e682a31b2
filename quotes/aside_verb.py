"""A verb of speech that is put in between another clause's subject and verb: "Il governo, ha insistito, non arretra"."""

from __future__ import annotations

import re

from .context import Context
from .cues import Cue

COMPLEMENTS = re.compile(r"(?:\s[^\s,;:.«»“”\"()–—]+){0,7},\s")
OPENED = re.compile(r",\s(?:si\s)?$")


def enclosed(context: Context, cue: Cue) -> bool:
    """Whether commas stand around a verb with its mere complements ("si legge nella nota") and another finite verb follows, so that what
    stands before it is that verb's subject."""
    behind = COMPLEMENTS.match(context.text, cue.span.end, cue.sentence.span.end)
    if not cue.finite or behind is None or OPENED.search(context.text[max(0, cue.span.start - 5) : cue.span.start]) is None:
        return False
    between = [w for w in cue.sentence.words if cue.span.end <= w.start < behind.end() - 2]
    ahead = [w for w in cue.sentence.words if w.start >= behind.end() and w.upos not in {"ADV", "PRON"}]
    inside = {w.index for w in cue.sentence.subtree(cue.word)}
    complements = [w for w in between if w.head == cue.word.index]
    mere = all(w.index in inside for w in between) and all(w.rel in {"obl", "advmod", "iobj"} for w in complements)
    return mere and bool(ahead) and ahead[0].feat("VerbForm") == "Fin"
