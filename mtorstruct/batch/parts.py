"""Parts of the dataset: Parquet files that record the structures they hold.

A part is written once, by one function, so that the same rows give the same bytes. Its metadata lists the
structures in the order of their rows, each with the SHA-256 of its file, its outcome and its number of rows;
besides, the version of the code that made them. A job resumes from these records. A part is sealed with the
hash of all its bytes: a file that was changed since is not accepted as a part.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.batch.settings import Job
from mtorstruct.tables import MISSING_INT, Table
from mtorstruct.tables.arrow import arrow_array
from mtorstruct.tables.writing import pandas_metadata, parquet_bytes
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import pyarrow as pa

KEY = b"mtorstruct"
"""Key of `About` in a part's metadata."""

_SEAL, _BLANK = b"mtorstruct-sha256=", b"0" * 64
"""Prefix of the hash of a part in its metadata, and the placeholder for the hash while it is computed."""

INPUT, SHA256 = "input", "sha256"
"""The two columns before every row."""

DONE, FAILED = "done", "failed"


@dataclass(frozen=True)
class Member:
    """Outcome of one structure.

    `proteins` counts the copies of each protein, by gene; `refused` has the best similarity of each chain
    that was compared with the known proteins in vain, `notes` what was not read of the file. For a failed
    structure, `error_type` is the name of the error's class, `exit_code` its exit code and `reason` its
    message without the name of the file.
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
    """Metadata of a part: its version and its structures; `passthrough` is a `passthrough_hash`."""

    analysis: str
    mtorstruct_version: str
    version: str
    passthrough: str
    members: tuple[Member, ...]


def passthrough_hash(names: Sequence[str], cells: Sequence[Sequence[str]]) -> str:
    """Hash of the cells of a manifest that are passed through with the rows of a part."""
    text = json.dumps([list(names), [list(row) for row in cells]])
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def pack_rows(rows: pa.Table) -> bytes:
    """Serialise rows for another process."""
    import pyarrow as pa

    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, rows.schema) as writer:
        writer.write_table(rows)
    return sink.getvalue()


def unpack_rows(packed: bytes) -> pa.Table:
    """Rows from the bytes of `pack_rows`."""
    import pyarrow as pa

    with pa.ipc.open_stream(packed) as reader:
        return reader.read_all()


def compose(
    job: Job,
    table: Table,
    members: Sequence[Member],
    passthrough: Sequence[Sequence[str]],
    rows: Sequence[pa.Table | None],
) -> bytes:
    """Return the bytes of a part.

    Parameters
    ----------
    members : sequence of Member
        Its structures, in order.
    passthrough : sequence of sequence of str
        Manifest cells of each structure, under `Job.passthrough_names`.
    rows : sequence of pyarrow.Table or None
        Rows of each structure; None where it has none.
    """
    import pyarrow as pa

    schema = table.arrow_schema
    empty = pa.Table.from_batches([], schema)
    whole = pa.concat_tables([empty, *(part for part in rows if part is not None)])
    counts = [member.rows for member in members]

    of_row = arrow_array("int", np.repeat(np.arange(len(counts)), counts), MISSING_INT)

    def repeated(values: Sequence[str]) -> pa.ChunkedArray:
        return arrow_array("str", np.array(values, dtype=object), MISSING_INT).take(of_row)

    columns = {
        INPUT: repeated([member.input for member in members]),
        SHA256: repeated([member.sha256 for member in members]),
        **{name: whole[name] for name in schema.names},
        **{
            name: repeated([cells[k] for cells in passthrough])
            for k, name in enumerate(job.passthrough_names)
        },
    }
    about = About(
        job.settings.analysis,
        __version__,
        job.version,
        passthrough_hash(job.passthrough_names, passthrough),
        tuple(members),
    )
    metadata = {
        KEY: json.dumps(about, default=vars, ensure_ascii=False).encode(),
        **pandas_metadata(table, (INPUT, SHA256), job.passthrough_names),
    }
    part = pa.table(columns).combine_chunks().replace_schema_metadata(metadata)
    return _sealed(parquet_bytes(part, footer={"seal": _SEAL + _BLANK}))


def _sealed(content: bytes) -> bytes:
    """Bytes of a part with their hash filled in."""
    start = content.rindex(_SEAL) + len(_SEAL)
    return content[:start] + _hash(content, start) + content[start + len(_BLANK) :]


def _hash(content: bytes, start: int) -> bytes:
    """Hash of the bytes of a part, with the place of the hash itself blanked."""
    view = memoryview(content)
    digest = hashlib.sha256(view[:start])
    digest.update(_BLANK)
    digest.update(view[start + len(_BLANK) :])
    return digest.hexdigest().encode()


def _whole(path: Path) -> bytes:
    """Bytes of a part, verified by its hash; `ValueError` if it was changed."""
    content = path.read_bytes()
    start = content.rfind(_SEAL) + len(_SEAL)
    if start < len(_SEAL) or content[start : start + len(_BLANK)] != _hash(content, start):
        raise ValueError(f"{path} is not as it was written")
    return content


def read_about(path: Path, *, proven: bool = False) -> About | None:
    """Metadata of a part; None for a file that is not a part, or was changed since it was written.

    The hash of a part that is `proven` was verified before, and is not computed again.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path if proven else pa.BufferReader(_whole(path))) as part:
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
    """Rows of a part without the columns around them; `ValueError` if it was changed since it was written."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    with pq.ParquetFile(pa.BufferReader(_whole(path))) as part:
        return part.read(columns=table.names).cast(table.arrow_schema).replace_schema_metadata(None)
