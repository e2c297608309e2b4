"""Fuzz the reading and writing of changes: no text may raise, change, or be written as something else."""

from __future__ import annotations

import atheris
from running import run

with atheris.instrument_imports(include=["mtorstruct.variants"]):
    from mtorstruct.variants.input.several import changes_in
    from mtorstruct.variants.notation.address import halves, kind_of
    from mtorstruct.variants.notation.change import Change
    from mtorstruct.variants.notation.reading import parse_change
    from mtorstruct.variants.notation.writing import format_change

STATUSES = ("ok", "not_understood", "impossible_amino_acid", "no_protein_change", "ambiguous")
SEEDS = (
    "F2108L", "MTOR:p.(Phe2108Leu)", "NM_004958.4(MTOR):c.4448G>A (p.Cys1483Tyr)", "R1966Gfs*12",
    "p.SSR268fs", "L1460_A1462delLVAinsPG", "p.1762_1763QG>HC", "*2550Qext*17", "M1ext-5", "p.X368_splice",
    "pS2448", "p.?",
    "K1753E+K1788E", "1-11187094-G-T", "p.Phe2108%3D", "IDH1:R132H,R132C", "p.[F2108L;A2034V]",
    "M2327I (c.6981G>A)",
    "1. F2108L # seen twice", "p.(Phe2108Leu^Ile)", "sp|P42345|MTOR_HUMAN F2108L", "K932-ub", "MTOR-FUS",
    "Exon 14 skipping",
)  # fmt: skip


def said(change: Change) -> Change:
    """What canonical HGVS tells of a change."""
    return change._replace(text="", gene="", reference="", problem="", residues="")


def check(data: bytes) -> None:
    """Raise where the text of some bytes is not read as it should be."""
    text = data.decode("utf-8", "replace")
    change = parse_change(text)
    assert change.text == text
    assert change.status in STATUSES
    assert (change.problem == "") == (change.status == "ok")
    parts = changes_in(text)
    assert parts
    assert parts == [text] or all(parse_change(part).status in ("ok", "ambiguous") for part in parts), parts
    assert len(halves(text)) == 2
    assert kind_of(text) in ("protein", "coding", "genomic", "nothing")
    for three_letter in (True, False):
        written = format_change(change, three_letter=three_letter)
        assert not written or said(parse_change(written)) == said(change), written


def main() -> None:
    """Try the first inputs, then whatever the fuzzer makes of them."""
    run(check, map(str.encode, SEEDS))


if __name__ == "__main__":
    main()
