"""What ships works the same from a wheel and from an sdist."""

from __future__ import annotations

import ast
import importlib
import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
COMMAND = ["annotate", "--example", "review", "RPTOR:S863", "MTOR:S2448"]


def run(*command: str, **env: str) -> str:
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=env.pop("cwd", None),
        env={**os.environ, **env},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not (ROOT / "pyproject.toml").is_file():
        pytest.skip("needs a checkout or an unpacked sdist to build from")
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT))
    return folder


@pytest.mark.parametrize("kind", ["*.whl", "*.tar.gz"], ids=["wheel", "sdist"])
def test_an_installed_package_says_what_the_checkout_says(built: Path, tmp_path: Path, kind: str) -> None:
    (archive,) = built.glob(kind)
    target = tmp_path / "site"
    run(
        sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation",
        "--disable-pip-version-check", "--target", str(target), str(archive),
    )  # fmt: skip
    where = "import mtorstruct, sys; sys.stdout.write(mtorstruct.__file__)"
    environment = {"PYTHONPATH": str(target), "cwd": str(tmp_path)}
    assert run(sys.executable, "-c", where, **environment).startswith(str(target))
    installed = run(sys.executable, "-m", "mtorstruct", *COMMAND, **environment)
    assert installed == run(sys.executable, "-m", "mtorstruct", *COMMAND, cwd=str(ROOT))
    assert installed.count("\n") == 24
    assert run(sys.executable, "-m", "mtorstruct", "entries", **environment).count("\n") == 68


def test_the_wheel_holds_what_it_should_and_nothing_else(built: Path) -> None:
    (archive,) = built.glob("*.whl")
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    package = [n for n in names if not n.startswith("mtorstruct-")]
    assert all(n.startswith("mtorstruct/") for n in package)
    assert {
        "mtorstruct/py.typed",
        "mtorstruct/__init__.pyi",
        "mtorstruct/structures/entries.tsv",
        "mtorstruct/structures/README.md",
        "mtorstruct/structures/atlas/manifest.json",
        "mtorstruct/structures/atlas/summary.npz",
        "mtorstruct/reference/data/proteins.fasta",
        "mtorstruct/reference/data/site_templates.tsv",
        *(
            f"mtorstruct/views/assets/{name}"
            for name in ("report.css", "report.js", "ribbons.js", "camera.js", "closeup.js", "leaders.js")
        ),
        "mtorstruct/views/assets/scene.js",
        *(f"mtorstruct/views/assets/{name}.html.j2" for name in ("beside", "frame", "page", "report")),
    } <= set(package)
    coordinates = (".pdb", ".cif", ".ent", ".pdb.gz", ".cif.gz", ".mol2", ".mol2.gz", ".maf")
    assert not [n for n in names if n.endswith(coordinates)]
    modules = {p.relative_to(ROOT).as_posix() for p in (ROOT / "mtorstruct").rglob("*.py")}
    assert {n for n in package if n.endswith(".py")} == modules


def test_the_sdist_holds_the_tests_and_no_coordinates(built: Path) -> None:
    (archive,) = built.glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        names = opened.getnames()
    assert any(n.endswith("tests/test_packaging.py") for n in names)
    assert any(n.endswith("structures/rebuild.py") for n in names)
    assert not [n for n in names if n.endswith((".pdb", ".cif", ".gz", ".mol2"))]


SCRIPTS = [
    p
    for folder in (".ci", "benchmarks", "docs", "examples", "structures")
    for p in ROOT.glob(f"{folder}/**/*.py")
]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_script_imports_only_what_there_is(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "mtorstruct":
            module = importlib.import_module(str(node.module))
            assert [name.name for name in node.names if not hasattr(module, name.name)] == []


def test_the_scripts_are_found() -> None:
    assert len(SCRIPTS) > 10
