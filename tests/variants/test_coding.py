"""Changes of the coding sequence: whatever the codons are, the truth is told or among the candidates."""

from __future__ import annotations

from itertools import product

import pytest
from Bio.Data.CodonTable import standard_dna_table
from Bio.Seq import Seq
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.genetic_code import CODE, codons_of, reverse_complement, translate
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.dna.coding import coding_change
from mtorstruct.variants.dna.codons import Edit, consequences, trimmed
from mtorstruct.variants.dna.consequence import describe
from mtorstruct.variants.dna.protein_change import protein_change
from mtorstruct.variants.notation.change import Change

from .made_sequences import (
    CODONS,
    coding_sequence,
    coding_sequences,
    is_made_by,
    named,
    of_change,
    translated,
)

BASES = st.text("ACGT", min_size=1, max_size=12)


def test_the_genetic_code_is_that_of_biopython() -> None:
    assert {c: a for c, a in CODE.items() if a != "*"} == standard_dna_table.forward_table
    assert {acid: list(codons_of(acid)) for acid in CODONS} == CODONS
    assert translate("ATGTTTTAAC") == "MF*"


@given(st.text("ACGT"))
def test_the_other_strand_is_that_of_biopython(bases: str) -> None:
    assert reverse_complement(bases) == str(Seq(bases).reverse_complement())


@given(st.integers(1, 99), st.text("AC", max_size=6), st.text("AC", max_size=6))
def test_trimmed_alleles_make_the_same_change(start: int, old: str, new: str) -> None:
    at, gone, come = trimmed(start, old, new)
    assert old[: at - start] + come + old[at - start + len(gone) :] == new
    assert not gone or not come or (gone[0] != come[0] and gone[-1] != come[-1])


@given(st.text("KL", min_size=3, max_size=9), st.data(), st.text("KL", max_size=4))
def test_the_last_of_equal_residues_is_named(middle: str, data: st.DataObject, new: str) -> None:
    residues = f"M{middle}W*"
    first = data.draw(st.integers(2, len(residues) - 1))
    last = data.draw(st.integers(first - 1, len(residues) - 1))
    found = describe(residues, first, last, new)
    after = (residues[: first - 1] + new + residues[last:])[:-1]
    assert is_made_by(named(found.text), residues[:-1], after, "ATG")
    if found.mutant in ("del", "dup"):
        length = max(found.end - found.position, 0) + 1
        later = [
            k
            for k in range(found.position + 1, len(residues))
            if found.mutant == "del" and residues[: k - 1] + residues[k - 1 + length :] == after + "*"
        ]
        assert not later
    if found.mutant == "ins":
        assert residues[found.position - len(found.inserted) : found.position] != found.inserted
        assert found.end == found.position + 1


@pytest.mark.parametrize(
    ("first", "last", "new", "expected"),
    [
        (3, 3, "L", "L3="),
        (3, 4, "LL", "L3_L4="),
        (3, 3, "*", "L3*"),
        (3, 5, "LW*", "L4_L5delinsW*"),
        (3, 2, "W*", "L3delinsW*"),
        (3, 2, "L*", "L4*"),
        (8, 7, "WS*", "H7_*8insWS"),
        (8, 8, "W", "*8Wext*?"),
        (8, 8, "*", "*8="),
        (7, 8, "W", "H7_*8?"),
        (7, 8, "HW", "*8Wext*?"),
        (1, 1, "V", "M1?"),
        (1, 2, "M", "K2del"),
        (3, 3, "", "L5del"),
        (4, 3, "L", "L5dup"),
        (4, 3, "LL", "L4_L5dup"),
        (6, 6, "WW", "G6delinsWW"),
    ],
)
def test_names_of_changes_of_a_small_protein(first: int, last: int, new: str, expected: str) -> None:
    assert describe("MKLLLGH*", first, last, new).text == expected


@st.composite
def edits(draw: st.DrawFn) -> tuple[str, int, Edit]:
    """A gene, a way of writing it, and bases of it that are replaced."""
    gene = draw(st.sampled_from(sorted(transcripts())))
    seed = draw(st.integers(0, 7))
    bases = coding_sequence(gene, seed)
    kind = draw(st.sampled_from(("substitution", "several", "del", "ins", "delins", "dup")))
    length = {"substitution": 1, "ins": 0}.get(kind) or draw(st.integers(1, 14))
    if kind == "ins":
        length = 0
    # Ends of the protein are drawn more often than their share.
    near = draw(st.sampled_from((1, len(bases) - 45, 0)))
    low, high = (near, near + 30) if near else (1, len(bases) - length)
    start = max(draw(st.integers(low, min(high, len(bases) - length))), 2 if kind == "ins" else 1)
    old = bases[start - 1 : start - 1 + length]
    if kind == "dup":
        return gene, seed, Edit(start, old, "", duplicated=True)
    new = ""
    if kind in ("substitution", "several"):
        new = draw(st.text("ACGT", min_size=length, max_size=length))
    elif kind != "del":
        new = draw(BASES)
    return gene, seed, Edit(start, old, new)


