"""Two pictures of a table: when it was said, and who is quoted with whom or about whom.

matplotlib and networkx come with the extra ``notebook`` and are imported when a chart is drawn.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from math import ceil, cos, pi, sin
from textwrap import shorten
from typing import TYPE_CHECKING, Final

import pandas as pd

from .frames import need
from .table import TableError
from .tallies import require_values, speech

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from networkx import Graph

EXTRA: Final = "pip install 'quotes[notebook]'"
TOP_SPEAKERS: Final = 6
"""Speakers with a colour of their own in the timeline."""
TOP_NODES: Final = 25
"""Speakers in the picture of a network; more would hide each other. The data have all."""
CIRCLE: Final = 8
"""Speakers that hang together and can still be drawn as a circle."""
DAYS: Final = 62
"""Longest stretch that is counted by day; a longer one is counted by month."""
COLORS: Final = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#999999")
"""Wong's palette for colour-blind readers (Nature Methods 8, 441, 2011), grey for all others."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture with the numbers behind it; a notebook shows the picture, a terminal the numbers."""

    title: str
    """What it shows."""
    data: pd.DataFrame
    """The numbers."""
    figure: Figure
    """matplotlib's figure, to change or to save: chart.figure.savefig("chart.svg")."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        self.figure.savefig(buffer, format="png", dpi=110, bbox_inches="tight")
        return buffer.getvalue()

    def __repr__(self) -> str:
        return f"{self.title}\n{self.data.to_string(max_rows=30, max_colwidth=40)}"


def timeline(df: pd.DataFrame) -> Chart:
    """Rows by day (by month over more than two months), the most quoted speakers apart.

    Dates as pandas reads them, day first where that is open; raises TableError where no row has one that can be read.
    """
    need(df, ("date", "speaker", "kind"), "timeline()")
    require_values(df, "date", "timeline()")
    said = speech(df)
    dates = dates_of(said["date"])
    if dates.isna().all():
        shown = said["date"].dropna().head(1).tolist()
        raise TableError(f"timeline() cannot read the dates, such as {shown[0]!r}; write them as 2024-03-14")
    known = dates.dropna()
    days = (known.max() - known.min()).days
    unit = "D" if days <= DAYS else "M"
    periods = known.dt.to_period(unit)
    top = said["speaker"].value_counts().head(TOP_SPEAKERS).index.tolist()
    names = said.loc[known.index, "speaker"].astype(object)
    names = names.where(names.isin(top), "others")
    counts = pd.crosstab(periods, names)
    counts = counts.reindex(pd.period_range(periods.min(), periods.max(), freq=unit), fill_value=0)
    counts = counts[[name for name in (*top, "others") if name in counts.columns]]
    counts.index.name, counts.columns.name = "day" if unit == "D" else "month", None
    left_out = int(dates.isna().sum())
    title = "Statements by " + str(counts.index.name) + (f" ({left_out} without a date left out)" if left_out else "")
    return Chart(title, counts, _bars(counts, title))


def dates_of(column: pd.Series) -> pd.Series[pd.Timestamp]:
    """The column as days, NaT where one cannot be read; clocks and zones are left out."""
    iso = pd.to_datetime(column.astype(object), errors="coerce", format="ISO8601", utc=True)
    other = pd.to_datetime(column.astype(object).where(iso.isna()), errors="coerce", dayfirst=True, format="mixed", utc=True)
    return iso.fillna(other).dt.tz_localize(None).dt.normalize()


def _bars(counts: pd.DataFrame, title: str) -> Figure:
    figure = new_figure((9, 3.2), title)
    from matplotlib.ticker import MaxNLocator

    axes = figure.subplots()
    places = list(range(len(counts)))
    below = [0.0] * len(counts)
    for place, name in enumerate(counts.columns):
        heights = [float(value) for value in counts[name].tolist()]
        color = COLORS[-1] if name == "others" else COLORS[place % (len(COLORS) - 1)]
        axes.bar(places, heights, bottom=below, label=str(name), color=color, width=0.85)
        below = [low + height for low, height in zip(below, heights, strict=True)]
    step = max(1, len(places) // 12)
    axes.set_xticks(places[::step], [str(period) for period in counts.index[::step]], rotation=30, ha="right")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.spines[["top", "right"]].set_visible(False)
    axes.set_ylabel("statements")
    figure.legend(loc="outside right upper", fontsize=8, frameon=False)
    return figure


def new_figure(size: tuple[float, float], title: str) -> Figure:
    """An empty figure of ``size`` in inches, outside pyplot. Raises ImportError that names the extra."""
    try:
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ImportError(f"charts need matplotlib: {EXTRA}") from error
    figure = Figure(figsize=size, layout="constrained")
    figure.suptitle(title, fontsize=11, x=0.01, ha="left")
    return figure


def network(df: pd.DataFrame) -> Chart:
    """Who is quoted with whom, and about whom.

    The data have a row for each pair: ``together`` is the number of articles that quote both, ``about`` the number of statements
    of the first that name the second by the last word of the name. In the picture lines are the former, arrows the latter.
    """
    need(df, ("speaker", "kind", "article", "quote"), "network()")
    said = speech(df)
    said = said[said["speaker"].notna()]
    if said.empty:
        raise TableError("network() has nothing to show: no row of this table has a speaker")
    together: Counter[tuple[str, str]] = Counter()
    for _, names in said.groupby("article")["speaker"]:
        together.update(combinations(sorted(set(names)), 2))
    about = _about(said)
    pairs = sorted({*together, *about}, key=lambda pair: (-about[pair], -together[pair], pair))
    both = [(a, b, together[min(a, b), max(a, b)], about[a, b]) for a, b in pairs if about[a, b] or not about[b, a]]
    edges = pd.DataFrame(both, columns=["speaker", "other", "together", "about"])
    title = "Who is quoted with whom (lines), and speaks about whom (arrows)"
    return Chart(title, edges, _graph(said, edges, title))


def _about(said: pd.DataFrame) -> Counter[tuple[str, str]]:
    """How many statements of one speaker name another, whose name is no common word: a capital, and no other's last word."""
    names = sorted(set(said["speaker"]))
    last: dict[str, list[str]] = {}
    for name in names:
        last.setdefault(name.split()[-1], []).append(name)
    sole = {word: owners[0] for word, owners in last.items() if len(owners) == 1 and word[:1].isupper() and len(word) > 2}
    counts: Counter[tuple[str, str]] = Counter()
    for speaker, quote in zip(said["speaker"], said["quote"], strict=True):
        named = {sole[word] for word in re.findall(r"[\w’'-]+", quote) if word in sole}
        counts.update((speaker, other) for other in named if other != speaker)
    return counts


