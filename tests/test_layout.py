"""Where paragraphs begin and end."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.layout import lines, paragraphs

WRAPPED = "Il sindaco ha detto\nche la strada sarà\nriaperta domani.\n\nGli abitanti sono\ncontenti."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n\t\n", []),
        ("Titolo\nPrima frase.\nSeconda frase.", ["Titolo", "Prima frase.", "Seconda frase."]),
        ("Titolo\n\nPrimo paragrafo.\n\n\nSecondo.", ["Titolo", "Primo paragrafo.", "Secondo."]),
        ("Uno.\r\n\r\nDue.\rTre.", ["Uno.", "Due.", "Tre."]),
        ("Uno.\u2028Due.\x0bTre.\x0cQuattro.\x85Cinque.", ["Uno.", "Due.", "Tre.", "Quattro.", "Cinque."]),
        ("\u00a0\u00a0Rientro.\u00a0\n", ["Rientro."]),
        (
            WRAPPED,
            ["Il sindaco ha detto\nche la strada sarà\nriaperta domani.", "Gli abitanti sono\ncontenti."],
        ),
        (
            WRAPPED.replace("\n", "\r\n"),
            ["Il sindaco ha detto\r\nche la strada sarà\r\nriaperta domani.", "Gli abitanti sono\r\ncontenti."],
        ),
    ],
)
def test_paragraphs(text: str, expected: list[str]) -> None:
    assert [p.of(text) for p in paragraphs(text)] == expected


@given(st.text(alphabet="aB .»\n\r\t\u2028\x0b\u00a0\u200b", max_size=80))
def test_paragraphs_hold_every_visible_character_once(text: str) -> None:
    found = paragraphs(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert "".join("".join(p.of(text) for p in found).split()) == "".join(text.split())
    assert all(p.of(text) == p.of(text).strip() and len(p) for p in found + lines(text))
