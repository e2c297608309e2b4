"""Summaries of real cohorts, against counts that pandas makes from the raw files alone."""

from __future__ import annotations

import functools
from pathlib import Path
from random import Random

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.reference.proteins import proteins
from mtorstruct.tables.frames import plain_frame
from mtorstruct.variants.cohort_summary import COHORT_TABLES, Summary

from .plainly import annotated

COHORTS = {
    "mc3": ("tcga_mc3_mtor_genes.maf.tsv", "HGVSp_Short"),
    "firehose": ("tcga_firehose_mtor_genes.maf.tsv", "Protein_Change"),
    "crc": ("crc_cbioportal_data_mutations.txt.gz", "HGVSp_Short"),
}
COMPLEXES = {
    "mTORC1": {"MTOR", "RPTOR", "MLST8", "AKT1S1", "DEPTOR"},
    "mTORC2": {"MTOR", "RICTOR", "MAPKAP1", "MLST8", "DEPTOR"},
}
"""As UniProt and the review have them; RHEB and FKBP1A are part of neither."""


def raw_rows(folder: Path, name: str) -> pd.DataFrame:
    file, change = COHORTS[name]
    table = pd.read_csv(folder / file, sep="\t", dtype=str, keep_default_na=False, quoting=3)
    return pd.DataFrame(
        {
            "gene": table["Hugo_Symbol"].replace("DEPDC6", "DEPTOR"),
            "sample": table["Tumor_Sample_Barcode"],
            "change": table[change].str.removeprefix("p."),
        }
    )


@functools.cache
def counted(folder: Path, name: str) -> tuple[pd.DataFrame, Summary]:
    """Substitutions of a cohort whose wild type is that of the sequence; and the summary of those rows."""
    rows = raw_rows(folder, name)
    parts = rows.change.str.extract(r"^(?P<wild>[A-Z])(?P<position>\d+)(?P<mutant>[A-Z*])$")
    rows = rows.join(parts).dropna()
    sequences = {p.gene: p.sequence for p in proteins()}
    rows = rows[rows.gene.isin(sequences)].astype({"position": int})
    fits = [
        sequences[gene][position - 1 : position] == wild
        for gene, position, wild in zip(rows.gene, rows.position, rows.wild, strict=True)
    ]
    rows = rows[fits]
    summary = mtorstruct.summarise(mtorstruct.annotate(rows[["gene", "sample", "change"]]))
    return rows[rows.wild != rows.mutant], summary


cohorts = pytest.mark.parametrize("name", COHORTS)


@cohorts
def test_proteins_are_counted_as_pandas_counts_them(shared_cohorts: Path, name: str) -> None:
    rows, summary = counted(shared_cohorts, name)
    ours = summary.genes.set_index("gene")
    by_gene = rows.groupby("gene")
    for column, expected in {
        "changes": by_gene.change.nunique(),
        "samples": by_gene["sample"].nunique(),
    }.items():
        assert ours[ours[column] > 0][column].to_dict() == expected.to_dict()
    assert ours.index.tolist() == [p.gene for p in proteins()]
    assert (ours.answered - ours.synonymous).sum() == len(rows)


@cohorts
def test_residues_are_counted_as_pandas_counts_them(shared_cohorts: Path, name: str) -> None:
    rows, summary = counted(shared_cohorts, name)
    by_residue = rows.groupby(["gene", "position", "wild"])
    expected = by_residue.agg(
        rows=("sample", "size"), changes=("change", "nunique"), samples=("sample", "nunique")
    )
    ours = summary.residues.set_index(["gene", "position", "wild_type"])[["rows", "changes", "samples"]]
    pd.testing.assert_frame_equal(
        ours.sort_index(), expected.sort_index(), check_dtype=False, check_names=False, check_index_type=False
    )
    assert summary.residues["samples"].is_monotonic_decreasing
    for row in summary.residues.itertuples():
        here = rows[(rows.gene == row.gene) & (rows.position == row.position)]
        times = here.groupby("change")["sample"].nunique()
        said = {f"{change} ({n})" if n > 1 else change for change, n in times.items()}
        assert set(row.seen.split("; ")) == said


