"""Fuzz the reading of coordinate files: no bytes may raise anything but our errors, or misnumber a residue.

Half of what is tried are bytes changed by the fuzzer, half are lines and cells changed here, in what is
packed too, since a change of compressed bytes alone only breaks their checksum.
"""

from __future__ import annotations

import bz2
import contextlib
import functools
import gzip
import importlib.util
import io
import lzma
import math
import random
import tempfile
import warnings
import zipfile
from pathlib import Path

import atheris
import gemmi
import numpy as np
from running import run

FUZZED = ["mtorstruct.structure", "mtorstruct.files", "mtorstruct.binarycif", "mtorstruct.measures"]
with atheris.instrument_imports(include=FUZZED):
    import mtorstruct
    from mtorstruct.binarycif import read_blocks
    from mtorstruct.errors import MtorStructError
    from mtorstruct.measures.table import distance_columns
    from mtorstruct.reference.proteins import protein
    from mtorstruct.structure.formats import Format, known_format
    from mtorstruct.structure.model import MtorComplex
    from mtorstruct.tables import MISSING_INT, Columns

ROOT = Path(__file__).resolve().parents[2]
FOLDER = tempfile.TemporaryDirectory()
ATOMS = {
    "N": (-28, 1.5, -0.9), "CA": (0, 2.3, 0.0), "C": (26, 1.7, 1.1), "O": (24, 2.0, 2.3),
    "CB": (-18, 3.3, -1.1),
}  # fmt: skip
"""Place of each atom in a helix: angle from CA in degrees, distance from the axis and height in A."""


def helix(gene: str, first: int, n: int, atoms: tuple[str, ...] = ("N", "CA", "C", "O")) -> gemmi.Chain:
    """Some residues of a protein, in a chain ``A``."""
    chain = gemmi.Chain("A")
    for k, letter in enumerate(protein(gene).sequence[first - 1 : first - 1 + n]):
        residue = gemmi.Residue()
        residue.name = gemmi.expand_one_letter(letter, gemmi.ResidueKind.AA)
        residue.seqid = gemmi.SeqId(first + k, " ")
        residue.entity_type, residue.het_flag = gemmi.EntityType.Polymer, "A"
        for name in atoms:
            turn, distance, height = ATOMS[name]
            angle = math.radians(100 * k + turn)
            x, y = distance * math.cos(angle), distance * math.sin(angle)
            residue.add_atom(atom(name, x, y, 1.5 * k + height))
        chain.add_residue(residue)
    return chain


def atom(name: str, *xyz: float) -> gemmi.Atom:
    """One atom, of the element that its name begins with."""
    made = gemmi.Atom()
    made.name, made.element, made.b_iso = name, gemmi.Element(name[0]), 20.0
    made.pos = gemmi.Position(*(round(value, 3) for value in xyz))
    return made


def ligand(name: str, number: int) -> gemmi.Residue:
    """Twelve atoms beside the beginning of a helix."""
    residue = gemmi.Residue()
    residue.name, residue.seqid = name, gemmi.SeqId(number, " ")
    residue.entity_type, residue.het_flag = gemmi.EntityType.NonPolymer, "H"
    for k in range(12):
        residue.add_atom(atom(f"C{k}", 5 + 1.4 * math.cos(k), 1.4 * math.sin(k), 0.5 * k))
    return residue


def structure(*residues: gemmi.Chain | gemmi.Residue) -> gemmi.Structure:
    """A structure of one chain and what stands beside it."""
    made = gemmi.Structure()
    made.name = "1ABC"
    made.info["_entry.id"], made.info["_struct_keywords.pdbx_keywords"] = "1ABC", "TRANSFERASE"
    chain, *others = residues
    for residue in others:
        chain.add_residue(residue)
    model = gemmi.Model(1)
    model.add_chain(chain)
    made.add_model(model)
    made.setup_entities()
    made.assign_label_seq_id()
    return made


def mmcif(made: gemmi.Structure) -> gemmi.cif.Document:
    """The categories that tell something, as a document."""
    groups = gemmi.MmcifOutputGroups(False)
    groups.atoms = groups.block_name = groups.entry = groups.entity_poly_seq = groups.group_pdb = True
    groups.auth_all = False
    return made.make_mmcif_document(groups)


def pdb_text() -> str:
    """Twelve residues of FKBP12 and a ligand in the PDB format."""
    return str(whole().make_pdb_string())


def mmcif_text() -> str:
    """The same as mmCIF, with the end mark of the archive."""
    return f"{mmcif(whole()).as_string()}#\n"


def whole() -> gemmi.Structure:
    """The same as a structure."""
    return structure(helix("FKBP1A", 2, 12, tuple(ATOMS)), ligand("RAP", 200))


def binarycif(text: str) -> bytes:
    """The same as BinaryCIF, as benchmarks/make_structures.py makes it."""
    spec = importlib.util.spec_from_file_location("maker", ROOT / "benchmarks" / "make_structures.py")
    maker = importlib.util.module_from_spec(spec)  # type: ignore[arg-type]
    spec.loader.exec_module(maker)  # type: ignore[union-attr]
    return bytes(maker.binarycif(text))


