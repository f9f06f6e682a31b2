"""One quoted span before the rules, and the link that a rule finds for it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .context import JOURNALIST, Context
from .cues import Cue, CueIndex
from .datelines import dateline_end
from .eligible import is_thing
from .lexicons import Verb
from .phrases import Mention
from .records import QuotedSpan, Span


@dataclass(frozen=True, eq=False)
class Link:
    """How one quoted span is attributed."""

    rule: str
    cue: Cue | None = None
    colon: Span | None = None
    """What stands for a verb: the colon of "Rossi: «...»", "così" behind the marks."""
    mention: Mention | None = None
    """Who speaks, where the clause says so."""


@dataclass(frozen=True, eq=False)
class Case:
    """One span before the rules."""

    context: Context
    cues: CueIndex
    index: int

    @property
    def quoted(self) -> QuotedSpan:
        """The span."""
        return self.context.quoted[self.index]

    @property
    def around(self) -> int:
        """The voice in which the span stands: the span around it, or the journalist."""
        parent = self.quoted.parent
        return JOURNALIST if parent is None else parent

    @property
    def paragraph(self) -> Span:
        """The paragraph in which the span begins."""
        return self.context.paragraphs[self.context.paragraph_at(self.quoted.outer.start)]

    def frame(self, start: int, end: int) -> list[Cue]:
        """Cues of the surrounding voice between two offsets."""
        return [c for c in self.cues.between(start, end) if self.context.voice(c.word) == self.around and not self.cues.unreal(c)]


def clause_begin(case: Case, floor: int, colon: int) -> int:
    """Where the sentence that ends in the colon begins."""
    sentences = case.context.sentences(Span(max(floor, colon - 1), colon + 1))
    begin = sentences[0].span.start if sentences else floor
    text = case.context.text
    while (
        begin > floor
        and text[floor:begin].rstrip()[-1:] not in {".", "!", "?", "…", "»", "”", '"', "\n", ""}
        and colon - begin < 400
    ):
        earlier = case.context.sentences(Span(max(floor, begin - 2), begin))
        if not earlier or earlier[0].span.start >= begin:
            break
        begin = earlier[0].span.start
    for match in STOP.finditer(text, max(floor, begin), colon):
        begin = match.end()  # two sentences that the parser took for one
    dated = dateline_end(text, begin, case.context.lexicon.places)  # "Napoli - Il passato: «...»"
    return max(floor, dated if dated is not None and dated < colon else begin)


STOP = re.compile(r"(?<=[a-zà-ù]{3})[.!?]\s+(?=[A-ZÀ-Ý])")
"""A sentence's end behind a whole word, no abbreviation."""


def verb_above(case: Case, cue: Cue) -> Cue | None:
    """The verb cue that governs a noun cue ("ha ripetuto lo slogan «...»")."""
    above = cue.sentence.head(cue.word)
    found = case.cues.at(cue.sentence, above) if above is not None else None
    return (
        found
        if found is not None
        and found.kind == "verb"
        and case.context.voice(found.word) == case.around
        and cue.word.rel in {"obj", "obl", "xcomp", "nsubj"}
        and (found.direct == "strong" or (isinstance(found.entry, Verb) and found.entry.predicative))
        else None
    )


BECAUSE = re.compile(r"\b(?:perché|poiché|in quanto|dato che|visto che|dal momento che)\s(?:non\s)?(?:si\s)?$")
TOLD = frozenset({"say", "write"})
WHEN = frozenset({"quando", "mentre", "dopo", "finché"})


def outer_report(case: Case, cue: Cue) -> Cue | None:
    """ "ha detto che sta valutando «con calma»", "ha affermato che l'ufficio ha allertato «le autorità»": the report around another.

    A verb of thought or feeling inside somebody's report of themselves is reported too; so is a verb that only now and then tells of
    speech, whoever is its subject.
    """
    entry, sentence = cue.entry, cue.sentence
    if not isinstance(entry, Verb):
        return None
    senses = TOLD | {"name", "manner"} | ({"continue", "answer"} if cue.word.feat("VerbForm") == "Ger" else set())
    told = not cue.passive and entry.sense in senses and entry.lemma != "sentirsi"
    subject = cue.subject.head if cue.subject is not None else None
    # "ha detto che i dazi aggiungeranno «la metà»", but "ma dall'assessorato precisano «la metà»"
    mute = subject is not None and is_thing(case.context, subject) and not sentence.children(subject, "case")
    if not mute and (told if cue.subject is None else entry.predicative or entry.direct == "strong" or entry.sense == "name"):
        return None
    because = BECAUSE.search(case.context.text, max(sentence.span.start, cue.span.start - 30), cue.span.start) is not None
    below = cue.word
    for above in sentence.ancestors(cue.word):
        outer = case.cues.at(sentence, above)
        if below.rel not in {"ccomp", "xcomp", "conj", "advcl"} and not (because and cue.subject is None):
            return None
        if below.rel == "advcl" and any(w.text.lower() in WHEN for w in sentence.children(below, "mark")):
            return None  # "ha fatto riferimento al vertice, quando Kim si è impegnato": no part of what is told
        if (
            outer is not None
            and outer.kind == "verb"
            and isinstance(outer.entry, Verb)
            and outer.entry.sense in TOLD
            and outer.finite
        ):
            own = (
                mute and cue.subject is not None and cue.subject.span.start < outer.span.end
            )  # "Il porporato ha smentito di aver parlato"
            return outer if case.context.voice(above) == case.around and not own else None
        below = above
    return None
