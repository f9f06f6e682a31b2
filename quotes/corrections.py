"""What a reader corrected, kept as JSON lines beside the table: one decision a line, so that a person can read and delete them.

A correction is tied to the words it is about and to the characters around them, not to the number of a row: it holds when another
model finds other rows, when the numbers shift, and when the article is edited elsewhere.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal, get_args

from .records import How, Kind, Span, SpeakerType

log = logging.getLogger("quotes")

Action = Literal["correct", "reject", "add", "checked"]
"""Another value in a row; no quotation at all; a quotation that was missed; the whole article was read and is right."""
Value = str | bool | None
AROUND: Final = 40
"""Characters kept before and behind the words; they tell two equal passages of one article apart."""
PARTS: Final = ("quote", "mention", "cue")
"""Columns whose words stand in the text, each with columns for start and end."""
TERMS: Final[Mapping[str, tuple[str, ...]]] = {
    "kind": get_args(Kind),
    "how": get_args(How),
    "speaker_type": get_args(SpeakerType),
}
TRUTHS: Final = frozenset({"negated", "conditional", "nested", "closed"})
TEXTS: Final = frozenset({"quote", "speaker", "role", "addressee", "venue", "stance", "cue", "cue_lemma", "mention", "repair"})
NEEDED: Final = frozenset({"kind", "how", "quote", *TRUTHS})
"""Columns that a correction may set, by what they hold, and those that cannot be empty."""
DEFAULT_FILE: Final = "reports/corrections.jsonl"


class CorrectionError(ValueError):
    """A correction that cannot be made or read; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Words at a place of a text, with what stands around them."""

    start: int
    """Offset of the first character when the correction was made."""
    words: str
    """The characters themselves."""
    before: str = ""
    """The AROUND characters before them."""
    behind: str = ""
    """The AROUND characters behind them."""

    @classmethod
    def at(cls, text: str, span: Span) -> Anchor:
        """The anchor of ``span`` in ``text``."""
        return cls(span.start, span.of(text), text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND])

    @property
    def span(self) -> Span:
        """Where it stood when the correction was made."""
        return Span(self.start, self.start + len(self.words))

    def find(self, text: str) -> Span | None:
        """Where the words stand in ``text``; None where they are gone, or stand several times and nothing tells which is meant.

        >>> Anchor(1, "Sì", "«", "», ha detto").find("Oggi: «Sì», ha detto. «Sì»!")
        Span(start=7, end=9)
        """
        if self.span.of(text) == self.words and self._likeness(text, self.start) == len(self.before) + len(self.behind):
            return self.span
        places = list(_occurrences(text, self.words))
        if len(places) > 1:
            scores = [self._likeness(text, place) for place in places]
            best = max(scores)
            places = [place for place, score in zip(places, scores, strict=True) if score == best]
        if len(places) > 1 and self.start in places:
            places = [self.start]
        return Span(places[0], places[0] + len(self.words)) if len(places) == 1 else None

    def _likeness(self, text: str, start: int) -> int:
        """How many characters around ``start`` are those that stood around the words."""
        end = start + len(self.words)
        ahead = _common(self.behind, text[end : end + len(self.behind)])
        return ahead + _common(self.before[::-1], text[max(0, start - len(self.before)) : start][::-1])


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a reader about one place of one article."""

    action: Action
    """What was decided."""
    article: str
    """Id of the article."""
    text_hash: str
    """Hash of its text, see :func:`hash_of`: an article that was renamed is still known by it."""
    anchor: Anchor | None
    """The quotation as it stood in the table; None for "checked"."""
    set: Mapping[str, Value] = field(default_factory=dict)
    """Columns that the reader decided, with their values."""
    derived: Mapping[str, Value] = field(default_factory=dict)
    """Columns that follow from these: of another speaker the role, and so on."""
    row: Mapping[str, Value] = field(default_factory=dict)
    """The whole row as the reader left it, by which it is made again where a later analysis does not find it."""
    places: Mapping[str, Anchor] = field(default_factory=dict)
    """Where quote, mention and cue of that row stand."""
    made: str = ""
    """Time, ISO 8601."""
    version: str = ""
    """Version of quotes that the reader had before them."""
    note: str | None = None
    """A reader's remark."""

    def about(self) -> str:
        """What it decides, in a few words."""
        words = "" if self.anchor is None else f" «{_short(self.anchor.words)}»"
        values = ", ".join(
            f"{name}={'nobody' if value is None and name == 'speaker' else value}" for name, value in self.set.items()
        )
        return f"{self.action}{words}" + (f": {values}" if values and self.action != "reject" else "")


def hash_of(text: str) -> str:
    """The first 16 hexadecimal digits of a text's SHA-256."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def append(path: str | Path, correction: Correction) -> None:
    """Write ``correction`` at the end of the file, which is made where it is not there; OSError where that is impossible."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(_to_json(correction), ensure_ascii=False)
    with target.open("ab+") as file:
        size = file.seek(0, 2)
        if size:
            file.seek(size - 1)
            if file.read(1) != b"\n":  # a line that a person added without an end, or one cut short
                file.write(b"\n")
        file.write(line.encode() + b"\n")


