"""Domain counts of structures by Bio.PDB and Bio.Align.PairwiseAligner, without this package.

    python benchmarks/routes/biopdb.py [--all-nine] FILE...

Prints one TSV: file, gene, chain, domain, first and last position, residues modelled, identity.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from Bio.Data.PDBData import protein_letters_3to1_extended
from Bio.PDB import FastMMCIFParser, PDBParser
from mapping import UNKNOWN, opened, run


def chains_of(path: Path) -> Iterator[tuple[str, str]]:
    """Sequence of the residues that each chain of the first model has coordinates for."""
    parser = FastMMCIFParser(QUIET=True) if ".cif" in path.suffixes else PDBParser(QUIET=True)
    with opened(path) as file:
        structure = parser.get_structure(path.name, file)
    for chain in next(iter(structure)):
        names = [
            r.resname.strip() for r in chain if "CA" in r and (r.id[0] == " " or is_amino_acid(r.resname))
        ]
        if names:
            yield chain.id, "".join(protein_letters_3to1_extended.get(name, UNKNOWN) for name in names)


def is_amino_acid(name: str) -> bool:
    """Whether a HETATM residue is an amino acid, as in selenomethionine."""
    return name.strip() in protein_letters_3to1_extended


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:], chains_of))
