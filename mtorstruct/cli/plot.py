"""``mtorstruct plot``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.cli.changes import add_change_options, annotated_changes, refuse_inputs
from mtorstruct.cli.common import add_atlas_option, code_of_rows, tell
from mtorstruct.views.palette import VERDICTS
from mtorstruct.views.quantities import QUANTITIES

if TYPE_CHECKING:
    import pandas as pd

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
        "--verdict",
        choices=VERDICTS,
        help="what lollipop and plane are coloured by, and heatmap is ordered by (default: rapalog)",
    )
    parser.add_argument(
        "--what",
        choices=tuple(QUANTITIES),
        help="quantity of profile (default: rsa) and heatmap (default: rapamycin_distance_A)",
    )
    _add_options_of_heads(parser)
    _add_options_of_pages(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def _add_options_of_heads(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--labels",
        metavar="WHICH",
        help="variants with a label: all, none, how many at most, or their names separated by commas",
    )
    parser.add_argument(
        "--range",
        metavar="PART",
        help="part of the protein: a domain, such as FRB, or positions, as 2015:2114",
    )
    parser.add_argument(
        "--by-type",
        action="store_true",
        help="colours of lollipop tell the type of mutation, and markers the verdict",
    )
    parser.add_argument(
        "--heads",
        choices=("apart", "stacked", "counted"),
        help="several variants of a residue in lollipop: side by side (default), on one stem, or one head "
        "with their number",
    )
    parser.add_argument(
        "--n-samples",
        type=int,
        metavar="N",
        help="samples of the whole cohort, for the title of lollipop (default: those that the file names)",
    )
    parser.add_argument(
        "--tracks",
        metavar="WHICH",
        help="strips under the domains of lollipop, separated by commas: phosphosites, secondary_structure, "
        "distance, conservation; or all",
    )
    parser.add_argument(
        "--against",
        metavar="FILE",
        help="another cohort, read as the first one, that lollipop draws downwards under the domains",
    )


def _add_options_of_pages(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--width",
        type=_width,
        metavar="MM",
        help="width in mm, or single (89 mm) or double (183 mm) for the columns of a journal",
    )
    parser.add_argument("--height", type=float, metavar="MM", help="height in mm")
    parser.add_argument(
        "--font-size",
        type=float,
        metavar="POINTS",
        help="size of labels (default: 9; in columns of a journal 7)",
    )
    parser.add_argument("--dpi", type=int, metavar="N", help="pixels per inch of PNG (default: 160)")
    parser.add_argument(
        "--title", metavar="TEXT", help="title above the picture; --title '' leaves out that of lollipop"
    )
    parser.add_argument(
        "--no-notes",
        action="store_true",
        help="do not write into the picture what is left out of it; standard error has it in any case",
    )
    parser.add_argument(
        "--svg-text", action="store_true", help="text in SVG stays text that can be edited, not paths"
    )


def _other_cohort(options: argparse.Namespace) -> pd.DataFrame:
    """Return the annotation of the second cohort, read as the first one."""
    read = {"input": [options.against], "variants": [], "example": None}
    annotated, _ = annotated_changes(argparse.Namespace(**{**vars(options), **read}))
    assert annotated is not None, "a file was given"
    return annotated.frame()


def _stem(options: argparse.Namespace) -> str:
    """Return the name of the first cohort: that of its file, if there is one."""
    given = [*options.input, *options.variants]
    return Path(given[0]).stem if len(given) == 1 and Path(given[0]).suffix else "first cohort"


def _width(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


OPTIONS = (
    "verdict", "what", "labels", "range", "by_type", "heads", "n_samples", "tracks", "width", "height",
    "font_size", "dpi", "title", "atlas",
)  # fmt: skip
"""Options that have the names of the keyword arguments of the figures' functions."""


def run(options: argparse.Namespace) -> int:
    """Annotate, draw, and report what is in the picture and what is not."""
    from mtorstruct.errors import DataError
    from mtorstruct.views.figures.drawing import Picture, check, draw_to_file

    refuse_inputs(options, options.output)
    given = {name: value for name in OPTIONS if (value := getattr(options, name)) is not None}
    picture = Picture(options.kind, tuple(options.gene), given, options.svg_text)
    if options.no_notes:
        given["notes"] = False
    if options.against is not None:
        given |= {"against": options.against, "names": (_stem(options), Path(options.against).stem)}
    check(picture, bool(options.variants or options.input or options.example), options.output)
    annotated, _ = annotated_changes(options)
    table = None if annotated is None else annotated.frame()
    if table is not None and not (table["status"] == "ok").any():
        raise DataError(
            f"none of the {len(table)} variants can be drawn: {table['message'].iloc[0]}",
            hint="look at them with mtorstruct annotate",
        )
    if options.against is not None:
        given["against"] = _other_cohort(options)
    shown = draw_to_file(picture, table, options.output)
    tell(f"{options.output}: {shown.in_short}")
    return 0 if annotated is None else code_of_rows(annotated, strict=True)
