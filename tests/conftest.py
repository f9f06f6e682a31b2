"""Fixtures that more than one test file uses."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from quotes.parsing import Parser


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    """One parser with the package's own models and no cache: the models are loaded once a session, when first needed."""
    parser = Parser(cache=False)
    yield parser
    parser.close()
