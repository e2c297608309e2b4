"""Structures as simulation, docking and modelling write them: the answers are those of clean files."""

from __future__ import annotations

import gzip
import random
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import gemmi
import numpy as np
import pandas as pd
import pytest

from mtorstruct import residue_geometry
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError
from mtorstruct.structure.content import ION, LIGAND, MARKER, POLYMER, WATER, atom_positions
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex

from ..scripts import module_of
from . import foreign as f

DISTANCES_4DRI = {2028: 5.50, 2033: 5.69, 2108: 3.46}
DISTANCES_1FAP = {2028: 5.57, 2033: 6.08, 2108: 3.43}
CARRIED_4DRI = {2028: 5.92, 2033: 6.23, 2108: 3.73}


@pytest.fixture(scope="session")
def make(shared_faults: Path) -> ModuleType:
    """The script of ``../shared/faults`` that makes structure files."""
    path = shared_faults / "structures" / "make.py"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("sys.argv", [str(path), "unused"])
        patched.setattr(Path, "mkdir", lambda *_, **__: None)
        return module_of(path)


@pytest.fixture
def fault(make: ModuleType, tmp_path: Path) -> Callable[[str], Path]:
    return lambda name: f.write(tmp_path / f"{name}.pdb", make.CASES[name])


def frb(complex_: MtorComplex) -> pd.DataFrame:
    rows = residue_geometry(complex_)
    return rows[(rows.gene == "MTOR") & (rows.modelled != "not_modelled")].set_index("position")


def distances(rows: pd.DataFrame) -> dict[int, float]:
    return {position: float(rows.rapamycin_distance_A[position]) for position in DISTANCES_4DRI}


# The faults -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "ok_reference",
        "W2_ter_after_ligand",
        "W2_ter_after_ligand_blank_chain_gromacs",
        "W2_ligand_before_protein",
        "W2_ligand_UNK_as_ATOM",
        "W3_cat_protein_ligand",
        "W3_models_hold_one_chain_each",
        "W6_hydrogen_left_no_element",
        "C1_xyz_nan",
        "C1_xyz_9999",
        "L1_charge_column",
        "L2_order_swapped",
        "L4_amber_HIE",
        "L4_gromos_HISH",
    ],
)
def test_a_foreign_file_gives_the_distances_of_the_clean_one(fault: Callable[[str], Path], name: str) -> None:
    rows = frb(load(fault(name)))
    assert len(rows) == 88
    assert set(rows.rapamycin_basis) == {"bound"}
    assert distances(rows) == DISTANCES_4DRI
    assert not (rows.observed == "X").any()


def test_spheres_of_a_pocket_finder_are_no_drug(fault: Callable[[str], Path]) -> None:
    complex_ = load(fault("W4_fpocket_spheres"))
    rows = frb(complex_)
    assert "bound" not in set(rows.rapamycin_basis)
    assert distances(rows) == CARRIED_4DRI
    assert set(complex_.file_residues.kind[complex_.file_residues.name == b"STP"]) == {MARKER}


def test_solvent_of_any_name_changes_nothing(make: ModuleType, tmp_path: Path) -> None:
    names = ["HOH", "TIP3", "SOL", "TIP", "T3P", "SPC", "OPC", "WAT", "ATP", "MG", "RAP", "ALA", "UNK", "NAG"]
    rng = random.Random(14)
    names += ["".join(rng.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", k=3)) for _ in range(6)]
    waters = make.water("HOH", make.fp + make.fr)
    for name in names:
        lines = [line[:17] + f"{name:<4}" + line[21:] for line in waters]
        complex_ = load(f.write(tmp_path / "water.pdb", [*make.fp, "TER", *make.fr, *lines]))
        rows = frb(complex_)
        assert set(rows.rapamycin_basis) == {"bound"}, name
        assert distances(rows) == DISTANCES_1FAP, name
        kind = complex_.file_residues.kind
        assert (kind == WATER).sum() == len(waters), name


@pytest.mark.parametrize(
    ("name", "columns"),
    [("M_no_label_asym_id", "label_asym_id"), ("M_no_type_symbol", "type_symbol")],
)
def test_mmcif_without_a_column_is_read(
    shared_structures: Path, tmp_path: Path, name: str, columns: str
) -> None:
    block = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))[0]
    table = block.find_mmcif_category("_atom_site.")
    block.find_loop(f"_atom_site.{columns}").erase()
    assert table is not None
    path = tmp_path / f"{name}.cif"
    block.as_string()
    path.write_text(_only_atoms(block))
    rows = frb(load(path))
    assert len(rows) == 95
    assert distances(rows) == DISTANCES_1FAP


