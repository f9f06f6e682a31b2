"""The closed word lists of ``lexicon/words.toml``: a linguist's data, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


@cache
def _file() -> Mapping[str, object]:
    return tomllib.loads(files("quotes").joinpath("lexicon/words.toml").read_text(encoding="utf-8"))


def words(*names: str) -> frozenset[str]:
    """The words of one list, or of several together. ValueError where the file has no such list.

    >>> "sabato" in words("days"), "sabato" in words("months"), "sabato" in words("months", "days")
    (True, False, True)
    """
    return frozenset(word for name in names for word in listed(name))


def listed(name: str) -> tuple[str, ...]:
    """The words of one list in the file's order. ValueError where the file has no such list.

    >>> listed("months").index("marzo")
    2
    """
    found = _file().get(name)
    if not isinstance(found, str) or not found.split():
        raise ValueError(f"lexicon/words.toml: there must be a list {name}, with words between blanks")
    return tuple(found.split())


def same_office() -> dict[str, str]:
    """Words for an office -> those that stand for all of them; the file's order. ValueError where the file has no such table.

    >>> same_office()["mister"], same_office()["guardasigilli"]
    ('allenatore', 'ministro della giustizia')
    """
    return {str(key): str(value) for key, value in _table("same_office").items()}


def deeds() -> dict[str, tuple[str, ...]]:
    """A description -> what is told of whom it means; ? stands for an ending. ValueError where the file has no such table.

    >>> "accusat? di" in deeds()["imputato"]
    True
    """
    return _phrases("deeds")


def deeds_of() -> dict[str, tuple[str, ...]]:
    """A description -> nouns that stand before the name of whom it means. ValueError where the file has no such table.

    >>> "deposizione" in deeds_of()["testimone"]
    True
    """
    return _phrases("deeds_of")


def _phrases(name: str) -> dict[str, tuple[str, ...]]:
    return {str(key): tuple(part.strip() for part in str(value).split("|")) for key, value in _table(name).items()}


def _table(name: str) -> Mapping[str, object]:
    """A table of the file that has lines; ValueError where there is none."""
    found = _file().get(name)
    if not isinstance(found, dict) or not found:
        raise ValueError(f"lexicon/words.toml: there must be a table {name}")
    return found


@cache
def domains() -> dict[str, frozenset[str]]:
    """Noun for a person -> the walks of life that it belongs to. ValueError where the file has no such table.

    >>> sorted(domains()["rapper"])
    ['arts']
    """
    found: dict[str, set[str]] = {}
    for domain, nouns in _table("domains").items():
        for noun in str(nouns).split():
            found.setdefault(noun, set()).add(str(domain))
    return {noun: frozenset(of) for noun, of in found.items()}


class BodyClass(NamedTuple):
    """A class of organisations."""

    nouns: frozenset[str]
    """Nouns under which a text goes on about one ("l'azienda")."""
    in_names: frozenset[str]
    """Words in the names of such bodies ("Banca Clementi")."""
    offices: frozenset[str]
    """Offices that only such bodies have ("l'ad di ...")."""


@cache
def classes_of_bodies() -> dict[str, BodyClass]:
    """Class of organisations -> its words. ValueError where the file has no such tables.

    >>> "banca" in classes_of_bodies()["bank"].in_names
    True
    """
    table = _file().get("bodies_of_class")
    if not isinstance(table, dict) or not table:
        raise ValueError("lexicon/words.toml: there must be tables bodies_of_class.NAME")
    return {
        str(key): BodyClass(*(frozenset(str(value.get(part, "")).split()) for part in BodyClass._fields))
        for key, value in table.items()
    }


def kinds_of_office() -> dict[str, frozenset[str]]:
    """A general description -> the offices whose holders it can mean. ValueError where the file has no such table.

    >>> "pm" in kinds_of_office()["magistrato"]
    True
    """
    return {str(key): frozenset(str(value).split()) for key, value in _table("kinds_of_office").items()}


def heads_of() -> dict[str, frozenset[str]]:
    """A word for who is at the head of something -> the offices that it can mean. ValueError where the file has no such table.

    >>> "sindaco" in heads_of()["inquilino"]
    True
    """
    return {str(key): frozenset(str(value).split()) for key, value in _table("heads_of").items()}


def names_behind() -> dict[str, frozenset[str]]:
    """A preposition -> names of which it is part ("al Baghdadi"). ValueError where the file has no such table.

    >>> "Baghdadi" in names_behind()["al"]
    True
    """
    return {str(key): frozenset(str(value).split()) for key, value in _table("names_behind").items()}


def nicknames() -> dict[str, frozenset[str]]:
    """What papers call somebody -> the surnames of those whom they call so. ValueError where the file has no such table.

    >>> nicknames()["cavaliere"]
    frozenset({'berlusconi'})
    """
    return {str(key): frozenset(str(value).split()) for key, value in _table("nicknames").items()}


def same_origin() -> dict[str, str]:
    """A word for who comes from somewhere -> the usual one, both without endings. ValueError where the file has no such table.

    >>> same_origin()["iberic"]
    'spagnol'
    """
    return {str(key): str(value) for key, value in _table("same_origin").items()}


def offices_of_verbs() -> dict[str, str]:
    """A verb form -> the office of whoever does so. ValueError where the file has no such table.

    >>> offices_of_verbs()["presiede"]
    'presidente'
    """
    return {str(key): str(value) for key, value in _table("offices_of_verbs").items()}


def papal_names() -> dict[str, str]:
    """The name that a pope was born with -> the one that he chose. ValueError where the file has no such table.

    >>> papal_names()["Joseph Ratzinger"]
    'Benedetto XVI'
    """
    return {str(key): str(value) for key, value in _table("papal_names").items()}


@cache
def strong_verbs() -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """The ending of irregular infinitives -> the irregular endings of finite forms, of the participle and of the gerund.

    ValueError where the file has no such table.

    >>> strong_verbs()["mettere"]
    (('mise', 'misero'), ('messo',), ())
    """
    found = {}
    for ending, told in _table("strong_verbs").items():
        finite, participle, gerund = (tuple(part.split()) for part in [*str(told).split("|"), "", ""][:3])
        found[str(ending)] = (finite, participle, gerund)
    return found
