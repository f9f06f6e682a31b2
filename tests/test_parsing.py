"""Texts to trees: offsets, layout, the cache, and models that are not there."""

from __future__ import annotations

import importlib.resources
import logging
import re
import shutil
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes import cache as caching
from quotes import parsing, quick
from quotes.cache import ParseCache, cache_folder
from quotes.layout import paragraphs
from quotes.models import ModelError, identity, models_folder, verify
from quotes.parsing import Parser
from quotes.pieces import INVISIBLE, PIECE_CHARS, pieces
from quotes.records import Article
from quotes.tree import Sentence, Tree, Word

OWN = Path(str(importlib.resources.files("quotes") / "model"))
TEXT = (
    "Il sindaco Rossi: «Nessun rischio»\n"
    "La giunta dell'80 vuole affermarlo nella sede della Regione, ha detto Maria Bianchi.\n"
    "\n"
    "  Poi se n'è andata:\u00a0nessuna   domanda.\n"
)
WRAPPED = "Il ministro ha spiegato\r\nche la legge sarà\r\ndiscussa in aula.\r\n\r\nI deputati sono\r\nd'accordo."
HOSTILE = [
    "",
    " \n \u00a0\u200b\n",
    "\u200b\ufeff",
    "\x00",
    "a",
    "Ciao\x00mondo. Ha detto\x0bsì.",
    "Uno.\r\n\r\nDue.\x85Tre.\u2028Quattro.\u2029Cinque.",
    "Il pre\u00adsi\u00adden\u00adte ha par\u200blato \u200eieri\u200f.\ufeff",
    "È partito. E\u0300 tornato, perche\u0301 voleva.",
    "Testo rotto \ud83d e \udc00 ancora.",
    "😀 «Evviva» 👨‍👩‍👧 ha detto Anna 🇮🇹.",
    "(( [[ «» “” \"\" '' … --- ––– ***",
    "1\u00a0000\u00a0000 di euro, il 3,5%; alle 10:30, su http://esempio.it/a?b=c e a nome@esempio.it!",
    "x" * 1500 + " fine.",
    "parola " * 1200,
    "Frase corta. " * 400,
    "．。「引用」 Слово и ещё. שלום",
    "<PAD> <UNK> <ROOT>",
]

model = pytest.mark.model


def words(tree: Tree) -> list[Word]:
    return [word for sentence in tree.sentences for word in sentence.words]


def fields(tree: Tree) -> list[tuple[int, tuple[Word, ...]]]:
    return [(sentence.paragraph, sentence.words) for sentence in tree.sentences]


def tokens(text: str, sentence: Sentence) -> list[str]:
    """The surface tokens, those of several words once."""
    return [text[a:b] for a, b in dict.fromkeys((word.start, word.end) for word in sentence.words)]


