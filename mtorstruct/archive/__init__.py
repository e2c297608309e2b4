"""From an entry to a verified file on disk: the only room that opens a socket."""

from __future__ import annotations

from pathlib import Path

from mtorstruct.archive.ids import parse_entry_id, pdb_id
from mtorstruct.archive.store import open_store, store_folder
from mtorstruct.errors import DataError, UsageError

__all__ = ["locate", "pdb_id", "store_folder"]


def locate(
    file_or_entry: str | Path, *, store: str | Path | None = None, offline: bool | None = None
) -> Path:
    """Return the coordinate file that a path or an entry id stands for; an entry is fetched if need be.

    A path that exists wins over an entry of the same name.

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
    if str(file_or_entry) and path.exists():
        return path
    entry = parse_entry_id(str(file_or_entry))
    if entry is None and (path.suffix or path.parent != Path()):
        raise DataError("no such file", where=str(file_or_entry), mend="check the path")
    if entry is None:
        raise UsageError(
            "no such file, and not an entry id",
            where=str(file_or_entry),
            mend="give a PDB or mmCIF file, a PDB id such as 5H64, or an id such as AF-P42345-F1",
        )
    kept = open_store(store)
    # A file in PDB format that somebody put there is as good as one in mmCIF.
    found = kept.find(entry)
    if found is not None:
        return found
    from mtorstruct.archive.fetching import FetchOptions, fetch_entry

    return fetch_entry(entry, store=kept, options=FetchOptions(offline=offline)).path
