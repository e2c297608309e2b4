"""Write files whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


def beside(path: Path, prefix: str) -> Path:
    """Name of a temporary file in the folder of another file."""
    return path.parent / f"{prefix}{os.urandom(4).hex()}"


def write_new(path: Path, pieces: Iterable[bytes], *, on_disk: bool = False) -> None:
    """Write a new file, which must not exist; with `on_disk`, return once its content is on disk."""
    with path.open("xb") as file:
        file.writelines(pieces)
        if on_disk:
            file.flush()
            os.fsync(file.fileno())


def write_whole(
    path: Path,
    pieces: Iterable[bytes],
    *,
    temporary: Path,
    mode: int | None = None,
    on_disk: bool = False,
) -> None:
    """Write a file whole or not at all: under a temporary name on the same file system, then renamed.

    Parameters
    ----------
    path : pathlib.Path
        Target; an existing file is replaced.
    pieces : iterable of bytes
        Content.
    temporary : pathlib.Path
        Temporary name; it must not exist, and does not exist afterwards.
    mode : int, optional
        Permissions; by default those of a new file.
    on_disk : bool
        Rename only once the content is on disk.
    """
    try:
        write_new(temporary, pieces, on_disk=on_disk)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(path)
    except FileExistsError:
        # Of somebody else.
        raise
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
