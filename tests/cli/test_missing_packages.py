"""Packages that are not installed: one line that names the package, and exit code 5."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from mtorstruct.cli.main import COMMANDS
from mtorstruct.errors import missing_package

HIDING = """
import sys
from importlib.machinery import PathFinder

HIDDEN, ALONE = {hidden!r}, {alone!r}

class Finder:
    find_distributions = PathFinder.find_distributions
    invalidate_caches = PathFinder.invalidate_caches

    @staticmethod
    def find_spec(name, path=None, target=None):
        first = name.partition(".")[0]
        if first in HIDDEN or (ALONE and first not in ALONE):
            return None
        return PathFinder.find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Finder
from mtorstruct.cli.main import main
sys.exit(main())
"""

ALONE = (*sys.stdlib_module_names, "mtorstruct")


def run(
    *arguments: str | Path, hidden: tuple[str, ...] = (), alone: tuple[str, ...] = ()
) -> subprocess.CompletedProcess[str]:
    code = HIDING.format(hidden=hidden, alone=alone)
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


def asked(command: str, folder: Path, source: Path) -> list[str | Path]:
    return {
        "annotate": ["annotate", "F2108L"],
        "summarise": ["summarise", "F2108L"],
        "report": ["report", "F2108L", "-o", folder / "r.html"],
        "explain": ["explain", "F2108L"],
        "view": ["view", "1FAP", "F2108L", "-o", folder / "v.html"],
        "drugs": ["drugs"],
        "batch": ["batch", "domains", source, "-o", folder / "out"],
        "domains": ["domains", source],
        "phosphosites": ["phosphosites"],
        "benchmark": ["benchmark"],
        "plot": ["plot", "lollipop", "F2108L", "-o", folder / "p.svg"],
        "entries": ["entries"],
        "fetch": ["fetch", "1FAP"],
        "store": ["store", "list", "--store", folder],
        "atlas": ["atlas", "show"],
        "completion": ["completion", "bash"],
    }[command]


@pytest.mark.parametrize("command", COMMANDS)
def test_nothing_is_installed_but_the_package_itself(command: str, tmp_path: Path) -> None:
    """As after ``pip install --no-deps``."""
    source = tmp_path / "model.pdb"
    source.write_text("ATOM      1  CA  ALA A   1      11.104   6.134  -6.504  1.00  0.00           C\n")
    done = run(*asked(command, tmp_path, source), alone=ALONE)
    assert "Traceback" not in done.stderr
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (5, "", 1), done.stderr
    said = re.fullmatch(
        r"mtorstruct: (?:the package )?.*?([\w.-]+).*; install it with: pip install ([\w.-]+)\n", done.stderr
    )
    assert said, done.stderr
    assert said[2] in done.stderr.partition(";")[0]


@pytest.mark.parametrize("command", ["", *(name for name in COMMANDS if name != "view")])
def test_help_needs_nothing(command: str) -> None:
    done = run(*command.split(), "--help", alone=ALONE)
    assert (done.returncode, done.stderr) == (0, "")


NEEDS = {
    "numpy": ["annotate", "report", "drugs", "domains"],
    "pandas": ["report", "plot", "view"],
    "gemmi": ["domains"],
    "Bio": ["domains"],
    "pyarrow": ["batch"],
    "matplotlib": ["plot", "report"],
    "jinja2": ["report", "view"],
    "shtab": ["completion"],
}
"""Packages, and commands that cannot do without."""


@pytest.mark.parametrize(
    ("module", "command"), [(module, command) for module, commands in NEEDS.items() for command in commands]
)
def test_one_package_is_missing(module: str, command: str, tmp_path: Path, shared_structures: Path) -> None:
    source = shared_structures / "1fap.cif.gz"
    done = run(*asked(command, tmp_path, source), hidden=(module,))
    assert "Traceback" not in done.stderr
    assert done.returncode == 5, (done.returncode, done.stderr)
    package = {"Bio": "biopython"}.get(module, module)
    assert done.stderr.rstrip().endswith(f"install it with: pip install {package}"), done.stderr


def test_what_is_wrong_with_a_package() -> None:
    class Cases:
        absent = ModuleNotFoundError("No module named 'Bio.Align'", name="Bio.Align")
        below = ImportError("Unable to import required dependencies:\nnumpy: No module named 'numpy'")
        broken = ImportError("DLL load failed while importing gemmi_ext", name="gemmi.gemmi_ext")
        ours = ImportError("cannot import name 'x' from 'mtorstruct.texts'", name="mtorstruct.texts")

    said = {name: str(missing_package(getattr(Cases, name))) for name in ("absent", "below", "broken")}
    assert said["absent"] == "the package biopython is not installed; install it with: pip install biopython"
    assert said["below"] == "the package numpy is not installed; install it with: pip install numpy"
    assert "gemmi cannot be imported (DLL load failed" in said["broken"]
    assert said["broken"].endswith("pip install --force-reinstall gemmi")
    assert missing_package(Cases.ours) is None
