"""Quoted spans: golden cases, and what holds for every text.

The golden cases are data (``tests/spans/*.jsonl``, invented sentences): ``text`` with ⟦ ⟧ around every wanted span, and where
they are asked ``repair``, ``groups`` and ``inserts``, in text order.
"""

import json
from pathlib import Path
from typing import NamedTuple

import pytest

from quotes.records import Span
from quotes.spans import find_spans

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
