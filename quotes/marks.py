"""The quotation marks of a text, each with what it costs to read it as an opening, a closing, or no quotation mark.

The marks and their roles are data, ``lexicon/marks.toml``. A cost is a logarithm of odds: 0 is what one expects, 3 one case
in twenty. Nothing is decided here; ``spans`` takes the readings that are cheapest together.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, NamedTuple

Side = Literal["space", "edge", "open", "word", "digit", "point", "mark"]
NEVER = 1000.0
"""The cost of a reading that is impossible."""
AGAINST = 5.0
"""Cost of a straight mark read against clear neighbours (`il" no`): none of the 554 gold spans with both marks needs it, but typists do err."""
NEVER_OPENS = 9.0
"""Cost of opening between a word and a point (`basta".`): no typist sets a mark there to open, so that two lost openings are likelier."""
WRONG_FORM = {"guillemet": 4.5, "curly": 3.0, "pair": 3.0, "single": 4.0, "angle": 4.0}
"""Cost of an opening form that closes, or the reverse: »così«, „così“, ”così”. 1 of 554 gold spans with both marks."""
OPENERS = "([{¿¡/#@<"
DASHES = "-–—―"


class Shape(NamedTuple):
    """A sign that can be a quotation mark."""

    glyph: str
    family: str
    role: str
    skip: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One sign in the text. Signs that cannot be quotation marks where they stand (dell'arte) are no Mark."""

    start: int
    end: int
    family: str
    open: float
    """Cost of reading it as an opening."""
    close: float
    """Cost of reading it as a closing."""
    skip: float
    """Cost of reading it as no quotation mark; NEVER where it always is one."""
    inverted: bool
    """Whether the form says the other role than the cheaper reading: an opening form used to close, or the reverse."""


class Words(NamedTuple):
    """What distinguishes apostrophes."""

    cut: frozenset[str]
    accented: frozenset[str]
    endings: tuple[str, ...]
    beheaded: frozenset[str]


class Inventory(NamedTuple):
    """``lexicon/marks.toml``, read once."""

    shapes: Mapping[str, Shape]
    mismatch: Mapping[tuple[str, str], float]
    words: Words
    pattern: re.Pattern[str]


def _shape(glyph: str, entry: Mapping[str, object]) -> Shape:
    role, family, skip = entry.get("role"), entry.get("family"), entry.get("skip", NEVER)
    if role not in ("open", "close", "either") or not isinstance(family, str) or not isinstance(skip, float):
        raise ValueError(f"lexicon/marks.toml: [marks] {glyph!r}: family, role (open, close, either) or skip is wrong")
    return Shape(glyph, family, str(role), skip)


@cache
def inventory() -> Inventory:
    """The marks, read once. ValueError where the file has a fault."""
    data = tomllib.loads(files("quotes").joinpath("lexicon/marks.toml").read_text(encoding="utf-8"))
    shapes = {glyph: _shape(glyph, entry) for glyph, entry in data["marks"].items()}
    apostrophe = data["apostrophe"]
    longest = sorted(shapes, key=len, reverse=True)
    return Inventory(
        shapes=MappingProxyType(shapes),
        mismatch=MappingProxyType({(a, b): float(cost) for a, row in data["mismatch"].items() for b, cost in row.items()}),
        words=Words(
            frozenset(apostrophe["cut"]),
            frozenset(apostrophe["accented"]),
            tuple(apostrophe["accented_endings"]),
            frozenset(apostrophe["beheaded"]),
        ),
        pattern=re.compile("|".join(re.escape(glyph) for glyph in longest)),
    )


def mismatch(opened: str, closed: str) -> float:
    """What it costs that a mark of one family is closed by one of another.

    >>> mismatch("curly", "curly"), mismatch("single", "guillemet") == NEVER
    (0.0, True)
    """
    return 0.0 if opened == closed else inventory().mismatch.get((opened, closed), NEVER)


