"""Quoted span -> cue: the rules that find by which words an article attributes a quotation.

``RULES`` is tried in order and the first that answers wins, so a rule may rely on those above it having passed. A rule looks
at one span and the cues of the article; who is meant by a mention, or by no mention, is decided in `speakers`.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .context import JOURNALIST, Context, Place
from .cues import NAME_RUN, Cue, introducing
from .lexicons import Verb
from .phrases import Mention, PhraseKind, mention_of
from .records import QuotedSpan, Span
from .tree import Sentence, Word
from .words import words


@dataclass(frozen=True, eq=False)
class Link:
    """How one quoted span is attributed."""

    rule: str
    cue: Cue | None = None
    colon: Span | None = None
    """The colon that stands for a verb ("Rossi: «...»")."""
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


# rules, each named after its construction


SPEAKER_LABEL = re.compile(r"(?P<name>[A-ZÀ-Ý][\w'’.]*(?:\s[A-ZÀ-Ý][\w'’]*){0,2})\s?[.:–—-]?\s*")


def labelled(case: Case) -> Link | None:
    """VALLI «Per niente»: an interview's line that begins with who speaks in it."""
    context, quoted = case.context, case.quoted
    match = SPEAKER_LABEL.fullmatch(context.between(case.paragraph.start, quoted.outer.start))
    if match is None or quoted.parent is not None:
        return None
    name = match.group("name")
    span = Span(case.paragraph.start, case.paragraph.start + len(name))
    for place in context.words(span):
        fellow = any(
            context.text[p.start : p.start + len(name)] == name and p.start != case.paragraph.start for p in context.paragraphs
        )
        if not (name.isupper() and fellow) or len(name.strip(".")) < 3:
            return None
        return Link("label", None, mention=Mention(span, place.sentence, place.word, "name", None, plural=False))
    return None


def scoped(case: Case) -> Link | None:
    """Secondo il produttore riconosce «ogni accento»: a verb without a subject in the scope of a source."""
    context, quoted = case.context, case.quoted
    begin = _clause_begin(case, case.paragraph.start, quoted.outer.start)
    found = [c for c in case.frame(begin, quoted.outer.start) if c.kind != "noun"]
    if len(found) != 2 or found[0].kind != "preposition" or found[0].lemma == "per" or found[1].subject is not None:
        return None
    source = found[0].subject
    opens = re.fullmatch(r"\W*", context.between(begin, found[0].span.start)) is not None
    if not opens or source is None or len(re.findall(r"\w+", context.between(source.span.end, found[1].span.start))) > 2:
        return None
    return Link("according", found[0], mention=source)


def inserted(case: Case) -> Link | None:
    """«Si tratta - dicono dalla CRI - di un appello»: the journalist speaks between dashes inside the marks."""
    for insert in case.quoted.inserts:
        for cue in case.cues.between(insert.start, insert.end):
            if cue.kind != "verb" or not cue.finite or cue.direct == "no" or cue.person != "3":
                continue
            mention = cue.subject if cue.subject and insert.covers(cue.subject.span) else _from_phrase(case.context, cue, insert)
            if mention is None and len(re.findall(r"\w+", case.context.between(insert.start, cue.span.start))) > 2:
                continue
            return Link("inserted", cue, mention=mention)
    return None


def _from_phrase(context: Context, cue: Cue, within: Span) -> Mention | None:
    """ "dicono dalla CRI": a source named with "da" beside a verb without subject."""
    for child in cue.sentence.children(cue.word, "obl", "obl:agent"):
        if (
            child.start >= cue.span.end
            and within.covers(child.span)
            and any(c.lemma == "da" for c in cue.sentence.children(child, "case"))
        ):
            return mention_of(context, cue.sentence, child)
    return None


OPEN_GAP = re.compile(r"[\s,.;:!?…)»”\"'’–—-]*")
COORDINATED_GAP = re.compile(r"\s*,?\s*(?:e|ed|ma|mentre)\s")


