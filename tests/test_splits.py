"""Words that are several in one, and words that only look so."""

from __future__ import annotations

import pytest

from quotes.splits import is_several


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("della", ["di", "la"]),
        ("Dell’", ["Di", "l’"]),
        ("Nell", ["In", "l"]),
        ("dirgli", ["dir", "gli"]),
        ("dirglielo", ["dir", "glie", "lo"]),
        ("farsela", ["far", "se", "la"]),
        ("dimmi", ["dim", "mi"]),
        ("dacci", ["da", "ci"]),
        ("definendola", ["definendo", "la"]),
        ("inflittagli", ["inflitta", "gli"]),
        ("ascoltatelo", ["ascoltate", "lo"]),
        ("guardalo", ["guarda", "lo"]),
        ("eccolo", ["ecco", "lo"]),
    ],
)
def test_prepositions_with_article_and_verbs_with_clitics_are_several_words(form: str, parts: list[str]) -> None:
    assert is_several(form, parts)


@pytest.mark.parametrize(
    ("form", "parts"),
    [
        ("parla", ["par", "la"]),
        ("Parlo", ["Par", "lo"]),
        ("aula", ["au", "la"]),
        ("versi", ["ver", "si"]),
        ("Delia", ["Di", "li", "a"]),
        ("Dalì", ["Da", "lì"]),
        ("Berardelli", ["Berarde", "li"]),
        ("fruttivendoli", ["fruttivendo", "li"]),
        ("casa", ["casa"]),
    ],
)
def test_what_merely_ends_like_a_clitic_is_one_word(form: str, parts: list[str]) -> None:
    assert not is_several(form, parts)


@pytest.mark.model
def test_the_models_leave_parla_whole() -> None:
    from quotes.engine import load
    from quotes.models import models_folder

    (sentences,) = load(models_folder())(["L'organizzazione parla di danni senza precedenti."])
    (sentence,) = sentences
    words = [[(word.text, word.upos, word.deprel) for word in token.words] for token in sentence]
    assert [("parla", "VERB", "root")] in words
