"""Who speaks at a verb.

The tree is asked first and then the order of words, since the parser takes subjects behind the verb for objects and loses
those that coordinated verbs share.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from .adjuncts import before_verb, behind_adjuncts, thus_named
from .aside_verb import enclosed
from .context import Context
from .cues import Cue
from .eligible import added, agrees, bare_thing, can_speak, denotes_somebody, is_thing
from .from_where import SOURCED, source_phrase
from .governed import of_governed_noun
from .infinitives import brought_up
from .lexicons import Verb
from .marked_names import nickname_in_marks, paper_in_marks
from .papers import MESSAGES, author_of_paper, impersonally_told, read_in, told_in
from .phrases import INDEFINITE, RELATIVE, Mention, mention_of, outer_noun
from .records import Span
from .relatives import antecedent, antecedent_of, free_relative, heading_relative, relative_mark, relative_object
from .sharing import governing_subject, judged_by, main_subject, shared_subject
from .tree import Sentence, Word
from .word_order import (
    BESIDE_MARKS,
    GOVERNS,
    before_aside,
    behind_topic,
    named_before,
    named_behind,
    subject_before,
    subject_behind,
)
from .words import words


def find_subject(context: Context, cue: Cue) -> Mention | None:
    """Who speaks at a verb: in its own clause, else in the one that it shares a subject with."""
    sentence, verb = cue.sentence, cue.word
    if cue.impersonal or (
        cue.lemma == "leggere" and any(w.text.lower() == "si" for w in sentence.words[max(0, verb.index - 1) : verb.index])
    ):
        told = isinstance(cue.entry, Verb) and cue.entry.sense in {"say", "write"}  # "nella relazione si afferma"
        if not told and cue.lemma != "leggere":
            return None
        return read_in(context, sentence, verb) or impersonally_told(context, cue) or source_phrase(context, cue)
    if (there := impersonally_told(context, cue)) is not None:
        return there
    if cue.lemma == "scrivere" and (borne := _written_on(context, cue)) is not None:
        return borne
    if cue.passive or (cue.lemma == "scrivere" and verb.rel == "xcomp" and verb.feat("VerbForm") == "Part"):
        above = sentence.head(verb)
        heard = verb.feat("VerbForm") == "Inf" and above is not None and above.index < verb.index  # "si sente dire da Neri"
        by = agent(context, sentence, verb) or (agent(context, sentence, above) if heard and above is not None else None)
        return by or told_in(context, cue) or judged_by(context, cue)
    if (cited := _cited(context, cue)) is not None:
        return cited
    if (brought := brought_up(context, cue)) is not None:
        return brought
    if cue.word.feat("VerbForm") == "Part" and not cue.finite and verb.rel in {"acl", "amod"} and cue.entry.lemma == "scrivere":
        return antecedent_of(context, sentence, verb)
    if (voice := _voice_of(context, cue)) is not None:
        return voice
    sourced = source_phrase(context, cue)
    if sourced is not None and cue.lemma in SOURCED:
        return sourced
    marked = nickname_in_marks(context, cue)
    subject = marked or own_subject(context, cue) or paper_in_marks(context, cue) or sourced
    subject = subject or shared_subject(context, sentence, verb, cue)
    if subject is not None and subject.span.end <= cue.span.start and BEGINS.search(context.text[: cue.span.start][-3:]):
        subject = None  # "... di condannare Lia Bini. Ha ricordato": two sentences that the parser took for one
    subject = subject or author_of_paper(context, cue) or governing_subject(context, cue)
    return _explained(context, cue, subject) if subject is not None else None


BEGINS = re.compile(r"\w[.!?…]\s$")


def _cited(context: Context, cue: Cue) -> Mention | None:
    """ "Chiudo citando la produttrice Lia Neri: «...»", "Il ministro ha citato Dante: «...»": whose words somebody repeats."""
    if cue.lemma not in CITING:
        return None
    for who in cue.sentence.children(cue.word, "obj"):
        mention = mention_of(context, cue.sentence, who)
        near = re.match(r"[^.;!?\n]{0,40}[:,]?\s?[«“\"]", context.text[mention.span.end :][:45]) is not None
        one = who.start > cue.span.end and not mention.plural  # "ha citato dieci testimoni"
        if one and near and denotes_somebody(context, who) and context.voice(who) == context.voice(cue.word):
            return mention
    return None


CITING = words("citing_verbs")
VOICE = re.compile(r"\b[Pp]er\s(?:voce|bocca)\s(?:di|del|dello|della|dei|dell['’])\s?(?=\w)")


def _voice_of(context: Context, cue: Cue) -> Mention | None:
    """ "Per voce di Neri, il partito respinge le accuse dicendo": who speaks for a body."""
    sentence = cue.sentence
    match = VOICE.search(context.text, sentence.span.start, cue.span.start)
    if match is None:
        match = _through_somebody(context, cue)
    if match is None or re.search(r"[;:«»“”\"]", context.text[match.end() : cue.span.start]):
        return None
    word = next((w for w in sentence.words if w.start >= match.end() and w.upos in {"PROPN", "NOUN"}), None)
    same = word is not None and context.voice(word) == context.voice(cue.word)
    return mention_of(context, sentence, word) if word is not None and same and word.end < cue.span.start else None


THROUGH = re.compile(
    r",\s(?:tramite|attraverso|per\s(?:il\s)?(?:mezzo|tramite)\s(?:di|del|della|dell['’]))\s(?:(?:il|la)\s(?:suo\s|sua\s)?|l['’])?(?=\w)"
)


def _through_somebody(context: Context, cue: Cue) -> re.Match[str] | None:
    """ "Il ministero, tramite la portavoce Lia Neri, ha affermato": a body speaks by who is named; "Neri, tramite l'avvocato" himself."""
    sentence = cue.sentence
    match = THROUGH.search(context.text, sentence.span.start, cue.span.start)
    if match is None:
        return None
    body = next((w for w in sentence.children(cue.word, "nsubj") if w.start < match.start()), None)
    role = context.lexicon.role(body.text, body.lemma) if body is not None else None
    voice = next((w for w in sentence.words if w.start >= match.end()), None)
    who = context.lexicon.role(voice.text, voice.lemma) if voice is not None else None
    named = re.match(r"[\w-]+\s(?:[a-zà-ù'’ ]{2,40}\s)?[A-ZÀ-Ý]", context.text[match.end() : cue.span.start])
    spokesman = who is not None and who.type == "person" and named is not None
    return match if role is not None and role.type == "organisation" and spokesman else None


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
    if word is None or context.voice(word) != context.voice(cue.word) or not can_speak(context, word):
        return subject  # "CANBERRA – Il senatore ha annunciato"
    head = outer_noun(sentence, word)
    if behind_topic(context, sentence, head) is subject.head:
        return subject  # "Cuneo, la preside scrive"
    free = not sentence.children(head, "case") and head.rel not in {"obl", "nmod"}
    if word.upos == "PROPN" and free and not GOVERNS.search(context.text[begin : word.start]):
        return mention_of(context, sentence, head)
    if indefinite and denotes_somebody(context, head) and head.upos == "NOUN" and free:
        return mention_of(context, sentence, head)
    return subject


WRITTEN_ON = re.compile(
    r"(?P<with>[\w’']+)\scon\s(?:su\s|sopra\s|sotto\s)?$|\bsu(?:l|llo|lla|ll['’]|i|gli|lle|\sun|\suna)?\s?(?P<on>[\w-]+)(?:\s[\w-]+)?\s(?:c['’]è|c['’]era|è|era|sta|stava|ci sta)\s$"
)


def _written_on(context: Context, cue: Cue) -> Mention | None:
    """ "un cartello con scritto «...»", "sul cartoncino c'era scritto «...»": the thing that bears the words."""
    first = cue.word.start
    match = WRITTEN_ON.search(context.text, max(cue.sentence.span.start, first - 60), first)
    if match is None or cue.word.feat("VerbForm") != "Part":
        return None
    noun = cue.sentence.word_at(match.start("with") if match.group("with") else match.start("on"))
    if noun is None or context.voice(noun) != context.voice(cue.word) or noun.upos not in {"NOUN", "PROPN", "ADJ"}:
        return None
    verb = cue.sentence.head(noun)
    if noun.lemma in MESSAGES and noun.rel == "obj" and verb is not None and verb.index < noun.index:
        sent = replace(cue, word=verb, span=Span(verb.start, verb.end), finite=True)  # "aveva mandato un sms con scritto"
        return own_subject(context, sent) or mention_of(context, cue.sentence, noun)
    return mention_of(context, cue.sentence, noun if noun.upos != "ADJ" else outer_noun(cue.sentence, noun))


def agent(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "è stato definito «folle» dal ministro": the phrase with "da" below a passive."""
    for child in sentence.children(verb, "obl:agent", "obl"):
        case = sentence.children(child, "case")
        if (
            (child.deprel == "obl:agent" or any(c.lemma == "da" for c in case))
            and context.voice(child) == context.voice(verb)
            and can_speak(context, child)
        ):
            return mention_of(context, sentence, child)
    return None


