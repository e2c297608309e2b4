"""From an entry to a verified file on disk: the only room that opens a socket."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from mtorstruct.archive.ids import parse_entry_id, pdb_id
from mtorstruct.archive.store import open_store, read_record, store_folder
from mtorstruct.errors import DataError, UsageError

__all__ = ["Located", "locate", "pdb_id", "store_folder"]


class Located(NamedTuple):
    """A coordinate file, and the SHA-256 that the store vouches for; empty for a file that nobody checked."""

    path: Path
    sha256: str


def locate(
    file_or_entry: str | Path, *, store: str | Path | None = None, offline: bool | None = None
) -> Located:
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
        return Located(path, "")
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
        record = read_record(found)
        return Located(found, record.sha256 if record else "")
    from mtorstruct.archive.fetching import FetchOptions, fetch_entry

    fetched = fetch_entry(entry, store=kept, options=FetchOptions(offline=offline))
    return Located(fetched.path, fetched.sha256)
