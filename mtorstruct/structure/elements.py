"""Infer elements from atom names, where a structure (GRO, PSF, PQR and others) does not state them."""

from __future__ import annotations

import re
from functools import cache

import gemmi
import numpy as np
from numpy.typing import NDArray

_LETTERS = re.compile(r"[0-9'\"*]*([A-Za-z]+)")
_HEAVY = {"CL", "BR", "SE", "SI", "FE", "ZN", "MG", "MN", "CU", "AL"}
"""Two-letter names that mean that element in larger molecules, and not carbon, hydrogen or the like."""

_CHARMM = {"SOD": "Na", "POT": "K", "CLA": "Cl", "CAL": "Ca", "CES": "Cs", "LIT": "Li", "RUB": "Rb"}
"""CHARMM names of ions that do not begin with their element's symbol, or that look like another element."""


def elements_of(
    names: NDArray[np.object_],
    residue_names: NDArray[np.object_],
    residue: NDArray[np.int64],
    stated: NDArray[np.object_],
    weights: NDArray[np.float64],
) -> NDArray[np.object_]:
    """Element symbol of each atom, shape ``(n_atoms,)``; ``X`` for a name that matches no element.

    A stated element is kept; otherwise it follows from the name, and masses decide between one and two
    letters.

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
    """Element symbol of an atom; `alone` marks the only atom of a residue, `weight` is its mass (Da) or 0.

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
