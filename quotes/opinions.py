"""Whether a preposition names whose view a clause is: "secondo il ministro", "per Neri", but not "il secondo tempo", "per tre anni"."""

from __future__ import annotations

import re

from .context import Context
from .eligible import TIME_NOUNS
from .lexicons import Preposition
from .phrases import mention_of
from .records import Span
from .tree import Sentence, Word
from .words import words

NOT_OPINION = words("not_opinion")

CLAUSE_STARTS = re.compile(
    r"(?:^|[,;:(«“\"–—-])\s*(?:(?:ma|e|ed|invece|inoltre|infatti|così|mentre|però|anche|che|perché|poiché|tuttavia|se|dunque|quindi)\s+)*$",
    re.I,
)


def is_person(context: Context, word: Word) -> bool:
    """ "il colonnello Neri, per il quale": somebody, where "il motivo per il quale" is none."""
    role = context.lexicon.role(word.text, word.lemma)
    return word.text in context.lexicon.names or (role is not None and role.type == "person")


def attributes(context: Context, sentence: Sentence, entry: Preposition, span: Span, governed: Word) -> bool:
    """Tells "secondo il ministro" from "il secondo tempo", "secondo le regole", and "per Rossi, ..." from every other "per"."""
    word = sentence.word_at(span.start)
    before = context.text[sentence.span.start : span.start]
    if governed.lemma.lower() in NOT_OPINION or governed.text.lower() in NOT_OPINION:
        return False
    if BEFORE_EYES.search(before) is not None or (entry.lemma in SET_OFF and CLAUSE_STARTS.search(before) is None):
        return False
    if entry.lemma == "secondo":
        previous = sentence.words[word.index - 1] if word is not None and word.index > 0 else None
        if governed.upos == "NOUN" and governed.feat("Number") == "Sing" and BARE.match(context.text, span.end) is not None:
            return False  # "secondo partito della coalizione", "secondo copione"
        return not (previous is not None and previous.upos in {"DET", "NUM"}) and (
            word is None or word.upos != "ADJ" or not before.strip()
        )
    if entry.lemma != "per":
        return True
    if CLAUSE_STARTS.search(before) is None:
        return False
    role = context.lexicon.role(governed.text, governed.lemma)
    whole = mention_of(context, sentence, governed, conjuncts=True).span
    titled = governed.feat("Number") == "Sing" and NAME_BESIDE.match(context.text, governed.end) is not None
    named = (governed.text[:1].isupper() or titled) and governed.lemma.lower() not in TIME_NOUNS
    if not (
        named
        or (role is not None and role.type in {"person", "group", "organisation"})
        or governed.text.lower() in {"lui", "lei", "loro", "quest'ultimo", "quelli", "quelle"}
    ):
        return False
    behind = context.text[whole.end : sentence.span.end + 1].lstrip('»”"')
    if ONE_MORE.match(behind) is not None and (is_person(context, governed) or not sentence.children(governed, "det")):
        return False
    if COPULA_AND_MARKS.match(behind) or (not before.strip() and SUBJECT_AND_MARKS.match(behind)):
        return True
    return re.match(r"(?:\s*\([^)]*\))?\s*(?:,|«|“|\"|''|è\b|si tratta|non\b|si\b|era\b|sono\b|:)", behind) is not None


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
