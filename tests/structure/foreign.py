"""Files as other programs write them, made from real ones: lines of the PDB format, changed."""

from __future__ import annotations

import gzip
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

ATOMS = ("ATOM", "HETATM")


def lines_of(path: Path) -> list[str]:
    """Atom and TER records of a gzipped PDB file."""
    return [line.rstrip("\n") for line in gzip.open(path, "rt") if line.startswith((*ATOMS, "TER"))]


def write(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("\n".join([*lines, "END"]) + "\n")
    return path


def put(line: str, at: slice, text: str) -> str:
    """A line with other text in some columns."""
    return line[: at.start] + text.rjust(at.stop - at.start)[: at.stop - at.start] + line[at.stop :]


def without_ter(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith(ATOMS)]


def with_chain(lines: list[str], name: str) -> list[str]:
    return [line[:21] + name + line[22:66] if line.startswith(ATOMS) else "TER" for line in lines]


def renumbered(lines: list[str]) -> list[str]:
    """Numbers from 1 to the end of the file, as GROMACS writes them."""
    out, number, last = [], 0, ""
    for line in lines:
        if not line.startswith(ATOMS):
            out.append(line)
            continue
        number, last = number + (line[17:27] != last), line[17:27]
        out.append(put(line, slice(22, 26), str(number % 10000)))
    return out


def with_ter_at_gaps(lines: list[str]) -> list[str]:
    out: list[str] = []
    last = ("", 0)
    for line in lines:
        if line.startswith("ATOM"):
            here = (line[21], int(line[22:26]))
            if here[0] == last[0] and here[1] > last[1] + 1:
                out.append("TER")
            last = here
        out.append(line)
    return out


def sorted_by_number(lines: list[str]) -> list[str]:
    """Residues of all chains sorted by their numbers."""
    residues: dict[tuple[int, str], list[str]] = defaultdict(list)
    for line in without_ter(lines):
        residues[int(line[22:26]), line[21]].append(line)
    return [line for key in sorted(residues) for line in residues[key]]


def ca_only(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("ATOM") and line[12:16] == " CA "]


def moved(lines: list[str], by_A: float) -> list[str]:
    """The same along x."""
    return [
        put(line, slice(30, 38), f"{float(line[30:38]) + by_A:.3f}") if line.startswith(ATOMS) else line
        for line in lines
    ]
