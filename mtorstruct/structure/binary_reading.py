"""Read BinaryCIF files: the block with the atoms, its records, and what the file states and promises."""

from __future__ import annotations

from dataclasses import dataclass

import gemmi

from mtorstruct.binarycif import Block, read_blocks
from mtorstruct.errors import DataError
from mtorstruct.structure.binary_records import read_records
from mtorstruct.structure.binary_sites import ATOM_SITE
from mtorstruct.structure.binary_statements import promised, read_stated, stated_block
from mtorstruct.structure.content import Provenance
from mtorstruct.structure.mmcif_text import unread_blocks
from mtorstruct.structure.promises import Promises
from mtorstruct.structure.provenance import of_mmcif
from mtorstruct.structure.records import Records
from mtorstruct.structure.unread import GIVE


@dataclass
class BinarySource:
    """Contents of a BinaryCIF file.

    `structure` has the statements of the file and no atoms; `notes` list what was not read; `elements_stated`
    is whether the file states elements.
    """

    structure: gemmi.Structure
    records: Records
    notes: list[str]
    elements_stated: bool
    promises: Promises
    provenance: Provenance | None


def read_binary(content: bytes) -> BinarySource:
    """Read a BinaryCIF file, unpacked.

    Raises
    ------
    DataError
        It is damaged, has no atoms, or lacks a column that defines residues.
    """
    block, notes = _block_with_atoms(content)
    records, elements_stated, more = read_records(block)
    stated = stated_block(block)
    return BinarySource(
        structure=read_stated(stated, records),
        records=records,
        notes=[*notes, *more],
        elements_stated=elements_stated,
        promises=promised(block),
        provenance=of_mmcif(stated),
    )


def _block_with_atoms(content: bytes) -> tuple[Block, list[str]]:
    """Return the first block that has atoms, and a note if others have some too."""
    there = [block for block in read_blocks(content) if block.category(ATOM_SITE).n_rows]
    if not there:
        raise DataError(f"the BinaryCIF file has no atoms (no {ATOM_SITE})", hint=GIVE)
    return there[0], unread_blocks([block.header for block in there])
