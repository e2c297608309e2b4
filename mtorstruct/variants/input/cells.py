"""Cells of a row as one line of text with tabs between them."""

from __future__ import annotations

import re
from collections.abc import Iterable

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
