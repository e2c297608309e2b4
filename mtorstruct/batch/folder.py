"""The folder of a job: what is done, what is published, and that one job at a time writes there.

::

    DIR/domains/part-00000.parquet ...   the dataset, named after the analysis: whole, or not there
    DIR/ledger.jsonl                     one line an input, in the order of the inputs
    DIR/summary.json                     counts
    DIR/domains.unfinished/              parts and ledger of a job that runs, or was ended before its end

A part is on disk before the ledger tells of it. Dataset, ledger and summary are whole and on disk before they
are put in their places by renaming, and only then does what was unfinished go. Files that are not of a job
are never touched: where one is among the parts, the folder is refused.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mtorstruct.batch.parts import read_about
from mtorstruct.batch.settings import ANALYSES
from mtorstruct.errors import UsageError

UNFINISHED, LEDGER, SUMMARY, LOCK = ".unfinished", "ledger.jsonl", "summary.json", ".lock"

_NEW, _OLD = ".mtorstruct-new", ".mtorstruct-old"
"""Folders that are there only while a dataset is put in its place."""

_PART = re.compile(r"part-([0-9]+)\.parquet")

LINE = {"input", "sha256", "status", "seconds", "version"}
"""What a line of a ledger has at least."""


class JobFolder:
    """The folder of a job, locked as long as it is open.

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
        self._running: IO[str] | None = None
        self._refuse_other_content(analysis)
        with self._writing():
            folder.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            self.unfinished.mkdir(exist_ok=True)
            self._clear()
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
        """All parts that are there: those of the dataset, then the others, oldest first."""
        return [*_parts(self.dataset), *self._kept()]

    def published_lines(self) -> Iterator[dict[str, Any]]:
        """Lines of the ledger that is published."""
        return _lines(self.folder / LEDGER)

    def unfinished_lines(self) -> Iterator[dict[str, Any]]:
        """Lines of the ledger of a job that was not finished."""
        return _lines(self.unfinished / LEDGER)

    def begin_again(self, parts: Sequence[Path]) -> None:
        """Take away what is unfinished and none of some parts; the ledger with it, if it tells of others."""
        good = set(parts)
        with self._writing():
            gone = [path for path in self._kept() if path not in good]
            for path in gone:
                path.unlink()
            if gone and not any(path.parent == self.unfinished for path in parts):
                (self.unfinished / LEDGER).unlink(missing_ok=True)

    def keep(self, part: bytes) -> Path:
        """Write a part that is done, whole and on disk."""
        path = self.unfinished / f"part-{self._number:08d}.parquet"
        self._number += 1
        temporary = path.with_name(f".{path.name}")
        with self._writing():
            _write(temporary, [part])
            temporary.replace(path)
        return path

    def tell(self, lines: Iterable[dict[str, Any]]) -> None:
        """Add lines to the ledger of the job that runs."""
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
        """Put the dataset, the ledger and the summary in their places, and clear away what was unfinished.

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
            _write(new / LEDGER, (as_line(line).encode() for line in ledger))
            _write(new / SUMMARY, [(json.dumps(summary, indent=1) + "\n").encode()])
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
            for folder in (old, self.unfinished):
                _remove(folder)

    def _kept(self) -> list[Path]:
        return _parts(self.unfinished)

    def _clear(self) -> None:
        """Take away what a job that was killed left half written."""
        old = self.folder / _OLD
        if old.exists() and not self.dataset.exists():
            old.rename(self.dataset)
        _remove(old)
        _remove(self.folder / _NEW)
        for path in self.unfinished.glob(".part-*.parquet"):
            path.unlink()

    @staticmethod
    def _end_last_line(path: Path) -> None:
        """Take away a last line that was cut short."""
        if path.is_file():
            content = path.read_bytes()
            whole = content[: content.rfind(b"\n") + 1]
            if whole != content:
                os.truncate(path, len(whole))

    def _take_lock(self) -> None:
        from filelock import FileLock, Timeout

        self._lock = FileLock(str(self.folder / LOCK))
        try:
            self._lock.acquire(timeout=0)
        except Timeout as err:
            raise UsageError(
                "another job is writing to this folder",
                where=str(self.folder),
                mend="wait for it, or name another folder",
            ) from err

    def _refuse_other_content(self, analysis: str) -> None:
        """Refuse a folder that is no job's and not empty, and parts among which there is something else."""
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError("is a file", where=str(self.folder), mend="name a folder")
        if not self.folder.is_dir():
            return
        names = {path.name for path in self.folder.iterdir() if not path.name.startswith(".")}
        other = next(
            (name for name in ANALYSES if name != analysis and names & {name, f"{name}{UNFINISHED}"}), None
        )
        if other:
            raise UsageError(f"holds a job of {other}", where=str(self.folder), mend="name another folder")
        ours = {analysis, f"{analysis}{UNFINISHED}"}
        if names and not names & ours and not (self.folder / _OLD).exists():
            raise UsageError(
                "holds something that is no job", where=str(self.folder), mend="name a new or empty folder"
            )
        for folder in (self.folder / name for name in sorted(names & ours)):
            if folder.is_symlink() or not folder.is_dir():
                raise UsageError("is no folder of a job", where=str(folder), mend="name another folder")
            strange = [p for p in folder.iterdir() if not _is_ours(p)]
            parts = _parts(folder)
            if strange or (parts and not any(read_about(part) for part in parts)):
                raise UsageError(
                    "is not of a job, and would be replaced",
                    where=str(strange[0] if strange else folder),
                    mend="move it, or name another folder",
                )

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
                mend="make room or check its permissions, and run the same command again: it goes on",
            ) from err


def part_name(number: int) -> str:
    """Name of a part of a dataset."""
    return f"part-{number:05d}.parquet"


def as_line(entry: dict[str, Any]) -> str:
    """One line of a ledger."""
    return json.dumps(entry, ensure_ascii=False) + "\n"


def _parts(folder: Path) -> list[Path]:
    """Parts in a folder, in the order in which they were made."""
    return sorted(p for p in folder.iterdir() if _PART.fullmatch(p.name)) if folder.is_dir() else []


def _number(part: Path) -> int:
    found = _PART.fullmatch(part.name)
    return int(found[1]) if found else -1


def _is_ours(path: Path) -> bool:
    """Whether a file in a folder of parts is a job's own, or hidden."""
    return path.name.startswith(".") or path.name == LEDGER or _PART.fullmatch(path.name) is not None


def _remove(folder: Path) -> None:
    """Remove a folder of a job, with what is a job's own; the folder stays if there is anything else."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.is_dir() and path.name == "dataset":
            _remove(path)
        elif _is_ours(path) or path.name == SUMMARY:
            path.unlink()
    with contextlib.suppress(OSError):
        folder.rmdir()


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    """Write a file, onto the disk itself."""
    with path.open("wb") as file:
        file.writelines(pieces)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Have the names in a folder on the disk, where a folder can be opened for that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a ledger; what was cut short or is no line of one is left out."""
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            with contextlib.suppress(ValueError):
                told = json.loads(line)
                if isinstance(told, dict) and told.keys() >= LINE:
                    yield told


def _link(part: Path, name: Path) -> None:
    """Give a part another name; a copy where the file system has no links."""
    try:
        os.link(part, name)
    except OSError:
        _write(name, [part.read_bytes()])
