"""Cues: the words by which a text reports speech ("ha affermato", "secondo", "le parole di"), each with its subject."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from .lexicons import Preposition, SpeechNoun, Verb
from .phrases import Mention
from .records import Span
from .tree import Sentence, Word
from .words import words

CueKind = Literal["verb", "noun", "preposition"]
REACH = 4
"""Words that a locution or a verb group may have between its parts ("ha anche più volte sottolineato")."""
CLITICS = words("clitics")


@dataclass(frozen=True, eq=False)
class Cue:
    """One reporting expression at one place."""

    kind: CueKind
    lemma: str
    """As the table shows it: "affermare", "far sapere", "secondo"."""
    span: Span
    """From the first auxiliary to the last word of the expression."""
    sentence: Sentence
    word: Word
    """The head: the verb, the noun, or the noun that a preposition governs."""
    entry: Verb | SpeechNoun | Preposition
    subject: Mention | None = None
    """Who speaks, where the clause says so."""
    passive: bool = False
    impersonal: bool = False
    """"si vociferava che": nobody is meant to be the subject."""
    finite: bool = True
    negated: bool = False
    conditional: bool = False
    plural: bool = False
    gender: str | None = None
    """Of the participle, where it agrees with the subject ("si è commossa")."""
    person: str = "3"

    @property
    def direct(self) -> str:
        """ "strong", "weak" or "no": how surely a quotation beside it is its object."""
        return self.entry.direct if isinstance(self.entry, Verb) else "strong"


def auxiliaries_of(sentence: Sentence, word: Word) -> list[Word]:
    return [w for w in sentence.children(word, "aux", "cop") if abs(w.index - word.index) <= 2 * REACH]


def tells(cue: Cue) -> bool:
    """Whether a verb tells of speech itself: a finite form, a gerund, or "per poi aggiungere"."""
    marks = {w.lemma for w in cue.sentence.children(cue.word, "mark", "case", "advmod") if w.index < cue.word.index}
    return cue.finite or cue.word.feat("VerbForm") == "Ger" or {"per", "poi"} <= marks


SI = frozenset({"si", "s'", "s’"})


class CueIndex:
    """The article's cues by place."""

    def __init__(self, cues: list[Cue]) -> None:
        self.cues = cues
        self._starts = [c.span.start for c in cues]
        self._by_word = {(id(c.sentence), c.word.index): c for c in cues if c.kind != "preposition"}

    def between(self, start: int, end: int) -> list[Cue]:
        """Cues that begin in [start, end)."""
        return self.cues[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def at(self, sentence: Sentence, word: Word) -> Cue | None:
        """The verb or noun cue whose head is ``word``."""
        return self._by_word.get((id(sentence), word.index))

    def unreal(self, cue: Cue) -> bool:
        """ "chiede che il premier chiarisca «...»", "ha detto che chiederà «...»": speech that another only asks for or foretells."""
        verbs = (cue.word, *cue.sentence.children(cue.word, "aux"))
        if cue.kind != "verb":
            return False
        later = any(w.feat("Mood") == "Sub" or w.feat("Tense") == "Fut" for w in verbs)
        above = cue.sentence.head(cue.word)
        outer = self.at(cue.sentence, above) if above is not None and cue.word.rel in {"ccomp", "conj", "obj"} else None
        if outer is None or outer.kind != "verb" or outer.span.end > cue.span.start:
            return False
        asked = isinstance(outer.entry, Verb) and outer.entry.sense == "ask" and cue.word.rel == "ccomp"
        return later or asked  # the tagger hardly ever tells a subjunctive
