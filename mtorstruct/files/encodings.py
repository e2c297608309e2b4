"""Detect text encodings by the first bytes, and convert to UTF-8."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    # Before UTF-16, whose mark is the first half of this one.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LOOKED_AT = 1 << 12
_MOSTLY = 0.7
_FEW = 0.1
_CONTROLS = bytes({*range(1, 32)} - {*b"\t\n\v\f\r\x1a\x1b\x1e"})

_WINDOWS = {
    byte: bytes((byte,)).decode("cp1252")
    for byte in range(0x80, 0xA0)
    if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""Characters of Windows-1252 where Latin-1 has controls; the five undefined bytes stay controls."""


def decoded(line: bytes) -> str:
    r"""Decode a line as UTF-8, else as Windows-1252, which Western European Excel writes; never fails.

    Examples
    --------
    >>> decoded(b"p.F2108L\x86"), decoded("F2108L†".encode()), decoded(b"\x93caf\xe9\x94 \x81")
    ('p.F2108L†', 'F2108L†', '“café” \x81')
    """
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1").translate(_WINDOWS)


def encoding_of(first: bytes) -> tuple[str, int] | None:
    r"""Name of the encoding of a text, and length of its byte-order mark; None if it is not text.

    Any single-byte encoding is returned as ``utf-8``: `decoded` decides for each line.

    Examples
    --------
    >>> encoding_of(b"gene"), encoding_of("gene".encode("utf-16-be")), encoding_of(b"\0\1\2\3")
    (('utf-8', 0), ('utf-16-be', 0), None)
    """
    for mark, name in _MARKS:
        if first.startswith(mark):
            # What follows this mark in UTF-16 would be a NUL, which no text has.
            return name, len(mark)
    sample = first[:_LOOKED_AT]
    if b"\0" not in first:
        controls = len(sample) - len(sample.translate(None, _CONTROLS))
        return ("utf-8", 0) if controls <= _FEW * len(sample) else None
    sample = sample[: len(sample) // 4 * 4] or sample[: len(sample) // 2 * 2]
    return next(((name, 0) for name, nul in _PATTERNS if _fits(sample, name, nul)), None)


_PATTERNS = (
    ("utf-32-le", (False, True, True, True)),
    ("utf-32-be", (True, True, True, False)),
    ("utf-16-le", (False, True)),
    ("utf-16-be", (True, False)),
)
"""Positions of the NUL bytes in English text, by encoding."""


def _fits(sample: bytes, name: str, nul: tuple[bool, ...]) -> bool:
    n = len(nul)
    if not sample or len(sample) % n:
        return False
    share = [sample[k::n].count(0) / len(sample[k::n]) for k in range(n)]
    if not all(s > _MOSTLY if is_nul else s == 0 for s, is_nul in zip(share, nul, strict=True)):
        return False
    try:
        sample.decode(name)
    except UnicodeDecodeError as err:
        # A pair of surrogates may be cut at the end.
        return err.end >= len(sample) - 2
    return True


def to_utf8(pieces: Iterator[bytes], encoding: str, skipped: int) -> Iterator[bytes]:
    """Convert the pieces of a text to UTF-8, without its byte-order mark."""
    decoder = None if encoding == "utf-8" else codecs.getincrementaldecoder(encoding)(errors="replace")
    for piece in pieces:
        rest, skipped = piece[skipped:], max(0, skipped - len(piece))
        if decoder is None:
            yield rest
        else:
            # A lone surrogate of UTF-16 has become the mark of replacement already.
            yield decoder.decode(rest).encode()
