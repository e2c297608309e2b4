"""Where coordinate files are kept: one file an entry, with a record of where it came from beside it.

A file gets its name only when it is whole, checked and on disk; the record (``NAME.json``) holds its
SHA-256, so that a file that was cut or changed later is noticed. While a file is replaced, the record tells
of the earlier file too: whatever stops the replacing, one of both is there and known. A file that somebody
put there has no record and is taken as it is.
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
"""Endings of coordinate files in each format; of an entry in several formats the first one is taken."""

SUFFIXES = tuple(suffix for suffixes in SUFFIXES_OF.values() for suffix in suffixes)
"""All of them."""

LOCK_SECONDS = 900.0
"""How long to wait for another process that fetches the same file."""

REFRESH_SECONDS = 0.2
"""How long a file and its record may differ while another process replaces them."""

WHOLE, NO_RECORD, DAMAGED, LOST, LEFT_OVER = "whole", "no_record", "damaged", "lost", "left_over"
UNREADABLE, ODD_RECORD = "unreadable", "odd_record"


@dataclass(frozen=True)
class Stored:
    """One file of a store and its record; `state` is one of the states named in this module."""

    path: Path
    state: str
    record: Record | None


class Store:
    """A folder for coordinate files, and read-only folders that stand in front of it.

    Parameters
    ----------
    folder : pathlib.Path
        Where fetched files go; it need not exist.
    shared : tuple of pathlib.Path
        Folders that are looked into first and never written to (a cluster's, say).
    """

    def __init__(self, folder: Path, shared: tuple[Path, ...] = ()) -> None:
        self.folder, self.shared = folder, shared

    @property
    def folders(self) -> tuple[Path, ...]:
        """All folders, in the order in which they are looked into."""
        return tuple(dict.fromkeys((*self.shared, self.folder)))

    def find(self, entry: EntryId, suffixes: tuple[str, ...] = SUFFIXES, variant: str = "") -> Path | None:
        """File of an entry, checked against its record; None where there is none.

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
        """File of an entry with its record; otherwise as `find`."""
        for path in self.candidates(entry, suffixes, variant):
            # What is packed has a checksum of its own, which every reading compares.
            record = self.verify(path, fully=not path.name.endswith(".gz"))
            return Stored(path, WHOLE if record else NO_RECORD, record)
        return None

    def candidates(
        self, entry: EntryId, suffixes: tuple[str, ...] = SUFFIXES, variant: str = ""
    ) -> Iterator[Path]:
        """All files of an entry that are there, the one to take first."""
        for folder in self.folders:
            for stem in dict.fromkeys((entry.stem, entry.id, entry.id.lower())):
                for suffix in suffixes:
                    path = folder / f"{stem}{variant}{suffix}"
                    if is_file(path):
                        yield path

    def verify(self, path: Path, *, fully: bool = False) -> Record | None:
        """Hold a file against its record: by size, time and inode, and by its hash where one of them differs.

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
        """Whether a file agrees with its record, at once or a moment later, and the record."""
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
        """Note the stamp of a file that was touched, unless it is being replaced, or may not be written."""
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
        """Let one process at a time fetch a file."""
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
        """Error that says that nothing can be written here."""
        return DataError(
            f"the store cannot be written ({err.strerror})",
            where=str(self.folder),
            hint="make room, or name another folder with --store or MTORSTRUCT_STORE",
        )

    def make(self) -> None:
        """Make the folder, if it is not there.

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
        """Name for a file that is being fetched; gone at the end, unless `keep` gave it another name."""
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
        """Give a checked file its name, with its record; both are on disk before they are seen.

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
        """Record of a file that is to be replaced; None where there is none, or none worth keeping."""
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
        """Remove files that were fetched, with their records; what somebody put there stays."""
        for path in paths:
            if path.parent == self.folder and os.path.lexists(record_path(path)):
                path.unlink(missing_ok=True)
                record_path(path).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """Names of the coordinate files in the folders, in order."""
        return sorted(
            {p.name for f in self.folders if f.is_dir() for p in f.iterdir() if p.name.endswith(SUFFIXES)}
        )

    def files(self) -> list[Stored]:
        """Everything in the folders, in order of name, held against the records in full."""
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
    """Name of the lock of a file: without the ending of a coordinate file, which may become another."""
    ending = next((suffix for suffix in SUFFIXES if path.name.endswith(suffix)), "")
    return path.name.removesuffix(ending)


def format_of_file(path: Path) -> str:
    """Format that the name of a coordinate file tells."""
    return next(name for name, suffixes in SUFFIXES_OF.items() if path.name.endswith(suffixes))


def entry_of_file(path: Path) -> EntryId | None:
    """Entry that the name of a coordinate file stands for; None for any other name."""
    return parse_entry_id(path.name.split(".")[0].split("-assembly")[0])


def _is_left_over(partial: Path) -> bool:
    """Whether nobody writes a partial file any more."""
    try:
        return time.time() - partial.stat().st_mtime > LOCK_SECONDS
    except FileNotFoundError:
        return False


def open_store(folder: str | Path | None = None) -> Store:
    """Return the store: a folder that is named, else ``MTORSTRUCT_STORE``, else the platform's cache folder.

    ``MTORSTRUCT_SHARED_STORE`` names a read-only folder that is looked into first.
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
    """Folder that a variable names; one that is empty or no absolute path counts as not set (XDG 0.8)."""
    named = Path(os.environ.get(variable, ""))
    return named if named.is_absolute() else None


def _home() -> Path:
    """The user's home folder."""
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
    """Size, modification time in nanoseconds and inode of a file."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]
