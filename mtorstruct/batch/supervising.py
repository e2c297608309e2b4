"""Supervise a child process that may hang or die, and turn that into the failure of one structure.

The supervisor asks its child for one structure after the other. A child that takes too long is killed, and
the structure has failed. A child that dies is replaced and asked again, as it may have been killed from
outside; a structure over which three of them died has failed. After exhausted memory or an unexpected error,
only the answer of a fresh child counts. In this way, native code that hangs, crashes or exhausts memory costs
one structure, and never the job.

Children are started by `subprocess`: processes of `multiprocessing` cannot be started inside a
Dask worker, which needs the same protection.
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
from typing import Any, Self

from mtorstruct.batch.inputs import Item
from mtorstruct.batch.measuring import Measured, crash, failure, over_time
from mtorstruct.batch.parts import compose, unpack_rows
from mtorstruct.batch.settings import Job
from mtorstruct.errors import MtorStructError, UsageError

STRUCTURES_A_CHILD = 1000
"""Structures after which a worker is replaced, which bounds memory leaks of libraries."""

STARTS, PAUSE_SECONDS = 5, 0.2
"""Restart attempts for a worker that dies at start-up, and the back-off step (s)."""

CHANCES = 3
"""Workers that may die on one structure before it counts as failed: some may be killed from outside."""

START_SECONDS = 120.0
"""Time limit for the start of a worker."""


@dataclass(frozen=True)
class Chunk:
    """Structures that a worker takes at a time; `known` has the SHA-256 of each known result, or ''."""

    number: int
    items: tuple[Item, ...]
    known: tuple[str, ...]


BROKEN = (EOFError, OSError, ValueError, pickle.UnpicklingError)
"""Exceptions of communication with a process that has ended."""


class WorkerDied(Exception):  # noqa: N818
    """A worker process has ended.

    Attributes
    ----------
    how : str
        Exit code or signal, in words.
    timed_out : bool
        Whether its supervisor ended it.
    sha256 : str
        SHA-256 of the file, if the worker had reported it.
    """

    def __init__(self, how: str, *, timed_out: bool = False, sha256: str = "") -> None:
        super().__init__(how)
        self.how, self.timed_out, self.sha256 = how, timed_out, sha256


class _Patience:
    """Time limit: the child is killed when it expires."""

    def __init__(self, child: subprocess.Popen[bytes], seconds: float) -> None:
        self.ended = False
        self._child = child
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def _end(self) -> None:
        self.ended = True
        self._child.kill()


class Supervisor:
    """Runs one child at a time, and asks it for structures."""

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
            The version of the child's code is not that of the job.
        MtorStructError
            A child cannot be started.
        """
        return [self._measure(item.name, known) for item, known in zip(chunk.items, chunk.known, strict=True)]

    def stop(self) -> None:
        """Kill the child and start no other; may be called from any thread."""
        with self._lock:
            self._closed = True
            child = self._child
        if child is not None:
            child.kill()

    def close(self) -> None:
        """End the child for good, once no answer is pending."""
        self.stop()
        self._end()

    def _measure(self, name: str, known: str) -> Measured:
        start = time.perf_counter()
        lost = WorkerDied("")
        for _ in range(CHANCES):
            try:
                measured = self._ask(name, known)
                if measured.doubtful and self._n_asked > 1:
                    self._end()
                    measured = self._ask(name, known)
            except WorkerDied as err:
                lost = err
                if err.timed_out:
                    break
                continue
            if measured.doubtful:
                # What is left of its memory is in pieces.
                self._end()
            return measured
        conditions = self._job.conditions
        error = over_time(name, conditions) if lost.timed_out else crash(name, lost.how, conditions)
        return failure(name, error, sha256=lost.sha256, seconds=time.perf_counter() - start)

    def _ask(self, name: str, known: str) -> Measured:
        """Request one structure."""
        child = self._running()
        self._n_asked += 1
        sha256 = ""
        with _Patience(child, self._job.conditions.max_seconds) as patience:
            try:
                answer = _exchange(child, (name, known))
                if isinstance(answer, str):
                    sha256 = answer
                    answer = pickle.load(child.stdout)  # type: ignore[arg-type]
            except BROKEN as err:
                raise self._lost(patience, sha256) from err
        measured: Measured = answer[0]
        return replace(measured, rows=None if answer[1] is None else unpack_rows(answer[1]))

    def _lost(self, patience: _Patience, sha256: str = "") -> WorkerDied:
        """Discard a child that does not answer; returns how it ended."""
        child = self._child
        code = 0
        if child is not None:
            child.kill()
            code = child.wait()
        self._end()
        return WorkerDied(_how(code), timed_out=patience.ended, sha256=sha256)

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the child; a new one if there is none, or if it has reached its number of structures."""
        if self._child is not None and (
            self._n_asked >= STRUCTURES_A_CHILD or self._child.poll() is not None
        ):
            self._end()
        if self._child is not None:
            return self._child
        for pause in (*(PAUSE_SECONDS * k for k in range(1, STARTS)), None):
            try:
                return self._begin()
            except WorkerDied as err:
                if pause is None:
                    raise MtorStructError(
                        f"no process to read structures can be started ({err.how})",
                        hint="check the installation and the memory",
                    ) from err
                time.sleep(pause)
        raise MtorStructError("no process to read structures was started")

    def _begin(self) -> subprocess.Popen[bytes]:
        """Start a child and send it the job."""
        with self._lock:
            if self._closed:
                raise MtorStructError("the job was ended")
            try:
                child = _start()
            except OSError as err:
                raise WorkerDied(err.strerror or type(err).__name__) from err
            self._child, self._n_asked = child, 0
        with _Patience(child, START_SECONDS) as patience:
            try:
                installed = _exchange(child, self._job)
            except BROKEN as err:
                raise self._lost(patience) from err
        if installed != self._job.installed:
            self._end()
            raise UsageError(
                f"a worker has another mtorstruct or other libraries: {installed}, not {self._job.installed}",
                hint="install the same on all machines",
            )
        return child

    def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            for stream in (child.stdin, child.stdout):
                with contextlib.suppress(OSError, ValueError):
                    stream.close()  # type: ignore[union-attr]
            child.wait()


def _exchange(child: subprocess.Popen[bytes], request: object) -> Any:
    """Send a request and wait for the answer."""
    pickle.dump(request, child.stdin)  # type: ignore[arg-type]
    child.stdin.flush()  # type: ignore[union-attr]
    return pickle.load(child.stdout)  # type: ignore[arg-type]


def _start() -> subprocess.Popen[bytes]:
    """Start a child with the same module path, and one thread for linear algebra."""
    path = [str(Path(entry).absolute()) for entry in sys.path]
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    code = f"import sys; sys.path[:] = {path!r}; from mtorstruct.batch.child import main; main()"
    return subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **threads},
    )


def _how(code: int) -> str:
    """Describe in words how a process ended."""
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


@dataclass(frozen=True)
class ChunkResult:
    """Result of a chunk: a complete part, or the structures one by one if some of it is known already.

    `measured` has one entry per structure, in order; they have rows only if `part` is None.
    """

    measured: list[Measured]
    part: bytes | None


def work(supervisor: Supervisor, job: Job, chunk: Chunk) -> ChunkResult:
    """Measure a chunk, and compose its part directly if no result of it is known."""
    measured = supervisor.run(chunk)
    if any(m.unchanged for m in measured):
        return ChunkResult(measured, None)
    part = compose(
        job,
        job.settings.table,
        [m.member for m in measured],
        [item.passthrough for item in chunk.items],
        [m.rows for m in measured],
    )
    return ChunkResult([replace(m, rows=None) for m in measured], part)


_OF_THREAD = threading.local()

KEPT_SUPERVISORS = 4
"""Supervisors kept per thread, for concurrent jobs of a cluster."""


def work_in_thread(job: Job, chunk: Chunk) -> ChunkResult:
    """Process a chunk with this thread's supervisor for the job, which is kept between chunks."""
    kept: dict[Job, Supervisor] = _OF_THREAD.__dict__.setdefault("kept", {})
    supervisor = kept.pop(job, None) or Supervisor(job)
    kept[job] = supervisor
    while len(kept) > KEPT_SUPERVISORS:
        kept.pop(next(iter(kept))).close()
    return work(supervisor, job, chunk)
