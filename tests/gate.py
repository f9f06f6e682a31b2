"""The accuracy gate: fails where a figure has lost more than half a point against the committed baseline, or nothing was measured.

python tests/gate.py NAME FIGURES.json            # compare
python tests/gate.py NAME FIGURES.json --renew    # write the figures into the baseline, where a change is meant

NAME: a key of reports/accuracy-floors.json. FIGURES.json: what ``quotes evaluate --json`` (or score.py) wrote for that gold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

BASELINE = Path(__file__).parent.parent / "reports" / "accuracy-floors.json"
TOLERANCE = 0.005
"""How much F1 a figure may lose: how a machine batches sentences moves a parse now and then, and with it a row."""
DRIFT = 0.05
"""How far mean confidence and the share that is right may lie apart: more, and the confidence was fitted on other rules.

Where a set is known to be harder than what the confidence was fitted on, the baseline has its own bound under "drift".
"""
ROOM = 0.01
"""By how much a known drift may grow."""
HELD = ("span_exact", "span", "attribution", "joint", "indirect_span", "indirect_attribution")
"""The figures that are held, all F1."""


def f1_of(figures: Mapping[str, object], name: str) -> float | None:
    """The F1 of a figure; None where there is none.

    >>> f1_of({"span": {"p": 1.0, "r": 0.5, "f1": 0.6667}}, "span"), f1_of({"span": 0.5}, "joint")
    (0.6667, None)
    """
    figure = figures.get(name)
    f1 = figure.get("f1") if isinstance(figure, dict) else None
    return float(f1) if isinstance(f1, (int, float)) else None


def losses(baseline: Mapping[str, float], figures: Mapping[str, object]) -> list[str]:
    """What is wrong with ``figures``, in words; empty where no F1 has lost more than TOLERANCE.

    >>> losses({"span": 0.9}, {"gold": 8, "predicted": 7, "span": {"f1": 0.896}})
    []
    >>> losses({"span": 0.9}, {"gold": 8, "predicted": 7, "span": {"f1": 0.894}})
    ['span: F1 0.8940, 0.6 points under the baseline 0.9000']
    >>> losses({"span": 0.0}, {"gold": 0, "predicted": 7, "span": {"f1": 0.0}})
    ['gold is 0: nothing was measured']
    >>> losses({"span": 0.9}, {"gold": 8, "predicted": 7})
    ['span: there is no such figure']
    >>> losses({}, {"gold": 8, "predicted": 7})
    ['there is no baseline: nothing would be held']
    """
    if not baseline:
        return ["there is no baseline: nothing would be held"]
    faults = [f"{count} is 0: nothing was measured" for count in ("gold", "predicted") if not figures.get(count)]
    for name, before in baseline.items():
        if name == "drift":
            continue
        f1 = f1_of(figures, name)
        if f1 is None:
            faults.append(f"{name}: there is no such figure")
        elif before - f1 > TOLERANCE + 1e-9:  # what rounding to four digits leaves
            faults.append(f"{name}: F1 {f1:.4f}, {100 * (before - f1):.1f} points under the baseline {before:.4f}")
    return faults + drift(figures.get("confidence"), known=baseline.get("drift", 0.0))


def drift(confidence: object, *, known: float = 0.0) -> list[str]:
    """What is wrong with the confidence of the rows; score.py does not measure it.

    >>> drift({"rows": 9, "mean": 0.8, "right": 0.6})
    ['confidence: 0.80 on average, but 0.60 are right; fit it again (python -m quotes.calibrate GOLD...)']
    >>> drift({"rows": 9, "mean": 0.62, "right": 0.6}), drift(None), drift({"mean": 0.8, "right": 0.68}, known=0.12)
    ([], [], [])
    """
    apart = _apart(confidence)
    if apart is None or apart <= max(DRIFT, known + ROOM if known else 0.0):
        return []
    assert isinstance(confidence, dict)
    mean, right = float(confidence["mean"]), float(confidence["right"])
    return [f"confidence: {mean:.2f} on average, but {right:.2f} are right; fit it again (python -m quotes.calibrate GOLD...)"]


def _apart(confidence: object) -> float | None:
    if not isinstance(confidence, dict) or "mean" not in confidence:
        return None
    return abs(float(confidence["mean"]) - float(confidence["right"]))


def renewed(figures: Mapping[str, object]) -> dict[str, float]:
    """The baseline that ``figures`` make. ValueError where nothing was measured.

    >>> renewed({"gold": 8, "predicted": 7, "span": {"f1": 0.9}})
    {'span': 0.9}
    """
    if not figures.get("gold") or not figures.get("predicted"):
        raise ValueError("nothing was measured: the baseline stays as it is")
    apart = _apart(figures.get("confidence")) or 0.0
    known = {"drift": round(apart, 4)} if apart > DRIFT else {}
    return {name: f1 for name in HELD if (f1 := f1_of(figures, name)) is not None} | known


def main(name: str, file: str, *, renew: bool = False) -> int:
    """Print each figure beside its baseline; 0 where all hold, 1 where one does not."""
    everything: dict[str, dict[str, float]] = json.loads(BASELINE.read_text(encoding="utf-8"))
    figures: dict[str, object] = json.loads(Path(file).read_text(encoding="utf-8"))
    if renew:
        everything[name] = renewed(figures)
        BASELINE.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    baseline = everything.get(name, {})
    for measure, before in baseline.items():
        now = _apart(figures.get("confidence")) if measure == "drift" else f1_of(figures, measure)
        print(f"{name} {measure}: {now} (baseline {before})")
    faults = losses(baseline, figures)
    for fault in faults:
        print(f"gate: {name}: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    arguments = [argument for argument in sys.argv[1:] if argument != "--renew"]
    if len(arguments) != 2:
        sys.exit("usage: gate.py NAME FIGURES.json [--renew]")
    sys.exit(main(*arguments, renew="--renew" in sys.argv))
