"""Which clause a verb of speech has for its content: "ha detto che ...", "ha annunciato di ...", "si chiede se ..."."""

from __future__ import annotations

import re

from .clause_end import clause_end, stop_at
from .context import JOURNALIST, Context
from .cues import Cue
from .eligible import is_thing
from .lexicons import Verb
from .papers import readable
from .phrases import TIME_NOUNS
from .records import Span
from .tree import Sentence, Word
from .words import words


def content_clause(context: Context, cue: Cue) -> tuple[Span, str] | None:
    """ha detto che ..., ha annunciato di ..., si chiede se ...: the complement clause from its conjunction on."""
    entry = cue.entry
    if not isinstance(entry, Verb) or not entry.complement:
        return None
    found = _clause(context, cue, entry)
    empty = found is not None and found[1] == "clause-che" and not _says_something(context, cue, found[0])
    return None if empty else found


def _says_something(context: Context, cue: Cue, span: Span) -> bool:
    """Whether a clause with "che" has a verb or marks in it, and asks for nothing: not "dentro che fuori dal carcere", "che cosa sogna"."""
    if WHAT.match(context.text, span.start) is not None:
        return False
    if span.start - cue.span.end == 1:
        return True  # whatever the tagger makes of its verb
    inside = [w for w in cue.sentence.words if span.start <= w.start < span.end]
    return any(w.feat("VerbForm") == "Fin" or context.voice(w) != JOURNALIST for w in inside)


WHAT = re.compile(r"che\scosa\b", re.I)


def _clause(context: Context, cue: Cue, entry: Verb) -> tuple[Span, str] | None:
    sentence = cue.sentence
    for child in sentence.children(cue.word, "ccomp", "xcomp", "obj", "advcl", "csubj", "obl", "parataxis", "acl"):
        if child.start < cue.span.end:
            continue
        mark = _mark(sentence, child, cue)
        if mark is None or not _allowed(entry, mark, child, finite=_finite(sentence, child)):
            continue
        if (mark.text.lower() == "che" or mark.lemma == "di") and not _opens_report(context, cue, mark):
            continue
        end = clause_end(context, sentence, child, mark, cue)
        return Span(mark.start, end), f"clause-{mark.text.lower().rstrip(chr(39))}"
    return _after_cue(context, cue, entry)


def _mark(sentence: Sentence, clause: Word, cue: Cue) -> Word | None:
    for word in sentence.children(clause, "mark", "case", "advmod", "obj", "nsubj"):
        form = word.text.lower().replace("’", "'")
        if word.start >= cue.span.end and (
            form in {"che", "ch'", "se", "come"} or word.lemma in {"di", "che", "se"} or form in {"d'"}
        ):
            if word.rel in {"obj", "nsubj"} and form not in {"che", "ch'"}:
                continue
            return word
    return None


def _allowed(entry: Verb, mark: Word, clause: Word, *, finite: bool) -> bool:
    form = mark.lemma.lower() if mark.lemma.lower() in {"di", "che", "se", "come"} else mark.text.lower()
    if form == "di":
        return (
            "di" in entry.complement
            and clause.feat("VerbForm") in {"Inf", None, "Part"}
            and (clause.upos in {"VERB", "AUX"} or clause.feat("VerbForm") is not None)
        )
    if form == "se":
        return "se" in entry.complement
    if form == "come":
        return "che" in entry.complement and finite and entry.sense in TELLING_HOW
    return "che" in entry.complement


TELLING_HOW = frozenset({"say", "write", "show"})
""" "sottolinea come", "la ricerca mostra come": the senses whose verbs state something by "how"."""


def _finite(sentence: Sentence, clause: Word) -> bool:
    return any(w.feat("VerbForm") == "Fin" for w in (clause, *sentence.children(clause, "aux", "cop")))


