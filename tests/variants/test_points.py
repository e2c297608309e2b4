"""Points for activation by brute force, the two vetoes, and the bands with what tumours say of them."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.reference.amino_acids import amino_acids
from mtorstruct.reference.bands import activity_bands
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tumours import random_missense
from mtorstruct.tables import DOUBTED
from mtorstruct.variants.benchmark_answers import published_labels
from mtorstruct.variants.calibration import measured_bands
from mtorstruct.variants.verdicts.bands import BANDS
from mtorstruct.variants.verdicts.facts import mutant_codes
from mtorstruct.variants.verdicts.judge import VALUES, Judgement, Options, judge
from mtorstruct.variants.verdicts.neighbours import activating_positions

from ..conftest import ROOT
from ..scripts import module_of
from .plainly import annotated

ATLAS = mtorstruct.open_atlas()
LETTERS = "ACDEFGHIKLMNPQRSTVWY"
FIRST, LAST = 1385, 2549


def judged(position: np.ndarray, mutants: list[str]) -> Judgement:
    rows = ATLAS.summary_rows(["MTOR"] * len(mutants), position.tolist())
    return judge(rows, mutant_codes(mutants), ATLAS, Options(use_published=False))


def verdicts(j: Judgement) -> np.ndarray:
    return np.array(VALUES["activity"])[j.verdicts["activity"].value]


@pytest.fixture(scope="module")
def everything() -> Judgement:
    """Every amino acid at every position of 1385-2549."""
    return judged(np.repeat(np.arange(FIRST, LAST + 1), 20), list(LETTERS) * (LAST - FIRST + 1))


@pytest.fixture(scope="module")
def activating() -> Judgement:
    """The published activating substitutions of 1385-2549, without what is published."""
    answers = published_labels("activity")
    wanted = answers.positive & (answers.position >= FIRST)
    return judged(answers.position[wanted], [m for m, w in zip(answers.mutant, wanted, strict=True) if w])


def nearest(position: int, others: list[int], table: pd.DataFrame) -> float:
    """Smallest CA distance in any experimental copy, by brute force."""
    best = np.inf
    for _, chain in table.groupby(["entry", "copy"]):
        xyz = chain.set_index("position")[["ca_x", "ca_y", "ca_z"]]
        best = min(
            [best]
            + [
                float(np.linalg.norm(xyz.loc[position] - xyz.loc[other]))
                for other in others
                if position in xyz.index and other in xyz.index
            ]
        )
    return best


def test_points_are_what_their_definition_says(shared_sequences: Path, everything: Judgement) -> None:
    """By counts of other code, distances of all pairs, and the table of amino acids."""
    with (shared_sequences / "conservation_1385_2549.tsv").open(encoding="utf-8") as lines:
        counts = {int(row["position"]): row for row in csv.DictReader(lines, delimiter="\t")}
    table = ATLAS.residue_frame()
    table = table[(table.gene == "MTOR") & table.ca_x.notna() & ~table.register.isin(DOUBTED)]
    table = table[~table.entry.str.startswith("AF-")]
    acids, human = amino_acids(), protein("MTOR").sequence
    points = everything.facts["points"].reshape(-1, 20)
    for position in (
        1456,
        1483,
        1799,
        1905,
        2035,
        2098,
        2173,
        2190,
        2223,
        2238,
        2327,
        2340,
        2349,
        2430,
        2505,
    ):
        row, wild = counts[position], acids[human[position - 1]]
        place = nearest(position, [p for p in activating_positions() if p != position], table) <= 10
        place += float(row["cb_within_10A"]) >= 17
        place += float(row["cb_within_10A_kinase"]) >= 8
        place -= 2 * (nearest(position, [2338, 2340, 2343, 2357], table) <= 8)
        for k, letter in enumerate(LETTERS):
            new = acids[letter]
            if new is wild:
                continue
            grows = new.volume_A3 - wild.volume_A3 >= 20 or new.charge > wild.charge or letter == "P"
            pared = f"{wild.letter}{letter}" in ("SA", "CA", "TS", "IV", "YF", "ED", "QN")
            assert points[position - FIRST, k] == place + grows - 2 * pared, (
                f"{wild.letter}{position}{letter}"
            )


def test_verdicts_follow_from_points_rules_and_vetoes(everything: Judgement) -> None:
    f, fired = everything.facts, everything.fired
    known = f["is_substitution"] & ~np.isnan(f["cb"]) & (f["position"] < 2519)  # where FATC begins
    mimic = f["at_phosphosite"] & f["to_acid"]
    rule = fired["ACTIVATING-RESIDUE"] | fired["ACTIVATING-NEIGHBOUR"] | fired["FAT-KINASE-FRAMEWORK"]
    veto = fired["NATURAL-RESIDUE"] | fired["INVARIANT-RESIDUE"]
    dead = fired["CATALYTIC"] | fired["INDISPENSABLE"] | fired["NUCLEOTIDE-CONTACT"]
    said = verdicts(everything)
    plain = known & ~mimic & ~veto & ~dead
    likely = (f["points"] == 4) | ((f["points"] == 3) & rule)
    assert set(said[plain & likely]) == {"likely_activating"}
    assert set(said[plain & ~likely & ((f["points"] == 3) | rule)]) == {"possibly_activating"}
    rest = plain & ~likely & (f["points"] < 3) & ~rule
    assert set(said[rest]) == {"unknown", "likely_neutral", "possibly_inactivating"}
    neutral = rest & (said == "likely_neutral")
    assert (fired["PARED-DOWN"] | fired["SURFACE"])[neutral].all()
    assert set(said[veto & ~dead]) == {"likely_neutral", "likely_inactivating"}
    assert not (f["at_phosphosite"] & (said == "likely_neutral")).any()


def test_vetoes_spare_what_is_published_as_activating(activating: Judgement) -> None:
    assert len(activating.facts["points"]) >= 28
    for veto in ("INVARIANT-RESIDUE", "CATALYTIC", "NUCLEOTIDE-CONTACT"):
        assert not activating.fired[veto].any()
    # The one exception: P2213S, as CIViC has it.
    assert activating.facts["position"][activating.fired["NATURAL-RESIDUE"]].tolist() == [2213]


def test_points_find_most_of_what_is_published_and_flag_a_fifth_of_what_is_not(activating: Judgement) -> None:
    # Points were chosen in sight of all but two, which were added later.
    chosen = ~np.isin(activating.facts["position"], (1968, 2213))
    found = activating.facts["points"][chosen] >= 3
    missense = random_missense()
    flagged = judged(missense.position, missense.mutant).facts["points"] >= 3
    assert (int(found.sum()), len(found)) == (23, 28)
    assert missense.share(flagged) < 0.22


@pytest.mark.parametrize(
    ("variant", "verdict", "rule"),
    [
        ("Q2223K", "likely_activating", "ACTIVATION-POINTS-4"),  # the inhibitors reach it
        ("K2187R", "likely_inactivating", "CATALYTIC"),
        ("E2190A", "likely_inactivating", "CATALYTIC"),
        ("P2213S", "likely_neutral", "NATURAL-RESIDUE"),
        ("R2193C", "likely_inactivating", "INVARIANT-RESIDUE"),
        ("M2327I", "likely_activating", "ACTIVATION-POINTS-AND-RULE"),
    ],
)
def test_named_variants(variant: str, verdict: str, rule: str) -> None:
    (row,) = annotated([variant], evidence="none").to_dict("records")
    assert row["activity"] == verdict
    assert rule in row["rules"].split(";")


def test_the_bands_are_what_tumours_and_rules_say() -> None:
    script = module_of(ROOT / "docs" / "bands.py")
    assert script.TABLE.read_text(encoding="utf-8") == script.table_text()
    assert [band.name for band in activity_bands()] == list(BANDS)


def test_bands_by_brute_force() -> None:
    """Samples and expected numbers are sums over substitutions whose own activity is not published."""
    known = {
        (e.substitutions[0][1], e.substitutions[0][2])
        for e in mtorstruct.reference.effects.effects()
        if e.gene == "MTOR" and e.activity and len(e.substitutions) == 1
    }
    missense = random_missense()
    j = judged(missense.position, missense.mutant)
    said, samples, expected = verdicts(j), 0, 0.0
    for k, key in enumerate(zip(missense.position.tolist(), missense.mutant, strict=True)):
        if j.facts["points"][k] == 4 and said[k] == "likely_activating" and key not in known:
            samples += int(missense.samples[k])
            expected += float(missense.expected[k])
    band = measured_bands(ATLAS)[0]
    assert (band.samples, band.expected) == (samples, pytest.approx(expected))
    assert band.probability == pytest.approx(1 - expected / samples)
    assert band.low < band.probability < band.high


def test_probabilities_are_those_of_the_band() -> None:
    table = annotated(
        [
            "G2238M",
            "E1799Q",
            "E1385C",
            "S2215C",
            "M2327I",
            "D2338A",
            "S1815F",
            "C2539F",
            "F108L",
            "RPTOR:S8F",
            "R1966fs",
        ]
    )
    three, two, one, natural = activity_bands()[1:]
    shown = table[["activity_probability", "activity_probability_low", "activity_probability_high"]]
    wanted = [(b.probability, b.low, b.high) for b in (three, two, one, natural)]
    assert shown[:4].to_numpy().tolist() == [list(numbers) for numbers in wanted]
    # Published, dead by rule, not in 4JSV, in FATC, outside of FAT to FATC, another protein, no substitution.
    assert shown[4:].isna().all(axis=None)


def test_relatives_stand_beside_the_variant() -> None:
    table = annotated(["P2213S", "D2357N", "F108L", "RPTOR:S8F", "MTOR:2213", "S2214_W2216del"])
    assert table.natural_in.tolist() == [
        "Schizosaccharomyces pombe tor1;Saccharomyces cerevisiae TOR1;Caenorhabditis elegans",
        "", "", "", "", "",
    ]  # fmt: skip
    assert table.conservation[1] == 1
    assert table.conservation.isna().tolist() == [False, False, True, True, False, True]


def test_explain_shows_points_and_band() -> None:
    told = " ".join(mtorstruct.explain("M2327V", evidence="none").split())
    assert "points for activation: 3, of at most 4 (+1: CA within 10 Å of that of another" in told
    assert "Of substitutions with 3 points that tumours have, " in told
    assert "points for activation" not in mtorstruct.explain("RPTOR:S8F")
    # Of a published one the points are shown, and no probability.
    assert "that tumours have" not in mtorstruct.explain("M2327I")
