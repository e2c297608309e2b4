"""Where entries come from, and under which addresses.

The addresses are those that the archives give their own files: RCSB PDB, PDBe (the updated mmCIF, which
carries SIFTS numbering) and PDBj; AlphaFold DB is asked which file and version is current.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from mtorstruct.archive.ids import ALPHAFOLD, EntryId
from mtorstruct.errors import RemoteError, UsageError

MMCIF, PDB_FORMAT = "mmcif", "pdb"
FORMATS = (MMCIF, PDB_FORMAT)

BASES = {
    "rcsb": "https://files.rcsb.org",
    "pdbe": "https://www.ebi.ac.uk/pdbe",
    "pdbj": "https://data.pdbj.org",
    "alphafold": "https://alphafold.ebi.ac.uk",
    "jsdelivr": "https://cdn.jsdelivr.net/npm",
    "unpkg": "https://unpkg.com",
    "ensembl": "https://rest.ensembl.org",
    "ncbi": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
}
"""Beginning of the addresses; ``MTORSTRUCT_URL_RCSB`` and the like name a mirror instead."""

ORDER = ("rcsb", "pdbe", "pdbj")
"""Sources of PDB entries, in the order in which they are asked; ``MTORSTRUCT_SOURCES`` gives another one."""


@dataclass(frozen=True)
class Wanted:
    """One file: an entry, mmCIF or PDB format, as deposited or as its first biological assembly."""

    entry: EntryId
    format: str = MMCIF
    assembly: bool = False

    @property
    def variant(self) -> str:
        """What stands between the entry and the ending in the file's name."""
        return "-assembly1" if self.assembly else ""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Endings that the file may have in a store."""
        if self.format == PDB_FORMAT:
            return (".pdb.gz", ".pdb", ".ent.gz", ".ent")
        return (".cif.gz", ".cif")


@dataclass(frozen=True)
class Offer:
    """An address, and the name that the file gets in the store."""

    url: str
    name: str


def base_url(source: str) -> str:
    """Beginning of the addresses of a source."""
    return os.environ.get(f"MTORSTRUCT_URL_{source.upper()}", BASES[source]).rstrip("/")


def source_order(first: str | None = None) -> tuple[str, ...]:
    """Sources in the order in which they are asked.

    Raises
    ------
    UsageError
        One of them is not known.
    """
    chosen = os.environ.get("MTORSTRUCT_SOURCES", "")
    order = [name.strip().lower() for name in chosen.split(",") if name.strip()] or list(ORDER)
    if first:
        order = [first.lower(), *order]
    for name in order:
        if name not in ORDER:
            raise UsageError(f"unknown source '{name}'", mend="known are " + ", ".join(ORDER))
    return tuple(dict.fromkeys(order))


def offer(source: str, wanted: Wanted) -> Offer | None:
    """Address of a PDB entry at one source; None where the source has no such file."""
    upper, lower = wanted.entry.id, wanted.entry.id.lower()
    middle, base = lower[1:3], base_url(source)
    mmcif = wanted.format == MMCIF
    if wanted.assembly:
        paths = {
            "rcsb": f"download/{lower}-assembly1.cif.gz",
            "pdbj": f"pub/pdb/data/assemblies/mmCIF/divided/{middle}/{lower}-assembly1.cif.gz",
        }
        if not mmcif or source not in paths:
            return None
        return Offer(f"{base}/{paths[source]}", f"{lower}-assembly1.cif.gz")
    if source == "rcsb":
        ending = "cif.gz" if mmcif else "pdb.gz"
        return Offer(f"{base}/download/{upper}.{ending}", f"{lower}.{ending}")
    if source == "pdbe":
        file = f"{lower}_updated.cif" if mmcif else f"pdb{lower}.ent"
        return Offer(f"{base}/entry-files/download/{file}", f"{lower}.{'cif' if mmcif else 'pdb'}")
    kind, file = ("mmCIF", f"{lower}.cif.gz") if mmcif else ("pdb", f"pdb{lower}.ent.gz")
    name = f"{lower}.{'cif' if mmcif else 'pdb'}.gz"
    return Offer(f"{base}/pub/pdb/data/structures/divided/{kind}/{middle}/{file}", name)


def alphafold_question(entry: EntryId) -> str:
    """Address that tells which file of a model is current."""
    return f"{base_url('alphafold')}/api/prediction/{entry.accession}"


def alphafold_offer(answer: Any, wanted: Wanted) -> Offer:
    """Address of a model, out of the answer of AlphaFold DB.

    Raises
    ------
    RemoteError
        The answer names no such model.
    """
    key = "cifUrl" if wanted.format == MMCIF else "pdbUrl"
    models = answer if isinstance(answer, list) else []
    for model in models:
        if isinstance(model, dict) and wanted.entry.id in (model.get("entryId"), model.get("modelEntityId")):
            url = model.get(key)
            if isinstance(url, str) and url:
                ending = "cif" if wanted.format == MMCIF else "pdb"
                return Offer(url, f"{wanted.entry.id}.{ending}")
    raise RemoteError("AlphaFold DB names no such model", where=wanted.entry.id, mend="check the accession")


def is_alphafold(entry: EntryId) -> bool:
    """Whether an entry is a predicted model."""
    return entry.kind == ALPHAFOLD
