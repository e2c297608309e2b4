"""Encodings of text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.errors import DataError
from mtorstruct.files.encodings import decoded, encoding_of
from mtorstruct.variants.input.lines import Lines

DATA = Path(__file__).parents[1] / "data" / "containers"
TEXT = "Gene\tChange\tNote\n" + "MTOR\tp.F2108L\tcafé “β”\n" * 50_000
ENCODINGS = {
    "utf-8": b"",
    "utf-8-sig": b"",
    "utf-16-le": b"\xff\xfe",
    "utf-16-be": b"\xfe\xff",
    "utf-32-le": b"\xff\xfe\0\0",
    "utf-32-be": b"\0\0\xfe\xff",
}


def read(tmp_path: Path, content: bytes) -> list[str]:
    path = tmp_path / "file"
    path.write_bytes(content)
    return [decoded(line) for _, block in Lines(path).blocks() for line in block]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_text_in_every_encoding(tmp_path: Path, encoding: str, marked: bool, end: str) -> None:
    content = (ENCODINGS[encoding] if marked else b"") + TEXT.replace("\n", end).encode(encoding)
    assert read(tmp_path, content) == TEXT.splitlines()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_a_short_list_without_a_mark(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "F2108L".encode(encoding)) == ["F2108L"]


def test_windows_1252() -> None:
    path = DATA / "cp1252.csv"
    assert [decoded(line) for _, block in Lines(path).blocks() for line in block] == [
        "Gene,Mutation",
        "MTOR,“F2108L”",
        "MTOR,F2108L†",
        "MTOR\u2013F2108L,F2108L",
        "MTOR,p.Phe2108—Leu",
        "MTOR,F2108L\xa0",
    ]
    assert decoded(b"\x80 \x85 \x87 \x92 \xe9") == "€ … ‡ \u2019 é"
    assert decoded(b"\x81\x8d\x8f\x90\x9d") == "\x81\x8d\x8f\x90\x9d"


@given(st.binary(max_size=60))
def test_every_line_has_a_text(line: bytes) -> None:
    text = decoded(line)
    try:
        assert text == line.decode()
    except UnicodeDecodeError:
        assert len(text) == len(line)
        assert text.isascii() == line.isascii()


@pytest.mark.parametrize(
    "content",
    [b"\0\1\2\3", b"F2108L\0\n", bytes(100), bytes(range(1, 32)) * 9],
    ids=["mixed", "end", "0", "1"],
)
def test_what_is_no_text(tmp_path: Path, content: bytes) -> None:
    assert encoding_of(content) is None
    with pytest.raises(DataError, match="is not a text file; save it as text"):
        read(tmp_path, content)
