"""A cohort as read: distinct variants once, and line, sample and cells of every row."""

from __future__ import annotations

import csv
import io
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from mtorstruct.variants.notation.change import Change, numbered
from mtorstruct.variants.notation.text import is_nothing

if TYPE_CHECKING:
    from mtorstruct.reference.coding_sequences import CodingSequences

InputFormat = Literal["list", "table", "vcf"]
FORMATS: tuple[InputFormat, ...] = ("list", "table", "vcf")

OUTSIDE = "(outside of the nine genes)"
"""Placeholder gene for rows outside the nine genes that name no other."""

FILTERED = "(filtered out)"
"""Placeholder gene for rows that their variant caller has filtered out."""

_IN_MEMORY = 1 << 26
"""Bytes of rows held in memory; the rest goes to a temporary file."""

MOST_REPEATED = 1 << 18
"""Letters that the variants of one row may repeat together; longer cells are cut."""

_LETTERS_OF_PART = 200


class ReadOptions(NamedTuple):
    """Options for reading a file of variants.

    Attributes
    ----------
    gene_column, change_column, sample_column : str or None
        Columns of a table; None looks for the usual names.
    input_format : {'list', 'table', 'vcf'} or None
        None detects it from the content.
    build : str
        Genome build of coordinates where the file does not name it: ``GRCh37``, ``GRCh38``, or empty.
    coding : CodingSequences or None
        Coding sequences that make coordinates exact.
    gene : str
        The protein that the whole file is about where its rows name none (gene symbol); empty for none.
    pass_only : bool
        Whether rows that a filter of their caller has marked are left out.
    """

    gene_column: str | None = None
    change_column: str | None = None
    sample_column: str | None = None
    input_format: InputFormat | None = None
    build: str = ""
    coding: CodingSequences | None = None
    gene: str = ""
    pass_only: bool = False


