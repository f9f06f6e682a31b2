"""Mention -> speaker: names, roles, pronouns, and the subjects that Italian drops.

A `Discourse` walks through the article once, from left to right, and remembers who has been the subject of a clause and who
has spoken; a pronoun or a dropped subject is read as the nearest of them that agrees. Where two readings are left over,
the mention is kept as it stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from .context import JOURNALIST, Context
from .cues import Cue
from .lexicons import Role
from .mentions import DESCRIPTIONS, mentions
from .names import ACRONYM, FIRM_WORDS, Entity, Names
from .offices import SAME_OFFICE, office, role_overlap
from .phrases import HUMANS, PERSONAL, Mention, description
from .records import How, SpeakerType
from .runs import AGE, fold, name_tokens
from .salience import WEIGHTS, Salience
from .words import kinds_of_office, words


@dataclass(frozen=True, eq=False)
class Speaker:
    """Somebody who may have said something."""

    name: str
    """The fullest name, or the description of somebody unnamed."""
    type: SpeakerType
    gender: str | None = None
    plural: bool = False
    role: str | None = None
    entity: Entity | None = None

    @property
    def key(self) -> str:
        """Equal for the same speaker."""
        return " ".join(fold(t) for t in name_tokens(self.name))


@dataclass(frozen=True, eq=False)
class Event:
    """A speaker was quoted at an offset."""

    offset: int
    speaker: Speaker


THIRD_FEMININE = frozenset({"lei", "ella", "essa", "costei", "questa", "quest'ultima", "quella"})
THIRD_MASCULINE = frozenset({"lui", "egli", "esso", "costui", "questi", "quest'ultimo", "quello"})
THIRD_PLURAL = frozenset({"loro", "essi", "esse", "costoro"})


class Discourse:
    """Who is being talked about, as far as the article has been read."""

    def __init__(self, context: Context, names: Names) -> None:
        self.context = context
        self.names = names
        self._mentions = list(mentions(context, names))
        self._read = 0
        self._salience: Salience[Speaker] = Salience(_journalist_sentences(context))
        self._quoted: list[Event] = []
        self._spoken: set[str] = set()

    def read_to(self, offset: int) -> None:
        """Take in whoever is mentioned before ``offset``."""
        last, end = "", 0  # "il presidente Rossi" is one mention of Rossi
        while self._read < len(self._mentions) and self._mentions[self._read][0].span.start < offset:
            mention, factors = self._mentions[self._read]
            self._read += 1
            speaker, _ = self.resolve(mention)
            if speaker is not None and (speaker.key, mention.span.start < end) != (last, True):
                self._salience.add(mention.span.start, speaker, speaker.key, *factors)
                last, end = speaker.key, mention.span.end

    def spoke(self, offset: int, speaker: Speaker) -> None:
        """Remember that somebody was quoted at ``offset``."""
        self._salience.add(offset, speaker, speaker.key, "spoke")
        self._quoted.append(Event(offset, speaker))
        self._spoken.add(speaker.key)

    # mentions

    def resolve(self, mention: Mention, *, continuing: bool = False) -> tuple[Speaker | None, How]:
        """The speaker whom a mention names, and how; (None, "none") for a pronoun that nobody fits.

        ``continuing``: the verb goes on with a speech ("aggiunge il diplomatico").
        """
        form = self.context.text[mention.span.start : mention.span.end].lower().replace("’", "'")
        if (
            form in THIRD_FEMININE
            or form in THIRD_MASCULINE
            or form in THIRD_PLURAL
            or (mention.head.text.lower() in PERSONAL and len(form.split()) <= 2)
        ):
            gender = "Fem" if form in THIRD_FEMININE else "Masc" if form in THIRD_MASCULINE else mention.gender
            plural = form in THIRD_PLURAL
            found = self.latest(mention.span.start, plural=plural, gender=None if plural else gender, people=True)
            return (found, "pronoun") if found else (None, "none")
        if form.startswith("quest'ultim"):
            found = self.latest(
                mention.span.start, plural=form[-1] in "ie" and mention.plural, gender=mention.gender, people=False
            )
            return (found, "pronoun") if found else (None, "none")
        return self.named(mention, continuing=continuing), "explicit"

    def named(self, mention: Mention, *, continuing: bool = False) -> Speaker | None:
        """The speaker of a full noun phrase: by a name in it, by a role, by what a description goes on about."""
        text = mention.span.of(self.context.text)
        if mention.plural and (several := self._several(mention)):
            return several
        office_name = re.sub(r"^(?:il|la|lo)\s|^l['’]", "", text.lower()) in SAME_OFFICE
        if TIMES.match(text) is None and not office_name and (run := self._name_in(mention)) is not None:
            return run
        if not mention.plural and (beside := self._apposed_name(mention)) is not None:
            return beside
        return self._pair(mention, text) or self._described(mention, text, continuing=continuing)

    def _several(self, mention: Mention) -> Speaker | None:
        """ "Grasso e Boldrini": each part with its own full name."""
        parts = re.split(r"\s+(?:e|ed)\s+", mention.span.of(self.context.text))
        if len(parts) < 2:
            return None
        full = []
        for part in parts:
            if not part[:1].isupper() and not re.search(r"\b[A-Z]\w+\s[A-Z]\w+$", part):
                return None
            name = re.search(r"[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*)*$", part)
            matches = list(self.names.matching(name.group() if name is not None else part))
            full.append(matches[0].name if matches else part)
        return Speaker(" e ".join(full), "group", plural=True)

    def _pair(self, mention: Mention, text: str) -> Speaker | None:
        """ "le due donne", "la coppia": the two who came up last; "la prima", "il secondo": one of two named side by side."""
        match = ONE_OF_TWO.fullmatch(text)
        if match is None and not (TWO.match(text) or mention.head.lemma in {"coppia", "coniuge"}):
            return None
        gender = mention.gender if match is not None or mention.head.lemma not in {"coppia", "coniuge"} else None
        recent = self._salience.recent(mention.span.start, lambda s: s.type == "person" and self._agree(s, False, gender))
        if match is None:
            return Speaker(f"{recent[1].name} e {recent[0].name}", "group", gender, plural=True) if len(recent) > 1 else None
        first = match.group("which").lower().startswith("prim") and len(recent) > 1 and mention.gender == recent[1].gender
        return recent[1 if first else 0] if recent else None

    def _name_in(self, mention: Mention) -> Speaker | None:
        """The name in a mention that no preposition governs: a person's before any other."""
        context = self.context
        free = []
        for run in self.names.in_span(mention.span):
            before = context.text[mention.span.start : run.span.start].rstrip()
            if _governed(before):
                continue
            matches = self.names.matching(run.text)
            entity = self._choose(matches, mention) if matches else None
            if entity is not None and entity.person:
                return self.of_entity(entity)
            if entity is None and len(matches) > 1:
                return Speaker(run.text, "person", mention.gender, mention.plural)
            free.append((run, before, entity))
        role = context.lexicon.role(mention.head.text, mention.head.lemma)
        body = role is not None and role.type == "organisation"
        for run, before, entity in free:
            beside = body and context.between(mention.head.end, run.span.start) == " "  # "la cooperativa Buon Appetito"
            if beside or not _content_before(before) or run.span.start <= mention.head.start < run.span.end:
                end = max(mention.span.end, run.span.end)
                name = context.text[run.span.start : end].strip()
                fullest = entity.name if entity is not None and len(entity.tokens) > len(name_tokens(name)) else name
                kind: SpeakerType = "person" if _looks_personal(self, run.text) else "organisation"
                return Speaker(fullest, kind, mention.gender, mention.plural, entity=entity)
        return None

    def _apposed_name(self, mention: Mention) -> Speaker | None:
        """ "il sindaco di Colle, Tullio Neri, ha detto", "ricorda un'allieva, la fotografa Lia Neri": the name between commas behind."""
        text = self.context.text
        role = self.context.lexicon.role(mention.head.text, mention.head.lemma)
        person = (role is not None and role.type == "person") or mention.head.lemma == "uno"
        marked = IN_MARKS.match(text, mention.span.end)
        begin = marked.end() if marked is not None else mention.span.end
        for run in self.names.begins_in(begin, begin + 60):
            gap = text[begin : run.span.start]
            matches = self.names.matching(run.text)
            apposed = APPOSED.fullmatch(gap)
            noun = apposed.group("noun") if apposed is not None else ""
            described = self.context.lexicon.role(noun, noun) is not None
            begun = run.text.split()[0] in self.context.lexicon.names
            goes_on = person and TITLE_GOES_ON.fullmatch(gap) is not None
            if not matches or not (gap.strip() in {",", ""} or (apposed and (person or described)) or goes_on):
                return None
            person = person or described
            closed = re.match(r"\s?[,.;:)»”\"]", text[run.span.end : run.span.end + 2]) is not None
            if (
                matches[0].person
                and " " in run.text
                and (person or not gap.strip() or (begun and closed and gap == ", "))
                and (closed or len(gap) <= 4 or not gap.startswith(","))
            ):
                return self.of_entity(matches[0])
            if (person or (role is not None and role.type != "document")) and gap.startswith(",") and closed:
                return self.of_entity(matches[0])
            return None
        return None

    def _choose(self, matches: list[Entity], mention: Mention) -> Entity | None:
        """Of several people with the name, the one that agrees in gender; None where two are left."""
        people = [e for e in matches if e.person and len(e.tokens) > 1]
        if not people:
            return matches[0]
        said = mention.span.of(self.context.text)
        words = [fold(t) for t in name_tokens(said)]
        pool = [e for e in people if list(e.tokens[-1:]) == words[-1:]] or people
        if len(pool) > 1:
            last = said.split()[-1].lower()
            pool = [e for e in pool if e.name.split()[-1].lower() == last] or pool
        if len(pool) > 1 and mention.gender is not None:
            pool = [e for e in pool if e.gender in {mention.gender, None}] or pool
        if len(pool) > 1:
            shared = {id(e): len(set(words) & set(e.tokens)) for e in pool}
            pool = [e for e in pool if shared[id(e)] == max(shared.values())]
        # Bearers of one surname are never merged: who of them is meant stays open.
        return pool[0] if len(pool) == 1 or len({e.tokens[-1] for e in pool}) > 1 else None

    def of_entity(self, entity: Entity) -> Speaker:
        """A named person with the fullest role."""
        role = max((r for _, r in entity.roles), key=len, default=None)
        return Speaker(entity.name, "person" if entity.person else "organisation", entity.gender, False, role, entity)

    def _described(self, mention: Mention, text: str, *, continuing: bool) -> Speaker:
        """The speaker of a phrase without a name: the holder of an office, whom the text goes on about, or somebody unnamed."""
        head = mention.head
        role = self.context.lexicon.role(head.text, head.lemma)
        if not mention.plural and (aged := self._of_age(head.text)) is not None:
            return self.of_entity(aged)
        if not mention.plural:
            holder = self._holders(office(role, head, text), text, mention)
            later = holder is not None and holder.places[0] > mention.span.start
            if holder is not None and not later:
                return self.of_entity(holder)
            if self._definite(mention, text) and (found := self._anaphor(mention, text, role, continuing=continuing)):
                return found
            if holder is not None:
                return self.of_entity(holder)
        kind: SpeakerType = "unnamed"
        if role is not None and role.type == "organisation":
            kind = "organisation"
        elif mention.plural or (role is not None and role.type == "group"):
            kind = "group"
        if kind in {"organisation", "group"} and (marked := MARKED_NAME.match(self.context.text, mention.span.end)):
            return Speaker(marked.group("name"), kind, mention.gender, mention.plural)
        if kind != "organisation":
            text = description(self.context, mention).of(self.context.text)
        return Speaker(_lower_first(text), kind, mention.gender, mention.plural)

    def _definite(self, mention: Mention, text: str) -> bool:
        """Whether a phrase has a definite article, if only inside the preposition before it ("all'alleata")."""
        before = self.context.text[max(0, mention.span.start - 6) : mention.span.start]
        return DEFINITE.match(text) is not None or ARTICULATED.search(before) is not None

    def _anaphor(self, mention: Mention, text: str, role: Role | None, *, continuing: bool) -> Speaker | None:
        """ "l'attaccante", "l'azienda", "il collega": who of those before a definite description goes on about."""
        head = mention.head
        forms = {head.lemma.lower(), head.text.lower(), re.sub(r"^(?:neo|ex)-", "", head.text.lower())}
        complemented = COMPLEMENT.search(text) is not None
        person = role is not None and role.type == "person"
        last = self.last_spoken(mention.span.start)

        headed = False

        def same_noun(speaker: Speaker) -> bool:
            return (
                speaker.entity is None
                and self._speaks(speaker)
                and fold(head.text) in {fold(t) for t in name_tokens(speaker.name)[:2]}
            )

        def describable(speaker: Speaker) -> bool:
            if speaker.entity is None:
                return same_noun(speaker)
            if speaker.plural or not self._agree(speaker, None, mention.gender):
                return False
            if role is not None and role.type == "organisation":
                return speaker.type == "organisation" and self._is_body(speaker.entity)
            if headed and speaker.entity.roles:
                return False
            return speaker.type == "person" and not (forms & OTHERS and last is not None and last.speaker.key == speaker.key)

        if role is not None and role.type == "organisation":
            free = bool(forms & BODIES) and not complemented
        else:
            free = bool(forms & DESCRIPTIONS) or AGE.fullmatch(head.text) is not None or TIMES.match(text) is not None
            qualified = QUALIFIED.search(description(self.context, mention).of(self.context.text)) is not None
            free = (free or (continuing and role is None and head.upos == "NOUN")) and not (forms & HUMANS and qualified)
            free = free or (person and not complemented and not forms & HUMANS and (not forms & OFFICES or continuing))
            headed = not free and bool(forms & HEADS) and len(name_tokens(text)) <= 2
            free = free or headed
        ranking = self._salience.ranking(mention.span.start, describable if free else same_noun)
        if not ranking:
            return None
        twin = next((s for _, s in ranking if same_noun(s) and len(s.name) > len(text)), None)
        return twin or (ranking[0][1] if free else None)

    def _is_body(self, entity: Entity) -> bool:
        """Whether a name is surely an organisation's of its own, not a place's or an institution's of which there is one."""
        if len(entity.tokens) == 1 and self.context.lexicon.roles.get(entity.name.lower()):
            return False
        text = self.context.text
        return (
            self._speaks(self.of_entity(entity))
            or ACRONYM.fullmatch(entity.name) is not None
            or any(fold(t) in FIRM_WORDS for t in name_tokens(entity.name))
            or any(ARTICLE.search(text[max(0, place - 8) : place]) or self._named_as_body(place) for place in entity.places)
        )

    def _of_age(self, form: str) -> Entity | None:
        """ "il 58enne": the one person whose age the article gives so."""
        digits = re.fullmatch(r"(\d{1,2})enne", form)
        found = [e for e in self.names.people() if digits is not None and e.age == int(digits.group(1))]
        return found[0] if len(found) == 1 else None

    def _named_as_body(self, place: int) -> bool:
        """ "il comitato Strade Sicure": what kind of body stands right before the name."""
        before = re.search(r"([\w-]+)\s$", self.context.text[max(0, place - 30) : place])
        role = self.context.lexicon.role(before.group(1), before.group(1)) if before is not None else None
        return role is not None and role.type == "organisation"

    def _holders(self, key: str, text: str, mention: Mention) -> Entity | None:
        """ "il ministro": the named person with that office; the complements decide between several, then nearness."""
        keys = {key, *KINDS.get(key, ())}
        found = [
            e
            for e in self.names.people()
            if any(k in keys for k, _ in e.roles) and (mention.gender != "Fem" or e.gender in {None, "Fem"})
        ]
        if not found or re.match(r"(?:un|uno|una|un['’]|alcuni|altri|altro)\b", text, re.I):
            return None
        scores = {id(e): max(role_overlap(r, text) for k, r in e.roles if k in keys) for e in found}
        best = max(scores.values())
        complements = len([t for t in name_tokens(text) if len(t) > 3]) - 1
        found = [e for e in found if scores[id(e)] == best]
        if best <= 1 and complements >= 2 and not any(len(name_tokens(r)) <= 2 for e in found for k, r in e.roles if k in keys):
            return None
        if len(found) == 1:
            return found[0]
        before = [(max((p for p in e.places if p < mention.span.start), default=-1), e) for e in found]
        before.sort(key=lambda pair: -pair[0])
        return before[0][1] if before[0][0] >= 0 else None

    # nobody named

    def latest(
        self, offset: int, *, plural: bool | None, gender: str | None, people: bool, but: Speaker | None = None
    ) -> Speaker | None:
        """The most salient before ``offset`` of those that agree in number and gender and can speak."""

        def fit(speaker: Speaker) -> float:
            if but is not None and speaker.key == but.key:
                return 0
            if people and (speaker.type == "organisation" or (speaker.type == "group" and not plural)):
                return 0
            if speaker.type == "organisation" and speaker.name[:1].isupper() and not self._can_go_on(speaker):
                return 0
            weight = BODY if speaker.type == "organisation" else 1.0
            return weight * self._agree(speaker, plural, gender)

        ranking = self._salience.ranking(offset, fit)
        if not ranking:
            return None
        surely = next((s for value, s in ranking if s.gender == gender and value >= SURELY * ranking[0][0]), None)
        return surely if gender is not None and surely is not None else ranking[0][1]

    def _can_go_on(self, speaker: Speaker) -> bool:
        """Whether a verb without subject may mean a name that is no person's: one that has spoken, or surely a body's."""
        return self._speaks(speaker) or (speaker.entity is not None and self._is_body(speaker.entity))

    def _speaks(self, speaker: Speaker) -> bool:
        """Whether a name that is no person's has been quoted in this article."""
        return speaker.key in self._spoken

    def foremost(self, start: int, end: int) -> Speaker | None:
        """The person or group that the words in [start, end) are about."""
        return self._salience.foremost(start, end, lambda s: s.type != "organisation")

    def subject_of(self, start: int, end: int) -> Speaker | None:
        """The named person whom a sentence has for its subject and topic."""
        least = WEIGHTS["subject"] + WEIGHTS["topic"]
        return self._salience.foremost(start, end, lambda s: s.type == "person" and s.entity is not None, least=least)

    def other(self, offset: int, than: Speaker | None) -> Speaker | None:
        """The most salient person before ``offset`` beside ``than``."""
        ranking = self._salience.ranking(offset, lambda s: s.type == "person" and (than is None or s.key != than.key))
        return ranking[0][1] if ranking else None

    def last_spoken(self, offset: int) -> Event | None:
        """The last statement before ``offset``."""
        return max((e for e in self._quoted if e.offset < offset), key=lambda e: e.offset, default=None)

    def dropped(self, cue: Cue, offset: int, *, asked_by: Speaker | None = None) -> Speaker | None:
        """Who is meant by a verb without a subject ("ha aggiunto").

        ``asked_by``: who has just asked; an answer is somebody else's.
        """
        told = cue.finite and cue.lemma != "leggere"  # "vi si legge" agrees with what is read
        plural = cue.plural if told else None
        return self.latest(offset, plural=plural, gender=cue.gender, people=False, but=asked_by)

    @staticmethod
    def _agree(speaker: Speaker, plural: bool | None, gender: str | None) -> bool:
        number = plural is None or speaker.plural == plural or (plural and speaker.type in {"organisation", "group"})
        return bool(number) and (gender is None or speaker.gender in {None, gender})


