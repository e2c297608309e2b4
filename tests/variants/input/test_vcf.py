"""VCF, with and without annotation."""

from __future__ import annotations

import gzip
import itertools
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mtorstruct.errors import DataError, UsageError
from mtorstruct.variants.dna.genome import genomic_change
from mtorstruct.variants.input.cohort import Cohort, ReadOptions
from mtorstruct.variants.input.detect import read_cohort
from mtorstruct.variants.input.vcf import is_vcf_heading

META = "##fileformat=VCFv4.2\n"
CHROM = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
GRCH37 = "##contig=<ID=1,length=249250621>\n"
VEP = (
    "##INFO=<ID=CSQ,Number=.,Type=String,Description=\"Consequence annotations from Ensembl VEP. Format: "
    "Allele|Consequence|SYMBOL|Feature|HGVSc|HGVSp|Protein_position|Amino_acids\">\n"
)  # fmt: skip
ANN = '##INFO=<ID=ANN,Number=.,Type=String,Description="Functional annotations">\n'


def cohort(tmp_path: Path, content: str | bytes, **options: str) -> Cohort:
    path = tmp_path / "calls.vcf"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_cohort(path, ReadOptions(**options))  # type: ignore[arg-type]


def found(of: Cohort) -> list[tuple[str, str, int, str]]:
    return [(c.status, c.gene, c.position, c.mutant) for c in of.with_samples()]


def test_coordinates_alone(tmp_path: Path) -> None:
    content = f"{META}{GRCH37}{CHROM}\nchr1\t11177096\t.\tC\tA\t.\tPASS\t.\n1\t9\t.\tC\tA,G\t.\t.\t.\n"
    for data in (content, gzip.compress(content.encode()), content.replace("\n", "\r\n")):
        read = cohort(tmp_path, data)
        assert found(read) == [("ok", "MTOR", 2327, "I")]
        assert read.changes[0].read_from == "coordinates GRCh37"
        assert read.other_genes.total() == 2
        assert read.n_rows == 3


def test_the_build_is_never_guessed(tmp_path: Path) -> None:
    content = f"{META}{CHROM}\n1\t11177096\t.\tC\tA\t.\tPASS\t.\n"
    assert found(cohort(tmp_path, content))[0][0] == "unknown_build"
    assert found(cohort(tmp_path, content, build="GRCh37")) == [("ok", "MTOR", 2327, "I")]
    named = content.replace(CHROM, f"##reference=file:///hg19.fa\n{CHROM}")
    assert found(cohort(tmp_path, named)) == [("ok", "MTOR", 2327, "I")]
    with pytest.raises(UsageError, match="its header gives GRCh37, --build is GRCh38"):
        cohort(tmp_path, named, build="GRCh38")


@pytest.mark.parametrize(
    ("header", "build"),
    [
        ("##reference=file:///ref/hg19.fa", "GRCh37"),
        ("##reference=hs37d5", "GRCh37"),
        ("##reference=GRCh37.p13", "GRCh37"),
        ("##reference=b37", "GRCh37"),
        ("##reference=file:///ref/human_g1k_v37_decoy.fasta", "GRCh37"),
        ("##reference=file:///ref/Homo_sapiens_assembly38.fasta", "GRCh38"),
        ("##reference=file:///ref/GRCh38_full_analysis_set.fa", "GRCh38"),
        ("##reference=GRCh38DH", "GRCh38"),
        ("##reference=hs38DH.fa", "GRCh38"),
        ("##contig=<ID=1,assembly=GRCh38.p14,length=9>", "GRCh38"),
        ('##VEP="v104" cache="x" assembly="GRCh37.p13"', "GRCh37"),
        ("##source=caller --ref /ref/hg38.fa", "GRCh38"),
        ("##liftOverChain=hg19ToHg38.over.chain.gz", ""),
        ("##liftOverChain=hg19-hg38.chain", ""),
        ("##liftover_from=hg19", ""),
        ("##command=convert GRCh37 GRCh38", ""),
        ("##command=run1hg19x", ""),
        ("##command=norm -f hg19.fa\n##reference=GRCh38", "GRCh38"),
        ("##liftOverChain=hg19ToHg38.over.chain.gz\n##new_reference_genome=hg38.fa", "GRCh38"),
    ],
)
def test_where_a_header_names_the_build(tmp_path: Path, header: str, build: str) -> None:
    read = cohort(tmp_path, f"{META}{header}\n{CHROM}\n1\t11187094\t.\tG\tT\t.\tPASS\t.\n")
    (change,) = read.changes
    assert change.read_from == f"coordinates {build}".strip()
    assert (change.status == "unknown_build") == (not build)


