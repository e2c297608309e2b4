"""``mtorstruct drugs``."""

from __future__ import annotations

import argparse

from mtorstruct.cli.common import add_output_options, deliver_table

SHOWN = (
    "name", "aliases", "drug_class", "sites", "complexes", "other_targets", "efflux", "approval", "status",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct drugs --format tsv\n  mtorstruct annotate F2108L --drug everolimus"
    )
    parser.add_argument(
        "--include-unverified", action="store_true", help="also drugs that were not seen in a source"
    )
    add_output_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the inhibitors."""
    from mtorstruct.reference.drugs import drug_columns
    from mtorstruct.tables import DRUGS

    columns = drug_columns(include_unverified=options.include_unverified)
    deliver_table(options, DRUGS, columns, shown=SHOWN)
    return 0
