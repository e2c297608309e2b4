"""What another library has read is numbered as the file is."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import biotite.structure.io.pdb
import gemmi
import MDAnalysis
import numpy as np
import pandas as pd
import pytest

from mtorstruct.errors import DataError, UsageError
from mtorstruct.structure.elements import element_named
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.objects import structure_of

from ..alike import assert_alike

COLUMNS = [
    "gene", "copy", "chain", "position", "expected", "observed", "residue_name", "auth_seq_id",
    "insertion_code", "modelled", "mean_b_factor",
]  # fmt: skip
NO_CHAINS = [c for c in COLUMNS if c not in ("chain", "insertion_code", "mean_b_factor")]
"""What GRO can hold."""

FILES = ["1fap.pdb.gz", "4dri.pdb.gz", "4jsv.pdb.gz", "5h64.pdb.gz", "mtorc2_protomer.pdb.gz"]

Reader = Callable[[str], MDAnalysis.Universe]

pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="module")
def universe_of(shared_structures: Path, tmp_path_factory: pytest.TempPathFactory) -> Reader:
    """Read a real file by MDAnalysis, anew each time, as what comes back is changed."""
    folder = tmp_path_factory.mktemp("unpacked")

    def read(name: str) -> MDAnalysis.Universe:
        path = folder / name.removesuffix(".gz")
        if not path.exists():
            path.write_bytes(gzip.decompress((shared_structures / name).read_bytes()))
        return MDAnalysis.Universe(path)

    return read


def without_chains(universe: MDAnalysis.Universe, tmp_path: Path) -> MDAnalysis.Universe:
    """The same out of a GRO file, which has neither chains nor elements."""
    universe.atoms.write(tmp_path / "system.gro")
    return MDAnalysis.Universe(tmp_path / "system.gro")


def assert_equal(read: MtorComplex, expected: MtorComplex, columns: list[str]) -> None:
    pd.testing.assert_frame_equal(read.residues[columns], expected.residues[columns])


@pytest.mark.parametrize("name", FILES)
def test_a_universe_is_numbered_as_its_file(
    universe_of: Reader, structure: Callable[[str], MtorComplex], name: str
) -> None:
    universe = universe_of(name)
    read, expected = load(universe), structure(name)
    assert_equal(read, expected, COLUMNS)
    assert (read.atoms.atomic_number == expected.atoms.atomic_number).all()
    # Positions in MDAnalysis have seven digits.
    assert np.allclose(read.atoms.xyz[0], expected.atoms.xyz[0], atol=3e-5)
    assert read.path == Path(universe.filename)
    assert read.entry == expected.entry


@pytest.mark.parametrize("name", ["1fap.pdb.gz", "4jsv.pdb.gz", "5h64.pdb.gz"])
def test_chains_are_told_by_sequence_where_none_are_named(
    universe_of: Reader, structure: Callable[[str], MtorComplex], tmp_path: Path, name: str
) -> None:
    universe = without_chains(universe_of(name), tmp_path)
    expected = structure(name)
    assert set(universe.segments.segids) == {"SYSTEM"}
    read = load(universe)
    assert_equal(read, expected, NO_CHAINS)
    assert [c.name for c in read.chains] == [str(k) for k in range(1, len(read.chains) + 1)]
    assert int((~read.atoms.heavy).sum()) == int((~expected.atoms.heavy).sum())
    # As Amber numbers them: from 1 to the end, whatever the molecule.
    universe.residues.resids = np.arange(1, len(universe.residues) + 1)
    assert_equal(load(universe), expected, [c for c in NO_CHAINS if c != "auth_seq_id"])


def test_another_protein_and_residues_without_a_sequence_find_their_chain(
    universe_of: Reader, structure: Callable[[str], MtorComplex], tmp_path: Path
) -> None:
    fkbp51 = load(without_chains(universe_of("4dri.pdb.gz"), tmp_path))
    assert [c.gene for c in fkbp51.chains] == ["other", "MTOR"]
    # 59 unknown residues of mTOR and 19 alanines of mSIN1 stay where their numbers rise.
    protomer = load(without_chains(universe_of("mtorc2_protomer.pdb.gz"), tmp_path))
    assert_equal(protomer, structure("mtorc2_protomer.pdb.gz"), NO_CHAINS)


def test_segments_are_chains_whatever_their_letter(
    universe_of: Reader, structure: Callable[[str], MtorComplex]
) -> None:
    universe = universe_of("4jsv.pdb.gz")
    for number, segment in enumerate(universe.segments):
        segment.segid = f"PROTEIN{number}"
    universe.atoms.chainIDs = "X"
    read = load(universe)
    assert_equal(read, structure("4jsv.pdb.gz"), [c for c in COLUMNS if c != "chain"])
    assert [c.name for c in read.chains] == [f"PROTEIN{k}" for k in range(4)]
    # Where neither tells all chains apart, both do.
    universe.segments[2].segid = "PROTEIN0"
    universe.segments[0].atoms.chainIDs = "Y"
    assert [c.name for c in load(universe).chains][::2] == ["PROTEIN0.Y", "PROTEIN0.X"]
    part = universe.select_atoms("protein and segid PROTEIN1")
    assert [c.gene for c in load(part).chains] == ["MLST8"]


def test_the_current_frame_is_read(universe_of: Reader, structure: Callable[[str], MtorComplex]) -> None:
    universe = universe_of("2gaq.pdb.gz")
    expected = structure("2gaq.pdb.gz")
    hashes = set()
    for frame in (0, 7):
        universe.trajectory[frame]
        read = load(universe)
        assert np.allclose(read.atoms.xyz, expected.atoms.xyz[frame : frame + 1], atol=3e-5)
        assert read.header.sha256 == load(universe).header.sha256
        hashes.add(read.header.sha256)
    assert len(hashes) == 2


def test_mol2_names_hold_the_numbers(shared_structures: Path, tmp_path: Path) -> None:
    text = gzip.decompress((shared_structures / "4jsx_protein.mol2.gz").read_bytes()).decode()
    # MDAnalysis refuses charges in a file that says it has none.
    (tmp_path / "4jsx.mol2").write_text(text.replace("NO_CHARGES", "USER_CHARGES"))
    universe = MDAnalysis.Universe(tmp_path / "4jsx.mol2")
    assert universe.residues.resnames[0] == "GLU1385"
    (chain,) = load(universe).chains
    assert (chain.gene, chain.identity, int((chain.uniprot_pos > 0).sum())) == ("MTOR", 1.0, 1058)
    table = load(universe).residues
    placed = table[table.auth_seq_id.notna()]
    assert (placed.position == placed.auth_seq_id).all()


def psf_of(universe: MDAnalysis.Universe) -> str:
    """A PSF with repartitioned masses, as simulations with long steps have them."""
    atoms = []
    for a in universe.atoms:
        mass = 3.024 if a.element == "H" else gemmi.Element(a.element).weight - 2.016 * (a.element == "C")
        names = f"{a.segid:<4} {a.resid:<4d} {a.resname:<4} {a.name:<4} {'CT':<4}"
        atoms.append(f"{a.ix + 1:8d} {names} {0:10.6f}{mass:14.4f}{0:12d}")
    return "\n".join(
        ["PSF", "", "       1 !NTITLE", " REMARKS made", "", f"{len(atoms):8d} !NATOM", *atoms, ""]
        + [f"{0:8d} {section}\n\n" for section in ("!NBOND: bonds", "!NTHETA: angles")]
    )


def prmtop_of(universe: MDAnalysis.Universe) -> str:
    """The sections of a PRMTOP that name atoms and residues."""

    def section(flag: str, form: str, cells: list[str], n: int) -> str:
        lines = ["".join(cells[k : k + n]) for k in range(0, len(cells), n)] or [""]
        return "\n".join([f"%FLAG {flag:<74}", f"%FORMAT({form}){'':<60}", *lines])

    atoms, residues = universe.atoms, universe.residues
    pointers = [len(atoms), 1, *[0] * 9, len(residues), *[0] * 19]
    starts = [residue.atoms[0].ix + 1 for residue in residues]
    return "\n".join(
        [
            f"{'%VERSION  VERSION_STAMP = V0001.000  DATE = 01/01/25  00:00:00':<80}",
            section("TITLE", "20a4", ["made"], 20),
            section("POINTERS", "10I8", [f"{k:8d}" for k in pointers], 10),
            section("ATOM_NAME", "20a4", [f"{a.name:<4}" for a in atoms], 20),
            section("CHARGE", "5E16.8", [f"{0:16.8E}" for _ in atoms], 5),
            section("MASS", "5E16.8", [f"{gemmi.Element(a.element).weight:16.8E}" for a in atoms], 5),
            section("ATOM_TYPE_INDEX", "10I8", [f"{1:8d}" for _ in atoms], 10),
            section("RESIDUE_LABEL", "20a4", [f"{r.resname:<4}" for r in residues], 20),
            section("RESIDUE_POINTER", "10I8", [f"{k:8d}" for k in starts], 10),
            section("AMBER_ATOM_TYPE", "20a4", [f"{'CT':<4}" for _ in atoms], 20),
            *(
                section(f"{kind}_{which}_HYDROGEN", "10I8", [], 10)
                for kind in ("BONDS", "ANGLES", "DIHEDRALS")
                for which in ("INC", "WITHOUT")
            ),
        ]
    )


@pytest.mark.parametrize(("ending", "write"), [("psf", psf_of), ("prmtop", prmtop_of)])
def test_topologies_of_simulations(
    universe_of: Reader,
    structure: Callable[[str], MtorComplex],
    tmp_path: Path,
    ending: str,
    write: Callable[[MDAnalysis.Universe], str],
) -> None:
    made = universe_of("1fap.pdb.gz")
    made.dimensions = [100, 100, 100, 90, 90, 90]
    (tmp_path / f"system.{ending}").write_text(write(made))
    made.atoms.write(tmp_path / "frame.dcd")
    universe = MDAnalysis.Universe(tmp_path / f"system.{ending}", tmp_path / "frame.dcd")
    read, expected = load(universe), structure("1fap.pdb.gz")
    left_out = ["auth_seq_id"] if ending == "prmtop" else []
    assert_equal(read, expected, [c for c in NO_CHAINS if c not in left_out])
    assert [c.name for c in read.chains] == (["1", "2"] if ending == "prmtop" else ["A", "B"])
    assert (
        np.bincount(read.atoms.atomic_number).tolist() == np.bincount(expected.atoms.atomic_number).tolist()
    )


@pytest.mark.parametrize("broken", [True, False])
def test_molecules_broken_at_the_border_of_the_box_are_refused(universe_of: Reader, broken: bool) -> None:
    universe = universe_of("1fap.pdb.gz")
    universe.dimensions = [60, 60, 60, 90, 90, 90]
    universe.atoms.translate(-universe.atoms.positions.min(axis=0) - (20 if broken else 0))
    universe.atoms.positions = np.where(
        universe.atoms.positions < 0, universe.atoms.positions + 60, universe.atoms.positions
    )
    if not broken:
        assert len(load(universe).known_chains) == 2
        return
    with pytest.raises(DataError, match=r"broken at the border of the box.*; make them whole before"):
        load(universe)


def test_a_topology_without_coordinates_is_refused() -> None:
    with pytest.raises(DataError, match="has no coordinates; give the Universe a file of coordinates"):
        load(MDAnalysis.Universe.empty(3, trajectory=False))
    with pytest.raises(DataError, match="its topology has no names and no resnames and no resids; give"):
        load(MDAnalysis.Universe.empty(3, trajectory=True))
    nothing = biotite.structure.AtomArray(0)
    with pytest.raises(DataError, match="has no atoms"):
        load(nothing)
    with pytest.raises(DataError, match="has no atoms"):
        load(gemmi.Structure())


@pytest.mark.parametrize("name", [*FILES, "2gaq.pdb.gz"])
def test_arrays_of_biotite(
    shared_structures: Path, structure: Callable[[str], MtorComplex], name: str
) -> None:
    text = io.StringIO(gzip.decompress((shared_structures / name).read_bytes()).decode())
    file = biotite.structure.io.pdb.PDBFile.read(text)
    fields = ["b_factor", "occupancy"]
    stack = file.get_structure(altloc="all", extra_fields=fields)
    expected = structure(name)
    for array in (stack, stack[0]):
        read = load(array)
        assert_equal(read, expected, COLUMNS)
        assert (read.atoms.atomic_number == expected.atoms.atomic_number).all()
        n = len(read.atoms.xyz)
        assert np.allclose(read.atoms.xyz, expected.atoms.xyz[:n], atol=3e-5)
    assert len(load(stack).atoms.xyz) == len(expected.atoms.xyz)
    assert str(load(stack).path) == "atom_array"


def test_copies_of_an_assembly_are_chains(shared_structures: Path) -> None:
    text = io.StringIO(gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()).decode())
    array = biotite.structure.io.pdb.PDBFile.read(text).get_structure(model=1)
    both = array + array
    both.set_annotation("sym_id", np.repeat([0, 1], len(array)))
    both.coord[len(array) :] += 100
    assert [(c.name, c.gene, c.copy) for c in load(both).known_chains] == [
        ("A-0", "FKBP1A", 1),
        ("B-0", "MTOR", 1),
        ("A-1", "FKBP1A", 2),
        ("B-1", "MTOR", 2),
    ]
    # Without any chain id, by sequence.
    both.del_annotation("sym_id")
    both.chain_id[:] = ""
    assert [c.gene for c in load(both).known_chains] == ["FKBP1A", "MTOR"] * 2


@pytest.mark.parametrize("name", ["1fap.cif.gz", "4jsv.pdb.gz"])
def test_a_structure_of_gemmi(
    shared_structures: Path, structure: Callable[[str], MtorComplex], name: str
) -> None:
    read = gemmi.read_structure(str(shared_structures / name))
    before = read.make_mmcif_document().as_string()
    complex_ = load(read)
    expected = structure(name)
    assert_alike(complex_.residues, expected.residues)
    assert complex_.header.resolution_A == expected.header.resolution_A
    assert complex_.assemblies == expected.assemblies
    assert str(complex_.path).casefold() == expected.entry.casefold()
    assert read.make_mmcif_document().as_string() == before


def test_the_hash_is_of_names_and_coordinates(shared_structures: Path) -> None:
    read = gemmi.read_structure(str(shared_structures / "1fap.pdb.gz"))
    first = structure_of(read)[2]
    read.name = "other"
    assert structure_of(read)[2] == first
    read[0][0][0][0].pos.x += 0.001
    assert structure_of(read)[2] != first


@pytest.mark.parametrize("thing", [1, None, b"HEADER", ["5h64"], np.zeros(3), pd.DataFrame()])
def test_anything_else_says_what_load_takes(thing: object) -> None:
    with pytest.raises(
        UsageError, match=r"no structure can be read from a .*; give a file, an entry id, an open"
    ):
        load(thing)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["1fap.pdb.gz", "2gaq.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz"])
def test_elements_are_told_from_names(shared_structures: Path, name: str) -> None:
    wrong = [
        (atom.name, residue.name, atom.element.name)
        for chain in gemmi.read_structure(str(shared_structures / name))[0]
        for residue in chain
        for atom in residue
        if element_named(atom.name, residue.name, len(residue) == 1)
        != ("H" if atom.element.name == "D" else atom.element.name)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "residue_name", "alone", "weight", "element"),
    [
        ("CAL", "CAL", True, 40.08, "Ca"),
        ("SOD", "SOD", True, 0, "Na"),
        ("CLA", "CLA", True, 0, "Cl"),
        ("POT", "POT", True, 39.1, "K"),
        ("NA+", "NA+", True, 0, "Na"),
        ("ZN", "ZN2", True, 0, "Zn"),
        ("CA", "HSD", True, 0, "C"),
        ("OH2", "TIP3", False, 15.9994, "O"),
        ("HG1", "THR", False, 3.024, "H"),
        ("HE2", "HSP", False, 4.032, "H"),
        ("CD1", "LEU", False, 9.0, "C"),
        ("NE", "ARG", False, 14.007, "N"),
        ("SE", "MSE", False, 0, "Se"),
        ("BR1", "LIG", False, 0, "Br"),
        ("Cl3", "LIG", False, 35.45, "Cl"),
        ("CL3", "LIG", False, 12.011, "C"),
        ("LP1", "LIG", False, 0, "X"),
        ("*", "LIG", False, 0, "X"),
    ],
)
def test_elements_of_force_fields(
    name: str, residue_name: str, alone: bool, weight: float, element: str
) -> None:
    assert element_named(name, residue_name, alone, weight) == element


@pytest.mark.parametrize("number", [2**31, -(2**31), 2**40, -(2**62)])
def test_numbers_that_no_file_holds_are_refused(number: int, shared_structures: Path) -> None:
    universe = MDAnalysis.Universe(str(shared_structures / "1fap.pdb.gz"))
    resids = universe.residues.resids.astype(np.int64)
    resids[3] = number
    universe.residues.resids = resids
    with pytest.raises(DataError, match=f"has {number} as the number of a residue; number its residues anew"):
        load(universe)


def test_insertion_codes_of_two_letters_are_refused(shared_structures: Path) -> None:
    with gzip.open(shared_structures / "1fap.pdb.gz", "rt") as text:
        array = biotite.structure.io.pdb.PDBFile.read(text).get_structure(model=1)
    array.set_annotation("ins_code", np.array(["AB", *[""] * (len(array) - 1)]))
    with pytest.raises(DataError, match="as the number of a residue"):
        load(array)
    universe = MDAnalysis.Universe(str(shared_structures / "1fap.pdb.gz"))
    universe.add_TopologyAttr("icodes", ["AB", *[""] * (len(universe.residues) - 1)])
    with pytest.raises(DataError, match="as the number of a residue"):
        load(universe)


def test_a_number_too_large_for_pqr_is_refused(tmp_path: Path) -> None:
    """Parted by blanks, as MDAnalysis reads it."""
    line = "ATOM {0} CA ALA A {1} 1{0}.000 2.000 3.000 0.1 1.8\n"
    path = tmp_path / "large.pqr"
    path.write_text("".join(line.format(k, 10**10 + k) for k in range(1, 6)))
    with pytest.raises(DataError):
        load(path)


@pytest.mark.parametrize("attribute", ["names", "resnames", "icodes", "segids", "chainIDs", "altLocs"])
def test_letters_beyond_ascii_cost_themselves_alone(attribute: str, shared_structures: Path) -> None:
    universe = MDAnalysis.Universe(str(shared_structures / "1fap.pdb.gz"))
    values = list(getattr(universe.atoms, attribute))
    level = {"resnames": universe.residues, "icodes": universe.residues, "segids": universe.segments}
    many = level.get(attribute, universe.atoms)
    values = list(getattr(many, attribute))
    universe.add_TopologyAttr(attribute, ["\xc4", *values[1:]])
    table = load(universe).residues
    assert (table.gene == "MTOR").sum() == 2549
    assert all(map(str.isascii, table.residue_name.dropna()))


def test_a_pqr_file_with_a_letter_beyond_ascii_is_read(tmp_path: Path) -> None:
    lines = [
        f"ATOM {k:6d}  CA  GLY A{k:4d}    {1.5 * k:8.3f}   2.000   3.000 -0.3470 1.7000\n"
        for k in range(1, 6)
    ]
    content = "".join(lines).encode()
    path = tmp_path / "odd.pqr"
    path.write_bytes(content[:26] + b"\xa0" + content[27:])
    assert load(path).residues.residue_name.tolist()
