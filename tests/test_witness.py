"""The second witness: it weighs the cues around a quotation, and overrules the rules only where it is sure."""

from __future__ import annotations

import pytest
from scenarios import Scenario, assert_found, attributed, parameters, scenarios

from quotes import witness
from quotes.attribution import attribute
from quotes.case import Case, Link
from quotes.context import Context
from quotes.cues import CueIndex
from quotes.lexicons import load_lexicon
from quotes.spans import find_spans
from quotes.spotting import find_cues
from quotes.witness import NONE, candidates, overruled, probabilities, traits
from quotes.witnessing import Choice, as_toml, fit, held_out

ANSWER = next(scenario for scenario in scenarios("witness") if scenario.id == "the-answer-behind")


def case_of(scenario: Scenario) -> tuple[Case, Link | None]:
    """The first quotation of a scenario before the rules, and what they answer."""
    context = Context(scenario.text, tuple(find_spans(scenario.text)), scenario.tree, load_lexicon())
    cues = find_cues(context)
    return Case(context, CueIndex(cues), 0), attribute(context, cues)[0]


@pytest.mark.parametrize("scenario", parameters("witness"))
def test_a_row(scenario: Scenario) -> None:
    assert_found(scenario, [attributed(row) for row in scenario.quotations()])


def test_another_cue_reports_the_words() -> None:
    case, link = case_of(ANSWER)
    found = overruled(case, link)
    assert link is not None and link.cue is not None and link.cue.lemma == "respingere"
    assert found is not None and found.cue is not None and (found.rule, found.cue.lemma) == ("weighed", "risposta")


def test_without_weights_the_rules_are_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "weights", lambda: {NONE: 0.0})
    case, link = case_of(ANSWER)
    assert overruled(case, link) is link
    assert overruled(case, None) is None


def test_it_must_be_surer_against_a_rule_than_where_none_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    case, link = case_of(ANSWER)
    assert link is not None and link.cue is not None
    *_, behind = candidates(case)
    only = set(traits(case, behind)) - set(traits(case, link.cue))
    between = (witness.SURE + witness.RATHER) / 2
    for weight in (n / 100 for n in range(200)):
        told = {NONE: 0.0, **dict.fromkeys(only, weight)}
        *chances, none = probabilities([traits(case, cue) for cue in candidates(case)], told)
        if max(chances) - none >= between:
            break
    assert max(chances) - none < witness.SURE
    monkeypatch.setattr(witness, "weights", lambda: told)
    assert overruled(case, link) is link
    assert overruled(case, None) is not None


def test_what_the_layout_says_is_not_weighed() -> None:
    case, _ = case_of(ANSWER)
    colon = Link("announced-colon", colon=case.quoted.outer)
    assert overruled(case, colon) is colon


def test_chances_sum_to_one() -> None:
    case, _ = case_of(ANSWER)
    cues = candidates(case)
    chances = probabilities([traits(case, cue) for cue in cues], witness.weights())
    assert len(chances) == len(cues) + 1
    assert sum(chances) == pytest.approx(1.0)


def test_a_fit_finds_what_decides() -> None:
    near, far = {"near": 1.0}, {"far": 1.0}
    given = [Choice(f"a{n}", [near, far] if n % 2 else [far, near], int(not n % 2), 0) for n in range(40)]
    given += [Choice(f"b{n}", [far], 1, None) for n in range(20)]
    weights = fit(given)
    assert weights["near"] > weights[NONE] > weights["far"]
    measure = held_out(given)
    assert (measure.choices, measure.witness) == (60, 1.0)
    assert measure.rules < 0.5
    assert '"near" = ' in as_toml(weights, measure, ["style"])
