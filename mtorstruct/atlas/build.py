"""Measure some structures and write an atlas: the long table, its summary, the sites, a manifest."""

from __future__ import annotations

import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.pack import content_hash, pack
from mtorstruct.atlas.store import FORMAT, MANIFEST_FILE, RESIDUES_FILE, SITES_FILE, SUMMARY_FILE
from mtorstruct.atlas.summary import EntryRank, summarise
from mtorstruct.errors import DataError, UsageError
from mtorstruct.geometry.register import UNTESTED, register_shifts
from mtorstruct.geometry.sites import Site, ca_atoms, locate_sites
from mtorstruct.geometry.table import geometry_columns
from mtorstruct.reference.entries import entry as catalogue_entry
from mtorstruct.reference.proteins import proteins
from mtorstruct.schema import LIGANDS, RESIDUE_GEOMETRY, SUMMARY, Columns
from mtorstruct.structure.complex import MtorComplex, load
from mtorstruct.structure.numbering import SAME
from mtorstruct.version import __version__

CONFIDENT_PLDDT = 70.0
"""pLDDT from which a residue counts as confidently predicted (AlphaFold DB)."""


def build_atlas(
    files_or_entries: Sequence[str | Path],
    folder: str | Path,
    *,
    store: str | Path | None = None,
    offline: bool | None = None,
) -> None:
    """Build an atlas from some structures.

    Parameters
    ----------
    files_or_entries : sequence of str or pathlib.Path
        Coordinate files or entry ids, as `mtorstruct.load` takes them.
    folder : str or pathlib.Path
        Where to write it. An atlas that is there is replaced, once the new one is whole.
    store, offline
        Where entries are kept, and whether no socket may be opened, as in `mtorstruct.load`.

    Raises
    ------
    RemoteError
        An entry is not in the store, and cannot be fetched.
    DataError
        A structure cannot be read, holds none of the nine proteins, or is given twice.
    UsageError
        No structures are given, or the folder holds something that is not an atlas.
    """
    folder = Path(folder)
    if not files_or_entries or isinstance(files_or_entries, str):
        raise UsageError("no list of structures was given", mend="give files or entry ids in a list")
    _refuse_other_content(folder)
    measured: list[Columns] = []
    described: list[dict[str, Any]] = []
    site_lines: list[str] = []
    traces: list[Trace] = []
    for file_or_entry in files_or_entries:
        complex_ = load(file_or_entry, store=store, offline=offline)
        if all(chain.relation != SAME for chain in complex_.known_chains):
            raise DataError(
                "has no chain of human mTOR or its partners", where=str(file_or_entry), mend="leave it out"
            )
        if complex_.source in (d["entry"] for d in described):
            raise DataError(
                f"entry {complex_.source} is given twice", where=str(file_or_entry), mend="leave one out"
            )
        sites = locate_sites(complex_)
        measured.append(_of_the_nine(geometry_columns(complex_, sites)))
        described.append(_describe(complex_, sites))
        site_lines += _site_lines(complex_, sites)
        traces += _traces(complex_, predicted=described[-1]["kind"] == "predicted")
    rows = {name: np.concatenate([m[name] for m in measured]) for name in RESIDUE_GEOMETRY.names}
    rows["register"] = _registers(rows, traces)
    summary = summarise(rows, [rank(d) for d in described])
    manifest = {
        "format": FORMAT,
        "atlas_version": content_hash({RESIDUE_GEOMETRY: rows, SUMMARY: summary})[:12],
        "mtorstruct_version": __version__,
        "entries": described,
    }
    head = "\t".join(LIGANDS.names) + "\n"
    _write(
        folder,
        {
            RESIDUES_FILE: pack(RESIDUE_GEOMETRY, rows),
            SUMMARY_FILE: pack(SUMMARY, summary),
            SITES_FILE: (head + "".join(site_lines)).encode(),
            MANIFEST_FILE: (json.dumps(manifest, indent=1) + "\n").encode(),
        },
    )


def _of_the_nine(rows: Columns) -> Columns:
    """Rows without those of relatives, which only carry the numbers of a human protein."""
    kept = np.isin(rows["gene"].astype(str), [p.gene for p in proteins()])
    return rows if kept.all() else {name: values[kept] for name, values in rows.items()}


def rank(described: dict[str, Any]) -> EntryRank:
    """What an entry of the manifest is ranked by."""
    resolution = described["resolution_A"]
    return EntryRank(
        entry=described["entry"],
        experimental=described["kind"] == "experimental",
        resolution_A=math.nan if resolution is None else float(resolution),
        unit_sizes={c["chain"]: c["unit_size"] for c in described["chains"]},
    )


@dataclass(frozen=True)
class Trace:
    """CA atoms of one chain: UniProt positions, shape (n,), and coordinates in A, (n, 3)."""

    entry: str
    chain: str
    gene: str
    predicted: bool
    position: NDArray[np.int64]
    xyz: NDArray[np.float64]


