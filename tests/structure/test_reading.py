"""What cannot be read says so in one line; what can is read whole."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path

import gemmi
import numpy as np
import pytest

from mtorstruct.archive import locate, store_folder
from mtorstruct.errors import DataError, RemoteError, UsageError
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.reading import read_file

from ..alike import assert_alike


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.pdb", b"", "empty"),
        ("empty.cif.gz", b"", "empty"),
        ("words.pdb", b"this is not a structure\n", "is a text, but not of a structure"),
        ("page.cif", b"<!DOCTYPE html><html><body>503</body></html>\n", "is a web page"),
        ("page.pdb", b"<!DOCTYPE html><html><body>503</body></html>\n", "is a web page"),
        ("bare.cif", b"data_1ABC\n_entry.id 1ABC\n", "_atom_site"),
        ("header.pdb", b"HEADER    TRANSFERASE   10-NOV-16   5H64\nEND\n", "no atoms"),
        ("bytes.pdb.gz", b"\x1f\x8bnot gzip at all", "not a whole file"),
    ],
)
def test_a_file_without_structure_is_one_clear_line(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        load(path)
    message = str(caught.value)
    assert reason in message
    assert str(path) in message
    assert "\n" not in message
    assert caught.value.hint


@pytest.mark.parametrize("name", ["1fap.cif.gz", "5h64.pdb.gz"])
def test_a_file_cut_in_the_middle_is_refused(shared_structures: Path, tmp_path: Path, name: str) -> None:
    whole = (shared_structures / name).read_bytes()
    path = tmp_path / name
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(DataError, match="not a whole file: its compressed data are damaged or cut off"):
        load(path)


def test_a_plain_file_that_lost_its_end_is_refused(shared_structures: Path, tmp_path: Path) -> None:
    pdb = gzip.decompress((shared_structures / "5h64.pdb.gz").read_bytes())
    cif = gzip.decompress((shared_structures / "1fap.cif.gz").read_bytes())
    second_chain = cif.index(b"\nATOM   852 ")
    cases = {
        "line.pdb": pdb[: pdb.rindex(b"\nATOM", 0, 2_000_000) + 1],
        "inside.pdb": pdb[: pdb.rindex(b"\nATOM", 0, 2_000_000) + 70],
        "row.cif": cif[: second_chain + 1],
    }
    for name, content in cases.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DataError, match="cut short"):
            load(tmp_path / name)


def test_a_directory_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is a directory"):
        load(tmp_path)
    with pytest.raises(DataError, match="no such file"):
        load(tmp_path / "nothing.pdb")
    for text in ("nothing", ""):
        with pytest.raises(UsageError, match="not an entry id"):
            load(text)


def test_a_missing_entry_names_the_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "store"))
    with pytest.raises(RemoteError, match=str(tmp_path / "store")):
        load("5h64")


def test_an_entry_is_found_in_the_store(
    shared_structures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path))
    assert store_folder() == tmp_path
    (tmp_path / "1fap.pdb.gz").symlink_to(shared_structures / "1fap.pdb.gz")
    for name in ("1FAP", "1fap", "pdb_00001fap"):
        assert locate(name).path == tmp_path / "1fap.pdb.gz"
    assert load("1FAP").entry == "1FAP"


def test_plain_and_gzipped_files_give_the_same(shared_structures: Path, tmp_path: Path) -> None:
    plain = tmp_path / "1fap.pdb"
    plain.write_bytes(gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()))
    a, b = load(plain), load(shared_structures / "1fap.pdb.gz")
    assert_alike(a.residues, b.residues)
    assert a.header.sha256 != b.header.sha256


def test_an_open_file_gives_the_same(shared_structures: Path, tmp_path: Path) -> None:
    packed = shared_structures / "1fap.cif.gz"
    expected = load(packed)
    with packed.open("rb") as file:
        found = load(file)
    assert found.path == packed
    assert found.header == expected.header
    assert_alike(found.residues, expected.residues)
    for stream in (
        io.BytesIO(packed.read_bytes()),
        io.BytesIO(gzip.decompress(packed.read_bytes())),
        io.StringIO(gzip.decompress(packed.read_bytes()).decode()),
        io.StringIO(gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()).decode()),
    ):
        found = load(stream)
        assert (found.entry, str(found.path)) == ("1FAP", "stream")
        assert len(found.known_chains) == len(expected.known_chains)


def test_an_open_file_that_cannot_be_read_is_named(shared_structures: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"^stream: the file is empty; "):
        load(io.BytesIO())
    packed = shared_structures / "1fap.cif.gz"
    with packed.open(encoding="utf-8") as text, pytest.raises(DataError, match="open it in binary mode"):
        load(text)
    with packed.open("rb") as closed:
        pass
    with pytest.raises(DataError, match="closed file"):
        load(closed)
    with pytest.raises(DataError, match=r"^stream: is not a whole file: its compressed data"):
        load(io.BytesIO(packed.read_bytes()[:-3000]))


def test_a_byte_order_mark_and_an_unnamed_gzip_are_read(shared_structures: Path, tmp_path: Path) -> None:
    packed = (shared_structures / "1fap.cif.gz").read_bytes()
    marked = tmp_path / "marked.cif"
    marked.write_bytes(b"\xef\xbb\xbf" + gzip.decompress(packed))
    unnamed = tmp_path / "unnamed"
    unnamed.write_bytes(packed)
    expected = load(shared_structures / "1fap.cif.gz").residues
    for path in (marked, unnamed):
        assert_alike(load(path).residues, expected)


def test_a_title_in_another_encoding_costs_its_letters_only(shared_structures: Path, tmp_path: Path) -> None:
    text = gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes())
    path = tmp_path / "latin.pdb"
    path.write_bytes(text.replace(b"THE STRUCTURE OF", b"M\xc4RZ AND OTHERS:", 1))
    complex_ = load(path)
    assert complex_.header.title.startswith("M?RZ")
    assert_alike(complex_.residues, load(shared_structures / "1fap.pdb.gz").residues)


@pytest.mark.parametrize(
    ("at", "row"),
    [(13, "name of an atom"), (17, "name of a residue"), (21, "chain"), (27, "blank"), (72, "segment")],
)
@pytest.mark.parametrize("letter", ["\xc4".encode("latin-1"), "\xc4".encode(), b"\x80"])
def test_no_letter_beyond_ascii_costs_a_coordinate(
    shared_structures: Path, tmp_path: Path, at: int, row: str, letter: bytes
) -> None:
    lines = gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()).splitlines()
    k = next(k for k, line in enumerate(lines) if line.startswith(b"ATOM"))
    lines[k] = lines[k][:at] + letter + lines[k][at + len(letter) :]
    path = tmp_path / "1fap.pdb"
    path.write_bytes(b"\n".join(lines) + b"\n")
    found, expected = load(path), load(shared_structures / "1fap.pdb.gz")
    assert len(found.atoms.name) == len(expected.atoms.name)
    mine, theirs = (c.residues[c.residues.gene == "MTOR"] for c in (found, expected))
    assert_alike(mine.reset_index(drop=True), theirs.reset_index(drop=True))


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_an_author_in_mmcif_costs_nothing(shared_structures: Path, tmp_path: Path, encoding: str) -> None:
    text = gzip.decompress((shared_structures / "1fap.cif.gz").read_bytes()).decode()
    path = tmp_path / "1fap.cif"
    path.write_bytes(text.replace("THE STRUCTURE OF", "M\xc4RZ AND OTHERS:", 1).encode(encoding))
    complex_ = load(path)
    assert_alike(complex_.residues, load(shared_structures / "1fap.cif.gz").residues)
    assert complex_.header.title.startswith("M\xc4RZ")


@pytest.mark.parametrize("name", ["A" * 9, "LIGAND123"])
def test_a_name_that_is_too_long_is_one_line(shared_structures: Path, tmp_path: Path, name: str) -> None:
    text = gzip.decompress((shared_structures / "1fap.cif.gz").read_bytes()).decode()
    path = tmp_path / "1fap.cif"
    path.write_text(text.replace(" RAP ", f" {name} "))
    try:
        assert load(path).entry == "1FAP"
    except DataError as err:
        assert name in str(err)  # noqa: PT017  either outcome is right


def test_a_file_is_recognised_by_its_content(shared_structures: Path, tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_bytes(gzip.decompress((shared_structures / "1fap.cif.gz").read_bytes()))
    assert load(path).entry == "1FAP"


@pytest.mark.parametrize("name", ["5h64.pdb.gz", "4jsv.pdb.gz", "mtorc2_protomer.pdb.gz", "1fap.cif.gz"])
def test_atoms_are_those_of_the_file(
    structure: Callable[[str], MtorComplex], shared_structures: Path, name: str
) -> None:
    atoms = structure(name).atoms
    read = gemmi.read_structure(str(shared_structures / name))
    expected = np.array([a.pos.tolist() for c in read[0] for r in c for a in r])
    assert np.array_equal(atoms.xyz[0], expected)
    assert [n.decode() for n in atoms.name] == [a.name for c in read[0] for r in c for a in r]
    first = structure(name).file_residues.first_atom
    assert np.array_equal(np.repeat(np.arange(len(first) - 1), np.diff(first)), atoms.residue)


def test_hydrogens_are_marked_and_models_kept(structure: Callable[[str], MtorComplex]) -> None:
    complex_ = structure("2gaq.pdb.gz")
    assert complex_.atoms.xyz.shape == (19, 1674, 3)
    assert set(complex_.atoms.element[~complex_.atoms.heavy]) == {b"H"}
    assert not (complex_.atoms.element[complex_.atoms.heavy] == b"H").any()


def test_header_says_what_the_file_says(structure: Callable[[str], MtorComplex]) -> None:
    header = structure("4jsv.pdb.gz").header
    assert (header.entry, header.method, header.resolution_A) == ("4JSV", "X-RAY DIFFRACTION", 3.5)
    assert len(header.sha256) == 64
    assert np.isnan(structure("4dri.pdb.gz").header.resolution_A)
    assert structure("4dri.pdb.gz").entry == "4DRI"
    assert structure("mtorc2_protomer.pdb.gz").entry == "mtorc2_protomer"


def test_statements_are_read_alike_from_both_formats(shared_structures: Path) -> None:
    cif, pdb = (read_file(shared_structures / f"1fap.{ending}.gz") for ending in ("cif", "pdb"))
    assert cif.statements == pdb.statements
    assert [(s.chain, s.accession, s.uniprot_begin) for s in cif.statements] == [
        ("A", "P62942", 1),
        ("B", "P42345", 2018),
    ]


def test_biological_units_are_read(structure: Callable[[str], MtorComplex]) -> None:
    assert structure("4jsv.pdb.gz").unit_of_chain == {"B": 0, "D": 0, "A": 2, "C": 2}
    assert set(structure("5h64.pdb.gz").unit_of_chain.values()) == {0}
    assert set(structure("mtorc2_protomer.pdb.gz").unit_of_chain.values()) == {0}
    assert structure("1fap.cif.gz").unit_of_chain == structure("1fap.pdb.gz").unit_of_chain


def test_nothing_is_aligned_to_seqres_before_somebody_asks(shared_structures: Path) -> None:
    """mSIN1 of the mTORC2 model has no constant offset between its numbers and SEQRES."""
    complex_ = load(shared_structures / "mtorc2_protomer.pdb.gz")
    assert len(complex_.domains())
    labels = complex_.file_residues.labels
    assert "numbers" not in vars(labels)
    assert (complex_.residues.label_seq_id > 0).any()
    assert "numbers" in vars(labels)
