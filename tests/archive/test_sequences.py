"""Coding sequences: read from FASTA files, fetched once, and taken only if they make the protein."""

from __future__ import annotations

import gzip
import json
import os
from pathlib import Path

import pytest

from mtorstruct.archive.sequences import (
    fetch_coding_sequences,
    read_coding_sequences,
    stored_coding_sequences,
)
from mtorstruct.archive.store import Store
from mtorstruct.errors import DataError, RemoteError, UsageError
from mtorstruct.reference.coding_sequences import CodingSequences
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.transcripts import transcripts

from ..loopback import QUICK, Archive, send

CODONS = dict(zip("ACDEFGHIKLMNPQRSTVWY*", (
    "GCC", "TGC", "GAC", "GAG", "TTC", "GGC", "CAC", "ATC", "AAG", "CTG", "ATG",
    "AAC", "CCC", "CAG", "CGG", "AGC", "ACC", "GTG", "TGG", "TAC", "TGA",
), strict=True))  # fmt: skip
"""One codon for each residue: the sequences that it gives are not real, but make the real proteins."""

ENSEMBL = "/ensembl/sequence/id/ENST00000262187?type=cds;content-type=text/x-fasta"
NCBI = "/ncbi/efetch.fcgi?db=nuccore&id=NM_005614.4&rettype=fasta_cds_na&retmode=text"


def made(gene: str) -> str:
    return "".join(CODONS[acid] for acid in protein(gene).sequence + "*")


def fasta(heading: str, bases: str) -> str:
    lines = [bases[k : k + 60] for k in range(0, len(bases), 60)]
    return "\n".join([f">{heading}", *lines, ""])


RHEB = fasta("ENST00000262187.10", made("RHEB")).encode()


def fetch(store: Store, *genes: str, offline: bool = False) -> CodingSequences:
    return fetch_coding_sequences(genes or ("RHEB",), store=store, offline=offline, limits=QUICK)


@pytest.mark.parametrize(
    "heading",
    [
        "RHEB",
        "RHEB coding sequence",
        "NM_005614",
        "lcl|NM_005614.4_cds_NP_005605.1_1 [gene=RHEB] [protein=GTP-binding protein Rheb] [gbkey=CDS]",
        "ENST00000262187.10 cds chromosome:GRCh38:7:151466012:151520120:-1 gene_symbol:RHEB",
        "hg38_knownGene_ENST00000262187.10 range=chr7:1-2",
    ],
)
def test_headings_that_name_a_gene(tmp_path: Path, heading: str) -> None:
    path = tmp_path / "cds.fa"
    path.write_text(fasta(heading, made("RHEB").lower()))
    assert read_coding_sequences(path).bases == {"RHEB": made("RHEB")}


def test_all_nine_in_one_gzipped_file_among_others(tmp_path: Path) -> None:
    others = fasta("ENST00000391835.1 gene_symbol:AKT1S1", "ATGAAATAA") + fasta("KRAS", "ATGACT")
    text = others + "".join(fasta(t.names[0], made(gene)) for gene, t in transcripts().items())
    path = tmp_path / "cds.fa.gz"
    path.write_bytes(gzip.compress(text.encode()))
    found = read_coding_sequences(path)
    assert found.bases == {gene: made(gene) for gene in transcripts()}
    assert not found.get("KRAS")


