"""Flat drawing of a scene, for print and for browsers without 3D graphics."""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from numpy.typing import NDArray

from mtorstruct.views.cif import Atoms
from mtorstruct.views.drawing import coats
from mtorstruct.views.palette import EDGE, OTHER, rank, solid, verdict_style
from mtorstruct.views.scene import Scene

WIDTH, HEIGHT, MARGIN = 900.0, 560.0, 24.0
"""Size of the drawing and of its empty edge, in its own units."""

PIECE, STEP = 15, 3
"""CA atoms of a stroke, and every how many-th of them is drawn; strokes are drawn from back to front."""

LINE, CASING = 3.0, 5.0
"""Widths of a stroke and of its light edge, which shows depth."""

DOT = 7.0
"""Width of a residue's dot in the drawing of a crowded cohort."""

GAP_A = 20.0
"""Distance (Å) beyond which consecutive CA atoms are not joined."""


def still(scene: Scene, colours: Mapping[str, str]) -> str:
    """Draw a scene as SVG, seen along its shortest axis.

    `colours` are those of the circles, by the key of the variant; phosphosites keep their own. The drawing
    has no words but its description; the page sets the legend beside it.
    """
    strokes, spheres = _flat(scene)
    changes = len({mark.key for mark in scene.marks})
    circles = [
        f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{1.7 * mark.radius_A:.1f}" '
        f'fill="{colours.get(mark.key, mark.colour)}" data-of-change="{html.escape(mark.key)}"/>'
        for mark, (x, y, _) in sorted(
            # What matters most lies on top.
            zip(scene.marks, spheres.tolist(), strict=True),
            key=lambda pair: -rank(pair[0].value),
        )
    ]
    circles = [f'<g stroke="{EDGE}">', *circles, "</g>"]
    return _svg(f"{scene.title}, drawn flat, with {changes} variants as circles.", strokes, circles)


def crowded_still(scene: Scene, values: Mapping[str, Mapping[str, str]], n: int) -> str:
    """Draw a scene with a dot a residue, once for each question; a class of verdicts is one path.

    Parameters
    ----------
    scene : Scene
        Its marks have the keys of residues.
    values : mapping of str to mapping
        The verdict of each residue, by the name of the question and the key of the residue. The first
        question is shown; the others are hidden.
    n : int
        Number of variants.
    """
    strokes, spheres = _flat(scene)
    places = [f"M{x:.0f} {y:.0f}h0" for x, y, _ in spheres.tolist()]
    groups: list[str] = []
    for question, value_of in values.items():
        dots: dict[str, dict[str, None]] = {}
        for mark, place in zip(scene.marks, places, strict=True):
            dots.setdefault(value_of[mark.key], {})[place] = None
        groups.append(f'<g data-of="{question}"{" hidden" if groups else ""}>')
        # What matters most lies on top.
        for value, found in sorted(dots.items(), key=lambda item: -rank(item[0])):
            name = f"dots-{question}-{value or 'none'}"
            colour = solid(verdict_style(value)).colour
            groups += [
                f'<g stroke="{EDGE}" stroke-width="{DOT + 1}"><path id="{name}" d="{"".join(found)}"/></g>',
                f'<use href="#{name}" stroke="{colour}" stroke-width="{DOT - 1}"/>',
            ]
        groups.append("</g>")
    circles = ['<g fill="none" stroke-linecap="round">', *groups, "</g>"]
    alt = f"{scene.title}, drawn flat, with the residues of {n:,} variants as dots."
    return _svg(alt, strokes, circles)


def _flat(scene: Scene) -> tuple[list[tuple[float, str, str]], NDArray[np.float64]]:
    """Return the strokes of the chains from back to front, and where the spheres lie."""
    atoms = scene.model.atoms
    trace = atoms.take(np.flatnonzero((atoms.atom_name == "CA") & (atoms.element == "C")))
    marked = np.array([mark.xyz for mark in scene.marks]).reshape(-1, 3)
    places, spheres = _projected(trace.xyz, marked)
    return sorted(_strokes(trace, _colours(scene, trace), places)), spheres


def _svg(alt: str, strokes: Iterable[tuple[float, str, str]], circles: Iterable[str]) -> str:
    return "\n".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {HEIGHT:.0f}" role="img" '
            f'aria-label="{html.escape(alt)}">',
            '<g fill="none" stroke-linecap="round" stroke-linejoin="round">',
            *(
                f'<path d="{path}" stroke="#ffffff" stroke-width="{CASING}"/>'
                f'<path d="{path}" stroke="{colour}" stroke-width="{LINE}"/>'
                for _, path, colour in strokes
            ),
            "</g>",
            *circles,
            "</svg>",
        )
    )


def _colours(scene: Scene, trace: Atoms) -> NDArray[np.object_]:
    number = trace.auth_seq_id
    colours = np.full(len(number), OTHER.colour, dtype=object)
    for paint, spans in coats(scene):
        for span in spans:
            inside = (trace.chain == span.chain) & (number >= span.start) & (number <= span.end)
            if span.insertion_code:
                inside &= trace.insertion_code == span.insertion_code
            colours[inside] = paint.colour
    return colours


def _projected(
    xyz: NDArray[np.float64], marked: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return atoms and spheres on the paper: x right, y down, z towards the reader, shape (n, 3)."""
    if not len(xyz):
        return xyz, marked
    centre = xyz.mean(axis=0)
    axes = np.linalg.svd((xyz - centre).T @ (xyz - centre))[0]
    # An axis may point either way; its largest component is positive.
    axes = axes * np.sign(axes[np.abs(axes).argmax(axis=0), range(3)])
    flat = (xyz - centre) @ axes
    low, high = flat.min(axis=0), flat.max(axis=0)
    size = np.maximum(high - low, 1.0)
    scale = min((WIDTH - 2 * MARGIN) / size[0], (HEIGHT - 2 * MARGIN) / size[1])
    middle = np.array([WIDTH / 2, HEIGHT / 2, 0.0])

    def placed(points: NDArray[np.float64]) -> NDArray[np.float64]:
        turned: NDArray[np.float64] = (points - centre) @ axes
        turned = (turned - (low + high) / 2) * scale + middle
        return turned

    return placed(xyz), placed(marked)


def _strokes(
    trace: Atoms, colours: NDArray[np.object_], places: NDArray[np.float64]
) -> Iterator[tuple[float, str, str]]:
    """Return depth, path and colour of each stroke; a stroke begins where the one before it ends."""
    drawn = np.arange(0, len(trace.chain), STEP)
    if not len(drawn):
        return
    far = np.linalg.norm(np.diff(trace.xyz[drawn], axis=0), axis=1) > GAP_A
    breaks = np.concatenate([[True], far | (trace.chain[drawn][1:] != trace.chain[drawn][:-1]), [True]])
    turns = np.concatenate([[True], colours[drawn][1:] != colours[drawn][:-1], [True]])
    start = 0
    for k in range(1, len(drawn) + 1):
        if not (breaks[k] or turns[k] or k - start >= PIECE // STEP):
            continue
        last = k if breaks[k] else k + 1
        piece = places[drawn[start:last]]
        path = "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y, _ in piece.tolist())
        yield round(float(piece[:, 2].mean()), 2), path, str(colours[drawn[start]])
        start = k
