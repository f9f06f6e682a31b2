"""Which names are bodies', by what an article says beside them, and which of them a noun like "l'azienda" can mean."""

from __future__ import annotations

import re

from .bodies import fits as fits_class
from .bodies import told_classes
from .context import Context
from .entity import Entity
from .fullest import MARKED_NAME
from .names import Names
from .numerals import value_of
from .persons import ACRONYM, FIRM_WORDS, is_firm
from .phrases import Mention
from .runs import fold, name_tokens
from .speaker import Speaker, Spoken, speaker_of, together
from .tree import Word
from .words import words


class NamedBodies:
    """The names of one article that are bodies', by the words beside them and who has spoken so far."""

    def __init__(self, context: Context, names: Names, spoken: Spoken) -> None:
        self.context = context
        self.names = names
        self._spoken = spoken

    def of_kind(self, noun: Word) -> Speaker | None:
        """ "il fondo pensione Southern Cross ... il fondo": the one body that the article calls so beside its name."""
        kind = re.compile(rf"\b{re.escape(noun.text.lower())}(?:\s(?!(?:{GOVERNING}|e)\s)[a-zà-ù]+)?\s$", re.I)
        text = self.context.text
        found = [
            e
            for e in self.names.entities
            if not e.person and any(kind.search(text, max(0, place - 30), place) for place in e.places)
        ]
        if found:
            return speaker_of(found[0]) if len(found) == 1 else None
        marked = {m.group("name") for m in re.finditer(rf"\b(?i:{re.escape(noun.text)}){MARKED_NAME.pattern}", text)}
        return Speaker(marked.pop(), "organisation", noun.feat("Gender")) if len(marked) == 1 else None

    def together(self, mention: Mention, text: str) -> Speaker | None:
        """ "Usb e Cobas ... i sindacati", "le due aziende", "entrambe le associazioni": the bodies that the text last named side by side."""
        match = ALL_OF_THEM.fullmatch(text)
        if match is None or not mention.plural or mention.head.lemma not in BODIES:
            return None
        number = value_of(match.group("number").lower()) if match.group("number") else 2 if match.group("both") else None
        nearest = 0 if number is not None else mention.span.start - NEAR
        for chain in reversed(self._chains(max(0, nearest), mention.span.start)):
            if (number is None or len(chain) == number) and all(self.fits(speaker_of(e), mention.head) for e in chain):
                return together([e.name for e in chain], mention.gender)
        if number != 2:
            return None
        known = [e for e in self.names.entities if e.places[0] < mention.span.start and not e.person and self.is_body(e)]
        last = sorted(known, key=lambda e: max(p for p in e.places if p < mention.span.start))[-2:]
        apart = len(last) == 2 and all(self.fits(speaker_of(e), mention.head) for e in last)
        last.sort(key=lambda e: e.places[0])
        return together([e.name for e in last], mention.gender) if apart else None

    def _chains(self, start: int, end: int) -> list[list[Entity]]:
        """The bodies named side by side in [start, end): "Usb, Cobas e la Cgil"."""
        chains: list[list[Entity]] = []
        last = 0
        for run in self.names.begins_in(start, end):
            found = self.names.matching(run.text)
            body = found[0] if found and not found[0].person and not self._is_thing(found[0]) else None
            gap = self.context.text[last : run.span.start]
            if body is not None and chains and chains[-1] and JOINED.fullmatch(gap):
                chains[-1].append(body)
            elif body is not None:
                chains.append([body])
            else:
                chains.append([])
            last = run.span.end
        return [chain for chain in chains if len(chain) > 1]

    def _is_thing(self, entity: Entity) -> bool:
        return entity.name in self.context.lexicon.places or self._names_thing(entity)

    def fits(self, speaker: Speaker, noun: Word) -> float:
        """By how much a body counts for "l'azienda", by what the article tells of its kind."""
        entity = speaker.entity
        if entity is None:
            return 1.0
        if fold(noun.text) in entity.tokens:
            return OWN_NOUN
        club = frozenset({"club"}) if self._plays(entity) else frozenset()
        word = noun.lemma if noun.feat("Number") == "Plur" else noun.text
        return fits_class(word, club or told_classes(self.context.text, speaker.name, entity.places))

    def is_body(self, entity: Entity) -> bool:
        """Whether a name is surely an organisation's of its own, not a place's or an institution's of which there is one."""
        if self._is_thing(entity):
            return self._spoken.has(speaker_of(entity)) or self._plays(entity)
        if len(entity.tokens) == 1 and self.context.lexicon.roles.get(entity.name.lower()) and entity.tokens[0] not in KNOWN:
            return False  # "il Comune", not "la Cgil"
        text = self.context.text
        return (
            self._spoken.has(speaker_of(entity))
            or self._heads_the_article(entity)
            or (len(entity.tokens) > 1 and self.names.signs.bare_subject(entity))
            or (len(entity.places) > 1 and self.names.signs.tells(entity) and self.names.signs.bare_subject(entity))
            or any(ARTICLE.search(text[max(0, place - 8) : place]) for place in entity.places)
            or self.is_called_body(entity)
        )

    def _plays(self, entity: Entity) -> bool:
        """ "il Novara ha vinto": a town with a masculine article is its club."""
        if self.context.lexicon.places.get(entity.name) != "city" or entity.name == "Cairo":
            return False
        return any(MASCULINE.search(self.context.text[max(0, place - 8) : place]) for place in entity.places)

    def _names_thing(self, entity: Entity) -> bool:
        """ "l'uragano Jenna", "Ball Arena": whether a name is a storm's, a ship's, a building's, by the noun before or in it."""
        before = (NOUN_BEFORE.search(self.context.text, max(0, place - 25), place) for place in entity.places)
        if any(found is not None and found.group("noun").lower() in NAMED_THINGS for found in before):
            return True
        return len(entity.tokens) > 1 and not {entity.tokens[0], entity.tokens[-1]}.isdisjoint(BUILDINGS)

    def _heads_the_article(self, entity: Entity) -> bool:
        """ "Filati Tessalba, utile su del 12%": a name of several words at the head of the text that is never where something happens."""
        text, first = self.context.text, entity.places[0]
        whole = len(entity.tokens) > 1 and len(entity.places) > 1 and not text[:first].strip()
        return whole and not any(re.search(r"\b(?:a|ad|in)\s$", text[max(0, place - 4) : place], re.I) for place in entity.places)

    def is_called_body(self, entity: Entity) -> bool:
        """Whether a name is a body's by its words, a masculine article ("il Guardian") or what stands beside it, whatever it does."""
        text = self.context.text
        return (
            ACRONYM.fullmatch(entity.name) is not None
            or any(fold(t) in FIRM_WORDS for t in name_tokens(entity.name))
            or is_firm(name_tokens(entity.name))
            or any(self._explained_as_body(place) or FOUNDED.match(text, place) for place in entity.places)
            or any(MASCULINE.search(text[max(0, place - 8) : place]) or self._named_as_body(place) for place in entity.places)
        )

    def _explained_as_body(self, place: int) -> bool:
        """ "Rete Levante, la società che gestisce la rete": what kind of body an apposition behind the name says."""
        match = KIND_BEHIND.match(self.context.text, place)
        return match is not None and match.group("kind").lower() in BODIES

    def _named_as_body(self, place: int) -> bool:
        """ "il comitato Strade Sicure": what kind of body stands right before the name."""
        before = re.search(r"([\w-]+)\s$", self.context.text[max(0, place - 30) : place])
        role = self.context.lexicon.role(before.group(1), before.group(1)) if before is not None else None
        return role is not None and role.type == "organisation"