def test_words_in_a_header_weigh_less_than_the_user(tmp_path: Path) -> None:
    row = "1\t11187094\t.\tG\tT\t.\tPASS\t.\n"
    read = cohort(tmp_path, f"{META}##command=norm -f hg38.fa\n{CHROM}\n{row}", build="GRCh37")
    assert found(read) == [("ok", "MTOR", 2108, "L")]
    assert read.notices == ["its header mentions GRCh38; GRCh37 is taken, as given by --build"]
    for header in ("##contig=<ID=1,assembly=hg38>", "##reference=hg38", "##contig=<ID=1,length=248956422>"):
        with pytest.raises(UsageError, match="its header gives GRCh38, --build is GRCh37"):
            cohort(tmp_path, f"{META}{header}\n{CHROM}\n{row}", build="GRCh37")


def test_a_wrong_build_is_seen_by_the_reference_base(tmp_path: Path) -> None:
    content = f"{META}{CHROM}\n1\t11109318\t.\tA\tC\t.\tPASS\t.\n"
    assert found(cohort(tmp_path, content, build="GRCh38"))[0][1:3] == ("MTOR", 2500)
    (wrong,) = cohort(tmp_path, f"{META}{CHROM}\n1\t11169375\t.\tA\tC\t.\tPASS\t.\n", build="GRCh38").changes
    assert wrong.status != "ok"


def test_without_its_heading_line(tmp_path: Path) -> None:
    row = "1\t11177096\t.\tC\tA\t.\tPASS\t.\n"
    for content in (row, META + row):
        read = cohort(tmp_path, content, build="GRCh37")
        assert found(read) == [("ok", "MTOR", 2327, "I")]
        assert "#CHROM" in read.notices[0]
        assert read.heading == ["CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO"]


def test_the_annotation_of_our_transcript_is_taken(tmp_path: Path) -> None:
    entries = [
        "T|missense_variant|MTOR|ENST00000376838|||300/748|F/L",
        "T|missense_variant|MTOR|ENST00000361445|ENST00000361445.4:c.6324C>A|ENSP00000354558.3:p.Phe2108Leu|2108/2549|F/L",
        "T|upstream_gene_variant|ANGPTL7|ENST00000376819||||",
    ]
    content = f"{META}{VEP}{CHROM}\n1\t11187094\t.\tG\tT\t.\tPASS\tDP=9;CSQ={','.join(entries)}\n"
    read = cohort(tmp_path, content)
    assert found(read) == [("ok", "MTOR", 2108, "L")]
    assert read.changes[0].read_from == "CSQ HGVSp"


def test_snpeff(tmp_path: Path) -> None:
    ann = "T|missense_variant|MODERATE|MTOR|2475|transcript|NM_004958.3|pc|45/58|c.6324C>A|p.Phe2108Leu|||||"
    read = cohort(tmp_path, f"{META}{ANN}{CHROM}\n1\t11187094\t.\tG\tT\t.\tPASS\tANN={ann}\n")
    assert found(read) == [("ok", "MTOR", 2108, "L")]


