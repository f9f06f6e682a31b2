"""Two names side by side in one run of capitals: "dell'Onu Ban Ki-moon", "alla Casa Bianca Neri", "su X Neri"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .context import Context
from .eligible import BODIES_BEFORE
from .persons import ACRONYM, BYSTANDERS, FIRM_WORDS, is_firm
from .realms import names_realm, tables_of
from .records import Span
from .runs import HONORIFICS, Sequence, fold, name_tokens
from .words import words


def parted(context: Context, runs: Iterable[Sequence]) -> list[Sequence]:
    """The runs of a text, each of one name; role nouns and titles before a name are left out."""
    single = [part for run in runs for part in _split(context, run) if " " in part.text or not titled(context, part.text)]
    alone = {run.text for run in single}
    longer: dict[str, set[str]] = {}
    for text in alone:
        for end in {text.split()[0], text.split()[-1]}:
            longer.setdefault(end, set()).add(text)
    return [part for run in single for part in _side_by_side(context, run, alone, longer)]


def titled(context: Context, word: str) -> bool:
    """ "Presidente Grasso": a role noun with a capital is no part of the name."""
    role = context.lexicon.roles.get(word.lower())
    return role is not None and role.type == "person" and word not in context.lexicon.names


def _split(context: Context, run: Sequence) -> Iterator[Sequence]:
    """ "della NATO Mark Rutte": a run that holds a first name behind other words is two names."""
    parts = [(m.start(), m.group()) for m in re.finditer(r"[^\s]+", run.text)]
    names = context.lexicon.names
    if len(parts) < 2:
        yield run
        return
    first, second = parts[0][1], parts[1][0]
    if run.text.isupper() and (behind := [b for (_, a), (b, _) in pairwise(parts) if a in {"A", "AD", "AL", "CON", "DI"}]):
        # "INTERVISTA A BRUNO NERI"
        yield _from(run, behind[-1])
        return
    prized = len(parts) > 2 and PRIZE.search(context.text, max(0, run.span.start - 8), run.span.start) is not None
    if fold(first.rstrip(".")) in HONORIFICS or titled(context, first) or prized:
        yield _from(run, second)
        return
    cut = _behind_known(context, run, parts)
    if cut is not None:
        pass
    elif len(parts) > 2 and ACRONYM.fullmatch(first) and not ACRONYM.fullmatch(parts[1][1]):
        cut = second
    elif first not in names and not titled(context, first):
        inside = _body_end(parts)  # "alla Casa Bianca Neri": no Bianca Neri
        found = (at for (_, word), (at, name) in pairwise(parts[:-1]) if name in names and word not in SAINTS)
        cut = next((at for at in found if at >= inside), None)
    elif (before := context.text[max(0, run.span.start - 40) : run.span.start]) and _heads(context, before):
        cut = next((at for at, name in parts[1:-1] if _begins_another(context, run.text[:at].split(), name)), None)
    yield from _cut(run, cut) if cut is not None else (run,)


def _begins_another(context: Context, left: list[str], name: str) -> bool:
    """ "Aurora Energia Luca Neri", "Aurora Luca Neri": a first name behind one that is a firm's, or that no one has together with it."""
    given, other = context.lexicon.names.get(left[0]), context.lexicon.names.get(name)
    apart = {given, other} == {"m", "f"} and name not in SECOND_OF_BOTH
    return other is not None and (is_firm(left) or apart)


SECOND_OF_BOTH = frozenset({"Maria", "Marie", "Mary"})
""" "Carlo Maria Neri"."""


def _from(run: Sequence, start: int) -> Sequence:
    return Sequence(Span(run.span.start + start, run.span.end), run.text[start:], False)


def _cut(run: Sequence, at: int) -> Iterator[Sequence]:
    left = run.text[:at].rstrip()
    yield Sequence(Span(run.span.start, run.span.start + len(left)), left, run.initial)
    yield _from(run, at)


