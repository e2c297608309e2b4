"""Draw the figures of the documentation.

    python docs/figures.py

Needs matplotlib. Writes ``docs/figures/*.png``.
"""

from __future__ import annotations

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

import mtorstruct
from mtorstruct.reference.domains import segments
from mtorstruct.reference.tables import read_table

FOLDER = Path(__file__).resolve().parent / "figures"

# Okabe and Ito's palette, which colour-blind readers can tell apart; markers differ as well.
CLAIMS = {
    "activating": ("#0072B2", "o"),
    "associated with rapamycin resistance": ("#D55E00", "s"),
    "may weaken MLN0128": ("#CC79A7", "^"),
}
DOMAINS = {"N-HEAT": "#56B4E9", "M-HEAT": "#009E73", "FAT": "#F0E442", "FRB": "#E69F00", "kinase": "#BBBBBB"}

# Where each label stands relative to its point, in points.
OFFSETS = {
    "S2035F": (9, 6), "F2108L": (9, -11), "A2034V": (9, -2), "V2006I": (-9, 6), "S2215Y": (12, 3),
    "L2230V": (-12, -4), "M2327I": (9, -10), "E2388Q": (8, 20), "V2406A": (-8, -26), "I2500F": (10, -3),
    "R2505P": (-6, 36), "D2512H": (-4, -20), "T1977R": (-9, 4), "F1888L": (10, -3),
    "E1799K": (-9, 7), "C1483F": (10, 8), "L1460P": (-9, 8),
}  # fmt: skip


def listed() -> pd.DataFrame:
    """The changes that the review names, misprints mended, with their claims."""
    rows = pd.DataFrame(read_table("review_variants.tsv"))
    first = mtorstruct.annotate(rows)
    rows["change"] = first.suggestion.where(first.suggestion != "", rows.protein_change)
    claims = rows.groupby("change", sort=False).claim.agg(list)
    table = mtorstruct.annotate(claims.index)
    return table.assign(claims=claims.to_numpy())


def draw_review_changes(path: Path) -> None:
    """Distance of each change to the two drug sites, above the domains of mTOR."""
    table = listed()
    figure, (plane, bar) = plt.subplots(
        2, 1, figsize=(9, 7.4), height_ratios=[6.2, 1], layout="constrained", dpi=160
    )
    plane.axvspan(0, 5, color="#D55E00", alpha=0.10, lw=0)
    plane.axhspan(0, 5, color="#0072B2", alpha=0.10, lw=0)
    plane.text(5.6, 71, "within 5 Å of rapamycin", rotation=90, fontsize=10, color="#A34500", va="top")
    plane.text(92, 2.5, "within 5 Å of the nucleotide", fontsize=10, color="#004B77", ha="right", va="center")
    for row in table.itertuples():
        for size, claim in zip((90, 250), row.claims, strict=False):
            colour, marker = CLAIMS[claim]
            plane.scatter(
                row.rapamycin_distance_A, row.atp_distance_A, s=size, marker=marker, zorder=3 - size / 1000,
                facecolor=colour if size == 90 else "none", edgecolor=colour, linewidth=1.6,
            )  # fmt: skip
        x, y = OFFSETS.get(row.input, (9, 3))
        plane.annotate(
            row.input, (row.rapamycin_distance_A, row.atp_distance_A), xytext=(x, y),
            textcoords="offset points", fontsize=11, ha="left" if x > 0 else "right", va="center",
            arrowprops={"arrowstyle": "-", "lw": 0.7, "shrinkB": 4} if abs(y) > 15 else None,
        )  # fmt: skip
    for claim, (colour, marker) in CLAIMS.items():
        plane.scatter([], [], s=90, marker=marker, color=colour, label=claim)
    plane.legend(
        fontsize=11, loc="lower right", bbox_to_anchor=(1, 0.09), title="the review says", title_fontsize=11
    )
    plane.set(xlim=(0, 93), ylim=(0, 72))
    plane.set_xlabel("smallest heavy-atom distance to rapamycin (Å)", fontsize=12)
    plane.set_ylabel("smallest heavy-atom distance\nto the nucleotide of the ATP site (Å)", fontsize=12)
    plane.tick_params(labelsize=11)
    plane.spines[["top", "right"]].set_visible(False)
    draw_domains(bar, table)
    figure.savefig(path, metadata={"Software": None})
    plt.close(figure)


def draw_domains(bar: plt.Axes, table: pd.DataFrame) -> None:
    """Domains of mTOR as a bar, with a tick for each change."""
    for s in segments("MTOR"):
        if s.level == "domain":
            bar.barh(0, len(s), left=s.start, height=0.5, color=DOMAINS[s.domain], edgecolor="black", lw=0.6)
            if len(s) > 90:
                bar.text((s.start + s.end) / 2, 0, s.domain, ha="center", va="center", fontsize=11,
                         rotation=90 if len(s) < 200 else 0)  # fmt: skip
    bar.vlines(table.position, 0.3, 0.62, color="black", lw=1.2)
    bar.set(xlim=(0, 2560), ylim=(-0.35, 0.75), yticks=[])
    bar.set_xlabel("position in mTOR (UniProt P42345); ticks: the changes above", fontsize=12)
    bar.tick_params(labelsize=11)
    bar.spines[["top", "right", "left"]].set_visible(False)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    draw_review_changes(FOLDER / "review_changes.png")
