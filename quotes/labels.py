"""The words of the report's page in Italian and English: data in ``templates/labels.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

Language = Literal["it", "en"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


class Labels:
    """Phrases, terms and figures in one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._phrases = _file()[language]

    def __call__(self, key: str, **values: object) -> str:
        """The phrase ``key`` with ``values`` in the places that it names. Raises KeyError for a phrase that the file lacks.

        >>> Labels("it")("speakers_title"), Labels("en")("speakers_title")
        ('Chi parla', 'Who speaks')
        """
        phrase = self._phrases[key]
        if not isinstance(phrase, str):
            raise KeyError(f"{key} is no single phrase")
        return phrase.format(**values)

    def count(self, key: str, number: int) -> str:
        """The phrase of one or of many.

        >>> Labels("it").count("rows", 1), Labels("it").count("rows", 1228), Labels("en").count("rows", 1228)
        ('1 riga', '1.228 righe', '1,228 rows')
        """
        forms = self._phrases[key]
        if not isinstance(forms, list):
            raise KeyError(f"{key} has no forms for one and many")
        form = str(forms[0 if number == 1 else 1])
        return form.format(n=self.number(number))

    def term(self, group: str, value: str | None) -> str:
        """What ``value`` of a closed list is called; a value that the list does not know is its own name.

        >>> Labels("it").term("kinds", "mixed"), Labels("it").term("kinds", "novel"), Labels("it").term("kinds", None)
        ('mista', 'novel', '–')
        """
        if value is None:
            return "–"
        terms = self._phrases[group]
        return str(terms.get(value, value)) if isinstance(terms, Mapping) else value

    def number(self, number: int) -> str:
        """
        >>> Labels("it").number(12345)
        '12.345'
        """
        grouped = f"{number:,}"
        return grouped.replace(",", ".") if self.language == "it" else grouped

    def percent(self, share: float) -> str:
        """A share of 1 in whole percents.

        >>> Labels("it").percent(0.905)
        '90%'
        """
        return f"{share:.0%}"


@cache
def _file() -> Mapping[str, Mapping[str, object]]:
    """Language -> key -> phrase, forms, or terms."""
    return tomllib.loads(files("quotes").joinpath("templates/labels.toml").read_text(encoding="utf-8"))
