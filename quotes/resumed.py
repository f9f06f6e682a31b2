"""Where a reported clause ends because the sentence goes back to who reports: ", ma non ha voluto dire altro", ", aggiungendo che", ", senza rispondere"."""

from __future__ import annotations

import re

from .context import JOURNALIST, Context
from .cues import Cue
from .eligible import is_thing
from .phrases import gender_of
from .tense import tense_of
from .tree import Sentence, Word
from .words import words

SPEAKING = frozenset({"say", "write", "ask", "answer", "name", "show", "continue"})
TAIL = re.compile(r",\s(?:secondo\s|stando\sa|come\s(?:\w+\s){0,2}?(?:riporta|riferi|scriv|scritto|ha\s|hanno\s|si\slegge))")
BEFORE_VERB = r"(?:(?:poi|anche|inoltre|infine|però|quindi|invece|tuttavia|subito|lo|la|li|le|gli|si|ne|non)\s)*$"
AND = re.compile(rf",?\s(?:e|ed|ma|però)\s{BEFORE_VERB}")
LISTED = re.compile(rf",\s{BEFORE_VERB}")
BESIDE = re.compile(r",\s(?:(?:e|ma|pur|poi|anche|inoltre|infine|però|così|quindi|invece|non)\s)*$")
WITHOUT = re.compile(
    r",\s(?:senza\s(?:(?:però|tuttavia|mai|peraltro|comunque|per[òo]\s\w+)\s)*|per\s(?:poi|subito\sdopo)\s|salvo\s(?:poi\s)?)$"
)
GIVING, GIVEN = words("disclosing_verbs"), words("disclosures")
ROUSING, ROUSED = words("rousing_verbs"), words("reactions")


def speaks_out(context: Context, sentence: Sentence, verb: Word) -> bool:
    """Whether a verb tells of speaking or of silence: "ha aggiunto", "non ha voluto fornire dettagli", "si è rifiutata di rispondere"."""
    entry = context.lexicon.verbs.get(verb.lemma)
    if entry is not None and entry.sense in SPEAKING:
        return True
    if verb.lemma in GIVING and any(c.lemma in GIVEN for c in sentence.children(verb, "obj", "obl", "nsubj")):
        return True
    return any(
        c.feat("VerbForm") == "Inf" and speaks_out(context, sentence, c) for c in sentence.children(verb, "xcomp", "ccomp")
    )


def resumed(context: Context, sentence: Sentence, mark: Word, end: int, cue: Cue | None) -> int:
    """Where a report that may run to ``end`` ends before: at a source, or at a further verb of who reports, in whatever form."""
    match = TAIL.search(context.text, mark.end, end)
    stop = match.start() if match is not None else end
    if cue is None:
        return stop
    for word in sentence.words:
        if not mark.end < word.start < stop or context.voice(word) != JOURNALIST:
            continue
        joined = (
            _again(context, sentence, word, mark, cue)
            or _going_on(context, sentence, word, mark)
            or _unsaid_or_next(context, sentence, word, mark.end)
        )
        if joined is not None:
            return min(stop, joined.start())
    return stop


def said_next(context: Context, sentence: Sentence, begin: int, end: int) -> int:
    """ "Il tempo, ha concluso la deputata, non basta | , per poi precisare che": the same behind a clause that a report interrupts."""
    for word in sentence.words:
        if begin < word.start < end and (joined := _unsaid_or_next(context, sentence, word, begin)) is not None:
            return joined.start()
    return end


