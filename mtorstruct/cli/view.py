"""``mtorstruct view``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.cli.common import add_atlas_option, add_store_options

if TYPE_CHECKING:
    import pandas as pd

ANSWERED = {"ok", "context"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    from mtorstruct.views.colouring import MODES
    from mtorstruct.views.palette import VERDICTS
    from mtorstruct.views.writing import WRITERS

    parser.epilog = (
        "example:\n  mtorstruct view 5H64 F2108L M2327I -o mtorc1.pml\n"
        "  mtorstruct view 1FAP -i cohort.tsv --color distance:rapamycin --focus FRB -o frb.mvsx\n\n"
        "An entry of the atlas is drawn as a CA trace, and nothing is fetched;\n"
        "--detail full draws all atoms.\n"
        "exit code: 0 every change was read and checked; 1 some could not be; 3 none could be.\n"
        "files: " + ", ".join(f"{ending} {program}" for ending, (program, _) in WRITERS.items())
    )
    parser.add_argument("structure", metavar="STRUCTURE", help="entry id, or coordinate file")
    parser.add_argument(
        "variants", nargs="*", metavar="VARIANT", help="F2108L, p.Phe2108Leu, RPTOR:S863; each is a sphere"
    )
    parser.add_argument(
        "-i",
        "--input",
        action="append",
        default=[],
        metavar="FILE",
        help="list of changes, CSV or TSV; - is standard input",
    )
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        required=True,
        help="file to write (whole or not at all); its ending says which kind",
    )
    parser.add_argument("--color", choices=MODES, default="domain", help="what residues are coloured by")
    parser.add_argument(
        "--verdict", choices=VERDICTS, default="rapalog", help="verdict that gives the spheres their colour"
    )
    parser.add_argument("--phosphosites", action="store_true", help="also draw the known phosphosites")
    parser.add_argument("--no-sites", action="store_true", help="leave out the ligands of the drug sites")
    parser.add_argument("--no-labels", action="store_true", help="write no names beside the variants")
    parser.add_argument(
        "--focus", metavar="WHAT", help="domain (FRB), site (rapamycin, atp), protein, or residue (MTOR:2108)"
    )
    parser.add_argument(
        "--detail",
        choices=("auto", "trace", "full"),
        default="auto",
        help="trace: CA atoms of the atlas; full: all atoms; auto: the trace where the atlas has the entry",
    )
    parser.add_argument(
        "--js",
        metavar="PATH",
        default="inline",
        help="for .html: a copy of 3Dmol-min.js to put into the page (default: that of the store, fetched "
        "once), or cdn to load it when the page is opened",
    )
    parser.add_argument("--gene-column", metavar="NAME", help="column of the gene in a CSV or TSV file")
    parser.add_argument(
        "--change-column", metavar="NAME", help="column of the protein change in a CSV or TSV file"
    )
    parser.add_argument(
        "--sample-column", metavar="NAME", help="column of the sample; a sphere grows with their number"
    )
    add_atlas_option(parser)
    add_store_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make the scene, write it, and say what is not drawn."""
    from mtorstruct.views.building import SceneOptions, make_scene
    from mtorstruct.views.writing import write_scene, writer_of

    writer_of(options.output)
    variants = _variants(options)
    scene = make_scene(
        options.structure,
        variants=variants,
        options=SceneOptions(
            color=options.color,
            verdict=options.verdict,
            sites=not options.no_sites,
            phosphosites=options.phosphosites,
            labels=not options.no_labels,
            focus=options.focus,
        ),
        atlas=options.atlas,
        detail=options.detail,
        store=options.store,
        offline=options.offline,
    )
    write_scene(scene, options.output, js=options.js, store=options.store, offline=options.offline)
    said = "; ".join([f"{options.output}: {scene.title}", *scene.notes])
    sys.stderr.write(f"mtorstruct: {' '.join(said.split())}\n")
    answered = [True] if variants is None else [status in ANSWERED for status in variants["status"]]
    if all(answered):
        return 0
    return 1 if any(answered) else 3


def _variants(options: argparse.Namespace) -> pd.DataFrame | None:
    """Annotate the changes that were given, if any were."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.errors import UsageError
    from mtorstruct.schema import ANNOTATION
    from mtorstruct.variants.annotating import annotate_columns
    from mtorstruct.variants.inputs import read_changes
    from mtorstruct.variants.notation import parse_change

    for text in options.variants:
        if Path(text).is_file():
            raise UsageError("is a file, not a change", where=text, mend=f"read it with -i {text}")
    changes = [parse_change(text) for text in options.variants]
    for source in options.input:
        changes += read_changes(
            source,
            gene_column=options.gene_column,
            change_column=options.change_column,
            sample_column=options.sample_column,
        )
    if not changes:
        return None
    return ANNOTATION.frame(annotate_columns(changes, open_atlas(options.atlas)))
