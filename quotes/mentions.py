"""Everybody whom the journalist mentions, in text order, each with how prominently the sentence mentions them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .context import JOURNALIST, Context
from .names import Names
from .offices import PORTFOLIO
from .persons import RATED
from .phrases import INDEFINITE, NOMINAL, PERSONAL, Mention, mention_of, outer_noun
from .runs import AGE
from .salience import Factor
from .tree import Sentence, Word
from .words import words

DESCRIPTIONS = words("descriptions")
"""Nouns under which a text goes on about somebody it has named before ("l'attaccante", "la senatrice")."""
DEMONYMS = words("demonyms")
CONTACTING = frozenset({"contattare", "interpellare", "intervistare"})
ASKING = frozenset({"chiedere", "domandare"})
MAIN = frozenset({"conj", "root", "parataxis"})


def mentions(context: Context, names: Names) -> Iterator[tuple[Mention, tuple[Factor, ...]]]:
    """The mentions in the journalist's voice, in text order, with their factors of salience."""
    for sentence in context.tree.sentences:
        found = list(_in_sentence(context, names, sentence))
        if found and ANNOUNCING.match(context.text, sentence.span.end - 1):
            mention, factors = found[-1]
            verb = next((w for w in sentence.words if w.rel == "root"), mention.head)
            if "oblique" not in factors or verb.index <= mention.head.index:  # but "sulla lite con Neri ha detto: «...»"
                same = mention.span.start  # the noun and the name beside it: "l'allenatore Neri"
                found = [(m, (*f, "announced") if m.span.start == same else f) for m, f in found]
        yield from found


ANNOUNCING = re.compile(r":\s*[«“”\"']")
COPULAR = frozenset({"diventare", "divenire", "rimanere", "restare", "risultare", "sembrare", "apparire", "nascere"})


def _in_sentence(context: Context, names: Names, sentence: Sentence) -> Iterator[tuple[Mention, tuple[Factor, ...]]]:
    runs = {run.span.start for run in names.in_span(sentence.span) if names.matching(run.text)}
    taken = -1
    topic: Word | None = None
    last: Mention | None = None
    spoken_for = False
    for word in sentence.words:
        if context.voice(word) != JOURNALIST:
            continue
        named = word.start in runs
        if not named and word.feat("VerbForm") == "Fin" and word.upos in {"VERB", "AUX"} and not _preposed(sentence, word):
            spoken_for = True
        if not named and (word.start < taken or not (animate(context, word) or word.text.lower() in PERSONAL)):
            continue
        if named and PORTFOLIO.search(context.text, max(0, word.start - 40), word.start):
            continue
        head = _described_head(context, sentence, word) if named else word
        mention = mention_of(context, sentence, head, conjuncts=head.rel in {"nsubj", "root"} and not named)
        if not named and LIKE.search(context.text, max(0, mention.span.start - 6), mention.span.start):
            continue  # "salta come un ragazzo"
        cleft = CLEFT.search(context.text, sentence.span.start, mention.span.start) is not None or _brought_up(context, mention)
        if not named and (not _refers(context, mention) or (sentence.children(head, "cop") and not cleft)):
            continue
        verb = sentence.head(head)
        if not named and verb is not None and verb.lemma in COPULAR and verb.index < head.index:
            continue  # "è diventato un attivista"
        if not named and last and _apposed(context, last, mention):
            continue
        last = mention
        taken = max(taken, mention.span.end, word.end)
        governed = _governed(context, sentence, mention) and not _as_source(context, mention)
        if head.deprel == "nsubj:pass" and verb is not None and verb.lemma in context.lexicon.verbs:
            yield mention, ("object",)  # "Neri è stato accusato di ...": who is spoken of does not speak
            continue
        if (
            verb is not None
            and verb.lemma in CONTACTING
            and head.rel in {"nsubj", "obj"}
            and verb.feat("VerbForm") in {"Fin", "Part"}
        ):
            yield mention, ("object",) if head.rel == "nsubj" else ("subject", "topic")  # "il giornale ha contattato l'utente"
            continue
        if verb is not None and verb.lemma in ASKING and verb.feat("VerbForm") in {"Fin", "Part"}:
            asked = sentence.children(verb, "iobj", "expl", "obj")
            if head.rel == "nsubj" and any(w.text.lower() in {"gli", "le"} for w in asked):
                yield mention, ("object",)  # "un cronista gli ha chiesto": who was asked speaks next
                continue
            wanted = any(c.lemma == "di" for w in sentence.children(verb, "xcomp", "ccomp") for c in sentence.children(w, "mark"))
            wanted = wanted or any(c.lemma == "di" for w in sentence.children(head, "acl") for c in sentence.children(w, "mark"))
            to = head.rel == "obl" and verb.index < head.index and any(c.lemma == "a" for c in sentence.children(head, "case"))
            if to and not wanted:  # but "ha chiesto alla corte di tenere conto"
                yield mention, ("subject", "topic")  # "ha chiesto alla testimone se lo conoscesse. «No», ha risposto"
                continue
        if not named and head.rel == "obj" and head.lemma in context.lexicon.nouns:
            continue  # "ha respinto l'accusa"
        if AS_FOR.search(context.text, max(0, mention.span.start - 12), mention.span.start):
            yield mention, ("subject", "topic")
            continue
        factors: list[Factor] = [_factor(context, sentence, head, topic, governed=governed)]
        if RATED.match(context.text, mention.span.start):
            factors += ["subject", "announced"]
        whom = head.rel == "obj" and verb is not None and verb.feat("VerbForm") == "Inf"  # "A difendere la chef arriva Neri"
        if topic is None and not spoken_for and not governed and not whom:
            topic = head
            factors.append("topic")
        elif _inverted(sentence, head):
            factors = ["subject", "topic"]
        elif _presented(sentence, head) or WITH_AGE.match(context.text, mention.span.end):
            factors.append("topic")
        elif cleft:
            factors = ["subject", "topic"]
        yield mention, tuple(factors)