def _new_sentence(context: Context, said: str, gap: str, cue: Cue) -> bool:
    """Whether a sentence ends between the marks and the cue (the full stop may stand inside the marks)."""
    if "\n" in gap or re.search(r"[.!?…]\s+[A-ZÀ-Ý]", gap):
        return True
    first = gap.lstrip(" \u00a0.!?…)»”\"'’") or context.text[cue.span.start]
    stopped = re.match(r"\s*[.!?…]", gap) is not None or (said[-1:] in {".", "!", "?", "…"} and not re.match(r"\s*[,–—-]", gap))
    return stopped and first[0].isupper()


BETWEEN = frozenset({"PRON", "ADV", "CCONJ", "PUNCT", "AUX", "INTJ"})


def postposed(case: Case) -> Link | None:
    """«...», ha detto ieri il ministro: the cue follows the marks, with its subject behind it, before it or dropped."""
    quoted, context = case.quoted, case.context
    end = quoted.outer.end
    limit = min(case.paragraph.end if case.paragraph.end > end else context.paragraphs[context.paragraph_at(end)].end, end + 160)
    said = quoted.span.of(context.text).rstrip()
    for cue in case.frame(end, limit):
        gap = context.between(end, cue.span.start)
        if "«" in gap or "“" in gap or "(" in gap or ":" in gap or ";" in gap or _new_sentence(context, said, gap, cue):
            return None
        if COORDINATED_GAP.match(gap) and case.frame(
            _clause_begin(case, case.paragraph.start, quoted.outer.start), quoted.outer.start
        ):
            return None
        if cue.kind == "preposition":
            if OPEN_GAP.fullmatch(gap) and cue.subject is not None and cue.lemma != "per":
                return Link("postposed-according", cue, mention=cue.subject)
            continue
        if cue.kind != "verb" or cue.direct == "no" or not _near(context, cue, end, quoted):
            continue
        if not cue.finite:
            continue
        return Link("postposed", cue, mention=cue.subject)
    return None


def _near(context: Context, cue: Cue, end: int, quoted: QuotedSpan) -> bool:
    """Nothing between the marks and the cue but light words and the subject itself."""
    for place in context.words(Span(end, cue.span.start)):
        word = place.word
        if (word.upos in BETWEEN and word.text.lower() not in {"che", "cui", "chi"}) or word.text.lower() == "come":
            continue
        if (
            cue.subject is not None
            and cue.subject.span.start <= word.start < cue.subject.span.end
            and cue.subject.span.start >= end
        ):
            continue
        return False
    return not (cue.subject is not None and cue.subject.span.meets(quoted.outer))


OPENERS = words("openers")
COLON = re.compile(r":\s*[-–—]?\s*$")


def signed(case: Case) -> Link | None:
    """contesta i dati: «...», afferma la portavoce Neri: who is named right behind the marks says it, whatever announced them."""
    link = postposed(case)
    sure = (
        link is not None
        and link.rule == "postposed"
        and link.cue is not None
        and link.cue.direct == "strong"
        and link.mention is not None
        and link.mention.kind != "pronoun"
        and link.mention.span.start >= link.cue.span.end
    )
    return link if sure else None


def announced_by_verb(case: Case) -> Link | None:
    """Ha precisato: «So che - ha rivelato - ...»: the verb before the colon, whatever the speech between its dashes tells of."""
    link = announced(case) if case.quoted.inserts else None
    return link if link is not None and link.cue is not None and link.cue.kind == "verb" else None


