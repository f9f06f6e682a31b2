"""Who speaks in a sentence, the journalist or somebody quoted, as its words alone hint; and where a reporting clause begins.

Only signs that a word list and a pattern can see; the parse has its own and better say later. The signs and their weights
are data (``lexicon/marks.toml``), measured on sentences that lie wholly inside or wholly outside quotation marks.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from .lexicons import load_lexicon

VOICE_LIMIT = 3.0
"""No sentence says more than this, either way: its signs are not independent of each other."""
NUMBER = re.compile(r"\d")
CRY = re.compile(r"[!?]")
NAME = re.compile(r"(?<=[\w,] )[A-ZÀ-Ý][\w’'-]+|(?<=[’'])[A-ZÀ-Ý][\w-]+")


ADDRESSED = r"(?:l[’']|(?:lo|la|li)\s)(?:ha|hanno|aveva)\s[a-zà-ù]{3,}(?:t|s)[oaie]\b"
""" "l'ha fulminato", "li ha zittiti": whoever is spoken to is the object, whatever the verb."""


class Weight(NamedTuple):
    """Logarithms of how much likelier a sentence in marks is to have a sign, or to lack it, than one outside."""

    present: float
    absent: float


class Voice(NamedTuple):
    """The compiled signs."""

    signs: tuple[tuple[re.Pattern[str], Weight], ...]
    person: re.Pattern[str]
    reporting: re.Pattern[str]
    clause: re.Pattern[str]
    that: re.Pattern[str]
    bare: re.Pattern[str]


def _strings(table: Mapping[str, object], key: str) -> list[str]:
    value = table.get(key)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"lexicon/marks.toml: [voice] {key} must be a list of strings")
    return [str(item) for item in value]


def _weight(table: Mapping[str, object], key: str) -> Weight:
    value = table.get(key)
    if not isinstance(value, dict):
        raise ValueError(f"lexicon/marks.toml: [voice] {key} must have present and absent")
    return Weight(float(value["present"]), float(value["absent"]))


def _strong() -> str:
    """A pattern for the verbs of the lexicon that need nothing but a quotation beside them: scandisce, ha elencato, l'ha fulminato."""
    heads = {verb.head for verb in load_lexicon().verbs.values() if verb.direct == "strong" and not verb.rest}
    stems: dict[str, list[str]] = {
        ending: sorted(h[:-3] for h in heads if h.endswith(ending)) for ending in ("are", "ere", "ire")
    }
    forms = {"are": "a|ano|ato|ata|ati|ò|arono", "ere": "e|ono", "ire": "isce|iscono|ito|ita|iti|ì|irono"}
    return "|".join(rf"(?:{'|'.join(stems[ending])})(?:{forms[ending]})" for ending in forms if stems[ending])


@cache
def voice_signs() -> Voice:
    """The signs of ``lexicon/marks.toml``, compiled once. ValueError where the file has a fault."""
    table = tomllib.loads(files("quotes").joinpath("lexicon/marks.toml").read_text(encoding="utf-8"))["voice"]
    stems = "|".join(sorted(set(_strings(table, "stems"))))
    forms = "|".join(re.escape(form) for form in sorted(set(_strings(table, "forms")), key=len, reverse=True))
    verb = rf"(?:(?:{stems})(?:a|ano|ato|ata|ati|ò|arono|ava|avano)|{forms})"
    gerunds = "|".join(_strings(table, "gerunds"))
    auxiliary = r"(?:(?:non\s)?(?:ha|hanno|aveva|avevano|avrebbe|avrebbero|è|era)\s(?:\w{2,12}\s)?)"
    tellings = "|".join(re.escape(words) for words in sorted(_strings(table, "tellings"), key=len, reverse=True))
    clause = rf"(?:{verb}|{_strong()})"
    clitic = r"(?:(?:gli|le|lo|la|li|ci|mi|si|ne|vi)\s|l[’']\s?)"
    endings = "|".join(_strings(table, "person_endings"))
    but = "|".join(_strings(table, "no_persons"))
    person = rf"\b(?!(?:{but})\b)(?:{'|'.join(_strings(table, 'persons'))}|\w{{2,20}}(?:{endings}))\b"
    found_person = re.compile(person, re.IGNORECASE)
    reporting = re.compile(rf"\b(?:{auxiliary}?{verb})\b", re.IGNORECASE)
    openings = "|".join(re.escape(word) for word in sorted(_strings(table, "openings"), key=len, reverse=True))
    return Voice(
        signs=(
            (found_person, _weight(table, "person")),
            (CRY, _weight(table, "cry")),
            (NUMBER, _weight(table, "number")),
            (NAME, _weight(table, "name")),
            (reporting, _weight(table, "reporting")),
            (re.compile(rf"\A\W*(?:{openings})(?!\w)", re.IGNORECASE), _weight(table, "opening")),
            (re.compile(rf"\A\W*(?:{tellings})(?:(?<=['’])|(?!\w))", re.IGNORECASE), _weight(table, "telling")),
        ),
        person=found_person,
        reporting=reporting,
        clause=re.compile(
            rf"(?:(?:{stems})ando|{gerunds})\b|{ADDRESSED}|(?:{clitic}{{0,2}}{auxiliary}?|ha\s|hanno\s)(?!\w{{1,14}}[aei]va(?:no)?\b){clause}\b(?!\s(?:(?!prima\b|fuori\b)\w+\s)?(?:che|di)\b)"
        ),
        bare=re.compile(
            rf"(?P<before>[^\W\d_]{{1,20}})[!?]?[ ](?={clitic}?(?:(?:ha|hanno|aveva|avevano)\s(?:\w{{2,12}}\s)?{verb}|(?!\w{{1,20}}[ts]o\b){verb})"
            r"\s(?:[A-ZÀ-Ý]|(?:il|lo|la|i|gli|le|un|una|lui|lei)\s|(?:l|un)[’']))"
        ),
        that=re.compile(rf"\b(?:{verb}|(?:{stems})are|dire|sostenere|ribadire)\s(?:\w{{2,12}}\s)?che\s"),
    )


