"""Whether what is buried is hydrophobic: a sign of the right register that needs no other model.

Where a chain is built in register with its sequence, residues with many neighbours are hydrophobic more
often than those with few. The rank correlation (Spearman) of the two is taken over each domain of each
chain. Burial is the number of other residues whose CB (of glycine the CA) is within 10 A in the biological
unit, whatever their chain; hydropathy is that of Kyte and Doolittle (1982, doi:10.1016/0022-2836(82)90515-0).

How large the figure is depends on the fold and on the size of the domain, so it is held against its null:
that of chains in the wrong register. A domain is inside the null unless its figure exceeds both

- what 95 of 100 good domains reach when their sequence is shifted by 5 to 30 residues along their
  coordinates, which falls with the root of the number of residues (`NULL`; measured by docs/register.py);
- what the domain itself reaches when its own sequence is shifted so: in another register it would fit
  better, or as well.

A slip of less than five residues is not seen, and in a helix one of a turn keeps the figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.amino_acids import amino_acids
from mtorstruct.reference.domains import Segment, segments
from mtorstruct.structure.content import POLYMER, atom_positions
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.numbering import SAME, Chain
from mtorstruct.tables import UNSUPPORTED, UNTESTED

NEIGHBOUR_A = 10.0
"""Distance of CB atoms (of glycine the CA) up to which two residues are neighbours."""

MIN_RESIDUES = 100
"""Fewest residues that a figure is taken over."""

MIN_SHARE = 0.8
"""Least share of the residues of a domain that must have the atom; a trace of CA atoms has not."""

SHIFTS = (*range(-30, -4), *range(5, 31))
"""Registers that are taken for wrong, in residues along the chain."""

DECIMALS = 3
NULL = 2.1
"""95th percentile of the figure of good domains in a wrong register, times the root of their residues."""


@dataclass(frozen=True, eq=False)
class Region:
    """A domain of one chain, or all of the chain that is in no domain large enough (`domain` is empty).

    `rows` are its file residues; `rho` is the rank correlation of burial with hydropathy over the `n` of
    them that have the atom, `shifted` what it is in each of the registers of `SHIFTS`, and `null` what `rho`
    would have to exceed.
    """

    chain: str
    gene: str
    copy: int
    domain: str
    rows: NDArray[np.int64]
    n: int
    rho: float
    shifted: NDArray[np.float64]
    null: float


def burial_regions(complex_: MtorComplex) -> list[Region]:
    """The figure of every domain of every known chain that it can be taken over.

    Domains are those of the default scheme (of a protein of the user, those that the user states) with
    `MIN_RESIDUES` or more residues; what is left of the chain is taken together. Relatives, which only carry
    the numbers of a protein, are left out.
    """
    count = neighbour_count(complex_)
    found = []
    for chain in (c for c in complex_.known_chains if c.relation == SAME):
        counted = ~np.isnan(count[chain.rows])
        hydropathy = _hydropathy(chain)
        for domain, inside in _domains(complex_, chain, counted):
            mine = np.flatnonzero(inside & counted)
            burial, position = count[chain.rows][mine], chain.uniprot_pos[mine]
            rho, *shifted = correlations(burial, position, hydropathy, (0, *SHIFTS)).round(DECIMALS).tolist()
            null = max(round(NULL / len(mine) ** 0.5, DECIMALS), *shifted)
            rows = chain.rows.start + np.flatnonzero(inside)
            found.append(
                Region(
                    chain.name, chain.gene, chain.copy, domain, rows, len(mine), rho, np.array(shifted), null
                )
            )
    return found


def burial_columns(complex_: MtorComplex) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Figure of the domain of each file residue and its null, shape (n_file_residues,); NaN without one."""
    rho, null = (np.full(len(complex_.file_residues.name), np.nan) for _ in range(2))
    for region in burial_regions(complex_):
        rho[region.rows], null[region.rows] = region.rho, region.null
    return rho, null


def register_of(rho: NDArray[np.float64], null: NDArray[np.float64]) -> NDArray[Any]:
    """Register as far as `burial_columns` tells: ``unsupported`` inside the null, else ``untested``."""
    return np.where(rho <= null, UNSUPPORTED, UNTESTED).astype(object)


