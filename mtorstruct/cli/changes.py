"""Variants as commands take them: on the command line, in files, from standard input."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.cli.common import add_score_columns, tell
from mtorstruct.cli.progress import stage
from mtorstruct.texts import printable

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences
    from mtorstruct.variants.input.cohort import Cohort, ReadOptions
    from mtorstruct.variants.joining import Joined
    from mtorstruct.variants.scores import Scores
    from mtorstruct.variants.stream import AnnotatedCohorts
    from mtorstruct.variants.verdicts.judge import Options

ENDINGS = {".maf", ".tsv", ".csv", ".txt", ".tab", ".gz", ".vcf"}
"""Suffixes of files: a text with one of them is no variant."""


def add_change_options(parser: argparse.ArgumentParser, *, example: bool = False, gene: bool = True) -> None:
    """Add VARIANT, ``-i``, the names of columns, ``--gene`` and, if asked for, ``--example``."""
    parser.add_argument(
        "variants",
        nargs="*",
        metavar="VARIANT|FILE",
        help="F2108L, MTOR:F2108L, p.Phe2108Leu, RPTOR:S863, MTOR:2108, NM_004958.4:c.6324C>A, "
        "1:11187094:G:T; or a file with variants",
    )
    parser.add_argument(
        "-i",
        "--input",
        action="append",
        default=[],
        metavar="FILE",
        help="list of variants, CSV, TSV, MAF or VCF, plain or gzipped; - is standard input",
    )
    parser.add_argument(
        "--input-format",
        choices=("list", "table", "vcf"),
        help="format of the files (default: detected from their content); MAF, CSV and TSV are tables",
    )
    if gene:
        parser.add_argument(
            "--gene",
            metavar="NAME",
            help="the protein that variants without a gene, or all rows of a file that names none, are about",
        )
    parser.add_argument(
        "--pass-only",
        action="store_true",
        help="leave out rows whose column FILTER is neither PASS nor empty; they are counted",
    )
    parser.add_argument(
        "--build",
        metavar="BUILD",
        help="genome build of coordinates where the file does not name it: GRCh37 (hg19) or GRCh38 (hg38)",
    )
    parser.add_argument(
        "--cds",
        metavar="FASTA|fetch",
        help="coding sequences, which make coordinates exact; fetch gets them once from Ensembl or RefSeq. "
        "Those that mtorstruct fetch cds brought are used without it",
    )
    if example:
        parser.add_argument(
            "--example",
            choices=("review",),
            help="the variants that the review names (doi:10.1186/s13045-019-0754-1), misprints included",
        )
    parser.add_argument("--gene-column", metavar="NAME", help="column of the gene in a CSV or TSV file")
    parser.add_argument(
        "--change-column", metavar="NAME", help="column of the protein change in a CSV or TSV file"
    )
    parser.add_argument(
        "--sample-column",
        metavar="NAME",
        help="column of the sample; its variants of PIK3CA, KRAS and the like are reported as context",
    )


def add_extra_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--scores`` with the names of its columns, and ``--join``."""
    parser.add_argument(
        "--scores",
        action="append",
        default=[],
        metavar="FILE|alphamissense",
        help="add a score of each substitution: a file of AlphaMissense, any table with the columns that the "
        "next options name, or alphamissense for what mtorstruct fetch alphamissense brought; it enters no "
        "verdict",
    )
    add_score_columns(parser)
    parser.add_argument(
        "--join",
        action="append",
        default=[],
        metavar="[NAME=]FILE",
        help="add the columns of another table of variants (ClinVar, gnomAD or your own) by gene and change, "
        "with NAME, else the name of the file, in front of theirs; they enter no verdict",
    )


def extras_of(options: argparse.Namespace) -> list[Scores | Joined]:
    """Return the scores and tables that the user gives.

    Raises
    ------
    UsageError, DataError
        As `mtorstruct.variants.extra.read_extras`.
    """
    if not options.scores and not options.join:
        return []
    from mtorstruct.variants.extra import read_extras
    from mtorstruct.variants.input.cohort import ReadOptions

    named = (options.score_column, options.score_change_column, options.score_position_column)
    how = _read_options(options) if options.join else ReadOptions()
    reading = ReadOptions(build=how.build, coding=how.coding, gene=how.gene)
    return read_extras(options.scores, options.join, columns=named, options=reading)


def given_cohorts(options: argparse.Namespace) -> tuple[list[Cohort], list[str]]:
    """Return all variants in order, those on the command line before those of files, and their sources.

    Raises
    ------
    DataError
        A file cannot be read or does not exist, or is a folder.
    """
    from mtorstruct.errors import DataError
    from mtorstruct.variants.input.cohort import cohort_of
    from mtorstruct.variants.input.lists import changes_of_line
    from mtorstruct.variants.input.single import understand_text

    files = [text for text in options.variants if text == "-" or _is(Path.is_file, text)]
    named = [text for text in options.variants if text not in files]
    for text in named:
        if text and _is(Path.is_dir, text):
            raise DataError("is a folder", where=text, hint="name a file in it")
        if Path(text).suffix.lower() in ENDINGS or text.startswith(("/", "./", "../", "~")):
            raise DataError("there is no such file", where=text, hint="check the path")
    how = _read_options(options)
    changes = [changes_of_line(text, how.gene, how.build, how.coding) for text in named]
    cohorts = [cohort_of(changes)] if named else []
    sources = (*files, *options.input)
    if sources:
        from mtorstruct.variants.input.detect import read_cohort

        for source in sources:
            stage(f"reading {printable(source)}")
            cohorts.append(read_cohort(source, how))
    told = ["the command line"] if named else []
    told += ["standard input" if source == "-" else source for source in sources]
    if getattr(options, "example", None):
        from mtorstruct.reference.effects import review_variants

        cohorts.append(cohort_of([(understand_text(text),) for text in review_variants()]))
        told.append("the variants that the review names")
    for cohort in cohorts:
        _tell_reading(cohort)
    return cohorts, told


