"""The fuzz campaign: hostile texts through the program; none may crash it, lose an offset, or take more than linear time.

python tests/fuzz.py spans PATHS... [--texts 100000]      marks, rows and tables, without a parser
python tests/fuzz.py pipeline PATHS... [--texts 2000]     the whole way, models included
python tests/fuzz.py linear [--plot FILE] [--longest 10000000] [--limit SECONDS]   time against length, for the marks alone

PATHS: the articles that are mutated, as `quotes analyze` takes them. A text is told from its seed alone, so that every failure can be made
again: it is printed with seed and number. Exit status 1 where anything failed.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time

from quotes.lexicons import load_lexicon
from quotes.pipeline import quotations
from quotes.reading import read_articles
from quotes.records import Article, Quotation
from quotes.spans import find_spans
from quotes.table import WRITERS, to_frame, validate
from quotes.tree import Tree

MARKS = "«»“”„‟\"'’‘‚‹›„”″′—–-<>()[]:,.;!?…"
SIGNS = (
    "\x00\x01\x08\x0b\x0c\x1b\x1f\x7f\x80\x85\x9f\u00ad\u200b\u200e\u202e\u2028\u2029\ufeff\ufffd\ufffe\U0010ffff"
    "\u0301\u0300\u0488\u20dd😀👨‍👩‍👧🇮🇹שלוםمرحبا①ﬁĲß\ud800\udfff\r\n\t\u00a0\u3000"
)
BLOBS = (
    "PK\x03\x04\x14\x00\x08\x08\x08\x00",
    "<div>" * 200,
    "<!DOCTYPE html><html><body><q>" + "<b>" * 50 + "&lt;" * 50,
    "&amp;" * 100,
    "%PDF-1.7\n%âãÏÓ\n",
    "\ud83d" * 20,
    "«" * 30,
    "«“" * 15 + "”»" * 15,
    '"' * 31,
    "'" * 31,
    "- " * 100,
    "a" * 2_000,
    " " * 2_000,
    "\n" * 500,
    "e\u0301" * 200,
)
MUTATIONS_MOST = 12
SECONDS_MOST = 5.0
"""Longest time that a text of some thousand characters may take; they take a few milliseconds."""


# --- texts ------------------------------------------------------------------------------------------------------------


def mutated(text: str, chance: random.Random, *, longest: int) -> str:
    """``text``, a stretch of it cut out and some mutations made."""
    start = chance.randrange(max(1, len(text)))
    text = text[start : start + chance.randint(1, longest)]
    for _ in range(chance.randint(0, MUTATIONS_MOST)):
        text = chance.choice(MUTATIONS)(text, chance)
    return text


def _place(text: str, chance: random.Random) -> int:
    return chance.randint(0, len(text))


def _mark(text: str, chance: random.Random) -> int | None:
    """Where one of the text's marks stands."""
    places = [i for i, char in enumerate(text) if char in MARKS]
    return chance.choice(places) if places else None


def drop(text: str, chance: random.Random) -> str:
    """A mark is missing."""
    at = _mark(text, chance)
    return text if at is None else text[:at] + text[at + 1 :]


def double(text: str, chance: random.Random) -> str:
    """A mark stands twice, or some more times."""
    at = _mark(text, chance)
    return text if at is None else text[:at] + text[at] * chance.choice([1, 1, 2, 20]) + text[at:]


def swap(text: str, chance: random.Random) -> str:
    """A mark is another."""
    at = _mark(text, chance)
    return text if at is None else text[:at] + chance.choice(MARKS) + text[at + 1 :]


def sign(text: str, chance: random.Random) -> str:
    """A control character, an emoji, half a character, an accent that combines, a mark of direction."""
    at = _place(text, chance)
    return text[:at] + chance.choice(SIGNS) * chance.choice([1, 1, 1, 50]) + text[at:]


def mark(text: str, chance: random.Random) -> str:
    """A mark where none was."""
    at = _place(text, chance)
    return text[:at] + chance.choice(MARKS) + text[at:]


def blob(text: str, chance: random.Random) -> str:
    """Something that is no text."""
    at = _place(text, chance)
    return text[:at] + chance.choice(BLOBS) + text[at:]


def one_line(text: str, chance: random.Random) -> str:
    """No line break is left."""
    return text.replace("\n", chance.choice([" ", "", "\u2028"]))


def lines(text: str, chance: random.Random) -> str:
    """A line break behind every word, or in a random place."""
    return "\n".join(text.split(" ")) if chance.random() < 0.2 else text[: (at := _place(text, chance))] + "\r\n" + text[at:]


def shuffled(text: str, chance: random.Random) -> str:
    """The lines in another order."""
    parts = text.split("\n")
    chance.shuffle(parts)
    return "\n".join(parts)


