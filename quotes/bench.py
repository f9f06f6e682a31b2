"""Speed and memory, beside bare Stanza's: ``python -m quotes.bench PATHS... [--repeat N] [--threads N] [--rows] [--json FILE]``.

Four runs over the same articles with the same models: Stanza article by article, Stanza over all of them joined, quotes without
and with a filled cache. Each has a process of its own, so that its peak memory is its own. Compare the ratios: seconds
depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import NotRequired, TypedDict, TypeVar

T = TypeVar("T")

RUNS = {
    "bare": "Stanza, article by article",
    "joined": "Stanza, all joined",
    "cold": "quotes, nothing cached",
    "warm": "quotes, all cached",
}


class Run(TypedDict):
    """What one run measured."""

    articles: int
    """How many were read and parsed."""
    words: int
    """Syntactic words, as the run's own trees count them."""
    seconds: float
    """Wall time of all stages but loading."""
    stages: dict[str, float]
    """Seconds by stage: loading (models, lexicon), reading, parsing, attribution."""
    peak_mb: float | None
    """Largest resident memory of the process; None where the system does not tell (Windows)."""


class Rows(TypedDict):
    """Rows of the quick way against those of a full parse by Stanza itself, article by article."""

    rows: int
    """Of Stanza's way."""
    differ: int
    """Those that only one of the two ways makes, the greater of both counts."""
    sentences: int
    trees_differ: int
    """Sentences that are read otherwise in anything: tokens, tags, lemmas, arcs."""


class Report(TypedDict):
    """The comparison; of several repetitions each run's fastest."""

    cold_ratio: float
    """Time for a word over that of bare Stanza article by article, nothing cached: 0.5 is twice as fast."""
    warm_ratio: float
    """The same, all cached."""
    peak_mb: float | None
    """Of the run with nothing cached."""
    words_per_second: float
    """Of the run with nothing cached."""
    stages: dict[str, float]
    """Of the run with nothing cached."""
    repetitions: int
    runs: dict[str, Run]
    """By the keys of RUNS."""
    rows: NotRequired[Rows]
    """Where they were asked for."""


def speed(run: Run) -> float:
    """Words per second."""
    return run["words"] / run["seconds"] if run["seconds"] else 0.0


def measure(name: str, paths: Sequence[str], *, cache: Path, threads: int | None = None) -> Run:
    """Make one run in this process. ``cache``: the folder of the parse cache for the runs of quotes."""
    if threads and name != "warm":
        if name == "cold":  # as the engine does before it imports torch
            os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
        import torch

        torch.set_num_threads(threads)
    if name in {"bare", "joined"}:
        return _bare(paths, joined=name == "joined")
    return _quotes(paths, cache, cached=name == "warm")


def compare(paths: Sequence[str], *, repeat: int = 1, threads: int | None = None) -> Report:
    """Make every run ``repeat`` times, in turns. Raises subprocess.CalledProcessError where one fails."""
    best: dict[str, Run] = {}
    for _ in range(repeat):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as cache:
            for name in RUNS:  # the warm run finds what the cold one kept
                run = _in_own_process(name, paths, cache, threads)
                if name not in best or run["seconds"] < best[name]["seconds"]:
                    best[name] = run
    cold = best["cold"]
    return {
        "cold_ratio": time_ratio(cold, best["bare"]),
        "warm_ratio": time_ratio(best["warm"], best["bare"]),
        "peak_mb": cold["peak_mb"],
        "words_per_second": round(speed(cold), 1),
        "stages": cold["stages"],
        "repetitions": repeat,
        "runs": best,
    }


def compare_rows(paths: Sequence[str]) -> Rows:
    """Analyse all articles both ways, nothing cached."""
    from .lexicons import load_lexicon
    from .parsing import Parser
    from .pipeline import quotations
    from .reading import read_articles

    lexicon = load_lexicon()
    quick, whole = Parser(cache=False), Parser(cache=False)
    quick.load()
    whole.load(quick=False)
    found: Rows = {"rows": 0, "differ": 0, "sentences": 0, "trees_differ": 0}
    for article, tree in quick.stream(read_articles(paths)):
        [wanted] = whole.parse([article.text])
        if isinstance(tree, Exception):
            raise tree
        ours, theirs = (Counter(quotations(article, one, lexicon)) for one in (tree, wanted))
        found["rows"] += theirs.total()
        found["differ"] += max((ours - theirs).total(), (theirs - ours).total())
        ways = [Counter(sentence.words for sentence in one.sentences) for one in (tree, wanted)]
        found["sentences"] += ways[1].total()
        found["trees_differ"] += (ways[1] - ways[0]).total()
    return found


def time_ratio(run: Run, bare: Run) -> float:
    """Time for a word in ``run`` over that in ``bare``; 0.0 where one of them read no word."""
    return round(speed(bare) / speed(run), 4) if speed(run) and speed(bare) else 0.0


