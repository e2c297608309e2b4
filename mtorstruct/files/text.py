"""Read text in UTF-8, plain or gzipped: its lines, and FASTA records."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from mtorstruct.errors import DataError


class FastaRecord(NamedTuple):
    """One sequence, without white space; `line` is the line number of its heading, from 1."""

    line: int
    heading: str
    sequence: str


def fasta_records(lines: Iterable[str]) -> Iterator[FastaRecord]:
    """Records of a FASTA file; text before the first heading is returned as records of line 0.

    Examples
    --------
    >>> [tuple(record) for record in fasta_records([">TOR2 of yeast", "MNKY", "INK Y", ">"])]
    [(1, 'TOR2 of yeast', 'MNKYINKY'), (4, '', '')]
    """
    at, heading, parts = 0, "", list[str]()
    for number, line in enumerate(lines, start=1):
        if line.startswith(">"):
            if at:
                yield FastaRecord(at, heading, "".join(parts))
            at, heading, parts = number, line[1:].strip(), []
        elif at:
            parts += line.split()
        elif line.strip():
            yield FastaRecord(0, "", line.strip())
    if at:
        yield FastaRecord(at, heading, "".join(parts))


@contextmanager
def opened_text(path: Path) -> Iterator[IO[str]]:
    """Open a text file, plain or gzipped.

    Raises
    ------
    DataError
        It cannot be read, or is not text; this may be raised during reading.
    """
    import gzip

    try:
        with path.open("rb") as raw:
            zipped = raw.peek(2).startswith(b"\x1f\x8b")
            yield io.TextIOWrapper(gzip.GzipFile(fileobj=raw) if zipped else raw, encoding="utf-8-sig")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as err:
        reason = getattr(err, "strerror", None) or "it is no text, plain or gzipped"
        raise DataError(f"cannot be read ({reason})", where=str(path), hint="check the path") from err