def _some_of(context: Context, cue: Cue) -> Mention | None:
    """ "i visitatori, molti dei quali hanno sostenuto": some of those whom the relative pronoun means."""
    sentence = cue.sentence
    some = sentence.head(cue.word)
    which = next((w for w in sentence.children(cue.word, "obl", "nmod") if w.text.lower() in {"quali", "cui"}), None)
    if cue.word.deprel != "acl:relcl" or some is None or some.upos not in {"PRON", "DET", "NUM"} or which is None:
        return None
    if not some.index < which.index < cue.word.index or which.index - some.index > 3 or sentence.children(some, "case"):
        return None
    return Mention(Span(some.start, which.end), sentence, some, "noun", some.feat("Gender"), plural=True)


def own_subject(context: Context, cue: Cue) -> Mention | None:
    """The subject in the verb's own clause: by its arc, behind the verb, before the verb."""
    sentence, verb = cue.sentence, cue.word
    voice = context.voice(verb)
    before = [w for w in sentence.children(verb, "nsubj") if w.index < verb.index and denotes_somebody(context, w)]
    aside = (
        cue.finite
        and context.text[: cue.span.start].endswith(", ")
        and (verb.rel == "parataxis" or not before or _one_for_many(cue, before))
    )
    if aside and (behind := _inverted(context, cue)) is not None:
        if context.text[behind.span.end : behind.span.end + 2] == ", ":
            return behind  # "Il geotritone, precisa lo zoologo, respira", but "Neri, repubblicana, ha accusato il rivale, ..."
    if (some := _some_of(context, cue)) is not None:
        return some
    if (thus := thus_named(context, cue)) is not None:
        return thus
    near = named_before(context, cue) if cue.finite else None
    for child in _nearest_first(context, sentence, verb):
        if child.text.lower() == "chi" and child.start < verb.start and (who := free_relative(context, cue, child)):
            return who
        if near is not None and child.start < near.span.start and child.deprel == "nsubj" and child.text.lower() not in RELATIVE:
            if "," in context.text[child.end : near.span.start] and not _complement_of(sentence, child, near.head):
                return near
        if (child.text.lower() in RELATIVE and child.feat("PronType") in {"Rel", None}) or child.text.lower() in {"che", "cui"}:
            if (whom := heading_relative(context, sentence, child)) is not None:
                return whom
            if near is not None and near.span.start > child.start:
                return near
            if context.text[child.end : child.end + 1] == ",":
                continue  # "i donatori, che, ha detto, «non ci hanno abbandonati»": an aside
            if relative_object(context, cue):
                return main_subject(context, sentence, verb, cue)
            if (who := _said_by(context, cue, child)) is not None:
                return who
            if found := antecedent(context, sentence, child, verb):
                if isinstance(cue.entry, Verb) and cue.entry.sense == "name" and is_thing(context, found.head):
                    return None  # "conserva una pietra che chiama «la nonna»"
                if found.head.text.lower() in {"quello", "ciò", "quanto"} and found.head.rel == "obj":
                    return main_subject(context, sentence, verb, cue)  # "ha sentito quello che ha descritto come «un rumore»"
                return found
            continue
        if child.feat("PronType") == "Int" or context.voice(child) != voice or of_governed_noun(context, cue, child):
            continue
        parted = child.end <= cue.span.start and context.between(child.end, cue.span.start).strip() == ","
        if parted and (is_thing(context, child) or enclosed(context, cue)):
            continue  # "Il governo, ha insistito, non arretra"; "Una scelta, ha precisato rispondendo al pm, «che nessuno capisce»"
        if child.start > cue.span.end and _comma_between(context.text[cue.span.end : child.start]):
            continue  # "lo ha ripetuto tre volte, l'ultima alzando la voce"
        if _parted(context, sentence, child, verb):
            continue  # "La tassa, che il comune chiama «...», ha fruttato"
        if cue.span.covers(child.span) or (child.start > cue.span.end and _object_like(context, cue, child)):
            continue
        if child.start > cue.span.end and bare_thing(context, child):
            continue  # "dice piano", "racconta pieno di rabbia"
        subject = behind_topic(context, sentence, child) or child
        if agrees(sentence, subject, cue) and can_speak(context, subject):
            return mention_of(context, sentence, subject, conjuncts=cue.plural)
    if cue.finite:
        return (
            relative_mark(context, cue)
            or near
            or before_aside(context, cue)
            or _inverted(context, cue)
            or behind_adjuncts(context, cue)
            or named_behind(context, cue)
            or subject_before(context, cue)
            or before_verb(context, cue)
        )
    return None


