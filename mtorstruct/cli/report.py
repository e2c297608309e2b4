"""``mtorstruct report``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.changes import (
    add_change_options,
    add_extra_options,
    annotated_changes,
    refuse_inputs,
)
from mtorstruct.cli.common import (
    add_atlas_option,
    add_evidence_options,
    add_store_options,
    code_of_rows,
    tell,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct report cohort.maf -o report.html\n"
        '  mtorstruct report F2108L M2327I A2034V -o report.html --title "Three variants"\n\n'
        "The page opens from disk, without a network. Its picture in three dimensions needs 3Dmol.js, which\n"
        "is fetched once (mtorstruct fetch --viewer) and written into the page.\n\n"
        "exit code: 0 every variant was read and checked; 1 some could not be; 3 none could be."
    )
    add_change_options(parser)
    parser.add_argument(
        "-o", "--output", type=Path, required=True, metavar="FILE", help="page to write (whole or not at all)"
    )
    parser.add_argument(
        "--sample", metavar="NAME", help="write one sheet of A4 on the variants of this sample"
    )
    parser.add_argument(
        "--brief", action="store_true", help="write one sheet of A4 on the variants that matter"
    )
    parser.add_argument("--title", default="mTOR variants", metavar="TEXT", help="heading of the page")
    parser.add_argument(
        "--structure",
        default="5H64",
        metavar="STRUCTURE",
        help="what the picture shows (default: 5H64, mTORC1 of the embedded atlas)",
    )
    parser.add_argument("--js", type=Path, metavar="FILE", help="copy of 3Dmol-min.js to write into the page")
    parser.add_argument(
        "--drug", metavar="NAME", help="also the verdict on one inhibitor; mtorstruct drugs lists them"
    )
    add_extra_options(parser)
    add_evidence_options(parser)
    add_store_options(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Annotate, write the page, and report its path and the accounting of rows."""
    from mtorstruct.errors import UsageError
    from mtorstruct.variants.annotate import uses_published
    from mtorstruct.variants.sampling import sampled_of_cohorts
    from mtorstruct.variants.verdicts.judge import Options
    from mtorstruct.views.report import write_report
    from mtorstruct.views.templates import counted

    refuse_inputs(options, options.output)
    stands = Options(uses_published(options.evidence), options.include_unverified)
    annotated, sources = annotated_changes(options, stands, options.drug, say=False)
    if annotated is None:
        raise UsageError("no variants were given", hint="name a file, or some variants")
    frame = annotated.frame()
    sampled = sampled_of_cohorts(annotated.cohorts)
    written = write_report(
        frame if sampled is None else frame.assign(**sampled),
        options.output,
        title=options.title,
        source=[*sources, *_brought(options)],
        remarks=_remarks(options),
        other_genes=annotated.other_genes(),
        columns=annotated.added,
        structure=options.structure,
        js=options.js,
        sample=options.sample,
        brief=options.brief,
        atlas=options.atlas,
        store=options.store,
        offline=options.offline,
    )
    if written.picture:
        tell(f"the picture is flat: {written.picture}")
    tell(
        f"{written.path} ({_size(written.size_bytes)}): {counted(written.rows, 'row')} = "
        f"{written.answered:,} answered + {written.other_genes:,} of other genes + "
        f"{written.rejected:,} rejected"
    )
    return code_of_rows(annotated)


def _size(n_bytes: int) -> str:
    return f"{n_bytes / 1e6:.1f} MB" if n_bytes >= 1e6 else f"{n_bytes / 1e3:.0f} kB"


def _remarks(options: argparse.Namespace) -> list[str]:
    """Return remarks on options that affect the verdicts."""
    return [
        words
        for words, is_so in (
            ("Verdicts stand on the rules alone; publications were left out.", options.evidence == "none"),
            ("Published effects that were not seen in a source count as well.", options.include_unverified),
            ("Scores and joined columns are the user's; they enter no verdict.", bool(_brought(options))),
        )
        if is_so
    ]


def _brought(options: argparse.Namespace) -> list[str]:
    """Return the files of scores and the tables that are joined."""
    from mtorstruct.variants.joining import named_table

    return [*options.scores, *(named_table(text)[1] for text in options.join)]
