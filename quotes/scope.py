"""Which clause "secondo X" attributes: the one that it opens, the one that it interrupts, or the one behind which it stands."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from .clause_end import other_voice
from .context import JOURNALIST, Context
from .cues import Cue, CueIndex
from .datelines import dateline_end
from .lexicons import Verb
from .records import Span
from .tree import Sentence, Word

RELATIVES = frozenset({"che", "cui", "quale", "quali", "dove"})
CLAUSE_OPENERS = RELATIVES - {"cui"}
""" "per il quale | le trattative, a quanto si apprende, proseguono", not "i cui membri, secondo Neri, hanno"."""
OPENING = re.compile(r"[:;]\s|^[\d.:\s]*[–—-]\s", re.M)
GOES_ON = re.compile(r"\s*,\s*(?!(?:e|ed|ma|mentre|con|dopo|prima)\s)(?P<marked>[«“\"])?\w")
"""Behind an aside: the clause goes on, and no new one begins."""
COMPLETED = re.compile(r"\s(?:\w+\s){0,3}?(?:che|di|se)\s|\s?[:«“\"]")
"""A verb of speech with its content behind it."""
PARTED = re.compile(
    r"[,–—]\s(?:(?:infatti|anzi|inoltre|però|tuttavia|eppure|comunque|invece|dunque|quindi|perciò|così|anche perché)\s)?\s*$"
)
""" "Al contrario, secondo Neri", "..., infatti secondo alcune fonti": a new clause begins with the source."""
ASIDE = re.compile(r"\s*(?:,(?P<inside>[^,]{1,120}),|\([^)]*\))")
CLAUSE_ASIDE = re.compile(r"\s(?:che|cui|dove|quando|(?:il|la|i|le)\s(?:qual[ei]|cui))\b")
NEAR = 60
"""Characters behind the source within which a report of its own takes the clause."""


@dataclass(frozen=True, slots=True)
class Source:
    """Words that name a source beside a clause: "secondo il ministro", "secondo quanto riportato dal Times", "come ha detto Neri"."""

    sentence: Sentence
    start: int
    """Where they begin."""
    end: int
    """Where they end, descriptions of the source between commas left out."""
    relative: bool = False
    """The source is a relative pronoun: "secondo il quale"."""


def preposition_source(context: Context, cue: Cue) -> Source | None:
    """The words of an attributing preposition: "secondo un sondaggio pubblicato lunedì"."""
    if cue.subject is None:
        return None
    if cue.word.text.lower() in RELATIVES:
        return Source(cue.sentence, cue.span.start, cue.word.end, relative=True)
    end = max(cue.subject.span.end, cue.span.end)
    marked = context.voice(cue.subject.head)
    if marked != JOURNALIST and context.quoted[marked].outer.start > cue.span.start:
        end = context.quoted[marked].outer.end  # "secondo il «Corriere dei Mercati»"
    return Source(cue.sentence, cue.span.start, described_end(cue.sentence, end))


def scope(context: Context, source: Source, index: CueIndex) -> Span | None:
    """The clause that a source answers for, and None where it has none.

    "Secondo il ministro il piano slitta", "..., infatti secondo alcune fonti il piano slitta", "che secondo Neri slitta": behind it;
    "il piano, secondo il ministro, slitta": around it; "il piano slitta, secondo il ministro": before it.
    """
    text, (begin, stop) = context.text, _bracket(context, source)
    begin = dateline_end(text, begin, context.lexicon.places) or begin
    if not source.relative and (opening := list(OPENING.finditer(text, begin, source.start))):
        begin = opening[-1].end()  # "diviso: secondo molti lettori ...", "16.20 – Secondo il gestore ..."
    if not source.relative:
        begin = _own_begin(context, source, index, begin, stop)
    lead = [w for w in source.sentence.words if begin <= w.start < source.start]
    finite = [w for w in lead if w.feat("VerbForm") == "Fin" and context.voice(w) == JOURNALIST]
    parted = PARTED.search(text[begin : source.start]) is not None
    set_off = re.match(r"\s?[,–—](?=\s)", text[source.end : stop]) is not None
    joint = _joint(lead)
    if source.relative or joint is not None:
        return _behind(context, source, index, _subordinate_end(source, joint, stop))
    if parted and not set_off and _verb_ahead(context, source, stop):
        return _behind(context, source, index, stop)  # "Al contrario, secondo Neri il piano slitta"
    behind = _relative_end(source, finite)
    ahead = GOES_ON.match(text, behind, stop)
    goes_on = ahead is not None and bool(finite or not ahead.group("marked"))
    goes_on = goes_on and not (finite and _only_added(context, source, stop))
    dashed = _between_dashes(context, source, finite, stop)
    goes_on = goes_on or dashed
    if goes_on and finite and (begun := coordinated(lead, finite)) is not None and _verb_ahead(context, source, stop):
        begin, finite = begun, []
    if not finite and not dashed and not (parted and set_off and _verb_in(context, Span(source.end, stop))):
        return None
    if goes_on and text.startswith("per", source.start) and _reports_itself(context, source, index, stop):
        return None  # "Lia Neri, per l'accusa, ha detto che il teste mente"
    return Span(begin, other_voice(context, source.sentence, source.end, stop, hearsay=True) if goes_on else source.start)


def _bracket(context: Context, source: Source) -> tuple[int, int]:
    """The sentence, or what stands in round brackets with the source: "(il piano, secondo Neri, slitta)"."""
    text, begin, stop = context.text, source.sentence.span.start, source.sentence.span.end
    opened = text.rfind("(", begin, source.start)
    if opened < 0 or ")" in text[opened : source.start]:
        return begin, stop
    closed = text.find(")", source.end, stop)
    if not text[opened + 1 : source.start].strip() and text[source.end : closed + 1].strip() == ")":
        return begin, stop  # "Il piano (secondo Neri) slitta"
    return opened + 1, closed if closed >= 0 else stop


def described_end(sentence: Sentence, end: int) -> int:
    """Where a source's phrase ends, with what describes it behind: "un sondaggio | pubblicato lunedì", "una fonte | che chiede riserbo"."""
    following = next((w for w in sentence.words if w.start >= end), None)
    clause = _describing(sentence, following) if following is not None else None
    if following is None or clause is None:
        return end
    inside = {w.index for w in sentence.subtree(clause)}
    for word in sentence.words[following.index :]:
        if word.index not in inside or word.text in {",", ";", ":"}:
            break
        end = word.end
    return end


