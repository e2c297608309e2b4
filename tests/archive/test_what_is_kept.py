"""What the store keeps: nothing that cannot be read, or that was not asked for; each fault by its name."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import gemmi
import pytest

import mtorstruct
from mtorstruct.archive.checking import Expected, check_download
from mtorstruct.archive.fetching import FetchOptions, fetch_entry
from mtorstruct.archive.ids import entry_id
from mtorstruct.archive.store import Store
from mtorstruct.errors import RemoteError

from ..formats import as_binarycif
from ..loopback import QUICK, Archive, Behaviour

ADDRESS = {
    "mmcif": "/rcsb/download/{}.cif.gz", "pdb": "/rcsb/download/{}.pdb.gz", "bcif": "/rcsb_models/{}.bcif.gz",
}  # fmt: skip


@pytest.fixture
def text(fap: bytes) -> str:
    """1FAP as mmCIF."""
    return gzip.decompress(fap).decode()


@pytest.fixture
def old(shared_structures: Path) -> bytes:
    """1FAP in PDB format."""
    return gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes())


def address(entry: str, file_format: str) -> str:
    return ADDRESS[file_format].format(entry.lower() if file_format == "bcif" else entry)


def fetch(store: Store, file_format: str, entry: str = "1FAP") -> Path:
    options = FetchOptions(limits=QUICK, format=file_format, source="rcsb")
    return fetch_entry(entry, store=store, options=options).path


@pytest.fixture
def refused(archive: Archive, store: Store) -> Callable[..., None]:
    """Serve something, and see that it is refused for a reason and leaves the store empty."""

    def see(content: bytes | Behaviour, reason: str, file_format: str = "mmcif", entry: str = "1FAP") -> None:
        if isinstance(content, bytes):
            archive.serve(address(entry, file_format), content)
        else:
            archive.behave(address(entry, file_format), content)
        with pytest.raises(RemoteError, match=reason) as raised:
            fetch(store, file_format, entry)
        assert "\n" not in str(raised.value)
        assert not [path for path in store.folder.iterdir() if not path.name.startswith(".lock-")]

    return see


def atom_rows(text: str) -> list[str]:
    return [line for line in text.splitlines(keepends=True) if line.startswith(("ATOM ", "HETATM "))]


def without(text: str, rows: list[str]) -> bytes:
    """The text without some rows of its atoms."""
    gone = set(rows)
    return "".join(line for line in text.splitlines(keepends=True) if line not in gone).encode()


# Another thing than was asked for -----------------------------------------------------------------------


def test_atoms_of_another_entry_without_a_header(
    refused: Callable[..., None], shared_structures: Path
) -> None:
    other = gzip.decompress((shared_structures / "4dri.pdb.gz").read_bytes())
    assert b"HEADER" not in other
    refused(other, "the server sent PDB format where mmCIF was asked for")
    refused(other, "the file does not say that it is of entry 1FAP", "pdb")


def test_a_header_without_an_id(refused: Callable[..., None], old: bytes) -> None:
    refused(old.replace(b"   1FAP  ", b"         ", 1), "does not say that it is of entry 1FAP", "pdb")


def test_an_mmcif_without_an_id(refused: Callable[..., None], text: str) -> None:
    refused(text.replace("_entry.id   1FAP", "_entry.id   ?").encode(), "does not say that it is of entry")


@pytest.mark.parametrize("asked", ["mmcif", "pdb", "bcif"])
@pytest.mark.parametrize("sent", ["mmcif", "pdb", "bcif"])
def test_another_format(
    archive: Archive, store: Store, refused: Callable[..., None], text: str, old: bytes, asked: str, sent: str
) -> None:
    content = {"mmcif": text.encode(), "pdb": old, "bcif": as_binarycif(text)}[sent]
    if sent != asked:
        refused(content, "where .* was asked for", asked)
        return
    archive.serve(address("1FAP", asked), content)
    assert fetch(store, asked).read_bytes() == content


def test_an_alphafold_model_of_another_protein(shared_structures: Path) -> None:
    model = shared_structures / "AF-P42345-F1.pdb.gz"
    assert check_download(model, Expected(entry_id("P42345"), "pdb")).ending == ".pdb.gz"
    with pytest.raises(RemoteError, match="does not name P4234"):
        check_download(model, Expected(entry_id("AF-P4234-F1"), "pdb"))


# Not whole ------------------------------------------------------------------------------------------------


def test_the_last_300_atom_rows_are_lost(refused: Callable[..., None], text: str) -> None:
    refused(without(text, atom_rows(text)[-300:]), "lacks 24 of the 24 ligands and waters that it lists")


def test_the_last_300_atom_rows_are_lost_in_binary(refused: Callable[..., None], text: str) -> None:
    cut = as_binarycif(without(text, atom_rows(text)[-300:]).decode())
    refused(cut, "lacks 24 of the 24 ligands and waters", "bcif")


def test_one_water_is_lost(refused: Callable[..., None], text: str) -> None:
    refused(
        without(text, [r for r in atom_rows(text) if " HOH B " in r and " 320 " in r]), "lacks 1 of the 24"
    )


def test_a_residue_of_a_chain_is_lost(refused: Callable[..., None], text: str) -> None:
    gone = [row for row in atom_rows(text) if row.split()[6:9:2] == ["A", "50"]]
    assert gone
    refused(without(text, gone), "not the whole entry: 1 residues less of chain A")


def test_the_last_atoms_of_the_last_residue_are_lost(refused: Callable[..., None], text: str) -> None:
    """A file of polymers alone, whose last rows went: only the atoms of the residue tell of it."""
    document = gemmi.cif.read_string(text)
    document[0].find_mmcif_category("_pdbx_nonpoly_scheme.").erase()
    bare = without(
        document.as_string(), [r for r in atom_rows(document.as_string()) if r.startswith("HETATM")]
    )
    rows = atom_rows(bare.decode())
    heavy = [row for row in rows if row.split()[2] != "H"]
    assert heavy[-1].split()[3] != "OXT" or heavy[-2].split()[3] != "OXT"
    last = rows.index(next(row for row in reversed(heavy) if row.split()[3] not in ("OXT", "N", "CA")))
    refused(without(bare.decode(), rows[last:]), "the file lacks atoms of its last residue")


def test_a_pdb_file_cut_behind_endmdl(refused: Callable[..., None], shared_more: Path) -> None:
    ensemble = gzip.decompress((shared_more / "2rvk.pdb.gz").read_bytes())
    cut = ensemble[: ensemble.index(b"ENDMDL") + 80]
    refused(cut, "no END: it is cut short", "pdb", "2RVK")


def test_a_pdb_file_without_its_last_atoms(refused: Callable[..., None], old: bytes) -> None:
    lines = old.splitlines(keepends=True)
    gone = {line for line in lines if line.startswith(b"HETATM")}
    refused(b"".join(line for line in lines if line not in gone), "atoms less than the header counts", "pdb")


def padded(content: bytes) -> bytes:
    return content + b"\0" * 4096


@pytest.mark.parametrize("kind", ["text", "gzip", "PDB", "BinaryCIF", "packed BinaryCIF"])
def test_zeros_behind_the_end(
    refused: Callable[..., None], text: str, fap: bytes, old: bytes, kind: str
) -> None:
    binary = as_binarycif(text)
    content, file_format, reason = {
        "text": (text.encode(), "mmcif", "bytes that are no text"),
        "gzip": (fap, "mmcif", "something stands behind the end"),
        "PDB": (old, "pdb", "bytes that are no text"),
        "BinaryCIF": (binary, "bcif", "something behind them"),
        "packed BinaryCIF": (gzip.compress(binary), "bcif", "something stands behind the end"),
    }[kind]
    refused(padded(content), reason, file_format)


def test_zeros_in_place_of_the_end(refused: Callable[..., None], text: str) -> None:
    """So does a disk that was full, or a machine that stopped."""
    refused(text.encode()[:-5000] + b"\0" * 5000, "bytes that are no text")


def test_two_gzip_members(refused: Callable[..., None], fap: bytes, text: str) -> None:
    refused(fap + fap, "something stands behind the end")
    half = len(text) // 2
    parts = gzip.compress(text[:half].encode()) + gzip.compress(text[half:].encode())
    refused(parts, "something stands behind the end")
    refused(fap + b"x", "something stands behind the end")


def test_no_coordinates(refused: Callable[..., None], text: str) -> None:
    rows = atom_rows(text)
    blank = {row: " ".join([*row.split()[:10], "?", "?", "?", *row.split()[13:]]) + "\n" for row in rows}
    refused(
        "".join(blank.get(line, line) for line in text.splitlines(keepends=True)).encode(),
        "atoms without coordinates",
    )


def test_coordinates_that_are_no_numbers(refused: Callable[..., None], text: str) -> None:
    row = atom_rows(text)[700]
    cells = row.split()
    refused(
        text.replace(row, row.replace(cells[10], "x" * len(cells[10]))).encode(), "atoms without coordinates"
    )


@pytest.mark.parametrize("place", ["        ", "*" * 8, "     nan", "  1\xb2.345"])
def test_a_pdb_atom_without_a_place(refused: Callable[..., None], old: bytes, place: str) -> None:
    at = old.index(b"\nATOM", len(old) // 2) + 31
    changed = old[:at] + place.encode("latin-1") + old[at + 8 :]
    refused(changed, "atoms without coordinates|bytes that are no text", "pdb")


# Named by what it is --------------------------------------------------------------------------------------


def test_plain_text_under_the_address_of_a_packed_file(archive: Archive, store: Store, text: str) -> None:
    archive.serve(address("1FAP", "mmcif"), text.encode())
    assert fetch(store, "mmcif").name == "1fap.cif"


def test_a_packed_file_under_the_address_of_plain_text(archive: Archive, store: Store, fap: bytes) -> None:
    archive.serve("/pdbe/entry-files/download/1fap_updated.cif", fap)
    options = FetchOptions(limits=QUICK, format="mmcif", source="pdbe")
    path = fetch_entry("1FAP", store=store, options=options).path
    assert path.name == "1fap.cif.gz"
    assert mtorstruct.load(path).entry == "1FAP"


# And what is right is kept --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["1fap", "2gaq", "4jsv", "5h64", "1atp", "2rvk", "7lc1"])
def test_real_files_in_pdb_format_are_taken(shared_structures: Path, shared_more: Path, name: str) -> None:
    file = f"{name}.pdb.gz"
    path = next(p for folder in (shared_structures, shared_more) if (p := folder / file).exists())
    assert check_download(path, Expected(entry_id(name), "pdb")).ending == ".pdb.gz"


@pytest.mark.parametrize("name", ["1a2c", "1acj", "1gya", "1igy", "200l", "7gsa"])
def test_real_files_in_mmcif_are_taken(shared_binary: Path, tmp_path: Path, name: str) -> None:
    """Packed, and plain without a length: they have their end mark."""
    path = shared_binary / f"{name}.cif.gz"
    assert check_download(path, Expected(entry_id(name), "mmcif")).ending == ".cif.gz"
    plain = tmp_path / "plain"
    plain.write_bytes(gzip.decompress(path.read_bytes()))
    assert check_download(plain, Expected(entry_id(name), "mmcif", counted=False)).ending == ".cif"