AS_FOR = re.compile(r"\bQuanto\s(?:(?:ad?|al|allo|alla|ai|agli|alle|all['’])\s?)?$")
""" "Quanto a Neri, è arrivato in tempo": whom the sentence is about."""


def _preposed(sentence: Sentence, verb: Word) -> bool:
    """ "Alla domanda su quante ore dormisse, Neri ha riso": a verb of a clause that a comma ends before the main one."""
    above = next((w for w in (verb, *sentence.ancestors(verb)) if w.deprel in {"advcl", "acl", "acl:relcl"}), None)
    root = next((w for w in (verb, *sentence.ancestors(verb)) if w.rel == "root"), None)
    return above is not None and root is not None and above.index < root.index


def _apposed(context: Context, first: Mention, second: Mention) -> bool:
    """ "Il capotreno, un signore con i baffi, spiega": a description between commas behind somebody says more of them."""
    behind = context.text[second.span.end : second.span.end + 80]
    if context.between(first.span.end, second.span.start).strip() == "(" and re.match(r"[^();:]{0,70}\)", behind):
        return True  # "il Trust (un'organizzazione che studia gli uccelli) ha"
    beside = re.fullmatch(r",\s(?:\d{1,2}\sanni,\s)?", context.between(first.span.end, second.span.start))
    new = second.head.rel == "nsubj" and INDEFINITE.match(context.text, second.span.start) is None
    end = "," if new else ",."  # "rispetto agli Usa, il ministro è contrario."
    return beside is not None and re.match(rf"[^,;:.]{{0,60}}[{end}]", behind) is not None


def _described_head(context: Context, sentence: Sentence, name: Word) -> Word:
    """The role noun that a name stands beside ("il presidente Rossi"); the name itself where there is none."""
    head = outer_noun(sentence, name)
    return head if head.index < name.index and animate(context, head) and not sentence.children(name, "case") else name


