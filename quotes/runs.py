"""Runs of capitalised words: where a text may have a name, and the words that names consist of."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .context import Context
from .records import Span
from .surnames import SURNAME, surnames
from .words import names_behind, words

CAPITAL = r"(?:[DO]['’]|d['’]|(?:a[ldnrsz]|el|ul)-)?[A-ZÀ-ÖØ-ÞĀ-Ž][\w]*(?:[-’'](?=[A-Z])[\w]+|-\w+)*"
BEHIND = "|".join(f"{particle}(?=[ \u00a0](?:{'|'.join(sorted(names))})\\b)" for particle, names in names_behind().items())
""" "Abu Bakr al Baghdadi", "Luca Cordero di Montezemolo": particles that are prepositions too, before the names that they are part of."""
PARTICLE = rf"(?:{BEHIND}|de[ \u00a0](?:la|las|los)|de|von|van|der|den|bin|ben|du|dos|des|das|ter|ten|zu|abu|ibn|for|of|the|and|und|für|y|et|sans|pour)"
INITIALS = r"(?:(?<=[a-zà-ù,] )(?<!\bsu )(?:[A-Z]\.[ \u00a0]?){1,3})?"
"""Before a name, inside a sentence: "il deputato A. Donald Neri", not the letter of an interview's line ("D. Lei ...")."""
SEQUENCE = re.compile(
    rf"(?<![\w’']){INITIALS}{CAPITAL}(?:[ \u00a0](?:{PARTICLE}[ \u00a0])*{CAPITAL}(?:(?<=[ ][A-Z])\.)?)*|(?<=[’']){CAPITAL}(?:[ \u00a0](?:{PARTICLE}[ \u00a0])*{CAPITAL})*"
)
USER = re.compile(
    r"(?<![\w/@.])(?:/?u/[\w-]+|@\w(?:[\w.]*\w)?)|(?<=\butente\s)\w*[a-z]\w*[\d_]\w*|(?<=\butente\s[«“\"'])\w+(?=[»”\"'])"
)
""" "l'utente u/neve88", "@lucaferri", "l'utente neve88": the names of users, whatever they are written with."""
OPENERS = words("prepositions", "openers", "days", "months")
HONORIFICS = words("honorifics")
AGE = re.compile(
    r"(?:\d{1,2}|(?:un|do|tre|quattor|quin|se)dic|dici(?:assett|ott|annov)|vent|trent|quarant|cinquant|sessant|settant|ottant|novant)\w*enne",
    re.I,
)


NAME_TOKEN = re.compile(r"[^\W_]+")


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """Without accents and case.

    >>> fold("Škoda")
    'skoda'
    """
    return unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower() or word.lower()


def name_tokens(name: str) -> list[str]:
    """The words of a name, particles included.

    >>> name_tokens("Ursula von der Leyen")
    ['Ursula', 'von', 'der', 'Leyen']
    """
    return NAME_TOKEN.findall(name)


@lru_cache(maxsize=16_384)
def folded(name: str) -> tuple[str, ...]:
    """The words of a name, each folded.

    >>> folded("Josef Škoda")
    ('josef', 'skoda')
    """
    return tuple(fold(word) for word in NAME_TOKEN.findall(name))


@dataclass(frozen=True, slots=True)
class Sequence:
    """One run of capitalised words."""

    span: Span
    text: str
    initial: bool
    """It begins a sentence, so that its first capital proves nothing."""


def sequences(context: Context) -> Iterator[Sequence]:
    """The capitalised runs of the text, without the function words that a sentence begins with."""
    text = context.text
    inside = _inside_sentences(text)
    fused = {span.start for span in surnames(text, context.lexicon.names)} if SURNAME.search(text) else frozenset[int]()
    users_named = "@" in text or "u/" in text or "utente" in text
    for paragraph in context.paragraphs:
        found = USER.finditer(text, paragraph.start, paragraph.end) if users_named else ()
        users = [m for m in found if not m.group().isdigit()]
        yield from (Sequence(Span(*m.span()), m.group(), False) for m in users)
        for match in SEQUENCE.finditer(text, paragraph.start, paragraph.end):
            if any(user.start() < match.end() and match.start() < user.end() for user in users):
                continue
            start, end = match.span()
            initial = _begins_sentence(text, paragraph.start, start)
            while start not in fused:
                first = re.match(r"([^\W_]+)['’\s.]*", text[start:end])
                if first is None or (fold(first.group(1)) not in OPENERS and first.group(1).lower() not in OPENERS):
                    break
                if (
                    first.group(1) in {"La", "Lo", "Di", "De", "Del", "Della", "Da", "Dal"}
                    and not initial
                    and start > match.start()
                ):
                    break
                start += first.end()
                if start >= end:
                    break
            if initial and start == match.start() and start not in fused:
                start = _behind_openers(context, inside, start, end)
            if start < end:
                yield Sequence(Span(start, end), text[start:end], initial and start == match.start())


NAMELESS = frozenset({"SCONJ", "ADP", "DET", "ADV", "CCONJ", "PRON", "AUX", "VERB", "INTJ", "NUM", "ADJ"})


BEGINNING = re.compile(r"\w+")


def _inside_sentences(text: str) -> dict[str, list[int]]:
    """Where each word stands behind another word or a comma, so that its capital, if it has one, is its own."""
    places: dict[str, list[int]] = {}
    for match in re.finditer(r"(?<=[\w,] )\w+", text):
        places.setdefault(match.group(), []).append(match.start())
    return places


def _stands_inside(text: str, inside: dict[str, list[int]], form: str) -> bool:
    """Whether a form, which may hold apostrophes and hyphens ("Nord-Est"), stands whole inside a sentence."""
    first = BEGINNING.match(form)
    if first is None:
        return False
    if first.end() == len(form):
        return form in inside
    whole = re.compile(re.escape(form) + r"\b")
    return any(whole.match(text, place) for place in inside.get(first.group(), ()))


def _behind_openers(context: Context, inside: dict[str, list[int]], start: int, end: int) -> int:
    """Where a run that begins a sentence goes on behind words that are no names ("Sebbene Ri" begins at "Ri")."""
    for place in context.words(Span(start, end)):
        word = place.word
        form = context.text[word.start : word.end]
        if (
            word.upos not in NAMELESS
            or _stands_inside(context.text, inside, form)
            or word.text in context.lexicon.names
            or form in context.lexicon.names
        ):
            return max(start, word.start)
    return end


def _begins_sentence(text: str, floor: int, offset: int) -> bool:
    before = text[floor:offset].rstrip(" \u00a0\t\n«“\"'‘’„(–—-")
    return not before or before[-1] in ".!?:;…"