def holds(change: Change, gene: str, bases: str) -> bool:
    """Whether a change is what the changed bases make of the protein, or has that among its candidates."""
    before, after = protein(gene).sequence, translated(bases)
    if change.candidates:
        assert len(set(change.candidates)) == len(change.candidates) > 1
        return any(is_made_by(named(text), before, after, bases) for text in change.candidates)
    return change.status == "ok" and is_made_by(of_change(change), before, after, bases)


def edited(bases: str, edit: Edit) -> str:
    begin, end = edit.start - 1, edit.start - 1 + len(edit.deleted)
    return bases[:end] + bases[begin:] if edit.duplicated else bases[:begin] + edit.inserted + bases[end:]


@settings(max_examples=1500, deadline=None)
@given(edits(), st.booleans())
@example(("MTOR", 0, Edit(7648, "T", "C")), True)
@example(("MTOR", 0, Edit(1, "A", "G")), True)
@example(("RHEB", 1, Edit(550, "ATG", "")), True)
def test_the_truth_is_told_or_among_the_candidates(
    drawn: tuple[str, int, Edit], bases_are_named: bool
) -> None:
    gene, seed, edit = drawn
    bases = edited(coding_sequence(gene, seed), edit)
    if not bases_are_named and (len(edit.deleted) != 1 or not edit.inserted):
        edit = edit._replace(deleted="N" * len(edit.deleted))
    without = protein_change("", gene, edit)
    assert without.status in ("ok", "ambiguous"), without
    assert holds(without, gene, bases), without


@settings(max_examples=1500, deadline=None)
@given(edits())
def test_with_the_coding_sequence_the_truth_is_told(drawn: tuple[str, int, Edit]) -> None:
    gene, seed, edit = drawn
    bases = edited(coding_sequence(gene, seed), edit)
    change = protein_change("", gene, edit, coding_sequences(seed))
    assert holds(change, gene, bases), change
    if change.candidates:
        # Only what is read behind the stop codon is in doubt.
        assert edit.shift
        assert "behind the stop codon" in change.problem
        last = max(named(text).position for text in change.candidates)
        removed = -len(edit.deleted) if edit.duplicated else len(edit.deleted) - len(edit.inserted)
        assert 3 * last + removed > len(coding_sequence(gene, seed))
    if change.mutant == "fs":
        assert change.new_stop
        assert change.inserted or change.new_stop == "?"


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(transcripts())), st.data())
def test_candidates_are_all_that_the_codons_allow_and_no_more(gene: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(2, len(protein(gene))))
    wild = protein(gene).amino_acid(position)
    codon = data.draw(st.sampled_from(CODONS[wild]))
    phase, new = data.draw(st.integers(0, 2)), data.draw(st.sampled_from("ACGT"))
    found = consequences(gene, Edit(3 * position - 2 + phase, codon[phase], new))
    of_the_code = [c for c in CODONS[wild] if c[phase] == codon[phase]]
    known = [c for c in known_codons(gene).get(position, of_the_code) if c[phase] == codon[phase]]
    assert found.contradicted == (0 if known else position)
    fitting = known or of_the_code
    expected = {str(Seq(c[:phase] + new + c[phase + 1 :]).translate()) for c in fitting}
    assert {c.mutant for c in found.changes} == {"=" if acid == wild else acid for acid in expected}


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(sorted(transcripts())), st.data())
def test_bases_that_no_codon_has_do_not_fit(gene: str, data: st.DataObject) -> None:
    position = data.draw(st.integers(1, len(protein(gene))))
    phase = data.draw(st.integers(0, 2))
    there = {codon[phase] for codon in CODONS[protein(gene).amino_acid(position)]}
    for base, new in product("ACGT", "AC"):
        change = coding_change(f"{gene}:c.{3 * position - 2 + phase}{base}>{new}")
        assert (change.status == "reference_mismatch") == (base not in there)


def test_a_long_duplication_is_read_codon_by_codon() -> None:
    for seed in range(8):
        edit = Edit(301, "N" * 40, "", duplicated=True)
        bases = edited(coding_sequence("RPTOR", seed), edit)
        assert holds(protein_change("", "RPTOR", edit), "RPTOR", bases)


