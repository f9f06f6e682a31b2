"""The texts of explanations, ``lexicon/explain.toml``: data in Italian and English, looked up by what they are about."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, Literal, get_args

Language = Literal["it", "en"]
LANGUAGES: Final[tuple[str, ...]] = get_args(Language)
FILE = "lexicon/explain.toml"


@cache
def _texts() -> Mapping[str, Mapping[str, object]]:
    return tomllib.loads(files("quotes").joinpath(FILE).read_text(encoding="utf-8"))


def text_of(table: str, key: str, language: str) -> str | None:
    """A text of the file in one language: of the key, of one that ends in * and begins it, or of a relation without subtype."""
    texts = _texts()[table]
    stems = [name for name in texts if name.endswith("*") and key.startswith(name[:-1])]
    for name in (key, *sorted(stems, key=len, reverse=True), key.partition(":")[0]):
        found = texts.get(name)
        if isinstance(found, dict):
            return str(found[language])
        if isinstance(found, str):
            return found
    return None


def trait_text(trait: str, language: str) -> str | None:
    """What a trait of the confidence model means; None where the file does not say."""
    for key, text in _texts()["traits"].items():
        there = trait.endswith(key[3:]) if key.startswith("...") else trait.startswith(key)
        if there and isinstance(text, dict):
            return str(text[language])
    return None
