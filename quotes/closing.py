"""Rules for the sentence that closes a quotation: "Lo ha detto il sindaco", "A dirlo è Neri", "Così il premier", "dalla Regione"."""

from __future__ import annotations

import re

from .adjuncts import named_after
from .case import Case, Link
from .context import Context
from .cues import Cue
from .eligible import animate
from .phrases import Mention, mention_of
from .records import Span

SOURCE = re.compile(r"\s?,?\s?(?:da|dal|dallo|dalla|dai|dagli|dalle|dall['’])\s*(?=\w)")


def postposed_source(case: Case) -> Link | None:
    """«No comment» dalla Regione: a sentence of nothing but a quotation and its source."""
    context, quoted = case.context, case.quoted
    match = SOURCE.match(context.text, quoted.outer.end)
    before = context.between(case.paragraph.start, quoted.outer.start).rstrip()
    if match is None or (before and before[-1] not in ".!?…:–—-"):
        return None
    for place in context.words(Span(match.end(), match.end() + 40)):
        if place.word.upos in {"NOUN", "PROPN"}:
            if not animate(context, place.word) or context.voice(place.word) != case.around:
                return None
            mention = mention_of(context, place.sentence, place.word)
            ends = re.match(r"\s?[.!?]|\s*$|\s?\n", context.text[mention.span.end :][:3]) is not None
            return Link("postposed-source", None, mention=mention) if ends else None
        if place.word.upos not in {"DET", "ADJ", "NUM", "ADP"}:
            return None
    return None


CREDIT = re.compile(
    r"\s?\((?:[^()\d]{3,30},\s)?(?P<who>[A-ZÀ-Ý][\w’'.-]+(?:\s(?:[a-z]{2,3}\s|[dl]['’])?[A-ZÀ-Ý][\w’'.-]*){0,3})(?:,\s[^()\d]{3,80})?\)"
)


def credited(case: Case) -> Link | None:
    """«La vita va avanti» (Lia Neri, autrice della serie): a person's name in brackets right behind marks that hold a clause."""
    context, quoted = case.context, case.quoted
    match = CREDIT.match(context.text, quoted.outer.end)
    if match is None or not any(p.word.feat("Mood") for p in context.words(quoted.span)):
        return None
    span = Span(match.start("who"), match.end("who"))
    words = [place for place in context.words(span) if context.voice(place.word) == case.around]
    names = [place for place in words if place.word.upos == "PROPN"]
    if not names or match.group("who").split()[0] not in context.lexicon.names:
        return None
    return Link("credited", None, mention=Mention(span, names[0].sentence, names[0].word, "name", None, plural=False))


THUS = re.compile(r"[\s.,»”\"'’–—-]*(?::\s)?(?P<thus>[Cc]os(?:ì\b|i['’])|Parola di|parola di|Firmato|firmato)(?!\w)")
AFTERTHOUGHT = re.compile(
    r"[\s.,»”\"'’–—-]*(?::\s)?(?:(?P<that>(?:Lo|lo|Ne)\s|L['’])|(?P<brings>[Aa]d?\s)|(?P<so>(?=(?:Si\s(?:è\s|sono\s)?)?\w+\scosì\s))|(?:È|Questo(?:\sè)?|E['’]|Sono)\s(?=quanto|parole))"
)


def afterthought(case: Case) -> Link | None:
    """«...». Lo ha detto il sindaco. «...». A dirlo è Neri. «...». È quanto afferma l'Istat: a short sentence behind the quotation names its
    speaker."""
    context, end = case.context, case.quoted.outer.end
    if (match := THUS.match(context.text, end)) is not None:
        return _thus(case, match)
    if (match := AFTERTHOUGHT.match(context.text, end)) is None:
        return None
    stop = min(_paragraph_end(case, match.end()), end + 60)
    for cue in case.frame(end, stop):
        if cue.kind != "verb" or cue.direct == "no":
            continue
        near = context.between(match.end(), cue.span.start).strip() == ""
        if match.group("that"):  # "Lo sostiene Neri", "Ne è convinto Neri", but "Lo studio rivela"
            return Link("afterthought", cue, mention=cue.subject) if near and (cue.finite and _taken_up(match, cue)) else None
        if match.group("so") is not None and context.text[cue.span.end : cue.span.end + 6] != " così ":
            continue  # "Replica così Neri", "Si è espresso così Neri"
        if match.group("brings"):
            brought = near and cue.word.feat("VerbForm") == "Inf" and cue.subject is not None
            # in the next paragraph "A dirlo è Neri", not "A dare l'allarme è Neri"
            taken = "\n" not in context.text[end : match.end()] or cue.span.of(context.text).endswith("lo")
            return Link("afterthought", cue, mention=cue.subject) if brought and taken else None
        return Link("afterthought", cue, mention=cue.subject)
    return None


