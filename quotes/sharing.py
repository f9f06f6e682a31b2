"""Subjects that a verb shares with another clause: coordinated verbs, gerunds, infinitives, relatives that go on."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise

from .context import Context
from .cues import Cue, auxiliaries_of
from .eligible import agrees, can_speak, denotes_somebody, is_thing
from .infinitives import held_by_subject, holder
from .lexicons import Verb
from .phrases import NOMINAL, RELATIVE, Mention, mention_of
from .records import Span
from .relatives import antecedent, antecedent_of
from .tense import tense_of
from .tree import Sentence, Word
from .word_order import before_aside, named_before
from .words import words


def main_subject(context: Context, sentence: Sentence, clause: Word, cue: Cue) -> Mention | None:
    """ "Il ferroviere guarda il treno che si allontana e dice": hung below a thing's relative clause, the verb goes with the main one."""
    for above in sentence.ancestors(clause):
        if above.index > cue.word.index or above.upos not in {"VERB", "AUX"}:
            continue
        for child in sentence.children(above, "nsubj"):
            if context.voice(child) == context.voice(cue.word) and agrees(sentence, child, cue) and can_speak(context, child):
                return mention_of(context, sentence, child, conjuncts=True)
    return None


def shared_subject(context: Context, sentence: Sentence, verb: Word, cue: Cue) -> Mention | None:
    """A subject one clause up: coordinated verbs, gerunds ("affermando"), infinitives ("nel definire"), "si limita a dire"."""
    below = verb
    for above in sentence.ancestors(verb):
        if (
            below.rel == "conj"
            or _goes_on(context, sentence, above, below)
            or (not cue.finite and below.rel in {"advcl", "xcomp", "ccomp", "obl", "acl", "parataxis", "root"})
            or below.rel == "xcomp"
            or (below.rel == "acl" and below.feat("VerbForm") == "Inf")
        ):
            if below.rel == "acl":
                return _described_by(context, sentence, above, cue)
            # Of two the parser hung on one verb the nearer, one before it first: "Dato che la campagna era avanzata, Neri era in
            # ritardo e giurò"; "Neri ha criticato Bianchi, definendolo".
            for child in sorted(
                sentence.children(above, "nsubj"), key=lambda w: (w.index > above.index, abs(w.index - above.index))
            ):
                if context.voice(child) != context.voice(verb) or (
                    child.index > verb.index and below.rel in {"conj", "parataxis"}
                ):
                    continue
                if child.text.lower() in RELATIVE - {"chi"}:
                    return _of_relative(context, cue, child, above)
                reporting = sentence.head(above)
                beside = below.rel == "conj" or (below.rel == "advcl" and cue.word.feat("VerbForm") == "Ger")
                if beside and above.rel == "ccomp" and reporting is not None:
                    # "ha ricordato che la proposta era caduta e ha parlato"; "ha detto che la società non prevede perdite e ha definito";
                    # "ha stabilito che la norma è nulla, definendola"
                    with_report = tense_of(sentence, reporting) == tense_of(sentence, below) != tense_of(sentence, above)
                    taken = cue.word.feat("VerbForm") == "Ger" and (
                        _takes_up(cue, child) or _adds(context, cue, above, reporting)
                    )
                    if is_thing(context, child) or with_report or taken:
                        return _of_clause(context, sentence, reporting, cue)
                if below.rel == "conj" and (open_one := _in_open_relative(context, cue, above)) is not None:
                    return open_one
                if agrees(sentence, child, cue) and can_speak(context, child) and child.feat("PronType") != "Int":
                    return _explained(context, sentence, child) or mention_of(context, sentence, child, conjuncts=True)
            if above.deprel == "acl:relcl":
                governed = any(
                    w.text.lower() in {*RELATIVE, "dove"} for w in sentence.children(above, "obl", "obj", "nmod", "advmod")
                )
                found = (
                    None if governed else antecedent_of(context, sentence, above)
                )  # "un'intervista in cui precisava e spiegava"
                return found or main_subject(context, sentence, above, cue)
            if below.rel == "conj" and cue.finite and (who := _beside(context, cue, above)):
                return who
            below = above
            continue
        return None
    return None


