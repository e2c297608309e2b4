"""Write tables as text and files: TSV, CSV, JSON, Parquet, and a plain table for the terminal.

Outputs are written whole or not at all: to a temporary name in the same folder, then renamed. Temporary files
left by a killed process are removed by the next output into that folder, once they are a day old.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import os
import re
import shutil
import stat
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import MissingDependencyError, UsageError
from mtorstruct.files.writing import beside, write_whole
from mtorstruct.tables import MISSING_INT, Column, Columns, Table
from mtorstruct.texts import harmless, inert, printable, visible

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa


TEMPORARY = ".mtorstruct-output-"
"""Prefix of the temporary names of outputs."""

_TEMPORARY_NAME = re.compile(re.escape(TEMPORARY) + "[a-z0-9_]{8}")

OLD_SECONDS = 86_400
"""Age (s) from which a temporary file cannot be in use any more."""

_ENDINGS = {
    "": "tsv", "txt": "tsv", "tsv": "tsv", "tab": "tsv", "maf": "tsv", "csv": "csv", "json": "json",
    "parquet": "parquet", "pq": "parquet",
}  # fmt: skip


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; its folder must exist.

    Symbolic links are followed; a pipe or a device is written to directly.

    Raises
    ------
    UsageError
        The path is a directory, or its folder is missing or cannot be written to.
    """
    write_pieces(path, (content,))


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file from pieces, whole or not at all, as `write_bytes` does."""
    try:
        if path.is_dir():
            raise UsageError("is a directory", where=str(path), hint="name a file to write to")
        path = target_of(path)
        if path.exists() and not path.is_file():
            with path.open("wb") as file:
                file.writelines(pieces)
            return
        clear_old(path.parent)
        write_whole(path, pieces, temporary=beside(path, TEMPORARY))
    except OSError as err:
        raise UsageError(
            f"cannot be written ({err.strerror})",
            where=str(path),
            hint="check the folder and its permissions",
        ) from err


def write_text(path: Path, content: str) -> None:
    """Write a text file (UTF-8, newline-terminated lines) whole or not at all."""
    write_bytes(path, content.encode("utf-8", errors="backslashreplace"))


def target_of(path: Path) -> Path:
    """Resolve the target of an output: links are followed, unless they are circular."""
    return Path(os.path.realpath(path))


def clear_old(folder: Path) -> None:
    """Remove temporary outputs of killed processes from a folder, a day old or older."""
    with os.scandir(folder) as entries:
        left = [Path(entry.path) for entry in entries if _TEMPORARY_NAME.fullmatch(entry.name)]
    for path in left:
        with contextlib.suppress(OSError):
            found = path.lstat()
            if time.time() - found.st_mtime < OLD_SECONDS:
                continue
            if stat.S_ISREG(found.st_mode):
                path.unlink()
            elif stat.S_ISDIR(found.st_mode):
                shutil.rmtree(path)


def choose_format(chosen: str | None, path: Path | None) -> str:
    """Output format: the requested one, by the file's ending, a table on a terminal, else TSV."""
    if chosen:
        return chosen
    if path is None:
        return "table" if sys.stdout.isatty() else "tsv"
    ending = path.suffix.lower().lstrip(".")
    if ending in _ENDINGS:
        return _ENDINGS[ending]
    raise UsageError(
        f"no format is known for the ending '.{ending}'", where=str(path), hint="name one with --format"
    )


def deliver(
    table: Table,
    columns: Columns,
    *,
    path: Path | None,
    chosen: str | None,
    shown: Sequence[str] | None = None,
    spreadsheet: bool = False,
    keys: int = 1,
) -> None:
    """Write a table to a file, or to standard output.

    Parameters
    ----------
    path : pathlib.Path or None
        Target; None is standard output.
    chosen : str or None
        One of `mtorstruct.cli.common.FORMATS`; None chooses by the target.
    shown : sequence of str, optional
        Columns of the ``table`` format; the other formats have all columns.
    spreadsheet : bool
        Escape cells of TSV that a spreadsheet would take for formulas, as is always done in CSV.
    keys : int
        Columns of `shown` that a table repeats where it is too wide for the terminal.
    """
    fmt = choose_format(chosen, path)
    if fmt == "parquet":
        _deliver_parquet(table, columns, path)
        return
    table.check(columns)
    if fmt == "table" and path is None:
        from mtorstruct.tables.terminal import width_here

        say_table(plain_table(table, columns, shown, width=width_here(), keys=keys))
        return
    text = render(table, columns, fmt, shown=shown, spreadsheet=spreadsheet)
    if path is None:
        say(text)
    else:
        write_text(path, text)


def say_table(text: str) -> None:
    """Write a table to standard output, as `say`, with colours for its verdicts where they are wanted."""
    from mtorstruct.tables.terminal import coloured, wants_colour

    shown = harmless(text) if sys.stdout.isatty() else text
    sys.stdout.write(coloured(shown) if wants_colour(sys.stdout) else shown)
    sys.stdout.flush()


def say(text: str) -> None:
    """Write to standard output; on a terminal, control characters are escaped."""
    sys.stdout.write(harmless(text) if sys.stdout.isatty() else text)
    sys.stdout.flush()


def deliver_pieces(pieces: Iterable[str], path: Path | None) -> None:
    """Write text to a file, whole or not at all, or to standard output piece by piece."""
    if path is not None:
        write_pieces(path, (piece.encode("utf-8", errors="backslashreplace") for piece in pieces))
        return
    for piece in pieces:
        say(piece)


