"""What a quoted span is: speech, a title, or a word in scare quotes.

A linked span is speech unless its words or its neighbours say that it is a name. An unlinked one must look like speech.
"""

from __future__ import annotations

import re

from .case import Link
from .context import Context
from .lexicons import Verb
from .records import Kind, QuotedSpan, Span
from .tree import Word
from .words import words

TITLE_NOUNS = words("title_nouns")
TITLED = re.compile(
    r"(?:intitolat[oaie]|dal titolo|titolo|titolat[oa]|denominat[oaie]|ribattezzat[oaie]|battezzat[oaie]|soprannominat[oaie]|chiamat[oaie]|dett[oaie]|cosiddett[oaie]|nome|sopra(?:n)?nome|detta|alias|sigla|etichetta)\s*(?:di\s+|come\s+|:\s*)?$",
    re.I,
)
ENTITLED = re.compile(r"(?:intitolat[oaie]|dal titolo)\s$", re.I)
ANSWERS = re.compile(r"\?[»”\"']\s*$")
"""A question in marks right before: even "Certo" answers it."""
NICKNAMED = re.compile(r"(?:soprannominat[oaie]|ribattezzat[oaie]|soprannome di)\s*$", re.I)
HAS_SAID = re.compile(r"\b(?:ha|hanno|aveva|avevano|avrebbe|abbia)\s(?:\w+\s)?dett[oa]\W*$", re.I)
SCARED = re.compile(
    r"(?:cosiddett[oaie]|sedicent[ei]|presunt[oaie]|soprannominat[oaie]|ribattezzat[oaie]|soprannome di|detto|chiamat[oaie])\s*$",
    re.I,
)
DETERMINED = re.compile(
    r"(?:^|[\s'’])(?:il|lo|la|i|gli|le|l['’]|un|uno|una|di|del|dello|della|dei|degli|delle|dell['’]|su|sul|sulla|in|nel|nella|a|al|alla|da|dal|dalla)\s?$",
    re.I,
)
"""An article or preposition right before the marks: what stands in them is a part of the sentence."""
SAID = re.compile(r"\b(?:che|come|di|detto|dice|scritto|scrive|aggiunto|dichiarato)\s*$")
"""What stands before a capital that begins speech, not a name."""
INSIDE = ("embedded", "before", "adjacent", "according", "noun")
"""Rules by which a span is a part of the sentence that reports it."""
FINITE = frozenset({"Ind", "Sub", "Cnd", "Imp"})
LONG = 5
"""Words from which an unlinked fragment is no longer taken for a term."""


def kind_of(context: Context, quoted: QuotedSpan, link: Link | None) -> Kind:
    """direct, mixed, scare or title."""
    words = [p.word for p in context.words(quoted.span) if p.word.upos != "PUNCT"]
    text = quoted.span.of(context.text)
    start = quoted.outer.start
    before = context.text[max(context.paragraphs[context.paragraph_at(start)].start, start - 60) : start]
    clause = any(w.feat("Mood") in FINITE for w in words)
    sentence_like = bool(re.match(r"\W*[A-ZÀ-Ý0-9]", text)) and (clause or re.search(r"[.!?…]\s*$", text) is not None)
    if link is not None and link.rule == "label":
        return "direct"
    inside = link is None or link.rule.startswith(INSIDE)
    if text[:1].isupper() and (ENTITLED.search(before) or (inside and TITLED.search(before) and not HAS_SAID.search(before))):
        return "title"
    if (inside or NICKNAMED.search(before)) and SCARED.search(before) and not HAS_SAID.search(before) and len(words) <= LONG:
        return "scare"
    cue = link.cue if link is not None else None
    if cue is not None and isinstance(cue.entry, Verb) and cue.entry.sense == "name" and cue.plural and link is not None:
        if link.mention is None and cue.finite and len(words) <= LONG and cue.span.end <= start:
            return "scare"  # "lo chiamano «il gatto»": a name in use, nobody's words
    told = link is not None and link.cue is not None and (0 <= start - link.cue.span.end <= 1 or link.rule == "noun")
    if (
        not told
        and not _speaks(words, text)
        and _is_title(context, quoted, words, text, before, inside=inside, linked=link is not None)
    ):
        return "title"
    if (
        link is not None
        and link.rule in {"postposed", "parataxis"}
        and len(words) < LONG
        and not clause
        and DETERMINED.search(before)
    ):
        return "title" if text[:1].isupper() else "scare"  # Neri, il «mediatore», sorride
    if link is not None:
        lower = text[:1].islower() or not sentence_like
        inside = link.rule.startswith((*INSIDE, "predicated")) and lower
        fragment = lower and (link.rule in {"according", "parataxis"} or (link.rule == "as-said" and not clause))
        return "mixed" if inside or fragment else "direct"
    if sentence_like or (clause and len(words) >= 3) or len(words) >= LONG or ANSWERS.search(before):
        return "direct"
    return "scare"


def _speaks(words: list[Word], text: str) -> bool:
    """Whether the words are surely somebody's: a first or second person, a sentence end inside, a clause of some length."""
    finite = [w for w in words if w.feat("Mood") in FINITE]
    person = any(w.feat("Person") in {"1", "2"} for w in finite)
    return person or re.search(r"[?!.]\s+\S", text) is not None or (bool(finite) and len(words) > CLAUSE)


CLAUSE = 6
"""Words from which a clause with a finite verb is too long for a title ("Che tempo che fa" is one)."""


def _is_title(
    context: Context, quoted: QuotedSpan, words: list[Word], text: str, before: str, *, inside: bool, linked: bool
) -> bool:
    """A title: capitalised inside a sentence, or behind the noun for such a work."""
    if (
        inside
        and (not linked or not SAID.search(before))
        and text[:1].isupper()
        and not re.search(r"[.!…]$", text.rstrip())
        and re.search(r"[\w,(][\s(]*$", before)
    ):
        return True
    if not text[:1].isupper() or not words or len(words) > 14:
        return False
    if re.search(r"[.!?…][»”\"]?\s*$", before):
        return False  # a sentence begins here
    noun = re.search(r"([^\W\d_]+)\W*$", before)
    start = quoted.outer.start
    previous = [p.word for p in context.words(Span(start - len(before), start)) if p.word.upos != "PUNCT"]
    if previous and (previous[-1].lemma.lower() in TITLE_NOUNS or previous[-1].text.lower() in TITLE_NOUNS):
        return not before.rstrip().endswith(":")
    if noun is None:
        return False
    nouns = [w for w in previous[-4:] if w.upos == "NOUN"]
    return (
        bool(nouns)
        and nouns[-1].lemma.lower() in TITLE_NOUNS
        and not before.rstrip().endswith((":", ","))
        and not any(w.upos == "VERB" for w in previous[-2:])
    )
