"""Files are written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtorstruct.files.writing import beside, write_whole


def breaking_off() -> Iterator[bytes]:
    yield b"half"
    raise OSError("no space left")


@pytest.mark.parametrize("on_disk", [False, True])
def test_a_file_is_there_whole_or_as_it_was(tmp_path: Path, on_disk: bool) -> None:
    path = tmp_path / "table.tsv"
    write_whole(path, [b"a", b"b"], temporary=beside(path, ".new-"), on_disk=on_disk)
    with pytest.raises(OSError, match="no space"):
        write_whole(path, breaking_off(), temporary=beside(path, ".new-"), on_disk=on_disk)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("table.tsv", b"ab")]


def test_a_temporary_file_of_somebody_else_stays(tmp_path: Path) -> None:
    other = tmp_path / ".new"
    other.write_bytes(b"theirs")
    with pytest.raises(FileExistsError):
        write_whole(tmp_path / "table.tsv", [b"a"], temporary=other)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [(".new", b"theirs")]


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
def test_permissions_are_those_of_a_new_file_or_those_that_are_asked_for(tmp_path: Path) -> None:
    known = os.umask(0o027)
    try:
        for name, mode in (("usual", None), ("for_all", 0o644)):
            write_whole(tmp_path / name, [b"a"], temporary=tmp_path / ".new", mode=mode)
    finally:
        os.umask(known)
    modes = [(tmp_path / name).stat().st_mode & 0o777 for name in ("usual", "for_all")]
    assert modes == [0o640, 0o644]
