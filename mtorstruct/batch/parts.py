"""Parts of the dataset: Parquet files that say themselves which structures they hold.

A part is written once, by one function, so that the same rows give the same bytes. Its metadata names the
structures in the order of their rows, each with the SHA-256 of its file, what became of it, and how many
rows are its own; besides, the version of code and atlas that made them. That is what a job goes on from. A
part is sealed with the hash of all its bytes: one that is not as it was written is no part.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.batch.settings import Job
from mtorstruct.batch.version import atlas_version
from mtorstruct.errors import MissingDependencyError
from mtorstruct.schema import MISSING_INT, Columns, Table
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

KEY = b"mtorstruct"
"""Key of a part's metadata under which its `About` stands."""

_SEAL, _BLANK = b"mtorstruct-sha256=", b"0" * 64
"""What stands in front of the hash of a part in its metadata, and what the hash is made with in its place."""

INPUT, SHA256 = "input", "sha256"
"""The two columns in front of every row."""

DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class Member:
    """What became of one structure.

    `proteins` counts the copies of each protein, by gene; `refused` says of chains that were compared with
    the known proteins in vain how near they came, `notes` what of the file was not read. Of a structure that
    failed, `error_type` is the name of the error's class, `exit_code` its exit code and `reason` its message
    without the name of the file.
    """

    input: str
    sha256: str = ""
    status: str = DONE
    rows: int = 0
    proteins: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    error_type: str = ""
    message: str = ""
    reason: str = ""
    exit_code: int = 0


@dataclass(frozen=True)
class About:
    """Metadata of a part: what made it, and what it holds; `carried` is the `carried_hash` of its cells."""

    analysis: str
    mtorstruct_version: str
    atlas_version: str
    version: str
    carried: str
    members: tuple[Member, ...]


def carried_hash(names: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Hash of the cells of a manifest that go out with the rows of a part."""
    text = json.dumps([list(names), [list(row) for row in cells]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def need_pyarrow() -> None:
    """Raise `MissingDependencyError` where pyarrow is not installed."""
    if find_spec("pyarrow") is None:
        raise MissingDependencyError(
            "a dataset in Parquet needs pyarrow", mend='install it with: pip install "mtorstruct[parquet]"'
        )


@cache
def pandas_metadata(table: Table, carried_names: tuple[str, ...]) -> bytes:
    """How pandas must read a part to have the types of `Table.frame`."""
    import pandas as pd
    import pyarrow as pa

    empty = table.frame({name: np.empty(0, dtype=object) for name in table.names})
    text = {name: pd.array([], dtype="str") for name in (INPUT, SHA256, *carried_names)}
    frame = pd.concat(
        [pd.DataFrame(text)[[INPUT, SHA256]], empty, pd.DataFrame(text)[list(carried_names)]], axis=1
    )
    return bytes(pa.Schema.from_pandas(frame, preserve_index=False).metadata[b"pandas"])


@cache
def row_schema(table: Table) -> pa.Schema:
    """Arrow schema of a table of ours."""
    import pyarrow as pa

    types = {"int": pa.int64(), "float": pa.float64(), "bool": pa.bool_(), "str": pa.string()}
    return pa.schema([pa.field(column.name, types[column.dtype]) for column in table.columns])


def arrow_rows(table: Table, columns: Columns) -> pa.Table:
    """Turn `Columns` into an Arrow table; what is missing is null, missing text is empty."""
    import pyarrow as pa

    arrays = [_array(column.dtype, columns[column.name]) for column in table.columns]
    return pa.Table.from_arrays(arrays, schema=row_schema(table))


def _array(dtype: str, values: NDArray[Any]) -> pa.Array:
    """Arrow array from the memory of a numpy array; text is joined first.

    `pyarrow.array` does the same, but imports pandas first, to see whether the values are its own: that is
    half of the time that a process takes to start.
    """
    import pyarrow as pa

    if dtype == "str":
        texts = values.tolist()
        joined = "".join(texts)
        sizes = map(len, texts) if joined.isascii() else (len(text.encode()) for text in texts)
        ends = np.cumsum(np.fromiter(sizes, np.int32, len(texts)), dtype=np.int32)
        offsets = pa.py_buffer(np.concatenate([[0], ends]).astype(np.int32))
        return pa.StringArray.from_buffers(len(texts), offsets, pa.py_buffer(joined.encode()))
    if dtype == "bool":
        bits = pa.py_buffer(np.packbits(values.astype(bool), bitorder="little"))
        return pa.Array.from_buffers(pa.bool_(), len(values), [None, bits])
    kind, number = (np.int64, pa.int64()) if dtype == "int" else (np.float64, pa.float64())
    numbers = np.ascontiguousarray(values, dtype=kind)
    there = numbers != MISSING_INT if dtype == "int" else ~np.isnan(numbers)
    valid = None if there.all() else pa.py_buffer(np.packbits(there, bitorder="little"))
    return pa.Array.from_buffers(number, len(numbers), [valid, pa.py_buffer(numbers)])


def pack_rows(rows: pa.Table) -> bytes:
    """Rows on their way from one process to another."""
    import pyarrow as pa

    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return sink.getvalue()


def unpack_rows(packed: bytes) -> pa.Table:
    """Rows as `pack_rows` got them."""
    import pyarrow as pa

    with pa.ipc.open_stream(packed) as reader:
        return reader.read_all()


def compose(
    job: Job,
    table: Table,
    members: Sequence[Member],
    carried: Sequence[Sequence[str]],
    rows: Sequence[pa.Table | None],
) -> bytes:
    """Bytes of a part.

    Parameters
    ----------
    members : sequence of Member
        Its structures, in order.
    carried : sequence of sequence of str
        For each the cells of the manifest, under `Job.carried_names`.
    rows : sequence of pyarrow.Table or None
        For each its rows; None where it has none.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = row_schema(table)
    whole = pa.concat_tables([schema.empty_table(), *(part for part in rows if part is not None)])
    counts = [member.rows for member in members]

    def repeated(values: Sequence[str]) -> pa.Array:
        index = np.repeat(np.arange(len(counts)), counts)
        return pa.array(values, pa.string()).take(pa.array(index, pa.int64()))

    columns = {
        INPUT: repeated([member.input for member in members]),
        SHA256: repeated([member.sha256 for member in members]),
        **{name: whole[name] for name in schema.names},
        **{name: repeated([cells[k] for cells in carried]) for k, name in enumerate(job.carried_names)},
    }
    about = About(
        job.settings.analysis,
        __version__,
        atlas_version(),
        job.version,
        carried_hash(job.carried_names, carried),
        tuple(members),
    )
    metadata = {
        KEY: json.dumps(about, default=vars, ensure_ascii=False).encode(),
        b"pandas": pandas_metadata(table, job.carried_names),
    }
    whole_table = pa.table(columns).combine_chunks().replace_schema_metadata(metadata)
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, whole_table.schema, compression="zstd") as writer:
        writer.write_table(whole_table)
        writer.add_key_value_metadata({"seal": _SEAL + _BLANK})
    return _sealed(sink.getvalue())


