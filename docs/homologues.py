"""Measure how well relatives are placed, and write the numbers into ``docs/homologues.md``.

    python docs/homologues.py FOLDER

FOLDER holds 5H64, 4DRI and the mTORC2 protomer. Real chains, as they are modelled, are changed
by chance to a given identity, and placed; where each residue belongs is known.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from mtorstruct.reference.proteins import proteins
from mtorstruct.structure.homology import place
from mtorstruct.structure.loading import load

PAGE = Path(__file__).resolve().parent / "homologues.md"
BEGIN, END = "<!-- measured by docs/homologues.py -->", "<!-- end -->"

CHAINS = (
    ("5h64.pdb.gz", "A"), ("5h64.pdb.gz", "B"), ("5h64.pdb.gz", "C"),
    ("mtorc2_protomer.pdb.gz", "E"), ("4dri.pdb.gz", "B"),
)  # fmt: skip
"""mTOR, raptor, mLST8, rictor and the FRB domain alone."""

LEVELS = (80, 60, 40, 35, 30, 25)
SEEDS = 4
INDELS_PER_RESIDUE, MEAN_INDEL = 0.02, 4.0
N_SHUFFLED = 40
LENGTHS, N_RANDOM = (50, 80, 110, 150, 250, 400), 200


@dataclass(frozen=True)
class Made:
    """A chain made by chance: its letters, and the UniProt position of each; 0 of an inserted one."""

    gene: str
    sequence: str
    truth: NDArray[np.int64]


def made_relative(
    gene: str, sequence: str, position: NDArray[np.integer], identity: float, random: np.random.Generator
) -> Made:
    """Substitute residues until `identity` is left, and insert and delete some.

    Substitutes are drawn from the composition of the nine proteins, not from what evolution accepts:
    that is harder to align than a real relative of the same identity.
    """
    pool = np.array(list("".join(p.sequence for p in proteins())))
    letters, truth = np.array(list(sequence)), position.astype(np.int64)
    n_changed = round((1 - identity) * len(letters))
    for k in random.choice(len(letters), size=n_changed, replace=False):
        letters[k] = random.choice(pool[pool != letters[k]])
    for _ in range(round(INDELS_PER_RESIDUE * len(letters))):
        at, length = int(random.integers(len(letters))), int(random.geometric(1 / MEAN_INDEL))
        if random.random() < 0.5:
            gone = slice(at, at + length)
            letters, truth = np.delete(letters, gone), np.delete(truth, gone)
        else:
            letters = np.insert(letters, at, random.choice(pool, size=length))
            truth = np.insert(truth, at, np.zeros(length, dtype=np.int64))
    return Made(gene, "".join(letters), truth)


def real_chains(folder: Path) -> Iterator[tuple[str, str, NDArray[np.int32]]]:
    """Gene, modelled sequence and UniProt positions of each of `CHAINS`, proven residues only."""
    for name, chain_name in CHAINS:
        chain = next(c for c in load(folder / name).chains if c.name == chain_name)
        placed = chain.uniprot_pos > 0
        yield chain.gene, chain.observed[placed].tobytes().decode(), chain.uniprot_pos[placed]


def measured(made: Made) -> tuple[bool, int, int, int]:
    """Whether a made chain is accepted on its own protein, and how many residues are placed, and right."""
    found = place(made.sequence, proteins())
    if found is None or not found.accepted or found.protein.gene != made.gene:
        return False, 0, 0, len(made.sequence)
    placed = found.position > 0
    right = placed & (found.position == made.truth)
    return True, int(placed.sum()), int(right.sum()), len(made.sequence)


def table(folder: Path) -> str:
    """The table of the page."""
    lines = [
        "| identity | chains accepted | residues placed | of these on their true position |",
        "|---|---|---|---|",
    ]
    chains = list(real_chains(folder))
    for level in LEVELS:
        rows = [row_of(chain, level, seed) for chain in chains for seed in range(SEEDS)]
        lines.append(line(level, rows))
    shuffled = [measured_shuffled(p.sequence, seed) for p in proteins() for seed in range(N_SHUFFLED)]
    random = [accepted_by_chance(length, seed) for length in LENGTHS for seed in range(N_RANDOM)]
    lines += [
        "",
        f"Of {len(shuffled)} shuffled sequences of the nine proteins, {sum(shuffled)} are accepted on any protein; of "
        f"{len(random):,} random sequences of {LENGTHS[0]} to {LENGTHS[-1]} residues, {sum(random)}.",
    ]
    return "\n".join(lines)


def row_of(chain: tuple[str, str, NDArray[np.int32]], level: int, seed: int) -> tuple[bool, int, int, int]:
    """Measures of one made chain."""
    return measured(made_relative(*chain, level / 100, np.random.default_rng([seed, level])))


def line(level: int, rows: list[tuple[bool, int, int, int]]) -> str:
    """One line of the table."""
    accepted = sum(row[0] for row in rows)
    placed, right = (sum(row[k] for row in rows) for k in (1, 2))
    total = sum(row[3] for row in rows if row[0])
    shares = (f"{100 * placed / total:.1f} %", f"{100 * right / placed:.1f} %") if placed else ("", "")
    return f"| {level} % | {accepted} of {len(rows)} | {shares[0]} | {shares[1]} |"


def measured_shuffled(sequence: str, seed: int) -> bool:
    """Whether a shuffled sequence is accepted, by chance."""
    letters = np.random.default_rng(seed).permutation(list(sequence))
    found = place("".join(letters), proteins())
    return found is not None and found.accepted


def accepted_by_chance(length: int, seed: int) -> bool:
    """Whether a random sequence of the composition of the nine is accepted."""
    pool = list("".join(p.sequence for p in proteins()))
    found = place("".join(np.random.default_rng([seed, length]).choice(pool, length)), proteins())
    return found is not None and found.accepted


def main() -> None:
    """Write the table into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    tail = rest.partition(END)[2]
    new = f"{head}{BEGIN}\n{table(parser.parse_args().folder)}\n{END}{tail}"
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
