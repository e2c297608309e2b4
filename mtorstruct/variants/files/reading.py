"""Reading of a file of variants: what it is, told from its content, then row by row."""

from __future__ import annotations

import contextlib
import re
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.errors import DataError, UsageError
from mtorstruct.variants.files.cohort import Cohort, InputFormat, ReadOptions
from mtorstruct.variants.files.lines import Lines, decoded
from mtorstruct.variants.files.tables import Layout, read_table
from mtorstruct.variants.files.vcf import read_vcf
from mtorstruct.variants.inputs import Roles, cells_of, delimiter_of, roles_of
from mtorstruct.variants.single import understand_text

_VCF_ROW = re.compile(r"[^\t]+\t[0-9]+\t[^\t]*\t[ACGTNacgtn]+\t[^\t]+\t[^\t]*\t[^\t]*\t[^\t]*(?:\t.*)?")
_SEPARATOR = re.compile(r'"?sep=([\t;,|]?)"?[\t;, ]*', re.I)
"""The line with which Excel is told what separates the cells."""

_PLACE = re.compile(
    r"((?:chr)?(?:[0-9]{1,2}|[XYM]|MT)|NC_[0-9]{6}\.[0-9]+) ([0-9]{1,9}) "
    r"([ACGTN]+|[-.]) ([ACGTN]+|[-.*]|<\w+>)",
    re.I,
)
"""Chromosome, position and alleles, with one blank between each."""

_BUILD = re.compile(
    r"(?<![A-Za-z0-9])(?:GRCh(37|38)|hg(19|38)|(?:b|hs)(37|38)|g1k_v(37)|assembly(19|38))"
    r"(?:d5|dh|p[0-9]+)?(?![A-Za-z0-9])",
    re.I,
)
"""Names of builds in free text; ``hg19ToHg38`` names none."""

_ASSEMBLY = re.compile(r'\bassembly=("[^"]*"|[^,>\s]*)', re.I)
_CHROMOSOME_1 = {"249250621": "GRCh37", "248956422": "GRCh38"}
"""Lengths of chromosome 1 by build, which the contig lines of a VCF give."""


def read_cohort(source: str | Path, options: ReadOptions | None = None) -> Cohort:
    """Read a file of variants; ``-`` is standard input.

    Plain, gzipped or bgzipped text. A VCF is known by its header; a line of tabs, commas or semicolons with
    column names that are known is the heading of a table (MAF, CSV, TSV); else each line is a change. Lines
    that start with ``#`` and blank lines are no rows.

    Raises
    ------
    DataError
        The file cannot be read, is not text, or holds no row.
    UsageError
        A table has no column of changes that is known or named, or the build that was given is not that
        of the file.
    """
    options = options or ReadOptions()
    with contextlib.closing(Lines(source)) as lines:
        return _read(lines, options)


def _read(lines: Lines, options: ReadOptions) -> Cohort:
    start = _start(lines, options)
    if start is None:
        what, mend = "there is no change in it", "give one change a line, a table with a heading, or a VCF"
        raise DataError(lines.damage or what, where=lines.where, mend=mend)
    build, notices = _build(start, options, lines.where)
    if start.format == "vcf":
        if any((options.gene_column, options.change_column, options.sample_column)):
            mend = "leave --gene-column, --change-column and --sample-column out"
            raise UsageError("a VCF has no columns to choose", where=lines.where, mend=mend)
        cohort = read_vcf(lines, start.heading_line, start.comments, build, options)
    elif start.roles is not None:
        layout = Layout(start.heading, start.delimiter, start.roles, start.heading_line, build)
        cohort = read_table(lines, layout, options)
    else:
        cohort = _read_list(lines, build, options)
    cohort.damage = lines.damage
    cohort.notices += notices
    if not cohort.n_rows and lines.damage:
        raise DataError(lines.damage, where=lines.where, mend="fetch or make the file again")
    return cohort


@dataclass(frozen=True)
class _Start:
    """What the beginning of a file tells; `heading_line` counts from 1, 0 where there is no heading."""

    format: InputFormat
    comments: list[str]
    heading: list[str]
    delimiter: str
    heading_line: int
    roles: Roles | None = None


def _start(lines: Lines, options: ReadOptions) -> _Start | None:
    comments: list[str] = []
    delimiter = ""
    for number, line in enumerate(lines.head, 1):
        text = decoded(line)
        if not text.strip():
            continue
        if text.startswith("#CHROM\t") and options.input_format in (None, "vcf"):
            return _Start("vcf", comments, text.split("\t"), "\t", number)
        if text.lstrip().startswith("#"):
            comments.append(text)
            continue
        separator = _SEPARATOR.fullmatch(text)
        if separator:
            delimiter = separator[1]
            continue
        said_vcf = bool(comments) and comments[0].lower().startswith("##fileformat=vcf")
        looks_vcf = said_vcf or _VCF_ROW.fullmatch(text) is not None
        if options.input_format == "vcf" or (options.input_format is None and looks_vcf):
            return _Start("vcf", comments, [], "\t", 0)
        if options.input_format == "list":
            return _Start("list", comments, [], "\t", 0)
        return _table_start(text, number, comments, delimiter or delimiter_of(text), options, lines.where)
    return None


