"""Scripts of scenes for PyMOL and ChimeraX, each one file that carries its coordinates.

Text from files and variants is reduced to letters, digits and a few harmless characters, so that no name can
end a command and begin another. Selections are in author numbering.
"""

from __future__ import annotations

import base64
import re
import unicodedata
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pprint import pformat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.tables import BOUND
from mtorstruct.views.cif import Atoms
from mtorstruct.views.drawing import (
    Sphere,
    caption,
    framing,
    ligands_with_names,
    name_beside,
    runs,
    spheres,
)
from mtorstruct.views.legend import headed, verdicts_first
from mtorstruct.views.scene import Ligand, Point, Scene, Span

SPANS_OF_A_WORD = 40
"""Largest number of spans in one word for PyMOL, which takes about a thousand letters."""

WIDTH = 108

LABELS_BEFORE = 1.1
"""Distance of labels before the centre, as a part of the radius seen; PyMOL cuts off what is beyond 1.2."""


def pymol_script(scene: Scene) -> str:
    """Return a PyMOL script (``.pml``).

    Parameters
    ----------
    scene : Scene
        What `mtorstruct.views.building.make_scene` gave.

    Returns
    -------
    str
        Commands; domains, variants and ligands have selections and objects of their own, such as
        ``domain_FRB``, ``var_F2108L`` and ``lig_rapamycin_1``.
    """
    names, chains = _Names(), _pymol_chains(scene.model.atoms)
    model = names.of("model", scene.model.name)
    lines = [f"# {line}" for line in _comments(scene, "PyMOL")]
    lines += [
        "set ignore_case_chain, off",
        "set float_labels, on",
        "set label_size, 16",
        "set label_color, black",
        # Seen in parallel, a label that is moved to the reader stays where it is.
        "set orthoscopic, on",
        "bg_color white",
        "/import base64, zlib",
        _load(model, scene.model.cif),
        f"hide everything, {model}",
    ]
    # PyMOL takes helices and strands from the mmCIF text.
    lines += [f"set cartoon_trace_atoms, 1, {model}"] if scene.model.trace else []
    lines += [f"cartoon automatic, {model}", f"show cartoon, {model} and polymer"]
    lines += _pymol_paints(scene, model, chains, names)
    lines += _pymol_ligands(scene, names)
    lines += _pymol_spheres(scene, model, chains, names)
    lines += _pymol_camera(scene, model)
    return "\n".join([*lines, "deselect"]) + "\n"


def _pymol_label(scene: Scene, atom: str, at: Point, text: str, aside: float) -> list[str]:
    """Return the commands that write a label before all that is seen, in pictures by ``ray``, too."""
    centre, radius = framing(scene)
    depth = float(np.dot(np.subtract(at, centre), scene.camera.direction))
    return [
        f"set label_position, [{aside:.1f}, 0, {max(8.0, LABELS_BEFORE * radius - depth):.1f}], {atom}",
        f'label {atom}, "{_plain(text)}"',
    ]


def _pymol_camera(scene: Scene, model: str) -> list[str]:
    """Return the commands that set direction and zoom."""
    (x, y, z), radius = framing(scene)
    turn = ", ".join(f"{value:.4f}" for value in _axes(scene).T.ravel().tolist())
    planes = f"{radius:.2f}, {5 * radius:.2f}"
    lines = [f"set_view ({turn}, 0, 0, {-3 * radius:.2f}, {x:.2f}, {y:.2f}, {z:.2f}, {planes}, 1)"]
    if not scene.camera.radius_A:
        return [*lines, f"zoom {model}, complete=1"]
    return [
        *lines,
        f"pseudoatom seen, pos=[{x:.2f}, {y:.2f}, {z:.2f}]",
        f"zoom seen, {radius:.2f}",
        "delete seen",
    ]


def _axes(scene: Scene) -> NDArray[np.float64]:
    """Return the directions of the camera as rows: to the right, up, and to the reader."""
    up, towards = np.array(scene.camera.up), np.array(scene.camera.direction)
    return np.stack([np.cross(up, towards), up, towards])


def _load(name: str, cif: str) -> str:
    packed = base64.b64encode(zlib.compress(cif.encode(), 9)).decode()
    return f'/cmd.load_raw(zlib.decompress(base64.b64decode("{packed}")).decode(), "cif", "{name}", zoom=0)'


