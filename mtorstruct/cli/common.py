"""Options that commands share, and the line that says how many inputs failed."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mtorstruct.errors import MtorStructError

FORMATS = ("table", "tsv", "csv", "json", "parquet")


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Add ``-o`` and ``--format``."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to a file (whole or not at all)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="default: by the file's ending; a table on a terminal, TSV in a pipe",
    )


def add_atlas_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--atlas``."""
    parser.add_argument(
        "--atlas", metavar="DIR", help="atlas to use (default: MTORSTRUCT_ATLAS, else the embedded one)"
    )


def add_evidence_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--evidence`` and ``--include-unverified``."""
    parser.add_argument(
        "--evidence",
        choices=("published", "none"),
        default="published",
        help="none: verdicts by the rules alone, without what is published on the residue",
    )
    parser.add_argument(
        "--include-unverified",
        action="store_true",
        help="also published effects that are believed but were not seen in a source",
    )


def complain(error: MtorStructError) -> None:
    """Say on standard error what failed; the command goes on."""
    sys.stderr.write(f"mtorstruct: {error}\n")


def exit_code(n_good: int, failures: list[MtorStructError]) -> int:
    """0 if nothing failed, 1 if something did, the code of the first failure if everything did."""
    if not failures:
        return 0
    return 1 if n_good else failures[0].exit_code
