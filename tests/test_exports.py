"""Neighbours' formats: offsets that still slice the text, links that lead back, nothing that the format forbids."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from quotes import Article, Quotation, exports
from quotes.conllu import conllu
from quotes.tree import Tree

Said = Callable[..., Quotation]
TEXT = "«Riapre», disse Anna, «lunedì».\nUgo nega dell'altro.\n"
ARTICLES = {"a": Article("a", TEXT, url="https://example.org/ponte")}


@pytest.fixture
def rows(said: Said) -> list[Quotation]:
    """One interrupted quotation, a statement without marks, a title."""
    return [
        said(TEXT, "Riapre", mention="Anna", cue="disse", group=4, url="https://example.org/ponte"),
        said(TEXT, "lunedì", number=2, group=4, how="implied", url="https://example.org/ponte"),
        said(TEXT, "dell'altro", number=3, kind="indirect", mention="Ugo", cue="nega", speaker="Ugo | Re"),
        said(TEXT, "Riapre", number=4, kind="title", speaker=None),
    ]


# --------------------------------------------------------------------------------------------------------- quotation-tool


def test_quotation_tool(rows: list[Quotation]) -> None:
    table = exports.quotation_tool(rows)
    assert table.columns.tolist() == list(exports.QUOTATION_TOOL)
    assert table["quote"].tolist() == ["Riapre", "lunedì", "dell'altro"]
    for column in ("quote", "speaker", "verb"):
        places = [ast.literal_eval(place) for place in table[f"{column}_index"]]  # as the tool itself reads them
        texts = table[column].fillna("").tolist()
        assert [TEXT[start:end] for start, end in places] == texts
    assert table["quote_type"].tolist() == ["QCQVS", "QCQ", "SVC"]
    assert table["is_floating_quote"].tolist() == [False, True, False]
    assert table["quote_id"].tolist() == ["0", "1", "2"]


# ------------------------------------------------------------------------------------------------------------------ Citron


def test_citron_joins_an_interrupted_quotation(rows: list[Quotation]) -> None:
    [(id, document)] = exports.citron(rows, ARTICLES)
    assert (id, document["text"]) == ("a", TEXT)
    quotes = document["quotes"]
    assert isinstance(quotes, list) and len(quotes) == 2
    assert [span["text"] for span in quotes[0]["contents"]] == ["Riapre", "lunedì"]
    assert [span["text"] for span in quotes[0]["sources"]] == ["Anna"]
    spans = [span for quote in quotes for span in (quote["cue"], *quote["sources"], *quote["contents"])]
    assert all(TEXT[span["start"] : span["end"]] == span["text"] for span in spans)


def test_citron_leaves_out_what_it_cannot_say(rows: list[Quotation], said: Said) -> None:
    [(_, document)] = exports.citron([said(TEXT, "Riapre")], ARTICLES)
    assert document["quotes"] == []  # no cue
    assert list(exports.citron(rows, {})) == []  # no text


@pytest.mark.parametrize("id", ["../../x", "a/b", "a\\b", "con:due", ".", "", "\x00", "ò" * 300, "ò" * 301])
def test_file_names_stay_in_their_folder(id: str, tmp_path: Path) -> None:
    path = tmp_path / f"{exports.file_name(id)}.json"
    path.write_text("{}", encoding="utf-8")
    assert [found.name for found in tmp_path.iterdir()] == [path.name]


def test_file_names_differ() -> None:
    ids = ["a/b", "a%2Fb", "a b", "ò" * 300, "ò" * 301]
    assert len({exports.file_name(id) for id in ids}) == len(ids)


# --------------------------------------------------------------------------------------------------------- Web Annotations


def test_annotations_find_their_words_by_both_selectors(rows: list[Quotation]) -> None:
    page = json.loads(json.dumps(exports.web_annotations(rows, ARTICLES)))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    ids = [item["id"] for item in page["items"]]
    assert len(ids) == len(set(ids)) == 4 + 2 + 2
    for item in page["items"]:
        position, words = item["target"]["selector"]
        found = TEXT[position["start"] : position["end"]]
        assert found == words["exact"]
        assert words["prefix"] + found + words["suffix"] in TEXT
        assert item["type"] == "Annotation" and {body["type"] for body in item["body"]} <= {"TextualBody", "SpecificResource"}
    assert [item["target"]["source"] for item in page["items"]][:1] == ["https://example.org/ponte"]


def test_mention_and_cue_link_to_their_quotation(rows: list[Quotation]) -> None:
    items = exports.web_annotations(rows[:1], ARTICLES)["items"]
    assert isinstance(items, list)
    quotation, mention, cue = items
    for part, name in ((mention, "mention"), (cue, "cue")):
        assert part["motivation"] == "linking"
        assert part["body"][0]["source"] == quotation["id"]
        assert part["body"][1]["value"] == name
    assert {body["purpose"]: body["value"] for body in quotation["body"]}["identifying"] == "Anna Ferri"


def test_without_text_there_is_no_context_and_a_bad_address_is_no_source(said: Said) -> None:
    page = exports.web_annotations([said(TEXT, "Riapre", url="javascript:alert(1)", article="a b")], {})
    assert isinstance(page["items"], list)
    [item] = page["items"]
    assert item["target"]["source"] == "urn:quotes:article:a%20b"
    assert set(item["target"]["selector"][1]) == {"type", "exact"}


# ----------------------------------------------------------------------------------------------------------------- CoNLL-U

PARSED = """
# paragraph = 0
1  «  «  PUNCT  _  _  2  punct
2  Riapre  riaprire  VERB  _  Mood=Ind|Number=Sing  0  root
3  »  »  PUNCT  _  _  2  punct
4  ,  ,  PUNCT  _  _  2  punct
5  disse  dire  VERB  _  _  2  parataxis
6  Anna  Anna  PROPN  _  _  5  nsubj
7  ,  ,  PUNCT  _  _  2  punct
8  «  «  PUNCT  _  _  9  punct
9  lunedì  lunedì  NOUN  _  _  2  obl
10  »  »  PUNCT  _  _  9  punct
11  .  .  PUNCT  _  _  2  punct