def of_columns(pdb: str, ending: str) -> bytes:
    """The atoms of a PDB text, with another ending behind column 54."""
    atoms = [line for line in pdb.splitlines() if line.startswith(("ATOM", "HETATM"))]
    return "\n".join(line[:54] + ending.format(line[13]) for line in atoms).encode() + b"\n"


def zipped(files: dict[str, bytes]) -> bytes:
    """An archive of some files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return buffer.getvalue()


ASSEMBLY = (
    "HEADER    TRANSFERASE                             10-NOV-16   1ABC              \n"
    "REMARK 350 BIOMOLECULE: 1\nREMARK 350 APPLY THE FOLLOWING TO CHAINS: A\n"
    "REMARK 350   BIOMT1   1  1.000000  0.000000  0.000000        0.00000\n"
    "REMARK 350   BIOMT2   1  0.000000  1.000000  0.000000        0.00000\n"
    "REMARK 350   BIOMT3   1  0.000000  0.000000  1.000000       20.00000\n"
    "DBREF  1ABC A    2    13  UNP    P62942   FKB1A_HUMAN      3     14             \n"
)


@functools.cache
def seeds() -> list[bytes]:
    """Small files in every format and container."""
    small = structure(helix("FKBP1A", 2, 12, ("CA",)))
    site = structure(helix("MTOR", 2236, 12, ("CA", "CB")), ligand("ATP", 3001))
    pdb, text = pdb_text(), mmcif_text()
    small_pdb, small_text = str(small.make_pdb_string()), str(mmcif(small).as_string())
    binary, alone = binarycif(text), [line for line in small_pdb.splitlines() if line.startswith("ATOM")]
    models = "".join("MODEL     {:4d}\n{}\nENDMDL\n".format(k, "\n".join(alone)) for k in (1, 2))
    return [
        pdb.encode(),
        str(site.make_pdb_string()).encode(),
        (ASSEMBLY + "\n".join(alone) + "\nEND\n").encode(),
        (models + "END\n").encode(),
        text.encode(),
        str(mmcif(site).as_string()).encode(),
        mmcif(whole()).as_json(mmjson=True).encode(),
        of_columns(pdb, "  1.00  0.00    -0.347 {}"),
        of_columns(pdb, " -0.3470 1.7000"),
        b"\n".join(b" ".join(line.split()) for line in of_columns(pdb, " -0.3470 1.7000").splitlines()),
        binary,
        binarycif(small_text),
        gzip.compress(small_pdb.encode(), mtime=0),
        lzma.compress(small_text.encode()),
        bz2.compress(small_pdb.encode()),
        gzip.compress(binary, mtime=0),
        zipped({"model.pdb": small_pdb.encode()}),
        zipped({"model.cif": small_text.encode(), "scores.json": b'{"plddt": [1]}'}),
        small_text.encode("utf-16"),
        small_pdb.replace("\n", "\r").encode(),
    ]


def numbered_right(columns: Columns) -> bool:
    """Whether each residue with a position, a known amino acid and no note is the expected one."""
    known = ~np.isin(columns["observed"].astype(str), ("", "X"))
    counted = (columns["position"] != MISSING_INT) & known & (columns["note"] == "")
    return bool((columns["observed"][counted] == columns["expected"][counted]).all())


def assert_sound(made: MtorComplex, columns: Columns) -> None:
    """Nothing without a place counts, no residue is numbered wrongly, and what is there is counted once."""
    assert numbered_right(columns)
    assert np.isfinite(made.atoms.xyz[0]).all()
    assert len(made.atoms.name) == made.file_residues.first_atom[-1]
    there = made.file_rows[made.file_rows >= 0] if made.chains else np.empty(0)
    assert len(np.unique(there)) == len(there)
    assert all("\n" not in note for note in made.notes)


def assert_as_written(data: bytes, made: MtorComplex) -> None:
    """Every place and every number in a PDB file stands so in one of its lines."""
    # A CR among lines that end with LF is a letter like others.
    end = b"\n" if b"\n" in data else b"\r"
    lines = [line for line in data.split(end) if line[:4].upper() in (b"ATOM", b"HETA")]
    places = {tuple(map(as_number, (line[30:38], line[38:46], line[46:54]))) for line in lines}
    assert {*map(tuple, made.atoms.xyz[0].tolist())} <= places
    numbers = {as_number(line[22:26]) for line in lines if not line[22:23].isalpha()}
    assert {n for n in made.file_residues.auth_seq_id.tolist() if n < 10_000} <= numbers


def as_number(text: bytes) -> float:
    """A number as Python reads it, NaN for none."""
    try:
        return float(text)
    except ValueError:
        return math.nan


def same(one: Columns, other: Columns) -> bool:
    """Whether two tables are the same to the last bit; what is missing is the same as what is missing."""
    for name in one:
        if one[name].dtype != other[name].dtype or len(one[name]) != len(other[name]):
            return False
        equal = one[name] == other[name]
        if one[name].dtype.kind == "f":
            equal |= np.isnan(one[name]) & np.isnan(other[name])
        if not equal.all():
            return False
    return True


def assert_one_line(err: MtorStructError) -> None:
    """An error is told in one line."""
    assert "\n" not in str(err)


def read(data: bytes, path: Path | None = None) -> tuple[Columns, Columns] | str:
    """Tables of a file, or what is said of it; of a stream without a path."""
    try:
        made = mtorstruct.load(path or io.BytesIO(data))
        columns = made.residue_columns()
        assert_sound(made, columns)
        if data.isascii() and not data.startswith(b"PK") and known_format(data) is Format.PDB:
            assert_as_written(data, made)
        distances = distance_columns(made)
        for name, values in distances.items():
            assert not name.endswith("_A") or not np.isinf(values.astype(float)).any(), name
        assert len(made.domains()) or not made.known_chains
        with contextlib.suppress(MtorStructError):
            assert_copied(data)
    except MtorStructError as err:
        assert_one_line(err)
        return str(err)
    return columns, distances


def assert_copied(data: bytes) -> None:
    """The copies of an assembly are numbered as the chains of the file are."""
    made = mtorstruct.load(io.BytesIO(data), assembly=1)
    assert_sound(made, made.residue_columns())


def check(data: bytes) -> None:
    """Raise where some bytes are not read as they should be."""
    with contextlib.suppress(MtorStructError):
        for block in read_blocks(data):
            for category in map(block.category, block.names):
                for name in category.names:
                    with contextlib.suppress(MtorStructError):
                        category.texts(name)
    found = read(data)
    if len(data) % 4 == 0:
        again = read(data)
        assert type(again) is type(found)
        if isinstance(found, str) or isinstance(again, str):
            assert found == again
        else:
            assert all(map(same, found, again))
    if len(data) % 16 == 1:
        path = Path(FOLDER.name) / "model"
        path.write_bytes(data)
        assert isinstance(read(data, path), str) == isinstance(found, str)


ODD = (
    b"nan", b"inf", b"-1", b"0", b"9999.000", b"*****", b"1e30", b"99999999999", b"?", b".", b"'", b'"', b";",
    b"\xc3\xa4", b"\0", b"   ", b"MSE", b"UNK", b"HOH", b"RAP", b"A", b"loop_", b"data_x", b"END", b"MODEL",
    b"TER", b"10000", b"A000", b"-999.999", b"\t",
)  # fmt: skip


def changed(content: bytes, chance: random.Random) -> bytes:
    """Lines lost, doubled, moved and cut, and cells replaced."""
    lines = content.split(b"\n")
    for _ in range(chance.choice((1, 1, 2, 5))):
        k, what = chance.randrange(len(lines)), chance.randrange(6)
        if what == 0:
            lines.insert(k, lines[k])
        elif what == 1 and len(lines) > 1:
            lines.insert(chance.randrange(len(lines)), lines.pop(k))
        elif what == 2:
            del lines[k : k + chance.choice((1, 1, 5, 100))]
            lines = lines or [b""]
        elif what == 3:
            lines[k] = lines[k][: chance.randrange(len(lines[k]) + 1)]
        else:
            lines[k] = with_odd_cell(lines[k], chance)
    return b"\n".join(lines)


def with_odd_cell(line: bytes, chance: random.Random) -> bytes:
    """One cell of a line replaced, in its columns or by blanks."""
    cells = line.split(b" ")
    there = [k for k, cell in enumerate(cells) if cell]
    if not there:
        return chance.choice(ODD)
    k, odd = chance.choice(there), chance.choice(ODD)
    cells[k] = odd.rjust(len(cells[k]))[: len(cells[k])] if chance.random() < 0.7 else odd
    return b" ".join(cells)


def repacked(data: bytes, chance: random.Random) -> bytes:
    """The same container with changed content; a text is changed as it is."""
    if data.startswith(b"\x1f\x8b"):
        return gzip.compress(changed(gzip.decompress(data), chance), 1, mtime=0)
    if data.startswith(b"BZh"):
        return bz2.compress(changed(bz2.decompress(data), chance))
    if data.startswith(b"\xfd7zXZ"):
        return lzma.compress(changed(lzma.decompress(data), chance), preset=0)
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = {info.filename: archive.read(info)[:100_000] for info in archive.infolist()}
        name = chance.choice(sorted(files))
        return zipped({**files, name: changed(files[name], chance)})
    return changed(data, chance)


def mutated(data: bytes, max_size: int, seed: int) -> bytes:
    """One change of some bytes, by the fuzzer or here."""
    chance = random.Random(seed)
    if chance.random() < 0.2:
        data = chance.choice(seeds())
    if chance.random() < 0.5:
        # What is no whole container any more is left to the fuzzer.
        with contextlib.suppress(Exception):
            return repacked(data, chance)[:max_size]
    return bytes(atheris.Mutate(data, max_size))


def main() -> None:
    """Try the first inputs, then whatever the fuzzer makes of them."""
    warnings.simplefilter("error")
    run(check, seeds(), custom_mutator=mutated)


if __name__ == "__main__":
    main()
