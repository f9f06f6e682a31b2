"""Rules for what announces a quotation: a colon, a name or a verb before it, the label of an interview."""

from __future__ import annotations

import re
from dataclasses import replace

from .case import Case, Link, clause_begin
from .clauses import AGAINST
from .clefts import bringing_up, cleft, whose_words
from .context import Context, Place
from .cues import Cue, tells
from .eligible import animate
from .handed_over import borne, handed_over, judged_so, noun_after_all, pronoun_at, puts_up
from .lexicons import Verb
from .phrases import Mention, PhraseKind, mention_of
from .records import Span
from .relatives import relative_subject
from .sources import UTTERANCES
from .tree import Word
from .verbs import introducing
from .word_order import NAME_RUN, behind_topic, subject_behind
from .words import words

SPEAKER_LABEL = re.compile(r"(?P<name>[A-ZÀ-Ý][\w'’.]*(?:\s[A-ZÀ-Ý][\w'’]*){0,2})\s?[.:–—-]?\s*")


def labelled(case: Case) -> Link | None:
    """VALLI «Per niente»: an interview's line that begins with who speaks in it."""
    context, quoted = case.context, case.quoted
    match = SPEAKER_LABEL.fullmatch(context.between(case.paragraph.start, quoted.outer.start))
    if match is None or quoted.parent is not None:
        return None
    name = match.group("name")
    span = Span(case.paragraph.start, case.paragraph.start + len(name))
    for place in context.words(span):
        fellow = any(
            context.text[p.start : p.start + len(name)] == name and p.start != case.paragraph.start for p in context.paragraphs
        )
        if not (name.isupper() and fellow) or len(name.strip(".")) < 3:
            return None
        return Link("label", None, mention=Mention(span, place.sentence, place.word, "name", None, plural=False))
    return None


OPENERS = words("openers")
COLON = re.compile(r":\s*[-–—]?\s*$")


HEADED = re.compile(r"(?:^|[:.]\s|-\s)(?P<who>[A-ZÀ-Ý][\w’'.-]*(?:\s[A-ZÀ-Ý][\w’'.-]*){0,3})(?:\s\([^()]{2,30}\))?,\s$")


def headed(case: Case) -> Link | None:
    """TRENI: DALL'AGLIO, «rientro entro giugno»; Neri (Uspm), «equipaggi allo stremo»: an agency's headline names the speaker before a comma."""
    context, quoted = case.context, case.quoted
    if not context.is_headline(context.paragraph_at(quoted.outer.start)) or quoted.parent is not None:
        return None
    match = HEADED.search(context.text[case.paragraph.start : quoted.outer.start])
    if match is None or not re.match(r"[ \t]*(?:$|\n|[.=(]|-\s)", context.text[quoted.outer.end :][:4]):
        return None
    span = Span(case.paragraph.start + match.start("who"), case.paragraph.start + match.end("who"))
    for place in context.words(span):
        word = place.word
        if word.text.lower() in OPENERS:
            return None
        mention = Mention(span, place.sentence, word, "name", None, plural=False)
        return Link(
            "headed", None, mention=mention if not animate_noun(case, word) else mention_of(context, place.sentence, word)
        )
    return None


def animate_noun(case: Case, word: Word) -> bool:
    """Whether a capitalised word is a role after all ("Opposizioni, «solo annunci»")."""
    return case.context.lexicon.role(word.text, word.lemma) is not None


def announced_by_verb(case: Case) -> Link | None:
    """Ha precisato: «So che - ha rivelato - ...»: the verb before the colon, whatever the speech between its dashes tells of."""
    link = announced(case) if case.quoted.inserts else None
    return link if link is not None and link.cue is not None and link.cue.kind == "verb" else None


