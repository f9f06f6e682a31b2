"""Fit the weights of the second witness on gold: ``python -m quotes.witnessing GOLD.jsonl... [--cache DIR] [--dry-run]``.

Each annotated quotation is a choice among the cues around it and "none of them"; a conditional logit with an L2 penalty is fitted to the
choices by Newton's method (McFadden 1974; the likelihood is concave) and measured on folds of articles that the fit has not seen, beside
the rules. Writes ``quotes/lexicon/witness.toml``. Run it again when much gold was added, and before `quotes.calibrate`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .analysis import trace_of
from .case import Case
from .cues import CueIndex
from .fitted import as_table, folds
from .gold import GoldArticle, GoldError, read_gold
from .pipeline import Trace
from .records import Article
from .scoring import SPAN_IOU, pair
from .witness import NONE, candidates, probabilities, traits

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = Path(__file__).parent / "lexicon" / "witness.toml"
FOLDS = 5
PENALTY = 1.0
STEPS = 30
SEED = 5


@dataclass(frozen=True, slots=True)
class Choice:
    """One quotation: the traits of the cues around it, and which of them reports it."""

    article: str
    rivals: Sequence[Mapping[str, float]]
    chosen: int
    """Place among ``rivals``; their number where it is none of them."""
    ruled: int | None
    """The place that the rules' answer has; None where they chose what is no rival."""


def choices(article: GoldArticle, trace: Trace) -> Iterator[Choice]:
    """The quotations of one article of gold that the program finds, unless their cue is none that it knows."""
    index = CueIndex(trace.cues)
    speech = [gold for gold in article.quotes if gold.kind == "speech" and not gold.nested]
    spans = [quoted.span for quoted in trace.context.quoted]
    for i, j in pair(article.text, [gold.span for gold in speech], spans, SPAN_IOU).items():
        case = Case(trace.context, index, j)
        cues = candidates(case)
        there = speech[i].cue if speech[i].cue_lemma != ":" else None
        place = len(cues) if there is None else next((n for n, cue in enumerate(cues) if cue.span.meets(there)), None)
        link = trace.links[j]
        cue = link.cue if link is not None else None
        ruled = len(cues) if cue is None else next((n for n, one in enumerate(cues) if one is cue), None)
        if place is not None:
            yield Choice(article.id, [traits(case, one) for one in cues], place, ruled)


def fit(given: Sequence[Choice], penalty: float = PENALTY) -> dict[str, float]:
    """The weights under which the choices are likeliest; a trait that one choice has gets a weight near 0.

    >>> pairs = [Choice(str(n), [{"near": 1.0}, {"far": 1.0}], 0, 0) for n in range(9)]
    >>> weights = fit(pairs)
    >>> weights["near"] > 0 > weights["far"], probabilities([{"near": 1.0}, {"far": 1.0}], weights)[0] > 0.6
    (True, True)
    """
    import numpy as np

    names = [*sorted({name for choice in given for one in choice.rivals for name in one}), NONE]
    place = {name: column for column, name in enumerate(names)}
    tables = [_table(choice, place) for choice in given]
    weights = np.zeros(len(names))
    for _ in range(STEPS):
        gradient, curvature = penalty * weights, penalty * np.eye(len(names))
        for table, choice in zip(tables, given, strict=True):
            scores = table @ weights
            chances = np.exp(scores - scores.max())
            chances /= chances.sum()
            mean = table.T @ chances
            gradient += mean - table[choice.chosen]
            curvature += (table.T * chances) @ table - np.outer(mean, mean)
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if float(np.abs(step).max()) < 1e-6:
            break
    return {name: float(weight) for name, weight in zip(names, weights, strict=True)}


def _table(choice: Choice, place: Mapping[str, int]) -> NDArray[np.float64]:
    """One line a rival, the last for none of them."""
    import numpy as np

    table = np.zeros((len(choice.rivals) + 1, len(place)))
    table[-1, place[NONE]] = 1
    for line, one in enumerate(choice.rivals):
        for name, value in one.items():
            table[line, place[name]] = value
    return table


@dataclass(frozen=True, slots=True)
class Measure:
    """How often witness and rules chose right, on folds of articles that the witness was not fitted on."""

    choices: int
    witness: float
    rules: float
    """Of gold on which rules were developed more than they are worth elsewhere."""


def held_out(given: Sequence[Choice]) -> Measure:
    """Cross-validated by article."""
    fold = folds((choice.article for choice in given), FOLDS, SEED)
    right = 0
    for left_out in range(FOLDS):
        weights = fit([choice for choice in given if fold[choice.article] != left_out])
        for choice in (choice for choice in given if fold[choice.article] == left_out):
            chances = probabilities(choice.rivals, weights)
            right += chances.index(max(chances)) == choice.chosen
    return Measure(len(given), right / len(given), sum(choice.ruled == choice.chosen for choice in given) / len(given))


def as_toml(weights: Mapping[str, float], measure: Measure, gold: Iterable[str]) -> str:
    """The weights' file."""
    quoted = ", ".join(f'"{name}"' for name in gold)
    lines = [
        "# Weights of the second witness for cues. Written by `python -m quotes.witnessing GOLD...`: do not edit.",
        "# Only numbers stand here; what a trait means is in quotes/witness.py.",
        "",
        "[fit]",
        f"gold = [{quoted}]",
        f"choices = {measure.choices}",
        f"# of them right, on {FOLDS} folds of articles not fitted on; the rules were developed on these articles",
        f"right = {measure.witness:.4f}",
        f"rules_right = {measure.rules:.4f}",
        "",
    ]
    return "\n".join([*lines, *as_table(weights, NONE)]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, tell, write; the exit status."""
    options = argparse.ArgumentParser(prog="python -m quotes.witnessing", description=__doc__.partition("\n")[0])
    options.add_argument("gold", nargs="+", help="annotated articles, one file or several")
    options.add_argument("--cache", metavar="DIR", default=True, help="where parses are kept (the user's cache folder)")
    options.add_argument("--weights", type=Path, default=WEIGHTS, metavar="FILE")
    options.add_argument("--dry-run", action="store_true", help="measure and write nothing")
    given = options.parse_args(arguments)
    try:
        articles = read_gold(given.gold)
        found = [
            choice
            for article in articles
            for choice in choices(article, trace_of(Article(article.id, article.text), cache=given.cache))
        ]
    except (GoldError, OSError) as error:
        print(f"witnessing: {error}", file=sys.stderr)
        return 1
    measure = held_out(found)
    print(f"{measure.choices} choices, held out: witness right {measure.witness:.4f}, rules right {measure.rules:.4f}")
    if not given.dry_run:
        given.weights.write_text(as_toml(fit(found), measure, [Path(path).stem for path in given.gold]), encoding="utf-8")
        print(f"written: {given.weights.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
