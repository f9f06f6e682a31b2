"""Annotation of texts that are not ours to commit: offsets alone, laid over the texts where these are there.

python tests/standoff.py cut GOLD.jsonl > STANDOFF.jsonl            # leave the texts and all their words out
python tests/standoff.py lay STANDOFF.jsonl TEXTS.jsonl > GOLD.jsonl   # put them in again

TEXTS.jsonl: objects with ``id`` and ``text``. A speaker is kept as the places of its words in the text ("Grasso e Boldrini" are two);
an article whose text is another than the one annotated is an error, as its offsets would mean nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

Record = dict[str, object]
WORDS = ("text", "cue", "mention")
"""What is read off the text again by its offsets."""

PARTS = ("quotes", "indirect")

ARTICLE = re.compile(r"^(?:(?:il|lo|la|i|gli|le|uno?|una)\s+|(?:l|un)['’]\s*)", re.IGNORECASE)
"""No measure asks for the article that a description begins with, and the text may have it inside a preposition."""


def digest(text: str) -> str:
    """What tells a text from any other."""
    return hashlib.sha256(text.strip().encode()).hexdigest()[:16]


def places(text: str, name: str) -> list[list[int]]:
    """Where the words of a name stand in the text, in as few stretches as will do. ValueError where one is not there.

    >>> places("Lia Neri e, più tardi, Ugo Bianchi", "Lia Neri e Ugo Bianchi")
    [[0, 10], [23, 34]]
    >>> places("Secondo fonti dell'ufficio", "l'ufficio")
    [[19, 26]]
    """
    found, rest = [], ARTICLE.sub("", name).split()
    while rest:
        for length in range(len(rest), 0, -1):
            pattern = r"(?<!\w)" + r"\s+".join(map(re.escape, rest[:length])) + r"(?!\w)"
            if (match := re.search(pattern, text) or re.search(pattern, text, re.IGNORECASE)) is not None:
                found.append(list(match.span()))
                rest = rest[length:]
                break
        else:
            raise ValueError(f"{rest[0]!r} of {name!r} is not in the text")
    return found


def cut(article: Mapping[str, object]) -> Record:
    """An article of gold without any of its words but the dictionary forms of cues."""
    text = str(article["text"])
    record: Record = {"id": article["id"], "digest": digest(text)}
    for part in PARTS:
        record[part] = [
            {key: value for key, value in row.items() if key not in WORDS}
            | {"speaker": places(text, str(row["speaker"])) if row["speaker"] else None}
            for row in rows_of(article, part)
        ]
    return record


def lay(record: Mapping[str, object], text: str) -> Record:
    """The article of gold that ``cut`` made the record from, speakers without their article. ValueError where the text is another."""
    if digest(text) != record["digest"]:
        raise ValueError(f"{record['id']}: the text is not the one that was annotated")
    article: Record = {"id": record["id"], "text": text}
    for part in PARTS:
        article[part] = [
            row
            | {"text": _between(text, row, ""), "speaker": _speaker(text, row["speaker"])}
            | {field: _between(text, row, f"{field}_") for field in ("cue", "mention")}
            for row in rows_of(record, part)
        ]
    return article


def _between(text: str, row: Record, prefix: str) -> str | None:
    start, end = row.get(f"{prefix}start"), row.get(f"{prefix}end")
    return text[start:end] if isinstance(start, int) and isinstance(end, int) else None


def _speaker(text: str, stretches: object) -> str | None:
    return " ".join(" ".join(text[a:b].split()) for a, b in stretches) if isinstance(stretches, list) else None


def rows_of(record: Mapping[str, object], part: str) -> list[Record]:
    """The rows of ``quotes`` or ``indirect``."""
    rows = record[part]
    if not isinstance(rows, list):
        raise ValueError(f"{record['id']}: {part} is no list")
    return rows


def lines(path: str) -> Iterator[Record]:
    """The objects of a JSONL file."""
    with Path(path).open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def main(command: str, *paths: str) -> None:
    if command == "cut":
        made = [cut(article) for article in lines(paths[0])]
    else:
        texts = {str(article["id"]): str(article["text"]) for article in lines(paths[1])}
        made = [lay(record, texts[str(record["id"])]) for record in lines(paths[0])]
    sys.stdout.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in made)


if __name__ == "__main__":
    if len(sys.argv) - 1 != {"cut": 2, "lay": 3}.get(sys.argv[1] if sys.argv[1:] else "", -1):
        sys.exit("usage: standoff.py cut GOLD.jsonl | lay STANDOFF.jsonl TEXTS.jsonl")
    main(*sys.argv[1:])
