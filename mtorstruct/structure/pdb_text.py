"""Correct PDB text where gemmi would lose or misread something.

gemmi stops at END, takes a number that it cannot parse for 0, and refuses a file for a charge that is not
used here. The text is checked once, column by column, and bytes are changed in place only where needed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

import gemmi
import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.residue_names import parent_of

NAME, RESIDUE, NUMBER, XYZ, ELEMENT, CHARGE = (
    slice(12, 16), slice(17, 20), slice(22, 26), slice(30, 54), slice(76, 78), slice(78, 80)
)  # fmt: skip
"""Columns of atom records (format 3.30), counted from 0."""

_FOURTH_LETTER = 20
"""Column between the residue name and the chain, used by programs that write names of four letters."""

_LF, _AT_ONCE = ord("\n"), 1 << 18

_CAPITAL = 0xDF
"""Bit mask that turns a lower-case letter into upper case."""

_SHOWN = 3
"""Number of atoms listed in a note."""


@dataclass
class PdbText:
    """A PDB file prepared for gemmi, with the corrections made.

    `notes` list what was not read; `elements_stated` is False if the element columns are empty. `head` is the
    text before the first of its `n_atoms` atom records, `tail` that from the last on.
    """

    content: bytes
    head: bytes
    tail: bytes
    n_atoms: int
    notes: list[str] = field(default_factory=list)
    elements_stated: bool = True


def mended(content: bytes) -> PdbText:
    """Check and correct a PDB file; most files are returned unchanged."""
    content = ascii_of(content)
    lines = _Lines(content)
    n_atoms = len(lines.atoms)
    head, tail = (content[: lines.atoms[0]], content[lines.atoms[-1] :]) if n_atoms else (content, b"")
    found = PdbText(content, head, tail, n_atoms)
    if n_atoms:
        for step in (_long_names, _numbers, _elements, _poses, _ends):
            step(lines, found)
        found.content = bytes(lines.changed) if lines.changed is not None else found.content
    return found


def records(text: bytes, name: bytes) -> bytes:
    r"""Text from the first to the last line that begins with a record name; empty if there is none.

    Examples
    --------
    >>> records(b"TITLE     A\nSEQRES   1\nSEQRES   2\nATOM", b"SEQRES")
    b'SEQRES   1\nSEQRES   2'
    """
    first = 0 if text.startswith(name) else text.find(b"\n" + name) + 1
    if first == 0 and not text.startswith(name):
        return b""
    last = max(text.rfind(b"\n" + name) + 1, first)
    end = text.find(b"\n", last)
    return text[first : end if end >= 0 else len(text)]


def without_charges(content: bytes) -> bytes:
    """The same file without the charges of its atoms, which are not used."""
    lines = _Lines(content)
    for start in lines.atoms[lines.length >= CHARGE.stop]:
        lines.write(int(start) + CHARGE.start, b"  ")
    return bytes(lines.changed) if lines.changed is not None else content


class _Lines:
    """Line positions of the atom records of a file; `changed` is its copy once it was modified."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.bytes: NDArray[np.uint8] = np.frombuffer(content, dtype=np.uint8)
        ends = self.ends = _ends_of_lines(content, self.bytes)
        self.starts = np.append(0, ends[:-1] + 1)
        letters = [self._letters(k) for k in range(4)]
        # gemmi reads records in small letters as well.
        first, second, third, fourth = (column & _CAPITAL for column in letters)
        atom = (first == ord("A")) & (second == ord("T")) & (third == ord("O")) & (fourth == ord("M"))
        hetatm = (first == ord("H")) & (second == ord("E")) & (third == ord("T")) & (fourth == ord("A"))
        rows = np.flatnonzero(atom | hetatm)
        self.atoms = self.starts[rows]
        self.length = ends[rows] - self.atoms
        ends_so = np.isin(letters[3], (32, 13, 10))
        self.end_records = self.starts[
            (first == ord("E")) & (second == ord("N")) & (third == ord("D")) & ends_so
        ]
        self.model_records = self.starts[
            (first == ord("M")) & (second == ord("O")) & (third == ord("D")) & (fourth == ord("E"))
        ]
        self.changed: bytearray | None = None

    def _letters(self, column: int) -> NDArray[np.uint8]:
        """Character of every line in a column; an end of line beyond the end of the file."""
        at = self.starts + column
        letters = np.take(self.bytes, at, mode="clip")
        letters[at >= len(self.bytes)] = _LF
        return letters

    def write(self, at: int, text: bytes) -> None:
        """Overwrite some bytes."""
        if self.changed is None:
            self.changed = bytearray(self.content)
        self.changed[at : at + len(text)] = text

    def columns(self, columns: slice) -> NDArray[np.uint8]:
        """Bytes of some columns of the atom records, one row per atom; blanks beyond the end of a line."""
        if self._block is not None:
            return self._block[self._rows, columns]
        at = self.atoms[:, None] + np.arange(columns.start, columns.stop)
        there = at < (self.atoms + self.length)[:, None]
        return np.where(there, self.bytes[np.minimum(at, len(self.bytes) - 1)], ord(" ")).astype(np.uint8)

    @cached_property
    def _first_and_last(self) -> slice:
        """Lines from the first to the last atom record."""
        first, last = np.searchsorted(self.starts, self.atoms[[0, -1]])
        return slice(int(first), int(last) + 1)

    @cached_property
    def _rows(self) -> NDArray[np.intp]:
        """Rows of the block that are atom records."""
        return np.searchsorted(self.starts[self._first_and_last], self.atoms)

    @cached_property
    def _block(self) -> NDArray[np.uint8] | None:
        """Lines from the first to the last atom record as rows of a view, if they are equally long."""
        starts, ends = self.starts[self._first_and_last], self.ends[self._first_and_last]
        step = int(ends[0] - starts[0]) + 1
        if step <= CHARGE.stop or ends[-1] == len(self.bytes) or (ends - starts != step - 1).any():
            return None
        return self.bytes[starts[0] : ends[-1] + 1].reshape(-1, step)


