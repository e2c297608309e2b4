"""Tables that a user joins: matched by the variant after its check, with every value of every row."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from mtorstruct.errors import DataError, UsageError
from mtorstruct.tables import ANNOTATION
from mtorstruct.variants.joining import read_joined

from .plainly import annotated, annotated_file

CLINVAR_WEB = (
    "Name\tGene(s)\tProtein change\tCondition(s)\tAccession\tGRCh37Chromosome\tGRCh37Location\t"
    "GRCh38Chromosome\tGRCh38Location\tVariationID\tAlleleID(s)\tdbSNP ID\tCanonical SPDI\t"
    "Variant type\tMolecular consequence\t"
    "Germline classification\tGermline date last evaluated\tGermline review status\tSomatic clinical impact\t"
    "Somatic clinical impact date last evaluated\tSomatic clinical impact review status\t"
    "Oncogenicity classification\tOncogenicity date last evaluated\tOncogenicity review status\t"
)
"""Heading of ClinVar's "Download" of a search, with the tab at its end."""

VARIANT_SUMMARY = (
    "#AlleleID\tType\tName\tGeneID\tGeneSymbol\tHGNC_ID\tClinicalSignificance\tClinSigSimple\tLastEvaluated\t"
    "RS# (dbSNP)\tnsv/esv (dbVar)\tRCVaccession\tPhenotypeIDS\tPhenotypeList\tOrigin\tOriginSimple\t"
    "Assembly\tChromosomeAccession\tChromosome\tStart\tStop\tReferenceAllele\tAlternateAllele\tCytogenetic\t"
    "ReviewStatus\tNumberSubmitters\tGuidelines\tTestedInGTR\tOtherIDs\tSubmitterCategories\tVariationID\tPositionVCF\t"
    "ReferenceAlleleVCF\tAlternateAlleleVCF\tSomaticClinicalImpact\tSomaticClinicalImpactLastEvaluated\t"
    "ReviewStatusClinicalImpact\tOncogenicity\tOncogenicityLastEvaluated\tReviewStatusOncogenicity\t"
    "SCVsForAggregateGermlineClassification\tSCVsForAggregateSomaticClinicalImpact\t"
    "SCVsForAggregateOncogenicityClassification"
)
"""Heading of ClinVar's variant_summary.txt."""

GNOMAD = (
    "gnomAD ID,Chromosome,Position,rsIDs,Reference,Alternate,Source,Filters - exomes,Filters - genomes,"
    "Transcript,HGVS Consequence,Protein Consequence,Transcript Consequence,VEP Annotation,"
    "ClinVar Germline Classification,ClinVar Variation ID,Flags,Allele Count,Allele Number,Allele Frequency,"
    "Homozygote Count,Hemizygote Count"
)
"""Heading of the gnomAD browser's export of a gene."""


def rows_of(heading: str, separator: str, *rows: dict[str, str]) -> str:
    """A table with a heading and some of its cells; the others are empty."""
    names = heading.split(separator)
    lines = (separator.join(row.get(name, "") for name in names) for row in rows)
    return "\n".join([heading, *lines, ""])


def clinvar(name: str, change: str, **more: str) -> dict[str, str]:
    return {"Name": name, "Gene(s)": "MTOR", "Protein change": change, **more}


@pytest.fixture
def web(tmp_path: Path) -> Path:
    path = tmp_path / "clinvar_result.txt"
    path.write_text(
        rows_of(
            CLINVAR_WEB,
            "\t",
            clinvar(
                "NM_004958.4(MTOR):c.6324C>A (p.Phe2108Leu)",
                "F2108L",
                **{"Germline classification": "Uncertain significance", "VariationID": "1"},
            ),
            clinvar(
                "NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)",
                "C1483Y",
                **{"Germline classification": "Pathogenic", "Oncogenicity classification": "Oncogenic"},
            ),
            clinvar("NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)", "C1483Y", VariationID="3"),
            clinvar(
                "NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)",
                "C1483Y",
                **{"Germline classification": "Likely pathogenic", "VariationID": "3"},
            ),
            clinvar("NM_004958.4(MTOR):c.5395G>A (p.Glu1799Lys)", "E1799K"),
            clinvar("", "A1483Y", VariationID="9"),
        )
    )
    return path


