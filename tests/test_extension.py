"""Proteins of the user: what is read, and what is refused with which words."""

from __future__ import annotations

import gzip
import pickle
from pathlib import Path

import pytest
from Bio.SeqUtils.CheckSum import crc64

from mtorstruct.errors import DataError
from mtorstruct.reference.extension import NO_EXTENSION, Extension, read_extension
from mtorstruct.reference.proteins import protein, proteins

# No protein: letters that are long enough to be read as one.
SEQUENCE = "MKWLDERTYPASDFGHKLCVNMQWERTYIPASDFGH"


def fasta(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mine.fasta"
    path.write_text(text, encoding="utf-8")
    return path


def table(tmp_path: Path, *rows: str, heading: str = "gene\tdomain\tstart\tend") -> Path:
    path = tmp_path / "domains.tsv"
    path.write_text("\n".join(["# mine", heading, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("heading", "gene", "uniprot"),
    [
        ("sp|P32600|TOR2_YEAST kinase TOR2 OS=Saccharomyces cerevisiae GN=TOR2 PE=1", "TOR2", "P32600"),
        ("tr|A0A000|A0A000_YEAST no gene is named", "A0A000_YEAST", "A0A000"),
        ("KOG1 regulatory subunit", "KOG1", ""),
        ("1ABC_1|Chain A|something", "1ABC_1", ""),
        ("lst8-like.2", "lst8-like.2", ""),
        ("gi|12345|ref|NP_1.1| some protein", "12345", ""),
        ("lcl|mine", "mine", ""),
    ],
)  # fmt: skip
def test_headings(tmp_path: Path, heading: str, gene: str, uniprot: str) -> None:
    (found,) = read_extension(fasta(tmp_path, f">{heading}\n{SEQUENCE}\n")).proteins
    assert (found.gene, found.uniprot, found.sequence) == (gene, uniprot, SEQUENCE)
    assert f"CRC-{found.crc64}" == crc64(SEQUENCE)


def test_checksums_are_those_of_the_packaged_proteins(tmp_path: Path) -> None:
    text = "".join(f">own{k}\n{p.sequence}\n" for k, p in enumerate(proteins()))
    found = read_extension(fasta(tmp_path, text)).proteins
    assert [p.crc64 for p in found] == [p.crc64 for p in proteins()]


def test_lines_case_gzip_and_the_stop_do_not_count(tmp_path: Path) -> None:
    plain = f">TOR2\n{SEQUENCE}\n\n>KOG1\n{SEQUENCE[::-1]}\n"
    first = f">TOR2\r\n{SEQUENCE[:9].lower()} {SEQUENCE[9:20]}\r\n{SEQUENCE[20:]}*\r\n"
    other = f"\ufeff{first}>KOG1\r\n{SEQUENCE[::-1]}"
    path = tmp_path / "mine.fasta.gz"
    path.write_bytes(gzip.compress(other.encode()))
    assert read_extension(path) == read_extension(fasta(tmp_path, plain))


def test_an_extension_can_be_a_key_and_be_sent_to_another_process(tmp_path: Path) -> None:
    found = read_extension(fasta(tmp_path, f">TOR2\n{SEQUENCE}"), table(tmp_path, "TOR2\tkinase\t3\t20"))
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert hash(again) == hash(found)
    assert Extension() == NO_EXTENSION
    assert found.genes == {"TOR2"}
    assert found.genes_without_domains == frozenset()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "has no protein sequence"),
        ("\n\n", "has no protein sequence"),
        (SEQUENCE, "is not a FASTA file"),
        (f">\n{SEQUENCE}", "line 1: a heading is empty"),
        (">TOR2\n", "'TOR2': has 0 residues"),
        (">TOR2\nMKWLDERTY", "has 9 residues"),
        (f">TOR2\n{SEQUENCE}1", "'1' is no amino acid"),
        (f">TOR2\n{SEQUENCE}-A", "'-' is no amino acid"),
        (f">TOR2\nMK*{SEQUENCE}", "'\\*' is no amino acid"),
        (f">TOR2\n{SEQUENCE}B", "'B' is no amino acid"),
        (">TOR2\nACGTACGTACGTNN", "is a sequence of nucleotides"),
        (">TOR2\nXXXXXXXXXXXXXX", "has no known residue"),
        (f">NA\n{SEQUENCE}", "the name cannot be a gene"),
        (f">TOR2\n{SEQUENCE}\n>tor2\n{SEQUENCE[::-1]}", "has 'tor2' twice"),
        (f">sp|P32600|A_B GN=TOR2\n{SEQUENCE}\n>sp|P32600|A_C GN=TOR1\n{SEQUENCE}", "has 'P32600' twice"),
        (f">MTOR\n{SEQUENCE}", "'MTOR' is a name of MTOR, which is known already; leave it out"),
        (f">sp|Q9XXXX|MTOR_MOUSE GN=Mtor\n{SEQUENCE}", "'Mtor' is a name of MTOR.*such as MTOR_MOUSE"),
        (f">LST8\n{SEQUENCE}", "'LST8' is a name of MLST8.*such as LST8_user"),
        (f">sp|P42345|X_Y GN=own\n{SEQUENCE}", "'P42345' is a name of MTOR"),
        (f">sp|P42345-1|X_Y GN=own\n{SEQUENCE}", "'P42345-1' is a name of MTOR"),
        (f">other\n{SEQUENCE}", "the name cannot be a gene"),
        (f">a;b\n{SEQUENCE}", "the name cannot be a gene"),
    ],
)
def test_sequences_that_are_refused(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(DataError, match=words) as caught:
        read_extension(fasta(tmp_path, text))
    assert str(tmp_path / "mine.fasta") in caught.value.where
    assert caught.value.hint


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_extension(tmp_path / "absent.fasta")
    cut = tmp_path / "cut.fasta.gz"
    cut.write_bytes(gzip.compress(f">TOR2\n{SEQUENCE}".encode())[:-12])
    with pytest.raises(DataError, match="cannot be read"):
        read_extension(cut)
    with pytest.raises(DataError, match="cannot be read"):
        read_extension(fasta(tmp_path, f">TOR2\n{SEQUENCE}"), tmp_path / "absent.tsv")


def test_domains(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        "lobe\t20\tTOR2\t3\tsubdomain\t1/2\tmy paper",
        "",
        "kinase\t36\ttor2\t1",
        heading="domain\tend\tgene\tstart\tlevel\tsegment\tsource",
    )
    lobe, kinase = read_extension(fasta(tmp_path, f">TOR2\n{SEQUENCE}"), path).segments
    assert (lobe.gene, lobe.scheme, lobe.level, lobe.domain) == ("TOR2", "reference", "subdomain", "lobe")
    assert (lobe.start, lobe.end, lobe.segment, lobe.status, lobe.source) == (
        3,
        20,
        "1/2",
        "given",
        "my paper",
    )
    assert (kinase.gene, kinase.level, kinase.start, kinase.end) == ("TOR2", "domain", 1, len(SEQUENCE))


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("TOR1\tkinase\t1\t9", "unknown gene 'TOR1'; the sequences are of TOR2"),
        ("MTOR\tkinase\t1\t9", "unknown gene 'MTOR'"),
        ("TOR2\tkinase\t0\t9", "0 to 9 is no stretch of TOR2"),
        ("TOR2\tkinase\t-1\t9", "-1 to 9 is no stretch of TOR2"),
        ("TOR2\tkinase\t9\t8", "9 to 8 is no stretch of TOR2"),
        ("TOR2\tkinase\t1\t37", "1 to 37 is no stretch of TOR2; .*at most 36"),
        ("TOR2\tkinase\tone\t9", "start 'one' is no number"),
        ("TOR2\tkinase\t1\t9.5", "end '9.5' is no number"),
        ("TOR2\tkinase\t1", "end '' is no number"),
        ("TOR2\t\t1\t9", "the domain has no name"),
        ("TOR2\tkinase\t1\t9\tlobe", "unknown level 'lobe'"),
        ("TOR2\tFAT\t2\t5", "line 4: says what a line before it says"),
    ],
)
def test_rows_of_domains_that_are_refused_name_their_line(tmp_path: Path, row: str, words: str) -> None:
    path = table(tmp_path, "TOR2\tFAT\t2\t5", row, heading="gene\tdomain\tstart\tend\tlevel")
    with pytest.raises(DataError, match=words) as caught:
        read_extension(fasta(tmp_path, f">TOR2\n{SEQUENCE}"), path)
    assert caught.value.where == f"{path}, line 4"


def test_tables_without_columns_or_rows_are_refused(tmp_path: Path) -> None:
    mine = fasta(tmp_path, f">TOR2\n{SEQUENCE}")
    with pytest.raises(DataError, match="has no column start and no column end"):
        read_extension(mine, table(tmp_path, "TOR2\tkinase", heading="gene\tdomain"))
    with pytest.raises(DataError, match="has no domain"):
        read_extension(mine, table(tmp_path))
    empty = tmp_path / "empty.tsv"
    empty.write_text("# nothing")
    with pytest.raises(DataError, match="has no column gene"):
        read_extension(mine, empty)


def test_no_packaged_name_can_be_taken(tmp_path: Path) -> None:
    names = {name for p in proteins() for name in (p.gene, p.name, *p.aliases)}
    for name in sorted(names):
        with pytest.raises(DataError, match=f"is a name of {protein(name).gene}"):
            read_extension(fasta(tmp_path, f">{name}\n{SEQUENCE}"))
