"""Subjects by the order of words, where the parser lost or mistook them: a name before the verb, a phrase behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .context import Context
from .cues import CLITICS, REACH, Cue
from .eligible import PERSONAL_SUBJECTS, agrees, animate, can_speak, denotes_somebody
from .governed import apposed_to, named_by
from .phrases import NOMINAL, RELATIVE, TIME_NOUNS, Mention, mention_of, outer_noun
from .records import Span
from .relatives import WHO, is_human, who_clause
from .tree import Sentence, Word

ASIDE = re.compile(
    r"(?P<last>[\w’']+)(?:,\s[^,.;:«»“”\"]{3,80},\s|\s[–—-]\s[^.;:«»“”\"]{3,80}\s[–—-]\s)(?:(?:non|poi|lo|gli|le|ne)\s)*$"
)


def before_aside(context: Context, cue: Cue) -> Mention | None:
    """ "lei, raggiunta al telefono, nega": a subject that an aside parts, without a finite verb or relative, from its verb."""
    sentence = cue.sentence
    begin = max(sentence.span.start, cue.span.start - 160)
    match = ASIDE.search(context.text, begin, cue.span.start)
    word = sentence.word_at(match.start("last")) if match is not None else None
    if match is None or word is None or context.voice(word) != context.voice(cue.word):
        return None
    aside = [w for w in sentence.words if match.end("last") <= w.start < match.end()]
    finite = sum(w.feat("VerbForm") == "Fin" for w in aside)
    relative = any(w.text.lower() in {"che", "quale"} for w in aside[1:3])  # "la regina, che abdica dopo trent'anni, ha detto"
    report = bool(aside[1:]) and aside[0].upos == "PUNCT" and aside[1].feat("VerbForm") == "Fin" and finite == 1
    if (finite > relative and not report) or not can_speak(context, word):
        return None
    head = outer_noun(sentence, word)
    if not agrees(sentence, head, cue):
        return None
    if word.text.lower() in PERSONAL_SUBJECTS and not sentence.children(word, "case"):
        return mention_of(context, sentence, word)
    person = context.lexicon.role(head.text, head.lemma) is not None
    return mention_of(context, sentence, head) if person and not sentence.children(head, "case") else None


def behind_topic(context: Context, sentence: Sentence, subject: Word) -> Word | None:
    """ "Tennis, Baranova si ritira: «...»", "Cuneo, la preside scrive ai genitori": an apposition would be closed by a comma before the verb;
    else the topic or the place stands before it, and the subject behind the comma."""
    verb = sentence.head(subject)
    first = all(w.upos in {"PUNCT", "DET"} for w in sentence.words[: subject.index])
    if verb is None or not first or not subject.index < verb.index:
        return None
    if subject.text in context.lexicon.names and sentence.children(subject, "flat"):
        return None  # "Lia Neri, la vicepreside ha spiegato": a comma is missing
    several = any(w.feat("Number") == "Plur" for w in (*sentence.children(verb, "aux"), verb) if w.feat("VerbForm") == "Fin")
    if several and sentence.children(subject, "conj"):
        return None  # "Neri, Galli e Bruni hanno detto"
    for named in sentence.children(subject, "appos", "flat", "conj"):
        begin = min([named, *sentence.children(named, "det", "nummod", "amod")], key=lambda w: w.index)
        if begin.index < 2 or sentence.words[begin.index - 1].text != "," or not named.index < verb.index:
            continue
        somebody = named.upos == "PROPN" or animate(context, named)
        determined = begin.upos in {"DET", "NUM"} or (named.feat("Number") == "Plur" and several)
        placed = context.text[subject.start : subject.end] in context.lexicon.places and named.upos == "NOUN" and determined
        if placed and is_human(context, sentence, named):
            return named  # "Cuneo, la preside, Lia Neri, scrive"
        if "," not in context.between(named.end, verb.start):
            return named if named.upos == "PROPN" or (determined and somebody) else None
    return None


NAME_RUN = r"(?!(?:L|Un|Dell|All|Quell)['’][a-zà-ù])(?:[A-ZÀ-ÝŠŽČ][\w’'-]*)(?:[ \u00a0](?:(?:de|von|van|der|den|bin|di|d['’]|Di|De)[ \u00a0])?[A-ZÀ-ÝŠŽČ][\w’'.-]*)*"
NAMED_BEFORE = re.compile(
    rf"(?P<name>{NAME_RUN})(?P<of>(?:\s(?:di|del|dello|della|dei|degli|delle|dell['’])\s?{NAME_RUN})?)(?:\s\([^()]*\))?(?:,\s[^,.;:«»“”\"]{{3,80}},)?\s(?:(?:non|poi|anche|però|invece|ieri|oggi|si|lo|gli|le|ci|vi|ne|infatti|infine|inoltre|quindi|così|a sua volta|dal canto suo)\s)*$"
)
GOVERNS = re.compile(
    r"(?:^|[\s'’(])(?:di|del|dello|della|dei|degli|delle|dell|d|da|dal|dallo|dalla|dai|dalle|dall|a|al|allo|alla|ai|agli|alle|all|in|nel|nello|nella|nei|nelle|nell|su|sul|sulla|sui|sulle|con|per|tra|fra|e|ed)(?:['’]|\s)\s*(?:(?:il|lo|la|l['’])\s*)?$",
    re.I,
)


def named_before(context: Context, cue: Cue) -> Mention | None:
    """ ", Pietro Grasso ha stemperato": a name right before the verb group, governed by nothing, whatever the arcs say."""
    sentence = cue.sentence
    begin = sentence.span.start
    match = NAMED_BEFORE.search(context.text, max(begin, cue.span.start - 160), cue.span.start)
    if match is None or GOVERNS.search(context.text[begin : match.start("name")]):
        return None
    if apposed_to(context, sentence, match.start("name"), match.end("of"), cue.span.start):
        return None
    found = _at_name(context, cue, match.start("name"))
    # "Il documento, firmato dal cardinale Neri, afferma"
    return None if found is not None and GOVERNS.search(context.text[begin : found.head.start]) else found


def _at_name(context: Context, cue: Cue, offset: int) -> Mention | None:
    """The mention of the name that begins at ``offset``, if a person's first name or a proper noun to the tagger."""
    word = cue.sentence.word_at(offset)
    if word is None or context.voice(word) != context.voice(cue.word):
        return None
    form = context.text[word.start : word.end]
    joined = re.match(r"(?:Di|De|Del|Della|Lo|La|Dal|Da)\s[A-ZÀ-Ý]", context.text[word.start :][:12]) and word.index > 0
    if word.upos not in {"PROPN", "X"} and form not in context.lexicon.names and not joined:
        return None
    if form.lower() in TIME_NOUNS or not agrees(cue.sentence, word, cue):
        return None
    head = outer_noun(cue.sentence, word)
    apart = head.start > word.start or "," in context.text[head.start : word.start]
    return mention_of(context, cue.sentence, word if apart else head)


