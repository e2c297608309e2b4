"""Pools of workers: threads with a supervisor each, or the workers of a Dask cluster.

Both take chunks only as they have room for them, so that neither a list of a million structures nor its
results are ever in memory at once, and yield results in order of completion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from itertools import islice
from queue import SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Any, Protocol, Self

from mtorstruct.batch.settings import Job
from mtorstruct.batch.supervising import Chunk, ChunkResult, Supervisor, work, work_in_thread
from mtorstruct.errors import MissingDependencyError, MtorStructError, RemoteError

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 2
"""Chunks submitted per worker: the current one, and the next."""

RETRIES = 3
"""Retries by Dask of a failed chunk, and resubmissions of a chunk that Dask gave up."""

CONNECT_SECONDS = 30


class Pool(Protocol):
    """A pool that processes chunks, used as a context manager."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None
    ) -> None: ...

    def results(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, ChunkResult]]:
        """Process all chunks; yield each with its result in order of completion."""
        ...


class LocalPool:
    """Supervisors in threads of this process, each with a child of its own.

    Parameters
    ----------
    job : Job
        The job.
    n_processes : int
        Children at a time.
    """

    def __init__(self, job: Job, n_processes: int) -> None:
        self._job, self._n = job, n_processes
        self._supervisors = [Supervisor(job) for _ in range(n_processes)]
        self._free: SimpleQueue[Supervisor] = SimpleQueue()
        for supervisor in self._supervisors:
            self._free.put(supervisor)
        self._threads = ThreadPoolExecutor(n_processes)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None
    ) -> None:
        for supervisor in self._supervisors:
            supervisor.stop()
        self._threads.shutdown(cancel_futures=True)
        for supervisor in self._supervisors:
            supervisor.close()

    def results(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, ChunkResult]]:
        """Do all chunks; each with its result as it is done."""
        feed = iter(chunks)
        waiting: dict[Future[ChunkResult], Chunk] = {}
        while True:
            for chunk in islice(feed, AHEAD * self._n - len(waiting)):
                waiting[self._threads.submit(self._work, chunk)] = chunk
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()

    def _work(self, chunk: Chunk) -> ChunkResult:
        supervisor = self._free.get()
        try:
            return work(supervisor, self._job, chunk)
        finally:
            self._free.put(supervisor)


class DaskPool:
    """Workers of a Dask cluster; each thread of a worker has a supervisor and a child.

    A worker that is lost costs nothing but time: the scheduler gives its chunks to others, and where it
    gives a chunk up, because several workers were lost over it, the chunk is handed in again.

    Parameters
    ----------
    job : Job
        The job.
    client : distributed.Client
        A client that is connected; it stays open.
    """

    def __init__(self, job: Job, client: Client) -> None:
        self._job, self._client = job, client

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, at: TracebackType | None
    ) -> None:
        pass

    def results(self, chunks: Iterable[Chunk]) -> Iterator[tuple[Chunk, ChunkResult]]:
        """Do all chunks; each with its result as it is done.

        Raises
        ------
        RemoteError
            The scheduler is lost, or workers are lost over one chunk again and again.
        """
        from distributed import as_completed

        feed = iter(chunks)
        waiting: dict[str, tuple[Chunk, int]] = {}
        with _scheduler_errors():
            done: Any = as_completed()
        while True:
            with _scheduler_errors():
                # Workers may have gone since.
                for chunk in islice(feed, max(0, self._window() - len(waiting))):
                    self._submit(done, waiting, chunk, 0)
                if not waiting:
                    return
                future = next(done)
            chunk, tries = waiting.pop(future.key)
            result = self._outcome(future, tries)
            with _scheduler_errors():
                future.release()
                if result is None:
                    self._submit(done, waiting, chunk, tries + 1)
            if result is not None:
                yield chunk, result

    def _window(self) -> int:
        """Chunks to have under way, by the number of workers at this moment."""
        threads: dict[str, int] = self._client.nthreads()
        return AHEAD * max(1, sum(threads.values()))

    def _submit(self, done: Any, waiting: dict[str, tuple[Chunk, int]], chunk: Chunk, tries: int) -> None:
        future = self._client.submit(work_in_thread, self._job, chunk, pure=False, retries=RETRIES)
        waiting[future.key] = (chunk, tries)
        done.add(future)

    def _outcome(self, future: Any, tries: int) -> ChunkResult | None:
        """Result of a task; None if it must be handed in again."""
        from distributed import CancelledError, KilledWorker

        with _scheduler_errors():
            error = future.exception()
            if error is None:
                result: ChunkResult = future.result()
                return result
        if isinstance(error, MtorStructError):
            raise error
        if isinstance(error, CancelledError):
            raise _lost_scheduler(error)
        if isinstance(error, KilledWorker) and tries < RETRIES:
            return None
        reason = (
            "workers are lost over one chunk again and again"
            if isinstance(error, KilledWorker)
            else (f"a worker cannot do its work ({type(error).__name__}: {error})")
        )
        raise RemoteError(
            reason,
            where="Dask",
            hint="look into their logs (memory?); then run the same command again: it goes on",
        ) from error


@contextmanager
def _scheduler_errors() -> Iterator[None]:
    """Convert exceptions of the client after loss of the scheduler to `RemoteError`."""
    from distributed import CancelledError
    from distributed.comm.core import CommClosedError

    try:
        yield
    except (CancelledError, CommClosedError, TimeoutError, OSError) as err:
        raise _lost_scheduler(err) from err


def _lost_scheduler(err: BaseException) -> RemoteError:
    return RemoteError(
        f"the scheduler is lost ({type(err).__name__})",
        where="Dask",
        hint="run the same command again: it goes on",
    )


def connect(address: str) -> Client:
    """Connect to the scheduler of a Dask cluster.

    Raises
    ------
    MissingDependencyError
        Dask is not installed.
    RemoteError
        Nothing answers there.
    """
    try:
        from distributed import Client
    except ImportError as err:
        raise MissingDependencyError(
            "a cluster needs dask.distributed", hint="install it with: pip install distributed"
        ) from err
    try:
        return Client(address, timeout=CONNECT_SECONDS)
    except (OSError, TimeoutError, ValueError) as err:
        raise RemoteError(
            "no Dask scheduler answers",
            where=address,
            hint="start one with: dask scheduler, or check the address",
        ) from err
