"""The documentation is true on the day it is read."""

from __future__ import annotations

import importlib.util
import json
import re
from pathlib import Path
from types import ModuleType

import pytest

import mtorstruct
from mtorstruct.reference.effects import review_variants

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "docs" / "write.py").is_file(), reason="needs the documentation, which is part of a checkout"
)


def script(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(Path(path).stem, ROOT / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


README = (ROOT / "README.md").read_text(encoding="utf-8") if (ROOT / "README.md").is_file() else ""


def test_written_pages_are_up_to_date() -> None:
    for path, text in script("docs/write.py").pages().items():
        assert text == path.read_text(encoding="utf-8"), "run python docs/write.py"


def test_the_speed_table_is_what_was_measured() -> None:
    run = script("benchmarks/run.py")
    table = run.table(json.loads(run.RESULTS.read_text()))
    assert f"{run.BEGIN}\n{table}\n{run.END}" in README


def test_the_picture_shows_what_its_description_says() -> None:
    names = [text for text in dict.fromkeys(review_variants()) if text not in ("MTOR:F2018L", "MTOR:V2046A")]
    table = mtorstruct.annotate([*names, "F2108L", "V2406A"]).set_index("input")
    assert (ROOT / "docs" / "figures" / "review_changes.png").is_file()
    alt = " ".join(re.search(r"!\[(.*?)\]", README, re.DOTALL)[1].split())  # type: ignore[index]
    resistant = table.loc[["MTOR:S2035F", "F2108L", "MTOR:A2034V"]]
    assert "lie within 7 Å of rapamycin" in alt
    assert (resistant.rapamycin_distance_A < 7).all()
    others = table.drop(resistant.index)
    assert "12 to 52 Å from the nucleotide" in alt
    assert others.atp_distance_A.min() >= 12
    assert others.atp_distance_A.max() <= 52
    assert (others.rapamycin_distance_A > 7).all()


def test_links_lead_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), ROOT / "structures" / "README.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_two_commands_are_one_line_each() -> None:
    commands = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
    assert len(commands) == 2
    assert all(command.count("\n") == 1 for command in commands)
    assert "annotate --example review" in commands[0]
    assert "pytest" in commands[1]
