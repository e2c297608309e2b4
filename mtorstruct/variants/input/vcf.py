"""VCF with or without annotations: one row an allele and carrier.

Records are selected by position and by gene names in INFO, so that those outside the nine genes cost next to
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from mtorstruct.errors import DataError
from mtorstruct.reference.chromosomes import accessions_elsewhere, chromosome_accessions
from mtorstruct.reference.genomes import Genome, genome_named
from mtorstruct.reference.transcripts import BUILDS, transcripts
from mtorstruct.variants.dna.genome import BETWEEN_ASSEMBLIES, MARGIN
from mtorstruct.variants.input.agreement import SETTLED
from mtorstruct.variants.input.cohort import FILTERED, OUTSIDE, Cohort, ReadOptions
from mtorstruct.variants.input.lines import Lines, decoded
from mtorstruct.variants.input.row import understand
from mtorstruct.variants.input.row_text import Place, RowTexts, chromosome_in_any, plain_chromosome
from mtorstruct.variants.input.vcf_annotations import Annotations
from mtorstruct.variants.input.vcf_entries import Entry
from mtorstruct.variants.input.vcf_records import COLUMNS, GENOTYPE, LONGEST, VcfRecord
from mtorstruct.variants.notation.change import NO_GENE, Change

UNCARRIED = "(carried by no sample)"
"""Placeholder gene for an allele that no genotype has."""

NO_VARIANT = "(no variant)"
"""Placeholder gene for an allele that is no variant: a block of reference bases."""

_NO_ALLELES = frozenset(("<NON_REF>", "<*>", "<X>", "."))
_LONG = re.compile("<(?:DEL|DUP|INV|CNV)")
"""Beginning of symbolic alleles that change all bases from POS to END."""

_END = re.compile(rb"(?:^|;)END=([0-9]{1,10})(?:;|$)")


def is_vcf_heading(line: str) -> bool:
    r"""Return whether a line is a VCF heading: its fixed columns in order, with tabs between them.

    Nothing else is taken, as bcftools takes nothing else: a table with ``#CHROM`` and ``POS`` is none.

    Examples
    --------
    >>> is_vcf_heading("#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA")
    True
    >>> is_vcf_heading("#CHROM\tPOS\tREF\tALT\tQUAL\tFILTER\tINFO\tID"), is_vcf_heading("#CHROM POS ID REF")
    (False, False)
    """
    names = line.rstrip("\r\n").split("\t")
    n = len(COLUMNS) - 1
    return names[:n] == [f"#{COLUMNS[0]}", *COLUMNS[1:n]] and names[n : n + 1] in ([], [""], [COLUMNS[n]])


def read_vcf(
    lines: Lines, heading_line: int, comments: list[str], genome: Genome, options: ReadOptions
) -> Cohort:
    """Read a VCF; without its heading line (`heading_line` 0) the columns are those that the format fixes.

    An allele of one of the nine genes is a row for every sample whose genotype has it, so that `n_rows` of
    the cohort counts carriers. It is one row without a sample where several have it and no residue
    variants, and where several samples have no genotypes. One that no genotype has is no case: it is counted
    and left out.

    Raises
    ------
    DataError
        Its heading is not that of a VCF.
    """
    samples = _samples(lines, heading_line, comments)
    heading = [*COLUMNS[:-1], *((COLUMNS[-1], GENOTYPE) if samples else ())]
    cohort = Cohort(lines.where, "vcf", heading=heading)
    if not heading_line:
        cohort.notices.append(
            "has no line that begins with #CHROM: its columns are taken as the format fixes them"
        )
    annotations = Annotations(
        comments, b"\n".join(lines.head[heading_line:]), is_any_case=genome.is_other_species
    )
    reader = _Reader(cohort, annotations, genome, options, samples)
    margin = BETWEEN_ASSEMBLIES if genome.is_other and not genome.is_other_species else MARGIN
    is_told = annotations.are_told if annotations.are_any else lambda _: False
    for number, line in _records(lines, heading_line):
        cells = line.split(b"\t", 8)
        if len(cells) < 5 or _is_near(cells, margin) or (len(cells) > 7 and is_told(cells[7])):
            reader.take(number, decoded(line))
        else:
            cohort.other_genes[OUTSIDE] += cells[4].count(b",") + 1
    cohort.notices += reader.notices()
    return cohort


def _records(lines: Lines, heading_line: int) -> Iterator[tuple[int, bytes]]:
    for first, block in lines.blocks():
        for number, line in enumerate(block, first):
            if number > heading_line and line.strip() and not line.startswith(b"#"):
                yield number, line


def _samples(lines: Lines, heading_line: int, comments: Sequence[str]) -> list[str]:
    """Return the names of the samples; without a heading, ``sample_1`` and so on."""
    n = len(COLUMNS)
    if heading_line:
        heading = decoded(lines.head[heading_line - 1])
    else:
        heading = next((c for c in comments if re.match(r"#\s*chrom(?:\s|$)", c, re.I)), "")
    if heading and not is_vcf_heading(heading):
        has_tabs = "\t" in heading
        what = (
            "its heading is not that of a VCF" if has_tabs else "blanks stand between its columns, not tabs"
        )
        hint = "a VCF has the columns " + " ".join(COLUMNS[:-1]) + " in this order, with tabs between them"
        raise DataError(what, where=lines.where, hint=hint)
    if heading:
        return [name.strip() for name in heading.rstrip("\r\n").split("\t")[n:]]
    row = next(decoded(line) for line in lines.head if line.strip() and not line.startswith(b"#"))
    return [f"sample_{k}" for k in range(1, row.count("\t") + 2 - n)]


@cache
def _spans() -> dict[str, list[tuple[int, int, str, str]]]:
    """Return first and last base of the nine genes' coding exons, build and gene, by chromosome."""
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    for gene, t in transcripts().items():
        for build in BUILDS:
            low, high = min(s for s, _ in t.exons[build]), max(e for _, e in t.exons[build])
            spans.setdefault(t.chromosome, []).append((low, high, build, gene))
    return spans


