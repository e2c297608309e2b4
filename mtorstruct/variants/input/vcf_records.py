"""Records of a VCF: the carriers of each allele, and the cells that a row keeps.

A row keeps the fixed fields and the cell of its own sample. Of a record with many alleles it keeps its own
allele, and of INFO what belongs to that allele, so that rows take no more room than the file in proportion.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from mtorstruct.variants.input.vcf_dialects import Record, is_of_annovar
from mtorstruct.variants.input.vcf_entries import Entry

COLUMNS = ("CHROM", "POS", "ID", "REF", "ALT", "QUAL", "FILTER", "INFO", "FORMAT")
"""Columns that the format fixes."""

GENOTYPE = "GENOTYPE"
"""Column of the genotype field of a row's sample."""

KEPT = 2_000
"""Largest number of INFO letters that a row keeps."""

LONGEST = 1_000
"""Largest number of letters that a row keeps of any other field."""

_OF_ITEM = 200
_CUT = "..."


class VcfRecord:
    """One record: its cells, and values derived from them once.

    Parameters
    ----------
    number : int
        Line in the file.
    cells : list of str
        Cells of the line.
    samples : sequence of str
        Names of the samples of the file.
    """

    def __init__(self, number: int, cells: list[str], samples: Sequence[str]) -> None:
        self.number, self.cells, self._samples = number, cells, samples
        self.alts = cells[4].split(",")

    @cached_property
    def info(self) -> list[tuple[str, str]]:
        """Return keys and values of INFO."""
        items = (item.partition("=") for item in "".join(self.cells[7:8]).split(";"))
        return [(key.strip(), value) for key, _, value in items]

    @property
    def told(self) -> Record:
        """Return what reading an annotation needs."""
        return Record(self.cells[1], self.cells[3], self.alts, self.info)

    @property
    def passes(self) -> bool:
        """Return whether the record passed its filters, or none was used."""
        return "".join(self.cells[6:7]).strip().upper() in ("PASS", ".", "", "0")

    def carriers(self, k: int) -> Sequence[tuple[str, int]]:
        """Return name and number (from 0) of the samples that have the `k`-th allele.

        Without genotypes, the only sample there is, or an empty name and -1.
        """
        if self._carriers is None:
            has_one = len(self._samples) == 1 and len(self.cells) > len(COLUMNS)
            return [(self._samples[0], 0)] if has_one and not self._has_genotypes else [("", -1)]
        return self._carriers.get(k, [])

    @property
    def _has_genotypes(self) -> bool:
        return "GT" in "".join(self.cells[8:9]).split(":")

    @cached_property
    def _carriers(self) -> dict[int, list[tuple[str, int]]] | None:
        """Return samples by allele; None where no genotype is known."""
        cells = self.cells[len(COLUMNS) :]
        if not self._samples or not cells or not self._has_genotypes:
            return None
        at = self.cells[8].split(":").index("GT")
        found: dict[int, list[tuple[str, int]]] = {}
        is_known = False
        for n, (name, cell) in enumerate(zip(self._samples, cells, strict=False)):
            parts = cell.split(":", at + 1)
            genotype = parts[at] if len(parts) > at else ""
            alleles = {a for a in re.split(r"[/|]", genotype) if a.isascii() and a.isdigit() and len(a) < 10}
            is_known = is_known or bool(alleles)
            for allele in alleles:
                found.setdefault(int(allele), []).append((name, n))
        return found if is_known else None

    def row(self, k: int, entry: Entry | None, keys: frozenset[str], sample: int) -> str:
        """Return the fixed fields for the `k`-th allele, and the cell of a sample (-1 for none) if any.

        `entry` is the entry of the annotation that is of this allele, and `keys` those with entries.
        """
        if sample < 0:
            return f"{self._fixed(k, entry, keys)}\t" if self._samples else self._fixed(k, entry, keys)
        return f"{self._fixed(k, entry, keys)}\t{_cut(self.cells[len(COLUMNS) + sample], LONGEST)}"

    def _fixed(self, k: int, entry: Entry | None, keys: frozenset[str]) -> str:
        cached = self.__dict__.get("_last")
        if cached is None or cached[0] != k:
            texts = [*self.cells[:4], self.alts[k - 1], *self.cells[5:7], "", ""][: len(COLUMNS) - 2]
            cells = [*(_cut(text, LONGEST) for text in texts), self._own_info(k, entry, keys)]
            cells += [_cut("".join(self.cells[8:9]), LONGEST)] if self._samples else []
            cached = self.__dict__["_last"] = (k, "\t".join(cells))
        return str(cached[1])

    def _own_info(self, k: int, entry: Entry | None, keys: frozenset[str]) -> str:
        """Return INFO unchanged if it is short and of one allele, else what belongs to the `k`-th."""
        n, info = len(self.alts), "".join(self.cells[7:8])
        if n == 1 and len(info) <= KEPT:
            return info
        kept: list[str] = []
        if entry is not None:
            said = entry.text if "=" in entry.text.partition("|")[0] else f"{entry.source}={entry.text}"
            kept.append(_cut(said, LONGEST))
        size = sum(map(len, kept))
        for key, values, whole in self._items:
            if key in keys:
                continue
            own = whole
            if values:
                own = values[k - 1] if len(values) == n else f"{values[0]},{values[k]}"
            item = f"{key}={_cut(own, _OF_ITEM)}" if own else key
            size += len(item) + 1
            if size > KEPT:
                kept.append(_CUT)
                break
            kept.append(item)
        return ";".join(kept)

    @cached_property
    def _items(self) -> list[tuple[str, list[str], str]]:
        """Return INFO keys with a value for each allele (with or without the reference), or one for all.

        The blocks that ANNOVAR writes for each allele are left out.
        """
        n = len(self.alts)
        found: list[tuple[str, list[str], str]] = []
        for key, value in self.info:
            if key in ("ALLELE_END", "ANNOVAR_DATE") or is_of_annovar(key):
                continue
            values = value.split(",") if n > 1 and value.count(",") in (n - 1, n) else []
            found.append((key, values, "" if values else _cut(value, _OF_ITEM)))
        return found


def _cut(text: str, n: int) -> str:
    return text if len(text) <= n else text[:n] + _CUT
