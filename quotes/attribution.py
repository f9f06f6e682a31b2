"""Quoted span -> cue: the rules that find by which words an article attributes a quotation.

``RULES`` is tried in order and the first that answers wins, so a rule may rely on those above it having passed. A rule looks
at one span and the cues of the article; who is meant by a mention, or by no mention, is decided in `speakers`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

from .announced import announced, announced_by_verb, headed, labelled
from .beside import adjacent, as_said, called_by, cut_off, inserted, inserted_with_commas, noun_beside, postposed, signed
from .case import Case, Link
from .clauses import according, according_to_whom, aside, embedded, predicated, scoped
from .closing import afterthought, credited, postposed_source
from .context import Context
from .cues import Cue, CueIndex
from .noun_behind import noun_behind, with_these_words
from .records import QuotedSpan

Rule = Callable[[Case], Link | None]


def announced_or_told_behind(case: Case) -> Link | None:
    """What a colon announces; where only who speaks stands before it, with the verb behind the marks.

    Soddisfatto il vicepresidente Neri: «Torno a chiedere chiarezza», ha dichiarato.
    """
    before = announced(case)
    if before is None or before.rule != "announced-colon" or before.cue is not None or before.mention is None:
        return before
    behind = postposed(case)
    if behind is None or behind.rule != "postposed" or behind.cue is None or behind.cue.direct != "strong":
        return before
    return replace(behind, mention=before.mention) if behind.mention is None and not behind.cue.plural else before


RULES: tuple[Rule, ...] = (
    labelled,  # the layout says it
    headed,  # so does a headline
    announced_by_verb,  # what introduces the marks comes before what they hold
    inserted,  # inside the marks: nothing outside can be nearer
    credited,
    signed,  # a name behind the marks is nearer than what stands before them
    with_these_words,  # "these" points at them
    announced_or_told_behind,  # a colon points at the marks, whatever follows them
    aside,  # a report around the clause is meant for all of it
    scoped,  # what opens the clause governs its verb
    called_by,  # a passive and its agent around the marks
    adjacent,  # right before the marks, closer than anything behind
    predicated,  # in one clause with the marks
    as_said,  # beside the marks too, but for a comma
    postposed,  # right behind the marks
    cut_off,
    according_to_whom,  # nearer than any verb before it
    embedded,  # the clause around the span
    according,  # no verb took it: a preposition may
    noun_beside,
    noun_behind,
    postposed_source,
    afterthought,
    inserted_with_commas,  # a speaker may tell of others too: only where nothing else attributes the marks
)


def attribute(context: Context, cues: list[Cue]) -> list[Link | None]:
    """A link for each quoted span, None where no rule answers; coordinated spans share theirs."""
    index = CueIndex(cues)
    cases = [Case(context, index, i) for i in range(len(context.quoted))]
    links = [next((link for rule in RULES if (link := rule(case)) is not None), None) for case in cases]
    return _coordinated(context, links)


JOINED = re.compile(r"\s*(?:[,;–—-]|,?\s*(?:e|ed|o|ma|poi|e poi|né|come|e di|di|e che|che|ed è|è))*\s*")


def _coordinated(context: Context, links: list[Link | None]) -> list[Link | None]:
    """«A» e «B», ha detto X; ha parlato di «A» e di «B»; «A», dice X, «B»: what joins the spans joins their cue."""
    found = list(links)
    neighbours = [(i, i + 1, a, b) for i, (a, b) in enumerate(itertools.pairwise(context.quoted)) if a.parent == b.parent]
    for i, j, a, b in reversed(neighbours):
        if found[i] is None and _joined(context, a, b):
            found[i] = found[j]
    for i, j, a, b in neighbours:
        near, far = found[i], found[j]
        if near is not None and far is not None and _added(context, a, b) and _nearer(near, far, a):
            found[j] = near
        if found[j] is None and (
            _joined(context, a, b) or a.group == b.group or (near is not None and _hangs_in(context, near, a, b))
        ):
            found[j] = found[i]
    return found


def _hangs_in(context: Context, link: Link, a: QuotedSpan, b: QuotedSpan) -> bool:
    """ "definisce Bruni un «personaggio ambiguo» privo di «ogni scrupolo»": the second fragment belongs to a word of the first."""
    if not link.rule.startswith(("embedded", "adjacent", "predicated")) or not b.span.of(context.text)[:1].islower():
        return False
    first = next(context.words(b.span), None)
    for above in first.sentence.ancestors(first.word) if first is not None else ():
        if a.span.start <= above.start < a.span.end:
            return True
        if not b.span.start <= above.start < b.span.end and (above.feat("Mood") or above.upos == "AUX"):
            return False
    return False


ADDED = re.compile(r"\s*,?\s*(?:e|ed|o)\s(?:(?:di|del|della|dei|delle|a|come)\s)?")


def _added(context: Context, a: QuotedSpan, b: QuotedSpan) -> bool:
    """ "parla di «bugie» e di «teorie»"."""
    return ADDED.fullmatch(context.between(a.outer.end, b.outer.start)) is not None


def _nearer(near: Link, far: Link, a: QuotedSpan) -> bool:
    """Whether the first of two coordinated spans was taken by a cue that stands between the other's and the marks."""
    if near.cue is None or far.cue is None or near.cue.kind != "verb":
        return False
    return far.cue.span.end <= near.cue.span.start < near.cue.span.end <= a.outer.start


def _joined(context: Context, a: QuotedSpan, b: QuotedSpan) -> bool:
    gap = context.between(a.outer.end, b.outer.start)
    return (
        len(gap) < 20
        and JOINED.fullmatch(gap) is not None
        and not (a.closed and gap.isspace() and "\n" in gap)  # two lines: «Ho fallito» / «Mentire lo è», risponde il giudice
        and not (a.closed and gap.strip() == "" and context.text[a.span.end - 1 : a.span.end] in ".!?")
    )
