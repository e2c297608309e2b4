"""Published evidence as the publications have it: named effects, what is cited, tiers and origins."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest
from Bio import SeqIO
from Bio.Align import PairwiseAligner, substitution_matrices

import mtorstruct
from mtorstruct.reference.effects import effects
from mtorstruct.reference.proteins import protein

from .plainly import annotated


def _cited(variant: str) -> set[str]:
    return {r for e in effects() if f"{e.gene}:{e.variant}" == variant for r in e.references}


@pytest.mark.parametrize(
    ("variant", "activity", "cited"),
    [
        # Each line as the abstract of the publication says it.
        ("MTOR:S2159A", "inactivating", "PMID:29150432"),
        ("MTOR:T2446A", "neutral", "Cancer Res 60:3504"),
        ("MTOR:S2448A", "neutral", "Cancer Res 60:3504"),
        ("MTOR:T2173A", "activating", "J Cell Biol 203:595"),
        ("MTOR:H1968Y", "activating", "CIViC gain of function"),
        ("MTOR:P2213S", "activating", "CIViC gain of function"),
        ("RPTOR:T908A", "inactivating", "Wu 2012 J Biol Chem"),
        ("RPTOR:S863A", "inactivating", "SIGNOR record of raptor S863"),
        ("RPTOR:S877A", "activating", "doi:10.1038/s41598-019-49707-8"),
        ("RPTOR:S791A", "possibly_activating", "PMID:31112131"),
        ("RICTOR:T1135A", "activating", "PMID:19995915"),
        ("MLST8:W297*", "activating", "doi:10.1038/nature22344"),
        ("MAPKAP1:R81T", "activating", "doi:10.1038/ncb2860"),
        ("AKT1S1:S221A", "inactivating", "doi:10.1074/jbc.M800723200"),
    ],
)
def test_a_published_effect_is_the_verdict(variant: str, activity: str, cited: str) -> None:
    row = annotated([variant]).iloc[0]
    assert row.activity == activity
    assert row.activity_basis in ("evidence", "both")
    assert cited in row.evidence.split(";")


def test_gain_of_function_in_a_curated_record_is_moderate() -> None:
    table = annotated(["H1968Y", "P2213S"])
    assert set(table.activity_confidence) == {"moderate"}


@pytest.mark.parametrize("variant", ["AKT1S1:F129A", "AKT1S1:S183D"])
def test_lost_binding_is_published_and_is_no_statement_on_activity(variant: str) -> None:
    row = annotated([variant]).iloc[0]
    assert row.activity_basis in ("none", "structure")
    assert row.evidence == "PMID:17517883"


@pytest.mark.parametrize("mutant", "ACDEFGHIKLMNPQRTVWY")
def test_no_change_of_s2035_is_neutral(mutant: str) -> None:
    # doi:10.1128/MCB.22.21.7428-7438.2002: changes of S2035 alter which sites mTOR phosphorylates.
    row = annotated([f"S2035{mutant}"]).iloc[0]
    assert "neutral" not in row.activity
    assert "doi:10.1128/MCB.22.21.7428-7438.2002" in row.evidence
    assert "alter which sites mTOR phosphorylates, so that none is neutral" in row.evidence_conflicts


def test_two_substitutions_of_mlst8_were_tested_together() -> None:
    table = annotated(["MLST8:K305R", "MLST8:K313R"])
    assert set(table.activity) == {"unknown"}
    text = mtorstruct.explain("MLST8:K305R")
    assert "only together, as K305R+K313R" in text
    assert "doi:10.1038/nature22344" in text
    # The truncation begins at W297; position 297 holds no tyrosine.
    assert protein("MLST8").amino_acid(297) == "W"


def test_a_deletion_is_published_over_its_residues() -> None:
    (found,) = [e for e in effects() if e.deletion]
    assert found.deletion == ("R", 2430, "S", 2450)
    assert found.activity == "activating"
    assert found.references == ["Cancer Res 60:3504"]


def test_what_no_source_says_is_not_shown() -> None:
    shown = {e.variant for e in effects()}
    for variant in ("D2412V", "V2406M", "F1888C", "M1595I", "S2035I", "T2098L", "K305R"):
        assert variant not in shown
    assert _cited("MTOR:T1977I") == {"PMC4979321"}
    assert "PMID:25851998" in _cited("MTOR:E1799K") & _cited("MTOR:C1483F")


def test_alleles_of_fission_yeast_lie_at_the_same_residues(shared_sequences: Path) -> None:
    with gzip.open(shared_sequences / "tor_and_pikk_uniprot.fasta.gz", "rt") as lines:
        yeast = next(str(r.seq) for r in SeqIO.parse(lines, "fasta") if "Q9Y7K2" in r.id)
    aligner = PairwiseAligner(substitution_matrix=substitution_matrices.load("BLOSUM62"))
    aligner.open_gap_score, aligner.extend_gap_score = -11, -1
    human = protein("MTOR").sequence
    blocks = list(zip(*aligner.align(human, yeast)[0].aligned, strict=True))
    named = {
        e.assay.split()[3].rstrip(","): e.variant for e in effects() if e.effect == "hyperactivating_in_yeast"
    }
    assert named == {"L1310P": "L1460P", "E2221K": "E2419K"}
    for allele, variant in named.items():
        position = int(allele[1:-1])
        assert yeast[position - 1] == allele[0]
        (at,) = [int(h) + position - int(y) for (h, _), (y, end) in blocks if y < position <= end]
        assert (human[at - 1], at) == (variant[0], int(variant[1:-1]))


@pytest.fixture(scope="module")
def tiers() -> pd.DataFrame:
    texts = [
        "F2108L", "A2034V", "S2035A", "L2427R", "F1888L", "E2000D", "S2448P", "E1799K", "C1483F",
        "S2215F", "T1977I", "L2427P", "M938T", "Q2223K",
    ]  # fmt: skip
    return annotated([f"MTOR:{text}" for text in texts]).set_index("input")


@pytest.mark.parametrize(
    ("variant", "tier"),
    [
        ("F2108L", "clinical case"),  # acquired in a patient under everolimus
        ("Q2223K", "clinical case"),
        ("A2034V", "cell line"),
        ("S2035A", "biochemical"),  # binding of FKBP12-rapamycin in vitro
        ("L2427R", "computational"),  # molecular dynamics
        ("F1888L", "review statement"),
        ("E2000D", "structure only"),
        ("S2448P", ""),  # no verdict at all
    ],
)
def test_the_tier_is_that_of_the_evidence_that_decides(tiers: pd.DataFrame, variant: str, tier: str) -> None:
    assert tiers.evidence_tier[f"MTOR:{variant}"] == tier


def test_without_published_effects_there_is_no_better_tier_than_structure() -> None:
    table = annotated(["F2108L", "E1799K", "S2448P"], evidence="none")
    assert table.evidence_tier.tolist() == ["structure only", "structure only", ""]
    assert set(table.origin) == {""}


@pytest.mark.parametrize(
    ("variant", "origin"),
    [
        ("E1799K", "both"),  # Smith-Kingsmore syndrome; tumours and cell lines
        ("C1483F", "both"),
        ("S2215F", "somatic"),
        ("L2427P", "somatic"),
        ("T1977I", "somatic"),  # mosaic
        ("M938T", ""),  # made in the laboratory, at conserved residues
        ("E2000D", ""),
    ],
)
def test_the_origin_is_that_of_the_patients(tiers: pd.DataFrame, variant: str, origin: str) -> None:
    assert tiers.origin[f"MTOR:{variant}"] == origin


def test_tier_and_origin_stand_in_the_explanation() -> None:
    lines = mtorstruct.explain("E1799K").splitlines()
    assert any(line.split() == ["evidence", "tier", "clinical", "case"] for line in lines)
    assert any(line.split() == ["origin", "both"] for line in lines)
    assert "origin" not in mtorstruct.explain("MTOR:E2000D")


@pytest.mark.parametrize("variant", ["C1483Y", "E1799K", "S2215Y"])
def test_hypersensitivity_names_its_single_cell_line(variant: str) -> None:
    row = annotated([variant], drug="rapamycin").iloc[0]
    assert (row.drug_response, row.drug_confidence) == ("hypersensitive", "moderate")
    assert "one cell line" in row.evidence_conflicts
    assert ("R2430M" in row.evidence_conflicts) == (variant == "C1483Y")


def test_nothing_that_is_printed_rests_on_memory() -> None:
    variants = sorted(
        {f"{e.gene}:{part}" for e in effects() for part in e.variant.split("+") if e.substitutions}
    )
    text = annotated(variants).to_csv() + mtorstruct.published_effects().to_csv()
    text += "".join(map(mtorstruct.explain, variants))
    assert "recalled" not in text
    assert "article table" not in text
