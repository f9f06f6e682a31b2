"""Text -> trees: articles in batches through the models, and none twice.

Models are slow on short texts and their trees never change, so the paragraphs of many articles go through them together, and each
article's tree is kept in a cache on disk under the text, the models and the versions that made it.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from .cache import ParseCache, cache_folder, features
from .layout import paragraphs
from .models import ModelError, identity, models_folder, verify
from .pieces import Piece, batches, pieces
from .records import Article
from .tree import Sentence, Tree, Word

if TYPE_CHECKING:
    from .engine import Engine, Read

__all__ = ["ModelError", "Parser", "cache_folder", "identity", "maker", "models_folder", "verify"]

PARSE_VERSION = 5
"""Part of every cache key: raise it when other trees are made from the same text and models."""
BATCH_CHARS = 40_000
"""Characters of unparsed text that are parsed together: 20,000 to 100,000 are alike in speed (60 articles) and memory (640 to 750 MB),
and fewer give the first tree sooner."""
BATCH_ARTICLES = 256
"""Articles that may wait for a batch to fill: bounds the memory of a run in which nearly all comes from the cache."""

log = logging.getLogger("quotes")


def maker(folder: Path) -> str:
    """What makes trees: this module's version, Stanza's, and the models in ``folder``."""
    try:
        version = importlib.metadata.version("stanza")
    except importlib.metadata.PackageNotFoundError:
        version = "none"
    return f"{PARSE_VERSION} {version} {identity(folder)}"


def _sentence(tokens: Sequence[Read], piece: Piece) -> Sentence:
    """Our sentence of what the models read."""
    words: list[Word] = []
    for token in tokens:
        first, last = piece.origin[token.start], piece.origin[token.end - 1] + 1
        for word in token.words:
            words.append(
                Word(len(words), word.text, word.lemma, word.upos, features(word.feats), word.head - 1, word.deprel, first, last)
            )
    return Sentence(tuple(words), piece.paragraph)


class Parser:
    """Parses articles in batches, and none twice. Models are loaded when the first text comes that the cache does not know.

    One object belongs to one process; threads may share it.
    """

    def __init__(
        self, models: Path | None = None, *, cache: Path | Literal[False] | None = None, threads: int | None = None
    ) -> None:
        """Find the models and open the cache; load nothing yet.

        ``models``: see ``models_folder``. ``cache``: the folder of the parse cache; None for ``cache_folder()``, False for none.
        ``threads``: that parse at once; as many as torch sees cores unless named.

        Raises ModelError where there are no models; whether they can be loaded shows when they are.
        """
        self.folder = models_folder(models)
        self._cache = None if cache is False else ParseCache(cache or cache_folder())
        self._engine: Engine | None = None
        self._threads = threads
        self._lock = threading.RLock()
        self._maker = maker(self.folder)

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

    def load(self, *, quick: bool = True) -> None:
        """Load the models now. ``quick``: parse the quick way where they allow it, else as Stanza itself does. Raises ModelError."""
        with self._lock:
            if self._engine is None:
                from .engine import load  # late, since it is not needed for what the cache knows

                self._engine = load(self.folder, threads=self._threads, quick=quick)

    @property
    def quick(self) -> bool:
        """Whether the loaded models are of the kind that goes the quick way."""
        return self._engine is not None and self._engine.quick

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
        assert self._engine is not None
        sentences: list[list[Sentence]] = [[] for _ in texts]
        for batch in _batches(piece for owner, text in enumerate(texts) for piece in pieces(text, owner)):
            for piece, found in zip(batch, self._engine([piece.text for piece in batch]), strict=True):
                sentences[piece.owner] += [_sentence(tokens, piece) for tokens in found]
        return [Tree(tuple(found)) for found in sentences]


def _batches(found: Iterable[Piece]) -> Iterator[list[Piece]]:
    """So many pieces at once that a book, too, goes through in bounded memory."""
    return batches(found, BATCH_CHARS + BATCH_CHARS // 4)  # what an article adds to a full batch goes along with it
