"""Entrance to the panel for notebooks, which needs an optional package."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.errors import MissingDependencyError
from mtorstruct.structure.model import MtorComplex

if TYPE_CHECKING:
    import pandas as pd

    from mtorstruct.views.panel import Panel


def explore(
    variants: pd.DataFrame | str | Path | Iterable[str],
    structure: str | Path | MtorComplex = "5H64",
    *,
    height: int = 640,
    js: str | Path | None = None,
    atlas: str | Path | None = None,
    store: str | Path | None = None,
    offline: bool | None = None,
) -> Panel:
    """Show variants and a structure in a cell of a notebook: a row leads to its sphere, a sphere to its row.

    Parameters
    ----------
    variants : pandas.DataFrame, path, str or iterable of str
        What `mtorstruct.annotate` gave, a file of variants, or variants as `annotate` takes them.
    structure : str, pathlib.Path or MtorComplex
        An entry of the atlas, a coordinate file, another entry id, or a complex that `mtorstruct.load` gave.
    height : int
        Height in pixels; the width is that of the cell.
    js : str or pathlib.Path, optional
        A copy of ``3Dmol-min.js``; by default the one in the store, fetched once. Where there is none and
        none can be fetched, the picture is flat.
    atlas, store, offline
        As in `mtorstruct.annotate` and `mtorstruct.load`.

    Returns
    -------
    Panel
        It shows itself as the last line of a cell. ``panel.selected`` has the rows of the variant that was
        clicked, or of those that the filters keep; while a sample is picked, of that sample alone.
        ``panel.select(["F2108L"])`` moves the page. Without a kernel, in a saved notebook, the page remains.

    Raises
    ------
    MissingDependencyError
        anywidget is not installed.
    UsageError
        The table is not an annotation, or the structure is unknown.
    DataError, RemoteError
        The structure or the copy of 3Dmol.js that was named cannot be read.

    Examples
    --------
    >>> import mtorstruct
    >>> panel = mtorstruct.explore(["F2108L", "M2327I"], "1FAP", offline=True)
    >>> panel.select(["F2108L"])
    >>> panel.selected["hgvs"].tolist()
    ['p.Phe2108Leu']
    """
    try:
        from mtorstruct.views.panel import Panel
    except ImportError as err:
        raise MissingDependencyError(
            "a panel needs anywidget, which is not installed", hint="install it with: pip install anywidget"
        ) from err
    import pandas as pd

    from mtorstruct.variants.arguments import annotation_of
    from mtorstruct.views.report import report_html

    if isinstance(variants, pd.DataFrame) and "status" in variants.columns:
        table = variants
    else:
        table = annotation_of(variants, atlas=atlas)
    if isinstance(structure, str | Path):
        shown = Path(structure).name
    else:
        shown = getattr(structure, "entry", "a structure")
    title = f"mTOR variants on {shown}"
    page = report_html(
        table,
        title=title,
        structure=structure,
        js=js,
        figures=False,
        panel=True,
        atlas=atlas,
        store=store,
        offline=offline,
    )
    return Panel(table, page, title=title, height=height)
