"""Tables of variants: MAF, CSV, TSV. Rows of other genes are told by their gene alone and only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from mtorstruct.variants.change import Change
from mtorstruct.variants.files.cohort import OUTSIDE, Cohort, ReadOptions
from mtorstruct.variants.files.lines import MAX_LINE, Lines, decoded
from mtorstruct.variants.inputs import MAX_RECORD_LINES, NO_GENE, Roles, cells_of
from mtorstruct.variants.rows import Rows
from mtorstruct.variants.understanding import RowTexts, understand

Row = tuple[int, str]
"""Number of the (first) line of a row, and its text."""


@dataclass(frozen=True)
class Layout:
    """What the heading of a table told; `build` is the genome build of its header or of the user."""

    heading: list[str]
    delimiter: str
    roles: Roles
    heading_line: int
    build: str


def read_table(lines: Lines, layout: Layout, options: ReadOptions) -> Cohort:
    """Read a table whose heading is known."""
    cohort = Cohort(lines.where, "table", heading=layout.heading, delimiter=layout.delimiter)
    reader = _Reader(cohort, layout, options, lines)
    # Quotes are letters in a MAF; where the heading itself is quoted, or commas part the cells, they are not.
    first = next((line for line in lines.head[layout.heading_line - 1 :][:1]), b"")
    whole_lines = layout.delimiter == "\t" and b'"' not in first
    rows = _of_lines(lines, layout, reader) if whole_lines else _of_records(lines, layout, reader)
    reader.take_all(rows)
    return cohort


class _Reader:
    """Takes rows into a cohort."""

    def __init__(self, cohort: Cohort, layout: Layout, options: ReadOptions, lines: Lines) -> None:
        self._cohort, self._lines = cohort, lines
        self._roles, self._delimiter, self._n = layout.roles, layout.delimiter, len(layout.heading)
        self._last = layout.roles.last
        self.rows = Rows(
            layout.heading,
            layout.roles,
            build=layout.build,
            asked=options.build,
            coding=options.coding,
            where=lines.where,
        )
        self._numbers: dict[int, int] = {}
        self._by_first: dict[object, int] = {}
        self._contexts: dict[object, Change] = {}
        self._known_contexts: dict[Change, Change] = {}

    def take_all(self, rows: Iterable[Row]) -> None:
        """Take rows; one whose gene, first cell of a change and transcript were met before costs little."""
        cohort, known, contexts, first = self._cohort, self._by_first, self._contexts, self.rows.first
        n_tabs, at = self._n - 1, self._roles.sample
        n_cells = 1 + max(self.rows.last_of_first, -1 if at is None else at)
        for number, text in rows:
            if self._delimiter != "\t" or '"' in text or text.count("\t") != n_tabs:
                self.take(number, text, self._cells(text))
                continue
            # Most of the many cells of a MAF stay together behind those that count.
            cells = text.split("\t", n_cells)
            key = first(cells)
            k = known.get(key)
            if k is not None and number not in self._lines.too_long:
                cohort.add(k, number, "" if at is None else cells[at].strip(), text)
            elif key in contexts and at is not None and cells[at].strip():
                cohort.add_context(cells[at].strip(), contexts[key])
            else:
                self.take(number, text, text.split("\t"))

    def take(self, number: int, text: str, cells: list[str]) -> None:
        """Take one row."""
        cohort, roles = self._cohort, self._roles
        if number in self._lines.too_long:
            self._reject(number, text.strip("\0"), f"the line is longer than {MAX_LINE >> 20} MB")
            return
        if len(cells) > self._n:
            problem = f"the line has {len(cells)} cells, the heading has {self._n}: the columns have shifted"
            self._reject(number, text, problem)
            return
        gene = "" if roles.gene is None else cells[roles.gene].strip()
        kind = self.rows.kind(gene) if roles.gene is not None else "ours"
        if kind == "other":
            cohort.other_genes[gene] += 1
            return
        sample = "" if roles.sample is None else cells[roles.sample].strip()
        if kind == "context":
            self._take_context(cells, gene, sample)
            return
        if kind == "odd":
            what = f"'{gene}' is no gene symbol: the columns may have shifted in this line"
            self._reject(number, text, what)
            return
        change = self.rows.change(cells)
        if change is None:
            cohort.other_genes[OUTSIDE] += 1
            return
        n = self._numbers.get(id(change))
        if n is None:
            n = self._numbers[id(change)] = cohort.number_of(change)
        if self.rows.is_first(change):
            self._by_first[self.rows.first(cells)] = n
        cohort.add(n, number, sample, text)

    def _cells(self, text: str) -> list[str]:
        """Cells of a row, filled up to the width of the heading."""
        n, cells = self._n, cells_of(text, self._delimiter)
        if len(cells) < n:
            return cells + [""] * (n - len(cells))
        return cells if any(cell.strip() for cell in cells[n:]) else cells[:n]

    def count_other(self, gene: str, n: int) -> None:
        """Count rows of another gene."""
        self._cohort.other_genes[gene] += n

    def tell_short(self, names: list[str]) -> None:
        """Say which names were met only in lines that are too short to be trusted."""
        if names:
            some = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
            what = f"counted as other genes, but met only in lines with fewer cells than the heading: {some}"
            self._cohort.notices.append(what)

    def _take_context(self, cells: list[str], gene: str, sample: str) -> None:
        if not sample:
            self._cohort.other_genes[gene] += 1
            return
        row = self.rows.texts(cells)
        read = next((c for c in row.changes if c[1].strip() not in ("", ".")), ("", ""))
        found = understand(RowTexts(gene=gene, changes=(read,))) or Change("", gene)
        change = self._known_contexts.setdefault(replace(found, gene=gene), replace(found, gene=gene))
        if row.changes and read == row.changes[0]:
            self._contexts[self.rows.first(cells)] = change
        self._cohort.add_context(sample, change)

    def _reject(self, number: int, text: str, problem: str) -> None:
        row = text[:200]
        change = Change(row.strip(), NO_GENE, status="not_understood", problem=problem)
        self._cohort.add(self._cohort.number_of(change), number, "", row)


def _of_lines(lines: Lines, layout: Layout, reader: _Reader) -> Iterator[Row]:
    """Rows to be looked at, one a line; the others are counted by their gene, a block at a time."""
    at = layout.roles.gene
    sieve = _Sieve(reader, len(layout.heading) - 1)
    for first, block in lines.blocks():
        skip = max(layout.heading_line - first + 1, 0)
        rows = block[skip:] if skip else block
        wanted: Iterable[int] = range(len(rows)) if at is None else sieve.wanted(_names(rows, at), rows)
        for k in wanted:
            row = rows[k]
            if row[:1] not in _NO_ROW or _is_row(row):
                yield first + skip + k, decoded(row)
    sieve.tell()


_NO_ROW = (b"", b"#", b" ", b"\t")
"""What a line that is no row begins with."""


class _Sieve:
    """Tells rows of other genes by their gene alone, and counts them."""

    def __init__(self, reader: _Reader, n_separators: int) -> None:
        self._reader, self._n_separators = reader, n_separators
        self._known: set[bytes] = set()
        self._others: set[bytes] = set()
        self._counts: Counter[bytes] = Counter()
        self._short: set[bytes] = set()

    def wanted(self, names: list[bytes], rows: list[bytes]) -> list[int]:
        """Places of the rows of a block that are to be looked at."""
        counts = Counter(names)
        self._counts.update(counts)
        for name in sorted(counts.keys() - self._known):
            self._meet(name, rows[names.index(name)])
        look = counts.keys() - self._others
        wanted = [k for k, name in enumerate(names) if name in look] if look else []
        self._counts.subtract(names[k] for k in wanted)
        return wanted

    def _meet(self, name: bytes, row: bytes) -> None:
        """Meet a gene; one met only in lines of another width than the heading's may be no gene at all."""
        other = self._reader.rows.kind(decoded(name).strip()) == "other"
        n_more = row.count(b"\t") - self._n_separators
        if not other or not n_more:
            self._known.add(name)
        if other and not n_more:
            self._others.add(name)
        elif other and n_more < 0:
            self._short.add(name)

    def tell(self) -> None:
        """Hand the counts on."""
        for name, n in self._counts.items():
            if n > 0:
                self._reader.count_other(decoded(name).strip(), n)
        self._reader.tell_short([decoded(name) for name in sorted(self._short - self._others)])


