"""Data for figures from an annotation: distinct variants, their verdicts, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.tables import TELLING
from mtorstruct.variants.findings import SEPARATOR, as_annotation, findings_of, how_many
from mtorstruct.variants.input.accounting import REASONS
from mtorstruct.views.cohort import FRONT, tabulated
from mtorstruct.views.figures.base import Caption, dot
from mtorstruct.views.palette import CLASS_ORDER, verdict_style

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.variants.findings import CohortFindings

OTHER_GENES = "rows of other genes"

CROWDED = 1000
"""Number of variants beyond which their markers are pixels also in SVG and PDF, which stay small that way."""


@dataclass(frozen=True)
class Tallied:
    """A cohort counted once for several figures: its `tally`, and the rows that are not in it, by reason."""

    changes: pd.DataFrame
    left_out: dict[str, int]


def tallied(cohort: CohortFindings, annotation: pd.DataFrame) -> Tallied:
    """Count a cohort for several figures; `cohort` are the findings of the annotation."""
    left_out: dict[str, int] = {}
    for (part, status, _), n in cohort.parts.items():
        if part != "answered":
            reason = OTHER_GENES if part == "other_genes" else f"rows ({REASONS[status]})"
            left_out[reason] = left_out.get(reason, 0) + n
    return Tallied(tabulated(cohort, annotation), left_out)


def distinct(
    table: pd.DataFrame | Tallied, columns: Sequence[str], *, gene: str | None = None
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the distinct variants of an annotation (of one protein), and the numbers left out.

    Parameters
    ----------
    table : pandas.DataFrame or Tallied
        What `mtorstruct.annotate` or `mtorstruct.views.cohort.tally` gave, or `tallied`.
    columns : sequence of str
        Columns that the figure needs besides those of the variant.
    gene : str, optional
        Only variants of this protein; the others are counted.

    Raises
    ------
    UsageError
        A column is missing, or no variant is left.
    """
    if isinstance(table, Tallied):
        counted_rows = table
    else:
        annotation = as_annotation(table, columns)
        if set(FRONT) <= set(annotation.columns):
            counted_rows = Tallied(annotation.reset_index(drop=True), {})
        else:
            counted_rows = tallied(findings_of(annotation), annotation)
    changes, left_out = counted_rows.changes, dict(counted_rows.left_out)
    if gene is not None:
        here = changes["gene"] == gene
        if not here.all():
            left_out = {"variants of other proteins": int((~here).sum())} | left_out
        changes = changes[here].reset_index(drop=True)
    whole = changes["position"].notna()
    changes = changes[whole].reset_index(drop=True)
    if changes.empty:
        raise UsageError(
            f"there is no variant{f' of {gene}' if gene else ''} in the table that could be drawn",
            hint="look at the columns status and message, or choose another protein",
        )
    return changes, dict(sorted(left_out.items(), key=lambda item: -item[1]))


def short(changes: pd.DataFrame) -> list[str]:
    """Return names for labels: without the gene for mTOR."""
    return [name.removeprefix("MTOR:").replace(":", " ") for name in changes["change"]]


def bare(changes: pd.DataFrame) -> list[str]:
    """Return names for labels where the protein is known: without any gene."""
    return [name.partition(":")[2] for name in changes["change"]]


def ranked(changes: pd.DataFrame, verdict: str, n: int, *, effects_first: bool = False) -> list[int]:
    """Return the rows to be labelled, the most important first, at most `n`.

    Frequent variants first, then those whose verdict asserts an effect, or the other way round; a variant
    that is neither gets a label only where there is room for every variant.
    """
    counts, verdicts, positions = (changes[name].tolist() for name in ("count", verdict, "position"))
    order = sorted(
        range(len(changes)),
        key=lambda k: (
            effects_first and CLASS_ORDER.index(verdicts[k]),
            -counts[k],
            verdicts[k] not in TELLING,
            CLASS_ORDER.index(verdicts[k]),
            positions[k],
        ),
    )
    if len(order) > n:
        order = [k for k in order if counts[k] > 1 or verdicts[k] in TELLING]
    return order[: max(n, 0)]


def by_class(changes: pd.DataFrame, verdict: str) -> dict[str, Any]:
    """Return the rows of each class that occurs, in the order of the legend."""
    values = changes[verdict]
    return {name: (values == name).to_numpy().nonzero()[0] for name in CLASS_ORDER if (values == name).any()}


def class_handles(groups: dict[str, Any]) -> list[Any]:
    """Return the legend entries, with the number of variants of each class."""
    styles = {name: verdict_style(name) for name in groups}
    return [dot(style, f"{style.label} ({len(groups[name]):,})") for name, style in styles.items()]


def in_words(changes: pd.DataFrame, groups: dict[str, Any], verdict_title: str) -> str:
    """Describe the verdicts and the most frequent variants, as part of a sentence."""
    classes = ", ".join(f"{len(rows):,} {verdict_style(name).label}" for name, rows in groups.items())
    said = f"By {verdict_title}: {classes}."
    often = changes[changes["count"] > 1].head(3)
    if len(often):
        pairs = zip(short(often), often["count"], strict=True)
        said += " Most frequent: " + ", ".join(f"{name} ({n:,})" for name, n in pairs) + "."
    return said


def counted(changes: pd.DataFrame) -> str:
    """Describe the numbers of variants and samples."""
    head = how_many(changes["kind"])
    samples = {name for names in changes["samples"] for name in names.split(SEPARATOR) if name}
    return f"{head} in {len(samples):,} sample{'s' if len(samples) > 1 else ''}" if samples else head


def caption_of_changes(
    changes: pd.DataFrame, left_out: dict[str, int], groups: dict[str, Any], head: str, verdict_title: str
) -> Caption:
    """Return the caption of a figure of variants."""
    said = f"{head} {in_words(changes, groups, verdict_title)}"
    picture = Caption(said, len(changes), "variants", left_out)
    return Caption(f"{said} {picture.note}".strip(), len(changes), "variants", left_out)
