"""How two statements are related: the same words, a part, other words, another claim, or nothing in common."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from .cuts import cut, turned
from .differences import Difference, Pair, claims, rewordings
from .meaning import MISSING, Meaning, MeaningError, default
from .wording import Wording, wording

RelationName = Literal["verbatim", "cut", "variant", "contrast", "unrelated"]
Weights = tuple[float, ...]

WEIGHTS: Final[Weights] = (-3.84, 4.76, 4.85)
"""Log odds that two statements speak of one matter: a constant, then what the mean coverage and the cosine add for each whole unit.

Logistic regression by tests/measure_relations.py --fit on the 120 pairs of the development set that are neither verbatim nor cut."""
WEIGHTS_BY_WORDS: Final[Weights] = (-1.47, 6.62)
"""The same without a model of meaning: a constant and the mean coverage."""
EVEN: Final = 0.5
"""Probability from which `relate` says that two statements speak of one matter."""
STRANGERS: Final = -1.0
"""What two full names without a common word add to the log odds: two people find the same phrase ("non ho parole") more often than
they make one statement. Set by hand: of such pairs the development set has no more than six."""


@dataclass(frozen=True, slots=True)
class Relation:
    """What relates two statements."""

    relation: RelationName
    """verbatim: the same words but for marks, case, spelling and accents; cut: one is a part of the other; variant: the same statement in
    other words; contrast: one matter, another claim; unrelated."""
    score: float
    """Probability that both speak of one matter, 0 to 1; 1 where one has the other's words."""
    differences: tuple[Difference, ...]
    """Where the texts differ: first what makes the claim another, then every stretch of other words. None for unrelated ones."""

    @property
    def same(self) -> bool:
        """Whether both make the same statement: verbatim, cut or variant."""
        return self.relation in {"verbatim", "cut", "variant"}


def relate(
    a: str,
    b: str,
    *,
    speaker_a: str | None = None,
    speaker_b: str | None = None,
    semantic: bool | None = None,
) -> Relation:
    """How the statement ``b`` is related to ``a``. Speakers need not be given; names, descriptions and offices will do.

    ``semantic``: whether to compare meanings with the model of the extra "semantic"; None does where it is installed and else warns that
    words alone are compared. Raises MeaningError where it is asked for and not installed.

    >>> found = relate("Il prezzo aumenterà nel 2027", "«Il prezzo non aumenterà nel 2027»", semantic=False)
    >>> found.relation, found.differences[0].kind
    ('contrast', 'negation')
    """
    meaning = meaning_for(semantic)
    return relate_wordings(wording(a), wording(b), speakers=(speaker_a, speaker_b), meaning=meaning)


def meaning_for(semantic: bool | None) -> Meaning | None:
    """The model to compare meanings with, as `relate` says."""
    if semantic is False:
        return None
    meaning = default()
    if meaning is None and semantic:
        raise MeaningError(MISSING)
    if meaning is None:
        warnings.warn(MISSING, stacklevel=3)
    return meaning


def relate_wordings(
    a: Wording,
    b: Wording,
    *,
    speakers: tuple[str | None, str | None] = (None, None),
    meaning: Meaning | None = None,
    weights: Weights | None = None,
) -> Relation:
    """The same for texts whose words are known; ``weights`` in place of the module's own are for measuring."""
    pair = pair_of(a, b, speakers=speakers, meaning=meaning)
    return excerpt(pair) or retelling(pair, strange=strangers(*speakers), weights=weights)


def excerpt(pair: Pair) -> Relation | None:
    """The relation of two texts of which one has all words of the other; None for two others."""
    if pair.a.letters == pair.b.letters:
        return Relation("verbatim", 1.0, ())
    part = cut(pair.a, pair.b)
    if part is None:
        return None
    against = turned(pair, part)
    return Relation("contrast" if against else "cut", 1.0, (*against, *rewordings(pair)))


def retelling(pair: Pair, *, strange: bool, weights: Weights | None = None, least: float = EVEN) -> Relation:
    """The relation of two texts in words of their own. Below the probability ``least`` they count as unrelated; ``strange``: see `strangers`."""
    score = probability(features(pair), weights or (WEIGHTS if pair.meaning else WEIGHTS_BY_WORDS), strange=strange)
    if score < least:
        return Relation("unrelated", score, ())
    against = claims(pair)
    return Relation("contrast" if against else "variant", score, (*against, *rewordings(pair)))


def pair_of(a: Wording, b: Wording, *, speakers: tuple[str | None, str | None], meaning: Meaning | None) -> Pair:
    """Two statements with what there is to compare them."""
    named = frozenset(norm for speaker in speakers if speaker for norm in _name(speaker))
    return Pair(a, b, meaning, named)


def features(pair: Pair) -> tuple[float, ...]:
    """What the weights are for: 1, the mean coverage of both texts by each other, and their cosine where there is a model."""
    covered = sum(pair.alignment.coverage()) / 2
    return (1.0, covered) if pair.meaning is None else (1.0, covered, pair.meaning.texts(pair.a.text, pair.b.text))


def probability(values: tuple[float, ...], weights: Weights, *, strange: bool) -> float:
    """The probability that two statements speak of one matter.

    >>> probability((1.0, 0.9), (-1.47, 6.62), strange=False) > 0.95
    True
    """
    odds = sum(weight * value for weight, value in zip(weights, values, strict=True)) + (STRANGERS if strange else 0.0)
    return 1 / (1 + math.exp(-odds))


def strangers(speaker_a: str | None, speaker_b: str | None) -> bool:
    """Whether both speakers are given by first and last name and share no word of it.

    >>> strangers("Mark Rutte", "Joe Biden"), strangers("Mark Rutte", "Rutte"), strangers("Mark Rutte", "il segretario della Nato")
    (True, False, False)
    """
    full = [speaker.split() for speaker in (speaker_a, speaker_b) if speaker]
    if len(full) < 2 or not all(len(name) > 1 and name[0][:1].isupper() and name[-1][:1].isupper() for name in full):
        return False
    one, other = (set(_name(" ".join(name))) for name in full)
    return not one & other


@lru_cache(maxsize=100_000)
def _name(speaker: str) -> tuple[str, ...]:
    """The words of a name."""
    return wording(speaker).norms
