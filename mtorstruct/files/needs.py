"""Import optional packages that only some kinds of files need."""

from __future__ import annotations

import importlib
from typing import Any

from mtorstruct.errors import MissingDependencyError


def needed(module: str, package: str, *, what: str, where: str, instead: str) -> Any:
    """Import a module of an optional package.

    Raises
    ------
    MissingDependencyError
        It is not installed; the message names the package, and an alternative without it.

    Examples
    --------
    >>> needed("no_such_module", "nothing", what="a workbook", where="s.xlsx", instead="save it as CSV")
    Traceback (most recent call last):
    ...
    mtorstruct.errors.MissingDependencyError: s.xlsx: is a workbook, and no_such_module ...
    """
    try:
        return importlib.import_module(module)
    except ImportError as err:
        raise MissingDependencyError(
            f"is {what}, and {module} is not installed",
            where=where,
            hint=f"install it with: pip install {package}, or {instead}",
        ) from err
