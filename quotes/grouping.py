"""Which of many things go together, when each group has a first one and all others must answer to that.

Strong ties are joined before weak ones, so that nothing is drawn into the group of an early stranger while its twin is still to come. Star
clusters (Aslam, Pelekhov and Rus 2004, https://doi.org/10.7155/jgaa.00084), grown from their ties as Kruskal grows a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable


def groups(ties: Iterable[tuple[int, int]], count: int, answers: Callable[[int, int], bool]) -> list[list[int]]:
    """Groups of two or more of the numbers below ``count``, each in order; the smallest of a group is its first.

    ``ties``: pairs of numbers that answer to each other, the strongest first. ``answers``: whether the second of two numbers may stand in a group of
    which the first is the first; it is asked only for what no tie tells.

    >>> groups([(1, 2), (0, 1)], 3, lambda first, other: False)
    [[1, 2]]
    >>> groups([(1, 2), (0, 1)], 3, lambda first, other: True)
    [[0, 1, 2]]
    """
    strongest = list(ties)
    known = {pair: True for one, other in strongest for pair in ((one, other), (other, one))}
    members = [[at] for at in range(count)]
    for one, other in strongest:
        lead, follow = sorted((members[one], members[other]), key=lambda group: group[0])
        if lead is follow:
            continue
        first = lead[0]
        for at in follow:
            if (first, at) not in known:
                known[first, at] = answers(first, at)
            if not known[first, at]:
                break
        else:
            lead.extend(follow)
            for at in follow:
                members[at] = lead
    return [sorted(group) for at, group in enumerate(members) if group[0] == at and len(group) > 1]