def _pymol_paints(scene: Scene, model: str, chains: Mapping[str, str], names: _Names) -> list[str]:
    lines = []
    named = [(names.of(_kind(scene), paint.label), paint) for paint in scene.paints]
    for name, paint in named:
        # An inserted residue lies within a span of another colour, and is taken out of it.
        inserted = [
            s for other in scene.paints if other is not paint for s in other.spans if s.insertion_code
        ]
        but = f" and not ({_pymol(inserted, chains)})" if inserted else ""
        lines.append(f"select {name}, {model} and ({_pymol(paint.spans, chains)}){but}")
        lines.append(f"color {_hex(paint.colour)}, {name}")
    return lines


def _pymol_ligands(scene: Scene, names: _Names) -> list[str]:
    lines, named = [], ligands_with_names(scene)
    for ligand in scene.ligands:
        name = _ligand_name(ligand, names)
        lines += [
            f"# {_plain(ligand.label)}",
            _load(name, ligand.cif),
            f"hide everything, {name}",
            f"show sticks, {name}",
            f"color {_hex(ligand.colour)}, {name}",
        ]
        if ligand.basis != BOUND:
            lines += [f"set stick_transparency, 0.5, {name}", f"set stick_radius, 0.12, {name}"]
        if ligand in named:
            first: Any = ligand.atoms.xyz[0].tolist()
            lines += _pymol_label(scene, f"(first {name})", first, name_beside(ligand), 2.0)
    return lines


def _pymol_spheres(scene: Scene, model: str, chains: Mapping[str, str], names: _Names) -> list[str]:
    lines = []
    for key, kind, residues in _by_key(scene):
        name = names.of("var" if kind == "variant" else "site", key.removeprefix("MTOR:"))
        lines.append(f"select {name}, {model} and name CA and ({_pymol(residues, chains)})")
    for sphere in spheres(scene):
        mark = sphere.leading
        atom = f"({model} and name CA and {_pymol([sphere.residue], chains)})"
        lines += [
            f"alter {atom}, vdw={mark.radius_A:.2f}",
            f"set sphere_color, {_hex(mark.colour)}, {atom}",
            f"show spheres, {atom}",
        ]
        if sphere.label:
            lines += _pymol_label(scene, atom, sphere.xyz, sphere.label, mark.radius_A + 1.5)
    return lines


def _pymol(spans: Iterable[Span], chains: Mapping[str, str]) -> str:
    """Return spans as a selection: ``(chain A and resi 1-5+8) or (chain B and resi 52A)``."""
    of_chain: dict[str, list[str]] = {}
    for span in spans:
        # A range takes in inserted residues; a single number does not.
        number = str(span.start).replace("-", r"\-")
        end = str(span.end).replace("-", r"\-")
        of_chain.setdefault(span.chain, []).append(
            f"{number}{span.insertion_code}" if span.start == span.end else f"{number}-{end}"
        )
    return " or ".join(
        f"({chains[chain]} and resi {'+'.join(some)})"
        for chain, numbers in of_chain.items()
        for some in _pieces(numbers)
    )


def _pieces(numbers: list[str]) -> list[list[str]]:
    return [numbers[k : k + SPANS_OF_A_WORD] for k in range(0, len(numbers), SPANS_OF_A_WORD)]


def _pymol_chains(atoms: Atoms) -> dict[str, str]:
    """Return the selection of each chain: its name, or the numbers of its atoms in the mmCIF, from 1.

    Other characters have meanings in selections and commands of PyMOL, which cannot escape a quote.
    """
    numbers: dict[str, list[str]] = {}
    for chain, start, end in runs(atoms.chain.tolist()):
        numbers.setdefault(chain, []).append(f"{start + 1}-{end}")
    return {
        chain: "chain " + re.sub(r"([.+*])", r"\\\1", chain)
        if re.fullmatch(r"[A-Za-z0-9_.+*-]+", chain)
        else "id " + "+".join(mine)
        for chain, mine in numbers.items()
    }


