"""Write the gold of markup/ as JSON lines, or check that what is written is what the markup says.

    python data/gold/convert.py           # data/gold/<name>.jsonl from data/gold/markup/<name>.txt
    python data/gold/convert.py --check   # exit status 1 and the names of files that differ

Offsets are never typed: in the text ``{`` and ``}`` stand around a quotation (marks outside), ``[`` and ``]`` around a
statement reported without marks, and the lines under ``---`` say in the order of the opening brackets what they are.
GUIDE.md explains both. Cue and mention are words of the text: the occurrence nearest to the quotation is meant.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
KINDS = {"s": "speech", "c": "scare", "t": "title", "i": "indirect"}
HOWS = {"e": "explicit", "p": "pronoun", "d": "dropped", "i": "implied", "n": "none"}
FIELDS = ("speaker", "how", "cue_lemma", "cue", "mention")
CLOSES = {"}": "{", "]": "["}

Row = dict[str, object]


class Fault(ValueError):
    """Something in the markup that cannot be right; the message names article and line."""


def brackets(marked: str) -> tuple[str, list[tuple[str, int, int, bool]]]:
    """The text without brackets, and (bracket, start, end, inside a quotation) in the order of the opening brackets."""
    text: list[str] = []
    spans: list[tuple[str, int, int, bool]] = []
    waiting: list[int] = []
    for character in marked:
        if character in "{[":
            inside = character == "{" and any(spans[i][0] == "{" for i in waiting)
            spans.append((character, len(text), -1, inside))
            waiting.append(len(spans) - 1)
        elif character in CLOSES:
            if not waiting or spans[waiting[-1]][0] != CLOSES[character]:
                raise Fault(f"a {character} closes nothing, after: {''.join(text)[-40:]!r}")
            bracket, start, _, inside = spans[waiting[-1]]
            spans[waiting.pop()] = (bracket, start, len(text), inside)
        else:
            text.append(character)
    if waiting:
        start = spans[waiting[-1]][1]
        raise Fault(f"never closed: {''.join(text)[start : start + 40]!r}")
    return "".join(text), spans


def occurrences(text: str, words: str) -> Iterator[tuple[int, int]]:
    """Where ``words`` stand as whole words, a line break counting as a blank."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    left = r"(?<!\w)" if words[0].isalnum() else ""
    right = r"(?!\w)" if words[-1].isalnum() else ""
    return (found.span() for found in re.finditer(left + pattern + right, text))


def nearest(text: str, words: str, span: tuple[int, int], *, inset: bool = False) -> tuple[int, int]:
    """The occurrence of ``words`` nearest to ``span``; inside it only as an inset (after a dash or comma), or as the last resort."""

    def distance(found: tuple[int, int]) -> float:
        if found[1] <= span[0]:
            return span[0] - found[1]
        if found[0] >= span[1]:
            return found[0] - span[1]
        return 0 if text[: found[0]].rstrip()[-1:] in {"-", "–", "—", ","} else len(text)

    whole = [f for f in occurrences(text, words) if inset and span[0] <= f[0] and f[1] <= span[1]]
    found = whole or sorted(occurrences(text, words), key=distance)
    if not found:
        raise Fault(f"not in the text: {words!r}")
    return found[0]


def place(text: str, row: Row, span: tuple[int, int]) -> None:
    """Add start and end of cue and mention to ``row``: the cue nearest to the span, the mention nearest to the cue."""
    anchor = span
    for field in ("cue", "mention"):
        words = row[field]
        start, end = nearest(text, str(words), anchor, inset=field == "mention") if words else (None, None)
        row[field] = text[start:end] if words else None
        row[f"{field}_start"], row[f"{field}_end"] = start, end
        if field == "cue" and start is not None and end is not None:
            anchor = (start, end)


def annotated(text: str, bracket: tuple[str, int, int, bool], line: str, groups: list[int]) -> Row:
    """One annotation line with the place of its bracket. ``groups``: numbers given so far, one is added for a quotation."""
    code, *cells = (cell.strip() for cell in line.split("|"))
    kind = KINDS.get(code[:1])
    if kind is None or (kind == "indirect") != (bracket[0] == "["):
        raise Fault(f"{line!r} does not fit {bracket[0]} before {text[bracket[1] : bracket[1] + 40]!r}")
    if kind in {"scare", "title"}:
        cells = ["", "n", "", "", ""]
    if len(cells) != len(FIELDS) or cells[1] not in HOWS:
        raise Fault(f"{line!r} is not: kind | speaker | how | lemma | cue | mention")
    values: Row = {field: cell or None for field, cell in zip(FIELDS, cells, strict=True)}
    values["how"] = HOWS[cells[1]]
    if bool(values["cue"]) != bool(values["cue_lemma"]):
        raise Fault(f"{line!r} has a cue without lemma, or a lemma without cue")
    _, start, end, nested = bracket
    row: Row = {"start": start, "end": end, "text": text[start:end]}
    if kind != "indirect":
        groups.append(groups[-1] if "+" in code else max(groups, default=0) + 1)
        row |= {"closed": "!" not in code, "kind": kind}
    row |= {field: values[field] for field in ("speaker", "how", "cue_lemma")}
    if kind != "indirect":
        row |= {"group": groups[-1], "nested": nested, "negated": "~" in code}
    row |= {field: values[field] for field in ("cue", "mention")}
    place(text, row, (start, end))
    return row


def article(block: str) -> Row:
    """One article of a markup file: ``id``, line break, marked text, ``---``, annotation lines."""
    name, _, rest = block.partition("\n")
    marked, _, lines = rest.partition("\n---\n")
    try:
        text, spans = brackets(marked.strip("\n") + "\n")
        annotations = [line for line in lines.splitlines() if line.strip()]
        if len(annotations) != len(spans):
            raise Fault(f"{len(spans)} opening brackets, but {len(annotations)} lines")
        groups: list[int] = []
        rows = [annotated(text, span, line, groups) for span, line in zip(spans, annotations, strict=True)]
    except Fault as fault:
        raise Fault(f"{name.strip()}: {fault}") from None
    return {
        "id": name.strip(),
        "text": text,
        "quotes": [row for row in rows if "kind" in row],
        "indirect": [row for row in rows if "kind" not in row],
    }


def converted(markup: str) -> str:
    """The JSON lines of one markup file."""
    blocks = re.split(r"^### ", markup, flags=re.M)[1:]
    return "".join(json.dumps(article(block), ensure_ascii=False) + "\n" for block in blocks)


def main(arguments: list[str]) -> int:
    """Write or check all files; the exit status."""
    stale = []
    for source in sorted((HERE / "markup").glob("*.txt")):
        target = HERE / f"{source.stem}.jsonl"
        lines = converted(source.read_text(encoding="utf-8"))
        if not target.exists() or target.read_text(encoding="utf-8") != lines:
            stale.append(target.name)
            if "--check" not in arguments:
                target.write_text(lines, encoding="utf-8")
    if stale:
        sys.stdout.write(f"{'differs' if '--check' in arguments else 'written'}: {', '.join(stale)}\n")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
