"""Check the register of a chain by the burial of its hydrophobic residues, without another model.

Where a chain is built in register with its sequence, residues with many neighbours are hydrophobic more often
than those with few. The rank correlation (Spearman) of burial and hydropathy is computed for each domain of
each chain. Burial is the number of other residues whose CB (of glycine the CA) is within 10 Å in the
biological unit, whatever their chain; hydropathy is that of Kyte and Doolittle (1982,
doi:10.1016/0022-2836(82)90515-0).

The size of the correlation depends on the fold and on the size of the domain, so it is compared with a null
distribution: that of chains in the wrong register. A domain is within the null unless its correlation exceeds
both

- the 95th percentile of good domains whose sequence is shifted by 5 to 30 residues along their coordinates,
  which falls with the root of the number of residues (`NULL`; measured by docs/register.py);
- that of the domain itself with its own sequence shifted so: in another register it would fit better, or as
  well.

Shifts of less than five residues are not detected, and a shift by one turn of a helix keeps the correlation.
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
from mtorstruct.structure.neighbours import Points
from mtorstruct.structure.numbering import SAME, Chain
from mtorstruct.tables import UNSUPPORTED, UNTESTED

NEIGHBOUR_A = 10.0
"""Distance of CB atoms (of glycine the CA) within which two residues are neighbours."""

MIN_RESIDUES = 100
"""Fewest residues for which the correlation is computed."""

MIN_SHARE = 0.8
"""Least share of the residues of a domain that must have the atom; a CA trace does not."""

SHIFTS = (*range(-30, -4), *range(5, 31))
"""Registers of the null distribution, in residues along the chain."""

DECIMALS = 3
NULL = 2.1
"""95th percentile of the correlation of good domains in a wrong register, times the root of their size."""


@dataclass(frozen=True, eq=False)
class Region:
    """A domain of one chain, or the rest of the chain outside large domains (`domain` is empty).

    `rows` are its file residues; `rho` is the rank correlation of burial with hydropathy over the `n` of them
    that have the atom, `shifted` the same in each of the registers of `SHIFTS`, and `null` the value that
    `rho` must exceed.
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
    """Correlation of every domain, of every known chain, that is large enough.

    Domains are those of the default scheme (of a protein of the user, those that the user states) with
    `MIN_RESIDUES` or more residues; the rest of the chain is pooled. Homologues, which only carry the numbers
    of a protein, are left out.
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
    """Correlation of each file residue's domain, and its null, shape (n_file_residues,); NaN without one."""
    rho, null = (np.full(len(complex_.file_residues.name), np.nan) for _ in range(2))
    for region in burial_regions(complex_):
        rho[region.rows], null[region.rows] = region.rho, region.null
    return rho, null


def register_of(rho: NDArray[np.float64], null: NDArray[np.float64]) -> NDArray[Any]:
    """Register according to `burial_columns`: ``unsupported`` within the null, else ``untested``."""
    return np.where(rho <= null, UNSUPPORTED, UNTESTED).astype(object)


def neighbour_count(complex_: MtorComplex) -> NDArray[np.float64]:
    """Number of other residues of the unit within 10 Å of each file residue, CB to CB (of glycine the CA).

    Returns
    -------
    numpy.ndarray, shape (n_file_residues,)
        NaN for a residue that is not polymer or lacks that atom.
    """
    residues, everything = complex_.file_residues, slice(0, len(complex_.file_residues.name))
    cb, ca = (atom_positions(complex_.atoms, everything, name) for name in (b"CB", b"CA"))
    xyz = np.where((residues.parent == b"GLY")[:, None], ca, cb)
    counted = (residues.kind == POLYMER) & ~np.isnan(xyz).any(axis=1)
    unit = np.array([complex_.unit_of_chain[name] for name in complex_.file_chains])[residues.chain]
    count = np.full(len(xyz), np.nan)
    for number in np.unique(unit[counted]):
        mine = np.flatnonzero(counted & (unit == number))
        count[mine] = Points(xyz[mine]).counts(NEIGHBOUR_A) - 1
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
        Shifts *k*: the residue at position *p* gets the hydropathy of *p + k*.

    Returns
    -------
    numpy.ndarray, shape (len(shifts),)
        0 where one of the two is constant.
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
    """Centred ranks within each row of the known values; ties get their mean rank.

    `order` numbers the distinct values from 0, smallest first.
    """
    n_values = int(order.max(initial=0)) + 1
    row = np.arange(len(order))[:, None]
    n = np.bincount((row * n_values + order)[known], minlength=len(order) * n_values).reshape(-1, n_values)
    ranks = n.cumsum(axis=1) - (n - 1) / 2
    middle = (n.sum(axis=1, keepdims=True) + 1) / 2
    return np.where(known, (ranks - middle)[row, order], 0.0)


def _hydropathy(chain: Chain) -> NDArray[np.float64]:
    """Hydropathy along the whole protein: of the modelled residues, and of the sequence elsewhere."""
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
    """Domains that are large enough, and which residues of the chain they have."""
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