@lru_cache(maxsize=10_000)
def _chromosome(written: bytes) -> str:
    return chromosome_in_any(decoded(written))


@lru_cache(maxsize=10_000)
def _is_elsewhere(written: bytes) -> bool:
    """Return whether a chromosome is named by the accession of an assembly that is not read."""
    return decoded(written).strip().upper() in accessions_elsewhere()


def _stretch(cells: Sequence[bytes]) -> tuple[int, int] | None:
    """Return first and last base of a record, from its reference and ``END``; None without a position."""
    position = cells[1]
    if not position.isdigit() or len(position) > 10:
        return None
    first = int(position)
    end = _END.search(cells[7]) if len(cells) > 7 and b"END=" in cells[7] else None
    return first, max(first + len(cells[3]) - 1, int(end[1]) if end else 0)


def _is_near(cells: Sequence[bytes], margin: int) -> bool:
    """Return whether a record may touch one of the nine genes; an invalid position counts as near."""
    spans = _stretches(cells[0], margin)
    if not spans:
        return cells[0].startswith(b"NC_")
    stretch = _stretch(cells)
    if stretch is None:
        return True
    first, last = stretch
    return any(first <= high and low <= last for low, high in spans)


@lru_cache(maxsize=10_000)
def _stretches(chromosome: bytes, margin: int) -> tuple[tuple[int, int], ...]:
    """Return first and last base of a chromosome's genes, with a margin on both sides, in either build."""
    margin = max(margin, BETWEEN_ASSEMBLIES) if _is_elsewhere(chromosome) else margin
    spans = _spans().get(_chromosome(chromosome), [])
    return tuple((low - margin, high + margin) for low, high, _, _ in spans)


