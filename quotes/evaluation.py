"""A table against gold: figures with their uncertainty, where they come from, and every error."""

from __future__ import annotations

import html
import math
import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from .gold import GoldArticle, read_gold
from .records import Span
from .scoring import F1_FIGURES, SHARES, SPAN_IOU, Outcome, Prediction, count, figures, judge, pair

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 1000
"""Bootstrap resamples; at 1000 the ends of a 95% interval move by less than half a point from seed to seed."""
INTERVAL = 0.95
AROUND = 90
"""Characters shown on either side of an error."""
UNLINKED: Final = "(none)"
"""How a breakdown names rows without rule."""


class EvaluationError(ValueError):
    """A table and a gold that do not belong together; the message says why."""


@dataclass(frozen=True)
class Evaluation:
    """What was measured."""

    articles: int
    """Articles of the gold."""
    outcomes: Sequence[Outcome]
    """Every gold row and every row of the table, paired where they answer to each other."""
    overall: Mapping[str, object]
    """Counts and figures of all articles together; F1 figures are {"p", "r", "f1"}."""
    intervals: Mapping[str, tuple[float, float]]
    """Figure -> ends of its 95% interval (of an F1 figure, of its F1), by resampling articles."""
    breakdowns: Mapping[str, Mapping[str, Mapping[str, float]]]
    """By rule and kind (of the table) and by how (of the gold): value -> counts and shares."""
    confusion: Mapping[str, Mapping[str, int]]
    """Gold kind of a marked span -> kind in the table -> how many; "missed" where the table has no such span."""
    calibration: Mapping[str, float]
    """Over the statements of the table: rows, mean confidence, share that is right."""

    def to_dict(self) -> dict[str, object]:
        """Everything but the single rows, as JSON takes it."""
        return {
            "articles": self.articles,
            **self.overall,
            "speaker_recall_by_how": {
                how: f"{int(n['speaker'])}/{int(n['gold'])}" for how, n in sorted(self.breakdowns["how"].items())
            },
            "intervals": {name: list(ends) for name, ends in self.intervals.items()},
            "by": self.breakdowns,
            "kinds": self.confusion,
            "confidence": self.calibration,
        }


# ------------------------------------------------------------------------------------------------------------- the job


