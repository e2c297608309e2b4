"""Import optional packages that only some kinds of files need."""

from __future__ import annotations

import importlib
from typing import Any

from mtorstruct.errors import MissingDependencyError


def needed(module: str, extra: str, *, what: str, where: str, instead: str) -> Any:
    """Import a module of an optional extra.

    Raises
    ------
    MissingDependencyError
        It is not installed; the message names the extra, and an alternative without it.

    Examples
    --------
    >>> needed("no_such_module", "excel", what="an Excel workbook", where="s.xlsx", instead="save it as CSV")
    Traceback (most recent call last):
    ...
    mtorstruct.errors.MissingDependencyError: s.xlsx: is an Excel workbook, and no_such_module ...
    """
    try:
        return importlib.import_module(module)
    except ImportError as err:
        raise MissingDependencyError(
            f"is {what}, and {module} is not installed",
            where=where,
            hint=f'install it with: pip install "mtorstruct[{extra}]", or {instead}',
        ) from err
