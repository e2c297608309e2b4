"""Tally of a cohort: one row a distinct variant, with the number of its samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorstruct.tables.frames import public_frame
from mtorstruct.variants.arguments import annotation_of
from mtorstruct.variants.findings import SEPARATOR, CohortFindings, findings_of

if TYPE_CHECKING:
    import pandas as pd

FRONT = ("change", "count", "samples", "kind")
"""Columns of a tally that an annotation does not have."""


def tally(annotation: pd.DataFrame) -> pd.DataFrame:
    """Return the distinct variants of an annotation, with the number of samples that have each.

    Parameters
    ----------
    annotation : pandas.DataFrame
        What `mtorstruct.annotate` gave.

    Returns
    -------
    pandas.DataFrame
        The first row of each variant whose `status` is ``ok``, with the columns `change` (such as
        ``MTOR:F2108L``), `count` (samples that have it, and rows that name no sample), `samples` (their
        names, joined by ``; ``) and `kind` (such as ``missense``) in front; most frequent first, then by gene
        and position. Those of the kinds ``synonymous`` and ``residue``, where no variant is named, are in it;
        `mtorstruct.summarise` counts them apart from the variants.

    Raises
    ------
    UsageError
        The table is not an annotation.

    Examples
    --------
    >>> import mtorstruct
    >>> tally(mtorstruct.annotate(["F2108L", "p.Phe2108Leu", "M2327I"]))[["change", "count"]].values.tolist()
    [['MTOR:F2108L', 2], ['MTOR:M2327I', 1]]
    """
    return public_frame(plain_tally(annotation_of(annotation)))


def plain_tally(annotation: pd.DataFrame) -> pd.DataFrame:
    """Return the tally of an annotation of plain columns, with plain columns as that has."""
    return tabulated(findings_of(annotation), annotation)


def tabulated(cohort: CohortFindings, annotation: pd.DataFrame) -> pd.DataFrame:
    """Return the findings of an annotation in the form of `tally`."""
    found = sorted(cohort.findings, key=lambda finding: finding.row)
    first = annotation.iloc[[finding.row for finding in found]].assign(
        change=[finding.name for finding in found],
        count=[finding.cases for finding in found],
        samples=[SEPARATOR.join(sorted(finding.samples)) for finding in found],
        kind=[finding.kind for finding in found],
    )
    ordered = first[[*FRONT, *(name for name in annotation.columns if name not in FRONT)]]
    return ordered.sort_values(
        ["count", "gene", "position", "mutant"], ascending=[False, True, True, True], kind="stable"
    ).reset_index(drop=True)
