"""Statements reported without marks: "ha detto che", "ha annunciato di", "secondo X", the parenthetical ", ha spiegato X,"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .as_said import sourced_clause
from .case import Link
from .clause_end import PRESENTED, completed
from .complements import BEFORE_THAT, content_clause
from .context import JOURNALIST, Context
from .cues import Cue, CueIndex
from .eligible import is_thing
from .fragments import is_fragment
from .interrupted import interrupted
from .lexicons import Preposition, Verb
from .licence import acts
from .papers import in_paper
from .phrases import Mention
from .records import Span
from .scope import preposition_source, scope
from .voiced import noun_clause
from .words import words

ASKED = "clause-se"
"""The rule of a question told in the journalist's words ("ha chiesto se"): nothing is stated, but who asked matters for the answer."""
TRAILING = " \t\n\u00a0,;:.…–—-("
QUOTED_SHARE = 0.9
"""A clause of which the marks cover this much is that quotation, not a second statement."""

ATTRIBUTED_SHARE = 0.6
"""From this share on a clause before "secondo X" is a quotation that a verb attributes already («...», ha detto X, secondo il Times)."""


@dataclass(frozen=True, eq=False)
class Statement:
    """A reported clause with its cue."""

    span: Span
    cue: Cue
    rule: str


def find_statements(context: Context, cues: list[Cue], links: list[Link | None]) -> list[Statement]:
    """The statements in the journalist's words, in text order, none wholly a quotation; the questions too, see ``ASKED``."""
    index = CueIndex(cues)
    used = {
        id(link.cue)
        for quoted, link in zip(context.quoted, links, strict=True)
        if link is not None and link.cue is not None and link.rule in {"postposed", "inserted", "announced"}
        if link.rule != "postposed" or not is_fragment(context, quoted)
    }
    found: list[Statement] = []
    for cue in cues:
        first = cue.sentence.word_at(cue.span.start) if cue.kind == "preposition" else None  # "secondo il «Corriere»"
        if context.voice(first or cue.word) != JOURNALIST:
            continue
        if _asks_you(context, cue):
            continue
        statement = None
        if cue.kind == "verb" and id(cue) not in used:
            statement = according_to_what(context, cue, index)
        if cue.kind == "verb" and statement is None and _reports(context, cue, index):
            statement = clause_of(context, cue) or (None if id(cue) in used else parenthetical(context, cue))
        elif cue.kind == "preposition":
            statement = scope_of(context, cue, index)
        elif cue.kind == "noun":
            voiced = noun_clause(context, cue)
            statement = _statement(context, voiced[0].start, voiced[0].end, voiced[1], "noun-clause") if voiced else None
        if statement is not None and not _quoted(context, statement.span, QUOTED_SHARE, cue):
            found.append(statement)
    return _without_doubles(found)


def _asks_you(context: Context, cue: Cue) -> bool:
    """ "Ministro, non crede che sia troppo?", "Prevede che si arrabbino?": a question for what somebody thinks, or one put to whom the
    journalist talks to in the polite third person, reports nothing. "Secondo lei?" is no cue (`opinions`)."""
    if cue.kind != "verb" or not cue.finite or context.text[cue.sentence.span.end - 1] != "?":
        return False
    thought = isinstance(cue.entry, Verb) and cue.entry.sense in {"think", "name"}
    if thought and (cue.subject is None or _called_upon(context, cue, cue.subject)):
        return True
    verbs = (cue.word, *cue.sentence.children(cue.word, "aux"))
    present = any(w.feat("VerbForm") == "Fin" and w.feat("Tense") == "Pres" for w in verbs)
    addressed = ADDRESSED.match(context.text, cue.sentence.span.start, cue.span.start) is not None
    alone = addressed or not cue.sentence.children(cue.word, "nsubj")
    return present and alone and not cue.plural and cue.word.rel in {"root", "parataxis"}


