"""A noun of speech behind the marks: «...», la reazione dei tifosi; «...»: è netto il giudizio del sindacato; «...». Con queste parole ...."""

from __future__ import annotations

import re

from .case import Case, Link
from .context import Context
from .cues import Cue
from .lexicons import Verb
from .phrases import Mention
from .records import Span
from .subjects import own_subject
from .verbs import introducing
from .word_order import named_before

DETERMINED = re.compile(
    r"(?:^|[\s'’])(?:il|lo|la|i|gli|le|l['’]|del|dello|della|dei|degli|delle|dell['’]|su|sul|sulla|nel|nella|al|alla|dal|dalla)\s?$",
    re.I,
)
"""Something that makes the marks a part of the sentence before them: "nel rione delle «case gialle» la rabbia è tanta"."""
BE = r"(?:è|era|sono|erano|fu|è\sstat[oa]|sono\sstat[ei]|resta|restano)"
MORE_OR_LESS = r"(?:pressappoco|più\so\smeno|all['’]incirca|in\s(?:sintesi|sostanza|breve)|grosso\smodo|testuali|testualmente)"
NOUN_BEHIND = re.compile(
    rf"(?:\s+|\s*[,:–—-]\s*(?:(?:{BE}|questo|questa|queste)\s+(?:{MORE_OR_LESS}\s)?)?|\s+{BE}\s+|\.?\s*(?:(?:Questo|Questa|Queste)(?:,\s[^,.;:«»“”]{{3,25}},|\s(?:invece|ancora|poi|infine|anche))?|Sono|È|E'|Eccola?|Ecco)\s+(?:(?:è|sono|sono queste|state|stat[oa])\s+)?)(?:(?:stat[oaie]|anche|invece|poi|però|su[oaei]|suoi|loro|il|lo|la|l['’]|le|i|gli)\s*)*"
)
JUDGED = re.compile(
    rf"\s*[,:–—-]?\s*{BE}\s(?:(?:stat[oa]|molto|più|assai|piuttosto)\s)?(?P<how>[a-zà-ù]{{3,}})\s(?:il|lo|la|l['’]|le|i|gli)?\s?$"
)
""" "«...»: è netto il giudizio dell'Usb": an adjective between the verb and the noun that it tells of."""
REACH = 60
"""Characters behind the marks in which the noun begins."""


def noun_behind(case: Case) -> Link | None:
    """«...» è lo slogan dei ragazzi; «...», la reazione dei tifosi; «...»: è netto il giudizio del sindacato; «...». Queste le parole di Neri."""
    context, quoted = case.context, case.quoted
    before = context.between(case.paragraph.start, quoted.outer.start)[-12:]
    if DETERMINED.search(before):
        return None
    for cue in case.frame(quoted.outer.end, quoted.outer.end + REACH):
        governed = any(c.index < cue.word.index for c in cue.sentence.children(cue.word, "case"))  # "al consiglio dei soci"
        if cue.kind != "noun" or governed:
            continue
        # "Queste" may be a determiner of the noun or none
        gaps = [context.between(quoted.outer.end, offset) for offset in (cue.span.start, cue.word.start)]
        if "\n" in gaps[0] and cue.subject is None:
            return None  # a headline, and "La protesta è nata in una chat" below it
        whole = any(NOUN_BEHIND.fullmatch(gap) or _whole_sentence(cue, gap) for gap in gaps)
        if whole or _judged(case, quoted.outer.end, cue.span.start):
            return Link("noun-behind", cue, mention=cue.subject)
    return None


def _judged(case: Case, end: int, start: int) -> bool:
    """Whether nothing but a verb of being and an adjective parts the marks from the noun."""
    match = JUDGED.match(case.context.text[:start], end)
    if match is None:
        return False
    places = case.context.words(Span(match.start("how"), match.end("how")))
    return all(p.word.upos in {"ADJ", "VERB"} and p.word.feat("VerbForm") in {None, "Part"} for p in places)


def _whole_sentence(noun: Cue, gap: str) -> bool:
    """ "«...». Parole di Neri, capitano della squadra.": a sentence without a verb, of which the noun is the head, and that announces nothing."""
    words = noun.sentence.words
    alone = noun.word.rel == "root" and not any(w.feat("VerbForm") == "Fin" for w in words) and noun.subject is not None
    return (
        alone
        and words[-1].text in {".", "!"}
        and re.fullmatch(r"[.!?…]?\s+(?:(?:[Ii]l|[Ll]o|[Ll]a|[Ii]|[Ll]e)\s|[Ll]['’])?", gap) is not None
    )


WITH_THESE = re.compile(r"[\s.,:;–—-]*(?:(?:È|E['’]|Ed è|ed è|è)\s(?:proprio\s)?)?[Cc]on\squest[aeoi]\s(?:\w+\s)?")


def with_these_words(case: Case) -> Link | None:
    """«La città non dimentica». Con queste parole Neri ha aperto la cerimonia; con questa frase si è dimesso Neri: the noun right behind
    the marks, and whoever did what the sentence tells."""
    end = case.quoted.outer.end
    for cue in case.frame(end, end + REACH):
        if cue.kind != "noun" or WITH_THESE.fullmatch(case.context.between(end, cue.word.start)) is None:
            continue
        verb = cue.sentence.head(cue.word)
        said = case.cues.at(cue.sentence, verb) if verb is not None else None
        told = said is not None and isinstance(said.entry, Verb) and said.direct == "strong" and "che" in said.entry.complement
        if told and said is not None:
            return Link("noun-behind", said, mention=said.subject)  # "Con queste parole Neri ha commentato la sentenza"
        return Link("noun-behind", cue, mention=_who_did(case.context, cue))
    return None


def _who_did(context: Context, noun: Cue) -> Mention | None:
    """Whose the words are, or the subject of the verb that they go with."""
    verb = noun.sentence.head(noun.word)
    done = introducing(context, noun.sentence, verb) if verb is not None and verb.upos == "VERB" else None
    if noun.subject is not None or done is None:
        return noun.subject
    near = named_before(context, done)
    return near if near is not None and near.span.start > noun.span.end else own_subject(context, done)
