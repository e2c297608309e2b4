"""VCF with or without the annotations of VEP (``CSQ``) or SnpEff (``ANN``): one row an allele and carrier.

Records are told apart by their place alone, so that those outside of the nine genes cost next to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from mtorstruct.reference.markers import response_markers
from mtorstruct.reference.proteins import known_protein
from mtorstruct.reference.transcripts import BUILDS, transcript_of, transcripts
from mtorstruct.variants.change import NO_GENE, Change
from mtorstruct.variants.files.cohort import OUTSIDE, Cohort, ReadOptions
from mtorstruct.variants.files.lines import Lines, decoded
from mtorstruct.variants.genome import MARGIN
from mtorstruct.variants.inputs import normal
from mtorstruct.variants.understanding import Place, RowTexts, plain_chromosome, understand

UNCARRIED = "(carried by no sample)"
"""What stands for the gene of an allele that no genotype has."""

COLUMNS = ("CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
"""Columns that the format fixes."""

_ANN = (
    "Allele", "Annotation", "Annotation_Impact", "Gene_Name", "Gene_ID", "Feature_Type", "Feature_ID",
    "Transcript_BioType", "Rank", "HGVS.c", "HGVS.p",
)  # fmt: skip
"""Fields of SnpEff's annotation, as its format fixes them (variant annotation format 1.0)."""

_NAMES = {
    "gene": ("symbol", "gene_name"),
    "transcript": ("feature", "feature_id"),
    "coding": ("hgvsc", "hgvs_c"),
    "amino_acids": ("amino_acids",),
    "position": ("protein_position",),
    "kind": ("consequence", "annotation"),
    "allele": ("allele",),
    "canonical": ("mane_select", "canonical", "pick"),
}
_CHANGES = ("hgvsp", "hgvs_p", "civic_variant_name")
"""Fields of the change of the protein, in the order in which they are believed."""

_LONG = re.compile("<(?:DEL|DUP|INV|CNV)")
"""What begins an allele that changes all bases from POS to END."""

_END = re.compile(rb"(?:^|;)END=([0-9]{1,10})(?:;|$)")
_ESCAPED = re.compile(r"%([0-9A-Fa-f]{2})|\\x([0-9A-Fa-f]{2})")


@dataclass(frozen=True)
class _Fields:
    """Where the annotation of a VCF holds what: key in INFO, and index of each field."""

    key: str
    at: dict[str, int]
    changes: tuple[tuple[str, int], ...]

    def of(self, parts: list[str], role: str) -> str:
        k = self.at.get(role)
        return "" if k is None or k >= len(parts) else _plain(parts[k])

    def texts(self, parts: list[str], place: Place | None) -> RowTexts:
        """What an annotation says."""
        return RowTexts(
            gene=self.of(parts, "gene"),
            changes=tuple(
                (f"{self.key} {name}", _plain(parts[n])) for name, n in self.changes if n < len(parts)
            ),
            transcript=self.of(parts, "transcript"),
            coding=self.of(parts, "coding"),
            amino_acids=self.of(parts, "amino_acids"),
            protein_position=self.of(parts, "position"),
            kind=self.of(parts, "kind"),
            place=place,
            coding_column=f"{self.key} HGVSc",
        )


def read_vcf(
    lines: Lines, heading_line: int, comments: list[str], build: str, options: ReadOptions
) -> Cohort:
    """Read a VCF; without its heading line (`heading_line` 0) the columns are those that the format fixes.

    An allele of one of the nine genes is a row for every sample whose genotype has it, so that `n_rows` of
    the cohort counts carriers. It is one row without a sample where several have it and no residue
    changes, and where several samples have no genotypes. One that no genotype has is no case: it is counted
    and left out.
    """
    heading = _heading(lines, heading_line)
    cohort = Cohort(lines.where, "vcf", heading=heading)
    if not heading_line:
        cohort.notices.append(
            "has no line that begins with #CHROM: its columns are taken as the format fixes them"
        )
    fields = _fields(comments)
    reader = _Reader(cohort, fields, build, options)
    told = _told(fields)
    for number, line in _records(lines, heading_line):
        cells = line.split(b"\t", 8)
        if len(cells) < 5 or _is_near(cells) or told.search(b"".join(cells[7:8])):
            reader.take(number, decoded(line))
        else:
            cohort.other_genes[OUTSIDE] += cells[4].count(b",") + 1
    if reader.n_uncarried:
        alleles = "1 allele" if reader.n_uncarried == 1 else f"{reader.n_uncarried:,} alleles"
        cohort.notices.append(f"{alleles} that no sample carries, counted and left out")
    return cohort


def _records(lines: Lines, heading_line: int) -> Iterator[tuple[int, bytes]]:
    for first, block in lines.blocks():
        for number, line in enumerate(block, first):
            if number > heading_line and line.strip() and not line.startswith(b"#"):
                yield number, line


