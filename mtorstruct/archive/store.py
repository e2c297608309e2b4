"""Store of coordinate files: one file an entry, with a record of its origin beside it.

A file gets its name only when it is whole, checked and on disk; the record (``NAME.json``) holds its SHA-256,
so that a file that was cut or altered later is noticed. While a file is replaced, the record also covers the
earlier file: whatever interrupts the replacement, one of both is present and known. A file that a user put
there has no record and is taken as it is.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from mtorstruct.archive.ids import EntryId, parse_entry_id
from mtorstruct.archive.records import (
    PARTIAL,
    Record,
    first_record,
    how_to_mend,
    read_records,
    record_path,
    write_record,
)
from mtorstruct.errors import DataError, RemoteError, UsageError
from mtorstruct.files.paths import is_file, sha256_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from filelock import FileLock

BINARYCIF, MMCIF, PDB_FORMAT = "bcif", "mmcif", "pdb"

SUFFIXES_OF = {
    BINARYCIF: (".bcif.gz", ".bcif"),
    MMCIF: (".cif.gz", ".cif"),
    PDB_FORMAT: (".pdb.gz", ".pdb", ".ent.gz", ".ent"),
}
"""Suffixes of coordinate files by format; of an entry in several formats the first one is taken."""

SUFFIXES = tuple(suffix for suffixes in SUFFIXES_OF.values() for suffix in suffixes)
"""All of them."""

LOCK_SECONDS = 900.0
"""Longest wait (s) for another process that fetches the same file."""

REFRESH_SECONDS = 0.2
"""Longest time (s) that a file and its record may differ while another process replaces them."""

WHOLE, NO_RECORD, DAMAGED, LOST, LEFT_OVER = "whole", "no_record", "damaged", "lost", "left_over"
UNREADABLE, ODD_RECORD = "unreadable", "odd_record"


@dataclass(frozen=True)
class Stored:
    """One file of a store and its record; `state` is one of the states named in this module."""

    path: Path
    state: str
    record: Record | None


class Store:
    """A folder for coordinate files, and read-only folders searched before it.

    Parameters
    ----------
    folder : pathlib.Path
        Where fetched files go; it need not exist.
    shared : tuple of pathlib.Path
        Folders that are searched first and never written to (a cluster's, say).
    """

    def __init__(self, folder: Path, shared: tuple[Path, ...] = ()) -> None:
        self.folder, self.shared = folder, shared

    @property
    def folders(self) -> tuple[Path, ...]:
        """Return all folders, in the order of search."""
        return tuple(dict.fromkeys((*self.shared, self.folder)))

    def find(self, entry: EntryId, suffixes: tuple[str, ...] = SUFFIXES, variant: str = "") -> Path | None:
        """Return the file of an entry, checked against its record; None where there is none.

        Raises
        ------
        DataError
            The file is not the one that was fetched, or its record cannot be read.
        """
        found = self.look_up(entry, suffixes, variant)
        return found.path if found else None

    def look_up(
        self, entry: EntryId, suffixes: tuple[str, ...] = SUFFIXES, variant: str = ""
    ) -> Stored | None:
        """Return the file of an entry with its record; otherwise as `find`."""
        for path in self.candidates(entry, suffixes, variant):
            # What is packed has a checksum of its own, which every reading compares.
            record = self.verify(path, fully=not path.name.endswith(".gz"))
            return Stored(path, WHOLE if record else NO_RECORD, record)
        return None

    def candidates(
        self, entry: EntryId, suffixes: tuple[str, ...] = SUFFIXES, variant: str = ""
    ) -> Iterator[Path]:
        """Return all existing files of an entry, the preferred one first."""
        for folder in self.folders:
            for stem in dict.fromkeys((entry.stem, entry.id, entry.id.lower())):
                for suffix in suffixes:
                    path = folder / f"{stem}{variant}{suffix}"
                    if is_file(path):
                        yield path

    def verify(self, path: Path, *, fully: bool = False) -> Record | None:
        """Check a file against its record: by size, time and inode, and by its hash where one differs.

        Returns
        -------
        Record or None
            The record of this file; None where it has none.

        Raises
        ------
        DataError
            The hash differs, or file or record cannot be read.
        """
        try:
            is_whole, record = self._held(path, fully)
        except OSError as err:
            raise DataError(
                f"cannot be read ({err.strerror})", where=str(path), hint="check its permissions"
            ) from err
        if not is_whole:
            raise DataError(
                "is not the file that was fetched: it was cut short or changed",
                where=str(path),
                hint=how_to_mend(path),
            )
        return record

    def _held(self, path: Path, fully: bool) -> tuple[bool, Record | None]:
        """Return whether a file agrees with its record, at once or a moment later, and the record."""
        found = self._agreeing(path, fully)
        if not found[0]:
            # Another process may have replaced it since the record was read.
            time.sleep(REFRESH_SECONDS)
            found = self._agreeing(path, fully)
        return found

    def _agreeing(self, path: Path, fully: bool) -> tuple[bool, Record | None]:
        records, stamp = read_records(path), stamp_of(path)
        if not records:
            return True, None
        record = None if fully else next((r for r in records if r.stamp == stamp), None)
        if record is None:
            sha256 = sha256_of(path)
            record = next((r for r in records if r.sha256 == sha256), None)
            if record is None:
                return False, records[0]
            if record is records[0] and record.stamp != stamp:
                self._stamp(path, record, stamp)
        return True, record

    def _stamp(self, path: Path, record: Record, stamp: list[int]) -> None:
        """Update the stamp of a file that was touched, unless it is being replaced, or is read-only."""
        if path.parent != self.folder:
            return
        with suppress(OSError, NotImplementedError), self._lock(lock_name(path)).acquire(timeout=0):
            if read_records(path)[:1] == [record]:
                write_record(path, replace(record, stamp=stamp))

    def _lock(self, name: str) -> FileLock:
        from filelock import FileLock

        return FileLock(str(self.folder / f".lock-{name}"))

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Hold the lock of a file, so that one process at a time fetches it."""
        from filelock import Timeout

        self.make()
        lock = self._lock(name)
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as err:
            raise RemoteError(
                "another process has been fetching it for too long", where=name, hint="try again later"
            ) from err
        except OSError as err:
            raise self.unwritable(err) from err
        try:
            yield
        finally:
            lock.release()

    def unwritable(self, err: OSError) -> DataError:
        """Return the error for a folder that cannot be written."""
        return DataError(
            f"the store cannot be written ({err.strerror})",
            where=str(self.folder),
            hint="make room, or name another folder with --store or MTORSTRUCT_STORE",
        )

    def make(self) -> None:
        """Create the folder, if it does not exist.

        Raises
        ------
        UsageError
            It cannot be made, or is not a folder.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as err:
            raise UsageError(
                f"the store cannot be made ({err.strerror})",
                where=str(self.folder),
                hint="name another folder with --store or MTORSTRUCT_STORE",
            ) from err

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Yield a path for a file being fetched; it is removed at the end, unless `keep` renamed it."""
        self.make()
        try:
            handle, name = tempfile.mkstemp(dir=self.folder, prefix=PARTIAL)
        except OSError as err:
            raise self.unwritable(err) from err
        os.close(handle)
        path = Path(name)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def keep(self, incoming: Path, name: str, record: Record) -> Path:
        """Rename a checked file, with its record; both are on disk before they are visible.

        The lock of the name must be held.
        """
        target = self.folder / name
        with incoming.open("rb+") as handle:
            os.fsync(handle.fileno())
        incoming.chmod(0o644)
        new = replace(record, stamp=stamp_of(incoming))
        earlier = self._earlier(target)
        # The record first: a file without it would be taken as it is.
        write_record(target, new, earlier)
        incoming.replace(target)
        if earlier:
            write_record(target, new)
        return target

    def _earlier(self, target: Path) -> Record | None:
        """Return the record of a file to be replaced; None where there is none, or none worth keeping."""
        try:
            is_whole, record = self._agreeing(target, fully=False)
            if is_whole and record is None:
                made = Record(entry="", url="", fetched="", etag="", sha256="", size=0, revision_date="")
                stamp = stamp_of(target)
                record = replace(made, sha256=sha256_of(target), size=stamp[0], stamp=stamp)
        except (OSError, DataError):
            return None
        return record if is_whole else None

    def forget(self, paths: list[Path]) -> None:
        """Remove fetched files with their records; files that a user put there stay."""
        for path in paths:
            if path.parent == self.folder and os.path.lexists(record_path(path)):
                path.unlink(missing_ok=True)
                record_path(path).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Return the names of the coordinate files in the folders, in order."""
        return sorted(
            {p.name for f in self.folders if f.is_dir() for p in f.iterdir() if p.name.endswith(SUFFIXES)}
        )

    def files(self) -> list[Stored]:
        """Return all files in the folders, in order of name, fully checked against the records."""
        found = []
        for folder in self.folders:
            for path in sorted(folder.iterdir()) if folder.is_dir() else ():
                stored = self._state(path)
                if stored is not None:
                    found.append(stored)
        return found

    def _state(self, path: Path) -> Stored | None:
        if path.name.startswith(PARTIAL):
            return Stored(path, LEFT_OVER, None) if _is_left_over(path) else None
        if path.name.endswith(".json") and path.with_suffix("").name.endswith(SUFFIXES):
            data = path.with_suffix("")
            return None if data.exists() or path.is_dir() else Stored(data, LOST, first_record(data))
        if not path.name.endswith(SUFFIXES) or entry_of_file(path) is None or not path.is_file():
            return None
        try:
            is_whole, record = self._held(path, fully=True)
        except OSError:
            return Stored(path, UNREADABLE, first_record(path))
        except DataError:
            return Stored(path, ODD_RECORD, None)
        state = (WHOLE if record else NO_RECORD) if is_whole else DAMAGED
        return Stored(path, state, record)

    def clean(self, files: list[Stored] | None = None) -> list[Path]:
        """Remove left-overs, damaged files and records without a file from the private folder.

        `files` are what `files` gave, if that was asked for already; it reads every file.
        """
        gone = []
        for stored in self.files() if files is None else files:
            if stored.state in (LEFT_OVER, DAMAGED, LOST) and stored.path.parent == self.folder:
                stored.path.unlink(missing_ok=True)
                record_path(stored.path).unlink(missing_ok=True)
                gone.append(stored.path)
        return gone


def lock_name(path: Path) -> str:
    """Return the lock name of a file: without the suffix, which may change."""
    ending = next((suffix for suffix in SUFFIXES if path.name.endswith(suffix)), "")
    return path.name.removesuffix(ending)


def format_of_file(path: Path) -> str:
    """Return the format by the name of a coordinate file."""
    return next(name for name, suffixes in SUFFIXES_OF.items() if path.name.endswith(suffixes))


def entry_of_file(path: Path) -> EntryId | None:
    """Return the entry by the name of a coordinate file; None for any other name."""
    return parse_entry_id(path.name.split(".")[0].split("-assembly")[0])


def _is_left_over(partial: Path) -> bool:
    """Return whether no process writes a partial file any more."""
    try:
        return time.time() - partial.stat().st_mtime > LOCK_SECONDS
    except FileNotFoundError:
        return False


def open_store(folder: str | Path | None = None) -> Store:
    """Return the store: a folder that is named, else ``MTORSTRUCT_STORE``, else the platform's cache folder.

    ``MTORSTRUCT_SHARED_STORE`` names a read-only folder that is searched first.
    """
    shared = os.environ.get("MTORSTRUCT_SHARED_STORE")
    return Store(Path(folder) if folder else store_folder(), (Path(shared),) if shared else ())


def store_folder() -> Path:
    """Return the folder in which fetched entries are kept; it need not exist.

    Raises
    ------
    UsageError
        None is named, and the user has no home folder, as in some containers.
    """
    chosen = os.environ.get("MTORSTRUCT_STORE")
    if chosen:
        return Path(chosen)
    if sys.platform == "win32":
        base = _cache_named("LOCALAPPDATA") or _home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = _home() / "Library" / "Caches"
    else:
        base = _cache_named("XDG_CACHE_HOME") or _home() / ".cache"
    return base / "mtorstruct"


def _cache_named(variable: str) -> Path | None:
    """Return the folder that a variable names; an empty or relative path counts as unset (XDG 0.8)."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else None


def _home() -> Path:
    """Return the user's home folder."""
    try:
        # Of an empty HOME Python makes the root of the file system.
        home = Path() if os.environ.get("HOME") == "" else Path.home()
    except RuntimeError:
        # There is neither HOME nor a user of this number.
        home = Path()
    if not home.is_absolute():
        raise UsageError(
            "there is no home folder to keep files in", hint="name a folder with --store or MTORSTRUCT_STORE"
        )
    return home


def stamp_of(path: Path) -> list[int]:
    """Return size, modification time in nanoseconds and inode of a file."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]