def voice(sentence: str, *, whole: bool = True) -> float:
    """How much likelier the sentence stands in quotation marks than outside, as a logarithm within ±``VOICE_LIMIT``.

    Of a piece of a sentence (``whole`` False) only the signs that are there count.

    >>> voice("Non abbiamo mai chiesto niente a nessuno.") > 1
    True
    >>> voice("Nel 2019 la Regione Liguria aveva speso 12 milioni.") < -1
    True
    """
    score = 0.0
    for pattern, weight in voice_signs().signs:
        if pattern.search(sentence):
            score += weight.present
        elif whole:
            score += weight.absent
    return max(-VOICE_LIMIT, min(VOICE_LIMIT, score))


def speaks_in_person(sentence: str) -> bool:
    """Whether a word of the first or second person stands in it.

    >>> speaks_in_person("Lo rifaremmo domani."), speaks_in_person("Lo rifarebbero domani, però.")
    (True, False)
    """
    return bool(voice_signs().person.search(sentence))


def reports(text: str) -> bool:
    """Whether a reporting verb in the third person stands in it.

    >>> reports("ha poi aggiunto l'assessora"), reports("la strada provinciale")
    (True, False)
    """
    return bool(voice_signs().reporting.search(text))


def opens_clause(text: str, at: int) -> bool:
    """Whether a reporting clause begins exactly at ``at``, verb first as behind a quotation.

    >>> opens_clause("Chiudiamo, ha detto la sindaca.", 11), opens_clause("Chiudiamo, e basta.", 11)
    (True, False)
    """
    return bool(voice_signs().clause.match(text, at))


def that_clause(text: str, start: int, end: int) -> int | None:
    """Where the words behind a reporting verb and ``che`` begin, in a stretch of text; None without one.

    >>> that_clause("La sindaca ha detto che non si parte.", 0, 37)
    24
    """
    found = voice_signs().that.search(text, start, end)
    return found.end() if found else None


NO_EDGE = frozenset(
    [
        "che",
        "chi",
        "e",
        "o",
        "ma",
        "se",
        "non",
        "mi",
        "ti",
        "ci",
        "vi",
        "si",
        "ne",
        "lo",
        "la",
        "le",
        "gli",
        "li",
        "i",
        "il",
        "l",
        "un",
        "una",
        "uno",
        "quando",
        "come",
        "dove",
        "ho",
        "hai",
        "abbiamo",
        "avete",
        "cui",
    ]
)
"""Words that do not end a quotation: before a verb they belong to its clause (mi dice il medico, come afferma Berti)."""


def bare_edges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where a reporting clause may follow with no comma between: (end, begin) offsets.

    >>> list(bare_edges("Si chiude ha detto la sindaca.", 0, 30))
    [(9, 10)]
    >>> list(bare_edges("Chi mi dice la verità? Come afferma Berti, nessuno.", 0, 50))
    []
    """
    for edge in voice_signs().bare.finditer(text, start, end):
        before = edge.group("before")
        if before.lower() not in NO_EDGE and not before[0].isupper():
            yield edge.end() - 1, edge.end()


CLAUSE_EDGE = re.compile(r"[,?!…][ \u00a0]")


def clause_edges(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where, in a stretch of text, a reporting clause may follow words whose closing mark is missing: (end, begin) offsets.

    >>> list(clause_edges("Chiudiamo, ha detto la sindaca.", 0, 31))
    [(9, 11)]
    >>> list(clause_edges("Chiudiamo? chiede la sindaca.", 0, 29))
    [(10, 11)]
    """
    for edge in CLAUSE_EDGE.finditer(text, start, end):
        if opens_clause(text, edge.end()):
            yield (edge.start() if text[edge.start()] == "," else edge.start() + 1), edge.end()
