"""What earlier runs left: which structures are done, under which hash, and where their rows are."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.batch.parts import FAILED, About, Member, read_about, read_rows
from mtorstruct.schema import Table

if TYPE_CHECKING:
    import pyarrow as pa

CACHED_PARTS = 4
"""Parts whose rows are held in memory; the structures of a chunk are in one or two."""


class KnownResults:
    """Results in the parts of a folder that were made by one version of code and atlas.

    Of a structure that stands in several parts the last counts. Only numbers are held for each structure.

    Parameters
    ----------
    parts : iterable of pathlib.Path
        Parts in the order in which they were made.
    version : str
        The version that counts.
    table : Table
        Table that they hold.

    Attributes
    ----------
    parts : list of pathlib.Path
        Those of the parts that count.
    """

    def __init__(self, parts: Iterable[Path], version: str, table: Table) -> None:
        self._table = table
        self.parts: list[Path] = []
        self._at: dict[str, tuple[int, int]] = {}
        for path in parts:
            about = read_about(path)
            if about is None or about.version != version:
                continue
            self._at |= {member.input: (len(self.parts), k) for k, member in enumerate(about.members)}
            self.parts.append(path)
        self._about = lru_cache(CACHED_PARTS)(self._read_about)
        self._rows = lru_cache(CACHED_PARTS)(self._read_rows)

    def member(self, name: str) -> Member | None:
        """What became of a structure; None if it is not known."""
        if name not in self._at:
            return None
        part, k = self._at[name]
        return self._about(part).members[k]

    def rows(self, name: str) -> pa.Table:
        """Rows of a structure that is known."""
        part, k = self._at[name]
        members = self._about(part).members
        start = sum(member.rows for member in members[:k])
        return self._rows(part).slice(start, members[k].rows)

    def hash_to_keep(self, name: str, *, retry_failed: bool) -> str:
        """SHA-256 under which a structure need not be worked on again; empty if it must."""
        member = self.member(name)
        if member is None or (retry_failed and member.status == FAILED):
            return ""
        return member.sha256

    def same_part(self, names: list[str]) -> Path | None:
        """The part that holds just these structures in this order, and nothing of a manifest; or None."""
        parts = {self._at[name][0] for name in names if name in self._at}
        if len(parts) != 1:
            return None
        part = parts.pop()
        about = self._about(part)
        same = [member.input for member in about.members] == names and not about.carried_names
        return self.parts[part] if same else None

    def _read_about(self, part: int) -> About:
        about = read_about(self.parts[part])
        if about is None:
            raise OSError(f"{self.parts[part]} is gone or was changed")
        return about

    def _read_rows(self, part: int) -> pa.Table:
        return read_rows(self.parts[part], self._table)
