"""Names of options and arguments: one name for one thing in all commands, and one thing for a name.

`OPTIONS` is the table of them. A new option gets a row, unless one that means the same is there: then it has
that name.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator

import pytest

from mtorstruct.cli.main import COMMANDS, whole_parser

FLAG, WORD = "", "one of some words"

OPTIONS = {
    # what is read
    "--input": ("FILE", "variants, as a file in place of VARIANT"),
    "--input-format": (WORD, "format of files of variants"),
    "--gene": ("NAME", "protein: of variants that name none, or the one that is shown"),
    "--pass-only": (FLAG, "only rows that passed their filter"),
    "--build": ("BUILD", "genome build"),
    "--cds": ("FASTA|fetch", "coding sequences"),
    "--example": (WORD, "variants that come with the package"),
    "--gene-column": ("NAME", "column of the gene in a file of variants"),
    "--change-column": ("NAME", "column of the protein change in a file of variants"),
    "--sample-column": ("NAME", "column of the sample in a file of variants"),
    "--scores": ("FILE|alphamissense", "numbers of substitutions"),
    "--score-column": ("NAME", "column of the number in files of scores"),
    "--score-change-column": ("NAME", "column of the substitution in files of scores"),
    "--score-position-column": ("NAME", "column of the position in files of scores"),
    "--join": ("[NAME=]FILE", "a table whose columns are added"),
    "--answers": ("FILE", "effects to compare verdicts with"),
    "--structure": ("STRUCTURE", "what a picture shows, where variants are the arguments"),
    "--atlas": ("DIR", "atlas to read"),
    "--store": ("DIR", "folder of fetched files"),
    "--offline": (FLAG, "open no socket"),
    "--js": ("FILE", "copy of 3Dmol.js"),
    "--reference": ("FASTA", "further proteins"),
    "--reference-domains": ("TSV", "domains of further proteins"),
    # what is asked
    "--evidence": (WORD, "whether published effects count"),
    "--include-unverified": (FLAG, "also what was not seen in its source"),
    "--drug": ("NAME", "one inhibitor"),
    "--sample": ("NAME", "one sample"),
    "--all-structures": (FLAG, "a row for each structure"),
    "--strict": (FLAG, "suggestions count as failures"),
    "--table": (WORD, "the one of several tables that is printed"),
    "--scheme": ("NAME", "domain scheme"),
    "--schemes": (FLAG, "names of the domain schemes"),
    "--level": (WORD, "rows of a domain scheme"),
    "--compare": (FLAG, "differences of domain schemes"),
    "--complex": ("NAME", "entries or proteins of a complex"),
    "--state": ("TEXT", "entries in a state"),
    "--ligand": ("CODE", "entries with a ligand"),
    "--max-resolution": ("A", "entries of a resolution or better"),
    "--catalogue": ("NAMES", "all entries of some complexes, beside those that are named"),
    "--kind": ("[FILE=]KIND", "whether a structure is experimental"),
    "--homologues": (FLAG, "also homologous chains"),
    "--new": (FLAG, "entries that the catalogue lacks"),
    "--verify": (FLAG, "differences of catalogue and files"),
    # what is fetched and done again
    "--file-format": (WORD, "format of files of structures"),
    "--assembly": (FLAG, "the biological assembly"),
    "--source": (WORD, "archive that is asked first"),
    "--refresh": (FLAG, "fetch what is in the store"),
    "--viewer": (FLAG, "fetch 3Dmol.js"),
    "--mend": (FLAG, "fetch what is damaged"),
    "--force": (FLAG, "do what is done"),
    "--retry-failed": (FLAG, "do what failed"),
    "--jobs": ("N", "number of processes"),
    "--scheduler": ("ADDRESS", "cluster"),
    "--max-seconds": ("S", "limit of time"),
    "--max-memory": ("GB", "limit of memory"),
    # what is written
    "--output": ("FILE", "what is written"),
    "--format": (WORD, "format of a table that is written"),
    "--columns": ("NAMES", "columns of a table that is written"),
    "--spreadsheet": (FLAG, "no formulas in cells"),
    "--rejects": ("FILE", "rows without an answer"),
    "--brief": (FLAG, "the short form of what is written"),
    "--title": ("TEXT", "heading of a page or picture"),
    # pictures
    "--verdict": (WORD, "verdict that colours stand for"),
    "--color": (WORD, "what residues are coloured by"),
    "--what": (WORD, "quantity that is drawn"),
    "--phosphosites": (FLAG, "draw phosphosites"),
    "--no-sites": (FLAG, "draw no ligands"),
    "--no-labels": (FLAG, "write no names of variants"),
    "--focus": ("WHAT", "part that the camera looks at"),
    "--superpose": ("WHAT", "domain by which several structures are superposed"),
    "--detail": (WORD, "all atoms, or CA atoms"),
    "--labels": ("WHICH", "variants of a figure that have a label"),
    "--range": ("PART", "part of a protein that a figure shows"),
    "--by-type": (FLAG, "colours for types of mutation"),
    "--heads": (WORD, "what is done with several variants of a residue"),
    "--n-samples": ("N", "number of samples of the cohort"),
    "--tracks": ("WHICH", "strips under the domains"),
    "--against": ("FILE", "another cohort, beside the first one"),
    "--width": ("MM", "width of a figure"),
    "--height": ("MM", "height of a figure"),
    "--font-size": ("POINTS", "size of letters of a figure"),
    "--dpi": ("N", "pixels per inch of a figure"),
    "--no-notes": (FLAG, "write into a figure nothing that is left out"),
    "--svg-text": (FLAG, "text of a figure stays text"),
}
"""Every option: what is written for its value, and what it means."""

ARGUMENTS = {
    "VARIANT|FILE": "variants, or a file of them",
    "VARIANT": "one variant",
    "STRUCTURE": "an entry id or a coordinate file",
    "ENTRY": "an entry id",
    "ANALYSIS": "table that is made of structures",
    "KIND": "kind of figure",
    "SHELL": "the program that reads commands",
}
"""Every argument without a name of its own."""

VALUES = {("batch", "--output"): "DIR", ("atlas build", "--output"): "DIR"}
"""Values that are written otherwise in one command."""

SHORT = {"-i": "--input", "-o": "--output"}

REPEATED = {"--input", "--scores", "--join", "--kind"}
"""Options that may be given more than once, with what each brings."""

REPEATED_HERE = {("plot", "--gene"): True, ("benchmark", "--scores"): False}

FORMER = {
    ("domains", "--protein"): "--gene",
    ("benchmark", "--labels"): "--answers",
    ("benchmark", "--change-column"): "--score-change-column",
    ("benchmark", "--position-column"): "--score-position-column",
}
"""Former names, which are accepted and not shown."""


def commands(
    parser: argparse.ArgumentParser, name: str = ""
) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every command that can be run, those below others by both words."""
    below = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not below:
        yield name, parser
    for action in below:
        for word, child in action.choices.items():
            yield from commands(child, f"{name} {word}".strip())


