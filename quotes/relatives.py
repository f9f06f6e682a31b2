"""Whom a relative pronoun means: "il sindaco, che ha parlato", "chi l'ha incontrata racconta"."""

from __future__ import annotations

import re

from .context import Context
from .cues import Cue
from .eligible import denotes_somebody, is_thing
from .lexicons import Verb
from .persons import is_firm
from .phrases import AMOUNTS, NOMINAL, PLATFORMS, Mention, gender_of, is_plural, mention_of, outer_noun
from .records import Span
from .tree import Sentence, Word


def relative_mark(context: Context, cue: Cue) -> Mention | None:
    """ "ha lanciato DIDA che si definisce": "che" behind a name, which the parser takes for a conjunction, under a verb of no report."""
    sentence = cue.sentence
    above = sentence.head(cue.word)
    marks = [m for m in sentence.children(cue.word, "mark") if m.text.lower() == "che" and m.index < cue.word.index]
    if not marks or marks[0].index == 0 or above is None:
        return None
    verb = context.lexicon.verbs.get(above.lemma)
    name = sentence.words[marks[0].index - 1]
    if name.text == "," and marks[0].index > 1:
        name = sentence.words[marks[0].index - 2]  # "l'argentina Neri, che l'anno scorso la definì"
    if (verb is not None and "che" in verb.complement) or name.upos != "PROPN" or name.text.lower() in PLATFORMS:
        return None
    return mention_of(context, sentence, name)


AMONG = re.compile(r"\b[Tt]ra\s(?P<many>(?:i|gli|le)\s[^,.;:«»“”\"]{3,40}?),?\s(?:c['’]è|c['’]era|vi è)\s$")


def free_relative(context: Context, cue: Cue, chi: Word) -> Mention | None:
    """ "Chi l'ha incontrata racconta": a relative clause that is itself the subject. "Tra i genitori c'è chi parla": the parents."""
    if match := AMONG.search(context.text, cue.sentence.span.start, chi.start):
        head = next((w for w in cue.sentence.words if w.start >= match.start("many") and w.upos in {"NOUN", "PROPN"}), chi)
        return Mention(Span(*match.span("many")), cue.sentence, head, "noun", None, plural=True)
    clause = [w for w in cue.sentence.subtree(chi) if w.end <= cue.span.start and context.voice(w) == context.voice(cue.word)]
    if len(clause) < 2 or clause[0].index != chi.index:
        return None
    return Mention(Span(chi.start, clause[-1].end), cue.sentence, chi, "noun", None, plural=False)


WHO = re.compile(r"(?:chi|quell[oa] che)(?:\s[\w’']+){1,8}?(?=[.,;:»”\"\n])", re.I)


def who_clause(context: Context, cue: Cue, chi: Word) -> Mention | None:
    """ "dice chi indaga": a free relative behind the verb, up to the next mark."""
    match = WHO.match(context.text, chi.start, cue.sentence.span.end + 1)
    return Mention(Span(*match.span()), cue.sentence, chi, "noun", None, plural=False) if match is not None else None


def antecedent(context: Context, sentence: Sentence, relative: Word, verb: Word) -> Mention | None:
    """Whom a relative pronoun means that is the subject of ``verb``: the noun before it or the one that its clause hangs on.

    Where that one does not agree, "i colleghi del ministro, che ha detto", "il presidente della giuria, il quale ha detto",
    it is the nearest before it that does.
    """
    clause = sentence.head(relative)
    if clause is not None and any(w.feat("Person") in {"1", "2"} for w in (*sentence.children(clause, "aux"), clause)):
        return None  # "una frase che ho sentito ripetere"
    found = antecedent_before(context, sentence, relative) or antecedent_of(context, sentence, verb)
    if found is not None and (whose := _member(context, sentence, relative, found.head)) is not None:
        return whose
    if found is not None and (name := _described_by(context, sentence, found.head, relative)) is not None:
        return mention_of(context, sentence, name)
    if found is None or _answers(context, sentence, relative, found.head):
        return found
    nouns = [w for w in sentence.words[: relative.index] if w.upos == "NOUN" and context.voice(w) == context.voice(relative)]
    for noun in reversed(nouns):
        apart = relative.text.lower() not in QUALE and found.head not in (noun, *sentence.ancestors(noun))
        if not apart and noun is not found.head and _answers(context, sentence, relative, noun):
            return mention_of(context, sentence, noun)
    return found


MEMBER_OF = frozenset({"di", "in", "per"})


