"""The names in an article: capitalised sequences, which of them are people, their roles, and where each is mentioned.

Read from the text's surface, since a parser cuts rare names to pieces; roles are read from the words beside a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from .context import Context
from .offices import office, role_before, role_behind, role_gender
from .records import Span
from .runs import AGE, CAPITAL, HONORIFICS, OPENERS, Sequence, fold, name_tokens, sequences
from .tree import Sentence, Word
from .words import words

FIRM_WORDS = words("firm_words")
PARTIES = words("parties")
ACRONYM = re.compile(r"[A-ZÀ-Ý]{2,}")
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


@dataclass(eq=False)
class Entity:
    """Somebody or something with a proper name."""

    name: str
    """The fullest form found."""
    person: bool
    gender: str | None
    """"Masc", "Fem" or None."""
    roles: list[tuple[str, str]] = field(default_factory=list)
    """(lemma of the role noun, the role in the article's words), in text order."""
    places: list[int] = field(default_factory=list)
    """Offsets of its mentions by any part of the name."""
    age: int | None = None
    """In years, where the article gives it."""
    aliases: list[str] = field(default_factory=list)
    """Short forms that the article gives ("IdV")."""

    @property
    def tokens(self) -> tuple[str, ...]:
        """The folded words of the name."""
        return tuple(fold(t) for t in name_tokens(self.name))


class Names:
    """The entities of one article, found by one pass over its capitalised runs."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.entities: list[Entity] = []
        self._by_token: dict[str, list[Entity]] = {}
        self.runs = [
            part for run in sequences(context) for part in self._split(run) if " " in part.text or not self._titled(part.text)
        ]
        self._starts = [run.span.start for run in self.runs]
        self._ends = [run.span.end for run in self.runs]
        self._proven = {run.text for run in self.runs if not run.initial}
        for run in self.runs:
            if len(tokens := name_tokens(run.text)) > 1:
                self._proven.update(tokens)
        self._collect()

    # building

    def _split(self, run: Sequence) -> Iterator[Sequence]:
        """ "della NATO Mark Rutte": a run that holds a first name behind other words is two names."""
        words = [(m.start(), m.group()) for m in re.finditer(r"[^\s]+", run.text)]
        names = self.context.lexicon.names
        if len(words) < 2:
            yield run
            return
        first, second = words[0][1], words[1][0]
        if fold(first.rstrip(".")) in HONORIFICS or self._titled(first):
            yield Sequence(Span(run.span.start + second, run.span.end), run.text[second:], False)
            return
        cut: int | None = None
        if len(words) > 2 and ACRONYM.fullmatch(first) and not ACRONYM.fullmatch(words[1][1]):
            cut = second
        elif first not in names and not self._titled(first):
            cut = next((at for at, word in words[1:-1] if word in names), None)
        if cut is None:
            yield run
            return
        yield Sequence(Span(run.span.start, run.span.start + len(run.text[:cut].rstrip())), run.text[:cut].rstrip(), run.initial)
        yield Sequence(Span(run.span.start + cut, run.span.end), run.text[cut:], False)

    def _titled(self, word: str) -> bool:
        """ "Presidente Grasso": a role noun with a capital is no part of the name."""
        role = self.context.lexicon.roles.get(word.lower())
        return role is not None and role.type == "person" and word not in self.context.lexicon.names

    def _collect(self) -> None:
        lengths = sorted(self.runs, key=lambda r: (-len(name_tokens(r.text)), r.span.start))
        for run in lengths:
            tokens = name_tokens(run.text)
            if not tokens or (run.initial and len(tokens) == 1 and not self._seen_inside(run)):
                continue
            folded = tuple(fold(t) for t in tokens)
            entity = next((e for e in self._by_token.get(folded[-1], []) if _within(folded, e.tokens)), None)
            if entity is None and len(tokens) == 1:
                entity = next((e for e in self._by_token.get(folded[0], []) if e.person), None)
            if entity is None:
                entity = Entity(run.text, False, None)
                self.entities.append(entity)
                for token in set(folded):
                    self._by_token.setdefault(token, []).append(entity)
            entity.places.append(run.span.start)
        for entity in self.entities:
            entity.places.sort()
        self._take_acronyms()
        self._initials()
        self._apposed_forms()
        self._spell_out()
        self._take_pseudonyms()
        self.entities.sort(key=lambda e: e.places[0])
        for run in self.runs:
            if matches := self.matching(run.text):
                self._describe(run, matches[0])
                if (age := AGED.match(self.context.text, run.span.end)) is not None:
                    matches[0].age = int(age.group(1) or age.group(2))
        for entity in self.entities:
            self._judge(entity)

    def _take_acronyms(self) -> None:
        """ "Italia dei Valori (IdV)": the long form is the name of the short one."""
        for match in LONG_FORM.finditer(self.context.text):
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
            for entity in self._by_token.get(fold(short), []):
                if not entity.person and len(entity.tokens) == 1:
                    entity.aliases.append(entity.name)
                    entity.name = long

    def _initials(self) -> None:
        """ "l'Alleanza degli osservatori sul clima (Aoc)": words before brackets whose initials the short form gives."""
        for match in re.finditer(r"\s\((?P<short>[A-Z][A-Za-z]{1,6})\)", self.context.text):
            short = match.group("short").lower()
            before = list(re.finditer(r"[^\W\d_]+", self.context.text[max(0, match.start() - 120) : match.start()]))
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
            self._stands_for(match.group("short"), self.context.text[offset + before[at].start() : match.start()])

    def _apposed_forms(self) -> None:
        """ "l'Oms, l'Organizzazione mondiale della sanità,": the long form as an apposition, its first words' initials in the short one."""
        for match in APPOSED_FORM.finditer(self.context.text):
            words = [w for w in re.findall(r"[^\W\d_]+", match.group("long")) if fold(w) not in OPENERS and len(w) > 3]
            initials = "".join(w[0] for w in words).lower()
            if len(initials) < 2 or not match.group("short").lower().startswith(initials):
                continue
            self._stands_for(match.group("short"), match.group("long"))

    def _stands_for(self, short: str, long: str) -> None:
        """Give the body that goes by ``short`` its long name, unless it has one."""
        for entity in self._by_token.get(fold(short), []):
            if not entity.person and len(entity.tokens) == 1 and not entity.aliases:
                entity.aliases.append(entity.name)
                entity.name = long

    def _spell_out(self) -> None:
        """ "l'Italia dei Valori ... l'IdV": a short form whose letters begin the words of a name that the article has."""
        shorts = [e for e in self.entities if len(e.tokens) == 1 and not e.person and sum(c.isupper() for c in e.name) >= 2]
        if not shorts:
            return
        for match in SPELLED.finditer(self.context.text):
            words = re.findall(r"[^\W_]+", match.group())
            capitals = "".join(w[0] for w in words if w[0].isupper()).lower()
            everything = "".join(w[0] for w in words).lower()
            for entity in shorts:
                if len(capitals) >= 2 and entity.name.lower() in {capitals, everything}:
                    entity.aliases.append(entity.name)
                    entity.name = match.group()
            shorts = [e for e in shorts if not e.aliases]

    def _take_pseudonyms(self) -> None:
        for match in ALIAS.finditer(self.context.text):
            long, short = match.group("long") or match.group("long2"), match.group("short") or match.group("short2")
            whole = next((e for e in self.entities if e.tokens == tuple(fold(t) for t in name_tokens(long))), None)
            part = next((e for e in self.entities if e.tokens == tuple(fold(t) for t in name_tokens(short))), None)
            if whole is None or part is whole:
                continue
            whole.person = True
            whole.aliases.append(short)
            if part is not None:
                whole.places = sorted({*whole.places, *part.places})
                self.entities.remove(part)
                for token in set(part.tokens):
                    self._by_token[token] = [e for e in self._by_token[token] if e is not part]
                    self._by_token[token].append(whole)

    def _seen_inside(self, run: Sequence) -> bool:
        """A single capitalised word at the head of a sentence is a name where it has a capital elsewhere, or no lower-case twin."""
        if run.text in self.context.lexicon.names or run.text in self._proven:
            return True
        for place in self.context.words(run.span):
            return place.word.upos == "PROPN"
        return False

    def _describe(self, run: Sequence, entity: Entity) -> None:
        """Roles beside the name: "il ministro delle Riforme X", "X, ministro delle Riforme,".

        A single word may be a place: it takes only the office that stands right before it ("il segretario Neri").
        """
        single = len(entity.tokens) < 2 and entity.name not in self.context.lexicon.names
        if fold(entity.name) in PARTIES:
            return
        for sentence in self.context.sentences(run.span):
            words = sentence.words
            at = next((w.index for w in words if run.span.start <= w.start < run.span.end), None)
            if at is None:
                return
            if (found := role_before(self.context, sentence, at)) and not (single and not self._office_beside(sentence, at)):
                self._add_role(entity, *found)
            if single:
                return
            governed = at > 0 and (
                words[at - 1].upos == "ADP" or (at > 1 and words[at - 1].upos == "DET" and words[at - 2].upos == "ADP")
            )
            if not governed and (found := role_behind(self.context, sentence, run.span.end)):
                self._add_role(entity, *found)
            return

    def _office_beside(self, sentence: Sentence, at: int) -> bool:
        """Whether the word before is the role noun itself, or one adjective stands between."""
        near = sentence.words[max(0, at - 2) : at]
        nouns = [w for w in near if w.upos not in {"ADJ", "DET"}]
        role = self.context.lexicon.role(nouns[-1].text, nouns[-1].lemma) if nouns else None
        return role is not None and role.type == "person"

    def _add_role(self, entity: Entity, head: Word, text: str, gender: str | None) -> None:
        role = self.context.lexicon.role(head.text, head.lemma)
        entity.roles.append((office(role, head, text), text))
        if (role is not None and role.type == "person") or AGE.fullmatch(head.text):
            entity.person = True
            entity.gender = entity.gender or gender or role_gender(role, head.text)

    def _judge(self, entity: Entity) -> None:
        names = self.context.lexicon.names
        tokens = name_tokens(entity.name)
        first = tokens[0]
        if first in names and (len(tokens) > 1 or entity.name in names) and not (len(tokens) > 1 and self._firm(tokens)):
            entity.person = True
        given = names.get(first)
        if any(RATED.match(self.context.text, run.span.start) for run in self.runs if run.text == entity.name):
            entity.person = True  # "ORTOLANI 4 - Tre tiri, tre gol."
        elif ACRONYM.fullmatch(entity.name) or first in {"San", "Santa", "Sant", "Santo", "Santi"}:
            entity.person = False
        if (
            len(tokens) in {2, 3}
            and not entity.person
            and not any(ACRONYM.fullmatch(t) for t in tokens)
            and not self._firm(tokens)
            and (self._named_shortly(entity) or self._bare_subject(entity))
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

    @staticmethod
    def _firm(tokens: list[str]) -> bool:
        return any(fold(t) in FIRM_WORDS for t in tokens[1:])

    def _bare_subject(self, entity: Entity) -> bool:
        """ "Hiroko Sanada, che gestisce una locanda, si trovava": a full name that is a subject and never has an article."""
        text = self.context.text
        if any(ARTICLE_OR_PLACE.search(text[max(0, place - 7) : place]) for place in entity.places):
            return False
        runs = [run for run in self.runs if run.text == entity.name]
        words = [p.word for run in runs for p in self.context.words(run.span)]
        return any(w.rel == "nsubj" for w in words) and all(w.upos in {"PROPN", "X", "ADP"} for w in words)

    def _acts(self, entity: Entity) -> bool:
        """A single word that speaks and is never a place ("a Washington") nor a body ("la Nato"): "Trump ha dichiarato"."""
        text = self.context.text
        if len(entity.places) < 2 or entity.aliases or ACRONYM.fullmatch(entity.name):
            return False
        if any(ARTICLE_OR_PLACE.search(text[max(0, place - 7) : place]) for place in entity.places):
            return False
        return any(self._is_reporting(run) for run in self.runs if run.text == entity.name)

    def _is_reporting(self, run: Sequence) -> bool:
        """Whether a name is the subject of a verb that surely reports speech."""
        for place in self.context.words(run.span):
            governor = place.sentence.head(place.word)
            verb = self.context.lexicon.verbs.get(governor.lemma) if governor is not None else None
            return place.word.rel == "nsubj" and verb is not None and verb.direct == "strong"
        return False

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

    # asking

    def matching(self, name: str) -> list[Entity]:
        """Entities whose name holds all words of ``name``, fullest and people first."""
        folded = tuple(fold(t) for t in name_tokens(name))
        if not folded:
            return []
        found = [
            e
            for e in self._by_token.get(folded[-1], [])
            if _within(folded, e.tokens) or any(fold(a) == folded[-1] for a in e.aliases)
        ]
        return sorted(
            found,
            key=lambda e: (e.tokens != folded and e.tokens[-len(folded) :] != folded, not e.person, -len(e.tokens), e.places[0]),
        )

    def in_span(self, span: Span) -> list[Sequence]:
        """The capitalised runs that share a character with ``span``, in text order."""
        return self.runs[bisect_right(self._ends, span.start) : bisect_left(self._starts, span.end)]

    def begins_in(self, start: int, end: int) -> list[Sequence]:
        """The capitalised runs that begin in [start, end), in text order."""
        return self.runs[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def people(self) -> list[Entity]:
        """The persons, by first mention."""
        return [e for e in self.entities if e.person]


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    return set(part) <= set(whole)


RATED = re.compile(r"(?<![^\n])[A-ZÀ-Ý][A-ZÀ-Ý'’ ]+\s\d{1,2}(?:[.,]5)?\s[-–—]\s")
"""A player and the mark that a newspaper gives him, at the head of a paragraph."""
AGED = re.compile(r"\s?(?:,\s(?:di\s)?(\d{1,2})(?:\sanni\b|\s?,)|\((\d{1,2})(?:\sanni)?\))")
ARTICLE_OR_PLACE = re.compile(
    r"(?:\b(?:il|lo|la|i|gli|le|in|a|ad|nel|nella|nei|negli|nelle|al|alla|ai|agli|alle|del|della|dei|degli|delle|dal|dalla|dai|dagli|dalle|dello|sul|sulla|sui|sulle)\s|['’])$",
    re.I,
)
