"""Compressed files and archives, whole and broken."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import io
import lzma
import random
import struct
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from mtorstruct.errors import DataError, MissingDependencyError, MtorStructError
from mtorstruct.files import containers as module
from mtorstruct.variants.input.lines import Lines, decoded

from ...making import zipped

zstd = pytest.importorskip("compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd")

DATA = Path(__file__).parents[2] / "data" / "containers"
TEXT = b"Hugo_Symbol\tHGVSp_Short\n" + b"".join(b"MTOR\tp.F%dL\n" % n for n in range(20_000))
SKIPPED = struct.pack("<II", 0x184D2A5A, 4) + b"note"


def one(text: bytes) -> bytes:
    return zipped(("cohort.maf", text))


def streamed(text: bytes) -> bytes:
    """A zip as it is written into a pipe: sizes stand behind the data."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("cohort.maf", text)
    return pipe.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
    "zst behind a frame that is passed over": lambda text: SKIPPED + zstd.compress(text),
    "members of gz": lambda t: gzip.compress(t[:70_000]) + gzip.compress(t[70_000:]),
    "members of bz2": lambda t: bz2.compress(t[:70_000]) + bz2.compress(t[70_000:]),
    "members of xz": lambda t: lzma.compress(t[:70_000]) + bytes(8) + lzma.compress(t[70_000:]),
    "members of zst": lambda t: zstd.compress(t[:70_000]) + SKIPPED + zstd.compress(t[70_000:]),
    "zip": one,
    "zip without compression": lambda text: zipped(("a", text), method=zipfile.ZIP_STORED),
    "zip with bzip2": lambda text: zipped(("a", text), method=zipfile.ZIP_BZIP2),
    "zip written to a pipe": streamed,
    "zip of a Mac": lambda text: zipped(
        ("study/", b""),
        ("study/data.maf", text),
        ("__MACOSX/study/._data.maf", b"x"),
        ("study/.DS_Store", b"x"),
    ),
    "gz in zip": lambda text: one(gzip.compress(text)),
    "zip in gz": lambda text: gzip.compress(one(text)),
    "zip in zip": lambda text: one(one(text)),
    "UTF-16 in xz": lambda text: lzma.compress(text.decode().encode("utf-16")),
}


def read(path: Path) -> tuple[bytes, str]:
    lines = Lines(path)
    there = [line for _, block in lines.blocks() for line in block]
    return b"".join(line + b"\n" for line in there), lines.damage


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "cohort.txt"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_what_is_packed_is_read_whole(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert read(written(tmp_path, pack(TEXT))) == (TEXT, "")


@pytest.mark.parametrize("name", ["m.maf.bz2", "m.maf.xz", "m.maf.zst", "m.maf.zip"])
def test_files_of_other_programs(name: str) -> None:
    text, damage = read(DATA / name)
    assert (text.count(b"\n"), damage) == (3, "")
    assert b"MTOR\tp.F2108L\ts1\n" in text


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS.keys())
def test_what_is_packed_comes_through_a_pipe(pack: Callable[[bytes], bytes]) -> None:
    text = TEXT[:200_000].rpartition(b"\n")[0] + b"\n"
    code = (
        "from mtorstruct.variants.input.lines import Lines\n"
        "lines = Lines('-')\n"
        "print(sum(len(block) for _, block in lines.blocks()), lines.damage)"
    )
    done = subprocess.run([sys.executable, "-c", code], input=pack(text), capture_output=True, check=True)
    assert done.stdout.decode().split() == [str(text.count(b"\n"))]


def noise(n: int) -> bytes:
    """Lines that hardly can be compressed, so that a cut leaves some of them whole."""
    dice = random.Random(13)
    return b"".join(b"%x\n" % dice.getrandbits(400) for _ in range(n))


