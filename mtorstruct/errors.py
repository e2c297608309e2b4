"""Exceptions of mtorstruct.

A message is one line and has three parts: what happened, where, and a hint at the remedy. The same facts are
attributes, so that a program need not parse the message. Each class has the exit code of the command line.
"""

from __future__ import annotations

import errno
import re

from mtorstruct.texts import printable

MOST_OF_MESSAGE = 2000
"""Most characters of a message that are shown."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

__all__ = [
    "CrashError",
    "DataError",
    "FailedInputWarning",
    "LimitError",
    "MissingDependencyError",
    "MtorStructError",
    "RemoteError",
    "SuperpositionWarning",
    "UsageError",
]


class MtorStructError(Exception):
    """Base of every error raised by mtorstruct.

    Parameters
    ----------
    what : str
        What happened.
    where : str, optional
        The input it happened in: a path, an entry, a row.
    hint : str, optional
        What the reader can do about it.
    """

    exit_code = 1

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.what = what
        self.where = where
        self.hint = hint
        super().__init__(what, where, hint)

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuilt, (type(self), self.what, self.where, self.hint)

    def __str__(self) -> str:
        head = f"{self.where}: {self.what}" if self.where else self.what
        line = f"{head}; {self.hint}" if self.hint else head
        return printable(" ".join(line.split()), MOST_OF_MESSAGE)


def _rebuilt(kind: type[MtorStructError], what: str, where: str, hint: str) -> MtorStructError:
    """Rebuild an error from another process."""
    return kind(what, where=where, hint=hint)


class UsageError(MtorStructError, ValueError):
    """An invalid identifier, notation, or value of an option."""

    exit_code = 2


class DataError(MtorStructError, ValueError):
    """A file is missing, or not what it claims to be."""

    exit_code = 3


class RemoteError(MtorStructError, OSError):
    """A resource is not available: not in the store, not reachable, or not complete."""

    exit_code = 4

    # OSError would otherwise build a message of its own from three arguments.
    __str__ = MtorStructError.__str__


class MissingDependencyError(MtorStructError, ImportError):
    """An optional package is not installed; the message says how to install it."""

    exit_code = 5

    __str__ = MtorStructError.__str__


_PACKAGES = {"Bio": "biopython", "backports": "backports.zstd", "dateutil": "python-dateutil"}
"""Packages that are not named as the modules that they bring."""

_NO_MODULE = re.compile(r"No module named '([\w.]+)'")


def missing_package(err: ImportError) -> MissingDependencyError | None:
    """Error of a package that is not installed or cannot be imported; None if it is a module of our own.

    Examples
    --------
    >>> print(missing_package(ModuleNotFoundError("No module named 'Bio'", name="Bio")))
    the package biopython is not installed; install it with: pip install biopython
    """
    if isinstance(err, MissingDependencyError):
        return err
    named = _NO_MODULE.search(str(err))
    missing = named is not None or isinstance(err, ModuleNotFoundError)
    module = (named.group(1) if named else err.name or "").partition(".")[0]
    if not module or module == "mtorstruct":
        return None
    package = _PACKAGES.get(module, module)
    if missing:
        what, again = f"the package {package} is not installed", ""
    else:
        what, again = f"the package {package} cannot be imported ({err})", "--force-reinstall "
    return MissingDependencyError(what, hint=f"install it with: pip install {again}{package}")


class LimitError(DataError):
    """A structure exceeded its limit of time or memory."""


MORE_MEMORY = "close other programs, or run it on a machine with more memory"
"""Hint for errors of exhausted memory."""


def wants_memory(err: BaseException) -> bool:
    """Whether an error means exhausted memory, including messages of libraries that could not be loaded."""
    if isinstance(err, OSError):
        return err.errno == errno.ENOMEM
    said = str(err).casefold()
    unloaded = isinstance(err, ImportError) and ("map segment" in said or "allocate memory" in said)
    return unloaded or isinstance(err, MemoryError)


class CrashError(DataError):
    """A structure crashed the process that read it."""


class FailedInputWarning(UserWarning):
    """Some of many inputs failed; the others succeeded."""


class SuperpositionWarning(UserWarning):
    """Structures were superposed by a part that has another shape in one of them."""


def error_named(name: str, message: str) -> MtorStructError:
    """Error of a class given by name, as reported by another process."""
    kind = globals().get(name)
    if isinstance(kind, type) and issubclass(kind, MtorStructError):
        return kind(message)
    return MtorStructError(message)
