"""The quick way through the models gives what Stanza's own way gives, token by token and arc by arc."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotes import quick, tokens
from quotes.engine import Engine, Sentences
from quotes.models import models_folder
from quotes.pieces import pieces
from quotes.threads import Workers

ARTICLES = Path(__file__).parent.parent / "data" / "articles"
ODD = [
    "Scrivi a nome@esempio.it o vedi www.esempio.it/a?b=c e http://esempio.it. Anche Rossi.it!",
    "  Due  spazi   fra le parole. E qui , no ?!? ",
    "x" * 400 + " fine della parola.",
    "Una frase senza punto " * 70,
    "Dell'80% ne parlerà, dirglielo bisogna: se n'è andata. «Dacci dell’acqua», disse.",
    "a",
    "．。「引用」 Слово и ещё. שלום 😀",
    "<PAD> <UNK> <ROOT>",
]

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def engine() -> Engine:
    from quotes.engine import load

    return load(models_folder())


def stanzas(engine: Engine, paragraphs: list[str]) -> list[Sentences]:
    """What Stanza's own processors answer."""
    import torch

    with torch.inference_mode():
        return engine._stanzas(paragraphs)


def own_articles() -> Iterator[str]:
    for path in sorted(ARTICLES.glob("*.txt")):
        yield from (piece.text for piece in pieces(path.read_bytes().decode(), 0))


def test_the_own_models_go_the_quick_way(engine: Engine) -> None:
    assert engine.tokenizer is not None and engine.tagger is not None and engine.parser is not None


def test_quick_is_stanzas_own_on_articles(engine: Engine) -> None:
    paragraphs = list(own_articles())
    assert len(paragraphs) > 50
    assert engine(paragraphs) == stanzas(engine, paragraphs)


def test_quick_is_stanzas_own_on_odd_paragraphs(engine: Engine) -> None:
    for found, wanted, paragraph in zip(engine(ODD), stanzas(engine, ODD), ODD, strict=True):
        assert found == wanted, paragraph[:40]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(alphabet="aEèl'’ .,«»\"–0@😀", min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=4))
def test_quick_is_stanzas_own_on_any_paragraphs(engine: Engine, paragraphs: list[str]) -> None:
    assert engine(paragraphs) == stanzas(engine, paragraphs)


def test_threads_change_nothing(engine: Engine) -> None:
    paragraphs = list(own_articles())
    assert Engine(engine.processors, Workers(1))(paragraphs) == Engine(engine.processors, Workers(3))(paragraphs)


def test_memory_of_forms_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    paragraphs = list(own_articles())
    wanted = engine(paragraphs)
    monkeypatch.setattr(quick, "FORMS", 50)
    few = Engine(engine.processors, engine.workers)
    for start in range(0, len(paragraphs), 5):
        assert few(paragraphs[start : start + 5]) == wanted[start : start + 5]
    assert few.parser is not None
    assert len(few.parser.forms._places) < 1_000


def test_models_of_another_kind_go_stanzas_way(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engine.processors["depparse"].config, "resolve_head_constraints", True)
    other = Engine(engine.processors, engine.workers)
    assert other.parser is None
    asked: list[int] = []
    monkeypatch.setattr(tokens.QuickTokenizer, "__call__", lambda *_: asked.append(1))
    [[sentence]] = other(["Il sindaco ha parlato."])
    assert [word.lemma for token in sentence for word in token.words] == ["il", "sindaco", "avere", "parlare", "."]
    assert not asked


def test_every_thread_has_a_batch() -> None:
    assert len(list(quick.batches([25] * 280, threads=2))) == 4
    assert len(list(quick.batches([25] * 280, threads=8))) == 8
    assert len(list(quick.batches([25] * 28, threads=8))) == 2


def test_a_batch_is_of_like_length() -> None:
    lengths = [3, 90, 7, 500, 500, 12, 2_500] + [30] * 300
    found = list(quick.batches(lengths, pairs=300_000))
    assert sorted(index for batch in found for index in batch) == list(range(len(lengths)))
    for batch in found:
        longest = max(lengths[i] for i in batch)
        assert len(batch) == 1 or (len(batch) * longest <= quick.BATCH_WORDS and len(batch) * longest**2 <= 300_000)