def actions() -> Iterator[tuple[str, argparse.Action]]:
    for command, parser in commands(whole_parser()):
        for action in parser._actions:
            if not isinstance(action, argparse._HelpAction):
                yield command, action


SHOWN = [(c, a) for c, a in actions() if a.option_strings and a.help != argparse.SUPPRESS]
HIDDEN = [(c, a) for c, a in actions() if a.option_strings and a.help == argparse.SUPPRESS]
NAMELESS = [(c, a) for c, a in actions() if not a.option_strings]


def value_of(action: argparse.Action) -> str:
    if action.nargs == 0:
        return FLAG
    return WORD if action.choices is not None else str(action.metavar)


def long_name(action: argparse.Action) -> str:
    (name,) = (option for option in action.option_strings if option.startswith("--"))
    return name


def test_every_option_is_in_the_table_with_its_value() -> None:
    for command, action in SHOWN:
        name = long_name(action)
        assert name in OPTIONS, f"{command} {name}: has no row; is there one of the same meaning?"
        expected = VALUES.get((command, name), OPTIONS[name][0])
        assert value_of(action) == expected, f"{command} {name}"


def test_the_table_has_no_option_that_no_command_takes() -> None:
    assert set(OPTIONS) == {long_name(action) for _, action in SHOWN}


