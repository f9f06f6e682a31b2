"""The names in an article: capitalised sequences, which of them are people, their roles, and where each is mentioned.

Read from the text's surface, since a parser cuts rare names to pieces; roles are read from the words beside a name.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cached_property
from itertools import pairwise

from .adjoining import parted
from .context import Context
from .datelines import in_dateline
from .entity import Entity
from .forms import ByToken, join_forms
from .joint_offices import joint_offices
from .offices import office, role_before, role_behind, role_gender
from .persons import Signs, is_firm
from .realms import names_realm, tables_of
from .records import Span
from .runs import AGE, CAPITAL, Sequence, fold, name_tokens, sequences
from .tree import Sentence, Word
from .words import deeds, deeds_of, offices_of_verbs, words

PARTIES = words("parties")


class Names:
    """The entities of one article, found by one pass over its capitalised runs."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.entities: list[Entity] = []
        self._by_token: ByToken = {}
        runs = sorted(sequences(context), key=lambda run: run.span.start)
        self.runs = parted(context, (run for run in runs if not _no_name(context, run)))
        self.runs = list(self._sharing_surname())
        self._starts = [run.span.start for run in self.runs]
        self._ends = [run.span.end for run in self.runs]
        self._proven = {run.text for run in self.runs if not run.initial}
        for run in self.runs:
            if len(tokens := name_tokens(run.text)) > 1:
                self._proven.update(tokens)
        self.signs = Signs(context, self.runs, self._by_token)
        self._collect()

    # building

    def _sharing_surname(self) -> Iterator[Sequence]:
        """ "Claire e Donald Imrie": a first name that has its surname from the name added to it, unless it has another elsewhere."""
        names, full = self.context.lexicon.names, {run.text.split()[0] for run in self.runs if " " in run.text}
        for run, after in pairwise([*self.runs, *self.runs[-1:]]):
            words = after.text.split()
            added = self.context.text[run.span.end : after.span.start] in {" e ", " ed "}
            if added and run.text in names and run.text not in full and len(words) > 1 and words[0] in names:
                yield Sequence(run.span, f"{run.text} {words[-1]}", run.initial)
            else:
                yield run

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
            if entity.name.isupper() and not run.text.isupper() and folded == entity.tokens and len(folded) > 1:
                entity.name = run.text
        for entity in self.entities:
            entity.places.sort()
        join_forms(self.context.text, self.entities, self._by_token, self.context.lexicon.roles)
        self.entities.sort(key=lambda e: e.places[0])
        for run in self.runs:
            if (matches := self.matching(run.text)) and not self._shared(run.text, matches):
                self._describe(run, matches[0])
                if (age := AGED.match(self.context.text, run.span.end)) is not None:
                    matches[0].age = int(age.group(1) or age.group(2))
                matches[0].deeds |= {key for key, told in DEEDS.items() if told.match(self.context.text, run.span.end)}
                if " " in run.text and BELONGS.match(self.context.text, run.span.end):
                    matches[0].deeds.add("esponente")
                before = max(0, run.span.start - 40)
                matches[0].deeds |= {k for k, told in DEEDS_OF.items() if told.search(self.context.text, before, run.span.start)}
        for run, noun, role in joint_offices(self.context, self.runs):
            if matches := self.matching(run.text):
                matches[0].roles.append((office(role, noun, role.lemma), role.lemma))
                matches[0].person = True
        for entity in self.entities:
            self.signs.judge(entity)

    def _shared(self, name: str, matches: list[Entity]) -> bool:
        """Whether a surname alone has several bearers in the text, so that a role beside it may be any one's."""
        return " " not in name and sum(len(e.tokens) > 1 and e.tokens[-1] == fold(name) for e in matches) > 1

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
        if fold(entity.name) in PARTIES or names_realm(entity.name) or is_firm(name_tokens(entity.name)):
            return  # "la senatrice Pd", "il presidente Usa"
        if any(self.context.text[run.span.end : r.span.start] == " " for r in self.begins_in(run.span.end, run.span.end + 2)):
            return  # "l'agente Fbi Ada Neri"
        if not entity.roles and " " in run.text and run.span.start == entity.places[0]:
            entity.deeds |= self._announced_as(run)
        text, start = self.context.text, run.span.start
        self._told(entity, HOLDS.match(text, run.span.end))
        if " " in run.text:
            self._told(entity, HELD_BY.search(text, max(0, start - 80), start))
            if SUCCEEDS.search(text, max(0, start - 50), start):
                entity.deeds.add("nuovo")
            if (doing := OFFICE_VERB.match(text, run.span.end)) is not None:
                noun = VERBS_OF_OFFICE[doing.group("verb")]
                entity.roles.append((noun, f"{noun} di {doing.group('of')}"))
            if NAMED_TO.search(text, max(0, start - 40), start):
                self._told(entity, OFFICE_BEHIND.match(text, run.span.end))
        if NAMING.search(self.context.text, max(0, run.span.start - 24), run.span.start):
            entity.deeds |= self._described_before(run)
        if (title := TITLED.search(self.context.text, max(0, run.span.start - 12), run.span.start)) is not None:
            entity.roles.append((fold(title.group("title")), title.group("title")))
        for sentence in self.context.sentences(run.span):
            words = sentence.words
            at = next((w.index for w in words if run.span.start <= w.start < run.span.end), None)
            if at is None:
                return
            nearest = " " not in run.text
            if (found := role_before(self.context, sentence, at, nearest=nearest)) and not (
                single and not self._office_beside(sentence, at)
            ):
                self._add_role(entity, *found)
                self._add_other_role(entity, sentence, found[0])
            if at > 1 and words[at - 2].text == "," and fold(words[at - 1].text) in TITLES:
                if (found := role_before(self.context, sentence, at - 1)) is not None:
                    self._add_role(entity, *found)  # "il missionario italiano, padre Neri"
            elif (found := self._office_of_member(sentence, at)) is not None:
                self._add_role(entity, *found)
            if single:
                return
            governed = at > 0 and (
                words[at - 1].upos == "ADP" or (at > 1 and words[at - 1].upos == "DET" and words[at - 2].upos == "ADP")
            )
            above = sentence.head(words[at])
            thing = above is not None and above.upos == "NOUN" and not self._person(above)  # "la deposizione di Neri, la badante"
            if (not governed or thing) and (found := role_behind(self.context, sentence, run.span.end)):
                self._add_role(entity, *found)
                self._add_second_office(entity, sentence, found[1])
            return

    def _told(self, entity: Entity, told: re.Match[str] | None) -> None:
        """Give somebody the office that a text says they hold, by what matched the words that say so."""
        if told is None:
            return
        noun = told.group("noun")
        role = self.context.lexicon.role(noun, noun)
        word = next((p.word for p in self.context.words(Span(told.start("noun"), told.end("noun")))), None)
        if role is not None and role.type == "person" and word is not None:
            self._add_role(entity, word, noun + (told.group("of") or ""), role_gender(role, noun))

    def _office_of_member(self, sentence: Sentence, at: int) -> tuple[Word, str, str | None] | None:
        """ "il sindaco di Colle, il democratico Ugo Neri,": the office before the word for a party or an origin."""
        words = sentence.words
        if at < 3 or words[at - 3].text != "," or words[at - 2].upos != "DET":
            return None
        member = tables_of(words[at - 1].text) & {"party", "country", "region", "city"} or AGE.fullmatch(words[at - 1].text)
        return role_before(self.context, sentence, at - 2) if member else None

    def _add_second_office(self, entity: Entity, sentence: Sentence, text: str) -> None:
        """ "Ada Neri, vicesindaca e assessora ai Trasporti,": both offices are hers."""
        for word in sentence.words[1:]:
            before = sentence.words[word.index - 1]
            start = text.find(f" {before.text} {word.text}") if before.text in {"e", "ed"} else -1
            if start > 0 and self._person(word) and word.feat("Number") != "Plur":
                role = self.context.lexicon.role(word.text, word.lemma)
                self._add_role(entity, word, text[start:].split(maxsplit=1)[1], role_gender(role, word.text))

    def _add_other_role(self, entity: Entity, sentence: Sentence, noun: Word) -> None:
        """ "il marito e regista Neri": both roles are his."""
        before = sentence.words[max(0, noun.index - 2) : noun.index]
        if len(before) == 2 and before[1].text in {"e", "ed"} and self._person(before[0]) and before[0].feat("Number") != "Plur":
            role = self.context.lexicon.role(before[0].text, before[0].lemma)
            self._add_role(entity, before[0], before[0].text, role_gender(role, before[0].text))

    def _described_before(self, run: Sequence) -> set[str]:
        """ "Ride la donna. Si chiama Ines Neri": the noun for the subject of the sentence before."""
        here = next(iter(self.context.sentences(run.span)), None)
        if here is None:
            return set()
        told = [w for w in here.words if w.start < run.span.start and w.rel == "nsubj" and w.upos == "NOUN"]
        before = [here] if told else self.context.sentences(Span(max(0, here.span.start - 2), here.span.start))
        for sentence in before[-1:]:
            for word in sentence.words:
                # the parser takes "Ride la donna" for an object
                free = word.rel in {"nsubj", "obj"} and not sentence.children(word, "case")
                if free and word.upos == "NOUN" and self._person(word):
                    return {office(self.context.lexicon.role(word.text, word.lemma), word)}
        return set()

    def _announced_as(self, run: Sequence) -> set[str]:
        """ "Il ministro degli Esteri ha dichiarato ... Ri Yong Ho ha dichiarato ...": a lead speaks of an office, the next sentence begins
        with the bare name of its holder."""
        here = next(iter(self.context.sentences(run.span)), None)
        if here is None or here.span.start == 0:
            return set()
        before = self.context.sentences(Span(max(0, here.span.start - 2), here.span.start))
        if not before:
            return set()
        names, nouns = ([w for w in s.words if w.rel == "nsubj" and self._reports(s, w)] for s in (here, before[-1]))
        if not names or names[0].start != run.span.start or not nouns:
            return set()
        noun = nouns[0]
        named = any(
            r.span.start < noun.end + 60 and r.span.start > noun.end for r in self.in_span(before[-1].span) if " " in r.text
        )
        if noun.upos != "NOUN" or not self._person(noun) or named or noun.feat("Number") == "Plur":
            return set()
        return {office(self.context.lexicon.role(noun.text, noun.lemma), noun)}

    def _reports(self, sentence: Sentence, subject: Word) -> bool:
        verb = sentence.head(subject)
        return verb is not None and verb.rel == "root" and verb.lemma in self.context.lexicon.verbs

    def _person(self, noun: Word) -> bool:
        role = self.context.lexicon.role(noun.text, noun.lemma)
        return role is not None and role.type == "person"

    def _office_beside(self, sentence: Sentence, at: int) -> bool:
        """Whether the word before is the role noun itself, or one adjective stands between."""
        near = sentence.words[max(0, at - 2) : at]
        nouns = [w for w in near if w.upos not in {"ADJ", "DET"}]
        return bool(nouns) and self._person(nouns[-1])

    def _add_role(self, entity: Entity, head: Word, text: str, gender: str | None) -> None:
        role = self.context.lexicon.role(head.text, head.lemma)
        entity.roles.append((office(role, head, text), text))
        second = text.split()[1:2]
        if second and self.context.lexicon.roles.get(second[0]):  # "la detective sovrintendente Neri"
            entity.roles.append((office(self.context.lexicon.roles[second[0]], head, second[0]), text))
        if (role is not None and role.type == "person") or AGE.fullmatch(head.text):
            entity.person = True
            entity.gender = entity.gender or gender or role_gender(role, head.text)

    # asking

    @cached_property
    def interviewee(self) -> Entity | None:
        """ "INTERVISTA A BRUNO NERI", "L'INTERVISTA. Bruno Neri": whom the head of an interview names."""
        head = (
            self.context.text[: self.context.paragraphs[min(2, len(self.context.paragraphs) - 1)].end]
            if self.context.paragraphs
            else ""
        )
        match = INTERVIEW.search(head)
        found = self.matching(match.group("name")) if match is not None else []
        return found[0] if found and found[0].person else None

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


