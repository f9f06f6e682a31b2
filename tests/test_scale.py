"""The job on a cluster: the local result, in order, whatever becomes of a worker."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from quotes import Article, analysis, cli, read_table, scale
from quotes.failures import Failure
from quotes.scale import ClusterError
from quotes.table import to_frame

pytest.importorskip("distributed", reason="needs the extra dask")

if TYPE_CHECKING:
    from distributed import Client

ROOT = Path(__file__).parent.parent
ARTICLES = [
    Article(f"a{number}", f"«Il ponte numero {number} riapre», ha detto la sindaca Anna Ferri. {'Piove ancora. ' * (number % 5)}")
    for number in range(12)
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """Two workers, whose models load when they are first needed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        patch.setenv("PYTHONPATH", str(ROOT))
        patch.setenv("DASK_LOCAL_DIRECTORY", str(tmp_path_factory.mktemp("dask")))
        patch.setenv("DASK_TEMPORARY_DIRECTORY", str(tmp_path_factory.mktemp("dask")))
        with scale.connected("local:2") as client:
            yield client


@pytest.fixture(scope="module")
def local() -> list[scale.Outcome]:
    return list(analysis.outcomes(ARTICLES, cache=False))


@pytest.mark.model
def test_the_local_result_though_a_worker_is_killed(
    client: Client, local: list[scale.Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scale, "BATCH_CHARS", 250)  # four batches or so
    found: list[scale.Outcome] = []
    for outcome in scale.outcomes(ARTICLES, client, cache=False):
        if not found:  # the others are under way
            [victim, *_] = client.run(os.getpid).values()
            os.kill(victim, signal.SIGKILL)
        found.append(outcome)
    assert found == local
    assert not any(isinstance(rows, Failure) for _, rows in found)


@pytest.mark.model
def test_frames_and_bags_by_partition(client: Client, local: list[scale.Outcome], tmp_path: Path) -> None:
    import dask.bag as bag
    import dask.dataframe as dd

    wanted = to_frame([row for _, rows in local if not isinstance(rows, Failure) for row in rows])
    frame = pd.DataFrame({"key": [one.id for one in ARTICLES], "body": [one.text for one in ARTICLES]})
    frame.to_parquet(tmp_path / "in.parquet", row_group_size=4)
    read = dd.read_parquet(tmp_path / "in.parquet", split_row_groups=True)
    made = scale.analyze(read, text_column="body", id_column="key", cache=False)
    assert made.npartitions == read.npartitions > 1
    made.to_parquet(tmp_path / "out")  # type: ignore[no-untyped-call]
    assert pd.concat([read_table(path) for path in sorted((tmp_path / "out").glob("*.parquet"))], ignore_index=True).equals(
        wanted
    )
    articles = bag.from_sequence(ARTICLES, npartitions=2)  # type: ignore[no-untyped-call]
    of_bag = scale.analyze(articles, cache=False).compute()  # type: ignore[no-untyped-call]
    assert of_bag.reset_index(drop=True).equals(wanted)


def test_a_worker_of_another_program_refuses() -> None:
    models, cache, lexicon, _ = scale._options(None, False, ())
    with pytest.raises(ClusterError, match="install the same on all machines"):
        scale._batch(ARTICLES[:1], (models, cache, lexicon, "another"))


def test_batches_hold_all_in_order() -> None:
    found = list(scale._batches(Article(str(n), "x" * 30_000) for n in range(8)))
    assert [len(batch) for batch in found] == [3, 3, 2]
    assert [article.id for batch in found for article in batch] == [str(n) for n in range(8)]


@pytest.mark.parametrize(
    ("address", "message"),
    [("local:x", "must be a number"), ("local:0", "must be a number"), ("tcp://127.0.0.1:1", "no Dask scheduler answers at")],
)
def test_clusters_that_are_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], address: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(scale, "PATIENCE", 1)
    (tmp_path / "a.txt").write_text("«Sì», ha detto.", encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        cli.main(["analyze", "a.txt", "--dask", address])
    assert end.value.code == 1
    err = capfd.readouterr().err
    assert f"Error: {'--dask ' if 'number' in message else ''}" in err and message in err and "Traceback" not in err


def test_without_dask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match=r"pip install 'quotes\[dask\]'"), scale.connected("local"):
        pass
