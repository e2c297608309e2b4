"""In-frame variants and truncations: what rules and publications say of whole stretches."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

import mtorstruct
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.stretches import inframe_stretches, needed_up_to, stretches
from mtorstruct.reference.tables import read_table
from mtorstruct.variants.verdicts.classify import classify_columns

from .plainly import annotated

ATLAS = mtorstruct.open_atlas()
INHIBITORY, HOTSPOT = inframe_stretches()


def named(gene: str, first: int, last: int, how: str = "del") -> str:
    p = protein(gene)
    return f"{gene}:{p.amino_acid(first)}{first}_{p.amino_acid(last)}{last}{how}"


def test_stretches_lie_in_their_proteins() -> None:
    for s in stretches():
        assert 1 <= s.start <= s.end <= len(protein(s.gene))
        if s.within_start:
            assert s.within_start <= s.start
            assert s.end <= s.within_end


def test_the_hotspot_of_indels_is_what_is_listed_as_one(shared_cohorts: Path) -> None:
    """First and last codon of the indels that the list names after A1459 to D1468, by coordinates."""
    exons = [row for row in read_table("coding_exons.tsv") if row["gene"] == "MTOR"]
    bounds = sorted(((int(e["start_GRCh37"]), int(e["end_GRCh37"])) for e in exons), reverse=True)
    coding = [base for start, end in bounds for base in range(end, start - 1, -1)]
    codon = {base: k // 3 + 1 for k, base in enumerate(coding)}
    with (shared_cohorts / "hotspots_GRCh37.tsv").open(encoding="utf-8") as file:
        listed = [row for row in csv.DictReader(file, delimiter="\t") if row["gene"] == "MTOR"]
    indels = [row for row in listed if row["protein_change"] == "A1459_D1468del"]
    assert len(indels) == 4
    assert sum(row["variant_class"] == "INS" for row in indels) == 1
    touched = set()
    for row in indels:
        base, length = int(row["pos"]), len(row["ref"].strip("-"))
        assert (length or len(row["alt"])) % 3 == 0
        # Of a codon whose last base alone is deleted the amino acid stays, as the next base fits.
        changed = [codon[b] for b in range(base, base + (length or 1))]
        touched |= {n for n in changed if changed.count(n) > 1 or not length}
    assert (min(touched), max(touched)) == (HOTSPOT.start, HOTSPOT.end)


@pytest.mark.parametrize(
    ("variant", "activity", "rule"),
    [
        ("MTOR:R2430_S2450del", "activating", ""),
        ("MTOR:L2427_G2452del", "likely_activating", "NRD-DELETED"),
        ("MTOR:R2430_L2431del", "possibly_activating", "NRD-SHORTENED"),
        ("MTOR:A1459_D1468del", "possibly_activating", "INDEL-HOTSPOT"),
        ("MTOR:W1456_L1460dup", "possibly_activating", "INDEL-HOTSPOT"),
        ("MTOR:M2345del", "unknown", ""),
        ("MTOR:H2401_S2450del", "unknown", ""),
    ],
)
def test_verdict_on_an_in_frame_variant(variant: str, activity: str, rule: str) -> None:
    (row,) = annotated([variant]).itertuples()
    assert (row.activity, row.rules) == (activity, rule)
    assert row.rapalog == row.atp_competitive == "insufficient_evidence"
    said = "No rule covers this in-frame variant." if not rule else "Inferred: it "
    assert said in row.explanation
    if rule:
        assert f"{rule} (activity" in mtorstruct.explain(variant)


def test_the_published_deletion_has_its_publication_and_others_have_not() -> None:
    exact, longer, inserted = annotated(
        ["MTOR:R2430_S2450del", named("MTOR", 2430, 2451), "MTOR:R2430_S2450delinsG"]
    ).itertuples()
    # A rule that rests on this very publication does not agree with it as a second witness.
    assert (exact.activity_basis, exact.evidence) == ("evidence", "Cancer Res 60:3504")
    assert exact.explanation.startswith("Published as activating (Cancer Res 60:3504).")
    for other in (longer, inserted):
        assert (other.activity, other.activity_basis, other.evidence) == (
            "likely_activating",
            "structure",
            "",
        )
    (alone,) = annotated(["MTOR:R2430_S2450del"], evidence="none").itertuples()
    assert (alone.activity, alone.evidence) == ("unknown", "")


def test_deletions_of_the_inhibitory_stretch_by_counting_residues() -> None:
    inhibitory = set(range(INHIBITORY.start, INHIBITORY.end + 1))
    surroundings = set(range(INHIBITORY.within_start, INHIBITORY.within_end + 1))
    spans = [(a, b) for a in range(2415, 2460, 4) for b in range(a, 2500, 3) if b > a]
    expected = []
    for a, b in spans:
        lost = set(range(a, b + 1))
        rule = "NRD-DELETED" if lost >= inhibitory else "NRD-SHORTENED" if lost & inhibitory else ""
        expected.append(rule if lost <= surroundings and lost != inhibitory else "")
    found = annotated([named("MTOR", a, b) for a, b in spans]).rules
    assert found.tolist() == expected
    assert set(expected) == {"NRD-DELETED", "NRD-SHORTENED", ""}


def test_variants_of_one_start_and_other_lengths_are_judged_apart_and_in_their_order() -> None:
    texts = [named("MTOR", 1455, 1455 + k) for k in (3, 40, 5, 3)] + ["MTOR:A1459P"]
    together = annotated(texts)
    alone = [annotated([text]).iloc[0] for text in texts]
    assert together.rules.tolist() == [row.rules for row in alone]
    assert together.activity.tolist()[:4] == ["possibly_activating", "unknown", *["possibly_activating"] * 2]


def test_lengths_say_nothing_of_substitutions() -> None:
    rows = ATLAS.summary_rows(["MTOR", "MTOR"], [2430, 1459])
    mutants = np.array(["A", "P"], dtype=object)
    short, long = (
        classify_columns(rows, mutants, ATLAS, lengths=lengths) for lengths in (None, np.array([21, 10]))
    )
    for name, values in short.items():
        assert values.tolist() == long[name].tolist()


@pytest.mark.parametrize(
    ("file", "column", "change", "residues"),
    [
        ("tcga_mc3_mtor_genes.maf.tsv", "HGVSp_Short", "p.R2430_L2431del", "MTOR:R2430_L2431del"),
        ("tcga_firehose_mtor_genes.maf.tsv", "Protein_Change", "p.1457_1458insEWE", "MTOR:E1457_D1458insEWE"),
    ],
)
def test_in_frame_variants_of_tumours_are_possibly_activating(
    shared_cohorts: Path, file: str, column: str, change: str, residues: str
) -> None:
    with (shared_cohorts / file).open(encoding="utf-8") as lines:
        found = [row[column] for row in csv.DictReader(lines, delimiter="\t")]
    assert change in found
    (row,) = annotated([residues]).itertuples()
    assert (row.activity, row.activity_confidence) == ("possibly_activating", "low")


@pytest.mark.parametrize(
    ("gene", "what"),
    [
        ("RPTOR", "without which there is no mTORC1"), ("RICTOR", "without which there is no mTORC2"),
        ("MAPKAP1", "without which there is no mTORC2"), ("MLST8", "without which there is no mTORC2"),
        ("RHEB", "this allele should not activate mTORC1"),
    ],
)  # fmt: skip
def test_a_truncated_partner_loses_its_complex_up_to_what_is_needed(gene: str, what: str) -> None:
    p, end = protein(gene), needed_up_to()[gene]
    stops = [n for n in (end // 2, end, end + 1) if n <= len(p)]
    rows = list(annotated([f"{gene}:{p.amino_acid(n)}{n}*" for n in stops]).itertuples())
    for row in rows[:2]:
        assert "TRUNCATED" in row.rules
        assert what in row.explanation
        assert "the other allele decides" in row.explanation
        assert row.activity == "unknown"
    assert all("TRUNCATED" not in row.rules for row in rows[2:])
    said = mtorstruct.explain(f"{gene}:{p.amino_acid(end)}{end}*")
    assert "TRUNCATED (assembly: lost" in said


def test_the_named_truncation_of_rictor_is_not_silent() -> None:
    (row,) = annotated(["RICTOR:R100*"]).itertuples()
    assert row.rules == "RICTOR-TRUNCATED"
    assert row.explanation == (
        "Inferred: it truncates rictor, without which there is no mTORC2, so this allele should give none "
        "and the other allele decides."
    )


@pytest.mark.parametrize("variant", ["AKT1S1:W10*", "DEPTOR:I50*", "AKT1S1:W10fs"])
def test_the_loss_of_an_inhibitor_is_not_said_to_lose_a_complex(variant: str) -> None:
    (row,) = annotated([variant]).itertuples()
    assert row.rules == ""
    assert row.explanation == "No rule applies, for or against an effect."