def _traces(complex_: MtorComplex, *, predicted: bool) -> list[Trace]:
    """CA traces of the known chains; of a predicted model only what it is confident of."""
    traces = []
    for chain in (c for c in complex_.known_chains if c.relation == SAME):
        position, xyz = ca_atoms(complex_, chain)
        if predicted:
            plddt = np.zeros(len(chain.protein) + 1 if chain.protein else 0)
            placed = chain.uniprot_pos > 0
            plddt[chain.uniprot_pos[placed]] = complex_.residue_b_factors[chain.rows][placed]
            sure = plddt[position] >= CONFIDENT_PLDDT
            position, xyz = position[sure], xyz[sure]
        rising = np.argsort(position)
        traces.append(
            Trace(
                complex_.source,
                chain.name,
                chain.gene,
                predicted,
                position[rising].astype(np.int64),
                xyz[rising],
            )
        )
    return traces


def _registers(rows: Columns, traces: list[Trace]) -> NDArray[Any]:
    """Register of every row, from the comparison of each experimental chain with the predicted ones."""
    register = np.full(len(rows["entry"]), "untested", dtype=object)
    for trace in traces:
        for model in (t for t in traces if t.predicted and t.gene == trace.gene and not trace.predicted):
            shift = register_shifts(trace.position, trace.xyz, model.position, model.xyz)
            state = np.where(shift == UNTESTED, "untested", np.where(shift == 0, "supported", "in_doubt"))
            mine = np.flatnonzero((rows["entry"] == trace.entry) & (rows["chain"] == trace.chain))
            register[mine[trace.position - 1]] = state
    return register


def _describe(complex_: MtorComplex, sites: list[Site]) -> dict[str, Any]:
    """Manifest of one entry; resolution from the file, else from the catalogue, which is said.

    A file is not what its name says: the catalogue is asked only if it names the same proteins.
    """
    header = complex_.header
    known = catalogue_entry(header.source)
    if known and not all(c.gene in known.chains for c in complex_.known_chains):
        known = None
    resolution, stated_by = header.resolution_A, "file"
    if math.isnan(resolution) and known and not math.isnan(known.resolution_A):
        resolution = known.resolution_A
        unseen = "resolution" in known.unverified_fields
        stated_by = "catalogue, unverified" if unseen else "catalogue"
    unit_size = Counter(
        complex_.unit_of_chain[c.name] for c in complex_.chains for _ in range(c.rows.stop - c.rows.start)
    )
    predicted = header.source.startswith("AF-") or "ALPHAFOLD" in header.title.upper()
    return {
        "entry": header.source,
        "entry_stated_by": "file" if header.source_stated else "file name",
        "kind": "predicted" if predicted else "experimental",
        "title": header.title or (known.title if known else ""),
        "method": header.method or (known.method if known else ""),
        "resolution_A": None if math.isnan(resolution) else resolution,
        "resolution_stated_by": "" if math.isnan(resolution) else stated_by,
        "sha256": header.sha256,
        "chains": [
            {
                "chain": c.name,
                "gene": c.gene,
                "copy": c.copy,
                "mapping_source": c.mapping_source,
                "identity": c.identity,
                "unit_size": unit_size[complex_.unit_of_chain[c.name]],
            }
            for c in complex_.chains
        ],
        "sites": [
            {
                "site": s.site,
                "copy": s.copy,
                "basis": s.basis,
                "rmsd_A": None if math.isnan(s.rmsd_A) else round(s.rmsd_A, 2),
                "n_superposed": s.n_superposed,
                "reason": s.reason,
            }
            for s in sites
        ],
    }


def _site_lines(complex_: MtorComplex, sites: list[Site]) -> list[str]:
    return [
        f"{complex_.source}\t{s.site}\t{s.copy}\t{s.basis}\t"
        f"{'' if math.isnan(s.rmsd_A) else format(s.rmsd_A, '.2f')}\t{s.n_superposed or ''}\t"
        f"{atom}\t{x:.2f}\t{y:.2f}\t{z:.2f}\n"
        for s in sites
        for atom, (x, y, z) in zip(s.atom, s.xyz, strict=True)
    ]


def _refuse_other_content(folder: Path) -> None:
    if folder.is_file():
        raise UsageError("is a file", where=str(folder), mend="name a folder for the atlas")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MANIFEST_FILE).is_file():
        raise UsageError(
            "holds something that is not an atlas", where=str(folder), mend="name a new or empty folder"
        )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files into a new folder beside the target, then put it in the target's place."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            new.chmod(0o755)
            for name, content in files.items():
                (new / name).write_bytes(content)
            if folder.exists():
                old = new.with_name(new.name + ".old")
                folder.rename(old)
                new.rename(folder)
                shutil.rmtree(old)
            else:
                new.rename(folder)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
    except OSError as err:
        raise UsageError(
            f"cannot be written ({err.strerror})",
            where=str(folder),
            mend="check the folder and its permissions",
        ) from err
