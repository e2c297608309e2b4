"""Models of a file: those with the same atoms stay models, parts of one assembly are merged."""

from __future__ import annotations

import gemmi


def joined(structure: gemmi.Structure) -> list[str]:
    """Merge, in place, models that hold different residues into one; return notes on what is not read.

    Some programs write each chain as a model.

    Returns
    -------
    list of str
        Notes, empty for files with one model, or with models of the same atoms.
    """
    if len(structure) < 2:
        return []
    residues = [
        {(chain.name, str(residue.seqid), residue.name) for chain in model for residue in chain}
        for model in structure
    ]
    if any(residues[0] & other for other in residues[1:]) or _overlap(residues[1:]):
        return _unread(structure)
    n_models = len(structure)
    for model in list(structure)[1:]:
        for chain in model:
            structure[0].add_chain(chain)
    while len(structure) > 1:
        del structure[1]
    structure.merge_chain_parts()
    return [f"{n_models} models that hold different chains were read as one assembly"]


def _overlap(residues: list[set[tuple[str, str, str]]]) -> bool:
    return sum(len(model) for model in residues) != len(set().union(*residues))


def _unread(structure: gemmi.Structure) -> list[str]:
    """Notes on models whose atoms differ from those of the first."""
    counts = [model.count_atom_sites() for model in structure]
    if len(set(counts)) == 1:
        return []
    return [f"only the first of {len(structure)} models was read: they hold different atoms"]
