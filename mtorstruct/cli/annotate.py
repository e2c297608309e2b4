"""``mtorstruct annotate``."""

from __future__ import annotations

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtorstruct.cli.changes import (
    add_change_options,
    add_extra_options,
    extras_of,
    given_cohorts,
    refuse_inputs,
    tell_accounting,
    tell_notices,
)
from mtorstruct.cli.common import (
    add_atlas_option,
    add_brief_option,
    add_evidence_options,
    add_output_options,
    add_spreadsheet_option,
    chooses_columns,
    chosen_columns,
    code_of_rows,
    deliver_table,
    tell,
)
from mtorstruct.cli.progress import end_of_work, stage
from mtorstruct.errors import MOST_OF_MESSAGE
from mtorstruct.texts import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mtorstruct.tables import Columns
    from mtorstruct.variants.input.cohort import Cohort
    from mtorstruct.variants.joining import Joined
    from mtorstruct.variants.scores import Scores
    from mtorstruct.variants.stream import AnnotatedCohorts

SHOWN = (
    "input", "status", "suggestion", "domain", "rapamycin_distance_A", "atp_distance_A", "activity",
    "rapalog", "atp_competitive", "bisteric", "basis", "confidence",
)  # fmt: skip
SHOWN_DRUG = (
    "input", "status", "suggestion", "domain", "rapamycin_distance_A", "atp_distance_A", "drug",
    "drug_response", "drug_response_mtorc2", "drug_basis", "drug_confidence", "drug_evidence",
)  # fmt: skip
SHOWN_ALL = (
    "input", "status", "suggestion", "entry", "copy", "chain", "auth_seq_id", "modelled",
    "register", "rapamycin_distance_A", "rapamycin_basis", "atp_distance_A", "atp_basis", "rsa", "partners",
    "partners_in_doubt",
)  # fmt: skip

WIDTH = 110
"""Width in characters of the lines below the table."""


def shown_columns(columns: dict[str, Any], options: argparse.Namespace) -> tuple[tuple[str, ...], int]:
    """Return the columns of the table for people, and how many of them say what a row is about.

    Gene and sample are among them where there are several.
    """
    shown = SHOWN_ALL if options.all_structures else SHOWN if options.drug is None else SHOWN_DRUG
    several = tuple(name for name in ("gene", "sample") if name in columns and _n_named(columns[name]) > 1)
    return (shown[0], *several, *shown[1:]), 1 + len(several)


