"""Results of earlier runs: the structures done, their hashes, and the parts with their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.batch.parts import FAILED, About, Member, passthrough_hash, read_about, read_rows
from mtorstruct.errors import DataError
from mtorstruct.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa

CACHED_PARTS = 4
"""Number of parts cached in memory; the structures of a chunk are in one or two."""


class Place(NamedTuple):
    """Location of a structure's result (number of the part, index in it), and what the result depends on."""

    part: int
    number: int
    sha256: str
    failed: bool


class KnownResults:
    """Results in the parts of a folder that were made by one version of the code.

    If a structure is in several parts, the last counts.

    Parameters
    ----------
    parts : iterable of pathlib.Path
        Parts in order of creation.
    version : str
        The accepted version.
    table : Table
        Table in the parts.

    Attributes
    ----------
    parts : list of pathlib.Path
        Parts of that version.
    damaged : list of pathlib.Path
        Parts that were changed since they were written.
    """

    def __init__(self, parts: Iterable[Path], version: str, table: Table) -> None:
        self._table = table
        self.parts: list[Path] = []
        self.damaged: list[Path] = []
        self._at: dict[str, Place] = {}
        for path in parts:
            about = read_about(path)
            if about is None:
                self.damaged.append(path)
            if about is None or about.version != version:
                continue
            for k, member in enumerate(about.members):
                self._at[member.input] = Place(len(self.parts), k, member.sha256, member.status == FAILED)
            self.parts.append(path)
        self._about = lru_cache(CACHED_PARTS)(self._read_about)
        self._rows = lru_cache(CACHED_PARTS)(self._read_rows)

    def n_besides(self, names: Iterable[str]) -> int:
        """Number of known structures that are not among some names."""
        return len(self._at.keys() - set(names))

    def member(self, name: str) -> Member:
        """Outcome of a known structure."""
        place = self._at[name]
        return self._about(place.part).members[place.number]

    def rows(self, name: str) -> pa.Table:
        """Rows of a known structure."""
        place = self._at[name]
        members = self._about(place.part).members
        start = sum(member.rows for member in members[: place.number])
        return self._rows(place.part).slice(start, members[place.number].rows)

    def hash_to_keep(self, name: str, *, retry_failed: bool) -> str:
        """SHA-256 for which a structure's result is kept; empty if it must be redone."""
        place = self._at.get(name)
        return "" if place is None or (retry_failed and place.failed) else place.sha256

    def same_part(
        self, names: Sequence[str], passthrough_names: Sequence[str], passthrough: Sequence[Sequence[str]]
    ) -> Path | None:
        """Part that has exactly these structures in this order with these cells; None if there is none."""
        parts = {self._at[name].part for name in names if name in self._at}
        if len(parts) != 1:
            return None
        part = parts.pop()
        about = self._about(part)
        same = [member.input for member in about.members] == list(names)
        return (
            self.parts[part]
            if same and about.passthrough == passthrough_hash(passthrough_names, passthrough)
            else None
        )

    def _read_about(self, part: int) -> About:
        about = read_about(self.parts[part], proven=True)
        if about is None:
            raise self._damaged(part)
        return about

    def _read_rows(self, part: int) -> pa.Table:
        import pyarrow as pa

        try:
            return read_rows(self.parts[part], self._table)
        except MemoryError:
            raise
        except (OSError, pa.ArrowException, ValueError) as err:
            raise self._damaged(part) from err

    def _damaged(self, part: int) -> DataError:
        return DataError(
            "is gone or damaged",
            where=str(self.parts[part]),
            hint="remove it, and run the same command again",
        )
