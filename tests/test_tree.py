"""Questions to hand-written trees."""

from __future__ import annotations

import pytest

from quotes.tree import Sentence, Tree, Word

TEXT = "Casa\n«Partiremo», ha detto il sindaco della città, e Rossi ride."
CONLLU = """
# paragraph = 0
1  Casa  casa  NOUN  _  Gender=Fem|Number=Sing  0  root  _  _

# paragraph = 1
1  «  «  PUNCT  _  _  2  punct  _  _
2  Partiremo  partire  VERB  _  Mood=Ind|Number=Plur  0  root  _  _
3  »  »  PUNCT  _  _  2  punct  _  _
4  ,  ,  PUNCT  _  _  6  punct  _  _
5  ha  avere  AUX  _  _  6  aux  _  _
6  detto  dire  VERB  _  _  2  parataxis  _  _
7  il  il  DET  _  _  8  det  _  _
8  sindaco  sindaco  NOUN  _  _  6  nsubj  _  _
9-10  della  _  _  _  _  _  _  _  _
9  di  di  ADP  _  _  11  case  _  _
10  la  il  DET  _  _  11  det  _  _
11  città  città  NOUN  _  _  8  nmod  _  _
12  ,  ,  PUNCT  _  _  15  punct  _  _
13  e  e  CCONJ  _  _  15  cc  _  _
14  Rossi  Rossi  PROPN  _  _  15  nsubj:pass  _  _
15  ride  ridere  VERB  _  _  6  conj  _  _
16  .  .  PUNCT  _  _  2  punct  _  _
"""


@pytest.fixture
def sentence() -> Sentence:
    return Tree.from_conllu(CONLLU, TEXT).sentences[1]


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in words]


def test_words_stand_where_the_text_has_them() -> None:
    tree = Tree.from_conllu(CONLLU, TEXT)
    assert [s.paragraph for s in tree.sentences] == [0, 1]
    assert [s.span.of(TEXT) for s in tree.sentences] == TEXT.split("\n")
    di, la, city = tree.sentences[1].words[8:11]
    assert di.span.of(TEXT) == la.span.of(TEXT) == "della"
    assert city.span.of(TEXT) == "città"
    assert [w.span.of(TEXT) for w in tree.sentences[1].words[:8]] == texts(list(tree.sentences[1].words[:8]))


def test_tabs_and_spaces_say_the_same() -> None:
    tabs = "\n".join("\t".join(line.split()) if line[:1].isdigit() else line for line in CONLLU.splitlines())
    assert [s.words for s in Tree.from_conllu(tabs, TEXT).sentences] == [
        s.words for s in Tree.from_conllu(CONLLU, TEXT).sentences
    ]


def test_a_token_that_the_text_lacks_names_its_line() -> None:
    with pytest.raises(ValueError, match="line 2: .*'Casa'"):
        Tree.from_conllu(CONLLU.strip(), "Un'altra cosa")


def test_features(sentence: Sentence) -> None:
    verb = sentence.words[1]
    assert (verb.feat("Mood"), verb.feat("Tense")) == ("Ind", None)
    assert sentence.words[0].feats == frozenset()
    assert (sentence.words[13].rel, sentence.words[13].deprel) == ("nsubj", "nsubj:pass")


def test_head_and_children(sentence: Sentence) -> None:
    root, said = sentence.words[1], sentence.words[5]
    assert sentence.head(root) is None
    assert sentence.head(said) == root
    assert texts(sentence.children(said)) == [",", "ha", "sindaco", "ride"]
    assert texts(sentence.children(said, "aux", "conj")) == ["ha", "ride"]
    assert texts(sentence.children(sentence.words[14], "nsubj")) == ["Rossi"]
    assert sentence.children(sentence.words[14], "nsubj:outer") == []


def test_subtree_leaves_branches_out(sentence: Sentence) -> None:
    mayor = sentence.words[7]
    assert texts(sentence.subtree(mayor)) == ["il", "sindaco", "di", "la", "città"]
    assert texts(sentence.subtree(mayor, without=("nmod",))) == ["il", "sindaco"]
    assert texts(sentence.subtree(sentence.words[5], without=("punct", "conj"))) == [
        "ha",
        "detto",
        "il",
        "sindaco",
        "di",
        "la",
        "città",
    ]


def test_path(sentence: Sentence) -> None:
    root, mayor, rossi = sentence.words[1], sentence.words[7], sentence.words[13]
    assert sentence.path(mayor, root) == ["^nsubj", "^parataxis"]
    assert sentence.path(root, mayor) == ["parataxis", "nsubj"]
    assert sentence.path(mayor, rossi) == ["^nsubj", "conj", "nsubj:pass"]
    assert sentence.path(mayor, mayor) == []


def test_a_cycle_ends_the_walk() -> None:
    def word(index: int, head: int) -> Word:
        return Word(index, "a", "a", "X", frozenset(), head, "dep", index, index + 1)

    sentence = Sentence((word(0, 1), word(1, 0), word(2, 2)))
    assert [w.index for w in sentence.ancestors(sentence.words[0])] == [1]
    assert len(sentence.subtree(sentence.words[0])) == 2
    assert sentence.head(sentence.words[2]) is None
    assert sentence.path(sentence.words[0], sentence.words[2]) == []