def _only_atoms(block: gemmi.cif.Block) -> str:
    """An mmCIF file with the atoms of a block alone."""
    alone = gemmi.cif.Block("x")
    table = block.find_mmcif_category("_atom_site.")
    loop = alone.init_loop("", list(table.tags))
    for row in table:
        loop.add_row(list(row))
    return alone.as_string()


@pytest.mark.parametrize("column", ["Cartn_x", "label_atom_id"])
def test_mmcif_without_a_column_that_is_needed_names_it(
    shared_structures: Path, tmp_path: Path, column: str
) -> None:
    block = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))[0]
    for name in (column, column.replace("label", "auth")):
        found = block.find_loop(f"_atom_site.{name}")
        if found:
            found.erase()
    path = tmp_path / "x.cif"
    path.write_text(_only_atoms(block))
    with pytest.raises(DataError, match=f"_atom_site has no {column}"):
        load(path)


def test_an_mmcif_file_cut_within_a_chain_is_refused(shared_structures: Path, tmp_path: Path) -> None:

    lines = gzip.decompress((shared_structures / "1fap.cif.gz").read_bytes()).decode().split("\n")
    first = next(k for k, line in enumerate(lines) if line.startswith("_atom_site.group_PDB"))
    path = tmp_path / "cut.cif"
    for n, lost in ((1200, "80 residues less of chain B"), (400, "no atoms of chain B")):
        path.write_text("\n".join(lines[: first + n]) + "\n")
        with pytest.raises(DataError, match=lost):
            load(path)


@pytest.mark.parametrize("text", ["ZZ", "  ", "1+", "0."])
def test_columns_of_elements_that_hold_something_else(make: ModuleType, tmp_path: Path, text: str) -> None:
    lines = [x[:76] + text for x in f.without_ter([*make.P, *make.R])]
    rows = frb(load(f.write(tmp_path / "x.pdb", lines)))
    assert set(rows.rapamycin_basis) == {"bound"}
    assert distances(rows) == DISTANCES_4DRI


def test_any_other_column_of_mmcif_may_be_missing(shared_structures: Path, tmp_path: Path) -> None:
    block = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))[0]
    table = block.find_mmcif_category("_atom_site.")
    tags, rows = list(table.tags), [list(row) for row in table]
    for left_out in (
        *({tag} for tag in tags),
        {t for t in tags if "auth" in t},
        {t for t in tags if "label" in t},
    ):
        if any("Cartn" in tag for tag in left_out):
            continue
        kept = [k for k, tag in enumerate(tags) if tag not in left_out]
        alone = gemmi.cif.Block("x")
        loop = alone.init_loop("", [tags[k] for k in kept])
        for row in rows:
            loop.add_row([row[k] for k in kept])
        path = tmp_path / "x.cif"
        path.write_text(alone.as_string())
        assert distances(frb(load(path))) == DISTANCES_1FAP, left_out


# Molecules in one chain -----------------------------------------------------------------------


def copies(complex_: MtorComplex) -> dict[str, list[dict[int, tuple[float, ...]]]]:
    """CA coordinates by UniProt position of each chain of each protein."""
    found: dict[str, list[dict[int, tuple[float, ...]]]] = {}
    for chain in complex_.known_chains:
        ca = atom_positions(complex_.atoms, chain.rows, b"CA").round(3)
        placed = zip(chain.uniprot_pos.tolist(), map(tuple, ca.tolist()), strict=True)
        found.setdefault(chain.gene, []).append({p: xyz for p, xyz in placed if p})
    for molecules in found.values():
        molecules.sort(key=lambda m: sorted(m.items()))
    return found


WAYS: dict[str, Callable[[list[str]], list[str]]] = {
    "ter at every gap": f.with_ter_at_gaps,
    "blank chain": lambda lines: f.with_chain(lines, " "),
    "blank chain, no ter": lambda lines: f.with_chain(f.without_ter(lines), " "),
    "blank chain, ter at every gap": lambda lines: f.with_chain(f.with_ter_at_gaps(lines), " "),
    "all A, no ter": lambda lines: f.with_chain(f.without_ter(lines), "A"),
    "numbered on": lambda lines: f.renumbered(f.with_chain(f.without_ter(lines), " ")),
    "numbered on, ter": lambda lines: f.renumbered(f.with_chain(lines, "A")),
    "sorted by number": lambda lines: f.with_chain(f.sorted_by_number(lines), " "),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ["4jsv.pdb.gz", "5h64.pdb.gz"])
@pytest.mark.parametrize("traced", [False, True], ids=["atoms", "trace"])
def test_copies_in_one_chain_are_told_apart(
    structure: Callable[[str], MtorComplex],
    shared_structures: Path,
    tmp_path: Path,
    name: str,
    way: str,
    traced: bool,
) -> None:
    lines = f.lines_of(shared_structures / name)
    lines = WAYS[way](f.ca_only(lines) if traced else lines)
    complex_ = load(f.write(tmp_path / "x.pdb", lines))
    assert copies(complex_) == copies(structure(name))
    assert bool(complex_.notes) == (way != "ter at every gap")