# paragraph = 1
1  Ugo  Ugo  PROPN  _  _  2  nsubj
2  nega  negare  VERB  _  _  0  root
3-4  dell'  _  _  _  _  _  _
3  di  di  ADP  _  _  5  case
4  l'  il  DET  _  _  5  det
5  altro  altro  PRON  _  _  2  obj
6  .  .  PUNCT  _  _  2  punct
"""


@pytest.fixture
def tree() -> Tree:
    return Tree.from_conllu(PARSED, TEXT)


def test_conllu_holds_the_tree_and_nothing_else(rows: list[Quotation], tree: Tree) -> None:
    [document] = conllu([(ARTICLES["a"], tree)], rows)
    again = Tree.from_conllu(document, TEXT)
    assert [sentence.words for sentence in again.sentences] == [sentence.words for sentence in tree.sentences]
    lines = [line for line in document.splitlines() if line and not line.startswith("#")]
    assert {line.count("\t") for line in lines} == {9}
    assert document.endswith("\n\n")


def test_conllu_links_in_misc(rows: list[Quotation], tree: Tree) -> None:
    [document] = conllu([(ARTICLES["a"], tree)], rows)
    misc = {}
    for line in document.splitlines():
        if line and not line.startswith("#"):
            cells = line.split("\t")
            misc[cells[1]] = dict(entry.split("=", 1) for entry in cells[9].split("|") if "=" in entry)
    assert (misc["Riapre"]["Quote"], misc["disse"]["Cue"], misc["Anna"]["Mention"]) == ("1,4", "1", "1")
    assert misc["lunedì"] == {
        "Quote": "2", "QuoteRange": "23:29", "QuoteKind": "direct", "QuoteHow": "implied", "QuoteSpeaker": "Anna Ferri", "SpaceAfter": "No", "TokenRange": "23:29"
    }  # fmt: skip
    assert misc["dell'"]["QuoteSpeaker"] == "Ugo \\p Re"
    assert (misc["di"], misc["altro"]["Quote"]) == ({"Quote": "3"}, "3")
    ranges = [tuple(map(int, found)) for found in re.findall(r"TokenRange=(\d+):(\d+)", document)]
    assert "".join(TEXT[start:end] for start, end in ranges) == re.sub(r"\s", "", TEXT)


def test_the_text_of_each_sentence_is_its_tokens(rows: list[Quotation], tree: Tree) -> None:
    [document] = conllu([(ARTICLES["a"], tree)], rows)
    for block in document.strip().split("\n\n"):
        text = re.search(r"# text = (.*)", block)
        assert text is not None
        built, skip = "", 0
        for line in block.splitlines():
            if line.startswith("#"):
                continue
            cells = line.split("\t")
            first, _, last = cells[0].partition("-")
            if last or int(first) > skip:
                built += cells[1] + ("" if "SpaceAfter=No" in cells[9] else " ")
            skip = int(last) if last else skip
        assert built.strip() == text.group(1)
