"""What else a tumour carries: told beside the verdicts, never in them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from mtorstruct.errors import UsageError
from mtorstruct.reference.markers import response_markers

from .plainly import annotated

ROWS = [
    ("MTOR", "p.F2108L", "T1"),
    ("KRAS", "p.G12D", "T1"),
    ("PIK3CA", "p.H1047R", "T1"),
    ("KRAS", "p.G12=", "T2"),
    ("BRAF", "", "T2"),
    ("MTOR", "p.C1483Y", "T2"),
    ("TSC2", "p.Q1178*", "T3"),
    ("RPTOR", "p.S863A", "T3"),
    ("TP53", "p.R175H", "T3"),
]
MAF = pd.DataFrame(ROWS, columns=["Hugo_Symbol", "HGVSp_Short", "Tumor_Sample_Barcode"])


def test_the_context_of_each_sample_is_told_on_its_rows() -> None:
    table = annotated(MAF)
    assert table["sample"].tolist() == MAF.Tumor_Sample_Barcode.tolist()
    assert table.context.tolist() == [
        "KRAS G12D: resistant (predictive); PIK3CA H1047R: sensitive (usually)",
        "",
        "",
        "",
        "",
        "",  # a synonymous change and an empty one are no context
        "",
        "TSC2 Q1178*: controversial",
        "",
    ]
    assert table.status.tolist() == [
        "ok", "context", "context", "context", "context", "ok", "context", "ok", "unknown_gene",
    ]  # fmt: skip
    assert "reported as the context of T1" in table.message[1]


@pytest.mark.parametrize("cell", [".", "NA", "-", "nan"])
def test_a_mark_for_nothing_is_no_context(cell: str) -> None:
    rows = [ROWS[0], ("PIK3CA", cell, "T1")]
    assert annotated(pd.DataFrame(rows, columns=MAF.columns)).context.tolist() == ["", ""]


def test_the_context_enters_no_verdict() -> None:
    with_context = annotated(MAF).iloc[[0]].drop(columns=["sample", "context"])
    alone = annotated(MAF.iloc[[0]]).drop(columns=["sample", "context"])
    pd.testing.assert_frame_equal(with_context, alone)


def test_without_samples_there_is_no_context() -> None:
    table = annotated(MAF.drop(columns="Tumor_Sample_Barcode"))
    assert set(table.context) == {""}
    assert table.status[1] == "unknown_gene"


def test_a_column_of_samples_may_be_named() -> None:
    renamed = MAF.rename(columns={"Tumor_Sample_Barcode": "patient"})
    assert annotated(renamed, sample_column="patient").context[0].startswith("KRAS")
    with pytest.raises(UsageError, match="no column 'x'"):
        annotated(renamed, sample_column="x")


def test_markers_are_those_of_the_review() -> None:
    said = {gene: (m.response, m.level) for gene, m in response_markers().items()}
    assert said == {
        "PIK3CA": ("sensitive", "usually"),
        "PTEN": ("sensitive", "usually"),
        "AKT1": ("sensitive", "usually"),
        "KRAS": ("resistant", "predictive"),
        "BRAF": ("resistant", "predictive"),
        "TSC1": ("controversial", "controversial"),
        "TSC2": ("controversial", "controversial"),
        "DEPDC5": ("sensitive", "preclinical studies"),
        "NPRL2": ("sensitive", "preclinical studies"),
        "NPRL3": ("sensitive", "preclinical studies"),
        "EZH2": ("sensitive", "lymphomas"),
        "EIF4EBP1": ("resistant", "stated without reservation"),
    }
    assert {gene: m.drug for gene, m in response_markers().items() if m.drug} == {"EZH2": "RapaLink-1"}


@pytest.mark.parametrize(
    ("gene", "change", "said"),
    [
        ("DEPDC5", "p.R487*", "sensitive (preclinical studies)"),
        ("NPRL2", "p.L105P", "sensitive (preclinical studies)"),
        ("NPRL3", "p.S199fs", "sensitive (preclinical studies)"),
        ("NPRL3", "p.S199=", ""),
        # One residue, and only with its wild type: in UniProt's numbering, and in that of NM_004456.
        ("EZH2", "p.Y641F", "sensitive to RapaLink-1 (lymphomas)"),
        ("EZH2", "p.Tyr646Asn", "sensitive to RapaLink-1 (lymphomas)"),
        ("EZH2", "Y646H", "sensitive to RapaLink-1 (lymphomas)"),
        ("EZH2", "p.A677G", ""),
        ("EZH2", "p.F641Y", ""),
        ("EZH2", "p.Y642F", ""),
        ("EZH2", "p.Y641*", ""),
        ("EZH2", "p.Y646fs", ""),
        ("EZH2", "p.Y646=", ""),
        ("EZH2", "p.Y646del", ""),
        ("EZH2", "p.Y646_R647del", ""),
        # A loss: the chain is cut short, or the gene is gone.
        ("EIF4EBP1", "p.R51*", "resistant (stated without reservation)"),
        ("EIF4EBP1", "p.R51fs*9", "resistant (stated without reservation)"),
        ("EIF4EBP1", "p.R51delins*", "resistant (stated without reservation)"),
        ("EIF4EBP1", "X49_splice", "resistant (stated without reservation)"),
        ("EIF4EBP1", "deletion", "resistant (stated without reservation)"),
        ("EIF4EBP1", "homozygous deletion", "resistant (stated without reservation)"),
        ("EIF4EBP1", "loss", "resistant (stated without reservation)"),
        ("EIF4EBP1", "p.R51Q", ""),
        ("EIF4EBP1", "p.R51del", ""),
        ("EIF4EBP1", "amplification", ""),
        # The other way round.
        ("AKT1", "p.E17K", "sensitive (usually)"),
        ("AKT1", "p.E17*", ""),
        ("AKT1", "p.E17fs", ""),
    ],
)
def test_an_alteration_counts_only_if_it_is_that_of_the_marker(gene: str, change: str, said: str) -> None:
    rows = pd.DataFrame([ROWS[0], (gene, change, "T1")], columns=MAF.columns)
    table = annotated(rows)
    assert table.status[1] == "context"
    assert table.context[0].partition(": ")[2] == said
    assert bool(table.context[0]) == bool(said)


def test_a_real_file_of_many_genes(shared_cohorts: Path) -> None:
    path = shared_cohorts / "crc_cbioportal_data_mutations.txt.gz"
    raw = pd.read_csv(path, sep="\t", comment="#", dtype=str, low_memory=False)
    table = annotated(raw)
    assert len(table) == len(raw)
    ours = table[table.status == "ok"]
    # By hand, with pandas alone: samples with a change of the complexes, and their changes of the markers.
    told = raw[raw.Hugo_Symbol.isin(response_markers()) & raw.HGVSp_Short.notna()]
    told = told[~told.HGVSp_Short.str.endswith("=")]
    cut = told.HGVSp_Short.str.contains(r"\*|fs|splice")
    of_one_residue = told.HGVSp_Short.str.fullmatch(r"p\.Y64[16][A-Z]")
    told = told[~told.Hugo_Symbol.eq("EIF4EBP1") | cut]
    told = told[~told.Hugo_Symbol.eq("EZH2") | of_one_residue]
    for row in ours.itertuples():
        mine = told[told.Tumor_Sample_Barcode == row.sample]
        expected = sorted({f"{g} {c[2:]}" for g, c in zip(mine.Hugo_Symbol, mine.HGVSp_Short, strict=True)})
        assert [part.split(":")[0] for part in row.context.split("; ") if part] == expected
    assert ours.context.notna().sum() > 0
