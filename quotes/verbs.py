"""Verb cues: a verb of the lexicon or a locution, with its auxiliaries, clitics and light verbs ("ha voluto far sapere")."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .context import Context
from .convinced import conviction, who_holds
from .cues import CLITICS, REACH, SI, Cue, auxiliaries_of
from .eligible import denotes_somebody
from .infinitives import chance_taken
from .lexicons import Verb, reflexive_of
from .records import Span
from .subjects import find_subject
from .tree import Sentence, Word
from .words import words

NO_VERB = frozenset({"PUNCT", "NUM", "SYM", "CCONJ"})
"""What is never a piece of a verb, however the tokenizer cuts it: most words are asked, so the cheapest question comes first."""


def verb_cue(context: Context, sentence: Sentence, word: Word) -> Cue | None:
    if word.upos in NO_VERB:
        return None
    if context.text[word.start].isupper() and any(w.end <= word.start and w.upos != "PUNCT" for w in sentence.words):
        return None  # "Rebecca Stoppa"
    whole = _wrongly_split(context, sentence, word)
    copular = _copular(context, sentence, word)
    held = conviction(context, sentence, word) if copular is None else None
    if held is not None:
        span = Span(word.start, word.end)
        who = who_holds(context, sentence, word)
        return Cue("verb", held.lemma, span, sentence, word, held, subject=who, finite=False) if who is not None else None
    if (
        whole is None
        and copular is None
        and word.upos not in {"VERB", "AUX"}
        and not (word.upos == "ADJ" and auxiliaries_of(sentence, word))
    ):
        return None
    if (
        whole is None
        and word.rel in {"aux", "cop"}
        and word.lemma in {"essere", "avere", "volere", "potere", "dovere", "venire", "stare"}
    ):
        return None
    if word.index > 0 and sentence.words[word.index - 1].text == "Più" and word.index == 1:
        return None  # "Più filosofa la signora Adele: «...»"
    found = (whole, word.index) if whole is not None else copular or _entry(context, sentence, word)
    if found is None:
        return None
    entry, last = found
    if entry.lemma == "fare" and any(
        w.upos == "NOUN" and not denotes_somebody(context, w) for w in sentence.children(word, "obj")
    ):
        return None  # "hanno fatto il giro", but "Buono, fa il padrone"
    if entry.lemma == "fare" and any(w.text.lower() in {"lo", "la", "li", "le"} for w in sentence.children(word, "obj")):
        return None  # "ha continuato a farlo"
    if rather_a_noun(context, sentence, word):
        return None
    above = sentence.head(word)
    if word.feat("VerbForm") == "Inf" and above is not None and above.upos == "ADJ" and sentence.children(above, "cop"):
        if not sentence.children(above, "nsubj") and word.rel in {"csubj", "ccomp", "xcomp"}:
            return None  # "è difficile pensare a una «...»": nobody thinks so
    subjects = [
        w
        for w in sentence.children(word, "csubj", "nsubj")
        if w.rel == "csubj" or (w.text.lower() == "chi" and w.index < word.index)
    ]
    if any(context.voice(w) != context.voice(word) for w in subjects):
        return None  # "«Chi spara bordate» non si preoccupa ...": the words in marks are the subject
    auxiliaries = auxiliaries_of(sentence, word)
    clitics = [w for w in sentence.children(word) if w.upos == "PRON" and w.text.lower() in CLITICS and w.index < word.index]
    if entry.lemma in LIGHT and any(w.feat("VerbForm") == "Inf" for w in sentence.children(word, "xcomp")):
        return None  # "prova a cambiare discorso": the infinitive is the cue
    governor = sentence.head(word)
    if entry.sense == "think" and governor is not None and governor.lemma == "fare" and word.feat("VerbForm") == "Inf":
        return None  # "ha fatto pensare che"
    if entry.lemma in MEDIAL and (any(w.text.lower() in SI for w in clitics) or _reflexive(sentence, word)):
        return None  # "la manifestazione si è conclusa", "assicurandosi che"
    first = min([word.index, *(w.index for w in auxiliaries if w.index < word.index)])
    light = _light_verb(context, sentence, word) if word.feat("VerbForm") == "Inf" else None
    heard = _heard(context, sentence, word)
    if heard is not None:
        first, light = heard[0].index, heard[1]
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
    participle = word.feat("VerbForm") == "Part"
    own = any(w.text.lower() in {*SI, "mi", "ti", "ci", "vi"} for w in clitics)
    reflexive = entry.lemma.partition(" ")[0].endswith(
        "rsi"
    )  # "la cantante si è definita «distrutta»", which the parser takes for a passive
    passive = (
        copular is None
        and word.lemma not in ESSERE
        and (
            any(a.deprel == "aux:pass" or a.lemma == "venire" for a in auxiliaries)
            or (bool(sentence.children(word, "nsubj:pass")) and not reflexive)
            or (participle and not own and word.text[-2:-1] in {"t", "s"} and any(a.lemma == "essere" for a in auxiliaries))
        )
    )
    passive = passive or (heard is not None and heard[0].text.lower() in SI)
    bare_participle = participle and not auxiliaries
    number = (finite_word or word).feat("Number")
    said = number != "Plur" and not entry.lemma.partition(" ")[0].endswith("rsi") and not sentence.children(word, "nsubj")
    said = said and entry.lemma != "leggere"
    that = re.match(r"\sche\s", context.text[max(w.end for w in words) :][:5]) is not None
    asked = {"gli", "le", "mi"} & {w.text.lower() for w in clitics}  # "quando le si chiede se tornerebbe"
    impersonal = (any(w.text.lower() in SI for w in clitics) and ((said and that) or bool(asked))) or (
        entry.lemma in IMPERSONAL
        and any(
            w.text.lower() in SI and (w.deprel in {"expl:impers", "expl:pass"} or (entry.lemma == "parlare" and number != "Plur"))
            for w in clitics
        )
    )
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
        negated=any(w.text.lower() in {"non", "né", "mai"} and w.index < word.index for w in sentence.children(word, "advmod"))
        or (governor is not None and governor.lemma in DENYING and word.rel == "xcomp"),
        conditional=any(w.feat("Mood") == "Cnd" for w in (*auxiliaries, word)),
        plural=number == "Plur" and finite_word is not None,
        gender=word.feat("Gender") if agrees else None,
        person=person_of(word, finite_word),
    )
    return replace(cue, subject=find_subject(context, cue))


def person_of(word: Word, finite: Word | None) -> str:
    """The person of a verb group; "sono convinto" and "sostenevo" are the first, whatever the tagger says of them."""
    if finite is not None and finite.text.lower().endswith("vo"):
        return "1"
    if finite is not None and finite.text.lower() == "sono" and word.feat("Number") == "Sing":
        return "1"
    return (finite.feat("Person") if finite is not None else None) or "3"


def rather_a_noun(context: Context, sentence: Sentence, word: Word) -> bool:
    """ "Secca replica del portavoce: «...»": a form of both kinds at the head of a phrase with "di" and no subject before it."""
    form = word.text.lower()
    determined = word.index > 0 and sentence.words[word.index - 1].upos == "DET"
    if form in context.lexicon.nouns and word.feat("VerbForm") == "Inf" and determined:
        return True  # "«...», il parere opposto di Neri"
    if form not in context.lexicon.nouns or word.feat("VerbForm") != "Fin" or sentence.children(word, "aux", "expl", "obj"):
        return False
    behind = sentence.words[word.index + 1 : word.index + 2]
    before = sentence.words[: word.index]
    return (
        bool(behind)
        and behind[0].lemma == "di"
        and all(w.upos in {"ADJ", "DET", "PUNCT", "NUM"} for w in before[-2:])
        and len(before) < 3
    )


def introducing(context: Context, sentence: Sentence, verb: Word) -> Cue | None:
    """A verb of no report before a colon, as a cue: its infinitive, with -si or -ci where it has them ("non si scompone: «...»")."""
    auxiliaries = auxiliaries_of(sentence, verb)
    finite = next((w for w in (*auxiliaries, verb) if w.feat("VerbForm") == "Fin"), None)
    if finite is None or not re.fullmatch(r"[a-zà-ù]+re", verb.lemma):
        return None
    clitics = {w.text.lower() for w in sentence.children(verb) if w.upos == "PRON" and w.index < verb.index}
    lemma = reflexive_of(verb.lemma) if clitics & SI else verb.lemma
    if clitics & {"ci", "c'", "c’"} and not clitics & SI:
        lemma = lemma.removesuffix("e") + "ci"  # "poi ci ricasca: «...»"
    entry = Verb(lemma, "manner", "neutral", frozenset(), "weak", False, "", verb.lemma, (), lemma.endswith("rsi"))
    start = min([verb.start, *(a.start for a in auxiliaries if a.index < verb.index)])
    return Cue("verb", lemma, Span(start, verb.end), sentence, verb, entry, plural=finite.feat("Number") == "Plur", person="3")


DENYING = words("denying_verbs")
LIGHT = words("light_verbs")
MEDIAL = words("medial_verbs")
ESSERE = words("essere_verbs")
""" "Sul caso è intervenuto il sindaco": what the parser takes for a passive."""
IMPERSONAL = words("impersonal")


def _light_verb(context: Context, sentence: Sentence, infinitive: Word) -> Word | None:
    """ "amava ripetere", "tiene a precisare", "ha voluto sottolineare": the finite word to which an infinitive owes person and number."""
    if (taken := chance_taken(context, sentence, infinitive)) is not None:
        return next((w for w in (*auxiliaries_of(sentence, taken), taken) if w.feat("VerbForm") == "Fin"), None)
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
    return next((w for w in (*auxiliaries_of(sentence, verb), verb) if w.feat("VerbForm") == "Fin"), None)


HEARING = frozenset({"sentire", "udire"})


def _heard(context: Context, sentence: Sentence, infinitive: Word) -> tuple[Word, Word] | None:
    """ "si sente dire da Neri nel filmato", "lo si sente gridare": the first word and the finite one of speech that one hears; with a
    clitic object, which stands first, whoever it means speaks."""
    verb = sentence.head(infinitive)
    if verb is None or verb.lemma not in HEARING or infinitive.feat("VerbForm") != "Inf" or verb.feat("VerbForm") != "Fin":
        return None
    if not 0 < infinitive.index - verb.index <= REACH or context.voice(verb) != context.voice(infinitive):
        return None
    before = [w for w in sentence.words[max(0, verb.index - 2) : verb.index] if w.upos == "PRON"]
    if not before or before[-1].text.lower() not in SI:
        return None
    return next((w for w in before if w.text.lower() in {"lo", "la", "li", "le"}), before[-1]), verb


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


def _entry(context: Context, sentence: Sentence, word: Word) -> tuple[Verb, int] | None:
    """The lexicon's entry for the verb at ``word`` and the index of its last word: a locution first, then a single verb."""
    lexicon = context.lexicon
    si = _reflexive(sentence, word)
    if lexicon.locutions.get(word.lemma):
        near = sentence.words[word.index + 1 : word.index + 1 + 2 * REACH]
        for locution in lexicon.locutions_in(word.lemma, [form for w in near for form in (w.text, w.lemma)], reflexive=si):
            if (last := _locution_end(near, locution.rest)) is not None:
                return locution, last  # not "far intendere" in "fanno sapere che non intende"
    if word.lemma == "dire":
        si = any(w.text.lower() in SI for w in sentence.children(word)) and _calls_itself(context, sentence, word)
    if word.lemma == "dare" and CALLING.match(context.text, word.end) is not None:
        entry = lexicon.verbs.get(CALLS)
        return (replace(entry, lemma=word.lemma), word.index) if entry is not None else None
    if si and word.lemma in IMPERSONAL and re.match(r"\sche\s", context.text[word.end :][:5]) is not None:
        si = False  # "si ritiene che", of no "ritenersi"
    entry = lexicon.verb(word.lemma, reflexive=si)
    return (entry, word.index) if entry is not None else None


