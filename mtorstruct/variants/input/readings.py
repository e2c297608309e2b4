"""Readings of a row's variant from its texts, columns and coordinates, each on its own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.reference.isoforms import canonical_gene, gene_of
from mtorstruct.reference.proteins import known_protein
from mtorstruct.variants.dna.consequence import n_equal
from mtorstruct.variants.input.row_text import Place
from mtorstruct.variants.notation.address import halves, kind_of
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.reading import parse_change
from mtorstruct.variants.notation.text import is_nothing

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences
    from mtorstruct.variants.input.row_text import RowTexts

_RANGE = re.compile(r"(?P<first>[0-9]+)(?:\.0)?(?:-(?P<last>[0-9]+))?(?:/[0-9]+)?")
_BARE_CODING = re.compile(
    r"[-*]?[0-9]+(?:[+-][0-9]+)?(?:_[-*]?[0-9]+(?:[+-][0-9]+)?)?(?:[ACGTU]*>|del|dup|ins).*", re.I
)
_WITH_BUILD = re.compile(r"(?P<place>.*\S)\s*\((?P<build>[\w.-]+)\)")


class Said(NamedTuple):
    """A text and its column."""

    column: str
    text: str


class Texts(NamedTuple):
    """Texts of a row by kind: protein changes, coding changes, genomic variants."""

    protein: tuple[tuple[Said, Change], ...]
    coding: tuple[Said, ...]
    genomic: tuple[Said, ...]


def read_texts(row: RowTexts) -> Texts:
    """Read the texts of a row, protein changes without the gene of the row."""
    protein: list[tuple[Said, Change]] = []
    coding: list[Said] = []
    genomic: list[Said] = []
    for column, text in row.changes:
        if is_nothing(text):
            continue
        kind = kind_of(text)
        if kind == "genomic":
            genomic.append(Said(column, text))
        elif kind == "coding":
            coding.append(Said(column, text))
        else:
            protein.append((Said(column, text), _of_text(text)))
            if half := halves(text)[1]:
                coding.append(Said(column, half))
    if not is_nothing(row.coding):
        coding.append(Said(row.coding_column, row.coding))
    return Texts(tuple(protein), tuple(coding), tuple(genomic))


def _of_text(text: str) -> Change:
    """Read a protein change in words; of ANNOVAR's list, one for each transcript, that of ours."""
    from mtorstruct.reference.transcripts import transcript_of

    if "," not in text:
        return parse_change(text)
    changes = [parse_change(part) for part in text.split(",") if part.strip()]
    mine = [c for c in changes if c.status == "ok" and c.reference and transcript_of(c.reference)]
    mine += [c for c in changes if gene_of(c.reference) or known_protein(c.gene)]
    return (mine[0] if mine else parse_change(text))._replace(text=text)


def of_parts(row: RowTexts) -> Change | None:
    """Read ``F/L`` and ``2108/2549``, as VEP writes them; None where the row has no such cells."""
    if is_nothing(row.amino_acids) or is_nothing(row.protein_position):
        return None
    written = f"{row.amino_acids} at {row.protein_position}"
    text = _joined(row.amino_acids, row.protein_position, row.kind)
    if text is None:
        problem = f"'{written}' is no amino acids and position that I can read"
        return Change(written, status="not_understood", problem=problem)
    return parse_change(text)._replace(text=text, read_from="Amino_acids, Protein_position")


def _joined(amino_acids: str, position: str, kind: str) -> str | None:
    """Join to one HGVS variant, without residues that stay; None where the parts do not match."""
    at = _RANGE.fullmatch(position.strip())
    old, slash, new = (part.strip() for part in amino_acids.partition("/"))
    if at is None:
        return None
    first, last = int(at["first"]), int(at["last"] or at["first"])
    if slash and re.fullmatch("[A-Z][a-z]{2}", old) and re.fullmatch(r"[A-Z][a-z]{2}|\*|=", new):
        return f"{old}{first}{new}"
    if not re.fullmatch(r"[A-Z*]+|-", old):
        return None
    if old == "-":
        return f"{first}_{last}ins{new}" if last == first + 1 and new.isalpha() else None
    if "frame" in kind.lower() and not re.search("in.?frame", kind, re.I):
        return f"{old[0]}{first}fs"
    return (
        _trimmed(first, old, new.removeprefix("-") if new else old) if len(old) == last - first + 1 else None
    )


