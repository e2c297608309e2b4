"""Building of an atlas from structures: the long table, its summary, the sites, a manifest."""

from __future__ import annotations

import contextlib
import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.atlas.pack import content_hash, pack
from mtorstruct.atlas.registers import registers, traces
from mtorstruct.atlas.store import (
    ATLAS_FILES,
    FORMAT,
    HASHES,
    MANIFEST_FILE,
    OWN_HASH,
    RESIDUES_FILE,
    SITES_FILE,
    SUMMARY_FILE,
    manifest_hash,
    sha256,
)
from mtorstruct.atlas.summary import EntryRank, summarise
from mtorstruct.errors import DataError, MtorStructError, UsageError
from mtorstruct.measures.contacts import Contacts
from mtorstruct.measures.registry import LONG_TABLE, Measurement
from mtorstruct.measures.sites import Site
from mtorstruct.measures.table import numbered_file_rows
from mtorstruct.reference.entries import entry as catalogue_entry
from mtorstruct.reference.proteins import proteins
from mtorstruct.structure.content import Provenance
from mtorstruct.structure.loading import load
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.numbering import SAME
from mtorstruct.tables import (
    KINDS,
    LIGANDS,
    PREDICTED,
    SUMMARY,
    UNKNOWN,
    UNTESTED,
    Columns,
    is_doubted,
)
from mtorstruct.tables.writing import TEMPORARY, clear_old, target_of
from mtorstruct.version import __version__


def build_atlas(
    files_or_entries: Sequence[str | Path],
    folder: str | Path,
    *,
    kinds: Mapping[str, str] | None = None,
    tell: Callable[[MtorComplex | MtorStructError, str], None] | None = None,
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
    kinds : mapping of str to str, optional
        Kind of a structure, overriding its file: ``experimental``, ``predicted`` or ``unknown``, by the
        name of the file or the entry; behind a colon why, as in ``experimental: header stripped``. The key
        ``*`` means all files that state nothing. The manifest records it as stated by the user.
    tell : callable, optional
        Called with each structure once it is measured, and with the error of each that fails, which is then
        left out; without it the first error is raised.
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
        raise UsageError("no list of structures was given", hint="give files or entry ids in a list")
    with _writing(folder):
        _refuse_other_content(folder)
    measured: list[Columns] = []
    described: list[dict[str, Any]] = []
    site_lines: list[str] = []
    touching: list[Touching] = []
    failures: list[MtorStructError] = []
    for file_or_entry in files_or_entries:
        try:
            complex_ = load(file_or_entry, store=store, offline=offline)
            _refuse(complex_, str(file_or_entry), described)
        except MtorStructError as err:
            if tell is None:
                raise
            failures.append(err)
            tell(err, "")
            continue
        measurement = Measurement(complex_)
        columns = LONG_TABLE.compute(measurement)
        ours = np.isin(columns["gene"].astype(str), [p.gene for p in proteins()])
        provenance = _stated_kind(complex_, kinds or {})
        columns["kind"][:] = provenance.kind
        measured.append({name: values[ours] for name, values in columns.items()})
        described.append(_describe(complex_, measurement.sites, provenance))
        site_lines += _site_lines(complex_, measurement.sites)
        file_rows = numbered_file_rows(complex_)[ours]
        touching.append(Touching(complex_.entry, measurement.contacts, file_rows))
        if tell:
            tell(complex_, f"{provenance.kind}: {provenance.why}")
    if not measured:
        raise failures[0]
    rows = {name: np.concatenate([m[name] for m in measured]) for name in LONG_TABLE.table.names}
    _judge_registers(rows, described, touching)
    summary = summarise(rows, [rank(d) for d in described])
    head = "\t".join(LIGANDS.names) + "\n"
    files = {
        RESIDUES_FILE: pack(LONG_TABLE.table, rows),
        SUMMARY_FILE: pack(SUMMARY, summary),
        SITES_FILE: (head + "".join(site_lines)).encode(),
    }
    manifest = {
        "format": FORMAT,
        "atlas_version": content_hash({LONG_TABLE.table: rows, SUMMARY: summary})[:12],
        "mtorstruct_version": __version__,
        HASHES: {name: sha256(content) for name, content in files.items()},
        "entries": described,
    }
    manifest[OWN_HASH] = manifest_hash(manifest)
    with _writing(folder):
        _write(folder, files | {MANIFEST_FILE: (json.dumps(manifest, indent=1) + "\n").encode()})


def _refuse(complex_: MtorComplex, name: str, described: list[dict[str, Any]]) -> None:
    if all(chain.relation != SAME for chain in complex_.known_chains):
        raise DataError("has no chain of human mTOR or its partners", where=name, hint="leave it out")
    if complex_.entry in (d["entry"] for d in described):
        raise DataError(f"entry {complex_.entry} is given twice", where=name, hint="leave one out")


_STATED_BY = ("file", "catalogue", "catalogue, unverified", "")
"""Sources of a resolution, the most reliable first."""


def rank(described: dict[str, Any]) -> EntryRank:
    """Return the rank of an entry of the manifest."""
    resolution = described["resolution_A"]
    return EntryRank(
        entry=described["entry"],
        kind=described["kind"],
        resolution_A=math.nan if resolution is None else float(resolution),
        stated_by=_STATED_BY.index(described["resolution_stated_by"]),
        unit_sizes={c["chain"]: c["unit_size"] for c in described["chains"]},
        genes=frozenset(c["gene"] for c in described["chains"]),
    )


@dataclass(frozen=True, eq=False)
class Touching:
    """Contacts of one entry, and the file residue of each of its rows, -1 where none is modelled."""

    entry: str
    contacts: Contacts
    file_residue: NDArray[np.int64]


def _judge_registers(rows: Columns, described: list[dict[str, Any]], touching: list[Touching]) -> None:
    """Set registers from the comparison of all chains in the table, and the partners in doubt.

    A prediction is not built into a map, so its register is not judged.
    """
    kinds = {d["entry"]: d["kind"] for d in described}
    resolutions = {r.entry: r.resolution_A for r in map(rank, described)}
    predicted = np.array([kinds[entry] == PREDICTED for entry in rows["entry"]], dtype=bool)
    rows["register"][predicted] = UNTESTED
    for judged in registers(traces(rows, kinds, resolutions)):
        judged.put_into(rows)
    doubted = is_doubted(rows["register"])
    for one in touching:
        mine = np.flatnonzero(rows["entry"] == one.entry)
        there = mine[one.file_residue >= 0]
        residue = one.file_residue[one.file_residue >= 0]
        of_residue = np.zeros(len(one.contacts.gene), dtype=bool)
        of_residue[residue] = doubted[there]
        rows["partners_in_doubt"][there] = one.contacts.partners(of_residue)[1][residue]


def _stated_kind(complex_: MtorComplex, kinds: Mapping[str, str]) -> Provenance:
    """Return the kind that the user states for a structure, else that of its file."""
    told = complex_.provenance
    said = next((kinds[key] for key in (complex_.path.name, complex_.entry) if key in kinds), "")
    if not said and told.kind == UNKNOWN:
        said = kinds.get("*", "")
    if not said:
        return told
    kind, _, why = said.partition(":")
    if kind not in KINDS:
        raise UsageError(f"unknown kind '{kind}'", hint=f"give one of {', '.join(KINDS)}")
    return Provenance(kind, f"the user says so{f': {why.strip()}' if why.strip() else ''}")


def _describe(complex_: MtorComplex, sites: list[Site], provenance: Provenance) -> dict[str, Any]:
    """Return the manifest of one entry; resolution from the file, else from the catalogue, marked as such.

    File names are not trusted: the catalogue is used only if it names the same proteins.
    """
    header = complex_.header
    known = catalogue_entry(header.entry)
    if known and not known.names({c.gene for c in complex_.known_chains}):
        known = None
    resolution, stated_by = header.resolution_A, "file"
    if math.isnan(resolution) and known and not math.isnan(known.resolution_A):
        resolution = known.resolution_A
        unseen = "resolution" in known.unverified_fields
        stated_by = "catalogue, unverified" if unseen else "catalogue"
    unit_size = Counter(
        complex_.unit_of_chain[c.name] for c in complex_.chains for _ in range(c.rows.stop - c.rows.start)
    )
    return {
        "entry": header.entry,
        "entry_stated_by": "file" if header.entry_stated else "file name",
        "file": complex_.path.name,
        "kind": provenance.kind,
        "kind_stated_by": provenance.why,
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
                "compound": s.compound,
                "rmsd_A": None if math.isnan(s.rmsd_A) else round(s.rmsd_A, 2),
                "n_superposed": s.n_superposed,
                "reason": s.reason,
            }
            for s in sites
        ],
    }


