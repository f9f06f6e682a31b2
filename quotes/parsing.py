"""Text -> trees: the only module that imports Stanza, and only once a text has to be parsed that the cache does not know.

Stanza is slow on short texts and its trees never change, so the paragraphs of many articles go through it together, and each
article's tree is kept in a cache on disk under the text, the models and the versions that made it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.resources
import json
import logging
import os
import re
import sqlite3
import sys
import threading
import zlib
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

from .layout import paragraphs
from .records import Article, Span
from .tree import Sentence, Tree, Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Scores = NDArray[np.floating]
    Heads = NDArray[np.integer]

PARSE_VERSION = 1
"""Part of every cache key: raise it when this module makes other trees from the same text and models."""
PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")
BATCH_CHARS = 40_000
"""Characters of unparsed text that are parsed together: 20,000 to 100,000 are alike in speed (60 articles) and memory (640 to 750 MB),
and fewer give the first tree sooner."""
BATCH_ARTICLES = 256
"""Articles that may wait for a batch to fill: bounds the memory of a run in which nearly all comes from the cache."""
PIECE_CHARS = 3_000
"""Longer paragraphs are cut, at the end of a sentence where there is one. The parser's memory grows
with the square of a sentence: text without a full stop peaked at 640, 716, 1082 and 1891 MB when cut at 2000, 3000, 5000 and 8000
characters (353, 530, 883, 1410 words)."""
PIPELINE_OPTIONS = {"lemma_store_results": True, "lemma_batch_size": 1_000, "mwt_batch_size": 1_000, "depparse_batch_size": 1_500}
"""For Stanza. Lemmas of words met before are not guessed again; unknown words and multi-word tokens go in larger batches; the parser's
batches, of 4000 words by default, peak at 1145 MB, of 1500 at 700 MB, no slower."""
CACHE_BYTES = 2_000_000_000
"""A larger cache loses its older half when it is opened; an article of 270 words takes about 5 kB."""

INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
"""Characters without width (soft hyphen, zero-width space, marks of direction, BOM): the models know words without them."""
HOSTILE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""White space of any kind, and controls, which to Stanza's tokenizer may end a paragraph: given to it as a space."""
SURROGATE = re.compile(r"[\ud800-\udfff]")
"""Half of a character, from broken JSON: cannot be encoded, so it is given as U+FFFD."""
SENTENCE_END = re.compile(r"[.!?…][»”\"'’)\]]*\s+(?=[^\sa-z])")

log = logging.getLogger("quotes")
T = TypeVar("T")


class ModelError(Exception):
    """The models cannot be used; the message says which folder or file, and what to do."""


class _Word(Protocol):
    text: str
    lemma: str | None
    upos: str | None
    feats: str | None
    head: int | None
    deprel: str | None


class _Token(Protocol):
    text: str
    start_char: int | None
    end_char: int | None
    words: Sequence[_Word]


class _Sentence(Protocol):
    tokens: Sequence[_Token]
    words: Sequence[_Word]


class _Document(Protocol):
    sentences: Sequence[_Sentence]

    def get_mwt_expansions(self, evaluation: bool) -> list[str]: ...
    def set_mwt_expansions(self, expansions: list[str], *, process_manual_expanded: bool) -> None: ...


class _Processor(Protocol):
    def process(self, document: str | _Document) -> _Document: ...


# --- folders ----------------------------------------------------------------------------------------------------------


def models_folder(models: Path | None = None) -> Path:
    """The folder of Stanza models: ``models``, else the variable QUOTES_MODELS, else the package's own.

    Raises ModelError where that is no Stanza model folder with Italian models.
    """
    named = os.environ.get("QUOTES_MODELS")
    folder = Path(models) if models else Path(named) if named else Path(str(importlib.resources.files("quotes") / "model"))
    for part in ("resources.json", "it"):
        if not (folder / part).exists():
            raise ModelError(
                f"{folder} is no folder of Stanza models for Italian: it has no {part}. Name one that "
                "stanza.download('it') filled, as an argument or in QUOTES_MODELS, or neither: then quotes uses its own models"
            )
    return folder