@cohorts
def test_samples_and_complexes_are_counted_as_pandas_counts_them(shared_cohorts: Path, name: str) -> None:
    rows, summary = counted(shared_cohorts, name)
    distinct = rows.drop_duplicates(["gene", "sample", "change"])
    distinct = distinct.assign(named=distinct.gene + ":" + distinct.change)
    ours = summary.samples[summary.samples.changes > 0].set_index("sample")
    assert ours.changes.to_dict() == distinct.groupby("sample").size().to_dict()
    for complex_, members in COMPLEXES.items():
        inside = distinct[distinct.gene.isin(members)].groupby("sample")
        several = inside.named.agg(set)[inside.size() > 1]
        found = summary.cooccurrence[summary.cooccurrence.complex == complex_].set_index("sample")
        assert {s: set(seen.split("; ")) for s, seen in found.seen.items()} == several.to_dict()
        one = inside.gene.nunique()[several.index] == 1
        assert found.same_protein.to_dict() == one.to_dict()
        counts = ours[complex_.lower()]
        assert counts[counts > 0].to_dict() == inside.size().to_dict()
    for row in summary.cooccurrence.itertuples():
        for column in ("seen", "domains", "activity", "rapalog", "atp_competitive", "bisteric"):
            assert len(getattr(row, column).split("; ")) == row.changes


@cohorts
def test_verdicts_are_those_of_the_annotation(shared_cohorts: Path, name: str) -> None:
    rows, summary = counted(shared_cohorts, name)
    annotation = annotated(rows[["gene", "sample", "change"]])
    begins = annotated(rows.gene + ":" + rows.wild + rows.position.astype(str))
    annotation["domain"] = begins.domain
    counts = plain_frame(summary.counts)
    assert set(counts.question) == {
        "activity", "rapalog", "atp_competitive", "bisteric", "rapalog_mtorc2", "bisteric_mtorc2",
    }  # fmt: skip
    for question in counts.question.unique():
        groups = annotation.groupby(["gene", "domain", question], dropna=False)
        expected = groups.agg(
            rows=("sample", "size"), changes=("input", "nunique"), samples=("sample", "nunique")
        )
        ours = counts[counts.question == question].set_index(["gene", "domain", "verdict"])
        pd.testing.assert_frame_equal(
            ours[["rows", "changes", "samples"]].sort_index(),
            expected.sort_index(), check_dtype=False, check_names=False, check_index_type=False,
        )  # fmt: skip


def test_a_whole_file_is_accounted_for(shared_cohorts: Path) -> None:
    rows = raw_rows(shared_cohorts, "crc")
    summary = mtorstruct.summarise(mtorstruct.annotate(rows))
    accounting = summary.accounting
    assert accounting.rows.sum() == len(rows)
    ours = rows.gene.isin([p.gene for p in proteins()])
    others = accounting[accounting.part == "other_genes"].groupby("gene").rows.sum()
    assert others.to_dict() == rows[~ours].gene.value_counts().to_dict()
    assert others["TP53"] == 229
    left_out = mtorstruct.summarise(mtorstruct.annotate(rows[ours]), other_genes=others.to_dict())
    assert left_out.accounting.rows.sum() == len(rows)
    for name in ("genes", "counts", "residues", "cooccurrence"):
        pd.testing.assert_frame_equal(getattr(left_out, name), getattr(summary, name))


def test_a_sample_that_is_there_twice_counts_once(shared_cohorts: Path) -> None:
    rows = raw_rows(shared_cohorts, "crc")
    twice = rows[(rows.gene == "MTOR") & (rows.change == "V2126F")]
    assert twice["sample"].tolist() == ["P-0014021-T01-IM5"] * 2
    summary = mtorstruct.summarise(mtorstruct.annotate(rows))
    residue = summary.residues[summary.residues.position == 2126].iloc[0]
    assert (residue.rows, residue.samples, residue.seen) == (2, 1, "V2126F")
    assert summary.genes.set_index("gene").repeated["MTOR"] == 2


def test_two_samples_of_one_patient_stay_two() -> None:
    barcodes = ["TCGA-OR-A5LB-01A-11D-A29I-10", "TCGA-OR-A5LB-02A-11D-A29I-10", "TCGA-OR-A5LB"]
    summary = mtorstruct.summarise(mtorstruct.annotate(cohort(*((b, "E2014K") for b in barcodes))))
    assert summary.residues["samples"].tolist() == [3]
    assert sorted(summary.samples["sample"]) == sorted(barcodes)


def cohort(*rows: tuple[str, str]) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["sample", "protein_change"])
    genes = table.protein_change.str.extract(r"^(?:(\w+):)?")[0].fillna("MTOR")
    return table.assign(gene=genes, protein_change=table.protein_change.str.replace(r"^\w+:", "", regex=True))


def test_the_published_patient_with_two_changes_of_mtor() -> None:
    # E2014K and E2419K in one bladder cancer: PMID:24625776.
    published = mtorstruct.published_effects()
    assert {"E2014K", "E2419K"} <= set(published[published.pmid == "24625776"].variant)
    summary = mtorstruct.summarise(mtorstruct.annotate(cohort(("one", "E2419K"), ("one", "E2014K"))))
    assert summary.cooccurrence[["complex", "changes", "same_protein"]].values.tolist() == [
        ["mTORC1", 2, True],
        ["mTORC2", 2, True],
    ]
    assert set(summary.cooccurrence.seen) == {"MTOR:E2014K; MTOR:E2419K"}
    assert set(summary.cooccurrence.domains) == {"kinase; kinase"}
    assert set(summary.cooccurrence.activity) == {"activating; activating"}


