"""Which protein a row is about: each kind of name tells it, and two that disagree are a contradiction."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.input.claims import identity_of_id, subject_of
from mtorstruct.variants.input.readings import read_texts
from mtorstruct.variants.input.row import understand
from mtorstruct.variants.input.row_text import Place, RowTexts

F2108L = (("Protein_Change", "F2108L"),)
AT_F2108L = Place("1", "11187094", "G", "T", "GRCh37")

OF_MTOR: dict[str, RowTexts] = {
    "symbol": RowTexts("MTOR", F2108L),
    "alias": RowTexts("FRAP1", F2108L),
    "Entrez id": RowTexts(changes=F2108L, ids=(("Entrez_Gene_Id", "2475"),)),
    "Entrez id of pandas": RowTexts(changes=F2108L, ids=(("Entrez_Gene_Id", "2475.0"),)),
    "Ensembl gene": RowTexts(changes=F2108L, ids=(("Ensembl", "ENSG00000198793.14"),)),
    "HGNC id": RowTexts(changes=F2108L, ids=(("HGNC_ID", "HGNC:3942"),)),
    "UniProt accession": RowTexts(changes=F2108L, ids=(("uniprot", "P42345"),)),
    "UniProt accession of several": RowTexts(changes=F2108L, ids=(("uniprot", "P42345;A0A8V8TQ97"),)),
    "UniProt entry name": RowTexts(changes=F2108L, ids=(("Entry", "MTOR_HUMAN"),)),
    "transcript of Ensembl": RowTexts(changes=F2108L, transcript="ENST00000361445.9"),
    "transcript of RefSeq": RowTexts(changes=F2108L, transcript="NM_004958.4"),
    "protein of RefSeq": RowTexts(changes=F2108L, transcript="NP_004949.1"),
    "place": RowTexts(changes=F2108L, place=AT_F2108L),
    "gene in the text": RowTexts(changes=(("change", "MTOR:F2108L"),)),
    "protein in the text": RowTexts(changes=(("change", "NP_004949.1:p.Phe2108Leu"),)),
    "the word of the user": RowTexts(changes=F2108L, assumed="MTOR"),
}

OF_RPTOR: dict[str, RowTexts] = {
    "symbol": RowTexts("RPTOR", F2108L),
    "Entrez id": RowTexts(changes=F2108L, ids=(("Entrez", "57521"),)),
    "UniProt accession": RowTexts(changes=F2108L, ids=(("uniprot", "Q8N122"),)),
    "transcript": RowTexts(changes=F2108L, transcript="ENST00000306801"),
    "gene in the text": RowTexts(changes=(("change", "RPTOR:F2108L"),)),
}


def said_by(row: RowTexts) -> str:
    subject = subject_of(row, [change for _, change in read_texts(row).protein])
    return subject.kind


@pytest.mark.parametrize("row", OF_MTOR.values(), ids=OF_MTOR)
def test_each_name_tells_the_protein_alone(row: RowTexts) -> None:
    change = understand(row)
    assert change is not None
    assert (change.gene, change.position, change.mutant, change.status) == ("MTOR", 2108, "L", "ok")


@pytest.mark.parametrize("gene", [p.gene for p in proteins()])
def test_each_of_the_nine_is_told_by_each_of_its_names(gene: str) -> None:
    p, t = next(p for p in proteins() if p.gene == gene), transcripts()[gene]
    rows = [
        RowTexts(name, (("change", f"{p.amino_acid(10)}10W"),))
        for name in (p.gene, p.uniprot, p.name, *p.aliases)
    ]
    rows.append(RowTexts(changes=(("change", f"{p.amino_acid(10)}10W"),), ids=(("uniprot", p.uniprot),)))
    rows += [RowTexts(changes=(("change", f"{p.amino_acid(10)}10W"),), transcript=name) for name in t.names]
    for row in rows:
        change = understand(row)
        assert change is not None, row
        assert (change.gene, change.status) == (gene, "ok"), row


def test_nothing_tells_nothing() -> None:
    row = RowTexts(changes=F2108L)
    assert said_by(row) == "untold"
    change = understand(row)
    assert change is not None
    assert change.gene == "(none)"
    assert said_by(RowTexts("(none)", F2108L)) == "untold"
    assert (
        said_by(RowTexts(changes=F2108L, ids=(("accession", "urn:mavedb:00000001-a-1"), ("Entrez", "NA"))))
        == "untold"
    )


def merged(one: RowTexts, other: RowTexts) -> RowTexts:
    """A row that has the names of both, where they do not stand in the same cell."""
    texts = one.changes if one.changes != F2108L else other.changes
    return replace(
        one, gene=one.gene or other.gene, changes=texts, ids=(*one.ids, *other.ids),
        transcript=one.transcript or other.transcript,
    )  # fmt: skip


NAMES = ("symbol", "Entrez id", "UniProt accession", "transcript of Ensembl", "gene in the text")
PAIRS = [
    (a, b) for a in NAMES for b in OF_RPTOR
    if b != a.removesuffix(" of Ensembl") or a in ("Entrez id", "UniProt accession")
]  # fmt: skip


@pytest.mark.parametrize(("mine", "theirs"), PAIRS)
def test_two_names_that_disagree_are_a_contradiction(mine: str, theirs: str) -> None:
    change = understand(merged(OF_MTOR[mine], OF_RPTOR[theirs]))
    assert change is not None
    assert (change.status, change.position) == ("contradiction", 0)
    assert "MTOR" in change.problem
    assert "RPTOR" in change.problem


@pytest.mark.parametrize(("one", "other"), list(combinations(NAMES, 2)))
def test_two_names_that_agree_are_none(one: str, other: str) -> None:
    change = understand(merged(OF_MTOR[one], OF_MTOR[other]))
    assert change is not None
    assert (change.gene, change.status) == ("MTOR", "ok")


def test_names_of_a_gene_that_is_none_of_ours() -> None:
    for row in (
        RowTexts("IDH1", F2108L),
        RowTexts(changes=F2108L, ids=(("Entrez", "3417"),)),
        RowTexts(changes=F2108L, transcript="ENST00000345146"),
        RowTexts(changes=(("change", "IDH1:F2108L"),)),
        RowTexts(changes=F2108L, place=Place("2", "209113112", "C", "T", "GRCh37")),
        RowTexts("IDH1", F2108L, transcript="ENST00000361445", place=AT_F2108L),
    ):
        assert understand(row) is None, row
        # The word of the user is for rows that name nothing.
        if row.place is None:
            assert understand(replace(row, assumed="MTOR")) is None, row


@pytest.mark.parametrize(
    "row",
    [
        RowTexts("MTOR", F2108L, ids=(("Entrez", "3417"),)),
        RowTexts("MTOR", (("change", "IDH1:F2108L"),)),
        RowTexts("MTOR", F2108L, chromosome="2"),
        RowTexts("MTOR", F2108L, place=Place("2", "209113112", "C", "T", "GRCh37")),
        RowTexts("RPTOR", F2108L, place=AT_F2108L),
        RowTexts(changes=F2108L, assumed="RPTOR", place=AT_F2108L),
    ],
    ids=["id", "text", "chromosome", "place", "place of another", "place and the word of the user"],
)
def test_one_of_ours_beside_anything_else_is_a_contradiction(row: RowTexts) -> None:
    change = understand(row)
    assert change is not None
    assert change.status == "contradiction"


@pytest.mark.parametrize(
    "row",
    [
        RowTexts("MTOR", F2108L, species="Mus musculus"),
        RowTexts("Mtor", F2108L, species="10090"),
        RowTexts("MTOR_MOUSE", F2108L),
        RowTexts("MTOR", F2108L, ids=(("uniprot", "Q9JLN9"),)),
        RowTexts("MTOR", F2108L, ids=(("gene", "ENSMUSG00000028991"),)),
        RowTexts("MTOR", F2108L, transcript="ENSMUST00000103221"),
        RowTexts(changes=F2108L, ids=(("Entrez", "2475"),), species="rat"),
        RowTexts(changes=F2108L, transcript="ENST00000361445", species="rat"),
    ],
    ids=str,
)
def test_rows_of_another_species_say_so(row: RowTexts) -> None:
    change = understand(row)
    assert change is not None
    assert (change.status, change.position) == ("other_species", 0)
    assert "of the human proteins" in change.problem


@pytest.mark.parametrize("species", ["", "NA", "human", "Homo sapiens", "9606"])
def test_human_rows_are_answered(species: str) -> None:
    change = understand(RowTexts("MTOR", F2108L, species=species))
    assert change is not None
    assert change.status == "ok"


@pytest.mark.parametrize("name", ["mTORC1", "MTOR1", "RPTOR-MTOR", "MT0R"])
def test_a_name_that_is_near_one_of_ours_is_named(name: str) -> None:
    for row in (
        RowTexts(name, F2108L),
        RowTexts(name, F2108L, assumed="MTOR"),
        RowTexts(name, place=AT_F2108L),
    ):
        change = understand(row)
        assert change is not None
        assert (change.status, change.gene, change.position) == ("unknown_gene", "(none)", 0)
        assert name in change.problem


def test_the_word_of_the_user_is_for_rows_that_name_none() -> None:
    for gene in ("MTOR", "RPTOR"):
        change = understand(RowTexts(changes=F2108L, assumed=gene))
        assert change is not None
        assert change.gene == gene
        named = understand(RowTexts("MTOR", F2108L, assumed=gene))
        assert named is not None
        assert (named.gene, named.status) == ("MTOR", "ok")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("2475", "ours"),
        ("2475.0", "ours"),
        (" 2475 ", "ours"),
        ("3417", "other"),
        ("ENSG00000198793", "ours"),
        ("ENSG00000138413", "other"),
        ("HGNC:3942", "ours"),
        ("hgnc:5382", "other"),
        ("P42345", "ours"),
        ("P42345-2", "ours"),
        ("P42345.3", "ours"),
        ("O75874", "other"),
        ("MTOR_HUMAN", "ours"),
        ("IDHC_HUMAN", "other"),
        ("", "none"),
        ("NA", "none"),
        ("urn:mavedb:1", "none"),
        ("some words", "none"),
        ("F2108L", "none"),
        ("-5", "none"),
    ],
)
def test_identifiers(text: str, kind: str) -> None:
    assert identity_of_id(text).kind == kind
