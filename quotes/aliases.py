"""Who is who across articles: Rutte, Mark Rutte, il segretario generale della NATO.

`propose` finds which speakers of a table are one person and says why; people correct the list as a CSV file, and `read_aliases` reads it
back. Nothing is looked up anywhere: what the table does not tell stays apart.
"""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from .lists import has, same
from .wording import wording
from .words import same_office, words

FIELDS: Final = ("person", "name", "article", "reason", "rows")
"""The columns of an alias file."""


class AliasError(ValueError):
    """A fault in an alias file; the message names the file and the line and says what to do."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One name of one person; the fields are the columns of the file."""

    person: str
    """By which name the person goes in all articles; empty: nobody is joined with this name."""
    name: str
    """A name or description as the table's column `speaker` has it."""
    article: str
    """Only in the article with this id; empty: in all."""
    reason: str
    """Why the two were joined, for whoever checks the list: full name, spelling, surname, surname in this article, office, other name;
    nobody else: no other name of this person is known; ambiguous: it may be several people."""
    rows: int
    """Rows of the table with this name."""


class Aliases:
    """Names to persons. A line for one article goes before one for all."""

    def __init__(self, lines: Iterable[Alias] = ()) -> None:
        self.lines = tuple(lines)
        self._by_name = {(line.name, line.article): line.person or line.name for line in self.lines}

    def person(self, name: str | None, article: str | None = None) -> str | None:
        """The person behind a name; the name itself where the list does not know it.

        >>> known = Aliases([Alias("Mark Rutte", "Rutte", "", "surname", 2)])
        >>> known.person("Rutte"), known.person("Anna Ferri"), known.person(None)
        ('Mark Rutte', 'Anna Ferri', None)
        """
        if name is None:
            return None
        for key in ((name, article or ""), (name, "")):
            if key in self._by_name:
                return self._by_name[key]
        return name


@dataclass(frozen=True, slots=True)
class _Seen:
    """A name of the table: how often, where, and under which roles."""

    name: str
    parts: tuple[str, ...]
    rows: int
    articles: frozenset[str]
    type: str | None


# -------------------------------------------------------------------------------------------------------------- propose


def propose(df: pd.DataFrame) -> Aliases:
    """A line for each speaker of a table of quotations, those of one person together.

    Two full names are one person when they differ in accents, marks or case alone. A surname belongs to the only full name that has it; where two
    people share it, to the one that the same article names, and else to nobody ("ambiguous"). An office (il segretario generale della
    NATO) belongs to the only person whose `role` it is; bodies have one name in several forms by the lexicon (NATO, Alleanza atlantica).
    """
    seen = _seen(df)
    full = [one for one in seen if one.type in {"person", None} and _is_full(one)]
    persons = _spellings(full)
    by_surname: dict[str, list[_Seen]] = defaultdict(list)
    for one in full:
        by_surname[one.parts[-1]].append(one)
    offices = _offices(df, persons)
    lines: list[Alias] = []
    for one in seen:
        lines += _lines(one, persons, by_surname, offices, seen)
    return Aliases(sorted(lines, key=lambda line: (line.person or line.name, line.person != line.name, line.name, line.article)))


def _lines(
    one: _Seen,
    persons: Mapping[str, str],
    by_surname: Mapping[str, Sequence[_Seen]],
    offices: Mapping[str, frozenset[str]],
    seen: Sequence[_Seen],
) -> list[Alias]:
    """What is proposed for one name."""
    if one.name in persons:
        person = persons[one.name]
        return [Alias(person, one.name, "", "full name" if person == one.name else "spelling", one.rows)]
    surname = one.parts[-1:] if one.name[:1].isupper() else ()
    rivals = [full for part in surname for full in by_surname.get(part, ())]
    known = {persons[full.name] for full in rivals}
    if len(known) == 1:
        return [Alias(known.pop(), one.name, "", "surname", one.rows)]
    if known:
        return _by_article(one, rivals, persons)
    if one.type == "organisation":
        return [_body(one, seen)]
    holders = offices.get(office(one.name), frozenset())
    if len(holders) == 1:
        return [Alias(next(iter(holders)), one.name, "", "office", one.rows)]
    return [Alias("" if holders else one.name, one.name, "", "ambiguous" if holders else "nobody else", one.rows)]


def _by_article(one: _Seen, rivals: Sequence[_Seen], persons: Mapping[str, str]) -> list[Alias]:
    """A surname that several share: in each article the one who is named there in full."""
    lines = [Alias("", one.name, "", "ambiguous", one.rows)]
    for article in sorted(one.articles):
        there = {persons[full.name] for full in rivals if article in full.articles}
        if len(there) == 1:
            lines.append(Alias(there.pop(), one.name, article, "surname in this article", 0))
    return lines


def _body(one: _Seen, seen: Sequence[_Seen]) -> Alias:
    """An organisation, under the name that the table has most often for it."""
    labels = {label for _, _, label in same("names").find(wording(one.name).norms)}
    others = [
        other
        for other in seen
        if other.type == "organisation" and labels & {label for _, _, label in same("names").find(wording(other.name).norms)}
    ]
    chief = max(others or [one], key=lambda other: (other.rows, other.name))
    return Alias(chief.name, one.name, "", "full name" if chief.name == one.name else "other name", one.rows)


