"""When a predicted row is right: the definitions by which accuracy is measured, and the counting.

They are those of the project's score.py, to the digit; a test holds the two together. A quotation counts as found where
intersection over union of both spans, trimmed of marks and outer punctuation, reaches ``SPAN_IOU``, a reported clause where it
reaches ``INDIRECT_IOU``: which "che" or comma belongs to a clause is a matter of convention. Rows pair one to one, best overlap first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .gold import GoldArticle, GoldRow
from .records import Span

SPAN_IOU = 0.8
INDIRECT_IOU = 0.6
EXACT_IOU = 0.9999
OUTER = " \n\t.,;:!?…«»“”\"'‘’‹›„–—-"
"""Characters at either end of a span that do not count."""
ARTICLE = re.compile(r"^(?:(?:il|lo|la|i|gli|le|uno|una|un)\s+|(?:l|un)['’]\s*)", re.I)
_SMALL = (
    "di del dello della dei degli delle d da dal dalla a al alla ai e ed in nel nella per con su il lo la i gli le l un uno una"
)
SMALL = frozenset(_SMALL.split())
"""Words of a name that do not tell one from another."""
STATEMENTS = frozenset({"direct", "mixed"})
"""Kinds of the table that say somebody said it, in marks."""


@dataclass(frozen=True, slots=True)
class Prediction:
    """Of one row of a table what scoring and its breakdowns look at."""

    quote_id: str
    kind: str
    span: Span
    speaker: str | None
    cue_lemma: str | None
    how: str
    rule: str | None
    confidence: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One gold row, one predicted row, or both where they are a pair."""

    article: str
    indirect: bool
    """A statement without marks; otherwise a quotation."""
    gold: GoldRow | None
    predicted: Prediction | None
    exact: bool = False
    speaker: bool = False
    """Found, and the speaker is right."""
    cue: bool = False
    """Found, and the cue is right or gold has none."""

    @property
    def found(self) -> bool:
        """Whether gold and prediction are a pair."""
        return self.gold is not None and self.predicted is not None

    @property
    def joint(self) -> bool:
        """Span, speaker and cue are right."""
        return self.speaker and self.cue

    @property
    def fault(self) -> str | None:
        """missed, extra, speaker, cue, or "speaker and cue"; None where all is right."""
        if self.predicted is None:
            return "missed"
        if self.gold is None:
            return "extra"
        wrong = [name for name, right in (("speaker", self.speaker), ("cue", self.cue)) if not right]
        return " and ".join(wrong) or None


# --------------------------------------------------------------------------------------------------- what counts as equal


def same_speaker(gold: str | None, predicted: str | None) -> bool:
    """Whether two names mean one: equal words, or all words of the shorter, each capitalised, in the longer.

    >>> same_speaker("Mark Rutte", "Rutte"), same_speaker("la Regione", "Regione"), same_speaker("i vigili", "i vigili urbani")
    (True, True, False)
    """
    a, b = _words(gold), _words(predicted)
    if not a or not b:
        return not a and not b
    if [_fold(word) for word in a] == [_fold(word) for word in b]:
        return True
    short, long = sorted((a, b), key=len)
    return all(word[0].isupper() for word in short) and {_fold(word) for word in short} <= {_fold(word) for word in long}


def same_lemma(gold: str | None, predicted: str | None) -> bool:
    """Whether two cue lemmas are equal, a reflexive -si folded.

    >>> same_lemma("lamentarsi", "lamentare"), same_lemma(None, "dire")
    (True, False)
    """
    return _base(gold) == _base(predicted)


def _words(name: str | None) -> list[str]:
    bare = ARTICLE.sub("", (name or "").strip())
    return [word for word in re.findall(r"[^\W_]+", bare) if word.lower() not in SMALL]


def _fold(word: str) -> str:
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()


def _base(lemma: str | None) -> str:
    return re.sub(r"([aei])rsi$", r"\1re", (lemma or "").strip().lower())


def trim(text: str, span: Span) -> Span:
    """``span`` without the marks, punctuation and blanks at its ends.

    >>> trim("«Sì!», disse", Span(0, 5))
    Span(start=1, end=3)
    """
    start, end = span.start, span.end
    while start < end and text[start] in OUTER:
        start += 1
    while end > start and text[end - 1] in OUTER:
        end -= 1
    return Span(start, end)


def overlap(a: Span, b: Span) -> float:
    """Intersection over union of two spans, 0 to 1."""
    union = max(a.end, b.end) - min(a.start, b.start)
    return max(0, min(a.end, b.end) - max(a.start, b.start)) / union if union else 0.0


