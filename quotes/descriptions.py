"""Description -> speaker: what a noun phrase without a name means ("il ministro", "l'azienda", "le due donne").

It is the holder of an office, one of those whom the text goes on about, or somebody who stays unnamed.
"""

from __future__ import annotations

import re

from .context import Context
from .entity import Entity
from .fullest import (
    COMPLEMENT,
    HUMANS,
    MARKED_NAME,
    SOURCES,
    description,
    fuller,
    introduced,
    lower_first,
    with_article,
    without_same,
)
from .holders import HEADS, holder_of, holds_another, nicknamed
from .lexicons import Role
from .mentions import DESCRIPTIONS
from .named_bodies import BODIES, NamedBodies
from .names import Names
from .offices import office
from .papers import MESSAGES
from .partners import RELEASES
from .persons import BYSTANDERS
from .phrases import Mention
from .records import Span, SpeakerType
from .runs import AGE, fold, name_tokens
from .salience import WEIGHTS, Salience
from .several import counted, named_together, pair, some_of
from .speaker import Event, Speaker, Spoken, agrees, speaker_of
from .words import domains, kinds_of_office, same_origin, words


class Descriptions:
    """What descriptions mean in one article, by whom it names, who stands in the foreground and who has spoken so far."""

    def __init__(self, context: Context, names: Names, salience: Salience[Speaker], spoken: Spoken, bodies: NamedBodies) -> None:
        self.context = context
        self.names = names
        self._salience = salience
        self._spoken = spoken
        self._bodies = bodies
        self._come_from: dict[tuple[str, bool], str] = {}

    def read(self, mention: Mention, text: str, *, continuing: bool, asked_by: Speaker | None) -> Speaker:
        """The speaker of a phrase without a name; ``text`` are its words, the rest is as for `Discourse.resolve`."""
        return (
            some_of(self.context, mention, text)
            or self._bodies.together(mention, text)
            or counted(self._salience, mention, self._with_article(mention, text))
            or pair(self._salience, mention, self._with_article(mention, text))
            or self._described(mention, text, continuing=continuing, asked_by=asked_by)
        )

    def _described(self, mention: Mention, text: str, *, continuing: bool, asked_by: Speaker | None) -> Speaker:
        """The speaker of a phrase without a name: the holder of an office, whom the text goes on about, or somebody unnamed."""
        head = mention.head
        role = self.context.lexicon.role(head.text, head.lemma)
        if head.text.lower() in CAPITAL_BODIES and (head.text[0].isupper() or COMPOUND.match(self.context.text, head.start)):
            return Speaker(re.sub(r"^(?:la|il)\s", "", text, flags=re.I), "organisation", mention.gender)  # "la Guardia costiera"
        if not mention.plural and (aged := self._of_age(head.text)) is not None:
            return speaker_of(aged)
        if not mention.plural:
            key = office(role, head, text)
            holder = nicknamed(self.names, text) or holder_of(self.names, key, text + self._charge(mention), mention)
            headline = self.context.is_headline(self.context.paragraph_at(mention.span.start))  # announces who is named below
            later = holder is not None and holder.places[0] > mention.span.start and not headline and key not in holder.deeds
            if (bare := self._presented(mention, text, role, holder)) is not None:
                return bare
            if continuing and (colleague := self._of_a_party(mention, key, text)) is not None:
                return colleague
            if holder is not None and not later:
                return speaker_of(holder)
            above = self.context.paragraph_at(mention.span.start) < HEAD and role is not None and role.type == "person"
            if above and holder is None and self.names.interviewee is not None:
                return speaker_of(self.names.interviewee)
            if self._definite(mention, text) and (
                found := self._anaphor(mention, text, role, continuing=continuing, but=asked_by)
            ):
                return found
            if holder is not None:
                return speaker_of(holder)
        if role is not None and role.type == "document" and head.lemma in MESSAGES and self._definite(mention, text):
            last = self._spoken.last(mention.span.start)
            if last is not None and len(name_tokens(text)) <= 2 and self._sent(last, mention):
                return last.speaker  # "... ha dichiarato in una nota. La nota descrive"
        kind: SpeakerType = "unnamed"
        if role is not None and role.type == "organisation":
            kind = "organisation"
        elif mention.plural or (role is not None and role.type == "group"):
            kind = "group"
        # not "gli attivisti del comitato «Aria pulita»"
        plain = COMPLEMENT.search(self.context.text, head.end, mention.span.end) is None
        if plain and kind in {"organisation", "group"} and (marked := MARKED_NAME.match(self.context.text, mention.span.end)):
            return Speaker(marked.group("name"), kind, mention.gender, mention.plural)
        if kind != "organisation" or self.context.text.startswith(" che ", mention.span.end):
            text = description(self.context, mention).of(self.context.text)
        if (
            mention.plural
            and (named := named_together(self.context, self.names, mention, definite=self._definite(mention, text))) is not None
        ):
            return named
        people = (role is not None and role.type in {"person", "group"}) or head.lemma in SOURCES
        text = fuller(self.context, mention) or (introduced(self.context, mention) if people else None) or text
        first = mention.sentence.word_at(mention.span.start)  # "Di Maio ha detto"
        bare_name = head.upos == "PROPN" and first is not None and first.upos == "PROPN"
        name = text if bare_name else without_same(with_article(self.context, mention, lower_first(text)))
        return Speaker(name, kind, mention.gender, mention.plural)

    def _charge(self, mention: Mention) -> str:
        """ "l'assessore" + " alla Cultura": what somebody is in charge of, which the parser hangs on the verb."""
        charge = CHARGE.match(self.context.text, mention.span.end) if mention.head.text.lower() in IN_CHARGE else None
        return charge.group() if charge is not None else ""

    def _presented(self, mention: Mention, text: str, role: Role | None, holder: Entity | None) -> Speaker | None:
        """ "Oreste Neri ha risposto per ore. «...», esordisce l'ex direttore della banca": the description gives the role of whom the
        sentence before the quotation has for its subject and of whom nothing was told yet.
        """
        if role is None or role.type != "person" or not self._definite(mention, text) or mention.head.text.lower() in BYSTANDERS:
            return None
        paragraph = self.context.paragraphs[self.context.paragraph_at(mention.span.start)]
        before = [q for q in self.context.quoted if q.parent is None and paragraph.start < q.outer.start < mention.span.start]
        between = self.context.between(before[-1].outer.end, mention.span.start) if before else "."
        if len(between) > 40 or re.search(r"[.!?:;]", between) or mention.head.text.lower() in OTHERS:
            return None
        start = before[-1].outer.start
        last = [s for s in self.context.sentences(Span(paragraph.start, start)) if s.span.end <= start + 2]
        least = WEIGHTS["topic"] + WEIGHTS["object"]
        people = self._salience.there(last[-1].span.start, start, lambda s: s.type == "person") if last else []
        found = self._salience.foremost(last[-1].span.start, start, lambda s: s.type == "person", least=least) if last else None
        if found is None or found.entity is None or found.entity.roles or not agrees(found, None, mention.gender):
            return None
        if any(other.key != found.key for other in people) or self._met(mention):
            return None
        if holder is not None and any(paragraph.start <= place < mention.span.start for place in holder.places):
            return None
        return found

    def _of_a_party(self, mention: Mention, key: str, text: str) -> Speaker | None:
        """ "Ada Neri (Alleanza Verde) è contraria: «...». «...», aggiunge la consigliera": who has just spoken, of a party and no office told."""
        last = self._spoken.last(mention.span.start)
        entity = last.speaker.entity if last is not None else None
        if last is None or entity is None or entity.roles or "esponente" not in entity.deeds or not self._definite(mention, text):
            return None
        fits = "politics" in DOMAINS.get(key, ()) and key not in GOVERNING and agrees(last.speaker, False, mention.gender)
        return last.speaker if fits else None

    def _sent(self, last: Event, mention: Mention) -> bool:
        """Whether the one who spoke last did so in such a message: "ha scritto in una nota. La nota descrive"."""
        text, noun = self.context.text, mention.head.text.lower()
        if noun in RELEASES:
            return True
        start = self.context.paragraphs[max(0, self.context.paragraph_at(last.offset) - 1)].start
        return re.search(rf"\b{re.escape(noun)}\b", text[start : mention.head.start].lower()) is not None

    def _met(self, mention: Mention) -> bool:
        """Whether somebody unnamed has come up under the same noun ("un testimone ... il testimone")."""
        noun = fold(mention.head.text)
        unnamed = self._salience.recent(mention.span.start, lambda s: s.entity is None and not s.plural)
        return any(noun in {fold(t) for t in name_tokens(s.name)[:2]} for s in unnamed)

    def _definite(self, mention: Mention, text: str) -> bool:
        """Whether a phrase has a definite article, if only inside the preposition before it ("all'alleata")."""
        before = self.context.text[max(0, mention.span.start - 6) : mention.span.start]
        return DEFINITE.match(text) is not None or ARTICULATED.search(before) is not None

    def _with_article(self, mention: Mention, text: str) -> str:
        """ "dai due giovani": "i due giovani", of which the article stands in the preposition."""
        before = self.context.text[max(0, mention.span.start - 6) : mention.span.start]
        if not mention.plural or ARTICULATED.search(before) is None:
            return text
        return f"{'le' if mention.gender == 'Fem' else 'i'} {text}"

    def _anaphor(
        self, mention: Mention, text: str, role: Role | None, *, continuing: bool, but: Speaker | None
    ) -> Speaker | None:
        """ "l'attaccante", "l'azienda", "il collega": who of those before a definite description goes on about."""
        head = mention.head
        forms = {head.lemma.lower(), head.text.lower(), re.sub(r"^(?:neo|ex)-", "", head.text.lower())}
        if (concerned := CONCERNED_SELF.search(text)) is not None:
            forms.add(concerned.group("noun").lower())  # of which the parser takes "la diretta" for the noun
        complemented = COMPLEMENT.search(text) is not None or self._specified(mention)
        person = role is not None and role.type == "person"
        last = self._spoken.last(mention.span.start)
        key = office(role, head, text)
        person_noun = head.text.lower()
        aged = AGE.fullmatch(person_noun) is not None

        headed = False
        called = SOURCES if head.lemma in SOURCES else {fold(head.text)}
        come_from = _demonyms(text)

        def same_noun(speaker: Speaker) -> bool:
            return (
                speaker.entity is None
                and (self._spoken.has(speaker) or speaker.type == "organisation")
                and bool(called & {fold(t) for t in name_tokens(speaker.name)[:2]})
            )

        def describable(speaker: Speaker) -> float:
            if but is not None and speaker.key == but.key:
                return False
            if speaker.entity is None:
                return (
                    same_noun(speaker)
                    or (
                        bool(forms & HUMANS)
                        and speaker.type == "unnamed"
                        and (TOLD_APART.match(speaker.name) or AGE.search(speaker.name)) is not None
                        and agrees(speaker, False, mention.gender)
                    )
                    or self._of_that_kind(speaker, key)
                )
            agreeing = not speaker.plural and agrees(speaker, None, mention.gender)
            if role is not None and role.type == "organisation":
                if speaker.type != "organisation" or not self._bodies.is_body(speaker.entity):
                    return 0.0
                return self._bodies.fits(speaker, head) * (1.0 if agreeing else OTHER_GENDER)
            if not agreeing or forms & SOURCES:
                return False
            if (headed and speaker.entity.roles) or holds_another(speaker.entity, key, text):
                return False
            if any(mention.span.start <= place < mention.span.end for place in speaker.entity.places):
                return False  # "il difensore dell'imputato Neri" is not Neri
            if aged and speaker.entity.age is not None and not person_noun.startswith(str(speaker.entity.age)):
                return False  # "Marco Neri, 22 anni", then "il 51enne"
            if (aged or person_noun in DEMONYMS) and self._come_from.get((speaker.key, aged), person_noun) != person_noun:
                return False  # "L'italiano", then "il norvegese"; "il 22enne", then "il 51enne"
            if come_from and not (self._origins(speaker.entity) or come_from) & come_from:
                return False  # "la canadese Sophie Tran", then "la ventiseienne kazaka"
            if key in TRIED and any("law" in DOMAINS.get(of, ()) and of not in TRIED for of, _ in speaker.entity.roles):
                return False  # "il procuratore Neri", then "l'imputato"
            if speaker.type != "person" or (forms & OTHERS and last is not None and last.speaker.key == speaker.key):
                return False
            return 1.0 if aged or self._same_walk(speaker.entity, key) else OTHER_WALK

        if aged and (same := self._of_the_same_age(mention)) is not None:
            return same
        restricted = self.context.text.startswith(" che ", mention.span.end)  # "l'infermiere che lo ha accompagnato": a new one
        if role is not None and role.type == "organisation":
            free = bool(forms & BODIES) and not complemented and not restricted
        else:
            free = (
                bool(forms & (DESCRIPTIONS | DEMONYMS)) or AGE.fullmatch(head.text) is not None or TIMES.match(text) is not None
            )
            qualified = QUALIFIED.search(description(self.context, mention).of(self.context.text)) is not None
            free = (free or (continuing and role is None and head.upos == "NOUN")) and not (forms & HUMANS and qualified)
            free = free or (person and not complemented and not forms & HUMANS and (not forms & OFFICES or continuing))
            free = free or (
                re.match(r"neo-?$|neo-", head.text.lower()) is not None or (head.text.lower().startswith("neo") and person)
            )  # who has just been named so
            free = free and not (restricted and not continuing)
            headed = not free and bool(forms & HEADS) and len(name_tokens(text)) <= 2
            free = free or headed
        if not complemented and head.upos == "NOUN" and (role is None or role.type in {"organisation", "group"}):
            if (named := self._bodies.of_kind(head)) is not None:
                return named
        ranking = self._salience.ranking(mention.span.start, describable if free else same_noun)
        if forms & OTHERS and last is None:
            ranking = ranking[1:]  # "Neri in rosa. Il rivale: «...»"
        if forms & CONCERNED:
            last_named = last.speaker.key if last is not None else None
            ranking = [pair for pair in ranking if pair[1].key != last_named] or ranking
        if not ranking:
            return None
        if free and (aged or person_noun in DEMONYMS):
            self._come_from.setdefault((ranking[0][1].key, aged), person_noun)
        if forms & TRADES and self._works_otherwise(ranking[0][1].entity, key):
            return None  # "il macchinista Luca Neri", then "il capostazione"
        twin = next((s for _, s in ranking if same_noun(s) and len(s.name) > len(text)), None)
        return twin or (ranking[0][1] if free else None)

    def _of_the_same_age(self, mention: Mention) -> Speaker | None:
        """ "Una 40enne di Pavia è stata aggredita ... la 40enne": whom the text brought up by the same age and never names."""
        age = fold(mention.head.text)
        before = self._salience.recent(mention.span.start, lambda s: s.entity is None and not s.plural)
        return next((s for s in before if age in {fold(t) for t in name_tokens(s.name)[:2]}), None)

    def _specified(self, mention: Mention) -> bool:
        """ "l'associazione nazionale presidi": whether a bare noun behind the head says which body it is."""
        inside = [p.word for p in self.context.words(Span(mention.head.end, mention.span.end))]
        bare = (w for w in inside if w.upos == "NOUN" and w.rel in {"nmod", "compound"})
        return any(not mention.sentence.children(w, "case") for w in bare)

    def _origins(self, entity: Entity) -> set[str]:
        """Where somebody comes from, by the words right before the name: "la canadese Sophie Tran"."""
        text = self.context.text
        return {origin for place in entity.places for origin in _demonyms(text[max(0, place - 25) : place].rpartition(" la ")[2])}

    @staticmethod
    def _same_walk(entity: Entity, key: str) -> bool:
        """Whether somebody's offices, if any is told, lie in the walk of life of a description: "l'artista" is no assessor.

        Of a description that belongs to none, as "il bagnino", they must be the very one.
        """
        meant = DOMAINS.get(key)
        told = [DOMAINS[office] for office, _ in entity.roles if office in DOMAINS]
        if not meant:
            return not entity.roles or any(office == key for office, _ in entity.roles)
        return not told or any(meant & walk for walk in told)

    @staticmethod
    def _of_that_kind(speaker: Speaker, key: str) -> bool:
        """ "il parroco di Sant'Anna ... il sacerdote", "un avvocato di Bari ... il legale": somebody unnamed under a wider noun."""
        tokens = name_tokens(speaker.name.lower())
        named = {fold(token) for token in tokens[:2]} & KINDS.get(key, frozenset())
        return speaker.type == "unnamed" and key not in MEMBERS and bool(named) and TOLD_APART.match(speaker.name) is not None

    def _works_otherwise(self, entity: Entity | None, key: str) -> bool:
        """Whether the text tells that somebody works as something else than a description says."""
        if entity is None or self._same_walk(entity, key):
            return False
        return any(office in self.context.lexicon.roles and office not in GENERAL for office, _ in entity.roles)

    def _of_age(self, form: str) -> Entity | None:
        """ "il 58enne": the one person whose age the article gives so."""
        digits = re.fullmatch(r"(\d{1,2})enne", form)
        found = [e for e in self.names.people() if digits is not None and e.age == int(digits.group(1))]
        return found[0] if len(found) == 1 else None


