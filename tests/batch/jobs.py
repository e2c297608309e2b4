"""Small jobs on real files, and what to look at afterwards."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from ..interrupting import hear_ctrl_c

SMALL = ("1fap.pdb.gz", "1fap.cif.gz", "4dri.pdb.gz", "2gaq.pdb.gz")


def copies(shared: Path, folder: Path, n: int, names: tuple[str, ...] = SMALL) -> Path:
    """A folder with `n` copies of real files under names of their own."""
    folder.mkdir(parents=True, exist_ok=True)
    for k in range(n):
        name = names[k % len(names)]
        shutil.copyfile(shared / name, folder / f"s{k:04d}-{name}")
    return folder


def content(folder: Path) -> dict[str, str]:
    """Hash of every file of a dataset, and of the summary."""
    files = [*sorted(p for p in folder.iterdir() if p.is_dir())[0].iterdir(), folder / "summary.json"]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def ledger(path: Path, *, timed: bool = False) -> list[dict[str, Any]]:
    """Lines of a ledger, without the seconds unless they are asked for."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return lines if timed else [{k: v for k, v in line.items() if k != "seconds"} for line in lines]


def dataset(folder: Path) -> pd.DataFrame:
    """The dataset as one table."""
    return pd.read_parquet(folder)


def start(*arguments: object, **environment: str) -> subprocess.Popen[str]:
    """Start ``mtorstruct batch``."""
    import os

    return subprocess.Popen(
        [sys.executable, "-m", "mtorstruct", "batch", *map(str, arguments)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment},
        preexec_fn=hear_ctrl_c if os.name == "posix" else None,  # noqa: PLW1509
    )  # fmt: skip


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Exit code and standard error of a command that prints nothing on standard output."""
    out, err = process.communicate(timeout=300)
    assert out == ""
    return process.returncode, err


def batch(*arguments: object, **environment: str) -> tuple[int, str]:
    """Run ``mtorstruct batch`` to its end."""
    return finish(start(*arguments, **environment))


def wait_for(true: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something is true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never was"
        time.sleep(0.005)


def n_told(folder: Path) -> int:
    """Lines in the ledger of a job that runs."""
    path = next(folder.glob("*.unfinished/ledger.jsonl"), None)
    return text_of(path).count("\n") if path else 0


def text_of(path: Path) -> str:
    """Text of a file that a job may take away meanwhile; empty where it is not there."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return ""