def _site_lines(complex_: MtorComplex, sites: list[Site]) -> list[str]:
    return [
        f"{complex_.entry}\t{s.site}\t{s.copy}\t{s.basis}\t"
        f"{'' if math.isnan(s.rmsd_A) else format(s.rmsd_A, '.2f')}\t{s.n_superposed or ''}\t"
        f"{atom}\t{x:.2f}\t{y:.2f}\t{z:.2f}\n"
        for s in sites
        for atom, (x, y, z) in zip(s.atom, s.xyz, strict=True)
    ]


def _refuse_other_content(folder: Path) -> None:
    if folder.is_file():
        raise UsageError("is a file", where=str(folder), hint="name a folder for the atlas")
    there = {path.name for path in folder.iterdir()} if folder.is_dir() else set()
    other = sorted(there - ATLAS_FILES) or sorted(there if there == {MANIFEST_FILE} else ())
    if other:
        raise UsageError(
            f"holds something that is not of an atlas: {other[0]}",
            where=str(folder),
            hint="name a new or empty folder",
        )


def _write(folder: Path, files: dict[str, bytes]) -> None:
    """Write all files into a new folder beside the target, then move it to the target's name."""
    folder = target_of(folder)
    old = folder.with_name(f".{folder.name}.mtorstruct-old")
    folder.parent.mkdir(parents=True, exist_ok=True)
    clear_old(folder.parent)
    _put_back(old, folder)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=TEMPORARY))
    try:
        new.chmod(0o755)
        for name, content in files.items():
            (new / name).write_bytes(content)
        if folder.exists():
            folder.rename(old)
        new.rename(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    finally:
        _put_back(old, folder)


def _put_back(old: Path, folder: Path) -> None:
    """Restore an atlas that was to be replaced; if another is in its place, remove it."""
    if not old.is_dir():
        return
    if not folder.exists():
        old.rename(folder)
        return
    _refuse_other_content(old)
    shutil.rmtree(old)


@contextlib.contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Add the name of the folder written to errors of the system."""
    try:
        yield
    except OSError as err:
        what = f"cannot be written ({err.strerror})"
        raise UsageError(what, where=str(folder), hint="check the folder and its permissions") from err
