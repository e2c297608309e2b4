"""Decompress files and archives block by block: gz, bgz, bz2, xz, zst and zip.

Formats are recognised by content. A damaged or truncated file yields its intact part, and then raises
`Broken`.
"""

from __future__ import annotations

import bz2
import lzma
import struct
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from typing import IO, BinaryIO, Protocol

from mtorstruct.errors import DataError
from mtorstruct.files.kinds import SNIFF, listed
from mtorstruct.files.needs import needed

BLOCK = 1 << 18
"""Bytes that are read, and returned, at once."""

MAX_BYTES = 1_000_000_000
"""Largest structure that is unpacked; the largest of the catalogue has a tenth of this size."""

MAX_KEPT = 1 << 32
"""Most bytes of a piped or nested archive that are buffered on disk; no table needs as many."""

DEEPEST = 8
"""Most nested containers."""

_MAX_DICTIONARY = 1 << 28
_IN_MEMORY = 1 << 24
_BZIP2 = tuple(
    b"BZh%d" % level + block for level in range(1, 10) for block in (b"1AY&SY", b"\x17\x72\x45\x38\x50\x90")
)
_ZSTD = (b"(\xb5/\xfd", *(bytes((0x50 + n, 0x2A, 0x4D, 0x18)) for n in range(16)))
"""Magic numbers of a Zstandard frame, and of skippable frames."""

_LOCAL = struct.Struct("<4s5H3I2H")
_UNSEEN = ("__MACOSX/", ".DS_Store", "Thumbs.db")
_REPACK = "pack it again as an ordinary zip or .gz"


class Broken(Exception):  # noqa: N818  caught in this folder, never seen outside of it
    """The source is damaged or truncated at this point; the message has the reason."""


class Engine(Protocol):
    """Decompressor of one member, with the interface of `bz2.BZ2Decompressor`."""

    @property
    def eof(self) -> bool:
        """Whether the end of the member is reached."""

    @property
    def unused_data(self) -> bytes:
        """Bytes after the end of the member."""

    @property
    def needs_input(self) -> bool:
        """Whether more input is needed for more output."""

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Return at most `max_length` decompressed bytes."""


class _Inflating:
    """Decompressor for gzip, or for raw deflate."""

    def __init__(self, wbits: int) -> None:
        self._engine, self._rest = zlib.decompressobj(wbits=wbits), b""
        self._full = False

    @property
    def eof(self) -> bool:
        return self._engine.eof

    @property
    def unused_data(self) -> bytes:
        return self._engine.unused_data

    @property
    def needs_input(self) -> bool:
        return not self._rest and not self._full

    def decompress(self, data: bytes, max_length: int) -> bytes:
        text = self._engine.decompress(self._rest or data, max_length)
        self._rest, self._full = self._engine.unconsumed_tail, len(text) == max_length
        return text


def stream_of(first: bytes, where: str) -> Callable[[], Engine] | None:
    """Factory of decompressors for a stream, by its first bytes; None if it is not compressed.

    Raises
    ------
    MissingDependencyError
        It is compressed by Zstandard, and the package for that is not installed.
    """
    if first.startswith(b"\x1f\x8b"):
        return lambda: _Inflating(31)
    if first.startswith(_BZIP2):
        return bz2.BZ2Decompressor
    if first.startswith(b"\xfd7zXZ\0"):
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MAX_DICTIONARY)
    if first.startswith(_ZSTD):
        return _zstd(where)
    return None


def _zstd(where: str) -> Callable[[], Engine]:
    name = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
    instead = "unpack it with: zstd -d FILE"
    module = needed(name, "backports.zstd", what="compressed by Zstandard", where=where, instead=instead)
    made: Callable[[], Engine] = module.ZstdDecompressor
    return made


def expanded(
    pieces: Iterator[bytes], engine_of: Callable[[], Engine], block: int = BLOCK, *, alone: bool = False
) -> Iterator[bytes]:
    """Yield the contents of consecutive members, at most a block at once.

    Parameters
    ----------
    pieces : iterator of bytes
        The compressed bytes.
    engine_of : callable
        Factory of decompressors, as returned by `stream_of`.
    block : int
        Most bytes returned at once.
    alone : bool
        Whether nothing may follow the first member, not even padding.

    Raises
    ------
    Broken
        They are damaged or cut off.
    """
    engine, inside, ended = engine_of(), False, False
    try:
        for piece in pieces:
            rest = piece
            while rest:
                if alone and ended:
                    raise Broken("something stands behind the end of its compressed data")
                inside = True
                yield from _given(engine, rest, block)
                rest = engine.unused_data if engine.eof else b""
                if not alone:
                    # Padding with zeros is harmless.
                    rest = rest.lstrip(b"\0")
                if engine.eof:
                    engine, inside, ended = engine_of(), False, True
    except (Broken, MemoryError):
        raise
    except Exception as err:
        # Each of the engines has errors of its own.
        raise Broken(f"its compressed data are damaged or cut off ({err})") from err
    if inside:
        raise Broken("its compressed data are damaged or cut off (the end is missing)")


def _given(engine: Engine, data: bytes, block: int = BLOCK) -> Iterator[bytes]:
    """Output of a decompressor for some bytes."""
    while True:
        text = engine.decompress(data, block)
        data = b""
        if text:
            yield text
        if engine.eof or engine.needs_input:
            return


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the blocks of a file.

    Raises
    ------
    Broken
        It cannot be read to the end.
    """
    try:
        while piece := file.read(BLOCK):
            yield piece
    except OSError as err:
        raise Broken(f"it cannot be read to its end ({err.strerror or err})") from err


