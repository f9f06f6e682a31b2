"""Noun phrases: the words that name a speaker, read from the tree and checked on the surface.

The parser is wrong around marks and names often enough that each question is asked twice: of the arcs, and of the order of
words. A noun phrase never leaves the voice it begins in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .context import Context
from .lexicons import Role
from .records import Span
from .tree import Sentence, Word
from .words import words

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM"})
LEAVING = (
    "acl:relcl",
    "acl",
    "parataxis",
    "advcl",
    "cop",
    "aux",
    "mark",
    "ccomp",
    "csubj",
    "discourse",
    "vocative",
    "dislocated",
    "nsubj",
)
"""Arcs by which something hangs on a noun without being part of its name."""
PERSONAL = frozenset({"lui", "lei", "egli", "ella", "loro", "esso", "essa", "essi", "esse", "costui", "costei", "costoro"})
RELATIVE = frozenset({"che", "cui", "quale", "quali", "chi"})

PhraseKind = Literal["name", "noun", "pronoun"]


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that names somebody in the text."""

    span: Span
    """Its words, with determiner."""
    sentence: Sentence
    head: Word
    kind: PhraseKind
    gender: str | None
    """"Masc", "Fem" or None where the words do not tell."""
    plural: bool


PARTICLES = words("particles_behind")
"""Behind a noun phrase, not of it: "Il sindaco però", "La donna, invece"."""


def noun_phrase(context: Context, sentence: Sentence, head: Word, *, conjuncts: bool = False) -> Span:
    """The stretch of text around ``head`` that belongs to it: determiner, adjectives, complements, the name beside it.

    Relative clauses, appositions between commas and brackets stay out; coordinated nouns come in with ``conjuncts``.
    """
    if head.text.lower() == "chi" and (last := _whoever(sentence, head)) > head.index:
        return Span(head.start, sentence.words[last].end)
    leaving = LEAVING if conjuncts else (*LEAVING, "conj", "cc")
    voice = context.voice(head)
    inside = {w.index for w in sentence.subtree(head, without=leaving) if w.upos != "PUNCT"}
    inside |= _added_complements(sentence, head, inside)
    inside |= _second_title(context, sentence, head)
    inside |= {w.index for w in state_behind(sentence, max(inside, default=head.index) + 1)}
    first = last = head.index
    while (
        first > 0
        and sentence.words[first - 1].upos != "ADP"
        and _joins(context, sentence, sentence.words[first - 1], inside, voice)
    ):
        first -= 1
    while last + 1 < len(sentence.words) and _joins(context, sentence, sentence.words[last + 1], inside, voice):
        last += 1
    if head.lemma not in TIME_NOUNS:  # "venti minuti dopo Neri"
        last = next((i - 1 for i in range(head.index + 1, last + 1) if _circumstance(sentence, i, last)), last)
    first = _determined(context, sentence, first, voice)
    while first < head.index and (
        sentence.words[first].upos in {"ADP", "CCONJ", "SCONJ", "ADV"}
        # "Lunedì mattina un funzionario"
        or (sentence.words[first].lemma in TIME_NOUNS and sentence.words[first + 1].upos == "DET")
    ):
        first += 1
    while (
        last > head.index
        and (sentence.words[last].upos in {"ADP", "CCONJ", "DET", "SCONJ"} or sentence.words[last].text.lower() in PARTICLES)
        and not capitalised(context, sentence.words[last])
    ):
        last -= 1
    if first < head.index and first > 0 and sentence.words[first - 1].end > sentence.words[first].start:
        first += 1
    start, end = sentence.words[first].start, max(w.end for w in sentence.words[first : last + 1])
    if head.feat("Number") == "Plur" and _subject_follows(sentence, last + 1):
        return Span(start, end)
    return Span(start, _with_name(context, end, sentence.span.end) if not conjuncts else end)


