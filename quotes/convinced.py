"""Somebody described by what they hold: "Neri, convinto che «...»", "contraria la Lega, certa che il piano fallirà"."""

from __future__ import annotations

from .context import Context
from .cues import auxiliaries_of
from .eligible import can_speak, denotes_somebody
from .lexicons import Verb
from .phrases import Mention, mention_of, outer_noun
from .tree import Sentence, Word

BESIDE = 12
"""Words back in which whoever is described stands."""


def conviction(context: Context, sentence: Sentence, word: Word) -> Verb | None:
    """The locution of "essere" that an adjective before "che" stands for where no verb is with it."""
    if word.upos not in {"ADJ", "VERB", "ADV"} or word.feat("VerbForm") not in {None, "Part"}:
        return None
    following = sentence.words[word.index + 1 : word.index + 2]
    if not following or following[0].text.lower() != "che" or auxiliaries_of(sentence, word):
        return None
    entry = context.lexicon.locution("essere", [word.text, word.lemma])
    if entry is None or entry.sense != "think" or "che" not in entry.complement:
        return None
    before = sentence.words[word.index - 1] if word.index else None
    aside = before is not None and (before.text in {",", "–", "-", "e"} or before.upos == "ADV")
    above = sentence.head(word)
    return entry if aside and (above is None or above.lemma not in {"dire", "mostrare"}) else None  # "si è detto convinto"


def who_holds(context: Context, sentence: Sentence, word: Word) -> Mention | None:
    """Whom such an adjective describes: the noun that it hangs on, else the last before it that nothing governs, in its number."""
    above = sentence.head(word)
    if above is not None and above.upos in {"NOUN", "PROPN"} and above.index < word.index and denotes_somebody(context, above):
        return mention_of(context, sentence, outer_noun(sentence, above))
    subjects = [*sentence.children(word, "nsubj"), *(sentence.children(above, "nsubj") if above is not None else [])]
    before = [w for w in sentence.words[max(0, word.index - BESIDE) : word.index] if w.upos in {"NOUN", "PROPN"}]
    for noun in [*(w for w in subjects if w.index < word.index), *reversed(before)]:
        head = outer_noun(sentence, noun)
        agrees = (
            None in {head.feat("Number"), word.feat("Number")}
            or head.feat("Number") == word.feat("Number")
            or head.upos == "PROPN"
        )
        role = context.lexicon.role(head.text, head.lemma)
        if role is not None and role.type == "document":
            continue
        if denotes_somebody(context, head) and can_speak(context, head) and agrees and not sentence.children(head, "case"):
            if context.voice(head) == context.voice(word):
                return mention_of(context, sentence, head)
    return None