def _table_start(
    text: str, number: int, comments: list[str], delimiter: str | None, options: ReadOptions, where: str
) -> _Start:
    """A table, if its first line that is no comment, or the comment before it, is a heading; else a list."""
    chosen = (options.gene_column, options.change_column, options.sample_column)
    last = comments[-1] if comments else ""
    if delimiter and last.count(delimiter) == text.count(delimiter):
        heading = [name.strip() for name in cells_of(last.lstrip("# "), delimiter)]
        roles = roles_of(heading, *(name if name in heading else None for name in chosen))
        if roles.says_change:
            return _Start("table", comments[:-1], heading, delimiter, number - 1, roles)
    heading = [name.strip() for name in (cells_of(text, delimiter) if delimiter else [text])]
    try:
        roles = roles_of(heading, *chosen)
    except UsageError as err:
        raise UsageError(err.what, where=where, mend=err.mend) from None
    if roles.says_change:
        return _Start("table", comments, heading, delimiter or "\t", number, roles)
    is_list = _place_of(text) or _is_change(text) or len(_parts(text)) > 1
    if options.input_format == "table" or (delimiter and not is_list):
        raise UsageError(
            "the table has no column of protein changes, coding changes or coordinates that I know",
            where=where,
            mend="name one with --change-column (and --gene-column, --sample-column); there are: "
            + ", ".join(heading),
        )
    return _Start("list", comments, [], "\t", 0)


def _build(start: _Start, options: ReadOptions, where: str) -> tuple[str, list[str]]:
    """Genome build that the header says or that was asked for, never a guess; and what is to be known of it.

    Contigs, assemblies and the reference are believed; words elsewhere only where those are silent, and less
    than the user.
    """
    comments = [c for c in start.comments if not c.startswith(("##INFO", "##FORMAT", "##FILTER", "##ALT"))]
    said = {build for comment in comments for build in _stated(comment)}
    asked = options.build
    if len(said) == 1:
        (build,) = said
        if asked and asked != build:
            what = f"its header says {build}, --build says {asked}"
            raise UsageError(what, where=where, mend="leave --build out, or mend the header")
        return build, []
    mentioned = set() if said else {build for comment in comments for build in _mentioned(comment)}
    if len(mentioned) != 1:
        return asked, []
    (build,) = mentioned
    if asked in ("", build):
        return build, []
    return asked, [f"its header mentions {build}; {asked} is taken, as --build says"]


def _stated(comment: str) -> set[str]:
    """Builds that a line of the header states to be that of its coordinates."""
    if comment.startswith(("##reference", "##assembly")):
        return _builds_in(comment)
    length = re.search(r"length=(\d+)", comment) if comment.startswith("##contig") else None
    by_length = {_CHROMOSOME_1[length[1]]} if length and length[1] in _CHROMOSOME_1 else set()
    return by_length | _builds_in(" ".join(_ASSEMBLY.findall(comment)))


def _mentioned(comment: str) -> set[str]:
    """The build that a line of the header names; none where it names both, or tells of a lift-over."""
    found = set() if re.search("lift|chain", comment, re.I) else _builds_in(comment)
    return found if len(found) == 1 else set()


def _builds_in(text: str) -> set[str]:
    return {"GRCh38" if "38" in numbers else "GRCh37" for numbers in _BUILD.findall(text)}


def _read_list(lines: Lines, build: str, options: ReadOptions) -> Cohort:
    """One change a line, or several with commas or semicolons between them."""
    cohort = Cohort(lines.where, "list")
    for first, block in lines.blocks():
        for number, line in enumerate(block, first):
            text = decoded(line).strip()
            if not text or text.startswith("#") or _SEPARATOR.fullmatch(text):
                continue
            for part in _parts(text):
                change = understand_text(_place_of(part) or part, "", build, options.coding)
                cohort.add(cohort.number_of(change), number, "", part)
    return cohort


def _place_of(text: str) -> str:
    """A place in the genome whose four parts stand in cells, with colons between them; else empty."""
    place = _PLACE.fullmatch(re.sub(r"[\s;,]+", " ", text.strip()))
    return ":".join(place.groups()) if place else ""


def _parts(text: str) -> list[str]:
    """Changes with commas or semicolons between them, where every part is one; else the whole line."""
    parts = [part.strip() for part in re.split("[,;]", text) if part.strip()]
    if len(parts) < 2 or _place_of(text) or not all(map(_is_change, parts)):
        return [text]
    return [text] if understand_text(text).status == "ok" else parts


def _is_change(text: str) -> bool:
    """Whether a text is a change, possible or not; a number alone, or a word, could be anything else."""
    has_both = re.search("[0-9]", text) and re.search("[A-Za-z]", text)
    return bool(has_both) and understand_text(text).status != "not_understood"


def read_table_cells(source: str | Path) -> tuple[list[str], list[list[str]]]:
    """Heading and rows of a CSV or TSV table, plain or gzipped; rows that are too short are filled up.

    Raises
    ------
    DataError
        The file cannot be read to its end, is not text, or is empty.
    """
    with contextlib.closing(Lines(source)) as lines:
        texts = [decoded(line) for _, block in lines.blocks() for line in block]
    texts = [text for text in texts if text.strip() and not text.lstrip().startswith("#")]
    if lines.damage:
        raise DataError(lines.damage, where=lines.where, mend="fetch or make the file again")
    if not texts:
        raise DataError("there is no row in it", where=lines.where, mend="give a table with a heading")
    delimiter = delimiter_of(texts[0]) or "\t"
    heading = [name.strip() for name in cells_of(texts[0], delimiter)]
    rows = [[cell.strip() for cell in cells_of(text, delimiter)] for text in texts[1:]]
    n = len(heading)
    return heading, [row[:n] + [""] * (n - len(row)) for row in rows]
