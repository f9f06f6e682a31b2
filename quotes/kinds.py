"""What a quoted span is: speech, a title, or a word in scare quotes.

A linked span is speech unless its words or its neighbours say that it is a name. An unlinked one must look like speech.
"""

from __future__ import annotations

import re

from .case import Link
from .context import Context
from .grades import on_a_scale, rated
from .lexicons import Verb
from .licence import GOVERNED
from .records import Kind, QuotedSpan, Span
from .tree import Word
from .words import words
from .works import TITLE_NOUNS, after_part, is_headed_work, is_work

TITLED = re.compile(
    r"(?:intitolat[oaie]|dal titolo|titolo|titolat[oa]|denominat[oaie]|ribattezzat[oaie]|battezzat[oaie]|soprannominat[oaie]|chiamat[oaie]|dett[oaie]|cosiddett[oaie]|nome|sopra(?:n)?nome|detta|alias|sigla|etichetta)\s*(?:di\s+|come\s+|:\s*)?$",
    re.I,
)
ENTITLED = re.compile(r"(?:intitolat[oaie]|dal titolo)\s$", re.I)
ANSWERS = re.compile(r"\?[»”\"']\s*$")
"""A question in marks right before: even "Certo" answers it."""
NICKNAMED = re.compile(r"(?:soprannominat[oaie]|ribattezzat[oaie]|(?:soprannome|nomignolo)(?: di|[,:])?)\s*$", re.I)
CALLED = re.compile(r",\s(?:\w+\s)?(?:chiamat|denominat|battezzat|dett)[oaie]\s$", re.I)
""" "il fenomeno, chiamato «onda lunga», si ripete": a participle between commas, whose name the verb behind them does not report."""
HAS_SAID = re.compile(
    r"\b(?:(?:si|mi) (?:è|sono|era|erano|sarebbe)|h[oa]|hai|abbiamo|avete|hanno|avev[oa]|avevano|avrebbe|abbia|aver|avere|avendo)\s(?:\w+\s)?dett[oaie]\W*$",
    re.I,
)
SCARED = re.compile(
    r"(?:tradott[oaie]\s(?:in|come|con)|cosiddett[oaie]|sedicent[ei]|presunt[oaie]|soprannominat[oaie]|(?:ri)?battezzat[oaie]|firmat[oaie]|(?:soprannome|nomignolo)(?: di|[,:])?|dett[oaie](?:\s\w+mente|\sanche|\spure|\sora|\soggi|\spoi){0,2}|chiamat[oaie]|sorta di|specie di|fama di)\s*$",
    re.I,
)
SO_CALLED = re.compile(r"(?:cosiddett[oaie]|sedicent[ei])\s$", re.I)
IN_USE = re.compile(
    r"\b(?:(?:si|s['’])\s(?:\w+\s)?(?:chiam|intitol|firm|denomin)(?:a|ano|ava|avano|erà|ò)"
    r"|(?:chiam|ribattezz|battezz|soprannomin|denomin|intitol)at[oaie](?:\s(?!dal|dagli|da|dai|comunicato|nota)[a-zà-ù]+){1,3}"
    r"|(?:not|conosciut)[oaie]\s(?:\w+\s)?(?:come|con il nome di)"
    r"|tutti\s(?:[a-z]+\s)?chiam(?:ano|avano))\s$",
    re.I,
)
""" "ribattezzato nei corridoi «la grande fusione»", "si intitola «Crescere insieme»", "che tutti chiamano «il notaio»": a name in use."""
FILED = re.compile(
    r"\b(?:indicat|identificat|registrat|catalogat|menzionat|citat|iscritt|schedat|vendut|archiviat)[oaie]\s(?:(?!dal|dagli|da|dai|dalla)[a-zà-ù]+\s){0,4}(?:come|con il nome(?:\sdi)?)\s$",
    re.I,
)
""" "la società, indicata nei documenti come «Progetto Aquila»": under which name something is kept, nobody's words."""
HAVING = re.compile(r"\b(?:ha|hanno|aveva|avevano|avrebbe|avendo|aver)\s(?:\w+\s)?$", re.I)
""" "Trump aveva chiamato Kim un «uomo missile»": somebody's name for somebody."""
DETERMINED = re.compile(
    r"(?:^|[\s'’])(?:il|lo|la|i|gli|le|l['’]|un|uno|una|di|del|dello|della|dei|degli|delle|dell['’]|su|sul|sulla|in|nel|nella|a|al|alla|da|dal|dalla)\s?$",
    re.I,
)
"""An article or preposition right before the marks: what stands in them is a part of the sentence."""
SAID = re.compile(r"\b(?:che|come|di|detto|dice|scritto|scrive|aggiunto|dichiarato)\s*$")
"""What stands before a capital that begins speech, not a name."""
INSIDE = ("embedded", "before", "adjacent", "according", "noun")
"""Rules by which a span is a part of the sentence that reports it."""
FINITE = frozenset({"Ind", "Sub", "Cnd", "Imp"})
LONG = 5
"""Words from which an unlinked fragment is no longer taken for a term."""


