"""Quoted spans: golden cases, and what holds for every text.

The golden cases are data (``tests/spans/*.jsonl``, invented sentences): ``text`` with ⟦ ⟧ around every wanted span, and where
they are asked ``repair``, ``groups`` and ``inserts``, in text order.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotes import pairing
from quotes.marks import NEVER, find_marks
from quotes.records import QuotedSpan, Span
from quotes.spans import REPAIRS, find_spans

CASES = [
    pytest.param(json.loads(line), id=f"{path.stem}: {json.loads(line)['name']}")
    for path in sorted((Path(__file__).parent / "spans").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").splitlines()
]


class Marked(NamedTuple):
    text: str
    spans: list[Span]


def unmark(marked: str) -> Marked:
    """The text without ⟦ ⟧, and the spans that they stood around."""
    text = ""
    wanted: list[Span] = []
    stack: list[int] = []
    for char in marked:
        if char == "⟦":
            stack.append(len(wanted))
            wanted.append(Span(len(text), -1))
        elif char == "⟧":
            i = stack.pop()
            wanted[i] = Span(wanted[i].start, len(text))
        else:
            text += char
    assert not stack
    return Marked(text, wanted)


def shown(text: str, spans: list[Span]) -> list[str]:
    return [span.of(text) for span in spans]


@pytest.mark.parametrize("case", CASES)
def test_golden(case: dict[str, object]) -> None:
    text, wanted = unmark(str(case["text"]))
    found = find_spans(text)
    trimmed = [_trim(text, row.span) for row in found]
    assert shown(text, trimmed) == shown(text, wanted)
    assert trimmed == wanted
    if "repair" in case:
        assert [row.repair for row in found] == case["repair"]
    if "groups" in case:
        assert [row.group for row in found] == case["groups"]
    if "inserts" in case:
        assert [insert.of(text) for row in found for insert in row.inserts] == case["inserts"]


def _trim(text: str, span: Span) -> Span:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.end - len(words) + len(words.rstrip())))


PIECES = st.lists(
    st.sampled_from(
        [
            *"«»“”„\"'’‘‹›-–—.,:;?!()\n\r\t 9",
            "''",
            "``",
            "<<",
            ">>",
            " ",
            " ",
            "\n\n",
            ". ",
            ", ",
            ": ",
            " - ",
            "— ",
            "Lia",
            "ha detto",
            "dice",
            "che",
            "non ci vado",
            "Il molo",
            "l",
            "po",
            "Marina Alta",
            "2019",
            "�",
            "\x00",
            "\u2028",
            "\x85",
            "ﬁ",
            "👀",
        ]
    ),
    max_size=60,
).map("".join)
TEXTS = st.one_of(PIECES, st.text(alphabet=st.characters(), max_size=200))
LOST_NEVER = "«»“”„"


def check(text: str, found: list[QuotedSpan]) -> None:
    """What every row of every text must keep."""
    assert [row.outer.start for row in found] == sorted(row.outer.start for row in found)
    for i, row in enumerate(found):
        assert 0 <= row.outer.start <= row.span.start <= row.span.end <= row.outer.end <= len(text)
        assert text[row.span.start : row.span.end] == row.span.of(text)
        assert row.repair is None or row.repair in REPAIRS
        assert row.closed or row.repair is not None
        if row.parent is not None:
            assert row.parent < i
            assert found[row.parent].outer.covers(row.outer)
        for insert in row.inserts:
            assert row.span.covers(insert) and len(insert) > 0
    stack: list[Span] = []
    for row in found:
        while stack and stack[-1].end <= row.outer.start:
            stack.pop()
        assert not stack or stack[-1].covers(row.outer), "two rows cross"
        stack.append(row.outer)


def covered(text: str, found: list[QuotedSpan]) -> set[int]:
    return {at for row in found for at in range(row.outer.start, row.outer.end)}


@given(TEXTS)
def test_every_text_is_read(text: str) -> None:
    check(text, find_spans(text))


@given(TEXTS)
def test_no_mark_is_lost(text: str) -> None:
    inside = covered(text, find_spans(text))
    always = {at for mark in find_marks(text) if mark.skip >= NEVER for at in range(mark.start, mark.end)}
    assert always <= inside
    assert {at for at, char in enumerate(text) if char in LOST_NEVER} <= inside


@given(TEXTS)
def test_blank_lines_behind_change_nothing(text: str) -> None:
    assert find_spans(text.rstrip() + "\n") == find_spans(text.rstrip() + "\n\n\n")


@given(
    st.lists(st.sampled_from(["Parto domani", "Il molo è chiuso", "resta qui", "Nel 2019 c'era"]), min_size=1, max_size=6),
    st.sampled_from(["«»", "“”", '""']),
)
def test_sound_marks_are_never_mended(words: list[str], marks: str) -> None:
    text = " ".join(f"Lia ha detto: {marks[0]}{word}{marks[1]}." for word in words)
    found = find_spans(text)
    assert [row.span.of(text) for row in found] == words
    assert not any(row.repair for row in found)


@pytest.mark.parametrize(
    "piece",
    [
        "«",
        "« a",
        '"',
        '"a',
        '«"',
        "a» ",
        "’a ",
        "«Ciao.\n",
        '«A "b" ’sto l’amico” ',
        "- a - ",
        "(a",
        ", dice ",
        ". ",
        " ",
        "— Ciao? — dice lui.\n",
    ],
)
def test_work_grows_with_the_length(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Choices weighed for each mark or turn stay the same when the text is four times as long."""
    weighed = [_weighed("«" + piece * times, monkeypatch) for times in (500, 2000)]
    assert weighed[1] <= 5 * weighed[0] + 100


def _weighed(text: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many choices the reading of a text weighs."""
    calls = 0
    best = pairing._best

    def count(made: list[pairing.Reading]) -> list[pairing.Reading]:
        nonlocal calls
        calls += len(made)
        return best(made)

    with monkeypatch.context() as patch:
        patch.setattr(pairing, "_best", count)
        find_spans(text)
    return calls


def test_ten_thousand_nested_marks() -> None:
    text = "«" * 10_000 + "parto" + "»" * 10_000
    check(text, find_spans(text))


def test_a_line_of_a_megabyte() -> None:
    text = "Il molo è chiuso. " * 30_000 + "«Parto», dice Lia. " + "Il molo è chiuso. " * 30_000
    assert [row.span.of(text) for row in find_spans(text)] == ["Parto"]


@pytest.mark.parametrize("repair", sorted(REPAIRS))
def test_every_repair_has_a_case(repair: str) -> None:
    assert any(repair in str(case.values[0]) for case in CASES)
