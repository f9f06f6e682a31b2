"""What makes two statements on one matter different claims, each difference with its places in both texts.

No similarity tells "aumenterà" from "non aumenterà", or 2027 from 2032; these rules do, from closed lists and the order of words. Each
looks for one kind of difference in a `Pair` and is listed in CLAIMS; that the two speak of one matter is for others to say.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, Literal

from rapidfuzz.distance import Indel

from .alignment import INFLECTED, NAMED, Alignment, align, kin, kinship
from .capitals import Name, beginning, bodies_in, names_in
from .letters import plain
from .lists import Topic, has, listed, opposites, prefixes, same
from .meaning import Meaning
from .numerals import value_of
from .polarity import Clause, affirmed, clauses
from .quantities import Quantity, quantities
from .records import Span
from .wording import REMEMBERED, Wording
from .words import words

DifferenceKind = (
    Literal["negation", "number", "amount", "date", "modality", "swap", "exchange", "added", "removed", "reworded"] | Topic
)

MEANT: Final = 0.6
"""Worth of a match by list or meaning from which a denied word counts as the same, where the other text denies nothing."""
NEAR_COPY: Final = 0.75
"""Part of the content words of the shorter text that stand in the other, from which the rest can be read as an exchange."""
DOUBT: Final = 4
"""Words in an expression of doubt at the most."""
EXCHANGED: Final = 2
"""Words with content in an exchange at the most."""
FRAME: Final = 4
"""Words with content that are equal around an exchange at the least."""
ROUNDED: Final = 0.05
"""Part by which "circa" may round."""
DERIVED: Final = 6
"""Letters of a word behind its prefix at the least: continuità in discontinuità."""
MONEY: Final = frozenset(("%", "euro", "dollari", "sterline"))


@dataclass(frozen=True, slots=True)
class Difference:
    """A place in which two statements differ; an empty span stands where the other text has something more."""

    kind: DifferenceKind
    """negation, number, amount (money, percentages, stretches of time), date, modality, swap (who does it to whom), a topic of opposites
    (direction, quantity, time, place, judgement, act, person); or, without weight for the claim: added, removed, reworded."""
    a: Span
    """Characters of the first text."""
    b: Span
    """Characters of the second."""


@dataclass(frozen=True)
class Pair:
    """Two statements with what several rules need, each thing made when it is first asked for."""

    a: Wording
    b: Wording
    meaning: Meaning | None = None
    """What the alignment may use beside form and lexicon."""
    speakers: frozenset[str] = frozenset()
    """Words of the speakers' names: who speaks is not who is meant."""

    @cached_property
    def alignment(self) -> Alignment:
        """Which of their words answer to each other."""
        return align(self.a, self.b, self.meaning)

    @cached_property
    def clauses(self) -> tuple[tuple[Clause, ...], tuple[Clause, ...]]:
        """The clauses of both."""
        return clauses(self.a), clauses(self.b)

    @cached_property
    def exact(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """For each word with content the words of the other text that are forms of it, and back."""
        forward: dict[int, list[int]] = {}
        backward: dict[int, list[int]] = {at: [] for at in self.b.content}
        for one in self.a.content:
            forward[one] = [other for other in self.b.content if kinship(self.a.norms[one], self.b.norms[other]) >= INFLECTED]
            for other in forward[one]:
                backward[other].append(one)
        return forward, backward

    @cached_property
    def overlap(self) -> float:
        """Part of the content words of one text that have a form in the other, of the text with the larger part."""
        parts = [sum(map(bool, side.values())) / len(side) for side in self.exact if side]
        return max(parts, default=0.0)

    @cached_property
    def edits(self) -> list[tuple[slice, slice]]:
        """Stretches of words that one text has in place of the other's."""
        codes = Indel.opcodes(self.a.spellings, self.b.spellings)
        merged: list[tuple[slice, slice]] = []
        for code in codes:
            if code.tag == "equal":
                continue
            if merged and merged[-1][0].stop == code.src_start and merged[-1][1].stop == code.dest_start:
                merged[-1] = (slice(merged[-1][0].start, code.src_end), slice(merged[-1][1].start, code.dest_end))
            else:
                merged.append((slice(code.src_start, code.src_end), slice(code.dest_start, code.dest_end)))
        return merged

    def difference(self, kind: DifferenceKind, a: tuple[int, int], b: tuple[int, int]) -> Difference:
        """A difference between the words a[0] to a[1] and b[0] to b[1]."""
        return Difference(kind, self.a.span(*a), self.b.span(*b))


def claims(pair: Pair) -> list[Difference]:
    """All differences that make the claim another, those of one kind and place once, in the order of CLAIMS."""
    return list(dict.fromkeys(found for rule in CLAIMS for found in rule(pair)))


def rewordings(pair: Pair) -> list[Difference]:
    """Every stretch of words in which the texts differ, whether it matters or not."""
    found = []
    for a, b in pair.edits:
        kind: DifferenceKind = "added" if a.start == a.stop else "removed" if b.start == b.stop else "reworded"
        found.append(pair.difference(kind, (a.start, a.stop), (b.start, b.stop)))
    return found


# ------------------------------------------------------------------------------------------------------------- negation


def denials(pair: Pair) -> Iterator[Difference]:
    """A word that one text denies and the other says: "ho nascosto", "non ho nascosto"."""
    of_a, of_b = pair.clauses
    seen: set[tuple[int, int]] = set()
    for backwards, ours, others in ((False, of_a, of_b), (True, of_b, of_a)):
        for clause in ours:
            if not clause.denied:
                continue
            for word in sorted(clause.focus):
                place = _said(pair, word, others, backwards=backwards)
                if place is None:
                    continue
                first = min((*clause.negators, word))
                one, other = (first, max(word, *clause.negators, first) + 1), (place, place + 1)
                key = (clause.start, place) if not backwards else (place, clause.start)
                if key not in seen:
                    seen.add(key)
                    yield pair.difference("negation", other, one) if backwards else pair.difference("negation", one, other)
                break


def _said(pair: Pair, word: int, others: Sequence[Clause], *, backwards: bool) -> int | None:
    """Where the other text says, undenied, the word that this one denies; None where it denies it too or is silent."""
    forms = pair.exact[1 if backwards else 0].get(word, [])
    loose = False
    if not forms:
        at, worth = (pair.alignment.b if backwards else pair.alignment.a).get(word, (-1, 0.0))
        if at < 0 or worth < MEANT or any(clause.denied for clause in others):
            return None
        forms, loose = [at], True
    there = [clause for at in forms for clause in others if clause.start <= at < clause.end]
    if any(clause.denied for clause in there) or (loose and not there) or _turned_twice(pair):
        return None
    return forms[0]


def _turned_twice(pair: Pair) -> bool:
    """Whether the texts have words of opposite meaning, so that a denial of one is the other: nobody loses, all keep."""
    of_a, of_b = poles(pair.a), poles(pair.b)
    return any(
        pole ^ 1 in of_b
        and pole ^ 1 not in of_a
        and pole not in of_b
        and _denied(pair.a, pair.clauses[0], places[0][0]) != _denied(pair.b, pair.clauses[1], of_b[pole ^ 1][0][0])
        for pole, places in of_a.items()
    )


# -------------------------------------------------------------------------------------------------------------- numbers


def amounts(pair: Pair) -> Iterator[Difference]:
    """Numbers that exclude each other: of the same thing, or in the same place."""
    of_a, of_b = quantities(pair.a), quantities(pair.b)
    open_a = [one for one in of_a if not any(_agree(pair, one, other) for other in of_b)]
    open_b = [other for other in of_b if not any(_agree(pair, one, other) for one in of_a)]
    for one in open_a:
        rival = next((other for other in open_b if _compete(pair, one, other)), None)
        if rival is not None:
            open_b.remove(rival)
            yield pair.difference(_numeric_kind(one, rival), (one.start, one.end), (rival.start, rival.end))


def _agree(pair: Pair, one: Quantity, other: Quantity) -> bool:
    if one.agrees(other):
        return True
    vague = [
        text.norms[at]
        for text, quantity in ((pair.a, one), (pair.b, other))
        for at in range(max(0, quantity.start - 2), quantity.start)
        if has("around", text.norms[at])
    ]
    return bool(vague) and abs(one.value - other.value) <= ROUNDED * max(one.value, other.value)


def _compete(pair: Pair, one: Quantity, other: Quantity) -> bool:
    if one.unit and other.unit:
        return kinship(one.unit, other.unit) > 0 or pair.overlap >= NEAR_COPY
    return True


def _numeric_kind(one: Quantity, other: Quantity) -> DifferenceKind:
    units = {one.unit, other.unit}
    if units & {"year", "ora"} or units & words("months"):
        return "date"
    return "amount" if units & {*MONEY, "days"} else "number"


def dates(pair: Pair) -> Iterator[Difference]:
    """Another month or day of the week."""
    for kind in ("months", "days"):
        names = {plain(name) for name in words(kind)}
        of_a = [at for at, norm in enumerate(pair.a.norms) if norm in names]
        of_b = [at for at, norm in enumerate(pair.b.norms) if norm in names]
        if of_a and of_b and not {pair.a.norms[at] for at in of_a} & {pair.b.norms[at] for at in of_b}:
            yield pair.difference("date", (of_a[0], of_a[0] + 1), (of_b[0], of_b[0] + 1))


# ------------------------------------------------------------------------------------------------------------ opposites


def contraries(pair: Pair) -> Iterator[Difference]:
    """Words of opposite meaning: aumentare and diminuire, tutti and pochi. Where one text denies its word the two agree."""
    _, topics = opposites()
    of_a, of_b = poles(pair.a), poles(pair.b)
    for pole, places in sorted(of_a.items()):
        contrary = pole ^ 1
        if contrary in of_a or pole in of_b or contrary not in of_b:
            continue
        one, other = places[0], of_b[contrary][0]
        if _denied(pair.a, pair.clauses[0], one[0]) == _denied(pair.b, pair.clauses[1], other[0]):
            yield pair.difference(topics[pole // 2], one, other)


@lru_cache(maxsize=REMEMBERED)
def poles(text: Wording) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Each pole of opposites that a text has -> the places of its words; empty for most texts."""
    matcher, _ = opposites()
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for start, end, pole in matcher.find(text.norms):
        found[pole].append((start, end))
    return dict(found)


def _denied(text: Wording, found: Sequence[Clause], at: int) -> bool:
    """Whether a word stands in a denied clause. What denies itself is not denied by "non": "non abbiamo mai pagato" says never."""
    return not has("negators", text.norms[at]) and any(clause.denied for clause in found if clause.start <= at < clause.end)


def prefixed(pair: Pair) -> Iterator[Difference]:
    """A word and the same behind a prefix that turns it round: continuità, discontinuità."""
    forward, backward = pair.exact
    open_a = [at for at, forms in forward.items() if not forms]
    open_b = [at for at, forms in backward.items() if not forms]
    for one in open_a:
        for other in open_b:
            a, b = pair.a.norms[one], pair.b.norms[other]
            if (_turned(a, b) or _turned(b, a)) and _denied(pair.a, pair.clauses[0], one) == _denied(
                pair.b, pair.clauses[1], other
            ):
                yield pair.difference("judgement", (one, one + 1), (other, other + 1))


def exchanges(pair: Pair) -> Iterator[Difference]:
    """One word in place of another where all else is equal: who retells changes more, who makes another claim no more than that."""
    blocks = [(a, b) for a, b in pair.edits if _carries(pair.a, a) or _carries(pair.b, b)]
    both = [(a, b) for a, b in blocks if _carries(pair.a, a) and _carries(pair.b, b)]
    if len(both) != 1 or (
        any(_carries(pair.a, a) for a, b in blocks if not _carries(pair.b, b))
        and any(_carries(pair.b, b) for a, b in blocks if not _carries(pair.a, a))
    ):
        return
    a, b = both[0]
    if len(_carries(pair.a, a)) > EXCHANGED or len(_carries(pair.b, b)) > EXCHANGED:
        return
    kept = min(len(pair.a.content) - len(_carries(pair.a, a)), len(pair.b.content) - len(_carries(pair.b, b)))
    alike = max(
        (pair.alignment.a[at][1] for at in _carries(pair.a, a) if pair.alignment.a[at][0] in _carries(pair.b, b)), default=0.0
    )
    if kept >= FRAME and alike < MEANT:
        yield pair.difference("exchange", (a.start, a.stop), (b.start, b.stop))


def _carries(text: Wording, stretch: slice) -> list[int]:
    """The words with content in a stretch."""
    return [at for at in text.content if stretch.start <= at < stretch.stop]


def _turned(word: str, other: str) -> bool:
    return other.startswith(prefixes()) and any(
        other.startswith(prefix) and len(other) - len(prefix) >= DERIVED and kin(word, other[len(prefix) :])
        for prefix in prefixes()
    )


# ----------------------------------------------------------------------------------------------------------- who, where


def names(pair: Pair) -> Iterator[Difference]:
    """Another person, place or body: each text has a name that the other has not."""
    open_a, open_b = _open_names(pair, pair.a, pair.b), _open_names(pair, pair.b, pair.a)
    for one, other in zip(open_a, open_b, strict=False):
        yield pair.difference("person", one, other)


def _open_names(pair: Pair, text: Wording, others: Wording) -> list[tuple[int, int]]:
    """Stretches of names of a text of which no word is in the other one, under no other name of the same body."""
    return [(name.start, name.end) for name in names_in(text) if not _is_known(pair, text, name, others)]


def _is_known(pair: Pair, text: Wording, name: Name, others: Wording) -> bool:
    """Whether the other text has the name, by its last word (Christine Ford, Ford), or another name of the same body."""
    last = text.norms[name.end - 1]
    if last in pair.speakers or same("words").labels(last):
        return True
    if name.bodies and name.bodies & bodies_in(others):
        return True
    if last in others.norms:
        return True
    alike = others.norms if value_of(last) is not None or same("names").labels(last) else beginning(others, last)
    return any(kinship(last, other) >= NAMED for other in alike)


def swaps(pair: Pair) -> Iterator[Difference]:
    """The same words with two names exchanged: Rossi ha battuto Bianchi, Bianchi ha battuto Rossi."""
    if sorted(pair.a.norms) != sorted(pair.b.norms):
        return
    moved = [at for at, (one, other) in enumerate(zip(pair.a.norms, pair.b.norms, strict=True)) if one != other]
    if len(moved) == 2 and all(pair.a.tokens[at].capital for at in moved):
        first, last = moved
        yield pair.difference("swap", (first, last + 1), (first, last + 1))


# ------------------------------------------------------------------------------------------------------------- modality


def modalities(pair: Pair) -> Iterator[Difference]:
    """Certain in one text and possible in the other, or an obligation in one and a permission in the other; near copies only."""
    if pair.overlap < NEAR_COPY:
        return
    for weak, strong in (("possible", ""), ("able", "necessary")):
        for backwards, ours, others in ((False, pair.a, pair.b), (True, pair.b, pair.a)):
            mine, theirs = _first(weak, ours), _first(weak, others)
            if mine is None or theirs is not None:
                continue
            against = _first(strong, others) if strong else _counterpart(pair, mine, backwards=backwards)
            if against is None or (strong and _first(strong, ours) is not None):
                continue
            yield pair.difference("modality", against, mine) if backwards else pair.difference("modality", mine, against)


def _first(name: str, text: Wording) -> tuple[int, int] | None:
    freed = affirmed(text.norms)
    return next(((start, end) for start, end, _ in listed(name).find(text.norms) if start not in freed), None)


def _counterpart(pair: Pair, place: tuple[int, int], *, backwards: bool) -> tuple[int, int] | None:
    """What stands in the other text in place of the doubt, where both go on with the same words right behind it."""
    ours = pair.b if backwards else pair.a
    for a, b in pair.edits:
        mine, other = (b, a) if backwards else (a, b)
        if mine.start <= place[0] < mine.stop:
            follows = mine.stop < len(ours.norms) and not ours.tokens[mine.stop].pause
            return (other.start, other.stop) if follows and mine.stop - mine.start <= DOUBT else None
    return None


CLAIMS: Final[tuple[Callable[[Pair], Iterator[Difference]], ...]] = (
    denials,
    amounts,
    dates,
    contraries,
    prefixed,
    names,
    swaps,
    exchanges,
    modalities,
)
"""The rules, each for one kind; the surest first, since reports show the first."""