def kind_of(context: Context, quoted: QuotedSpan, link: Link | None) -> Kind:
    """direct, mixed, scare or title."""
    words = [p.word for p in context.words(quoted.span) if p.word.upos != "PUNCT"]
    text = quoted.span.of(context.text).strip()
    start = quoted.outer.start
    before = context.text[max(context.paragraphs[context.paragraph_at(start)].start, start - 60) : start]
    length = len({w.start for w in words})
    clause = any(w.feat("Mood") in FINITE for w in words)
    sentence_like = bool(re.match(r"\W*[A-ZÀ-Ý0-9]", text)) and (clause or re.search(r"[.!?…]\s*$", text) is not None)
    if link is not None and link.rule in {"label", "headed"}:
        return "direct"
    inside = link is None or link.rule.startswith(INSIDE)
    named = not HAS_SAID.search(before) and not _named_by_somebody(before, link)
    if ENTITLED.search(before) or (text[:1].isupper() and inside and TITLED.search(before) and named):
        return "title"
    if SO_CALLED.search(before) and length <= LONG:
        return "title" if text[:1].isupper() else "scare"
    if inside and text[:1].isupper() and not clause and length <= LONG and (filed := FILED.search(before)) is not None:
        if not HAVING.search(before[: filed.start()]):
            return "title"
    called = NICKNAMED.search(before) or CALLED.search(before)
    if (inside or called) and SCARED.search(before) and named and length <= LONG:
        return "scare"
    in_use = IN_USE.search(before) if inside and length <= LONG else None
    if in_use is not None and not HAVING.search(before[: in_use.start()]):
        return "title" if text[:1].isupper() else "scare"
    if text[:1].isupper() and link is not None and _defined(context, quoted, link):
        return "title"
    if rated(context, quoted) or on_a_scale(context, quoted):
        return "scare"
    cue = link.cue if link is not None else None
    if link is not None and link.mention is not None and link.mention.span.covers(quoted.outer) and text[:1].islower():
        return "scare"  # «Il conto è salato», avverte la «velina»
    if link is not None and length <= LONG and not clause and _called_by_nobody(context, link, start):
        return "scare"
    if cue is not None and isinstance(cue.entry, Verb) and cue.entry.sense == "name" and cue.plural and link is not None:
        as_called = re.match(r",?\scome\s", context.text[quoted.outer.end :][:8]) is not None
        if link.mention is None and cue.finite and length <= LONG and (cue.span.end <= start or as_called):
            return "scare"  # "lo chiamano «il gatto»": a name in use, nobody's words
    if text[:1].isupper() and not clause and _work_behind(context, quoted):
        return "title"
    if text[:1].isupper() and not _speaks(words, text) and DATED.match(context.text, quoted.outer.end):
        return "title"
    if NICKNAME.fullmatch(text) and link is not None and link.colon is None and named:
        return "scare"
    mentioned = NAMED_WORD.search(before) is not None or (link is not None and _of_a_word(link))
    if mentioned and len(words) <= 2 and not (link is not None and _utters(link)):
        return "scare"
    if (link is None or link.rule.startswith("noun")) and _parted(context, quoted, words):
        return "scare"
    if (
        text[:1].islower()
        and length < LONG
        and not clause
        and ARTICLE.search(before)
        and NAMED.match(context.text, quoted.outer.end)
    ):
        return "scare"
    if is_headed_work(context, words, before) or (link is not None and is_work(context, quoted, link, words, before)):
        return "title"
    fronted = FRONTED.search(before) is not None or context.text.startswith(" di cui", quoted.outer.end)
    told = link is not None and (_right_before(context, link, start) or _announces(context, link, start) or _worded(before))
    told = told or (clause and link is not None and _behind_source(context, link, start))
    if (
        not told
        and (not _speaks(words, text) or _named_by(context, quoted, words, before, linked=link is not None))
        and _is_title(context, quoted, words, text, before, inside=inside, linked=link is not None)
    ):
        return "title"
    if (
        link is not None
        and link.rule in {"postposed", "parataxis"}
        and length < LONG
        and not clause
        and DETERMINED.search(before)
        and not fronted
    ):
        return "title" if text[:1].isupper() else "scare"  # Neri, il «mediatore», sorride
    if link is not None:
        lower = text[:1].islower() or not sentence_like
        inside = link.rule.startswith((*INSIDE, "predicated")) and lower
        fragment = lower and (fronted or link.rule in {"according", "parataxis"} or (link.rule == "as-said" and not clause))
        first = next((q for q in context.quoted if q.group == quoted.group and q.outer.end <= start), None)
        half = first is not None and first.span.of(context.text)[:1].isupper()  # "«Il ponte», spiega Neri, «è sicuro»"
        return "mixed" if (inside or fragment) and not half else "direct"
    if _alone(context, quoted, text, before) and not context.is_headline(context.paragraph_at(start)):
        return "direct"  # "«Papà adesso lo beve», racconta. «Di nascosto»."
    if TOLD.search(before):
        return "direct"
    if COLON.search(before) and (text[:1].isupper() or _closes_sentence(context, quoted)):
        return "direct"  # "un lenzuolo: «Grazie ai pompieri»", "Neri velenoso: «assurdo, noi penultimi»."
    if _fills_line(context, quoted):
        return "direct"
    if sentence_like or (clause and len(words) >= 3) or length >= LONG or ANSWERS.search(before):
        return "title" if _opens_clause(context, quoted, clause=clause) else "direct"
    return "scare"