def test_unknown_residues_and_alanines_stay_with_their_neighbours(
    structure: Callable[[str], MtorComplex], shared_structures: Path, tmp_path: Path
) -> None:
    """The mTORC2 protomer has 59 unknown residues, and 19 alanines numbered 4001-4019."""
    lines = f.with_chain(f.without_ter(f.lines_of(shared_structures / "mtorc2_protomer.pdb.gz")), " ")
    complex_ = load(f.write(tmp_path / "x.pdb", lines))
    expected = structure("mtorc2_protomer.pdb.gz")
    assert copies(complex_) == copies(expected)
    sizes = [{c.gene: len(c.observed) for c in found.chains} for found in (complex_, expected)]
    assert sizes[0] == sizes[1]


def test_a_blank_chain_keeps_the_distances_of_each_copy(
    structure: Callable[[str], MtorComplex], shared_structures: Path, tmp_path: Path
) -> None:
    lines = f.with_chain(f.lines_of(shared_structures / "4jsv.pdb.gz"), " ")
    found = residue_geometry(load(f.write(tmp_path / "blank.pdb", lines)))
    expected = residue_geometry(structure("4jsv.pdb.gz"))
    for column in ("rapamycin_same_protomer_A", "atp_same_protomer_A"):
        for copy in (1, 2):
            ours, theirs = (
                rows[(rows.gene == "MTOR") & (rows["copy"] == copy)].set_index("position")[column]
                for rows in (found, expected)
            )
            assert ours.equals(theirs)


def test_an_unknown_protein_in_the_same_chain_is_parted(make: ModuleType, tmp_path: Path) -> None:
    lines = f.with_chain([*make.A, *make.B, *make.R], " ")
    for written in (lines, f.renumbered(lines)):
        complex_ = load(f.write(tmp_path / "x.pdb", written))
        assert [(c.gene, len(c.observed)) for c in complex_.chains] == [("other", 121), ("MTOR", 96)]
        assert distances(frb(complex_)) == DISTANCES_4DRI


def test_two_ligands_of_one_number_are_two(shared_structures: Path, tmp_path: Path) -> None:
    lines = f.without_ter(f.lines_of(shared_structures / "4dri.pdb.gz"))
    complex_ = load(f.write(tmp_path / "two.pdb", [*lines, *f.moved(lines, 80.0)]))
    assert [c.copy for c in complex_.known_chains] == [1, 2]
    assert (complex_.file_residues.kind == LIGAND).sum() == 2
    rows = residue_geometry(complex_)
    rows = rows[(rows.gene == "MTOR") & (rows.position == 2108)]
    assert rows.rapamycin_same_protomer_A.tolist() == [3.46, 3.46]


def test_conformers_without_letters_are_read_once(shared_structures: Path, tmp_path: Path) -> None:
    lines = f.without_ter(f.lines_of(shared_structures / "1fap.pdb.gz"))
    again = [x for x in lines if x[21:26] == "B2108" and x[12:16].strip() not in ("N", "CA", "C", "O")]
    at = lines.index(again[-1]) + 1
    complex_ = load(f.write(tmp_path / "twice.pdb", [*lines[:at], *f.moved(again, 0.7), *lines[at:]]))
    assert complex_.notes == (f"{len(again)} atoms that 1 residues hold twice were left out",)
    assert distances(frb(complex_)) == DISTANCES_1FAP


@pytest.mark.parametrize("place", ["nan", "inf", "9999.000", "1e30"])
def test_an_atom_without_a_place_parts_no_conformers(
    shared_structures: Path, tmp_path: Path, place: str
) -> None:
    lines = f.without_ter(f.lines_of(shared_structures / "1fap.pdb.gz"))
    again = [x for x in lines if x[21:26] == "B2108" and x[12:16].strip() not in ("N", "CA", "C", "O")]
    at = lines.index(again[-1]) + 1
    odd = [*f.moved(again[:-1], 0.7), f.put(again[-1], slice(30, 54), f"{place:>8}" * 3)]
    complex_ = load(f.write(tmp_path / "twice.pdb", [*lines[:at], *odd, *lines[at:]]))
    assert sum(int(note.split()[0]) for note in complex_.notes) == len(again)
    assert distances(frb(complex_)) == DISTANCES_1FAP


def test_models_without_their_records_are_refused(shared_structures: Path, tmp_path: Path) -> None:
    """Nineteen models of FRB, one upon the other, as one."""
    lines = f.lines_of(shared_structures / "2gaq.pdb.gz")
    with pytest.raises(DataError, match="chain 'A' holds residue numbers twice"):
        load(f.write(tmp_path / "all.pdb", lines))