def table(report: Report) -> str:
    """The comparison as a text table."""
    bare = report["runs"]["bare"]
    lines = [f"{'run':28}{'words/s':>9}{'ratio':>7}{'seconds':>9}{'peak MB':>9}  seconds by stage"]
    for name, title in RUNS.items():
        run = report["runs"][name]
        ratio = time_ratio(run, bare)
        peak = "-" if run["peak_mb"] is None else f"{run['peak_mb']:.0f}"
        stages = ", ".join(f"{stage} {seconds:.2f}" for stage, seconds in run["stages"].items())
        lines.append(f"{title:28}{speed(run):9.0f}{ratio:7.3f}{run['seconds']:9.2f}{peak:>9}  {stages}")
    one = report["runs"]["cold"]
    lines.append(
        f"{one['articles']} articles, {one['words']} words; fastest of {report['repetitions']}; ratio: time for a word, bare Stanza = 1; without loading"
    )
    if rows := report.get("rows"):
        lines.append(
            f"rows that differ from those of a full parse by Stanza itself, article by article: {rows['differ']} of {rows['rows']}; "
            f"sentences read otherwise: {rows['trees_differ']} of {rows['sentences']}"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns its exit status."""
    options = _options(arguments)
    if options.run:
        print(json.dumps(measure(options.run, options.paths, cache=options.cache, threads=options.threads)))
        return 0
    try:
        report = compare(options.paths, repeat=options.repeat, threads=options.threads)
        if options.rows:
            report["rows"] = compare_rows(options.paths)
    except subprocess.CalledProcessError as error:
        print(f"a run failed:\n{error.stderr}", file=sys.stderr)
        return 1
    print(table(report))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return 0


class _Options(argparse.Namespace):
    paths: list[str]
    repeat: int
    threads: int | None
    rows: bool
    json: Path | None
    run: str | None
    cache: Path


def _options(arguments: Sequence[str] | None) -> _Options:
    parser = argparse.ArgumentParser(prog="python -m quotes.bench", description=(__doc__ or "").split("\n\n")[1])
    parser.add_argument("paths", nargs="+", help="articles: files, folders or globs")
    parser.add_argument("--repeat", type=_count, default=1, metavar="N", help="repetitions; the fastest counts")
    parser.add_argument("--threads", type=_count, metavar="N", help="threads of torch; its own choice without")
    parser.add_argument("--rows", action="store_true", help="compare the rows with those of a full parse by Stanza itself, too")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here too")
    parser.add_argument("--run", choices=list(RUNS), help=argparse.SUPPRESS)
    parser.add_argument("--cache", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args(arguments, namespace=_Options())


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _in_own_process(name: str, paths: Sequence[str], cache: str, threads: int | None) -> Run:
    command = [sys.executable, "-m", "quotes.bench", "--run", name, "--cache", cache]
    command += ["--threads", str(threads)] if threads else []
    done = subprocess.run([*command, "--", *paths], capture_output=True, text=True, encoding="utf-8", check=True)
    run: Run = json.loads(done.stdout.splitlines()[-1])
    return run


def _bare(paths: Sequence[str], *, joined: bool) -> Run:
    from .engine import PROCESSORS
    from .models import models_folder
    from .reading import read_articles

    clock = perf_counter()
    texts = [article.text for article in read_articles(paths)]
    reading = perf_counter() - clock

    import stanza

    clock = perf_counter()
    nlp = stanza.Pipeline(
        "it", dir=str(models_folder()), download_method=None, processors=",".join(PROCESSORS), use_gpu=False, verbose=False
    )
    loading = perf_counter() - clock
    clock = perf_counter()
    given = ["\n\n".join(texts)] if joined else texts
    words = sum(int(nlp(text).num_words) for text in given)
    parsing = perf_counter() - clock
    # Reading is no part of Stanza's work: it is shown, and not counted.
    return _run(len(texts), words, parsing, {"loading": loading, "reading": reading, "parsing": parsing})


def _quotes(paths: Sequence[str], cache: Path, *, cached: bool) -> Run:
    from .lexicons import load_lexicon
    from .parsing import Parser
    from .pipeline import quotations
    from .reading import read_articles

    clock = perf_counter()
    lexicon = load_lexicon()
    parser = Parser(cache=cache)
    if not cached:
        parser.load()  # ahead, so that parsing does not contain it
    loading = perf_counter() - clock
    articles = words = 0
    attribution = 0.0
    spent = {"reading": 0.0, "parsing": 0.0}
    clock = perf_counter()
    for article, tree in _clocked(parser.stream(_clocked(read_articles(paths), spent, "reading")), spent, "parsing"):
        if isinstance(tree, Exception):
            raise tree
        began = perf_counter()
        quotations(article, tree, lexicon)
        attribution += perf_counter() - began
        articles += 1
        words += sum(len(sentence.words) for sentence in tree.sentences)
    total = perf_counter() - clock
    parser.close()
    spent["parsing"] -= spent["reading"]  # the parser asks for the articles
    return _run(articles, words, total, {"loading": loading, **spent, "attribution": attribution})


def _clocked(items: Iterable[T], spent: dict[str, float], stage: str) -> Iterator[T]:
    """The items, adding to ``spent[stage]`` the seconds that each took to come."""
    iterator = iter(items)
    while True:
        clock = perf_counter()
        try:
            item = next(iterator)
        except StopIteration:
            return
        finally:
            spent[stage] += perf_counter() - clock
        yield item


def _run(articles: int, words: int, seconds: float, stages: dict[str, float]) -> Run:
    return {
        "articles": articles,
        "words": words,
        "seconds": round(seconds, 3),
        "stages": {stage: round(value, 3) for stage, value in stages.items()},
        "peak_mb": _peak_mb(),
    }


def _peak_mb() -> float | None:
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (1024 * 1024 if sys.platform == "darwin" else 1024), 1)


if __name__ == "__main__":
    sys.exit(main())
