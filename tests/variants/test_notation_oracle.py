"""Canonical HGVS as another program reads it: mutalyzer-hgvs-parser, a lark grammar.

It reads no dialect, so that it is asked about what `format_change` writes.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from mutalyzer_hgvs_parser import to_model

from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.notation.writing import format_change

from .notations import LONG, UNDERSTOOD, changes, ids

TYPES = {
    "=": "equal", "?": "repeat", "fs": "frame_shift", "ext": "extension", "del": "deletion",
    "dup": "duplication", "ins": "insertion", "delins": "deletion_insertion",
}  # fmt: skip
"""What the grammar calls each kind; Met1? is a repeat of unknown length to it."""

NOT_IN_THE_GRAMMAR = ("p.Met1Valext-12", "p.Met1ext-?")
"""Forms of HGVS that the grammar has no rule for."""

ASKED = [row for row in UNDERSTOOD if row["canonical"] not in NOT_IN_THE_GRAMMAR]


@pytest.mark.parametrize("row", ASKED, ids=ids(ASKED))
def test_another_parser_reads_the_same_from_the_canonical_form(row: dict[str, str]) -> None:
    change = parse_change(row["text"], row["gene_argument"])
    assert understood(format_change(change)) == model_of(change)


@settings(max_examples=200, deadline=None)
@given(changes())
def test_another_parser_reads_the_same_from_any_change(change: Change) -> None:
    assert understood(format_change(change)) == model_of(change)


def test_one_letter_codes_are_read_too() -> None:
    change = parse_change("p.(R1966Gfs*12)")
    model = to_model("NP_004949.1:" + format_change(change, three_letter=False))
    assert model["variants"][0]["location"]["amino_acid"] == "R"
    assert model["variants"][0]["inserted"][0]["sequence"] == "G"


def understood(written: str) -> tuple[bool, list[dict[str, Any]]]:
    """Whether it is predicted, and the variants, without what each of them has."""
    model = to_model(f"NP_004949.1:{written}")
    assert model["coordinate_system"] == "p"
    variants = [{k: v for k, v in variant.items() if k != "source"} for variant in model["variants"]]
    for variant in variants:
        for part in variant.get("inserted", ()):
            part.pop("source", None)
    return bool(model.get("predicted")), variants


def model_of(change: Change) -> tuple[bool, list[dict[str, Any]]]:
    """The same from a change."""
    if not change.position:
        return change.predicted, [] if change.mutant == "=" else [{"location": _point("", "?")}]
    location = _point(change.wild_type, change.position)
    if change.end:
        end = _point(change.end_wild_type, change.end)
        location = {"type": "range", "start": location, "end": end}
    variant: dict[str, Any] = {"location": location, "type": TYPES.get(change.mutant, "substitution")}
    inserted = _inserted(change)
    return change.predicted, [variant | ({"inserted": inserted} if inserted else {})]


def _inserted(change: Change) -> list[dict[str, Any]]:
    if change.mutant == "?":
        return [{"length": {"type": "point", "uncertain": True}}]
    if change.mutant not in TYPES:
        return [{"sequence": LONG[change.mutant]}]
    sequence = "".join(LONG[letter] for letter in change.inserted)
    if change.new_stop.startswith("-"):
        return [{"location": _point("", change.new_stop[1:]) | {"outside_cds": "upstream"}}]
    parts = [{"sequence": sequence or "Xaa"}] if sequence or change.new_stop else []
    if change.mutant == "ext":
        parts.append({"sequence": "Ter"})
    return [*parts, {"location": _point("", change.new_stop)}] if change.new_stop else parts


def _point(letter: str, position: int | str) -> dict[str, Any]:
    known = {"uncertain": True} if position == "?" else {"position": int(position)}
    return {"type": "point"} | ({"amino_acid": LONG[letter]} if letter else {}) | known
