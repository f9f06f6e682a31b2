"""Scenarios on hand-written parses: an Italian text, its trees in CoNLL-U, and what is to be found in it.

The files of ``tests/parses/`` begin each scenario with ``# id = ...``. A line ``# text = ...`` stands for each paragraph, and a
line ``# row = ...`` for each thing to be found, in order, its cells parted by bars: "-" is nothing, and "*" anything. ``# xfail =
...`` gives the reason why the program does not do it yet. The sentences were written for these tests; the trees are what the
shipped models make of them, corrected or distorted where a scenario is about the rule and not about the parser, and an id with
"wrong parse" is about what the parser really does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from quotes.context import Context
from quotes.lexicons import load_lexicon
from quotes.pipeline import quotations
from quotes.records import Article, Quotation
from quotes.spans import find_spans
from quotes.tree import Tree

FOLDER = Path(__file__).parent / "parses"
BAR = " | "


@dataclass(frozen=True, slots=True)
class Scenario:
    """One text with its trees and what is to be found in it."""

    id: str
    text: str
    rows: tuple[str, ...]
    xfail: str | None
    """Why the program does not do this yet; None where it does."""
    conllu: str

    @property
    def tree(self) -> Tree:
        """The trees over the text."""
        return Tree.from_conllu(self.conllu, self.text)

    @property
    def context(self) -> Context:
        """The text as the rules see it."""
        return Context(self.text, tuple(find_spans(self.text)), self.tree, load_lexicon())

    def quotations(self) -> list[Quotation]:
        """The rows that the program makes."""
        return quotations(Article("a", self.text), self.tree, load_lexicon())


def scenarios(name: str) -> list[Scenario]:
    """The scenarios of ``parses/NAME.conllu`` in their order."""
    blocks = ("\n" + (FOLDER / f"{name}.conllu").read_text(encoding="utf-8")).split("\n# id = ")[1:]
    return [_scenario(block) for block in blocks]


def _scenario(block: str) -> Scenario:
    lines = block.splitlines()
    facts = [tuple(line[2:].split(" = ", 1)) for line in lines[1:] if line.startswith("# ")]
    unknown = {key for key, _ in facts} - {"text", "row", "xfail", "paragraph"}
    if unknown:
        raise ValueError(f"scenario {lines[0]}: no such line as {', '.join(sorted(unknown))}")
    text = "\n".join(value for key, value in facts if key == "text")
    rows = tuple(value for key, value in facts if key == "row")
    return Scenario(lines[0], text, rows, next((value for key, value in facts if key == "xfail"), None), "\n".join(lines[1:]))


def parameters(*names: str) -> list[object]:
    """The scenarios of these files for ``pytest.mark.parametrize``, those that are known to fail as strict xfails."""
    return [
        pytest.param(s, id=s.id, marks=[pytest.mark.xfail(strict=True, reason=s.xfail, raises=AssertionError)] if s.xfail else [])
        for name in names
        for s in scenarios(name)
    ]


def line(*cells: str | None) -> str:
    """Cells as a line of a scenario."""
    return BAR.join(cell or "-" for cell in cells)


def attributed(row: Quotation) -> str:
    """What the scenarios of rules say of a row of the table."""
    return line(row.kind, row.quote, row.speaker, row.cue_lemma, row.how, row.rule)


def assert_found(scenario: Scenario, found: list[str]) -> None:
    """Each line as the scenario wants it, cells with a star aside."""
    shown = [_masked(want, got) for want, got in zip(scenario.rows, found, strict=False)] + found[len(scenario.rows) :]
    assert shown == list(scenario.rows), scenario.text


def _masked(want: str, got: str) -> str:
    wanted, cells = want.split(BAR), got.split(BAR)
    return BAR.join("*" if w == "*" else c for w, c in zip(wanted, cells, strict=True)) if len(wanted) == len(cells) else got
