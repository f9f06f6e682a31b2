"""Fixtures that more than one test file uses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from rows import BLANK

from quotes import Quotation, cli
from quotes.parsing import Parser


@pytest.fixture(scope="session")
def parser() -> Iterator[Parser]:
    """One parser with the package's own models and no cache: the models are loaded once a session, when first needed."""
    parser = Parser(cache=False)
    yield parser
    parser.close()


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, str, str]]:
    """Exit status, standard output and standard error of a command."""

    def command(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(args)
        assert isinstance(end.value.code, int)
        out, err = capfdbinary.readouterr()
        return end.value.code, out.decode(), err.decode()

    return command


Said = Callable[..., Quotation]
PLAIN = replace(
    BLANK,
    speaker="Anna Ferri",
    how="explicit",
    confidence=0.9,
    speaker_type="person",
    stance="neutral",
    rule="postposed",
    start=0,
    end=2,
)


@pytest.fixture(scope="session")
def said() -> Said:
    """A row: ``said(text, quote, mention=..., cue=..., **columns)`` with the first such words of ``text``, numbered by ``number``."""

    def row(
        text: str, quote: str, *, mention: str | None = None, cue: str | None = None, number: int = 1, **columns: object
    ) -> Quotation:
        places: dict[str, object] = {"quote": quote, "start": text.index(quote), "end": text.index(quote) + len(quote)}
        for name, words in (("mention", mention), ("cue", cue)):
            if words is not None:
                places |= {name: words, f"{name}_start": text.index(words), f"{name}_end": text.index(words) + len(words)}
        article = columns.get("article", "a")
        values = {"quote_id": f"{article}:{number}", "group": number, "cue_lemma": cue, **places, **columns}
        return replace(PLAIN, **values)  # type: ignore[arg-type]

    return row
