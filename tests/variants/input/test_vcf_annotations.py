"""Annotations of VCF files as each program writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtorstruct.variants.input.cohort import Cohort, ReadOptions
from mtorstruct.variants.input.detect import read_cohort
from mtorstruct.variants.input.vcf_dialects import Record, bcftools
from mtorstruct.variants.input.vcf_entries import Entry

META = "##fileformat=VCFv4.2\n"
GRCH37 = "##contig=<ID=1,length=249250621>\n"
CHROM = "#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO"
BCSQ = (
    "##INFO=<ID=BCSQ,Number=.,Type=String,Description=\"Haplotype-aware consequence annotation from "
    "BCFtools/csq. "
    "Format: Consequence|gene|transcript|biotype|strand|amino_acid_change|dna_change\">\n"
)  # fmt: skip
EFF = (
    "##INFO=<ID=EFF,Number=.,Type=String,Description=\"Predicted effects for this variant.Format: 'Effect ( "
    "Effect_Impact | Functional_Class | Codon_Change | Amino_Acid_Change| Amino_Acid_length | Gene_Name | "
    "Transcript_BioType | Gene_Coding | Transcript_ID | Exon_Rank  | Genotype_Number "
    "[ | ERRORS | WARNINGS ] )' \">\n"
)  # fmt: skip
FUNC = (
    "##INFO=<ID=FUNCOTATION,Number=A,Type=String,Description=\"Functional annotation from the "
    "Funcotator tool.  "
    "Funcotation fields are: Gencode_34_hugoSymbol|Gencode_34_ncbiBuild|Gencode_34_variantClassification|"
    "Gencode_34_annotationTranscript|Gencode_34_cDnaChange|Gencode_34_proteinChange|Gencode_34_otherTranscripts\">\n"
)  # fmt: skip
S2215Y = ("ok", "MTOR", "S2215Y")


def cohort(tmp_path: Path, header: str, info: str, place: str = "1\t11184573\t.\tG\tT") -> Cohort:
    path = tmp_path / "calls.vcf"
    path.write_text(f"{META}{header}{CHROM}\n{place}\t.\tPASS\t{info}\n", encoding="utf-8")
    return read_cohort(path, ReadOptions())


def found(of: Cohort) -> list[tuple[str, str, str]]:
    return [(c.status, c.gene, f"{c.wild_type}{c.position}{c.mutant}") for c in of.with_samples()]


SAID = {
    "SnpEff EFF with HGVS": (
        EFF,
        "EFF=NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|tCt/tAt|p.Ser2215Tyr/c.6644C>A|2549|MTOR|protein_coding|"
        "CODING|NM_004958.3|47|T)",
    ),
    "SnpEff EFF without HGVS, a warning behind": (
        EFF,
        "EFF=DOWNSTREAM(MODIFIER||2776||157|ANGPTL7|protein_coding|CODING|ENST00000376819||T),"
        "NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|tCt/tAt|S2215Y|2549|MTOR|protein_coding|CODING|ENST00000361445|"
        "47|T|WARNING_TRANSCRIPT_NO_START_CODON)",
    ),
    "SnpEff EFF before there was a length": (
        EFF.replace(" Amino_Acid_length |", "").replace("| Genotype_Number ", ""),
        "EFF=NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|tCt/tAt|S2215Y|MTOR|protein_coding|CODING|ENST00000361445|"
        "exon_1_11184555_11184690)",
    ),
    "SnpEff EFF without a header": (
        "",
        "EFF=NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|tCt/tAt|S2215Y|2549|MTOR|protein_coding|CODING|"
        "ENST00000361445|47|1)",
    ),
    "SnpEff ANN without a header": (
        "",
        "ANN=T|missense_variant|MODERATE|MTOR|ENSG00000198793|transcript|NM_004958.3|protein_coding|47/58|"
        "c.6644C>A|p.Ser2215Tyr|||||",
    ),
    "VEP under the name ANN": (
        '##INFO=<ID=ANN,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: '
        'Allele|Consequence|IMPACT|SYMBOL|Gene|Feature|HGVSp">\n',
        "ANN=T|missense_variant|MODERATE|MTOR|ENSG00000198793|ENST00000361445|ENSP00000354558.3:p.Ser2215Tyr",
    ),
    "VEP under a name of its own": (
        '##INFO=<ID=VEP_CSQ,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. '
        'Format: Allele|Consequence|SYMBOL|Feature|Protein_position|Amino_acids">\n',
        "VEP_CSQ=T|missense_variant|MTOR|ENST00000361445|2215/2549|S/Y",
    ),
    "VEP with no gene but the protein of HGVSp": (
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|Gene|HGVSp">\n',
        "CSQ=T|missense_variant|ENSG00000198793|ENSP00000354558.3:p.Ser2215Tyr",
    ),
    "gnomAD": (
        '##INFO=<ID=vep,Number=.,Type=String,Description="Consequence annotations from Ensembl VEP. Format: '
        'Allele|Consequence|IMPACT|SYMBOL|Gene|Feature_type|Feature|HGVSc|HGVSp">\n',
        "AC=1;vep=T|missense_variant|MODERATE|MTOR|ENSG00000198793|Transcript|ENST00000361445|"
        "ENST00000361445.4:c.6644C>A|ENSP00000354558.3:p.Ser2215Tyr",
    ),
    "bcftools": (BCSQ, "BCSQ=missense|MTOR|ENST00000361445|protein_coding|-|2215S>2215Y|11184573G>T"),
    "bcftools behind a stop": (
        BCSQ,
        "BCSQ=@11190000,*missense|MTOR|ENST00000361445|protein_coding|-|2215S>2215Y|11184573G>T",
    ),
    "bcftools without a header": (
        "",
        "BCSQ=missense|MTOR|ENST00000361445|protein_coding|-|2215S>2215Y|11184573G>T",
    ),
    "Funcotator": (
        FUNC,
        "FUNCOTATION=[MTOR|hg19|MISSENSE|ENST00000361445.4|c.6644C>A|p.S2215Y|ANGPTL7_ENST00000376819.3_INTRON]",
    ),
    "Funcotator, all transcripts": (
        FUNC,
        "FUNCOTATION=[ANGPTL7|hg19|FIVE_PRIME_FLANK|ENST00000376819.3|||]#[MTOR|hg19|MISSENSE|ENST00000376838.1|"
        "c.1259C>A|p.S420Y|]#[MTOR|hg19|MISSENSE|ENST00000361445.4|c.6644C>A|p.S2215Y|a_%7C_b_%2C_c]",
    ),
    "ANNOVAR, RefSeq": (
        "",
        "ANNOVAR_DATE=2020-06-08;Func.refGene=exonic;Gene.refGene=MTOR;GeneDetail.refGene=.;"
        "ExonicFunc.refGene=nonsynonymous_SNV;AAChange.refGene=MTOR:NM_004958:exon47:c.C6644A:p.S2215Y;ALLELE_END",
    ),
    "ANNOVAR, several transcripts and escapes": (
        "",
        r"ANNOVAR_DATE=2020-06-08;Func.refGene=exonic;Gene.refGene=ANGPTL7\x3bMTOR;"
        "AAChange.refGene=MTOR:NM_001386500:exon47:c.C1A:p.S9Y,MTOR:NM_004958:exon47:c.C6644A:p.S2215Y;ALLELE_END",
    ),
    "ANNOVAR, Ensembl": (
        "",
        "ANNOVAR_DATE=2018-04-16;Func.ensGene=exonic;Gene.ensGene=ENSG00000198793;"
        "AAChange.ensGene=ENSG00000198793:ENST00000361445:exon47:c.C6644A:p.S2215Y;ALLELE_END",
    ),
    "COSMIC, old": ("", "GENE=MTOR;STRAND=-;CDS=c.6644C>A;AA=p.S2215Y;CNT=5"),
    "COSMIC, new": (
        "",
        "GENE=MTOR;TRANSCRIPT=ENST00000361445.8;STRAND=-;CDS=c.6644C>A;AA=p.S2215Y;"
        "HGVSC=ENST00000361445.8:c.6644C>A;HGVSP=ENSP00000354558.3:p.Ser2215Tyr",
    ),
    "plain names": ("", "SYMBOL=MTOR;PROTEIN_CHANGE=p.S2215Y"),
    "a protein alone": ("", "HGVSp=ENSP00000354558.3:p.Ser2215Tyr"),
}  # fmt: skip


@pytest.mark.parametrize("program", SAID)
@pytest.mark.parametrize("header", ["", GRCH37])
def test_what_a_program_says_is_read(tmp_path: Path, program: str, header: str) -> None:
    own, info = SAID[program]
    # The place alone leaves S2215* and S2215Y.
    assert found(cohort(tmp_path, f"{header}{own}", f"DP=9;{info}")) == [S2215Y]


@pytest.mark.parametrize("program", SAID)
def test_and_is_looked_at_wherever_the_record_lies(tmp_path: Path, program: str) -> None:
    own, info = SAID[program]
    place = "HG1_PATCH\t11184573\t.\tG\tT"
    assert found(cohort(tmp_path, f"{GRCH37}{own}", f"DP=9;{info}", place)) == [S2215Y]


def test_the_ancestral_allele_is_no_change_of_a_protein(tmp_path: Path) -> None:
    read = cohort(tmp_path, GRCH37, "GENE=MTOR;AA=G|||", "1\t11187094\t.\tG\tT")
    assert found(read) == [("ok", "MTOR", "F2108L")]
    assert read.changes[0].read_from == "coordinates GRCh37"


def test_a_change_of_no_gene_is_not_taken_for_ours(tmp_path: Path) -> None:
    # In an intron of MTOR lies ANGPTL7: who names no gene may mean that one.
    read = cohort(tmp_path, GRCH37, "AA=p.R100C", "1\t11252369\t.\tC\tT")
    assert [c.status for c in read.changes] == ["no_protein_change"]


def entry(residues: str, kind: str = "missense") -> Entry:
    info = [("BCSQ", f"{kind}|MTOR|ENST00000361445|protein_coding|-|{residues}|9G>T")]
    ((_, read),) = bcftools(Record("9", "G", ["T"], info))
    return read


@pytest.mark.parametrize(
    ("kind", "residues", "said"),
    [
        ("missense", "2215S>2215Y", "S2215Y"),
        ("stop_gained", "2215S>2215*", "S2215*"),
        ("synonymous", "2215S", "S2215="),
        ("stop_retained", "2550*", "*2550="),
        ("start_lost", "1M>1T", "M1?"),
        ("frameshift", "226VGLHFWTM*>226VDSTFGQC", "G227fs"),
        ("frameshift&stop_gained", "2215SX..2549>2215*..2215", "S2215fs"),
    ],
)
def test_residues_of_bcftools(kind: str, residues: str, said: str) -> None:
    assert entry(residues, kind).changes == (("BCSQ amino_acid_change", said),)


@pytest.mark.parametrize(
    ("kind", "residues", "amino_acids", "position"),
    [
        ("inframe_deletion", "10TCK>10T", "TCK/T", "10-12"),
        ("inframe_insertion", "10T>10TAA", "T/TAA", "10-10"),
        ("missense", "10TC>10AD", "TC/AD", "10-11"),
    ],
)
def test_several_residues_of_bcftools(kind: str, residues: str, amino_acids: str, position: str) -> None:
    read = entry(residues, kind)
    assert (read.changes, read.amino_acids, read.protein_position) == ((), amino_acids, position)


@pytest.mark.parametrize(
    ("kind", "residues"),
    [
        ("frameshift", "25E..329>25E..94"),
        ("inframe_deletion", "25EK..329>25G..94"),
        ("stop_lost", "2550*>2550R"),
        ("intron", ""),
        ("missense", "x>y"),
    ],
)
def test_residues_that_do_not_tell_the_change(kind: str, residues: str) -> None:
    read = entry(residues, kind)
    assert (read.changes, read.amino_acids) == ((), "")


def test_a_deletion_within_the_frame_of_bcftools(tmp_path: Path) -> None:
    info = "BCSQ=inframe_deletion|MTOR|ENST00000361445|protein_coding|-|1459ELVA>1459E|9GA>G"
    assert found(cohort(tmp_path, BCSQ, info, "chrUn\t9\t.\tGA\tG")) == [("ok", "MTOR", "L1460del")]


def test_changes_that_bcftools_reads_together_stand_in_one_record(tmp_path: Path) -> None:
    joint = "BCSQ=missense|MTOR|ENST00000361445|protein_coding|-|2215S>2215F|11184572A>C+11184573G>T"
    assert found(cohort(tmp_path, f"{GRCH37}{BCSQ}", joint)) == [("ok", "MTOR", "S2215F")]
    read = cohort(tmp_path, f"{GRCH37}{BCSQ}", "BCSQ=@11184573", "1\t11187094\t.\tG\tT")
    (change,) = read.changes
    assert (change.status, change.position) == ("no_protein_change", 0)
    assert "stands in the record at 11184573" in change.problem


def func(change: str) -> str:
    return f"[MTOR|hg19|MISSENSE|ENST00000361445.4||{change}|]"


def eff(change: str, allele: str) -> str:
    return f"X(M|M|x|{change}|2549|MTOR|p|CODING|ENST00000361445|47|{allele})"


def csq(residues: str, dna: str) -> str:
    return f"missense|MTOR|ENST00000361445|p|-|{residues}|{dna}"


def block(change: str) -> str:
    entry = f"AAChange.refGene=MTOR:NM_004958:exon47:c.C1A:{change}"
    return f"ANNOVAR_DATE=x;Gene.refGene=MTOR;{entry};ALLELE_END"


@pytest.mark.parametrize(
    ("header", "info"),
    [
        (FUNC, f"FUNCOTATION={func('p.S2215F')},{func('p.S2215Y')}"),
        (EFF, f"EFF={eff('S2215F', 'A')},{eff('S2215Y', 'T')}"),
        (EFF, f"EFF={eff('S2215Y', '2')},{eff('S2215F', '1')}"),
        (BCSQ, f"BCSQ={csq('2215S>2215Y', '9G>T')},{csq('2215S>2215F', '9G>A')}"),
        ("", f"{block('p.S2215F')};{block('p.S2215Y')}"),
        ("", "GENE=MTOR;AA=p.S2215F,p.S2215Y"),
    ],
)
def test_each_allele_has_its_own(tmp_path: Path, header: str, info: str) -> None:
    read = cohort(tmp_path, header, info, "scaffold_3\t9\t.\tG\tA,T")
    assert [name for _, _, name in found(read)] == ["S2215F", "S2215Y"]


def test_the_build_that_an_annotation_names(tmp_path: Path) -> None:
    clinvar = "CLNHGVS=NC_000001.10:g.11187094G>T;GENEINFO=MTOR:2475;MC=SO:0001583|missense_variant"
    funcotator = "FUNCOTATION=[MTOR|hg19|MISSENSE|ENST00000361445.4|||]"
    for header, info in (("", clinvar), (FUNC, funcotator)):
        read = cohort(tmp_path, header, info, "1\t11187094\t.\tG\tT")
        assert found(read) == [("ok", "MTOR", "F2108L")]
        assert read.changes[0].read_from == "coordinates GRCh37"
        (change,) = cohort(tmp_path, f"##reference=hg38\n{header}", info, "1\t11187094\t.\tG\tT").changes
        assert change.status == "unknown_build"
        assert "but the build is said to be GRCh38" in change.problem


@pytest.mark.parametrize(
    ("info", "other"),
    [
        ("ANNOVAR_DATE=x;Func.refGene=intergenic;Gene.refGene=MTOR,ANGPTL7;ALLELE_END", 1),
        ("GENEINFO=TP53:7157;MC=SO:0001583|missense_variant", 1),
        ("GENE=TP53;AA=p.R175H", 1),
        ("BCSQ=missense|TP53|ENST00000269305|protein_coding|-|175R>175H|9G>T", 1),
    ],
)
def test_other_genes_are_counted(tmp_path: Path, info: str, other: int) -> None:
    read = cohort(tmp_path, GRCH37, info, "3\t9\t.\tG\tT")
    assert (len(read), read.other_genes.total()) == (0, other)


def test_an_entry_of_our_transcript_is_believed_before_one_that_says_more_of_another(tmp_path: Path) -> None:
    vep = (
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|Feature|HGVSp">\n'
    )
    other, ours = (
        f"T|missense_variant|MTOR|{said}"
        for said in ("ENST00000376838|p.Ser420Tyr", "ENST00000361445|p.Ser2215Tyr")
    )
    assert found(cohort(tmp_path, vep, f"CSQ={other},{ours}")) == [S2215Y]


def test_transcripts_of_other_species_have_no_verdict(tmp_path: Path) -> None:
    vep = (
        '##INFO=<ID=CSQ,Number=.,Type=String,Description="Format: Allele|Consequence|SYMBOL|Feature|HGVSp">\n'
    )
    said = "CSQ=T|missense_variant|Mtor|ENSMUST00000103221|p.Phe2108Leu"
    (change,) = cohort(tmp_path, vep, said, "4\t148538911\t.\tG\tT").changes
    assert (change.gene, change.status, change.position) == ("MTOR", "other_species", 0)
    assert "ENSMUST00000103221 is not human" in change.problem
