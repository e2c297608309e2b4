"""Lines of a text file, numbered, in blocks: plain, gzipped or bgzipped, of any length, from a pipe or not.

Nothing is held but one block, and the comments before the first row. A file that breaks off gives the whole
lines before the break, and says so after.
"""

from __future__ import annotations

import codecs
import contextlib
import itertools
import sys
import zlib
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import BinaryIO

from mtorstruct.errors import DataError

BLOCK = 1 << 18
"""Bytes that are read at once."""

MAX_LINE = 1 << 24
"""Bytes of a line above which it is no row of a table any more; a VCF of thousands of samples stays below."""

MAX_HEAD = 1 << 26
"""Bytes of comments and blank lines, each counted with what it costs to hold, before the first row."""

_COST_OF_LINE = 32
_KEPT_OF_LONG = 200
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Lines:
    """Lines of a file or, for ``-``, of standard input.

    Attributes
    ----------
    where : str
        What messages call the source.
    head : list of bytes
        Lines from the first up to the end of the block with the first row, the first that is neither blank
        nor a comment (``#``), to be looked at before `blocks` is called.
    damage : str
        Why the source ended early; empty if it did not. Known when `blocks` has come to its end.
    too_long : set of int
        Numbers of the lines longer than `MAX_LINE`, of which only the beginning was kept.

    Raises
    ------
    DataError
        It cannot be read, is no text file, or has more than `MAX_HEAD` bytes before its first row.
    """

    def __init__(self, source: str | Path) -> None:
        self.where = "standard input" if str(source) == "-" else str(source)
        self.damage = ""
        self.too_long: set[int] = set()
        self._blocks = self._split(self._text(_opened(source, self.where)))
        self.head = self._begin()

    def close(self) -> None:
        """Close the file, read to its end or not."""
        self._blocks.close()

    def blocks(self) -> Iterator[tuple[int, list[bytes]]]:
        """Number of the first line (from 1) and the lines, without their ends, of each block."""
        yield 1, self.head
        yield from self._blocks

    def _begin(self) -> list[bytes]:
        """Lines up to the end of the block with the first row."""
        head: list[bytes] = []
        size = 0
        for _, block in self._blocks:
            head += block
            if any(line.strip() and not line.lstrip().startswith(b"#") for line in block):
                break
            size += sum(map(len, block)) + _COST_OF_LINE * len(block)
            if size > MAX_HEAD:
                self.close()
                what = f"there is no row in its first {MAX_HEAD >> 20} MB, only comments and blank lines"
                raise DataError(what, where=self.where, mend="leave the comments out")
        return head

    def _text(self, file: BinaryIO) -> Iterator[bytes]:
        """Pieces of the text in UTF-8 or whatever one-byte encoding it has, without a byte-order mark."""
        # Standard input is not ours to close.
        with contextlib.nullcontext() if file is getattr(sys.stdin, "buffer", None) else file:
            first, pieces = self._begun(_pieces(file))
            if first.startswith(b"\x1f\x8b"):
                first, pieces = self._begun(_inflated(pieces))
            if first.startswith(_UTF16):
                decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
                pieces = (decoder.decode(piece).encode() for piece in pieces)
            elif b"\0" in first:
                raise DataError("is not a text file", where=self.where, mend="save it as text (UTF-8)")
            yield next(pieces, b"").removeprefix(codecs.BOM_UTF8)
            yield from pieces

    def _begun(self, pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
        """The first of some pieces, and all of them, up to where the source breaks."""
        guarded = self._guarded(pieces)
        first = next(guarded, b"")
        _check_kind(first, self.where)
        return first, itertools.chain((first,), guarded)

    def _guarded(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """The pieces up to where the source breaks."""
        try:
            yield from pieces
        except (zlib.error, EOFError) as err:
            self.damage = f"its compressed data are damaged or cut off ({err})"
        except OSError as err:
            self.damage = f"it cannot be read to its end ({err.strerror})"

    def _split(self, pieces: Iterator[bytes]) -> Generator[tuple[int, list[bytes]], None, None]:
        number, tail, dropping = 1, b"", False
        old_mac: bool | None = None
        for piece in pieces:
            text = tail + piece
            if b"\r" in text:
                text = text.replace(b"\r\n", b"\n")
                if old_mac is None:
                    old_mac = b"\n" not in text
                if old_mac:
                    text = text.replace(b"\r", b"\n")
            lines = text.split(b"\n")
            tail = lines.pop()
            if dropping and lines:
                # The rest of a line of which the beginning was kept.
                lines[0], dropping = lines[0][:_KEPT_OF_LONG], False
            if len(tail) > MAX_LINE:
                # A leading NUL, which no text has, so that nobody takes it for a gene.
                tail, dropping = b"\0" + tail[: _KEPT_OF_LONG - 1], True
                self.too_long.add(number + len(lines))
            elif dropping:
                tail = tail[:_KEPT_OF_LONG]
            if lines:
                yield number, lines
                number += len(lines)
        if tail:
            yield from self._last(number, tail)

    def _last(self, number: int, tail: bytes) -> Iterator[tuple[int, list[bytes]]]:
        """What no end of line follows; nobody knows how it goes on where the source breaks off."""
        if self.damage:
            self.damage += "; the line in which it breaks off is left out"
        else:
            yield number, [tail]


def decoded(line: bytes) -> str:
    """Text of a line: UTF-8, or what Western European Excel writes, which never fails."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _opened(source: str | Path, where: str) -> BinaryIO:
    if str(source) == "-":
        if sys.stdin is None:
            raise DataError("there is none", where=where, mend="name a file")
        return sys.stdin.buffer
    if Path(source).is_dir():
        raise DataError("is a directory, not a list of changes", where=where, mend="name a file in it")
    try:
        return Path(source).open("rb")
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or err
        raise DataError(f"cannot be read ({reason})", where=where, mend="check the path") from err


def _check_kind(first: bytes, where: str) -> None:
    if first.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise DataError(
            "is an Excel workbook or a zip archive",
            where=where,
            mend="save the sheet as CSV or tab-separated text",
        )
    if first.startswith((b"BCF", b"PAR1", b"%PDF", b"BZh", b"\xfd7zXZ", b"(\xb5/\xfd")):
        raise DataError("is not a text file", where=where, mend="give text, plain or gzipped; VCF, not BCF")


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    while piece := file.read(BLOCK):
        yield piece


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Contents of gzip members, one after the other; never more than a block at once."""
    engine, inside = zlib.decompressobj(wbits=31), False
    for piece in pieces:
        rest = piece
        while rest:
            inside = True
            text = engine.decompress(rest, BLOCK)
            rest = engine.unconsumed_tail
            if text:
                yield text
            while len(text) == BLOCK and not rest and not engine.eof:
                # What the engine still holds of what it was given.
                text = engine.decompress(b"", BLOCK)
                yield text
            if engine.eof:
                # Padding with zeros is harmless.
                rest = engine.unused_data.lstrip(b"\0")
                engine, inside = zlib.decompressobj(wbits=31), False
    if inside:
        raise EOFError("the end is missing")