def _describing(sentence: Sentence, first: Word) -> Word | None:
    """The participle or the relative clause that a word opens."""
    if first.feat("VerbForm") == "Part" and first.rel in {"acl", "amod", "advcl"} and not sentence.children(first, "aux"):
        return first
    if first.text.lower() in RELATIVES:
        return next((w for w in sentence.ancestors(first) if w.deprel == "acl:relcl"), None)
    return None


def _joint(lead: Sequence[Word]) -> Word | None:
    """The word that opens the cue's clause, where nothing but adverbs stands between: "ma secondo", "al quale, sempre secondo".

    At the head of a sentence this is its first word, whatever it is.
    """
    for word in reversed(lead):
        if word.upos in {"CCONJ", "SCONJ"} or word.text.lower() in RELATIVES or word.text.lower() == "quanto":
            return word
        if word.upos not in {"ADV", "PUNCT", "INTJ"}:
            return None
    return _NOTHING


_NOTHING = Word(-1, "", "", "X", frozenset(), -1, "root", 0, 0)
"""What opens the clause of a preposition at the head of a sentence."""


def _subordinate_end(source: Source, joint: Word | None, stop: int) -> int:
    """Where a clause ends that a relative or a conjunction opens: "un giovane che, secondo Neri, aveva vent'anni, | è fuggito"."""
    subordinate = source.relative or (
        joint is not None and (joint.upos == "SCONJ" or joint.text.lower() in {*RELATIVES, "quanto"})
    )
    if not subordinate:
        return stop
    sentence = source.sentence
    verb = _own_verb(source)
    if verb is None or verb.rel not in {"acl", "advcl", "ccomp", "csubj"}:
        return stop
    inside = {w.index for w in sentence.subtree(verb)}
    end = verb.end
    for word in sentence.words[verb.index :]:
        if word.upos != "PUNCT" and word.index not in inside:
            return min(end, stop) if not source.relative or _verb_next(sentence, word) else stop
        end = word.end
    return min(end, stop)


def _own_verb(source: Source) -> Word | None:
    """The verb of the clause behind a source, not of one inside: "secondo il quale la foto che circola | è vecchia"."""
    sentence = source.sentence
    ahead = [w for w in sentence.words if w.start >= source.end]
    verbs = [sentence.head(w) if w.rel in {"aux", "cop"} else w for w in ahead if w.feat("VerbForm") == "Fin"]
    own = (v for v in verbs if v is not None and not _inside_another(sentence, source, v))
    return next(own, verbs[0] if verbs else None)


