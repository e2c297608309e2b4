"""Unpack and decode coordinate files: gzip, xz, bzip2, Zstandard, zip, and any text encoding.

The container is recognised by content, never by name, and nothing is unpacked to more than
`mtorstruct.files.containers.MAX_BYTES`.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO

from mtorstruct.binarycif import is_message_pack
from mtorstruct.errors import DataError
from mtorstruct.files.containers import (
    BLOCK,
    DEEPEST,
    MAX_BYTES,
    Broken,
    begun,
    contents,
    directory_of,
    expanded,
    files_of,
    is_zip,
    member,
    pieces_of,
    several,
    stream_of,
)
from mtorstruct.files.encodings import encoding_of, to_utf8
from mtorstruct.files.kinds import document_of, listed
from mtorstruct.structure.formats import Format, is_headed_as_pdb, known_format
from mtorstruct.structure.unread import GIVE, refusal

MAX_MEMBERS = 1000
"""Number of files in a zip archive above which none is opened."""

_AT_ONCE = 1 << 24
"""Bytes unpacked at once: many, as the whole content is kept anyway."""

_AGAIN = "fetch or copy it again"


@dataclass(frozen=True)
class Opened:
    """One coordinate file.

    Attributes
    ----------
    path : pathlib.Path
        The file, or the name of a stream.
    content : bytes
        Unpacked content: text in UTF-8 or a single-byte encoding, with LF or CR LF at line ends, or
        bytes of a binary format.
    sha256 : str
        SHA-256 of the file on disk, or of a stream before unpacking.
    """

    path: Path
    content: bytes
    sha256: str

    @cached_property
    def format(self) -> Format:
        """Format of the content.

        Raises
        ------
        DataError
            The format is not supported; the message names it.
        """
        found = known_format(self.content)
        if found is None:
            raise refusal(self.content, str(self.path))
        return found


def open_path(path: Path, *, sha256: str = "") -> Opened:
    """Open a file.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    sha256 : str, optional
        Its SHA-256 where it is known, as it is of a file that the store has just checked.

    Raises
    ------
    DataError
        It is a directory, empty, too large, missing, or cannot be read.
    """
    where = str(path)
    try:
        if path.is_dir():
            raise DataError("is a directory, not a coordinate file", where=where, hint="name a file in it")
        with path.open("rb") as handle:
            packed = _joined(pieces_of(handle), where)
    except FileNotFoundError as err:
        raise DataError("no such file", where=where, hint="check the path") from err
    except OSError as err:
        raise DataError(
            f"cannot be read ({err.strerror})", where=where, hint="check its permissions"
        ) from err
    return _opened(path, packed, sha256)


def open_stream(stream: IO[bytes] | IO[str]) -> Opened:
    """Read a stream from its current position; its name is used, or ``stream`` if it has none.

    Raises
    ------
    DataError
        It is empty, or cannot be read.
    """
    stated = getattr(stream, "name", None)
    path = Path(stated if isinstance(stated, str) and Path(stated).name else "stream")
    try:
        content = stream.read()
    except (OSError, ValueError) as err:
        what = f"cannot be read ({type(err).__name__}: {err})"
        raise DataError(what, where=str(path), hint="open it in binary mode") from err
    return _opened(path, content.encode() if isinstance(content, str) else content)


def _opened(path: Path, packed: bytes, sha256: str = "") -> Opened:
    where = str(path)
    if not packed:
        raise DataError("the file is empty", where=where, hint=_AGAIN)
    content = _as_text(_unpacked(packed, where))
    return Opened(path, content, sha256 or hashlib.sha256(packed).hexdigest())


def _unpacked(packed: bytes, where: str) -> bytes:
    """Content of the innermost container."""
    content = packed
    for _ in range(DEEPEST):
        engine_of = stream_of(content, where)
        if engine_of:
            content = _joined(expanded(pieces_of(io.BytesIO(content)), engine_of, _AT_ONCE), where)
        elif is_zip(content):
            content = _joined(_in_zip(io.BytesIO(content), where), where)
        else:
            return content
    what = f"is packed more than {DEEPEST - 1} times"
    raise DataError(what, where=where, hint="unpack it, and name the file that was in it")


def _joined(pieces: Iterator[bytes], where: str) -> bytes:
    """All pieces joined; an error if they are cut short, or too large."""
    parts, total = [], 0
    try:
        for piece in pieces:
            total += len(piece)
            if total > MAX_BYTES:
                what = f"holds more than {MAX_BYTES:,} bytes, more than any structure"
                raise DataError(what, where=where, hint="check what it is")
            parts.append(piece)
    except Broken as err:
        raise DataError(f"is not a whole file: {err}", where=where, hint=_AGAIN) from err
    return b"".join(parts)


def _as_text(content: bytes) -> bytes:
    """Text in UTF-8 without byte-order mark, and with LF for CR at line ends; anything else unchanged."""
    first = content[:BLOCK]
    encoding = None if is_message_pack(first) else encoding_of(first)
    if encoding is None:
        return content
    if encoding != ("utf-8", 0):
        content = b"".join(to_utf8(iter((content,)), *encoding))
    has_cr_alone = b"\r" in first and b"\n" not in first
    return content.replace(b"\r", b"\n") if has_cr_alone else content


def _in_zip(archive: IO[bytes], where: str) -> Iterator[bytes]:
    """Pieces of the only coordinate file of a zip archive."""
    members = directory_of(archive)
    files = files_of(members or [])
    document = document_of(m.filename for m in members or ())
    if document is not None:
        raise DataError(f"is {document.name}, not a coordinate file", where=where, hint=GIVE)
    if len(files) < 2:
        return member(archive, members, where)
    names = [m.filename for m in files]
    if len(files) > MAX_MEMBERS:
        raise several(names, where)
    found = [m for m in files if _is_structure(archive, m, where)]
    if len(found) == 1:
        return contents(archive, found[0], where)
    if found:
        raise several([m.filename for m in found], where)
    what = f"is a zip archive without a coordinate file in it ({listed(names)})"
    raise DataError(what, where=where, hint=GIVE)


def _is_structure(archive: IO[bytes], info: zipfile.ZipInfo, where: str) -> bool:
    """Whether an archive member is a coordinate file, compressed or not."""
    with contextlib.suppress(Broken, DataError):
        first, pieces = begun(contents(archive, info, where))
        engine_of = stream_of(first, where)
        if engine_of:
            first, _ = begun(expanded(pieces, engine_of))
        return known_format(first) is not None or is_headed_as_pdb(first)
    return False
