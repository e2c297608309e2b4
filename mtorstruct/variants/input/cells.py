"""Cells of a table's lines: their separators, conversion to tab-separated lines, and names of columns."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from mtorstruct.texts import visible

SEPARATOR = re.compile(r'"?sep=([\t;,|]?)"?[\t;, ]*', re.I)
"""Line that sets Excel's cell separator."""

DELIMITERS = "\t;,"

MAX_RECORD_LINES = 50
"""Largest number of lines in a quoted cell; a quote not closed by then is a letter."""


def delimiter_of(line: str) -> str | None:
    """Return the separator of a heading's cells: tab, semicolon or comma; None where there is none."""
    bare = re.sub('"[^"]*"', "", line)
    return next((d for d in DELIMITERS if d in bare), None)


_WORD = re.compile(r'"[^"]*"|\S+')
_RULE = re.compile(r"[\s|:+-]*")


def tabs_for_blanks(line: str) -> str:
    r"""Convert a line with blanks between its words, quoted ones with blanks in them, as R writes tables.

    Examples
    --------
    >>> tabs_for_blanks('"1"  "MTOR" "not known"')
    '1\tMTOR\tnot known'
    """
    return "\t".join(word.strip('"') for word in _WORD.findall(line))


def tabs_for_bars(line: str) -> str:
    r"""Convert a line with bars between its cells; empty for a rule below a heading.

    Examples
    --------
    >>> tabs_for_bars("| MTOR | F2108L |"), tabs_for_bars("|---|:--|")
    ('MTOR\tF2108L', '')
    """
    if _RULE.fullmatch(line):
        return ""
    text = line.strip()
    if text.startswith("|") and text.endswith("|"):
        text = text[1:-1]
    return "\t".join(cell.strip() for cell in text.split("|"))


_BREAKS_OF_LINE = re.compile(r"[\r\n\0]")
_BREAKS = re.compile(r"[\t\r\n\0]+")


def line_of(texts: Iterable[str]) -> bytes:
    r"""Return the line of a row's cells; characters that would end a cell or a line become blanks.

    Examples
    --------
    >>> line_of(["MTOR", "p.F2108L\n(somatic)", ""])
    b'MTOR\tp.F2108L (somatic)\t\n'
    """
    cells = list(texts)
    line = "\t".join(cells)
    if line.count("\t") != len(cells) - 1 or _BREAKS_OF_LINE.search(line):
        line = "\t".join(_BREAKS.sub(" ", text) for text in cells)
    return line.encode("utf-8", "replace") + b"\n"


def unique_headings(heading: Iterable[str], ours: Container[str] = ()) -> list[str]:
    """Return the names of a table's columns in an output: visible, and each different.

    Examples
    --------
    >>> unique_headings(["gene", "AF", "", "AF"], ours={"gene"})
    ['input_gene', 'AF', 'column_3', 'AF_2']
    """
    names: dict[str, int] = {}
    for k, written in enumerate(heading, 1):
        name = visible(written.strip()) or f"column_{k}"
        if name in ours:
            name = f"input_{name}"
        unique = name
        while unique in names:
            names[name] += 1
            unique = f"{name}_{names[name]}"
        names[unique] = 1
    return list(names)
