"""What stands for a structure or for variants is taken by every function, or refused in one line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import MtorStructError

STRUCTURES: dict[str, Callable[[Path], Any]] = {
    "path": lambda file: file,
    "text of a path": str,
    "complex": mtorstruct.load,
    "entry that is not here": lambda _: "9ZZZ",
    "missing file": lambda _: Path("no/such.cif"),
    "list": lambda file: [file],
    "table": lambda _: pd.DataFrame({"entry": ["5H64"]}),
    "number": lambda _: 2108,
    "array": lambda _: np.zeros((4, 3)),
    "nothing": lambda _: None,
}
WORKS = {"path", "text of a path", "complex"}
OF_STRUCTURES: dict[str, Callable[[Any], Any]] = {
    name: getattr(mtorstruct, name)
    for name in ("residue_geometry", "residue_interfaces", "locate_sites", "dimensions", "make_scene", "view")
}


@pytest.mark.parametrize("what", STRUCTURES)
@pytest.mark.parametrize("function", OF_STRUCTURES)
def test_a_structure_is_taken_in_any_form(
    function: str, what: str, shared_structures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTORSTRUCT_OFFLINE", "1")
    given = STRUCTURES[what](shared_structures / "1fap.pdb.gz")
    if what in WORKS:
        assert OF_STRUCTURES[function](given) is not None
        return
    with pytest.raises(MtorStructError) as refused:
        OF_STRUCTURES[function](given)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("function", ["view_grid", "map_domains", "explore", "write_report"])
@pytest.mark.parametrize("what", sorted(set(STRUCTURES) - WORKS - {"list"}))
def test_other_functions_on_structures_refuse_what_is_none(
    function: str, what: str, tmp_path: Path, shared_structures: Path
) -> None:
    given = STRUCTURES[what](shared_structures / "1fap.pdb.gz")
    calls: dict[str, Callable[[Any], Any]] = {
        "view_grid": mtorstruct.view_grid,
        "map_domains": mtorstruct.map_domains,
        "explore": lambda one: mtorstruct.explore(["F2108L"], one),
        "write_report": lambda one: mtorstruct.write_report(
            ["F2108L"], tmp_path / "report.html", figures=False, structure=one
        ),
    }
    with pytest.raises(MtorStructError) as refused:
        calls[function](given)
    assert "\n" not in str(refused.value)
    if function in ("view_grid", "map_domains"):
        with pytest.raises(MtorStructError, match="list"):
            calls[function](mtorstruct.load(shared_structures / "1fap.pdb.gz"))


TEXTS = ["F2108L", "M2327I"]


def _file(folder: Path) -> Path:
    path = folder / "variants.txt"
    path.write_text("\n".join(TEXTS) + "\n")
    return path


VARIANTS: dict[str, Callable[[Path], Any]] = {
    "annotation": lambda _: mtorstruct.annotate(TEXTS),
    "tally": lambda _: mtorstruct.tally(mtorstruct.annotate(TEXTS)),
    "list": lambda _: TEXTS,
    "series": lambda _: pd.Series(TEXTS),
    "table of variants": lambda _: pd.DataFrame(
        {"gene": "MTOR", "protein_change": TEXTS, "status": "primary"}
    ),
    "path": _file,
    "text of a path": lambda folder: str(_file(folder)),
    "one variant": lambda _: TEXTS[0],
    "missing file": lambda _: Path("no/such.tsv"),
    "all structures": lambda _: mtorstruct.annotate(TEXTS, all_structures=True),
    "part of an annotation": lambda _: mtorstruct.annotate(TEXTS)[["input", "status", "gene"]],
    "other table": lambda _: pd.DataFrame({"a": [1]}),
    "entry": lambda _: "1FAP",
    "scene": lambda _: mtorstruct.make_scene("1FAP"),
    "object": lambda _: object(),
    "number": lambda _: 2108,
}
REFUSED = {
    "missing file",
    "all structures",
    "part of an annotation",
    "other table",
    "entry",
    "scene",
    "object",
    "number",
}
OF_VARIANTS: dict[str, Callable[[Any, Path], Any]] = {
    "lollipop": lambda given, _: mtorstruct.lollipop(given),
    "distance_plane": lambda given, _: mtorstruct.distance_plane(given),
    "heatmap": lambda given, _: mtorstruct.heatmap(given),
    "profile": lambda given, _: mtorstruct.profile(variants=given),
    "summarise": lambda given, _: mtorstruct.summarise(given),
    "tally": lambda given, _: mtorstruct.tally(given),
    "make_scene": lambda given, _: mtorstruct.make_scene("1FAP", variants=given),
    "write_report": lambda given, folder: mtorstruct.write_report(
        given, folder / "report.html", figures=False, offline=True, structure="1FAP"
    ),
}


@pytest.mark.parametrize("what", VARIANTS)
@pytest.mark.parametrize("function", OF_VARIANTS)
def test_variants_are_taken_in_any_form(function: str, what: str, tmp_path: Path) -> None:
    given = VARIANTS[what](tmp_path)
    if what not in REFUSED:
        assert OF_VARIANTS[function](given, tmp_path) is not None
        return
    with pytest.raises(MtorStructError) as refused:
        OF_VARIANTS[function](given, tmp_path)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("given", [TEXTS, None, 2108, pd.Series(TEXTS), Path("F2108L")], ids=repr)
def test_one_variant_is_explained(given: Any) -> None:
    with pytest.raises(MtorStructError, match="is not the text of one variant"):
        mtorstruct.explain(given)


@pytest.mark.parametrize(
    "given", [TEXTS, None, 2108, pd.Series(TEXTS), {"a": 1}, object()], ids=lambda given: type(given).__name__
)
def test_a_file_has_a_path(given: Any) -> None:
    with pytest.raises(MtorStructError, match="is no path of a file"):
        mtorstruct.annotate_file(given)


@pytest.mark.parametrize(
    "given", ["F2108L", TEXTS, None, 2108, pd.DataFrame({"a": [1]})], ids=lambda g: type(g).__name__
)
def test_a_row_is_cited(given: Any) -> None:
    with pytest.raises(MtorStructError, match="is no row of an annotation"):
        mtorstruct.cite(given)


@pytest.mark.parametrize(
    "given", [TEXTS, None, 2108, pd.DataFrame({"a": [1]})], ids=lambda g: type(g).__name__
)
def test_a_protein_has_a_name(given: Any) -> None:
    with pytest.raises(MtorStructError):
        mtorstruct.domain_architecture(given)