def _after_cue(context: Context, cue: Cue, entry: Verb) -> tuple[Span, str] | None:
    """The parser lost the clause: "che" or "di" and an infinitive right behind the cue (adverbs and an addressee between)."""
    sentence = cue.sentence
    ahead = [w for w in sentence.words if w.start >= cue.span.end]
    for step, word in enumerate(ahead[:9]):
        form = word.text.lower()
        if form == "che" and not _opens_report(context, cue, word):
            return None
        joins = word.upos == "SCONJ" or step == 0 or (form == "che" and _content_lost(context, cue, entry, word))
        if form in {"che", "se"} and joins and form in entry.complement:
            head = sentence.head(word)
            clause = head if head is not None and head.start > word.start else None
            end = (
                clause_end(context, sentence, clause, word, cue)
                if clause is not None
                else stop_at(context, word.end, sentence.span.end)
            )
            return Span(word.start, end), f"clause-{form}"
        if form == "come" and step == 0 and _states_how(context, cue, entry, word):
            return Span(word.start, stop_at(context, word.end, sentence.span.end)), "clause-come"
        if word.rel == "fixed":
            continue  # "ha detto prima di salire"
        if form in {"di", "d'", "d’"} and "di" in entry.complement and (step <= 4 or _whose(context, cue, word)):
            following = next((w for w in ahead[step + 1 :] if w.upos not in {"PRON", "ADV"}), None)
            if following is not None and following.feat("VerbForm") == "Inf" and _opens_report(context, cue, word):
                head = following if following.rel != "aux" else (sentence.head(following) or following)
                return Span(word.start, clause_end(context, sentence, head, word, cue)), "clause-di"
        if (
            word.feat("VerbForm") == "Part"
            and word.rel in {"acl", "advcl", "amod"}
            and step > 0
            and not sentence.children(word, "aux")
        ):
            break  # "in una lettera | aperta | al governo che"
        if word.upos in {"VERB", "SCONJ"} or (word.upos == "PUNCT" and word.text not in {","}):
            return None
        if word.upos == "PUNCT" and step > 0:
            break
    return _far_clause(context, cue, entry, ahead)


SUBJUNCTIVE = re.compile(
    r"[^,.;:«»“”\"]{2,60}\s(?:non\s|si\s|ci\s|vi\s|ne\s|lo\s|la\s)?(?:sia|siano|fosse|fossero|abbia|abbiano|avesse|avessero|possa|possano|debba|debbano|stia|stiano|vada|vadano|serva|servano|venga|vengano|faccia|facciano)\s"
)


def _states_how(context: Context, cue: Cue, entry: Verb, how: Word) -> bool:
    """ "sottolinea come il 2013 sia l'anno peggiore": a subjunctive behind "come", which the parser took for a comparison."""
    told = entry.sense in TELLING_HOW and "che" in entry.complement and how.start - cue.span.end <= 1
    return told and SUBJUNCTIVE.match(context.text, how.end, cue.sentence.span.end) is not None


def _whose(context: Context, cue: Cue, of: Word) -> bool:
    """Whether "di" and an infinitive far behind a verb belong to it: "ha detto alla vigilia del voto di aver paura", not "l'accusa di aver"."""
    before = cue.sentence.words[of.index - 1]
    if before.start < cue.span.end or any(w.lemma in context.lexicon.nouns for w in cue.sentence.children(cue.word, "obj")):
        return False  # "ribadiva le accuse ai carabinieri di avergli mentito"
    ahead = [w for w in cue.sentence.words[of.index + 1 : of.index + 4] if w.upos not in {"PRON", "ADV"}]
    if (
        not ahead
        or ahead[0].feat("VerbForm") != "Inf"
        or before.lemma in context.lexicon.nouns
        or before.upos not in {"NOUN", "PROPN", "ADJ"}
    ):
        return False
    compound = ahead[0].rel == "aux" or ahead[0].lemma in {"volere", "potere", "dovere", "sapere", "avere", "essere"}
    return compound or before.upos == "PROPN" or before.lemma in TIME_NOUNS or _addressee(context, cue, before)


def _addressee(context: Context, cue: Cue, last: Word) -> bool:
    """Whether a word ends the phrase that says to whom a verb speaks: "ha chiesto più volte alla sorella | di raggiungerlo"."""
    sentence = cue.sentence
    for noun in (last, *sentence.ancestors(last)):
        above = sentence.head(noun)
        if above is cue.word:
            to = any(c.lemma == "a" for c in sentence.children(noun, "case"))
            return to and noun.rel in {"obl", "iobj"} and not is_thing(context, noun)
        if above is None or above.index > noun.index or noun.rel not in {"nmod", "flat", "amod", "appos", "conj"}:
            return False
    return False