def _no_name(context: Context, run: Sequence) -> bool:
    """Whether a capitalised run is an agency's sign, a dateline, a Roman numeral, a street or the writer's own name under the title."""
    text, start, end = context.text, run.span.start, run.span.end
    if AGENCY.search(text, max(0, start - 12), start) or ROMAN.fullmatch(run.text):
        return True
    if MONTH.fullmatch(run.text) and re.search(r"\d\s$", text[max(0, start - 2) : start]):
        return True  # "ROMA, 7 NOV"
    if WAY.search(text, max(0, start - 40), start):
        return True  # "via dei Tigli", "piazza Garibaldi"
    if in_dateline(text, start, end, context.lexicon.places):
        return True  # "LONDRA (Reuters) – Il costruttore"
    return BYLINE.search(text, max(0, start - 30), start) is not None and re.match(r"[ \t]*(?:\n|$)", text[end:]) is not None


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    """Whether a name can be short for another: "Illinois" is not for "University of Illinois".

    >>> _within(("neri",), ("ada", "neri")), _within(("illinois",), ("university", "of", "illinois"))
    (True, False)
    """
    behind = next((n for n, token in enumerate(whole) if token in {"of", "for"}), len(whole))
    return set(part) <= set(whole) and (part == whole or not set(part) <= set(whole[behind:]))


