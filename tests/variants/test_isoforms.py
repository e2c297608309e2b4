"""Isoforms: the packaged table, and rows of real files that are numbered by one."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from mtorstruct.reference.isoforms import (
    Isoform,
    canonical_gene,
    gene_of,
    isoform_in_doubt,
    isoform_of,
    isoforms,
)
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.check.isoforms import MAX_CHANCE, _at_least, prove
from mtorstruct.variants.check.wild_type import Checked, check_changes
from mtorstruct.variants.notation.change import AMINO_ACIDS, Change
from mtorstruct.variants.notation.reading import parse_change

SEQUENCED = [i for i in isoforms() if i.segments]


def of(text: str, reference: str = "", gene: str = "") -> Change:
    return parse_change(text, gene)._replace(reference=reference)


def check(*changes: Change) -> list[Checked]:
    return check_changes(changes)


def at(i: Isoform, canonical_pos: int, mutant: str = "W") -> str:
    """A substitution of a canonical residue, numbered by an isoform."""
    return f"{protein(i.gene).amino_acid(canonical_pos)}{i.from_canonical(canonical_pos)}{mutant}"


@pytest.mark.parametrize("row", read_table("isoforms.tsv"), ids=lambda r: r["uniprot_isoform"] or r["names"])
def test_an_isoform_has_the_length_that_its_stretches_leave_room_for(row: dict[str, str]) -> None:
    # The record of LRG_734 was not seen: what is read by it says so.
    seen = "unverified" if row["names"].startswith("LRG_") else "verified"
    assert row["status"] == (seen if row["length"] else "partly-verified")
    stretches = [tuple(map(int, t.replace("-", ":", 1).split(":"))) for t in row["segments"].split(";") if t]
    shared = sum(last - first + 1 for first, last, _ in stretches)
    assert shared <= int(row["length"] or 0)
    for first, last, offset in stretches:
        assert 1 <= first <= last <= len(protein(row["gene"]))
        assert 1 <= first + offset <= last + offset <= int(row["length"])
    # What an isoform has and the canonical sequence lacks; one residue where a codon is put together anew.
    extra = {"Q6R327-3": 24, "Q9BPZ7-2": 1, "Q9BPZ7-3": 1, "Q9BPZ7-5": 4, "Q96B36-3": 20}
    if stretches:
        assert int(row["length"]) - shared == extra.get(row["uniprot_isoform"], 0)


def test_no_name_leads_to_two_sequences() -> None:
    names = [
        n for row in read_table("isoforms.tsv") for n in (*row["names"].split(";"), row["uniprot_isoform"])
    ]
    names += [n.partition(".")[0] for t in transcripts().values() for n in t.names]
    assert [n for n, count in Counter(filter(None, names)).items() if count > 1] == []
    for name in filter(None, names):
        assert (isoform_of(name) is None) != (canonical_gene(name) is None), name
        assert gene_of(name) in {p.gene for p in proteins()}


@given(st.sampled_from(SEQUENCED), st.integers(1, 2600))
def test_numbers_go_there_and_back(i: Isoform, position: int) -> None:
    there = i.from_canonical(position)
    if there is not None:
        assert 1 <= there <= i.length
        assert i.to_canonical(there) == position
    back = i.to_canonical(position)
    if back is not None:
        assert 1 <= back <= len(protein(i.gene))
        assert i.from_canonical(back) == position


@pytest.mark.parametrize(
    ("isoform", "canonical", "number"),
    [
        ("Q8N122-3", 863, 705), ("Q8N122-3", 792, 634), ("Q8N122-3", 600, None), ("Q8N122-3", 503, 503),
        ("Q96B36-3", 246, 266), ("Q96B36-3", 183, 203), ("Q9BPZ7-2", 398, 362), ("Q9BPZ7-2", 86, 86),
        ("Q9BPZ7-3", 398, None), ("Q9BPZ7-4", 193, 1), ("Q9BPZ7-4", 86, None), ("Q6R327-3", 1135, 1135),
        ("Q6R327-3", 1379, 1403), ("Q9BVC4-5", 44, None), ("Q9BVC4-5", 326, 325),
    ],
)  # fmt: skip
def test_known_sites_have_the_numbers_that_the_sources_state(
    isoform: str, canonical: int, number: int | None
) -> None:
    found = isoform_of(isoform)
    assert found is not None
    assert found.from_canonical(canonical) == number


def test_versions_count_only_where_a_name_changed_its_sequence() -> None:
    three = isoform_of("Q96B36-3")
    assert three is not None
    assert isoform_of("np_115751.3") is three
    assert isoform_of("NP_115751.2") is isoform_of("NP_115751") is isoform_of("NM_032375.3") is None
    assert isoform_in_doubt("NM_032375.3") is isoform_in_doubt("NP_115751.1") is three
    assert isoform_in_doubt("NP_115751.3") is None
    assert isoform_of("ENST00000391835.8") is three


def real_rows(folder: Path, name: str, column: str) -> list[tuple[str, str, str]]:
    """Gene, protein change and transcript of the rows that name a change."""
    with (folder / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    found = [(r["Hugo_Symbol"], r[column], r.get("Transcript_ID", "")) for r in rows]
    return [row for row in found if row[1].strip(".") and "splice" not in row[1]]


def test_the_mismatches_of_mc3_are_one_gene_in_another_isoform(shared_cohorts: Path) -> None:
    rows = real_rows(shared_cohorts, "tcga_mc3_mtor_genes.maf.tsv", "HGVSp_Short")
    found = check(*(of(text, transcript, gene) for gene, text, transcript in rows))
    by_status = Counter((c.change.gene, c.status) for c in found)
    assert by_status.pop(("AKT1S1", "other_isoform")) == 9
    assert {status for _, status in by_status} == {"ok"}
    assert {c.change.text: c.suggestion for c in found if c.status != "ok"} == {
        "p.T117Kfs*31": "T97Kfs*31", "p.C187Y": "C167Y", "p.D173V": "D153V", "p.P185P": "P165=",
        "p.P205H": "P185H", "p.T218A": "T198A", "p.I238I": "I218=", "p.S2F": "", "p.E132*": "E112*",
    }  # fmt: skip


def test_without_transcripts_the_list_itself_proves_the_isoform(shared_cohorts: Path) -> None:
    rows = real_rows(shared_cohorts, "tcga_mc3_mtor_genes.maf.tsv", "HGVSp_Short")
    found = {
        c.change.text: c for c in check(*(of(t, "", g) for g, t, _ in rows)) if c.change.gene == "AKT1S1"
    }
    assert Counter(c.status for c in found.values()) == {
        "other_isoform": 7, "ambiguous": 1, "reference_mismatch": 1,
    }  # fmt: skip
    # P185 is a proline in both numberings; S2 lies in the 20 residues that the canonical sequence lacks.
    assert found["p.P185P"].alternatives == ("P185=", "P165=")
    assert found["p.P185P"].suggestion == ""
    assert "7 variants of AKT1S1 in this list follow isoform 3 (Q96B36-3)" in found["p.P185P"].message
    assert "no counterpart" in found["p.S2F"].message


def test_firehose_is_numbered_by_the_canonical_sequences(shared_cohorts: Path) -> None:
    rows = real_rows(shared_cohorts, "tcga_firehose_mtor_genes.maf.tsv", "Protein_Change")
    found = check(*(of(text, "", gene) for gene, text, _ in rows))
    understood = [c for c in found if c.status != "not_understood" and c.status != "impossible_amino_acid"]
    assert {c.status for c in understood} == {"ok"}
    genes = Counter(c.change.gene for c in understood)
    assert (genes["AKT1S1"], genes["RICTOR"], genes["RPTOR"]) == (20, 210, 190)
    assert not any("isoform" in c.message for c in understood)


def test_a_chance_match_is_not_answered_where_the_transcript_is_named() -> None:
    (found,) = check(of("P185=", "ENST00000391835", "AKT1S1"))
    assert (found.status, found.suggestion) == ("other_isoform", "P165=")
    (same,) = check(of("T1135A", "NM_001285439.2"))
    assert (same.protein, same.status) == (protein("RICTOR"), "ok")
    assert "canonical sequence up to residue 1378" in same.message


@pytest.mark.parametrize("i", SEQUENCED, ids=lambda i: i.uniprot_isoform)
def test_every_residue_of_an_isoform_is_told_by_its_name(i: Isoform) -> None:
    p = protein(i.gene)
    changes = [of(at(i, n), i.names[0]) for n in range(1, len(p) + 1) if i.from_canonical(n)]
    for change, c in zip(changes, check(*changes), strict=True):
        canonical = i.to_canonical(change.position)
        if canonical == change.position:
            assert (c.status, c.suggestions) == ("ok", ())
        else:
            assert (c.status, c.suggestion) == (
                "other_isoform",
                f"{change.wild_type}{canonical}{'=' if change.wild_type == 'W' else 'W'}",
            )
    (beyond,) = check(of(f"A{i.length + 1}W", i.names[0]))
    assert (beyond.status, f"has {i.length} residues" in beyond.message) == ("position_out_of_range", True)


def test_residues_that_the_canonical_sequence_lacks_have_no_answer() -> None:
    (found,) = check(of("S1390A", "Q6R327-3"))
    assert (found.status, found.suggestions) == ("other_isoform", ())
    assert "has no counterpart in the canonical sequence (24 residues inserted at 1379)" in found.message


def test_an_isoform_whose_sequence_was_not_checked_has_no_answer() -> None:
    for name in ("ENST00000511516", "Q8N122-2", "NP_001269941.1", "NM_001199786", "Q6R327-7"):
        (found,) = check(of("M1V", name))
        assert (found.status, found.suggestions) == ("other_isoform", ()), name
        assert "cannot be carried over" in found.message


def test_a_row_that_fits_its_transcript_nowhere_is_a_mismatch() -> None:
    wild, canonical = protein("RICTOR").amino_acid(1500), protein("RICTOR").amino_acid(1476)
    assert wild != canonical
    (found,) = check(of(f"{wild}1500W", "Q6R327-3"))
    assert found.status == "reference_mismatch"
    assert f"residue 1500 of isoform 3 (Q6R327-3) is {canonical}, not {wild}" in found.message
    assert f"the canonical sequence has {wild} there" in found.message


def test_stretches_are_carried_over_whole_or_not_at_all() -> None:
    (inside,) = check(Change("x", "AKT1S1", "T", 266, "del", end=268, reference="Q96B36-3"))
    assert (inside.status, inside.suggestion) == ("other_isoform", "T246_248del")
    (across,) = check(Change("x", "RICTOR", "", 1370, "del", end=1410, reference="Q6R327-3"))
    assert (across.status, across.suggestions) == ("other_isoform", ())
    (stop,) = check(Change("x", "AKT1S1", "*", 277, "ext", reference="Q96B36-3"))
    assert stop.suggestion == "*257ext*?"


@pytest.mark.parametrize("i", [i for i in SEQUENCED if any(o for *_, o in i.segments)], ids=lambda i: i.label)
def test_three_failing_changes_prove_an_isoform_and_two_do_not(i: Isoform) -> None:
    p = protein(i.gene)
    numbers = [n for n in range(1, len(p) + 1) if i.from_canonical(n) not in (None, n)]
    failing = [n for n in numbers if p.amino_acid(i.from_canonical(n) or 0) != p.amino_acid(n)]
    texts = [at(i, n) for n in failing[:: len(failing) // 5][:3]]
    pair = check(*(of(t, "", i.gene) for t in texts[:2]))
    assert {c.status for c in pair} <= {"reference_mismatch", "position_out_of_range"}
    for c, n in zip(check(*(of(t, "", i.gene) for t in texts)), failing[:: len(failing) // 5], strict=False):
        assert (c.status, c.suggestion) == ("other_isoform", f"{p.amino_acid(n)}{n}W")
        assert f"3 variants of {i.gene} in this list follow {i.label}" in c.message


@given(st.sampled_from(sorted({i.gene for i in SEQUENCED})), st.data())
def test_what_proves_an_isoform_is_no_chance(gene: str, data: st.DataObject) -> None:
    residue = st.tuples(st.sampled_from(AMINO_ACIDS), st.integers(1, len(protein(gene)) + 30))
    failing = data.draw(st.sets(residue, max_size=8))
    found = prove(gene, failing)
    if found is not None:
        assert found.n >= 3
        assert found.chance <= MAX_CHANCE
        fits = [found.isoform.to_canonical(n) for _, n in failing]
        assert found.n == sum(
            c is not None and protein(gene).amino_acid(c) == w
            for (w, _), c in zip(failing, fits, strict=True)
        )


def test_rows_that_name_the_canonical_sequence_prove_nothing_and_are_not_doubted() -> None:
    i = isoform_of("Q96B36-3")
    assert i is not None
    stated = [of(at(i, n), "NM_001098633.4", "AKT1S1") for n in (97, 167, 153, 198)]
    assert {c.status for c in check(*stated)} == {"reference_mismatch"}
    unstated = [of(at(i, n), "", "AKT1S1") for n in (97, 167, 153, 198)]
    (*_, found) = check(*unstated, of("P185L", "NM_001098633.4"))
    assert (found.status, found.message) == ("ok", "")
    (*_, alone) = check(*unstated, of("V188L", "", "AKT1S1"))
    assert (alone.status, "this one fits the canonical sequence alone" in alone.message) == ("ok", True)


def test_an_unknown_transcript_is_said_and_explains_a_mismatch() -> None:
    fits, not_, other = check(
        of("F2108L", "ENST00000000001", "MTOR"),
        of("C187Y", "ENST00000000001", "AKT1S1"),
        of("W187Y", "ENST00000000001", "AKT1S1"),
    )
    assert (fits.status, "no transcript or protein that is known here" in fits.message) == ("ok", True)
    assert (not_.status, not_.suggestion) == ("other_isoform", "C167Y")
    assert other.status == "reference_mismatch"


def test_a_name_that_changed_its_sequence_is_weighed_by_the_wild_type() -> None:
    mine, theirs, both = check(*(of(t, "NM_032375.4") for t in ("T246A", "T266A", "P185H")))
    assert (mine.status, "by its version" in mine.message) == ("ok", True)
    assert (theirs.status, theirs.suggestion) == ("other_isoform", "T246A")
    assert (both.status, both.alternatives) == ("ambiguous", ("P185H", "P165H"))


@pytest.mark.parametrize(
    ("gene", "reference", "status", "found"),
    [
        ("", "NM_152756.5", "ok", "RICTOR"),
        ("", "Q6R327-1", "ok", "RICTOR"),
        ("Q6R327-3", "", "ok", "RICTOR"),
        ("ENSP00000349959", "", "ok", "RICTOR"),
        ("", "NM_005228.5", "unknown_gene", None),
        ("MTOR", "NM_152756.5", "contradiction", None),
        ("TP53", "NM_152756.5", "unknown_gene", None),
    ],
)
def test_the_gene_is_the_one_named_or_that_of_the_sequence(
    gene: str, reference: str, status: str, found: str | None
) -> None:
    (c,) = check(of("T1135A", reference, gene))
    assert (c.status, c.protein and c.protein.gene) == (status, found)
    if status == "contradiction":
        assert "the gene is MTOR, but NM_152756.5 belongs to RICTOR" in c.message
        assert c.suggestions == ("RICTOR:T1135A",)


def test_rows_that_name_a_known_isoform_prove_nothing_of_the_others() -> None:
    # They are settled by their own transcript; those without one are settled by each other alone.
    i = isoform_of("Q96B36-3")
    assert i is not None
    stated = [of(at(i, n), "Q96B36-3", "AKT1S1") for n in (97, 167, 153)]
    wrong = [of(f"W{n}A", "Q96B36-3", "AKT1S1") for n in (100, 120, 140, 160)]
    assert {c.status for c in check(*wrong)} == {"reference_mismatch"}
    (*_, alone) = check(*stated, of(at(i, 198), "", "AKT1S1"))
    assert (alone.status, alone.suggestions[0]) == ("reference_mismatch", "T198W")
    mixed = check(*wrong, *(of(at(i, n), "", "AKT1S1") for n in (97, 167, 153)))
    assert [c.status for c in mixed[4:]] == ["other_isoform"] * 3


def test_the_page_on_isoforms_says_how_likely_chance_is() -> None:
    from mtorstruct.variants.check.isoforms import _share_by_chance

    shares = {p.gene: _share_by_chance(p.gene) for p in proteins()}
    assert round(1 / shares.pop("AKT1S1")) == 12
    assert all(15 <= 1 / share < 18 for share in shares.values())


def test_thousands_of_failing_changes_are_weighed_as_few_are() -> None:
    p = protein("RICTOR")
    wrong = [f"RICTOR:{w}{n}M" for n in range(1, 1500) for w in "AC" if p.amino_acid(n) != w]
    assert "ok" not in {c.status for c in check(*map(parse_change, wrong))}
    for k, n, chance in ((0, 5, 0.1), (3, 3, 0.08), (40, 1000, 0.07), (1500, 3000, 0.07)):
        assert _at_least(k, n, chance) == pytest.approx(binom.sf(k - 1, n, chance), rel=1e-6, abs=1e-300)


def test_a_name_that_is_only_believed_says_so() -> None:
    (believed, known) = check(of("F2108L", "LRG_734p1"), of("F2108L", "NP_004949.1"))
    assert (believed.status, believed.protein and believed.protein.gene) == ("ok", "MTOR")
    assert "was not seen" in believed.message
    assert known.message == ""
