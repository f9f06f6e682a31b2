"""Offices that people named side by side share: "gli avvocati Ada Neri e Ugo Bini", "Ada Neri e Ugo Bini, i consiglieri della Lega"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from .context import Context
from .lexicons import Role
from .records import Span
from .runs import Sequence as Run
from .tree import Word

JOINED = re.compile(r",\s|,?\sed?\s")
BEFORE = re.compile(r"(?<![\w’'])(?P<noun>[a-zà-ù]{4,})\s$")
BEHIND = re.compile(r",\s(?:(?:i|gli|le)\s)?(?:(?:due|tre|quattro)\s)?(?P<noun>[a-zà-ù]{4,})\b")


def joint_offices(context: Context, runs: Sequence[Run]) -> Iterator[tuple[Run, Word, Role]]:
    """Each name of a row with the plural noun for an office right before or behind the row, and its role."""
    for row in _rows(context.text, runs):
        first, last = row[0].span.start, row[-1].span.end
        found = BEFORE.search(context.text, max(0, first - 30), first) or BEHIND.match(context.text, last)
        place = next(context.words(Span(*found.span("noun"))), None) if found is not None else None
        if place is None or place.word.upos != "NOUN" or place.word.feat("Number") == "Sing":
            continue
        role = context.lexicon.role(place.word.lemma, place.word.lemma)
        if role is not None and role.type == "person":
            yield from ((run, place.word, role) for run in row)


def _rows(text: str, runs: Sequence[Run]) -> Iterator[list[Run]]:
    """Full names joined by commas and "e"; "e" stands before the last."""
    ordered = sorted((run for run in runs if " " in run.text), key=lambda run: run.span.start)
    row: list[Run] = ordered[:1]
    for before, run in pairwise(ordered):
        if JOINED.fullmatch(text, before.span.end, run.span.start):
            row.append(run)
            continue
        if len(row) > 1:
            yield row
        row = [run]
    if len(row) > 1:
        yield row
