"""Marks given to players, a line each: "FERRI 6,5 - Para tutto. «Giornata facile», scherza": who speaks in the line is whom it judges."""

from __future__ import annotations

import re

from .context import Context
from .names import Names
from .speaker import Speaker, speaker_of
from .words import words

CARD = re.compile(
    r"(?P<bench>(?i:all\.|allenatore|mister|ct)\s)?(?:(?i:arb\.|arbitro)\s)?"
    r"(?P<name>[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*){0,2}),?:?\s(?:voto\s)?(?:\d|10)(?:[.,]5|½)?\s?[-–—:.(]"
)
""" "FERRI 6,5 - ", "ALL. DE SANTIS 4 - ", "Ferri 7:"."""
BENCH = words("bench_nouns")
NO_NAME = words("openers", "prepositions", "fused_prepositions", "months", "days")
FEWEST = 2
"""Lines of this kind that an article must have."""


def cards(context: Context) -> dict[int, re.Match[str]]:
    """Paragraph -> the name and the mark at its head, in an article that gives several."""
    found = {i: m for i, p in enumerate(context.paragraphs) if (m := CARD.match(context.text, p.start, p.end)) is not None}
    found = {i: m for i, m in found.items() if m.group("name").lower() not in NO_NAME}  # "Alle 6.10 - "
    return found if len(found) >= FEWEST else {}


def judged(context: Context, names: Names, card: re.Match[str]) -> Speaker:
    """Whom a line judges, as the rest of the text spells the name: "DI CARLO" is Di Carlo."""
    name = card.group("name")
    if name.isupper():
        spelt = re.compile(rf"\b(?!{re.escape(name)}\b){re.escape(name)}\b", re.I).search(context.text)
        name = spelt.group() if spelt is not None and spelt.group()[0].isupper() else name.title()
    known = next((e for e in names.matching(name) if e.person and not e.name.isupper()), None)
    return speaker_of(known) if known is not None else Speaker(name, "person")
