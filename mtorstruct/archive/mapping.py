"""Entries that PDBe maps to a protein, to compare the catalogue with."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mtorstruct.archive.client import Client
from mtorstruct.archive.failures import NotFoundError
from mtorstruct.archive.ids import pdb_id
from mtorstruct.archive.sources import base_url
from mtorstruct.errors import MtorStructError, RemoteError


@dataclass(frozen=True)
class MappedEntry:
    """One entry that holds a protein; `resolution_A` is NaN where there is none."""

    entry: str
    accession: str
    method: str
    resolution_A: float


def mapping_question(accession: str) -> str:
    """Return the address of the query for the entries of a protein, by its UniProt accession."""
    return f"{base_url('pdbe')}/api/mappings/best_structures/{accession}"


def mapped_entries(
    accessions: Sequence[str], client: Client
) -> tuple[list[MappedEntry], list[MtorStructError]]:
    """Ask PDBe for the entries of some proteins.

    Parameters
    ----------
    accessions : sequence of str
        UniProt accessions.
    client : Client
        What asks.

    Returns
    -------
    list of MappedEntry
        One an entry and protein, in the order of the proteins and then of the ids.
    list of MtorStructError
        What went wrong, one an accession that was not answered.

    Raises
    ------
    UsageError
        Something is wrong on this machine: a proxy, a CA bundle, the address of a mirror.
    """
    found: list[MappedEntry] = []
    failures: list[MtorStructError] = []
    for accession in accessions:
        address = mapping_question(accession)
        try:
            answer = client.json(address)
        except NotFoundError:
            # PDBe answers 404 where no entry holds the protein.
            continue
        except RemoteError as err:
            # What the client advises for files, another source, does not hold here.
            failures.append(RemoteError(err.what, where=address, hint="try again later"))
            continue
        rows = answer.get(accession) if isinstance(answer, dict) else None
        if not isinstance(rows, list):
            failures.append(RemoteError("the answer names no entries", where=address, hint="try again later"))
            continue
        of_id = {entry.entry: entry for row in rows if (entry := _entry(row, accession)) is not None}
        found += [of_id[name] for name in sorted(of_id)]
    return found, failures


def _entry(row: Any, accession: str) -> MappedEntry | None:
    """Return the entry of one row of the answer; None for a row without a PDB id."""
    name = pdb_id(str(row.get("pdb_id", ""))) if isinstance(row, dict) else ""
    if not name:
        return None
    method, resolution = row.get("experimental_method"), row.get("resolution")
    return MappedEntry(
        entry=name,
        accession=accession,
        method=method if isinstance(method, str) else "",
        resolution_A=float(resolution) if _is_resolution(resolution) else math.nan,
    )


def _is_resolution(stated: Any) -> bool:
    """Return whether a value is a number in the range of resolutions."""
    return isinstance(stated, int | float) and not isinstance(stated, bool) and 0 < stated < 1000
