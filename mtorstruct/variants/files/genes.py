"""What a cell in a column of genes says: one of the nine, one told as context, another, or nothing."""

from __future__ import annotations

import re
from typing import Literal

from mtorstruct.reference.isoforms import gene_of
from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import known_protein
from mtorstruct.variants.cleaning import NOTHING
from mtorstruct.variants.inputs import KNOWN_COLUMNS, normal

GeneKind = Literal["ours", "context", "other", "none", "odd"]

_NOTHING = NOTHING | {"unknown"}
"""What people write where there is no gene; Oncotator writes ``Unknown`` between genes."""

_SYMBOL = re.compile(r"[A-Za-z0-9@._/()|;,: +'-]*[A-Za-z][A-Za-z0-9@._/()|;,: +'-]*")
_ID = re.compile(r"(?:ENSG[0-9]{11}(?:\.[0-9]+)?|HGNC:[0-9]+)", re.I)
_CHANGE = re.compile(r"[pcg]\..*|[A-Z][0-9]{4}[A-Z*]")
"""What is a change and no symbol; S100P is a gene."""

_BETWEEN = re.compile(r"[;,/|()\s]+")


def gene_kind(cell: str) -> GeneKind:
    """What a cell says.

    An identifier of a gene (``ENSG00000198793``) says nothing by itself: the transcript or the place decides.

    Examples
    --------
    >>> [gene_kind(cell) for cell in ("FRAP1", "MTOR;ANGPTL7", "KRAS", "TP53", ".", "7157", "p.M2327I")]
    ['ours', 'ours', 'context', 'other', 'none', 'odd', 'odd']
    """
    name = cell.strip().strip('"').strip()
    if name.lower() in _NOTHING or _ID.fullmatch(name):
        return "none"
    if our_name(name):
        return "ours"
    if name.upper() in response_markers():
        return "context"
    if normal(name) in KNOWN_COLUMNS or _CHANGE.fullmatch(name) or not _SYMBOL.fullmatch(name):
        return "odd"
    return "other"


def our_name(cell: str) -> str:
    """The name of one of the nine in a cell that may hold several; empty where there is none."""
    names: list[str] = [cell.strip(), *_BETWEEN.split(cell.strip().strip('"'))]
    for name in filter(None, names):
        if known_protein(name) or gene_of(name) is not None:
            return name
    return ""
