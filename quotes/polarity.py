"""What a statement denies: its clauses, and for each word whether it stands in a denied one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from .lists import has, listed
from .wording import REMEMBERED, Wording

FOCUS: Final = 2
"""Content words behind a denial that are what it denies: "non è stata una decisione ben ponderata"."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of words with one verb, as far as punctuation and conjunctions tell."""

    start: int
    """First word."""
    end: int
    """Behind the last word."""
    denied: bool
    """Whether it is denied."""
    negators: tuple[int, ...]
    """The words that deny it."""
    focus: frozenset[int]
    """The words that the denial is about: the first with content behind it."""


@lru_cache(maxsize=REMEMBERED)
def clauses(wording: Wording) -> tuple[Clause, ...]:
    """The clauses in their order; together they cover all words.

    >>> from .wording import wording
    >>> text = wording("Non ho nascosto le accuse, ma la sua storia l'ho rivelata")
    >>> [(" ".join(text.norms[c.start:c.end]), c.denied) for c in clauses(text)]
    [('non ho nascosto le accuse', True), ('ma la sua storia l ho rivelata', False)]
    >>> [c.denied for c in clauses(wording("non voglio altro che pace"))]
    [False]
    >>> [c.denied for c in clauses(wording("non è vero che abbiamo nascosto i documenti"))]
    [False, True]
    """
    norms = wording.norms
    free = affirmed(norms)
    bounds = [0, *(at for at in range(1, len(norms)) if _begins(wording, at, free)), len(norms)]
    found: list[Clause] = []
    for start, end in itertools.pairwise(bounds):
        if start == end:
            continue
        clause = _clause(norms, start, end, free)
        if found and norms[start] == "che" and _raises(norms, found[-1]):
            clause = replace(clause, denied=not clause.denied, negators=found[-1].negators, focus=_focus(norms, [start], end))
            found[-1] = replace(found[-1], denied=False, negators=(), focus=frozenset())
        found.append(clause)
    return tuple(found)


def _raises(norms: Sequence[str], clause: Clause) -> bool:
    """Whether a denied clause says no more than that the next one is not so: "non credo", "non è vero"."""
    about = [at for at in range(clause.start, clause.end) if at not in clause.negators and not has("function", norms[at])]
    return clause.denied and all(has("raising", norms[at]) for at in about)


@lru_cache(maxsize=REMEMBERED)
def affirmed(norms: tuple[str, ...]) -> frozenset[int]:
    """Negators that deny nothing: those of "non solo", "non posso che", "non ... altro che"."""
    freed = {at for start, end, _ in listed("affirming").find(norms) for at in range(start, end)}
    for start, _, _ in listed("restrictions").find(norms):
        denial = next((at for at in range(start - 1, max(start - 6, -1), -1) if norms[at] == "non"), None)
        if denial is not None:
            freed |= {denial, *range(start, start + 2)}
    return frozenset(freed)


def _begins(wording: Wording, at: int, freed: frozenset[int]) -> bool:
    """Whether a clause begins at this word."""
    norms = wording.norms
    if at in freed:
        return False
    if norms[at - 1] == "non":  # "non che": the denial keeps its word
        return False
    if wording.tokens[at].pause or has("clause_openers", norms[at]) or has("without", norms[at]):
        return True
    return (
        has("joining", norms[at])
        and at + 1 < len(norms)
        and (has("negators", norms[at + 1]) or has("quantifiers", norms[at + 1]))
    )


def _clause(norms: Sequence[str], start: int, end: int, freed: frozenset[int]) -> Clause:
    negators = tuple(
        start + at
        for name in ("negators", "without")
        for at, _, _ in listed(name).find(norms[start:end])
        if start + at not in freed and not _pronoun_ne(norms, start + at, end)
    )
    lacking = [at for at in range(start, end) if has("lacking", norms[at])]
    denied = bool(negators) ^ (len(lacking) % 2 == 1)
    return Clause(start, end, denied, negators, _focus(norms, negators, end) | frozenset(lacking))


def _focus(norms: Sequence[str], negators: Sequence[int], end: int) -> frozenset[int]:
    """The first words with content behind each denial, else the copula: "non è"."""
    focus: set[int] = set()
    for negator in negators:
        said = [at for at in range(negator + 1, end) if not has("negators", norms[at]) and not has("function", norms[at])]
        focus.update(said[:FOCUS])
    if not focus and negators:
        focus.update(at for at in range(negators[0] + 1, end) if has("auxiliaries", norms[at]))
    return frozenset(focus)


def _pronoun_ne(norms: Sequence[str], at: int, end: int) -> bool:
    """Whether "ne" is the pronoun (ne parlo) and not "né": only two of them, or one behind a denial, deny."""
    if norms[at] != "ne":
        return False
    others = [other for other in range(max(0, at - 8), min(end + 8, len(norms))) if other != at]
    return not any(norms[other] == "ne" for other in others) and not any(norms[other] == "non" for other in others if other < at)