def _trimmed(first: int, old: str, new: str) -> str:
    """Describe residues `old` from a position on becoming `new`, without what both ends share."""
    if old == new:
        return f"{old[0]}{first}="
    n = n_equal(old, new)
    before, first, old, new = old[:n], first + n, old[n:], new[n:]
    n = n_equal(old[::-1], new[::-1])
    after, old, new = old[len(old) - n :], old[: len(old) - n], new[: len(new) - n]
    if not old:
        left, right = before[-1:], after[:1]
        return f"{left}{first - 1}_{right}{first}ins{new}"
    stretch = f"{old[0]}{first}" + (f"_{old[-1]}{first + len(old) - 1}" if len(old) > 1 else "")
    if len(old) == len(new) == 1:
        return stretch + new
    return f"{stretch}del" if not new else f"{stretch}delins{new}"


def of_coding(said: Said, row: RowTexts, gene: str, coding: CodingSequences | None) -> Change:
    """Read a coding change, of the transcript that it or the row names."""
    from mtorstruct.variants.dna.coding import coding_change

    text = said.text.strip()
    if _BARE_CODING.fullmatch(text):
        text = f"c.{text}"
    # The accession of a protein in canonical numbers stands for its transcript.
    reference = "" if canonical_gene(row.sequence) == gene else row.sequence
    change = coding_change(text, reference=reference, gene=gene, coding=coding)
    return change._replace(text=said.text, read_from=said.column)


def of_place(place: Place, gene: str, strand: str, coding: CodingSequences | None) -> Change | None:
    """Read a genomic position; None where it lies in none of the nine genes."""
    from mtorstruct.reference.genetic_code import reverse_complement
    from mtorstruct.variants.dna.genome import genomic_change

    if place.odd:
        return Change(str(place), gene, status="unknown_build", problem=place.odd)
    number = place.position.strip().removesuffix(".0")
    if not number.isascii() or not number.isdigit() or len(number) > 10:
        problem = f"'{place.position}' is no position in the genome"
        return Change(str(place), gene, status="not_understood", problem=problem)

    def at(ref: str, alt: str) -> Change | None:
        return genomic_change(
            place.chromosome, int(number), ref, alt, place.build, text=str(place), gene=gene, coding=coding
        )

    change = at(place.ref, place.alt)
    bases = set("ACGT")
    is_reversed = strand.strip() in ("-", "-1") and bool(place.ref) and set(place.ref + place.alt) <= bases
    if is_reversed and change is not None and change.status == "reference_mismatch":
        # COSMIC gives the alleles on the strand that is transcribed.
        other = at(reverse_complement(place.ref), reverse_complement(place.alt))
        change = other if other is not None and other.status in ("ok", "ambiguous") else change
    if change is None:
        return None
    return change._replace(text=str(place), read_from=f"coordinates {place.build}".strip())


def place_of_text(said: Said, build: str) -> Place | None:
    """Return the genomic position written in one cell; None where it cannot be read."""
    from mtorstruct.reference.genomes import genome_named
    from mtorstruct.variants.dna.genome import genomic_text

    text = said.text.strip()
    behind = _WITH_BUILD.fullmatch(text)
    genome = genome_named(behind["build"]) if behind else None
    if behind and genome is not None:
        text = behind["place"]
    found = genomic_text(text)
    if found is None:
        return None
    chromosome, position, ref, alt, own = found
    odd = ""
    if genome is not None and not genome.build:
        odd = f"build {genome.name} is not read; coordinates of GRCh37 and GRCh38 are"
    own = own or (genome.build if genome is not None else build)
    return Place(chromosome, str(position), ref, alt, own, odd)
