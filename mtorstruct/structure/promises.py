"""Compare the residues and atoms that the header of a file promises with those in the file.

A header promises the residues that it does not list as unobserved: SEQRES without REMARK 465, or the rows of
_pdbx_poly_seq_scheme that have an author number. A header without such a list makes no promise.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.structure.content import POLYMER, FileResidues
from mtorstruct.structure.pdb_text import records

_MASTER = re.compile(rb"^MASTER .{43}(.{5})", re.MULTILINE)

SCHEME = "_pdbx_poly_seq_scheme."


@dataclass(frozen=True)
class Promises:
    """Promises of a header.

    Attributes
    ----------
    residues : dict
        Residues by chain: an author chain of a PDB file with their number, a chain of mmCIF with their
        label_seq_ids.
    n_atoms : int
        Number of atoms that the file states; 0 if it states none.
    n_atoms_there : int
        Number of atom records in the file.
    ends : bool
        Whether the file has its end mark.
    """

    residues: dict[str, int | frozenset[int]] = field(default_factory=dict)
    n_atoms: int = 0
    n_atoms_there: int = 0
    ends: bool = True


@dataclass(frozen=True)
class Lacking:
    """Promised residues that a file lacks: whole chains, and numbers of residues of others."""

    chains: tuple[str, ...] = ()
    residues: tuple[tuple[str, int], ...] = ()
    stops: tuple[str, ...] = ()
    n_atoms: int = 0

    def __bool__(self) -> bool:
        return bool(self.chains or self.residues or self.n_atoms)

    @cached_property
    def said(self) -> list[str]:
        """Return the same in words."""
        words = []
        if self.chains:
            words.append(f"no atoms of chain {', '.join(self.chains)}, which the header names")
        words += [f"{n} residues less of chain {name} than the header promises" for name, n in self.residues]
        if self.n_atoms:
            words.append(f"{self.n_atoms} atoms less than the header counts")
        return words


def promised_by_pdb(head: bytes, tail: bytes, n_atoms_there: int) -> Promises:
    """Promises of a PDB file before its first atom record and after its last one."""
    # Columns of the format: chain and last digit of the number; chain, serial number and length.
    unobserved = Counter(
        line[19:20] for line in records(head, b"REMARK 465").split(b"\n") if line[25:26].isdigit()
    )
    residues: dict[str, int | frozenset[int]] = {}
    for line in records(head, b"SEQRES").split(b"\n") if unobserved else ():
        if line[7:10].strip() == b"1" and line[13:17].strip().isdigit():
            residues[line[11:12].decode("latin-1")] = int(line[13:17]) - unobserved[line[11:12]]
    master = _MASTER.search(records(tail, b"MASTER"))
    counted = master[1].strip() if master else b""
    last = tail[-200:].rstrip().splitlines()[-1:]
    return Promises(
        {name: n for name, n in residues.items() if n},
        n_atoms=int(counted) if counted.isdigit() else 0,
        n_atoms_there=n_atoms_there,
        ends=bool(last) and last[0].startswith((b"END", b"MASTER")),
    )


def promised_by_mmcif(block: gemmi.cif.Block, content: bytes) -> Promises:
    """Promises of an mmCIF file; the files of the archive end with a number sign."""
    tags = ("asym_id", "seq_id", "auth_seq_num")
    residues: dict[str, set[int]] = {}
    for chain, label, number in zip(*(list(block.find_values(SCHEME + tag)) for tag in tags), strict=False):
        if number not in ("?", ".") and label.isdigit():
            residues.setdefault(gemmi.cif.as_string(chain), set()).add(int(label))
    return Promises(
        {name: frozenset(numbers) for name, numbers in residues.items()},
        ends=content.rstrip().endswith(b"#"),
    )


def lacking(promises: Promises, residues: FileResidues, chains: list[str]) -> Lacking:
    """Compare the promised residues with those that were read."""
    polymer = residues.kind == POLYMER
    gone, less, stops = [], [], []
    for name, promised in promises.residues.items():
        if isinstance(promised, int):
            here = polymer & (residues.chain == (chains.index(name) if name in chains else -1))
            missing = promised - _n_numbers(residues, here)
            stop = missing > 0
        else:
            here = np.array([label == name for label in residues.label_chain], dtype=bool)
            there = frozenset(residues.label_seq_id[here].tolist())
            missing = len(promised - there)
            stop = bool(missing) and bool(there) and max(promised - there) > max(there)
        if not here.any():
            gone.append(name)
        elif missing > 0:
            less.append((name, missing))
            if stop:
                stops.append(name)
    n_atoms = max(0, promises.n_atoms - promises.n_atoms_there)
    return Lacking(tuple(gone), tuple(less), tuple(stops), n_atoms)


def _n_numbers(residues: FileResidues, here: NDArray[np.bool_]) -> int:
    """Number of different residue numbers among some residues."""
    number = residues.auth_seq_id[here].astype(np.int64) * 256 + residues.insertion_code[here].view(np.uint8)
    return len(np.unique(number))