def neighbour_count(complex_: MtorComplex) -> NDArray[np.float64]:
    """Other residues of the biological unit within 10 A of each file residue, CB to CB (of glycine the CA).

    Returns
    -------
    numpy.ndarray, shape (n_file_residues,)
        NaN for a residue that is no polymer or has not that atom.
    """
    from scipy.spatial import cKDTree

    residues, everything = complex_.file_residues, slice(0, len(complex_.file_residues.name))
    cb, ca = (atom_positions(complex_.atoms, everything, name) for name in (b"CB", b"CA"))
    xyz = np.where((residues.parent == b"GLY")[:, None], ca, cb)
    counted = (residues.kind == POLYMER) & ~np.isnan(xyz).any(axis=1)
    unit = np.array([complex_.unit_of_chain[name] for name in complex_.file_chains])[residues.chain]
    count = np.full(len(xyz), np.nan)
    for number in np.unique(unit[counted]):
        mine = np.flatnonzero(counted & (unit == number))
        near = cKDTree(xyz[mine]).query_ball_point(xyz[mine], NEIGHBOUR_A, return_length=True)
        count[mine] = near - 1
    return count


def correlations(
    count: NDArray[np.float64],
    uniprot_pos: NDArray[np.int32],
    hydropathy: NDArray[np.float64],
    shifts: tuple[int, ...],
) -> NDArray[np.float64]:
    """Rank correlation of burial with hydropathy, with the sequence shifted along the coordinates.

    Parameters
    ----------
    count, uniprot_pos : numpy.ndarray, shape (n,)
        Neighbours of some residues of a chain, and their UniProt positions.
    hydropathy : numpy.ndarray, shape (length + 1,)
        Hydropathy at every UniProt position of the protein; NaN where it is not known, and at 0.
    shifts : tuple of int
        The residue at position *p* is taken to be the one at *p + k*.

    Returns
    -------
    numpy.ndarray, shape (len(shifts),)
        0 where one of the two is the same everywhere.
    """
    at = uniprot_pos[None, :] + np.array(shifts)[:, None]
    at = np.where((at >= 1) & (at < len(hydropathy)), at, 0)
    known = ~np.isnan(hydropathy)[at]
    burial, hydropathic = (np.unique(values, return_inverse=True)[1] for values in (count, hydropathy))
    a = _centred_ranks(np.broadcast_to(burial, at.shape), known)
    b = _centred_ranks(hydropathic[at], known)
    spread = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
    return np.asarray((a * b).sum(axis=1) / np.where(spread > 0, spread, 1.0))


def _centred_ranks(order: NDArray[np.int64], known: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Ranks within each row among what is known there, less their mean; of equal values the mean of theirs.

    `order` numbers the different values from 0, smallest first.
    """
    n_values = int(order.max(initial=0)) + 1
    row = np.arange(len(order))[:, None]
    n = np.bincount((row * n_values + order)[known], minlength=len(order) * n_values).reshape(-1, n_values)
    ranks = n.cumsum(axis=1) - (n - 1) / 2
    middle = (n.sum(axis=1, keepdims=True) + 1) / 2
    return np.where(known, (ranks - middle)[row, order], 0.0)


def _hydropathy(chain: Chain) -> NDArray[np.float64]:
    """Hydropathy along the whole protein: of the residues that were built, and of the sequence elsewhere."""
    assert chain.protein is not None
    scale = {letter: acid.hydropathy for letter, acid in amino_acids().items()}
    found = np.array([np.nan, *(scale.get(letter, np.nan) for letter in chain.protein.sequence)])
    placed = chain.uniprot_pos > 0
    built = [scale.get(chr(letter), np.nan) for letter in chain.observed[placed].tolist()]
    found[chain.uniprot_pos[placed]] = built
    return found


def _domains(
    complex_: MtorComplex, chain: Chain, counted: NDArray[np.bool_]
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Domains that a figure can be taken over, and which residues of the chain they have."""
    assert chain.protein is not None
    gene, position = chain.protein.gene, chain.uniprot_pos
    own = gene in complex_.extension.genes
    known: tuple[Segment, ...] = complex_.extension.segments if own else segments(gene)
    rest = position > 0
    for domain in dict.fromkeys(s.domain for s in known if s.gene == gene and s.level == "domain"):
        inside = np.zeros(len(position), dtype=bool)
        for s in (s for s in known if s.gene == gene and s.level == "domain" and s.domain == domain):
            inside |= (position >= s.start) & (position <= s.end)
        if _enough(inside, counted):
            rest &= ~inside
            yield domain, inside
    if _enough(rest, counted):
        yield "", rest


def _enough(inside: NDArray[np.bool_], counted: NDArray[np.bool_]) -> bool:
    n = int((inside & counted).sum())
    return n >= MIN_RESIDUES and n >= MIN_SHARE * int(inside.sum())
