"""Confidence: the traits of rows, the fit, its measures, and the weights that the package ships."""

from __future__ import annotations

import math
import random
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from rows import BLANK

from quotes import calibrate
from quotes.calibrate import Sample, as_toml, fit, held_out, marked, predict
from quotes.confidence import CEILING, FLOOR, INTERCEPT, features, probability, with_confidence
from quotes.gold import GoldArticle, GoldRow
from quotes.records import Quotation, Span
from quotes.reliability import Bin, as_svg, calibration_error

ROOT = Path(__file__).parent.parent
WEIGHTS = tomllib.loads((ROOT / "quotes" / "lexicon" / "confidence.toml").read_text(encoding="utf-8"))


def quoted(words: str, start: int, **changes: object) -> Quotation:
    base = replace(BLANK, quote=words, start=start, end=start + len(words))
    return replace(base, **changes)  # type: ignore[arg-type]


# ---------------------------------------------------------------------------------------------------------------- traits


def test_rivals_count_only_nearby_and_only_others() -> None:
    def said(start: int, speaker: str) -> Quotation:
        return quoted("Va bene così", start, speaker=speaker, speaker_type="person", how="dropped", rule="continued")

    alone, beside, far = features([said(10, "Ferri"), said(60, "Ferri"), said(9000, "Neri")])
    assert "unsaid: rivals" not in alone and "unsaid: rivals" not in beside and "unsaid: rivals" not in far
    crowd = features([said(10, "Ferri"), said(60, "Neri"), said(100, "Bo")])
    assert [round(traits["unsaid: rivals"], 2) for traits in crowd] == [0.67, 0.67, 0.67]


def test_a_dropped_speaker_is_surer_who_has_just_spoken() -> None:
    def said(start: int, speaker: str) -> Quotation:
        return quoted("Va bene così", start, speaker=speaker, speaker_type="person", how="dropped", rule="continued")

    rows = features([said(10, "Ferri"), said(60, "Ferri"), said(400, "Neri")])
    name = "dropped: speaker's last words"
    assert rows[0][name] == rows[2][name] == 1.0 > rows[1][name] > 0
    assert "dropped: not who spoke last" not in rows[1] and rows[2]["dropped: not who spoke last"] == 1.0


def test_titles_have_no_traits_of_speakers() -> None:
    [traits] = features([quoted("La stanza", 10, kind="title", rule=None)])
    assert not [name for name in traits if "nobody" in name or "how" in name or "rivals" in name]


def test_every_row_gets_a_probability() -> None:
    rows = with_confidence([quoted("Sì", 5), quoted("No", 40, rule="unheard-of", repair="reopened")])
    assert all(FLOOR <= row.confidence <= CEILING for row in rows)


# ------------------------------------------------------------------------------------------------------------------- fit


def simulated(draw: random.Random, count: int) -> list[Sample]:
    """Rows whose true probability is known: logistic with weights 0.3, 1.5 and -2."""
    rows = []
    for number in range(count):
        a, b = float(draw.random() < 0.5), draw.random()
        chance = 1 / (1 + math.exp(-(0.3 + 1.5 * a - 2 * b)))
        rows.append(Sample(f"a{number % 60}", True, {"a": a, "b": b}, draw.random() < chance))
    return rows


def test_the_fit_finds_the_weights_that_made_the_data() -> None:
    weights = fit(simulated(random.Random(1), 6000), penalty=0.01)
    assert weights == pytest.approx({INTERCEPT: 0.3, "a": 1.5, "b": -2.0}, abs=0.2)


def test_a_penalty_shrinks_rare_traits() -> None:
    rows = [*simulated(random.Random(2), 300), Sample("z", True, {"rare": 1.0}, True)]
    assert 0 < fit(rows, penalty=4.0)["rare"] < 0.2


def test_held_out_rows_are_never_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = simulated(random.Random(3), 300)
    fitted: list[set[str]] = []
    original = calibrate.fit

    def spy(samples: list[Sample], penalty: float) -> dict[str, float]:
        fitted.append({row.article for row in samples})
        return original(samples, penalty)

    monkeypatch.setattr(calibrate, "fit", spy)
    held_out(rows, 1.0, seed=0)
    everything = {row.article for row in rows}
    left_out = Counter(article for seen in fitted for article in everything - seen)
    assert set(left_out) == everything and set(left_out.values()) == {1}


def test_held_out_probabilities_are_calibrated_and_wishful_ones_are_not() -> None:
    rows = simulated(random.Random(4), 3000)
    right = [row.right for row in rows]
    honest = held_out(rows, 1.0, seed=0)
    assert calibration_error(honest, right) < 0.03
    assert calibration_error([min(0.98, chance + 0.2) for chance in honest], right) > 0.1


