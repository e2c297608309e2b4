"""Folder of a job: completed parts, the published dataset, and the lock against other jobs.

::

DIR/domains/part-00000.parquet ...   the dataset, named after the analysis: whole, or not there
    DIR/ledger.jsonl                     one line an input, in the order of the inputs
    DIR/summary.json                     counts
    DIR/domains.unfinished/              parts and ledger of a job that runs, or was ended before its end

A part is on disk before the ledger lists it. Dataset, ledger and summary are whole and on disk before they
are put in place by renaming; only then is the unfinished folder removed. Only files under a job's own
names are ever removed, and no link is followed: if anything else is among the parts, or a link has the
name of a file or folder of a job, the folder is refused. Hidden files of others stay.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mtorstruct.batch.parts import read_about
from mtorstruct.errors import UsageError
from mtorstruct.files.writing import write_new, write_whole
from mtorstruct.measures.registry import MEASURES

UNFINISHED, LEDGER, SUMMARY, LOCK = ".unfinished", "ledger.jsonl", "summary.json", ".lock"

_NEW, _OLD = ".mtorstruct-new", ".mtorstruct-old"
"""Folders that exist only while a dataset is put in place."""

_PART = re.compile(r"part-([0-9]{5,})\.parquet")

_OF_UNFINISHED = re.compile(r"\.?part-[0-9]{8}\.parquet|ledger\.jsonl")
"""Files of an unfinished job; a leading dot marks a part that is half written."""

_OF_NEW = re.compile(r"ledger\.jsonl|summary\.json")

LOCK_SECONDS = 2.0
"""Time to wait for another job that is about to end to release the folder."""

MOST_SECONDS = 1e9
"""Upper bound on the time that a structure can have taken."""

LINE = {"input", "sha256", "status", "seconds", "version"}
"""Required keys of a ledger line."""


class JobFolder:
    """Folder of a job, locked while it is open.

    Parameters
    ----------
    folder : pathlib.Path
        It need not exist.
    analysis : str
        Name of the dataset.

    Raises
    ------
    UsageError
        Another job writes there, the folder holds something else, or cannot be written to.
    """

    def __init__(self, folder: Path, analysis: str) -> None:
        self.folder, self.dataset = folder, folder / analysis
        self.unfinished = folder / f"{analysis}{UNFINISHED}"
        self.damaged: list[Path] = []
        self._analysis = analysis
        self._running: IO[str] | None = None
        with self._writing():
            self._refuse_other_kinds()
            if not (folder / LOCK).exists():
                self._refuse_other_content()
            folder.mkdir(parents=True, exist_ok=True)
            self._take_lock()
        try:
            with self._writing():
                self._refuse_other_content()
                self.unfinished.mkdir(exist_ok=True)
                self._clear()
        except BaseException:
            self._lock.release()
            raise
        self._number = 1 + max((_number(path) for path in self._kept()), default=-1)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._running is not None:
            with contextlib.suppress(OSError):
                self._running.close()
        self._lock.release()

    def parts(self) -> list[Path]:
        """Paths of all parts: those of the dataset, then the unfinished ones, oldest first."""
        return [*_parts(self.dataset), *self._kept()]

    def published_lines(self) -> Iterator[dict[str, Any]]:
        """Lines of the published ledger."""
        return self._lines(self.folder / LEDGER)

    def unfinished_lines(self) -> Iterator[dict[str, Any]]:
        """Lines of the ledger of an unfinished job."""
        return self._lines(self.unfinished / LEDGER)

    def begin_again(self, parts: Sequence[Path]) -> None:
        """Remove unfinished parts other than the given ones, and the ledger if none of them remains."""
        good = set(parts)
        with self._writing():
            gone = [path for path in self._kept() if path not in good]
            for path in gone:
                path.unlink()
            if gone and not any(path.parent == self.unfinished for path in parts):
                (self.unfinished / LEDGER).unlink(missing_ok=True)

    def keep(self, part: bytes) -> Path:
        """Write a finished part, whole and on disk."""
        path = self.unfinished / f"part-{self._number:08d}.parquet"
        self._number += 1
        with self._writing():
            write_whole(path, [part], temporary=path.with_name(f".{path.name}"), on_disk=True)
        return path

    def tell(self, lines: Iterable[dict[str, Any]]) -> None:
        """Append lines to the ledger of the running job."""
        with self._writing():
            if self._running is None:
                path = self.unfinished / LEDGER
                self._end_last_line(path)
                self._running = path.open("a", encoding="utf-8")
            self._running.writelines(as_line(line) for line in lines)
            self._running.flush()

    def publish(
        self, parts: Sequence[Path], ledger: Iterable[dict[str, Any]], summary: dict[str, Any]
    ) -> None:
        """Put the dataset, the ledger and the summary in place, and remove the unfinished ones.

        Parameters
        ----------
        parts : sequence of pathlib.Path
            Parts of the dataset, wherever they are.
        ledger : iterable of dict
            Lines of the ledger.
        summary : dict
            Content of the summary.
        """
        new, old = self.folder / _NEW, self.folder / _OLD
        with self._writing():
            new.mkdir()
            (new / "dataset").mkdir()
            for k, part in enumerate(parts):
                _link(part, new / "dataset" / part_name(k))
            write_new(new / LEDGER, (as_line(line).encode() for line in ledger), on_disk=True)
            content = (json.dumps(summary, indent=1) + "\n").encode()
            write_new(new / SUMMARY, [content], on_disk=True)
            if self.dataset.exists():
                self.dataset.rename(old)
            (new / "dataset").rename(self.dataset)
            for name in (LEDGER, SUMMARY):
                (new / name).replace(self.folder / name)
            _sync_folder(self.folder)
            if self._running is not None:
                self._running.close()
                self._running = None
            new.rmdir()
            self._retire(old)
            _remove(self.unfinished, _OF_UNFINISHED)

    def _kept(self) -> list[Path]:
        return _parts(self.unfinished)

    def _clear(self) -> None:
        """Remove files that a killed job left half written."""
        old, new = self.folder / _OLD, self.folder / _NEW
        if old.exists() and not self.dataset.exists():
            old.rename(self.dataset)
        self._retire(old)
        _remove(new / "dataset", _PART)
        _remove(new, _OF_NEW)
        for folder in (old, new):
            if folder.exists():
                raise _not_of_a_job(folder)
        for path in self.unfinished.iterdir():
            if path.name.startswith(".") and _is_own(path, _OF_UNFINISHED):
                path.unlink()

    def _retire(self, old: Path) -> None:
        """Remove a dataset that another has replaced; hidden files in it move to the new one."""
        for path in old.iterdir() if old.is_dir() else ():
            if path.name.startswith(".") and not os.path.lexists(self.dataset / path.name):
                path.rename(self.dataset / path.name)
        _remove(old, _PART)

    @staticmethod
    def _end_last_line(path: Path) -> None:
        """Remove a truncated last line."""
        if path.is_file():
            content = path.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if whole != content:
                os.truncate(path, len(whole))

    def _take_lock(self) -> None:
        from filelock import FileLock, Timeout

        self._lock = FileLock(str(self.folder / LOCK))
        try:
            self._lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as err:
            raise UsageError(
                "another job is writing to this folder",
                where=str(self.folder),
                hint="wait for it, or name another folder",
            ) from err

    def _refuse_other_content(self) -> None:
        """Refuse a folder that is neither a job's nor empty, and parts mixed with other files."""
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError("is a file", where=str(self.folder), hint="name a folder")
        if not self.folder.is_dir():
            return
        self._refuse_other_kinds()
        names = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        other = next(
            (name for name in MEASURES if name != self._analysis and names & {name, f"{name}{UNFINISHED}"}),
            None,
        )
        if other:
            raise UsageError(f"holds a job of {other}", where=str(self.folder), hint="name another folder")
        old = self.folder / _OLD
        if names and not names & {self.dataset.name, self.unfinished.name} and not old.exists():
            raise UsageError(
                "holds something that is no job", where=str(self.folder), hint="name a new or empty folder"
            )
        published = [*_parts(self.dataset), *_parts(old)]
        for told in (self.folder / LEDGER, self.folder / SUMMARY):
            if told.exists() and not published:
                raise _not_of_a_job(told)
        self._refuse_strange_parts(self.dataset, _PART, self.folder / LEDGER)
        self._refuse_strange_parts(self.unfinished, _OF_UNFINISHED, self.unfinished / LEDGER)

    def _refuse_other_kinds(self) -> None:
        """Refuse a link, or anything else, in place of a file or a folder of a job."""
        for folder in (self.dataset, self.unfinished, self.folder / _NEW, self.folder / _OLD):
            if not stat.S_ISDIR(_mode(folder, stat.S_IFDIR)):
                raise UsageError("is no folder of a job", where=str(folder), hint="name another folder")
        for name in (LEDGER, SUMMARY, LOCK):
            if not stat.S_ISREG(_mode(self.folder / name, stat.S_IFREG)):
                raise _not_of_a_job(self.folder / name)
        lock = self.folder / LOCK
        if lock.exists() and lock.stat().st_size and not (self.dataset.exists() or self.unfinished.exists()):
            raise _not_of_a_job(lock)

    def _refuse_strange_parts(self, folder: Path, own: re.Pattern[str], ledger: Path) -> None:
        if not folder.is_dir():
            return
        for path in folder.iterdir():
            strange = not path.name.startswith(".") or own.fullmatch(path.name)
            if strange and not _is_own(path, own):
                raise _not_of_a_job(path)
        parts = _parts(folder)
        if parts and not any(map(read_about, parts)) and not any(self._lines(ledger)):
            raise _not_of_a_job(folder)

    def _lines(self, path: Path) -> Iterator[dict[str, Any]]:
        """Lines of a ledger; invalid lines are left out, with a note unless it is a truncated last one."""
        if not path.is_file():
            return
        with path.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                told = _read_line(line)
                if told:
                    yield told
                elif line.endswith("\n") and path not in self.damaged:
                    self.damaged.append(path)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as err:
            if isinstance(err, UsageError):
                raise
            raise UsageError(
                f"cannot be written ({err.strerror})",
                where=str(self.folder),
                hint="make room or check its permissions, and run the same command again: it goes on",
            ) from err


