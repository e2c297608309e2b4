"""Options of figures: size, letters, labels, part of a protein, types, heads, tracks, and a second cohort."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.reference.conservation import conservation
from mtorstruct.reference.effects import review_variants
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.reference.proteins import protein
from mtorstruct.views.cohort import tally
from mtorstruct.views.figures import caption_of, distance_plane, heatmap, lollipop, profile, save
from mtorstruct.views.figures.heads import _together
from mtorstruct.views.palette import CLASSES

MM = 25.4


@pytest.fixture(scope="module")
def tcga(shared_cohorts: Path) -> pd.DataFrame:
    return mtorstruct.annotate_file(shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv")


@pytest.fixture(scope="module")
def review() -> pd.DataFrame:
    return mtorstruct.annotate(review_variants())


def heads(ax: Any) -> list[tuple[float, float, str]]:
    """Place and class of every head."""
    return [
        (float(x), float(y), points.get_label().removeprefix("_"))
        for points in ax.collections
        if points.get_label().removeprefix("_") in CLASSES
        for x, y in points.get_offsets()
    ]


def labels(ax: Any) -> set[str]:
    return {text.get_text() for text in ax.texts if text.get_label() == "_label"}


def assert_nothing_is_cut(ax: Any) -> None:
    """Every text lies in the figure, and none on another one."""
    figure = ax.figure
    FigureCanvasAgg(figure).draw()
    seen = []
    for part in figure.axes:
        legend = part.get_legend()
        seen += [*part.texts, part.title, part._left_title, part.xaxis.label, part.yaxis.label]
        seen += [*legend.get_texts(), legend.get_title()] if legend is not None else []
    seen = [text for text in seen if text.get_text() and text.get_visible()]
    boxes = [text.get_window_extent() for text in seen]
    for text, box in zip(seen, boxes, strict=True):
        assert box.x0 >= -0.5, text
        assert box.y0 >= -0.5, text
        assert box.x1 <= figure.bbox.width + 0.5, text
        assert box.y1 <= figure.bbox.height + 0.5, text
    for k, a in enumerate(boxes):
        for n, b in enumerate(boxes[:k]):
            apart = a.x0 >= b.x1 or b.x0 >= a.x1 or a.y0 >= b.y1 or b.y0 >= a.y1
            assert apart, (seen[k].get_text(), seen[n].get_text())


# size and letters ------------------------------------------------------------------------------


@pytest.mark.parametrize("draw", [lollipop, distance_plane, heatmap])
@pytest.mark.parametrize(("width", "mm", "points"), [("single", 89, 7), ("double", 183, 7), (140, 140, 9)])
def test_figures_fit_the_columns_of_a_journal(
    draw: Any, width: Any, mm: float, points: float, review: pd.DataFrame
) -> None:
    ax = draw(review, width=width)
    assert ax.figure.get_size_inches()[0] * MM == pytest.approx(mm)
    assert {text.get_fontsize() for text in ax.texts if text.get_label() in ("_label", "_value")} <= {points}
    assert_nothing_is_cut(ax)


def test_a_cohort_fits_a_single_column(tcga: pd.DataFrame) -> None:
    for ax in (lollipop(tcga, width="single"), distance_plane(tcga, width="single")):
        assert_nothing_is_cut(ax)


def test_letters_scale_the_figure(review: pd.DataFrame) -> None:
    small, large = (lollipop(review, font_size=size) for size in (6, 12))
    for ax, size in ((small, 6), (large, 12)):
        assert {text.get_fontsize() for text in ax.texts} == {size}
        assert_nothing_is_cut(ax)
    sizes = [ax.collections[-1].get_sizes()[0] for ax in (small, large)]
    assert sizes[1] == pytest.approx(4 * sizes[0])


def test_resolution_is_that_of_the_png(review: pd.DataFrame, tmp_path: Path) -> None:
    from PIL import Image

    for dpi in (100, 300):
        save(lollipop(review, width=100, height=80, dpi=dpi), tmp_path / "a.png")
        with Image.open(tmp_path / "a.png") as picture:
            assert picture.size == (int(100 / MM * dpi), int(80 / MM * dpi))


def test_text_in_svg_stays_text_where_asked_for(review: pd.DataFrame, tmp_path: Path) -> None:
    ax = lollipop(review)
    for svg_text in (True, False):
        save(ax, tmp_path / "a.svg", svg_text=svg_text)
        root = ElementTree.fromstring((tmp_path / "a.svg").read_bytes())
        found = {"".join(t.itertext()) for t in root.iter("{http://www.w3.org/2000/svg}text")}
        assert ("M2327I" in found) == svg_text


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ({"width": "triple"}, "no width"),
        ({"width": 9}, "cannot be drawn"),
        ({"font_size": 1}, "points cannot be drawn"),
        ({"dpi": 5}, "dpi cannot be drawn"),
        ({"labels": "F2108Q"}, "no variant in the figure is named 'F2108Q'"),
        ({"range": "SH2"}, "no domain 'SH2'"),
        ({"range": "2500:2600"}, "no range of mTOR"),
        ({"range": (2100, 2105)}, "too short"),
        ({"heads": "big"}, "unknown heads"),
        ({"tracks": "gc"}, "unknown track 'gc'"),
    ],
)
def test_what_cannot_be_drawn_is_told(how: dict[str, Any], words: str, review: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match=words):
        lollipop(review, **how)


def test_axes_of_the_user_keep_their_size(review: pd.DataFrame) -> None:
    from mtorstruct.views.figures import blank

    with pytest.raises(UsageError, match="size of their figure"):
        lollipop(review, ax=blank(), width="single")
    with pytest.raises(UsageError, match="a figure of their own"):
        lollipop(review, ax=blank(), against=review)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_the_same_input_gives_the_same_bytes(ending: str, review: pd.DataFrame, tmp_path: Path) -> None:
    written = []
    for name in ("a", "b"):
        ax = lollipop(review, against=review, tracks="all", by_type=True, heads="stacked", width="double")
        save(ax, tmp_path / f"{name}.{ending}", svg_text=True)
        written.append((tmp_path / f"{name}.{ending}").read_bytes())
    assert written[0] == written[1]


# labels, notes and titles ----------------------------------------------------------------------


def test_labels_are_all_none_some_or_named(review: pd.DataFrame) -> None:
    names = {name.removeprefix("MTOR:") for name in tally(review)["change"]}
    assert labels(lollipop(review, labels="all")) == names
    assert labels(lollipop(review, labels="none")) == set()
    assert len(labels(lollipop(review, labels=5))) == len(labels(lollipop(review, labels="5"))) == 5
    assert labels(lollipop(review, labels="S2035F, MTOR:A2034V")) == {"S2035F", "A2034V"}
    assert labels(distance_plane(review, labels=["S2035F"])) == {"S2035F"}
    assert labels(profile(variants=review, labels="S2035F")) == {"S2035F"}


def test_how_many_have_a_label_is_told(review: pd.DataFrame, tcga: pd.DataFrame) -> None:
    for table in (review, tcga):
        for ax in (lollipop(table), distance_plane(table), lollipop(table, labels="all")):
            caption, n = caption_of(ax), len(labels(ax))
            told = f"{n} of {caption.drawn} variants labelled."
            assert caption.note.startswith(told) == (n < caption.drawn)
            (note,) = (text.get_text() for text in ax.texts if text.get_label() == "_note")
            assert " ".join(note.split()).startswith(told) == (n < caption.drawn)
    assert caption_of(lollipop(review)).in_short.startswith(
        "15 variants drawn, 12 of them labelled; left out: 3"
    )
    assert "labelled" not in caption_of(lollipop(review, labels="none")).note


def test_notes_can_be_left_out(review: pd.DataFrame) -> None:
    for draw in (lollipop, distance_plane, heatmap):
        ax = draw(review, notes=False)
        assert not [text for text in ax.texts if text.get_label() == "_note"]
        assert caption_of(ax).left_out["rows (wild type differs from the reference)"] == 3


def test_the_title_says_how_many_of_how_many_samples(tcga: pd.DataFrame) -> None:
    here = tcga[(tcga.gene == "MTOR") & (tcga.status == "ok")]
    n, of = here["sample"].nunique(), tcga["sample"].nunique()
    assert lollipop(tcga).get_title(loc="left") == f"mTOR: 104 variants in {n} of {of} samples"
    given = lollipop(tcga, n_samples=10295).get_title(loc="left")
    assert given == f"mTOR: 104 variants in {n} of 10,295 samples"
    assert lollipop(tcga, title="").get_title(loc="left") == ""
    # A tally does not know the samples without a variant.
    assert lollipop(tally(tcga)).get_title(loc="left") == f"mTOR: 104 variants in {n} samples"


# heads -----------------------------------------------------------------------------------------


def test_neighbours_do_not_hide_each_other(review: pd.DataFrame) -> None:
    ax = lollipop(review)
    to_pixels, size = ax.transData.transform, 7 * ax.figure.dpi / 72
    found = heads(ax)
    for k, (x, y, _) in enumerate(found):
        for other_x, other_y, _ in found[:k]:
            away = np.hypot(*(to_pixels((x, y)) - to_pixels((other_x, other_y))))
            assert away >= 0.79 * size
    resistant = sorted(x for x, _, name in found if name == "resistance_likely")
    assert len(resistant) == 2


def test_points_of_the_plane_do_not_hide_each_other() -> None:
    table = mtorstruct.annotate(["S2215F", "S2215Y", "S2215T", "S2215P", "F2108L"])
    ax = distance_plane(table)
    places = ax.transData.transform([(x, y) for x, y, _ in heads(ax)])
    size = 8 * ax.figure.dpi / 72
    for k, place in enumerate(places):
        assert all(np.hypot(*(place - other)) >= 0.49 * size for other in places[:k])
    told = [text.get_text() for text in ax.texts if text.get_label() == "_note"]
    assert "Markers that would hide each other stand side by side." in " ".join(told)


def test_a_stack_adds_up_the_variants_of_a_residue(tcga: pd.DataFrame) -> None:
    every = tally(tcga)
    mtor = every[every.gene == "MTOR"]
    total = mtor.groupby("position")["count"].sum()
    found = heads(lollipop(tcga, heads="stacked"))
    assert len(found) == len(mtor)
    for position, n in total.items():
        tops = sorted(y for x, y, _ in found if x == position)
        here = mtor[mtor.position == position]
        assert tops[-1] == n
        assert len(tops) == len(here)
        # The most telling variant stands at the foot.
        (foot,) = (name for x, y, name in found if x == position and y == tops[0])
        assert foot == min(here.rapalog, key=list(CLASSES).index)


def test_a_counted_head_stands_for_the_variants_of_its_residue(tcga: pd.DataFrame) -> None:
    every = tally(tcga)
    mtor = every[every.gene == "MTOR"]
    ax = lollipop(tcga, heads="counted", labels="all")
    found = {x: y for x, y, _ in heads(ax)}
    assert found == dict(mtor.groupby("position")["count"].sum())
    numbers = {text.xy[0]: int(text.get_text()) for text in ax.texts if text.get_label() == "_number"}
    several = mtor.groupby("position").size()
    assert numbers == dict(several[several > 1])


def test_names_of_one_residue_are_put_together() -> None:
    assert _together(["S2215F", "S2215Y", "S2215Lfs*30"]) == "S2215F/Y/Lfs*30"
    assert _together(["M1?"]) == "M1?"
    assert _together(["R5_K7del", "R5K"]) == "R5_K7del/K"


def test_colours_tell_types_and_markers_verdicts(tcga: pd.DataFrame) -> None:
    ax = lollipop(tcga, verdict="activity", by_type=True)
    mtor = tally(tcga).query("gene == 'MTOR'")
    said = [" ".join(text.get_text().split()) for text in ax.get_legend().get_texts()]
    assert f"missense ({(mtor.kind == 'missense').sum()})" in said
    assert f"synonymous ({(mtor.kind == 'synonymous').sum()})" in said
    assert f"truncating ({mtor.kind.isin(['nonsense', 'frameshift']).sum()})" in said
    activating = mtor.activity.str.endswith("activating") & ~mtor.activity.str.endswith("inactivating")
    assert f"activating, or likely or possibly so ({activating.sum()})" in said
    assert_nothing_is_cut(ax)


# part of a protein, tracks, two cohorts --------------------------------------------------------


def test_a_part_of_a_protein_shows_what_lies_in_it(tcga: pd.DataFrame) -> None:
    mtor = tally(tcga).query("gene == 'MTOR'")
    inside = mtor[mtor.position.between(2015, 2114)]
    for part in ("FRB", "frb", "2015:2114", (2015, 2114)):
        ax = lollipop(tcga, range=part)
        assert len(heads(ax)) == caption_of(ax).drawn == len(inside)
        assert caption_of(ax).left_out["variants outside of 2015 to 2114"] == len(mtor) - len(inside)
        assert ax.get_xlim() == (2014.5, 2114.5)
        boxes = [patch for patch in ax.patches if patch.get_label() == "_domain"]
        assert all(box.get_x() >= 2014.5 and box.get_x() + box.get_width() <= 2114.5 for box in boxes)
        assert_nothing_is_cut(ax)
    with pytest.raises(UsageError, match="no variant of MTOR"):
        lollipop(mtorstruct.annotate(["M2327I"]), range="FRB")
    assert profile(range="FRB").get_xlim() == (2014.5, 2114.5)


def test_tracks_show_the_reference_and_the_atlas(review: pd.DataFrame) -> None:
    ax = lollipop(review, tracks="all")
    assert_nothing_is_cut(ax)
    (ticks,) = (c for c in ax.collections if c.get_label() == "_phosphosites")
    at = {segment[0][0] for segment in ticks.get_segments()}
    assert at == {s.position for s in phosphosites() if s.gene == "MTOR"}
    frame = mtorstruct.open_atlas().summary_frame().query("gene == 'MTOR'")
    strips = [c for c in ax.collections if c.get_label() == "_strip"]
    widths = [sum(np.ptp(path.vertices[:, 0]) for path in strip.get_paths()) for strip in strips]
    kinds = [(frame.secondary_structure == name).sum() for name in ("coil", "helix", "strand")]
    away = frame.rapamycin_distance_A
    bands = [((away > low) & (away <= high)).sum() for low, high in ((-1, 5), (5, 10), (10, 20), (20, 1e9))]
    known = (~np.isnan(conservation().share)).sum()
    conserved = (conservation().share > 0).sum()
    assert widths[:7] == [*kinds, *bands]
    assert widths[7] == known
    assert conserved <= widths[8] <= known
    assert len(protein("MTOR")) == len(frame)


def test_another_cohort_is_drawn_downwards_at_the_same_scale(
    tcga: pd.DataFrame, review: pd.DataFrame
) -> None:
    ax = lollipop(tcga, against=review, names=("TCGA", "review"))
    upper, lower = ax.figure.axes
    assert upper is ax
    assert len(heads(upper)) == 104
    assert len(heads(lower)) == 15
    assert lower.yaxis_inverted()
    per_count = [a.get_window_extent().height / abs(np.ptp(a.get_ylim())) for a in (upper, lower)]
    assert per_count[0] == pytest.approx(per_count[1], rel=0.02)
    assert upper.get_xlim() == lower.get_xlim()
    assert upper.get_window_extent().x0 == pytest.approx(lower.get_window_extent().x0)
    said = [" ".join(text.get_text().split()) for text in upper.get_legend().get_texts()]
    assert "resistance likely (1 / 2)" in said
    titles = upper.get_title(loc="left").split("\n")
    assert titles[0].startswith("TCGA, mTOR: 104 variants in 96 of")
    assert titles[1] == "review, mTOR: 15 variants"
    assert_nothing_is_cut(ax)
    assert re.search("TCGA: 12 of 104 variants labelled.*review: 12 of 15",
                     " ".join(t.get_text().replace("\n", " ") for t in lower.texts))  # fmt: skip
