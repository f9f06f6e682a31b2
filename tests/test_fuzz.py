"""A short version of the fuzz campaign (``fuzz.py``) on the project's own articles, and texts built against it."""

from __future__ import annotations

import random
from pathlib import Path
from time import process_time

import fuzz
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes.lexicons import load_lexicon
from quotes.pipeline import quotations
from quotes.reading import read_articles
from quotes.records import Article
from quotes.spans import find_spans
from quotes.tree import Tree

SOURCES = [article.text for article in read_articles([Path(__file__).parent.parent / "data" / "articles"])]


def test_mutated_texts_through_marks_and_tables() -> None:
    assert fuzz.spans(SOURCES, 400) == []


@pytest.mark.model
def test_mutated_texts_the_whole_way() -> None:
    assert fuzz.pipeline(SOURCES, 25, longest=300) == []


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=fuzz.MARKS + fuzz.SIGNS + "aeiou ADR\n", max_size=120))
def test_any_text_of_marks_and_odd_signs(text: str) -> None:
    fuzz.check_spans(text)
    fuzz.check_rows(text, quotations(Article("a", text), Tree(()), load_lexicon()))


def test_texts_can_be_made_again() -> None:
    first = list(fuzz.texts(SOURCES, 30, seed=7, longest=600))
    assert first == list(fuzz.texts(SOURCES, 30, seed=7, longest=600)) != list(fuzz.texts(SOURCES, 30, seed=8, longest=600))


def test_every_mutation_changes_some_text() -> None:
    text = "Il sindaco: «Il ponte riapre».\nL'assessora: “Vedremo”."
    for mutation in fuzz.MUTATIONS:
        assert any(mutation(text, random.Random(seed)) != text for seed in range(9)), mutation.__name__


def test_a_lost_offset_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fuzz, "find_spans", lambda text: find_spans(text + "»" * 3))
    assert any("AssertionError" in fault for fault in fuzz.spans(SOURCES, 60))


def test_nested_ten_thousand_deep() -> None:
    fuzz.check_spans("«" * 10_000 + "a" + "»" * 10_000)


@pytest.mark.parametrize("shape", ["news, one line", "opened on every line", "dashes", "no mark", "blank", "line breaks"])
def test_time_is_linear(shape: str) -> None:
    """Time of the processor, ten times the text; what other programs do disturbs it little, and a square would be a hundred."""

    def seconds(length: int) -> float:
        text = fuzz.SHAPES[shape](length)
        clock = process_time()
        find_spans(text)
        return process_time() - clock

    few = max(min(seconds(3_000) for _ in range(3)), 0.001)
    assert seconds(30_000) < 40 * few
