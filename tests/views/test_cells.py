"""Views in the cells of a notebook: 3Dmol.js goes along with the first, and again where that is run again."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtorstruct.views import cells
from mtorstruct.views.cells import Notebook, View
from mtorstruct.views.notebook import view

MARK = "/* 3Dmol.js, as a stand-in */"


@pytest.fixture
def made(tmp_path: Path) -> View:
    script = tmp_path / "3Dmol-min.js"
    script.write_text(MARK)
    return view("1FAP", variants=["F2108L"], js=script)


def shown(made: View, monkeypatch: pytest.MonkeyPatch, cell: str, request: str, *deleted: str) -> int:
    """How often the output of a cell holds 3Dmol.js."""
    monkeypatch.setattr(cells, "_running_cell", lambda: (cell, request, frozenset(deleted)))
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == "<3D view of 1FAP, coloured by domain, with 1 variant as spheres>"
    assert set(bundle) == {"text/html", "text/plain"}
    return bundle["text/html"].count(MARK)


def test_one_output_of_a_notebook_holds_it(made: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "NOTEBOOK", Notebook())
    assert shown(made, monkeypatch, "a", "1") == 1
    assert shown(made, monkeypatch, "a", "1") == 0
    assert shown(made, monkeypatch, "b", "2") == 0
    # Run again, the first cell loses the output that held it; deleted, it takes it along.
    assert shown(made, monkeypatch, "a", "3") == 1
    assert shown(made, monkeypatch, "b", "4", "a") == 1
    assert shown(made, monkeypatch, "c", "5", "a") == 0


def test_outside_of_a_notebook_each_view_holds_it(made: View, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cells, "NOTEBOOK", Notebook())
    assert [shown(made, monkeypatch, "", "") for _ in range(2)] == [1, 1]
    assert made._repr_html_().count(MARK) == 1


def test_the_running_cell_is_the_one_that_the_program_names(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("IPython")

    class Kernel:
        """Answers as ipykernel does."""

        def __init__(self, metadata: dict[str, object]) -> None:
            self.parent = {
                "metadata": metadata, "content": {"code": "view()"}, "header": {"msg_id": "m1"}
            }  # fmt: skip

        def get_parent(self) -> dict[str, object]:
            return self.parent

    named = {"cellId": "c1", "deletedCells": ["c0"]}
    for metadata, cell, deleted in ((named, "c1", {"c0"}), ({}, "view()", set())):
        monkeypatch.setattr("IPython.get_ipython", lambda metadata=metadata: Kernel(metadata))
        assert cells._running_cell() == (cell, "m1", deleted)
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    assert cells._running_cell() == ("", "", set())
