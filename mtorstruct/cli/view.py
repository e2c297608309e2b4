"""``mtorstruct view``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.changes import add_change_options, annotated_changes, refuse_inputs
from mtorstruct.cli.common import STRUCTURE, add_atlas_option, add_store_options, code_of_rows, tell


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    from mtorstruct.views.colouring import MODES
    from mtorstruct.views.palette import VERDICTS
    from mtorstruct.views.writing import WRITERS

    parser.epilog = (
        "example:\n  mtorstruct view 5H64 F2108L M2327I -o mtorc1.pml\n"
        "  mtorstruct view 1FAP -i cohort.tsv --color distance:rapamycin --focus FRB -o frb.mvsx\n"
        "  mtorstruct view 5H64 1FAP mine.cif F2108L --superpose FRB -o together.html\n\n"
        "An entry of the atlas is drawn as a CA trace, and nothing is fetched;\n"
        "--detail full draws all atoms.\n"
        "exit code: 0 every variant was read and checked; 1 some could not be; 3 none could be.\n"
        "files: " + ", ".join(f"{ending} {program}" for ending, (program, _) in WRITERS.items())
    )
    parser.add_argument("structure", metavar="STRUCTURE", help=STRUCTURE)
    add_change_options(parser)
    parser.add_argument(
        "-o",
        "--output",
        type=Path,
        metavar="FILE",
        required=True,
        help="file to write (whole or not at all); its ending gives the format",
    )
    parser.add_argument("--color", choices=MODES, default="domain", help="what residues are coloured by")
    parser.add_argument(
        "--verdict", choices=VERDICTS, help="verdict that gives the spheres their colour (else they are grey)"
    )
    parser.add_argument("--phosphosites", action="store_true", help="also draw the known phosphosites")
    parser.add_argument("--no-sites", action="store_true", help="leave out the ligands of the drug sites")
    parser.add_argument("--no-labels", action="store_true", help="write no names beside the variants")
    parser.add_argument(
        "--focus", metavar="WHAT", help="domain (FRB), site (rapamycin, atp), protein, or residue (MTOR:2108)"
    )
    parser.add_argument(
        "--superpose",
        metavar="WHAT",
        help="draw several structures in the frame of the first one, superposed by the CA atoms of a domain "
        "of mTOR (FRB), of positions (2015:2114), or of a protein (MLST8, RPTOR:1-400); entry ids and names "
        "of coordinate files are then structures, anything else is a variant",
    )
    parser.add_argument(
        "--detail",
        choices=("auto", "trace", "full"),
        default="auto",
        help="trace: CA atoms of the atlas; full: all atoms; auto: the trace where the atlas has the entry",
    )
    parser.add_argument(
        "--js",
        metavar="FILE",
        default="auto",
        help="for .html: a copy of 3Dmol-min.js to put into the page (default: that of the store, fetched "
        "once; without one the page loads it when it is opened), or cdn for the latter",
    )
    add_atlas_option(parser)
    add_store_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Build the scene, write it, and report what is not drawn."""
    import warnings

    from mtorstruct.errors import SuperpositionWarning
    from mtorstruct.views.building import SceneOptions, make_scene
    from mtorstruct.views.writing import write_scene, writer_of

    refuse_inputs(options, options.output)
    writer_of(options.output)
    structure = options.structure if options.superpose is None else _structures(options)
    annotated, _ = annotated_changes(options)
    with warnings.catch_warnings():
        # The notes of the scene, which are told below, have the same words.
        warnings.simplefilter("ignore", SuperpositionWarning)
        scene = make_scene(
            structure,
            variants=None if annotated is None else annotated.frame(),
            options=SceneOptions(
                color=options.color,
                verdict=options.verdict,
                sites=not options.no_sites,
                phosphosites=options.phosphosites,
                labels=not options.no_labels,
                focus=options.focus,
                superpose=options.superpose,
            ),
            atlas=options.atlas,
            detail=options.detail,
            store=options.store,
            offline=options.offline,
        )
    why = write_scene(scene, options.output, js=options.js, store=options.store, offline=options.offline)
    said = "; ".join([f"{options.output}: {scene.title}", *scene.notes])
    tell(" ".join(said.split()))
    if why:
        tell(f"{options.output}: opened, the page loads 3Dmol.js from the network, for {why}")
    return 0 if annotated is None else code_of_rows(annotated, strict=True)


def _structures(options: argparse.Namespace) -> list[str]:
    """Return the structures among the arguments, which are then no variants."""
    from mtorstruct.archive.ids import parse_entry_id
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.structure.formats import is_named_so

    known = {told["entry"].upper() for told in open_atlas(options.atlas).manifest["entries"]}
    found: list[str] = [options.structure]
    others: list[str] = []
    for text in options.variants:
        is_structure = text.upper() in known or parse_entry_id(text) or is_named_so(Path(text).name)
        (found if is_structure else others).append(text)
    options.variants = others
    return found
