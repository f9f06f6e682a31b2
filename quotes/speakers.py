"""Mention -> speaker: names, roles, pronouns, and the subjects that Italian drops.

A `Discourse` walks through the article once, from left to right, and remembers who has been the subject of a clause and who
has spoken; a pronoun or a dropped subject is read as the nearest of them that agrees. Where two readings are left over,
the mention is kept as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from .apposed import apposed_name, called, governed_name
from .bodies import classes_of
from .context import Context
from .cues import Cue
from .descriptions import TIMES, Descriptions
from .eligible import animate, denotes_somebody
from .entity import Entity
from .fullest import lower_first
from .holders import OF_ONE_GENDER
from .mentions import journalist_sentences, mentions
from .named_bodies import BODIES, NamedBodies
from .names import Names
from .offices import office
from .partners import addressed, belongs_to, in_paper, partners_of
from .persons import is_firm
from .phrases import INDEFINITE, PERSONAL, Mention, mention_of, noun_phrase
from .realms import SAME_OFFICE
from .records import How, SpeakerType
from .report_cards import BENCH, cards, judged
from .runs import AGE, HONORIFICS, fold, name_tokens
from .salience import WEIGHTS, Factor, Salience
from .selves import ANYBODY, Self
from .several import family, in_a_row, named_beside
from .sources import UTTERANCES
from .speaker import Event, Speaker, Spoken, agrees, speaker_of
from .tense import narrated
from .words import words

THIRD_FEMININE = frozenset({"lei", "ella", "essa", "costei", "questa", "quella"})
THIRD_MASCULINE = frozenset({"lui", "egli", "esso", "costui", "questi", "quello"})
THIRD_PLURAL = frozenset({"loro", "essi", "esse", "costoro"})


class Discourse:
    """Who is being talked about, as far as the article has been read."""

    def __init__(self, context: Context, names: Names) -> None:
        self.context = context
        self.names = names
        self._mentions = sorted(mentions(context, names), key=lambda found: found[0].span.start)
        self._read = 0
        self._salience: Salience[Speaker] = Salience(journalist_sentences(context))
        self._spoken = Spoken()
        self._bodies = NamedBodies(context, names, self._spoken)
        self._cards = cards(context)
        self._descriptions = Descriptions(context, names, self._salience, self._spoken, self._bodies)

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
        self._spoken.add(offset, speaker)

    # mentions

    def resolve(
        self, mention: Mention, *, continuing: bool = False, asked_by: Speaker | None = None
    ) -> tuple[Speaker | None, How]:
        """The speaker whom a mention names, and how; (None, "none") for a pronoun that nobody fits.

        ``continuing``: the verb goes on with a speech ("aggiunge il diplomatico"). ``asked_by``: who has just asked what the words answer.
        """
        form = self.context.text[mention.span.start : mention.span.end].lower().replace("’", "'")
        if (
            form in THIRD_FEMININE
            or form in THIRD_MASCULINE
            or form in THIRD_PLURAL
            or (mention.head.text.lower() in PERSONAL and len(form.split()) <= 2)
        ) and not form.startswith("quest'ultim"):
            if form == "lei" and (asked := self._asked(mention)) is not None:
                return speaker_of(asked), "pronoun"
            gender = "Fem" if form in THIRD_FEMININE else "Masc" if form in THIRD_MASCULINE else mention.gender
            plural = form in THIRD_PLURAL
            if STRESSED.search(self.context.text[mention.span.start : mention.span.end + 8]) is not None and not plural:
                within = self._salience.foremost(
                    mention.sentence.span.start,
                    mention.span.start,
                    lambda s: s.type == "person" and agrees(s, plural, gender),
                )
                if within is not None:
                    return within, "pronoun"
            found = self.latest(mention.span.start, plural=plural, gender=None if plural else gender, people=True, but=asked_by)
            return (found, "pronoun") if found else (None, "none")
        if form.startswith("quest'ultim"):
            plural = form[-1] in "ie" and mention.plural
            last = self._salience.recent(mention.span.start, lambda s: self._latter(s, plural, mention.gender))
            if len(last) > 1 and belongs_to(self.context, last[0], last[1]):
                last = last[1:]
            return (last[0], "pronoun") if last else (None, "none")
        if form in WHO_THEN:
            gender = {"a": "Fem", "l": "Masc"}.get(form[1])
            before = self._salience.recent(
                mention.span.start, lambda s: agrees(s, form[-1] == "i", gender) and s.type != "organisation"
            )
            named = next((s for s in before[:2] if s.entity is not None), None)  # "Ada Neri, che fa la nonna. La quale"
            return (named or before[0], "pronoun") if before else (None, "none")
        if mention.kind == "pronoun" and mention.head.lemma == "suo":  # "a suo giudizio": of either gender
            found = self.latest(mention.span.start, plural=False, gender=None, people=False)
            return (found, "pronoun") if found else (None, "none")
        if (owner := self._owner(mention)) is not None:
            return owner, "pronoun"
        if (teller := self._whose_words(mention)) is not None:
            return self.resolve(teller, continuing=continuing, asked_by=asked_by)
        return self.named(mention, continuing=continuing, asked_by=asked_by), "explicit"

    def _owner(self, mention: Mention) -> Speaker | None:
        """ "la sua relazione parlava di «...»": whose document it is says it."""
        role = self.context.lexicon.role(mention.head.text, mention.head.lemma)
        if role is None or role.type != "document" or mention.plural:
            return None
        whose = next((w for w in mention.sentence.children(mention.head, "det") if w.lemma in {"suo", "loro"}), None)
        return self.latest(mention.span.start, plural=whose.lemma == "loro", gender=None, people=False) if whose else None

    def _whose_words(self, mention: Mention) -> Mention | None:
        """ "La replica degli inquirenti non si è fatta attendere", "le parole che Neri ha pronunciato sono chiare": whose words they are."""
        sentence, noun = mention.sentence, mention.head
        if noun.upos != "NOUN" or noun.lemma not in UTTERANCES:
            return None
        owners = [w for w in sentence.children(noun, "nmod") if any(c.lemma == "di" for c in sentence.children(w, "case"))]
        behind = sentence.words[noun.index + 1] if noun.index + 1 < len(sentence.words) else noun
        if behind.text.lower() == "che" and behind.rel == "obj" and (verb := sentence.head(behind)) is not None:
            owners += sentence.children(verb, "nsubj")
        found = next((w for w in owners if w.index > noun.index and denotes_somebody(self.context, w)), None)
        return mention_of(self.context, sentence, found) if found is not None else None

    def _asked(self, mention: Mention) -> Entity | None:
        """ "Lei ha parlato di «...». Che cosa intende?": a question to whom an interview is with."""
        paragraph = self.context.paragraphs[self.context.paragraph_at(mention.span.start)]
        return self.names.interviewee if paragraph.of(self.context.text).endswith("?") else None

    def named(self, mention: Mention, *, continuing: bool = False, asked_by: Speaker | None = None) -> Speaker | None:
        """The speaker of a full noun phrase: by a name in it, by a role, by what a description goes on about."""
        text = mention.span.of(self.context.text)
        card = self._cards.get(self.context.paragraph_at(mention.span.start)) if self._cards else None
        if card is not None and card.group("bench") and mention.head.text.lower() in BENCH and mention.span.start >= card.end():
            return judged(self.context, self.names, card)
        if mention.head.text.lower() == "chi":
            whole = noun_phrase(self.context, mention.sentence, mention.head).of(self.context.text)
            return Speaker(lower_first(whole if " " in whole else text), "unnamed")  # "Chi conosce Neri, però, dice"
        if (all_of_them := family(self.context, self.names, mention)) is not None:
            return all_of_them
        if (row := in_a_row(self.context, self.names, mention)) is not None:
            return row
        if mention.plural and (several := self._several(mention)):
            return several
        if mention.plural and mention.head.upos == "NOUN" and (beside := named_beside(self.context, self.names, mention)):
            return beside
        bare = re.sub(r"^(?:il|la|lo)\s|^l['’]", "", text.lower())
        common = bare in SAME_OFFICE or bare in BODIES  # "la Ong"
        if TIMES.match(text) is None and not common and (run := self._name_in(mention)) is not None:
            return run
        if not mention.plural and (apposed := apposed_name(self.context, self.names, mention)) is not None:
            return apposed
        if not mention.plural and (name := called(self.context, self.names, mention)) is not None:
            return name
        return self._descriptions.read(mention, text, continuing=continuing, asked_by=asked_by)

    def _several(self, mention: Mention) -> Speaker | None:
        """ "Grasso e Boldrini": each part with its own full name."""
        parts = re.split(r"\s+(?:e|ed)\s+", mention.span.of(self.context.text))
        if len(parts) < 2:
            return None
        if COMPANY.match(parts[-1]) and parts[0][:1].isupper():
            return Speaker(mention.span.of(self.context.text), "group", plural=True)  # "Neri e i suoi colleghi"
        full = []
        for part in parts:
            if not part[:1].isupper() and not re.search(r"\b[A-Z]\w+\s[A-Z]\w+$", part):
                return None
            name = re.search(r"[A-ZÀ-Ý][\w’'-]*(?:\s[A-ZÀ-Ý][\w’'-]*)*$", part)
            matches = list(self.names.matching(name.group() if name is not None else part))
            full.append(matches[0].name if matches else part)
        return Speaker(" e ".join(full), "group", plural=True)

    def _name_in(self, mention: Mention) -> Speaker | None:
        """The name in a mention that no preposition governs: a person's before any other."""
        context = self.context
        free = []
        for run in self.names.in_span(mention.span):
            before = context.text[mention.span.start : run.span.start].rstrip()
            if governed_name(context, mention, before, run.text):
                continue
            matches = self.names.matching(run.text)
            if (woman := self._of_another(run.text, matches, mention)) is not None:
                return woman
            entity = self._choose(matches, mention) if matches else None
            if entity is not None and entity.person:
                return speaker_of(entity)
            if entity is None and len(matches) > 1:
                return Speaker(run.text, "person", mention.gender, mention.plural)
            free.append((run, before, entity))
        role = context.lexicon.role(mention.head.text, mention.head.lemma)
        firm = bool(classes_of(mention.head.text))  # "il produttore di surgelati Orsa"
        kindred = (
            firm or (role is not None and role.type in {"organisation", "group"}) or AGE.fullmatch(mention.head.text) is not None
        )
        for run, before, entity in free:
            between = [w for w in mention.sentence.words if mention.head.end <= w.start < run.span.start]
            low = all(w.text.islower() and w.upos in {"ADJ", "ADP", "NOUN"} for w in between)
            low = low and (not between or between[-1].upos != "ADP")
            beside = (
                kindred and mention.head.end < run.span.start and low
            )  # "la società sportiva Virtus", "il gruppo di minoranza Insieme"
            if beside or not _content_before(before) or run.span.start <= mention.head.start < run.span.end:
                end = max(mention.span.end, run.span.end)
                name = context.text[run.span.start : end].strip()
                fullest = entity.name if entity is not None and len(entity.tokens) > len(name_tokens(name)) else name
                personal = entity.person if entity is not None else _looks_personal(context, run.text)
                kind: SpeakerType = "person" if personal else "organisation"
                return Speaker(fullest, kind, mention.gender, mention.plural, entity=entity)
        return None

    def _of_another(self, name: str, matches: list[Entity], mention: Mention) -> Speaker | None:
        """ "la signora Neri" where the text names Ugo Neri alone: his wife if it has one, else somebody of that surname."""
        noun = mention.head.lemma.lower()
        people = [e for e in matches if e.person]
        other = {"Fem": "Masc", "Masc": "Fem"}.get(mention.gender or "")
        if " " in name or not people or other is None or any(e.gender != other for e in people) or noun in OF_ONE_GENDER:
            return None
        if mention.gender == "Masc" and noun not in MEN:
            return None  # a woman may be "il ministro Neri"
        said = mention.span.of(self.context.text)
        if any({fold(t) for t in name_tokens(said)} <= set(e.tokens) for e in people):
            return None  # "La Russa" is Ugo La Russa
        if not said.endswith(name) or TITLE.fullmatch(said.removesuffix(name)) is None or not animate(self.context, mention.head):
            return None
        wives = [
            e for e in self.names.people() if any(k in WIVES and fold(name) in map(fold, name_tokens(r)) for k, r in e.roles)
        ]
        wives = [e for e in wives if e.gender != "Masc"]
        if mention.gender == "Fem" and len(wives) == 1:
            return speaker_of(wives[0])
        return Speaker(said[0].lower() + said[1:], "person", mention.gender)

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
        if len(pool) > 1:  # "il presidente Neri", "il senatore Neri"
            role = self.context.lexicon.role(mention.head.text, mention.head.lemma)
            key = office(role, mention.head, said)
            pool = [e for e in pool if any(k == key for k, _ in e.roles)] or pool
        # Bearers of one surname are never merged: who of them is meant stays open.
        return pool[0] if len(pool) == 1 or len({e.tokens[-1] for e in pool}) > 1 else None

    # nobody named

    def latest(
        self,
        offset: int,
        *,
        plural: bool | None,
        gender: str | None,
        people: bool,
        but: Speaker | None = None,
        beside: Collection[str] = (),
        narrated: bool = False,
        told: Self = ANYBODY,
        written: bool = False,
    ) -> Speaker | None:
        """The most salient before ``offset`` of those that agree in number and gender and can speak.

        ``beside``: the keys of those who stand beside the one who is asked for. ``narrated``: the verb tells of the past ("disse", "ripeteva"), as of whom a whole article is about. ``told``: what the
        quotation tells of its speaker. ``written``: it is read somewhere ("vi si legge", "in una nota fa sapere"), and bodies write as often as people.
        """

        def fit(speaker: Speaker) -> float:
            if (but is not None and speaker.key == but.key) or speaker.key in beside or not self.may_speak(speaker, told):
                return 0
            if people and (speaker.type == "organisation" or (speaker.type == "group" and not plural)):
                return 0
            new = speaker.name[:1].isupper() or INDEFINITE.match(speaker.name)
            if speaker.type == "organisation" and new and not (written or self._can_go_on(speaker)):
                return 0
            weight = (
                BODY
                if speaker.type == "organisation" and not written
                else GROUP
                if speaker.type == "group" and not plural
                else 1.0
            )
            return weight * agrees(speaker, plural, gender)

        head = self.context.paragraphs[0].end if narrated and self.context.paragraphs else 0
        ranking = self._salience.ranking(offset, fit, head=head, hero=lambda s: s.type == "person")
        if not ranking:
            return None
        surely = next((s for value, s in ranking if s.gender == gender and value >= SURELY * ranking[0][0]), None)
        return surely if gender is not None and surely is not None else ranking[0][1]

    def may_speak(self, speaker: Speaker, told: Self) -> bool:
        """Whether what a quotation tells of its speaker leaves ``speaker`` possible."""
        entity = speaker.entity
        surely = speaker.type == "organisation" and (entity is None or self._bodies.is_called_body(entity))
        return told.fits(speaker, body=surely)

    def _can_go_on(self, speaker: Speaker) -> bool:
        """Whether a verb without subject may mean a name that is no person's: one that has spoken, or surely a body's."""
        return self._spoken.has(speaker) or (speaker.entity is not None and self._bodies.is_body(speaker.entity))

    def _latter(self, speaker: Speaker, plural: bool, gender: str | None) -> bool:
        return agrees(speaker, plural, gender) and (speaker.type != "organisation" or self._can_go_on(speaker))

    def foremost(self, start: int, end: int, *, least: Factor | None = None) -> Speaker | None:
        """The person or group that the words in [start, end) are about; ``least``: as what they must mention them."""
        return self._salience.foremost(start, end, lambda s: s.type != "organisation", least=WEIGHTS[least] if least else 0.0)

    def subject_of(self, start: int, end: int) -> Speaker | None:
        """The named person whom a sentence has for its subject and topic, or for its subject if it names nobody else.

        "Sul palco sale Anna Neri": who stands behind the verb is brought up so too.
        """

        def named(speaker: Speaker) -> bool:
            return speaker.type == "person" and speaker.entity is not None

        alone = len({s.key for s in self._salience.there(start, end, lambda s: s.type != "group")}) == 1
        least = WEIGHTS["subject"] + (0 if alone else WEIGHTS["topic"])
        return self._salience.foremost(start, end, named, least=least)

    def other(self, offset: int, than: Speaker | None) -> Speaker | None:
        """The most salient person before ``offset`` beside ``than``."""
        ranking = self._salience.ranking(offset, lambda s: s.type == "person" and (than is None or s.key != than.key))
        return ranking[0][1] if ranking else None

    def last_spoken(self, offset: int) -> Event | None:
        """The last statement before ``offset``."""
        return self._spoken.last(offset)

    def dropped(self, cue: Cue, offset: int, *, asked_by: Speaker | None = None, told: Self = ANYBODY) -> Speaker | None:
        """Who is meant by a verb without a subject ("ha aggiunto").

        ``asked_by``: who has just asked; an answer is somebody else's. ``told``: what the quotation tells of its speaker.
        """
        card = self._cards.get(self.context.paragraph_at(cue.span.start)) if self._cards and not cue.plural else None
        if card is not None:
            return judged(self.context, self.names, card)
        numbered = cue.finite and cue.lemma != "leggere"  # "vi si legge" agrees with what is read
        plural = cue.plural if numbered else None
        partners = partners_of(self.context, self.names, cue)
        found = self.latest(
            offset,
            plural=plural,
            gender=cue.gender,
            people=False,
            but=asked_by or addressed(cue, self._spoken.last(offset)),
            beside=partners,
            narrated=cue.finite and narrated(cue.sentence, cue.word),
            told=ANYBODY if plural else told,
            written=cue.lemma == "leggere" or in_paper(cue),
        )
        if partners and found is not None:  # the sentence is about whom it does not name
            self._salience.add(offset, found, found.key, "subject", "topic")
        return found


