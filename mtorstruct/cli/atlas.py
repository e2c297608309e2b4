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
        epilog="example:\n  mtorstruct atlas build 5h64.cif.gz 4JSV -o my_atlas\n"
        "  mtorstruct atlas build --catalogue mTORC1,mTORC2 -o my_atlas",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    build.add_argument(
        "structures", nargs="*", metavar="FILE_OR_ENTRY", help="PDB or mmCIF file, or an entry id"
    )
    build.add_argument(
        "--catalogue", metavar="NAMES", help="also all entries of these complexes: mTORC1,mTORC2,FRB"
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

    structures = [*options.structures, *_of_catalogue(options.catalogue)]
    build_atlas(structures, options.output, store=options.store, offline=options.offline)
    return 0


def _of_catalogue(names: str | None) -> list[str]:
    """Entries of the complexes that were named."""
    from mtorstruct.errors import UsageError
    from mtorstruct.reference.entries import complexes

    known = complexes()
    asked = [name.strip() for name in names.split(",")] if names else []
    for name in asked:
        if name.lower() not in known:
            raise UsageError(
                "no complex of the catalogue",
                where=name,
                mend="see the column complex of: mtorstruct entries",
            )
    return [entry for name in dict.fromkeys(asked) for entry in known[name.lower()]]


def run_show(options: argparse.Namespace) -> int:
    """Print a whole table."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.output import deliver

    atlas = open_atlas(options.atlas)
    packed = atlas.summary if options.table == "summary" else atlas.residues
    deliver(packed.table, packed.columns(), path=options.output, chosen=options.format)
    return 0
