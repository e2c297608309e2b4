"""Which genome a header names, and what is done about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtorstruct.errors import UsageError
from mtorstruct.reference.genomes import Genome, genome_named, genomes_of_length
from mtorstruct.reference.tables import read_table
from mtorstruct.variants.input.builds import build_of_header
from mtorstruct.variants.input.cohort import ReadOptions
from mtorstruct.variants.input.detect import read_cohort
from mtorstruct.variants.notation.change import Change

HEADING = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
VEP = '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|Feature|HGVSp">\n'
ROW = "1\t11187094\t.\tG\tT\t.\tPASS\t"

OTHERS = {
    "##reference=file:///ref/hg18.fa": "human",
    "##contig=<ID=chr1,length=247249719>": "human",
    "##contig=<ID=20,length=62435964,assembly=B36,species=\"Homo sapiens\">": "human",
    "##contig=<ID=chr5,length=180857866>": "human",
    "##reference=NCBI36": "human",
    "##assembly=NCBI35": "human",
    "##contig=<ID=chr1,length=245522847>": "human",
    "##reference=chm13v2.0.fa": "human",
    "##contig=<ID=chr1,length=248387328>": "human",
    "##contig=<ID=NC_060925.1,length=248387328>": "human",
    "##reference=/ref/hs1.fa": "human",
    "##genome_build=T2T-CHM13v2.0": "human",
    "##build=36": "human",
    "##reference=file:///ref/GRCm38.fa": "mouse",
    "##contig=<ID=1,length=195471971>": "mouse",
    "##contig=<ID=chr2,length=181755017>": "mouse",
    "##reference=GCA_000001635.9_GRCm39_genomic.fna": "mouse",
    "##reference=mm9.fa": "mouse",
    "##reference=Rnor_6.0": "rat",
    "##contig=<ID=chr1,length=260522016>": "rat",
    "##reference=GRCz11": "zebrafish",
    "##reference=canFam3.fa": "dog",
    "##reference=susScr11": "pig",
    "##reference=galGal6": "chicken",
    "##contig=<ID=1,length=123456789,species=\"Bos taurus\">": "Bos taurus",
    "##reference=GCF_000003025.6_genomic.fna": "",
    "##contig=<ID=chr1,length=250000000>": "",
    "##source=caller --ref /ref/hg18.fa": "human",
}  # fmt: skip


@pytest.mark.parametrize("line", OTHERS)
@pytest.mark.parametrize("asked", ["GRCh37", "GRCh38"])
def test_another_genome_contradicts_the_user(line: str, asked: str) -> None:
    with pytest.raises(UsageError, match=f"calls.vcf: its header gives .*, --build is {asked}"):
        build_of_header([line], asked, "calls.vcf")


@pytest.mark.parametrize(("line", "species"), OTHERS.items())
def test_another_genome_is_told_without_being_asked(line: str, species: str) -> None:
    genome, notices = build_of_header([line], "", "calls.vcf")
    assert (genome.build, genome.species, notices) == ("", species, [])
    assert genome.is_other


@pytest.mark.parametrize(
    "line",
    [
        '##INFO=<ID=POS18,Number=1,Type=Integer,Description="Position in hg18">',
        "##SAMPLE=<ID=HS1,Genomes=hs1>",
        "##liftOverChain=hg18ToHg38.over.chain.gz",
        "##original_reference=hg18",
        "##dbSNP_BUILD_ID=36",
        "##bcftools_viewCommand=view -s HS1 calls.bcf",
        "##contig=<ID=chr1,length=9>",
        "##contig=<ID=MT,length=16571>",
        "##contig=<ID=HLA-A,length=247249719>",
    ],
)
def test_what_says_nothing_of_the_coordinates(line: str) -> None:
    genome, _ = build_of_header([line], "GRCh38", "calls.vcf")
    assert genome.build == "GRCh38"


def test_two_genomes_in_one_header() -> None:
    both = ["##reference=hg19", "##contig=<ID=1,length=247249719>"]
    with pytest.raises(UsageError, match=r"gives (?:hg18 and GRCh37|GRCh37 and hg18)"):
        build_of_header(both, "GRCh37", "")
    genome, _ = build_of_header(both, "", "")
    assert (genome.build, genome.is_other) == ("", True)
    known = ["##reference=hg19", "##contig=<ID=1,length=248956422>"]
    assert build_of_header(known, "", "")[0] == Genome("", "", "human")
    genome, notices = build_of_header(known, "GRCh38", "")
    assert (genome.build, notices) == (
        "GRCh38",
        ["its header gives GRCh37 and GRCh38; GRCh38 is taken, as given by --build"],
    )


def changes(tmp_path: Path, header: str, info: str = ".", row: str = ROW) -> list[Change]:
    path = tmp_path / "calls.vcf"
    path.write_text(f"##fileformat=VCFv4.2\n{header}{HEADING}\n{row}{info}\n", encoding="utf-8")
    return read_cohort(path, ReadOptions()).with_samples()


def test_a_row_never_hears_of_a_build_that_its_header_denies(tmp_path: Path) -> None:
    for header in ("##reference=hg18\n", "##contig=<ID=1,length=248387328>\n"):
        (change,) = changes(tmp_path, header)
        assert (change.status, change.position) == ("unknown_build", 0)
        assert "F2108L" not in change.problem
        assert "GRCh37: MTOR" not in change.problem


def test_words_of_another_human_genome_are_answered(tmp_path: Path) -> None:
    said = "CSQ=T|missense_variant|MTOR|ENST00000361445|p.Phe2108Leu"
    (change,) = changes(tmp_path, f"##reference=hg18\n{VEP}", said)
    assert (change.status, change.position, change.mutant) == ("ok", 2108, "L")


@pytest.mark.parametrize("symbol", ["Mtor", "MTOR", "Rptor"])
def test_rows_of_another_species_have_no_verdict(tmp_path: Path, symbol: str) -> None:
    said = f"CSQ=T|missense_variant|{symbol}|ENSMUST00000103221|p.Phe2108Leu"
    row = "4\t148538911\t.\tG\tT\t.\tPASS\t"
    for header in ("##reference=GRCm38\n", "##contig=<ID=1,length=195154279>\n"):
        (change,) = changes(tmp_path, f"{header}{VEP}", said, row)
        assert (change.gene, change.status, change.position) == (symbol.upper(), "other_species", 0)
        assert "(mouse)" in change.problem


def test_a_chromosome_of_another_assembly_by_its_accession(tmp_path: Path) -> None:
    for name in ("NC_060925.1", "CP068277.2"):
        (change,) = changes(tmp_path, "", ".", f"{name}\t11187094\t.\tG\tT\t.\tPASS\t")
        assert change.status == "unknown_build"
        assert "T2T-CHM13" in change.problem


@pytest.mark.parametrize(
    ("text", "build", "species"),
    [
        ("GRCh37-lite", "GRCh37", "human"),
        ("hg19_chr1", "GRCh37", "human"),
        ("b37", "GRCh37", "human"),
        ("hs37d5", "GRCh37", "human"),
        ("37.0", "GRCh37", "human"),
        ("GRCh37/hg19", "GRCh37", "human"),
        ("GRCh38.p14", "GRCh38", "human"),
        ("GCF_000001405.40", "GRCh38", "human"),
        ("T2T-CHM13v2.0", "", "human"),
        ("NCBI36", "", "human"),
        ("36", "", "human"),
        ("mm10", "", "mouse"),
        ("GRCm38.p6", "", "mouse"),
        ("mouse", "", "mouse"),
        ("rn6", "", "rat"),
        ("GCA_123456789.1", "", ""),
    ],
)
def test_names_of_genomes(text: str, build: str, species: str) -> None:
    genome = genome_named(text)
    assert genome is not None
    assert (genome.build, genome.species) == (build, species)
    assert genome.name == text or genome.build


@pytest.mark.parametrize("text", ["", "NA", "lung", "hg19ToHg38", "hg18 and hg38", "3738", "WES", "12"])
def test_texts_that_name_no_genome(text: str) -> None:
    assert genome_named(text) is None


def test_every_genome_of_the_table() -> None:
    rows = read_table("genomes.tsv")
    assert len({row["name"] for row in rows}) == len(rows)
    assert all(row["species"] and row["pattern"] and row["source"] for row in rows)
    for row in rows:
        lengths = dict(item.split(":") for item in row["lengths"].split(";") if item)
        assert all(row["name"] in genomes_of_length(c, int(n)) for c, n in lengths.items())
        assert not lengths or len(lengths) >= 20
    # Each length of a chromosome of the builds that are read is theirs alone.
    for row in rows[:2]:
        for item in row["lengths"].split(";"):
            chromosome, _, length = item.partition(":")
            assert genomes_of_length(chromosome, int(length)) == {row["name"]}
