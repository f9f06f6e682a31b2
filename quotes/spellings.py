"""One spelling for one name: "Carla Neri Todorov" and, once, "Carla Neri Todorv"."""

from __future__ import annotations

from .entity import Entity

LEAST, LONG = 5, 8
"""Letters from which one letter may be wrong, and from which two may where the name has three words."""


def join_spellings(text: str, entities: list[Entity], by_token: dict[str, list[Entity]]) -> None:
    """Make one entity of two full names that differ in the spelling of one word behind the first; the more frequent spelling stays,
    of equals the fuller."""
    for first in [e for e in entities if len(e.tokens) > 1]:
        same = [e for e in by_token.get(first.tokens[0], []) if e is not first and e in entities and first in entities]
        for other in same:
            pairs = [(a, b) for a, b in zip(first.tokens, other.tokens, strict=False) if a != b]
            if len(first.tokens) != len(other.tokens) or len(pairs) != 1 or not misspelt(*pairs[0], most=len(first.tokens) - 1):
                continue
            kept, wrong = sorted((first, other), key=lambda e: (-text.count(e.name), -len(e.name), e.places[0]))
            kept.aliases += [b for a, b in zip(kept.tokens, wrong.tokens, strict=True) if a != b]
            absorb(kept, wrong, entities, by_token)
            break


def absorb(whole: Entity, part: Entity, entities: list[Entity], by_token: dict[str, list[Entity]]) -> None:
    """Let ``whole`` answer to all that ``part`` has answered to."""
    whole.places = sorted({*whole.places, *part.places})
    entities.remove(part)
    for token in set(part.tokens):
        by_token[token] = [e for e in by_token[token] if e is not part]
        if whole not in by_token[token]:
            by_token[token].append(whole)


def misspelt(a: str, b: str, *, most: int = 1) -> bool:
    """Whether two words are likely one, spelt in two ways: at most ``most`` letters apart, and not in the ending alone.

    >>> misspelt("todorov", "todorv"), misspelt("ferrari", "ferraro"), misspelt("neri", "nesi")
    (True, False, False)
    """
    short = min(len(a), len(b))
    if short < LEAST or a[0] != b[0] or (len(a) == len(b) and a[:-1] == b[:-1]):
        return False
    return _apart(a, b, min(most, 2) if short >= LONG else 1)


def _apart(a: str, b: str, most: int) -> bool:
    """Whether at most ``most`` letters are to be put in, left out, changed, or swapped with the next to make ``a`` of ``b``."""
    while a and b and a[0] == b[0]:
        a, b = a[1:], b[1:]
    if not a or not b:
        return len(a) + len(b) <= most
    if not most:
        return False
    swapped = a[:2] == b[1::-1] and _apart(a[2:], b[2:], most - 1)
    return swapped or _apart(a[1:], b[1:], most - 1) or _apart(a[1:], b, most - 1) or _apart(a, b[1:], most - 1)
