"""``mtorstruct benchmark``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.common import (
    add_atlas_option,
    add_former_name,
    add_output_options,
    add_score_columns,
    deliver_table,
)
from mtorstruct.cli.progress import end_of_work

SHOWN = {
    "predictors": (
        "question", "labels", "predictor", "tp", "fp", "tn", "fn", "sensitivity", "sensitivity_low",
        "sensitivity_high", "specificity", "specificity_low", "specificity_high", "mcc", "auroc",
        "random_flagged", "mcc_random", "auroc_random", "tumour_excess", "note",
    ),
    "calibration": (
        "substitutions", "random_share", "samples", "expected", "excess", "excess_low", "excess_high",
        "selected", "selected_low", "selected_high",
    ),
}  # fmt: skip
"""Columns of each table that are shown in the format ``table``."""

KEYS = {"predictors": 3, "calibration": 1}
"""Columns of each table that tell what a row is about."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct benchmark\n"
        "  mtorstruct benchmark --scores alphamissense\n"
        "  mtorstruct benchmark --scores esm.csv --score-change-column mutant --score-column llr\n\n"
        "Every tested position is left out: no published effect of it is looked at. On a terminal both\n"
        "tables are printed, in other formats the first unless --table names the second. What the numbers\n"
        "mean: docs/impact.md."
    )
    parser.add_argument(
        "--table",
        choices=tuple(SHOWN),
        help="predictors: against published effects, random missense substitutions and tumours; calibration: "
        "how often tumours select what a verdict is said of",
    )
    parser.add_argument(
        "--scores",
        type=Path,
        metavar="FILE|alphamissense",
        help="table with a number for each substitution of mTOR, as annotate --scores takes it",
    )
    add_score_columns(parser)
    parser.add_argument(
        "--answers",
        type=Path,
        metavar="FILE",
        help="table with answers of your own: protein_change, and activity, rapalog or atp_competitive",
    )
    add_former_name(parser, "--change-column", "--score-change-column")
    add_former_name(parser, "--position-column", "--score-position-column")
    add_former_name(parser, "--labels", "--answers")
    add_output_options(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.tables import BENCHMARK, CALIBRATION
    from mtorstruct.tables.writing import choose_format, say
    from mtorstruct.variants.benchmark import benchmark_columns, calibration_columns
    from mtorstruct.variants.scores import ScoreTable

    scores = None
    if options.scores:
        names = (options.score_column, options.score_change_column, options.score_position_column)
        scores = ScoreTable(options.scores, *names)
    atlas = open_atlas(options.atlas)
    for_people = options.output is None and choose_format(options.format, None) == "table"
    both = for_people and options.columns is None
    named = [options.table] if options.table else list(SHOWN) if both else ["predictors"]
    for name in named:
        if name == "predictors":
            table, columns = BENCHMARK, benchmark_columns(atlas, scores=scores, labels=options.answers)
        else:
            table, columns = CALIBRATION, calibration_columns(atlas)
        if for_people:
            end_of_work()
        if name != named[0]:
            say("\n")
        deliver_table(options, table, columns, shown=SHOWN[name], keys=KEYS[name])
    return 0
