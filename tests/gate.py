"""The accuracy gate: fails where a figure of score.py falls under its committed floor, or where nothing was measured.

python tests/gate.py NAME FIGURES.json

NAME: a key of reports/accuracy-floors.json. FIGURES.json: what score.py printed for that gold.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

FLOORS = Path(__file__).parent.parent / "reports" / "accuracy-floors.json"


def shortfalls(floors: Mapping[str, float], figures: Mapping[str, object]) -> list[str]:
    """What is wrong with ``figures``, in words; empty where every F1 is at its floor or above.

    >>> shortfalls({"span": 0.9}, {"gold": 8, "predicted": 7, "span": {"f1": 0.89}})
    ['span: F1 0.89 is under its floor 0.9']
    >>> shortfalls({"span": 0.0}, {"gold": 0, "predicted": 7, "span": {"f1": 0.0}})
    ['gold is 0: nothing was measured']
    >>> shortfalls({"span": 0.9}, {"gold": 8, "predicted": 7})
    ['span: there is no such figure']
    """
    if not floors:
        return ["there are no floors: nothing would be held"]
    faults = [f"{count} is 0: nothing was measured" for count in ("gold", "predicted") if not figures.get(count)]
    for name, floor in floors.items():
        figure = figures.get(name)
        f1 = figure.get("f1") if isinstance(figure, dict) else None
        if not isinstance(f1, (int, float)):
            faults.append(f"{name}: there is no such figure")
        elif f1 < floor:
            faults.append(f"{name}: F1 {f1} is under its floor {floor}")
    return faults


def main(name: str, file: str) -> int:
    """Print each figure beside its floor; 0 where all hold, 1 where one does not."""
    floors: dict[str, float] = json.loads(FLOORS.read_text(encoding="utf-8")).get(name, {})
    figures: dict[str, object] = json.loads(Path(file).read_text(encoding="utf-8"))
    for measure, floor in floors.items():
        figure = figures.get(measure)
        print(f"{name} {measure}: {figure['f1'] if isinstance(figure, dict) else 'missing'} (floor {floor})")
    faults = shortfalls(floors, figures)
    for fault in faults:
        print(f"gate: {name}: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: gate.py NAME FIGURES.json")
    sys.exit(main(sys.argv[1], sys.argv[2]))
