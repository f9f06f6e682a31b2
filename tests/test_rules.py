"""Every rule of attribution, and how cues find their subjects, on hand-written parses (``parses/rules.conllu``, ``cues.conllu``)."""

from __future__ import annotations

import tomllib
from collections import Counter

import pytest
from scenarios import BAR, FOLDER, Scenario, assert_found, attributed, parameters, scenarios

from quotes.implied import REASONS

FILES = sorted(path.stem for path in FOLDER.glob("*.conllu"))
ATTRIBUTION = ("rules", "cues", "indirect", "kinds", "discourse", "witness")
EXPLAINED = tomllib.loads((FOLDER.parent.parent / "quotes" / "lexicon" / "explain.toml").read_text(encoding="utf-8"))["rules"]


@pytest.mark.parametrize("scenario", parameters("rules"))
def test_a_rule(scenario: Scenario) -> None:
    assert_found(scenario, [attributed(row) for row in scenario.quotations()])


@pytest.mark.parametrize("scenario", parameters("cues"))
def test_a_cue_and_its_subject(scenario: Scenario) -> None:
    assert_found(scenario, [attributed(row) for row in scenario.quotations()])


CUES = {
    "locution: the cue runs from the auxiliary to its last word": ("ha fatto sapere", False, False),
    "the cue takes in what stands between auxiliary and participle": ("ha anche più volte sottolineato", False, False),
    "negated and conditional": ("avrebbe detto", True, True),
    "negated: the cue is denied": ("ha detto", True, False),
    "reflexive: somebody calls themselves so": ("si è detta", False, False),
    "light verb: the infinitive owes it person and number": ("amava ripetere", False, False),
    'preposition: "a detta di" in its articulated shape': ("A detta della", False, False),
}
"""The words of the cue, whether it is denied, and whether it is hearsay, of a scenario's first row."""


@pytest.mark.parametrize("scenario", [pytest.param(s, id=s.id) for s in scenarios("cues") if s.id in CUES])
def test_the_extent_of_a_cue(scenario: Scenario) -> None:
    row = scenario.quotations()[0]
    assert (row.cue, row.negated, row.conditional) == CUES[scenario.id]


def test_the_extents_are_of_scenarios_that_there_are() -> None:
    assert set(CUES) <= {s.id for s in scenarios("cues")}


@pytest.mark.parametrize("rule", sorted({*EXPLAINED, *(name for name, _ in REASONS)} - {"embedded-*", "clause-*"}))
def test_every_rule_has_a_scenario(rule: str) -> None:
    assert any(row.split(BAR)[-1] == rule for name in ATTRIBUTION for s in scenarios(name) for row in s.rows)


@pytest.mark.parametrize("name", FILES)
def test_scenarios_are_whole(name: str) -> None:
    """Each id once, each tree with one root, without cycles, and over all words of its text."""
    found = scenarios(name)
    assert found
    assert not [key for key, times in Counter(s.id for s in found).items() if times > 1]
    for scenario in found:
        covered = set()
        for sentence in scenario.tree.sentences:
            roots = [w for w in sentence.words if sentence.head(w) is None]
            assert len(roots) == 1, scenario.id
            assert all([w, *sentence.ancestors(w)][-1] is roots[0] for w in sentence.words), scenario.id
            covered |= {place for w in sentence.words for place in range(w.start, w.end)}
        assert {i for i, character in enumerate(scenario.text) if not character.isspace()} <= covered, scenario.id
