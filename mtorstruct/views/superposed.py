"""Several structures in one frame, each superposed on the first one by a domain, in a colour of its own."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import SuperpositionWarning, UsageError
from mtorstruct.measures.sites import NO_COPY
from mtorstruct.measures.superposition import Superposition, superposition
from mtorstruct.reference.proteins import Protein, protein
from mtorstruct.tables import BOUND, SITES, Columns
from mtorstruct.views.camera import protein_named
from mtorstruct.views.cif import Atoms
from mtorstruct.views.colouring import Colouring
from mtorstruct.views.palette import MODELS, Style
from mtorstruct.views.region import ranges_of
from mtorstruct.views.sources import Drawable, PlacedLigand, ca_xyz

LEAST_CA = 3
"""Number of CA atoms below which a superposition is not determined."""

ALIKE_A = 3.0
"""RMSD (Å) beyond which structures share no frame: the part that they are superposed by has another shape."""


@dataclass(frozen=True)
class Stretch:
    """What structures are superposed by: ranges of UniProt positions, ends included, and their name."""

    protein: Protein
    ranges: tuple[tuple[int, int], ...]
    name: str


@dataclass(frozen=True)
class Superposed:
    """Structures in the frame of the first one, as one that is ready to be drawn.

    Chains have the names of their structures before their own, as in ``5H64.A``. `marked` has of each residue
    only the rows of the first structure in which it is modelled: where spheres are drawn.
    """

    drawn: Drawable
    marked: Drawable
    colouring: Colouring


def check_number(n: int) -> None:
    """Check that a number of structures can be superposed, before any is read.

    Raises
    ------
    UsageError
        There are too few, or more than there are colours.
    """
    if not 2 <= n <= len(MODELS):
        raise UsageError(
            f"{n} structure{'' if n == 1 else 's'} cannot be superposed",
            hint=f"give 2 to {len(MODELS)}, which have colours that can be told apart",
        )


def superposed(structures: Sequence[Drawable], stretch: Stretch) -> Superposed:
    """Superpose structures on the first one by the CA atoms that both have in a domain.

    Residues correspond by UniProt position, and count where both have the same amino acid; of several copies
    of the protein the first one that has any of it is superposed. Ligands that were carried over are left
    out.

    Parameters
    ----------
    structures : sequence of Drawable
        The structures, as many as `check_number` lets pass; if one is a CA trace, so are all in the picture.
    stretch : Stretch
        What they are superposed by; see `stretch_of`.

    Raises
    ------
    UsageError
        A structure has fewer than `LEAST_CA` CA atoms of it in common with the first one.

    Warns
    -----
    SuperpositionWarning
        The RMSD of a structure is larger than `ALIKE_A`; the picture has a note with the same words.
    """
    names = _unlike([one.name for one in structures], " ({})")
    chosen = [replace(one, name=name) for one, name in zip(structures, names, strict=True)]
    if any(one.trace for one in chosen):
        chosen = [replace(one, atoms=one.atoms.take(one.atoms.backbone()[0]), trace=True) for one in chosen]
    fits = [_fit(chosen[0], one, stretch) for one in chosen[1:]]
    moved = [chosen[0], *(_moved(one, fit) for one, (fit, _) in zip(chosen[1:], fits, strict=True))]
    prefixes = _unlike([re.sub(r"[^A-Za-z0-9_-]", "_", one.name) for one in structures], "_{}")
    copies = np.cumsum([0, *(int(one.rows["copy"].max(initial=0)) for one in moved)]).tolist()
    parts = [_named_apart(*one) for one in zip(moved, prefixes, copies, strict=False)]
    drawn = _joined(parts, names, stretch)
    unlike = list(_unlike_parts(names, fits, stretch))
    for words in unlike:
        warnings.warn(words, SuperpositionWarning, stacklevel=2)
    drawn = replace(drawn, notes=(*unlike, *drawn.notes))
    told = [f"{names[0]}, the reference"]
    told += [
        f"{name}: RMSD {fit.rmsd_A:.2f} Å over {n} CA atoms"
        for name, (fit, n) in zip(names[1:], fits, strict=True)
    ]
    styles = [Style(colour, "s", name) for colour, name in zip(MODELS, names, strict=False)]
    of_row = np.repeat(np.arange(len(parts)), [len(part.rows["chain"]) for part in parts])
    colouring = Colouring(
        styles=[styles[k] for k in of_row.tolist()],
        title=f"Structure, superposed by {stretch.name}",
        order=tuple(styles),
        scale=tuple(replace(style, label=label) for style, label in zip(styles, told, strict=True)),
    )
    first = _first_of_each(drawn.rows, of_row)
    marked = replace(drawn, rows={name: column[first] for name, column in drawn.rows.items()})
    return Superposed(drawn, marked, colouring)


def stretch_of(by: str) -> Stretch:
    """Return the part of a protein that a text names; mTOR is meant where it names no protein.

    Parameters
    ----------
    by : str
        A domain or positions of mTOR (``FRB``, ``2015:2114``), or a protein, alone or with one of these
        behind a colon (``MLST8``, ``RPTOR:1-400``).

    Raises
    ------
    UsageError
        It names none.

    Examples
    --------
    >>> stretch_of("FRB").name, stretch_of("mtor:2015-2114").name, stretch_of("MLST8").name
    ('FRB of mTOR', '2015-2114 of mTOR', 'mLST8')
    """
    head, colon, rest = by.partition(":")
    gene = protein_named(by if not colon else head)
    owner = protein(gene or "MTOR")
    region = (rest if gene else by).strip()
    ranges = ranges_of(region, owner)
    called = region.replace(":", "-")
    return Stretch(owner, ranges, f"{called} of {owner.name}" if called else owner.name)


def _fit(fixed: Drawable, moving: Drawable, stretch: Stretch) -> tuple[Superposition, int]:
    """Return what lays a structure on another one, and the number of CA atoms that determine it."""
    (here, at), (there, to) = (_residues(one, stretch) for one in (fixed, moving))
    common = sorted(here.keys() & there.keys())
    for one, n, with_other in (
        (fixed, len(here), ""),
        (moving, len(common), f" in common with {fixed.name}"),
    ):
        if n < LEAST_CA:
            raise UsageError(
                f"has {n} CA atoms of {stretch.name}{with_other}, and {LEAST_CA} are needed",
                where=one.name,
                hint="name a domain or positions that all structures have, or leave this one out",
            )
    fit = superposition(at[[here[key] for key in common]], to[[there[key] for key in common]])
    return fit, len(common)


def _unlike_parts(
    names: Sequence[str], fits: Sequence[tuple[Superposition, int]], stretch: Stretch
) -> Iterator[str]:
    """Yield a line on each structure in which the part that is superposed has another shape."""
    for name, (fit, n) in zip(names[1:], fits, strict=True):
        if fit.rmsd_A > ALIKE_A:
            yield (
                f"{name}: RMSD {fit.rmsd_A:.2f} Å over {n} CA atoms of {stretch.name}, whose shape is not "
                f"that in {names[0]}: the picture may mislead; superpose by a smaller part"
            )


def _residues(one: Drawable, stretch: Stretch) -> tuple[dict[tuple[int, str], int], NDArray[np.float64]]:
    """Return the rows of a stretch by position and amino acid, and the coordinates of all CA atoms."""
    rows = one.rows
    inside = np.zeros(len(rows["gene"]), dtype=bool)
    for first, last in stretch.ranges:
        inside |= (rows["position"] >= first) & (rows["position"] <= last)
    at = np.flatnonzero(inside & (rows["gene"] == stretch.protein.gene))
    at = at[rows["copy"][at] == rows["copy"][at].min()] if len(at) else at
    keys = zip(rows["position"][at].tolist(), rows["observed"][at].tolist(), strict=True)
    return dict(zip(keys, at.tolist(), strict=True)), ca_xyz(rows)


def _moved(one: Drawable, fit: Superposition) -> Drawable:
    ca = fit.moved(ca_xyz(one.rows))
    return replace(
        one,
        rows=one.rows | {f"ca_{axis}": ca[:, k] for k, axis in enumerate("xyz")},
        atoms=replace(one.atoms, xyz=fit.moved(one.atoms.xyz)),
        ligands=tuple(replace(ligand, xyz=fit.moved(ligand.xyz)) for ligand in one.ligands),
    )


def _named_apart(one: Drawable, prefix: str, before: int) -> Drawable:
    """Return a structure with the ligands it has, its chains named after it, and copies counted on."""

    def renamed(chains: NDArray[np.object_]) -> NDArray[np.object_]:
        return np.array([f"{prefix}.{chain}" for chain in chains.tolist()], dtype=object)

    def counted(copies: NDArray[Any]) -> NDArray[Any]:
        return np.where(copies > NO_COPY, copies + before, copies)

    copies = {name: counted(one.rows[name]) for name in ("copy", *(f"{site}_site_copy" for site in SITES))}
    return replace(
        one,
        rows=one.rows | copies | {"chain": renamed(one.rows["chain"])},
        atoms=replace(one.atoms, chain=renamed(one.atoms.chain)),
        ligands=tuple(
            replace(
                ligand,
                copy=ligand.copy + before if ligand.copy > NO_COPY else NO_COPY,
                chains=frozenset(f"{prefix}.{chain}" for chain in ligand.chains),
                structure=one.name,
            )
            for ligand in one.ligands
            if ligand.basis == BOUND
        ),
    )


def _joined(parts: Sequence[Drawable], names: Sequence[str], stretch: Stretch) -> Drawable:
    columns = [name for name in parts[0].rows if all(name in part.rows for part in parts)]
    atoms: list[Any] = [
        np.concatenate([getattr(part.atoms, field.name) for part in parts]) for field in fields(Atoms)
    ]
    ligands: Iterable[PlacedLigand] = (ligand for part in parts for ligand in part.ligands)
    return Drawable(
        name=", ".join(names),
        title=f"superposed by {stretch.name}",
        provenance="; ".join(part.provenance for part in parts),
        predicted=all(part.predicted for part in parts),
        trace=parts[0].trace,
        rows={name: np.concatenate([part.rows[name] for part in parts]) for name in columns},
        atoms=Atoms(*atoms),
        ligands=tuple(ligands),
        notes=tuple(f"{part.name}: {note}" for part in parts for note in part.notes),
    )


def _first_of_each(rows: Columns, of_row: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the rows of each residue in the first structure that has it, in all copies of that."""
    first: dict[tuple[str, int], int] = {}
    keys = list(zip(rows["gene"].tolist(), rows["position"].tolist(), strict=True))
    for key, number in zip(keys, of_row.tolist(), strict=True):
        first.setdefault(key, number)
    return np.flatnonzero([first[key] == k for key, k in zip(keys, of_row.tolist(), strict=True)])


def _unlike(names: Sequence[str], numbered: str) -> list[str]:
    """Return names of which no two are alike: a number is put behind the later ones.

    Examples
    --------
    >>> _unlike(["5H64", "1FAP", "5H64"], " ({})")
    ['5H64', '1FAP', '5H64 (2)']
    """
    given: list[str] = []
    for name in names:
        tried = (name if k == 1 else name + numbered.format(k) for k in count(1))
        given.append(next(one for one in tried if one not in given))
    return given
