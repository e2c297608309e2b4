"""Parsing of command lines: options and arguments in any order, and a suggestion for what is misspelt."""

from __future__ import annotations

import argparse
import sys

from mtorstruct.texts import printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, NoReturn


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line, with a suggestion, and that takes no abbreviated options."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Write one line and leave with exit code 2."""
        more = " See" if message.endswith("?") else "; see"
        self.exit(2, f"{self.prog}: {printable(message)}{more}: {self.prog} --help\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            words = f"{value!r} is none of {', '.join(map(str, action.choices))}"
            raise argparse.ArgumentError(action, words + did_you_mean(str(value), map(str, action.choices)))

    @property
    def below(self) -> dict[str, Parser]:
        """Parsers of the commands below this one."""
        found = (a for a in self._actions if isinstance(a, argparse._SubParsersAction))
        return {name: child for action in found for name, child in action.choices.items()}

    def named(self, command: str) -> Parser:
        """Return the parser of a command below this one."""
        if command not in self.below:
            self.error(f"'{command}' is no command{did_you_mean(command, self.below)}")
        return self.below[command]

    @property
    def names(self) -> dict[str, argparse.Action]:
        """Options by each of their names."""
        return dict(self._option_string_actions)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the words that suggest what was meant, or nothing.

    Examples
    --------
    >>> did_you_mean("anotate", ["annotate", "atlas"])
    '; did you mean annotate?'
    >>> did_you_mean("--out", ["--output", "--offline"])
    '; did you mean --output?'
    """
    from difflib import get_close_matches

    names = list(known)
    lower = {name.lower(): name for name in names}
    near = [lower[name] for name in get_close_matches(word.lower(), lower, n=2, cutoff=0.6)]
    begun = [name for name in names if len(word.strip("-")) > 1 and name.startswith(word)]
    found = (begun or near)[:2]
    return f"; did you mean {' or '.join(found)}?" if found else ""


def in_order(parser: Parser, arguments: Sequence[str]) -> list[str]:
    """Return arguments with all options in front of ``--``, and everything else behind it.

    The value of an option may begin with a dash, unless it is the name of an option; so may a variant
    (``-124C>T``) and a file that exists. All that stands behind ``--`` is no option.
    """
    names, options, texts = parser.names, list[str](), list[str]()
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if word == "--":
            texts += rest
            break
        if len(word) < 2 or not word.startswith("-"):
            texts.append(word)
            continue
        name, equals, value = word.partition("=")
        if name not in names and names.get(word[:2]) is not None and names[word[:2]].nargs != 0:
            name, equals, value = word[:2], "=", word[2:]
        action = names.get(name)
        if action is None:
            if _is_no_option(word):
                texts.append(word)
                continue
            hint = did_you_mean(name, _shown(names)) or "; what begins with a dash and is none follows --"
            parser.error(f"there is no option {name}{hint}")
        if action.nargs == 0 or equals or not rest or rest[0] in names or rest[0].startswith("--"):
            options.append(word if action.nargs == 0 or not equals else f"{_long(action)}={value}")
        else:
            options.append(f"{_long(action)}={rest.pop(0)}")
    return [*options, "--", *texts] if texts else options


def _is_no_option(word: str) -> bool:
    """Return whether an argument with a dash is a number, a variant or a file."""
    if word[1].isdigit() or word[1] == ".":
        return True
    # Not at the top: `--help` does without it.
    from pathlib import Path

    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        return False


def _long(action: argparse.Action) -> str:
    return next(name for name in action.option_strings if name.startswith("--"))


def _shown(names: dict[str, argparse.Action]) -> list[str]:
    return [n for n, action in names.items() if n.startswith("--") and action.help != argparse.SUPPRESS]


def choose(parser: Parser, arguments: Sequence[str]) -> tuple[Parser, list[str]]:
    """Return the parser of the command that is asked for, and the arguments without its name.

    The name is the first argument, or behind options the first that is the name of a command.
    """
    rest, below = list(arguments), parser.below
    if not below:
        return parser, rest
    if rest and rest[0] in parser.names:
        parser.parse_args(rest[:1])
    named = [k for k, word in enumerate(rest) if word in below] if rest and rest[0].startswith("-") else [0]
    if not rest or not named:
        if not rest:
            parser.print_help(sys.stdout)
            parser.exit(2)
        parser.error(f"no command is named among {' '.join(rest)}")
    return choose(parser.named(rest.pop(named[0])), rest)


def parse(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Parse a command line.

    ``help COMMAND`` is the same as ``COMMAND --help``; a command that has others below it, alone, shows its
    help, with exit code 2, since nothing was done.
    """
    words = list(arguments)
    if words[:1] == ["help"]:
        asked = parser
        for word in words[1:]:
            asked = asked.named(word) if asked.below else asked
        asked.print_help(sys.stdout)
        parser.exit(0)
    chosen, rest = choose(parser, words)
    return chosen.parse_args(in_order(chosen, rest))
