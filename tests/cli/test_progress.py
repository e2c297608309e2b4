"""Progress of what takes over a second: on a terminal alone, and gone when the result comes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtorstruct.cli import progress
from mtorstruct.cli.common import tell
from mtorstruct.cli.main import COMMANDS

from .terminals import read_to_end

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")


class Terminal:
    """Standard error as a terminal that keeps what is written."""

    def __init__(self) -> None:
        self.written = ""

    def write(self, text: str) -> int:
        self.written += text
        return len(text)

    def flush(self) -> None:
        pass

    def isatty(self) -> bool:
        return True


def screen(written: str) -> list[str]:
    """Lines that are left when carriage returns and erasures are obeyed."""
    return [re.sub(r"^.*\r([^\r]*)\x1b\[K", r"\1", line) for line in written.split("\n")]


def terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of standard error, for the test that calls it."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(progress, "FIRST_SECONDS", 0.05)
    return found


def test_it_says_what_is_done_and_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    with progress.working("report"):
        progress.stage("reading cohort.maf")
        time.sleep(0.2)
        tell("a message")
        progress.stage("")
        time.sleep(0.2)
    for words in ("reading cohort.maf, 0 s", "writing the page, 0 s"):
        assert words in shown.written
    assert screen(shown.written) == ["mtorstruct: a message", ""]


def test_what_is_quick_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = terminal(monkeypatch)
    with progress.working("annotate"):
        progress.stage("reading")
    assert shown.written == ""
    with progress.working("annotate"):
        progress.end_of_work()
        time.sleep(0.2)
    assert shown.written == ""


@pytest.mark.parametrize("environment", [{"TERM": "dumb"}, {}])
def test_nothing_is_shown_elsewhere(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> None:
    """A terminal that cannot clear a line, and a pipe."""
    if environment:
        monkeypatch.setattr(sys, "stderr", Terminal())
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert not isinstance(progress.working("report"), progress.Working)
    progress.stage("nothing")
    progress.end_of_work()


def test_every_command_with_a_stage_is_one() -> None:
    assert set(progress.STAGES) <= set(COMMANDS)


@pytest.mark.slow
def test_a_report_says_what_it_does(shared_cohorts: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = subprocess.Popen(
        [sys.executable, "-m", "mtorstruct", "report", shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv",
         "-o", tmp_path / "report.html"],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"},
    )  # fmt: skip
    os.close(theirs)
    written = read_to_end(ours)
    assert command.communicate()[0] == b""
    text = written.decode().replace("\r\n", "\n")
    assert re.search(r"\rwriting the page, \d+ s\x1b\[K", text)
    assert all(line.startswith("mtorstruct: ") for line in screen(text)[:-1])
    assert screen(text)[-1] == ""
