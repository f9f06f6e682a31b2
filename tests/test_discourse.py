"""Who is meant: names, descriptions, pronouns, dropped subjects (``parses/discourse.conllu``, ``names.conllu``, ``mentions.conllu``)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scenarios import Scenario, assert_found, attributed, line, parameters

from quotes.mentions import mentions
from quotes.names import Names
from quotes.salience import DECAY, WEIGHTS, Factor, Salience


@pytest.mark.parametrize("scenario", parameters("discourse"))
def test_who_is_meant(scenario: Scenario) -> None:
    assert_found(scenario, [attributed(row) for row in scenario.quotations()])


@pytest.mark.parametrize("scenario", parameters("names"))
def test_the_names_of_a_text(scenario: Scenario) -> None:
    """Name, whether a person, gender, roles, other names, age."""
    assert_found(
        scenario,
        [
            line(
                e.name,
                "person" if e.person else "other",
                e.gender,
                ", ".join(role for _, role in e.roles),
                ", ".join(e.aliases),
                str(e.age) if e.age is not None else None,
            )
            for e in Names(scenario.context).entities
        ],
    )


@pytest.mark.parametrize("scenario", parameters("mentions"))
def test_how_prominently_a_sentence_mentions_somebody(scenario: Scenario) -> None:
    context = scenario.context
    found = mentions(context, Names(context))
    assert_found(scenario, [line(mention.span.of(scenario.text), " ".join(factors)) for mention, factors in found])


# salience, as properties

FACTORS = st.sampled_from(sorted(WEIGHTS))
RAISES = st.lists(st.tuples(st.integers(0, 400), st.sampled_from("abcd"), FACTORS), max_size=30)
STEPS = st.lists(st.integers(0, 400), unique=True, max_size=12).map(sorted)


def raised(steps: list[int], raises: list[tuple[int, str, Factor]]) -> Salience[str]:
    salience: Salience[str] = Salience(steps)
    for offset, who, factor in raises:
        salience.add(offset, who, who, factor)
    return salience


def anybody(who: str) -> bool:
    return bool(who)


@pytest.mark.parametrize(
    ("stronger", "weaker"),
    [
        (["topic", "subject"], ["subject"]),  # "Neri ..., Ferri ...": the first one
        (["subject"], ["object"]),
        (["subject"], ["embedded"]),  # "ha detto che suo padre"
        (["object"], ["oblique"]),
        (["embedded"], ["oblique"]),
        (["topic", "subject"], ["spoke"]),
        (["object", "announced"], ["subject"]),  # "... chiama Neri: «"
    ],
)
def test_what_weighs_more(stronger: list[Factor], weaker: list[Factor]) -> None:
    for order in ((0, 10), (10, 0)):
        salience: Salience[str] = Salience([])
        salience.add(order[0], "a", "a", *stronger)
        salience.add(order[1], "b", "b", *weaker)
        assert [who for _, who in salience.ranking(20, anybody)] == ["a", "b"]


def test_a_later_subject_outweighs_the_topic_two_sentences_before() -> None:
    salience: Salience[str] = Salience([0, 50, 100])
    salience.add(0, "a", "a", "topic", "subject")
    salience.add(100, "b", "b", "subject")
    assert [who for _, who in salience.ranking(140, anybody)] == ["b", "a"]


@given(RAISES, STEPS, st.integers(0, 450))
def test_only_what_came_before_counts(raises: list[tuple[int, str, Factor]], steps: list[int], offset: int) -> None:
    ranking = raised(steps, raises).ranking(offset, anybody)
    assert {who for _, who in ranking} == {who for place, who, _ in raises if place < offset}
    assert ranking == raised(steps, [r for r in raises if r[0] < offset]).ranking(offset, anybody)


@given(RAISES, STEPS)
def test_the_ranking_falls(raises: list[tuple[int, str, Factor]], steps: list[int]) -> None:
    values = [value for value, _ in raised(steps, raises).ranking(500, anybody)]
    assert values == sorted(values, reverse=True) and all(value > 0 for value in values)


@given(RAISES.filter(bool), STEPS, st.integers(1, 5))
def test_every_sentence_fades_all_alike(raises: list[tuple[int, str, Factor]], steps: list[int], more: int) -> None:
    before = {who: value for value, who in raised(steps, raises).ranking(500, anybody)}
    later = raised([*steps, *range(450, 450 + more)], raises).ranking(500, anybody)
    assert {who: pytest.approx(value * DECAY**more) for who, value in before.items()} == {who: value for value, who in later}


@given(RAISES, STEPS, st.sampled_from("abcd"), FACTORS, st.integers(0, 400))
def test_another_mention_never_lowers(
    raises: list[tuple[int, str, Factor]], steps: list[int], who: str, factor: Factor, offset: int
) -> None:
    def value(salience: Salience[str]) -> float:
        return next((v for v, w in salience.ranking(500, anybody) if w == who), 0.0)

    assert value(raised(steps, [*raises, (offset, who, factor)])) > value(raised(steps, raises))


@given(RAISES, STEPS)
def test_who_does_not_fit_is_left_out(raises: list[tuple[int, str, Factor]], steps: list[int]) -> None:
    salience = raised(steps, raises)
    without = raised(steps, [r for r in raises if r[1] != "a"])
    assert salience.ranking(500, lambda who: who != "a") == without.ranking(500, anybody)


@given(RAISES)
def test_the_last_mentioned_come_first(raises: list[tuple[int, str, Factor]]) -> None:
    recent = raised([], raises).recent(500, anybody)
    last = {who: max(place for place, w, _ in raises if w == who) for who in recent}
    assert set(recent) == {who for _, who, _ in raises}
    assert [last[who] for who in recent] == sorted(last.values(), reverse=True)


def test_the_foremost_is_the_first_of_equals_in_the_stretch() -> None:
    salience = raised([], [(0, "a", "topic"), (10, "b", "subject"), (20, "c", "subject"), (30, "d", "oblique")])
    assert salience.foremost(5, 40, anybody) == "b"
    assert salience.foremost(15, 40, anybody) == "c"
    assert salience.foremost(5, 40, lambda who: who == "d") == "d"
    assert salience.foremost(40, 50, anybody) is None