def evaluate(
    table: pd.DataFrame | str | Path,
    gold: str | Path | Iterable[str | Path],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """Measure a table, or the file of one, against gold files.

    Articles of the table that gold does not have are left out; an article of gold without rows counts as missed. ``resamples``:
    of the bootstrap, 0 for no intervals. Raises GoldError, TableError, OSError, and EvaluationError where table and gold share
    no article or were made from different texts.
    """
    from .table import read_table, validate

    df = read_table(table) if isinstance(table, (str, Path)) else validate(table)
    articles = read_gold([gold] if isinstance(gold, (str, Path)) else gold)
    return measure(articles, predictions(df, articles), resamples=resamples, seed=seed)


def predictions(df: pd.DataFrame, articles: Sequence[GoldArticle]) -> dict[str, list[Prediction]]:
    """The rows of a sound table by article; EvaluationError where their offsets do not fit the texts of ``articles``."""
    texts = {article.id: article.text for article in articles}
    found: dict[str, list[Prediction]] = defaultdict(list)
    names = ("article", "quote_id", "kind", "quote", "start", "end", "speaker", "cue_lemma", "how", "rule", "confidence")
    columns = (df[name].astype(object).where(df[name].notna(), None) for name in names)
    for article, quote_id, kind, quote, start, end, speaker, lemma, how, rule, confidence in zip(*columns, strict=True):
        if article not in texts:
            continue
        if texts[article][start:end] != quote:
            raise EvaluationError(
                f"the row {quote_id} is not what stands at {start}-{end} of the gold's text: "
                "make the table from the gold file itself (quotes analyze GOLD.jsonl)"
            )
        found[article].append(Prediction(quote_id, kind, Span(start, end), speaker, lemma, how, rule, confidence))
    if not found:
        some = ", ".join(list(texts)[:3])
        raise EvaluationError(f"no row of the table is of an article of the gold ({some}, ...); compare the column article")
    return found


def measure(
    articles: Sequence[GoldArticle],
    rows: Mapping[str, Sequence[Prediction]],
    *,
    resamples: int = RESAMPLES,
    seed: int = 0,
) -> Evaluation:
    """The evaluation of ``rows``, by article id."""
    by_article = [judge(article, rows.get(article.id, ())) for article in articles]
    counts = [count(outcomes) for outcomes in by_article]
    outcomes = [outcome for several in by_article for outcome in several]
    return Evaluation(
        len(articles),
        outcomes,
        figures(sum(counts, Counter())),
        bootstrap(counts, resamples=resamples, seed=seed) if resamples else {},
        {name: _breakdown(outcomes, key) for name, key in BREAKDOWNS.items()},
        _confusion(articles, rows),
        _calibration(outcomes),
    )


def bootstrap(counts: Sequence[Mapping[str, int]], *, resamples: int, seed: int) -> dict[str, tuple[float, float]]:
    """The percentile intervals of all figures, by drawing articles with replacement (Efron and Tibshirani 1993, chapter 13).

    Articles, not rows, are drawn: rows of one article share its style and its people, so they are not independent.
    """
    draw = random.Random(seed)
    values: dict[str, list[float]] = defaultdict(list)
    for _ in range(resamples):
        total: Counter[str] = Counter()
        for drawn in draw.choices(counts, k=len(counts)):
            total.update(drawn)
        for name, value in headline(figures(total)).items():
            values[name].append(value)
    tail = (1 - INTERVAL) / 2
    return {name: (_quantile(several, tail), _quantile(several, 1 - tail)) for name, several in values.items()}


def headline(found: Mapping[str, object]) -> dict[str, float]:
    """One number a figure: the F1 of those that have three.

    >>> headline({"gold": 3, "span": {"p": 1.0, "r": 0.5, "f1": 0.6667}, "cue_accuracy_on_found": 0.5})
    {'span': 0.6667, 'cue_accuracy_on_found': 0.5}
    """
    numbers = {}
    for name, value in found.items():
        if name in F1_FIGURES and isinstance(value, dict):
            numbers[name] = float(value["f1"])
        elif name in SHARES and isinstance(value, float):
            numbers[name] = value
    return numbers


def _quantile(values: Sequence[float], share: float) -> float:
    """Linear between the two values nearest.

    >>> _quantile([1.0, 2.0, 3.0], 0.25)
    1.5
    """
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (place - low) * (ordered[high] - ordered[low]), 4)


# ---------------------------------------------------------------------------------------------------------- breakdowns


def _by_rule(outcome: Outcome) -> str | None:
    return None if outcome.predicted is None else outcome.predicted.rule or UNLINKED


def _by_kind(outcome: Outcome) -> str | None:
    return None if outcome.predicted is None else outcome.predicted.kind


def _by_how(outcome: Outcome) -> str | None:
    return None if outcome.gold is None or outcome.indirect else outcome.gold.how


BREAKDOWNS: Mapping[str, Callable[[Outcome], str | None]] = {"rule": _by_rule, "kind": _by_kind, "how": _by_how}


def _breakdown(outcomes: Sequence[Outcome], key: Callable[[Outcome], str | None]) -> dict[str, dict[str, float]]:
    """Value -> counts, and of what share of its rows span, speaker, and speaker and cue are right; the commonest first."""
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        value = key(outcome)
        if value is not None:
            groups[value].append(outcome)
    found: dict[str, dict[str, float]] = {}
    for value, group in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        right = {name: sum(bool(getattr(outcome, name)) for outcome in group) for name in ("found", "speaker", "cue", "joint")}
        found[value] = {
            "rows": len(group),
            "gold": sum(outcome.gold is not None for outcome in group),
            **right,
            "speaker_share": round(right["speaker"] / len(group), 4),
            "joint_share": round(right["joint"] / len(group), 4),
        }
    return found


