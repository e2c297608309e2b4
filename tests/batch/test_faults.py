"""What goes wrong at night: nothing is lost, nothing is there twice, and the ledger tells the truth."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from mtorstruct.batch import supervising
from mtorstruct.batch.inputs import Item
from mtorstruct.batch.measuring import crash, over_memory, over_time
from mtorstruct.batch.pools import AHEAD, LocalPool
from mtorstruct.batch.settings import Conditions, Job, Settings
from mtorstruct.batch.supervising import Chunk, Supervisor
from mtorstruct.batch.version import installed_version, version_of
from mtorstruct.errors import MtorStructError

from .jobs import batch, content, copies, dataset, finish, ledger, n_told, start, text_of, wait_for

posix = pytest.mark.skipif(
    os.name != "posix", reason="needs signals, pipes with names and file systems of POSIX"
)

N = 42
LAST = f"s{N - 1:04d}"

LARGE = ("5h64.pdb.gz", "4jsv.pdb.gz", "AF-P42345-F1.pdb.gz")


@pytest.fixture
def folder(tmp_path: Path, shared_structures: Path) -> Path:
    """Real files that keep two processes busy for a second or two."""
    return copies(shared_structures, tmp_path / "in", N, LARGE)


@pytest.fixture
def small(tmp_path: Path, shared_structures: Path) -> Path:
    return copies(shared_structures, tmp_path / "in", 8)


def failures(folder: Path) -> dict[str, dict[str, Any]]:
    """Failed lines of the ledger, by name of the file; every input has one line."""
    lines = ledger(folder / "ledger.jsonl")
    names = [Path(line["input"]).name for line in lines]
    assert len(names) == len(set(names))
    table = dataset(folder / next(p.name for p in folder.iterdir() if p.is_dir()))
    for line in lines:
        assert line["rows"] == (table.input == line["input"]).sum()
    return {Path(line["input"]).name: line for line in lines if line["status"] == "failed"}


def held(tmp_path: Path) -> dict[str, str]:
    """Environment in which a job does not end before it is killed or released: its last file waits."""
    return {"HOLD": str(tmp_path / LAST), **on_path("holding")}


def children(process: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(process.pid).children()


@pytest.mark.slow
@posix
@pytest.mark.parametrize("told", [1, 20, N - 4])
def test_a_job_that_is_killed_goes_on_and_ends_the_same_byte_for_byte(
    tmp_path: Path, folder: Path, told: int
) -> None:
    (folder / "broken.pdb").write_text("nothing")
    out = tmp_path / "out"
    job = start("domains", folder, "-o", out, "--jobs", 2, **held(tmp_path))
    wait_for(lambda: n_told(out) >= told)
    workers = children(job)
    job.kill()
    finish(job)
    wait_for(lambda: not any(w.is_running() and w.status() != psutil.STATUS_ZOMBIE for w in workers))
    assert not (out / "domains").exists()
    kept = ledger(out / "domains.unfinished" / "ledger.jsonl")
    assert told <= len(kept) == len({line["input"] for line in kept})
    code, err = batch("domains", folder, "-o", out, "--jobs", 2)
    assert code == 1
    assert f"{N + 1} inputs = {N} done + 1 failed, {len(kept)} of them known before" in err
    assert batch("domains", folder, "-o", tmp_path / "undisturbed", "--jobs", 1)[0] == 1
    assert content(out) == content(tmp_path / "undisturbed")
    assert ledger(out / "ledger.jsonl") == ledger(tmp_path / "undisturbed" / "ledger.jsonl")
    assert sorted(p.name for p in out.iterdir()) == [".lock", "domains", "ledger.jsonl", "summary.json"]


@pytest.mark.slow
@posix
def test_a_job_that_is_killed_again_and_again(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    for told in (5, 15, 30):
        job = start("domains", folder, "-o", out, "--jobs", 2, **held(tmp_path))
        wait_for(lambda told=told: n_told(out) >= told)
        job.kill()
        finish(job)
        lines = ledger(out / "domains.unfinished" / "ledger.jsonl")
        assert len(lines) == len({line["input"] for line in lines}) >= told
    batch("domains", folder, "-o", out, "--jobs", 2)
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    assert content(out) == content(tmp_path / "undisturbed")


@pytest.mark.slow
@posix
def test_a_ledger_that_was_cut_short_and_a_part_that_was_are_mended(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    job = start("domains", folder, "-o", out, "--jobs", 2, **held(tmp_path))
    wait_for(lambda: n_told(out) >= 15)
    job.kill()
    finish(job)
    unfinished = out / "domains.unfinished"
    with (unfinished / "ledger.jsonl").open("ab") as file:
        file.write(b'{"input": "cut sho')
    parts = sorted(unfinished.glob("part-*"))
    os.truncate(parts[3], 2000)
    (unfinished / f".{parts[0].name}").write_bytes(b"half")
    assert batch("domains", folder, "-o", out)[0] == 0
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    assert content(out) == content(tmp_path / "undisturbed")
    assert ledger(out / "ledger.jsonl") == ledger(tmp_path / "undisturbed" / "ledger.jsonl")


@posix
def test_a_worker_that_is_killed_costs_nothing_but_time(tmp_path: Path, folder: Path) -> None:
    job = start("domains", folder, "-o", tmp_path / "out", "--jobs", 2)
    for told in (2, 15):
        wait_for(lambda told=told: n_told(tmp_path / "out") >= told)
        for worker in children(job):
            worker.kill()
    code, err = finish(job)
    assert code == 0, err
    assert failures(tmp_path / "out") == {}
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    assert content(tmp_path / "out") == content(tmp_path / "undisturbed")


@pytest.mark.slow
@posix
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_end_keeps_what_is_done_and_says_how_to_go_on(
    tmp_path: Path, folder: Path, number: signal.Signals
) -> None:
    out = tmp_path / "out"
    job = start("domains", folder, "-o", out, "--jobs", 2, **held(tmp_path))
    wait_for(lambda: n_told(out) >= 10)
    job.send_signal(number)
    code, err = finish(job)
    assert code == 128 + number
    assert "interrupted; what is done is kept" in err
    assert "Traceback" not in err
    assert batch("domains", folder, "-o", out)[0] == 0
    assert len(ledger(out / "ledger.jsonl")) == N


@pytest.mark.slow
@posix
def test_a_monster_a_hang_and_a_crash_cost_a_row_each(tmp_path: Path, small: Path) -> None:
    atom = "ATOM      1  CA  ALA A{:4d}      11.000  12.000  13.000  1.00 20.00           C  \n"
    with gzip.open(small / "monster.pdb.gz", "wt", compresslevel=1) as file:
        file.write("".join(atom.format(k) for k in range(10_000)) * 200)
    os.mkfifo(small / "hang.pdb")
    shutil.copyfile(small / "s0000-1fap.pdb.gz", small / "crash.pdb.gz")
    arguments = (
        "domains",
        small,
        "-o",
        tmp_path / "out",
        "--jobs",
        2,
        "--max-seconds",
        8,
        "--max-memory",
        0.3,
    )
    path = {
        "PYTHONPATH": f"{Path(__file__).parent / 'crashing'}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"
    }
    code, err = batch(*arguments, **path)
    assert code == 1
    failed = failures(tmp_path / "out")
    assert {name: line["error_type"] for name, line in failed.items()} == {
        "monster.pdb.gz": "LimitError", "hang.pdb": "LimitError", "crash.pdb.gz": "CrashError",
    }  # fmt: skip
    assert "took more than 0.3 GB of memory, what --max-memory allows" in failed["monster.pdb.gz"]["message"]
    assert "took longer than 8 s, what --max-seconds allows" in failed["hang.pdb"]["message"]
    assert "SIGABRT" in failed["crash.pdb.gz"]["message"]
    assert "8 done + 3 failed" in err
    # A crash with the same file is not tried again unless it is asked for.
    (small / "hang.pdb").unlink()
    assert "10 of them known before" in batch(*arguments)[1]
    assert "crash.pdb.gz" in failures(tmp_path / "out")
    assert batch(*arguments, "--retry-failed")[0] == 1
    assert list(failures(tmp_path / "out")) == ["monster.pdb.gz"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory limits are held on Linux")
@pytest.mark.parametrize("allowed", [0.0001, 0.01, 0.06, 0.09])
def test_too_little_memory_is_told_as_the_limit_that_was_given(
    tmp_path: Path, shared_structures: Path, allowed: float
) -> None:
    """Libraries that cannot be loaded, and processes that die: whatever it looks like, the limit is named."""
    file = shared_structures / "1fap.cif.gz"
    options = ("-o", tmp_path / "out", "--jobs", 1, "--max-memory", allowed, "--max-seconds", 10)
    code, _ = batch("distances", file, *options)
    assert code == 3
    (line,) = ledger(tmp_path / "out" / "ledger.jsonl")
    assert line["error_type"] in ("LimitError", "CrashError")
    assert "--max-memory" in line["message"]
    assert "cannot be worked on" not in line["message"]
    assert line["message"].find("please report") == -1 or "if that does not help" in line["message"]


def test_a_limit_says_whose_it_was() -> None:
    given, share = Conditions(max_memory_GB=4.0), Conditions(max_memory_GB=1.6, memory_is_share=True)
    assert str(over_memory("a", given)) == (
        "a: took more than 4.0 GB of memory, what --max-memory allows; "
        "allow more with --max-memory, and --retry-failed"
    )
    assert str(over_memory("a", share)) == (
        "a: took more than 1.6 GB of memory, its share of what this job may use; "
        "allow more with --max-memory, or run fewer --jobs, and --retry-failed"
    )
    assert "than there is" in str(over_memory("a"))
    assert "--max-memory" not in str(crash("a", "SIGSEGV", given))
    assert "--max-memory" not in str(over_time("a", share))


@posix
def test_a_file_that_vanishes_is_told_and_the_others_are_done(tmp_path: Path, folder: Path) -> None:
    job = start("domains", folder, "-o", tmp_path / "out", "--jobs", 1)
    wait_for(lambda: n_told(tmp_path / "out") >= 1)
    last = sorted(folder.iterdir())[-1]
    last.unlink()
    code, _ = finish(job)
    assert code == 1
    failed = failures(tmp_path / "out")
    assert "no such file" in failed[last.name]["message"]
    assert failed[last.name]["sha256"] == ""


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 160 kB."""
    where = tmp_path / "disk"
    where.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=160k", "tmpfs", where], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a file system of its own takes a superuser, which this is not")
    yield where
    subprocess.run(["umount", where], check=True)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs tmpfs")
