"""A second witness for the cue of a quotation: every cue nearby is weighed, and where the weights are sure, they overrule the rules.

The rules are tried in order and each was written for a construction; what they had not met they may get wrong with confidence. A
conditional logit (McFadden 1974) over the cues around a quotation, and "none of them", looks only at where a cue stands, what stands
between, and how the tree joins them: it knows no construction, and so errs elsewhere. Its weights are data, ``lexicon/witness.toml``;
``python -m quotes.witnessing GOLD...`` fits them again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache

from .case import WHEN, Case, Link
from .confidence import distance
from .cues import Cue
from .eligible import is_thing
from .fitted import fitted
from .lexicons import Preposition

FILE = "lexicon/witness.toml"
NONE = "none"
"""The trait of the answer that no cue nearby reports the words."""
OPEN = frozenset({"announced", "noun-adjacent", "according", "inserted", "postposed"})
"""Rules that take what is near, not what the tree joins: by cross-validation on articles the witness is right more often than they where
the two differ; against the others ("as-said", "embedded-verb", "noun-behind") it is not."""
REACH = 350
"""Characters before and behind the marks in which cues are weighed: what is further off reports hardly ever."""
SURE = 0.7
"""By how much a cue's chance must exceed that of the one that the rules chose."""
RATHER = 0.5
"""By how much it must exceed that of none of them where no rule found one: the rules know less of what they do not answer."""
STOP = re.compile(r"[.!?…]\W?\s")
MARK = re.compile(r"[«“\"]")


def overruled(case: Case, link: Link | None) -> Link | None:
    """The link of the rules, or the witness's where it is sure that another cue reports the words.

    "La presidente respinge le accuse: «Lo sapevo dai giornali», la risposta di Neri": the nearest clause before a colon is not always
    what reports. What no cue was asked for (the layout, a colon that stands for a verb) and what rules know better is not weighed.
    """
    if link is not None and (link.cue is None or link.rule not in OPEN or _signed(case, link)):
        return link
    cues = candidates(case)
    chances = probabilities([traits(case, cue) for cue in cues], weights())
    best = max(range(len(cues)), key=chances.__getitem__, default=None)
    if best is None or (link is not None and (cues[best] is link.cue or _governs(cues[best], link.cue))):
        return link
    now = chances[-1] if link is None else next((p for cue, p in zip(cues, chances, strict=False) if cue is link.cue), None)
    if now is None or chances[best] - now < (RATHER if link is None else SURE):
        return link
    return Link("weighed", cues[best], mention=cues[best].subject)


def _signed(case: Case, link: Link) -> bool:
    """«...», ha detto un portavoce: a verb of saying right behind the marks and its subject right behind that leave nothing open."""
    cue, who = link.cue, link.mention
    if cue is None or who is None or cue.direct != "strong" or who.span.start - cue.span.end > 1:
        return False
    gap = case.context.between(case.quoted.outer.end, cue.span.start) if cue.span.start >= case.quoted.outer.end else "-"
    return not gap.strip(" ,.")


def _governs(verb: Cue, noun: Cue | None) -> bool:
    """ "ha ricordato le parole di Neri: «...»": a verb and the noun that it governs are one report, in which the rules know whose words."""
    return noun is not None and noun.kind == "noun" and noun.sentence is verb.sentence and noun.word.head == verb.word.index


def candidates(case: Case) -> list[Cue]:
    """The cues near a quotation in the voice around it or inserted in it, in text order."""
    outer, inserts = case.quoted.outer, case.quoted.inserts
    near = case.cues.between(max(0, outer.start - REACH), outer.end + REACH)
    return [
        cue
        for cue in near
        if any(gap.covers(cue.span) for gap in inserts)
        or (not outer.meets(cue.span) and case.context.voice(cue.word) == case.around and not _meanwhile(cue, outer.end))
    ]