def _sealed(content: bytes) -> bytes:
    """Bytes of a part with their hash in its place."""
    start = content.rindex(_SEAL) + len(_SEAL)
    return content[:start] + _hash(content, start) + content[start + len(_BLANK) :]


def _hash(content: bytes, start: int) -> bytes:
    """Hash of the bytes of a part, whatever stands at the place of its hash."""
    view = memoryview(content)
    digest = hashlib.sha256(view[:start])
    digest.update(_BLANK)
    digest.update(view[start + len(_BLANK) :])
    return digest.hexdigest().encode()


def _whole(path: Path) -> bytes:
    """Bytes of a part, just as they were written; `ValueError` if they are not."""
    content = path.read_bytes()
    start = content.rfind(_SEAL) + len(_SEAL)
    if start < len(_SEAL) or content[start : start + len(_BLANK)] != _hash(content, start):
        raise ValueError(f"{path} is not as it was written")
    return content


def read_about(path: Path) -> About | None:
    """What a part says of itself; None for a file that is no part, or is not as it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(pa.BufferReader(_whole(path))) as part:
            metadata = part.schema_arrow.metadata or {}
            stated: dict[str, Any] = json.loads(metadata[KEY])
            members = tuple(Member(**member) for member in stated.pop("members"))
            whole = part.metadata.num_rows == sum(member.rows for member in members)
            return About(**stated, members=members) if whole else None
    except MemoryError:
        raise
    except (OSError, pa.ArrowException, KeyError, ValueError, TypeError):
        return None


def read_rows(path: Path, table: Table) -> pa.Table:
    """Rows of a part, without the columns around them; `ValueError` if it is not as it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(pa.BufferReader(_whole(path))) as part:
        return part.read(columns=table.names).cast(row_schema(table)).replace_schema_metadata(None)
