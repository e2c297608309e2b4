"""A cohort as it was read: distinct changes once, and of every row its line, its sample and its cells."""

from __future__ import annotations

import io
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TextIO

from mtorstruct.variants.change import Change
from mtorstruct.variants.cleaning import is_nothing

if TYPE_CHECKING:
    from mtorstruct.archive.sequences import CodingSequences

InputFormat = Literal["list", "table", "vcf"]
FORMATS: tuple[InputFormat, ...] = ("list", "table", "vcf")

OUTSIDE = "(outside of the nine genes)"
"""What stands for the gene of a row whose place in the genome lies in none of the nine."""

_IN_MEMORY = 1 << 26
"""Bytes of rows that are held in memory; what is more goes to a temporary file."""


@dataclass(frozen=True)
class ReadOptions:
    """How a file of variants is to be read.

    Attributes
    ----------
    gene_column, change_column, sample_column : str or None
        Columns of a table; None looks for the usual names.
    input_format : {'list', 'table', 'vcf'} or None
        None tells by the content.
    build : str
        Genome build of coordinates where the file does not name it: ``GRCh37``, ``GRCh38``, or empty.
    coding : CodingSequences or None
        Coding sequences that make coordinates exact.
    """

    gene_column: str | None = None
    change_column: str | None = None
    sample_column: str | None = None
    input_format: InputFormat | None = None
    build: str = ""
    coding: CodingSequences | None = None


class Texts:
    """Texts in order, in memory as long as they are few, then in a temporary file."""

    def __init__(self) -> None:
        self._held: list[str] = []
        self._size = self._n = 0
        self._file: TextIO | None = None

    def append(self, text: str) -> None:
        """Add one; a line feed within it comes back as a backslash and an n."""
        self._held.append(text.replace("\n", "\\n") if "\n" in text else text)
        self._size += len(text)
        self._n += 1
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
        Distinct changes, without samples.
    which, lines, sample : array of int
        For each row its change, its line in the file (from 1; 0 for the command line), and its sample.
    samples : list of str
        Names of samples; the first is empty and stands for none.
    heading : list of str
        Columns of the file; empty for a list.
    delimiter : str
        What separates the cells of `rows`.
    quoted : bool
        Whether cells may stand in quotes; in a MAF a quote is a letter.
    rows : Texts
        What stood in the file, for each row.
    context : dict of (str, int) to Change
        Changes of genes that are told as the context of their sample, by sample and identity.
    other_genes : Counter of str
        Rows of other genes, which are counted and left out, those of `context` among them.
    notices : list of str
        What is to be known of how it was read.
    damage : str
        Why the file ended early; empty if it did not.
    """

    where: str = ""
    format: InputFormat = "list"
    changes: list[Change] = field(default_factory=list)
    which: array[int] = field(default_factory=lambda: array("l"))
    lines: array[int] = field(default_factory=lambda: array("l"))
    sample: array[int] = field(default_factory=lambda: array("l"))
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
        """Rows of the file, those of other genes among them."""
        return len(self) + self.other_genes.total()

    def number_of(self, change: Change) -> int:
        """Place of a change among the distinct ones; a new one is added."""
        n = self._numbers.setdefault(change, len(self.changes))
        if n == len(self.changes):
            self.changes.append(change)
        return n

    def sample_number(self, name: str) -> int:
        """Place of a sample, a new one is added; ``NA`` and the like name none."""
        there = 0 if is_nothing(name) else len(self.samples)
        n = self._sample_numbers.setdefault(name, there)
        if n == len(self.samples):
            self.samples.append(name)
        return n

    def add(self, number: int, line: int, sample: str, row: str) -> None:
        """Add a row with the change of a number."""
        s = self._sample_numbers.get(sample)
        self.which.append(number)
        self.lines.append(line)
        self.sample.append(self.sample_number(sample) if s is None else s)
        self.rows.append(row)

    def add_context(self, sample: str, change: Change) -> None:
        """Add a row of a gene that is told as the context of its sample."""
        if not is_nothing(sample):
            self.context[sample, id(change)] = change
        self.other_genes[change.gene] += 1

    def cells(self, row: str) -> list[str]:
        """Cells of one of `rows`."""
        if not self.quoted:
            return row.split(self.delimiter)
        from mtorstruct.variants.inputs import cells_of

        return cells_of(row, self.delimiter)

    def with_samples(self) -> list[Change]:
        """One change a row, with its sample."""
        return [
            replace(self.changes[n], sample=self.samples[s]) if s else self.changes[n]
            for n, s in zip(self.which, self.sample, strict=True)
        ]


def cohort_of(changes: list[Change], where: str = "the command line") -> Cohort:
    """Changes that come from no file."""
    cohort = Cohort(where)
    for change in changes:
        cohort.add(cohort.number_of(change), 0, "", change.text)
    return cohort
