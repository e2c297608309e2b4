"""Proof by wild type, and what was meant."""

from __future__ import annotations

import pytest

from mtorstruct.reference.effects import effects, review_variants
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.variants.check.wild_type import UNPROVEN, Checked, check_changes, evidence_of
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.reading import parse_change


def check(*texts: str) -> list[Checked]:
    return check_changes([parse_change(text) for text in texts])


@pytest.mark.parametrize(
    ("text", "message", "suggestion"),
    [
        ("F2018L", "residue 2018 of MTOR (P42345) is R, not F", "F2108L"),
        ("V2046A", "residue 2046 of MTOR (P42345) is G, not V", "V2406A"),
        ("MTOR:C1438Y", "residue 1438 of MTOR (P42345) is K, not C", "C1483Y"),
        ("M237I", "residue 237 of MTOR (P42345) is T, not M", "M2327I"),
        ("M23227I", "MTOR (P42345) has 2549 residues, there is no 23227", "M2327I"),
    ],
)
def test_misprints(text: str, message: str, suggestion: str) -> None:
    (found,) = check(text)
    assert found.status in ("reference_mismatch", "position_out_of_range")
    assert found.message.startswith(message)
    assert found.suggestions[0] == suggestion


@pytest.mark.parametrize(
    ("text", "suggestion", "why"),
    [
        ("FKBP1A:F36V", "F37V", "mature protein"),
        ("L2108F", "F2108L", "exchanged"),
        ("S863", "RPTOR:S863", "known of RPTOR"),
        ("AKT1S1:T266", "T246", "isoform 3"),
        ("RPTOR:S705A", "S863A", "isoform 3"),
    ],
)
def test_slips_that_have_a_reason_say_it(text: str, suggestion: str, why: str) -> None:
    (found,) = check(text)
    assert suggestion in found.suggestions
    assert found.suggestions[0] != suggestion or why in found.message


def test_every_suggestion_fits_the_reference() -> None:
    for e in effects():
        for wild, position, mutant in e.substitutions:
            (found,) = check(f"{e.gene}:{wild}{position + 3}{mutant}")
            if found.status == "ok":
                continue
            for text in found.suggestions:
                change = parse_change(text)
                p = protein(change.gene or e.gene)
                assert p.amino_acid(change.position) == change.wild_type


def test_published_changes_come_first() -> None:
    # V2044 and V2006 are as near to 2046 as V2406, but only V2406A is published.
    (found,) = check("V2046A")
    assert found.suggestions[0] == "V2406A"
    assert len(found.suggestions) > 1


def test_an_offset_that_the_list_shares_is_found() -> None:
    shift = 157
    truth = ["F2108L", "C1483Y", "M2327I", "W2101F", "E1799K"]
    written = [f"{t[0]}{int(t[1:-1]) - shift}{t[-1]}" for t in truth]
    for found, meant in zip(check(*written), truth, strict=True):
        assert meant in found.suggestions
    assert any("offset of +157" in found.message for found in check(*written))


def test_a_few_changes_share_an_offset_by_chance() -> None:
    # Three changes always share some offset in a protein of 2,549 residues: that is no finding.
    assert not any("offset" in c.message for c in check("F2018L", "V2046A", "C1438Y", "M237I"))


def test_one_stray_misprint_does_not_hide_the_offset_of_the_list() -> None:
    truth = ["F2108L", "C1483Y", "M2327I", "W2101F", "E1799K", "S2215Y"]
    written = [f"{t[0]}{int(t[1:-1]) - 157}{t[-1]}" for t in truth]
    found = check(*written, "F2018L")
    assert all(meant in c.suggestions for c, meant in zip(found, truth, strict=False))


def test_the_reviews_list_has_two_misprints() -> None:
    found = check(*review_variants())
    bad = {c.change.text for c in found if c.status != "ok"}
    assert bad == {"MTOR:F2018L", "MTOR:V2046A"}
    assert len(found) == 21


@pytest.mark.parametrize("gene", [p.gene for p in proteins()])
def test_first_and_last_residue_and_one_too_many(gene: str) -> None:
    p = protein(gene)
    first, last = check(f"{gene}:{p.sequence[0]}1A", f"{gene}:{p.sequence[-1]}{len(p)}")
    assert first.status == last.status == "ok"
    zero, beyond = check(f"{gene}:0", f"{gene}:{len(p) + 1}")
    assert zero.status == beyond.status == "position_out_of_range"
    assert f"has {len(p)} residues" in beyond.message


def test_unknown_genes_and_amino_acids_are_named() -> None:
    gene, amino_acid = check("TP53:R175H", "F2108Z")
    assert gene.status == "unknown_gene"
    assert "TP53" in gene.message
    assert "known are MTOR" in gene.message
    assert amino_acid.status == "impossible_amino_acid"
    assert "'Z'" in amino_acid.message