CALLS = "dare del bugiardo"
"""The locution that stands for all of its kind."""
CALLING = re.compile(r"(?:gli|le|mi|ti|ci|vi|lo|la)?\s(?:del(?:lo|la)?\s|dell['’])[«“\"'‘]")
""" "gli ha dato del «venduto»", "dandole della «bugiarda»": what somebody calls somebody, in marks."""


COPULAR_HEADS = frozenset({"ADJ", "NOUN", "VERB", "ADV"})


def _copular(context: Context, sentence: Sentence, word: Word) -> tuple[Verb, int] | None:
    """ "è stato lapidario", "è più cauta", "è convinta che": a locution of "essere" and an adjective, which the tree makes the head."""
    if word.upos not in COPULAR_HEADS:
        return None
    following = sentence.words[word.index + 1 : word.index + 2]
    convinced = word.feat("VerbForm") == "Part" and (
        (bool(following) and following[0].lemma in {"che", "di"}) or any(w.text.lower() == "ne" for w in sentence.children(word))
    )
    certain = word.upos == "ADV" and bool(sentence.children(word, "nsubj"))  # "Il sindaco è certo che", an adverb to the tagger
    if (word.upos not in {"ADJ", "NOUN"} and not convinced and not certain) or not any(
        a.lemma == "essere" for a in auxiliaries_of(sentence, word)
    ):
        return None
    found = context.lexicon.locution("essere", [word.text, word.lemma])
    return (found, word.index) if found is not None else None


