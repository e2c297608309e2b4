"""A cohort at a glance: one row a distinct change, with how often it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.schema import ANNOTATION_DRUG
from mtorstruct.views.palette import VERDICTS

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("status", "sample", "gene", "position", "wild_type", "mutant", *VERDICTS)

SEPARATOR = "; "
"""What stands between the names of samples."""


def tally(annotation: pd.DataFrame) -> pd.DataFrame:
    """Distinct changes of an annotation, with the number of samples that have each.

    Parameters
    ----------
    annotation : pandas.DataFrame
        What `mtorstruct.annotate` gave.

    Returns
    -------
    pandas.DataFrame
        The first row of each change whose `status` is ``ok``, with the columns `change` (such as
        ``MTOR:F2108L``), `count` (samples that have it, and rows that name no sample) and `samples` (their
        names, joined by `SEPARATOR`) in front; most frequent first, then by gene and position.

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
    table = as_annotation(annotation)
    good = table[table["status"] == "ok"]
    mutant = good["mutant"].where(good["mutant"] != good["wild_type"], "=")
    counted = good.assign(
        change=good["gene"] + ":" + good["wild_type"] + good["position"].astype(str) + mutant,
        unnamed=good["sample"] == "",
    )
    groups = counted.groupby("change", sort=False)
    first = groups.head(1).set_index("change", drop=False)
    named = counted[~counted["unnamed"]].groupby("change", sort=False)["sample"]
    samples = named.agg(lambda names: SEPARATOR.join(sorted(set(names)))).reindex(first.index).fillna("")
    n_named = named.nunique().reindex(first.index).fillna(0)
    first.insert(1, "count", (n_named + groups["unnamed"].sum()).astype(int).to_numpy())
    first.insert(2, "samples", samples.to_numpy())
    front = ["change", "count", "samples"]
    ordered = first[front + [c for c in table.columns if c not in front]]
    return ordered.sort_values(
        ["count", "gene", "position", "mutant"], ascending=[False, True, True, True], kind="stable"
    ).reset_index(drop=True)


def as_annotation(table: pd.DataFrame) -> pd.DataFrame:
    """Take a table for an annotation, also one that went through a file and has gaps where texts are empty.

    Raises
    ------
    UsageError
        It lacks a column, or has a row for every structure.
    """
    missing = [name for name in NEEDED if name not in table.columns]
    if missing or "entry" in table.columns:
        what = f"has no column {missing[0]}" if missing else "has a row for every structure"
        raise UsageError(f"the table {what}", mend="give what mtorstruct.annotate returns")
    texts = [c.name for c in ANNOTATION_DRUG.columns if c.dtype == "str" and c.name in table.columns]
    if not table[texts].isna().any(axis=None):
        return table
    return table.assign(**{name: table[name].astype(object).fillna("") for name in texts})


def group_of(status: str, gene: str) -> str:
    """Whether a row is ``answered``, of one of the ``other_genes``, or ``rejected``."""
    if status == "ok":
        return "answered"
    named = bool(gene) and not gene.startswith("(")
    return "other_genes" if status == "context" or (status == "unknown_gene" and named) else "rejected"