def test_huge_numbers_are_out_of_range() -> None:
    (found,) = check("F999999999L")
    assert found.status == "position_out_of_range"
    for text in ("F99999999999999999999L", f"F{'9' * 5000}L"):
        (found,) = check(text)
        assert found.status == "not_understood"


@pytest.mark.parametrize(
    ("text", "status", "message"),
    [
        ("L1460_A1462del", "ok", ""),
        ("L1460_A1463del", "reference_mismatch", "residue 1463 of MTOR (P42345) is Y, not A"),
        ("L1461_A1462del", "reference_mismatch", "residue 1461 of MTOR (P42345) is V, not L"),
        ("W2549_A2550del", "position_out_of_range", "MTOR (P42345) has 2549 residues, there is no 2550"),
    ],
)
def test_both_ends_of_a_stretch_are_checked(text: str, status: str, message: str) -> None:
    (found,) = check(text)
    assert (found.status, found.message) == (status, message)
    assert found.suggestions == ()


def made(**fields: object) -> Change:
    return Change(**{"text": "x", "gene": "MTOR", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "status", "message"),
    [
        (made(gene="RHEB", wild_type="*", position=185, mutant="L"), "ok", ""),
        (made(gene="RHEB", wild_type="*", position=185, mutant="ext"), "ok", ""),
        (
            made(gene="RHEB", wild_type="*", position=180, mutant="ext"),
            "reference_mismatch",
            "the stop of RHEB (Q15382) is at 185, not at 180",
        ),
        (
            made(gene="RHEB", position=185),
            "position_out_of_range",
            "RHEB (Q15382) has 184 residues, there is no 185",
        ),
        (
            made(gene="RHEB", wild_type="M", position=185, mutant="L"),
            "position_out_of_range",
            "RHEB (Q15382) has 184 residues, there is no 185",
        ),
        (made(wild_type="M", position=1, mutant="ext", new_stop="-5"), "ok", ""),
        (made(wild_type="M", position=1, mutant="?"), "ok", ""),
        (
            made(wild_type="L", position=1460, mutant="ins", end=1461, inserted="GZ"),
            "impossible_amino_acid",
            "'Z', put in, is no amino acid",
        ),
        (made(wild_type="L", position=1460, mutant="delins", inserted="G*"), "ok", ""),
        (made(position=1457, mutant="ins", end=1458, inserted="EWE"), "ok", UNPROVEN),
        (made(position=2108), "ok", UNPROVEN),
        (
            made(position=2549, mutant="ins", end=2550, inserted="E"),
            "position_out_of_range",
            "MTOR (P42345) has 2549 residues, there is no 2550",
        ),
        (made(status="no_protein_change", problem="in an intron"), "no_protein_change", "in an intron"),
        (made(status="unknown_build", problem="GRCh36"), "unknown_build", "GRCh36"),
    ],
    ids=lambda value: "" if isinstance(value, Change) else str(value)[:20],
)
def test_stops_extensions_insertions_and_what_was_settled_before(
    change: Change, status: str, message: str
) -> None:
    (found,) = check_changes([change])
    assert (found.status, found.message) == (status, message)


def test_what_the_genome_leaves_open_is_proven_and_stays_open() -> None:
    candidates = ("F2108L", "F2108I")
    open_ = made(
        wild_type="F", position=2108, status="ambiguous", problem="two codons", candidates=candidates
    )
    wrong = open_._replace(wild_type="A")
    found, mismatch = check_changes([open_, wrong])
    assert (found.status, found.message, found.suggestion) == ("ambiguous", "two codons", "")
    assert found.alternatives == candidates
    assert mismatch.status == "reference_mismatch"


def test_a_part_of_a_list_is_told_what_the_whole_list_says() -> None:
    rows = [parse_change(f"AKT1S1:{text}") for text in ("C187Y", "D173V", "T218A")]
    assert check_changes(rows[:1])[0].status == "reference_mismatch"
    evidence = evidence_of(rows)
    assert [check_changes([row], evidence)[0] for row in rows] == check_changes(rows)
    assert check_changes(rows)[0].status == "other_isoform"


@pytest.mark.parametrize("text", ["F 2108 L", "Phe 2108 Leu", "pT2446/pS2448"])
def test_a_residue_where_a_gene_should_be_is_no_other_gene(text: str) -> None:
    (found,) = check(text)
    assert found.status == "not_understood"
    assert "which is no gene" in found.message


def test_a_long_list_that_fits_nothing_costs_little() -> None:
    found = check(*(f"F{100_000_000 + n}L" for n in range(3_000)))
    assert {c.status for c in found} == {"position_out_of_range"}
