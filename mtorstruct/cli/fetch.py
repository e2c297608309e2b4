"""``mtorstruct fetch``."""

from __future__ import annotations

import argparse
import sys

from mtorstruct.cli.common import (
    add_catalogue_options,
    add_store_options,
    chosen_entries,
    complain,
    exit_code,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct fetch 6BCX 5H64 AF-P42345-F1\n  mtorstruct fetch mTORC1\n"
        "  mtorstruct fetch --complex mTORC1 --max-resolution 4\n\n"
        "Prints the path of each file.\n"
        "exit code: 0 every entry is at hand; 1 some are; else that of the first failure."
    )
    parser.add_argument(
        "entries",
        nargs="*",
        metavar="ENTRY",
        help="PDB id (6BCX, pdb_00006bcx), AlphaFold id, UniProt accession for its AlphaFold model, "
        "or a complex of the catalogue (mTORC1)",
    )
    add_catalogue_options(parser)
    parser.add_argument(
        "--file-format", choices=("mmcif", "pdb"), default="mmcif", help="format of the file (default: mmcif)"
    )
    parser.add_argument("--assembly", action="store_true", help="the first biological assembly (mmCIF)")
    parser.add_argument("--source", choices=("rcsb", "pdbe", "pdbj"), help="archive that is asked first")
    parser.add_argument("--refresh", action="store_true", help="fetch again what the store has")
    parser.add_argument(
        "--viewer", action="store_true", help="3Dmol.js, so that pages and views open without a network"
    )
    add_store_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Fetch, print the paths, and say what failed."""
    from mtorstruct.archive.fetching import FetchOptions, fetch_entries
    from mtorstruct.archive.store import open_store
    from mtorstruct.cli.progress import Progress
    from mtorstruct.errors import MtorStructError

    if options.viewer:
        from mtorstruct.views.library import viewer_path

        sys.stdout.write(f"{viewer_path(store=options.store, offline=options.offline)}\n")
        if not options.entries:
            return 0
    names = _names(options)
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
    failures = []
    for name in names:
        result = found[name]
        if isinstance(result, MtorStructError):
            complain(result)
            failures.append(result)
        else:
            sys.stdout.write(f"{result.path}\n")
    return exit_code(len(found) - len(failures), failures)


def _names(options: argparse.Namespace) -> list[str]:
    """Entries that were named, those of complexes that were named, and those chosen from the catalogue."""
    from mtorstruct.errors import UsageError
    from mtorstruct.reference.entries import complexes

    of_complex = complexes()
    names = [one for text in options.entries for one in of_complex.get(text.lower(), [text])]
    conditions = (options.complex, options.state, options.ligand, options.max_resolution)
    if any(condition is not None for condition in conditions):
        chosen = [entry.pdb_id for entry in chosen_entries(options)]
        if not chosen:
            raise UsageError(
                "no entry of the catalogue fits", mend="see what there is with: mtorstruct entries"
            )
        names += chosen
    if not names:
        raise UsageError("no entries were given", mend="name some, or choose with --complex and the like")
    return list(dict.fromkeys(names))
