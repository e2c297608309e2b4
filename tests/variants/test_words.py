"""What names no change of a residue is named for what it is; what stands around a change does no harm."""

from __future__ import annotations

import time

import pytest

from mtorstruct.variants.check.wild_type import check_changes
from mtorstruct.variants.dna.coding import coding_change
from mtorstruct.variants.input.several import changes_in
from mtorstruct.variants.input.single import understand_text
from mtorstruct.variants.notation.address import halves, kind_of
from mtorstruct.variants.notation.reading import LONGEST, parse_change

WORDS = {
    "dbSNP": ["rs121913456", "RS1057519780"],
    "COSMIC": ["COSM20417", "COSV62199230", "cosm20417"],
    "variant of UniProt": ["VAR_041537"],
    "ClinGen": ["CA123456"],
    "ClinVar": ["VCV000156702", "RCV000146702", "RCV000146702.5", "SCV000196702"],
    "HGNC id": ["HGNC:3942", "hgnc:3942"],
    "Ensembl id": ["ENSG00000198793", "ENST00000361445.9"],
    "UniProt name": ["MTOR_HUMAN"],
    "fusion": ["MTOR-FUS", "EML4::ALK", "MTOR-TP53 fusion", "MTOR--ANGPTL7", "MTOR fusion", "Fusion",
               "MTOR-ANGPTL7 Fusion - Archer", "MTOR-intragenic", "Rearrangement", "t(1;6)(p36;q21)"],
    "copy-number change": ["Amplification", "AMP", "HOMDEL", "gain", "Loss", "CN 5", "CN=5",
    "MTOR amplification",
                         "MTOR: AMP", "deep deletion", "Copy Number Loss", "Shallow-Deletion", "MTOR_AMP"],
    "loss of the gene": ["Deletion", "deletion", "DEL"],
    "as in the reference": ["WT", "wild type", "wild-type", "Wildtype", "MTOR WT", "MTOR wild-type",
    "_wt", "p._wt"],
    "no residue is changed": ["_sy", "synonymous"],
    "amount of the gene product": ["Overexpression", "Expression", "UNDEREXPRESSION", "MTOR overexpression"],
    "effect of a variant": ["Loss-of-function", "loss of function", "Oncogenic Mutations",
    "Gain-of-function Mutations"],
    "kind of variant": ["Truncating Mutations", "Truncating mutation", "Missense", "Frame_Shift_Del",
    "splice site"],
    "names no particular variant": ["Mutation", "MTOR mutation", "Alteration", "MUT"],
    "concerns a whole exon": ["Exon 14 skipping", "Exon 19 deletion", "exon20ins", "EXON 12 MUTATION",
    "Exon 4-7 deletion",
                          "MTOR exon 45 deletion", "ex19del"],
    "in front of the gene": ["Promoter", "Promoter Mutations", "MTOR promoter"],
    "part of the protein": ["Kinase domain mutation", "FRB domain", "MTOR kinase domain mutation"],
    "methylation": ["Methylation", "Promoter Hypermethylation"],
}  # fmt: skip


@pytest.mark.parametrize(("told", "text"), [(told, text) for told, texts in WORDS.items() for text in texts])
def test_what_names_no_change_has_a_sentence_of_its_own(told: str, text: str) -> None:
    change = parse_change(text)
    assert change.status in ("not_understood", "no_protein_change")
    assert told in change.problem
    assert change.position == 0
    assert changes_in(text) == [text]


@pytest.mark.parametrize(
    ("text", "gene"),
    [("MTOR amplification", "MTOR"), ("IDH1 WT", "IDH1"), ("EML4::ALK", "EML4"), ("FUS-MTOR",
    "MTOR"), ("HGNC:3942", "HGNC:3942"),
     ("Kinase domain mutation", ""), ("Truncating Mutations", "")],
)  # fmt: skip
def test_the_gene_of_such_a_text_is_kept(text: str, gene: str) -> None:
    assert parse_change(text).gene == gene


@pytest.mark.parametrize(
    "text",
    ["X368_splice", "MTOR_F2108L", "MTOR-F2108L", "p-S2448", "CA9:R100H", "AMPD1:Q12H", "WT1 R394W",
    "FKBP-12 F37V",
     "MTOR-L1460_A1462del", "NKX2-1 R100H", "L1460_A1462del", "HLA-A:R100H"],
)  # fmt: skip
def test_a_change_is_none_of_these_words(text: str) -> None:
    assert parse_change(text).position > 0


@pytest.mark.parametrize("text", ["F2108L (IDH1)", "F2108L # IDH1", "R132H # kras", "F2108L (raptor)",
    "F2108L IDH1",
                                  "R132H // KRAS G12D", "G12D - Kras", "F2108L (A2034V)"])  # fmt: skip
def test_a_remark_that_may_be_a_gene_is_no_remark(text: str) -> None:
    change = parse_change(text)
    assert change.status == "not_understood"
    assert (
        "beside the variant" in change.problem
        or "not a substitution" in change.problem
        or "several" in change.problem
    )


@pytest.mark.parametrize(
    ("text", "candidates"),
    [
        ("p.(Phe2108Leu^Ile)", ("F2108L", "F2108I")),
        ("p.(Phe2108Leu^Phe2108Ile)", ("F2108L", "F2108I")),
        ("MTOR:F2108L^I^V", ("F2108L", "F2108I", "F2108V")),
    ],
)
def test_one_of_several_is_ambiguous(text: str, candidates: tuple[str, ...]) -> None:
    change = parse_change(text)
    assert (change.status, change.wild_type, change.position, change.mutant) == ("ambiguous", "F", 2108, "")
    assert change.candidates == candidates
    assert check_changes([change])[0].alternatives == candidates
    assert check_changes([parse_change(text.replace("2108", "2109"))])[0].status == "reference_mismatch"


