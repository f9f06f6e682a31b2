"""Who speaks in marks inside marks, where the words around them report it: "«Gli ho risposto: "No"»", "«Mi disse: "Vieni"»"."""

from __future__ import annotations

from .context import Context
from .records import Span
from .rows import Row
from .speaker import Speaker, speaker_of
from .speakers import Discourse


def teller(context: Context, row: Row, rows: list[Row]) -> Row | None:
    """The quotation whose own words report this one with a verb that names nobody; None where the journalist's do."""
    if row.cue is None or row.quoted is None or row.quoted.parent is None or row.mention is not None:
        return None
    outer = next((r for r in rows if r.index == row.quoted.parent and r.quoted is not None), None)
    inside = outer is not None and outer.span.covers(row.cue.span) and context.voice(row.cue.word) == row.quoted.parent
    return outer if inside and outer is not None and outer.speaker is not None else None


def told_inside(context: Context, row: Row, outer: Row, discourse: Discourse) -> Speaker | None:
    """Of a verb in the first person who tells it, of another whom they have named last; None where they name nobody.

    "«È venuta Anna Neri. Mi ha detto: "Lei parla troppo"»".
    """
    if row.cue is None or row.cue.person == "1":
        return outer.speaker
    told = outer.speaker.key if outer.speaker is not None else ""
    for run in reversed(discourse.names.in_span(Span(outer.span.start, row.cue.span.start))):
        found = discourse.names.matching(run.text)
        if found and found[0].person and speaker_of(found[0]).key != told and not row.cue.plural:
            return speaker_of(found[0])
    return None
