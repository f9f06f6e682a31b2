"""Folders of Stanza models: which one, whether it is whole, and what tells it from others."""

from __future__ import annotations

import hashlib
import importlib.resources
import json
import os
from pathlib import Path


class ModelError(Exception):
    """The models cannot be used; the message says which folder or file, and what to do."""


def models_folder(models: Path | None = None) -> Path:
    """The folder of Stanza models: ``models``, else the variable QUOTES_MODELS, else the package's own.

    Raises ModelError where that is no Stanza model folder with Italian models.
    """
    named = os.environ.get("QUOTES_MODELS")
    folder = Path(models) if models else Path(named) if named else Path(str(importlib.resources.files("quotes") / "model"))
    for part in ("resources.json", "it"):
        if not (folder / part).exists():
            raise ModelError(
                f"{folder} is no folder of Stanza models for Italian: it has no {part}. Name one that "
                "stanza.download('it') filled, as an argument or in QUOTES_MODELS, or neither: then quotes uses its own models"
            )
    return folder


def verify(folder: Path) -> None:
    """Compare the files of ``folder`` with its SHA256SUMS, where it has one (53 MB take about 0.1 s).

    Raises ModelError that names the first file that is missing or differs.
    """
    sums = folder / "SHA256SUMS"
    for line in sums.read_text(encoding="utf-8").splitlines() if sums.exists() else ():
        wanted, _, name = line.partition("  ")
        try:
            with (folder / name).open("rb") as file:
                found = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise ModelError(f"the model file {folder / name} cannot be read ({error}): install quotes anew") from error
        if found != wanted:
            raise ModelError(f"the model file {folder / name} is damaged (its checksum differs): install quotes anew")


def identity(folder: Path) -> str:
    """A digest that tells the models in ``folder`` from others without reading them.

    Of the checksums where the folder lists them, else of the files' names, sizes and times.
    """
    sums = folder / "SHA256SUMS"
    if sums.exists():
        return hashlib.sha256(sums.read_bytes()).hexdigest()
    facts = []
    for path in [folder / "resources.json", *sorted((folder / "it").rglob("*"))]:
        if path.is_file():
            stat = path.stat()
            facts.append([path.relative_to(folder).as_posix(), stat.st_size, stat.st_mtime_ns])
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()
