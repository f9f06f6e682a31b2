"""Subjects that commas part from their verb: "Lia Neri, deputata del Centro, ha attaccato il ministro".

The parser knows the order "..., ha attaccato il ministro" from behind quotations: it makes the name the root, the verb a parenthesis of it
and whom she attacked the verb's subject. Where what stands before the verb holds no clause, nothing is reported there, and the tree is
mended.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .records import QuotedSpan
from .tree import Sentence, Tree, Word

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
ASIDE = re.compile(r",\s[^«»“”\"]*[^\s«»“”\"],\s")
"""Between a name and its verb: what two commas enclose."""


def with_parted_subjects(tree: Tree, text: str, quoted: Sequence[QuotedSpan]) -> Tree:
    """The tree in which such names are subjects; the same tree where there is none."""
    return tree.mended(lambda sentence: _joined(sentence, text, quoted))


def _joined(sentence: Sentence, text: str, quoted: Sequence[QuotedSpan]) -> Sentence:
    return _out_of_marks(_out_of_root(sentence, text, quoted), text, quoted)


def _out_of_marks(sentence: Sentence, text: str, quoted: Sequence[QuotedSpan]) -> Sentence:
    """ "Lia Neri, deputata del Centro, ha attaccato il ministro: «Si dimetta»": what stands before the verb hung on a verb in the marks."""
    root = next((w for w in sentence.words if w.deprel == "root" and w.upos == "VERB"), None)
    if root is None or not sentence.in_third_person(root):
        return sentence
    for quote in quoted:
        if not root.end <= quote.outer.start < sentence.span.end:
            continue
        inside = {w.index for w in sentence.words if quote.outer.start <= w.start < quote.outer.end}
        for name in sentence.words[: root.index]:
            if name.rel != "nsubj" or name.head not in inside or name.upos not in NOMINAL or sentence.children(name, "case"):
                continue
            others = sentence.children(root, "nsubj")
            if not any(w.index < root.index for w in others) and _number(sentence, name, root):
                return _turned(sentence, name, root)
    return sentence


def _number(sentence: Sentence, name: Word, verb: Word) -> bool:
    return name.feat("Number") is None or (name.feat("Number") == "Plur") == sentence.has_plural(verb)


def _out_of_root(sentence: Sentence, text: str, quoted: Sequence[QuotedSpan]) -> Sentence:
    root = next((w for w in sentence.words if w.deprel == "root"), None)
    if root is None or root.upos not in NOMINAL or sentence.children(root, "case", "cop", "nsubj", "aux"):
        return sentence
    verb = next((w for w in sentence.children(root, "parataxis") if w.index > root.index and w.upos == "VERB"), None)
    if verb is None or not sentence.in_third_person(verb) or sentence.children(verb, "mark"):
        return sentence
    group = min(
        [verb.index, *(w.index for w in sentence.children(verb, "aux", "expl", "obj", "iobj", "advmod") if w.index > root.index)]
    )
    last = max(w.end for w in sentence.words[:group] if w.upos != "PUNCT")
    name_end = _phrase_end(sentence, root, group)
    begin = sentence.words[0].start
    if any(q.outer.start < verb.start and q.outer.end > begin for q in quoted) or not _determined(sentence, root):
        return sentence
    if ASIDE.fullmatch(text[name_end : sentence.words[group].start]) is None or last <= name_end:
        return sentence
    if any(_clause(sentence, w) for w in sentence.words[:group] if w.feat("VerbForm") == "Fin"):
        return sentence
    return _turned(sentence, root, verb) if _number(sentence, root, verb) else sentence


def _determined(sentence: Sentence, root: Word) -> bool:
    """A name, or a noun with a determiner: "Nessun ferito, fa sapere la questura" tells what is reported."""
    return root.upos != "NOUN" or (bool(sentence.children(root, "det")) and root.index < 4)


def _phrase_end(sentence: Sentence, root: Word, stop: int) -> int:
    """Where the first comma behind the name stands."""
    comma = next((w for w in sentence.words[root.index : stop] if w.text == ","), None)
    return comma.start if comma is not None else root.end


def _clause(sentence: Sentence, finite: Word) -> bool:
    """Whether a finite verb is that of a main clause, not of a relative one."""
    head = sentence.head(finite) if finite.rel in {"aux", "cop"} else finite
    return head is None or head.rel not in {"acl", "advcl"}


def _turned(sentence: Sentence, root: Word, verb: Word) -> Sentence:
    """The verb as root, the name its subject, what the parser took for that its object."""
    changed = {verb.index: replace(verb, head=-1, deprel="root"), root.index: replace(root, head=verb.index, deprel="nsubj")}
    for word in sentence.children(verb, "nsubj"):
        if word.index > verb.index:
            changed[word.index] = replace(word, deprel="obj")
    for word in sentence.children(root):
        if word.index > verb.index:
            changed[word.index] = replace(word, head=verb.index)
    return sentence.replaced(changed)