def test_a_tag_that_is_numbered_like_the_protein_parts_nothing(make: ModuleType, tmp_path: Path) -> None:
    """The eight residues of the tag of 4DRI, numbered 2030 to 2037."""
    tagged = [f.put(x, slice(22, 26), str(int(x[22:26]) + 13)) if int(x[22:26]) < 2025 else x for x in make.B]
    complex_ = load(f.write(tmp_path / "tag.pdb", [*make.A, "TER", *tagged, "TER", *make.R]))
    rows = frb(complex_)
    assert len(rows) == 88
    assert distances(rows) == DISTANCES_4DRI
    assert [c.name for c in complex_.chains] == ["A", "B"]


RAPALOGUES = ("1nsg", "3fap", "4fap", "4drh", "4drj", "5gpg")
INHIBITORS = ("4jsx", "4jt5")


@pytest.mark.parametrize("entry", [*RAPALOGUES, *INHIBITORS])
def test_ligands_of_copies_without_header_are_bound(shared_more: Path, tmp_path: Path, entry: str) -> None:
    lines = f.without_ter(f.lines_of(shared_more / f"{entry}_from_mol2.pdb.gz"))
    protein = [x for x in lines if int(x[22:26]) != 9001]
    ligand = [x for x in lines if int(x[22:26]) == 9001]
    assert len(ligand) > 20
    site = "rapamycin" if entry in RAPALOGUES else "atp"
    tables = []
    for written in ([*protein, *ligand], [*protein, "TER", *ligand, "TER"], [*ligand, *protein]):
        rows = residue_geometry(load(f.write(tmp_path / f"{entry}.pdb", written)))
        rows = rows[(rows.gene == "MTOR") & (rows.modelled != "not_modelled")].set_index("position")
        assert set(rows[f"{site}_basis"]) == {"bound"}
        tables.append(rows[f"{site}_distance_A"])
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])
    # F2108 touches each rapamycin and analogue, W2239 each inhibitor.
    assert tables[0][2108 if site == "rapamycin" else 2239] < 4.5


@pytest.mark.parametrize(
    ("name", "genes"),
    [
        ("1atp.pdb.gz", set()),
        ("AF-P31749-F1.pdb.gz", set()),
        ("7lc1.pdb.gz", {"MAPKAP1"}),
        ("2rvk.pdb.gz", set()),
    ],
)
def test_other_proteins_are_other(shared_more: Path, name: str, genes: set[str]) -> None:
    """Protein kinase A, AKT1, KRAS beside mSIN1, and Sin1 of fission yeast."""
    assert {chain.gene for chain in load(shared_more / name).known_chains} == genes


# What a residue is ----------------------------------------------------------------------------


def kinds(complex_: MtorComplex) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    residues = complex_.file_residues
    for name, kind in zip(residues.name.astype(str).tolist(), residues.kind.tolist(), strict=True):
        found.setdefault(name, set()).add(kind)
    return found


def test_kinds_in_real_files(structure: Callable[[str], MtorComplex], shared_more: Path) -> None:
    found = kinds(structure("4jsv.pdb.gz"))
    assert (found["ADP"], found["MG"], found["MGF"]) == ({LIGAND}, {ION}, {LIGAND})
    assert found["ALA"] == {POLYMER}
    assert kinds(structure("1fap.cif.gz"))["HOH"] == {WATER}
    found = kinds(load(shared_more / "mtorc2_akt_v1213.pdb.gz"))
    assert found["T1C"] == {POLYMER}
    assert kinds(structure("mtorc2_protomer.pdb.gz"))["UNK"] == {POLYMER}


@pytest.mark.parametrize("hydrogens", [0, 2])
@pytest.mark.parametrize("extra", ["", "EPW", "MW", "LP1"])
@pytest.mark.parametrize("left", [False, True])
def test_models_of_water(make: ModuleType, tmp_path: Path, hydrogens: int, extra: str, left: bool) -> None:
    waters = []
    for line in make.water("SOL", make.fp + make.fr)[:300]:
        names = ["OW", *["HW1", "HW2"][:hydrogens], *([extra] if extra else [])]
        for k, name in enumerate(names):
            x = float(line[30:38]) + (0.9 if name.startswith("H") else 0.15) * bool(k) * (1 - 2 * (k % 2))
            written = f"{name:<4}" if left else f" {name:<3}"
            waters.append(f"ATOM  {line[6:12]}{written}{line[16:30]}{x:8.3f}{line[38:66]}")
    complex_ = load(f.write(tmp_path / "w.pdb", [x[:66] for x in [*make.fp, *make.fr]] + waters))
    assert kinds(complex_)["SOL"] == {WATER}
    assert distances(frb(complex_)) == DISTANCES_1FAP


