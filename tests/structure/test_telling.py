"""A structure as the last line of a cell: one line of text, a short table, nothing obeyed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.structure.model import MtorComplex
from mtorstruct.texts import printable

LINE, HTML = 200, 8000
"""Most characters of a line, and of a table."""


class Cells(HTMLParser):
    """Texts of the cells, and the names of all elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.cells: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)
        self.cells += [""] if tag in ("b", "td") else []

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data.rstrip("\n")

    @property
    def rows(self) -> dict[str, str]:
        """Cells of the second column by those of the first."""
        return dict(zip(self.cells[1::2], self.cells[2::2], strict=True))


def check(complex_: MtorComplex) -> Cells:
    line, table = repr(complex_), complex_._repr_html_()
    assert len(line) < LINE
    assert line.isprintable()
    assert len(table) < HTML
    cells = Cells(table)
    assert cells.elements == {"div", "b", "table", "tr", "td"}
    assert printable(complex_.entry)[:20] in cells.cells[0]
    return cells


def test_what_is_told_of_mtorc1(structure: Callable[[str], MtorComplex]) -> None:
    whole = structure("5h64.pdb.gz")
    assert repr(whole) == "<MtorComplex 5H64: electron microscopy, 4.4 Å; MTOR x 2, RPTOR x 2, MLST8 x 2>"
    rows = check(whole).rows
    table = whole.domains()
    frb = table[(table.domain == "FRB") & (table["copy"] == 1)]
    assert f"FRB {frb.n_modelled.item()} of 100" in rows["MTOR copy 1, chain A"]
    kinase = table[(table.domain == "kinase") & (table["copy"] == 1)]
    assert f"kinase {kinase.n_modelled.sum()} of 467" in rows["MTOR copy 1, chain A"]
    assert rows["method"] == "electron microscopy, 4.4 Å"
    assert rows["proteins"] == "MTOR x 2, RPTOR x 2, MLST8 x 2"
    assert whole.header.sha256 in rows["file"]
    assert "not read" not in rows


def test_what_is_not_modelled_is_not_listed(structure: Callable[[str], MtorComplex]) -> None:
    assert (
        check(structure("1fap.cif.gz")).rows["MTOR copy 1, chain B"] == "95 of 2549 residues; FRB 95 of 100"
    )


def test_files_of_every_kind(
    shared_structures: Path, shared_more: Path, shared_binary: Path, structure: Callable[[str], MtorComplex]
) -> None:
    """Predictions, docked and integrative models, other proteins, BinaryCIF, a Universe, a frame."""
    predicted = structure("AF-P42345-F1.pdb.gz")
    assert "predicted" in check(predicted).rows["method"]
    assert "unknown; MTOR, 1 other chain" in repr(structure("4dri.pdb.gz"))
    others = [
        *(shared_more / name for name in ("1atp.pdb.gz", "2rvk.pdb.gz", "4jt5_from_mol2.pdb.gz")),
        *sorted(shared_binary.glob("*1fap*")),
    ]
    for path in others:
        check(mtorstruct.load(path))
    universe = structure("1fap.cif.gz").universe
    check(mtorstruct.load(universe))
    assert "no protein" not in repr(mtorstruct.load(universe))
    nmr = mtorstruct.load(shared_more / "2rvk.pdb.gz")
    *_, last = nmr.frames()
    assert check(last).rows.get("frame", "") == (f"{last.frame} (the first is 0)" if last.frame else "")


def test_the_faulty_files(shared_faults: Path) -> None:
    read = 0
    for path in sorted((shared_faults / "other").glob("*.[pc][di][bf]")):
        try:
            complex_ = mtorstruct.load(path)
        except mtorstruct.errors.MtorStructError:
            continue
        check(complex_)
        read += 1
    assert read > 3


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "a\nb\x1b[31m\u202e", "x" * 100_000, "&amp;"])
def test_words_of_a_file_are_text(words: str, structure: Callable[[str], MtorComplex]) -> None:
    whole = structure("1fap.cif.gz")
    header = replace(whole.header, entry=words, title=words, method=words)
    chains = [replace(chain, name=words) for chain in whole.chains]
    told = replace(whole, header=header, chains=chains, notes=(words, "not drawn"))
    cells = check(told)
    assert re.search(r"not read$", "\n".join(cells.cells), flags=re.MULTILINE)
    if "<" in words:
        assert words in cells.cells[0]


def test_other_objects_are_short_too(structure: Callable[[str], MtorComplex]) -> None:
    atlas = mtorstruct.open_atlas()
    assert repr(atlas).startswith(f"<Atlas {atlas.version}: {len(atlas.manifest['entries'])} structures (")
    rows = Cells(atlas._repr_html_()).rows
    assert {e["entry"] for e in atlas.manifest["entries"]} == set(
        ", ".join((rows["experimental"], rows["predicted"])).split(", ")
    )
    bound, missing = mtorstruct.locate_sites(structure("1fap.cif.gz"))
    assert repr(bound) == "<Site rapamycin, mTOR copy 1: rapamycin, bound, 65 atoms>"
    assert "not located, only 0 residues" in repr(missing)
    carried = mtorstruct.locate_sites(structure("AF-P42345-F1.pdb.gz"))
    assert f"RMSD {carried[0].rmsd_A:.2f} Å over {carried[0].n_superposed} CA" in repr(carried[0])
    scene = mtorstruct.make_scene("5H64", variants=["F2108L"])
    assert repr(scene).startswith("<Scene 5H64: coloured by domain; ")
    assert "1 variant, 4 ligands>" in repr(scene)
    # Of all atoms, a scene is a few megabytes, and its line is no longer.
    of_file = mtorstruct.make_scene(structure("5h64.pdb.gz"))
    assert repr(of_file).startswith("<Scene 5H64: coloured by domain; ")
    for told in (atlas, bound, missing, scene, of_file):
        assert len(repr(told)) < LINE
        assert "\n" not in repr(told)
        assert len(told._repr_html_()) < HTML
    evil = replace(scene, title="<img src=x>", notes=("<b>",))
    assert "<img" not in evil._repr_html_()
    assert '<td style="text-align:left">&lt;b&gt;' in evil._repr_html_()
