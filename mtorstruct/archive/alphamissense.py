"""Scores of AlphaMissense for the nine proteins: fetched from AlphaFold DB once, and proven by wild type.

AlphaFold DB is asked which file is current. It is kept only if every row has the wild type of the UniProt
sequence and no residue lacks scores. The data are CC BY 4.0 (Cheng et al. 2023, doi:10.1126/science.adg7492;
doi:10.5281/zenodo.10813168).
"""

from __future__ import annotations

import re
from pathlib import Path

from mtorstruct.archive.client import Client, Limits
from mtorstruct.archive.failures import NotFoundError
from mtorstruct.archive.fetching import is_offline
from mtorstruct.archive.ids import EntryId, entry_id
from mtorstruct.archive.records import record_of
from mtorstruct.archive.sources import alphafold_question, alphafold_scores
from mtorstruct.archive.store import Store, open_store
from mtorstruct.errors import DataError, MtorStructError, RemoteError
from mtorstruct.files.paths import is_file
from mtorstruct.files.text import opened_text
from mtorstruct.reference.proteins import Protein, protein, proteins

HEADING = "protein_variant,am_pathogenicity,am_class"
"""First line of a file of AlphaFold DB."""

MAX_BYTES = 20_000_000
"""Largest size in bytes; that of mTOR has 48,431 rows of some 18 bytes."""

_ROW = re.compile(r"([A-Z])([1-9][0-9]{0,4})([A-Z]),([01](?:\.[0-9]+)?),[A-Za-z_]+")


def fetch_alphamissense(
    gene: str = "MTOR",
    *,
    store: Store | None = None,
    offline: bool | None = None,
    limits: Limits | None = None,
    refresh: bool = False,
) -> Path:
    """Return the file of AlphaMissense's scores of one protein, fetched if the store has none.

    Parameters
    ----------
    gene : str
        Name accepted by `protein`.
    store : Store, optional
        Where files are kept; by default that of `open_store`.
    offline : bool, optional
        Open no socket; by default as set by ``MTORSTRUCT_OFFLINE``.
    limits : Limits, optional
        What a download may take.
    refresh : bool
        Fetch again what the store has.

    Raises
    ------
    UsageError
        The gene is none of the nine.
    RemoteError
        The scores are not in the store, or damaged there, and cannot be had.
    DataError
        The store cannot be written, or what came is not the file of this protein.
    """
    kept, p = store or open_store(), protein(gene)
    name = _file_name(p)
    found = None if refresh else _whole(kept, name)
    if found is not None:
        return found
    if is_offline(offline):
        what = "cannot be fetched again offline"
        raise RemoteError(
            what
            if refresh
            else f"is not in the store {kept.folder}, or damaged, and offline nothing is fetched",
            where=name,
            hint="online, fetch it with: mtorstruct fetch alphamissense",
        )
    with kept.lock(name):
        # Another process may have fetched it in the meantime.
        found = None if refresh else _whole(kept, name)
        return found or _fetch(kept, p, name, Client(limits or Limits(max_bytes=MAX_BYTES)))


def stored_alphamissense(store: Store | None = None) -> dict[str, Path]:
    """Return the files of AlphaMissense's scores that the store has, by gene; no socket is opened.

    Raises
    ------
    DataError
        A file is not the one that was fetched.
    """
    kept = store or open_store()
    found = {p.gene: _in_store(kept, _file_name(p)) for p in proteins()}
    return {gene: path for gene, path in found.items() if path is not None}


def _entry(p: Protein) -> EntryId:
    return entry_id(p.uniprot)


def _file_name(p: Protein) -> str:
    """Return the name that AlphaFold DB gives the file."""
    return f"{_entry(p).id}-aa-substitutions.csv"


def _in_store(store: Store, name: str) -> Path | None:
    """Return the file of a store, which is the one that was fetched; None where there is none."""
    for folder in store.folders:
        path = folder / name
        if is_file(path):
            try:
                store.verify(path, fully=True)
            except DataError as err:
                hint = "fetch it again with: mtorstruct fetch alphamissense"
                raise DataError(err.what, where=err.where, hint=hint) from err
            return path
    return None


def _whole(store: Store, name: str) -> Path | None:
    """Return the same; a damaged file is as none."""
    try:
        return _in_store(store, name)
    except DataError:
        return None


def _fetch(store: Store, p: Protein, name: str, client: Client) -> Path:
    try:
        url = alphafold_scores(client.json(alphafold_question(_entry(p))), _entry(p))
    except NotFoundError as err:
        raise NotFoundError(
            "AlphaFold DB has no model of it", where=_entry(p).id, hint="try again later"
        ) from err
    with store.incoming() as incoming:
        try:
            answer = client.download(url, incoming)
            _prove(incoming, p)
            return store.keep(incoming, name, record_of(incoming, _entry(p).id, answer.url, answer.etag))
        except MtorStructError as err:
            # The file that was received has another name by now.
            raise type(err)(
                err.what,
                where=url,
                hint="try again later, or put the file into the store by hand",
            ) from err
        except OSError as err:
            raise store.unwritable(err) from err


def _prove(path: Path, p: Protein) -> None:
    """Raise `DataError` unless a file has scores of every residue, each with its wild type."""
    where = str(path)
    with opened_text(path) as text:
        if text.readline().strip() != HEADING:
            raise DataError("is no file of AlphaMissense: its first line is another", where=where)
        seen = set[int]()
        for number, line in enumerate(text, start=2):
            row = _ROW.fullmatch(line.strip())
            if row is None:
                raise DataError(f"line {number} is no score of a substitution", where=where)
            position = int(row[2])
            if p.amino_acid(position) != row[1]:
                has = p.amino_acid(position) or "no residue"
                raise DataError(
                    f"line {number} has {row[1]}{position}, {p.gene} has {has} there", where=where
                )
            seen.add(position)
    if len(seen) < len(p):
        raise DataError(f"has scores of {len(seen):,} of the {len(p):,} residues of {p.gene}", where=where)