def _subject_follows(sentence: Sentence, index: int) -> bool:
    """ "secondo alcune fonti Zanon aveva perso": behind a plural, one name that is the subject of a verb of its own."""
    name = sentence.words[index] if index < len(sentence.words) else None
    verb = sentence.head(name) if name is not None and name.upos == "PROPN" and name.rel == "nsubj" else None
    return verb is not None and name is not None and verb.index > name.index and not sentence.children(name, "conj")


def _whoever(sentence: Sentence, head: Word) -> int:
    """ "secondo chi indaga", "dice chi lo conosceva bene": the last word of the clause that "chi" begins."""
    clause = next(iter(sentence.children(head, "acl:relcl", "acl")), None)
    inside = {w.index for w in sentence.subtree(clause, without=("conj", "cc"))} if clause is not None else set()
    last = head.index
    while last + 1 in inside and sentence.words[last + 1].upos != "PUNCT":
        last += 1
    return last


def _added_complements(sentence: Sentence, head: Word, inside: set[int]) -> set[int]:
    """ "la polizia del Devon e della Cornovaglia": a second complement with the first one's preposition."""
    found: set[int] = set()
    for complement in sentence.children(head, "nmod"):
        cases = {c.lemma for c in sentence.children(complement, "case")}
        if complement.index not in inside or not cases:
            continue
        for other in _added_to(sentence, complement):
            shares = _shares(sentence, head, complement, other)
            if shares or (cases & {c.lemma for c in sentence.children(other, "case")} and sentence.children(other, "cc")):
                found |= {w.index for w in sentence.subtree(other, without=(*LEAVING, "conj")) if w.upos != "PUNCT"}
                found |= {w.index for w in sentence.children(other, "punct") if shares}
    return found


def _added_to(sentence: Sentence, complement: Word) -> list[Word]:
    """What is coordinated with a complement, be it hung on the one before."""
    found = sentence.children(complement, "conj")
    return [*found, *(w for first in found for w in sentence.children(first, "conj"))]


def _shares(sentence: Sentence, head: Word, complement: Word, other: Word) -> bool:
    """ "le segreterie di Fiom e Uilm", "i sindaci di Bari, Lecce e Taranto": names under one preposition behind a plural."""
    bare = not sentence.children(other, "case", "det")
    bare = bare and all(c.lemma == "di" for c in sentence.children(complement, "case"))  # not "alcuni autori come Neri e Bianchi"
    return head.feat("Number") == "Plur" and bare and complement.upos == "PROPN" and other.upos == "PROPN"


def _second_title(context: Context, sentence: Sentence, head: Word) -> set[int]:
    """ "l'avvocato e amico della famiglia", "i residenti e commercianti della via": a second noun for the same people under one article."""
    added = sentence.children(head, "conj")
    role = context.lexicon.role(head.text, head.lemma) if added else None
    if (role is not None and role.type not in {"person", "group"}) or not sentence.children(head, "det") or not added:
        return set()
    for noun in added:
        joined = sentence.words[noun.index - 1]
        told = context.lexicon.role(noun.text, noun.lemma)
        if (
            joined.lemma in {"e", "ed"}
            and sentence.words[joined.index - 1].index in {w.index for w in (head, *sentence.children(head, "amod"))}
            and _same_people(role, told)
            and noun.text.islower()
            and noun.feat("Number") == head.feat("Number")
            and not sentence.children(noun, "det", "case")
        ):
            return {joined.index, *(w.index for w in sentence.subtree(noun, without=(*LEAVING, "conj")) if w.upos != "PUNCT")}
    return set()


def _same_people(role: Role | None, told: Role | None) -> bool:
    """Whether two nouns can be said of the same people: both roles of one type, or one of them a person's ("il religioso e autore")."""
    types = {r.type for r in (role, told) if r is not None}
    return len(types) == 1 and (types == {"person"} or (role is not None and told is not None))


STATES = words("states")


