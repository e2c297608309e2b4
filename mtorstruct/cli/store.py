"""``mtorstruct store path|list|check|clean``."""

from __future__ import annotations

import argparse
import sys

from mtorstruct.cli.common import (
    add_output_options,
    add_store_option,
    add_store_options,
    complain,
    deliver_table,
    exit_code,
    tell,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtorstruct.archive.store import Store, Stored
    from mtorstruct.errors import MtorStructError
    from mtorstruct.tables import Columns

SHOWN = ("entry", "file", "state", "size", "fetched", "revision_date")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the subcommands."""
    parser.epilog = "example:\n  mtorstruct store check --mend"
    commands = parser.add_subparsers(dest="what", metavar="ACTION", required=True)
    for name, summary in (
        ("path", "print the folder of the store"),
        ("list", "list the files of the store"),
        ("check", "hold every file against the hash it was fetched with"),
        ("clean", "remove left-overs and damaged files"),
    ):
        sub = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        (add_store_options if name == "check" else add_store_option)(sub)
        if name in ("list", "check"):
            add_output_options(sub)
        if name == "check":
            sub.add_argument("--mend", action="store_true", help="fetch again what is damaged")
        sub.set_defaults(run=run, what=name)


def run(options: argparse.Namespace) -> int:
    """Run one of the subcommands."""
    from mtorstruct.archive.store import open_store

    store = open_store(options.store)
    if options.what == "path":
        sys.stdout.write(f"{store.folder}\n")
        return 0
    if options.what == "clean":
        for path in store.clean():
            sys.stdout.write(f"{path}\n")
        return 0
    from mtorstruct.tables import FETCHED

    files = store.files()
    deliver_table(options, FETCHED, _columns(files), shown=SHOWN, keys=2)
    if options.what == "list":
        return 0
    return _mend(store, files, options) if options.mend else _tell(files)


def _tell(files: list[Stored]) -> int:
    from mtorstruct.archive.store import DAMAGED, ODD_RECORD

    hint = "mend with: mtorstruct store check --mend"
    damaged = [stored for stored in files if stored.state == DAMAGED]
    odd = [stored for stored in files if stored.state == ODD_RECORD]
    if damaged:
        tell(f"{len(damaged)} damaged; {hint}")
    if odd:
        tell(f"{len(odd)} with a record that cannot be read; {hint}")
    unreadable = _tell_unreadable(files)
    return 3 if damaged or odd or unreadable else 0


def _tell_unreadable(files: list[Stored]) -> list[MtorStructError]:
    """Report the files that may not be read, which may be whole or damaged."""
    from mtorstruct.archive.store import UNREADABLE
    from mtorstruct.errors import DataError

    failures: list[MtorStructError] = [
        DataError("cannot be read", where=str(stored.path), hint="check its permissions")
        for stored in files
        if stored.state == UNREADABLE
    ]
    for err in failures:
        complain(err)
    return failures


def _mend(store: Store, files: list[Stored], options: argparse.Namespace) -> int:
    """Fetch again what is damaged or lost; what cannot be fetched remains missing.

    A file whose record cannot be read may be whole: it stays until another one takes its place.
    """
    from mtorstruct.archive.store import DAMAGED, LOST, ODD_RECORD
    from mtorstruct.errors import MtorStructError

    broken = [stored for stored in files if stored.state in (DAMAGED, LOST, ODD_RECORD)]
    failures = _tell_unreadable(files)
    mended = 0
    store.clean(files)
    for stored in broken:
        try:
            mended += _mended(store, stored, offline=options.offline)
        except MtorStructError as err:
            complain(err)
            failures.append(err)
    return exit_code(mended, failures)


def _mended(store: Store, stored: Stored, *, offline: bool | None) -> bool:
    """Fetch a file again; False where a lost file's entry is unknown."""
    from mtorstruct.archive.fetching import FetchOptions, fetch_entry
    from mtorstruct.archive.store import LOST, ODD_RECORD, entry_of_file, format_of_file
    from mtorstruct.errors import DataError

    if stored.path.parent != store.folder:
        raise DataError(
            "is damaged, and in a shared store that is not written to",
            where=str(stored.path),
            hint="ask whoever keeps it",
        )
    entry = entry_of_file(stored.path)
    if entry is None or (stored.state == LOST and stored.record is None):
        return False
    chosen = FetchOptions(
        format=format_of_file(stored.path),
        assembly="-assembly1" in stored.path.name,
        offline=offline,
        refresh=stored.state == ODD_RECORD,
    )
    fetched = fetch_entry(entry, store=store, options=chosen)
    tell(f"{fetched.path}: is whole again")
    return True


def _columns(files: list[Stored]) -> Columns:
    from mtorstruct.archive.records import Record
    from mtorstruct.archive.store import entry_of_file
    from mtorstruct.tables import FETCHED, MISSING_INT

    unknown = Record(entry="", url="", fetched="", etag="", sha256="", size=MISSING_INT, revision_date="")
    rows = []
    for stored in files:
        record, found = stored.record or unknown, entry_of_file(stored.path)
        entry = record.entry if stored.record or not found else found.id
        rows.append((
            entry, str(stored.path), stored.state, record.size, record.sha256, record.url, record.fetched,
            record.revision_date,
        ))  # fmt: skip
    return FETCHED.from_rows(rows)
