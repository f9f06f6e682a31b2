"""Long and short forms of one name: acronyms ("Italia dei Valori (IdV)") and pseudonyms ("Rosa Bianchi, in arte Kim")."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeAlias

from .entity import Entity
from .lexicons import Role
from .runs import CAPITAL, OPENERS, fold, name_tokens
from .spellings import absorb, join_spellings
from .words import papal_names

ByToken: TypeAlias = dict[str, list[Entity]]
"""Folded word of a name -> the entities that have it."""

SPELLED = re.compile(
    r"[A-ZÀ-Ý][^\W\d_]+(?:\s(?:(?:di|del|dello|della|dei|degli|delle|e|per|la|il|le|i|in)\s|d['’]|dell['’])?[A-ZÀ-Ý][^\W\d_]+){1,5}"
)
ALIAS = re.compile(
    rf"(?P<short>{CAPITAL}(?:[ ]{CAPITAL})*)\s?(?:\(|,\s)(?:all['’]anagrafe|al secolo|vero nome|nome d['’]arte di|alias)\s(?P<long>{CAPITAL}(?:[ ]{CAPITAL})+)"
    rf"|(?P<long2>{CAPITAL}(?:[ ]{CAPITAL})+)(?:,\s|\s\(|\s)(?:in arte|dett[oa]|per tutti|per gli amici|alias|meglio not[oa] come|soprannominat[oa])\s[«“\"'‘]?(?P<short2>{CAPITAL}(?:[ ]{CAPITAL})*)"
)
"""A pseudonym and the name behind it: "Kim (al secolo Rosa Bianchi)", "Rosa Bianchi, in arte Kim"."""
APPOSED_FORM = re.compile(
    r"\b(?P<short>[A-Z][A-Za-z]{1,6}),\s(?:(?:il|lo|la|i|gli|le)\s|l['’])(?P<long>[A-ZÀ-Ý][^\W\d_]+(?:[\s'’][^\W\d_]+){1,8}),"
)
LONG_FORM = re.compile(
    r"(?P<long>[A-ZÀ-Ý][\w'’]*(?:\s(?:(?:di|del|dello|della|dei|degli|delle|e|per|la|il|le|i)\s|d['’]|dell['’]|(?=[A-ZÀ-Ý]))[\w'’]*)+)\s\((?P<short>[A-Z]\w{1,9})\)"
)


def join_forms(text: str, entities: list[Entity], by_token: ByToken, roles: Mapping[str, Role]) -> None:
    """Give each of ``entities`` the long and short forms that ``text`` explains; two names of one person become one entity.

    ``roles``: nouns that tell what bodies are.
    """
    _take_acronyms(text, by_token)
    _initials(text, by_token)
    _apposed_forms(text, by_token)
    _foreign_initials(text, by_token, roles)
    _spell_out(text, entities)
    _spell_out_small(text, entities, by_token)
    _take_pseudonyms(text, entities, by_token)
    _take_papal_names(entities, by_token)
    join_spellings(text, entities, by_token)


def _take_acronyms(text: str, by_token: ByToken) -> None:
    """ "Italia dei Valori (IdV)": the long form is the name of the short one."""
    for match in LONG_FORM.finditer(text):
        long, short = match.group("long"), match.group("short")
        initials = [w[0].lower() for w in re.findall(r"[^\W_]+", long) if w[0].isupper()]
        if short[0].lower() not in initials or len(initials) < 2:
            continue
        words = re.findall(r"[^\W_]+['’]?", long)
        while words and words[0][0].lower() != short[0].lower():
            long = long[long.index(words.pop(0)) + 1 :].lstrip()
            long = long[next((m.start() for m in re.finditer(r"\b[^\W\d_]", long) if m.group().isupper()), 0) :]
            words = re.findall(r"[^\W_]+['’]?", long)
        if not words:
            continue
        for entity in by_token.get(fold(short), []):
            if not entity.person and len(entity.tokens) == 1:
                entity.aliases.append(entity.name)
                entity.name = long


def _initials(text: str, by_token: ByToken) -> None:
    """ "l'Alleanza degli osservatori sul clima (Aoc)": words before brackets whose initials the short form gives."""
    for match in re.finditer(r"\s\((?P<short>[A-Z][A-Za-z]{1,6})\)", text):
        short = match.group("short").lower()
        before = list(re.finditer(r"[^\W\d_]+", text[max(0, match.start() - 120) : match.start()]))
        offset = max(0, match.start() - 120)
        left, at = list(short), len(before)
        while left and at > 0:
            at -= 1
            word = before[at].group().lower()
            if word[0] == left[-1]:
                left.pop()
            elif fold(word) not in OPENERS and len(word) > 3:
                break
        if left or at == len(before) or not before[at].group()[0].isupper():
            continue
        _stands_for(by_token, match.group("short"), text[offset + before[at].start() : match.start()])


def _apposed_forms(text: str, by_token: ByToken) -> None:
    """ "l'Oms, l'Organizzazione mondiale della sanità,": the long form as an apposition, its first words' initials in the short one."""
    for match in APPOSED_FORM.finditer(text):
        words = [w for w in re.findall(r"[^\W\d_]+", match.group("long")) if fold(w) not in OPENERS and len(w) > 3]
        initials = "".join(w[0] for w in words).lower()
        if len(initials) < 2 or not match.group("short").lower().startswith(initials):
            continue
        _stands_for(by_token, match.group("short"), match.group("long"))


