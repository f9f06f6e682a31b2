"""explain: what it says of a row, in both languages, and that its texts are complete."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from quotes import Article, Quotation, analysis, explain, write_table
from quotes.confidence import weights
from quotes.explanation import ExplanationError, explained
from quotes.explanation import _wanted as wanted_of
from quotes.lexicons import load_lexicon
from quotes.parsing import Parser
from quotes.pipeline import Trace, trace
from quotes.spans import REPAIRS
from quotes.table import read_table, to_frame
from quotes.telling import text_of, trait_text
from quotes.tree import Tree

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "quotes"
TEXTS = tomllib.loads((PACKAGE / "lexicon" / "explain.toml").read_text(encoding="utf-8"))

THIRD = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
PARTICIPLE = "Gender=Masc|Number=Sing|Tense=Past|VerbForm=Part"
TEXT = "Ivo Bo tace. «Non cediamo», ha detto Anna Neri."
CONLLU = f"""\
1  Ivo  Ivo  PROPN  _  _  3  nsubj  _  _
2  Bo  Bo  PROPN  _  _  1  flat:name  _  _
3  tace  tacere  VERB  _  {THIRD}  0  root  _  _
4  .  .  PUNCT  _  _  3  punct  _  _

1  «  «  PUNCT  _  _  3  punct  _  _
2  Non  non  ADV  _  _  3  advmod  _  _
3  cediamo  cedere  VERB  _  {THIRD}  0  root  _  _
4  »  »  PUNCT  _  _  3  punct  _  _
5  ,  ,  PUNCT  _  _  7  punct  _  _
6  ha  avere  AUX  _  {THIRD}  7  aux  _  _
7  detto  dire  VERB  _  {PARTICIPLE}  3  parataxis  _  _
8  Anna  Anna  PROPN  _  _  7  nsubj  _  _
9  Neri  Neri  PROPN  _  _  8  flat:name  _  _
10  .  .  PUNCT  _  _  3  punct  _  _
"""


@pytest.fixture(scope="module")
def traced() -> Trace:
    return trace(Article("a", TEXT), Tree.from_conllu(CONLLU, TEXT), load_lexicon())


# ------------------------------------------------------------------------------------------------------ what it says


def test_the_sentence_shows_words_cue_and_speaker(traced: Trace) -> None:
    found = explained(traced, wanted_of(traced.quotations[0]))
    assert found.section("sentence").lines[0] == "«⟦Non cediamo⟧», {ha detto} ⟨Anna Neri⟩."


def test_the_path_is_told_in_words(traced: Trace) -> None:
    found = explained(traced, wanted_of(traced.quotations[0]))
    assert found.section("path").lines == (
        "dalle parole a chi le riporta: «detto» è un inciso di «cediamo» (parataxis)",
        "da chi le riporta a chi parla: «Anna» è il soggetto di «detto» (nsubj)",
    )


def test_it_tells_the_rule_and_who_lost_and_how_sure(traced: Trace) -> None:
    found = explained(traced, wanted_of(traced.quotations[0]))
    assert found.section("rule").lines[0].startswith("postposed: «ha detto» segue le virgolette")
    assert "Ivo Bo: la frase nomina «Anna Neri»" in found.section("lost").lines
    assert found.section("mended").lines == ("Niente da riparare.",)
    assert found.section("sure").lines[0].startswith(f"{traced.quotations[0].confidence:.2f}: ")


def test_a_row_without_a_subject_tells_where_the_speaker_was() -> None:
    text = "Anna Neri tace. «Non cediamo», ha detto."
    conllu = CONLLU.replace("Ivo  Ivo", "Anna  Anna").replace("Bo  Bo", "Neri  Neri")
    conllu = "\n".join(line for line in conllu.splitlines() if not line.startswith(("8  Anna", "9  Neri"))).replace(
        "10  .", "8  ."
    )
    whole = trace(Article("a", text), Tree.from_conllu(conllu, text), load_lexicon())
    found = explained(whole, wanted_of(whole.quotations[0]))
    assert found.section("who").lines == (
        "Anna Neri: «ha detto» non ha soggetto; è di chi è più in primo piano e concorda.",
        "Anna Neri compare 31 caratteri prima.",
    )


def test_a_speaker_of_another_number_loses_by_it() -> None:
    text = "Anna Neri tace. I ministri tacciono. «Non cediamo», ha detto."
    plural = """\
