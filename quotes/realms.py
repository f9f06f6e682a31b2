"""Offices and what they are held over, under all their words: "l'inquilino della Casa Bianca" is "il presidente degli Stati Uniti"."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from .runs import fold, name_tokens
from .words import same_office, words

SEATS = "seats_of_power"


class Office(NamedTuple):
    """An office as a phrase names it."""

    key: str
    """One noun for all words that mean the office."""
    realms: frozenset[str]
    """What it is over: "country/usa", "portfolio/esteri"; of what no table has, the word itself ("/sottocommissione")."""
    stands_for: frozenset[str]
    """Countries whose government a place in the phrase stands for ("il leader di Pechino")."""
    kinds: frozenset[str]
    """What kind of body it is over, where more is told: the "commissione" of "commissione Bilancio"."""
    loose: frozenset[str]
    """What else describes it ("generale", "regionale")."""
    former: bool
    """ "l'ex presidente"."""

    def shared(self, other: Office) -> int:
        """How many words of the one are in the other."""
        return len(self.words & other.words)

    @property
    def over_any(self) -> bool:
        """Whether only the kind of body is told, as of one that the text goes on about: "il numero uno del gruppo"."""
        return not self.realms and bool(self.kinds & GENERIC)

    @property
    def words(self) -> frozenset[str]:
        """All that describes it but its key."""
        return self.realms | self.stands_for | self.kinds | self.loose

    def over_the_same(self, other: Office) -> bool:
        """Whether both are held over one thing.

        >>> read_office("leader di Pechino").over_the_same(read_office("presidente cinese"))
        True
        """
        return bool((self.realms | self.stands_for) & (other.realms | other.stands_for))

    def excludes(self, other: Office) -> bool:
        """Whether the two are surely different offices, by what they are held over.

        >>> interior = read_office("ministro dell'Interno")
        >>> [read_office(p).excludes(interior) for p in ("titolare del Viminale", "ministro italiano", "ministro della Difesa")]
        [False, False, True]
        """
        mine, others = _by_table(self.realms), _by_table(other.realms)
        if any(not mine[table] & others[table] for table in (mine.keys() & others.keys()) - {""}):
            return True
        if self.over_the_same(other) or self.realms & other.kinds or other.realms & self.kinds:
            return False
        if self.kinds - GENERIC and other.kinds - GENERIC and not self.kinds & other.kinds:
            return True  # "il presidente della Provincia di Novara", "il presidente della Regione Piemonte"
        apart = LANDS if self.key.startswith("segretari") else LANDS | {"party"}
        here, there = mine.keys() - apart, others.keys() - apart
        if here and there:
            return True
        # "il presidente della Camera" is not "il presidente francese", though "il ministro francese" may be that of Defence
        one_land = {"country"} in (mine.keys(), others.keys()) and bool(here or there)
        return one_land and self.key.startswith("president") and not STATE & (self.realms | other.realms)


LANDS = frozenset({"country", "region", "city"})
STATE = frozenset({"body/repubblica"})
"""Who is at the head of a country: "il capo dello Stato" may be "il presidente francese"."""


def _by_table(realms: frozenset[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for realm in realms:
        found.setdefault(realm.partition("/")[0], set()).add(realm)
    return found


BEGIN = re.compile(r"\s*(?:(?:il|lo|la|un|una|uno|ex|neo)\s+|l['’]\s*|un['’]\s*|(?:ex|neo)-)+", re.I)
FORMER = re.compile(r"\s*(?:(?:il|la|lo|un|una)\s|(?:l|un)['’]\s?)?ex[\s-]", re.I)
VICE = re.compile(r"(?P<begin>\s*(?:(?:il|la|un|una)\s)?(?:ex[\s-])?)vice[\s-](?=\w)", re.I)
""" "il vice presidente": one word with "il vicepresidente"."""
SAME_OFFICE = same_office()
SYNONYMS = sorted(
    ((tuple(key.replace("'", " ").split()), value) for key, value in SAME_OFFICE.items()), key=lambda pair: -len(pair[0])
)
COUNCILS = words("councils")
"""Behind "presidente del consiglio": that of another body than the government."""


def bare(phrase: str) -> str:
    """A description without its article."""
    phrase = VICE.sub(r"\g<begin>vice", phrase, count=1)
    begin = BEGIN.match(phrase)
    return phrase[begin.end() if begin is not None else 0 :]


@lru_cache(maxsize=16_384)
def canonical(phrase: str) -> str:
    """A description of an office with the one wording that the lexicon has for it, without its article.

    >>> canonical("il capo dello Stato"), canonical("l'ex Guardasigilli Neri"), canonical("il presidente del Consiglio comunale")
    ('presidente della repubblica', 'ministro della giustizia Neri', 'presidente del Consiglio comunale')
    """
    rest = bare(phrase)
    tokens = list(re.finditer(r"[^\W_]+", rest))
    folded = tuple(m.group().lower() for m in tokens)
    for synonym, value in SYNONYMS:
        size = len(synonym)
        council = synonym[-1] == "consiglio" and len(folded) > size and folded[size] in COUNCILS
        if folded[:size] == synonym and not council:
            return value + rest[tokens[size - 1].end() :]
    return rest


@lru_cache(maxsize=16_384)
def same_word(phrase: str) -> str | None:
    """The noun of the one wording for an office of several words ("premier" for "il capo del governo"); None for other phrases."""
    rest = bare(phrase)
    whole = canonical(phrase)
    return whole.partition(" ")[0] if whole != rest and rest.split()[0].lower() not in SAME_OFFICE else None


def tables_of(name: str) -> set[str]:
    """In which tables of realms.toml a whole name stands.

    >>> sorted(tables_of("Roma")), tables_of("Difesa")
    (['city', 'club'], {'portfolio'})
    """
    tokens = name_tokens(name)
    form, size = _known(tokens, 0) if tokens else (None, 0)
    return {realm.partition("/")[0] for realm in form.realms} if form is not None and size == len(tokens) else set()


def parties_of(noun: str) -> frozenset[str]:
    """The parties whose members a noun means ("il leghista")."""
    form = _known([noun], 0)[0]
    return frozenset(realm for realm in form.realms if realm.startswith("party/")) if form is not None else frozenset()


def names_realm(name: str) -> bool:
    """Whether a name is a land's, a party's or a body's that stands behind an office without a word: "il presidente Usa".

    >>> names_realm("Usa"), names_realm("Onu"), names_realm("Roma"), names_realm("Francia")
    (True, True, False, False)
    """
    tables, word = tables_of(name), fold(name)
    short = word in {"usa", "ue"} or ("body" in tables and word in _names_of("body"))
    return "city" not in tables and ("party" in tables or short)


@cache
def _names_of(table: str) -> frozenset[str]:
    """The names of the file's own in a table: "onu", not "palazzo di vetro"."""
    return frozenset(
        realm.partition("/")[2]
        for forms in _forms().values()
        for _, form in forms
        for realm in form.realms
        if realm.startswith(f"{table}/")
    )


