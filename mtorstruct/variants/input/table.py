"""Tables of variants: MAF, CSV, TSV. Rows of other genes are recognised by gene and only counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mtorstruct.errors import UsageError
from mtorstruct.files.separated import cells_of, is_open
from mtorstruct.reference.genomes import Genome
from mtorstruct.variants.input.cells import MAX_RECORD_LINES
from mtorstruct.variants.input.cohort import FILTERED, OUTSIDE, Cohort, ReadOptions
from mtorstruct.variants.input.columns import Roles, named_columns
from mtorstruct.variants.input.lines import MAX_LINE, Lines, decoded
from mtorstruct.variants.input.row import understand_all
from mtorstruct.variants.input.rows import Rows, TableOptions
from mtorstruct.variants.notation.change import NO_GENE, Change
from mtorstruct.variants.notation.text import is_nothing

KEPT = 4_096
"""Bytes kept of a row that is decided only at the end of the file."""

MOST_REMEMBERED = 20_000
"""Largest number of rows whose decision is cached."""

ROWS_AT_ONCE = 2_000
"""Rows of variants already seen that are added together."""

Row = tuple[int, str]
"""Number of the (first) line of a row, and its text."""


@dataclass(frozen=True)
class Layout:
    """Layout of a table, from its beginning.

    `heading_line` counts from 1, and is 0 where the heading is that of a layout without one; `genome` is that
    of the header or of the user.
    """

    heading: list[str]
    delimiter: str
    roles: Roles
    heading_line: int
    genome: Genome


def read_table(lines: Lines, layout: Layout, options: ReadOptions) -> Cohort:
    """Read a table whose heading is known.

    Raises
    ------
    UsageError
        It does not identify the protein of its rows, or has no column to filter by.
    """
    # Quotes are letters in a MAF; where the heading itself is quoted, or commas part the cells, they are not.
    quoted = layout.delimiter != "\t" or any(name.startswith('"') for name in _first_cells(lines, layout))
    cohort = Cohort(lines.where, "table", heading=layout.heading, delimiter=layout.delimiter, quoted=quoted)
    reader = _Reader(cohort, layout, options, lines)
    reader.take_all(_of_records(lines, layout) if quoted else _of_lines(lines, layout, reader))
    reader.check()
    return cohort


def untold(heading: Sequence[str], where: str = "") -> UsageError:
    """Return the error for a table that does not identify its protein."""
    return UsageError(
        "nothing in the table names the protein that its rows are about",
        where=where,
        hint="name the column of genes (--gene-column, gene_column=), or the protein that all rows are about "
        f"(--gene MTOR, gene=); there are: {named_columns(heading)}",
    )


def tells(change: Change) -> bool:
    """Return whether a row named its protein."""
    return change.gene != NO_GENE or change.status in ("unknown_gene", "other_species", "contradiction")


def _first_cells(lines: Lines, layout: Layout) -> list[str]:
    """Return the cells of the heading as written."""
    first = lines.head[layout.heading_line - 1 :][:1] if layout.heading_line else []
    return [name for line in first for name in decoded(line).split("\t")]


class _Reader:
    """Collector of rows into a cohort."""

    def __init__(self, cohort: Cohort, layout: Layout, options: ReadOptions, lines: Lines) -> None:
        self._cohort, self._lines = cohort, lines
        self._roles, self._heading, self._n = layout.roles, layout.heading, len(layout.heading)
        self.rows = Rows(
            layout.heading,
            layout.roles,
            TableOptions(layout.genome, asked=options.build, gene=options.gene, coding=options.coding),
        )
        self._filter = layout.roles.first("filter") if options.pass_only else None
        if options.pass_only and self._filter is None:
            what, hint = "the table has no column FILTER", "leave --pass-only out"
            raise UsageError(what, where=lines.where, hint=hint)
        self._numbers: dict[int, int] = {}
        self._known_contexts: dict[Change, Change] = {}
        self._n_told = self._n_untold = self._n_filtered = 0

    def take_all(self, rows: Iterable[Row]) -> None:
        """Take rows; one that repeats an earlier one in all cells that matter costs little."""
        cohort, key_of = self._cohort, self.rows.key
        known: dict[object, tuple[int, ...]] = {}
        contexts: dict[object, list[Change]] = {}
        n_tabs, at = self._n - 1, self._roles.first("sample")
        # Most of the many cells of a MAF stay together behind those that count.
        n_cells = self.rows.n_parted
        is_plain, too_long = not cohort.quoted and self._filter is None, self._lines.too_long
        # Rows that were met before are added many at once.
        plain: list[tuple[int, int, str, str]] = []
        for number, text in rows:
            key = None
            if is_plain and text.count("\t") == n_tabs and number not in too_long:
                cells = text.split("\t", n_cells)
                key = key_of(cells)
                sample = "" if at is None else cells[at].strip()
                numbers = known.get(key)
                if numbers is not None and len(numbers) == 1:
                    plain.append((numbers[0], number, sample, text))
                    if len(plain) == ROWS_AT_ONCE:
                        cohort.add_plain(plain)
                        plain.clear()
                    continue
                if sample and key in contexts:
                    cohort.add_context(sample, *contexts[key])
                    continue
            if plain:
                cohort.add_plain(plain)
                plain.clear()
            taken = self.take(number, text, self._cells(text))
            if key is None or taken is None or len(known) + len(contexts) > MOST_REMEMBERED:
                continue
            if isinstance(taken, list):
                contexts[key] = taken
            else:
                known[key] = taken
        cohort.add_plain(plain)

    def take(self, number: int, text: str, cells: list[str]) -> tuple[int, ...] | list[Change] | None:
        """Take one row.

        Returns
        -------
        tuple of int, list of Change, or None
            Numbers of its variants, or those that are reported as context: for equal rows the same.
        """
        cohort, roles = self._cohort, self._roles
        gene = "" if roles.gene is None or len(cells) > self._n else cells[roles.gene].strip()
        kind = "none" if roles.gene is None else self.rows.identity(gene).kind
        if number in self._lines.too_long:
            self._reject(number, text.strip("\0"), f"the line is longer than {MAX_LINE >> 20} MB")
        elif len(cells) > self._n:
            self.take_wide(number, text, len(cells))
        elif kind == "other":
            cohort.other_genes[gene] += 1
        elif self._filter is not None and not passes(cells[self._filter]):
            cohort.other_genes[FILTERED] += 1
            self._n_filtered += 1
        elif kind == "odd":
            self._take_odd(number, text, cells, gene)
        else:
            at = roles.first("sample")
            sample = "" if at is None else cells[at].strip()
            if kind == "context":
                return self._take_context(cells, gene, sample)
            return self._take_changes(number, text, cells, sample)
        return None

    def check(self) -> None:
        """Report what was filtered, and refuse a table that identified no protein."""
        if self._n_filtered:
            self._cohort.notices.append(f"{self._n_filtered:,} rows did not pass the filter and are left out")
        if self._n_untold and not self._n_told and not self._cohort.other_genes:
            raise untold(self._heading, self._cohort.where)

    def _take_odd(self, number: int, text: str, cells: list[str], gene: str) -> None:
        """Take a row whose gene is no symbol: the heading of a concatenated file, or a shifted row."""
        if [cell.strip() for cell in cells] == self._heading:
            self._cohort.notices.append(f"line {number} repeats the heading and is passed over")
            return
        problem = f"'{gene[:80]}' is no gene symbol: the columns may have shifted in this line"
        self._reject(number, text, problem)

    def _take_changes(self, number: int, text: str, cells: list[str], sample: str) -> tuple[int, ...] | None:
        """Take a row of one of the nine genes, or of an unnamed one."""
        cohort, changes = self._cohort, self.rows.changes(cells)
        if changes is None:
            cohort.other_genes[self.rows.name_of_other(cells) or OUTSIDE] += 1
            return None
        if all(map(tells, changes)):
            self._n_told += 1
        else:
            self._n_untold += 1
        numbers = tuple(self._number(change) for change in changes)
        cohort.add_parts(numbers, number, sample, text)
        return numbers

    def _number(self, change: Change) -> int:
        n = self._numbers.get(id(change))
        if n is None:
            n = self._numbers[id(change)] = self._cohort.number_of(change)
        return n

    def _cells(self, text: str) -> list[str]:
        """Return the cells of a row, padded to the width of the heading."""
        n, cells = self._n, self._cohort.cells(text)
        if len(cells) < n:
            return cells + [""] * (n - len(cells))
        return cells if any(cell.strip() for cell in cells[n:]) else cells[:n]

    def count_other(self, gene: str, n: int) -> None:
        """Count rows of another gene."""
        self._cohort.other_genes[gene] += n

    def tell_short(self, names: list[str]) -> None:
        """Report names met only in lines that are too short to be trusted."""
        if names:
            some = ", ".join(names[:5]) + (", ..." if len(names) > 5 else "")
            what = f"counted as other genes, but met only in lines with fewer cells than the heading: {some}"
            self._cohort.notices.append(what)

    def take_wide(self, number: int, text: str, n: int) -> None:
        """Reject a line of n cells, which are more than the heading has."""
        problem = f"the line has {n} cells, the heading has {self._n}: the columns have shifted"
        self._reject(number, text, problem)

    def _take_context(self, cells: list[str], gene: str, sample: str) -> list[Change] | None:
        if not sample:
            self._cohort.other_genes[gene] += 1
            return None
        row = replace(self.rows.texts(cells), coding="", place=None)
        found = [change._replace(gene=gene) for change in understand_all(row) or (Change("", gene),)]
        changes = [self._known_contexts.setdefault(change, change) for change in found]
        self._cohort.add_context(sample, *changes)
        return changes

    def _reject(self, number: int, text: str, problem: str) -> None:
        row = text[:200]
        change = Change(row.strip(), NO_GENE, status="not_understood", problem=problem)
        self._cohort.add(self._cohort.number_of(change), number, "", row)


def passes(cell: str) -> bool:
    """Return whether a filter cell means that a row passed, or was not filtered.

    Examples
    --------
    >>> passes("PASS"), passes("."), passes("germline;weak_evidence")
    (True, True, False)
    """
    return cell.strip().upper() == "PASS" or is_nothing(cell)


def _of_lines(lines: Lines, layout: Layout, reader: _Reader) -> Iterator[Row]:
    """Yield rows to be examined, one a line; the others are counted by gene, a block at a time."""
    at, n_tabs = layout.roles.gene, len(layout.heading) - 1
    sieve = _Sieve(reader, n_tabs)
    for first, block in lines.blocks():
        skip = max(layout.heading_line - first + 1, 0)
        rows = [
            row if row[:1] not in _NO_ROW or _is_row(row, n_tabs) else b""
            for row in (block[skip:] if skip else block)
        ]
        start = first + skip
        wanted: Iterable[int] = (
            range(len(rows)) if at is None else sieve.wanted(_names(rows, at), rows, start)
        )
        yield from ((start + k, decoded(rows[k])) for k in wanted if rows[k])
    sieve.tell()


def _is_row(row: bytes, n_tabs: int) -> bool:
    """Return whether a line is a row: not blank, and no comment, which has fewer cells than the heading."""
    return bool(row.strip()) and (
        not row.lstrip().startswith(b"#") or (n_tabs > 0 and row.count(b"\t") == n_tabs)
    )


_NO_ROW = (b"", b"#", b" ", b"\t")
"""Beginnings of lines that may be no row."""


class _Sieve:
    """Filter that recognises rows of other genes by gene alone, and counts them.

    A name that is met only in lines of another width than the heading's may be a cell of another column: its
    rows are kept until the end of the file has shown whether it is a gene.
    """

    def __init__(self, reader: _Reader, n_separators: int) -> None:
        self._reader, self._n_separators = reader, n_separators
        self._known: set[bytes] = set()
        self._others: set[bytes] = set()
        self._counts: Counter[bytes] = Counter()
        self._odd_width: dict[bytes, list[tuple[int, str, int]]] = {}

    def wanted(self, names: list[bytes], rows: list[bytes], start: int) -> list[int]:
        """Return the indexes of a block's rows to be examined; the first is line `start`."""
        counts = Counter(names)
        for name in sorted(counts.keys() - self._known):
            self._meet(name, [row for other, row in zip(names, rows, strict=True) if other == name])
        look = counts.keys() - self._others
        wanted = [k for k, name in enumerate(names) if name in look] if look else []
        self._counts.update(counts)
        self._counts.subtract(names[k] for k in wanted)
        undecided = look - self._known
        for k in wanted if undecided else ():
            if names[k] in undecided:
                kept = (start + k, decoded(rows[k][:KEPT]), rows[k].count(b"\t") + 1)
                self._odd_width.setdefault(names[k], []).append(kept)
        return [k for k in wanted if names[k] in self._known] if undecided else wanted

    def _meet(self, name: bytes, rows: list[bytes]) -> None:
        """Decide on a name, if its rows in this block allow it."""
        other = self._reader.rows.identity(decoded(name).strip()).kind == "other"
        if not other or any(row.count(b"\t") == self._n_separators for row in rows):
            self._known.add(name)
            if other:
                self._others.add(name)

    def tell(self) -> None:
        """Pass on the counts, and the rows kept."""
        for name, n in self._counts.items():
            if n > 0:
                self._reader.count_other(decoded(name).strip(), n)
        short = set()
        for name, rows in self._odd_width.items():
            gene = decoded(name).strip()
            for number, text, n_cells in rows:
                if name in self._others:
                    self._reader.count_other(gene, 1)
                elif n_cells > self._n_separators + 1:
                    self._reader.take_wide(number, text, n_cells)
                else:
                    short.add(gene)
                    self._reader.count_other(gene, 1)
        self._reader.tell_short(sorted(short))


