"""Which words can be somebody who speaks: no clitics, no times, in the number of the verb."""

from __future__ import annotations

import re

from .context import Context
from .cues import CLITICS, Cue
from .tree import Sentence, Word
from .words import words


def agrees(sentence: Sentence, noun: Word, cue: Cue) -> bool:
    """Number of subject and verb; a coordination or a collective may take either."""
    number = noun.feat("Number")
    if number is None or not cue.finite or sentence.children(noun, "conj") or cue.person != "3":
        return True
    return (number == "Plur") == cue.plural or noun.upos in {"PROPN", "NUM", "SYM", "X"}


PERSONAL_SUBJECTS = words("subject_pronouns")
TIME_NOUNS = words("days", "months", "time_nouns")


DETERMINED_OTHER = re.compile(r"(?:\bun|\bl['’]|\bqualcun)\s?$", re.I)
"""Before "altro" as somebody: "un altro", "qualcun altro", but "non ha aggiunto altro"."""


def can_speak(context: Context, noun: Word) -> bool:
    """Words that are no subject of saying whatever the parser thinks: clitics, times, bare numbers."""
    form = noun.text.lower()
    return (
        noun.upos != "PUNCT"
        and form not in CLITICS - {"lei"}
        and form not in {"ciò", "questo", "quello", "che", "chi", "cosa", "quanto", "nulla", "niente"}
        and not (form == "altro" and DETERMINED_OTHER.search(context.text, max(0, noun.start - 9), noun.start) is None)
        and noun.lemma not in TIME_NOUNS
    )


def denotes_somebody(context: Context, word: Word) -> bool:
    return word.upos == "PROPN" or context.lexicon.role(word.text, word.lemma) is not None


def animate(context: Context, word: Word) -> bool:
    """Whether a noun can denote a speaker: a name, a role of the lexicon."""
    return denotes_somebody(context, word) or context.text[word.start : word.end] in context.lexicon.names or word.upos == "PRON"
