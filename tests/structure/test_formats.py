"""A file is told by its content; what is not read is named for what it is."""

from __future__ import annotations

import gzip
import io
import json
import pickle
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import gemmi
import MDAnalysis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.errors import DataError, MtorStructError
from mtorstruct.structure.formats import Format, is_named_so, known_format
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.opening import open_path, open_stream
from mtorstruct.structure.pdbqt import pdb_of_pdbqt

from ..alike import assert_alike
from ..conftest import SHARED

COLUMNS = [
    "gene", "copy", "chain", "position", "expected", "observed", "residue_name", "auth_seq_id",
    "insertion_code", "modelled",
]  # fmt: skip
UNIVERSE = "MDAnalysis reads it, and mtorstruct.load takes a Universe: mtorstruct.load(MDAnalysis.Universe("


def text_of(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode()


@pytest.fixture(scope="module")
def universe(shared_structures: Path, tmp_path_factory: pytest.TempPathFactory) -> MDAnalysis.Universe:
    """1FAP in MDAnalysis, with what its writers ask for."""
    path = tmp_path_factory.mktemp("universe") / "1fap.pdb"
    path.write_text(text_of(shared_structures / "1fap.pdb.gz"))
    made = MDAnalysis.Universe(path)
    made.add_TopologyAttr("charges", np.linspace(-0.9, 0.9, len(made.atoms)))
    made.add_TopologyAttr("radii", np.full(len(made.atoms), 1.5))
    made.dimensions = [100, 100, 100, 90, 90, 90]
    return made


def refusal(tmp_path: Path, content: bytes) -> str:
    """What is said of a file, after its name."""
    path = tmp_path / "structure.pdb"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load(path)
    assert "\n" not in str(caught.value)
    assert caught.value.hint
    return str(caught.value).removeprefix(f"{path}: ")


@pytest.mark.parametrize("name", sorted(p.name for p in SHARED.glob("structures*/**/*.gz")))
def test_the_format_of_every_real_file(name: str) -> None:
    (path,) = SHARED.glob(f"structures*/**/{name}")
    endings = {"pdb": Format.PDB, "cif": Format.MMCIF, "bcif": Format.BINARY_CIF}
    ending = name.split(".")[-2]
    if ending in endings:
        assert open_path(path).format is endings[ending]
    else:
        with pytest.raises(DataError, match=r"is a mol2 file; MDAnalysis reads it, .* or write it as PDB"):
            load(path)


def test_pdbqt_of_another_program(
    universe: MDAnalysis.Universe, structure: Callable[[str], MtorComplex], tmp_path: Path
) -> None:
    path = tmp_path / "download"
    universe.atoms.write(tmp_path / "x.pdbqt")
    (tmp_path / "x.pdbqt").rename(path)
    assert open_path(path).format is Format.PDBQT
    read, expected = load(path), structure("1fap.pdb.gz")
    assert read.residues[COLUMNS].equals(expected.residues[COLUMNS])
    assert (read.atoms.element == expected.atoms.element).all()
    assert np.allclose(read.atoms.xyz, expected.atoms.xyz, atol=1e-3)
    assert read.entry == "download"


LIGAND = """REMARK  Name = docked pose
MODEL 1
ROOT
HETATM    1  C1  RAP X   1      11.104   6.134  -6.504  1.00  0.00     0.347 A 
HETATM    2  O1  RAP X   1      12.104   6.134  -6.504  1.00  0.00    -0.347 OA
ENDROOT
BRANCH   2   3
HETATM    3 CL2  RAP X   1      14.904   6.134  -6.504  1.00  0.00    -0.084 Cl
HETATM    4  H2  RAP X   1      13.904   6.134  -6.504  1.00  0.00     0.163 HD
HETATM    5  G   RAP X   1      13.904   7.134  -6.504  1.00  0.00     0.000 G0
ENDBRANCH   2   3
TORSDOF 1
ENDMDL
"""  # noqa: W291  types of one letter are followed by a blank


def test_a_docked_ligand_keeps_its_elements_and_is_one_residue() -> None:
    assert open_stream(io.StringIO(LIGAND)).format is Format.PDBQT
    # Charges taken for segments make residues of their own, types for elements make carbon of chlorine.
    by_gemmi = gemmi.read_pdb_string(LIGAND)
    assert len(by_gemmi[0]["X"]) > 1
    assert [a.element.name for r in by_gemmi[0]["X"] for a in r] == ["X", "O", "C", "H", "X"]
    (residue,) = gemmi.read_pdb_string(pdb_of_pdbqt(LIGAND.encode()))[0]["X"]
    assert [a.element.name for a in residue] == ["C", "O", "Cl", "H", "X"]
    assert [a.pos.x for a in residue] == [11.104, 12.104, 14.904, 13.904, 13.904]


PQR_LINES = {
    "in columns": "ATOM  {:5d} {:<4} {:<3} {:1}{:4d}    {:8.3f}{:8.3f}{:8.3f} {:7.4f} {:6.4f}",
    "by blanks": "ATOM {} {} {} {} {} {:.3f} {:.3f} {:.3f} {:.4f} {:.4f}",
    "without a chain": "ATOM {0} {1} {2} {4} {5:.3f} {6:.3f} {7:.3f} {8:.4f} {9:.4f}",
    "with radii of two digits": "ATOM {} {} {} {} {} {:.3f} {:.3f} {:.3f} {:.2f} {:.2f}",
}


@pytest.mark.parametrize("form", PQR_LINES)
def test_pqr_in_all_its_forms(
    universe: MDAnalysis.Universe, structure: Callable[[str], MtorComplex], tmp_path: Path, form: str
) -> None:
    lines = [
        PQR_LINES[form].format(
            *(a.ix + 1, a.name if "by" in form or len(a.name) > 3 else f" {a.name}"),
            *(a.resname, a.chainID, a.resid, *a.position, -0.4157, 1.824),
        )
        for a in universe.select_atoms("protein")
    ]
    path = tmp_path / "1fap.pqr"
    path.write_text("REMARK   1 PQR file\n" + "\n".join(lines) + "\nTER\nEND\n")
    assert open_path(path).format is Format.PQR
    read, expected = load(path), structure("1fap.pdb.gz")
    columns = [c for c in COLUMNS if c != "chain"] if "without" in form else COLUMNS
    assert read.residues[columns].equals(expected.residues[columns])
    assert read.entry == "1FAP"


def test_a_pdb_file_without_elements_or_chains_is_no_pqr(shared_structures: Path) -> None:
    lines = text_of(shared_structures / "1fap.pdb.gz").splitlines()
    atoms = [line for line in lines if line.startswith(("ATOM", "HETATM"))]
    for cut in (54, 60, 66):
        assert known_format("\n".join(line[:cut] for line in atoms).encode()) is Format.PDB
    blank = [line[:21] + " " + line[22:66] for line in atoms]
    assert known_format("\n".join(blank).encode()) is Format.PDB
    assert known_format(("made by a script\n" + "\n".join(atoms)).encode()) is Format.PDB


def test_mmjson_is_read(
    shared_structures: Path, structure: Callable[[str], MtorComplex], tmp_path: Path
) -> None:
    document = gemmi.cif.read_string(text_of(shared_structures / "1fap.cif.gz"))
    (tmp_path / "1fap.json").write_text(document.as_json(mmjson=True))
    assert_alike(load(tmp_path / "1fap.json").residues, structure("1fap.cif.gz").residues)


def test_the_block_with_the_atoms_is_read(shared_structures: Path, tmp_path: Path) -> None:
    cif = text_of(shared_structures / "1fap.cif.gz")
    restraints = "data_comp_RAP\n_chem_comp_atom.comp_id RAP\n"
    expected = load(shared_structures / "1fap.cif.gz").residues
    for content in (restraints + cif, cif + restraints):
        (tmp_path / "1fap.cif").write_text(content)
        assert_alike(load(tmp_path / "1fap.cif").residues, expected)
    (tmp_path / "1fap.cif").write_text(cif + cif.replace("data_1FAP", "data_other"))
    complex_ = load(tmp_path / "1fap.cif")
    assert_alike(complex_.residues, expected)
    assert complex_.notes == ("only block '1FAP' was read; 1 more have atoms (other)",)


@pytest.mark.parametrize(
    ("ending", "told"),
    [
        ("gro", f"is a GRO file; {UNIVERSE}FILE))"),
        ("crd", f"is coordinates of CHARMM (.crd); {UNIVERSE}FILE))"),
        ("xyz", "is XYZ, which names no residues; write it as PDB or mmCIF"),
        ("dcd", f"is a trajectory in DCD; {UNIVERSE}TOPOLOGY, FILE))"),
        ("xtc", f"is a trajectory in XTC; {UNIVERSE}TOPOLOGY, FILE))"),
        ("trr", f"is a trajectory in TRR; {UNIVERSE}TOPOLOGY, FILE))"),
        ("ncdf", f"is a trajectory in NetCDF; {UNIVERSE}TOPOLOGY, FILE))"),
    ],
)
@pytest.mark.filterwarnings("ignore")
def test_what_other_programs_write_is_named(
    universe: MDAnalysis.Universe, tmp_path: Path, ending: str, told: str
) -> None:
    universe.atoms.write(tmp_path / f"x.{ending}")
    content = (tmp_path / f"x.{ending}").read_bytes()
    assert refusal(tmp_path, content) == told
    assert refusal(tmp_path, gzip.compress(content)) == told


SDF = "RAP\n  made\n\n  2  1  0  0  0  0  0  0  0  0999 V2000\n    0.0 0.0 0.0 C\nM  END\n$$$$\n"
INPCRD = "default_name\n     2  0.1000000E+04\n" + "  11.1040000   6.1340000" * 3 + "\n"
RTF = "* Topology\n*\n36 1\nMASS 1 H 1.008\nRESI ALA 0.00\nATOM N NH1 -0.47\n"
PRM = "* parameters\n*\nBONDS\nCA CA 305.0 1.3750\n"
TEXTS: dict[str, str] = {
    "<!DOCTYPE html><html><body>503</body></html>": "is a web page (HTML), not a coordinate file; fetch",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n": "is a Git LFS pointer, not the",
    '<?xml version="1.0"?>\n<PDBx:datablock datablockName="1FAP">': "is PDBML (XML); fetch the entry as",
    '<?xml version="1.0"?>\n<root/>': "is an XML file",
    json.dumps({"atom_plddts": [9.1], "pae": []}): "is JSON (confidences of AlphaFold 3); give the model",
    json.dumps({"chain_pair_iptm": [[1]], "ranking_score": 1}): "is JSON (confidences of AlphaFold 3)",
    json.dumps({"modelSeeds": [1], "sequences": []}): "is JSON (the input of AlphaFold 3)",
    json.dumps({"confidence_score": 1, "complex_plddt": 1}): "is JSON (confidences of Boltz)",
    json.dumps({"plddt": [1], "max_pae": 31.7, "pae": [[0]]}): "is JSON (scores of ColabFold)",
    json.dumps([{"predicted_aligned_error": [[0]]}]): "is JSON (predicted aligned errors)",
    json.dumps([{"cifUrl": "x"}]): "is JSON (what AlphaFold DB says of a model)",
    json.dumps({"a": 1}): "is a JSON file",
    "\n  ": "the file is empty",
    "this is not a structure\n": "is a text, but not of a structure; give a PDB, mmCIF or BinaryCIF file",
    "gene\tchange\nMTOR\tF2108L\n": "is a text, but not of a structure",
    "# only a comment": "is a text, but not of a structure",
    "PSF EXT CMAP\n\n       1 !NTITLE\n": f"is a topology of CHARMM or NAMD (PSF); {UNIVERSE}FILE",
    "%VERSION  VERSION_STAMP = V0001.000\n%FLAG TITLE\n": "is a topology of Amber (PRMTOP); MDAnalysis",
    '#include "ff.itp"\n[ moleculetype ]\n': "is a topology of GROMACS (.top, .itp); MDAnalysis reads it",
    INPCRD: f"is coordinates of Amber (.inpcrd, .rst7); {UNIVERSE}TOPOLOGY, FILE))",
    RTF: "is residues or parameters of CHARMM (.rtf, .prm, .str); give its PSF",
    PRM: "is residues or parameters of CHARMM (.rtf, .prm, .str); give its PSF",
    "* toppar\n*\nread rtf card append\n": "is residues or parameters of CHARMM",
    SDF: "is a MOL or SD file; write it as PDB or mmCIF",
    "@<TRIPOS>MOLECULE\nRAP\n": "is a mol2 file",
    "{\n  s_m_m2io_version\n  :::\n  2.0.0\n}\n": "is a file of Maestro (.mae)",
    "SEQUENCE: MTOR\nSCORE: score description\n": "is a silent file of Rosetta",
    ">sp|P42345|MTOR_HUMAN\nMLGTGPAAATTAATTSSN\n": "is a file of sequences (FASTA, PIR)",
    "loop_\n_atom_site.group_PDB\n_atom_site.id\nATOM 1\n": "is mmCIF without a block; put a line data_NAME",
    "data_x\n_refln.index_h 1\n": "a CIF of structure factors has no atoms",
    "data_RAP\n_chem_comp_atom.comp_id RAP\n": "a CIF of a chemical component has no atoms",
    "data_x\n_atom_site_fract_x 0.1\n": "a CIF of a small molecule has no atoms",
    "data_1ABC\n_entry.id 1ABC\n": "the mmCIF file has no atoms (no _atom_site)",
    "HEADER    TRANSFERASE   10-NOV-16   5H64\nEND\n": "is a PDB file, and has no atoms",
    "ATOM 1 N VAL A 210 228.294 171.983 127.069 1.00 1.00 N\n": "is a PDB file whose atoms are not in the",
    "{\\rtf1 ATOM}": "is a text in RTF; save it as plain text",
}
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BINARY = {
    "nothing but zero bytes; fetch or copy it again": bytes(5000),
    "a PDF": b"%PDF-1.7\n\xe2\xe3",
    "a Word document (.doc)": OLD_OFFICE + bytes(504) + "WordDocument".encode("utf-16-le"),
    "a PNG image": b"\x89PNG\r\n\x1a\n" + bytes(9),
    "an HDF5 file (as .h5 and .h5ad are); if it is a trajectory": b"\x89HDF\r\n\x1a\n" + bytes(99),
    "an SQLite database; if it is a structure of Desmond": b"SQLite format 3\0" + bytes(99),
    "a session of PyMOL (.pse); open it there": pickle.dumps({"version": 2, "selector_secrets": []}, 1),
    "a Python pickle, which is never opened": pickle.dumps({"a": 1}),
    "a session of ChimeraX (.cxs); open it there": b"# ChimeraX Session version 3\n\x83\0",
    "compressed by lz4, as sessions of ChimeraX": b"\x04\x22\x4d\x18\x64\x40\xa7" + bytes(9),
    "a map (MRC, CCP4)": struct.pack("<4i", 9, 9, 9, 2) + bytes(192) + b"MAP " + bytes(99),
    "a file of reflections (MTZ)": b"MTZ \x15\0\0\0" + bytes(99),
    "a run input of GROMACS (.tpr); MDAnalysis": struct.pack(">ii", 14, 14) + b"VERSION 2023.1" + bytes(9),
    "a file in MMTF; fetch the entry as BinaryCIF": b"\xde\x00\x22\xabmmtfVersion\xa51.0.0",
    "neither text nor of a binary format": zlib.compress(bytes(range(256)) * 9),
}


@pytest.mark.parametrize(("text", "told"), TEXTS.items(), ids=TEXTS.values())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_texts_are_named(tmp_path: Path, text: str, told: str, encoding: str) -> None:
    assert refusal(tmp_path, text.encode(encoding)).startswith(told)


@pytest.mark.parametrize("told", BINARY)
def test_binary_files_are_named(tmp_path: Path, told: str) -> None:
    assert refusal(tmp_path, BINARY[told]).startswith(f"is {told}")


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_content_ends_in_a_foreign_error(content: bytes) -> None:
    try:
        assert open_stream(io.BytesIO(content)).format in Format
    except MtorStructError as err:
        assert "\n" not in str(err)  # noqa: PT017  either outcome is right


@pytest.mark.parametrize("kind", ["1fap.pdb.gz", "1fap.cif.gz"])
@given(data=st.data())
def test_no_damage_ends_in_a_foreign_error(kind: str, data: st.DataObject) -> None:
    packed = bytearray((SHARED / "structures" / kind).read_bytes()) if SHARED.is_dir() else bytearray(9)
    for _ in range(data.draw(st.integers(1, 3))):
        packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    try:
        assert open_stream(io.BytesIO(packed)).format in Format
    except MtorStructError as err:
        assert "\n" not in str(err)  # noqa: PT017  either outcome is right


@pytest.mark.parametrize("container", ["", ".gz", ".xz", ".zst", ".bz2", ".zip"])
def test_names_of_coordinate_files(container: str) -> None:
    for ending in ("cif", "mmcif", "bcif", "pdb", "pdb1", "pdb12", "ent", "pdbqt", "pqr", "PDB", "mmCIF"):
        assert is_named_so(f"some/folder.d/model.{ending}{container}")
    for ending in ("mol2", "gro", "json", "txt", "pdb.bak", "pdf", "sdf"):
        assert not is_named_so(f"model.{ending}{container}")
