"""Distances to the drug sites: figures of other programs, brute force, and laws."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import gemmi
import numpy as np
import pandas as pd
import pytest

from mtorstruct.measures.contacts import protomers
from mtorstruct.measures.overall import dimensions
from mtorstruct.measures.sites import locate_sites
from mtorstruct.measures.table import distance_columns, residue_geometry
from mtorstruct.reference.proteins import protein
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import DISTANCES, RESIDUE_GEOMETRY

from ..making import turned

Structure = Callable[[str], MtorComplex]
Geometry = Callable[[str], pd.DataFrame]

ROUND_A = 0.051
"""Published figures have one decimal; ours two."""


def mtor(table: pd.DataFrame, chain: str) -> pd.DataFrame:
    return table[(table.gene == "MTOR") & (table.chain == chain)].set_index("position")


# Figures computed independently (heavy atoms, gemmi and NumPy, no hydrogens) -------------------

RAPAMYCIN_CONTACTS = "L2031 E2032 S2035 R2036 F2039 G2040 T2098 W2101 D2102 Y2105 F2108"


@pytest.mark.parametrize("name", ["1fap.cif.gz", "1fap.pdb.gz", "4dri.pdb.gz"])
def test_eleven_residues_touch_rapamycin(geometry: Geometry, name: str) -> None:
    rows = mtor(geometry(name), "B")
    touching = rows[rows.rapamycin_distance_A <= 4.5]
    assert [f"{r.expected}{r.Index}" for r in touching.itertuples()] == RAPAMYCIN_CONTACTS.split()
    assert set(touching.rapamycin_basis) == {"bound"}


@pytest.mark.parametrize(
    ("name", "position", "distance"),
    [
        ("1fap.cif.gz", 2035, 3.4),
        ("1fap.cif.gz", 2108, 3.4),
        ("4dri.pdb.gz", 2035, 3.4),
        ("4dri.pdb.gz", 2108, 3.5),
    ],
)
def test_rapamycin_distances(geometry: Geometry, name: str, position: int, distance: float) -> None:
    assert mtor(geometry(name), "B").rapamycin_distance_A[position] == pytest.approx(distance, abs=ROUND_A)


@pytest.mark.parametrize(
    ("residue", "distance"),
    [("D2357", 2.0), ("N2343", 2.4), ("K2187", 2.8), ("G2238", 2.9), ("V2240", 3.1), ("W2239", 3.2),
     ("M2345", 3.8), ("Y2225", 4.0), ("C1483", 51.4), ("M2327", 12.8)],
)  # fmt: skip
def test_nucleotide_distances_in_4jsv(geometry: Geometry, residue: str, distance: float) -> None:
    rows = mtor(geometry("4jsv.pdb.gz"), "A")
    position = int(residue[1:])
    assert protein("MTOR").amino_acid(position) == residue[0]
    assert rows.atp_distance_A[position] == pytest.approx(distance, abs=ROUND_A)
    assert rows.atp_basis[position] == "bound"


def test_c1483_is_far_from_the_rapamycin_carried_over(geometry: Geometry) -> None:
    row = mtor(geometry("4jsv.pdb.gz"), "A").loc[1483]
    assert row.rapamycin_distance_A == pytest.approx(74, abs=0.5)
    assert row.rapamycin_basis == "transferred"


@pytest.mark.parametrize(
    ("name", "rmsd"),
    # Bio.SVDSuperimposer on the CA atoms of 2025-2112 of 1FAP and of each entry.
    [("5h64.pdb.gz", 1.284), ("4jsv.pdb.gz", 0.628), ("mtorc2_protomer.pdb.gz", 0.584)],
)
def test_frb_superposes(structure: Structure, name: str, rmsd: float) -> None:
    sites = [s for s in locate_sites(structure(name)) if s.site == "rapamycin"]
    assert {s.basis for s in sites} == {"transferred"}
    for site in sites:
        assert site.rmsd_A == pytest.approx(rmsd, abs=0.001)
        assert site.n_superposed == 88


def test_5h64_has_the_published_dimensions(structure: Structure) -> None:
    found = dimensions(structure("5h64.pdb.gz"))
    assert found == pytest.approx([289, 214, 138], abs=0.5)


# Which ligand is in which site -----------------------------------------------------------------


def test_the_ligand_in_the_site_is_found_whatever_its_name(
    structure: Structure, shared_structures: Path, tmp_path: Path
) -> None:
    atp = [s for s in locate_sites(structure("4jsv.pdb.gz")) if s.site == "atp"]
    assert [{a.split(":")[0] for a in s.atom} for s in atp] == [{"ADP", "MG", "MGF"}] * 2
    read = gemmi.read_structure(str(shared_structures / "1fap.pdb.gz"))
    for residue in read[0]["A"]:
        if residue.name == "RAP":
            residue.name = "XYZ"
    path = tmp_path / "renamed.pdb"
    read.write_pdb(str(path))
    site = locate_sites(load(path))[0]
    assert (site.basis, len(site.xyz)) == ("bound", 65)
    assert {a.split(":")[0] for a in site.atom} == {"XYZ"}


def test_a_solvent_molecule_in_the_pocket_is_no_ligand(structure: Structure, tmp_path: Path) -> None:
    read = gemmi.read_structure(str(structure("1fap.pdb.gz").path))
    for residue in read[0]["A"]:
        if residue.name == "RAP":
            residue.name = "GOL"
            for name in [atom.name for atom in residue][6:]:
                residue.remove_atom(name, "\0")
            assert len(residue) == 6
    path = tmp_path / "glycerol.pdb"
    read.write_pdb(str(path))
    assert locate_sites(load(path))[0].basis == "transferred"


def test_a_nucleotide_elsewhere_is_not_the_site(structure: Structure) -> None:
    # The mTORC2 protomer has an ATP in the kinase and another, with Mg, on rictor.
    complex_ = structure("mtorc2_protomer.pdb.gz")
    site = next(s for s in locate_sites(complex_) if s.site == "atp")
    assert (site.basis, len(site.xyz)) == ("bound", 31)
    in_a = complex_.atoms.residue[complex_.file_residues.name[complex_.atoms.residue] == b"ATP"]
    kinase_atp = [r for r in np.unique(in_a) if complex_.file_chains[complex_.file_residues.chain[r]] == "A"]
    expected = complex_.atoms.xyz[0, complex_.atoms.residue == kinase_atp[0]]
    assert np.allclose(site.xyz, expected)


def test_a_site_whose_domain_is_missing_says_so(structure: Structure, geometry: Geometry) -> None:
    site = next(s for s in locate_sites(structure("1fap.cif.gz")) if s.site == "atp")
    assert site.basis == "not_located"
    assert "residues of the surrounding domain are modelled" in site.reason
    rows = geometry("1fap.cif.gz")
    assert set(rows.atp_basis) == {"not_located"}
    assert rows.atp_distance_A.isna().all()


def test_transferred_and_bound_agree_where_both_are_known(structure: Structure, tmp_path: Path) -> None:
    # 4JSV without its ligands: carrying the nucleotide of chain A to chain B must find it again.
    complex_ = structure("4jsv.pdb.gz")
    bound = {s.copy: s for s in locate_sites(complex_) if s.site == "atp"}
    read = gemmi.read_structure(str(complex_.path))
    read.remove_ligands_and_waters()
    path = tmp_path / "apo.pdb"
    read.write_pdb(str(path))
    for site in locate_sites(load(path)):
        if site.site == "atp":
            assert site.basis == "transferred"
            assert site.rmsd_A < 0.3
            gap = np.linalg.norm(site.xyz[:, None] - bound[site.copy].xyz[None], axis=2).min(axis=1)
            # The two copies were refined independently at 3.5 Å; one Mg lies 1.4 Å apart.
            assert np.median(gap) < 0.8
            assert gap.max() < 2.0


@pytest.mark.parametrize(("name", "site"), [("4dri.pdb.gz", "rapamycin"), ("mtorc2_protomer.pdb.gz", "atp")])
def test_carrying_over_is_good_to_about_an_angstrom(
    structure: Structure, tmp_path: Path, name: str, site: str
) -> None:
    # The ligand that is there against the one carried over from another entry, atom by atom.
    complex_ = structure(name)
    there = next(s for s in locate_sites(complex_) if s.site == site)
    read = gemmi.read_structure(str(complex_.path))
    read.setup_entities()
    read.remove_ligands_and_waters()
    path = tmp_path / "apo.pdb"
    read.write_pdb(str(path))
    carried = next(s for s in locate_sites(load(path)) if s.site == site)
    assert (there.basis, carried.basis) == ("bound", "transferred")
    by_name = {a.split(":")[1]: p for a, p in zip(there.atom, there.xyz, strict=True)}
    names = [a.split(":")[1] for a in carried.atom]
    pairs = [(by_name[n], p) for n, p in zip(names, carried.xyz, strict=True) if n in by_name]
    assert len(pairs) >= 20
    gaps = np.array([np.linalg.norm(a - b) for a, b in pairs])
    assert np.sqrt((gaps**2).mean()) < 1.2


# Every row against brute force -----------------------------------------------------------------


def brute_force(complex_: MtorComplex, shared_structures: Path) -> dict[tuple[str, int], float]:
    """Smallest heavy-atom distance of each residue to RAP, atom by atom, with gemmi alone."""
    read = gemmi.read_structure(str(complex_.path))
    ligand = [a.pos for c in read[0] for r in c if r.name == "RAP" for a in r if not a.is_hydrogen()]
    return {
        (chain.name, residue.seqid.num): min(
            atom.pos.dist(p) for atom in residue if not atom.is_hydrogen() for p in ligand
        )
        for chain in read[0]
        for residue in chain
        if residue.name not in ("RAP", "HOH")
    }


def test_distances_are_those_of_brute_force(
    geometry: Geometry, structure: Structure, shared_structures: Path
) -> None:
    expected = brute_force(structure("1fap.pdb.gz"), shared_structures)
    rows = geometry("1fap.pdb.gz")
    rows = rows[rows.modelled != "not_modelled"]
    assert len(rows) == 202
    for row in rows.itertuples():
        assert row.rapamycin_distance_A == pytest.approx(expected[row.chain, row.auth_seq_id], abs=0.0051)


def test_side_chain_distance_is_never_the_shorter_one(geometry: Geometry) -> None:
    for name in ("1fap.cif.gz", "4dri.pdb.gz", "4jsv.pdb.gz", "5h64.pdb.gz", "mtorc2_protomer.pdb.gz"):
        rows = geometry(name)
        for site in ("rapamycin", "atp"):
            both = rows[rows[f"{site}_distance_A"].notna()]
            assert (both[f"{site}_sidechain_distance_A"] >= both[f"{site}_distance_A"] - 0.011).all()


def test_stand_ins_for_missing_side_chains_are_flagged(geometry: Geometry) -> None:
    rows = geometry("5h64.pdb.gz")
    rows = rows[rows.modelled != "not_modelled"]
    glycine = rows.observed == "G"
    assert set(rows[glycine].sidechain_basis) == {"ca_glycine"}
    stub = rows[~glycine & (rows.modelled == "backbone")]
    assert set(stub.sidechain_basis) == {"partial_side_chain"}
    on_ca = rows.sidechain_basis.isin(["ca_glycine", "ca_side_chain_not_modelled"])
    assert set(rows[on_ca & rows.rapamycin_distance_A.notna()].rapamycin_sidechain_atom) == {"CA"}
    assert not rows[~on_ca].rapamycin_sidechain_atom.isin(["N", "CA", "C", "O"]).any()


def test_residues_without_side_chain_are_measured_from_ca(structure: Structure, tmp_path: Path) -> None:
    # No real file at hand has a residue without CB, so two of 1FAP lose theirs.
    read = gemmi.read_structure(str(structure("1fap.pdb.gz").path))
    for number, kept in ((2108, {"N", "CA", "C", "O"}), (2105, {"CA"})):
        residue = read[0]["B"][str(number)][0]
        for name in [atom.name for atom in residue if atom.name not in kept]:
            residue.remove_atom(name, "\0")
    path = tmp_path / "bare.pdb"
    read.write_pdb(str(path))
    rows = mtor(residue_geometry(load(path)), "B")
    assert rows.modelled[[2108, 2105]].tolist() == ["backbone", "ca_only"]
    assert set(rows.sidechain_basis[[2108, 2105]]) == {"ca_side_chain_not_modelled"}
    assert rows.rapamycin_sidechain_atom[[2108, 2105]].tolist() == ["CA", "CA"]
    assert rows.rapamycin_sidechain_distance_A[2105] == rows.rapamycin_distance_A[2105]
    assert rows.rsa[[2108, 2105]].isna().all()
    assert rows.secondary_structure[2105] is pd.NA


# Laws ------------------------------------------------------------------------------------------


def test_turning_and_moving_the_structure_changes_nothing(
    geometry: Geometry, structure: Structure, tmp_path: Path
) -> None:
    path = turned(structure("4jsv.pdb.gz").path, tmp_path / "turned.pdb")
    before, after = geometry("4jsv.pdb.gz"), residue_geometry(load(path))
    for column in ("atp_distance_A", "rapamycin_distance_A", "atp_sidechain_distance_A"):
        # PDB coordinates have three decimals.
        assert after[column].to_numpy() == pytest.approx(before[column].to_numpy(), abs=0.02, nan_ok=True)
    assert (after.secondary_structure == before.secondary_structure).mean() > 0.999
    assert after.rsa.to_numpy() == pytest.approx(before.rsa.to_numpy(), abs=0.06, nan_ok=True)
    assert (after.partners == before.partners).mean() > 0.999


def test_two_identical_copies_have_equal_distances(geometry: Geometry) -> None:
    # The copies of 5H64 are related by C2, to within 0.1 Å.
    rows = geometry("5h64.pdb.gz")
    for gene in ("MTOR", "RPTOR", "MLST8"):
        one, two = (rows[(rows.gene == gene) & (rows["copy"] == k)] for k in (1, 2))
        for column in ("rapamycin_distance_A", "atp_distance_A", "rsa"):
            assert one[column].to_numpy() == pytest.approx(two[column].to_numpy(), abs=0.15, nan_ok=True)


def test_same_and_other_protomer_stay_apart(geometry: Geometry) -> None:
    rows = geometry("5h64.pdb.gz")
    measured = rows[rows.atp_distance_A.notna()]
    smaller = measured[["atp_same_protomer_A", "atp_other_protomer_A"]].min(axis=1)
    assert measured.atp_distance_A.to_numpy() == pytest.approx(smaller.to_numpy())
    same = measured.atp_protomer == "same"
    assert (measured[same].atp_distance_A == measured[same].atp_same_protomer_A).all()
    assert (measured[~same].atp_distance_A == measured[~same].atp_other_protomer_A).all()
    kinase = measured[(measured.gene == "MTOR") & (measured.position >= 2115)]
    assert set(kinase.atp_protomer) == {"same"}


def test_a_crystal_neighbour_is_not_another_protomer(geometry: Geometry) -> None:
    rows = geometry("4jsv.pdb.gz")
    assert rows.atp_other_protomer_A.isna().all()
    assert not rows.partners.str.contains("other copy").any()


def test_protomers_are_those_of_the_nearest_kinase(structure: Structure) -> None:
    def owners(name: str) -> dict[str, int]:
        return protomers(structure(name))

    assert owners("4jsv.pdb.gz") == {"B": 1, "D": 1, "A": 2, "C": 2}
    # mSIN1 touches no mTOR in this model; it belongs where rictor belongs.
    assert owners("mtorc2_protomer.pdb.gz") == {"A": 1, "C": 1, "E": 1, "G": 1}
    assert owners("1fap.cif.gz") == {"A": 1, "B": 1}
    # Raptor touches both mTORs of the dimer; the depositors' letters pair it with the nearer kinase.
    assert owners("5h64.pdb.gz") == {"A": 1, "B": 1, "C": 1, "a": 2, "b": 2, "c": 2}


def test_protomers_do_not_depend_on_the_order_of_chains(structure: Structure, tmp_path: Path) -> None:
    read = gemmi.read_structure(str(structure("5h64.pdb.gz").path))
    model = gemmi.Model(1)
    for name in ("b", "c", "A", "C", "B", "a"):
        model.add_chain(read[0][name])
    shuffled = gemmi.Structure()
    shuffled.add_model(model)
    shuffled.setup_entities()
    path = tmp_path / "shuffled.pdb"
    shuffled.write_pdb(str(path))
    complex_ = load(path)
    owner = protomers(complex_)
    assert owner["A"] == owner["B"] == owner["C"]
    assert owner["a"] == owner["b"] == owner["c"]


# Exposure, secondary structure, partners -------------------------------------------------------


def test_partners_are_those_of_brute_force(geometry: Geometry, structure: Structure) -> None:
    complex_ = structure("1fap.cif.gz")
    atoms = complex_.atoms
    chains = {c.name: c for c in complex_.chains}
    side = {
        name: np.flatnonzero((atoms.residue >= c.rows.start) & (atoms.residue < c.rows.stop))
        for name, c in chains.items()
    }
    gap = np.linalg.norm(atoms.xyz[0, side["A"]][:, None] - atoms.xyz[0, side["B"]][None], axis=2)
    touching = set(
        chains["B"].uniprot_pos[atoms.residue[side["B"][gap.min(axis=0) <= 5.0]] - chains["B"].rows.start]
    )
    rows = mtor(geometry("1fap.cif.gz"), "B")
    assert set(rows[rows.partners == "FKBP1A"].index) == {int(p) for p in touching}


def test_carried_over_rows_name_the_superposition(geometry: Geometry) -> None:
    rows = geometry("5h64.pdb.gz")
    rows = rows[rows.rapamycin_basis.isin(["transferred", "overlap"])]
    assert set(rows.rapamycin_n_superposed) == {88}
    assert set(rows.rapamycin_rmsd_A) == {1.28}
    bound = geometry("1fap.cif.gz")
    bound = bound[bound.rapamycin_basis == "bound"]
    assert bound.rapamycin_rmsd_A.isna().all()
    assert bound.rapamycin_n_superposed.isna().all()


def test_mlst8_sits_on_the_kinase_domain(geometry: Geometry) -> None:
    for name in ("5h64.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz"):
        rows = geometry(name)
        touching = rows[(rows.gene == "MTOR") & rows.partners.str.contains("MLST8")].position
        assert touching.between(2115, 2549).all()
        assert touching.between(2257, 2298).mean() > 0.8


def test_helices_and_strands_are_those_of_the_header(geometry: Geometry, structure: Structure) -> None:
    # The depositors' own assignment, from the file; DSSP of another program differs at ends.
    for name, agreement in (("4jsv.pdb.gz", 0.90), ("1fap.pdb.gz", 0.94), ("5h64.pdb.gz", 0.88)):
        read = gemmi.read_structure(str(structure(name).path))
        stated: dict[tuple[str, int], str] = {}
        for helix in read.helices:
            for number in range(helix.start.res_id.seqid.num, helix.end.res_id.seqid.num + 1):
                stated[helix.start.chain_name, number] = "helix"
        for sheet in read.sheets:
            for strand in sheet.strands:
                for number in range(strand.start.res_id.seqid.num, strand.end.res_id.seqid.num + 1):
                    stated[strand.start.chain_name, number] = "strand"
        rows = geometry(name)
        rows = rows[rows.secondary_structure.notna()]
        expected = [stated.get(key, "coil") for key in zip(rows.chain, rows.auth_seq_id, strict=True)]
        assert (rows.secondary_structure == expected).mean() > agreement


def test_table_follows_its_schema(geometry: Geometry) -> None:
    for name in ("1fap.cif.gz", "mtorc2_protomer.pdb.gz"):
        table = geometry(name)
        assert list(table.columns) == RESIDUE_GEOMETRY.names
        assert not table.duplicated(["gene", "position", "copy"]).any()
        unmodelled = table[table.modelled == "not_modelled"]
        assert unmodelled.rapamycin_distance_A.isna().all()
        assert unmodelled.observed.isna().all()


@pytest.mark.parametrize("name", ["5h64.pdb.gz", "4dri.pdb.gz", "mtorc2_protomer.pdb.gz"])
def test_distances_alone_are_those_of_the_whole_table(
    structure: Structure, geometry: Geometry, name: str
) -> None:
    alone = DISTANCES.frame(distance_columns(structure(name)))
    pd.testing.assert_frame_equal(alone, geometry(name)[DISTANCES.names])


def test_distances_alone_measure_neither_exposure_nor_secondary_structure(
    structure: Structure, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(complex_: MtorComplex) -> None:
        raise AssertionError("measured what distances do not need")

    monkeypatch.setattr("mtorstruct.measures.table.relative_accessibility", refuse)
    monkeypatch.setattr("mtorstruct.measures.table.secondary_structure", refuse)
    assert len(distance_columns(structure("1fap.cif.gz"))["position"])


def test_distances_are_taken_to_the_sites_that_are_given(structure: Structure) -> None:
    complex_ = structure("4jsv.pdb.gz")
    only_atp = [s for s in locate_sites(complex_) if s.site == "atp"]
    columns = distance_columns(complex_, only_atp)
    assert set(columns["rapamycin_basis"]) == {"not_located"}
    assert "bound" in set(columns["atp_basis"])


def test_what_is_carried_over_into_an_atom_is_an_overlap(geometry: Geometry) -> None:
    rows = pd.concat([geometry(name) for name in ("5h64.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz")])
    for site in ("rapamycin", "atp"):
        basis, distance = rows[f"{site}_basis"], rows[f"{site}_distance_A"]
        assert (distance[basis == "overlap"] < 2.0).all()
        assert (distance[basis == "transferred"] >= 2.0).all()
    # Y2105 stands in the way of the macrolide's carried-over atoms in 5H64, as rictor does in mTORC2.
    found = rows[(rows.entry == "5H64") & (rows.gene == "MTOR") & (rows.position == 2105)]
    assert set(found.rapamycin_basis) == {"overlap"}
    assert "overlap" in set(rows[rows.gene == "RICTOR"].rapamycin_basis)


def test_rapamycin_on_fkbp12_alone_is_bound(
    shared_more: Path, shared_structures: Path, tmp_path: Path
) -> None:
    alone = tmp_path / "no_frb.pdb"
    whole = gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()).decode().splitlines()
    alone.write_text("\n".join(x for x in whole if x.startswith(("ATOM", "HETATM")) and x[21] == "A"))
    for path, expected in (
        # Brute force over the heavy atoms that gemmi reads of E54 and Y82 of 1FKB; in 1FAP as with FRB.
        (shared_more / "1fkb.pdb.gz", {55: 2.84, 83: 2.76}),
        (alone, None),
    ):
        rows = residue_geometry(load(path)).set_index("position")
        assert set(rows[rows.modelled != "not_modelled"].rapamycin_basis) == {"bound"}
        assert set(rows.rapamycin_site_copy.dropna()) == {0}
        if expected is None:
            pair = residue_geometry(load(shared_structures / "1fap.pdb.gz"))
            pair = pair[pair.gene == "FKBP1A"].set_index("position")
            assert rows.rapamycin_distance_A.equals(pair.rapamycin_distance_A)
        else:
            for position, distance in expected.items():
                assert rows.rapamycin_distance_A[position] == distance


def test_a_modified_residue_that_fills_the_atp_site_is_what_is_bound(shared_more: Path) -> None:
    rows = residue_geometry(load(shared_more / "mtorc2_akt_v1213.pdb.gz"))
    rows = rows[rows.gene == "MTOR"].set_index("position")
    assert set(rows.atp_basis) == {"bound", pd.NA}
    assert (rows.atp_distance_A[2240], rows.atp_distance_A[2357]) == (2.88, 2.92)
    assert set(rows.atp_ligand_atom[rows.atp_ligand_atom.notna()].str.split(":").str[0]) <= {"T1C", "MG"}
