"""The proper names of a statement, as its capitals show them, and what the lexicon knows of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from .lists import has, same
from .wording import REMEMBERED, Wording

HEAD: Final = 3
"""Letters that any two words share which `kin` takes for forms of one."""


@dataclass(frozen=True, slots=True)
class Name:
    """A stretch of words with capitals."""

    start: int
    """First word."""
    end: int
    """Behind the last word."""
    bodies: frozenset[int]
    """Labels of the bodies that the lexicon has under this name."""


@lru_cache(maxsize=REMEMBERED)
def names_in(text: Wording) -> tuple[Name, ...]:
    """The proper names of a text.

    >>> from .wording import wording
    >>> [(name.start, name.end) for name in names_in(wording("Lo disse Anna Ferri a Torre del Greco"))]
    [(2, 4), (5, 8)]
    """
    found: list[Name] = []
    at = 0
    while at < len(text.tokens):
        end = at
        while end < len(text.tokens) and (text.tokens[end].name or (end > at and _inside_name(text, end))):
            end += 1
        if end > at:
            labels = {label for first, _, label in same("names").find(text.norms[at:]) if first < end - at}
            found.append(Name(at, end, frozenset(labels)))
        at = max(end, at + 1)
    return tuple(found)


@lru_cache(maxsize=REMEMBERED)
def bodies_in(text: Wording) -> frozenset[int]:
    """Labels of the bodies that a text names."""
    return frozenset(label for _, _, label in same("names").find(text.norms))


def _inside_name(text: Wording, at: int) -> bool:
    """A particle between two parts of a name: Corea del Sud."""
    following = text.tokens[at + 1] if at + 1 < len(text.tokens) else None
    return has("particles", text.norms[at]) and following is not None and following.name and not text.tokens[at].pause


def beginning(text: Wording, word: str) -> Sequence[str]:
    """The words of a text that begin with the same HEAD letters as another word: all its forms are among them."""
    return _by_beginning(text).get(word[:HEAD], ())


@lru_cache(maxsize=REMEMBERED)
def _by_beginning(text: Wording) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for norm in text.norms:
        found[norm[:HEAD]].append(norm)
    return dict(found)