def pair(text: str, gold: Sequence[Span], predicted: Sequence[Span], least: float) -> dict[int, int]:
    """Indices into ``gold`` -> indices into ``predicted``: one to one, best overlap first, none under ``least``."""
    ours = [trim(text, span) for span in gold]
    theirs = [trim(text, span) for span in predicted]
    candidates = [(-overlap(a, b), i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs)]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for distance, i, j in sorted(candidates):
        if -distance >= least and i not in pairs and j not in used:
            pairs[i] = j
            used.add(j)
    return pairs


# ---------------------------------------------------------------------------------------------------------------- judging


def judge(article: GoldArticle, rows: Sequence[Prediction]) -> list[Outcome]:
    """The outcomes of one article: gold rows in their order, found or missed, then the rows that nothing in gold answers to.

    Gold quotations inside other quotations are left out, and a row that finds one is not held against the table.
    """
    speech = [row for row in article.quotes if row.kind == "speech" and not row.nested]
    nested = [row for row in article.quotes if row.nested]
    said = [row for row in rows if row.kind in STATEMENTS]
    outcomes = _outcomes(article, speech, said, nested, SPAN_IOU, indirect=False)
    reported = [row for row in rows if row.kind == "indirect"]
    return outcomes + _outcomes(article, article.indirect, reported, (), INDIRECT_IOU, indirect=True)


def _outcomes(
    article: GoldArticle,
    gold: Sequence[GoldRow],
    rows: Sequence[Prediction],
    ignored: Sequence[GoldRow],
    least: float,
    *,
    indirect: bool,
) -> list[Outcome]:
    text = article.text
    pairs = pair(text, [row.span for row in gold], [row.span for row in rows], least)
    outcomes = []
    for i, wanted in enumerate(gold):
        row = rows[pairs[i]] if i in pairs else None
        if row is None:
            outcomes.append(Outcome(article.id, indirect, wanted, None))
            continue
        exact = overlap(trim(text, wanted.span), trim(text, row.span)) >= EXACT_IOU
        speaker = same_speaker(wanted.speaker, row.speaker)
        cue = wanted.cue_lemma is None or same_lemma(wanted.cue_lemma, row.cue_lemma)
        outcomes.append(Outcome(article.id, indirect, wanted, row, exact, speaker, cue))
    left = [row for j, row in enumerate(rows) if j not in set(pairs.values())]
    forgiven = set(pair(text, [row.span for row in ignored], [row.span for row in left], least).values())
    return outcomes + [Outcome(article.id, indirect, None, row) for j, row in enumerate(left) if j not in forgiven]


# --------------------------------------------------------------------------------------------------------------- counting


def count(outcomes: Iterable[Outcome]) -> Counter[str]:
    """How many rows of each sort: what every figure is a ratio of. Counts of several articles add up."""
    n: Counter[str] = Counter()
    for outcome in outcomes:
        before = "indirect_" if outcome.indirect else ""
        n[f"{before}gold"] += outcome.gold is not None
        n[f"{before}predicted"] += outcome.predicted is not None
        for name in ("exact", "found", "speaker", "joint"):
            n[before + name] += bool(getattr(outcome, name))
        if outcome.found and outcome.gold is not None and outcome.gold.cue_lemma is not None:
            n[f"{before}cues"] += 1
            n[f"{before}cue"] += outcome.cue
    return n


def ratios(right: float, predicted: float, gold: float) -> dict[str, float]:
    """Precision, recall and F1, 0 where nothing is there.

    >>> ratios(3, 4, 6)
    {'p': 0.75, 'r': 0.5, 'f1': 0.6}
    """
    p = right / predicted if predicted else 0.0
    r = right / gold if gold else 0.0
    return {"p": round(p, 4), "r": round(r, 4), "f1": round(2 * p * r / (p + r), 4) if p + r else 0.0}


F1_FIGURES: Mapping[str, tuple[str, str]] = {
    "span_exact": ("", "exact"),
    "span": ("", "found"),
    "attribution": ("", "speaker"),
    "joint": ("", "joint"),
    "indirect_span": ("indirect_", "found"),
    "indirect_attribution": ("indirect_", "speaker"),
    "indirect_joint": ("indirect_", "joint"),
}
"""Figure -> which rows it is about, and what must be right of them."""
SHARES: Mapping[str, tuple[str, str]] = {
    "speaker_accuracy_on_found": ("speaker", "found"),
    "cue_accuracy_on_found": ("cue", "cues"),
}
"""Figure -> a count, and the count it is a share of."""


def figures(n: Mapping[str, int]) -> dict[str, object]:
    """The figures of one set of counts."""
    found: dict[str, object] = {"gold": n["gold"], "predicted": n["predicted"]}
    for name, (before, right) in F1_FIGURES.items():
        found[name] = ratios(n[before + right], n[f"{before}predicted"], n[f"{before}gold"])
    for name, (right, whole) in SHARES.items():
        found[name] = round(n[right] / max(1, n[whole]), 4)
    return found