def _explained(context: Context, sentence: Sentence, subject: Word) -> Mention | None:
    """ "Ugo Neri, uno dei capi della lista, ha criticato": the name before an apposition that the parser made a second subject."""
    verb = sentence.head(subject)
    for name in sentence.children(verb, "nsubj") if verb is not None else ():
        if name.upos == "PROPN" and name.index < subject.index:
            whole = mention_of(context, sentence, name)
            if re.fullmatch(r",\s(?:[a-zà-ù]{1,3}\s|l['’])?", context.text[whole.span.end : subject.start]):
                return whole
    return None


def governing_subject(context: Context, cue: Cue) -> Mention | None:
    """ "La Regione ha diffuso una nota in cui sostiene che": a finite verb that lacks a subject in a clause behind "in cui", "quando" or
    "anche se" has that of the clause above.

    Not so of who has received the words: "ha letto la lettera in cui chiede".
    """
    sentence, below = cue.sentence, cue.word
    if not cue.finite or cue.person != "3" or below.rel not in {"acl", "advcl"}:
        return None
    for above in sentence.ancestors(cue.word):
        if below.deprel == "acl:relcl" and not _governed_relative(sentence, below):
            return None
        if below.rel == "ccomp" or context.voice(above) != context.voice(cue.word) or above.index > cue.word.index:
            return None
        for child in sentence.children(above, "nsubj"):
            told = (
                child.index < cue.word.index
                and child.text.lower() not in RELATIVE
                and agrees(sentence, child, cue)
                and denotes_somebody(context, child)
                and above.lemma not in RECEIVING
            )
            return mention_of(context, sentence, child, conjuncts=True) if told else None
        below = above
    return None


RECEIVING = words("receiving_verbs")


def _governed_relative(sentence: Sentence, clause: Word) -> bool:
    """Whether a relative clause begins with "in cui", "nella quale", "dove"."""
    which = (w for w in sentence.words[: clause.index] if w.text.lower() in {"cui", "quale", "quali", "dove"})
    return any(w.head == clause.index and w.rel in {"obl", "nmod", "advmod"} for w in which)


def _of_relative(context: Context, cue: Cue, relative: Word, clause: Word) -> Mention | None:
    """Whom a clause with "che" shares with the cue: the antecedent, unless it is a thing or what the cue speaks of."""
    sentence = cue.sentence
    found = antecedent(context, sentence, relative, clause)
    thing = found is not None and is_thing(context, found.head)
    if thing and (beside := _beside(context, cue, clause)) is not None:
        return beside  # "un'accusa che l'assessore Neri ha respinto, definendola"
    gerund = cue.word.feat("VerbForm") == "Ger"
    main = main_subject(context, sentence, clause, cue)
    if thing or (gerund and found is not None and _takes_up(cue, found.head)):
        # "Neri ha posto il veto a una legge che imponeva un esame, definendola"; "un premio che accolse dicendo": of whoever has no name here
        return main if main is not None or (gerund and thing) else found
    return found or main


CLOSED = re.compile(r"[,;:–—]\s*(?:e|ed|ma|poi)\s|[;:–—]")


def _in_open_relative(context: Context, cue: Cue, verb: Word) -> Mention | None:
    """ "ha sentito l'utente, che ha confermato e ha chiesto": a relative clause that a comma opens goes on until one closes it."""
    sentence = cue.sentence
    for clause in sentence.words[verb.index + 1 : cue.word.index]:
        relative = next((w for w in sentence.children(clause, "nsubj") if w.text.lower() == "che"), None)
        if clause.deprel != "acl:relcl" or relative is None or not verb.index < relative.index < clause.index:
            continue
        opened = context.text[: relative.start].rstrip().endswith(",")
        if opened and not CLOSED.search(context.text, clause.end, cue.span.start):
            found = antecedent(context, sentence, relative, clause)
            if found is not None and denotes_somebody(context, found.head) and agrees(sentence, found.head, cue):
                return found
    return None


def _of_clause(context: Context, sentence: Sentence, verb: Word, cue: Cue) -> Mention | None:
    """The subject of ``verb`` as that of the cue: its own, if it agrees, else the one that it shares."""
    for child in sentence.children(verb, "nsubj"):
        if child.text.lower() in RELATIVE:
            return antecedent(context, sentence, child, verb)
        if context.voice(child) == context.voice(cue.word) and agrees(sentence, child, cue) and can_speak(context, child):
            return mention_of(context, sentence, child, conjuncts=True)
    return shared_subject(context, sentence, verb, cue)