def _ends_of_lines(content: bytes, letters: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Ends of the lines of a text; the last line may end with the text."""
    # Piece by piece, for a mask of all letters is as large as the text.
    ends = [
        np.flatnonzero(letters[at : at + _AT_ONCE] == _LF) + at for at in range(0, len(content), _AT_ONCE)
    ]
    if not content.endswith(b"\n"):
        ends.append(np.array([len(content)]))
    return np.concatenate(ends)


def ascii_of(content: bytes) -> bytes:
    """Text with non-ASCII characters replaced by question marks, which keeps the columns aligned."""
    if content.isascii():
        return content
    try:
        return content.decode("utf-8").encode("ascii", "replace")
    except UnicodeDecodeError:
        return content.decode("latin-1").encode("ascii", "replace")


def _long_names(lines: _Lines, found: PdbText) -> None:
    """Rename amino acids with four-letter names (HISH, NMET) to their parents."""
    marked = np.flatnonzero(lines.bytes[lines.atoms + _FOURTH_LETTER] != ord(" "))
    for at in lines.atoms[marked].tolist():
        name = lines.content[at + RESIDUE.start : at + _FOURTH_LETTER + 1].decode()
        parent = parent_of(name.strip()) if len(name.strip()) == 4 else ""
        if parent:
            lines.write(at + RESIDUE.start, f"{parent} ".encode())


def _numbers(lines: _Lines, found: PdbText) -> None:
    """Drop atoms whose coordinates or residue numbers are not numbers; gemmi would misread them."""
    xyz, number = lines.columns(XYZ), lines.columns(NUMBER)
    odd = _odd(xyz, number)
    # gemmi refuses a line that ends too early.
    at = [k for k in odd[lines.length[odd] >= XYZ.stop].tolist() if not _is_read(xyz[k], number[k])]
    if at:
        starts = lines.atoms[at].tolist()
        named = ", ".join(lines.content[start + 12 : start + 27].decode() for start in starts[:_SHOWN])
        for start in starts:
            lines.write(start, b"REMARK")
        more = ", ..." if len(starts) > _SHOWN else ""
        found.notes.append(
            f"{len(starts)} atoms without readable coordinates or residue numbers were left out "
            f"({named}{more})"
        )


_BLANK, _MINUS, _DIGIT, _POINT, _OTHER = 0, 1, 2, 4, 8
_CLASS = np.full(256, _OTHER, dtype=np.uint8)
_CLASS[list(b" -.")], _CLASS[list(b"0123456789")] = (_BLANK, _MINUS, _POINT), _DIGIT
"""Class of each character within a number."""


def _odd(xyz: NDArray[np.uint8], number: NDArray[np.uint8]) -> NDArray[np.intp]:
    """Mask of atoms not written as the archive does: coordinates like ``-999.999``, numbers like ``-999``.

    Nearly always there are none, so eight characters are checked together as one integer.
    """
    places, numbers = np.take(_CLASS, xyz).view("<u8"), np.take(_CLASS, number).view("<u4")
    x, y, z = (_odd_wholes(places) | ((places >> np.uint64(32)) ^ _DECIMALS)).T
    return np.flatnonzero(x | y | z | _odd_wholes(numbers)[:, 0])


def _odd_wholes(classes: NDArray[Any]) -> NDArray[Any]:
    """Nonzero where the classes of the first four characters are not those of blanks and an integer.

    After the first non-blank only digits follow, the last character is a digit, and all are of a known class.
    """
    no_blank = (classes | (classes >> 1)) & 0x010101
    behind = (no_blank << 8) & ~(classes >> 1) & 0x01010100
    return np.asarray(behind | (classes & 0x0C0C0C0C) | ((classes & 0x03000000) ^ 0x02000000))


_DECIMALS = int.from_bytes(bytes((_POINT, _DIGIT, _DIGIT, _DIGIT)), "little")

_COORDINATE = re.compile(rb" *[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)? *")
_RESIDUE_NUMBER = re.compile(rb" *[-+]?[0-9]+ *|[A-Z][0-9A-Z]{3}|[a-z][0-9a-z]{3}")
"""Decimal, or from 10000 on in the base-36 numbers that some programs write (A000)."""


def _is_read(xyz: NDArray[np.uint8], number: NDArray[np.uint8]) -> bool:
    """Whether coordinates and residue number of an atom are numbers."""
    coordinates = all(_COORDINATE.fullmatch(text.tobytes()) for text in xyz.reshape(3, 8))
    return coordinates and _RESIDUE_NUMBER.fullmatch(number.tobytes()) is not None


def _elements(lines: _Lines, found: PdbText) -> None:
    """Whether most atoms state an element; some programs write other things into its columns."""
    pairs = np.ascontiguousarray(lines.columns(ELEMENT)).view(np.uint16)[:, 0]
    # As numbers, for texts would be sorted to count them.
    counts = np.bincount(pairs)
    written = np.flatnonzero(counts).astype(np.uint16)
    stated = sum(
        int(counts[pair]) for pair, text in zip(written, written.view("S2"), strict=True) if _is_element(text)
    )
    found.elements_stated = 2 * stated > len(pairs)


@cache
def _is_element(text: bytes) -> bool:
    symbol = text.decode("ascii", "replace").strip()
    return bool(symbol) and gemmi.Element(symbol).atomic_number > 0


def _poses(lines: _Lines, found: PdbText) -> None:
    """Assign atoms before the first MODEL to the first model: docking programs write poses as models."""
    if len(lines.model_records) and lines.atoms[0] < lines.model_records[0]:
        lines.write(int(lines.model_records[0]), b"REMARK")


def _ends(lines: _Lines, found: PdbText) -> None:
    """Read on after END: it is removed, or its sections become models if they have the same atoms."""
    inside = lines.end_records[lines.end_records < lines.atoms[-1]]
    if not len(inside):
        return
    section = np.searchsorted(inside, lines.atoms)
    names = np.ascontiguousarray(lines.columns(slice(12, 27))).view("S15")[:, 0]
    numbers = np.flatnonzero(np.bincount(section))
    parts = [np.flatnonzero(section == k) for k in numbers]
    for at in inside.tolist():
        lines.write(at, b"rem")
    if len(parts) > 1 and all(np.array_equal(names[part], names[parts[0]]) for part in parts[1:]):
        content = bytes(lines.changed or lines.content)
        cuts = [0, *inside.tolist(), len(content)]
        pieces = [content[a:b] for a, b in pairwise(cuts)]
        numbered = [f"MODEL     {k + 1:4d}\n".encode() + p + b"\nENDMDL\n" for k, p in enumerate(pieces)]
        lines.changed = bytearray(b"".join(numbered))
        return
    known, n_read, n_again = names[parts[0]], 0, 0
    for part in parts[1:]:
        if np.isin(names[part], known).any():
            # Another pose of what is there.
            n_again += len(part)
            for at in lines.atoms[part].tolist():
                lines.write(at, b"REMARK")
        else:
            n_read += len(part)
            known = np.append(known, names[part])
    if n_read:
        found.notes.append(f"{n_read} atoms behind END were read with those before it")
    if n_again:
        found.notes.append(f"{n_again} atoms behind END were not read: they repeat residues before it")
