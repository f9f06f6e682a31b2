"""The same job on many processes or machines, with Dask: a run of articles, a Dask bag, or a Dask dataframe.

Articles go out in batches and their rows come back in order. Models are not sent around: each worker loads those of its own installation, once,
and refuses to work where they or the program are not the sender's, so that rows of two states never meet in one table. A worker that dies costs
the batch it was at, which another one does again.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from .analysis import Cache, Paths
from .analysis import outcomes as local_outcomes
from .failures import Failure
from .models import ModelError, models_folder
from .parsing import maker
from .pieces import batches
from .records import Article, Quotation
from .running import maker_of

if TYPE_CHECKING:
    import pandas as pd
    from dask.bag import Bag
    from dask.dataframe import DataFrame as DaskFrame
    from distributed import Client

Outcome = tuple[Article, list[Quotation] | Failure]

BATCH_CHARS = 80_000
"""Characters of the articles that go out together: two batches of the parser, some seconds of work."""
BATCHES_A_WORKER = 3
"""Batches that are out at once for each worker: one at work, two waiting for it; bounds the sender's memory."""
PATIENCE = 10
"""Seconds for a scheduler to answer."""


class ClusterError(Exception):
    """The cluster cannot be used; the message says what to do."""


def analyze(
    source: Bag | DaskFrame,
    *,
    text_column: str = "text",
    id_column: str = "id",
    models: str | Path | None = None,
    cache: Cache = True,
    lexicon: Paths = (),
) -> DaskFrame:
    """A lazy Dask dataframe of all quotations, a partition for each of ``source``, in order.

    ``source``: a bag of Articles, or of dictionaries with the columns of a table; or a dataframe with these columns, such as
    ``dask.dataframe.read_parquet`` reads them. Options as in :func:`quotes.analyze`; ``models``, ``cache`` and ``lexicon`` name files that every
    worker can read. An article that fails has no rows and is logged on its worker. Write with ``to_parquet``: one file a partition.
    """
    import dask.dataframe as dd
    from dask.delayed import delayed

    from .table import to_frame

    options = _options(models, cache, lexicon)
    rows = delayed(_partition, pure=True)
    made = [rows(part, text_column, id_column, options) for part in source.to_delayed()]  # type: ignore[no-untyped-call]
    found: DaskFrame = dd.from_delayed(made, meta=to_frame([]), verify_meta=False)
    return found


def outcomes(
    articles: Iterable[Article],
    client: Client,
    *,
    models: str | Path | None = None,
    cache: Cache = True,
    lexicon: Paths = (),
) -> Iterator[Outcome]:
    """What becomes of each article, in order, as in :func:`quotes.analysis.outcomes`, the work done by the workers of ``client``.

    Raises ClusterError where the workers are gone or another program, ModelError and LexiconError as they do.
    """
    options = _options(models, cache, lexicon)
    left = _batches(articles)
    out: deque[tuple[list[Article], Callable[[], object]]] = deque()
    while True:
        most = max(1, len(client.nthreads())) * BATCHES_A_WORKER  # type: ignore[no-untyped-call]
        while len(out) < most and (batch := next(left, None)):
            out.append((batch, client.submit(_batch, batch, options, pure=False).result))
        if not out:
            return
        batch, result = out.popleft()
        yield from zip(batch, _answer(result), strict=True)


def _answer(result: Callable[[], object]) -> list[list[Quotation] | Failure]:
    from distributed import KilledWorker

    try:
        found = result()
    except KilledWorker as error:
        raise ClusterError(
            f"workers died again and again over the same articles, as with too little memory (1.5 GB each is enough): {error}"
        ) from error
    assert isinstance(found, list)
    return found


def _batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    return batches(articles, BATCH_CHARS)


# --- on the worker ----------------------------------------------------------------------------------------------------

Options = tuple[str | None, Cache, tuple[str, ...], str]
"""models, cache, lexicon, and the digest of what makes the rows."""


def _options(models: str | Path | None, cache: Cache, lexicon: Paths) -> Options:
    extra = [lexicon] if isinstance(lexicon, (str, Path)) else list(lexicon)
    chosen = Path(models) if models else None
    made_by = maker_of(maker(models_folder(chosen)), [Path(path) for path in extra])
    kept = cache if isinstance(cache, bool) else str(Path(cache).absolute())
    named = None if chosen is None else str(chosen.absolute())
    return named, kept, tuple(str(Path(path).absolute()) for path in extra), made_by


def _batch(batch: Sequence[Article], options: Options) -> list[list[Quotation] | Failure]:
    """The rows or the failure of each article, in a worker."""
    models, cache, lexicon, made_by = options
    if _options(models, cache, lexicon)[3] != made_by:
        raise ClusterError(
            "a worker has other models, words or another quotes than this program: install the same on all machines"
        )
    return [found for _, found in local_outcomes(batch, models=models, cache=cache, lexicon=lexicon)]


def _partition(
    part: pd.DataFrame | Iterable[Article | dict[str, object]], text_column: str, id_column: str, options: Options
) -> pd.DataFrame:
    """The table of one partition, in a worker."""
    import pandas

    from .reading import articles_from
    from .table import to_frame

    articles: Iterable[Article]
    if isinstance(part, pandas.DataFrame):
        articles = articles_from(part, text_column=text_column, id_column=id_column)
    else:
        items = list(part)
        whole = [item for item in items if isinstance(item, Article)]
        loose = [item for item in items if not isinstance(item, Article)]
        frame = pandas.DataFrame(loose)
        read = articles_from(frame, text_column=text_column, id_column=id_column) if loose else ()
        articles = chain(whole, read)
    rows: list[Quotation] = []
    for batch in _batches(articles):
        for found in _batch(batch, options):
            if isinstance(found, Failure):
                logging.getLogger("quotes").warning("%s", found)
            else:
                rows += found
    return to_frame(rows)


# --- clusters ---------------------------------------------------------------------------------------------------------


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler at ``address`` ("tcp://host:8786"), or of a cluster on this machine: "local", "local:4" (workers).

    Raises ClusterError where Dask is missing or nobody answers.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        raise ClusterError("clusters need Dask: pip install 'quotes[dask]'") from error
    name, _, count = address.partition(":")
    if name == "local":
        if count and not (count.isdecimal() and int(count)):
            raise ClusterError(f"--dask {address}: the number of workers must be a number, as in local:4")
        # A worker parses on one core: threads of one process would wait for each other.
        workers = int(count) if count else None
        with (
            LocalCluster(  # type: ignore[no-untyped-call]
                n_workers=workers, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=logging.ERROR
            ) as cluster,
            Client(cluster) as client,  # type: ignore[no-untyped-call]
        ):
            yield client
        return
    try:
        client = Client(address, timeout=PATIENCE)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler answers at {address} ({error}); check the address, or use --dask local") from error
    with client:
        yield client


__all__ = ["ClusterError", "ModelError", "analyze", "connected", "outcomes"]