def announced(case: Case) -> Link | None:
    """Rossi ha detto: «...»: a colon stands before the marks, on the same line or at the end of the line before."""
    context, start = case.context, case.quoted.outer.start
    paragraph = context.paragraph_at(start)
    floor = context.paragraphs[paragraph].start
    if not context.between(floor, start).strip() and paragraph > 0:
        floor = context.paragraphs[paragraph - 1].start
    match = COLON.search(context.text[floor:start])
    if match is None:
        return None
    colon = floor + match.start()
    begin = clause_begin(case, floor, colon)
    best = (
        bringing_up(case, begin, colon)
        or _announcing(case, begin, colon)
        or next(
            (
                c
                for c in case.frame(begin, colon)
                if c.kind == "preposition" and c.subject is not None and not AGAINST.search(context.text, c.span.end, colon)
            ),
            None,
        )
    )
    best = _of_the_words(case, best)
    if best is not None and best.kind == "noun" and best.word.lemma in SIGNS:
        if best.subject is None or best.subject.head is best.word:  # "giocavano sotto un cartello scritto a mano: «...»"
            thing = mention_of(context, best.sentence, best.word)
            return Link("announced-colon", None, colon=Span(colon, colon + 1), mention=thing)
    if best is not None and best.kind == "noun" and best.subject is None:
        if (rejecting := _rejecting(case, best)) is not None:
            return Link("announced", rejecting, colon=Span(colon, colon + 1), mention=rejecting.subject)
        mention = handed_over(case, begin, colon) or judged_so(case, begin, colon)
        if mention is not None:
            return Link("announced-colon", None, colon=Span(colon, colon + 1), mention=mention)
    if best is not None:
        who = whose_words(case, best) or _who_expresses(case, best)
        return Link("announced", best, colon=Span(colon, colon + 1), mention=who)
    verb = _last_verb(case, begin, colon)
    mention = (
        (relative_subject(context, verb) if verb is not None else None)
        or (_own_subject(case, verb) if verb is not None else None)
        or cleft(case, begin, colon)
        or handed_over(case, begin, colon)
        or pronoun_at(case, begin, colon)
        or _named_at(case, begin, colon)
        or judged_so(case, begin, colon)
        or borne(case, begin, colon)
        or _announcer(case, begin, colon)
    )
    if mention is None and TO_WHOM.fullmatch(context.text[begin:colon]):
        return Link("announced-colon", None, colon=Span(colon, colon + 1))
    if mention is None:
        return None
    return Link("announced-colon", verb, colon=Span(colon, colon + 1), mention=mention)


TO_WHOM = re.compile(
    r"(?:Poi\s|E\s)?(?:A|a|Ai|ai|Agli|agli|Alle|alle|Al|al|Alla|alla)\s[a-zà-ù]+(?:\s[\w’']+){0,3}|(?:E\spoi|Poi|E\sancora|Ancora|Infine|E\sinfine)(?:,\s[^,.:;«»“”\"]{3,40})?"
)
""" "Ai cronisti: «Dopo, dopo»": nothing but whom the words are for."""
SIGNS = words("signs")
"""Things that hang where all can read them: they say what they bear, whoever put them up."""


def _of_the_words(case: Case, cue: Cue | None) -> Cue | None:
    """ "Il messaggio è chiaro: «...»": words that are nobody's say nothing, whoever the text is about does."""
    subject = cue.subject if cue is not None else None
    if cue is None or subject is None or cue.kind != "verb" or subject.head.lemma not in UTTERANCES:
        return cue
    noun = case.cues.at(cue.sentence, subject.head)
    return noun if noun is not None and noun.kind == "noun" and noun.subject is None and cue.lemma.startswith("essere ") else cue


REJECTING = words("rejecting_verbs")


def _rejecting(case: Case, noun: Cue) -> Cue | None:
    """ "ha respinto le accuse: «...»": others' speech, to which the verb answers."""
    above = noun.sentence.head(noun.word)
    found = case.cues.at(noun.sentence, above) if above is not None and above.lemma in REJECTING else None
    return found if found is not None and noun.word.rel in {"obj", "obl"} and found.finite else None


