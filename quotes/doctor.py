"""What an installation consists of, whether each part works, and what to do about the part that does not.

Each examination is a function of its own that changes nothing and never raises; the models are loaded for the last.
"""

from __future__ import annotations

import os
import platform
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from time import perf_counter
from typing import Literal

from . import __version__
from .cache import cache_folder
from .models import ModelError, identity, models_folder, verify

State = Literal["well", "note", "fault"]
"""fault: something does not work; note: it works, but not as it could."""

SELF_TEST = "«Il ponte riapre lunedì», ha detto la sindaca Anna Ferri. Secondo il ministro Luca Neri i lavori costano troppo."
"""What the self-test analyses."""
EXPECTED = [("direct", "Anna Ferri", "dire"), ("indirect", "Luca Neri", "secondo")]
"""Kind, speaker and cue of its rows."""
ENOUGH_MB = 1_500
"""Free memory for a run; the largest peak measured is below that."""
SLOW_SECONDS = 5.0
"""A self-test that takes longer, the loading of the models aside, was disturbed; it takes 0.1 to 0.5 s."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    state: State
    text: str
    """What was found."""
    advice: str = ""
    """What to do, where the state is not well."""


def examine(*, models: Path | None = None, cache: Path | None = None) -> Iterator[Finding]:
    """All findings, one by one. ``models``, ``cache``: folders in place of the usual ones."""
    yield from programs()
    yield from machine()
    yield parse_cache(cache or cache_folder())
    finding = model_files(models)
    yield finding
    if finding.state != "fault":
        yield from self_test(models)


def programs() -> Iterator[Finding]:
    """Python, quotes and the libraries it is built on."""
    yield Finding(
        "quotes", "well", f"{__version__} on Python {platform.python_version()}, {platform.system()} {platform.machine()}"
    )
    for required, extra in _requirements():
        name = re.split(r"[^\w.-]", required, maxsplit=1)[0]
        advice = f"pip install 'quotes[{extra}]'" if extra else f"pip install '{required}'"
        try:
            found = version(name)
        except PackageNotFoundError:
            if extra:
                yield Finding(name, "note", f"is not installed: needed for {EXTRAS[extra]} alone", advice)
            else:
                yield Finding(name, "fault", "is not installed", advice)
            continue
        fits = _fits(found, required)
        yield Finding(
            name, "well" if fits else "fault", f"{found}{'' if fits else f' does not fit {required}'}", "" if fits else advice
        )


EXTRAS = {"parquet": "Parquet files", "dask": "clusters (--dask)"}
"""Optional libraries that are examined: the extra's name, and what it serves."""


def _requirements() -> list[tuple[str, str]]:
    """Requirements as the installation lists them, each with its extra or ""."""
    try:
        listed = requires("quotes") or []
    except PackageNotFoundError:  # run from its source
        return [(name, "") for name in ("stanza", "torch", "pandas", "click", "rich", "ftfy", "trafilatura")] + [
            ("pyarrow", "parquet"),
            ("distributed", "dask"),
        ]
    found = []
    for line in listed:
        required, _, marker = line.partition(";")
        extra = re.search(r"extra == ['\"](\w+)['\"]", marker)
        if extra is None or extra[1] in EXTRAS:
            found.append((required.strip(), extra[1] if extra else ""))
    return found


def _fits(found: str, required: str) -> bool:
    """Whether a version fits the bounds of a requirement, in numbers alone.

    >>> _fits("2.13.0+cpu", "torch<2.14,>=2.6"), _fits("2.5", "torch<2.14,>=2.6")
    (True, False)
    """

    def numbers(text: str) -> tuple[int, ...]:
        return tuple(int(part) for part in re.findall(r"\d+", text.partition("+")[0])[:3])

    here = numbers(found)
    return all(
        here >= numbers(bound) if sign == ">=" else here < numbers(bound)
        for sign, bound in re.findall(r"(>=|<(?!=))\s*([\d.]+)", required)
    )