def _inside_another(sentence: Sentence, source: Source, verb: Word) -> bool:
    """Whether a verb stands in a relative clause whose noun stands behind the source too."""
    noun = sentence.head(verb)
    return verb.deprel == "acl:relcl" and noun is not None and noun.start >= source.end


def _verb_next(sentence: Sentence, word: Word) -> bool:
    """ "le voci secondo cui il club è fallito | non sono vere": the verb whose subject the relative clause describes goes on."""
    ahead = itertools.dropwhile(lambda w: w.upos in {"ADV", "PRON"}, sentence.words[word.index :])
    return next((w.feat("VerbForm") == "Fin" for w in ahead), False)


def _behind(context: Context, source: Source, index: CueIndex, stop: int) -> Span | None:
    """The clause behind the source, past an apposition: "Secondo Neri, sindaco di Asti, | il piano slitta"."""
    text = context.text
    start = _asides_end(text, source, stop)
    if start == source.end and (comma := re.compile(r"\s*,").match(text, start, stop)) is not None:
        start = comma.end()  # "Secondo gli organizzatori, 50mila persone hanno sfilato, come un anno fa"
    stop = other_voice(context, source.sentence, start, _other_source(context, source, index, start, stop), hearsay=True)
    own = any(
        c.kind == "verb"
        and c.subject is not None
        and c.direct == "strong"
        and not (isinstance(c.entry, Verb) and c.entry.sense == "think")  # "Secondo Neri altri stanno pensando di partire"
        and COMPLETED.match(text, c.span.end)
        for c in index.between(start, min(stop, start + NEAR))
    )
    return Span(start, stop) if _verb_in(context, Span(start, stop)) and not own else None


def _other_source(context: Context, source: Source, index: CueIndex, start: int, stop: int) -> int:
    """Where the next source opens a clause of its own: "Per Neri il piano costa troppo, | mentre per Villa è necessario"."""
    for cue in index.between(start, stop):
        if cue.kind != "preposition" or cue.subject is None or cue.word.text.lower() in RELATIVES:
            continue
        beside = OTHER.search(context.text, start, cue.span.start)
        if (
            beside is not None
            and _verb_in(context, Span(start, beside.start()))
            and _verb_in(context, Span(cue.subject.span.end, stop))
        ):
            return beside.start()
    return stop


def _own_begin(context: Context, source: Source, index: CueIndex, begin: int, stop: int) -> int:
    """The same seen from the second source: "Per Neri il piano costa troppo, | per Villa, sindaco di Asti, è necessario"."""
    if not _verb_ahead(context, source, stop) or OTHER.search(context.text, begin, source.start) is None:
        return begin
    for cue in index.between(begin, source.start):
        clause = Span(cue.subject.span.end, source.start) if cue.subject is not None else None
        if (
            cue.kind == "preposition"
            and clause is not None
            and cue.word.text.lower() not in RELATIVES
            and _verb_in(context, clause)
        ):
            return source.start
    return begin


OTHER = re.compile(r"[,;:]\s(?:(?:e|ed|ma|mentre|invece|però|laddove)\s)*$")


def _asides_end(text: str, source: Source, stop: int) -> int:
    """Where what describes the source between commas or brackets ends: "Secondo Neri, sindaco di Asti, citato dal Foglio, | il piano"."""
    end = source.end
    while (aside := ASIDE.match(text, end if end == source.end else end - 1, stop)) is not None:
        if aside.group("inside") is not None and not _apposition(source.sentence, aside, first=end == source.end):
            break
        end = aside.end()
        if aside.group("inside") is None:
            break
    return end


def _apposition(sentence: Sentence, aside: re.Match[str], *, first: bool) -> bool:
    """Whether what stands between commas behind a source describes it: no verb but in a relative clause, no "nel 2020"."""
    if CLAUSE_ASIDE.match(aside.group("inside")):
        return True
    words = [w for w in sentence.words if aside.start("inside") <= w.start < aside.end("inside")]
    if not first:
        return bool(words) and words[0].feat("VerbForm") == "Part" and words[0].rel in {"acl", "amod", "advcl"}
    if words and words[0].upos == "DET" and _only_subject(sentence, words):
        return False  # "Secondo la polizia, il conducente, che era sobrio, ha perso il controllo"
    verbs = [w for w in words if w.feat("VerbForm") == "Fin"]
    heads = [sentence.head(w) if w.rel in {"aux", "cop"} else w for w in verbs]
    return all(h is not None and h.deprel in {"acl:relcl", "appos"} for h in heads) and not (
        len(words) > 2 and words[0].upos == "ADP" and words[0].lemma != "di"
    )


