"""Exit codes of the commands that read variants: the same rows have the same code everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtorstruct.cli.main import main

WHOLE = ("annotate", "summarise", "report")
"""Commands that have a place for every row."""

PICTURES = ("view", "plot")

HEADING = "Hugo_Symbol\tHGVSp_Short\tVariant_Classification\tTumor_Sample_Barcode\n"
ROWS = {
    "answered": "MTOR\tp.F2108L\tMissense_Mutation\tS1\n",
    "intron": "MTOR\t\tIntron\tS2\n",
    "other gene": "TTN\tp.A100V\tMissense_Mutation\tS3\n",
    "context": "KRAS\tp.G12D\tMissense_Mutation\tS1\n",
    "mismatch": "MTOR\tp.F2018L\tMissense_Mutation\tS4\n",
    "not read": "MTOR\tp.what?\tMissense_Mutation\tS5\n",
}

CASES = {
    ("answered",): (0, 0),
    ("answered", "intron", "other gene", "context"): (0, 0),
    ("answered", "mismatch"): (0, 1),
    ("answered", "not read"): (1, 1),
    ("answered", "intron", "mismatch", "not read"): (1, 1),
    ("not read",): (3, 3),
}
"""Rows of a file, and the codes of commands that list every row and of pictures."""


def code_of(command: str, source: str | Path, folder: Path) -> int:
    arguments = {
        "annotate": ["annotate", source, "-o", folder / "out.tsv"],
        "summarise": ["summarise", source, "--format", "json", "-o", folder / "out.json"],
        "report": ["report", source, "-o", folder / "out.html"],
        "view": ["view", "1FAP", source, "-o", folder / "out.pml"],
        "plot": ["plot", "lollipop", source, "-o", folder / "out.svg"],
    }
    return main([str(a) for a in arguments[command]])


@pytest.mark.parametrize("command", WHOLE + PICTURES)
@pytest.mark.parametrize("names", CASES, ids=" + ".join)
def test_the_same_rows_have_the_same_code(names: tuple[str, ...], command: str, tmp_path: Path) -> None:
    source = tmp_path / "cohort.maf"
    source.write_text(HEADING + "".join(ROWS[name] for name in names))
    assert code_of(command, source, tmp_path) == CASES[names][command in PICTURES]


@pytest.mark.parametrize("command", WHOLE)
def test_a_file_without_a_variant_of_mtor_is_no_failure(command: str, tmp_path: Path) -> None:
    source = tmp_path / "cohort.maf"
    source.write_text(HEADING + ROWS["other gene"] * 3)
    assert code_of(command, source, tmp_path) == 0


@pytest.mark.parametrize("command", WHOLE + PICTURES)
@pytest.mark.parametrize("missing", ["missing.maf", "./missing", "folder/missing.vcf"])
def test_a_missing_file_has_one_code(command: str, missing: str, tmp_path: Path) -> None:
    assert code_of(command, missing, tmp_path) == 3


@pytest.mark.parametrize(
    "command",
    [
        ["annotate", "-i", "missing.maf"],
        ["annotate", "F2108L", "--scores", "missing.tsv"],
        ["annotate", "F2108L", "--join", "missing.tsv"],
        ["annotate", "F2108L", "--cds", "missing.fasta"],
        ["annotate", "F2108L", "--atlas", "missing"],
        ["summarise", "-i", "missing.maf"],
        ["report", "-i", "missing.maf", "-o", "out.html"],
        ["report", "F2108L", "--js", "missing.js", "-o", "out.html"],
        ["view", "missing.cif", "-o", "out.pml"],
        ["view", "1FAP", "-i", "missing.maf", "-o", "out.pml"],
        ["view", "1FAP", "--js", "missing.js", "-o", "out.html"],
        ["plot", "lollipop", "-i", "missing.maf", "-o", "out.svg"],
        ["plot", "lollipop", "F2108L", "--against", "missing.maf", "-o", "out.svg"],
        ["domains", "missing.cif"],
        ["batch", "domains", "missing.cif", "-o", "out"],
        ["batch", "domains", "1FAP", "--reference", "missing.fasta", "-o", "out"],
        ["atlas", "build", "missing.cif", "-o", "out"],
        ["atlas", "show", "--atlas", "missing"],
        ["benchmark", "--answers", "missing.tsv"],
        ["benchmark", "--scores", "missing.tsv"],
        ["explain", "F2108L", "--atlas", "missing"],
    ],
    ids=" ".join,
)
def test_whatever_file_is_missing_has_that_code(
    command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(command) == 3
    assert "missing" in capsys.readouterr().err.splitlines()[-1]


def test_domains_of_a_folder_points_to_batch(
    shared_structures: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "my models"
    folder.mkdir()
    assert main(["domains", str(folder)]) == 3
    assert capsys.readouterr().err.endswith(
        f"my models: is a folder; for all of it: mtorstruct batch domains '{folder}' -o out\n"
    )
    assert main(["domains", str(folder), str(shared_structures / "1fap.cif.gz")]) == 1


@pytest.mark.slow
@pytest.mark.parametrize("command", WHOLE)
def test_real_cohorts(command: str, shared_cohorts: Path, tmp_path: Path) -> None:
    assert code_of(command, shared_cohorts / "mskimpact_snv_mtor_genes.maf.tsv", tmp_path) == 0