def _behind_known(context: Context, run: Sequence, parts: list[tuple[int, str]]) -> int | None:
    """ "Casa Bianca Luca Neri", "Euronews Amra Delić", "(su) X Neri": where a name begins behind one that everybody knows."""
    if (end := _body_end(parts[:-1])) > 0:
        return end
    folded = [fold(word) for _, word in parts]
    before = context.text[max(0, run.span.start - 40) : run.span.start]
    for length in range(min(3, len(parts) - 1), 0, -1):
        end = parts[length][0]
        known = run.text[:end].rstrip()
        if WITH_SMALL_WORDS.search(f"{before}{known}") is not None:
            return end  # "il presidente della Corea del Sud Moon Jae-in"
        if ON.search(before) and "_".join(folded[:length]) in PLATFORMS:
            return end
        left = len(parts) - length
        given = [word in context.lexicon.names for _, word in parts]
        if left > 1 and _is_realm(context, known) and _heads(context, before) and not is_firm(name_tokens(run.text)):
            if given[length] or not (given[0] or any(given[length:-1])):  # "Italia Riformista Ada Neri" begins at "Ada"
                return end
    return parts[1][0] if len(parts) > 2 and folded[0] in MEDIA and folded[1] not in FIRM_WORDS else None


def _body_end(parts: list[tuple[int, str]]) -> int:
    """Where the name of a body that a run begins with is over; 0 where there is none."""
    for length in range(min(4, len(parts) - 1), 1, -1):
        if "_".join(fold(word) for _, word in parts[:length]) in BODIES_BEFORE:
            return parts[length][0]
    return 0


def _is_realm(context: Context, name: str) -> bool:
    return name in context.lexicon.places or names_realm(name)


def _heads(context: Context, before: str) -> bool:
    """Whether an office stands before what a name may be over: "il presidente dell'", not "il figlio di"."""
    match = OFFICE_OF.search(before)
    nouns = match.group("words").split() if match is not None else []
    roles = [(noun, context.lexicon.roles.get(noun.lower())) for noun in nouns]
    return any(role is not None and role.type == "person" and role.lemma not in BYSTANDERS for _, role in roles)


def _side_by_side(context: Context, run: Sequence, alone: set[str], longer: dict[str, set[str]]) -> Iterator[Sequence]:
    """ "alle Nazioni Unite Trump", "al New York Times Neri": behind a body, a paper or a name that the text has alone one that it has
    elsewhere, if only at the end of a longer one."""
    first = run.text.split()[0]
    for cut in (m.start() for m in re.finditer(r"(?<=\s)\S", run.text)):
        left, right = run.text[:cut].rstrip(), run.text[cut:]
        others = longer.get(right.split()[-1], set()) - {run.text}
        elsewhere = right in alone or any(text.endswith(f" {right}") or text.startswith(f"{right} ") for text in others)
        if not elsewhere or first in context.lexicon.names or fold(right.split()[0]) in FIRM_WORDS | OUTLETS:
            continue
        known = left in context.lexicon.places or tables_of(left) or _is_outlet(left)
        governed = GOVERNED.search(context.text, max(0, run.span.start - 8), run.span.start) is not None
        if (
            (left in alone and (" " in left or governed))
            or (known and governed)
            or "_".join(map(fold, left.split())) in BODIES_BEFORE
        ):
            yield from _cut(run, cut)
            return
    yield run


def _is_outlet(name: str) -> bool:
    """Whether a name is that of a paper or a channel: "Sky Sport", "New York Times"."""
    folded = [fold(word) for word in name.split()]
    return folded[0] in OUTLETS or folded[-1] in OUTLETS


MEDIA = words("media")
OUTLETS = words("media", "outlets")
PLATFORMS = words("platforms") | {"truth_social"}
SAINTS = frozenset({"San", "Santa", "Santo", "Sant", "Santi", "St", "Saint", "Abu", "Ibn", "Umm", "Ben", "Bin", "Abd"})
GOVERNED = re.compile(rf"(?:\b(?:{'|'.join(sorted(words('prepositions') | {'ad'}))})\s|['’])$", re.I)
PRIZE = re.compile(r"\bpremi[oe]\s$", re.I)
""" "l'attore premio Oscar Luca Neri"."""
ON = re.compile(r"\b(?:su|via)\s$", re.I)
OFFICE_OF = re.compile(r"(?P<words>(?:[\w-]+\s){1,4})(?:(?:di|del|dello|della|dei|degli|delle)\s|d['’]|dell['’])$", re.I)
WITH_SMALL_WORDS = re.compile(
    rf"\b(?:{'|'.join(name.replace('_', ' ').replace(chr(39), '[’' + chr(39) + ']') for name in sorted(words('names_with_small_words')))})$",
    re.I,
)
""" "Corea del Sud", "Corriere della Sera": names that end in a word of the run behind them."""
