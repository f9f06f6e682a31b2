"""What a cue above a marked fragment can report: whether the way down from it leads into its content, or through the journalist's own clause."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .case import Case
from .context import JOURNALIST, Context, Place
from .cues import Cue, auxiliaries_of
from .eligible import is_thing
from .lexicons import Verb
from .records import Span
from .tree import Sentence, Word
from .words import words

ACTING = words("acting_verbs")
CAUSATIVE = words("causative_verbs")
AS_VERBS = words("as_verbs")
CIRCUMSTANCES = words("circumstances")


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


def licenses(case: Case, cue: Cue, below: Word) -> bool:
    """Whether what hangs on the cue by this arc can be its content."""
    after = cue.span.start >= case.quoted.outer.end
    entry = cue.entry
    if cue.subject is not None and cue.subject.span.meets(case.quoted.outer):
        return False
    if cue.kind == "noun":
        return not after
    if below.rel == "nsubj" and not (cue.passive and isinstance(entry, Verb) and entry.predicative):
        return False  # "quando venne stabilito lo «stop» alla caccia"
    if below.rel in {"obl", "advcl", "advmod"} and after:
        return False
    if isinstance(entry, Verb) and cue.direct != "strong" and not entry.complement and not entry.predicative:
        return False
    return not (after and not (isinstance(entry, Verb) and (entry.complement or entry.predicative or cue.direct == "strong")))


def the_journalists(case: Case, cue: Cue, way: Sequence[Word]) -> bool:
    """Whether the article speaks itself on the way from the span up to the verb above it; ``way``: from the span's word to that below the verb.

    It does in a clause beside the verb's, in a relative clause of what the verb is about, in one that tells when or in spite of
    what something was said, and wherever the verb tells of no speech.
    """
    sentence, last = cue.sentence, way[-1]
    if cue.kind != "verb":
        content = last.rel in {"acl", "ccomp"} and (last.deprel != "acl:relcl" or bool(sentence.children(last, "mark")))
        return not content or of_its_own(case, cue)  # "la speranza che si trovi «una via»"
    causes = cue.lemma in CAUSATIVE and last.feat("VerbForm") == "Inf" and last.rel == "xcomp"
    if causes or _told_of_itself(case, cue) or tells_no_words(case, cue):
        return True
    if last.rel in {"ccomp", "xcomp", "csubj"}:
        return False
    if last.rel in {"parataxis", "conj"}:
        return _clause_beside(case, sentence, last)
    if last.rel == "advcl" and any(m.lemma in CIRCUMSTANCES for m in sentence.children(last, "mark", "case")):
        return _outside(case, last)
    return is_term(case) and (
        _pointed_at(case) or any(_relative(case, sentence, word) for word in way) or _of_object(case, cue, way)
    )


def tells_no_words(case: Case, cue: Cue) -> bool:
    """Whether a verb beside the marks or above them tells of a deed, a topic, a kind or a thing."""
    return acts(case.context, cue) or names_kind(case, cue) or shows(case, cue) or topic(case, cue) or known_by_name(case)


def known_by_name(case: Case) -> bool:
    """ "il clan dei «casalesi»", "la tecnica del «finto nipote»": a term with "di" and an article behind a noun tells which one everybody knows."""
    place = next(tops(case), None)
    owner = place.sentence.head(place.word) if place is not None else None
    if place is None or owner is None or place.word.rel != "nmod" or not is_term(case):
        return False
    before = case.context.text[max(0, case.quoted.outer.start - 8) : case.quoted.outer.start]
    named = owner.upos == "NOUN" and _outside(case, owner) and owner.lemma not in case.context.lexicon.nouns
    return named and TOPIC.search(before) is not None


def acts(context: Context, cue: Cue) -> bool:
    """ "L'accordo prevede", "la biodegradabilità non garantisce": a verb that with a thing for its subject tells of no speech."""
    who = cue.subject
    return cue.kind == "verb" and cue.lemma in ACTING and who is not None and is_thing(context, who.head)


TOPIC = re.compile(r"\s(?:del|dello|della|dei|degli|delle|dell['’])\s?$", re.I)


def topic(case: Case, cue: Cue) -> bool:
    """ "in paese si torna a parlare dei «soliti noti»": what everybody knows by that name, not what somebody has called it."""
    before = case.context.text[max(0, case.quoted.outer.start - 8) : case.quoted.outer.start]
    return cue.lemma == "parlare" and cue.subject is None and TOPIC.search(before) is not None and is_term(case)


AS = re.compile(r"\b(?:come|quale|quali)\s(?:(?:un|uno|una|il|lo|la|i|gli|le)\s|un['’]|l['’])?$", re.I)


def shows(case: Case, cue: Cue) -> bool:
    """ "ha presentato «L'isola dei gatti»", "riconoscono il «fischio» del compagno": a verb that needs "come" to call something so."""
    before = case.context.text[max(0, case.quoted.outer.start - 12) : case.quoted.outer.start]
    mute = cue.subject is None or is_thing(case.context, cue.subject.head)  # "Neri ha riconosciuto la «sconfitta»"
    name = case.quoted.span.of(case.context.text)[:1].isupper() or (mute and is_term(case))
    return cue.lemma in AS_VERBS and name and AS.search(before) is None


def _told_of_itself(case: Case, cue: Cue) -> bool:
    """ "un assegno pensato per il «reddito minimo»", "sto scrivendo un «coccodrillo»": a participle of nobody's, or the writer's own verb."""
    nobodys = (
        not cue.finite and cue.passive and cue.subject is None and not (isinstance(cue.entry, Verb) and cue.entry.predicative)
    )
    own = cue.person in {"1", "2"} and case.around == JOURNALIST
    return (nobodys or own) and is_term(case)


def makes_do(case: Case, cue: Cue) -> bool:
    """ "si fa «sostituire»", "si vedono «cadere» le stelle": what somebody is made or seen to do."""
    first = next((p.word for p in case.context.words(case.quoted.span)), None)
    return cue.lemma in CAUSATIVE and first is not None and first.feat("VerbForm") == "Inf"


def in_subject(case: Case, cue: Cue) -> bool:
    """ "il ritorno del chiosco «irregolare» provoca un intervento": the marks belong to what the verb behind them has for its subject."""
    for place in tops(case):
        way = [place.word, *place.sentence.ancestors(place.word)]
        if place.sentence is not cue.sentence or cue.word.index not in {w.index for w in way}:
            continue
        below = way[[w.index for w in way].index(cue.word.index) - 1]
        if below.rel != "nsubj":
            return False
        before = case.quoted.outer.start
        if below is place.word:  # "diversi «gruppi di teorie» sono stati proposti"
            return any(c.start < before for c in place.sentence.children(below, "det", "amod", "nummod", "case"))
        return way[1].start < before
    return False


def of_noun_before(case: Case) -> bool:
    """ "stacca tutti sull'ultima salita, il temuto «Muro del Frate», e si presenta al traguardo": a term that belongs to the noun before it."""
    place = next(tops(case), None)
    owner = place.sentence.head(place.word) if place is not None else None
    return (
        place is not None
        and owner is not None
        and place.word.rel in {"nmod", "amod", "appos"}
        and owner.upos == "NOUN"
        and owner.end <= case.quoted.outer.start
        and is_term(case)
    )


def between_subject_and(case: Case, cue: Cue) -> bool:
    """ "Neri, uno di quelli che hanno «visto la Terra» da lassù, spiega": the marks stand in what is told of who speaks."""
    who, start = cue.subject, case.quoted.outer.start
    if who is None or who.span.end > start or cue.span.start < case.quoted.outer.end or who.sentence is not cue.sentence:
        return False
    return re.search(r",\s?$", case.context.between(who.span.end, start)) is None


def of_its_own(case: Case, noun: Cue) -> bool:
    """Whether what the marks hold has nothing to do with the noun of speech before them.

    The noun stands beside the verb in the marks ("dopo le polemiche si sono «allenate»"), or another noun between them and it governs them
    ("ha suscitato polemiche la decisione di «noleggiare» il museo"), or it tells in which form something is ("in versione «macro»").
    """
    context, sentence = case.context, noun.sentence
    bare_in = any(c.lemma == "in" for c in sentence.children(noun.word, "case")) and not sentence.children(
        noun.word, "det", "det:poss"
    )
    if bare_in and context.between(noun.span.end, case.quoted.outer.start).strip() == "":
        return True
    before = context.between(noun.span.end, case.quoted.outer.start)
    if NAME.match(case.quoted.span.of(context.text)) and is_term(case) and GOVERNED.search(before):
        return True  # "in una lettera al «Times»", "in un'intervista a «60 Minutes»"
    place = next(tops(case), None)
    if place is None or place.sentence is not sentence:
        return False
    judged = place.word.upos == "ADJ" and place.word.rel == "amod" and place.word.head == noun.word.index
    definite = any(c.feat("Definite") == "Def" for c in sentence.children(noun.word, "det"))
    if judged and is_term(case) and not definite:
        return True  # "ricorre contro una sentenza «ingiusta»", but "la frase «basta»"
    if place.word.index == noun.word.head and any(c.lemma in CIRCUMSTANCES for c in sentence.children(noun.word, "case")):
        return True
    if OF.search(before) is None:
        return False
    first = _first_conjunct(sentence, place.word)
    between = [p.word for p in context.words(Span(noun.span.end, case.quoted.outer.start))]
    lost = all(w.index != noun.word.index for w in sentence.ancestors(first))
    owner = sentence.head(first)
    candidates = [owner, *between] if lost else [owner]
    return any(
        w is not None and w.upos == "NOUN" and is_thing(context, w) and noun.span.end <= w.start < case.quoted.outer.start
        for w in candidates
    )


def _first_conjunct(sentence: Sentence, word: Word) -> Word:
    """ "i coetanei «rapper» o «rocker»": the first of several that stand in one place."""
    while word.rel == "conj" and (before := sentence.head(word)) is not None and before.index < word.index:
        word = before
    return word


NAME = re.compile(r"(?:\d+\s)?[A-ZÀ-Ý]")
OF = re.compile(r"\s(?:di|del|dello|della|dei|degli|delle|dell['’])\s?$")


def _outside(case: Case, word: Word) -> bool:
    return case.context.voice(word) == case.around


def _finite_outside(case: Case, sentence: Sentence, word: Word) -> bool:
    """Whether the finite verb of the clause of ``word`` stands outside the marks."""
    verbs = (word, *auxiliaries_of(sentence, word))
    return any(v.feat("VerbForm") == "Fin" and _outside(case, v) for v in verbs)


def _clause_beside(case: Case, sentence: Sentence, word: Word) -> bool:
    """ "lo definì «un pasticcio»; oggi è un «cult»", "scrive che vale poco e abbassa il voto a «vendere»": a clause of its own."""
    said = any(p.word.feat("VerbForm") == "Fin" for p in case.context.words(case.quoted.span))
    return not said and _finite_outside(case, sentence, word) and not sentence.children(word, "mark")


def _relative(case: Case, sentence: Sentence, word: Word) -> bool:
    """ "critica il presidente, che ha permesso il «voto palese»"."""
    return word.deprel == "acl:relcl" and _outside(case, word) and _finite_outside(case, sentence, word)


POINTING = re.compile(r"\b(?:quel|quello|quella|quei|quegli|quelle|quell['’])\s?$", re.I)


def _pointed_at(case: Case) -> bool:
    """ "non sa spiegare quelle «donazioni»": the article points at what it has told of by another name."""
    return POINTING.search(case.context.text, max(0, case.quoted.outer.start - 8), case.quoted.outer.start) is not None


MODIFIERS = frozenset({"nmod", "amod", "appos", "flat", "nummod", "compound"})
NOMINAL = frozenset({"NOUN", "ADJ", "PROPN", "X", "DET", "NUM"})
"""Words of a term."""


def is_term(case: Case) -> bool:
    """Whether the marks hold three words at most, none of them a verb, a pronoun or a preposition at the head."""
    found = [p.word for p in case.context.words(case.quoted.span) if p.word.upos != "PUNCT"]
    tokens = {w.start for w in found}
    return (
        0 < len(tokens) <= 3
        and found[0].upos in NOMINAL
        and not any(w.upos in {"VERB", "AUX", "PRON", "ADV", "CCONJ"} for w in found)
    )


NEUTRAL = frozenset({"neutral", "assert"})


def _of_object(case: Case, cue: Cue, way: Sequence[Word]) -> bool:
    """ "dichiarerà i nomi della sua «squadra di governo»": a term that belongs to another noun, which a verb that judges nothing has for its object."""
    entry = cue.entry
    if isinstance(entry, Verb) and entry.sense in {"name", "show"} and entry.predicative:
        # far from what the verb says of its object: "paragona la città alle altre contrapposte alle «tute blu»"
        return way[-1].rel in {"obj", "obl"} and sum(word.rel != "conj" for word in way) > 2
    if not isinstance(entry, Verb) or entry.predicative or entry.stance not in NEUTRAL:
        return False
    owner = cue.sentence.head(way[0])
    return (
        way[0].rel in MODIFIERS
        and owner is not None
        and owner.upos == "NOUN"
        and _outside(case, owner)
        and owner.lemma not in case.context.lexicon.nouns
        and not (way[0].upos == "ADJ" and owner.rel == "obj")  # "ha annunciato misure «drastiche»"
    )


GOVERNED = re.compile(
    r"(?:^|\s)(?:di|a|da|in|su|con|(?:de|a|da|ne|su)(?:l|llo|lla|lle|ll['’]|i|gli)|agli|ai|dai|dei|nei|sui|col)\s?$", re.I
)
"""A preposition right before a capital: "torna in scena con «La locandiera»", "ospite a «La storia siamo noi»"."""


def names_kind(case: Case, cue: Cue) -> bool:
    """ "i ragazzini «metallari»", "i ristoranti «fast casual»": a bare noun right behind another tells its kind."""
    if isinstance(cue.entry, Verb) and cue.entry.predicative:
        return False  # "il decreto, ribattezzato dagli studenti «forbice»"
    place = next(tops(case), None)
    if place is None or not is_term(case):
        return False
    word = _first_conjunct(place.sentence, place.word)
    owner = place.sentence.head(word)
    return (
        word.upos in {"NOUN", "X"}
        and word.rel in MODIFIERS
        and owner is not None
        and owner.upos == "NOUN"
        and owner.index == word.index - 2  # the opening mark stands between
        and owner.lemma not in case.context.lexicon.nouns
        and not place.sentence.children(word, "case", "det", "nmod")
    )
