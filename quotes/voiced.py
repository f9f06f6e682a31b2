"""Statements that a noun of speech has for its clause: "l'accusa dei vigili che i conti siano falsi", "ha espresso la speranza che"."""

from __future__ import annotations

from dataclasses import replace

from .clause_end import clause_end
from .context import JOURNALIST, Context
from .cues import Cue
from .lexicons import SpeechNoun
from .records import Span
from .sources import MAKING
from .subjects import find_subject
from .tree import Sentence, Word
from .verbs import introducing, person_of
from .words import words

VOICING = words("voicing_verbs")
NEAR = 60
"""Characters that may stand between a noun and its clause."""


def noun_clause(context: Context, noun: Cue) -> tuple[Span, Cue] | None:
    """The clause that completes a noun of speech, and the cue with who states it: the owner of the noun, or who voices it."""
    voiced = _voiced(context, noun)
    above = noun.sentence.head(noun.word)
    hung = noun.sentence.children(above, "ccomp", "csubj", "advcl") if voiced is not None and above is not None else []
    for child in (*noun.sentence.children(noun.word, "acl", "ccomp"), *hung):
        mark = _mark(noun.sentence, child, noun, infinitive=voiced is not None)
        if voiced is not None and (mark is None or child in hung):
            mark = _right_behind(noun, child)
        if mark is None or mark.start - noun.span.end > NEAR or _about_the_noun(noun.sentence, child):
            continue
        cue = voiced or (noun if _owned_before(noun, mark) else None)
        if cue is not None:
            return Span(mark.start, clause_end(context, noun.sentence, child, mark)), cue
    return None


def _mark(sentence: Sentence, clause: Word, noun: Cue, *, infinitive: bool) -> Word | None:
    marks = [w for w in sentence.children(clause, "mark") if w.start >= noun.span.end]
    return next(
        (w for w in marks if w.text.lower() == "che" or (infinitive and w.lemma == "di" and clause.feat("VerbForm") == "Inf")),
        None,
    )


def _right_behind(noun: Cue, clause: Word) -> Word | None:
    """ "ha espresso la speranza che si trovi un accordo": the "che" of what is hoped, a relative pronoun to the parser."""
    behind = next((w for w in noun.sentence.words[noun.word.index + 1 :]), None)
    content = isinstance(noun.entry, SpeechNoun) and (
        noun.entry.sense == "think" or noun.entry.stance == "hope" or noun.lemma in {"notizia", "accusa"}
    )
    return behind if content and behind is not None and behind.text.lower() == "che" and behind.head == clause.index else None


def _owned_before(noun: Cue, mark: Word) -> bool:
    """Whether the owner of a noun stands before its clause: not in "la notizia che il re è malato"."""
    owner = noun.subject
    return owner is not None and (owner.sentence is not noun.sentence or owner.head.index < mark.index)


def _about_the_noun(sentence: Sentence, clause: Word) -> bool:
    """ "il racconto che Neri fa del viaggio": a clause whose verb the noun is the object of, whatever the parser makes of "che"."""
    return clause.lemma in MAKING and not sentence.children(clause, "obj", "ccomp", "xcomp")


def _voiced(context: Context, noun: Cue) -> Cue | None:
    """ "ha espresso la speranza che", "è stata avanzata l'ipotesi che": the verb that gives words to a noun, from it to the noun."""
    verb = noun.sentence.head(noun.word)
    if verb is None or verb.lemma not in VOICING or noun.word.rel not in {"obj", "nsubj"} or context.voice(verb) != JOURNALIST:
        return None
    be = any(a.lemma in {"essere", "venire"} for a in noun.sentence.children(verb, "aux"))
    passive = noun.word.deprel == "nsubj:pass" or (be and verb.feat("VerbForm") == "Part")
    if (noun.word.rel == "nsubj" and not passive) or any(w.rel == "nmod" for w in noun.sentence.children(noun.word)):
        return None
    cue = introducing(context, noun.sentence, verb)
    finite = next((w for w in (*noun.sentence.children(verb, "aux"), verb) if w.feat("VerbForm") == "Fin"), None)
    if cue is None or person_of(verb, finite) != "3":
        return None
    cue = replace(cue, passive=passive)
    who = find_subject(context, cue)
    return replace(cue, subject=who if who is not None and who.head.index != noun.word.index else None)