def check(text: str, tree: Tree) -> None:
    """What holds of every tree over every text."""
    places = [(word.start, word.end) for word in words(tree)]
    assert places == sorted(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    layout = paragraphs(text)
    for sentence in tree.sentences:
        assert layout[sentence.paragraph].covers(sentence.span)
        assert [word.index for word in sentence.words] == list(range(len(sentence.words)))
        assert sum(word.head == -1 for word in sentence.words) == 1
        assert all(-1 <= word.head < len(sentence.words) for word in sentence.words)
    covered = {i for start, end in places for i in range(start, end)}
    left = "".join(char for i, char in enumerate(text) if i not in covered)
    assert not re.sub(r"[\s\x00-\x1f\x7f-\x9f]", "", INVISIBLE.sub("", left)), "a visible character belongs to no token"


class Stub:
    """In place of Stanza's processors: a tree of one word for each text, or an error."""

    def __init__(self, parser: Parser, monkeypatch: pytest.MonkeyPatch, *, fails: str = "\0") -> None:
        self.batches: list[Sequence[str]] = []
        self.fails = fails
        monkeypatch.setattr(parser, "load", lambda: None)
        monkeypatch.setattr(parser, "_trees", self.trees)

    def trees(self, texts: Sequence[str]) -> list[Tree]:
        self.batches.append(list(texts))
        if any(self.fails in text for text in texts):
            raise RuntimeError("cannot allocate memory")
        word = Word(0, "è", "essere", "AUX", frozenset({"Mood=Ind", "Person=3"}), -1, "root", 0, 1)
        return [Tree((Sentence((word,), 0),)) for _ in texts]


# offsets and layout


@model
def test_tokens_are_the_text_at_their_offsets(parser: Parser) -> None:
    [tree] = parser.parse([TEXT])
    check(TEXT, tree)
    found = [token for sentence in tree.sentences for token in tokens(TEXT, sentence)]
    for token in ("dell'", "80", "affermarlo", "nella", "della", "Regione", "Bianchi", "«", "rischio", "»", "domanda"):
        assert token in found


@model
def test_words_of_a_multi_word_token_share_its_place(parser: Parser) -> None:
    [tree] = parser.parse([TEXT])
    parts = {
        token: [word.text for word in words(tree) if TEXT[word.start : word.end] == token]
        for token in ("dell'", "affermarlo", "nella", "della")
    }
    assert parts == {"dell'": ["di", "l'"], "affermarlo": ["affermar", "lo"], "nella": ["in", "la"], "della": ["di", "la"]}


@model
def test_an_abbreviated_title_is_one_token_with_its_stop(parser: Parser) -> None:
    [tree] = parser.parse(["Lo ha detto l'avv. Lia Monti."])
    assert [word.text for word in words(tree)] == ["Lo", "ha", "detto", "l'", "avv.", "Lia", "Monti", "."]


@model
def test_words_say_what_a_rule_asks(parser: Parser) -> None:
    [tree] = parser.parse(["«Partiamo», ha detto il sindaco."])
    [sentence] = tree.sentences
    said = next(word for word in sentence.words if word.text == "detto")
    assert (said.lemma, said.upos, said.feat("VerbForm")) == ("dire", "VERB", "Part")
    assert [word.text for word in sentence.children(said, "nsubj")] == ["sindaco"]


@model
def test_a_title_is_not_parsed_with_the_next_line(parser: Parser) -> None:
    [tree] = parser.parse([TEXT])
    assert [TEXT[s.span.start : s.span.end] for s in tree.sentences] == [line.strip() for line in TEXT.splitlines() if line]
    assert [s.paragraph for s in tree.sentences] == [0, 1, 2]


@model
def test_wrapped_lines_are_one_sentence(parser: Parser) -> None:
    [tree] = parser.parse([WRAPPED])
    check(WRAPPED, tree)
    assert [WRAPPED[s.span.start : s.span.end] for s in tree.sentences] == WRAPPED.split("\r\n\r\n")


@model
def test_invisible_characters_inside_a_word(parser: Parser) -> None:
    text = "Il pre\u00adsi\u00adden\u00adte ha par\u200blato."
    [tree] = parser.parse([text])
    assert [word.text for word in words(tree)] == ["Il", "presidente", "ha", "parlato", "."]
    assert text[words(tree)[1].start : words(tree)[1].end] == "pre\u00adsi\u00adden\u00adte"


@model
def test_hostile_texts_together_and_alone(parser: Parser) -> None:
    together = parser.parse(HOSTILE)
    for text, tree in zip(HOSTILE, together, strict=True):
        check(text, tree)
    for text in HOSTILE[:12]:
        check(text, parser.parse([text])[0])


@model
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet="aè A.,«»\"'’–0\n\r\t\x00\x0b\x85\u00a0\u00ad\u200b\u2028😀", max_size=60), max_size=4))
def test_any_text(parser: Parser, texts: list[str]) -> None:
    for text, tree in zip(texts, parser.parse(texts), strict=True):
        check(text, tree)