def _heading(lines: Lines, heading_line: int) -> list[str]:
    if heading_line:
        return decoded(lines.head[heading_line - 1]).lstrip("#").split("\t")
    row = next(decoded(line) for line in lines.head if line.strip() and not line.startswith(b"#"))
    n = row.count("\t") + 1
    return [*COLUMNS[:n], *(f"sample_{k}" for k in range(1, n - len(COLUMNS) + 1))]


def _fields(comments: Sequence[str]) -> _Fields | None:
    """What the header says of the annotation."""
    for comment in comments:
        if comment.startswith(("##INFO=<ID=CSQ,", "##INFO=<ID=vep,")):
            key = "CSQ" if "ID=CSQ" in comment else "vep"
            _, found, names = comment.partition("Format: ")
            if found:
                return _indexed(key, names.rstrip('>" \n').split("|"))
        if comment.startswith("##INFO=<ID=ANN,"):
            return _indexed("ANN", list(_ANN))
    return None


def _indexed(key: str, names: Sequence[str]) -> _Fields:
    plain = [normal(name) for name in names]
    at = {
        role: plain.index(next(n for n in known if n in plain))
        for role, known in _NAMES.items()
        if any(n in plain for n in known)
    }
    changes = tuple((names[plain.index(n)].strip(), plain.index(n)) for n in _CHANGES if n in plain)
    return _Fields(key, at, changes)


@cache
def _spans() -> dict[str, list[tuple[int, int, str, str]]]:
    """First and last base of the coding exons of the nine genes, build and gene, by chromosome."""
    spans: dict[str, list[tuple[int, int, str, str]]] = {}
    for gene, t in transcripts().items():
        for build in BUILDS:
            low, high = min(s for s, _ in t.exons[build]), max(e for _, e in t.exons[build])
            spans.setdefault(t.chromosome, []).append((low, high, build, gene))
    return spans


@lru_cache(maxsize=10_000)
def _chromosome(written: bytes) -> str:
    """Name of a chromosome without ``chr`` and without zeros in front."""
    return re.sub("(?i)^(?:chr)?0*", "", decoded(written).strip())


def _stretch(cells: Sequence[bytes]) -> tuple[int, int] | None:
    """First and last base of a record, as its reference and ``END`` say; None without a position."""
    position = cells[1]
    if not position.isdigit() or len(position) > 10:
        return None
    first = int(position)
    end = _END.search(cells[7]) if len(cells) > 7 and b"END=" in cells[7] else None
    return first, max(first + len(cells[3]) - 1, int(end[1]) if end else 0)


def _is_near(cells: Sequence[bytes]) -> bool:
    """Whether a record may touch one of the nine genes; what is no position is to be looked at."""
    spans = _spans().get(_chromosome(cells[0]))
    if spans is None:
        return cells[0].startswith(b"NC_")
    stretch = _stretch(cells)
    if stretch is None:
        return True
    first, last = stretch
    return any(first <= high + MARGIN and low - MARGIN <= last for low, high, _, _ in spans)


def _told(fields: _Fields | None) -> re.Pattern[bytes]:
    """What finds an annotation of one of the nine genes, or of one that is told as context."""
    if fields is None or "gene" not in fields.at:
        return re.compile(b"(?!)")
    before = r"\|" if fields.at["gene"] else "[=,]"
    symbols = "|".join(map(re.escape, (*transcripts(), *response_markers())))
    return re.compile(rf"{before}(?:{symbols})(?=[|,;]|$)".encode())


@dataclass(frozen=True)
class _Allele:
    """An alternative allele of a record, the `k`-th from 1; `number` is that of the line."""

    number: int
    text: str
    cells: list[str]
    alt: str
    k: int

    def place(self, build: str) -> Place:
        """Where it lies, the chromosome without zeros in front."""
        return Place(plain_chromosome(self.cells[0]), self.cells[1], self.cells[3], self.alt, build)


