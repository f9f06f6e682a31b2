"""Paths -> :class:`Article`: files of all kinds, folders, globs and standard input.

Nothing is dropped silently: what cannot be read is a :class:`Failure`, and the others go on.
"""

from __future__ import annotations

import glob
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeGuard

from .failures import Failure, Place, ReadingError
from .formats import KINDS, Item, Reader, frame_items, plain_items
from .records import Article
from .values import Columns

if TYPE_CHECKING:
    from pandas import DataFrame

logger = logging.getLogger(__name__)


def read_articles(
    paths: Iterable[str | Path],
    *,
    text_column: str = "text",
    id_column: str = "id",
    strict: bool = False,
    failures: list[Failure] | None = None,
) -> Iterator[Article]:
    """The articles of files, folders (with all below, hidden files aside), globs and standard input ("-"), one by one.

    An article's id is the stem of its file; inside a folder or a glob the path from there, without suffix ("2024/alfa"); in a
    table the ``id_column``, or, where there is none, stem and row number ("alfa-3"). An article whose id was there before fails.
    What fails is appended to ``failures``, or logged as a warning without such a list; with ``strict`` the first failure raises
    :class:`ReadingError`.
    """
    return articles_from(paths, text_column=text_column, id_column=id_column, strict=strict, failures=failures)


def articles_from(
    source: str | Path | Article | DataFrame | Iterable[str | Path | Article],
    *,
    text_column: str = "text",
    id_column: str = "id",
    strict: bool = False,
    failures: list[Failure] | None = None,
) -> Iterator[Article]:
    """The articles of paths as in :func:`read_articles`, of a DataFrame with the same columns, or Articles as they are.

    Raises TypeError for anything else, ReadingError as ``read_articles`` does.
    """
    columns = Columns(text_column, id_column)
    seen: dict[str, Place] = {}
    for place, found in _items(source, columns):
        if isinstance(found, Article) and found.text.strip() and found.id not in seen:
            seen[found.id] = place
            yield found
            continue
        if isinstance(found, str):
            reason = found
        elif not found.text.strip():
            reason = "the article has no text; fill it in or remove it"
        else:
            reason = (
                f"the id {found.id!r} was there before, at {seen[found.id]}; give each article an id (a file name) of its own"
            )
        failure = Failure(place.path, place.line, reason, place.unit)
        if strict:
            raise ReadingError(failure)
        if failures is None:
            logger.warning("%s", failure)
        else:
            failures.append(failure)


def _items(source: str | Path | Article | DataFrame | Iterable[str | Path | Article], columns: Columns) -> Iterator[Item]:
    if _is_frame(source):
        yield from frame_items(source, columns)
        return
    # A lone string would otherwise be taken for its letters.
    for one in [source] if isinstance(source, (str, Path, Article)) else source:
        if isinstance(one, Article):
            yield Place(one.id), one
        elif isinstance(one, (str, Path)):
            yield from _path_items(str(one), columns)
        else:
            raise TypeError(f"articles are a DataFrame, Articles or paths, not {type(one).__name__}")


def _is_frame(source: object) -> TypeGuard[DataFrame]:
    """Whether it is a pandas DataFrame; where nobody imported pandas there is none."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(source, pandas.DataFrame)


def _path_items(given: str, columns: Columns) -> Iterator[Item]:
    """What one argument leads to: standard input, a folder, a file or a glob."""
    if given == "-":
        yield from _file_items(plain_items, Path("-"), "stdin", columns)
        return
    path = os.path.expanduser(given)
    if os.path.isdir(path):
        yield from _folder_items(path, path, columns)
    elif os.path.exists(path):
        yield from _one_file(Path(path), Path(path).stem, columns)
    elif glob.has_magic(path):
        yield from _glob_items(path, columns)
    elif "\n" in given or len(given) > 250:
        yield Place(given[:40] + "…"), "this is a text, not a path; hand it over as Article(id=..., text=...)"
    else:
        yield Place(given), "there is no such file; check the path"


def _folder_items(folder: str, root: str, columns: Columns) -> Iterator[Item]:
    """All files of known kinds in a folder and below, by name; ids are paths from ``root``."""
    inside = sorted(
        (path for path in Path(folder).rglob("*") if path.suffix.lower() in KINDS and os.path.isfile(path)),
        key=lambda path: path.relative_to(folder).as_posix(),
    )
    files = [path for path in inside if not any(part.startswith(".") for part in path.relative_to(folder).parts)]
    if not files:
        yield Place(folder), f"the folder holds no file that can be read; known are {', '.join(KINDS)}"
    for path in files:
        yield from _one_file(path, path.relative_to(root).with_suffix("").as_posix(), columns)


def _glob_items(pattern: str, columns: Columns) -> Iterator[Item]:
    """The files of a pattern by name; ids are paths from its last folder without wildcards."""
    found = sorted(glob.glob(pattern, recursive=True))
    if "**" in pattern:  # gives folders beside the files in them
        found = [path for path in found if not os.path.isdir(path)]
    if not found:
        yield Place(pattern), "no file matches the pattern; check it, or name a folder"
    parts = Path(pattern).parts
    root = Path(*parts[: next(index for index, part in enumerate(parts) if glob.has_magic(part))])
    for path in found:
        if os.path.isdir(path):
            yield from _folder_items(path, str(root), columns)
        else:
            yield from _one_file(Path(path), Path(path).relative_to(root).with_suffix("").as_posix(), columns)


def _one_file(path: Path, base: str, columns: Columns) -> Iterator[Item]:
    """A file by its suffix. What is no regular file, such as the pipe of ``<(...)``, has none and is plain text."""
    reader = KINDS.get(path.suffix.lower()) if os.path.isfile(path) else plain_items
    if reader is None:
        kind = f"{path.suffix!r} files cannot" if path.suffix else "a file without suffix cannot"
        yield Place(str(path)), f"{kind} be read; save the text as .txt, or use one of {', '.join(KINDS)}"
    else:
        yield from _file_items(reader, path, base, columns)


def _file_items(reader: Reader, path: Path, base: str, columns: Columns) -> Iterator[Item]:
    """What ``reader`` finds; a fault of the file as a whole is an item, too."""
    try:
        yield from reader(path, base, columns)
    except OSError as error:
        yield Place(str(path)), f"the file cannot be read ({error.strerror or error}); check that it is there and may be read"
    except ValueError as error:
        yield Place(str(path)), str(error)
