"""Residues coloured by values of the user's own: each has the colour of its value, and mistakes are said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.views import palette
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.notebook import view
from mtorstruct.views.scene import Scene
from mtorstruct.views.values import NO_VALUE

FRB = range(2015, 2115)


def coloured(given: Any, entry: str = "1FAP") -> Scene:
    return make_scene(entry, options=SceneOptions(color=given))


def colours(scene: Scene) -> dict[tuple[str, int], str]:
    return {
        (span.chain, number): paint.colour
        for paint in scene.paints
        for span in paint.spans
        for number in range(span.start, span.end + 1)
    }


def lightness(colour: str) -> float:
    return sum(w * int(colour[k : k + 2], 16) for k, w in ((1, 0.2126), (3, 0.7152), (5, 0.0722)))


def test_each_residue_has_the_colour_of_its_value() -> None:
    """Chain B of 1FAP has UniProt numbers; the scale goes from dark to bright."""
    values = pd.Series(np.linspace(-2.0, 3.0, len(FRB)), index=FRB, name="ESM score")
    found = colours(scene := coloured(values))
    there = [number for number in FRB if ("B", number) in found]
    light = [lightness(found["B", number]) for number in there]
    assert light == sorted(light)
    assert len(set(light)) > 35
    # FKBP12 has no value.
    assert {colour for (chain, _), colour in found.items() if chain == "A"} == {NO_VALUE.colour}
    assert scene.legend_title == "ESM score"
    scale = [item for item in scene.legend if item.heading == "ESM score"]
    assert [item.label for item in scale] == ["-2", "-1", "0", "1", "2", "3", "no value"]
    assert (scale[0].colour, scale[-2].colour) == (palette.STEPS[-1], palette.STEPS[0])
    drawn = sum(number not in there for number in FRB)
    assert f"{drawn} of 100 positions with a value are not modelled in 1FAP" in scene.notes


def test_one_high_value_is_where_it_was_put() -> None:
    given = dict.fromkeys(FRB, 0.0) | {2108: 7.5}
    found = colours(coloured(given))
    assert [key for key, colour in found.items() if colour == palette.STEPS[0]] == [("B", 2108)]


def test_a_gene_and_a_position() -> None:
    index = pd.MultiIndex.from_tuples([("FKBP12", 82), ("MTOR", 2108)], names=["gene", "position"])
    found = colours(coloured(pd.Series([1.0, 2.0], index=index)))
    shown = {key: colour for key, colour in found.items() if colour != NO_VALUE.colour}
    # Author number 81 of FKBP12 is UniProt position 82.
    assert shown == {("A", 81): palette.STEPS[-1], ("B", 2108): palette.STEPS[0]}


def test_columns_of_our_own_tables_and_missing_values() -> None:
    rows = mtorstruct.open_atlas().residue_frame()
    mine = rows[(rows.entry == "1FAP") & (rows.gene == "MTOR")].set_index("position")
    scene = coloured(mine["rsa"])
    assert scene.legend_title == "rsa"
    nullable = pd.Series([1, pd.NA, 3], index=[2108, 2107, 2106], dtype="Int64", name="n")
    found = colours(coloured(nullable))
    assert found["B", 2107] == NO_VALUE.colour
    assert found["B", 2106] == palette.STEPS[0]


def test_a_unit_is_told() -> None:
    values = pd.Series({2108: 1.0, 2107: 2.0}, name="stability")
    values.attrs["unit"] = "kcal/mol"
    html = view("1FAP", color=values, js="cdn")._make_html()
    assert "<b>stability (kcal/mol)</b>" in html
    assert "coloured by stability (kcal/mol)" in html


def test_equal_values_have_one_colour() -> None:
    scene = coloured({2107: 2.0, 2108: 2.0})
    assert [item.label for item in scene.legend if item.kind == "residues"] == ["2", "no value"]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (pd.Series({2108: "high"}), "2108: 'high' is no number"),
        (pd.Series({"F2108L": 1.0}), "F2108L: is no UniProt position"),
        (pd.Series({9999: 1.0}), "MTOR has 2549 residues, and no 9999"),
        (pd.Series({("ACTB", 5): 1.0}), "unknown gene 'ACTB'"),
        (pd.Series([1.0, 2.0], index=[2108, 2108]), "2108: is listed twice"),
        (pd.Series({2108: np.inf}), "infinite"),
        (pd.Series({2108: np.nan}), "no value to colour by"),
        (pd.Series(dtype=float), "no value to colour by"),
        ({2108.5: 1.0}, "2108.5: is no UniProt position"),
        ([1.0, 2.0], "list is no colour"),
        (pd.DataFrame({"a": [1]}), "DataFrame is no colour"),
    ],
)
def test_what_is_wrong_is_said(given: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said) as told:
        coloured(given)
    assert told.value.hint
