"""Nouns of speech with their owners ("le parole di Rossi") and attributing prepositions ("secondo il ministro")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from .context import JOURNALIST, Context
from .cues import Cue, auxiliaries_of
from .eligible import PERSONAL_SUBJECTS, can_speak, denotes_somebody
from .lexicons import Lexicon, Preposition, SpeechNoun
from .marked_names import is_marked_name
from .opinions import attributes, is_person
from .papers import BEARING
from .phrases import INDEFINITE, RELATIVE, Mention, mention_of, outer_noun
from .records import Span
from .subjects import agent
from .tree import Sentence, Word
from .words import words

OWNED = re.compile(
    r"(?:(?:\s(?:a|in|via))?\s[a-zà-ù]+|\ssu\s\w+|\s?,\s[^,.:;«»“”\"]{3,30},)?\s(?:(?:di|del|dello|della|dei|degli|delle)\s+|d['’]\s*|dell['’]\s*)",
    re.I,
)


FILLED = re.compile(
    rf"\b(?:{'|'.join(sorted(adjective[:-1] for adjective in words('filled_adjectives')))})[oaie]\s(?:\w+\s)*(?:di|del|dello|della|dei|degli|delle|dell['’]|d['’])\s*$",
    re.I,
)
""" "un messaggio denso di speranza": what is behind "di" belongs to the adjective."""


def noun_cue(context: Context, sentence: Sentence, word: Word, entry: SpeechNoun) -> Cue:
    """ "le parole di Rossi", "il suo appello": a noun of speech with its owner, from the determiner to the noun."""
    determiners = [d for d in sentence.children(word, "det", "det:poss") if d.index < word.index and word.index - d.index <= 2]
    first = min([word.index, *(d.index for d in determiners)])
    owner: Mention | None = None
    for child in sentence.children(word, "nmod"):
        case = sentence.children(child, "case")
        if (
            child.index > word.index  # but "Di tutt'altro tenore le parole di Neri"
            and any(c.lemma in {"di", "da"} for c in case)
            and context.voice(child) == context.voice(word)
            and can_speak(context, child)
            and not FILLED.search(context.text[word.end : child.start])
        ):
            owner = mention_of(context, sentence, _owner_of_kind(context, sentence, child))
            break
    owned = OWNED.match(context.text, word.end, sentence.span.end) if owner is None else None
    if owned is not None and not FILLED.search(owned.group()):
        governed = _governed(context, sentence, owned.end())
        if governed is not None and context.voice(governed) == context.voice(word) and can_speak(context, governed):
            owner = mention_of(context, sentence, governed)
    if owner is None:
        owner = _owner_behind_marks(context, word) or _bearer(context, sentence, word)
    if owner is None and (match := OWNER_IS.match(context.text, word.end, sentence.span.end)):
        governed = _governed(context, sentence, match.end())
        if governed is not None and context.voice(governed) == context.voice(word) and denotes_somebody(context, governed):
            owner = mention_of(context, sentence, governed)  # "L'ultima parola è di Neri"
    if owner is None:
        owner = _pronoun_owner(context, sentence, word) or _relative_owner(context, sentence, word)
    bears = word.lemma in BEARING and INDEFINITE.match(context.text, sentence.words[first].start) is not None
    if owner is None and not bears:
        owner = _sender(context, sentence, word)
    above = sentence.head(word)
    left = word.rel == "obj" and above is not None and bool(sentence.children(above, "nsubj"))  # "Neri ha lasciato un biglietto"
    if owner is None and not left and bears:
        owner = mention_of(context, sentence, word)  # "appeso nella notte, uno striscione: «...»"
    passive = word.deprel == "nsubj:pass" and owner is None  # "a Neri sono state rivolte accuse": somebody's
    span = Span(sentence.words[first].start, word.end)
    return Cue("noun", entry.lemma, span, sentence, word, entry, subject=owner, passive=passive, finite=False)


def _owner_of_kind(context: Context, sentence: Sentence, noun: Word) -> Word:
    """ "il grido d'allarme dei medici", "la nota di protesta dei sindacati": behind a bare noun that tells of what kind the words are."""
    bare = noun.upos == "NOUN" and not sentence.children(noun, "det") and not denotes_somebody(context, noun)
    owners = sentence.children(noun, "nmod") if bare else []
    governed = (w for w in owners if any(c.lemma == "di" for c in sentence.children(w, "case")))
    return next((w for w in governed if denotes_somebody(context, w)), noun)


def _owner_behind_marks(context: Context, noun: Word) -> Mention | None:
    """ "l'annuncio «Habemus papam» del cardinale Neri": whose noun it is stands behind the words that it announces."""
    for quoted in context.quoted:
        if quoted.outer.start > noun.end + 1:
            return None
        match = OWNED.match(context.text, quoted.outer.end) if quoted.outer.start == noun.end + 1 else None
        if match is None or match.group().strip().count(" "):
            continue
        place = next(context.words(Span(match.end(), match.end() + 40)), None)
        governed = _governed(context, place.sentence, match.end()) if place is not None else None
        if place is None or governed is None or context.voice(governed) != context.voice(noun):
            return None
        return mention_of(context, place.sentence, governed) if denotes_somebody(context, governed) else None
    return None


def _sender(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "Il club saluta l'attaccante con un messaggio", "è stata la famiglia con una nota", "hanno esposto uno striscione con la scritta":
    of what comes without an owner the subject of its clause is the author."""
    if not any(c.lemma in {"con", "in"} for c in sentence.children(noun, "case")):
        return None
    above, thing = sentence.head(noun), noun
    while above is not None and above.upos == "NOUN" and not denotes_somebody(context, above):
        if any(c.upos == "ADP" for c in sentence.children(above, "case")) or above.rel != "obj":
            return None
        thing, above = above, sentence.head(above)
    if above is None or context.voice(above) != context.voice(noun):
        return None
    if above.upos in {"NOUN", "PROPN"} and sentence.children(above, "cop") and thing is noun:
        who = mention_of(context, sentence, above)
        first = min(c.start for c in sentence.children(noun, "case"))
        inside = replace(who, span=Span(who.span.start, min(who.span.end, first - 1)))
        return inside if denotes_somebody(context, above) and above.start < first else None
    for subject in sentence.children(above, "nsubj"):
        if (
            subject.deprel == "nsubj"
            and above.upos == "VERB"
            and subject.text.lower() not in RELATIVE
            and (denotes_somebody(context, subject) or subject.text.lower() in PERSONAL_SUBJECTS)
            and context.voice(subject) == context.voice(noun)
        ):
            return mention_of(context, sentence, subject, conjuncts=True)
    return None


