"""Real cohorts: what they name is what their places give; and how much of it is certain, as documented."""

from __future__ import annotations

import csv
import doctest
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mtorstruct.reference.genetic_code import codons_of
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.dna.coding import coding_change
from mtorstruct.variants.dna.codons import GENETIC_CODE, Edit
from mtorstruct.variants.dna.genome import MARGIN, genomic_change, genomic_text
from mtorstruct.variants.dna.protein_change import protein_change
from mtorstruct.variants.notation.change import Change

from .made_sequences import told

PAGE = Path(__file__).resolve().parents[2] / "docs" / "genome.md"

documented = pytest.mark.skipif(
    not PAGE.is_file(), reason="needs the documentation, which is part of a checkout"
)


def table(path: Path) -> Iterator[dict[str, str]]:
    opened: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as handle:  # type: ignore[attr-defined]
        yield from csv.DictReader(handle, delimiter="\t")


OTHER_ISOFORM = "ENST00000391835"
"""Transcript of AKT1S1 in the MC3 calls: isoform 3, with 20 residues more at the N-terminus."""


def shares(changes: list[Change]) -> str:
    """How many are certain by the genetic code alone; the table of known codons comes from these cohorts."""
    return f"{sum(map(is_certain_by_the_code, changes))} of {len(changes)}"


def is_certain_by_the_code(change: Change) -> bool:
    return change.settled == GENETIC_CODE and not change.candidates


def synonymous(text: str) -> str:
    """A change as this package writes it: ``P185P`` is ``P185=``."""
    return re.sub(r"^([A-Z*])([0-9]+)\1$", r"\1\2=", text.removeprefix("p."))


def hotspots(cohorts: Path, build: str) -> list[Change]:
    changes = []
    for row in table(cohorts / f"hotspots_{build}.tsv"):
        change = genomic_change(row["chrom"], int(row["pos"]), row["ref"], row["alt"], build)
        assert change is not None
        assert change.gene == row["gene"]
        # Four insertions and deletions are named by the stretch of the hotspot; one of them is that stretch.
        if row["variant_class"] in ("DEL", "INS") and max(len(row["ref"]), len(row["alt"])) != 30:
            assert row["protein_change"] == "A1459_D1468del"
            assert len(row["ref"]) < 30
            continue
        assert row["protein_change"] in told(change), row
        changes.append(change)
    return changes


@pytest.mark.parametrize("build", BUILDS)
def test_hotspots_in_both_builds(shared_cohorts: Path, build: str) -> None:
    assert shares(hotspots(shared_cohorts, build)) == "26 of 41"


def mc3(cohorts: Path) -> Iterator[tuple[dict[str, str], Change]]:
    for row in table(cohorts / "tcga_mc3_mtor_genes.maf.tsv"):
        place = row["Chromosome"], int(float(row["Start_Position"]))
        alleles = row["Reference_Allele"], row["Tumor_Seq_Allele2"]
        change = genomic_change(*place, *alleles, "GRCh37", gene=row["Hugo_Symbol"])
        assert change is not None
        yield row, change


def firehose(cohorts: Path) -> Iterator[tuple[dict[str, str], Change]]:
    for row in table(cohorts / "tcga_firehose_mtor_genes.maf.tsv"):
        alleles = row["Reference_Allele"], row["Tumor_Seq_Allele2"]
        place = row["Chromosome"], int(row["Start_Position"])
        change = genomic_change(*place, *alleles, row["NCBI_Build"], gene=row["Hugo_Symbol"])
        assert change is not None
        yield row, change


def substitutions(rows: Iterator[tuple[dict[str, str], Change]], column: str) -> list[Change]:
    """Changes of single bases that the cohort's own column names, each held against it."""
    changes = []
    for row, change in rows:
        expected = synonymous(row[column])
        is_named = re.fullmatch(r"[A-Z*][0-9]+[A-Z*=]", expected)
        if row["Variant_Type"] != "SNP" or not is_named or row.get("Transcript_ID") == OTHER_ISOFORM:
            continue
        is_stop = re.fullmatch(r"\*[0-9]+[A-Z]", expected)
        assert (f"{expected}ext*?" if is_stop else expected) in told(change), (row, change)
        changes.append(change)
    return changes


def test_single_bases_of_mc3(shared_cohorts: Path) -> None:
    assert shares(substitutions(mc3(shared_cohorts), "HGVSp_Short")) == "172 of 263"