def _is(what: Callable[[Path], bool], text: str) -> bool:
    """Return whether a text is the path of a file or folder; one that is too long for a path is none."""
    try:
        return what(Path(text))
    except (OSError, ValueError):
        return False


def refuse_inputs(options: argparse.Namespace, *targets: Path | None) -> None:
    """Refuse to overwrite an input.

    Raises
    ------
    UsageError
        A target is one of the files that are read.
    """
    from mtorstruct.errors import UsageError

    names = [*options.input, *options.variants, options.cds, *getattr(options, "scores", ())]
    if getattr(options, "join", ()):
        from mtorstruct.variants.joining import named_table

        names += [named_table(text)[1] for text in options.join]
    inputs = {Path(name).resolve() for name in names if name and name != "-"}
    for path in targets:
        if path is not None and path.resolve() in inputs:
            raise UsageError("is an input", where=str(path), hint="give the output another name")


def annotated_changes(
    options: argparse.Namespace, stands: Options | None = None, drug: str | None = None, *, say: bool = True
) -> tuple[AnnotatedCohorts | None, list[str]]:
    """Return the given variants, annotated, and their sources; None where none were given.

    The accounting of rows is written to standard error, unless the command has a line of its own.
    """
    cohorts, told = given_cohorts(options)
    if not cohorts:
        return None, told
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.variants.stream import annotate_cohorts

    extras = extras_of(options) if hasattr(options, "scores") else []
    stage(f"annotating variants: {sum(map(len, cohorts)):,}")
    annotated = annotate_cohorts(cohorts, open_atlas(options.atlas), stands, drug, extras)
    stage("")
    tell_notices(annotated)
    if told != ["the command line"] and say:
        tell_accounting(annotated)
    else:
        _tell_what_is_missing(annotated)
    return annotated, told


def _read_options(options: argparse.Namespace) -> ReadOptions:
    """Return the options for reading files; without ``--cds`` the store is searched for DNA variants."""
    from mtorstruct.variants.dna.stored import SequencesAtHand
    from mtorstruct.variants.input.cohort import ReadOptions

    coding: CodingSequences = SequencesAtHand(tell)
    if options.cds is not None:
        from mtorstruct.archive.sequences import fetch_coding_sequences, read_coding_sequences

        coding = fetch_coding_sequences() if options.cds == "fetch" else read_coding_sequences(options.cds)
    build = ""
    if options.build is not None:
        from mtorstruct.variants.dna.genome import build_named

        build = build_named(options.build)
    return ReadOptions(
        options.gene_column,
        options.change_column,
        options.sample_column,
        options.input_format,
        build,
        coding,
        _assumed(options),
        options.pass_only,
    )


def _assumed(options: argparse.Namespace) -> str:
    """Return the one protein that the user states for the input; empty for none or several."""
    from mtorstruct.reference.proteins import protein

    named = [options.gene] if isinstance(options.gene, str) else list(options.gene or ())
    return protein(named[0]).gene if len(named) == 1 else ""


def _tell_reading(cohort: Cohort) -> None:
    for notice in cohort.notices:
        tell(f"{cohort.where}: {notice}")
    if cohort.damage:
        what = f"{cohort.damage}; the {cohort.n_rows:,} rows before that are answered"
        tell(f"{cohort.where}: {what}")


def tell_notices(annotated: AnnotatedCohorts) -> None:
    """Write what is to be known of scores and joined tables to standard error."""
    for notice in annotated.notices:
        tell(notice)


def tell_accounting(annotated: AnnotatedCohorts, *, always: bool = True) -> None:
    """Write the accounting of rows to standard error; unless `always`, only if some row has no answer."""
    accounting = annotated.accounting()
    if always or accounting.n_rows != accounting.annotated:
        tell(str(accounting))
    _tell_what_is_missing(annotated)


def _tell_what_is_missing(annotated: AnnotatedCohorts) -> None:
    """Name the hint for rows that have no answer for want of a coding sequence, or of a genome build."""
    if not annotated.statuses() & {"ambiguous", "unknown_build"}:
        return
    from mtorstruct.variants.dna.genome import NO_BUILD
    from mtorstruct.variants.dna.protein_change import lacks_sequence

    changes = [change for cohort in annotated.cohorts for change in cohort.changes]
    counts = annotated.counts.tolist()
    sequence = sum(n for n, change in zip(counts, changes, strict=True) if lacks_sequence(change))
    build = sum(n for n, change in zip(counts, changes, strict=True) if change.problem.startswith(NO_BUILD))
    for n, what in (
        (sequence, "ambiguous without coding sequences: mtorstruct fetch cds settles them"),
        (build, "without a genome build: give it with --build"),
    ):
        if n:
            tell(f"{n:,} {'row is' if n == 1 else 'rows are'} {what}")
