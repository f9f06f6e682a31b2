"""Sentences before a colon that bring up who speaks: "A commentare è Neri: «...»", and those whose subject is words of somebody."""

from __future__ import annotations

import re
from dataclasses import replace

from .case import Case
from .cues import Cue
from .eligible import animate
from .handed_over import handed_to
from .lexicons import Verb
from .phrases import Mention, mention_of
from .records import Span
from .word_order import NAME_RUN
from .words import words


def whose_words(case: Case, cue: Cue) -> Mention | None:
    """ "Il messaggio di Neri è chiaro: «...»", "Le parole che Neri ha pronunciato sono nette: «...»": of words that are somebody's, they speak.

    "Neri e il ricordo di Bianchi: «...»": of what is told about somebody, whom a headline names beside it.
    """
    subject = cue.subject
    beside = cue.sentence.head(cue.word) if cue.word.rel == "conj" and cue.lemma in ABOUT_OTHERS else None
    if beside is not None and beside.upos == "PROPN" and beside.index < cue.word.index:
        return mention_of(case.context, cue.sentence, beside)
    noun = case.cues.at(cue.sentence, subject.head) if cue.kind == "verb" and subject is not None else None
    written = isinstance(cue.entry, Verb) and cue.entry.sense == "write"  # "Il comunicato di Neri recita"
    return noun.subject if noun is not None and noun.kind == "noun" and noun.subject is not None and not written else subject


ABOUT_OTHERS = words("nouns_about_others")
BRINGING = words("bringing_verbs")


def bringing_up(case: Case, begin: int, colon: int) -> Cue | None:
    """ "A commentare la sentenza è Neri: «...»", "A spiegarlo ci pensa Neri: «...»": the infinitive reports, not its object nor the verb
    that brings up who does it."""
    for cue in case.frame(begin, colon):
        if (handed := handed_to(case, cue)) is not None:
            return handed
        if cue.kind != "verb" or cue.word.feat("VerbForm") != "Inf" or cue.direct == "no" or cue.subject is None:
            continue
        sentence, main = cue.sentence, cue.sentence.head(cue.word)
        first = [w.lemma.lower() for w in sentence.words[: cue.word.index] if w.start >= begin]
        if (who := _first_to(case, cue, begin)) is not None:
            return who
        brought = main is not None and (main.lemma in BRINGING or bool(sentence.children(main, "cop")))
        behind = case.context.text[cue.span.end : cue.subject.span.start]
        if (
            first not in (["a"], ["ad"])
            or not brought
            or cue.subject.span.start < cue.span.end
            or re.search(r"[,;:.«»“”\"]", behind)
        ):
            continue
        told = any(c.finite or (c.kind == "noun" and c.subject) for c in case.frame(cue.subject.span.end, colon))
        return cue if not told else None  # "A chiudere la giornata è Neri, che ha detto: «...»", "... è Neri con una nota: «...»"
    return None


RANKED = words("ranked")


def _first_to(case: Case, cue: Cue, begin: int) -> Cue | None:
    """ "Il primo a parlare è il presidente Neri: «...»": who it is that comes first, not the first."""
    sentence, ranked = cue.sentence, cue.subject.head if cue.subject is not None else None
    main = sentence.head(cue.word) if ranked is None or sentence.head(cue.word) is not ranked else sentence.head(ranked)
    if ranked is None or ranked.lemma not in RANKED or ranked.start < begin or main is None:
        return None
    if not sentence.children(main, "cop") or main.start < cue.span.end or not animate(case.context, main):
        return None
    return replace(cue, subject=mention_of(case.context, sentence, main))


CLEFT = re.compile(
    rf"\b(?:è|era|sono|fu|è stat[oa]|tocca|toccava|spetta)\s(?:poi\s|invece\s|di nuovo\s)?(?:(?:il|lo|la|l['’]|ad?|al|alla|all['’])\s?)?(?P<who>{NAME_RUN}|[a-zà-ù]+)\s(?:ad?\s)?\w*(?:are|ere|ire|rre|rla|rlo|rle|rli|rsi|rci|rne)\b"
)


def cleft(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Al rientro è Neri a prenderla larga: «...»": the sentence brings up who does it."""
    match = CLEFT.search(case.context.text, begin, colon)
    if match is None:
        return _who_it_is(case, begin, colon)
    for place in case.context.words(Span(match.start("who"), match.end("who"))):
        word = place.word
        named = word.upos == "PROPN" or animate(case.context, word)
        return mention_of(case.context, place.sentence, word) if named and case.context.voice(word) == case.around else None
    return None


def _who_it_is(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Chi invece ostenta calma è Neri: «...»": whom the sentence says somebody to be."""
    places = [p for p in case.context.words(Span(begin, colon)) if p.word.upos not in {"PUNCT", "CCONJ"}]
    if not places or places[0].word.text.lower() != "chi":
        return None
    for place in places[1:]:
        word, sentence = place.word, place.sentence
        is_it = any(c.lemma == "essere" and c.index < word.index for c in sentence.children(word, "cop"))
        if is_it and animate(case.context, word) and word.upos in {"NOUN", "PROPN"}:
            return mention_of(case.context, sentence, word)
    return None