def animate(context: Context, word: Word) -> bool:
    """Whether a common noun denotes people or a body that can speak."""
    if AGE.fullmatch(word.text) is not None:
        return True  # "un 35enne", which the tagger may take for a number
    if word.upos not in {"NOUN", "ADJ"} and not (word.upos == "PROPN" and context.lexicon.roles.get(word.text.lower())):
        return False
    role = context.lexicon.role(word.text, word.lemma)
    return (
        (role is not None and role.type in {"person", "group", "organisation"} and word.upos != "ADJ")
        or (word.upos == "NOUN" and (word.lemma in DESCRIPTIONS or word.text.lower() in DEMONYMS))
        or (word.upos == "NOUN" and OF_AGE.match(context.text, word.end) is not None)
    )


OF_AGE = re.compile(r"\s(?:[\w’']+\s)?di\s\d{1,2}\sanni\b")
""" "un corriere di 44 anni": somebody, whatever the noun."""


def _refers(context: Context, mention: Mention) -> bool:
    """Whether a description means somebody: "medico" in "Bruna Neri, medico, racconta" and "i consigli" do not."""
    determined = DETERMINED.match(context.text, mention.span.start, mention.span.end) is not None
    role = context.lexicon.role(mention.head.text, mention.head.lemma)
    if role is not None and role.type == "organisation" and (mention.plural or not determined):
        return False
    if role is not None and role.type == "organisation" and mention.head.lemma in context.lexicon.nouns:
        if INDEFINITE.match(context.text, mention.span.start):
            return False  # "le chiedeva un consiglio"
    if mention.head.lemma == "numero" and not NUMBER_ONE.match(context.text, mention.head.start):
        return False
    return determined or mention.plural or mention.kind == "pronoun" or AGE.fullmatch(mention.head.text) is not None


NUMBER_ONE = re.compile(r"numero (?:uno|due|tre|1|2|3)\b")
DETERMINED = re.compile(
    r"(?:il|lo|la|i|gli|le|l['’]|un|uno|una|un['’]|quest\w+['’]?|quell\w*['’]?|altr\w+|alcun\w+|su[oa]|suoi|sue|mi[oa]|miei|mie|tu[oa]|nostr[oaie]|vostr[oaie]|loro|l\w+ stess\w)(?:\s|(?<=['’]))",
    re.I,
)


AS_SOURCE = re.compile(r"\b(?:secondo|per)\s$", re.I)


def _as_source(context: Context, mention: Mention) -> bool:
    """ "Secondo il sismologo Neri ...": who is named as a source is as prominent as a subject."""
    return AS_SOURCE.search(context.text[max(0, mention.span.start - 9) : mention.span.start]) is not None


def _brought_up(context: Context, mention: Mention) -> bool:
    """ "È stata una pensionata ad accorgersi del fumo": a cleft that begins with its verb."""
    opens = IT_IS.search(context.text, max(0, mention.span.start - 12), mention.span.start) is not None
    return opens and WHO_DID.match(context.text, mention.span.end) is not None


def _governed(context: Context, sentence: Sentence, mention: Mention) -> bool:
    """Whether a preposition governs a mention or what it is added to."""
    before = [
        w
        for w in sentence.words
        if w.end <= mention.span.start or (w.start == mention.span.start and w.index < mention.head.index)
    ]
    if (bool(before) and before[-1].upos == "ADP") or sentence.children(mention.head, "case"):
        return True
    return any(sentence.children(above, "case") for above in _beside(context, sentence, mention.head))


BESIDE = frozenset({"flat", "conj", "appos", "compound"})


def _beside(context: Context, sentence: Sentence, word: Word) -> Iterator[Word]:
    """The names and people that a word is added to: "Neri" of "guidate da Paolo Neri e Paolo Bini", no thing before a comma."""
    while word.rel in BESIDE and (above := sentence.head(word)) is not None and above.index < word.index:
        if above.upos != "PROPN" and not animate(context, above):
            return
        yield above
        word = above


