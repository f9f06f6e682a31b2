"""Constructions of Italian news (``grammar.toml``), each with a few speakers: those that work go on working.

What a frame must reach stands in ``grammar-floors.json``: how many of its two texts must be right, or the classes of
faults where the program does not know the construction yet (a strict xfail). Where rules are mended: ``python tests/grammar.py --renew``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import grammar
import pytest
from expansion import Case, Frame, cases, load

from quotes.parsing import Parser

FRAMES = load().frames
FLOORS = json.loads(grammar.FLOORS.read_text(encoding="utf-8"))
KNOWN = 2
"""As many right texts of two say that a construction is known; one may be chance."""

Found = tuple[list[Case], list[list[str]]]


@pytest.fixture(scope="module")
def found(parser: Parser) -> Found:
    """The texts of the fixed sample and their faults."""
    made = cases(FRAMES, **grammar.SAMPLE)
    return made, grammar.measure(made, parser.parse([one.text for one in made]))


def parameters() -> Sequence[object]:
    """The frames, those that fail with what is wrong with them."""
    held = []
    for frame in FRAMES:
        floor = FLOORS["frames"].get(frame.id, 0)
        reason = ": ".join(filter(None, [floor, frame.note])) if isinstance(floor, str) else ""
        marks = [pytest.mark.xfail(strict=True, reason=reason, raises=AssertionError)] if reason else []
        held.append(pytest.param(frame, id=frame.id, marks=marks))
    return held


@pytest.mark.model
@pytest.mark.parametrize("frame", parameters())
def test_a_construction(frame: Frame, found: Found) -> None:
    texts = grammar.by_frame(*found)[frame.id]
    floor = FLOORS["frames"][frame.id]
    assert sum(not what for what in texts) >= (KNOWN if isinstance(floor, str) else floor), texts


@pytest.mark.model
@pytest.mark.parametrize("area", list(FLOORS["areas"]))
def test_an_area(area: str, found: Found) -> None:
    now = grammar.floors(*found)["areas"][area]
    assert isinstance(now, float)
    assert now >= FLOORS["areas"][area] - grammar.SLACK


def test_each_frame_has_its_floor() -> None:
    assert [frame.id for frame in FRAMES] == list(FLOORS["frames"])


def test_frames_are_whole() -> None:
    """Ids are not used twice; every pair of marks has brackets around what it quotes."""
    assert len({frame.id for frame in FRAMES}) == len(FRAMES)
    for frame in FRAMES:
        assert len(re.findall("[«“]", frame.text)) == len(re.findall(r"[«“]\{", frame.text)) == frame.text.count("{"), frame.id
        assert len(re.findall("[»”]", frame.text)) == len(re.findall(r"\}[,.]?[»”]", frame.text)) == frame.text.count("}"), (
            frame.id
        )


def test_texts_can_be_made_again() -> None:
    some = FRAMES[::20]
    first = cases(some, seed=3, per=2)
    assert first == cases(some, seed=3, per=2) != cases(some, seed=4, per=2)
    assert cases(FRAMES[20:21], seed=3, per=2) == first[2:4]


def test_all_that_frames_can_make_can_be_made() -> None:
    """Every frame with every speaker that it allows, without a slot left open or a gap."""
    for one in cases(FRAMES, seed=1, per=20):
        assert not re.search(r"[<>{}\[\]\x1f]|  | [,.;:]|[,;:]{2}", one.text), (one.frame.id, one.text)


def test_agreement_and_contraction() -> None:
    """What the slots promise, on a frame made for it."""
    frame = Frame(
        "x",
        "x",
        "<S> <è/sono> stat<o> chiar<o>. secondo <il quale/la quale/i quali/le quali>, [<C>], e <di S>.",
        ("i S secondo",),
        ("unnamed", "pl", "f"),
    )
    (one,) = cases([frame], per=1)
    assert one.text.startswith("Fonti del ministero sono state chiare. Secondo le quali, ")
    assert one.text.endswith(", e di fonti del ministero.")
    assert one.wants[0].speaker == "fonti del ministero"