def _only_subject(sentence: Sentence, words: Sequence[Word]) -> bool:
    """Whether words between commas hold the only subject of a verb behind them."""
    for word in words:
        verb = sentence.head(word)
        if word.rel == "nsubj" and verb is not None and verb.index > words[-1].index:
            return len(sentence.children(verb, "nsubj")) == 1
    return False


def coordinated(lead: Sequence[Word], finite: Sequence[Word]) -> int | None:
    """Where the interrupted clause begins, when it is not the sentence's first: "... dorme, e | le sequenze, secondo Neri, ripetono"."""
    joints = [w for w in lead if w.start > finite[-1].start and (w.upos == "CCONJ" or w.text.lower() in CLAUSE_OPENERS)]
    return joints[-1].end if joints else None


def _relative_end(source: Source, finite: Sequence[Word]) -> int:
    """Behind a whole clause, where a relative clause about its source ends: "il ponte è caduto, secondo il Times, che cita la polizia|"."""
    following = next((w for w in source.sentence.words if w.start >= source.end), None)
    if not finite or following is None or following.text != ",":
        return source.end
    first = next((w for w in source.sentence.words[following.index + 1 :] if w.upos not in {"DET", "ADP"}), None)
    if first is None or first.text.lower() not in RELATIVES:
        return source.end
    return described_end(source.sentence, following.end)


def _between_dashes(context: Context, source: Source, finite: Sequence[Word], stop: int) -> bool:
    """ "nulla faceva presagire – secondo i colleghi – la fuga": a source between dashes inside a clause."""
    opened = re.search(r"(?:\s[–—-]\s?|\()$", context.text[: source.start]) is not None
    behind = re.match(r"(?:\s?[–—-]|\))\s(?!(?:e|ed|ma|mentre)\s)[\w«“\"]", context.text[source.end : stop]) is not None
    return (bool(finite) or _verb_ahead(context, source, stop)) and opened and behind


def _reports_itself(context: Context, source: Source, index: CueIndex, stop: int) -> bool:
    """Whether the verb right behind a source says something itself: "Lia Neri, per l'accusa, | ha detto che il teste mente"."""
    return any(
        c.kind == "verb"
        and c.finite
        and c.direct == "strong"
        and context.between(source.end, c.span.start).strip(" ,") == ""
        and COMPLETED.match(context.text, c.span.end)
        for c in index.between(source.end, min(stop, source.end + NEAR))
    )


def _only_added(context: Context, source: Source, stop: int) -> bool:
    """Whether a comma behind a source only adds to its name: "il tribunale della Contea di Clark, nel Nevada.", "Neri, sindaco di Asti."."""
    added = next((w for w in source.sentence.words if w.start >= source.end and w.upos != "PUNCT"), None)
    before = next((w for w in reversed(source.sentence.words) if w.end <= source.start and w.upos != "PUNCT"), None)
    if added is None or _verb_ahead(context, source, stop):
        return False
    if before is not None and (before.upos in {"VERB", "AUX"} or before.text.lower() == "non"):
        return False  # "all'origine sarebbe, secondo Neri, la scelta di aprile"
    named = next((w for w in source.sentence.words[added.index + 1 :] if w.upos != "DET"), None)
    if added.lemma == "di" and named is not None and named.upos == "PROPN":
        return True  # "ha detto Neri, del Partito Radicale"
    return added.upos in {"DET", "NOUN", "PROPN", "NUM"} or (added.upos == "ADP" and stop - added.start < PLACE)


PLACE = 20
"""Characters that "nel Nevada" may have."""


def _verb_ahead(context: Context, source: Source, stop: int) -> bool:
    """Whether a finite verb comes before any relative and any new clause."""
    for word in source.sentence.words:
        if source.end <= word.start < stop:
            if word.feat("VerbForm") == "Fin" and context.voice(word) == JOURNALIST:
                return True
            if word.text.lower() in RELATIVES or word.upos == "SCONJ":
                return False
    return False


def _verb_in(context: Context, span: Span) -> bool:
    return any(p.word.feat("VerbForm") == "Fin" for p in context.words(span))
