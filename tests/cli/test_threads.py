"""The command line takes one thread for linear algebra; the library leaves that to its user."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

ASK = "import os; print(os.environ.get('OPENBLAS_NUM_THREADS'), len(os.listdir('/proc/self/task')))"
COMMAND = "from mtorstruct.cli.main import main; main(['annotate', 'F2108L', '--format', 'json'])"
LIBRARY = "import mtorstruct; mtorstruct.annotate(['F2108L'])"


def asked(code: str, **variables: str) -> list[str]:
    """The variable, and the number of threads, at the end of a program."""
    surroundings = {k: v for k, v in os.environ.items() if k != "OPENBLAS_NUM_THREADS"} | variables
    run = subprocess.run(
        [sys.executable, "-c", f"{code}; {ASK}"], env=surroundings, capture_output=True, text=True, check=True
    )
    return run.stdout.split()[-2:]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted in /proc")
def test_the_command_line_has_one_thread() -> None:
    assert asked(COMMAND) == ["1", "1"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="threads are counted in /proc")
def test_what_the_user_says_holds() -> None:
    assert asked(COMMAND, OPENBLAS_NUM_THREADS="2")[0] == "2"
    assert asked(LIBRARY)[0] == "None"
