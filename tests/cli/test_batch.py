"""``mtorstruct batch`` as a user meets it: what it says, where, and with which exit code."""

from __future__ import annotations

import io
import os
import pty
import select
import subprocess
import sys
from pathlib import Path

import pytest

from mtorstruct.batch.parts import FAILED, Member
from mtorstruct.batch.tally import Tally
from mtorstruct.cli import progress
from mtorstruct.cli.main import main
from mtorstruct.cli.progress import BatchProgress


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    code = main(["batch", *(str(a) for a in arguments)])
    out, err = capsys.readouterr()
    assert out == ""
    return code, err


def test_words_on_standard_error_nothing_on_standard_output(
    tmp_path: Path, shared_structures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, err = run(capsys, "domains", shared_structures / "1fap.cif.gz", "-o", tmp_path / "out", "--jobs", 1)
    assert code == 0
    assert err.splitlines()[-1].startswith(
        f"mtorstruct: 1 inputs = 1 done + 0 failed; 7 rows in {tmp_path / 'out' / 'domains'}; 0:0"
    )


def test_failures_are_listed_by_kind(
    tmp_path: Path, shared_structures: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.pdb", "b.pdb", "c.pdb"):
        (tmp_path / name).write_text("no structure")
    (tmp_path / "empty.cif").write_text("")
    given = ("domains", tmp_path, shared_structures / "1fap.cif.gz", "nonsense")
    code, err = run(capsys, *given, "-o", tmp_path / "out", "--jobs", 2)
    assert code == 1
    lines = err.splitlines()
    table = lines[[line.startswith("failed") for line in lines].index(True) :]
    assert [line.split()[:2] for line in table] == [
        ["failed", "error"], ["3", "DataError"], ["1", "DataError"], ["1", "UsageError"],
    ]  # fmt: skip
    assert f"{tmp_path / 'a.pdb'}: is a text, but not of a structure" in table[1]
    assert "the file is empty" in table[2]
    assert "nonsense: no such file, and not an entry id" in table[3]


@pytest.mark.parametrize(("given", "code"), [("missing.pdb", 3), ("nonsense", 2)])
def test_where_all_fail_the_exit_code_is_that_of_the_first(
    tmp_path: Path, given: str, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "domains", given, "-o", tmp_path / "out", "--jobs", 1)[0] == code


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["domains", ".", "--jobs", "0"], "must be at least 1"),
        (["domains", ".", "--max-memory", "-2"], "must be more than 0"),
        (["domains", "."], "-o"),
        (
            ["domains", ".", "-o", "out", "--jobs", "2", "--scheduler", "tcp://a:1"],
            "leave it out with --scheduler",
        ),
        (["everything", ".", "-o", "out"], "is none of domains, residues"),
        (["domains", ".", "-o", "out", "--scheme", "nonsense"], "unknown domain scheme"),
    ],
)
def test_mistakes_are_told_before_any_work(
    tmp_path: Path,
    arguments: list[str],
    problem: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    try:
        code = main(["batch", *arguments])
    except SystemExit as stop:
        code = int(stop.code or 0)
    assert code == 2
    assert problem in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_log_gets_a_line_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    shown = BatchProgress(4000)
    tally = Tally(inputs=4000)
    for second in range(185):
        now[0] = 1000.0 + second
        tally.add(2 * second, Member("a.pdb", status=FAILED) if second == 70 else Member("a.pdb"), kept=False)
        tally.add(2 * second + 1, Member("a.pdb"), kept=False)
        shown(tally)
    shown.clear()
    assert stream.getvalue().splitlines() == [
        "mtorstruct: 122 of 4,000 structures, 0 failed, 2.0/s, 31:47 left",
        "mtorstruct: 242 of 4,000 structures, 1 failed, 2.0/s, 31:03 left",
        "mtorstruct: 362 of 4,000 structures, 1 failed, 2.0/s, 30:09 left",
    ]


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of POSIX")
def test_a_terminal_sees_how_far_it_is(tmp_path: Path, shared_structures: Path) -> None:
    ours, theirs = pty.openpty()
    command = [
        sys.executable,
        "-m",
        "mtorstruct",
        "batch",
        "domains",
        str(shared_structures),
        "-o",
        str(tmp_path / "o"),
    ]
    process = subprocess.Popen(command, stderr=theirs, stdout=subprocess.DEVNULL)
    os.close(theirs)
    said = b""
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                said += os.read(ours, 65536)
            except OSError:
                break
    os.close(ours)
    assert process.wait() == 0
    live = [piece for piece in said.decode().split("\r") if " of 10 structures" in piece]
    assert live[0].startswith("0 of 10 structures, 0 failed")
    assert live[-1].startswith("10 of 10 structures, 0 failed, ")
    assert "left" in live[-1]
    assert "10 inputs = 10 done" in said.decode()
