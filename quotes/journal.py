"""What a long run has finished so far, on disk: an interrupted run goes on from there, and two runs never write the same table.

The journal lies beside the table (``quotes.csv.journal``) and holds a line for each finished article, in the order of reading, with its
rows; it goes when the table is there. Every line carries its checksum, so that one torn by a crash or a full disk is known, and what
stands behind it is done again. Entries count for the same articles in the same order, and for what the same program, models and
lexicon made of them; from the first that differs the journal is begun anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass
from itertools import chain
from pathlib import Path
from time import monotonic
from typing import BinaryIO

from .failures import Failure
from .records import Article, Quotation

SUFFIX = ".journal"
NOTE = "finished articles of a run of 'quotes analyze' that is going on or was interrupted: run the same again to go on, or delete this file"
SYNC_SECONDS = 5.0
"""How much work a power cut may cost at most; a killed process loses no finished article."""


class Busy(Exception):
    """Another run writes the same table; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one article."""

    article: str
    """Its id."""
    digest: str
    """Of the whole article, see ``digest``."""
    notes: tuple[str, ...]
    """Of the reading."""
    rows: tuple[Quotation, ...]
    failure: Failure | None = None
    """Why it could not be analysed."""


def digest(article: Article) -> str:
    """Tells an article from any other, by all that is known of it.

    >>> digest(Article("a", "Uno.")) == digest(Article("a", "Due."))
    False
    """
    return hashlib.blake2b(json.dumps(astuple(article)).encode(), digest_size=16).hexdigest()


class Journal:
    """The journal of one run. ``finished`` counts the entries that were there and still hold, as far as they have been replayed."""

    def __init__(self, table: Path | None, maker: str, *, fresh: bool = False) -> None:
        """Open or begin the journal of ``table``, and lock it; None: a temporary file, that goes with the process.

        ``maker``: digest of what makes the rows; entries of another are dropped (``other``), with ``fresh`` all are.

        Raises Busy where another process has the lock, OSError where the file cannot be made.
        """
        self.path = None if table is None else table.with_name(table.name + SUFFIX)
        self.finished = 0
        self.other = False
        self._made: list[Path] = []
        self._file = self._locked()
        self._synced = monotonic()
        header = _read(self._file)
        if fresh or header is None or header.get("maker") != maker:
            self.other = header is not None and not fresh
            self._cut(0)
            self._write({"quotes journal": 1, "note": NOTE, "maker": maker})
        self._begin = self._file.tell()
        self._rest: Iterator[Article] = iter(())

    def replay(self, articles: Iterable[Article]) -> Iterator[Entry]:
        """The entries of the first articles, as long as they are those of the journal; then ask for ``rest``."""
        left = iter(articles)
        self._file.seek(self._begin)
        while True:
            place = self._file.tell()
            entry = _entry(_read(self._file))
            if entry is None:
                break
            article = next(left, None)
            if article is None or digest(article) != entry.digest:
                left = left if article is None else chain([article], left)
                break
            self.finished += 1
            yield entry
        self._cut(place)
        self._rest = left

    def rest(self) -> Iterator[Article]:
        """The articles that are yet to be done."""
        return self._rest

    def add(self, entry: Entry) -> None:
        """Write down what became of the next article. Raises OSError, for instance on a full disk."""
        rows = [astuple(row) for row in entry.rows]
        failure = None if entry.failure is None else astuple(entry.failure)
        self._write({"a": entry.article, "d": entry.digest, "n": entry.notes, "r": rows, "f": failure})
        if monotonic() - self._synced > SYNC_SECONDS:
            self._sync()

    def entries(self) -> Iterator[Entry]:
        """All entries, from the first."""
        self._file.flush()
        self._file.seek(self._begin)
        while (entry := _entry(_read(self._file))) is not None:
            yield entry

    def close(self, *, keep: bool) -> None:
        """Let go of the journal; ``keep``: for the next run, unless nothing was finished."""
        if self._file.closed:
            return
        self._file.seek(0, os.SEEK_END)
        try:
            if self.path is not None and (not keep or self._file.tell() <= self._begin):
                if sys.platform == "win32":
                    self._file.close()
                self.path.unlink(missing_ok=True)
                for folder in self._made:
                    if not any(folder.iterdir()):
                        folder.rmdir()
            elif keep:
                self._sync()
        finally:
            self._file.close()

    def _locked(self) -> BinaryIO:
        """The file, open and ours alone. A lock goes with its process, however that ends."""
        if self.path is None:
            return tempfile.TemporaryFile()
        for folder in (self.path.parent, *self.path.parent.parents):
            if folder.exists():
                break
            self._made.append(folder)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        while True:
            file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666), "r+b")
            try:
                _lock(file)
                # Between our opening and locking, another run may have ended and removed its journal: then this is no longer it.
                if os.path.exists(self.path) and os.path.samestat(os.fstat(file.fileno()), os.stat(self.path)):
                    return file
            except BlockingIOError:
                file.close()
                raise Busy(
                    f"another run is writing {self.path.with_suffix('')} right now; wait until it ends, or name another file with -o"
                ) from None
            file.close()

    def _write(self, record: dict[str, object]) -> None:
        self._file.write(_line(record))
        self._file.flush()

    def _sync(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._synced = monotonic()

    def _cut(self, place: int) -> None:
        """Drop what stands behind ``place``, and go on there."""
        self._file.seek(place)
        self._file.truncate()


def _line(record: dict[str, object]) -> bytes:
    data = json.dumps(record, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(data), data)


def _read(file: BinaryIO) -> dict[str, object] | None:
    """The record of the next line, None at the end and for a line that is not whole."""
    line = file.readline()
    check, _, data = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or check != b"%08x" % zlib.crc32(data):
        return None
    record: dict[str, object] = json.loads(data)
    return record


def _entry(record: dict[str, object] | None) -> Entry | None:
    if record is None:
        return None
    rows, failure, notes = record["r"], record["f"], record["n"]
    assert isinstance(rows, list) and isinstance(notes, list)
    return Entry(
        str(record["a"]),
        str(record["d"]),
        tuple(notes),
        tuple(Quotation(*row) for row in rows),
        Failure(*failure) if isinstance(failure, list) else None,
    )


def _lock(file: BinaryIO) -> None:
    """Raises BlockingIOError where another process has it; does nothing on file systems that know no locks."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(2**30)  # behind what is written: a lock of Windows keeps others from reading, too
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError as error:
            raise BlockingIOError from error
        finally:
            file.seek(0)
        return
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:
        return