def _seen(df: pd.DataFrame) -> list[_Seen]:
    rows: Counter[str] = Counter()
    articles: dict[str, set[str]] = defaultdict(set)
    types: dict[str, Counter[str]] = defaultdict(Counter)
    for name, article, kind in zip(df["speaker"], df["article"], df["speaker_type"], strict=True):
        if isinstance(name, str):
            rows[name] += 1
            articles[name].add(str(article))
            if isinstance(kind, str):
                types[name][kind] += 1
    return [
        _Seen(
            name,
            _parts(name),
            count,
            frozenset(articles[name]),
            types[name].most_common(1)[0][0] if types[name] else None,
        )
        for name, count in sorted(rows.items())
    ]


def _parts(name: str) -> tuple[str, ...]:
    """The words of a name without titles: dott.ssa Anna Ferri is Anna Ferri."""
    titles = words("honorifics")
    return tuple(norm for norm in wording(name).norms if norm not in titles)


def _is_full(one: _Seen) -> bool:
    """Whether a name has a first and a last part that are capitalised, particles aside: it names one person."""
    tokens = wording(one.name).tokens
    capitals = [token for token in tokens if token.capital and token.norm in one.parts]
    return len(capitals) >= 2 and all(
        token.capital or has("particles", token.norm) for token in tokens if token.norm in one.parts
    )


def _spellings(full: Sequence[_Seen]) -> dict[str, str]:
    """Each full name -> the commonest of its spellings."""
    by_parts: dict[tuple[str, ...], list[_Seen]] = defaultdict(list)
    for one in full:
        by_parts[one.parts].append(one)
    return {one.name: max(group, key=lambda other: (other.rows, other.name)).name for group in by_parts.values() for one in group}


def _offices(df: pd.DataFrame, persons: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """Each office that the column `role` gives to somebody -> who holds it."""
    holders: dict[str, set[str]] = defaultdict(set)
    for name, role in zip(df["speaker"], df["role"], strict=True):
        if isinstance(name, str) and isinstance(role, str) and name in persons:
            holders[office(role)].add(persons[name])
    return {role: frozenset(people) for role, people in holders.items() if len(role.split()) > 1}


def office(description: str) -> str:
    """An office in one wording: without articles and prepositions, with one word for the same office.

    An office alone (il ministro) is one word and names nobody: only with what it is of it can be known across articles.

    >>> office("il segretario generale della NATO") == office("segretario generale Nato"), office("la sindaca di Torre")
    (True, 'sindaco torre')
    """
    text = description.lower()
    for phrase, key in same_office().items():
        if f" {phrase} " in f" {text} ":
            text = f" {text} ".replace(f" {phrase} ", f" {key} ").strip()
    return " ".join(norm for norm in wording(text).norms if not has("function", norm))


# ----------------------------------------------------------------------------------------------------------------- file


def to_csv(aliases: Aliases) -> str:
    """The list as CSV: a line for each name under the columns FIELDS. `read_aliases` reads it back equal."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(FIELDS)
    for line in aliases.lines:
        writer.writerow([_guarded(line.person), _guarded(line.name), _guarded(line.article), line.reason, line.rows])
    return buffer.getvalue()


def read_aliases(path: str | Path) -> Aliases:
    """The list of a file that `quotes speakers` wrote and somebody corrected; columns `reason`, `rows` and `article` may be missing.

    Raises AliasError for a fault, naming file and line, and OSError for a file that cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise AliasError(f"{path}: this is no UTF-8; save it as CSV UTF-8") from error
    heading = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=heading.count))
    if missing := {"person", "name"} - set(reader.fieldnames or ()):
        raise AliasError(
            f"{path}, line 1: there is no column {' and '.join(sorted(missing))}; write the header {','.join(FIELDS)}"
        )
    lines: list[Alias] = []
    known: dict[tuple[str, str], int] = {}
    for row in reader:
        cells = {key: _plain(row.get(key)) for key in FIELDS}
        if not any(cells.values()):
            continue
        if not cells["name"]:
            raise AliasError(f"{path}, line {reader.line_num}: the column 'name' is empty; fill it in or delete the line")
        key = (cells["name"], cells["article"])
        if key in known:
            raise AliasError(
                f"{path}, line {reader.line_num}: {cells['name']!r} stands already in line {known[key]}; keep one of the two"
            )
        known[key] = reader.line_num
        rows = cells["rows"]
        lines.append(Alias(cells["person"], *key, cells["reason"], int(rows) if rows.isdigit() else 0))
    return Aliases(lines)


def _guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: https://owasp.org/www-community/attacks/CSV_Injection."""
    from .table import UNGUARDED

    return UNGUARDED.sub(r"'\1", cell)


def _plain(cell: str | None) -> str:
    from .table import GUARDED

    return GUARDED.sub(r"\1", cell or "").strip()