MUTATIONS: Sequence[Callable[[str, random.Random], str]] = (
    drop,
    drop,
    double,
    swap,
    swap,
    sign,
    sign,
    mark,
    mark,
    blob,
    one_line,
    lines,
    shuffled,
)


def texts(sources: Sequence[str], count: int, *, seed: int, longest: int) -> Iterator[str]:
    """``count`` mutated texts; the one of number n depends on the sources, the seed and n alone."""
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")
        yield mutated(chance.choice(sources), chance, longest=longest)


# --- what must hold ---------------------------------------------------------------------------------------------------


def check_spans(text: str) -> None:
    """Raises AssertionError where the marks' spans are not what they promise."""
    for quoted in find_spans(text):
        assert 0 <= quoted.outer.start <= quoted.span.start <= quoted.span.end <= quoted.outer.end <= len(text), quoted
        assert quoted.outer.start < quoted.outer.end, quoted
        assert all(quoted.span.covers(insert) for insert in quoted.inserts), quoted


def check_rows(text: str, rows: Sequence[Quotation]) -> None:
    """Raises AssertionError where an offset of a row is lost."""
    for row in rows:
        assert row.quote and text[row.start : row.end] == row.quote, row
        for start, end, words in ((row.mention_start, row.mention_end, row.mention), (row.cue_start, row.cue_end, row.cue)):
            assert (start is None) == (end is None) == (words is None), row
            assert start is None or text[start:end] == words, row


def check_table(rows: Sequence[Quotation]) -> None:
    """Raises where a table of the rows cannot be checked and written."""
    table = validate(to_frame([row for row in rows if not _broken(row)]))
    for form in ("csv", "jsonl"):
        WRITERS[form](table, io.BytesIO())


def _broken(row: Quotation) -> bool:
    """Half characters are told, not written: reading mends them before they come here."""
    return any(
        "\ud800" <= char <= "\udfff" for value in (row.quote, row.speaker, row.cue, row.mention) if value for char in value
    )


# --- campaigns --------------------------------------------------------------------------------------------------------


def spans(sources: Sequence[str], count: int, *, seed: int = 0) -> list[str]:
    """Marks, rows and tables of ``count`` texts; what went wrong, in words."""
    lexicon = load_lexicon()
    faults: list[str] = []
    waiting: list[Quotation] = []
    for number, text in enumerate(texts(sources, count, seed=seed, longest=600)):
        clock = perf_counter()
        try:
            check_spans(text)
            rows = quotations(Article(str(number), text), Tree(()), lexicon)
            check_rows(text, rows)
            waiting += rows
            if len(waiting) > 5_000 or number == count - 1:
                check_table(waiting)
                waiting = []
        except Exception as error:  # noqa: BLE001 - to be told with its text's number
            faults.append(f"text {number} of seed {seed}: {type(error).__name__}: {str(error)[:200]}")
        if (seconds := perf_counter() - clock) > SECONDS_MOST:
            faults.append(f"text {number} of seed {seed}: {len(text)} characters took {seconds:.1f} s")
    return faults


def pipeline(sources: Sequence[str], count: int, *, seed: int = 1, longest: int = 1_500) -> list[str]:
    """The whole way for ``count`` texts, in batches as a run has them; what went wrong, in words."""
    from quotes.analysis import outcomes
    from quotes.failures import Failure

    faults: list[str] = []
    given = (Article(str(n), text) for n, text in enumerate(texts(sources, count, seed=seed, longest=longest)))
    rows: list[Quotation] = []
    for article, found in outcomes(given, cache=False):
        if isinstance(found, Failure):
            faults.append(f"text {article.id} of seed {seed}: {found.reason}")
            continue
        try:
            check_rows(article.text, found)
        except AssertionError as error:
            faults.append(f"text {article.id} of seed {seed}: {error}")
        rows += found
    check_table(rows)
    return faults


# --- time against length ----------------------------------------------------------------------------------------------


