"""Where a reported clause ends: before a clause beside its verb, a source added behind it, an aside that closes."""

from __future__ import annotations

import re

from .context import JOURNALIST, Context
from .cues import Cue
from .lexicons import Verb
from .records import Span
from .resumed import GIVING, resumed, speaks_out
from .tense import tense_of
from .tree import Sentence, Word
from .words import words


def clause_end(context: Context, sentence: Sentence, clause: Word, mark: Word, cue: Cue | None = None) -> int:
    """The end of the clause: where a clause beside the cue begins ("..., ma ha negato", ", mentre"), else that of the sentence."""
    inside = {w.index for w in sentence.subtree(clause)}
    cut = sentence.span.end
    levels = (cue.word, *sentence.ancestors(cue.word)) if cue is not None else ()
    for level in levels:
        for child in sentence.children(level, "conj", "parataxis", "advcl"):
            if child.index in inside or child.start <= mark.end or child is levels[0] or child.index < clause.index:
                continue
            if child.feat("VerbForm") not in {"Fin", "Ger", "Part"} and child.upos != "VERB":
                continue
            marks = {m.text.lower() for m in sentence.children(child, "mark", "advmod")}
            asked = mark.lemma == "di" and cue is not None and _asks(cue)
            if child.rel == "advcl" and marks & REASONS and not marks & {"mentre"} and not asked:
                continue  # "di non rappresentare tutti perché partecipano": still reported
            first = min(w.index for w in sentence.subtree(child) if w.upos != "PUNCT")
            if sentence.words[first].text.lower() in RELATIVES:
                continue  # "di aver visto tre uomini | che, nella notte, scavavano"
            if _reported_too(sentence, first) or _alike(sentence, child, clause, cue):
                continue
            if first > clause.index:
                cut = min(cut, sentence.words[first].start)
    if cue is not None:
        cut = min(cut, _aside_end(context, sentence, mark, cue, cut), _preposed_end(context, sentence, clause, cue, cut))
        if _asks(cue) and mark.lemma == "di" and (why := WHY.search(context.text, mark.end, cut)) is not None:
            cut = why.start()
    cut = min(cut, resumed(context, sentence, mark, cut, cue))
    cut = min(
        cut,
        other_voice(
            context, sentence, mark.end, cut, infinitive=_infinitive(sentence, clause), reported=cue is not None and cue.finite
        ),
    )
    last = max((w.end for w in sentence.words if w.end <= cut), default=clause.end)
    return stop_at(context, mark.end, max(last, clause.end) if cut > clause.start else last)


def _infinitive(sentence: Sentence, clause: Word) -> bool:
    """ "di cambiare", "di aver cambiato", "di essere pronto"."""
    return any(w.feat("VerbForm") == "Inf" for w in (clause, *sentence.children(clause, "aux", "cop")))


def _asks(cue: Cue) -> bool:
    """ "ha chiesto di restare anonimo | perché non può parlare": why somebody asks is the journalist's."""
    return isinstance(cue.entry, Verb) and cue.entry.sense == "ask"


WHY = re.compile(r",?\s(?:perché|poiché|giacché|in\squanto|visto\sche|dato\sche)\s")


def _reported_too(sentence: Sentence, first: int) -> bool:
    """ "di aver finito | e che gli altri arrivano", "in Ohio, | e che la misura": a clause that is added to what is reported."""
    while sentence.words[first].upos == "PUNCT" and first + 1 < len(sentence.words):
        first += 1
    ahead = [w for w in sentence.words[first + 1 : first + 4] if w.upos != "ADV"]
    return (
        sentence.words[first].upos == "CCONJ"
        and bool(ahead)
        and ahead[0].text.lower() in {"che", "di"}
        and (ahead[0].rel == "mark" or ahead[0].text.lower() == "che")
    )


def _alike(sentence: Sentence, child: Word, clause: Word, cue: Cue | None) -> bool:
    """ "sostiene che i lavori prosciugherebbero il fiume | e distruggerebbero i nidi": of the reported clause's tense, not the cue's."""
    first = min(w.index for w in sentence.subtree(child) if w.upos != "PUNCT")
    joined = child.rel == "conj" and sentence.words[first].upos == "CCONJ" and sentence.words[max(0, first - 1)].text != ","
    tense = tense_of(sentence, child)
    if cue is None or not joined or tense is None or sentence.children(child, "nsubj"):
        return False
    return _mood(tense) == _mood(tense_of(sentence, clause)) != _mood(tense_of(sentence, cue.word))


def _mood(tense: tuple[str | None, ...] | None) -> tuple[str | None, ...] | None:
    return tense[:2] if tense is not None else None


