"""Text -> cues: the lexicon's verbs, nouns and prepositions of speech, wherever an article has them."""

from __future__ import annotations

from .context import Context
from .cues import Cue
from .lexicons import Lexicon, SpeechNoun
from .sources import noun_cue, possessed_cues, preposition_cues
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
                and (noun := _speech_noun(context.lexicon, word))
            ):
                found.append(noun_cue(context, sentence, word, noun))
    return sorted(found, key=lambda c: (c.span.start, c.span.end))


def _speech_noun(lexicon: Lexicon, word: Word) -> SpeechNoun | None:
    """The lexicon's entry; of a capital plural ("Parole di Neri") the lemmatizer makes no singular."""
    form = word.text.lower()
    singular = form[:-1] + "a" if word.lemma == form and form.endswith("e") and word.feat("Number") == "Plur" else form
    return lexicon.nouns.get(word.lemma) or lexicon.nouns.get(form) or lexicon.nouns.get(singular)


def _institution(context: Context, sentence: Sentence, noun: Word) -> bool:
    """ "il presidente del Consiglio": with a capital inside the sentence it is a body, no advice."""
    return context.text[noun.start].isupper() and any(w.end <= noun.start and w.upos != "PUNCT" for w in sentence.words)
