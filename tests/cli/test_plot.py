"""``mtorstruct plot`` as people use it."""

from __future__ import annotations

import inspect
import io
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from mtorstruct.cli.main import main
from mtorstruct.cli.plot import KINDS, OPTIONS
from mtorstruct.views.figures import distance_plane, domain_architecture, heatmap, lollipop, profile
from mtorstruct.views.figures.drawing import TAKES


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main(["plot", *(str(a) for a in arguments)])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_the_kinds_are_those_that_can_be_drawn() -> None:
    assert tuple(TAKES) == KINDS


def test_every_option_is_taken_by_a_figure_under_its_name() -> None:
    taken = {name for names in TAKES.values() for name in names}
    assert set(OPTIONS) <= taken
    figures = (lollipop, distance_plane, domain_architecture, profile, heatmap)
    keywords = {name for figure in figures for name in inspect.signature(figure).parameters}
    assert taken - {"changes", "genes"} <= keywords


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("ending", "head"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_every_kind_in_every_format(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, kind: str, ending: str, head: bytes
) -> None:
    target = tmp_path / f"fig.{ending}"
    changes = [] if kind == "domains" else ["F2108L", "M2327I"]
    code, out, err = run(capsys, kind, *changes, "-o", target)
    drawn = {"domains": "1 protein", "heatmap": "2 residues"}.get(kind, "2 variants")
    assert (code, out, err) == (0, "", f"mtorstruct: {target}: {drawn} drawn\n")
    assert target.read_bytes().startswith(head)


def test_a_cohort_as_a_bare_argument_or_with_i(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shared_cohorts: Path
) -> None:
    cohort, target = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv", tmp_path / "fig.svg"
    code, out, err = run(capsys, "lollipop", cohort, "-o", target)
    assert (code, out) == (1, "")
    assert err == (
        "mtorstruct: 337 rows in = 285 annotated + 0 of other genes + 52 rejected "
        "(50 no_protein_change, 2 other_isoform)\n"
        f"mtorstruct: {target}: 104 variants drawn, 12 of them labelled; left out: "
        "170 variants of other proteins, 50 rows (no protein change is named), "
        "2 rows (numbered along another isoform)\n"
    )
    first = target.read_bytes()
    assert run(capsys, "lollipop", "-i", cohort, "-o", target)[2] == err
    assert target.read_bytes() == first
    assert "90 distinct variants that alter the protein and 14 synonymous ones in 96 samples" in (
        ElementTree.fromstring(first)[0].text or ""
    )


def test_columns_standard_input_and_the_example(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, target = tmp_path / "t.csv", tmp_path / "fig.svg"
    table.write_text("who,what\na,F2108L\nb,F2108L\n", encoding="utf-8")
    named = ["--change-column", "what", "--sample-column", "who"]
    code, _, err = run(capsys, "lollipop", table, *named, "-o", target)
    assert (code, target.exists()) == (2, False)
    assert "the protein that its rows are about" in err
    named += ["--gene", "mTOR"]
    assert run(capsys, "lollipop", table, *named, "-o", target)[0] == 0
    assert "1 distinct variant in 2 samples" in target.read_text(encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"F2108L\nM2327I\n")))
    assert "2 variants drawn" in run(capsys, "plane", "-", "-o", target)[2]
    code, _, err = run(capsys, "heatmap", "--example", "review", "--what", "rsa", "-o", target)
    assert code == 1
    assert "15 residues drawn; left out: 3 rows (wild type differs from the reference)" in err