class _Reader:
    """Converter of records into variants."""

    def __init__(
        self,
        cohort: Cohort,
        annotations: Annotations,
        genome: Genome,
        options: ReadOptions,
        samples: Sequence[str],
    ) -> None:
        self._cohort, self._annotations, self._genome = cohort, annotations, genome
        self._options, self._samples = options, samples

    def notices(self) -> list[str]:
        """Return notices on rows that were left out."""
        told = []
        uncarried, filtered = (self._cohort.other_genes[name] for name in (UNCARRIED, FILTERED))
        if uncarried:
            alleles = "1 allele" if uncarried == 1 else f"{uncarried:,} alleles"
            told.append(f"{alleles} that no sample carries, counted and left out")
        if filtered:
            rows = "1 row" if filtered == 1 else f"{filtered:,} rows"
            told.append(f"{rows} of our genes that a filter marks, counted and left out")
        return told

    def take(self, number: int, text: str) -> None:
        """Take one record, allele by allele."""
        cells = text.split("\t")
        if len(cells) < 5 or not (cells[1].isascii() and cells[1].isdigit()):
            what = f"the line has {len(cells)} cells, or no position: it is no record of a VCF"
            if len(cells) == 1:
                what += "; tabs stand between the columns of a VCF"
            change = Change(text[:200].strip(), NO_GENE, status="not_understood", problem=what)
            self._cohort.add(self._cohort.number_of(change), number, "", text[:200])
            return
        record = VcfRecord(number, cells, self._samples)
        entries = self._annotations.entries(record.told)
        for k, alt in enumerate(record.alts, 1):
            if alt.strip() in _NO_ALLELES:
                self._cohort.other_genes[NO_VARIANT] += 1
            elif not (alt.strip() and cells[3].strip()):
                self._keep(_without_bases(cells, alt), OUTSIDE, record, k, None)
            else:
                self._take_allele(record, k, entries.of(k))

    def _take_allele(self, record: VcfRecord, k: int, entry: Entry | None) -> None:
        coding = self._options.coding
        place = self._place(record, record.alts[k - 1], entry)
        gene = entry.our_gene if entry else ""
        if entry is not None and not gene and entry.is_of_context:
            self._take_context(record, k, entry)
        elif self._genome.is_other_species or (entry is not None and gene and entry.is_of_other_species):
            self._keep(self._of_species(place, gene, entry), gene or OUTSIDE, record, k, entry)
        elif entry is not None and gene:
            self._keep(understand(entry.row(place), coding), gene, record, k, entry)
        elif place.odd:
            self._keep(self._elsewhere(place, record.cells), OUTSIDE, record, k, entry)
        else:
            change = understand(RowTexts(place=place), coding) or self._of_stretch(place, record.cells)
            if change is not None and entry is not None and entry.pointer and change.status in SETTLED:
                change = _pointed(change, entry.pointer)
            self._keep(change, OUTSIDE, record, k, entry)

    def _place(self, record: VcfRecord, alt: str, entry: Entry | None) -> Place:
        """Return an allele's position, without zeros before the chromosome; `odd` is why it is unusable."""
        cells, genome = record.cells, self._genome
        _, of_accession = chromosome_accessions().get(cells[0].strip().upper(), ("", ""))
        build, odd = genome.build or of_accession, ""
        own = genome_named(entry.build) if entry is not None and entry.build else None
        if genome.is_other:
            odd = f"its header gives {genome}; coordinates of GRCh37 and GRCh38 are read"
        elif _is_elsewhere(cells[0].encode()):
            odd = f"{cells[0]} is of T2T-CHM13; coordinates of GRCh37 and GRCh38 are read"
        elif own is not None and build and own.build != build:
            odd = f"{entry.source if entry else ''} is of {own}, but the build is said to be {build}"
        elif own is not None and own.is_other:
            odd = f"{entry.source if entry else ''} is of {own}; coordinates of GRCh37 and GRCh38 are read"
        elif own is not None:
            build = own.build
        return Place(plain_chromosome(cells[0]), cells[1], cells[3], alt, "" if odd else build, odd)

    def _of_species(self, place: Place, gene: str, entry: Entry | None) -> Change:
        """Return the result for a row whose genome or transcript is of another species."""
        if self._genome.is_other_species:
            who = f"its header gives {self._genome}"
        else:
            who = f"{entry.sequence if entry else ''} is not human"
        problem = f"{who}; the positions of human proteins are known, no others"
        return Change(_short(place), gene or NO_GENE, status="other_species", problem=problem)

    def _elsewhere(self, place: Place, cells: Sequence[str]) -> Change | None:
        """Return the result for a genome that is not read; None where it cannot be near our genes."""
        near = self._genes_near(cells, BETWEEN_ASSEMBLIES)
        if not near:
            return None
        problem = f"{place.odd}; in these it would be near {' and '.join(near)}"
        return Change(_short(place), NO_GENE, status="unknown_build", problem=problem)

    def _genes_near(self, cells: Sequence[str], margin: int) -> list[str]:
        stretch = _stretch([cell.encode() for cell in cells[:8]])
        if stretch is None:
            return []
        first, last = stretch
        near = (
            gene
            for low, high, build, gene in _spans().get(_chromosome(cells[0].encode()), [])
            if self._genome.build in ("", build) and first <= high + margin and low - margin <= last
        )
        return list(dict.fromkeys(near))

    def _take_context(self, record: VcfRecord, k: int, entry: Entry) -> None:
        """Take an allele of a gene reported as context of its samples."""
        cohort = self._cohort
        samples = [name for name, _ in record.carriers(k) if name]
        if not samples or self._is_left_out(record):
            cohort.other_genes[entry.gene] += max(len(samples), 1)
            return
        change = understand(replace(entry.row(None), coding=""))
        context = (change or Change("", entry.gene))._replace(gene=entry.gene)
        for sample in samples:
            cohort.add_context(sample, context)

    def _is_left_out(self, record: VcfRecord) -> bool:
        return self._options.pass_only and not record.passes

    def _keep(self, change: Change | None, gene: str, record: VcfRecord, k: int, entry: Entry | None) -> None:
        """Keep a row for each carrier, so that recurrence counts; one where no residue changes."""
        if change is None:
            self._cohort.other_genes[gene] += 1
            return
        carriers = record.carriers(k)
        if not carriers:
            self._cohort.other_genes[UNCARRIED] += 1
            return
        if len(carriers) > 1 and change.status == "no_protein_change":
            carriers = [("", -1)]
        if self._is_left_out(record):
            self._cohort.other_genes[FILTERED] += len(carriers)
            return
        if len(change.text) > LONGEST:
            change = change._replace(text=f"{change.text[:LONGEST]}...")
        n, keys = self._cohort.number_of(change), self._annotations.keys
        for name, sample in carriers:
            self._cohort.add(n, record.number, name, record.row(k, entry, keys, sample))

    def _of_stretch(self, place: Place, cells: Sequence[str]) -> Change | None:
        """Return a symbolic allele that begins outside a gene and reaches into it; None for all others."""
        genes = self._genes_near(cells, 0) if _LONG.match(place.alt) else []
        stretch = _stretch([cell.encode() for cell in cells[:8]])
        if not genes or stretch is None:
            return None
        first, last = stretch
        named = ", ".join(genes)
        problem = f"{place.alt} from {first} to {last} reaches into {named}: no residue is named"
        return Change(str(place), genes[0], status="not_understood", problem=problem)


def _without_bases(cells: Sequence[str], alt: str) -> Change:
    """Return the message on an empty allele field: it is no deletion."""
    text = ":".join((cells[0], cells[1], cells[3][:LONGEST], alt[:LONGEST]))
    return Change(text, NO_GENE, status="not_understood", problem="an allele is empty in the file")


def _pointed(change: Change, position: str) -> Change:
    """Return the message on a variant whose joint consequence is in another record."""
    problem = f"its consequence stands in the record at {position}, together with the variant there (BCSQ)"
    return Change(change.text, change.gene, status="no_protein_change", problem=problem)


def _short(place: Place) -> str:
    text = str(place)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."