def test_each_allele_is_a_row_with_its_own_annotation_and_sample(tmp_path: Path) -> None:
    entries = [
        "T|missense_variant|MTOR|ENST00000361445||p.Phe2108Leu||",
        "A|synonymous_variant|MTOR|ENST00000361445||p.Phe2108%3D||",
    ]
    row = f"1\t11187094\t.\tG\tT,A\t.\tPASS\tCSQ={','.join(entries)}\tGT:DP\t0/1:9\t2|0:7\n"
    read = cohort(tmp_path, f"{META}{VEP}{CHROM}\tFORMAT\tA\tB\n{row}")
    assert found(read) == [("ok", "MTOR", 2108, "L"), ("ok", "MTOR", 2108, "=")]
    assert [c.sample for c in read.with_samples()] == ["A", "B"]
    assert list(read.lines) == [4, 4]


def test_genes_of_the_context_need_a_sample(tmp_path: Path) -> None:
    csq = "CSQ=A|missense_variant|KRAS|ENST00000311936||p.Gly12Asp||"
    row = f"12\t25398284\t.\tC\tT\t.\tPASS\t{csq}"
    read = cohort(tmp_path, f"{META}{VEP}{CHROM}\tFORMAT\tA\n{row}\tGT\t0/1\n")
    assert [(sample, c.gene, c.mutant) for (sample, _), c in read.context.items()] == [("A", "KRAS", "D")]
    assert read.other_genes == {"KRAS": 1}
    assert not cohort(tmp_path, f"{META}{VEP}{CHROM}\n{row}\n").context


@pytest.mark.parametrize("row", ["1", "1\tx\t.\tC\tA", "1\t11187094", "1\t11187094\t.\tG"])
def test_broken_records_are_rejected(tmp_path: Path, row: str) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n{row}\n1\t11177096\t.\tC\tA\t.\tPASS\t.\n")
    assert read.n_rows == 2
    assert found(read)[-1] == ("ok", "MTOR", 2327, "I")


@pytest.mark.parametrize("alt", ["<DEL>", "*", "N", "]13:123456]T", "a"])
def test_alleles_that_say_no_bases(tmp_path: Path, alt: str) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n1\t11177096\t.\tC\t{alt}\t.\tPASS\t.\n")
    assert read.n_rows == 1
    assert (found(read)[0][0] == "ok") == (alt == "a")


def test_civic(shared_cohorts: Path) -> None:
    read = read_cohort(shared_cohorts / "civic_mtor.vcf")
    named = [f"{c.wild_type}{c.position}{c.mutant}" for c in read.changes]
    assert named == ["M2327I", "S2215Y", "P2213S", "F2108L", "A2034V", "H1968Y", "E1799K", "C1483Y"]
    # Its genome coordinates, with the build that its NC_000001.10 stands for, say the same or leave it open.
    for row, name in zip(read.rows, named, strict=True):
        chromosome, position, _, ref, alt = row.split("\t")[:5]
        change = genomic_change(chromosome, int(position), ref, alt, "GRCh37")
        assert change is not None
        assert name in {f"{change.wild_type}{change.position}{change.mutant}", *change.candidates}


MTOR_F2108L = "T|missense_variant|MTOR|ENST00000361445||p.Phe2108Leu||"


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("CM000663.1\t11187094", "ok"),
        ("chr01\t11187094", "ok"),
        ("scaffold_3\t7", "ok"),
        ("1\t5", "contradiction"),
        ("7\t99", "contradiction"),
    ],
)
def test_an_annotation_of_our_genes_is_looked_at_wherever_it_lies(
    tmp_path: Path, place: str, status: str
) -> None:
    row = f"{place}\t.\tG\tT\t.\tPASS\tDP=9;CSQ=T|x|ANGPTL7||||||,{MTOR_F2108L}"
    read = cohort(tmp_path, f"{META}{GRCH37}{VEP}{CHROM}\n{row}\n3\t9\t.\tG\tT\t.\t.\tCSQ=T|x|TP53|||||\n")
    assert [(c.status, c.gene) for c in read.changes] == [(status, "MTOR")]
    assert read.other_genes.total() == 1


