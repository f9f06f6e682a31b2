"""Ten times the articles: how much more time and memory ``quotes analyze`` takes.

python tests/growth.py PATHS...

Of the articles of PATHS every tenth is analysed, then all of them (a few hundred make the figures steady), each in a process of its own with nothing
cached. Seconds are without loading, which a run over one article tells, and for ten times the characters; those of the processor decide, since
other programs disturb those of the clock. Exit status 1 where time grows to more than 10.5 times or memory by more than a tenth.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from quotes.reading import read_articles
from quotes.records import Article

TIME, MEMORY = 10.5, 1.10


def measured(articles: Sequence[Article], folder: Path) -> tuple[float, float, float]:
    """Seconds of the clock and of the processor, and peak memory in MB, of a run."""
    source = folder / "articles.jsonl"
    with source.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"id": article.id, "text": article.text}) + "\n" for article in articles)
    command = [sys.executable, "-m", "quotes", "analyze", str(source), "--no-cache", "-q", "-o", str(folder / "t.csv")]
    clock = perf_counter()
    job = subprocess.Popen(command)
    _, status, usage = os.wait4(job.pid, 0)
    if status:
        raise SystemExit(f"quotes analyze failed with status {status}")
    peak = usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
    return perf_counter() - clock, usage.ru_utime + usage.ru_stime, peak


def main() -> int:
    """Print the figures; 0 where both hold."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("paths", nargs="+")
    articles = list(read_articles(options.parse_args().paths))
    tenth = articles[::10]
    times = sum(len(a.text) for a in articles) / sum(len(a.text) for a in tenth)
    with tempfile.TemporaryDirectory() as folder:
        loading = measured([Article("a", "Una frase.")], Path(folder))
        few = measured(tenth, Path(folder))
        all_ = measured(articles, Path(folder))
    clock, time = ((all_[i] - loading[i]) / (few[i] - loading[i]) * 10 / times for i in (0, 1))
    memory = all_[2] / few[2]
    for name, run in (("loading", loading), (f"{len(tenth)} articles", few), (f"{len(articles)} articles", all_)):
        print(f"{name}: {run[0]:.1f} s, of the processor {run[1]:.1f} s, peak {run[2]:.0f} MB")
    print(
        f"ten times the characters (measured: {times:.1f} times) take, loading aside, {time:.2f} times the time of the processor"
    )
    print(f"({clock:.2f} times that of the clock) and {memory:.3f} times the memory")
    return 0 if time <= TIME and memory <= MEMORY else 1


if __name__ == "__main__":
    sys.exit(main())
