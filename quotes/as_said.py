"""Clauses whose source is named with a verb: "secondo quanto riporta il Times", "a quanto si apprende", "come ha detto Neri"."""

from __future__ import annotations

import re
from dataclasses import replace

from .context import JOURNALIST, Context
from .cues import Cue, CueIndex
from .eligible import denotes_somebody, is_thing
from .lexicons import Verb
from .phrases import Mention, mention_of
from .records import Span
from .scope import Source, described_end, scope
from .subjects import agent
from .word_order import subject_behind
from .words import words

LIGHT = r"(?:(?:si|è|viene|stat[oa]|sarebbe|ha|hanno|aveva|lo|ne|già|anche|poi|stesso|ben|sempre|ci|gli|le)\s)*"
WHAT = re.compile(
    rf"\b(?:[Ss]econdo|[Ss]tando\sa|(?<![^,;:–—(]\s)(?:[Aa]|[Dd]a|[Pp]er))\s(?:quanto|ciò\sche|quello\sche)\s{LIGHT}$"
)
AS = re.compile(rf"(?:^|[,;:–—(]\s)(?P<as>[Cc]ome\s{LIGHT})$")
NOT_OPINION = words("not_opinion")
TELLING = frozenset({"say", "write", "show", "answer", "continue"})
"""Senses of the verbs that can stand with "come": not "come pensa Neri", hardly a report."""


def sourced_clause(context: Context, cue: Cue, index: CueIndex) -> tuple[Span, Cue, str] | None:
    """The clause beside a source with a verb, and the cue with its speaker, and the rule's name.

    "Secondo quanto riportato dalla BBC, il ponte riapre", "il ponte, come ha detto il sindaco, riapre", "come annunciato da Neri".
    """
    sentence, text = cue.sentence, context.text
    if not isinstance(cue.entry, Verb) or cue.person != "3" or text[sentence.span.end - 1] == "?":
        return None
    begin = sentence.span.start
    match = what = WHAT.search(text, begin, cue.span.start)
    if match is None:
        match = AS.search(text[begin : cue.span.start])
    if match is None or cue.entry.sense not in TELLING or cue.entry.stance == "order":
        return None
    start = match.start() if what is not None else begin + match.start("as")
    subject = _source(context, cue, start, what=what is not None)
    dropped = what is None and subject is None and _leaves_out(context, cue)
    cue = replace(cue, subject=subject, impersonal=subject is None and not dropped)
    if what is None and not dropped and (subject is None or (is_thing(context, subject.head) and subject.kind != "name")):
        return None  # "come si vede", "come dimostra il video", but "come scrive «La Voce di Trento»"
    end = max(cue.span.end, cue.subject.span.end if cue.subject is not None else 0)
    span = scope(context, Source(sentence, start, _phrase_end(context, cue, end)), index)
    if span is not None and _reported_quotation(context, span, index):
        return None
    return (span, cue, "according" if what is not None else "parenthetical") if span is not None else None


def _reported_quotation(context: Context, span: Span, index: CueIndex) -> bool:
    """ "«...», ha detto Neri, secondo quanto riportato dall'Ansa": what somebody passed on is a quotation, with a verb of its own."""
    return any(
        abs(quoted.outer.start - span.start) <= 1
        and quoted.outer.end < span.end
        and any(c.kind == "verb" and c.finite for c in index.between(quoted.outer.end, quoted.outer.end + 4))
        for quoted in context.quoted
    )


def _leaves_out(context: Context, cue: Cue) -> bool:
    """ "come ha spiegato in una nota": a verb of telling in the past whose subject is known, not "come si vede", "come dice il testo"."""
    assert isinstance(cue.entry, Verb)
    told = cue.finite and not cue.passive and not cue.impersonal and cue.entry.sense in {"say", "write"} and cue.entry.complement
    past = any(w.lemma == "avere" and w.feat("Tense") in {"Pres", "Imp"} for w in cue.sentence.children(cue.word, "aux"))
    si = any(w.text.lower() in {"si", "s'"} for w in cue.sentence.children(cue.word))
    return (
        bool(told) and past and not si and not cue.sentence.children(cue.word, "nsubj") and context.voice(cue.word) == JOURNALIST
    )


def _phrase_end(context: Context, cue: Cue, end: int) -> int:
    """Where what belongs to the verb ends: "come suggerito dalla commissione | nel programma per il clima,"; at the comma at the latest."""
    inside = {w.index for w in cue.sentence.subtree(cue.word)}
    reached = end
    for word in cue.sentence.words:
        if word.start < end:
            continue
        if word.text in {",", ";", ":"}:
            return reached
        if word.index not in inside or word.feat("VerbForm") == "Fin" or word.upos == "SCONJ":
            break
        reached = word.end
    return described_end(cue.sentence, end)


def _source(context: Context, cue: Cue, start: int, *, what: bool) -> Mention | None:
    """Who is named with the verb, behind ``start``: the agent of a participle, the paper in which it stands, the subject of a finite verb."""
    if cue.word.feat("VerbForm") == "Part" and (not cue.finite or cue.passive):
        parts = [w for w in cue.sentence.children(cue.word, "xcomp") if cue.span.covers(w.span)]  # "come reso noto dal ministro"
        by = next((who for w in (cue.word, *parts) if (who := agent(context, cue.sentence, w)) is not None), None)
        return by or _paper(context, cue)
    assert isinstance(cue.entry, Verb)
    if what and cue.entry.sense == "show" and (cue.subject is None or not cue.sentence.children(cue.subject.head, "case")):
        return None  # "secondo quanto trapela i pm attendono"
    if cue.subject is not None and cue.subject.span.start >= start:
        return cue.subject
    named = (w for w in cue.sentence.children(cue.word, "nsubj") if w.index > cue.word.index)
    return subject_behind(context, cue) or next((mention_of(context, cue.sentence, w) for w in named), None)


def _paper(context: Context, cue: Cue) -> Mention | None:
    """ "secondo quanto riportato nelle dichiarazioni depositate": the text in which it is written."""
    for child in cue.sentence.children(cue.word, "obl"):
        if child.index > cue.word.index and any(c.lemma in {"in", "su"} for c in cue.sentence.children(child, "case")):
            if child.lemma not in NOT_OPINION and (denotes_somebody(context, child) or child.lemma in context.lexicon.nouns):
                return mention_of(context, cue.sentence, child)
    return None