@pytest.mark.parametrize("names", ["HGVSp|SYMBOL", "SYMBOL|HGVSp"])
@pytest.mark.parametrize("end", ["", ";DP=9", ",x|x", ",|TP53"])
def test_a_gene_that_begins_or_ends_an_annotation_is_seen(tmp_path: Path, names: str, end: str) -> None:
    vep = f'##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: {names}">\n'
    said = names.replace("SYMBOL", "MTOR").replace("HGVSp", "p.Phe2108Leu")
    row = f"HG1\t7\t.\tG\tT\t.\t.\tCSQ={said}{end}"
    assert found(cohort(tmp_path, f"{META}{vep}{CHROM}\n{row}\n")) == [("ok", "MTOR", 2108, "L")]


def test_chromosomes_with_a_zero(tmp_path: Path) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\nchr01\t11187094\t.\tG\tT\t.\tPASS\t.\n")
    assert found(read) == [("ok", "MTOR", 2108, "L")]


@pytest.mark.parametrize("row", ["3 11187094 . G T . PASS .", "3\t11187094", "3\t11187094\t.\tG"])
def test_lines_that_are_no_records_are_rejected_wherever_they_lie(tmp_path: Path, row: str) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n{row}\n")
    assert [c.status for c in read.changes] == ["not_understood"]
    assert not read.other_genes


def test_long_positions_are_no_accident(tmp_path: Path) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n1\t{'9' * 5000}\t.\tG\tT\t.\t.\t.\n")
    assert [c.status for c in read.changes] == ["not_understood"]


def test_deletions_that_begin_far_in_front_of_a_gene(tmp_path: Path) -> None:
    start, length = 11_150_000, 40_000
    written = f"1\t{start}\t.\t{'N' * length}\tN\t.\t.\t."
    symbolic = f"1\t{start}\t.\tN\t<DEL>\t.\t.\tSVTYPE=DEL;END={start + length}"
    for row in (written, symbolic):
        (change,) = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n{row}\n").changes
        assert (change.gene, change.status != "ok") == ("MTOR", True)
    assert "<DEL> from 11150000 to 11190000 reaches into MTOR" in change.problem
    far = symbolic.replace(f"END={start + length}", f"END={start + 1000}")
    for row in (far, symbolic.replace("<DEL>", "<NON_REF>"), symbolic.replace("SVTYPE=DEL;END", "BEND")):
        read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n{row}\n")
        assert (len(read), read.other_genes.total()) == (0, 1)


@pytest.mark.parametrize(
    ("ref", "alts", "said", "which"),
    [
        ("ATCAGCC", "A,*", "-", 0),
        ("ATCAGCC", "*,A", "-", 1),
        ("ATCAGCC", "A,<NON_REF>", "-", 0),
        ("G", "T,*", "T", 0),
        ("G", "GA,GAA", "A", 0),
        ("A", "AAC,AC", "AC", 0),
        ("A", "AAC,AC", "C", 1),
        ("AT", "AC,AG", "AC", 0),
        ("AT", "A,GT", "A", 0),
    ],
)
def test_the_allele_that_vep_means(tmp_path: Path, ref: str, alts: str, said: str, which: int) -> None:
    csq = MTOR_F2108L.replace("T|", f"{said}|", 1)
    row = f"scaffold_3\t7\t.\t{ref}\t{alts}\t.\t.\tCSQ={csq}"
    assert found(cohort(tmp_path, f"{META}{VEP}{CHROM}\tFORMAT\tA\n{row}\tAD\t9\n")) == [
        ("ok", "MTOR", 2108, "L")
    ]
    samples = cohort(tmp_path, f"{META}{VEP}{CHROM}\tFORMAT\tA\tB\n{row}\tGT\t0/1\t0/2\n").with_samples()
    assert [c.sample for c in samples] == ["AB"[which]]


def test_the_allele_that_snpeff_means(tmp_path: Path) -> None:
    ann = "AC|missense_variant|MODERATE|MTOR|2475|transcript|NM_004958.3|pc|45/58||p.Phe2108Leu|||||"
    row = f"scaffold_3\t7\t.\tA\tAAC,AC\t.\t.\tANN={ann}\tGT\t0/1\t0/2"
    read = cohort(tmp_path, f"{META}{ANN}{CHROM}\tFORMAT\tA\tB\n{row}\n")
    assert [c.sample for c in read.with_samples()] == ["B"]


