"""Sentences that the tokenizer cuts: what stands behind the cut decides nothing, what stands before it does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from quotes.breaks import goes_on, mended


@dataclass(frozen=True)
class Token:
    start: int
    end: int


@pytest.mark.parametrize(
    "said",
    [
        "Lo scrive il quotidiano romano",
        "ha detto il segretario generale Mark",
        "Ha visto con il prof.",
        "ha detto il deputato A.",
        "nel libro dal titolo",
        "lunedì scorso,",
    ],
)
def test_it_goes_on(said: str) -> None:
    assert goes_on(said + " Rutte", len(said))


@pytest.mark.parametrize(
    "said",
    [
        "È pronta.",
        "«È pronta»",
        "Ha detto:",
        "Chi è?",
        "saranno rimborsati.(",
        "Come si diventa palombara? R.",
        "È finita…",
        "(così Neri)",
        "Ciao ♥",
    ],
)
def test_it_has_ended(said: str) -> None:
    assert not goes_on(said + " Rutte", len(said))


def test_sentences_keep_their_tokens() -> None:
    text = "Mark Rutte ride. Poi esce."
    cut = [[Token(0, 4)], [Token(5, 10), Token(11, 15), Token(15, 16)], [Token(17, 20), Token(21, 25), Token(25, 26)]]
    assert mended(text, cut) == [cut[0] + cut[1], cut[2]]
