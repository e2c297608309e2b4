"""Spheres on residues: variants and phosphosites, each with its label and details."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.reference.phosphosites import phosphosites as known_phosphosites
from mtorstruct.tables import BASIS_WORDS, BOUND, DOUBTED, SITES, Columns, distance_words
from mtorstruct.views import palette
from mtorstruct.views.camera import point, rows_of
from mtorstruct.views.scene import Mark, Span
from mtorstruct.views.sources import Drawable, ca_xyz

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.reference.phosphosites import Phosphosite

MAX_LABELS = 15
"""Largest number of labelled variants: more would hide the structure."""

DOUBT = "the model shown may be built out of register here"
"""Line of a mark on a residue whose register is in doubt."""

TOLD = (
    "change", "gene", "position", "count", "samples", "domain", "basis", "evidence_tier", *palette.VERDICTS,
    *(f"{site}_{what}" for site in SITES for what in (
        "distance_A", "basis", "sidechain_distance_A", "sidechain_basis", "entry")),
)  # fmt: skip
"""Columns of a tally that a sphere tells of."""

VARIANT_A, PHOSPHOSITE_A = 3.2, 2.2
"""Sphere radii (Å); that of a variant grows with the logarithm of the number of samples."""


def phosphosite_marks(drawn: Drawable) -> list[Mark]:
    """Return the spheres of the known phosphosites that are modelled."""
    return [
        _mark(
            drawn.rows,
            row,
            key=f"{site.gene}:{site.site}",
            kind="phosphosite",
            radius_A=PHOSPHOSITE_A,
            style=palette.PHOSPHOSITE,
            value=palette.PHOSPHOSITE.label,
            label="",
            details=_phosphosite_details(site),
        )
        for site in known_phosphosites()
        for row in rows_of(drawn.rows, site.gene, site.position).tolist()
    ]


def _phosphosite_details(site: Phosphosite) -> tuple[str, ...]:
    return tuple(
        line
        for line in (
            f"{site.gene} {site.site}, phosphosite",
            f"kinases: {site.upstream_kinases}" if site.upstream_kinases else "",
            f"effect: {site.effect}" if site.effect else "",
        )
        if line
    )


def variant_marks(
    drawn: Drawable, changes: pd.DataFrame, verdict: palette.Verdict | None, *, labels: bool
) -> list[Mark]:
    """Return spheres of distinct variants (`mtorstruct.views.cohort.tally`) on every copy of the residue.

    Their colours are those of a verdict; without one, all are grey.
    """
    labelled = _labelled(drawn, changes, verdict) if labels else set()
    marks = []
    doubtful = [register in DOUBTED for register in drawn.rows["register"].tolist()]
    rows_at: dict[tuple[str, int], list[int]] = {}
    change: Any
    for change in changes[list(TOLD)].astype(object).itertuples():
        value = getattr(change, verdict) if verdict else palette.VARIANT.label
        style = palette.solid(palette.verdict_style(value)) if verdict else palette.VARIANT
        place = (change.gene, int(change.position))
        if place not in rows_at:
            rows_at[place] = rows_of(drawn.rows, *place).tolist()
        told = {
            doubt: _variant_details(change, doubtful=doubt) for doubt in {doubtful[r] for r in rows_at[place]}
        }
        for n, row in enumerate(rows_at[place]):
            marks.append(
                _mark(
                    drawn.rows,
                    row,
                    key=change.change,
                    kind="variant",
                    radius_A=round(VARIANT_A + 0.8 * float(np.log2(change.count)), 2),
                    style=style,
                    value=value,
                    label=change.change.removeprefix("MTOR:") if n == 0 and change.change in labelled else "",
                    details=told[doubtful[row]],
                )
            )
    return marks


def _labelled(drawn: Drawable, changes: pd.DataFrame, verdict: str | None) -> set[str]:
    """Return the variants to be labelled: by verdict in the order of the legend, then by frequency."""
    there = np.array(
        [
            len(rows_of(drawn.rows, gene, int(position))) > 0
            for gene, position in zip(changes["gene"], changes["position"], strict=True)
        ],
        dtype=bool,
    )
    rank = [palette.rank(value) for value in changes[verdict]] if verdict else 0
    ordered = changes.assign(rank=rank)[there].sort_values(
        ["rank", "count"], ascending=[True, False], kind="stable"
    )
    return set(ordered["change"].tolist()[:MAX_LABELS])


def _variant_details(change: Any, *, doubtful: bool) -> tuple[str, ...]:
    def distance(site: str) -> str:
        value, basis = getattr(change, f"{site}_distance_A"), getattr(change, f"{site}_basis")
        if np.isnan(value):
            return ""
        over = "" if basis == BOUND else ", carried over"
        side = (getattr(change, f"{site}_sidechain_{what}") for what in ("distance_A", "basis"))
        told = distance_words(value, *side)
        return f"{palette.SITES[site].label}: {told} ({getattr(change, f'{site}_entry')}{over})"

    often = f"found in {change.count} samples" if change.samples else f"listed {change.count} times"
    lines = (
        f"{change.change}, {change.domain.replace(';', ', ') or 'no domain'}",
        often if change.count > 1 else "",
        DOUBT if doubtful else "",
        *(distance(site) for site in SITES),
        *(
            f"{palette.VERDICT_TITLES[name]}: {palette.verdict_style(getattr(change, name)).label}"
            for name in palette.VERDICTS
        ),
        f"basis: {BASIS_WORDS[change.basis]}" if change.basis != "none" else "",
        f"evidence: {change.evidence_tier}" if change.evidence_tier else "",
    )
    return tuple(line for line in lines if line)


def _mark(
    rows: Columns,
    row: int,
    *,
    key: str,
    kind: str,
    radius_A: float,
    style: palette.Style,
    value: str,
    label: str,
    details: tuple[str, ...],
) -> Mark:
    number = int(rows["auth_seq_id"][row])
    chain, code = str(rows["chain"][row]), str(rows["insertion_code"][row])
    return Mark(
        key=key,
        kind=kind,
        residue=Span(chain, number, number, code),
        copy=int(rows["copy"][row]),
        xyz=point(ca_xyz(rows, row)),
        radius_A=radius_A,
        colour=style.colour,
        marker=style.marker,
        value=value,
        label=label,
        details=details,
    )
