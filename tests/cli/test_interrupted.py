"""A command that is ended leaves nothing half written, and what a kill left goes with a later run."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mtorstruct.atlas import build
from mtorstruct.atlas.build import build_atlas
from mtorstruct.atlas.store import open_atlas
from mtorstruct.cli.main import main
from mtorstruct.tables.writing import OLD_SECONDS, write_text

from ..interrupting import hear_ctrl_c

posix = pytest.mark.skipif(os.name != "posix", reason="needs signals of POSIX")

SLOW = """
import sys, time
from pathlib import Path
from mtorstruct.cli import drugs
from mtorstruct.cli.main import main
from mtorstruct.tables.writing import deliver_pieces

def pieces():
    yield "half"
    print("writing", flush=True)
    time.sleep(60)

drugs.run = lambda options: deliver_pieces(pieces(), Path(sys.argv[1])) or 0
sys.exit(main(["drugs"]))
"""


def slow(path: Path, *before: str) -> subprocess.Popen[str]:
    """Start a command that has written half of its output, and waits."""
    command = [*before, sys.executable, "-c", SLOW, str(path)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,  # noqa: PLW1509
    )
    assert process.stdout
    assert process.stdout.readline() == "writing\n"
    assert len(list(path.parent.iterdir())) == 1 + path.exists()
    return process


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
@pytest.mark.parametrize("before", ["", "older"])
def test_a_command_that_is_told_to_end_leaves_no_temporary(
    tmp_path: Path, number: signal.Signals, before: str
) -> None:
    path = tmp_path / "table.tsv"
    if before:
        path.write_text(before)
    process = slow(path)
    process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (128 + number, "")
    assert [p.name for p in tmp_path.iterdir()] == ["table.tsv"] * bool(before)
    assert not before or path.read_text() == before


@posix
def test_a_command_that_ignores_the_end_of_its_terminal_goes_on(tmp_path: Path) -> None:
    process = slow(tmp_path / "table.tsv", "nohup")
    process.send_signal(signal.SIGHUP)
    time.sleep(0.3)
    assert process.poll() is None
    process.terminate()
    process.communicate(timeout=20)
    assert list(tmp_path.iterdir()) == []


@posix
def test_signals_are_as_they_were_after_a_command(capfd: pytest.CaptureFixture[str]) -> None:
    before = [signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)]
    assert main(["drugs"]) == 0
    assert [signal.getsignal(n) for n in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)] == before


@posix
def test_what_a_kill_left_goes_with_the_next_output_once_it_is_a_day_old(tmp_path: Path) -> None:
    process = slow(tmp_path / "table.tsv")
    process.kill()
    process.communicate()
    (left,) = tmp_path.iterdir()
    write_text(tmp_path / "other.tsv", "x")
    assert left.exists()
    an_old_day = time.time() - OLD_SECONDS - 10
    os.utime(left, (an_old_day, an_old_day))
    mine = [
        tmp_path / name for name in (".mtorstruct-output-mine", ".table.tsv.original", f"{left.name}.txt")
    ]
    for path in mine:
        path.write_text("mine")
        os.utime(path, (an_old_day, an_old_day))
    link = tmp_path / ".mtorstruct-output-linklink"
    link.symlink_to(mine[1])
    os.utime(link, (an_old_day, an_old_day), follow_symlinks=False)
    write_text(tmp_path / "other.tsv", "x")
    assert not left.exists()
    assert [path.read_text() for path in mine] == ["mine"] * 3
    assert link.is_symlink()


def test_an_atlas_that_a_kill_put_aside_is_put_back(tmp_path: Path, shared_structures: Path) -> None:
    fap, folder = shared_structures / "1fap.cif.gz", tmp_path / "atlas"
    build_atlas([fap], folder)
    aside = tmp_path / ".atlas.mtorstruct-old"
    folder.rename(aside)
    with pytest.MonkeyPatch.context() as patch:

        def ended(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(build.tempfile, "mkdtemp", ended)
        with pytest.raises(KeyboardInterrupt):
            build_atlas([fap], folder)
    assert [p.name for p in tmp_path.iterdir()] == ["atlas"]
    shutil.copytree(folder, aside)
    (tmp_path / "link").symlink_to(folder)
    build_atlas([shared_structures / "2gaq.pdb.gz"], tmp_path / "link")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["atlas", "link"]
    assert list(open_atlas(tmp_path / "link").sha256) == ["2GAQ"]
