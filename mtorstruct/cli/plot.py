"""``mtorstruct plot``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.changes import add_change_options, annotated_changes, refuse_inputs
from mtorstruct.cli.common import add_atlas_option, code_of_rows, tell
from mtorstruct.views.palette import VERDICTS
from mtorstruct.views.quantities import QUANTITIES

KINDS = ("domains", "lollipop", "plane", "profile", "heatmap")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "domains: domains and phosphosites of proteins\n"
        "lollipop: variants along a protein, as high as they are frequent\n"
        "plane: variants by their distances to the two drug sites\n"
        "profile: a quantity along a protein\n"
        "heatmap: the mutated residues in every structure\n\n"
        "example:\n  mtorstruct plot lollipop cohort.maf --verdict activity -o lollipop.svg\n"
        "  mtorstruct plot domains --gene MTOR --gene RPTOR -o domains.pdf\n"
        "  mtorstruct plot profile F2108L M2327I --what atp_distance_A -o profile.png\n\n"
        "exit code: 0 every variant was read and checked; 1 some could not be; 3 none could be drawn."
    )
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" / ".join(KINDS))
    add_change_options(parser, example=True, gene=False)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        required=True,
        metavar="FILE",
        help="picture to write (whole or not at all); ends in .svg, .png or .pdf",
    )
    parser.add_argument(
        "--gene",
        action="append",
        default=[],
        metavar="NAME",
        help="protein to draw (gene, alias or accession; default: MTOR), and the one that variants without a "
        "gene are about; may be repeated for domains",
    )
    parser.add_argument(
        "--verdict", choices=VERDICTS, help="what lollipop and plane are coloured by (default: rapalog)"
    )
    parser.add_argument(
        "--what",
        choices=tuple(QUANTITIES),
        help="quantity of profile (default: rsa) and heatmap (default: rapamycin_distance_A)",
    )
    parser.add_argument("--width", type=float, metavar="INCHES", help="width of the picture")
    parser.add_argument("--height", type=float, metavar="INCHES", help="height of the picture")
    parser.add_argument("--title", default="", metavar="TEXT", help="title above the picture")
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Annotate, draw, and report what is in the picture and what is not."""
    from mtorstruct.errors import DataError
    from mtorstruct.views.figures.drawing import Picture, check, draw_to_file

    refuse_inputs(options, options.output)
    picture = Picture(
        options.kind,
        tuple(options.gene),
        options.verdict or "",
        options.what or "",
        options.width,
        options.height,
        options.title,
        options.atlas,
    )
    check(picture, bool(options.variants or options.input or options.example), options.output)
    annotated, _ = annotated_changes(options)
    table = None if annotated is None else annotated.frame()
    if table is not None and not (table["status"] == "ok").any():
        raise DataError(
            f"none of the {len(table)} variants can be drawn: {table['message'].iloc[0]}",
            hint="look at them with mtorstruct annotate",
        )
    shown = draw_to_file(picture, table, options.output)
    tell(f"{options.output}: {shown.in_short}")
    return 0 if annotated is None else code_of_rows(annotated, strict=True)
