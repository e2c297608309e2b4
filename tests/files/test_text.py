"""Text, plain or gzipped, and the sequences in it."""

from __future__ import annotations

import gzip
import io
from importlib.resources import files
from pathlib import Path

import pytest
from Bio.SeqIO.FastaIO import SimpleFastaParser

from mtorstruct.errors import DataError
from mtorstruct.files.text import fasta_records, opened_text

FASTA = files("mtorstruct.reference").joinpath("data", "proteins.fasta").read_bytes()


@pytest.mark.parametrize(
    "content",
    [
        FASTA, gzip.compress(FASTA), b"\xef\xbb\xbf" + FASTA, FASTA.replace(b"\n", b"\r\n"),
        FASTA.replace(b"\n", b"\r"), FASTA.replace(b"LL", b"L\tL ") + b"\n\n",
    ],
    ids=["plain", "gzipped", "marked", "windows", "old_mac", "blanks"],
)  # fmt: skip
def test_records_are_those_that_biopython_reads(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "proteins.fasta"
    path.write_bytes(content)
    with opened_text(path) as text:
        records = list(fasta_records(text))
    expected = list(SimpleFastaParser(io.StringIO(FASTA.decode())))
    assert [(record.heading, record.sequence) for record in records] == expected
    assert len(records) == 9


def test_real_sequences_are_those_that_biopython_reads(shared_sequences: Path) -> None:
    for path in sorted(shared_sequences.glob("*.fasta*")):
        content = path.read_bytes()
        content = gzip.decompress(content) if path.suffix == ".gz" else content
        with opened_text(path) as text:
            records = [(record.heading, record.sequence) for record in fasta_records(text)]
        assert records == list(SimpleFastaParser(io.StringIO(content.decode())))


def test_text_in_front_of_the_first_heading_is_told_apart() -> None:
    records = list(fasta_records(["; by hand\n", "\n", "MKV\n", ">\n", "MKV\n"]))
    assert [tuple(record) for record in records] == [(0, "", "; by hand"), (0, "", "MKV"), (4, "", "MKV")]
    assert list(fasta_records(["\n"])) == []


@pytest.mark.parametrize("content", [gzip.compress(FASTA)[:-40], b"\x1f\x8bno", b">MTOR\n\xff\xfe\n"])
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "proteins.fasta"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"cannot be read .*check the path"), opened_text(path) as text:
        list(fasta_records(text))
