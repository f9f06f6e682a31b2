"""Gerunds between a verb and its subject: "ha detto scuotendo la testa il sindaco", "racconta sorridendo Lia Neri".

The parser gives who stands behind a gerund to it, as its object. Where the gerund has an object besides, or can have none, that is whose
verb stands before it, and the tree is mended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .lexicons import Lexicon
from .records import QuotedSpan
from .tree import Sentence, Tree, Word
from .words import words

INTRANSITIVE = words("intransitive_gerunds")
LEFT = ("obj", "nsubj", "obl", "conj")
LIGHT = frozenset({"ADV", "PUNCT", "ADP", "SCONJ"})


def with_subjects_behind_gerunds(tree: Tree, lexicon: Lexicon, quoted: Sequence[QuotedSpan]) -> Tree:
    """The tree in which such names are subjects of the verb before the gerund; the same tree where there is none."""
    sentences = [_sentence(sentence, lexicon, quoted) for sentence in tree.sentences]
    same = all(a is b for a, b in zip(sentences, tree.sentences, strict=True))
    return tree if same else Tree(tuple(sentences))


def _sentence(sentence: Sentence, lexicon: Lexicon, quoted: Sequence[QuotedSpan]) -> Sentence:
    changed: dict[int, Word] = {}
    for gerund in sentence.words:
        if "VerbForm=Ger" not in gerund.feats or gerund.rel not in {"ccomp", "advcl", "parataxis", "xcomp"}:
            continue
        verb = sentence.head(gerund)
        if verb is None or verb.index > gerund.index or not _waits(sentence, verb, gerund, lexicon):
            continue
        who = _behind(sentence, gerund, lexicon)
        marks = who is not None and any(
            gerund.start < q.outer.start < who.start or q.outer.start <= who.start < q.outer.end for q in quoted
        )
        if who is not None and not marks and _number(sentence, who, verb):
            changed[who.index] = replace(who, head=verb.index, deprel="nsubj")
            changed |= {
                c.index: replace(c, head=who.index)
                for c in sentence.children(verb, "punct")
                if gerund.index < c.index == who.index - 1
            }
    return Sentence(tuple(changed.get(w.index, w) for w in sentence.words), sentence.paragraph) if changed else sentence


def _waits(sentence: Sentence, verb: Word, gerund: Word, lexicon: Lexicon) -> bool:
    """A finite verb of reporting in the third person with no subject, the gerund right behind it."""
    finite = [w for w in (verb, *sentence.children(verb, "aux")) if "VerbForm=Fin" in w.feats and w.feat("Person") in {"3", None}]
    if not finite or lexicon.verb(verb.lemma) is None or sentence.children(verb, "nsubj", "csubj"):
        return False
    return all(w.upos in LIGHT for w in sentence.words[verb.index + 1 : gerund.index])


def _number(sentence: Sentence, who: Word, verb: Word) -> bool:
    plural = any(w.feat("Number") == "Plur" for w in (verb, *sentence.children(verb, "aux")))
    return who.feat("Number") is None or (who.feat("Number") == "Plur") == plural or bool(sentence.children(who, "conj"))


def _behind(sentence: Sentence, gerund: Word, lexicon: Lexicon) -> Word | None:
    """Who stands behind a gerund and is neither its object nor part of that.

    "commentando i dati la ministra", but "salutando la ministra"; "allargando le braccia Ugo Neri", but "elogiando la giunta Neri".
    """
    hung = [w for w in sentence.children(gerund, *LEFT) if w.index > gerund.index and w.upos in {"NOUN", "PROPN", "PRON"}]
    if not hung:
        return None
    last = hung[-1]
    if (named := _named_behind(sentence, gerund, last, lexicon)) is not None:
        return named
    bare = not sentence.children(last, "case")
    if bare and _person(last, lexicon):
        objects = [w for w in hung[:-1] if not sentence.children(w, "case")]
        filled = bool(objects) or last.rel == "nsubj" or gerund.lemma in INTRANSITIVE or _reflexive(sentence, gerund)
        return last if filled else None
    return None


def _reflexive(sentence: Sentence, gerund: Word) -> bool:
    return any(w.text.lower() == "si" and w.index == gerund.index + 1 for w in sentence.children(gerund))


def _person(word: Word, lexicon: Lexicon) -> bool:
    role = lexicon.role(word.text, word.lemma)
    return (
        (word.upos == "PROPN" and word.text not in lexicon.places)
        or (role is not None and role.type != "document")
        or word.lemma == "uno"
    )


def _named_behind(sentence: Sentence, gerund: Word, last: Word, lexicon: Lexicon) -> Word | None:
    """ "asciugandosi la fronte Ugo Neri", "visitando il cantiere, il premier": a name or a person hung below a thing."""
    role = lexicon.role(last.text, last.lemma)
    if last.upos == "PROPN" or (role is not None and role.type in {"person", "group"}):
        return None
    for word in sentence.children(last, "nmod", "flat", "appos", "conj", "obl"):
        before = sentence.words[word.index - 1]
        free = all(c.text.lower() in {"don", "padre"} for c in sentence.children(word, "case")) and not sentence.children(
            word, "cc"
        )
        if not free or word.index < last.index:
            continue
        if word.upos == "PROPN" and word.text in lexicon.names:
            return word
        gesture = word.upos == "PROPN" and lexicon.locution(gerund.lemma, [last.text, last.lemma], reflexive=True) is not None
        inserted = word.rel in {"conj", "appos"} and _person(word, lexicon) and _comma(sentence, word)
        if inserted or (gesture and before.index == last.index):
            return word
    return None


def _comma(sentence: Sentence, word: Word) -> bool:
    first = min([word.index, *(c.index for c in sentence.children(word, "det", "amod", "case"))])
    return sentence.words[first - 1].text == ","
