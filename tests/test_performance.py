"""The benchmark of whole processes: its page is what was measured, and pages and memory are small."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from .scripts import module_of

ROOT = Path(__file__).resolve().parent.parent

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks").is_dir(), reason="needs the benchmarks, which are part of a checkout"
)


@pytest.fixture(scope="module")
def performance() -> ModuleType:
    return module_of(ROOT / "benchmarks" / "performance.py")


@pytest.fixture(scope="module")
def measured(performance: ModuleType) -> dict[str, object]:
    found: dict[str, object] = json.loads(performance.RESULTS.read_text(encoding="utf-8"))
    return found


def test_the_page_is_what_was_measured(performance: ModuleType, measured: dict[str, object]) -> None:
    expected = f"{performance.BEGIN}\n{performance.table(measured)}\n{performance.END}"
    assert expected in performance.PAGE.read_text(encoding="utf-8"), "run python benchmarks/performance.py"


def test_a_large_report_is_small(
    performance: ModuleType, measured: dict[str, dict[str, dict[str, int]]]
) -> None:
    page = measured["pages"][f"report of {performance.VARIANTS:,} different variants"]
    plain = measured["pages"]["their table by `to_html`"]
    assert page["bytes"] < 8_000_000
    assert page["elements"] < plain["elements"] / 50


def test_structures_are_measured_in_little_memory(
    measured: dict[str, list[dict[str, dict[str, float]]]],
) -> None:
    rows = {str(row["what"]): row for row in measured["rows"]}
    assert rows["`residue_geometry` of 1FAP"]["ours"]["peak_MB"] < 170
    assert (
        rows["`residue_geometry` of 1FAP"]["ours"]["cpu_s"]
        < 2 * rows["`residue_geometry` of 5H64"]["ours"]["cpu_s"]
    )
    assert rows["atlas of six structures"]["ours"]["peak_MB"] < 600
    of_mdanalysis = rows["secondary structure of 5H64"]["peer"]
    assert rows["secondary structure of 5H64"]["ours"]["peak_MB"] < of_mdanalysis["peak_MB"] / 2


def test_a_program_is_measured_with_what_it_holds(performance: ModuleType) -> None:
    # A process begins with the memory of its parent, so the parent is a small one, as in the script.
    code = (
        "import sys, performance\n"
        "run = lambda n: performance.run([sys.executable, '-c', f\"b'x' * {n}\"], {})[1]\n"
        "print(run(100 << 20) - run(1))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT / "benchmarks", capture_output=True, text=True, check=True
    )
    assert 80 < float(done.stdout) < 120
    with pytest.raises(SystemExit, match="ZeroDivisionError"):
        performance.run([sys.executable, "-c", "1 / 0"], {})


def test_elements_are_counted_without_scripts(performance: ModuleType, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("<p>a < b<b>c</b></p><script>'<i><i>'</script>", encoding="utf-8")
    assert performance.weighed(page) == {"bytes": page.stat().st_size, "elements": 3}
