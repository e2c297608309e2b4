"""Scenes to files, by their ending; and the command that does it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mtorstruct.cli.main import main
from mtorstruct.errors import UsageError
from mtorstruct.views.library import viewer_address
from mtorstruct.views.writing import WRITERS, write_scene

from .made import made_scene


@pytest.mark.parametrize("ending", WRITERS)
def test_every_ending(ending: str, tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_scene(made_scene(), tmp_path / f"{name}{ending.upper()}", js="cdn")
    one, two = sorted(tmp_path.iterdir())
    assert one.read_bytes() == two.read_bytes()
    assert one.stat().st_size > 500


def test_plain_data_is_the_scene(tmp_path: Path) -> None:
    write_scene(made_scene(), tmp_path / "a.json")
    assert json.loads((tmp_path / "a.json").read_text()) == json.loads(json.dumps(made_scene().as_dict()))


@pytest.mark.parametrize("name", ["a", "a.cxc", "a.pse", "a.png"])
def test_an_unknown_ending(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        write_scene(made_scene(), tmp_path / name)
    assert all(ending in str(caught.value) for ending in WRITERS)
    assert list(tmp_path.iterdir()) == []


def test_whole_or_not_at_all(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_scene(made_scene(), tmp_path / "missing" / "a.pml")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "frb.pml"
    assert main(["view", "1FAP", "F2108L", "RPTOR:S863A", "--focus", "FRB", "-o", str(target)]) == 0
    out, said = capsys.readouterr()
    assert out == ""
    assert said.count("\n") == 1
    assert "not modelled in 1FAP, and not drawn: RPTOR:S863A" in said
    assert "var_F2108L" in target.read_text()


def test_the_command_reads_a_file(tmp_path: Path) -> None:
    (tmp_path / "cohort.tsv").write_text("who\twhat\nP1\tF2108L\nP2\tF2108L\n")
    columns = ["--change-column", "what", "--sample-column", "who", "--gene", "MTOR"]
    target = tmp_path / "a.json"
    assert main(["view", "1FAP", "-i", str(tmp_path / "cohort.tsv"), *columns, "-o", str(target)]) == 0
    (mark,) = json.loads(target.read_text())["marks"]
    assert mark["key"] == "MTOR:F2108L"
    assert "found in 2 samples" in mark["details"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["1FAP", "F2108L", "F2018L"], 1, "F2018L (reference_mismatch)"),
        (["1FAP", "F2018L"], 3, "F2018L (reference_mismatch)"),
        (["1FAP", "what?"], 3, "what? (not_understood)"),
        (["1FAP", "--color", "count"], 2, "needs variants"),
        (["1FAP", "--focus", "FAT"], 2, "FAT is not modelled"),
        (["1CRN", "--detail", "trace"], 2, "is not in the atlas"),
    ],
)
def test_exit_codes(
    arguments: list[str], code: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "a.json"
    assert main(["view", *arguments, "-o", str(target)]) == code
    assert message in capsys.readouterr().err
    assert target.exists() == (code != 2)


def test_a_bad_ending_is_said_before_anything_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["view", "no-such-entry", "-o", str(tmp_path / "a.cxc")]) == 2
    assert "a .cxc file cannot hold coordinates" in capsys.readouterr().err


def test_a_script_loads_no_other_renderer(tmp_path: Path) -> None:
    arguments = ["view", "1FAP", "F2108L", "-o", str(tmp_path / "a.pml")]
    code = (
        f"import sys\nfrom mtorstruct.cli.main import main\nmain({arguments!r})\n"
        "print([m for m in ('py3Dmol', 'matplotlib', 'molviewspec') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_page_holds_3dmol(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "3Dmol-min.js"
    copy.write_text("/* 3Dmol, marked */")
    page = tmp_path / "scene.html"
    assert main(["view", "1FAP", "F2108L", "-o", str(page), "--js", str(copy)]) == 0
    assert "3Dmol, marked" in page.read_text()
    assert "1FAP" in capsys.readouterr().err


def test_a_page_without_3dmol_loads_it_and_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "scene.html"
    assert main(["view", "1FAP", "-o", str(page), "--store", str(tmp_path / "store")]) == 0
    told = capsys.readouterr().err
    assert "the page loads 3Dmol.js from the network" in told
    assert "mtorstruct fetch --viewer" in told
    assert "--js PATH" in told
    assert viewer_address() in page.read_text()
