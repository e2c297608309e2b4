"""Settings of a job that determine its rows, and the conditions under which structures are processed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from mtorstruct.measures.registry import Measurement, measure_named
from mtorstruct.reference.domains import DEFAULT_SCHEME
from mtorstruct.reference.extension import NO_EXTENSION, Extension
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import Columns, Table


@dataclass(frozen=True)
class Settings:
    """Settings that determine rows: anything that changes a row is here, and nothing else.

    Parameters
    ----------
    analysis : str
        Name of the table to make: one of `mtorstruct.measures.registry.MEASURES`.
    scheme, level, include_unverified
        As in `MtorComplex.domains`; only used for domains.
    homologues : bool
        Align chains that are none of the known proteins to the most similar one.
    extension : Extension
        Proteins of the user in addition to the nine.
    """

    analysis: str = "domains"
    scheme: str = DEFAULT_SCHEME
    level: str = "domain"
    include_unverified: bool = False
    homologues: bool = False
    extension: Extension = NO_EXTENSION

    @property
    def table(self) -> Table:
        """The table to make; `UsageError` if there is no such analysis."""
        return measure_named(self.analysis).table

    def rows_of(self, complex_: MtorComplex) -> Columns:
        """Rows of one structure, with the columns of the table."""
        measurement = Measurement(complex_, self.scheme, self.level, self.include_unverified)
        return measure_named(self.analysis).compute(measurement)

    def described(self) -> dict[str, Any]:
        """Settings for the summary: all but the analysis, with the user's proteins by name."""
        told = {name: value for name, value in vars(self).items() if name not in ("analysis", "extension")}
        return told | {"reference": [p.gene for p in self.extension.proteins]}


@dataclass(frozen=True)
class Conditions:
    """Conditions under which structures are processed; no row depends on them.

    Parameters
    ----------
    max_seconds : float
        Time for one structure, fetching included.
    max_memory_GB : float or None
        Memory for one structure beyond that of an idle process; None is no limit. Enforced on Linux.
    memory_is_share : bool
        That limit was not given: it is a share of what the job may use.
    store, offline
        Folder of entries, and whether to open no socket, as in `mtorstruct.load`.
    cwd : str
        Folder to which relative names refer, where the worker has it.
    idle_seconds : float
        Time without a request after which a process that reads structures exits: workers of a cluster
        live longer than jobs.
    """

    max_seconds: float = 600.0
    max_memory_GB: float | None = None
    memory_is_share: bool = False
    store: str | None = None
    offline: bool | None = None
    cwd: str = ""
    idle_seconds: float = 300.0


@dataclass(frozen=True)
class Job:
    """A job, as sent to workers.

    Parameters
    ----------
    version : str
        Version under which results are kept (`mtorstruct.batch.version`).
    installed : str
        Version that a worker must have installed.
    passthrough_names : tuple of str
        Columns of manifests that are appended to the rows.
    """

    settings: Settings
    conditions: Conditions
    version: str
    installed: str
    passthrough_names: tuple[str, ...] = ()