def state_behind(sentence: Sentence, at: int, *, knowing: frozenset[str] = frozenset()) -> list[Word]:
    """ "a conoscenza dei fatti" behind "un funzionario": what somebody is in or knows, from the word ``at`` on, where it begins there.

    The parser hangs it on the verb, or its complement elsewhere. ``knowing``: adjectives that say so too ("vicina al dossier").
    """
    words = sentence.words
    index = next((i for i in range(at, min(at + 3, len(words))) if words[i].upos not in {"ADP", "DET"}), None)
    if index is None or words[index].lemma not in (STATES if index > at else knowing):
        return []
    state = words[index]
    found = {w.index for w in sentence.subtree(state, without=(*LEAVING, "conj", "cc"))} if index > at else set()
    case = words[index + 1] if index + 1 < len(words) else state
    noun = sentence.head(case) if case.upos == "ADP" and case.rel == "case" else None
    if noun is not None and noun.index > index:
        found |= {w.index for w in sentence.subtree(noun, without=(*LEAVING, "conj", "cc"))}
    elif index == at:
        return []
    last = index
    while last + 1 in found and words[last + 1].upos != "PUNCT":
        last += 1
    return list(words[at : last + 1])


CONNECTIVES = words("connectives")


def _for_its_part(sentence: Sentence, index: int) -> bool:
    """ "il segretario dal canto suo afferma", "la Lega da parte sua": what the parser takes for a complement of who it is."""
    ahead = [w.lemma.lower() for w in sentence.words[index : index + 4]]
    return ahead[0] in {"da", "per"} and not PARTS.isdisjoint(ahead) and not WHOSE.isdisjoint(ahead)


PARTS = frozenset({"canto", "parte"})
WHOSE = frozenset({"suo", "loro"})
OCCASIONS = words("occasions", "platforms")
TIME_NOUNS = words("days", "months", "time_nouns")
AMOUNTS = words("amounts")
TURNING = words("turning_points")
OUTLETS = words("outlets")
PLATFORMS = words("platforms")
TOPICS = words("topics_told")
HEARERS = words("media_nouns", "hearers")


def _circumstance(sentence: Sentence, index: int, last: int) -> bool:
    """ "alcuni testimoni su Twitter", "la madre al termine dell'incontro": where and when it was said, which the parser hangs on who said it."""
    word, ahead = sentence.words[index], sentence.words[index + 1 : min(index + 5, last + 1)]
    if word.text.lower() in CONNECTIVES or _for_its_part(sentence, index):
        return True
    if word.text.lower() in BEFORE_AFTER and bool(ahead):
        return True
    if word.lemma in {"tra", "fra"} and word.upos == "ADP" and len(ahead) > 1 and ahead[0].feat("PronType") == "Art":
        return True  # "Secondo il parroco | tra le vittime ci sono sette bambini"
    if word.lemma == "da" and word.upos == "ADP" and ahead:
        return _from_there(ahead)
    if word.upos != "ADP" or word.lemma not in {"su", "in", "a", "con", "durante"}:
        return word.feat("VerbForm") == "Ger"
    if word.lemma == "in" and ahead and YEAR.fullmatch(ahead[-1 if ahead[0].upos != "DET" else min(1, len(ahead) - 1)].text):
        return True
    noun = next((w for w in ahead if w.upos in {"NOUN", "PROPN"}), None)
    if noun is None or any(w.upos == "ADP" for w in ahead[: noun.index - index - 1]):
        return False
    forms = {noun.lemma.lower(), noun.text.lower()}
    if word.lemma == "a" and sentence.words[index - 1].upos != "ADJ":
        told = noun.text.lower() in OUTLETS if noun.text[0].isupper() else bool(forms & HEARERS)
        if told:
            return True  # "gli studenti al Corriere della Sera", "il tecnico ai cronisti"
    if word.lemma == "su" and forms & TOPICS:
        return True  # "le segreterie provinciali sulla vertenza"
    if word.lemma == "con":
        return bool(forms & OCCASIONS)  # "la famiglia con un breve comunicato"
    return word.lemma == "durante" or bool(forms & (TURNING if word.lemma == "a" else OCCASIONS | TIME_NOUNS | TURNING))


