"""Draw the map of the rooms and follow one variant and one structure through them.

    python docs/rooms.py

Writes ``docs/figures/rooms.svg`` and the marked parts of ``docs/architecture.md``: the rooms in the order of the import
contracts in ``pyproject.toml``, and the modules whose functions run; a test fails where they are out of date.
"""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import json
import math
import pkgutil
import subprocess
import sys
import tempfile
import textwrap
import tomllib
from collections.abc import Callable
from html import escape
from importlib import import_module
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mtorstruct"
PAGE, MAP = ROOT / "docs" / "architecture.md", ROOT / "docs" / "figures" / "rooms.svg"


# what runs ---------------------------------------------------------------------------------------


def variant() -> None:
    """`mtorstruct annotate F2108L`."""
    from mtorstruct.cli.main import main

    main(["annotate", "F2108L"])


def structure() -> None:
    """`mtorstruct.residue_geometry(mtorstruct.load(FILE))`, FILE being FKBP12 as a made-up helix of CA atoms in PDB format."""
    import gemmi

    import mtorstruct

    fasta = (PACKAGE / "reference" / "data" / "proteins.fasta").read_text(encoding="utf-8")
    (sequence,) = (s.seq for s in gemmi.read_pir_or_fasta(fasta) if "FKBP1A" in s.header)
    names = gemmi.expand_one_letter_sequence(sequence, gemmi.ResidueKind.AA)
    lines = []
    for k, name in enumerate(names, 1):
        x, y, z = 2.3 * math.cos(1.745 * k), 2.3 * math.sin(1.745 * k), 1.5 * k
        lines.append(
            f"ATOM  {k:5d}  CA  {name} A{k:4d}    {x:8.3f}{y:8.3f}{z:8.3f}  1.00 20.00           C  "
        )
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "fkbp12.pdb"
        file.write_text("\n".join([*lines, "END", ""]), encoding="ascii")
        mtorstruct.residue_geometry(mtorstruct.load(file))


WALKS: dict[str, Callable[[], None]] = {"variant": variant, "structure": structure}


def follow(walk: str) -> dict[str, int]:
    """Modules whose functions run, in the order of their first call, each with the number of its functions."""
    for found in pkgutil.walk_packages([str(PACKAGE)], "mtorstruct."):
        if not found.name.endswith("__main__"):
            import_module(found.name)
    called: dict[str, set[str]] = {}

    def note(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(PACKAGE)) and not code.co_name.startswith("<"):
            called.setdefault(frame.f_globals["__name__"], set()).add(code.co_qualname)

    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        sys.setprofile(note)
        try:
            WALKS[walk]()
        finally:
            sys.setprofile(None)
    if not called:
        raise SystemExit(f"no function of {PACKAGE} was called: another mtorstruct is installed here")
    return {module: len(functions) for module, functions in called.items() if module != "mtorstruct"}


def followed(walk: str) -> dict[str, int]:
    """`follow` in a process of its own, in which nothing was read before."""
    done = subprocess.run(
        [sys.executable, __file__, walk], capture_output=True, text=True, check=True, cwd=ROOT
    )
    found: dict[str, int] = json.loads(done.stdout)
    return found


# what is drawn -----------------------------------------------------------------------------------


def rooms() -> list[str]:
    """Names of the rooms, from the command line down to what every room may import."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers" and "containers" not in c)
    return [layer.removeprefix("mtorstruct.") for layer in layers]


def source_of(module: str) -> Path:
    """File of a module or package."""
    path = ROOT.joinpath(*module.split("."))
    return path / "__init__.py" if path.is_dir() else path.with_suffix(".py")


def meaning(module: str) -> str:
    """First line of a module's docstring."""
    text = ast.get_docstring(ast.parse(source_of(module).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0].replace("``", "`")


def passed(walk: dict[str, int]) -> dict[str, int]:
    """Number of modules that a walk passes, by room."""
    counts: dict[str, int] = {}
    for module in walk:
        room = module.split(".")[1]
        counts[room] = counts.get(room, 0) + 1
    return counts


WIDTH, LEFT, RIGHT = 1120, 110, 1010
LANES = (("variant", 54, "#0072B2"), ("structure", 1064, "#B34700"))
"""Where the numbers of each walk stand, and their colours; their shapes differ, too."""


def text(x: float, y: float, words: str, size: int = 20, **style: str) -> str:
    """One line of text."""
    styles = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in style.items())
    return f'<text x="{x}" y="{y}" font-size="{size}"{styles}>{escape(words)}</text>'


