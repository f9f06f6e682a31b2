"""Names of works, papers, laws and programmes in marks that stand where somebody's words could stand."""

from __future__ import annotations

import re

from .case import Link
from .context import Context
from .cues import Cue
from .lexicons import Verb
from .records import QuotedSpan, Span
from .tree import Word
from .words import words

TITLE_NOUNS = words("title_nouns")
WORK_PARTS = words("work_parts")
HEADED_WORKS = words("headed_works")
PRESENTED_WORKS = words("presented_works")
NEW = re.compile(r"(?:\bun|\buno|\buna|\bun['’]|\b(?:nuov|ultim|prim|second)[oa])\s?(?:[\w-]+\s)?$", re.I)
PERFORMING = words("performing_verbs")
LONGEST_NAME = 8
"""Words of a name at the most."""
OF_PART = re.compile(r"([^\W\d_]+)\s(?:di|del|dello|della|dei|degli|delle|dell['’])\s?$")
BARE_OF = re.compile(r"[^\W\d_]\sdi\s$")
COLON_NOUN = re.compile(r"([^\W\d_]+)\s?:\s$")


def is_work(context: Context, quoted: QuotedSpan, link: Link, inner: list[Word], before: str) -> bool:
    """Whether linked marks hold the name of a work, a paper, a law: their neighbours say so, whatever verb of speech stands near."""
    text = quoted.span.of(context.text).strip()
    if len({w.start for w in inner}) > LONGEST_NAME or re.search(r"[.!?…]$", text):
        return False
    return (
        _apposed(context, quoted, link, inner, before)
        or _part_of(context, quoted, inner, before)
        or _publishes(context, quoted, link, inner)
        or _performed(link, inner, text)
    )


def is_headed_work(context: Context, inner: list[Word], before: str) -> bool:
    """una nuova deliberazione sulla legge: «Norme in materia di pesca»; un convegno sul tema: «Giovani e lavoro»; ha visto un bel film: «Mare
    calmo»: no verb stands in the name."""
    noun = COLON_NOUN.search(before)
    if noun is None or any(w.feat("Mood") for w in inner):
        return False
    presented = noun.group(1).lower() in PRESENTED_WORKS and NEW.search(before[: noun.start()]) is not None
    return presented or noun.group(1).lower() in HEADED_WORKS


def after_part(before: str) -> bool:
    """ "il protagonista di «Mare fermo»": whether who makes a work, a part of it or a form of it stands right before its name.

    >>> after_part("rivede gli autori di "), after_part("accusa gli amici di ")
    (True, False)
    """
    part = OF_PART.search(before)
    return part is not None and part.group(1).lower() in WORK_PARTS


def _before(context: Context, quoted: QuotedSpan, count: int) -> list[Word]:
    """The words right before the marks, the last of them last."""
    start = quoted.outer.start
    return [p.word for p in context.words(Span(max(0, start - 60), start)) if p.word.end <= start][-count:]


def _apposed(context: Context, quoted: QuotedSpan, link: Link, inner: list[Word], before: str) -> bool:
    """ "denuncia il cinismo della trasmissione «ballo in cortile»": the noun for such a work and its article right before the marks.

    What the marks say of it is something else: la legge «ingiusta e crudele», definisce il corso «un disastro».
    """
    entry = link.cue.entry if link.cue is not None else None
    if not before.endswith(" ") or (isinstance(entry, Verb) and entry.predicative) or not inner:
        return False
    *_, determiner, noun = [None, None, *_before(context, quoted, 2)]
    if determiner is None or noun is None or noun.lemma.lower() not in TITLE_NOUNS or link.cue is None or link.cue.word is noun:
        return False
    first = inner[0]
    if any(w.index == noun.head for w in inner):
        return False  # "dichiara che il teatro «continuerà a pagare»"
    thing = first.upos in {"NOUN", "PROPN", "NUM", "VERB", "X"} or context.lexicon.role(first.text, first.lemma) is not None
    return determiner.feat("Definite") == "Def" and thing and first.feat("VerbForm") != "Part"


def _part_of(context: Context, quoted: QuotedSpan, inner: list[Word], before: str) -> bool:
    """ "gli autori di «cronaca in diretta»", "la sua versione di «Blue Moon»": who makes it, a part of it or a form of it."""
    if after_part(before):
        return True
    named = (
        BARE_OF.search(before) is not None
        and quoted.span.of(context.text)[:1].isupper()
        and not any(w.feat("Mood") for w in inner)
    )
    owner = next((w for w in reversed(_before(context, quoted, 3)) if w.upos != "ADP"), None)
    return named and owner is not None and owner.upos == "NOUN" and owner.lemma not in context.lexicon.nouns


def _publishes(context: Context, quoted: QuotedSpan, link: Link, inner: list[Word]) -> bool:
    """«Il Foglio» ha scritto che ..., «Il Foglio» pubblica la lettera, lo rivela «Der Spiegel»: the marks are the subject of the verb."""
    cue = link.cue
    if cue is not None and cue.span.meets(quoted.outer):
        return False  # «Il molo - ha detto Neri - resta chiuso»
    if link.mention is not None and link.mention.span.meets(quoted.outer):
        return quoted.span.of(context.text)[:1].isupper()  # "come scrive «Il Foglio»"
    name = quoted.span.of(context.text)[:1].isupper() and not any(w.feat("Mood") for w in inner)
    if cue is None or cue.kind != "verb" or not cue.finite or link.mention is not None or not name:
        return False
    children = cue.sentence.children(cue.word, "obj", "ccomp")
    if cue.span.start >= quoted.outer.end:
        outside = [c for c in children if c.start > cue.span.end]
        return context.between(quoted.outer.end, cue.span.start).strip() in {"", "lo", "ne", "l'", "l’"} and bool(outside)
    beside = context.between(cue.span.end, quoted.outer.start).strip() == ""
    return (
        beside and not _predicates(cue) and any(c.text.lower() in {"lo", "l'", "l’"} and c.end <= cue.span.end for c in children)
    )


def _predicates(cue: Cue) -> bool:
    return isinstance(cue.entry, Verb) and cue.entry.sense == "name"


def _performed(link: Link, inner: list[Word], text: str) -> bool:
    """ "ha pianto leggendo «Il deserto bianco»", "il coro canta «Bella ciao»": what is read, sung or played, and what has an article or capitals."""
    cue = link.cue
    if cue is None or cue.lemma not in PERFORMING or not inner or cue.span.end > inner[0].start:
        return False
    if not text[:1].isupper() or any(w.feat("Mood") for w in inner):
        return False
    capitals = all(w.text[:1].isupper() for w in inner if len(w.text) > 3)
    return len(inner) > 1 and (inner[0].upos == "DET" or capitals)