def _described_by(context: Context, sentence: Sentence, noun: Word, cue: Cue) -> Mention | None:
    """ "il primo a dire" is who says; of "la decisione di dire" somebody whose it is, of "ha avuto modo di dire" who had it."""
    if cue.word.feat("VerbForm") == "Inf" and is_thing(context, noun):
        if (owner := holder(context, sentence, noun, cue)) is not None or not held_by_subject(context, sentence, noun):
            return owner
        return _of_clause(context, sentence, sentence.words[noun.head], cue)
    if cue.finite or noun.upos not in NOMINAL or context.voice(noun) != context.voice(cue.word):
        return None
    return mention_of(context, sentence, noun)


def _takes_up(cue: Cue, noun: Word) -> bool:
    """Whether a clitic of the verb means ``noun``, which is then what it speaks of: "definendola" behind "una legge"."""
    inside = [w for w in cue.sentence.words[cue.word.index + 1 :] if w.start == cue.word.start]  # "definendola", whatever its tag
    objects = [w for w in cue.sentence.children(cue.word, "obj") if w.upos == "PRON"]
    clitics = [w for w in (*inside, *objects) if w.text.lower() in {"lo", "la", "li", "le"}]
    return any(w.feat("Gender") == noun.feat("Gender") and w.feat("Number") == noun.feat("Number") for w in clitics)


def _adds(context: Context, cue: Cue, reported: Word, reporting: Word) -> bool:
    """ "ha detto che nessuno è ferito, aggiungendo che", "ha dichiarato che il paese è povero, definendo il piano «...»": who reports goes
    on, unless whom he reports on speaks himself or the verb takes up what that one deals with."""
    objects = cue.sentence.children(reported, "obj")
    own, outer, inner = (context.lexicon.verbs.get(w.lemma) for w in (cue.word, reporting, reported))
    calls = own is not None and own.sense in {"say", "name"} and not any(_takes_up(cue, thing) for thing in objects)
    goes_on = own is not None and own.sense != "manner" and (bool(own.complement) or calls)
    speaks_too = inner is not None and inner.sense != "continue" and bool(inner.complement)
    reports = outer is not None and bool(outer.complement)
    return goes_on and reports and not speaks_too and context.text[: cue.span.start].rstrip().endswith(",")


BY = re.compile(r"\s(?:da|dal|dallo|dalla|dai|dagli|dalle|dall['’])\s?(?=\w)")


def judged_by(context: Context, cue: Cue) -> Mention | None:
    """ "ha criticato la riforma, definita «un disastro»": what a participle without an agent calls something, whoever speaks of it says."""
    entry, noun = cue.entry, cue.sentence.head(cue.word)
    if not isinstance(entry, Verb) or entry.sense != "name" or not entry.predicative or noun is None or cue.finite:
        return None
    if cue.word.rel not in {"acl", "amod"} or not context.text[: cue.span.start].endswith(", "):
        return None
    for quoted in context.quoted:
        if quoted.outer.start == cue.span.end + 1 and (by := BY.match(context.text, quoted.outer.end)) is not None:
            who = next((w for w in cue.sentence.words if w.start >= by.end() and w.upos in NOMINAL), None)
            return mention_of(context, cue.sentence, who) if who is not None and denotes_somebody(context, who) else None
    for below, above in pairwise((noun, *cue.sentence.ancestors(noun))):
        if above.upos == "VERB":
            verb = context.lexicon.verbs.get(above.lemma)
            told = verb is not None and verb.sense in {"say", "write", "name"} and below.rel in {"obj", "obl", "ccomp"}
            return (
                _of_clause(context, cue.sentence, above, cue)
                if told and context.voice(above) == context.voice(cue.word)
                else None
            )
    return None


def _goes_on(context: Context, sentence: Sentence, above: Word, below: Word) -> bool:
    """ "è rimasta in silenzio; poi ha sussurrato": a clause behind a semicolon, all in one voice."""
    if below.rel != "parataxis" or above.index > below.index or context.voice(above) != context.voice(below):
        return False
    between = context.between(above.end, below.start)
    return ";" in between and not any(mark in between for mark in '«»“”":')


def _beside(context: Context, cue: Cue, verb: Word) -> Mention | None:
    """The subject of a verb that the cue is coordinated with, read from the words before it ("Neri, poco dopo, ringrazia ma avverte")."""
    start = min([verb.start, *(a.start for a in auxiliaries_of(cue.sentence, verb))])
    other = replace(cue, word=verb, span=Span(start, verb.end))
    return named_before(context, other) or before_aside(context, other)
