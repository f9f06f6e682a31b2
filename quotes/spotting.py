"""Text -> cues: the lexicon's verbs, nouns and prepositions of speech, wherever an article has them."""

from __future__ import annotations

from .context import Context
from .cues import Cue
from .lexicons import Lexicon, SpeechNoun
from .sources import FILLED, noun_cue, possessed_cues, preposition_cues
from .tree import Sentence, Word
from .verbs import rather_a_noun, verb_cue


def find_cues(context: Context) -> list[Cue]:
    """All cues of the article in text order, those inside quotations too (their ``word`` has another voice)."""
    found: list[Cue] = []
    for sentence in context.tree.sentences:
        taken: set[int] = set()
        for cue in (*preposition_cues(context, sentence), *possessed_cues(context, sentence)):
            found.append(cue)
            if cue.span.covers(cue.word.span):
                taken.add(cue.word.index)  # "a suo giudizio"
        for word in sentence.words:
            if word.index in taken:
                continue
            if verb := verb_cue(context, sentence, word):
                found.append(verb)
                taken.update(w.index for w in sentence.words if w.index > word.index and verb.span.covers(w.span))
            elif (
                (word.upos == "NOUN" or (word.upos == "VERB" and rather_a_noun(context, sentence, word)))
                and not _institution(context, sentence, word)
                and not any(c.lemma == "senza" for c in sentence.children(word, "case"))  # "senza dubbio"
                and FILLED.search(context.text, sentence.span.start, word.start) is None  # "parole cariche di speranza"
                and (noun := context.lexicon.nouns.get(word.lemma) or context.lexicon.nouns.get(word.text.lower()))
            ):
                found.append(noun_cue(context, sentence, word, noun))
            elif (plural := _capital_plural(context.lexicon, word)) and (
                owned := noun_cue(context, sentence, word, plural)
            ).subject:
                found.append(owned)
    return sorted(found, key=lambda c: (c.span.start, c.span.end))


def _capital_plural(lexicon: Lexicon, word: Word) -> SpeechNoun | None:
    """The lexicon's entry for "Parole" in "Parole di Neri", of which the lemmatizer makes no singular."""
    form = word.text.lower()
    plural = word.upos == "NOUN" and word.lemma == form and form.endswith("e") and word.feat("Number") == "Plur"
    return lexicon.nouns.get(form[:-1] + "a") if plural else None


def _institution(context: Context, sentence: Sentence, noun: Word) -> bool:
    """ "il presidente del Consiglio": with a capital inside the sentence it is a body, no advice."""
    return context.text[noun.start].isupper() and any(w.end <= noun.start and w.upos != "PUNCT" for w in sentence.words)
