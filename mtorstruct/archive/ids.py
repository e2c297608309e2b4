"""Entry ids: PDB ids, short or extended, and AlphaFold models."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtorstruct.errors import UsageError
from mtorstruct.reference.gene_ids import ACCESSION

_PDB = re.compile(r"(?:pdb_0000)?(?P<id>[0-9][A-Za-z0-9]{3})", re.IGNORECASE)
_ALPHAFOLD = re.compile(r"AF-(?P<accession>[A-Z0-9]+)-F(?P<fragment>[0-9]+)", re.IGNORECASE)
_UNIPROT = re.compile(ACCESSION, re.IGNORECASE)

PDB, ALPHAFOLD = "pdb", "alphafold"


@dataclass(frozen=True)
class EntryId:
    """One entry: `kind` is ``pdb`` or ``alphafold``, `id` such as ``5H64`` or ``AF-P42345-F1``."""

    kind: str
    id: str

    @property
    def accession(self) -> str:
        """Return the UniProt accession of an AlphaFold model; empty for a PDB entry."""
        return self.id.split("-")[1] if self.kind == ALPHAFOLD else ""

    @property
    def stem(self) -> str:
        """Return the beginning of its file names in a store."""
        return self.id if self.kind == ALPHAFOLD else self.id.lower()


def parse_entry_id(text: str) -> EntryId | None:
    """Return the entry of a PDB id, an extended PDB id or an AlphaFold id, in any case; None otherwise."""
    match = _PDB.fullmatch(text)
    if match:
        return EntryId(PDB, match["id"].upper())
    if _ALPHAFOLD.fullmatch(text):
        return EntryId(ALPHAFOLD, text.upper())
    return None


def entry_id(text: str) -> EntryId:
    """Return the entry of an id; a UniProt accession stands for its AlphaFold model.

    Raises
    ------
    UsageError
        The text is no id.

    Examples
    --------
    >>> entry_id("pdb_00006bcx").id, entry_id("6bcx").id, entry_id("P42345").id
    ('6BCX', '6BCX', 'AF-P42345-F1')
    """
    found = parse_entry_id(text)
    if found is None and _UNIPROT.fullmatch(text):
        found = EntryId(ALPHAFOLD, f"AF-{text.upper()}-F1")
    if found is None:
        raise UsageError(
            "not an entry id",
            where=text,
            hint="give a PDB id such as 6BCX, an id such as AF-P42345-F1, or a UniProt accession",
        )
    return found


def pdb_id(text: str) -> str:
    """Return the PDB id in capitals, of a short or an extended id (``pdb_00005h64``); empty otherwise."""
    found = parse_entry_id(text)
    return found.id if found and found.kind == PDB else ""
