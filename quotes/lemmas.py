"""Verbs of the lexicon by their forms, where the lemmatizer has made up another verb or the tagger a noun or an adjective; prepositions with
an article that the tokenizer left whole ("Sui social scrive") and the parser took for an article alone."""

from __future__ import annotations

import re
from dataclasses import replace

from .conjugation import FINITE, GERUND, PARTICIPLE, forms
from .lexicons import Lexicon
from .tree import Sentence, Tree, Word
from .words import words

ONLY_A_VERB = re.compile(r"\w{3,}(?:rebbe|rebbero|rono|ranno|avano|ivano|rà|ò|ì)")
"""Endings that nouns and adjectives do not have."""
MISTAKEN = frozenset({"VERB", "ADJ", "NOUN"})
GOVERNS_A_NOUN = frozenset({"DET", "ADP", "NUM", "ADJ"})
FORMS = frozenset({FINITE, PARTICIPLE, GERUND})


GUESSED = (("avare", "are"), ("evare", "ere"), ("ivare", "ire"), ("iscere", "ire"), ("cevare", "re"))
"""Endings of infinitives that a lemmatizer makes of an imperfect or of -isc-, with the right one; the last is "dire", "fare"."""


def likely_infinitives(lemma: str) -> list[str]:
    """What a lemma that is no verb of Italian may stand for.

    >>> likely_infinitives("ammonivare"), likely_infinitives("dicevare"), likely_infinitives("dire")
    (['ammonire'], ['dicere', 'dire'], [])
    """
    return [lemma.removesuffix(wrong) + right for wrong, right in GUESSED if lemma.endswith(wrong)]


def mended(tree: Tree, lexicon: Lexicon) -> Tree:
    """The tree with the lemmas that the lexicon's verbs have; the same tree where all are right.

    Only a lemma that has no such form is replaced: "la linea seguita dal governo" stays a form of "seguire", whoever "seguita a dire".
    """
    return tree.mended(lambda sentence: _sentence(sentence, lexicon))


PLAIN = {"al": "a", "da": "da", "ne": "in", "su": "su", "co": "con", "ai": "a", "ag": "a", "pe": "per"}
WHOLE = {form: PLAIN[form[:2]] for form in words("fused_prepositions") if form[:2] in PLAIN}
"""Fused prepositions with what they are without the article; "dei", "della" may be articles themselves ("dei testimoni hanno detto")."""


def _sentence(sentence: Sentence, lexicon: Lexicon) -> Sentence:
    found = [_word(word, lexicon) if word.upos in MISTAKEN else word for word in sentence.words]
    found = [_phrased(found, i, lexicon) if word.upos in MISTAKEN else word for i, word in enumerate(found)]
    for word in sentence.words:
        noun = sentence.head(word) if word.deprel == "det" and word.text.lower() in WHOLE else None
        verb = sentence.head(noun) if noun is not None and noun.rel == "nsubj" else None
        if noun is not None and verb is not None and not sentence.children(verb, "obj"):  # "Sul cancello resta un lenzuolo"
            found[word.index] = replace(word, lemma=WHOLE[word.text.lower()], upos="ADP", deprel="case")
            found[noun.index] = replace(noun, deprel="obl")
    return sentence.replaced({old.index: new for old, new in zip(sentence.words, found, strict=True) if new is not old})


def _word(word: Word, lexicon: Lexicon) -> Word:
    form = word.text.lower()
    lemma, feats = lexicon.forms.get(form, (None, frozenset()))
    if lemma is None or lemma == word.lemma:
        return word
    if FINITE in feats and ONLY_A_VERB.fullmatch(form) is not None and not (word.upos == "VERB" and FINITE in word.feats):
        return replace(word, lemma=lemma, upos="VERB", feats=feats)
    if word.upos != "VERB":
        return word
    kind = FORMS & word.feats
    made_up = lemma in likely_infinitives(word.lemma)
    if (kind and not kind & feats) or (form in forms(word.lemma) and not made_up):
        return word
    return replace(word, lemma=lemma)


def _phrased(words: list[Word], i: int, lexicon: Lexicon) -> Word:
    """ "«…», taglia corto Neri": what has the form of a verb, and behind it the very words of its locution, is no noun."""
    word = words[i]
    lemma, feats = lexicon.forms.get(word.text.lower(), (None, frozenset()))
    if word.upos == "VERB" or lemma is None or FINITE not in feats or (i and words[i - 1].upos in GOVERNS_A_NOUN):
        return word
    behind = [w.text.lower() for w in words[i + 1 : i + 4]]
    said = any(verb.rest and behind[: len(verb.rest)] == list(verb.rest) for verb in lexicon.locutions.get(lemma, ()))
    return replace(word, lemma=lemma, upos="VERB", feats=feats) if said else word
