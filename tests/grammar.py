"""A grammar of attribution: constructions of Italian news, filled with speakers, verbs and adjuncts, and what is right in each.

python tests/grammar.py [--area NAME] [--frame ID] [--seed N] [--per N] [--errors] [--texts]
python tests/grammar.py --renew     # write what the fixed sample of test_grammar.py reaches into grammar-floors.json

Where quotes is installed from another checkout, PYTHONPATH=. measures this one.

``grammar.toml`` says how frames are written. An article of the gold shows what happens to stand in it; here a construction meets every
form of a speaker and every adjunct, so that a fault of a rule is seen as a fault of a construction and not as one wrong row.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from expansion import PER, Case, cases, load

from quotes.lexicons import load_lexicon
from quotes.parsing import Parser
from quotes.pipeline import quotations
from quotes.records import Article, Quotation, Span
from quotes.scoring import overlap, same_lemma, same_speaker, trim
from quotes.tree import Tree

FLOORS = Path(__file__).parent / "grammar-floors.json"
SAMPLE = {"seed": 0, "per": 2}
"""The fixed sample of the test: texts of each frame. More than 900 texts take the models longer than a test should."""
SLACK = 0.03
"""How much of its share of right texts an area may lose: how a machine batches sentences moves a parse now and then."""
SPAN_IOU = 0.8
"""The measure's own limit for quotations, and stricter than its 0.6 for statements: where the clause ends is known here."""
KINDS = {
    "s": ("direct", "mixed"),
    "d": ("direct",),
    "m": ("mixed",),
    "c": ("scare",),
    "t": ("title",),
    "o": ("scare", "title"),
    "i": ("indirect",),
}
"""The letters of a frame's rows: speech, direct, mixed, scare, title, either of the two, indirect."""


def faults(case: Case, rows: Sequence[Quotation]) -> list[str]:
    """What is wrong with the rows of a text, in words; the first word is the class: missed, kind, speaker, cue, extra."""
    found = []
    left = list(rows)
    for want in case.wants:
        words = trim(case.text, want.span)
        near = [
            (overlap(words, trim(case.text, Span(row.start, row.end))), -i)
            for i, row in enumerate(left)
            if (row.kind == "indirect") == (want.kind == "i")
        ]
        best = max(near, default=(0.0, 0))
        if best[0] < SPAN_IOU:
            found.append(f"missed {case.text[want.span.start : want.span.end]!r}")
            continue
        row = left.pop(-best[1])
        if row.kind not in KINDS[want.kind]:
            found.append(f"kind {row.kind}, not {' or '.join(KINDS[want.kind])} (rule {row.rule})")
        elif want.kind in "sdmi" and not same_speaker(want.speaker, row.speaker):
            found.append(f"speaker {row.speaker!r}, not {want.speaker!r} (mention {row.mention!r}, rule {row.rule})")
        elif want.lemmas and not any(same_lemma(lemma, row.cue_lemma) for lemma in want.lemmas):
            found.append(f"cue {row.cue_lemma!r}, not {'/'.join(want.lemmas)!r} (rule {row.rule})")
    return found + [f"extra {row.kind} {row.quote!r} of {row.speaker!r} (cue {row.cue!r}, rule {row.rule})" for row in left]


def measure(made: Sequence[Case], trees: Iterable[Tree]) -> list[list[str]]:
    """The faults of each text."""
    lexicon = load_lexicon()
    return [faults(one, quotations(Article("a", one.text), tree, lexicon)) for one, tree in zip(made, trees, strict=True)]


def by_frame(made: Sequence[Case], wrong: Sequence[list[str]]) -> dict[str, list[list[str]]]:
    """The faults of the texts of each frame, in the order of the frames."""
    found: dict[str, list[list[str]]] = defaultdict(list)
    for one, what in zip(made, wrong, strict=True):
        found[one.frame.id].append(what)
    return dict(found)


