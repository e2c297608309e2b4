"""Scenes made by hand for the tests of the renderers."""

from __future__ import annotations

import numpy as np

from mtorstruct.views.cif import Atoms
from mtorstruct.views.scene import Camera, LegendItem, Ligand, Mark, Model, Paint, Scene, Span

HOSTILE = (
    '"; quit',
    "x\npython\nimport os; os.abort()\npython end",
    "\\",
    "'''; quit #",
    '") ; cmd.quit() #',
    "<img src=x onerror=alert(1)>",
    "[a](javascript:alert(1))",
    "runscript evil.py; exit",
    "\u2028; quit\r\n; quit",
)

RESIDUES = [("AA", 10, ""), ("AA", 11, ""), ("AA", 11, "A"), ("AA", 12, ""), ("AA", -5, ""), ("a", 11, "")]
"""Numbers with an insertion code and a step back, in a chain of two letters; and a chain in lower case."""


def atoms(residues: list[tuple[str, int, str]], names: list[str] | None = None) -> Atoms:
    """Atoms along a line, 3.8 Å apart; CA atoms by default."""
    n = len(residues)
    chain, number, code = zip(*residues, strict=True)
    return Atoms(
        chain=np.array(chain, dtype=object),
        auth_seq_id=np.array(number),
        insertion_code=np.array(code, dtype=object),
        residue_name=np.full(n, "ALA", dtype=object),
        atom_name=np.array(names or ["CA"] * n, dtype=object),
        element=np.full(n, "C", dtype=object),
        xyz=np.arange(n)[:, None] * np.array([3.8, 0.0, 0.0]),
        b_factor=np.full(n, np.nan),
        hetero=np.zeros(n, dtype=bool),
    )


def made_scene(words: str = "made") -> Scene:
    """A scene with an inserted residue of another colour, and words wherever a file can bring some."""
    red, green = "#D55E00", "#009E73"
    spans = {
        red: (Span("AA", 10, 12), Span("a", 11, 11)),
        green: (Span("AA", -5, -5), Span("AA", 11, 11, "A")),
    }
    residues = [Span("AA", 11, 11), Span("AA", 11, 11, "A")]
    return Scene(
        title=words,
        model=Model(words, words, atoms(RESIDUES), True, words),
        paints=tuple(Paint(colour, f"{words} {colour}", mine) for colour, mine in spans.items()),
        ligands=(
            Ligand(
                "rapamycin", 1, "bound", "#882255", "rapamycin", words, atoms([("L", 1, "")]), (0.0, 0.0, 0.0)
            ),
            Ligand(
                "atp",
                2,
                "transferred",
                "#332288",
                "nucleotide",
                words,
                atoms([("L", 1, "")]),
                (1.0, 2.0, 3.0),
            ),
        ),
        marks=tuple(
            Mark(
                key=f"MTOR:{words}",
                kind="variant",
                residue=residue,
                copy=1,
                xyz=(3.8 * (k + 1), 0.0, 0.0),
                radius_A=2.6,
                colour=red,
                marker="o",
                value="activating",
                label=words,
                details=(words, words),
            )
            for k, residue in enumerate(residues)
        ),
        legend_title=words,
        legend=(
            LegendItem("residues", red, words, words),
            LegendItem("ligand", "#882255", words, "Ligands"),
        ),
        camera=Camera((3.8, 0.0, 0.0), 12.0, (residues[0],)),
        notes=(words,),
    )
