"""Tables without a heading but of known layout: the files of ANNOVAR."""

from __future__ import annotations

import re
from typing import NamedTuple

_PLACE_NAMES = ("Chr", "Start", "End", "Ref", "Alt")


def _place(between: str) -> str:
    cells = (r"(?:chr)?(?:[0-9][0-9]?|X|Y|MT?)", "[0-9]+", "[0-9]+", "(?:[ACGTN]+|-|0)", "(?:[ACGTN]+|-|0)")
    return between.join(cells) + f"(?:{between}.*)?"


_REGIONS = "exonic|intronic|intergenic|splicing|UTR[35]|upstream|downstream|ncRNA"
_LAYOUTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    # exonic_variant_function
    (
        "\t",
        rf"line[0-9]+\t[^\t]*\t(?:[^\t:]*:[^\t:]*:[^\t]*|UNKNOWN)\t{_place(chr(9))}",
        ("line", "ExonicFunc.refGene", "AAChange.refGene", *_PLACE_NAMES),
    ),
    # variant_function
    (
        "\t",
        rf"(?:{_REGIONS})[^\t]*\t[^\t]+\t{_place(chr(9))}",
        ("Func.refGene", "Gene.refGene", *_PLACE_NAMES),
    ),
    # avinput
    ("\t", _place("\t"), _PLACE_NAMES),
    (" ", _place(" "), _PLACE_NAMES),
)
"""Separator of the cells, pattern of a first row, and names for its columns."""


class Bare(NamedTuple):
    """Column names for a table without a heading, and the separator of its cells."""

    heading: list[str]
    delimiter: str


def bare_layout(text: str) -> Bare | None:
    r"""Return the layout of a first row that is no heading; None where no known layout fits.

    Examples
    --------
    >>> bare_layout("1\t11187094\t11187094\tG\tT\tcomment").heading[:5]
    ['Chr', 'Start', 'End', 'Ref', 'Alt']
    >>> bare_layout("MTOR\tF2108L") is None
    True
    """
    for delimiter, pattern, names in _LAYOUTS:
        if re.fullmatch(pattern, text, re.I):
            n = text.count(delimiter) + 1
            return Bare([*names, *(f"column_{k}" for k in range(len(names) + 1, n + 1))], delimiter)
    return None
