"""``mtorstruct benchmark``."""

from __future__ import annotations

import argparse
from pathlib import Path

from mtorstruct.cli.common import add_atlas_option, add_output_options

SHOWN = (
    "question", "predictor", "n_positive", "n_negative", "n_silent", "tp", "fp", "tn", "fn", "mcc", "mcc_low",
    "mcc_high", "balanced_accuracy", "auroc",
)  # fmt: skip


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct benchmark\n"
        "  mtorstruct benchmark --scores alphamissense.tsv --change-column protein_variant "
        "--score-column am_pathogenicity\n\n"
        "Every tested position is left out: no published effect of it is looked at."
    )
    parser.add_argument(
        "--scores", type=Path, metavar="FILE", help="table with a number for each substitution of mTOR"
    )
    parser.add_argument("--score-column", metavar="NAME", help="column of the number (default: score)")
    parser.add_argument("--change-column", metavar="NAME", help="column of the substitution, such as F2108L")
    parser.add_argument(
        "--position-column",
        metavar="NAME",
        help="column of the UniProt position, where the substitution is written F/L or F>L",
    )
    parser.add_argument(
        "--labels",
        type=Path,
        metavar="FILE",
        help="table with answers of your own: protein_change, and activity, rapalog or atp_competitive",
    )
    add_output_options(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Measure and print."""
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.tables import BENCHMARK
    from mtorstruct.tables.writing import deliver
    from mtorstruct.variants.benchmark import benchmark_columns
    from mtorstruct.variants.scores import ScoreTable

    scores = None
    if options.scores:
        names = (options.score_column, options.change_column, options.position_column)
        scores = ScoreTable(options.scores, *names)
    columns = benchmark_columns(open_atlas(options.atlas), scores=scores, labels=options.labels)
    deliver(BENCHMARK, columns, path=options.output, chosen=options.format, shown=SHOWN)
    return 0
