"""Protein changes from genomic coordinates, in either build, without any annotation."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mtorstruct.errors import UsageError
from mtorstruct.reference.chromosomes import chromosome_accessions
from mtorstruct.reference.genetic_code import reverse_complement
from mtorstruct.reference.genomes import genome_named
from mtorstruct.reference.proteins import known_protein
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.dna.codons import Edit, trimmed
from mtorstruct.variants.dna.exons import Exon, gap, genes_on, outside, touched
from mtorstruct.variants.dna.protein_change import (
    out_of_coding,
    over_a_border,
    protein_change,
    short_form,
    unreadable,
)
from mtorstruct.variants.notation.change import Change

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences

__all__ = ["build_named", "genomic_change", "genomic_text"]

NO_BUILD = "the genome build is not known"
"""Message on coordinates without a build, before the results in each of the two."""

MARGIN = 2000
"""Bases before the start codon and after the stop codon that still count as the gene's."""

BETWEEN_ASSEMBLIES = 1_000_000
"""Largest shift of a gene, in bases, between assemblies."""

DUPLICATED = "dup"
"""Alternative allele of a duplication."""

LONGEST = 5_000_000
"""Largest length of a range in bases; each of the genes is within a tenth of it."""

_PLACE = re.compile(
    r"(?P<chromosome>(?:chr)?(?:[0-9]{1,2}|[XYM]|MT)|NC_[0-9]{6}\.[0-9]+)[:\-_\s]\s*(?P<rest>\S.*)", re.I
)
_ALLELES = re.compile(
    r"(?P<start>[0-9]{1,9})[:\-_\s](?P<old>[ACGTN]+|-|\.)[:\-_/>\s](?P<new>[ACGTN]+|-|\.|<\w+>|\*)", re.I
)
_HGVS = re.compile(
    r"(?:g\.)?(?P<start>[0-9]{1,9})(?:_(?P<end>[0-9]{1,9}))?"
    r"(?:(?P<old>[ACGTN]+)>(?P<new>[ACGTN]+)"
    r"|(?:del(?P<gone>[ACGTN]*))?(?P<ins>ins)(?P<come>[ACGTN]+)"
    r"|(?P<kind>del|dup)(?P<bases>[ACGTN]*|[0-9]+))",
    re.I,
)


@lru_cache(maxsize=1000)
def build_named(text: str) -> str:
    """Return the genome build for one of its usual names; empty for an empty text.

    Raises
    ------
    UsageError
        It is another build, or none.

    Examples
    --------
    >>> build_named("hg19"), build_named("GRCh38.p14"), build_named("37"), build_named("")
    ('GRCh37', 'GRCh38', 'GRCh37', '')
    """
    named = text.strip()
    if named.lower() in ("", ".", "na", "unknown"):
        return ""
    genome = genome_named(named)
    if genome is None or not genome.build:
        other = f" ({genome.species})" if genome and genome.is_other_species else ""
        raise UsageError(f"unknown genome build '{named}'{other}", hint="known are " + " and ".join(BUILDS))
    return genome.build


def genomic_text(text: str) -> tuple[str, int, str, str, str] | None:
    """Return chromosome, position, reference, alternative and build of a genomic variant written in HGVS.

    The build is empty where no accession names it. Bases that a deletion or duplication does not name are
    ``N``, and the alternative of a duplication is ``dup``; all of it is what `genomic_change` takes.

    Returns
    -------
    tuple or None
        None for every other text.

    Examples
    --------
    >>> genomic_text("NC_000001.10:g.11187094G>T")
    ('1', 11187094, 'G', 'T', 'GRCh37')
    >>> genomic_text("chr1:g.11187094_11187096del")
    ('1', 11187094, 'NNN', '', '')
    """
    place = _PLACE.fullmatch(text.strip())
    if place is None:
        return None
    chromosome, build = _chromosome(place["chromosome"])
    alleles = _ALLELES.fullmatch(place["rest"])
    if alleles:
        return chromosome, int(alleles["start"]), alleles["old"].upper(), alleles["new"].upper(), build
    written = _HGVS.fullmatch(place["rest"])
    parts = _parts(written) if written else None
    return (chromosome, *parts, build) if parts else None


def _parts(written: re.Match[str]) -> tuple[int, str, str] | None:
    """Return position, reference and alternative of an HGVS variant; None where its parts do not agree."""
    start, end = int(written["start"]), int(written["end"] or written["start"])
    length = end - start + 1
    if not 0 < length <= LONGEST:
        return None
    if written["old"]:
        agrees = written["end"] is None or len(written["old"]) == length
        return (start, written["old"].upper(), written["new"].upper()) if agrees else None
    if written["ins"] and written["gone"] is None:
        return (start, "", written["come"].upper()) if length == 2 else None
    bases = (written["gone"] or written["bases"] or "").upper()
    if bases.isdigit():
        length, bases = int(bases), ""
    if bases and len(bases) != length:
        return None
    old = bases or "N" * length
    if written["ins"]:
        return start, old, written["come"].upper()
    return start, old, DUPLICATED if written["kind"].lower() == "dup" else ""


