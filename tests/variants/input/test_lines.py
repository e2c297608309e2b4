"""Lines of files of any kind, whole or broken."""

from __future__ import annotations

import contextlib
import gzip
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.errors import DataError
from mtorstruct.variants.input import lines as module
from mtorstruct.variants.input.lines import Lines, decoded


def read(path: Path) -> list[bytes]:
    return [line for _, block in Lines(path).blocks() for line in block]


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "file"
    path.write_bytes(content)
    return path


CONTENTS = {
    "plain": b"a\nb\n\nc\n",
    "no end of line": b"a\nb\n\nc",
    "crlf": b"a\r\nb\r\n\r\nc\r\n",
    "old Mac": b"a\rb\r\rc\r",
    "bom": b"\xef\xbb\xbfa\nb\n\nc\n",
    "gzip": gzip.compress(b"a\nb\n\nc\n"),
    "bgzip, which is gzip in members": gzip.compress(b"a\nb")
    + gzip.compress(b"\n\nc\n")
    + gzip.compress(b""),
    "gzip with padding": gzip.compress(b"a\nb\n\nc\n") + bytes(512),
    "UTF-16, as Excel writes Unicode text": "a\nb\n\nc\n".encode("utf-16"),
    "UTF-16 in gzip in gzip": gzip.compress(gzip.compress("a\nb\n\nc\n".encode("utf-16"))),
}


@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS.keys())
def test_lines_of_every_kind(tmp_path: Path, content: bytes) -> None:
    assert read(written(tmp_path, content)) == [b"a", b"b", b"", b"c"]


@given(
    st.lists(st.binary(max_size=40).map(lambda b: b.translate(None, b"\r\n\0")), min_size=1, max_size=30),
    st.integers(1, 9),
)
def test_blocks_of_any_size_give_the_same_lines(texts: list[bytes], size: int) -> None:
    whole = b"x\n" + b"\n".join(texts) + b"\nend"
    reader = Lines.__new__(Lines)
    reader.too_long, reader.damage = set(), ""
    cut = (whole[k : k + size] for k in range(0, len(whole), size))
    blocks = list(reader._split(cut))
    assert [line for _, block in blocks for line in block] == [b"x", *texts, b"end"]
    numbers = [first for first, _ in blocks]
    assert numbers == [1 + sum(len(block) for _, block in blocks[:k]) for k in range(len(blocks))]


def test_a_file_that_breaks_off_gives_what_comes_before(tmp_path: Path) -> None:
    whole = gzip.compress(b"".join(b"line %d\n" % n for n in range(200_000)), mtime=0)
    lines = Lines(written(tmp_path, whole[: len(whole) // 2]))
    there = [line for _, block in lines.blocks() for line in block]
    assert 50_000 < len(there) < 200_000
    assert there[:3] == [b"line 0", b"line 1", b"line 2"]
    assert "cut off" in lines.damage
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 0xFF
    lines = Lines(written(tmp_path, bytes(damaged)))
    assert sum(len(block) for _, block in lines.blocks()) < 200_000
    assert lines.damage


def test_a_line_that_is_cut_off_is_left_out(tmp_path: Path) -> None:
    there = [b"MTOR\tp.S2215Y", b"MTOR\tp.V2107A"]
    whole = gzip.compress(b"\n".join(there))[:-8]
    lines = Lines(written(tmp_path, whole))
    assert [line for _, block in lines.blocks() for line in block] == there[:1]
    assert lines.damage.endswith("; the line in which it breaks off is left out")
    lines = Lines(written(tmp_path, gzip.compress(b"\n".join([*there, b""]))[:-8]))
    assert [line for _, block in lines.blocks() for line in block] == there
    assert lines.damage
    assert "left out" not in lines.damage


def two_members(text: bytes) -> bytes:
    return gzip.compress(text[:70_000]) + gzip.compress(text[70_000:])


@pytest.mark.parametrize("pack", [bytes, two_members])
def test_the_head_reaches_to_the_first_row(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    comments = [b"##comment %d" % n for n in range(50_000)]
    rows = [b"row %d" % n for n in range(100_000)]
    lines = Lines(written(tmp_path, pack(b"\n".join([*comments, b"", b"  #more", *rows]))))
    assert lines.head[:50_003] == [*comments, b"", b"  #more", b"row 0"]
    assert len(lines.head) < 150_000
    blocks = list(lines.blocks())
    assert [line for _, block in blocks for line in block] == [*comments, b"", b"  #more", *rows]
    assert [first for first, _ in blocks][1:2] == [len(lines.head) + 1]


def test_comments_without_end_are_no_head(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_HEAD", 1 << 20)
    with pytest.raises(DataError, match="no row in its first 1 MB"):
        Lines(written(tmp_path, b"# comment\n" * 100_000))
    assert len(Lines(written(tmp_path, b"# comment\n" * 10_000)).head) == 10_000


def test_a_line_without_end_costs_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "long"
    with path.open("wb") as file:
        file.write(b"first\n")
        for _ in range(4 * module.MAX_LINE // module.BLOCK):
            file.write(b"x" * module.BLOCK)
        file.write(b"\nlast\n")
    tracemalloc.start()
    lines = Lines(path)
    there = [line for _, block in lines.blocks() for line in block]
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(line) for line in there] == [5, 200, 4]
    assert lines.too_long == {2}
    assert peak < 5 * module.MAX_LINE


def test_a_gigabyte_in_a_small_file_costs_no_memory(tmp_path: Path) -> None:
    once = gzip.compress(bytes(1 << 26).replace(b"\0", b"x"))
    path = written(tmp_path, gzip.compress(b"first\n") + once * 16 + gzip.compress(b"\nlast\n"))
    assert path.stat().st_size < 2_000_000
    tracemalloc.start()
    there = read(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert [len(line) for line in there] == [5, 200, 4]
    assert peak < 5 * module.MAX_LINE


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (gzip.compress(b""), "is empty"),
        (b"BCF\x02\x02", "is a BCF file"),
        (b"a\0b\n", "not a text file"),
        (gzip.compress(b"BCF\x02\x02"), "is a BCF file"),
    ],
    ids=["empty", "empty in gzip", "bcf", "binary", "bcf in gzip"],
)
def test_what_is_no_text_is_named(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(DataError, match=reason):
        read(written(tmp_path, content))


def test_missing_files_and_directories(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        Lines(tmp_path / "missing.tsv")
    with pytest.raises(DataError, match="is a directory"):
        Lines(tmp_path)


MAGICS = [b"", b"\x1f\x8b", b"BZh91AY&SY", b"\xfd7zXZ\0", b"(\xb5/\xfd", b"PK\x03\x04", b"[{", b"\xff\xfe"]


@given(st.sampled_from(MAGICS), st.binary(max_size=300))
def test_no_bytes_are_an_accident(magic: bytes, content: bytes) -> None:
    decoded(content)
    for data in (magic + content, gzip.compress(content)[: len(content)]):
        reader = Lines.__new__(Lines)
        reader.where, reader.damage, reader.too_long, reader.notices = "made", "", set(), []
        with contextlib.suppress(DataError):
            list(reader._split(reader._text(Closing(data))))  # type: ignore[arg-type]


class Closing:
    """Bytes that are read like a file."""

    def __init__(self, content: bytes) -> None:
        self.rest = content

    def read(self, n: int) -> bytes:
        piece, self.rest = self.rest[:n], self.rest[n:]
        return piece

    def __enter__(self) -> Closing:
        return self

    def __exit__(self, *_: object) -> None:
        pass