CUT_TITLE = re.compile(r"\s(?:capitan|ingegner|dottor|professor|ragionier|signor|suor|mastro|compar)\s")
"""Titles that lose their last vowel before a name, which the tagger takes for verbs."""


def named_behind(context: Context, cue: Cue) -> Mention | None:
    """ "ha detto al sito di notizie Stu Rothenberg": behind other phrases, a full name that no preposition governs."""
    stop = min(cue.sentence.span.end, cue.span.end + 160)
    for match in re.finditer(NAME_RUN, context.text[cue.span.end : stop]):
        start = cue.span.end + match.start()
        before = context.text[cue.span.end : start]
        if re.search(r"[:;«“”»\"]", before):
            return None
        head = next((w for w in cue.sentence.words if w.start == start), None)
        titled = CUT_TITLE.fullmatch(before) is not None
        if not titled and (_another_clause(context, cue, start) or (head is not None and named_by(context, cue.sentence, head))):
            continue
        if (who := _behind_outlet(context, cue, start, match.group())) is not None:
            return who
        first = match.group().split()[0]
        if first in context.lexicon.names and " " in match.group() and not GOVERNS.search(before):
            return _at_name(context, cue, start)
        ends = re.match(r"\s?[.,;]", context.text[start + len(match.group()) :][:2]) is not None
        inverted = BESIDE_MARKS.search(context.text[max(0, cue.span.start - 12) : cue.span.start]) is not None
        if inverted and titled:
            return _at_name(context, cue, start)  # "«...», esulta capitan Neri"
        if first in context.lexicon.names and ends and inverted and MANNER.fullmatch(before):
            return _at_name(context, cue, start)  # "«...», ci racconta al telefono Ginevra"
        outer = outer_noun(cue.sentence, head) if head is not None else None
        if outer is not None and context.between(outer.end, start) == " " and cue.sentence.children(outer, "case"):
            if denotes_somebody(context, outer):
                continue  # "ha detto all'agenzia RIA Novosti"
        if " " in match.group() and head is not None and head.upos == "PROPN" and not GOVERNS.search(before):
            return _at_name(context, cue, start)
        alone = (
            head is not None and head.upos == "PROPN" and re.match(r"\s?[.,;»”]", context.text[start + len(match.group()) :][:2])
        )
        known = (
            re.compile(rf"[A-ZÀ-Ý][\w’'-]+\s{re.escape(match.group())}\b").search(context.text, 0, cue.span.start)
            if alone
            else None
        )
        if known is not None and not GOVERNS.search(before) and not re.search(r"[.!?]\s", before):
            return _at_name(context, cue, start)  # "ha scherzato all'uscita Solari", Ingrid Solari before
        split = next((m for m in re.finditer(r"(?<=\s)[^\s]+", match.group()) if m.group() in context.lexicon.names), None)
        if split is not None and split.end() < len(match.group()) and first not in context.lexicon.names:
            return _at_name(context, cue, start + split.start())
    return None