@model
def test_a_batch_does_not_change_a_tree(parser: Parser) -> None:
    texts = [TEXT, WRAPPED, "Una frase sola, secondo l'agenzia."]
    assert [fields(tree) for tree in parser.parse(texts)] == [fields(parser.parse([text])[0]) for text in texts]


@model
def test_quick_trees_are_stanzas_own() -> None:
    import numpy as np
    import stanza.models.depparse.model as stanza_model

    slow = stanza_model.chuliu_edmonds_one_root
    chance = np.random.default_rng(3)
    with quick.one_root_first():
        fast = stanza_model.chuliu_edmonds_one_root
        assert fast is not slow
        for size in [2, 3, 5, 8, 13, 30] * 20:
            scores = np.log(chance.dirichlet(np.full(size, 0.2), size) + 1e-9).astype(np.float32)
            before = scores.copy()
            assert fast(scores).tolist() == slow(scores).tolist()
            assert (scores == before).all()
    assert stanza_model.chuliu_edmonds_one_root is slow


def test_a_long_paragraph_is_cut_at_sentence_ends() -> None:
    text = "Titolo\n" + "Ha parlato a lungo. " * 500 + "\n" + "senza punto " * 500 + "\n" + "x" * 7000
    found = list(pieces(text, 0))
    assert max(len(piece.text) for piece in found) <= PIECE_CHARS
    assert {piece.text.rstrip()[-1] for piece in found if piece.paragraph == 1} == {"."}
    assert {word for piece in found if piece.paragraph == 2 for word in piece.text.split()} == {"senza", "punto"}
    assert "".join(text[i] for piece in found for i in piece.origin) == "".join(p.of(text) for p in paragraphs(text))


@model
def test_a_long_article_goes_through_in_parts_without_changing_a_tree(parser: Parser, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path(__file__).parent.parent / "data" / "articles"
    text = "\n".join(path.read_bytes().decode() for path in sorted(folder.glob("*.txt"))[:4])
    [whole] = parser.parse([text])
    monkeypatch.setattr(parsing, "BATCH_CHARS", 800)
    parts = list(parsing._batches(pieces(text, 0)))
    assert len(parts) > 5
    [cut] = parser.parse([text])
    assert fields(cut) == fields(whole)


# batches


def test_a_bad_article_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Parser(cache=False)
    stub = Stub(parser, monkeypatch, fails="male")
    results = list(parser.stream(Article(str(i), text) for i, text in enumerate(["bene", "male", "bene", "meglio"])))
    assert [article.id for article, _ in results] == ["0", "1", "2", "3"]
    assert [isinstance(tree, Tree) for _, tree in results] == [True, False, True, True]
    assert str(results[1][1]) == "cannot allocate memory"
    assert stub.batches == [["bene", "male", "meglio"], ["bene"], ["male"], ["meglio"]]
    with pytest.raises(RuntimeError, match="allocate"):
        parser.parse(["bene", "male"])


def test_batches_are_full_and_no_more_is_read_than_one_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "BATCH_CHARS", 100)
    parser = Parser(cache=False)
    stub = Stub(parser, monkeypatch)
    read: list[str] = []

    def source() -> Iterator[Article]:
        for number in range(5):
            read.append(str(number))
            yield Article(str(number), str(number) * 49)

    stream = parser.stream(source())
    next(stream)
    assert read == ["0", "1"]
    assert len(list(stream)) == 4
    assert [len(batch) for batch in stub.batches] == [2, 2, 1]


def test_no_texts() -> None:
    assert Parser(cache=False).parse([]) == []


# the cache


def test_what_is_cached_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = Parser(cache=tmp_path)
    Stub(first, monkeypatch)
    [made] = first.parse(["è"])
    first.close()
    second = Parser(cache=tmp_path)
    stub = Stub(second, monkeypatch)
    [kept] = second.parse(["è"])
    assert stub.batches == []
    assert fields(kept) == fields(made)
    second.parse(["è.", "è\n"])
    assert stub.batches == [["è.", "è\n"]]


