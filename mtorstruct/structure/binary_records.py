"""Convert BinaryCIF to records.

The arrays are those that :mod:`mtorstruct.structure.flattening` makes of the same entry as text, with
bit-identical coordinates. Names stay codes into the dictionary of their column until the end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from mtorstruct.binarycif import Block
from mtorstruct.structure.binary_sites import Sites, cut_names, in_ascii
from mtorstruct.structure.mmcif_text import COORDINATES
from mtorstruct.structure.records import Records
from mtorstruct.tables import MISSING_INT

T = TypeVar("T", bound=np.generic)


def read_records(block: Block) -> tuple[Records, bool, list[str]]:
    """Read the atom records of a block by residue and chain, with the block's residue numbers.

    Rows of one residue that are interrupted by others within a run of its chain are merged, and so are the
    runs of a chain, as gemmi does with text.

    Returns
    -------
    tuple
        Records; whether the file states elements; notes on what was not read literally.

    Raises
    ------
    DataError
        A column is missing or damaged.
    """
    sites = Sites(block)
    order = _Order.of(sites)
    rows = order.rows(order.n_first)
    chains, chain = order.numbered(*sites.chain)
    label_chains, label_chain = order.numbered(*sites.label_chain)
    group, groups = sites.coded("group_PDB")
    hetero = np.array([word[:1].upper() == "H" for word in groups])
    residue_names, of_residues = cut_names(sites.residue_name, "label_comp_id")
    atom_names, of_atoms = cut_names(sites.atom_name, "label_atom_id")
    accessions, accession, position = _sifts(sites, order)
    records = Records(
        chains=chains,
        label_chains=label_chains,
        chain=chain,
        label_chain=label_chain,
        residue_name=residue_names[rows],
        auth_seq_id=sites.auth_seq_id[rows],
        insertion_code=sites.insertion_code[rows].view("S1"),
        name=atom_names[rows],
        altloc=sites.letters("label_alt_id", 0)[rows],
        atomic_number=sites.atomic_number[rows],
        xyz=_coordinates(sites, order),
        b_factor=sites.b_factor[rows],
        occupancy=sites.occupancy[rows],
        hetero=order.of_residue(hetero[group]),
        label_seq_id=order.of_residue(sites.integers("label_seq_id")),
        sifts_accessions=accessions,
        sifts_accession=accession,
        sifts_position=position,
        row=np.arange(order.n_first, dtype=np.int32),
        repeat=np.zeros(order.n_first, dtype=np.int32),
    )
    return records, sites.elements_stated, [*of_residues, *of_atoms, *order.notes]


@dataclass(frozen=True)
class _Order:
    """Mapping from atoms in file order to atoms in record order.

    Attributes
    ----------
    n, n_models, n_first : int
        Atoms, models, and atoms of the first model.
    counts, heads : numpy.ndarray, shape (n_runs,)
        For each run of rows of one residue in the first model, in the order of records: how many rows it
        has, and the first row of its residue.
    moved : numpy.ndarray, shape (n,), optional
        Row of each record of all models; None if the file has them in record order.
    notes : list of str
        How several models were handled.
    """

    n: int
    n_models: int
    n_first: int
    counts: NDArray[np.intp]
    heads: NDArray[np.intp]
    moved: NDArray[np.intp] | None
    notes: list[str]

    @classmethod
    def of(cls, sites: Sites) -> _Order:
        """Sort by model, then chain, then residue, each by first appearance."""
        keys = (sites.model, sites.chain[0], sites.auth_seq_id, sites.insertion_code, sites.residue_name[0])
        starts = _starts(*keys)
        counts = np.diff(np.append(starts, sites.n))
        model, chain, number, code, name = (key[starts] for key in keys)
        parts = _starts(model, chain)
        part = np.repeat(np.arange(len(parts)), np.diff(np.append(parts, len(starts))))
        model, notes = _joined(model, counts, chain, number, code, name)
        head = np.arange(len(starts))
        if not ((number[1:] > number[:-1]) | (part[1:] > part[:-1])).all():
            head = _first_of_same(part, number, code, name)
        model_head = parts[_first_of_same(model[parts])][part]
        chain_head = parts[_first_of_same(model[parts], chain[parts])][part]
        order, moved = np.arange(len(starts)), None
        place = model_head * len(starts) + chain_head
        if not ((place[1:] > place[:-1]) | ((place[1:] == place[:-1]) & (head[1:] >= head[:-1]))).all():
            order = np.lexsort((head, place))
            moved = _expanded(starts[order], counts[order])
        first = order[: np.count_nonzero(model_head == 0)]
        return cls(
            n=sites.n,
            n_models=len(set(model_head[parts].tolist())),
            n_first=int(counts[first].sum()),
            counts=counts[first],
            heads=starts[head[first]],
            moved=moved,
            notes=notes,
        )

    def rows(self, n: int) -> slice | NDArray[np.intp]:
        """Rows of the first n records."""
        return slice(0, n) if self.moved is None else self.moved[:n]

    def of_residue(self, values: NDArray[T]) -> NDArray[T]:
        """Value of the first atom of its residue for each record of the first model."""
        return np.repeat(values[self.heads], self.counts)

    def numbered(self, codes: NDArray[np.intp], words: list[str]) -> tuple[list[str], NDArray[np.int32]]:
        """Unique labels of residues in order of appearance, and the index of the label of each record."""
        of_run = codes[self.heads]
        edges = np.append(0, 1 + np.flatnonzero(of_run[1:] != of_run[:-1]))
        place = {code: k for k, code in enumerate(dict.fromkeys(of_run[edges].tolist()))}
        index = np.zeros(len(words), dtype=np.int32)
        index[list(place)] = list(place.values())
        return [in_ascii(words[code]).decode() for code in place], np.repeat(index[of_run], self.counts)


def _joined(
    model: NDArray[Any], counts: NDArray[np.intp], *keys: NDArray[Any]
) -> tuple[NDArray[Any], list[str]]:
    """Merge models that hold different residues into one (:func:`mtorstruct.structure.models.joined`)."""
    heads = _first_of_same(model)
    n_models = len(np.unique(heads))
    if n_models == 1:
        return model, []
    if (heads[_first_of_same(*keys)] == heads).all():
        note = f"{n_models} models that hold different chains were read as one assembly"
        return np.zeros_like(model), [note]
    sizes = np.bincount(heads, weights=counts)
    if len(set(sizes[sizes > 0].tolist())) == 1:
        return model, []
    return model, [f"only the first of {n_models} models was read: they hold different atoms"]


def _starts(*keys: NDArray[Any]) -> NDArray[np.intp]:
    """Starts of runs of elements with the same keys."""
    new = np.ones(len(keys[0]), dtype=bool)
    new[1:] = False
    for key in keys:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def _first_of_same(*keys: NDArray[Any]) -> NDArray[np.intp]:
    """Index of the first element with the same keys, for each element."""
    order = np.lexsort(keys)
    starts = _starts(*(key[order] for key in keys))
    first = np.empty(len(order), dtype=np.intp)
    # The sort is stable, so that the first of equals comes first.
    first[order] = np.repeat(order[starts], np.diff(np.append(starts, len(order))))
    return first


def _expanded(starts: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Row indices of the runs that begin at `starts`, concatenated."""
    before = np.append(0, np.cumsum(counts)[:-1])
    rows: NDArray[np.intp] = np.arange(int(counts.sum())) + np.repeat(starts - before, counts)
    return rows


