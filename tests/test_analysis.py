"""extract and analyze: every article by itself, failures told, and the starting article end to end."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pandas as pd
import pytest

import quotes
from quotes import Article, Quotation, analysis, analyze, extract, read_table, write_table
from quotes.analysis import AnalysisError, iter_quotations
from quotes.failures import Failure, ReadingError
from quotes.lexicons import Lexicon
from quotes.parsing import ModelError, Parser
from quotes.pipeline import quotations
from quotes.table import COLUMNS, to_frame, validate
from quotes.tree import Tree

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "data" / "articles"
BAD = "Testo guasto."


class Unparsed:
    """A parser without models: trees without sentences, and an error for the text BAD."""

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Tree | Exception]]:
        for article in articles:
            yield article, RuntimeError("out of luck") if article.text == BAD else Tree(())


@pytest.fixture
def unparsed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysis, "_parser_for", lambda models, cache: Unparsed())


def article(name: str, text: str = "«Sì», ha detto.") -> Article:
    return Article(name, text)


# ---------------------------------------------------------------------------------------------------- one by one


@pytest.mark.usefixtures("unparsed")
def test_an_article_that_cannot_be_parsed_fails_alone() -> None:
    failures: list[Failure] = []
    df = analyze([article("a"), article("b", BAD), article("c")], failures=failures)
    assert df["article"].unique().tolist() == ["a", "c"]
    assert [str(failure) for failure in failures] == [
        "b: the article cannot be parsed (RuntimeError: out of luck); report this fault together with its text"
    ]


@pytest.mark.usefixtures("unparsed")
def test_an_article_that_trips_a_rule_fails_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def trips(one: Article, tree: Tree, lexicon: Lexicon) -> list[Quotation]:
        if one.id == "b":
            raise KeyError("head")
        return quotations(one, tree, lexicon)

    monkeypatch.setattr(analysis, "quotations", trips)
    failures: list[Failure] = []
    assert [one.id for one, _ in iter_quotations([article(name) for name in "abc"], failures=failures)] == ["a", "c"]
    assert [failure.reason for failure in failures] == [
        "the article cannot be analysed (KeyError: 'head'); report this fault together with its text"
    ]


@pytest.mark.usefixtures("unparsed")
def test_rows_that_do_not_slice_the_text_are_no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    [row] = extract("«Sì», ha detto.", id="a")
    moved = replace(row, start=row.start + 1, end=row.end + 1)
    monkeypatch.setattr(analysis, "quotations", lambda *_: [moved])
    failures: list[Failure] = []
    assert analyze(article("a"), failures=failures).empty
    assert "a:1 is not what stands at 2-4" in failures[0].reason


@pytest.mark.usefixtures("unparsed")
def test_failures_are_logged_where_nobody_collects_them(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="quotes"):
        analyze([article("b", BAD), article("a", " ")])
    assert sorted(record.getMessage().split(":")[0] for record in caplog.records) == ["a", "b"]


@pytest.mark.usefixtures("unparsed")
def test_strict_stops_at_the_first() -> None:
    with pytest.raises(AnalysisError, match="b: the article cannot be parsed") as caught:
        analyze([article("b", BAD), article("a")], strict=True)
    assert caught.value.failure.path == "b"
    with pytest.raises(ReadingError, match="no text"):
        analyze([article("a", " ")], strict=True)


@pytest.mark.usefixtures("unparsed")
def test_sources(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("«Sì», ha detto.", encoding="utf-8")
    frame = pd.DataFrame({"body": ["«Sì», ha detto."], "key": ["a"]})
    found = [
        analyze(tmp_path),
        analyze(str(tmp_path / "*.txt")),
        analyze([tmp_path / "a.txt"]),
        analyze(article("a")),
        analyze(iter([article("a")])),
        analyze(frame, text_column="body", id_column="key"),
    ]
    assert len(found[0]) == 1
    for df in found[1:]:
        pd.testing.assert_frame_equal(df, found[0])


@pytest.mark.usefixtures("unparsed")
def test_nothing_to_analyse_is_an_empty_table() -> None:
    df = analyze([])
    assert df.empty
    assert tuple(validate(df).columns) == COLUMNS


@pytest.mark.usefixtures("unparsed")
def test_progress_follows_each_article() -> None:
    told: list[tuple[str, int]] = []
    analyze([article("a"), article("b", "Nulla.")], progress=lambda one, rows: told.append((one.id, rows)))
    assert told == [("a", 1), ("b", 0)]


@pytest.mark.usefixtures("unparsed")
@pytest.mark.parametrize("text", ["", " \n", "«", "»»»", "“„‘'\"", "\ud800 «a\udfff»"])
def test_no_text_is_refused(text: str) -> None:
    assert all(text[row.start : row.end] == row.quote for row in extract(text))


@pytest.mark.usefixtures("unparsed")
def test_a_text_that_cannot_be_parsed_raises_its_error() -> None:
    with pytest.raises(RuntimeError, match="out of luck"):
        extract(BAD)


def test_models_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="no folder of Stanza models"):
        analyze([article("a")], models=tmp_path)


def test_a_parser_stays_for_the_next_call(tmp_path: Path) -> None:
    first = analysis._parser_for(None, tmp_path)
    assert analysis._parser_for(None, str(tmp_path)) is first
    assert analysis._parser_for(None, False) is not first


# ---------------------------------------------------------------------------------------------------- end to end


@pytest.fixture(scope="module")
def own(parser: Parser) -> Iterator[None]:
    """The session's one parser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(analysis, "_parser_for", lambda models, cache: parser)
        yield


