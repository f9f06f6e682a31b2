"""The subject that stands behind the complements of its verb: "ha detto parlando con i cronisti la portavoce".

The parser hangs such a phrase below the complement before it. The order of words tells: behind a verb that is turned round, the
first phrase that no preposition governs is who speaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .context import Context
from .cues import Cue
from .eligible import agrees, can_speak, denotes_somebody
from .governed import own_names
from .lexicons import Verb
from .phrases import OUTLETS, PLATFORMS, RELATIVE, TIME_NOUNS, Mention, capitalised, mention_of
from .records import Span
from .tree import Sentence, Word
from .word_order import BESIDE_MARKS, NAME_RUN
from .words import words

TURNED = re.compile(r"(?:^|[.:;,»”\"–—-]\s?)(?:[Ll]o\s|[Ll]['’]\s?)$|\b(?:quanto|(?:che\s)?cosa|ciò\sche)\s$")
"""What a verb has before it instead of its subject: "Lo ha detto", "È quanto ha confermato", "Ecco che cosa ha risposto"."""
REACH_BEHIND = 24
"""Words of complements between a verb and its subject."""
OCCASIONS = words("occasions")
NAME_AHEAD = re.compile(NAME_RUN)


def behind_adjuncts(context: Context, cue: Cue) -> Mention | None:
    """ "«...», ha ammesso dopo il colloquio con il presidente Neri la portavoce": the first phrase behind whole complements of the verb."""
    before = context.text[max(0, cue.span.start - 14) : cue.span.start]
    first = cue.span.start == cue.sentence.words[0].start and isinstance(cue.entry, Verb) and cue.entry.sense in {"say", "write"}
    if not cue.finite or not (first or BESIDE_MARKS.search(before[-12:]) or TURNED.search(before)):
        return None
    ahead = _open_words(context, cue.sentence, cue.span.end, context.voice(cue.word))
    found = _first_free(context, cue.sentence, ahead, cue, passing=True)
    if found is None and TAKEN_UP.search(before):
        found = _first_free(context, cue.sentence, _past_commas(context, cue), cue, passing=True)
    return found


TAKEN_UP = re.compile(r"(?:^|[.»”\"]\s?)(?:Lo\s|L['’]\s?)$")


def _past_commas(context: Context, cue: Cue) -> list[Word]:
    """ "Lo dice a «Prima pagina», su Radio Litorale, il sottosegretario": what has taken the quotation up for its object is followed by
    complements between commas, be their names in marks, and by who speaks."""
    voice = context.voice(cue.word)
    ahead = [w for w in cue.sentence.words if w.start >= cue.span.end]
    stop = next((n for n, w in enumerate(ahead) if w.feat("VerbForm") == "Fin" and context.voice(w) == voice), len(ahead))
    kept: list[Word] = []
    for word in ahead[: min(stop, REACH_BEHIND)]:
        if context.voice(word) != voice:
            while kept and kept[-1].upos in {"ADP", "DET"}:
                kept.pop()  # a name in marks with its preposition
        elif word.upos != "PUNCT":
            kept.append(word)
    return kept


LIGHT = re.compile(r"\s(?:(?:non|poi|anche|però|invece|si|lo|gli|le|ci|ne|infatti|infine|inoltre|così)\s)*")


def before_verb(context: Context, cue: Cue) -> Mention | None:
    """ "Ai cronisti Bianca Neri ha spiegato", "Su X la Commissione scrive": behind the complements that open a sentence, right before the verb."""
    sentence = cue.sentence
    if sentence.words[0].upos != "ADP":
        return None
    ahead = _open_words(context, sentence, sentence.words[0].start, context.voice(cue.word))
    found = _first_free(context, sentence, [w for w in ahead if w.end <= cue.span.start], cue, passing=True)
    return found if found is not None and LIGHT.fullmatch(context.between(found.span.end, cue.span.start)) else None


THUS = re.compile(r"(?:^|[»”\"'’.:,;–—-])\s?[Cc]osì(?=\s)")


def thus_named(context: Context, cue: Cue) -> Mention | None:
    """ "«...»: così Neri, sindaco di Prato, ha commentato la sentenza": whoever stands between "così" behind the marks and the verb."""
    begin = max(cue.sentence.span.start - 2, cue.span.start - 200, 0)
    thus = next(iter(THUS.finditer(context.text, begin, cue.span.start)), None)
    if not cue.finite or thus is None:
        return None
    ahead = _open_words(context, cue.sentence, thus.end(), context.voice(cue.word))
    if any(w.feat("VerbForm") == "Fin" for w in cue.sentence.words if thus.end() <= w.start < cue.span.start):
        return None
    return _first_free(context, cue.sentence, [w for w in ahead if w.end <= cue.span.start], cue, passing=False)


def named_after(context: Context, sentence: Sentence, offset: int) -> Mention | None:
    """ "Così parlando ai cronisti il sindaco", "così in una nota la Regione": whom a sentence without a verb names behind an offset."""
    first = next((w for w in sentence.words if w.start >= offset), None)
    if first is None:
        return None
    return _first_free(context, sentence, _open_words(context, sentence, offset, context.voice(first)), None, passing=True)


def _open_words(context: Context, sentence: Sentence, offset: int, voice: int) -> list[Word]:
    """The words behind an offset up to the next mark, verb or clause."""
    ahead: list[Word] = []
    for word in sentence.words:
        if word.start < offset:
            continue
        if word.upos in {"PUNCT", "SCONJ"} or context.voice(word) != voice or len(ahead) > REACH_BEHIND:
            break
        if word.text.lower() in RELATIVE or word.feat("PronType") in {"Rel", "Int"} or word.feat("VerbForm") == "Fin":
            break
        ahead.append(word)
    return ahead


def _first_free(context: Context, sentence: Sentence, ahead: Sequence[Word], cue: Cue | None, *, passing: bool) -> Mention | None:
    """The first phrase of ``ahead`` that no preposition governs; with ``passing`` one that stands behind a complement."""
    at: int | None = 0
    while at is not None and at < len(ahead):
        word = ahead[at]
        if word.upos == "ADP" or _aside_verb(ahead, at):
            at = _past(context, ahead, at)
        elif _passing(word) or (cue is not None and _moved(ahead, at)):
            at += 1
        else:
            return _phrase(context, sentence, ahead[at:], cue) if at > 0 or not passing else None
    return None


def _aside_verb(ahead: Sequence[Word], at: int) -> bool:
    """ "parlando con i cronisti", "rivolto ai tifosi": a verb without object between a verb of speech and its subject."""
    loose = ahead[at].upos in {"VERB", "ADJ"} and ahead[at].feat("VerbForm") in {"Ger", "Part"}
    return loose and next((w.upos for w in ahead[at + 1 :] if w.upos != "ADV"), None) == "ADP"


def _passing(word: Word) -> bool:
    """Words that may stand between a verb and its subject: adverbs, adjectives, times."""
    return word.upos in {"ADV", "ADJ"} or bool({word.lemma.lower(), word.text.lower()} & TIME_NOUNS)


MOODS = words("mood_gerunds")


def _moved(ahead: Sequence[Word], at: int) -> bool:
    """ "racconta commossa la perpetua", "ha risposto sorridendo Neri": a bare participle or gerund that tells in what mood somebody speaks."""
    form = ahead[at].feat("VerbForm") if ahead[at].upos == "VERB" else None
    bare = form == "Part" or (form == "Ger" and ahead[at].text.lower() in MOODS)  # but "lasciando il tribunale"
    behind = ahead[at + 1] if at + 1 < len(ahead) else None
    return bare and behind is not None and behind.upos in {"DET", "PROPN", "NUM", "ADV", "CCONJ"}


def _past(context: Context, ahead: Sequence[Word], at: int) -> int | None:
    """Where the complement that begins at ``at`` ends: at its noun, what describes it and the name that is its own."""
    at += 1
    while at < len(ahead) and ahead[at].upos in {"ADP", "DET", "ADJ", "NUM", "ADV"} and not capitalised(context, ahead[at]):
        if ahead[at].text.lower() in OCCASIONS:
            break  # "nota" read as an adjective: "in una nota fonti del ministero"
        at += 1
    if at >= len(ahead) or ahead[at].upos in {"VERB", "AUX", "SCONJ", "CCONJ"}:
        return None
    noun = ahead[at]
    if not capitalised(context, noun):
        at += 1
        while at < len(ahead) and ahead[at].upos in {"ADJ", "NOUN", "NUM"} and not capitalised(context, ahead[at]):
            if ahead[at].upos == "NOUN" and denotes_somebody(context, ahead[at]):
                return at  # "hanno riferito in aula fonti del ministero"
            at += 1
        if at + 1 < len(ahead) and ahead[at].upos == "CCONJ" and ahead[at + 1].upos in {"NOUN", "ADP"}:
            return _past(context, ahead, at)  # "davanti a giudici e avvocati"
        if at >= len(ahead) or not capitalised(context, ahead[at]):
            return at
        said = noun.lemma in OCCASIONS and own_names(context, noun) is not None  # "Così in una nota Lia Neri"
        return _past_name(context, ahead, at, 0 if said else own_names(context, noun))
    return _past_name(context, ahead, at, 1)


def _past_name(context: Context, ahead: Sequence[Word], at: int, own: int | None) -> int:
    """Where, of the capitalised words at ``at``, those begin that are no longer the complement's: at a first name with another behind it."""
    match = NAME_AHEAD.match(context.text, ahead[at].start)
    end = match.end() if match is not None else ahead[at].end
    run = [i for i in range(at, len(ahead)) if ahead[i].start < end]
    behind = run[-1] + 1
    if own is None:
        return behind
    if own == 0 and (len(run) > 1 or _known(context, ahead[at])):
        return at
    if context.text[ahead[at].start : ahead[at].end].lower() in OUTLETS | PLATFORMS and len(run) > 2 and own == 1:
        return at + 1 if ahead[at + 1].text.lower() not in OUTLETS else behind  # "alla Gazzetta Amra Delalić"
    starts = [i for i in run[max(own, 1) : -1] if context.text[ahead[i].start : ahead[i].end] in context.lexicon.names]
    return starts[0] if starts else behind


