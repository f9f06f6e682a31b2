"""Rules for what stands right before, behind or inside the marks."""

from __future__ import annotations

import re
from dataclasses import replace

from .case import TOLD, Case, Link, clause_begin, outer_report, verb_above
from .context import Context
from .cues import Cue, auxiliaries_of, tells
from .eligible import animate, can_speak, is_thing
from .lexicons import Verb
from .licence import in_subject, makes_do, of_its_own, of_noun_before, tells_no_words
from .phrases import Mention, mention_of
from .records import QuotedSpan, Span
from .verbs import introducing
from .word_order import subject_behind
from .words import words


def inserted(case: Case) -> Link | None:
    """«Si tratta - dicono dalla CRI - di un appello»: the journalist speaks between dashes inside the marks."""
    for insert in case.quoted.inserts:
        for cue in case.cues.between(insert.start, insert.end):
            if cue.kind != "verb" or not cue.finite or cue.direct == "no" or cue.person != "3":
                continue
            mention = cue.subject if cue.subject and insert.covers(cue.subject.span) else _from_phrase(case.context, cue, insert)
            if mention is None and case.context.text[insert.start : insert.start + 1] == "(":
                return None  # "(ride)" in an answer: whoever answers
            if mention is None and len(re.findall(r"\w+", case.context.between(insert.start, cue.span.start))) > 2:
                continue
            return Link("inserted", cue, mention=mention)
    return None


OWN = re.compile(r"\b(?:mi[oae]|miei|nostr[oaie]|tu[oae]|tuoi|vostr[oaie])\b", re.I)
TOLD_INSIDE = frozenset({"say", "write", "continue"})


def inserted_with_commas(case: Case) -> Link | None:
    """«Ho fatto di tutto, dice il sindaco, e lo rifarei»: a report between commas inside marks that nothing outside attributes."""
    context, quoted = case.context, case.quoted
    for cue in case.cues.between(quoted.span.start, quoted.span.end):
        subject, entry = cue.subject, cue.entry
        if context.voice(cue.word) != case.index or not cue.finite or cue.person != "3" or cue.direct != "strong":
            continue
        if not isinstance(entry, Verb) or entry.sense not in TOLD_INSIDE or subject is None or subject.kind == "pronoun":
            continue
        turned = context.text[: cue.span.start].endswith(", ") and context.between(cue.span.end, subject.span.start) == " "
        own = OWN.search(subject.span.of(context.text)) is not None  # "dice mia madre"
        if turned and not own and context.text[subject.span.end : subject.span.end + 2] == ", ":
            return Link("inserted", cue, mention=subject)
    return None


def _from_phrase(context: Context, cue: Cue, within: Span) -> Mention | None:
    """ "dicono dalla CRI": a source named with "da" beside a verb without subject."""
    for child in cue.sentence.children(cue.word, "obl", "obl:agent"):
        if (
            child.start >= cue.span.end
            and animate(context, child)
            and within.covers(child.span)
            and any(c.lemma == "da" for c in cue.sentence.children(child, "case"))
        ):
            return mention_of(context, cue.sentence, child)
    return None


OPEN_GAP = re.compile(r"[\s,.;:!?…)»”\"'’–—-]*")
COORDINATED_GAP = re.compile(r"\s*,?\s*(?:e|ed|ma|mentre)\s")


NEW_LINE = re.compile(r"\n\s*[^a-zà-ù,\s]")


def _new_sentence(context: Context, said: str, gap: str, cue: Cue) -> bool:
    """Whether a sentence ends between the marks and the cue (the full stop may stand inside the marks)."""
    if NEW_LINE.search(gap + context.text[cue.span.start]) or re.search(r"[.!?…]\s+[A-ZÀ-Ý]", gap):
        return True
    first = gap.lstrip(" \u00a0.!?…)»”\"'’") or context.text[cue.span.start]
    stopped = re.match(r"\s*[.!?…]", gap) is not None or (said[-1:] in {".", "!", "?", "…"} and not re.match(r"\s*[,–—-]", gap))
    return stopped and first[0].isupper()


BETWEEN = frozenset({"PRON", "ADV", "CCONJ", "PUNCT", "AUX", "INTJ"})


