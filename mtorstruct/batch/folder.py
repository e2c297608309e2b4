"""The folder of a job: what is done, what is published, and that one job at a time writes there.

::

    DIR/domains/part-00000.parquet ...   the dataset, named after the analysis: whole, or not there
    DIR/ledger.jsonl                     one line an input, in the order of the inputs
    DIR/summary.json                     counts
    DIR/domains.unfinished/              parts and ledger of a job that runs, or was ended before its end

A part is on disk before the ledger tells of it. The dataset is put in its place by renaming, and only then
does what was unfinished go.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mtorstruct.batch.settings import ANALYSES
from mtorstruct.errors import UsageError
from mtorstruct.output import write_pieces

UNFINISHED, LEDGER, SUMMARY, LOCK = ".unfinished", "ledger.jsonl", "summary.json", ".lock"

_NEW, _OLD = ".new", ".old"

_HALF_WRITTEN = (f".{LEDGER}.", f".{SUMMARY}.")
"""Beginnings of the names that a file has while it is written."""

LedgerOf = Callable[[list[Path]], Iterable[dict[str, Any]]]


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
        self._refuse_other_content(analysis)
        with self._writing():
            folder.mkdir(parents=True, exist_ok=True)
            self._take_lock()
            self.unfinished.mkdir(exist_ok=True)
            self._clear()
        self._number = 1 + max((int(path.stem.split("-")[1]) for path in self._kept()), default=-1)
        self._running: IO[str] | None = None

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
        published = sorted(self.dataset.glob("part-*.parquet")) if self.dataset.is_dir() else []
        return [*published, *self._kept()]

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
            with temporary.open("wb") as file:
                file.write(part)
                file.flush()
                os.fsync(file.fileno())
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

    def publish(self, parts: Sequence[Path], ledger: LedgerOf, summary: dict[str, Any]) -> None:
        """Put the dataset, the ledger and the summary in their places, and clear away what was unfinished.

        Parameters
        ----------
        parts : sequence of pathlib.Path
            Parts of the dataset, wherever they are.
        ledger : callable
            Gives the lines of the ledger for the parts of the dataset, once they are in their places.
        summary : dict
            Content of the summary.
        """
        new, old = self.folder / _NEW, self.folder / _OLD
        with self._writing():
            new.mkdir()
            for k, part in enumerate(parts):
                _link(part, new / part_name(k))
            if self.dataset.exists():
                self.dataset.rename(old)
            new.rename(self.dataset)
            published = [self.dataset / part_name(k) for k in range(len(parts))]
            write_pieces(self.folder / LEDGER, (as_line(line).encode() for line in ledger(published)))
            text = json.dumps(summary, indent=1, ensure_ascii=False) + "\n"
            write_pieces(self.folder / SUMMARY, (text.encode(),))
            if self._running is not None:
                self._running.close()
                self._running = None
            shutil.rmtree(self.unfinished)
            shutil.rmtree(old, ignore_errors=True)

    def _kept(self) -> list[Path]:
        return sorted(self.unfinished.glob("part-*.parquet"))

    def _clear(self) -> None:
        """Take away what a job that was killed left half written."""
        shutil.rmtree(self.folder / _NEW, ignore_errors=True)
        if self.dataset.exists():
            shutil.rmtree(self.folder / _OLD, ignore_errors=True)
        elif (self.folder / _OLD).exists():
            (self.folder / _OLD).rename(self.dataset)
        half = [path for path in self.folder.iterdir() if path.name.startswith(_HALF_WRITTEN)]
        for path in (*half, *self.unfinished.glob(".part-*.parquet")):
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
        if self.folder.exists() and not self.folder.is_dir():
            raise UsageError("is a file", where=str(self.folder), mend="name a folder")
        if not self.folder.is_dir():
            return
        names = {path.name for path in self.folder.iterdir()}
        other = next(
            (name for name in ANALYSES if name != analysis and names & {name, f"{name}{UNFINISHED}"}), None
        )
        if other:
            raise UsageError(f"holds a job of {other}", where=str(self.folder), mend="name another folder")
        ours = {LOCK, f"{analysis}{UNFINISHED}", analysis, LEDGER, SUMMARY, _NEW, _OLD}
        if any(name not in ours and not name.startswith(_HALF_WRITTEN) for name in names):
            raise UsageError(
                "holds something that is no job", where=str(self.folder), mend="name a new or empty folder"
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


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Lines of a ledger; what was cut short is left out."""
    if path.is_file():
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                with contextlib.suppress(ValueError):
                    yield json.loads(line)


def _link(part: Path, name: Path) -> None:
    """Give a part another name; a copy where the file system has no links."""
    try:
        os.link(part, name)
    except OSError:
        shutil.copyfile(part, name)