TOLD_TO = re.compile(r"\s(?:a|ad|al|alla|all['’])\s?$")
APPOSED = re.compile(r"(?:\s\([^()]*\))?,\s(?:(?:il|lo|la|un|una)\s|l['’])?(?:[a-z-]+\s)??(?P<role>[a-zà-ù-]+)")


def _behind_outlet(context: Context, cue: Cue, start: int, run: str) -> Mention | None:
    """ "dice a Euronews Amra Delić, insegnante": of the capitals behind "a" the first is who was told, the others who tells, as what they
    are shows."""
    outlet, _, name = run.partition(" ")
    begin = start + len(outlet) + 1
    role = APPOSED.match(context.text, begin + len(name))
    word = cue.sentence.word_at(begin)
    if role is None or " " not in name or word is None or outlet in context.lexicon.names:
        return None
    person = context.lexicon.role(role.group("role"), role.group("role"))
    if person is None or person.type != "person" or TOLD_TO.search(context.text, cue.span.end, start) is None:
        return None
    return Mention(Span(begin, begin + len(name)), cue.sentence, word, "name", None, plural=False)


MANNER = re.compile(
    r"\s(?:(?:a|ad|al|allo|alla|ai|alle|con|in|su|da|dal|dalla|nel|nella|per|via|tra|fra|sul|sulla)\s|(?:all|dall|nell|sull)['’])(?:[a-zà-ù]+\s){1,4}"
)
"""Complements of one preposition between a verb and its subject ("al telefono", "con un filo di voce")."""


THAT = re.compile(r"\s(?:anche\s|poi\s|però\s)?che\s")


def _another_clause(context: Context, cue: Cue, offset: int) -> bool:
    """Whether another clause or source begins between the cue and ``offset`` ("ha detto, secondo quanto riporta il Times")."""
    if THAT.match(context.text, cue.span.end):
        return True  # "ricorda che dei due infermieri, Neri e Galli, non si sa nulla"
    aside = context.text.rfind(",", cue.span.end, offset)
    return any(
        p.word.upos in {"SCONJ", "VERB"} or p.word.text.lower() in {"secondo", "cui", "come", *RELATIVE}
        for p in context.words(Span(max(cue.span.end, aside), offset))
        if p.sentence is cue.sentence
    )


