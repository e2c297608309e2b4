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
from mtorstruct.cli.main import COMMANDS, main

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


def unhurried(monkeypatch: pytest.MonkeyPatch, shown: Terminal) -> None:
    """Let each stage last until it is shown, however quick the work is."""
    enter, name = progress.Working.__enter__, progress.Working.name

    def wait(stage: str) -> None:
        end = time.monotonic() + 60
        while f"{stage}, " not in shown.written:
            assert time.monotonic() < end, f"{stage} is not shown"
            time.sleep(0.002)

    def entered(self: progress.Working) -> progress.Working:
        enter(self)
        wait(self._stage)
        return self

    def named(self: progress.Working, stage: str) -> None:
        name(self, stage)
        wait(self._stage)

    monkeypatch.setattr(progress.Working, "__enter__", entered)
    monkeypatch.setattr(progress.Working, "name", named)


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


SHORT = {"explain", "drugs", "phosphosites", "completion"}
"""Commands that read nothing but what ships with the package."""


def test_every_command_that_reads_or_fetches_has_a_stage() -> None:
    """A batch has the progress of its structures."""
    assert set(progress.STAGES) == set(COMMANDS) - SHORT - {"batch"}
    assert progress.FIRST_SECONDS <= 1


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (["annotate", "F2108L", "M2327I"], "annotating variants: 2"),
        (["summarise", "F2108L"], "annotating variants: 1"),
        (["report", "F2108L", "--brief", "-o", "page.html"], "writing the page"),
        (["view", "1FAP", "F2108L", "-o", "scene.pml"], "drawing the structure"),
        (["plot", "lollipop", "F2108L", "-o", "figure.svg"], "drawing the figure"),
        (["benchmark"], "comparing"),
        (["atlas", "show", "-o", "atlas.tsv"], "reading the atlas"),
        (["domains", "5h64.pdb.gz", "4jsv.pdb.gz"], "reading 4jsv.pdb.gz"),
        (["entries", "--verify", "--store", "."], "comparing entries"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_commands_say_what_they_do_and_leave_no_trace(
    command: list[str],
    said: str,
    shared_structures: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("5h64.pdb.gz", "4jsv.pdb.gz"):
        (tmp_path / name).symlink_to(shared_structures / name)
    monkeypatch.chdir(tmp_path)
    shown = terminal(monkeypatch)
    monkeypatch.setattr(progress, "FIRST_SECONDS", 2e-3)
    unhurried(monkeypatch, shown)
    assert main(command) == 0
    assert f"\r{said}, 0 s" in shown.written
    assert all(line.startswith("mtorstruct: ") for line in screen(shown.written)[:-1])
    assert screen(shown.written)[-1] == ""


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