COMPLEMENT = r"\s(?:(?:di|del|dello|della|dei|degli|delle)\s|(?:d|dell)['’])(?:[A-ZÀ-Ý][\w’'-]*|[a-zà-ù]+)(?:\s[A-ZÀ-Ý][\w’'-]*)*"
SUCCEEDS = re.compile(
    r"\b(?:[Aa] (?:succeder|sostituir|subentrar)\w+|[GgLl][lie]+ (?:succed|subentr)\w+|[Aa]l suo posto|[Ii]l suo posto\s[^.;:]{0,25}\sda|[Aa]l posto di [^.;:,]{2,30})\b[^.;:,«»]{0,20}(?:[a-z]{2,5}\.\s)?$"
)
""" "A succedergli sarà Ada Neri": whom "il nuovo vescovo" means."""
VERBS_OF_OFFICE = offices_of_verbs()
OFFICE_VERB = re.compile(
    rf"(?:,\s[^,.;:«»“”\"\n]{{2,45}})?,?\s(?:che\s)?(?P<verb>{'|'.join(VERBS_OF_OFFICE)})\s(?:il|lo|la|l['’]|i|gli|le)\s?(?P<of>[^,.;:«»“”\"\n]{{3,50}})"
)
""" "Ada Neri, che presiede la commissione Bilancio": her office, by what she does."""
NAMED_TO = re.compile(r"\b(?:nomin|elett|elegg|scelt|design|proclam|conferm|indic)[\wò]*\s(?:[a-zà-ù]+\s)?$")
OFFICE_BEHIND = re.compile(rf"\s(?:(?:come|quale|a)\s)?(?:nuov[oa]\s)?(?P<noun>[a-zà-ù-]{{4,}})(?P<of>{COMPLEMENT})?")
""" "ha nominato Ada Neri presidente dell'ente"."""
HELD_BY = re.compile(
    r"\b(?:(?:[Ii]l|[Ll]o|[Ll]a)\s|[Ll]['’])(?:nuov[oa]\s|prossim[oa]\s|attuale\s|neo[\s-])?(?P<noun>[a-zà-ù-]{4,})"
    rf"(?P<of>{COMPLEMENT})?\s(?:è|sarà|resta|era|fu|diventa)\s$"
)
""" "Il nuovo sindaco di Colle è Ada Neri"."""
HOLDS = re.compile(
    r"\s(?:non\s)?(?:è|era|fa|faceva|resta|diventa|diventerà|sarà|fu)\s(?:più\s|ora\s|stat[oa]\s(?:elett[oa]|nominat[oa]|scelt[oa])\s)?(?:il|lo|la|l['’])?\s?(?:nuov[oa]\s|ex\s)?(?P<noun>[a-zà-ù-]{4,})\b"
    rf"(?P<of>{COMPLEMENT})?"
)
""" "Neri non è più il segretario", "Neri è stata eletta presidente"."""
NAMING = re.compile(r"\b(?:[Ss]i chiama|[Ss]i chiamava|[Ii]l suo nome è)\s$")
INTERVIEW = re.compile(
    rf"\b[Ii](?:NTERVISTA|ntervista)(?:\s(?i:ad?|al|alla|con)\s|\s?[.:–—/|-]\s?|\s*\n\s*)(?P<name>{CAPITAL}(?:\s{CAPITAL})+)"
)
MONTH = re.compile("|".join(month[:3] for month in sorted(words("months"))), re.I)
WAY = re.compile(rf"\b(?:{'|'.join(sorted(words('ways')))})\s(?:(?:di|del|dello|della|dei|degli|delle)\s|(?:d|dell)['’])?$", re.I)
ROMAN = re.compile(r"(?=[IVXLC]{2,}$)(?:XC|XL|L?X{0,3})?(?:IX|IV|V?I{0,3})$|[VX]$")
BYLINE = re.compile(r"(?:\A|\n)[ \t]*(?:di|Di|da|dal nostro inviato|dalla nostra inviata|testo di)\s$")
AGENCY = re.compile(r"(?:\A|\n)[ \t]*\($")
""" "(ANSA) - ROMA, 7 NOV": the sign of an agency at the head of its take."""
BELONGS = re.compile(rf"\s\({CAPITAL}[^()\n\d]{{0,30}}\)|,\s(?:(?:di|del|della|dei)\s|dell['’]){CAPITAL}")
""" "Ada Neri (Alleanza Verde)", "Ugo Bini, del Misto,": who belongs to a party or a body."""
OF_WHOM = r"(?:(?<=\sda)|\s(?:di|del|della|dell['’]|a|ad|al|alla))\s?$"
""" "il romanzo d'esordio di Ada Neri", "un film diretto da Ada Neri"."""
DEEDS_OF = {
    key: re.compile(rf"\b(?:{'|'.join(nouns)})(?:\s(?:d['’])?[a-zà-ù]{{4,}})?{OF_WHOM}", re.I)
    for key, nouns in deeds_of().items()
}
TITLES = words("clergy_titles", "honorifics")
TITLED = re.compile(rf"\b(?P<title>{'|'.join(sorted(words('clergy_titles')))})\.?\s$", re.I)
"""A title that is an office too: "monsignor Tasso" is the bishop, "don Luigi" the parish priest, where the text says so."""
DEEDS = {
    key: re.compile(rf"[^.;:«»“”\"\n]{{0,60}}?\b(?:{'|'.join(re.escape(p).replace(re.escape('?'), '[aeio]') for p in told)})\b")
    for key, told in deeds().items()
}
AGED = re.compile(r"\s?(?:,\s(?:di\s)?(\d{1,2})(?:\sanni\b|\s?,)|\((\d{1,2})(?:\sanni)?\))")
