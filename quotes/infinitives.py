"""Whom an infinitive leaves unsaid: "ha avuto modo di dire", "la decisione del governo di chiedere", "è il sindaco a dirlo"."""

from __future__ import annotations

from .context import Context
from .cues import REACH, Cue, auxiliaries_of
from .eligible import can_speak, denotes_somebody, is_thing
from .phrases import NOMINAL, Mention, mention_of
from .tree import Sentence, Word
from .words import words

CHANCES = words("chances")
TAKING = words("chance_verbs")
GIVING = words("giving_verbs")
TO = frozenset({"a", "ad"})


def chance_taken(context: Context, sentence: Sentence, infinitive: Word) -> Word | None:
    """ "ha avuto modo di dire", "coglie l'occasione per ribadire": the verb that with its noun says no more than that it was said."""
    above = sentence.head(infinitive)
    if above is None:
        return None
    objects = [above] if above.rel == "obj" else sentence.children(above, "obj")
    for noun in objects:
        verb = sentence.head(noun)
        if (
            noun.lemma in CHANCES
            and verb is not None
            and verb.lemma in TAKING
            and verb.index < noun.index < infinitive.index <= noun.index + REACH
            and noun.index <= verb.index + REACH
            and context.voice(verb) == context.voice(infinitive)
        ):
            return verb
    return None


def brought_up(context: Context, cue: Cue) -> Mention | None:
    """ "È stato il sindaco a chiedere", "A dare l'annuncio è la famiglia": who does it, in the sentence that brings them up."""
    sentence, infinitive = cue.sentence, cue.word
    if infinitive.feat("VerbForm") != "Inf" or not any(
        m.text.lower() in TO for m in sentence.children(infinitive, "mark", "case")
    ):
        return None
    above = sentence.head(infinitive)
    if above is not None and above.rel in {"cop", "aux"}:
        above = sentence.head(above)
    near = [above, *sentence.children(infinitive, "ccomp", "nsubj", "csubj", "obj")]
    for who in near:
        if (
            who is not None
            and who.upos in NOMINAL
            and any(c.lemma == "essere" for c in sentence.children(who, "cop"))
            and not sentence.children(who, "nsubj")
            and context.voice(who) == context.voice(infinitive)
            and (denotes_somebody(context, who) or who.upos == "PRON")
            and can_speak(context, who)
        ):
            return mention_of(context, sentence, who, conjuncts=True)
    return None


def holder(context: Context, sentence: Sentence, noun: Word, cue: Cue) -> Mention | None:
    """ "la decisione del governo di chiedere", "ha dato ai cittadini la possibilità di dire": whose what an infinitive describes is."""
    for owner in sentence.children(noun, "nmod"):
        owned = any(c.lemma in {"di", "da"} for c in sentence.children(owner, "case")) and owner.index < cue.word.index
        if owned and denotes_somebody(context, owner) and context.voice(owner) == context.voice(cue.word):
            return mention_of(context, sentence, owner)
    verb = sentence.head(noun)
    if verb is None or verb.lemma not in GIVING or noun.rel != "obj":
        return None
    for given in sentence.children(verb, "obl", "iobj"):
        if any(c.lemma == "a" for c in sentence.children(given, "case")) and denotes_somebody(context, given):
            return mention_of(context, sentence, given)
    return None


def held_by_subject(context: Context, sentence: Sentence, noun: Word) -> bool:
    """ "Il direttore ha preso la decisione di annunciare": whether what an infinitive describes is the subject's own."""
    verb = sentence.head(noun)
    return (
        is_thing(context, noun)
        and noun.rel == "obj"
        and verb is not None
        and verb.upos == "VERB"
        and verb.lemma not in GIVING
        and not any(a.deprel == "aux:pass" for a in auxiliaries_of(sentence, verb))
    )