def test_an_export_of_clinvar(web: Path) -> None:
    table = annotated(["p.(Phe2108Leu)", "C1483Y", "C1483F", "F2018L"], join={"clinvar": web})
    names = [f"clinvar_{name}" for name in CLINVAR_WEB.split("\t")[:-1]]
    assert list(table.columns) == [*ANNOTATION.names, *names]
    assert table["clinvar_Germline classification"].tolist() == [
        "Uncertain significance",
        "Pathogenic; Likely pathogenic",
        "",
        "",
    ]
    assert table["clinvar_VariationID"].tolist() == ["1", "3", "", ""]
    assert table["clinvar_Oncogenicity classification"].tolist() == ["", "Oncogenic", "", ""]
    assert table.attrs["notices"] == [
        f"{web}: 1 of 6 rows of the nine proteins match no variant of the input",
        f"{web}: 1 of 6 rows of the nine proteins name no variant that can be matched; the first: A1483Y: "
        "residue 1483 of MTOR (P42345) is C, not A",
    ]


def test_nothing_joined_enters_a_verdict(web: Path) -> None:
    variants = ["F2108L", "C1483Y", "E1799K", "RPTOR:S863A", "R1966fs"]
    beside = annotated(variants, join=web)
    pd.testing.assert_frame_equal(beside[ANNOTATION.names], annotated(variants))


def test_the_whole_of_clinvar_has_a_row_a_build_and_all_other_genes(tmp_path: Path) -> None:
    told = {
        "Type": "single nucleotide variant",
        "Name": "NM_004958.4(MTOR):c.6324C>A (p.Phe2108Leu)",
        "GeneID": "2475",
        "GeneSymbol": "MTOR",
        "ClinicalSignificance": "Uncertain significance",
        "#AlleleID": "15041",
    }
    other = {**told, "Name": "NM_000410.4(HFE):c.845G>A (p.Cys282Tyr)", "GeneID": "3077", "GeneSymbol": "HFE"}
    text = rows_of(
        VARIANT_SUMMARY,
        "\t",
        *({**row, "Assembly": build} for row in (told, other) for build in ("GRCh37", "GRCh38")),
    )
    path = tmp_path / "variant_summary.txt.gz"
    path.write_bytes(gzip.compress(text.encode()))
    table = annotated(["F2108L"], join=path)
    assert table["variant_summary_ClinicalSignificance"].tolist() == ["Uncertain significance"]
    assert table["variant_summary_Assembly"].tolist() == ["GRCh37; GRCh38"]
    assert table.attrs["notices"] == []


def test_an_export_of_gnomad_names_no_gene_but_a_transcript(tmp_path: Path) -> None:
    told = {
        "Chromosome": "1",
        "Transcript": "ENST00000361445.9",
        "HGVS Consequence": "p.Phe2108Leu",
        "Protein Consequence": "p.Phe2108Leu",
        "VEP Annotation": "missense_variant",
    }
    own = ("gnomAD ID", "Position", "Reference", "Alternate", "Allele Frequency")
    path = tmp_path / "gnomAD_v4.1.0_ENSG00000198793.csv"
    path.write_text(
        rows_of(
            GNOMAD,
            ",",
            {**told, **dict(zip(own, ("1-11127037-G-T", "11127037", "G", "T", "1.3689e-06"), strict=True))},
            {**told, **dict(zip(own, ("1-11127039-A-G", "11127039", "A", "G", "6.8e-07"), strict=True))},
        )
    )
    table = annotated(["MTOR:F2108L", "MTOR:F2108I"], join=f"gnomad={path}")
    assert table["gnomad_Allele Frequency"].tolist() == ["1.3689e-06; 6.8e-07", ""]
    assert table["gnomad_gnomAD ID"].tolist() == ["1-11127037-G-T; 1-11127039-A-G", ""]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Q2524*", "p.Gln2524Ter"),
        ("Q2524*", "NP_004949.1:p.Gln2524*"),
        ("RPTOR:S863", "S863"),
        ("L1460_A1462del", "p.Leu1460_Ala1462del"),
        ("R1966Gfs*12", "p.(Arg1966GlyfsTer12)"),
        ("F2108=", "p.Phe2108="),
    ],
)
def test_one_variant_in_other_words(tmp_path: Path, text: str, written: str) -> None:
    gene = "RPTOR" if text.startswith("RPTOR") else "MTOR"
    path = tmp_path / "mine.tsv"
    path.write_text(f"gene\tprotein_change\tseen\n{gene}\t{written}\tyes\n{gene}\tL1460P\tno\n")
    assert annotated([text], join=path).mine_seen.tolist() == ["yes"]


