"""Verdicts: the issue's own list, published evidence against inference, conflicts, one drug."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.reference.effects import effects, review_variants
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import ANNOTATION, ANNOTATION_DRUG
from mtorstruct.variants.notation.change import AMINO_ACIDS
from mtorstruct.variants.verdicts.bands import PROBABILITY_COLUMNS
from mtorstruct.variants.verdicts.classify import classify_columns
from mtorstruct.variants.verdicts.evidence import published
from mtorstruct.variants.verdicts.judge import VERDICT_COLUMNS

from .plainly import annotated

RESISTANT = ("resistance_likely", "resistance_possible")
REVIEWED = ["A2034V", "F2108L", "S2035F", "S2035A", "M2327I", "C1483Y", "E1799K"]


@pytest.fixture(scope="module")
def verdicts() -> pd.DataFrame:
    return annotated(REVIEWED).set_index("input")


@pytest.fixture(scope="module")
def inferred() -> pd.DataFrame:
    return annotated(REVIEWED, evidence="none").set_index("input")


# What the issue asks for ----------------------------------------------------------------------------


@pytest.mark.parametrize("change", ["A2034V", "F2108L", "S2035F"])
def test_rapalog_resistance(verdicts: pd.DataFrame, change: str) -> None:
    assert verdicts.rapalog[change] == "resistance_likely"
    assert verdicts.rapalog_basis[change] == "both"


def test_the_same_residue_without_resistance(verdicts: pd.DataFrame) -> None:
    assert verdicts.rapalog["S2035A"] == "no_direct_effect"
    assert "every other variant tested there abolishes binding" in verdicts.evidence_conflicts["S2035A"]


def test_a_change_that_weakens_atp_competitive_inhibitors(verdicts: pd.DataFrame) -> None:
    row = verdicts.loc["M2327I"]
    assert row.activity == "activating"
    assert row.atp_competitive == "resistance_likely"
    assert row.rapalog == "sensitivity_retained"
    assert row.bisteric not in RESISTANT
    # In mTORC2 rictor covers the FRB domain, so that the foot in the ATP site stands alone.
    assert row.bisteric_mtorc2 == "resistance_possible"


@pytest.mark.parametrize("change", ["C1483Y", "E1799K", "S2215Y"])
def test_activating_and_hypersensitive(change: str) -> None:
    row = annotated([change]).iloc[0]
    assert row.activity == "activating"
    # One cell line each, which differs from those that it was compared with in more than mTOR.
    assert (row.rapalog, row.rapalog_confidence) == ("hypersensitive", "moderate")


def test_as_sensitive_as_wild_type_is_no_hypersensitivity() -> None:
    row = annotated(["F2108L"], drug="AZD8055").iloc[0]
    assert (row.atp_competitive, row.drug_response) == ("sensitivity_retained",) * 2


def test_every_verdict_of_the_list_has_a_pmid(verdicts: pd.DataFrame) -> None:
    assert verdicts.evidence.str.contains(r"PMID:\d+").all()


@pytest.mark.parametrize("change", ["A2034V", "F2108L", "S2035F"])
def test_inference_alone_finds_rapalog_resistance(inferred: pd.DataFrame, change: str) -> None:
    assert inferred.rapalog[change] in RESISTANT
    assert inferred.rapalog_basis[change] == "structure"


@pytest.mark.parametrize("change", ["S2035A", "C1483Y", "E1799K"])
def test_inference_alone_does_not_find_it_elsewhere(inferred: pd.DataFrame, change: str) -> None:
    assert inferred.rapalog[change] not in RESISTANT


def test_without_evidence_nothing_published_is_shown(inferred: pd.DataFrame) -> None:
    assert (inferred.evidence == "").all()
    assert (inferred.evidence_conflicts == "").all()
    assert not inferred.explanation.str.contains("PMID").any()
    for basis in ("basis", "activity_basis", "rapalog_basis", "atp_competitive_basis", "bisteric_basis"):
        assert set(inferred[basis]) <= {"structure", "none"}


def test_the_substitution_counts_and_not_only_the_position(inferred: pd.DataFrame) -> None:
    pairs = annotated(["T1977R", "T1977S", "S2035F", "S2035A"], evidence="none")
    assert pairs.activity.tolist()[:2] == ["likely_activating", "likely_neutral"]
    assert pairs.rapalog.tolist()[2:] == ["resistance_likely", "no_direct_effect"]


# Published evidence -----------------------------------------------------------------------------------


def test_evidence_shows_conflicts() -> None:
    table = annotated(["S2215Y", "C1483F", "C1483Y", "K1753E"]).set_index("input")
    assert table.rapalog["S2215Y"] == "hypersensitive"
    assert table.atp_competitive["S2215Y"] == "resistance_possible"
    assert "the two classes differ" in table.evidence_conflicts["S2215Y"]
    for change in ("C1483F", "C1483Y"):
        assert "carries C1483Y" in table.evidence_conflicts[change]
    # A combination is told, and decides nothing.
    assert "of normal activity in mTORC2" in table.evidence_conflicts["K1753E"]
    assert table.activity_basis["K1753E"] != "evidence"
    assert table.evidence["K1753E"] == ""


def test_a_statement_on_all_other_substitutions_counts_for_each_of_them() -> None:
    table = annotated(["S2035I", "S2035W", "S2035A"]).set_index("input")
    for change in ("S2035I", "S2035W"):
        assert table.rapalog[change] == "resistance_likely"
        assert table.rapalog_confidence[change] == "moderate"
        assert "PMID:7539137" in table.evidence[change]
    assert table.rapalog["S2035A"] == "no_direct_effect"


def test_what_was_not_seen_is_shown_on_request_only() -> None:
    hidden = annotated(["D2357E", "W1456G"])
    shown = annotated(["D2357E", "W1456G"], include_unverified=True)
    assert hidden.activity.tolist() == ["likely_inactivating", "possibly_activating"]
    assert shown.activity[0] == "inactivating"
    assert shown.activity_confidence[0] == "moderate"
    assert "unverified" not in set(mtorstruct.published_effects().status)
    assert "unverified" in set(mtorstruct.published_effects(include_unverified=True).status)


def test_what_a_review_reports_is_cited_as_the_review() -> None:
    row = annotated(["L2230V"]).iloc[0]
    assert "review doi:10.1186/s13045-019-0754-1 on its reference 127" in row.evidence.split(";")
    assert "28292440" not in row.evidence
    assert row.atp_competitive == "resistance_possible"
    assert row.atp_competitive_confidence == "moderate"


def test_every_published_verdict_is_that_of_the_row() -> None:
    for (gene, position, mutant), found in published().items():
        if not found.direct:
            continue
        wild = protein(gene).amino_acid(position)
        row = annotated([f"{gene}:{wild}{position}{mutant}"]).iloc[0]
        for about in ("activity", "rapalog", "atp_competitive", "bisteric"):
            statement = found.verdict(about)
            if statement is not None:
                assert row[about] == statement.verdict
                assert row[f"{about}_basis"] in ("evidence", "both")
                assert row[f"{about}_confidence"] == statement.confidence
        assert row.evidence.split(";") == (found.references or [""])


def test_the_surest_statement_decides() -> None:
    # E2014K: activation was assayed, the response is that of one patient to two drugs.
    row = annotated(["E2014K"]).iloc[0]
    assert (row.activity, row.activity_confidence) == ("activating", "high")
    assert (row.rapalog, row.rapalog_confidence) == ("sensitivity_possible", "low")


def test_one_patient_is_no_high_confidence() -> None:
    table = annotated(["Q2223K", "N1421D"], drug="everolimus")
    assert set(table.rapalog_confidence) == set(table.drug_confidence) == {"low"}
    assert table.activity_confidence[0] == "low"


def test_drugs_given_together_are_told_together() -> None:
    table = annotated(["E2014K", "E2419K"], drug="everolimus")
    for text in (*table.drug_explanation, *table.explanation):
        assert "found in a patient who responded to everolimus plus pazopanib (PMID:24625776)" in text
        assert "activating ," not in text
    assert table.evidence_conflicts.str.contains("both variants were in the tumour of one patient").all()


def test_a_statement_on_many_changes_says_so() -> None:
    table = annotated(["S2035W", "S2035A"], drug="rapamycin")
    assert "reported for all substitutions of S2035 except S2035A" in table.drug_explanation[0]
    assert "reported for all substitutions of S2035 except S2035A" in table.explanation[0]
    assert "reported for all" not in table.explanation[1]


def test_publications_stand_once_behind_what_they_say() -> None:
    f2108l, m2327i, s2035f = annotated(["F2108L", "M2327I", "S2035F"]).explanation
    assert f2108l.startswith(
        "Published as resistant to everolimus (PMID:25295501) and rapamycin (PMID:27279227), and responding "
        "like wild type to mTOR kinase inhibitors (PMID:25295501), "
    )
    assert m2327i.startswith(
        "Published as activating, responding like wild type to rapamycin and RapaLink-1, and resistant to "
        "AZD8055 and sapanisertib (PMID:27279227). Inferred: it "
    )
    assert s2035f.startswith(
        "Published as resistant to rapamycin (PMID:25261369, PMID:7539137, reported for "
    )


def test_a_hypersensitive_variant_is_not_said_to_respond_like_wild_type_to_the_same_drug() -> None:
    (text,) = annotated(["S2215Y"]).explanation
    assert "hypersensitive to rapamycin" in text
    assert "like wild type to rapamycin" not in text
    assert "HEK293T expression, p-S6K1" in " ".join(mtorstruct.explain("S2215Y").split())


def test_a_rule_that_leaves_a_question_open_is_not_told_beside_a_published_answer() -> None:
    # F1888L has few points for activation, and is published as activating.
    published, inferred = (
        annotated(["F1888L"], evidence=evidence).iloc[0] for evidence in ("published", "none")
    )
    assert (published.activity, inferred.activity) == ("activating", "unknown")
    assert "sign of activation" not in published.explanation
    assert "shows no sign of activation, which does not mean that it is neutral" in inferred.explanation


def test_no_explanation_names_a_source_twice_in_a_row() -> None:
    for text in annotated([f"MTOR:{e.variant}" for e in effects() if e.gene == "MTOR"]).explanation:
        cited = re.findall(r"\((?:PMID|PMC|doi)[^()]*\)", text)
        assert all(one != other for one, other in itertools.pairwise(cited)), text
        assert "as as" not in text


def test_the_misprinted_change_has_the_evidence_of_its_list() -> None:
    row = annotated(["V2406A"]).iloc[0]
    assert (row.activity, row.atp_competitive) == ("activating", "resistance_possible")
    assert "V2046A" in row.evidence_conflicts


def test_groups_of_changes_and_cohorts_decide_nothing() -> None:
    named = {e.variant for e in effects() if not e.substitutions and e.wildcard is None}
    assert named == {"any somatic", "R2430_S2450del"}


# Inference ----------------------------------------------------------------------------------------------


def test_a_change_without_rule_or_evidence_is_no_guess() -> None:
    row = annotated(["MTOR:S2448P"]).iloc[0]
    assert row.activity == "unknown"
    assert {row.rapalog, row.atp_competitive, row.bisteric} == {"insufficient_evidence"}
    assert row.basis == "none"
    assert row.confidence == ""
    assert "not resolved in any of the structures" in row.explanation


def test_truncations_cannot_activate() -> None:
    rows = annotated([f"MTOR:{protein('MTOR').amino_acid(n)}{n}*" for n in (10, 1178, 2000, 2400)])
    assert set(rows.activity) == {"likely_inactivating"}
    assert set(annotated(["MTOR:R1966fs"]).activity) == {"likely_inactivating"}
    assert set(annotated(["RICTOR:R572*", "MTOR:W2549*"]).activity) == {"unknown"}


def test_fatc_is_indispensable() -> None:
    table = annotated(["W2545A", "MTOR:W2545*", "MTOR:K2530fs"])
    assert set(table.activity) == {"likely_inactivating"}
    assert set(table.activity_confidence) == {"moderate"}
    assert not table.atp_competitive.isin(RESISTANT).any()
    # What is published on the residue itself is left out on request.
    assert "INDISPENSABLE" not in annotated(["W2545A"], evidence="none").rules[0]
    everything = [
        f"MTOR:{w}{n}{m}" for n, w in enumerate(protein("MTOR").sequence[2518:], 2519) for m in AMINO_ACIDS
    ]
    assert not annotated(everything).activity.isin(["activating", "likely_activating"]).any()


def test_nothing_in_the_active_site_is_called_activating() -> None:
    # Within 8 Å of a residue that faces the phosphate or holds a metal, by the coordinates of 4JSV.
    near = (2195, 2245, 2336, 2339, 2341, 2344, 2345, 2355, 2356, 2358, 2360)
    table = annotated([f"MTOR:{protein('MTOR').amino_acid(p)}{p}{m}" for p in near for m in AMINO_ACIDS])
    assert not table.activity.isin(["activating", "likely_activating", "possibly_activating"]).any()


def test_a_lost_start_gets_no_verdict() -> None:
    table = annotated(["MTOR:M1V", "FKBP1A:M1V", "RICTOR:M1T"])
    assert set(table.activity) == {"unknown"}
    for about in ("rapalog", "atp_competitive", "bisteric", "rapalog_mtorc2", "bisteric_mtorc2"):
        assert set(table[about]) == {"insufficient_evidence"}
    assert set(table.explanation) == {"The start codon is lost; no rule covers that."}


def test_both_sides_of_frb_and_fkbp12_are_told_alike() -> None:
    table = annotated(["MTOR:R2042E", "MTOR:K2095E", "FKBP1A:K45E", "FKBP1A:T86R", "FKBP1A:L75P"])
    assert set(table.rapalog) == {"resistance_possible"}
    assert not table.rules.str.contains("RAPAMYCIN-AWAY").any()
    lost = annotated(["FKBP1A:W60*", "FKBP1A:W60R"])
    assert lost.rapalog.isin(RESISTANT).all()
    assert set(lost.bisteric) == {"resistance_possible"}


def test_a_changed_atp_site_is_not_covered_by_the_other_foot() -> None:
    table = annotated(["I2163A", "V2183D"])
    assert set(table.atp_competitive) == {"resistance_possible"}
    assert set(table.bisteric) == {"insufficient_evidence"}


def test_changes_in_frame_of_which_nothing_is_known_get_no_verdict() -> None:
    row = annotated(["MTOR:C1660_K1662del"]).iloc[0]
    assert (row.status, row.mutant, row.position) == ("ok", "del", 1660)
    assert row.activity == "unknown"
    assert row.rapalog == "insufficient_evidence"
    assert "No rule covers" in row.explanation
    assert "on C1660 to K1662, 3 of 3 residues modelled" in row.message


def test_a_synonymous_change_changes_nothing() -> None:
    table = annotated(["F2108=", "MTOR:F2108F"])
    assert set(table.activity) == {"neutral"}
    assert set(table.rapalog) == set(table.bisteric_mtorc2) == {"no_direct_effect"}
    assert set(table.confidence) == {"high"}


def test_a_residue_without_a_change_has_no_verdict() -> None:
    table = annotated(["RPTOR:S863", "MTOR:2108"])
    for name in VERDICT_COLUMNS:
        expected = "No variant is named, so there is no verdict." if name == "explanation" else ""
        assert set(table[name]) == {expected}


def test_a_row_without_an_answer_has_no_verdict() -> None:
    table = annotated(["F2018L", "TP53:R175H", "nonsense"])
    assert (table[list(VERDICT_COLUMNS)] == "").all(axis=None)


@pytest.mark.parametrize("register", ["in_doubt", "unlike", "unsupported"])
def test_a_register_in_doubt_gives_no_verdict(register: str) -> None:
    summary = mtorstruct.open_atlas().summary_frame()
    mine = summary[(summary.gene == "MTOR") & (summary.rapamycin_register == register)].iloc[0]
    mutant = "K" if mine.wild_type != "K" else "E"
    row = annotated([f"{mine.wild_type}{mine.position}{mutant}"]).iloc[0]
    assert row.rapamycin_distance_A == mine.rapamycin_distance_A
    assert (row.rapalog, row.rapalog_basis, row.rapalog_confidence) == ("insufficient_evidence", "none", "")
    assert "its register, and so its distances, are in doubt, and no rule looks at them" in row.message
    assert "is resolved only where the register of the model is in doubt, so no" in row.explanation


def test_rapalogs_have_no_say_in_mtorc2() -> None:
    table = annotated(["F2108L", "S2035F", "RICTOR:R572E"])
    assert set(table.rapalog_mtorc2) == {"not_inhibited_acutely"}
    assert table.rapalog.tolist() == ["resistance_likely", "resistance_likely", "no_direct_effect"]


def test_the_confidence_of_a_row_is_that_of_its_least_sure_claim() -> None:
    table = annotated(["I2500M", "M2327I", "T1977S", "F2108="]).set_index("input")
    # I2500M: two inferred effects (low) beside two sites that are surely away (moderate).
    assert (table.activity_confidence["I2500M"], table.confidence["I2500M"]) == ("low", "low")
    assert table.rapalog_confidence["I2500M"] == "moderate"
    # M2327I: activity is published second-hand, the responses are not.
    assert (table.rapalog_confidence["M2327I"], table.confidence["M2327I"]) == ("high", "moderate")
    # T1977S: nothing tells an effect, so the surest counts.
    assert (table.activity_confidence["T1977S"], table.confidence["T1977S"]) == ("low", "moderate")
    assert table.confidence["F2108="] == "high"


def test_explanations_are_sentences_with_their_distance() -> None:
    table = annotated(["F2108L", "C1483Y"], evidence="none")
    assert table.explanation[0] == (
        "Inferred: it alters a residue in contact with rapamycin (3.5 Å, 4DRI), so rapalogs should bind "
        "poorly or not at all. It is far from the ATP site (19.0 Å, 4JSV), so ATP-competitive inhibitors "
        "should bind as they do to wild type. It shows no sign of activation, which does not mean that it is "
        "neutral."
    )
    assert "(74.0 Å, 4JSV)" in table.explanation[1]


def test_two_pockets_that_a_residue_is_far_from_make_one_sentence() -> None:
    row = annotated(["MTOR:T976Y"], evidence="none").iloc[0]
    assert row.explanation == (
        f"Inferred: it is far from the rapamycin pocket ({row.rapamycin_distance_A:.1f} Å, mtorc2_protomer) "
        f"and far from the ATP site ({row.atp_distance_A:.1f} Å, mtorc2_protomer), so rapalogs and "
        "ATP-competitive inhibitors should bind as they do to wild type."
    )


def test_what_is_near_but_outside_a_pocket_is_not_called_far() -> None:
    # The side chain of K36 of FKBP12 is 9.1 Å from rapamycin, beyond the second shell of 8 Å.
    near, far = annotated(["FKBP1A:K36M", "MTOR:M2327A"], evidence="none").explanation
    assert "is outside the rapamycin pocket (side chain 9.1 Å, 1FAP)" in near
    assert "is far from the rapamycin pocket (36.2 Å, 4JSV)" in far


def test_a_distance_to_an_inhibitor_names_it() -> None:
    # C2243 is beside Torin 2 in 4JSX; the nucleotide, of which the columns are, is further away.
    row = annotated(["MTOR:C2243F"]).iloc[0]
    assert "(side chain 3.9 Å from Torin 2, 4JSX)" in row.explanation
    assert row.atp_distance_A > 5


@pytest.mark.parametrize("evidence", ["published", "none"])
def test_explanations_are_sentences(evidence: str) -> None:
    for text in annotated(review_variants(), evidence=evidence).explanation:
        said = text[text.find("Inferred:") :] if "Inferred:" in text else text
        assert not re.search(r"; it |\. it |\.\.|\{|\}|nan|inf\b|  ", said), text
        assert text == "" or text.endswith(".")
        sentences = re.split(r"(?<=\.) (?=[A-Z])", said)
        assert len(set(sentences)) == len(sentences), text


def test_no_verdict_depends_on_the_rest_of_the_list() -> None:
    together = annotated(review_variants())
    alone = pd.concat([annotated([text]) for text in review_variants()], ignore_index=True)
    pd.testing.assert_frame_equal(together, alone)


def test_all_substitutions_of_mtor_are_judged() -> None:
    sequence = protein("MTOR").sequence
    pairs = [(n, m) for n, w in enumerate(sequence) for m in AMINO_ACIDS if m != w] * 2
    rows = np.array([n for n, _ in pairs])
    columns = classify_columns(rows, np.array([m for _, m in pairs], dtype=object), mtorstruct.open_atlas())
    assert list(columns) == [*VERDICT_COLUMNS, *PROBABILITY_COLUMNS]
    half = len(pairs) // 2
    for name, values in columns.items():
        assert len(values) == len(pairs)
        assert ((values[:half] == values[half:]) | (values != values)[:half]).all(), name
    allowed = {c.name: set(c.allowed) | {""} for c in ANNOTATION.columns if c.allowed}
    for name in set(allowed) & set(columns):
        assert set(columns[name]) <= allowed[name]
    # A verdict that says something names what it stands on, and how sure it is.
    for about, nothing in (("activity", "unknown"), ("rapalog", "insufficient_evidence")):
        says = columns[about] != nothing
        assert (columns[f"{about}_basis"][says] != "none").all()
        assert (columns[f"{about}_confidence"][says] != "").all()
        assert (columns[f"{about}_basis"][~says] == "none").all()


def test_the_evidence_option_is_checked() -> None:
    with pytest.raises(UsageError, match="give published or none"):
        annotated(["F2108L"], evidence="some")


def test_rules_look_at_the_atlas_that_is_given(shared_structures: Path, tmp_path: Path) -> None:
    # 1FAP has the FRB domain and FKBP12 alone: what it does not show gets no verdict from structure.
    mtorstruct.build_atlas([shared_structures / "1fap.cif.gz"], tmp_path / "atlas")
    table = annotated(["F2108L", "C1483Y"], evidence="none", atlas=tmp_path / "atlas")
    assert table.rapalog.tolist() == ["resistance_likely", "insufficient_evidence"]
    assert table.atp_competitive.tolist() == ["insufficient_evidence"] * 2
    assert "not resolved in any of the structures" in table.explanation[1]
    assert annotated(["C1483Y"], atlas=tmp_path / "atlas").rapalog[0] == "hypersensitive"


# One drug -------------------------------------------------------------------------------------------------


def test_one_drug_narrows_the_verdict() -> None:
    table = annotated(["F2108L", "M2327I", "C1483F", "RPTOR:S863"], drug="RAD001")
    assert list(table.columns) == ANNOTATION_DRUG.names
    assert set(table.drug) == {"everolimus"}
    assert table.drug_response.tolist() == [
        "resistance_likely",
        "sensitivity_retained",
        "sensitivity_possible",
        "",
    ]
    assert table.drug_basis.tolist() == ["this drug", "same class", "structure", ""]
    # Everolimus itself was tried on F2108L only; what is known of rapamycin is a step less sure.
    assert table.drug_confidence.tolist() == ["high", "moderate", "low", ""]
    assert table.drug_evidence[0] == "PMID:25295501"
    assert "nothing is published with everolimus itself" in table.drug_explanation[1]
    assert set(table.drug_response_mtorc2[:3]) == {"not_inhibited_acutely"}


def test_drugs_of_each_class_take_their_verdict() -> None:
    change = ["M2327I"]
    for name, expected in (
        ("AZD8055", "resistance_likely"),
        ("dactolisib", "resistance_likely"),
        ("RapaLink-1", "sensitivity_retained"),
        ("temsirolimus", "sensitivity_retained"),
    ):
        assert annotated(change, drug=name).drug_response[0] == expected
    dual = annotated(change, drug="BEZ235")
    assert dual.drug_response_mtorc2[0] == "resistance_likely"
    assert "Dactolisib also inhibits PI3K and ATR, which" in dual.drug_explanation[0]
    assert annotated(change, drug="RapaLink-1").drug_response_mtorc2[0] == "resistance_possible"
    assert annotated(change, drug="RMC-5552").drug_response_mtorc2[0] == "not_inhibited_acutely"


def test_every_drug_gives_the_verdict_of_its_class() -> None:
    every = mtorstruct.drugs(include_unverified=True)
    of_class = annotated(["F2108L", "M2327I"], evidence="none")
    column = {"rapalog": "rapalog", "bi-steric": "bisteric"}
    for name, drug_class in zip(every.name, every.drug_class, strict=True):
        table = annotated(["F2108L", "M2327I"], drug=name, evidence="none")
        expected = of_class[column.get(drug_class, "atp_competitive")].tolist()
        assert table.drug_response.tolist() == expected, name


def test_a_drug_that_was_seen_in_no_source_says_so() -> None:
    unseen, seen = (annotated(["M2327I"], drug=name).iloc[0] for name in ("XL388", "OSI-027"))
    assert "How XL388 binds was not seen in a source." in unseen.drug_explanation
    assert "was not seen" not in seen.drug_explanation
    assert unseen.drug_response == seen.drug_response == "resistance_likely"


def test_a_drug_with_inference_alone() -> None:
    row = annotated(["F2108L"], drug="everolimus", evidence="none").iloc[0]
    assert (row.drug_response, row.drug_basis, row.drug_evidence) == ("resistance_likely", "structure", "")
    assert "Nothing is published with everolimus" not in row.drug_explanation


def test_an_unknown_drug_is_named_with_what_was_meant() -> None:
    with pytest.raises(UsageError, match="did you mean everolimus"):
        annotated(["F2108L"], drug="evrolimus")
    with pytest.raises(UsageError, match="unknown drug ''"):
        annotated(["F2108L"], drug="")


def test_the_response_of_mtorc2_is_that_of_the_class() -> None:
    table = annotated(["MTOR:M1fs", "MTOR:F2108del", "F2108L"], drug="everolimus")
    assert (table.drug_response_mtorc2 == table.rapalog_mtorc2).all()
