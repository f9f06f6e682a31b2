"""Rules for the clause around the marks: verbs above it in the tree, and the scope of "secondo"."""

from __future__ import annotations

import re
from collections.abc import Set

from .case import TOLD, Case, Link, clause_begin, outer_report
from .context import Context, Place
from .cues import Cue, tells
from .eligible import denotes_somebody
from .lexicons import Verb
from .licence import between_subject_and, is_term, licenses, names_kind, the_journalists, tops
from .records import QuotedSpan, Span


def scoped(case: Case) -> Link | None:
    """Secondo il produttore riconosce «ogni accento»; secondo Neri la crisi richiede «coraggio»: a verb without a subject, or with a
    thing for one, in the scope of a source."""
    context, quoted = case.context, case.quoted
    begin = clause_begin(case, case.paragraph.start, quoted.outer.start)
    found = [c for c in case.frame(begin, quoted.outer.start) if c.kind != "noun"]
    if (
        len(found) < 2
        or found[0].kind != "preposition"
        or found[0].lemma == "per"
        or AGAINST.search(context.text, begin, quoted.outer.start)
    ):
        return None
    source, verbs = found[0].subject, found[1:]
    opens = re.fullmatch(r"\W*", context.between(begin, found[0].span.start)) is not None
    if not opens or source is None:
        return None
    beside = len(re.findall(r"\w+", context.between(source.span.end, verbs[0].span.start))) <= 2
    mute = all(_of_thing(case, c) for c in verbs)
    return (
        Link("according", found[0], mention=source) if mute or (len(verbs) == 1 and verbs[0].subject is None and beside) else None
    )


def aside(case: Case) -> Link | None:
    """Le ricerche, ha assicurato il sindaco, proseguiranno «...»: a report between commas in the clause that the marks are a part of."""
    context, start = case.context, case.quoted.outer.start
    first = next(context.words(case.quoted.span), None)
    if first is None:
        return None
    found = case.frame(first.sentence.span.start, start)
    for at, cue in enumerate(found):
        entry, who = cue.entry, cue.subject
        if (
            cue.kind != "verb"
            or not cue.finite
            or not isinstance(entry, Verb)
            or entry.sense not in {"say", "write"}
            or who is None
        ):
            continue
        before, behind = context.text[: cue.span.start], context.text[who.span.end : who.span.end + 2]
        if not before.endswith(", ") or before[-3:-2] in {"»", "”", '"', "'"} or who.span.start < cue.span.end or behind != ", ":
            continue
        if names_kind(case, cue):
            return None
        later = [c for c in found[at + 1 :] if c.span.start > who.span.end]
        if any(_competes(case, c) for c in later):
            return None
        if re.search(r"[;:«“]", context.between(who.span.end, start)) or any(
            c.entry.sense == "say" for c in later if isinstance(c.entry, Verb)
        ):
            return None
        return Link("aside", cue, mention=who)
    return None


def _competes(case: Case, cue: Cue) -> bool:
    """Whether a cue behind an aside may attribute the marks itself: it has somebody who speaks, or says how ("aggiungendo")."""
    if cue.kind == "preposition" or cue.word.feat("VerbForm") == "Ger":
        return True
    who = cue.subject.head if cue.subject is not None else None
    role = case.context.lexicon.role(who.text, who.lemma) if who is not None else None
    return who is not None and (who.upos == "PROPN" or (role is not None and role.type != "document"))


