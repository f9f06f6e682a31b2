"""A verb of speech that is put in between another clause's subject and verb: "Il governo, ha insistito, non arretra"."""

from __future__ import annotations

import re

from .context import Context
from .cues import Cue

ADVERBS_BEHIND = re.compile(r"(?:\s[a-zà-ù]+){0,2},\s")


def enclosed(context: Context, cue: Cue) -> bool:
    """Whether commas stand on both sides of a verb and another finite verb follows: what stands before it is that verb's subject."""
    behind = ADVERBS_BEHIND.match(context.text, cue.span.end, cue.sentence.span.end)
    if not cue.finite or behind is None or not context.text[: cue.span.start].endswith(", "):
        return False
    between = [w for w in cue.sentence.words if cue.span.end <= w.start < behind.end() - 2]
    ahead = [w for w in cue.sentence.words if w.start >= behind.end() and w.upos not in {"ADV", "PRON"}]
    return all(w.upos == "ADV" for w in between) and bool(ahead) and ahead[0].feat("VerbForm") == "Fin"
