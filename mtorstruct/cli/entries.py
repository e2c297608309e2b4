"""``mtorstruct entries``."""

from __future__ import annotations

import argparse

from mtorstruct.cli.common import add_output_options

SHOWN = ("pdb_id", "method", "resolution_A", "complex", "state", "ligands", "status", "unverified_fields")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = "example:\n  mtorstruct entries --format tsv"
    add_output_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the catalogue."""
    from mtorstruct.output import deliver
    from mtorstruct.reference.entries import entry_columns
    from mtorstruct.schema import ENTRIES

    deliver(ENTRIES, entry_columns(), path=options.output, chosen=options.format, shown=SHOWN)
    return 0
