"""Who said what in Italian news: every quotation and reported statement with its speaker and the words that report it.

>>> import quotes
>>> quotes.Article(id="nota", text="«Sì», ha detto la sindaca.").id
'nota'

Names are loaded when they are first used, so that ``import quotes`` is quick and imports neither torch nor stanza nor pandas.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .analysis import analyze, extract
    from .evaluation import evaluate
    from .explanation import explain
    from .exploring import explore
    from .records import Article, Quotation
    from .relation import Relation, relate
    from .report import write_report
    from .statements import compare
    from .table import read_table, write_table

__all__ = [
    "Article",
    "Quotation",
    "Relation",
    "__version__",
    "analyze",
    "compare",
    "evaluate",
    "explain",
    "explore",
    "extract",
    "read_table",
    "relate",
    "write_report",
    "write_table",
]

__version__ = "0.1.0"

_HOMES = {
    "Article": "records",
    "Quotation": "records",
    "Relation": "relation",
    "analyze": "analysis",
    "compare": "statements",
    "evaluate": "evaluation",
    "explain": "explanation",
    "explore": "exploring",
    "extract": "analysis",
    "read_table": "table",
    "relate": "relation",
    "write_report": "report",
    "write_table": "table",
}
"""The module of each public name."""
_TABLES = frozenset({"analyze", "explore", "read_table", "write_table"})
"""Names that have to do with tables: whoever asks for one gets ``df.quotes`` too."""


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _TABLES:
        import_module(".notebook", __name__)
    value: object = getattr(import_module(f".{_HOMES[name]}", __name__), name)
    globals()[name] = value  # found at once from now on
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


if "pandas" in sys.modules:  # whoever has tables already gets df.quotes at once; nobody else waits for pandas
    import_module(".notebook", __name__)