TITLE = re.compile(r"(?:la|il)\s(?:[\w.-]+\s)?|l['’][\w-]+\s", re.I)
MEN = words("men")
WIVES = words("wives")
COMPANY = re.compile(r"(?:i|le|gli|il|la)\s(?:suoi|sue|suo|sua|loro|altri|altre)\s")
STRESSED = re.compile(r"stess[oa]\b")
""" "Neri ha battuto Bianchi in una partita che lui stesso ha definito «folle»": whom the sentence is about."""
WHO_THEN = frozenset({"il quale", "la quale", "i quali", "le quali"})
"""At the head of a sentence they mean whom the one before named last."""
GROUP = 0.6
"""The same of a group: "la famiglia" rarely has "ha detto" behind it without a word."""
BODY = 0.6
"""By how much the salience of a body counts for a verb without subject: rather a person goes on speaking."""
SURELY = 0.15
"""Somebody of the gender that is asked for comes before one whose gender is unknown if at least so salient."""


def _content_before(before: str) -> bool:
    """Whether words stand before a name that are no title: "mons. Neri" is Neri."""
    return any(len(word) > 3 and fold(word) not in HONORIFICS for word in re.findall(r"[a-zà-ù]+", before))


def _looks_personal(context: Context, text: str) -> bool:
    tokens = name_tokens(text)
    return bool(tokens) and tokens[0] in context.lexicon.names and not is_firm(tokens)
