"""Speech introduced by a dash: a line's, or a turn within the line, with the journalist between dashes.

— Parte o non parte? — chiede Lia. — Parte.

The same dashes begin lists, place lines (ROMA – ...) and times (20.05 – ...), and stand around asides; so a text has such
speech only where the lines that a dash begins read like speech together, and nothing is taken from a text where they do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .records import Span
from .voice import opens_clause, speaks_in_person

LINE_DASH = re.compile(r"(--?|[–—―])(?:[ \u00a0]+(?=\S)|(?=[A-ZÀ-Ý¿¡]))")
"""At the head of a line, with a space behind it or right before a capital ("-Ho dormito due ore, dice il danese")."""
INNER_DASH = {
    "-": re.compile(r"(?<=[ \u00a0])-(?=[ \u00a0]|$)"),
    "--": re.compile(r"(?<=[ \u00a0])--(?=[ \u00a0]|$)"),
    "–": re.compile(r"(?<=[ \u00a0])–(?=[ \u00a0]|$)"),
    "—": re.compile(r"(?<=[ \u00a0])—(?=[ \u00a0]|$)"),
    "―": re.compile(r"(?<=[ \u00a0])―(?=[ \u00a0]|$)"),
}
SENTENCE_END = re.compile(r"[.!?…][»”\"'’)]*$")
SPOKEN_END = re.compile(r"[.!?…,][»”\"'’)]*$")
LEAST_LINES = 2
"""Lines of speech by their look alone; one is enough where a reporting clause stands in it between dashes."""
FINISHED_SHARE = 0.75
"""Share of the dash lines that must end like sentences: points of a list mostly end with ; or with nothing."""
SPOKEN_SHARE = 0.34
"""Share that must show speech: a question or cry, a first or second person, or a reporting clause between dashes. In the
style article with such lines 10 of 13 show it; of the lists in tests/spans none."""


class Turn(NamedTuple):
    """Words spoken behind a dash."""

    dash: int
    """Offset of the dash."""
    span: Span
    """The words, without the dash."""
    goes_on: bool
    """Whether they continue the sentence of the turn before, which the journalist interrupted."""


def find_dialogue(text: str, layout: Sequence[Span]) -> list[Turn]:
    """The turns of speech that dashes introduce, in text order; empty where dashes begin no speech.

    >>> text = "— Parte o non parte? — chiede Lia. — Parte.\\n— Meno male."
    >>> [turn.span.of(text) for turn in find_dialogue(text, [Span(0, text.index("\\n")), Span(text.index("\\n") + 1, len(text))])]
    ['Parte o non parte?', 'Parte.', 'Meno male.']
    >>> find_dialogue("- pane\\n- latte", [Span(0, 6), Span(7, 14)])
    []
    """
    found: list[Turn] = []
    for dash in INNER_DASH:
        lines = [(p, m) for p in layout if (m := LINE_DASH.match(text, p.start, p.end)) and m.group(1) == dash]
        if not lines or not _is_speech(text, lines, dash):
            continue
        opened = {p.start: m.end() for p, m in lines}
        for paragraph in layout:
            found += _turns_of(text, paragraph, opened.get(paragraph.start), dash)
    return sorted(found)


def _is_speech(text: str, lines: Sequence[tuple[Span, re.Match[str]]], dash: str) -> bool:
    """Whether the lines that this dash begins are speech and no list."""
    bodies = [text[m.end() : p.end] for p, m in lines]
    reported = sum(_has_insert(body, dash) for body in bodies)
    finished = sum(SENTENCE_END.search(body[-6:]) is not None for body in bodies)
    spoken = sum(_sounds_spoken(body, dash) for body in bodies)
    small = sum(body[0].islower() for body in bodies)
    if finished < FINISHED_SHARE * len(bodies) or small > (1 - FINISHED_SHARE) * len(bodies):
        return False
    return reported > 0 or (len(bodies) >= LEAST_LINES and spoken >= SPOKEN_SHARE * len(bodies))


def _sounds_spoken(body: str, dash: str) -> bool:
    return "?" in body or "!" in body or speaks_in_person(body) or _has_insert(body, dash)


def _has_insert(body: str, dash: str) -> bool:
    """Whether a reporting clause begins behind a dash inside, or behind the last comma: – Parte? – chiede Lia; – Parte, dice Lia."""
    return _reported(body, 0, len(body)) is not None or any(
        opens_clause(body, _behind(body, m.end(), len(body))) for m in INNER_DASH[dash].finditer(body)
    )


def _behind(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _turns_of(text: str, paragraph: Span, opened: int | None, dash: str) -> Iterator[Turn]:
    """The turns of one paragraph; ``opened`` is where the words begin if a dash begins the line."""
    speaking, start, mark, goes_on = opened is not None, opened or paragraph.start, paragraph.start, False
    for found in INNER_DASH[dash].finditer(text, start, paragraph.end):
        behind = _behind(text, found.end(), paragraph.end)
        before = text[start : found.start()].rstrip()[-6:]
        if speaking and (opens_clause(text, behind) or (SPOKEN_END.search(before) and text[behind : behind + 1].islower())):
            if turn := _turn(text, mark, start, found.start(), goes_on=goes_on):
                yield turn
            speaking, start = False, behind
        elif not speaking and _speech_begins(text, before, behind, inside=opened is not None):
            speaking, start, mark, goes_on = True, behind, found.start(), not SENTENCE_END.search(before)
    if speaking and (turn := _turn(text, mark, start, paragraph.end, goes_on=goes_on)):
        yield turn


def _speech_begins(text: str, before: str, behind: int, *, inside: bool) -> bool:
    """Whether a dash behind the journalist's words opens speech: — dice. — Vengo; — dice, — ma non subito."""
    if SENTENCE_END.search(before):
        return text[behind : behind + 1].isupper() or text[behind : behind + 1] in '«“"¿¡…'
    return inside and (before.endswith((",", ":")) or text[behind : behind + 1].islower())


COMMA = re.compile(r",[ \u00a0]+")


def _reported(text: str, start: int, end: int) -> int | None:
    """Where the words of a turn end that a clause of the journalist's behind a comma closes: "-Ho dormito due ore, | dice il danese"."""
    stops = [m for m in COMMA.finditer(text, start, end) if opens_clause(text, m.end())]
    closing = stops[-1] if stops else None
    if closing is None or re.search(r"[?!,;:–—-]\s|\.\s\S", text[closing.end() : end]):
        return None
    return closing.start()


def _turn(text: str, dash: int, start: int, end: int, *, goes_on: bool) -> Turn | None:
    end = _reported(text, start, end) or end
    while end > start and text[end - 1].isspace():
        end -= 1
    return Turn(dash, Span(start, end), goes_on) if end > start else None
