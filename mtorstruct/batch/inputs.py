"""From words to a list of structures: files, folders, patterns, entries, manifests, standard input."""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtorstruct.archive.ids import parse_entry_id
from mtorstruct.archive.store import SUFFIXES
from mtorstruct.errors import DataError, UsageError

NAME_COLUMNS = ("path", "file", "structure", "input", "id", "entry", "pdb_id")
"""Headings of the column of a manifest that names the structure; the first that is there counts."""

MANIFEST_SUFFIXES = (".tsv", ".csv", ".txt")

STANDARD_INPUT = "-"

NO_TEXT = "(name that is no UTF-8)"
"""What files are counted under whose name no ledger can tell."""


@dataclass(frozen=True, slots=True)
class Item:
    """One structure to work on.

    `name` is a path or an entry id, `size` the bytes of the file (0 where it is not known), `carried` the
    cells of its row in a manifest, in the order of `Inputs.carried_names`.
    """

    name: str
    size: int = 0
    carried: tuple[str, ...] = ()


@dataclass
class Inputs:
    """All structures of a job, in the order in which they were given; those of a folder by name.

    `passed_over` counts files of folders and patterns that are no coordinate files, by ending. `n_twice`
    counts inputs that were given before.
    """

    items: list[Item] = field(default_factory=list)
    carried_names: tuple[str, ...] = ()
    passed_over: Counter[str] = field(default_factory=Counter)
    n_twice: int = 0


def find_inputs(given: Iterable[str | Path]) -> Inputs:
    """Find all structures that some words stand for.

    Parameters
    ----------
    given : iterable of str or pathlib.Path
        A file, a folder (with those below it), a pattern such as ``models/*.cif.gz``, an entry id, a manifest
        (``.tsv``, ``.csv`` or ``.txt``: one structure a line, or a table with a column of `NAME_COLUMNS`),
        or ``-`` for a manifest on standard input. A file that is missing is an input all the same, which
        fails in its turn.

    Raises
    ------
    UsageError
        Nothing was given, or a folder, a pattern or a manifest holds nothing to work on.
    DataError
        A manifest cannot be read.
    """
    words = [str(word) for word in given]
    if not words:
        raise UsageError("no structure was given", mend="name files, folders, entries or a manifest")
    found = _Collector()
    for word in words:
        _add_word(found, word)
    return found.finished()


class _Collector:
    """Takes structures one by one and notices those that it has."""

    def __init__(self) -> None:
        self._inputs = Inputs()
        self._seen: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
        self._rows: list[tuple[str, int, dict[str, str]]] = []
        self._columns: dict[str, None] = {}

    def add(self, name: str, size: int, carried: dict[str, str] | None = None) -> None:
        """Take one structure."""
        if not _is_text(name):
            self._inputs.passed_over[NO_TEXT] += 1
            return
        carried = carried or {}
        self._columns |= dict.fromkeys(carried)
        key = (_identity(name), tuple(sorted(carried.items())))
        if key in self._seen:
            self._inputs.n_twice += 1
            return
        self._seen.add(key)
        self._rows.append((name, size, carried))

    def pass_over(self, name: str) -> None:
        """Count a file that is no structure."""
        self._inputs.passed_over[_ending(name)] += 1

    def finished(self) -> Inputs:
        """All that was taken."""
        names = self._inputs.carried_names = tuple(self._columns)
        self._inputs.items = [
            Item(name, size, tuple(carried.get(column, "") for column in names))
            for name, size, carried in self._rows
        ]
        return self._inputs


def _add_word(found: _Collector, word: str) -> None:
    path = Path(word)
    if word == STANDARD_INPUT:
        _add_manifest(found, sys.stdin.read().splitlines(), "standard input", Path(), "")
    elif path.is_dir():
        _add_folder(found, word)
    elif path.suffix.lower() in MANIFEST_SUFFIXES and not parse_entry_id(word):
        _add_manifest(found, _lines(path), word, path.parent, path.suffix.lower())
    elif _is_pattern(word) and not path.exists():
        _add_pattern(found, word)
    else:
        found.add(word, _size(word))


