"""The lexicon's own data, and what is said to somebody who makes a fault in it."""

from __future__ import annotations

import csv
import pickle
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from quotes import lexicons
from quotes.lexicons import LexiconError, load_lexicon

FOLDER = Path(lexicons.__file__).parent / "lexicon"
KEYS = {"verbs": "lemma", "nouns": "lemma", "prepositions": "form", "roles": "lemma", "names": "name", "places": "name"}
LEAST = {"verbs": 300, "nouns": 80, "prepositions": 15, "roles": 250, "names": 900, "places": 900}
CLOSED = {
    ("verbs", "sense"): lexicons.SENSES,
    ("verbs", "stance"): lexicons.STANCES,
    ("verbs", "complement"): lexicons.COMPLEMENTS,
    ("verbs", "direct"): lexicons.DIRECTS,
    ("verbs", "predicative"): lexicons.YES_NO,
    ("nouns", "sense"): lexicons.SENSES,
    ("nouns", "stance"): lexicons.STANCES,
    ("prepositions", "scope"): lexicons.SCOPES,
    ("roles", "gender"): lexicons.GENDERS,
    ("roles", "type"): lexicons.ROLE_TYPES,
    ("names", "gender"): lexicons.GENDERS,
    ("places", "kind"): lexicons.PLACE_KINDS,
}
INFLECTED = {"essere", "avere", "fare", "far", "dare", "darsi", "andare", "andarci", "venire"}
"""Verbs whose forms in an example do not begin like their infinitive."""