def cache_folder() -> Path:
    """Where parses are kept: QUOTES_CACHE, else "quotes" in the system's folder for a user's caches."""
    if chosen := os.environ.get("QUOTES_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "quotes" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "quotes"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quotes"


def verify(folder: Path) -> None:
    """Compare the files of ``folder`` with its SHA256SUMS, where it has one (53 MB take about 0.1 s).

    Raises ModelError that names the first file that is missing or differs.
    """
    sums = folder / "SHA256SUMS"
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.exists() else ():
        wanted, _, name = line.partition("  ")
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"the model file {folder / name} cannot be read ({error}): install quotes anew") from error
        if found != wanted:
            raise ModelError(f"the model file {folder / name} is damaged (its checksum differs): install quotes anew")


def identity(folder: Path) -> str:
    """A digest that tells the models in ``folder`` from others without reading them.

    Of the checksums where the folder lists them, else of the files' names, sizes and times.
    """
    sums = folder / "SHA256SUMS"
    if sums.exists():
        return hashlib.sha256(sums.read_bytes()).hexdigest()
    facts = []
    for path in [folder / "resources.json", *sorted((folder / "it").rglob("*"))]:
        if path.is_file():
            stat = path.stat()
            facts.append([path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns])
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


# --- what Stanza is given ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Piece:
    """A paragraph, or a part of a long one, as Stanza is given it."""

    owner: int
    """Index of its article in the batch."""
    paragraph: int
    """Index in the article's layout."""
    text: str
    """Without line breaks and invisible characters, all else at one character for one."""
    origin: Sequence[int]
    """For each character of ``text`` its offset in the article."""


def _cut(text: str, paragraph: Span) -> Iterator[Span]:
    """Stretches of at most PIECE_CHARS characters: up to the last sentence end that fits, else the last white space.

    >>> [len(p) for p in _cut("Una frase. " * 600, Span(0, 6600))]
    [2992, 2992, 616]
    """
    start = paragraph.start
    while paragraph.end - start > PIECE_CHARS:
        limit = start + PIECE_CHARS
        ends = [m.end() for m in SENTENCE_END.finditer(text, start, limit)]
        if not ends:
            ends = [m.end() for m in re.finditer(r"\s+", text[start:limit])]
            ends = [start + e for e in ends if e > 0]
        end = ends[-1] if ends else limit
        yield Span(start, end)
        start = end
    yield Span(start, paragraph.end)


def _pieces(text: str, owner: int) -> Iterator[_Piece]:
    for number, paragraph in enumerate(paragraphs(text)):
        for span in _cut(text, paragraph):
            given = SURROGATE.sub("\ufffd", HOSTILE.sub(" ", span.of(text)))
            origin: Sequence[int] = range(span.start, span.end)
            if INVISIBLE.search(given):
                kept = [i for i, char in enumerate(given) if not INVISIBLE.match(char)]
                origin = [span.start + i for i in kept]
                given = "".join(given[i] for i in kept)
            if given.strip():
                yield _Piece(owner, number, given, origin)


# --- what Stanza answers ----------------------------------------------------------------------------------------------


@lru_cache(maxsize=10_000)
def _features(feats: str) -> frozenset[str]:
    """The set of "Gender=Masc|Number=Sing"; shared, since a language has a few hundred of them."""
    return frozenset(feats.split("|")) if feats else frozenset()


def _place(piece: _Piece, token: _Token, base: int, behind: int) -> tuple[int, int]:
    """Where ``token`` stands in ``piece``, never empty: Stanza's word for it, if its characters are there, else by searching.

    ``base``: offset of the piece in the joined text. ``behind``: end of the token before, in the piece.
    """
    if token.start_char is not None and token.end_char is not None:
        start, end = token.start_char - base, token.end_char - base
        if behind <= start < end <= len(piece.text):
            there = piece.text[start:end]
            # Stanza joins runs of white space in a token, and writes <UNK> for one of more than 1000 characters.
            if there == token.text or len(there) > 1000 or "".join(there.split()) == "".join(token.text.split()):
                return start, end
    start = piece.text.find(token.text, behind)
    if start >= 0:
        return start, start + len(token.text)
    start = min(behind, len(piece.text) - 1)
    return start, start + 1


def _sentence(sentence: _Sentence, piece: _Piece, base: int, behind: int) -> tuple[Sentence, int]:
    """Our sentence, and the end of its last token in the piece."""
    words: list[Word] = []
    for token in sentence.tokens:
        start, behind = _place(piece, token, base, behind)
        first, last = piece.origin[start], piece.origin[behind - 1] + 1
        for word in token.words:
            words.append(
                Word(
                    index=len(words),
                    text=word.text,
                    lemma=word.lemma or word.text,
                    upos=word.upos or "X",
                    feats=_features(word.feats or ""),
                    head=(word.head or 0) - 1,
                    deprel=word.deprel or "dep",
                    start=first,
                    end=last,
                )
            )
    return Sentence(tuple(words), piece.paragraph), behind


