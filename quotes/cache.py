"""Trees on disk: a text that was parsed once is never parsed again by the same models."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import sys
import zlib
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from .tree import Sentence, Tree, Word

CACHE_BYTES = 2_000_000_000
"""A larger cache loses its older half when it is opened; an article of 270 words takes about 5 kB."""

log = logging.getLogger("quotes")
T = TypeVar("T")


def cache_folder() -> Path:
    """Where parses are kept: QUOTES_CACHE, else "quotes" in the system's folder for a user's caches."""
    if chosen := os.environ.get("QUOTES_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "quotes" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "quotes"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "quotes"


@lru_cache(maxsize=10_000)
def features(feats: str) -> frozenset[str]:
    """The set of "Gender=Masc|Number=Sing"; shared, since a language has a few hundred of them."""
    return frozenset(feats.split("|")) if feats else frozenset()


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
            Word(i, text, lemma, sys.intern(pos), features(feat), head, sys.intern(deprel), start, end)
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