def _names(rows: list[bytes], at: int) -> list[bytes]:
    """Return the gene cell of each line; empty where the line is too short to have one."""
    if at == 0:
        # Without a copy of the rest of each line.
        ends = [row.find(b"\t") for row in rows]
        if -1 not in ends:
            return [row[:end] for row, end in zip(rows, ends, strict=True)]
    try:
        return [row.split(b"\t", at + 1)[at] for row in rows]
    except IndexError:
        return [(row.split(b"\t", at + 1) + [b""] * (at + 1))[at] for row in rows]


def _of_records(lines: Lines, layout: Layout) -> Iterator[Row]:
    """Yield rows of a table with quoted cells, which may span several lines."""
    n, delimiter = len(layout.heading), layout.delimiter
    held: list[Row] = []
    for number, text in _numbered(lines, layout.heading_line):
        held.append((number, text))
        record = "\n".join(part for _, part in held)
        if '"' in record and is_open(record, delimiter) and len(held) < MAX_RECORD_LINES:
            continue
        if len(held) == 1 or (not is_open(record, delimiter) and len(cells_of(record, delimiter)) <= n):
            whole = [(held[0][0], record)]
        else:
            whole = held
        yield from (row for row in whole if _is_record(row[1], delimiter, n))
        held = []
    yield from (row for row in held if _is_record(row[1], delimiter, n))


def _is_record(text: str, delimiter: str, n: int) -> bool:
    """Return whether a text is a row: not only delimiters, and no comment."""
    if not text.strip(f" {delimiter}"):
        return False
    return not text.lstrip().startswith("#") or (n > 1 and len(cells_of(text, delimiter)) == n)


def _numbered(lines: Lines, after: int) -> Iterator[Row]:
    for first, block in lines.blocks():
        for number, line in enumerate(block, first):
            if number > after:
                yield number, decoded(line)
