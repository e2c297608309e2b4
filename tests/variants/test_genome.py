"""Places in the genome: both strands, both builds, and alleles as files write them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtorstruct.errors import UsageError
from mtorstruct.reference.chromosomes import chromosome_accessions
from mtorstruct.reference.genetic_code import reverse_complement
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.dna.coding import coding_change
from mtorstruct.variants.dna.codons import Edit
from mtorstruct.variants.dna.exons import exon_at, exons
from mtorstruct.variants.dna.genome import MARGIN, build_named, genomic_change, genomic_text
from mtorstruct.variants.dna.protein_change import protein_change

from .made_sequences import coding_sequence, coding_sequences, told


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
        # GenBank counts the chromosomes from CM000663 on.
        names = f"NC_{int(chromosome):06d}", f"CM{662 + int(chromosome):06d}"
        assert accession.partition(".")[0] in names
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
    ("text", "build"), [(text, build) for build, names in BUILD_NAMES.items() for text in names.split()]
)
def test_names_of_builds(text: str, build: str) -> None:
    assert build_named(text) == build_named(f" {text} ") == build


@pytest.mark.parametrize("text", ["36", "hg18", "GRCm38", "T2T-CHM13", "mm10", "3738"])
def test_other_builds_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="known are GRCh37 and GRCh38"):
        genomic_change("1", 11187094, "G", "T", text)


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
