"""Entries of the catalogue, true and made wrong, against the real files."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from mtorstruct.reference.entries import Entry, entries, entry
from mtorstruct.structure.catalogue import FIELDS, compare, difference_columns
from mtorstruct.structure.model import MtorComplex
from mtorstruct.tables import DIFFERENCES

FILES = {
    "1FAP": "1fap.cif.gz", "2GAQ": "2gaq.pdb.gz", "4DRI": "4dri.pdb.gz", "4JSV": "4jsv.pdb.gz",
    "5H64": "5h64.pdb.gz",
}  # fmt: skip

Said = tuple[str, str, str, str]


def changed(pdb_id: str, **changes: object) -> Entry:
    """An entry of the catalogue, with something else in it."""
    true = entry(pdb_id)
    assert true is not None
    return replace(true, **changes)  # type: ignore[arg-type]


@pytest.fixture
def differences(structure: Callable[[str], MtorComplex]) -> Callable[..., tuple[list[Said], list[str]]]:
    """What differs where an entry is changed, and what could not be compared."""

    def of(pdb_id: str, **changes: object) -> tuple[list[Said], list[str]]:
        found, untold = compare(changed(pdb_id, **changes), structure(FILES[pdb_id]))
        return [(d.field, d.what, d.catalogue, d.file) for d in found], untold

    return of


@pytest.mark.parametrize("pdb_id", FILES)
def test_the_catalogue_agrees_with_the_real_files(differences, pdb_id: str) -> None:  # type: ignore[no-untyped-def]
    # The copy of 4DRI has no header.
    untold = ["title", "method", "resolution_A"] if pdb_id == "4DRI" else []
    assert differences(pdb_id) == ([], untold)


def test_pdb_format_says_the_same(structure: Callable[[str], MtorComplex]) -> None:
    assert compare(changed("1FAP"), structure("1fap.pdb.gz")) == ([], [])


@pytest.mark.parametrize(
    ("pdb_id", "changes", "expected"),
    [
        ("2GAQ", {"title": "FRB of mTOR"},
         [("title", "differs", "FRB of mTOR", "NMR SOLUTION STRUCTURE OF THE FRB DOMAIN OF MTOR")]),
        ("5H64", {"method": "X-ray"}, [("method", "differs", "X-ray", "ELECTRON MICROSCOPY")]),
        ("1FAP", {"method": "NMR"}, [("method", "differs", "NMR", "X-RAY DIFFRACTION")]),
        ("5H64", {"resolution_A": 4.38}, [("resolution_A", "differs", "4.38", "4.4")]),
        ("1FAP", {"ligands": "RAD"},
         [("ligands", "missing in the file", "RAD", ""), ("ligands", "not in the catalogue", "", "RAP")]),
        ("1FAP", {"ligands": "none"}, [("ligands", "not in the catalogue", "", "RAP")]),
        ("5H64", {"ligands": "AGS,MG (unverified)"},
         [("ligands", "missing in the file", "AGS", ""), ("ligands", "missing in the file", "MG", "")]),
        ("4JSV", {"ligands": "MG,GLC-ADP"},
         [("ligands", "missing in the file", "GLC", ""), ("ligands", "not in the catalogue", "", "MGF")]),
        ("4JSV", {"chains": "B,A=MTOR;D=RPTOR"},
         [("proteins", "missing in the file", "RPTOR", ""), ("proteins", "not in the catalogue", "", "MLST8"),
          ("chains", "differs", "D=RPTOR", "D=MLST8")]),
        ("1FAP", {"chains": "A=MTOR 2018-2112;B=FKBP1A"},
         [("chains", "differs", "A=MTOR", "A=FKBP1A"), ("chains", "differs", "B=FKBP1A", "B=MTOR")]),
        ("5H64", {"chains": "A,X=MTOR; RPTOR, MLST8 (326) present"},
         [("chains", "missing in the file", "X=MTOR", "")]),
        ("4DRI", {"chains": "A=FKBP1A;B=MTOR"},
         [("proteins", "missing in the file", "FKBP1A", ""), ("chains", "differs", "A=FKBP1A", "A=other")]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told(  # type: ignore[no-untyped-def]
    differences, pdb_id: str, changes: dict[str, object], expected: list[Said]
) -> None:
    assert differences(pdb_id, **changes)[0] == expected


@pytest.mark.parametrize(
    ("pdb_id", "changes"),
    [
        ("4JSV", {"title": "mTOR kinase  structure, mechanism and Regulation (unverified)"}),
        ("5H64", {"method": "cryo-EM"}),
        ("5H64", {"method": "EM (inferred from the paper)"}),
        ("1FAP", {"method": "X-RAY DIFFRACTION"}),
        ("1FAP", {"resolution_A": 2.71}),
        ("4JSV", {"ligands": "MG, MGF, ADP"}),
        ("4JSV", {"chains": "2 x MTOR + MLST8"}),
        ("2GAQ", {"chains": "1 chain = MTOR"}),
    ],
)
def test_what_is_only_written_in_another_way_is_no_difference(  # type: ignore[no-untyped-def]
    differences, pdb_id: str, changes: dict[str, object]
) -> None:
    assert differences(pdb_id, **changes) == ([], [])


@pytest.mark.parametrize(
    ("pdb_id", "changes", "untold"),
    [
        ("1FAP", {"title": ""}, "title"),
        ("1FAP", {"method": ""}, "method"),
        ("1FAP", {"resolution_A": math.nan}, "resolution_A"),
        ("2GAQ", {"resolution_A": 2.0}, "resolution_A"),
        ("1FAP", {"ligands": ""}, "ligands"),
        ("1FAP", {"ligands": "RAD?"}, "ligands"),
        ("1FAP", {"ligands": "rapalog (CCD ids unknown)"}, "ligands"),
        ("4JSV", {"ligands": "MG (+ADP,MGF (unverified))"}, "ligands"),
        ("5H64", {"chains": "6-subunit assembly"}, "proteins"),
        ("5H64", {"complex": "other", "chains": ""}, "proteins"),
        ("1FAP", {"chains": "A=GRM2+RHEB;B=MTOR(FRB)+GRM7"}, "proteins"),
    ],
)
def test_what_cannot_be_compared_is_counted_and_not_a_difference(  # type: ignore[no-untyped-def]
    differences, pdb_id: str, changes: dict[str, object], untold: str
) -> None:
    assert differences(pdb_id, **changes) == ([], [untold])


def test_what_makes_a_complex_is_asked_for_where_its_chains_are_not_told(differences) -> None:  # type: ignore[no-untyped-def]
    assert differences("5H64", complex="mTORC2", chains="6-subunit assembly") == (
        [("proteins", "missing in the file", "RICTOR", "")], ["proteins"],
    )  # fmt: skip


def test_a_list_that_is_not_whole_is_compared_in_part(differences) -> None:  # type: ignore[no-untyped-def]
    assert differences("4JSV", ligands="rapalog (CCD unknown),EDO,ADP?,MG") == (
        [("ligands", "missing in the file", "EDO", ""), ("ligands", "not in the catalogue", "", "MGF")],
        ["ligands"],
    )


def test_a_file_of_another_entry_is_only_said_to_be_one(structure: Callable[[str], MtorComplex]) -> None:
    found, untold = compare(changed("5H64"), structure("1fap.cif.gz"))
    assert [(d.field, d.catalogue, d.file) for d in found] == [("entry", "5H64", "1FAP")]
    assert untold == list(FIELDS)


def test_every_entry_of_the_catalogue_can_be_compared(structure: Callable[[str], MtorComplex]) -> None:
    every = [compare(replace(e, entry="5H64"), structure("5h64.pdb.gz")) for e in entries()]
    frame = DIFFERENCES.frame(difference_columns([d for found, _ in every for d in found]))
    assert set(frame["field"]) == {"title", "method", "resolution_A", "ligands", "proteins", "chains"}
    codes = set(frame["catalogue"][frame["field"] == "ligands"])
    assert codes >= {"AGS", "RAP", "17G", "GLC", "TB"}
    assert not codes & {"GTP/GDP", "XDP", "CCD", "III", "none"}