CARRIED = [
    ("GT", ["0/1", "1/1", "0/0"], ["A", "B"]),
    ("GT:DP", ["0|1:9", "1|0:8", "1/1:7"], ["A", "B", "C"]),
    ("DP:GT", ["9:0/1", "9", "9:./."], ["A"]),
    ("GT", ["1", "0", ".|1"], ["A", "C"]),
    ("GT", ["0/11", "1/2", "./1"], ["B", "C"]),
    ("GT", ["0/1", "0/1"], ["A", "B"]),
    ("GT", ["0/0", "./.", "."], []),
    ("GT", ["", "0", ".|."], []),
    ("GT", ["./.", ".", ""], [""]),
    ("DP", ["9", "8", "7"], [""]),
    (".", [".", ".", "."], [""]),
]


@pytest.mark.parametrize(("keys", "cells", "carriers"), CARRIED)
def test_a_row_for_each_carrier(tmp_path: Path, keys: str, cells: list[str], carriers: list[str]) -> None:
    heading = "\t".join([CHROM, "FORMAT", "A", "B", "C"])
    row = "\t".join(["1\t11187094\t.\tG\tT\t.\t.\t.", keys, *cells])
    read = cohort(tmp_path, f"{META}{GRCH37}{heading}\n{row}\n")
    assert [c.sample for c in read.with_samples()] == carriers
    assert found(read) == [("ok", "MTOR", 2108, "L")] * len(carriers)
    assert set(read.lines) <= {4}
    assert (len(read.changes), read.n_rows) == (min(len(carriers), 1), max(len(carriers), 1))
    assert bool(read.notices) == (not carriers)


def test_alleles_that_no_sample_carries_are_counted(tmp_path: Path) -> None:
    rows = [f"1\t{at}\t.\tG\tT,A\t.\t.\t.\tGT\t0/1" for at in (11187094, 11187095, 9)]
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\tFORMAT\tA\n" + "\n".join(rows) + "\n")
    assert [c.sample for c in read.with_samples()] == ["A", "A"]
    assert read.notices == ["2 alleles that no sample carries, counted and left out"]
    assert read.other_genes["(carried by no sample)"] == 2
    assert read.n_rows == 6
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\tFORMAT\tA\n{rows[0]}\n")
    assert read.notices == ["1 allele that no sample carries, counted and left out"]


def test_an_allele_that_leaves_the_protein_alone_is_one_row_for_many_carriers(tmp_path: Path) -> None:
    heading = f"{META}{GRCH37}{CHROM}\tFORMAT\tA\tB\n"
    for genotypes, samples in (("0/1\t0/1", [""]), ("0/0\t0/1", ["B"])):
        read = cohort(tmp_path, f"{heading}1\t11187400\t.\tG\tT\t.\t.\t.\tGT\t{genotypes}\n")
        assert [c.status for c in read.changes] == ["no_protein_change"]
        assert [c.sample for c in read.with_samples()] == samples
        assert not read.notices


def test_each_carrier_has_its_context(tmp_path: Path) -> None:
    row = "12\t25398284\t.\tC\tT\t.\tPASS\tCSQ=T|missense_variant|KRAS|ENST00000311936||p.Gly12Asp||\tGT"
    read = cohort(tmp_path, f"{META}{VEP}{CHROM}\tFORMAT\tA\tB\tC\n{row}\t0/1\t0/0\t1|1\n")
    assert [(sample, c.mutant) for (sample, _), c in read.context.items()] == [("A", "D"), ("C", "D")]


def test_genotypes_of_other_places_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr("mtorstruct.variants.input.vcf_records.VcfRecord.carriers")
    rows = "1\t9\t.\tG\tT\t.\t.\t.\tGT\t0/1\n1\t11162000\t.\tG\tT\t.\t.\t.\tGT\t0/1\n"
    assert cohort(tmp_path, f"{META}{GRCH37}{CHROM}\tFORMAT\tA\n{rows}").other_genes.total() == 2