def _calls_itself(context: Context, sentence: Sentence, dire: Word) -> bool:
    """ "si è detto «turbato»", "si dice contraria": "dirsi" with what somebody calls themselves, not "si dice che"."""
    ahead = [w for w in sentence.words[dire.index + 1 : dire.index + 4] if w.upos not in {"ADV", "PUNCT"}]
    marked = re.match(r"\s(?:[\w’']+\s)?[«“”\"']", context.text[dire.end :][:16]) is not None
    return marked or (bool(ahead) and (ahead[0].upos == "ADJ" or ahead[0].feat("VerbForm") == "Part"))


OWN_CLITIC = {("1", "Sing"): "mi", ("2", "Sing"): "ti", ("1", "Plur"): "ci", ("2", "Plur"): "vi"}


def _reflexive(sentence: Sentence, word: Word) -> bool:
    """Whether the verb carries a clitic of its own person ("si è giustificato", "mi lamento", "lamentandosi")."""
    if word.text.lower().endswith(("rsi", "ndosi", "tosi", "tasi", "tisi")):
        return True
    verbs = [word, *auxiliaries_of(sentence, word)]
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
                following = near[step + 1 : step + 2]
                if ahead.deprel.startswith("det") and following and following[0].index == ahead.head:
                    return None  # "ha detto nella sua arringa", not "ha detto la sua"
                at = step + 1
                break
            if ahead.upos in {"SCONJ", "PUNCT", "NOUN"} or (ahead.upos == "VERB" and step > at + 1):
                return None
        else:
            return None
    return near[at - 1].index if at else None
