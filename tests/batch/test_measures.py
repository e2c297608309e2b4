"""A measure is named once, and every part of the package that offers measures has it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.batch.settings import Settings
from mtorstruct.cli.main import main
from mtorstruct.errors import UsageError
from mtorstruct.measures.registry import MEASURES, Measurement
from mtorstruct.structure.model import MtorComplex

from ..scripts import module_of
from .jobs import dataset

ROOT = Path(__file__).resolve().parent.parent.parent
EXTENTS = Path(__file__).parent / "extents"


@pytest.fixture
def _extents(monkeypatch: pytest.MonkeyPatch) -> None:
    """One measure more, in this process and in those that a job starts."""
    monkeypatch.setitem(MEASURES, "extents", module_of(EXTENTS / "sitecustomize.py").EXTENTS)
    monkeypatch.setenv("PYTHONPATH", f"{EXTENTS}{os.pathsep}{os.environ.get('PYTHONPATH', '')}")


@pytest.mark.usefixtures("_extents")
def test_a_new_measure_is_a_dataset(tmp_path: Path, shared_structures: Path) -> None:
    files = [shared_structures / name for name in ("1fap.pdb.gz", "4dri.pdb.gz")]
    code = main(["batch", "extents", *map(str, files), "-o", str(tmp_path / "out"), "--jobs", "1"])
    assert code == 0
    table = dataset(tmp_path / "out" / "extents")
    assert table.entry.tolist() == ["1FAP", "4DRI"]
    expected = [mtorstruct.dimensions(mtorstruct.load(file)).round(2).tolist() for file in files]
    assert table[["length_A", "width_A", "height_A"]].to_numpy().tolist() == expected
    with pytest.raises(UsageError, match="holds a job of extents"):
        mtorstruct.run_batch(files, tmp_path / "out", jobs=1)


@pytest.mark.usefixtures("_extents")
def test_a_new_measure_is_in_the_help_and_in_the_documentation(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["batch", "--help"])
    assert "  extents           One row per structure: how far" in capsys.readouterr().out
    write = module_of(ROOT / "docs" / "write.py")
    assert "| `length_A` | float | A | extent |" in write.columns_page()
    assert "residue_geometry / extents`" in write.commands_page()
    assert "| `extents` | structure | One row per structure" in write.pages()[ROOT / "docs" / "batch.md"]


def test_every_measure_fills_its_table(structure: Callable[[str], MtorComplex]) -> None:
    complex_ = structure("1fap.pdb.gz")
    for name, measure in MEASURES.items():
        rows = measure.compute(Measurement(complex_))
        measure.table.check(rows)
        assert (name, measure.name, len(rows[measure.table.names[0]]) > 0) == (name, name, True)
    columns = Settings("residue_geometry").rows_of(complex_)
    pd.testing.assert_frame_equal(
        MEASURES["residue_geometry"].table.frame(columns), mtorstruct.residue_geometry(complex_)
    )
    with pytest.raises(UsageError, match="unknown analysis 'everything'; known are domains, residues"):
        assert Settings("everything").table