AROUND_GERUND = re.compile(r",\s(?:\w+\s)?\w+ndo(?:si|gli|le|lo|la|ne|ci|mi|vi|ti)?\b[^,;:]*,\s[^,;:.]{0,20}")


def _comma_between(text: str) -> bool:
    """Whether a comma parts a verb from what stands behind it, but no two around a gerund ("ha detto, scuotendo la testa, il sindaco")."""
    return "," in text and AROUND_GERUND.fullmatch(text) is None


REPEATED = re.compile(r",\s(?P<too>(?:anche|pure|neppure|neanche|nemmeno)\s)?$")


def _one_for_many(cue: Cue, before: Sequence[Word]) -> bool:
    """ "Neri, riferiscono fonti vicine, potrebbe lasciare": one name before a verb of several."""
    return cue.plural and all(w.upos == "PROPN" and not added(cue.sentence, w) and w.feat("Number") != "Plur" for w in before)


def _nearest_first(context: Context, sentence: Sentence, verb: Word) -> list[Word]:
    """The words that the parser calls subjects of a verb: "SIENA – Il sindaco ha detto", "tema di cui tutti parlano, la ditta dichiara" are
    said by the one nearest before it, but "Neri, lei ha detto", "Il fratello, anche lui in aula, ha detto" by whom the pronoun repeats."""
    found = sorted(sentence.children(verb, "nsubj"), key=lambda w: (w.index > verb.index, abs(w.index - verb.index)))
    if len(found) > 1 and found[0].upos == "PRON" and found[1].upos in {"PROPN", "NOUN"}:
        behind = REPEATED.search(context.text, found[1].start, found[0].start)
        if behind is not None and (found[1].upos == "PROPN" or behind.group("too")) and found[0].index < verb.index:
            return [found[1], found[0], *found[2:]]
    return found


