"""Scores that a user brings: proven by wild type, added as columns, and never part of a verdict."""

from __future__ import annotations

import gzip
import itertools
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import ALPHAMISSENSE, ANNOTATION
from mtorstruct.variants.scores import ScoreTable, read_scores, scores_of

from .plainly import annotated

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"

OF_THE_GENOME = (
    "# Copyright 2023 DeepMind Technologies Limited\n"
    "#\n"
    "# All materials are licensed under the Creative Commons Attribution 4.0 International License\n"
)


def score(position: int, mutant: str) -> float:
    """A made-up score that tells each substitution from the next."""
    return round((position * 20 + AMINO_ACIDS.index(mutant)) / 60_000, 4)


def label(number: float) -> str:
    return "LBen" if number < 0.34 else "Amb" if number <= 0.564 else "LPath"


def substitutions(sequence: str) -> Iterator[tuple[str, int, str]]:
    for (position, wild_type), mutant in itertools.product(enumerate(sequence, 1), AMINO_ACIDS):
        if mutant != wild_type:
            yield wild_type, position, mutant


def of_alphafold(sequence: str) -> str:
    """A file as AlphaFold DB has it for each human protein, with made-up scores."""
    rows = (f"{w}{n}{m},{score(n, m):.4f},{label(score(n, m))}\n" for w, n, m in substitutions(sequence))
    return "protein_variant,am_pathogenicity,am_class\n" + "".join(rows)


@pytest.fixture(scope="module")
def mtor(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("scores") / "AF-P42345-F1-aa-substitutions.csv"
    path.write_text(of_alphafold(protein("MTOR").sequence))
    return path


def test_a_file_of_alphafold_db_becomes_two_columns(mtor: Path) -> None:
    variants = ["F2108L", "p.Met2327Ile", "RPTOR:S863A", "E1799=", "R1966fs", "MTOR:2108", "F2018L", "Q2524*"]
    table = annotated(variants, scores=mtor)
    assert list(table.columns) == [*ANNOTATION.names, *ALPHAMISSENSE.names]
    assert table.am_pathogenicity.dtype == np.float64
    expected = [score(2108, "L"), score(2327, "I"), *[np.nan] * 6]
    np.testing.assert_array_equal(table.am_pathogenicity, expected)
    assert table.am_class.tolist() == ["likely_pathogenic", "likely_pathogenic", *[""] * 6]
    assert table.attrs["notices"] == []


def test_every_substitution_has_its_own_score(mtor: Path) -> None:
    found = scores_of(ScoreTable(mtor)).values
    expected = {("MTOR", n, m): score(n, m) for _, n, m in substitutions(protein("MTOR").sequence)}
    assert {key: value[0] for key, value in found.items()} == expected
    assert len(found) == 19 * 2549
    assert read_scores(ScoreTable(mtor)) == {(n, m): s for (_, n, m), s in expected.items()}


def test_no_score_enters_a_verdict(mtor: Path) -> None:
    variants = [f"{w}{n}{m}" for w, n, m in substitutions(protein("MTOR").sequence)][::37]
    without, beside = annotated(variants), annotated(variants, scores=mtor)
    assert beside.am_pathogenicity.notna().all()
    pd.testing.assert_frame_equal(beside[ANNOTATION.names], without)


@pytest.mark.parametrize("packed", [False, True])
def test_the_tables_of_the_whole_genome_are_read_by_accession(tmp_path: Path, packed: bool) -> None:
    text = OF_THE_GENOME + (
        "uniprot_id\tprotein_variant\tam_pathogenicity\tam_class\n"
        "A0A024R1R8\tM1A\t0.467\tambiguous\n"
        "P42345\tF2108L\t0.5155\tambiguous\n"
        "Q8N122\tS863A\t0.0893\tlikely_benign\n"
        "Q6R327-2\tS1400A\t0.9\tlikely_pathogenic\n"
        "Q9Y6K9\tF2108L\t0.1\tlikely_benign\n"
    )
    path = tmp_path / ("am.tsv.gz" if packed else "am.tsv")
    path.write_bytes(gzip.compress(text.encode()) if packed else text.encode())
    assert scores_of(ScoreTable(path)).values == {
        ("MTOR", 2108, "L"): (0.5155, "ambiguous"),
        ("RPTOR", 863, "A"): (0.0893, "likely_benign"),
    }


def test_tables_of_genomic_positions_have_their_heading_in_a_comment(tmp_path: Path) -> None:
    path = tmp_path / "AlphaMissense_hg38.tsv"
    path.write_text(
        OF_THE_GENOME + "#CHROM\tPOS\tREF\tALT\tgenome\tuniprot_id\ttranscript_id\tprotein_variant\t"
        "am_pathogenicity\tam_class\n"
        "chr1\t69094\tG\tT\thg38\tQ8NH21\tENST00000335137.4\tV2L\t0.2937\tlikely_benign\n"
        "chr1\t11127037\tG\tT\thg38\tP42345\tENST00000361445.9\tF2108L\t0.9921\tlikely_pathogenic\n"
        "chr1\t11127039\tA\tG\thg38\tP42345\tENST00000361445.9\tF2108L\t0.9921\tlikely_pathogenic\n"
    )
    assert scores_of(ScoreTable(path)).values == {("MTOR", 2108, "L"): (0.9921, "likely_pathogenic")}


def test_isoforms_are_told_by_their_transcript(tmp_path: Path) -> None:
    path = tmp_path / "AlphaMissense_isoforms_aa_substitutions.tsv"
    path.write_text(
        "transcript_id\tprotein_variant\tam_pathogenicity\tam_class\n"
        "ENST00000361445.9\tF2108L\t0.9\tlikely_pathogenic\n"
        "ENST00000376838.5\tF2108L\t0.1\tlikely_benign\n"
    )
    assert scores_of(ScoreTable(path)).values == {("MTOR", 2108, "L"): (0.9, "likely_pathogenic")}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("mutant\tscore\nF2108L\t-7.123456789\n", {}),
        (
            "substitution,esm1b\nMTOR:p.Phe2108Leu,-7.123456789\n",
            {"score": "esm1b", "change": "substitution"},
        ),
        ("x;pos;llr\nF>L;2108.0;-7.123456789\n", {"score": "llr", "change": "x", "position": "pos"}),
        ("wt\tpos\tmut\tscore\nF\t2108\tL\t-7.123456789\n", {}),
        ('"variant","score"\n"F2108L","-7.123456789"\n', {}),
        ("gene,variant,score\nFRAP1,F2108L,-7.123456789\nTP53,R175H,3\n", {}),
    ],
)
def test_other_scores_by_their_columns(tmp_path: Path, text: str, named: dict[str, str]) -> None:
    path = tmp_path / "scores.csv"
    path.write_text(text)
    table = annotated(
        ["F2108L", "F2108I"],
        scores=path,
        score_column=named.get("score"),
        score_change_column=named.get("change"),
        score_position_column=named.get("position"),
    )
    np.testing.assert_array_equal(table[named.get("score", "score")], [-7.123456789, np.nan])