def test_a_change_of_mtor_beside_one_of_rictor_is_in_mtorc2_alone(shared_cohorts: Path) -> None:
    rows = raw_rows(shared_cohorts, "firehose")
    patient = rows[rows["sample"] == "TCGA-EK-A3GK"]
    assert {("MTOR", "E2419K"), ("RICTOR", "L282V")} == set(zip(patient.gene, patient.change, strict=True))
    found = mtorstruct.summarise(mtorstruct.annotate(patient)).cooccurrence
    assert found[["complex", "seen", "same_protein"]].values.tolist() == [
        ["mTORC2", "MTOR:E2419K; RICTOR:L282V", False]
    ]


def test_synonymous_changes_residues_and_rejects_are_no_changes() -> None:
    table = mtorstruct.annotate(
        cohort(
            ("a", "E2014K"),
            ("a", "E2014E"),
            ("a", "F2108="),
            ("a", "S2448"),
            ("a", "F2018L"),
            ("b", "E2014E"),
        )
    )
    summary = mtorstruct.summarise(table)
    assert summary.samples[["sample", "changes", "synonymous", "rejected"]].values.tolist() == [
        ["a", 1, 2, 1], ["b", 0, 1, 0],
    ]  # fmt: skip
    mtor = summary.genes.iloc[0]
    assert (mtor.rows, mtor.changes, mtor.samples, mtor.answered) == (6, 1, 1, 5)
    assert (mtor.synonymous, mtor.residues, mtor.rejected) == (3, 1, 1)
    assert mtor.rejected_as == "reference_mismatch (1)"
    assert summary.cooccurrence.empty
    assert summary.residues.seen.tolist() == ["E2014K"]
    assert summary.accounting.values.tolist() == [
        ["answered", "change", "MTOR", 1],
        ["answered", "residue", "MTOR", 1],
        ["answered", "synonymous", "MTOR", 3],
        ["rejected", "reference_mismatch", "MTOR", 1],
    ]


def test_regulators_count_in_no_complex() -> None:
    summary = mtorstruct.summarise(
        mtorstruct.annotate(cohort(("a", "RHEB:Y35N"), ("a", "FKBP1A:S78Y"), ("a", "E2014K")))
    )
    assert summary.samples[["changes", "mtorc1", "mtorc2", "neither"]].values.tolist() == [[3, 1, 1, 2]]
    assert summary.cooccurrence.empty


def test_rows_that_name_no_sample_count_as_rows() -> None:
    summary = mtorstruct.summarise(mtorstruct.annotate(["E2014K", "E2014K", "E2014R", "M1V", "TP53:R175H"]))
    top = summary.residues.iloc[0]
    assert (top.seen, top.rows, top.changes, top.samples) == ("E2014K (2); E2014R", 3, 2, 0)
    assert top.activity == "activating; possibly_activating"
    assert summary.residues.kinds.tolist() == ["missense", "start lost"]
    assert summary.samples.empty
    assert summary.cooccurrence.empty
    assert summary.genes.repeated.sum() == 0


def test_the_ways_to_write_one_change_are_one_change() -> None:
    summary = mtorstruct.summarise(
        mtorstruct.annotate(cohort(("a", "p.Phe2108Leu"), ("a", "F2108L"), ("b", "p.(F2108L)")))
    )
    assert summary.residues[["changes", "samples", "seen"]].values.tolist() == [[1, 2, "F2108L (2)"]]
    assert summary.genes.repeated.iloc[0] == 1


def test_the_context_of_a_sample_is_told() -> None:
    table = mtorstruct.annotate(cohort(("a", "E2014K"), ("a", "PIK3CA:H1047R"), ("b", "E2014K")))
    told = mtorstruct.summarise(table).samples.set_index("sample").context
    assert "PIK3CA H1047R" in told["a"]
    assert told["b"] is pd.NA


def test_nothing_at_all_gives_tables_without_rows() -> None:
    summary = mtorstruct.summarise(mtorstruct.annotate([]))
    assert summary.genes.rows.sum() == 0
    for name in ("counts", "residues", "samples", "cooccurrence", "accounting"):
        assert getattr(summary, name).empty
    assert mtorstruct.summarise(mtorstruct.annotate([]), other_genes=7).accounting.rows.tolist() == [7]