@pytest.fixture(scope="module")
def table(own: None) -> pd.DataFrame:
    """All sample articles."""
    failures: list[Failure] = []
    df = analyze(ARTICLES, failures=failures)
    assert not failures
    return df


@pytest.fixture(scope="module")
def start(table: pd.DataFrame) -> pd.DataFrame:
    """The starting article's rows."""
    return table[table["article"] == "pressioni-su-pechino"]


@pytest.mark.model
def test_the_samples_give_a_sound_table(table: pd.DataFrame, tmp_path: Path) -> None:
    assert table["article"].nunique() == len(list(ARTICLES.glob("*.txt")))
    assert table["quote_id"].is_unique
    validate(table)
    texts = {path.stem: path.read_bytes().decode() for path in ARTICLES.glob("*.txt")}
    for name in ("quote", "mention", "cue"):
        prefix = "" if name == "quote" else f"{name}_"
        for key, words, begin, end in table[["article", name, f"{prefix}start", f"{prefix}end"]].dropna().itertuples(index=False):
            assert texts[key][begin:end] == words
    for suffix in ("csv", "jsonl", "parquet"):
        file = tmp_path / f"t.{suffix}"
        write_table(table, file)
        pd.testing.assert_frame_equal(read_table(file), table)


@pytest.mark.model
def test_every_guillemet_of_the_samples_lies_in_a_row(table: pd.DataFrame) -> None:
    for path in ARTICLES.glob("*.txt"):
        text = path.read_bytes().decode()
        rows = table[(table["article"] == path.stem) & (table["kind"] != "indirect")]
        for at, sign in enumerate(text):
            if sign == "«":
                assert ((rows["start"] <= at + 1) & (at < rows["end"])).any(), f"{path.stem}: {text[at : at + 40]}"


def the_row(rows: pd.DataFrame, beginning: str) -> pd.Series:
    """The one marked row that begins so."""
    found = rows[(rows["kind"] != "indirect") & rows["quote"].str.startswith(beginning)]
    assert len(found) == 1, f"{len(found)} rows begin with {beginning!r}; there are {rows['quote'].str[:30].tolist()}"
    return found.iloc[0]


@pytest.mark.model
def test_start_nine_quoted_spans_and_four_statements(start: pd.DataFrame) -> None:
    assert (start["kind"] != "indirect").sum() == 9, start[["kind", "quote"]].to_string()
    assert (start["kind"] == "indirect").sum() >= 4, start[["kind", "quote"]].to_string()