def begun(pieces: Iterator[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """Return the first bytes, enough to recognise the kind of file, and an iterator of all pieces."""
    parts: list[bytes] = []
    broken = None
    try:
        while sum(map(len, parts)) < SNIFF and (piece := next(pieces, None)) is not None:
            parts.append(piece)
    except Broken as err:
        broken = err
    first = b"".join(parts)
    return first, then(iter((first,) if first else ()), broken, pieces)


def then(
    pieces: Iterator[bytes], broken: Broken | None, rest: Iterator[bytes] | None = None
) -> Iterator[bytes]:
    """Yield pieces, then raise the error if there is one, else yield the rest."""
    yield from pieces
    if broken:
        raise broken
    yield from rest or ()


def put_aside(pieces: Iterator[bytes], where: str) -> tuple[IO[bytes], Broken | None]:
    """Buffer all pieces in a temporary file, for random access; also return the error that ended them.

    Large files are on disk.
    """
    broken = None
    file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115  handed on, and closed by who takes it
    try:
        for piece in pieces:
            file.write(piece)
            if file.tell() > MAX_KEPT:
                what = f"is an archive of more than {MAX_KEPT >> 30} GB that cannot be read where it stands"
                raise DataError(what, where=where, hint="unpack it, and name the file that was in it")
    except Broken as err:
        broken = err
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file, broken


def is_zip(first: bytes) -> bool:
    """Whether a file begins as a zip archive, an empty one included."""
    return first.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK"))


def directory_of(file: IO[bytes]) -> list[zipfile.ZipInfo] | None:
    """Members of a zip archive; None if its directory, which is at its end, is damaged or missing."""
    try:
        with zipfile.ZipFile(file) as archive:
            return archive.infolist()
    except MemoryError:
        raise
    except Exception:
        # Among the errors of a broken directory are those of struct, of decoding and of seeking.
        return None


def member(file: IO[bytes], members: list[zipfile.ZipInfo] | None, where: str) -> Iterator[bytes]:
    """Contents of the only file in a zip archive.

    Raises
    ------
    DataError
        It has several files or none, is encrypted, or uses an unsupported compression method.
    Broken
        It is damaged or truncated; if it has lost the directory at its end, the first file is read.
    """
    if members is None:
        yield from _first_member(file, where)
        raise Broken("its zip archive is damaged or cut off (the directory at its end is missing)")
    files = files_of(members)
    if not files:
        raise DataError("is a zip archive without a file in it", where=where, hint="name another file")
    if len(files) > 1:
        raise several([m.filename for m in files], where)
    yield from contents(file, files[0], where)


def files_of(members: list[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """Members that are files, without hidden ones that operating systems add."""
    return [m for m in members if not m.filename.endswith("/") and not _is_unseen(m.filename)]


def several(names: list[str], where: str) -> DataError:
    """Error for a zip archive with several candidate files."""
    what = f"is a zip archive of {len(names)} files ({listed(names)})"
    return DataError(what, where=where, hint="unpack it, and name the one to be read")


def contents(file: IO[bytes], info: zipfile.ZipInfo, where: str) -> Iterator[bytes]:
    """Contents of one file of a zip archive.

    Raises
    ------
    DataError
        It is encrypted, or uses an unsupported compression method.
    Broken
        It is damaged or cut off.
    """
    check = 0
    pieces = _stored(file, info.header_offset, info.compress_size, info.compress_type, info.flag_bits, where)
    for piece in pieces:
        check = zlib.crc32(piece, check)
        yield piece
    if check != info.CRC:
        raise Broken("its compressed data are damaged or cut off (the checksum is another)")


def _is_unseen(name: str) -> bool:
    """Whether a member is a hidden file added by an operating system."""
    return name.startswith(_UNSEEN) or name.rpartition("/")[2] in _UNSEEN


def _first_member(file: IO[bytes], where: str) -> Iterator[bytes]:
    file.seek(0)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        return
    _, _, flags, method, _, _, _, size, _, n_name, _ = _LOCAL.unpack(header)
    name = file.read(n_name).decode("utf-8", "replace")
    if _is_unseen(name) or name.endswith(("/", ".xml", ".rels")) or name == "mimetype":
        return
    # Where bit 3 is set, the size stands behind the data, and the data end by themselves.
    yield from _stored(file, 0, -1 if flags & 8 else size, method, flags, where)


def _stored(file: IO[bytes], offset: int, size: int, method: int, flags: int, where: str) -> Iterator[bytes]:
    """Contents of the member whose header is at `offset`."""
    if flags & 1:
        raise DataError("is a zip archive with a password", where=where, hint="unpack it first")
    makers: dict[int, Callable[[], Engine] | None] = {
        zipfile.ZIP_STORED: None,
        zipfile.ZIP_DEFLATED: lambda: _Inflating(-15),
        zipfile.ZIP_BZIP2: bz2.BZ2Decompressor,
    }
    if method == 93:
        makers[93] = _zstd(where)
    if method not in makers:
        what = f"is a zip archive compressed in a way that is not read (method {method})"
        raise DataError(what, where=where, hint=_REPACK)
    pieces = _raw(file, offset, size)
    engine_of = makers[method]
    yield from pieces if engine_of is None else _one(pieces, engine_of())


def _one(pieces: Iterator[bytes], engine: Engine) -> Iterator[bytes]:
    """Contents of one member, which ends where its decompressor does."""
    try:
        for piece in pieces:
            yield from _given(engine, piece)
            if engine.eof:
                return
    except (Broken, MemoryError):
        raise
    except Exception as err:
        raise Broken(f"its compressed data are damaged or cut off ({err})") from err
    raise Broken("its compressed data are damaged or cut off (the end is missing)")


def _raw(file: IO[bytes], offset: int, size: int) -> Iterator[bytes]:
    """Compressed bytes of a member; to the end of the file if `size` is -1."""
    try:
        file.seek(offset)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
            raise Broken("its zip archive is damaged (a file is not where its directory says)")
        file.seek(sum(_LOCAL.unpack(header)[-2:]), 1)
        while size and (piece := file.read(BLOCK if size < 0 else min(BLOCK, size))):
            size -= len(piece) if size > 0 else 0
            yield piece
    except (OSError, ValueError) as err:
        raise Broken(f"it cannot be read to its end ({err})") from err
    if size > 0:
        raise Broken("its zip archive is cut off")


def is_seekable(file: BinaryIO) -> bool:
    """Whether a file can be read at any position, relative to its end too."""
    try:
        return file.seekable()
    except AttributeError:
        return False
