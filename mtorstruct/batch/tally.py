"""Progress of a job."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mtorstruct.batch.parts import DONE, Member


@dataclass
class Tally:
    """Counts of a job so far.

    `kept` counts inputs with a known result, `dropped` known results that are no longer among the inputs;
    `damaged` lists files of the folder that were changed since they were written, and are made again.
    `failures` counts failed inputs by error class and reason, `first` has the first input of each.
    `structures` and `copies` count by gene.
    """

    inputs: int = 0
    done: int = 0
    failed: int = 0
    kept: int = 0
    dropped: int = 0
    rows: int = 0
    damaged: list[Path] = field(default_factory=list)
    failures: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: dict[tuple[str, str], tuple[int, Member]] = field(default_factory=dict)
    structures: Counter[str] = field(default_factory=Counter)
    copies: Counter[str] = field(default_factory=Counter)

    def add(self, number: int, member: Member, *, kept: bool) -> None:
        """Count one structure, given the index of its input."""
        self.kept += kept
        self.rows += member.rows
        if member.status == DONE:
            self.done += 1
            self.structures.update(member.proteins.keys())
            self.copies.update(member.proteins)
            return
        self.failed += 1
        key = (member.error_type, member.reason)
        self.failures[key] += 1
        if key not in self.first or number < self.first[key][0]:
            self.first[key] = (number, member)

    @property
    def exit_code(self) -> int:
        """0 if nothing failed, 1 if some inputs failed, the code of the first failure if all did."""
        if not self.failed:
            return 0
        return 1 if self.done else min(self.first.values(), key=lambda at: at[0])[1].exit_code
