"""The public names of the package: one list, for Python, for type checkers and for the documentation."""

from __future__ import annotations

import ast
import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import mtorstruct

ROOT = Path(__file__).resolve().parent.parent
STUB = Path(mtorstruct.__file__).with_suffix(".pyi")
HOMES = {
    name.asname: f"mtorstruct.{node.module}"
    for node in ast.walk(ast.parse(STUB.read_text(encoding="utf-8")))
    if isinstance(node, ast.ImportFrom)
    for name in node.names
    if name.asname
}


def documents() -> str:
    """README, documentation and notebooks, or nothing where they are no part of what is tested."""
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    if not all(page.is_file() for page in pages):
        pytest.skip("needs the documentation, which is part of a checkout")
    texts = [page.read_text(encoding="utf-8") for page in pages]
    for notebook in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        texts += ["".join(cell["source"]) for cell in cells]
    return "\n".join(texts)


def test_the_stub_names_what_the_package_has() -> None:
    assert len(HOMES) > 30
    assert sorted(HOMES) == mtorstruct.__all__ == dir(mtorstruct)
    for name, module in HOMES.items():
        assert getattr(mtorstruct, name) is getattr(importlib.import_module(module), name)
    with pytest.raises(AttributeError, match="module 'mtorstruct' has no attribute 'lode'"):
        _ = mtorstruct.lode  # type: ignore[attr-defined]


def test_every_public_name_is_documented_and_every_documented_name_is_public() -> None:
    # Behind a slash or a dot it is the name of a file.
    named = set(re.findall(r"(?<![./])\bmtorstruct\.(\w+)\b(?!\.\w)", documents()))
    modules = {path.stem for path in Path(mtorstruct.__file__).parent.iterdir()}
    assert named - modules == set(HOMES)


def test_what_the_documentation_imports_is_public_in_its_module() -> None:
    found = re.findall(r"^(?:>>> )?from (mtorstruct\.[\w.]+) import ([\w, ]+)", documents(), re.MULTILINE)
    assert len(found) > 10
    for module, names in found:
        assert {name.strip() for name in names.split(",")} <= set(importlib.import_module(module).__all__)


def test_type_checkers_know_every_public_name(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    lines = [
        "import mtorstruct",
        *(f"reveal_type(mtorstruct.{name})" for name in HOMES),
        "names: list[str] = mtorstruct.drugs().columns.tolist()",
        'mtorstruct.load("5H64").residues.head()',
        "wrong: int = mtorstruct.drugs()",
        "mtorstruct.lode",
    ]
    script.write_text("\n".join(lines), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(ROOT / ".mypy_cache"), str(script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=STUB.parent.parent,
    )
    revealed = re.findall(r'script\.py:\d+: note: Revealed type is "(.*)"', done.stdout)
    assert len(revealed) == len(HOMES), done.stdout + done.stderr
    assert "Any" not in revealed
    errors = re.findall(r"script\.py:(\d+): error: .*\[([\w-]+)\]", done.stdout)
    assert errors == [(str(len(lines) - 1), "assignment"), (str(len(lines)), "attr-defined")], done.stdout
