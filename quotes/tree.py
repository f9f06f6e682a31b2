"""Dependency trees over one article: words, sentences, and the questions that rules ask of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from .records import Span


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word of Universal Dependencies, with its place in the article."""

    index: int
    """Place in its sentence, from 0."""
    text: str
    """The form; for a part of a multi-word token ("di" of "della") the word's own form."""
    lemma: str
    """Dictionary form."""
    upos: str
    """Universal part of speech."""
    feats: frozenset[str]
    """Morphological features, each as "Name=Value"."""
    head: int
    """Index of the governor in the sentence; -1 for the root."""
    deprel: str
    """Universal relation to the governor, with subtype."""
    start: int
    """Offset in the article; words of one multi-word token share the token's."""
    end: int
    """Offset behind the word, likewise."""

    @property
    def rel(self) -> str:
        """The relation without its subtype.

        >>> Word(0, "lui", "lui", "PRON", frozenset(), 1, "nsubj:pass", 0, 3).rel
        'nsubj'
        """
        return self.deprel.partition(":")[0]

    @property
    def span(self) -> Span:
        """Where the word stands in the article."""
        return Span(self.start, self.end)

    def feat(self, name: str) -> str | None:
        """The value of the feature ``name``, None where it is not marked."""
        start = name + "="
        for feature in self.feats:
            if feature.startswith(start):
                return feature[len(start) :]
        return None


@dataclass(frozen=True, eq=False)
class Sentence:
    """One sentence: its words, and who hangs below whom."""

    words: tuple[Word, ...]
    """In text order; never empty."""
    paragraph: int = 0
    """Index of the paragraph it stands in."""
    _children: tuple[tuple[int, ...], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        below: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if 0 <= word.head < len(below) and word.head != word.index:
                below[word.head].append(word.index)
        object.__setattr__(self, "_children", tuple(tuple(c) for c in below))

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        """The relations without subtypes; asked more than anything else."""
        return tuple(word.rel for word in self.words)

    @cached_property
    def span(self) -> Span:
        """From the first word to the last."""
        return Span(self.words[0].start, max(w.end for w in self.words))

    def word_at(self, offset: int) -> Word | None:
        """The first word that covers the character at ``offset``; None between words."""
        return next((w for w in self.words if w.start <= offset < w.end), None)

    def head(self, word: Word) -> Word | None:
        """The governor; None for the root."""
        return self.words[word.head] if 0 <= word.head < len(self.words) and word.head != word.index else None

    def children(self, word: Word, *rels: str) -> list[Word]:
        """Words that hang below ``word`` in text order; with ``rels``, only by these (a bare relation takes its subtypes)."""
        below = self._children[word.index]
        if not below:
            return []
        words = self.words
        if not rels:
            return [words[i] for i in below]
        plain = self._plain
        return [words[i] for i in below if plain[i] in rels or words[i].deprel in rels]

    def ancestors(self, word: Word) -> Iterator[Word]:
        """The governors from the nearest to the root; a cycle in a broken parse ends the walk."""
        seen = {word.index}
        above = self.head(word)
        while above is not None and above.index not in seen:
            seen.add(above.index)
            yield above
            above = self.head(above)

    def subtree(self, word: Word, *, without: Iterable[str] = ()) -> list[Word]:
        """``word`` and all below it in text order, leaving out branches that hang by a relation in ``without``."""
        stop = frozenset(without)
        found, todo = {word.index}, [word]
        while todo:
            for child in self.children(todo.pop()):
                if child.index not in found and child.deprel not in stop and child.rel not in stop:
                    found.add(child.index)
                    todo.append(child)
        return [self.words[i] for i in sorted(found)]

    def in_third_person(self, verb: Word) -> bool:
        """Whether a verb is finite, by itself or its auxiliary, and of the third person."""
        group = (verb, *self.children(verb, "aux"))
        return any(w.feat("VerbForm") == "Fin" and w.feat("Person") in {"3", None} for w in group)

    def has_plural(self, verb: Word) -> bool:
        """Whether a verb, or its auxiliary, is plural."""
        return any(w.feat("Number") == "Plur" for w in (verb, *self.children(verb, "aux")))

    def replaced(self, changed: Mapping[int, Word]) -> Sentence:
        """The sentence with other words at these indices; itself where there are none."""
        return Sentence(tuple(changed.get(w.index, w) for w in self.words), self.paragraph) if changed else self

    def path(self, start: Word, end: Word) -> list[str]:
        """Relations from ``start`` up and down to ``end``: ["^nsubj", "conj"]; empty for the same word."""
        up = [start, *self.ancestors(start)]
        down = [end, *self.ancestors(end)]
        place = {w.index: i for i, w in enumerate(up)}
        for j, word in enumerate(down):
            if word.index in place:
                return [f"^{w.deprel}" for w in up[: place[word.index]]] + [w.deprel for w in reversed(down[:j])]
        return []


@dataclass(frozen=True, eq=False)
class Tree:
    """The parsed article: sentences in text order."""

    sentences: tuple[Sentence, ...]
    """May be empty."""

    def mended(self, mend: Callable[[Sentence], Sentence]) -> Tree:
        """The tree with each sentence as ``mend`` returns it; itself where all are returned as they were."""
        sentences = tuple(mend(sentence) for sentence in self.sentences)
        return self if all(a is b for a, b in zip(sentences, self.sentences, strict=True)) else Tree(sentences)

    @classmethod
    def from_conllu(cls, conllu: str, text: str) -> Tree:
        """Read hand-written trees; offsets are found by searching ``text`` for each token in turn.

        ``conllu``: the ten columns parted by tabs or by runs of two or more spaces; a blank line ends a sentence; a
        comment ``# paragraph = N`` sets the paragraph. Raises ValueError naming the line for a token that ``text`` does not hold.
        """
        import re

        sentences: list[Sentence] = []
        words: list[Word] = []
        paragraph = place = 0
        token_end, token_span = 0, (0, 0)

        def close() -> None:
            if words:
                sentences.append(Sentence(tuple(words), paragraph))
                words.clear()

        for number, line in enumerate([*conllu.splitlines(), ""], 1):
            line = line.strip()
            if not line:
                close()
                token_end = 0
                continue
            if line.startswith("#"):
                name, _, value = line.lstrip("# ").partition("=")
                if name.strip() == "paragraph":
                    paragraph = int(value)
                continue
            cells = line.split("\t") if "\t" in line else re.split(r" {2,}", line)
            first, _, last = cells[0].partition("-")
            if last or int(first) > token_end:
                start = text.find(cells[1], place)
                if start < 0:
                    raise ValueError(f"line {number}: the text has no {cells[1]!r} behind offset {place}")
                place = start + len(cells[1])
                token_span = (start, place)
                if last:
                    token_end = int(last)
                    continue
            feats = frozenset() if cells[5] == "_" else frozenset(cells[5].split("|"))
            words.append(Word(int(first) - 1, cells[1], cells[2], cells[3], feats, int(cells[6]) - 1, cells[7], *token_span))
        return cls(tuple(sentences))