MAY_BE = re.compile(r"(?:può|possono|potrebbe|potrebbero|potremmo|si può)\s", re.I)


def _called_by_nobody(context: Context, link: Link, start: int) -> bool:
    """ "chi non è definito «straniero»", "quella che può essere definita una «farsa»", "denominata «Orsa»": a passive by which nobody has called
    it so, or everybody does."""
    cue = link.cue
    if cue is None or not isinstance(cue.entry, Verb) or cue.entry.sense != "name" or not cue.passive or link.mention is not None:
        return False
    in_general = cue.negated or cue.lemma == "denominare" or MAY_BE.match(context.text, cue.span.start) is not None
    return in_general and cue.span.end <= start


def _behind_source(context: Context, link: Link, start: int) -> bool:
    """ "Per il direttore tecnico Neri «Laura è un fenomeno»": a clause right behind a source and nothing between."""
    if link.rule != "according" or link.mention is None:
        return False
    return re.fullmatch(r",?\s", context.between(link.mention.span.end, start)) is not None


def _opens_clause(context: Context, quoted: QuotedSpan, *, clause: bool) -> bool:
    """Nelle sale: / «Una bambina sul tetto del mondo» di Lia Monti: a name without a verb, with which the article's own line goes on."""
    begins = context.text[quoted.span.start : quoted.span.start + 1].isupper()
    stops = re.search(r"[.!?…]$", quoted.span.of(context.text).rstrip()) is not None
    return begins and not clause and not stops and re.match(r"\s[a-zà-ù]", context.text[quoted.outer.end :][:2]) is not None


ARTICLE = re.compile(r"(?:^|[\s'’])(?:il|lo|la|i|gli|le|l['’])\s?$", re.I)
NAMED = re.compile(r"\s[A-ZÀ-Ý][\w’'-]+\s[A-ZÀ-Ý]\w")
""" "il «re degli ottomila» Marco Bini": by what somebody is known."""
WORK = re.compile(r"\s?,\s(?:(?:il|lo|la|i|le|un|uno|una|suo|sua|primo|prima|ultimo|ultima|nuovo|nuova)\s|l['’]|un['’])*(?=\w)")


def _work_behind(context: Context, quoted: QuotedSpan) -> bool:
    """ "«Nono piano», opera prima di Lia Monti, racconta ...": the noun for a work stands in apposition behind the marks."""
    match = WORK.match(context.text, quoted.outer.end)
    first = next(context.words(Span(match.end(), match.end() + 1)), None) if match is not None else None
    noun = first.word if first is not None and first.word.upos == "NOUN" else None
    return noun is not None and bool({noun.lemma.lower(), noun.text.lower()} & TITLE_NOUNS)


