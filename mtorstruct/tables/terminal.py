"""Tables on a terminal: as wide as it is, with colours for verdicts; the words are always there."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Sequence
from typing import NamedTuple, TextIO
from unicodedata import category, east_asian_width

NARROWEST = 20
"""Smallest number of characters that a column is folded to beside those that are repeated."""

NARROWEST_KEY = 10
"""Smallest number of characters that a column which is repeated is folded to."""

GAP = "  "

STRONG_EFFECT, EFFECT, STRONG_LOSS, LOSS, FAINT = "1;38;5;166", "38;5;166", "1;38;5;32", "38;5;32", "2"
"""Vermilion and blue, which are told apart with every kind of colour vision, on dark and on light."""

STYLES = {
    "activating": STRONG_EFFECT,
    "likely_activating": STRONG_EFFECT,
    "possibly_activating": EFFECT,
    "inactivating": STRONG_LOSS,
    "likely_inactivating": STRONG_LOSS,
    "possibly_inactivating": LOSS,
    "resistance_likely": STRONG_EFFECT,
    "resistance_possible": EFFECT,
    "hypersensitive": STRONG_LOSS,
    "sensitivity_retained": LOSS,
    "sensitivity_possible": LOSS,
    "unknown": FAINT,
    "insufficient_evidence": FAINT,
}
"""How verdicts are written, as parameters of the escape sequence SGR."""

_NAMES = "|".join(name.replace("_", "[_ ]") for name in sorted(STYLES, key=len, reverse=True))
_VERDICT = re.compile(rf"(?<=  )({_NAMES})(?=  |$)", re.MULTILINE)


class Block(NamedTuple):
    """A column as text: heading and cells, and whether it is aligned to the right."""

    cells: list[str]
    right: bool


def width_here() -> int | None:
    """Return the width of the terminal that standard output is, in characters; None in a pipe or file."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def wants_colour(stream: TextIO) -> bool:
    """Return whether colours are written: on a terminal that has them, unless ``NO_COLOR`` is set.

    ``FORCE_COLOR`` asks for them in a pipe, too.
    """
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def coloured(text: str) -> str:
    r"""Colour the verdicts that fill a cell of a table.

    Examples
    --------
    >>> coloured("F2108L  resistance_likely  high")
    'F2108L  \x1b[1;38;5;166mresistance_likely\x1b[0m  high'
    """
    return _VERDICT.sub(lambda found: f"\x1b[{STYLES[found[1].replace(' ', '_')]}m{found[1]}\x1b[0m", text)


def folded(text: str, width: int) -> str:
    """Fold lines that are too long, those below indented by four characters more than the line.

    Examples
    --------
    >>> print(folded("  one two three", 10))
      one two
          three
    """
    lines = []
    for line in text.split("\n"):
        if cell_width(line) <= width:
            lines.append(line)
            continue
        start = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line, width, subsequent_indent=f"{start}    ", break_long_words=False, break_on_hyphens=False,
            drop_whitespace=True, initial_indent="", replace_whitespace=False,
        )  # fmt: skip
    return "\n".join(lines)


def cell_width(text: str) -> int:
    r"""Return the number of columns of a terminal that a text takes.

    Examples
    --------
    >>> cell_width("F2108L"), cell_width("患者1"), cell_width("e\u0301")
    (6, 5, 1)
    """
    if text.isascii():
        return len(text)
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def aligned(blocks: Sequence[Block], width: int | None = None, keys: int = 1) -> str:
    """Return a table of aligned columns.

    Parameters
    ----------
    blocks : sequence of Block
        The columns, none of them empty.
    width : int, optional
        Width in characters. A table that is wider is continued below itself, the first columns repeated, and
        a cell that is wider alone is folded. Without it every row is one line.
    keys : int
        Columns at the left that tell what a row is about, and are repeated.
    """
    if width is None:
        return _lines(blocks, len)
    natural = [max(map(cell_width, block.cells)) for block in blocks]
    if sum(natural) + len(GAP) * (len(blocks) - 1) <= width:
        return _lines(blocks, cell_width)
    widths = _narrowed(natural[:keys], width - NARROWEST)
    keys = len(widths)
    repeated = [_folded(block, own) for block, own in zip(blocks, widths, strict=False)]
    taken = sum(max(map(_widest, block.cells)) + len(GAP) for block in repeated)
    room = max(width - taken, NARROWEST)
    parts, used = list[list[Block]](), room + 1
    for block, own in zip(blocks[keys:], natural[keys:], strict=True):
        used += len(GAP) + own
        if used > room:
            parts.append([])
            used = own
        parts[-1].append(_folded(block, room))
    return "\n".join(_lines([*repeated, *part], cell_width) for part in parts or [[]])


def _narrowed(widths: list[int], room: int) -> list[int]:
    """Narrow the widest of the columns that are repeated; where that is not enough, leave out the last."""
    left = list(widths)
    while sum(left) + len(left) * len(GAP) > room:
        widest = max(left)
        if widest > NARROWEST_KEY:
            left[left.index(widest)] -= 1
        elif len(left) > 1:
            left.pop()
        else:
            break
    return left


def _lines(blocks: Sequence[Block], measure: Callable[[str], int]) -> str:
    """Return the rows as lines; a cell that holds line feeds takes several."""
    columns = []
    for block in blocks:
        width = max(measure(line) for cell in block.cells for line in cell.split("\n"))
        columns.append([_padded(cell, width, measure, right=block.right) for cell in block.cells])
    lines = []
    for row in zip(*columns, strict=True):
        height = max(map(len, row))
        for k in range(height):
            cells = (cell[k] if k < len(cell) else " " * len(cell[0]) for cell in row)
            lines.append(GAP.join(cells).rstrip() + "\n")
    return "".join(lines)


def _padded(cell: str, width: int, measure: Callable[[str], int], *, right: bool) -> list[str]:
    padded = []
    for line in cell.split("\n"):
        blank = " " * (width - measure(line))
        padded.append(blank + line if right else line + blank)
    return padded


def _widest(cell: str) -> int:
    return max(map(cell_width, cell.split("\n")))


def _folded(block: Block, width: int) -> Block:
    return Block([_fold(cell, width) for cell in block.cells], block.right)


def _fold(text: str, width: int) -> str:
    r"""Put line feeds into a text: at blanks, behind commas and semicolons, or else anywhere.

    Examples
    --------
    >>> _fold("RPTOR, MLST8, FKBP1A", 14)
    'RPTOR, MLST8,\nFKBP1A'
    """
    lines = []
    while cell_width(text) > width:
        used, fits = 0, 0
        for character in text:
            used += _width(character)
            if used > width:
                break
            fits += 1
        fits = max(fits, 1)
        at = max(text.rfind(mark, 0, fits + 1) for mark in " ;,")
        cut = at if at > 0 and text[at] == " " else at + 1
        if cut <= fits // 2 or cut > fits:
            cut = fits
        lines.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return "\n".join([*lines, text])