def test_a_full_disk_ends_the_job_and_room_lets_it_go_on(
    tmp_path: Path, folder: Path, tiny_disk: Path
) -> None:
    out = tiny_disk / "out"
    code, err = batch("domains", folder, "-o", out, "--jobs", 2)
    assert code == 2
    assert "cannot be written (No space left on device); make room" in err
    assert "Traceback" not in err
    subprocess.run(["mount", "-o", "remount,size=8m", tiny_disk], check=True)
    code, err = batch("domains", folder, "-o", out, "--jobs", 2)
    assert code == 0
    assert "of them known before" in err
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    assert content(out) == content(tmp_path / "undisturbed")
    assert ledger(out / "ledger.jsonl") == ledger(tmp_path / "undisturbed" / "ledger.jsonl")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs tmpfs")
def test_a_folder_that_cannot_be_written_is_said_at_once(small: Path, tiny_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", tiny_disk], check=True)
    code, err = batch("domains", small, "-o", tiny_disk / "out")
    assert code == 2
    assert "cannot be written (Read-only file system)" in err


@posix
def test_of_two_jobs_in_one_folder_the_second_refuses(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    job = start("domains", folder, "-o", out, "--jobs", 1, **held(tmp_path))
    wait_for(lambda: n_told(out) >= 1)
    code, err = batch("domains", folder, "-o", out)
    (tmp_path / LAST).touch()
    assert code == 2
    assert "another job is writing to this folder" in err
    assert finish(job)[0] == 0
    assert len(ledger(out / "ledger.jsonl")) == N


@pytest.mark.slow
@posix
def test_a_second_job_at_the_moment_the_first_ends_waits_and_finds_all_done(
    tmp_path: Path, small: Path
) -> None:
    """Six jobs at once, and more as they end: each does its work, or says that another is at it."""
    out = tmp_path / "out"
    said = []
    running = [start("domains", small, "-o", out, "--jobs", 1) for _ in range(6)]
    for _ in range(3):
        said.append(finish(running.pop(0)))
        running.append(start("domains", small, "-o", out, "--jobs", 1))
    said += [finish(job) for job in running]
    for code, err in said:
        assert code == 0 or (code == 2 and "another job is writing to this folder; wait for it" in err), err
        assert "Traceback" not in err
    assert [code for code, _ in said].count(0) >= 2
    assert len(ledger(out / "ledger.jsonl")) == 8
    assert sorted(p.name for p in out.iterdir()) == [".lock", "domains", "ledger.jsonl", "summary.json"]


def test_what_is_given_twice_is_done_once(tmp_path: Path, small: Path) -> None:
    code, err = batch("domains", small, f"{small}/*.gz", small / "s0000-1fap.pdb.gz", "-o", tmp_path / "out")
    assert code == 0
    assert "9 inputs are given more than once, and taken once" in err
    assert len(ledger(tmp_path / "out" / "ledger.jsonl")) == 8
    assert failures(tmp_path / "out") == {}


@pytest.mark.slow
@posix
def test_a_killed_job_of_other_settings_leaves_nothing_behind(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "out"
    job = start("domains", folder, "-o", out, "--level", "all", "--jobs", 2, **held(tmp_path))
    wait_for(lambda: n_told(out) >= 10)
    job.kill()
    finish(job)
    told = out / "domains.unfinished" / "ledger.jsonl"
    old = {line["version"] for line in ledger(told)}
    job = start("domains", folder, "-o", out, "--jobs", 2, **held(tmp_path))
    wait_for(lambda: (text := text_of(told)).endswith("\n") and not any(v in text for v in old))
    job.kill()
    finish(job)
    lines = ledger(told)
    code, err = batch("domains", folder, "-o", out)
    assert code == 0
    known = re.search(r"(\d+) of them known before", err)
    # The kill may come between a part and its line in the ledger.
    assert known is not None
    assert len(lines) <= int(known[1]) <= len(lines) + 1
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    assert content(out) == content(tmp_path / "undisturbed")


@posix
def test_a_process_that_nobody_asks_ends_itself_and_another_takes_its_place(shared_structures: Path) -> None:
    supervisor = Supervisor(job_of(idle_seconds=0.2))
    chunk = Chunk(0, (Item(str(shared_structures / "1fap.pdb.gz")),), ("",))
    before = set(psutil.Process().children())
    try:
        first = supervisor.run(chunk)[0].member
        (child,) = set(psutil.Process().children()) - before
        wait_for(lambda: child.status() == psutil.STATUS_ZOMBIE)
        assert supervisor.run(chunk)[0].member == first
        assert first.proteins == {"FKBP1A": 1, "MTOR": 1}
    finally:
        supervisor.close()
    assert set(psutil.Process().children()) == before


def on_path(name: str) -> dict[str, str]:
    """Environment in which Python runs a ``sitecustomize`` of these tests at its start."""
    folders = (str(Path(__file__).parent / name), os.environ.get("PYTHONPATH", ""))
    return {"PYTHONPATH": os.pathsep.join(filter(None, folders))}


@pytest.mark.slow
@posix
@pytest.mark.parametrize("again", [False, True], ids=["first", "over_an_older"])
def test_a_kill_at_any_change_of_the_folder_loses_nothing(
    tmp_path: Path, shared_structures: Path, again: bool
) -> None:
    older = copies(shared_structures, tmp_path / "in", 3)
    batch("domains", older, "-o", tmp_path / "older")
    folder = copies(shared_structures, tmp_path / "in", 4)
    batch("domains", folder, "-o", tmp_path / "undisturbed")
    for at in range(2 if again else 1, 60, 3):
        out = tmp_path / f"out{at}"
        if again:
            shutil.copytree(tmp_path / "older", out)
        code, err = batch("domains", folder, "-o", out, "--jobs", 1, KILL_AT=str(at), **on_path("killing"))
        if code == 0:
            break
        assert code == -signal.SIGKILL, err
        code, err = batch("domains", folder, "-o", out, "--jobs", 1)
        assert code == 0, err
        assert content(out) == content(tmp_path / "undisturbed"), at
        assert ledger(out / "ledger.jsonl") == ledger(tmp_path / "undisturbed" / "ledger.jsonl"), at
        assert sorted(p.name for p in out.iterdir()) == [".lock", "domains", "ledger.jsonl", "summary.json"]
    assert at > 20


@pytest.mark.slow
@posix
def test_a_leak_fails_no_structure(tmp_path: Path, shared_structures: Path) -> None:
    folder = copies(shared_structures, tmp_path / "in", 70)
    code, err = batch(
        "domains", folder, "-o", tmp_path / "out", "--jobs", 1, "--max-memory", 0.35, **on_path("leaking")
    )
    assert code == 0, err
    batch("domains", folder, "-o", tmp_path / "whole")
    assert content(tmp_path / "out") == content(tmp_path / "whole")


def job_of(**conditions: Any) -> Job:
    settings = Settings()
    return Job(settings, Conditions(**conditions), version_of(settings), installed_version())


@posix
def test_a_process_is_replaced_after_so_many_structures(
    shared_structures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "STRUCTURES_A_CHILD", 3)
    started: list[int] = []
    start_one = supervising._start

    def counted() -> subprocess.Popen[bytes]:
        child = start_one()
        started.append(child.pid)
        return child

    monkeypatch.setattr(supervising, "_start", counted)
    supervisor = Supervisor(job_of())
    item = Item(str(shared_structures / "1fap.pdb.gz"))
    try:
        supervisor.run(Chunk(0, (item,) * 7, ("",) * 7))
    finally:
        supervisor.close()
    assert len(started) == 3


@posix
def test_a_process_that_is_killed_as_it_starts_is_started_again(
    shared_structures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PAUSE_SECONDS", 0.01)
    start_one, dying = supervising._start, [True, True, False]

    def killed() -> subprocess.Popen[bytes]:
        child = start_one()
        if dying.pop(0):
            child.kill()
        return child

    monkeypatch.setattr(supervising, "_start", killed)
    supervisor = Supervisor(job_of())
    chunk = Chunk(0, (Item(str(shared_structures / "1fap.pdb.gz")),), ("",))
    try:
        assert supervisor.run(chunk)[0].member.status == "done"
    finally:
        supervisor.close()

    def none() -> subprocess.Popen[bytes]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(supervising, "_start", none)
    with pytest.raises(MtorStructError, match="no process to read structures can be started"):
        Supervisor(job_of()).run(chunk)


def test_chunks_are_handed_out_as_there_is_room_for_them(shared_structures: Path) -> None:
    taken: list[int] = []

    def chunks() -> Iterator[Chunk]:
        for k in range(30):
            taken.append(k)
            yield Chunk(k, (Item(str(shared_structures / "1fap.pdb.gz")),), ("",))

    with LocalPool(job_of(), 2) as pool:
        for n_done, _ in enumerate(pool.results(chunks()), 1):
            assert len(taken) <= n_done + 2 * AHEAD
    assert taken == list(range(30))


def test_files_that_are_not_of_the_job_are_left_alone(tmp_path: Path, small: Path) -> None:
    mine = tmp_path / "project"
    (mine / "domains").mkdir(parents=True)
    (mine / "domains" / "thesis.txt").write_text("years of work")
    code, err = batch("domains", small, "-o", mine)
    assert code == 2
    assert "thesis.txt: is not of a job, and would be replaced" in err
    assert (mine / "domains" / "thesis.txt").read_text() == "years of work"
    assert batch("domains", small, "-o", tmp_path / "out")[0] == 0
    # Beside a job other files may lie; among its parts they may not, and a link is no folder of a job.
    (tmp_path / "out" / "slurm-7.out").write_text("a log")
    (tmp_path / "out" / ".DS_Store").write_text("of macOS")
    assert batch("domains", small, "-o", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "slurm-7.out").exists()
    (tmp_path / "out" / "domains" / "NOTES.md").write_text("mine")
    assert batch("domains", small, "-o", tmp_path / "out")[0] == 2
    (tmp_path / "out" / "domains" / "NOTES.md").unlink()
    (tmp_path / "out" / "domains").rename(tmp_path / "elsewhere")
    (tmp_path / "out" / "domains").symlink_to(tmp_path / "elsewhere")
    assert "is no folder of a job" in batch("domains", small, "-o", tmp_path / "out")[1]


def test_results_of_inputs_that_are_not_given_any_more_are_told(tmp_path: Path, small: Path) -> None:
    batch("domains", small, "-o", tmp_path / "out")
    code, err = batch("domains", small / "s0000-1fap.pdb.gz", "-o", tmp_path / "out")
    assert code == 0
    assert "7 results of inputs that are not given any more are taken out" in err
