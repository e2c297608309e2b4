"""Worker process that reads structures: one request, one answer, until its supervisor closes the pipe.

Requests come on standard input and answers go to standard output, each as a pickle: first the `Job`, answered
by the installed version, then ``(name, known SHA-256)``, answered by the SHA-256 of the file, if there is
one, and then by ``(Measured without rows, rows)``.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import pickle
import select
import signal
import sys
from dataclasses import replace
from typing import IO

from mtorstruct.batch.settings import Conditions, Job

PATIENCE = 2.0
"""Multiple of its time limit after which a process ends itself, in case its supervisor did not."""


def main() -> None:
    """Answer requests."""
    requests, answers = sys.stdin.buffer, _own_standard_output()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(EOFError, BrokenPipeError):
        _answer(requests, answers)


def _answer(requests: IO[bytes], answers: IO[bytes]) -> None:
    from mtorstruct.batch.measuring import measure
    from mtorstruct.batch.parts import pack_rows
    from mtorstruct.batch.version import installed_version

    job: Job = pickle.load(requests)
    _send(answers, installed_version())
    with contextlib.suppress(OSError):
        os.chdir(job.conditions.cwd or ".")
    _limit_memory(job.conditions)
    while _comes(requests, job.conditions.idle_seconds):
        name, known_sha256 = pickle.load(requests)
        faulthandler.dump_traceback_later(job.conditions.max_seconds * PATIENCE, exit=True, file=sys.stderr)
        measured = measure(name, job, known_sha256, lambda sha256: _send(answers, sha256))
        packed = None if measured.rows is None else pack_rows(measured.rows)
        faulthandler.cancel_dump_traceback_later()
        _send(answers, (replace(measured, rows=None), packed))


def _comes(requests: IO[bytes], seconds: float) -> bool:
    """Wait for a request; False if none arrives in time. On Windows pipes cannot be polled: always True."""
    return os.name != "posix" or bool(select.select([requests], [], [], seconds)[0])


def _send(answers: IO[bytes], answer: object) -> None:
    pickle.dump(answer, answers)
    answers.flush()


def _own_standard_output() -> IO[bytes]:
    """Reserve standard output for answers: output of libraries goes to standard error."""
    own = os.dup(1)
    os.dup2(2, 1)
    return os.fdopen(own, "wb")


def _limit_memory(conditions: Conditions) -> None:
    """Limit the memory of this process beyond its present use, where the system can enforce it."""
    if conditions.max_memory_GB is None or not sys.platform.startswith("linux"):
        return
    import resource
    from pathlib import Path

    now = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    limit = now + int(conditions.max_memory_GB * 1e9)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(
        resource.RLIMIT_AS, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard)
    )
