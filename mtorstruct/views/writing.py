"""Writing of scenes to files, by suffix."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mtorstruct.errors import UsageError
from mtorstruct.tables.writing import write_text
from mtorstruct.views.library import AUTO, viewer_of_page
from mtorstruct.views.molviewspec import write_mvsj, write_mvsx
from mtorstruct.views.scene import Scene
from mtorstruct.views.scripts import chimerax_script, pymol_script

__all__ = ["write_chimerax", "write_json", "write_page", "write_pymol", "write_scene"]


def write_json(scene: Scene, path: str | Path) -> None:
    """Write a scene as plain data, with sorted keys."""
    write_text(Path(path), json.dumps(scene.as_dict(), indent=1, sort_keys=True, ensure_ascii=False) + "\n")


def write_pymol(scene: Scene, path: str | Path) -> None:
    """Write a scene as a PyMOL script."""
    write_text(Path(path), pymol_script(scene))


def write_chimerax(scene: Scene, path: str | Path) -> None:
    """Write a scene as a ChimeraX script."""
    write_text(Path(path), chimerax_script(scene))


def write_page(
    scene: Scene,
    path: str | Path,
    *,
    js: str | Path = AUTO,
    store: str | Path | None = None,
    offline: bool | None = None,
) -> str:
    """Write a scene as a page for a browser; `js`, `store` and `offline` as in `mtorstruct.view`.

    Returns
    -------
    str
        Why the page does not hold 3Dmol.js, though it was to do so if possible; else empty.
    """
    from mtorstruct.views.notebook import page_with

    text, why = viewer_of_page(js, store=store, offline=offline)
    write_text(Path(path), page_with(scene, text))
    return why


WRITERS: dict[str, tuple[str, Callable[..., str | None]]] = {
    ".html": ("browser", write_page),
    ".mvsj": ("Mol*", write_mvsj),
    ".mvsx": ("Mol*, archive", write_mvsx),
    ".pml": ("PyMOL", write_pymol),
    ".py": ("ChimeraX", write_chimerax),
    ".json": ("plain data", write_json),
}
"""Description and writer of each suffix."""


def write_scene(scene: Scene, path: str | Path, **page: Any) -> str:
    """Write a scene to a file atomically.

    Parameters
    ----------
    scene : Scene
        What `mtorstruct.views.building.make_scene` gave.
    path : str or pathlib.Path
        Target; its ending is one of `WRITERS`.
    **page
        For ``.html``: the options of `write_page`.

    Returns
    -------
    str
        As `write_page`; empty for other files.

    Raises
    ------
    UsageError
        The ending is unknown, or the file cannot be written.
    MissingDependencyError
        A package for this kind of file is not installed.
    DataError, RemoteError
        3Dmol.js, which a page holds, cannot be read or fetched.
    """
    writer = writer_of(path)
    if writer is write_page:
        return write_page(scene, path, **page)
    writer(scene, path)
    return ""


def writer_of(path: str | Path) -> Callable[..., str | None]:
    """Return the writer of a file by its suffix.

    Raises
    ------
    UsageError
        The ending is unknown.
    """
    ending = Path(path).suffix.lower()
    if ending not in WRITERS:
        known = ", ".join(f"{name} ({program})" for name, (program, _) in WRITERS.items())
        why = ": a .cxc file cannot hold coordinates" if ending == ".cxc" else ""
        raise UsageError(
            f"no picture is known for the ending '{ending}'{why}", where=str(path), hint=f"known are {known}"
        )
    return WRITERS[ending][1]
