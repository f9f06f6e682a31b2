"""What could not be read: where it stands, what is wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Failure:
    """Input that could not be read, and what to do about it.

    >>> print(Failure("articles.jsonl", 3, "the article has no text; fill it in or remove it"))
    articles.jsonl, line 3: the article has no text; fill it in or remove it
    """

    path: str
    """The path as given or found, "-" for standard input, "DataFrame", or the id of an article handed over."""
    line: int | None
    """Line, or row of a table without lines, counted from 1; None where it is the whole file."""
    reason: str
    """What is wrong and what to do."""
    unit: Literal["line", "row"] = "line"
    """What ``line`` counts."""

    def __str__(self) -> str:
        return f"{Place(self.path, self.line, self.unit)}: {self.reason}"


class ReadingError(ValueError):
    """The first failure of a strict reading; ``failure`` tells which."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(str(failure))
        self.failure = failure


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article stands."""

    path: str
    line: int | None = None
    unit: Literal["line", "row"] = "line"

    def __str__(self) -> str:
        return self.path if self.line is None else f"{self.path}, {self.unit} {self.line}"