@pytest.mark.parametrize(
    ("names", "elements", "spacing"),
    [
        (["C"] * 30, "C", 0.5),
        (["C", "O"] * 15, "", 0.4),
        (["DUM"] * 30, "X", 1.5),
        (["PS1"] * 30, "", 1.5),
        (["H"] * 30, "H", 0.5),
        (["C"] * 30, "C", 4.0),
    ],
    ids=["tunnel", "spheres", "dummies", "pseudoatoms", "hydrogens", "grid"],
)
def test_markers_are_no_ligand(
    make: ModuleType, tmp_path: Path, names: list[str], elements: str, spacing: float
) -> None:
    middle = make.xyz(make.R).mean(axis=0)
    rng = np.random.default_rng(4)
    points = middle + rng.uniform(-1, 1, size=(len(names), 3)) * spacing * len(names) ** (1 / 3)
    if spacing > 2:
        points = middle + np.stack(np.meshgrid(*[[-4.0, 0.0, 4.0]] * 3), axis=-1).reshape(-1, 3)
    marks = [
        f"HETATM{k + 1:5d}  {name:<3} STP Z   1    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00{elements:>12}"
        for k, (name, (x, y, z)) in enumerate(zip(names, points, strict=False))
    ]
    rows = frb(load(f.write(tmp_path / "marks.pdb", [*make.B, "TER", *marks])))
    assert "bound" not in set(rows.rapamycin_basis)
    assert distances(rows) == CARRIED_4DRI


def test_zero_occupancy_counts_only_where_others_have_more(make: ModuleType, tmp_path: Path) -> None:
    ligand = [f.put(line, slice(54, 60), "0.00") for line in make.R]
    rows = frb(load(f.write(tmp_path / "some.pdb", [*make.P, *ligand])))
    assert "bound" not in set(rows.rapamycin_basis)
    every = [
        f.put(line, slice(54, 60), "0.00") if line.startswith(f.ATOMS) else line
        for line in [*make.P, *ligand]
    ]
    rows = frb(load(f.write(tmp_path / "all.pdb", every)))
    assert set(rows.rapamycin_basis) == {"bound"}
    assert distances(rows) == DISTANCES_4DRI


NEUTRAL = [
    ("GOL", "C1 O1 C2 O2 C3 O3"),
    ("DMS", "S O C1 C2"),
    ("EDO", "C1 O1 C2 O2"),
    ("SO4", "S O1 O2 O3 O4"),
]


