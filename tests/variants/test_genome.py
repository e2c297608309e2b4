"""Places in the genome: both strands, both builds, alleles as files write them, and real cohorts."""

from __future__ import annotations

import csv
import doctest
import gzip
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorstruct.errors import UsageError
from mtorstruct.reference.chromosomes import chromosome_accessions
from mtorstruct.reference.genetic_code import codons_of, reverse_complement
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.change import Change
from mtorstruct.variants.coding import coding_change
from mtorstruct.variants.codons import Edit, consequences
from mtorstruct.variants.dna import protein_change, short_form
from mtorstruct.variants.exons import exon_at, exons
from mtorstruct.variants.genome import MARGIN, build_named, genomic_change, genomic_text

from .made_sequences import coding_sequence, coding_sequences

PAGE = Path(__file__).resolve().parents[2] / "docs" / "genome.md"

documented = pytest.mark.skipif(
    not PAGE.is_file(), reason="needs the documentation, which is part of a checkout"
)


def table(path: Path) -> Iterator[dict[str, str]]:
    opened: Callable[..., object] = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8") as handle:  # type: ignore[attr-defined]
        yield from csv.DictReader(handle, delimiter="\t")


def told(change: Change | None) -> tuple[str, ...]:
    """What a change is or may be, in one-letter form."""
    assert change is not None
    return change.candidates or (short_form(change),)


# --- places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.parametrize("gene", sorted(transcripts()))
def test_every_base_of_every_coding_exon_has_its_codon(gene: str, build: str) -> None:
    transcript, expected = transcripts()[gene], 0
    for first, last in transcript.exons[build]:
        for genomic in range(first, last + 1)[:: transcript.strand]:
            expected += 1
            exon = exon_at(gene, build, genomic)
            assert exon is not None
            assert exon.coding_position(genomic) == expected
        for outer in (first - 1, last + 1):
            assert exon_at(gene, build, outer) is None
    assert expected == 3 * len(next(p for p in proteins() if p.gene == gene)) + 3


def test_accessions_are_of_the_chromosomes_of_the_nine_genes() -> None:
    rows = read_table("chromosomes.tsv")
    assert {row["chromosome"] for row in rows} == {t.chromosome for t in transcripts().values()}
    for accession, (chromosome, build) in chromosome_accessions().items():
        assert accession.startswith(f"NC_{int(chromosome):06d}.")
        assert build in BUILDS
    assert all(row["source"] for row in rows)
    # A newer build has a later version.
    for row in rows:
        old, new = (int(row[f"accession_{build}"].partition(".")[2]) for build in BUILDS)
        assert new == old + 1


BUILD_NAMES = {
    "GRCh37": "37 hg19 b37 GRCh37 grch37 GRCh37.p13 GRCh37-lite hs37d5 NCBI37 build37 hg19_random",
    "GRCh38": "38 hg38 GRCh38 GRCh38.p14 GRCh38.d1.vd1 grch38 b38",
    "": ". unknown NA",
}


@pytest.mark.parametrize(
    ("text", "build"), [(t, b) for b, names in BUILD_NAMES.items() for t in ("", *names.split())][:-4]
)
def test_names_of_builds(text: str, build: str) -> None:
    assert build_named(text) == (build if text else "")


@pytest.mark.parametrize("text", ["36", "hg18", "GRCm38", "T2T-CHM13", "mm10", "3738"])
def test_other_builds_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="known are GRCh37 and GRCh38"):
        genomic_change("1", 11187094, "G", "T", text)


# --- alleles ------------------------------------------------------------------------------------------------


@st.composite
def on_the_genome(draw: st.DrawFn) -> tuple[str, str, int, Edit, tuple[int, str, str]]:
    """A change within a coding exon: gene, build, seed of the codons, and as position and alleles."""
    gene = draw(st.sampled_from(sorted(transcripts())))
    build, seed = draw(st.sampled_from(BUILDS)), draw(st.integers(0, 3))
    exon = draw(st.sampled_from([e for e in exons(gene, build) if e.high - e.low > 20]))
    low = draw(st.integers(exon.low + 1, exon.high - 12))
    length = draw(st.integers(0, 9))
    new = draw(st.text("ACGT", max_size=9) if length else st.text("ACGT", min_size=1, max_size=9))
    bases = coding_sequence(gene, seed)

    def forward(first: int, last: int) -> str:
        ends = sorted(exon.coding_position(p) for p in (first, last))
        stretch = bases[ends[0] - 1 : ends[1]]
        return stretch if exon.strand > 0 else reverse_complement(stretch)

    old = forward(low, low + length - 1) if length else ""
    begin = exon.coding_position(low if exon.strand > 0 else low + length - 1)
    if exon.strand > 0:
        edit = Edit(begin, old, new)
    else:
        edit = Edit(begin, reverse_complement(old), reverse_complement(new))
    written = draw(st.sampled_from(("maf", "vcf")))
    if written == "vcf" and length != len(new):
        pad = forward(low - 1, low - 1)
        return gene, build, seed, edit, (low - 1, pad + old, pad + new)
    return gene, build, seed, edit, (low if length else low - 1, old, new or draw(st.sampled_from(["-", ""])))


