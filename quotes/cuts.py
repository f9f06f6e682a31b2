"""Whether one statement is a part of another, and whether what was left out turned it round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq

from .differences import Difference, Pair
from .lists import has
from .polarity import Clause, clauses
from .wording import Wording

KEPT: Final = 0.9
"""Part of the shorter text's words that stand in the longer in their order, at the least; the others carry no content."""
RUN: Final = 2.5
"""Words that stand together on average, at the least: words picked one by one make no cut."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One text as a part of the other."""

    shorter_is_a: bool
    """Which is the part."""
    blocks: tuple[tuple[int, int, int], ...]
    """(first word in the shorter, first word in the longer, words) of each stretch kept."""
    kept: float
    """Part of the shorter text's words that the longer has."""


def cut(a: Wording, b: Wording) -> Cut | None:
    """How one text is a part of the other; None where it is not.

    >>> from .wording import wording
    >>> whole = wording("Il ponte riapre lunedì, e ne siamo lieti, ma senza camion")
    >>> found = cut(whole, wording("Il ponte riapre lunedì […] ma senza camion"))
    >>> found.blocks if found else None
    ((0, 0, 4), (4, 8, 3))
    """
    if not a.content or not b.content:
        return None
    shorter_is_a = len(a.tokens) <= len(b.tokens)
    shorter, longer = (a, b) if shorter_is_a else (b, a)
    if not shorter.essence <= longer.vocabulary:
        return None
    blocks = [
        (code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in LCSseq.opcodes(shorter.spellings, longer.spellings)
        if code.tag == "equal"
    ]
    words = sum(length for _, _, length in blocks)
    inside = {at for start, _, length in blocks for at in range(start, start + length)}
    if any(at not in inside for at in shorter.content) or words < KEPT * len(shorter.tokens):
        return None
    if any(at not in inside and has("negators", norm) for at, norm in enumerate(shorter.norms)):
        return None
    if words < RUN * len(blocks) and len(blocks) > 1:
        return None
    return Cut(shorter_is_a, tuple(blocks), words / len(shorter.tokens))


def turned(pair: Pair, found: Cut) -> list[Difference]:
    """Denials and doubts that were left out although what they are about was kept: the part says another thing than the whole."""
    longer = pair.b if found.shorter_is_a else pair.a
    kept = {at + step: start + step for start, at, length in found.blocks for step in range(length)}
    differences = []
    for clause in clauses(longer):
        for negator in clause.negators:
            about = _about(longer, clause, negator)
            left = [at for at in about if at in kept]
            if not left or any(other in kept for other in clause.negators):
                continue
            whole, part = (negator, left[0] + 1), (kept[left[0]], kept[left[0]] + 1)
            order = (part, whole) if found.shorter_is_a else (whole, part)
            differences.append(pair.difference("negation", *order))
            break
    return differences


def _about(text: Wording, clause: Clause, negator: int) -> Sequence[int]:
    """The words that a denial is about, nearest first."""
    return sorted(at for at in clause.focus if at > negator)