def test_what_differs_is_not_joined(tmp_path: Path) -> None:
    path = tmp_path / "mine.tsv"
    path.write_text(
        "gene\tprotein_change\tseen\n"
        "MTOR\tF2108I\t1\nRPTOR\tF2108L\t2\nMTOR\tF2108\t3\nMTOR\t2108L\t4\nPIK3CA\tF2108L\t5\n"
    )
    assert annotated(["F2108L"], join=path).mine_seen.tolist() == [""]


def test_the_same_as_a_merge_by_pandas(shared_cohorts: Path, tmp_path: Path) -> None:
    maf = next(shared_cohorts.glob("mc3*.maf*"), None) or next(shared_cohorts.glob("*mc3*"))
    alone = annotated_file(maf)
    ok = alone[alone.status == "ok"].drop_duplicates(["gene", "hgvs"])
    ok = ok[ok.hgvs != ""].iloc[::2]
    path = tmp_path / "mine.csv"
    ok[["gene", "hgvs"]].assign(number=range(len(ok))).to_csv(path, index=False)
    joined = annotated_file(maf, join=path)
    expected = alone[["gene", "hgvs", "status"]].merge(
        pd.read_csv(path, dtype=str), on=["gene", "hgvs"], how="left"
    )
    expected.loc[expected.status != "ok", "number"] = None
    assert joined.mine_number.tolist() == expected.number.fillna("").tolist()
    assert (joined.mine_number != "").sum() > 50
    # The columns of the file itself come last.
    assert list(joined.columns).index("mine_number") < list(joined.columns).index("Hugo_Symbol")


def test_columns_that_are_called_like_ours_and_each_other(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("gene,protein_change,AF,AF,\nMTOR,F2108L,1,2,3\n")
    (tmp_path / "input.csv").write_text("gene,protein_change,x_AF\nMTOR,F2108L,own\n")
    table = annotated_file(tmp_path / "input.csv", join=path)
    assert table.loc[0, ["x_gene", "x_AF", "x_AF_2", "input_x_AF"]].tolist() == ["MTOR", "1", "2", "own"]
    with pytest.raises(UsageError, match="two of the files have a column x_gene"):
        annotated(["F2108L"], join=[path, path])
    named = annotated(["F2108L"], join=[path, f"y={path}"])
    assert named.loc[0, ["x_AF", "y_AF"]].tolist() == ["1", "1"]


def test_cells_with_quotes_and_breaks(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text('gene,protein_change,note\nMTOR,F2108L,"a, ""b""\tc"\nMTOR,F2108L,"a, ""b""\tc"\n')
    assert annotated(["F2108L"], join=path).x_note.tolist() == ['a, "b"\tc']


def test_what_cannot_be_joined_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text("foo\tbar\n1\t2\n")
    with pytest.raises(UsageError, match="call its columns gene and protein_change; there are: foo, bar"):
        read_joined(path)
    path.write_text("protein_change\tbar\nF2108L\t2\n")
    with pytest.raises(UsageError, match="nothing in the table names the protein"):
        read_joined(path)
    assert annotated(["F2108L"], gene="MTOR", join=path).x_bar.tolist() == ["2"]
    path.write_text("F2108L\n")
    with pytest.raises(DataError, match="has no columns that could be joined"):
        read_joined(path)
    path.write_bytes(gzip.compress(b"gene\tprotein_change\nMTOR\tF2108L\n" * 2000)[:-20])
    with pytest.raises(DataError, match="fetch or make the file again"):
        read_joined(path)
