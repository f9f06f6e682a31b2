"""The same statement across articles: its versions in the order of their days, what changed on the way, and who says the opposite."""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Final

import numpy as np
import pandas as pd

from .aliases import Aliases, propose
from .blocking import candidates, filed
from .dates import day_of
from .differences import Difference
from .elsewhere import elsewhere
from .grouping import groups
from .meaning import Meaning
from .neighbours import neighbours
from .relation import Relation, excerpt, meaning_for, pair_of, retelling, strangers
from .table import TEXT, UNGUARDED
from .wording import Wording, wording

SPOKEN: Final = ("direct", "mixed", "indirect")
"""Kinds of rows that are statements; a nickname or a title is none."""
SHORTEST: Final = 3
"""Words with content of a statement at the least: shorter fragments ("una vergogna") are said by everybody about everything."""
SURE: Final = 0.85
SURE_OF_ONE: Final = 0.75
"""Probability of one matter from which two statements are put together, and the same for statements of one person. Among the candidates of a
whole collection most are unrelated, unlike among the annotated pairs, where `relate` decides at one half: of the 477 statements of
the development articles, no two of which are known to be one, 0.85 puts together none of two people, and 0.75 two of one person, wrongly."""
MANY: Final = 20_000
"""Different statements from which those without a rare word in common are not looked for: a vector for each takes too long."""
TOLD: Final = 500
"""Pairs after which it is told how many are done."""
DISTANT: Final = datetime.date.max
"""Where versions without a day are put: last."""

Progress = Callable[[int, int], None]
"""Takes how many pairs are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Version:
    """A row of the result: one version of a statement; the fields are its columns, in their order."""

    statement: int
    """Number of the statement, from 1; those in the most articles come first."""
    version: int
    """Number of the version in the order of days, from 1; without a day last, in the order of the table."""
    relation: str
    """To the first version: verbatim, cut, variant or contrast; "first" for itself."""
    score: float
    """Probability that it speaks of the same matter as the first."""
    changes: str | None
    """What makes the claim another, to be read: "number: 2027 → 2032; negation: non aumenterà → aumenterà"."""
    quote: str
    """The words."""
    speaker: str | None
    """The person, by the aliases."""
    named: str | None
    """As the article names the speaker."""
    article: str
    """The article's id."""
    source: str | None
    """Its source."""
    date: str | None
    """Its day as the source writes it."""
    url: str | None
    """Where it stands."""
    first_source: str | None
    """Source of the first version, or its article's id."""
    versions: int
    """How many versions the statement has, contrasts included."""
    articles: int
    """In how many articles."""
    contrasts: int
    """How many versions make another claim than the first."""
    quote_id: str
    """Of the row in the table of quotations."""
    spans: str | None
    """All differences as JSON: kind, and offsets into the first quote and into this one."""


COLUMNS: Final = tuple(field.name for field in fields(Version))


@dataclass(frozen=True, slots=True)
class _Row:
    """A statement of the table."""

    at: int
    quote: str
    quote_id: str
    named: str | None
    speaker: str | None
    article: str
    source: str | None
    date: str | None
    url: str | None
    words: Wording

    def order(self) -> tuple[datetime.date, int]:
        return day_of(self.date) or DISTANT, self.at


def compare(
    df: pd.DataFrame,
    *,
    aliases: Aliases | None = None,
    semantic: bool | None = None,
    progress: Progress | None = None,
) -> pd.DataFrame:
    """The statements of a table of quotations that stand in two articles or more: a row for each `Version`, its fields as columns.

    ``aliases``: who is who; what `quotes.aliases.propose` finds unless given. ``semantic`` as for `quotes.relate`. Versions are related to the first
    one, so that a version of which the first has nothing is a statement of its own. Fragments of fewer than SHORTEST words with
    content are left out. Time grows near linearly with the rows: only statements that share rare words are compared, and up to MANY
    of them those of like meaning.
    """
    meaning = meaning_for(semantic)
    rows = _rows(df, aliases or propose(df))
    alike = _alike(rows)
    chief = [next((row for row in group if not row.words.shouting), group[0]) for group in alike]
    joined = groups(
        _ties(chief, alike, meaning, progress),
        len(chief),
        lambda one, other: _together(chief[one], chief[other], meaning) is not None,
    )
    alone = set(range(len(alike))) - {at for group in joined for at in group}
    together = [sorted((row for at in group for row in alike[at]), key=_Row.order) for group in joined]
    together += [alike[at] for at in sorted(alone)]
    _learn(((group[0], row) for group in together for row in group[1:]), meaning)
    return _frame([versions for group in together for versions in _split(group, meaning)])


