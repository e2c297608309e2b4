"""``mtorstruct entries``."""

from __future__ import annotations

import argparse

from mtorstruct.cli.common import (
    add_catalogue_options,
    add_output_options,
    add_store_options,
    chosen_entries,
    complain,
    deliver_table,
    exit_code,
    tell,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtorstruct.archive.mapping import MappedEntry
    from mtorstruct.tables import Columns

SHOWN = ("entry", "method", "resolution_A", "complex", "state", "ligands", "status", "unverified_fields")

SEARCHED = ("MTOR", "RPTOR", "RICTOR", "MLST8", "MAPKAP1")
"""Proteins whose entries are searched for."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct entries --complex mTORC1 --max-resolution 4 --format tsv\n"
        "  mtorstruct entries --new\n"
        "  mtorstruct entries --verify --complex mTORC1"
    )
    add_catalogue_options(parser)
    parser.add_argument(
        "--new",
        action="store_true",
        help="ask PDBe instead which entries with mTOR, raptor, rictor, mLST8 or mSIN1 the catalogue lacks",
    )
    parser.add_argument(
        "--verify",
        action="store_true",
        help="compare the catalogue with the files that are in the store, and print what differs",
    )
    add_store_options(parser)
    add_output_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the catalogue, a selection of it, what it lacks, or how the files differ from it."""
    if options.new:
        return _new(options)
    if options.verify:
        return _verify(options)
    from mtorstruct.reference.entries import entry_columns
    from mtorstruct.tables import ENTRIES

    deliver_table(options, ENTRIES, entry_columns(chosen_entries(options)), shown=SHOWN)
    return 0


def _new(options: argparse.Namespace) -> int:
    """Print the entries of PDBe that the catalogue lacks, and report the proteins whose query failed."""
    from mtorstruct.archive.client import Client
    from mtorstruct.archive.fetching import is_offline
    from mtorstruct.archive.mapping import mapped_entries
    from mtorstruct.errors import RemoteError, UsageError
    from mtorstruct.reference.entries import entries
    from mtorstruct.reference.proteins import protein
    from mtorstruct.tables import NEW_ENTRIES

    if options.verify:
        raise UsageError("--new and --verify do not go together", hint="run one after the other")
    if any(getattr(options, name) is not None for name in ("complex", "state", "ligand", "max_resolution")):
        raise UsageError("--new does not choose from the catalogue", hint="leave the other conditions out")
    if is_offline(options.offline):
        raise RemoteError("offline nothing is asked", where="PDBe", hint="leave --offline out, online")
    accessions = [protein(gene).uniprot for gene in SEARCHED]
    mapped, failures = mapped_entries(accessions, Client())
    for err in failures:
        complain(err)
    known = {entry.entry for entry in entries()}
    columns = _new_columns([entry for entry in mapped if entry.entry not in known])
    if len(failures) < len(accessions):
        deliver_table(options, NEW_ENTRIES, columns)
    return exit_code(len(accessions) - len(failures), failures)


def _verify(options: argparse.Namespace) -> int:
    """Print where the catalogue and the files of the store differ, and report how much was compared."""
    from mtorstruct.archive.store import open_store
    from mtorstruct.structure.catalogue import difference_columns, verify_entries
    from mtorstruct.tables import DIFFERENCES

    store, chosen = open_store(options.store), chosen_entries(options)
    found = verify_entries(chosen, store)
    for err in found.failures:
        complain(err)
    if found.compared or not found.failures:
        columns = difference_columns(found.differences)
        deliver_table(options, DIFFERENCES, columns)
    n_differing = len({difference.entry for difference in found.differences})
    tell(
        f"{len(found.compared) + len(found.failures)} of {len(chosen)} entries have a file in "
        f"{', '.join(map(str, store.folders))}: {n_differing} differ, {len(found.failures)} cannot be read; "
        f"fields that could not be compared, or only in part: {len(found.untold)}"
    )
    return found.failures[0].exit_code if found.failures else 0


def _new_columns(mapped: list[MappedEntry]) -> Columns:
    """Return rows of `NEW_ENTRIES`: one an entry, with all of its proteins that were searched for."""
    from mtorstruct.reference.proteins import by_accession
    from mtorstruct.tables import NEW_ENTRIES

    of_id: dict[str, list[MappedEntry]] = {}
    for entry in mapped:
        of_id.setdefault(entry.entry, []).append(entry)
    return NEW_ENTRIES.from_rows(
        (
            name,
            ";".join(p.gene for entry in found if (p := by_accession(entry.accession))),
            found[0].method,
            found[0].resolution_A,
        )
        for name, found in sorted(of_id.items())
    )