ADDRESSED = re.compile(r"[^\w]*(?!(?:Il|Lo|La|I|Gli|Le|Un|Una|Ieri|Oggi)\b)[A-ZÀ-Ý]\w+(?:\s[A-ZÀ-Ý]\w+)*,\s(?:\w+\s)?$")


def _called_upon(context: Context, cue: Cue, subject: Mention) -> bool:
    """ "Lei crede che ...?", "Ministro, non crede che ...?": whoever is asked, as "you" or by a call at the sentence's head."""
    called = subject.span.start == cue.sentence.span.start and context.text.startswith(",", subject.span.end)
    you = context.text[subject.span.start : subject.span.end].lower() in {"lei", "voi"}
    return you or (called and not cue.sentence.children(subject.head, "det"))


def _reports(context: Context, cue: Cue, index: CueIndex) -> bool:
    """Whether a verb reports somebody's statement: not the reader's or the writer's, not a show of facts, not inside another report."""
    if not isinstance(cue.entry, Verb) or cue.person != "3" or (cue.entry.sense == "show" and not _finds(cue)):
        return False
    if cue.passive and cue.subject is None and not _told(cue, cue.entry):
        return False
    if not cue.finite and cue.word.text.lower() in BEFORE_THAT:
        return False  # "premesso che", "considerando che"
    moods = {w.feat("Mood") for w in (cue.word, *cue.sentence.children(cue.word, "aux"))}
    told = cue.word.rel in {"root", "conj", "parataxis"} or (cue.subject is not None and cue.word.deprel == "acl:relcl")
    told = told or in_paper(context, cue.sentence, cue.word)
    if moods & {"Imp", "Sub"} or (cue.impersonal and not told):
        return False  # "immaginate che", "perché si assicuri che"; "se si pensa che"
    if acts(context, cue) or _possible(cue):
        return False
    if TO_WHOM.search(context.text, cue.sentence.span.start, cue.span.start):
        return False
    if cue.word.rel == "ccomp" and (cue.subject is None or is_thing(context, cue.subject.head)):
        above = cue.sentence.head(cue.word)
        report = index.at(cue.sentence, above) if above is not None else None
        first = cue.subject.span.start if cue.subject is not None else cue.span.start
        told = any(m.text.lower() == "che" for m in cue.sentence.children(cue.word, "mark"))
        tells = report is not None and report.kind == "verb" and (report.finite if cue.subject else told)
        if tells and report is not None and report.span.end < first:
            return (
                False  # "ha detto che i dazi aggiungeranno ... e che"; "ha detto che chiederà di", "che temeva che": of oneself
            )
    if not cue.finite and cue.word.feat("VerbForm") == "Inf":
        if UNSAID.search(context.text, cue.sentence.span.start, cue.span.start):
            return False
        noun = cue.sentence.head(cue.word)
        if cue.subject is None and cue.word.rel == "acl" and noun is not None and is_thing(context, noun):
            return False  # "la necessità di garantire che": nobody does
        aim = cue.entry.sense != "ask" and cue.word.rel == "advcl"
        aim = aim and any(m.lemma == "per" for m in cue.sentence.children(cue.word, "mark", "case"))
        aim = aim or NEXT.search(context.text, cue.sentence.span.start, cue.span.start) is not None
        for above in cue.sentence.ancestors(cue.word) if not aim else ():  # "ha scritto ai soci per annunciare che"
            outer = index.at(cue.sentence, above)
            if outer is not None and outer.kind == "verb" and isinstance(outer.entry, Verb) and outer.entry.complement:
                return False
    return True


def _finds(cue: Cue) -> bool:
    """ "Lo studio mostra che", "la perizia ha dimostrato come": what somebody wrote after looking into it; polls and figures tell facts."""
    who = cue.subject
    found = who is not None and who.head.lemma in FINDINGS and who.head.rel == "nsubj" and who.span.start < cue.span.start
    return found and not cue.lemma.endswith("si")  # "dagli atti si evince"


FINDINGS = words("findings")