class _Reader:
    """Turns records into changes."""

    def __init__(self, cohort: Cohort, fields: _Fields | None, build: str, options: ReadOptions) -> None:
        self._cohort, self._fields, self._build, self._options = cohort, fields, build, options
        self._samples = cohort.heading[len(COLUMNS) :]
        self.n_uncarried = 0

    def take(self, number: int, text: str) -> None:
        """Take one record: its alleles one after the other."""
        cells = text.split("\t")
        if len(cells) < 5 or not (cells[1].isascii() and cells[1].isdigit()):
            what = f"the line has {len(cells)} cells, or no position: it is no record of a VCF"
            change = Change(text[:200].strip(), NO_GENE, status="not_understood", problem=what)
            self._cohort.add(self._cohort.number_of(change), number, "", text[:200])
            return
        alleles = cells[4].split(",")
        annotations = self._annotations(cells[7] if len(cells) > 7 else "")
        for k, alt in enumerate(alleles, 1):
            of_allele = [a for a in annotations if self._is_of(a, cells[3], alt, alleles)]
            self._take_allele(_Allele(number, text, cells, alt, k), self._chosen(of_allele))

    def _take_allele(self, allele: _Allele, chosen: list[str] | None) -> None:
        cohort, fields, coding = self._cohort, self._fields, self._options.coding
        place = allele.place(self._build)
        if fields is None or chosen is None:
            change = understand(RowTexts(place=place), coding) or self._of_stretch(place, allele.cells)
            self._keep(change, OUTSIDE, allele)
            return
        gene = fields.of(chosen, "gene")
        row = fields.texts(chosen, place if self._build else None)
        if known_protein(gene):
            self._keep(understand(row, coding), gene, allele)
            return
        samples = [name for name in self._carriers(allele) if name]
        if samples:
            change = understand(replace(row, coding="", place=None))
            context = replace(change or Change("", gene), gene=gene)
            for sample in samples:
                cohort.add_context(sample, context)
        else:
            cohort.other_genes[gene] += 1

    def _keep(self, change: Change | None, gene: str, allele: _Allele) -> None:
        """Keep a row for each carrier, so that recurrence counts; one where no residue changes."""
        if change is None:
            self._cohort.other_genes[gene] += 1
            return
        carriers = self._carriers(allele)
        if not carriers:
            self.n_uncarried += 1
            self._cohort.other_genes[UNCARRIED] += 1
            return
        if len(carriers) > 1 and change.status == "no_protein_change":
            carriers = [""]
        n = self._cohort.number_of(change)
        for sample in carriers:
            self._cohort.add(n, allele.number, sample, allele.text)

    def _of_stretch(self, place: Place, cells: list[str]) -> Change | None:
        """A long change without bases that begins in front of a gene and reaches into it."""
        stretch = _stretch([cell.encode() for cell in cells[:8]]) if _LONG.match(place.alt) else None
        if stretch is None:
            return None
        first, last = stretch
        spans = _spans().get(_chromosome(cells[0].encode()), [])
        genes = [
            gene
            for low, high, build, gene in spans
            if self._build in ("", build) and first <= high and low <= last
        ]
        if not genes:
            return None
        named = ", ".join(dict.fromkeys(genes))
        problem = f"{place.alt} from {first} to {last} reaches into {named}: no residue is named"
        return Change(str(place), genes[0], status="not_understood", problem=problem)

    def _annotations(self, info: str) -> list[list[str]]:
        if self._fields is None:
            return []
        for item in info.split(";"):
            key, _, value = item.partition("=")
            if key == self._fields.key:
                return [part.split("|") for part in value.split(",")]
        return []

    def _is_of(self, annotation: list[str], ref: str, alt: str, alleles: list[str]) -> bool:
        """Whether an annotation is of an allele, as SnpEff writes it or shortened as by VEP."""
        said = self._fields.of(annotation, "allele") if self._fields else ""
        if len(alleles) == 1 or not said:
            return True
        if self._fields and self._fields.key == "ANN":
            return said == alt
        short = _shortened(ref, alleles)
        return said == short[alt] or (said == alt and alt not in short.values())

    def _chosen(self, annotations: list[list[str]]) -> list[str] | None:
        """The annotation of our transcript; else of one of our genes; else of a gene told as context."""
        fields = self._fields
        if fields is None:
            return None
        ours = [a for a in annotations if known_protein(fields.of(a, "gene"))]
        for a in ours:
            known = transcript_of(fields.of(a, "transcript"))
            if known is not None:
                return a
        if ours:
            return next((a for a in ours if fields.of(a, "canonical") not in ("", "0", "NO")), ours[0])
        return next((a for a in annotations if fields.of(a, "gene").upper() in response_markers()), None)

    def _carriers(self, allele: _Allele) -> list[str]:
        """Samples that have an allele; without genotypes the only sample there is, or an empty name."""
        cells, keys = allele.cells, "".join(allele.cells[8:9]).split(":")
        if not self._samples or len(cells) <= len(COLUMNS):
            return [""]
        if "GT" not in keys:
            return self._samples if len(self._samples) == 1 else [""]
        at, wanted = keys.index("GT"), str(allele.k)
        genotypes = [re.split(r"[/|]", (cell.split(":") + [""] * at)[at]) for cell in cells[len(COLUMNS) :]]
        if not any(part.isdigit() for genotype in genotypes for part in genotype):
            return [""]
        return [name for name, gt in zip(self._samples, genotypes, strict=False) if wanted in gt]


def _shortened(ref: str, alleles: list[str]) -> dict[str, str]:
    """Alleles without the first base that all share, as VEP gives them; ``*`` and ``<...>`` have no bases."""
    with_bases = [allele for allele in alleles if allele[:1] not in ("*", "<")]
    shared = len({bases[:1] for bases in (ref, *with_bases)}) == 1
    if not shared or all(len(allele) == len(ref) for allele in alleles):
        return {allele: allele for allele in alleles}
    return {allele: (allele[1:] or "-") if allele in with_bases else allele for allele in alleles}


def _plain(text: str) -> str:
    """A field with its escapes (``%3D`` and the like) as letters."""
    if "%" not in text and "\\" not in text:
        return text.strip()
    return _ESCAPED.sub(lambda m: chr(int(m[1] or m[2], 16)), text).strip()
