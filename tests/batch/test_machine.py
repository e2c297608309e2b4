"""Cores and memory that a process may use: made control groups, since a real one cannot be set here."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mtorstruct.batch.machine import allowed_cores, allowed_memory


@pytest.fixture(autouse=True)
def sixteen_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(16)), raising=False)


def made(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


def test_affinity_counts_where_there_is_no_quota(tmp_path: Path) -> None:
    assert allowed_cores(tmp_path) == 16
    assert allowed_memory(tmp_path) is None


@pytest.mark.parametrize(("quota", "cores"), [("250000 100000", 3), ("50000 100000", 1), ("max 100000", 16)])
def test_the_quota_of_version_2_counts_wherever_in_the_tree_it_is(
    tmp_path: Path, quota: str, cores: int
) -> None:
    root = made(
        tmp_path,
        {
            "proc/self/cgroup": "0::/slurm/job_7/step_0\n",
            "proc/meminfo": "MemTotal:       64000000 kB\n",
            "sys/fs/cgroup/slurm/job_7/cpu.max": quota + "\n",
            "sys/fs/cgroup/slurm/job_7/step_0/cpu.max": "max 100000\n",
            "sys/fs/cgroup/slurm/memory.max": "4000000000\n",
            "sys/fs/cgroup/slurm/job_7/step_0/memory.max": "max\n",
        },
    )
    assert allowed_cores(root) == cores
    assert allowed_memory(root) == 4_000_000_000


def test_the_quota_of_version_1(tmp_path: Path) -> None:
    root = made(
        tmp_path,
        {
            "proc/self/cgroup": "4:memory:/docker/abc\n3:cpu,cpuacct:/docker/abc\n",
            "proc/meminfo": "MemTotal:       64000000 kB\n",
            "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_quota_us": "400000\n",
            "sys/fs/cgroup/cpu/docker/abc/cpu.cfs_period_us": "100000\n",
            "sys/fs/cgroup/memory/docker/abc/memory.limit_in_bytes": "9223372036854771712\n",
        },
    )
    assert allowed_cores(root) == 4
    assert allowed_memory(root) == 64_000_000 * 1024
