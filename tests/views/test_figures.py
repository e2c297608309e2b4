"""Figures as data: what is drawn where, in which colour, with which words; nothing hides anything."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

import mtorstruct
from mtorstruct.errors import UsageError
from mtorstruct.reference.effects import review_variants
from mtorstruct.reference.phosphosites import phosphosites
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.variants.findings import SEPARATOR
from mtorstruct.views.cohort import tally
from mtorstruct.views.figures import (
    alt_text,
    blank,
    caption_of,
    distance_plane,
    domain_architecture,
    heatmap,
    lollipop,
    profile,
    save,
    svg_text,
)
from mtorstruct.views.palette import CLASSES, VERDICTS

ALL = [p.gene for p in proteins()]
SVG = "{http://www.w3.org/2000/svg}"


def annotated(path: Path) -> pd.DataFrame:
    return mtorstruct.annotate_file(path)


@pytest.fixture(scope="module")
def tcga(shared_cohorts: Path) -> pd.DataFrame:
    return annotated(shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv")


@pytest.fixture(scope="module")
def review() -> pd.DataFrame:
    return mtorstruct.annotate(review_variants())


@pytest.fixture(scope="module")
def one() -> pd.DataFrame:
    return mtorstruct.annotate(["F2108L"])


@pytest.fixture(scope="module")
def thousand() -> pd.DataFrame:
    """Every third residue to A or G: 1,700 changes, of which some are listed more often."""
    sequence = protein("MTOR").sequence
    names = [f"{w}{k}{m}" for k, w in enumerate(sequence, 1) for m in "AG" if k % 3 == 0 and m != w]
    return mtorstruct.annotate(names[:1000] + ["S2215Y"] * 9 + ["F2108L"] * 7 + ["F2108Y"] * 7)


def markers(ax: Any) -> list[tuple[float, float, str]]:
    """Position and colour of every marker."""
    found = []
    for points in ax.collections:
        if points.get_label().removeprefix("_") in CLASSES:
            colour = to_hex(points.get_facecolor()[0]).upper()
            found += [(float(x), float(y), colour) for x, y in points.get_offsets()]
    return found


def texts(ax: Any) -> list[Any]:
    """Every text that is seen: labels, notes, ticks, axis labels, titles, legends, of all axes."""
    found = []
    for part in ax.figure.axes:
        found += [*part.texts, part.xaxis.label, part.yaxis.label, part.title, part._left_title]
        legend = part.get_legend()
        found += [] if legend is None else [*legend.get_texts(), legend.get_title()]
        for axis in (part.xaxis, part.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                shown = [label for label in (tick.label1, tick.label2) if label.get_visible()]
                found += shown if low <= tick.get_loc() <= high else []
    return [text for text in found if text.get_text() and text.get_visible()]


def assert_readable(ax: Any) -> None:
    """Nothing overlaps, nothing is cut, nothing is small."""
    figure = ax.figure
    FigureCanvasAgg(figure).draw()
    seen = texts(ax)
    boxes = [text.get_window_extent() for text in seen]
    width, height = figure.bbox.width, figure.bbox.height
    for text, box in zip(seen, boxes, strict=True):
        assert text.get_fontsize() >= 9, text
        assert box.x0 >= 0, text
        assert box.y0 >= 0, text
        assert box.x1 <= width, text
        assert box.y1 <= height, text
    for k, a in enumerate(boxes):
        for n, b in enumerate(boxes[:k]):
            apart = a.x0 >= b.x1 or b.x0 >= a.x1 or a.y0 >= b.y1 or b.y0 >= a.y1
            assert apart, (seen[k].get_text(), seen[n].get_text())
    legend = ax.get_legend()
    if legend is not None:
        frame, plot = legend.get_window_extent(), ax.get_window_extent()
        assert not frame.overlaps(plot) or frame.y1 <= plot.y0 + 1 or frame.x0 >= plot.x1 - 1


def labels(ax: Any) -> list[str]:
    return [text.get_text() for text in ax.texts if text.get_label() == "_label"]


def note(ax: Any) -> str:
    return " ".join(" ".join(t.get_text().split()) for t in ax.texts if t.get_label() == "_note")


# every figure ----------------------------------------------------------------------------------

FIGURES: dict[str, Callable[[pd.DataFrame], Any]] = {
    "lollipop": lollipop,
    "lollipop by activity": lambda table: lollipop(table, verdict="activity"),
    "plane": distance_plane,
    "plane by activity": lambda table: distance_plane(table, verdict="activity"),
    "profile": lambda table: profile(variants=table),
    "profile of distances": lambda table: profile(what="rapamycin_distance_A", variants=table),
    "heatmap": heatmap,
    "heatmap of exposure": lambda table: heatmap(table, "rsa"),
}


@pytest.mark.slow
@pytest.mark.parametrize("data", ["one", "review", "tcga", "thousand"])
@pytest.mark.parametrize("name", FIGURES)
def test_no_label_overlaps_or_is_cut(name: str, data: str, request: pytest.FixtureRequest) -> None:
    ax = FIGURES[name](request.getfixturevalue(data))
    assert_readable(ax)
    assert alt_text(ax).endswith(".")


@pytest.mark.parametrize(
    "ax",
    [
        domain_architecture,
        lambda: domain_architecture(subdomains=True),
        lambda: domain_architecture(ALL),
        lambda: domain_architecture(["FKBP1A"], phosphosites=False),
        lambda: domain_architecture(["PRAS40", "raptor"], subdomains=True),
        lambda: domain_architecture(ALL, blank(9, 8)),
        profile,
        lambda: profile("RPTOR", "atp_sidechain_distance_A"),
        lambda: profile("FKBP1A", "rapamycin_distance_A"),
    ],
)
def test_no_label_overlaps_or_is_cut_without_changes(ax: Callable[[], Any]) -> None:
    assert_readable(ax())


@pytest.mark.parametrize("gene", ALL)
def test_every_protein_has_a_lollipop_and_domains(gene: str, tcga: pd.DataFrame) -> None:
    assert_readable(domain_architecture([gene], subdomains=True))
    if (tally(tcga).gene == gene).any():
        assert_readable(lollipop(tcga, gene))


@pytest.mark.slow
@pytest.mark.parametrize(("width", "height"), [(6, 3.5), (7, 4), (14, 8)])
@pytest.mark.parametrize("name", FIGURES)
def test_other_sizes_are_as_readable(name: str, width: float, height: float, tcga: pd.DataFrame) -> None:
    draw = {"lollipop": lollipop, "plane": distance_plane, "profile": profile, "heatmap": heatmap}
    kind = name.partition(" ")[0]
    options = {"variants": tcga} if kind == "profile" else {"table": tcga}
    title = "Changes of the proteins of mTORC1 and mTORC2, with a title that takes more than one line of it"
    assert_readable(draw[kind](ax=blank(width, height + (kind == "heatmap"), title), **options))  # type: ignore[operator]


@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_same_input_same_bytes_in_every_format(name: str, review: pd.DataFrame, tmp_path: Path) -> None:
    for ending, head in (("png", b"\x89PNG\r\n\x1a\n"), ("svg", b"<?xml"), ("pdf", b"%PDF-")):
        first, second = (tmp_path / f"{n}.{ending}" for n in "ab")
        save(FIGURES[name](review), first)
        save(FIGURES[name](review).figure, second)
        content = first.read_bytes()
        assert content == second.read_bytes()
        assert content.startswith(head)
        if ending == "svg":
            assert ElementTree.fromstring(content).tag == f"{SVG}svg"


def test_drawing_leaves_no_trace_in_pyplot_and_importing_is_light() -> None:
    code = (
        "import sys, mtorstruct.views.figures as f\n"
        "assert 'matplotlib' not in sys.modules and 'pandas' not in sys.modules\n"
        "import matplotlib\n"
        "settings = lambda: {k: matplotlib.rcParams[k] for k in matplotlib.rcParams if k != 'backend'}\n"
        "before = settings()\n"
        "ax = f.domain_architecture(); f.svg_text(ax)\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert settings() == before\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", FIGURES)
def test_axes_of_the_user_are_drawn_on(name: str, review: pd.DataFrame) -> None:
    kind = name.partition(" ")[0]
    figure = Figure(figsize=(10, 9), layout="constrained")
    above, below = figure.subplots(2)
    draw = {"lollipop": lollipop, "plane": distance_plane, "profile": profile, "heatmap": heatmap}[kind]
    options = {"variants": review} if kind == "profile" else {"table": review}
    assert draw(ax=above, **options) is above  # type: ignore[operator]
    assert domain_architecture(ax=below) is below
    assert_readable(above)
    assert alt_text(above) in svg_text(figure).replace("&lt;", "<")


# lollipop --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("gene", ["MTOR", "RPTOR"])
def test_one_marker_a_change_in_the_colour_of_its_verdict(
    tcga: pd.DataFrame, gene: str, verdict: str
) -> None:
    changes = tally(tcga).query("gene == @gene")
    drawn = markers(lollipop(tcga, gene, verdict))
    assert len(drawn) == len(changes)
    expected = Counter(
        (float(c), CLASSES[v].colour) for c, v in zip(changes["count"], changes[verdict], strict=True)
    )
    assert Counter((y, colour) for _, y, colour in drawn) == expected


def test_markers_stand_at_their_positions(one: pd.DataFrame, tcga: pd.DataFrame) -> None:
    assert [x for x, _, _ in markers(lollipop(one))] == [2108.0]
    changes = tally(tcga).query("gene == 'MTOR'")
    alone = ~changes.duplicated(["position", "count"], keep=False)
    # Of the many that one sample has, those of one residue alone are moved; of the few others near ones too.
    often = changes["count"] > 1
    ax = lollipop(tcga)
    at = {x for x, _, _ in markers(ax)}
    assert {float(p) for p in changes.position[alone & ~often]} <= at
    width = 7 * ax.figure.dpi / 72 / ax.get_window_extent().width * np.diff(ax.get_xlim())[0]
    assert all(min(abs(x - p) for x in at) <= width for p in changes.position[often])


def test_equally_frequent_changes_of_one_residue_stand_side_by_side() -> None:
    ax = lollipop(mtorstruct.annotate(["F2108L", "F2108Y"]))
    (a, _, _), (b, _, _) = markers(ax)
    points = abs(a - b) / np.diff(ax.get_xlim())[0] * ax.get_window_extent().width * 72 / ax.figure.dpi
    assert points == pytest.approx(0.8 * 7, abs=0.01)
    assert (a + b) / 2 == pytest.approx(2108)


def test_the_legend_names_the_classes_that_occur_with_their_numbers(tcga: pd.DataFrame) -> None:
    counts = tally(tcga).query("gene == 'MTOR'").rapalog.value_counts()
    legend = lollipop(tcga).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == [
        f"{CLASSES[name].label} ({counts[name]})" for name in CLASSES if counts.get(name)
    ]
    handles = dict(zip((t.get_text() for t in legend.get_texts()), legend.legend_handles, strict=True))
    assert handles["resistance likely (1)"].get_marker() == CLASSES["resistance_likely"].marker


def test_what_has_no_place_is_counted(tcga: pd.DataFrame) -> None:
    ax = lollipop(tcga)
    assert caption_of(ax).drawn == 104
    assert caption_of(ax).left_out == {
        "variants of other proteins": 170,
        "rows (no protein change is named)": 50,
        "rows (numbered along another isoform)": 2,
    }
    assert note(ax) == caption_of(ax).note
    assert note(lollipop(mtorstruct.annotate(["F2108L"]))) == ""


def test_the_most_frequent_are_labelled_first_then_those_with_an_effect(tcga: pd.DataFrame) -> None:
    changes = tally(tcga).query("gene == 'MTOR'")
    frequent = [name.removeprefix("MTOR:") for name in changes.change[changes["count"] > 1]]
    assert set(labels(lollipop(tcga, labels=len(frequent)))) == set(frequent)
    assert "E2032K" in labels(lollipop(tcga, labels=len(frequent) + 1))
    assert labels(lollipop(tcga, labels=0)) == []


def test_an_ordinary_export_with_mostly_other_genes(shared_cohorts: Path) -> None:
    table = annotated(shared_cohorts / "crc_cbioportal_data_mutations.txt.gz")
    ax = lollipop(table, verdict="activity")
    assert len(markers(ax)) == 5
    assert table.attrs["accounting"].startswith("1,907 rows in = 14 annotated + 1,893 of other genes")
    assert_readable(ax)


def test_a_tally_gives_the_same_picture(tcga: pd.DataFrame) -> None:
    assert markers(lollipop(tally(tcga))) == markers(lollipop(tcga))


def test_the_sentence_is_computed_from_the_data(tcga: pd.DataFrame) -> None:
    said = alt_text(lollipop(tcga))
    changes = tally(tcga).query("gene == 'MTOR'")
    samples = {name for names in changes.samples for name in names.split(SEPARATOR)}
    n = f"90 distinct variants that alter the protein and 14 synonymous ones in {len(samples)} samples"
    assert said.startswith(f"Lollipop plot of {n} along mTOR")
    assert "Most frequent: T1977R (3), S2215Y (3), L1460P (2)." in said


# plane -----------------------------------------------------------------------------------------


def test_dots_lie_at_the_distances_of_the_table(tcga: pd.DataFrame) -> None:
    changes = tally(tcga)
    placed = changes[changes.rapamycin_distance_A.notna() & changes.atp_distance_A.notna()]
    ax = distance_plane(tcga, verdict="activity")
    expected = zip(
        placed.rapamycin_distance_A, placed.atp_distance_A, (CLASSES[v].colour for v in placed.activity),
        strict=True,
    )  # fmt: skip
    assert Counter(markers(ax)) == Counter(expected)
    assert caption_of(ax).left_out["variants without coordinates"] == len(changes) - len(placed)


def test_distances_to_ligands_that_were_there_have_a_bold_edge(review: pd.DataFrame) -> None:
    changes = tally(review)
    bound = (changes.rapamycin_basis == "bound") & (changes.atp_basis == "bound")
    ax = distance_plane(review)
    widths = [w for points in ax.collections for w in points.get_linewidths()]
    assert sum(w > 1 for w in widths) == bound.sum() > 0
    assert sum(w < 1 for w in widths) == (~bound).sum() > 0
    words = " ".join(" ".join(text.get_text().split()) for text in ax.get_legend().get_texts())
    assert f"both ligands bound in the structures measured ({bound.sum()})" in words
    assert f"carried over by superposition ({(~bound).sum()})" in words


def test_labels_of_the_plane_can_be_named(review: pd.DataFrame) -> None:
    assert labels(distance_plane(review, labels=["M2327I"])) == ["M2327I"]
    with pytest.raises(UsageError, match="F9999L"):
        distance_plane(review, labels=["F9999L"])


# profile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["rsa", "rapamycin_distance_A", "atp_distance_A"])
def test_the_profile_is_the_summary_and_its_gaps_are_gaps(what: str) -> None:
    rows = mtorstruct.open_atlas().summary_frame().query("gene == 'MTOR'")
    ax = profile("MTOR", what)
    lines = [line.get_ydata() for line in ax.lines if line.get_label() == "_values"]
    together = np.nanmax(np.ma.filled(np.ma.masked_invalid(lines), -1), axis=0)
    expected = rows[what].to_numpy(dtype=float)
    assert np.array_equal(together, np.where(np.isnan(expected), -1, expected))
    covered = np.zeros(len(rows), dtype=bool)
    for patch in ax.patches:
        if patch.get_label() == "_gap":
            covered[round(patch.get_x() + 0.5) - 1 : round(patch.get_x() + patch.get_width() - 0.5)] = True
    assert np.array_equal(covered, np.isnan(expected))


def test_a_profile_marks_changes() -> None:
    ax = profile(variants=["F2108L", "M2327I", "RPTOR:S863A"])
    (ticks,) = (c for c in ax.collections if c.get_label() == "_variants")
    assert [segment[0][0] for segment in ticks.get_segments()] == [2108, 2327]
    assert labels(ax) == ["F2108L", "M2327I"]
    assert caption_of(ax).left_out == {"variants of other proteins": 1}


# heat map --------------------------------------------------------------------------------------


def test_cells_hold_the_values_of_the_long_table(review: pd.DataFrame) -> None:
    ax = heatmap(review)
    long = mtorstruct.open_atlas().residue_frame().query("gene == 'MTOR'")
    (mesh,) = (c for c in ax.collections if c.get_label() == "_cells")
    shown = np.ma.filled(mesh.get_array(), np.nan)
    heads = [re.split(", |\n", label.get_text().replace("_\n", "_"))[:2] for label in ax.get_xticklabels()]
    for row, label in enumerate(ax.get_yticklabels()):
        for column, (entry, copy) in enumerate(heads):
            there = long[
                (long.position == int(label.get_text()[1:]))
                & (long.entry == entry)
                & (long["copy"] == int(copy.removeprefix("copy ")))
            ]
            assert np.array_equal([shown[row, column]], there.rapamycin_distance_A, equal_nan=True)
    written = {float(text.get_text()) for text in ax.texts if text.get_label() == "_value"}
    assert written == {float(f"{v:.1f}") for v in shown[~np.isnan(shown)]}
    assert [text.get_text() for text in ax.get_legend().get_texts()][-1] == "not modelled"


def test_rows_stand_by_verdict_then_distance_then_count(tcga: pd.DataFrame) -> None:
    every = tally(tcga)
    for verdict, site in (("rapalog", "rapamycin"), ("atp_competitive", "atp"), ("activity", "rapamycin")):
        ax = heatmap(tcga, "rsa", verdict=verdict)
        keys = []
        for name in (label.get_text() for label in ax.get_yticklabels()):
            gene, _, residue = name.rpartition(" ")
            here = every[(every.gene == (gene or "MTOR")) & (every.position == int(residue[1:]))]
            best = min(list(CLASSES).index(value) for value in here[verdict])
            keys.append((best, here[f"{site}_distance_A"].fillna(np.inf).min(), -here["count"].sum()))
        assert keys == sorted(keys)
    # The only residue of this cohort whose variant should resist rapalogs.
    assert heatmap(tcga).get_yticklabels()[0].get_text() == "E2032"


def test_a_column_without_a_number_is_left_out(tcga: pd.DataFrame) -> None:
    far = tcga[(tcga.gene == "MTOR") & (tcga.position > 2200)]
    ax = heatmap(far)
    (mesh,) = (c for c in ax.collections if c.get_label() == "_cells")
    shown = np.ma.filled(mesh.get_array(), np.nan)
    assert not np.isnan(shown).all(axis=0).any()
    heads = " ".join(label.get_text() for label in ax.get_xticklabels())
    assert "4JSV" in heads
    assert "1FAP" not in heads
    assert caption_of(ax).left_out["structures and copies without a number"] == 8
    assert_readable(ax)


def test_the_verdict_on_a_row_stands_beside_its_name(review: pd.DataFrame) -> None:
    ax = heatmap(review)
    seen = {line.get_label(): len(line.get_xdata()) for line in ax.lines}
    best = Counter(tally(review).groupby("position").rapalog.agg(lambda v: min(v, key=list(CLASSES).index)))
    assert seen == {f"_{name}": n for name, n in best.items()}


def test_the_heat_map_says_what_it_left_out(tcga: pd.DataFrame) -> None:
    ax = heatmap(tcga)
    residues = tally(tcga)[["gene", "position"]].drop_duplicates()
    assert caption_of(ax).drawn == len(ax.get_yticklabels()) == 60
    assert caption_of(ax).left_out["residues for lack of room"] == len(residues) - 60
    names = [label.get_text() for label in ax.get_yticklabels()]
    assert {"E2032", "T1977", "S2215", "M2327"} <= set(names)


def test_a_protein_in_no_structure_is_said(one: pd.DataFrame) -> None:
    ax = heatmap(mtorstruct.annotate(["F2108L", "RHEB:Y35N"]))
    assert "protein not in the structure" in [text.get_text() for text in ax.get_legend().get_texts()]
    assert_readable(heatmap(mtorstruct.annotate(["RHEB:Y35N"])))


# domains ---------------------------------------------------------------------------------------


def test_domains_and_phosphosites_are_those_of_the_reference() -> None:
    from mtorstruct.reference.domains import segments

    ax = domain_architecture(["MTOR", "RPTOR"])
    boxes = [(p.get_x() + 0.5, p.get_width()) for p in ax.patches if p.get_label() == "_domain"]
    expected = [(s.start, len(s)) for g in ("MTOR", "RPTOR") for s in segments(g) if s.level == "domain"]
    assert boxes == expected
    assert sorted(labels(ax)) == sorted(s.site for s in phosphosites() if s.gene in ("MTOR", "RPTOR"))
    assert [t.get_text() for t in ax.get_yticklabels()] == [
        "mTOR\n2,549 residues\nP42345",
        "raptor\n1,335 residues\nQ8N122",
    ]
    assert labels(domain_architecture(phosphosites=False)) == []


# SVG and files ---------------------------------------------------------------------------------


def test_inline_svg_stands_alone_and_two_do_not_clash(review: pd.DataFrame) -> None:
    parts = [svg_text(lollipop(review), prefix="a"), svg_text(heatmap(review), 'x < y & "z"', prefix="b")]
    roots = [ElementTree.fromstring(part) for part in parts]
    assert [root.get("role") for root in roots] == ["img", "img"]
    assert roots[0].get("aria-label") == alt_text(lollipop(review))
    assert roots[1].get("aria-label") == roots[1].findtext(f"{SVG}title") == 'x < y & "z"'
    ids = [e.get("id") for root in roots for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    for part, root in zip(parts, roots, strict=True):
        assert not list(root.iter(f"{SVG}style"))
        assert not list(root.iter(f"{SVG}text"))
        own = {e.get("id") for e in root.iter()}
        for element in root.iter():
            for name, value in element.attrib.items():
                if name.endswith("href"):
                    assert value.removeprefix("#") in own
                if "url(" in value:
                    assert value.split("url(#")[1].split(")")[0] in own
        assert "<?xml" not in part
        assert "DOCTYPE" not in part


def test_a_prefix_that_is_no_id_is_refused(one: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match="cannot begin an id"):
        svg_text(lollipop(one), prefix="a b")


def test_a_file_is_written_whole_or_not_at_all(one: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        save(lollipop(one), tmp_path / "no" / "fig.png")
    with pytest.raises(UsageError, match="no picture format"):
        save(lollipop(one), tmp_path / "fig.bmp")
    assert list(tmp_path.iterdir()) == []
    save(lollipop(one), tmp_path / "FIG.PNG")
    assert [path.name for path in tmp_path.iterdir()] == ["FIG.PNG"]


# mistakes --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda t: lollipop(t, "BRAF"), "unknown gene 'BRAF'"),
        (lambda t: lollipop(t, "RPTOR"), "no variant of RPTOR"),
        (lambda t: lollipop(t, verdict="colour"), "unknown verdict 'colour'"),
        (lambda t: distance_plane(t, verdict="colour"), "unknown verdict 'colour'"),
        (lambda t: lollipop(t.iloc[:0]), "no variant of MTOR"),
        (lambda t: distance_plane(t.iloc[:0]), "no variant in the table"),
        (lambda t: heatmap(t.iloc[:0]), "no variant in the table"),
        (lambda t: lollipop(t.drop(columns="rapalog")), "lacks the column rapalog"),
        (lambda t: distance_plane(mtorstruct.annotate(["G5R"])), "distances to both sites"),
        (lambda t: heatmap(t, "colour"), "'colour' cannot be drawn"),
        (lambda t: profile(what="colour"), "'colour' cannot be drawn"),
        (lambda t: profile("BRAF"), "unknown gene 'BRAF'"),
        (lambda t: profile(variants="missing.maf"), "no file and no variant"),
        (lambda t: profile("DEPTOR"), "no residue of DEPTOR"),
        (lambda t: domain_architecture(["BRAF"]), "unknown gene 'BRAF'"),
        (lambda t: domain_architecture([]), "no protein"),
        (lambda t: domain_architecture(ALL, blank(9, 3)), "too low"),
        (lambda t: lollipop(t, ax=blank(3, 2)), "too small"),
        (lambda t: blank(1, 4), "cannot be drawn"),
        (lambda t: blank(float("nan"), 4), "cannot be drawn"),
        (lambda t: alt_text(blank()), "no figure of mtorstruct"),
    ],
)
def test_mistakes_are_usage_errors(draw: Callable[[Any], Any], words: str, one: pd.DataFrame) -> None:
    with pytest.raises(UsageError, match=words):
        draw(one)
