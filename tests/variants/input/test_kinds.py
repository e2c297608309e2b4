"""What is not read is named for what it is."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import pickle
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest

from mtorstruct.errors import DataError
from mtorstruct.files.kinds import KINDS
from mtorstruct.variants.input.kinds import HINTS
from mtorstruct.variants.input.lines import Lines


def refusal(tmp_path: Path, content: bytes) -> str:
    path = tmp_path / "cohort.maf"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        list(Lines(path).blocks())
    text = str(caught.value)
    assert "\n" not in text
    assert caught.value.hint
    return text.removeprefix(f"{path}: ")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: f"{kind.name} {kind.magic!r}")
def test_every_kind_of_the_table(tmp_path: Path, kind) -> None:  # type: ignore[no-untyped-def]
    content = bytes(kind.at) + kind.magic + b" and more"
    told = f"is {kind.name}; {HINTS[kind.group]}"
    assert refusal(tmp_path, content) == " ".join(told.split())
    assert refusal(tmp_path, gzip.compress(content)) == " ".join(told.split())


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, b"content")
    return buffer.getvalue()


def tarred(*names: str, size: int = 9) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes(size)))
    return buffer.getvalue()


def old_office(part: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + part.encode("utf-16-le") + bytes(99)


def database(tmp_path: Path) -> bytes:
    with sqlite3.connect(tmp_path / "made.db") as base:
        base.execute("create table t (x)")
    base.close()
    return (tmp_path / "made.db").read_bytes()


def array() -> bytes:
    buffer = io.BytesIO()
    np.savez(buffer, a=np.arange(3))
    return buffer.getvalue()


CASES = {
    "<!DOCTYPE html>\n<html><body>404</body></html>": "is a web page (HTML), not a table; fetch",
    "\n  <!-- sign in -->\n<HTML lang='en'>": "is a web page",
    '<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">': "is a web page",
    "<head><title>Sign in</title></head>": "is a web page",
    "<table><tr><td>MTOR</td></tr></table>": "is a web page",
    '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>': "is an XML file",
    "<!DOCTYPE nonsense>": "is an XML file",
    "{\\rtf1\\ansi F2108L}": "is a text in RTF",
    "version https://git-lfs.github.com/spec/v1\noid sha256:0\n": "is a Git LFS pointer, not the file itself",
}


@pytest.mark.parametrize(("text", "told"), CASES.items(), ids=CASES.keys())
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_texts_that_are_no_table(tmp_path: Path, text: str, told: str, encoding: str) -> None:
    if encoding == "utf-8" or text.lstrip().startswith("<"):
        assert refusal(tmp_path, text.encode(encoding)).startswith(told)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (zipped("[Content_Types].xml", "word/document.xml"), "is a Word document (.docx); copy the table"),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), "is a PowerPoint file"),
        (zipped("[Content_Types].xml", "xl/workbook.bin"), "is an Excel workbook in binary (.xlsb)"),
        (zipped("mimetype", "content.xml"), "is an OpenDocument file (.ods, .odt); save it as .xlsx"),
        (zipped("Index/Document.iwa"), "is a document of Apple Numbers or Pages; export it as CSV"),
        (array(), "is a file of NumPy arrays"),
        (old_office("Workbook"), "is an old Excel workbook (.xls); save it as .xlsx, or the sheet as CSV"),
        (old_office("WordDocument"), "is a Word document (.doc)"),
        (old_office("EncryptedPackage"), "is an Office file with a password"),
        (old_office("?"), "is an old Office file (.xls, .doc), or one with a password"),
        (
            tarred("data_mutations.txt", "meta.txt"),
            "is a tar archive (data_mutations.txt, meta.txt); unpack it",
        ),
        (gzip.compress(tarred("a.maf", "b.maf")), "is a tar archive (a.maf, b.maf); unpack it"),
        (bz2.compress(tarred("a.maf")), "is a tar archive (a.maf); unpack it"),
        (lzma.compress(tarred("a.maf")), "is a tar archive (a.maf); unpack it"),
        (tarred("large.maf", "b.maf", size=1 << 20), "is a tar archive (large.maf, ...); unpack it"),
        (pickle.dumps({"gene": "MTOR"}), "is a Python pickle, which is never opened"),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)
def test_documents_and_archives(tmp_path: Path, content: bytes, told: str) -> None:
    assert refusal(tmp_path, content).startswith(told)


def test_a_database(tmp_path: Path) -> None:
    assert refusal(tmp_path, database(tmp_path)).startswith("is an SQLite database; write the table")


@pytest.mark.parametrize(
    "text",
    [
        "CRAMP1:R12C",
        "PAR1:R12C",
        "ORC1:R105Q",
        "BZHF2108L",
        "PKD1:R12C",
        "BAMBI:R12C",
        "<DEL>",
        "[Phe2108Leu];[=]",
    ],
)
def test_genes_are_no_kinds(tmp_path: Path, text: str) -> None:
    path = tmp_path / "list.txt"
    path.write_text(f"{text}\nF2108L\n")
    assert list(Lines(path).blocks()) == [(1, [text.encode(), b"F2108L"])]
