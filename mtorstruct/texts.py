"""Escape text from users' files for a table cell, a terminal, a spreadsheet, or a notebook."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_SHOWN = 400
"""Most characters of one text shown on a terminal."""

_CONTROLS = {code: repr(chr(code))[1:-1] for code in (*range(32), 127)}
"""Control characters as backslash escapes, which keep a cell on its line and in its column."""

_UNSEEN = (*range(0x80, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF)
"""C1 controls, which terminals obey, and marks that change text direction or break the line."""

_TERMINAL = _CONTROLS | {code: ascii(chr(code))[1:-1] for code in _UNSEEN}
_LINES = {code: text for code, text in _TERMINAL.items() if chr(code) not in "\n\t"}

_UNITS = {"Å": "A", "³": "3"}

REPLACED = "mtorstruct.replaced"
"""Name of the error handler `replaced_or_escaped`."""

_FORMULA = "=+-@\uff1d\uff0b\uff0d\uff20"
"""Characters that begin a formula, the last four in full width."""


def visible(text: str) -> str:
    """Escape control characters, so that a text is one line of one cell."""
    return text.translate(_CONTROLS)


def printable(text: str, most: int = MOST_SHOWN) -> str:
    r"""Escape a text for one line of a terminal: nothing in it is obeyed, and a long one is truncated.

    Examples
    --------
    >>> printable("chain \x1b[31mA\u202e")
    'chain \\x1b[31mA\\u202e'
    >>> printable("A" * 1_000_000, most=8)
    'AAAAAAAA... (1,000,000 letters)'
    """
    cut = text if len(text) <= most else f"{text[:most]}... ({len(text):,} letters)"
    return cut.translate(_TERMINAL)


def in_sentence(title: str) -> str:
    """Return a title as it stands within a sentence; abbreviations and symbols keep their letters.

    Examples
    --------
    >>> [in_sentence(title) for title in ("Activity of mTOR", "ESM score", "Distance (Å)")]
    ['activity of mTOR', 'ESM score', 'distance (Å)']
    """
    first = title.partition(" ")[0]
    return title[:1].lower() + title[1:] if first.istitle() and first.isascii() else title


def html_summary(heading: str, rows: Iterable[tuple[str, str]]) -> str:
    """Return the HTML by which a notebook shows an object: a heading and a table of two columns.

    Rows without a text are left out; the colours are those of the notebook, light or dark.

    Examples
    --------
    >>> print(html_summary("5H64", [("by", "X & <Y>"), ("notes", "")]))
    <div><b>5H64</b><table>
    <tr><td style="text-align:left">by</td><td style="text-align:left">X &amp; &lt;Y&gt;</td></tr>
    </table></div>
    """
    # The table of entities is large, and few need it.
    from html import escape

    def shown(text: str) -> str:
        return escape(printable(text))

    cell = '<td style="text-align:left">'
    lines = [f"<tr>{cell}{shown(name)}</td>{cell}{shown(text)}</td></tr>" for name, text in rows if text]
    return "\n".join([f"<div><b>{shown(heading)}</b><table>", *lines, "</table></div>"])


def harmless(text: str) -> str:
    """Escape lines of tab-separated cells for a terminal: nothing in them is obeyed."""
    return text.translate(_LINES)


def replaced_or_escaped(error: UnicodeError) -> tuple[str | bytes, int]:
    r"""Handle what an encoding lacks: units are written as in column names, all else is escaped.

    Examples
    --------
    >>> import codecs
    >>> codecs.register_error(REPLACED, replaced_or_escaped)
    >>> "3.5 Å, +3.8 Å³, Ö".encode("ascii", REPLACED), "3.5 Å, Ω".encode("latin-1", REPLACED)
    (b'3.5 A, +3.8 A3, \\xd6', b'3.5 \xc5, \\u03a9')
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lacking = error.object[error.start : error.end]
    pieces = (_UNITS.get(c) or c.encode("ascii", "backslashreplace").decode() for c in lacking)
    return "".join(pieces), error.end


def inert(text: str) -> str:
    """Escape a cell that a spreadsheet would take for a formula by a quote in front.

    Numbers, a lone sign and HGVS are not changed.

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
