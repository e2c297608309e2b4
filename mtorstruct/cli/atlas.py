"""``mtorstruct atlas build`` and ``mtorstruct atlas show``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.common import (
    STRUCTURE,
    add_atlas_option,
    add_output_options,
    add_store_options,
    complain,
    deliver_table,
    exit_code,
    mention_notes,
    tell,
)
from mtorstruct.cli.progress import stage


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser(
        "build",
        help="measure structures and write an atlas",
        description="Measure structures and write an atlas; what cannot be read costs its own line.",
        epilog="example:\n  mtorstruct atlas build 5h64.cif.gz 4JSV -o my_atlas\n"
        "  mtorstruct atlas build --catalogue all -o my_atlas",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    build.add_argument("structures", nargs="*", metavar="STRUCTURE", help=STRUCTURE)
    build.add_argument(
        "--catalogue",
        metavar="NAMES",
        help="also all entries of these complexes of the catalogue: mTORC1,mTORC2; or of all of them: all",
    )
    build.add_argument(
        "--kind",
        action="append",
        default=[],
        metavar="[FILE=]KIND",
        help="experimental, predicted or unknown: what a structure is whose file does not say (repeatable)",
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
        description="Print a whole table of an atlas, and on standard error what it is built of.",
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
    """Build an atlas of the structures that can be read."""
    from mtorstruct.atlas.build import build_atlas
    from mtorstruct.errors import MtorStructError
    from mtorstruct.structure.model import MtorComplex

    failures: list[MtorStructError] = []
    n_built = 0

    def on_measured(what: MtorComplex | MtorStructError, kind: str) -> None:
        nonlocal n_built
        if isinstance(what, MtorStructError):
            failures.append(what)
            complain(what)
            return
        n_built += 1
        mention_notes(what)
        unknown = "; state it with: --kind experimental" if kind.startswith("unknown") else ""
        tell(f"{what.path.name} is {kind}{unknown}")

    structures = [*options.structures, *_of_catalogue(options.catalogue)]
    try:
        build_atlas(
            structures,
            options.output,
            kinds=_kinds(options.kind),
            tell=on_measured,
            store=options.store,
            offline=options.offline,
        )
    except MtorStructError as err:
        if err not in failures:
            raise
    return exit_code(n_built, failures)


def _kinds(stated: list[str]) -> dict[str, str]:
    """Return kinds by file; one without a file name is for all files that state nothing."""
    parts = [text.rpartition("=") for text in stated]
    return {Path(name).name or "*": kind for name, _, kind in parts}


def _of_catalogue(names: str | None) -> list[str]:
    """Return the entries of the complexes that were named."""
    from mtorstruct.errors import UsageError
    from mtorstruct.reference.entries import complexes

    known = complexes()
    asked = [name.strip() for name in names.split(",")] if names else []
    if "all" in map(str.lower, asked):
        asked = list(known)
    for name in asked:
        if name.lower() not in known:
            raise UsageError(
                "no complex of the catalogue",
                where=name,
                hint="see the column complex of: mtorstruct entries; or say: all",
            )
    return [entry for name in dict.fromkeys(asked) for entry in known[name.lower()]]


def run_show(options: argparse.Namespace) -> int:
    """Print a whole table."""
    from mtorstruct.atlas.store import open_atlas

    stage("reading the atlas")
    atlas = open_atlas(options.atlas)
    entries = [e["entry"] for e in atlas.manifest["entries"]]
    tell(
        f"atlas {atlas.version} of {len(entries)} structures ({', '.join(entries)}); of the "
        "whole catalogue: mtorstruct atlas build --catalogue all -o DIR"
    )
    packed = atlas.summary if options.table == "summary" else atlas.residues
    deliver_table(options, packed.table, packed.columns())
    return 0
