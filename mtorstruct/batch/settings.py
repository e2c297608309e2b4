"""What a job asks of every structure, and how much patience it has with one."""

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
    """What is asked of every structure: whatever changes a row stands here, and nothing else.

    Parameters
    ----------
    analysis : str
        The table that is made: a name of `mtorstruct.measures.registry.MEASURES`.
    scheme, level, include_unverified
        As in `MtorComplex.domains`; for domains alone.
    homologues : bool
        Place chains that are none of the known proteins on the nearest one, if it is near enough.
    extension : Extension
        Proteins of the user beside the nine.
    """

    analysis: str = "domains"
    scheme: str = DEFAULT_SCHEME
    level: str = "domain"
    include_unverified: bool = False
    homologues: bool = False
    extension: Extension = NO_EXTENSION

    @property
    def table(self) -> Table:
        """Table that is made; `UsageError` if there is no such analysis."""
        return measure_named(self.analysis).table

    def rows_of(self, complex_: MtorComplex) -> Columns:
        """Rows of one structure, with the columns of the table."""
        measurement = Measurement(complex_, self.scheme, self.level, self.include_unverified)
        return measure_named(self.analysis).compute(measurement)

    def described(self) -> dict[str, Any]:
        """For the summary: all but the analysis, of the user's proteins the names."""
        told = {name: value for name, value in vars(self).items() if name not in ("analysis", "extension")}
        return told | {"reference": [p.gene for p in self.extension.proteins]}


@dataclass(frozen=True)
class Conditions:
    """Under which conditions a structure is worked on; no row depends on them.

    Parameters
    ----------
    max_seconds : float
        Time for one structure, fetching included.
    max_memory_GB : float or None
        Memory that one structure may take beyond what an idle process has; None is no limit. Held on Linux.
    memory_is_share : bool
        Nobody gave that limit: it is a share of what the job may use.
    store, offline
        Where entries are kept, and whether no socket may be opened, as in `mtorstruct.load`.
    cwd : str
        Folder from which relative names are seen, where the worker has it.
    idle_seconds : float
        Time without a request after which a process that reads structures ends itself: workers of a cluster
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
    """What a worker must know.

    Parameters
    ----------
    version : str
        Under which results are kept (`mtorstruct.batch.version`).
    installed : str
        What a worker must have installed.
    passthrough_names : tuple of str
        Columns of manifests that go out behind the rows.
    """

    settings: Settings
    conditions: Conditions
    version: str
    installed: str
    passthrough_names: tuple[str, ...] = ()