def _defined(context: Context, quoted: QuotedSpan, link: Link) -> bool:
    """ "ha definito «Mare calmo» «un capolavoro»": of two marks behind a verb that calls something so the first are its object."""
    entry = link.cue.entry if link.cue is not None and link.cue.span.end <= quoted.outer.start else None
    if not isinstance(entry, Verb) or not entry.predicative or entry.sense != "name":
        return False
    return any(
        q.parent == quoted.parent
        and q.span.of(context.text)[:1].islower()
        and re.fullmatch(r"\s(?:come\s)?", context.between(quoted.outer.end, q.outer.start)) is not None
        for q in context.quoted
    )


def _named_by_somebody(before: str, link: Link | None) -> bool:
    """ "lo ha soprannominato «il signor Rimborso»": an active verb, by which somebody has found the name."""
    match = SCARED.search(before)
    return link is not None and match is not None and HAVING.search(before[: match.start()]) is not None


def _parted(context: Context, quoted: QuotedSpan, words: list[Word]) -> bool:
    """ "i premier hanno «concordato di dissentire»": the journalist's own verb, its auxiliary before the marks."""
    first = next(context.words(quoted.span), None)
    if first is None or not words or first.word.feat("VerbForm") != "Part" or first.word.upos != "VERB":
        return False
    auxiliaries = first.sentence.children(first.word, "aux")
    return any(a.end <= quoted.outer.start and a.feat("VerbForm") == "Fin" for a in auxiliaries)


def _alone(context: Context, quoted: QuotedSpan, text: str, before: str) -> bool:
    """Whether a span is a sentence of its own: a capital behind a full stop, and a full stop or the paragraph's end behind it."""
    ended = re.search(r"[.!?…][»”\"']?\s*$", before) is not None
    return text[:1].isupper() and ended and _closes_sentence(context, quoted)


def _closes_sentence(context: Context, quoted: QuotedSpan) -> bool:
    """Whether the sentence, or its line, ends with the marks."""
    return re.match(r"\s?[.!?…]|\s*(?:\n|$)", context.text[quoted.outer.end :][:4]) is not None


def _fills_line(context: Context, quoted: QuotedSpan) -> bool:
    """Verdetto casalingo / «una giuria di parenti». / Di Lia Monti: a line that is nothing but marks is said; so are 693 of 694 gold ones.

    Behind a colon it may be what that announces, a name or a work.
    """
    index = context.paragraph_at(quoted.outer.start)
    line = context.paragraphs[index]
    opened = quoted.outer.start == line.start < quoted.span.start
    above = context.paragraphs[index - 1].of(context.text) if index > 0 else ""
    answer = above.endswith("?")  # "Chi paga? / «Tutti»."
    if quoted.parent is not None or not quoted.closed or not opened or not (answer or " " in quoted.span.of(context.text)):
        return False
    announced = above.endswith(":")
    return not announced and not context.text[quoted.outer.end : line.end].strip(" .!?…")


ASIDE = re.compile(r"[^»”\"'’\s]\s?\($")
"""A bracket that holds what somebody says, not the translation of a title: «Adieu» ("Addio")."""
TOLD = re.compile(
    r"\b(?:ho|hai|abbiamo|avete|hanno|ha|abbia|avevo|aveva)\s(?:(?:mai|solo|soltanto|sempre|poi)\s)?(?:detto|risposto|gridato|scritto)\s$"
)
""" "non ho mai detto «ladri»": whoever speaks in the first person reports too."""
COLON = re.compile(r":\s$")


def _of_a_word(link: Link) -> bool:
    """ "detesta la parola «musa» e più ancora «maestra»": a noun in the singular that means a word."""
    cue = link.cue
    return cue is not None and cue.kind == "noun" and NAMED_WORD.search(f"{cue.word.text} ") is not None


def _utters(link: Link) -> bool:
    """ "ha usato la parola «guerra»": whether the word is told to have been said."""
    cue = link.cue
    if cue is None:
        return False
    above = cue.sentence.head(cue.word) if cue.kind == "noun" else cue.word
    return above is not None and above.lemma in UTTERING


def _right_before(context: Context, link: Link, start: int) -> bool:
    """ "urla «Vergogna»", "ha intonato un «Andate a lavorare»": the cue stands at the marks, a title's article not between."""
    return link.cue is not None and link.cue.span.end <= start and context.between(link.cue.span.end, start).strip() in {"", "un"}


def _announces(context: Context, link: Link, start: int) -> bool:
    """ "lo slogan scandito dalla piazza «...»": a noun of speech a few words before the marks, no work's noun between."""
    if link.cue is None or link.rule != "noun":
        return False
    between = [p.word for p in context.words(Span(link.cue.span.end, start)) if p.word.upos != "PUNCT"]
    gap = context.between(link.cue.span.end, start)
    apart = "," in gap and DETERMINED.search(gap) is not None  # "una battuta, verso la fine di «L'ultimo binario»"
    return len(between) <= 5 and not apart and not any(w.lemma.lower() in TITLE_NOUNS for w in between)