MARKED_NAME = re.compile(r"\s[«“\"'](?P<name>[A-ZÀ-Ý][^«»“”\"]{1,40})[»”\"']")
"""A name in marks behind its kind: "il gruppo «Vecchia Guardia»"."""
IN_MARKS = re.compile(r"\s(?:di|del|dello|della|dell['’])\s?[«“\"][^«»“”\"\n]{2,40}[»”\"]")
"""What a description may end with: "la critica del «Corriere», Lia Neri"."""
TITLE_GOES_ON = re.compile(
    r"\s(?!(?:a|ai|al|alla|alle|agli|con|per|in|su|da|dal|dalla)\s)[a-zà-ù]+(?:\s(?!(?:a|ai|al|alla|con|per|in|su|da)\s)[a-zà-ù]+){0,4}\s(?<!di\s)(?<!del\s)(?<!della\s)(?<!dei\s)"
)
"""The rest of a title before a name, where the parser cuts it short: "l'amministratrice" + " delegata " + "Lia Neri"."""
ARTICLE = re.compile(r"(?:^|[\s'’(])(?:il|lo|la|(?:de|da|a)l|(?:de|da|a)ll[oa]|l['’]|(?:de|da|a)ll['’])\s?$", re.I)
APPOSED = re.compile(
    r",\s(?:il|lo|la|l['’]|un|uno|una|un['’])?\s?(?:ex\s|vice\s)?(?P<noun>[a-zà-ù-]+)(?:\s[a-zà-ù'’ -]{3,40})?\s"
)
"""Between a description and the name that explains it: another description ("un'allieva, la fotografa Lia Neri")."""
BODY = 0.6
"""By how much the salience of a body counts for a verb without subject: rather a person goes on speaking."""
SURELY = 0.3
"""Somebody of the gender that is asked for comes before one whose gender is unknown if at least so salient."""
DEFINITE = re.compile(r"(?:il|lo|la|l['’]|quest[oa]|quest['’]|(?:lo|la)\sstess[oa]|quell[oa])(?:\s|(?<=['’]))", re.I)
ARTICULATED = re.compile(
    r"(?:^|[\s'’])(?:(?:d|n|da|a|su|co)(?:el|al|ul|l|ll[oae]|ei|i|gli|egli)|(?:de|ne|da|a|su|co)(?:l|ll[oae]|i|gli))(?:\s|ll['’])$"
    r"|(?:de|ne|da|a|su|co)ll['’]$",
    re.I,
)
COMPLEMENT = re.compile(r"\s(?:di|del|dello|della|dei|degli|delle|(?:d|dell)['’])", re.I)
QUALIFIED = re.compile(
    r"\s(?:di|del|dello|della|dei|degli|delle|con|col|in|da|dal|dalla|al|alla|(?:d|dell|all|dall)['’])\s?\w", re.I
)
ONE_OF_TWO = re.compile(r"(?:il|la|lo|l['’])\s?(?P<which>prim[oa]|second[oa]|altr[oa])", re.I)
TWO = re.compile(r"(?:i|le|gli)\s(?:altri\s|altre\s)?due(?:\s|$)", re.I)
TIMES = re.compile(r"(?:il|la)\s\w+\svolte\b", re.I)
"""The head of a champion's description: "il tre volte campione", "il cinque volte Pallone d'oro"."""
OFFICES = words("offices")
"""Holders of an office, kin and bystanders: a text that says "il vescovo" means the bishop, not whom it named last."""
HEADS = words("heads")
"""Offices whose holders a text may name without them ("Trump ... il presidente")."""
KINDS = kinds_of_office()
OTHERS = words("others")
"""Nouns that denote somebody beside the one who has just spoken ("il collega", "il rivale")."""
BODIES = words("bodies")
"""Organisations under whose kind a text goes on about one that it has named ("l'azienda", "il sindacato")."""
GOVERNING = words("prepositions", "elided_prepositions")


def _content_before(before: str) -> bool:
    return bool(re.search(r"[a-zà-ù]{4,}", before))


def _looks_personal(discourse: Discourse, text: str) -> bool:
    tokens = name_tokens(text)
    return bool(tokens) and tokens[0] in discourse.context.lexicon.names


def _governed(before: str) -> bool:
    """Whether a preposition stands right before ("il sindaco di" + "Colverde")."""
    last = re.findall(r"[\w]+['’]?$", before)
    return bool(last) and last[-1].lower().rstrip("'’") in GOVERNING


def _lower_first(text: str) -> str:
    first = re.match(r"[^\W\d_]+", text)
    return text[0].lower() + text[1:] if (first and not first.group().isupper()) or re.match(r"L['’]|I\s", text) else text


def _journalist_sentences(context: Context) -> list[int]:
    """Where the sentences begin that the journalist has a word in."""
    return [
        sentence.span.start
        for sentence in context.tree.sentences
        if any(context.voice(w) == JOURNALIST and w.upos not in {"PUNCT", "SYM"} for w in sentence.words)
    ]
