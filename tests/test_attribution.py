"""Rules on hand-written parses: no model is loaded."""

from __future__ import annotations

import pytest

from quotes.lexicons import load_lexicon
from quotes.pipeline import quotations
from quotes.records import Article, Quotation
from quotes.tree import Tree

THIRD = "Mood=Ind|Number=Sing|Person=3|Tense=Pres|VerbForm=Fin"
PARTICIPLE = "Gender=Masc|Number=Sing|Tense=Past|VerbForm=Part"


def rows_of(text: str, *words: str) -> list[Quotation]:
    """``words``: form, lemma, upos, feats, head, deprel, parted by blanks, in text order."""
    lines = []
    for number, word in enumerate(words, 1):
        form, lemma, upos, feats, head, deprel = word.split()
        lines.append("\t".join([str(number), form, lemma, upos, "_", feats, head, deprel, "_", "_"]))
    return quotations(Article("a", text), Tree.from_conllu("\n".join(lines), text), load_lexicon())


INVERTED = (
    "« « PUNCT _ 3 punct",
    "Non non ADV _ 3 advmod",
    f"cediamo cedere VERB {THIRD} 0 root",
    "» » PUNCT _ 3 punct",
    ", , PUNCT _ 7 punct",
    f"ha avere AUX {THIRD} 7 aux",
    f"detto dire VERB {PARTICIPLE} 3 parataxis",
    "Anna Anna PROPN _ 7 {subject}",
    "Neri Neri PROPN _ 8 flat:name",
    ". . PUNCT _ 3 punct",
)


@pytest.mark.parametrize("subject", ["nsubj", "obj"], ids=["the parser sees the subject", "it takes the subject for an object"])
def test_a_cue_behind_the_marks_with_its_subject_behind_it(subject: str) -> None:
    (row,) = rows_of("«Non cediamo», ha detto Anna Neri.", *(w.format(subject=subject) for w in INVERTED))
    assert (row.speaker, row.cue, row.cue_lemma, row.how, row.rule) == ("Anna Neri", "ha detto", "dire", "explicit", "postposed")


def test_a_colon_points_at_the_marks() -> None:
    (row,) = rows_of(
        "Anna Neri dichiara: «Non cediamo».",
        "Anna Anna PROPN _ 3 nsubj",
        "Neri Neri PROPN _ 1 flat:name",
        f"dichiara dichiarare VERB {THIRD} 0 root",
        ": : PUNCT _ 7 punct",
        "« « PUNCT _ 7 punct",
        "Non non ADV _ 7 advmod",
        f"cediamo cedere VERB {THIRD} 3 ccomp",
        "» » PUNCT _ 7 punct",
        ". . PUNCT _ 3 punct",
    )
    assert (row.speaker, row.cue_lemma, row.kind, row.rule) == ("Anna Neri", "dichiarare", "direct", "announced")


def test_a_passive_names_its_speaker_with_da() -> None:
    (row,) = rows_of(
        "La tesi è stata definita «folle» da Anna Neri.",
        "La il DET Gender=Fem|Number=Sing 2 det",
        "tesi tesi NOUN Gender=Fem|Number=Sing 5 nsubj:pass",
        f"è essere AUX {THIRD} 5 aux",
        "stata essere AUX Gender=Fem|Number=Sing|VerbForm=Part 5 aux:pass",
        "definita definire VERB Gender=Fem|Number=Sing|VerbForm=Part 0 root",
        "« « PUNCT _ 7 punct",
        "folle folle ADJ Number=Sing 5 xcomp",
        "» » PUNCT _ 7 punct",
        "da da ADP _ 10 case",
        "Anna Anna PROPN _ 5 obl:agent",
        "Neri Neri PROPN _ 10 flat:name",
        ". . PUNCT _ 5 punct",
    )
    assert (row.speaker, row.cue, row.kind) == ("Anna Neri", "è stata definita", "mixed")


