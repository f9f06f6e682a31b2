"""Annotation of texts that are not ours to commit: offsets alone, laid over the texts where these are there.

python tests/standoff.py cut GOLD.jsonl TEXTS > STANDOFF.jsonl   # leave the texts and all their words out
python tests/standoff.py lay STANDOFF.jsonl TEXTS > GOLD.jsonl   # put them in again

TEXTS: a JSONL file of objects with ``id`` and ``text``, or a folder of treebanks (CoNLL-U): there an article is a run of sentences, one
a line, and its record names the first and how many. A speaker is kept as the places of its words in the text ("Grasso e Boldrini" are
two); an article whose text is another than the one annotated is an error, as its offsets would mean nothing.
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


class Treebanks:
    """The sentences of a folder's treebanks, to find articles among them and to make their texts again."""

    def __init__(self, folder: Path) -> None:
        self.ids: list[str] = []
        self.texts: list[str] = []
        for file in sorted(folder.glob("*.conllu")):
            for line in file.read_text(encoding="utf-8").splitlines():
                if line.startswith("# sent_id = "):
                    self.ids.append(line.removeprefix("# sent_id = ").strip())
                elif line.startswith("# text = "):
                    self.texts.append(line.removeprefix("# text = ").strip())
        self._at = {sentence: index for index, sentence in reversed(list(enumerate(self.ids)))}

    def place(self, text: str) -> Record:
        """The first sentence of an article and how many there are. ValueError where the treebanks do not have its lines."""
        wanted = text.strip("\n").split("\n")
        for at, sentence in enumerate(self.texts):
            if sentence == wanted[0].strip() and [t.strip() for t in wanted] == self.texts[at : at + len(wanted)]:
                return {"sentence": self.ids[at], "sentences": len(wanted)}
        raise ValueError(f"no treebank has these lines: {wanted[0][:60]!r}")

    def text(self, record: Mapping[str, object]) -> str:
        """The text of an article, one sentence a line."""
        at, count = self._at[str(record["sentence"])], record["sentences"]
        assert isinstance(count, int)
        return "\n".join(self.texts[at : at + count]) + "\n"


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


def main(command: str, path: str, texts: str) -> None:
    """Print the records of ``path`` cut or laid over ``texts``."""
    made: list[Record]
    if Path(texts).is_dir():
        treebanks = Treebanks(Path(texts))
        if command == "cut":
            made = [cut(article) | treebanks.place(str(article["text"])) for article in lines(path)]
        else:
            made = [lay(record, treebanks.text(record)) for record in lines(path)]
    elif command == "cut":
        made = [cut(article) for article in lines(path)]
    else:
        known = {str(article["id"]): str(article["text"]) for article in lines(texts)}
        made = [lay(record, known[str(record["id"])]) for record in lines(path)]
    sys.stdout.writelines(json.dumps(article, ensure_ascii=False) + "\n" for article in made)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in {"cut", "lay"}:
        sys.exit("usage: standoff.py cut GOLD.jsonl TEXTS | lay STANDOFF.jsonl TEXTS")
    main(*sys.argv[1:])
