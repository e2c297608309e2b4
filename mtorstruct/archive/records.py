"""Records of stored files: origin and SHA-256 of each, in a file beside it (`NAME.json`).

A record on disk may have been altered: it is read without blocking, and validated.
"""

from __future__ import annotations

import datetime
import json
import os
import re
import shlex
import stat
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from mtorstruct.errors import DataError
from mtorstruct.files.paths import sha256_of
from mtorstruct.files.writing import beside, write_whole

PARTIAL = ".partial-"
"""Prefix of files that are being written; what a killed process leaves is cleaned up."""

MAX_RECORD = 1 << 16
"""Upper bound on the size of a record in bytes."""


@dataclass(frozen=True)
class Record:
    """Record of a stored file; `stamp` is size, modification time (ns) and inode when last checked."""

    entry: str
    url: str
    fetched: str
    etag: str
    sha256: str
    size: int
    revision_date: str
    stamp: list[int] = field(default_factory=list)


def record_of(path: Path, entry: str, url: str, etag: str, revision_date: str = "") -> Record:
    """Return the record of a file that was received just now; `etag` is what the server called it."""
    return Record(
        entry=entry,
        url=url,
        fetched=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        etag=etag,
        sha256=sha256_of(path),
        size=path.stat().st_size,
        revision_date=revision_date,
    )


def record_path(path: Path) -> Path:
    """Return the path of a file's record."""
    return path.with_name(path.name + ".json")


def read_records(path: Path) -> list[Record]:
    """Return the records of a file: none, one, or those of a new file and the one that it replaces.

    Raises
    ------
    DataError
        There is a record, and it cannot be read or is not as it was written: the file cannot be checked.
    """
    stated = _stated(path)
    if stated is None:
        return []
    earlier = stated.get("earlier")
    return [_record(path, found) for found in (stated, earlier) if found is not None]


def _stated(path: Path) -> dict[str, Any] | None:
    """Return the parsed record of a file; None where there is none."""
    beside = record_path(path)
    try:
        # Without waiting: a pipe would never be opened.
        handle = os.open(beside, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
        try:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise _odd(path, "is no ordinary file")
            content = os.read(handle, MAX_RECORD)
        finally:
            os.close(handle)
        stated = json.loads(content)
    except OSError as err:
        if isinstance(err, FileNotFoundError) and not beside.is_symlink():
            return None
        raise _odd(path, f"cannot be read ({err.strerror})") from err
    except (ValueError, RecursionError) as err:
        if isinstance(err, DataError):
            raise
        raise _odd(path, "is no JSON, or cut short") from err
    if not isinstance(stated, dict):
        raise _odd(path, _FOREIGN)
    return stated


_TEXTS = ("entry", "url", "fetched", "etag", "sha256", "revision_date")
_SHA256 = re.compile("[0-9a-f]{64}")
_FOREIGN = "is not one that was written here"


def _record(path: Path, stated: Any) -> Record:
    if not isinstance(stated, dict):
        raise _odd(path, _FOREIGN)
    texts = {name: stated.get(name) for name in _TEXTS}
    size: Any = stated.get("size")
    stamp: Any = stated.get("stamp", [])
    if not (
        all(map(_is_text, texts.values()))
        and _SHA256.fullmatch(str(texts["sha256"]))
        and isinstance(stamp, list)
        and all(type(number) is int for number in (size, *stamp))
        and 0 <= size < 1 << 63
    ):
        raise _odd(path, _FOREIGN)
    return Record(**{name: str(text) for name, text in texts.items()}, size=size, stamp=stamp)


def _is_text(value: Any) -> bool:
    """Return whether a value is a text that can be written, without unpaired surrogates."""
    try:
        value.encode()
    except (AttributeError, UnicodeError):
        return False
    return True


def _odd(path: Path, what: str) -> DataError:
    return DataError(
        f"its record {record_path(path).name} {what}: it cannot be checked",
        where=str(path),
        hint=how_to_mend(path),
    )


def how_to_mend(path: Path) -> str:
    """Return the hint for a file that is not the one that was fetched, or whose record is invalid."""
    return f"mend it with: mtorstruct store check --mend --store {shlex.quote(str(path.parent))}"


def first_record(path: Path) -> Record | None:
    """Return the record of a file that is lost or unreadable; None where the record is unreadable, too."""
    try:
        return next(iter(read_records(path)), None)
    except DataError:
        return None


def write_record(path: Path, record: Record, earlier: Record | None = None) -> None:
    """Write the record of a file atomically, with that of the earlier file while it is replaced."""
    target = record_path(path)
    stated = asdict(record) | ({"earlier": asdict(earlier)} if earlier else {})
    content = json.dumps(stated, indent=1).encode()
    write_whole(target, [content], temporary=beside(target, PARTIAL), mode=0o644, on_disk=True)
