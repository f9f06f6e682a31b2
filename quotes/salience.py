"""Who stands in the foreground of a text at a place: salience after Lappin and Leass.

Every mention of somebody raises their salience by a weight that depends on how they are mentioned, and all salience fades
from sentence to sentence. A dropped subject, a pronoun or a description means the most salient of those that agree with it.
Source: S. Lappin and H. Leass, "An Algorithm for Pronominal Anaphora Resolution", Computational Linguistics 20(4), 1994; the
weights here are for Italian news, where whoever is quoted tends to be quoted on.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

Factor = Literal["spoke", "topic", "subject", "embedded", "object", "oblique", "announced"]
WEIGHTS: dict[Factor, float] = {
    "spoke": 10.0,  # quoted here
    "topic": 30.0,  # besides: the first in its sentence, before the verb, governed by nothing
    "subject": 40.0,  # of a main clause
    "embedded": 20.0,  # subject of a clause inside another ("ha detto che suo padre ...")
    "announced": 60.0,  # besides: the last before a colon that opens a quotation
    "object": 22.5,
    "oblique": 15.0,  # behind a preposition
}
DECAY = 0.4
"""What a sentence of the journalist's leaves of all salience before it; sentences wholly in marks take nothing away."""

PROTAGONIST = 20.0
"""What salience the headline's people keep where a story is told of them."""

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Raise(Generic[K]):
    """Somebody came up."""

    offset: int
    who: K
    key: str
    weight: float


class Salience(Generic[K]):
    """Salience of all who came up so far, asked at any later place.

    ``steps``: offsets, in order, at which sentences of the journalist's begin.
    """

    def __init__(self, steps: Sequence[int]) -> None:
        self._steps = steps
        self._raises: list[Raise[K]] = []

    def add(self, offset: int, who: K, key: str, *factors: Factor) -> None:
        """Note a mention of ``who``; equal ``key`` means the same somebody."""
        self._raises.append(Raise(offset, who, key, sum(WEIGHTS[f] for f in factors)))

    def ranking(
        self, offset: int, fit: Callable[[K], float], *, head: int = 0, hero: Callable[[K], bool] | None = None
    ) -> list[tuple[float, K]]:
        """Those who came up before ``offset``, most salient first, each as last mentioned.

        ``fit``: by how much somebody's salience counts here; 0 leaves them out. ``head``: where the headline ends; whoever it names
        never quite leaves the foreground, if ``hero`` accepts them.
        """
        here = bisect_right(self._steps, offset)
        value: dict[str, float] = {}
        last: dict[str, Raise[K]] = {}
        for raised in self._raises:
            if raised.offset >= offset or not (fits := fit(raised.who)):
                continue
            steps = max(0, here - bisect_right(self._steps, raised.offset))
            value[raised.key] = value.get(raised.key, 0.0) + raised.weight * fits * DECAY**steps
            if raised.key not in last or raised.offset >= last[raised.key].offset:
                last[raised.key] = raised
        named = [r for r in self._raises if r.offset < head and r.key in value] if head else []
        protagonists = {r.key: r.who for r in named if hero is None or hero(r.who)}
        for key, who in protagonists.items():
            value[key] += PROTAGONIST * fit(who)
        order = sorted(value, key=lambda key: (-value[key], -last[key].offset))
        return [(value[key], last[key].who) for key in order]

    def foremost(self, start: int, end: int, accept: Callable[[K], bool], *, least: float = 0.0) -> K | None:
        """Who is mentioned most prominently in [start, end), the first of equals; None where nobody is accepted.

        ``least``: the weight that the mention must have.
        """
        there = [r for r in self._raises if start <= r.offset < end and r.weight >= least and accept(r.who)]
        return max(there, key=lambda r: (r.weight, -r.offset)).who if there else None

    def there(self, start: int, end: int, accept: Callable[[K], bool]) -> list[K]:
        """Those who came up in [start, end) and are accepted, in the order of their mentions."""
        return [r.who for r in sorted(self._raises, key=lambda r: r.offset) if start <= r.offset < end and accept(r.who)]

    def recent(self, offset: int, accept: Callable[[K], bool]) -> list[K]:
        """Those who came up before ``offset`` and are accepted, the last mentioned first."""
        last: dict[str, Raise[K]] = {}
        for raised in sorted(self._raises, key=lambda r: r.offset):
            if raised.offset < offset and accept(raised.who):
                last[raised.key] = raised
        return [r.who for r in sorted(last.values(), key=lambda r: -r.offset)]
