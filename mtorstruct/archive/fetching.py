"""Fetching of entries: look-up in the store, then download from one source after another."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.archive.checking import Expected, check_download
from mtorstruct.archive.client import Client, Limits
from mtorstruct.archive.failures import NoNetworkError, NotFoundError, UnreachableError
from mtorstruct.archive.ids import EntryId, entry_id
from mtorstruct.archive.records import record_of
from mtorstruct.archive.sources import (
    Offer,
    Wanted,
    alphafold_offers,
    alphafold_question,
    is_alphafold,
    offers,
    source_order,
)
from mtorstruct.archive.store import Store, format_of_file, open_store, store_folder
from mtorstruct.errors import MtorStructError, RemoteError
from mtorstruct.files.paths import sha256_of

AT_ONCE = 3
"""Largest number of simultaneous downloads: the archives are shared."""

NamedProgress = Callable[[str, int, int], None]
"""Called with the entry, the bytes received and the bytes announced."""


@dataclass(frozen=True)
class FetchedEntry:
    """A checked file: its path, SHA-256, origin, and whether it was in the store already.

    `url` is empty for a file that a user put into the store.
    """

    entry: str
    path: Path
    sha256: str
    url: str
    from_store: bool


@dataclass(frozen=True)
class FetchOptions:
    """Options of a fetch.

    `format` is ``bcif``, ``mmcif`` or ``pdb``; without one BinaryCIF is asked for, else mmCIF, and what the
    store has in any format is taken. `assembly` asks for the first biological assembly; `source` is asked
    first; `refresh` fetches again what the store has; `limits` bound time, tries and bytes.
    """

    format: str | None = None
    assembly: bool = False
    source: str | None = None
    offline: bool | None = None
    refresh: bool = False
    limits: Limits | None = None


def is_offline(offline: bool | None = None) -> bool:
    """Return whether no socket may be opened: the argument, else ``MTORSTRUCT_OFFLINE``."""
    if offline is not None:
        return offline
    return os.environ.get("MTORSTRUCT_OFFLINE", "").strip().lower() not in ("", "0", "false", "no")


def fetch_entry(
    entry: str | EntryId,
    *,
    store: Store | None = None,
    options: FetchOptions | None = None,
    progress: NamedProgress | None = None,
) -> FetchedEntry:
    """Return a verified local copy of one entry.

    Parameters
    ----------
    entry : str
        PDB id (short or extended), AlphaFold id, or UniProt accession for its AlphaFold model.
    store : Store, optional
        Where files are kept; by default that of `open_store`.
    options : FetchOptions, optional
        What to fetch and how.
    progress : callable, optional
        Called with the entry, the bytes received and the bytes announced.

    Raises
    ------
    UsageError
        The text is no id, or the store cannot be made.
    DataError
        The file in the store is not the one that was fetched.
    RemoteError
        It is not in the store, and cannot be had.
    """
    chosen = options or FetchOptions()
    kept = store or open_store()
    wanted = Wanted(entry if isinstance(entry, EntryId) else entry_id(entry), chosen.format, chosen.assembly)
    if not chosen.refresh:
        found = _in_store(kept, wanted)
        if found is not None:
            return found
    if is_offline(chosen.offline):
        raise _offline(kept, wanted)
    with kept.lock(f"{wanted.entry.stem}{wanted.variant}"):
        # Another process may have fetched it in the meantime.
        found = None if chosen.refresh else _in_store(kept, wanted)
        return found or _fetch(kept, wanted, chosen, progress)


def fetch_entries(
    entries: Iterable[str],
    *,
    store: Store | None = None,
    options: FetchOptions | None = None,
    progress: NamedProgress | None = None,
) -> Iterator[tuple[str, FetchedEntry | MtorStructError]]:
    """Fetch some entries, a few at a time; yields each with its file or error, as it is finished."""
    kept = store or open_store()

    def one(text: str) -> FetchedEntry | MtorStructError:
        try:
            return fetch_entry(text, store=kept, options=options, progress=progress)
        except MtorStructError as err:
            return err

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        waiting = {pool.submit(one, text): text for text in dict.fromkeys(entries)}
        for done in as_completed(waiting):
            yield waiting[done], done.result()
    finally:
        # Whoever stops here does not wait for entries that were not begun.
        pool.shutdown(cancel_futures=True)


def _in_store(store: Store, wanted: Wanted) -> FetchedEntry | None:
    found = store.look_up(wanted.entry, wanted.suffixes, wanted.variant)
    if found is None:
        return None
    record = found.record
    sha256 = record.sha256 if record else sha256_of(found.path)
    return FetchedEntry(wanted.entry.id, found.path, sha256, record.url if record else "", from_store=True)


def _fetch(
    store: Store, wanted: Wanted, options: FetchOptions, progress: NamedProgress | None
) -> FetchedEntry:
    client = Client(options.limits)
    failures: list[RemoteError] = []
    unreachable: set[str] = set()
    if is_alphafold(wanted.entry):
        offered = _current_model(client, wanted)
    else:
        offered = [made for source in source_order(options.source) for made in offers(source, wanted)]
    for made in offered:
        if made.base in unreachable:
            continue
        try:
            return _fetch_one(store, client, wanted, made, progress)
        except RemoteError as err:
            failures.append(err)
            if isinstance(err, UnreachableError):
                unreachable.add(made.base)
    raise _all_failed(wanted, failures)


def _current_model(client: Client, wanted: Wanted) -> list[Offer]:
    try:
        return alphafold_offers(client.json(alphafold_question(wanted.entry)), wanted)
    except NotFoundError as err:
        raise NotFoundError(
            "AlphaFold DB has no model of it", where=wanted.entry.id, hint="check the accession"
        ) from err


def _fetch_one(
    store: Store, client: Client, wanted: Wanted, made: Offer, progress: NamedProgress | None
) -> FetchedEntry:
    name = wanted.entry.id
    with store.incoming() as incoming:
        try:
            answer = client.download(
                made.url, incoming, (lambda got, whole: progress(name, got, whole)) if progress else None
            )
            expected = Expected(wanted.entry, made.format, wanted.assembly, answer.counted)
            checked = check_download(incoming, expected)
            record = record_of(incoming, name, answer.url, answer.etag, checked.revision_date)
            path = store.keep(incoming, f"{wanted.entry.stem}{wanted.variant}{checked.ending}", record)
            _forget_earlier(store, wanted, path)
        except MtorStructError as err:
            err.where = err.where or made.url
            raise
        except OSError as err:
            raise store.unwritable(err) from err
    return FetchedEntry(name, path, record.sha256, answer.url, from_store=False)


def _forget_earlier(store: Store, wanted: Wanted, path: Path) -> None:
    """Remove earlier files of a source in the same format, which would be found instead of the new one."""
    there = list(store.candidates(wanted.entry, wanted.suffixes, wanted.variant))
    first = there.index(path)
    store.forget(
        [
            other
            for k, other in enumerate(there)
            if k < first or (k > first and format_of_file(other) == format_of_file(path))
        ]
    )


def _offline(store: Store, wanted: Wanted) -> RemoteError:
    there = store.names()
    held = (
        f"it holds {', '.join(there[:8])}{' and more' if len(there) > 8 else ''}" if there else "it is empty"
    )
    elsewhere = f" --store {shlex.quote(str(store.folder))}" if store.folder != store_folder() else ""
    return RemoteError(
        f"is not in the store {store.folder} ({held}), and offline nothing is fetched",
        where=wanted.entry.id,
        hint=f"online, fetch it with: mtorstruct fetch {wanted.entry.id}{elsewhere}",
    )


def _all_failed(wanted: Wanted, failures: list[RemoteError]) -> RemoteError:
    if all(isinstance(err, NotFoundError) for err in failures):
        plain = wanted.format is None and not wanted.assembly
        hint = "check the id" if plain else "check the id, or leave --file-format and --assembly out"
        return NotFoundError("no source has it", where=wanted.entry.id, hint=hint)
    if all(isinstance(err, NoNetworkError) for err in failures):
        return NoNetworkError(
            "could not be fetched: the name of no archive can be resolved",
            where=wanted.entry.id,
            hint="check the network connection, or fetch it elsewhere into a store that this machine sees",
        )
    told = "; ".join(f"{', '.join(places)}: {what}" for what, places in _by_reason(failures).items())
    return RemoteError(
        f"could not be fetched ({told})",
        where=wanted.entry.id,
        hint="try again later, or put its file into the store by hand",
    )


def _by_reason(failures: list[RemoteError]) -> dict[str, list[str]]:
    """Group addresses by failure; an address without the entry is not listed."""
    found: dict[str, list[str]] = {}
    for err in failures:
        if not isinstance(err, NotFoundError):
            found.setdefault(err.what, []).append(err.where)
    return found