@pytest.mark.parametrize(("name", "atoms"), NEUTRAL)
def test_what_stands_beside_a_drug_is_not_part_of_it(
    make: ModuleType, tmp_path: Path, name: str, atoms: str
) -> None:
    """A small molecule beside rapamycin, and a second one beside the first, on the way to a residue."""
    ligand = make.xyz(make.R)
    target = make.xyz([x for x in make.B if int(x[22:26]) == 2028]).mean(axis=0)
    start = ligand[((ligand - target) ** 2).sum(axis=1).argmin()]
    way = (target - start) / np.linalg.norm(target - start)
    lines = []
    for copy in (1, 2):
        for k, atom in enumerate(atoms.split()):
            x, y, z = start + way * (1.2 + 1.2 * copy) + np.eye(3)[k % 3] * 1.45 * (k // 3 + 1) * (k > 0)
            lines.append(
                f"HETATM{k + 1:5d}  {atom:<3} {name} Z{copy:4d}    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00"
                f"{atom[0]:>12}"
            )
    rows = frb(load(f.write(tmp_path / "beside.pdb", [*make.P, *make.R, *lines])))
    assert distances(rows) == DISTANCES_4DRI
    assert set(rows.rapamycin_ligand_atom.str.split(":").str[0]) == {"RAP"}


@pytest.mark.parametrize("ion", ["NA", "CL", "K"])
def test_ions_of_a_buffer_are_not_part_of_a_drug(make: ModuleType, tmp_path: Path, ion: str) -> None:
    x, y, z = make.xyz(make.R)[0] + 2.6
    line = f"HETATM    1 {ion:>2}    {ion} Z   1    {x:8.3f}{y:8.3f}{z:8.3f}  1.00  0.00          {ion:>2}"
    rows = frb(load(f.write(tmp_path / "ion.pdb", [*make.P, *make.R, line])))
    assert distances(rows) == DISTANCES_4DRI


def test_a_ligand_in_two_residues_is_one(make: ModuleType, tmp_path: Path) -> None:
    halves = [f.put(line, slice(22, 26), "901" if k < 30 else "902") for k, line in enumerate(make.R)]
    halves = [line[:17] + ("RA1" if k < 30 else "RA2") + line[20:] for k, line in enumerate(halves)]
    rows = frb(load(f.write(tmp_path / "halves.pdb", [*make.P, *halves])))
    assert set(rows.rapamycin_basis) == {"bound"}
    assert distances(rows) == DISTANCES_4DRI


FORCE_FIELDS: list[dict[str, str]] = [
    {"HIS": "HSD", "CYS": "CYM", "LYS": "LYN", "GLU": "GLH"},
    {"HIS": "HIP", "ASP": "ASH", "CYS": "CYX"},
    {"HIS": "QQQ", "LYS": "LYX", "TRP": "TRX"},
    {"MET": "NMET", "TRP": "CTRP", "HIS": "HISD", "LYS": "LYSH"},
]


@pytest.mark.parametrize("names", FORCE_FIELDS, ids=lambda names: "-".join(names.values()))
def test_names_of_force_fields_are_amino_acids(
    make: ModuleType, tmp_path: Path, names: dict[str, str]
) -> None:
    lines = [
        line[:17] + f"{names.get(line[17:20], line[17:20]):<4}" + line[21:]
        if line.startswith("ATOM")
        else line
        for line in [*make.P, *make.R]
    ]
    rows = frb(load(f.write(tmp_path / "names.pdb", lines)))
    clean = frb(load(f.write(tmp_path / "clean.pdb", [*make.P, *make.R])))
    assert "".join(rows.observed) == "".join(clean.observed)
    for column in (
        "rapamycin_distance_A",
        "rapamycin_sidechain_distance_A",
        "rsa",
        "modelled",
        "sidechain_basis",
    ):
        assert rows[column].equals(clean[column]), column


# Places and numbers ---------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["nan", "inf", "********", "9999.000", "", "-9999.999", "12,345"])
@pytest.mark.parametrize("suffix", ["pdb", "cif"])
def test_an_atom_without_a_place_is_named(make: ModuleType, tmp_path: Path, text: str, suffix: str) -> None:
    lines = make.change(2108, 30, f"{text:>8}" * 3, 54)
    path = f.write(tmp_path / "x.pdb", lines)
    if suffix == "cif":
        if not text or "*" in text or "," in text:
            pytest.skip("is not written in mmCIF")
        structure = gemmi.read_structure(str(path))
        structure.setup_entities()
        path = tmp_path / "x.cif"
        structure.make_mmcif_document().write_file(str(path))
    complex_ = load(path)
    assert len(complex_.notes) == 1
    assert "CZ" in complex_.notes[0]
    assert "2108" in complex_.notes[0]
    rows = frb(complex_)
    assert len(rows) == 88
    assert rows.modelled[2108] == "partial"


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        *(
            (slice(38, 46), text)
            for text in ("   2.3.0", "  2  300", "   --2.3", "   2-300", "       .", "  - 2.30")
        ),
        *((slice(22, 26), text) for text in (" 1-2", "   -", "1 2 ", "   \t", "2a10", "2.10")),
    ],
)
def test_what_is_no_number_is_not_read_as_one(
    make: ModuleType, tmp_path: Path, columns: slice, text: str
) -> None:
    complex_ = load(f.write(tmp_path / "x.pdb", make.change(2108, columns.start, text, columns.stop)))
    assert len(complex_.notes) == 1
    assert complex_.notes[0].startswith(
        "1 atoms without readable coordinates or residue numbers were left out ("
    )
    rows = frb(complex_)
    assert len(rows) == 88
    assert rows.modelled[2108] == "partial"


@pytest.mark.parametrize(
    "text", ["2.300   ", "     2.3", "  2.3000", "       2", "    +2.3", "  2.3e00", "   -.300"]
)
def test_numbers_may_be_written_in_other_ways(make: ModuleType, tmp_path: Path, text: str) -> None:
    lines = [f.put(x, slice(38, 46), text) if "CZ  PHE B2108" in x else x for x in [*make.P, *make.R]]
    complex_ = load(f.write(tmp_path / "x.pdb", lines))
    assert not any("readable" in note for note in complex_.notes)


def test_an_atom_at_the_origin_is_named(make: ModuleType, tmp_path: Path) -> None:
    complex_ = load(f.write(tmp_path / "x.pdb", make.change(2108, 30, "   0.000" * 3, 54)))
    assert complex_.notes == ("1 atoms without a place were left out (CZ of PHE 2108)",)
    assert len(frb(complex_)) == 88


def test_a_file_without_any_place_is_refused(make: ModuleType, tmp_path: Path) -> None:
    lines = [
        f.put(line, slice(30, 54), "     nan" * 3) if line.startswith(f.ATOMS) else line for line in make.P
    ]
    with pytest.raises(DataError, match="no atoms with coordinates"):
        load(f.write(tmp_path / "x.pdb", lines))


