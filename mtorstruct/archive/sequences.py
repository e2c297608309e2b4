"""Coding sequences of the nine transcripts: read from a FASTA file or fetched once, and proven.

They are not packaged. A sequence is taken only if it has as many bases as the coding exons of the MANE
transcript and its translation is the UniProt sequence, residue by residue. What was fetched once stays in
the store, and is proven again before it is used. What fetches is imported where it is fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.archive.records import record_of
from mtorstruct.archive.store import Store, open_store, stamp_of
from mtorstruct.errors import DataError, MtorStructError, RemoteError
from mtorstruct.files.text import FastaRecord, fasta_records, opened_text
from mtorstruct.reference.coding_sequences import CodingSequences
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.reference.transcripts import transcript_of, transcripts

if TYPE_CHECKING:
    from mtorstruct.archive.client import Client, Limits

__all__ = ["fetch_coding_sequences", "read_coding_sequences"]

SOURCES = ("ensembl", "ncbi")
"""Servers of the coding sequence of a transcript by its name."""

MAX_BYTES = 1_000_000

_TRANSCRIPT = re.compile(r"(?<![A-Za-z0-9])(?:ENST[0-9]{11}|[NX][MR]_[0-9]{6,9})(?:\.[0-9]+)?")
_WORD = re.compile(r"[A-Za-z0-9-]+")


def read_coding_sequences(path: str | Path) -> CodingSequences:
    """Read the coding sequences of a FASTA file, plain or gzipped.

    A record belongs to a gene if its heading names the MANE transcript (RefSeq or Ensembl, any version) or,
    naming no transcript, the gene. Records of other transcripts and genes are passed over.

    Raises
    ------
    DataError
        The file cannot be read, has none of the nine, has two that differ, or one that is not the coding
        sequence of its protein.
    """
    with opened_text(Path(path)) as text:
        return CodingSequences(_proven(fasta_records(text), str(path)))


def fetch_coding_sequences(
    genes: Iterable[str] = (),
    *,
    store: Store | None = None,
    offline: bool | None = None,
    limits: Limits | None = None,
    refresh: bool = False,
) -> CodingSequences:
    """Return proven coding sequences, each fetched from Ensembl or else NCBI if the store has none.

    Parameters
    ----------
    genes : iterable of str, optional
        Names accepted by `protein`; by default all nine.
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
        A gene is none of the nine.
    RemoteError
        A sequence is not in the store, and cannot be had.
    DataError
        The store cannot be written.
    """
    names = [protein(name).gene for name in genes] or [p.gene for p in proteins()]
    bases = {}
    for gene in names:
        path = fetch_coding_sequence(gene, store=store, offline=offline, limits=limits, refresh=refresh)
        bases[gene] = _only(path, gene)
    return CodingSequences(bases)


def fetch_coding_sequence(
    gene: str,
    *,
    store: Store | None = None,
    offline: bool | None = None,
    limits: Limits | None = None,
    refresh: bool = False,
) -> Path:
    """Return the file of one proven coding sequence; parameters and errors as in `fetch_coding_sequences`."""
    from mtorstruct.archive.client import Client, Limits
    from mtorstruct.archive.fetching import is_offline

    kept, symbol = store or open_store(), protein(gene).gene
    client = Client(limits or Limits(max_bytes=MAX_BYTES))
    return _fetched(kept, symbol, client, offline=is_offline(offline), refresh=refresh)


def stored_coding_sequences(store: Store | None = None) -> CodingSequences | None:
    """Return the coding sequences that the store has, each proven; None where it has none.

    No socket is opened, and the store is not made. A file that is damaged or is not the coding sequence of
    its protein is left out, and reported in `CodingSequences.notices`.
    """
    kept = store or open_store()
    bases: dict[str, str] = {}
    notices: list[str] = []
    for p in proteins():
        for path in _candidates(kept, _file_name(p.gene)):
            try:
                kept.verify(path, fully=True)
                bases[p.gene] = _proven_once(path, p.gene, tuple(stamp_of(path)))
                break
            except OSError as err:
                notices.append(f"{path}: cannot be read ({err.strerror}): it is not used")
            except DataError as err:
                notices.append(
                    f"{path}: {err.what}: it is not used; fetch it again with: mtorstruct fetch cds"
                )
    return CodingSequences(bases, tuple(notices)) if bases or notices else None


@lru_cache(maxsize=64)
def _proven_once(path: Path, gene: str, _stamp: tuple[int, ...]) -> str:
    """Return the coding sequence in a store's file; read once as long as the file is unchanged."""
    return _only(path, gene)


def _proven(records: Iterable[FastaRecord], where: str) -> dict[str, str]:
    """Return coding sequences by gene."""
    found: dict[str, str] = {}
    for record in records:
        gene = _gene_of(record.heading)
        if not gene:
            continue
        bases = record.sequence.upper().replace("U", "T")
        _prove(gene, bases, where)
        if found.setdefault(gene, bases) != bases:
            raise DataError(
                f"has two coding sequences of {gene} that differ", where=where, hint="leave one out"
            )
    if not found:
        raise DataError(
            "has no coding sequence of the nine genes",
            where=where,
            hint="name gene or MANE transcript in the heading, like >MTOR NM_004958.4",
        )
    return found


