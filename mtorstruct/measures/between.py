"""Shortest distance between two residues, or a residue and a ligand, of one structure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import UsageError
from mtorstruct.measures.sites import NO_COPY, locate_sites
from mtorstruct.measures.table import OVERLAP_A
from mtorstruct.reference.proteins import known_protein
from mtorstruct.structure.content import ION, LIGAND
from mtorstruct.structure.model import MtorComplex
from mtorstruct.structure.neighbours import distances
from mtorstruct.tables import BOUND, OVERLAP, SITES, TRANSFERRED

__all__ = ["Distance", "EndAtom", "Group", "distance", "groups_of"]

RESIDUES = "residues"
"""Basis of a distance between two residues."""

_UNIPROT = re.compile(r"(?:(?P<gene>[^:]+):)?(?P<wild>[A-Z])?(?P<position>[0-9]{1,6})(?P<mutant>[A-Z*=])?")
_AUTHOR = re.compile(r"auth (?P<chain>.+):(?P<number>-?[0-9]{1,6})(?P<code>[A-Za-z]?)")
_FORMS = (
    "give a residue by its UniProt position (MTOR:2108), or by chain and author number (auth B:2108), "
    "a ligand by its component id (RAP), or a site (rapamycin, atp)"
)


@dataclass(frozen=True)
class EndAtom:
    """One of the two atoms of a distance.

    `gene` and `uniprot_pos` are empty and 0 where the residue has no UniProt position; `chain`, `auth_seq_id`
    and `insertion_code` are the author's numbers, empty and 0 for a ligand that was carried over.
    """

    residue_name: str
    atom: str
    gene: str = ""
    uniprot_pos: int = 0
    chain: str = ""
    auth_seq_id: int = 0
    insertion_code: str = ""

    def __str__(self) -> str:
        residue = f"{self.gene}:{self.uniprot_pos}" if self.uniprot_pos else ""
        where = f"(chain {self.chain}, {self.auth_seq_id}{self.insertion_code})" if self.chain else ""
        return " ".join(filter(None, (residue, self.residue_name, self.atom, where)))


@dataclass(frozen=True, repr=False)
class Distance:
    """Shortest distance between heavy atoms, in Å, with the two atoms that attain it.

    `copy` is that of the first residue's protein (0 for a chain without one); `basis` is ``residues``; or of
    the ligand ``bound``, ``transferred`` (carried over by superposition) or ``overlap`` (carried over, and
    nearer than 2 Å), as in ``mtorstruct.tables.RESIDUE_GEOMETRY``.
    """

    value_A: float
    first: EndAtom
    second: EndAtom
    copy: int
    basis: str

    def __float__(self) -> float:
        return self.value_A

    def __repr__(self) -> str:
        basis = "" if self.basis == RESIDUES else f", {self.basis}"
        return f"<{self.value_A:.2f} Å from {self.first} to {self.second}, copy {self.copy}{basis}>"


@dataclass(frozen=True)
class Group:
    """Heavy atoms that a name means, in one copy: coordinates (n, 3) in Å, and the biological unit."""

    ends: tuple[EndAtom, ...]
    xyz: NDArray[np.float64]
    unit: int
    copy: int
    basis: str


def distance(complex_: MtorComplex, first: str, second: str, *, copy: int | None = None) -> Distance:
    """Return the shortest distance between two residues, or a residue and a ligand.

    Parameters
    ----------
    complex_ : MtorComplex
        The structure.
    first, second : str
        Residues by UniProt position (``MTOR:2108``, ``MTOR:F2108L``; without a gene of mTOR), or by chain and
        author number (``auth B:2108``, ``auth B:52A``); ligands by component id (``RAP``); or the drug sites
        ``rapamycin`` and ``atp`` as `mtorstruct.residue_geometry` locates them, bound or carried over.
    copy : int, optional
        Copy of the first one's protein; without it the copy with the shortest distance.

    Returns
    -------
    Distance
        Of the pairs within one biological unit the shortest; value in Å, two decimals.

    Raises
    ------
    UsageError
        A name is not understood, or is not in the structure, or the two are in different biological units.
    """
    ones, others = groups_of(complex_, first), groups_of(complex_, second)
    if copy is not None:
        ones = [group for group in ones if group.copy == copy]
        if not ones:
            raise UsageError(f"copy {copy} has no {first}", where=complex_.entry, hint="choose another copy")
    found = [
        _shortest(one, other)
        for one in ones
        for other in others
        if one.unit == other.unit and one.ends and other.ends and not set(one.ends) & set(other.ends)
    ]
    if not found:
        raise UsageError(
            f"{first} and {second} have no pair of atoms in one biological unit",
            where=complex_.entry,
            hint="choose two that differ, of one unit",
        )
    return min(found, key=lambda pair: (pair.value_A, pair.copy))


def groups_of(complex_: MtorComplex, name: str) -> list[Group]:
    """Return what a name means in a structure: one group a copy or instance, as `distance` understands it.

    Raises
    ------
    UsageError
        It is not understood, or not in the structure.
    """
    text = name.strip()
    author = _AUTHOR.fullmatch(text)
    if author:
        return _of_author(complex_, text, author)
    ligands = list(_of_component(complex_, text))
    if ligands:
        return ligands
    if text.lower() in SITES:
        return _of_site(complex_, text.lower())
    uniprot = _UNIPROT.fullmatch(text)
    if uniprot:
        return _of_position(complex_, text, uniprot)
    there = ", ".join(sorted({n.decode() for n in _component_names(complex_)})) or "none"
    raise UsageError(f"has no '{text}' (ligands: {there})", where=complex_.entry, hint=_FORMS)


def components(complex_: MtorComplex, name: str) -> list[Group]:
    """Return the ligands and ions of a component id, one group each.

    Raises
    ------
    UsageError
        The structure has none.
    """
    found = [group for group in _of_component(complex_, name) if group.ends]
    if not found:
        there = ", ".join(sorted({n.decode() for n in _component_names(complex_)})) or "none"
        raise UsageError(
            f"has no ligand '{name}' (ligands: {there})", where=complex_.entry, hint="give one of these"
        )
    return found


def _of_position(complex_: MtorComplex, text: str, said: re.Match[str]) -> list[Group]:
    gene, position = _gene(complex_, said["gene"] or "MTOR"), int(said["position"])
    chains = [chain for chain in complex_.chains if chain.gene == gene and chain.protein]
    if not chains:
        raise UsageError(f"has no {gene}", where=complex_.entry, hint="choose another structure")
    length = len(chains[0].protein or "")
    if not 1 <= position <= length:
        raise UsageError(f"{gene} has {length} residues, and no {position}", hint="check the position")
    there = chains[0].protein.amino_acid(position) if chains[0].protein else ""
    if said["wild"] and said["wild"] != there:
        raise UsageError(
            f"residue {position} of {gene} is {there}, not {said['wild']}", hint="check the position"
        )
    found = [
        _group(complex_, chain.rows.start + k)
        for chain in chains
        for k in np.flatnonzero(chain.uniprot_pos == position).tolist()
    ]
    if not found:
        raise UsageError(
            f"{text} is not modelled", where=complex_.entry, hint="choose another residue or structure"
        )
    return found


def _gene(complex_: MtorComplex, name: str) -> str:
    """Return the gene by which a protein stands in the table; proteins of the user go by their own names."""
    if name in {chain.gene for chain in complex_.chains}:
        return name
    known = known_protein(name)
    if known is None:
        raise UsageError(f"unknown protein '{name}'", hint=_FORMS)
    return known.gene


def _of_author(complex_: MtorComplex, text: str, said: re.Match[str]) -> list[Group]:
    residues = complex_.file_residues
    if said["chain"] not in complex_.file_chains:
        chains = ", ".join(complex_.file_chains)
        raise UsageError(
            f"has no chain {said['chain']} (chains: {chains})", where=complex_.entry, hint=_FORMS
        )
    at = np.flatnonzero(
        (residues.chain == complex_.file_chains.index(said["chain"]))
        & (residues.auth_seq_id == int(said["number"]))
        & (np.char.strip(residues.insertion_code.astype(str)) == said["code"])
    )
    if not len(at):
        raise UsageError(f"has no residue '{text}'", where=complex_.entry, hint=_FORMS)
    return [_group(complex_, row) for row in at.tolist()]


def _of_component(complex_: MtorComplex, name: str) -> Iterator[Group]:
    wanted = np.flatnonzero(
        np.isin(complex_.file_residues.kind, (LIGAND, ION))
        & (complex_.file_residues.name == name.encode(errors="replace"))
    )
    for row in wanted.tolist():
        yield _group(complex_, row, BOUND)


def _component_names(complex_: MtorComplex) -> set[bytes]:
    residues = complex_.file_residues
    return set(residues.name[np.isin(residues.kind, (LIGAND, ION))].tolist())


def _of_site(complex_: MtorComplex, site: str) -> list[Group]:
    located = [s for s in locate_sites(complex_) if s.site == site]
    found = []
    for s in (s for s in located if len(s.xyz)):
        ends = tuple(EndAtom(*atom.split(":", 1)) for atom in s.atom.tolist())
        found.append(Group(ends, s.xyz, complex_.unit_of_chain[s.chain], s.copy, s.basis))
    if not found:
        why = "; ".join(dict.fromkeys(s.reason for s in located)) or "no chain of mTOR was recognised"
        raise UsageError(
            f"the {site} site is not located: {why}", where=complex_.entry, hint="choose another structure"
        )
    return found


def _group(complex_: MtorComplex, row: int, basis: str = RESIDUES) -> Group:
    """Return the heavy atoms of a residue of the file."""
    atoms, residues = complex_.atoms, complex_.file_residues
    mine = np.arange(residues.first_atom[row], residues.first_atom[row + 1])
    mine = mine[atoms.heavy[mine]]
    name = complex_.file_chains[residues.chain[row]]
    chain = next((c for c in complex_.chains if c.rows.start <= row < c.rows.stop), None)
    position = int(chain.uniprot_pos[row - chain.rows.start]) if chain else 0
    place: dict[str, Any] = {
        "gene": chain.gene if chain and position else "", "uniprot_pos": position, "chain": name,
        "auth_seq_id": int(residues.auth_seq_id[row]),
        "insertion_code": residues.insertion_code[row].decode().strip(),
    }  # fmt: skip
    return Group(
        ends=tuple(
            EndAtom(residues.name[row].decode(), atom.decode(), **place) for atom in atoms.name[mine].tolist()
        ),
        xyz=atoms.xyz[0, mine],
        unit=complex_.unit_of_chain[name],
        copy=chain.copy if chain else NO_COPY,
        basis=basis,
    )


def _shortest(one: Group, other: Group) -> Distance:
    gap = distances(one.xyz, other.xyz)
    # The first atom, of equally near ones, and the first point nearest to it: as in the table.
    at = int(gap.min(axis=1).argmin())
    to = int(gap[at].argmin())
    basis = next((group.basis for group in (one, other) if group.basis != RESIDUES), RESIDUES)
    if basis == TRANSFERRED and gap[at, to] < OVERLAP_A:
        basis = OVERLAP
    return Distance(round(float(gap[at, to]), 2), one.ends[at], other.ends[to], one.copy, basis)
