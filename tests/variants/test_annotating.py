"""What annotate says, held against the issue's own figures and against the atlas."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.reference.effects import review_variants
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.tables import ANNOTATION, ANNOTATION_ALL, DOUBTED, PHOSPHOSITES

from .plainly import annotated


def row(text: str) -> pd.Series:
    return annotated([text]).iloc[0]


def test_a_contact_of_the_rapamycin_pocket() -> None:
    found = row("F2108L")
    assert (found.gene, found.uniprot, found.position, found.wild_type, found.mutant) == (
        "MTOR", "P42345", 2108, "F", "L",
    )  # fmt: skip
    assert (found.domain, found.status) == ("FRB", "ok")
    assert found.rapamycin_distance_A == pytest.approx(3.5, abs=0.05)
    assert (found.rapamycin_entry, found.rapamycin_basis) == ("4DRI", "bound")
    low, high = map(float, found.rapamycin_range_A.split("-"))
    assert low <= found.rapamycin_distance_A <= high + 0.05
    assert found.atp_distance_A > 15
    assert (found.atp_entry, found.atp_basis) == ("4JSV", "bound")
    assert found.modelled_in == (
        "4DRI;5GPG;4DRJ;3FAP;1NSG;4DRH;1FAP;4FAP;4JT5;4JSV;4JSX;5H64;mtorc2_protomer"
    )
    assert found.structures_sha256.count("=") == len(
        {found.rapamycin_entry, found.atp_entry, found.rsa_entry}
    )


def test_a_residue_far_from_both_sites() -> None:
    found = row("C1483Y")
    assert found.domain == "FAT"
    assert found.rapamycin_distance_A == pytest.approx(74, abs=0.5)
    assert (found.rapamycin_entry, found.rapamycin_basis) == ("4JSV", "transferred")
    assert found.atp_distance_A == pytest.approx(51, abs=0.5)


def test_kinase_changes_that_weaken_inhibitors_are_no_contacts_of_the_atp_site() -> None:
    table = mtorstruct.annotate(["M2327I", "S2215Y", "L2230V", "E2388Q", "V2406A"])
    assert set(table.domain) == {"kinase"}
    assert (table.atp_distance_A > 5).all()
    assert table.atp_distance_A[0] == pytest.approx(12.8, abs=0.05)


def test_rapalog_resistance_changes_lie_in_or_beside_the_pocket() -> None:
    table = mtorstruct.annotate(["A2034V", "F2108L", "S2035F"])
    assert set(table.domain) == {"FRB"}
    assert (table.rapamycin_distance_A < 7).all()
    # A2034 is in the second shell, no contact, in all crystal structures.
    assert table.rapamycin_range_A[0] == "6.6-7.0"


def test_the_reviews_activating_changes_are_in_fat_and_kinase() -> None:
    table = mtorstruct.annotate(review_variants()[:13])
    good = table[table.status == "ok"]
    assert len(good) == 12
    assert set(good.domain) == {"FAT", "kinase"}


def test_a_misprint_has_no_numbers() -> None:
    found = row("F2018L")
    assert found.status == "reference_mismatch"
    assert found.suggestion == "F2108L"
    assert "residue 2018 of MTOR (P42345) is R" in found.message
    assert found.domain == ""
    assert np.isnan(found.rapamycin_distance_A)
    assert found.modelled_in == ""


def test_an_unmodelled_residue_says_so_and_names_its_neighbours() -> None:
    found = row("MTOR:S2448")
    assert found.status == "ok"
    assert "not modelled in any experimental structure of MTOR" in found.message
    assert found.previous_modelled == "T2436 (12 residues away)"
    assert found.next_modelled == "A2492 (44 residues away)"
    neighbours = mtorstruct.annotate(["MTOR:2436", "MTOR:2492"])
    assert found.previous_modelled_atp_A == neighbours.atp_distance_A[0]
    assert found.next_modelled_rapamycin_A == neighbours.rapamycin_distance_A[1]
    assert "negative regulatory domain (NRD)" in found.subdomain


def test_a_register_in_doubt_is_said_and_avoided() -> None:
    # 5H64 (4.4 Å) is built out of register in N-HEAT and parts of M-HEAT; mTORC2 is not.
    table = mtorstruct.annotate(["MTOR:1000", "MTOR:750"])
    assert table.rapamycin_entry.tolist() == ["mtorc2_protomer"] * 2
    assert table.rapamycin_register.tolist() == ["supported"] * 2
    every = mtorstruct.annotate(["MTOR:1000"], all_structures=True).set_index(["entry", "copy"])
    assert every.register["5H64"].tolist() == ["in_doubt"] * 2
    summary = mtorstruct.open_atlas().summary_frame()
    doubted = summary[summary.rapamycin_register.isin(DOUBTED)]
    assert set(doubted.rapamycin_register) == set(DOUBTED)
    said = mtorstruct.annotate([f"{g}:{p}" for g, p in zip(doubted.gene, doubted.position, strict=True)])
    assert said.message.str.contains("its register, and so its distances, are in doubt").all()


def test_a_carried_over_ligand_that_overlaps_is_said() -> None:
    found = row("RICTOR:1632")
    assert found.rapamycin_basis == "overlap"
    assert found.rapamycin_distance_A < 2.0
    assert "overlaps with this residue: RICTOR is in its way there" in found.message


def test_the_other_protomer_is_mentioned_where_it_is_nearer() -> None:
    found = row("E1735K")
    assert found.rapamycin_entry == "4JSV"
    assert found.rapamycin_other_protomer_A < found.rapamycin_distance_A - 5
    assert f"nearer ({found.rapamycin_other_protomer_A:.1f} Å)" in found.message


def test_another_amino_acid_in_the_structure_is_said() -> None:
    found = row("RICTOR:S1626")
    assert found.conflicts == "V in mtorc2_protomer"
    assert "another amino acid in the structure: V in mtorc2_protomer" in found.message
    assert np.isnan(found.rsa)


def test_exposure_is_that_of_the_largest_assembly() -> None:
    # Cut ends of crystal fragments lay A2020 and E1385 bare; the whole complexes do not. What 5H64, the
    # largest, calls E1385 stands where 1387 stands in the other models, and does not speak.
    table = mtorstruct.annotate(["A2020V", "E1385K"])
    assert table.rsa[0] < 0.1
    assert table.rsa_entry.tolist() == ["5H64", "mtorc2_protomer"]
    every = mtorstruct.annotate(["E1385K"], all_structures=True).set_index("entry").rsa
    assert table.rsa[1] == every["mtorc2_protomer"]
    assert every["5H64"].max() < table.rsa[1] < every["4JSV"].min()
    assert table.secondary_structure[0] == "helix"


def test_a_protein_without_a_structure_says_so() -> None:
    found = row("AKT1S1:T246")
    assert found.message == "no structure of AKT1S1 in the atlas"
    assert found.previous_modelled == ""


def test_a_site_of_another_protein() -> None:
    found = row("RPTOR:S863")
    assert (found.gene, found.position, found.mutant) == ("RPTOR", 863, "")
    assert found.previous_modelled == "V814 (49 residues away)"
    assert found.next_modelled == "P878 (15 residues away)"


def test_sin1_numbers_are_those_of_uniprot_not_of_the_file() -> None:
    every = mtorstruct.annotate(["MAPKAP1:T86"], all_structures=True)
    here = every[(every.modelled == "full") & (every.kind == "experimental")]
    assert here.entry.tolist() == ["mtorc2_protomer"]
    assert here.auth_seq_id.tolist() == [84]
    assert here.observed.tolist() == ["T"]


def test_rows_keep_their_order_and_the_table_its_schema() -> None:
    texts = ["F2108L", "nonsense", "TP53:R175H", "", "MTOR:2108", "S2035F", "F2108L"]
    table = mtorstruct.annotate(texts)
    assert list(table.columns) == ANNOTATION.names
    assert table.input.tolist() == [text or pd.NA for text in texts]
    assert table.status.tolist() == [
        "ok", "not_understood", "unknown_gene", "not_understood", "ok", "ok", "ok",
    ]  # fmt: skip
    pd.testing.assert_series_equal(table.iloc[0], table.iloc[6], check_names=False)


def test_one_row_equals_its_row_in_a_list() -> None:
    texts = list(review_variants())
    together = mtorstruct.annotate(texts)
    for k in (0, 6, 20):
        pd.testing.assert_frame_equal(
            mtorstruct.annotate([texts[k]]), together.iloc[[k]].reset_index(drop=True)
        )


def test_every_position_of_every_protein_is_answered() -> None:
    from mtorstruct.reference.proteins import proteins

    texts = [f"{p.gene}:{p.sequence[n - 1]}{n}" for p in proteins() for n in range(1, len(p) + 1)]
    table = mtorstruct.annotate(texts)
    assert set(table.status) == {"ok"}
    seen = table.modelled_in.notna()
    assert table[~seen].message.notna().all()
    assert table[seen].message.notna().mean() < 0.25
    assert table[seen].rapamycin_distance_A.notna().all()
    fkbp = table.gene == "FKBP1A"
    # FKBP12 is in 1FAP alone, which has no kinase domain.
    assert table[seen & ~fkbp].atp_distance_A.notna().all()
    assert table[fkbp].atp_distance_A.isna().all()


def test_all_structures_gives_every_entry_and_copy() -> None:
    table = mtorstruct.annotate(["F2108L", "F2018L", "AKT1S1:T246"], all_structures=True)
    assert list(table.columns) == ANNOTATION_ALL.names
    mine = table[table.input == "F2108L"]
    assert len(mine) == 16
    assert set(mine.domain) == {"FRB"}
    one = row("F2108L")
    best = mine[(mine.entry == one.rapamycin_entry)]
    assert best.rapamycin_distance_A.tolist() == [one.rapamycin_distance_A]
    assert len(table[table.input == "F2018L"]) == 1
    assert table[table.input == "AKT1S1:T246"].message.tolist() == ["no structure of AKT1S1 in the atlas"]


def test_a_data_frame_is_taken_by_its_columns() -> None:
    frame = pd.DataFrame({"Hugo_Symbol": ["MTOR", "RPTOR"], "HGVSp_Short": ["p.F2108L", "p.S863A"]})
    named = mtorstruct.annotate(frame, gene_column="Hugo_Symbol", change_column="HGVSp_Short")
    found = mtorstruct.annotate(frame)
    pd.testing.assert_frame_equal(named, found)
    assert found.gene.tolist() == ["MTOR", "RPTOR"]
    with pytest.raises(UsageError, match="there are Hugo_Symbol, HGVSp_Short"):
        mtorstruct.annotate(frame, change_column="x")
    with pytest.raises(UsageError, match="no known column of protein changes"):
        mtorstruct.annotate(frame[["Hugo_Symbol"]])
    empty = pd.DataFrame({"gene": ["", None, "MTOR"], "protein_change": ["F2108L"] * 3})
    assert mtorstruct.annotate(empty).status.tolist() == ["unknown_gene", "unknown_gene", "ok"]
    with pytest.raises(UsageError, match=r"the protein that its rows are about.*gene="):
        mtorstruct.annotate(empty[["protein_change"]])
    assert mtorstruct.annotate(empty[["protein_change"]], gene="mTOR").gene.tolist() == ["MTOR"] * 3
    with pytest.raises(UsageError, match="is not a list"):
        mtorstruct.annotate("F2108L")


def test_no_changes_make_an_empty_table() -> None:
    assert list(mtorstruct.annotate([]).columns) == ANNOTATION.names
    assert len(mtorstruct.annotate([], all_structures=True)) == 0


def test_phosphosites_get_what_changes_get() -> None:
    table = mtorstruct.annotate_phosphosites()
    assert list(table.columns) == PHOSPHOSITES.names
    assert len(table) == len(phosphosites())
    as_changes = mtorstruct.annotate([f"{g}:{s}" for g, s in zip(table.gene, table.site, strict=True)])
    assert set(as_changes.status) == {"ok"}
    shared = [c for c in PHOSPHOSITES.names if c in ANNOTATION.names]
    assert len(shared) > 30
    pd.testing.assert_frame_equal(table[shared], as_changes[shared])
    s2448 = table[table.site == "S2448"].iloc[0]
    assert "RPS6KB1" in s2448.kinases
    assert s2448.previous_modelled.startswith("T2436")


def test_phosphosites_of_one_complex() -> None:
    one = set(mtorstruct.annotate_phosphosites(complex_name="mTORC1").gene)
    two = set(mtorstruct.annotate_phosphosites(complex_name="mtorc2").gene)
    assert "RPTOR" in one - two
    assert {"RICTOR", "MAPKAP1"} <= two - one
    assert "MTOR" in one & two
    assert set(mtorstruct.annotate_phosphosites(gene="raptor").gene) == {"RPTOR"}
    more = mtorstruct.annotate_phosphosites(include_unverified=True)
    assert "unverified" in set(more.evidence_status)
    with pytest.raises(UsageError, match="mTORC1 or mTORC2"):
        mtorstruct.annotate_phosphosites(complex_name="mTORC3")