@pytest.mark.parametrize(
    "kind", ["gz", "bz2", "xz", "zst", "zip", "zip without compression", "members of xz"]
)
def test_what_is_cut_off_is_read_up_to_there(tmp_path: Path, kind: str) -> None:
    text = noise(20_000)
    whole = PACKERS[kind](text)
    there, damage = read(written(tmp_path, whole[: len(whole) * 3 // 4]))
    assert text.startswith(there)
    assert len(there) > len(text) // 4
    assert "cut off" in damage


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zip", "zip without compression"])
def test_what_is_damaged_says_so(tmp_path: Path, kind: str) -> None:
    text = noise(20_000)
    whole = bytearray(PACKERS[kind](text))
    whole[len(whole) // 2] ^= 0x10
    assert read(written(tmp_path, bytes(whole)))[1]


@pytest.mark.parametrize("kind", ["bz2", "xz", "zst", "zip", "zip with bzip2"])
def test_a_gigabyte_in_a_small_file_costs_no_memory(tmp_path: Path, kind: str) -> None:
    text = b"first\n" + b"x" * (1 << 27) + b"\nlast\n"
    path = written(tmp_path, PACKERS[kind](text))
    assert path.stat().st_size < 200_000
    del text
    tracemalloc.start()
    lines = Lines(path)
    there = [line for _, block in lines.blocks() for line in block]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(line) for line in there] == [5, 200, 4]
    assert peak < 1 << 27


def test_archives_of_several_files_are_named(tmp_path: Path) -> None:
    several = zipped(("a.maf", b"x"), ("meta.txt", b"y"))
    with pytest.raises(DataError, match=r"zip archive of 2 files \(a.maf, meta.txt\); unpack it"):
        read(written(tmp_path, several))
    with pytest.raises(DataError, match="without a file in it"):
        read(written(tmp_path, zipped(("a/", b""))))
    with pytest.raises(DataError, match="without a file in it"):
        read(written(tmp_path, zipped()))


def test_an_archive_with_a_password_or_a_rare_method_is_named(tmp_path: Path) -> None:
    locked = bytearray(one(TEXT))
    locked[6] |= 1
    directory = locked.rindex(b"PK\x01\x02")
    locked[directory + 8] |= 1
    with pytest.raises(DataError, match="with a password"):
        read(written(tmp_path, bytes(locked)))
    rare = bytearray(one(TEXT))
    rare[directory + 10 : directory + 12] = (9).to_bytes(2, "little")
    with pytest.raises(DataError, match="method 9"):
        read(written(tmp_path, bytes(rare)))


def test_a_zip_that_lost_its_end_is_read_up_to_there_unless_it_is_a_document(tmp_path: Path) -> None:
    document = zipped(("[Content_Types].xml", TEXT), ("xl/workbook.xml", TEXT))
    there, damage = read(written(tmp_path, document[:-200]))
    assert there == b""
    assert "zip archive is damaged or cut off" in damage


def test_what_is_packed_again_and_again_ends(tmp_path: Path) -> None:
    packed = b"F2108L\n"
    for _ in range(20):
        packed = gzip.compress(packed)
    with pytest.raises(DataError, match="is packed more than"):
        read(written(tmp_path, packed))


def test_what_is_put_aside_has_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_KEPT", 1000)
    with pytest.raises(DataError, match="is an archive of more than"):
        read(written(tmp_path, gzip.compress(one(noise(1000)))))


def test_zstandard_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, zstd.__name__, None)
    with pytest.raises(MissingDependencyError, match=r"pip install backports.zstd, or unpack it"):
        read(written(tmp_path, zstd.compress(TEXT)))


@pytest.mark.parametrize("kind", ["gz", "bz2", "xz", "zst", "zip", "zip with bzip2", "zip in gz"])
def test_no_damage_is_an_accident(tmp_path: Path, kind: str) -> None:
    whole = PACKERS[kind](TEXT[:3000])
    dice = random.Random(kind)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(dice.choice((1, 1, 5))):
            broken[dice.randrange(len(broken))] ^= 1 << dice.randrange(8)
        path = written(tmp_path, bytes(broken[: dice.choice((len(broken), dice.randrange(len(broken))))]))
        with contextlib.suppress(MtorStructError):
            decoded(read(path)[0])


class OutOfMemory:
    """An engine that finds no room, as zlib's does under a limit."""

    eof, unused_data, needs_input = False, b"", False

    def decompress(self, data: bytes, max_length: int) -> bytes:
        raise MemoryError("Unable to allocate output buffer.")


def test_want_of_memory_is_no_damage_of_the_file() -> None:
    with pytest.raises(MemoryError):
        list(module.expanded(iter([b"whole"]), OutOfMemory))
