"""What kind of body an organisation is, as far as an article tells: a firm, a bank, a union, a club, a paper, a party."""

from __future__ import annotations

import re
from collections.abc import Iterable

from .runs import fold, name_tokens
from .words import classes_of_bodies

OFFICE_OF = re.compile(r"(?P<words>(?:[\w-]+\s){1,3})(?:(?:di|del|dello|della|dei|degli|delle)\s|d['’]|dell['’])$", re.I)
KIND_BEFORE = re.compile(r"(?P<kind>[\w-]+)\s$")


def classes_of(noun: str) -> frozenset[str]:
    """The classes that a noun for bodies can mean.

    >>> sorted(classes_of("società"))
    ['bank', 'club', 'firm', 'fund']
    """
    return frozenset(name for name, body in classes_of_bodies().items() if noun.lower() in body.nouns)


def told_classes(text: str, name: str, places: Iterable[int]) -> frozenset[str]:
    """The classes that a name's own words, the kind before it ("il sindacato Uspm") or the offices in it ("l'ad di Enel") tell.

    ``places``: offsets of its mentions in ``text``. Empty where nothing tells.

    >>> sorted(told_classes("Lo dice la segretaria regionale dell'Uspm.", "Uspm", [37]))
    ['party', 'union']
    """
    found = {key for token in name_tokens(name) for key, body in classes_of_bodies().items() if fold(token) in body.in_names}
    for place in places:
        before = text[max(0, place - 40) : place]
        kind, office = KIND_BEFORE.search(before), OFFICE_OF.search(before)
        for key, body in classes_of_bodies().items():
            if kind is not None and kind.group("kind").lower() in body.nouns:
                found.add(key)
            if office is not None and not body.offices.isdisjoint(office.group("words").lower().split()):
                found.add(key)
    return frozenset(found)


def fits(noun: str, told: frozenset[str]) -> float:
    """By how much a body of the classes ``told`` counts for a description: 0 where they forbid it, 2 where they agree.

    >>> fits("azienda", frozenset({"bank"})), fits("azienda", frozenset()), fits("sindacato", frozenset({"union"}))
    (0.0, 1.0, 2.0)
    """
    meant = classes_of(noun)
    return 1.0 if not meant or not told else 2.0 if meant & told else 0.0
