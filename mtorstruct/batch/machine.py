"""Number of cores and amount of memory available to this process, often less than the machine has."""

from __future__ import annotations

import math
import os
from pathlib import Path

UNLIMITED = 1 << 60
"""Bytes from which a memory limit of a control group means no limit."""


def allowed_cores(root: Path = Path("/")) -> int:
    """Number of cores available to this process, by its affinity and the quota of its control group.

    Parameters
    ----------
    root : pathlib.Path, optional
        Folder that contains ``proc`` and ``sys``.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quotas = [_quota_v2(folder) for folder in _groups(root, "")]
    quotas += [_quota_v1(folder) for folder in _groups(root, "cpu")]
    return max(1, min([cores, *(math.ceil(quota) for quota in quotas if quota)]))


def allowed_memory(root: Path = Path("/")) -> int | None:
    """Bytes of memory available to this process, by machine and control group; None if unknown."""
    limits = [_number(folder / "memory.max") for folder in _groups(root, "")]
    limits += [_number(folder / "memory.limit_in_bytes") for folder in _groups(root, "memory")]
    limits.append(_of_machine(root))
    known = [limit for limit in limits if limit is not None and limit < UNLIMITED]
    return min(known, default=None)


def _of_machine(root: Path) -> int | None:
    for line in _text(root / "proc" / "meminfo").splitlines():
        if line.startswith("MemTotal:"):
            return int(line.split()[1]) * 1024
    return None


def _groups(root: Path, controller: str) -> list[Path]:
    """Folders of this process's control group and its ancestors; `controller` is empty for version 2."""
    base = root / "sys" / "fs" / "cgroup"
    for line in _text(root / "proc" / "self" / "cgroup").splitlines():
        _, names, path = line.split(":", 2)
        if (controller in names.split(",")) if controller else not names:
            top = base / controller if controller else base
            inner = top / path.lstrip("/")
            return [inner, *(folder for folder in inner.parents if folder.is_relative_to(top))]
    return []


def _quota_v2(folder: Path) -> float | None:
    words = _text(folder / "cpu.max").split()
    return int(words[0]) / int(words[1]) if len(words) == 2 and words[0].isdigit() else None


def _quota_v1(folder: Path) -> float | None:
    quota, period = _number(folder / "cpu.cfs_quota_us"), _number(folder / "cpu.cfs_period_us")
    return quota / period if quota and period else None


def _number(path: Path) -> int | None:
    text = _text(path).strip()
    return int(text) if text.isdigit() else None


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
