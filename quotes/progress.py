"""How far a long analysis is, in a notebook; elsewhere nothing is shown, since a library does not write where it was not asked to."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from .records import Article


@contextmanager
def watched(articles: Iterable[Article]) -> Iterator[tuple[Iterable[Article], Callable[[int], None]]]:
    """The articles, and what to call after each with the number of rows so far.

    In a notebook a bar shows how many of all are done; an interruption leaves it there with what to do. All articles are read
    before the first is analysed, so that their number is known. Elsewhere they pass through one by one.
    """
    if not in_notebook():
        yield articles, lambda rows: None
        return
    from tqdm.auto import tqdm

    known = list(articles)
    with tqdm(total=len(known), unit="article", desc="quotes") as bar:

        def tick(rows: int) -> None:
            bar.set_postfix_str(f"{rows} rows", refresh=False)
            bar.update()

        try:
            yield known, tick
        except KeyboardInterrupt:
            bar.set_description("interrupted; what was parsed is kept: run the cell again to go on")
            raise


def in_notebook() -> bool:
    """Whether this is the kernel of a notebook, not a terminal or a script."""
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return shell is not None and hasattr(shell, "kernel")