def drawn(walks: dict[str, dict[str, int]]) -> str:
    """Map of the rooms, one below the other, with the modules that each walk passes in each of them."""
    parts, top = [], 112
    counts = {walk: passed(modules) for walk, modules in walks.items()}
    for room in rooms():
        lines = textwrap.wrap(meaning(f"mtorstruct.{room}").rstrip("."), 70, break_on_hyphens=False)
        height = 22 + 24 * len(lines)
        middle = top + height / 2
        size = sum(1 for _ in (PACKAGE / room).rglob("*.py")) or 1
        parts += [
            f'<rect x="{LEFT}" y="{top}" width="{RIGHT - LEFT}" height="{height}" rx="8" fill="#F2F2F2" stroke="#555"/>',
            text(LEFT + 18, middle + 8, room, 24, font_weight="bold"),
            text(RIGHT - 18, middle + 7, str(size), text_anchor="end"),
            *(text(LEFT + 150, top + 30 + 24 * k, line) for k, line in enumerate(lines)),
        ]
        for walk, x, colour in LANES:
            if number := counts[walk].get(room):
                shape = (
                    f'<circle cx="{x}" cy="{middle}" r="22" fill="{colour}"/>'
                    if walk == "variant"
                    else f'<rect x="{x - 22}" y="{middle - 20}" width="44" height="40" fill="{colour}"/>'
                )
                parts += [
                    shape,
                    text(
                        x, middle + 8, str(number), 24, text_anchor="middle", fill="#FFF", font_weight="bold"
                    ),
                ]
        top += height + 8
    head = [
        text(
            LEFT, 36, "The rooms of mtorstruct: each imports only from those below it", 26, font_weight="bold"
        ),
        text(LEFT, 92, "In circles and squares: modules whose functions are called", fill="#333"),
        text(RIGHT - 18, 92, "modules", text_anchor="end", fill="#333"),
    ]
    for walk, x, colour in LANES:
        for y, word in ((70, "one"), (94, walk)):
            head.append(text(x, y, word, text_anchor="middle", fill=colour, font_weight="bold"))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + 10}" width="{WIDTH}" height="{top + 10}" '
        'font-family="Helvetica, Arial, sans-serif">\n<rect width="100%" height="100%" fill="#FFF"/>\n'
        + "\n".join(head + parts)
        + "\n</svg>\n"
    )


# what is written ---------------------------------------------------------------------------------


def walk_part(walk: str, modules: dict[str, int]) -> str:
    """The modules that a walk passes, in order, with what each is."""
    lines = [
        f"{inspect.getdoc(WALKS[walk])[:-1]} passes {len(modules)} of the {sum(1 for _ in PACKAGE.rglob('*.py'))} modules, "
        f"in {len(passed(modules))} rooms:\n",
        "| | module | what |",
        "|--:|---|---|",
    ]
    for k, module in enumerate(modules, 1):
        lines.append(f"| {k} | `{module.removeprefix('mtorstruct.')}` | {meaning(module)} |")
    return "\n".join(lines)


def rules_part() -> str:
    """The import contracts by their names."""
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return "\n".join(f"- {contract['name']}." for contract in config["tool"]["importlinter"]["contracts"])


def pages() -> dict[Path, str]:
    """Both files, with their contents."""
    walks = {walk: followed(walk) for walk in WALKS}
    page = PAGE.read_text(encoding="utf-8")
    parts = {walk: walk_part(walk, modules) for walk, modules in walks.items()} | {"contracts": rules_part()}
    for name, made in parts.items():
        begin, end = f"<!-- {name}: written by docs/rooms.py -->", f"<!-- end of {name} -->"
        before, rest = page.split(begin)
        page = f"{before}{begin}\n{made}\n{end}{rest.partition(end)[2]}"
    return {PAGE: page, MAP: drawn(walks)}


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(follow(sys.argv[1])))
    else:
        for path, content in pages().items():
            path.write_text(content, encoding="utf-8")
        for walk in WALKS:
            found = followed(walk)
            print(f"{walk}: {sum(found.values())} functions in {len(found)} modules")