def embedded(case: Case) -> Link | None:
    """ha detto che il piano «non esiste»: the span hangs below the cue in its clause.

    Of several cues above the span a finite verb comes before an infinitive that it governs ("ha dichiarato di sentirsi «meno»")
    and before a noun.
    """
    context = case.context
    refused: set[Cue] = set()
    for place in tops(case):
        sentence = place.sentence
        if (best := _above(case, place, refused)) is not None:
            report = outer_report(case, best) or _before_that(case, place, best) or best
            return Link(f"embedded-{report.kind}", report, mention=report.subject)
        for child in sentence.children(place.word, "parataxis"):
            cue = case.cues.at(sentence, child)
            if (
                cue is not None
                and cue.kind == "verb"
                and context.voice(child) == case.around
                and cue.finite
                and cue.direct != "no"
                and not between_subject_and(case, cue)
            ):
                return Link("parataxis", cue, mention=cue.subject)
    return before_in_sentence(case, refused)


def _above(case: Case, place: Place, refused: set[Cue]) -> Cue | None:
    """The cue above a word of the span that explains it best; ``refused`` gets those on the way that report something else."""
    best: tuple[int, Cue] | None = None
    way = [place.word]
    for above in place.sentence.ancestors(place.word):
        cue = case.cues.at(place.sentence, above)
        mine = cue is not None and case.context.voice(above) == case.around and not case.cues.unreal(cue)
        if cue is not None and mine and licenses(case, cue, way[-1]):
            if the_journalists(case, cue, way):
                refused.add(cue)
            elif best is None or _rank(cue) > best[0]:
                best = _rank(cue), cue
            if best is not None and best[0] == 3:
                break
        way.append(above)
    return best[1] if best is not None else None


def _before_that(case: Case, place: Place, cue: Cue) -> Cue | None:
    """ "prosegue spiegando che il piano «non regge»": the parser hung the clause on another verb than the one before its "che"."""
    text = case.context.text
    for mark in place.sentence.children(place.word, "mark"):
        nearer = [c for c in case.frame(cue.span.end, mark.start) if c.kind == "verb" and c.sentence is place.sentence]
        if mark.lemma == "che" and nearer and tells(nearer[-1]) and not text[nearer[-1].span.end : mark.start].strip():
            entry = nearer[-1].entry
            return nearer[-1] if isinstance(entry, Verb) and entry.sense in TOLD and "che" in entry.complement else None
    return None


def _rank(cue: Cue) -> int:
    """How well a cue above the span explains it: 3 a finite or gerund verb of speech, 2 another such, 1 an infinitive, 0 a noun."""
    if not isinstance(cue.entry, Verb):
        return 0
    if not tells(cue) and not cue.passive:
        return 1
    return 3 if cue.entry.sense not in {"think", "manner", "show"} or cue.entry.predicative else 2


def before_in_sentence(case: Case, refused: Set[Cue]) -> Link | None:
    """The parser lost the clause: the nearest cue before the span in its sentence, joined by "che", "di", "come" or nothing."""
    context, quoted = case.context, case.quoted
    first = next(context.words(quoted.span), None)
    if first is None:
        return None
    sentence = first.sentence
    for cue in reversed(case.frame(sentence.span.start, quoted.outer.start)):
        if cue in refused:
            return None
        if cue.kind != "verb" or names_kind(case, cue) or (cue.sentence is not sentence and cue.span.start < sentence.span.start):
            continue
        gap = context.between(cue.span.end, quoted.outer.start)
        entry = cue.entry
        if not isinstance(entry, Verb) or re.search(r"[;:]", gap):
            continue
        if not cue.finite and cue.passive:
            continue  # "i rimborsi promessi dal governo"
        told = entry.predicative or (bool(entry.complement) and not is_term(case))
        linked = told and re.match(r"\s*(?:\w+\s+){0,3}?(?:che|come|di|ad|a)\b", gap)
        called = entry.predicative and entry.sense == "name" and _called_so(context, gap, cue, quoted)
        adjacent = len(re.findall(r"\w+", gap)) <= 3 and (cue.direct == "strong" or entry.predicative)
        if linked or called or adjacent:
            return Link("before", cue, mention=cue.subject)
    return None


