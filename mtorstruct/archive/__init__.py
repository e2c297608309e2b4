"""Local verified files of entries; the only room that opens a socket."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from mtorstruct.archive.ids import parse_entry_id, pdb_id
from mtorstruct.archive.store import open_store, store_folder
from mtorstruct.errors import DataError, UsageError
from mtorstruct.files.paths import exists

__all__ = ["Located", "locate", "pdb_id", "store_folder"]


class Located(NamedTuple):
    """A coordinate file, its SHA-256 as checked by the store, and whether it is an entry of the store.

    The hash is empty for a file that nobody checked.
    """

    path: Path
    sha256: str
    from_store: bool


_PIPES = ("/dev/fd/", "/proc/self/fd/")
_OF_ANOTHER_PROCESS = "a pipe of the shell is open in one process only; write it to a file first"


def locate(
    file_or_entry: str | Path, *, store: str | Path | None = None, offline: bool | None = None
) -> Located:
    """Return the coordinate file that a path or an entry id stands for; an entry is fetched if need be.

    A file that exists wins over an entry of the same name; a folder does not.

    Raises
    ------
    DataError
        The text is the path of a file that does not exist, or a stored file was changed.
    UsageError
        The text is neither a path that exists nor an entry id.
    RemoteError
        It is an entry that the store does not have, and that cannot be fetched.
    """
    path = Path(file_or_entry)
    entry = parse_entry_id(str(file_or_entry))
    if str(file_or_entry) and exists(path) and not (entry and path.is_dir()):
        return Located(path, "", from_store=False)
    if entry is None and (path.suffix or path.parent != Path()):
        hint = _OF_ANOTHER_PROCESS if str(path).startswith(_PIPES) else "check the path"
        raise DataError("no such file", where=str(file_or_entry), hint=hint)
    if entry is None:
        raise UsageError(
            "no such file, and not an entry id",
            where=str(file_or_entry),
            hint="give a PDB, mmCIF or BinaryCIF file, a PDB id such as 5H64, or an id such as AF-P42345-F1",
        )
    kept = open_store(store)
    # A file in any format is as good as another one.
    found = kept.look_up(entry)
    if found is not None:
        return Located(found.path, found.record.sha256 if found.record else "", from_store=True)
    from mtorstruct.archive.fetching import FetchOptions, fetch_entry

    fetched = fetch_entry(entry, store=kept, options=FetchOptions(offline=offline))
    return Located(fetched.path, fetched.sha256, from_store=True)
