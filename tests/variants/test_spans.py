"""Changes of several residues, held against the same question asked residue by residue."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mtorstruct
from mtorstruct.atlas.store import open_atlas
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.tables import ANNOTATION, DOUBTED
from mtorstruct.tables.frames import plain_frame
from mtorstruct.variants.annotate import annotate_all_columns, annotate_columns
from mtorstruct.variants.lookup import Places, look_up
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.spans import range_minimum, touched

from .plainly import annotated

EMPTY_FOR_SEVERAL = [
    "rsa", "rsa_entry", "secondary_structure", "plddt",
    *(f"{s}_sidechain_{c}" for s in ("rapamycin", "atp") for c in ("distance_A", "atoms", "basis")),
]  # fmt: skip


def made(gene: str, first: int, mutant: str, last: int = 0, **fields: Any) -> Change:
    p = protein(gene)
    wild = "*" if first == len(p) + 1 else p.amino_acid(first)
    return Change("x", gene, wild, first, mutant, end=last, end_wild_type=p.amino_acid(last), **fields)


def rows(*changes: Change) -> pd.DataFrame:
    return plain_frame(ANNOTATION.frame(annotate_columns(changes, open_atlas())))


def row(*args: Any, **fields: Any) -> pd.Series:
    return rows(made(*args, **fields)).iloc[0]


@cache
def summary(gene: str) -> pd.DataFrame:
    frame = plain_frame(open_atlas().summary_frame())
    return frame[frame.gene == gene].reset_index(drop=True)


def nearest(table: pd.DataFrame, site: str) -> pd.Series | None:
    """The residue that speaks, by the rule as it is written: doubt, then carried over, then distance."""
    measured = table[table[f"{site}_distance_A"].notna()]
    if measured.empty:
        return None
    keys = pd.DataFrame(
        {
            "doubt": measured[f"{site}_register"].map(lambda name: (name in DOUBTED) + (name == "unlike")),
            "carried": measured[f"{site}_basis"] != "bound",
            "distance": measured[f"{site}_distance_A"],
            "position": measured["position"],
        }
    )
    return measured.loc[keys.sort_values(list(keys)).index[0]]


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, int, int]:
    p = draw(st.sampled_from(proteins()))
    first = draw(st.integers(1, len(p) - 1))
    return p.gene, first, draw(st.one_of(st.integers(first + 1, len(p)), st.just(len(p))))


@settings(max_examples=60, deadline=None)
@given(stretches())
def test_a_stretch_says_what_its_residues_say_together(stretch: tuple[str, int, int]) -> None:
    gene, first, last = stretch
    found = row(gene, first, "del", last)
    each = summary(gene).iloc[first - 1 : last]
    assert (found.status, found.position, found.end) == ("ok", first, last)
    for site in ("rapamycin", "atp"):
        best = nearest(each, site)
        if best is None:
            assert found[f"{site}_residue"] == found[f"{site}_entry"] == ""
            assert np.isnan(found[f"{site}_distance_A"])
            continue
        assert found[f"{site}_residue"] == f"{best.wild_type}{best.position}"
        for what in ("distance_A", "entry", "basis", "range_A", "register", "atoms"):
            assert found[f"{site}_{what}"] == best[f"{site}_{what}"]
    assert all(pd.isna(found[name]) or found[name] == "" for name in EMPTY_FOR_SEVERAL)
    for name in ("partners", "partners_in_doubt", "modelled_in"):
        assert set(found[name].split(";")) - {""} == set(";".join(each[name]).split(";")) - {""}
    assert (found.conflicts != "") == (each.conflicts != "").any()
    domains = dict.fromkeys(domain_at(gene, n)[0] for n in range(first, last + 1))
    assert found.domain == ";".join(filter(None, domains))
    n_modelled = int((each.modelled_in != "").sum())
    if n_modelled:
        assert f"{n_modelled} of {last - first + 1} residues modelled" in found.message


@given(st.lists(st.integers(0, 50), min_size=1, max_size=70), st.data())
def test_minima_of_stretches(values: list[int], data: st.DataObject) -> None:
    ends = st.integers(0, len(values) - 1)
    pairs = data.draw(st.lists(st.tuples(ends, ends).map(sorted), max_size=20))
    first, last = (np.array([pair[k] for pair in pairs], dtype=np.int64) for k in (0, 1))
    expected = [min(values[a : b + 1]) for a, b in pairs]
    assert range_minimum(np.array(values), first, last).tolist() == expected


def test_entries_of_a_stretch_come_in_the_order_of_each_residue() -> None:
    found = row("MTOR", 1385, "fs")
    assert found.modelled_in == "4DRI;5GPG;4DRJ;3FAP;1NSG;4DRH;1FAP;4FAP;4JT5;4JSV;4JSX;5H64;mtorc2_protomer"


@pytest.mark.parametrize(
    ("change", "touches"),
    [
        (made("MTOR", 1460, "del", 1462), (1460, 1462, "del", True)),
        (made("MTOR", 1460, "del"), (1460, 1460, "del", False)),
        (made("MTOR", 1460, "dup", 1462), (1460, 1462, "dup", True)),
        (made("MTOR", 1460, "ins", 1461, inserted="GS"), (1460, 1461, "ins", True)),
        (made("MTOR", 1460, "ins", 1461, inserted="G*"), (1461, 2549, "*", True)),
        (made("MTOR", 1460, "delins", inserted="P*"), (1460, 2549, "*", True)),
        (made("MTOR", 1460, "*"), (1460, 2549, "*", True)),
        (made("MTOR", 1460, "fs", inserted="G", new_stop="12"), (1460, 2549, "fs", True)),
        (made("MTOR", 2549, "*"), (2549, 2549, "*", False)),
        (made("RHEB", 185, "ext", inserted="L"), (184, 184, "ext", True)),
        (made("RHEB", 185, "L"), (184, 184, "ext", True)),
        (made("RHEB", 185, "="), (184, 184, "=", True)),
        (made("RHEB", 185, "*"), (184, 184, "=", True)),
        (made("RHEB", 185, "?"), (184, 184, "?", True)),
        (made("MTOR", 1, "ext", new_stop="-5"), (1, 1, "ext", False)),
        (made("MTOR", 2108, "L"), (2108, 2108, "L", False)),
        (made("MTOR", 2108, "F"), (2108, 2108, "=", False)),
        (made("MTOR", 2108, ""), (2108, 2108, "", False)),
        (made("MTOR", 2108, "", 2110), (2108, 2110, "", True)),
    ],
    ids=lambda value: f"{value.wild_type}{value.position}{value.mutant}" if isinstance(value, Change) else "",
)
def test_what_a_change_concerns(change: Change, touches: tuple[int, int, str, bool]) -> None:
    found = touched(change, protein(change.gene))
    assert (found.first, found.last, found.mutant, found.several) == touches


def test_a_truncation_is_all_that_is_lost() -> None:
    found = row("MTOR", 1500, "*")
    assert (found.end, found.domain) == (2549, "FAT;kinase;FRB")
    assert (found.rapamycin_residue, found.rapamycin_basis) == ("D2102", "bound")
    assert f"on {found.wild_type}1500 to W2549" in found.message
    assert (found.activity, found.rules) == ("likely_inactivating", "KINASE-TRUNCATED;OTHER-ALLELE")
    assert "that of D2102 to the rapamycin site and that of" in found.message
    assert (
        "the distances are the smallest, that of A1462 to both sites;"
        in row("MTOR", 1460, "del", 1462).message
    )
    late = row("MTOR", 2547, "*")
    assert late.activity == "unknown"


def test_the_rules_on_truncations_look_at_all_that_is_lost() -> None:
    # FKBP12 touches rapamycin up to F100: a stop behind it takes nothing of the pocket away.
    table = summary("FKBP1A")
    touching = table[(table.rapamycin_basis == "bound") & (table.rapamycin_sidechain_distance_A <= 4.5)]
    last = int(touching.position.max())
    lost, kept = row("FKBP1A", last, "fs"), row("FKBP1A", last + 1, "fs")
    assert (lost.rapalog, lost.atp_competitive) == ("resistance_possible", "no_direct_effect")
    assert "FKBP12-LOST" in lost.rules
    assert kept.rapalog == "insufficient_evidence"
    for gene, rule in (("RICTOR", "RICTOR"), ("MLST8", "MLST8"), ("RPTOR", "RAPTOR")):
        partner = row(gene, 100, "*")
        assert (partner.status, partner.activity, partner.rules) == ("ok", "unknown", f"{rule}-TRUNCATED")


def test_nothing_modelled_names_the_neighbours_of_the_whole_stretch() -> None:
    found = row("MTOR", 2440, "del", 2450)
    assert "none of them is modelled in any experimental structure of MTOR" in found.message
    assert found.previous_modelled == "T2436 (4 residues away)"
    assert found.next_modelled == "A2492 (42 residues away)"
    assert row("AKT1S1", 100, "fs").message == "no structure of AKT1S1 in the atlas"


def test_cautions_name_the_residue() -> None:
    found = row("RICTOR", 1630, "del", 1634)
    assert found.rapamycin_distance_A < 2.5
    assert f"overlaps with {found.rapamycin_residue}" in found.message
    conflict = row("RICTOR", 1625, "del", 1627)
    assert conflict.conflicts == "S1626: V in mtorc2_protomer;V1627: S in mtorc2_protomer"


def test_the_stop_codon_has_the_last_residue_for_its_place() -> None:
    for mutant in ("L", "ext"):
        found = row("RHEB", 185, mutant)
        assert (found.status, found.wild_type, found.position, found.mutant) == ("ok", "*", 185, mutant)
        assert pd.isna(found.end)
        assert "No rule covers" in found.explanation
        assert found.message == "no structure of RHEB in the atlas"
    assert "the structural columns are those of W2549" in row("MTOR", 2550, "ext").message
    same = row("MTOR", 2550, "=")
    assert (same.activity, same.rapalog) == ("neutral", "no_direct_effect")


def test_an_unknown_change_is_none_but_at_the_start() -> None:
    start, extended, elsewhere = rows(
        made("MTOR", 1, "?"), made("MTOR", 1, "ext"), made("MTOR", 2108, "?")
    ).itertuples()
    assert "The start codon is lost" in start.explanation
    assert start.activity == "unknown"
    assert "No rule covers" in extended.explanation
    assert elsewhere.activity == ""
    assert elsewhere.explanation == "No variant is named, so there is no verdict."


def test_single_residues_are_what_they_were() -> None:
    found = row("MTOR", 2108, "L")
    assert (found.rapamycin_residue, found.atp_residue, found.domain) == ("", "", "FRB")
    assert pd.isna(found.end)
    assert found.rsa >= 0
    whole = look_up(Places.single(["MTOR"], [2108]), open_atlas()).columns
    assert whole["rapamycin_distance_A"][0] == found.rapamycin_distance_A


def test_equal_changes_are_answered_once_and_alike() -> None:
    texts = [
        "F2108L",
        "p.Phe2108Leu",
        "MTOR:R2505*",
        "KRAS:G12D",
        "F2018L",
        "F2108L",
        "nonsense",
        "L1460_A1462del",
    ]
    changes = [parse_change(text) for text in texts]
    many = [c._replace(sample=f"s{k % 3}") for k in range(4) for c in changes]
    together = ANNOTATION.frame(annotate_columns(many, open_atlas()))
    for k in range(0, len(many), 5):
        alone = ANNOTATION.frame(annotate_columns([many[k]], open_atlas()))
        named = [n for n in ANNOTATION.names if n != "context"]
        pd.testing.assert_frame_equal(together.iloc[[k]].reset_index(drop=True)[named], alone[named])
    assert together["sample"].tolist() == [c.sample for c in many]
    assert together["input"].tolist() == [c.text for c in many]
    assert together.context[0] == together.context[3 * len(texts)] != ""


def test_every_structure_says_that_it_is_on_the_first_residue() -> None:
    changes = [made("MTOR", 1460, "del", 1462), made("RHEB", 185, "L"), made("MTOR", 2550, "ext")]
    columns, rows = annotate_all_columns(changes, open_atlas())
    assert set(rows.tolist()) == {0, 1, 2}
    first = columns["position"] == 1460
    assert set(columns["message"][first]) == {"the structural columns are those of L1460 alone"}
    assert set(columns["observed"][first]) - {""} == {"L"}
    assert columns["message"][columns["gene"] == "RHEB"].tolist() == ["no structure of RHEB in the atlas"]
    last = annotated(["W2549"], all_structures=True)
    assert columns["observed"][columns["position"] == 2550].tolist() == last.observed.tolist()


@pytest.mark.parametrize("text", ["R2505*", "L1460_A1462del", "FKBP1A:F37fs", "R1966Gfs*12"])
def test_a_stretch_can_be_explained(text: str) -> None:
    said = mtorstruct.explain(text)
    assert "nan" not in said
    assert all(len(line) <= 110 for line in said.splitlines())
    found = annotated([text]).iloc[0]
    assert f"Å from {found.rapamycin_residue}" in said


def test_different_kinds_of_change_of_one_residue_are_told_apart() -> None:
    # The words are shared by changes of one residue that no rule speaks of, if they are of one kind.
    changes = [made("AKT1S1", 100, mutant) for mutant in ("del", "W", "=", "fs")]
    for order in (changes, changes[::-1]):
        said = dict(zip([c.mutant for c in order], rows(*order).explanation, strict=True))
        assert said["del"] == "No rule covers this in-frame variant."
        assert "is not resolved in any of the structures" in said["W"]
        assert said["="].startswith("It leaves the amino-acid sequence unchanged; ")
        assert said["fs"] == "No rule applies, for or against an effect."