def test_shuffled_residues_keep_their_numbers(
    structure: Callable[[str], MtorComplex], shared_structures: Path, tmp_path: Path
) -> None:
    lines = f.without_ter(f.lines_of(shared_structures / "4dri.pdb.gz"))
    residues: dict[str, list[str]] = {}
    for line in lines:
        residues.setdefault(line[21:27], []).append(line)
    order = list(residues)
    for seed in range(3):
        random.Random(seed).shuffle(order)
        complex_ = load(f.write(tmp_path / "x.pdb", [x for key in order for x in residues[key]]))
        assert copies(complex_) == copies(structure("4dri.pdb.gz"))
        assert distances(frb(complex_)) == DISTANCES_4DRI


def test_one_stretched_step_takes_no_support_away(shared_more: Path) -> None:
    complex_ = load(shared_more / "mtorc2_akt_v1213.pdb.gz")
    rows = complex_.residues
    rows = rows[rows.gene == "MTOR"].set_index("position")
    assert rows.auth_seq_id[[550, 551]].tolist() == [550, 551]
    complex_ = load(shared_more / "mtorc2_imp_cluster_center_model.pdb.gz")
    for chain in (c for c in complex_.known_chains if c.gene == "MTOR"):
        assert {257, 477} <= set(chain.uniprot_pos.tolist())
        numbers = complex_.file_residues.auth_seq_id[chain.rows]
        assert (numbers == chain.uniprot_pos).all()


# What is not read is said ---------------------------------------------------------------------


def test_models_of_other_atoms_are_named(make: ModuleType, tmp_path: Path) -> None:
    models = ["MODEL        1", *make.P, *make.R, "ENDMDL", "MODEL        2", *make.P, "ENDMDL"]
    complex_ = load(f.write(tmp_path / "x.pdb", models))
    assert complex_.notes == ("only the first of 2 models was read: they hold different atoms",)
    assert distances(frb(complex_)) == DISTANCES_4DRI


def test_poses_of_docking_are_named(make: ModuleType, tmp_path: Path) -> None:
    pose = f.moved(make.R, 3.0)
    for lines, said in (
        (
            ["MODEL        1", *make.R, "ENDMDL", "MODEL        2", *pose, "ENDMDL"],
            "only the first of 2 models",
        ),
        ([*make.R, "END", *pose, "END", *f.moved(make.R, 6.0)], "were not read: they repeat residues"),
    ):
        complex_ = load(f.write(tmp_path / "x.pdb", [*make.P, *lines]))
        assert [note for note in complex_.notes if said in note] == list(complex_.notes) != []
        rows = frb(complex_)
        assert set(rows.rapamycin_basis) == {"bound"}
        assert distances(rows) == DISTANCES_4DRI


def test_frames_behind_end_are_models(make: ModuleType, tmp_path: Path) -> None:
    frame = [*make.P, *make.R]
    complex_ = load(f.write(tmp_path / "x.pdb", [*frame, "END", *f.moved(frame, 1.0)]))
    assert complex_.atoms.xyz.shape[0] == 2
    assert np.allclose(complex_.atoms.xyz[1, :, 0] - complex_.atoms.xyz[0, :, 0], 1.0, atol=0.002)


def test_blocks_with_atoms_that_are_not_read_are_named(shared_structures: Path, tmp_path: Path) -> None:
    block = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))[0]
    path = tmp_path / "x.cif"
    path.write_text(
        "data_empty\n_entry.id empty\n" + _only_atoms(block) + _only_atoms(block).replace("data_x", "data_y")
    )
    complex_ = load(path)
    assert complex_.notes == ("only block 'x' was read; 1 more have atoms (y)",)
    assert distances(frb(complex_)) == DISTANCES_1FAP


def _header(path: Path) -> tuple[list[str], list[str]]:

    lines = gzip.decompress(path.read_bytes()).decode("latin-1").splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("ATOM"))
    return lines[:first], lines[first:]


def test_a_part_of_an_entry_says_what_is_missing(shared_structures: Path, tmp_path: Path) -> None:
    head, body = _header(shared_structures / "4jsv.pdb.gz")
    part = [x for x in body if not x.startswith((*f.ATOMS, "TER")) or x[21] in "AC"]
    path = tmp_path / "part.pdb"
    path.write_text("\n".join([*head, *part]) + "\n")
    notes = load(path).notes
    assert notes[0] == "no atoms of chain B, D, which the header names"
    assert notes[1].endswith("atoms less than the header counts")
    some = [x for x in body if not x.startswith("ATOM") or int(x[22:26]) < 2000 or x[21] != "A"]
    path.write_text("\n".join([*head, *some]) + "\n")
    n_lost = len({x[22:27] for x in body if x.startswith("ATOM") and x[21] == "A" and x not in set(some)})
    assert load(path).notes[0] == f"{n_lost} residues less of chain A than the header promises"


