"""A child process that may hang or die, and what is made of that.

The supervisor asks its child for one structure after the other. A child that takes too long is ended, and the
structure has failed. A child that dies is replaced and asked again, for it may have been ended from
outside; a structure over which two of them died has failed. Native code that hangs, crashes or eats all
memory costs one structure in this way, and never the job.

Children are started by `subprocess`: the processes of `multiprocessing` cannot be started inside of a
worker of Dask, where the same must hold.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import mtorstruct
from mtorstruct.archive.store import sha256_of
from mtorstruct.batch.analyses import table_of
from mtorstruct.batch.inputs import Item
from mtorstruct.batch.measuring import Measured, failure, over_time
from mtorstruct.batch.parts import compose, unpack_rows
from mtorstruct.batch.settings import Job
from mtorstruct.errors import CrashError, LimitError, MtorStructError, UsageError

STRUCTURES_A_CHILD = 1000
"""Structures after which a child is replaced, so that no leak of a library grows with the job."""

CHANCES = 2
"""Children that may die over one structure before it has failed."""

START_SECONDS = 120.0
"""Time that a child has to start."""


@dataclass(frozen=True)
class Chunk:
    """Structures that a worker takes at a time; `known` has the SHA-256 of each known result, or ''."""

    number: int
    items: tuple[Item, ...]
    known: tuple[str, ...]


class Lost(Exception):  # noqa: N818
    """The child is gone; `timed_out` says that its supervisor ended it."""

    def __init__(self, how: str, *, timed_out: bool = False) -> None:
        super().__init__(how)
        self.how, self.timed_out = how, timed_out


class Supervisor:
    """One child at a time, and the structures that it is asked for."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._child: subprocess.Popen[bytes] | None = None
        self._n_asked = 0
        self._closed = False
        self._lock = threading.Lock()

    def run(self, chunk: Chunk) -> list[Measured]:
        """Measure all structures of a chunk.

        Raises
        ------
        UsageError
            The child's code is not of the version that the job wants.
        MtorStructError
            No child can be started.
        """
        return [self._measure(item.name, known) for item, known in zip(chunk.items, chunk.known, strict=True)]

    def stop(self) -> None:
        """End the child and start no other; may be called from any thread."""
        with self._lock:
            self._closed = True
            if self._child is not None:
                self._child.kill()

    def close(self) -> None:
        """End the child for good, once nobody waits for an answer."""
        self.stop()
        self._end()

    def _measure(self, name: str, known: str) -> Measured:
        start = time.perf_counter()
        how = ""
        for _ in range(CHANCES):
            try:
                measured, packed = self._ask((name, known), self._job.conditions.max_seconds)
            except Lost as err:
                if err.timed_out:
                    return _failure(name, over_time(name, self._job), start)
                how = err.how
                continue
            if measured.member.error_type == LimitError.__name__:
                # What is left of its memory is in pieces.
                self._end()
            found: Measured = measured
            return replace(found, rows=None if packed is None else unpack_rows(packed))
        crash = CrashError(
            f"brings down the process that reads it ({how})",
            where=name,
            mend="look into the file, and please report it",
        )
        return _failure(name, crash, start)

    def _ask(self, request: object, seconds: float) -> Any:
        """Send a request and wait for its answer."""
        child = self._running()
        self._n_asked += 1
        return self._exchange(child, request, seconds)

    def _exchange(self, child: subprocess.Popen[bytes], request: object, seconds: float) -> Any:
        late = threading.Event()

        def end() -> None:
            late.set()
            child.kill()

        timer = threading.Timer(seconds, end)
        timer.daemon = True
        timer.start()
        try:
            pickle.dump(request, child.stdin)  # type: ignore[arg-type]
            child.stdin.flush()  # type: ignore[union-attr]
            return pickle.load(child.stdout)  # type: ignore[arg-type]
        except (EOFError, OSError, pickle.UnpicklingError, ValueError) as err:
            child.kill()
            code = child.wait()
            self._end()
            raise Lost(_how(code), timed_out=late.is_set()) from err
        finally:
            timer.cancel()

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the child; a new one where there is none, or where it has been asked often enough."""
        if self._child is not None and (
            self._n_asked >= STRUCTURES_A_CHILD or self._child.poll() is not None
        ):
            self._end()
        if self._child is None:
            with self._lock:
                if self._closed:
                    raise MtorStructError("the job was ended")
                self._child, self._n_asked = _start(), 0
            try:
                version = self._exchange(self._child, self._job, START_SECONDS)
            except Lost as err:
                raise MtorStructError(
                    f"no process to read structures can be started ({err.how})", mend="check the installation"
                ) from err
            if version != self._job.version:
                self._end()
                raise UsageError(
                    f"a worker has another mtorstruct or other libraries: {version}, not {self._job.version}",
                    mend="install the same on all machines",
                )
        return self._child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            for stream in (child.stdin, child.stdout):
                with contextlib.suppress(OSError, ValueError):
                    stream.close()  # type: ignore[union-attr]
            child.wait()


def _start() -> subprocess.Popen[bytes]:
    """Start a child with the same package, one thread for linear algebra, and nothing of the terminal."""
    package = str(Path(mtorstruct.__file__).parent.parent)
    path = os.pathsep.join(filter(None, (package, os.environ.get("PYTHONPATH", ""))))
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return subprocess.Popen(
        [sys.executable, "-P", "-c", "from mtorstruct.batch.child import main; main()"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **threads, "PYTHONPATH": path},
    )


def _failure(name: str, err: MtorStructError, start: float) -> Measured:
    """Failure of a structure whose child could not even tell the hash of the file."""
    path = Path(name)
    sha256 = sha256_of(path) if path.is_file() else ""
    return failure(name, err, sha256=sha256, seconds=time.perf_counter() - start)


def _how(code: int) -> str:
    """How a process ended, in words."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


@dataclass(frozen=True)
class ChunkResult:
    """What became of a chunk: a whole part, or its pieces where some of it is known already.

    `measured` has one entry a structure, in order; they have their rows only where `part` is None.
    """

    measured: list[Measured]
    part: bytes | None


def work(supervisor: Supervisor, job: Job, chunk: Chunk) -> ChunkResult:
    """Measure a chunk, and make its part at once if nothing of it is known."""
    measured = supervisor.run(chunk)
    if any(m.unchanged for m in measured):
        return ChunkResult(measured, None)
    part = compose(
        job,
        table_of(job.settings.analysis),
        [m.member for m in measured],
        [item.carried for item in chunk.items],
        [m.rows for m in measured],
    )
    return ChunkResult([replace(m, rows=None) for m in measured], part)


_OF_THREAD = threading.local()


def work_in_thread(job: Job, chunk: Chunk) -> ChunkResult:
    """Do a chunk with the supervisor of this thread, which is kept from one chunk to the next."""
    kept: tuple[Job, Supervisor] | None = getattr(_OF_THREAD, "kept", None)
    if kept is None or kept[0] != job:
        if kept is not None:
            kept[1].close()
        kept = _OF_THREAD.kept = (job, Supervisor(job))
    return work(kept[1], job, chunk)