def _add_folder(found: _Collector, folder: str) -> None:
    n_files = 0
    for path, size in _files_below(folder):
        if path.lower().endswith(SUFFIXES):
            n_files += 1
            found.add(path, size)
        else:
            found.pass_over(path)
    if not n_files:
        raise UsageError(
            "holds no coordinate file",
            where=folder,
            mend=f"files that end in {', '.join(SUFFIXES)} are taken",
        )


def _files_below(folder: str) -> Iterator[tuple[str, int]]:
    """Paths and sizes of all files below a folder in order of name; hidden ones are left out.

    Links to folders are followed, unless they lead to one that is on the way there.
    """
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as err:
        raise DataError(
            f"cannot be listed ({err.strerror})", where=folder, mend="check its permissions"
        ) from err
    for entry in listed:
        if entry.name.startswith("."):
            continue
        if not entry.is_dir():
            yield entry.path, _size(entry.path)
        elif not entry.is_symlink() or not _leads_back(entry.path):
            yield from _files_below(entry.path)


def _leads_back(link: str) -> bool:
    """Whether a link leads to a folder that it is in."""
    return Path(link).parent.resolve().is_relative_to(Path(link).resolve())


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
        raise UsageError("no file matches the pattern", where=pattern, mend="check it")
    for name in names:
        if Path(name).is_dir():
            continue
        if name.lower().endswith(SUFFIXES):
            found.add(name, _size(name))
        else:
            found.pass_over(name)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as err:
        raise DataError(f"cannot be read ({err.strerror})", where=str(path), mend="check the path") from err
    except UnicodeDecodeError as err:
        raise DataError("is not a text file in UTF-8", where=str(path), mend="save it as UTF-8") from err


def _add_manifest(found: _Collector, lines: Sequence[str], where: str, folder: Path, suffix: str) -> None:
    """Take the rows of a manifest; paths are as seen from here, else from the folder of the manifest."""
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    delimiter = "," if suffix == ".csv" else "\t"
    rows = [[cell.strip() for cell in row] for row in csv.reader(kept, delimiter=delimiter)]
    if not rows:
        raise UsageError("names no structure", where=where, mend="write one path or entry id a line")
    heading = [cell.lower() for cell in rows[0]]
    column = next((heading.index(name) for name in NAME_COLUMNS if name in heading), None)
    if column is None:
        if any(len(row) > 1 for row in rows):
            raise DataError(
                "no column names the structures",
                where=where,
                mend=f"give it a heading with {' or '.join(NAME_COLUMNS[:2])} or {NAME_COLUMNS[4]}",
            )
        carried_names: list[str] = []
        column = 0
    else:
        carried_names = rows.pop(0)
        if len(set(carried_names)) < len(carried_names):
            raise DataError("two columns have the same name", where=where, mend="rename one of them")
    for number, row in enumerate(rows, 1):
        if carried_names and len(row) > len(carried_names):
            raise DataError(
                f"row {number} has {len(row)} cells under {len(carried_names)} headings",
                where=where,
                mend="mend the row",
            )
        name = _seen_from(folder, row[column]) if column < len(row) else ""
        if not name:
            raise DataError(f"row {number} names no structure", where=where, mend="fill it in or take it out")
        cells = dict(zip(carried_names, [*row, *[""] * len(carried_names)], strict=False))
        cells.pop(carried_names[column] if carried_names else "", None)
        found.add(name, _size(name), cells)


def _seen_from(folder: Path, name: str) -> str:
    if name and not Path(name).exists() and (folder / name).exists():
        return str(folder / name)
    return name


def _identity(name: str) -> str:
    """What two names of one structure have in common: the absolute path, or the entry."""
    entry = None if os.path.exists(name) else parse_entry_id(name)  # noqa: PTH110
    return entry.id if entry else os.path.abspath(name)  # noqa: PTH100


def _size(name: str) -> int:
    try:
        return os.stat(name).st_size  # noqa: PTH116
    except OSError:
        return 0


def _ending(name: str) -> str:
    base = os.path.basename(name)  # noqa: PTH119
    return "".join(Path(base).suffixes[-2:] if base.endswith(".gz") else Path(base).suffixes[-1:]) or "(none)"