def postposed(case: Case) -> Link | None:
    """«...», ha detto ieri il ministro: the cue follows the marks, with its subject behind it, before it or dropped."""
    quoted, context = case.quoted, case.context
    end = quoted.outer.end
    limit = min(case.paragraph.end if case.paragraph.end > end else context.paragraphs[context.paragraph_at(end)].end, end + 160)
    said = quoted.span.of(context.text).rstrip()
    for cue in case.frame(end, limit):
        gap = context.between(end, cue.span.start)
        if cue.lemma == "parlare" and cue.finite and gap.strip() == "di cui":
            return Link("postposed", cue, mention=cue.subject)  # "lo «spettacolo indecoroso» di cui parla la segretaria"
        if "«" in gap or "“" in gap or "(" in gap or ":" in gap or ";" in gap or _new_sentence(context, said, gap, cue):
            return None
        if COORDINATED_GAP.match(gap) and case.frame(
            clause_begin(case, case.paragraph.start, quoted.outer.start), quoted.outer.start
        ):
            return None
        if cue.kind == "preposition":
            named = cue.subject is not None and cue.subject.span.start > cue.span.start  # not "Neri, secondo cui ..."
            between = cue.subject is not None and re.match(r",\s[«“\"]", context.text[cue.subject.span.end :][:3]) is not None
            if OPEN_GAP.fullmatch(gap) and named and (cue.lemma != "per" or between) and not _told_by_another(case):
                return Link("postposed-according", cue, mention=cue.subject)
            continue
        if cue.kind != "verb" or cue.direct == "no" or not _near(context, cue, end, quoted):
            continue
        if not cue.finite:
            continue
        if in_subject(case, cue) or of_noun_before(case):
            return None
        return Link("postposed", cue, mention=cue.subject)
    return None


OBJECT = re.compile(r"[\s,–—-]*\b(?P<whom>lo|la|li|le|gli|l['’])\s?(?=[a-zà-ù])")


def cut_off(case: Case) -> Link | None:
    """«Onorevole, la prego», lo ferma Neri: whoever does something to another right behind the marks, by a verb that tells of no speech."""
    context, end = case.context, case.quoted.outer.end
    match = OBJECT.match(context.text, end)
    place = next(context.words(Span(match.end(), match.end() + 1)), None) if match is not None else None
    if place is None or place.word.upos != "VERB" or context.voice(place.word) != case.around:
        return None
    if case.cues.at(place.sentence, place.word) is not None:
        return None
    cue = introducing(context, place.sentence, place.word)
    subject = subject_behind(context, cue) if cue is not None else None
    if cue is None or subject is None or not animate(context, subject.head) or subject.span.start - cue.span.end > 1:
        return None
    return Link("postposed", cue, mention=subject)


def _told_by_another(case: Case) -> bool:
    """ "Neri ha detto di aver visto «un'ombra», secondo il verbale": where the marks end what somebody has said, the source behind them
    only passes it on."""
    start = case.quoted.outer.start
    first = next(case.context.words(case.quoted.span), None)
    if first is None:
        return False
    above = {w.index for w in (first.word, *first.sentence.ancestors(first.word))}
    return any(
        cue.kind == "verb"
        and cue.finite
        and isinstance(cue.entry, Verb)
        and cue.entry.sense in TOLD
        and cue.subject is not None
        and cue.sentence is first.sentence
        and cue.word.index in above
        for cue in case.frame(clause_begin(case, case.paragraph.start, start), start)
    )


def _near(context: Context, cue: Cue, end: int, quoted: QuotedSpan) -> bool:
    """Nothing between the marks and the cue but light words and the subject itself."""
    for place in context.words(Span(end, cue.span.start)):
        word = place.word
        if (word.upos in BETWEEN and word.text.lower() not in {"che", "cui", "chi", "dove"}) or word.text.lower() == "come":
            continue
        if (
            cue.subject is not None
            and cue.subject.span.start <= word.start < cue.subject.span.end
            and cue.subject.span.start >= end
        ):
            continue
        return False
    return not (cue.subject is not None and cue.subject.span.meets(quoted.outer))


AS = re.compile(r",?\scome\s")