ALL_OF_THEM = re.compile(
    r"(?:(?P<both>entramb[ei]|tutt[ei]\se\sdue)\s)?(?:(?:i|gli|le)\s)(?:(?P<number>due|tre|quattro|cinque|sei)\s)?(?:stess[ei]\s)?[a-zà-ù-]+(?:\s[a-zà-ù]{6,})?",
    re.I,
)
JOINED = re.compile(r"(?:,\s|,?\sed?\s)(?:(?:(?:d?[aei]l?l?[aeio]?|degli|dagli|il|lo|la|i|gli|le)\s)|d?all['’]|dell['’]|l['’])?")
OWN_NOUN = 6.0
"""By how much a body counts for the noun that its name has: "Banca Valle ... la banca"."""
NEAR = 500
"""Characters over which a plural goes back to bodies named side by side, where it does not count them."""
KNOWN = words("known_bodies")
NAMED_THINGS = words("named_things")
BUILDINGS = words("buildings")
NOUN_BEFORE = re.compile(r"(?P<noun>[a-zà-ù]+)\s[«“\"]?$")
ARTICLE = re.compile(r"(?:^|[\s'’(])(?:il|lo|la|(?:de|da|a)lle|(?:de|da|a)l|(?:de|da|a)ll[oa]|l['’]|(?:de|da|a)ll['’])\s?$", re.I)
MASCULINE = re.compile(r"(?:^|[\s'’(])(?:il|lo|i|gli|(?:de|da|a)(?:l|llo|i|gli))\s$", re.I)
KIND_BEHIND = re.compile(r"[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*)*,\s(?:(?:la|il|una|un)\s|l['’]|un['’])(?P<kind>[a-zà-ù-]+)\b")
FOUNDED = re.compile(
    r"[A-ZÀ-Ý][\w’'&.-]*(?:\s[A-ZÀ-Ý&][\w’'&.-]*)*,\s(?:(?:che\sha|con)\ssede|fondat[oa]|quotat[oa]|specializzat[oa]|controllat[oa]|leader\s(?:nel|mondiale|europe)|nat[oa]\scome)\b"
)
""" "Grainform, fondata nel 2019,": what only a body is."""
GOVERNING = "|".join(sorted(words("prepositions")))
BODIES = words("bodies")
"""Organisations under whose kind a text goes on about one that it has named ("l'azienda", "il sindacato")."""
