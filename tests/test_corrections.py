"""Corrections: what a reader decided holds when the analysis, its numbers and the article around it change."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes import Article, Quotation
from quotes.correcting import Book, apply, blank, corrected
from quotes.corrections import Anchor, Correction, CorrectionError, append, check, hash_of, read
from quotes.decisions import add, checked, correct, find_words, reject
from quotes.failures import Failure, ReadingError
from quotes.lexicons import load_lexicon
from quotes.records import Span

TEXT = (
    "Il ponte\n\n«Riapre lunedì», ha detto la sindaca Anna Ferri. «Il resto a maggio», ha aggiunto.\n\n"
    "Piero Galli protesta: «Una vergogna». L'impresa ha spiegato che i lavori finiranno in estate. "
    "Il «ponte della discordia» resta chiuso. «Riapre lunedì», ripete Galli.\n"
)
ARTICLE = Article("ponte", TEXT, source="Il Corriere", date="2026-03-02")


def row(number: int, words: str, *, nth: int = 0, cue: str | None = None, **values: object) -> Quotation:
    """A row of ARTICLE at the ``nth`` place of ``words``."""
    at = -1
    for _ in range(nth + 1):
        at = TEXT.index(words, at + 1)
    found = replace(
        blank(ARTICLE, Span(at, at + len(words)), []), quote_id=f"ponte:{number}", group=number, confidence=0.5, rule="test"
    )
    if cue is not None:
        start = TEXT.index(cue)
        found = replace(found, cue=cue, cue_start=start, cue_end=start + len(cue))
    return replace(found, **values)  # type: ignore[arg-type]  # values of columns, by the tests below


def analysis() -> list[Quotation]:
    """What an analysis made of ARTICLE, with five faults."""
    return [
        row(1, "Riapre lunedì", cue="ha detto", cue_lemma="dire", speaker="Piero Galli", how="explicit"),
        row(
            2, "Il resto a maggio", cue="ha aggiunto", cue_lemma="aggiungere", speaker="Anna Ferri", role="sindaca", how="dropped"
        ),
        row(3, "Una vergogna", speaker="Anna Ferri", how="implied"),
        row(4, "che i lavori", kind="indirect", cue="ha spiegato", cue_lemma="spiegare", speaker="L'impresa", how="explicit"),
        row(5, "ponte della discordia", kind="mixed"),
        row(6, "Riapre lunedì", nth=1, speaker="Anna Ferri", how="implied"),
    ]


def decisions(rows: list[Quotation]) -> list[Correction]:
    """The five corrections: speaker, cue, span, no quotation, and a missing one."""
    lexicon = load_lexicon()
    return [
        correct(ARTICLE, rows[0], {"speaker": "Anna Ferri"}, rows=rows, lexicon=lexicon),
        correct(
            ARTICLE, rows[2], {"speaker": "Piero Galli", "cue": "protesta", "cue_lemma": "protestare"}, rows=rows, lexicon=lexicon
        ),
        correct(ARTICLE, rows[3], {"quote": "che i lavori finiranno in estate"}, rows=rows, lexicon=lexicon),
        reject(ARTICLE, rows[4]),
        correct(
            ARTICLE, rows[5], {"speaker": "Piero Galli", "cue": "ripete", "cue_lemma": "ripetere"}, rows=rows, lexicon=lexicon
        ),
    ]


def facts(rows: list[Quotation]) -> set[tuple[str, str, str | None, str | None]]:
    return {(row.kind, row.quote, row.speaker, row.cue) for row in rows}


RIGHT = {
    ("direct", "Riapre lunedì", "Anna Ferri", "ha detto"),
    ("direct", "Il resto a maggio", "Anna Ferri", "ha aggiunto"),
    ("direct", "Una vergogna", "Piero Galli", "protesta"),
    ("indirect", "che i lavori finiranno in estate", "L'impresa", "ha spiegato"),
    ("direct", "Riapre lunedì", "Piero Galli", "ripete"),
}


def through(article: Article, rows: list[Quotation], corrections: list[Correction]) -> list[Quotation]:
    for correction in corrections:
        rows = apply(article, rows, correction)
    return rows


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "corrections.jsonl"
    for correction in decisions(analysis()):
        append(path, correction)
    return path


def test_five_corrections_are_applied_and_once_is_enough() -> None:
    made = decisions(analysis())
    once = through(ARTICLE, analysis(), made)
    assert facts(once) == RIGHT
    assert through(ARTICLE, once, made) == once
    assert [row.rule for row in once] == ["corrected", "test", "corrected", "corrected", "corrected"]
    assert {row.confidence for row in once if row.rule == "corrected"} == {1.0}


Change = Callable[[list[Quotation]], list[Quotation]]
OTHER_ANALYSES: dict[str, Change] = {
    "numbers are others": lambda rows: [replace(row, quote_id=f"ponte:{row.start}") for row in rows],
    "nothing is found any more": lambda rows: [row for row in rows if row.quote == "Il resto a maggio"],
    "speakers are others": lambda rows: [
        row
        if row.speaker == "L'impresa" or row.quote == "Il resto a maggio"
        else replace(row, speaker="Luca Neri", role="assessore")
        for row in rows  # the speaker of these two was not decided
    ],
    "spans are others": lambda rows: [
        replace(row, end=row.end - 1, quote=row.quote[:-1]) if row.quote == "che i lavori" else row for row in rows
    ],
    "cues are others": lambda rows: [
        replace(row, cue=None, cue_lemma=None, cue_start=None, cue_end=None) if row.quote == "Una vergogna" else row
        for row in rows
    ],
}


@pytest.mark.parametrize("change", OTHER_ANALYSES.values(), ids=OTHER_ANALYSES.keys())
def test_corrections_hold_over_another_analysis(file: Path, change: Change) -> None:
    failures: list[Failure] = []
    [(_, rows)] = corrected([(ARTICLE, change(analysis()))], file, failures=failures)
    assert facts(rows) == RIGHT
    assert failures == []
    assert all(TEXT[row.start : row.end] == row.quote for row in rows)
    assert all(row.cue_start is None or TEXT[row.cue_start : row.cue_end] == row.cue for row in rows)
    assert len({row.quote_id for row in rows}) == len(rows)


def test_they_hold_in_an_edited_and_in_a_renamed_article(file: Path) -> None:
    moved = Article("ponte", "Aggiornato alle 18\n" + TEXT)
    rows = [replace(row, start=row.start + 19, end=row.end + 19) for row in analysis()]
    rows = [
        row
        if row.cue_start is None or row.cue_end is None
        else replace(row, cue_start=row.cue_start + 19, cue_end=row.cue_end + 19)
        for row in rows
    ]
    renamed = Article("2026/ponte", TEXT)
    for article, found in ((moved, rows), (renamed, [replace(row, article=renamed.id) for row in analysis()])):
        failures: list[Failure] = []
        [(_, made)] = corrected([(article, found)], file, failures=failures)
        assert facts(made) == RIGHT
        assert failures == []
        assert all(article.text[row.start : row.end] == row.quote for row in made)


def test_what_is_gone_is_told_with_its_line_and_the_others_hold(file: Path) -> None:
    shorter = Article("ponte", TEXT.replace("Una vergogna", "Un errore"))
    rows = analysis()[:2]
    failures: list[Failure] = []
    [(_, made)] = corrected([(shorter, rows)], file, failures=failures)
    assert [(failure.path, failure.line) for failure in failures] == [(str(file), 2)]
    assert "«Una vergogna»" in failures[0].reason and "no longer in the article" in failures[0].reason
    assert ("direct", "Riapre lunedì", "Piero Galli", "ripete") in facts(made)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 5


def test_articles_that_are_not_there_and_lines_that_are_none_are_told(file: Path) -> None:
    with file.open("a", encoding="utf-8") as lines:
        lines.write('{"action": "correct"}\nnonsense\n')
    failures: list[Failure] = []
    assert list(corrected([], file, failures=failures)) == []
    assert [failure.line for failure in failures] == [1, 2, 3, 4, 5, 6, 7]
    assert "no article 'ponte'" in failures[0].reason and "mend or delete" in failures[6].reason
    with pytest.raises(ReadingError, match="line 1"):
        list(corrected([], file, strict=True))
    with pytest.raises(CorrectionError, match="cannot be read"):
        list(corrected([], file.with_name("none.jsonl")))


def test_without_a_file_everything_passes() -> None:
    assert list(corrected([(ARTICLE, analysis())], None)) == [(ARTICLE, analysis())]


def test_a_file_says_what_was_decided_and_reads_back_equal(file: Path) -> None:
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert lines[0]["set"] == {"speaker": "Anna Ferri"}
    assert lines[0]["at"]["words"] == "Riapre lunedì" and lines[0]["at"]["behind"].startswith("», ha detto")
    again = file.with_name("again.jsonl")
    for _, correction in read(file):
        assert isinstance(correction, Correction)
        append(again, correction)
    assert again.read_bytes() == file.read_bytes()


def test_a_line_without_its_end_does_not_swallow_the_next(file: Path) -> None:
    file.write_bytes(file.read_bytes().rstrip(b"\n"))
    append(file, checked(ARTICLE))
    assert [type(line) for _, line in read(file)] == [Correction] * 6


# ------------------------------------------------------------------------------------------------------------- decisions


def test_another_speaker_takes_role_and_mention_along() -> None:
    rows = analysis()
    made = correct(ARTICLE, rows[0], {"speaker": "Anna Ferri"}, rows=rows)
    [first, *_] = apply(ARTICLE, rows, made)
    assert (first.speaker, first.role, first.how) == ("Anna Ferri", "sindaca", "explicit")
    assert first.mention == "Anna Ferri" and first.mention_start == TEXT.index("Anna Ferri")
    [nobody, *_] = apply(ARTICLE, rows, correct(ARTICLE, rows[0], {"speaker": None}))
    assert (nobody.speaker, nobody.mention, nobody.how, nobody.cue) == (None, None, "none", "ha detto")


def test_the_lemma_of_a_cue_is_looked_up_or_asked_for() -> None:
    rows = analysis()
    lexicon = load_lexicon()
    made = correct(ARTICLE, rows[5], {"cue": "ha detto"}, rows=rows, lexicon=lexicon)
    assert made.derived["cue_lemma"] == "dire" and made.derived["stance"] == "neutral"
    with pytest.raises(CorrectionError, match="dictionary form of «protesta».*cue_lemma="):
        correct(ARTICLE, replace(rows[2], cue=None), {"cue": "protesta"}, rows=(), lexicon=None)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "nothing to correct"),
        ({"speeker": "Anna"}, "speeker cannot be corrected; what can: "),
        ({"confidence": 1}, "confidence cannot be corrected"),
        ({"how": "guessed"}, "none of explicit, pronoun"),
        ({"cue": "ha urlato"}, "no words «ha urlato»; copy them"),
        ({"negated": "yes"}, "negated is True or False"),
        ({"speaker": 3}, "speaker is a text"),
        ({"quote": ""}, "quote cannot be empty"),
        ({"start": 5, "end": 5}, "no stretch of the article"),
        ({"start": 5, "end": 5000}, "no stretch of the article"),
    ],
)
def test_what_cannot_be_corrected_is_told(values: dict[str, object], said: str) -> None:
    with pytest.raises(CorrectionError, match=said):
        correct(ARTICLE, analysis()[0], values)


def test_a_quotation_is_added_with_the_next_number_and_only_once() -> None:
    rows = analysis()
    at = TEXT.index("Il ponte\n")
    made = add(ARTICLE, Span(at, at + 8), {"speaker": "Anna Ferri", "kind": "mixed"}, rows=rows)
    first = apply(ARTICLE, rows, made)[0]
    assert (first.quote, first.quote_id, first.kind, first.source) == ("Il ponte", "ponte:7", "mixed", "Il Corriere")
    with pytest.raises(CorrectionError, match="ponte:1 stands there already"):
        add(ARTICLE, Span(rows[0].start, rows[0].end), {}, rows=rows)
    with pytest.raises(CorrectionError, match="no stretch"):
        add(ARTICLE, Span(0, len(TEXT) + 1), {})


def test_a_checked_article_is_checked_as_it_was_read(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    append(path, checked(ARTICLE))
    book = Book(path)
    assert book.checked(ARTICLE) and not book.checked(Article("ponte", TEXT + "Altro."))
    book.apply(Article("ponte", TEXT + "Altro."), [])
    assert "has changed since it was checked" in book.left()[0].reason
    assert hash_of(TEXT) != hash_of(TEXT + "Altro.")


# ----------------------------------------------------------------------------------------------------------------- words


def test_equal_passages_are_told_apart_by_what_stands_around() -> None:
    second = TEXT.rindex("Riapre lunedì")
    anchor = Anchor.at(TEXT, Span(second, second + 13))
    assert anchor.find(TEXT) == anchor.span
    longer = "Aggiornato.\n" + TEXT
    assert anchor.find(longer) == Span(second + 12, second + 25)
    assert Anchor(500, "Riapre lunedì").find(TEXT) is None  # twice there, and nothing tells which


@given(st.text("ab «»\n", min_size=1, max_size=30), st.data())
def test_an_anchor_finds_itself_and_never_other_words(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    anchor = Anchor.at(text, Span(start, end))
    assert anchor.find(text) == Span(start, end)
    found = anchor.find(data.draw(st.text("ab «»\n", max_size=10)) + text)
    assert found is None or len(found) == end - start


def test_words_are_found_nearest_and_whole() -> None:
    assert find_words(TEXT, "Galli", near=Span(len(TEXT) - 5, len(TEXT))).start == TEXT.rindex("Galli")
    assert find_words("e ora erano lì", "era", near=Span(0, 1)) == Span(6, 9)
    assert check("speaker", "  ") is None
