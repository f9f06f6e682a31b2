"""The word lists of ``lexicon/claims.toml``: what tells one claim from another, read once into lookups of normalised words."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Literal

from .letters import plain

Topic = Literal["direction", "quantity", "time", "place", "judgement", "act", "person"]


@dataclass(frozen=True, slots=True)
class Matcher:
    """Which of some labels a word or an expression carries; a label is any number the caller gives.

    >>> entries = Matcher.of([("aument* alle_stelle", 0), ("cal*", 1)])
    >>> list(entries.find(["i", "prezzi", "vanno", "alle", "stelle"]))
    [(3, 5, 0)]
    >>> sorted(entries.labels("aumentera"))
    [0]
    """

    whole: Mapping[str, frozenset[int]]
    """Labels of words that match as a whole."""
    trunks: Mapping[str, frozenset[int]]
    """Labels of the beginnings before a ``*``."""
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]
    """Expressions of several words by their first word, which has no ``*``."""
    known: dict[str, frozenset[int]] = field(default_factory=dict, compare=False, repr=False)
    """Labels found before."""

    @classmethod
    def of(cls, lists: Iterable[tuple[str, int]]) -> Matcher:
        """From texts of entries, each with its label."""
        whole: dict[str, set[int]] = {}
        trunks: dict[str, set[int]] = {}
        phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}
        for text, label in lists:
            for entry in text.split():
                word = plain(entry)
                if "_" in word:
                    parts = tuple(word.split("_"))
                    phrases.setdefault(parts[0], []).append((parts, label))
                elif word.endswith("*"):
                    trunks.setdefault(word[:-1], set()).add(label)
                else:
                    whole.setdefault(word, set()).add(label)
        return cls(
            {word: frozenset(labels) for word, labels in whole.items()},
            {word: frozenset(labels) for word, labels in trunks.items()},
            {word: tuple(sorted(found, key=lambda p: -len(p[0]))) for word, found in phrases.items()},
        )

    def labels(self, word: str) -> frozenset[int]:
        """Labels of a single word: of the whole word, else of its longest listed beginning."""
        found = self.known.get(word)
        if found is None:
            found = self.known[word] = self._labels(word)
        return found

    def _labels(self, word: str) -> frozenset[int]:
        if word in self.whole:
            return self.whole[word]
        for end in range(len(word), 1, -1):
            if word[:end] in self.trunks:
                return self.trunks[word[:end]]
        return frozenset()

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, int, int]]:
        """(first word, behind the last, label) of every entry in ``words``; an expression hides the words it is made of."""
        hidden = -1
        for at, word in enumerate(words):
            for parts, label in self.phrases.get(word, ()):
                if all(_fits(part, other) for part, other in zip(parts, words[at : at + len(parts)], strict=False)):
                    if at + len(parts) <= len(words):
                        hidden = max(hidden, at + len(parts))
                        yield at, at + len(parts), label
            if at >= hidden:
                for label in sorted(self.labels(word)):
                    yield at, at + 1, label


def _fits(part: str, word: str) -> bool:
    return word.startswith(part[:-1]) if part.endswith("*") else part == word


@cache
def _file() -> Mapping[str, object]:
    return tomllib.loads(files("quotes").joinpath("lexicon/claims.toml").read_text(encoding="utf-8"))


@cache
def listed(name: str) -> Matcher:
    """A plain list of the file, with the label 0. ValueError where there is no such list.

    >>> bool(listed("negators").labels("nessuno")), bool(listed("negators").labels("sempre"))
    (True, False)
    """
    text = _file().get(name)
    if not isinstance(text, str) or not text.split():
        raise ValueError(f"lexicon/claims.toml: there must be a list {name}, with words between blanks")
    return Matcher.of([(text, 0)])


def has(name: str, word: str) -> bool:
    """Whether a list has the word.

    >>> has("without", "senza")
    True
    """
    return bool(listed(name).labels(word))


@cache
def opposites() -> tuple[Matcher, tuple[Topic, ...]]:
    """The poles, labelled 2n and 2n+1 in the n-th pair, and what each pair is about."""
    pairs = _file().get("opposite")
    if not isinstance(pairs, list) or not pairs:
        raise ValueError("lexicon/claims.toml: there must be pairs [[opposite]]")
    lists = [(str(pair[pole]), 2 * at + side) for at, pair in enumerate(pairs) for side, pole in enumerate("ab")]
    return Matcher.of(lists), tuple(pair["kind"] for pair in pairs)


@cache
def same(name: Literal["names", "words"]) -> Matcher:
    """Words that stand for each other: they share a label."""
    table = _file().get("same")
    groups = table.get(name) if isinstance(table, dict) else None
    if not isinstance(groups, list) or not groups:
        raise ValueError(f"lexicon/claims.toml: there must be a list {name} under [same]")
    return Matcher.of((str(group), at) for at, group in enumerate(groups))


@cache
def numbers(name: Literal["units", "tens", "scales", "collectives", "days"]) -> Mapping[str, float]:
    """A table of number words."""
    table = _numbers().get(name)
    if not isinstance(table, dict):
        raise ValueError(f"lexicon/claims.toml: there must be a table {name} under [numbers]")
    return {str(word): float(value) for word, value in table.items()}


@cache
def once() -> Matcher:
    """Words that make a unit of time one of it."""
    return Matcher.of([(str(_numbers().get("once", "")), 0)])


@cache
def prefixes() -> tuple[str, ...]:
    """Prefixes that turn a word into its opposite, longest first."""
    table = _file().get("prefixes")
    text = str(table.get("opposite", "")) if isinstance(table, dict) else ""
    return tuple(sorted(text.split(), key=len, reverse=True))


def _numbers() -> Mapping[str, object]:
    table = _file().get("numbers")
    return table if isinstance(table, dict) else {}