CHIMERAX = '''
import os
import tempfile

from chimerax.core.commands import run
from chimerax.geometry import Bounds
from chimerax.mmcif import open_mmcif


def opened(name, text):
    """Open mmCIF text as a model; ChimeraX reads files only."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.cif")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        models, _ = open_mmcif(session, path, file_name=name, auto_style=False, log_info=False)
    session.models.add(models)
    return models[0]


def rgba(colour, alpha=255):
    return [int(colour[k : k + 2], 16) for k in (1, 3, 5)] + [alpha]


def residues_of(spans):
    """Residues of spans (chain, first and last author number, insertion code)."""
    for chain, start, end, code in spans:
        for number in range(start, end + 1):
            if (chain, number, code) in residues:
                yield residues[chain, number, code]


def named(name, atoms):
    run(session, "select clear", log=False)
    for atom in atoms:
        atom.selected = True
    run(session, "name frozen " + name + " sel", log=False)
    run(session, "select clear", log=False)


def labelled(text, residue, colour, height):
    run(session, "select clear", log=False)
    for atom in residue.atoms:
        atom.selected = True
    run(session, 'label sel residues text "%s" color %s height %.1f' % (text, colour, height), log=False)
    run(session, "select clear", log=False)


run(session, "set bgColor white", log=False)
model = opened(MODEL, COORDINATES[0])
residues = {(r.chain_id, r.number, r.insertion_code): r for r in model.residues}
spec = "#" + model.id_string
if TRACE:
    run(session, "cartoon hide " + spec, log=False)
    run(session, "show %s atoms" % spec, log=False)
    run(session, "hide %s pbonds" % spec, log=False)
    run(session, "style %s stick" % spec, log=False)
    atoms = list(model.atoms)
    for one, other in zip(atoms, atoms[1:]):
        near = sum((a - b) ** 2 for a, b in zip(one.coord, other.coord)) < 4.5**2
        if near and one.residue.chain_id == other.residue.chain_id and other not in one.neighbors:
            model.new_bond(one, other)
    model.bonds.radii = 0.8
    model.bonds.halfbonds = True
else:
    run(session, "hide %s atoms" % spec, log=False)
    run(session, "cartoon " + spec, log=False)

for name, colour, spans in PAINTS:
    painted = list(residues_of(spans))
    for residue in painted:
        residue.ribbon_color = rgba(colour)
        residue.atoms.colors = rgba(colour)
    named(name, [atom for residue in painted for atom in residue.atoms])

for (name, label, colour, bound), text in zip(LIGANDS, COORDINATES[1:]):
    ligand = opened(name, text)
    run(session, "show #%s atoms" % ligand.id_string, log=False)
    run(session, "style #%s stick" % ligand.id_string, log=False)
    ligand.atoms.colors = rgba(colour, 255 if bound else 110)
    ligand.bonds.radii = 0.2 if bound else 0.1
    if label:
        labelled(label, ligand.residues[0], colour, LETTERS)

for colour, radius, span, label in SPHERES:
    for residue in residues_of([span]):
        atom = residue.find_atom("CA")
        atom.display = True
        atom.draw_mode = atom.SPHERE_STYLE
        atom.radius = radius
        atom.color = rgba(colour)
        if label:
            labelled(label, residue, "#333333", LETTERS)

for name, spans in SELECTIONS:
    named(name, [residue.find_atom("CA") for residue in residues_of(spans)])

run(session, "lighting soft", log=False)
# Columns of the matrix of the camera: its axes to the right, up and to the reader, and its place.
place = [centre + 4 * SEEN[1] * towards for centre, towards in zip(SEEN[0], AXES[2])]
rows = [[AXES[0][k], AXES[1][k], AXES[2][k], place[k]] for k in range(3)]
numbers = ",".join("%.4f" % value for row in rows for value in row)
run(session, "view matrix camera " + numbers, log=False)
low, high = ([c + sign * SEEN[1] for c in SEEN[0]] for sign in (-1, 1))
session.main_view.view_all(Bounds(low, high))
'''