def signed(case: Case) -> Link | None:
    """contesta i dati: «...», afferma la portavoce Neri: who is named right behind the marks says it, whatever announced them.

    So does who is named behind "come": non parla dell'«eroe», come l'ha definito il sindaco.
    """
    link = postposed(case)
    if link is None or link.rule != "postposed" or link.cue is None or link.mention is None:
        return None
    if link.mention.kind == "pronoun" or link.mention.span.start < link.cue.span.end:
        return None
    if AS.match(case.context.text, case.quoted.outer.end) is not None:
        return replace(link, rule="as-said")
    entry = link.cue.entry
    spoken = isinstance(entry, Verb) and entry.sense in {"say", "answer"} and link.mention.span.start - link.cue.span.end <= 1
    return link if link.cue.direct == "strong" or spoken else None


SPOKEN = frozenset({"say", "write", "answer", "ask", "continue", "manner"})


def adjacent(case: Case) -> Link | None:
    """ha parlato di «caos», ha definito «folle» la tesi: the cue stands right before the marks, whatever the tree says."""
    context, start = case.context, case.quoted.outer.start
    for cue in reversed(case.frame(max(case.paragraph.start, start - 60), start)):
        if cue.kind == "preposition":
            continue
        if cue.subject is not None and cue.subject.span.covers(case.quoted.outer):
            return None  # "«...», avverte la «velina»": who speaks
        gap = context.between(cue.span.end, start)
        if gap.strip() == "(" and cue.kind == "verb" and cue.finite and isinstance(cue.entry, Verb) and cue.entry.sense in SPOKEN:
            return Link("adjacent", cue, mention=cue.subject)  # "prova a cambiare discorso («Parliamo d'altro»)"
        if not re.fullmatch(
            r"\s*(?:(?:di|del|come|che|ad?|un[ao']?|(?:il|un) suo|(?:la|una) sua|i suoi|le sue|il|lo|la|l['’]|i|gli|le|dell['’]|della|dello|dei|delle|una?|a lui|anche|poi|proprio|così|,)\s*){0,3}",
            gap,
            re.I,
        ):
            return None
        entry = cue.entry
        if cue.kind == "verb" and (makes_do(case, cue) or tells_no_words(case, cue)):
            return None
        if cue.kind == "noun":
            if of_its_own(case, cue):
                return None
            above = cue.sentence.head(cue.word)
            if above is not None and cue.word.rel == "nsubj" and case.quoted.span.start <= above.start < case.quoted.span.end:
                return None  # "Per la Rete la vera protesta «comincia lunedì»"
            if cue.word.rel == "obj" and cue.subject is None and above is not None and case.cues.at(cue.sentence, above) is None:
                outer = next(filter(None, (case.cues.at(cue.sentence, w) for w in cue.sentence.ancestors(above))), None)
                if outer is not None and outer.kind == "verb" and outer.finite and outer.direct == "strong":
                    return None  # "annuncia che chiuderà i commenti «per rispetto»"
            judged = case.cues.at(cue.sentence, above) if above is not None and gap.strip().lower() == "come" else None
            if judged is not None and judged.kind == "verb":
                return Link("adjacent", judged, mention=judged.subject)  # "ha respinto le accuse come «false»"
            return Link("noun-adjacent", cue, mention=cue.subject) if not verb_above(case, cue) else None
        spoken = isinstance(entry, Verb) and (
            entry.sense not in {"think", "manner", "show"} or (entry.sense == "manner" and cue.direct == "strong")
        )
        if spoken and (outer := outer_report(case, cue)) is not None:
            return Link("embedded-verb", outer, mention=outer.subject)
        if isinstance(entry, Verb) and entry.sense == "show" and cue.finite and cue.subject is not None and gap.strip() == "come":
            return Link("adjacent", cue, mention=cue.subject)  # "le banche indicano come «...»"
        if (
            isinstance(entry, Verb)
            and spoken
            and (tells(cue) or _told(cue) or (cue.lemma == "scrivere" and cue.subject))
            and (
                cue.direct == "strong"
                or entry.predicative
                or (gap.strip() in {"", ","} and entry.sense == "continue")
                or (not gap.strip() and entry.sense in {"say", "write"})
            )
        ):
            return Link("adjacent", cue, mention=cue.subject)
        if isinstance(entry, Verb) and entry.sense == "manner" and cue.finite and gap.strip() in {"", "un"} and _is_clause(case):
            return Link("adjacent", cue, mention=cue.subject)  # "alcuni hanno intonato «Non siete degni»"
        return None
    return None