def _paragraph_end(case: Case, closing: int) -> int:
    """Where the paragraph of the closing sentence ends: that of the quotation, or the next where the quotation is a sentence."""
    context, quoted = case.context, case.quoted
    alone = context.between(case.paragraph.start, quoted.outer.start).strip(" –—-")[-1:] in {"", ".", "!", "?", "…"}
    return context.paragraphs[context.paragraph_at(closing if alone else quoted.outer.end)].end


def _taken_up(match: re.Match[str], cue: Cue) -> bool:
    """ "Ne è convinta Neri", but "Ne ha parlato Neri": of "ne" only a conviction is what the marks hold."""
    return match.group("that").strip() != "Ne" or cue.lemma.startswith("essere ")


def _thus(case: Case, match: re.Match[str]) -> Link | None:
    """«...». Così il premier; «...», così in una nota la Regione; «...». Così ha commentato Neri: who or what follows "così"."""
    context, start = case.context, match.end()
    stop = _paragraph_end(case, match.end())
    thus = Span(match.start("thus"), match.end("thus")) if match.group("thus").lower() == "così" else None
    if thus is not None and (verb := _thus_said(case, start, stop)) is not None:
        return Link("afterthought", verb, mention=verb.subject)
    for place in context.words(Span(start, min(stop, start + 20))):
        if place.word.upos not in {"ADP", "VERB"}:
            break
        mention = named_after(context, place.sentence, place.word.start)  # "Così in una nota il sindaco"
        mention = mention and _all_of(context, mention)
        if mention is None or (not animate(context, mention.head) and _has_verb(context, mention)):
            return None
        return Link("afterthought", None, colon=thus, mention=mention)
    for place in context.words(Span(start, min(stop, start + 60))):
        if place.word.upos in {"NOUN", "PROPN"} or (context.text[place.word.start].isupper() and place.word.upos != "DET"):
            if context.voice(place.word) != case.around:
                return None
            mention = _all_of(context, mention_of(context, place.sentence, place.word))
            if not animate(context, place.word) and _has_verb(context, mention):
                return None
            cue = next(
                (c for c in case.frame(mention.span.end, min(stop, mention.span.end + 80)) if c.kind == "verb" and c.finite),
                None,
            )
            return Link("afterthought", cue, colon=thus if cue is None else None, mention=mention)
        if place.word.upos not in {"DET", "ADV", "ADJ", "ADP", "PUNCT"}:
            return None
    return None


def _all_of(context: Context, mention: Mention) -> Mention:
    """ "Così Neri, Bruni e Verdi": all who are named, where no verb says how many speak."""
    others = [w for w in mention.sentence.children(mention.head, "conj") if w.upos == mention.head.upos and animate(context, w)]
    return mention_of(context, mention.sentence, mention.head, conjuncts=True) if others else mention


def _thus_said(case: Case, start: int, stop: int) -> Cue | None:
    """ "Così ha commentato ieri Neri", "Così in una nota si è espresso Neri": a verb of speech before its subject."""
    for cue in case.frame(start, min(stop, start + 50)):
        if cue.kind != "verb":
            continue
        subject = cue.subject
        near = re.fullmatch(r"\s(?:(?:lo|la|gli|le)\s|l['’])?", case.context.between(start, cue.span.start)) is not None
        turned = cue.finite and cue.direct != "no" and (near if subject is None else subject.span.start > cue.span.start)
        alone = not any(p.word.upos in {"VERB", "PROPN", "ADJ"} for p in case.context.words(Span(start, cue.span.start)))
        return cue if turned and alone else None
    return None


def _has_verb(context: Context, mention: Mention) -> bool:
    """Whether a finite verb follows in the sentence: "Così la giornata finisce", but «...», così la centrale operativa."""
    stop = context.paragraphs[context.paragraph_at(mention.span.end)].end
    end = re.compile(r"[.!?;:]|\s(?:che|cui|dove)\s").search(context.text, mention.span.end, stop)
    behind = Span(mention.span.end, end.start() if end is not None else stop)
    return any(p.word.feat("VerbForm") == "Fin" for p in context.words(behind))