def written_longer(edit: Edit, ref: str, alt: str) -> bool:
    return len(ref.strip("-")) > len(edit.deleted)


@settings(max_examples=800, deadline=None)
@given(on_the_genome(), st.booleans(), st.booleans())
def test_both_strands_and_all_ways_of_writing_say_the_same(
    drawn: tuple[str, str, int, Edit, tuple[int, str, str]], lower: bool, known: bool
) -> None:
    gene, build, seed, edit, (position, ref, alt) = drawn
    chromosome = f"chr{transcripts()[gene].chromosome}"
    coding = coding_sequences(seed) if known else None
    if lower:
        ref, alt = ref.lower(), alt.lower()
    found = genomic_change(chromosome, position, ref, alt, build, text="x", coding=coding)
    assert found is not None
    if found.problem == "the two alleles are the same":
        assert edit.deleted == edit.inserted
        return
    expected = protein_change("x", gene, edit, coding)
    assert expected.status in ("ok", "ambiguous")
    if written_longer(edit, ref, alt):
        # The base in front, which VCF files add, may tell of the codon.
        assert set(told(found)) <= set(told(expected))
        return
    assert found == expected


READ = [
    ("1", 11187094, "G", "T", "ok", "F2108L"),
    ("chr1", 11187094, "g", "t", "ok", "F2108L"),
    ("NC_000001.10", 11187094, "G", "T", "ok", "F2108L"),
    ("1", 11187093, "AGAAG", "ATAAG", "reference_mismatch", "cannot have"),
    ("1", 11174381, "TCAGCC", "-", "ambiguous", "R2430_L2431del R2430_M2432delinsL"),
    ("1", 11174380, "ATCAGCC", "A", "ambiguous", "R2430_L2431del R2430_M2432delinsL"),
    ("1", 11217304, "-", "TCCTCCCAC", "ok", "E1455_E1457dup"),
    ("1", 11217304, "A", "ATCCTCCCAC", "ok", "E1455_E1457dup"),
    ("1", 11217304, "C", "CTCCTCCCAC", "reference_mismatch", "cannot have G as its third base"),
    ("1", 11187094, "G", "dup", "ok", "R2109fs"),
    ("1", 11187094, "G", "G", "no_protein_change", "the two alleles are the same"),
    ("1", 11187094, "G", ".", "no_protein_change", "no alternative allele"),
    ("1", 11187094, "G", "*", "not_understood", "read the row of that deletion"),
    ("1", 11187094, "G", "<DEL>", "not_understood", "names no bases"),
    ("1", 11187094, "G", "G]17:198982]", "not_understood", "names no bases"),
    ("1", 11187094, "G", "N", "not_understood", "unknown base"),
    ("1", 11187094, "G", "Q", "not_understood", "no allele"),
    ("1", 11187066, "G", "T", "no_protein_change", "splice site of coding exon 44, 1 base behind it"),
    ("1", 11187065, "G", "T", "no_protein_change", "splice site of coding exon 44, 2 bases behind it"),
    ("1", 11187064, "G", "T", "no_protein_change", "intron, 3 bases behind coding exon 44"),
    ("1", 11187202, "G", "T", "no_protein_change", "splice site of coding exon 44, 1 base in front of it"),
    ("1", 11187060, "NNNNNNNNNN", "-", "ok", "Q2117?"),
    ("1", 11187066, "-", "A", "ok", "Q2117?"),
    ("1", 11319467, "G", "T", "no_protein_change", "1 base in front of the start codon"),
    ("1", 11319466, "-", "T", "no_protein_change", "0 bases in front of the start codon"),
    ("1", 11319466, "T", "C", "ok", "M1?"),
    ("1", 11319464, "NNNNN", "", "ok", "M1?"),
    ("1", 11167541, "G", "T", "no_protein_change", "1 base behind the stop codon"),
    ("1", 11167540, "NNNN", "", "ok", "*2550?"),
]


@pytest.mark.parametrize(("chromosome", "position", "ref", "alt", "status", "expected"), READ)
def test_alleles(chromosome: str, position: int, ref: str, alt: str, status: str, expected: str) -> None:
    change = genomic_change(chromosome, position, ref, alt, "GRCh37")
    assert change is not None
    assert (change.gene, change.status) == ("MTOR", status), change
    assert change.text == f"{chromosome}:{position}:{ref}:{alt}"
    if status in ("ok", "ambiguous"):
        assert " ".join(told(change)) == expected
    else:
        assert expected in change.problem
        assert not change.wild_type


def test_places_in_none_of_the_genes() -> None:
    last = 11167542
    assert genomic_change("1", last - MARGIN, "A", "C", "37") is not None
    assert genomic_change("1", last - MARGIN - 1, "A", "C", "37") is None
    assert genomic_change("2", last, "A", "C", "37") is None
    # A row that is said to be of another gene is that gene's.
    assert genomic_change("1", 11187094, "G", "T", "37", gene="MTOR-AS1") is None
    far = genomic_change("1", last - MARGIN - 1, "A", "C", "37", gene="FRAP1")
    assert far is not None
    assert far.status == "no_protein_change"
    assert "2,001 bases behind the stop codon" in far.problem


