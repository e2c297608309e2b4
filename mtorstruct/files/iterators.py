"""Types of gemmi's iterators, all defined when this module is imported.

gemmi (by nanobind's ``make_iterator``) defines the type of an iterator when the first is made, and is not
guarded against a second thread that comes meanwhile: the process ends with a segmentation fault. An audit
hook in Python, as filelock 4.3 sets one, lets that thread in. Imports are guarded, so the first of each kind
is made here. Source: https://github.com/wjakob/nanobind/pull/832, which guards free-threaded builds alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gemmi


def _examples() -> list[Iterable[Any]]:
    """One object of gemmi of each kind that is iterated over in this package."""
    structure = gemmi.Structure()
    chain = structure.add_model(gemmi.Model(1)).add_chain(gemmi.Chain("A"))
    residue = chain.add_residue(gemmi.Residue())
    generator, span = gemmi.Assembly.Gen(), chain.whole()
    document = gemmi.cif.Document()
    block = document.add_new_block("a")
    block.init_loop("_a.", ["b"])
    return [
        structure,
        structure[0],
        structure[0].subchains(),
        chain,
        residue,
        span,
        span.residue_groups(),
        span.first_conformer(),
        chain.first_conformer(),
        residue.first_conformer(),
        structure.assemblies,
        structure.connections,
        structure.entities,
        structure.helices,
        structure.sheets,
        structure.ncs,
        gemmi.Assembly("1").generators,
        generator.chains,
        generator.operators,
        document,
        block,
        block.find_values("_a.b"),
        block.find(["_a.b"]),
        block.find(["_a.b"]).tags,
    ]


for _example in _examples():
    iter(_example)
