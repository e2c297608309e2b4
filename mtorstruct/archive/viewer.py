"""3Dmol.js, the viewer in a browser: fetched once, and verified by its hash.

A page that contains it opens without a network, whatever happens to the servers that it was fetched from.
"""

from __future__ import annotations

from pathlib import Path

from mtorstruct.archive.client import Client, Limits
from mtorstruct.archive.failures import NoNetworkError
from mtorstruct.archive.fetching import is_offline
from mtorstruct.archive.sources import base_url
from mtorstruct.archive.store import Store, open_store
from mtorstruct.errors import RemoteError, UsageError
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
            hint=f"install a py3Dmol up to {max(SHA256)}, or name a copy of 3Dmol-min.js yourself (js=PATH)",
        )
    kept = store or open_store()
    name = f"3Dmol-{version}-min.js"
    for folder in kept.folders:
        path = folder / name
        if path.is_file() and sha256_of(path) == SHA256[version]:
            return path
    if is_offline(offline):
        raise RemoteError(
            f"is not in the store {kept.folder}, and offline nothing is fetched",
            where=name,
            hint="online, fetch it with: mtorstruct fetch --viewer; or name a copy of it",
        )
    with kept.lock(name):
        return _fetch(kept, version, name, Client(limits or Limits(max_bytes=MAX_BYTES)))


def _fetch(store: Store, version: str, name: str, client: Client) -> Path:
    failures: list[RemoteError] = []
    for mirror in MIRRORS:
        url = f"{base_url(mirror)}/3dmol@{version}/build/3Dmol-min.js"
        with store.incoming() as incoming:
            try:
                client.download(url, incoming)
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
            "could not be fetched: the name of no server can be resolved",
            where=name,
            hint="check the network connection, or name a copy of it",
        )
    told = "; ".join(f"{err.where}: {err.what}" for err in failures)
    raise RemoteError(
        f"could not be fetched ({told})", where=name, hint="try again later, or name a copy of it"
    )