def _names(rows: list[bytes], at: int) -> list[bytes]:
    """The gene cell of each line; empty where the line is too short to have one."""
    if at == 0:
        # Without a copy of the rest of each line.
        ends = [row.find(b"\t") for row in rows]
        if -1 not in ends:
            return [row[:end] for row, end in zip(rows, ends, strict=True)]
    try:
        return [row.split(b"\t", at + 1)[at] for row in rows]
    except IndexError:
        return [(row.split(b"\t", at + 1) + [b""] * (at + 1))[at] for row in rows]


def _is_row(row: bytes) -> bool:
    return bool(row.strip()) and not row.lstrip().startswith(b"#")


def _of_records(lines: Lines, layout: Layout, reader: _Reader) -> Iterator[Row]:
    """Rows of a table with quoted cells, which may run over several lines."""
    held: list[Row] = []
    for number, text in _numbered(lines, layout.heading_line):
        held.append((number, text))
        record = "\n".join(part for _, part in held)
        if record.count('"') % 2 == 0:
            if held[0][1].strip() and (len(held) > 1 or not text.lstrip().startswith("#")):
                yield held[0][0], record
            held = []
        elif len(held) >= MAX_RECORD_LINES:
            yield from held
            held = []
    yield from held


def _numbered(lines: Lines, after: int) -> Iterator[Row]:
    for first, block in lines.blocks():
        for number, line in enumerate(block, first):
            if number > after:
                yield number, decoded(line)
