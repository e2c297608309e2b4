"""Define gemmi's iterator types at import, to avoid a race between threads.

gemmi (by nanobind's ``make_iterator``) defines the type of an iterator when the first one is made, without a
lock against other threads: a second thread causes a segmentation fault. An audit hook in Python, such as that
of filelock 4.3, lets that thread run. Imports are locked, so the first iterator of each type is made here.
Source: https://github.com/wjakob/nanobind/pull/832, which locks free-threaded builds only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import gemmi


def _examples() -> list[Iterable[Any]]:
    """One gemmi object of each kind that this package iterates over."""
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
