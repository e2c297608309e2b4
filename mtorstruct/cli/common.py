"""Options that commands share, and messages on failed inputs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mtorstruct.cli.parsing import did_you_mean
from mtorstruct.cli.progress import Working, end_of_work
from mtorstruct.errors import MOST_OF_MESSAGE, MtorStructError, UsageError
from mtorstruct.texts import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from mtorstruct.reference.entries import Entry
    from mtorstruct.structure.model import MtorComplex
    from mtorstruct.tables import Columns, Table
    from mtorstruct.variants.stream import AnnotatedCohorts

READ_WITHOUT_ANSWER = {"no_protein_change"}
"""Statuses of rows that were read and checked, and that no annotation is possible for."""

SUGGESTED = {"reference_mismatch", "other_isoform", "ambiguous"}
"""Statuses with a suggestion or candidates: such rows were checked, too, and count as failed if `strict`."""

FORMATS = ("table", "tsv", "csv", "json", "parquet")


STRUCTURE = "entry id, such as 5H64 or AF-P42345-F1, or a coordinate file, packed or not"
"""What the argument STRUCTURE of every command takes."""


def add_former_name(parser: argparse.ArgumentParser, former: str, name: str) -> None:
    """Accept the former name of an option, without a word in help or documentation."""
    of = next(action for action in parser._actions if name in action.option_strings)
    parser.add_argument(
        former, dest=of.dest, type=of.type or str, default=argparse.SUPPRESS, help=argparse.SUPPRESS
    )


def add_output_options(parser: argparse.ArgumentParser) -> None:
    """Add ``-o``, ``--format`` and ``--columns``."""
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write to a file (whole or not at all)"
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        help="default: by the file's ending; a table on a terminal, TSV in a pipe",
    )
    parser.add_argument(
        "--columns", metavar="NAMES", help="these columns alone, separated by commas, in this order"
    )


def add_brief_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--brief`` to a command whose table names the columns that matter most."""
    parser.add_argument(
        "--brief", action="store_true", help="the columns that matter most alone, which are the first ones"
    )


def chooses_columns(options: argparse.Namespace) -> bool:
    """Return whether not all columns are wanted."""
    return options.columns is not None or getattr(options, "brief", False)


def chosen_columns(options: argparse.Namespace, table: Table) -> list[str] | None:
    """Return the names of ``--columns``, or the table's own for ``--brief``; None where all are wanted.

    Raises
    ------
    UsageError
        The table has no such column, or both options are given.
    """
    if not chooses_columns(options):
        return None
    if options.columns is None:
        return table.chosen("brief")
    if getattr(options, "brief", False):
        raise UsageError("--brief and --columns both choose columns", hint="give one of them")
    names = list(dict.fromkeys(name.strip() for name in options.columns.split(",") if name.strip()))
    for name in names:
        if name not in table.names:
            near = did_you_mean(name, table.names).lstrip("; ")
            hint = near or f"there are: {', '.join(table.names)}"
            raise UsageError("there is no such column", where=name, hint=hint)
    if not names:
        raise UsageError("no column is named", where="--columns", hint=f"there are: {', '.join(table.names)}")
    return names


def deliver_table(
    options: argparse.Namespace,
    table: Table,
    columns: Columns,
    *,
    shown: Sequence[str] | None = None,
    keys: int = 1,
) -> None:
    """Write a table as ``-o``, ``--format``, ``--columns`` and ``--spreadsheet`` ask for.

    Parameters
    ----------
    shown : sequence of str, optional
        Columns of a table for people, where none are chosen.
    keys : int
        How many of them say what a row is about.
    """
    from dataclasses import replace

    from mtorstruct.tables.writing import deliver

    names = chosen_columns(options, table)
    if names is not None:
        by_name = {column.name: column for column in table.columns}
        table = replace(table, columns=tuple(by_name[name] for name in names))
        columns, shown, keys = {name: columns[name] for name in names}, names, 1
    if options.output is None:
        end_of_work()
    deliver(
        table, columns, path=options.output, chosen=options.format, shown=shown, keys=keys,
        spreadsheet=getattr(options, "spreadsheet", False),
    )  # fmt: skip