def _rows(df: pd.DataFrame, aliases: Aliases) -> list[_Row]:
    """The rows that are statements."""
    known: dict[str, Wording] = {}
    columns = ("kind", "quote", "quote_id", "speaker", "article", "source", "date", "url")
    rows = []
    for at, values in enumerate(zip(*(df[name].tolist() for name in columns), strict=True)):
        kind, quote, quote_id, speaker, article, source, day, url = (
            value if isinstance(value, str) else None for value in values
        )
        if kind not in SPOKEN or quote is None or quote_id is None or article is None:
            continue
        words = known[quote] if quote in known else known.setdefault(quote, wording(quote))
        if len(words.content) >= SHORTEST:
            person = aliases.person(speaker, article)
            rows.append(_Row(at, quote, quote_id, speaker, person, article, source, day, url, words))
    return rows


def _alike(rows: Iterable[_Row]) -> list[list[_Row]]:
    """Rows of the same words together, each group and all groups in the order of days."""
    by_letters: dict[str, list[_Row]] = defaultdict(list)
    for row in sorted(rows, key=_Row.order):
        by_letters[row.words.letters].append(row)
    return list(by_letters.values())


# ---------------------------------------------------------------------------------------------------------------- pairs


def _ties(
    chief: Sequence[_Row], alike: Sequence[Sequence[_Row]], meaning: Meaning | None, progress: Progress | None
) -> list[tuple[int, int]]:
    """Pairs of different wordings that make one statement, or two claims on one matter; the surest first, and of equals those that agree."""
    articles = [frozenset(row.article for row in group) for group in alike]
    pairs = [
        (one, other)
        for one, other in _candidates(chief, meaning)
        if len(articles[one]) > 1 or len(articles[other]) > 1 or articles[one] != articles[other]
    ]
    _learn(((chief[one], chief[other]) for one, other in pairs), meaning)
    found: list[tuple[float, bool, int, int]] = []
    for done, (one, other) in enumerate(pairs, start=1):
        relation = _together(chief[one], chief[other], meaning)
        if relation is not None:
            found.append((-relation.score, not relation.same, one, other))
        if progress is not None and (done % TOLD == 0 or done == len(pairs)):
            progress(done, len(pairs))
    return [(one, other) for _, _, one, other in sorted(found)]


def _candidates(chief: Sequence[_Row], meaning: Meaning | None) -> list[tuple[int, int]]:
    pairs = set(candidates([filed(row.words) for row in chief], [row.speaker for row in chief]))
    if meaning is not None and 1 < len(chief) <= MANY:
        meaning.learn((row.quote for row in chief), ())
        pairs.update(neighbours(np.stack([meaning.vector(row.quote) for row in chief])))
    return sorted(pairs)


def _together(a: _Row, b: _Row, meaning: Meaning | None) -> Relation | None:
    """How two statements are related, if they are and that is sure enough."""
    pair = pair_of(a.words, b.words, speakers=(a.speaker, b.speaker), meaning=meaning)
    found = excerpt(pair)
    if found is None and not _apart(a, b):
        least = SURE_OF_ONE if _one_person(a, b) else SURE
        found = retelling(pair, strange=strangers(a.speaker, b.speaker), least=least)
    if found is None or found.relation == "unrelated":
        return None
    of_others = found.relation == "contrast" and any(each.kind == "person" for each in found.differences)
    return None if of_others and not _one_person(a, b) else found


def _one_person(a: _Row, b: _Row) -> bool:
    return a.speaker is not None and a.speaker == b.speaker


def _apart(a: _Row, b: _Row) -> bool:
    """Whether two people speak of two places or persons, so that they neither agree nor contradict each other.

    Asked before all that costs more, since most candidates of a large table are such.
    """
    return not _one_person(a, b) and elsewhere(a.words, b.words)