def test_an_entry_of_the_store_must_be_whole(
    shared_structures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head, body = _header(shared_structures / "4jsv.pdb.gz")
    part = [x for x in body if not x.startswith((*f.ATOMS, "TER")) or x[21] in "AC"]
    (tmp_path / "4jsv.pdb").write_text("\n".join([*head, *part]) + "\n")
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path))
    with pytest.raises(DataError, match="is not the whole entry: no atoms of chain B, D"):
        load("4JSV")


def test_clean_files_have_no_notes(shared_structures: Path, shared_more: Path) -> None:
    for folder in (shared_structures, shared_more):
        for path in [*sorted(folder.glob("*.pdb.gz")), *sorted(folder.glob("*.cif.gz"))]:
            assert load(path).notes == (), path.name


# One bad file costs its own line --------------------------------------------------------------


def test_files_of_odd_letters_cost_their_own_line(
    shared_faults: Path, shared_structures: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    good = str(shared_structures / "1fap.cif.gz")
    odd = [p for p in sorted((shared_faults / "other").iterdir()) if p.suffix in (".pdb", ".cif")]
    odd = [p for p in odd if p.stem != "ca_only_4jsv"]
    assert len(odd) >= 8
    out = tmp_path / "domains.tsv"
    code = main(["domains", *map(str, odd), good, "-o", str(out)])
    assert code == 1
    assert {row.split("\t")[1] for row in out.read_text().splitlines()[1:]} == {"MTOR", "FKBP1A"}
    said = capfd.readouterr().err.splitlines()
    for path in odd:
        assert any(str(path) in line for line in said), path.name
    assert not any("Traceback" in line for line in said)


def test_what_was_not_read_is_said_on_stderr(
    fault: Callable[[str], Path], capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["domains", str(fault("W3_cat_protein_ligand"))]) == 0
    assert re.search(r"6\d atoms behind END were read with those before it", capfd.readouterr().err)


def test_names_of_eight_letters_are_cut(shared_faults: Path, shared_structures: Path, tmp_path: Path) -> None:
    block = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))[0]
    names = block.find_values("_atom_site.label_comp_id")
    for k, name in enumerate(names):
        if name == "RAP":
            names[k] = "RAPAMYCIN"
    path = tmp_path / "long.cif"
    path.write_text(_only_atoms(block))
    complex_ = load(path)
    assert complex_.notes == ("names of label_comp_id were cut to 7 letters in 68 atoms (RAPAMYCIN, ...)",)
    assert distances(frb(complex_)) == DISTANCES_1FAP


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_read_or_refused(shared_structures: Path, tmp_path: Path, seed: int) -> None:
    """Bytes are changed, lines are lost, doubled and moved: never a foreign exception."""
    rng = random.Random(seed)
    name = rng.choice(["1fap.pdb.gz", "1fap.cif.gz"])
    lines = gzip.decompress((shared_structures / name).read_bytes()).split(b"\n")
    for _ in range(rng.choice([1, 3, 30])):
        k = rng.randrange(len(lines))
        what = rng.randrange(5)
        if what == 0:
            lines[k] = bytes(rng.randrange(256) if rng.random() < 0.05 else b for b in lines[k])
        elif what == 1:
            lines[k] = lines[k][: rng.randrange(len(lines[k]) + 1)]
        elif what == 2:
            del lines[k]
        elif what == 3:
            lines.insert(k, rng.choice(lines))
        else:
            at = rng.randrange(len(lines[k]) + 1)
            lines[k] = (
                lines[k][:at]
                + rng.choice([b"nan", b"\xc3\xa4", b"'", b'"', b";", b"   ", b"*****"])
                + lines[k][at:]
            )
    path = tmp_path / name.removesuffix(".gz")
    path.write_bytes(b"\n".join(lines))
    try:
        residue_geometry(load(path))
    except DataError as err:
        assert "\n" not in str(err)  # noqa: PT017


@pytest.mark.parametrize("name", ['"', "'", '"B"', "A#1", "A B"])
def test_a_chain_may_have_any_name(shared_structures: Path, tmp_path: Path, name: str) -> None:
    document = gemmi.cif.read(str(shared_structures / "1fap.cif.gz"))
    for item in ("_atom_site.auth_asym_id", "_struct_ref_seq.pdbx_strand_id"):
        column = document[0].find_values(item)
        for k in range(len(column)):
            column[k] = gemmi.cif.quote({"A": "A", "B": name}[column.str(k)])
    document.write_file(str(tmp_path / "x.cif"))
    chains = load(tmp_path / "x.cif").chains
    whole = load(shared_structures / "1fap.cif.gz").chains
    assert [(c.name, c.gene, c.mapping_source) for c in chains] == [
        ({"A": "A", "B": name}[c.name], c.gene, c.mapping_source) for c in whole
    ]