@model
def test_the_cache_spares_loading_stanza(tmp_path: Path) -> None:
    made = Parser(cache=tmp_path)
    trees = made.parse([TEXT, *HOSTILE])
    made.close()
    again = Parser(cache=tmp_path)
    assert [fields(tree) for tree in again.parse([TEXT, *HOSTILE])] == [fields(tree) for tree in trees]
    assert again._engine is None
    again.close()
    code = (
        "import sys; from pathlib import Path; from quotes.parsing import Parser\n"
        f"tree, = Parser(cache=Path({str(tmp_path)!r})).parse([{TEXT!r}])\n"
        "assert tree.sentences and not {'stanza', 'torch'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_other_models_or_versions_are_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = Parser(cache=tmp_path)
    key = parser._key("testo")
    monkeypatch.setattr(parsing, "PARSE_VERSION", -1)
    assert Parser(cache=tmp_path)._key("testo") != key
    monkeypatch.undo()
    assert Parser(cache=tmp_path)._key("testo") == key
    other = tmp_path / "models"
    shutil.copytree(OWN, other, ignore=shutil.ignore_patterns("SHA256SUMS", "*.pt"))
    assert Parser(other, cache=tmp_path)._key("testo") != key


def test_a_damaged_cache_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "parses.sqlite").write_bytes(b"this is no database, and long enough to be taken for one" * 100)
    with caplog.at_level(logging.WARNING, "quotes"):
        parser = Parser(cache=tmp_path)
    stub = Stub(parser, monkeypatch)
    parser.parse(["è"])
    parser.parse(["è"])
    assert len(stub.batches) == 1
    assert (tmp_path / "parses.damaged").exists()
    assert len(caplog.records) == 1 and "damaged" in caplog.text and str(tmp_path) in caplog.text


def test_a_cache_damaged_inside_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    parser = Parser(cache=tmp_path)
    Stub(parser, monkeypatch)
    parser.parse([f"è {i} " + "x" * 100 for i in range(3000)])
    parser.close()
    file = tmp_path / "parses.sqlite"
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with caplog.at_level(logging.WARNING, "quotes"):
        parser = Parser(cache=tmp_path)
        stub = Stub(parser, monkeypatch)
        assert len(parser.parse(["è 1 " + "x" * 100, "è 2 " + "x" * 100])) == 2
        parser.parse(["è 1 " + "x" * 100])
    assert [len(batch) for batch in stub.batches] == [2]
    assert "damaged" in caplog.text


@pytest.mark.parametrize("packed", [b"", b"garbage", zlib.compress(b"[[0, [[]]]]"), zlib.compress(b"[7]")])
def test_a_damaged_row_is_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, packed: bytes) -> None:
    parser = Parser(cache=tmp_path)
    stub = Stub(parser, monkeypatch)
    parser.parse(["è"])
    with sqlite3.connect(tmp_path / "parses.sqlite") as base:
        base.execute("UPDATE parses SET tree = ?", (packed,))
    base.close()
    for _ in range(2):
        assert len(words(parser.parse(["è"])[0])) == 1
    assert len(stub.batches) == 2


def test_a_folder_that_cannot_be_written_turns_the_cache_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder")
    with caplog.at_level(logging.WARNING, "quotes"):
        parser = Parser(cache=tmp_path / "file" / "cache")
    stub = Stub(parser, monkeypatch)
    parser.parse(["è"])
    parser.parse(["è"])
    assert len(stub.batches) == 2
    assert len(caplog.records) == 1 and "off for this run" in caplog.text


