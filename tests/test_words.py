"""The closed word lists: all there, each word once, and a fault says what to do."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from quotes import words as module
from quotes.words import same_office, words

TABLE = tomllib.loads((Path(module.__file__).parent / "lexicon" / "words.toml").read_text(encoding="utf-8"))
LISTS = sorted(name for name, value in TABLE.items() if isinstance(value, str))


@pytest.mark.parametrize("name", LISTS)
def test_a_word_stands_once_in_its_list(name: str) -> None:
    listed = TABLE[name].split()
    assert len(listed) == len(set(listed)) == len(words(name))
    assert listed == [word.lower() for word in listed]


def test_lists_join() -> None:
    assert words("days", "months") == words("days") | words("months")


def test_a_list_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match="words.toml: there must be a list weekdays"):
        words("weekdays")


def test_an_office_has_one_key() -> None:
    assert not set(same_office()) & set(same_office().values())