def _who_expresses(case: Case, noun: Cue) -> Mention | None:
    """ "Ha espresso soddisfazione il presidente Neri: «...»": whose the verb of speech is of which the noun is the object."""
    above = noun.sentence.head(noun.word) if noun.kind == "noun" and noun.word.rel == "obj" else None
    verb = case.cues.at(noun.sentence, above) if above is not None else None
    if verb is None or verb.kind != "verb" or not verb.finite or verb.passive:
        return None
    bare = not noun.sentence.children(noun.word, "det") and noun.span.start > verb.span.end
    behind = subject_behind(case.context, replace(verb, span=Span(verb.span.start, noun.span.end))) if bare else None
    return verb.subject or behind


NEAR_COLON = 3
"""Words between a verb that is no verb of speech and the colon that makes it one ("si ferma, beve, riparte: «...»")."""


def _last_verb(case: Case, begin: int, colon: int) -> Cue | None:
    """The finite verb right before the colon, by which the article introduces speech though the verb means none."""
    context = case.context
    for place in reversed(list(context.words(Span(begin, colon)))):
        word, sentence = place.word, place.sentence
        if (
            context.voice(word) != case.around
            or word.lemma == "come"
            or word.upos
            in {
                "PUNCT",
                "ADV",
                "PRON",
                "DET",
                "ADJ",
                "NOUN",
                "ADP",
                "PROPN",
                "NUM",
            }
        ):
            continue
        if word.upos != "VERB" or word.feat("VerbForm") == "Inf" or noun_after_all(context, sentence, word):
            return None  # "Amara la capitana: «...»"
        if word.feat("VerbForm") == "Part" and any(
            w.text.lower() in {"più", "meno", "molto"} for w in sentence.children(word, "advmod")
        ):
            return None  # "è stato più diretto": an adjective
        told = (
            word.feat("VerbForm") == "Part"
        )  # "ha partecipato alla festa: «...»": the colon announces, where "non si è scomposto: «...»" does
        if len(re.findall(r"\w+", context.between(word.end, colon))) > (1 if told else NEAR_COLON):
            return None
        relative = word.deprel == "acl:relcl"
        if context.is_headline(context.paragraph_at(colon)) and not relative:
            return None  # "Neri si dimette: «...»"
        return introducing(context, sentence, word)
    return None


QUOTING = words("quoting_verbs")
THUS = re.compile(r"\s(?:così|in questo modo|con queste parole|testualmente)\s?", re.I)
NEEDS_OWNER = frozenset({"voce", "frase"})
"""Nouns that announce speech only with whose they are ("la voce di un'utente", but "con la voce già andata")."""


def _announcing(case: Case, begin: int, colon: int) -> Cue | None:
    """The cue that a colon completes: the nearest one that can, a main clause before a subordinate one."""
    best: tuple[float, Cue] | None = None
    for cue in case.frame(begin, colon):
        if cue.kind == "preposition" or (
            cue.direct == "no" and not (isinstance(cue.entry, Verb) and (cue.entry.complement or cue.entry.predicative))
        ):
            continue
        if cue.kind == "noun" and cue.subject is None and (cue.lemma in NEEDS_OWNER or _denied(cue)):
            continue
        if cue.kind == "verb" and cue.passive and not cue.finite and cue.subject is None:
            continue  # "Il presidente deposto: «...»"
        if puts_up(cue) or _in_brackets(case.context, begin, cue.span, colon):
            continue  # "qualcuno ha attaccato un foglio: «...»"
        if _told_aside(case, cue, colon):
            continue  # "Un altro, che ha chiesto di restare anonimo, è più diretto: «...»"
        if _told_before(case, cue, colon):
            continue  # "prova a scherzare («...»), poi ci ricasca: «...»"
        gap = len(re.findall(r"\w+", case.context.between(cue.span.end, colon)))
        score = -0.12 * gap
        if cue.kind == "noun":
            score -= 0.3 if cue.word.rel in {"obl", "nmod"} else 0.0
            below = cue.sentence.head(cue.word)
            quoting = below is not None and below.lemma in QUOTING and cue.span.start > below.start
            quoting = quoting and cue.subject is not None and cue.subject.head is not cue.word
            score += 1.2 if quoting else 0.0  # "ha ricordato le parole di Neri: «...»"
            if below is not None and below.rel == "acl" and cue.subject is None:
                score -= 0.6  # "la replica di Neri, affidata a un comunicato: «...»"
        else:
            score += 0.6 if cue.direct == "strong" else 0.0
            score -= 0.0 if tells(cue) else 0.5
            if cue.word.deprel == "acl:relcl":
                score -= 0.4
            if THUS.match(case.context.between(cue.span.end, colon)):
                score += 0.7  # "racconta in prima persona e comincia così: «...»", "ha reagito così alla notizia: «...»"
            if cue.passive and cue.subject is None and cue.sentence.children(cue.word, "nsubj:pass"):
                score -= (
                    1.0 if cue.word.rel == "advcl" else 0.4
                )  # "dicendo che è colpa sua, in quanto il decreto è stato presentato ieri: «...»"
        if best is None or score > best[0]:
            best = score, cue
    return best[1] if best is not None and best[0] > -3.0 else None


