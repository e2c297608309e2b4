"""A cohort at a glance: one row a distinct change, with how often it was found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.reference.proteins import protein
from mtorstruct.schema import ANNOTATION_DRUG
from mtorstruct.variants.change import THREE_TO_ONE
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
    counted = good.assign(change=change_names(good), unnamed=good["sample"] == "")
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


def change_names(answered: pd.DataFrame) -> list[str]:
    """Names of the changes of answered rows, such as ``MTOR:F2108L`` or ``MTOR:L1460_A1462del``.

    Of an insertion the residues put in are a part of the name, so that two different ones stay apart; they
    are those of the column `hgvs`, where there is one. A table without the column `end` has single residues.
    """
    gaps = [""] * len(answered)
    ends = answered["end"].tolist() if "end" in answered.columns else gaps
    hgvs = answered["hgvs"].tolist() if "hgvs" in answered.columns else gaps
    own = (answered[name].tolist() for name in ("gene", "wild_type", "position", "mutant"))
    named: dict[tuple[str, str, int, str, str, str], str] = {}
    names = []
    for gene, wild, position, mutant, end, written in zip(*own, ends, hgvs, strict=True):
        key = (gene, wild, position, mutant, str(end), written)
        if key not in named:
            named[key] = _name(*key)
        names.append(named[key])
    return names


def _name(gene: str, wild_type: str, position: int, mutant: str, end: str, hgvs: str) -> str:
    """Name of one change; `end` is the text of a number, or of a gap where there is none."""
    until = ""
    if mutant not in ("*", "fs", "ext") and end.removesuffix(".0").isdigit():
        last = int(end.removesuffix(".0"))
        until = f"_{protein(gene).amino_acid(last)}{last}"
    put_in = _put_in(hgvs) if mutant in ("ins", "delins") else ""
    new = "=" if mutant == wild_type else mutant
    return f"{gene}:{wild_type}{int(position)}{until}{new}{put_in}"


def _put_in(hgvs: str) -> str:
    """Residues that an insertion puts in, in one letter where they are written in three."""
    found = re.search(r"ins(\S+?)\)?$", hgvs)
    text = found[1] if found else ""
    triplets = [text[k : k + 3].upper() for k in range(0, len(text), 3)]
    if all(triplet in THREE_TO_ONE for triplet in triplets):
        return "".join(THREE_TO_ONE[triplet] for triplet in triplets)
    return text


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
    filled = table.assign(**{name: table[name].astype(object).fillna("") for name in texts})
    # The copy joins the columns' blocks, of which pandas would have too many for another column.
    return filled.copy()