def _member(context: Context, sentence: Sentence, relative: Word, last: Word) -> Mention | None:
    """ "Ugo Neri della polizia di Prato, che", "Lia Galli, della Lega, che": behind a comma the person, not the body that they are of;
    "i familiari di Neri, che hanno", "gli operai dell'Ilva, che hanno": of one and many those in the number of the verb."""
    many = _verb_number(sentence, relative) == "Plur" and last.upos == "PROPN" and not is_plural(sentence, last)
    many = many and not sentence.children(last, "conj")
    if not context.text[: relative.start].endswith(", ") or relative.text.lower() in QUALE:
        return None
    if is_human(context, sentence, last) and not many:
        return None
    found, below = None, last
    for above in sentence.ancestors(last):
        cases = {c.lemma for c in sentence.children(below, "case")}
        beside = (
            below.rel == "conj" and bool(cases) and not sentence.children(below, "cc")
        )  # ", della Lega," taken for another person
        if above.index > below.index or (below.rel not in {"nmod", "flat", "appos"} and not beside) or not cases <= MEMBER_OF:
            break
        first = min([below, *sentence.children(below, "case")], key=lambda w: w.index)
        apposed = cases == {"di"} and above.upos == "PROPN" and context.text[: first.start].endswith(", ")
        if (
            apposed
            or is_human(context, sentence, above)
            or (many and is_plural(sentence, above) and denotes_somebody(context, above))
        ):
            found = above
        below = above
    if found is None or not _answers(context, sentence, relative, found):
        return None
    return mention_of(context, sentence, found) if context.voice(found) == context.voice(relative) else None


def is_human(context: Context, sentence: Sentence, noun: Word) -> bool:
    """Whether a noun is one for a person, or a name with a first name."""
    role = context.lexicon.role(noun.text, noun.lemma)
    if noun.upos == "PROPN":
        return context.text[noun.start : noun.end] in context.lexicon.names and bool(sentence.children(noun, "flat"))
    return role is not None and role.type == "person"


def _described_by(context: Context, sentence: Sentence, noun: Word, relative: Word) -> Word | None:
    """ "Piero Lotti, portavoce della Lega, che ha detto": the name that an apposition describes, of which ``noun`` only is the last word."""
    parts = [noun.text, *(w.text for w in sentence.children(noun, "flat"))]
    if sentence.words[relative.index - 1].text != "," or (noun.text in context.lexicon.names and not is_firm(parts)):
        return None
    for above in (noun, *sentence.ancestors(noun)):
        name = sentence.head(above)
        role = context.lexicon.role(above.text, above.lemma)
        person = role is not None and role.type == "person"
        if above is noun and person:
            return None
        if person and name is not None and name.upos == "PROPN" and name.index < above.index:
            return name if above.rel in {"appos", "nmod"} and not sentence.children(above, "case") else None
        if above.rel not in {"nmod", "flat", "compound", "amod"}:
            return None
    return None


QUALE = frozenset({"quale", "quali"})


def heading_relative(context: Context, sentence: Sentence, relative: Word) -> Mention | None:
    """ "... passa il microfono a Neri. La quale, serafica, racconta": at the head of a sentence the pronoun goes back to the one before."""
    heads = relative.index == 1 and sentence.words[0].upos == "DET" and relative.text.lower() in QUALE
    return mention_of(context, sentence, relative) if heads else None


def _answers(context: Context, sentence: Sentence, relative: Word, noun: Word) -> bool:
    """Whether a noun agrees with the verb of a relative pronoun in number, and with the article of "il quale" in gender."""
    clause = sentence.head(relative)
    if noun.upos != "NOUN" or sentence.children(noun, "conj") or noun.lemma in AMOUNTS or clause is None:
        return True
    number = _verb_number(sentence, relative)
    article = next((d.text.lower() for d in sentence.children(relative, "det")), "")
    gender = {"il": "Masc", "lo": "Masc", "i": "Masc", "gli": "Masc", "la": "Fem", "le": "Fem"}.get(article)
    own = gender_of(context, sentence, noun)
    return (number is None or (number == "Plur") == is_plural(sentence, noun)) and (None in {gender, own} or gender == own)


def _verb_number(sentence: Sentence, relative: Word) -> str | None:
    """Number of the finite verb in a relative pronoun's clause."""
    clause = sentence.head(relative)
    verbs = (*sentence.children(clause, "aux", "cop"), clause) if clause is not None else ()
    return next((w.feat("Number") for w in verbs if w.feat("VerbForm") == "Fin"), None)