def test_rows_of_mc3_of_another_isoform_have_its_numbers(shared_cohorts: Path) -> None:
    found = Counter[str]()
    for row, change in mc3(shared_cohorts):
        if row["Transcript_ID"] != OTHER_ISOFORM:
            continue
        assert row["Hugo_Symbol"] == "AKT1S1"
        named = re.match(r"p\.([A-Z])([0-9]+)", row["HGVSp_Short"])
        if named is None:
            found["none"] += 1
        elif change.status == "no_protein_change":
            # Within the residues that only the other isoform has.
            assert int(named[2]) <= 20
            found["before"] += 1
        else:
            assert (change.wild_type, change.position) == (named[1], int(named[2]) - 20)
            found["20 less"] += 1
        text = f"{row['Transcript_ID']}:{row['HGVSc']}"
        assert coding_change(text, gene="AKT1S1").status == "other_isoform"
    assert found == {"20 less": 8, "before": 1, "none": 7}


def test_coding_changes_of_mc3_say_what_their_places_say(shared_cohorts: Path) -> None:
    n_compared = 0
    for row, change in mc3(shared_cohorts):
        if row["HGVSc"] in ("", ".") or row["Transcript_ID"] in ("", OTHER_ISOFORM):
            continue
        coding = coding_change(f"{row['Transcript_ID']}:{row['HGVSc']}", gene=row["Hugo_Symbol"])
        assert coding.status == change.status, row
        if change.status != "no_protein_change":
            # A deletion in a row of equal bases is written at another of them on the other strand.
            assert set(told(coding)) & set(told(change)), (row, coding, change)
            n_compared += 1
    assert n_compared == 267


def test_frameshifts_and_in_frame_changes_of_mc3(shared_cohorts: Path) -> None:
    found = Counter[bool]()
    for row, change in mc3(shared_cohorts):
        if not re.search("fs|del|ins|dup", row["HGVSp_Short"]) or row["Transcript_ID"] == OTHER_ISOFORM:
            continue
        expected = re.sub(r"([A-Z][0-9]+)[A-Z]?fs.*", r"\1fs", row["HGVSp_Short"].removeprefix("p."))
        assert expected in told(change)
        found[not change.candidates] += 1
    assert found == {True: 9, False: 6}


def test_splice_sites_of_mc3(shared_cohorts: Path) -> None:
    rows = [(r, c) for r, c in mc3(shared_cohorts) if r["Variant_Classification"] == "Splice_Site"]
    assert len(rows) == 4
    for row, change in rows:
        assert change.status == "no_protein_change"
        assert change.problem.startswith("splice site of coding exon")
        exon = re.search(r"exon ([0-9]+)", change.problem)
        assert exon is not None, row


def test_single_bases_of_firehose(shared_cohorts: Path) -> None:
    # Residues named there are those of the MANE transcripts in every row that names one.
    assert shares(substitutions(firehose(shared_cohorts), "Protein_Change")) == "645 of 952"


def test_longer_changes_of_firehose(shared_cohorts: Path) -> None:
    found = Counter[str]()
    for row, change in firehose(shared_cohorts):
        if row["Variant_Type"] == "SNP" or not row["Protein_Change"]:
            continue
        names = told(change)
        if "fs" not in row["Protein_Change"]:
            found[row["Protein_Change"]] += 1
            assert {
                "p.R2505*": "R2505*",
                "p.R100*": "R100*",
                "p.W1150F": "W1150F",
                "p.1762_1763QG>HC": "Q1762_G1763delinsHC",
                "p.1457_1458insEWE": "E1455_E1457dup",
            }[row["Protein_Change"]] in names
            continue
        # The caller names the first codon that is touched, and more of them where several are.
        stated = re.fullmatch(r"p\.([A-Z]+)([0-9]+)fs", row["Protein_Change"])
        assert stated is not None
        positions = [int(re.sub("[^0-9]", "", name)) for name in names]
        assert min(positions) - int(stated[2]) in range(-1, 3), (row, names)
        found["fs"] += 1
    assert found["fs"] == 36


def test_rows_of_mc3_without_a_protein_change_have_none(shared_cohorts: Path) -> None:
    n_offsets = 0
    for row, change in mc3(shared_cohorts):
        if row["HGVSp_Short"] != "." or row["Transcript_ID"] == OTHER_ISOFORM:
            continue
        assert change.status == "no_protein_change", row
        offset = re.fullmatch(r"c\.[0-9]+[+-]([0-9]+)[ACGT]>[ACGT]", row["HGVSc"])
        if offset is not None:
            assert f"intron, {int(offset[1]):,} bases" in change.problem, row
            n_offsets += 1
    assert n_offsets == 9