def test_one_of_several_places_is_refused_and_twice_the_same_is_that() -> None:
    assert "one of several" in parse_change("p.(Phe2108Leu^Ala2034Val)").problem
    assert parse_change("p.(Phe2108Leu^Leu)").mutant == "L"
    assert parse_change("F2108L^Z").status == "impossible_amino_acid"


def test_a_stretch_that_stays_is_proven() -> None:
    right, wrong = parse_change("p.Phe2108_Arg2109="), parse_change("p.Phe2108_Leu2109=")
    assert [c.status for c in check_changes([right, wrong])] == ["ok", "reference_mismatch"]
    assert parse_change("R2109_F2108=").status == "not_understood"


@pytest.mark.parametrize(
    ("text", "protein", "coding"),
    [
        ("c.6981G>A p.M2327L", "p.M2327L", "c.6981G>A"),
        ("p.F2108L (c.6324C>A)", "p.F2108L", "c.6324C>A"),
        ("M2327I (c.6981G>A)", "M2327I", "c.6981G>A"),
        ("MTOR M2327I (c.6981G>A)", "MTOR:M2327I", "MTOR:c.6981G>A"),
        ("E55= (c.165G>A)", "E55=", "c.165G>A"),
        ("NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)", "NM_004958.4(MTOR):p.Cys1483Tyr",
        "NM_004958.4(MTOR):c.4448G>A"),
        ("NM_004958.4:c.6324C>A(p.(Phe2108Leu))", "NM_004958.4:p.(Phe2108Leu)", "NM_004958.4:c.6324C>A"),
        ("MTOR:NM_004958:exon40:c.C5664A:p.F1888L", "NM_004958(MTOR):p.F1888L", "NM_004958(MTOR):c.5664C>A"),
        ("NM_004958.4:c.6324C>A NP_004949.1:p.Phe2108Leu", "NP_004949.1:p.Phe2108Leu",
        "NM_004958.4:c.6324C>A"),
        ("F2108L", "F2108L", ""), ("NM_004958:c.G6981A", "", "NM_004958:c.6981G>A"), ("395G>A", "",
        "c.395G>A"),
        ("1:11187094:G:T", "", ""), ("NA", "", ""), ("C1S c.100A>G", "", "C1S:c.100A>G"),
    ],
)  # fmt: skip
def test_both_halves_of_a_text(text: str, protein: str, coding: str) -> None:
    assert halves(text) == (protein, coding)
    if protein:
        assert parse_change(protein).position == parse_change(text).position


@pytest.mark.parametrize(
    "text", ["c.C6324A", "c.6324C>A", "6324C>A", "NM_004958:c.C6324A", "MTOR:NM_004958:exon45:c.C6324A",
    "MTOR c.6324C>A",
             "1. c.6324C>A", "c.6324C\u2192A", "c.6324C>A # seen twice",
             "NC_000001.11(NM_004958.4):c.6324C>A"],
)  # fmt: skip
def test_a_coding_change_however_it_is_written(text: str) -> None:
    change = understand_text(text)
    assert (change.wild_type, change.position, change.mutant) == ("F", 2108, "L")
    assert change.read_from == "coding sequence"


@pytest.mark.parametrize("gene", ["IDH1", "KRAS", "C1S", "HLA-A", "p53", "Kras", "H3-3A"])
@pytest.mark.parametrize("between", [*" :/|-_(=.^+", ", ", " (", " [", " # ", "::", " in ", " & "])
@pytest.mark.parametrize(
    "change", ["F2108L", "p.(Phe2108Leu)", "F2108L, A2034V", "M2327I (c.6981G>A)", "c.6324C>A", "S2448"]
)
def test_a_change_beside_another_gene_is_never_of_mtor(gene: str, change: str, between: str) -> None:
    closed = {"(": ")", "[": "]"}.get(between.strip(), "")
    for text in (gene + between + change + closed, change + between + gene + closed):
        for part in changes_in(text):
            found = understand_text(part)
            answered = found.status in ("ok", "ambiguous", "reference_mismatch")
            assert not (answered and found.gene in ("", "MTOR")), text


@pytest.mark.parametrize("text", ["c.C6324A", "6324C>A", "NM_004958.4:c.C6324A"])
def test_the_cell_of_a_coding_column(text: str) -> None:
    change = coding_change(text, gene="MTOR")
    assert (change.wild_type, change.position, change.mutant) == ("F", 2108, "L")


UNITS = [  # Pieces of which texts are made that take long where a pattern goes back.
    "A-", "(", "1_", "MTOR:", "F2108L;", "F2108L:", "F2108L ", " ", ";", "[", "];[", "# ", "// a", " - ",
    "(a", " (0.5)",
    "sp|P42345|", "HGNC:1:", "exon 1 ", "F2108L^", "* ", "1. ", "\u2020", "A\u00b9", "-->", "fusion ",
    "MTOR-", "::",
    "F2108L (c.1A>G) ", "MTOR F1L, ", "a domain ", "loss-", "R1966fs/", "and ",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize(
    ("front", "behind"), [("", ""), ("F2108L", ""), ("MTOR:", "x"), ("F2108L ", "\u00e9)")]
)
def test_time_grows_with_the_length_alone(unit: str, front: str, behind: str) -> None:
    def seconds(n: int) -> float:
        text = front + (unit * n)[:n] + behind
        began = time.process_time()
        parse_change(text[:LONGEST])
        kind_of(text), halves(text), changes_in(text)
        return time.process_time() - began

    # Ten times the text is never a hundred times the work; a collection of garbage is none of it.
    assert min(seconds(40_000) for _ in range(3)) < 30 * seconds(4_000) + 0.5