def test_a_large_cache_loses_its_older_half(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = ParseCache(tmp_path)
    word = Word(0, "è", "essere", "AUX", frozenset(), -1, "root", 0, 1)
    for number in range(10):
        cache.put({b"%d" % number: Tree((Sentence((word,)),))})
    cache.close()
    monkeypatch.setattr(caching, "CACHE_BYTES", 1)
    cache = ParseCache(tmp_path)
    assert [number for number in range(10) if cache.get(b"%d" % number)] == [5, 6, 7, 8, 9]


def test_several_writers_at_once(tmp_path: Path) -> None:
    word = Word(0, "è", "essere", "AUX", frozenset(), -1, "root", 0, 1)

    def write(writer: int) -> None:
        cache = ParseCache(tmp_path)
        for number in range(40):
            cache.put({b"%d-%d" % (writer, number): Tree((Sentence((word,)),))})
            assert cache.get(b"%d-%d" % (writer, number)) is not None
        cache.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    cache = ParseCache(tmp_path)
    assert all(cache.get(b"%d-%d" % (w, n)) for w in range(6) for n in range(40))


def test_cache_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUOTES_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("QUOTES_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "quotes"
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    assert cache_folder() == tmp_path / "quotes" / "Cache"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert cache_folder() == Path.home() / "Library" / "Caches" / "quotes"


# models


def test_models_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("QUOTES_MODELS", raising=False)
    assert models_folder() == OWN
    monkeypatch.setenv("QUOTES_MODELS", str(tmp_path / "elsewhere"))
    with pytest.raises(ModelError, match=r"elsewhere is no folder of Stanza models .* resources\.json.*QUOTES_MODELS"):
        models_folder()
    assert models_folder(OWN) == OWN
    (tmp_path / "resources.json").write_text("{}")
    with pytest.raises(ModelError, match="it has no it"):
        Parser(tmp_path, cache=False)


def test_the_shipped_models_are_whole() -> None:
    verify(OWN)
    listed = {line.split("  ")[1] for line in (OWN / "SHA256SUMS").read_text().splitlines()}
    assert listed == {p.relative_to(OWN).as_posix() for p in OWN.rglob("*") if p.suffix in {".pt", ".json"}}


@pytest.fixture
def small_models(tmp_path: Path) -> Path:
    """A folder with the smallest of the models, listed with its sum."""
    folder = tmp_path / "models"
    (folder / "it" / "mwt").mkdir(parents=True)
    shutil.copy(OWN / "resources.json", folder)
    shutil.copy(OWN / "it/mwt/news.pt", folder / "it/mwt")
    sums = [line for line in (OWN / "SHA256SUMS").read_text().splitlines() if line.endswith(("mwt/news.pt", ".json"))]
    (folder / "SHA256SUMS").write_text("\n".join(sums) + "\n")
    return folder


def test_a_damaged_model_is_named(small_models: Path) -> None:
    verify(small_models)
    file = small_models / "it/mwt/news.pt"
    file.chmod(0o644)
    data = bytearray(file.read_bytes())
    data[1000] ^= 1
    file.write_bytes(data)
    with pytest.raises(ModelError, match=r"it.mwt.news\.pt is damaged"):
        Parser(small_models, cache=False).parse(["Ciao."])
    file.unlink()
    with pytest.raises(ModelError, match=r"it.mwt.news\.pt cannot be read"):
        Parser(small_models, cache=False).parse(["Ciao."])


@model
def test_models_that_cannot_be_loaded_fail_the_run_not_the_article(small_models: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded"):
        list(Parser(small_models, cache=False).stream([Article("a", "Ciao.")]))


def test_identity_follows_the_files(small_models: Path) -> None:
    before = identity(small_models)
    (small_models / "SHA256SUMS").unlink()
    unlisted = identity(small_models)
    assert unlisted != before and identity(small_models) == unlisted
    (small_models / "it/mwt/news.pt").chmod(0o644)
    (small_models / "it/mwt/news.pt").write_bytes(b"other weights")
    assert identity(small_models) != unlisted