1  I  il  DET  _  Gender=Masc|Number=Plur  2  det  _  _
2  ministri  ministro  NOUN  _  Gender=Masc|Number=Plur  3  nsubj  _  _
3  tacciono  tacere  VERB  _  Mood=Ind|Number=Plur|Person=3|Tense=Pres|VerbForm=Fin  0  root  _  _
4  .  .  PUNCT  _  _  3  punct  _  _
"""
    first, _, rest = CONLLU.partition("\n\n")
    first = first.replace("Ivo  Ivo", "Anna  Anna").replace("Bo  Bo", "Neri  Neri")
    rest = "\n".join(line for line in rest.splitlines() if not line.startswith(("8  Anna", "9  Neri"))).replace("10  .", "8  .")
    whole = trace(Article("a", text), Tree.from_conllu(f"{first}\n\n{plural}\n{rest}", text), load_lexicon())
    found = explained(whole, wanted_of(whole.quotations[0]))
    assert found.row.speaker == "Anna Neri"
    assert found.section("lost").lines == ("i ministri: «ha detto» è al singolare",)


def test_it_speaks_english(traced: Trace) -> None:
    found = str(explained(traced, wanted_of(traced.quotations[0]), language="en"))
    assert "Anna Neri: named by “Anna Neri” in the attributing clause." in found
    assert "“detto” is a parenthesis of “cediamo” (parataxis)" in found
    assert not re.search(r"\b(?:è|parole|virgolette|frase)\b", found.replace(TEXT, ""))


def test_another_version_s_speaker_is_told(traced: Trace) -> None:
    older = replace(traced.quotations[0], speaker="Ivo Bo")
    found = explained(traced, wanted_of(older))
    assert "La tabella è di un'altra versione: là chi parla è Ivo Bo, qui Anna Neri." in found.section("who").lines


def test_a_row_that_is_not_there_any_more(traced: Trace) -> None:
    with pytest.raises(ExplanationError, match="no such row at 1-3; .*analyse again"):
        explained(traced, wanted_of(replace(traced.quotations[0], start=1, end=3)))


def test_a_row_of_a_data_frame_is_as_good(traced: Trace) -> None:
    row = traced.quotations[0]
    nobody = replace(row, speaker=None, mention=None, mention_start=None, mention_end=None)
    frame = to_frame([row, nobody])
    assert [wanted_of(frame.iloc[0]), wanted_of(frame.iloc[1])] == [wanted_of(row), wanted_of(nobody)]


def test_a_language_that_there_is_not() -> None:
    with pytest.raises(ValueError, match="language is 'fr', none of it, en"):
        explain({}, "", language="fr")  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ complete and sound


MODULES = {"announced", "beside", "clauses", "complements", "indirect", "pipeline", "implied", "headings", "witness"}
"""Where rows get their rule."""


def rule_names() -> set[str]:
    """The names of rules that the code can give: constants, and of f-strings the beginning with a star."""
    found: set[str] = set()
    sources = (path.read_text(encoding="utf-8") for path in PACKAGE.glob("*.py") if path.stem in MODULES)
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "REASONS" and isinstance(node.value, ast.Tuple):
                for entry in node.value.elts:  # ("answer", _answer), ...
                    found |= names_in(entry.elts[0]) if isinstance(entry, ast.Tuple) else set()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in {"Link", "Statement"} and node.args:
                    found |= names_in(node.args[0] if node.func.id == "Link" else node.args[-1])
                elif node.func.id == "_statement":
                    found |= names_in(node.args[-1])
                for keyword in node.keywords:
                    if keyword.arg == "rule":
                        found |= names_in(keyword.value)
            elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and is_span(node.value.elts[0]):
                found |= names_in(node.value.elts[-1])  # return Span(...), f"clause-{...}"
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
                for target in node.targets:
                    if isinstance(target, ast.Tuple):
                        for place, value in zip(target.elts, node.value.elts, strict=False):
                            if isinstance(place, ast.Attribute) and place.attr == "rule":
                                found |= names_in(value)
            elif isinstance(node, ast.Assign):
                if any(isinstance(target, ast.Attribute) and target.attr == "rule" for target in node.targets):
                    found |= names_in(node.value)
    return found


def is_span(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Span"


def names_in(node: ast.expr) -> set[str]:
    if isinstance(node, ast.Constant):
        return {node.value} if isinstance(node.value, str) else set()
    if isinstance(node, ast.JoinedStr):
        first = node.values[0]
        return {f"{first.value!s}*"} if isinstance(first, ast.Constant) and isinstance(first.value, str) else set()
    if isinstance(node, ast.IfExp):
        return names_in(node.body) | names_in(node.orelse)
    return set()


def test_every_rule_of_the_code_has_its_text() -> None:
    names = rule_names()
    assert {
        "postposed",
        "embedded-*",
        "clause-*",
        "continued",
        "headline",
        "parenthetical",
    } <= names  # it looks in the right places
    missing = {name for name in names if name not in TEXTS["rules"]}
    assert not missing, f"lexicon/explain.toml, table rules: say what {', '.join(sorted(missing))} mean"


def test_every_rule_of_the_example_report_has_its_text() -> None:
    rules = set(read_table(ROOT / "reports" / "quotes.csv")["rule"].dropna())
    assert len(rules) > 8
    assert not [rule for rule in rules if text_of("rules", rule, "it") is None]


def test_every_repair_has_its_text() -> None:
    assert set(TEXTS["repairs"]) == set(REPAIRS)


def test_every_trait_of_the_shipped_weights_has_its_text() -> None:
    assert not [name for name in weights() if name != "intercept" and trait_text(name, "it") is None]


def test_every_text_is_in_both_languages_with_the_same_blanks() -> None:
    for table, entries in TEXTS.items():
        for key, text in entries.items():
            if table == "repairs":
                continue
            assert set(text) == {"it", "en"}, f"{table}.{key}"
            blanks = {language: set(re.findall(r"\{(\w+)\}", words)) for language, words in text.items()}
            if table != "headings":
                assert blanks["it"] == blanks["en"], f"{table}.{key}"


# ---------------------------------------------------------------------------------------------------------- end to end


@pytest.mark.model
def test_every_row_of_real_articles_can_be_explained(parser: Parser) -> None:
    lexicon = load_lexicon()
    paths = [ROOT / "data" / "articles" / f"{name}.txt" for name in ("mercato-coperto-protesta",)]
    articles = [Article(path.stem, path.read_text(encoding="utf-8")) for path in paths]
    for article, tree in parser.stream(articles):
        assert isinstance(tree, Tree)
        whole = trace(article, tree, lexicon)
        assert len(whole.quotations) > 10
        for row in whole.quotations:
            for language in ("it", "en"):
                found = explained(whole, wanted_of(row), language="it" if language == "it" else "en")
                assert [section.name for section in found.sections] == [
                    "sentence",
                    "who",
                    "path",
                    "rule",
                    "lost",
                    "mended",
                    "sure",
                ]
                assert all(line for section in found.sections for line in section.lines)
                assert f"⟦{row.quote[:20].split(chr(10))[0]}" in str(found).replace("{", "").replace("}", "").replace(
                    "⟨", ""
                ).replace("⟩", "")


# ---------------------------------------------------------------------------------------------------------- the command


class Fixed:
    """A parser that knows one article."""

    def stream(self, articles: Iterable[Article]) -> Iterator[tuple[Article, Tree]]:
        for article in articles:
            yield article, Tree.from_conllu(CONLLU, article.text)


@pytest.fixture
def run(
    run: Callable[..., tuple[int, str, str]], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, traced: Trace
) -> Callable[..., tuple[int, str, str]]:
    """Exit status and output of a command in a folder with a.txt and its table t.csv."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(analysis, "_parser_for", lambda models, cache: Fixed())
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    rows: list[Quotation] = traced.quotations
    write_table(to_frame(rows), tmp_path / "t.csv")
    return run


Run = Callable[..., tuple[int, str, str]]


def test_the_command_explains(run: Run) -> None:
    status, out, err = run("explain", "a:1", "t.csv", "a.txt")
    assert (status, err) == (0, "")
    assert out.startswith("a:1 (direct)\nFrase\n  «⟦Non cediamo⟧», {ha detto} ⟨Anna Neri⟩.\n")
    status, out, _ = run("explain", "a:1", "t.csv", "a.txt", "--lang", "en")
    assert status == 0 and "Candidates that lost" in out


def test_the_command_says_what_is_missing(run: Run, tmp_path: Path) -> None:
    assert run("explain", "a:9", "t.csv", "a.txt")[2] == "Error: t.csv has no row 'a:9'; it has its rows a:1\n"
    (tmp_path / "b.txt").write_text("Niente.", encoding="utf-8")
    status, out, err = run("explain", "a:1", "t.csv", "b.txt")
    assert (status, out) == (1, "")
    assert err == "Error: the article 'a' is not there; name the files that the table was made from (found: b)\n"
    (tmp_path / "a.txt").write_text("Altro. " + TEXT, encoding="utf-8")
    assert "analyse again" in run("explain", "a:1", "t.csv", "a.txt")[2]
