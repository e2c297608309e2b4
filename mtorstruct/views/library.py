"""3Dmol.js: the version in use, and its text for pages that must open without a network."""

from __future__ import annotations

import base64
import inspect
import re
from pathlib import Path

from mtorstruct.archive.store import open_store
from mtorstruct.archive.viewer import NAME_A_COPY, SHA256, viewer_at_need, viewer_file
from mtorstruct.errors import DataError, MtorStructError, UsageError

AUTO, CDN, INLINE = "auto", "cdn", "inline"
"""Where the 3Dmol.js of a page comes from."""


def viewer_version() -> str:
    """Return the version of 3Dmol.js that the installed py3Dmol requests.

    Raises
    ------
    UsageError
        py3Dmol names none.
    """
    address = viewer_address()
    found = re.search(r"\b(\d+\.\d+\.\d+)\b", address)
    if found is None:
        raise UsageError(
            f"py3Dmol asks for {address}, which names no version",
            hint=NAME_A_COPY,
        )
    return found.group(1)


def viewer_address() -> str:
    """Return the address from which py3Dmol has a page load 3Dmol.js."""
    import py3Dmol

    return str(inspect.signature(py3Dmol.view.__init__).parameters["js"].default)


def viewer_integrity() -> str:
    """Return the hash of 3Dmol.js for a browser's check (Subresource Integrity); empty if unknown."""
    known = SHA256.get(viewer_version())
    return f"sha256-{base64.b64encode(bytes.fromhex(known)).decode()}" if known else ""


def viewer_path(*, store: str | Path | None = None, offline: bool | None = None) -> Path:
    """Return the copy of 3Dmol.js in the store, fetched once and checked by its hash.

    Raises
    ------
    RemoteError, DataError, UsageError
        As in `mtorstruct.archive.viewer.viewer_file`.
    """
    return viewer_file(viewer_version(), store=open_store(store), offline=offline)


def viewer_js(
    js: str | Path | None = None, *, store: str | Path | None = None, offline: bool | None = None
) -> str:
    """Return the text of 3Dmol.js: of the named file, else of the pinned version in the store.

    Raises
    ------
    DataError
        The file that was named cannot be read, or is not 3Dmol.js.
    RemoteError, UsageError
        As in `viewer_path`.
    """
    path = Path(js) if js is not None else viewer_path(store=store, offline=offline)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as err:
        raise DataError(f"cannot be read ({type(err).__name__})", where=str(path), hint=NAME_A_COPY) from err
    if "3Dmol" not in text:
        raise DataError("is not 3Dmol.js", where=str(path), hint=NAME_A_COPY)
    return text


def viewer_of_page(
    js: str | Path = AUTO, *, store: str | Path | None = None, offline: bool | None = None
) -> tuple[str | None, str]:
    """Return the text of 3Dmol.js that a page is to hold.

    Parameters
    ----------
    js : {'auto', 'inline', 'cdn'} or pathlib.Path
        ``auto``: that of the store, fetched if a network is there; none where it cannot be had.
        ``inline``: the same, and an error where it cannot be had. ``cdn``: none. Else a copy of
        ``3Dmol-min.js``.
    store, offline
        Where it is kept, and whether no socket may be opened.

    Returns
    -------
    text : str or None
        None where the browser is to load it.
    why : str
        Why ``auto`` has none.

    Raises
    ------
    DataError, RemoteError, UsageError
        As in `viewer_js`.
    """
    if js == CDN:
        return None, ""
    if js != AUTO:
        return viewer_js(None if js == INLINE else js, store=store, offline=offline), ""
    try:
        path = viewer_at_need(viewer_version(), store=open_store(store), offline=offline)
        return viewer_js(path), ""
    except MtorStructError as err:
        return None, str(err)