def _in_brackets(context: Context, begin: int, span: Span, colon: int) -> bool:
    """ "L'allenatore resta (la società lo ha confermato): «...»": words in brackets that close before the colon."""
    before, behind = context.between(begin, span.start), context.between(span.end, colon)
    return before.rfind("(") > before.rfind(")") and ")" in behind


def _told_aside(case: Case, cue: Cue, colon: int) -> bool:
    """Whether a cue stands in a relative clause that a comma ends, with its main verb between that and the colon."""
    if cue.word.deprel != "acl:relcl" or cue.kind != "verb":
        return False
    inside = {w.index for w in cue.sentence.subtree(cue.word)}
    last = max(cue.sentence.words[i].end for i in inside if cue.sentence.words[i].upos != "PUNCT")
    behind = [p.word for p in case.context.words(Span(last, colon)) if p.sentence is cue.sentence]
    main = any(w.feat("VerbForm") == "Fin" and w.index not in inside for w in behind)
    return main and case.context.text[last:colon].lstrip(" ").startswith(",")


def _told_before(case: Case, cue: Cue, colon: int) -> bool:
    """Whether a cue has its own marks before the colon, and another verb follows those."""
    own = [
        q
        for q in case.context.quoted
        if q.parent == case.quoted.parent and cue.span.end <= q.outer.start and q.outer.end <= colon
    ]
    behind = Span(own[-1].outer.end, colon) if own else Span(colon, colon)
    return any(p.word.upos == "VERB" and p.word.feat("VerbForm") == "Fin" for p in case.context.words(behind))


def _denied(noun: Cue) -> bool:
    """ "non ha dubbi: «...»", "non cerca alibi: «...»": what somebody has not announces nothing."""
    sentence, verb = noun.sentence, None
    if noun.word.rel == "obj":
        verb = sentence.head(noun.word)
    elif sentence.children(noun.word, "aux"):
        verb = noun.word  # "dubbi" read as the participle of "ha"
    return verb is not None and any(w.text.lower() == "non" for w in sentence.children(verb, "advmod"))


def _own_subject(case: Case, verb: Cue) -> Mention | None:
    """ "Il Bari avrebbe meritato, ma l'allenatore non cerca alibi: «...»": of several clauses' subjects that of the last verb."""
    for child in verb.sentence.children(verb.word, "nsubj"):
        if child.index < verb.word.index and case.context.voice(child) == case.around and animate(case.context, child):
            return mention_of(case.context, verb.sentence, child, conjuncts=True) if child.upos == "NOUN" else None
    return None


