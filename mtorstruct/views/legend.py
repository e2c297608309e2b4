"""Legend of a scene: what colours and spheres mean, under headings; one legend for several scenes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from mtorstruct.reference.sites import site_definitions
from mtorstruct.tables import BOUND
from mtorstruct.views import palette
from mtorstruct.views.palette import Style
from mtorstruct.views.scene import LegendItem, Mark, Paint, Scene
from mtorstruct.views.sources import PlacedLigand

LIGANDS, SPHERES = "Ligands", "Spheres"
"""Headings of ligands, and of spheres that show no verdict."""


def legend_of(
    title: str,
    painted: Iterable[Paint | Style],
    placed: Iterable[PlacedLigand],
    marks: Iterable[Mark],
    verdict: palette.Verdict | None,
) -> tuple[LegendItem, ...]:
    """Return the legend of a scene: residues, ligands, variants by verdict, phosphosites.

    Parameters
    ----------
    title : str
        What residues are coloured by.
    painted, placed, marks
        What is drawn; of a continuous scale the colours that are named.
    verdict : str or None
        The verdict that colours variants.
    """
    items = [LegendItem("residues", paint.colour, paint.label, title) for paint in painted]
    items += _ligand_items(placed)
    order = sorted(
        {(m.kind, m.value, m.colour) for m in marks},
        key=lambda kvc: (kvc[0] != "variant", palette.rank(kvc[1])),
    )
    plain = {style.label: style.label for style in (palette.VARIANT, palette.PHOSPHOSITE)}
    names = {value: style.label for value, style in palette.CLASSES.items()} | plain
    of_verdict = palette.verdict_heading(verdict) if verdict else SPHERES
    items += [
        LegendItem(kind, colour, names[value], of_verdict if kind == "variant" else SPHERES)
        for kind, value, colour in order
    ]
    return tuple(dict.fromkeys(items))


def label_of_ligand(ligand: PlacedLigand) -> str:
    """Return the label of a ligand: its name, and whether the entry has it."""
    return f"{name_of_ligand(ligand)} ({_told([ligand])})"


def name_of_ligand(ligand: PlacedLigand) -> str:
    """Return the name of a ligand."""
    return palette.site_style(ligand.site).label


def _ligand_items(placed: Iterable[PlacedLigand]) -> list[LegendItem]:
    """Return one item a site, whatever its copies hold."""
    of_site: dict[str, list[PlacedLigand]] = {}
    for ligand in placed:
        of_site.setdefault(ligand.site, []).append(ligand)
    items = []
    for site, ligands in of_site.items():
        alike: dict[tuple[str, str], list[PlacedLigand]] = {}
        for ligand in ligands:
            alike.setdefault((ligand.code, ligand.basis), []).append(ligand)
        said = [_told(mine) + (_in_copies(mine) if len(alike) > 1 else "") for mine in alike.values()]
        label = f"{name_of_ligand(ligands[0])} ({'; '.join(said)})"
        items.append(LegendItem("ligand", palette.site_style(site).colour, label, LIGANDS))
    return items


def _told(ligands: Sequence[PlacedLigand]) -> str:
    """Return component and basis of ligands that have them in common."""
    first = ligands[0]
    if first.site not in palette.SITES:
        return palette.OWN_SITE.label if len(ligands) == 1 else f"{len(ligands)} ligands of the file"
    if first.basis == BOUND:
        holders = dict.fromkeys(ligand.structure for ligand in ligands if ligand.structure)
        return f"{first.code}, bound" + (f" in {', '.join(holders)}" if holders else "")
    entry = {d.site: d.entry for d in site_definitions()}[first.site]
    low, high = (f"{bound(ligand.rmsd_A for ligand in ligands):.1f}" for bound in (min, max))
    return f"{first.code}, carried over from {entry}, RMSD {low if low == high else f'{low} to {high}'} Å"


def _in_copies(ligands: Sequence[PlacedLigand]) -> str:
    """Return the copies of mTOR that have some ligands; of several structures `_told` names those."""
    return "" if ligands[0].structure else " in copy " + ", ".join(str(ligand.copy) for ligand in ligands)


def common_legend(scenes: Sequence[Scene]) -> tuple[LegendItem, ...]:
    """Return one legend for scenes that stand side by side; a ligand has one item."""
    items = list(dict.fromkeys(item for scene in scenes for item in scene.legend))
    merged = (_merged(same, scenes) for same in _by_ligand(items))
    order = list(dict.fromkeys((item.kind, item.heading) for item in items))
    return tuple(sorted(merged, key=lambda item: order.index((item.kind, item.heading))))


def _by_ligand(items: Iterable[LegendItem]) -> list[list[LegendItem]]:
    found: dict[object, list[LegendItem]] = {}
    for item in items:
        found.setdefault(item.colour if item.kind == "ligand" else item, []).append(item)
    return list(found.values())


def _merged(items: Sequence[LegendItem], scenes: Sequence[Scene]) -> LegendItem:
    """Return items of one ligand as one, with the structures in which each holds."""
    first = items[0]
    if len(items) == 1:
        return first
    said = [
        f"{', '.join(scene.model.name for scene in scenes if item in scene.legend)}: {item.label}"
        for item in items
    ]
    return LegendItem(first.kind, first.colour, "; ".join(said), first.heading)


def verdicts_first(items: Iterable[LegendItem]) -> list[LegendItem]:
    """Return a legend with verdicts and ligands before residues, which can have many colours."""
    order = ("variant", "ligand", "phosphosite", "residues")
    return sorted(items, key=lambda item: order.index(item.kind))


def headed(items: Iterable[LegendItem]) -> Iterator[tuple[str, list[LegendItem]]]:
    """Yield the headings of a legend, each with its items."""
    for heading, mine in groupby(items, key=lambda item: item.heading):
        yield heading, list(mine)