def genomic_change(
    chromosome: str,
    position: int,
    ref: str,
    alt: str,
    build: str,
    *,
    text: str = "",
    gene: str = "",
    coding: CodingSequences | None = None,
) -> Change | None:
    """Return the change of one of the nine proteins that a genomic change makes.

    Parameters
    ----------
    chromosome : str
        With or without ``chr``, or a RefSeq accession with version.
    position : int
        Place of the first base of `ref` on the chromosome, from 1; where `ref` is empty, of the base in
        front of the insertion, as in MAF files.
    ref, alt : str
        Alleles of the forward strand in any case; empty or ``-`` for none. ``N`` in `ref` is any base; `alt`
        is ``dup`` for a duplication of `ref`. Bases that both begin or end with are compared with the
        protein.
    build : str
        Genome build by any of its names; empty if it is not known.
    text : str, optional
        The text as it was given.
    gene : str, optional
        Gene in which the position is stated to lie.
    coding : CodingSequences, optional
        Coding sequences: with them nothing is in doubt.

    Returns
    -------
    Change or None
        None where the position is in none of the nine genes, from `MARGIN` bases before the start codon to
        as many after the stop codon, or where `gene` is another gene.

    Raises
    ------
    UsageError
        The build is another one, or none.

    Examples
    --------
    >>> change = genomic_change("chr1", 11187094, "G", "T", "hg19")
    >>> change.gene, change.wild_type, change.position, change.mutant
    ('MTOR', 'F', 2108, 'L')
    >>> genomic_change("1", 11187094, "G", "T", "").status
    'unknown_build'
    """
    symbol = _symbol(gene)
    if gene and not symbol:
        return None
    text = text or f"{chromosome}:{position}:{ref}:{alt}"
    named, of_accession = _chromosome(chromosome)
    place = _place(named, position, ref, alt)
    if named.startswith("NC_"):
        return _of_another_assembly(place, text, symbol)
    asked = _Asked(text, symbol, coding)
    given = build_named(build)
    if of_accession and given not in ("", of_accession):
        found = _at(place, of_accession, asked)
        problem = f"{chromosome} is of {of_accession}, but the build is said to be {given}"
        return found and Change(asked.text, found.gene, status="unknown_build", problem=problem)
    given = given or of_accession
    if not given:
        return _in_both(place, asked)
    found = _at(place, given, asked)
    if (found is not None and found.status == "reference_mismatch") or (found is None and symbol):
        return _misplaced(found, place, given, asked)
    return found


def _of_another_assembly(place: _Place, text: str, symbol: str) -> Change | None:
    """Return the message on a chromosome of neither build; None where it cannot be near one of the genes."""
    number = place.chromosome[3:].partition(".")[0].lstrip("0")
    for gene in genes_on(number):
        far = min(gap(gene, build, place.low, place.high) for build in BUILDS)
        if symbol in ("", gene) and far <= BETWEEN_ASSEMBLIES:
            problem = f"{place.chromosome} is of neither {' nor '.join(BUILDS)}"
            return Change(text, gene, status="unknown_build", problem=problem)
    return None


class _Place(NamedTuple):
    """A variant on the forward strand.

    `low` and `high` are the first and the last base that change; for an insertion, the base behind it and
    the one before it. `old` and `new` are the alleles, the first base of `old` at `start`; what both
    begin or end with identifies the bases there. `problem` is the reason why they cannot be read.
    """

    chromosome: str
    low: int
    high: int
    start: int
    old: str
    new: str
    problem: str

    def within(self, low: int, high: int) -> tuple[int, str, str]:
        """Return position and alleles without the bases outside a range that has all those that change."""
        left = max(low - self.start, 0)
        right = max(self.start + len(self.old) - 1 - high, 0)
        return (
            self.start + left,
            self.old[left : len(self.old) - right],
            self.new[left : len(self.new) - right],
        )


class _Asked(NamedTuple):
    """The rest of a query: the text as given, the required gene, if any, and coding sequences."""

    text: str
    gene: str
    coding: CodingSequences | None


def _place(chromosome: str, position: int, ref: str, alt: str) -> _Place:
    old = ref.strip().upper().replace("-", "").replace(".", "")
    new = alt.strip().upper().replace("-", "")
    if new == DUPLICATED.upper() and old:
        return _Place(chromosome, position, position + len(old) - 1, position, old, DUPLICATED, "")
    problem = "there is no alternative allele (.)" if new == "." else unreadable(old, new)
    if problem:
        return _Place(chromosome, position, position + max(len(old), 1) - 1, position, old, new, problem)
    # An insertion is told by the base in front of it.
    start = position if old else position + 1
    low, gone, _ = trimmed(start, old, new)
    return _Place(chromosome, low, low + len(gone) - 1, start, old, new, "")


