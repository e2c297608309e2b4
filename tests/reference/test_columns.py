"""Headings of tables: every row of the table of names, and what programs and people vary in a heading."""

from __future__ import annotations

from collections import Counter

import pytest

from mtorstruct.reference.columns import headings, known_headings, plain_heading
from mtorstruct.reference.tables import read_table
from mtorstruct.variants.input.columns import roles_of

ROWS = read_table("columns.tsv")
ROLES = {
    "gene", "gene_id", "protein", "transcript", "change", "any", "coding", "amino_acids", "protein_position",
    "aa_wild_type", "aa_mutant", "kind", "chromosome", "start", "ref", "alt", "allele1", "strand", "genomic",
    "locus", "build", "sample", "species", "filter",
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['role']}-{row['heading']}")
def test_every_row_names_a_role_a_heading_and_who_writes_it(row: dict[str, str]) -> None:
    assert row["role"] in ROLES
    plain = plain_heading(row["heading"])
    assert plain
    assert row["written_by"].strip()
    assert row["heading"] == row["heading"].strip()
    assert plain_heading(plain) == plain
    assert plain in headings()[row["role"]]
    assert plain in known_headings()


def test_no_heading_stands_twice_in_a_role() -> None:
    twice = Counter((row["role"], plain_heading(row["heading"])) for row in ROWS)
    assert [key for key, n in twice.items() if n > 1] == []
    assert set(headings()) == ROLES


NEVER_TOGETHER = (
    {"gene", "sample"},
    {"gene", "change"},
    {"change", "sample"},
    {"coding", "change"},
    {"alt", "change"},
)


@pytest.mark.parametrize("roles", NEVER_TOGETHER, ids=lambda roles: "-".join(sorted(roles)))
def test_a_heading_has_no_two_roles_that_exclude_each_other(roles: set[str]) -> None:
    one, other = roles
    # "protein" is a change, and names the protein where the change stands in columns of its own.
    both = {"protein"} if roles == {"gene", "change"} else set()
    assert set(headings()[one]) & set(headings()[other]) == both


VARIED = (
    str,
    str.upper,
    str.lower,
    str.title,
    lambda name: f"  {name} ",
    lambda name: f"#{name}",
    lambda name: f"# {name}",
    lambda name: name.replace("_", " "),
    lambda name: name.replace("_", "."),
    lambda name: name.replace("_", "-"),
    lambda name: name.replace("_", ""),
    lambda name: f"{name.replace('_', '  ')}()",
    lambda name: f"[{name}]",
    lambda name: f"{name}:",
    lambda name: f"ANN[0].{name}",
    lambda name: f"EFF[*].{name}",
    lambda name: f"dbNSFP_{name}",
    lambda name: f"Gencode_34_{name}",
)


@pytest.mark.parametrize("k", range(len(VARIED)))
@pytest.mark.parametrize("heading", ["Hugo_Symbol", "HGVSp_Short", "Tumor_Sample_Barcode", "Transcript_ID"])
def test_what_a_heading_is_written_with_does_not_count(heading: str, k: int) -> None:
    assert plain_heading(VARIED[k](heading)) == heading.replace("_", "").lower()


def test_a_heading_keeps_its_letters_and_digits() -> None:
    assert plain_heading("Tumor_Seq_Allele2") != plain_heading("Tumor_Seq_Allele1")
    assert plain_heading("") == plain_heading("#") == plain_heading("...") == ""
    assert "" not in known_headings()


@pytest.mark.parametrize(
    "heading", ["gene count", "Gene expression", "generation", "mutation burden", "changed"]
)
def test_what_only_resembles_a_known_heading_is_none(heading: str) -> None:
    assert plain_heading(heading) not in known_headings()
    assert roles_of([heading]).indexes == frozenset()
