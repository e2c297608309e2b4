"""Texts that come out of users' files, made harmless for a cell, for a terminal, and for a spreadsheet."""

from __future__ import annotations

MOST_SHOWN = 400
"""Letters of one text that a terminal is shown."""

_CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), 127)}
"""Control characters as backslash escapes: a cell stays on its line and in its column."""

_UNSEEN = (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
"""C1 controls, which terminals obey, and marks that turn the direction of what follows, or break its line."""

_TERMINAL = _CONTROLS | {code: ascii(chr(code))[1:-1] for code in _UNSEEN}
_LINES = {code: text for code, text in _TERMINAL.items() if chr(code) not in "\n\t"}

_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
"""What begins a formula, the last four as wide as Chinese letters."""


def visible(text: str) -> str:
    """A text on one line, in one cell."""
    return text.translate(_CONTROLS)


def printable(text: str, most: int = MOST_SHOWN) -> str:
    r"""A text on one line of a terminal: nothing in it is obeyed, and a long one is cut.

    Examples
    --------
    >>> printable("chain \x1b[31mA\u202e")
    'chain \\x1b[31mA\\u202e'
    >>> printable("A" * 1_000_000, most=8)
    'AAAAAAAA... (1,000,000 letters)'
    """
    cut = text if len(text) <= most else f"{text[:most]}... ({len(text):,} letters)"
    return cut.translate(_TERMINAL)


def harmless(text: str) -> str:
    """Lines of tabbed cells that a terminal may be shown: nothing in them is obeyed."""
    return text.translate(_LINES)


def inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: such a one gets a quote in front.

    Numbers, a lone sign and HGVS stay as they are.

    Examples
    --------
    >>> [inert(text) for text in ("=cmd|' /C calc'!A0", " @SUM(1)", "-1.5", "=", "p.F2108L")]
    ["'=cmd|' /C calc'!A0", "' @SUM(1)", '-1.5', '=', 'p.F2108L']
    """
    begun = text.lstrip()
    if len(begun) < 2 or begun[0] not in _FORMULA:
        return text
    try:
        float(begun)
    except ValueError:
        return f"'{text}"
    return text
