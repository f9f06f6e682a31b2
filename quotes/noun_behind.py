"""A noun of speech behind the marks: «...», la reazione dei tifosi; «...»: è netto il giudizio del sindacato."""

from __future__ import annotations

import re

from .case import Case, Link
from .records import Span

DETERMINED = re.compile(
    r"(?:^|[\s'’])(?:il|lo|la|i|gli|le|l['’]|del|dello|della|dei|degli|delle|dell['’]|su|sul|sulla|nel|nella|al|alla|dal|dalla)\s?$",
    re.I,
)
"""Something that makes the marks a part of the sentence before them: "nel rione delle «case gialle» la rabbia è tanta"."""
BE = r"(?:è|era|sono|erano|fu|è\sstat[oa]|resta|restano)"
NOUN_BEHIND = re.compile(
    rf"(?:\s+|\s*[,:–—-]\s*(?:(?:{BE}|questo|questa|queste)\s+)?|\s+{BE}\s+|\.?\s*(?:Questo|Questa|Queste|Sono|È|E'|Eccola?|Ecco)\s+(?:(?:è|sono|sono queste|state|stat[oa])\s+)?)(?:(?:stat[oaie]|anche|invece|poi|però|il|lo|la|l['’]|le|i|gli)\s*)*"
)
JUDGED = re.compile(
    rf"\s*[,:–—-]?\s*{BE}\s(?:(?:stat[oa]|molto|più|assai|piuttosto)\s)?(?P<how>[a-zà-ù]{{3,}})\s(?:il|lo|la|l['’]|le|i|gli)?\s?$"
)
""" "«...»: è netto il giudizio dell'Usb": an adjective between the verb and the noun that it tells of."""
REACH = 60
"""Characters behind the marks in which the noun begins."""


def noun_behind(case: Case) -> Link | None:
    """«...» è lo slogan dei ragazzi; «...», la reazione dei tifosi; «...»: è netto il giudizio del sindacato."""
    context, quoted = case.context, case.quoted
    before = context.between(case.paragraph.start, quoted.outer.start)[-12:]
    if DETERMINED.search(before):
        return None
    for cue in case.frame(quoted.outer.end, quoted.outer.end + REACH):
        governed = any(c.index < cue.word.index for c in cue.sentence.children(cue.word, "case"))  # "al consiglio dei soci"
        if cue.kind != "noun" or governed:
            continue
        gap = context.between(quoted.outer.end, cue.span.start)
        if "\n" in gap and cue.subject is None:
            return None  # a headline, and "La protesta è nata in una chat" below it
        if NOUN_BEHIND.fullmatch(gap) or _judged(case, quoted.outer.end, cue.span.start):
            return Link("noun-behind", cue, mention=cue.subject)
    return None


def _judged(case: Case, end: int, start: int) -> bool:
    """Whether nothing but a verb of being and an adjective parts the marks from the noun."""
    match = JUDGED.match(case.context.text[:start], end)
    if match is None:
        return False
    places = case.context.words(Span(match.start("how"), match.end("how")))
    return all(p.word.upos in {"ADJ", "VERB"} and p.word.feat("VerbForm") in {None, "Part"} for p in places)