def test_a_column_of_ours_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "scores.tsv"
    path.write_text("variant\tconfidence\nF2108L\t0.5\n")
    table = annotated(["F2108L"], scores=path, score_column="confidence")
    assert table.confidence[0] != 0.5
    assert table.input_confidence[0] == 0.5


def test_rows_with_another_wild_type_are_told_and_not_used(tmp_path: Path) -> None:
    path = tmp_path / "scores.tsv"
    path.write_text("variant\tscore\nF2108L\t1\nM2327I\t2\nS2035F\t3\nK2035F\t4\nF9999L\t5\nnothing\t6\n")
    table = annotated(["F2108L", "M2327I", "S2035F"], scores=path)
    assert table.score.tolist() == [1, 2, 3]
    (notice,) = table.attrs["notices"]
    assert "2 of 5 scored substitutions do not have the wild type of MTOR (P42345)" in notice
    assert "the first is K2035F, residue 2035 is S" in notice


def test_a_file_of_another_isoform_or_protein_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shifted.csv"
    sequence = protein("MTOR").sequence
    path.write_text(of_alphafold(sequence[100:]))
    with pytest.raises(DataError, match=r"do not have the wild type of MTOR \(P42345\)") as told:
        annotated(["F2108L"], scores=path)
    assert "another protein or isoform" in str(told.value)
    path.write_text("uniprot_id,protein_variant,am_pathogenicity\nP42345,A2108L,0.1\nP42345,A2109L,0.1\n")
    with pytest.raises(DataError, match="the first is A2108L, residue 2108 is F"):
        scores_of(ScoreTable(path))


def test_a_file_that_names_no_protein_is_of_the_one_that_it_fits(tmp_path: Path) -> None:
    path = tmp_path / "unnamed.csv"
    path.write_text(of_alphafold(protein("RPTOR").sequence))
    table = annotated(["RPTOR:S863A", "F2108L"], scores=path)
    np.testing.assert_array_equal(table.am_pathogenicity, [score(863, "A"), np.nan])
    assert table.attrs["notices"] == [f"{path} names no protein: its wild types are those of RPTOR"]