BRACKETED = re.compile(r"(?P<long>[A-ZÀ-Ý][\w’'-]+(?:\s(?:[dD]ell['’]|[dD]['’])?[\w-]+){1,7})\s\((?P<short>[A-Z]{3,6})\)")


def _foreign_initials(text: str, by_token: ByToken, roles: Mapping[str, Role]) -> None:
    """ "il Centro nazionale degli uragani (NHC)": a body whose acronym is of another language."""
    for match in BRACKETED.finditer(text):
        long = match.group("long")
        for start in (m.start() for m in re.finditer(r"\b[A-ZÀ-Ý]", long)):
            noun = re.match(r"[\w-]+", long[start:])
            role = roles.get(noun.group().lower()) if noun is not None else None
            if role is not None and role.type == "organisation" and " " in long[start:]:
                _stands_for(by_token, match.group("short"), long[start:])
                break


def _stands_for(by_token: ByToken, short: str, long: str) -> None:
    """Give the body that goes by ``short`` its long name, unless it has one."""
    for entity in by_token.get(fold(short), []):
        if not entity.person and len(entity.tokens) == 1 and not entity.aliases:
            entity.aliases.append(entity.name)
            entity.name = long


def _spell_out(text: str, entities: list[Entity]) -> None:
    """ "l'Italia dei Valori ... l'IdV": a short form whose letters begin the words of a name that the article has."""
    shorts = [e for e in entities if len(e.tokens) == 1 and not e.person and sum(c.isupper() for c in e.name) >= 2]
    if not shorts:
        return
    for match in SPELLED.finditer(text):
        spelled = match.group()
        while (first := re.match(r"([^\W_]+)(?:\s|['’])\s*", spelled)) is not None and fold(first.group(1)) in OPENERS:
            spelled = spelled[first.end() :]  # "Secondo la Electronic Frontier Foundation"
        words = re.findall(r"[^\W_]+", spelled)
        capitals = "".join(w[0] for w in words if w[0].isupper()).lower()
        everything = "".join(w[0] for w in words).lower()
        for entity in shorts:
            if len(capitals) >= 2 and entity.name.lower() in {capitals, everything}:
                entity.aliases.append(entity.name)
                entity.name = spelled
        shorts = [e for e in shorts if not e.aliases]


SMALL = re.compile(r"[A-Z][a-z]{2,5}|[A-Z]{3,6}")
"""An acronym as Italian papers write it: "Rfi", "Inps", "RFI"."""
LINK = r"(?:di|del|dello|della|dei|degli|delle|e|per|la|il|le|i|in)"
LOWERED = re.compile(
    rf"\b[A-ZÀ-Ý][^\W\d_]{{2,}}(?:(?:\s{LINK}(?=\s)|\s(?:dell|d|l|all)['’](?=\w))*(?:\s|(?<=['’]))[^\W\d_]{{3,}}){{2,5}}"
)
"""A capital and the words behind it: what an acronym may stand for."""


def _spell_out_small(text: str, entities: list[Entity], by_token: ByToken) -> None:
    """ "Rete ferroviaria italiana ... Rfi": words of which only the first has a capital, as many as the short form has letters."""
    shorts = {
        e.name.lower(): e.name
        for e in entities
        if not e.person and not e.aliases and len(e.tokens) == 1 and SMALL.fullmatch(e.name)
    }
    if not shorts:
        return
    for match in LOWERED.finditer(text):
        words = [
            m for m in re.finditer(r"[^\W\d_]+", match.group()) if re.fullmatch(LINK, m.group()) is None and len(m.group()) > 2
        ]
        for end in range(3, len(words) + 1):
            name = shorts.get("".join(word.group()[0] for word in words[:end]).lower())
            if name is not None and any(word.group()[0].islower() for word in words[:end]):
                _stands_for(by_token, name, match.group()[: words[end - 1].end()])


def _take_pseudonyms(text: str, entities: list[Entity], by_token: ByToken) -> None:
    """ "Kim (al secolo Rosa Bianchi)": both names are one person's."""
    for match in ALIAS.finditer(text):
        long, short = match.group("long") or match.group("long2"), match.group("short") or match.group("short2")
        whole = next((e for e in entities if e.tokens == tuple(fold(t) for t in name_tokens(long))), None)
        part = next((e for e in entities if e.tokens == tuple(fold(t) for t in name_tokens(short))), None)
        if whole is None or part is whole:
            continue
        whole.person = True
        whole.aliases.append(short)
        if part is not None:
            absorb(whole, part, entities, by_token)


def _take_papal_names(entities: list[Entity], by_token: ByToken) -> None:
    """ "Benedetto XVI ... papa Ratzinger": a pope by the name that he was born with, where the article has both."""
    for born, papal in papal_names().items():
        own, chosen = {*fold(born).split(), "papa"}, set(fold(papal).split())
        surname = fold(born).split()[-1]
        pope = next((e for e in entities if chosen == {*e.tokens} - {"papa"}), None)
        others = [e for e in by_token.get(surname, []) if {*e.tokens} <= own]
        for other in others if pope is not None else []:
            if pope is None or other is pope:
                continue
            pope.person = True
            pope.aliases.append(other.name)
            absorb(pope, other, entities, by_token)