def _opens_report(context: Context, cue: Cue, that: Word) -> bool:
    """Whether "che" behind a verb can open what it reports: not "valuta una legge che", "dato che", "a ciò si aggiunge il fatto che"."""
    before = cue.sentence.words[that.index - 1]
    if before.start < cue.span.end:
        return True
    if (
        before.text.lower() in BEFORE_THAT
        or (before.upos == "CCONJ" and that.text.lower() == "che")
        or _conjunction(cue.sentence, before)
    ):
        return False
    if that.text.lower() != "che" and cue.lemma in TAKING_PERSONS:
        return True  # "accusa la Lega di aver taciuto"
    known = cue.subject is not None and not is_thing(context, cue.subject.head)
    apart = that.text.lower() != "che" or before.text == ","
    if apart and _has_object(context, cue, before):
        return False  # "commenta così la decisione di Neri di rinviare la legge", "chiede la pena di morte, che il giudice nega"
    if before.text == "," and that.text.lower() == "che" and _quotes(context, cue, that):
        return False  # "«...», ha dichiarato Lia Neri, che è al nono gol"
    if before.rel == "obj" and before.text.lower() in {"qualcosa", "nulla", "niente", "ciò", "quello"}:
        return False
    if before.lemma in {"bene", "male"} and cue.lemma == "pensare":
        return False  # "pensa bene di aprire la finestra"
    thing = before.upos == "NOUN" and before.rel in {"obj", "nsubj"} and is_thing(context, before)
    thing = thing and before.lemma not in TIME_NOUNS  # "ha detto la scorsa settimana che"
    return not thing or (before.lemma == "fatto" and known)


def _has_object(context: Context, cue: Cue, last: Word) -> bool:
    """Whether a noun that denotes a thing stands as the object between a verb and a further complement, ``last`` its last word."""
    objects = (o for o in cue.sentence.children(cue.word, "obj") if cue.span.end <= o.start < last.start)
    return any(is_thing(context, o) and o.lemma not in TIME_NOUNS for o in objects)


def _conjunction(sentence: Sentence, noun: Word) -> bool:
    """ "a condizione che", "in modo che", "al punto che": a noun that with its preposition only joins clauses."""
    return noun.lemma in JOINING and any(c.lemma in {"a", "in", "per"} for c in sentence.children(noun, "case"))


JOINING = words("joining_nouns")
BEFORE_THAT = words("before_that")
TAKING_PERSONS = words("addressing_verbs")
FAR = 26
"""Words of mere complements that may part a verb from its "che" ("ha testimoniato, sotto giuramento, davanti al giudice, che")."""


def _far_clause(context: Context, cue: Cue, entry: Verb, ahead: list[Word]) -> tuple[Span, str] | None:
    if not entry.complement & {"che", "di"} or not cue.finite:
        return None
    for word in ahead[:FAR]:
        if word.lemma == "di" and "di" in entry.complement and _whose(context, cue, word):
            verb = next(w for w in cue.sentence.words[word.index + 1 :] if w.feat("VerbForm") == "Inf")
            verb = verb if verb.rel != "aux" else (cue.sentence.head(verb) or verb)
            return Span(word.start, clause_end(context, cue.sentence, verb, word, cue)), "clause-di"
        if word.text.lower() == "che" and not ("che" in entry.complement and _opens_report(context, cue, word)):
            return None
        if word.text.lower() == "che" and (
            word.upos == "SCONJ" or _with_subject(cue.sentence, word) or _content_lost(context, cue, entry, word)
        ):
            head = cue.sentence.head(word)
            end = clause_end(context, cue.sentence, head, word, cue) if head is not None and head.start > word.start else None
            return Span(word.start, end or cue.sentence.span.end), "clause-che"
        if (
            word.feat("VerbForm") in {"Fin", "Inf", "Ger"}
            or word.upos in {"SCONJ", "PRON", "CCONJ"}
            or word.text in {":", ";", ".", "?"}
        ):
            return None
        if context.voice(word) != JOURNALIST:
            return None
    return None


def _content_lost(context: Context, cue: Cue, entry: Verb, that: Word) -> bool:
    """Whether the parser took for a relative pronoun the "che" of what a verb reports: "ha confermato in una nota | che sta indagando",
    "dicendo al preside | che era malato".

    A verb that nobody uses without saying what has no other content in its clause; with the others, "ha risposto al cronista che lo
    incalzava", a relative clause would have to agree with its noun.
    """
    sentence, clause = cue.sentence, cue.sentence.head(that)
    if clause is None or clause.deprel != "acl:relcl" or entry.direct != "strong" or entry.sense == "think":
        return False
    titled = context.voice(sentence.words[that.index - 1]) != JOURNALIST  # "ha rivelato al podcast «Senza filtri» | che"
    if (sentence.words[that.index - 1].upos == "PUNCT" and not titled) or _has_content(context, cue, that):
        return False
    noun = sentence.head(clause)
    if noun is None or not _beside(context, cue, noun) or context.text[sentence.span.end - 1] == "?":
        return False
    known = titled or sentence.words[that.index - 1].upos == "PROPN" or (entry.sense == "write" and readable(context, noun))
    return entry.lemma not in COMPLETE_ALONE or known or _disagrees(sentence, that, clause, noun)