def ministry(phrase: str) -> bool:
    """Whether an office is over what ministers are in charge of."""
    return any(realm.startswith("portfolio/") for realm in read_office(phrase).realms)


@lru_cache(maxsize=16_384)
def read_office(phrase: str, *, literal: bool = False) -> Office:
    """An office as a phrase describes it; ``literal``: by its own words, not by those that mean the same.

    >>> sorted(read_office("il leader di Pechino").stands_for), sorted(read_office("il Guardasigilli").realms)
    (['country/cina'], ['portfolio/giustizia'])
    """
    tokens = name_tokens(bare(phrase) if literal else canonical(phrase))
    realms: set[str] = set()
    stands_for: set[str] = set()
    kinds: set[str] = set()
    loose: set[str] = set()
    at = 1
    governed = strong = later = False  # "presidente della commissione Difesa della Camera" is over the committee
    while at < len(tokens):
        token = tokens[at]
        if token.lower() in PREPOSITIONS:
            governed, later = True, later or strong
            at += 1
            continue
        form, size = _known(tokens, at)
        if form is not None:
            lands = {realm for realm in form.realms if realm.partition("/")[0] in LANDS}
            realms |= lands if later else form.realms
            loose |= form.realms - lands if later else set()
            stands_for |= form.stands_for
            strong = True
        elif (body := ADJECTIVES.get(token.lower())) is not None:
            kinds.add("/" + _trunk(body))
            loose.add("/" + _trunk(token))
        elif token.lower() in KINDS_OF_BODIES:
            kinds.add("/" + _trunk(token))
        elif (governed or token[0].isupper()) and not later and len(token) > 1 and not token.isdigit():
            realms.add("/" + _trunk(token))
            strong = strong or token[0].isupper()
        elif len(token) > 3:
            loose.add("/" + _trunk(token))
        at += size
    committee = kinds - GENERIC
    if not realms and committee:
        realms = committee
    key = tokens[0].lower() if tokens else ""
    over, seats, of_kind, rest = map(frozenset, (realms, stands_for, kinds, loose))
    return Office(key, over, seats, of_kind, rest, FORMER.match(phrase) is not None)


