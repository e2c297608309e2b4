"""Registers of several structures: who vouches for whom, and what the embedded atlas makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

import mtorstruct
from mtorstruct.atlas.build import build_atlas
from mtorstruct.atlas.registers import ENOUGH, Trace, judge_beside, registers
from mtorstruct.atlas.store import open_atlas
from mtorstruct.measures.sites import ca_atoms
from mtorstruct.measures.table import geometry_columns
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import DOUBTED
from mtorstruct.tables.frames import plain_frame

Structure = Callable[[str], MtorComplex]

FIRST, LAST = 150, 250
"""Residues, counted from the first of a made chain, that a made slip moves."""


def made(
    entry: str,
    position: NDArray[np.int64],
    xyz: NDArray[np.float64],
    kind: str = "experimental",
    **fields: object,
) -> Trace:
    n = len(position)
    trace = Trace(
        entry,
        "MTOR",
        kind,
        3.0,
        np.arange(n),
        position,
        xyz,
        np.full(n, True),
        np.full(n, np.nan),
        np.full(n, False),
    )
    return replace(trace, **fields)  # type: ignore[arg-type]


@pytest.fixture
def model(structure: Structure) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    complex_ = structure("AF-P42345-F1.pdb.gz")
    position, xyz = ca_atoms(complex_, complex_.known_chains[0])
    return position[600:1000].astype(np.int64), xyz[600:1000]


def noisy(xyz: NDArray[np.float64], seed: int = 1) -> NDArray[np.float64]:
    """Another determination: other errors, another frame."""
    random = np.random.default_rng(seed)
    turn, _ = np.linalg.qr(random.normal(size=(3, 3)))
    return (xyz + random.normal(scale=0.4, size=xyz.shape)) @ (turn * np.sign(np.linalg.det(turn)))


def slipped(xyz: NDArray[np.float64], by: int = 5) -> NDArray[np.float64]:
    moved = xyz.copy()
    moved[FIRST:LAST] = xyz[FIRST + by : LAST + by]
    return moved


def states(traces: list[Trace]) -> dict[str, NDArray[np.str_]]:
    return {judged.trace.entry: judged.register.astype(str) for judged in registers(traces)}


INSIDE = slice(FIRST + 20, LAST - 20)


def test_a_chain_alone_is_untested_or_unsupported(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    position, xyz = model
    found = states([made("1AAA", position, xyz)])
    assert set(found["1AAA"]) == {"untested"}
    inside = (position > 700) & (position < 850)
    figure = np.where(inside, 0.01, 0.4)
    found = states([made("1AAA", position, xyz, rho=figure, unsupported=inside)])
    assert (found["1AAA"] == np.where(inside, "unsupported", "untested")).all()


def test_copies_of_one_entry_do_not_vouch_for_each_other(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    position, xyz = model
    found = states([made("1AAA", position, xyz), made("1AAA", position, noisy(xyz))])
    assert set(found["1AAA"]) == {"untested"}


def test_the_same_model_under_another_name_does_not_vouch(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    """A refinement of the same entry, or a copy of the file."""
    position, xyz = model
    again = xyz + np.random.default_rng(2).normal(scale=0.05, size=xyz.shape)
    found = states([made("1AAA", position, xyz), made("renamed", position, again)])
    assert set(found["1AAA"]) == set(found["renamed"]) == {"untested"}
    # A copy of a prediction that does not say that it is one.
    assert set(states([made("model", position, again), made("AF", position, xyz, "predicted")])["model"]) == {
        "untested"
    }
    apart = states([made("1AAA", position, xyz), made("2BBB", position, noisy(xyz))])
    assert set(apart["1AAA"]) == {"untested", "supported"}


def test_a_prediction_tells_which_of_two_entries_slipped(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    position, xyz = model
    traces = [
        made("SLIP", position, noisy(slipped(xyz), 1)),
        made("GOOD", position, noisy(xyz, 2)),
        made("AF", position, xyz, "predicted"),
    ]
    for order in (traces, traces[::-1]):
        found = states(order)
        assert set(found) == {"SLIP", "GOOD"}
        assert (found["SLIP"][INSIDE] == "in_doubt").mean() > 0.9
        assert set(found["GOOD"][INSIDE]) == {"supported"}


def test_without_a_prediction_two_entries_that_disagree_are_both_in_doubt(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    position, xyz = model
    slip, good = made("SLIP", position, noisy(slipped(xyz), 1)), made("GOOD", position, noisy(xyz, 2))
    found = states([slip, good])
    for entry in ("SLIP", "GOOD"):
        assert set(found[entry][INSIDE]) <= {"in_doubt", "unlike"}
    # The burial of a domain decides between them.
    domain = np.full(len(position), True)
    found = states([replace(slip, rho=np.full(len(position), 0.0), unsupported=domain), good])
    assert (found["SLIP"][INSIDE] == "in_doubt").mean() > 0.9
    assert set(found["GOOD"]) == {"untested"}


def test_references_must_agree(model: tuple[NDArray[np.int64], NDArray[np.float64]]) -> None:
    """Fit and better fit elsewhere: in doubt. Fit and another conformation: supported."""
    position, xyz = model
    mine = made("MINE", position, noisy(xyz, 1))
    shifted = made("AF-2", position, slipped(xyz), "predicted")
    fits = made("AF-1", position, xyz, "predicted")
    away = xyz.copy()
    away[FIRST - 60 : LAST + 60] = np.random.default_rng(5).normal(scale=20.0, size=(LAST - FIRST + 120, 3))
    unlike = made("AF-3", position, away, "predicted")
    assert set(states([mine, fits, unlike])["MINE"][INSIDE]) == {"supported"}
    assert set(states([mine, unlike])["MINE"][INSIDE]) == {"unlike"}
    for order in ([mine, fits, shifted], [mine, shifted, fits], [mine, unlike, shifted]):
        assert (states(order)["MINE"][INSIDE] == "in_doubt").mean() > 0.9


def test_only_confident_and_sound_residues_vouch(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    position, xyz = model
    sure = position < 800
    found = states([made("MINE", position, noisy(xyz)), made("AF", position, xyz, "predicted", usable=sure)])
    assert set(found["MINE"][position < 780][20:]) == {"supported"}
    assert set(found["MINE"][position > 810]) == {"untested"}


def test_what_cannot_be_told_is_as_its_stretch_goes_on(
    model: tuple[NDArray[np.int64], NDArray[np.float64]],
) -> None:
    """The end of what the reference has lies in a slip; a gap in the numbers ends the stretch."""
    position, xyz = model
    reference = made("AF", position, xyz, "predicted", usable=np.arange(len(position)) < 300)
    moved = xyz.copy()
    moved[200:] = np.concatenate([xyz[195:-5]])
    gap = np.r_[np.arange(350), np.arange(360, len(position))]
    found = states([made("MINE", position[gap], noisy(moved)[gap]), reference])["MINE"]
    assert (found[220:350] == "in_doubt").mean() > 0.9
    assert set(found[340:350]) == {"in_doubt"}
    assert set(found[350:]) == {"untested"}
    assert set(found[:4]) == {"untested"}


def test_a_few_references_are_enough(
    model: tuple[NDArray[np.int64], NDArray[np.float64]], monkeypatch: pytest.MonkeyPatch
) -> None:
    position, xyz = model
    asked: list[str] = []
    compare = mtorstruct.atlas.registers.Verdicts.with_reference

    def counted(self: object, trace: Trace, other: Trace, usable: NDArray[np.bool_]) -> object:
        before = np.flatnonzero((self.told < ENOUGH) & (self.shift == 0))  # type: ignore[attr-defined]
        if trace.entry == "E0":
            asked.extend([other.entry] * bool((position[before] == 800).any()))
        return compare(self, trace, other, usable)  # type: ignore[arg-type]

    monkeypatch.setattr(mtorstruct.atlas.registers.Verdicts, "with_reference", counted)
    traces = [made(f"E{k}", position, noisy(xyz, k), resolution_A=9.0 - k) for k in range(6)]
    assert "supported" in states(traces)["E0"]
    assert asked == ["E5", "E4", "E3"]


# Real structures --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long() -> pd.DataFrame:
    table = open_atlas().residue_frame()
    return table[table.modelled != "not_modelled"]


def register_of(table: pd.DataFrame, entry: str, gene: str = "MTOR") -> pd.DataFrame:
    return table[(table.entry == entry) & (table.gene == gene)]


def test_no_residue_of_the_n_heat_of_5h64_is_supported(long: pd.DataFrame) -> None:
    mine = register_of(long, "5H64")
    n_heat = mine[mine.position <= 927]
    assert len(n_heat) > 1200
    assert set(n_heat.register) <= set(DOUBTED)
    late = n_heat[n_heat.position.between(698, 903)]
    assert set(late.register) <= {"in_doubt", "unlike"}
    assert set(late[late.position.between(875, 882)].register) == {"in_doubt"}
    assert set(late[late.position.between(740, 768)].register_shift) == {-31}
    early = n_heat[n_heat.position <= 690]
    assert (early.register == "in_doubt").mean() < 0.15
    assert set(mine[mine.position.between(1155, 1205) | mine.position.between(1400, 1800)].register) == {
        "supported"
    }
    assert not (mine[mine.position.between(950, 1065)].register == "supported").any()


def test_raptor_of_5h64_is_unsupported_but_for_its_propeller(long: pd.DataFrame) -> None:
    raptor = register_of(long, "5H64", "RPTOR")
    assert set(raptor[raptor.position <= 904].register) == {"unsupported"}
    assert set(raptor[raptor.position >= 1027].register) == {"untested"}


def test_good_structures_are_not_in_doubt(long: pd.DataFrame) -> None:
    for entry in ("1FAP", "4DRI", "4JSV", "mtorc2_protomer"):
        register = register_of(long, entry).register
        assert not register.isin({"in_doubt", "unsupported"}).any()
        assert (register == "unlike").mean() < 0.01
        assert (register == "supported").mean() > 0.5


def test_predictions_are_not_judged(long: pd.DataFrame) -> None:
    assert set(register_of(long, "AF-P42345-F1").register) == {"untested"}


def test_shifts_are_told_where_a_comparison_found_them(long: pd.DataFrame) -> None:
    assert (long.register[long.register_shift.notna()] == "in_doubt").all()
    assert (long.register_shift.dropna().abs() <= 45).all()
    assert (long.register_shift.dropna() != 0).all()


def test_every_contact_of_the_summary_is_sound_on_both_sides(
    structure: Structure, long: pd.DataFrame
) -> None:
    """From the contacts of the files and the registers of the atlas, whatever made the partners."""
    files = {"5H64": "5h64.pdb.gz", "mtorc2_protomer": "mtorc2_protomer.pdb.gz", "4JSV": "4jsv.pdb.gz"}
    summary = plain_frame(open_atlas().summary_frame()).set_index(["gene", "position"])
    sure: dict[tuple[str, int], set[str]] = {}
    every: dict[tuple[str, int], set[str]] = {}
    for entry, name in files.items():
        mine = long[long.entry == entry]
        doubted = {(r.chain, r.position) for r in mine[mine.register.isin(DOUBTED)].itertuples()}
        for row in mtorstruct.residue_interfaces(structure(name)).itertuples():
            unsure = bool({(row.chain_a, row.position_a), (row.chain_b, row.position_b)} & doubted)
            for gene, position, other in (
                (row.gene_a, row.position_a, row.gene_b), (row.gene_b, row.position_b, row.gene_a),
            ):  # fmt: skip
                key = gene, position
                partner = f"{other} (other copy)" if gene == other else other
                every.setdefault(key, set()).add(partner)
                if not unsure:
                    sure.setdefault(key, set()).add(partner)
    for key, partners in every.items():
        if key not in summary.index:
            continue
        found = summary.loc[key]
        expected = sure.get(key, set())
        assert set(found.partners.split(";")) - {""} >= expected
        assert set(found.partners_in_doubt.split(";")) - {""} == partners - set(found.partners.split(";"))
        # What FRB touches in the crystals with FKBP12 and FKBP51 is not among these files.
        assert set(found.partners.split(";")) - {"", "FKBP1A", "other"} == expected - {"other"}
    assert sum(bool(names - sure.get(key, set())) for key, names in every.items()) > 150


def test_no_contact_between_the_two_mtors_or_with_raptor_is_left() -> None:
    summary = open_atlas().summary_frame()
    assert not summary.partners.str.contains("other copy|RPTOR").any()
    mtor = summary[summary.gene == "MTOR"]
    assert mtor.partners_in_doubt.str.contains("other copy").sum() == 39
    assert mtor.partners_in_doubt.str.contains("RPTOR").sum() == 24


def test_rictor_and_sin1_are_compared_with_predicted_models_where_there_are(
    shared_structures: Path, tmp_path: Path
) -> None:
    names = ["mtorc2_protomer.pdb.gz", "AF-Q6R327-F1.pdb.gz", "AF-Q9BPZ7-F1.pdb.gz"]
    build_atlas([shared_structures / name for name in names], tmp_path / "atlas")
    table = open_atlas(tmp_path / "atlas").residue_frame()
    table = table[(table.entry == "mtorc2_protomer") & (table.modelled != "not_modelled")]
    rictor = table[table.gene == "RICTOR"].set_index("position").register
    assert set(rictor[[60, 300, 450, 750, 950, 1640]]) == {"supported"}
    # The figure of the end of rictor is inside its null, but the predicted model agrees with most of it.
    assert "unsupported" not in set(rictor)
    assert not set(table[table.gene == "MAPKAP1"].register) & {"supported", "untested"}


def test_a_copy_of_the_mtorc2_model_does_not_vouch_for_it(
    shared_structures: Path, shared_more: Path, tmp_path: Path
) -> None:
    """The integrative model holds mTOR and mLST8 of the very protomer."""
    files = [
        shared_structures / "mtorc2_protomer.pdb.gz",
        shared_more / "mtorc2_imp_cluster_center_model.pdb.gz",
    ]
    build_atlas(files, tmp_path / "atlas")
    table = open_atlas(tmp_path / "atlas").residue_frame()
    assert set(table[table.gene.isin(["MTOR", "MLST8"])].register) == {"untested"}


def test_a_file_is_judged_beside_an_atlas_as_within_it(structure: Structure, long: pd.DataFrame) -> None:
    rows = geometry_columns(structure("5h64.pdb.gz"))
    judge_beside(rows, open_atlas())
    beside = pd.DataFrame(
        {name: rows[name] for name in ("chain", "gene", "position", "register", "modelled")}
    )
    beside = beside[(beside.modelled != "not_modelled") & (beside.gene == "MTOR")]
    within = register_of(long, "5H64")
    assert beside.position.tolist() == within.position.tolist()
    assert (beside.register.to_numpy() == within.register.to_numpy()).mean() > 0.97
    assert not (beside[beside.position.between(698, 903)].register == "supported").any()
