"""``quotes evaluate``: a table against gold, at the shell."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .shell import Problem, number, put, say

if TYPE_CHECKING:
    from .evaluation import Evaluation

LABELS: Mapping[str, str] = {
    "span_exact": "span, exact",
    "span": "span",
    "attribution": "span, speaker",
    "joint": "span, speaker, cue",
    "indirect_span": "indirect span",
    "indirect_attribution": "  and speaker",
    "indirect_joint": "  and cue",
}
WORST = 8
"""Rules that the summary names."""


@click.command(short_help="Measure a table against gold.")
@click.argument("table", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("gold", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "figures_to", metavar="FILE", help="Every figure as JSON; - is standard output.")
@click.option("--errors", "errors_to", metavar="FILE", help="Every error, as .csv or .html.")
@click.option("--resamples", default=1000, show_default=True, metavar="N", type=click.IntRange(0), help="Of the bootstrap.")
@click.option("--quiet", is_flag=True, help="No summary.")
def evaluate(
    table: Path, gold: tuple[Path, ...], figures_to: str | None, errors_to: str | None, resamples: int, quiet: bool
) -> None:
    """Measure TABLE against annotated articles: spans, kinds, speakers, cues, and which rule errs.

    GOLD is a file (or several) with one annotated article a line, as data/gold/GUIDE.md describes; it is an input of
    quotes analyze as well. Behind each F1 stand precision, recall, and the 95% interval by resampling articles.

    \b
    Make the table from the gold, then measure:
      quotes analyze gold.jsonl -o t.csv
      quotes evaluate t.csv gold.jsonl
    Look at what went wrong:
      quotes evaluate t.csv gold.jsonl \\
        --errors errors.html
    Figures for a program:
      quotes evaluate t.csv gold.jsonl --json -
    """
    from .evaluation import EvaluationError, errors, errors_as_html
    from .evaluation import evaluate as run
    from .gold import GoldError, read_gold
    from .table import TableError

    suffix = Path(errors_to).suffix.lower() if errors_to is not None else ""
    if errors_to is not None and suffix not in {".csv", ".html"}:
        raise click.UsageError(f"{errors_to}: errors are written as .csv or .html; name such a file.")
    try:
        found = run(table, gold, resamples=resamples)
        if errors_to is not None:
            rows = errors(found, read_gold(gold))
            title = f"{table.name} against {', '.join(path.name for path in gold)}"
            page = errors_as_html(rows, title=title) if suffix == ".html" else "\ufeff" + rows.to_csv(index=False)
            Path(errors_to).write_text(page, encoding="utf-8", newline="")
        if figures_to is not None:
            text = json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n"
            if figures_to == "-":
                put(text)
            else:
                Path(figures_to).write_text(text, encoding="utf-8")
    except (EvaluationError, GoldError, TableError) as error:
        raise Problem(str(error)) from error
    except OSError as error:
        raise Problem(f"{error.filename} cannot be read or written ({error.strerror or error})") from error
    if not quiet:
        _summary(found)


def _summary(found: Evaluation) -> None:
    """What a reader wants first; all of it is in --json."""
    gold, predicted = found.overall["gold"], found.overall["predicted"]
    say(f"{number(found.articles, 'article')}; quotations: gold {gold}, table {predicted}", style="bold")
    for name, label in LABELS.items():
        value = found.overall[name]
        if not isinstance(value, dict):
            continue
        low_high = "" if name not in found.intervals else " [{:.2f}–{:.2f}]".format(*found.intervals[name])
        say(f"{label:19} {value['f1']:.3f}{low_high}  p {value['p']:.3f} r {value['r']:.3f}", indent=2)
    say(
        f"of what was found: speaker {found.overall['speaker_accuracy_on_found']:.3f}, cue {found.overall['cue_accuracy_on_found']:.3f}",
        indent=2,
    )
    by_how = found.breakdowns["how"]
    say("speaker right, by how: " + ", ".join(f"{how} {n['speaker']:.0f}/{n['gold']:.0f}" for how, n in by_how.items()), indent=2)
    kinds = [f"{gold_kind} as {kind} {n}" for gold_kind, row in found.confusion.items() for kind, n in row.items()]
    say("kinds: " + ", ".join(kinds), indent=2)
    rules = sorted(found.breakdowns["rule"].items(), key=lambda item: item[1]["joint"] - item[1]["rows"])
    worst = [f"{rule} {n['rows'] - n['joint']:.0f} of {n['rows']:.0f}" for rule, n in rules[:WORST] if n["rows"] > n["joint"]]
    if worst:
        say("rules that err most: " + ", ".join(worst), indent=2)
    if "mean" in found.calibration:
        say(f"confidence: mean {found.calibration['mean']:.2f}, right {found.calibration['right']:.2f}", indent=2)
