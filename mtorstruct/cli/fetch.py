"""``mtorstruct fetch``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mtorstruct.cli.common import (
    add_catalogue_options,
    add_store_options,
    chosen_entries,
    complain,
    exit_code,
)
from mtorstruct.cli.progress import Progress, end_of_work

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtorstruct.errors import MtorStructError

CODING_SEQUENCES = "cds"
"""Name for the coding sequences of the nine proteins in place of an entry."""

ALPHAMISSENSE = "alphamissense"
"""Name for AlphaMissense's scores of the nine proteins in place of an entry."""

OF_ALL_PROTEINS = (CODING_SEQUENCES, ALPHAMISSENSE)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct fetch 6BCX 5H64 AF-P42345-F1\n  mtorstruct fetch mTORC1\n"
        "  mtorstruct fetch --complex mTORC1 --max-resolution 4\n"
        "  mtorstruct fetch cds alphamissense\n\n"
        "Prints the path of each file.\n"
        "cds brings the coding sequences of the nine proteins, which settle what coordinates leave open:\n"
        "commands take them from the default store (MTORSTRUCT_STORE, else the cache) from then on.\n"
        "alphamissense brings AlphaMissense's scores of the nine proteins from AlphaFold DB (CC BY 4.0),\n"
        "which annotate --scores alphamissense adds as columns.\n"
        "exit code: 0 every entry is at hand; 1 some are; else that of the first failure."
    )
    parser.add_argument(
        "entries",
        nargs="*",
        metavar="ENTRY",
        help="PDB id (6BCX, pdb_00006bcx), AlphaFold id, UniProt accession for its AlphaFold model, "
        "a complex of the catalogue (mTORC1), cds or alphamissense",
    )
    add_catalogue_options(parser)
    parser.add_argument(
        "--file-format",
        choices=("bcif", "mmcif", "pdb"),
        help="format of the file (default: any that the store has, else BinaryCIF, else mmCIF)",
    )
    parser.add_argument("--assembly", action="store_true", help="the first biological assembly (mmCIF)")
    parser.add_argument(
        "--source", choices=("rcsb", "pdbe", "pdbj", "wwpdb"), help="archive that is asked first"
    )
    parser.add_argument("--refresh", action="store_true", help="fetch again what the store has")
    parser.add_argument(
        "--viewer", action="store_true", help="3Dmol.js, so that pages and views open without a network"
    )
    add_store_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fetch, print the paths, and report what failed."""
    from mtorstruct.errors import MtorStructError

    if options.viewer:
        from mtorstruct.views.library import viewer_path

        path = viewer_path(store=options.store, offline=options.offline)
        end_of_work()
        sys.stdout.write(f"{path}\n")
        if not options.entries:
            return 0
    names = _names(options)
    entries = [name for name in names if name not in OF_ALL_PROTEINS]
    results = [one for name in OF_ALL_PROTEINS if name in names for one in _of_all_proteins(name, options)]
    end_of_work()
    results += _structures(entries, options) if entries else []
    failures: list[MtorStructError] = []
    for result in results:
        if isinstance(result, MtorStructError):
            # What is wrong on this machine is the same for every entry.
            if str(result) not in map(str, failures):
                complain(result)
            failures.append(result)
        else:
            sys.stdout.write(f"{result}\n")
    return exit_code(len(results) - len(failures), failures)


def _structures(names: list[str], options: argparse.Namespace) -> list[Path | MtorStructError]:
    """Return the file of each entry in the order given, or its failure."""
    from mtorstruct.archive.fetching import FetchOptions, fetch_entries
    from mtorstruct.archive.store import open_store
    from mtorstruct.errors import MtorStructError

    chosen = FetchOptions(
        format=options.file_format,
        assembly=options.assembly,
        source=options.source,
        offline=options.offline,
        refresh=options.refresh,
    )
    progress = Progress()
    found = dict(fetch_entries(names, store=open_store(options.store), options=chosen, progress=progress))
    progress.clear()
    results = (found[name] for name in names)
    return [one if isinstance(one, MtorStructError) else one.path for one in results]


def _of_all_proteins(what: str, options: argparse.Namespace) -> list[Path | MtorStructError]:
    """Return the file that each of the nine proteins has of coding sequences or scores, or its failure."""
    from mtorstruct.archive.alphamissense import fetch_alphamissense
    from mtorstruct.archive.sequences import fetch_coding_sequence
    from mtorstruct.archive.store import open_store
    from mtorstruct.errors import MtorStructError
    from mtorstruct.reference.proteins import proteins

    fetch = fetch_coding_sequence if what == CODING_SEQUENCES else fetch_alphamissense
    store, results = open_store(options.store), list[Path | MtorStructError]()
    for p in proteins():
        try:
            path = fetch(p.gene, store=store, offline=options.offline, refresh=options.refresh)
        except MtorStructError as err:
            results.append(err)
        else:
            results.append(path)
    return results


def _names(options: argparse.Namespace) -> list[str]:
    """Return the entries that were named, those of complexes, and those chosen from the catalogue."""
    from mtorstruct.errors import UsageError
    from mtorstruct.reference.entries import complexes

    of_complex = complexes()
    of_word = {**of_complex, **{name: [name] for name in OF_ALL_PROTEINS}}
    names = [one for text in options.entries for one in of_word.get(text.lower(), [text])]
    conditions = (options.complex, options.state, options.ligand, options.max_resolution)
    if any(condition is not None for condition in conditions):
        chosen = [entry.entry for entry in chosen_entries(options)]
        if not chosen:
            raise UsageError(
                "no entry of the catalogue fits", hint="see what there is with: mtorstruct entries"
            )
        names += chosen
    if not names:
        raise UsageError("no entries were given", hint="name some, or choose with --complex and the like")
    return list(dict.fromkeys(names))