def test_files_of_several_proteins_share_their_columns(tmp_path: Path, mtor: Path) -> None:
    path = tmp_path / "raptor.csv"
    path.write_text(of_alphafold(protein("RPTOR").sequence))
    table = annotated(["RPTOR:S863A", "F2108L"], scores=[mtor, path])
    assert list(table.columns)[-2:] == ALPHAMISSENSE.names
    np.testing.assert_array_equal(table.am_pathogenicity, [score(863, "A"), score(2108, "L")])


def test_named_columns_are_those_of_the_files_that_are_not_of_alphamissense(
    tmp_path: Path, mtor: Path
) -> None:
    path = tmp_path / "esm.csv"
    path.write_text("substitution,llr\nF2108L,-7.5\n")
    named = {"score_column": "llr", "score_change_column": "substitution"}
    table = annotated(["F2108L"], scores=[mtor, path], **named)
    assert table.loc[0, ["am_pathogenicity", "llr"]].tolist() == [score(2108, "L"), -7.5]
    with pytest.raises(UsageError, match="no column of substitutions"):
        annotated(["F2108L"], scores=mtor, **named)


def test_the_shifted_part_of_another_isoform_has_no_scores(tmp_path: Path) -> None:
    # A longer isoform: behind the residues that it has more, a wild type fits by chance alone.
    sequence = protein("RICTOR").sequence
    longer = sequence[:1378] + "S" * 24 + sequence[1378:]
    path = tmp_path / "isoform.csv"
    path.write_text(
        "gene,variant,score\n" + "".join(f"RICTOR,{w}{n}{m},{n}\n" for w, n, m in substitutions(longer))
    )
    found = scores_of(ScoreTable(path))
    positions = {position for _, position, _ in found.values}
    assert positions == set(range(1, max(positions) + 1))
    assert 1373 <= max(positions) <= 1378
    assert len(found.notices) == 2
    assert "the numbers may be those of another isoform" in found.notices[1]


def test_two_scores_of_one_substitution_are_an_error(tmp_path: Path, mtor: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("variant,score\nF2108L,1\np.Phe2108Leu,2\n")
    with pytest.raises(DataError, match=r"gives two scores to p\.Phe2108Leu"):
        scores_of(ScoreTable(path))
    path.write_text("protein_variant,am_pathogenicity,am_class\nF2108L,0.0001,LBen\n")
    with pytest.raises(DataError, match="different scores to MTOR:2108L"):
        annotated(["F2108L"], scores=[mtor, path])


def test_two_files_with_one_name_for_their_score(tmp_path: Path) -> None:
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    for path in (one, other):
        path.write_text("variant,score\nF2108L,1\n")
    with pytest.raises(UsageError, match="two of the files have a column score"):
        annotated(["F2108L"], scores=[one, other])


def test_what_a_file_lacks_is_named(tmp_path: Path) -> None:
    path = tmp_path / "scores.csv"
    path.write_text("variant,x\nF2108L,1\n")
    with pytest.raises(UsageError, match=r"no column of scores.*--score-column.*there are: variant, x"):
        annotated(["F2108L"], scores=path)
    path.write_text("")
    with pytest.raises(DataError, match="is empty"):
        annotated(["F2108L"], scores=path)
    with pytest.raises(DataError, match="cannot be read"):
        annotated(["F2108L"], scores=tmp_path / "none.csv")
    path.write_bytes(gzip.compress(of_alphafold("MLGTGPAAATTAA").encode())[:-20])
    with pytest.raises(DataError, match=r"breaks off|cut|ends"):
        annotated(["F2108L"], scores=path)


def test_each_format_has_the_columns(tmp_path: Path, mtor: Path) -> None:
    from mtorstruct.cli.main import main

    frames = {}
    for ending in ("tsv", "csv", "json", "parquet"):
        path = tmp_path / f"out.{ending}"
        assert main(["annotate", "F2108L", "RPTOR:S863A", "--scores", str(mtor), "-o", str(path)]) == 0
        read = {"tsv": pd.read_table, "csv": pd.read_csv, "json": pd.read_json, "parquet": pd.read_parquet}
        frames[ending] = read[ending](path)
    for frame in frames.values():
        np.testing.assert_array_equal(frame.am_pathogenicity, [score(2108, "L"), np.nan])
        assert frame.am_class[0] == "likely_pathogenic"


def test_every_structure_of_a_variant_has_its_score(mtor: Path) -> None:
    table = annotated(["F2108L", "M2327I"], all_structures=True, scores=mtor)
    for text, expected in (("F2108L", score(2108, "L")), ("M2327I", score(2327, "I"))):
        assert set(table[table.input == text].am_pathogenicity) == {expected}
