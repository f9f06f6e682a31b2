"""The forms of a verb that news tells with: third persons of the tenses, participles, the gerund.

A lemmatizer that has not met a form makes up an infinitive ("ribadì" of "ribadere", "indicano" of "indire"). Regular verbs are conjugated
by their ending; the irregular forms are data, ``strong_verbs`` in ``lexicon/words.toml``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from .words import strong_verbs

Feats: TypeAlias = frozenset[str]
FINITE = "VerbForm=Fin"
PARTICIPLE = "VerbForm=Part"
GERUND = "VerbForm=Ger"

INDICATIVE = {
    "are": ("a", "ano", "ava", "avano", "ò", "arono"),
    "ere": ("e", "ono", "eva", "evano", "ette", "ettero", "é", "erono"),
    "ire": ("isce", "iscono", "e", "ono", "iva", "ivano", "ì", "irono"),
}
SUBJUNCTIVE = {"are": ("asse", "assero"), "ere": ("esse", "essero"), "ire": ("isse", "issero")}
FUTURE = {"are": "er", "ere": "er", "ire": "ir"}
PARTICIPLES = {"are": "at", "ere": "ut", "ire": "it"}
GERUNDS = {"are": "ando", "ere": "endo", "ire": "endo"}
SHORT = 4
"""Letters of "dire", "fare", "dare", which the table has whole: "ribadire" and "guardare" are regular."""
PLURAL = ("no", "ro", "nno")


def forms(infinitive: str) -> dict[str, Feats]:
    """Each third-person form, participle and gerund with its features; empty for what is no infinitive.

    >>> {"ribadì", "ribadiva", "ribadirà", "ribadito"} <= set(forms("ribadire"))
    True
    >>> {"annuncerà", "annunciando", "annunciata"} <= set(forms("annunciare")), "nega" in forms("negare"), "negherà" in forms("negare")
    (True, True, True)
    >>> {"ammise", "ammisero", "ammesso", "ammette"} <= set(forms("ammettere")), forms("sindaco")
    (True, {})
    """
    ending = infinitive[-3:]
    if ending not in INDICATIVE or len(infinitive) <= SHORT:
        return dict(_strong(infinitive))
    stem = infinitive[:-3]
    found = {stem + end: _finite("Ind", end) for end in INDICATIVE[ending]}
    found |= {stem + end: _finite("Sub", end) for end in SUBJUNCTIVE[ending]}
    future = _softened(stem, ending) + FUTURE[ending]
    found |= {future + end: _finite("Ind", end) for end in ("à", "anno")}
    found |= {future + end: _finite("Cnd", end) for end in ("ebbe", "ebbero")}
    found |= _agreeing(stem + PARTICIPLES[ending])
    found[stem + GERUNDS[ending]] = frozenset({GERUND})
    return found | dict(_strong(infinitive))


def _softened(stem: str, ending: str) -> str:
    """ "negherà", "annuncerà": the stem before the e of a future."""
    if ending != "are":
        return stem
    if stem.endswith(("c", "g")):
        return stem + "h"
    return stem[:-1] if stem.endswith(("ci", "gi")) else stem


def _finite(mood: str, ending: str) -> Feats:
    number = "Plur" if ending.endswith(PLURAL) else "Sing"
    return frozenset({FINITE, f"Mood={mood}", "Person=3", f"Number={number}"})


def _agreeing(stem: str) -> dict[str, Feats]:
    """The four forms of a participle without its vowel."""
    ends = {"o": ("Masc", "Sing"), "a": ("Fem", "Sing"), "i": ("Masc", "Plur"), "e": ("Fem", "Plur")}
    return {
        stem + vowel: frozenset({PARTICIPLE, f"Gender={gender}", f"Number={number}"}) for vowel, (gender, number) in ends.items()
    }


def _strong(infinitive: str) -> Iterator[tuple[str, Feats]]:
    """What the longest ending of the table that the infinitive has says of its irregular forms."""
    table = strong_verbs()
    ends = (infinitive[i:] for i in range(len(infinitive)))
    end = next((end for end in ends if end in table and (len(end) > SHORT or end == infinitive)), None)
    if end is None:
        return
    stem = infinitive.removesuffix(end)
    finite, participle, gerund = table[end]
    for form in finite:
        yield stem + form, _finite("Ind", form)
    for form in participle:
        yield from _agreeing(stem + form[:-1]).items()
    for form in gerund:
        yield stem + form, frozenset({GERUND})


def by_form(infinitives: Iterable[str]) -> dict[str, tuple[str, Feats]]:
    """Each form of these verbs with its verb and features; a form of several verbs is left out.

    >>> by_form(["dire", "dettare"]).get("detta"), by_form(["dire", "dettare"])["dettò"][0]
    (None, 'dettare')
    """
    found: dict[str, tuple[str, Feats]] = {}
    several = set()
    for infinitive in infinitives:
        for form, feats in forms(infinitive).items():
            if form in found and found[form][0] != infinitive:
                several.add(form)
            found[form] = (infinitive, feats)
    return {form: verb for form, verb in found.items() if form not in several}


Conjugated: TypeAlias = Mapping[str, tuple[str, Feats]]
