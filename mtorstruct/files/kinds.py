"""Recognise kinds of files by their first bytes, never by their name.

If a magic number consists of letters, as in ``CRAM``, with which names of genes begin, the next byte, which
no text contains, is part of it. The hint for a kind depends on what the file was used for; kinds of one
`Group` have the same hint.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto

SNIFF = 1 << 12
"""Number of bytes from which the kind of a file is recognised."""


class Group(Enum):
    """Groups of kinds with a common hint."""

    VARIANTS = auto()
    READS = auto()
    INDEX = auto()
    PDF = auto()
    IMAGE = auto()
    STATISTICS = auto()
    PACKED = auto()
    DATABASE = auto()
    HDF5 = auto()
    R = auto()
    PYTHON = auto()
    COLUMNS = auto()
    ENCRYPTED = auto()
    PROGRAM = auto()
    RICH_TEXT = auto()
    POINTER = auto()
    LOCKED = auto()
    WORD = auto()
    SLIDES = auto()
    BOOK = auto()
    OLD_SHEET = auto()
    SHEET = auto()
    OLD_OFFICE = auto()


HINTS = {
    Group.PACKED: "unpack it, and name the file that was in it",
    Group.POINTER: "fetch the file with: git lfs pull",
    Group.INDEX: "name the file that it is the index of",
}
"""Hints that are the same whatever the file was meant to hold."""

FETCH_AGAIN = "fetch the file again; the page may say what is missing"
"""Hint for a web page that was saved in place of a file."""


@dataclass(frozen=True)
class Kind:
    """Name of a kind of file, with its magic bytes and their offset; no bytes if recognised otherwise."""

    magic: bytes
    name: str
    group: Group
    at: int = 0


KINDS = (
    Kind(b"BCF\x02", "a BCF file (binary VCF)", Group.VARIANTS),
    Kind(b"BCF\x04", "a BCF file (binary VCF)", Group.VARIANTS),
    Kind(b"BAM\x01", "a BAM file", Group.READS),
    Kind(b"CRAM\x02", "a CRAM file", Group.READS),
    Kind(b"CRAM\x03", "a CRAM file", Group.READS),
    Kind(b"BAI\x01", "the index of a BAM file", Group.INDEX),
    Kind(b"TBI\x01", "the index of a bgzipped file", Group.INDEX),
    Kind(b"CSI\x01", "the index of a bgzipped file", Group.INDEX),
    Kind(b"%PDF", "a PDF", Group.PDF),
    Kind(b"\x89PNG\r\n", "a PNG image", Group.IMAGE),
    Kind(b"\xff\xd8\xff", "a JPEG image", Group.IMAGE),
    Kind(b"GIF87a", "a GIF image", Group.IMAGE),
    Kind(b"GIF89a", "a GIF image", Group.IMAGE),
    Kind(b"II*\0", "a TIFF image", Group.IMAGE),
    Kind(b"MM\0*", "a TIFF image", Group.IMAGE),
    Kind(b"RIFF", "an image, a film or a sound (RIFF)", Group.IMAGE),
    Kind(b"7z\xbc\xaf\x27\x1c", "a 7z archive", Group.PACKED),
    Kind(b"Rar!\x1a\x07", "a RAR archive", Group.PACKED),
    Kind(b"LZIP\x01", "compressed by lzip", Group.PACKED),
    Kind(b"\x04\x22\x4d\x18", "compressed by lz4", Group.PACKED),
    Kind(b"\x1f\x9d", "compressed by compress (.Z)", Group.PACKED),
    Kind(b"\xff\x06\0\0sNaPpY", "compressed by Snappy", Group.PACKED),
    Kind(b"SQLite format 3\0", "an SQLite database", Group.DATABASE),
    Kind(b"\x89HDF\r\n\x1a\n", "an HDF5 file (as .h5 and .h5ad are)", Group.HDF5),
    Kind(b"X\n\0\0\0", "R data (.rds)", Group.R),
    Kind(b"A\n2\n", "R data (.rds)", Group.R),
    Kind(b"A\n3\n", "R data (.rds)", Group.R),
    Kind(b"RDX2\n", "R data (.RData)", Group.R),
    Kind(b"RDX3\n", "R data (.RData)", Group.R),
    Kind(b"RDA2\n", "R data (.RData)", Group.R),
    Kind(b"RDA3\n", "R data (.RData)", Group.R),
    *(
        Kind(b"\x80" + bytes((protocol,)), "a Python pickle, which is never opened", Group.PYTHON)
        for protocol in range(2, 6)
    ),
    Kind(b"\x93NUMPY", "a NumPy array", Group.PYTHON),
    Kind(b"ARROW1\0\0", "an Arrow (Feather) file", Group.COLUMNS),
    Kind(b"FEA1", "a Feather file", Group.COLUMNS),
    Kind(b"Obj\x01", "an Avro file", Group.COLUMNS),
    Kind(b"PARE\x15", "an encrypted Parquet file", Group.ENCRYPTED),
    Kind(b"<stata_dta>", "a Stata file", Group.STATISTICS),
    Kind(b"$FL2", "an SPSS file", Group.STATISTICS),
    Kind(b"bplist00", "an Apple property list", Group.STATISTICS),
    Kind(b"\x7fELF", "a program", Group.PROGRAM),
    Kind(b"MZ\x90\0", "a program", Group.PROGRAM),
    Kind(b"\x0e\x03\x13\x01", "an HDF4 file", Group.STATISTICS),
    Kind(b"{\\rtf", "a text in RTF", Group.RICH_TEXT),
    Kind(
        b"version https://git-lfs.github.com/spec/", "a Git LFS pointer, not the file itself", Group.POINTER
    ),
)
"""Kinds recognised by bytes; text formats come last."""

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*"
    r"<(?:!doctype html|(?:html|head|body|script|style|meta|title|table|div)[\s/>])",
    re.I | re.S,
)
_XML = re.compile(r"\s*<(?:\?xml[\s?]|!doctype\s|svg[\s>]|workbook[\s>])", re.I)
WEB_PAGE, XML, WORKBOOK = "a web page (HTML)", "an XML file", "an Excel workbook (.xlsx)"

_TAR = (257, b"ustar")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_OLE = (
    ("EncryptedPackage", "an Office file with a password", Group.LOCKED),
    ("WordDocument", "a Word document (.doc)", Group.WORD),
    ("PowerPoint Document", "a PowerPoint file (.ppt)", Group.SLIDES),
    ("Workbook", "an old Excel workbook (.xls)", Group.OLD_SHEET),
    ("Book", "an old Excel workbook (.xls)", Group.OLD_SHEET),
)
_IN_ZIP = (
    ("xl/workbook.xml", WORKBOOK, Group.SHEET),
    ("xl/workbook.bin", "an Excel workbook in binary (.xlsb)", Group.OLD_SHEET),
    ("word/", "a Word document (.docx)", Group.WORD),
    ("ppt/", "a PowerPoint file (.pptx)", Group.SLIDES),
    ("Index/Document.iwa", "a document of Apple Numbers or Pages", Group.SHEET),
    ("Index.zip", "a document of Apple Numbers or Pages", Group.SHEET),
    ("content.xml", "an OpenDocument file (.ods, .odt)", Group.OLD_SHEET),
    ("META-INF/container.xml", "an e-book", Group.BOOK),
    ("META-INF/MANIFEST.MF", "a Java program", Group.PROGRAM),
)


def kind_of(first: bytes) -> Kind | None:
    """Kind of a file by its first bytes; None if they match none.

    Examples
    --------
    >>> kind_of(b"%PDF-1.7").name, kind_of(b"CRAMP1:R12C")
    ('a PDF', None)
    """
    for kind in KINDS:
        if first.startswith(kind.magic, kind.at):
            return kind
    if first.startswith(_OLE):
        return _in_ole(first)
    at, magic = _TAR
    return _tar(first) if first.startswith(magic, at) else None


def markup_of(text: str) -> str:
    """`WEB_PAGE` or `XML` for the beginning of such a text; empty for any other.

    Examples
    --------
    >>> markup_of("<!DOCTYPE html><html>"), markup_of('<?xml version="1.0"?><a/>'), markup_of("<DEL>")
    ('a web page (HTML)', 'an XML file', '')
    """
    if _HTML.match(text):
        return WEB_PAGE
    return XML if _XML.match(text) else ""


def document_of(names: Iterable[str]) -> Kind | None:
    """Kind of document of a zip archive, by the names of its members; None if it is not a document.

    Examples
    --------
    >>> document_of(["[Content_Types].xml", "word/document.xml"]).name, document_of(["model.pdb"])
    ('a Word document (.docx)', None)
    """
    names = list(names)
    for part, name, group in _IN_ZIP:
        if any(n == part or (part.endswith("/") and n.startswith(part)) for n in names):
            return Kind(b"", name, group)
    if names and all(n.endswith(".npy") for n in names):
        return Kind(b"", "a file of NumPy arrays (.npz)", Group.PYTHON)
    return None


def _in_ole(first: bytes) -> Kind:
    """Kind of an Office file before 2007, whose directory has the names of its parts in UTF-16."""
    for part, name, group in _IN_OLE:
        if part.encode("utf-16-le") in first:
            return Kind(_OLE, name, group)
    return Kind(_OLE, "an old Office file (.xls, .doc), or one with a password", Group.OLD_OFFICE)


def _tar(first: bytes) -> Kind:
    names: list[str] = []
    try:
        with tarfile.open(fileobj=io.BytesIO(first), mode="r:") as archive:
            for member in archive:
                names += [member.name] if member.isfile() else []
                if member.offset_data + member.size > len(first):
                    # The archive goes on behind what is looked at.
                    names.append("...")
                    break
    except (tarfile.TarError, OSError, ValueError, EOFError):
        names.append("...")
    inside = f" ({listed(names)})" if names else ""
    return Kind(_TAR[1], f"a tar archive{inside}", Group.PACKED, _TAR[0])


def listed(names: list[str]) -> str:
    """Names separated by commas; the first eight if there are more.

    Examples
    --------
    >>> listed(["a", "b"]), listed([str(n) for n in range(30)])
    ('a, b', '0, 1, 2, 3, 4, 5, 6, 7 and 22 more')
    """
    more = f" and {len(names) - 8} more" if len(names) > 8 else ""
    return ", ".join(names[:8]) + more
