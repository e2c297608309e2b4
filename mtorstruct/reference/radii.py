"""Radii of the heavy atoms of amino acids, with their hydrogens."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table


@cache
def protor_radii() -> dict[tuple[str, str], float]:
    """Return ProtOr radii (A; Tsai et al. 1999) by residue and atom, those of the twenty amino acids.

    Examples
    --------
    >>> protor_radii()["GLY", "CA"]
    1.88
    """
    return {(row["residue"], row["atom"]): float(row["radius_A"]) for row in read_table("protor_radii.tsv")}
