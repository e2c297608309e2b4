"""Domain counts of structures by MDAnalysis and Bio.Align.PairwiseAligner, without this package.

    python benchmarks/routes/mdanalysis.py [--all-nine] FILE...

Prints one TSV: file, gene, chain, domain, first and last position, residues modelled, identity. MDAnalysis
reads mmCIF since its version 2.11, by gemmi.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import MDAnalysis
import numpy as np
from mapping import UNKNOWN, run
from MDAnalysis.lib.util import inverse_aa_codes


def chains_of(path: Path) -> Iterator[tuple[str, str]]:
    """Sequence of the residues that each chain of the first model has coordinates for."""
    # Nothing is guessed: neither masses nor elements are needed.
    universe = MDAnalysis.Universe(str(path), to_guess=())
    atoms = universe.select_atoms("(protein or resname UNK) and name CA")
    _, first = np.unique(atoms.resindices, return_index=True)
    chains, names = atoms.chainIDs[first], atoms.resnames[first]
    for chain in dict.fromkeys(chains):
        letters = (inverse_aa_codes.get(name, UNKNOWN) for name in names[chains == chain])
        yield chain, "".join(letters)


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    sys.exit(run(sys.argv[1:], chains_of))
