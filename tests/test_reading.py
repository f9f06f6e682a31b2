"""From bytes and paths to articles: what is read how, what is mended, and what fails with which advice."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes.encoding import decode
from quotes.failures import Failure, ReadingError
from quotes.reading import articles_from, read_articles
from quotes.records import Article

SOUND = "«È così», disse “lui” – l’uomo ‹perché› città… 5 €"
MOJIBAKE = ("mojibake mended",)
WINDOWS = ("read as Windows-1252",)
UTF16 = ("read as UTF-16",)


def all_of(*paths: str | Path, **options: str) -> tuple[list[Article], list[str]]:
    """The articles and the failures, as text."""
    failures: list[Failure] = []
    found = list(read_articles(paths, failures=failures, **options))  # type: ignore[arg-type]
    return found, [str(failure) for failure in failures]


def ids(articles: list[Article]) -> list[str]:
    return [article.id for article in articles]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# --------------------------------------------------------------------------------------------------------------- decode


@pytest.mark.parametrize(
    ("data", "text", "notes"),
    [
        pytest.param(b"", "", (), id="nothing"),
        pytest.param(SOUND.encode(), SOUND, (), id="UTF-8"),
        pytest.param(SOUND.encode("utf-8-sig"), SOUND, (), id="UTF-8 with mark"),
        pytest.param(SOUND.encode("utf-16"), SOUND, UTF16, id="UTF-16 with mark"),
        pytest.param(b"\xfe\xff" + SOUND.encode("utf-16-be"), SOUND, UTF16, id="UTF-16 BE with mark"),
        pytest.param(SOUND.encode("utf-16-le"), SOUND, UTF16, id="UTF-16 LE without mark"),
        pytest.param(SOUND.encode("utf-16-be"), SOUND, UTF16, id="UTF-16 BE without mark"),
        pytest.param(b"\xff\xfe\x00\x00" + SOUND.encode("utf-32-le"), SOUND, ("read as UTF-32",), id="UTF-32"),
        pytest.param(b"\xff\xfea\x00b", "a\ufffd", (*UTF16, "damaged characters replaced"), id="UTF-16 cut off"),
        pytest.param(SOUND.encode("cp1252"), SOUND, WINDOWS, id="Windows-1252"),
        pytest.param("perché".encode("latin-1"), "perché", WINDOWS, id="Latin-1"),
        pytest.param(b"\xe8 \x81\x8d\x8f\x90\x9d", "è \x81\x8d\x8f\x90\x9d", WINDOWS, id="bytes Windows-1252 leaves undefined"),
        pytest.param(
            "è così, perché ".encode() + b"\x93", "è così, perché “", ("stray Windows-1252 bytes in UTF-8",), id="mixed"
        ),
        pytest.param(b"a\r\nb\rc\n\x0b\x0c", "a\r\nb\rc\n\x0b\x0c", (), id="line breaks"),
        pytest.param("a\x85b\u2028c".encode(), "a\x85b\u2028c", (), id="rarer line breaks"),
        pytest.param("ﬁne &amp; “e\u0301”".encode(), "ﬁne &amp; “e\u0301”", (), id="no normalising, no entities"),
    ],
)
def test_bytes_become_text(data: bytes, text: str, notes: tuple[str, ...]) -> None:
    assert decode(data) == (text, notes)


@pytest.mark.parametrize("encoding", ["latin-1", "sloppy-windows-1252", "mac_roman", "cp437"])
@pytest.mark.parametrize(
    "text",
    [
        "«È così», disse “lui” – l’uomo perché la città…",
        "Ha detto: «Perché no?»\r\nE poi «sì».\n",
        "Nella città di L’Aquila è così",
    ],
)
def test_mojibake_is_mended_and_told(text: str, encoding: str) -> None:
    import ftfy.bad_codecs  # noqa: F401 - knows sloppy-windows-1252

    assert decode(text.encode().decode(encoding).encode()) == (text, MOJIBAKE)


@pytest.mark.parametrize(
    ("broken", "text"),
    [
        pytest.param("cittÃ\xa0 e perchÃ©", "città e perché", id="no-break space"),
        pytest.param("Â«AÂ» disse", "«A» disse", id="guillemets alone"),
        pytest.param("\x93A\x94 disse\x85", "“A” disse…", id="C1 controls"),
    ],
)
def test_mojibake_of_marks(broken: str, text: str) -> None:
    assert decode(broken.encode()) == (text, MOJIBAKE)


@pytest.mark.xfail(strict=True, reason="known failure")
@pytest.mark.parametrize(
    ("broken", "text"),
    [
        pytest.param("LΓÇÖItalia", "L’Italia", id="short, from cp437: ftfy sees nothing bad"),
        pytest.param("cos├¼, perch├® no, lÔÇÖuomo", "così, perché no, l’uomo", id="cp850: not among ftfy's encodings"),
        pytest.param("cittÃ bella", "città bella", id="the no-break space became a space, and nothing else tells"),
        pytest.param("“IRMÔ, disse, «IRMÃ€»", "“IRMÔ, disse, «IRMÃ€»", id="capital Ã before €"),
    ],
)
def test_mojibake_that_is_not_understood(broken: str, text: str) -> None:
    assert decode(broken.encode())[0] == text


@pytest.mark.parametrize(
    "text",
    [
        "«è»",
        "«È»",
        "‹«è»›",
        "“è”",
        "‘È’",
        "»È stato lui» disse",
        "disse:»É vero»",
        "«COSÌº",
        "CITTÀ” e “PERÒ”",
        "PIÙ…",
        "«IRMÃ»",
        "“IRMÔ e “SÃO PAULO”",
        "“IRMÃ”",
        "«CHÂ», disse, «BÂ»",
        "«La €è forte»",
        "à l’ancienne",
        "Perù™",
        "5° e 6ª",
        "√2 ≤ 2",
    ],
)
def test_sound_text_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == (text, ())


ITALIAN = "aeiou bdrst.,:;!?'\r\n\x85" + "àèéìòùÀÈÉÌÒÙíúçñüÇÑÜ" + "«»‹›“”‘’„‚–—…€°ªº£©™·\xa0"


@given(st.text(ITALIAN, max_size=60))
def test_any_text_of_italian_letters_and_marks_is_left_alone(text: str) -> None:
    assert decode(text.encode()) == (text, ())


@given(st.text(ITALIAN.replace("\x85", ""), min_size=1, max_size=60))
def test_any_such_text_survives_windows_and_utf16(text: str) -> None:
    import ftfy.bad_codecs  # noqa: F401 - knows sloppy-windows-1252

    assert decode(text.encode("utf-16"))[0] == text
    data = text.encode("sloppy-windows-1252")
    # Bytes that also form pairs of UTF-8 are ambiguous: see the known failure below.
    if not re.search(rb"[\xc2-\xf4][\x80-\xbf]", data):
        assert decode(data)[0] == text


@pytest.mark.xfail(strict=True, reason="known failure: Windows-1252 bytes that also form UTF-8 pairs are read as UTF-8")
def test_windows_bytes_that_look_like_utf8() -> None:
    text = "\xa0Ç\xa0Ç\xa0"
    assert decode(text.encode("cp1252"))[0] == text


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        text, _ = decode(data)
    except ValueError as error:
        assert "binary data" in str(error)
    else:
        assert "\0" not in text


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00\x00", b"abc\x00def", bytes(range(1, 32)) * 9, b"\x00" * 8])
def test_binary_data_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="binary data; save the text as .txt"):
        decode(data)


# ---------------------------------------------------------------------------------------------------------- plain files


@pytest.mark.parametrize("name", ["alfa.txt", "alfa.text", "alfa.md", "alfa.TXT"])
def test_plain_text(here: Path, name: str) -> None:
    (here / name).write_bytes(b"# Titolo\r\n\r\n\xabS\xec\xbb\r\n")
    assert all_of(name) == ([Article("alfa", "# Titolo\r\n\r\n«Sì»\r\n", notes=WINDOWS)], [])
    assert ids(all_of(here / name)[0]) == ["alfa"]


def test_a_lone_path_is_no_list_of_letters(here: Path) -> None:
    (here / "alfa.txt").write_text("Testo")
    assert ids(list(read_articles("alfa.txt"))) == ["alfa"]
    assert ids(list(articles_from(here / "alfa.txt"))) == ["alfa"]


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("«Sì»\r\n".encode("cp1252"))))
    assert all_of("-") == ([Article("stdin", "«Sì»\r\n", notes=WINDOWS)], [])


def test_reading_streams(here: Path) -> None:
    (here / "alfa.txt").write_text("Testo")
    articles = read_articles(["alfa.txt", "beta.txt"], strict=True)
    assert next(articles).id == "alfa"
    (here / "beta.txt").write_text("Testo")
    assert next(articles).id == "beta"


# ----------------------------------------------------------------------------------------------------------------- HTML

PAGE = """<?xml version="1.0" encoding="utf-8"?><html lang="it"><head><title>La notizia - Il Giornale</title>
<meta property="og:title" content="La notizia"><meta property="og:site_name" content="Il Giornale">
<meta property="article:published_time" content="2024-03-05T10:00:00+01:00">
<link rel="canonical" href="https://example.it/a"></head><body><nav>Menu e altro</nav><article><h1>La notizia</h1>
<p>«È una cosa grave», ha detto <b>Mario Rossi</b>. E poi ha aggiunto <q>altre cose</q> che non ricordiamo, ma importanti.</p>
<p>Secondo paragrafo con altre parole “come queste” e perch&eacute; no, anche di pi&ugrave;, per superare la soglia.</p>
</article><footer>Copyright</footer></body></html>"""


@pytest.mark.parametrize("name", ["alfa.html", "alfa.htm"])
def test_html_gives_main_text_and_metadata(here: Path, name: str) -> None:
    (here / name).write_text(PAGE, encoding="utf-8")
    (article,), failures = all_of(name)
    assert failures == []
    assert "«È una cosa grave», ha detto Mario Rossi. E poi ha aggiunto “altre cose” che" in article.text
    assert "“come queste” e perché no" in article.text
    assert "Menu" not in article.text
    assert "Copyright" not in article.text
    assert (article.id, article.title, article.source) == ("alfa", "La notizia", "Il Giornale")
    assert (article.date, article.url) == ("2024-03-05", "https://example.it/a")
    assert article.notes == ()


def test_html_in_windows_1252_and_with_another_text_column(here: Path) -> None:
    (here / "alfa.html").write_bytes(PAGE.encode("cp1252"))
    (article,), failures = all_of("alfa.html", text_column="title", id_column="codice")
    assert "«È una cosa grave»" in article.text
    assert (article.title, article.notes, failures) == ("La notizia", WINDOWS, [])


@pytest.mark.parametrize("page", ["", "<html><body></body></html>"])
def test_html_without_text_fails(here: Path, page: str) -> None:
    (here / "alfa.html").write_text(page)
    assert all_of("alfa.html") == ([], ["alfa.html: no main text was found in the page; save its text as .txt"])


def test_html_without_trafilatura_fails(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    (here / "alfa.html").write_text(PAGE)
    (failure,) = all_of("alfa.html")[1]
    assert failure.startswith("alfa.html: HTML needs trafilatura, which does not load")


def test_html_that_trips_the_parser_stops_no_other(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def trip(*_: object, **__: object) -> None:
        raise RuntimeError("inciampato")

    monkeypatch.setattr("trafilatura.bare_extraction", trip)
    (here / "alfa.html").write_text(PAGE)
    (here / "beta.txt").write_text("Testo")
    found, failures = all_of("alfa.html", "beta.txt")
    assert ids(found) == ["beta"]
    assert failures == ["alfa.html: the page cannot be read (inciampato); save its text as .txt"]


# --------------------------------------------------------------------------------------------------------------- tables

ROWS = [
    {
        "id": "a1",
        "text": "«Sì», ha detto.\r\nPoi «no».",
        "title": "Uno",
        "source": "ANSA",
        "date": "2024-03-05",
        "url": "https://x.it",
    },
    {"id": "a2", "text": "Testo", "title": "", "source": "", "date": "", "url": ""},
]
ARTICLES = [
    Article("a1", "«Sì», ha detto.\r\nPoi «no».", title="Uno", source="ANSA", date="2024-03-05", url="https://x.it"),
    Article("a2", "Testo"),
]


def as_csv(rows: list[dict[str, object]], path: Path, separator: str = ",") -> None:
    pd.DataFrame(rows).to_csv(path, index=False, sep=separator, lineterminator="\r\n")


def as_jsonl(rows: list[dict[str, object]], path: Path) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="")


def as_json(rows: list[dict[str, object]], path: Path) -> None:
    path.write_text(json.dumps(rows), encoding="utf-8")


def as_parquet(rows: list[dict[str, object]], path: Path) -> None:
    pd.DataFrame(rows).to_parquet(path)


TABLES: dict[str, Callable[[list[dict[str, object]], Path], None]] = {
    "t.csv": as_csv,
    "t.tsv": lambda rows, path: as_csv(rows, path, "\t"),
    "semicolon.csv": lambda rows, path: as_csv(rows, path, ";"),
    "tab.csv": lambda rows, path: as_csv(rows, path, "\t"),
    "t.jsonl": as_jsonl,
    "t.ndjson": as_jsonl,
    "t.json": as_json,
    "t.parquet": as_parquet,
}


@pytest.mark.parametrize("name", TABLES)
def test_tables(here: Path, name: str) -> None:
    TABLES[name]([dict(row) for row in ROWS], here / name)
    assert all_of(name) == (ARTICLES, [])


@pytest.mark.parametrize("name", TABLES)
def test_columns_of_other_names(here: Path, name: str) -> None:
    TABLES[name]([{"codice": 7, "testo, pulito": "Uno; due"}], here / name)
    assert all_of(name, text_column="testo, pulito", id_column="codice") == ([Article("7", "Uno; due")], [])


@pytest.mark.parametrize("name", TABLES)
def test_without_ids_rows_are_numbered(here: Path, name: str) -> None:
    TABLES[name]([{"text": "Uno", "x": 1}, {"text": "", "x": 1}, {"text": "Tre", "x": 1}], here / name)
    found, (failure,) = all_of(name)
    stem = Path(name).stem
    assert ids(found) == [f"{stem}-1", f"{stem}-3"]
    assert "the article has no text; fill it in or remove it" in failure


@pytest.mark.parametrize("name", TABLES)
def test_a_missing_column_is_told_with_those_there_are_and_the_option(here: Path, name: str) -> None:
    TABLES[name]([{"codice": "a", "testo": "Uno"}], here / name)
    found, (failure,) = all_of(name)
    assert found == []
    assert "there is no column 'text' (there are: codice, testo); name the text's with --text-column (text_column=)" in failure
    found, (failure,) = all_of(name, text_column="testo", id_column="nome")
    assert found == []
    assert "there is no column 'nome' (there are: codice, testo); name the ids' with --id-column (id_column=)" in failure


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_id_fails_and_the_others_go_on(here: Path, name: str) -> None:
    TABLES[name]([{"id": "a", "text": "Uno"}, {"id": "", "text": "Due"}, {"id": "c", "text": "Tre"}], here / name)
    found, (failure,) = all_of(name)
    assert ids(found) == ["a", "c"]
    assert "the column 'id' holds no id here (a blank text); fill it in" in failure


@pytest.mark.parametrize("name", TABLES)
def test_mojibake_in_tables_is_mended(here: Path, name: str) -> None:
    TABLES[name](
        [{"id": "cittÃ\xa0", "text": "«Sì», perchÃ© no", "title": "Â«AÂ»"}, {"id": "b", "text": "è", "title": ""}], here / name
    )
    first, second = all_of(name)[0]
    assert (first.id, first.text, first.title) == ("città", "«Sì», perché no", "«A»")
    assert first.notes == ("mojibake mended in the id", "mojibake mended", "mojibake mended in title")
    assert second == Article("b", "è")


# ------------------------------------------------------------------------------------------------------------------ CSV


@pytest.mark.parametrize(
    ("data", "articles", "failures"),
    [
        pytest.param(b"", [], ["t.csv: the file has no heading"], id="nothing"),
        pytest.param(b"text\nUno\n\nDue\n", [("t-1", "Uno"), ("t-2", "Due")], [], id="one column, blank lines"),
        pytest.param(b"id,text\na,Uno\nb,Due,tre\nc,Tre\n", [("a", "Uno"), ("c", "Tre")], ["t.csv, line 3: there are 3 cells for 2"], id="many"),
        pytest.param(b"id,text,url\na,Uno\n", [("a", "Uno")], [], id="few cells"),
        pytest.param(b"id,text\na,Uno,,\n", [("a", "Uno")], [], id="empty cells behind"),
        pytest.param(b'id,text\na,"Uno\nDue"\nb,"x" y\nc,Tre\n', [("a", "Uno\nDue"), ("c", "Tre")], ["t.csv, line 4: the row is broken"], id="stray"),
        pytest.param(b'id,text\na,Uno\nb,"Due\nc,Tre\n', [("a", "Uno")], ["t.csv, line 3: a quotation mark is opened here"], id="unclosed"),
        pytest.param(b'"id,text\na,Uno\n', [], ["t.csv, line 1: a quotation mark is opened here"], id="unclosed heading"),
        pytest.param(b" id ; text \ra;Uno\rb;Due\r", [("a", "Uno"), ("b", "Due")], [], id="old Mac lines, spaces in heading"),
        pytest.param('id,text\na,"È"\n'.encode("utf-16"), [("a", "È")], [], id="UTF-16"),
        pytest.param(b'id,text\na,"\xc8"\nb,x\n', [("a", "È"), ("b", "x")], [], id="Windows-1252"),
        pytest.param(b"\xef\xbb\xbfid,text\na,NA\nb,null\n", [("a", "NA"), ("b", "null")], [], id="mark; words for no value"),
        pytest.param(b"id,text\na,Uno\nb,\x00\x00\n", [("a", "Uno")], ["t.csv: this is no text but binary data"], id="binary"),
        pytest.param(b"id,text\na," + b"x" * 200_000, [("a", "x" * 200_000)], [], id="long article"),
    ],
)  # fmt: skip
def test_csv(here: Path, data: bytes, articles: list[tuple[str, str]], failures: list[str]) -> None:
    (here / "t.csv").write_bytes(data)
    found, told = all_of("t.csv")
    assert [(article.id, article.text) for article in found] == articles
    assert [line[: len(start)] for line, start in zip(told, failures, strict=True)] == failures


def test_csv_tells_the_encoding_of_its_rows(here: Path) -> None:
    (here / "t.csv").write_bytes(b'id,text\na,"x\n\xc8"\nb,x\n')
    assert [article.notes for article in all_of("t.csv")[0]] == [WINDOWS, ()]


# ----------------------------------------------------------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    ("data", "articles", "failures"),
    [
        pytest.param(b"", [], [], id="nothing"),
        pytest.param(b'{"text": "Uno"}\n\n{"text": "Due"}', [("t-1", "Uno"), ("t-2", "Due")], [], id="blank line, no last break"),
        pytest.param(b'{"text": "Uno"}\n{"text": \n{"text": "Tre"}\n', [("t-1", "Uno"), ("t-3", "Tre")], ["t.jsonl, line 2: the line is no JSON"], id="broken"),
        pytest.param(b'["Uno"]\n', [], ["t.jsonl, line 1: this is no object but a list; write {...} with the text as 'text'"], id="list"),
        pytest.param(b'{"text": 5}\n', [], ["t.jsonl, line 1: the column 'text' holds a number, not text; choose another"], id="number"),
        pytest.param(b'{"text": null}\n', [], ["t.jsonl, line 1: the article has no text"], id="null"),
        pytest.param(b'{"text": NaN}\n', [], ["t.jsonl, line 1: the article has no text"], id="NaN"),
        pytest.param(b'{"text": "x", "id": null}\n', [], ["t.jsonl, line 1: the column 'id' holds no id here (no value)"], id="null id"),
        pytest.param(b'{"text": "x", "id": 7}\n{"text": "y", "id": 8.0}\n', [("7", "x"), ("8", "y")], [], id="numbers as ids"),
        pytest.param(b'{"text": "x", "id": [1]}\n', [], ["t.jsonl, line 1: the column 'id' holds no id here (a list)"], id="list as id"),
        pytest.param(b'{"txt": "x"}\n{"text": "y"}\n', [("t-2", "y")], ["t.jsonl, line 1: there is no column 'text' (there are: txt)"], id="key"),
        pytest.param(b"{}\n", [], ["t.jsonl, line 1: there is no column 'text' (there are: none)"], id="empty object"),
        pytest.param('{"text": "a\u2028b"}\n'.encode(), [("t-1", "a\u2028b")], [], id="rarer line break"),
        pytest.param('{"text": "È"}\n{"text": "b"}\n'.encode("utf-16"), [("t-1", "È"), ("t-2", "b")], [], id="UTF-16"),
        pytest.param(b'{"text": "\xc8"}\n', [("t-1", "È")], [], id="Windows-1252"),
        pytest.param(b'{"text": "a"}\n\x00\x01\n{"text": "c"}\n', [("t-1", "a"), ("t-3", "c")], ["t.jsonl, line 2: the line is no JSON"], id="binary"),
        pytest.param(b"[" * 100_000 + b"\n", [], ["t.jsonl, line 1: the line is no JSON"], id="nested"),
    ],
)  # fmt: skip
def test_jsonl(here: Path, data: bytes, articles: list[tuple[str, str]], failures: list[str]) -> None:
    (here / "t.jsonl").write_bytes(data)
    found, told = all_of("t.jsonl")
    assert [(article.id, article.text) for article in found] == articles
    assert [line[: len(start)] for line, start in zip(told, failures, strict=True)] == failures


@pytest.mark.parametrize(
    ("data", "articles", "failures"),
    [
        ('{"text": "Uno"}', [("t", "Uno")], []),
        ('{"text": "Uno", "id": "a"}', [("a", "Uno")], []),
        (
            '[{"text": "Uno"}, 5, {"text": "Tre"}]',
            [("t-1", "Uno"), ("t-3", "Tre")],
            ["t.json, row 2: this is no object but a number"],
        ),
        ("[]", [], ["t.json: the list is empty"]),
        ('"Uno"', [], ["t.json: this is no object but a text"]),
        ('{"text": "Uno"}\n{"text": "Due"}', [], ["t.json, line 2: the file is no JSON (Extra data); name it .jsonl if"]),
        ('[\n{"text": "Uno",}]', [], ["t.json, line 2: the file is no JSON ("]),
        ("[" * 100_000, [], ["t.json: the file is nested too deeply"]),
        ('{"articles": []}', [], ["t.json: there is no column 'text' (there are: articles)"]),
    ],
)
def test_json(here: Path, data: str, articles: list[tuple[str, str]], failures: list[str]) -> None:
    (here / "t.json").write_text(data)
    found, told = all_of("t.json")
    assert [(article.id, article.text) for article in found] == articles
    assert [line[: len(start)] for line, start in zip(told, failures, strict=True)] == failures


def test_lone_surrogates_are_replaced_and_pairs_joined(here: Path) -> None:
    (here / "t.jsonl").write_text(r'{"text": "a\ud83d b \ud83d\ude00", "title": "\udc00"}')
    ((article,), _) = all_of("t.jsonl")
    assert (article.text, article.title) == ("a\ufffd b 😀", "\ufffd")
    note = "broken characters (lone surrogates) replaced"
    assert article.notes == (note, f"{note} in title")


def test_metadata_that_is_no_text_is_left_out_and_told(here: Path) -> None:
    (here / "t.jsonl").write_text('{"text": "x", "title": ["a"], "date": 2024, "source": null, "url": " "}')
    assert all_of("t.jsonl")[0] == [Article("t-1", "x", date="2024", notes=("title left out: it holds a list",))]


# -------------------------------------------------------------------------------------------------------------- Parquet


def test_parquet_days_become_iso(here: Path) -> None:
    moments: list[object] = [date(2024, 3, 5), datetime(2024, 3, 5), datetime(2024, 3, 5, 10, 30), None]
    for at, moment in enumerate(moments):
        pd.DataFrame({"id": [str(at)], "text": ["x"], "date": [moment]}).to_parquet(here / f"{at}.parquet")
    assert [article.date for article in all_of(here)[0]] == ["2024-03-05", "2024-03-05", "2024-03-05T10:30:00", None]


def test_parquet_without_pyarrow_says_what_to_install(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "t.parquet").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    assert all_of("t.parquet") == ([], ["t.parquet: Parquet needs pyarrow: pip install 'quotes[parquet]'"])


def test_parquet_that_is_none_fails(here: Path) -> None:
    (here / "t.parquet").write_bytes(b"Nel mezzo del cammin")
    (failure,) = all_of("t.parquet")[1]
    assert failure.startswith("t.parquet: the file is no sound Parquet (")
    assert failure.endswith("write it anew")


# ---------------------------------------------------------------------------------------------------- folders and globs


@pytest.fixture
def tree(here: Path) -> Path:
    for name in ("d/b.txt", "d/a.txt", "d/x/a.txt", "d/x/.hidden.txt", "d/.git/c.txt", "d/notes.docx", "d/x/y/z.jsonl"):
        (here / name).parent.mkdir(parents=True, exist_ok=True)
        (here / name).write_text('{"text": "Testo"}')
    (here / "vuota").mkdir()
    return here


@pytest.mark.parametrize(
    ("argument", "expected"),
    [
        ("d", ["a", "b", "x/a", "x/y/z-1"]),
        ("d/", ["a", "b", "x/a", "x/y/z-1"]),
        ("./d/x", ["a", "y/z-1"]),
        ("d/*.txt", ["a", "b"]),
        ("d/?.txt", ["a", "b"]),
        ("d/**/*.txt", ["a", "b", "x/a"]),
        ("d/**/*.jsonl", ["x/y/z-1"]),
        ("*/[a-x]", ["d/x/a", "d/x/y/z-1"]),
        ("d/*/a.txt", ["x/a"]),
        ("d/x/a.txt", ["a"]),
    ],
)
def test_folders_and_globs(tree: Path, argument: str, expected: list[str]) -> None:
    found, failures = all_of(argument)
    assert (ids(found), failures) == (expected, [])
    assert ids(all_of(tree / argument)[0]) == expected


def test_a_name_with_wildcards_may_be_a_file(here: Path) -> None:
    (here / "a[1].txt").write_text("Testo")
    assert ids(all_of("a[1].txt")[0]) == ["a[1]"]


@pytest.mark.parametrize(
    ("argument", "failure"),
    [
        ("assente.txt", "assente.txt: there is no such file; check the path"),
        ("x\0y", "x\0y: there is no such file; check the path"),
        ("d/*.csv", "d/*.csv: no file matches the pattern; check it, or name a folder"),
        ("vuota", "vuota: the folder holds no file that can be read; known are .txt, .text, .md, .html"),
        ("d/notes.docx", "d/notes.docx: '.docx' files cannot be read; save the text as .txt, or use one of .txt"),
        ("LEGGIMI", "LEGGIMI: a file without suffix cannot be read; save the text as .txt"),
        ("vuoto.txt", "vuoto.txt: the article has no text; fill it in or remove it"),
        ("bianco.txt", "bianco.txt: the article has no text; fill it in or remove it"),
        ("foto.txt", "foto.txt: this is no text but binary data; save the text as .txt in UTF-8"),
        ("Ha detto:\n«Sì»", "Ha detto:\n«Sì»…: this is a text, not a path; hand it over as Article(id=..., text=...)"),
        ("x" * 300, "x" * 40 + "…: this is a text, not a path"),
    ],
)
def test_what_cannot_be_read_fails_and_the_others_go_on(tree: Path, argument: str, failure: str) -> None:
    (tree / "vuoto.txt").touch()
    (tree / "bianco.txt").write_text(" \r\n\t")
    (tree / "foto.txt").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00")
    (tree / "LEGGIMI").touch()
    found, (told,) = all_of("d/a.txt", argument, "d/b.txt")
    assert ids(found) == ["a", "b"]
    assert told.startswith(failure)
    with pytest.raises(ReadingError, match=re.escape(failure)) as caught:
        list(read_articles(["d/a.txt", argument, "d/b.txt"], strict=True))
    assert str(caught.value.failure) == told


def test_a_file_that_may_not_be_read_fails(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    (here / "alfa.txt").write_text("Testo")
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (failure,) = all_of("alfa.txt")[1]
    assert failure == "alfa.txt: the file cannot be read (Permission denied); check that it is there and may be read"


@pytest.mark.parametrize(
    ("arguments", "expected", "failure"),
    [
        (["d/a.txt", "d/x/a.txt"], ["a"], "d/x/a.txt: the id 'a' was there before, at d/a.txt; give each article an id"),
        (["d/a.txt", "d"], ["a", "b", "x/a", "x/y/z-1"], "d/a.txt: the id 'a' was there before, at d/a.txt"),
        (["t.csv"], ["k"], "t.csv, line 3: the id 'k' was there before, at t.csv, line 2"),
    ],
)
def test_an_id_that_was_there_before_fails_naming_both_places(
    tree: Path, arguments: list[str], expected: list[str], failure: str
) -> None:
    (tree / "t.csv").write_text("id,text\nk,Uno\nk,Due\n")
    found, (told,) = all_of(*arguments)
    assert ids(found) == expected
    assert told.startswith(failure)


def test_failures_are_logged_where_nobody_collects_them(here: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="quotes.reading"):
        assert list(read_articles(["assente.txt"])) == []
    assert caplog.messages == ["assente.txt: there is no such file; check the path"]


def test_a_failure_tells_its_place() -> None:
    assert str(Failure("a.csv", None, "why")) == "a.csv: why"
    assert str(Failure("a.csv", 3, "why")) == "a.csv, line 3: why"
    assert str(Failure("a.parquet", 3, "why", "row")) == "a.parquet, row 3: why"


# -------------------------------------------------------------------------------------------------------- articles_from


def test_articles_go_through_as_they_are() -> None:
    articles = [Article("a", "perchÃ©"), Article("b", "Testo")]
    assert list(articles_from(iter(articles))) == articles
    assert list(articles_from(articles[0])) == articles[:1]


def test_articles_and_paths_may_be_mixed_and_are_checked(here: Path) -> None:
    (here / "a.txt").write_text("Testo")
    failures: list[Failure] = []
    found = list(articles_from([Article("a", "Uno"), "a.txt", Article("c", " ")], failures=failures))
    assert ids(found) == ["a"]
    assert [str(failure)[:40] for failure in failures] == [
        "a.txt: the id 'a' was there before, at a",
        "c: the article has no text; fill it in o",
    ]


def test_a_data_frame() -> None:
    df = pd.DataFrame([dict(row) for row in ROWS])
    assert list(articles_from(df)) == ARTICLES
    assert list(articles_from(df.set_index("id"))) == ARTICLES


def test_a_data_frame_with_other_columns_and_missing_values() -> None:
    df = pd.DataFrame(
        {
            "codice": [1, 2, 3],
            "corpo": ["Uno", None, "Tre"],
            "date": [pd.Timestamp("2024-03-05"), pd.NaT, pd.Timestamp("2024-03-05 10:30")],
            "url": [float("nan"), pd.NA, "https://x.it"],
            0: [1, 2, 3],
        }
    )
    failures: list[Failure] = []
    found = list(articles_from(df, text_column="corpo", id_column="codice", failures=failures))
    assert found == [Article("1", "Uno", date="2024-03-05"), Article("3", "Tre", date="2024-03-05T10:30:00", url="https://x.it")]
    assert list(map(str, failures)) == ["DataFrame, row 2: the article has no text; fill it in or remove it"]
    assert ids(list(articles_from(df[["corpo"]].iloc[:1], text_column="corpo"))) == ["row-1"]


def test_a_data_frame_without_the_column_fails() -> None:
    with pytest.raises(ReadingError, match=r"DataFrame: there is no column 'text' \(there are: a\)"):
        list(articles_from(pd.DataFrame({"a": [1]}), strict=True))


def test_anything_else_is_an_error_of_the_caller() -> None:
    with pytest.raises(TypeError, match="articles are a DataFrame, Articles or paths, not int"):
        list(articles_from([5]))  # type: ignore[list-item]


def test_reading_imports_nothing_heavy() -> None:
    code = "import sys, quotes.reading; print({'pandas', 'numpy', 'ftfy', 'trafilatura', 'pyarrow', 'lxml'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "set()\n"