def test_rna_and_windows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "cds.fa"
    path.write_bytes(fasta("RHEB", made("RHEB").replace("T", "U")).replace("\n", "\r\n").encode())
    assert read_coding_sequences(path).get("RHEB") == made("RHEB")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (fasta("RHEB", made("RHEB")[:-3]), "has 552 bases, its coding exons have 555"),
        (fasta("RHEB", "GG" + made("RHEB")), "has 557 bases"),
        (fasta("RHEB", made("RHEB")[:9] + "GGG" + made("RHEB")[12:]), "has G at residue 4, UniProt has S"),
        (fasta("RHEB", made("RHEB")[:-3] + "TGG"), r"has W at residue 185, UniProt has \*"),
        (fasta("RHEB", "MPQSKSRKIA"), "is no sequence of DNA"),
        (fasta("RHEB", made("RHEB")) + fasta("RHEB 2", made("RHEB")[:-3] + "TAA"), "two coding sequences"),
        (fasta("KRAS", "ATG"), "no coding sequence of the nine genes"),
        ("", "no coding sequence of the nine genes"),
        ("MTOR\tF2108L\n", "not a FASTA file|no coding sequence of the nine genes"),
    ],
)
def test_what_is_not_the_coding_sequence_is_refused(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "cds.fa"
    path.write_text(content)
    with pytest.raises(DataError, match=said) as told:
        read_coding_sequences(path)
    assert str(path) in str(told.value)
    assert told.value.hint


def test_the_same_record_twice_is_no_contradiction(tmp_path: Path) -> None:
    path = tmp_path / "cds.fa"
    path.write_text(2 * fasta("RHEB", made("RHEB")))
    assert read_coding_sequences(path).get("RHEB") == made("RHEB")


@pytest.mark.parametrize(
    "content",
    [b"\x1f\x8bcut", gzip.compress(RHEB)[:-20], gzip.compress(RHEB)[:30] + RHEB, b"\xff\xfe\x00", None],
)
def test_files_that_cannot_be_read(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "cds.fa"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=r"cannot be read|is not a FASTA file"):
        read_coding_sequences(path)


def test_it_is_fetched_once_with_a_record(archive: Archive, store: Store) -> None:
    archive.serve(ENSEMBL, RHEB)
    for _ in range(2):
        assert fetch(store).bases == {"RHEB": made("RHEB")}
    assert archive.asked[ENSEMBL] == 1
    record = json.loads((store.folder / "NM_005614.4-cds.fasta.json").read_text())
    assert record["entry"] == "RHEB"
    assert record["url"].endswith(ENSEMBL)
    assert fetch(store, offline=True).get("RHEB")


def test_the_store_lists_it_as_no_structure(archive: Archive, store: Store) -> None:
    archive.serve(ENSEMBL, RHEB)
    fetch(store)
    assert store.names() == []
    assert store.files() == []


@pytest.mark.parametrize(
    "content",
    [b"<html>503</html>", b'{"error":"not found"}', fasta("ENST00000262187", "ATGTAA").encode(), b""],
)
def test_what_does_not_make_the_protein_is_not_kept(archive: Archive, store: Store, content: bytes) -> None:
    archive.serve(ENSEMBL, content)
    archive.serve(NCBI, fasta("lcl|NM_005614.4_cds_NP_005605.1_1 [gene=RHEB]", made("RHEB")).encode())
    assert fetch(store).get("RHEB") == made("RHEB")
    record = json.loads((store.folder / "NM_005614.4-cds.fasta.json").read_text())
    assert record["url"].endswith(NCBI)


def test_a_copy_that_was_changed_is_fetched_again(archive: Archive, store: Store) -> None:
    archive.serve(ENSEMBL, RHEB)
    fetch(store)
    # Another codon of the same residue makes the same protein, but is not what was fetched.
    (store.folder / "NM_005614.4-cds.fasta").write_bytes(RHEB.replace(b"ATGCCC", b"ATGCCG"))
    assert fetch(store).get("RHEB") == made("RHEB")
    assert archive.asked[ENSEMBL] == 2


def test_both_sources_down_names_both(archive: Archive, store: Store) -> None:
    archive.behave(ENSEMBL, lambda handler: send(handler, 503))
    with pytest.raises(RemoteError, match=r"sequence/id.*503.*efetch.*no such entry") as told:
        fetch(store)
    assert "FASTA" in told.value.hint
    assert archive.asked[ENSEMBL] == QUICK.tries


def test_offline_nothing_is_asked(archive: Archive, store: Store) -> None:
    archive.serve(ENSEMBL, RHEB)
    with pytest.raises(RemoteError, match="offline nothing is fetched"):
        fetch(store, offline=True)
    assert not archive.asked


def test_an_unknown_gene(store: Store) -> None:
    with pytest.raises(UsageError, match="unknown gene 'KRAS'"):
        fetch(store, "KRAS")


def test_all_nine_are_fetched_without_a_name(archive: Archive, store: Store) -> None:
    for gene, transcript in transcripts().items():
        name = transcript.names[2].partition(".")[0]
        path = f"/ensembl/sequence/id/{name}?type=cds;content-type=text/x-fasta"
        archive.serve(path, fasta(transcript.names[2], made(gene)).encode())
    found = fetch_coding_sequences(store=store, offline=False, limits=QUICK)
    assert sorted(found.bases) == sorted(transcripts())


# What the store has ---------------------------------------------------------------------------------


def serve_all(archive: Archive) -> None:
    for gene, transcript in transcripts().items():
        name = transcript.names[2].partition(".")[0]
        path = f"/ensembl/sequence/id/{name}?type=cds;content-type=text/x-fasta"
        archive.serve(path, fasta(transcript.names[2], made(gene)).encode())


def test_what_was_fetched_is_used_from_the_store(archive: Archive, store: Store) -> None:
    serve_all(archive)
    fetch_coding_sequences(store=store, offline=False, limits=QUICK)
    asked = archive.asked.total()
    found = stored_coding_sequences(store)
    assert found is not None
    assert found.bases == {gene: made(gene) for gene in transcripts()}
    assert not found.notices
    assert archive.asked.total() == asked


def test_looking_makes_no_store(store: Store) -> None:
    assert stored_coding_sequences(store) is None
    assert not store.folder.exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (RHEB.replace(b"ATGCCC", b"ATGCCG"), "is not the file that was fetched"),
        (RHEB[:-30], "is not the file that was fetched"),
        (b"", "is not the file that was fetched"),
    ],
)
def test_a_damaged_copy_is_left_out_and_told(
    archive: Archive, store: Store, content: bytes, said: str
) -> None:
    serve_all(archive)
    fetch_coding_sequences(["RHEB", "FKBP1A"], store=store, offline=False, limits=QUICK)
    path = store.folder / "NM_005614.4-cds.fasta"
    path.write_bytes(content)
    found = stored_coding_sequences(store)
    assert found is not None
    assert sorted(found.bases) == ["FKBP1A"]
    (notice,) = found.notices
    assert str(path) in notice
    assert said in notice
    assert notice.endswith("fetch it again with: mtorstruct fetch cds")