def chimerax_script(scene: Scene) -> str:
    """Return a ChimeraX script (``.py``).

    A ChimeraX command file (``.cxc``) cannot hold coordinates; a Python script can, and ChimeraX opens it in
    the same way (File > Open, or the name on the command line).

    Parameters
    ----------
    scene : Scene
        What `mtorstruct.views.building.make_scene` gave.

    Returns
    -------
    str
        Python; data first, as literals, then the same few functions for every scene.
    """
    names, named = _Names(), ligands_with_names(scene)
    centre, radius = framing(scene)
    data: dict[str, object] = {
        "TRACE": scene.model.trace,
        "PAINTS": [
            (names.of(_kind(scene), paint.label), paint.colour, _tuples(paint.spans))
            for paint in scene.paints
        ],
        "SPHERES": [_chimerax_sphere(sphere) for sphere in spheres(scene)],
        "SELECTIONS": [
            (names.of("var" if kind == "variant" else "site", key.removeprefix("MTOR:")), _tuples(residues))
            for key, kind, residues in _by_key(scene)
        ],
        "SEEN": [list(centre), radius],
        "AXES": _axes(scene).round(4).tolist(),
        "LETTERS": round(radius / 20, 1),
        "LIGANDS": [
            (
                _ligand_name(ligand, names),
                _plain(name_beside(ligand)) if ligand in named else "",
                ligand.colour,
                ligand.basis == BOUND,
            )
            for ligand in scene.ligands
        ],
        "MODEL": names.of("model", scene.model.name),
    }
    head = [f"# {line}" for line in _comments(scene, "ChimeraX")]
    literals = [f"{name} = {pformat(value, width=WIDTH)}" for name, value in data.items()]
    texts = [f"    {_literal(text)},\n" for text in (scene.model.cif, *(li.cif for li in scene.ligands))]
    return "\n".join([*head, *literals, "COORDINATES = ["]) + "\n" + "".join(texts) + "]\n" + CHIMERAX


def _literal(text: str) -> str:
    """Return a Python literal, with one line for each line of the text."""
    return "\n    ".join(repr(line) for line in text.splitlines(keepends=True))


def _ligand_name(ligand: Ligand, names: _Names) -> str:
    site = ligand.site if ligand.basis == BOUND else f"{ligand.site}_carried_over"
    return names.of("lig", f"{site}_{ligand.copy}")


def _chimerax_sphere(sphere: Sphere) -> tuple[str, float, tuple[str, int, int, str], str]:
    mark = sphere.leading
    return (mark.colour, mark.radius_A, _tuples([sphere.residue])[0], _plain(sphere.label))


def _tuples(spans: Sequence[Span]) -> list[tuple[str, int, int, str]]:
    return [(span.chain, span.start, span.end, span.insertion_code) for span in spans]


def _by_key(scene: Scene) -> list[tuple[str, str, list[Span]]]:
    """Return the residues of each variant and phosphosite: one a copy."""
    found: dict[tuple[str, str], list[Span]] = {}
    for mark in scene.marks:
        found.setdefault((mark.key, mark.kind), []).append(mark.residue)
    return [(key, kind, residues) for (key, kind), residues in found.items()]


class _Names:
    """Names of selections and objects: readable, harmless and unique."""

    def __init__(self) -> None:
        self.given: set[str] = set()

    def of(self, kind: str, text: str) -> str:
        """Return a name for a text: ``domain_FRB``, ``var_F2108L``, ``var_R2109Ter``."""
        words = re.findall(r"[A-Za-z0-9]+", _ascii(text).replace("*", "Ter").replace("=", "syn"))
        name = wanted = "_".join([kind, *(words or ["unnamed"])])[:60]
        number = 2
        while name in self.given:
            name, number = f"{wanted}_{number}", number + 1
        self.given.add(name)
        return name


def _kind(scene: Scene) -> str:
    """Return the subject of the colours in one word: ``domain``, ``chain``, ``distance``."""
    return "".join(re.findall(r"[a-z]+", scene.legend_title.lower())[:1]) or "colour"


def _comments(scene: Scene, program: str) -> list[str]:
    """Return the head of a script: the caption and the legend."""
    legend = [
        line
        for heading, items in headed(verdicts_first(scene.legend))
        for line in (f"{heading}:", *(f"{item.colour[1:]}  {item.label}" for item in items))
    ]
    lines = [*caption(scene), f"Written by mtorstruct for {program}.", *legend]
    return [_plain(line) for line in lines]


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _plain(text: str) -> str:
    """Return text that is safe in comments and labels.

    In PyMOL a semicolon ends even a comment, and a backslash joins it to the next line.
    """
    return " ".join(re.sub(r"[^A-Za-z0-9 .,:()+*/=%_-]", " ", _ascii(text)).split())


def _hex(colour: str) -> str:
    return f"0x{colour[1:]}"