def _confusion(articles: Sequence[GoldArticle], rows: Mapping[str, Sequence[Prediction]]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for article in articles:
        marked = [row for row in rows.get(article.id, ()) if row.kind != "indirect"]
        pairs = pair(article.text, [row.span for row in article.quotes], [row.span for row in marked], SPAN_IOU)
        for i, wanted in enumerate(article.quotes):
            table[wanted.kind][marked[pairs[i]].kind if i in pairs else "missed"] += 1
    return {kind: dict(table[kind]) for kind in ("speech", "scare", "title") if kind in table}


def _calibration(outcomes: Sequence[Outcome]) -> dict[str, float]:
    rows = [(outcome.predicted.confidence, outcome.joint) for outcome in outcomes if outcome.predicted is not None]
    if not rows:
        return {"rows": 0}
    return {
        "rows": len(rows),
        "mean": round(sum(confidence for confidence, _ in rows) / len(rows), 4),
        "right": round(sum(right for _, right in rows) / len(rows), 4),
    }


# --------------------------------------------------------------------------------------------------------------- errors

ERROR_COLUMNS: Final = (
    "article",
    "fault",
    "kind",
    "how",
    "quote",
    "gold_speaker",
    "speaker",
    "gold_cue",
    "cue",
    "rule",
    "confidence",
    "quote_id",
    "context",
)


def errors(evaluation: Evaluation, gold: Iterable[GoldArticle]) -> pd.DataFrame:
    """One row an error, in text order: what is wrong, what gold says, what the table says, and the words around.

    Columns: ERROR_COLUMNS. In ``context`` the span stands between ⟦ and ⟧.
    """
    import pandas as pd

    texts = {article.id: article.text for article in gold}
    found: list[tuple[str, int, tuple[object, ...]]] = []
    for outcome in evaluation.outcomes:
        if outcome.fault is None:
            continue
        wanted, row = outcome.gold, outcome.predicted
        span = row.span if row is not None else wanted.span if wanted is not None else Span(0, 0)
        text = texts[outcome.article]
        values = (
            outcome.article,
            outcome.fault,
            row.kind if row is not None else "indirect" if outcome.indirect else "speech",
            wanted.how if wanted is not None else None,
            span.of(text),
            wanted.speaker if wanted is not None else None,
            row.speaker if row is not None else None,
            wanted.cue_lemma if wanted is not None else None,
            row.cue_lemma if row is not None else None,
            row.rule if row is not None else None,
            row.confidence if row is not None else None,
            row.quote_id if row is not None else None,
            f"{text[max(0, span.start - AROUND) : span.start]}⟦{span.of(text)}⟧{text[span.end : span.end + AROUND]}",
        )
        found.append((outcome.article, span.start, values))
    order = {article: place for place, article in enumerate(texts)}
    found.sort(key=lambda item: (order[item[0]], item[1]))
    return pd.DataFrame([values for _, _, values in found], columns=list(ERROR_COLUMNS))


def errors_as_html(df: pd.DataFrame, *, title: str) -> str:
    """A page of its own with the errors as a table, every text escaped."""
    first = ["article", "fault", "context"]
    shown = [*first, *(name for name in ERROR_COLUMNS if name not in {*first, "quote", "quote_id"})]
    head = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in shown)
    body = []
    for record in df.to_dict("records"):
        cells = []
        for name in shown:
            value = record[name]
            text = "" if value is None or value != value else str(value)  # NaN is not equal to itself
            cell = html.escape(text).replace("\n", "<br>")
            cells.append(f"<td>{cell.replace('⟦', '<mark>').replace('⟧', '</mark>') if name == 'context' else cell}</td>")
        body.append(f"<tr>{''.join(cells)}</tr>")
    return PAGE.format(title=html.escape(title), head=head, body="\n".join(body), count=len(df))


PAGE: Final = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ font: 15px/1.45 system-ui, sans-serif; margin: 1.5rem; color: #1b1b1b; background: #fff }}
.scroll {{ overflow-x: auto }}
table {{ border-collapse: collapse }}
th, td {{ text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #ddd }}
td:nth-child(3) {{ min-width: 26rem }}
mark {{ background: #ffe48a }}
</style></head><body>
<h1>{title}</h1>
<p>{count} errors. In the words around, the span is marked.</p>
<div class="scroll"><table><thead><tr>{head}</tr></thead>
<tbody>
{body}
</tbody></table></div></body></html>
"""
