"""One structure with its chains identified and every residue numbered, and its domains."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import DEFAULT_SCHEME, LEVELS, segments
from mtorstruct.reference.extension import NO_EXTENSION, Extension
from mtorstruct.reference.residue_names import HEAVY_ATOMS
from mtorstruct.structure.content import Atoms, FileResidues, Header, Provenance
from mtorstruct.structure.numbering import NOTES, Chain
from mtorstruct.structure.provenance import of_b_factors
from mtorstruct.structure.telling import Telling
from mtorstruct.tables import DOMAINS, MODELLED, RESIDUES, Columns

if TYPE_CHECKING:
    import MDAnalysis
    import pandas as pd

    from mtorstruct.measures.between import Distance

__all__ = ["MtorComplex", "domain_columns"]

FULL, PARTIAL, BACKBONE, CA_ONLY, NOT_MODELLED = range(5)
"""Codes of `modelled`, indices into `mtorstruct.tables.MODELLED`."""

BACKBONE_ATOMS = (b"N", b"CA", b"C", b"O")


@dataclass(frozen=True, repr=False)
class MtorComplex:
    """One structure of mTOR and its partners.

    Made by :func:`mtorstruct.load`, or by :func:`mtorstruct.structure.loading.read_complex` if proteins
    of the user and homologues count too. `chains` are the polymer chains in the file's order; arrays of
    `file_residues` and `atoms` are described in :mod:`mtorstruct.structure.content`.

    Attributes
    ----------
    path : pathlib.Path
        The file that was read; for an open file its name, or ``stream``; for an object the file
        that it came from, or a word such as ``universe``.
    header : Header
        Entry id, title, method, resolution (A, NaN where not stated), SHA-256 of the file.
    extension : Extension
        Proteins of the user that the chains were compared with.
    notes : tuple of str
        What was not read, or not literally; empty for most files.
    group : MDAnalysis.AtomGroup or None
        Atoms of the Universe that was read, in the order of `atoms`; None for other sources.
    frame : int
        Index of the frame whose coordinates these are, from 0.
    """

    path: Path
    header: Header
    chains: list[Chain]
    file_residues: FileResidues
    atoms: Atoms
    file_chains: list[str]
    assemblies: list[frozenset[str]]
    extension: Extension = NO_EXTENSION
    notes: tuple[str, ...] = ()
    group: MDAnalysis.AtomGroup | None = None
    frame: int = 0

    def __repr__(self) -> str:
        return self._telling.line

    def _repr_html_(self) -> str:
        return self._telling.html(self.domains(), self.path, self.frame, self.notes)

    @property
    def _telling(self) -> Telling:
        return Telling(self.header, self.provenance, self.chains)

    @property
    def entry(self) -> str:
        """Entry id, or the name of the file where it states none."""
        return self.header.entry

    @cached_property
    def provenance(self) -> Provenance:
        """Whether the structure is experimental, predicted or unknown, by its file or its B factors."""
        return self.header.provenance or of_b_factors(self.atoms, self.file_residues)

    @property
    def known_chains(self) -> list[Chain]:
        """Chains that are a known protein, or a homologue numbered by one."""
        return [chain for chain in self.chains if chain.protein]

    @cached_property
    def unit_of_chain(self) -> dict[str, int]:
        """Number of the biological unit of each chain (by author chain id).

        Crystals pack several units side by side, and contacts between them need not exist in a cell:
        distances, contacts and burial are measured within a unit. Chains that any stated assembly holds
        together are one unit; if the file states no assembly, all chains are.
        """
        unit = {name: number for number, name in enumerate(self.file_chains)}
        for assembly in self.assemblies or [frozenset(self.file_chains)]:
            joined = {unit[name] for name in assembly if name in unit}
            unit = {name: min(joined) if number in joined else number for name, number in unit.items()}
        return unit

    @cached_property
    def modelled_codes(self) -> NDArray[np.uint8]:
        """Extent to which each file residue is modelled, shape (n_file_residues,): codes of `MODELLED`."""
        atoms, n = self.atoms, len(self.file_residues.name)
        names = atoms.name
        counted = atoms.heavy & (names != b"OXT")
        n_heavy = np.bincount(atoms.residue[counted], minlength=n)
        backbone = np.zeros((len(BACKBONE_ATOMS), n), dtype=bool)
        for k, name in enumerate(BACKBONE_ATOMS):
            backbone[k, atoms.residue[names == name]] = True
        n_backbone = backbone.sum(axis=0)
        beyond_cb = n_heavy - n_backbone - np.bincount(atoms.residue[names == b"CB"], minlength=n)
        expected = self._expected_heavy_atoms
        code = np.full(n, PARTIAL, dtype=np.uint8)
        code[(n_heavy >= expected) & (n_backbone == len(BACKBONE_ATOMS))] = FULL
        code[(beyond_cb <= 0) & ((expected == 0) | (n_heavy < expected))] = BACKBONE
        code[(n_heavy == 1) & backbone[1]] = CA_ONLY
        return code

    @property
    def _expected_heavy_atoms(self) -> NDArray[np.int64]:
        """Heavy atoms of a complete residue; 0 for residues other than the twenty, which are not counted."""
        unique, index = np.unique(self.file_residues.parent, return_inverse=True)
        return np.array([HEAVY_ATOMS.get(name.decode(), 0) for name in unique])[index]

    @cached_property
    def residue_b_factors(self) -> NDArray[np.float64]:
        """Mean B-factor of the heavy atoms of each file residue, shape (n_file_residues,), A^2."""
        heavy, n = self.atoms.heavy, len(self.file_residues.name)
        residue = self.atoms.residue[heavy]
        with np.errstate(invalid="ignore"):
            return np.bincount(residue, weights=self.atoms.b_factor[heavy], minlength=n) / np.bincount(
                residue, minlength=n
            )

    def residue_columns(self) -> Columns:
        """The residue table as `Columns` of `mtorstruct.tables.RESIDUES`."""
        parts = [self._chain_columns(chain) for chain in self.chains]
        if not parts:
            parts = [RESIDUES.blank(0)]
        return {name: np.concatenate([part[name] for part in parts]) for name in RESIDUES.names}

    def _chain_columns(self, chain: Chain) -> Columns:
        """Rows of one chain: all positions of its protein, then residues without a position."""
        residues = self.file_residues
        length = len(chain.protein) if chain.protein else 0
        file_row = _file_rows(chain)
        n_rows = len(file_row)
        there = file_row >= 0
        at = file_row[there]
        within = at - chain.rows.start

        columns = RESIDUES.blank(n_rows)
        of_chain = {
            "entry": self.entry, "gene": chain.gene, "uniprot": chain.uniprot, "chain": chain.name,
            "label_chain": chain.label_chain, "mapping_source": chain.mapping_source,
            "identity": chain.identity, "file": self.path.name, "modelled": MODELLED[NOT_MODELLED],
        }  # fmt: skip
        of_residues = {
            "observed": chain.observed[within].view("S1").astype(str),
            "residue_name": residues.name[at].astype(str),
            "auth_seq_id": residues.auth_seq_id[at],
            "insertion_code": np.char.strip(residues.insertion_code[at].astype(str)),
            "label_seq_id": residues.label_seq_id[at],
            "modelled": np.array(MODELLED, dtype=object)[self.modelled_codes[at]],
            "mean_b_factor": self.residue_b_factors[at].round(2),
            "note": np.array(NOTES, dtype=object)[chain.note[within]],
        }
        for name, value in of_chain.items():
            columns[name][:] = value
        for name, values in of_residues.items():
            columns[name][there] = values
        if chain.protein:
            columns["copy"][:] = chain.copy
            columns["expected"][:length] = list(chain.protein.sequence)
            columns["position"][:length] = np.arange(1, length + 1)
        return columns

    @property
    def file_rows(self) -> NDArray[np.int64]:
        """File residue of each row of the residue table, shape (n_rows,); -1 where none is modelled."""
        return np.concatenate([_file_rows(chain) for chain in self.chains])

    @property
    def residues(self) -> pd.DataFrame:
        """Residue table: one row per protein copy and UniProt position, modelled or not.

        Columns are those of ``mtorstruct.tables.RESIDUES``: author, label and UniProt numbers,
        expected and observed amino acid, modelled atoms, and the source of the numbering.
        """
        return RESIDUES.frame(self.residue_columns())

    def domains(
        self, scheme: str = "default", *, level: str = "domain", include_unverified: bool = False
    ) -> pd.DataFrame:
        """Domain table: number of modelled residues of each domain in each copy.

        Parameters
        ----------
        scheme : str
            A scheme of ``mtorstruct domains --schemes``.
        level : {'domain', 'linker', 'subdomain', 'all'}
            Kind of rows.
        include_unverified : bool
            Include boundaries that were not verified in their source.

        Returns
        -------
        pandas.DataFrame
            Columns of ``mtorstruct.tables.DOMAINS``; `start` and `end` are UniProt positions.
        """
        return DOMAINS.frame(
            domain_columns([self], scheme, level=level, include_unverified=include_unverified)
        )

    def distance(self, first: str, second: str, *, copy: int | None = None) -> Distance:
        """Return the shortest distance between two residues, or a residue and a ligand, with the two atoms.

        See `mtorstruct.measures.between.distance`: residues are named by UniProt position (``MTOR:2108``) or
        author number (``auth B:2108``), ligands by component id (``RAP``) or site (``rapamycin``, ``atp``).

        Raises
        ------
        UsageError
            A name is not understood, or is not in the structure.
        """
        from mtorstruct.measures.between import distance

        return distance(self, first, second, copy=copy)

    @property
    def n_frames(self) -> int:
        """Number of models with the same atoms, or of frames of the trajectory of a Universe."""
        return len(self.atoms.xyz) if self.group is None else len(self.group.universe.trajectory)

    def frames(
        self, start: int | None = None, stop: int | None = None, step: int | None = None
    ) -> Iterator[MtorComplex]:
        """Yield one complex per frame: a model of the file, or a frame of the trajectory of a Universe.

        The chains and their numbering, proven once, are those of this complex; only coordinates and `frame`,
        the index of the frame, differ. Any measure of a complex applies to a frame. The header with its
        SHA-256 is that of the loaded file. A trajectory is read one frame at a time, and is put back to its
        current frame at the end.

        Parameters
        ----------
        start, stop, step : int, optional
            Frames to take, as in a slice; by default all.

        Raises
        ------
        DataError
            A frame cannot be read, lacks coordinates of atoms, or is broken across the periodic boundary.
        """
        from mtorstruct.structure.frames import coordinates_of

        header = replace(self.header, provenance=self.provenance)
        numbers = range(*slice(start, stop, step).indices(self.n_frames))
        for number, xyz in coordinates_of(
            self.atoms, self.file_residues, self.group, numbers, str(self.path)
        ):
            atoms = replace(self.atoms, xyz=xyz[None])
            yield replace(self, header=header, atoms=atoms, group=None, frame=number)

    @cached_property
    def universe(self) -> MDAnalysis.Universe:
        """The structure as an MDAnalysis Universe; models become frames.

        Residues carry the attributes ``gene`` and ``uniprot_pos`` besides the usual ones
        (0 where a residue has no UniProt position), so that
        ``u.select_atoms("gene MTOR and uniprot_pos 2015:2114")`` selects the FRB domain.
        """
        from mtorstruct.structure.universe import make_universe

        return make_universe(self.atoms, self.file_residues, self.chains, self.file_chains)


def _file_rows(chain: Chain) -> NDArray[np.int64]:
    """Rows of one chain: every position of its protein, then its residues without a position."""
    length = len(chain.protein) if chain.protein else 0
    placed = chain.uniprot_pos > 0
    dense = np.full(length, -1, dtype=np.int64)
    dense[chain.uniprot_pos[placed] - 1] = chain.rows.start + np.flatnonzero(placed)
    return np.concatenate([dense, chain.rows.start + np.flatnonzero(~placed)])


def domain_columns(
    complexes: Sequence[MtorComplex],
    scheme: str = DEFAULT_SCHEME,
    *,
    level: str = "domain",
    include_unverified: bool = False,
) -> Columns:
    """Rows of `mtorstruct.tables.DOMAINS` for one or more complexes.

    A chain of a protein that the scheme does not cover has no row; a domain without modelled residues has
    one, with `modelled` 0. Chains of a protein of the user have the domains that the user states, whatever
    the scheme; homologous chains have those of the protein that numbers them.
    """
    if level not in (*LEVELS, "all"):
        raise UsageError(f"unknown level '{level}'", hint="give one of " + ", ".join((*LEVELS, "all")))
    rows: list[tuple[object, ...]] = []
    for complex_ in complexes:
        for chain in complex_.chains:
            if chain.protein is None:
                continue
            gene = chain.protein.gene
            if gene in complex_.extension.genes:
                here = tuple(s for s in complex_.extension.segments if s.gene == gene)
            else:
                here = segments(gene, scheme, include_unverified=include_unverified)
            numbered = chain.uniprot_pos > 0
            position = chain.uniprot_pos[numbered]
            b_factor = complex_.residue_b_factors[chain.rows][numbered]
            for s in (s for s in here if level in (s.level, "all")):
                inside = (position >= s.start) & (position <= s.end)
                n = int(inside.sum())
                rows.append((
                    complex_.entry, chain.gene, chain.uniprot, chain.copy, chain.name,
                    s.domain, s.start, s.end, n, round(n / len(s), 3),
                    round(float(b_factor[inside].mean()), 2) if n else np.nan,
                    chain.mapping_source, chain.identity, chain.placed, s.segment, s.level, s.scheme,
                    complex_.path.name,
                ))  # fmt: skip
    return DOMAINS.from_rows(rows)