SPOKEN_FROM = words("spoken_from")


def _from_there(ahead: Sequence[Word]) -> bool:
    """ "il sindaco dal palco", "il pirata della strada dal giudice": from where somebody speaks."""
    noun = next((w for w in ahead if w.upos in {"NOUN", "PROPN"}), None)
    if noun is None or ahead.index(noun) > 1:
        return False
    return ahead[0].upos == "DET" and noun.lemma.lower() in SPOKEN_FROM


YEAR = re.compile(r"1\d{3}|20\d\d")
BEFORE_AFTER = frozenset({"dopo", "prima", "ieri", "oggi", "stamattina", "stamani", "stasera", "parlando"})
PREMODIFIERS = frozenset({"ADJ", "NUM", "ADV"})


def _determined(context: Context, sentence: Sentence, first: int, voice: int) -> int:
    """ "il tre volte campione": the determiner that stands before modifiers which the parser hung elsewhere."""
    for index in range(first - 1, max(-1, first - 5), -1):
        word = sentence.words[index]
        if context.voice(word) != voice:
            break
        if word.upos == "DET":
            governed = index > 0 and sentence.words[index - 1].upos == "ADP"
            return first if governed else index
        if word.upos not in PREMODIFIERS and word.lemma != "volta":
            break
    return first


def _joins(context: Context, sentence: Sentence, word: Word, inside: set[int], voice: int) -> bool:
    comma = word.upos == "PUNCT" and word.text != ","
    return word.index in inside and context.voice(word) == voice and not comma


def capitalised(context: Context, word: Word) -> bool:
    """Whether the text writes a word with a capital, whatever the tagger took it for."""
    return context.text[word.start].isupper()


NAME_GOES_ON = re.compile(
    r"(?:[ \u00a0](?:(?:de|di|von|van|der|den|bin|al|el|la|le|da|du|dos|del|della|y)[ \u00a0])?(?:(?:a[ldnrsz]|el|ul)-)?[^\W\d_a-zà-öø-ÿ][\w'’.-]*)+"
)


HYPHENED = re.compile(r"(?:-[^\W\d_][\w’']*)+")
""" "Jean" + "-Pierre", which the tokenizer parts."""
INITIAL = re.compile(r"(?<=\s)[A-Z]\.[ \u00a0](?=[A-ZÀ-Ý])")
""" "il deputato A" + ". Donald Neri"."""
PARTICLE = re.compile(r"[ \u00a0]([a-z]+)[ \u00a0](\w+)")
LETTER = re.compile(r"[A-Z]\.")


def _with_name(context: Context, end: int, limit: int) -> int:
    """Where capitalised words follow at once ("la senatrice Delia" + "Vannozzi"), the phrase takes them in."""
    if (hyphened := HYPHENED.match(context.text, end, limit)) is not None:
        end = hyphened.end()
    initial = INITIAL.match(context.text, end - 1, limit)
    match = NAME_GOES_ON.match(context.text, initial.end() - 1 if initial is not None else end, limit)
    if match is None or context.text[end - 1] in ".,;:!?":
        return end
    particle = PARTICLE.match(match.group())
    if particle is not None:
        begin = max(context.text.rfind(" ", 0, end), context.text.rfind("'", 0, end), context.text.rfind("’", 0, end)) + 1
        named = context.text[begin].isupper() or particle.group(1).startswith("d")  # "la procura di Prato"
        if not named or particle.group(2).lower() in OUTLETS:
            return end  # "gli studenti dell'istituto al Corriere", "la senatrice Neri al Messaggero"
    stop = match.end()
    while context.text[stop - 1] in ".-'’" and not LETTER.match(context.text, stop - 2, stop):
        stop -= 1
    return stop