WORDINGS = words("wordings")


def _worded(before: str) -> bool:
    """ "su cui erano scritte le parole «Addio campione»", "ripete la frase «Domani forse»": the noun right before the marks means words."""
    last = re.search(r"(\w+)\s$", before)
    return last is not None and last.group(1).lower() in WORDINGS


def _speaks(words: list[Word], text: str) -> bool:
    """Whether the words are surely somebody's: a first or second person, a sentence end inside, a clause of some length."""
    finite = [w for w in words if w.feat("Mood") in FINITE]
    person = any(w.feat("Person") in {"1", "2"} for w in finite)
    return person or re.search(r"[?!.]\s+\S", text) is not None or (bool(finite) and len(words) > CLAUSE)


FRONTED = re.compile(r"(?:^|[.!?\n]\s?)Di\s$")
""" "Di «bugia colossale» ha parlato il segretario"."""
NICKNAME = re.compile(r"(?:il|lo|la|i|gli|le)\s[A-ZÀ-Ý][\w-]+|l['’][A-ZÀ-Ý][\w-]+")
"""An article and one capital: "lo chiamano «il Ragioniere»"."""
NAMED_WORD = re.compile(r"\b(?:parola|termine|vocabolo|verbo|aggettivo|avverbio|espressione)\s$", re.I)
"""A word that the text speaks of as a word: "non ama la parola «brutto»"."""
UTTERING = words("uttering_verbs")
DATED = re.compile(r"\s?\((?:del\s)?(?:1[5-9]|20)\d\d\)")
"""The year of a work behind it: "«Il vigile Concilia» (1959)"."""
CLAUSE = 6
"""Words from which a clause with a finite verb is too long for a title ("Che tempo che fa" is one)."""


def _named_by(context: Context, quoted: QuotedSpan, words: list[Word], before: str, *, linked: bool) -> bool:
    """ "l'associazione «Salviamo il castello»", "ospite a «La storia siamo noi»": a name that has a verb in it, but no long clause."""
    start = quoted.outer.start
    if any(w.feat("Mood") in FINITE for w in words) and len(words) > CLAUSE:
        return False
    previous = [p.word for p in context.words(Span(start - len(before), start))]
    noun = bool(previous) and (previous[-1].lemma.lower() in TITLE_NOUNS or previous[-1].text.lower() in TITLE_NOUNS)
    return noun or (not linked and GOVERNED.search(before) is not None)


NOTES_OF = re.compile(r"\b(?:la\svoce|(?:su)?lle\snote|le\snote)\sdi\s$", re.I)
""" "la voce di «Terra bruna»", "sulle note di «Penny Lane»": what is behind is a work."""


def _is_title(
    context: Context, quoted: QuotedSpan, words: list[Word], text: str, before: str, *, inside: bool, linked: bool
) -> bool:
    """A title: capitalised inside a sentence, or behind the noun for such a work."""
    if (
        inside
        and (not linked or not SAID.search(before))
        and text[:1].isupper()
        and not re.search(r"[.!?…]$" if linked else r"[.!…]$", text.rstrip())
        and re.search(r"[\w,('’][\s(]*$", before)
        and not (ASIDE.search(before) and any(w.feat("Mood") in FINITE for w in words) and len(words) > 3)
    ):
        return True
    if not text[:1].isupper() or not words or len(words) > 14:
        return False
    if not linked and GOVERNED.search(before):
        return True
    if NOTES_OF.search(before) or after_part(before):
        return True
    if re.search(r"[.!?…][»”\"]?\s*$", before):
        return False  # a sentence begins here
    noun = re.search(r"([^\W\d_]+)\W*$", before)
    start = quoted.outer.start
    previous = [p.word for p in context.words(Span(start - len(before), start)) if p.word.upos != "PUNCT"]
    if previous and (previous[-1].lemma.lower() in TITLE_NOUNS or previous[-1].text.lower() in TITLE_NOUNS):
        return not before.rstrip().endswith(":")
    if noun is None:
        return False
    nouns = [w for w in previous[-4:] if w.upos == "NOUN"]
    return (
        bool(nouns)
        and nouns[-1].lemma.lower() in TITLE_NOUNS
        and not before.rstrip().endswith((":", ","))
        and not any(w.upos == "VERB" for w in previous[-2:])
    )
