"""What a table holds, counted: one DataFrame a question, for the report, the CSV files and the workbook alike.

Each function takes a sound table (:func:`quotes.table.validate`) and returns a new one, with the most frequent first. Counts are
rows of the table; ``quotations`` counts the rows of one interrupted quotation once. Only speech is counted (kinds direct, mixed
and indirect) unless the function says otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

import pandas as pd

from .dates import month_of
from .lexicons import STANCES
from .table import TEXT

SPEECH: Final = ("direct", "mixed", "indirect")
"""Kinds of rows that say what somebody said."""
LOW: Final = 0.7
"""Below this confidence a row is listed as doubtful: three in ten such rows, or more, would be wrong."""
UNKNOWN: Final = "none"
"""Column of the rows whose cue has no stance, among them all without a cue."""


def speech(df: pd.DataFrame) -> pd.DataFrame:
    """The rows that say what somebody said; titles and scare quotes are left out."""
    return df[df["kind"].isin(SPEECH)]


def speakers(df: pd.DataFrame) -> pd.DataFrame:
    """Who is quoted how often: speaker, role, speaker_type, cue_lemma (the most frequent), rows, quotations, articles, the kinds,
    negated, conditional. Rows without a speaker are left out.
    """
    said = speech(df)
    grouped = _by(said, ("speaker",), top=("role", "speaker_type", "cue_lemma"), sizes=("quotations", "articles"))
    return grouped.dropna(subset="speaker").reset_index(drop=True)


def stances(df: pd.DataFrame) -> pd.DataFrame:
    """How their words are reported: speaker, rows, a column for each stance of the lexicon, and UNKNOWN for rows that have none."""
    said = speech(df).dropna(subset="speaker")
    columns = [*STANCES, UNKNOWN]
    counted = pd.crosstab(said["speaker"], said["stance"].fillna(UNKNOWN)).reindex(columns=columns, fill_value=0)
    counted = counted.astype("int64")
    counted.insert(0, "rows", counted.sum(axis="columns").astype("int64"))
    return _ordered(counted.rename_axis(index="speaker", columns=None).reset_index(), ["speaker"])


def verbs(df: pd.DataFrame) -> pd.DataFrame:
    """The words that report: cue_lemma, stance (the most frequent), rows, speakers, articles, the kinds, negated, conditional."""
    grouped = _by(speech(df), ("cue_lemma",), top=("stance",), sizes=("speakers", "articles"))
    return grouped.dropna(subset="cue_lemma").reset_index(drop=True)


def sources(df: pd.DataFrame) -> pd.DataFrame:
    """The newspapers: source, rows, articles, speakers, the kinds, negated, conditional; NA for articles without a source."""
    return _by(speech(df), ("source",), sizes=("articles", "speakers"))


def months(df: pd.DataFrame) -> pd.DataFrame:
    """The months in order: month ("2026-11"), rows, articles, speakers, the kinds, negated, conditional; last, with NA, what
    bears no date that :func:`quotes.dates.day_of` understands.
    """
    said = speech(df)
    month = pd.Series([month_of(_value(date)) for date in said["date"]], index=said.index, dtype=TEXT)
    grouped = _by(said.assign(month=month), ("month",), sizes=("articles", "speakers"))
    return grouped.sort_values("month", na_position="last", ignore_index=True)


def articles(df: pd.DataFrame) -> pd.DataFrame:
    """The articles in the table's order: article, title, source, date, rows, speakers, the kinds, negated, conditional, and beside
    speech: title_rows and scare_rows, mended (rows whose marks were mended) and doubtful (rows of low confidence).
    """
    grouped = _by(speech(df), ("article",), sizes=("speakers",)).set_index("article")
    every = df.groupby("article", sort=False)
    facts = every[["title", "source", "date"]].first()
    beside = pd.DataFrame(
        {
            "title_rows": (df["kind"] == "title").groupby(df["article"], sort=False).sum(),
            "scare_rows": (df["kind"] == "scare").groupby(df["article"], sort=False).sum(),
            "mended": df["repair"].notna().groupby(df["article"], sort=False).sum(),
            "doubtful": is_doubtful(df).groupby(df["article"], sort=False).sum(),
        }
    )
    joined = facts.join(grouped, how="left").join(beside)
    counts = [name for name in joined.columns if name not in facts.columns]
    joined[counts] = joined[counts].fillna(0).astype("int64")
    return joined.rename_axis(index="article").reset_index().astype({"article": TEXT})


def is_doubtful(df: pd.DataFrame) -> pd.Series[bool]:
    """Which rows are speech whose speaker and cue are less sure than LOW."""
    return df["kind"].isin(SPEECH) & (df["confidence"] < LOW)


def doubts(df: pd.DataFrame) -> pd.DataFrame:
    """The rows to look at first, in the table's order: those whose marks were mended (of any kind) and the doubtful ones.

    Columns: quote_id, article, quote, speaker, cue, how, confidence, repair, rule.
    """
    columns = ["quote_id", "article", "quote", "speaker", "cue", "how", "confidence", "repair", "rule"]
    return df.loc[df["repair"].notna() | is_doubtful(df), columns].reset_index(drop=True)


def hows(df: pd.DataFrame) -> pd.DataFrame:
    """How the speakers are said: how, rows, confidence (the mean)."""
    grouped = speech(df).groupby("how").agg(rows=("how", "size"), confidence=("confidence", "mean"))
    return _ordered(grouped.reset_index(), ["how"])


QUESTIONS: Mapping[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "speakers": speakers,
    "stances": stances,
    "verbs": verbs,
    "sources": sources,
    "months": months,
    "articles": articles,
    "doubts": doubts,
}
"""The questions that have a CSV file and a sheet of their own."""
SIZES: Mapping[str, str] = {"articles": "article", "speakers": "speaker", "quotations": "_quotation"}
"""Columns that count different values, and the column whose values they are."""


def _by(df: pd.DataFrame, keys: Sequence[str], *, sizes: Sequence[str], top: Sequence[str] = ()) -> pd.DataFrame:
    """``df`` counted by ``keys``, NA included: keys, ``top`` (the most frequent value of each), rows, ``sizes``, the kinds,
    negated, conditional.
    """
    df = df.assign(_quotation=df["article"] + ":" + df["group"].astype(TEXT), **{kind: df["kind"] == kind for kind in SPEECH})
    groups = df.groupby(list(keys), dropna=False, sort=False)
    counted = pd.DataFrame(
        {
            "rows": groups.size(),
            **{name: groups[SIZES[name]].nunique() for name in sizes},
            **{name: groups[name].sum() for name in (*SPEECH, "negated", "conditional")},
        }
    ).astype("int64")
    for place, name in enumerate(top):
        counted.insert(place, name, groups[name].agg(_most_frequent).astype(TEXT))
    return _ordered(counted.reset_index().astype(dict.fromkeys(keys, TEXT)), list(keys))


def _ordered(df: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """By rows, then by name."""
    return df.sort_values(["rows", *names], ascending=[False, *[True] * len(names)], ignore_index=True)


def _most_frequent(values: pd.Series) -> object:
    """The most frequent value, of several the first; NA where all are missing."""
    counts = values.value_counts(sort=False)
    return counts.idxmax() if len(counts) else pd.NA


def _value(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None