def test_one_meaning_has_one_name() -> None:
    meanings = [meaning for _, meaning in OPTIONS.values()]
    assert len(set(meanings)) == len(meanings)
    words = {name.lstrip("-").replace("-", "") for name in OPTIONS}
    assert len(words) == len(OPTIONS)


def test_one_name_is_one_attribute_and_one_kind_of_value() -> None:
    seen = defaultdict(set)
    for _, action in SHOWN:
        choices = tuple(action.choices) if action.choices else ()
        seen[long_name(action)].add((action.dest, action.nargs, action.type, choices))
    for name, kinds in seen.items():
        if name == "--table":  # the tables of a command are its own
            kinds = {(dest, nargs, of) for dest, nargs, of, _ in kinds}  # noqa: PLW2901
        if name in ("--scores", "--js", "--title"):
            kinds = {(dest, nargs) for dest, nargs, *_ in kinds}  # noqa: PLW2901
        assert len(kinds) == 1, name
        word = name.lstrip("-").replace("-", "_")
        assert next(iter(kinds))[0] in (word, word.removeprefix("no_")), name


def test_short_names() -> None:
    for command, action in SHOWN:
        for short in set(action.option_strings) - {long_name(action)}:
            assert SHORT.get(short) == long_name(action), f"{command} {short}"


def test_what_may_be_repeated() -> None:
    for command, action in SHOWN:
        name = long_name(action)
        expected = REPEATED_HERE.get((command, name), name in REPEATED)
        assert isinstance(action, argparse._AppendAction) == expected, f"{command} {name}"


def test_former_names_are_accepted() -> None:
    assert {(c, long_name(a)): f"--{a.dest.replace('_', '-')}" for c, a in HIDDEN} == FORMER


def test_arguments_are_named_alike() -> None:
    assert {str(a.metavar) for _, a in NAMELESS} <= set(ARGUMENTS)
    for command, action in NAMELESS:
        assert action.help, command
    for metavar in ("VARIANT|FILE", "VARIANT"):
        of_it = [a for _, a in NAMELESS if a.metavar == metavar]
        assert len({a.help for a in of_it}) == 1
    structures = {a.help for c, a in NAMELESS if a.metavar == "STRUCTURE" and c != "batch"}
    assert len(structures) == 1


@pytest.mark.parametrize(
    "name", sorted({long_name(a) for _, a in SHOWN} - {"--include-unverified", "--table", "--output"})
)
def test_options_of_several_commands_are_explained_alike(name: str) -> None:
    """But for those that speak of what the command itself shows."""
    own = {"--brief", "--gene", "--complex", "--scores", "--js", "--title", "--drug", "--verdict"}
    helps = {action.help for _, action in SHOWN if long_name(action) == name}
    assert len(helps) == 1 or name in own, helps


def test_commands_that_read_variants_take_them_alike() -> None:
    shared = {"--input", "--input-format", "--gene", "--pass-only", "--build", "--cds", "--gene-column",
              "--change-column", "--sample-column", "--atlas"}  # fmt: skip
    for command in ("annotate", "summarise", "report", "view", "plot"):
        assert command in COMMANDS
        assert shared <= {long_name(a) for c, a in SHOWN if c == command}, command


def test_commands_that_print_a_table_take_the_same_options() -> None:
    for command in {c for c, a in SHOWN if long_name(a) == "--format"}:
        assert "--output" in {long_name(a) for c, a in SHOWN if c == command}, command
