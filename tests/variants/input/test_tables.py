"""Rows of tables whose genes, quotes, widths and headings are not what one would wish."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.variants.check.wild_type import check_changes
from mtorstruct.variants.input.cohort import Cohort, ReadOptions
from mtorstruct.variants.input.detect import read_cohort


def cohort(tmp_path: Path, content: str, build: str = "") -> Cohort:
    path = tmp_path / "table"
    path.write_text(content, encoding="utf-8")
    return read_cohort(path, ReadOptions(build=build))


def answers(found: Cohort) -> list[tuple[str, str, int]]:
    checked = check_changes(found.with_samples())
    return [(c.status, c.protein.gene if c.protein else "", c.change.position) for c in checked]


PLACES = "chrom\tpos\tref\talt\tHGVSp\n"


def test_without_a_gene_the_place_decides_whose_change_it_is(tmp_path: Path) -> None:
    rows = "chr17\t7577120\tC\tT\tp.Arg273His\n1\t11187094\tG\tT\tp.Phe2108Leu\n"
    rows += "17\t78933974\tG\tA\tp.Val1192Ile\n"
    found = cohort(tmp_path, PLACES + rows, "GRCh37")
    assert answers(found) == [("ok", "MTOR", 2108), ("ok", "RPTOR", 1192)]
    assert found.other_genes.total() == 1


def test_without_a_gene_the_sequence_decides(tmp_path: Path) -> None:
    rows = "NP_000537.3:p.Arg175His\nNP_004949.1:p.Phe2108Leu\nENSP00000354558.3:p.Phe2108Leu\n"
    found = cohort(tmp_path, "HGVSp\tn\n" + rows.replace("\n", "\t1\n"))
    assert answers(found) == [("ok", "MTOR", 2108)] * 2
    assert found.other_genes.total() == 1
    ids = "Gene\tFeature\tHGVSp\nENSG00000198793\tENST00000361445.4\tp.Phe2108Leu\n"
    ids += "ENSG00000141510\tENST00000269305\tp.R175H\n"
    found = cohort(tmp_path, ids)
    assert answers(found) == [("ok", "MTOR", 2108)]
    assert found.other_genes.total() == 1
    hidden = "Hugo_Symbol\tHGVSp_Short\tTranscript_ID\n.\tp.F2108L\tENST00000361445\nUnknown\tp.F2108L\t\n"
    assert answers(cohort(tmp_path, hidden)) == [("ok", "MTOR", 2108), ("unknown_gene", "", 2108)]


def test_numbers_are_ids_where_the_column_is_one_of_ids(tmp_path: Path) -> None:
    rows = "2475\tp.F2108L\n3417\tp.R132H\n"
    for heading in ("Entrez_Gene_Id", "gene", "GeneID"):
        found = cohort(tmp_path, f"{heading}\tHGVSp_Short\n{rows}")
        assert (answers(found), dict(found.other_genes)) == ([("ok", "MTOR", 2108)], {"3417": 1})
    shifted = cohort(tmp_path, f"Hugo_Symbol\tHGVSp_Short\n{rows}")
    assert [status for status, _, _ in answers(shifted)] == ["not_understood"] * 2


def test_stray_quotes_cost_no_row(tmp_path: Path) -> None:
    stray = cohort(tmp_path, "gene,protein_change,n\n" + 'MTOR,F2108L,"a\n' * 3_000)
    assert (len(stray), set(answers(stray))) == (3_000, {("ok", "MTOR", 2108)})
    inches = 'MTOR,F2108L,5" tumour\nMTOR,S2035F,\nMTOR,C1483Y,"two\nlines"\nMTOR,M2327I,4" tumour\n'
    found = cohort(tmp_path, "gene,protein_change,note\n" + inches)
    assert [position for _, _, position in answers(found)] == [2108, 2035, 1483, 2327]
    assert list(found.lines) == [2, 3, 4, 6]


def test_quotes_in_a_maf_are_letters(tmp_path: Path) -> None:
    found = cohort(tmp_path, 'Hugo_Symbol\tnote\tx\tHGVSp_Short\ty\nMTOR\t"foo\tbar"\tp.F2108L\tp.M2327I\n')
    assert answers(found) == [("ok", "MTOR", 2108)]
    text = 'Hugo_Symbol\tHGVSp_Short\tnote\nMTOR\tp.F2108L\t"a\t\n'
    assert found.cells(next(iter(found.rows))) == ["MTOR", '"foo', 'bar"', "p.F2108L", "p.M2327I"]
    assert len(cohort(tmp_path, text)) == 1


def test_rows_that_begin_with_a_hash_are_rows_if_they_have_all_cells(tmp_path: Path) -> None:
    content = "sample\tgene\tchange\n#1\tMTOR\tF2108L\n# made by VEP\n# made\tVEP\n#3\tTP53\tR175H\n"
    for text in (content, content.replace("\t", ",")):
        found = cohort(tmp_path, text)
        assert answers(found) == [("ok", "MTOR", 2108)]
        assert dict(found.other_genes) == {"TP53": 1}


def test_lines_of_delimiters_alone_are_no_rows(tmp_path: Path) -> None:
    for delimiter in ("\t", ",", ";"):
        lines = ["gene,change,note", "MTOR,F2108L,x", ",,", "", "MTOR,C1483Y,"]
        assert len(cohort(tmp_path, "\n".join(lines).replace(",", delimiter))) == 2


def test_files_put_one_behind_the_other(tmp_path: Path) -> None:
    one = "Hugo_Symbol\tHGVSp_Short\nMTOR\tp.F2108L\n"
    same = cohort(tmp_path, one + one)
    assert answers(same) == [("ok", "MTOR", 2108)] * 2
    assert same.notices == ["line 3 repeats the heading and is passed over"]
    other = cohort(tmp_path, one + "HGVSp_Short\tHugo_Symbol\np.M2327I\tMTOR\n")
    assert [status for status, _, _ in answers(other)] == ["ok", "not_understood", "not_understood"]
    assert other.n_rows == 3


@pytest.mark.parametrize(
    "rows", [["TP53\tR175H", "TP53\tR175H\textra"], ["TP53\tR175H\textra", "TP53\tR175H"]]
)
def test_the_order_of_rows_does_not_matter(tmp_path: Path, rows: list[str]) -> None:
    found = cohort(tmp_path, "\n".join(["gene\tchange", *rows, "BCM\tTP53\tR175H", "MTOR\tF2108L"]))
    assert dict(found.other_genes) == {"TP53": 2}
    assert Counter(status for status, _, _ in answers(found)) == {"not_understood": 1, "ok": 1}


@pytest.mark.parametrize(
    ("acids", "position", "hgvs"),
    [
        ("FR/FL", "2108-2109", "p.Arg2109Leu"), ("LVA/L", "1460-1462", "p.Val1461_Ala1462del"),
        ("FR/F*", "2108-2109", "p.Arg2109Ter"),
        ("LV/LV", "1460-1461", "p.Leu1460="), ("F/L", "2108.0", "p.Phe2108Leu"),
        ("LV/LGSV", "1460-1461", "p.Leu1460_Val1461insGlySer"), ("-/GS", "1460-1461", ""),
        ("LVA/PGA", "1460-1462/2549", "p.Leu1460_Val1461delinsProGly"),
    ],
)  # fmt: skip
def test_residues_that_stay_are_no_part_of_a_change(acids: str, position: str, hgvs: str) -> None:
    frame = pd.DataFrame({"gene": ["MTOR"], "Amino_acids": [acids], "Protein_position": [position]})
    (row,) = mtorstruct.annotate(frame).itertuples()
    assert row.status == "ok", row.message
    assert not hgvs or row.hgvs == hgvs


def test_changes_of_dna_in_a_column_of_changes(tmp_path: Path) -> None:
    content = "gene\tvariant\nMTOR\tNM_004958.4:c.6981G>T\nMTOR\tc.6981G>T\n\tNC_000001.10:g.11177096C>A\n"
    assert answers(cohort(tmp_path, content)) == [("ok", "MTOR", 2327)] * 3
    found = mtorstruct.annotate(["MTOR c.6981G>T", "NM_004958.4 c.6981G>T"])
    assert found.position.tolist() == [2327, 2327]


def test_our_own_output_can_be_read_again(tmp_path: Path, shared_cohorts: Path) -> None:
    first = mtorstruct.annotate_file(shared_cohorts / "tcga_firehose_mtor_genes.maf.tsv", build="GRCh37")
    path = tmp_path / "again.tsv"
    first.to_csv(path, sep="\t", index=False)
    again = mtorstruct.annotate_file(path, build="GRCh37")
    assert again.status.tolist() == first.status.tolist()
    assert again.position.equals(first.position)


def test_missing_cells_of_a_data_frame() -> None:
    frame = pd.DataFrame(
        {"gene": ["MTOR", None, "MTOR"], "protein_change": pd.array(["F2108L", pd.NA, pd.NA], dtype="string")}
    )
    assert mtorstruct.annotate(frame).status.tolist() == ["ok", "no_protein_change", "no_protein_change"]
    places = pd.DataFrame(
        {
            "chrom": [1.0, None],
            "pos": [11187094.0, 5],
            "ref": ["G", "C"],
            "alt": ["T", "A"],
            "NCBI_Build": [37.0, None],
        }
    )
    found = mtorstruct.annotate(places)
    assert (found.status[0], found.hgvs[0]) == ("ok", "p.(Phe2108Leu)")
    assert found.status[1] == "no_protein_change"


def test_reasons_reach_the_reader(tmp_path: Path) -> None:
    content = "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\nMTOR\tp.K1753E+K1788E\tIntron\n"
    content += "MTOR\tp.F2018Z\t5'Flank\n"
    content += (
        "MTOR\tp.F2108L\tx\ty\n7157\tp.R175H\t\nMTOR\t.\tIntron\nMTOR\t.\tMissense_Mutation,intron_variant\n"
    )
    checked = check_changes(cohort(tmp_path, content).with_samples())
    assert [c.status for c in checked] == [
        "ok", "ok", "impossible_amino_acid", "not_understood", "not_understood", "no_protein_change",
        "no_protein_change",
    ]  # fmt: skip
    told = [c.message for c in checked[1:]]
    assert "the columns have shifted" in told[2]
    assert "'7157' is no gene symbol" in told[3]
    assert "Intron" in told[4]


def test_a_build_that_is_not_read_is_named(tmp_path: Path) -> None:
    content = "gene\tchrom\tpos\tref\talt\tNCBI_Build\nMTOR\t1\t11187094\tG\tT\thg18\n"
    (change,) = cohort(tmp_path, content).changes
    assert (change.status, change.problem) == (
        "unknown_build",
        "build hg18 is not read; coordinates of GRCh37 and GRCh38 are",
    )


def test_a_sequence_in_the_gene_column_is_a_gene_for_coordinates_too(tmp_path: Path) -> None:
    content = (
        "gene\tchrom\tpos\tref\talt\tHGVSc\nNM_004958.4\t1\t11177096\tC\tA\t\nP42345\t\t\t\t\tc.6981G>T\n"
    )
    assert answers(cohort(tmp_path, content, "GRCh37")) == [("ok", "MTOR", 2327)] * 2


def test_equal_words_at_other_places_are_other_rows(tmp_path: Path) -> None:
    ours, other = "F2108L\t1\t11187094\tG\tT\tGRCh37\ta", "F2108L\t7\t55259515\tT\tG\tGRCh37\tb"
    for rows in ((ours, other), (other, ours)):
        found = cohort(
            tmp_path, "\n".join(["Protein_Change\tchrom\tpos\tref\talt\tNCBI_Build\tSample", *rows])
        )
        assert [(c.position, c.sample) for c in found.with_samples()] == [(2108, "a")]
        assert found.other_genes.total() == 1
    unknown = cohort(tmp_path, "Protein_Change\tchrom\tpos\tref\talt\nF2108L\t7\t55259515\tT\tG\n")
    assert (len(unknown), unknown.n_rows) == (0, 1)
    zeros = cohort(tmp_path, "gene\tchrom\tpos\tref\talt\nMTOR\tchr01\t11187094\tG\tT\n", "GRCh37")
    assert answers(zeros) == [("ok", "MTOR", 2108)]


def test_a_transcript_that_is_not_known_is_told_by_its_place(tmp_path: Path) -> None:
    content = "HGVSp_Short\tFeature\tchrom\tpos\tref\talt\np.F2108L\tENST00000376838\t1\t11187094\tG\tT\n"
    assert answers(cohort(tmp_path, content, "GRCh37")) == [("ok", "MTOR", 2108)]


def test_an_isoform_in_the_gene_column_numbers_the_change(tmp_path: Path) -> None:
    content = "Gene\tHGVSc\nNM_001285439\tc.4500del\nENST00000391835\tc.558_559del\nNM_152756.5\tc.4500del\n"
    assert [status for status, _, _ in answers(cohort(tmp_path, content))] == ["other_isoform"] * 2 + ["ok"]
    several = "Hugo_Symbol\tHGVSp_Short\tTranscript_ID\nAKT1S1\tp.P185P\tENST00000344175.10;ENST00000391835\n"
    assert answers(cohort(tmp_path, several))[0][0] == "other_isoform"


def test_the_build_of_a_row_holds_for_a_place_in_words(tmp_path: Path) -> None:
    content = "gene\tvariant\tNCBI_Build\n" + "".join(
        f"MTOR\t1:11187094:G:T\t{b}\n" for b in ("GRCh37", "GRCh38")
    )
    assert [status for status, _, _ in answers(cohort(tmp_path, content))] == ["ok", "no_protein_change"]


def test_samples_without_a_name_are_no_sample(tmp_path: Path) -> None:
    content = "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\nMTOR\tp.F2108L\tNA\nKRAS\tp.G12D\tNA\n"
    found = cohort(tmp_path, content)
    assert [c.sample for c in found.with_samples()] == [""]
    assert (found.context, dict(found.other_genes)) == ({}, {"KRAS": 1})
    frame = pd.DataFrame({"gene": ["MTOR"], "protein_change": ["F2108L"], "sample": ["NA"]})
    assert mtorstruct.annotate(frame)["sample"].isna().all()


def test_context_is_read_as_other_rows_are(tmp_path: Path) -> None:
    heading = "Hugo_Symbol\tHGVSp_Short\tHGVSp\tAmino_acids\tProtein_position\tSample"
    rows = ["PIK3CA\tNA\tp.His1047Arg\t\t\ts1", "PIK3CA\t.\t\tH/R\t1047\ts2", "MET\tp.T1010I\t\t\t\ts1"]
    found = cohort(tmp_path, "\n".join([heading, *rows]))
    assert {(sample, c.position, c.mutant) for (sample, _), c in found.context.items()} == {
        ("s1", 1047, "R"), ("s2", 1047, "R"),
    }  # fmt: skip
    assert dict(found.other_genes) == {"PIK3CA": 2, "MET": 1}


def test_met_is_a_gene_and_a_residue() -> None:
    frame = pd.DataFrame({"gene": ["MET"], "protein_change": ["p.T1010I"]})
    assert mtorstruct.annotate(frame).status.tolist() == ["unknown_gene"]
    assert mtorstruct.annotate(["Met 1 Val"]).status.tolist() == ["not_understood"]


def test_wide_lines_are_told_by_all_their_cells(tmp_path: Path) -> None:
    for filling in ("z" * 50, "z" * 5000):
        found = cohort(tmp_path, f"Hugo_Symbol\tHGVSp_Short\tn\nTTN\tp.A1B\t{filling}\tq\tr\n")
        (change,) = found.changes
        assert change.problem == "the line has 5 cells, the heading has 3: the columns have shifted"
    csv = cohort(tmp_path, 'Gene,Protein_Change,Sample\n"MTOR","p.F2108L","s,1","a"\n')
    assert list(csv.rows) == ['"MTOR","p.F2108L","s,1","a"']
    quoted = cohort(tmp_path, 'Gene,Protein_Change,"Note; free"\nMTOR,p.F2108L,x\n')
    assert answers(quoted) == [("ok", "MTOR", 2108)]
