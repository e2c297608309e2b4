"""``mtorstruct plot``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.cli.common import add_atlas_option
from mtorstruct.views.palette import VERDICTS
from mtorstruct.views.quantities import QUANTITIES

if TYPE_CHECKING:
    from mtorstruct.variants.notation import Change

KINDS = ("domains", "lollipop", "plane", "profile", "heatmap")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "domains: domains and phosphosites of proteins\n"
        "lollipop: changes along a protein, as high as they are frequent\n"
        "plane: changes by their distances to the two drug sites\n"
        "profile: a quantity along a protein\n"
        "heatmap: the changed residues in every structure\n\n"
        "example:\n  mtorstruct plot lollipop cohort.maf --verdict activity -o lollipop.svg\n"
        "  mtorstruct plot domains --gene MTOR --gene RPTOR -o domains.pdf\n"
        "  mtorstruct plot profile F2108L M2327I --what atp_distance_A -o profile.png\n\n"
        "exit code: 0 every change was read and checked; 1 some could not be; 3 none could be drawn."
    )
    parser.add_argument("kind", choices=KINDS, metavar="KIND", help=" / ".join(KINDS))
    parser.add_argument(
        "variants",
        nargs="*",
        metavar="VARIANT",
        help="changes as in annotate, or files with changes",
    )
    parser.add_argument(
        "-i",
        "--input",
        action="append",
        default=[],
        metavar="FILE",
        help="list of changes, CSV or TSV; - is standard input",
    )
    parser.add_argument("--example", choices=("review",), help="the changes that the review names")
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
        help="protein (gene, alias or accession; default: MTOR); may be repeated for domains",
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
    parser.add_argument("--gene-column", metavar="NAME", help="column of the gene in a CSV or TSV file")
    parser.add_argument(
        "--change-column", metavar="NAME", help="column of the protein change in a CSV or TSV file"
    )
    parser.add_argument("--sample-column", metavar="NAME", help="column of the sample; samples are counted")
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Annotate, draw, and say what is in the picture and what is not."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.cli.annotate import ANSWERED
    from mtorstruct.errors import DataError
    from mtorstruct.schema import ANNOTATION
    from mtorstruct.variants.annotating import annotate_columns
    from mtorstruct.views.figures.drawing import Picture, check, draw_to_file

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
    changes = _changes(options)
    table = ANNOTATION.frame(annotate_columns(changes, open_atlas(options.atlas))) if changes else None
    if table is not None and not (table["status"] == "ok").any():
        raise DataError(
            f"none of the {len(table)} changes can be drawn: {table['message'].iloc[0]}",
            mend="look at them with mtorstruct annotate",
        )
    shown = draw_to_file(picture, table, options.output)
    sys.stderr.write(f"mtorstruct: {options.output}: {shown.in_short}\n")
    return 1 if table is not None and not table["status"].isin(ANSWERED).all() else 0


def _changes(options: argparse.Namespace) -> list[Change]:
    """Changes of all sources, in their order; an argument that is a file is read as one."""
    from mtorstruct.variants.inputs import read_changes
    from mtorstruct.variants.notation import parse_change

    changes: list[Change] = []
    files = [text for text in options.variants if text == "-" or Path(text).is_file()]
    changes += [parse_change(text) for text in options.variants if text not in files]
    for source in [*files, *options.input]:
        changes += read_changes(
            source,
            gene_column=options.gene_column,
            change_column=options.change_column,
            sample_column=options.sample_column,
        )
    if options.example:
        from mtorstruct.reference.effects import review_variants

        changes += [parse_change(text) for text in review_variants()]
    return changes