def test_an_annotation_that_went_through_a_file(tmp_path: Path) -> None:
    table = mtorstruct.annotate(
        cohort(("a", "E2014K"), ("", "L1460_A1462del"), ("b", "TSC1:R692*"), ("b", "x"))
    )
    table.to_csv(tmp_path / "annotated.tsv", sep="\t", index=False)
    for options in ({}, {"dtype": str}, {"dtype": str, "keep_default_na": False}):
        read = pd.read_csv(tmp_path / "annotated.tsv", sep="\t", **options)
        ours, again = mtorstruct.summarise(table), mtorstruct.summarise(read)
        for name in COHORT_TABLES:
            pd.testing.assert_frame_equal(getattr(ours, name), getattr(again, name))


def test_other_tables_are_refused() -> None:
    with pytest.raises(UsageError, match="no known column of protein changes"):
        mtorstruct.summarise(pd.DataFrame({"gene": ["MTOR"]}))
    with pytest.raises(UsageError, match="a row for every structure"):
        mtorstruct.summarise(mtorstruct.annotate(["F2108L"], all_structures=True))


POOL = [
    "E2014K", "E2014D", "F2108L", "F2108=", "R2505*", "L1460_A1462del", "S2448", "F2018L", "RPTOR:V1192I",
    "RICTOR:L282V", "RHEB:Y35N", "TP53:R175H", "PIK3CA:H1047R", "what",
]  # fmt: skip


@functools.cache
def pool() -> pd.DataFrame:
    return mtorstruct.annotate(cohort(*(("x", text) for text in POOL)))


rows_of_samples = st.lists(
    st.tuples(st.integers(0, len(POOL) - 1), st.sampled_from(["", "a", "b", "c"])), max_size=25
)


def drawn(rows: list[tuple[int, str]]) -> pd.DataFrame:
    table = pool().iloc[[k for k, _ in rows]].reset_index(drop=True)
    return table.assign(sample=pd.array([sample for _, sample in rows], dtype="str"), context="")


@settings(deadline=None)
@given(rows_of_samples, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[tuple[int, str]], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    ours, again = mtorstruct.summarise(drawn(rows)), mtorstruct.summarise(drawn(shuffled))
    for name in COHORT_TABLES:
        pd.testing.assert_frame_equal(getattr(ours, name), getattr(again, name))


@settings(deadline=None)
@given(rows_of_samples)
def test_every_row_is_accounted_for_and_a_repeated_one_adds_no_sample(rows: list[tuple[int, str]]) -> None:
    ours, doubled = mtorstruct.summarise(drawn(rows)), mtorstruct.summarise(drawn(rows * 2))
    assert ours.accounting.rows.sum() == len(rows)
    others = ours.accounting[ours.accounting.part == "other_genes"].rows.sum()
    assert ours.genes.rows.sum() + others == len(rows)
    named = [row for row in rows if row[1]]
    ours, doubled = mtorstruct.summarise(drawn(named)), mtorstruct.summarise(drawn(named * 2))
    pd.testing.assert_frame_equal(ours.cooccurrence, doubled.cooccurrence)
    columns = [c for c in ours.residues.columns if c != "rows"]
    pd.testing.assert_frame_equal(ours.residues[columns], doubled.residues[columns])
    assert (doubled.residues.rows == 2 * ours.residues.rows).all()


@pytest.mark.parametrize(
    ("text", "hgvs", "seen", "kind"),
    [
        ("R1966Gfs*12", "p.Arg1966GlyfsTer12", "R1966Gfs*12", "frameshift"),
        ("R1966Gfs*12", "p.(Arg1966GlyfsTer12)", "R1966Gfs*12", "frameshift"),
        ("R1966Gfs*12", "", "R1966fs", "frameshift"),
        ("L1460_A1462del", "p.Leu1460_Ala1462del", "L1460_A1462del", "deletion"),
        ("L1460_A1462del", "", "L1460_A1462del", "deletion"),
        ("L1460_V1461insGS", "p.Leu1460_Val1461insGlySer", "L1460_V1461insGS", "insertion"),
        ("R2505*", "p.Arg2505Ter", "R2505*", "nonsense"),
        ("F2108L", "p.(Phe2108Leu)", "F2108L", "missense"),
        ("M1V", "p.Met1Val", "M1V", "start lost"),
    ],
)
def test_changes_are_named_in_one_letter_form(text: str, hgvs: str, seen: str, kind: str) -> None:
    table = mtorstruct.annotate([text])
    assert table.status.tolist() == ["ok"]
    summary = mtorstruct.summarise(table.assign(hgvs=hgvs))
    assert summary.residues[["seen", "kinds"]].values.tolist() == [[seen, kind]]