def find_marks(text: str) -> list[Mark]:
    """All signs of the text that can be quotation marks, in text order; apostrophes inside words are left out.

    >>> [text for text in ("l'arte", "un po' così") if any(m.close < 1 for m in find_marks(text))]
    []
    >>> [(m.open, m.close) for m in find_marks('Disse: "basta".')]
    [(0.0, 5.0), (9.0, 0.0)]
    """
    found = []
    hits = [(m.start(), m.end()) for m in inventory().pattern.finditer(text)]
    lefts, rights = _outer_neighbours(text, hits)
    for (start, end), left, right in zip(hits, lefts, rights, strict=True):
        shape = inventory().shapes[text[start:end]]
        if shape.family == "single":
            mark = _single(text, start, shape, left, right)
        elif shape.role == "either":
            mark = _either(text, start, end, shape, left, right)
        else:
            mark = _oriented(text, start, end, shape, left, right)
        if mark is not None:
            found.append(mark)
    return found


def _outer_neighbours(text: str, hits: list[tuple[int, int]]) -> tuple[list[int], list[int]]:
    """For each sign the offsets of the last character before and the first behind the run of signs that it stands in."""
    lefts: list[int] = []
    for i, (start, _) in enumerate(hits):
        lefts.append(lefts[-1] if i and hits[i - 1][1] == start else start - 1)
    rights: list[int] = []
    for i in range(len(hits) - 1, -1, -1):
        end = hits[i][1]
        rights.append(rights[-1] if i + 1 < len(hits) and hits[i + 1][0] == end else end)
    return lefts, rights[::-1]


def _side(text: str, at: int) -> Side:
    """What kind of character stands at an offset; behind either end of the text, and at a line's, an edge."""
    if not 0 <= at < len(text):
        return "edge"
    char = text[at]
    if char in "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029":
        return "edge"
    if char.isspace() or char in "\u200b\ufeff\u2060":
        return "space"
    if char.isdigit():
        return "digit"
    if char.isalpha() or char in "_€$£&" or ord(char) > 0x2190:
        return "word"
    return "open" if char in OPENERS else "point"


def _leans(text: str, left_at: int, right_at: int) -> tuple[float, float]:
    """Cost of opening and of closing at a mark of no fixed form, by the characters around it.

    >>> _leans('ha detto " basta', 8, 10), _leans('ha detto "basta', 8, 10)
    ((1.0, 1.0), (0.0, 5.0))
    """
    left, right = _side(text, left_at), _side(text, right_at)
    blank_left, blank_right = left in ("space", "edge"), right in ("space", "edge")
    wordy_right = right in ("word", "digit", "open")
    if right == "point" and (text.startswith(("...", "…", ".."), right_at) or text[right_at] in "-–—+*°¡"):
        wordy_right = blank_left  # "...e poi" opens, testo"... closes
    dash_left = left == "point" and text[left_at] in DASHES
    if wordy_right and (blank_left or left == "open" or dash_left):
        return 0.0, AGAINST
    if blank_left and blank_right:
        return _lean_between_blanks(left, right)
    if blank_left:  # a point behind: « così » , with tokens apart
        return 4.5, 0.3
    if blank_right:
        if left == "open":
            return 1.0, 4.0
        if dash_left:
            return 2.0, 1.0
        return AGAINST, 0.0
    if wordy_right:
        if left in ("word", "digit"):
            return (AGAINST, 0.3) if right == "open" else (1.5, 2.0)
        return (0.3, 3.0) if text[left_at] in ":,;" else (1.0, 1.7)
    if left == "open":
        return 0.5, 3.0
    return NEVER_OPENS if left in ("word", "digit") and right == "point" else AGAINST, 0.0


def _lean_between_blanks(left: Side, right: Side) -> tuple[float, float]:
    if left == "edge" and right != "edge":
        return 0.7, 4.0
    if right == "edge" and left != "edge":
        return 4.0, 0.7
    return 1.0, 1.0


def _either(text: str, start: int, end: int, shape: Shape, left: int, right: int) -> Mark:
    opening, closing = _leans(text, left, right)
    return Mark(start, end, shape.family, opening, closing, min(shape.skip, _inches(text, start, end)), inverted=False)


HUNDREDTHS = re.compile(r"\d ?[\"″]\d")
SECONDS_BEFORE = re.compile(r"(?<![\d.,])\d{1,2}(?:[.,]\d{1,2})? ?$")
INCHES_BEFORE = re.compile(r"\d[’'′] ?\d{1,2}(?:[.,]\d)?$")


