"""Conversion of scenes to MolViewSpec, opened by Mol* (https://molstar.org/mol-view-spec-docs/).

An ``.mvsj`` file is one JSON text; it holds the coordinates as data URIs. An ``.mvsx`` file is a ZIP
archive of the same text and the coordinates as mmCIF files. Selections are in author numbering.
"""

from __future__ import annotations

import base64
import io
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.errors import MissingDependencyError
from mtorstruct.tables import BOUND
from mtorstruct.tables.writing import write_bytes, write_text
from mtorstruct.views.drawing import (
    Sphere,
    caption,
    coats,
    framing,
    ligands_with_names,
    name_beside,
    one_line,
    spheres,
)
from mtorstruct.views.legend import headed, verdicts_first
from mtorstruct.views.palette import EDGE
from mtorstruct.views.scene import Ligand, Scene, Span

if TYPE_CHECKING:
    from molviewspec.nodes import State

WRITTEN = "1980-01-01T00:00:00+00:00"
"""Time stamp of every file, so that the same scene gives the same bytes."""

MODEL = "model.cif"

CARRIED_OVER_OPACITY = 0.45

LETTERS = 15
"""Factor by which letters are smaller than the radius of the view."""

_MARKDOWN = str.maketrans({c: f"\\{c}" for c in "\\`*_{}[]()#+-.!|~<>&"})
_MARKUP = str.maketrans({"<": "&lt;", ">": "&gt;", "&": "&amp;"})


def to_molviewspec(scene: Scene) -> State:
    """Return a MolViewSpec state that carries its coordinates as data URIs.

    Parameters
    ----------
    scene : Scene
        What `mtorstruct.views.building.make_scene` gave.

    Returns
    -------
    molviewspec.nodes.State
        The state; in a notebook it shows itself.

    Raises
    ------
    MissingDependencyError
        The package molviewspec is not installed.
    """
    return _state(scene, lambda _, cif: _data_uri(cif))


def write_mvsj(scene: Scene, path: str | Path) -> None:
    """Write a scene as ``.mvsj``, whole or not at all."""
    write_text(Path(path), to_molviewspec(scene).dumps(indent=1) + "\n")


def write_mvsx(scene: Scene, path: str | Path) -> None:
    """Write a scene as ``.mvsx``: an archive of ``index.mvsj`` and the mmCIF files that it names."""
    files: dict[str, str] = {}

    def beside(name: str, cif: str) -> str:
        files[name] = cif
        return name

    files = {"index.mvsj": _state(scene, beside).dumps(indent=1) + "\n", **files}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            # The date of a bare ZipInfo is fixed.
            archive.writestr(zipfile.ZipInfo(name), text.encode(), zipfile.ZIP_DEFLATED)
    write_bytes(Path(path), buffer.getvalue())


def _data_uri(cif: str) -> str:
    return "data:text/plain;base64," + base64.b64encode(cif.encode()).decode()


def _package() -> Any:
    """Import the package molviewspec without its warnings on pydantic, which do not concern the user."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            import molviewspec
    except ImportError as err:
        raise MissingDependencyError(
            "Mol* scenes need molviewspec", hint="install it with: pip install molviewspec"
        ) from err
    return molviewspec


def _state(scene: Scene, url_of: Callable[[str, str], str]) -> State:
    """Return the state; `url_of` takes the name and the text of each mmCIF file, and returns its address."""
    builder = _package().create_builder()
    model = builder.download(url=url_of(MODEL, scene.model.cif)).parse(format="mmcif").model_structure()
    # Of CA atoms alone, too, Mol* draws ribbons: the file states helices and strands.
    chains = model.component(selector="polymer").representation(type="cartoon")
    for paint, spans in coats(scene):
        chains.color(color=paint.colour, selector=[_expression(span) for span in spans])
    height = round(framing(scene)[1] / LETTERS, 2)
    named = ligands_with_names(scene)
    for number, ligand in enumerate(scene.ligands, start=1):
        name = f"{ligand.site}_{number}.cif"
        text = name_beside(ligand) if ligand in named else ""
        _add_ligand(builder.download(url=url_of(name, ligand.cif)), ligand, text, height)
    for sphere in spheres(scene):
        _add_sphere(model, sphere, height)
    _add_camera(builder, scene)
    builder.canvas(background_color="white")
    state: State = builder.get_state(
        title=one_line(scene.title), description=_description(scene), description_format="markdown"
    )
    state.metadata.timestamp = WRITTEN
    return state


def _expression(span: Span) -> Any:
    """Return a span as a component expression."""
    if span.insertion_code:
        return _package().ComponentExpression(
            auth_asym_id=span.chain, auth_seq_id=span.start, pdbx_PDB_ins_code=span.insertion_code
        )
    return _package().ComponentExpression(
        auth_asym_id=span.chain, beg_auth_seq_id=span.start, end_auth_seq_id=span.end
    )


def _ca_atom(residue: Span) -> Any:
    """Return the CA atom of one residue; an empty insertion code excludes inserted residues of its number."""
    return _package().ComponentExpression(
        auth_asym_id=residue.chain,
        auth_seq_id=residue.start,
        pdbx_PDB_ins_code=residue.insertion_code,
        label_atom_id="CA",
    )


def _add_ligand(download: Any, ligand: Ligand, text: str, height: float) -> None:
    structure = download.parse(format="mmcif").model_structure()
    atoms = structure.component(selector="all").tooltip(text=_shown(ligand.label))
    drawn = atoms.representation(type="ball_and_stick").color(color=ligand.colour)
    if ligand.basis != BOUND:
        drawn.opacity(opacity=CARRIED_OVER_OPACITY)
    if text:
        _add_text(structure, ligand.centre, text, ligand.colour, height, 8.0)


def _add_sphere(model: Any, sphere: Sphere, height: float) -> None:
    mark = sphere.leading
    # The atom is named, not the point, so that the sphere stays on it when the structure is moved.
    model.primitives().sphere(
        center=_ca_atom(mark.residue),
        radius=mark.radius_A,
        color=mark.colour,
        tooltip="<br>".join(map(_shown, sphere.details)),
    )
    if sphere.label:
        _add_text(model, sphere.xyz, sphere.label, EDGE, height, mark.radius_A + 4.0)


def _add_text(where: Any, at: Any, text: str, colour: str, height: float, offset: float) -> None:
    where.primitives(label_background_color="white").label(
        position=at, text=one_line(text), label_size=height, label_color=colour, label_offset=offset
    )


def _add_camera(builder: Any, scene: Scene) -> None:
    """Set the camera on the focus or on everything; Mol* sees a sphere of half the distance."""
    centre, radius = framing(scene)
    position = np.array(centre) + 2 * radius * np.array(scene.camera.direction)
    builder.camera(target=centre, position=tuple(position.round(2).tolist()), up=scene.camera.up)


def _description(scene: Scene) -> str:
    """Return Markdown: the legend with swatches, the source of the coordinates, and the notes."""
    rows: list[str] = []
    # The panel of Mol* is small.
    for heading, items in headed(verdicts_first(scene.legend)):
        rows += [f"**{one_line(heading).translate(_MARKDOWN)}**", ""]
        rows += [
            f"- ![](!color-swatch={item.colour}) {one_line(item.label).translate(_MARKDOWN)}"
            for item in items
        ]
        rows.append("")
    said = [line.translate(_MARKDOWN) for line in caption(scene)]
    return "\n".join([*rows, *(f"{line}\n" for line in said)])


def _shown(text: str) -> str:
    """Return text that Mol* shows literally: its tooltips are HTML."""
    return one_line(text).translate(_MARKUP)
