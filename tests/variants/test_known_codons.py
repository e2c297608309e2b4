"""The packaged table of known codons, held against the cohorts that it comes from, and one more."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from mtorstruct.cli.main import main
from mtorstruct.reference.coding_sequences import CodingSequences
from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.genetic_code import CODE, codons_of
from mtorstruct.reference.tables import read_table
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.dna.coding import coding_change
from mtorstruct.variants.dna.codons import residues_of
from mtorstruct.variants.dna.genome import genomic_change
from mtorstruct.variants.dna.protein_change import lacks_sequence
from mtorstruct.variants.notation.change import Change

from .plainly import annotated, annotated_file
from .published_codons import (
    READERS,
    Known,
    Row,
    known_of,
    named_rows,
    packaged_rows,
    placed,
    table,
    together,
)

ROWS = read_table("codons.tsv")


def packaged() -> Known:
    return {
        (gene, position): frozenset(codons)
        for gene in transcripts()
        for position, codons in known_codons(gene).items()
    }


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['gene']}-{row['amino_acid']}{row['position']}")
def test_codons_are_of_the_amino_acid_of_the_sequence(row: dict[str, str]) -> None:
    position, codons = int(row["position"]), row["codons"].split(";")
    assert residues_of(row["gene"])[position - 1] == row["amino_acid"]
    assert {CODE[codon] for codon in codons} == {row["amino_acid"]}
    assert codons == sorted(set(codons))
    assert len(codons) < len(codons_of(row["amino_acid"]))
    assert row["status"] == "computed"
    assert set(row["source"].split("; ")) <= set(READERS)


def test_each_residue_stands_once_and_in_order() -> None:
    order = list(transcripts())
    keys = [(order.index(row["gene"]), int(row["position"])) for row in ROWS]
    assert keys == sorted(set(keys))
    assert len(keys) == 546
    assert sum(";" not in row["codons"] for row in ROWS) == 309


def test_the_table_is_what_its_sources_give(shared_cohorts: Path) -> None:
    assert list(ROWS) == packaged_rows(shared_cohorts)


def test_no_source_contradicts_itself_or_another(shared_cohorts: Path) -> None:
    parts = [known_of(named_rows(shared_cohorts, source)) for source in READERS]
    assert all(codons for part in parts for codons in part.values())
    assert all(together(parts).values())


@dataclass
class Predicted:
    """What the codons of other cohorts say of the changes of one that was left out."""

    open: int = 0
    certain: int = 0
    narrower: int = 0
    wrong: int = 0


def predicted(rows: list[Row], known: Known) -> Predicted:
    """Of the different changes that the genetic code leaves open, those that known codons make certain."""
    found = Predicted()
    for row in set(rows):
        of_the_code = {row.acid(codon) for codon in row.fitting}
        if len(of_the_code) == 1:
            continue
        found.open += 1
        left = {row.acid(codon) for codon in row.fitting & known.get(row.key, row.fitting)}
        found.certain += len(left) == 1
        found.narrower += 1 < len(left) < len(of_the_code)
        found.wrong += row.named not in left
    return found


LEFT_OUT = {
    "MC3": ["MC3", "Firehose"],
    "Firehose": ["MC3", "Firehose"],
    "colorectal": ["colorectal"],
    "hotspots": ["hotspots"],
    "CIViC": ["CIViC"],
}
"""With each cohort, those that share patients with it: MC3 and Firehose are calls of the same tumours."""

MEASURED = {
    "MC3": Predicted(open=84, certain=8),
    "Firehose": Predicted(open=276, certain=11),
    "colorectal": Predicted(open=7),
    "hotspots": Predicted(open=15, certain=12),
    "CIViC": Predicted(open=1, certain=1),
}


@pytest.mark.parametrize("source", READERS)
def test_codons_of_the_others_predict_a_cohort_that_is_left_out(shared_cohorts: Path, source: str) -> None:
    others = [known_of(named_rows(shared_cohorts, name)) for name in READERS if name not in LEFT_OUT[source]]
    assert predicted(named_rows(shared_cohorts, source), together(others)) == MEASURED[source]


def test_a_change_is_predicted_by_the_other_changes_of_its_residue(shared_cohorts: Path) -> None:
    """Each different change is left out of all sources at once, so that none predicts itself."""
    of_residue: dict[tuple[str, int], set[Row]] = {}
    for source in READERS:
        for row in named_rows(shared_cohorts, source):
            of_residue.setdefault(row.key, set()).add(replace(row, codon=""))
    found = Predicted()
    for rows in of_residue.values():
        for row in rows:
            one = predicted([row], known_of([other for other in rows if other != row]))
            for name, n in vars(one).items():
                setattr(found, name, getattr(found, name) + n)
    assert found == Predicted(open=310, certain=53, narrower=8)


def msk_impact(cohorts: Path) -> list[tuple[Row, Change]]:
    """Rows of a cohort that names no protein change, and that the table knows nothing of."""
    found = []
    for row in table(cohorts / "mskimpact_snv_mtor_genes.maf.tsv"):
        place = row["Chromosome"], row["Start_Position"], row["Reference_Allele"], row["Tumor_Seq_Allele2"]
        change = genomic_change(place[0], int(place[1]), *place[2:], row["NCBI_Build"])
        base = placed(*place, row["NCBI_Build"])
        assert change is not None
        assert base is not None
        found.append((base, change))
    return found


def test_bases_of_a_cohort_that_is_no_source_are_those_of_the_known_codons(shared_cohorts: Path) -> None:
    known, found = packaged(), Counter[bool]()
    for base in {base for base, _ in msk_impact(shared_cohorts)}:
        by_code = {codon[base.phase] for codon in codons_of(base.wild_type)}
        by_table = {codon[base.phase] for codon in known.get(base.key, ())}
        if by_table and by_table < by_code:
            # The genetic code allows another base here, the table does not.
            found[base.old in by_table] += 1
    assert found == {True: 38}


def test_what_a_cohort_of_coordinates_gains(shared_cohorts: Path) -> None:
    rows = msk_impact(shared_cohorts)
    assert Counter(change.settled for _, change in rows) == {
        "genetic code": 473,
        "codon table": 103,
        "": 218,
    }
    assert sum(lacks_sequence(change) for _, change in rows) == 218
    names = Counter(
        f"{change.wild_type}{change.position}{change.mutant}"
        for base, change in rows
        if change.settled == "codon table"
    )
    assert (names["S2215F"], names["S2215Y"], names["T1977K"], names["T1977I"]) == (9, 4, 6, 3)


def test_codons_of_one_answer_are_told() -> None:
    change = coding_change("MTOR:c.6644C>A")
    assert (change.status, change.mutant, change.settled) == ("ok", "Y", "codon table")
    change = coding_change("MTOR:c.6324C>A")
    assert (change.status, change.mutant, change.settled) == ("ok", "L", "genetic code")
    change = coding_change("MTOR:c.5T>A")
    assert (change.status, change.settled) == ("ambiguous", "")
    assert change.problem == "one of L2*, L2H, L2Q; the coding sequence settles it (mtorstruct fetch cds)"


@pytest.mark.parametrize(
    ("text", "status", "names"),
    [
        # The codon of S2215 is TCT; here it is said to be AGC or AGT, TCG, or TCx.
        ("MTOR:c.6643A>T", "ok", ("C",)),
        ("MTOR:c.6645G>A", "ok", ("=",)),
        ("MTOR:c.6645A>C", "ok", ("=",)),
        ("MTOR:c.6644_6645CC>AA", "ok", ("*",)),
        ("MTOR:c.6644_6645delCC", "ok", ("fs",)),
    ],
)
def test_bases_that_contradict_the_table_are_read_by_the_code(
    text: str, status: str, names: tuple[str, ...]
) -> None:
    change = coding_change(text)
    assert (change.status, change.position, (change.mutant,)) == (status, 2215, names), change
    assert change.settled == "genetic code"
    assert re.search(r"the known codon of S2215 of MTOR \(TCT\) has no [ACG] as its", change.problem), change
    assert "germline variant or another reference" in change.problem


def test_a_base_that_no_codon_has_is_still_a_mismatch() -> None:
    change = coding_change("MTOR:c.6643G>A")
    assert change.status == "reference_mismatch"
    assert "cannot have G as its first base" in change.problem


def test_a_contradiction_that_leaves_several_says_both() -> None:
    # R2109 is CGA; with G at its third place it may be AGG or CGG, which differ in what a first C becomes.
    known = {row["codons"] for row in ROWS if (row["gene"], row["position"]) == ("MTOR", "2109")}
    assert known == {"CGA"}
    change = coding_change("MTOR:c.6327G>C")
    assert change.status == "ambiguous"
    assert change.candidates == ("R2109=", "R2109S")
    assert lacks_sequence(change)
    assert "(CGA) has no G as its third base" in change.problem


def test_with_a_sequence_the_table_is_not_asked() -> None:
    acids = enumerate(residues_of("MTOR"), start=1)
    bases = "".join("TCA" if position == 2215 else codons_of(acid)[0] for position, acid in acids)
    change = coding_change("MTOR:c.6644C>A", coding=CodingSequences({"MTOR": bases}))
    assert (change.mutant, change.status) == ("*", "ok")
    assert re.fullmatch("coding sequence sha256:[0-9a-f]{12}", change.settled)


def test_what_settled_each_row_is_a_column() -> None:
    table = annotated(
        [
            "S2215Y",
            "MTOR:c.6644C>A",
            "MTOR:c.6324C>A",
            "MTOR:c.5T>A",
            "MTOR:c.163-2A>G",
            "F2018L",
            "KRAS:G12D",
        ]
    )
    assert {"read_from", "settled_by"} <= set(table.columns)
    assert table.settled_by.tolist() == ["file", "codon table", "genetic code", "", "", "", ""]
    # Alike but for that: one verdict.
    assert table.explanation[0] == table.explanation[1].replace("p.(Ser2215Tyr)", "p.Ser2215Tyr")


def test_rows_that_differ_in_nothing_else_are_told_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    texts = ["MTOR:p.(Ser2215Tyr)", "MTOR:c.6644C>A"]
    expected = ["file", "codon table"]
    assert annotated(texts).settled_by.tolist() == expected
    assert list(dict.fromkeys(annotated(texts, all_structures=True).settled_by)) == expected
    path = tmp_path / "calls.tsv"
    rows = "MTOR\tp.(Ser2215Tyr)\tc.6644C>A\tT1\nMTOR\t\tc.6644C>A\tT2\n"
    path.write_text("gene\tprotein_change\tcDNA_change\tsample\n" + rows)
    found = annotated_file(path)
    assert (found.settled_by.tolist(), found["sample"].tolist()) == (expected, ["T1", "T2"])
    assert main(["annotate", str(path), "--format", "tsv"]) == 0
    written = list(csv.DictReader(capsys.readouterr().out.splitlines(), delimiter="\t"))
    named = [(row["settled_by"], row["sample"], row["hgvs"]) for row in written]
    assert named == [("file", "T1", "p.(Ser2215Tyr)"), ("codon table", "T2", "p.(Ser2215Tyr)")]
