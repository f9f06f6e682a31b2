"""Roles beside a name ("il ministro delle Riforme Neri", "Neri, ministro delle Riforme,"), and one key for each office."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .context import Context
from .lexicons import Role
from .realms import SAME_OFFICE, VICE, ministry, same_word
from .runs import AGE, CAPITAL
from .tree import Sentence, Word
from .words import words


def role_gender(role: Role | None, form: str) -> str | None:
    if role is None:
        return None
    if form.lower() in role.feminines:
        return "Fem"
    return {"m": "Masc", "f": "Fem"}.get(role.gender)


LEFTWARD = frozenset({"NOUN", "ADJ", "ADP", "PROPN", "ADV", "NUM", "X", "DET"})
BEFORE_OFFICES = frozenset({"primo", "prima", "alto", "alta", "ex", "vice"})
""" "il primo ministro", "l'ex sindaco", "il vice presidente": what belongs to an office before its noun."""
ROLE_REACH = 14
"""Words that a role may have before the name ("il segretario per il Pontificio Consiglio della Pastorale per i Migranti")."""


def role_before(context: Context, sentence: Sentence, at: int, *, nearest: bool = False) -> tuple[Word, str, str | None] | None:
    """ "il capo della politica estera dell'UE Josep Borrell": back from the name to the determiner of the role noun.

    ``nearest``: the first noun that says who somebody is, as for a surname alone ("la moglie del sindaco Neri").
    """
    words = sentence.words
    best: tuple[Word, str, str | None] | None = None
    titled = (
        at > 1 and words[at - 1].feat("VerbForm") == "Part" and words[at - 2].upos == "NOUN"
    )  # "l'amministratrice delegata Neri"
    mistagged = at > 1 and words[at - 2].upos == "DET" and words[at - 1].text.lower() in context.lexicon.roles  # "la sindaca"
    if at == 0 or (words[at - 1].upos in {"ADP", "DET", "CCONJ", "VERB", "AUX"} and not titled and not mistagged):
        return None
    comma = words[at - 1].text in {",", "("}  # "il sindaco di Colle (Ada Neri)"
    for index in range(at - 2 if comma else at - 1, max(-1, at - 1 - ROLE_REACH), -1):
        word = words[index]
        if comma and word.text in context.lexicon.names:
            return None
        known = word.text.lower() in context.lexicon.roles and index > 0 and words[index - 1].upos == "DET"
        if (
            word.upos not in LEFTWARD
            and not known
            and word.text not in {"-", "’", "'", "uno", "una"}
            and word.feat("VerbForm") != "Part"
        ):
            break
        if (
            word.upos == "NOUN"
            or AGE.fullmatch(word.text)
            or (word.text[:1].isupper() and context.lexicon.roles.get(word.text.lower()))
            or (word.upos in {"ADJ", "VERB", "ADP", "PROPN", "X"} and known)
        ):
            governed = index > 0 and words[index - 1].upos == "ADP"
            role = context.lexicon.role(word.text, word.lemma)
            person = (role is not None and role.type == "person") or AGE.fullmatch(word.text) is not None
            if person or (
                not comma
                and not governed
                and index > 0
                and words[index - 1].upos == "DET"
                and not (index > 1 and words[index - 2].upos == "ADP")
            ):
                determiner = words[index - 1] if index > 0 and words[index - 1].upos == "DET" else None
                told = None if role is not None and role.gender == "c" else word.feat("Gender")  # "l'utente": the tagger guesses
                gender = _determiner_gender(determiner) or told
                ordinal = index > 0 and words[index - 1].text.lower() in BEFORE_OFFICES
                best = (
                    word,
                    context.text[words[index - 1 if ordinal else index].start : words[at].start].rstrip(" ,-–'’\n"),
                    gender,
                )
                if person and nearest and not comma and words[index - 1].text.lower() in {"il", "lo", "la", "l'", "l’"}:
                    return best
                if person and not governed and not (comma and _belongs(words, index)):
                    return best
    return best


def _belongs(words: Sequence[Word], index: int) -> bool:
    """ "il padre di uno dei due giovani, Fabrizio Neri": whether a noun only says whose the one further left is."""
    before = index - 1
    while before > 0 and words[before].upos in {"DET", "NUM"}:
        before -= 1
    return words[before].upos == "ADP" and words[before].lemma == "di"


def _determiner_gender(word: Word | None) -> str | None:
    if word is None:
        return None
    form = word.text.lower()
    return "Masc" if form in {"il", "lo", "un", "uno", "i", "gli"} else "Fem" if form in {"la", "una", "le"} else None


BEHIND = re.compile(r"\s*(?:,\s*|\(\s*)(?:(?P<det>il|lo|la|l['’]|un|una|uno|i|gli|le)\s*)?(?=\w)")


def role_behind(context: Context, sentence: Sentence, end: int) -> tuple[Word, str, str | None] | None:
    """ "Emad Afroogh, ex sostenitore di Ahmadinejad,": an apposition whose head is a role noun."""
    match = BEHIND.match(context.text, end, sentence.span.end + 1)
    if match is None:
        return None
    for word in sentence.words:
        if word.start < match.end():
            continue
        if word.upos == "NOUN" or word.text.lower() in context.lexicon.roles:
            role = context.lexicon.role(word.text, word.lemma)
            if role is None or role.type != "person":
                return None
            stop = re.compile(r"[,;:()\n.«“\"]|\s[-–—]\s").search(context.text, word.end)
            text_end = min(stop.start() if stop else len(context.text), sentence.span.end)
            if any(w.feat("VerbForm") == "Fin" for w in sentence.words if word.end <= w.start < text_end):
                return None
            form = match.group("det") or ""
            if form and NAME_BEHIND.match(context.text, text_end) and context.text[match.start()] != "(":
                return None  # "dopo le scuse di Lia Neri, il ministro dei Trasporti, Ugo Bini, ha"
            gender = (
                "Masc" if form in {"il", "lo", "un", "uno"} else "Fem" if form in {"la", "una"} else role_gender(role, word.text)
            )
            return word, context.text[word.start : text_end].strip(), gender
        if word.upos not in {"ADJ", "ADV", "NUM", "DET"} and word.text.lower() not in {"ex", "neo", "vice"}:
            return None
    return None


PORTFOLIO = re.compile(
    rf"\b(?:{'|'.join(sorted(words('portfolio_offices')))})\s(?:(?:con\s)?delega\s)?(?:alla|al|all['’]|alle|agli|ai|allo|della|del|dell['’]|degli|dei|delle|dello|per\s(?:la|il|le|gli|i))\s?$",
    re.I,
)
"""What a member of a government is in charge of: "il ministro della Solidarietà sociale" holds no body of that name."""


NAME_BEHIND = re.compile(rf",\s{CAPITAL}(?:\s{CAPITAL})+,")


def office(role: Role | None, head: Word, phrase: str = "") -> str:
    """One key for a role noun in all its forms and under its other words ("ministra", "il primo cittadino", "il titolare dei Trasporti").

    ``phrase``: the description that the noun stands in.
    """
    if phrase and (synonym := same_word(phrase)) is not None:
        return synonym
    if phrase and HEAD_OF_MINISTRY.match(phrase) and (OF_MINISTRY.search(phrase) or ministry(phrase)):
        return "ministro"
    key = role.lemma if role is not None else head.lemma.lower()
    if VICE.match(phrase) is not None and not key.startswith("vice"):
        return f"vice{key}"
    return SAME_OFFICE[key].partition(" ")[0] if key in SAME_OFFICE else key


HEAD_OF_MINISTRY = re.compile(
    r"(?:(?:il|la)\s|l['’])?(?:ex\s)?(?:titolare|responsabile|capo|inquilin[oa]|numero\suno)\s(?:del|dell['’]|della|dello|dei|degli|delle|di\svia)(?:\s|(?<=['’]))",
    re.I,
)
OF_MINISTRY = re.compile(r"\b(?:dicastero|ministero)\b", re.I)
""" "il titolare dei Trasporti", "il capo della Farnesina", "il titolare del dicastero": the minister."""
