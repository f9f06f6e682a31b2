"""Who said what in Italian news: every quotation and reported statement with its speaker and the words that report it.

>>> import quotes
>>> quotes.Article(id="nota", text="«Sì», ha detto la sindaca.").id
'nota'

Names are loaded when they are first used, so that ``import quotes`` is quick and imports neither torch nor stanza nor pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis import analyze, extract
    from .records import Article, Quotation
    from .relation import Relation, relate
    from .statements import compare
    from .table import read_table, write_table

__all__ = [
    "Article",
    "Quotation",
    "Relation",
    "__version__",
    "analyze",
    "compare",
    "extract",
    "read_table",
    "relate",
    "write_table",
]

__version__ = "0.1.0"

_HOMES = {
    "Article": "records",
    "Quotation": "records",
    "Relation": "relation",
    "analyze": "analysis",
    "compare": "statements",
    "extract": "analysis",
    "read_table": "table",
    "relate": "relation",
    "write_table": "table",
}
"""The module of each public name."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value  # found at once from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