def test_a_gene_that_it_is_not_is_told() -> None:
    change = genomic_change("1", 11187094, "G", "T", "37", gene="RPTOR")
    assert change is not None
    assert (change.gene, change.status) == ("RPTOR", "reference_mismatch")
    assert "lies in MTOR, not in RPTOR (chromosome 17)" in change.problem


def test_another_build_is_told_and_never_taken() -> None:
    # I2500M of GRCh38, outside of MTOR in GRCh37; and a place that is coding in both, with another base.
    change = genomic_change("1", 11109318, "A", "C", "37", gene="MTOR")
    assert change is not None
    assert change.status == "reference_mismatch"
    assert change.problem.endswith("fits GRCh38: MTOR I2500M")
    assert not change.wild_type
    assert genomic_change("1", 11109318, "A", "C", "37") is None
    both = genomic_change("1", 11259316, "G", "C", "37")
    assert both is not None
    assert both.status == "reference_mismatch"
    assert both.problem.startswith("the codon of S1418 of MTOR cannot have C as its first base")
    assert both.problem.endswith("; fits GRCh38: MTOR R32G")


def test_without_a_build_both_are_told() -> None:
    change = genomic_change("1", 11187094, "G", "T", "")
    assert change is not None
    assert (change.gene, change.status) == ("MTOR", "unknown_build")
    assert "GRCh37: MTOR F2108L; GRCh38: MTOR intron" in change.problem
    assert genomic_change("2", 11187094, "G", "T", "") is None
    named = genomic_change("NC_000001.10", 11187094, "G", "T", "")
    assert named is not None
    assert named.status == "ok"


def test_an_accession_of_another_build_is_told() -> None:
    change = genomic_change("NC_000001.10", 11187094, "G", "T", "GRCh38")
    assert change is not None
    assert change.status == "unknown_build"
    assert "NC_000001.10 is of GRCh37, but the build is said to be GRCh38" in change.problem
    older = genomic_change("NC_000001.9", 11109000, "G", "T", "")
    assert older is not None
    assert older.status == "unknown_build"
    assert "of neither GRCh37 nor GRCh38" in older.problem


TEXTS = [
    ("1:11187094:G:T", ("1", 11187094, "G", "T", "")),
    ("1-11187094-G-T", ("1", 11187094, "G", "T", "")),
    ("chr1_11187094_g_t", ("1", 11187094, "G", "T", "")),
    ("chr1:11187094 G>T", ("1", 11187094, "G", "T", "")),
    ("chr1:11187094G>T", ("1", 11187094, "G", "T", "")),
    ("chr1:g.11187094G>T", ("1", 11187094, "G", "T", "")),
    ("NC_000001.10:g.11187094G>T", ("1", 11187094, "G", "T", "GRCh37")),
    ("NC_000001.11:g.5_6insAC", ("1", 5, "", "AC", "GRCh38")),
    ("17:g.5_7del", ("17", 5, "NNN", "", "")),
    ("17:g.5_7delACG", ("17", 5, "ACG", "", "")),
    ("17:g.5_7delinsTT", ("17", 5, "NNN", "TT", "")),
    ("17:g.5_7delACGinsTT", ("17", 5, "ACG", "TT", "")),
    ("17:g.5dup", ("17", 5, "N", "dup", "")),
    ("X:5:A:-", ("X", 5, "A", "-", "")),
    ("17:g.5_7inv", None),
    ("17:g.7_5del", None),
    ("17:g.5_8insA", None),
    ("17:g.5_7delA", None),
    ("17:g.1_99999999del", None),
    ("MTOR:F2108L", None),
    ("F2108L", None),
    ("NM_004958.4:c.6324C>A", None),
    ("2108", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS, ids=[text or "empty" for text, _ in TEXTS])
def test_genomic_texts(text: str, expected: tuple[str, int, str, str, str] | None) -> None:
    assert genomic_text(text) == expected


def test_a_duplication_of_bases_that_are_not_named() -> None:
    parts = genomic_text("NC_000001.10:g.11187094dup")
    assert parts is not None
    change = genomic_change(*parts)
    assert change is not None
    assert change.mutant == "fs"
    assert told(change) == told(coding_change("c.6324dup"))
    assert told(genomic_change("1", 11187094, "G", "dup", "37")) == told(coding_change("c.6324dupC"))


# --- real cohorts -------------------------------------------------------------------------------------------

OTHER_ISOFORM = "ENST00000391835"
"""Transcript of AKT1S1 in the MC3 calls: isoform 3, with 20 residues more at the N-terminus."""


def shares(changes: list[Change]) -> str:
    certain = sum(not change.candidates for change in changes)
    return f"{certain} of {len(changes)}"


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
        assert (f"{expected}ext" if is_stop else expected) in told(change), (row, change)
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
    assert found == {True: 8, False: 7}


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


# --- what the documentation says ----------------------------------------------------------------------------


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
                        seen[key] = len(consequences(gene, edit)) == 1
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
