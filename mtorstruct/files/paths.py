"""Check paths, with an error where the check itself is not possible."""

from __future__ import annotations

import hashlib
from pathlib import Path

from mtorstruct.errors import DataError


def exists(path: Path) -> bool:
    """Whether there is anything at a path.

    Raises
    ------
    DataError
        The check is not possible: no permission for a parent folder, or a name too long for the system.
    """
    try:
        return path.exists()
    except OSError as err:
        what = f"cannot be looked for ({err.strerror})"
        raise DataError(what, where=str(path), hint="check the path and its permissions") from err


def is_file(path: Path) -> bool:
    """Whether there is a file at a path; raises as `exists` does."""
    return exists(path) and path.is_file()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