def _possible(cue: Cue) -> bool:
    """ "Si può dire che", "è corretto sostenere che", "servono altri dati per escludere che", "non è escluso che": nobody says so."""
    sentence, verb = cue.sentence, cue.word
    thought = isinstance(cue.entry, Verb) and cue.entry.sense == "think"
    if cue.impersonal and not thought and any(a.lemma in {"potere", "dovere"} for a in sentence.children(verb, "aux")):
        return True
    if cue.passive and cue.subject is None and cue.lemma == "escludere":
        return True
    if verb.feat("VerbForm") != "Inf" or cue.finite:
        return False
    above = sentence.head(verb)
    copular = above is not None and above.upos in {"ADJ", "NOUN"} and bool(sentence.children(above, "cop"))
    if copular and cue.subject is None:
        return True
    needed = above is not None and above.lemma in NEEDING
    return needed and any(m.lemma == "per" for m in sentence.children(verb, "mark", "case"))


NEEDING = words("needing_verbs")


def _told(cue: Cue, entry: Verb) -> bool:
    """ "Ai passanti è stato detto di tornare", "è stato spiegato che": somebody said it, where "è accusato di" tells of the accused."""
    subjects = [w for w in cue.sentence.children(cue.word, "nsubj") if not cue.span.covers(w.span)]  # "avanzata l'ipotesi"
    if subjects and cue.word.lemma not in TOLD:
        return False  # "gli è stato negato il permesso di entrare"
    return (
        cue.finite
        and (entry.sense in {"say", "write", "answer"} or entry.lemma == "chiedere")
        and entry.stance not in {"accuse", "order"}
    )


UNSAID = re.compile(r"\b(?:prima\sdi|senza|invece\sdi|anziché|piuttosto\sche)\s(?:(?:mai|poter|dover|voler)\s)?$", re.I)
""" "Prima di dire che il piano è pronto, deve trovare i fondi", "senza dire che": nothing is said yet, or at all."""
NEXT = re.compile(r",\s(?:per\spoi|salvo(?:\spoi)?)\s$")
""" "ha ribadito che le indagini proseguono, salvo poi ammettere che mancano gli uomini": said in the end."""
TOLD = words("told_verbs")
TO_WHOM = re.compile(r"\b[Aa]\s(?:tutti\s)?(?:chi|coloro che|quanti|quelli che)\s(?:(?:gli|le|lo|la|li|glielo|mi|ci|ne)\s)?$")
""" "A chi gli chiedeva se si dimettesse ha risposto": somebody's question, not a statement of whom the text is about."""


CLOCK = re.compile(r"(?:[Oo]re\s)?\d{1,2}[.:]\d{2}\s(?:[-–—]\s)?(?=[A-ZÀ-Ý])")
""" "10.02 - Chiuse le scuole, annuncia la prefettura": when a line of a live report was written."""


def _statement(context: Context, start: int, end: int, cue: Cue, rule: str) -> Statement | None:
    text, end = context.text, completed(context, cue.sentence, start, end)
    if (clock := CLOCK.match(text, start, end)) is not None:
        start = clock.end()
    while end > start and text[end - 1] in TRAILING:
        end -= 1
    while start < end and text[start] in TRAILING:
        start += 1
    if len(re.findall(r"\w+", text[start:end])) < 2:
        return None
    return Statement(Span(start, end), cue, rule)


def clause_of(context: Context, cue: Cue) -> Statement | None:
    """ha detto che ..., ha annunciato di ..., si chiede se ...: the complement clause from its conjunction on."""
    found = content_clause(context, cue)
    return _statement(context, found[0].start, found[0].end, cue, found[1]) if found is not None else None


def according_to_what(context: Context, cue: Cue, index: CueIndex) -> Statement | None:
    """Secondo quanto riportato dalla BBC, il ponte riapre; il ponte, come ha detto il sindaco, riapre: the clause beside."""
    found = sourced_clause(context, cue, index)
    if found is None:
        return None
    span, cue, rule = found
    return None if _said_already(context, span, cue, index) else _statement(context, span.start, span.end, cue, rule)


