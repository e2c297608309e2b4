"""Tables as programs and portals write them: a row of mTOR, one of RPTOR and one of IDH1 in each."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.errors import UsageError

ROWS = (
    {"sym": "MTOR", "p": "F2108L", "p3": "Phe2108Leu", "c": "6324C>A", "chr": "1", "s19": "11187094",
     "s38": "11127037", "ref": "G", "alt": "T", "enst": "ENST00000361445",
     "nm": "NM_004958", "np": "NP_004949", "up": "P42345", "upn": "MTOR_HUMAN", "ent": "2475", "hgnc": "3942", "ensg": "ENSG00000198793",
     "w": "F", "n": "2108", "m": "L", "w3": "Phe", "m3": "Leu", "st": "-", "old": "C6324A"},
    {"sym": "RPTOR", "p": "R788H", "p3": "Arg788His", "c": "2363G>A", "chr": "17", "s19": "78867627",
     "s38": "80893827", "ref": "G", "alt": "A", "enst": "ENST00000306801",
     "nm": "NM_020761", "np": "NP_065812", "up": "Q8N122", "upn": "RPTOR_HUMAN", "ent": "57521", "hgnc": "30287", "ensg": "ENSG00000141564",
     "w": "R", "n": "788", "m": "H", "w3": "Arg", "m3": "His", "st": "+", "old": "G2363A"},
    {"sym": "IDH1", "p": "R132H", "p3": "Arg132His", "c": "395G>A", "chr": "2", "s19": "209113112",
     "s38": "208248388", "ref": "C", "alt": "T", "enst": "ENST00000345146",
     "nm": "NM_005896", "np": "NP_005887", "up": "O75874", "upn": "IDHC_HUMAN", "ent": "3417", "hgnc": "5382", "ensg": "ENSG00000138413",
     "w": "R", "n": "132", "m": "H", "w3": "Arg", "m3": "His", "st": "-", "old": "G395A"},
)  # fmt: skip

LAYOUTS = {
    "COSMIC to v97": (
        "Gene name={sym} | Accession Number={enst}.8 | Gene CDS length=7650 | HGNC ID={hgnc} | "
        "Sample name=s | ID_sample=123 | ID_tumour=11 | GENOMIC_MUTATION_ID=COSV6 | LEGACY_MUTATION_ID=COSM1 | "
        "MUTATION_ID=112 | Mutation CDS=c.{c} | Mutation AA=p.{p} | GRCh=38 | "
        "Mutation genome position={chr}:{s38}-{s38} | Mutation strand={st} | HGVSP=p.{p3} | "
        "HGVSC={enst}.8:c.{c} | HGVSG={chr}:g.{s38}{ref}>{alt}"
    ),
    "CIViC evidence to 2022": (
        "gene={sym} | entrez_id={ent} | variant={p} | disease=RCC | evidence_id=1 | variant_id=312 | "
        "gene_id=2073 | chromosome={chr} | start={s19} | stop={s19} | reference_bases={ref} | "
        "variant_bases={alt} | representative_transcript={enst}.4 | ensembl_version=75 | "
        "reference_build=GRCh37"
    ),
    "CIViC variants from 2024": (
        "variant_id=312 | feature_type=Gene | feature_id=30 | feature_name={sym} | variant={p} | "
        "single_variant_molecular_profile_id=12"
    ),
    "cancerhotspots.org": (
        "Hugo_Symbol={sym} | Amino_Acid_Position={n} | Mutation_Count=5 | Reference_Amino_Acid={w}:5 | "
        "Variant_Amino_Acid={m}:5 | Codon_Change=x | Genomic_Position={chr}:{s19}_5"
    ),
    "ANNOVAR refGeneWithVer": (
        "Chr=chr{chr} | Start={s38} | End={s38} | Ref={ref} | Alt={alt} | Func.refGeneWithVer=exonic | "
        "Gene.refGeneWithVer={sym} | ExonicFunc.refGeneWithVer=nonsynonymous | "
        "AAChange.refGeneWithVer={sym}:{nm}.4:exon46:c.{old}:p.{p}"
    ),
    "ANNOVAR GENCODE": (
        "Chr={chr} | Start={s19} | End={s19} | Ref={ref} | Alt={alt} | Gene.wgEncodeGencodeBasicV19={sym} | "
        "AAChange.wgEncodeGencodeBasicV19={sym}:{enst}.4:exon46:c.{old}:p.{p}"
    ),
    "bcftools query": (
        "# [1]CHROM={chr} | [2]POS={s38} | [3]REF={ref} | [4]ALT={alt} | [5]SYMBOL={sym} | [6]HGVSp=p.{p3}"
    ),
    "EVE": (
        "CHROM={chr} | POS={s38} | ID=x | REF=TTC | ALT=TTA | wt_aa={w} | position={n} | mt_aa={m} | "
        "protein_name={upn} | EVE_scores_ASM=0.5"
    ),
    "PrimateAI-3D": (
        "chr=chr{chr} | pos={s38} | non_flipped_ref={ref} | non_flipped_alt={alt} | gene_name={enst}.9 | "
        "change_position_1based={n} | ref_aa={w} | alt_aa={m} | score_PAI3D=0.9 | refseq={nm}.4"
    ),
    "a place beside residues": (
        "chr={chr} | pos={s38} | gene={sym} | ref_aa={w} | alt_aa={m} | aapos={n}"
    ),
    "CADD": (
        "#Chrom={chr} | Pos={s38} | Ref={ref} | Alt={alt} | Consequence=NON_SYNONYMOUS | oAA={w} | nAA={m} | "
        "GeneID={ensg} | FeatureID={enst} | GeneName={sym} | CDSpos=1 | protPos={n}"
    ),
    "SIFT 4G": (
        "CHROM={chr} | POS={s38} | REF_ALLELE={ref} | ALT_ALLELE={alt} | TRANSCRIPT_ID={enst} | "
        "GENE_ID={ensg} | GENE_NAME={sym} | REGION=CDS | REF_AMINO={w} | ALT_AMINO={m} | AMINO_POS={n}"
    ),
    "PolyPhen-2": (
        "#o_acc={up} | o_pos={n} | o_aa1={w} | o_aa2={m} | rsid=? | acc={up} | pos={n} | aa1={w} | aa2={m}"
    ),
    "MutationAssessor": (
        "Mutation=hg19,{chr},{s19},{ref},{alt} | AA variant={p} | Gene={sym} | Uniprot={upn}"
    ),
    "LOVD": (
        "{{id}}=12 | {{VariantOnTranscript/DNA}}=c.{c} | {{VariantOnTranscript/Protein}}=p.({p3}) | "
        "{{geneid}}={sym}"
    ),
    "HGMD": (
        "Accession Number=CM1234 | Codon change=TTC-TTA | Amino acid change={w3}-{m3} | Codon number={n} | "
        "Gene={sym}"
    ),
    "SNPnexus": (
        "Symbol={sym} | Chromosome={chr} | Position={s19} | REF Allele={ref} | Transcript={enst} | "
        "AA Change={w} > {m} | Protein Position={n}"
    ),
    "IntOGen": (
        "SYMBOL={sym} | CHROMOSOME={chr} | POSITION={s38} | REF={ref} | ALT={alt} | PROTEIN_POS={n} | "
        "AA_CHANGE={w}/{m} | ENST={enst} | MUTATION={chr}:{s38}:{ref}>{alt}"
    ),
    "Guardant": (
        "GH_ID=A | Gene={sym} | Mut_aa={p} | Mut_cdna={old} | Chromosome={chr} | Position={s19} | "
        "Percentage=1.2"
    ),
    "Caris": (
        "Gene={sym} | Molecular Alteration=p.{p} | Exon=46 | DNA Alteration=c.{c} | Variant Frequency=20"
    ),
    "TruSight": (
        "Gene={sym} | Chromosome=chr{chr} | Genomic Position={s19} | Reference Call={ref} | "
        "Alternative Call={alt} | P-Dot Notation={np}.1:p.({p3}) | C-Dot Notation={nm}.3:c.{c}"
    ),
    "dms_variants": (
        "protein={sym} | site={n} | wildtype={w} | mutation={m} | effect=-0.5"
    ),
    "a structure": (
        "uniprot={up} | resi={n} | resn={w} | mutation={m} | ddG=1"
    ),
    "changes where the mutant is looked for": (
        "gene={sym} | wt={w} | pos={n} | mut=p.{p}"
    ),
    "popEVE": (
        "mutant={p} | popEVE=-3 | EVE=1 | protein={np}.1"
    ),
    "clinical ProteinGym": (
        "protein_id={np}.1 | mutant={p} | mutated_sequence=MLGTG | annotation=Pathogenic"
    ),
}  # fmt: skip
"""Headings in order, each with its cell behind ``=``."""

PLACES = {
    "REVEL": (
        "chr={chr} | hg19_pos={s19} | grch38_pos={s38} | ref={ref} | alt={alt} | aaref={w} | aaalt={m} | "
        "REVEL=1"
    ),
    "a build in the heading": (
        "Gene={sym} | Chr={chr} | Position (GRCh38)={s38} | Ref={ref} | Alt={alt}"
    ),
    "a genomic change": (
        "Gene={sym} | HGVSg (hg19)={chr}:g.{s19}{ref}>{alt}"
    ),
}  # fmt: skip
"""Layouts in which a place, of the build that a heading names, is all that tells the change."""


def table_of(layout: str, n: int = len(ROWS)) -> str:
    """Text of a table of a layout, with the first `n` rows."""
    columns = [column.partition("=") for column in layout.split(" | ")]
    rows = [[cell.format(**row) for _, _, cell in columns] for row in ROWS[:n]]
    return "\n".join("\t".join(row) for row in ([heading for heading, _, _ in columns], *rows)) + "\n"


def answers(path: Path, gene: str | None = None) -> list[str]:
    """Gene, change and status of each row of the answer."""
    found = mtorstruct.annotate_file(path, gene=gene)
    names = ["gene", "wild_type", "position", "mutant", "status"]
    return [f"{r[0]} {r[1]}{r[2]}{r[3]} {r[4]}" for r in found[names].astype("string").fillna("").values]


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_gives_the_rows_of_ours_alone(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(table_of(LAYOUTS[name]), encoding="utf-8")
    assert answers(path) == ["MTOR F2108L ok", "RPTOR R788H ok"]
    accounting = mtorstruct.annotate_file(path).attrs["accounting"]
    assert accounting.startswith("3 rows in = 2 annotated + 1 of other genes + 0 rejected")


@pytest.mark.parametrize("name", PLACES)
def test_a_build_in_a_heading_is_that_of_its_column(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(table_of(PLACES[name], 1), encoding="utf-8")
    assert answers(path) == ["MTOR F2108L ok"]
    if name == "REVEL":
        return
    path.write_text(
        table_of(PLACES[name].replace("hg19", "hg18").replace("GRCh38", "hg18"), 1), encoding="utf-8"
    )
    (answer,) = mtorstruct.annotate_file(path).itertuples()
    assert (answer.status, "hg18" in answer.message) == ("unknown_build", True)


@pytest.mark.parametrize(
    "heading", ["mutations", "Variants", "change", "variant_id", "molecular_profile", "description"]
)
def test_a_number_alone_is_a_count_or_a_name(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(
        f"gene\t{heading}\tProtein_Change\nMTOR\t312\t\nMTOR\t312\tF2108L\nMTOR\t12\tAmplification\n"
    )
    found = mtorstruct.annotate_file(path)
    assert found.status.tolist()[1] == "ok"
    assert set(found.status.tolist()[::2]) <= {"no_protein_change", "not_understood"}


def test_a_residue_may_be_a_number_in_a_column_of_residues(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("gene\tresidue\nMTOR\t2108\n")
    assert answers(path) == ["MTOR F2108 ok"]


def test_genes_named_in_one_cell_are_told_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, target = tmp_path / "t.tsv", tmp_path / "out.csv"
    path.write_text(
        "Sample\tMutations\nS1\tMTOR p.F2108L; IDH1 p.R132H\nS2\tTP53 R175H, RPTOR R788H\nS3\tKRAS G12D\n"
        "S4\tIDH1 R132H; TP53 R175H\nS5\tMTOR F2108L; IDH1 R132H; MTOR F2108L\n"
    )
    main(["annotate", "-i", str(path), "-o", str(target)])
    assert "9 rows in = 4 annotated + 5 of other genes + 0 rejected" in capsys.readouterr().err
    with target.open(newline="", encoding="utf-8") as file:
        rows = [(row["gene"], row["sample"], row["status"]) for row in csv.DictReader(file)]
    assert [row for row in rows if row[2] == "ok"] == [
        ("MTOR", "S1", "ok"),
        ("RPTOR", "S2", "ok"),
        ("MTOR", "S5", "ok"),
        ("MTOR", "S5", "ok"),
    ]


def test_an_isoform_in_the_column_of_proteins_is_that_of_the_numbers(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("GENE\tACC_ID\tMOD_RSD\nMTOR\tP42345-2\tS2448-p\nMTOR\tP42345\tS2448-p\n")
    assert mtorstruct.annotate_file(path).status.tolist() == ["other_isoform", "ok"]


FORMS = {
    "row names of R": "Gene\tProtein_Change\tSample\n1\tMTOR\tF2108L\ts1\n2\tIDH1\tR132H\ts2\n",
    "quoted row names of R": '"Gene","Protein_Change","Sample"\n"1","MTOR","F2108L","s1"\n"2","IDH1","R132H","s2"\n',
    "blanks, as R writes": '"Gene" "Protein_Change" "Sample"\n"1" "MTOR" "F2108L" "s1"\n"2" "IDH1" "R132H" "s2"\n',
    "blanks to align": "Gene  Mutation  Sample\nMTOR  F2108L    s1\nIDH1  R132H     s2\n",
    "bars": "Gene|Mutation|Sample\nMTOR|F2108L|s1\nIDH1|R132H|s2\n",
    "Markdown": "| Gene | Mutation | Sample |\n|---|:--|---|\n| MTOR | F2108L | s1 |\n| IDH1 | R132H | s2 |\n",
    "two lines of heading": "\tPatient\t\tMutation\t\n\tSample\tAge\tGene\tAA change\n1\ts1\t60\tMTOR\tF2108L\n"
    "2\ts2\t61\tIDH1\tR132H\n",
    "two lines of heading below a title": "Table S2. Mutations in MTOR, 2014\n\n\tPatient\t\tMutation\t\n"
    "\tSample\tAge\tGene\tAA change\n1\ts1\t60\tMTOR\tF2108L\n2\ts2\t61\tIDH1\tR132H\n",
    "sections of TruSight": "[Analysis Details]\nCase ID\tX\n\n[Small Variants]\nGene\tSample\tP-Dot Notation\n"
    "MTOR\ts1\tNP_004949.1:p.(Phe2108Leu)\nIDH1\ts2\tNP_005887.2:p.(Arg132His)\n",
    "decimal commas": "Gene;Protein change;VAF;Sample\nMTOR;p.F2108L;0,45;s1\nIDH1;p.R132H;0,31;s2\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_what_parts_the_cells_and_stands_above_them(name: str, tmp_path: Path) -> None:
    path = tmp_path / "t.txt"
    path.write_text(FORMS[name], encoding="utf-8")
    found = mtorstruct.annotate_file(path)
    assert answers(path) == ["MTOR F2108L ok"]
    assert found["sample"].tolist() == ["s1"]
    assert found.attrs["accounting"].startswith("2 rows in = 1 annotated + 1 of other genes + 0 rejected")


@pytest.mark.parametrize(
    "text",
    [
        ",MTOR (2475),RPTOR (57521),IDH1 (3417)\nACH-1,1.0,0.0,2\n",
        "ModelID,ProfileID,MTOR (2475),IDH1 (3417)\nACH-1,PR-1,1.0,2\n",
        "X,MTOR..2475.,IDH1..3417.\nACH-1,1.0,2\n",
        "STUDY_ID\tSAMPLE_ID\tMTOR\tIDH1\ns\tT1\tF2108L\tR132H\n",
    ],
)
def test_genes_as_columns_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError):
        mtorstruct.annotate_file(path)


def test_two_columns_of_one_name_are_both_read(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("Gene\tMutation\tMutation\nMTOR\tF2108L\tA2034V\nMTOR\tF2108L\tF2108L\nMTOR\t\tA2034V\n")
    assert mtorstruct.annotate_file(path).status.tolist() == ["contradiction", "ok", "ok"]


def test_a_cell_of_very_many_changes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("gene\tchange\nMTOR\t" + ",".join(["F2108L", "A2034V"] * 30_000) + "\nMTOR\tF2108L\n")
    found = mtorstruct.annotate_file(path)
    assert found.status.tolist() == ["not_understood", "ok"]
    assert "60,000 variants" in found.message[0]


def test_values_that_are_no_text() -> None:
    assert mtorstruct.annotate(["F2108L\udc80"]).status.tolist() == ["not_understood"]
    with pytest.raises(UsageError, match="has no text"):
        mtorstruct.annotate([type("Odd", (), {"__str__": lambda _: 1 / 0})()])