def machine() -> Iterator[Finding]:
    """Cores and memory."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    allowed = os.environ.get("OMP_NUM_THREADS", "")
    if allowed.isdigit() and int(allowed) < cores:
        yield Finding("threads", "note", f"OMP_NUM_THREADS={allowed} of {cores} cores", "unset OMP_NUM_THREADS to use all cores")
    else:
        yield Finding("threads", "well", f"{cores} cores, all used")
    free = _free_mb()
    if free is not None:
        enough = free >= ENOUGH_MB
        advice = "" if enough else "end other programs: a run takes up to 1.5 GB"
        yield Finding("memory", "well" if enough else "note", f"{free} MB free", advice)


def _free_mb() -> int | None:
    """Memory that a new program may have, where the system tells (Linux)."""
    try:
        found = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text(encoding="ascii"))
    except OSError:
        return None
    return int(found[1]) // 1024 if found else None


def parse_cache(folder: Path) -> Finding:
    """The cache of parses; a damaged one is left for the next run to set aside."""
    file = folder / "parses.sqlite"
    above = next((path for path in (folder, *folder.absolute().parents) if path.exists()), Path())
    if not above.is_dir() or not os.access(above, os.W_OK):
        return Finding(
            "cache",
            "note",
            f"{folder} cannot be written: every run parses all anew",
            "name a folder with --cache or QUOTES_CACHE",
        )
    if not file.exists():
        return Finding("cache", "well", f"{folder} is empty as yet")
    try:
        base = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            [(state,)] = base.execute("PRAGMA quick_check(1)").fetchall()
            [(count,)] = base.execute("SELECT count(*) FROM parses").fetchall()
        finally:
            base.close()
    except sqlite3.Error as error:
        state, count = str(error), 0
    if state != "ok":
        return Finding(
            "cache", "note", f"{file} is damaged ({state})", "nothing to do: the next run begins a new one; or delete it"
        )
    return Finding("cache", "well", f"{folder}: articles kept: {count}, {file.stat().st_size / 1e6:.0f} MB")


def model_files(models: Path | None) -> Finding:
    """The model folder: whether it is one, and whole."""
    try:
        folder = models_folder(models)
        verify(folder)
    except ModelError as error:
        return Finding("models", "fault", str(error), "or name other models with --models or QUOTES_MODELS")
    listed = (folder / "SHA256SUMS").exists()
    checked = "all checksums agree" if listed else "it lists no checksums, so nothing could be compared"
    return Finding("models", "well", f"{identity(folder)[:12]} in {folder}: {checked}")


def self_test(models: Path | None) -> Iterator[Finding]:
    """Load the models and analyse one small article."""
    from .lexicons import load_lexicon
    from .parsing import Parser
    from .pipeline import quotations
    from .records import Article

    try:
        parser = Parser(models, cache=False)
        clock = perf_counter()
        parser.load()
        loading = perf_counter() - clock
        way = "the quick way" if parser.quick else "Stanza's own, slower way, as the package's own models do not need"
        yield Finding("loading", "well", f"{loading:.1f} s; parsing goes {way}")
        clock = perf_counter()
        [tree] = parser.parse([SELF_TEST])
        rows = quotations(Article("test", SELF_TEST), tree, load_lexicon())
        seconds = perf_counter() - clock
    except Exception as error:  # noqa: BLE001 - whatever it is, this is the place to tell it
        advice = "install quotes anew (pip install --force-reinstall quotes); if that does not help, report this message"
        yield Finding("self-test", "fault", f"{type(error).__name__}: {error}", advice)
        return
    found = [(row.kind, row.speaker, row.cue_lemma) for row in rows]
    if found != EXPECTED:
        own = models is None and "QUOTES_MODELS" not in os.environ
        advice = (
            "install quotes anew"
            if own
            else "these models read Italian otherwise than the package's own: look at some rows before you use them"
        )
        yield Finding("self-test", "fault" if own else "note", f"the rows are {found}, and should be {EXPECTED}", advice)
    elif seconds > SLOW_SECONDS:
        yield Finding(
            "self-test", "note", f"right, but it took {seconds:.1f} s", "other programs use the processor: end them, or wait"
        )
    else:
        yield Finding("self-test", "well", f"{len(rows)} rows, all right, in {seconds:.2f} s")