def _aside_end(context: Context, sentence: Sentence, mark: Word, cue: Cue, end: int) -> int:
    """Where the clause or the dashes end in which the cue stands: "Neri, che aveva minacciato di partire, | ha ceduto"."""
    text = context.text
    if len(DASH.findall(text, sentence.span.start, cue.span.start)) % 2 and (closing := DASH.search(text, mark.end, end)):
        return closing.start()
    described = cue.word if cue.word.rel == "acl" and cue.word.feat("VerbForm") == "Part" else None  # "Neri, accusato di"
    clause = described or next((w for w in (cue.word, *sentence.ancestors(cue.word)) if w.deprel == "acl:relcl"), None)
    if clause is None:
        return end
    if (main := _main_verb(sentence, clause)) is not None and mark.end < main < end:
        return main
    for above in sentence.ancestors(clause):
        verbs = [w for w in (*sentence.children(above, "aux", "cop"), above) if w.feat("VerbForm") == "Fin"]
        first = min((w.start for w in verbs), default=0)
        if (
            above.upos in {"VERB", "ADJ", "NOUN"}
            and mark.end < first < end
            and re.search(r",\s(?:\w+\s)?$", text[mark.end : first])
        ):
            return first
    return end


def _main_verb(sentence: Sentence, relative: Word) -> int | None:
    """Where the verb begins of which a relative clause describes the subject: "La sposa che ha chiesto di pagare la torta | non si pente"."""
    noun = sentence.head(relative)
    while noun is not None and noun.rel in {"nmod", "flat", "appos", "conj", "amod"}:
        noun = sentence.head(noun)
    verb = sentence.head(noun) if noun is not None and noun.rel == "nsubj" else None
    if verb is None or noun is None or not noun.index < relative.index < verb.index:
        return None
    first = min([verb, *sentence.children(verb, "aux", "cop")], key=lambda w: w.index).index
    while sentence.words[first - 1].head == verb.index and (
        sentence.words[first - 1].upos == "PRON" or sentence.words[first - 1].text.lower() == "non"
    ):
        first -= 1
    return sentence.words[first].start


def _preposed_end(context: Context, sentence: Sentence, reported: Word, cue: Cue, end: int) -> int:
    """Where the main clause begins behind the one that reports: "Quando ha detto che avrebbe lasciato, | la sala è rimasta muta"."""
    clause = next((w for w in (cue.word, *sentence.ancestors(cue.word)) if w.rel == "advcl"), None)
    above = sentence.head(clause) if clause is not None else None
    opened = [w for w in sentence.words if w.start < cue.span.start and (w.upos == "SCONJ" or w.text.lower() in SUBORDINATING)]
    before = [w for w in sentence.words if w.feat("VerbForm") == "Fin" and w.start < cue.span.start]
    preposed = above is not None and clause is not None and above.index > clause.index
    if not preposed and not (opened and opened[0].index == 0 and not before):
        return end
    for word in sentence.words[reported.index :]:
        if word.start < end and word.text == "," and context.voice(word) == JOURNALIST and _main_ahead(sentence, word, end):
            return word.start
    return end


def _main_ahead(sentence: Sentence, comma: Word, end: int) -> bool:
    """Whether a clause of its own begins behind a comma: a finite verb before any other comma, conjunction or relative."""
    for word in sentence.words[comma.index + 1 :]:
        if (
            word.start >= end
            or word.text == ","
            or word.upos in {"SCONJ", "CCONJ"}
            or word.text.lower() in {"che", "cui", "quale"}
        ):
            return False
        if word.feat("VerbForm") == "Fin":
            return True
    return False


RELATIVES = frozenset({"che", "cui", "quale", "quali"})
SUBORDINATING = frozenset({"nonostante", "dopo", "prima", "malgrado", "sebbene", "benché"})
DASH = re.compile(r"\s[–—]\s")
REASONS = frozenset({"perché", "poiché", "affinché", "se", "quando", "dove", "finché", "giacché"})

JOIN = re.compile(r"(?:;|,\s(?P<while>mentre)|[,–—-]\s(?:ma|però|e|ed|anche\sse|tuttavia|invece))\s")
ALSO = re.compile(r",\sma\s")
NOT_ONLY = re.compile(r"\bnon\s(?:\w+\s){0,3}?(?:solo|soltanto|solamente)\b", re.I)
JUST_BUT = re.compile(r",\s(?:ma|però)\s")
QUOTE_BEHIND = re.compile(r":\s*[«“‟”\"']")