def subject_behind(context: Context, cue: Cue) -> Mention | None:
    """ "«...», ha detto ieri la senatrice": the first phrase behind the verb group that no preposition governs."""
    sentence, voice = cue.sentence, context.voice(cue.word)
    platform = PLATFORM.match(context.text, cue.span.end)
    begin = platform.end() if platform is not None else cue.span.end  # "scrive su X il gestore"
    aside = ASIDE_BEHIND.match(context.text, begin)
    if aside is not None and BESIDE_MARKS.search(context.text[max(0, cue.span.start - 12) : cue.span.start]):
        begin = aside.end()  # "«...», sussurra, dietro garanzia di anonimato, un consigliere"
    ahead = [w for w in sentence.words if w.start >= begin]
    determined = False
    for step, word in enumerate(ahead):
        if context.voice(word) != voice or (
            word.upos in {"ADP", "SCONJ", "VERB", "CCONJ"} and not context.text[word.start].isupper()
        ):
            return None
        if word.upos == "PUNCT" or step > 2 * REACH:
            return None
        if not determined and word.upos in {"NOUN", "ADV", "PROPN"} and word.text.lower() in TIME_NOUNS:
            continue  # "ha dichiarato domenica la Casa Bianca"
        if word.text.lower() == "chi" or (word.text.lower() in {"quello", "quella"} and WHO.match(context.text, word.start)):
            return who_clause(context, cue, word)
        if word.upos == "DET":
            determined = True
        elif (
            word.upos in {"NOUN", "PROPN", "NUM", "X"}
            or (word.upos == "PRON" and word.text.lower() in PERSONAL_SUBJECTS)
            or context.text[word.start].isupper()
        ):
            head = _phrase_head(sentence, word, ahead[step:])
            if (
                word.upos == "NOUN"
                and not determined
                and not context.text[word.start].isupper()
                and head.feat("Number") != "Plur"
            ):
                return None
            if not agrees(sentence, head, cue) or not can_speak(context, head) or head.lemma in TIME_NOUNS:
                return None
            if (
                head.upos == "NOUN"
                and context.lexicon.role(head.text, head.lemma) is None
                and not BESIDE_MARKS.search(context.text[max(0, cue.span.start - 12) : cue.span.start])
            ):
                return None
            return mention_of(context, sentence, head, conjuncts=cue.plural)
        elif word.upos == "ADJ" and determined:
            following = ahead[step + 1 : step + 2]
            if not following or following[0].upos not in {"NOUN", "PROPN", "ADJ"}:
                return mention_of(context, sentence, word) if agrees(sentence, word, cue) else None
        elif word.upos not in {"ADV", "ADJ", "AUX", "INTJ", "PRON"}:
            return None
    return None


ASIDE_BEHIND = re.compile(
    r",\s(?:a|ad|al|alla|con|in|su|da|dal|dalla|nel|nella|per|sul|sulla|dietro|sotto|senza|dopo|tra|fra)\s[^,.;:«»“”\"]{3,50},\s(?=(?:il|lo|la|i|gli|le|un|uno|una)\s|l['’]|un['’])"
)
PLATFORM = re.compile(
    r"\s(?:su|sul|sulla|via)\s(?:(?:suo|sua|proprio|propria)\s)?(?:X|Twitter|Facebook|Instagram|TikTok|Telegram|Threads|LinkedIn|YouTube|WhatsApp|social|blog|pagina|profilo|sito)(?=\s(?:il|lo|la|i|gli|le|l['’]|[A-ZÀ-Ý]))"
)
BESIDE_MARKS = re.compile(r"[»”\"'’,–—-][\s,.–—-]*(?:\w{2,4}\s)?$")
"""The place of an inverted subject: the verb stands right behind marks, a comma or a dash."""


def _phrase_head(sentence: Sentence, first: Word, ahead: Sequence[Word]) -> Word:
    """The highest word of the phrase that begins at ``first``, as long as it lies ahead."""
    places = {w.index for w in ahead}
    head = first
    for above in sentence.ancestors(first):
        if above.index not in places or above.upos not in NOMINAL or above.index > first.index + 3:
            break
        head = above
    return head


def subject_before(context: Context, cue: Cue) -> Mention | None:
    """ "Il capitano ... ha dichiarato": the last phrase before the verb group that nothing governs but another clause."""
    sentence, voice = cue.sentence, context.voice(cue.word)
    if (cue.word.rel in {"acl", "amod"} and cue.word.feat("VerbForm") != "Inf") or (
        cue.word.rel == "parataxis"
        and any(w.upos == "PUNCT" for w in sentence.words[max(0, cue.word.index - 3) : cue.word.index])
    ):
        return None
    back = [w for w in sentence.words if w.end <= cue.span.start]
    for word in reversed(back):
        if context.voice(word) != voice or word.upos in {"CCONJ", "SCONJ"}:
            return None
        if word.upos in {"ADV", "AUX"} or (word.text.lower() in CLITICS and word.upos == "PRON"):
            continue
        if word.upos in {"NOUN", "PROPN", "PRON", "NUM", "X"} or context.text[word.start].isupper():
            head = outer_noun(sentence, word)
            if head.rel in {"obl", "obj", "iobj"} or sentence.children(head, "case") or head.lemma in TIME_NOUNS:
                return None
            first = sentence.words[head.index - 1] if head.index > 0 else head
            if first.upos == "DET" and first.index > 0 and sentence.words[first.index - 1].upos == "ADP":
                return None  # "E sui negazionisti taglia corto"
            if not agrees(sentence, head, cue) or not can_speak(context, head) or head.text.lower() in RELATIVE:
                return None
            return mention_of(context, sentence, head, conjuncts=cue.plural)
        return None
    return None
