"""Descriptions of more than one: "molti dei quali", "le due donne", "gli economisti" whom the text has named."""

from __future__ import annotations

import re
from itertools import pairwise

from .context import Context
from .entity import Entity
from .fullest import BARE
from .named_bodies import BODIES
from .names import Names
from .persons import BYSTANDERS
from .phrases import INDEFINITE, Mention
from .runs import Sequence, fold
from .salience import Salience
from .speaker import Speaker, agrees, together
from .words import words


def some_of(context: Context, mention: Mention, text: str) -> Speaker | None:
    """ "i visitatori, molti dei quali": "molti dei visitatori"."""
    match = SOME_OF.fullmatch(text)
    before = OF_WHOM.search(context.text, max(0, mention.span.start - 60), mention.span.start)
    if match is None or before is None:
        return None
    article = {"i": "dei", "gli": "degli", "le": "delle"}[before.group("article").lower()]
    return Speaker(f"{match.group('some')} {article} {before.group('noun')}", "group", mention.gender, plural=True)


def pair(salience: Salience[Speaker], mention: Mention, text: str) -> Speaker | None:
    """ "le due donne", "la coppia": the two who came up last; "la prima", "il secondo": one of two named side by side."""
    match = ONE_OF_TWO.fullmatch(text)
    couple = mention.head.lemma in {"coppia", "coniuge"} and INDEFINITE.match(text) is None
    if (match is None and not (TWO.match(text) or couple)) or mention.head.lemma in BODIES:
        return None
    mixed = match is None and (mention.head.lemma in {"coppia", "coniuge"} or mention.gender == "Masc")
    gender = None if mixed else mention.gender
    recent = salience.recent(mention.span.start, lambda s: s.type == "person" and agrees(s, False, gender))
    if match is None:
        return together([recent[1].name, recent[0].name], gender) if len(recent) > 1 else None
    first = match.group("which").lower().startswith("prim") and len(recent) > 1 and mention.gender == recent[1].gender
    return recent[1 if first else 0] if recent else None


def counted(salience: Salience[Speaker], mention: Mention, text: str) -> Speaker | None:
    """ "tre operai ... i tre", "una coppia di Rho ... i due": those unnamed of whom the text gave the number, if nobody named came up since."""
    match = COUNTED.fullmatch(text)
    if match is None:
        return None
    number = match.group("number").lower()
    begins = re.compile(rf"{number}\s" + (COUPLE if number == "due" else ""), re.I)
    last = salience.recent(
        mention.span.start, lambda s: s.type == "person" or (s.entity is None and begins.match(s.name) is not None)
    )
    return last[0] if last and last[0].entity is None and begins.match(last[0].name) else None


def named_together(context: Context, names: Names, mention: Mention, *, definite: bool) -> Speaker | None:
    """ "gli economisti della Banca Orsa Lia Neri e Ugo Bini ... gli economisti": those whom the text names behind the noun."""
    phrase = mention.span.of(context.text)
    if BARE.fullmatch(phrase) is None and not (phrase == mention.head.text and definite):
        return None
    text = context.text
    for noun in re.finditer(rf"\b{re.escape(mention.head.text)}\b", text[: mention.head.start]):
        people: list[Entity] = []
        end = noun.end()
        for run in names.begins_in(end, end + 160):
            found = names.matching(run.text)
            if not (found and found[0].person and " " in run.text):
                if people:
                    break
                continue  # "gli economisti della Banca Orsa Lia Neri e Ugo Bini"
            if not (ADDED if people else OF_SOMETHING).fullmatch(text[end : run.span.start]):
                break
            people, end = [*people, found[0]], run.span.end
        if len(people) > 1:
            return together([e.name for e in people], mention.gender)
    return None


def named_beside(context: Context, names: Names, mention: Mention) -> Speaker | None:
    """ "i genitori di Lina, Carlo e Anna Verdi,", "le fondatrici Ada Neri e Lia Bini": all whom the text names right behind the noun."""
    people: list[Entity] = []
    start, end = mention.head.end, mention.span.end
    inside = [run for run in names.begins_in(start, end) if not GOVERNED.search(context.text[start : run.span.start])]
    for run in [*inside, *names.begins_in(end, end + 160)]:
        found = names.matching(run.text)
        gap = context.text[min(end, run.span.start) : run.span.start]
        behind = ADDED if people else BEHIND
        if not (found and found[0].person and " " in run.text and (run in inside or behind.fullmatch(gap))):
            break
        people, end = [*people, found[0]], run.span.end
    return together([e.name for e in people], mention.gender) if len(people) > 1 else None


