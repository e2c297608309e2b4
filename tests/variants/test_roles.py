"""What each column of a table is for: one role each, the one that the other columns bear out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtorstruct.errors import UsageError
from mtorstruct.reference.columns import headings
from mtorstruct.variants.input.columns import Roles, first_column, named_columns, roles_of


def test_of_several_columns_of_a_role_the_one_believed_first_is_in_front() -> None:
    roles = roles_of(["Protein_Change", "HGVSp", "HGVSp_Short"])
    assert roles.all("change") == (2, 0, 1)
    assert roles.first("change") == 2
    assert (roles.first("gene"), roles.all("gene")) == (None, ())


def test_of_equal_headings_the_first_counts() -> None:
    roles = roles_of(["gene", "change", "GENE", "Change"])
    assert (roles.gene, roles.first("change")) == (0, 1)
    # What the second says is compared with the first.
    assert roles.all("change") == (1, 3)


@pytest.mark.parametrize(
    ("heading", "gene"),
    [
        (["Hugo_Symbol", "Gene"], 0),
        (["Gene", "SYMBOL"], 1),
        (["Entrez_Gene_Id", "Hugo_Symbol"], 1),
        (["Entrez_Gene_Id", "change"], 0),
        (["GENE", "SUB_GENE"], 1),
        (["change"], None),
    ],
)
def test_the_gene_is_a_symbol_or_else_an_identifier(heading: list[str], gene: int | None) -> None:
    assert roles_of(heading).gene == gene


def test_a_position_is_of_the_genome_beside_alleles_and_of_the_protein_without_them() -> None:
    genome = roles_of(["chrom", "pos", "ref", "alt"])
    assert (genome.has_place, genome.has_residue, genome.all("protein_position")) == (True, False, ())
    protein = roles_of(["gene", "pos", "wt", "mut"])
    assert (protein.has_place, protein.has_residue, protein.first("protein_position")) == (False, True, 1)
    both = roles_of(["chr", "pos(1-based)", "ref", "alt", "aaref", "aapos", "aaalt"])
    assert (both.has_place, both.has_residue, both.first("protein_position")) == (True, True, 5)
    neither = roles_of(["gene", "position"])
    assert not neither.says_change


@pytest.mark.parametrize("missing", range(4))
def test_a_place_needs_all_its_parts(missing: int) -> None:
    heading = ["Chromosome", "Start_Position", "Reference_Allele", "Tumor_Seq_Allele2"]
    assert roles_of(heading).has_place
    assert roles_of(heading).names_protein
    del heading[missing]
    roles = roles_of(heading)
    assert (roles.has_place, roles.says_change, roles.names_protein) == (False, False, False)
    assert roles.all("start") == roles.all("ref") == roles.all("alt") == ()


@pytest.mark.parametrize("missing", range(3))
def test_a_residue_needs_all_its_parts(missing: int) -> None:
    heading = ["wild_type", "position", "mutant"]
    assert roles_of(heading).has_residue
    del heading[missing]
    assert not roles_of(heading).has_residue


def test_a_mutant_is_a_change_where_no_wild_type_stands_beside_it() -> None:
    assert roles_of(["mutant", "score"]).all("change") == (0,)
    assert roles_of(["wild_type", "position", "mutant"]).all("change") == ()


@pytest.mark.parametrize(
    ("heading", "tells", "says"),
    [
        (["gene", "change"], True, True),
        (["uniprot", "change"], True, True),
        (["transcript_id", "change"], True, True),
        (["change"], False, True),
        (["score", "change"], False, True),
        (["gene"], True, False),
        (["sample", "species"], False, False),
        ([], False, False),
    ],
)
def test_what_a_table_can_say(heading: list[str], tells: bool, says: bool) -> None:
    roles = roles_of(heading)
    assert (roles.names_protein, roles.says_change) == (tells, says)


def test_what_the_user_chose_is_believed_alone() -> None:
    heading = ["gene", "change", "sample", "mine", "wild_type", "position", "mutant"]
    assert roles_of(heading, gene="mine").all("gene") == (3,)
    chosen = roles_of(heading, change="mine")
    assert chosen.all("change") == (3,)
    assert not chosen.has_residue
    assert roles_of(heading, sample="mine").all("sample") == (3,)
    # A column that is chosen for one thing is nothing else any more.
    swapped = roles_of(heading, gene="change", change="gene")
    assert (swapped.gene, swapped.all("change")) == (1, (0,))


@pytest.mark.parametrize("role", ["gene", "change", "sample"])
def test_a_column_that_is_not_there_is_said(role: str) -> None:
    with pytest.raises(UsageError, match=r"no column 'GENE'.*there are gene, change"):
        roles_of(["gene", "change"], **{role: "GENE"})


def test_no_column_at_all() -> None:
    roles = Roles()
    assert (roles.gene, roles.last, roles.indexes, roles.says_change) == (None, -1, frozenset(), False)


@given(
    st.lists(
        st.sampled_from(sorted({n for names in headings().values() for n in names})) | st.text(max_size=3),
        max_size=30,
    )
)
def test_roles_are_indexes_of_the_heading(heading: list[str]) -> None:
    roles = roles_of(heading)
    assert all(0 <= k < len(heading) for k in roles.indexes)
    assert roles.last == max(roles.indexes, default=-1)
    assert roles.gene is None or roles.gene in {*roles.all("gene"), *roles.all("gene_id")}
    assert len(roles.all("gene")) <= 1
    assert len(roles.all("sample")) <= 1
    if roles.has_residue:
        assert set(roles.all("change")).isdisjoint({roles.first("aa_wild_type"), roles.first("aa_mutant")})
    # The order of columns that are no others changes nothing.
    assert set(roles_of([*heading, "a column of notes"]).indexes) == set(roles.indexes)


def test_one_column_by_its_role() -> None:
    assert first_column(["score", "AA_Change", "HGVSp_Short"], "change") == 2
    assert first_column(["score", "x"], "change", "x") == 1
    assert first_column(["score"], "change") is None
    assert first_column(["score"], "no such role") is None


def test_columns_in_a_message() -> None:
    assert named_columns([]) == ""
    assert named_columns(["x" * 500]) == "x" * 80
    assert named_columns(["a"] * 200).count("a") == 200
    assert named_columns(["a"] * 201).endswith("a and 1 more")
