"""One word for all that a result depends on besides the file: code, facts, libraries, atlas, settings."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import mtorstruct
from mtorstruct.batch.settings import Settings

LIBRARIES = ("gemmi", "numpy", "scipy", "biopython", "biotite", "MDAnalysis", "pyarrow", "pandas")
"""Packages that results, or the bytes of the parts, depend on."""

DIGITS = 12


def version_of(settings: Settings) -> str:
    """Return the version under which a job's results are kept; results of any other are made anew."""
    return _short(f"{code_version()} {atlas_version()} {settings!r}".encode())


@cache
def code_version() -> str:
    """Hash of the package's own files and of the versions of the libraries that it measures with."""
    package = Path(mtorstruct.__file__).parent
    digest = hashlib.sha256()
    files = (p for p in package.rglob("*") if p.suffix in (".py", ".tsv", ".fasta"))
    for path in sorted(files):
        if "structures" in path.relative_to(package).parts:
            continue
        digest.update(f"{path.relative_to(package).as_posix()}\n".encode())
        digest.update(path.read_bytes())
    digest.update(repr([(name, _version(name)) for name in LIBRARIES]).encode())
    return digest.hexdigest()[:DIGITS]


@cache
def atlas_version() -> str:
    """Version of the embedded atlas."""
    from mtorstruct.atlas.store import open_atlas

    return open_atlas().version


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _short(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:DIGITS]