def test_a_byte_order_mark_crlf_and_names_with_blanks(tmp_path: Path) -> None:
    content = f"##fileformat=VCFv4.3\n{GRCH37}{CHROM}\tFORMAT\tpatient 1\tpatient 2\n"
    content += "1\t11187094\t.\tG\tT\t.\t.\t.\tGT\t0/0\t0/1\n"
    read = cohort(tmp_path, b"\xef\xbb\xbf" + content.replace("\n", "\r\n").encode())
    assert [c.sample for c in read.with_samples()] == ["patient 2"]
    assert not read.notices


def test_a_header_longer_than_a_block(tmp_path: Path) -> None:
    contigs = "".join(f"##contig=<ID=HLA{k},length=9>\n" for k in range(20_000))
    content = f"{META}{GRCH37}{contigs}{CHROM}\tFORMAT\tA\n1\t11187094\t.\tG\tT\t.\t.\t.\tGT\t0/1\n"
    for data in (
        content,
        gzip.compress(content[:70_000].encode()) + gzip.compress(content[70_000:].encode()),
    ):
        read = cohort(tmp_path, data)
        assert found(read) == [("ok", "MTOR", 2108, "L")]
        assert [c.sample for c in read.with_samples()] == ["A"]
        assert list(read.lines) == [20_004]


@pytest.mark.parametrize("info", ["CSQ=", "CSQ", "CSQ=;DP=9", ".", "CSQ=T", "CSQ=|||||"])
def test_an_empty_annotation_leaves_the_coordinates(tmp_path: Path, info: str) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{VEP}{CHROM}\n1\t11187094\t.\tG\tT\t.\t.\t{info}\n")
    assert found(read) == [("ok", "MTOR", 2108, "L")]


def test_between_two_genes(tmp_path: Path) -> None:
    ann = "T|intergenic_region|MODIFIER|MTOR-ANGPTL7|x|intergenic_region|x|||n.1G>T||||||"
    row = f"1\t99\t.\tG\tT\t.\t.\tANN={ann}"
    read = cohort(tmp_path, f"{META}{GRCH37}{ANN}{CHROM}\n{row}\n")
    assert (len(read), read.other_genes.total()) == (0, 1)


def test_columns_of_a_vcf_cannot_be_chosen(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no columns to choose"):
        cohort(tmp_path, f"{META}{CHROM}\n1\t11177096\t.\tC\tA\t.\tPASS\t.\n", gene_column="GENE")


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        (CHROM, True),
        (f"{CHROM}\tFORMAT\tA\tB\r\n", True),
        (f"{CHROM}\tA", False),
        (CHROM.lower(), False),
        (CHROM.replace("\t", " "), False),
        ("#CHROM\tPOS\tREF\tALT\tA1\tgenome", False),
        ("#CHROM\tPOS\tID\tREF\tALT", False),
        ("CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO", False),
    ],
)
def test_what_the_heading_of_a_vcf_is(line: str, is_one: bool) -> None:
    assert is_vcf_heading(line) == is_one


def test_blanks_between_columns_are_refused(tmp_path: Path) -> None:
    content = f"{META}{CHROM}\n1\t11187094\t.\tG\tT\t.\tPASS\t.\n".replace("\t", " ")
    with pytest.raises(DataError, match="blanks stand between its columns, not tabs"):
        cohort(tmp_path, content)


def test_a_row_holds_the_fixed_fields_and_its_own_sample(tmp_path: Path) -> None:
    row = "1\t11187094\trs1\tG\tT,A\t9\tPASS\tDP=9;AF=0.1,0.2;AD=7,8,9"
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\tFORMAT\tA\tB\n{row}\tGT:DP\t0/1:9\t2|1:7\n")
    assert read.heading == [*CHROM[1:].split("\t"), "FORMAT", "GENOTYPE"]
    assert [(s.sample, read.cells(r)) for s, r in zip(read.with_samples(), read.rows, strict=True)] == [
        ("A", ["1", "11187094", "rs1", "G", "T", "9", "PASS", "DP=9;AF=0.1;AD=7,8", "GT:DP", "0/1:9"]),
        ("B", ["1", "11187094", "rs1", "G", "T", "9", "PASS", "DP=9;AF=0.1;AD=7,8", "GT:DP", "2|1:7"]),
        ("B", ["1", "11187094", "rs1", "G", "A", "9", "PASS", "DP=9;AF=0.2;AD=7,9", "GT:DP", "2|1:7"]),
    ]


