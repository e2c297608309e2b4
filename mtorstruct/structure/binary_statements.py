"""Statements of a BinaryCIF file about itself, interpreted by gemmi as for text.

All categories but the atoms are small. The atoms are not passed to gemmi: it gets a model with one residue
for each chain and label chain, which it needs to assign assemblies and references to chains.
"""

from __future__ import annotations

import re

import gemmi
import numpy as np

from mtorstruct.binarycif import Block, damaged
from mtorstruct.structure.promises import Promises
from mtorstruct.structure.records import Records

STATED = {
    "_entry": ("id",),
    "_struct": ("title",),
    "_exptl": ("method",),
    "_database_2": ("database_id",),
    "_refine": ("pdbx_refine_id", "ls_d_res_high"),
    "_em_3d_reconstruction": ("resolution",),
    "_entity": ("id", "type"),
    "_struct_asym": ("id", "entity_id"),
    "_struct_ref": ("id", "entity_id", "db_name", "pdbx_db_accession"),
    "_struct_ref_seq": (
        "ref_id", "seq_align_beg", "seq_align_end", "db_align_beg", "db_align_end",
        "pdbx_auth_seq_align_beg", "pdbx_auth_seq_align_end",
    ),
    "_pdbx_struct_assembly": ("id", "details"),
    "_pdbx_struct_assembly_gen": ("assembly_id", "oper_expression", "asym_id_list"),
    "_pdbx_struct_oper_list": (
        "id",
        *(f"matrix[{row}][{column}]" for row in (1, 2, 3) for column in (1, 2, 3)),
        *(f"vector[{row}]" for row in (1, 2, 3)),
    ),
}  # fmt: skip
"""Categories and columns from which gemmi reads what an entry states."""

EVIDENCE = ("_refine", "_em_3d_reconstruction")
"""Categories that are evidence of an experiment where no method is stated."""

OF_MODELS = "_ma_"
"""Prefix of the names of categories of predicted models."""

SCHEME = "_pdbx_poly_seq_scheme"

UNUSED = {
    "_struct_ref": ("db_code",),
    "_pdbx_struct_assembly": ("method_details", "oligomeric_details", "oligomeric_count"),
    "_pdbx_struct_oper_list": ("type",),
}
"""Columns that are not used here, but without which gemmi ignores the category."""

_MANY = re.compile(r"\d{6}")
"""Operator numbers too large for any assembly; gemmi would list every number of the range."""


def stated_block(block: Block) -> gemmi.cif.Block:
    """Return the categories that describe an entry and how it was made, as gemmi holds them.

    Raises
    ------
    DataError
        A category is damaged.
    """
    made = gemmi.cif.Block(block.header)
    says_method = any(block.category("_exptl").texts("method"))
    for name, asked in STATED.items():
        category = block.category(name)
        columns = category.names if name in EVIDENCE and not says_method else asked
        there = {column: category.texts(column) for column in columns if column in category.names}
        if category.n_rows and there:
            there |= {column: [None] * category.n_rows for column in UNUSED.get(name, ())}
            made.set_mmcif_category(f"{name}.", there)
    for name in block.names:
        if name.startswith(OF_MODELS) and block.category(name).n_rows:
            # That there is such a category is all that is asked of it.
            made.set_pair(f"{name}.id", "?")
    return made


def read_stated(stated: gemmi.cif.Block, records: Records) -> gemmi.Structure:
    """Read the statements of the file into a gemmi structure that has its chains, but no atoms.

    Raises
    ------
    DataError
        A category is damaged.
    """
    expressions = stated.find_values("_pdbx_struct_assembly_gen.oper_expression")
    if any(_MANY.search(text) for text in expressions):
        raise damaged("an assembly has more operators than there can be")
    try:
        structure = gemmi.make_structure_from_block(stated)
    except (IndexError, RuntimeError, ValueError) as err:
        raise damaged(str(err)) from err
    structure.add_model(_chains(records))
    return structure


def promised(block: Block) -> Promises:
    """Residues that the file promises: those of its chains that have an author number.

    Raises
    ------
    DataError
        The category is damaged.
    """
    scheme = block.category(SCHEME)
    chain, label, number = (scheme.column(name) for name in ("asym_id", "seq_id", "auth_seq_num"))
    residues: dict[str, frozenset[int]] = {}
    if chain and label and number:
        codes, words = chain.coded()
        there = ~(number.missing | label.missing)
        labels = label.integers(0)
        for code in np.unique(codes[there]).tolist():
            residues[words[code]] = frozenset(labels[there & (codes == code)].tolist())
    # MessagePack that was read has its end.
    return Promises(dict(residues))


def _chains(records: Records) -> gemmi.Model:
    """Model that has only the names of chains and label chains."""
    chain, label = records.chain, records.label_chain
    edges = np.append(0, 1 + np.flatnonzero((chain[1:] != chain[:-1]) | (label[1:] != label[:-1])))
    labels: list[dict[int, None]] = [{} for _ in records.chains]
    for k, name in zip(chain[edges].tolist(), label[edges].tolist(), strict=True):
        labels[k][name] = None
    model = gemmi.Model(1)
    for name, of_chain in zip(records.chains, labels, strict=True):
        made = gemmi.Chain(name)
        for index in of_chain:
            residue = gemmi.Residue()
            residue.subchain = records.label_chains[index]
            made.add_residue(residue)
        model.add_chain(made)
    return model