def test_what_the_table_says_is_what_the_fit_says() -> None:
    rows = simulated(random.Random(5), 200)
    weights = fit(rows, 1.0)
    assert [round(chance, 3) for chance in predict(rows, weights)] == [probability(row.traits, weights) for row in rows]


# ------------------------------------------------------------------------------------------------------------------ gold


def test_rows_are_marked_by_speaker_and_cue_and_kind() -> None:
    text = "«Riapre», dice Ferri. Il «mostro» e il «drago». Ha detto che piove molto."

    def gold(words: str, kind: str, speaker: str | None, lemma: str | None) -> GoldRow:
        start = text.index(words)
        return GoldRow(Span(start, start + len(words)), kind, speaker, "explicit", lemma, False)

    article = GoldArticle(
        "a",
        text,
        (gold("Riapre", "speech", "Anna Ferri", "dire"), gold("mostro", "scare", None, None)),
        (gold("che piove molto", "indirect", "Anna Ferri", "dire"),),
    )
    speech = quoted("Riapre", 1, kind="direct", speaker="Ferri", cue_lemma="dire")
    clause = quoted("che piove molto", text.index("che"), kind="indirect", speaker="Ferri", cue_lemma="dire")
    assert marked(article, [speech, clause]) == [True, True]
    assert marked(article, [replace(speech, speaker="Neri"), replace(clause, cue_lemma="ripetere")]) == [False, False]
    mostro = quoted("mostro", text.index("mostro"), kind="scare")
    drago = quoted("drago", text.index("drago"), kind="title")
    assert marked(article, [replace(speech, kind="scare"), mostro, drago]) == [False, True, None]
    assert marked(article, [replace(mostro, kind="mixed")]) == [False]


# ----------------------------------------------------------------------------------------------------------------- files


def test_the_diagram_is_sound_and_shows_every_bin() -> None:
    svg = ElementTree.fromstring(as_svg([Bin(40, 0.3, 0.25), Bin(9, 0.9, 1.0)], "a title"))
    circles = list(svg.iter("{http://www.w3.org/2000/svg}circle"))
    assert len(circles) == 2
    assert [text for circle in circles for text in circle.itertext()] == [
        "40 rows: confidence 0.30, right 0.25",
        "9 rows: confidence 0.90, right 1.00",
    ]


def test_the_weights_file_can_be_read_back() -> None:
    found = calibrate.calibrate(simulated(random.Random(6), 200))
    table = tomllib.loads(as_toml(found, ["dev", "style"]))
    assert table["fit"]["gold"] == ["dev", "style"] and table["fit"]["rows"] == 200
    assert table["weights"]["a"] == pytest.approx(found.weights["a"], abs=0.001)


def test_the_command_fits_measures_and_writes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def analysed(articles: list[GoldArticle], cache: object) -> dict[str, list[Quotation]]:
        """Every gold statement, its speaker right in two of three."""
        return {
            article.id: [
                quoted(
                    gold.span.of(article.text), gold.span.start, speaker=gold.speaker if n % 3 else "Nessuno", rule=f"r{n % 2}"
                )
                for n, gold in enumerate(article.quotes)
                if gold.kind == "speech" and gold.cue_lemma is None
            ]
            for article in articles
        }

    monkeypatch.setattr(calibrate, "analysed", analysed)
    gold = [str(ROOT / "data" / "gold" / f"{name}.jsonl") for name in ("voci", "mondo", "pagine")]
    weights, diagram = tmp_path / "w.toml", tmp_path / "d.svg"
    files = ["--weights", str(weights), "--diagram", str(diagram)]
    assert calibrate.main([*gold, *files, "--dry-run"]) == 0 and not weights.exists()
    assert calibrate.main([*gold, *files, "--transfer", gold[0]]) == 0
    out = capsys.readouterr().out
    assert "statements, held out" in out and "fitted without 6 articles, measured on them" in out
    table = tomllib.loads(weights.read_text(encoding="utf-8"))
    assert table["fit"]["gold"] == ["voci", "mondo", "pagine"] and table["fit"]["statements"] > 30
    assert ElementTree.parse(diagram).getroot().tag.endswith("svg")
    (tmp_path / "empty.jsonl").write_text("", encoding="utf-8")
    assert calibrate.main([str(tmp_path / "empty.jsonl"), *files]) == 1


def test_the_shipped_weights_were_calibrated_on_enough() -> None:
    assert WEIGHTS["fit"]["statements"] > 1000
    assert WEIGHTS["fit"]["ece"] <= 0.05
    assert "dev" in WEIGHTS["fit"]["gold"] and "cronaca" in WEIGHTS["fit"]["gold"]
    assert (ROOT / "reports" / "reliability.svg").exists()
