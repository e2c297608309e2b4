"""What the tests of the notation share: the table of real texts, and changes that Hypothesis makes up."""

from __future__ import annotations

import csv
from pathlib import Path

from hypothesis import strategies as st

from mtorstruct.variants.notation.change import AMINO_ACIDS, THREE_TO_ONE, Change

LONG = {one: code.title() for code, one in THREE_TO_ONE.items()}
TABLE = Path(__file__).parent / "data" / "notation.tsv"


def read_rows() -> list[dict[str, str]]:
    """Rows of the table, with the escapes of the texts resolved."""
    with TABLE.open(encoding="ascii", newline="") as file:
        found = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [row | {"text": row["text"].encode("ascii").decode("unicode_escape")} for row in found]


ROWS = read_rows()
UNDERSTOOD = [row for row in ROWS if row["canonical"]]


def ids(rows: list[dict[str, str]]) -> list[str]:
    """Names of rows; the gene of another column tells equal texts apart."""
    return [" ".join([ascii(row["text"])[1:-1] or "empty", row["gene_argument"]]).strip() for row in rows]


_LETTER = st.sampled_from(AMINO_ACIDS)
_LETTERS = st.text(AMINO_ACIDS, min_size=1, max_size=5)
_COUNT = st.integers(1, 300).map(str) | st.just("?")


@st.composite
def changes(draw: st.DrawFn) -> Change:
    """Any change that can be written: every kind, every combination of what is said and not said of it."""
    kind = draw(st.sampled_from(["sub", "*", "=", "?", "fs", "ext", "before", "del", "dup", "ins", "delins"]))
    wild, position = draw(_LETTER), draw(st.integers(1, 9999))
    rest = {"predicted": draw(st.booleans())}
    if kind in ("sub", "*", "=", "?"):
        mutant = draw(_LETTER.filter(lambda letter: letter != wild)) if kind == "sub" else kind
        return Change("", "", wild, position, mutant, **rest)
    if kind == "fs":
        new = draw(st.just("") | _LETTER)
        stop = draw(_COUNT if new else st.just("") | _COUNT)
        return Change("", "", wild, position, "fs", inserted=new, new_stop=stop, **rest)
    if kind == "ext":
        new = draw(st.just("") | _LETTER)
        return Change("", "", "*", position, "ext", inserted=new, new_stop=draw(_COUNT), **rest)
    if kind == "before":
        return Change("", "", "M", 1, "ext", new_stop=f"-{draw(st.integers(1, 300))}", **rest)
    end = position + (1 if kind == "ins" else draw(st.integers(0, 40)))
    end = 0 if end == position else end
    end_wild = draw(_LETTER) if end else ""
    inserted = draw(_LETTERS) + draw(st.sampled_from(["", "*"])) if kind in ("ins", "delins") else ""
    if kind == "delins" and not end and len(inserted) == 1:
        inserted += "G"
    return Change("", "", wild, position, kind, end=end, end_wild_type=end_wild, inserted=inserted, **rest)
