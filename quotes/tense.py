"""Mood and tense of a verb group, by which a coordinated verb shows what it goes with."""

from __future__ import annotations

from .tree import Sentence, Word


def tense_of(sentence: Sentence, verb: Word) -> tuple[str | None, ...] | None:
    """Mood, tense, number and auxiliary of a finite verb group; None for another form."""
    finite = next((w for w in (*sentence.children(verb, "aux"), verb) if w.feat("VerbForm") == "Fin"), None)
    if finite is None:
        return None
    mood = "Cnd" if finite.text.lower().endswith(("ebbe", "ebbero")) else finite.feat("Mood")  # the tagger overlooks some
    return mood, finite.feat("Tense"), finite.feat("Number"), finite.lemma if finite is not verb else None


def narrated(sentence: Sentence, verb: Word) -> bool:
    """Whether a verb stands in the past of stories: "disse", "ripeteva", "aveva detto", not "ha detto"."""
    verbs = (verb, *sentence.children(verb, "aux"))
    return any(w.feat("Mood") == "Ind" and w.feat("Tense") in {"Past", "Imp"} for w in verbs)