def _known(context: Context, name: Word) -> bool:
    """Whether one capitalised word is a first name or the last word of a name that the text has had before."""
    if context.text[name.start : name.end] in context.lexicon.names:
        return True
    return re.compile(rf"[A-ZÀ-Ý][\w’'-]+\s{re.escape(name.text)}\b").search(context.text, 0, name.start) is not None


def _phrase(context: Context, sentence: Sentence, ahead: Sequence[Word], cue: Cue | None) -> Mention | None:
    """The phrase that begins at the first of ``ahead``, if it is of somebody and in the number of the verb, if there is one."""
    plural = cue is not None and cue.plural
    if ahead[0].upos in {"PRON", "NUM", "DET"} and len(ahead) > 1 and ahead[1].upos == "ADP":
        some = ahead[0].text.lower() in SOME  # "uno degli organizzatori"
        return mention_of(context, sentence, ahead[0]) if some and (cue is None or agrees(sentence, ahead[0], cue)) else None
    determined = ahead[0].upos in {"DET", "NUM"}
    for word in ahead[:5]:
        if word.upos in {"NOUN", "PROPN", "X"} or (word.upos == "ADJ" and denotes_somebody(context, word)):
            somebody = denotes_somebody(context, word) or (cue is None and determined)
            if not (determined or word.upos == "PROPN" or plural) or not somebody:
                return None
            if (cue is not None and not agrees(sentence, word, cue)) or not can_speak(context, word):
                return None
            mention = mention_of(context, sentence, word, conjuncts=plural)
            first = max(mention.span.start, ahead[0].start)  # not the noun before it that the parser hangs on it
            return replace(mention, span=Span(first, mention.span.end))
        if word.upos not in {"DET", "ADJ", "NUM", "ADV"}:
            return None
    return None


SOME = words("some_of")
