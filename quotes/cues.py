"""Cues: the words by which a text reports speech ("ha affermato", "secondo", "le parole di"), each with its subject.

A cue is found by its lemma in the lexicon; who speaks is asked of the tree first and then of the order of words, since the
parser takes subjects behind the verb for objects and loses those that coordinated verbs share.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from .context import JOURNALIST, Context
from .lexicons import Preposition, SpeechNoun, Verb, reflexive_of
from .phrases import INDEFINITE, NOMINAL, RELATIVE, Mention, mention_of, outer_noun
from .records import Span
from .tree import Sentence, Word
from .words import words

CueKind = Literal["verb", "noun", "preposition"]
REACH = 4
"""Words that a locution or a verb group may have between its parts ("ha anche più volte sottolineato")."""
CLITICS = words("clitics")


@dataclass(frozen=True, eq=False)
class Cue:
    """One reporting expression at one place."""

    kind: CueKind
    lemma: str
    """As the table shows it: "affermare", "far sapere", "secondo"."""
    span: Span
    """From the first auxiliary to the last word of the expression."""
    sentence: Sentence
    word: Word
    """The head: the verb, the noun, or the noun that a preposition governs."""
    entry: Verb | SpeechNoun | Preposition
    subject: Mention | None = None
    """Who speaks, where the clause says so."""
    passive: bool = False
    impersonal: bool = False
    """"si vociferava che": nobody is meant to be the subject."""
    finite: bool = True
    negated: bool = False
    conditional: bool = False
    plural: bool = False
    gender: str | None = None
    """Of the participle, where it agrees with the subject ("si è commossa")."""
    person: str = "3"

    @property
    def direct(self) -> str:
        """ "strong", "weak" or "no": how surely a quotation beside it is its object."""
        return self.entry.direct if isinstance(self.entry, Verb) else "strong"


def find_cues(context: Context) -> list[Cue]:
    """All cues of the article in text order, those inside quotations too (their ``word`` has another voice)."""
    found: list[Cue] = []
    for sentence in context.tree.sentences:
        taken: set[int] = set()
        for cue in _prepositions(context, sentence):
            found.append(cue)
        for word in sentence.words:
            if word.index in taken:
                continue
            if verb := _verb_cue(context, sentence, word):
                found.append(verb)
                taken.update(w.index for w in sentence.words if w.index > word.index and verb.span.covers(w.span))
            elif (
                word.upos == "NOUN"
                and not _institution(context, sentence, word)
                and (noun := context.lexicon.nouns.get(word.lemma) or context.lexicon.nouns.get(word.text.lower()))
            ):
                found.append(_noun_cue(context, sentence, word, noun))
    return sorted(found, key=lambda c: (c.span.start, c.span.end))


def _institution(context: Context, sentence: Sentence, noun: Word) -> bool:
    """ "il presidente del Consiglio": with a capital inside the sentence it is a body, no advice."""
    return context.text[noun.start].isupper() and any(w.end <= noun.start and w.upos != "PUNCT" for w in sentence.words)


# verbs


def _verb_cue(context: Context, sentence: Sentence, word: Word) -> Cue | None:
    if context.text[word.start].isupper() and any(w.end <= word.start and w.upos != "PUNCT" for w in sentence.words):
        return None  # "Rebecca Stoppa"
    whole = _wrongly_split(context, sentence, word)
    copular = _copular(context, sentence, word)
    if (
        whole is None
        and copular is None
        and word.upos not in {"VERB", "AUX"}
        and not (word.upos == "ADJ" and _auxiliaries(sentence, word))
    ):
        return None
    if (
        whole is None
        and word.rel in {"aux", "cop"}
        and word.lemma in {"essere", "avere", "volere", "potere", "dovere", "venire", "stare"}
    ):
        return None
    found = (whole, word.index) if whole is not None else copular or _entry(context, sentence, word)
    if found is None:
        return None
    entry, last = found
    if entry.lemma == "fare" and any(
        w.upos == "NOUN" and not _denotes_somebody(context, w) for w in sentence.children(word, "obj")
    ):
        return None  # "hanno fatto il giro", but "Buono, fa il padrone"
    auxiliaries = _auxiliaries(sentence, word)
    clitics = [w for w in sentence.children(word) if w.upos == "PRON" and w.text.lower() in CLITICS and w.index < word.index]
    first = min([word.index, *(w.index for w in auxiliaries if w.index < word.index)])
    light = _light_verb(context, sentence, word) if word.feat("VerbForm") == "Inf" else None
    if light is not None:
        first = min(first, light.index)
    if entry.lemma.partition(" ")[0].endswith("rsi"):
        first = min(
            [
                first,
                *(w.index for w in clitics if w.text.lower() in {"si", "s'", "s’", "mi", "ti", "ci"} and w.index >= first - 1),
            ]
        )
    words = sentence.words[first : last + 1]
    finite_word = next((w for w in (*auxiliaries, word) if w.feat("VerbForm") == "Fin"), None)
    if finite_word is None and word.feat("VerbForm") == "Inf":
        finite_word = light
    passive = any(a.deprel == "aux:pass" or a.lemma == "venire" for a in auxiliaries) or bool(
        sentence.children(word, "nsubj:pass")
    )
    participle = word.feat("VerbForm") == "Part"
    bare_participle = participle and not auxiliaries
    impersonal = (
        any(w.text.lower() in {"si", "s'", "s’"} and w.deprel in {"expl:impers", "expl:pass"} for w in clitics)
        and entry.lemma in IMPERSONAL
    )
    number = (finite_word or word).feat("Number")
    agrees = participle and any(a.lemma == "essere" for a in auxiliaries) and not passive
    cue = Cue(
        "verb",
        entry.lemma,
        Span(words[0].start, max(w.end for w in words)),
        sentence,
        word,
        entry,
        passive=passive or (bare_participle and word.rel in {"acl", "amod", "root"}),
        impersonal=impersonal,
        finite=finite_word is not None or whole is not None,
        negated=any(w.text.lower() in {"non", "né", "mai"} and w.index < word.index for w in sentence.children(word, "advmod")),
        conditional=any(w.feat("Mood") == "Cnd" for w in (*auxiliaries, word)),
        plural=number == "Plur" and finite_word is not None,
        gender=word.feat("Gender") if agrees else None,
        person=(finite_word.feat("Person") or "3") if finite_word else "3",
    )
    return replace(cue, subject=find_subject(context, cue))


def introducing(context: Context, sentence: Sentence, verb: Word) -> Cue | None:
    """A verb of no report before a colon, as a cue: its infinitive, with -si or -ci where it has them ("non si scompone: «...»")."""
    auxiliaries = _auxiliaries(sentence, verb)
    finite = next((w for w in (*auxiliaries, verb) if w.feat("VerbForm") == "Fin"), None)
    if finite is None or not re.fullmatch(r"[a-zà-ù]+re", verb.lemma):
        return None
    clitics = {w.text.lower() for w in sentence.children(verb) if w.upos == "PRON" and w.index < verb.index}
    lemma = reflexive_of(verb.lemma) if clitics & SI else verb.lemma
    entry = Verb(lemma, "manner", "neutral", frozenset(), "weak", False, "", verb.lemma, (), lemma.endswith("rsi"))
    start = min([verb.start, *(a.start for a in auxiliaries if a.index < verb.index)])
    return Cue("verb", lemma, Span(start, verb.end), sentence, verb, entry, plural=finite.feat("Number") == "Plur", person="3")


LIGHT = words("light_verbs")
IMPERSONAL = words("impersonal")


def _light_verb(context: Context, sentence: Sentence, infinitive: Word) -> Word | None:
    """ "amava ripetere", "tiene a precisare", "ha voluto sottolineare": the finite word to which an infinitive owes person and number."""
    verb = sentence.head(infinitive)
    if (
        verb is None
        or infinitive.rel not in {"xcomp", "ccomp"}
        or verb.lemma not in LIGHT
        or not 0 < infinitive.index - verb.index <= REACH
    ):
        return None
    if context.voice(verb) != context.voice(infinitive):
        return None
    return next((w for w in (*_auxiliaries(sentence, verb), verb) if w.feat("VerbForm") == "Fin"), None)


def _wrongly_split(context: Context, sentence: Sentence, word: Word) -> Verb | None:
    """ "parla" cut into "par" and "la": a present of the first conjugation that the tokenizer took for a verb with a clitic.

    The third person of such a verb is its infinitive without -re.
    """
    following = sentence.words[word.index + 1 : word.index + 2]
    if not following or following[0].start != word.start or following[0].end != word.end:
        return None
    form = context.text[word.start : word.end]
    if form[0].isupper() and word.start > sentence.span.start:
        return None  # "Rebecca Stoppa"
    return context.lexicon.verbs.get(form.lower() + "re")


def _auxiliaries(sentence: Sentence, word: Word) -> list[Word]:
    return [w for w in sentence.children(word, "aux", "cop") if abs(w.index - word.index) <= 2 * REACH]


def _entry(context: Context, sentence: Sentence, word: Word) -> tuple[Verb, int] | None:
    """The lexicon's entry for the verb at ``word`` and the index of its last word: a locution first, then a single verb."""
    lexicon = context.lexicon
    si = _reflexive(sentence, word)
    if lexicon.locutions.get(word.lemma):
        near = sentence.words[word.index + 1 : word.index + 1 + 2 * REACH]
        locution = lexicon.locution(word.lemma, [form for w in near for form in (w.text, w.lemma)], reflexive=si)
        if locution is not None and (last := _locution_end(near, locution.rest)) is not None:
            return locution, last
    if word.lemma == "dire":
        si = any(w.text.lower() in SI for w in sentence.children(word)) and _calls_itself(context, sentence, word)
    entry = lexicon.verb(word.lemma, reflexive=si)
    return (entry, word.index) if entry is not None else None