def test_size_title_and_proteins(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "fig.svg"
    options = ["--gene", "MTOR", "--gene", "raptor", "--width", "254", "--height", "127", "--title", "$x$ 名"]
    code, _, err = run(capsys, "domains", *options, "-o", target)
    assert (code, err) == (0, f"mtorstruct: {target}: 2 proteins drawn\n")
    root = ElementTree.fromstring(target.read_bytes())
    assert (root.get("width"), root.get("height")) == ("720pt", "360pt")


def words_of(figure: Path) -> str:
    """What an SVG with its text as text says."""
    root = ElementTree.fromstring(figure.read_bytes())
    return " ".join("".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize(
    ("options", "there", "gone"),
    [
        ([], ["M2327I", "12 of 104 variants labelled", "96 of 254 samples"], ["missense ("]),
        (["--labels", "none"], ["mTOR: 104 variants"], ["M2327I", "labelled"]),
        (["--labels", "3"], ["3 of 104 variants labelled"], []),
        (["--labels", "I1973F,M2327I"], ["I1973F", "M2327I", "2 of 104"], ["S2215Y"]),
        (["--range", "FRB"], ["E2032K"], ["M2327I"]),
        (["--range", "2015:2114"], ["E2032K"], ["M2327I"]),
        (["--by-type"], ["missense (", "synonymous ("], []),
        (["--heads", "counted"], ["S2215Y/Lfs*30"], []),
        (["--n-samples", "10295"], ["96 of 10,295 samples"], []),
        (["--tracks", "all"], ["phosphosites", "conservation"], []),
        (["--width", "single"], ["mTOR: 104 variants"], []),
        (["--no-notes"], ["M2327I"], ["labelled", "left out"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_options_of_a_figure_reach_it(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    shared_cohorts: Path,
    options: list[str],
    there: list[str],
    gone: list[str],
) -> None:
    cohort, target = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv", tmp_path / "fig.svg"
    code, _, err = run(capsys, "lollipop", "--svg-text", cohort, *options, "-o", target)
    assert code == 1
    said = words_of(target)
    assert [text for text in there if text not in said] == [], said
    assert [text for text in gone if text in said] == [], said
    # What is left out of the figure is told, whether it is written there or not.
    assert "left out: " in err.splitlines()[-1]


def test_another_cohort_and_the_resolution_reach_the_figure(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, shared_cohorts: Path
) -> None:
    from PIL import Image

    cohort, other = (shared_cohorts / f"{name}_mtor_genes.maf.tsv" for name in ("tcga_mc3", "mskimpact_snv"))
    target = tmp_path / "fig.svg"
    assert run(capsys, "lollipop", cohort, "--against", other, "--svg-text", "-o", target)[0] == 1
    assert words_of(target).count("variants labelled") == 2
    picture = tmp_path / "fig.png"
    sized = ["--width", "double", "--height", "80", "--dpi", "100", "--font-size", "6"]
    assert run(capsys, "lollipop", "F2108L", *sized, "-o", picture)[0] == 0
    with Image.open(picture) as drawn:
        assert drawn.size == (int(183 / 25.4 * 100), int(80 / 25.4 * 100))


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["lollipop"], 2, "no variants were given"),
        (["domains", "F2108L"], 2, "domains takes no changes"),
        (["domains", "--what", "rsa"], 2, "domains takes no what"),
        (["plane", "F2108L", "--gene", "MTOR"], 2, "plane takes no genes"),
        (["lollipop", "F2108L", "--gene", "MTOR", "--gene", "RPTOR"], 2, "one protein"),
        (["lollipop", "F2108L", "--gene", "BRAF"], 2, "unknown gene 'BRAF'"),
        (["lollipop", "MTOR:F2108L", "--gene", "RPTOR"], 2, "no variant of RPTOR"),
        (["lollipop", "F2108L", "--gene", "RPTOR"], 3, "RPTOR (Q8N122) has 1335 residues"),
        (["lollipop", "F2108L", "--width", "1"], 2, "cannot be drawn"),
        (["lollipop", "F2018L"], 3, "none of the 1 variants"),
        (["lollipop", "TP53:R175H", "what"], 3, "none of the 2 variants"),
        (["lollipop", "F2108L", "-i", "/no/such/file"], 3, "cannot be read"),
        (["lollipop", "F2108L", "--atlas", "/no/such/folder"], 3, "no atlas"),
    ],
)
def test_mistakes_are_one_line_and_leave_no_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], code: int, words: str
) -> None:
    got, out, err = run(capsys, *arguments, "-o", tmp_path / "fig.svg")
    assert (got, out) == (code, "")
    assert words in err
    assert err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_an_ending_that_is_no_pictures_is_told_before_anything_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "lollipop", "F2108L", "-o", tmp_path / "fig.tiff")
    assert code == 2
    assert "end it in .png or .svg or .pdf" in err


def test_a_change_that_cannot_be_read_does_not_stop_the_rest(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code, _, err = run(capsys, "lollipop", "F2108L", "what", "-o", tmp_path / "fig.png")
    assert code == 1
    assert err.endswith("1 variant drawn; left out: 1 row (not understood as a protein change)\n")


def test_help_loads_neither_matplotlib_nor_numpy() -> None:
    code = (
        "import sys\nfrom mtorstruct.cli.main import main\n"
        "try:\n    main(['plot', '--help'])\nexcept SystemExit:\n    pass\n"
        "assert not {'matplotlib', 'numpy', 'pandas'} & set(sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "lollipop" in done.stdout
