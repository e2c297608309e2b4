"""Error messages and hints for files that are neither a table of variants nor text."""

from __future__ import annotations

from mtorstruct.errors import DataError
from mtorstruct.files.kinds import FETCH_AGAIN, WEB_PAGE, Group, Kind, kind_of, markup_of
from mtorstruct.files.kinds import HINTS as COMMON_HINTS

_AS_TEXT = "save the table as CSV or tab-separated text"
_AS_SHEET = "save it as .xlsx, or the sheet as CSV"
_BY_PANDAS = "write the table from Python with DataFrame.to_csv"
_OUT_OF_TEXT = "copy the table into a text file or a sheet"

HINTS = COMMON_HINTS | {
    Group.VARIANTS: "convert it with: bcftools view FILE > FILE.vcf",
    Group.READS: "it holds reads, not variants: give the VCF or MAF that was called from it",
    Group.PDF: "take the table from the publisher's supplement, or copy it into a text file",
    Group.IMAGE: _AS_TEXT,
    Group.STATISTICS: _AS_TEXT,
    Group.DATABASE: "write the table from it as CSV",
    Group.HDF5: _BY_PANDAS,
    Group.R: "write the table from R with write.table(..., sep='\\t', quote=FALSE)",
    Group.PYTHON: _BY_PANDAS,
    Group.COLUMNS: f"{_BY_PANDAS} or to_parquet",
    Group.ENCRYPTED: "write it without encryption",
    Group.PROGRAM: "name a file of variants",
    Group.RICH_TEXT: "save it as plain text (UTF-8)",
    Group.LOCKED: "open it with the password, and save it without",
    Group.WORD: _OUT_OF_TEXT,
    Group.SLIDES: _OUT_OF_TEXT,
    Group.BOOK: _OUT_OF_TEXT,
    Group.OLD_SHEET: _AS_SHEET,
    Group.SHEET: "export it as CSV",
    Group.OLD_OFFICE: "save it as .xlsx without a password, or the sheet as CSV",
}


def refuse_binary(first: bytes, where: str) -> None:
    """Raise `DataError` if a file begins like a kind recognised by its bytes.

    Examples
    --------
    >>> refuse_binary(b"%PDF-1.7", "table.pdf")
    Traceback (most recent call last):
    ...
    mtorstruct.errors.DataError: table.pdf: is a PDF; take the table from the publisher's supplement, or ...
    """
    kind = kind_of(first)
    if kind is not None:
        raise refused(kind, where)


def refused(kind: Kind, where: str) -> DataError:
    """Return the error for a kind of file that is not read."""
    return DataError(f"is {kind.name}", where=where, hint=HINTS[kind.group])


def refuse_markup(text: str, where: str) -> None:
    """Raise `DataError` if a text is a web page or XML."""
    markup = markup_of(text)
    if markup == WEB_PAGE:
        raise DataError(f"is {markup}, not a table", where=where, hint=FETCH_AGAIN)
    if markup:
        raise DataError(f"is {markup}", where=where, hint=_AS_TEXT)


def no_text(where: str) -> DataError:
    """Return the error for bytes that are neither text nor any known kind."""
    return DataError("is not a text file", where=where, hint="save it as text (UTF-8)")