def _coordinates(sites: Sites, order: _Order) -> NDArray[np.float64]:
    """Coordinates of the first model, or of all if they have the same atoms; shape (n_models, n_first, 3)."""
    n, n_models = order.n_first, 1
    if order.n == order.n_models * n:
        names = sites.atom_name[0][order.rows(order.n)].reshape(order.n_models, n)
        n_models = order.n_models if (names == names[0]).all() else 1
    rows = order.rows(n_models * n)
    xyz = np.empty((n_models * n, 3))
    for axis, name in enumerate(COORDINATES):
        xyz[:, axis] = sites.coordinate(name)[rows]
    return xyz.reshape(n_models, n, 3)


def _sifts(sites: Sites, order: _Order) -> tuple[list[str], NDArray[np.int32], NDArray[np.int32]]:
    """SIFTS accessions, and accession index and position of each record, from PDBe's columns of the atoms."""
    accession, accessions = sites.coded("pdbx_sifts_xref_db_acc")
    if accessions == [""]:
        return (
            [""],
            np.zeros(order.n_first, dtype=np.int32),
            np.full(order.n_first, MISSING_INT, dtype=np.int32),
        )
    database, databases = sites.coded("pdbx_sifts_xref_db_name")
    position = sites.integers("pdbx_sifts_xref_db_num")
    is_uniprot = np.array([word in ("UNP", "") for word in databases])[database]
    said = is_uniprot & (position > 0) & np.array([word != "" for word in accessions])[accession]
    names = ["", *accessions]
    codes, index = order.numbered(np.where(said, accession + 1, 0), names)
    return codes, index, order.of_residue(np.where(said, position, np.int32(MISSING_INT)))
