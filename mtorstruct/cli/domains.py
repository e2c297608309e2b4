"""``mtorstruct domains``."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path

from mtorstruct.cli.common import (
    STRUCTURE,
    add_domain_options,
    add_former_name,
    add_output_options,
    add_store_options,
    complain,
    deliver_table,
    exit_code,
    mention_notes,
    tell,
)
from mtorstruct.cli.progress import stage
from mtorstruct.texts import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from mtorstruct.structure.model import MtorComplex


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the options."""
    parser.epilog = (
        "example:\n  mtorstruct domains 5h64.cif.gz\n  mtorstruct domains --gene MTOR --level all\n"
        "  mtorstruct domains --compare --gene MTOR\n\n"
        "Folders, and very many structures: mtorstruct batch domains FOLDER -o out.\n"
        "exit code: 0 every structure was mapped; 1 some were; else that of the first failure."
    )
    parser.add_argument(
        "structures",
        nargs="*",
        metavar="STRUCTURE",
        help=STRUCTURE,
    )
    parser.add_argument(
        "--gene", metavar="NAME", help="print the scheme itself for one protein (gene, alias or accession)"
    )
    parser.add_argument("--schemes", action="store_true", help="print the names of the schemes")
    parser.add_argument(
        "--compare", action="store_true", help="print where the other schemes differ from this one"
    )
    add_former_name(parser, "--protein", "--gene")
    add_domain_options(parser)
    add_store_options(parser)
    add_output_options(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print schemes, their differences, or the domains of some structures."""
    from mtorstruct.errors import UsageError
    from mtorstruct.reference.domains import difference_columns, scheme_columns, schemes
    from mtorstruct.tables import SCHEME, SCHEME_DIFFERENCES

    modes = [options.schemes, options.compare or bool(options.gene), bool(options.structures)]
    if sum(modes) > 1:
        raise UsageError(
            "structures, --gene or --compare, and --schemes are different questions",
            hint="ask one at a time",
        )
    if options.schemes:
        print("\n".join(schemes()))
        return 0
    if options.compare:
        columns = difference_columns(
            options.gene, options.scheme, include_unverified=options.include_unverified
        )
        _mention_hidden(options)
        deliver_table(options, SCHEME_DIFFERENCES, _ordered(columns, SCHEME_DIFFERENCES.names))
        return 0
    if options.gene:
        columns = scheme_columns(options.gene, options.scheme, include_unverified=options.include_unverified)
        _mention_hidden(options)
        if options.level != "all":
            keep = columns["level"] == options.level
            columns = {name: values[keep] for name, values in columns.items()}
        deliver_table(options, SCHEME, _ordered(columns, SCHEME.names))
        return 0
    if not options.structures:
        raise UsageError("no structure was given", hint="name a file or an entry, or use --gene or --schemes")
    return _map(options)


def _map(options: argparse.Namespace) -> int:
    from mtorstruct.errors import DataError, MtorStructError
    from mtorstruct.reference.domains import segments
    from mtorstruct.structure.loading import load
    from mtorstruct.structure.model import domain_columns
    from mtorstruct.tables import DOMAINS

    segments(scheme=options.scheme)
    _mention_hidden(options)
    complexes, failures = [], []
    for name in options.structures:
        stage(f"reading {printable(name)}")
        try:
            if Path(name).is_dir():
                raise DataError(
                    "is a folder",
                    where=name,
                    hint=f"for all of it: mtorstruct batch domains {shlex.quote(name)} -o out",
                )
            complex_ = load(name, store=options.store, offline=options.offline)
            mention_notes(complex_)
            if not complex_.known_chains:
                raise DataError(
                    "has no chain of mTOR or its partners", where=name, hint="give a structure of one of them"
                )
            complexes.append(complex_)
        except MtorStructError as err:
            failures.append(err)
            complain(err)
    for complex_ in complexes:
        _mention_unproven(complex_)
    if complexes:
        columns = domain_columns(
            complexes,
            options.scheme,
            level=options.level,
            include_unverified=options.include_unverified,
        )
        deliver_table(options, DOMAINS, columns, keys=6)
    return exit_code(len(complexes), failures)


def _mention_hidden(options: argparse.Namespace) -> None:
    """Report how many rows of the scheme (of all schemes, to compare) are not shown."""
    from mtorstruct.reference.domains import segments
    from mtorstruct.reference.proteins import protein

    if options.include_unverified:
        return
    gene = protein(options.gene).gene if options.gene else None
    scheme = None if options.compare else options.scheme
    hidden = len(segments(gene, scheme, include_unverified=True)) - len(segments(gene, scheme))
    if hidden:
        tell(
            f"{hidden} boundaries that were not seen in their source are hidden; "
            "--include-unverified shows them"
        )


def _mention_unproven(complex_: MtorComplex) -> None:
    counts = [f"{c.n_unproven} in chain {c.name} ({c.gene})" for c in complex_.known_chains if c.n_unproven]
    if counts:
        said = f"residues without a proven UniProt position: {', '.join(counts)}"
        tell(f"{complex_.entry}: {said}")


def _ordered(columns: dict, names: list[str]) -> dict:  # type: ignore[type-arg]
    return {name: columns[name] for name in names}