def add_spreadsheet_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--spreadsheet``."""
    parser.add_argument(
        "--spreadsheet",
        action="store_true",
        help="in TSV, too, put a quote in front of a cell that a spreadsheet takes for a formula, as in CSV",
    )


def add_domain_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose rows of the domain table."""
    parser.add_argument(
        "--scheme", default="default", metavar="NAME", help="domain scheme (default: default)"
    )
    parser.add_argument(
        "--level",
        default="domain",
        choices=("domain", "linker", "subdomain", "all"),
        help="which rows of domains (default: domain)",
    )
    parser.add_argument(
        "--include-unverified", action="store_true", help="also boundaries that were not seen in their source"
    )


def add_score_columns(parser: argparse.ArgumentParser) -> None:
    """Add the options that name the columns of files of ``--scores``."""
    parser.add_argument(
        "--score-column", metavar="NAME", help="column of the number in files of --scores (default: score)"
    )
    parser.add_argument(
        "--score-change-column", metavar="NAME", help="column of the substitution there, such as F2108L"
    )
    parser.add_argument(
        "--score-position-column",
        metavar="NAME",
        help="column of the UniProt position there, where the substitution is written F/L or F>L",
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


def add_catalogue_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose from the catalogue."""
    parser.add_argument("--complex", metavar="NAME", help="entries of this complex, such as mTORC1 or FRB")
    parser.add_argument("--state", metavar="TEXT", help="entries in this state, such as RHEB")
    parser.add_argument("--ligand", metavar="CODE", help="entries with this ligand (CCD code), such as RAP")
    parser.add_argument(
        "--max-resolution", type=float, metavar="A", help="entries of this resolution in Å or better"
    )


def chosen_entries(options: argparse.Namespace) -> list[Entry]:
    """Return the entries of the catalogue that the options choose."""
    from mtorstruct.reference.entries import select_entries

    return select_entries(
        complex_name=options.complex,
        state=options.state,
        ligand=options.ligand,
        max_resolution_A=options.max_resolution,
    )


def add_store_option(parser: argparse.ArgumentParser) -> None:
    """Add ``--store``."""
    parser.add_argument(
        "--store", metavar="DIR", help="folder for coordinate files (default: MTORSTRUCT_STORE, else a cache)"
    )


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--store`` and ``--offline``."""
    add_store_option(parser)
    parser.add_argument(
        "--offline", action="store_true", default=None, help="open no socket (as MTORSTRUCT_OFFLINE=1 does)"
    )


def tell(text: str) -> None:
    """Write a message to standard error, on one line with control characters escaped."""
    _write(printable(text, MOST_OF_MESSAGE))


def complain(error: MtorStructError) -> None:
    """Write a failure to standard error; the command goes on."""
    # The message of an error is fit to be shown, and cut if it must be, as it is.
    _write(str(error))


def _write(line: str) -> None:
    if Working.current is not None:
        Working.current.clear()
    sys.stderr.write(f"mtorstruct: {line}\n")


def exit_code(n_good: int, failures: list[MtorStructError]) -> int:
    """Return 0 if nothing failed, 1 if something did, the code of the first failure if everything did."""
    if not failures:
        return 0
    return 1 if n_good else failures[0].exit_code


def code_of_rows(annotated: AnnotatedCohorts, *, strict: bool = False) -> int:
    """Return the exit code of a command that reads variants; the same rows have the same code everywhere.

    0 if every row was read and checked, 1 if some could not be or a file breaks off, 3 if none could be. Rows
    of other genes and rows without a protein change, such as introns, were read, and are no failure. Neither
    is a wild type that differs, for it is reported with a suggestion; it is one with `strict`, which holds
    for pictures, where such a row has no place.
    """
    rows = annotated.accounting()
    accepted = READ_WITHOUT_ANSWER if strict else READ_WITHOUT_ANSWER | SUGGESTED
    n_failed = sum(n for status, n in rows.rejected.items() if status not in accepted)
    if n_failed and n_failed == rows.n_rows:
        return 3
    return 1 if n_failed or any(cohort.damage for cohort in annotated.cohorts) else 0


def mention_notes(complex_: MtorComplex) -> None:
    """Report what of a structure's file was not read, a line each."""
    for note in complex_.notes:
        tell(f"{complex_.path}: {note}")