def _called_so(context: Context, gap: str, cue: Cue, quoted: QuotedSpan) -> bool:
    """ "ha definito l'accordo con Monti «...»", "ha definito il patto con i sindaci come «...»": one object, however long, between."""
    between = (p.word.upos for p in context.words(Span(cue.span.end, quoted.outer.start)))
    whole = "," not in gap and len(gap) < 80 and not {"VERB", "AUX", "SCONJ", "CCONJ"}.intersection(between)
    return whole or re.fullmatch(r"\s[^,.;:«»“”\"]+\scome\s", gap) is not None


def predicated(case: Case) -> Link | None:
    """Paragonando la richiesta a un'«estorsione», Neri afferma; nel definire l'articolo «un regalo», assicura: the verb that calls
    something so stands in one clause with the marks, whatever follows them."""
    context, start = case.context, case.quoted.outer.start
    for cue in reversed(case.frame(max(case.paragraph.start, start - 90), start)):
        entry = cue.entry
        gap = context.between(cue.span.end, start)
        if cue.kind == "noun":
            continue
        if not isinstance(entry, Verb) or not entry.predicative or entry.sense != "name" or re.search(r"[,.;:«»“”\"()]", gap):
            return None
        between = [p.word for p in context.words(Span(cue.span.end, start))]
        if re.search(r"\bver[oaie] e propri[oaie]\b", gap):
            between = [w for w in between if w.upos != "CCONJ"]
        governed = any(c.lemma == "in" for c in cue.sentence.children(cue.word, "case", "mark"))
        if len(between) > 9 or any(w.upos in {"VERB", "AUX", "CCONJ"} for w in between):
            return None
        if cue.finite and cue.subject is not None and 0 < len(between) <= 4 and cue.word.deprel == "acl:relcl":
            return Link("predicated", cue, mention=cue.subject)  # "Neri, che aveva definito il segretario «...», ha aggiunto"
        if cue.finite:
            return None
        if cue.word.feat("VerbForm") != "Ger" and not governed:
            return None
        return Link("predicated", cue, mention=cue.subject)
    return None


def according_to_whom(case: Case) -> Link | None:
    """l'assessora, secondo la quale la soluzione è «vicina»: the preposition with a relative opens the span's clause."""
    begin = clause_begin(case, case.paragraph.start, case.quoted.outer.start)
    found = [
        c for c in case.frame(begin, case.quoted.outer.start) if c.kind in {"preposition", "verb"} and not _of_thing(case, c)
    ]
    if not found or found[-1].kind != "preposition":
        return None
    own = found[-1].span.covers(found[-1].word.span)  # "un testo che a suo giudizio «mette ordine»"
    if own or found[-1].word.text.lower() in {"quale", "quali", "cui"}:
        return Link("according", found[-1], mention=found[-1].subject)
    return None


def _of_thing(case: Case, cue: Cue) -> bool:
    """ "secondo cui la riapertura richiederà «settimane»": a verb whose subject cannot speak."""
    who = cue.subject
    return cue.kind == "verb" and who is not None and who.head.upos == "NOUN" and not denotes_somebody(case.context, who.head)


def according(case: Case) -> Link | None:
    """Secondo il ministro, la riforma «slitterà»: an attributing preposition in the span's sentence."""
    context, quoted = case.context, case.quoted
    first = next(context.words(quoted.span), None)
    if first is None:
        return None
    begin = clause_begin(case, case.paragraph.start, quoted.outer.start)
    found = [c for c in case.frame(begin, quoted.outer.start) if c.kind == "preposition" and c.subject is not None]
    against = AGAINST.search(context.text, found[-1].span.end, quoted.outer.start) if found else None
    if not found or (against is not None and case.frame(against.end(), quoted.outer.start)):
        return None
    return Link("according", found[-1], mention=found[-1].subject)


AGAINST = re.compile(r"[,;]\s(?:ma|mentre)\s")
"""Where another clause begins, of which the source says nothing: "Secondo Neri è un errore, ma la giuria ..."."""
