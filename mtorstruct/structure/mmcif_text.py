"""Read mmCIF text: find the block with atoms, and complete the columns that gemmi requires."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

import gemmi

from mtorstruct.errors import DataError
from mtorstruct.structure.unread import GIVE, cif_without_atoms

PREFIX = "_atom_site."
MAX_NAME = 7
"""Most letters of a residue or atom name; those of the archive have at most five and four."""

COORDINATES = ("Cartn_x", "Cartn_y", "Cartn_z")

_INSTEAD = {
    "id": (),
    "label_atom_id": ("auth_atom_id",),
    "label_comp_id": ("auth_comp_id",),
    "label_asym_id": ("auth_asym_id",),
    "label_seq_id": (),
    "auth_seq_id": ("label_seq_id",),
    "type_symbol": (),
    "label_alt_id": (),
    "occupancy": (),
    "B_iso_or_equiv": (),
}
"""Columns that gemmi requires, and those that can replace them."""

_MISSING = {
    "id": "1",
    "label_asym_id": "A",
    "occupancy": "1.0",
    "B_iso_or_equiv": "0.0",
    "label_alt_id": ".",
    "label_seq_id": ".",
}
"""Defaults for columns that have no replacement; a question mark where none is given here."""

_CUT = ("label_comp_id", "label_atom_id", "auth_comp_id", "auth_atom_id")
_NAMES = (*_CUT, "label_asym_id", "auth_asym_id")

_NUMBERS = ("auth_seq_id", "label_seq_id")
_SURELY_SMALL = 9
"""Number of digits up to which any number fits into 32 bits."""

_NEEDED = ("label_atom_id", "label_comp_id", "auth_seq_id")
"""Columns that are required to define residues."""


@dataclass
class Block:
    """The block of a file that has atoms; `notes` list what was not read."""

    block: gemmi.cif.Block
    notes: list[str] = field(default_factory=list)
    elements_stated: bool = True


def document_of(content: bytes, *, is_json: bool = False) -> gemmi.cif.Document:
    """Parse mmCIF or mmJSON with gemmi, and raise its errors."""
    read = gemmi.cif.read_mmjson_string if is_json else gemmi.cif.read_string
    return read(_text_of(content))


def block_with_atoms(document: gemmi.cif.Document, content: bytes, where: str) -> Block:
    """Return the first block with atoms, its columns completed.

    Raises
    ------
    DataError
        There is no block with atoms, or it lacks a column that defines residues.
    """
    tables = [(block, block.find_mmcif_category(PREFIX)) for block in document]
    there = [(block, table) for block, table in tables if len(table)]
    if not there:
        what = cif_without_atoms(content) if len(document) else "is mmCIF without a block"
        raise DataError(what, where=where, hint=GIVE)
    block, table = there[0]
    found = Block(block)
    found.notes += unread_blocks([other.name for other, _ in there])
    tags = [tag[len(PREFIX) :] for tag in table.tags]
    refuse_without_columns(tags, where)
    found.elements_stated = "type_symbol" in tags
    loop = table.loop
    for tag in (tag for tag in _INSTEAD if tag not in tags):
        source = next((other for other in _INSTEAD[tag] if other in tags), None)
        if loop is None:
            # One atom, written as pairs.
            block.set_pair(PREFIX + tag, table[0][tags.index(source)] if source else _MISSING.get(tag, "?"))
            continue
        values = [row[tags.index(source)] for row in table] if source else []
        loop.add_columns([PREFIX + tag], _MISSING.get(tag, "?"))
        if source:
            width, column = loop.width(), loop.tags.index(PREFIX + tag)
            flat = loop.values
            flat[column::width] = values
            loop.set_all_values([flat[k::width] for k in range(width)])
        table = block.find_mmcif_category(PREFIX)
    for tag in _NAMES:
        _plain_names(found, tag, is_ascii=content.isascii())
    _refuse_odd_numbers(block, where, all_stated=_NUMBERS[0] in tags)
    return found


def unread_blocks(names: list[str]) -> list[str]:
    """Note on further blocks with atoms, which are not read; none if there is only one."""
    if len(names) < 2:
        return []
    more = ", ..." if len(names) > 4 else ""
    return [
        f"only block '{names[0]}' was read; {len(names) - 1} more have atoms ({', '.join(names[1:4])}{more})"
    ]


def _plain_names(found: Block, tag: str, *, is_ascii: bool) -> None:
    """Truncate names that are longer than the arrays hold, with a note, and convert them to ASCII."""
    column = found.block.find_values(PREFIX + tag)
    most = MAX_NAME if tag in _CUT else math.inf
    # Quotes may stand around a name.
    odd = [k for k, name in enumerate(column) if len(name) > most or not (is_ascii or name.isascii())]
    long = [k for k in odd if len(_text(column[k])) > most]
    first = _text(column[long[0]]) if long else ""
    for k in odd:
        plain = re.sub(r"[^\x00-\x7f]", "_", _text(column[k]))
        column[k] = gemmi.cif.quote(plain[:MAX_NAME] if k in long else plain)
    if long:
        found.notes.append(
            f"names of {tag} were cut to {MAX_NAME} letters in {len(long)} atoms ({first}, ...)"
        )


def _refuse_odd_numbers(block: gemmi.cif.Block, where: str, *, all_stated: bool) -> None:
    """Refuse residue numbers of more than 32 bits, which gemmi truncates, and missing ones among others."""
    auth, label = (block.find_values(PREFIX + tag) for tag in _NUMBERS)
    stated = set(auth)
    if any(len(text) > _SURELY_SMALL and _is_wide(text) for text in stated | set(label)):
        what = "a residue number has more than 32 bits"
        raise DataError(what, where=where, hint="number the residues anew")
    if not all_stated or not any(map(gemmi.cif.is_null, stated)):
        return
    unnumbered = sum(gemmi.cif.is_null(a) and gemmi.cif.is_null(b) for a, b in zip(auth, label, strict=True))
    if unnumbered:
        what = f"{unnumbered} atoms have no {PREFIX}{_NUMBERS[0]}"
        raise DataError(what, where=where, hint="leave them out, or give them one")


def _is_wide(value: str) -> bool:
    digits = _text(value).lstrip("+-0")
    return digits.isdecimal() and (len(digits) > 10 or int(digits) >= 2**31)


def _text(value: str) -> str:
    return gemmi.cif.as_string(value)


def refuse_without_columns(tags: list[str], where: str = "") -> None:
    """Refuse an atom table that lacks a column that defines residues.

    Raises
    ------
    DataError
        It lacks one; the message names it.
    """
    missing = [tag for tag in COORDINATES if tag not in tags]
    missing += [
        tag for tag in _NEEDED if tag not in tags and not any(other in tags for other in _INSTEAD[tag])
    ]
    if missing:
        raise DataError(
            f"_atom_site has no {', '.join(missing)}",
            where=where,
            hint="write the file with that column, or as PDB",
        )


def _text_of(content: bytes) -> str:
    """Decode the text as UTF-8, else as Latin 1, in which every byte is valid."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
