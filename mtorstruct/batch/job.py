"""Run a job in its folder: do what is missing, keep what is done, report what failed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.batch.folder import JobFolder, part_name
from mtorstruct.batch.inputs import Inputs, Item
from mtorstruct.batch.known import KnownResults
from mtorstruct.batch.machine import allowed_cores, allowed_memory
from mtorstruct.batch.measuring import Measured
from mtorstruct.batch.parts import Member, compose, read_about
from mtorstruct.batch.planning import cut
from mtorstruct.batch.pools import DaskPool, LocalPool, Pool
from mtorstruct.batch.settings import Conditions, Job, Settings
from mtorstruct.batch.supervising import Chunk, ChunkResult
from mtorstruct.batch.tally import Tally
from mtorstruct.batch.version import installed_version, version_of
from mtorstruct.errors import DataError, UsageError
from mtorstruct.tables.writing import need_pyarrow
from mtorstruct.version import __version__

if TYPE_CHECKING:
    from distributed import Client

MEMORY_SHARE = 0.8
"""Share of the memory that all children together may use, if no limit is given."""

LEAST_MEMORY_GB = 1.0
"""Least memory of a child, if no limit is given."""

Listener = Callable[[Tally], None]


def prepare(
    settings: Settings, conditions: Conditions, found: Inputs, *, jobs: int | None, client: Client | None
) -> tuple[Job, Pool]:
    """Prepare the job for workers, and the workers.

    Raises
    ------
    UsageError
        There is no such analysis, or a column of a manifest has the name of a column of the result.
    MissingDependencyError
        pyarrow is not installed.
    """
    need_pyarrow()
    if jobs is not None and jobs < 1:
        raise UsageError("jobs must be at least 1", where=str(jobs), hint="leave it out for one a core")
    names = found.passthrough_names
    ours = {"input", "sha256", *settings.table.names}
    taken = sorted(name for name in names if name.casefold() in ours)
    if taken:
        raise UsageError(
            f"columns of the manifest have names of columns of the result: {', '.join(taken)}",
            hint="rename them",
        )
    n_processes = jobs or allowed_cores()
    if conditions.max_memory_GB is None and client is None:
        conditions = _with_share_of_memory(conditions, n_processes)
    job = Job(settings, conditions, version_of(settings), installed_version(), names)
    return job, LocalPool(job, n_processes) if client is None else DaskPool(job, client)


def _with_share_of_memory(conditions: Conditions, n_processes: int) -> Conditions:
    memory = allowed_memory()
    if memory is None:
        return conditions
    share = max(LEAST_MEMORY_GB, memory / 1e9 * MEMORY_SHARE / n_processes)
    return replace(conditions, max_memory_GB=round(share, 2), memory_is_share=True)


class FolderRun:
    """One run of a job in its folder.

    Parameters
    ----------
    job : Job
        The job.
    found : Inputs
        Its structures.
    folder : JobFolder
        The folder, open.
    force : bool
        Redo everything.
    retry_failed : bool
        Redo failed structures even if their file has not changed.
    """

    def __init__(
        self, job: Job, found: Inputs, folder: JobFolder, *, force: bool, retry_failed: bool
    ) -> None:
        self._job, self._found, self._folder, self._retry_failed = job, found, folder, retry_failed
        self._table = job.settings.table
        self._items: list[Item] = found.items
        self._known = KnownResults([] if force else folder.parts(), job.version, self._table)
        folder.begin_again(self._known.parts)
        self._chunks = cut(self._items)
        self._parts: dict[int, Path] = {}
        self._seconds = array("d", [-1.0]) * len(self._items)
        self._listed: dict[str, tuple[str, str, str]] = {}
        self._tally = Tally(
            inputs=len(self._items), dropped=self._known.n_besides(item.name for item in self._items)
        )
        self._remember()
        self._tally.damaged = [*self._known.damaged, *folder.damaged]

    def finish(self, pool: Pool, on_progress: Listener) -> Tally:
        """Do what is missing, and publish the complete dataset."""
        on_progress(self._tally)
        for chunk, result in pool.results(self._feed()):
            self._take(chunk, result)
            on_progress(self._tally)
        ordered = [self._parts[number] for number in range(len(self._chunks))]
        self._folder.publish(ordered, self._ledger(ordered), self._summary())
        return self._tally

    def _feed(self) -> Iterator[Chunk]:
        for number, indices in enumerate(self._chunks):
            items = tuple(self._items[k] for k in indices)
            known = tuple(
                self._known.hash_to_keep(item.name, retry_failed=self._retry_failed) for item in items
            )
            yield Chunk(number, items, known)

    def _take(self, chunk: Chunk, result: ChunkResult) -> None:
        """Keep the part of a chunk, then record it in the ledger."""
        members = [self._member(measured) for measured in result.measured]
        part = self._part_as_it_is(chunk, result)
        if part is None:
            part = self._folder.keep(result.part or self._composed(chunk, result, members))
        self._parts[chunk.number] = part
        for k, measured, member in zip(self._chunks[chunk.number], result.measured, members, strict=True):
            if not measured.unchanged:
                self._seconds[k] = measured.seconds
            self._tally.add(k, member, kept=measured.unchanged)
        indices = self._chunks[chunk.number]
        self._folder.tell(
            self._line(member, k) for k, member in zip(indices, members, strict=True) if self._is_news(member)
        )

    def _member(self, measured: Measured) -> Member:
        return self._known.member(measured.member.input) if measured.unchanged else measured.member

    def _part_as_it_is(self, chunk: Chunk, result: ChunkResult) -> Path | None:
        """Existing part of a chunk in which nothing has changed."""
        if all(measured.unchanged for measured in result.measured):
            items = chunk.items
            return self._known.same_part(
                [item.name for item in items],
                self._job.passthrough_names,
                [item.passthrough for item in items],
            )
        return None

    def _composed(self, chunk: Chunk, result: ChunkResult, members: list[Member]) -> bytes:
        rows = [
            self._known.rows(measured.member.input) if measured.unchanged else measured.rows
            for measured in result.measured
        ]
        return compose(self._job, self._table, members, [item.passthrough for item in chunk.items], rows)

    def _remember(self) -> None:
        """Read from the ledgers the times of known structures, and what the unfinished one has recorded."""
        index: dict[str, list[int]] = {}
        for k, item in enumerate(self._items):
            index.setdefault(item.name, []).append(k)
        for line in self._folder.published_lines():
            self._set_seconds(index, line)
        for line in self._folder.unfinished_lines():
            self._set_seconds(index, line)
            self._listed[line["input"]] = (line["sha256"], line["status"], line["version"])

    def _set_seconds(self, index: dict[str, list[int]], line: dict[str, Any]) -> None:
        if line["seconds"] is not None:
            for k in index.get(line["input"], ()):
                self._seconds[k] = line["seconds"]

    def _is_news(self, member: Member) -> bool:
        return self._listed.get(member.input) != (member.sha256, member.status, self._job.version)

    def _line(self, member: Member, k: int) -> dict[str, Any]:
        """Line of the ledger."""
        return {
            "input": member.input,
            "sha256": member.sha256,
            "status": member.status,
            "seconds": round(self._seconds[k], 3) if self._seconds[k] >= 0 else None,
            "rows": member.rows,
            "proteins": member.proteins,
            "refused": member.refused,
            "notes": member.notes,
            "error_type": member.error_type,
            "message": member.message,
            "version": self._job.version,
        }

    def _ledger(self, parts: list[Path]) -> Iterator[dict[str, Any]]:
        """All lines, in the order of the inputs, each with the part that has the rows."""
        k = 0
        for number, path in enumerate(parts):
            about = read_about(path)
            if about is None:
                raise DataError(
                    "was changed while the job ran", where=str(path), hint="run the same command again"
                )
            for member in about.members:
                yield self._line(member, k) | {"part": part_name(number)}
                k += 1

    def _summary(self) -> dict[str, Any]:
        tally, found = self._tally, self._found
        return {
            "analysis": self._job.settings.analysis,
            "settings": self._job.settings.described(),
            "mtorstruct_version": __version__,
            "version": self._job.version,
            "inputs": tally.inputs,
            "done": tally.done,
            "failed": tally.failed,
            "rows": tally.rows,
            "parts": len(self._chunks),
            "given_twice": found.n_twice,
            "passed_over": dict(sorted(found.passed_over.items())),
            "proteins": [
                {"gene": gene, "structures": n, "copies": tally.copies[gene]}
                for gene, n in sorted(tally.structures.items())
            ],
            "failures": [
                {"error_type": kind, "reason": reason, "inputs": n}
                for (kind, reason), n in sorted(tally.failures.items())
            ],
        }
