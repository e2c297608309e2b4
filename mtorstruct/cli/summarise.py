"""``mtorstruct summarise``."""

from __future__ import annotations

import argparse
import textwrap
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from mtorstruct.cli.changes import (
    add_change_options,
    add_extra_options,
    annotated_changes,
    refuse_inputs,
)
from mtorstruct.cli.common import (
    add_atlas_option,
    add_evidence_options,
    add_output_options,
    add_spreadsheet_option,
    chooses_columns,
    code_of_rows,
    deliver_table,
    tell,
)
from mtorstruct.cli.progress import end_of_work

if TYPE_CHECKING:
    from mtorstruct.tables import Columns
    from mtorstruct.variants.input.accounting import Accounting
    from mtorstruct.variants.stream import AnnotatedCohorts

NAMES = ("genes", "counts", "residues", "samples", "cooccurrence", "accounting")

SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "genes": (
        "Proteins",
        ("gene", "complexes", "rows", "changes", "samples", "synonymous", "repeated", "rejected_as"),
    ),
    "counts": (
        "Verdicts of an effect, by domain",
        ("gene", "domain", "question", "verdict", "changes", "samples"),
    ),
    "residues": (
        "Residues, the most frequent first",
        ("gene", "domain", "samples", "seen", "activity"),
    ),
    "samples": (
        "Samples, those with most variants first",
        ("sample", "changes", "mtorc1", "mtorc2", "neither", "rejected", "seen"),
    ),
    "cooccurrence": (
        "Samples with two or more variants in one complex",
        ("sample", "complex", "changes", "same_protein", "seen"),
    ),
}
"""Sections of the summary in words: heading, and the columns that are shown."""

KEYS = {"genes": 1, "counts": 3, "residues": 2, "samples": 1, "cooccurrence": 2}
"""Columns of each section that tell what a row is about."""

LONGEST = 20
"""Largest number of rows of a section that are shown."""

WIDTH, NARROWEST = 110, 24
"""Width of a line in characters, and smallest width of its last column."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct summarise cohort.maf\n"
        "  mtorstruct summarise cohort.maf --table residues -o residues.tsv\n"
        "  mtorstruct summarise cohort.maf --format json -o summary.json\n"
        "  mtorstruct summarise cohort.maf --format tsv -o FOLDER\n\n"
        "A variant counts once a sample, however many rows name it. Synonymous variants and rows without an\n"
        "answer are counted apart. Samples are distinguished by their whole name. TSV, CSV and Parquet hold\n"
        "one table (docs/columns.md), JSON holds all of them, a folder one file a table. Without --table\n"
        "and --format the summary is for people, in a pipe too. The columns of --scores and --join are in\n"
        "the table residues. What the counts mean: docs/cohorts.md.\n\n"
        "exit code: 0 every row was read and checked; 1 some could not be; 3 none could be."
    )
    add_change_options(parser)
    parser.add_argument("--table", choices=NAMES, help="one table of the summary alone")
    add_extra_options(parser)
    add_evidence_options(parser)
    add_output_options(parser)
    add_spreadsheet_option(parser)
    add_atlas_option(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Annotate, count, write the result, and report the accounting of rows."""
    from mtorstruct.errors import UsageError
    from mtorstruct.variants.cohort_summary import summary_columns
    from mtorstruct.variants.findings import READ, collect_findings

    refuse_inputs(options, options.output)
    if chooses_columns(options) and (not options.table or (options.output and options.output.is_dir())):
        raise UsageError("--columns chooses from one table", hint="name it with --table, and a file with -o")
    fmt = _chosen_format(options)
    annotated = _annotated(options)
    added = annotated.added
    annotation = annotated.columns(passthrough=False, names=(*READ, *added))
    further = {name: annotation[name].tolist() for name in added}
    tables = summary_columns(collect_findings(annotation), annotated.other_genes(), further)
    _deliver(tables, fmt, options, added)
    rows = accounting_of(tables["accounting"])
    if fmt != "table" or options.output is not None or options.table:
        tell(str(rows))
    return code_of_rows(annotated)


def _annotated(options: argparse.Namespace) -> AnnotatedCohorts:
    """Annotate all given rows."""
    from mtorstruct.errors import UsageError
    from mtorstruct.variants.annotate import uses_published
    from mtorstruct.variants.verdicts.judge import Options

    stands = Options(uses_published(options.evidence), options.include_unverified)
    annotated, _ = annotated_changes(options, stands, say=False)
    if annotated is None:
        raise UsageError("no variants were given", hint="name a file, or some variants")
    return annotated


def _chosen_format(options: argparse.Namespace) -> str:
    """Return the format of the output; by default text for people, also in a pipe.

    Raises
    ------
    UsageError
        The format holds one table and none was chosen.
    """
    from mtorstruct.errors import UsageError
    from mtorstruct.tables.writing import choose_format

    to_folder = options.output is not None and options.output.is_dir()
    if options.output is None and not options.table:
        fmt = str(options.format or "table")
    else:
        fmt = choose_format(options.format, Path("folder.tsv") if to_folder else options.output)
    if fmt in ("tsv", "csv", "parquet") and not options.table and not to_folder:
        hint = f"choose one with --table ({', '.join(NAMES)}), or --format json, or an existing folder"
        raise UsageError(f"the format {fmt} holds one table of the six", hint=hint)
    return fmt