@pytest.mark.model
@pytest.mark.parametrize(
    ("beginning", "speaker", "cue"),
    [
        pytest.param("stretta come labbra", None, "descrivere", id="nobody named"),
        pytest.param("la Cina ha una responsabilità", "Mark Rutte", "affermare", id="unclosed"),
        pytest.param("una minaccia diretta", "Mark Rutte", "avvertire", id="fragment"),
        pytest.param("l’Euro-Atlantico e l’Indo-Pacifico", "Mark Rutte", "affermare", id="che"),
        pytest.param("Ciò segna un’escalation", "Josep Borrell", "scrivere", id="inverted"),
        pytest.param("L’UE non è certamente nata", "Josep Borrell", "scrivere", id="dropped"),
    ],
)
def test_start_speakers_of_marked_speech(start: pd.DataFrame, beginning: str, speaker: str | None, cue: str) -> None:
    row = the_row(start, beginning)
    assert (row["speaker"] if pd.notna(row["speaker"]) else None, row["cue_lemma"]) == (speaker, cue)


@pytest.mark.model
def test_start_a_dropped_subject_says_so(start: pd.DataFrame) -> None:
    assert the_row(start, "L’UE non è certamente nata")["how"] == "dropped"


@pytest.mark.model
@pytest.mark.parametrize(
    ("beginning", "ends_with"),
    [("la Cina ha una responsabilità", "all’aumento delle aggressioni."), ("una minaccia diretta", "continente americano.")],
)
def test_start_unclosed_speech_ends_where_the_journalist_speaks(start: pd.DataFrame, beginning: str, ends_with: str) -> None:
    row = the_row(start, beginning)
    assert not row["closed"]
    assert row["repair"]
    assert row["quote"].rstrip(".").endswith(ends_with.rstrip("."))


@pytest.mark.model
def test_start_the_headings_mark_is_no_new_speaker(start: pd.DataFrame) -> None:
    speaker = the_row(start, "Un problema globale")["speaker"]
    assert pd.isna(speaker) or speaker == "Mark Rutte"


@pytest.mark.model
@pytest.mark.parametrize(
    ("part", "speaker"),
    [
        pytest.param("la Russia in cambio sta inviando", "Nord Atlantico|NATO", id="NATO"),
        pytest.param("gli scambi di tecnologia missilistica", "^Mark Rutte$", id="Rutte"),
        pytest.param("la Cina è riluttante", "^molti osservatori$|^osservatori$", id="observers"),
        pytest.param("l’amministrazione di Joe Biden è stata determinata", "^Antony Blinken$", id="Blinken"),
    ],
)
def test_start_statements_without_marks(start: pd.DataFrame, part: str, speaker: str) -> None:
    found = start[(start["kind"] == "indirect") & start["quote"].str.contains(part, regex=False)]
    assert len(found) == 1, start.loc[start["kind"] == "indirect", "quote"].tolist()
    assert found["speaker"].str.contains(speaker).all(), found["speaker"].tolist()


@pytest.mark.model
def test_start_nothing_of_the_pages_head_is_a_row(start: pd.DataFrame) -> None:
    text = (ARTICLES / "pressioni-su-pechino.txt").read_bytes().decode()
    assert start["start"].min() >= text.index("Fino a 12.000")


@pytest.mark.model
@pytest.mark.usefixtures("own")
def test_extract_gives_the_rows_of_analyze() -> None:
    text = "«Il ponte riapre lunedì», ha detto Anna Ferri. Il sindaco teme ritardi."
    assert to_frame(extract(text)).equals(analyze(Article("text", text)))


@pytest.mark.model
@pytest.mark.usefixtures("own")
def test_a_lexicon_of_ones_own_counts(tmp_path: Path) -> None:
    text = "«Il ponte riapre lunedì», ha sbrodolato Anna Ferri."
    verbs = tmp_path / "verbs-mine.csv"
    verbs.write_text(
        "lemma,sense,stance,complement,direct,predicative,example\n"
        "sbrodolare,say,assert,che,strong,no,Anna ha sbrodolato che il ponte riapre.\n",
        encoding="utf-8",
    )
    [row] = extract(text, lexicon=verbs)
    assert row.stance == "assert"
    assert cast(str, row.speaker) == "Anna Ferri"
    assert quotes.extract(text)[0].stance != "assert"