def called_by(case: Case) -> Link | None:
    """una scelta definita «incomprensibile» dal sindaco: a passive right before the marks and its agent right behind them, whatever the tree says."""
    context, start = case.context, case.quoted.outer.start
    cue = next(reversed(case.frame(max(case.paragraph.start, start - 40), start)), None)
    if cue is None or not cue.passive or cue.subject is not None or not isinstance(cue.entry, Verb) or not cue.entry.predicative:
        return None
    if not re.fullmatch(
        r"\s(?:(?:come|quale|anche)\s)?(?:(?:un|una|il|la|lo|i|gli|le)\s|un['’]|l['’])?", context.between(cue.span.end, start)
    ):
        return None
    behind = next(context.words(Span(case.quoted.outer.end, case.quoted.outer.end + 3)), None)
    head = behind.sentence.head(behind.word) if behind is not None and behind.word.lemma == "da" else None
    if (
        behind is None
        or head is None
        or not can_speak(context, head)
        or is_thing(context, head)
        or context.voice(head) != case.around
    ):
        return None  # "si è definita «devastata» dalla notizia"
    return Link("adjacent", cue, mention=mention_of(context, behind.sentence, head))


def _is_clause(case: Case) -> bool:
    """Whether the marks hold a clause that begins with a capital: words that were called out, not the name of a song."""
    finite = any(p.word.feat("VerbForm") == "Fin" for p in case.context.words(case.quoted.span))
    return finite and case.quoted.span.of(case.context.text)[:1].isupper()


DENYING = words("denying_verbs")


def _told(cue: Cue) -> bool:
    """ "nega di aver mai parlato di «emergenza»", "di aver detto «sì»": an infinitive that tells of speech, not of a feeling."""
    above = cue.sentence.head(cue.word)
    perfect = any(a.feat("VerbForm") == "Inf" for a in auxiliaries_of(cue.sentence, cue.word))
    perfect = perfect and above is not None and above.lemma in DENYING
    return (
        (perfect or cue.word.feat("VerbForm") == "Inf")
        and isinstance(cue.entry, Verb)
        and cue.entry.sense in {"say", "write"}
        and (perfect or cue.entry.predicative)
    )


def as_said(case: Case) -> Link | None:
    """Ma, come ammoniva il vecchio Neri, «...»: a clause with "come" between commas right before the marks."""
    context, start = case.context, case.quoted.outer.start
    for cue in reversed(case.frame(max(case.paragraph.start, start - 120), start)):
        if cue.kind != "verb" or not cue.finite or cue.direct == "no":
            continue
        as_before = re.search(
            r"(?:^|[,;.]\s|\w\s)[Cc]ome\s(?:l['’]|lo\s|la\s)?$", context.text[max(0, cue.span.start - 14) : cue.span.start]
        )
        end = max(cue.span.end, cue.subject.span.end if cue.subject is not None else 0)
        if as_before is not None and re.fullmatch(r"[^.,;:«»“”\"]{0,30},\s(?:\w+\s){0,2}", context.between(end, start)):
            return Link("as-said", cue, mention=cue.subject)
        return None
    return None


def noun_beside(case: Case) -> Link | None:
    """l'accusa di «tradimento», lo slogan «...»: a noun of speech right before the marks."""
    context, quoted = case.context, case.quoted
    floor = max(case.paragraph.start, quoted.outer.start - 120)
    for cue in reversed(case.frame(floor, quoted.outer.start)):
        if cue.kind != "noun":
            continue
        gap = context.between(cue.span.end, quoted.outer.start)
        if re.search(r"[.;!?\n]", gap):
            return None
        between = [p.word for p in context.words(Span(cue.span.end, quoted.outer.start))]
        if any(w.upos == "VERB" for w in between) or len(between) > 12:
            return None
        if of_its_own(case, cue) or TOPIC.search(gap):
            return None
        if (verb := verb_above(case, cue)) is not None:
            return Link("noun", verb, mention=verb.subject)
        return Link("noun", cue, mention=cue.subject)
    return None


TOPIC = re.compile(
    r"\b(?:contro|con|per|su|in|sul|sullo|sulla|sui|sugli|sulle|sull['’]|nel|nello|nella|nei|negli|nelle|nell['’])\s?$", re.I
)
"""What a noun of speech is about, not what it says: "la sentenza sul «caso Neri»"."""