def _gene_of(heading: str) -> str:
    """Return the gene of a record; empty where it is another gene or another transcript."""
    named = _TRANSCRIPT.findall(heading)
    if named:
        known = [t for t in map(transcript_of, named) if t is not None]
        return known[0].gene if known else ""
    symbols = _symbols()
    return next((symbols[w.upper()] for w in _WORD.findall(heading) if w.upper() in symbols), "")


@cache
def _symbols() -> dict[str, str]:
    return {name.upper(): p.gene for p in proteins() for name in (*p.aliases, p.gene)}


def _prove(gene: str, bases: str, where: str) -> None:
    """Raise `DataError` unless the bases are the coding sequence of the protein."""
    from Bio.Seq import Seq

    wanted = transcripts()[gene].coding_length
    what = f"the record of {gene}"
    names = " or ".join(transcripts()[gene].names[::2])
    if set(bases) - set("ACGT"):
        odd = ", ".join(sorted(set(bases) - set("ACGT"))[:5])
        raise DataError(f"{what} is no sequence of DNA ({odd})", where=where, hint=f"give that of {names}")
    if len(bases) != wanted:
        raise DataError(
            f"{what} has {len(bases):,} bases, its coding exons have {wanted:,}",
            where=where,
            hint=f"give the coding sequence (CDS) of {names}, from start codon to stop codon, without UTRs",
        )
    expected = protein(gene).sequence + "*"
    for n, (read, residue) in enumerate(zip(str(Seq(bases).translate()), expected, strict=True), start=1):
        if read != residue:
            raise DataError(
                f"{what} has {read} at residue {n}, UniProt has {residue}",
                where=where,
                hint=f"give the coding sequence of {names}",
            )


def _file_name(gene: str) -> str:
    return f"{transcripts()[gene].names[0]}-cds.fasta"


def _fetched(store: Store, gene: str, client: Client, *, offline: bool, refresh: bool) -> Path:
    name = _file_name(gene)
    found = None if refresh else _in_store(store, gene, name)
    if found:
        return found
    if offline:
        what = "is not in the store {folder}, or not as it was fetched, and offline nothing is fetched"
        raise RemoteError(
            "cannot be fetched again offline" if refresh else what.format(folder=store.folder),
            where=f"coding sequence of {gene} ({name})",
            hint="fetch it online, or give a FASTA file of it",
        )
    with store.lock(name):
        # Another process may have fetched it in the meantime.
        found = None if refresh else _in_store(store, gene, name)
        return found or _fetch(store, gene, name, client)


def _candidates(store: Store, name: str) -> Iterator[Path]:
    """Return the files of a name in the folders of a store, the preferred one first."""
    return (path for folder in store.folders if (path := folder / name).is_file())


def _in_store(store: Store, gene: str, name: str) -> Path | None:
    """Return a store's file that is unchanged since it was fetched; another one is fetched again."""
    for path in _candidates(store, name):
        with suppress(DataError):
            store.verify(path, fully=True)
            _only(path, gene)
            return path
    return None


def _only(path: Path, gene: str) -> str:
    """Return the coding sequence of one gene from a file that must have it."""
    bases = read_coding_sequences(path).get(gene)
    if not bases:
        raise DataError(f"has no coding sequence of {gene}", where=str(path), hint="remove the file")
    return bases


def _address(source: str, gene: str) -> str:
    from mtorstruct.archive.sources import base_url

    refseq, _, ensembl, _ = transcripts()[gene].names
    if source == "ensembl":
        # Without a version Ensembl gives the current one; the proof says whether it still is the same.
        unversioned = ensembl.partition(".")[0]
        return f"{base_url(source)}/sequence/id/{unversioned}?type=cds;content-type=text/x-fasta"
    return f"{base_url(source)}/efetch.fcgi?db=nuccore&id={refseq}&rettype=fasta_cds_na&retmode=text"


def _fetch(store: Store, gene: str, name: str, client: Client) -> Path:
    from mtorstruct.archive.failures import NoNetworkError

    failures: list[MtorStructError] = []
    for source in SOURCES:
        url = _address(source, gene)
        with store.incoming() as incoming:
            try:
                answer = client.download(url, incoming)
                _only(incoming, gene)
                return store.keep(incoming, name, record_of(incoming, gene, answer.url, answer.etag))
            except (RemoteError, DataError) as err:
                # The file that was received has another name by now.
                failures.append(type(err)(err.what, where=url))
            except OSError as err:
                raise store.unwritable(err) from err
    if all(isinstance(err, NoNetworkError) for err in failures):
        raise NoNetworkError(
            "could not be fetched: the name of no server can be resolved",
            where=f"coding sequence of {gene}",
            hint="check the network connection, or give a FASTA file of it",
        )
    told = "; ".join(f"{err.where}: {err.what}" for err in failures)
    raise RemoteError(
        f"could not be fetched ({told})",
        where=f"coding sequence of {gene}",
        hint="try again later, or give a FASTA file of it",
    )
