"""Statements across articles as the report shows them: each with its versions, and what changed from the first, word by word.

The table comes from a comparison of articles; here it is only read and laid out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Literal

import pandas as pd

from .table import TEXT, TableError, read_csv

NEEDED = ("statement", "quote", "article", "relation")
"""Columns without which a table tells nothing about statements."""
KNOWN = ("quote_id", "speaker", "source", "date", "changes")
"""Columns that are shown where they are there."""
TOKEN = re.compile(r"(?:\w+|[^\w\s])\s*")
"""A word or a sign, with the white space behind it."""
MOST_COMPARED = 250_000
"""Words of one text times words of the other from which they are shown as wholly different. Two texts of 500 words take a second at
the worst (one word again and again), of 1,000 ten; ordinary texts of that length take milliseconds."""


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of a version against the first: kept, added by it, or dropped from the first."""

    kind: Literal["same", "added", "dropped"]
    text: str


@dataclass(frozen=True, slots=True)
class Version:
    """One way in which one article gives the statement."""

    quote: str
    """Its words."""
    article: str
    """The article's id."""
    relation: str | None
    """To the first version: verbatim, cut, variant, contrast; None for the first itself."""
    quote_id: str | None
    """The row of the table of quotations, where it is told."""
    speaker: str | None
    """Who said it, as that article has it."""
    source: str | None
    """Newspaper, agency or site."""
    date: str | None
    """As the source writes it."""
    changes: str | None
    """What makes it another claim than the first, in the words of the comparison."""
    words: tuple[Change, ...]
    """The words against the first version; for the first itself its words."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What was said once and reported several times; the first version leads."""

    id: str
    versions: tuple[Version, ...]

    @property
    def first(self) -> Version:
        """The version that the others are compared with."""
        return self.versions[0]


def read_statements(path: Path) -> list[Statement]:
    """The statements of a CSV file. Raises TableError for a file that is no such table, OSError for one that cannot be read."""
    try:
        return statements_of(read_csv(path))
    except (TableError, UnicodeDecodeError) as error:
        raise TableError(f"{path}: {error}") from error


def statements_of(df: pd.DataFrame) -> list[Statement]:
    """The statements of a table of one row a version: NEEDED columns, and KNOWN ones where they are there.

    Rows of one statement are in order, the first version first; statements with contrasts lead, then those with most versions.
    Raises TableError for missing columns, and for rows without statement, quote or article.
    """
    if missing := [name for name in NEEDED if name not in df.columns]:
        raise TableError(f"this is no table of statements: columns are missing: {', '.join(missing)}")
    table = df.reindex(columns=[*NEEDED, *KNOWN]).astype(TEXT).astype(object)
    table = table.where(table.notna(), None)
    for name in NEEDED[:3]:
        if table[name].isna().any():
            raise TableError(f"column {name!r}, row {int(table[name].isna().to_numpy().argmax()) + 1}: a value must stand here")
    found = []
    for id, group in table.groupby("statement", sort=False):
        records = group.to_dict("records")
        first = str(records[0]["quote"])
        versions = tuple(
            Version(
                quote=str(record["quote"]),
                article=str(record["article"]),
                relation=record["relation"] if number else None,
                words=tuple(differences(first, str(record["quote"]))),
                **{name: record[name] for name in KNOWN},
            )
            for number, record in enumerate(records)
        )
        found.append(Statement(str(id), versions))
    return sorted(found, key=lambda s: (-sum(v.relation == "contrast" for v in s.versions), -len(s.versions)))


def differences(first: str, other: str) -> list[Change]:
    """What ``other`` keeps, adds and drops against ``first``, in whole words; neither case nor white space counts.

    Very long texts (MOST_COMPARED) are not compared.

    >>> [(c.kind, c.text) for c in differences("Il ponte aprirà nel 2027", "Il ponte non aprirà nel 2032")]
    [('same', 'Il ponte '), ('added', 'non '), ('same', 'aprirà nel '), ('dropped', '2027'), ('added', '2032')]
    """
    a, b = TOKEN.findall(first), TOKEN.findall(other)
    if len(a) * len(b) > MOST_COMPARED:
        return [Change("dropped", first), Change("added", other)]
    found: list[Change] = []
    for kind, i, j, k, m in SequenceMatcher(None, _plain(a), _plain(b), autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(Change("same", "".join(b[k:m])))
            continue
        if j > i:
            found.append(Change("dropped", "".join(a[i:j])))
        if m > k:
            found.append(Change("added", "".join(b[k:m])))
    return found


def _plain(tokens: Sequence[str]) -> list[str]:
    """Tokens as they are compared: without white space and case, and any apostrophe is one."""
    return [token.strip().replace("’", "'").casefold() for token in tokens]
