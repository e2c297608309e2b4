"""Machines as users have them: no home folder, no permission, names that are too long, pipes of the shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import mtorstruct
from mtorstruct.archive.store import store_folder
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, MtorStructError, RemoteError, UsageError

posix = pytest.mark.skipif(os.name != "posix", reason="needs users, permissions and pipes of POSIX")
linux = pytest.mark.skipif(sys.platform != "linux", reason="the cache folder is that of Linux")

NOBODY = "import os, runpy, sys; os.getuid = lambda: 4_000_000; sys.argv[:1] = ['mtorstruct']; "
NOBODY += "runpy.run_module('mtorstruct', run_name='__main__')"


def run_as_nobody(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command as a user whom the system does not know, without a home, as in a container."""
    kept = {k: v for k, v in os.environ.items() if k not in ("HOME", "XDG_CACHE_HOME", "MTORSTRUCT_STORE")}
    command = [sys.executable, "-c", NOBODY, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**kept, **environment})


@linux
def test_without_a_home_what_needs_no_store_works() -> None:
    done = run_as_nobody("annotate", "F2108L", "--format", "tsv")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("\n") == 2


@linux
@pytest.mark.parametrize("command", [["store", "path"], ["fetch", "1FAP"], ["domains", "1FAP"]])
def test_without_a_home_the_store_asks_for_a_folder(command: list[str], tmp_path: Path) -> None:
    done = run_as_nobody(*command)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert (
        "there is no home folder to keep files in; name a folder with --store or MTORSTRUCT_STORE"
        in done.stderr
    )
    assert run_as_nobody("store", "path", "--store", tmp_path).stdout == f"{tmp_path}\n"
    assert run_as_nobody("store", "path", MTORSTRUCT_STORE=str(tmp_path)).stdout == f"{tmp_path}\n"


@linux
@pytest.mark.parametrize("cache", ["", "relative", None])
def test_a_cache_folder_that_is_empty_or_relative_counts_as_not_set(
    cache: str | None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("MTORSTRUCT_STORE")
    monkeypatch.setenv("HOME", str(tmp_path))
    if cache is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", cache)
    assert store_folder() == tmp_path / ".cache" / "mtorstruct"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert store_folder() == tmp_path / "cache" / "mtorstruct"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", "")
    with pytest.raises(UsageError, match="there is no home folder"):
        store_folder()


@pytest.mark.parametrize("text", ["x" * 300, "x" * 300 + ".pdb", "folder/" + "x" * 300, "x" * 10_000])
def test_a_text_that_is_too_long_for_a_path_is_no_file(text: str) -> None:
    for ask in (mtorstruct.load, mtorstruct.annotate_file, mtorstruct.make_scene):
        with pytest.raises(MtorStructError) as told:
            ask(text)
        assert len(str(told.value)) < 2100


def test_an_entry_is_one_beside_a_folder_of_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared_structures: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "1FAP").mkdir()
    with pytest.raises(RemoteError, match="1FAP: is not in the store"):
        mtorstruct.load("1FAP")
    assert mtorstruct.make_scene("1FAP").title
    (tmp_path / "models").mkdir()
    with pytest.raises(DataError, match="is a directory"):
        mtorstruct.load("models")


@posix
def test_a_pipe_of_the_shell_is_read(shared_structures: Path, tmp_path: Path) -> None:
    mtorstruct_ = f"{sys.executable} -m mtorstruct"

    def shell(command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", command], capture_output=True, text=True, check=False, cwd=tmp_path
        )

    packed = shared_structures / "1fap.pdb.gz"
    for made in (f"gunzip -c {packed}", f"cat {packed}"):
        done = shell(f"{mtorstruct_} domains <({made}) --format tsv")
        assert (done.returncode, done.stderr) == (0, "")
        assert "1FAP\tMTOR\tP42345" in done.stdout
    done = shell(f"{mtorstruct_} annotate -i <(printf 'F2108L\\n') --format tsv")
    assert (done.returncode, done.stdout.count("\n")) == (0, 2)
    # Other processes have not the pipes of this one.
    done = shell(f"{mtorstruct_} batch domains <(gunzip -c {packed}) -o out")
    assert done.returncode == 3
    assert "a pipe of the shell is open in one process only; write it to a file first" in done.stderr


@pytest.fixture
def locked(tmp_path: Path) -> Any:
    """A folder that may not be looked into, and how to run a command that obeys."""
    folder = tmp_path / "locked"
    folder.mkdir()
    folder.chmod(0)
    yield folder
    folder.chmod(0o700)


def obeying() -> list[str]:
    """Beginning of a command that obeys permissions, which root does not."""
    if os.getuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root obeys no permissions without setpriv")
    powers = "-dac_override,-dac_read_search"
    return ["setpriv", f"--bounding-set={powers}", f"--inh-caps={powers}"]


@pytest.mark.slow
@posix
def test_folders_without_permission_cost_a_line(
    locked: Path, tmp_path: Path, shared_structures: Path
) -> None:
    fap, inside = shared_structures / "1fap.pdb.gz", locked / "inside"
    commands: list[list[object]] = [
        ["domains", f"{inside}.pdb"],
        ["annotate", "-i", f"{inside}.tsv"],
        ["annotate", "F2108L", "-o", f"{inside}.tsv"],
        ["annotate", "F2108L", "--atlas", inside],
        ["annotate", "F2108L", "--cds", f"{inside}.fa"],
        ["summarise", "-i", f"{inside}.tsv"],
        ["report", "F2108L", "-o", f"{inside}.html"],
        ["plot", "lollipop", "F2108L", "-o", f"{inside}.svg"],
        ["view", fap, "-o", f"{inside}.pml"],
        ["atlas", "build", fap, "-o", inside],
        ["atlas", "build", f"{inside}.pdb", "-o", tmp_path / "atlas"],
        ["batch", "domains", fap, "-o", inside],
        ["batch", "domains", f"{inside}.pdb", "-o", tmp_path / "out"],
        ["fetch", "1FAP", "--store", inside],
        ["domains", "1FAP", "--store", inside],
        ["store", "list", "--store", locked],
    ]
    for command in commands:
        done = subprocess.run(
            [*obeying(), sys.executable, "-m", "mtorstruct", *map(str, command)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode in (2, 3, 4), (command, done.stderr)
        assert "Traceback" not in done.stderr, command
        assert str(locked) in done.stderr, command


@posix
def test_in_python_errors_of_permission_are_ours(locked: Path, shared_structures: Path) -> None:
    code = f"""
import mtorstruct
from mtorstruct.atlas.build import build_atlas
from mtorstruct.errors import MtorStructError
fap, inside = {str(shared_structures / "1fap.pdb.gz")!r}, {str(locked / "inside")!r}
table = mtorstruct.annotate(["F2108L"])
for ask in (
    lambda: mtorstruct.load(inside),
    lambda: mtorstruct.annotate_file(inside),
    lambda: mtorstruct.annotate(["F2108L"], atlas=inside),
    lambda: mtorstruct.make_scene(inside),
    lambda: mtorstruct.write_report(table, inside + ".html"),
    lambda: mtorstruct.map_domains([inside]),
    lambda: build_atlas([fap], inside),
    lambda: mtorstruct.run_batch([fap], inside, jobs=1),
    lambda: mtorstruct.load("1FAP", store=inside),
):
    try:
        ask()
    except MtorStructError as err:
        print(type(err).__name__)
"""
    command = [*obeying(), sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Error\n") == 9


def test_no_home_is_no_matter_to_those_who_name_a_store(tmp_path: Path) -> None:
    assert main(["store", "path", "--store", str(tmp_path)]) == 0