def part_name(number: int) -> str:
    """File name of a part of a dataset."""
    return f"part-{number:05d}.parquet"


def as_line(entry: dict[str, Any]) -> str:
    """Format one line of a ledger."""
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _parts(folder: Path) -> list[Path]:
    """Parts in a folder, in order of creation."""
    return sorted(p for p in folder.iterdir() if _PART.fullmatch(p.name)) if folder.is_dir() else []


def _number(part: Path) -> int:
    found = _PART.fullmatch(part.name)
    return int(found[1]) if found else -1


def _mode(path: Path, otherwise: int) -> int:
    """File mode of a path, of a link itself; some other mode if there is nothing."""
    try:
        return path.lstat().st_mode
    except (FileNotFoundError, NotADirectoryError):
        return otherwise


def _is_own(path: Path, own: re.Pattern[str]) -> bool:
    """Whether a file can have been written by a job."""
    return own.fullmatch(path.name) is not None and stat.S_ISREG(_mode(path, 0))


def _not_of_a_job(path: Path) -> UsageError:
    return UsageError(
        "is not of a job, and would be replaced",
        where=str(path),
        hint="move it, or name another folder",
    )


def _remove(folder: Path, own: re.Pattern[str]) -> None:
    """Remove the files of a job from a folder, and the folder if it is then empty."""
    if folder.is_symlink() or not folder.is_dir():
        return
    for path in folder.iterdir():
        if _is_own(path, own):
            path.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _sync_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, where a folder can be opened for that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _read_line(text: str) -> dict[str, Any] | None:
    """Parse a ledger line; None if it is invalid."""
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not told.keys() >= LINE:
        return None
    seconds = told["seconds"]
    timed = seconds is None or (type(seconds) in (int, float) and 0 <= seconds <= MOST_SECONDS)
    return told if timed and all(isinstance(told[key], str) for key in LINE - {"seconds"}) else None


def _link(part: Path, name: Path) -> None:
    """Link a part under another name; a copy where the file system has no links."""
    try:
        os.link(part, name)
    except OSError:
        write_new(name, [part.read_bytes()], on_disk=True)