def test_of_the_annotation_a_row_holds_the_entry_of_its_allele(tmp_path: Path) -> None:
    entries = [
        "T|missense_variant|MTOR|ENST00000361445||p.Phe2108Leu||",
        "A|synonymous_variant|MTOR|ENST00000361445||p.Phe2108%3D||",
    ]
    row = f"1\t11187094\t.\tG\tT,A\t.\tPASS\tDP=9;CSQ={','.join(entries)}"
    read = cohort(tmp_path, f"{META}{VEP}{CHROM}\n{row}\n")
    assert [read.cells(r)[7] for r in read.rows] == [f"CSQ={entry};DP=9" for entry in entries]


def size_of(read: Cohort) -> int:
    return sum(len(row) for row in read.rows)


def ratios(tmp_path: Path, make: Callable[[int], str], sizes: tuple[int, ...]) -> list[float]:
    """Bytes of the rows in proportion to those of the file."""
    found = []
    for n in sizes:
        content = make(n)
        read = cohort(tmp_path, content)
        assert len(read) == n
        found.append(size_of(read) / len(content))
    return found


def of_samples(n: int) -> str:
    names = "\t".join(f"S{k}" for k in range(n))
    cells = "\t".join(["0/1"] * n)
    return (
        f"{META}{GRCH37}{CHROM}\tFORMAT\t{names}\n1\t11187094\t.\tG\tT\t.\t.\tX={'y' * 9999}\tGT\t{cells}\n"
    )


def of_alleles(n: int) -> str:
    alts = ["G" + "".join(bases) for bases in itertools.islice(itertools.product("ACGT", repeat=9), n)]
    csq = ",".join(f"{alt[1:]}|missense_variant|MTOR|ENST00000361445||p.Phe2108Leu||" for alt in alts)
    info = f"AC={','.join(['1'] * n)};X={'y' * 9999};CSQ={csq}"
    return f"{META}{GRCH37}{VEP}{CHROM}\n1\t11187094\t.\tG\t{','.join(alts)}\t.\tPASS\t{info}\n"


def of_one_sample_with_all_alleles(n: int) -> str:
    alts = ["G" + "".join(bases) for bases in itertools.islice(itertools.product("ACGT", repeat=9), n)]
    genotype = "/".join(map(str, range(1, n + 1)))
    place = f"1\t11187094\t.\tG\t{','.join(alts)}"
    return f"{META}{GRCH37}{CHROM}\tFORMAT\tA\n{place}\t.\tPASS\t.\tGT\t{genotype}\n"


def of_a_long_reference(n: int) -> str:
    names, cells = ("\t".join(x) for x in ([f"S{k}" for k in range(n)], ["0/1"] * n))
    place = f"1\t11187000\t.\tT{'N' * 9999}\tT"
    return f"{META}{GRCH37}{CHROM}\tFORMAT\t{names}\n{place}\t.\t.\t.\tGT\t{cells}\n"


def test_rows_take_no_more_room_than_the_file_in_proportion(tmp_path: Path) -> None:
    for make, most in ((of_samples, 60), (of_alleles, 8), (of_one_sample_with_all_alleles, 120)):
        few, many = ratios(tmp_path, make, (500, 4_000))
        assert many < most
        assert many < max(8 * few, most)


def test_a_long_reference_is_not_repeated_for_each_carrier(tmp_path: Path) -> None:
    content = of_a_long_reference(2_000)
    read = cohort(tmp_path, content)
    assert len(read) == 2_000
    assert size_of(read) < 250 * len(content)
    assert all(len(change.text) < 1_100 for change in read.changes)


