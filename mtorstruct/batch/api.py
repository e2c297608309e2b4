"""Public functions: a job with a folder, and domains of many structures as one table."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.archive import locate
from mtorstruct.batch.folder import JobFolder
from mtorstruct.batch.inputs import Inputs, find_inputs
from mtorstruct.batch.job import FolderRun, Listener, prepare
from mtorstruct.batch.measuring import over_memory, read, unforeseen
from mtorstruct.batch.parts import FAILED
from mtorstruct.batch.planning import cut
from mtorstruct.batch.settings import Conditions, Settings
from mtorstruct.batch.supervising import Chunk
from mtorstruct.batch.tally import Tally
from mtorstruct.errors import FailedInputWarning, MtorStructError, UsageError, error_named, wants_memory
from mtorstruct.reference.domains import DEFAULT_SCHEME, segments
from mtorstruct.reference.extension import NO_EXTENSION, Extension, read_extension
from mtorstruct.structure.model import MtorComplex, domain_columns
from mtorstruct.tables import DOMAINS, Columns

if TYPE_CHECKING:
    import pandas as pd
    from distributed import Client


@dataclass(frozen=True)
class BatchOptions:
    """Options of a job.

    Parameters
    ----------
    scheme, level, include_unverified
        As in `MtorComplex.domains`; only used for domains.
    homologues : bool
        Align chains that are none of the known proteins to the most similar one; if accepted, they are
        called ``homologous``.
    reference : str or pathlib.Path, optional
        FASTA file with proteins in addition to the nine.
    reference_domains : str or pathlib.Path, optional
        Table of their domains (`mtorstruct.reference.extension.read_extension`).
    force : bool
        Redo everything.
    retry_failed : bool
        Redo failed structures even if their file has not changed.
    max_seconds : float
        Time for one structure, fetching included.
    max_memory_GB : float, optional
        Memory for one structure, enforced on Linux; by default a share of 80 % of what this process may use,
        and no limit on a Dask cluster, whose workers have their own.
    store, offline
        Folder of entries, and whether to open no socket, as in `mtorstruct.load`.
    """

    scheme: str = DEFAULT_SCHEME
    level: str = "domain"
    include_unverified: bool = False
    homologues: bool = False
    reference: str | Path | None = None
    reference_domains: str | Path | None = None
    force: bool = False
    retry_failed: bool = False
    max_seconds: float = 600.0
    max_memory_GB: float | None = None
    store: str | Path | None = None
    offline: bool | None = None

    @cached_property
    def extension(self) -> Extension:
        """Proteins in addition to the nine; their files are read once."""
        if self.reference_domains and not self.reference:
            raise UsageError(
                "domains are given without the proteins",
                where=str(self.reference_domains),
                hint="give their FASTA file too",
            )
        return read_extension(self.reference, self.reference_domains) if self.reference else NO_EXTENSION

    def settings(self, analysis: str) -> Settings:
        """The settings that rows depend on."""
        return Settings(
            analysis, self.scheme, self.level, self.include_unverified, self.homologues, self.extension
        )

    def conditions(self) -> Conditions:
        """The conditions that no row depends on."""
        store = None if self.store is None else str(self.store)
        for name in ("max_seconds", "max_memory_GB"):
            limit = getattr(self, name)
            if limit is not None and not 0 < limit < math.inf:
                raise UsageError(
                    f"{name} must be a number above 0", where=str(limit), hint="leave it out or mend it"
                )
        return Conditions(
            self.max_seconds, self.max_memory_GB, store=store, offline=self.offline, cwd=str(Path.cwd())
        )


def run_batch(
    inputs: Iterable[str | Path] | Inputs,
    folder: str | Path,
    analysis: str = "domains",
    *,
    jobs: int | None = None,
    client: Client | None = None,
    options: BatchOptions | None = None,
    on_progress: Listener | None = None,
) -> Tally:
    """Process many structures and write a dataset, a ledger and a summary.

    The same call resumes a job that was stopped, or whose inputs have changed: only what is missing or
    changed is done, and the dataset is byte for byte that of an uninterrupted job.

    Parameters
    ----------
    inputs : iterable of str or pathlib.Path
        Files, folders, patterns, entry ids, manifests (`mtorstruct.batch.inputs.find_inputs`).
    folder : str or pathlib.Path
        Folder of the job. The dataset is its subfolder named after the analysis.
    analysis : str
        Name of the table to make, as in ``mtorstruct batch``: one of
        `mtorstruct.measures.registry.MEASURES`.
    jobs : int, optional
        Processes at a time; by default one per core that this process may use.
    client : distributed.Client, optional
        A Dask cluster that does the work instead.
    options : BatchOptions, optional
        Everything else.
    on_progress : callable, optional
        Called with the `Tally` after each chunk.

    Returns
    -------
    Tally
        Counts of structures done and failed; the ledger lists the failed inputs with their reasons.

    Raises
    ------
    UsageError
        There are no structures, another job writes to the folder, it cannot be written to, or it holds
        something else.
    RemoteError
        The connection to the Dask cluster is lost.
    MissingDependencyError
        pyarrow is not installed.
    """
    options = options or BatchOptions()
    found = inputs if isinstance(inputs, Inputs) else find_inputs(_several(inputs))
    job, pool = prepare(options.settings(analysis), options.conditions(), found, jobs=jobs, client=client)
    with JobFolder(Path(folder), analysis) as opened, pool:
        run = FolderRun(job, found, opened, force=options.force, retry_failed=options.retry_failed)
        return run.finish(pool, on_progress or (lambda _: None))


def map_domains(
    inputs: Iterable[str | Path | MtorComplex],
    scheme: str = DEFAULT_SCHEME,
    *,
    level: str = "domain",
    include_unverified: bool = False,
    jobs: int | None = 1,
    client: Client | None = None,
    options: BatchOptions | None = None,
) -> pd.DataFrame:
    """Domain table of many structures, in the order of the inputs.

    A structure that fails does not stop the others: it has no rows, one warning gives the number of failures
    and the reason of the first, and ``table.attrs["failed"]`` has the message of each.

    Parameters
    ----------
    inputs : iterable of str, pathlib.Path or MtorComplex
        Loaded complexes, and any input of `run_batch`.
    scheme, level, include_unverified
        As in :meth:`MtorComplex.domains`.
    jobs : int, optional
        Processes at a time; 1 is this process, None one per core that it may use.
    client : distributed.Client, optional
        A Dask cluster that does the work instead.
    options : BatchOptions, optional
        Other options, such as proteins of your own and homologues; complexes already loaded stay as they
        are.

    Returns
    -------
    pandas.DataFrame
        Columns of ``mtorstruct.tables.DOMAINS``.

    Raises
    ------
    UsageError
        There are no structures, or no such scheme or level.
    MtorStructError
        All structures failed: the error of the first.
    """
    import pandas as pd

    given = _several(inputs)
    segments(scheme=scheme)
    options = replace(
        options or BatchOptions(), scheme=scheme, level=level, include_unverified=include_unverified
    )
    settings = options.settings("domains")
    nothing = domain_columns([], scheme, level=level, include_unverified=include_unverified)
    frames = [] if given else [DOMAINS.frame(nothing)]
    failed: dict[str, MtorStructError] = {}
    for loaded, group in groupby(given, lambda one: isinstance(one, MtorComplex)):
        if loaded:
            frames.append(_joined([nothing, *(settings.rows_of(complex_) for complex_ in group)]))
            continue
        found = find_inputs(group)
        if jobs == 1 and client is None:
            frames.append(_joined([nothing, *_map_in_process(found, options, failed)]))
        else:
            frames.append(_map_in_pool(found, options, failed, jobs, client))
    if failed and not any(len(frame) for frame in frames):
        raise next(iter(failed.values()))
    whole = pd.concat(frames, ignore_index=True)
    if failed:
        first = next(iter(failed.values()))
        warnings.warn(f"{len(failed)} inputs failed; the first: {first}", FailedInputWarning, stacklevel=2)
        whole.attrs["failed"] = {name: str(err) for name, err in failed.items()}
    return whole


def _several(inputs: Iterable[Any]) -> list[Any]:
    """Refuse what is no list: a single structure, or a text, whose letters are not structures."""
    if isinstance(inputs, str | Path):
        raise UsageError(
            "one text is not a list of structures", where=str(inputs), hint=f"give [{str(inputs)!r}]"
        )
    if not isinstance(inputs, Iterable):
        raise UsageError(f"{type(inputs).__name__} is not a list of structures", hint="give a list of one")
    return list(inputs)


def _joined(parts: list[Columns]) -> pd.DataFrame:
    """Domain table concatenated from parts."""
    return DOMAINS.frame({name: np.concatenate([part[name] for part in parts]) for name in DOMAINS.names})


def _map_in_process(
    found: Inputs, options: BatchOptions, failed: dict[str, MtorStructError]
) -> Iterator[Columns]:
    """Compute domains of some structures in this process."""
    settings = options.settings("domains")
    for item in found.items:
        try:
            path = locate(item.name, store=options.store, offline=options.offline).path
            yield settings.rows_of(read(path, settings))
        except MtorStructError as err:
            failed[item.name] = err
        except Exception as err:  # as in `measure`
            failed[item.name] = over_memory(item.name) if wants_memory(err) else unforeseen(item.name, err)


def _map_in_pool(
    found: Inputs,
    options: BatchOptions,
    failed: dict[str, MtorStructError],
    jobs: int | None,
    client: Client | None,
) -> pd.DataFrame:
    """Compute domains of some structures in other processes."""
    import pandas as pd
    import pyarrow.parquet as pq

    _, pool = prepare(options.settings("domains"), options.conditions(), found, jobs=jobs, client=client)
    chunks = [
        Chunk(number, tuple(found.items[k] for k in indices), ("",) * len(indices))
        for number, indices in enumerate(cut(found.items))
    ]
    frames: dict[int, pd.DataFrame] = {}
    with pool:
        for chunk, result in pool.results(chunks):
            members = [measured.member for measured in result.measured]
            failed |= {m.input: error_named(m.error_type, m.message) for m in members if m.status == FAILED}
            part = pq.read_table(io.BytesIO(result.part or b""), columns=DOMAINS.names)
            frames[chunk.number] = DOMAINS.frame(DOMAINS.from_frame(part.to_pandas()))
    return pd.concat([frames[number] for number in sorted(frames)], ignore_index=True)
