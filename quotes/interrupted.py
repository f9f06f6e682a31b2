"""The clause in which a verb of speech stands between commas or dashes: "Il ponte, ha spiegato il sindaco, riaprirà"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .aside_verb import enclosed
from .case import STOP
from .clause_end import other_voice
from .complements import JOINING
from .context import JOURNALIST, Context
from .cues import Cue
from .datelines import dateline_end
from .fragments import told_outside
from .fullest import VENUES
from .lexicons import Verb
from .papers import readable
from .phrases import Mention
from .records import Span
from .resumed import said_next, speaks_out
from .scope import OPENING, RELATIVES, coordinated, described_end
from .tree import Sentence, Word


def interrupted(context: Context, cue: Cue) -> Span | None:
    """Il ponte, ha spiegato il sindaco, riaprirà; ... riaprirà domani, ha annunciato: the clause that the cue stands in."""
    sentence, text = cue.sentence, context.text
    if not cue.finite or cue.direct == "no" or cue.person != "3":
        return None
    in_bare = cue.word.deprel == "acl:relcl"
    if in_bare and not (enclosed(context, cue) and BARE_RELATIVE.search(context.text, sentence.span.start, cue.span.start)):
        return None  # but "una lampada che, sosteneva, poteva curare ogni male"
    if cue.passive and cue.subject is None and not _told_to(context, cue):
        return None
    if cue.subject is None and isinstance(cue.entry, Verb) and cue.entry.sense == "manner":
        return None  # "Raggiunta al telefono, ha riso a lungo"
    if cue.subject is not None and cue.subject.kind == "noun" and not _speaks(context, sentence, cue.subject):
        return None
    stop = sentence.span.end
    begin = dateline_end(text, sentence.span.start, context.lexicon.places) or sentence.span.start
    begin = max((m.end() for m in STOP.finditer(text, begin, cue.span.start)), default=begin)  # two sentences taken for one
    before = re.search(r"(?:,|\s[-–—])\s*(?:lo\s+|gli\s+|si\s+|le\s+)?$", text[begin : cue.span.start])
    if before is None:
        return None
    asides = list(context.words(Span(cue.span.end, stop)))
    closing = re.compile(r"\s*(?:,|\s[-–—]+)").search(text, max(cue.span.end, cue.subject.span.end if cue.subject else 0), stop)
    if any(p.word.text.lower() == "che" and p.word.rel == "mark" and p.word.head == cue.word.index for p in asides):
        return None
    if any(c.feat("VerbForm") == "Inf" and c.start >= cue.span.end for c in sentence.children(cue.word, "xcomp")):
        return None  # "aveva quasi sperato di sbagliare"
    head = sentence.head(cue.word)
    if cue.subject is None and _behind_aside(context, cue, begin):
        return None
    if (cue.word.rel not in {"parataxis", "root", "discourse"} and not in_bare and not _mistaken(cue)) or (
        cue.word.rel == "root"
        and not _clause_before(context, sentence, begin, begin + before.start())
        and not _subject_before(context, cue, begin + before.start())
    ):
        return None
    if head is not None and not told_outside(context, head):
        return None
    subject_end = cue.span.end
    if cue.subject is not None and cue.subject.span.start >= cue.span.end:
        subject_end = _appositions_end(context, sentence, cue.subject)
    after = text[subject_end:stop]
    if cue.subject is not None and cue.subject.span.start < cue.span.start and cue.subject.span.start < begin + before.start():
        return None
    dash = re.search(r"[-–—]", before.group()) is not None
    goes_on = (
        re.match(rf"[^.,]{{0,40}}[,–—-]\s*{NEW_CLAUSE}[«“”\"'‘]?\w", after) if not dash else re.match(r"[^–—-]{0,80}[–—-]", after)
    )
    if not (goes_on and closing) or _only_where(context, cue, begin + before.start(), subject_end):
        return Span(begin, begin + before.start())
    aside = begin + before.start()
    begin = max(
        (m.end() for m in OPENING.finditer(text, begin, aside)), default=begin
    )  # "parla di «una scelta»: il tetto, assicura, cede"
    lead = [w for w in sentence.words if begin <= w.start < aside]
    if (relative := _in_relative(context, sentence, lead, subject_end, stop)) is not None:
        return relative
    finite = [w for w in lead if w.feat("VerbForm") == "Fin" and context.voice(w) == JOURNALIST]
    joint = coordinated(lead, finite) if finite else None
    whole = joint is not None and not any(w.upos == "VERB" and w.start > joint for w in lead)
    if joint is not None and whole:
        begin = joint  # "I mercati hanno riaperto, ma | i prezzi, dicono tutti, sono raddoppiati"
    if cue.subject is not None:
        stop = other_voice(
            context, sentence, subject_end, stop
        )  # "La stazione, dicono i pendolari, è vecchia, | ma le Ferrovie promettono"
    return Span(begin, said_next(context, sentence, subject_end, stop))


def _subject_before(context: Context, cue: Cue, end: int) -> bool:
    """ "Neri, riferiscono fonti vicine, potrebbe", "la rete, ha detto ancora, è vecchia": the parser made the aside the sentence's verb, but who says so stands behind it,
    and the clause goes on."""
    sentence, who = cue.sentence, cue.subject
    if who is None:
        return cue.direct == "strong" and enclosed(context, cue)
    if who.span.start < cue.span.end or cue.direct != "strong" or (_with_si(cue) and cue.lemma != "leggere"):
        return False
    ahead = [w for w in sentence.words if w.start >= who.span.end]
    verb = next((w for w in ahead[1:] if w.upos not in {"ADV", "PRON"}), None)
    opens = any(w.end <= end and w.upos in {"NOUN", "PROPN", "PRON"} for w in sentence.words)
    return opens and bool(ahead) and ahead[0].text == "," and verb is not None and verb.feat("VerbForm") == "Fin"


def _with_si(cue: Cue) -> bool:
    """ "tra i messaggi, si segnalano quelli dei colleghi"."""
    return any(w.text.lower() == "si" for w in cue.sentence.children(cue.word, "expl"))


BARE_RELATIVE = re.compile(r"\b(?:che|(?:il|la|i|le)\squal[ei]),\s$")


def _told_to(context: Context, cue: Cue) -> bool:
    """ "La donna ha rubato i fondi, è stato riferito al tribunale": where nobody is said to have said it, the whole clause behind a comma."""
    said = isinstance(cue.entry, Verb) and cue.entry.sense == "say" and "che" in cue.entry.complement
    return (
        said
        and cue.word.feat("Gender") == "Masc"
        and not cue.plural
        and not cue.sentence.children(cue.word, "nsubj", "nsubj:pass", "mark")
    )


def _in_relative(context: Context, sentence: Sentence, lead: Sequence[Word], behind: int, stop: int) -> Span | None:
    """The relative clause that an aside interrupts: "Lia Neri - | che, dicono a scuola, è malata | - non verrà"."""
    words = [w for w in lead if w.upos != "PUNCT"]
    which = next((w for w in reversed(words) if w.text.lower() in RELATIVES or w.feat("VerbForm") == "Fin"), None)
    if which is None or which.feat("VerbForm") == "Fin":
        return None
    governed = sentence.words[max(0, which.index - 1)].upos in {"ADP", "DET"}
    if (which.text.lower() == "cui" and not governed) or (
        which is not words[-1] and not _parted_from_verb(sentence, which, behind)
    ):
        return None
    verb = next((w for w in sentence.words if behind <= w.start < stop and w.feat("VerbForm") == "Fin"), None)
    closed = re.compile(r"\s[–—-]\s|,\s|\)").search(context.text, verb.end, stop) if verb is not None else None
    begin = behind if governed else which.start  # "una canzone di cui, assicura, | ha scritto le parole"
    return Span(begin, closed.start() if closed is not None else stop)


def _parted_from_verb(sentence: Sentence, which: Word, behind: int) -> bool:
    """ "che pure da Neri, ha ammesso, era stato criticato": nothing but complements of its verb between a relative and an aside."""
    verb = sentence.head(which)
    return verb is not None and verb.start >= behind


def _only_where(context: Context, cue: Cue, end: int, behind: int) -> bool:
    """Whether behind an aside only follows where or when it was said: "Pagano sempre gli stessi, ha scritto Neri, in un messaggio ai soci".

    The clause before it is whole then, and the aside ends the sentence.
    """
    sentence = cue.sentence
    while (apposition := NOMINAL_ASIDE.match(context.text, behind, sentence.span.end)) is not None:
        behind = apposition.end()
    ahead = [w for w in sentence.words if w.start >= behind and w.upos != "PUNCT"]
    verb = next((w for w in ahead if w.feat("VerbForm") is not None), None)
    if verb is not None and verb.feat("VerbForm") == "Ger" and speaks_out(context, sentence, verb):
        return True  # ", ha detto Neri, aggiungendo che ..."
    if not ahead or ahead[0].upos != "ADP" or not _clause_before(context, sentence, sentence.span.start, end):
        return False
    noun = next((w for w in (ahead[0], *sentence.ancestors(ahead[0])) if w.upos in {"NOUN", "PROPN"}), None)
    if noun is None or noun.index < ahead[0].index:
        return False
    inside = {w.index for w in sentence.subtree(noun)}
    if noun.lemma in JOINING:
        return False  # "Voleva una laurea, ha detto, in modo da non dipendere da nessuno"
    placed = sentence.head(noun) is cue.word or noun.lemma in VENUES or readable(context, noun)
    return placed and all(w.index in inside or w.feat("VerbForm") != "Fin" for w in ahead)


NOMINAL_ASIDE = re.compile(r",\s(?!(?:in|nel\w*|su\w*|a|al\w*|da\w*|con|durante|ieri|oggi)['’\s])[^,.;:]+(?=,\s)")


def _behind_aside(context: Context, cue: Cue, begin: int) -> bool:
    """ "La rete, ha assicurato in chiusura Neri, | ha invitato il ministro", "canzone di cui, assicura, | ha scritto le parole": the verb of
    the clause that another verb of speech stands in."""
    sentence = cue.sentence
    lead = [w for w in sentence.words if begin <= w.start < cue.span.start]
    commas = [w for w in lead if w.text == ","][-2:]
    if len(commas) < 2:
        return False
    aside = [w for w in lead if commas[0].start < w.start < commas[1].start]
    verbs = [w for w in aside if w.feat("VerbForm") == "Fin"]
    verb = sentence.head(verbs[0]) if verbs and verbs[0].rel == "aux" else verbs[0] if verbs else None
    entry = context.lexicon.verbs.get(verb.lemma) if verb is not None else None
    opens = bool(verbs) and verbs[0] is aside[0] and commas[1].end <= cue.span.start <= commas[1].end + 4
    before = [w for w in lead if w.start < commas[0].start and w.feat("VerbForm") == "Fin"]
    relative = any(
        w.text.lower() in RELATIVES for w in lead if w.start < commas[0].start and (not before or w.start > before[-1].start)
    )
    return opens and entry is not None and entry.direct == "strong" and (not before or relative)


def _mistaken(cue: Cue) -> bool:
    """Whether the parser hung a clause that only says who says so on the one it follows: "Nessuno è ferito, assicurano dal Comune"."""
    read = cue.lemma == "leggere" and any(w.text.lower() == "si" for w in cue.sentence.children(cue.word))  # "si legge nel post"
    alone = cue.word.rel in {"conj", "advcl"} and not cue.sentence.children(
        cue.word, "mark"
    )  # "ma nel borgo, dice chi lo conosce, è"
    return (
        alone
        and (not cue.passive or cue.subject is None)
        and cue.direct == "strong"
        and (read or cue.passive or (cue.subject is not None and cue.subject.span.start >= cue.span.end))
    )


def _appositions_end(context: Context, sentence: Sentence, subject: Mention) -> int:
    """Where what describes a subject between commas ends: "ha detto Anna Ferri, ingegnera del comune, che segue il caso|, ma ..."."""
    added = {w.index for child in sentence.children(subject.head, "appos") for w in sentence.subtree(child)}
    end = max([subject.span.end, *(sentence.words[i].end for i in added if sentence.words[i].upos != "PUNCT")])
    if (name := NAMED.match(context.text, end, sentence.span.end)) is not None:
        end = name.end()
    if context.text[end : end + 2] == ", ":
        end = max(end, described_end(sentence, end + 2) if RELATIVE_ASIDE.match(context.text, end) else end)
    return end


NAMED = re.compile(r",\s(?:[A-ZÀ-Ý][\w’'-]+\s?)+(?=[,.])")
RELATIVE_ASIDE = re.compile(r",\s(?:che|(?:il|la|i|le)\squal[ei]|dove|(?:di|da|a|con|per|su|in)\scui)\s")


def _speaks(context: Context, sentence: Sentence, subject: Mention) -> bool:
    """Whether a common noun denotes somebody, or a paper that speaks for somebody; "due delle fonti"."""
    heads = [subject.head, *(sentence.children(subject.head, "nmod") if subject.head.upos in {"NUM", "PRON"} else ())]
    return (
        any(context.lexicon.role(w.text, w.lemma) is not None or readable(context, w) for w in heads)
        or subject.head.text.lower() == "chi"
    )


NEW_CLAUSE = r"(?!(?:e|ed|ma|mentre|con|dopo|prima)\s)"
"""What no longer belongs to the statement behind an aside."""


def _clause_before(context: Context, sentence: Sentence, begin: int, end: int) -> bool:
    return any(
        p.word.feat("VerbForm") == "Fin" and context.voice(p.word) == JOURNALIST
        for p in context.words(Span(begin, end))
        if p.sentence is sentence
    )
