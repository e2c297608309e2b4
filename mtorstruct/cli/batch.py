"""``mtorstruct batch``."""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

from mtorstruct.cli.common import add_domain_options, add_store_options, tell
from mtorstruct.cli.progress import BatchProgress
from mtorstruct.measures.registry import MEASURES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtorstruct.batch.api import BatchOptions
    from mtorstruct.batch.inputs import Inputs
    from mtorstruct.batch.tally import Tally
    from mtorstruct.measures.registry import Measure

SHOWN_FAILURES = 20

LARGEST = 1e6
"""Largest limit in seconds or GB."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    analyses = "\n".join(map(_described, MEASURES.values()))
    parser.epilog = (
        "example:\n  mtorstruct batch domains models/ -o out\n"
        "  mtorstruct batch distances manifest.tsv -o out --jobs 8\n"
        "  mtorstruct batch residues 'af/*.cif.gz' -o out --scheduler tcp://login1:8786\n\n"
        f"analyses:\n{analyses}\n\n"
        "The dataset is one table: pandas.read_parquet('out/domains'). The same command again goes on where\n"
        "a job was ended, and does only what is missing or has changed.\n\n"
        "exit code: 0 every structure was worked on; 1 some were; else that of the first failure."
    )
    parser.add_argument(
        "analysis",
        metavar="ANALYSIS",
        choices=tuple(MEASURES),
        help=f"table that is made: {', '.join(MEASURES)} (see below)",
    )
    parser.add_argument(
        "inputs",
        nargs="+",
        metavar="STRUCTURE",
        help="entry id, coordinate file, folder, quoted pattern, manifest (.tsv with a column path or id; "
        "the others are carried through), or - for standard input",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="DIR", required=True, help="folder of the job")
    parser.add_argument(
        "--jobs",
        type=_count,
        metavar="N",
        help="processes at a time (default: the cores that this process may use)",
    )
    parser.add_argument(
        "--scheduler", metavar="ADDRESS", help="let a Dask cluster work, such as tcp://login1:8786"
    )
    parser.add_argument(
        "--max-seconds",
        type=_positive,
        default=600.0,
        metavar="S",
        help="time for one structure (default: 600)",
    )
    parser.add_argument(
        "--max-memory",
        type=_positive,
        metavar="GB",
        help="memory for one structure, on Linux (default: its share of 80 %% of what this process may use)",
    )
    parser.add_argument(
        "--reference", metavar="FASTA", help="proteins beside the nine, such as TOR2 of yeast"
    )
    parser.add_argument(
        "--reference-domains", metavar="TSV", help="their domains: columns gene, domain, start and end"
    )
    parser.add_argument(
        "--homologues",
        action="store_true",
        help="place chains that are none of the known proteins on the nearest one, as homologous",
    )
    parser.add_argument("--force", action="store_true", help="do everything again")
    parser.add_argument(
        "--retry-failed", action="store_true", help="do again what failed, though its file has not changed"
    )
    add_domain_options(parser)
    add_store_options(parser)
    parser.set_defaults(run=run)


def _described(measure: Measure) -> str:
    """Return the name of an analysis, and what its table holds."""
    first = f"  {measure.name:<18}"
    return textwrap.fill(measure.table.meaning, 98, initial_indent=first, subsequent_indent=" " * len(first))


def run(options: argparse.Namespace) -> int:
    """Run a job, show its progress, and report what failed."""
    from mtorstruct.batch.api import run_batch
    from mtorstruct.batch.inputs import find_inputs
    from mtorstruct.batch.pools import connect
    from mtorstruct.errors import UsageError
    from mtorstruct.reference.domains import segments

    segments(scheme=options.scheme)
    if options.jobs and options.scheduler:
        raise UsageError("--jobs counts processes of this machine", hint="leave it out with --scheduler")
    found = find_inputs(options.inputs)
    _tell_inputs(found)
    asked = _batch_options(options)
    if options.analysis == "domains":
        _tell_strangers(asked)
    client = connect(options.scheduler) if options.scheduler else None
    progress = BatchProgress(len(found.items))
    try:
        tally = run_batch(
            found, options.output, options.analysis,
            jobs=options.jobs, client=client, options=asked, on_progress=progress,
        )  # fmt: skip
    except (KeyboardInterrupt, SystemExit):
        progress.clear()
        tell("interrupted; what is done is kept: run the same command again to go on")
        raise
    finally:
        progress.clear()
        if client is not None:
            client.close()
    _tell_outcome(tally, options.output / options.analysis, progress)
    return tally.exit_code


def _batch_options(options: argparse.Namespace) -> BatchOptions:
    from mtorstruct.batch.api import BatchOptions

    return BatchOptions(
        scheme=options.scheme,
        level=options.level,
        include_unverified=options.include_unverified,
        homologues=options.homologues,
        reference=options.reference,
        reference_domains=options.reference_domains,
        force=options.force,
        retry_failed=options.retry_failed,
        max_seconds=options.max_seconds,
        max_memory_GB=options.max_memory,
        store=options.store,
        offline=options.offline,
    )


def _tell_strangers(options: BatchOptions) -> None:
    """Report which user-supplied proteins will have no row in the table of domains."""
    bare = sorted(options.extension.genes_without_domains)
    if bare:
        tell(f"without --reference-domains for them there are no rows of {', '.join(bare)}")


def _tell_inputs(found: Inputs) -> None:
    if found.n_twice:
        tell(f"{found.n_twice} inputs are given more than once, and taken once")
    if found.passed_over:
        kinds = ", ".join(f"{n} {ending}" for ending, n in sorted(found.passed_over.items()))
        total = found.passed_over.total()
        tell(f"{total} files are passed over, not named as structures are: {kinds}")


def _tell_outcome(tally: Tally, dataset: Path, progress: BatchProgress) -> None:
    """Report what was done, and list failures by kind."""
    from mtorstruct.texts import printable

    kept = f", {tally.kept} of them known before" if tally.kept else ""
    tell(
        f"{tally.inputs:,} inputs = {tally.done:,} done + {tally.failed:,} failed{kept}; "
        f"{tally.rows:,} rows in {dataset}; {progress.took()}"
    )
    if tally.dropped:
        tell(f"{tally.dropped:,} results of inputs that are not given any more are taken out")
    for path in tally.damaged[:SHOWN_FAILURES]:
        tell(f"{path}: was damaged or altered; what it held is made again")
    if len(tally.damaged) > SHOWN_FAILURES:
        tell(f"and {len(tally.damaged) - SHOWN_FAILURES} files more")
    if not tally.failures:
        return
    rows = [("failed", "error", "reason", "first of them")]
    rows += [
        (f"{n:,}", kind, reason, printable(tally.first[kind, reason][1].message))
        for (kind, reason), n in sorted(tally.failures.items(), key=lambda at: (-at[1], at[0]))[
            :SHOWN_FAILURES
        ]
    ]
    widths = [max(len(row[k]) for row in rows) for k in range(3)]
    for count, kind, reason, example in rows:
        line = f"{count:>{widths[0]}}  {kind:<{widths[1]}}  {reason:<{widths[2]}}  {example}"
        sys.stderr.write(f"{line.rstrip()}\n")
    hidden = len(tally.failures) - SHOWN_FAILURES
    if hidden > 0:
        sys.stderr.write(f"and {hidden} kinds more, in the ledger\n")


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return value


def _positive(text: str) -> float:
    value = float(text)
    if not 0 < value <= LARGEST:
        raise argparse.ArgumentTypeError(f"must be more than 0 and at most {LARGEST:,.0f}")
    return value