def _announcer(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Il Vaticano contro i rimpatri: «...»": the subject of the clause before a colon, or the phrase that it consists of."""
    context = case.context
    words = [p for p in context.words(Span(begin, colon)) if context.voice(p.word) == case.around and p.word.upos != "PUNCT"]
    words = [p for p in words if not _in_brackets(context, begin, p.word.span, colon)]
    for place in words:
        if (
            place.word.rel == "nsubj"
            and place.word.text.lower() not in {"che", "cui", "chi", "questo", "ciò"}
            and (
                animate(context, place.word)
                or behind_topic(context, place.sentence, place.word) is not None
                or (
                    place.word.upos == "ADJ" and place.sentence.children(place.word, "det") and _has_verb(case, place, colon)
                )  # "Un vecchio batte il bicchiere: «...»", not "Il presente: «...»"
            )
        ):
            subject = behind_topic(context, place.sentence, place.word) or place.word
            return mention_of(context, place.sentence, subject, conjuncts=True)
    for place in words:
        if place.word.upos in {"PROPN", "NOUN"} or (
            context.text[place.word.start].isupper() and place.word.upos not in {"DET", "ADP", "ADV"}
        ):
            head = place.word
            if not animate(context, head):
                return None
            governors = {c.lemma for c in place.sentence.children(head, "case")}
            if not governors or (head.upos == "PROPN" and "a" not in governors):  # "Poi, rivolto a Ratti: «...»"
                return mention_of(context, place.sentence, head)
            return None
    return None


def _has_verb(case: Case, place: Place, colon: int) -> bool:
    verb = place.sentence.head(place.word)
    return verb is not None and verb.end <= colon


AT_COLON = re.compile(
    rf"(?:^|[,;.–—-]\s|(?:^|\s)(?:[Mm]a|[Ee]|[Pp]oi)\s)(?:(?:il|lo|la|i|gli|le)\s|l['’])?(?!(?:E|Ma|Poi)\s)(?P<name>(?:(?:Dal|Dalla|De|Del|Della|Di|Da|Lo|La)\s)?{NAME_RUN})(?:\s\([^()]{{2,30}}\))?$"
)


def _named_at(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Derby al veleno, Malagoli: «...»": a name alone between a comma and the colon."""
    context = case.context
    match = AT_COLON.search(context.text[begin:colon].rstrip())
    if match is None:
        return _described_at(case, begin, colon)
    start = begin + match.start("name")
    if COORDINATED.search(context.text, begin, start):
        return None  # "taglia posti in Irlanda e Regno Unito: «...»"
    for place in context.words(Span(start, begin + match.end("name"))):
        if context.voice(place.word) != case.around or place.word.text.lower() in OPENERS:
            return None
        kind: PhraseKind = "name"
        return Mention(Span(start, begin + match.end("name")), place.sentence, place.word, kind, None, plural=False)
    return None


COORDINATED = re.compile(r"\s[A-ZÀ-Ý][\w’'-]*\se\s(?:(?:il|lo|la|i|gli|le)\s|l['’])?$")


def _described_at(case: Case, begin: int, colon: int) -> Mention | None:
    """ "Scomparsa di Abbie, la polizia: «...»": a description alone between a comma and the colon."""
    context = case.context
    match = DESCRIBED_AT_COLON.search(context.text[begin:colon].rstrip())
    if match is None:
        return None
    for place in context.words(Span(begin + match.start("noun"), begin + match.end("noun"))):
        if context.voice(place.word) == case.around and context.lexicon.role(place.word.text, place.word.lemma) is not None:
            return mention_of(context, place.sentence, place.word)
        return None
    return None


DESCRIBED_AT_COLON = re.compile(
    r"(?:^|[,.;]\s)(?:(?:[Ee]|[Mm]a|[Pp]oi)\s)?(?:(?:[Ii]l|[Ll]o|[Ll]a|[Ii]|[Gg]li|[Ll]e)\s|[Ll]['’])(?P<noun>[a-zà-ù-]+)(?:\s[\w'’ -]{3,30})?$"
)