def rows(kind: str) -> list[dict[str, str]]:
    with (FOLDER / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def stems(lemma: str) -> list[str]:
    """The beginnings that an example of ``lemma`` must hold."""
    found = []
    for word in re.split(r"[ '’]+", lemma):
        if word in lexicons.FUNCTION_WORDS or word in INFLECTED or len(word) < 2:
            continue
        trunk = re.sub(r"(?:[aei]re|rre|[aeio]rsi|[aei]r(?:le|ci|sela))$", "", word)
        found.append(trunk[: max(2, min(4, len(trunk) - 1))] if len(word) > 3 else word[:2])
    return found


@pytest.mark.parametrize("kind", KEYS)
def test_each_file_is_large_enough_and_says_nothing_twice(kind: str) -> None:
    counts = Counter(row[KEYS[kind]].lower() for row in rows(kind))
    assert len(counts) >= LEAST[kind]
    assert [key for key, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("kind", [kind for kind in KEYS if kind not in {"names", "places"}])
def test_every_example_uses_its_word_and_ends_as_a_sentence(kind: str) -> None:
    faults = []
    for row in rows(kind):
        example = row["example"].lower()
        words = re.findall(r"\w+", example)
        lemma = row[KEYS[kind]]
        if not all(any(word.startswith(stem) for word in words) for stem in stems(lemma)) or example[-1] not in ".»?!":
            faults.append((lemma, row["example"]))
    assert faults == []


def test_no_example_is_used_twice() -> None:
    counts = Counter(row["example"] for kind in KEYS if kind not in {"names", "places"} for row in rows(kind))
    assert [example for example, count in counts.items() if count > 1] == []


@pytest.mark.parametrize(("kind", "column"), CLOSED)
def test_closed_lists_hold_and_every_value_is_documented(kind: str, column: str) -> None:
    used = {row[column] for row in rows(kind)}
    assert used <= set(CLOSED[kind, column])
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert [value for value in CLOSED[kind, column] if f"`{value}`" not in readme] == []


def test_names_are_composed_characters_and_capitalised() -> None:
    names = load_lexicon().names
    assert [n for n in names if n != unicodedata.normalize("NFC", n) or not n[0].isupper()] == []
    assert {n: names[n] for n in ("Andrea", "Nicola", "Luca", "Sofia", "Mohammed", "Olena", "Sasha")} == {
        "Andrea": "m", "Nicola": "m", "Luca": "m", "Sofia": "f", "Mohammed": "m", "Olena": "f", "Sasha": "c",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("lemma", "sense", "stance", "complement", "direct", "predicative"),
    [
        ("dire", "say", "neutral", frozenset({"che", "di"}), "strong", False),
        ("chiedere", "ask", "ask", frozenset({"che", "di", "se"}), "strong", False),
        ("ridere", "manner", "mock", frozenset(), "weak", False),
        ("definire", "name", "neutral", frozenset(), "weak", True),
        ("twittare", "write", "neutral", frozenset({"che", "di"}), "strong", False),
        ("negare", "say", "deny", frozenset({"che", "di"}), "strong", False),
        ("emergere", "show", "neutral", frozenset({"che"}), "no", False),
        ("fare presente", "say", "assert", frozenset({"che", "di"}), "strong", False),
    ],
)
def test_verbs_that_rules_lean_on(
    lemma: str, sense: str, stance: str, complement: frozenset[str], direct: str, predicative: bool
) -> None:
    verb = load_lexicon().verbs[lemma]
    assert verb.sense == sense and verb.stance == stance and verb.complement == complement
    assert verb.direct == direct and verb.predicative == predicative


def test_complements_of_manner_and_naming_verbs_are_finite_at_most() -> None:
    verbs = load_lexicon().verbs.values()
    assert [v.lemma for v in verbs if v.sense == "manner" and "se" in v.complement] == []
    assert [v.lemma for v in verbs if v.predicative and v.sense == "manner"] == []
    assert "riuscire" not in load_lexicon().verbs


@pytest.mark.parametrize(
    ("head", "near", "reflexive", "lemma"),
    [
        ("fare", ["sapere", "che"], False, "far sapere"),
        ("gettare", ["acqua", "su", "il", "fuoco"], False, "gettare acqua sul fuoco"),
        ("dire", ["convinta"], True, "dirsi convinto"),
        ("dire", ["convinta"], False, None),
        ("scoppiare", ["ridere"], False, "scoppiare a ridere"),
        ("mettere", ["mani", "tavolo"], False, None),
        ("lanciare", ["l'", "allarme"], False, "lanciare l'allarme"),
    ],
)
def test_locutions_are_found_by_head_and_content_words(head: str, near: list[str], reflexive: bool, lemma: str | None) -> None:
    found = load_lexicon().locution(head, near, reflexive=reflexive)
    assert (found.lemma if found else None) == lemma


@pytest.mark.parametrize(
    ("word", "plain"),
    [
        ("mostrarsi", "mostrare"),
        ("imporre", "imporre"),
        ("porsi", "porre"),
        ("prendersela", "prendere"),
        ("contrarsi", "contrarre"),
    ],
)
def test_infinitives_lose_their_clitics(word: str, plain: str) -> None:
    assert lexicons.plain_infinitive(word)[0] == plain


def test_locutions_stand_under_an_infinitive_and_no_two_look_alike() -> None:
    lexicon = load_lexicon()
    assert [v.lemma for found in lexicon.locutions.values() for v in found if not v.rest or not v.head.endswith("re")] == []
    looks = Counter((v.head, v.rest, v.reflexive) for v in lexicon.verbs.values())
    assert [look for look, count in looks.items() if count > 1] == []


def test_feminines_point_to_the_same_role() -> None:
    roles = load_lexicon().roles
    assert roles["ministra"] is roles["ministro"]
    assert roles["avvocatessa"] is roles["avvocata"] is roles["avvocato"]
    assert (roles["residenti"].type, roles["residente"].type, roles["sentenza"].type) == ("group", "person", "document")


def test_prepositions_come_longest_first_and_know_when_a_verb_must_follow() -> None:
    forms = [p.form for p in load_lexicon().prepositions]
    assert forms == sorted(forms, key=lambda form: (-len(form), form))
    assert {p.form for p in load_lexicon().prepositions if p.needs_verb} >= {"a quanto", "secondo quanto"}
    assert "come" not in forms


def test_the_default_is_read_once_and_can_go_to_a_cluster() -> None:
    assert load_lexicon() is load_lexicon()
    assert pickle.loads(pickle.dumps(load_lexicon())) == load_lexicon()


# own files

HEADER = "lemma,sense,stance,complement,direct,predicative,example\n"
GOOD = "zigzagare,say,mock,-,weak,no,«Passo io», zigzaga il ciclista."
SOUND = 'zigzagare,say,mock,-,weak,no,"«Passo io», zigzaga il ciclista."\n'


def test_own_rows_are_added_and_win(tmp_path: Path) -> None:
    own = tmp_path / "verbs-sport.csv"
    own.write_text("\ufeff" + HEADER + SOUND + "\ndire,say,mock,che,weak,no,Dice lui.\n", encoding="utf-8")
    (tmp_path / "roles.csv").write_text(
        "lemma,gender,type,feminine,example\nministro,m,person,ministressa,Il ministro tace.\n", encoding="utf-8"
    )
    (tmp_path / "names.csv").write_text("name,gender\nZaphod,m\nAndrea,c\n", encoding="utf-8")
    lexicon = load_lexicon(tmp_path)
    assert (lexicon.verbs["zigzagare"].stance, lexicon.verbs["dire"].stance, lexicon.verbs["dirsi"].stance) == (
        "mock",
        "mock",
        "assert",
    )
    assert "ministra" not in lexicon.roles and lexicon.roles["ministressa"] is lexicon.roles["ministro"]
    assert (lexicon.names["Zaphod"], lexicon.names["Andrea"], lexicon.names["Luca"]) == ("m", "c", "m")
    assert load_lexicon().verbs["dire"].stance == "neutral"
    assert load_lexicon(own).names["Andrea"] == "m"


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("lemma,sense,stance,direct,predicative,example\n", 1, "'complement' is missing"),
        (HEADER.replace(",", ";"), 1, "parted by commas"),
        ("", 1, "'lemma' is missing"),
        (HEADER + SOUND.replace("mock", "cheerful"), 2, "stance is 'cheerful'; write one of: neutral"),
        (HEADER + SOUND.replace("say", "Say"), 2, "sense is 'Say'"),
        (HEADER + SOUND.replace(",-,", ",a,"), 2, "complement is 'a'"),
        (HEADER + SOUND.replace("weak", "yes"), 2, "direct is 'yes'"),
        (HEADER + SOUND.replace("zigzagare", " "), 2, "'lemma' is empty"),
        (HEADER + SOUND.replace("zigzagare", "zigzag"), 2, "infinitive"),
        (HEADER + SOUND.replace("zigzagare", "zigzagare del"), 2, "would match every 'zigzagare'"),
        (HEADER + SOUND + "\n" + SOUND, 4, "'zigzagare' stands already on line 2"),
        (HEADER + SOUND + SOUND.replace("zig", "ZIG", 1), 3, "stands already on line 2"),
        (HEADER + GOOD + "\n", 2, "put double quotes around a cell with a comma"),
        (HEADER + "dire,say\n", 2, "2 cells under 7 columns"),
        (HEADER + 'dire,say,mock,-,weak,no,"Dice\n', 2, "check the double quotes"),
    ],
)
def test_faults_name_file_and_line_and_the_remedy(tmp_path: Path, text: str, line: int, says: str) -> None:
    own = tmp_path / "verbs.csv"
    own.write_text(text, encoding="utf-8")
    with pytest.raises(LexiconError) as caught:
        load_lexicon(own)
    assert str(caught.value).startswith(f"{own}, line {line}: ")
    assert says in str(caught.value)


def test_two_roles_cannot_share_a_feminine(tmp_path: Path) -> None:
    own = tmp_path / "roles.csv"
    own.write_text(
        "lemma,gender,type,feminine,example\nmago,m,person,maga,Il mago tace.\nmaga,f,person,,La maga tace.\n", encoding="utf-8"
    )
    with pytest.raises(LexiconError, match=r"roles\.csv, line 3: 'maga' stands already on line 2"):
        load_lexicon(own)


def test_files_that_cannot_be_a_lexicon_are_named(tmp_path: Path) -> None:
    latin = tmp_path / "nouns.csv"
    latin.write_bytes("lemma,sense,stance,example\nverità,say,assert,La verità.\n".encode("latin-1"))
    odd = tmp_path / "verbi.csv"
    odd.write_text(HEADER, encoding="utf-8")
    empty = tmp_path / "empty"
    empty.mkdir()
    for path, says in [
        (latin, "save the file as UTF-8"),
        (odd, "rename the file"),
        (empty, "no .csv"),
        (tmp_path / "no.csv", "no such file"),
    ]:
        with pytest.raises(LexiconError, match=re.escape(str(path)) + ".*" + re.escape(says)):
            load_lexicon(path)
