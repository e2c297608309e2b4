"""Conservation and crowding, against the sequences and the structure that they are computed from."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from mtorstruct.files.text import fasta_records, opened_text
from mtorstruct.reference.conservation import FIRST, LAST, PIKKS, conservation, natural_in, tors
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.tables import read_table

from ..scripts import module_of

ROOT = Path(__file__).parents[2]
ROWS = read_table("conservation.tsv")


@pytest.fixture
def shared_rows(shared_sequences: Path) -> list[dict[str, str]]:
    """A table of the same that other code computed: 1385-2549."""
    with (shared_sequences / "conservation_1385_2549.tsv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def number(text: str) -> float:
    return float(text or "nan")


def test_rows_are_the_residues_of_mtor() -> None:
    mtor = protein("MTOR")
    assert [int(row["position"]) for row in ROWS] == list(range(1, len(mtor) + 1))
    assert "".join(row["wild_type"] for row in ROWS) == mtor.sequence
    assert len(mtor) == LAST
    known = conservation()
    assert np.isnan(known.pikks[: FIRST - 1]).all()
    assert (known.pikks[FIRST - 1 :] <= PIKKS).all()
    assert {len(letters) for letters in known.letters} == {len(tors())}


@pytest.mark.slow
def test_the_table_is_what_its_script_makes_of_its_sources(
    shared_sequences: Path, shared_structures: Path
) -> None:
    rebuild = module_of(ROOT / "structures" / "conservation.py")
    assert rebuild.TABLE.read_text() == rebuild.table_text(
        shared_sequences, shared_structures / "4jsv.pdb.gz"
    )


def test_letters_are_those_of_the_alignment(shared_sequences: Path) -> None:
    with opened_text(shared_sequences / "tor_orthologs_on_human.fasta") as lines:
        records = {r.heading.split()[0]: r for r in fasta_records(lines)}
    mammals = {"P42345", "Q9JLN9", "P42346"}
    assert {tor.accession for tor in tors()} == records.keys() - mammals
    for k, tor in enumerate(tors()):
        record = records[tor.accession]
        assert f"{tor.accession} {tor.species} {tor.protein}" == record.heading
        assert "".join(letters[k] for letters in conservation().letters) == record.sequence


def test_natural_residues_are_those_of_the_other_table(shared_rows: list[dict[str, str]]) -> None:
    """The other table lists what two or more of the nine have."""
    for row in shared_rows:
        position, human = int(row["position"]), row["human"]
        twice = {a for a in "ACDEFGHIKLMNPQRSTVWY" if a != human and len(natural_in(position, a)) >= 2}
        assert twice == set(row["natural_in_2_of_9"]), position


def test_conservation_agrees_with_another_alignment(shared_rows: list[dict[str, str]]) -> None:
    """Alignments of kinases this far apart differ in loops, and near the ends of what is aligned."""
    other = np.array([number(row["pikk_paralogs_with_human_residue"]) for row in shared_rows]) * PIKKS
    mine = conservation().pikks[FIRST - 1 :]
    assert np.abs(mine - other).mean() < 1
    positions = np.arange(FIRST, LAST + 1)
    invariant = set(positions[conservation().share[FIRST - 1 :] >= 0.82].tolist())
    assert invariant - set(positions[np.round(other) >= 40].tolist()) == {2528, 2544}
    assert set(positions[np.round(other) >= 40].tolist()) <= invariant


def test_catalytic_residues_are_invariant_but_for_e2190() -> None:
    share = conservation().share
    assert all(share[p - 1] >= 0.82 for p in (2187, 2338, 2340, 2343, 2357))
    assert share[2190 - 1] < 0.5


def test_crowding_agrees_with_another_count(shared_rows: list[dict[str, str]]) -> None:
    other = np.array([[number(row[f"cb_within_10A{of}"]) for of in ("", "_kinase")] for row in shared_rows])
    mine = np.stack([conservation().cb, conservation().kinase_cb], axis=1)[FIRST - 1 :]
    assert (np.isnan(mine) == np.isnan(other)).all()
    different = Counter(np.abs(mine - other)[~np.isnan(other)].tolist())
    assert different == {0.0: 2112, 1.0: 3, 2.0: 1}


def test_species_with_two_tors_are_told_apart() -> None:
    letters = conservation().letters[2213 - 1]
    assert letters == "PHPASRSRS"
    found = {name for letter in set(letters) for name in natural_in(2213, letter)}
    assert len(found) == len(tors())
