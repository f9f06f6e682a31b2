"""The closed word lists of ``lexicon/words.toml``: a linguist's data, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def _file() -> Mapping[str, object]:
    return tomllib.loads(files("quotes").joinpath("lexicon/words.toml").read_text(encoding="utf-8"))


def words(*names: str) -> frozenset[str]:
    """The words of one list, or of several together. ValueError where the file has no such list.

    >>> "sabato" in words("days"), "sabato" in words("months"), "sabato" in words("months", "days")
    (True, False, True)
    """
    return frozenset(word for name in names for word in listed(name))


def listed(name: str) -> tuple[str, ...]:
    """The words of one list in the file's order. ValueError where the file has no such list.

    >>> listed("months").index("marzo")
    2
    """
    found = _file().get(name)
    if not isinstance(found, str) or not found.split():
        raise ValueError(f"lexicon/words.toml: there must be a list {name}, with words between blanks")
    return tuple(found.split())


def same_office() -> dict[str, str]:
    """Words for an office -> the key that they share; the file's order. ValueError where the file has no such table.

    >>> same_office()["mister"]
    'allenatore'
    """
    table = _file().get("same_office")
    if not isinstance(table, dict) or not table:
        raise ValueError("lexicon/words.toml: there must be a table same_office")
    return {str(key): str(value) for key, value in table.items()}


def kinds_of_office() -> dict[str, frozenset[str]]:
    """A general description -> the offices whose holders it can mean. ValueError where the file has no such table.

    >>> "pm" in kinds_of_office()["magistrato"]
    True
    """
    table = _file().get("kinds_of_office")
    if not isinstance(table, dict) or not table:
        raise ValueError("lexicon/words.toml: there must be a table kinds_of_office")
    return {str(key): frozenset(str(value).split()) for key, value in table.items()}
