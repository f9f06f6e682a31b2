"""Annotation without its text: what is left out comes back from the text, and nothing of the text is left in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from standoff import WORDS, Treebanks, cut, lay, lines, rows_of

from quotes.scoring import same_speaker

GOLD = [article for name in ("cronaca", "mondo") for article in lines(str(Path("data/gold") / f"{name}.jsonl"))]


@pytest.mark.parametrize("article", GOLD, ids=lambda article: article["id"])
def test_what_is_cut_comes_back(article: dict[str, object]) -> None:
    back = lay(cut(article), str(article["text"]))
    for part in ("quotes", "indirect"):
        for row, again in zip(rows_of(article, part), rows_of(back, part), strict=True):
            assert {k: v for k, v in row.items() if k != "speaker"} == {k: v for k, v in again.items() if k != "speaker"}
            who, who_again = row["speaker"], again["speaker"]
            assert same_speaker(str(who) if who else None, str(who_again) if who_again else None)


@pytest.mark.parametrize("article", GOLD, ids=lambda article: article["id"])
def test_no_word_of_the_text_is_kept(article: dict[str, object]) -> None:
    record = cut(article)
    assert not any(word in row for part in ("quotes", "indirect") for row in rows_of(record, part) for word in WORDS)
    assert "\u00ab" not in json.dumps(record, ensure_ascii=False) and "text" not in record


def test_another_text_is_an_error() -> None:
    with pytest.raises(ValueError, match="not the one that was annotated"):
        lay(cut(GOLD[0]), "Un altro testo.")


TREEBANK = """# sent_id = a-1
# text = Il ponte riapre.
1\tIl\til\tDET\t_\t_\t2\tdet\t_\t_

# sent_id = a-2
# text = «È sicuro», dice Lia Neri.
1\t«\t«\tPUNCT\t_\t_\t2\tpunct\t_\t_

# sent_id = a-3
# text = Fine.
1\tFine\tfine\tNOUN\t_\t_\t0\troot\t_\t_
"""


def test_an_article_is_a_run_of_sentences_of_a_treebank(tmp_path: Path) -> None:
    (tmp_path / "it_x.conllu").write_text(TREEBANK, encoding="utf-8")
    treebanks, text = Treebanks(tmp_path), "«È sicuro», dice Lia Neri.\nFine.\n"
    record = treebanks.place(text)
    assert record == {"sentence": "a-2", "sentences": 2}
    assert treebanks.text(record) == text
    with pytest.raises(ValueError, match="no treebank has these lines"):
        treebanks.place("«È sicuro», dice Lia Neri.\nAltro.\n")
