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
    return tree.mended(lambda sentence: _sentence(sentence, lexicon, quoted))


def _sentence(sentence: Sentence, lexicon: Lexicon, quoted: Sequence[QuotedSpan]) -> Sentence:
    changed: dict[int, Word] = {}
    for gerund in sentence.words:
        if "VerbForm=Ger" not in gerund.feats or gerund.rel not in {"ccomp", "advcl", "parataxis", "xcomp"}:
            continue
        verb = next((w for w in reversed(sentence.words[: gerund.index]) if w.upos not in LIGHT), None)
        if (
            verb is None
            or verb.index not in {gerund.head, *_beside(sentence, gerund)}
            or not _waits(sentence, verb, gerund, lexicon)
        ):
            continue
        who = _behind(sentence, gerund, lexicon)
        if who is not None and not _in_marks(gerund, who, quoted) and _number(sentence, who, verb):
            changed[who.index] = replace(who, head=verb.index, deprel="nsubj")
    return sentence.replaced(changed)


def _in_marks(gerund: Word, who: Word, quoted: Sequence[QuotedSpan]) -> bool:
    """ "dice citando «la ministra»", "rispose citando «I fiori» il poeta": marks that begin behind the gerund."""
    return any(
        gerund.start < quote.outer.start < who.start or quote.outer.start <= who.start < quote.outer.end for quote in quoted
    )


def _beside(sentence: Sentence, gerund: Word) -> set[int]:
    """What hangs beside the gerund: in "«...», afferma, scuotendo la testa, la madre" both may hang on what is said."""
    above = sentence.head(gerund)
    return {w.index for w in sentence.children(above, "parataxis")} if above is not None and gerund.rel == "parataxis" else set()


def _waits(sentence: Sentence, verb: Word, gerund: Word, lexicon: Lexicon) -> bool:
    """A finite verb of reporting in the third person with no subject, the gerund right behind it."""
    if not sentence.in_third_person(verb) or lexicon.verb(verb.lemma) is None or sentence.children(verb, "nsubj", "csubj"):
        return False
    return all(w.upos in LIGHT for w in sentence.words[verb.index + 1 : gerund.index])


def _number(sentence: Sentence, who: Word, verb: Word) -> bool:
    agree = (who.feat("Number") == "Plur") == sentence.has_plural(verb)
    return who.feat("Number") is None or agree or bool(sentence.children(who, "conj"))


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
    free = [w for w in hung if not sentence.children(w, "case")]
    if free and _person(free[-1], lexicon):
        *objects, last = free
        if _comma(sentence, last) and any(_person(w, lexicon) for w in objects):
            return None  # "ringraziando il portavoce, Ugo Neri"
        filled = bool(objects) or gerund.lemma in INTRANSITIVE or _reflexive(sentence, gerund)
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
