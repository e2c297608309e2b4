"""Other genes linked to the response to mTOR inhibitors."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table


class Marker(NamedTuple):
    """One gene: the response of tumours with an alteration of it, and the review's confidence (`level`).

    `drug` is the only one of which it is said, empty for mTOR inhibitors at large; `alteration` what alters
    the gene (``mutation``, ``hyperactivation``, ``loss``); `residues` those that a substitution has to alter,
    each with its wild type, empty for any.
    """

    gene: str
    response: str
    drug: str
    level: str
    alteration: str
    residues: tuple[str, ...]
    status: str
    source: str
    note: str


@cache
def response_markers() -> dict[str, Marker]:
    """Return all of them by gene symbol.

    Examples
    --------
    >>> marker = response_markers()["KRAS"]
    >>> marker.response, marker.level
    ('resistant', 'predictive')
    """
    return {
        row["gene"]: Marker(**{**row, "residues": tuple(filter(None, row["residues"].split(";")))})  # type: ignore[arg-type]
        for row in read_table("response_markers.tsv")
    }
