"""Sources of entries, and their addresses.

The addresses are those that the archives give their own files: RCSB PDB, PDBe (whose files carry SIFTS
numbering), PDBj and wwPDB itself; AlphaFold DB is asked which file and version is current. BinaryCIF, which
is read several times faster than text, is asked for before mmCIF at each of them that has it. The hosts of
the archive are those of wwPDB's page of download sites (https://www.wwpdb.org/ftp/pdb-ftp-sites).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

from mtorstruct.archive.addresses import server_of
from mtorstruct.archive.ids import ALPHAFOLD, EntryId
from mtorstruct.archive.store import BINARYCIF, MMCIF, PDB_FORMAT, SUFFIXES, SUFFIXES_OF
from mtorstruct.errors import RemoteError, UsageError

BASES = {
    "rcsb": "https://files.rcsb.org",
    "rcsb_models": "https://models.rcsb.org",
    "pdbe": "https://www.ebi.ac.uk/pdbe",
    "pdbj": "https://files.pdbj.org",
    "wwpdb": "https://files.wwpdb.org",
    "alphafold": "https://alphafold.ebi.ac.uk",
    "jsdelivr": "https://cdn.jsdelivr.net/npm",
    "unpkg": "https://unpkg.com",
    "ensembl": "https://rest.ensembl.org",
    "ncbi": "https://eutils.ncbi.nlm.nih.gov/entrez/eutils",
}
"""Base addresses; ``MTORSTRUCT_URL_RCSB`` and the like name a mirror instead."""

ORDER = ("rcsb", "pdbe", "pdbj", "wwpdb")
"""Sources of PDB entries, in the order of use; ``MTORSTRUCT_SOURCES`` gives another one."""


@dataclass(frozen=True)
class Wanted:
    """A requested file: an entry, in some format, as deposited or as its first biological assembly.

    Without a `format`, the best available is requested, and a file in any format is accepted.
    """

    entry: EntryId
    format: str | None = None
    assembly: bool = False

    @property
    def formats(self) -> tuple[str, ...]:
        """Return the formats in the order in which they are requested from a source."""
        if self.format:
            return (self.format,)
        return (MMCIF,) if self.assembly else (BINARYCIF, MMCIF)

    @property
    def variant(self) -> str:
        """Return the part of the file's name between the entry and the suffix."""
        return "-assembly1" if self.assembly else ""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Return the suffixes that the file may have in a store."""
        return SUFFIXES_OF[self.format] if self.format else SUFFIXES


@dataclass(frozen=True)
class Offer:
    """An address at some server, and the format of the file there."""

    base: str
    path: str
    format: str

    @property
    def url(self) -> str:
        """Return the whole address."""
        return f"{self.base}/{self.path}"


def base_url(source: str) -> str:
    """Return the base address of a source.

    Raises
    ------
    UsageError
        The mirror named for it is no address.
    """
    variable = f"MTORSTRUCT_URL_{source.upper()}"
    stated = (os.environ.get(variable, "").strip() or BASES[source]).rstrip("/")
    if server_of(stated) is None:
        raise UsageError(
            f"'{stated[:80]}' is no address of a server",
            where=variable,
            hint=f"give one such as {BASES[source]}, or unset it",
        )
    return stated


def source_order(first: str | None = None) -> tuple[str, ...]:
    """Return the sources in the order of use.

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
            raise UsageError(f"unknown source '{name}'", hint="known are " + ", ".join(ORDER))
    return tuple(dict.fromkeys(order))


def offers(source: str, wanted: Wanted) -> list[Offer]:
    """Return the addresses of a PDB entry at one source, the preferred first; none without such a file."""
    make = _assembly if wanted.assembly else _entry
    made = (make(source, wanted.entry.id.lower(), name) for name in wanted.formats)
    return [found for found in made if found]


