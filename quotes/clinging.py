"""Words that the tokenizer leaves a dash on: "-spiega Orfei-. E i centralini"."""

from __future__ import annotations

import re
from dataclasses import replace

from .tree import Sentence, Tree, Word

CLINGING = re.compile(r"(?<=\w)[-–—]+$")


def without_clinging_dashes(tree: Tree) -> Tree:
    """The tree with names that end before the dash behind them; the same tree where there are none."""
    return tree.mended(_freed)


def _clings(word: Word) -> bool:
    return word.upos == "PROPN" and CLINGING.search(word.text) is not None and word.end - word.start == len(word.text)


def _freed(sentence: Sentence) -> Sentence:
    return sentence.replaced({word.index: _bare(word) for word in sentence.words if _clings(word)})


def _bare(word: Word) -> Word:
    text = CLINGING.sub("", word.text)
    return replace(word, text=text, lemma=CLINGING.sub("", word.lemma), end=word.start + len(text))
