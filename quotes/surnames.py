"""Surnames that begin with a preposition ("Di Maio", "Della Valle", "Dell'Utri"): the parser takes them for a phrase of place or topic."""

from __future__ import annotations

import re
from collections.abc import Container
from dataclasses import replace

from .records import Span
from .tree import Sentence, Tree, Word
from .words import words

FUSED = r"(?:D(?:i|el|ello|ella|ei|egli|elle|a|al|allo|alla|ai|agli|alle)\s|D(?:e|a)ll['’])"
SURNAME = re.compile(rf"(?<![\w’'])(?P<first>{FUSED})(?P<name>[A-ZÀ-Ý][\w-]*[a-zà-ù][\w-]*)")
BEGINS = re.compile(r"(?:^|[.!?:;…(–—-]|[«“\"„'‘])\s*$|\n\s*$")
CAPITAL_BEFORE = re.compile(r"(?P<word>[A-ZÀ-Ý][\w’'-]*)\s$")
TOPICS = frozenset({"parlare", "dire", "trattare", "discutere", "occupare", "scrivere", "sapere", "ricordare"})
"""Verbs with "di": "Di Renzi ha parlato il premier"."""
LEAKING = frozenset({"filtrare", "trapelare", "arrivare", "emergere", "uscire"})
"""Of what comes from a place: "Dalla Procura filtra che"."""
OPENING = words("openers", "days", "months", "time_nouns")
SEATS = words("seats_of_power", "bodies")
LIGHT = frozenset({"AUX", "ADV", "PRON"})


def surnames(text: str, names: Container[str]) -> frozenset[Span]:
    """Where a text has such surnames: with a capital inside a sentence, and at its head where the text has the same elsewhere.

    ``names``: first names, behind which a surname stands too; behind another capital it may be "il Ministero Della Difesa".

    >>> text = "Di Maio ha vinto. Lo ha detto Di Maio. Di Roma si parla al Ministero Della Difesa."
    >>> sorted(span.of(text) for span in surnames(text, frozenset({"Luigi"})))
    ['Di Maio', 'Di Maio']
    """
    found, initial = [], []
    for match in SURNAME.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        capital = CAPITAL_BEFORE.search(before)
        if BEGINS.search(before):
            initial.append(match)
        elif capital is None or capital.group("word") in names or capital.group("word").lower() in OPENING:
            found.append(match)
    known = {match.group() for match in found}
    return frozenset(Span(*match.span()) for match in (*found, *(m for m in initial if m.group() in known)))


def with_surnames(tree: Tree, text: str, names: Container[str], places: Container[str]) -> Tree:
    """The tree in which such surnames are names, and subjects where their verb has no other; the same tree where there is none."""
    if SURNAME.search(text) is None:
        return tree
    known = surnames(text, names)
    return tree.mended(lambda sentence: _named(sentence, text, known, places))


def _named(sentence: Sentence, text: str, known: frozenset[Span], places: Container[str]) -> Sentence:
    changed: dict[int, Word] = {}
    for match in SURNAME.finditer(text, sentence.span.start, sentence.span.end):
        last = sentence.word_at(match.start("name"))
        if last is None:
            continue
        if Span(*match.span()) not in known and (match.group("name") in places or not _acts(sentence, match.start(), last)):
            continue
        first = [w for w in sentence.words if match.start() <= w.start < last.start]
        changed |= {w.index: replace(w, upos="PROPN", head=last.index, deprel="flat:name") for w in first}
        changed[last.index] = replace(last, upos="PROPN", deprel=_relation(sentence, first, last))
    return sentence.replaced(changed)


def _acts(sentence: Sentence, start: int, name: Word) -> bool:
    """ "Di Maio ha precisato": at the sentence's head, and a verb right behind that has no subject and is about nothing."""
    verb = sentence.head(name)
    if start != sentence.span.start or verb is None or verb.index < name.index or verb.lemma in TOPICS | LEAKING:
        return False
    parts = (verb, *sentence.children(verb, "aux"))
    if name.text.lower() in SEATS or any(w.feat("Number") == "Plur" and w.feat("VerbForm") == "Fin" for w in parts):
        return False  # "Dalla Procura fanno sapere"
    light = all(w.upos in LIGHT for w in sentence.words[name.index + 1 : verb.index])
    return light and verb.upos == "VERB" and not sentence.children(verb, "nsubj", "expl")


def _relation(sentence: Sentence, first: list[Word], name: Word) -> str:
    """What the name is to the word above it, when its preposition is none."""
    above = sentence.head(name)
    if above is None or any(c.index not in {w.index for w in first} for c in sentence.children(name, "case")):
        return name.deprel
    if above.upos == "PROPN" and first and above.index == first[0].index - 1:
        return "flat:name"
    verbal = above.upos == "VERB" and name.rel in {"obl", "obj", "nmod", "iobj", "advcl", "xcomp"}
    return "nsubj" if verbal and not sentence.children(above, "nsubj") else name.deprel
