"""Element of an atom from its name, where a structure does not state it: GRO, PSF, PQR and others."""

from __future__ import annotations

import re
from functools import cache

import gemmi
import numpy as np
from numpy.typing import NDArray

_LETTERS = re.compile(r"[0-9'\"*]*([A-Za-z]+)")
_HEAVY = {"CL", "BR", "SE", "SI", "FE", "ZN", "MG", "MN", "CU", "AL"}
"""Names of two letters that in a larger molecule are that element, and not carbon, hydrogen or the like."""

_CHARMM = {"SOD": "Na", "POT": "K", "CLA": "Cl", "CAL": "Ca", "CES": "Cs", "LIT": "Li", "RUB": "Rb"}
"""Names of ions in the force field of CHARMM that do not begin as the element does, or look like another."""


def elements_of(
    names: NDArray[np.object_],
    residue_names: NDArray[np.object_],
    residue: NDArray[np.int64],
    stated: NDArray[np.object_],
    weights: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Symbol of the element of each atom, shape ``(n_atoms,)``; ``X`` for what no element is named so.

    What is stated holds; else the name tells, and weights decide between one and two of its letters.

    Parameters
    ----------
    names, residue_names : numpy.ndarray, shape (n_atoms,), dtype object
        Names of the atoms, and of the residues they are in.
    residue : numpy.ndarray, shape (n_atoms,), dtype int
        Number of the residue of each atom, from 0.
    stated : numpy.ndarray, shape (n_atoms,), dtype object
        Elements that the source states; empty where it does not.
    weights : numpy.ndarray, shape (n_atoms,), Da
        Masses that the source states; 0 where it does not. Hydrogens may be heavier than they are, and what
        they are bonded to lighter, as in simulations with repartitioned masses.
    """
    elements = stated.copy()
    alone = np.bincount(residue, minlength=1)[residue] == 1 if len(residue) else np.zeros(0, dtype=bool)
    for at in np.flatnonzero(stated == "").tolist():
        elements[at] = element_named(names[at], residue_names[at], bool(alone[at]), float(weights[at]))
    return elements


@cache
def element_named(name: str, residue_name: str, alone: bool, weight: float = 0.0) -> str:
    """Symbol of the element of an atom; `alone` is the only atom of a residue, `weight` its mass (Da) or 0.

    Examples
    --------
    >>> [element_named(*atom, alone=False) for atom in (("CA", "ALA"), ("1HG1", "VAL"), ("CL1", "LIG"))]
    ['C', 'H', 'Cl']
    >>> [element_named(*atom, alone=True) for atom in (("CA", "CA"), ("CA", "ALA"), ("SOD", "SOD"))]
    ['Ca', 'C', 'Na']
    >>> element_named("HG", "SER", alone=False, weight=3.024), element_named("MW", "SOL", alone=False)
    ('H', 'X')
    """
    match = _LETTERS.match(name)
    letters = match[1] if match else ""
    if alone and letters in _CHARMM:
        return _CHARMM[letters]
    one, two = gemmi.Element(letters[:1]), gemmi.Element(letters[:2])
    # A hydrogen of repartitioned mass weighs as much as helium, which nobody simulates.
    if two.atomic_number == 0 or two.name == "He":
        return one.name
    if one.atomic_number == 0:
        return two.name
    if weight:
        return min((one, two), key=lambda element: abs(element.weight - weight)).name
    if alone:
        is_two = residue_name.upper().startswith(letters[:2].upper())
    else:
        is_two = letters[1:2].islower() or letters[:2] in _HEAVY
    return two.name if is_two else one.name
