"""What a quotation tells of whoever speaks in it: one person, if it says "I", of which gender ("sono stanca"), and whom it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .context import Context
from .records import QuotedSpan
from .runs import fold, name_tokens
from .speaker import Speaker
from .tree import Word
from .words import words

I_FORMS = words("first_person_singular")
SONO = re.compile(
    r"\b(?:sono|ero|sarò|sarei|fui)\s(?:(?:stat[oa]|molto|sempre|anche|già|davvero|così|più|solo|qui|proprio|troppo|ancora|quasi)\s)*(?=\w+[oa]\b)",
    re.I,
)
""" "sono davvero stanca", "ero già scalzo": what follows agrees with who speaks."""


@dataclass(frozen=True, slots=True)
class Self:
    """Who says "I"."""

    one: bool = False
    """Whether it is one person: "ho", "mia"; a body says "we"."""
    gender: str | None = None
    spoken_of: frozenset[str] = frozenset()
    """The folded names in the quotation: who speaks calls themselves "I", not by name."""

    def fits(self, speaker: Speaker, *, body: bool = False) -> bool:
        """Whether ``speaker`` can be meant; ``body``: whether that is surely no person.

        >>> Self(one=True).fits(Speaker("Croce Rossa", "organisation"), body=True)
        False
        """
        if self.one and (speaker.plural or body):
            return False
        if speaker.type == "person" and not self.spoken_of.isdisjoint(fold(t) for t in name_tokens(speaker.name) if len(t) > 2):
            return False
        return self.gender is None or speaker.gender in {None, self.gender}


ANYBODY = Self()


FIRST = re.compile(r"\w+(?:[aei]vo|[ei]rò|rei)|ero|ho", re.I)
"""Endings that only the first person has, whatever the tagger says: "cercavo", "verrò", "vorrei"."""


def _is_first_person(verb: Word) -> bool:
    form = verb.text.lower()
    tagged = verb.feat("Person") == "1" and verb.feat("Number") == "Sing" and form != "sono"
    return tagged or FIRST.fullmatch(form) is not None


def self_of(context: Context, quoted: QuotedSpan | None) -> Self:
    """What the words of a quotation, without quotations inside it, tell of its speaker."""
    if quoted is None:
        return ANYBODY
    others = [q.outer for q in context.quoted if q is not quoted and quoted.span.covers(q.outer)] + list(quoted.inserts)
    own = [p.word for p in context.words(quoted.span) if not any(span.covers(p.word.span) for span in others)]
    one = any(w.text.lower() in I_FORMS or (w.upos in {"VERB", "AUX"} and _is_first_person(w)) for w in own)
    gender = None
    for match in SONO.finditer(context.text, quoted.span.start, quoted.span.end):
        told = next((w for w in own if w.start == match.end()), None)
        adjective = told is not None and (told.upos == "ADJ" or (told.upos == "VERB" and told.feat("VerbForm") == "Part"))
        if told is not None and adjective and told.feat("Number") == "Sing" and told.feat("Gender"):
            gender, one = told.feat("Gender"), True
    return Self(one, gender, frozenset(fold(w.text) for w in own if w.text[:1].isupper() and len(w.text) > 2))
