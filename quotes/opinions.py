"""Whether a preposition names whose view a clause is: "secondo il ministro", "per Neri", but not "il secondo tempo", "per tre anni"."""

from __future__ import annotations

import re

from .context import JOURNALIST, Context
from .eligible import is_thing
from .lexicons import Preposition
from .phrases import TIME_NOUNS, mention_of
from .records import Span
from .tree import Sentence, Word
from .words import words

NOT_OPINION = words("not_opinion")
PLACING = words("placing_verbs")
BEFALLING, FATES = words("befalling_verbs"), words("fates")

CLAUSE_STARTS = re.compile(
    r"(?:^|[,;:(«“\"–—-])\s*(?:(?:ma|e|ed|invece|inoltre|infatti|così|mentre|però|anche|che|perché|poiché|tuttavia|se|dunque|quindi)\s+)*$",
    re.I,
)


def is_person(context: Context, word: Word) -> bool:
    """ "il colonnello Neri, per il quale": somebody, where "il motivo per il quale" is none."""
    role = context.lexicon.role(word.text, word.lemma)
    return word.text in context.lexicon.names or (role is not None and role.type == "person")


def _people(context: Context, word: Word) -> bool:
    """ "per uno degli organizzatori", "per molti dei residenti"."""
    role = context.lexicon.role(word.text, word.lemma)
    return role is not None and role.type in {"person", "group"}


def attributes(context: Context, sentence: Sentence, entry: Preposition, span: Span, governed: Word) -> bool:
    """Tells "secondo il ministro" from "il secondo tempo", "secondo le regole", and "per Rossi, ..." from every other "per"."""
    word = sentence.word_at(span.start)
    before = context.text[sentence.span.start : span.start]
    if governed.lemma.lower() in NOT_OPINION or governed.text.lower() in NOT_OPINION:
        return False
    if governed.text.lower() in {"lei", "voi", "te"} and context.text[sentence.span.end - 1] == "?":
        return False  # "Secondo lei è giusto?"
    if entry.form.startswith("nel") and is_thing(context, governed) and governed.lemma not in context.lexicon.nouns:
        return False  # "nella versione di lingua francese"
    if entry.lemma == "secondo" and word is not None and word.index > 0 and sentence.words[word.index - 1].lemma in PLACING:
        return False  # "al traguardo è arrivato secondo Neri"
    if BEFORE_EYES.search(before) is not None or (entry.lemma in SET_OFF and CLAUSE_STARTS.search(before) is None):
        return False
    if entry.lemma == "secondo":
        previous = sentence.words[word.index - 1] if word is not None and word.index > 0 else None
        titled = NAME_BESIDE.match(context.text, governed.end) is not None  # "secondo papa Clemente"
        bare = governed.upos == "NOUN" and governed.feat("Number") == "Sing" and BARE.match(context.text, span.end) is not None
        if bare and not titled:
            return False  # "secondo partito della coalizione", "secondo copione"
        return not (previous is not None and previous.upos in {"DET", "NUM"}) and (
            word is None or word.upos != "ADJ" or not before.strip()
        )
    if entry.lemma != "per":
        return True
    if CLAUSE_STARTS.search(before) is None or NOT_FOR.search(before) is not None:
        return False
    if context.text[span.start] == "P" and before.endswith(", "):
        return False  # "Uno di loro, Per Stenmark, ha avvertito"
    role = context.lexicon.role(governed.text, governed.lemma)
    whole = mention_of(context, sentence, governed, conjuncts=True).span
    titled = governed.feat("Number") == "Sing" and NAME_BESIDE.match(context.text, governed.end) is not None
    named = (governed.text[:1].isupper() or titled) and governed.lemma.lower() not in TIME_NOUNS
    if not (
        named
        or (role is not None and role.type in {"person", "group", "organisation"})
        or (governed.upos == "PRON" and any(_people(context, w) for w in sentence.children(governed, "nmod")))
        or governed.text.lower() in {"lui", "lei", "loro", "quest'ultimo", "quelli", "quelle"}
        or COUNTED.search(context.text, max(0, governed.start - 4), governed.end) is not None
        or SOME_SAY.match(context.text, governed.start) is not None
    ):
        return False
    behind = context.text[whole.end : sentence.span.end + 1].lstrip('»”"')
    if role is not None and role.type in {"person", "group"} and before.strip() and KNOWN_AS.match(context.text, governed.end):
        return False  # "Ugo Neri, per gli amici Ciccio, è tornato"
    more = ONE_MORE.match(behind)
    if more is not None and (is_person(context, governed) or not sentence.children(governed, "det")):
        return False
    if _fate(context, sentence, whole.end, more):
        return False
    if COPULA_AND_MARKS.match(behind) or (not before.strip() and SUBJECT_AND_MARKS.match(behind)):
        return True
    if re.match(r"(?:\s*\([^)]*\))?\s*(?:,|«|“|\"|''|è\b|si tratta|non\b|si\b|era\b|sono\b|:)", behind) is not None:
        return True
    return _subject_behind(context, sentence, governed, whole.end)