def test_rows_of_firehose_on_another_transcript(shared_cohorts: Path) -> None:
    # They are called "5'Flank" there, on a transcript of AKT1S1 that is not the MANE transcript.
    rows = [
        row
        for row, change in firehose(shared_cohorts)
        if not row["Protein_Change"] and change.status != "no_protein_change"
    ]
    assert {(row["Hugo_Symbol"], row["Variant_Classification"]) for row in rows} == {("AKT1S1", "5'Flank")}
    assert len(rows) == 6


def colorectal(cohorts: Path) -> list[Change]:
    rows, changes = 0, []
    for row in table(cohorts / "crc_cbioportal_data_mutations.txt.gz"):
        if not row["Start_Position"].isdigit() or row["NCBI_Build"] != "GRCh37":
            continue
        rows += 1
        place = row["Chromosome"], int(row["Start_Position"])
        alleles = row["Reference_Allele"], row["Tumor_Seq_Allele2"]
        change = genomic_change(*place, *alleles, row["NCBI_Build"], gene=row["Hugo_Symbol"])
        ours = row["Hugo_Symbol"] in transcripts()
        assert (change is not None) == ours, row
        if change is not None:
            assert row["HGVSp_Short"].removeprefix("p.") in told(change)
            assert row["HGVSp_Short"].removeprefix("p.") in told(coding_change(row["HGVSc"]))
            changes.append(change)
    assert rows > 400
    return changes


def test_colorectal_studies(shared_cohorts: Path) -> None:
    assert shares(colorectal(shared_cohorts)) == "4 of 14"


def test_civic(shared_cohorts: Path) -> None:
    n_read = 0
    for line in (shared_cohorts / "civic_mtor.vcf").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        chromosome, position, _, ref, alt, *_, info = line.split("\t")
        stated = re.search(r"VT=([A-Z][0-9]+[A-Z])", info)
        assert stated is not None
        for one in alt.split(","):
            assert stated[1] in told(genomic_change(chromosome, int(position), ref, one, "GRCh37"))
        escaped = re.sub(r"\\x([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), info)
        for text in set(re.findall(r"(?:ENST|NM_)[0-9.]+:c\.[0-9]+[ACGT]>[ACGT]", escaped)):
            assert stated[1] in told(coding_change(text))
        for text in set(re.findall(r"NC_[0-9.]+:g\.[0-9]+[ACGT]>[ACGT]", escaped)):
            parts = genomic_text(text)
            assert parts is not None
            assert stated[1] in told(genomic_change(*parts))
        n_read += 1
    assert n_read == 8


def certain_share(gene: str) -> float:
    """Share of all changes of one coding base that are certain, each codon of a residue counted alike."""
    seen: dict[tuple[str, int, str, str], bool] = {}
    total = 0.0
    sequence = next(p.sequence for p in proteins() if p.gene == gene)
    for position, acid in enumerate(sequence, start=1):
        codons = codons_of(acid)
        for codon in codons:
            for phase, old in enumerate(codon):
                for new in set("ACGT") - {old}:
                    key = acid, phase, old, new
                    if key not in seen:
                        edit = Edit(3 * position - 2 + phase, old, new)
                        seen[key] = is_certain_by_the_code(protein_change("", gene, edit))
                    total += seen[key] / len(codons) / 9
    return total / len(sequence)


def text_of_the_page() -> str:
    return " ".join(PAGE.read_text(encoding="utf-8").split())


@documented
def test_the_page_says_how_much_is_certain() -> None:
    measured = {gene: certain_share(gene) for gene in transcripts()}
    for gene, share in measured.items():
        assert f"| {gene} | {share:.1%} |".replace("%", " %") in text_of_the_page()
    assert all(0.74 < share < 0.79 for share in measured.values())


@documented
def test_the_page_says_how_much_of_the_cohorts_is_certain(shared_cohorts: Path) -> None:
    for named, changes in (
        ("hotspots, GRCh37 and GRCh38 alike", hotspots(shared_cohorts, "GRCh38")),
        ("TCGA, MC3 calls", substitutions(mc3(shared_cohorts), "HGVSp_Short")),
        ("TCGA, Firehose calls", substitutions(firehose(shared_cohorts), "Protein_Change")),
        ("colorectal studies (cBioPortal)", colorectal(shared_cohorts)),
    ):
        assert f"| {named} | {shares(changes)} |" in text_of_the_page()


@documented
def test_examples_and_numbers_of_the_page() -> None:
    result = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert result.attempted > 15
    assert result.failed == 0
    assert f"further than {MARGIN:,} bases" in text_of_the_page()
    assert OTHER_ISOFORM in text_of_the_page()
