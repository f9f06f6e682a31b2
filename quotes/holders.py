"""Who holds an office: which of the people whom an article names a description means ("il ministro", "l'inquilino della Casa Bianca")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .entity import Entity
from .names import Names
from .phrases import Mention
from .realms import Office, bare, parties_of, read_office
from .runs import CAPITAL
from .words import heads_of, kinds_of_office, nicknames, words


def holder_of(names: Names, key: str, text: str, mention: Mention) -> Entity | None:
    """ "il ministro": the named person with that office; what it is over decides between several, then nearness.

    ``key``: the office of the description, ``text`` its words.
    """
    if NEW.match(text) and (new := [e for e in names.people() if "nuovo" in e.deeds]):
        return new[0]
    if (kin := _kin(names, text, mention)) is not None:
        return kin
    keys = {key, *KINDS.get(key, ())}
    said = read_office(text)
    gender = None if mention.head.lemma in OF_ONE_GENDER else mention.gender
    able = [e for e in names.people() if gender != "Fem" or e.gender in {None, "Fem"}]
    found = {id(e): held for e in able if (held := [o for k, o in offices_of(e, key) if k in keys and not said.excludes(o)])}
    if not found:
        heads = HEADS_OF.get(key, frozenset())
        found = {id(e): held for e in able if (held := [o for k, o in offices_of(e, key) if k in heads and _same_body(said, o)])}
    if not found and (parties := parties_of(mention.head.text)):  # "il leghista"
        found = {id(e): held for e in able if (held := [o for _, o in offices_of(e, key) if parties & o.realms])}
    people = [e for e in able if id(e) in found] or [
        e for e in names.people() if keys & e.deeds and (gender is None or e.gender in {None, gender})
    ]
    if not people or INDEFINITE.match(text):
        return None
    people = [e for e in people if any(o.former == said.former for o in found.get(id(e), ()))] or people  # "l'ex presidente"
    scores = {id(e): max((said.shared(o) for o in found.get(id(e), ())), default=0) for e in people}
    people = [e for e in people if scores[id(e)] == max(scores.values())]
    if gender is not None and mention.head.text.lower() not in HEADS:  # a woman may be "il ministro"
        people = [e for e in people if e.gender in {None, gender}] or people
    if len(people) > 1 and len(keys) > 1:  # the very office before another of its kind
        people = [e for e in people if any(k == key for k, _ in e.roles)] or people
    if len(people) == 1:
        return people[0]
    before = [(max((p for p in e.places if p < mention.span.start), default=-1), e) for e in people]
    before.sort(key=lambda pair: -pair[0])
    return before[0][1] if before[0][0] >= 0 else None


def _kin(names: Names, text: str, mention: Mention) -> Entity | None:
    """ "la madre di Ugo Neri": the one woman of that surname whom the text names, unless it calls her something else of his."""
    noun, told = mention.head.lemma.lower(), KIN_OF.match(text)
    whose = names.matching(told.group("name")) if told is not None and noun in KIN else []
    if not whose or not whose[0].person or len(whose[0].tokens) < 2:
        return None
    family = [e for e in names.people() if len(e.tokens) > 1 and e.tokens[-1] == whose[0].tokens[-1] and e is not whose[0]]
    found = [e for e in family if e.gender == mention.gender and not any(k in KIN and k != noun for k, _ in e.roles)]
    return found[0] if len(found) == 1 else None


def nicknamed(names: Names, text: str) -> Entity | None:
    """ "il Cavaliere": whom Italian papers call so, where the text names them."""
    surnames = NICKNAMES.get(bare(text).lower(), frozenset())
    return next((e for e in names.people() if e.tokens[-1] in surnames), None)


def _same_body(said: Office, held: Office) -> bool:
    """Whether somebody's office can be meant by a word for whoever is at the head: over the same, or over the body of that kind."""
    bodies = any(not realm.startswith(("country/", "region/", "city/", "portfolio/")) for realm in held.realms)
    any_body = said.over_any and said.key in VAGUE and bodies and not said.excludes(held)
    return said.over_the_same(held) or any_body


def holds_another(entity: Entity, key: str, text: str) -> bool:
    """ "Il tecnico del Torino ... il tecnico nerazzurro": whether all that a text tells of somebody's offices of this kind is against them."""
    said, keys = read_office(text), {key, *KINDS.get(key, ()), *HEADS_OF.get(key, ())}
    held = [o for k, o in offices_of(entity, key) if k in keys]
    return bool(held) and all(said.excludes(o) for o in held)


def offices_of(entity: Entity, key: str) -> Iterator[tuple[str, Office]]:
    """The offices that a text tells of somebody, each with its key; for "il presidente" the premier is "presidente del Consiglio" too."""
    for office, role in entity.roles:
        yield office, read_office(role)
        if office != key and role.lower().startswith(f"{key} "):
            yield key, read_office(role, literal=True)


NICKNAMES = nicknames()
KINDS = kinds_of_office()
HEADS_OF = heads_of()
HEADS = words("heads")
"""Offices whose holders a text may name without them ("Trump ... il presidente")."""
NEW = re.compile(r"(?:il|la)\snuov[oa]\s|(?:il|la)\sneo", re.I)
KIN = words("kin")
KIN_OF = re.compile(rf"(?:la|il|lo|l['’])\s?[a-zà-ù]+\s(?:di\s|d['’])(?P<name>{CAPITAL}(?:\s{CAPITAL})+)$", re.I)
VAGUE = words("vague_heads")
OF_ONE_GENDER = words("of_one_gender")
INDEFINITE = re.compile(r"(?:un|uno|una|un['’]|alcuni|altri|altro)\b", re.I)
