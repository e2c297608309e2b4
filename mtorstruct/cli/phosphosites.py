"""``mtorstruct phosphosites``."""

from __future__ import annotations

import argparse

from mtorstruct.cli.common import add_atlas_option, add_brief_option, add_output_options, deliver_table

SHOWN = (
    "gene", "site", "kinases", "evidence_status", "domain", "rapamycin_distance_A", "atp_distance_A",
    "rsa", "partners", "modelled_in", "previous_modelled", "next_modelled", "plddt",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct phosphosites --complex mTORC2\n"
        "  mtorstruct phosphosites --gene RPTOR --format json"
    )
    parser.add_argument("--complex", metavar="NAME", help="mTORC1 or mTORC2: only its proteins")
    parser.add_argument("--gene", metavar="NAME", help="only this protein (gene, alias or accession)")
    parser.add_argument(
        "--include-unverified", action="store_true", help="also sites that were not seen in a source"
    )
    add_output_options(parser)
    add_brief_option(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the phosphosites."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.tables import PHOSPHOSITES
    from mtorstruct.variants.phosphosites import phosphosite_columns, select_phosphosites

    sites = select_phosphosites(options.complex, options.gene, include_unverified=options.include_unverified)
    columns = phosphosite_columns(sites, open_atlas(options.atlas))
    deliver_table(options, PHOSPHOSITES, columns, shown=SHOWN, keys=2)
    return 0