def test_time_is_in_proportion_to_the_samples_and_alleles(tmp_path: Path) -> None:
    def seconds(content: str) -> float:
        path = tmp_path / "calls.vcf"
        path.write_text(content, encoding="utf-8")

        def once() -> float:
            start = time.process_time()
            read_cohort(path)
            return time.process_time() - start

        return min(once() for _ in range(2))

    # Four times as much takes four times as long, where the square would be sixteen times.
    for make, n in ((of_alleles, 2_000), (of_samples, 10_000)):
        assert seconds(make(4 * n)) < 9 * seconds(make(n)) + 0.1


@pytest.mark.parametrize("alt", ["<NON_REF>", "<*>", "."])
def test_blocks_of_reference_bases_are_no_variants(tmp_path: Path, alt: str) -> None:
    rows = "".join(
        f"1\t{at}\t.\tG\t{alt}\t.\t.\tEND={at + 9}\tGT\t0/0\n" for at in range(11187000, 11188000, 10)
    )
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\tFORMAT\tA\n{rows}")
    assert (len(read), read.other_genes) == (0, {"(no variant)": 100})


def test_a_gvcf_keeps_its_variants(tmp_path: Path) -> None:
    row = "1\t11187094\t.\tG\tT,<NON_REF>\t.\t.\t.\tGT\t0/1\n"
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\tFORMAT\tA\n{row}")
    assert found(read) == [("ok", "MTOR", 2108, "L")]
    assert read.other_genes == {"(no variant)": 1}


FILTERS = [("PASS", 1), (".", 1), ("", 1), ("germline;weak_evidence", 0), ("LowQual", 0)]


@pytest.mark.parametrize(("said", "n"), FILTERS)
def test_rows_that_a_filter_marks(tmp_path: Path, said: str, n: int) -> None:
    path = tmp_path / "calls.vcf"
    path.write_text(f"{META}{GRCH37}{CHROM}\n1\t11187094\t.\tG\tT\t.\t{said}\t.\n3\t9\t.\tG\tT\t.\tbad\t.\n")
    read = read_cohort(path, ReadOptions(pass_only=True))
    assert (len(read), read.other_genes["(filtered out)"], read.n_rows) == (n, 1 - n, 2)
    assert bool(read.notices) == (not n)
    every = read_cohort(path)
    assert (len(every), every.cells(next(iter(every.rows)))[6]) == (1, said)


def test_filtered_rows_are_no_context(tmp_path: Path) -> None:
    path = tmp_path / "calls.vcf"
    row = "12\t25398284\t.\tC\tT\t.\tbad\tCSQ=T|missense_variant|KRAS|ENST00000311936||p.Gly12Asp||\tGT\t0/1"
    path.write_text(f"{META}{VEP}{CHROM}\tFORMAT\tA\n{row}\n")
    assert len(read_cohort(path).context) == 1
    read = read_cohort(path, ReadOptions(pass_only=True))
    assert (read.context, read.other_genes) == ({}, {"KRAS": 1})


def test_chromosomes_by_their_genbank_names(tmp_path: Path) -> None:
    rows = "CM000663.1\t11187094\t.\tG\tT\t.\t.\t.\nCM000663.2\t11127037\t.\tG\tT\t.\t.\t.\n"
    read = cohort(tmp_path, f"{META}{CHROM}\n{rows}")
    assert found(read) == [("ok", "MTOR", 2108, "L")] * 2
    assert [c.read_from for c in read.changes] == ["coordinates GRCh37", "coordinates GRCh38"]


@pytest.mark.parametrize("alleles", ["G\t", "G\tT,", "\tT"])
def test_an_empty_allele_is_no_deletion(tmp_path: Path, alleles: str) -> None:
    read = cohort(tmp_path, f"{META}{GRCH37}{CHROM}\n1\t11187094\t.\t{alleles}\t.\t.\t.\n")
    assert found(read)[-1] == ("not_understood", "(none)", 0, "")
    assert read.changes[-1].problem == "an allele is empty in the file"
