"""Counts of a table: what adds up to what, and that nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest

from quotes import Quotation, summary
from quotes.dates import day_of
from quotes.lexicons import STANCES
from quotes.plots import MOST_MONTHS, WIDTH, bars, timeline
from quotes.summary import SPEECH
from quotes.table import to_frame

Said = Callable[..., Quotation]


@pytest.fixture(scope="module")
def df(said: Said) -> pd.DataFrame:
    """Two articles: Anna thrice, once interrupted and once elsewhere; Ugo once; nobody once; a title."""
    one = {"source": "Il Foglietto", "date": "3 marzo 2026"}
    two = {"article": "b", "source": "La Gazza", "date": "2026-05-01"}
    return to_frame(
        [
            said("Sì, certo", "Sì", cue_lemma="dire", stance="neutral", number=1, group=1, role="sindaca", **one),
            said("Sì, certo", "certo", cue_lemma=None, stance=None, number=2, group=1, how="implied", confidence=0.6, **one),
            said("Mai", "Mai", kind="scare", speaker=None, number=3, how="none", confidence=0.5, **one),
            said("no", "no", kind="indirect", speaker="Ugo", cue_lemma="negare", stance="deny", number=4, negated=True, **one),
            said("La casa", "La casa", kind="title", speaker=None, number=5, repair="reopened", **one),
            said("boh", "boh", speaker=None, cue_lemma=None, stance=None, number=1, how="none", confidence=0.5, **two),
            said("no", "no", kind="mixed", cue_lemma="dire", stance="deny", number=2, group=2, **two),
        ]
    )


def test_speakers(df: pd.DataFrame) -> None:
    found = summary.speakers(df)
    assert found["speaker"].tolist() == ["Anna Ferri", "Ugo"]
    anna = found.iloc[0]
    assert (anna["rows"], anna["quotations"], anna["articles"]) == (3, 2, 2)
    assert (anna["direct"], anna["mixed"], anna["indirect"]) == (2, 1, 0)
    assert (anna["role"], anna["cue_lemma"]) == ("sindaca", "dire")
    assert found.iloc[1]["negated"] == 1


def test_stances_add_up_and_have_all_columns_of_the_lexicon(df: pd.DataFrame) -> None:
    found = summary.stances(df)
    assert found.columns.tolist() == ["speaker", "rows", *STANCES, summary.UNKNOWN]
    assert (found[[*STANCES, summary.UNKNOWN]].sum(axis="columns") == found["rows"]).all()
    assert found.loc[found["speaker"] == "Anna Ferri", ["neutral", "deny", "none"]].values.tolist() == [[1, 1, 1]]


def test_verbs(df: pd.DataFrame) -> None:
    found = summary.verbs(df)
    assert found[["cue_lemma", "rows", "speakers", "articles"]].values.tolist() == [["dire", 2, 1, 2], ["negare", 1, 1, 1]]


def test_months_are_in_order_and_the_undated_come_last(df: pd.DataFrame) -> None:
    undated = df.assign(date=df["date"].mask(df["article"] == "b", "ieri"))
    assert summary.months(df)[["month", "rows"]].values.tolist() == [["2026-03", 3], ["2026-05", 2]]
    assert summary.months(undated)["month"].isna().tolist() == [False, True]


@pytest.mark.parametrize("name", ["sources", "months", "articles"])
def test_every_row_of_speech_is_counted_once(df: pd.DataFrame, name: str) -> None:
    found = summary.QUESTIONS[name](df)
    assert found["rows"].sum() == len(summary.speech(df)) == 5
    assert (found[list(SPEECH)].sum(axis="columns") == found["rows"]).all()


def test_articles_tell_what_is_beside_speech(df: pd.DataFrame) -> None:
    found = summary.articles(df)
    columns = ["article", "source", "title_rows", "scare_rows", "mended", "doubtful"]
    assert found[columns].values.tolist() == [["a", "Il Foglietto", 1, 1, 1, 1], ["b", "La Gazza", 0, 0, 0, 1]]


def test_doubts_are_the_mended_and_the_unsure_and_no_scare_quote(df: pd.DataFrame) -> None:
    assert summary.doubts(df)["quote_id"].tolist() == ["a:2", "a:5", "b:1"]


@pytest.mark.parametrize("name", summary.QUESTIONS)
def test_an_empty_table_has_the_same_columns_and_types(df: pd.DataFrame, name: str) -> None:
    count = summary.QUESTIONS[name]
    full, empty = count(df), count(to_frame([]))
    assert len(empty) == 0
    assert full.dtypes.astype(str).to_dict() == empty.dtypes.astype(str).to_dict()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", date(2026, 11, 24)),
        ("2026-11-24 08:30", date(2026, 11, 24)),
        ("20261124", date(2026, 11, 24)),
        ("1/2/2026", date(2026, 2, 1)),
        ("24.11.2026, 8:30", date(2026, 11, 24)),
        ("lunedì 2 Marzo 2026", date(2026, 3, 2)),
        ("2 mag. 2026", date(2026, 5, 2)),
        ("11/24/2026", None),
        ("31 febbraio 2026", None),
        ("24 novembre", None),
        ("2026-11-24-7", None),
        ("", None),
        ("0000-01-01", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day


def test_bars_are_shares_of_the_longest(df: pd.DataFrame) -> None:
    drawn = bars(summary.speakers(df), "speaker", SPEECH)
    assert [bar.count for bar in drawn] == [3, 1]
    ends = [bar.parts[-1].start + bar.parts[-1].length for bar in drawn]
    assert ends == pytest.approx([WIDTH, WIDTH / 3], abs=0.01)


def test_the_timeline_shows_empty_months_and_long_ones_by_years(df: pd.DataFrame) -> None:
    drawn = timeline(summary.months(df), SPEECH)
    assert [(bar.label, bar.count) for bar in drawn] == [("2026-03", 3), ("2026-04", 0), ("2026-05", 2)]
    old = df.assign(date=df["date"].mask(df["article"] == "a", "1990-01-01"))
    years = timeline(summary.months(old), SPEECH)
    assert [(years[0].label, years[0].count), (years[-1].label, years[-1].count)] == [("1990", 3), ("2026", 2)]
    assert len(years) == 37 <= MOST_MONTHS


def test_a_wrong_year_makes_no_thousand_columns(df: pd.DataFrame) -> None:
    wrong = df.assign(date=df["date"].mask(df["article"] == "a", "0202-01-01"))
    assert [bar.count for bar in timeline(summary.months(wrong), SPEECH)] == [3, 2]
