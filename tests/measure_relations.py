"""How right `quotes.relate` is on annotated pairs: python tests/measure_relations.py PAIRS.jsonl [--words] [--fit] [--errors]

Each line of PAIRS has a, b, speaker_a, speaker_b and relation. --words: without the model of meaning. --fit: five-fold figures, each
fold judged with weights fitted on the four others, averaged over 20 shuffles, and the weights fitted on all. The rules themselves are
not fitted by this script: whoever wrote them has seen the development pairs, so that only pairs kept back tell how good they are.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from quotes.meaning import Meaning, default
from quotes.relation import STRANGERS, Relation, Weights, features, pair_of, relate_wordings, strangers
from quotes.wording import Wording, wording

NAMES = ("verbatim", "cut", "variant", "contrast", "unrelated")
SAME = frozenset(NAMES[:3])
SHUFFLES = 20
FOLDS = 5
RIDGE = 0.1


@dataclass(frozen=True)
class Row:
    """An annotated pair."""

    a: Wording
    b: Wording
    speakers: tuple[str | None, str | None]
    relation: str

    def judged(self, meaning: Meaning | None, weights: Weights | None = None) -> Relation:
        return relate_wordings(self.a, self.b, speakers=self.speakers, meaning=meaning, weights=weights)


def read(path: Path) -> list[Row]:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not records:
        raise SystemExit(f"{path}: there are no pairs")
    return [Row(wording(r["a"]), wording(r["b"]), (r.get("speaker_a"), r.get("speaker_b")), r["relation"]) for r in records]


def figures(gold: Sequence[str], found: Sequence[str]) -> dict[str, float]:
    """Accuracy, precision and recall of contrast, and F1 of same-or-not."""
    counts = Counter(zip(gold, found, strict=True))
    contrast = counts["contrast", "contrast"]
    same = sum(count for (one, other), count in counts.items() if one in SAME and other in SAME)
    wrong = sum(count for (one, other), count in counts.items() if (one in SAME) != (other in SAME))
    return {
        "accuracy": sum(counts[name, name] for name in NAMES) / len(gold),
        "contrast precision": contrast / max(1, sum(counts[name, "contrast"] for name in NAMES)),
        "contrast recall": contrast / max(1, sum(counts["contrast", name] for name in NAMES)),
        "same F1": 2 * same / max(1, 2 * same + wrong),
    }


def fitted(rows: Sequence[Row], meaning: Meaning | None) -> Weights:
    """Weights by logistic regression with a small ridge on what is neither verbatim nor cut."""
    chosen = [row for row in rows if row.relation in {"variant", "contrast", "unrelated"}]
    table = np.array([features(pair_of(row.a, row.b, speakers=row.speakers, meaning=meaning)) for row in chosen])
    offset = np.array([STRANGERS * strangers(*row.speakers) for row in chosen])
    return logistic(table, np.array([float(row.relation != "unrelated") for row in chosen]), offset)


def logistic(table: NDArray[np.float64], truth: NDArray[np.float64], offset: NDArray[np.float64]) -> Weights:
    """Newton's method; the constant is not held down by the ridge."""
    ridge = RIDGE * np.diag([0.0, *[1.0] * (table.shape[1] - 1)])
    weights = np.zeros(table.shape[1])
    for _ in range(50):
        expected = 1 / (1 + np.exp(-(table @ weights + offset)))
        slope = table.T @ (expected - truth) + ridge @ weights
        curve = (table.T * (expected * (1 - expected))) @ table + ridge
        weights -= np.linalg.solve(curve, slope)
    return tuple(round(float(weight), 2) for weight in weights)


def folds(rows: Sequence[Row], meaning: Meaning | None) -> dict[str, float]:
    """Mean figures over the shuffles."""
    total: Counter[str] = Counter()
    for seed in range(SHUFFLES):
        order = np.random.default_rng(seed).permutation(len(rows))
        found = [""] * len(rows)
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS].tolist())
            weights = fitted([row for at, row in enumerate(rows) if at not in held], meaning)
            for at in held:
                found[at] = rows[at].judged(meaning, weights).relation
        total.update(figures([row.relation for row in rows], found))
    return {name: value / SHUFFLES for name, value in total.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", type=Path)
    for option in ("words", "fit", "errors"):
        parser.add_argument(f"--{option}", action="store_true")
    args = parser.parse_args()
    rows, meaning = read(args.pairs), None if args.words else default()
    relations = [row.judged(meaning) for row in rows]
    report: dict[str, object] = {
        "pairs": len(rows),
        "meaning": meaning is not None,
        "figures": rounded(figures([row.relation for row in rows], [found.relation for found in relations])),
    }
    if args.fit:
        report |= {"five-fold": rounded(folds(rows, meaning)), "weights": fitted(rows, meaning)}
    sys.stdout.write(json.dumps(report, indent=2) + "\n")
    if args.errors:
        for row, found in zip(rows, relations, strict=True):
            if row.relation != found.relation:
                said = [f"{d.kind}: {d.a.of(row.a.text)!r} {d.b.of(row.b.text)!r}" for d in found.differences]
                why = "; ".join(said) if found.relation == "contrast" else ""
                sys.stdout.write(f"{row.relation} -> {found.relation} {found.score:.2f} {why}\n  {row.a.text}\n  {row.b.text}\n")


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 3) for name, value in values.items()}


if __name__ == "__main__":
    main()
