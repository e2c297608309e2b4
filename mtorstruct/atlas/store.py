"""Look-up of residues in an atlas, embedded or built by the user."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.pack import Packed
from mtorstruct.errors import DataError
from mtorstruct.files.paths import exists
from mtorstruct.reference.proteins import first_rows, protein
from mtorstruct.reference.tables import structures_folder
from mtorstruct.tables import LIGANDS, PREDICTED, RESIDUE_GEOMETRY, SUMMARY, Columns, Table
from mtorstruct.texts import html_summary

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 4
"""Version of the file layout."""

RESIDUES_FILE, SUMMARY_FILE = "residues.npz", "summary.npz"
SITES_FILE, MANIFEST_FILE = "sites.tsv", "manifest.json"
ATLAS_FILES = frozenset({RESIDUES_FILE, SUMMARY_FILE, SITES_FILE, MANIFEST_FILE})

HASHES, OWN_HASH = "files", "manifest_sha256"
"""Keys of the manifest: SHA-256 of each other file, and of the rest of the manifest."""


@dataclass(frozen=True, eq=False, repr=False)
class Atlas:
    """An atlas on disk; each file is compared with its hash in the manifest when it is first asked for.

    `manifest` holds the atlas's version, the hashes of its files and, for each entry, the hash of the
    structure's file.
    """

    folder: Path
    manifest: dict[str, Any]

    def __repr__(self) -> str:
        return f"<Atlas {self.version}: {self._counted}>"

    def _repr_html_(self) -> str:
        kinds: dict[str, list[str]] = {}
        for told in self.manifest["entries"]:
            kinds.setdefault(told["kind"], []).append(told["entry"])
        genes = dict.fromkeys(c["gene"] for told in self.manifest["entries"] for c in told["chains"])
        rows = [(kind, ", ".join(entries)) for kind, entries in kinds.items()]
        proteins = ", ".join(gene for gene in genes if gene)
        return html_summary(
            f"Atlas {self.version}", [*rows, ("proteins", proteins), ("folder", str(self.folder))]
        )

    @property
    def _counted(self) -> str:
        kinds = Counter(told["kind"] for told in self.manifest["entries"])
        n = len(self.manifest["entries"])
        return f"{n} structures ({', '.join(f'{count} {kind}' for kind, count in kinds.items())})"

    @property
    def version(self) -> str:
        """Return the identifier of the content."""
        return str(self.manifest["atlas_version"])

    @property
    def sha256(self) -> dict[str, str]:
        """Return the SHA-256 of the structure file of each entry."""
        return {e["entry"]: e["sha256"] for e in self.manifest["entries"]}

    def entries_with(self, gene: str) -> list[str]:
        """Return the entries, except predictions, with a chain of a protein."""
        return [
            e["entry"]
            for e in self.manifest["entries"]
            if e["kind"] != PREDICTED and any(c["gene"] == gene for c in e["chains"])
        ]

    @property
    def entries_by_resolution(self) -> list[str]:
        """Return all entries, the best resolution first; those without one come last."""
        by = {
            e["entry"]: np.inf if e["resolution_A"] is None else e["resolution_A"]
            for e in self.manifest["entries"]
        }
        return sorted(by, key=lambda entry: by[entry])

    @cached_property
    def summary(self) -> Packed:
        """Return the per-position table, dense: all positions of all proteins in order."""
        return self._packed(SUMMARY_FILE, SUMMARY)

    @cached_property
    def residues(self) -> Packed:
        """Return the long table: protein x position x entry x copy."""
        return self._packed(RESIDUES_FILE, RESIDUE_GEOMETRY)

    def summary_frame(self) -> pd.DataFrame:
        """Return the per-position table as a DataFrame (``mtorstruct.tables.SUMMARY``)."""
        return SUMMARY.frame(self.summary.columns())

    def residue_frame(self) -> pd.DataFrame:
        """Return the long table as a DataFrame (``mtorstruct.tables.RESIDUE_GEOMETRY``)."""
        return RESIDUE_GEOMETRY.frame(self.residues.columns())

    @cached_property
    def ligands(self) -> Columns:
        """Return the atoms of the ligands at the drug sites: columns of ``mtorstruct.tables.LIGANDS``."""
        return LIGANDS.read_tsv(self._content(SITES_FILE).decode())

    def ligand_frame(self) -> pd.DataFrame:
        """Return the ligands' atoms at the drug sites as a DataFrame (``mtorstruct.tables.LIGANDS``)."""
        return LIGANDS.frame(self.ligands)

    def _packed(self, name: str, table: Table) -> Packed:
        try:
            return Packed(self._content(name), table)
        except KeyError as err:
            raise _damaged(self.folder / name, f"has no column {err.args[0]}") from err

    def _content(self, name: str) -> bytes:
        """Return the bytes of a file, checked against the manifest."""
        content = _read(self.folder / name)
        if sha256(content) != self.manifest[HASHES][name]:
            raise _damaged(self.folder / name, "is not the file that the manifest names: damaged or altered")
        return content

    def summary_rows(self, genes: list[str], uniprot_positions: list[int]) -> NDArray[np.int64]:
        """Return rows of the per-position table for some genes and UniProt positions, which must exist."""
        offsets = first_rows()
        return np.array(
            [offsets[g] + p - 1 for g, p in zip(genes, uniprot_positions, strict=True)], dtype=np.int64
        )

    @cached_property
    def _blocks(self) -> dict[str, list[int]]:
        """Return the first row of every chain in the long table, by gene; positions are consecutive."""
        first = np.flatnonzero(self.residues.column("position") == 1)
        blocks: dict[str, list[int]] = {}
        for row, gene in zip(first.tolist(), self.residues.take("gene", first).tolist(), strict=True):
            blocks.setdefault(gene, []).append(row)
        return blocks

    def chains(self, gene: str) -> list[NDArray[np.int64]]:
        """Return rows of the long table of each chain of a protein, except predicted ones, by position."""
        measured = {e["entry"] for e in self.manifest["entries"] if e["kind"] != PREDICTED}
        starts = np.array(self._blocks.get(gene, []), dtype=np.int64)
        named = self.residues.take("entry", starts).tolist() if len(starts) else []
        length = len(protein(gene))
        return [
            start + np.arange(length) for start, entry in zip(starts, named, strict=True) if entry in measured
        ]

    def residue_rows(self, gene: str, uniprot_pos: int) -> list[int]:
        """Return rows of the long table at a UniProt position: one an entry and copy, modelled or not."""
        if not 1 <= uniprot_pos <= len(protein(gene)):
            return []
        return [start + uniprot_pos - 1 for start in self._blocks.get(gene, [])]