def announced(case: Case) -> Link | None:
    """Rossi ha detto: «...»: a colon stands before the marks, on the same line or at the end of the line before."""
    context, start = case.context, case.quoted.outer.start
    paragraph = context.paragraph_at(start)
    floor = context.paragraphs[paragraph].start
    if not context.between(floor, start).strip() and paragraph > 0:
        floor = context.paragraphs[paragraph - 1].start
    match = COLON.search(context.text[floor:start])
    if match is None:
        return None
    colon = floor + match.start()
    begin = _clause_begin(case, floor, colon)
    best = _announcing(case, begin, colon) or next(
        (c for c in case.frame(begin, colon) if c.kind == "preposition" and c.subject is not None), None
    )
    if best is not None and best.kind == "noun" and best.subject is None:
        mention = _verbless(case, begin, colon)
        if mention is not None:
            return Link("announced-colon", None, colon=Span(colon, colon + 1), mention=mention)
    if best is not None:
        return Link("announced", best, colon=Span(colon, colon + 1), mention=best.subject)
    mention = _named_at(case, begin, colon) or _verbless(case, begin, colon) or _announcer(case, begin, colon)
    if mention is None:
        return None
    verb = _last_verb(case, begin, colon)
    return Link("announced-colon", verb, colon=Span(colon, colon + 1), mention=mention)


NEAR_COLON = 3
"""Words between a verb that is no verb of speech and the colon that makes it one ("si ferma, beve, riparte: «...»")."""


def _last_verb(case: Case, begin: int, colon: int) -> Cue | None:
    """The finite verb right before the colon, by which the article introduces speech though the verb means none."""
    context = case.context
    for place in reversed(list(context.words(Span(begin, colon)))):
        word, sentence = place.word, place.sentence
        if context.voice(word) != case.around or word.upos in {
            "PUNCT",
            "ADV",
            "PRON",
            "DET",
            "ADJ",
            "NOUN",
            "ADP",
            "PROPN",
            "NUM",
        }:
            continue
        if word.upos != "VERB" or word.feat("VerbForm") == "Inf":
            return None
        if len(re.findall(r"\w+", context.between(word.end, colon))) > NEAR_COLON:
            return None
        return introducing(context, sentence, word)
    return None


def _clause_begin(case: Case, floor: int, colon: int) -> int:
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
    return max(floor, begin)


NEEDS_OWNER = frozenset({"voce", "frase"})
"""Nouns that announce speech only with whose they are ("la voce di un'utente", but "con la voce già andata")."""


def _announcing(case: Case, begin: int, colon: int) -> Cue | None:
    """The cue that a colon completes: the nearest one that can, a main clause before a subordinate one."""
    best: tuple[float, Cue] | None = None
    for cue in case.frame(begin, colon):
        if cue.kind == "preposition" or (
            cue.direct == "no" and not (isinstance(cue.entry, Verb) and (cue.entry.complement or cue.entry.predicative))
        ):
            continue
        if cue.kind == "noun" and cue.subject is None and cue.lemma in NEEDS_OWNER:
            continue
        gap = len(re.findall(r"\w+", case.context.between(cue.span.end, colon)))
        score = -0.12 * gap
        if cue.kind == "noun":
            score -= 0.3 if cue.word.rel in {"obl", "nmod"} else 0.0
        else:
            score += 0.6 if cue.direct == "strong" else 0.0
            score -= 0.0 if cue.finite or cue.word.feat("VerbForm") == "Ger" else 0.5
            if cue.word.deprel == "acl:relcl":
                score -= 0.4
        if best is None or score > best[0]:
            best = score, cue
    return best[1] if best is not None and best[0] > -3.0 else None


