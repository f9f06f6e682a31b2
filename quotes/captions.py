"""Lines that begin with a label or a dateline ("LA CENA - Il premier ha detto", "Roma, 9 ott. - Il ministro spiega"): the parser takes it for
the subject, and the tree is mended so that whoever stands behind the dash is."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from .datelines import dateline_end
from .tree import Sentence, Tree, Word

LABEL = re.compile(r"(?=[^a-zà-ù\n]*[A-ZÀ-Ý]{3})[A-ZÀ-Ý0-9][A-ZÀ-Ý0-9'’ -]{2,40}\s[-–—]\s(?=[«“\"]?[A-ZÀ-Ý][a-zà-ù'’])")
NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})


def without_captions(tree: Tree, text: str, places: Container[str]) -> Tree:
    """The tree with what labels and datelines have for dependents given to their sentences; the same tree where there is none."""
    return tree.mended(lambda sentence: _parted(sentence, text, places))


def caption_end(text: str, start: int, places: Container[str] = ()) -> int | None:
    """Where the label or dateline ends that begins a line at ``start``; None where none does.

    >>> text = "LA CENA - Il premier parla."
    >>> text[caption_end(text, 0) :], caption_end("La cena - Il premier parla.", 0)
    ('Il premier parla.', None)
    """
    line = start
    while line > 0 and text[line - 1] in " \t":
        line -= 1
    if line > 0 and text[line - 1] not in "\n\r":
        return None
    label = LABEL.match(text, start)
    return label.end() if label is not None else dateline_end(text, start, places)


def _parted(sentence: Sentence, text: str, places: Container[str]) -> Sentence:
    end = caption_end(text, sentence.span.start, places)
    caption = {w.index for w in sentence.words if end is not None and w.end <= end}
    verb = next((v for w in sentence.words if w.index in caption and (v := _verb_outside(sentence, w, caption))), None)
    if verb is None:
        return sentence
    heads = {w.index for w in sentence.words if w.index in caption and w.head == verb.index}
    hung = [w for w in sentence.words if w.head in caption and w.index not in caption and w.upos != "PUNCT"]
    subject = next((w for w in hung if w.upos in NOMINAL and w.index < verb.index), None)
    other = any(w.rel == "nsubj" and w.index not in caption for w in sentence.children(verb))
    changed = {w.index: replace(w, deprel="dislocated") for w in sentence.words if w.index in heads}
    for word in hung:
        is_subject = word is subject and not other and not sentence.children(word, "case")
        changed[word.index] = replace(word, head=verb.index, deprel="nsubj" if is_subject else word.deprel)
    return sentence.replaced(changed)


def _verb_outside(sentence: Sentence, word: Word, caption: set[int]) -> Word | None:
    """The verb behind the dash that the parser gave a word of the caption for its subject."""
    verb = sentence.head(word) if word.rel == "nsubj" else None
    return verb if verb is not None and verb.index not in caption else None