def _inches(text: str, start: int, end: int) -> float:
    """Cost of reading a straight mark as inches or seconds: 27", 5'10", 1'39"32."""
    if HUNDREDTHS.search(text[max(0, start - 2) : end + 1]):
        return 0.0
    if not SECONDS_BEFORE.search(text[max(0, start - 7) : start]):
        return NEVER
    if _side(text, end) in ("word", "digit"):
        return 3.5
    return 0.0 if INCHES_BEFORE.search(text[max(0, start - 9) : start]) else 2.5


def _oriented(text: str, start: int, end: int, shape: Shape, left: int, right: int) -> Mark:
    """A mark whose form tells its role; clear neighbours can say the contrary (»così«, „così“)."""
    opening, closing = _leans(text, left, right)
    wrong = WRONG_FORM[shape.family]
    contrary = closing == 0 and opening >= AGAINST if shape.role == "open" else opening == 0 and closing >= AGAINST
    agrees = opening < closing if shape.role == "open" else closing < opening
    natural, other = (1.5, wrong - 1.5) if contrary else (0.0, wrong + (AGAINST if agrees else 0.0))
    skip = shape.skip
    if skip < NEVER and (_side(text, left) in ("space", "edge") and _side(text, right) in ("space", "edge")):
        skip = 0.3  # an arrow or a trail: Home › Notizie, >> leggi
    if skip < NEVER and shape.role == "close" and _side(text, left) == "edge":
        skip = 0.2  # a mail's quotation: >> testo
    if shape.role == "open":
        return Mark(start, end, shape.family, natural, other, skip, inverted=contrary)
    return Mark(start, end, shape.family, other, natural, skip, inverted=contrary)


def _single(text: str, start: int, shape: Shape, left: int, right: int) -> Mark | None:
    """A single mark, which is mostly an apostrophe; None where it stands inside a word."""
    before, behind = _side(text, left), _side(text, right)
    if before in ("word", "digit") and behind in ("word", "digit"):
        return None
    if shape.glyph in "‚‛":
        return Mark(start, start + 1, shape.family, 0.3, NEVER, shape.skip, inverted=False)
    opening, closing = _leans(text, left, right)
    if opening < closing:
        skip = 0.0 if _is_beheaded(text, right) else 2.5 if shape.glyph != "‘" else shape.skip
        if shape.glyph == "’":
            opening += 1.5
        return Mark(start, start + 1, shape.family, opening + 1.0, NEVER, skip, inverted=shape.glyph == "’")
    if opening == closing:
        return Mark(start, start + 1, shape.family, 3.0, 3.0, 1.0, inverted=False)
    listed = before == "digit" or _is_truncated(text, left)
    close = closing + (1.0 if listed else 0.0) + (WRONG_FORM["single"] if shape.glyph == "‘" else 0.0)
    return Mark(start, start + 1, shape.family, NEVER, close, 0.0 if listed else 0.8, inverted=False)


WORD_BEHIND = re.compile(r"[^\W_]{1,20}")
WORD_BEFORE = re.compile(r"[^\W\d_]{1,24}$")


def _is_beheaded(text: str, at: int) -> bool:
    """Whether a word begins here that has lost its head: '80, 'ndrangheta.

    >>> _is_beheaded("gli anni '80", 10), _is_beheaded("dice 'basta'", 6)
    (True, False)
    """
    found = WORD_BEHIND.match(text, at)
    if found is None:
        return False
    word = found.group().lower()
    return (word[0].isdigit() and len(word) <= 3) or word in inventory().words.beheaded


def _is_truncated(text: str, at: int) -> bool:
    """Whether the word that ends here is one that ends in an apostrophe: po', citta', l'.

    >>> [_is_truncated(w, len(w) - 1) for w in ("un po", "la citta", "piu", "basta")]
    [True, True, True, False]
    """
    found = WORD_BEFORE.search(text, max(0, at - 24), at + 1)
    if found is None:
        return False
    word, words = found.group().lower(), inventory().words
    return word in words.cut or word in words.accented or word.endswith(words.endings)