@lru_cache(maxsize=10_000)
def _chromosome(written: str) -> tuple[str, str]:
    """Return the name of a chromosome without ``chr``, and the build where an accession names it."""
    written = written.strip()
    known = chromosome_accessions().get(written.upper())
    return known or (re.sub(r"(?i)^chr", "", written).upper(), "")


@lru_cache(maxsize=10_000)
def _symbol(gene: str) -> str:
    """Return the symbol of one of the nine genes by any of its names; empty for every other gene."""
    found = known_protein(gene) if gene else None
    return found.gene if found else ""


def _at(place: _Place, build: str, asked: _Asked) -> Change | None:
    """Return the variant in one build; None where it is in none of the genes, or not in the one asked for."""
    for gene in genes_on(place.chromosome):
        if asked.gene in ("", gene) and gap(gene, build, place.low, place.high) <= MARGIN:
            return _in_gene(gene, place, build, asked)
    return None


def _in_gene(gene: str, place: _Place, build: str, asked: _Asked) -> Change:
    text, low, high = asked.text, place.low, place.high
    if place.problem:
        status = "no_protein_change" if place.new == "." else "not_understood"
        return Change(text, gene, status=status, problem=place.problem)
    if place.old == place.new:
        return out_of_coding(text, gene, "the two alleles are the same")
    exons = touched(gene, build, low, high)
    if not exons:
        where = outside(gene, build, low, high)
        if not (where.is_border and high < low):
            return out_of_coding(text, gene, str(where))
        base = where.exon.last_coding if where.is_behind else where.exon.coding
        return over_a_border(text, gene, [where.exon], base, base, "lies on the border of")
    bases = [e.coding_position(p) for e in exons for p in (max(low, e.low), min(high, e.high))]
    if len(exons) == 1 and exons[0].low <= low and high <= exons[0].high:
        return protein_change(text, gene, _edit(place, exons[0]), asked.coding)
    return over_a_border(text, gene, exons, min(bases), max(bases), "reaches over the border of")


def _edit(place: _Place, exon: Exon) -> Edit:
    """Return the edit within one exon, on the transcribed strand."""
    if place.new == DUPLICATED:
        start, old, new = place.low, place.old, ""
    else:
        start, old, new = place.within(exon.low, exon.high)
    if exon.strand < 0:
        # For an insertion, the base in front of it is transcribed behind it.
        start, old, new = start + len(old) - 1, reverse_complement(old), reverse_complement(new)
    return Edit(exon.coding_position(start), old, new, place.new == DUPLICATED)


def _in_both(place: _Place, asked: _Asked) -> Change | None:
    """Return the result in each build, where none is named."""
    found = {build: _at(place, build, asked) for build in BUILDS}
    genes = {change.gene for change in found.values() if change}
    if not genes and not asked.gene:
        return None
    told = "; ".join(f"{build}: {_told(change)}" for build, change in found.items())
    problem = f"{NO_BUILD}; {told}"
    return Change(asked.text, asked.gene or min(genes), status="unknown_build", problem=problem)


def _told(change: Change | None) -> str:
    """Describe one variant in a few words."""
    if change is None:
        return "in none of the nine genes"
    if change.status == "reference_mismatch":
        return f"{change.gene}, but the reference does not fit"
    return f"{change.gene} {short_form(change) or change.problem}"


def _misplaced(found: Change | None, place: _Place, build: str, asked: _Asked) -> Change:
    """Describe a variant whose reference or gene does not fit, and whether the other build fits."""
    if found is None:
        found = _not_in_its_gene(place, build, asked)
    other = next(b for b in BUILDS if b != build)
    there = _at(place, other, asked)
    if there is None or there.status not in ("ok", "ambiguous"):
        return found
    problem = f"{found.problem}; fits {other}: {_told(there)}"
    return found._replace(status="reference_mismatch", problem=problem)


def _not_in_its_gene(place: _Place, build: str, asked: _Asked) -> Change:
    transcript = transcripts()[asked.gene]
    elsewhere = _at(place, build, asked._replace(gene=""))
    if elsewhere is not None or transcript.chromosome != place.chromosome:
        where = f"lies in {elsewhere.gene}" if elsewhere else f"is on chromosome {place.chromosome}"
        problem = f"the place {where}, not in {asked.gene} (chromosome {transcript.chromosome}) in {build}"
        return Change(asked.text, asked.gene, status="reference_mismatch", problem=problem)
    return out_of_coding(asked.text, asked.gene, str(outside(asked.gene, build, place.low, place.high)))