def _acyclic(heads: Heads) -> bool:
    """Whether every word reaches node 0: following all heads twice as far at each step must end there."""
    for _ in range(len(heads).bit_length()):
        heads = heads[heads]
    return not heads.any()


@contextmanager
def _quick_trees() -> Iterator[None]:
    """Inside, Stanza's parser decodes the same trees in a tenth of the time.

    To allow one root only, Stanza lowers the root's scores and then contracts about twenty cycles a sentence in pure Python: 20%
    of all time. But a best tree that has one root without that is the best with it; so that is tried first, and the best head of
    each word before either. Where Stanza is built otherwise nothing is changed.
    """
    import numpy as np
    import stanza.models.depparse.model as model
    from stanza.models.common.chuliu_edmonds import chuliu_edmonds

    slow: Callable[[Scores], Heads] | None = getattr(model, "chuliu_edmonds_one_root", None)
    if slow is None:
        yield
        return

    def quick(scores: Scores) -> Heads:
        copy = scores.astype(np.float64)
        np.fill_diagonal(copy, -np.inf)
        heads: Heads = copy.argmax(axis=1)
        heads[0] = 0
        if not _acyclic(heads):
            heads = chuliu_edmonds(copy)
        return heads if np.count_nonzero(heads[1:] == 0) == 1 else slow(scores)

    model.chuliu_edmonds_one_root = quick
    try:
        yield
    finally:
        model.chuliu_edmonds_one_root = slow


@dataclass(slots=True)
class _Models:
    """Loaded models, and the expansions of multi-word tokens met so far: they depend on the token's letters alone."""

    processors: Mapping[str, _Processor]
    document: Callable[[list[list[dict[str, object]]]], _Document]
    expansions: dict[str, str] = field(default_factory=dict)

    def __call__(self, text: str) -> _Document:
        import torch

        with torch.inference_mode(), _quick_trees():
            doc = self.processors["tokenize"].process(text)
            for name in PROCESSORS[1:]:
                if name == "mwt":
                    self.expand(doc)
                elif name in self.processors:
                    doc = self.processors[name].process(doc)
        return doc

    def expand(self, doc: _Document) -> None:
        """Split the multi-word tokens, asking the model for each form once."""
        if "mwt" not in self.processors:
            return
        forms = doc.get_mwt_expansions(evaluation=True)
        if new := [form for form in dict.fromkeys(forms) if form not in self.expansions]:
            asked = self.document([[{"id": (1,), "text": form, "misc": "MWT=Yes"}] for form in new])
            answer = self.processors["mwt"].process(asked)
            for form, sentence in zip(new, answer.sentences, strict=True):
                self.expansions[form] = " ".join(word.text for word in sentence.words)
        doc.set_mwt_expansions([self.expansions[form] for form in forms], process_manual_expanded=False)


def _load(folder: Path) -> _Models:
    verify(folder)
    # Read once, when torch is first imported. OpenMP's threads wait for each other by spinning, which on a machine whose cores are
    # busy elsewhere steals the time of the thread they wait for: 60 articles on two cores took 130 s and more at a load of six,
    # 37 s with threads that sleep, and 10 s either way on an idle machine.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    try:
        import stanza
        from stanza.models.common.doc import Document
    except ImportError as error:
        raise ModelError(f"parsing needs Stanza, which cannot be imported ({error}): pip install stanza") from error
    try:
        pipeline = stanza.Pipeline(
            "it",
            dir=str(folder),
            download_method=None,
            processors=",".join(PROCESSORS),
            use_gpu=False,
            verbose=False,
            **PIPELINE_OPTIONS,
        )
    except Exception as error:
        raise ModelError(f"the models in {folder} cannot be loaded: {error}") from error
    return _Models(pipeline.processors, Document)


# --- the cache --------------------------------------------------------------------------------------------------------


def _pack(tree: Tree) -> bytes:
    """A tree as compressed JSON, the words' fields column by column."""
    rows = []
    for sentence in tree.sentences:
        columns: list[list[str] | list[int]] = [
            [w.text for w in sentence.words],
            [w.lemma for w in sentence.words],
            [w.upos for w in sentence.words],
            ["|".join(sorted(w.feats)) for w in sentence.words],
            [w.head for w in sentence.words],
            [w.deprel for w in sentence.words],
            [w.start for w in sentence.words],
            [w.end for w in sentence.words],
        ]
        rows.append([sentence.paragraph, columns])
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode())


