"""quotes doctor: what it finds, and that it says what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from quotes import cli, doctor
from quotes.cache import ParseCache
from quotes.doctor import Finding
from quotes.tree import Sentence, Tree, Word

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    def command(*args: str) -> tuple[int, str]:
        with pytest.raises(SystemExit) as end:
            cli.main(["doctor", *args])
        assert isinstance(end.value.code, int)
        out, err = capfd.readouterr()
        assert not out
        return end.value.code, err

    return command


@pytest.mark.model
def test_an_installation_that_is_well(run: Run, tmp_path: Path) -> None:
    status, err = run("--cache", str(tmp_path))
    assert status == 0, err
    assert "FAULT" not in err
    for part in (
        "quotes: ",
        "stanza: ",
        "torch: ",
        "threads: ",
        "cache: ",
        "models: ",
        "checksums agree",
        "the quick way",
        "2 rows, all right",
    ):
        assert part in err
    assert list(tmp_path.iterdir()) == []  # it changes nothing


def test_models_that_are_none(run: Run, tmp_path: Path) -> None:
    status, err = run("--models", str(tmp_path))
    assert status == 1
    assert "FAULT models: " in err and "is no folder of Stanza models" in err
    assert "what to do: or name other models" in err
    assert err.endswith("Error: 1 fault; what to do stands below each\n")


def test_a_model_that_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "resources.json").write_text("{}", encoding="utf-8")
    (tmp_path / "SHA256SUMS").write_text("0" * 64 + "  resources.json\n", encoding="utf-8")
    finding = doctor.model_files(tmp_path)
    assert finding.state == "fault" and "resources.json is damaged" in finding.text


def test_models_that_cannot_be_loaded(tmp_path: Path) -> None:
    (tmp_path / "it").mkdir()
    (tmp_path / "resources.json").write_text("{}", encoding="utf-8")
    [finding] = doctor.self_test(tmp_path)
    assert finding.state == "fault" and "cannot be loaded" in finding.text and finding.advice


def test_the_cache(tmp_path: Path) -> None:
    assert doctor.parse_cache(tmp_path).text.endswith("is empty as yet")
    cache = ParseCache(tmp_path)
    cache.put({b"k": Tree((Sentence((Word(0, "è", "essere", "AUX", frozenset(), -1, "root", 0, 1),)),))})
    cache.close()
    assert "articles kept: 1," in doctor.parse_cache(tmp_path).text
    (tmp_path / "parses.sqlite").write_bytes(b"no database at all " * 300)
    damaged = doctor.parse_cache(tmp_path)
    assert damaged.state == "note" and "is damaged" in damaged.text and "next run begins a new one" in damaged.advice
    with pytest.raises(sqlite3.DatabaseError):
        sqlite3.connect(tmp_path / "parses.sqlite").execute("SELECT 1 FROM parses")  # left as it was


def test_a_cache_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    finding = doctor.parse_cache(tmp_path / "file" / "cache")
    assert finding.state == "note" and "cannot be written" in finding.text and "--cache" in finding.advice


def test_threads_and_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_free_mb", lambda: 300)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1, 2, 3}, raising=False)
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    found = {finding.name: finding for finding in doctor.machine()}
    assert found["threads"] == Finding(
        "threads", "note", "OMP_NUM_THREADS=1 of 4 cores", "unset OMP_NUM_THREADS to use all cores"
    )
    assert found["memory"].state == "note" and "300 MB free" in found["memory"].text


@pytest.mark.parametrize(
    ("required", "state", "advice"),
    [
        (("click>=8.1", ""), "well", ""),
        (("click>=99", ""), "fault", "pip install 'click>=99'"),
        (("no-such-library>=1", ""), "fault", "pip install 'no-such-library>=1'"),
        (("no-such-library>=1", "parquet"), "note", "pip install 'quotes[parquet]'"),
    ],
)
def test_libraries(monkeypatch: pytest.MonkeyPatch, required: tuple[str, str], state: str, advice: str) -> None:
    monkeypatch.setattr(doctor, "_requirements", lambda: [required])
    finding = list(doctor.programs())[-1]
    assert (finding.state, finding.advice) == (state, advice)
