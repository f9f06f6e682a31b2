"""Which words can be somebody who speaks: no clitics, no times, in the number of the verb."""

from __future__ import annotations

import re

from .context import Context
from .cues import CLITICS, Cue
from .datelines import in_dateline
from .phrases import AMOUNTS, TIME_NOUNS
from .runs import AGE
from .tree import Sentence, Word
from .words import words


def agrees(sentence: Sentence, noun: Word, cue: Cue) -> bool:
    """Number of subject and verb; a coordination or a collective may take either."""
    number = noun.feat("Number")
    if noun.text.lower() == "loro" and cue.finite and not cue.plural:
        return False  # "ha detto loro"
    if number is None or not cue.finite or added(sentence, noun) or cue.person != "3":
        return True
    if cue.plural and noun.lemma in AMOUNTS and sentence.children(noun, "nmod"):
        return True  # "una trentina di residenti hanno chiesto"
    return (number == "Plur") == cue.plural or noun.upos in {"PROPN", "NUM", "SYM", "X"} or _begins_a_name(sentence, noun)


def _begins_a_name(sentence: Sentence, noun: Word) -> bool:
    """ "Famiglie Consumatori ha chiesto", "nota Infermieri Uniti": a noun without article that with the next word is a name."""
    behind = sentence.words[noun.index + 1 : noun.index + 2]
    capitals = noun.text[0].isupper() and bool(behind) and behind[0].text[0].isupper() and behind[0].text[1:].islower()
    return capitals and not sentence.children(noun, "det", "case")


def added(sentence: Sentence, noun: Word) -> bool:
    """Whether others are added to somebody, be it behind the name or an apposition: "il ministro, Ugo Ferri, e il suo collega"."""
    names = [noun]
    for word in names:
        if sentence.children(word, "conj") or (word is not noun and sentence.children(word, "cc")):
            return True
        bare = [w for w in sentence.children(word, "nmod") if not sentence.children(w, "case")]
        names += [w for w in (*sentence.children(word, "appos", "flat"), *bare) if w.index > word.index]
    return False


PERSONAL_SUBJECTS = words("subject_pronouns")


DETERMINED_OTHER = re.compile(r"(?:\bun|\bl['’]|\bqualcun)\s?$", re.I)
"""Before "altro" as somebody: "un altro", "qualcun altro", but "non ha aggiunto altro"."""


DAY = re.compile(rf"\d{{1,2}}\s(?:{'|'.join(words('months'))})\b")
""" "aveva scritto il 4 settembre"."""
AT_THE_END = re.compile(r"\b[Aa]\s(?:fine|inizio|metà|bordo)\s$")
""" "A fine gara chiede scusa": a noun of time or place behind another, without article."""


def can_speak(context: Context, noun: Word) -> bool:
    """Words that are no subject of saying whatever the parser thinks: clitics, times, bare numbers."""
    form = noun.text.lower()
    return (
        noun.upos != "PUNCT"
        and not (form.endswith("mente") and len(form) > 7 and noun.text.islower())
        and not (noun.feat("VerbForm") == "Part" and noun.upos == "VERB" and noun.rel == "nsubj" and _bare(context, noun))
        and form not in CLITICS - {"lei"}
        and form not in {"ciò", "questo", "quello", "che", "chi", "cosa", "quanto", "nulla", "niente", "tutto", "qualcosa"}
        and not (form == "altro" and DETERMINED_OTHER.search(context.text, max(0, noun.start - 9), noun.start) is None)
        and not {noun.lemma.lower(), form} & TIME_NOUNS
        and DAY.match(context.text, noun.start) is None
        and not (noun.text[:1].isupper() and in_dateline(context.text, noun.start, noun.end, context.lexicon.places))
        and AT_THE_END.search(context.text, max(0, noun.start - 12), noun.start) is None
    )


def denotes_somebody(context: Context, word: Word) -> bool:
    known = word.upos == "PROPN" or context.lexicon.role(word.text, word.lemma) is not None
    return known or AGE.fullmatch(word.text) is not None or _heads_a_body(context, word)


BODIES_BEFORE = words("bodies_before_names")
PARTS_OF_BODIES = {body.partition("_")[0] for body in BODIES_BEFORE}
NEXT_WORD = re.compile(r"\s([\w’'-]+)")


def _heads_a_body(context: Context, word: Word) -> bool:
    """ "la Protezione civile": the first word of a body's name of several, with a capital."""
    if word.text.lower() not in PARTS_OF_BODIES or not context.text[word.start].isupper():
        return False
    match = NEXT_WORD.match(context.text, word.end)
    return match is not None and f"{word.text}_{match.group(1)}".lower() in BODIES_BEFORE


def animate(context: Context, word: Word) -> bool:
    """Whether a noun can denote a speaker: a name, a role of the lexicon."""
    return denotes_somebody(context, word) or context.text[word.start : word.end] in context.lexicon.names or word.upos == "PRON"


def is_thing(context: Context, noun: Word) -> bool:
    """A common noun that denotes nobody."""
    return noun.upos == "NOUN" and not denotes_somebody(context, noun)


def bare_thing(context: Context, noun: Word) -> bool:
    """ "dice piano": a common noun in the singular without article, which as a subject would need one; not "fonti", not "mamma"."""
    return (
        noun.upos in {"NOUN", "ADJ"}
        and noun.text.islower()
        and noun.feat("Number") != "Plur"
        and not denotes_somebody(context, noun)
        and DETERMINER.search(context.text, max(0, noun.start - 25), noun.start) is None
    )


DETERMINER = re.compile(
    r"(?:\b(?:il|lo|la|un|uno|una|quest[oa]|quell[oa]|quel|altr[oa]|qualche|ogni|su[oa]|mi[oa]|tu[oa]|nostr[oa]|vostr[oa]|loro|nessun[oa]?|alcun[oa]?|qualcun)\s|['’])(?:[\w-]+\s){0,2}$",
    re.I,
)


def _bare(context: Context, participle: Word) -> bool:
    """ "racconta aggrappata al corrimano": a participle without article describes; "l'indagata racconta" names."""
    return (
        re.search(
            r"(?:\b(?:il|lo|la|i|gli|le|un|uno|una)\s|['’])$", context.text[max(0, participle.start - 5) : participle.start]
        )
        is None
    )