def _n_named(values: Iterable[str]) -> int:
    """Return the number of different genes or samples, those without a name left out."""
    return len({value for value in values if value and not value.startswith("(")})


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct annotate F2108L MTOR:p.Met2327Ile RPTOR:S863\n"
        "  mtorstruct annotate cohort.tsv -o annotated.tsv\n"
        "  mtorstruct annotate A2034V M2327I --drug everolimus\n"
        "  mtorstruct annotate cohort.maf --scores alphamissense --join clinvar=clinvar.txt -o out.tsv\n\n"
        "exit code: 0 every variant was read and checked; 1 some could not be; 3 none could be.\n"
        "A wild type that does not match is reported with a suggestion; --strict counts it as a failure."
    )
    add_change_options(parser, example=True)
    parser.add_argument("--all-structures", action="store_true", help="one row per entry and copy")
    parser.add_argument("--strict", action="store_true", help="a wild type that does not match is a failure")
    parser.add_argument(
        "--rejects",
        type=Path,
        metavar="FILE",
        help="write the rows without an answer to this file (TSV): line, text, reason, suggestion",
    )
    parser.add_argument(
        "--drug", metavar="NAME", help="narrow the verdict to one inhibitor; mtorstruct drugs lists them"
    )
    add_extra_options(parser)
    add_evidence_options(parser)
    add_output_options(parser)
    add_brief_option(parser)
    add_spreadsheet_option(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Annotate, write the result, and report how many rows have no answer."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.errors import UsageError
    from mtorstruct.tables import ANNOTATION_ALL, REJECTS
    from mtorstruct.tables.writing import choose_format, deliver_pieces, render, write_text
    from mtorstruct.variants.annotate import annotate_all_columns
    from mtorstruct.variants.stream import annotate_cohorts
    from mtorstruct.variants.verdicts.judge import Options

    _check_targets(options)
    if options.drug is not None and options.all_structures:
        raise UsageError("--all-structures gives no verdicts", hint="leave it or --drug out")
    cohorts, sources = given_cohorts(options)
    if not cohorts:
        raise UsageError("no variants were given", hint="name some, or a file with -i, or --example review")
    atlas = open_atlas(options.atlas)
    stands = Options(options.evidence == "published", options.include_unverified)
    extras = extras_of(options)
    stage(f"annotating variants: {sum(map(len, cohorts)):,}")
    annotated = annotate_cohorts(cohorts, atlas, stands, options.drug, extras)
    fmt = choose_format(options.format, options.output)
    if options.output is None:
        end_of_work()
    else:
        stage(f"writing {printable(str(options.output))}")
    scored, joined = _scored_and_joined(annotated.added, extras)
    if options.all_structures:
        changes = [change for cohort in cohorts for change in cohort.with_samples()]
        columns, _ = annotate_all_columns(changes, atlas)
        table = ANNOTATION_ALL
        if extras:
            from mtorstruct.variants.extra import with_extras

            columns, table = with_extras(columns, table, extras)
            scored, joined = _scored_and_joined(table.names[len(ANNOTATION_ALL.names) :], extras)
        shown, keys = shown_columns(columns, options)
        deliver_table(options, table, columns, shown=(*shown, *scored), keys=keys)
        _print_notes(columns, fmt, options, joined)
    elif fmt in ("tsv", "csv") and not chooses_columns(options):
        deliver_pieces(annotated.text(fmt, spreadsheet=options.spreadsheet), options.output)
    else:
        columns = _asked_for(annotated, options)
        shown, keys = shown_columns(columns, options)
        deliver_table(options, annotated.table, columns, shown=(*shown, *scored), keys=keys)
        _print_notes(columns, fmt, options, joined)
    if options.rejects:
        write_text(options.rejects, render(REJECTS, annotated.rejects(), "tsv"))
    from_file = sources != ["the command line"]
    _say_default(cohorts, from_file=from_file)
    tell_notices(annotated)
    tell_accounting(annotated, always=from_file)
    return code_of_rows(annotated, strict=options.strict)


def _asked_for(annotated: AnnotatedCohorts, options: argparse.Namespace) -> Columns:
    """Return all columns, or those of ``--columns`` or ``--brief`` alone; the former may be of the input."""
    names = chosen_columns(options, annotated.table)
    if names is None:
        return annotated.columns()
    ours = [name for name in names if name in annotated.base.names]
    return annotated.columns(passthrough=len(ours) < len(names), names=ours)


def _scored_and_joined(
    added: Sequence[str], extras: Sequence[Scores | Joined]
) -> tuple[Sequence[str], Sequence[str]]:
    """Return the names of the columns of scores, which come first, and of those of joined tables."""
    if not extras:
        return (), ()
    from mtorstruct.variants.scores import Scores

    n = sum(len(extra.columns) for extra in extras if isinstance(extra, Scores))
    return added[:n], added[n:]


def _check_targets(options: argparse.Namespace) -> None:
    """Refuse, before anything is read, to overwrite an input or to write to an impossible target."""
    from mtorstruct.errors import UsageError

    refuse_inputs(options, options.output, options.rejects)
    targets = [path for path in (options.output, options.rejects) if path is not None]
    if len({path.resolve() for path in targets}) < len(targets):
        raise UsageError("the output and the rejects are the same file", hint="give them different names")
    for path in targets:
        if not path.resolve().parent.is_dir():
            raise UsageError("cannot be written", where=str(path), hint="make its folder first")


def _print_notes(
    columns: dict[str, Any], fmt: str, options: argparse.Namespace, joined: Sequence[str] = ()
) -> None:
    """Print below a table for people what is too long for it: explanations, messages, joined columns."""
    if fmt != "table" or options.output is not None or chooses_columns(options):
        return
    from mtorstruct.tables.terminal import folded, width_here
    from mtorstruct.tables.writing import say

    width = min(WIDTH, width_here() or WIDTH)
    explanation = "drug_explanation" if "drug_explanation" in columns else "explanation"
    notes = [columns[name] for name in (explanation, "message") if name in columns]
    if joined:
        cells = zip(*(columns[name] for name in joined), strict=True)
        notes.append(["; ".join(f"{n}: {c}" for n, c in zip(joined, row, strict=True) if c) for row in cells])
    for words_of in notes:
        texts = zip(columns["input"], words_of, strict=True)
        said = dict.fromkeys(printable(f"{text}: {words}", MOST_OF_MESSAGE) for text, words in texts if words)
        wrapped = [
            textwrap.fill(line, width, subsequent_indent="    ", break_on_hyphens=False) for line in said
        ]
        say("".join(f"\n{line}" for line in wrapped) + ("\n" if said else ""))
    footer = (
        "\nrapamycin, atp: smallest distance of heavy atoms (Å) to the bound ligand, or to the ligand\n"
        "carried over by superposition; all columns: --format tsv; one variant in full: mtorstruct explain\n"
    )
    say(folded(footer, width))


def _say_default(cohorts: list[Cohort], *, from_file: bool) -> None:
    """Report how many rows were taken to be of mTOR by default."""
    import numpy as np

    total = sum(map(len, cohorts))
    n = sum(
        rows
        for c in cohorts
        for change, rows in zip(
            c.changes, np.bincount(c.which, minlength=len(c.changes)).tolist(), strict=True
        )
        if not change.gene and not change.reference
    )
    if n and (from_file or n < total):
        tell(f"{n:,} of {total:,} variants name no gene: MTOR is meant")
