"""A structure is the same in whatever container and encoding it comes."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import gemmi
import pytest

from mtorstruct.errors import DataError, MissingDependencyError
from mtorstruct.structure import opening
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.opening import open_path

from ..alike import assert_alike
from ..making import zipped

zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")


def blocks(text: bytes) -> bytes:
    """As bgzip writes it: a member for every 64 kB."""
    return b"".join(gzip.compress(text[k : k + 65280]) for k in range(0, len(text), 65280))


README = ("read me.txt", b"models of the FRB domain\n")
SCORES = ("scores.json", b'{"plddt": [90.1]}')
CONTAINERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": lambda text: text,
    "gz": gzip.compress,
    "bgz": blocks,
    "two members of gz": lambda t: gzip.compress(t[:-500]) + gzip.compress(t[-500:]),
    "xz": lzma.compress,
    "bz2": bz2.compress,
    "zst": zstd.compress,
    "zip": lambda text: zipped(("model", text)),
    "zip, stored": lambda text: zipped(("model", text), method=zipfile.ZIP_STORED),
    "zip with other files": lambda text: zipped(README, ("out/model", text), SCORES, ("__MACOSX/._m", b"\0")),
    "zip without a name": lambda text: zipped(("model", text)).replace(b"model", b"\0odel"),
    "gz in zip": lambda text: zipped(("model.gz", gzip.compress(text)), README),
    "zip in gz": lambda text: gzip.compress(zipped(("model", text))),
}
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "with a byte-order mark": lambda text: b"\xef\xbb\xbf" + text,
    "UTF-16": lambda text: text.decode().encode("utf-16"),
    "UTF-16, big endian": lambda text: b"\xfe\xff" + text.decode().encode("utf-16-be"),
    "CR LF": lambda text: text.replace(b"\n", b"\r\n"),
    "CR": lambda text: text.replace(b"\n", b"\r"),
    "CR in xz": lambda text: lzma.compress(text.replace(b"\n", b"\r")),
}
WAYS = CONTAINERS | ENCODINGS


@pytest.fixture(params=["1fap.pdb.gz", "1fap.cif.gz"])
def text(request: pytest.FixtureRequest, shared_structures: Path) -> tuple[str, bytes]:
    name: str = request.param
    return name, gzip.decompress((shared_structures / name).read_bytes())


@pytest.mark.parametrize("way", WAYS)
def test_what_it_comes_in_changes_nothing(
    text: tuple[str, bytes], way: str, structure: Callable[[str], MtorComplex], tmp_path: Path
) -> None:
    name, content = text
    expected = structure(name)
    packed = WAYS[way](content)
    path = tmp_path / "1fap.download"
    path.write_bytes(packed)
    read = load(path)
    assert_alike(read.residues, expected.residues)
    assert (read.atoms.xyz == expected.atoms.xyz).all()
    assert read.header.sha256 == hashlib.sha256(packed).hexdigest()
    streamed = load(io.BytesIO(packed))
    assert_alike(streamed.residues, expected.residues)
    assert streamed.header.sha256 == read.header.sha256


def test_the_name_of_a_container_means_nothing(shared_structures: Path, tmp_path: Path) -> None:
    content = gzip.decompress((shared_structures / "mtorc2_protomer.pdb.gz").read_bytes())
    for name, packed in (("model.pdb.gz", lzma.compress(content)), ("model.cif.zst", content)):
        (tmp_path / name).write_bytes(packed)
        # Without an entry in its header a file is called by its name, less its endings.
        assert load(tmp_path / name).entry == "model"


@pytest.mark.parametrize("way", [name for name in CONTAINERS if name not in ("plain", "zip, stored")])
def test_what_is_cut_off_is_refused(shared_structures: Path, tmp_path: Path, way: str) -> None:
    packed = CONTAINERS[way](gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()))
    for size in (len(packed) // 2, len(packed) - 1):
        (tmp_path / "cut.pdb").write_bytes(packed[:size])
        with pytest.raises(DataError) as caught:
            load(tmp_path / "cut.pdb")
        assert "is not a whole file" in str(caught.value)
        assert "cut off" in str(caught.value)
        assert "\n" not in str(caught.value)


def test_a_gzip_whose_checksum_is_wrong_is_refused(shared_structures: Path, tmp_path: Path) -> None:
    packed = bytearray((shared_structures / "5h64.pdb.gz").read_bytes())
    packed[-6] ^= 1
    path = tmp_path / "5h64.pdb.gz"
    path.write_bytes(packed)
    # gemmi by itself stops there, without a word, some thousand atoms before the end.
    assert gemmi.read_structure(str(path))[0].count_atom_sites() < 45252
    with pytest.raises(DataError, match="is not a whole file: its compressed data are damaged"):
        load(path)


@pytest.mark.parametrize("way", ["gz", "xz", "bz2", "zst", "zip", "zip with other files"])
def test_a_damaged_byte_is_noticed(shared_structures: Path, tmp_path: Path, way: str) -> None:
    def zst(content: bytes) -> bytes:
        # Without it a frame has no checksum of its content.
        return bytes(zstd.compress(content, options={zstd.CompressionParameter.checksum_flag: 1}))

    text = gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes())
    packed = bytearray(zst(text) if way == "zst" else CONTAINERS[way](text))
    packed[len(packed) // 2] ^= 0x10
    (tmp_path / "model.pdb").write_bytes(packed)
    with pytest.raises(DataError, match="damaged"):
        load(tmp_path / "model.pdb")


@pytest.mark.parametrize("way", CONTAINERS)
def test_what_unpacks_to_too_much_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(opening, "MAX_BYTES", 1_000_000)
    path = tmp_path / "bomb.pdb"
    line = b"ATOM      1  N   VAL A 210     228.294 171.983 127.069  1.00  1.00           N\n"
    path.write_bytes(CONTAINERS[way](line * 20_000))
    with pytest.raises(DataError, match="holds more than 1,000,000 bytes"):
        load(path)


def test_a_zip_of_several_structures_names_them(shared_structures: Path, tmp_path: Path) -> None:
    pdb = gzip.decompress((shared_structures / "5h64.pdb.gz").read_bytes())
    cif = gzip.decompress((shared_structures / "1fap.cif.gz").read_bytes())
    path = tmp_path / "models.zip"
    path.write_bytes(zipped(README, ("model_0.cif", cif), ("model_1.pdb", pdb), SCORES))
    with pytest.raises(DataError, match=r"zip archive of 2 files \(model_0.cif, model_1.pdb\); unpack it"):
        load(path)
    path.write_bytes(zipped(README, SCORES))
    with pytest.raises(DataError, match=r"without a coordinate file in it \(read me.txt, scores.json\)"):
        load(path)
    path.write_bytes(zipped(*((f"{k}.cif", b"data_x") for k in range(1001))))
    with pytest.raises(DataError, match=r"zip archive of 1001 files \(0.cif, 1.cif"):
        load(path)
    path.write_bytes(zipped(SCORES))
    with pytest.raises(DataError, match=r"is JSON \(scores"):
        load(path)
    path.write_bytes(zipped(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")))
    with pytest.raises(DataError, match=r"is a Word document \(.docx\), not a coordinate file"):
        load(path)


def test_what_is_packed_again_and_again_is_refused(tmp_path: Path) -> None:
    packed = b"data_x\n"
    for _ in range(20):
        packed = gzip.compress(packed)
    (tmp_path / "deep.cif.gz").write_bytes(packed)
    with pytest.raises(DataError, match="is packed more than"):
        load(tmp_path / "deep.cif.gz")


def test_zstandard_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, zstd.__name__, None)
    (tmp_path / "model.pdb.zst").write_bytes(zstd.compress(b"END\n"))
    with pytest.raises(MissingDependencyError, match=r"pip install backports.zstd, or unpack it"):
        load(tmp_path / "model.pdb.zst")


@pytest.mark.parametrize("content", [gzip.compress(b"", mtime=0), b"\n\n", b"\xef\xbb\xbf"])
def test_what_holds_nothing_is_empty(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model.pdb").write_bytes(content)
    with pytest.raises(DataError, match="the file is empty"):
        load(tmp_path / "model.pdb")


def test_a_known_hash_is_not_made_again(tmp_path: Path) -> None:
    (tmp_path / "model.pdb").write_bytes(b"END\n")
    assert open_path(tmp_path / "model.pdb", sha256="known").sha256 == "known"
