"""Which names are people's: told by first names, by what stands beside a name, and by what it does ("Trump ha dichiarato")."""

from __future__ import annotations

import re

from .context import Context
from .entity import Entity
from .forms import ByToken
from .runs import USER, Sequence, fold, name_tokens
from .words import words

FIRM_WORDS = words("firm_words")
HOUSES = words("buildings")
FIRM_HEADS = words("firm_heads")
BYSTANDERS = words("bystanders", "kin")
"""Kin and bystanders: who is told of by whom they belong to, or stand beside."""
ACRONYM = re.compile(r"[A-ZÀ-Ý]{2,}")
RATED = re.compile(r"(?<![^\n])[A-ZÀ-Ý][A-ZÀ-Ý'’ ]+\s\d{1,2}(?:[.,]5)?\s[-–—]\s")
"""A player and the mark that a newspaper gives him, at the head of a paragraph."""
SPEAKING = re.compile(r":\s?[«“\"]|:\s?''")
ARTICLE_OR_PLACE = re.compile(
    r"(?:\b(?:il|lo|la|i|gli|le|in|a|ad|nel|nella|nei|negli|nelle|al|alla|ai|agli|alle|del|della|dei|degli|delle|dal|dalla|dai|dagli|dalle|dello|sul|sulla|sui|sulle)\s|['’])$",
    re.I,
)

INSIDE = re.compile(r"\b(?:(?:in|nel|nello|nella|nei|negli|nelle)\s|nell['’])$", re.I)
WHERE = re.compile(r"\b(?:(?:in|a|ad|da|nel|nello|nella|nei|negli|nelle)\s|nell['’])$", re.I)


def is_firm(tokens: list[str]) -> bool:
    """Whether a name of these words holds one that only firms, papers and bodies have ("Elettra Distribuzione", "Autolinee Bertini")."""
    return any(fold(t) in FIRM_WORDS for t in tokens[1:]) or (len(tokens) > 1 and fold(tokens[0]) in FIRM_HEADS)


