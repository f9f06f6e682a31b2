"""Who speaks how often, and with which verbs: counts over a table, each an ordinary DataFrame."""

from __future__ import annotations

from collections import Counter
from typing import Final

import pandas as pd

from .frames import need
from .table import TableError

SPEECH: Final = ("direct", "mixed", "indirect")
"""Kinds that are somebody's statement; scare and title are not."""
PLAIN: Final = frozenset({"neutral", "assert", "ask"})
"""Stances of cues that tell that something was said, claimed or asked; every other tells the reader what to think of it."""
TOP: Final = 3
"""Verbs, and roles, that are named beside a speaker."""


def speech(df: pd.DataFrame) -> pd.DataFrame:
    """The rows that are statements."""
    return df[df["kind"].isin(SPEECH)]


def speakers(df: pd.DataFrame) -> pd.DataFrame:
    """A row for each speaker, who is quoted most first: rows, articles, rows of each kind, most frequent verbs, mean confidence."""
    need(df, ("speaker", "kind", "article", "cue_lemma", "role", "confidence"), "speakers()")
    said = speech(df)
    said = said[said["speaker"].notna()]
    groups = said.groupby("speaker", sort=False)
    counts = pd.DataFrame(
        {
            "role": groups["role"].agg(_most),
            "rows": groups.size(),
            "articles": groups["article"].nunique(),
            **_kinds(said, "speaker"),
            "verbs": groups["cue_lemma"].agg(_frequent),
            "confidence": groups["confidence"].mean().round(2),
        }
    )
    return _ranked(counts, "speaker")


def verbs(df: pd.DataFrame) -> pd.DataFrame:
    """A row for each verb (or other cue), most frequent first: its stance, whether that is loaded, rows, speakers, an example.

    A verb is loaded where its stance is none of PLAIN: it does more than report (ammettere, accusare, tuonare).
    """
    need(df, ("cue_lemma", "kind", "stance", "speaker", "article", "quote"), "verbs()")
    said = speech(df)
    said = said[said["cue_lemma"].notna()]
    groups = said.groupby("cue_lemma", sort=False)
    counts = pd.DataFrame(
        {
            "stance": groups["stance"].agg(_most),
            "rows": groups.size(),
            "speakers": groups["speaker"].nunique(),
            "articles": groups["article"].nunique(),
            "example": groups["quote"].agg("first"),
        }
    )
    counts.insert(1, "loaded", is_loaded(counts["stance"]))
    return _ranked(counts, "cue_lemma")


def by(df: pd.DataFrame, column: str) -> pd.DataFrame:
    """A row for each value of ``column`` (source, date, speaker, or any other): rows, articles, speakers, kinds, share loaded."""
    need(df, (column, "kind", "article", "speaker", "stance", "confidence"), f"by({column!r})")
    require_values(df, column, f"by({column!r})")
    said = speech(df)
    said = said.assign(loaded=is_loaded(said["stance"]))
    groups = said[said[column].notna()].groupby(column, sort=False)
    loaded = said[said[column].notna() & said["stance"].notna()].groupby(column, sort=False)["loaded"].mean()
    counts = pd.DataFrame(
        {
            "rows": groups.size(),
            "articles": groups["article"].nunique(),
            "speakers": groups["speaker"].nunique() if column != "speaker" else 1,
            **_kinds(said, column),
            "loaded_share": loaded.round(2),
            "confidence": groups["confidence"].mean().round(2),
        }
    )
    if column == "speaker":
        counts = counts.drop(columns="speakers")
    return counts.sort_index().reset_index(names=column) if column == "date" else _ranked(counts, column)


def is_loaded(stance: pd.Series) -> pd.Series[bool]:
    """Whether a cue does more than report; not where its stance is unknown."""
    return stance.notna() & ~stance.isin(PLAIN)


def require_values(df: pd.DataFrame, column: str, view: str) -> None:
    """Raise TableError where no row has a value in ``column``."""
    if len(df) and df[column].isna().all():
        where = (
            f"; give the articles a column (in JSONL a key) {column!r} and analyze them again"
            if column in {"source", "date"}
            else ""
        )
        raise TableError(f"{view} has nothing to show: no row of this table has a value in {column!r}{where}")


def _kinds(said: pd.DataFrame, column: str) -> dict[str, pd.Series[int]]:
    """How many rows of each kind every value of ``column`` has."""
    return {kind: (said["kind"] == kind).groupby(said[column]).sum().astype(int) for kind in SPEECH}


def _ranked(counts: pd.DataFrame, name: str) -> pd.DataFrame:
    """Most rows first, equal ones by name."""
    named = counts.reset_index(names=name)
    return named.sort_values(["rows", name], ascending=[False, True], ignore_index=True)


def _most(values: pd.Series) -> object:
    """The most frequent value; NA where there is none."""
    counts = Counter(values.dropna().tolist())
    return counts.most_common(1)[0][0] if counts else pd.NA


def _frequent(values: pd.Series) -> str:
    """The most frequent values, such as "dire 3, spiegare"."""
    counts = Counter(values.dropna().tolist())
    return ", ".join(f"{name} {count}" if count > 1 else str(name) for name, count in counts.most_common(TOP))
