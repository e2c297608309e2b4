"""Fingerprint of everything a result depends on except its input, and of the installed packages.

Results are kept as long as their version is the same: the code that makes them, without docstrings and
comments, the reference tables that it reads, the libraries, the settings. Code is found by following the
imports from the modules that measure a structure. All processes of a job must have exactly the same
installed, which is faster to check.
"""

from __future__ import annotations

import ast
import hashlib
import re
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from mtorstruct.archive.store import store_folder
from mtorstruct.batch.settings import Settings
from mtorstruct.errors import UsageError
from mtorstruct.files.writing import beside, write_whole

LIBRARIES = ("gemmi", "numpy", "scipy", "biopython", "biotite", "MDAnalysis", "msgpack", "pyarrow", "pandas")
"""Packages that results, or the bytes of the parts, depend on."""

ROOTS = ("mtorstruct.batch.measuring", "mtorstruct.batch.parts")
"""Modules that make results, from a file to the bytes of a part."""

NOT_FOLLOWED = ("mtorstruct.archive.store", "mtorstruct.archive.fetching")
"""Modules that only fetch files: a result is kept by the hash of its file, whatever its source."""

DIGITS = 12

REMEMBERED = "results-version"
"""File in the store's folder that has the installed version and that of its results."""


def version_of(settings: Settings) -> str:
    """Return the version under which a job's results are kept; results of any other are recomputed."""
    return _short(f"{results_version()} {settings!r}".encode())


@cache
def results_version() -> str:
    """Hash of the code and the tables that results depend on, and of the versions of the libraries.

    To read that code takes longer than to measure most structures, so the hash is remembered in the store's
    folder, if that can be written, together with the installed version that it holds for.
    """
    try:
        remembered = store_folder() / REMEMBERED
    except UsageError:  # there is no home folder
        return computed_version()
    installed = installed_version()
    with suppress(OSError):
        of, _, known = remembered.read_text(encoding="ascii", errors="replace").partition(" ")
        if of == installed and re.fullmatch(f"[0-9a-f]{{{DIGITS}}}", known):
            return known
    known = computed_version()
    with suppress(OSError):
        remembered.parent.mkdir(parents=True, exist_ok=True)
        write_whole(
            remembered, [f"{installed} {known}".encode()], temporary=beside(remembered, f".{REMEMBERED}-")
        )
    return known


def computed_version() -> str:
    """Return `results_version` from the code itself."""
    return _short(repr((sorted(sources().items()), _libraries())).encode())


@cache
def installed_version() -> str:
    """Hash of the package's own files, byte for byte, and of the versions of the libraries."""
    package = _package()
    digest = hashlib.sha256()
    files = (p for p in package.rglob("*") if p.suffix in (".py", ".tsv", ".fasta"))
    for path in sorted(files):
        if "structures" in path.relative_to(package).parts:
            continue
        digest.update(f"{path.relative_to(package).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    digest.update(repr(_libraries()).encode())
    return digest.hexdigest()[:DIGITS]


def sources() -> dict[str, str]:
    """Hash of each module and each reference table that results depend on, by name.

    A module counts if `ROOTS` import it, directly or not; a table if one of these modules names it.
    """
    tables = {path.name: path for path in (_package() / "reference" / "data").iterdir()}
    found: dict[str, str] = {}
    left = {*ROOTS}
    while left:
        name = left.pop()
        if name in tables:
            lines = tables[name].read_bytes().splitlines()
            found[name] = _short(b"\n".join(line for line in lines if not line.startswith(b"#")))
            continue
        words: list[str] = []
        names: set[str] = set()
        _tell(ast.parse(_file_of(name).read_bytes()), words, names)
        found[name] = _short(" ".join(words).encode())
        modules = {other for other in names if other.startswith("mtorstruct.") and _file_of(other).is_file()}
        left |= (modules | names & tables.keys()) - found.keys() - {*NOT_FOLLOWED}
    return found


def _tell(node: ast.AST, words: list[str], names: set[str]) -> None:
    """Collect the code of a node as words, and the modules and texts that it names.

    Like `ast.dump`, without statements that do nothing at run time. Empty fields are left out, too, so that
    all versions of Python agree.
    """
    words.append(type(node).__name__)
    if isinstance(node, ast.ImportFrom):
        names |= {node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)}
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        names.add(node.value)
    for name, value in ast.iter_fields(node):
        if value is None or value == []:
            continue
        words.append(name)
        for item in value if isinstance(value, list) else [value]:
            if not isinstance(item, ast.AST):
                words.append(repr(item))
            elif not _is_idle(item):
                _tell(item, words, names)
    words.append(".")


def _is_idle(node: ast.AST) -> bool:
    """Whether a statement is a docstring, or imports for type annotations only."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.If):
        return isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING" and not node.orelse
    return False


def _file_of(module: str) -> Path:
    path = _package().parent.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_name(f"{path.name}.py")


def _package() -> Path:
    return Path(__file__).parents[1]


def _libraries() -> list[tuple[str, str]]:
    return [(name, _version(name)) for name in LIBRARIES]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGITS]
