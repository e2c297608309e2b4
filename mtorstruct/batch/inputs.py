"""Resolve arguments to structures: files, folders, patterns, entries, manifests, standard input."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from mtorstruct.archive.ids import parse_entry_id
from mtorstruct.errors import DataError, UsageError
from mtorstruct.files.separated import numbered_rows
from mtorstruct.structure.formats import CONTAINERS, ENDINGS, is_named_so

NAME_COLUMNS = ("path", "file", "structure", "input", "id", "entry", "pdb_id")
"""Headings of the column of a manifest that names the structure; the first one present is used."""

MANIFEST_SUFFIXES = (".tsv", ".csv", ".txt")

STANDARD_INPUT = "-"

LONGEST_NAME = 4096
"""Most characters of a path."""

NO_TEXT = "(name that is no UTF-8)"
"""Label under which files in folders are counted whose names are not UTF-8."""


@dataclass(frozen=True, slots=True)
class Item:
    """One structure to process.

    `name` is a path or an entry id, `size` the bytes of the file (0 if unknown), `passthrough` the cells of
    its row in a manifest, in the order of `Inputs.passthrough_names`.
    """

    name: str
    size: int = 0
    passthrough: tuple[str, ...] = ()


@dataclass
class Inputs:
    """All structures of a job in the given order; those of a folder sorted by name.

    `passed_over` counts files in folders and patterns that are not coordinate files, by ending. `n_twice`
    counts repeated inputs.
    """

    items: list[Item] = field(default_factory=list)
    passthrough_names: tuple[str, ...] = ()
    passed_over: Counter[str] = field(default_factory=Counter)
    n_twice: int = 0


def find_inputs(given: Iterable[str | Path]) -> Inputs:
    """Find all structures that some arguments stand for.

    Parameters
    ----------
    given : iterable of str or pathlib.Path
        A file, a folder (with those below it), a pattern such as ``models/*.cif.gz``, an entry id, a manifest
        (``.tsv``, ``.csv`` or ``.txt``: one structure a line, or a table with a column of `NAME_COLUMNS`),
        or ``-`` for a manifest on standard input. A missing file is an input all the same, which
        fails in its turn.

    Raises
    ------
    UsageError
        Nothing was given, or a folder, a pattern or a manifest contains no structure.
    DataError
        A manifest cannot be read.
    """
    words = [str(word) for word in given]
    if not words:
        raise UsageError("no structure was given", hint="name files, folders, entries or a manifest")
    found = _Collector()
    for word in words:
        _add_word(found, word)
    return found.finished()


class _Collector:
    """Collects structures and detects repeated ones."""

    def __init__(self) -> None:
        self._inputs = Inputs()
        self._seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._rows: list[tuple[str, int, dict[str, str]]] = []
        self._columns: dict[str, None] = {}

    def add(self, name: str, size: int, passthrough: dict[str, str] | None = None) -> None:
        """Add a structure."""
        passthrough = passthrough or {}
        name = name.encode(errors="backslashreplace").decode()
        self._columns |= dict.fromkeys(passthrough)
        key = (_identity(name), tuple(sorted(passthrough.items())))
        if key in self._seen:
            self._inputs.n_twice += 1
            return
        self._seen.add(key)
        self._rows.append((name, size, passthrough))

    def pass_over(self, name: str) -> None:
        """Count a file that is not a structure."""
        self._inputs.passed_over[_ending(name) if _is_text(name) else NO_TEXT] += 1

    def finished(self) -> Inputs:
        """Return everything collected."""
        if not self._rows:
            raise UsageError(
                "nothing to work on was given", hint="name files, folders, entries or a manifest"
            )
        names = self._inputs.passthrough_names = tuple(self._columns)
        self._inputs.items = [
            Item(name, size, tuple(passthrough.get(column, "") for column in names))
            for name, size, passthrough in self._rows
        ]
        return self._inputs


def _add_word(found: _Collector, word: str) -> None:
    path = Path(word)
    if word == STANDARD_INPUT:
        _add_manifest(found, _text(sys.stdin.buffer.read(), "standard input"), "standard input", Path(), "")
    elif _ask(path.is_dir):
        _add_folder(found, word)
    elif path.suffix.lower() in MANIFEST_SUFFIXES and not parse_entry_id(word):
        _add_manifest(found, _text(_content(path), word), word, path.parent, path.suffix.lower())
    elif _is_pattern(word) and not _ask(path.exists):
        _add_pattern(found, word)
    else:
        found.add(word, _size(word))


def _ask(question: Callable[[], bool]) -> bool:
    """Result of a check of a path; False if it cannot be made: a name too long, a NUL."""
    try:
        return question()
    except (OSError, ValueError):
        return False


def _add_folder(found: _Collector, folder: str) -> None:
    n_files = 0
    for path, size in _files_below(folder):
        if size is None or (is_named_so(path) and _is_text(path)):
            n_files += 1
            found.add(path, size or 0)
        else:
            found.pass_over(path)
    if not n_files:
        raise UsageError(
            "holds no coordinate file",
            where=folder,
            hint=f"what ends in {', '.join(ENDINGS)} is taken, also with {', '.join(CONTAINERS)} behind it",
        )


def _files_below(
    folder: str, above: frozenset[tuple[int, int]] = frozenset()
) -> Iterator[tuple[str, int | None]]:
    """Paths and sizes of all files below a folder, sorted by name, without hidden ones.

    Links to folders are followed, unless they lead back to a folder above. A folder that cannot be listed is
    returned itself, without a size: it is an input that fails.
    """
    try:
        here = os.stat(folder)  # noqa: PTH116
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError:
        yield folder, None
        return
    identity = (here.st_dev, here.st_ino)
    if identity in above:
        return
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if _ask(entry.is_dir):
            yield from _files_below(entry.path, above | {identity})
        else:
            yield entry.path, _size(entry.path)


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_pattern(word: str) -> bool:
    return any(sign in word for sign in "*?[")


def _add_pattern(found: _Collector, pattern: str) -> None:
    from glob import glob

    names = sorted(glob(pattern, recursive=True))  # noqa: PTH207
    if not names:
        raise UsageError("no file matches the pattern", where=pattern, hint="check it")
    for name in names:
        if Path(name).is_dir():
            continue
        if is_named_so(name):
            found.add(name, _size(name))
        else:
            found.pass_over(name)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as err:
        reason = getattr(err, "strerror", None) or err
        raise DataError(f"cannot be read ({reason})", where=str(path), hint="check the path") from err


def _text(content: bytes, where: str) -> list[str]:
    """Split a text into lines at line ends only."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    except UnicodeDecodeError as err:
        raise DataError("is not a text in UTF-8", where=where, hint="save it as UTF-8") from err


def _add_manifest(found: _Collector, lines: list[str], where: str, folder: Path, suffix: str) -> None:
    """Add the rows of a manifest; paths are relative to the current folder, else to that of the manifest."""
    rows = _rows(lines, where, suffix)
    if not rows:
        raise UsageError("names no structure", where=where, hint="write one path or entry id a line")
    heading = [cell.casefold() for cell in rows[0]]
    column = next((heading.index(name) for name in NAME_COLUMNS if name in heading), None)
    if column is None:
        if any(len(row) > 1 for row in rows):
            raise DataError(
                "no column names the structures",
                where=where,
                hint=f"give it a heading with {' or '.join(NAME_COLUMNS[:2])} or {NAME_COLUMNS[4]}",
            )
        for number, (name,) in enumerate(rows, 1):
            path = _seen_from(folder, name, f"{where}, row {number}")
            found.add(path, _size(path))
        return
    names = rows.pop(0)
    named = [name for name in heading if name]
    if len(set(named)) < len(named):
        raise DataError("two columns have the same name", where=where, hint="rename one of them")
    for number, row in enumerate(rows, 1):
        if any(row[len(names) :]) or any(cell for cell, name in zip(row, names, strict=False) if not name):
            raise DataError(f"row {number} has a cell without a heading", where=where, hint="mend the row")
        if not any(row[column : column + 1]):
            raise DataError(f"row {number} names no structure", where=where, hint="fill it in or take it out")
        name = _seen_from(folder, row[column], f"{where}, row {number}")
        cells = dict.fromkeys(names, "") | dict(zip(names, row, strict=False))
        found.add(name, _size(name), {k: v for k, v in cells.items() if k not in (names[column], "")})


def _rows(lines: list[str], where: str, suffix: str) -> list[list[str]]:
    """Cells of the lines that are neither empty nor a comment; quotes are parsed in CSV only."""
    if suffix != ".csv":
        return [cells for _, cells in numbered_rows(lines)]
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(kept, strict=True)]
    except csv.Error as err:
        raise DataError(f"is not a table with commas ({err})", where=where, hint="mend its quotes") from err


def _seen_from(folder: Path, name: str, where: str) -> str:
    """Name of a structure relative to the current folder, else to another one."""
    if len(name) > LONGEST_NAME:
        raise DataError(
            f"no structure has a name of {len(name):,} characters", where=where, hint="mend the row"
        )
    if not _ask(Path(name).exists) and _ask((folder / name).exists):
        return str(folder / name)
    return name


def _identity(name: str) -> str:
    """Key that is equal for two names of one structure: the absolute path, or the entry."""
    entry = None if _ask(Path(name).exists) else parse_entry_id(name)
    return entry.id if entry else os.path.abspath(name)  # noqa: PTH100


def _size(name: str) -> int:
    try:
        return os.stat(name).st_size  # noqa: PTH116
    except (OSError, ValueError):
        return 0


def _ending(name: str) -> str:
    suffixes = Path(name).suffixes
    is_packed = bool(suffixes) and suffixes[-1].lower() in CONTAINERS
    return "".join(suffixes[-2:] if is_packed else suffixes[-1:]) or "(none)"