INDEFINITE = re.compile(r"un[ao]?\s|un['’]", re.I)


def mention_of(context: Context, sentence: Sentence, head: Word, *, conjuncts: bool = False) -> Mention:
    """The mention whose head word is ``head``, with gender and number as its words tell them."""
    head = _behind_part(sentence, head)
    plural = is_plural(sentence, head) or (conjuncts and _several(sentence, head))
    span = noun_phrase(context, sentence, head, conjuncts=conjuncts and bool(sentence.children(head, "conj")))
    if head.upos == "PRON" or head.text.lower() in PERSONAL:
        kind: PhraseKind = "pronoun"
    elif head.upos == "PROPN" or (head.text[:1].isupper() and head.start > sentence.words[0].start):
        kind = "name"
    else:
        kind = "noun"
    return Mention(span, sentence, head, kind, gender_of(context, sentence, head), plural)


def _behind_part(sentence: Sentence, head: Word) -> Word:
    """ "da parte di alcuni testimoni": "parte" is half of the preposition."""
    if head.text.lower() != "parte" or head.index == 0 or sentence.words[head.index - 1].text.lower() != "da":
        return head
    return next((w for w in sentence.children(head, "nmod") if w.index > head.index), head)


def _several(sentence: Sentence, head: Word) -> bool:
    """Whether nouns are added to a noun; "una donna, una dirigente" without "e" says one person twice."""
    joined = list(sentence.children(head, "conj"))
    for noun in joined:  # the parser also hangs the third on the second
        joined += sentence.children(noun, "conj")
    return any(sentence.children(noun, "cc") for noun in joined) or len(joined) > 1


def is_plural(sentence: Sentence, head: Word) -> bool:
    """Number of a noun phrase, by its head or its determiner."""
    if (number := head.feat("Number")) is not None:
        return number == "Plur"
    return any(d.feat("Number") == "Plur" for d in sentence.children(head, "det", "det:predet"))


def gender_of(context: Context, sentence: Sentence, head: Word) -> str | None:
    """Gender of a noun phrase: of its determiner, then of its role noun, then of its head ("la Davis", "il/la portavoce").

    A woman who holds an office may have its masculine: "il ministro si è detta sicura".
    """
    verb = sentence.head(head) if head.rel == "nsubj" else None
    if (
        verb is not None
        and verb.feat("Gender") == "Fem"
        and verb.feat("VerbForm") == "Part"
        and verb.feat("Number") == "Sing"
        and any(w.lemma == "essere" for w in sentence.children(verb, "aux"))
        and context.lexicon.role(head.text, head.lemma) is not None
    ):
        return "Fem"
    for determiner in sentence.children(head, "det"):
        form = determiner.text.lower()
        if form in {"il", "lo", "i", "gli", "un", "uno"}:
            return "Masc"
        if form in {"la", "le", "una", "un'", "un’"}:
            return "Fem"
    role = context.lexicon.roles.get(head.text.lower()) or context.lexicon.roles.get(head.lemma)
    if role is not None and role.gender in {"m", "f"} and head.text.lower() == role.lemma:
        return "Masc" if role.gender == "m" else "Fem"
    if role is not None and role.gender == "c":
        return None  # "l'autista": the tagger guesses
    if head.upos == "PROPN":
        given = context.lexicon.names.get(head.text)
        return {"m": "Masc", "f": "Fem"}.get(given or "")
    return head.feat("Gender")


def outer_noun(sentence: Sentence, word: Word) -> Word:
    """The noun that ``word`` belongs to by modification: "presidente" for "Rossi" in "il presidente Rossi"."""
    head = word
    for above in sentence.ancestors(word):
        if (
            head.rel not in {"nmod", "amod", "flat", "appos", "compound", "det", "nummod"}
            or above.upos not in NOMINAL
            or above.upos == "NUM"  # "Il 28 giugno, Ansar Eddine"
            or above.index > word.index
        ):
            break
        head = above
    return head
