"""Draw the figures of the documentation.

    python docs/figures.py [COHORT]

Writes ``docs/figures/review_changes.png`` and, from a table of changes and samples such as the MAF of TCGA's MC3
call set, ``docs/figures/lollipop.png``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

import mtorstruct
from mtorstruct.reference.tables import read_table
from mtorstruct.views.figures import blank, domain_architecture, lollipop, save
from mtorstruct.views.figures.base import dress, settle
from mtorstruct.views.figures.callouts import label_points
from mtorstruct.views.palette import EDGE, SITES

FOLDER = Path(__file__).resolve().parent / "figures"

# What the review says of each change: no verdict of this package, so neither its colours.
CLAIMS = {
    "activating": ("#0072B2", "o"),
    "associated with rapamycin resistance": ("#D55E00", "s"),
    "may weaken MLN0128": ("#CC79A7", "^"),
}


def listed() -> pd.DataFrame:
    """The changes that the review names, misprints mended, with their claims."""
    rows = pd.DataFrame(read_table("review_variants.tsv"))
    first = mtorstruct.annotate(rows)
    rows["change"] = first.suggestion.fillna(rows.protein_change)
    claims = rows.groupby("change", sort=False).claim.agg(list)
    table = mtorstruct.annotate(claims.index)
    return table.assign(claims=claims.to_numpy())


def draw_review_changes(path: Path) -> None:
    """Distance of each change to the two drug sites, above the domains of mTOR."""
    table = listed()
    figure = Figure(figsize=(9, 7.6), layout="constrained")
    plane, bar = figure.subplots(2, 1, height_ratios=[5.6, 1])
    dress(
        plane,
        "smallest heavy-atom distance to rapamycin (Å)",
        "smallest heavy-atom distance\nto the nucleotide of the ATP site (Å)",
    )
    plane.axvspan(0, 5, color=SITES["rapamycin"].colour, alpha=0.25, lw=0)
    plane.axhspan(0, 5, color=SITES["atp"].colour, alpha=0.25, lw=0)
    for row in table.itertuples():
        for size, claim in zip((90, 250), row.claims, strict=False):
            colour, marker = CLAIMS[claim]
            plane.scatter(
                row.rapamycin_distance_A, row.atp_distance_A, s=size, marker=marker, zorder=3 - size / 1000,
                facecolor=colour if size == 90 else "none", edgecolor=colour, linewidth=1.6,
            )  # fmt: skip
    plane.text(5.6, 71, "within 5 Å of rapamycin", rotation=90, fontsize=10, va="top")
    plane.text(92, 2.5, "within 5 Å of the nucleotide", fontsize=10, ha="right", va="center")
    for claim, (colour, marker) in CLAIMS.items():
        plane.scatter([], [], s=90, marker=marker, color=colour, label=claim)
    plane.legend(
        fontsize=10, loc="upper left", bbox_to_anchor=(0.12, 1), title="the review says", title_fontsize=10
    )
    plane.set(xlim=(0, 93), ylim=(0, 72))
    domain_architecture(ax=bar, phosphosites=False)
    high = bar.get_ylim()[1]
    bar.vlines(table.position, high * 0.82, high * 0.98, color=EDGE, lw=1.2)
    bar.set_xlabel("position in mTOR; ticks: the variants above", fontsize=10)
    dots = list(zip(table.rapamycin_distance_A, table.atp_distance_A, strict=True))
    label_points(plane, list(table.input), dots, dots, settle(plane), 7)
    save(figure, path)


def draw_cohort(cohort: str, path: Path) -> None:
    """Changes of mTOR in a cohort."""
    table = mtorstruct.annotate_file(cohort)
    save(lollipop(table, verdict="activity", ax=blank(9, 4, "mTOR in the MC3 call set of TCGA")), path)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    draw_review_changes(FOLDER / "review_changes.png")
    for given in sys.argv[1:2]:
        draw_cohort(given, FOLDER / "lollipop.png")
