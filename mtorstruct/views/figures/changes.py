"""Data for figures from an annotation: distinct variants, their verdicts, and what is left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.tables import TELLING
from mtorstruct.variants.arguments import annotation_of
from mtorstruct.variants.findings import SEPARATOR, findings_of, how_many
from mtorstruct.variants.input.accounting import REASONS
from mtorstruct.views.cohort import FRONT, tabulated
from mtorstruct.views.figures.base import Caption, dot
from mtorstruct.views.palette import CLASS_ORDER, verdict_style

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.variants.findings import CohortFindings

OTHER_GENES = "rows of other genes"

Labels = int | str | Sequence[str]
"""Which variants get a label: ``all``, ``none``, how many, or their names."""

CROWDED = 1000
"""Number of variants beyond which their markers are pixels also in SVG and PDF, which stay small that way."""


@dataclass(frozen=True)
class Tallied:
    """A cohort counted once for several figures: its `tally`, the rows not in it, and how many samples."""

    changes: pd.DataFrame
    left_out: dict[str, int]
    n_samples: int = 0


def tallied(cohort: CohortFindings, annotation: pd.DataFrame) -> Tallied:
    """Count a cohort for several figures; `cohort` are the findings of the annotation."""
    left_out: dict[str, int] = {}
    for (part, status, _), n in cohort.parts.items():
        if part != "answered":
            reason = OTHER_GENES if part == "other_genes" else f"rows ({REASONS[status]})"
            left_out[reason] = left_out.get(reason, 0) + n
    return Tallied(tabulated(cohort, annotation), left_out, _n_samples(annotation))


def _n_samples(annotation: pd.DataFrame) -> int:
    """Return the number of samples that any row of an annotation names."""
    return len(set(annotation["sample"]) - {""})


def counted_once(table: pd.DataFrame | Tallied, columns: Sequence[str]) -> Tallied:
    """Return a cohort counted once, from an annotation with some columns or its tally."""
    if isinstance(table, Tallied):
        return table
    annotation = annotation_of(table, columns)
    if set(FRONT) <= set(annotation.columns):
        return Tallied(annotation.reset_index(drop=True), {})
    return tallied(findings_of(annotation), annotation)


def distinct(
    table: pd.DataFrame | Tallied,
    columns: Sequence[str],
    *,
    gene: str | None = None,
    region: tuple[int, int] | None = None,
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
    region : tuple of int, optional
        Only variants that begin from the first of these positions to the last; the others are counted.

    Raises
    ------
    UsageError
        A column is missing, or no variant is left.
    """
    counted_rows = counted_once(table, columns)
    changes, left_out = counted_rows.changes, dict(counted_rows.left_out)
    if gene is not None:
        here = changes["gene"] == gene
        if not here.all():
            left_out = {"variants of other proteins": int((~here).sum())} | left_out
        changes = changes[here].reset_index(drop=True)
    changes = changes[changes["position"].notna()].reset_index(drop=True)
    if region is not None:
        inside = changes["position"].between(*region)
        if not inside.all():
            what = f"variants outside of {region[0]} to {region[1]}"
            left_out = {what: int((~inside).sum())} | left_out
        changes = changes[inside].reset_index(drop=True)
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


def chosen_labels(
    changes: pd.DataFrame, verdict: str, labels: Labels, names: Sequence[str], *, effects_first: bool = False
) -> list[int]:
    """Return the rows that get a label if there is room, the most important first.

    Parameters
    ----------
    changes : pandas.DataFrame
        Distinct variants.
    verdict : str
        Column of the verdicts.
    labels : int, str or sequence of str
        ``all``, ``none``, how many, or the variants by name, in a text separated by commas.
    names : sequence of str
        Names of the variants in this figure; with the gene they are known as well.
    effects_first : bool
        As in `ranked`.

    Raises
    ------
    UsageError
        A name is that of no variant in the figure.
    """
    wanted: int | Sequence[str] = labels
    if isinstance(labels, str):
        text = labels.strip()
        fixed = {"all": len(changes), "none": 0}
        wanted = fixed[text] if text in fixed else int(text) if text.isdecimal() else text.split(",")
    if isinstance(wanted, int):
        return ranked(changes, verdict, wanted, effects_first=effects_first)
    row_of = {name: k for k, name in enumerate(changes["change"])}
    row_of |= {name: k for k, name in enumerate(names)}
    listed = list(dict.fromkeys(name.strip() for name in wanted))
    unknown = [name for name in listed if name not in row_of]
    if unknown:
        raise UsageError(
            f"no variant in the figure is named '{unknown[0]}'",
            hint="write it as F2108L, or give all or none",
        )
    return list(dict.fromkeys(row_of[name] for name in listed))


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


def samples_of(changes: pd.DataFrame) -> set[str]:
    """Return the samples that have one of some variants."""
    return {name for names in changes["samples"] for name in names.split(SEPARATOR) if name}


def headline(changes: pd.DataFrame, n_samples: int, name: str) -> str:
    """Return a title: the number of variants, and in how many of all samples; all are not known where 0."""
    n = len(samples_of(changes))
    told = f"{name}: {len(changes):,} variant{'s' if len(changes) > 1 else ''}"
    if not n:
        return told
    of = f" of {n_samples:,}" if n_samples else ""
    return f"{told} in {n:,}{of} sample{'s' if max(n, n_samples) > 1 else ''}"


def counted(changes: pd.DataFrame) -> str:
    """Describe the numbers of variants and samples."""
    head = how_many(changes["kind"])
    samples = samples_of(changes)
    return f"{head} in {len(samples):,} sample{'s' if len(samples) > 1 else ''}" if samples else head


def caption_of_changes(
    changes: pd.DataFrame,
    left_out: dict[str, int],
    groups: dict[str, Any],
    head: str,
    verdict_title: str,
    labelled: int | None = None,
) -> Caption:
    """Return the caption of a figure of variants."""
    said = f"{head} {in_words(changes, groups, verdict_title)}"
    picture = Caption(said, len(changes), "variants", left_out, labelled)
    return replace(picture, alt=f"{said} {picture.note}".strip())
