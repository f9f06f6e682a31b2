"""How well probabilities keep what they promise: calibration error, Brier score, ranking, and the diagram."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Rows of like confidence."""

    count: int
    confidence: float
    """Mean."""
    right: float
    """Share."""


def bins(chances: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """Ten bins of equal width, the empty ones left out.

    >>> bins([0.9, 0.92, 0.1], [True, False, False])
    [Bin(count=1, confidence=0.1, right=0.0), Bin(count=2, confidence=0.91, right=0.5)]
    """
    groups: dict[int, list[tuple[float, bool]]] = {}
    for chance, verdict in zip(chances, right, strict=True):
        groups.setdefault(min(BINS - 1, int(chance * BINS)), []).append((chance, verdict))
    return [
        Bin(len(group), sum(chance for chance, _ in group) / len(group), sum(verdict for _, verdict in group) / len(group))
        for _, group in sorted(groups.items())
    ]


def calibration_error(chances: Sequence[float], right: Sequence[bool]) -> float:
    """ECE: the gap between confidence and share right, a mean over bins weighted by their rows (Guo et al. 2017).

    >>> round(calibration_error([0.9, 0.92, 0.1], [True, False, False]), 3)
    0.307
    """
    return sum(b.count * abs(b.confidence - b.right) for b in bins(chances, right)) / max(1, len(chances))


def brier(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Mean squared distance from the truth; 0.25 for always saying 0.5."""
    return sum((chance - verdict) ** 2 for chance, verdict in zip(chances, right, strict=True)) / max(1, len(chances))


def ranking(chances: Sequence[float], right: Sequence[bool]) -> float:
    """The chance that a right row has more confidence than a wrong one (area under the ROC curve); 0.5 says nothing.

    >>> ranking([0.9, 0.4, 0.4, 0.1], [True, True, False, False])
    0.875
    """
    yes = [chance for chance, verdict in zip(chances, right, strict=True) if verdict]
    no = [chance for chance, verdict in zip(chances, right, strict=True) if not verdict]
    wins = sum((a > b) + (a == b) / 2 for a in yes for b in no)
    return wins / (len(yes) * len(no)) if yes and no else 0.5


SIDE, MARGIN = 360, 54


def as_svg(groups: Sequence[Bin], title: str) -> str:
    """The reliability diagram: a dot a bin, its size by its rows, over the diagonal on which a calibrated model's dots stand."""
    total = sum(group.count for group in groups)

    def x(value: float) -> float:
        return round(MARGIN + value * SIDE, 1)

    def y(value: float) -> float:
        return round(MARGIN + (1 - value) * SIDE, 1)

    size = SIDE + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" width="{size}" height="{size}" role="img">',
        f"<title>{title}</title>",
        f'<rect width="{size}" height="{size}" fill="#fff"/>',
        '<g font-family="sans-serif" font-size="12" fill="#333">',
        f'<text x="{size / 2}" y="26" text-anchor="middle" font-size="14">{title}</text>',
        f'<text x="{size / 2}" y="{size - 10}" text-anchor="middle">confidence in the table</text>',
        f'<text transform="translate(16 {size / 2}) rotate(-90)" text-anchor="middle">share that is right</text>',
    ]
    for tick in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        parts += [
            f'<path d="M{x(tick)} {y(0)}V{y(1)}M{x(0)} {y(tick)}H{x(1)}" stroke="#e3e3e3"/>',
            f'<text x="{x(tick)}" y="{y(0) + 17}" text-anchor="middle">{tick:.1f}</text>',
            f'<text x="{x(0) - 8}" y="{y(tick) + 4}" text-anchor="end">{tick:.1f}</text>',
        ]
    parts.append(f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#888" stroke-dasharray="5 4"/>')
    for group in groups:
        radius = round(3 + 16 * math.sqrt(group.count / total), 1)
        error = 1.96 * math.sqrt(max(group.right * (1 - group.right), 0.25 / group.count) / group.count)
        low, high = max(0.0, group.right - error), min(1.0, group.right + error)
        parts += [
            f'<path d="M{x(group.confidence)} {y(low)}V{y(high)}" stroke="#1f5fa8" stroke-width="1.5"/>',
            f'<circle cx="{x(group.confidence)}" cy="{y(group.right)}" r="{radius}" fill="#1f5fa8" fill-opacity=".55">'
            f"<title>{group.count} rows: confidence {group.confidence:.2f}, right {group.right:.2f}</title></circle>",
        ]
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"
