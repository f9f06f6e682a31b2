"""What the fitted models share: their weights, data of the lexicon in one TOML file a model, and the folds that measure them."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Mapping
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


def as_table(weights: Mapping[str, float], needed: str) -> list[str]:
    """The lines of the table ``weights`` of such a file; those that round to 0 are left out, but for ``needed``.

    >>> as_table({"none": 0.0, "near": 1.23456, "far": 0.0001}, "none")
    ['[weights]', '"none" = 0.0', '"near" = 1.235']
    """
    kept = {name: round(weight, 3) for name, weight in weights.items() if name == needed or abs(weight) >= 0.0005}
    return ["[weights]", *(f'"{name}" = {weight}' for name, weight in kept.items())]


def folds(articles: Iterable[str], count: int, seed: int) -> dict[str, int]:
    """Article -> the fold in which it is left out; all rows of an article are in one.

    >>> sorted(folds("abcd", 2, seed=1).values())
    [0, 0, 1, 1]
    """
    shuffled = sorted(set(articles))
    random.Random(seed).shuffle(shuffled)
    return {article: place % count for place, article in enumerate(shuffled)}