def read(path: str | Path) -> list[tuple[int, Correction | CorrectionError]]:
    """The lines of a file with their numbers, from 1, in their order: corrections, and faults that say what to do.

    Raises CorrectionError for a file that cannot be read at all.
    """
    try:
        data = Path(path).read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        raise CorrectionError(f"{path}: the corrections cannot be read ({error.strerror or error})") from error
    found: list[tuple[int, Correction | CorrectionError]] = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            found.append((number, _from_json(json.loads(line))))
        except KeyError as error:
            found.append((number, CorrectionError(f"this is no correction ({error} is missing); mend or delete the line")))
        except ValueError as error:  # no JSON, no UTF-8, a CorrectionError
            found.append((number, CorrectionError(f"this is no correction ({error}); mend or delete the line")))
    return found


def check(name: str, value: object) -> Value:
    """``value`` as one that the column ``name`` may have; empty text is None. Raises CorrectionError.

    >>> check("speaker", " Anna Ferri "), check("role", "")
    ('Anna Ferri', None)
    """
    if name in TRUTHS:
        if isinstance(value, bool):
            return value
        raise CorrectionError(f"{name} is True or False, not {value!r}")
    if name not in TEXTS and name not in TERMS:
        raise CorrectionError(f"{name} cannot be corrected; what can: {', '.join(sorted({*TEXTS, *TERMS, *TRUTHS}))}")
    if value is not None and not isinstance(value, str):
        raise CorrectionError(f"{name} is a text, not {value!r}")
    text = value if value is None or name in PARTS else value.strip()
    if not text:
        if name in NEEDED:
            raise CorrectionError(f"{name} cannot be empty")
        return None
    if name in TERMS and text not in TERMS[name]:
        raise CorrectionError(f"{name} {text!r} is none of {', '.join(TERMS[name])}")
    return text


# ----------------------------------------------------------------------------------------------------------------- lines


def _to_json(correction: Correction) -> dict[str, object]:
    """What stands in the file; empty parts are left out."""
    whole: dict[str, object] = {
        "action": correction.action,
        "article": correction.article,
        "text_hash": correction.text_hash,
        "set": dict(correction.set),
        "at": None if correction.anchor is None else _anchor_json(correction.anchor),
        "derived": dict(correction.derived),
        "row": dict(correction.row),
        "places": {name: _anchor_json(place) for name, place in correction.places.items()},
        "made": correction.made,
        "version": correction.version,
        "note": correction.note,
    }
    return {name: value for name, value in whole.items() if value not in (None, {}, "")}


def _anchor_json(anchor: Anchor) -> dict[str, object]:
    return {"start": anchor.start, "words": anchor.words, "before": anchor.before, "behind": anchor.behind}


def _from_json(value: object) -> Correction:
    fields = _mapping(value)
    action = fields["action"]
    if action not in get_args(Action):
        raise CorrectionError(f"action {action!r} is none of {', '.join(get_args(Action))}")
    anchor = _anchor(fields["at"]) if "at" in fields else None
    if anchor is None and action != "checked":
        raise CorrectionError("'at' is missing")
    note = fields.get("note")
    return Correction(
        action=action,  # type: ignore[arg-type]  # checked just above
        article=_text(fields["article"]),
        text_hash=_text(fields.get("text_hash", "")),
        anchor=anchor,
        set=_values(fields.get("set", {})),
        derived=_values(fields.get("derived", {})),
        row=_values(fields.get("row", {})),
        places={_part(name): _anchor(place) for name, place in _mapping(fields.get("places", {})).items()},
        made=_text(fields.get("made", "")),
        version=_text(fields.get("version", "")),
        note=None if note is None else _text(note),
    )


def _anchor(value: object) -> Anchor:
    fields = _mapping(value)
    start = fields["start"]
    words = _text(fields["words"])
    if not isinstance(start, int) or isinstance(start, bool) or start < 0 or not words:
        raise CorrectionError("a place needs its start, from 0, and its words")
    return Anchor(start, words, _text(fields.get("before", "")), _text(fields.get("behind", "")))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise CorrectionError("a JSON object is expected")
    return {str(key): inner for key, inner in value.items()}


def _values(value: object) -> dict[str, Value]:
    return {name: check(name, inner) for name, inner in _mapping(value).items()}


def _part(name: str) -> str:
    if name not in PARTS:
        raise CorrectionError(f"place {name!r} is none of {', '.join(PARTS)}")
    return name


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise CorrectionError(f"{value!r} stands where a text is expected")
    return value


# ----------------------------------------------------------------------------------------------------------------- words


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _common(a: Iterable[str], b: Iterable[str]) -> int:
    """How many characters two strings share from their beginning."""
    count = 0
    for one, other in zip(a, b, strict=False):
        if one != other:
            break
        count += 1
    return count


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= AROUND else line[: AROUND - 1].rstrip() + "…"
