"""Measuring: the definitions of score.py, breakdowns, intervals, errors, the command, and the gate."""

from __future__ import annotations

import importlib.util
import json
import random
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from rows import BLANK

from quotes import cli, evaluate
from quotes.evaluation import EvaluationError, errors, errors_as_html, measure
from quotes.gold import GoldArticle, GoldError, GoldRow, read_gold
from quotes.records import Kind, Quotation, Span
from quotes.scoring import OUTER, Prediction, same_lemma, same_speaker
from quotes.table import to_frame, write_table

ROOT = Path(__file__).parent.parent
GOLD = sorted((ROOT / "data" / "gold").glob("*.jsonl"))


def load(path: Path) -> ModuleType:
    """A Python file that is no module of the package."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


score = load(ROOT / ".ci" / "score.py")
gate = load(ROOT / "tests" / "gate.py")
convert = load(ROOT / "data" / "gold" / "convert.py")


def row(article: GoldArticle, number: int, kind: Kind, span: Span, speaker: str | None, lemma: str | None) -> Quotation:
    """A row of a table with what scoring looks at, and nothing else worth a look."""
    return replace(
        BLANK,
        article=article.id,
        quote_id=f"{article.id}:{number}",
        kind=kind,
        quote=span.of(article.text),
        speaker=speaker,
        cue_lemma=lemma,
        how="explicit" if speaker else "none",
        rule="postposed" if number % 2 else None,
        start=span.start,
        end=span.end,
    )


KINDS: Mapping[str, tuple[Kind, ...]] = {
    "speech": ("direct", "mixed"),
    "scare": ("scare",),
    "title": ("title",),
    "indirect": ("indirect",),
}


def perturbed(article: GoldArticle, draw: random.Random, rate: float) -> list[Quotation]:
    """The rows of a table that is right but for what chance changed: rows dropped, moved, doubled, renamed."""
    rows: list[Quotation] = []
    names = [r.speaker for r in article.quotes if r.speaker] or ["Nessuno"]
    for wanted in (*article.quotes, *article.indirect):
        if draw.random() < rate / 2:
            continue
        kind = draw.choice(KINDS[wanted.kind])
        if draw.random() < rate / 3:
            kind = draw.choice(("direct", "mixed", "indirect", "scare", "title"))
        span, speaker, lemma = wanted.span, wanted.speaker, wanted.cue_lemma
        if draw.random() < rate:
            ends = [max(0, span.start + draw.randint(-12, 12)), min(len(article.text), span.end + draw.randint(-12, 12))]
            span = Span(min(ends), max(*ends, min(ends) + 1))
        if speaker and draw.random() < rate:
            speaker = draw.choice([None, speaker.split()[-1], speaker.upper(), f"il {speaker}", draw.choice(names)])
        if draw.random() < rate:
            lemma = draw.choice([None, "dire", "lamentarsi", "lamentare", lemma])
        for _ in range(2 if draw.random() < rate / 6 else 1):
            rows.append(row(article, len(rows) + 1, kind, span, speaker, lemma))
    return rows


def by_score(path: Path, rows: Mapping[str, list[Quotation]]) -> dict[str, object]:
    """What score.py itself says."""
    gold = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    predicted = defaultdict(list)
    for several in rows.values():
        for r in several:
            predicted[r.article].append(
                {"kind": r.kind, "start": r.start, "end": r.end, "speaker": r.speaker, "cue_lemma": r.cue_lemma}
            )
    found: dict[str, object] = score.score(gold, predicted)[0]
    return found


@pytest.mark.parametrize("path", GOLD, ids=lambda path: path.stem)
@pytest.mark.parametrize("rate", [0.0, 0.15, 0.5, 0.9])
def test_the_figures_are_those_of_score_py(path: Path, rate: float) -> None:
    articles = read_gold([path])
    draw = random.Random(f"{path.stem} {rate}")
    rows = {article.id: perturbed(article, draw, rate) for article in articles}
    theirs = by_score(path, rows)
    ours = evaluate(to_frame([r for several in rows.values() for r in several]), path, resamples=0).to_dict()
    assert {name: ours[name] for name in theirs if name != "speaker_recall_by_how"} == {
        name: value for name, value in theirs.items() if name != "speaker_recall_by_how"
    }
    assert ours["speaker_recall_by_how"] == theirs["speaker_recall_by_how"]
    if rate == 0.0:
        assert ours["joint"] == {"p": 1.0, "r": 1.0, "f1": 1.0} == ours["indirect_joint"]
    if rate >= 0.5:
        joint = ours["joint"]
        assert isinstance(joint, dict) and joint["f1"] < 0.9


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        ("Mark Rutte", "Rutte"),
        ("il Comune", "Comune"),
        ("l'Anci", "Anci"),
        ("i vigili", "vigili del fuoco"),
        (None, None),
        (None, "Rutte"),
        ("Élodie", "elodie"),
        ("l’azienda", "L'azienda"),
        ("un cartello", "un cartello della ditta"),
    ],
)
def test_names_and_lemmas_are_compared_as_score_py_does(gold: str | None, predicted: str | None) -> None:
    assert same_speaker(gold, predicted) == score.same_speaker(gold, predicted)
    assert same_lemma(gold, predicted) == score.same_lemma(gold, predicted)


def test_the_constants_are_those_of_score_py() -> None:
    from quotes import scoring

    assert (scoring.SPAN_IOU, scoring.INDIRECT_IOU, OUTER) == (score.SPAN_IOU, score.INDIRECT_IOU, score.OUTER)
    assert scoring.SMALL == score.SMALL


# --------------------------------------------------------------------------------------------------------- breakdowns

TEXT = "«Riapre lunedì», ha detto Anna Ferri. Poi ha aggiunto: «Forse». Per Ivo Neri è una «favola».\nIl «mostro» tace."


def gold_row(words: str, kind: str, speaker: str | None, how: str, lemma: str | None) -> GoldRow:
    start = TEXT.index(words)
    return GoldRow(Span(start, start + len(words)), kind, speaker, how, lemma, False)


ARTICLE = GoldArticle(
    "ponte",
    TEXT,
    (
        gold_row("Riapre lunedì", "speech", "Anna Ferri", "explicit", "dire"),
        gold_row("Forse", "speech", "Anna Ferri", "dropped", "aggiungere"),
        gold_row("favola", "speech", "Ivo Neri", "explicit", "per"),
        gold_row("mostro", "scare", None, "none", None),
    ),
    (),
)


def said(words: str, kind: str, speaker: str | None, lemma: str | None, rule: str | None, how: str = "explicit") -> Prediction:
    start = TEXT.index(words)
    return Prediction(f"ponte:{start}", kind, Span(start, start + len(words)), speaker, lemma, how, rule, 0.75)


TABLE = {
    "ponte": [
        said("Riapre lunedì", "direct", "Ferri", "dire", "postposed"),
        said("Forse", "direct", "Ivo Neri", "aggiungere", "announced", "dropped"),
        said("favola", "scare", None, None, None),
        said("mostro", "mixed", None, None, None),
    ]
}


def test_every_row_has_one_outcome() -> None:
    found = measure([ARTICLE], TABLE, resamples=0)
    assert [outcome.fault for outcome in found.outcomes] == [None, "speaker", "missed", "extra"]


def test_breakdowns_add_up() -> None:
    found = measure([ARTICLE], TABLE, resamples=0)
    rules = found.breakdowns["rule"]
    assert {rule: (n["rows"], n["joint"]) for rule, n in rules.items()} == {
        "postposed": (1, 1),
        "announced": (1, 0),
        "(none)": (1, 0),
    }
    hows = found.breakdowns["how"]
    assert {how: (n["gold"], n["speaker"]) for how, n in hows.items()} == {"explicit": (2, 1), "dropped": (1, 0)}
    assert found.confusion == {"speech": {"direct": 2, "scare": 1}, "scare": {"mixed": 1}}
    assert found.calibration == {"rows": 3, "mean": 0.75, "right": 0.3333}


def test_intervals_hold_the_figure_and_narrow_with_agreement() -> None:
    articles = [replace(ARTICLE, id=f"a{n}") for n in range(12)]
    rows = {f"a{n}": TABLE["ponte"] if n % 2 else TABLE["ponte"][:1] for n in range(12)}
    found = measure(articles, rows, resamples=200)
    attribution = found.overall["attribution"]
    assert isinstance(attribution, dict)
    low, high = found.intervals["attribution"]
    assert low < attribution["f1"] < high
    same = measure(articles, dict.fromkeys(rows, TABLE["ponte"]), resamples=50)
    assert len(set(same.intervals["attribution"])) == 1
    assert measure(articles, rows, resamples=200).intervals == found.intervals  # of one seed


def test_errors_tell_both_sides_and_are_escaped_in_html() -> None:
    article = replace(ARTICLE, text=TEXT.replace("Anna Ferri", "<b>a</b>--"))
    found = measure([article], TABLE, resamples=0)
    df = errors(found, [article])
    assert df["fault"].tolist() == ["speaker", "missed", "extra"]
    first = df.iloc[0]
    assert (first["gold_speaker"], first["speaker"], first["rule"]) == ("Anna Ferri", "Ivo Neri", "announced")
    assert "⟦Forse⟧" in first["context"]
    page = errors_as_html(df, title="a < b")
    assert "<mark>Forse</mark>" in page and "&lt;b&gt;a&lt;/b&gt;" in page and "<b>" not in page and "a &lt; b" in page


# ---------------------------------------------------------------------------------------------------- gold that is wrong


def as_json(**changes: object) -> str:
    quotation = {"start": 1, "end": 3, "text": "Sì", "kind": "speech", "how": "none", "speaker": None, "cue_lemma": None}
    return json.dumps({"id": "a", "text": "«Sì».", "quotes": [quotation], "indirect": [], **changes})


@pytest.mark.parametrize(
    ("lines", "fault"),
    [
        ("", "has no quotation: nothing would be measured"),
        (as_json(quotes=[]), "has no quotation"),
        ("{", "line 1: this is no JSON"),
        ("[]", "must be a JSON object"),
        (as_json(text=None), "must have the texts id and text"),
        (as_json(quotes=[3]), "quotes must be a list of objects"),
        (as_json(quotes=[{"start": 1, "end": 30, "kind": "speech", "how": "none"}]), "offsets into the text, not 1 and 30"),
        (as_json(quotes=[{"start": 0, "end": 2, "text": "Sì", "kind": "speech", "how": "none"}]), "is '«S', not 'Sì'"),
        (as_json(quotes=[{"start": 1, "end": 3, "kind": "irony", "how": "none"}]), "kind is 'irony'"),
        (as_json(quotes=[{"start": 1, "end": 3, "kind": "speech", "how": "known"}]), "how is 'known'"),
        (as_json() + "\n" + as_json(), "'a' is there twice"),
    ],
)
def test_gold_that_cannot_be_used_is_refused(tmp_path: Path, lines: str, fault: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(lines, encoding="utf-8")
    with pytest.raises(GoldError, match=fault):
        read_gold([path])


def test_a_table_of_another_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(as_json(), encoding="utf-8")
    article = read_gold([path])[0]
    shifted = replace(row(article, 1, "direct", Span(0, 2), None, None), quote="Sì")
    with pytest.raises(EvaluationError, match="not what stands at 0-2"):
        evaluate(to_frame([shifted]), path)
    elsewhere = replace(row(article, 1, "direct", Span(1, 3), None, None), article="b")
    with pytest.raises(EvaluationError, match="no row of the table is of an article of the gold"):
        evaluate(to_frame([elsewhere]), path)


# ---------------------------------------------------------------------------------------------------------- the command


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str, str]]:
    """Exit status, standard output and standard error of a command."""

    def command(*args: object) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main([str(arg) for arg in args])
        assert isinstance(end.value.code, int)
        out, err = capfdbinary.readouterr()
        return end.value.code, out.decode(), err.decode()

    return command


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of voci.jsonl with faults."""
    draw = random.Random(5)
    path = tmp_path / "t.csv"
    rows = [r for article in read_gold([GOLD_VOCI]) for r in perturbed(article, draw, 0.4)]
    write_table(to_frame(rows), path)
    return path


