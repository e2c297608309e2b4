"""``mtorstruct atlas build`` and ``mtorstruct atlas show``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.common import add_atlas_option, add_output_options, add_store_options


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser(
        "build",
        help="measure structures and write an atlas",
        description="Measure structures and write an atlas: all of them or nothing.",
        epilog="example: mtorstruct atlas build 5h64.cif.gz 4jsv.cif.gz -o my_atlas",
    )
    build.add_argument(
        "structures", nargs="+", metavar="FILE_OR_ENTRY", help="PDB or mmCIF file, or an entry id"
    )
    build.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="DIR",
        required=True,
        help="folder to write; replaced once the new atlas is whole",
    )
    add_store_options(build)
    build.set_defaults(run=run_build)
    show = actions.add_parser(
        "show",
        help="print a table of an atlas",
        description="Print a whole table of an atlas.",
        epilog="example: mtorstruct atlas show --table residues -o residues.parquet",
    )
    show.add_argument(
        "--table",
        choices=("summary", "residues"),
        default="summary",
        help="per position (default), or per position, entry and copy",
    )
    add_output_options(show)
    add_atlas_option(show)
    show.set_defaults(run=run_show)


def run_build(options: argparse.Namespace) -> int:
    """Build an atlas: all of the structures or nothing."""
    from mtorstruct.atlas.build import build_atlas

    build_atlas(options.structures, options.output, store=options.store, offline=options.offline)
    return 0


def run_show(options: argparse.Namespace) -> int:
    """Print a whole table."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.output import deliver

    atlas = open_atlas(options.atlas)
    packed = atlas.summary if options.table == "summary" else atlas.residues
    deliver(packed.table, packed.columns(), path=options.output, chosen=options.format)
    return 0