PREPOSITIONS = words("prepositions", "elided_prepositions") | {"presso", "e", "la", "il", "i", "le", "gli", "lo", "l"}


ADJECTIVES = {"federale": "federazione", "federali": "federazione", "confederale": "confederazione"}
""" "il presidente federale": that of the federation, not "il presidente del Comitato olimpico"."""


class Form(NamedTuple):
    """What one word for a realm can mean."""

    realms: frozenset[str]
    stands_for: frozenset[str]


def _known(tokens: list[str], at: int) -> tuple[Form | None, int]:
    """The longest known name of a realm that begins at a token, and its number of tokens."""
    for words_, form in _forms().get(_trunk(tokens[at]), ()):
        if tuple(_trunk(t) for t in tokens[at : at + len(words_)]) == words_:
            return form, len(words_)
    return None, 1


@lru_cache(maxsize=16_384)
def _trunk(word: str) -> str:
    """A word without the vowel that agreement changes, folded."""
    word = fold(word)
    return word[:-1] if len(word) > 4 and word[-1] in "aeiou" else word


@cache
def _forms() -> Mapping[str, tuple[tuple[tuple[str, ...], Form], ...]]:
    """First word -> the names of realms that begin with it, longest first. ValueError for a file of another shape."""
    data = tomllib.loads(files("quotes").joinpath("lexicon/realms.toml").read_text(encoding="utf-8"))
    realms: dict[tuple[str, ...], set[str]] = {}
    stands: dict[tuple[str, ...], set[str]] = {}
    for table, lines in data.items():
        for name, listed in lines.items():
            if table == SEATS:
                if listed not in data["country"]:
                    raise ValueError(f"lexicon/realms.toml: {SEATS} has {listed!r}, which is no country of the file")
                stands.setdefault(tuple(map(_trunk, name_tokens(name))), set()).add(f"country/{listed}")
                continue
            for form in listed.split("|"):
                realms.setdefault(tuple(map(_trunk, name_tokens(form))), set()).add(f"{table}/{name}")
    found: dict[str, list[tuple[tuple[str, ...], Form]]] = {}
    for key in sorted({*realms, *stands}, key=len, reverse=True):
        form = Form(frozenset(realms.get(key, ())), frozenset(stands.get(key, ())))
        found.setdefault(key[0], []).append((key, form))
    return {first: tuple(of) for first, of in found.items()}


KINDS_OF_BODIES = words("kinds_of_bodies", "bodies")
GENERIC = frozenset("/" + _trunk(word) for word in words("bodies", "states_and_ministries"))
"""Kinds of bodies under which a text goes on about one that it has named: "il presidente del club"."""
