"""A cohort at a glance: one row a distinct change, with how often it was found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

KEY = ["gene", "position", "wild_type", "mutant"]


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
        ``MTOR:F2108L``), `count` (samples that have it; rows, where no sample is named) and `samples` (their
        names, joined by semicolons) in front; most frequent first, then by gene and position.

    Examples
    --------
    >>> import mtorstruct
    >>> tally(mtorstruct.annotate(["F2108L", "p.Phe2108Leu", "M2327I"]))[["change", "count"]].values.tolist()
    [['MTOR:F2108L', 2], ['MTOR:M2327I', 1]]
    """
    good = annotation[annotation["status"] == "ok"]
    unnamed = good["sample"] == ""
    counted = good.assign(
        change=good["gene"] + ":" + good["wild_type"] + good["position"].astype(str) + good["mutant"],
        found_in=good["sample"].where(~unnamed, [f"\0{n}" for n in range(len(good))]),
    )
    groups = counted.groupby("change", sort=False)
    first = groups.head(1).set_index("change", drop=False)
    first.insert(1, "count", groups["found_in"].nunique().reindex(first.index).to_numpy())
    named = counted[~unnamed].groupby("change", sort=False)["sample"].agg(lambda s: ";".join(sorted(set(s))))
    first.insert(2, "samples", named.reindex(first.index).fillna("").to_numpy())
    front = ["change", "count", "samples"]
    ordered = first[front + [c for c in annotation.columns if c not in front]]
    return ordered.sort_values(
        ["count", "gene", "position", "mutant"], ascending=[False, True, True, True], kind="stable"
    ).reset_index(drop=True)