def other_voice(
    context: Context,
    sentence: Sentence,
    start: int,
    end: int,
    *,
    hearsay: bool = False,
    infinitive: bool = False,
    reported: bool = False,
) -> int:
    """Where a report that may run to ``end`` ends before: at a clause that somebody else answers for.

    "il ponte è sicuro; ...", "il ponte è sicuro, ma la Procura fa sapere", ", mentre per l'azienda", ": «...»". With ``hearsay`` what
    leaves the conditional is the journalist's: "il ponte sarebbe caduto, ma la Procura indaga"; with ``infinitive`` any finite verb
    that is added: "di restare in casa, mentre chi è fuori deve coprirsi".
    """
    text = context.text
    own = [w for w in sentence.words if start <= w.start < end and context.voice(w) == JOURNALIST]
    verbs = [w for w in own if w.feat("VerbForm") in ({"Fin", "Inf"} if infinitive else {"Fin"})]
    if not verbs:
        return end
    if (colon := QUOTE_BEHIND.search(text, verbs[0].end, end)) is not None:
        end = colon.start()
    for join in JOIN.finditer(text, verbs[0].end, end):
        if join.group().startswith(";") or SOURCE.match(text, join.end()) is not None:
            return join.start()
        if ALSO.match(join.group()) and NOT_ONLY.search(text, start, join.start()):
            continue  # "non solo gli adulti rischiano, ma anche chi è giovane"
        ahead = [w for w in own if w.start >= join.end()]
        verb = next((w for w in ahead if w.feat("VerbForm") in {"Fin", "Inf", "Ger"}), None)
        if verb is None or verb.feat("VerbForm") != "Fin" or ahead[0].text.lower() in {"che", "di"}:
            continue
        if infinitive or _answered_for(
            context, sentence, verb, hearsay=hearsay and _conditional(verbs[0]), reported=reported, beside=join
        ):
            return join.start()
    return end


def _answered_for(
    context: Context, sentence: Sentence, verb: Word, *, hearsay: bool, reported: bool, beside: re.Match[str]
) -> bool:
    """Whether a clause behind a report is not reported with it: it reports itself, or leaves the conditional of hearsay."""
    head = sentence.head(verb) if verb.rel in {"aux", "cop"} else verb
    if head is None:
        return False
    entry = context.lexicon.verbs.get(head.lemma)
    sourced = any(c.lemma == "da" for o in sentence.children(head, "obl") for c in sentence.children(o, "case"))
    own = bool(sentence.children(head, "nsubj")) or (sourced and verb.feat("Number") == "Plur")  # "ma dalla Procura fanno sapere"
    if entry is not None and entry.direct == "strong" and (own or not beside.group("while")):
        return True
    if own and reported and JUST_BUT.match(beside.group()):
        return True  # "ha detto che il ponte è sicuro, ma la strada resta chiusa"
    if own and head.lemma in GIVING and speaks_out(context, sentence, head):
        return True  # ", mentre il ministro non ha rilasciato dichiarazioni"
    return hearsay and own and not _conditional(verb) and verb.feat("Tense") != "Fut"


def _conditional(verb: Word) -> bool:
    return verb.feat("Mood") == "Cnd" or verb.text.lower().endswith(("ebbe", "ebbero"))  # the tagger overlooks some


SOURCE = re.compile(r"(?:secondo|stando\s(?:a|al|alla|ai|agli|alle|all['’])|per\s(?:il|la|lo|i|gli|le|l['’]))(?=\s|(?<=['’]))")


def stop_at(context: Context, start: int, end: int) -> int:
    """A clause ends before ", ha detto X" and the like; marks opened in it are taken to their end."""
    for quoted in context.quoted:
        if quoted.span.start < end <= quoted.span.end and quoted.outer.start > start:
            end = quoted.outer.end
    return end


def completed(context: Context, sentence: Sentence, start: int, end: int) -> int:
    """The end of a clause that goes on behind what the parser took for a sentence's end, or in the words that a colon presents.

    "che il presidente George W. | Bush ha firmato"; "ha precisato che si tratta di: | «un impegno»".
    """
    text = context.text
    if end >= sentence.span.end:
        for following in context.tree.sentences[context.sentence_at(start) + 1 :]:
            tail = text[max(0, end - 12) : end]
            if NO_END.search(tail) is None or "\n" in text[end : following.span.start] or following.span.start < end:
                break
            end = following.span.end
    said = [p.word for p in context.words(Span(start, end)) if p.word.upos != "PUNCT"]
    verb = any(w.feat("VerbForm") in {"Fin", "Inf"} for w in said)
    if (
        len(said) > 1
        and (not verb or said[-1].lemma in {"di", "essere"})
        and (marks := PRESENTED.match(text, said[-1].end)) is not None
    ):
        end = next((q.outer.end for q in context.quoted if q.outer.start == marks.end() - 1), end)
    return end


NO_END = re.compile(rf"(?:[^.!?…:;»”\"'’)]|\b[A-Z]\.|\b(?i:{'|'.join(sorted(words('honorifics')))})\.)$")
"""What ends no sentence: a letter, an initial, a title cut short ("prof.")."""
PRESENTED = re.compile(r"\s?:\s*[«“\"]")