def test_a_statement_without_marks() -> None:
    (row,) = rows_of(
        "Anna Neri ha detto che il ponte riapre.",
        "Anna Anna PROPN _ 4 nsubj",
        "Neri Neri PROPN _ 1 flat:name",
        f"ha avere AUX {THIRD} 4 aux",
        f"detto dire VERB {PARTICIPLE} 0 root",
        "che che SCONJ _ 8 mark",
        "il il DET Gender=Masc|Number=Sing 7 det",
        "ponte ponte NOUN Gender=Masc|Number=Sing 8 nsubj",
        f"riapre riaprire VERB {THIRD} 4 ccomp",
        ". . PUNCT _ 4 punct",
    )
    assert (row.kind, row.quote, row.speaker, row.cue_lemma) == ("indirect", "che il ponte riapre", "Anna Neri", "dire")


def test_a_title_under_no_verb_of_speech_is_no_speech() -> None:
    (row,) = rows_of(
        "Anna Neri presenta il film «Il molo».",
        "Anna Anna PROPN _ 3 nsubj",
        "Neri Neri PROPN _ 1 flat:name",
        f"presenta presentare VERB {THIRD} 0 root",
        "il il DET Gender=Masc|Number=Sing 5 det",
        "film film NOUN Gender=Masc|Number=Sing 3 obj",
        "« « PUNCT _ 8 punct",
        "Il il DET Gender=Masc|Number=Sing 8 det",
        "molo molo NOUN Gender=Masc|Number=Sing 5 nmod",
        "» » PUNCT _ 8 punct",
        ". . PUNCT _ 3 punct",
    )
    assert (row.kind, row.speaker, row.how) == ("title", None, "none")


def test_a_verb_cut_in_two_is_a_cue() -> None:
    text = "Anna Neri parla di «caos»."
    conllu = "\n".join(
        [
            "1\tAnna\tAnna\tPROPN\t_\t_\t3\tnsubj\t_\t_",
            "2\tNeri\tNeri\tPROPN\t_\t_\t1\tflat:name\t_\t_",
            "3-4\tparla\t_\t_\t_\t_\t_\t_\t_\t_",
            "3\tpar\tpar\tADP\t_\t_\t0\troot\t_\t_",
            "4\tla\tla\tPRON\t_\t_\t3\tobj\t_\t_",
            "5\tdi\tdi\tADP\t_\t_\t7\tcase\t_\t_",
            "6\t«\t«\tPUNCT\t_\t_\t7\tpunct\t_\t_",
            "7\tcaos\tcaos\tNOUN\t_\t_\t3\tobl\t_\t_",
            "8\t»\t»\tPUNCT\t_\t_\t7\tpunct\t_\t_",
            "9\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_",
        ]
    )
    (row,) = quotations(Article("a", text), Tree.from_conllu(conllu, text), load_lexicon())
    assert (row.speaker, row.cue, row.cue_lemma) == ("Anna Neri", "parla", "parlare")


def test_an_apposition_between_a_name_and_its_verb() -> None:
    (row,) = rows_of(
        "Anna Neri, assessora al Turismo, risponde: «Non cediamo».",
        "Anna Anna PROPN _ 0 root",
        "Neri Neri PROPN _ 1 flat:name",
        ", , PUNCT _ 4 punct",
        "assessora assessore NOUN Gender=Fem|Number=Sing 1 appos",
        "al a ADP _ 6 case",
        "Turismo turismo NOUN Gender=Masc|Number=Sing 4 nmod",
        ", , PUNCT _ 8 punct",
        f"risponde rispondere VERB {THIRD} 1 parataxis",
        ": : PUNCT _ 12 punct",
        "« « PUNCT _ 12 punct",
        "Non non ADV _ 12 advmod",
        f"cediamo cedere VERB {THIRD} 8 ccomp",
        "» » PUNCT _ 12 punct",
        ". . PUNCT _ 1 punct",
    )
    assert (row.speaker, row.cue_lemma, row.how) == ("Anna Neri", "rispondere", "explicit")
