"""Weights of the fitted models, which are data of the lexicon: one TOML file a model, written by the command that fits it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files


class FittedError(ValueError):
    """A file of weights that is not what it should be; the message names the command that makes it again."""


def fitted(file: str, needed: str, command: str) -> Mapping[str, float]:
    """The table ``weights`` of a file of the package, by trait.

    ``needed``: a trait that no sound file lacks. ``command``: what makes the file again. Raises FittedError.

    >>> "intercept" in fitted("lexicon/confidence.toml", "intercept", "python -m quotes.calibrate")
    True
    """
    table = tomllib.loads(files("quotes").joinpath(file).read_text(encoding="utf-8")).get("weights")
    if not isinstance(table, dict) or needed not in table:
        raise FittedError(f"{file}: there must be a table weights with {needed}; run {command} GOLD...")
    return {str(name): float(value) for name, value in table.items()}
