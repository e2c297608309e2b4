"""Looking residues up in an atlas: the embedded one, or one that the user built."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.pack import Packed
from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.proteins import first_rows, protein
from mtorstruct.reference.tables import structures_folder
from mtorstruct.schema import LIGANDS, MISSING_INT, RESIDUE_GEOMETRY, SUMMARY, Columns

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 1
"""Version of the files' layout."""

RESIDUES_FILE, SUMMARY_FILE = "residues.npz", "summary.npz"
SITES_FILE, MANIFEST_FILE = "sites.tsv", "manifest.json"


@dataclass(frozen=True, eq=False)
class Atlas:
    """An atlas on disk. `manifest` holds its version and, for each entry, the hash of its file."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def version(self) -> str:
        """Identifier of the content."""
        return str(self.manifest["atlas_version"])

    @property
    def sha256(self) -> dict[str, str]:
        """SHA-256 of the structure file of each entry."""
        return {e["entry"]: e["sha256"] for e in self.manifest["entries"]}

    def entries_with(self, gene: str) -> list[str]:
        """Experimental entries that hold a chain of a protein."""
        return [
            e["entry"]
            for e in self.manifest["entries"]
            if e["kind"] == "experimental" and any(c["gene"] == gene for c in e["chains"])
        ]

    @property
    def entries_by_resolution(self) -> list[str]:
        """All entries, the best resolution first; those that state none come last."""
        by = {
            e["entry"]: np.inf if e["resolution_A"] is None else e["resolution_A"]
            for e in self.manifest["entries"]
        }
        return sorted(by, key=lambda entry: by[entry])

    @cached_property
    def summary(self) -> Packed:
        """The per-position table, dense: all positions of all proteins in their order."""
        return Packed(self.folder / SUMMARY_FILE, SUMMARY)

    @cached_property
    def residues(self) -> Packed:
        """The long table: protein x position x entry x copy."""
        return Packed(self.folder / RESIDUES_FILE, RESIDUE_GEOMETRY)

    def summary_frame(self) -> pd.DataFrame:
        """The per-position table as a DataFrame (``mtorstruct.schema.SUMMARY``)."""
        return SUMMARY.frame(self.summary.columns())

    def residue_frame(self) -> pd.DataFrame:
        """The long table as a DataFrame (``mtorstruct.schema.RESIDUE_GEOMETRY``)."""
        return RESIDUE_GEOMETRY.frame(self.residues.columns())

    @cached_property
    def ligands(self) -> Columns:
        """Atoms of the ligands at the drug sites: columns of ``mtorstruct.schema.LIGANDS``."""
        lines = (self.folder / SITES_FILE).read_text(encoding="utf-8").splitlines()
        rows = [line.split("\t") for line in lines[1:]]
        made: dict[str, Callable[[str], object]] = {
            "str": str,
            "int": lambda text: int(text) if text else MISSING_INT,
            "float": lambda text: float(text or "nan"),
        }
        dtypes = {"str": object, "int": np.int64, "float": np.float64}
        return {
            column.name: np.array([made[column.dtype](row[k]) for row in rows], dtype=dtypes[column.dtype])
            for k, column in enumerate(LIGANDS.columns)
        }

    def ligand_frame(self) -> pd.DataFrame:
        """Atoms of the ligands at the drug sites as a DataFrame (``mtorstruct.schema.LIGANDS``)."""
        return LIGANDS.frame(self.ligands)

    def summary_rows(self, genes: list[str], uniprot_positions: list[int]) -> NDArray[np.int64]:
        """Rows of the per-position table for some genes and UniProt positions, which must exist."""
        offsets = first_rows()
        return np.array(
            [offsets[g] + p - 1 for g, p in zip(genes, uniprot_positions, strict=True)], dtype=np.int64
        )

    @cached_property
    def _blocks(self) -> dict[str, list[int]]:
        """First row of every chain in the long table, by gene; its positions follow one another."""
        first = np.flatnonzero(self.residues.column("position") == 1)
        blocks: dict[str, list[int]] = {}
        for row, gene in zip(first.tolist(), self.residues.take("gene", first).tolist(), strict=True):
            blocks.setdefault(gene, []).append(row)
        return blocks

    def chains(self, gene: str) -> list[NDArray[np.int64]]:
        """Rows of the long table of each experimental chain of a protein, in the order of its positions."""
        experimental = {e["entry"] for e in self.manifest["entries"] if e["kind"] == "experimental"}
        starts = np.array(self._blocks.get(gene, []), dtype=np.int64)
        named = self.residues.take("entry", starts).tolist() if len(starts) else []
        length = len(protein(gene))
        return [
            start + np.arange(length)
            for start, entry in zip(starts, named, strict=True)
            if entry in experimental
        ]

    def residue_rows(self, gene: str, uniprot_pos: int) -> list[int]:
        """Rows of the long table at a UniProt position: one an entry and copy, modelled or not."""
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
    UsageError
        There is no atlas in the folder.
    DataError
        The atlas was written in another format.
    """
    chosen = folder or os.environ.get("MTORSTRUCT_ATLAS") or structures_folder() / "atlas"
    return _open(Path(chosen))


@cache
def _open(folder: Path) -> Atlas:
    try:
        manifest = json.loads((folder / MANIFEST_FILE).read_text(encoding="utf-8"))
    except OSError as err:
        raise UsageError(
            "there is no atlas here",
            where=str(folder),
            mend="build one with: mtorstruct atlas build ... -o DIR",
        ) from err
    except ValueError as err:
        raise DataError("the manifest is damaged", where=str(folder), mend="build the atlas again") from err
    if manifest.get("format") != FORMAT:
        raise DataError(
            f"atlas format {manifest.get('format')} is not {FORMAT}",
            where=str(folder),
            mend="build the atlas again",
        )
    return Atlas(folder, manifest)
