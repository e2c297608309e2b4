"""Colours of residues, and their meaning in the legend."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import domain_at
from mtorstruct.tables import MISSING_INT, SITES, Columns
from mtorstruct.views import palette
from mtorstruct.views.palette import Style
from mtorstruct.views.scene import Paint, Span
from mtorstruct.views.sources import Drawable

if TYPE_CHECKING:
    import pandas as pd

MODES = (
    "domain", "protein", "chain", "impact", "count", *(f"distance:{site}" for site in SITES), "plddt",
)  # fmt: skip
"""Modes by which residues can be coloured."""

DISTANCES_A = (5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 70.0, 100.0)
"""Bounds between the steps of a distance (Å): the same in every picture, so that pictures compare."""

COUNTS = (1, 2, 3, 5, 10)
"""Lower bounds of the steps of a number of samples."""

CHAINS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#F0E442", "#7F7F7F")
UNCHANGED = Style("#DDDDDD", "s", "no variant here")
NOT_MEASURED = Style("#F2F2F2", "s", "not measured")


@dataclass(frozen=True)
class Colouring:
    """Style of each row of a structure, and the title and the order of the legend.

    `scale` are the styles that the legend names, where there are many; without it all that are drawn.
    """

    styles: list[Style]
    title: str
    order: tuple[Style, ...]
    scale: tuple[Style, ...] = ()


def colour_rows(
    drawn: Drawable, mode: str, changes: pd.DataFrame | None = None, verdict: palette.Verdict | None = None
) -> Colouring:
    """Return a style for each row of a structure.

    Parameters
    ----------
    drawn : Drawable
        The structure.
    mode : str
        One of `MODES`.
    changes : pandas.DataFrame, optional
        Distinct variants (`mtorstruct.views.cohort.tally`), for ``impact`` and ``count``.
    verdict : str
        Column of the annotation that ``impact`` shows.

    Raises
    ------
    UsageError
        The mode is unknown, needs variants or a verdict and has none, or is not for this kind of structure.
    """
    if mode not in MODES:
        raise UsageError(f"unknown colour '{mode}'", hint="known are " + ", ".join(MODES))
    if mode in ("impact", "count") and changes is None:
        raise UsageError(f"colour '{mode}' needs variants", hint="give variants=, an annotated table")
    if mode == "impact" and verdict is None:
        raise UsageError(
            "colour 'impact' needs a verdict", hint="choose the verdict: " + " or ".join(palette.VERDICTS)
        )
    if mode == "plddt" and not drawn.predicted:
        raise UsageError(
            f"{drawn.name} is not a predicted model, and has no pLDDT", hint="choose another colour"
        )
    if mode.startswith("distance:"):
        site = mode.partition(":")[2]
        return _by_distance(drawn.rows[f"{site}_distance_A"], f"Distance to {palette.SITES[site].label} (Å)")
    if mode == "impact" and changes is not None and verdict is not None:
        return _by_impact(drawn, changes, verdict)
    if mode == "count" and changes is not None:
        return _by_count(drawn, changes)
    simple: dict[str, Callable[[Drawable], Colouring]] = {
        "domain": _by_domain, "protein": _by_protein, "chain": _by_chain, "plddt": _by_plddt,
    }  # fmt: skip
    return simple[mode](drawn)


def paints(rows: Columns, colouring: Colouring) -> tuple[Paint, ...]:
    """Return the residues of each style, in the order of the legend; unused styles are left out."""
    of_style: dict[Style, list[int]] = {style: [] for style in colouring.order}
    for row, style in enumerate(colouring.styles):
        of_style[style].append(row)
    return tuple(
        Paint(style.colour, style.label, spans(rows, np.array(mine)))
        for style, mine in of_style.items()
        if mine
    )


def spans(rows: Columns, chosen: NDArray[np.intp]) -> tuple[Span, ...]:
    """Return some rows as spans of author numbers that include no other row of the model.

    Rows of a chain whose numbers do not rise are split there.
    """
    number, code, chain = rows["auth_seq_id"], rows["insertion_code"], rows["chain"]
    mine = np.zeros(len(number), dtype=bool)
    mine[chosen] = True
    found: list[Span] = []
    inserted: list[Span] = []
    for name in dict.fromkeys(chain[chosen].tolist()):
        here = np.flatnonzero(chain == name)
        here = here[np.argsort(number[here], kind="stable")]
        start = end = None
        for row in here.tolist():
            if code[row]:
                if mine[row]:
                    inserted.append(Span(name, int(number[row]), int(number[row]), str(code[row])))
                continue
            if mine[row]:
                start, end = (int(number[row]) if start is None else start), int(number[row])
            elif start is not None and end is not None:
                found.append(Span(name, start, end))
                start = None
        if start is not None and end is not None:
            found.append(Span(name, start, end))
    return (*found, *inserted)


def _by_domain(drawn: Drawable) -> Colouring:
    styles = [
        palette.domain_style(gene, "" if position == MISSING_INT else domain_at(gene, position)[0])
        for gene, position in _keys(drawn)
    ]
    order = (*palette.DOMAINS.values(), palette.LINKER, *palette.PARTNERS.values(), palette.OTHER)
    return Colouring(styles, "Domain", order)


def _by_protein(drawn: Drawable) -> Colouring:
    styles = [palette.protein_style(gene) for gene in drawn.rows["gene"].tolist()]
    return Colouring(styles, "Protein", (palette.MTOR, *palette.PARTNERS.values(), palette.OTHER))


def _by_chain(drawn: Drawable) -> Colouring:
    rows = drawn.rows
    keys = list(zip(rows["chain"].tolist(), rows["gene"].tolist(), rows["copy"].tolist(), strict=True))
    styles = {
        (chain, gene, copy): Style(
            CHAINS[k % len(CHAINS)],
            "s",
            f"{chain}: {palette.protein_style(gene).label}" + (f", copy {copy}" if copy else ""),
        )
        for k, (chain, gene, copy) in enumerate(dict.fromkeys(keys))
    }
    return Colouring([styles[key] for key in keys], "Chain", tuple(styles.values()))


def _by_plddt(drawn: Drawable) -> Colouring:
    styles = [
        next((style for bound, style in palette.PLDDT if value >= bound), NOT_MEASURED)
        for value in drawn.rows["mean_b_factor"].tolist()
    ]
    order = (*(style for _, style in palette.PLDDT), NOT_MEASURED)
    return Colouring(styles, "Confidence of the prediction", order)


def _by_distance(distance: NDArray[np.float64], title: str) -> Colouring:
    bounds = [f"{bound:.0f}" for bound in DISTANCES_A]
    labels = [
        f"up to {bounds[0]}",
        *(f"{low} to {high}" for low, high in pairwise(bounds)),
        f"over {bounds[-1]}",
    ]
    steps = [Style(colour, "s", label) for colour, label in zip(palette.STEPS, labels, strict=True)]
    styles = [
        NOT_MEASURED if missing else steps[k]
        for k, missing in zip(
            np.searchsorted(DISTANCES_A, distance).tolist(), np.isnan(distance).tolist(), strict=True
        )
    ]
    return Colouring(styles, title, (*steps, NOT_MEASURED))


def _by_impact(drawn: Drawable, changes: pd.DataFrame, verdict: palette.Verdict) -> Colouring:
    """Return the verdict on each residue's variants; of several the first in the legend."""
    rank: dict[tuple[str, int], int] = {}
    for gene, position, value in _triples(changes, verdict):
        mine = palette.rank(value)
        rank[gene, position] = min(mine, rank.get((gene, position), mine))
    seen = [palette.solid(style) for style in palette.CLASSES.values()]
    styles = [seen[rank[key]] if key in rank else UNCHANGED for key in _keys(drawn)]
    return Colouring(styles, palette.verdict_heading(verdict), (*seen, UNCHANGED))


def _by_count(drawn: Drawable, changes: pd.DataFrame) -> Colouring:
    found: dict[tuple[str, int], int] = {}
    for gene, position, count in _triples(changes, "count"):
        found[gene, position] = found.get((gene, position), 0) + count
    labels = [str(low) if high == low + 1 else f"{low} to {high - 1}" for low, high in pairwise(COUNTS)] + [
        f"{COUNTS[-1]} or more"
    ]
    # Every other step: few is bright, many is dark.
    steps = [Style(colour, "s", text) for colour, text in zip(palette.STEPS[::2], labels, strict=True)]
    styles = [
        steps[int(np.searchsorted(COUNTS, found[key], side="right")) - 1] if key in found else UNCHANGED
        for key in _keys(drawn)
    ]
    return Colouring(styles, "Samples with a variant", (*steps, UNCHANGED))


def _keys(drawn: Drawable) -> list[tuple[str, int]]:
    return list(zip(drawn.rows["gene"].tolist(), drawn.rows["position"].tolist(), strict=True))


def _triples(changes: pd.DataFrame, column: str) -> list[tuple[str, int, Any]]:
    return list(
        zip(changes["gene"].tolist(), changes["position"].tolist(), changes[column].tolist(), strict=True)
    )