IN_CHARGE = words("portfolio_offices")
CHARGE = re.compile(
    r"\s(?:(?:al|alla|allo|alle|ai|agli)\s|all['’]|per\s(?:il|la|lo|gli|le|i)\s)[A-ZÀ-Ý]\w+(?:\s[a-zà-ù]+(?=[,.»\s]))?"
)
COMPOUND = re.compile(r"guardia\s(?:costiera|nazionale|forestale|svizzera|di\sfinanza)\b|protezione\scivile\b", re.I)
""" "la guardia costiera": a body, though its noun alone is somebody."""
TOLD_APART = re.compile(rf"un['’]|una?\s|(?:(?:il|lo|la)\s|l['’])[\w-]+(?:\s[\w-]+)?{COMPLEMENT.pattern}", re.I)
""" "un corriere", "la madre della vittima": how somebody comes up whom the text may call "l'uomo", "la donna" later."""
HEAD = 3
"""Paragraphs at the head of an interview that speak of whom it is with: title and lines under it."""
OTHER_GENDER = 0.6
"""By how much a body counts for a description of another gender or number: "il Valdarsa ... la società"."""
OTHER_WALK = 0.25
"""By how much somebody counts for a description of another walk of life: an assessor is hardly "l'artista"."""
DEFINITE = re.compile(r"(?:il|lo|la|l['’]|quest[oa]|quest['’]|(?:lo|la)\sstess[oa]|quell[oa])(?:\s|(?<=['’]))", re.I)
ARTICULATED = re.compile(
    r"(?:^|[\s'’])(?!di\s)(?:(?:d|n|da|a|su|co)(?:el|al|ul|l|ll[oae]|ei|i|gli|egli)|(?:de|ne|da|a|su|co)(?:l|ll[oae]|i|gli))(?:\s|ll['’])$"
    r"|(?:de|ne|da|a|su|co)ll['’]$",
    re.I,
)
QUALIFIED = re.compile(
    r"\s(?:di|del|dello|della|dei|degli|delle|con|col|in|da|dal|dalla|al|alla|(?:d|dell|all|dall)['’])\s?\w", re.I
)
TIMES = re.compile(r"(?:il|la)\s\w+\svolte\b", re.I)
"""The head of a champion's description: "il tre volte campione", "il cinque volte Pallone d'oro"."""
OFFICES = words("offices") | BYSTANDERS
"""Holders of an office, kin and bystanders: a text that says "il vescovo" means the bishop, not whom it named last."""
DOMAINS = domains()
KINDS = kinds_of_office()
TRADES = words("trades")
"""What somebody works as, which nobody is called whom the text told to be something else."""
GENERAL = words("descriptions", "humans", "kin", "others")
"""Descriptions beside which somebody may work as anything."""
TRIED = words("before_the_law")
DEMONYMS = words("demonyms")
SAME_ORIGIN = same_origin()
OTHERS = words("others")
"""Nouns that denote somebody beside the one who has just spoken ("il collega", "il rivale")."""
CONCERNED = words("concerned")
"""Nouns for whom the words of others are about: "Ma l'interessata smentisce"."""
CONCERNED_SELF = re.compile(r"\bdirett[oa]\s(?P<noun>interessat[oa])\b", re.I)
GOVERNING = words("portfolio_offices", "heads")
"""Offices of which a text tells who holds them."""
MEMBERS = words("members")
CAPITAL_BODIES = words("capital_bodies")


def _demonyms(phrase: str) -> set[str]:
    """The demonyms in some words, without their endings, those that mean the same as one ("lo spagnolo", "l'iberico")."""
    found = (word[:-1] for word in re.findall(r"[a-zà-ù]+", phrase.lower()) if word in DEMONYMS)
    return {SAME_ORIGIN.get(word, word) for word in found}
