"""Building of scenes: a structure, its colours, drug sites, variants, phosphosites, legend and camera."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.atlas.store import Atlas, open_atlas
from mtorstruct.errors import UsageError
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import is_doubted
from mtorstruct.variants.arguments import annotation_of
from mtorstruct.variants.input.accounting import group_of
from mtorstruct.views import palette
from mtorstruct.views.camera import camera, point
from mtorstruct.views.closeup import close_up
from mtorstruct.views.cohort import FRONT, plain_tally
from mtorstruct.views.colouring import Colouring, colour_rows, paints
from mtorstruct.views.legend import label_of_ligand, legend_of, name_of_ligand
from mtorstruct.views.marks import DOUBT, TOLD, phosphosite_marks, variant_marks
from mtorstruct.views.scene import Ligand, Mark, Model, Scene
from mtorstruct.views.sight import capped, looked_from
from mtorstruct.views.sources import Drawable, ca_xyz, drawable
from mtorstruct.views.superposed import Superposed, check_number, stretch_of, superposed
from mtorstruct.views.values import by_values

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["SceneOptions", "make_scene"]


BY_CHANGES = ("impact", "count")
"""Ways to colour residues by their variants; the spheres then have the colours of their residues."""

CLOSE_A = 60.0
"""Radius of the focus (Å) below which spheres are drawn half as large."""


@dataclass(frozen=True)
class SceneOptions:
    """Options of a scene; see `make_scene`."""

    color: str | pd.Series[Any] | Mapping[Any, float] = "domain"
    verdict: palette.Verdict | None = None
    sites: bool = True
    phosphosites: bool = False
    labels: bool = True
    focus: str | None = None
    site: str | None = None
    superpose: str | None = None


def make_scene(
    structure: str | Path | MtorComplex | Sequence[str | Path | MtorComplex],
    *,
    variants: pd.DataFrame | Iterable[str] | None = None,
    options: SceneOptions | None = None,
    atlas: str | Path | None = None,
    detail: str = "auto",
    **where: Any,
) -> Scene:
    """Build the scene of a structure, or of several that are superposed.

    Parameters
    ----------
    structure : str, pathlib.Path or MtorComplex, or a list of them
        An entry of the atlas (CA trace; nothing is fetched), a coordinate file, another entry id, or a
        complex that `mtorstruct.load` gave. Of a list all are drawn in the frame of the first one, each
        in its own colour; variants and phosphosites are spheres on the first one that has the residue
        modelled.
    variants : pandas.DataFrame or iterable of str, optional
        What `mtorstruct.annotate` or `mtorstruct.views.cohort.tally` gave, or variants as `annotate` takes
        them; each is a sphere on every copy.
    options : SceneOptions, optional
        `color` is one of `mtorstruct.views.colouring.MODES`, or numbers of one's own by UniProt position of
        mTOR, or by gene and position (`mtorstruct.views.values.by_values`); `verdict` the column that
        spheres are coloured by (without it all are grey); `sites` draws the ligands of the drug sites,
        `phosphosites` the phosphosites; `labels` writes names beside at most fifteen variants; `focus` is a
        domain (``FRB``), a site (``rapamycin``), a protein, or a residue or variant (``MTOR:2108``,
        ``MTOR:F2108L``; UniProt position); `site` is the component id of a ligand of the file, which is drawn
        and may be focused on as well; `superpose` is the part of a protein by which a list of structures is
        superposed (`mtorstruct.views.superposed.superposed`).
    atlas : str or pathlib.Path, optional
        Folder of an atlas; the embedded one without it.
    detail : {'auto', 'trace', 'full'}
        ``full`` loads all atoms of an entry that the atlas has, too.
    **where
        `store` and `offline` of `mtorstruct.load`.

    Raises
    ------
    UsageError
        A colour, verdict, focus or entry is unknown, what is focused on is not in the structure, or
        structures cannot be superposed.
    DataError, RemoteError
        A structure cannot be read or fetched.
    """
    chosen, known = options or SceneOptions(), open_atlas(atlas)
    if chosen.verdict is not None:
        palette.check_verdict(chosen.verdict)
    shown = _shown(structure, chosen, known, detail=detail, **where)
    drawn, marked = (shown.drawn, shown.marked) if isinstance(shown, Superposed) else (shown, shown)
    annotation = None if variants is None else _annotated(variants, atlas)
    changes = None if annotation is None else _counted(annotation)
    mode = chosen.color if isinstance(chosen.color, str) else ""
    not_coloured: list[str] = []
    if isinstance(shown, Superposed):
        colouring = shown.colouring
    elif isinstance(chosen.color, str):
        colouring = colour_rows(drawn, chosen.color, changes, chosen.verdict)
    else:
        colouring, not_coloured = by_values(drawn, chosen.color)
    painted = paints(drawn.rows, colouring)
    ligands = _ligands(drawn) if chosen.sites else ()
    marks: list[Mark] = []
    notes = [f"{drawn.provenance}: no side chains" if drawn.trace else drawn.provenance, *drawn.notes]
    if not (drawn.rows["position"] > 0).any():
        notes.append("no chain of mTOR or its partners was recognised")
    notes += not_coloured
    if mode.startswith("distance:"):
        notes += _distances_in_doubt(drawn)
    if chosen.phosphosites:
        marks += phosphosite_marks(marked)
    if annotation is not None and changes is not None:
        marks += variant_marks(marked, changes, chosen.verdict, labels=chosen.labels)
        notes += _not_drawn(changes, marks, drawn.name)
        notes += _not_answered(annotation)
        notes += _in_doubt(drawn.name, marks)
    by_changes = mode in BY_CHANGES
    if by_changes:
        marks = _as_residues(drawn, colouring, marks)
    seen = camera(drawn, chosen.focus)
    close, told = close_up(drawn, chosen.focus, colouring, changes)
    notes += told
    if 0 < seen.radius_A < CLOSE_A:
        marks = [replace(mark, radius_A=round(mark.radius_A / 2, 2)) for mark in marks]
    marks = capped(marks, seen, ca_xyz(drawn.rows))
    seen = looked_from(seen, drawn.atoms, marks, ligands)
    return Scene(
        title=f"{drawn.name}: {drawn.title or _proteins(drawn)}",
        model=Model(drawn.name, drawn.title, drawn.atoms, drawn.trace, drawn.provenance),
        paints=painted,
        ligands=ligands,
        marks=tuple(marks),
        legend_title=colouring.title,
        legend=legend_of(
            colouring.title,
            colouring.scale or painted,
            drawn.ligands if chosen.sites else (),
            [m for m in marks if not (by_changes and m.kind == "variant")],
            chosen.verdict,
        ),
        camera=seen,
        notes=tuple(notes),
        close_up=close,
    )


def _shown(
    structure: str | Path | MtorComplex | Sequence[str | Path | MtorComplex],
    options: SceneOptions,
    atlas: Atlas,
    **how: Any,
) -> Drawable | Superposed:
    """Return the structure that is drawn, or those of a list, superposed."""
    if not isinstance(structure, list | tuple):
        if options.superpose is None:
            one: Any = structure
            return drawable(one, atlas, site=options.site, **how)
        raise UsageError("one structure alone cannot be superposed", hint="give two or more in a list")
    if options.superpose is None:
        raise UsageError(
            "a list of structures is drawn in one picture if they are superposed",
            hint="name a domain: superpose='FRB'; view_grid draws them side by side",
        )
    if not isinstance(options.color, str) or options.color != SceneOptions.color:
        raise UsageError(
            "structures that are superposed have colours of their own",
            hint="leave the colour out, or draw them side by side with view_grid",
        )
    # What cannot be drawn is refused before anything is read, which may take minutes.
    check_number(len(structure))
    stretch = stretch_of(options.superpose)
    found = [drawable(one, atlas, site=options.site, **how) for one in structure]
    return superposed(found, stretch)


def _as_residues(drawn: Drawable, colouring: Colouring, marks: list[Mark]) -> list[Mark]:
    """Return variants with the colour of their residues, which their spheres hide."""
    rows = drawn.rows
    keys = zip(
        rows["chain"].tolist(), rows["auth_seq_id"].tolist(), rows["insertion_code"].tolist(), strict=True
    )
    colour = {key: style.colour for key, style in zip(keys, colouring.styles, strict=True)}
    return [
        replace(m, colour=colour[m.residue.chain, m.residue.start, m.residue.insertion_code])
        if m.kind == "variant"
        else m
        for m in marks
    ]


def _annotated(variants: pd.DataFrame | Iterable[str], atlas: str | Path | None) -> pd.DataFrame:
    return annotation_of(variants, [name for name in TOLD if name not in FRONT], atlas=atlas)


def _counted(annotation: pd.DataFrame) -> pd.DataFrame:
    return annotation if set(FRONT) <= set(annotation.columns) else plain_tally(annotation)


def _proteins(drawn: Drawable) -> str:
    """Return the names of the proteins of a structure that has no title."""
    names = dict.fromkeys(palette.protein_style(gene).label for gene in drawn.rows["gene"].tolist())
    return ", ".join(names) or "no protein"


def _ligands(drawn: Drawable) -> tuple[Ligand, ...]:
    return tuple(
        Ligand(
            site=found.site,
            copy=found.copy,
            basis=found.basis,
            colour=palette.site_style(found.site).colour,
            name=name_of_ligand(found),
            label=label_of_ligand(found),
            atoms=found.atoms,
            centre=point(found.xyz.mean(axis=0)),
        )
        for found in drawn.ligands
    )


def _not_drawn(changes: pd.DataFrame, marks: list[Mark], name: str) -> list[str]:
    drawn = {mark.key for mark in marks}
    missing = [change for change in changes["change"].tolist() if change not in drawn]
    if not missing:
        return []
    said = f"{len(missing)} of {len(changes)} variants are not modelled in {name}, and not drawn"
    return [f"{said}: {_first_five(missing)}"]


def _not_answered(annotation: pd.DataFrame) -> list[str]:
    """Return the note on rows of other genes and rejected rows."""
    rows = annotation[["status", "gene", "input"]].astype(str).itertuples(index=False, name=None)
    grouped = [(group_of(status, gene), f"{text} ({status})") for status, gene, text in rows]
    others = sum(group == "other_genes" for group, _ in grouped)
    rejected = [said for group, said in grouped if group == "rejected"]
    notes = [f"{others} of {len(grouped)} rows are of other genes"] if others else []
    if rejected:
        said = f"{len(rejected)} of {len(grouped)} rows were rejected, and are not drawn"
        notes.append(f"{said}: {_first_five(list(dict.fromkeys(rejected)))}")
    return notes


def _in_doubt(name: str, marks: list[Mark]) -> list[str]:
    """Return the note on variants in a part of the model that may be out of register."""
    keys = sorted({mark.key for mark in marks if DOUBT in mark.details})
    said = f"{len(keys)} of the variants drawn lie where {name} may be built out of register"
    return [f"{said}: {_first_five(keys)}"] if keys else []


def _distances_in_doubt(drawn: Drawable) -> list[str]:
    """Return the note on residues coloured by a distance that may be out of register."""
    n = int(is_doubted(drawn.rows["register"]).sum())
    said = f"{n} of {len(drawn.rows['register'])} residues of {drawn.name} may be built out of register"
    return [f"{said}, so that their distances are in doubt"] if n else []


def _first_five(texts: list[str]) -> str:
    return ", ".join(texts[:5]) + (f" and {len(texts) - 5} more" if len(texts) > 5 else "")
