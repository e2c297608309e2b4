"""Entry point: find the command, run it, turn errors into one line and an exit code.

Only the module of the chosen command is imported, so that help and mistakes are quick.
"""

from __future__ import annotations

import atexit
import codecs
import contextlib
import gc
import os
import signal
import sys
import threading
from importlib import import_module

from mtorstruct.cli.parsing import Parser, parse
from mtorstruct.errors import MORE_MEMORY, MtorStructError, missing_package, wants_memory
from mtorstruct.texts import REPLACED, replaced_or_escaped
from mtorstruct.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

COMMANDS = {
    "annotate": "where variants lie, and what they mean for activity and drugs",
    "summarise": "what a cohort holds: verdicts, recurrent residues, samples, variants in one complex",
    "report": "one page about a cohort: what matters, a picture in 3D, a table, figures, methods",
    "explain": "the whole chain of reasoning about one variant, on one screen",
    "view": "a picture of a structure with domains, drug sites and variants, for Mol*, PyMOL or ChimeraX",
    "drugs": "inhibitors of mTOR with their classes, sites and other names",
    "batch": "a table of many structures, such as their domains or interfaces, on all cores or a cluster",
    "domains": "how much of each domain a structure holds; the domain schemes",
    "phosphosites": "phosphosites with kinases, effects and all structural columns",
    "benchmark": "how well the rules alone recover the published effects, beside simple baselines",
    "plot": "figures of variants, domains and distances, as SVG, PNG or PDF",
    "entries": "the catalogue of public structures",
    "fetch": "fetch structures from the public archives, checked and kept",
    "store": "where fetched structures are kept, and whether they are whole",
    "atlas": "build an atlas from structures, or show one",
    "completion": "a script by which a shell completes commands, options and names of files",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    if argv is None:
        # The process ends with the command, and all memory goes at once: to search it for circles of objects
        # first would only take time.
        atexit.register(gc.freeze)
    arguments = list(sys.argv[1:] if argv is None else argv)
    debug = "--debug" in arguments
    arguments = [a for a in arguments if a != "--debug"]
    _never_fail_to_print()
    # Nothing here multiplies matrices for long: OpenBLAS' other threads would only spin.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        # A command that stands in front needs no parser of the others.
        among = arguments[:1] if COMMANDS.keys() & arguments[:1] else COMMANDS
        options = parse(_parser(*(a for a in arguments if a in COMMANDS), among=among), arguments)
        from mtorstruct.cli.progress import working

        with _ending_in_order(), working(options.run.__module__.rpartition(".")[2]):
            return int(options.run(options))
    except BrokenPipeError:
        # The reader has gone; the interpreter must not complain when it closes the pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return 130
    except (MtorStructError, MemoryError, ImportError, OSError) as err:
        code = None if debug else _tell_failure(err)
        if code is None:
            raise
        return code


def _tell_failure(err: Exception) -> int | None:
    """Write what failed in one line and return the exit code; None if it is a mistake of our own."""
    from mtorstruct.cli.common import complain, tell

    known = err if isinstance(err, MtorStructError) else None
    if known is None and wants_memory(err):
        tell(f"took more memory than there is; {MORE_MEMORY}")
        return 4
    if known is None and isinstance(err, ImportError):
        known = missing_package(err)
    if known is not None:
        complain(known)
        return known.exit_code
    if not isinstance(err, OSError):
        return None
    tell(f"{err.filename or 'standard output'}: cannot be written or read ({err.strerror})")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 4


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Remove partial output when a command is terminated; its exit code gives the signal."""

    def end(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise SystemExit(128 + number)

    heard = [number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None))]
    own = threading.current_thread() is threading.main_thread()
    # Who starts a command with nohup has it ignore the end of its terminal.
    taken = [number for number in heard if own and signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, end)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def _never_fail_to_print() -> None:
    """Replace or escape what the terminal's encoding lacks on printing; a closed stream discards all."""
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115, PTH123
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123
    codecs.register_error(REPLACED, replaced_or_escaped)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=REPLACED)


def whole_parser() -> Parser:
    """Return the parser with the options of every command."""
    return _parser(*COMMANDS)


def _parser(*commands: str, among: Iterable[str] = COMMANDS) -> Parser:
    """Return the parser of all commands, or those `among`, with the options of some."""
    parser = Parser(
        prog="mtorstruct",
        description="From a mutation to its place in the structures of mTORC1 and mTORC2.",
        epilog="mtorstruct help COMMAND shows arguments and options, in any order, and examples.\n"
        "Residue numbers are UniProt positions. --debug shows a traceback instead of one line.",
    )
    parser.add_argument("-V", "--version", action="version", version=f"mtorstruct {__version__}")
    below = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for name in among:
        summary = COMMANDS[name]
        about = summary[0].upper() + summary[1:] + "."
        whole = name in commands
        sub = below.add_parser(name, help=summary, description=about, add_help=whole)
        if whole:
            import_module(f"mtorstruct.cli.{name}").configure(sub)
    return parser


if __name__ == "__main__":
    sys.exit(main())
