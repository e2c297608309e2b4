"""Conversion of text from word processors, spreadsheets, web pages and databases to plain ASCII."""

from __future__ import annotations

import re

NOTHING = frozenset(
    ("", ".", "-", "--", "?", "na", "n/a", "#n/a", "n.a.", "nan", "none", "null", "<na>", "not available")
)
"""Markers of an empty cell, in small letters."""


def is_nothing(cell: str) -> bool:
    """Return whether a cell is empty or holds a marker for that.

    Examples
    --------
    >>> is_nothing(" NA "), is_nothing("p.?")
    (True, False)
    """
    return cell.strip().lower() in NOTHING


def shown(text: str, longest: int = 60) -> str:
    """Return a text as a message quotes it: the beginning of a long one.

    Examples
    --------
    >>> shown("NM_004958.4:c.6324C>A", longest=12)
    'NM_004958...'
    """
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


_DASHES = "\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u02d7\ufe58\ufe63"
_SPACES = "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_NOTHING = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_QUOTES = (
    "\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f"
    "\u2032\u2033\u2035\u2039\u203a\u00ab\u00bb\u00b4\u02bc\u301d\u301e"
)
_PLAIN = {
    # Full-width forms of ASCII. Superscripts are no such forms: F with a footnote 2 is not F2.
    **{0xFF01 + k: chr(0x21 + k) for k in range(0x5E)},
    **dict.fromkeys(map(ord, _DASHES), "-"),
    **dict.fromkeys(map(ord, _SPACES), " "),
    **dict.fromkeys(map(ord, _NOTHING), None),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, "\u2192\u2794\u279c\u279d\u279e\u27a1\u27a4\u27f6\u21d2\u21a6\u21e8"), ">"),
    **dict.fromkeys(map(ord, "\u2217\u204e\u22c6\u2731\ufe61"), "*"),
}
_ESCAPED = re.compile(r"(?:%|\\x|\\u00)([2-7][0-9A-Fa-f])")
_AROUND = " \"'`,;"
_LONG_ARROW = re.compile(r"(?<![-=])(?:-{2,3}|={1,2})>")


def cleaned(text: str) -> str:
    r"""Return a text without escapes, typographic characters, quotes and stray characters at either end.

    Bullets, numbers of a list, footnote marks, comments and scores go too, where they are nothing else.

    Examples
    --------
    >>> cleaned("  \u201cp.Phe2108%3D\u201d;")
    'p.Phe2108='
    >>> cleaned("1. F2108L  # seen twice")
    'F2108L'
    """
    from mtorstruct.variants.notation.remarks import without_bullet, without_footnote, without_remark

    if not text.isascii():
        text = text.translate(_PLAIN)
    if "%" in text or "\\" in text:
        text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    if "&" in text:
        import html

        text = html.unescape(text).translate(_PLAIN)
    text = without_bullet(" ".join(text.split()).strip(_AROUND)).strip(_AROUND)
    if not text.isascii():
        text = without_footnote(text)
    if "=>" in text or "->" in text:
        text = _LONG_ARROW.sub(">", text)
    text = without_remark(text).strip(_AROUND)
    return text.rstrip("." + _AROUND) or text
