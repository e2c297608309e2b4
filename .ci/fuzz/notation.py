"""Fuzz the reading and writing of changes: no text may raise, change, or be written as something else."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["mtorstruct.variants"]):
    from mtorstruct.variants.address import kind_of
    from mtorstruct.variants.change import Change
    from mtorstruct.variants.notation import parse_change
    from mtorstruct.variants.writing import format_change

STATUSES = ("ok", "not_understood", "impossible_amino_acid", "no_protein_change")
SEEDS = (
    "F2108L", "MTOR:p.(Phe2108Leu)", "NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)", "R1966Gfs*12",
    "p.SSR268fs", "L1460_A1462delLVAinsPG", "p.1762_1763QG>HC", "*2550Qext*17", "M1ext-5", "p.X368_splice",
    "pS2448", "p.?",
    "K1753E+K1788E", "1-11187094-G-T", "p.Phe2108%3D",
)  # fmt: skip


def said(change: Change) -> Change:
    """What canonical HGVS tells of a change."""
    return replace(change, text="", gene="", reference="", problem="", residues="")


def check(data: bytes) -> None:
    """Raise where the text of some bytes is not read as it should be."""
    text = data.decode("utf-8", "replace")
    change = parse_change(text)
    assert change.text == text
    assert change.status in STATUSES
    assert (change.problem == "") == (change.status == "ok")
    assert kind_of(text) in ("protein", "coding", "genomic", "nothing")
    for three_letter in (True, False):
        written = format_change(change, three_letter=three_letter)
        assert not written or said(parse_change(written)) == said(change), written


def main() -> None:
    """Try the first inputs, then whatever the fuzzer makes of them."""
    with tempfile.TemporaryDirectory() as folder:
        for k, seed in enumerate(SEEDS):
            check(seed.encode())
            (Path(folder) / str(k)).write_bytes(seed.encode())
        atheris.Setup([*sys.argv, folder], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
