"""How sure a row is: the probability that its speaker and cue are right, by a logistic model fitted on gold.

The model looks at the finished rows of one article, not at how they came about, so that it goes on working when rules change.
Its weights are data, ``lexicon/confidence.toml``; ``python -m quotes.calibrate GOLD...`` makes them again. A rule that the fit has
not met adds nothing, so that such a row gets what its other traits are worth.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

from .fitted import fitted
from .records import Quotation

FILE = "lexicon/confidence.toml"
INTERCEPT = "intercept"
STATEMENTS = frozenset({"direct", "mixed", "indirect"})
UNSAID = frozenset({"dropped", "implied", "pronoun"})
"""Speakers who are not named in the clause: whoever else is about competes with them."""
FAR = 1500.0
"""Characters at which a distance counts as 1; distances are logarithmic."""
CROWD = 3
"""Rivals at which competition counts as 1."""
NEIGHBOURHOOD = 900
"""Characters before and behind a row in which another speaker competes: about two paragraphs of a newspaper."""
FLOOR, CEILING = 0.02, 0.98
"""No row is certain: with about a thousand rows to fit on, an error in fifty cannot be told from none."""


def with_confidence(rows: Sequence[Quotation]) -> list[Quotation]:
    """The rows of one article, in text order, each with its confidence."""
    shipped = weights()
    return [replace(row, confidence=probability(traits, shipped)) for row, traits in zip(rows, features(rows), strict=True)]


def probability(traits: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The model's answer for one row, 0.02 to 0.98.

    >>> probability({"rule=postposed": 1.0}, {"intercept": 0.0, "rule=postposed": 1.1})
    0.75
    >>> probability({"rule=brand-new": 1.0}, {"intercept": 0.0})
    0.5
    """
    score = weights.get(INTERCEPT, 0.0) + sum(weights.get(name, 0.0) * value for name, value in traits.items())
    return round(min(CEILING, max(FLOOR, 1 / (1 + math.exp(-score)))), 3)


@cache
def weights() -> Mapping[str, float]:
    """The weights that the package ships; FittedError where their file is not sound."""
    return fitted(FILE, INTERCEPT, "python -m quotes.calibrate")


# --------------------------------------------------------------------------------------------------------------- traits


def features(rows: Sequence[Quotation]) -> list[dict[str, float]]:
    """The traits of each row of one article, most of them 0 or 1, none far beyond; traits that are 0 are left out."""
    starts = [row.start for row in rows]
    last_of: dict[str, int] = {}
    last_speaker: str | None = None
    found = []
    for index, row in enumerate(rows):
        traits = _own(row) | _competition(rows, starts, index)
        if row.how in UNSAID and row.speaker is not None:
            before = last_of.get(row.speaker)
            traits[f"{row.how}: speaker's last words"] = 1.0 if before is None else distance(row.start - before)
            traits[f"{row.how}: not who spoke last"] = float(last_speaker is not None and last_speaker != row.speaker)
        found.append({name: value for name, value in traits.items() if value})
        if row.speaker is not None and row.kind in STATEMENTS:
            last_of[row.speaker] = row.end
            last_speaker = row.speaker
    return found


def _own(row: Quotation) -> dict[str, float]:
    """What the row tells by itself: kind, how, rule, what was mended, how far cue and mention stand, how they name the speaker."""
    words = len(row.quote.split())
    statement = row.kind in STATEMENTS
    traits = {
        f"kind={row.kind}": 1.0,
        f"how={row.how}": float(statement),
        f"rule={row.rule}": float(row.rule is not None),
        f"{row.kind}: nobody": float(row.speaker is None and statement),
        "mended": float(row.repair is not None),
        "nested": float(row.nested),
        "in the first paragraph": float(row.paragraph == 0),
        f"{row.kind}: one or two words": float(words <= 2),
        "lower case": float(row.kind == "direct" and row.quote[:1].islower()),
        "hearsay": float(row.conditional),
        f"cue of {_sort(row)}": float(row.cue is not None),
        "cue apart": distance(_gap(row, row.cue_start, row.cue_end)),
        "cue in front": float(row.cue_start is not None and row.cue_start < row.start),
    }
    if row.speaker is not None and row.mention is not None:
        traits["mention apart"] = distance(_gap(row, row.mention_start, row.mention_end))
        traits[f"speaker {naming(row.speaker, row.mention)}"] = 1.0
        if (
            row.cue_start is not None
            and row.cue_end is not None
            and row.mention_start is not None
            and row.mention_end is not None
        ):
            traits["mention to cue"] = distance(max(0, row.mention_start - row.cue_end, row.cue_start - row.mention_end))
            traits["mention in front of cue"] = float(row.mention_start < row.cue_start)
    if row.speaker is not None and statement:
        traits[f"type={row.speaker_type}"] = 1.0
        traits[f"one word={row.speaker_type}"] = float(" " not in row.speaker)
        traits[f"{row.how}: nobody's name"] = float(row.speaker[:1].islower())
        traits["speaker with a role"] = float(row.role is not None)
    return traits


def _sort(row: Quotation) -> str:
    lemma = row.cue_lemma or ""
    return "a colon" if lemma == ":" else f"stance {row.stance}" if row.stance not in {None, "neutral"} else "neutral words"


def naming(speaker: str, mention: str) -> str:
    """How the mention names the speaker: by the whole name, a part of it, a description that was resolved to a name, or no name.

    >>> naming("Anna Ferri", "la sindaca Anna Ferri"), naming("Anna Ferri", "Ferri"), naming("Anna Ferri", "la sindaca")
    ('by whole name', 'by part of the name', 'resolved')
    >>> naming("i residenti di Colle", "I residenti di Colle")
    'described'
    """
    name = {word for word in speaker.split() if word[:1].isupper()}
    if speaker[:1].islower() or not name:
        return "described"
    there = name & set(mention.replace("'", "' ").replace("’", "’ ").split())
    return "by whole name" if there == name and len(name) > 1 else "by part of the name" if there else "resolved"


def _gap(row: Quotation, start: int | None, end: int | None) -> int:
    """Characters between the quotation and another part of its row; 0 where there is none or they touch."""
    if start is None or end is None:
        return 0
    return max(0, row.start - end, start - row.end)


def distance(characters: int) -> float:
    """A number of characters on a logarithmic scale, 1 at FAR.

    >>> distance(0), round(distance(60), 2), round(distance(1500), 2)
    (0.0, 0.56, 1.0)
    """
    return math.log1p(max(0, characters)) / math.log1p(FAR)


def _competition(rows: Sequence[Quotation], starts: Sequence[int], index: int) -> dict[str, float]:
    """Who else is quoted nearby, and how many statements share the row's paragraph."""
    row = rows[index]
    if row.kind not in STATEMENTS or row.speaker is None:
        return {}
    low = bisect_left(starts, row.start - NEIGHBOURHOOD)
    high = bisect_left(starts, row.end + NEIGHBOURHOOD)
    others = {other.speaker for other in rows[low:high] if other.speaker not in {None, row.speaker}}
    beside = {o.speaker for o in rows[low:high] if o.speaker not in {None, row.speaker} and o.paragraph == row.paragraph}
    how = "unsaid" if row.how in UNSAID else "said"
    return {f"{how}: rivals": min(CROWD, len(others)) / CROWD, f"{how}: rivals beside": min(CROWD, len(beside)) / CROWD}
