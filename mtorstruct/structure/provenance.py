"""Whether a structure is experimental or predicted, by the evidence in its file.

Evidence of an experiment is its method (EXPDTA, _exptl), or records of a refinement or a reconstruction.
Evidence of a prediction is a theoretical method, a category or database of models, words of the title, or B
factors that rise with burial: a confidence (pLDDT) is highest in the core of a domain, where atoms move
least. Without either, the provenance is unknown.
"""

from __future__ import annotations

import re

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.content import POLYMER, Atoms, FileResidues, Provenance, atom_positions
from mtorstruct.structure.neighbours import Points
from mtorstruct.structure.pdb_text import records
from mtorstruct.tables import EXPERIMENTAL, PREDICTED, UNKNOWN

MIN_RESIDUES = 50
"""Fewest residues for which the distribution of B factors is evaluated."""

HIGHEST_PLDDT, MIN_MEDIAN_PLDDT = 100.0, 50.0
NEIGHBOURS_A = 10.0
MIN_CORRELATION = 0.35
"""Rank correlation of B factors with burial from which they are taken for a confidence.

Of whole chains predictions have 0.56 to 0.86, experimental structures -0.71 to 0.01; single domains of
predictions have at least 0.41 (``tests/structure/test_provenance.py``).
"""

_MEASURED = re.compile(r"DIFFRACTION|MICROSCOPY|CRYO-?EM|\bNMR\b|SCATTERING|CRYSTALLOGRAPHY", re.I)
_THEORETICAL = re.compile(r"THEORETICAL|PREDICT|HOMOLOGY MODEL|COMPUTATIONAL", re.I)
_PROGRAMS = re.compile(
    r"\b(?:alphafold\w*|colabfold|esmfold|rosettafold\w*|openfold\w*|boltz\w*|chai-?\d|protenix|modeller"
    r"|swiss-?model|i-tasser|phyre\d?|modbase|omegafold)\b",
    re.I,
)
_REFINED = re.compile(r"REMARK   3 .*(?:PROGRAM|R VALUE|RESOLUTION RANGE).*:\s*(?!NULL)\S")
_MODEL_DATABASES = ("ALPHAFOLDDB", "ALPHAFOLD DB", "MODELARCHIVE", "MODBASE", "SWISS-MODEL REPOSITORY", "MA")


def of_mmcif(block: gemmi.cif.Block) -> Provenance | None:
    """Provenance by the categories of an mmCIF file; None without evidence."""
    methods = [gemmi.cif.as_string(value) for value in block.find_values("_exptl.method")]
    stated = _of_method("; ".join(methods), "_exptl")
    if stated:
        return stated
    names = block.get_mmcif_category_names()
    databases = [gemmi.cif.as_string(v).upper() for v in block.find_values("_database_2.database_id")]
    of_models = next((name for name in databases if name in _MODEL_DATABASES), "")
    if of_models or any(name.startswith("_ma_") for name in names):
        why = f"_database_2 names {of_models}" if of_models else "it has the categories of a model (_ma_)"
        return Provenance(PREDICTED, why)
    for name in ("_refine.", "_em_3d_reconstruction."):
        if name in names and _has_values(block, name):
            return Provenance(EXPERIMENTAL, f"it has {name.rstrip('.')}")
    title = " ".join(gemmi.cif.as_string(value) for value in block.find_values("_struct.title"))
    program = _PROGRAMS.search(title)
    return Provenance(PREDICTED, f"its title names {program[0]}") if program else None


def of_pdb(head: bytes) -> Provenance | None:
    """Provenance by the records before the atoms of a PDB file; None without evidence."""
    method = " ".join(line[10:].strip() for line in _lines(head, b"EXPDTA"))
    stated = _of_method(method, "EXPDTA")
    if stated:
        return stated
    # A refinement may have begun with a prediction, and say so.
    if any(_REFINED.match(line) for line in _lines(head, b"REMARK   3")):
        return Provenance(EXPERIMENTAL, "REMARK 3 is of a refinement")
    program = _PROGRAMS.search(head.decode("latin-1"))
    return Provenance(PREDICTED, f"it names {program[0]}") if program else None


def _lines(head: bytes, name: bytes) -> list[str]:
    return [
        line for line in records(head, name).decode("latin-1").splitlines() if line.startswith(name.decode())
    ]


def of_b_factors(atoms: Atoms, residues: FileResidues) -> Provenance:
    """Provenance by B factors: confidences of a prediction rise with burial."""
    from scipy.stats import spearmanr

    ca = atom_positions(atoms, slice(0, len(residues.name)), b"CA")
    there = (residues.kind == POLYMER) & ~np.isnan(ca[:, 0])
    b_factor = _means(atoms, len(residues.name))[there]
    nothing = Provenance(UNKNOWN, "it states neither an experiment nor a prediction")
    if len(b_factor) < MIN_RESIDUES:
        return nothing
    scale = HIGHEST_PLDDT if b_factor.max() <= 1.0 else 1.0
    plddt = b_factor * scale
    if plddt.min() <= 0 or plddt.max() > HIGHEST_PLDDT or np.median(plddt) < MIN_MEDIAN_PLDDT:
        return nothing
    if np.ptp(plddt) == 0:
        return nothing
    buried = Points(ca[there]).counts(NEIGHBOURS_A)
    correlation = float(spearmanr(plddt, buried).statistic)
    if correlation < MIN_CORRELATION:
        return nothing
    why = f"its B factors rise with burial as pLDDT does (rank correlation {correlation:.2f})"
    return Provenance(PREDICTED, why)


def _of_method(method: str, where: str) -> Provenance | None:
    if _THEORETICAL.search(method):
        return Provenance(PREDICTED, f"{where} says {method.lower()}")
    if _MEASURED.search(method):
        return Provenance(EXPERIMENTAL, f"{where} says {method.lower()}")
    return None


def _has_values(block: gemmi.cif.Block, category: str) -> bool:
    """Whether a category has values beyond the id of its entry."""
    return any(
        value not in ("?", ".")
        for tag in block.find_mmcif_category(category).tags
        if not tag.endswith((".entry_id", ".id", ".image_processing_id", ".pdbx_refine_id"))
        for value in block.find_values(tag)
    )


def _means(atoms: Atoms, n_residues: int) -> NDArray[np.float64]:
    heavy = atoms.residue[atoms.heavy]
    with np.errstate(invalid="ignore"):
        total = np.bincount(heavy, weights=atoms.b_factor[atoms.heavy], minlength=n_residues)
        return np.asarray(total / np.bincount(heavy, minlength=n_residues))
