"""Experimental, predicted or unknown: what a file states, and what its B factors say."""

from __future__ import annotations

from pathlib import Path

import gemmi
import numpy as np
import pytest

from mtorstruct.structure.loading import load
from mtorstruct.structure.provenance import of_b_factors, of_mmcif, of_pdb

from . import foreign as f

STATED = {
    "1fap.cif.gz": "experimental",
    "1fap.pdb.gz": "experimental",
    "2gaq.pdb.gz": "experimental",
    "4jsv.pdb.gz": "experimental",
    "5h64.pdb.gz": "experimental",
    "4dri.pdb.gz": "unknown",
    "mtorc2_protomer.pdb.gz": "unknown",
    "AF-P42345-F1.pdb.gz": "predicted",
    "AF-Q6R327-F1.pdb.gz": "predicted",
    "AF-Q9BPZ7-F1.pdb.gz": "predicted",
}
MORE = {
    "1atp.pdb.gz": "experimental",
    "1fkb.pdb.gz": "experimental",
    "7lc1.pdb.gz": "experimental",
    "2rvk.pdb.gz": "experimental",
    "1nsg_from_mol2.pdb.gz": "unknown",
    "4jt5_from_mol2.pdb.gz": "unknown",
    "mtorc2_akt_v1213.pdb.gz": "experimental",
    "mtorc2_imp_cluster_center_model.pdb.gz": "unknown",
    "AF-P31749-F1.pdb.gz": "predicted",
}


def test_what_real_files_say(shared_structures: Path, shared_more: Path) -> None:
    for folder, expected in ((shared_structures, STATED), (shared_more, MORE)):
        for name, kind in expected.items():
            told = load(folder / name).provenance
            assert told.kind == kind, name
            assert told.why


def test_the_same_without_a_header(shared_structures: Path, shared_more: Path, tmp_path: Path) -> None:
    """Of files without a header predictions alone are told, by their B factors."""
    for folder, expected in ((shared_structures, STATED), (shared_more, MORE)):
        for name, kind in expected.items():
            # Nineteen and ten models of the same atoms cannot be told apart without their records.
            if name.endswith(".pdb.gz") and name not in ("2gaq.pdb.gz", "2rvk.pdb.gz"):
                bare = load(f.write(tmp_path / "bare.pdb", f.lines_of(folder / name)))
                assert bare.provenance.kind == ("predicted" if kind == "predicted" else "unknown"), name


@pytest.mark.parametrize(
    ("first", "last"), [(2018, 2112), (1, 651), (652, 1384), (1385, 2549), (2115, 2430), (60, 300)]
)
def test_domains_of_a_prediction_are_predicted(
    shared_structures: Path, tmp_path: Path, first: int, last: int
) -> None:
    lines = f.lines_of(shared_structures / "AF-P42345-F1.pdb.gz")
    part = [x for x in lines if x.startswith("ATOM") and first <= int(x[22:26]) <= last]
    fractions = [f.put(x, slice(60, 66), f"{float(x[60:66]) / 100:.2f}") for x in part]
    for written in (part, fractions):
        assert load(f.write(tmp_path / "part.pdb", written)).provenance.kind == "predicted"


def test_domains_of_experiments_are_not(shared_structures: Path, tmp_path: Path) -> None:
    for name in ("4jsv.pdb.gz", "5h64.pdb.gz", "mtorc2_protomer.pdb.gz", "4dri.pdb.gz"):
        lines = f.lines_of(shared_structures / name)
        for first, last in ((2018, 2112), (1, 651), (652, 1384), (1385, 2549), (2115, 2430)):
            part = [x for x in lines if x.startswith("ATOM") and first <= int(x[22:26]) <= last]
            if len(part) > 500:
                complex_ = load(f.write(tmp_path / "part.pdb", part))
                assert of_b_factors(complex_.atoms, complex_.file_residues).kind == "unknown", (name, first)


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        ("EXPDTA    THEORETICAL MODEL, MODELLER 10.4", "predicted"),
        ("EXPDTA    THEORETICAL MODEL (SWISS-MODEL SERVER)", "predicted"),
        ("TITLE     ALPHAFOLD MONOMER V2.0 PREDICTION FOR MTOR", "predicted"),
        ("TITLE     ESMFOLD V1 PREDICTION FOR INPUT", "predicted"),
        ("REMARK   1 ColabFold v1.5.5", "predicted"),
        ("EXPDTA    X-RAY DIFFRACTION\nREMARK   3  STARTING MODEL: ALPHAFOLD", "experimental"),
        ("EXPDTA    ELECTRON MICROSCOPY", "experimental"),
        ("EXPDTA    SOLUTION NMR; SOLUTION SCATTERING", "experimental"),
        ("REMARK   3   PROGRAM     : REFMAC 5.8.0158", "experimental"),
        ("REMARK   3   PROGRAM     : NULL", ""),
        ("CRYST1   59.503   59.554   67.787  90.00  90.00  90.00 P 21 21 21    1", ""),
        ("HEADER    TRANSFERASE\nTITLE     MD SNAPSHOT AT 100 NS", ""),
    ],
)
def test_records_of_pdb_files(head: str, kind: str) -> None:
    told = of_pdb(head.encode())
    assert (told.kind if told else "") == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("_exptl.method 'X-RAY DIFFRACTION'", "experimental"),
        ("_exptl.method 'Electron Microscopy'", "experimental"),
        ("_exptl.method 'THEORETICAL MODEL'", "predicted"),
        ("_ma_qa_metric.id 1", "predicted"),
        ("_database_2.database_id AlphaFoldDB", "predicted"),
        ("_database_2.database_id PDB", ""),
        ("_refine.entry_id x\n_refine.ls_d_res_high 2.7", "experimental"),
        ("_refine.entry_id x\n_refine.ls_d_res_high ?", ""),
        ("_em_3d_reconstruction.resolution 3.2", "experimental"),
        ("_struct.title 'Boltz-2 prediction'", "predicted"),
        ("_struct.title 'mTORC1'", ""),
    ],
)
def test_categories_of_mmcif_files(body: str, kind: str) -> None:
    told = of_mmcif(gemmi.cif.read_string(f"data_x\n{body}\n")[0])
    assert (told.kind if told else "") == kind


def test_constant_b_factors_say_nothing(shared_structures: Path, tmp_path: Path) -> None:
    lines = f.lines_of(shared_structures / "AF-P42345-F1.pdb.gz")
    for value in (0.0, 1.0, 80.0):
        flat = [f.put(x, slice(60, 66), f"{value:.2f}") for x in lines if x.startswith("ATOM")]
        complex_ = load(f.write(tmp_path / "flat.pdb", flat))
        assert complex_.provenance.kind == "unknown"
        assert np.ptp(complex_.atoms.b_factor) == 0