def _announcer(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Il Vaticano contro i rimpatri: «...»": the subject of the clause before a colon, or the phrase that it consists of."""
    context = case.context
    words = [p for p in context.words(Span(begin, colon)) if context.voice(p.word) == case.around and p.word.upos != "PUNCT"]
    for place in words:
        if (
            place.word.rel == "nsubj"
            and place.word.text.lower() not in {"che", "cui", "chi", "questo", "ciò"}
            and _animate(context, place.word)
        ):
            return mention_of(context, place.sentence, place.word, conjuncts=True)
    for place in words:
        if place.word.upos in {"PROPN", "NOUN"} or (
            context.text[place.word.start].isupper() and place.word.upos not in {"DET", "ADP", "ADV"}
        ):
            head = place.word
            if not _animate(context, head):
                return None
            if not place.sentence.children(head, "case") or head.upos == "PROPN":
                return mention_of(context, place.sentence, head)
            return None
    return None


AT_COLON = re.compile(rf"(?:^|[,;.–—-]\s|\s(?:ma|e|poi)\s)(?P<name>(?:(?:Dal|Dalla|De|Del|Della|Di|Da|Lo|La)\s)?{NAME_RUN})$")


def _named_at(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Derby al veleno, Malagoli: «...»": a name alone between a comma and the colon."""
    context = case.context
    match = AT_COLON.search(context.text[begin:colon].rstrip())
    if match is None:
        return _described_at(case, begin, colon)
    start = begin + match.start("name")
    for place in context.words(Span(start, begin + match.end("name"))):
        if context.voice(place.word) != case.around or place.word.text.lower() in OPENERS:
            return None
        kind: PhraseKind = "name"
        return Mention(Span(start, begin + match.end("name")), place.sentence, place.word, kind, None, plural=False)
    return None


def _described_at(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Scomparsa di Abbie, la polizia: «...»": a description alone between a comma and the colon."""
    context = case.context
    match = DESCRIBED_AT_COLON.search(context.text[begin:colon].rstrip())
    if match is None:
        return None
    for place in context.words(Span(begin + match.start("noun"), begin + match.end("noun"))):
        if context.voice(place.word) == case.around and context.lexicon.role(place.word.text, place.word.lemma) is not None:
            return mention_of(context, place.sentence, place.word)
        return None
    return None


DESCRIBED_AT_COLON = re.compile(r"[,.;]\s(?:(?:il|lo|la|i|gli|le)\s|l['’])(?P<noun>[a-zà-ù-]+)(?:\s[\w'’ -]{3,30})?$")


def _verbless(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Più ottimista Corrado Steiner, analista di banca: «...»": in a clause without a verb the first person that nothing governs."""
    context = case.context
    words = [p for p in context.words(Span(begin, colon)) if context.voice(p.word) == case.around and p.word.upos != "PUNCT"]
    if not words or any(p.word.feat("VerbForm") == "Fin" for p in words):
        return None
    for at, place in enumerate(words):
        word = place.word
        role = context.lexicon.role(word.text, word.lemma)
        named = word.upos == "PROPN" and word.text in context.lexicon.names
        person = (
            word.upos == "NOUN" and role is not None and role.type == "person" and at > 0 and words[at - 1].word.upos == "DET"
        )
        if not (named or person) or place.sentence.children(word, "case"):
            continue
        before = words[at - 1].word if at > 0 else None
        if before is not None and (
            before.upos == "ADP" or (before.upos == "DET" and at > 1 and words[at - 2].word.upos == "ADP")
        ):
            continue
        return mention_of(context, place.sentence, word)
    return None


def _animate(context: Context, word: Word) -> bool:
    """Whether a noun can denote a speaker: a name, a role of the lexicon."""
    return (
        word.upos == "PROPN"
        or context.lexicon.role(word.text, word.lemma) is not None
        or context.text[word.start : word.end] in context.lexicon.names
        or word.upos == "PRON"
    )


def adjacent(case: Case) -> Link | None:
    """ha parlato di «caos», ha definito «folle» la tesi: the cue stands right before the marks, whatever the tree says."""
    context, start = case.context, case.quoted.outer.start
    for cue in reversed(case.frame(max(case.paragraph.start, start - 60), start)):
        if cue.kind == "preposition":
            continue
        gap = context.between(cue.span.end, start)
        if not re.fullmatch(
            r"\s*(?:(?:di|del|come|che|ad?|un[ao']?|(?:il|un) suo|(?:la|una) sua|i suoi|le sue|il|lo|la|l['’]|i|gli|le|dell['’]|della|dello|dei|delle|una?|a lui|anche|poi|proprio|così|,)\s*){0,3}",
            gap,
            re.I,
        ):
            return None
        entry = cue.entry
        if cue.kind == "noun":
            above = cue.sentence.head(cue.word)
            judged = case.cues.at(cue.sentence, above) if above is not None and gap.strip().lower() == "come" else None
            if judged is not None and judged.kind == "verb":
                return Link("adjacent", judged, mention=judged.subject)  # "ha respinto le accuse come «false»"
            return Link("noun-adjacent", cue, mention=cue.subject) if not _verb_above(case, cue) else None
        spoken = isinstance(entry, Verb) and (
            entry.sense not in {"think", "manner", "show"} or (entry.sense == "manner" and cue.direct == "strong")
        )
        if spoken and (outer := _outer_report(case, cue)) is not None:
            return Link("embedded-verb", outer, mention=outer.subject)
        if (
            isinstance(entry, Verb)
            and spoken
            and (cue.finite or cue.word.feat("VerbForm") == "Ger" or _told(cue))
            and (cue.direct == "strong" or entry.predicative or (not gap.strip() and entry.sense in {"say", "write"}))
        ):
            return Link("adjacent", cue, mention=cue.subject)
        return None
    return None


def _outer_report(case: Case, cue: Cue) -> Cue | None:
    """ "ha detto che sta valutando «con calma»": a verb of thought or feeling inside somebody's report of themselves is reported too."""
    entry = cue.entry
    if (
        cue.subject is not None
        or not isinstance(entry, Verb)
        or (entry.sense in {"say", "write", "name", "manner"} and entry.lemma != "sentirsi")
    ):
        return None
    below = cue.word
    for above in cue.sentence.ancestors(cue.word):
        outer = case.cues.at(cue.sentence, above)
        if below.rel not in {"ccomp", "xcomp", "conj", "advcl"}:
            return None
        if outer is not None and outer.kind == "verb" and isinstance(outer.entry, Verb) and outer.entry.sense in {"say", "write"}:
            return outer if outer.finite and case.context.voice(above) == case.around else None
        below = above
    return None


def _told(cue: Cue) -> bool:
    """ "nega di aver mai parlato di «emergenza»": an infinitive that tells of speech, not of a feeling."""
    return (
        cue.word.feat("VerbForm") == "Inf"
        and isinstance(cue.entry, Verb)
        and cue.entry.sense in {"say", "write"}
        and cue.entry.predicative
    )


def _verb_above(case: Case, cue: Cue) -> Cue | None:
    """The verb cue that governs a noun cue ("ha ripetuto lo slogan «...»")."""
    above = cue.sentence.head(cue.word)
    found = case.cues.at(cue.sentence, above) if above is not None else None
    return (
        found
        if found is not None
        and found.kind == "verb"
        and cue.word.rel in {"obj", "obl", "xcomp", "nsubj"}
        and (found.direct == "strong" or (isinstance(found.entry, Verb) and found.entry.predicative))
        else None
    )


def embedded(case: Case) -> Link | None:
    """ha detto che il piano «non esiste»: the span hangs below the cue in its clause.

    Of several cues above the span a finite verb comes before an infinitive that it governs ("ha dichiarato di sentirsi «meno»")
    and before a noun.
    """
    context = case.context
    for place in tops(case):
        sentence = place.sentence
        below = place.word
        best: tuple[int, Cue] | None = None
        for above in sentence.ancestors(place.word):
            cue = case.cues.at(sentence, above)
            if (
                cue is not None
                and context.voice(above) == case.around
                and not case.cues.unreal(cue)
                and _licenses(case, cue, below)
            ):
                rank = _rank(cue)
                if best is None or rank > best[0]:
                    best = rank, cue
                if rank == 3:
                    break
            below = above
        if best is not None:
            return Link(f"embedded-{best[1].kind}", best[1], mention=best[1].subject)
        for child in sentence.children(place.word, "parataxis"):
            cue = case.cues.at(sentence, child)
            if (
                cue is not None
                and cue.kind == "verb"
                and context.voice(child) == case.around
                and cue.finite
                and cue.direct != "no"
            ):
                return Link("parataxis", cue, mention=cue.subject)
    return before_in_sentence(case)


def _rank(cue: Cue) -> int:
    """How well a cue above the span explains it: 3 a finite or gerund verb of speech, 2 another such, 1 an infinitive, 0 a noun."""
    if not isinstance(cue.entry, Verb):
        return 0
    if not cue.finite and cue.word.feat("VerbForm") != "Ger" and not cue.passive:
        return 1
    return 3 if cue.entry.sense not in {"think", "manner", "show"} or cue.entry.predicative else 2


def tops(case: Case) -> Iterator[Place]:
    """The words of the span that hang on a word outside it, in its first sentence, the first of them first."""
    context, quoted = case.context, case.quoted
    first = next(context.words(quoted.span), None)
    if first is None:
        return
    for word in first.sentence.words:
        if not quoted.span.start <= word.start < quoted.span.end or word.upos == "PUNCT":
            continue
        head = first.sentence.head(word)
        if head is None or not quoted.span.start <= head.start < quoted.span.end:
            yield Place(first.sentence, word)


def _licenses(case: Case, cue: Cue, below: Word) -> bool:
    """Whether what hangs on the cue by this arc can be its content."""
    after = cue.span.start >= case.quoted.outer.end
    if cue.subject is not None and cue.subject.span.meets(case.quoted.outer):
        return False
    if cue.kind == "noun":
        return not after
    if below.rel == "nsubj" and not cue.passive:
        return False
    if below.rel in {"obl", "advcl", "advmod"} and after:
        return False
    entry = cue.entry
    if isinstance(entry, Verb) and cue.direct != "strong" and not entry.complement and not entry.predicative:
        return False
    return not (after and not (isinstance(entry, Verb) and (entry.complement or entry.predicative or cue.direct == "strong")))


def before_in_sentence(case: Case) -> Link | None:
    """The parser lost the clause: the nearest cue before the span in its sentence, joined by "che", "di", "come" or nothing."""
    context, quoted = case.context, case.quoted
    first = next(context.words(quoted.span), None)
    if first is None:
        return None
    sentence = first.sentence
    for cue in reversed(case.frame(sentence.span.start, quoted.outer.start)):
        if cue.kind != "verb" or (cue.sentence is not sentence and cue.span.start < sentence.span.start):
            continue
        gap = context.between(cue.span.end, quoted.outer.start)
        entry = cue.entry
        if not isinstance(entry, Verb) or re.search(r"[;:]", gap):
            continue
        if not cue.finite and cue.passive:
            continue  # "i rimborsi promessi dal governo"
        linked = re.match(r"\s*(?:\w+\s+){0,3}?(?:che|come|di|ad|a)\b", gap) and (entry.complement or entry.predicative)
        adjacent = len(re.findall(r"\w+", gap)) <= 3 and (cue.direct == "strong" or entry.predicative)
        if linked or adjacent:
            return Link("before", cue, mention=cue.subject)
    return None


def predicated(case: Case) -> Link | None:
    """Paragonando la richiesta a un'«estorsione», Neri afferma; nel definire l'articolo «un regalo», assicura: the verb that calls
    something so stands in one clause with the marks, whatever follows them."""
    context, start = case.context, case.quoted.outer.start
    for cue in reversed(case.frame(max(case.paragraph.start, start - 90), start)):
        entry = cue.entry
        gap = context.between(cue.span.end, start)
        if cue.kind == "noun":
            continue
        if not isinstance(entry, Verb) or not entry.predicative or entry.sense != "name" or re.search(r"[,.;:«»“”\"()]", gap):
            return None
        between = [p.word for p in context.words(Span(cue.span.end, start))]
        governed = any(c.lemma == "in" for c in cue.sentence.children(cue.word, "case", "mark"))
        if len(between) > 9 or any(w.upos in {"VERB", "AUX", "CCONJ"} for w in between) or cue.finite:
            return None
        if cue.word.feat("VerbForm") != "Ger" and not governed:
            return None
        return Link("predicated", cue, mention=cue.subject)
    return None


def as_said(case: Case) -> Link | None:
    """Ma, come ammoniva il vecchio Neri, «...»: a clause with "come" between commas right before the marks."""
    context, start = case.context, case.quoted.outer.start
    for cue in reversed(case.frame(max(case.paragraph.start, start - 120), start)):
        if cue.kind != "verb" or not cue.finite or cue.direct == "no":
            continue
        as_before = re.search(
            r"(?:^|[,;.]\s|\w\s)[Cc]ome\s(?:l['’]|lo\s|la\s)?$", context.text[max(0, cue.span.start - 14) : cue.span.start]
        )
        end = max(cue.span.end, cue.subject.span.end if cue.subject is not None else 0)
        if as_before is not None and re.fullmatch(r"[^.,;:«»“”\"]{0,30},\s(?:\w+\s){0,2}", context.between(end, start)):
            return Link("as-said", cue, mention=cue.subject)
        return None
    return None


def according_to_whom(case: Case) -> Link | None:
    """l'assessora, secondo la quale la soluzione è «vicina»: the preposition with a relative opens the span's clause."""
    begin = _clause_begin(case, case.paragraph.start, case.quoted.outer.start)
    found = [c for c in case.frame(begin, case.quoted.outer.start) if c.kind in {"preposition", "verb"}]
    if found and found[-1].kind == "preposition" and found[-1].word.text.lower() in {"quale", "quali", "cui"}:
        return Link("according", found[-1], mention=found[-1].subject)
    return None


def according(case: Case) -> Link | None:
    """Secondo il ministro, la riforma «slitterà»: an attributing preposition in the span's sentence."""
    context, quoted = case.context, case.quoted
    first = next(context.words(quoted.span), None)
    if first is None:
        return None
    begin = _clause_begin(case, case.paragraph.start, quoted.outer.start)
    found = [c for c in case.frame(begin, quoted.outer.start) if c.kind == "preposition" and c.subject is not None]
    return Link("according", found[-1], mention=found[-1].subject) if found else None


def noun_beside(case: Case) -> Link | None:
    """l'accusa di «tradimento», lo slogan «...»: a noun of speech right before the marks; «...» è lo slogan dei ragazzi."""
    context, quoted = case.context, case.quoted
    floor = max(case.paragraph.start, quoted.outer.start - 120)
    for cue in reversed(case.frame(floor, quoted.outer.start)):
        if cue.kind != "noun":
            continue
        gap = context.between(cue.span.end, quoted.outer.start)
        if re.search(r"[.;!?\n]", gap):
            return None
        between = [p.word for p in context.words(Span(cue.span.end, quoted.outer.start))]
        if any(w.upos == "VERB" for w in between) or len(between) > 12:
            return None
        if (verb := _verb_above(case, cue)) is not None:
            return Link("noun", verb, mention=verb.subject)
        return Link("noun", cue, mention=cue.subject)
    for cue in case.frame(quoted.outer.end, quoted.outer.end + 60):
        gap = context.between(quoted.outer.end, cue.span.start)
        if cue.kind == "noun" and NOUN_BEHIND.fullmatch(gap):
            return Link("noun-behind", cue, mention=cue.subject)
    return None


NOUN_BEHIND = re.compile(
    r"(?:\s+|\s*[,:–—-]\s*(?:(?:è|era|sono|fu|è stat[oa]|questo|questa|queste|resta)\s+)?|\s+(?:è|era|sono|fu|è stat[oa]|resta)\s+|\.?\s*(?:Questo|Questa|Queste|Sono|È|E'|Eccola?|Ecco)\s+(?:(?:è|sono|sono queste|state|stat[oa])\s+)?)(?:(?:stat[oaie]|anche|il|lo|la|l['’]|le|i|gli)\s*)*"
)


SOURCE = re.compile(r"\s?,?\s?(?:da|dal|dallo|dalla|dai|dagli|dalle|dall['’])\s*(?=\w)")


def postposed_source(case: Case) -> Link | None:
    """«No comment» dalla Regione: a sentence of nothing but a quotation and its source."""
    context, quoted = case.context, case.quoted
    match = SOURCE.match(context.text, quoted.outer.end)
    before = context.between(case.paragraph.start, quoted.outer.start).rstrip()
    if match is None or (before and before[-1] not in ".!?…:–—-"):
        return None
    for place in context.words(Span(match.end(), match.end() + 40)):
        if place.word.upos in {"NOUN", "PROPN"}:
            if not _animate(context, place.word) or context.voice(place.word) != case.around:
                return None
            mention = mention_of(context, place.sentence, place.word)
            ends = re.match(r"\s?[.!?]|\s*$|\s?\n", context.text[mention.span.end :][:3]) is not None
            return Link("postposed-source", None, mention=mention) if ends else None
        if place.word.upos not in {"DET", "ADJ", "NUM", "ADP"}:
            return None
    return None


WITHIN = re.compile(
    r"\s(?:in|su|con|via|dal|dalla|nel|nella|sul|sulla)\s(?:(?:un|una|il|la|suo|sua|proprio|propria)\s)*[\w’']+(?:\s(?:congiunta|stampa|ufficiale|social))?,?(?=\s)"
)
AFTERTHOUGHT = re.compile(
    r"[\s.,»”\"'’–—-]*(?:(?P<thus>Così|così|Parola di|parola di|Firmato|firmato)\b|(?:Lo|lo|A|a|Ad|È|È quanto|E'|Sono|L['’])\s*(?=ha|hanno|dirl|affermarl|sostenerl|quanto|parole|dice|dicono|afferma))"
)


def afterthought(case: Case) -> Link | None:
    """«...». Lo ha detto il sindaco. «...». Così il premier: a short sentence behind the quotation names its speaker."""
    context, quoted = case.context, case.quoted
    end = quoted.outer.end
    match = AFTERTHOUGHT.match(context.text, end)
    if match is None:
        return None
    stop = context.paragraphs[context.paragraph_at(end)].end
    if match.group("thus"):
        start = match.end()
        if (within := WITHIN.match(context.text, start)) is not None:
            start = within.end()  # "Così in una nota il sindaco"
        for place in context.words(Span(start, min(stop, start + 60))):
            if place.word.upos in {"NOUN", "PROPN"} or (context.text[place.word.start].isupper() and place.word.upos != "DET"):
                if context.voice(place.word) != case.around:
                    return None
                if not _animate(context, place.word):
                    return None
                mention = mention_of(context, place.sentence, place.word)
                cue = next(
                    (c for c in case.frame(mention.span.end, min(stop, mention.span.end + 80)) if c.kind == "verb" and c.finite),
                    None,
                )
                return Link("afterthought", cue, mention=mention)
            if place.word.upos not in {"DET", "ADV", "ADJ", "ADP", "PUNCT"}:
                return None
        return None
    for cue in case.frame(end, min(stop, end + 60)):
        if cue.kind == "verb" and cue.direct != "no":
            return Link("afterthought", cue, mention=cue.subject)
    return None


Rule = Callable[[Case], Link | None]

RULES: tuple[Rule, ...] = (
    labelled,  # the layout says it
    announced_by_verb,  # what introduces the marks comes before what they hold
    inserted,  # inside the marks: nothing outside can be nearer
    signed,  # a name behind the marks is nearer than what stands before them
    announced,  # a colon points at the marks, whatever follows them
    scoped,  # what opens the clause governs its verb
    adjacent,  # right before the marks, closer than anything behind
    predicated,  # in one clause with the marks
    as_said,  # beside the marks too, but for a comma
    postposed,  # right behind the marks
    according_to_whom,  # nearer than any verb before it
    embedded,  # the clause around the span
    according,  # no verb took it: a preposition may
    noun_beside,
    postposed_source,
    afterthought,
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
        if found[j] is None and (_joined(context, a, b) or a.group == b.group):
            found[j] = found[i]
    return found


def _joined(context: Context, a: QuotedSpan, b: QuotedSpan) -> bool:
    gap = context.between(a.outer.end, b.outer.start)
    return (
        len(gap) < 20
        and JOINED.fullmatch(gap) is not None
        and not (a.closed and gap.strip() == "" and context.text[a.span.end - 1 : a.span.end] in ".!?")
    )
