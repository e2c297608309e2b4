"""Reference genome named by the header of a file: by name or chromosome lengths, never by a guess.

Header lines that state the genome of the coordinates (contigs, assemblies, the reference) are trusted. Names
elsewhere, such as in the command of a caller, count only where nothing states it, and less than the user's
option.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mtorstruct.errors import UsageError
from mtorstruct.reference.genomes import (
    HUMAN,
    Genome,
    genome_named,
    genome_of_row,
    genomes_in,
    genomes_of_length,
)
from mtorstruct.variants.input.row_text import chromosome_in_any

SHORTEST = 1_000_000
"""Length in bases below which a contig named like a chromosome is no whole chromosome."""

_DECISIVE = frozenset([*map(str, range(1, 23)), "X"])
"""Chromosomes whose lengths differ between all human genomes."""

_SILENT = ("##INFO", "##FORMAT", "##FILTER", "##ALT", "##SAMPLE", "##META", "##PEDIGREE")
"""Header lines on fields and samples, whose genome names mean something else."""

_ASSEMBLY = re.compile(r'\bassembly=("[^"]*"|[^,>\s]*)', re.I)
_SPECIES = re.compile(r'\bspecies="?([^",>]+)', re.I)
_CONTIG = re.compile(r"##contig=<(?:.*[<,])?ID=([^,>]+)", re.I)
_LENGTH = re.compile(r"\blength=([0-9]{1,12})\b", re.I)
_KEY = re.compile(r"#+\s*([\w. -]{0,60}?)\s*[:=\s]\s*(\S.*)")
_ABOUT_GENOME = re.compile(r"reference|assembly|genome|build", re.I)
_OF_ANOTHER_TIME = re.compile(r"lift|chain|orig|old|prev|source|dbsnp|gene_?build|command", re.I)
"""Words in a key that refer to another genome than that of the coordinates."""

_FASTA = re.compile(r"\S*\.(?:fa|fasta|fna|2bit|dict|fai)\b", re.I)

Named = dict[str, Genome]
"""Genomes by their name in the table of genomes."""


def build_of_header(comments: Sequence[str], asked: str, where: str) -> tuple[Genome, list[str]]:
    """Return the genome of the coordinates, and notices on how it was determined.

    Parameters
    ----------
    comments : sequence of str
        Lines of the header, with their ``#``.
    asked : str
        Build that the user named; empty for none.
    where : str
        What messages call the source.

    Raises
    ------
    UsageError
        The header names another genome than the user, by name or by the length of a chromosome.

    Examples
    --------
    >>> build_of_header(["##contig=<ID=chr1,length=247249719>"], "", "calls.vcf")
    (Genome(build='', name='hg18', species='human'), [])
    >>> build_of_header([], "GRCh38", "calls.vcf")[0].build
    'GRCh38'
    """
    comments = [comment for comment in comments if not comment.startswith(_SILENT)]
    said = _stated(comments)
    if not said:
        return _of_mentions(comments, asked, where)
    if not asked:
        return _one_of(said), []
    if {genome.build for genome in said.values()} == {asked}:
        return _one_of(said), []
    if all(genome.build for genome in said.values()) and len(said) > 1:
        return Genome(asked, "", HUMAN), [
            f"its header gives {_listed(said)}; {asked} is taken, as given by --build"
        ]
    raise _contradiction(said, asked, where)


def _contradiction(said: Named, asked: str, where: str) -> UsageError:
    what = f"its header gives {_listed(said)}, --build is {asked}"
    if any(genome.build for genome in said.values()):
        return UsageError(what, where=where, hint="leave --build out, or mend the header")
    hint = "lift the coordinates over to GRCh37 or GRCh38, or mend the header if it is wrong"
    return UsageError(what, where=where, hint=hint)


def _listed(said: Named) -> str:
    return " and ".join(map(str, said.values()))


def _one_of(said: Named) -> Genome:
    """Return the genome if there is one; else a genome with what several have in common."""
    if len(said) == 1:
        return next(iter(said.values()))
    species = {genome.species for genome in said.values()}
    of = species.pop() if len(species) == 1 else ""
    if all(genome.build for genome in said.values()):
        return Genome("", "", of)
    return Genome("", _listed(said), of)


def _of_mentions(comments: Sequence[str], asked: str, where: str) -> tuple[Genome, list[str]]:
    """Return the one genome mentioned in the header, where nothing states it."""
    mentioned: Named = {}
    for comment in comments:
        found = {} if re.search("lift|chain", comment, re.I) else genomes_in(comment)
        mentioned |= found if len(found) == 1 else {}
    if len(mentioned) != 1:
        return Genome(asked, "", HUMAN if asked else ""), []
    (genome,) = mentioned.values()
    if asked in ("", genome.build):
        return genome, []
    if genome.is_other and any(genomes_in(file) for c in comments for file in _FASTA.findall(c)):
        raise _contradiction(mentioned, asked, where)
    return Genome(asked, "", HUMAN), [f"its header mentions {genome}; {asked} is taken, as given by --build"]


def _stated(comments: Sequence[str]) -> Named:
    """Return the genomes that the header states for its coordinates."""
    said: Named = {}
    lengths: dict[str, int] = {}
    for comment in comments:
        for text in _ASSEMBLY.findall(comment):
            said = _in(text.strip('"')) | said
        contig = _CONTIG.match(comment)
        if contig:
            said = _of_species(comment) | said
            length = _LENGTH.search(comment)
            if length:
                lengths[chromosome_in_any(contig[1])] = int(length[1])
            continue
        key = _KEY.match(comment)
        if key and _ABOUT_GENOME.search(key[1]) and not _OF_ANOTHER_TIME.search(key[1]):
            alone = genome_named(key[2].strip('"'))
            said = (_in(key[2]) or ({str(alone): alone} if alone else {})) | said
    return _with_lengths(said, lengths)


@lru_cache(maxsize=1000)
def _in(text: str) -> Named:
    return genomes_in(text)


def _of_species(comment: str) -> Named:
    """Return the species of a contig, where it is not human."""
    written = _SPECIES.search(comment)
    if written is None or written[1].strip().lower() in ("homo sapiens", "homo_sapiens", "human"):
        return {}
    named = genome_named(written[1].strip())
    genome = Genome("", "", named.species if named else written[1].strip())
    return {f"species {genome.species}": genome}


def _with_lengths(said: Named, lengths: dict[str, int]) -> Named:
    """Add the genomes determined by the lengths of the chromosomes."""
    whole = {c: n for c, n in lengths.items() if c in _DECISIVE and n >= SHORTEST}
    told = [found for found in (genomes_of_length(c, n) for c, n in whole.items()) if found]
    unknown = [(c, n) for c, n in whole.items() if not genomes_of_length(c, n)]
    by_length = frozenset.intersection(*told) if told else frozenset[str]()
    by_length = by_length or frozenset(name for found in told for name in found)
    if not by_length & said.keys() and by_length:
        one = _either(by_length)
        by_name = {
            name for name, genome in said.items() if genome.species == one.species and not genome.build
        }
        # A general name ("a mouse genome") and one by length do not contradict each other.
        if not (by_name and one.is_other_species):
            said = said | {one.name: one}
    unknown = [item for item in unknown if item[0] == "1"] or ([] if told else unknown)
    if unknown:
        chromosome, n = unknown[0]
        name = f"a genome whose chromosome {chromosome} has {n:,} bases"
        said = (
            said if any(genome.is_other for genome in said.values()) else said | {name: Genome("", name, "")}
        )
    return said


def _either(names: frozenset[str]) -> Genome:
    genomes = [genome_of_row(name) for name in sorted(names)]
    if len(genomes) == 1:
        return genomes[0]
    species = {genome.species for genome in genomes}
    return Genome("", " or ".join(sorted(names)), species.pop() if len(species) == 1 else "")