def floors(made: Sequence[Case], wrong: Sequence[list[str]]) -> dict[str, dict[str, float | str]]:
    """What must be reached: the share of each area, and of each frame the number of right texts but one.

    But one, for the same reason. Where none is right, what is wrong with them.
    """
    right, texts = Counter[str](), Counter[str]()
    for one, what in zip(made, wrong, strict=True):
        texts[one.frame.area] += 1
        right[one.frame.area] += not what
    held: dict[str, float | str] = {}
    for frame, found in by_frame(made, wrong).items():
        good = sum(not what for what in found)
        classes = Counter(fault.partition(" ")[0] for what in found for fault in what)
        held[frame] = good - 1 if good else ", ".join(name for name, _ in classes.most_common())
    return {"areas": {area: round(right[area] / texts[area], 3) for area in texts}, "frames": held}


def _table(title: str, keys: Iterable[str], wrong: Iterable[list[str]], *, worst: int = 0) -> None:
    """Print the share of right texts for each key, the worst first."""
    right, all_ = Counter[str](), Counter[str]()
    for key, what in zip(keys, wrong, strict=True):
        all_[key] += 1
        right[key] += not what
    print(f"\n== {title}")
    ordered = sorted(all_, key=lambda key: (right[key] / all_[key], key))
    for key in ordered[: worst or None]:
        print(f"{right[key] / all_[key]:5.2f} {right[key]:4}/{all_[key]:<4} {key}")


def main() -> int:
    """Print how many texts are right by area, frame, speaker, adjunct and marks, and with --errors what is wrong."""
    options = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    options.add_argument("--area", default="", help="only areas that begin so")
    options.add_argument("--frame", default="", help="only frames whose id begins so")
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--per", type=int, default=PER, help="texts of each frame")
    options.add_argument("--errors", action="store_true", help="every text that is wrong")
    options.add_argument("--texts", action="store_true", help="only print the texts, to be read")
    options.add_argument("--renew", action="store_true", help="write grammar-floors.json")
    given = options.parse_args()
    frames = [f for f in load().frames if f.area.startswith(given.area) and f.id.startswith(given.frame)]
    made = cases(frames, **SAMPLE) if given.renew else cases(frames, seed=given.seed, per=given.per)
    if given.texts:
        for one in made:
            print(
                f"{one.frame.id}: {one.text}",
                *(
                    f"\n      {w.kind} {w.speaker} {'/'.join(w.lemmas)} [{one.text[w.span.start : w.span.end]}]"
                    for w in one.wants
                ),
            )
        return 0
    parser = Parser(cache=False if given.renew else None)  # as the test parses
    wrong = measure(made, parser.parse([one.text for one in made]))
    found = by_frame(made, wrong)
    if given.renew:
        FLOORS.write_text(json.dumps(floors(made, wrong), indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    if given.errors:
        for frame in sorted(frames, key=lambda f: (sum(not what for what in found[f.id]), f.id)):
            bad = [(one, what) for one, what in zip(made, wrong, strict=True) if one.frame is frame and what]
            if bad:
                print(
                    f"\n## {frame.id} ({frame.area}) {len(found[frame.id]) - len(bad)}/{len(found[frame.id])}{'  ' + frame.note if frame.note else ''}"
                )
            for one, what in bad:
                print("  ", one.text.replace("\n", " / "), *(f"\n       {fault}" for fault in what))
    _table("areas", (one.frame.area for one in made), wrong)
    _table("marks", (one.marks for one in made), wrong)
    _table("speakers", (one.speaker for one in made), wrong)
    _table("adjuncts", (one.adjunct or "(none)" for one in made), wrong)
    _table("frames", (one.frame.id for one in made), wrong)
    print(f"\n{len(frames)} frames, {len(made)} texts, {sum(not what for what in wrong) / max(1, len(wrong)):.3f} right")
    return 0


if __name__ == "__main__":
    sys.exit(main())
