"""One structure in every format, for tests that read it in each."""

from __future__ import annotations

import functools
from pathlib import Path
from types import ModuleType

import gemmi

from .scripts import module_of

ROOT = Path(__file__).resolve().parent.parent


@functools.cache
def _maker() -> ModuleType:
    return module_of(ROOT / "benchmarks" / "make_structures.py")


def as_binarycif(text: str) -> bytes:
    """The mmCIF text as BinaryCIF, written by biotite."""
    return bytes(_maker().binarycif(text))


def read_source(path: Path) -> gemmi.Structure:
    """One real file, with the numbers that mmCIF gives to residues."""
    return _maker().read_source(path)


def as_mmcif(source: gemmi.Structure) -> str:
    """The structure as mmCIF text, written by gemmi."""
    return str(_maker().text(source, ".cif"))
