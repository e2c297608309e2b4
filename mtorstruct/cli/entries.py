"""``mtorstruct entries``."""

from __future__ import annotations

import argparse

from mtorstruct.cli.common import add_catalogue_options, add_output_options, chosen_entries

SHOWN = ("pdb_id", "method", "resolution_A", "complex", "state", "ligands", "status", "unverified_fields")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = "example:\n  mtorstruct entries --complex mTORC1 --max-resolution 4 --format tsv"
    add_catalogue_options(parser)
    add_output_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the catalogue, or the part that was asked for."""
    from mtorstruct.output import deliver
    from mtorstruct.reference.entries import entry_columns
    from mtorstruct.schema import ENTRIES

    deliver(
        ENTRIES,
        entry_columns(chosen_entries(options)),
        path=options.output,
        chosen=options.format,
        shown=SHOWN,
    )
    return 0