def _entry(source: str, entry: str, file_format: str) -> Offer | None:
    if file_format == BINARYCIF:
        if source == "rcsb" and not _is_mirrored("rcsb"):
            return Offer(base_url("rcsb_models"), f"{entry}.bcif.gz", file_format)
        if source == "pdbe":
            return Offer(base_url(source), f"entry-files/download/{entry}.bcif", file_format)
        return None
    mmcif = file_format == MMCIF
    if source == "rcsb":
        path = f"download/{entry.upper()}.{'cif' if mmcif else 'pdb'}.gz"
    elif source == "pdbe":
        path = f"entry-files/download/{f'{entry}_updated.cif' if mmcif else f'pdb{entry}.ent'}"
    else:
        kind, file = ("mmCIF", f"{entry}.cif.gz") if mmcif else ("pdb", f"pdb{entry}.ent.gz")
        path = f"pub/pdb/data/structures/divided/{kind}/{entry[1:3]}/{file}"
    return Offer(base_url(source), path, file_format)


def _is_mirrored(source: str) -> bool:
    """Return whether a mirror replaces a source, but not the host of its BinaryCIF files."""
    variable = f"MTORSTRUCT_URL_{source.upper()}"
    return bool(os.environ.get(variable)) and not os.environ.get(f"{variable}_MODELS")


def _assembly(source: str, entry: str, file_format: str) -> Offer | None:
    if file_format != MMCIF or source == "pdbe":
        return None
    file = f"{entry}-assembly1.cif.gz"
    folder = "download" if source == "rcsb" else f"pub/pdb/data/assemblies/mmCIF/divided/{entry[1:3]}"
    return Offer(base_url(source), f"{folder}/{file}", file_format)


def alphafold_question(entry: EntryId) -> str:
    """Return the address of the query for a model's current file."""
    return f"{base_url('alphafold')}/api/prediction/{entry.accession}"


ALPHAFOLD_KEYS = {BINARYCIF: "bcifUrl", MMCIF: "cifUrl", PDB_FORMAT: "pdbUrl"}
"""Keys of the address of a model in AlphaFold DB's answer, by format."""


ALPHAMISSENSE_KEY = "amAnnotationsUrl"
"""Key of the address of AlphaMissense's scores in the same answer."""


def alphafold_offers(answer: Any, wanted: Wanted) -> list[Offer]:
    """Return the addresses of a model from the answer of AlphaFold DB.

    Raises
    ------
    RemoteError
        The answer names no such model, or an address on another host.
    """
    models = answer if isinstance(answer, list) else []
    found = []
    for model in models:
        if isinstance(model, dict) and wanted.entry.id in (model.get("entryId"), model.get("modelEntityId")):
            for name in wanted.formats:
                url = model.get(ALPHAFOLD_KEYS[name])
                if isinstance(url, str) and "/" in url:
                    found.append(_alphafold_offer(url, name, wanted.entry))
    if not found:
        raise RemoteError(
            "AlphaFold DB names no such model", where=wanted.entry.id, hint="check the accession"
        )
    return found


def alphafold_scores(answer: Any, entry: EntryId) -> str:
    """Return the address of AlphaMissense's scores of a protein from the answer of AlphaFold DB.

    Raises
    ------
    RemoteError
        The answer names no scores of it, or an address on another host.
    """
    for model in answer if isinstance(answer, list) else []:
        if isinstance(model, dict) and entry.id in (model.get("entryId"), model.get("modelEntityId")):
            url = model.get(ALPHAMISSENSE_KEY)
            if isinstance(url, str) and url:
                return _on_its_host(url, entry)
    raise RemoteError(
        "AlphaFold DB names no scores of AlphaMissense for it",
        where=entry.id,
        hint="try again later, or put its file into the store by hand",
    )


def _alphafold_offer(url: str, file_format: str, entry: EntryId) -> Offer:
    base, path = _on_its_host(url, entry).rsplit("/", 1)
    return Offer(base, path, file_format)


def _on_its_host(url: str, entry: EntryId) -> str:
    """Return an address that AlphaFold DB names, which must be one of its own."""
    if server_of(url) != server_of(base_url("alphafold")):
        raise RemoteError(
            "AlphaFold DB names an address on another host",
            where=entry.id,
            hint="try again later, or put its file into the store by hand",
        )
    return url


def is_alphafold(entry: EntryId) -> bool:
    """Return whether an entry is a predicted model."""
    return entry.kind == ALPHAFOLD