def _copular(context: Context, sentence: Sentence, word: Word) -> tuple[Verb, int] | None:
    """ "è stato lapidario", "è più cauta": a locution of "essere" and an adjective, which the tree makes the head."""
    if word.upos not in {"ADJ", "NOUN"} or not any(a.lemma == "essere" for a in _auxiliaries(sentence, word)):
        return None
    found = context.lexicon.locution("essere", [word.text, word.lemma])
    return (found, word.index) if found is not None else None


def _calls_itself(context: Context, sentence: Sentence, dire: Word) -> bool:
    """ "si è detto «turbato»", "si dice contraria": "dirsi" with what somebody calls themselves, not "si dice che"."""
    ahead = [w for w in sentence.words[dire.index + 1 : dire.index + 4] if w.upos not in {"ADV", "PUNCT"}]
    marked = re.match(r"\s(?:[\w’']+\s)?[«“”\"']", context.text[dire.end :][:16]) is not None
    return marked or (bool(ahead) and (ahead[0].upos == "ADJ" or ahead[0].feat("VerbForm") == "Part"))


SI = frozenset({"si", "s'", "s’"})
OWN_CLITIC = {("1", "Sing"): "mi", ("2", "Sing"): "ti", ("1", "Plur"): "ci", ("2", "Plur"): "vi"}


