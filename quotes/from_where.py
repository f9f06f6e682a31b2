"""Who speaks where only a place is named: "dalla Procura fanno sapere", "in Comune assicurano", "dicono a Palazzo Chigi"."""

from __future__ import annotations

import re

from .context import Context
from .cues import REACH, Cue, auxiliaries_of
from .eligible import denotes_somebody
from .lexicons import Verb
from .phrases import TIME_NOUNS, Mention, mention_of
from .tree import Sentence, Word
from .word_order import BESIDE_MARKS
from .words import words

SOURCED = words("sourced_verbs")
SEATS = words("seats_of_power")
LEAKING = frozenset({"trapelare", "filtrare"})
TOLD = frozenset({"say", "write", "answer", "think"})
LIGHT = re.compile(r"(?:,?\s(?:intanto|solo|già|invece|però|poi|non|ora|oggi|lo|si|ci|ne|infatti|per\sora|comunque))*,?\s?")


def source_phrase(context: Context, cue: Cue) -> Mention | None:
    """ "dalla Procura fanno sapere", "dicono dal comitato": a source with "da" beside a plural verb; "dal ministero filtra"; "in Regione si
    fa notare"."""
    sentence, verb = cue.sentence, cue.word
    if not cue.finite or not (cue.plural or cue.impersonal or cue.lemma in SOURCED):
        return None
    parts = [w for w in sentence.children(verb, "xcomp", "ccomp") if cue.span.covers(w.span)]  # "fanno sapere dal ministero"
    found = [c for part in (verb, *parts) for c in sentence.children(part, "obl", "obl:agent", "obl:loc")]
    for child in found:
        near = child.start > cue.span.start or context.between(child.end, cue.span.start).count(" ") <= REACH
        governed = any(c.lemma == "da" for c in sentence.children(child, "case"))
        if near and governed and context.voice(child) == context.voice(verb):
            if denotes_somebody(context, child) or _opens(context, cue, child):
                return mention_of(context, sentence, child)
    return next((mention_of(context, sentence, child) for child in found if _in_a_body(context, cue, child)), None)


def _in_a_body(context: Context, cue: Cue, place: Word) -> bool:
    """ "In Comune assicurano", "«...», dicono in Regione", "A Palazzo Chigi temono": who is there, in the tense of what goes on."""
    sentence, entry = cue.sentence, cue.entry
    if (
        not (cue.plural or cue.impersonal)
        or cue.person != "3"
        or not isinstance(entry, Verb)
        or entry.sense not in TOLD
        or auxiliaries_of(sentence, cue.word)
    ):
        return False
    if context.voice(place) != context.voice(cue.word):
        return False
    governed = {c.lemma for c in sentence.children(place, "case")}
    role = context.lexicon.role(place.text, place.lemma)
    body = role is not None and role.type in {"organisation", "group"} and place.feat("Number") != "Plur"
    inside = ("in" in governed and body) or (bool(governed & {"in", "a"}) and _is_seat(sentence, place))
    named = place.text[:1].isupper() and (
        body or (role is None and place.upos == "PROPN" and place.text not in context.lexicon.names)
    )
    if cue.impersonal and not (named or _is_seat(sentence, place)):
        return False  # "in paese si dice che"
    inside = inside or ("a" in governed and named)  # "precisano al Ministero", "dicono a Raidue"
    return inside and (_opens(context, cue, place) or _right_behind(context, cue, place))


def _is_seat(sentence: Sentence, place: Word) -> bool:
    """ "Palazzo Chigi", "Nazareno": where power sits."""
    behind = sentence.words[place.index + 1 : place.index + 2]
    return place.text.lower() in SEATS or (bool(behind) and f"{place.text}_{behind[0].text}".lower() in SEATS)


def _opens(context: Context, cue: Cue, place: Word) -> bool:
    """Whether a phrase with a preposition opens the sentence and the verb follows it: "Dalla sala operativa ricordano"."""
    sentence = cue.sentence
    phrase = mention_of(context, sentence, place)
    first = min([place.start, *(c.start for c in sentence.children(place, "case"))])
    joined = [w for w in sentence.children(cue.word, "cc") if w.end <= first] if cue.word.rel == "conj" else []
    begin = joined[-1].end if joined else sentence.span.start  # "Neri ha chiesto aiuto, ma in Regione dicono"
    before = [w for w in sentence.words if begin <= w.start and w.end <= first and w.upos not in {"PUNCT", "CCONJ", "ADV"}]
    if before or place.lemma in TIME_NOUNS or auxiliaries_of(sentence, cue.word) or phrase.span.end > cue.span.start:
        return False
    told = isinstance(cue.entry, Verb) and (cue.entry.sense in TOLD or cue.lemma in LEAKING)
    return told and LIGHT.fullmatch(context.text[phrase.span.end : cue.span.start]) is not None


def _right_behind(context: Context, cue: Cue, place: Word) -> bool:
    """ "«...», dicono in Regione": right behind a verb beside marks."""
    first = min([place.start, *(c.start for c in cue.sentence.children(place, "case"))])
    before = context.text[max(0, cue.span.start - 12) : cue.span.start]
    beside = BESIDE_MARKS.search(before) is not None or before.endswith((", ", "– ", "- "))
    return beside and context.between(cue.span.end, first).strip() == ""
