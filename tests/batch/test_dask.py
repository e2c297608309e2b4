"""The same job on a Dask cluster of two processes: the same bytes, whoever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import psutil
import pytest

import mtorstruct
from mtorstruct.batch import pools
from mtorstruct.errors import RemoteError, UsageError

from .jobs import batch, content, copies, finish, ledger, n_told, start, wait_for

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX"),
    # What distributed says while a cluster comes and goes is its own.
    pytest.mark.filterwarnings("default"),
]

LARGE = ("5h64.pdb.gz", "4jsv.pdb.gz", "AF-P42345-F1.pdb.gz")


class Cluster:
    """A cluster in a process of its own."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("cluster.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            cwd=Path(__file__).parent,
        )  # fmt: skip
        assert self._process.stdout is not None
        self.address = self._process.stdout.readline().strip()

    def workers(self) -> list[psutil.Process]:
        """Processes of the workers, without what they started."""
        return [p for p in psutil.Process(self._process.pid).children() if _is_worker(p)]

    def close(self) -> None:
        """End it, and all that it started."""
        below = (
            psutil.Process(self._process.pid).children(recursive=True) if self._process.poll() is None else []
        )
        for process in [self._process, *below]:
            process.kill()
        self._process.communicate()

    def lose_scheduler(self) -> None:
        """The scheduler is gone at once."""
        self._process.send_signal(signal.SIGKILL)


def _is_worker(process: psutil.Process) -> bool:
    try:
        return any("spawn_main" in word for word in process.cmdline())
    except psutil.Error:
        return False


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


def test_every_real_structure_gives_the_same_on_a_cluster(
    tmp_path: Path, shared_structures: Path, cluster: Cluster
) -> None:
    assert batch("domains", shared_structures, "-o", tmp_path / "here")[0] == 0
    code, err = batch("domains", shared_structures, "-o", tmp_path / "there", "--scheduler", cluster.address)
    assert code == 0, err
    assert content(tmp_path / "here") == content(tmp_path / "there")
    assert ledger(tmp_path / "here" / "ledger.jsonl") == ledger(tmp_path / "there" / "ledger.jsonl")


def test_a_worker_that_is_killed_costs_nothing_but_time(
    tmp_path: Path, shared_structures: Path, cluster: Cluster
) -> None:
    folder = copies(shared_structures, tmp_path / "in", 45, LARGE)
    os.mkfifo(folder / "hang.pdb")
    arguments = ("domains", folder, "--max-seconds", 6)
    job = start(*arguments, "-o", tmp_path / "there", "--scheduler", cluster.address)
    for told in (2, 20):
        wait_for(lambda told=told: n_told(tmp_path / "there") >= told)  # type: ignore[misc]
        workers = cluster.workers()
        assert len(workers) == 2
        workers[0].kill()
        wait_for(lambda dead=workers[0]: len(cluster.workers()) == 2 and dead not in cluster.workers())  # type: ignore[misc]
    code, err = finish(job)
    assert code == 1, err
    assert "45 done + 1 failed" in err
    assert "hang.pdb: took longer than 6 s" in err
    batch(*arguments, "-o", tmp_path / "here")
    assert content(tmp_path / "here") == content(tmp_path / "there")


@pytest.mark.slow
def test_a_scheduler_that_is_lost_ends_the_job_which_goes_on_here(
    tmp_path: Path, shared_structures: Path, cluster: Cluster
) -> None:
    folder = copies(shared_structures, tmp_path / "in", 45, LARGE)
    job = start("domains", folder, "-o", tmp_path / "out", "--scheduler", cluster.address)
    wait_for(lambda: n_told(tmp_path / "out") >= 5)
    cluster.lose_scheduler()
    code, err = finish(job)
    assert code == 4
    assert "the scheduler is lost" in err
    code, err = batch("domains", folder, "-o", tmp_path / "out")
    assert code == 0
    assert "of them known before" in err
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    assert content(tmp_path / "out") == content(tmp_path / "undisturbed")


def test_relative_names_are_seen_from_where_the_command_is_given(
    tmp_path: Path, shared_structures: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The workers stand in the folder of these tests.
    copies(shared_structures, tmp_path / "in", 4)
    monkeypatch.chdir(tmp_path)
    code, err = batch("domains", "in", "-o", "there", "--scheduler", cluster.address)
    assert code == 0, err
    batch("domains", "in", "-o", "here")
    assert content(tmp_path / "here") == content(tmp_path / "there")


class Future:
    """What a client gives for a task that ended in an error."""

    def __init__(self, error: BaseException) -> None:
        self._error = error

    def exception(self) -> BaseException:
        return self._error


def test_a_chunk_that_the_scheduler_gave_up_is_handed_in_again_a_few_times() -> None:
    from distributed import KilledWorker

    pool = pools.DaskPool(None, None)  # type: ignore[arg-type]
    lost = Future(KilledWorker("task", None, 4))
    assert pool._outcome(lost, 0) is None
    assert pool._outcome(lost, pools.RETRIES - 1) is None
    with pytest.raises(RemoteError, match="workers are lost over one chunk"):
        pool._outcome(lost, pools.RETRIES)
    with pytest.raises(RemoteError, match="a worker cannot do its work"):
        pool._outcome(Future(BlockingIOError(11, "Resource temporarily unavailable")), 0)
    with pytest.raises(UsageError, match="another mtorstruct"):
        pool._outcome(Future(UsageError("a worker has another mtorstruct")), 0)


def test_domains_by_a_client_in_python(shared_structures: Path, cluster: Cluster) -> None:
    from distributed import Client

    files = sorted(shared_structures.glob("*.pdb.gz"))[:4]
    with Client(cluster.address) as client:
        there = mtorstruct.map_domains(files, client=client)
    pd.testing.assert_frame_equal(there, mtorstruct.map_domains(files))


def test_where_no_scheduler_answers_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pools, "CONNECT_SECONDS", 1)
    with pytest.raises(RemoteError, match="no Dask scheduler answers"):
        pools.connect("tcp://127.0.0.1:9")