def parenthetical(context: Context, cue: Cue) -> Statement | None:
    """Il ponte, ha spiegato il sindaco, riaprirà; ... riaprirà domani, ha annunciato: the clause that the cue stands in."""
    span = interrupted(context, cue)
    if span is not None and _announced_in(context, span, cue):
        return None
    return _statement(context, span.start, span.end, cue, "parenthetical") if span is not None else None


def _announced_in(context: Context, span: Span, cue: Cue) -> bool:
    """ "Neri accusa: «Ci hanno traditi», dice": the marks behind a colon are what the verb reports, not what announces them."""
    for quoted in context.quoted:
        if span.start < quoted.outer.start and quoted.outer.end <= cue.span.start:
            behind = context.between(quoted.outer.end, cue.span.start).strip(" ,–—-") == ""
            if behind and context.text[: quoted.outer.start].rstrip().endswith(":"):
                return True
    return False


def scope_of(context: Context, cue: Cue, index: CueIndex) -> Statement | None:
    """Secondo il ministro il piano slitta; il piano, secondo il ministro, slitta; secondo il quale il piano slitta."""
    if isinstance(cue.entry, Preposition) and cue.entry.scope == "voice":
        return None
    source = preposition_source(context, cue)
    span = scope(context, source, index) if source is not None else None
    if span is None or _of_a_word(context, cue, span) or (cue.lemma == "per" and span.end <= cue.span.start):
        return None  # "il ponte riapre, anche per quelli senza biglietto"
    if _said_already(context, span, cue, index):
        return None
    return _statement(context, span.start, span.end, cue, "according")


def _of_a_word(context: Context, cue: Cue, span: Span) -> bool:
    """ "ha chiesto i verbali, a suo dire «incompleti»": a locution with a possessive behind a clause is about the words right behind it."""
    if not cue.span.covers(cue.word.span) or span.start >= cue.span.start:
        return False
    finite = any(p.word.feat("VerbForm") == "Fin" for p in context.words(Span(span.start, cue.span.start)))
    return finite and re.match(r"\s[\w«“\"']", context.text[cue.span.end :][:2]) is not None


def _said_already(context: Context, span: Span, cue: Cue, index: CueIndex) -> bool:
    """«...», ha detto Neri, secondo il Times: a quotation that a verb attributes already."""
    attributed = any(c.kind == "verb" and c.finite and c.direct == "strong" for c in index.between(span.start, span.end))
    return span.end <= cue.span.start and attributed and _quoted(context, span, ATTRIBUTED_SHARE)


def _quoted(context: Context, span: Span, share: float, cue: Cue | None = None) -> bool:
    """Whether marks cover at least ``share`` of the clause's words, those of its ``cue`` not counted: "«Il loro dolore», ha detto, «è il nostro»"."""
    aside = [cue.span, *([cue.subject.span] if cue.subject is not None else [])] if cue is not None else []
    words_in = (p.word for p in context.words(span) if p.word.upos != "PUNCT")
    found = [w for w in words_in if not any(a.covers(w.span) for a in aside)]
    if not found:
        return True
    if context.voice(found[1 % len(found)]) == JOURNALIST and PRESENTED.search(context.text, span.start, span.end) is not None:
        return False  # "che si tratta di: «un impegno»", but "che: «...»"
    content = [w for w in found if not (w.start - span.start < 6 and w.text.lower() in {"che", "di", "se", "come"})]
    return sum(context.voice(w) != JOURNALIST for w in content) >= share * len(content)


def _without_doubles(found: list[Statement]) -> list[Statement]:
    """One statement a clause: of two that cover the same words, the one whose cue is nearer."""
    kept: list[Statement] = []
    for statement in sorted(found, key=lambda s: (s.span.start, -s.span.end)):
        if any(abs(k.span.start - statement.span.start) < 3 and abs(k.span.end - statement.span.end) < 3 for k in kept):
            continue
        kept.append(statement)
    return kept