def _reflexive(sentence: Sentence, word: Word) -> bool:
    """Whether the verb carries a clitic of its own person ("si è giustificato", "mi lamento", "lamentandosi")."""
    if word.text.lower().endswith(("rsi", "ndosi", "tosi", "tasi", "tisi")):
        return True
    verbs = [word, *_auxiliaries(sentence, word)]
    finite = next((w for w in verbs if w.feat("VerbForm") == "Fin"), word)
    own = OWN_CLITIC.get((finite.feat("Person") or "3", finite.feat("Number") or "Sing"))
    first = min(w.index for w in verbs)
    for clitic in sentence.words[max(0, first - 2) : word.index]:
        form = clitic.text.lower()
        if (
            clitic.upos == "PRON"
            and clitic.deprel not in {"expl:impers", "expl:pass"}
            and ((form in SI and own is None) or form == own)
        ):
            return True
    following = sentence.words[word.index + 1 : word.index + 2]
    return bool(following) and following[0].text.lower() == "si" and following[0].start < word.end


def _locution_end(near: Sequence[Word], rest: Sequence[str]) -> int | None:
    """Where the further words of a locution end; only light words may stand between its parts."""
    at = 0
    for part in rest:
        for step, ahead in enumerate(near[at : at + REACH], at):
            if part[:-1] in {ahead.lemma.lower()[:-1], ahead.text.lower()[:-1]}:
                at = step + 1
                break
            if ahead.upos in {"SCONJ", "PUNCT", "NOUN"} or (ahead.upos == "VERB" and step > at + 1):
                return None
        else:
            return None
    return near[at - 1].index if at else None


# subjects


def find_subject(context: Context, cue: Cue) -> Mention | None:
    """Who speaks at a verb: in its own clause, else in the one that it shares a subject with."""
    sentence, verb = cue.sentence, cue.word
    if cue.impersonal or (
        cue.lemma == "leggere" and any(w.text.lower() == "si" for w in sentence.words[max(0, verb.index - 1) : verb.index])
    ):
        return _read_in(context, sentence, verb) if cue.lemma in {"leggere", "parlare", "scrivere"} else None
    if cue.passive:
        return agent(context, sentence, verb)
    if cue.word.feat("VerbForm") == "Part" and not cue.finite and verb.rel in {"acl", "amod"} and cue.entry.lemma == "scrivere":
        return _antecedent(context, sentence, verb)
    subject = own_subject(context, cue) or shared_subject(context, sentence, verb, cue)
    return _explained(context, cue, subject) if subject is not None else None


EXPLAINED = re.compile(r"(?P<last>[\w’']+)\s?[,–—-]\s$")


def _explained(context: Context, cue: Cue, subject: Mention) -> Mention:
    """ "Ansar Eddine – l'organizzazione che dice", "Il custode, un uomo di 58 anni, ha giurato": whom an apposition explains."""
    sentence = cue.sentence
    if subject.kind != "noun" or subject.span.start > cue.span.start:
        return subject
    begin = max(sentence.span.start, subject.span.start - 40)
    match = EXPLAINED.search(context.text, begin, subject.span.start)
    word = sentence.word_at(match.start("last")) if match is not None else None
    indefinite = INDEFINITE.match(context.text, subject.span.start) is not None
    if word is None or context.voice(word) != context.voice(cue.word):
        return subject
    head = outer_noun(sentence, word)
    free = not sentence.children(head, "case") and head.rel not in {"obl", "nmod"}
    if word.upos == "PROPN" and free and not GOVERNS.search(context.text[begin : word.start]):
        return mention_of(context, sentence, head)
    if indefinite and _denotes_somebody(context, head) and head.upos == "NOUN" and free:
        return mention_of(context, sentence, head)
    return subject