def _unpack(packed: bytes) -> Tree:
    """Raises ValueError, TypeError or zlib.error for anything that ``_pack`` has not written."""
    sentences = []
    for paragraph, (texts, lemmas, upos, feats, heads, deprels, starts, ends) in json.loads(zlib.decompress(packed)):
        words = [
            Word(i, text, lemma, sys.intern(pos), _features(feat), head, sys.intern(deprel), start, end)
            for i, (text, lemma, pos, feat, head, deprel, start, end) in enumerate(
                zip(texts, lemmas, upos, feats, heads, deprels, starts, ends, strict=True)
            )
        ]
        sentences.append(Sentence(tuple(words), paragraph))
    return Tree(tuple(sentences))


class ParseCache:
    """Trees on disk in one SQLite file, which any number of processes may use at once.

    Never raises for a fault of the disk: a damaged file is set aside and begun anew, and where nothing can be written the cache
    is off for the rest of the run; a warning tells so once. One object belongs to one process.
    """

    def __init__(self, folder: Path) -> None:
        self.file = folder / "parses.sqlite"
        self._base: sqlite3.Connection | None = None
        self._guard(self._open)

    def get(self, key: bytes) -> Tree | None:
        """The tree kept under ``key``; None where there is none, or none that can be read."""

        def read() -> bytes | None:
            if self._base is None:
                return None
            row = self._base.execute("SELECT tree FROM parses WHERE key = ?", (key,)).fetchone()
            return bytes(row[0]) if row else None

        packed = self._guard(read)
        if packed is None:
            return None
        try:
            return _unpack(packed)
        except (ValueError, TypeError, zlib.error):
            return None  # the article is parsed again and the row replaced

    def put(self, trees: Mapping[bytes, Tree]) -> None:
        """Keep the trees, all or none of them."""

        def write() -> None:
            if self._base is not None:
                with self._base:
                    rows = [(key, _pack(tree)) for key, tree in trees.items()]
                    self._base.executemany("INSERT OR REPLACE INTO parses (key, tree) VALUES (?, ?)", rows)

        self._guard(write)

    def close(self) -> None:
        """Let go of the file."""
        if self._base is not None:
            self._base.close()
            self._base = None

    def _open(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        # Calls are serialised by the parser's lock, so another thread than the opening one may make them.
        base = sqlite3.connect(self.file, timeout=30, check_same_thread=False)
        self._base = base
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.execute("CREATE TABLE IF NOT EXISTS parses (key BLOB PRIMARY KEY, tree BLOB NOT NULL)")
        if self.file.stat().st_size > CACHE_BYTES:
            with base:
                base.execute("DELETE FROM parses WHERE rowid <= (SELECT (min(rowid) + max(rowid)) / 2 FROM parses)")
            base.execute("VACUUM")

    def _guard(self, action: Callable[[], T]) -> T | None:
        try:
            return action()
        except (OSError, sqlite3.OperationalError) as error:
            # Locked for long, read-only, full, no such folder: nothing that a new file would mend.
            self._off(error)
        except sqlite3.DatabaseError as error:
            self._set_aside(error)
        return None

    def _off(self, error: Exception) -> None:
        log.warning("the parse cache %s is off for this run: %s", self.file, error)
        self.close()

    def _set_aside(self, error: Exception) -> None:
        self.close()
        aside = self.file.with_suffix(".damaged")
        try:
            os.replace(self.file, aside)
            for log_file in ("-wal", "-shm"):
                self.file.with_name(self.file.name + log_file).unlink(missing_ok=True)
            log.warning("the parse cache %s is damaged (%s): set aside as %s and begun anew", self.file, error, aside.name)
            self._open()
        except (OSError, sqlite3.Error) as second:
            self._off(second)


# --- the parser -------------------------------------------------------------------------------------------------------


class Parser:
    """Parses articles in batches, and none twice. Models are loaded when the first text comes that the cache does not know.

    One object belongs to one process; threads may share it.
    """

    def __init__(self, models: Path | None = None, *, cache: Path | Literal[False] | None = None) -> None:
        """Find the models and open the cache; load nothing yet.

        ``models``: see ``models_folder``. ``cache``: the folder of the parse cache; None for ``cache_folder()``, False for none.

        Raises ModelError where there are no models; whether they can be loaded shows when they are.
        """
        self.folder = models_folder(models)
        self._cache = None if cache is False else ParseCache(cache or cache_folder())
        self._models: _Models | None = None
        self._lock = threading.RLock()
        try:
            version = importlib.metadata.version("stanza")
        except importlib.metadata.PackageNotFoundError:
            version = "none"
        self._maker = f"{PARSE_VERSION} {version} {identity(self.folder)}"

    def parse(self, texts: Sequence[str]) -> list[Tree]:
        """The trees of ``texts``, in their order. Raises what the first text that fails raises, and ModelError."""
        trees = []
        for _, tree in self.stream(Article(str(i), text) for i, text in enumerate(texts)):
            if isinstance(tree, Exception):
                raise tree
            trees.append(tree)
        return trees

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Tree | Exception]]:
        """Each article with its tree, in order and as soon as its batch is done; with its error where it cannot be parsed.

        An article that fails does so alone. Raises ModelError where the models cannot be loaded.
        """
        waiting: list[tuple[Article, Tree | None]] = []
        unparsed = 0
        for article in articles:
            tree = self._recall(article.text)
            waiting.append((article, tree))
            unparsed += 0 if tree else len(article.text) + 1
            if unparsed == 0 or unparsed >= BATCH_CHARS or len(waiting) >= BATCH_ARTICLES:
                yield from self._finish(waiting)
                waiting, unparsed = [], 0
        yield from self._finish(waiting)

    def recall(self, text: str) -> Tree | None:
        """The tree of ``text`` where the cache has it; nothing is parsed and no model loaded."""
        return self._recall(text)

    def load(self) -> None:
        """Load the models now. Raises ModelError."""
        with self._lock:
            if self._models is None:
                self._models = _load(self.folder)

    def close(self) -> None:
        """Let go of the cache's file."""
        with self._lock:
            if self._cache is not None:
                self._cache.close()

    def _key(self, text: str) -> bytes:
        # The layout counts too: where a paragraph ends, a sentence does.
        layout = ",".join(f"{p.start}-{p.end}" for p in paragraphs(text))
        return hashlib.sha256("\0".join((self._maker, layout, text)).encode("utf-8", "surrogatepass")).digest()

    def _recall(self, text: str) -> Tree | None:
        if self._cache is None:
            return None
        with self._lock:
            return self._cache.get(self._key(text))

    def _finish(self, waiting: Sequence[tuple[Article, Tree | None]]) -> Iterator[tuple[Article, Tree | Exception]]:
        made = self._make(list(dict.fromkeys(article.text for article, tree in waiting if tree is None)))
        for article, tree in waiting:
            yield article, made[article.text] if tree is None else tree

    def _make(self, texts: Sequence[str]) -> dict[str, Tree | Exception]:
        """Parse ``texts`` together, or each alone where that fails; keep what succeeds."""
        if not texts:
            return {}
        with self._lock:
            self.load()
            try:
                trees = dict(zip(texts, self._trees(texts), strict=True))
            except Exception as error:
                if len(texts) == 1:
                    log.debug("an article of %d characters cannot be parsed", len(texts[0]), exc_info=True)
                    return {texts[0]: error}
                made: dict[str, Tree | Exception] = {}
                for text in texts:
                    made |= self._make([text])
                return made
            if self._cache is not None:
                self._cache.put({self._key(text): tree for text, tree in trees.items()})
            return {**trees}

    def _trees(self, texts: Sequence[str]) -> list[Tree]:
        assert self._models is not None
        pieces = [piece for owner, text in enumerate(texts) for piece in _pieces(text, owner)]
        sentences: list[list[Sentence]] = [[] for _ in texts]
        if pieces:
            # An empty line is what ends a paragraph for Stanza; no piece holds a line break.
            bases = [0]
            for piece in pieces[:-1]:
                bases.append(bases[-1] + len(piece.text) + 2)
            doc = self._models("\n\n".join(piece.text for piece in pieces))
            number = behind = 0
            for found in doc.sentences:
                start = found.tokens[0].start_char
                here = number if start is None else bisect_right(bases, start) - 1
                if here != number:
                    number, behind = here, 0
                sentence, behind = _sentence(found, pieces[number], bases[number], behind)
                if sentence.words:
                    sentences[pieces[number].owner].append(sentence)
        return [Tree(tuple(found)) for found in sentences]
