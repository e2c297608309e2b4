"""``mtorstruct annotate`` on files: pipes, broken files, rejects, builds."""

from __future__ import annotations

import csv
import gzip
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.cli.main import main
from mtorstruct.reference.genetic_code import codons_of
from mtorstruct.reference.proteins import protein
from mtorstruct.tables import REJECTS


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return code, out, err


def big(path: Path, shared_cohorts: Path, times: int) -> Path:
    """A real MAF many times over, gzipped."""
    lines = (
        (shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv").read_text(encoding="utf-8").splitlines(keepends=True)
    )
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(lines[0])
        for _ in range(times):
            file.writelines(lines[1:])
    return path


def test_a_pipe_that_is_closed_early_is_quiet(tmp_path: Path, shared_cohorts: Path) -> None:
    path = big(tmp_path / "big.maf.gz", shared_cohorts, 60)
    for source in (gzip.decompress(path.read_bytes()), path.read_bytes()):
        process = subprocess.Popen(
            [sys.executable, "-m", "mtorstruct", "annotate", "-i", "-"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(source)
        process.stdin.close()
        first = process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
        process.stderr.close()
        assert first.startswith(b"input\tsample\t")
        assert process.wait() == 0
        assert "Traceback" not in said
        assert "Broken" not in said


def test_every_row_is_in_the_output_or_counted(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shared_cohorts: Path
) -> None:
    rejects = tmp_path / "rejects.tsv"
    path = shared_cohorts / "tcga_firehose_mtor_genes.maf.tsv"
    code, out, err = run(capsys, "annotate", path, "--rejects", rejects)
    assert code == 0
    assert (
        "1,014 rows in = 998 annotated + 0 of other genes + 16 rejected (15 no_protein_change, 1 ambiguous)"
        in err
    )
    rows = list(csv.DictReader(out.splitlines(), delimiter="\t"))
    assert len(rows) == 1014
    assert {"TCGA_Cohort", "t_depth", "t_vaf", "Center"} <= set(rows[0])
    with rejects.open(encoding="utf-8") as file:
        told = list(csv.DictReader(file, delimiter="\t"))
    assert list(told[0]) == REJECTS.names
    assert len(told) == 16
    assert all(t["reason"] and t["message"] and t["line"] for t in told)
    (open_,) = [t for t in told if t["reason"] == "ambiguous"]
    assert "; " in open_["alternatives"]
    assert open_["suggestion"] == ""


def test_a_file_that_breaks_off_is_answered_up_to_there_and_fails(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shared_cohorts: Path
) -> None:
    path = big(tmp_path / "big.maf.gz", shared_cohorts, 60)
    path.write_bytes(path.read_bytes()[:-2000])
    code, out, err = run(capsys, "annotate", "-i", path)
    assert code == 1
    assert "cut off (the end is missing); the " in err
    assert len(out.splitlines()) > 1000


def test_coordinates_need_a_build(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "calls.csv"
    path.write_text("chrom,pos,ref,alt\n1,11177096,C,A\n1,5,C,A\n")
    code, out, err = run(capsys, "annotate", path)
    assert code == 1
    assert "GRCh37: MTOR M2327I" in out
    assert "2 rows in = 0 annotated + 1 of other genes + 1 rejected (1 unknown_build)" in err
    code, out, _ = run(capsys, "annotate", path, "--build", "hg19")
    assert code == 0
    assert "p.(Met2327Ile)" in out
    code, _, err = run(capsys, "annotate", path, "--build", "mm10")
    assert code == 2
    assert "mm10" in err


def test_a_format_can_be_said(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "calls.txt"
    path.write_text("1\t11177096\t.\tC\tA\n")
    code, out, err = run(capsys, "annotate", path, "--input-format", "vcf", "--build", "GRCh37")
    assert code == 0
    assert "M2327I" not in out.splitlines()[0]
    assert "#CHROM" in err
    assert "p.(Met2327Ile)" in out


def test_a_coding_sequence_settles_what_is_open(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    # No coding sequence can be had here: one that gives the real protein is made by choosing codons.
    mtor = protein("MTOR").sequence
    bases = "".join(codons_of(letter)[0] for letter in mtor)
    at = 3 * 2214
    for codon, becomes in (("TCA", "*"), ("TCC", "Tyr")):
        fasta = tmp_path / "cds.fa"
        fasta.write_text(f">NM_004958.4 MTOR\n{bases[:at]}{codon}{bases[at + 3 :]}TGA\n")
        code, out, _ = run(capsys, "annotate", "MTOR:c.5T>A", "--format", "tsv")
        assert (code, "L2*; L2H; L2Q" in out) == (0, True)
        code, out, _ = run(capsys, "annotate", "MTOR:c.6644C>A", "--cds", fasta, "--format", "tsv")
        (row,) = csv.DictReader(out.splitlines(), delimiter="\t")
        assert (code, row["status"]) == (0, "ok")
        assert row["hgvs"] == f"p.(Ser2215{becomes.replace('*', 'Ter')})"
        assert mtorstruct.annotate(["MTOR:c.6644C>A"], cds=fasta).hgvs.tolist() == [row["hgvs"]]
        place = pd.DataFrame({"chrom": ["1"], "pos": [11184573], "ref": ["G"], "alt": ["T"]})
        assert mtorstruct.annotate(place, build="hg19", cds=fasta).hgvs.tolist() == [row["hgvs"]]
    fasta.write_text(f">NM_004958.4 MTOR\n{bases[:3]}GCT{bases[6:]}TGA\n")
    code, _, err = run(capsys, "annotate", "MTOR:c.6644C>A", "--cds", fasta)
    assert code == 3
    assert "has A at residue 2, UniProt has L" in err
    assert run(capsys, "annotate", "MTOR:c.6644C>A", "--cds", "fetch")[0] == 4


@pytest.mark.parametrize(
    "arguments",
    [["annotate", "-o"], ["annotate", "--rejects"], ["summarise", "--table", "genes", "-o"], ["report", "-o"],
     ["plot", "lollipop", "-o"], ["view", "5H64", "-o"]],
)  # fmt: skip
def test_no_command_writes_over_its_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str]
) -> None:
    ending = {"report": "html", "plot": "svg", "view": "mvsj"}.get(arguments[0], "tsv")
    path = tmp_path / f"cohort.{ending}"
    path.write_text("gene\tprotein_change\nMTOR\tF2108L\n")
    code, _, err = run(capsys, *arguments, path, "-i", path)
    assert (code, "is an input" in err) == (2, True)
    assert path.read_text() == "gene\tprotein_change\nMTOR\tF2108L\n"
