"""``mtorstruct completion``."""

from __future__ import annotations

import argparse
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from mtorstruct.cli.parsing import Parser

SHELLS = ("bash", "zsh", "fish", "tcsh", "powershell")

FILES, FOLDERS = ("FILE", "STRUCTURE", "FASTA", "TSV"), ("DIR",)
"""Words in what is written for a value that stand for the name of a file, and of a folder."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the argument."""
    parser.epilog = (
        "example, once for each shell:\n"
        "  bash        mkdir -p ~/.local/share/bash-completion/completions\n"
        "              mtorstruct completion bash > ~/.local/share/bash-completion/completions/mtorstruct\n"
        "  zsh         mtorstruct completion zsh > DIR/_mtorstruct, with a folder DIR of $fpath\n"
        "  fish        mtorstruct completion fish > ~/.config/fish/completions/mtorstruct.fish\n"
        "  tcsh        mtorstruct completion tcsh > ~/.mtorstruct.csh, and in ~/.tcshrc:\n"
        "              source ~/.mtorstruct.csh (commands alone, no options)\n"
        "  PowerShell  mtorstruct completion powershell >> $PROFILE\n\n"
        'Where bash has no package bash-completion, put into ~/.bashrc: eval "$(mtorstruct completion bash)"'
    )
    parser.add_argument("shell", metavar="SHELL", choices=SHELLS, help=" / ".join(SHELLS))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    import shtab

    from mtorstruct.cli.main import whole_parser

    parser = whole_parser()
    for action in _actions(parser):
        words = str(action.metavar)
        if action.choices is None and any(word in words for word in FILES):
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif any(word in words for word in FOLDERS):
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
    sys.stdout.write(shtab.complete(parser, options.shell))
    return 0


def _actions(parser: Parser) -> Iterator[argparse.Action]:
    """Return the options and arguments of a command and of those below it."""
    yield from parser._actions
    for child in parser.below.values():
        yield from _actions(child)