def _deliver(
    tables: dict[str, Columns], fmt: str, options: argparse.Namespace, added: tuple[str, ...]
) -> None:
    from mtorstruct.atlas.store import open_atlas
    from mtorstruct.tables.terminal import width_here
    from mtorstruct.tables.writing import deliver, say, say_table, write_text
    from mtorstruct.variants.cohort_summary import as_json, cohort_tables

    schemas = cohort_tables(added)
    end_of_work()
    if options.output is not None and options.output.is_dir():
        for name in [options.table] if options.table else NAMES:
            path = options.output / f"{name}.{'txt' if fmt == 'table' else fmt}"
            deliver(schemas[name], tables[name], path=path, chosen=fmt, spreadsheet=options.spreadsheet)
        return
    if options.table:
        deliver_table(options, schemas[options.table], tables[options.table])
        return
    version = open_atlas(options.atlas).version
    here = width_here() if options.output is None else None
    text = as_json(tables, version, added) if fmt == "json" else in_words(tables, here)
    if options.output is not None:
        write_text(options.output, text)
    elif fmt == "json":
        say(text)
    else:
        say_table(text)


def in_words(tables: dict[str, Columns], width: int | None = None) -> str:
    """Return the summary as text: the accounting of rows, then a section a table, long ones cut short.

    On a terminal, `width` is its width, and tables that are wider are continued below.
    """
    from mtorstruct.tables.terminal import folded
    from mtorstruct.tables.writing import plain_table
    from mtorstruct.variants.cohort_summary import COHORT_TABLES

    parts = [textwrap.fill(str(accounting_of(tables["accounting"])), width or WIDTH) + "\n"]
    for name, (heading, shown) in SECTIONS.items():
        columns = _shown_rows(name, tables[name])
        n = len(columns[shown[0]])
        if not n:
            nameless = name in ("samples", "cooccurrence") and not len(tables["samples"]["sample"])
            parts.append(f"{heading}: none{', for no row names a sample' if nameless else ''}\n")
            continue
        limit = min(n, LONGEST) if name in ("residues", "samples", "cooccurrence") else n
        top = {key: values[:limit] for key, values in columns.items()}
        lines = plain_table(COHORT_TABLES[name], top, shown, width=width, keys=KEYS[name]).splitlines()
        lines = lines if width else _folded(lines)
        cut = f" ({limit} of {n}; all: --table {name})" if limit < n else ""
        parts.append("\n".join([heading + cut, "", *lines, ""]))
    text = "\n".join(parts)
    return folded(text, width) if width else text


def _shown_rows(name: str, columns: Columns) -> Columns:
    """Return rows with verdicts that assert an effect; co-occurring variants with their activity, if any."""
    from mtorstruct.tables import TELLING
    from mtorstruct.variants.findings import SEPARATOR

    if name == "counts":
        telling = [verdict in TELLING for verdict in columns["verdict"]]
        return {key: values[telling] for key, values in columns.items()}
    if name == "cooccurrence":
        shown = columns["seen"].copy()
        for k, activities in enumerate(columns["activity"]):
            pairs = zip(shown[k].split(SEPARATOR), activities.split(SEPARATOR), strict=True)
            shown[k] = SEPARATOR.join(f"{c} ({a})" if a in TELLING else c for c, a in pairs)
        return {**columns, "seen": shown}
    return columns


def _folded(lines: list[str]) -> list[str]:
    """Fold lines of a table that are too long within the last column, or below it if it is too narrow."""
    last = lines[0].rstrip().rfind("  ") + 2
    indent = " " * (last if last <= WIDTH - NARROWEST else WIDTH - NARROWEST)
    folded = []
    for line in lines:
        inner = textwrap.wrap(
            line[last:], WIDTH - len(indent), break_long_words=False, break_on_hyphens=False
        ) or [""]
        first = f"{line[:last]}{inner[0]}".rstrip()
        if len(first) > WIDTH:
            first, inner = line[:last].rstrip(), ["", *inner]
        folded += [first, *(indent + more for more in inner[1:])]
    return folded


def accounting_of(accounting: Columns) -> Accounting:
    """Describe the rows of the input and their outcomes, rejected ones by status."""
    from mtorstruct.variants.input.accounting import Accounting

    reasons: Counter[tuple[str, str]] = Counter()
    names = ("part", "reason", "rows")
    for part, reason, rows in zip(*(accounting[name].tolist() for name in names), strict=True):
        reasons[part, reason] += rows
    rejected = sorted(
        ((reason, n) for (part, reason), n in reasons.items() if part == "rejected"),
        key=lambda item: (-item[1], item[0]),
    )
    answered, other_genes = (
        sum(n for (of, _), n in reasons.items() if of == part) for part in ("answered", "other_genes")
    )
    return Accounting(answered, other_genes, dict(rejected), {})
