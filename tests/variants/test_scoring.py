"""The benchmark: leave-one-position-out is what it says, and its measures are those of the textbooks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import DataError, UsageError
from mtorstruct.tables import BENCHMARK
from mtorstruct.variants import benchmark, benchmark_answers
from mtorstruct.variants.verdicts.evidence import published


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return mtorstruct.benchmark()


def test_the_table_follows_its_schema(table: pd.DataFrame) -> None:
    assert list(table.columns) == BENCHMARK.names
    assert set(table.question) == {"activity", "rapalog", "atp_competitive"}
    assert (table.tp + table.fn == table.n_positive).all()
    assert (table.tn + table.fp == table.n_negative).all()
    assert (table.mcc_low <= table.mcc).all()
    assert (table.mcc <= table.mcc_high).all()


def test_counts_are_those_of_the_published_effects(table: pd.DataFrame) -> None:
    calls: dict[str, list[bool]] = {"activity": [], "rapalog": [], "atp_competitive": []}
    for (gene, _, _), found in published().items():
        for about, wanted in benchmark.QUESTIONS.items():
            said = [
                s for s in found.statements
                if s.question == about and s.effect.tier != "computational" and s.effect.wildcard is None
            ]  # fmt: skip
            if gene == "MTOR" and said:
                calls[about].append(said[0].verdict in wanted)
    rules = table[table.predictor == "rules"].set_index("question")
    for about, said_of in calls.items():
        assert rules.n_positive[about] == sum(said_of)
        assert rules.n_negative[about] == len(said_of) - sum(said_of)


def test_rules_beat_the_distance_alone_and_are_reported_as_they_are(table: pd.DataFrame) -> None:
    by = table.set_index(["question", "predictor"]).mcc
    for question in ("rapalog", "atp_competitive"):
        assert by[question, "rules"] > by[question, "side chain closer than 8 A to the site"]
    assert by["activity", "rules"] > by["activity", "side chain closer than 8 A to a site"]
    # The domain alone separates the eight published responses to ATP-competitive inhibitors.
    assert by["atp_competitive", "in the kinase domain"] == 1


def test_positions_nearby_in_the_sequence_help_the_rules(table: pd.DataFrame) -> None:
    activity = table[table.question == "activity"].set_index("predictor")
    blind = activity.loc["rules, blind to activating positions within 10 residues"]
    assert blind.tp < activity.tp["rules"]
    assert blind.n_positive == activity.n_positive["rules"]


def test_predictions_do_not_change_when_the_tested_position_leaves_the_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from mtorstruct.reference.effects import effects
    from mtorstruct.variants.verdicts import neighbours

    before = mtorstruct.annotate(["C1483Y", "M2327I", "S2035F"], evidence="none")
    for change in ("C1483Y", "M2327I", "S2035F"):
        kept = tuple(e for e in effects() if change[1:-1] not in e.variant)
        assert len(kept) < len(effects())
        monkeypatch.setattr(neighbours, "effects", lambda rows=kept: rows)
        neighbours.activating_positions.cache_clear()
        neighbours.activating_neighbours.cache_clear()
        after = mtorstruct.annotate([change], evidence="none")
        row = before[before.input == change].reset_index(drop=True)
        pd.testing.assert_frame_equal(row, after)
    monkeypatch.undo()
    neighbours.activating_positions.cache_clear()
    neighbours.activating_neighbours.cache_clear()


def test_measures_by_hand() -> None:
    assert benchmark._mcc(10, 0, 10, 0) == 1
    assert benchmark._mcc(0, 10, 0, 10) == -1
    assert benchmark._mcc(5, 5, 5, 5) == 0
    assert benchmark._mcc(3, 0, 0, 0) == 0
    # Worked out on paper: (6*3 - 1*2) / sqrt(7 * 8 * 4 * 5)
    assert benchmark._mcc(6, 1, 3, 2) == pytest.approx(16 / np.sqrt(1120))
    assert benchmark._balanced(6, 1, 3, 2) == pytest.approx((6 / 8 + 3 / 4) / 2)
    positive = np.array([True, True, False, False])
    assert benchmark._auroc(positive, np.array([4.0, 2.0, 3.0, 1.0])) == 0.75
    assert benchmark._auroc(positive, np.array([1.0, np.nan, 1.0, 1.0])) == 0.5


def test_measures_agree_with_correlation() -> None:
    rng = np.random.default_rng(1)
    for _ in range(50):
        positive, yes = rng.random(40) < 0.4, rng.random(40) < 0.5
        ours = benchmark._mcc(*benchmark._counts(positive, yes))
        assert ours == pytest.approx(np.corrcoef(positive, yes)[0, 1])


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
        for protein_letter in [mtorstruct.annotate([f"MTOR:{position}"]).wild_type[0]]
    ]
    lines = [f"{name}\t{0.9 if name in resistant else 0.1}\n" for name in names]
    path.write_text("exchange\tam\n" + "".join(lines) + "F9999L\t0.5\nnot one\t0.5\nF2108Y\tbad\n")
    table = mtorstruct.benchmark(scores=path, change_column="exchange", score_column="am")
    row = table[(table.question == "rapalog") & (table.predictor == "your scores")].iloc[0]
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
    number = np.array([10.0, 9.0, 2.0, 1.0])
    found = benchmark._thresholded("x", number, known)
    # Seen from position 2 (threshold 2) both changes of position 1 are positive; from 1 (10), none of 2 is.
    assert found.yes.tolist() == [True, True, False, False]


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
    with pytest.raises(DataError, match="no question with both answers"):
        mtorstruct.benchmark(labels=path)
