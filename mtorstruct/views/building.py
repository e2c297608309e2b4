"""Make a scene: a structure, its colours, its drug sites, variants and phosphosites, a legend, a camera."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.atlas.store import open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.structure.complex import MtorComplex
from mtorstruct.views import palette
from mtorstruct.views.camera import camera, point
from mtorstruct.views.cohort import tally
from mtorstruct.views.colouring import colour_rows, paints
from mtorstruct.views.marks import phosphosite_marks, variant_marks
from mtorstruct.views.scene import LegendItem, Ligand, Mark, Model, Paint, Scene
from mtorstruct.views.sources import Drawable, drawable, label_of_ligand

if TYPE_CHECKING:
    import pandas as pd


CLOSE_A = 60.0
"""Radius of what is looked at, in A, below which spheres are drawn half as large."""


@dataclass(frozen=True)
class SceneOptions:
    """What to draw; see `make_scene`."""

    color: str = "domain"
    verdict: palette.Verdict = "rapalog"
    sites: bool = True
    phosphosites: bool = False
    labels: bool = True
    focus: str | None = None


def make_scene(
    structure: str | Path | MtorComplex,
    *,
    variants: pd.DataFrame | Iterable[str] | None = None,
    options: SceneOptions | None = None,
    atlas: str | Path | None = None,
    detail: str = "auto",
    **where: Any,
) -> Scene:
    """Describe a picture of a structure.

    Parameters
    ----------
    structure : str, pathlib.Path or MtorComplex
        An entry of the atlas (CA trace; nothing is fetched), a coordinate file, another entry id, or a
        complex that `mtorstruct.load` gave.
    variants : pandas.DataFrame or iterable of str, optional
        What `mtorstruct.annotate` gave, or changes as it takes them; each is a sphere on every copy.
    options : SceneOptions, optional
        `color` is one of `mtorstruct.views.colouring.MODES`; `verdict` the column that spheres are coloured
        by; `sites` draws the ligands of the drug sites, `phosphosites` the phosphosites; `labels` writes
        names beside at most fifteen variants; `focus` is a domain (``FRB``), a site
        (``rapamycin``), a protein, or a residue or change (``MTOR:2108``, ``MTOR:F2108L``; UniProt position).
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.
    detail : {'auto', 'trace', 'full'}
        ``full`` loads all atoms of an entry that the atlas has, too.
    **where
        `store` and `offline` of `mtorstruct.load`.

    Raises
    ------
    UsageError
        A colour, verdict, focus or entry is unknown, or what is focused on is not in the structure.
    DataError, RemoteError
        The structure cannot be read or fetched.
    """
    chosen, known = options or SceneOptions(), open_atlas(atlas)
    if chosen.verdict not in palette.VERDICTS:
        raise UsageError(
            f"unknown verdict '{chosen.verdict}'", mend="known are " + ", ".join(palette.VERDICTS)
        )
    drawn = drawable(structure, known, detail=detail, **where)
    annotation = None if variants is None else _annotated(variants, atlas)
    changes = None if annotation is None else tally(annotation)
    colouring = colour_rows(drawn, chosen.color, changes, chosen.verdict)
    painted = paints(drawn.rows, colouring)
    ligands = _ligands(drawn) if chosen.sites else ()
    marks: list[Mark] = []
    notes = [] if drawn.trace is False else [f"{drawn.provenance}: no side chains"]
    if chosen.phosphosites:
        marks += phosphosite_marks(drawn)
    if annotation is not None and changes is not None:
        marks += variant_marks(drawn, changes, chosen.verdict, labels=chosen.labels)
        notes += _not_drawn(changes, marks, drawn.name)
        notes += _not_answered(annotation)
    seen = camera(drawn, chosen.focus)
    if 0 < seen.radius_A < CLOSE_A:
        marks = [replace(mark, radius_A=round(mark.radius_A / 2, 2)) for mark in marks]
    return Scene(
        title=f"{drawn.name}: {drawn.title}" if drawn.title else drawn.name,
        model=Model(drawn.name, drawn.title, drawn.cif, drawn.trace, drawn.provenance),
        paints=painted,
        ligands=ligands,
        marks=tuple(marks),
        legend_title=colouring.title,
        legend=_legend(painted, ligands, marks),
        camera=seen,
        notes=tuple(notes),
    )


def _annotated(variants: pd.DataFrame | Iterable[str], atlas: str | Path | None) -> pd.DataFrame:
    import pandas as pd

    if isinstance(variants, pd.DataFrame) and {"status", "rapalog", "position"} <= set(variants.columns):
        return variants
    from mtorstruct.variants.annotating import annotate

    return annotate(variants, atlas=atlas)


def _ligands(drawn: Drawable) -> tuple[Ligand, ...]:
    return tuple(
        Ligand(
            site=found.site,
            copy=found.copy,
            basis=found.basis,
            colour=palette.SITES[found.site].colour,
            label=label_of_ligand(found),
            cif=found.cif,
            centre=point(found.xyz.mean(axis=0)),
        )
        for found in drawn.ligands
    )


def _not_drawn(changes: pd.DataFrame, marks: list[Mark], name: str) -> list[str]:
    drawn = {mark.key for mark in marks}
    missing = [change for change in changes["change"].tolist() if change not in drawn]
    if not missing:
        return []
    said = f"{len(missing)} of {len(changes)} changes are not modelled in {name}, and not drawn"
    return [f"{said}: {_first_five(missing)}"]


def _not_answered(annotation: pd.DataFrame) -> list[str]:
    """Rows that the annotation has no answer for; those of other genes tell the context, and are none."""
    failed = annotation[~annotation["status"].isin(["ok", "context"])]
    if failed.empty:
        return []
    named = [f"{text} ({status})" for text, status in zip(failed["input"], failed["status"], strict=True)]
    said = f"{len(failed)} of {len(annotation)} rows have no answer, and are not drawn"
    return [f"{said}: {_first_five(list(dict.fromkeys(named)))}"]


def _first_five(texts: list[str]) -> str:
    return ", ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")


def _legend(
    painted: tuple[Paint, ...], ligands: tuple[Ligand, ...], marks: list[Mark]
) -> tuple[LegendItem, ...]:
    items = [LegendItem("residues", paint.colour, paint.label) for paint in painted]
    items += [LegendItem("ligand", ligand.colour, ligand.label) for ligand in ligands]
    order = sorted(
        {(m.kind, m.value, m.colour) for m in marks},
        key=lambda kvc: (
            kvc[0] != "variant",
            palette.CLASS_ORDER.index(kvc[1]) if kvc[1] in palette.CLASSES else 0,
        ),
    )
    names = {value: style.label for value, style in palette.CLASSES.items()} | {"phosphosite": "phosphosite"}
    items += [LegendItem(kind, colour, names[value]) for kind, value, colour in order]
    return tuple(dict.fromkeys(items))
