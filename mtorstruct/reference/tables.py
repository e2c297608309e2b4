"""Reading of packaged tables."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mtorstruct.errors import DataError

DATA = Path(__file__).parent / "data"
"""Folder of the packaged tables."""

UNVERIFIED = "unverified"
"""Status of a row that is believed but was not seen in its source."""


@cache
def read_table(name: str) -> tuple[dict[str, str], ...]:
    """Read a packaged TSV file; lines that start with ``#`` describe the file."""
    return _rows((DATA / name).read_text(encoding="utf-8"))


def read_columns(name: str) -> dict[str, tuple[str, ...]]:
    """Read a packaged TSV file as `read_table` does, by columns: a long one sooner."""
    heading, *rows = _cells((DATA / name).read_text(encoding="utf-8"))
    return dict(zip(heading, zip(*rows, strict=True), strict=True))


@cache
def read_shipped_structure_table(name: str) -> tuple[dict[str, str], ...]:
    """Read a TSV file of the ``structures`` folder."""
    return _rows(structures_folder().joinpath(name).read_text(encoding="utf-8"))


def structures_folder() -> Path:
    """Return the folder with the catalogue and the embedded atlas.

    In a wheel it lies inside the package, in a checkout (and so in an editable install)
    at the top level.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "structures", package.parent / "structures"):
        if (folder / "entries.tsv").is_file():
            return folder
    raise DataError(
        "the shipped folder 'structures' is missing",
        where=str(package),
        hint="install mtorstruct again",
    )


def _rows(text: str) -> tuple[dict[str, str], ...]:
    heading, *rows = _cells(text)
    return tuple(dict(zip(heading, cells, strict=True)) for cells in rows)


def _cells(text: str) -> Iterator[list[str]]:
    return (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