def render(
    table: Table,
    columns: Columns,
    fmt: str,
    *,
    shown: Sequence[str] | None = None,
    spreadsheet: bool = False,
) -> str:
    """Render a table in one of the text formats."""
    if fmt == "table":
        return plain_table(table, columns, shown)
    if fmt == "json":
        values = [_json_values(column, columns[column.name]) for column in table.columns]
        keys = [json.dumps(name) for name in table.names]
        rows = (
            ", ".join(f"{k}: {json.dumps(v, ensure_ascii=False)}" for k, v in zip(keys, row, strict=True))
            for row in zip(*values, strict=True)
        )
        return "[\n" + ",\n".join(f" {{{row}}}" for row in rows) + "\n]\n"
    buffer = io.StringIO()
    writer = csv.writer(
        buffer,
        delimiter="\t" if fmt == "tsv" else ",",
        lineterminator="\n",
        quoting=csv.QUOTE_MINIMAL,
    )
    writer.writerow(table.names)
    cells = [cell_texts(column, columns[column.name]) for column in table.columns]
    if fmt == "csv" or spreadsheet:
        cells = [
            list(map(inert, texts)) if column.dtype == "str" else texts
            for column, texts in zip(table.columns, cells, strict=True)
        ]
    writer.writerows(zip(*cells, strict=True))
    return buffer.getvalue()


def _deliver_parquet(table: Table, columns: Columns, path: Path | None) -> None:
    if path is None:
        raise UsageError("Parquet cannot go to standard output", hint="name a file with -o")
    need_pyarrow()
    write_bytes(path, parquet_bytes(table.arrow(columns).replace_schema_metadata(pandas_metadata(table))))


def need_pyarrow() -> None:
    """Raise `MissingDependencyError` if pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise MissingDependencyError("Parquet needs pyarrow", hint="install it with: pip install pyarrow")


def parquet_bytes(rows: pa.Table, footer: Mapping[str, bytes] | None = None) -> bytes:
    """Return the bytes of a Parquet file; the same rows give the same bytes.

    Parameters
    ----------
    rows : pyarrow.Table
        The rows, with the metadata of their schema.
    footer : mapping of str to bytes, optional
        Metadata at the end of the file.
    """
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    with pq.ParquetWriter(sink, rows.schema, compression="zstd") as writer:
        writer.write_table(rows)
        writer.add_key_value_metadata(dict(footer or {}))
    return sink.getvalue()


def cell_texts(column: Column, values: np.ndarray[Any, Any]) -> list[str]:
    """Cells of a column as TSV; missing values are empty."""
    if column.dtype == "int":
        return ["" if v == MISSING_INT else str(v) for v in values.tolist()]
    if column.dtype == "float":
        return ["" if isnan(v) else _number(v, column.decimals) for v in values.tolist()]
    texts = map(str, values.tolist())
    return [text if text.isprintable() else visible(text) for text in texts]


def _number(value: float, decimals: int) -> str:
    """Shortest text of a rounded number that reads back as the same number."""
    return repr(round(value, decimals))


def _json_values(column: Column, values: np.ndarray[Any, Any]) -> list[Any]:
    if column.dtype == "int":
        return [None if v == MISSING_INT else v for v in values.tolist()]
    if column.dtype == "float":
        return [None if isnan(v) else round(v, column.decimals) for v in values.tolist()]
    return [None if v == "" else v for v in values.tolist()]


def plain_table(
    table: Table, columns: Columns, shown: Sequence[str] | None, *, width: int | None = None, keys: int = 1
) -> str:
    """Aligned columns without empty ones; numbers right-aligned, distances with one decimal.

    Without a `width` every row is one line; `keys` columns tell what a row is about.
    """
    from mtorstruct.tables.terminal import Block, aligned

    by_name = {column.name: column for column in table.columns}
    blocks = []
    for name in table.names if shown is None else shown:
        column = by_name[name]
        if column.dtype == "float":
            decimals = 1 if column.unit == "Å" else 2
            cells = ["" if isnan(v) else f"{v:.{decimals}f}" for v in columns[name].tolist()]
        else:
            cells = [printable(text) for text in cell_texts(column, columns[name])]
        if cells and not any(cells):
            continue
        head = name.removesuffix("_distance_A").removesuffix("_A").replace("_", " ")
        head += " (Å)" if name.endswith("_A") else ""
        blocks.append(Block([head, *cells], column.dtype in ("int", "float")))
    return aligned(blocks, width, keys)


@cache
def pandas_metadata(
    table: Table, before: tuple[str, ...] = (), after: tuple[str, ...] = ()
) -> dict[bytes, bytes]:
    """Metadata from which pandas restores the dtypes of `Table.frame`, categories as text.

    Written as pandas documents it for Parquet, since a batch job has no other use for pandas itself.

    Parameters
    ----------
    table : Table
        The table.
    before, after : tuple of str
        Names of text columns before and after its own.
    """
    from importlib.metadata import version

    columns = (*(Column(name, "str", "") for name in before), *table.columns)
    columns += tuple(Column(name, "str", "") for name in after)
    about = {
        "index_columns": [],
        "column_indexes": [],
        "columns": list({column.name: column.told for column in columns}.values()),
        "attributes": {},
        "creator": {"library": "pyarrow", "version": version("pyarrow")},
        "pandas_version": version("pandas"),
    }
    return {b"pandas": json.dumps(about).encode()}
