"""What a cell in a column of genes says: one of the nine, one told as context, another, or nothing."""

from __future__ import annotations

import re
from typing import Literal

from mtorstruct.errors import UsageError
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import protein

GeneKind = Literal["ours", "context", "other", "none", "odd"]

_NOTHING = {"", ".", "-", "--", "na", "n/a", "nan", "none", "null", "unknown"}
"""What people write where there is no gene; Oncotator writes ``Unknown`` between genes."""

_SYMBOL = re.compile(r"[A-Za-z0-9@._/()|;,: +'-]*[A-Za-z][A-Za-z0-9@._/()|;,: +'-]*")


def gene_kind(cell: str) -> GeneKind:
    """What a cell says.

    Examples
    --------
    >>> [gene_kind(cell) for cell in ("FRAP1", "KRAS", "TP53", ".", "7157")]
    ['ours', 'context', 'other', 'none', 'odd']
    """
    name = cell.strip().strip('"').strip()
    if name.lower() in _NOTHING:
        return "none"
    if is_ours(name):
        return "ours"
    if name.upper() in response_markers():
        return "context"
    return "other" if _SYMBOL.fullmatch(name) else "odd"


def is_ours(name: str) -> bool:
    """Whether a name is that of one of the nine proteins."""
    try:
        protein(name)
    except UsageError:
        return False
    return True
