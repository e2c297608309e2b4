"""Scenes in a notebook, and as standalone pages: a py3Dmol view that also works without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from mtorstruct.errors import UsageError
from mtorstruct.structure.model import MtorComplex
from mtorstruct.texts import in_sentence
from mtorstruct.views import palette
from mtorstruct.views.building import SceneOptions, make_scene
from mtorstruct.views.cells import View
from mtorstruct.views.drawing import drawing_script, for_3dmol
from mtorstruct.views.legend import common_legend, headed
from mtorstruct.views.library import AUTO, viewer_address, viewer_integrity, viewer_of_page
from mtorstruct.views.scene import Scene
from mtorstruct.views.templates import asset, fill, json_text, policy_for, script_text

if TYPE_CHECKING:
    import pandas as pd

TOLD = "mtorstruct_told_UNIQUEID"
"""Element id for the lines about a sphere; py3Dmol makes it unique in every output."""


def view(
    structure: str | Path | MtorComplex | Sequence[str | Path | MtorComplex] = "5H64",
    *,
    superpose: str | None = None,
    color: str | pd.Series[Any] | Mapping[Any, float] = "domain",
    variants: pd.DataFrame | Iterable[str] | None = None,
    verdict: palette.Verdict | None = None,
    sites: bool = True,
    phosphosites: bool = False,
    labels: bool = True,
    focus: str | None = None,
    site: str | None = None,
    js: str | Path = AUTO,
    size: tuple[int, int] = (760, 520),
    atlas: str | Path | None = None,
    detail: str = "auto",
    store: str | Path | None = None,
    offline: bool | None = None,
) -> View:
    """Show a structure with its domains, drug sites, variants and phosphosites; or several, superposed.

    Parameters
    ----------
    structure : str, pathlib.Path or MtorComplex, or a list of two to six
        An entry of the atlas (``5H64``; its CA trace, so that nothing is fetched), a coordinate file, another
        entry id, or a complex that `mtorstruct.load` gave.
    superpose : str, optional
        Draw a list of structures in the frame of the first one: each is superposed on it by the CA atoms of
        the residues that both have, with the same amino acid, in a domain of mTOR (``FRB``), between UniProt
        positions (``2015:2114``), or in a protein (``MLST8``, ``RPTOR:1-400``). Of several copies of the
        protein the first one counts. Each structure has its own colour; the legend has the RMSD and the
        number of CA atoms. Spheres are on the first structure that has the residue modelled; ligands are
        those of all structures, none carried over. If one is a CA trace, all are drawn as such.
    color : str, pandas.Series or mapping
        Numbers of one's own by UniProt position of mTOR, or by gene and position (a MultiIndex), on a
        continuous scale that the legend shows under the name of the series. Or a word: ``domain``,
        ``protein``, ``chain``, ``impact`` (`verdict` on the variants), ``count`` (samples with a variant),
        ``distance:rapamycin``, ``distance:atp``, or ``plddt`` of a predicted model.
    variants : pandas.DataFrame or iterable of str, optional
        What `mtorstruct.annotate` gave, or variants: spheres, larger for more samples. Pointing at or
        clicking one shows its details beside the picture.
    verdict : {'activity', 'rapalog', 'atp_competitive', 'bisteric'}, optional
        The verdict that colours variants; without it their spheres are grey.
    sites : bool
        The ligands of the rapamycin pocket and the ATP site; translucent where they were carried over.
    phosphosites : bool
        Known phosphosites, as small black spheres.
    labels : bool
        Names beside at most fifteen variants.
    focus : str, optional
        What to look at: a domain (``FRB``), a site (``rapamycin``, ``atp``), a protein, or a residue or
        variant (``MTOR:2108``, ``MTOR:F2108L``; UniProt position).
    site : str, optional
        Component id of a ligand of one's own in the file (``LIG``), drawn besides those of the drug sites;
        with ``focus="LIG"`` the picture is a close-up of it.
    js : {'auto', 'inline', 'cdn'} or pathlib.Path
        Where 3Dmol.js comes from, which draws. ``auto``: the copy in the store, fetched once, is put into the
        notebook with its first view; where it cannot be had, the browser loads it from the network.
        ``inline``: where it cannot be had, that is an error. ``cdn``: the browser loads it. A path names a
        copy of ``3Dmol-min.js``.
    size : (int, int)
        Width and height in pixels.
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.
    detail : {'auto', 'trace', 'full'}
        ``full`` loads all atoms of an entry that the atlas has, too.
    store, offline
        Where entries and 3Dmol.js are kept, and whether no socket may be opened.

    Returns
    -------
    View
        A `py3Dmol.view`, not shown yet: it shows itself as the last line of a cell.

    Raises
    ------
    UsageError
        A colour, verdict, focus or entry is unknown, or a structure has fewer than three CA atoms of what is
        to be superposed.
    DataError, RemoteError
        A structure or 3Dmol.js cannot be read or fetched.
    """
    options = SceneOptions(color, verdict, sites, phosphosites, labels, focus, site, superpose)
    scene = make_scene(
        structure,
        variants=variants,
        options=options,
        atlas=atlas,
        detail=detail,
        store=store,
        offline=offline,
    )
    return render([scene], size=size, js=js, store=store, offline=offline)


def view_grid(
    structures: Sequence[str | Path | MtorComplex],
    *,
    columns: int = 2,
    color: str | pd.Series[Any] | Mapping[Any, float] = "domain",
    variants: pd.DataFrame | Iterable[str] | None = None,
    verdict: palette.Verdict | None = None,
    sites: bool = True,
    phosphosites: bool = False,
    labels: bool = False,
    focus: str | None = None,
    linked: bool = True,
    js: str | Path = AUTO,
    size: tuple[int, int] = (380, 340),
    atlas: str | Path | None = None,
    detail: str = "auto",
    store: str | Path | None = None,
    offline: bool | None = None,
) -> View:
    """Show several structures side by side in one view; turning one turns all.

    Parameters are those of `view`; `columns` is the number in a row, `size` that of one of them, `linked`
    whether they turn together. Entries keep their own frames: with a `focus` all look at the same place.

    Returns
    -------
    View
        A `py3Dmol.view` with a grid of viewers.

    Raises
    ------
    UsageError
        No structures are given, or as in `view`.
    """
    is_list = isinstance(structures, Iterable) and not isinstance(structures, str | Path)
    listed = list(structures) if is_list and not hasattr(structures, "columns") else []
    if not listed:
        raise UsageError("no list of structures was given", hint="give entries or files in a list")
    options = SceneOptions(color, verdict, sites, phosphosites, labels, focus)
    chosen = variants if variants is None or hasattr(variants, "columns") else list(variants)
    scenes = [
        make_scene(
            one, variants=chosen, options=options, atlas=atlas, detail=detail, store=store, offline=offline
        )
        for one in listed
    ]
    return render(scenes, columns=columns, linked=linked, size=size, js=js, store=store, offline=offline)


def render(
    scenes: Sequence[Scene],
    *,
    columns: int = 1,
    linked: bool = True,
    size: tuple[int, int] = (760, 520),
    js: str | Path = AUTO,
    store: str | Path | None = None,
    offline: bool | None = None,
) -> View:
    """Return scenes as a py3Dmol view with a legend beside it; see `view` for `js`."""
    width, height = size
    columns = min(columns, len(scenes))
    n_rows = -(-len(scenes) // columns)
    grid = None if len(scenes) == 1 else (n_rows, columns)
    text, _ = viewer_of_page(js, store=store, offline=offline)
    return _rendered(scenes, text, grid=grid, linked=linked, size=(width * columns, height * n_rows))


def html_page(
    scene: Scene, *, js: str | Path = AUTO, store: str | Path | None = None, offline: bool | None = None
) -> str:
    """Return the text of a standalone page with a scene; with 3Dmol.js in it, it needs no network.

    Raises
    ------
    DataError, RemoteError, UsageError
        3Dmol.js cannot be read or fetched.
    """
    text, _ = viewer_of_page(js, store=store, offline=offline)
    return page_with(scene, text)


def page_with(scene: Scene, viewer: str | None) -> str:
    """Return the text of a standalone page with a scene and the text of 3Dmol.js, if it is to hold it."""
    shown = _rendered([scene], viewer, size=(960, 680))
    body = shown.html(alone=True).replace("UNIQUEID", "page")
    scripts = re.findall(r"<script>(.*?)</script>", body, flags=re.DOTALL)
    policy = policy_for(scripts, viewer_address() if viewer is None else "")
    return fill("page.html.j2", title=scene.title, policy=policy, body=Markup(body))


def _rendered(
    scenes: Sequence[Scene],
    viewer: str | None,
    *,
    size: tuple[int, int],
    grid: tuple[int, int] | None = None,
    linked: bool = True,
) -> View:
    """Return scenes as a view of a size in pixels, with the text of 3Dmol.js if it is to hold it."""
    made = View(viewergrid=grid)
    made.library = "" if viewer is None else _inline(viewer)
    made.words = _alt(scenes)
    made.startjs = _frame(scenes) + fill(
        "stage.html.j2",
        width=size[0],
        height=size[1],
        rows_columns=grid,
        linked=linked,
        library=Markup(asset("library.js")),
        address=Markup(json_text(viewer_address())),
        integrity=Markup(json_text(viewer_integrity())),
        scene_js=Markup(drawing_script()),
    )
    for k, scene in enumerate(scenes):
        cell = f"viewergrid_UNIQUEID[{k // grid[1]}][{k % grid[1]}]" if grid else "viewer_UNIQUEID"
        made.startjs += _draw(cell, scene)
    made.endjs += f"{_beside(scenes)}\n"
    return made


def _inline(text: str) -> str:
    """Return 3Dmol.js as a script of the page, hidden from a module loader that the page may have."""
    return (
        '<script>if (typeof $3Dmol === "undefined") (function(define, exports, module) {\n'
        f"{script_text(text)}\n}}).call(window);\nvar $3Dmolpromise = Promise.resolve();</script>\n"
    )


def _draw(viewer: str, scene: Scene) -> str:
    """Return the call that draws a scene; the lines about the sphere under the pointer are beside it."""
    return f"mtorstruct.drawBeside({viewer}, {json_text(for_3dmol(scene))}, {json.dumps(TOLD)});\n"


def _frame(scenes: Sequence[Scene]) -> str:
    """Return the HTML before the picture."""
    return fill("frame.html.j2", alt=_alt(scenes), names=[scene.title for scene in scenes])


def _beside(scenes: Sequence[Scene]) -> str:
    """Return the legend, the lines about the sphere under the pointer, and the notes; closes the frame."""
    return fill(
        "beside.html.j2",
        legend=list(headed(common_legend(scenes))),
        told=TOLD,
        marked=any(scene.marks for scene in scenes),
        notes=list(dict.fromkeys(note for scene in scenes for note in scene.notes)),
    )


def _alt(scenes: Sequence[Scene]) -> str:
    names = ", ".join(scene.model.name for scene in scenes)
    n = len({mark.key for scene in scenes for mark in scene.marks if mark.kind == "variant"})
    with_variants = f", with {n} variant{'s' if n != 1 else ''} as spheres" if n else ""
    return f"3D view of {names}, coloured by {in_sentence(scenes[0].legend_title)}{with_variants}"
