"""Whose turn it is before a colon: "Poi tocca al capitano Deri: «...»", "E lui: «...»", "Soddisfatta la Cisl: «...»"."""

from __future__ import annotations

import re
from dataclasses import replace

from .case import Case
from .context import Context
from .cues import Cue
from .eligible import denotes_somebody
from .phrases import Mention, mention_of
from .records import Span
from .tree import Sentence, Word
from .words import words

HANDING = words("handing_verbs")
PASSED = words("passed_on")
TURNS = frozenset({"volta", "turno"})


def handed_over(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Poi tocca al capitano Deri: «...»", "La parola passa al pm: «...»", "È la volta di Neri: «...»": to whom the text hands the word."""
    for place in case.context.words(Span(begin, colon)):
        word, sentence = place.word, place.sentence
        if case.context.voice(word) != case.around:
            continue
        if word.lemma in HANDING and word.feat("VerbForm") == "Fin":
            subjects = sentence.children(word, "nsubj")
            if subjects and not any(w.lemma in PASSED for w in subjects):
                continue  # "Il treno passa al binario due: «...»"
            if any(w.feat("VerbForm") == "Inf" for w in sentence.children(word)):
                continue  # "tocca a Neri difendere il figlio": what he has to do
            governed = ("a", [*sentence.children(word, "obl", "iobj")])
        elif word.lemma in TURNS and sentence.children(word, "cop"):
            governed = ("di", sentence.children(word, "nmod"))
        else:
            continue
        if (who := _governed(case, sentence, *governed, colon)) is not None:
            return who
    return None


def handed_to(case: Case, cue: Cue) -> Cue | None:
    """ "Tocca a Rossi rispondere: «...»": the infinitive of who is handed the word."""
    main = cue.sentence.head(cue.word)
    if cue.kind != "verb" or cue.subject is not None or cue.word.feat("VerbForm") != "Inf" or cue.direct == "no" or main is None:
        return None
    if main.lemma not in {"toccare", "spettare"} or main.feat("VerbForm") != "Fin":
        return None
    who = _governed(case, cue.sentence, "a", [*cue.sentence.children(main, "obl", "iobj")], cue.span.start)
    return replace(cue, subject=who) if who is not None else None


def _governed(case: Case, sentence: Sentence, preposition: str, found: list[Word], colon: int) -> Mention | None:
    """The last of some words before the colon that denotes somebody and has the preposition before it."""
    for word in reversed(found):
        somebody = denotes_somebody(case.context, word) and word.end <= colon
        if somebody and any(c.lemma == preposition for c in sentence.children(word, "case")):
            return mention_of(case.context, sentence, word)
    return None


PRONOUN_AT = re.compile(
    r"(?:^|[.!?…»”\"]\s|[,;]\s)(?P<turn>(?:[Ee]|[Mm]a|[Pp]oi|[Aa]llora)\s)?(?P<who>[Ll]ui|[Ll]ei|[Ll]oro|[Qq]uesti|[Ll]['’]altr[oa])(?:,\s[^,.:;«»“”\"]{3,30})?\s?$"
)
""" "E lui: «...»", "Lei, serafica: «...»"."""


TURN = re.compile(r"\b(?:[Ee]|[Mm]a|[Aa]llora)\s$")


def takes_turn(text: str, mention: Mention) -> bool:
    """ "E lui: «...»", "E questi: «...»": whether a pronoun means another than who has just spoken."""
    return mention.kind == "pronoun" and TURN.search(text[max(0, mention.span.start - 8) : mention.span.start]) is not None


def pronoun_at(case: Case, begin: int, colon: int) -> Mention | None:
    """ "E lui: «...»", "Lei, serafica: «...»": nothing but a pronoun before the colon."""
    match = PRONOUN_AT.search(case.context.text[begin:colon])
    if match is None:
        return None
    for place in case.context.words(Span(begin + match.start("who"), begin + match.end("who"))):
        word = place.word
        if case.context.voice(word) != case.around:
            return None
        if word.upos == "DET" and "altr" in match.group("who"):
            continue
        found = mention_of(case.context, place.sentence, word)
        span = Span(begin + match.start("who"), begin + match.end("who"))
        gender = "Fem" if match.group("who").lower()[-1] in "ea" and "altro" not in match.group("who") else "Masc"
        return Mention(span, found.sentence, word, "pronoun", gender, plural=match.group("who").lower() == "loro")
    return None


BEARING = words("bearing_things", "signs")
NOBODY_KNOWN = frozenset({"qualcuno", "ignoti", "ignoto"})


def puts_up(cue: Cue) -> bool:
    """ "ha attaccato un foglio: «...»", "espone un cartello: «...»": a verb whose object bears the words says none."""
    objects = cue.sentence.children(cue.word, "obj")
    return cue.kind == "verb" and any(w.lemma in BEARING and w.start > cue.span.start for w in objects)


def borne(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Sulla vetrina un foglio scritto a mano: «...»", "qualcuno ha attaccato un foglio: «...»": the thing right before the colon."""
    context = case.context
    for place in reversed(list(context.words(Span(begin, colon)))):
        word, sentence = place.word, place.sentence
        if context.voice(word) != case.around or word.feat("VerbForm") == "Fin" or word.text == ",":
            return None
        if word.lemma not in BEARING or word.upos != "NOUN":
            continue
        above = sentence.head(word)
        subjects = sentence.children(above, "nsubj") if above is not None and word.rel == "obj" else []
        if any(w.text.lower() not in NOBODY_KNOWN for w in subjects):
            return None
        thing, first = mention_of(context, sentence, word), min([word.start, *(d.start for d in sentence.children(word, "det"))])
        return replace(thing, span=Span(first, thing.span.end)) if not sentence.children(word, "case") else None
    return None


ARTICLES = frozenset({"il", "lo", "la", "i", "gli", "le", "l'", "l’"})


def noun_after_all(context: Context, sentence: Sentence, word: Word) -> bool:
    """ "la capitana", taken for a verb: a word for somebody behind an article."""
    determined = word.index > 0 and sentence.words[word.index - 1].text.lower() in ARTICLES
    form = word.text.lower()
    return determined and word.upos == "VERB" and context.lexicon.role(form, form) is not None


def judged_so(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Più ottimista Corrado Steiner, analista di banca: «...»", "Soddisfatta la Cisl: «...»": in a clause without a verb the first
    somebody that nothing governs."""
    context = case.context
    places = [p for p in context.words(Span(begin, colon)) if context.voice(p.word) == case.around and p.word.upos != "PUNCT"]
    if not places or any(p.word.feat("VerbForm") == "Fin" and not noun_after_all(context, p.sentence, p.word) for p in places):
        return None
    for at, place in enumerate(places):
        word, before = place.word, [p.word for p in places[max(0, at - 2) : at]]
        role = context.lexicon.role(word.text, word.lemma) or context.lexicon.role(word.text.lower(), word.text.lower())
        named = word.upos == "PROPN" and word.text in context.lexicon.names
        determined = bool(before) and (before[-1].upos == "DET" or before[-1].text.lower() in ARTICLES)
        noun = word.upos == "NOUN" or noun_after_all(context, place.sentence, word)
        called = determined and (word.upos == "PROPN" or (noun and role is not None and role.type != "document"))
        if not (named or called) or place.sentence.children(word, "case"):
            continue
        if any(w.upos == "ADP" for w in (before[-1:] if before and before[-1].upos != "DET" else before)):
            continue
        found = mention_of(context, place.sentence, word)
        first = before[-1].start if called and not named else found.span.start  # not "Felicissima la capitana"
        return replace(found, span=Span(max(first, found.span.start), found.span.end))
    return None
