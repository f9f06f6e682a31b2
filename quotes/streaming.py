"""Rows to a file, some thousands at a time, so that memory does not grow with the table.

CSV and JSONL are byte for byte what ``write_table`` makes of the whole; Parquet reads back equal, in row groups.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import pandas as pd

from .records import Quotation
from .table import WRITERS, Format, to_frame, validate, write_whole

CHUNK_ROWS = 5_000
"""Rows that are held at once, some 15 MB."""


def write_rows(rows: Iterable[Quotation], path: str | Path, *, format: Format) -> None:
    """Write the table of ``rows`` ("-": to standard output), checked; a file is there as a whole or as it was before.

    Raises TableError, OSError.
    """
    chunks = _chunks(rows)
    if str(path) == "-":
        sys.stdout.flush()
        for part in _parts(chunks, format, mark=False):
            sys.stdout.buffer.write(part)
        sys.stdout.flush()
    elif format == "parquet":
        write_whole(Path(path), lambda file: _parquet(chunks, file))
    else:
        write_whole(Path(path), lambda file: file.writelines(_parts(chunks, format, mark=True)))


def _chunks(rows: Iterable[Quotation]) -> Iterator[pd.DataFrame]:
    """Checked tables of the rows in order; at least one, which may be empty."""
    left = iter(rows)
    chunk = list(islice(left, CHUNK_ROWS))
    while True:
        yield validate(to_frame(chunk))
        if not (chunk := list(islice(left, CHUNK_ROWS))):
            return


def _parts(chunks: Iterable[pd.DataFrame], format: Format, *, mark: bool) -> Iterator[bytes]:
    """The file in parts. ``mark``: with the byte order mark where the format has one."""
    for number, chunk in enumerate(chunks):
        buffer = io.BytesIO()
        WRITERS[format](chunk, buffer)
        data = buffer.getvalue()
        if format == "csv" and number:
            data = data.partition(b"\r\n")[2]  # its own heading
        elif not mark:
            data = data.removeprefix(b"\xef\xbb\xbf")
        yield data


def _parquet(chunks: Iterable[pd.DataFrame], file: BinaryIO) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = None
    try:
        for chunk in chunks:
            part = pa.Table.from_pandas(chunk, preserve_index=False)
            writer = writer or pq.ParquetWriter(file, part.schema)
            writer.write_table(part)
    finally:
        if writer is not None:
            writer.close()
