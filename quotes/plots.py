"""The geometry of the report's plots: shares of a length, drawn by the template as inline SVG.

No plotting library: its pictures have the colours of one theme and letters that shrink with the window. These are bars without
letters, which stretch; labels and figures are the page's own text, in its colours and readable by a screen reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pandas as pd

WIDTH = 100.0
"""Length of the longest bar, in units of the drawing."""
MOST_MONTHS = 60
"""Columns that can still be told apart at 390 pixels; longer spans are drawn by years."""


@dataclass(frozen=True, slots=True)
class Part:
    """One segment of a bar."""

    name: str
    """What it counts: the name of its column."""
    count: int
    """How many."""
    start: float
    """Where it begins, 0 to WIDTH."""
    length: float
    """How long it is."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar with its segments, which lie end to end."""

    label: str | None
    """What it stands for; None for what is not known."""
    count: int
    """The whole."""
    parts: tuple[Part, ...]
    """The segments, the empty ones left out."""


def bars(df: pd.DataFrame, label: str, parts: Sequence[str], *, most: int | None = None) -> list[Bar]:
    """A bar for each row of ``df`` (the first ``most``), cut into the columns ``parts``; the longest is WIDTH long.

    >>> df = pd.DataFrame({"speaker": ["Anna", "Ugo"], "direct": [3, 1], "indirect": [1, 1]})
    >>> [(bar.label, bar.count, [part.length for part in bar.parts]) for bar in bars(df, "speaker", ["direct", "indirect"])]
    [('Anna', 4, [75.0, 25.0]), ('Ugo', 2, [25.0, 25.0])]
    """
    longest = max((int(total) for total in df[list(parts)].sum(axis="columns")), default=0)
    if most is not None:
        df = df.head(most)
    columns = [df[name].tolist() for name in parts]
    return [
        _bar(name if isinstance(name, str) else None, zip(parts, counts, strict=True), longest)
        for name, *counts in zip(df[label].tolist(), *columns, strict=True)
    ]


def timeline(months: pd.DataFrame, parts: Sequence[str]) -> list[Bar]:
    """A bar for each month from the first to the last, empty ones included; by years where that would be more than MOST_MONTHS.

    ``months``: as :func:`quotes.summary.months` counts them; rows without a month are left out.
    """
    dated = months.dropna(subset="month")
    if dated.empty:
        return []
    periods = pd.PeriodIndex(dated["month"].tolist(), freq="M")
    if _months_between(periods) > MOST_MONTHS:
        periods = periods.asfreq("Y")
    counted = dated[list(parts)].groupby(periods).sum()
    if _months_between(periods) <= 12 * MOST_MONTHS:  # a wrong year, 0202 for 2020, must not make thousands of columns
        counted = counted.reindex(pd.period_range(periods.min(), periods.max(), freq=periods.freqstr), fill_value=0)
    return bars(counted.assign(period=[str(period) for period in counted.index]), "period", parts)


def _months_between(periods: pd.PeriodIndex) -> int:
    first, last = periods.min(), periods.max()
    return int((last.year - first.year) * 12 + last.month - first.month + 1)


def _bar(label: str | None, counts: Iterable[tuple[str, int]], longest: int) -> Bar:
    parts: list[Part] = []
    start = 0.0
    total = 0
    for name, count in counts:
        if count:
            length = WIDTH * count / longest
            parts.append(Part(name, int(count), round(start, 3), round(length, 3)))
            start += length
            total += int(count)
    return Bar(label, total, tuple(parts))