def _factor(context: Context, sentence: Sentence, head: Word, topic: Word | None, *, governed: bool) -> Factor:
    if governed:
        owned = sentence.head(head)
        of = any(c.lemma in {"di", "da"} for c in sentence.children(head, "case")) and owned is not None and owned.lemma != "voce"
        if of and head.rel == "nmod" and owned is not None and owned.rel == "root" and owned.lemma in context.lexicon.nouns:
            return "subject"  # "All'uscita il commento di Neri"
        of_subject = head.rel == "nmod" and owned is not None and owned.rel == "nsubj"
        return (
            "subject" if of_subject and not (owned is not None and animate(context, owned)) else "oblique"
        )  # "il figlio di Neri"
    while (
        head.rel in {"conj", "appos", "nmod"}
        and (above := sentence.head(head)) is not None
        and above.upos in NOMINAL
        and above.index < head.index
    ):
        head = above  # "Gli altri due, Anna Neri e Luca Bianchi, erano": as prominent as what it stands beside
    governor = sentence.head(head)
    if head.rel == "nsubj" and governor is not None:
        if topic is not None and head.index > governor.index > topic.index:
            return "object"  # the parser takes objects behind the verb for subjects
        return "subject" if _main(sentence, governor) else "embedded"
    if topic is None and head.rel in {"root", "nsubj"}:
        return "subject"
    return "object"


def _presented(sentence: Sentence, head: Word) -> bool:
    """ "Alla guida c'era un corriere": the sentence is there to bring somebody up."""
    verb = sentence.head(head)
    return (
        head.rel == "nsubj"
        and verb is not None
        and verb.index < head.index
        and verb.lemma == "essere"
        and any(c.text.lower() in {"c'", "c’", "ci", "v'", "vi"} for c in sentence.children(verb))
    )


def _inverted(sentence: Sentence, name: Word) -> bool:
    """ "A nome delle famiglie ha preso la parola Ada Neri": a name behind the object, which the parser hangs on it, is the subject."""
    above = sentence.head(name)
    verb = sentence.head(above) if above is not None else None
    return (
        name.upos == "PROPN"
        and name.rel == "nmod"
        and above is not None
        and above.rel == "obj"
        and verb is not None
        and verb.index < above.index < name.index
        and bool(sentence.children(above, "det"))
        and not sentence.children(name, "case", "det")
        and not sentence.children(verb, "nsubj")
        and all(w.upos in {"ADJ", "ADV"} for w in sentence.words[above.index + 1 : name.index])
    )


LIKE = re.compile(r"\bcome\s$")
WITH_AGE = re.compile(r",\s(?:di\s)?\d{1,2}\sanni\b|\s\(\d{1,2}\)")
""" "Il rigore è stato trasformato da Jamal Ferris, 19 anni": who comes with an age is there to stay."""
INFINITIVE = r"\w+(?:are|ere|ire|rre|rlo|rla|rli|rle|rsi)\b"
CLEFT = re.compile(
    rf"(?:\b[Cc]hi\s|\bAd?\s{INFINITIVE})[^.;:«»“”\"]{{0,60}}\s(?:è|sono|era|erano|fu|furono|(?:è|era|sono|erano) stat[oaie]|sarà|arriva|interviene|ci pensa)\s(?:(?:il|lo|la|i|gli|le|un|uno|una)\s|l['’]|un['’])?$"
)
""" "A guidare la giunta è il generale Neri": the sentence brings up who does it."""
IT_IS = re.compile(r"\b(?:È|Era|Sarà|E['’]|(?:È|Era|E['’])\sstat[oa])\s$")
WHO_DID = re.compile(rf"(?:\s[^\s.;:«“]+){{0,5}}\sad?\s{INFINITIVE}")


def _main(sentence: Sentence, verb: Word) -> bool:
    """Whether a clause stands under no other."""
    return all(w.rel in MAIN for w in (verb, *sentence.ancestors(verb)))


def journalist_sentences(context: Context) -> list[int]:
    """Where the sentences begin that the journalist has a word in."""
    return [
        sentence.span.start
        for sentence in context.tree.sentences
        if any(context.voice(w) == JOURNALIST and w.upos not in {"PUNCT", "SYM"} for w in sentence.words)
    ]
