"""What a variant does to a phosphosite, or how far it is from the nearest one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.store import Atlas
from mtorstruct.reference.phosphosites import Phosphosite, phosphosites
from mtorstruct.variants.lookup import Places, texts
from mtorstruct.variants.notation.change import AMINO_ACIDS
from mtorstruct.variants.verdicts.neighbours import nearest_of

NEAR_RESIDUES = 5
"""Residues along the sequence within which a phosphosite is near: what a kinase recognises around it."""

NEAR_A = 8.0
"""CA atoms of one chain this near belong to residues that may touch."""

_TAKES_AWAY = ("*", "fs", "del", "delins")
_REMARKS = {"text-mined": " (found by text mining alone)", "unverified": " (seen in no source)"}
_IN_BRACKETS = re.compile(r" *\(([^)]*)\)")


def phosphosite_column(
    places: Places, mutants: NDArray[Any], atlas: Atlas, *, include_unverified: bool = False
) -> NDArray[Any]:
    """Return what each variant does to a phosphosite, or the nearest one; empty where none is near.

    A substitution of the site removes it, but for D or E, which imitate phosphorylation, and S in the place
    of T or T in that of S, which keep an acceptor. Of other sites that within 5 residues is named, else the
    one whose CA is within 8 Å in the same chain.

    Parameters
    ----------
    places : Places
        Residues that the variants affect.
    mutants : numpy.ndarray
        Replacements of the wild type, shape (n,): values of the column `mutant`.
    atlas : Atlas
        Where the CA positions come from.
    include_unverified : bool
        Also sites that were not seen in a source.
    """
    asked: dict[str, set[int]] = {}
    for gene, *ends in zip(places.genes, places.firsts, places.lasts, strict=True):
        if gene:
            asked.setdefault(gene, set()).update(ends)
    sites = {gene: _sites(gene, include_unverified) for gene in asked}
    near = {gene: _near(atlas, gene, sites[gene], sorted(positions)) for gene, positions in asked.items()}
    rows = zip(places.genes, places.firsts, places.lasts, mutants.tolist(), strict=True)
    return texts(
        _of_variant(sites[gene], near[gene], first, last, mutant) if gene else ""
        for gene, first, last, mutant in rows
    )


def _of_variant(
    sites: dict[int, Phosphosite], near: dict[int, str], first: int, last: int, mutant: str
) -> str:
    if mutant in _TAKES_AWAY and last > first:
        inside = [site for position, site in sites.items() if first <= position <= last]
        if len(inside) > 1:
            return f"removes {', '.join(site.site for site in inside)}"
        if inside:
            return f"removes {_described(inside[0])}"
    elif first in sites:
        return _on(sites[first], mutant)
    return near[first] or near[last]


def _on(site: Phosphosite, mutant: str) -> str:
    """Return what a variant of a phosphosite does to it.

    Examples
    --------
    >>> site = next(s for s in phosphosites() if s.site == "T2173")
    >>> _on(site, "A")
    'removes T2173, phosphorylated by AKT (phosphorylation: lowers the kinase activity; T2173A raises it)'
    >>> _on(site, "E").partition(" (")[0], _on(site, "S").partition(",")[0]
    ('imitates phosphorylation of T2173 by AKT', 'keeps an acceptor at T2173')
    """
    wild = site.site[0]
    if mutant in _TAKES_AWAY or mutant in set(AMINO_ACIDS) - {wild}:
        if mutant in "DE" and wild in "ST":
            return f"imitates phosphorylation of {_described(site, ' by ')}"
        kept = {wild, mutant} == {"S", "T"}
        return f"{'keeps an acceptor at' if kept else 'removes'} {_described(site)}"
    return f"on {_described(site)}"


def _described(site: Phosphosite, by: str = ", phosphorylated by ") -> str:
    """Return a site with its kinases and the effect of its phosphorylation."""
    kinases = _kinases(site.upstream_kinases)
    named = f"{site.site}{_REMARKS.get(site.status, '')}"
    named += f"{by}{kinases}" if kinases else ""
    return f"{named} (phosphorylation: {site.effect})" if site.effect else named


def _kinases(told: str) -> str:
    """Return kinases without the databases that list them; what text mining found stays marked.

    Examples
    --------
    >>> _kinases("AKT1 (signor,pid,bel); P90RSK (signor); RPS6KB1 (text-mined)")
    'AKT1, P90RSK, RPS6KB1 (text-mined)'
    """
    kept = _IN_BRACKETS.sub(lambda found: " (text-mined)" if "text-mined" in found[1] else "", told)
    return kept.replace(";", ",")


@cache
def _sites(gene: str, unverified: bool) -> dict[int, Phosphosite]:
    """Return the phosphosites of a protein by UniProt position."""
    mine = [s for s in phosphosites(include_unverified=unverified) if s.gene == gene]
    return {s.position: s for s in sorted(mine, key=lambda s: s.position)}


def _near(
    atlas: Atlas, gene: str, sites: dict[int, Phosphosite], uniprot_positions: Sequence[int]
) -> dict[int, str]:
    """Return the nearest phosphosite of some positions, themselves left out; empty where none is near."""
    found = dict.fromkeys(uniprot_positions, "")
    if not sites:
        return found
    others = []
    for position in uniprot_positions:
        away, along = min((abs(site - position), site) for site in sites)
        if 0 < away <= NEAR_RESIDUES:
            residues = "1 residue" if away == 1 else f"{away} residues"
            found[position] = f"{residues} from {_described(sites[along])}"
        elif away:
            others.append(position)
    across, which = nearest_of(atlas, gene, np.array(others, dtype=np.int64), tuple(sites))
    for position, distance_A, site in zip(others, across.tolist(), which.tolist(), strict=True):
        if distance_A <= NEAR_A:
            found[position] = f"CA {distance_A:.1f} Å from {_described(sites[site])}"
    return found
