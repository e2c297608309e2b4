"""From an entry id to a file on disk. Today: files that are at hand; fetching is not built yet.

An entry is looked for in the folder that ``MTORSTRUCT_STORE`` names, else in the ``mtorstruct``
folder of the user's cache, under the names that the archives use (``5h64.cif.gz``, ``5h64.pdb``, ...).
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

from mtorstruct.errors import DataError, RemoteError, UsageError

ENTRY = re.compile(r"(?:pdb_0000)?(?P<pdb>[0-9][A-Za-z0-9]{3})|(?P<af>AF-[A-Z0-9]+-F[0-9]+)", re.IGNORECASE)
SUFFIXES = (".cif.gz", ".cif", ".pdb.gz", ".pdb", ".ent.gz", ".ent")


def store_folder() -> Path:
    """Return the folder in which downloaded entries are kept.

    ``MTORSTRUCT_STORE`` if set, else the platform's cache folder. It need not exist.
    """
    chosen = os.environ.get("MTORSTRUCT_STORE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    return base / "mtorstruct"


def pdb_id(text: str) -> str:
    """PDB id in capitals, of a short or an extended id (``pdb_00005h64``); empty for anything else."""
    match = ENTRY.fullmatch(text)
    return match["pdb"].upper() if match and match["pdb"] else ""


def locate(file_or_entry: str | Path) -> Path:
    """Return the coordinate file that a path or an entry id stands for.

    A path that exists wins over an entry of the same name.

    Raises
    ------
    DataError
        The text is the path of a file that does not exist.
    UsageError
        The text is neither a path that exists nor an entry id.
    RemoteError
        It is an entry id, and the store does not have it.
    """
    path = Path(file_or_entry)
    if str(file_or_entry) and path.exists():
        return path
    match = ENTRY.fullmatch(str(file_or_entry))
    if match is None and (path.suffix or path.parent != Path()):
        raise DataError("no such file", where=str(file_or_entry), mend="check the path")
    if match is None:
        raise UsageError(
            "no such file, and not an entry id",
            where=str(file_or_entry),
            mend="give a PDB or mmCIF file, a PDB id such as 5H64, or an id such as AF-P42345-F1",
        )
    store = store_folder()
    stem = match["pdb"] or match["af"]
    for name in (stem.lower(), stem.upper(), stem):
        for suffix in SUFFIXES:
            if (store / f"{name}{suffix}").is_file():
                return store / f"{name}{suffix}"
    raise RemoteError(
        "the entry is not at hand",
        where=stem.upper(),
        mend=f"put its file into {store} as {stem.lower()}.cif.gz, set MTORSTRUCT_STORE, or give a path",
    )
