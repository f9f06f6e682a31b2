"""Where a tokenizer ends a sentence that goes on: without a full stop before marks or inside a name, behind a title or an initial."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Protocol, TypeVar

from .words import words

ABBREVIATIONS = words("abbreviations")
ABBREVIATED = re.compile(
    rf"(?<![\w’'])(?:(?:{'|'.join(sorted(ABBREVIATIONS))})|(?<=[a-zà-ù] )[A-Z])\.$"  # "il deputato A. Donald Neri", not "D. E poi?"
)
STOPPED = re.compile(r"[.!?…:;][»”\"'’)\]*]*\(?$|[»”\"’)\]]$|[^\w,(«“]$")
"""What may end a sentence: a stop, a closing mark, a sign that is no comma and opens nothing."""


class Placed(Protocol):
    """Anything with a place in its paragraph."""

    @property
    def start(self) -> int:
        """Offset of its first character."""

    @property
    def end(self) -> int:
        """Offset behind its last character."""


class Titled(Placed, Protocol):
    """The same with its text."""

    @property
    def text(self) -> str:
        """As it is written."""


T = TypeVar("T", bound=Placed)


def goes_on(paragraph: str, end: int) -> bool:
    """Whether the sentence said to end at ``end``, inside a paragraph, has not ended there.

    >>> goes_on("Lo scrive il quotidiano Il Tempo.", 23), goes_on("Ha scritto il prof. Neri.", 19), goes_on("Piove. Nevica.", 6)
    (True, True, False)
    """
    said = paragraph[max(0, end - 20) : end]
    return STOPPED.search(said) is None or ABBREVIATED.search(said) is not None


def mended(paragraph: str, sentences: Iterable[Sequence[T]]) -> list[list[T]]:
    """The sentences of a paragraph, each with those that it goes on in."""
    found: list[list[T]] = []
    for sentence in sentences:
        if found and found[-1] and goes_on(paragraph, found[-1][-1].end):
            found[-1] += sentence
        else:
            found.append(list(sentence))
    return found


def titles(tokens: Sequence[Titled]) -> list[int]:
    """The places of the tokens whose full stop the tokenizer has parted from them: "l'avv" + "." + "Lia Neri".

    Behind such a stop the sentence goes on; a stop that ends it is left alone.
    """
    return [
        at
        for at, (token, stop) in enumerate(pairwise(tokens[:-1]))
        if stop.text == "." and token.end == stop.start and token.text.lower() in ABBREVIATIONS
    ]