def _read_in(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "si legge nella nota della Regione": whose paper it is, else the paper."""
    for child in sentence.children(verb, "obl", "obj", "nsubj", "nsubj:pass"):
        paper = context.lexicon.role(child.text, child.lemma)
        if child.upos != "NOUN" or (child.index < verb.index and (paper is None or paper.type != "document")):
            continue
        for owner in [w for w in sentence.subtree(child) if w.index > child.index and w.upos in {"NOUN", "PROPN"}]:
            case = sentence.words[max(0, owner.index - 3) : owner.index]
            if any(c.lemma in {"di", "da"} and c.upos == "ADP" for c in case) and (
                owner.upos == "PROPN" or context.lexicon.role(owner.text, owner.lemma)
            ):
                return mention_of(context, sentence, owner)
        if any(d.lemma == "suo" for d in sentence.children(child, "det", "det:poss")):
            return None  # "alla fine del suo post": whose, the discourse tells
        return mention_of(context, sentence, child)
    return None


def agent(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "è stato definito «folle» dal ministro": the phrase with "da" below a passive."""
    for child in sentence.children(verb, "obl:agent", "obl"):
        case = sentence.children(child, "case")
        if (
            (child.deprel == "obl:agent" or any(c.lemma == "da" for c in case))
            and context.voice(child) == context.voice(verb)
            and _can_speak(context, child)
        ):
            return mention_of(context, sentence, child)
    return None


def own_subject(context: Context, cue: Cue) -> Mention | None:
    """The subject in the verb's own clause: by its arc, behind the verb, before the verb."""
    sentence, verb = cue.sentence, cue.word
    voice = context.voice(verb)
    near = _named_before(context, cue) if cue.finite else None
    for child in sentence.children(verb, "nsubj"):
        if child.text.lower() == "chi" and child.start < verb.start and (who := _free_relative(context, cue, child)):
            return who
        if near is not None and child.start < near.span.start and child.deprel == "nsubj" and child.text.lower() not in RELATIVE:
            if "," in context.text[child.end : near.span.start]:
                return near
        if (child.text.lower() in RELATIVE and child.feat("PronType") in {"Rel", None}) or child.text.lower() in {"che", "cui"}:
            if near is not None and near.span.start > child.start:
                return near
            if antecedent := _antecedent_before(context, sentence, child) or _antecedent(context, sentence, verb):
                return antecedent
            continue
        if child.feat("PronType") == "Int" or context.voice(child) != voice:
            continue
        if cue.span.covers(child.span) or (child.start > cue.span.end and _object_like(context, cue, child)):
            continue
        if _agrees(sentence, child, cue) and _can_speak(context, child):
            return mention_of(context, sentence, child, conjuncts=cue.plural)
    if cue.finite:
        return (
            _relative_mark(context, cue)
            or near
            or _before_aside(context, cue)
            or _behind(context, cue)
            or _named_behind(context, cue)
            or _before(context, cue)
        )
    return None


def _shared_first(context: Context, cue: Cue) -> bool:
    """ "e accusa la giunta": a coordinated verb that no marks precede rather shares its subject than has one behind it."""
    return cue.word.rel == "conj" and not BESIDE_MARKS.search(context.text[max(0, cue.span.start - 12) : cue.span.start])


def _object_like(context: Context, cue: Cue, noun: Word) -> bool:
    """ "contesta il dato", "e accusa la giunta di": what follows a verb that no marks precede is rather its object.

    So it is where it denotes nobody, and where a coordinated verb has a subject to share.
    """
    if BESIDE_MARKS.search(context.text[max(0, cue.span.start - 12) : cue.span.start]) or not cue.finite:
        return False
    role = context.lexicon.role(noun.text, noun.lemma)
    if noun.upos == "NOUN" and (role is None or role.type == "document"):
        return True
    shared = cue.word.rel == "conj" and shared_subject(context, cue.sentence, cue.word, cue) is not None
    return (
        shared
        and re.match(r"\s(?:di|d['’])\s?[«“\"\w]", context.text[mention_of(context, cue.sentence, noun).span.end :][:5])
        is not None
    )


def _relative_mark(context: Context, cue: Cue) -> Mention | None:
    """ "ha lanciato DIDA che si definisce": "che" behind a name, which the parser takes for a conjunction, under a verb of no report."""
    sentence = cue.sentence
    above = sentence.head(cue.word)
    marks = [m for m in sentence.children(cue.word, "mark") if m.text.lower() == "che" and m.index < cue.word.index]
    if not marks or marks[0].index == 0 or above is None:
        return None
    verb = context.lexicon.verbs.get(above.lemma)
    name = sentence.words[marks[0].index - 1]
    if (verb is not None and "che" in verb.complement) or name.upos != "PROPN":
        return None
    return mention_of(context, sentence, name)


AMONG = re.compile(r"\b[Tt]ra\s(?P<many>(?:i|gli|le)\s[^,.;:«»“”\"]{3,40}?),?\s(?:c['’]è|c['’]era|vi è)\s$")


def _free_relative(context: Context, cue: Cue, chi: Word) -> Mention | None:
    """ "Chi l'ha incontrata racconta": a relative clause that is itself the subject. "Tra i genitori c'è chi parla": the parents."""
    if match := AMONG.search(context.text, cue.sentence.span.start, chi.start):
        head = next((w for w in cue.sentence.words if w.start >= match.start("many") and w.upos in {"NOUN", "PROPN"}), chi)
        return Mention(Span(*match.span("many")), cue.sentence, head, "noun", None, plural=True)
    clause = [w for w in cue.sentence.subtree(chi) if w.end <= cue.span.start and context.voice(w) == context.voice(cue.word)]
    if len(clause) < 2 or clause[0].index != chi.index:
        return None
    return Mention(Span(chi.start, clause[-1].end), cue.sentence, chi, "noun", None, plural=False)


WHO = re.compile(r"chi(?:\s[\w’']+){1,8}?(?=[.,;:»”\"\n])", re.I)


def _who(context: Context, cue: Cue, chi: Word) -> Mention | None:
    """ "dice chi indaga": a free relative behind the verb, up to the next mark."""
    match = WHO.match(context.text, chi.start, cue.sentence.span.end + 1)
    return Mention(Span(*match.span()), cue.sentence, chi, "noun", None, plural=False) if match is not None else None


ASIDE = re.compile(
    r"(?P<last>[\w’']+)(?:,\s[^,.;:«»“”\"]{3,80},\s|\s[–—-]\s[^.;:«»“”\"]{3,80}\s[–—-]\s)(?:(?:non|poi|lo|gli|le|ne)\s)*$"
)


def _before_aside(context: Context, cue: Cue) -> Mention | None:
    """ "lei, raggiunta al telefono, nega": a subject that an aside without a finite verb parts from its verb."""
    sentence = cue.sentence
    begin = max(sentence.span.start, cue.span.start - 160)
    match = ASIDE.search(context.text, begin, cue.span.start)
    word = sentence.word_at(match.start("last")) if match is not None else None
    if match is None or word is None or context.voice(word) != context.voice(cue.word):
        return None
    aside = [w for w in sentence.words if match.end("last") <= w.start < match.end()]
    if any(w.feat("VerbForm") == "Fin" for w in aside) or not _agrees(sentence, word, cue) or not _can_speak(context, word):
        return None
    if word.text.lower() in PERSONAL_SUBJECTS and not sentence.children(word, "case"):
        return mention_of(context, sentence, word)
    head = outer_noun(sentence, word)
    person = context.lexicon.role(head.text, head.lemma) is not None
    return mention_of(context, sentence, head) if person and not sentence.children(head, "case") else None


NAME_RUN = r"(?:[A-ZÀ-ÝŠŽČ][\w’'-]*)(?:[ \u00a0](?:(?:de|von|van|der|den|bin|di|d['’]|Di|De)[ \u00a0])?[A-ZÀ-ÝŠŽČ][\w’'.-]*)*"
NAMED_BEFORE = re.compile(
    rf"(?P<name>{NAME_RUN})(?P<of>(?:\s(?:di|del|dello|della|dei|degli|delle|dell['’])\s?{NAME_RUN})?)(?:\s\([^()]*\))?(?:,\s[^,.;:«»“”\"]{{3,80}},)?\s(?:(?:non|poi|anche|però|invece|ieri|oggi|si|lo|gli|le|ci|vi|ne|infatti|infine|inoltre|quindi|così|a sua volta|dal canto suo)\s)*$"
)
GOVERNS = re.compile(
    r"(?:^|[\s'’(])(?:di|del|dello|della|dei|degli|delle|dell|d|da|dal|dallo|dalla|dai|dalle|dall|a|al|allo|alla|ai|agli|alle|all|in|nel|nello|nella|nei|nelle|nell|su|sul|sulla|sui|sulle|con|per|tra|fra|e|ed)(?:['’]|\s)\s*(?:(?:il|lo|la|l['’])\s*)?$",
    re.I,
)


def _named_before(context: Context, cue: Cue) -> Mention | None:
    """ ", Pietro Grasso ha stemperato": a name right before the verb group, governed by nothing, whatever the arcs say."""
    sentence = cue.sentence
    begin = sentence.span.start
    match = NAMED_BEFORE.search(context.text, max(begin, cue.span.start - 160), cue.span.start)
    if match is None or GOVERNS.search(context.text[begin : match.start("name")]):
        return None
    return _at_name(context, cue, match.start("name"))


def _at_name(context: Context, cue: Cue, offset: int) -> Mention | None:
    """The mention of the name that begins at ``offset``, if a person's first name or a proper noun to the tagger."""
    word = cue.sentence.word_at(offset)
    if word is None or context.voice(word) != context.voice(cue.word):
        return None
    form = context.text[word.start : word.end]
    joined = re.match(r"(?:Di|De|Del|Della|Lo|La|Dal|Da)\s[A-ZÀ-Ý]", context.text[word.start :][:12]) and word.index > 0
    if word.upos not in {"PROPN", "X"} and form not in context.lexicon.names and not joined:
        return None
    if form.lower() in TIME_NOUNS or not _agrees(cue.sentence, word, cue):
        return None
    head = outer_noun(cue.sentence, word)
    apart = head.start > word.start or "," in context.text[head.start : word.start]
    return mention_of(context, cue.sentence, word if apart else head)


def _named_behind(context: Context, cue: Cue) -> Mention | None:
    """ "ha detto al sito di notizie Stu Rothenberg": behind other phrases, a full name that no preposition governs."""
    stop = min(cue.sentence.span.end, cue.span.end + 160)
    for match in re.finditer(NAME_RUN, context.text[cue.span.end : stop]):
        start = cue.span.end + match.start()
        before = context.text[cue.span.end : start]
        if re.search(r"[:;«“”»\"]", before):
            return None
        if _another_clause(context, cue, start):
            continue
        first = match.group().split()[0]
        if first in context.lexicon.names and " " in match.group() and not GOVERNS.search(before):
            return _at_name(context, cue, start)
        head = next((w for w in cue.sentence.words if w.start == start), None)
        if " " in match.group() and head is not None and head.upos == "PROPN" and not GOVERNS.search(before):
            return _at_name(context, cue, start)
        split = next((m for m in re.finditer(r"(?<=\s)[^\s]+", match.group()) if m.group() in context.lexicon.names), None)
        if split is not None and split.end() < len(match.group()) and first not in context.lexicon.names:
            return _at_name(context, cue, start + split.start())
    return None


def _antecedent_before(context: Context, sentence: Sentence, relative: Word) -> Mention | None:
    """ "... per il presidente, che ha commentato": the noun right before the pronoun, where it denotes somebody."""
    before = [w for w in sentence.words[: relative.index] if w.upos != "PUNCT"]
    if not before or relative.start - before[-1].end > 3 or context.voice(before[-1]) != context.voice(relative):
        return None
    noun = before[-1]
    role = context.lexicon.role(noun.text, noun.lemma)
    if noun.upos == "NOUN" and role is not None and role.type != "document":
        above = sentence.head(noun)
        while noun.rel == "nmod" and above is not None and above.index < noun.index and _denotes_somebody(context, above):
            noun, above = above, sentence.head(above)  # "dell'Associazione dei bibliotecari, che"
        return mention_of(context, sentence, noun) if role.type == "person" or noun is not before[-1] else None
    if noun.upos == "PROPN" and re.fullmatch(r"\s?[,–—-]?\s?", context.between(noun.end, relative.start)):
        head = outer_noun(sentence, noun)
        parted = any(w.upos == "ADP" for w in sentence.words[head.index : noun.index])
        placed = re.search(r"\b(?:in|a|ad)\s$", context.text[max(0, head.start - 4) : head.start]) is not None
        return mention_of(context, sentence, head) if not parted and not placed else None
    return None


def _another_clause(context: Context, cue: Cue, offset: int) -> bool:
    """Whether another clause or source begins between the cue and ``offset`` ("ha detto, secondo quanto riporta il Times")."""
    aside = context.text.rfind(",", cue.span.end, offset)
    return any(
        p.word.upos in {"SCONJ", "VERB"} or p.word.text.lower() in {"secondo", "cui", "come", *RELATIVE}
        for p in context.words(Span(max(cue.span.end, aside), offset))
        if p.sentence is cue.sentence
    )


def _antecedent(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "il sindaco, che ha parlato di «scandalo»": the noun that the relative clause hangs on."""
    for below in (verb, *sentence.ancestors(verb)):
        if below.deprel in {"acl:relcl", "acl"}:
            noun = sentence.head(below)
            dumb = noun is not None and noun.upos == "NOUN" and below is not verb and not _denotes_somebody(context, noun)
            if noun is not None and noun.upos in NOMINAL and context.voice(noun) == context.voice(verb) and not dumb:
                return mention_of(context, sentence, noun)
            return None
        if below.rel not in {"conj", "xcomp", "ccomp"}:
            return None
    return None


def _main_subject(context: Context, sentence: Sentence, clause: Word, cue: Cue) -> Mention | None:
    """ "Il ferroviere guarda il treno che si allontana e dice": hung below a thing's relative clause, the verb goes with the main one."""
    for above in sentence.ancestors(clause):
        if above.index > cue.word.index or above.upos not in {"VERB", "AUX"}:
            continue
        for child in sentence.children(above, "nsubj"):
            if context.voice(child) == context.voice(cue.word) and _agrees(sentence, child, cue) and _can_speak(context, child):
                return mention_of(context, sentence, child, conjuncts=True)
    return None


def _agrees(sentence: Sentence, noun: Word, cue: Cue) -> bool:
    """Number of subject and verb; a coordination or a collective may take either."""
    number = noun.feat("Number")
    if number is None or not cue.finite or sentence.children(noun, "conj") or cue.person != "3":
        return True
    return (number == "Plur") == cue.plural or noun.upos in {"PROPN", "NUM", "SYM", "X"}


def _behind(context: Context, cue: Cue) -> Mention | None:
    """ "«...», ha detto ieri la senatrice": the first phrase behind the verb group that no preposition governs."""
    sentence, voice = cue.sentence, context.voice(cue.word)
    ahead = [w for w in sentence.words if w.start >= cue.span.end]
    determined = False
    for step, word in enumerate(ahead):
        if context.voice(word) != voice or (
            word.upos in {"ADP", "SCONJ", "VERB", "CCONJ"} and not context.text[word.start].isupper()
        ):
            return None
        if word.upos == "PUNCT" or step > 2 * REACH:
            return None
        if word.text.lower() == "chi":
            return _who(context, cue, word)
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
            if not _agrees(sentence, head, cue) or not _can_speak(context, head) or head.lemma in TIME_NOUNS:
                return None
            if _object_like(context, cue, head):
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
                return mention_of(context, sentence, word) if _agrees(sentence, word, cue) else None
        elif word.upos not in {"ADV", "ADJ", "AUX", "INTJ", "PRON"}:
            return None
    return None


BESIDE_MARKS = re.compile(r"[»”\"'’,–—-][\s,.–—-]*(?:\w{2,4}\s)?$")
"""The place of an inverted subject: the verb stands right behind marks, a comma or a dash."""
PERSONAL_SUBJECTS = words("subject_pronouns")
TIME_NOUNS = words("days", "months", "time_nouns")


def _phrase_head(sentence: Sentence, first: Word, ahead: Sequence[Word]) -> Word:
    """The highest word of the phrase that begins at ``first``, as long as it lies ahead."""
    places = {w.index for w in ahead}
    head = first
    for above in sentence.ancestors(first):
        if above.index not in places or above.upos not in NOMINAL or above.index > first.index + 3:
            break
        head = above
    return head


def _before(context: Context, cue: Cue) -> Mention | None:
    """ "Il capitano ... ha dichiarato": the last phrase before the verb group that nothing governs but another clause."""
    sentence, voice = cue.sentence, context.voice(cue.word)
    if cue.word.rel in {"acl", "amod"} or (
        cue.word.rel == "parataxis"
        and any(w.upos == "PUNCT" for w in sentence.words[max(0, cue.word.index - 3) : cue.word.index])
    ):
        return None
    back = [w for w in sentence.words if w.end <= cue.span.start]
    for word in reversed(back):
        if context.voice(word) != voice:
            return None
        if word.upos in {"ADV", "AUX"} or (word.text.lower() in CLITICS and word.upos == "PRON"):
            continue
        if word.upos in {"NOUN", "PROPN", "PRON", "NUM", "X"} or context.text[word.start].isupper():
            head = outer_noun(sentence, word)
            if head.rel in {"obl", "obj", "iobj"} or sentence.children(head, "case") or head.lemma in TIME_NOUNS:
                return None
            if not _agrees(sentence, head, cue) or not _can_speak(context, head) or head.text.lower() in RELATIVE:
                return None
            return mention_of(context, sentence, head, conjuncts=cue.plural)
        return None
    return None


def _can_speak(context: Context, noun: Word) -> bool:
    """Words that are no subject of saying whatever the parser thinks: clitics, times, bare numbers."""
    form = noun.text.lower()
    return (
        noun.upos != "PUNCT"
        and form not in CLITICS - {"lei"}
        and form not in {"ciò", "questo", "quello", "che", "chi", "cosa", "quanto", "nulla", "niente"}
        and noun.lemma not in TIME_NOUNS
    )


def shared_subject(context: Context, sentence: Sentence, verb: Word, cue: Cue) -> Mention | None:
    """A subject one clause up: coordinated verbs, gerunds ("affermando"), infinitives ("nel definire"), "si limita a dire"."""
    below = verb
    for above in sentence.ancestors(verb):
        if (
            below.rel == "conj"
            or _goes_on(context, sentence, above, below)
            or (not cue.finite and below.rel in {"advcl", "xcomp", "ccomp", "obl", "acl", "parataxis", "root"})
            or below.rel == "xcomp"
        ):
            if below.deprel.startswith("acl") or (below.rel == "acl" and above.upos in {"NOUN", "PROPN"}):
                return (
                    mention_of(context, sentence, above)
                    if above.upos in NOMINAL and context.voice(above) == context.voice(verb) and not cue.finite
                    else None
                )
            for child in sentence.children(above, "nsubj"):
                if context.voice(child) != context.voice(verb) or (
                    child.index > verb.index and below.rel in {"conj", "parataxis"}
                ):
                    continue
                if child.text.lower() in RELATIVE - {"chi"}:
                    return (
                        _antecedent_before(context, sentence, child)
                        or _antecedent(context, sentence, above)
                        or _main_subject(context, sentence, above, cue)
                    )
                if _agrees(sentence, child, cue) and _can_speak(context, child) and child.feat("PronType") != "Int":
                    return mention_of(context, sentence, child, conjuncts=True)
            if above.deprel == "acl:relcl":
                return _antecedent(context, sentence, above) or _main_subject(context, sentence, above, cue)
            if below.rel == "conj" and cue.finite and (who := _beside(context, cue, above)):
                return who
            below = above
            continue
        return None
    return None


def _goes_on(context: Context, sentence: Sentence, above: Word, below: Word) -> bool:
    """ "è rimasta in silenzio; poi ha sussurrato": a clause behind a semicolon, all in one voice."""
    if below.rel != "parataxis" or above.index > below.index or context.voice(above) != context.voice(below):
        return False
    between = context.between(above.end, below.start)
    return ";" in between and not any(mark in between for mark in '«»“”":')


def _beside(context: Context, cue: Cue, verb: Word) -> Mention | None:
    """The subject of a verb that the cue is coordinated with, read from the words before it ("Neri, poco dopo, ringrazia ma avverte")."""
    start = min([verb.start, *(a.start for a in _auxiliaries(cue.sentence, verb))])
    other = replace(cue, word=verb, span=Span(start, verb.end))
    return _named_before(context, other) or _before_aside(context, other)


# nouns and prepositions


OWNED = re.compile(r"(?:\s[a-zà-ù]+|\s?,\s[^,.:;«»“”\"]{3,30},)?\s(?:di|del|dello|della|dei|degli|delle|d['’]|dell['’])\s*", re.I)


def _noun_cue(context: Context, sentence: Sentence, word: Word, entry: SpeechNoun) -> Cue:
    """ "le parole di Rossi", "il suo appello": a noun of speech with its owner, from the determiner to the noun."""
    determiners = [d for d in sentence.children(word, "det", "det:poss") if d.index < word.index and word.index - d.index <= 2]
    first = min([word.index, *(d.index for d in determiners)])
    owner: Mention | None = None
    for child in sentence.children(word, "nmod"):
        case = sentence.children(child, "case")
        if (
            any(c.lemma in {"di", "da"} for c in case)
            and context.voice(child) == context.voice(word)
            and _can_speak(context, child)
        ):
            owner = mention_of(context, sentence, child)
            break
    if owner is None and (match := OWNED.match(context.text, word.end, sentence.span.end)):
        governed = _governed(context, sentence, match.end())
        if governed is not None and context.voice(governed) == context.voice(word) and _can_speak(context, governed):
            owner = mention_of(context, sentence, governed)
    if owner is None:
        owner = _bearer(context, sentence, word)
    if owner is None:
        owner = _pronoun_owner(context, sentence, word) or _relative_owner(context, sentence, word)
    return Cue(
        "noun", entry.lemma, Span(sentence.words[first].start, word.end), sentence, word, entry, subject=owner, finite=False
    )


BEARERS = frozenset({"scritta", "didascalia", "slogan", "dedica", "iscrizione"})


def _bearer(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "uno specchio con la scritta «...»": the thing that bears the words."""
    above = sentence.head(noun)
    borne = noun.lemma in BEARERS and any(c.lemma == "con" for c in sentence.children(noun, "case"))
    if not borne or above is None or above.upos != "NOUN" or context.voice(above) != context.voice(noun):
        return None
    return mention_of(context, sentence, above)


def _relative_owner(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "l'appello che il sindaco ha rivolto", "l'appello lanciato dal sindaco": who made it, in the clause that describes the noun."""
    for clause in sentence.children(noun, "acl:relcl", "acl"):
        if clause.feat("VerbForm") == "Part" and not _auxiliaries(sentence, clause):
            return agent(context, sentence, clause)
        for subject in sentence.children(clause, "nsubj"):
            if (
                subject.text.lower() not in RELATIVE
                and context.voice(subject) == context.voice(noun)
                and _can_speak(context, subject)
            ):
                return mention_of(context, sentence, subject, conjuncts=True)
    return None


THAT_OF = re.compile(r"\bquell[oaie]\s(?:di|del|dello|della|dei|degli|delle|dell['’]|d['’])\s*", re.I)


def _pronoun_owner(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "Quello della Greco è un vecchio refrain", "un ultimo dubbio, quello di un pensionato": the owner of a pronoun for the noun."""
    for match in THAT_OF.finditer(context.text, sentence.span.start, sentence.span.end):
        behind = re.fullmatch(r"\s?[,:–—-]\s", context.between(noun.end, match.start())) is not None
        subject = match.end() < noun.start and bool(sentence.children(noun, "cop"))
        governed = _governed(context, sentence, match.end()) if behind or subject else None
        if governed is not None and context.voice(governed) == context.voice(noun) and _can_speak(context, governed):
            return mention_of(context, sentence, governed)
    return None


def _prepositions(context: Context, sentence: Sentence) -> Iterable[Cue]:
    """ "secondo il ministro", "per Rossi", "stando a fonti": attributing prepositions with the phrase that they govern."""
    taken: list[Span] = []
    for entry in context.lexicon.prepositions:
        if entry.needs_verb:
            continue
        for match in _preposition_pattern(entry.form).finditer(context.text, sentence.span.start, sentence.span.end):
            span = Span(match.start(), match.start() + len(match.group("form")))
            if any(t.meets(span) for t in taken):
                continue
            governed = _governed(context, sentence, match.end())
            if governed is None or context.voice(governed) != _voice_at(context, sentence, match.start()):
                continue
            relative = governed.text.lower() in {"quale", "cui", "quali"}
            if relative and entry.lemma != "secondo":
                continue
            if not relative and not _attributes(context, sentence, entry, span, governed):
                continue
            subject = mention_of(context, sentence, governed, conjuncts=True)
            if relative:
                clause = next((a for a in (governed, *sentence.ancestors(governed)) if a.deprel in {"acl:relcl", "acl"}), None)
                above = _last_noun(context, sentence, span.start)
                if above is None or not _denotes_somebody(context, above):
                    above = sentence.head(clause) if clause is not None else above
                if above is None:
                    continue
                subject = mention_of(context, sentence, outer_noun(sentence, above))
            if context.lexicon.nouns.get(governed.lemma) and (
                match_of := OWNED.match(context.text, governed.end, sentence.span.end)
            ):
                owner = _governed(context, sentence, match_of.end())
                subject = mention_of(context, sentence, owner) if owner is not None and _can_speak(context, owner) else subject
            taken.append(span)
            yield Cue(
                "preposition",
                entry.lemma,
                span,
                sentence,
                governed,
                entry,
                subject=subject,
                plural=governed.feat("Number") == "Plur",
            )


def _denotes_somebody(context: Context, word: Word) -> bool:
    return word.upos == "PROPN" or context.lexicon.role(word.text, word.lemma) is not None


def _last_noun(context: Context, sentence: Sentence, offset: int) -> Word | None:
    return next((w for w in reversed(sentence.words) if w.end <= offset and w.upos in {"NOUN", "PROPN"}), None)


NOT_OPINION = words("not_opinion")
CLAUSE_STARTS = re.compile(
    r"(?:^|[,;:(«“\"–—-])\s*(?:(?:ma|e|ed|invece|inoltre|infatti|così|mentre|però|anche|che|perché|poiché|tuttavia)\s+)*$", re.I
)


def _attributes(context: Context, sentence: Sentence, entry: Preposition, span: Span, governed: Word) -> bool:
    """Tells "secondo il ministro" from "il secondo tempo", "secondo le regole", and "per Rossi, ..." from every other "per"."""
    word = sentence.word_at(span.start)
    before = context.text[sentence.span.start : span.start]
    if governed.lemma.lower() in NOT_OPINION or governed.text.lower() in NOT_OPINION:
        return False
    if entry.lemma == "secondo":
        previous = sentence.words[word.index - 1] if word is not None and word.index > 0 else None
        return not (previous is not None and previous.upos in {"DET", "NUM"}) and (
            word is None or word.upos != "ADJ" or not before.strip()
        )
    if entry.lemma != "per":
        return True
    if CLAUSE_STARTS.search(before) is None:
        return False
    role = context.lexicon.role(governed.text, governed.lemma)
    whole = mention_of(context, sentence, governed, conjuncts=True).span
    capital = re.search(r"(?<=\s)[A-ZÀ-Ý]", whole.of(context.text)) is not None
    named = (governed.text[:1].isupper() or capital) and governed.lemma.lower() not in TIME_NOUNS
    if not (
        named
        or (role is not None and role.type in {"person", "group", "organisation"})
        or governed.text.lower() in {"lui", "lei", "loro", "quest'ultimo"}
    ):
        return False
    behind = context.text[whole.end : sentence.span.end + 1]
    if COPULA_AND_MARKS.match(behind):
        return True
    return re.match(r"(?:\s*\([^)]*\))?\s*(?:,|«|“|\"|''|è\b|si tratta|non\b|si\b|era\b|sono\b|:)", behind) is not None


COPULA_AND_MARKS = re.compile(
    r"\s(?:(?:il|lo|la|i|gli|le)\s|l['’])[^,.;:«“\"]{2,50}\s(?:è|sono|era|erano|sarà|resta|rimane|fu)\s[«“\"']"
)
"""Per Laganà la deposizione è «un colabrodo»."""
_PATTERNS: dict[str, re.Pattern[str]] = {}


def _preposition_pattern(form: str) -> re.Pattern[str]:
    """The form with its last preposition in all articulated shapes: "a detta di" finds "a detta della"."""
    if form not in _PATTERNS:
        *head, last = form.split()
        articulated = {
            "di": r"(?:di|d['’]|del|dello|dell['’]|della|dei|degli|delle)",
            "a": r"(?:a|ad|al|allo|all['’]|alla|ai|agli|alle)",
            "da": r"(?:da|dal|dallo|dall['’]|dalla|dai|dagli|dalle)",
        }.get(last, re.escape(last))
        before = "".join(re.escape(h) + r"\s+" for h in head)
        _PATTERNS[form] = re.compile(rf"(?<!\w)(?P<form>{before}{articulated})(?=\W|(?<=['’]))\s*", re.IGNORECASE)
    return _PATTERNS[form]


def _governed(context: Context, sentence: Sentence, offset: int) -> Word | None:
    """The head of the phrase that begins at ``offset``: the first nominal, no verb between."""
    for word in sentence.words:
        if word.end <= offset:
            continue
        if word.upos in {"NOUN", "PROPN", "PRON", "X"} or (context.text[word.start].isupper() and word.upos != "DET"):
            return word
        if word.upos not in {"DET", "ADJ", "NUM", "ADV"} or word.start > offset + 40:
            return None
    return None


def _voice_at(context: Context, sentence: Sentence, offset: int) -> int:
    word = sentence.word_at(offset)
    return JOURNALIST if word is None else context.voice(word)
