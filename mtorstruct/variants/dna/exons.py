"""Location of a genomic position in a transcript: coding exons, introns and flanks."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from typing import NamedTuple

from mtorstruct.reference.transcripts import transcripts

SPLICE_SITE = 2
"""Bases of an intron next to an exon that form the splice site."""


class Exon(NamedTuple):
    """One coding exon.

    `number` counts coding exons from 1 in the order of transcription; `low` and `high` are its first and
    last base on the chromosome, from 1; `coding` is the position in the coding sequence of the one that is
    transcribed first; `strand` is 1 or -1.
    """

    number: int
    low: int
    high: int
    coding: int
    strand: int

    def coding_position(self, genomic: int) -> int:
        """Position in the coding sequence, from 1, of a base of the exon."""
        return self.coding + (genomic - self.low if self.strand > 0 else self.high - genomic)

    @property
    def last_coding(self) -> int:
        """Position in the coding sequence of the base that is transcribed last."""
        return self.coding + self.high - self.low


@cache
def exons(gene: str, build: str) -> tuple[Exon, ...]:
    """Return the coding exons of a gene in a build, in the order of the chromosome."""
    transcript, coding, made = transcripts()[gene], 1, []
    for number, (low, high) in enumerate(transcript.exons[build], start=1):
        made.append(Exon(number, low, high, coding, transcript.strand))
        coding += high - low + 1
    return tuple(sorted(made, key=lambda exon: exon.low))


@cache
def _lows(gene: str, build: str) -> tuple[int, ...]:
    return tuple(exon.low for exon in exons(gene, build))


@cache
def genes_on(chromosome: str) -> tuple[str, ...]:
    """Genes, of the nine, on a chromosome."""
    return tuple(t.gene for t in transcripts().values() if t.chromosome == chromosome)


def exon_at(gene: str, build: str, genomic: int) -> Exon | None:
    """Return the coding exon that contains a base of the chromosome; None where there is none.

    Examples
    --------
    >>> exon_at("MTOR", "GRCh37", 11187094).coding_position(11187094)
    6324
    """
    k = bisect_right(_lows(gene, build), genomic) - 1
    if k < 0:
        return None
    exon = exons(gene, build)[k]
    return exon if genomic <= exon.high else None


def touched(gene: str, build: str, low: int, high: int) -> list[Exon]:
    """Return the coding exons that overlap a range of the chromosome, in its order.

    An insertion is an empty range: `high` is the base before it and `low` the one behind it; it
    touches the exon that has both.
    """
    if low == high:
        exon = exon_at(gene, build, low)
        return [exon] if exon else []
    return [exon for exon in exons(gene, build) if exon.low <= high and low <= exon.high]


def gap(gene: str, build: str, low: int, high: int) -> int:
    """Return the bases from a range to the coding region; 0 or less where it lies within."""
    ordered = exons(gene, build)
    return max(ordered[0].low - high, low - ordered[-1].high)


class Outside(NamedTuple):
    """A position outside coding exons: bases to the nearest one, that exon, which side, and in words."""

    distance: int
    exon: Exon
    is_behind: bool
    is_intron: bool

    @property
    def is_border(self) -> bool:
        """Whether an insertion there lies between an exon and an intron."""
        return self.is_intron and self.distance == 0

    def __str__(self) -> str:
        bases = f"{self.distance:,} base{'' if self.distance == 1 else 's'}"
        if not self.is_intron:
            side = "behind the stop codon" if self.is_behind else "in front of the start codon"
            return f"outside of the coding sequence, {bases} {side}"
        side = "behind" if self.is_behind else "in front of"
        if self.distance <= SPLICE_SITE:
            return f"splice site of coding exon {self.exon.number}, {bases} {side} it"
        return f"intron, {bases} {side} coding exon {self.exon.number}"


def outside(gene: str, build: str, low: int, high: int) -> Outside:
    """Locate a range that touches no coding exon; an insertion is an empty one, as for `touched`.

    Examples
    --------
    >>> str(outside("MTOR", "GRCh37", 11187066, 11187066))
    'splice site of coding exon 44, 1 base behind it'
    """
    ordered = exons(gene, build)
    before = [(low - exon.high, exon, exon.strand > 0) for exon in ordered if exon.high < low][-1:]
    after = [(exon.low - high, exon, exon.strand < 0) for exon in ordered if exon.low > high][:1]
    distance, exon, is_behind = min(before + after)
    return Outside(distance - (high < low), exon, is_behind, is_intron=bool(before and after))
