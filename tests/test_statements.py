"""Statements across articles, who is who, and the two commands."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from scale_statements import precision, recall, table

import quotes
from quotes import cli, compare, statements, write_table
from quotes.aliases import Alias, AliasError, Aliases, propose, read_aliases, to_csv
from quotes.differences import Pair
from quotes.records import Quotation
from quotes.relation import Relation, retelling
from quotes.table import to_frame

FULL = "Il ponte di Vallescura riaprirà il 3 marzo, e i pescherecci potranno passare"


def row(article: str, quote: str, speaker: str | None, *, date: str | None = None, role: str | None = None) -> Quotation:
    return Quotation(
        article, f"{article}:1", "direct", quote, speaker, None, None, "explicit", 0.9, None, role, "person", None, None, None,
        False, False, 0, False, True, None, None, 0, len(quote), None, None, None, None, 0, None, f"Corriere di {article}", date, None,
    )  # fmt: skip


@pytest.fixture
def df() -> pd.DataFrame:
    return to_frame(
        [
            row(
                "c",
                "Il ponte di Vallescura non riaprirà il 3 marzo, e i pescherecci potranno passare",
                "Ferri",
                date="2024-03-04",
            ),
            row("a", FULL, "Anna Ferri", date="1 marzo 2024", role="sindaca di Torre"),
            row("b", "Il ponte di Vallescura […] e i pescherecci potranno passare", "la sindaca di Torre", date="02/03/2024"),
            row("d", "La raccolta delle olive comincia sotto la pioggia", "Ugo Neri"),
        ]
    )


def test_versions_stand_in_the_order_of_days_with_their_relation(df: pd.DataFrame) -> None:
    found = compare(df, semantic=False)
    assert found[["article", "relation", "speaker"]].to_numpy().tolist() == [
        ["a", "first", "Anna Ferri"],
        ["b", "cut", "Anna Ferri"],
        ["c", "contrast", "Anna Ferri"],
    ]
    assert found["first_source"].unique().tolist() == ["Corriere di a"]
    assert "negation" in found["changes"].iloc[2]


def test_a_version_goes_to_the_statement_that_it_is_nearest_to() -> None:
    """The earliest could take "b", of which "c" is a part; but "c" has nothing of the earliest, and would be left alone."""
    found = compare(
        to_frame(
            [
                row("a", "Il ponte di Vallescura riaprirà ai camion il 3 marzo", "Anna Ferri", date="2024-03-01"),
                row(
                    "b",
                    "Il ponte di Vallescura riaprirà ai camion il 9 aprile, grazie agli operai della ditta",
                    "Anna Ferri",
                    date="2024-03-02",
                ),
                row("c", "grazie agli operai della ditta", "Anna Ferri", date="2024-03-03"),
            ]
        ),
        semantic=False,
    )
    assert found[["article", "relation"]].to_numpy().tolist() == [["b", "first"], ["c", "cut"]]


def test_a_first_version_in_capitals_keeps_its_twin() -> None:
    found = compare(
        to_frame(
            [
                row("a", "IL PONTE DI VALLESCURA RIAPRIRÀ AI CAMION IL 3 MARZO!", "Anna Ferri", date="2024-03-02"),
                row("b", "Il ponte di Vallescura riaprirà ai camion il 3 marzo", "Anna Ferri", date="2024-03-03"),
                row("c", "Il ponte di Torrebruna riaprirà ai camion il 3 marzo", "Ugo Neri", date="2024-03-01"),
            ]
        ),
        semantic=False,
    )
    assert found[["article", "relation"]].to_numpy().tolist() == [["a", "first"], ["b", "verbatim"]]


def test_known_partners_are_found_among_two_thousand_and_the_dear_work_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Pair] = []

    def counted(pair: Pair, *, strange: bool, least: float) -> Relation:
        calls.append(pair)
        return retelling(pair, strange=strange, least=least)

    monkeypatch.setattr(statements, "retelling", counted)
    dear = []
    for size in (500, 2000):
        calls.clear()
        df, partners = table(size)
        found = compare(df, semantic=False)
        dear.append(len(calls) / size)
        assert recall(found, partners) >= 0.98 and precision(found, partners) >= 0.95
    assert 0 < dear[1] < 1 and dear[1] < 2 * dear[0]


@pytest.mark.model
def test_the_articles_of_the_readme() -> None:
    """Three matters in five newspapers each: first, verbatim, cut, retold and contradicted."""
    found = compare(quotes.analyze(Path(__file__).parent.parent / "data/compare"), semantic=False)
    by_statement = found.groupby("statement")["relation"].agg(sorted).tolist()
    assert by_statement == [["contrast", "cut", "first", "variant", "verbatim"]] * 3
    assert found["article"].nunique() == 15
    assert found.groupby("statement")["article"].agg(lambda names: len({name.split("-")[0] for name in names})).tolist() == [
        1,
        1,
        1,
    ]


def test_progress_ends_with_all_pairs(df: pd.DataFrame) -> None:
    told: list[tuple[int, int]] = []
    compare(df, semantic=False, progress=lambda done, pairs: told.append((done, pairs)))
    assert told and told[-1][0] == told[-1][1]


def test_nothing_to_compare_gives_an_empty_table() -> None:
    assert compare(to_frame([]), semantic=False).empty


def test_two_people_of_one_surname_stay_apart() -> None:
    found = propose(
        to_frame([row("a", FULL, "Anna Ferri"), row("a", FULL, "Ferri"), row("b", FULL, "Ugo Ferri"), row("c", FULL, "Ferri")])
    )
    assert found.person("Ferri", "a") == "Anna Ferri"
    assert found.person("Ferri", "c") == "Ferri"


def test_an_alias_file_reads_back_equal_and_tells_faults(df: pd.DataFrame, tmp_path: Path) -> None:
    file = tmp_path / "speakers.csv"
    proposed = propose(df)
    file.write_text(to_csv(proposed), encoding="utf-8-sig", newline="")
    assert read_aliases(file).lines == proposed.lines
    assert Aliases([Alias("", "Ferri", "", "ambiguous", 1)]).person("Ferri") == "Ferri"
    file.write_text("person,name\nAnna Ferri,Ferri\nUgo Ferri,Ferri\n", encoding="utf-8")
    with pytest.raises(AliasError, match="line 3: 'Ferri' stands already in line 2"):
        read_aliases(file)


def test_the_commands(
    df: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_table(df, "quotes.csv")
    for arguments, status in (
        (["speakers", "quotes.csv"], 0),
        (["speakers", "quotes.csv"], 1),
        (["compare", "quotes.csv", "--words", "--aliases", "reports/speakers.csv"], 0),
    ):
        with pytest.raises(SystemExit) as end:
            cli.main(arguments)
        assert (end.value.code or 0) == status
    found = pd.read_csv("reports/statements.csv")
    assert found["relation"].tolist() == ["first", "cut", "contrast"]
    assert "--force" in capsys.readouterr().err