def _said_by(context: Context, cue: Cue, relative: Word) -> Mention | None:
    """ "ciò che ha detto il presidente: «...»": behind what is said its speaker stands behind the verb, in the place of an object."""
    entry, noun = cue.entry, cue.sentence.head(cue.word)
    if not isinstance(entry, Verb) or entry.sense not in {"say", "write"} or "che" not in entry.complement or noun is None:
        return None
    behind = None if denotes_somebody(context, noun) or relative.index < noun.index else _inverted(context, cue)
    return behind if behind is not None and denotes_somebody(context, behind.head) else None


def _complement_of(sentence: Sentence, noun: Word, name: Word) -> bool:
    """ "Anna Neri, del Centro per Diritti e Salute, intervistata dal Tempo, afferma": a name that a preposition hangs below the noun."""
    for word in (name, *sentence.ancestors(name)):
        if word.index == noun.index:
            return False
        if any(c.upos == "ADP" for c in sentence.children(word, "case")):
            return noun in list(sentence.ancestors(word))
    return False


def _parted(context: Context, sentence: Sentence, far: Word, verb: Word) -> bool:
    """Whether "che" and a nearer subject stand between a noun and the verb, so that the verb is a relative clause's."""
    nearer = [w for w in sentence.children(verb, "nsubj") if far.index < w.index < verb.index]
    return bool(nearer) and any(w.text.lower() == "che" for w in sentence.words[far.index + 1 : nearer[0].index])


def _inverted(context: Context, cue: Cue) -> Mention | None:
    """ "«...», ha detto ieri la senatrice": the phrase behind the verb, unless it is rather what is talked about."""
    behind = subject_behind(context, cue)
    return None if behind is None or _object_like(context, cue, behind.head) else behind


def _object_like(context: Context, cue: Cue, noun: Word) -> bool:
    """ "contesta il dato", "e accusa la giunta di": what follows a verb that no marks precede is rather its object.

    So it is where it denotes nobody, and where a coordinated verb has a subject to share.
    """
    if (
        cue.finite
        and isinstance(cue.entry, Verb)
        and cue.entry.predicative
        and cue.entry.sense == "name"
        and noun.start > cue.span.end
    ):
        behind = context.text[mention_of(context, cue.sentence, noun).span.end :][:8]
        if re.match(r"\s(?:come\s)?[«“\"]", behind):
            return True  # "una lettera in cui definiva il comitato «...»"
    if BESIDE_MARKS.search(context.text[max(0, cue.span.start - 12) : cue.span.start]) or not cue.finite:
        return False
    role = context.lexicon.role(noun.text, noun.lemma)
    if noun.upos == "NOUN" and (role is None or role.type == "document"):
        return True
    if cue.lemma in ADDRESSING and re.match(r"\s[«“\"]", context.text[mention_of(context, cue.sentence, noun).span.end :][:3]):
        return True  # "ha ringraziato il deputato «per averci spiegato»"
    shared = cue.lemma in ADDRESSING or (
        cue.word.rel == "conj" and shared_subject(context, cue.sentence, cue.word, cue) is not None
    )
    return (
        shared
        and re.match(r"\s(?:di|d['’]|ad?)\s?[«“\"\w]", context.text[mention_of(context, cue.sentence, noun).span.end :][:5])
        is not None
    )


ADDRESSING = words("addressing_verbs")
