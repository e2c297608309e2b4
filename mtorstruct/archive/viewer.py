"""3Dmol.js, the viewer in a browser: fetched once, and verified by its hash.

A page that contains it opens without a network, whatever happens to the servers that it was fetched from.
A picture that needs it fetches it by itself, and waits for no slow or missing network.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from mtorstruct.archive.client import Client, Limits
from mtorstruct.archive.failures import NoNetworkError
from mtorstruct.archive.fetching import is_offline
from mtorstruct.archive.sources import base_url
from mtorstruct.archive.store import Store, open_store
from mtorstruct.errors import MtorStructError, RemoteError, UsageError
from mtorstruct.files.paths import sha256_of

MIRRORS = ("jsdelivr", "unpkg")
"""Servers of npm package files, under the same paths."""

SHA256 = {
    "2.4.0": "e46d1a006a87d0255b384e6bdf8e831344f2e8e0a2b34468fc125cfc5b3da00f",
    "2.4.2": "06b6d2fc7d418e8bef62a32cca44373ff21b2b787bd377613dd4039394a4e9ff",
    "2.5.0": "d507773e0ee0ee214ee44c7790a666e09d964ea8046829a015e51e9d0f597294",
    "2.5.1": "e41258b32f8f41e7993b53e0d26f459eea68cc750fce22a8104aed655bbc4989",
    "2.5.2": "7b26bfd8170372ea78ea06df4a45e4a55fa5f538c2dfd716166fedf31ebfce9a",
    "2.5.3": "bcf422137a34b4e206413a8a83a67c24a1ace84e282bf3b164f6bda6aeb42a20",
    "2.5.4": "1297081865a4d6c0b2ac22d3e909724da8c03ba0caf7bfc78c8a3d9d8b143f4e",
    "2.5.5": "f7cc78921ae72e7623e89cdd111434f58c2efddd2ffda1cd212644b406fb8016",
}
"""SHA-256 of ``build/3Dmol-min.js`` in each version of the npm package 3dmol (registry.npmjs.org)."""

MAX_BYTES = 5_000_000

HASTY = Limits(connect_s=4.0, read_s=4.0, head_s=5.0, whole_s=5.0, tries=1, max_bytes=MAX_BYTES)
"""Limits of a download that a picture waits for."""

AGAIN_AFTER_S = 86_400.0
"""Time (s) after which a download that failed while a picture waited is tried again."""

NAME_A_COPY = 'name a copy of it: --js PATH, in Python js="PATH"'
HOW_TO_GET = f"fetch it once with: mtorstruct fetch --viewer; or {NAME_A_COPY}"
"""What to do where it is missing."""


def viewer_file(
    version: str,
    *,
    store: Store | None = None,
    offline: bool | None = None,
    limits: Limits | None = None,
) -> Path:
    """Return a checked local copy of ``3Dmol-min.js``, fetched if need be.

    Parameters
    ----------
    version : str
        Version of the npm package 3dmol, such as ``2.5.5``.
    store : Store, optional
        Where files are kept; by default that of `open_store`.
    offline : bool, optional
        Open no socket; by default as set by ``MTORSTRUCT_OFFLINE``.
    limits : Limits, optional
        What the download may take.

    Raises
    ------
    UsageError
        The hash of that version is not known.
    RemoteError
        It is not in the store, and cannot be had.
    DataError
        The store cannot be written.
    """
    if version not in SHA256:
        raise UsageError(
            f"the hash of 3Dmol.js {version} is not known",
            hint=f"install a py3Dmol up to {max(SHA256)}, or {NAME_A_COPY}",
        )
    kept = store or open_store()
    path = _kept(kept, version)
    if path is not None:
        return path
    if is_offline(offline):
        raise RemoteError(
            f"is not in the store {kept.folder}, and offline nothing is fetched",
            where=_name(version),
            hint=f"online, {HOW_TO_GET}",
        )
    with kept.lock(_name(version)):
        # Another process may have fetched it meanwhile.
        return _kept(kept, version) or _fetch(kept, version, limits or Limits(max_bytes=MAX_BYTES))


def viewer_at_need(
    version: str, *, store: Store | None = None, offline: bool | None = None, limits: Limits = HASTY
) -> Path:
    """Return a checked local copy of ``3Dmol-min.js`` for a picture that is being made.

    As `viewer_file`, but a download takes no longer than `limits` say, is announced in one line on standard
    error, and is not tried again within a day of one that failed.

    Raises
    ------
    UsageError, RemoteError, DataError
        As in `viewer_file`.
    """
    kept = store or open_store()
    path = _kept(kept, version)
    if path is not None:
        return path
    if is_offline(offline) or version not in SHA256:
        return viewer_file(version, store=kept, offline=offline)
    failed = kept.folder / f".failed-{_name(version)}"
    if _is_recent(failed):
        raise RemoteError(
            "could not be fetched, and is not tried again on the same day",
            where=_name(version),
            hint=HOW_TO_GET,
        )
    sys.stderr.write(f"mtorstruct: fetching 3Dmol.js {version}, which draws in a browser (once)\n")
    try:
        path = _in_time(
            lambda: viewer_file(version, store=kept, offline=False, limits=limits), limits.whole_s
        )
    except RemoteError:
        with suppress(OSError):
            failed.touch()
        raise
    failed.unlink(missing_ok=True)
    return path


def _kept(store: Store, version: str) -> Path | None:
    """Return the copy in the store that has the known hash."""
    paths = (folder / _name(version) for folder in store.folders)
    return next((p for p in paths if p.is_file() and sha256_of(p) == SHA256.get(version)), None)


def _name(version: str) -> str:
    return f"3Dmol-{version}-min.js"


def _is_recent(path: Path) -> bool:
    """Return whether a file was touched within a day; a clock that was set back counts as another day."""
    try:
        return 0 <= time.time() - path.stat().st_mtime < AGAIN_AFTER_S
    except OSError:
        return False


def _in_time(work: Callable[[], Path], seconds: float) -> Path:
    """Return what a thread gives, or raise what it raises, within some seconds."""
    results: list[Path | MtorStructError] = []

    def run() -> None:
        try:
            results.append(work())
        except MtorStructError as err:
            results.append(err)

    # No limit ends the look-up of a name: the thread is left behind. A file that it may yet bring is whole.
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    thread.join(seconds)
    if not results:
        raise RemoteError(f"could not be fetched within {seconds:g} seconds", hint=HOW_TO_GET)
    if isinstance(results[0], MtorStructError):
        raise results[0]
    return results[0]


def _fetch(store: Store, version: str, limits: Limits) -> Path:
    """Fetch from one mirror after the other; all of them share the time that is allowed."""
    name, end = _name(version), time.monotonic() + limits.whole_s
    failures: list[RemoteError] = []
    for mirror in MIRRORS:
        url = f"{base_url(mirror)}/3dmol@{version}/build/3Dmol-min.js"
        left = max(0.0, end - time.monotonic())
        with store.incoming() as incoming:
            try:
                Client(replace(limits, whole_s=left)).download(url, incoming)
                if sha256_of(incoming) == SHA256[version]:
                    incoming.chmod(0o644)
                    return incoming.replace(store.folder / name)
                failures.append(RemoteError("is not the file that was published", where=url))
            except RemoteError as err:
                failures.append(err)
            except OSError as err:
                raise store.unwritable(err) from err
    if all(isinstance(err, NoNetworkError) for err in failures):
        raise NoNetworkError(
            "could not be fetched: the name of no server can be resolved", where=name, hint=HOW_TO_GET
        )
    told = "; ".join(f"{err.where}: {err.what}" for err in failures)
    raise RemoteError(f"could not be fetched ({told})", where=name, hint=f"try again later; {HOW_TO_GET}")