def _subject_behind(context: Context, sentence: Sentence, governed: Word, end: int) -> bool:
    """Whether a clause with its subject in front stands right behind: "Per Neri | il Paese non è pronto", "per la difesa l'accusa non regge"."""
    ahead = [w for w in sentence.words if w.start >= end]
    if governed.upos == "PRON":
        return False  # "Per lui la strada è in salita"
    if (
        ahead
        and ahead[0].upos == "ADP"
        and NAME_BESIDE.match(context.text, governed.end) is not None
        and is_person(context, governed)
    ):
        ahead = ahead[1:]  # "per la portavoce Lia Neri su quei pullman si saliva in venti"
    if not ahead or ahead[0].upos not in {"DET", "PRON", "PROPN"} or ahead[0].text.lower() in {"che", "cui", "chi"}:
        return False
    for word in ahead[1:]:
        if word.upos in {"PUNCT", "SCONJ", "CCONJ"} or word.text.lower() in {"che", "cui"} or context.voice(word) != JOURNALIST:
            return False
        if word.feat("VerbForm") == "Fin":
            return word.feat("Person") in {"3", None}
    return False


def _fate(context: Context, sentence: Sentence, end: int, more: re.Match[str] | None) -> bool:
    """Whether a clause tells what befalls somebody: "Per Neri | è arrivata la condanna", "il giudice ha disposto l'arresto", "è il terzo titolo".

    What stands in marks is called so: "per Neri si tratta di «una condanna politica»".
    """
    ahead = [w for w in sentence.words if w.start >= end and context.voice(w) == JOURNALIST]
    told = any(w.lemma in FATES for w in ahead)
    verb = next((w for w in ahead if w.upos == "VERB" and w.lemma in BEFALLING), None)
    return told and (more is not None or verb is not None)


COUNTED = re.compile(r"\b(?:i|gli|le)\s(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci)$")
""" "Per i cinque la sindaca deve andarsene"."""
SOME_SAY = re.compile(r"(?:altri|alcuni|molti|tanti)\ssi\stratta\b")

KNOWN_AS = re.compile(r"\s[«“\"]?(?:(?:il|la|lo)\s)?[A-ZÀ-Ý][\w’'-]+[»”\"]?[,.)]")
NOT_FOR = re.compile(r"\bnon\b[^.;]{0,40}\bper\b[^.;]*,?\sma\s$")
""" "non è per il partito, ma per i cittadini"."""

NAME_BESIDE = re.compile(r"\s[«“\"]?[A-ZÀ-Ý]")
""" "il mensile Quadrante", "il leader Olmo Villani"."""

BARE = re.compile(
    r"\s(?!(?:un|uno|una|il|lo|la|quest[oa]|quel|quello|quella|su[oa]|tal[ei]?|qualche|ogni|più)\s)[a-zà-ù-]+(?:\s|[.,;:])"
)
""" "secondo partito", without article: an ordinal, or a manner."""

BEFORE_EYES = re.compile(r"\b(?:davanti|dinanzi|innanzi|fronte|sotto)\s$", re.I)
""" "davanti agli occhi dei passeggeri": no opinion."""

SET_OFF = frozenset({"a sentire", "a dar retta a", "a dare ascolto a", "con le parole di", "nelle parole di"})
"""Locutions that attribute where they open a clause: "A sentire Neri, ...", not "è andato a sentire Neri"."""

ONE_MORE = re.compile(
    r",?\s(?:non\s)?(?:si\stratta\s(?:di|del|dell['’]|della)|(?:è|era|sarà|sarebbe)(?:\s(?:già|solo|anche))?)\s?(?:(?:il|lo|la|un|una)\s|l['’])?"
    r"(?:primo|prima|secondo|seconda|terzo|terza|quarto|quarta|quinto|quinta|sesto|sesta|settimo|settima|ottavo|ottava|nono|nona|decimo"
    r"|decima|ennesimo|ennesima|ultimo|ultima|\w+esim[oa])\s"
)
""" "Per Neri è il terzo titolo": it is his, not his opinion."""

COPULA_AND_MARKS = re.compile(
    r"\s(?:(?:il|lo|la|i|gli|le)\s|l['’])[^,.;:«“\"]{2,50}\s(?:è|sono|era|erano|sarà|resta|rimane|fu)\s[«“\"']"
)
"""Per Laganà la deposizione è «un colabrodo»."""

SUBJECT_AND_MARKS = re.compile(
    r"(?:\s[a-zà-ù]{4,}[aeio])?\s(?:(?:il|lo|la|i|gli|le|un|una|questo|questa)\s|l['’])[^,.;:«“\"]{2,60}\s[«“\"']"
)
"""Per i Paesi insulari il testo «condanna a morte» interi arcipelaghi."""