def _again(context: Context, sentence: Sentence, verb: Word, mark: Word, cue: Cue) -> re.Match[str] | None:
    """ "e ha accusato ...", ", ma non ha voluto fornire dettagli": a verb in the cue's own tense, without a subject of its own."""
    tense, own = tense_of(sentence, verb), tense_of(sentence, cue.word)
    if not cue.finite or sentence.children(verb, "nsubj", "mark") or tense is None or own is None:
        return None
    reported = sentence.head(mark)
    among = tense_of(sentence, reported) if reported is not None else None
    infinitive = (
        among is None and mark.lemma == "di"
    )  # "di tagliare le tasse | e prevede che": no infinitive beside a finite verb
    alike = tense[:3] == own[:3] and (tense[3] is None) == (own[3] is None)
    apart = alike and (infinitive or (among is not None and tense[:2] != among[:2]))  # "che l'aria era buona e uscì sul balcone"
    if (not apart and (not alike or not speaks_out(context, sentence, verb))) or _of_another(context, sentence, verb, cue):
        return None
    begin = _first(sentence, verb)
    added = AND.search(context.text, mark.end, begin)
    if (
        added is None
        and tense == own
        and not _goes_with(context, sentence, tense, reported)
        and speaks_out(context, sentence, verb)
    ):
        return LISTED.search(
            context.text, mark.end, begin
        )  # "che ci siano ritardi, | ha ricordato che i conti tornano e ha promesso"
    return added


def _goes_with(context: Context, sentence: Sentence, tense: tuple[str | None, ...], reported: Word | None) -> bool:
    """Whether a verb behind a comma may go on with what is reported: "che il sindaco ha visto le carte, ha chiesto aiuto e ..."."""
    among = tense_of(sentence, reported) if reported is not None else None
    if reported is None or among is None or among[:2] != tense[:2] or (among[3] is None) != (tense[3] is None):
        return False
    who = sentence.children(reported, "nsubj")
    return not who or any(not is_thing(context, w) for w in who)


def _of_another(context: Context, sentence: Sentence, verb: Word, cue: Cue) -> bool:
    """Whether a participle with "essere" does not agree with who reports: "La società replica che il restauro era previsto | ed è slittato"."""
    if (
        cue.subject is None
        or verb.feat("VerbForm") != "Part"
        or not any(a.lemma == "essere" for a in sentence.children(verb, "aux"))
    ):
        return False
    gender, number = gender_of(context, cue.subject.sentence, cue.subject.head), verb.feat("Number")
    if cue.subject.head.upos == "NOUN" and None not in {gender, verb.feat("Gender")} and gender != verb.feat("Gender"):
        return True
    return number is not None and (number == "Plur") != cue.subject.plural and cue.subject.head.upos == "NOUN"


def _first(sentence: Sentence, verb: Word) -> int:
    """Where a verb group begins."""
    return min([verb.start, *(a.start for a in sentence.children(verb, "aux") if a.index < verb.index)])


def _going_on(context: Context, sentence: Sentence, verb: Word, mark: Word) -> re.Match[str] | None:
    """ ", aggiungendo che ...", ", pur definendola «...»": speech goes on; ", scatenando le proteste": what it brings about."""
    if verb.feat("VerbForm") != "Ger":
        return None
    entry = context.lexicon.verbs.get(verb.lemma)
    said = entry is not None and bool(entry.complement or entry.predicative) and not _others(context, sentence, mark, verb)
    roused = verb.lemma in ROUSING and any(c.lemma in ROUSED for c in sentence.children(verb, "obj"))
    return BESIDE.search(context.text, mark.end, _first(sentence, verb)) if said or roused else None


def _others(context: Context, sentence: Sentence, mark: Word, verb: Word) -> bool:
    """Whether somebody else speaks in the clause: "che l'Isis ha rivendicato l'attentato, | affermando"."""
    for word in sentence.words:
        entry = context.lexicon.verbs.get(word.lemma)
        if mark.end < word.start < verb.start and entry is not None and entry.complement and entry.sense != "continue":
            who = sentence.children(word, "nsubj") if word.feat("VerbForm") in {"Fin", "Part"} else []
            if any(not is_thing(context, w) for w in who):
                return True  # but "che il piano non prevede tagli, | pur riconoscendo"
    return False


def _unsaid_or_next(context: Context, sentence: Sentence, verb: Word, begin: int) -> re.Match[str] | None:
    """ ", senza fornire ulteriori dettagli": what who reports leaves unsaid; ", per poi precisare che", ", salvo ammettere": says next."""
    if verb.feat("VerbForm") != "Inf" or not (speaks_out(context, sentence, verb) or verb.lemma in context.lexicon.verbs):
        return None
    return WITHOUT.search(context.text, begin, _first(sentence, verb))