def _filled(unit: str, length: int) -> str:
    return (unit * (length // len(unit) + 1))[:length]


SHAPES: dict[str, Callable[[int], str]] = {
    "news, line by line": lambda n: _filled("Il sindaco ha detto: «Il ponte riapre». “Vedremo”, ha risposto l'assessora.\n", n),
    "news, one line": lambda n: _filled("Il sindaco ha detto: «Il ponte riapre». “Vedremo”, ha risposto l'assessora. ", n),
    "opening marks": lambda n: "«" * n,
    "closing marks": lambda n: "»" * n,
    "nested to the middle": lambda n: "«" * (n // 2) + "»" * (n // 2),
    "two kinds, nested": lambda n: "«“" * (n // 4) + "”»" * (n // 4),
    "straight marks": lambda n: '"' * n,
    "odd straight marks, a word each": lambda n: _filled('"parola ', n),
    "apostrophes": lambda n: _filled("'l'a ", n),
    "opened on every line": lambda n: _filled("«Il ponte riapre\n", n),
    "dashes": lambda n: _filled("- dice lui - ", n),
    "lines of dialogue": lambda n: _filled("– Vieni? – chiese.\n", n),
    "no mark": lambda n: "a" * n,
    "blank": lambda n: " " * n,
    "line breaks": lambda n: "\n" * n,
    "colons": lambda n: _filled("disse: ", n),
}
"""Texts of a given length."""


def timings(
    longest: int,
    *,
    shapes: Sequence[str] = tuple(SHAPES),
    limit: float = 120.0,
    told: Callable[[str, Sequence[tuple[int, float]]], None] = lambda shape, points: None,
) -> dict[str, list[tuple[int, float]]]:
    """For each shape (length, seconds of the processor) of its spans, up to ``longest`` characters, or as far as ``limit`` seconds allow."""
    found: dict[str, list[tuple[int, float]]] = {}
    for shape in shapes:
        found[shape] = []
        for length in _lengths(longest):
            text = SHAPES[shape](length)
            clock = process_time()
            find_spans(text)
            found[shape].append((length, process_time() - clock))
            if found[shape][-1][1] > limit / 3:  # the next is three times as long
                break
        told(shape, found[shape])
    return found


def _lengths(longest: int) -> list[int]:
    """Ten times, and three times, the one before: 10 000, 30 000 and so on."""
    return [n for power in range(4, 9) for n in (10**power, 3 * 10**power) if n <= longest]


def growth(points: Sequence[tuple[int, float]]) -> float:
    """By which power of the length the time grows over the last two orders of magnitude; 1 is linear.

    >>> growth([(10_000, 0.1), (100_000, 1.0), (1_000_000, 10.0)])
    1.0
    """
    from math import log

    last_length, last = points[-1]
    length, seconds = next(point for point in points if point[0] * 100 >= last_length)
    return round(log(last / max(seconds, 1e-4)) / log(last_length / length), 2) if last_length > length else 0.0


def plot(found: dict[str, list[tuple[int, float]]], file: Path) -> None:
    """Time against length, both in powers of ten."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 5.5), layout="constrained")
    for number, (shape, points) in enumerate(found.items()):
        lengths, seconds = zip(*points, strict=True)
        axes.loglog(lengths, seconds, marker=".", label=shape, color=pyplot.get_cmap("tab20")(number % 20))
    ends = (1e4, 1e7)
    axes.loglog(ends, [n * 1e-5 for n in ends], color="black", linestyle=":", label="linear: 10 µs a character")
    axes.set_xlabel("characters")
    axes.set_ylabel("seconds of the processor")
    axes.set_title("Finding the quoted spans of a text")
    axes.legend(fontsize=8, loc="center left", bbox_to_anchor=(1, 0.5))
    figure.savefig(file, dpi=110)


def _told(shape: str, points: Sequence[tuple[int, float]]) -> None:
    length, seconds = points[-1]
    print(f"{shape:32} {length:>9} characters {seconds:7.2f} s   grows by the power {growth(points)}", flush=True)


# --- the command ------------------------------------------------------------------------------------------------------


def main() -> int:
    """Run a campaign; 0 where nothing failed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("campaign", choices=["spans", "pipeline", "linear"])
    options.add_argument("paths", nargs="*")
    options.add_argument("--texts", type=int)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--longest", type=int, default=10_000_000)
    options.add_argument("--limit", type=float, default=120.0, help="seconds for one text of a shape")
    options.add_argument("--plot", type=Path)
    given = options.parse_args()
    clock = perf_counter()
    if given.campaign == "linear":
        found = timings(given.longest, limit=given.limit, told=_told)
        powers = {shape: growth(points) for shape, points in found.items()}
        faults = [f"{shape}: time grows by the power {power} of the length" for shape, power in powers.items() if power > LINEAR]
        if given.plot:
            plot(found, given.plot)
    else:
        sources = [article.text for article in read_articles(given.paths)]
        if not sources:
            options.error("name articles to be mutated")
        run, count = (spans, 100_000) if given.campaign == "spans" else (pipeline, 2_000)
        count = given.texts or count
        faults = run(sources, count, seed=given.seed)
        print(f"{count} texts of {len(sources)} articles, seed {given.seed}")
    for fault in faults[:20]:
        print(fault, file=sys.stderr)
    print(f"{len(faults)} faults, {perf_counter() - clock:.0f} s")
    return 1 if faults else 0


LINEAR = 1.25
"""Power up to which growth counts as linear: caches that overflow and other programs make a machine slower on longer texts."""


if __name__ == "__main__":
    sys.exit(main())