def _meanwhile(cue: Cue, end: int) -> bool:
    """ "«Il ponte è sicuro», e intanto ride, mentre Neri protesta": behind the marks, what is told in a clause of time is another thing."""
    return cue.span.start >= end and any(w.text.lower() in WHEN for w in cue.sentence.children(cue.word, "mark"))


def probabilities(rivals: Sequence[Mapping[str, float]], weights: Mapping[str, float]) -> list[float]:
    """The chance of each rival by its traits, and, last, that it is none of them; they sum to 1.

    >>> [round(p, 2) for p in probabilities([{"near": 1.0}, {}], {"near": 2.0, "none": -1.0})]
    [0.84, 0.11, 0.04]
    """
    scores = [sum(weights.get(name, 0.0) * value for name, value in one.items()) for one in (*rivals, {NONE: 1.0})]
    top = max(scores)
    powers = [math.exp(score - top) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def traits(case: Case, cue: Cue) -> dict[str, float]:
    """What is weighed of one cue: its side, what stands between it and the marks, its own form, and the arcs that join them."""
    outer, span, text = case.quoted.outer, cue.span, case.context.text
    inside = outer.meets(span)
    before = span.end <= outer.start
    side = "inside" if inside else "before" if before else "behind"
    gap = "" if inside else text[span.end : outer.start] if before else text[outer.end : span.start]
    bare = gap.strip(" \"«»“”'’")
    stops = len(STOP.findall(gap))
    entry = cue.entry
    found = {
        side: 1.0,
        f"{side}: distance": distance(len(gap)),
        f"{side}: touches": float(not inside and len(gap) < 6),
        f"{side}: sentence ends": float(stops > 0),
        f"{side}: sentences": min(3, stops) / 3,
        f"{side}: line ends": float("\n" in gap),
        f"{side}: other marks": float(MARK.search(bare) is not None),
        f"{side}: colon": float(":" in gap),
        f"{side}: only a colon": float(gap.strip(" \"«»“”'’\n") == ":"),
        f"{side}: subordinate": float(any(w.index < cue.word.index for w in cue.sentence.children(cue.word, "mark"))),
        f"{side}: comma": float(bare[:1] == "," or bare[-1:] == ","),
        f"{side}: {cue.kind}": 1.0,
        f"{side}: {cue.direct}": 1.0,
        f"{side}: subject": float(cue.subject is not None),
        f"{side}: finite": float(cue.finite),
        f"{side}: {cue.word.rel}": 1.0,
        f"{side}: subject is a name": float(cue.subject is not None and cue.subject.head.upos == "PROPN"),
        f"{side}: subject is a thing": float(cue.subject is not None and is_thing(case.context, cue.subject.head)),
        "told of later or only asked for": float(case.cues.unreal(cue)),
        "passive": float(cue.passive),
        "negated": float(cue.negated),
        "third person": float(cue.person == "3"),
        f"sense {'source' if isinstance(entry, Preposition) else entry.sense}": 1.0,
    }
    found |= {f"{side}: {arc}": 1.0 for arc in _arcs(case, cue)}
    return {name: value for name, value in found.items() if value}


def _arcs(case: Case, cue: Cue) -> list[str]:
    """How the tree joins a cue and the words in the marks."""
    sentence, outer = cue.sentence, case.quoted.outer
    words = [w for w in sentence.words if outer.start <= w.start < outer.end and w.index != cue.word.index]
    if not words:
        return []
    found = ["one sentence"]
    if any(above.index == cue.word.index for w in words for above in sentence.ancestors(w)):
        found.append("governs")
    if any(w.head == cue.word.index for w in words):
        found.append("head of the words")
    head = sentence.head(cue.word)
    if head is not None and outer.start <= head.start < outer.end:
        found.append("hangs on the words")
    return found


@cache
def weights() -> Mapping[str, float]:
    """The weights that the package ships; FittedError where their file is not sound."""
    return fitted(FILE, NONE, "python -m quotes.witnessing")
