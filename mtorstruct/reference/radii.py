"""Radii of the heavy atoms of amino acids, with their hydrogens."""

from __future__ import annotations

from functools import cache

from mtorstruct.reference.tables import read_table


@cache
def protor_radii() -> dict[str, dict[str, float]]:
    """Return ProtOr radii (A; Tsai et al. 1999) by residue and atom: the twenty amino acids, and UNK.

    Examples
    --------
    >>> protor_radii()["GLY"]["CA"]
    1.88
    """
    radii: dict[str, dict[str, float]] = {}
    for row in read_table("protor_radii.tsv"):
        radii.setdefault(row["residue"], {})[row["atom"]] = float(row["radius_A"])
    return radii
