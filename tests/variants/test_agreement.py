"""What a row says twice: contradictions are told, and rows that agree are answered in every dialect."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import NamedTuple

import pytest

from mtorstruct.reference.genetic_code import reverse_complement
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.dna.coding import coding_change
from mtorstruct.variants.dna.exons import exons
from mtorstruct.variants.dna.protein_change import short_form
from mtorstruct.variants.input.agreement import MARGIN
from mtorstruct.variants.notation.change import THREE_TO_ONE
from tests.variants.made_sequences import coding_sequence, coding_sequences

from .plainly import annotated

AGREES = {
    "Hugo_Symbol": "MTOR",
    "HGVSp_Short": "p.F2108L",
    "HGVSp": "p.Phe2108Leu",
    "HGVSc": "ENST00000361445.8:c.6324C>A",
    "Transcript_ID": "ENST00000361445",
    "NCBI_Build": "GRCh37",
    "Chromosome": "1",
    "Start_Position": "11187094",
    "Reference_Allele": "G",
    "Tumor_Seq_Allele2": "T",
    "Entrez_Gene_Id": "2475",
    "HGNC_ID": "HGNC:3942",
    "Gene": "ENSG00000198793",
    "SWISSPROT": "P42345",
    "ENSP": "ENSP00000354558",
    "RefSeq": "NM_004958.3",
    "Protein_position": "2108/2549",
    "Amino_acids": "F/L",
    "HGVSg": "1:g.11187094G>T",
}
CONTRADICTS = (
    ("HGVSp_Short", "p.A2034V"), ("HGVSp", "p.Ala2034Val"), ("HGVSp", "p.Phe2108Ter"),
    ("HGVSp_Short", "p.F2108="),
    ("HGVSp_Short", "p.F2108fs"), ("HGVSp_Short", "p.F2108Lfs*3"), ("HGVSp_Short", "p.F2108del"),
    ("HGVSp_Short", "p.M1?"), ("HGVSc", "c.6101C>T"), ("HGVSc", "c.6324del"), ("HGVSc", "c.6323T>C"),
    ("HGVSc", "c.6216+1G>A"), ("HGVSc", "ENST00000306801.3:c.2363G>A"), ("Transcript_ID", "ENST00000306801"),
    ("NCBI_Build", "GRCh38"), ("Chromosome", "2"),
    ("Start_Position", "11184573"), ("Start_Position", "90000000"),
    ("Reference_Allele", "C"), ("Tumor_Seq_Allele2", "A"),
    ("Entrez_Gene_Id", "57521"), ("Entrez_Gene_Id", "3417"),
    ("HGNC_ID", "HGNC:30287"), ("HGNC_ID", "5382"), ("Gene", "ENSG00000138413"), ("SWISSPROT", "O75874"),
    ("ENSP", "ENSP00000307272"), ("RefSeq", "NM_020761.2"), ("Protein_position", "2034/2549"),
    ("Amino_acids", "F/V"), ("HGVSg", "1:g.11184573G>A"),
    ("HGVSg", "2:g.209113112C>T"), ("Hugo_Symbol", "RPTOR"),
)  # fmt: skip


def status(row: dict[str, str]) -> str:
    found = annotated({name: [cell] for name, cell in row.items()})
    return str(found.status[0])


def test_a_row_that_agrees_is_answered() -> None:
    assert status(AGREES) == "ok"
    assert status(AGREES | {"HGNC_ID": "3942", "Entrez_Gene_Id": "2475.0", "SWISSPROT": "MTOR_HUMAN"}) == "ok"


@pytest.mark.parametrize(("column", "cell"), CONTRADICTS)
def test_one_cell_that_differs_is_a_contradiction(column: str, cell: str) -> None:
    found = annotated({name: [said] for name, said in (AGREES | {column: cell}).items()})
    assert found.status.tolist() == ["contradiction"]
    assert found.activity.tolist() == [""]
    assert found.message[0]


@pytest.mark.parametrize("column", ["NCBI_Build", "Gene", "species"])
def test_another_species_in_one_cell(column: str) -> None:
    cell = {"NCBI_Build": "mm10", "Gene": "ENSMUSG00000028991", "species": "Mus musculus"}[column]
    assert status(AGREES | {column: cell}) == "other_species"
    assert status(AGREES | {"species": "human", column: cell}) == "other_species"


TEXTS = (
    ("c.6981G>A p.M2327L", "contradiction"),
    ("c.6981G>A p.M2327I", "ok"),
    ("M2327L (c.6981G>A)", "contradiction"),
    ("M2327I (c.6981G>A)", "ok"),
    ("NM_004958.4(MTOR):c.6644C>T (p.Ser2215Tyr)", "contradiction"),
    ("NM_004958.4(MTOR):c.6644C>T (p.Ser2215Phe)", "ok"),
    ("MTOR:NM_004958:exon40:c.C5664A:p.F1889L", "contradiction"),
    ("MTOR:NM_004958:exon40:c.C5664A:p.F1888L", "ok"),
    ("c.6324C>A p.F2108F", "contradiction"),
    ("c.6324C>T p.F2108F", "ok"),
    ("c.6324C>T p.(Phe2108=)", "ok"),
)


@pytest.mark.parametrize(("text", "wanted"), TEXTS)
def test_both_halves_of_one_text(text: str, wanted: str) -> None:
    assert annotated([text]).status.tolist() == [wanted]
    assert status({"gene": "MTOR", "change": text}) == wanted


class Made(NamedTuple):
    """A coding change, and the place that makes it, in the alleles of the genome."""

    gene: str
    build: str
    kind: str
    coding: str
    start: int
    ref: str
    alt: str


def _made(draw: random.Random) -> Made | None:
    """A change drawn at random; a deletion or duplication is placed anywhere in its repeat."""
    gene, build = draw.choice(list(transcripts())), draw.choice(["GRCh37", "GRCh38"])
    bases = coding_sequence(gene, 1)
    kind = draw.choice(["snv", "snv", "del", "dup", "mnv"])
    n = {"snv": 1, "mnv": 2}.get(kind) or draw.choice([1, 2, 3, 6])
    first = draw.randrange(1, len(bases) - n - 3)
    old = bases[first - 1 : first - 1 + n]
    new = {"del": "", "dup": old + old}.get(kind) or "".join(draw.choice("ACGT".replace(b, "")) for b in old)
    new = "" if kind == "del" else new
    last = first + n - 1
    exon = next((e for e in exons(gene, build) if e.coding <= first and last <= e.last_coding), None)
    if exon is None:
        return None
    at = first
    while kind in ("del", "dup") and at + n < len(bases) and bases[at - 1] == bases[at + n - 1]:
        at += 1
    span = f"{at}_{at + n - 1}" if n > 1 else f"{at}"
    coding = {"snv": f"c.{span}{old}>{new}", "mnv": f"c.{span}delins{new}"}.get(kind, f"c.{span}{kind}")
    if exon.strand > 0:
        return Made(gene, build, kind, coding, exon.low + first - exon.coding, old, new)
    low = exon.high - (last - exon.coding)
    return Made(gene, build, kind, coding, low, reverse_complement(old), reverse_complement(new))


def _three(text: str) -> str:
    names = {one: three.title() for three, one in THREE_TO_ONE.items() if one != "*"} | {"*": "Ter"}
    names |= {"U": "U", "O": "O"}
    return re.sub("[A-Z*]", lambda found: names.get(found[0], found[0]), text)


def _rows(seed: int, n: int) -> list[dict[str, str]]:
    draw, rows = random.Random(seed), []
    while len(rows) < n:
        made = _made(draw)
        if made is None:
            continue
        change = coding_change(made.coding, gene=made.gene, coding=coding_sequences(1))
        short = short_form(change) if change.status == "ok" and change.mutant != "?" else ""
        if not short or (made.kind != "snv" and "delins" in short) or "ext" in short:
            continue
        words = draw.choice(
            [
                f"p.{short}",
                short,
                f"p.{_three(short)}",
                f"p.({_three(short)})",
                f"{made.coding} (p.{_three(short)})",
            ]
        )
        names = transcripts()[made.gene].names
        rows.append(
            {
                "Hugo_Symbol": made.gene,
                "HGVSp_Short": words,
                "HGVSc": draw.choice([made.coding, ""]),
                "NCBI_Build": made.build,
                "Chromosome": transcripts()[made.gene].chromosome,
                "Start_Position": str(made.start),
                "Reference_Allele": made.ref or "-",
                "Tumor_Seq_Allele2": made.alt or "-",
                "Transcript_ID": draw.choice(["", names[0], names[2]]),
            }
        )
    return rows


def _statuses(rows: list[dict[str, str]]) -> list[str]:
    return annotated({name: [row[name] for row in rows] for name in rows[0]}).status.tolist()


def _residue(row: dict[str, str]) -> int:
    return int(re.sub(r"[^0-9]*([0-9]+).*", r"\1", row["HGVSp_Short"]))


def test_true_rows_are_answered_in_every_dialect() -> None:
    rows = _rows(13, 400)
    answered = _statuses(rows)
    assert [(row, said) for row, said in zip(rows, answered, strict=True) if said != "ok"] == []


def test_rows_with_the_words_of_another_row_contradict() -> None:
    rows = [row | {"HGVSc": ""} for row in _rows(14, 300) if "c." not in row["HGVSp_Short"]]
    by_gene: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        by_gene.setdefault(row["Hugo_Symbol"], []).append(row)
    wrong = [
        row | {"HGVSp_Short": other["HGVSp_Short"]}
        for mine in by_gene.values()
        for row, other in pairwise(mine)
        if abs(_residue(row) - _residue(other)) > 2 * MARGIN
    ]
    said = _statuses(wrong)
    assert len(wrong) > 60
    assert [(row, status) for row, status in zip(wrong, said, strict=True) if status != "contradiction"] == []