GOLD_VOCI = ROOT / "data" / "gold" / "voci.jsonl"


def test_the_command_measures_and_writes(run: Run, table: Path, tmp_path: Path) -> None:
    status, out, err = run("evaluate", table, GOLD_VOCI, "--json", "-", "--errors", tmp_path / "e.csv", "--resamples", 20)
    assert status == 0
    figures = json.loads(out)
    speech = [q for article in read_gold([GOLD_VOCI]) for q in article.quotes if q.kind == "speech" and not q.nested]
    assert figures["gold"] == len(speech) and 0 < figures["joint"]["f1"] < 1
    assert f"{figures['joint']['f1']:.3f}" in err and "rules that err most" in err
    listed = pd.read_csv(tmp_path / "e.csv")
    assert set(listed["fault"]) <= {"missed", "extra", "speaker", "cue", "speaker and cue"}
    assert len(listed) > 10
    assert run("evaluate", table, GOLD_VOCI, "--errors", tmp_path / "e.html", "--quiet", "--resamples", 0) == (0, "", "")
    assert (tmp_path / "e.html").read_text(encoding="utf-8").count("<tr>") == len(listed) + 1


def test_the_command_says_what_to_do(run: Run, table: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", encoding="utf-8")
    status, out, err = run("evaluate", table, empty)
    assert (status, out) == (1, "") and "nothing would be measured" in err
    status, _, err = run("evaluate", table, GOLD_VOCI, "--errors", tmp_path / "e.txt")
    assert status == 2 and ".csv or .html" in err
    status, _, err = run("evaluate", empty, GOLD_VOCI)
    assert status == 1 and "Error" in err


# ---------------------------------------------------------------------------------------------------- gate and own gold


def test_the_gate_allows_half_a_point_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "BASELINE", tmp_path / "baseline.json")
    (tmp_path / "baseline.json").write_text('{"g": {"joint": 0.8}}', encoding="utf-8")

    def status(figures: Mapping[str, object], *, renew: bool = False) -> int:
        (tmp_path / "f.json").write_text(json.dumps(figures), encoding="utf-8")
        found: int = gate.main("g", str(tmp_path / "f.json"), renew=renew)
        return found

    assert status({"gold": 9, "predicted": 9, "joint": {"f1": 0.795}}) == 0
    assert status({"gold": 9, "predicted": 9, "joint": {"f1": 0.7949}}) == 1
    assert status({"gold": 0, "predicted": 9, "joint": {"f1": 0.9}}) == 1
    assert status({"gold": 9, "predicted": 9}) == 1
    assert status({"gold": 9, "predicted": 9, "joint": {"f1": 0.6}}, renew=True) == 0
    assert json.loads((tmp_path / "baseline.json").read_text()) == {"g": {"joint": 0.6}}


def test_every_gold_that_ci_measures_has_a_baseline() -> None:
    named = set(json.loads((ROOT / "reports" / "accuracy-floors.json").read_text(encoding="utf-8")))
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert (
        {line.split()[1] for line in script.splitlines() if line.strip().startswith("gold ")}
        == named
        == {
            "developed",
            "habits",
            "genres",
            "revealed",
            "traced",
            "unseen",
            "traced-unseen",
            "wikinews",
            "treebanks",
            "real-unseen",
            "dev",
        }
    )


def test_the_gold_is_what_its_markup_says() -> None:
    assert convert.main(["--check"]) == 0


def test_the_gold_is_large_enough() -> None:
    articles = read_gold(GOLD)
    assert len(articles) >= 316
    assert sum(q.kind == "speech" for article in articles for q in article.quotes) > 600
