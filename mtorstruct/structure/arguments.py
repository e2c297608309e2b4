"""Structures as functions take them: a complex, or whatever `load` makes one of."""

from __future__ import annotations

from typing import Any

from mtorstruct.structure.model import MtorComplex

__all__ = ["complex_of"]


def complex_of(structure: Any) -> MtorComplex:
    """Return the complex that an argument is or names.

    Parameters
    ----------
    structure : MtorComplex, str, pathlib.Path or object
        A complex as it is, or what `mtorstruct.load` takes: a file, an entry, an object of another library.

    Raises
    ------
    UsageError
        It is none of these.
    DataError, RemoteError
        As in `mtorstruct.load`.
    """
    if isinstance(structure, MtorComplex):
        return structure
    from mtorstruct.structure.loading import load

    return load(structure)