def open_atlas(folder: str | Path | None = None) -> Atlas:
    """Open an atlas.

    Parameters
    ----------
    folder : str or pathlib.Path, optional
        The folder that ``mtorstruct atlas build`` wrote; without it the one that
        ``MTORSTRUCT_ATLAS`` names, else the embedded one.

    Raises
    ------
    DataError
        There is no atlas in the folder, or it was written in another format, is damaged, was altered, or
        cannot be looked for.
    """
    chosen = folder or os.environ.get("MTORSTRUCT_ATLAS") or structures_folder() / "atlas"
    return _open(Path(chosen))


@cache
def _open(folder: Path) -> Atlas:
    path = folder / MANIFEST_FILE
    if not exists(path):
        raise DataError(
            "there is no atlas here",
            where=str(folder),
            hint="build one with: mtorstruct atlas build ... -o DIR",
        )
    try:
        manifest = json.loads(_read(path))
    except (ValueError, RecursionError) as err:
        raise _damaged(path, "is damaged: it cannot be read as JSON") from err
    if not isinstance(manifest, dict):
        raise _damaged(path, "is no manifest of an atlas")
    if manifest.get("format") != FORMAT:
        raise _damaged(path, f"states atlas format {str(manifest.get('format'))[:20]}, not {FORMAT}")
    if manifest.get(OWN_HASH) != manifest_hash(manifest):
        raise _damaged(path, "does not match its own hash: damaged or altered")
    return Atlas(folder, manifest)


def _read(path: Path) -> bytes:
    """Return the bytes of an atlas file; a path that is no regular file is not opened."""
    if exists(path) and not path.is_file():
        raise _damaged(path, "is no regular file")
    try:
        return path.read_bytes()
    except OSError as err:
        raise _damaged(path, f"cannot be read ({err.strerror})") from err


def _damaged(path: Path, what: str) -> DataError:
    embedded = path.parent == structures_folder() / "atlas"
    hint = "install mtorstruct again" if embedded else "build the atlas again"
    return DataError(what, where=str(path), hint=hint)


def sha256(content: bytes) -> str:
    """Return the hash by which a manifest lists a file."""
    return hashlib.sha256(content).hexdigest()


def manifest_hash(manifest: dict[str, Any]) -> str:
    """Return the hash of a manifest without this hash itself."""
    said = {key: value for key, value in manifest.items() if key != OWN_HASH}
    return sha256(json.dumps(said, sort_keys=True).encode())
