"""Reference genomes: their names, species, and chromosome lengths.

Coordinates of two human builds are read. All others are known so that they can be told from these two.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from mtorstruct.reference.tables import read_table

__all__ = ["Genome", "genome_named", "genomes_of_length"]

HUMAN = "human"

_ACCESSION = r"gc[af]_[0-9]{9}(?:\.[0-9]+)?"
"""Accession of any assembly at NCBI."""


class Genome(NamedTuple):
    """A reference genome that a text names.

    Attributes
    ----------
    build : str
        ``GRCh37`` or ``GRCh38``; empty for every other genome.
    name : str
        Its name as written; empty where there is none.
    species : str
        ``human``, ``mouse`` and so on; empty where it is not known.
    """

    build: str
    name: str
    species: str

    @property
    def is_other(self) -> bool:
        """Return whether it is known to be another genome than the two whose coordinates are read."""
        return not self.build and bool(self.name or self.species not in ("", HUMAN))

    @property
    def is_other_species(self) -> bool:
        """Return whether it is known not to be human."""
        return self.species not in ("", HUMAN)

    def __str__(self) -> str:
        said = self.build or self.name or "another genome"
        return f"{said} ({self.species})" if self.is_other_species else said


UNKNOWN = Genome("", "", "")
"""Placeholder where no genome is named."""


@lru_cache(maxsize=1000)
def genome_named(text: str) -> Genome | None:
    """Return the genome that a text names, such as a cell of a build column; None for none or several.

    Examples
    --------
    >>> genome_named("GRCh37-lite").build, genome_named("hg19_chr1").build, genome_named("37.0").build
    ('GRCh37', 'GRCh37', 'GRCh37')
    >>> genome_named("NCBI36")
    Genome(build='', name='NCBI36', species='human')
    >>> genome_named("GRCm38.p6").species, genome_named("T2T-CHM13v2.0").species, genome_named("lung")
    ('mouse', 'human', None)
    """
    written = text.strip()
    for row, (_, alone) in _patterns().items():
        if alone is not None and alone.fullmatch(written):
            return _genome(row, written)
    found = genomes_in(written)
    return next(iter(found.values())) if len(found) == 1 else None


def genomes_in(text: str) -> dict[str, Genome]:
    """Return the genomes named anywhere in a text, by their names in the table.

    Examples
    --------
    >>> list(genomes_in("##reference=file:///ref/human_g1k_v37_decoy.fasta"))
    ['GRCh37']
    >>> list(genomes_in("hg19ToHg38")), list(genomes_in("norm --from hg18 --to hg38"))
    ([], ['hg18', 'GRCh38'])
    """
    found: dict[str, Genome] = {}
    for match in _any().finditer(text):
        name = match[0]
        row = next((row for row, (named, _) in _patterns().items() if named.fullmatch(name)), name.upper())
        found.setdefault(row, _genome(row, name))
    return found


def genomes_of_length(chromosome: str, length: int) -> frozenset[str]:
    """Return the names of the genomes whose chromosome, named without ``chr``, has a length in bases.

    Examples
    --------
    >>> sorted(genomes_of_length("1", 249_250_621)), sorted(genomes_of_length("5", 180_857_866))
    (['GRCh37'], ['hg17', 'hg18'])
    """
    return _lengths().get((chromosome, length), frozenset())


def genome_of_row(row: str) -> Genome:
    """Return the genome of a row of the table, by its name there.

    Examples
    --------
    >>> genome_of_row("hg18")
    Genome(build='', name='hg18', species='human')
    """
    return _genome(row, row)


def _genome(row: str, name: str) -> Genome:
    facts = _rows().get(row)
    return Genome(facts["build"], name, facts["species"]) if facts else Genome("", name, "")


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in read_table("genomes.tsv")}


@cache
def _patterns() -> dict[str, tuple[re.Pattern[str], re.Pattern[str] | None]]:
    """Return patterns for each genome: names valid anywhere, and names valid only alone."""
    return {
        name: (re.compile(row["pattern"], re.I), re.compile(row["alone"], re.I) if row["alone"] else None)
        for name, row in _rows().items()
    }


@cache
def _any() -> re.Pattern[str]:
    names = "|".join([*(row["pattern"] for row in _rows().values()), _ACCESSION])
    return re.compile(f"(?<![A-Za-z0-9])(?:{names})(?![A-Za-z0-9])", re.I)


@cache
def _lengths() -> dict[tuple[str, int], frozenset[str]]:
    found: dict[tuple[str, int], frozenset[str]] = {}
    for name, row in _rows().items():
        for item in filter(None, row["lengths"].split(";")):
            chromosome, _, length = item.partition(":")
            key = (chromosome, int(length))
            found[key] = found.get(key, frozenset()) | {name}
    return found
