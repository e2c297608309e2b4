"""Each rule fires where it should and is silent where it should not: real changes, the shipped atlas."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import numpy as np
import pytest

import mtorstruct
from mtorstruct.reference.domains import segments
from mtorstruct.reference.functional import catalytic_positions, indispensable_positions
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import ACTIVITIES, CONFIDENCES, DOUBTED, RESPONSE_COLUMNS, RESPONSES
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.spans import touched
from mtorstruct.variants.verdicts import neighbours
from mtorstruct.variants.verdicts.facts import MUTANTS, Facts, gather, in_frame, mutant_codes
from mtorstruct.variants.verdicts.judge import Judgement, Options, judge
from mtorstruct.variants.verdicts.neighbours import AT_ONCE, activating_positions
from mtorstruct.variants.verdicts.places import PARTNERS
from mtorstruct.variants.verdicts.rules import LOST, QUESTIONS, RULES, Rule
from mtorstruct.variants.verdicts.rules.conditions import fact

ATLAS = mtorstruct.open_atlas()
BY_ID = {rule.id: rule for rule in RULES}

# Rule, a change for which it fires, one that differs in what matters and for which it does not.
CASES = [
    ("SYNONYMOUS", "MTOR:F2108=", "MTOR:F2108L"),
    ("KINASE-TRUNCATED", "MTOR:Q1718*", "MTOR:P2546*"),  # the second leaves W2545, and so what FATC needs
    ("KINASE-TRUNCATED", "MTOR:W2545*", "MTOR:W2549*"),
    ("KINASE-TRUNCATED", "MTOR:R1966fs", "RICTOR:R572fs"),
    ("NRD-DELETED", "MTOR:L2427_G2452del", "MTOR:R2430_L2431del"),
    ("NRD-DELETED", "MTOR:R2430_A2451del", "MTOR:R2430_S2450del"),  # the second is the published one itself
    ("NRD-DELETED", "MTOR:L2427_G2452delinsA", "MTOR:H2401_S2450del"),  # the second takes more away
    ("NRD-SHORTENED", "MTOR:R2430_L2431del", "MTOR:R2430_S2450del"),
    ("NRD-SHORTENED", "MTOR:L2427_R2430del", "MTOR:S2448_Y2449insA"),
    ("NRD-SHORTENED", "MTOR:S2450_G2452del", "MTOR:Y2449_S2450delinsAA"),  # the second may lose nothing
    ("INDEL-HOTSPOT", "MTOR:A1459_D1468del", "MTOR:A1459D"),
    ("INDEL-HOTSPOT", "MTOR:E1457_D1458insEWE", "MTOR:M2345del"),
    ("INDEL-HOTSPOT", "MTOR:Y1450_W1456del", "MTOR:L1433_D1468del"),  # the second takes more away
    ("CATALYTIC", "MTOR:D2357N", "MTOR:D2360N"),
    ("INDISPENSABLE", "MTOR:W2545F", "MTOR:W2549F"),
    ("NATURAL-RESIDUE", "MTOR:P2213S", "MTOR:P2213H"),  # the second in a single TOR
    ("NATURAL-RESIDUE", "MTOR:S2215C", "MTOR:T2446A"),  # as natural, but of a phosphosite
    ("INVARIANT-RESIDUE", "MTOR:R2193C", "MTOR:E2190A"),
    ("PHOSPHOMIMETIC-RAISES", "MTOR:S2159D", "MTOR:S2159A"),
    ("PHOSPHOMIMETIC-RAISES", "AKT1S1:T246E", "RPTOR:S863D"),  # the kinases of the second disagree
    ("PHOSPHOMIMETIC-LOWERS", "MTOR:T2173E", "MTOR:T2173K"),
    ("PHOSPHOMIMETIC-LOWERS", "RPTOR:S792D", "RPTOR:S722D"),
    ("ACTIVATION-POINTS-4", "MTOR:Q2223K", "MTOR:Q2223E"),
    ("ACTIVATION-POINTS-AND-RULE", "MTOR:M2327I", "MTOR:G2238M"),  # nothing published near the second
    ("ACTIVATION-POINTS-3", "MTOR:G2238M", "MTOR:Q2223K"),
    ("ACTIVATION-POINTS-2", "MTOR:E1799K", "MTOR:M2327I"),
    ("NO-SIGN-OF-ACTIVATION", "MTOR:E1385C", "MTOR:S1815F"),  # 4JSV does not have the second
    ("ACTIVATING-RESIDUE", "MTOR:E1799R", "MTOR:E1799K"),  # the second is the published one itself
    ("ACTIVATING-RESIDUE", "MTOR:E1799R", "MTOR:E1799D"),  # shortened, where K is longer
    ("ACTIVATING-RESIDUE", "MTOR:E2419R", "MTOR:E2419G"),
    ("ACTIVATING-RESIDUE", "MTOR:S2215W", "MTOR:S2215G"),
    ("ACTIVATING-RESIDUE", "MTOR:T1977K", "MTOR:T1977S"),
    ("NUCLEOTIDE-CONTACT", "MTOR:M2345R", "MTOR:M2345L"),
    ("NUCLEOTIDE-CONTACT", "MTOR:W2239A", "MTOR:G2238S"),  # G2238 holds the nucleotide by its backbone
    ("ACTIVATING-NEIGHBOUR", "MTOR:T1977R", "MTOR:T1977S"),
    ("ACTIVATING-NEIGHBOUR", "MTOR:A1459D", "MTOR:K1771R"),
    ("ACTIVATING-NEIGHBOUR", "MTOR:D2512Y", "MTOR:W2549G"),  # the second is in FATC
    ("ACTIVATING-NEIGHBOUR", "MTOR:A1459D", "MTOR:R2339W"),  # the second lies between catalytic residues
    ("FAT-KINASE-FRAMEWORK", "MTOR:V2006F", "MTOR:S2215Y"),
    ("FOLD", "MTOR:L2051D", "MTOR:L2427P"),  # the second is in the kinase domain, and activating
    ("FOLD", "MTOR:L2051H", "MTOR:L2051T"),
    ("FOLD", "MTOR:I71P", "RPTOR:I498P"),
    ("PARED-DOWN", "MTOR:S2035A", "MTOR:S2035T"),
    ("PARED-DOWN", "MTOR:Q1348N", "MTOR:Q2167N"),  # Q2167 holds the nucleotide by its amide
    ("SURFACE", "MTOR:E1735K", "MTOR:M2327I"),
    ("RAPTOR-TRUNCATED", "RPTOR:E100*", "RPTOR:R1333*"),  # the second keeps the whole propeller
    ("RAPTOR-TRUNCATED", "RPTOR:S1329fs", "RICTOR:R100*"),
    ("RICTOR-TRUNCATED", "RICTOR:R100*", "RICTOR:V1008*"),
    ("RICTOR-TRUNCATED", "RICTOR:R100fs", "RICTOR:R100Q"),
    ("MSIN1-TRUNCATED", "MAPKAP1:R81*", "MAPKAP1:T300*"),  # the second loses RBD and PH alone
    ("MLST8-TRUNCATED", "MLST8:M100fs", "MLST8:W297*"),  # without W297 there was more mTORC2
    ("RHEB-TRUNCATED", "RHEB:M184*", "RHEB:Y35N"),
    ("INTERFACE-RICTOR", "MTOR:E2083K", "MTOR:F2108L"),
    ("INTERFACE-MLST8", "MTOR:E2288K", "MTOR:M2327I"),
    ("INTERFACE-MSIN1", "MLST8:D231K", "RICTOR:L57D"),  # what L57 touches of mSIN1 is unsupported
    ("INTERFACE-MTOR", "MLST8:W272A", "RPTOR:D340A"),  # the register of raptor is unsupported there
    ("OTHER-ALLELE", "MTOR:W2239A", "MTOR:M2327I"),
    ("OTHER-ALLELE", "RPTOR:S792D", "RICTOR:S1235D"),  # without mTORC2 rapalogs act on mTORC1 as before
    ("OTHER-ALLELE", "MTOR:D2338A", "MTOR:E2419K"),  # published as dead, and as activating
    ("RAPAMYCIN-CONTACT", "MTOR:F2108L", "MTOR:S2035A"),
    ("RAPAMYCIN-CONTACT", "MTOR:F2039A", "FKBP1A:F37G"),
    ("FKBP12-CONTACT", "FKBP1A:F37V", "FKBP1A:K45E"),
    ("FKBP12-CONTACT", "FKBP1A:W60A", "MTOR:F2108L"),
    ("FKBP12-ALTERED", "FKBP1A:W60*", "MTOR:F2108L"),
    ("RAPAMYCIN-CONTACT-SIMILAR", "MTOR:L2031I", "MTOR:L2031A"),
    ("RAPAMYCIN-BACKBONE", "MTOR:G2040R", "MTOR:F2039A"),
    ("RAPAMYCIN-SHELL", "MTOR:A2034V", "MTOR:F2108L"),
    ("RAPAMYCIN-SHELL", "MTOR:A2034D", "MTOR:E2041K"),  # the second is as near, but exposed
    ("FKBP12-SIDE", "MTOR:V2094D", "MTOR:D2102N"),  # the second touches rapamycin as well
    ("FKBP12-SIDE", "FKBP1A:K45E", "FKBP1A:L75D"),  # the second does not touch mTOR
    ("FKBP12-FOLD", "FKBP1A:L75P", "FKBP1A:L75I"),
    ("FKBP12-LOST", "FKBP1A:W60*", "FKBP1A:W60A"),
    ("FKBP12-LOST", "FKBP1A:F100fs", "FKBP1A:E108*"),  # the second loses the last residue alone
    ("RAPAMYCIN-KEPT", "MTOR:S2035A", "MTOR:S2035F"),
    ("ACTIVATED-MTOR", "MTOR:F1888L", "MTOR:F1888Y"),
    ("NOT-IN-MTORC1", "RICTOR:R572E", "MLST8:K305R"),
    ("RAPAMYCIN-AWAY", "MTOR:M2327I", "MTOR:A2034V"),
    ("ATP-SITE-CONTACT", "MTOR:W2239F", "MTOR:D2357N"),
    ("ATP-SITE-CONTACT", "MTOR:D2195N", "MTOR:M2327I"),  # D2195 touches PP242, not the nucleotide
    ("ATP-SITE-SHELL", "MTOR:V2183D", "MTOR:W2239F"),
    ("ACTIVE-KINASE", "MTOR:E2388Q", "MTOR:C1483Y"),
    ("FKBP12-NOT-NEEDED", "FKBP1A:F37V", "MTOR:F2108L"),
    ("ATP-SITE-AWAY", "MTOR:C1483Y", "MTOR:M2327I"),
    ("ONE-FOOT-LEFT", "MTOR:F2108L", "MTOR:C1483Y"),
    ("ONE-FOOT-LEFT", "MTOR:E2388Q", "MTOR:W2239L"),  # the second is a contact of the ATP site
    ("ONE-FOOT-LEFT", "MTOR:A2034V", "FKBP1A:W60R"),
    ("BOTH-FEET-FREE", "MTOR:C1483Y", "MTOR:F2108L"),
    ("COVERED-IN-MTORC2", "MTOR:F2108L", "MTOR:F2108="),
    ("ONE-FOOT-IN-MTORC2", "MTOR:M2327I", "MTOR:F2108L"),
    ("ATP-FOOT-FREE-IN-MTORC2", "MTOR:F2108L", "MTOR:M2327I"),
]

# What no real change shows: no structure here has RHEB, none a sound contact of mTOR with raptor or the other
# mTOR, and no residue belongs to both sites.
MADE = {"INTERFACE-RHEB", "INTERFACE-RAPTOR", "INTERFACE-PROTOMER", "BOTH-FEET"}


def judged(text: str, *, published: bool = True) -> Judgement:
    change = parse_change(text)
    p = protein(change.gene or "MTOR")
    stretch = touched(change, p)
    rows, codes = ATLAS.summary_rows([p.gene], [stretch.first]), mutant_codes([stretch.mutant])
    numbers = in_frame(rows, codes, ATLAS, np.array([stretch.last - stretch.first + 1]))
    return judge(rows, codes, ATLAS, Options(use_published=published), numbers)


def facts_of(text: str) -> Facts:
    return judged(text).facts


@pytest.mark.parametrize(("rule", "fires", "silent"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES])
def test_rule(rule: str, fires: str, silent: str) -> None:
    assert judged(fires).fired[rule][0]
    assert not judged(silent).fired[rule][0]


def test_every_rule_is_tested() -> None:
    assert {rule.id for rule in RULES} == {case[0] for case in CASES} | MADE


@pytest.mark.parametrize(
    ("rule", "partner"),
    [("INTERFACE-RHEB", "RHEB"), ("INTERFACE-RAPTOR", "RPTOR"), ("INTERFACE-PROTOMER", "other_protomer")],
)
def test_rules_on_contacts_wake_when_a_structure_has_them(rule: str, partner: str) -> None:
    facts = facts_of("MTOR:E1735K")
    assert not BY_ID[rule].condition.holds(facts)[0]
    facts[f"touches_{partner}"] = np.array([True])
    assert BY_ID[rule].condition.holds(facts)[0]


def test_what_is_said_of_the_contacts_of_the_embedded_atlas_is_so() -> None:
    """A rule says that there are none in a sound register just where there are none."""
    partners = set(";".join(ATLAS.summary.column("partners")).split(";"))
    for key, name in PARTNERS.items():
        facts = facts_of("MTOR:E1735K")
        facts |= {f"touches_{other}": np.array([other == key]) for other in PARTNERS}
        rules = [r for r in RULES if r.question == "assembly" and r.condition.holds(facts)[0]]
        assert len(rules) == (key != "FKBP1A"), key
        for rule in rules:
            assert ("the embedded one has none" in rule.condition.text) == (name not in partners), rule.id


def test_both_feet_need_both_sites() -> None:
    facts = facts_of("MTOR:F2108L")
    facts["rapalog_resistance"] = facts["atp_competitive_resistance"] = np.array([True])
    assert BY_ID["BOTH-FEET"].condition.holds(facts)[0]
    facts["atp_competitive_resistance"] = np.array([False])
    assert not BY_ID["BOTH-FEET"].condition.holds(facts)[0]


@pytest.mark.parametrize("rule", RULES, ids=lambda r: r.id)
def test_rule_describes_itself(rule: Rule) -> None:
    assert rule.question in QUESTIONS
    allowed = {"activity": ACTIVITIES, "assembly": ("", LOST), **dict.fromkeys(RESPONSE_COLUMNS, RESPONSES)}
    assert rule.verdict in allowed[rule.question]
    assert set(rule.also) <= set(allowed)
    assert all(verdict in allowed[question] for question, verdict in rule.also.items())
    assert rule.confidence in CONFIDENCES
    assert rule.condition.text
    assert rule.reference
    named = {name for _, name, _, _ in Formatter().parse(rule.description) if name is not None}
    of_sites = {"rapamycin", "atp", "atp_site", "rapamycin_away", "atp_site_away"}
    assert named <= {*of_sites, "activating", "fkbp12", *PARTNERS}
    assert not rule.description.endswith(".")  # it is a part of a sentence


def test_residues_that_conditions_name_are_those_that_they_test() -> None:
    sequence = protein("MTOR").sequence
    for rule, positions in (
        ("CATALYTIC", catalytic_positions()),
        ("INDISPENSABLE", indispensable_positions()),
        ("KINASE-TRUNCATED", indispensable_positions()[-1:]),
    ):
        named = re.findall(r"\b[A-Z]\d{4}\b", BY_ID[rule].condition.text)
        assert named == [f"{sequence[p - 1]}{p}" for p in positions]


def test_conditions_combine_as_their_words_do() -> None:
    facts = {"a": np.array([True, True, False]), "b": np.array([True, False, False])}
    a, b = fact("a", "large"), fact("b", "buried")
    assert (a & ~b).text == "large; not buried"
    assert (a & ~b).holds(facts).tolist() == [False, True, False]
    assert (b | a).text == "buried or large"
    assert (b | a).holds(facts).tolist() == [True, True, False]


def test_one_description_is_what_explain_the_annotation_and_the_documentation_print() -> None:
    page = (Path(__file__).parents[2] / "docs" / "impact.md").read_text(encoding="utf-8")
    for rule in RULES:
        assert f"| {rule.condition.text} | {rule.description_alone} | {rule.reference} |" in page
    told = BY_ID["RAPAMYCIN-CONTACT"].description.format(rapamycin=" (3.5 Å, 4DRI)")
    assert told in mtorstruct.annotate(["MTOR:F2108L"]).explanation[0]
    assert told in " ".join(mtorstruct.explain("MTOR:F2108L").split())


def test_rule_ids_are_unique() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_rules_on_drugs_agree_with_one_another() -> None:
    # Away from a site and in or beside it exclude each other, for every substitution of mTOR.
    rows = np.repeat(np.arange(2549), 20)
    codes = np.tile(np.arange(20), 2549)
    judgement = judge(rows, codes, ATLAS, Options())
    fired, activity = judgement.fired, judgement.verdicts["activity"].value
    dead = (fired["CATALYTIC"] | fired["NUCLEOTIDE-CONTACT"]) & ~judgement.verdicts["activity"].on_published
    assert {ACTIVITIES[k] for k in activity[dead]} <= {"likely_inactivating", "likely_neutral"}
    near = fired["RAPAMYCIN-CONTACT"] | fired["RAPAMYCIN-SHELL"] | fired["FKBP12-SIDE"]
    assert not (near & fired["RAPAMYCIN-AWAY"]).any()
    assert not (fired["ATP-SITE-CONTACT"] & fired["ATP-SITE-AWAY"]).any()
    assert not (fired["ONE-FOOT-LEFT"] & fired["BOTH-FEET-FREE"]).any()
    assert not (fired["ACTIVATING-NEIGHBOUR"] & fired["PARED-DOWN"]).any()


def test_the_nearest_activating_position_is_never_the_position_itself() -> None:
    facts = gather(np.arange(2549), np.zeros(2549, dtype=int), ATLAS, published=True)
    assert (facts["activating_near"] != facts["position"]).all()


def test_activating_positions_may_be_kept_away_along_the_sequence() -> None:
    rows, codes = np.arange(2549), np.zeros(2549, dtype=int)
    near = gather(rows, codes, ATLAS, published=True)
    far = gather(rows, codes, ATLAS, published=True, apart=11)
    known = np.isfinite(far["activating_A"])
    assert (np.abs(far["activating_near"] - far["position"])[known] > 10).all()
    assert (far["activating_A"] >= near["activating_A"]).all()
    alone = np.abs(near["activating_near"] - near["position"]) > 10
    assert (far["activating_A"][alone] == near["activating_A"][alone]).all()


def test_activating_neighbours_by_brute_force() -> None:
    facts = gather(np.arange(2549), np.zeros(2549, dtype=int), ATLAS, published=True)
    table = ATLAS.residue_frame()
    table = table[(table.gene == "MTOR") & table.ca_x.notna() & ~table.register.isin(DOUBTED)]
    table = table[~table.entry.str.startswith("AF-")]
    for position in (1483, 2034, 2327, 2430):
        best = np.inf
        for _, chain in table.groupby(["entry", "copy"]):
            xyz = chain.set_index("position")[["ca_x", "ca_y", "ca_z"]]
            for other in activating_positions():
                if position in xyz.index and other in xyz.index and other != position:
                    best = min(best, float(np.linalg.norm(xyz.loc[position] - xyz.loc[other])))
        assert facts["activating_A"][position - 1] == pytest.approx(best)


def test_distances_of_many_positions_are_those_of_each_alone() -> None:
    rows = np.arange(1384, 1384 + 3 * AT_ONCE)
    neighbours._known.cache_clear()
    alone = [gather(rows[k : k + 1], np.zeros(1, dtype=int), ATLAS, published=True) for k in range(len(rows))]
    neighbours._known.cache_clear()
    together = gather(rows, np.zeros(len(rows), dtype=int), ATLAS, published=True)
    for name in ("activating_A", "activating_near", "fat_kinase_A", "transfer_A"):
        assert np.isfinite(together[name]).any()
        assert together[name].tolist() == [facts[name][0] for facts in alone]


def test_distances_are_computed_once_and_where_they_are_asked_for() -> None:
    targets, asked = (2035, 2108, 2200), np.array([2327, 2030, 2327])
    known = neighbours._known(ATLAS, "MTOR", targets, 0)
    found = neighbours.nearest_of(ATLAS, "MTOR", asked, targets)[0]
    assert np.flatnonzero(~np.isnan(known.distance)).tolist() == [2029, 2326]
    known.distance[2029] = 99.0
    again = neighbours.nearest_of(ATLAS, "MTOR", asked, targets)[0]
    assert again.tolist() == [found[0], 99.0, found[0]]
    neighbours._known.cache_clear()


def test_fat_meets_kinase_across_the_border_of_the_domains() -> None:
    # The helix that leaves FAT goes on in the kinase domain: the last residue of one is next to the first.
    fat, kinase = (next(s for s in segments("MTOR") if s.domain == d) for d in ("FAT", "kinase"))
    assert fat.end + 1 == kinase.start
    facts = gather(np.array([fat.end - 1, 2107]), np.zeros(2, dtype=int), ATLAS, published=True)
    assert facts["fat_kinase_A"][0] == pytest.approx(3.8, abs=0.1)
    assert np.isinf(facts["fat_kinase_A"][1])


def test_every_mutant_has_a_code() -> None:
    assert mutant_codes(list(MUTANTS)).tolist() == list(range(len(MUTANTS)))
