"""Names behind the adjunct that opens a sentence: "In aula Neri ribatte", "A fine gara Bini è furioso", "Nel dopogara Bini attacca l'arbitro".

The parser makes a surname the complement's own ("l'aula Neri") and looks for another subject. Where the verb that follows has none before
it, the tree is mended.
"""

from __future__ import annotations

import re
from dataclasses import replace

from .lexicons import Lexicon
from .tree import Sentence, Tree, Word
from .words import words

ADJUNCTS = words("time_nouns", "occasions", "venues", "adjunct_nouns")
"""Behind these a name is not their own, be it known or not."""
OWN = words("named_things", "nouns_with_names")
"""Behind these it may be."""
PLATFORMS = words("platforms")
HUNG = frozenset({"nmod", "flat", "appos", "compound"})
LIGHT = frozenset({"ADV", "AUX", "PRON"})
PARTS = frozenset({"fine", "inizio", "metà", "termine"})


def with_names_behind_adjuncts(tree: Tree, text: str, lexicon: Lexicon) -> Tree:
    """The tree in which such names are subjects; the same tree where there is none."""
    return tree.mended(lambda sentence: _sentence(sentence, text, lexicon))


def _sentence(sentence: Sentence, text: str, lexicon: Lexicon) -> Sentence:
    for name in sentence.words[2:]:
        if name.upos != "PROPN" or name.rel not in HUNG or sentence.children(name, "case", "det") or name.text in lexicon.places:
            continue
        noun = _governed(sentence, name)
        verb = _verb_behind(sentence, name)
        if noun is None or verb is None or not _free(noun, name, text, lexicon):
            continue
        if verb not in list(sentence.ancestors(name)) or not _waits(sentence, verb, name, lexicon):
            continue
        changed = {name.index: replace(name, head=verb.index, deprel="nsubj")}
        for other in sentence.children(verb, "nsubj"):
            if other.index > verb.index:
                changed[other.index] = replace(other, deprel="obj")
            elif other.index > 0:
                changed[other.index] = replace(other, head=other.index - 1, deprel="nmod")  # "A fine gara Bini"
        return sentence.replaced(changed)
    return sentence


def _governed(sentence: Sentence, name: Word) -> Word | None:
    """The noun with a preposition, at the sentence's head, whose phrase goes up to the name."""
    before = sentence.words[: name.index]
    if any(w.upos in {"PUNCT", "VERB", "CCONJ", "SCONJ", "PRON"} for w in before) or before[0].upos not in {"ADP", "ADV"}:
        return None
    noun = next((w for w in reversed(before) if w.upos != "ADJ"), None)
    return noun if noun is not None and noun.index > 0 else None


def _verb_behind(sentence: Sentence, name: Word) -> Word | None:
    """The verb, or the adjective with "è", that only small words part from the name."""
    behind = sentence.words[name.index + 1 :]
    word = next((w for w in behind if w.upos not in LIGHT and not (w.upos == "PROPN" and w.head == name.index)), None)
    if word is None or word.upos not in {"VERB", "ADJ"}:
        return None
    finite = [
        w for w in (word, *sentence.children(word, "aux", "cop")) if w.feat("VerbForm") == "Fin" and w.feat("Person") == "3"
    ]
    one = not any(w.feat("Number") == "Plur" for w in finite)
    return word if finite and one and (word.upos == "VERB" or sentence.children(word, "cop", "aux")) else None


def _free(noun: Word, name: Word, text: str, lexicon: Lexicon) -> bool:
    """Whether the name is hardly the noun's own: that of somebody whom the text names in full, or behind a noun or platform that has none."""
    if noun.upos != "NOUN":
        return noun.index == 1 and noun.text.lower() in PLATFORMS
    if {noun.lemma, noun.text.lower()} & OWN or (lexicon.role(noun.text, noun.lemma) is not None and noun.lemma not in ADJUNCTS):
        return False
    full = re.search(rf"\b(?P<first>[A-ZÀ-Ý][\w’'-]+)\s{re.escape(name.text)}\b", text)
    known = full is not None and full.group("first") in lexicon.names
    return known or name.text in lexicon.names or bool({noun.lemma, noun.text.lower()} & ADJUNCTS)


def _waits(sentence: Sentence, verb: Word, name: Word, lexicon: Lexicon) -> bool:
    """Whether the verb has no subject but what the adjunct holds, or what rather is its object."""
    for other in sentence.children(verb, "nsubj", "csubj"):
        part = other.index < name.index and sentence.words[other.index - 1].text.lower() in PARTS
        thing = other.index > verb.index and other.upos == "NOUN" and lexicon.role(other.text, other.lemma) is None
        if not part and not thing:
            return False
    return True