def in_a_row(context: Context, names: Names, mention: Mention) -> Speaker | None:
    """ "Ada Neri, Ugo Bini e Lia Verdi hanno detto": all three, of whom the parser takes the first or the last for the subject."""
    head = mention.head
    while head.rel in {"conj", "flat", "appos", "nmod"} and (above := mention.sentence.head(head)) is not None:
        head = above
    verb = mention.sentence.head(head) if head.rel == "nsubj" else None
    told = mention.plural if verb is None else mention.sentence.has_plural(verb)
    if not told:  # without a verb: «…». Così Neri, Bini e Verdi
        return None
    rows: list[list[Sequence]] = [[]]
    for run in names.in_span(mention.sentence.span):
        gap = context.text[rows[-1][-1].span.end : run.span.start] if rows[-1] else ""
        if rows[-1] and IN_A_ROW.fullmatch(gap):
            rows[-1].append(run)
        elif not GOVERNED.search(context.text[mention.sentence.span.start : run.span.start]):
            rows.append([run])
    for row in rows:
        joined = [context.text[a.span.end : b.span.start] for a, b in pairwise(row)]
        inside = bool(row) and row[0].span.start < mention.span.end and mention.span.start < row[-1].span.end
        if len(row) > 2 and inside and joined[-1].strip() in {"e", "ed"} and all(gap == ", " for gap in joined[:-1]):
            full = [names.matching(run.text) for run in row]
            whole = [found[0].name if found else run.text for found, run in zip(full, row, strict=True)]
            return together(whole)
    return None


def family(context: Context, names: Names, mention: Mention) -> Speaker | None:
    """ "i coniugi Neri", "la famiglia Neri", "i Neri" where the text names one: all of a surname, not the one who bears it."""
    runs = names.in_span(mention.span)
    if len(runs) != 1 or " " in runs[0].text or runs[0].span.end != mention.span.end:
        return None
    known = any(e.person and e.tokens[-1] == fold(runs[0].text) and len(e.tokens) > 1 for e in names.matching(runs[0].text))
    between = context.text[mention.span.start : runs[0].span.start]
    if mention.head.lemma in FAMILIES:
        several = FAMILY.fullmatch(between) is not None and (mention.plural or mention.head.lemma not in KIN)
    else:
        several = known and mention.plural and PLURAL.fullmatch(between) is not None
    if not several:
        return None
    text = mention.span.of(context.text)
    return Speaker(text[0].lower() + text[1:], "group", mention.gender, plural=True)


IN_A_ROW = re.compile(r",\s|\sed?\s")
FAMILIES = words("families")
KIN = BYSTANDERS | {"coniuge", "gemello", "erede"}
FAMILY = re.compile(r"(?:(?:i|gli|le|la|il)\s)?(?:due\s|tre\s)?[a-zà-ù]+\s", re.I)
PLURAL = re.compile(r"(?:i|gli|le)\s", re.I)
GOVERNED = re.compile(rf"(?:\b(?:{'|'.join(sorted(words('prepositions')))})\s|['’])$", re.I)
BEHIND = re.compile(r"[,:]?\s")
SOME_OF = re.compile(r"(?P<some>[\w’']+)\s(?:dei|delle|di)\s(?:quali|cui)", re.I)
OF_WHOM = re.compile(
    r"\b(?P<article>i|gli|le)\s(?P<noun>[\w’'-]+(?:\s(?:di|del|dello|della|dei|degli|delle)\s[\w’'-]+(?:\s[\w’'-]+)?)?),\s$", re.I
)
ONE_OF_TWO = re.compile(r"(?:il|la|lo|l['’])\s?(?P<which>prim[oa]|second[oa]|altr[oa])", re.I)
COUPLE = r"|una\scoppia\s|[a-zà-ù]+\se\s[a-zà-ù]+$"
""" "una coppia di Rho", "marito e moglie"."""
COUNTED = re.compile(
    r"(?:i|le|gli)\s(?P<number>due|tre|quattro|cinque|sei)(?:\s(?:uomini|donne|ragazzi|ragazze|giovani|amici|amiche))?", re.I
)
TWO = re.compile(r"(?:i|le|gli)\s(?:altri\s|altre\s)?due(?:\s|$)", re.I)
OF_SOMETHING = re.compile(r"(?:\s(?:(?:di|del|dello|della|dei|degli|delle)\s|dell['’])[\w’' -]{2,60}?)?,?\s")
ADDED = re.compile(r",\s|\sed?\s")