def antecedent_before(context: Context, sentence: Sentence, relative: Word) -> Mention | None:
    """ "... per il presidente, che ha commentato": the noun right before the pronoun, where it denotes somebody."""
    first = min([relative, *sentence.children(relative, "det")], key=lambda w: w.index)  # "il quale"
    before = [w for w in sentence.words[: first.index] if w.upos != "PUNCT"]
    if not before or first.start - before[-1].end > 3 or context.voice(before[-1]) != context.voice(relative):
        return None
    noun = _described(sentence, before[-1])
    role = context.lexicon.role(noun.text, noun.lemma)
    if noun.upos == "NOUN" and role is not None and role.type != "document":
        above = sentence.head(noun)
        while (
            noun.rel == "nmod"
            and above is not None
            and above.index < noun.index
            and (_speaks_for(context, sentence, above, noun) or above.lemma in AMOUNTS)
            and _answers(context, sentence, relative, above)
        ):
            noun, above = above, sentence.head(above)  # "dell'Associazione dei bibliotecari, che"
        above = sentence.head(relative)
        hung = sentence.head(above) if above is not None and above.deprel == "acl:relcl" else None
        better = hung is not None and is_thing(context, hung)  # "Cifra contestata dall'Ufficio scolastico, che parla di «...»"
        return mention_of(context, sentence, noun) if role.type == "person" or noun is not before[-1] or better else None
    if noun.upos == "PROPN" and re.fullmatch(r"\s?[,–—-]?\s?", context.between(noun.end, first.start)):
        head = outer_noun(sentence, noun)
        given = noun
        while given.rel == "flat" and (up := sentence.head(given)) is not None:
            given = up
        parted = any(w.upos == "ADP" for w in sentence.words[head.index : noun.index])
        placed = re.search(r"\b(?:in|a|ad)\s$", context.text[max(0, head.start - 4) : head.start]) is not None
        placed = placed or noun.text.lower() in PLATFORMS  # "ha scritto su Instagram che ricorda"
        if parted and given.text in context.lexicon.names and not placed:
            return mention_of(context, sentence, given)  # "Neri contro Vanna Bianchi, che replica"
        return mention_of(context, sentence, head) if not parted and not placed else None
    return None


def _speaks_for(context: Context, sentence: Sentence, noun: Word, member: Word) -> bool:
    """Whether "che" behind "noun di member" means the noun: "la madre della vittima", "l'Associazione dei bibliotecari", but not
    "il libro dell'attrice" or "lo staff del presidente"."""
    role, own = (context.lexicon.role(w.text, w.lemma) for w in (noun, member))
    if role is None:
        return noun.upos == "PROPN"
    one = own is not None and own.type == "person" and not is_plural(sentence, member)
    return role.type == "person" or (role.type != "document" and not one)


def _described(sentence: Sentence, last: Word) -> Word:
    """The noun that the adjectives right behind it, up to ``last``, describe; ``last`` where it is none of these."""
    noun = sentence.head(last)
    if last.upos != "ADJ" or noun is None or noun.upos not in {"NOUN", "PROPN"} or noun.index > last.index:
        return last
    return noun if all(w.upos in {"ADJ", "ADV"} for w in sentence.words[noun.index + 1 : last.index + 1]) else last


CALLED = re.compile(r"\s(?:come\s)?(?=[«“\"])")
BEHIND_MARKS = re.compile(
    r"\s(?:(?:il|lo|la|i|gli|le|un|uno|una|ogni|tutt[oaie]|quest\w+|quel\w*|su\w+)\s|(?:l|un|quest|quell)['’])"
)


def relative_object(context: Context, cue: Cue) -> bool:
    """ "le leggi, che ha definito «un invito ai ladri»": of a verb that calls somebody something, and has no other object, "che" is
    the object; but "Neri, che ha definito «folle» la proposta"."""
    if not isinstance(cue.entry, Verb) or not cue.entry.predicative or cue.entry.sense != "name" or cue.passive:
        return False
    match = CALLED.match(context.text, cue.span.end)
    quoted = next((q for q in context.quoted if match is not None and q.outer.start == match.end()), None)
    clitic = any(w.upos == "PRON" and w.index < cue.word.index for w in cue.sentence.children(cue.word, "obj", "iobj", "expl"))
    return quoted is not None and not clitic and BEHIND_MARKS.match(context.text, quoted.outer.end) is None


def relative_subject(context: Context, cue: Cue) -> Mention | None:
    """ "ballano su una traccia che include canzoni come: «...»": what a relative pronoun before the verb means."""
    relative = [w for w in cue.sentence.children(cue.word, "nsubj") if w.text.lower() == "che" and w.index < cue.word.index]
    noun = cue.sentence.head(cue.word)
    if not relative or cue.word.deprel != "acl:relcl" or noun is None or noun.rel == "root":
        return None
    return antecedent_of(context, cue.sentence, cue.word)


def antecedent_of(context: Context, sentence: Sentence, verb: Word) -> Mention | None:
    """ "il sindaco, che ha parlato di «scandalo»": the noun that the relative clause hangs on."""
    for below in (verb, *sentence.ancestors(verb)):
        if below.deprel in {"acl:relcl", "acl"}:
            noun = sentence.head(below)
            while noun is not None and noun.rel == "nmod" and (more := sentence.head(noun)) is not None and more.lemma in AMOUNTS:
                noun = more  # "migliaia di persone che scandivano"
            while (
                noun is not None
                and noun.upos == "NOUN"
                and noun.rel == "nmod"
                and not denotes_somebody(context, noun)
                and (owner := sentence.head(noun)) is not None
                and owner.upos in {"NOUN", "PROPN"}
                and denotes_somebody(context, owner)
            ):
                noun = owner  # "un Amleto in felpa che dice"
            dumb = noun is not None and noun.upos == "NOUN" and below is not verb and not denotes_somebody(context, noun)
            if noun is not None and noun.upos in NOMINAL and context.voice(noun) == context.voice(verb) and not dumb:
                return mention_of(context, sentence, noun)
            return None
        if below.rel not in {"conj", "xcomp", "ccomp"}:
            return None
    return None
