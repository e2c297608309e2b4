"""Coding sequences that are made up by choosing a codon for each residue of the real proteins.

Where codons are known, one of these is chosen, so that the sequences do not contradict what is published.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache

from Bio.Data.CodonTable import standard_dna_table
from Bio.Seq import Seq

from mtorstruct.reference.coding_sequences import CodingSequences
from mtorstruct.reference.codons import known_codons
from mtorstruct.reference.proteins import protein
from mtorstruct.reference.transcripts import transcripts
from mtorstruct.variants.input.agreement import possible_names
from mtorstruct.variants.notation.change import Change

CODONS: dict[str, list[str]] = {"*": sorted(standard_dna_table.stop_codons)}
for _codon, _acid in sorted(standard_dna_table.forward_table.items()):
    CODONS.setdefault(_acid, []).append(_codon)

BEHIND = "GCTAAGCTTGATCCATAGCCTGAGTTAACTGA"
"""Bases behind the stop codon, with a stop in each frame."""


@cache
def coding_sequence(gene: str, seed: int) -> str:
    """A coding sequence of a protein with codons drawn at random."""
    draw, known = random.Random(seed), known_codons(gene)
    acids = enumerate(protein(gene).sequence + "*", start=1)
    return "".join(draw.choice(known.get(position) or CODONS[acid]) for position, acid in acids)


@cache
def coding_sequences(seed: int) -> CodingSequences:
    """The same for all nine."""
    return CodingSequences({gene: coding_sequence(gene, seed) for gene in transcripts()})


def translated(bases: str) -> str:
    """Residues of a coding sequence and what is behind it, up to the first stop."""
    whole = bases + BEHIND
    return str(Seq(whole[: len(whole) - len(whole) % 3]).translate(to_stop=True))


@dataclass(frozen=True)
class Named:
    """What the name of a change says."""

    position: int
    end: int
    mutant: str
    inserted: str = ""
    new_stop: str = ""


NAME = re.compile(
    r"[A-Z*](?P<position>\d+)(?:_[A-Z*](?P<end>\d+))?"
    r"(?P<mutant>delins|del|dup|ins|fs|[A-Z]ext\*\?|=|\?|\*|[A-Z])(?P<inserted>[A-Z]*\*?)"
)


def named(text: str) -> Named:
    """A candidate, read without the help of what is tested."""
    found = NAME.fullmatch(text)
    assert found, text
    position = int(found["position"])
    mutant, inserted = found["mutant"], found["inserted"]
    if "ext" in mutant:
        mutant, inserted = "ext", mutant[0]
    return Named(position, int(found["end"] or position), mutant, inserted)


def of_change(change: Change) -> Named:
    """The same of a change that is certain."""
    return Named(
        change.position, change.end or change.position, change.mutant, change.inserted, change.new_stop
    )


def is_made_by(what: Named, before: str, after: str, bases: str) -> bool:
    """Whether a named change makes one protein out of the other; `bases` is the changed coding sequence."""
    begin, last = what.position - 1, what.end
    if what.mutant == "?":
        return what.position != 1 or not bases.startswith("ATG")
    if what.position == 1 and what.mutant in ("fs", "M"):
        return False
    if what.mutant == "fs":
        first = next((k for k, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), None)
        if first != begin or not after[begin:].startswith(what.inserted):
            return False
        within = len(after) < len(bases) // 3
        return what.new_stop in ("", str(len(after) - begin + 1) if within else "?")
    if what.mutant == "ext":
        return begin == len(before) and after.startswith(before + what.inserted)
    made = {
        "=": before,
        "*": before[:begin],
        "del": before[:begin] + before[last:],
        "dup": before[:last] + before[begin:],
        "ins": before[: begin + 1] + what.inserted + before[begin + 1 :],
        "delins": before[:begin] + what.inserted + before[last:],
    }.get(what.mutant, before[:begin] + what.mutant + before[begin + 1 :])
    return made.partition("*")[0] == after


def told(change: Change | None) -> tuple[str, ...]:
    """What a change is or may be, in one-letter form."""
    assert change is not None
    return possible_names(change)
