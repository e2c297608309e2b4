"""Measure one structure, from its name to its rows; failures are recorded, not raised."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.archive import locate
from mtorstruct.batch.parts import FAILED, Member
from mtorstruct.batch.settings import Conditions, Job, Settings
from mtorstruct.errors import MORE_MEMORY, CrashError, DataError, LimitError, MtorStructError, wants_memory
from mtorstruct.files.paths import sha256_of
from mtorstruct.structure.loading import read_complex
from mtorstruct.structure.model import MtorComplex

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Measured:
    """Outcome of one structure: its result or failure, its rows, and the time taken.

    `unchanged` means that the file is the one whose result is known; then there is no other content.
    `doubtful` means that the failure may be due to the process rather than the file.
    """

    member: Member
    rows: pa.Table | None = None
    seconds: float = 0.0
    unchanged: bool = False
    doubtful: bool = False


def measure(
    name: str, job: Job, known_sha256: str = "", on_hash: Callable[[str], None] = lambda _: None
) -> Measured:
    """Compute the rows of one structure.

    Parameters
    ----------
    name : str
        A path or an entry id.
    known_sha256 : str, optional
        SHA-256 of the file whose result is already known.
    on_hash : callable, optional
        Called with the SHA-256 of the file as soon as it is known.
    """
    start = time.perf_counter()
    sha256 = ""
    try:
        path, stated, from_store = locate(name, store=job.conditions.store, offline=job.conditions.offline)
        sha256 = stated or _hash(path)
        on_hash(sha256)
        if sha256 == known_sha256:
            return Measured(Member(name, sha256), unchanged=True)
        complex_ = read(path, job.settings, sha256=sha256, whole=from_store)
        rows = job.settings.table.arrow(job.settings.rows_of(complex_))
        member = Member(
            name,
            sha256,
            rows=len(rows),
            proteins=dict(Counter(chain.gene for chain in complex_.chains if chain.protein)),
            refused={chain.name: chain.refused for chain in complex_.chains if chain.refused},
            notes=list(complex_.notes),
        )
        measured = Measured(member, rows)
    except MtorStructError as err:
        measured = failure(name, err, sha256=sha256)
    except Exception as err:  # whatever a library raises on a file that nobody foresaw
        error = over_memory(name, job.conditions) if wants_memory(err) else unforeseen(name, err)
        measured = replace(failure(name, error, sha256=sha256), doubtful=True)
    return replace(measured, seconds=time.perf_counter() - start)


def failure(name: str, err: MtorStructError, *, sha256: str = "", seconds: float = 0.0) -> Measured:
    """Return the record of a failed structure."""
    reason = str(type(err)(err.what, hint=err.hint))
    member = Member(
        name,
        sha256,
        FAILED,
        error_type=type(err).__name__,
        message=str(err),
        reason=reason.split(" (", maxsplit=1)[0].split(";", maxsplit=1)[0],
        exit_code=err.exit_code,
    )
    return Measured(member, seconds=seconds)


def unforeseen(name: str, err: Exception) -> DataError:
    """Error for a structure on which a library raised an unexpected exception."""
    return DataError(
        f"cannot be worked on ({type(err).__name__}: {err})", where=name, hint="please report it"
    )


MEMORY_THAT_SURELY_DOES = 1.0
"""Memory (GB) below which libraries fail in many ways, none of which mentions memory."""


def _is_scarce(conditions: Conditions) -> bool:
    """Whether the memory limit is so low that it may have caused any failure."""
    allowed = conditions.max_memory_GB
    return allowed is not None and allowed < MEMORY_THAT_SURELY_DOES


def over_memory(name: str, conditions: Conditions | None = None) -> LimitError:
    """Error for a structure that exceeded its memory."""
    if conditions is None or conditions.max_memory_GB is None:
        return LimitError("took more memory than there is", where=name, hint=MORE_MEMORY)
    whose = "its share of what this job may use" if conditions.memory_is_share else "what --max-memory allows"
    fewer = ", or run fewer --jobs" if conditions.memory_is_share else ""
    return LimitError(
        f"took more than {conditions.max_memory_GB} GB of memory, {whose}",
        where=name,
        hint=f"allow more with --max-memory{fewer}, and --retry-failed",
    )


def over_time(name: str, conditions: Conditions) -> LimitError:
    """Error for a structure that exceeded its time."""
    scarce = f", or with --max-memory ({conditions.max_memory_GB} GB is little)"
    return LimitError(
        f"took longer than {conditions.max_seconds:g} s, what --max-seconds allows",
        where=name,
        hint=f"allow more with --max-seconds{scarce if _is_scarce(conditions) else ''}, and --retry-failed",
    )


def crash(name: str, how: str, conditions: Conditions) -> CrashError:
    """Error for a structure that crashed worker processes."""
    hint = "look into the file, and please report it"
    if _is_scarce(conditions):
        hint = (
            f"allow more than the {conditions.max_memory_GB} GB of --max-memory, and --retry-failed; "
            f"if that does not help, {hint}"
        )
    return CrashError(f"brings down the process that reads it ({how})", where=name, hint=hint)


def _hash(path: Path) -> str:
    try:
        return sha256_of(path)
    except OSError as err:
        raise DataError(
            f"cannot be read ({err.strerror})", where=str(path), hint="check its permissions"
        ) from err


def read(path: Path, settings: Settings, *, sha256: str = "", whole: bool = False) -> MtorComplex:
    """Read a structure for a job: a chain of another species is never numbered as the human protein.

    Raises
    ------
    DataError
        It cannot be read, or none of its chains is known.
    """
    complex_ = read_complex(
        path, sha256=sha256, whole=whole, extension=settings.extension, homologues=settings.homologues
    )
    if any(chain.protein for chain in complex_.chains):
        return complex_
    reasons = [f"chain {chain.name}: {chain.refused}" for chain in complex_.chains if chain.refused]
    more = "" if settings.homologues else "place relatives with --homologues, or "
    raise DataError(
        f"has no chain of a known protein{f' ({reasons[0]})' if reasons else ''}",
        where=str(path),
        hint=f"{more}give its proteins with --reference (or BatchOptions)",
    )