def test_a_copy_of_the_same_size_and_time_is_told_by_its_hash(archive: Archive, store: Store) -> None:
    serve_all(archive)
    fetch_coding_sequences(["RHEB"], store=store, offline=False, limits=QUICK)
    path = store.folder / "NM_005614.4-cds.fasta"
    stamp = path.stat()
    with path.open("r+b") as handle:
        handle.write(RHEB.replace(b"ATGCCC", b"ATGCCG"))
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    found = stored_coding_sequences(store)
    assert found is not None
    assert not found.bases


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (fasta("RHEB", made("RHEB")[:-3]), "has 552 bases"),
        (fasta("KRAS", "ATG"), "no coding sequence of the nine"),
    ],
)
def test_what_somebody_put_there_is_proven_too(store: Store, content: str, said: str) -> None:
    store.make()
    path = store.folder / "NM_005614.4-cds.fasta"
    path.write_text(content)
    found = stored_coding_sequences(store)
    assert found is not None
    assert not found.bases
    assert said in found.notices[0]
    path.write_bytes(RHEB)
    found = stored_coding_sequences(store)
    assert found is not None
    assert (found.bases, found.notices) == ({"RHEB": made("RHEB")}, ())


def test_a_shared_store_stands_in_front_and_is_not_written_to(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    (shared / "NM_005614.4-cds.fasta").write_bytes(RHEB)
    found = stored_coding_sequences(Store(tmp_path / "own", (shared,)))
    assert found is not None
    assert found.get("RHEB") == made("RHEB")
    assert [path.name for path in shared.iterdir()] == ["NM_005614.4-cds.fasta"]
    assert not (tmp_path / "own").exists()


def test_fetching_again_replaces_it_only_by_what_is_proven(archive: Archive, store: Store) -> None:
    archive.serve(ENSEMBL, RHEB)
    fetch(store)
    other = fasta("ENST00000262187", made("RHEB")[:-3] + "TAA").encode()
    archive.serve(ENSEMBL, other)
    assert fetch(store).get("RHEB").endswith("TGA")
    again = fetch_coding_sequences(["RHEB"], store=store, offline=False, limits=QUICK, refresh=True)
    assert again.get("RHEB").endswith("TAA")
    archive.serve(ENSEMBL, b"<html>")
    with pytest.raises(RemoteError, match="could not be fetched"):
        fetch_coding_sequences(["RHEB"], store=store, offline=False, limits=QUICK, refresh=True)
    assert fetch(store, offline=True).get("RHEB").endswith("TAA")
    with pytest.raises(RemoteError, match="cannot be fetched again offline"):
        fetch_coding_sequences(["RHEB"], store=store, offline=True, refresh=True)