def _learn(pairs: Iterable[tuple[_Row, _Row]], meaning: Meaning | None) -> None:
    """Compute at once the vectors of all statements, and of their words, that words alone do not decide."""
    if meaning is None:
        return
    asked = {
        row.words: row.quote
        for a, b in pairs
        if not _apart(a, b) and excerpt(pair_of(a.words, b.words, speakers=(None, None), meaning=None)) is None
        for row in (a, b)
    }
    meaning.learn(asked.values(), {words.norms[at] for words in asked for at in words.content})


# ------------------------------------------------------------------------------------------------------------- versions


def _split(rows: Sequence[_Row], meaning: Meaning | None) -> Iterator[list[tuple[_Row, Relation | None]]]:
    """The statements of a group: its first row with all that are related to it, then the same for the others."""
    rest = list(rows)
    while len({row.article for row in rest}) > 1:
        first, others, rest = rest[0], rest[1:], []
        versions: list[tuple[_Row, Relation | None]] = [(first, None)]
        for row in others:
            found = _together(first, row, meaning)
            if found is not None:
                versions.append((row, found))
            else:
                rest.append(row)
        if len({row.article for row, _ in versions}) > 1:
            yield versions


def _frame(found: Sequence[Sequence[tuple[_Row, Relation | None]]]) -> pd.DataFrame:
    """A row for each version; statements in many articles first, else by their first day."""

    def rank(versions: Sequence[tuple[_Row, Relation | None]]) -> tuple[int, datetime.date, int]:
        first = versions[0][0]
        return -len({row.article for row, _ in versions}), *first.order()

    records = [
        version for number, versions in enumerate(sorted(found, key=rank), start=1) for version in _versions(number, versions)
    ]
    columns = {}
    for name, kind in zip(COLUMNS, (field.type for field in fields(Version)), strict=True):
        dtype = {"int": "int64", "float": "float64"}.get(str(kind), TEXT)
        columns[name] = pd.Series([getattr(record, name) for record in records], dtype=dtype)
    return pd.DataFrame(columns)


def _versions(number: int, versions: Sequence[tuple[_Row, Relation | None]]) -> Iterator[Version]:
    first = versions[0][0]
    for at, (row, relation) in enumerate(versions, start=1):
        yield Version(
            statement=number,
            version=at,
            relation=relation.relation if relation else "first",
            score=round(relation.score, 3) if relation else 1.0,
            changes=_changes(first.quote, row.quote, relation) if relation else None,
            quote=row.quote,
            speaker=row.speaker,
            named=row.named,
            article=row.article,
            source=row.source,
            date=row.date,
            url=row.url,
            first_source=first.source or first.article,
            versions=len(versions),
            articles=len({other.article for other, _ in versions}),
            contrasts=sum(other is not None and other.relation == "contrast" for _, other in versions),
            quote_id=row.quote_id,
            spans=json.dumps([_plain(each) for each in relation.differences]) if relation and relation.differences else None,
        )


def _changes(a: str, b: str, relation: Relation) -> str | None:
    """What makes the claim another, in words."""
    if relation.relation != "contrast":
        return None
    told = [
        f"{each.kind}: {each.a.of(a) or '∅'} → {each.b.of(b) or '∅'}"
        for each in relation.differences
        if each.kind not in {"added", "removed", "reworded"}
    ]
    return "; ".join(told) or None


def _plain(difference: Difference) -> dict[str, object]:
    spans = {name: list(asdict(span).values()) for name, span in (("a", difference.a), ("b", difference.b))}
    return {"kind": difference.kind, **spans}


def to_csv(found: pd.DataFrame) -> str:
    """The result of `compare` as CSV, guarded against formulas as `quotes.write_table` does."""
    guarded = found.copy(deep=False)
    for name in guarded.columns:
        if isinstance(guarded[name].dtype, pd.StringDtype):
            guarded[name] = guarded[name].str.replace(UNGUARDED, r"'\1", regex=True)
    return str(guarded.to_csv(index=False, lineterminator="\r\n"))