class Texts:
    """Texts in order, in memory while they are few, then in a temporary file."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._size = self._n = 0
        self._file: TextIO | None = None

    def append(self, text: str) -> None:
        """Append a text; a line feed within it is read back as a backslash and an n."""
        self.extend([text.replace("\n", "\\n") if "\n" in text else text])

    def extend(self, texts: list[str]) -> None:
        """Append texts without line feeds."""
        self._held += texts
        self._size += sum(map(len, texts))
        self._n += len(texts)
        if self._size > _IN_MEMORY:
            self._put_away()

    def _put_away(self) -> None:
        if self._file is None:
            import tempfile

            self._file = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass", newline="\n")  # noqa: SIM115
        self._file.seek(0, io.SEEK_END)
        self._file.writelines(f"{text}\n" for text in self._held)
        self._held, self._size = [], 0

    def __len__(self) -> int:
        return self._n

    def __iter__(self) -> Iterator[str]:
        if self._file is not None:
            self._file.seek(0)
            yield from (line[:-1] for line in self._file)
        yield from self._held

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()


@dataclass
class Cohort:
    """Rows of one file, or of the command line.

    Attributes
    ----------
    where : str
        What messages call the source.
    format : {'list', 'table', 'vcf'}
        What it was read as.
    changes : list of Change
        Distinct variants, without samples.
    which, lines, sample, part : array of int
        For each row its variant, its line in the file (from 1; 0 for the command line), its sample, and which
        of the variants in its cell it is (from 1; 0 where there is only one).
    samples : list of str
        Names of samples; the first is empty and means none.
    heading : list of str
        Columns of the file; empty for a list.
    delimiter : str
        What separates the cells of `rows`.
    quoted : bool
        Whether cells may be quoted; in a MAF a quote is a letter.
    rows : Texts
        What stood in the file, for each row.
    context : dict of (str, int) to Change
        Variants of genes that are reported as the context of their sample, by sample and identity.
    other_genes : Counter of str
        Rows of other genes, which are counted and left out, those of `context` among them.
    notices : list of str
        Notices on how it was read.
    damage : str
        Why the file ended early; empty if it did not.
    """

    where: str = ""
    format: InputFormat = "list"
    changes: list[Change] = field(default_factory=list)
    which: array[int] = field(default_factory=lambda: array("l"))
    lines: array[int] = field(default_factory=lambda: array("l"))
    sample: array[int] = field(default_factory=lambda: array("l"))
    part: array[int] = field(default_factory=lambda: array("l"))
    samples: list[str] = field(default_factory=lambda: [""])
    heading: list[str] = field(default_factory=list)
    delimiter: str = "\t"
    quoted: bool = False
    rows: Texts = field(default_factory=Texts)
    context: dict[tuple[str, int], Change] = field(default_factory=dict)
    other_genes: Counter[str] = field(default_factory=Counter)
    notices: list[str] = field(default_factory=list)
    damage: str = ""

    def __post_init__(self) -> None:
        self._numbers: dict[Change, int] = {}
        self._sample_numbers = {"": 0}

    def __len__(self) -> int:
        return len(self.which)

    @property
    def n_rows(self) -> int:
        """Return the number of rows of the file, those of other genes included."""
        return len(self) + self.other_genes.total()

    def number_of(self, change: Change) -> int:
        """Return the index of a variant among the distinct ones; a new one is added."""
        n = self._numbers.setdefault(change, len(self.changes))
        if n == len(self.changes):
            self.changes.append(change)
        return n

    def sample_number(self, name: str) -> int:
        """Return the index of a sample; a new one is added; ``NA`` and the like name none."""
        there = 0 if is_nothing(name) else len(self.samples)
        n = self._sample_numbers.setdefault(name, there)
        if n == len(self.samples):
            self.samples.append(name)
        return n

    def add(self, number: int, line: int, sample: str, row: str, part: int = 0) -> None:
        """Add a row with the variant of a given index."""
        s = self._sample_numbers.get(sample)
        self.which.append(number)
        self.lines.append(line)
        self.part.append(part)
        self.sample.append(self.sample_number(sample) if s is None else s)
        self.rows.append(row)

    def add_context(self, sample: str, *changes: Change) -> None:
        """Add a row of a gene reported as context of its sample, with one variant or several."""
        if not is_nothing(sample):
            self.context.update(((sample, id(change)), change) for change in changes)
        self.other_genes[changes[0].gene] += 1

    def cells(self, row: str) -> list[str]:
        """Return the cells of one of `rows`."""
        if not self.quoted:
            return row.split(self.delimiter)
        from mtorstruct.files.separated import cells_of

        return cells_of(row, self.delimiter)

    def with_samples(self) -> list[Change]:
        """Return one variant a row, with its sample."""
        return [
            self.changes[n]._replace(sample=self.samples[s], part=part) if s or part else self.changes[n]
            for n, s, part in zip(self.which, self.sample, self.part, strict=True)
        ]

    def add_plain(self, rows: list[tuple[int, int, str, str]]) -> None:
        """Add rows of one variant and one line each: index of the variant, line, sample, text of the row."""
        if not rows:
            return
        numbers, lines, names, texts = zip(*rows, strict=True)
        known = self._sample_numbers
        self.which.extend(numbers)
        self.lines.extend(lines)
        self.sample.extend(known[name] if name in known else self.sample_number(name) for name in names)
        self.part.extend([0] * len(rows))
        self.rows.extend(list(texts))

    def add_parts(self, numbers: Sequence[int], line: int, sample: str, row: str) -> None:
        """Add the variants of a row, each as a row of its own with the same cells.

        Where that would repeat more than `MOST_REPEATED` letters, those behind the first have the first
        cells alone.
        """
        for part, number in numbered(numbers):
            self.add(number, line, sample, row, part)
            if part == 1 and len(numbers) * len(row) > MOST_REPEATED:
                row = self._beginning(row)

    def _beginning(self, row: str) -> str:
        """Return the first cells of a row, a long one cut off."""
        kept: list[str] = []
        left = _LETTERS_OF_PART
        for cell in self.cells(row):
            kept.append(cell if len(cell) <= left else f"{cell[:left]}...")
            left -= len(cell) + 1
            if left <= 0:
                break
        if not self.quoted:
            return self.delimiter.join(kept)
        buffer = io.StringIO()
        csv.writer(buffer, delimiter=self.delimiter, lineterminator="").writerow(kept)
        return buffer.getvalue()


def cohort_of(changes: Iterable[Sequence[Change]], where: str = "the command line") -> Cohort:
    """Return a cohort of variants from no file, those of each text together."""
    cohort = Cohort(where)
    for of_text in changes:
        for part, change in numbered(of_text):
            cohort.add(cohort.number_of(change), 0, "", change.text, part)
    return cohort