BEARERS = frozenset({"scritta", "didascalia", "slogan", "dedica", "iscrizione"})


OWNER_IS = re.compile(
    r"(?:\s\([^()]*\)|(?:\s(?:più|meno))?\s[a-zà-ù]+)?\s(?:è|era|fu|resta|arriva|viene|giunge|spetta|tocca)\s(?:stat[oa]\s)?(?:(?:arrivat|giunt|venut|partit|dat|diffus|lanciat|rivolt|affidat)[oa]\s(?:\w+\s)?)?(?:di|del|dello|della|dei|degli|delle|dell['’]|d['’]|da|dal|dallo|dalla|dai|dagli|dalle|dall['’]|al|alla|ai|a)(?:\s+|(?<=['’]))"
)
BORNE = re.compile(r"(?P<thing>[\w’']+)\scon\s(?:su\s)?(?:il|la|lo|una?)\s$")


def _bearer(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "uno specchio con la scritta «...»": the thing that bears the words."""
    above = sentence.head(noun)
    borne = noun.lemma in BEARERS and any(c.lemma == "con" for c in sentence.children(noun, "case"))
    if noun.lemma in BEARERS and (match := BORNE.search(context.text, sentence.span.start, noun.start)) is not None:
        thing = sentence.word_at(match.start("thing"))
        part = thing
        while part is not None and part.rel == "nmod":
            part = sentence.head(part)
        if thing is not None and thing.upos == "NOUN" and (part is None or part.rel != "obj"):
            above, borne = thing, True  # but "hanno esposto uno striscione con la scritta": they
    if not borne or above is None or above.upos != "NOUN" or context.voice(above) != context.voice(noun):
        return None
    bearer = mention_of(context, sentence, above)
    stop = context.text.find(" con ", bearer.span.start, bearer.span.end)
    return replace(bearer, span=Span(bearer.span.start, stop)) if stop > 0 else bearer


def _relative_owner(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "l'appello che il sindaco ha rivolto", "l'appello lanciato dal sindaco": who made it, in the clause that describes the noun."""
    for clause in (*sentence.children(noun, "acl:relcl", "acl"), *_behind_that(sentence, noun)):
        content = any(m.text.lower() == "che" for m in sentence.children(clause, "mark"))
        if content and clause.lemma not in MAKING:
            continue  # "il timore che la chiesa crolli"
        if clause.feat("VerbForm") == "Part" and not auxiliaries_of(sentence, clause):
            return agent(context, sentence, clause)
        for subject in sentence.children(clause, "nsubj"):
            if (
                subject.text.lower() not in RELATIVE
                and context.voice(subject) == context.voice(noun)
                and can_speak(context, subject)
            ):
                return mention_of(context, sentence, subject, conjuncts=True)
        for behind in sentence.children(clause, "obj"):
            apart = context.between(clause.end, behind.start).count(" ") > 2 or bool(sentence.children(behind, "case"))
            if clause.index < behind.index and not apart and denotes_somebody(context, behind):
                return mention_of(context, sentence, behind)  # "le parole che ha pronunciato il vescovo", taken for an object
    return None


MAKING = words("making_verbs")
UTTERANCES = words("utterances")


def _behind_that(sentence: Sentence, noun: Word) -> list[Word]:
    """ "Le parole che Neri ha pronunciato sono chiare": the verb whose object is "che" right behind a noun, wherever the parser hung it."""
    relative = next(
        (w for w in sentence.words[noun.index + 1 : noun.index + 2] if w.text.lower() == "che" and w.rel == "obj"), None
    )
    clause = sentence.head(relative) if relative is not None else None
    return [clause] if clause is not None and clause.deprel != "acl:relcl" and clause.index > noun.index else []


IS_THAT = re.compile(
    r"\s?[,:–—-]\s|(?:\s(?:più\s|meno\s)?[a-zà-ù]+)?\s(?:è|era|resta|rimane|arriva|sono|restano)\s(?:\w+mente\s|invece\s|stat[oa]\s)?"
)
""" "un ultimo dubbio, quello di un pensionato", "la reazione più dura è quella della Cgil"."""
THAT_OF = re.compile(r"\bquell[oaie]\s(?:(?:di|del|dello|della|dei|degli|delle)(?![\w'’])|dell['’]|d['’])\s*", re.I)


def _pronoun_owner(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "Quello della Greco è un vecchio refrain", "un ultimo dubbio, quello di un pensionato": the owner of a pronoun for the noun."""
    for match in THAT_OF.finditer(context.text, sentence.span.start, sentence.span.end):
        behind = IS_THAT.fullmatch(context.between(noun.end, match.start())) is not None
        subject = bool(sentence.children(noun, "cop"))  # "Sono parole pesanti quelle di Neri"
        governed = _governed(context, sentence, match.end()) if behind or subject else None
        if governed is not None and context.voice(governed) == context.voice(noun) and can_speak(context, governed):
            return mention_of(context, sentence, governed)
    return None


@cache
def _fixed_words(form: str) -> list[str]:
    """The words of a preposition that a text has as they are: the last may be articulated."""
    return form.split()[:-1] or [form]


def preposition_cues(context: Context, sentence: Sentence) -> Iterable[Cue]:
    """ "secondo il ministro", "per Rossi", "stando a fonti": attributing prepositions with the phrase that they govern."""
    taken: list[Span] = []
    text = context.text[sentence.span.start : sentence.span.end].lower()
    for entry in context.lexicon.prepositions:
        fixed = _fixed_words(entry.form)
        if fixed[0] not in text or entry.needs_verb or not all(word in text for word in fixed):
            continue  # most sentences hold none, and the patterns are dear
        for match in _preposition_pattern(entry.form).finditer(context.text, sentence.span.start, sentence.span.end):
            span = Span(match.start(), match.start() + len(match.group("form")))
            if any(t.meets(span) for t in taken):
                continue
            governed = _governed(context, sentence, match.end())
            if governed is None:
                continue
            voice = _voice_at(context, sentence, match.start())
            if context.voice(governed) != voice and not (voice == JOURNALIST and _marked_name(context, governed, match.end())):
                continue
            relative = governed.text.lower() in {"quale", "cui", "quali"}
            if not relative and not attributes(context, sentence, entry, span, governed):
                continue
            subject = mention_of(context, sentence, governed, conjuncts=True)
            if relative:
                clause = next((a for a in (governed, *sentence.ancestors(governed)) if a.deprel in {"acl:relcl", "acl"}), None)
                above = _last_noun(context, sentence, span.start)
                if above is None or not denotes_somebody(context, above):
                    above = sentence.head(clause) if clause is not None else above
                above = _person_above(context, sentence, above) if above is not None else None
                if above is None or (entry.lemma == "per" and not _thinks(context, sentence, above, governed)):
                    continue
                owner = _whose_view(context, sentence, above)
                subject = owner or mention_of(context, sentence, outer_noun(sentence, above))
                last = _last_noun(context, sentence, span.start)
                if (
                    owner is None
                    and last is not None
                    and last.end > subject.span.end
                    and re.fullmatch(r",?\s", context.text[last.end : span.start])
                ):
                    subject = replace(
                        subject, span=Span(subject.span.start, last.end)
                    )  # "il gestore del bar all'ingresso, secondo cui"
            paper = context.lexicon.role(governed.text, governed.lemma)
            words_of = context.lexicon.nouns.get(governed.lemma) and (paper is None or paper.type != "document")
            if words_of and (match_of := OWNED.match(context.text, governed.end, sentence.span.end)):
                whose = _governed(context, sentence, match_of.end())
                subject = mention_of(context, sentence, whose) if whose is not None and can_speak(context, whose) else subject
            if (giver := _passed_on(context, sentence, governed)) is not None:
                subject = giver
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


def _whose_view(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "la tesi della difesa secondo cui", "la previsione di Marx secondo la quale": whose words or view it is."""
    view = outer_noun(sentence, noun)
    if view.lemma not in context.lexicon.nouns:
        return None
    for owner in sentence.children(view, "nmod"):
        if any(c.lemma == "di" for c in sentence.children(owner, "case")) and denotes_somebody(context, owner):
            return mention_of(context, sentence, owner)
    return None


def _thinks(context: Context, sentence: Sentence, antecedent: Word, relative: Word) -> bool:
    """ "Lia Neri, per la quale il piano è inutile", "l'associazione, per la quale si tratta di": not "per il quale le trattative, a quanto
    si apprende, proseguono", and of a body only a clause that tells what is, not "la ditta per la quale lavorava"."""
    if OTHER_SOURCE.match(context.text, relative.end):
        return False
    if is_person(context, outer_noun(sentence, antecedent)):
        return True
    role = context.lexicon.role(antecedent.text, antecedent.lemma)
    if antecedent.upos != "PROPN" and (role is None or role.type not in {"organisation", "group"}):
        return False
    begin = min([relative.start, *(d.start for d in sentence.children(relative, "det"))])
    return re.search(r",\sper\s$", context.text[:begin]) is not None and STATES.match(context.text, relative.end) is not None


OTHER_SOURCE = re.compile(r"[^,.;]{2,40},\s(?:a\squanto|secondo|stando\sa|per\squanto)\b")
STATES = re.compile(
    r"\s(?:(?:il|lo|la|i|gli|le|un|uno|una)\s|l['’]|si\s(?:è|tratta|sono)\b|non\s(?:è|c['’]è|ci\s)|è\s|serv\w+\s|[«“\"])"
)


def _passed_on(context: Context, sentence: Sentence, noun: Word) -> Mention | None:
    """ "secondo i dati diffusi dal ministero": who passed on what no study or paper stands for."""
    if noun.lemma not in NEWS:
        return None
    participles = (
        c for c in sentence.children(noun, "acl", "amod", "advcl") if c.feat("VerbForm") == "Part" and c.index > noun.index
    )
    return next((who for p in participles if (who := agent(context, sentence, p)) is not None), None)


NEWS = words("news_nouns")


def _marked_name(context: Context, word: Word, offset: int) -> bool:
    """Whether a word stands in marks around a name that a preposition at ``offset`` governs: "secondo il «Corriere dei Mercati»"."""
    voice = context.voice(word)
    if voice < 0:
        return False
    quoted = context.quoted[voice]
    return quoted.outer.start - offset <= len("della ") and is_marked_name(context, quoted)


def possessed_cues(context: Context, sentence: Sentence) -> Iterable[Cue]:
    """ "a suo giudizio", "a loro avviso", "per sua stessa ammissione": an attributing locution with a possessive for its phrase."""
    for match in POSSESSED.finditer(context.text, sentence.span.start, sentence.span.end):
        entry = _locution(context.lexicon, match.group("noun").lower())
        whose, noun = sentence.word_at(match.start("whose")), sentence.word_at(match.start("noun"))
        if entry is None or whose is None or noun is None:
            continue
        plural = whose.text.lower() == "loro"
        owner = Mention(whose.span, sentence, whose, "pronoun", None, plural=plural)
        yield Cue("preposition", entry.lemma, Span(*match.span()), sentence, noun, entry, subject=owner, plural=plural)


POSSESSED = re.compile(r"\b(?:a|ad|per)\s(?P<whose>suo|sua|loro)\s(?:stess[oa]\s)?(?P<noun>[a-zà-ù]+)\b", re.I)


def _locution(lexicon: Lexicon, noun: str) -> Preposition | None:
    """The locution "a X di" or "per X di" with this noun."""
    forms = {f"a {noun} di", f"ad {noun} di", f"per {noun} di"}
    return next((entry for entry in lexicon.prepositions if entry.form in forms), None)


def _last_noun(context: Context, sentence: Sentence, offset: int) -> Word | None:
    return next((w for w in reversed(sentence.words) if w.end <= offset and w.upos in {"NOUN", "PROPN"}), None)


def _person_above(context: Context, sentence: Sentence, noun: Word) -> Word:
    """ "il gestore del bar all'ingresso, secondo cui": the person whose phrase ends in a noun."""
    if is_person(context, noun) or noun.upos == "PROPN":
        return noun
    above = sentence.head(noun)
    while above is not None and above.index < noun.index and above.upos in {"NOUN", "PROPN"}:
        if is_person(context, above) or (not denotes_somebody(context, noun) and denotes_somebody(context, above)):
            return above
        above = sentence.head(above)
    if not denotes_somebody(context, noun):
        for word in reversed(sentence.words[max(0, noun.index - 8) : noun.index]):
            if word.upos in {"VERB", "AUX"} or word.text == ",":
                break
            if denotes_somebody(context, word):
                return word
    return noun


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
        if word.upos == "ADJ" and word.rel in {"obl", "nmod", "root"} and sentence.children(word, "det"):
            return word  # "secondo i contrari"
        if (
            word.text in {"«", "“", "”", '"'}
            or MORE_THAN.match(context.text, word.start)
            or MORE_THAN.match(context.text, word.start - 4)
        ):
            continue  # "secondo il «Corriere»", "secondo più di un teste"
        if word.upos not in {"DET", "ADJ", "NUM", "ADV"} or word.start > offset + 40:
            return None
    return None


MORE_THAN = re.compile(r"(?:più|meno)\sdi(?=\sun)", re.I)


def _voice_at(context: Context, sentence: Sentence, offset: int) -> int:
    word = sentence.word_at(offset)
    return JOURNALIST if word is None else context.voice(word)
