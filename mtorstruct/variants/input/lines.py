"""Numbered lines of a text, in blocks, from any container and encoding, file or pipe.

Only one block and the comments before the first row are held. A file that breaks off yields the whole lines
before the break; the damage is reported afterwards. Tables that are not text (a workbook, Parquet, known
kinds of JSON) are read as tab-separated lines.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO, BinaryIO

from mtorstruct.errors import DataError
from mtorstruct.files.containers import (
    BLOCK,
    DEEPEST,
    Broken,
    begun,
    directory_of,
    expanded,
    is_seekable,
    is_zip,
    member,
    pieces_of,
    put_aside,
    stream_of,
    then,
)
from mtorstruct.files.encodings import decoded, encoding_of, to_utf8
from mtorstruct.files.kinds import SNIFF
from mtorstruct.variants.input.json_rows import begins_json, json_lines
from mtorstruct.variants.input.kinds import no_text, refuse_binary, refuse_markup
from mtorstruct.variants.input.parquet import is_parquet, parquet_lines
from mtorstruct.variants.input.sheets import is_workbook, sheet_lines

__all__ = ["BLOCK", "MAX_HEAD", "MAX_LINE", "Lines", "decoded"]

MAX_LINE = 1 << 24
"""Longest line in bytes that is read whole; a VCF of thousands of samples stays below."""

MAX_HEAD = 1 << 26
"""Largest size in bytes of comments and blank lines, with their memory overhead, before the first row."""

_COST_OF_LINE = 32
_KEPT_OF_LONG = 200


class Lines:
    """Lines of a file or, for ``-``, of standard input.

    Attributes
    ----------
    where : str
        What messages call the source.
    head : list of bytes
        Lines from the first up to the end of the block with the first row, the first that is neither blank
        nor a comment (``#``), to be examined before `blocks` is called.
    damage : str
        Why the source ended early; empty if it did not. Known when `blocks` has come to its end.
    too_long : set of int
        Numbers of the lines longer than `MAX_LINE`, of which only the beginning was kept.
    notices : list of str
        Notices on how it was read, such as which sheet of a workbook.

    Raises
    ------
    DataError
        It cannot be read, is empty or of a kind that is not read (which is named), or has more than
        `MAX_HEAD` bytes before its first row.
    MissingDependencyError
        It is of a kind that needs a package that is not installed.
    """

    def __init__(self, source: str | Path) -> None:
        self.where = "standard input" if str(source) == "-" else str(source)
        self.damage = ""
        self.too_long: set[int] = set()
        self.notices: list[str] = []
        self._respaced: Callable[[str], str] | None = None
        self._blocks = self._split(self._text(_file(source, self.where)))
        self.head = self._begin()

    def close(self) -> None:
        """Close the file, read to its end or not."""
        self._blocks.close()

    def blocks(self) -> Iterator[tuple[int, list[bytes]]]:
        """Yield the number of the first line (from 1) and the lines, without their ends, of each block."""
        yield 1, self.head
        if self._respaced is None:
            yield from self._blocks
            return
        for first, block in self._blocks:
            yield first, [self._respaced(decoded(line)).encode() for line in block]

    def respace(self, how: Callable[[str], str]) -> None:
        """From now on split every line into cells as `how` does, those of `head` as well."""
        self._respaced = how
        self.head = [how(decoded(line)).encode() for line in self.head]

    def _begin(self) -> list[bytes]:
        """Return the lines up to the end of the block with the first row."""
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
                raise DataError(what, where=self.where, hint="leave the comments out")
        return head

    def _text(self, file: BinaryIO) -> Iterator[bytes]:
        """Yield blocks of the text in UTF-8 or its one-byte encoding, up to a break of the source."""
        with contextlib.ExitStack() as stack:
            # Standard input is not ours to close.
            is_input = file is getattr(sys.stdin, "buffer", None)
            stack.enter_context(contextlib.nullcontext() if is_input else file)
            try:
                yield from self._opened(file, None if is_input or not is_seekable(file) else file, stack)
            except Broken as err:
                self.damage = str(err)

    def _opened(
        self, file: BinaryIO, whole: IO[bytes] | None, stack: contextlib.ExitStack
    ) -> Iterator[bytes]:
        """Yield blocks of the innermost container's content; `whole` is the file, if it can be read again."""
        first, pieces = begun(pieces_of(file))
        for _ in range(DEEPEST):
            engine_of = stream_of(first, self.where)
            if engine_of:
                first, pieces = begun(expanded(pieces, engine_of))
            elif is_zip(first) or is_parquet(first):
                broken = None
                if whole is None:
                    whole, broken = put_aside(pieces, self.where)
                    stack.enter_context(whole)
                if not is_zip(first):
                    yield from then(parquet_lines(whole, self.where), broken)
                    return
                members = directory_of(whole)
                if members and is_workbook(members, self.where):
                    notices, pieces = sheet_lines(whole, members, self.where)
                    self.notices += notices
                    yield from then(pieces, broken)
                    return
                first, pieces = begun(then(member(whole, members, self.where), broken))
            else:
                yield from self._read(first, pieces)
                return
            whole = None
        what = f"is packed more than {DEEPEST - 1} times"
        raise DataError(what, where=self.where, hint="unpack it, and name the file that was in it")

    def _read(self, first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield blocks of a text, or of the table that it holds, in UTF-8."""
        if not first:
            yield from pieces
            raise DataError("is empty: there is no variant in it", where=self.where, hint="check the file")
        refuse_binary(first, self.where)
        encoding = encoding_of(first)
        if encoding is None:
            raise no_text(self.where)
        beginning = b"".join(to_utf8(iter((first[:SNIFF],)), *encoding)).decode(errors="replace")
        refuse_markup(beginning, self.where)
        text = to_utf8(pieces, *encoding)
        yield from json_lines(text, self.where) if begins_json(beginning) else text

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
        """Yield the last line without line end; dropped where the source breaks off."""
        if self.damage:
            self.damage += "; the line in which it breaks off is left out"
        else:
            yield number, [tail]


def _file(source: str | Path, where: str) -> BinaryIO:
    if str(source) == "-":
        if sys.stdin is None:
            raise DataError("there is none", where=where, hint="name a file")
        return sys.stdin.buffer
    try:
        return Path(source).open("rb")
    except IsADirectoryError as err:
        what = "is a directory, not a list of variants"
        raise DataError(what, where=where, hint="name a file in it") from err
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or err
        raise DataError(f"cannot be read ({reason})", where=where, hint="check the path") from err