READ = [
    ("c.6324C>A", "MTOR", "ok", "F2108L"),
    ("NM_004958.4:c.6324C>A", "", "ok", "F2108L"),
    ("NM_004958.3(MTOR):c.6324C>A (p.Phe2108Leu)", "", "ok", "F2108L"),
    ("NC_000001.11(NM_004958.4):c.163-2A>G", "", "no_protein_change", "splice site of coding exon 2"),
    ("ENST00000361445:c.4448G>A", "", "ok", "C1483Y"),
    ("c.6981G>T", "FRAP1", "ok", "M2327I"),
    ("c.6323_6324TC>AA", "MTOR", "ok", "F2108*"),
    ("c.6324=", "MTOR", "ok", "F2108="),
    ("c.6324c>t", "MTOR", "ok", "F2108="),
    ("c.1234_1236del", "MTOR", "ok", "Y412del"),
    ("c.1237_1238insGCC", "MTOR", "ambiguous", "L413"),
    ("c.1234_1235insGCC", "MTOR", "ok", "Y412delinsCH"),
    ("c.4_6dup", "MTOR", "ok", "L2dup"),
    ("c.1A>G", "MTOR", "ok", "M1?"),
    ("c.7648T>C", "MTOR", "ambiguous", "*2550"),
    ("c.100+5G>A", "MTOR", "reference_mismatch", ""),
    ("c.162+5G>A", "MTOR", "no_protein_change", "intron, 5 bases behind coding exon 1"),
    ("c.162+1G>T", "MTOR", "no_protein_change", "splice site of coding exon 1, 1 base behind it"),
    ("c.163-2A>G", "MTOR", "no_protein_change", "splice site of coding exon 2, 2 bases in front of it"),
    ("c.162+3_163-7del", "MTOR", "no_protein_change", "intron, 3 bases behind coding exon 1"),
    ("c.-5C>G", "MTOR", "no_protein_change", "5 bases in front of the start codon"),
    ("c.*6T>G", "MTOR", "no_protein_change", "6 bases behind the stop codon"),
    ("c.-1_1insA", "MTOR", "no_protein_change", "in front of the start codon"),
    ("c.160_162+3del", "MTOR", "ok", "E54?"),
    ("c.162_162+1insA", "MTOR", "ok", "E54?"),
    ("c.-3_5del", "MTOR", "ok", "M1?"),
    ("c.7640_*3del", "MTOR", "ok", "P2547_*2550?"),
    ("c.9000A>G", "MTOR", "position_out_of_range", "there is no 9,000"),
    ("NM_005228.5:c.10A>G", "", "other_isoform", "NM_005228.5"),
    ("ENST00000391835:c.410C>T", "AKT1S1", "other_isoform", "NM_001098633.4 or ENST00000344175.10"),
    ("NM_004958.4:c.10A>G", "RPTOR", "reference_mismatch", "a transcript of MTOR, not of RPTOR"),
    ("c.10A>G", "KRAS", "unknown_gene", "KRAS"),
    ("c.10_9del", "MTOR", "not_understood", "ends before it begins"),
    ("c.10_12delAC", "MTOR", "not_understood", "3 bases by its numbers and 2 by its letters"),
    ("c.10_13insA", "MTOR", "not_understood", "between two neighbours"),
    ("c.10_12inv", "MTOR", "not_understood", "--cds"),
    ("c.6324C>N", "MTOR", "not_understood", ""),
    ("c.0A>G", "MTOR", "not_understood", "no base 0"),
    ("F2108L", "MTOR", "not_understood", "is no coding change"),
    ("", "MTOR", "not_understood", ""),
]


def shown(change: Change) -> str:
    stretch = f"_{change.end_wild_type}{change.end}" if change.end else ""
    inserted = "" if change.mutant == "fs" else change.inserted
    return f"{change.wild_type}{change.position}{stretch}{change.mutant}{inserted}"


@pytest.mark.parametrize(
    ("text", "gene", "status", "expected"), READ, ids=[row[0] or "empty" for row in READ]
)
def test_texts(text: str, gene: str, status: str, expected: str) -> None:
    change = coding_change(text, gene=gene)
    assert (change.text, change.status) == (text, status), change
    if status in ("ok", "ambiguous"):
        assert shown(change) == expected
        assert change.gene == "MTOR"
        assert (status == "ambiguous") == bool(change.candidates)
    else:
        assert expected in change.problem
        assert change.problem
        assert not change.wild_type


def test_the_reference_that_is_named_is_kept() -> None:
    assert coding_change("NM_004958.3:c.6324C>A").reference == "NM_004958.3"
    assert coding_change("c.6324C>A", reference="NM_004958.4").gene == "MTOR"
    assert coding_change("c.6324C>A", reference="NM_1.1", gene="MTOR").status == "other_isoform"


def test_an_inversion_is_read_with_the_coding_sequence() -> None:
    bases = coding_sequence("MTOR", 3)
    inverted = bases[:99] + str(Seq(bases[99:105]).reverse_complement()) + bases[105:]
    change = coding_change("c.100_105inv", gene="MTOR", coding=coding_sequences(3))
    assert holds(change, "MTOR", inverted), change


def test_published_changes_of_the_coding_sequence_say_the_same() -> None:
    # Each pair as ClinVar and CIViC print it.
    for text, expected in (
        ("NM_004958.4:c.5395G>A", "E1799K"),
        ("NM_004958.4:c.6101C>T", "A2034V"),
        ("NM_004958.4:c.5902C>T", "H1968Y"),
    ):
        assert shown(coding_change(text)) == expected