class Signs:
    """What speaks for a name's being a person's in one article, by its capitalised runs and all its entities."""

    def __init__(self, context: Context, runs: list[Sequence], by_token: ByToken) -> None:
        self.context = context
        self.runs = runs
        self._by_token = by_token

    def judge(self, entity: Entity) -> None:
        """Note in ``entity`` whether it is a person, and of which gender."""
        names = self.context.lexicon.names
        tokens = name_tokens(entity.name)
        first = tokens[0]
        if first in names and (len(tokens) > 1 or entity.name in names) and not (len(tokens) > 1 and is_firm(tokens)):
            entity.person = not self._is_place(entity)
        given = names.get(first)
        if any(RATED.match(self.context.text, run.span.start) for run in self._runs_of(entity)) or USER.fullmatch(entity.name):
            entity.person = True  # "ORTOLANI 4 - Tre tiri, tre gol.", "@lucaferri"
        elif ACRONYM.fullmatch(entity.name) or first in {"San", "Santa", "Sant", "Santo", "Santi"}:
            entity.person = False
        elif len(tokens) > 1 and fold(first) in HOUSES and first not in names:
            entity.person = False  # "nel carcere di Villa Rosa"
        body = self.context.lexicon.roles.get(first.lower())
        if len(tokens) > 1 and body is not None and body.type == "organisation" and not entity.roles:
            entity.person = False  # "Istituto Marescotti"
        elif (
            len(tokens) in {2, 3}
            and not entity.person
            and fold(first) not in HOUSES
            and not any(ACRONYM.fullmatch(t) for t in tokens)
            and not is_firm(tokens)
            and (
                self._named_shortly(entity)
                or self._announces(entity)
                or (self.bare_subject(entity) and not self._family_firm(entity))
            )
        ):
            entity.person = True
        if len(tokens) == 1 and not entity.person and self._acts(entity):
            entity.person = True
        if entity.person and given in {"m", "f"}:
            entity.gender = "Masc" if given == "m" else "Fem"
        if entity.gender is None and entity.person:
            for place in entity.places:
                before = self.context.text[max(0, place - 3) : place].lower()
                if before.endswith("la "):
                    entity.gender = "Fem"
                    break

    def _runs_of(self, entity: Entity) -> list[Sequence]:
        """Where the article has the whole name as it stands."""
        return [run for run in self.runs if run.text == entity.name]

    def _has_article(self, entity: Entity) -> bool:
        """Whether an article or a preposition of place stands before some mention ("la Nato", "a Washington")."""
        text = self.context.text
        return any(ARTICLE_OR_PLACE.search(text[max(0, place - 7) : place]) for place in entity.places)

    def _is_place(self, entity: Entity) -> bool:
        """ "vive nel Devon", "in Virginia": a place with somebody's name, where something happens in the article and which does nothing."""
        if len(entity.tokens) > 1:
            return False
        text = self.context.text
        where = WHERE if entity.name in self.context.lexicon.places else INSIDE
        there = any(where.search(text[max(0, place - 6) : place]) for place in entity.places)
        words = (p.word for run in self._runs_of(entity) for p in self.context.words(run.span))
        return there and not any(w.rel in {"nsubj", "root"} for w in words)

    def _announces(self, entity: Entity) -> bool:
        """ "Ilde Neri: «...»": a full name without article before a colon and marks."""
        if self._has_article(entity):
            return False
        return any(SPEAKING.match(self.context.text, run.span.end) for run in self._runs_of(entity))

    def _family_firm(self, entity: Entity) -> bool:
        """ "Motoria Lanfredi" where Viola Lanfredi speaks: the surname of somebody behind a word that is no first name."""
        names, last = self.context.lexicon.names, entity.tokens[-1]
        family = [e for e in self._by_token.get(last, []) if e is not entity and e.tokens[-1] == last and len(e.tokens) > 1]
        return name_tokens(entity.name)[0] not in names and any(name_tokens(e.name)[0] in names for e in family)

    def bare_subject(self, entity: Entity) -> bool:
        """ "Hiroko Sanada, che gestisce una locanda, si trovava": a name that is a subject and never has an article."""
        if self._has_article(entity):
            return False
        words = [p.word for run in self._runs_of(entity) for p in self.context.words(run.span)]
        return any(w.rel == "nsubj" for w in words) and all(w.upos in {"PROPN", "X", "ADP"} for w in words)

    def _acts(self, entity: Entity) -> bool:
        """A single word that speaks and is never a place ("a Washington") nor a body ("la Nato"): "Trump ha dichiarato"."""
        if len(entity.places) < 2 or entity.aliases or ACRONYM.fullmatch(entity.name) or self._has_article(entity):
            return False
        return any(self._is_reporting(run) for run in self._runs_of(entity))

    def _is_reporting(self, run: Sequence) -> bool:
        """Whether a name is the subject of a verb that surely reports speech."""
        for place in self.context.words(run.span):
            governor = place.sentence.head(place.word)
            verb = self.context.lexicon.verbs.get(governor.lemma) if governor is not None else None
            return place.word.rel == "nsubj" and verb is not None and verb.direct == "strong"
        return False

    def tells(self, entity: Entity) -> bool:
        """Whether a name is somewhere the subject of a verb that can report."""
        words = [p for run in self._runs_of(entity) for p in self.context.words(run.span)]
        verbs = [p.sentence.head(p.word) for p in words if p.word.rel == "nsubj"]
        return any(v is not None and v.lemma in self.context.lexicon.verbs for v in verbs)

    def _named_shortly(self, entity: Entity) -> bool:
        """A name whose last or first word alone is the subject of a reporting verb elsewhere ("Ri Yong Ho", then "Ri ha detto")."""
        ends = {entity.tokens[0], entity.tokens[-1]}
        for run in self.runs:
            tokens = name_tokens(run.text)
            if len(tokens) != 1 or fold(tokens[0]) not in ends:
                continue
            if self._is_reporting(run):
                return True
        return False
