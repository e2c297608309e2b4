"""Changes as commands take them: on the command line, in files, from standard input."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mtorstruct.variants.change import Change

ENDINGS = {".maf", ".tsv", ".csv", ".txt", ".tab", ".gz", ".vcf"}
"""Endings of files: a text that has one is no change."""

ANSWERED = {"ok", "reference_mismatch", "context"}
"""A wild type that does not match is an answer, with a suggestion, unless ``--strict``."""


def add_change_options(parser: argparse.ArgumentParser, *, example: bool = False) -> None:
    """Add VARIANT, ``-i``, the names of columns and, if asked for, ``--example``."""
    parser.add_argument(
        "variants",
        nargs="*",
        metavar="VARIANT|FILE",
        help="F2108L, MTOR:F2108L, p.Phe2108Leu, RPTOR:S863, MTOR:2108; or a file with changes",
    )
    parser.add_argument(
        "-i",
        "--input",
        action="append",
        default=[],
        metavar="FILE",
        help="list of changes, CSV, TSV or MAF; - is standard input",
    )
    if example:
        parser.add_argument(
            "--example",
            choices=("review",),
            help="the changes that the review names (doi:10.1186/s13045-019-0754-1), misprints included",
        )
    parser.add_argument("--gene-column", metavar="NAME", help="column of the gene in a CSV or TSV file")
    parser.add_argument(
        "--change-column", metavar="NAME", help="column of the protein change in a CSV or TSV file"
    )
    parser.add_argument(
        "--sample-column",
        metavar="NAME",
        help="column of the sample; its changes of PIK3CA, KRAS and the like are told as context",
    )


def given_changes(options: argparse.Namespace) -> tuple[list[Change], list[str]]:
    """All changes in their order: those on the command line, those of files; and where they come from.

    Raises
    ------
    UsageError
        A text is a folder, or looks like a file that does not exist.
    DataError
        A file cannot be read.
    """
    from mtorstruct.errors import UsageError
    from mtorstruct.variants.inputs import read_changes
    from mtorstruct.variants.notation import parse_change

    files = [text for text in options.variants if text == "-" or Path(text).is_file()]
    named = [text for text in options.variants if text not in files]
    for text in named:
        if Path(text).is_dir():
            raise UsageError("is a folder", where=text, mend="name a file in it")
        if Path(text).suffix.lower() in ENDINGS or text.startswith(("/", "./", "../", "~")):
            raise UsageError("there is no such file", where=text, mend="check the path")
    changes = [parse_change(text) for text in named]
    for source in (*files, *options.input):
        changes += read_changes(
            source,
            gene_column=options.gene_column,
            change_column=options.change_column,
            sample_column=options.sample_column,
        )
    if not changes and (files or options.input):
        raise UsageError(
            "no changes are there", where=", ".join((*files, *options.input)), mend="check the file"
        )
    told = ["the command line"] if named else []
    told += ["standard input" if source == "-" else source for source in (*files, *options.input)]
    if getattr(options, "example", None):
        from mtorstruct.reference.effects import review_variants

        changes += [parse_change(text) for text in review_variants()]
        told.append("the changes that the review names")
    return changes, told


def code_of_answers(statuses: Iterable[str], *, strict: bool = False) -> int:
    """0 if every change has an answer, 1 if some have, 3 if none has.

    A picture or a report has no place for a wild type that does not match: for them `strict` holds.
    """
    answered = [s in ANSWERED and not (strict and s == "reference_mismatch") for s in statuses]
    if all(answered):
        return 0
    return 1 if any(answered) else 3