def _graph(said: pd.DataFrame, edges: pd.DataFrame, title: str) -> Figure:
    try:
        import networkx as nx
    except ImportError as error:
        raise ImportError(f"network() needs networkx: {EXTRA}") from error
    figure = new_figure((9, 6), title)
    axes = figure.subplots()
    axes.set_axis_off()
    counts = said["speaker"].value_counts().head(TOP_NODES)
    graph = nx.Graph()
    graph.add_nodes_from(counts.index)
    listed = zip(
        edges["speaker"].tolist(), edges["other"].tolist(), edges["together"].tolist(), edges["about"].tolist(), strict=True
    )
    shown = [edge for edge in listed if edge[0] in graph and edge[1] in graph]
    graph.add_edges_from((speaker, other) for speaker, other, _, _ in shown)
    spots = _spots(graph)
    for speaker, other, together, about in shown:
        (x, y), (u, v) = spots[speaker], spots[other]
        if together:
            axes.plot([x, u], [y, v], color="#999999", linewidth=0.6 + 0.6 * min(together, 6), alpha=0.6, zorder=1)
        if about:
            arrow = {
                "arrowstyle": "-|>",
                "color": "#d55e00",
                "linewidth": 0.8 + 0.4 * min(about, 6),
                "shrinkA": 8,
                "shrinkB": 8,
            }
            axes.annotate("", xy=(u, v), xytext=(x, y), arrowprops={**arrow, "connectionstyle": "arc3,rad=0.12"}, zorder=2)
    for name, count in zip(map(str, counts.index), counts.tolist(), strict=True):
        x, y = spots[name]
        axes.scatter([x], [y], s=30 + 25 * float(count), color="#0072b2", zorder=3, edgecolors="white")
        label = shorten(name, 28, placeholder="…")
        axes.annotate(label, (x, y), xytext=(0, 9), textcoords="offset points", fontsize=8, ha="center", zorder=4)
    axes.margins(0.12)
    return figure


def _spots(graph: Graph[str]) -> dict[str, tuple[float, float]]:
    """Places for the nodes: those that hang together in a cell of a grid of their own, largest first, so that none hides another."""
    import networkx as nx

    parts = sorted(nx.connected_components(graph), key=lambda part: (-len(part), min(map(str, part))))
    across = max(1, ceil(len(parts) ** 0.5))
    found: dict[str, tuple[float, float]] = {}
    for cell, part in enumerate(parts):
        names = sorted(str(name) for name in part)
        if len(names) > CIRCLE:
            inner = nx.spring_layout(graph.subgraph(names), seed=4, k=2.5 / len(names) ** 0.5, iterations=200)
        elif len(names) > 1:
            # Turned a little, so that no two names stand at one height, where they would cover each other.
            turn = [2 * pi * place / len(names) + pi / 2 + 0.35 for place in range(len(names))]
            inner = {name: (cos(angle), sin(angle)) for name, angle in zip(names, turn, strict=True)}
        else:
            inner = {names[0]: (0.0, 0.0)}
        column, row = cell % across, cell // across
        for name in names:
            x, y = inner[name]
            found[name] = (column * 3.0 + float(x), -row * 3.0 + float(y))
    return found