def _beside(context: Context, cue: Cue, noun: Word) -> bool:
    """Whether a noun ends the phrase that says to whom, where or when a verb speaks, not of what ("racconta di due sorelle che")."""
    sentence = cue.sentence
    while (above := sentence.head(noun)) is not None and (
        noun.rel in {"nmod", "flat", "appos", "amod", "conj"} or _describes(sentence, noun, above)
    ):
        noun = above
    cases = {c.lemma for c in sentence.children(noun, "case")}
    if (
        (cue.passive and "da" in cases)
        or sentence.head(noun) is not cue.word
        or noun.start < cue.span.end
        or noun.rel not in {"obl", "iobj"}
        or "di" in cases
    ):
        return False
    return "su" not in cases or noun.upos == "PROPN" or readable(context, noun)


def _describes(sentence: Sentence, word: Word, noun: Word) -> bool:
    """ "una lettera | aperta | al governo": a participle behind its noun, or what goes with it."""
    if word.feat("VerbForm") == "Part":
        return word.rel in {"acl", "advcl"} and noun.upos in {"NOUN", "PROPN"}
    participle = noun.feat("VerbForm") == "Part" and noun.rel in {"acl", "advcl", "amod"} and not sentence.children(noun, "aux")
    return word.rel == "obl" and participle


COMPLETE_ALONE = words("complete_alone")


def _has_content(context: Context, cue: Cue, that: Word) -> bool:
    """Whether a verb has its content elsewhere: an object, a clause, marks, the clause that it interrupts."""
    sentence, text = cue.sentence, context.text
    filled = sentence.children(cue.word, "obj", "ccomp", "xcomp", "csubj", "nsubj:pass")
    reflexive = cue.word.text.lower().endswith("si") and not cue.lemma.endswith("si")  # "riferendosi alla segretaria che"
    if reflexive or any(c.index != that.index and not cue.span.covers(c.span) for c in filled) or _quotes(context, cue, that):
        return True
    before = text[sentence.span.start : cue.span.start].rstrip()
    aside = before.endswith((",", "–", "—", "-", "»", "”", '"')) and cue.finite
    told = any(w.feat("VerbForm") == "Fin" and w.start < cue.span.start for w in sentence.words)
    return (aside and told) or before.split(" ")[-1].lower() in {"come", "quanto", "che", "così", "lo"}


def _quotes(context: Context, cue: Cue, that: Word) -> bool:
    """Whether a verb reports the marks before it, or those that a colon announces: "«...», ha detto al cronista che lo aspettava"."""
    text, stop = context.text, cue.sentence.span.end
    for quoted in context.quoted:
        if quoted.outer.end <= cue.span.start <= quoted.outer.end + 3:
            return True
        if that.end < quoted.outer.start < stop and text[: quoted.outer.start].rstrip().endswith(":"):
            return True
    return False


def _disagrees(sentence: Sentence, that: Word, clause: Word, noun: Word) -> bool:
    """Whether a clause cannot describe a noun: "ha risposto ai cronisti che il piano è pronto", "che era malato", "che non ci sono fondi"."""
    verbs = (*sentence.children(clause, "aux", "cop"), clause)
    finite = next((w for w in verbs if w.feat("VerbForm") == "Fin"), None)
    others = [w for w in sentence.children(clause, "nsubj") if w.index != that.index]
    if that.rel == "obj" or finite is None:
        return False
    numbers = {w.feat("Number") for w in (noun, finite)} - {None}
    return bool(others) or (len(numbers) == 2 and not sentence.children(noun, "conj"))


def _with_subject(sentence: Sentence, that: Word) -> bool:
    """Whether the verb of a clause with "che" has another subject behind it, so that it is hardly a relative clause."""
    verb = sentence.head(that)
    return verb is not None and any(that.index < w.index < verb.index for w in sentence.children(verb, "nsubj"))
