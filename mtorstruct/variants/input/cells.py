"""Cells of a line of a table: what separates them, and a line with tabs made of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATOR = re.compile(r'"?sep=([\t;,|]?)"?[\t;, ]*', re.I)
"""The line with which Excel is told what separates the cells."""

DELIMITERS = "\t;,"

MAX_RECORD_LINES = 50
"""Lines that a quoted cell may run over; a quote that is not closed by then is a letter."""


def delimiter_of(line: str) -> str | None:
    """What separates the cells of a heading: tab, semicolon or comma; None where there is none."""
    bare = re.sub('"[^"]*"', "", line)
    return next((d for d in DELIMITERS if d in bare), None)


_WORD = re.compile(r'"[^"]*"|\S+')
_RULE = re.compile(r"[\s|:+-]*")


def tabs_for_blanks(line: str) -> str:
    r"""A line with tabs between its words, of which quoted ones may hold blanks, as R writes tables.

    Examples
    --------
    >>> tabs_for_blanks('"1"  "MTOR" "not known"')
    '1\tMTOR\tnot known'
    """
    return "\t".join(word.strip('"') for word in _WORD.findall(line))


def tabs_for_bars(line: str) -> str:
    r"""A line with tabs for the bars between its cells; empty for a rule below a heading.

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
    r"""Line of the cells of a row; what would end a cell or a line becomes a blank.

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
