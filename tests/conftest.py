"""Real structures for the tests, and no way out of this machine."""

from __future__ import annotations

import functools
import os
import socket
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest
from hypothesis import settings

from mtorstruct.measures.table import residue_geometry
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex

from .loopback import archive, binary_fap, fap, liar, store
from .scripts import module_of

__all__ = ["archive", "binary_fap", "fap", "liar", "store"]

# How long an example takes is a matter of what else the machine does.
settings.register_profile("patient", settings(), deadline=None)
settings.load_profile("patient")

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


def _shared(name: str, what: str) -> Path:
    folder = SHARED / name
    if not folder.is_dir():
        reason = f"needs the real {what} in ../shared/{name}, which are not part of the project"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return folder


@pytest.fixture(scope="session")
def shared_structures() -> Path:
    """Folder with the real coordinate files."""
    return _shared("structures", "structures")


@pytest.fixture(scope="session")
def shared_more() -> Path:
    """Folder with further real coordinate files."""
    return _shared("structures_more", "structures")


@pytest.fixture(scope="session")
def shared_faults() -> Path:
    """Folder with inputs on which answers were wrong."""
    return _shared("faults", "inputs")


@pytest.fixture(scope="session")
def shared_binary(shared_more: Path) -> Path:
    """Folder with real BinaryCIF files, each beside its entry as text."""
    return shared_more / "bcif"


@pytest.fixture(scope="session")
def shared_sequences() -> Path:
    """Folder with real sequences."""
    return _shared("sequences", "sequences")


@pytest.fixture(scope="session")
def shared_review() -> Path:
    """Text of the review that the package follows."""
    return _shared("review", "review")


@pytest.fixture(scope="session")
def shared_cohorts() -> Path:
    """Folder with real variant files."""
    return _shared("cohorts", "variant files")


@pytest.fixture(scope="session")
def rebuild() -> ModuleType:
    """The script that rebuilds what ships in `structures`."""
    source = ROOT / "structures" / "rebuild.py"
    if not source.is_file():
        pytest.skip("needs structures/rebuild.py, which is part of a checkout only")
    return module_of(source)


@pytest.fixture(scope="session")
def atlas_inputs(
    rebuild: ModuleType, shared_structures: Path, shared_more: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[Path]:
    """The files that the embedded atlas is built of, under the names of their entries."""
    files: list[Path] = rebuild.gather([shared_structures, shared_more], tmp_path_factory.mktemp("inputs"))
    return files


@pytest.fixture(scope="session")
def structure(shared_structures: Path) -> Callable[[str], MtorComplex]:
    """Load one of the real files by name, once a session."""
    return functools.cache(lambda name: load(shared_structures / name))


@pytest.fixture(scope="session")
def geometry(structure: Callable[[str], MtorComplex]) -> Callable[[str], pd.DataFrame]:
    """Residue geometry of one of the real files by name, once a session."""
    return functools.cache(lambda name: residue_geometry(structure(name)))


def _is_live(request: pytest.FixtureRequest) -> bool:
    """Whether a test is one of those that ask the live archives (``-m network``)."""
    return request.node.get_closest_marker("network") is not None


@pytest.fixture(autouse=True)
def _offline(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched but in the tests that ask for the server on loopback (`archive`) or are live."""
    if not _is_live(request):
        monkeypatch.setenv("MTORSTRUCT_OFFLINE", "1")
        return
    for name in [name for name in os.environ if name.startswith("MTORSTRUCT_")]:
        monkeypatch.delenv(name)


@pytest.fixture(autouse=True)
def _own_store(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No test finds coding sequences in the store of whoever runs it, but the live ones."""
    if not _is_live(request):
        monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path_factory.getbasetemp() / "no-store"))


@pytest.fixture(autouse=True)
def _only_loopback(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if _is_live(request):
        return
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else address
        if self.family != socket.AF_UNIX and host not in ("127.0.0.1", "::1", "localhost"):
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded)
