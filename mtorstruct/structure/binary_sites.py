"""Columns of _atom_site of a BinaryCIF file, with defaults for missing columns.

The defaults are the same as for text (:mod:`mtorstruct.structure.mmcif_text`, and gemmi behind it).
"""

from __future__ import annotations

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.binarycif import Block, Column, damaged
from mtorstruct.errors import DataError
from mtorstruct.structure.content import symbols
from mtorstruct.structure.mmcif_text import MAX_NAME, refuse_without_columns
from mtorstruct.tables import MISSING_INT

ATOM_SITE = "_atom_site"

GREATEST = 1e6
"""Largest coordinate (Å), B factor and occupancy; larger values are taken as damage."""

NO_B_FACTOR, UNKNOWN_B_FACTOR, OCCUPANCY = 0.0, 20.0, 1.0
"""Defaults for a missing B factor column, a missing B factor in it, and a missing occupancy."""

_BLANK = ord(" ")

Coded = tuple[NDArray[np.intp], list[str]]
"""Codes of the atoms, and the words that the codes index."""


class Sites:
    """Columns of the atoms, shape ``(n,)`` each, in the order of the file.

    Attributes
    ----------
    n : int
        Number of atoms.
    elements_stated : bool
        Whether there is a column of elements.
    chain, label_chain, residue_name, atom_name : tuple
        Codes and words.
    auth_seq_id : numpy.ndarray of int32
        Author numbers of the residues.
    insertion_code : numpy.ndarray of uint8
        Character codes; a blank where there is none.
    model : numpy.ndarray
        Labels that are equal for atoms of one model.
    """

    def __init__(self, block: Block) -> None:
        self._category = block.category(ATOM_SITE)
        self.n = self._category.n_rows
        names = self._category.names
        refuse_without_columns(names)
        self.elements_stated = "type_symbol" in names
        self.chain = self._named("auth_asym_id", "label_asym_id")
        self.label_chain = self.coded("label_asym_id" if "label_asym_id" in names else "auth_asym_id")
        self.residue_name = self._named("auth_comp_id", "label_comp_id")
        self.atom_name = self._named("auth_atom_id", "label_atom_id")
        self.auth_seq_id = self._numbers()
        self.insertion_code = self.letters("pdbx_PDB_ins_code", _BLANK)
        model = self._stated("pdbx_PDB_model_num")
        self.model = np.zeros(self.n, dtype=np.int32) if model is None else model.codes()

    @property
    def atomic_number(self) -> NDArray[np.uint8]:
        """Atomic number of each atom; 0 for an unknown element, 119 for deuterium."""
        codes, words = self.coded("type_symbol")
        number_of = {symbol.decode(): number for number, symbol in enumerate(symbols().tolist())}
        return np.array([number_of[gemmi.Element(word).name] for word in words], dtype=np.uint8)[codes]

    @property
    def b_factor(self) -> NDArray[np.float32]:
        """B factors in Å²."""
        there = "B_iso_or_equiv" in self._category.names
        return self._single("B_iso_or_equiv", UNKNOWN_B_FACTOR if there else NO_B_FACTOR)

    @property
    def occupancy(self) -> NDArray[np.float32]:
        """Occupancies."""
        return self._single("occupancy", OCCUPANCY)

    def coordinate(self, name: str) -> NDArray[np.float64]:
        """One coordinate of each atom in Å; NaN where it is missing or out of range."""
        column = self._stated(name)
        if column is None:
            return np.full(self.n, np.nan)
        values = column.floats(np.nan)
        # A comparison with NaN is false.
        if values.min() > -GREATEST and values.max() < GREATEST:
            return values
        return np.where(np.abs(values) < GREATEST, values, np.nan)

    def coded(self, name: str) -> Coded:
        """Codes and words of a column; missing values are empty words."""
        column = self._stated(name)
        return column.coded() if column else (np.zeros(self.n, dtype=np.intp), [""])

    def letters(self, name: str, missing: int) -> NDArray[np.uint8]:
        """Values of a single-letter column, as character codes."""
        column = self._stated(name)
        if column is None:
            return np.full(self.n, missing, dtype=np.uint8)
        codes, words = column.coded()
        letters = [in_ascii(word) or bytes([missing]) for word in words]
        if max(map(len, letters)) > 1:
            raise damaged(f"{name} has more than a letter")
        return np.frombuffer(b"".join(letters), dtype=np.uint8)[codes]

    def integers(self, name: str) -> NDArray[np.int32]:
        """Integers of a column, `MISSING_INT` where they are missing."""
        column = self._stated(name)
        return column.integers(MISSING_INT) if column else np.full(self.n, MISSING_INT, dtype=np.int32)

    def _stated(self, name: str) -> Column | None:
        """Return the column of a name if it has any value."""
        column = self._category.column(name)
        return None if column is None or column.missing.all() else column

    def _named(self, auth: str, label: str) -> Coded:
        """Codes and words of author names; an atom without one gets its mmCIF name."""
        column = self._stated(auth)
        if column is not None and not column.has_missing:
            return column.coded()
        codes, words = self.coded(auth)
        nameless = codes == words.index("")
        others, more = self.coded(label)
        place = {word: k for k, word in enumerate(dict.fromkeys([*words, *more]))}
        others = np.array([place[word] for word in more], dtype=np.intp)[others]
        return np.where(nameless, others, codes), list(place)

    def _numbers(self) -> NDArray[np.int32]:
        """Author residue numbers; a residue without one gets its mmCIF number."""
        numbers = self.integers("auth_seq_id")
        missing = numbers == MISSING_INT
        if missing.any():
            numbers = np.where(missing, self.integers("label_seq_id"), numbers)
            nameless = int((numbers == MISSING_INT).sum())
            if nameless:
                raise DataError(
                    f"{nameless} atoms have no {ATOM_SITE}.auth_seq_id",
                    hint="leave them out, or give them one",
                )
        return numbers

    def _single(self, name: str, missing: float) -> NDArray[np.float32]:
        column = self._stated(name)
        if column is None:
            return np.full(self.n, missing, dtype=np.float32)
        values = column.floats(missing)
        if values.min() < -GREATEST or values.max() > GREATEST:
            raise damaged("a B factor or an occupancy is beyond measure")
        return values.astype(np.float32)


def in_ascii(word: str) -> bytes:
    """Return a word in ASCII, with an underscore for every other character."""
    return word.encode() if word.isascii() else "".join(c if c.isascii() else "_" for c in word).encode()


def cut_names(coded: Coded, of_what: str) -> tuple[NDArray[np.bytes_], list[str]]:
    """Truncate the names of all atoms to `MAX_NAME` letters; a note says so if any was longer."""
    codes, words = coded
    names = [in_ascii(word) for word in words]
    long = [code for code, name in enumerate(names) if len(name) > MAX_NAME]
    n_cut = int(np.isin(codes, long).sum()) if long else 0
    notes = []
    if n_cut:
        first = names[codes[np.flatnonzero(np.isin(codes, long))[0]]].decode()
        notes = [f"names of {of_what} were cut to {MAX_NAME} letters in {n_cut} atoms ({first}, ...)"]
    return np.array([name[:MAX_NAME] for name in names], dtype="S8")[codes], notes
