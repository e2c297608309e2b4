"""The benchmark: leave-one-position-out is what it says, and its measures are those of the textbooks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

import mtorstruct
from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.tumours import random_missense, tumour_counts
from mtorstruct.tables import BENCHMARK
from mtorstruct.variants import benchmark, benchmark_answers
from mtorstruct.variants import benchmark_measures as measures
from mtorstruct.variants.verdicts.evidence import published

from .plainly import annotated


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return mtorstruct.benchmark()


def test_the_table_follows_its_schema(table: pd.DataFrame) -> None:
    assert list(table.columns) == BENCHMARK.names
    assert set(table.question) == {"activity", "rapalog", "atp_competitive"}
    assert (table.tp + table.fn == table.n_positive).all()
    assert (table.tn + table.fp == table.n_negative).all()
    for name in ("sensitivity", "specificity", "mcc", "auroc", "mcc_random", "auroc_random", "tumour_excess"):
        value, low, high = (table[column] for column in (name, f"{name}_low", f"{name}_high"))
        assert low.isna().equals(high.isna())
        assert ((low <= value) | low.isna()).all(), name
        assert ((value <= high) | low.isna()).all(), name
        assert ((low < high) | low.isna()).all(), name


def test_counts_are_those_of_the_published_effects(table: pd.DataFrame) -> None:
    calls: dict[tuple[str, str], list[bool]] = {}
    for (gene, _, _), found in published().items():
        for about, wanted in benchmark.QUESTIONS.items():
            said = [
                s for s in found.statements
                if s.question == about and s.effect.tier != "computational" and s.effect.wildcard is None
            ]  # fmt: skip
            if gene == "MTOR" and said:
                best = min(said, key=lambda s: ("high", "moderate", "low").index(s.confidence))
                kind = "single patients" if best.confidence == "low" else "published"
                calls.setdefault((about, kind), []).append(best.verdict in wanted)
    rules = table[table.predictor == "rules"].set_index(["question", "labels"])
    assert set(rules.index) == set(calls)
    for key, said_of in calls.items():
        assert rules.n_positive[key] == sum(said_of)
        assert rules.n_negative[key] == len(said_of) - sum(said_of)


def test_responses_of_single_patients_are_apart() -> None:
    apart = benchmark_answers.published_labels("rapalog")
    named = np.array([f"{p}{m}" for p, m in zip(apart.position, apart.mutant, strict=True)])
    # Responses to everolimus in case reports (PMID:26859683, 24622468, 24625776).
    assert set(named[apart.single_patient]) == {"1421D", "1771R", "1973F", "2014K", "2223K", "2419K"}


def test_rules_beat_the_distance_alone_and_are_reported_as_they_are(table: pd.DataFrame) -> None:
    by = table[table.labels == "published"].set_index(["question", "predictor"]).mcc
    for question in ("rapalog", "atp_competitive"):
        assert by[question, "rules"] > by[question, "side chain closer than 8 Å to the site"]
    assert by["activity", "rules"] > by["activity", "side chain closer than 8 Å to a site"]
    # The domain alone separates the eight published responses to ATP-competitive inhibitors.
    assert by["atp_competitive", "in the kinase domain"] == 1


def test_positions_nearby_in_the_sequence_help_the_rules(table: pd.DataFrame) -> None:
    activity = table[(table.question == "activity") & (table.labels == "published")].set_index("predictor")
    blind = activity.loc["rules, blind to activating positions within 10 residues"]
    assert blind.tp < activity.tp["rules"]
    assert blind.n_positive == activity.n_positive["rules"]


def test_predictions_do_not_change_when_the_tested_position_leaves_the_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mtorstruct.reference.effects import effects
    from mtorstruct.variants.verdicts import neighbours

    before = annotated(["C1483Y", "M2327I", "S2035F"], evidence="none")
    for change in ("C1483Y", "M2327I", "S2035F"):
        kept = tuple(e for e in effects() if change[1:-1] not in e.variant)
        assert len(kept) < len(effects())
        monkeypatch.setattr(neighbours, "effects", lambda rows=kept: rows)
        neighbours.activating_substitutions.cache_clear()
        neighbours.activating_positions.cache_clear()
        after = annotated([change], evidence="none")
        row = before[before.input == change].reset_index(drop=True)
        pd.testing.assert_frame_equal(row, after)
    monkeypatch.undo()
    neighbours.activating_substitutions.cache_clear()
    neighbours.activating_positions.cache_clear()


def test_measures_by_hand() -> None:
    assert measures.mcc(10, 0, 10, 0) == 1
    assert measures.mcc(0, 10, 0, 10) == -1
    assert measures.mcc(5, 5, 5, 5) == 0
    assert measures.mcc(3, 0, 0, 0) == 0
    # Worked out on paper: (6*3 - 1*2) / sqrt(7 * 8 * 4 * 5)
    assert measures.mcc(6, 1, 3, 2) == pytest.approx(16 / np.sqrt(1120))
    # 80 of 100 positives and 20 of 100 others: (80 * 80 - 20 * 20) / 10,000.
    assert measures.mcc_of_shares(0.8, 0.2) == pytest.approx(0.6)
    positive = np.array([True, True, False, False])
    assert measures.auroc(positive, np.array([4.0, 2.0, 3.0, 1.0])) == 0.75
    assert measures.auroc(positive, np.array([1.0, np.nan, 1.0, 1.0])) == 0.5
    assert np.isnan(measures.auroc(np.array([True]), np.array([1.0])))


def test_measures_agree_with_correlation() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        positive, yes = rng.random(40) < 0.4, rng.random(40) < 0.5
        ours = measures.mcc(*measures.counts(positive, yes))
        assert ours == pytest.approx(np.corrcoef(positive, yes)[0, 1])


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [
        (5, 5, 0.478, 1.0),
        (0, 5, 0.0, 0.522),
        (1, 10, 0.0025, 0.4450),
        (8, 10, 0.4439, 0.9748),
        (0, 1, 0.0, 0.975),
    ],
)
def test_exact_intervals_are_the_tabulated_ones(k: int, n: int, low: float, high: float) -> None:
    # Tables of Clopper and Pearson; of n of n the lower end is 0.025 ** (1 / n).
    found = measures.exact_interval(k, n)
    assert found == pytest.approx((low, high), abs=6e-4)
    if k == n:
        assert found[0] == pytest.approx(0.025 ** (1 / n))
    assert np.isnan(measures.exact_interval(0, 0)).all()


def test_auroc_agrees_with_the_rank_test_of_scipy() -> None:
    rng = np.random.default_rng(3)
    for _ in range(20):
        positive, number = rng.random(60) < 0.4, rng.integers(0, 12, 60).astype(float)
        u = mannwhitneyu(number[positive], number[~positive]).statistic
        wanted = u / positive.sum() / (~positive).sum()
        assert measures.auroc(positive, number) == pytest.approx(wanted)


def test_weighted_auroc_is_that_of_repeated_numbers() -> None:
    rng = np.random.default_rng(4)
    number, others = rng.integers(0, 9, 15).astype(float), rng.integers(0, 9, 30).astype(float)
    number[3], others[5] = np.nan, np.nan
    weights = rng.integers(1, 6, 30)
    repeated = np.repeat(others, weights)
    found = measures.below(number, others, weights.astype(float))
    np.testing.assert_allclose(found, measures.below(number, repeated))
    pairs = [
        [0.5 if np.isnan(a) or np.isnan(b) else (a > b) + (a == b) / 2 for b in repeated] for a in number
    ]
    np.testing.assert_allclose(found, np.mean(pairs, axis=1))


def test_a_perfect_prediction_has_no_bootstrap_interval() -> None:
    positive, position = np.array([True, True, False, False]), np.array([1, 2, 3, 4])
    assert np.isnan(measures.mcc_interval(positive, positive, position)).all()
    assert np.isnan(measures.auroc_interval(positive, positive.astype(float), position)).all()


def test_positions_are_drawn_whole() -> None:
    position = np.array([7, 7, 9, 12])
    drawn = measures.drawn_again(position)
    assert (drawn[:, 0] == drawn[:, 1]).all()
    assert (drawn[:, [0, 2, 3]].sum(axis=1) == 3).all()


def test_random_missense_and_the_baseline_of_the_domain(table: pd.DataFrame) -> None:
    activity = table[(table.question == "activity") & (table.labels == "published")].set_index("predictor")
    baseline = activity.loc["modelled, in FAT or kinase, not in the active site"]
    # Shows how little a handful of negatives says: by MCC it wins, and it flags most of everything.
    assert baseline.mcc > activity.mcc["rules"]
    assert baseline.random_flagged > 0.6
    assert activity.random_flagged["rules"] < 0.35
    assert activity.mcc_random["rules"] > baseline.mcc_random
    assert activity.auroc_random["rules"] > baseline.auroc_random
    assert activity.tumour_excess["rules"] > baseline.tumour_excess
    atp = table[(table.question == "atp_competitive") & (table.predictor == "rules")].iloc[0]
    assert "tautology" in atp.note


def test_random_missense_flagged_by_hand(table: pd.DataFrame) -> None:
    missense = random_missense()
    lying = np.array([domain_at("MTOR", p)[0] in ("FAT", "kinase") for p in missense.position.tolist()])
    activity = table[(table.question == "activity") & (table.labels == "published")].set_index("predictor")
    flagged = activity.loc["in FAT or kinase"]
    share = missense.expected[lying].sum() / missense.expected.sum()
    assert flagged.random_flagged == pytest.approx(share)
    s = flagged.tp / flagged.n_positive
    assert flagged.mcc_random == pytest.approx((s - share) / np.sqrt((s + share) * (2 - s - share)))
    known = {key[1:] for key, found in published().items() if key[0] == "MTOR" and found.verdict("activity")}
    chosen = lying & [
        key not in known for key in zip(missense.position.tolist(), missense.mutant, strict=True)
    ]
    wanted = missense.samples[chosen].sum() / missense.expected[chosen].sum()
    assert flagged.tumour_excess == pytest.approx(wanted)


def test_a_publication_is_left_out_as_if_it_had_never_been(
    table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mtorstruct.reference.effects import effects
    from mtorstruct.variants.verdicts import neighbours

    answers = benchmark_answers.published_labels("activity")
    found = []
    for position, mutant in zip(answers.position.tolist(), answers.mutant, strict=True):
        direct = published()["MTOR", position, mutant].direct
        cited = {name for e in direct if e.activity for name in e.publications}
        kept = tuple(e for e in effects() if e.publications - cited)
        assert len(kept) < len(effects())
        monkeypatch.setattr(neighbours, "effects", lambda rows=kept: rows)
        neighbours.activating_substitutions.cache_clear()
        neighbours.activating_positions.cache_clear()
        wild = annotated([f"MTOR:{position}"]).wild_type[0]
        row = annotated([f"{wild}{position}{mutant}"], evidence="none").iloc[0]
        found.append(row.activity in ("activating", "likely_activating"))
    monkeypatch.undo()
    neighbours.activating_substitutions.cache_clear()
    neighbours.activating_positions.cache_clear()
    activity = table[(table.question == "activity") & (table.labels == "published")].set_index("predictor")
    assert activity.tp["points, 3 or more, publications left out"] <= activity.tp["points, 3 or more"]
    left_out = activity.loc["rules, publications left out"]
    said, sure = np.array(found), ~answers.single_patient
    assert left_out.tp == sum(said & answers.positive & sure)
    assert left_out.fp == sum(said & ~answers.positive & sure)
    assert left_out.tp < activity.tp["rules"]


def test_calibration_counts_every_sample_once() -> None:
    calibration = mtorstruct.benchmark(table="calibration").set_index("substitutions")
    verdicts = calibration[calibration.index.str.startswith("verdict: ")]
    assert verdicts.random_share.sum() == pytest.approx(1)
    assert verdicts.samples.sum() == calibration.samples["all"]
    assert verdicts.expected.sum() == pytest.approx(calibration.expected["all"])
    lost = calibration.samples["all"] - random_missense().samples.sum()
    assert lost == -sum(
        tumour_counts().get(key[1:], 0)
        for key, of in published().items()
        if key[0] == "MTOR" and key[1] >= 1385 and of.verdict("activity")
    )
    bands = calibration[calibration.index.str.contains("band")]
    together = calibration[calibration.index.str.contains("place or residue|points or more alone|neither")]
    assert len(together) == 4
    for parts in (bands, together):
        assert parts.random_share.sum() == pytest.approx(1)
        assert parts.samples.sum() == calibration.samples["all"]
    # More points, more selection: the order is what the points are worth.
    assert calibration.excess["band: 3 points"] > calibration.excess["band: 2 points"] > 1
    assert (
        calibration.excess["3 points or more, and a rule on place or residue"] > calibration.excess["neither"]
    )
    share = calibration.selected["verdict: likely_activating"]
    assert share == pytest.approx(1 - 1 / calibration.excess["verdict: likely_activating"])
    with pytest.raises(UsageError, match="no table 'x'"):
        mtorstruct.benchmark(table="x")


def test_the_same_table_every_time(table: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(table, mtorstruct.benchmark())


def test_scores_of_the_user(tmp_path: Path) -> None:
    # Perfect scores for rapalogs: the known answers themselves.
    path = tmp_path / "scores.tsv"
    resistant = {"F2108L", "A2034V", "S2035F", "S2035T", "S2035R"}
    names = [
        f"{protein_letter}{position}{mutant}"
        for (gene, position, mutant), _ in published().items()
        if gene == "MTOR"
        for protein_letter in [annotated([f"MTOR:{position}"]).wild_type[0]]
    ]
    lines = [f"{name}\t{0.9 if name in resistant else 0.1}\n" for name in names]
    path.write_text("exchange\tam\n" + "".join(lines) + "F9999L\t0.5\nnot one\t0.5\nF2108Y\tbad\n")
    table = mtorstruct.benchmark(scores=path, change_column="exchange", score_column="am")
    row = table[(table.question == "rapalog") & (table.predictor == "your scores")].iloc[0]
    assert row.random_flagged < 0.01
    assert (row.mcc, row.auroc, row.n_silent) == (1, 1, 0)
    with pytest.raises(UsageError, match="no column of scores"):
        mtorstruct.benchmark(scores=path, change_column="exchange")
    with pytest.raises(UsageError, match="no column of substitutions"):
        mtorstruct.benchmark(scores=path, score_column="am")
    split = [f"{name[1:-1]}.0\t{name[0]}/{name[-1]}\t{0.9 if name in resistant else 0.1}\n" for name in names]
    path.write_text(
        "Protein_position\tAmino_acids\tscore\n" + "".join(split) + "2108\tL\t0.1\n2018\tF/L\t0.1\n"
    )
    apart = mtorstruct.benchmark(scores=path, change_column="Amino_acids", position_column="Protein_position")
    pd.testing.assert_frame_equal(apart, table)
    with pytest.raises(UsageError, match="no column of positions"):
        mtorstruct.benchmark(scores=path, change_column="Amino_acids", position_column="x")
    path.write_text("gene\tchange\tscore\nPIK3CA\tE1799K\t1\n")  # the wild type of mTOR, by chance
    with pytest.raises(DataError, match="no score of a substitution of mTOR"):
        mtorstruct.benchmark(scores=path)
    path.write_text("change\tscore\nE1799K\tnan\nF2108L\tinf\n")
    with pytest.raises(DataError, match="no score of a substitution of mTOR"):
        mtorstruct.benchmark(scores=path)
    path.write_text("change\tscore\nE1799K\t1\nE1799K\t1.0\np.Glu1799Lys\t0.5\n")
    with pytest.raises(DataError, match=r"gives two scores to p\.Glu1799Lys"):
        mtorstruct.benchmark(scores=path)
    path.write_text("change\tscore\nTP53:R175H\t1\n")
    with pytest.raises(DataError, match="no score of a substitution of mTOR"):
        mtorstruct.benchmark(scores=path)


def test_a_threshold_is_chosen_on_other_positions() -> None:
    # One position alone holds the high scores: its own threshold would be perfect, that of the others is not.
    known = benchmark_answers.labelled([(1, "A", True), (1, "C", False), (2, "A", True), (2, "C", False)])
    asked = benchmark.Asked("rapalog", known, np.array([1, 1, 2, 2, 3, 1]), ["A", "C", "A", "C", "A", "D"])
    found = benchmark._thresholded("x", np.array([10.0, 9.0, 2.0, 1.0, 5.0, 1.5]), asked)
    # Seen from position 2 (threshold 2) both changes of position 1 are positive; from 1 (10), none of 2 is.
    assert found.yes.tolist()[:4] == [True, True, False, False]
    # Position 3 has the threshold of all answers (2); another change of position 1 that of position 2.
    assert found.yes.tolist()[4:] == [True, False]


def test_answers_of_the_user(tmp_path: Path) -> None:
    path = tmp_path / "labels.csv"
    path.write_text(
        "protein_change,activity,rapalog\n"
        "T1977R,activating,\nT1977S,neutral,no_direct_effect\nS2035W,unknown,resistance_likely\n"
        "F9999L,activating,\n"
    )
    table = mtorstruct.benchmark(labels=path)
    assert set(table.question) == {"activity", "rapalog"}
    rules = table[table.predictor == "rules"].set_index("question")
    assert rules.loc["activity", ["tp", "fp", "tn", "fn"]].tolist() == [1, 0, 1, 0]
    assert rules.loc["rapalog", ["tp", "fp", "tn", "fn"]].tolist() == [1, 0, 1, 0]
    path.write_text(
        "gene,protein_change,activity\nMTOR,T1977R,activating\nMTOR,T1977R,likely_activating\n"
        "MTOR,T1977S,neutral\nPIK3CA,E1799K,neutral\n"
    )
    once = mtorstruct.benchmark(labels=path)
    assert set(once.n_positive) == set(once.n_negative) == {1}
    path.write_text("protein_change,activity\nT1977R,activating\nT1977R,neutral\n")
    with pytest.raises(DataError, match="has both yes and no for activity of T1977R"):
        mtorstruct.benchmark(labels=path)
    path.write_text("protein_change,activity\nT1977R,strong\n")
    with pytest.raises(UsageError, match="activity 'strong' is no verdict"):
        mtorstruct.benchmark(labels=path)
    path.write_text("protein_change,activity\nT1977R,activating\n")
    alone = mtorstruct.benchmark(labels=path).set_index("predictor").loc["rules"]
    assert (alone.sensitivity, alone.labels) == (1, "own")
    assert np.isnan([alone.specificity, alone.mcc, alone.auroc]).all()
    assert alone.mcc_random > 0.7
    path.write_text("protein_change,activity\nT1977R,unknown\n")
    with pytest.raises(DataError, match="holds no answer"):
        mtorstruct.benchmark(labels=path)
