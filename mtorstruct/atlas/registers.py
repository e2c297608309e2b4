"""Registers of all residues of several structures, from comparison with other chains of each protein.

References are predicted models, of which the confident residues count (pLDDT 70 and more), and other
experimental entries, which must be sound themselves: residues that a predicted model supports or, where none
does, those of a domain whose burial does not contradict it (:mod:`mtorstruct.measures.burial`). Predicted
models are compared first, then the entries by resolution, until `ENOUGH` of them cover a residue. An entry is
never its own reference: neither are its other copies, nor another file of the same model or one refined from
it (`mtorstruct.measures.register.is_same_model`).

References must agree (:func:`mtorstruct.measures.register.register_shifts` compares with each of them):

- ``in_doubt`` where any of them fits clearly better shifted;
- ``supported`` where at least one fits, and none fits better shifted. A reference that is merely unlike may
  be in another conformation;
- ``unlike`` where those that could be compared fit in no register;
- residues that no reference covers, as at the ends of what is modelled, take that of the nearest one of their
  unbroken segment that is ``in_doubt`` or ``unlike``; where there is none, ``unsupported`` in a domain whose
  burial does not support it, unless references support most of what they cover there; else ``untested``.

Predicted models are not judged themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.measures.register import UNLIKE as NO_FIT
from mtorstruct.measures.register import UNTESTED as NOT_COMPARED
from mtorstruct.measures.register import WINDOW, is_same_model, register_shifts
from mtorstruct.tables import (
    IN_DOUBT,
    MISSING_INT,
    SUPPORTED,
    UNLIKE,
    UNSUPPORTED,
    UNTESTED,
    Columns,
    is_doubted,
)

_TRACED = (
    "entry", "gene", "position", "ca_x", "ca_y", "ca_z", "mean_b_factor", "burial_rho", "burial_rho_null",
)  # fmt: skip

CONFIDENT_PLDDT = 70.0
"""pLDDT from which a residue counts as confidently predicted (AlphaFold DB)."""

ENOUGH = 3
"""Number of references compared for each residue."""


@dataclass(frozen=True, eq=False)
class Trace:
    """CA atoms of one chain, shape (n,) each: UniProt positions, rising, and coordinates in Å, (n, 3).

    `rows` are those of the table that they were taken from; `kind` is that of the entry, ``experimental`` or
    ``predicted``; `usable` marks residues that others may be compared with, if they are sound; `rho` is the
    burial score of the domain, `unsupported` whether it lies within its null distribution.
    """

    entry: str
    gene: str
    kind: str
    resolution_A: float
    rows: NDArray[np.int64]
    uniprot_pos: NDArray[np.int64]
    xyz: NDArray[np.float64]
    usable: NDArray[np.bool_]
    rho: NDArray[np.float64]
    unsupported: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.uniprot_pos)

    def is_same_model_as(self, other: Trace) -> bool:
        """Return whether another chain is another file or refinement of the same model."""
        return is_same_model(self.uniprot_pos, self.xyz, other.uniprot_pos, other.xyz)


@dataclass(frozen=True, eq=False)
class Verdicts:
    """Results of the references for each residue of a chain, shape (n,) each.

    Number of references that cover it, whether any fits, whether any is unlike; the shift found, 0 where
    there is none.
    """

    told: NDArray[np.int64]
    fits: NDArray[np.bool_]
    unlike: NDArray[np.bool_]
    shift: NDArray[np.int64]

    @classmethod
    def none_yet(cls, n: int) -> Verdicts:
        """Return empty results, before any comparison."""
        zeros = np.zeros(n, dtype=np.int64)
        return cls(zeros, zeros.astype(bool), zeros.astype(bool), zeros.copy())

    def with_reference(self, trace: Trace, other: Trace, usable: NDArray[np.bool_]) -> Verdicts:
        """Return the results with those of some residues of another chain added.

        Only residues covered by fewer than `ENOUGH`, and found in doubt by none, are compared.
        """
        found = np.full(len(trace), NOT_COMPARED)
        open_ = np.flatnonzero((self.told < ENOUGH) & (self.shift == 0))
        found[open_] = register_shifts(
            trace.uniprot_pos, trace.xyz, other.uniprot_pos[usable], other.xyz[usable], around=open_
        )
        shifted = (found != NOT_COMPARED) & (found != NO_FIT) & (found != 0)
        return Verdicts(
            self.told + (found != NOT_COMPARED),
            self.fits | (found == 0),
            self.unlike | (found == NO_FIT),
            np.where(shifted, found, self.shift),
        )

    @property
    def register(self) -> NDArray[Any]:
        """Return the register of each residue, as far as the references cover it."""
        states = [self.shift != 0, self.fits, self.unlike]
        return np.select(states, [IN_DOUBT, SUPPORTED, UNLIKE], UNTESTED).astype(object)


@dataclass(frozen=True, eq=False)
class Judged:
    """A chain with the register and the shift of its residues, shape (n,).

    The shift is `mtorstruct.tables.MISSING_INT` where no reference found one.
    """

    trace: Trace
    register: NDArray[Any]
    shift: NDArray[np.int64]

    def put_into(self, rows: Columns) -> None:
        """Write them into the table that the chain was taken from."""
        rows["register"][self.trace.rows] = self.register
        rows["register_shift"][self.trace.rows] = self.shift


def traces(rows: Columns, kinds: Mapping[str, str], resolutions_A: Mapping[str, float]) -> list[Trace]:
    """Return CA traces of the chains of a table with the columns of `mtorstruct.tables.RESIDUE_GEOMETRY`.

    `kinds` and `resolutions_A` are those of the entries; a resolution is NaN where none is known.
    """
    xyz = np.stack([rows[f"ca_{axis}"] for axis in "xyz"], axis=1)
    there = ~np.isnan(xyz[:, 0])
    unsupported = rows["burial_rho"] <= rows["burial_rho_null"]
    found = []
    starts = np.flatnonzero(rows["position"] == 1)
    for start, stop in pairwise([*starts.tolist(), len(there)]):
        at = start + np.flatnonzero(there[start:stop])
        entry = rows["entry"][start]
        sure = rows["mean_b_factor"][at] >= CONFIDENT_PLDDT
        found.append(
            Trace(
                entry=entry,
                gene=rows["gene"][start],
                kind=kinds[entry],
                resolution_A=resolutions_A[entry],
                rows=at,
                uniprot_pos=rows["position"][at],
                xyz=xyz[at],
                usable=sure if kinds[entry] == "predicted" else np.ones(len(at), dtype=bool),
                rho=rows["burial_rho"][at],
                unsupported=unsupported[at],
            )
        )
    return found


def registers(traces: Sequence[Trace]) -> Iterator[Judged]:
    """Judge every chain that is not predicted by the others."""
    judged = [t for t in traces if t.kind != "predicted" and len(t)]
    predicted = [t for t in traces if t.kind == "predicted" and len(t)]
    verdicts = [_by_predictions(trace, predicted) for trace in judged]
    sound = [
        t.usable & np.where(v.told > 0, v.register == SUPPORTED, ~t.unsupported)
        for t, v in zip(judged, verdicts, strict=True)
    ]
    references = _one_an_entry(judged, sound)
    for trace, verdict in zip(judged, verdicts, strict=True):
        yield _judged(trace, verdict, references)


def judge_beside(rows: Columns, atlas: Atlas) -> None:
    """Judge the chains of one experimental file, `RESIDUE_GEOMETRY` columns, by those of an atlas.

    `register` and `register_shift` of the rows are overwritten. Residues of the atlas that are in doubt are
    not compared with.
    """
    described = atlas.manifest["entries"]
    kinds = {d["entry"]: d["kind"] for d in described}
    resolutions = {d["entry"]: np.nan if d["resolution_A"] is None else d["resolution_A"] for d in described}
    theirs = {name: atlas.residues.column(name) for name in (*_TRACED, "register")}
    sound = ~is_doubted(theirs["register"])
    others = [replace(t, usable=t.usable & sound[t.rows]) for t in traces(theirs, kinds, resolutions)]
    predicted = [t for t in others if t.kind == "predicted" and len(t)]
    references = _one_an_entry(others, [t.usable for t in others])
    entries = set(rows["entry"].tolist())
    known = np.isin(rows["gene"].astype(str), [t.gene for t in others])
    for trace in traces(rows, dict.fromkeys(entries, "experimental"), dict.fromkeys(entries, np.nan)):
        if len(trace) and known[trace.rows].all():
            _judged(trace, _by_predictions(trace, predicted), references).put_into(rows)


def _by_predictions(trace: Trace, predicted: Sequence[Trace]) -> Verdicts:
    verdict = Verdicts.none_yet(len(trace))
    for model in predicted:
        if model.gene == trace.gene and not trace.is_same_model_as(model):
            verdict = verdict.with_reference(trace, model, model.usable)
    return verdict


def _judged(trace: Trace, verdict: Verdicts, references: Sequence[tuple[Trace, NDArray[np.bool_]]]) -> Judged:
    for other, usable in references:
        apart = other.gene == trace.gene and other.entry != trace.entry
        if apart and not trace.is_same_model_as(other):
            verdict = verdict.with_reference(trace, other, usable)
    register = _by_burial(_going_on(verdict.register, trace.uniprot_pos), trace)
    return Judged(trace, register, np.where(verdict.shift == 0, MISSING_INT, verdict.shift))


def _one_an_entry(
    traces: Sequence[Trace], sound: Sequence[NDArray[np.bool_]]
) -> list[tuple[Trace, NDArray[np.bool_]]]:
    """Return, by experimental entry and protein, the chain with most sound residues, by resolution."""
    chosen: dict[tuple[str, str], tuple[Trace, NDArray[np.bool_]]] = {}
    for trace, usable in zip(traces, sound, strict=True):
        key = (trace.entry, trace.gene)
        if trace.kind == "experimental" and usable.sum() > (chosen[key][1].sum() if key in chosen else 0):
            chosen[key] = trace, usable
    return sorted(chosen.values(), key=lambda pair: np.nan_to_num(pair[0].resolution_A, nan=np.inf))


def _going_on(register: NDArray[Any], uniprot_pos: NDArray[np.int64]) -> NDArray[Any]:
    """Return registers with uncovered residues in the same doubt as their adjoining unbroken segment.

    Unlike residues extend as far as the window that was unlike; a shift must be undone somewhere.
    """
    register = register.copy()
    for step in (1, -1):
        reach = 0
        for k in range(len(register))[::step]:
            before = k - step
            joined = 0 <= before < len(register) and abs(uniprot_pos[k] - uniprot_pos[before]) == 1
            reach = reach + 1 if joined and register[k] == UNTESTED else 0
            if reach and (
                register[before] == IN_DOUBT or (register[before] == UNLIKE and reach <= WINDOW // 2)
            ):
                register[k] = register[before]
    return register


def _by_burial(register: NDArray[Any], trace: Trace) -> NDArray[Any]:
    """Return registers with uncovered residues unsupported in domains that their burial does not support.

    Domains are distinguished by their scores. One that references mostly support is left out.
    """
    register = register.copy()
    for rho in np.unique(trace.rho[trace.unsupported]):
        domain = trace.unsupported & (trace.rho == rho)
        told = register[domain & (register != UNTESTED)]
        if 2 * (told == SUPPORTED).sum() <= len(told):
            register[domain & (register == UNTESTED)] = UNSUPPORTED
    return register
