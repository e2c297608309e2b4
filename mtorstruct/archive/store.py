"""Where coordinate files are kept: one file an entry, with a record of where it came from beside it.

A file gets its name only when it is whole, checked and on disk; the record (``NAME.json``) holds its
SHA-256, so that a file that was cut or changed later is noticed. A file that somebody put there has no
record and is taken as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from mtorstruct.archive.ids import EntryId, parse_entry_id
from mtorstruct.errors import DataError, RemoteError, UsageError

SUFFIXES = (".cif.gz", ".cif", ".pdb.gz", ".pdb", ".ent.gz", ".ent")
"""Endings of coordinate files, mmCIF first."""

PARTIAL = ".partial-"
"""Beginning of the names of files that are being written; what a killed process leaves is cleaned up."""

LOCK_SECONDS = 900.0
"""How long to wait for another process that fetches the same file."""

REFRESH_SECONDS = 0.2
"""How long a file and its record may differ while another process replaces them."""

WHOLE, NO_RECORD, DAMAGED, LOST, LEFT_OVER = "whole", "no_record", "damaged", "lost", "left_over"
UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Record:
    """What is known of a stored file; `stamp` is size, modification time (ns) and inode when last checked."""

    entry: str
    url: str
    fetched: str
    etag: str
    sha256: str
    size: int
    revision_date: str
    stamp: list[int] = field(default_factory=list)


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
            The file is not the one that was fetched.
        """
        for path in self.candidates(entry, suffixes, variant):
            self.verify(path)
            return path
        return None

    def candidates(
        self, entry: EntryId, suffixes: tuple[str, ...] = SUFFIXES, variant: str = ""
    ) -> Iterator[Path]:
        """All files of an entry that are there, the one to take first."""
        for folder in self.folders:
            for stem in dict.fromkeys((entry.stem, entry.id, entry.id.lower())):
                for suffix in suffixes:
                    path = folder / f"{stem}{variant}{suffix}"
                    if path.is_file():
                        yield path

    def verify(self, path: Path, *, fully: bool = False) -> None:
        """Hold a file against its record: by size, time and inode, and by its hash where one of them differs.

        Raises
        ------
        DataError
            The hash differs, or the file cannot be read.
        """
        try:
            whole = self._is_whole(path, fully)
        except OSError as err:
            raise DataError(
                f"cannot be read ({err.strerror})", where=str(path), mend="check its permissions"
            ) from err
        if not whole:
            raise DataError(
                "is not the file that was fetched: it was cut short or changed",
                where=str(path),
                mend=f"mend it with: mtorstruct store check --mend --store {shlex.quote(str(path.parent))}",
            )

    def _is_whole(self, path: Path, fully: bool) -> bool:
        """Whether a file agrees with its record, at once or a moment later."""
        if self._agrees(path, fully):
            return True
        # Another process may be replacing both, and the record comes first.
        time.sleep(REFRESH_SECONDS)
        return self._agrees(path, fully)

    def _agrees(self, path: Path, fully: bool) -> bool:
        record, stamp = read_record(path), stamp_of(path)
        if record is None or (not fully and stamp == record.stamp):
            return True
        if sha256_of(path) != record.sha256:
            return False
        if path.parent == self.folder and stamp != record.stamp:
            with suppress(OSError):
                write_record(path, Record(**{**asdict(record), "stamp": stamp}))
        return True

    @contextmanager
    def lock(self, name: str) -> Iterator[None]:
        """Let one process at a time fetch a file."""
        from filelock import FileLock, Timeout

        self.make()
        lock = FileLock(str(self.folder / f".lock-{name}"))
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as err:
            raise RemoteError(
                "another process has been fetching it for too long", where=name, mend="try again later"
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
            mend="make room, or name another folder with --store or MTORSTRUCT_STORE",
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
                mend="name another folder with --store or MTORSTRUCT_STORE",
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
        """Give a checked file its name, with its record; both are on disk before they are seen."""
        target = self.folder / name
        with incoming.open("rb+") as handle:
            os.fsync(handle.fileno())
        incoming.chmod(0o644)
        # The record first: a file without it would be taken as it is.
        write_record(target, Record(**{**asdict(record), "stamp": stamp_of(incoming)}))
        incoming.replace(target)
        return target

    def forget(self, paths: list[Path]) -> None:
        """Remove files that were fetched, with their records; what somebody put there stays."""
        for path in paths:
            if path.parent == self.folder and read_record(path) is not None:
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
            return None if data.exists() else Stored(data, LOST, read_record(data))
        if not path.name.endswith(SUFFIXES) or entry_of_file(path) is None:
            return None
        record = read_record(path)
        try:
            if not self._is_whole(path, fully=True):
                return Stored(path, DAMAGED, record)
        except OSError:
            return Stored(path, UNREADABLE, record)
        return Stored(path, WHOLE if record else NO_RECORD, record)

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
    """Return the folder in which fetched entries are kept; it need not exist."""
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


def record_path(path: Path) -> Path:
    """Where the record of a file stands."""
    return path.with_name(path.name + ".json")


def read_record(path: Path) -> Record | None:
    """Record of a file; None where there is none that can be read."""
    try:
        return Record(**json.loads(record_path(path).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def write_record(path: Path, record: Record) -> None:
    """Write the record of a file, whole or not at all."""
    target = record_path(path)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=PARTIAL)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(record), file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)


def stamp_of(path: Path) -> list[int]:
    """Size, modification time in nanoseconds and inode of a file."""
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns, stat.st_ino]


def sha256_of(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
