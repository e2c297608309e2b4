"""Tables that a user joins to variants, such as exports of ClinVar and gnomAD: by gene and change, proven.

A joined table is read as a table of variants is: gene, change and wild type are recognised and checked, and
rows are matched by the variant, not by its spelling. What it says enters no verdict.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from mtorstruct.errors import DataError, UsageError
from mtorstruct.files.paths import is_file
from mtorstruct.tables import Column, Columns
from mtorstruct.variants.check.isoforms import residue
from mtorstruct.variants.check.wild_type import Checked, check_changes
from mtorstruct.variants.input.cells import unique_headings
from mtorstruct.variants.input.cohort import Cohort, ReadOptions
from mtorstruct.variants.notation.text import shown
from mtorstruct.variants.notation.writing import format_change

SEPARATOR = "; "
"""Separator between the values of several rows on one variant."""

ENDINGS = (
    ".gz", ".bgz", ".bz2", ".xz", ".zst", ".zip", ".txt", ".tsv", ".csv", ".tab", ".maf", ".vcf", ".json",
    ".xlsx", ".parquet",
)  # fmt: skip
"""Endings that the name of a table loses, as often as it has one."""

Variant = tuple[str, str]
"""Gene, and the HGVS name without brackets; of a bare residue wild type and position."""


def table_name(path: str | Path) -> str:
    """Return the name of a table, which stands in front of its columns: that of the file without its endings.

    Examples
    --------
    >>> table_name("exports/clinvar_mtor.txt.gz"), table_name("gnomAD_v4.1.0_MTOR.csv")
    ('clinvar_mtor', 'gnomAD_v4.1.0_MTOR')
    """
    name = Path(path).name
    while (stem := next((name[: -len(e)] for e in ENDINGS if name.lower().endswith(e)), "")) != "":
        name = stem
    return name


def named_table(text: str) -> tuple[str, str]:
    """Return name and path of a table given as a path or as ``name=path``.

    Examples
    --------
    >>> named_table("clinvar=variant_summary.txt.gz"), named_table("clinvar.tsv")
    (('clinvar', 'variant_summary.txt.gz'), ('clinvar', 'clinvar.tsv'))
    """
    name, sign, path = text.partition("=")
    if sign and name and path and "/" not in name and not is_file(Path(text)):
        return name, path
    return table_name(text), text


@dataclass(frozen=True)
class Joined:
    """A user's table, read and checked.

    Attributes
    ----------
    name : str
        What stands in front of its columns.
    cohort : Cohort
        Its rows that are of the nine proteins.
    variants : list of tuple or None
        What each distinct variant of `cohort` is; None where it has no answer.
    problems : list of str
        For each distinct variant why it has no answer; empty where it has one.
    """

    name: str
    cohort: Cohort
    variants: list[Variant | None]
    problems: list[str]

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns that it adds: its own that have a name, with that of the table in front."""
        meaning = f"as the table {Path(self.cohort.where).name} has it"
        names = unique_headings(self.cohort.heading)
        return tuple(Column(f"{self.name}_{names[k]}", "str", meaning) for k in self._named)

    @property
    def _named(self) -> list[int]:
        """Return the indexes of the columns that have a name."""
        return [k for k, name in enumerate(self.cohort.heading) if name.strip()]

    def of(self, annotation: Columns) -> Columns:
        """Return the columns for the rows of an annotation; empty where the table has no row on a variant.

        Of several rows on a variant the different values are joined by ``; `` in the order of the table.
        """
        keys = variants_of(annotation)
        values: dict[Variant, list[dict[str, None]]] = {key: [] for key in keys if key is not None}
        named = self._named
        for number, row in zip(self.cohort.which, self.cohort.rows, strict=True):
            key = self.variants[number]
            of_variant = None if key is None else values.get(key)
            if of_variant is None:
                continue
            if not of_variant:
                of_variant += [{} for _ in named]
            cells = self.cohort.cells(row)
            for k, seen in zip(named, of_variant, strict=True):
                text = cells[k].strip() if k < len(cells) else ""
                if text:
                    seen[text] = None
        nothing = [""] * len(named)
        texts = {key: [SEPARATOR.join(seen) for seen in found] or nothing for key, found in values.items()}
        rows = [nothing if key is None else texts[key] for key in keys]
        by_column = zip(*rows, strict=True) if rows else iter([()] * len(named))
        return {c.name: c.array(column) for c, column in zip(self.columns, by_column, strict=True)}

    def notices(self, annotation: Columns) -> list[str]:
        """Return notes on the rows that match no variant of an annotation, and on those without an answer."""
        keys = set(variants_of(annotation))
        rows = Counter(self.cohort.which)
        unanswered = {n: count for n, count in rows.items() if self.variants[n] is None}
        unmatched = sum(count for n, count in rows.items() if (key := self.variants[n]) and key not in keys)
        total, where = sum(rows.values()), self.cohort.where
        told = []
        if unmatched:
            told.append(
                f"{where}: {unmatched:,} of {total:,} rows of the nine proteins match no variant of the input"
            )
        if unanswered:
            first = min(unanswered)
            text = shown(self.cohort.changes[first].text.strip())
            told.append(
                f"{where}: {sum(unanswered.values()):,} of {total:,} rows of the nine proteins name no "
                f"variant that can be matched; the first: {text}: {self.problems[first]}"
            )
        return told


def variants_of(annotation: Columns) -> list[Variant | None]:
    """Return the variant of each row of an annotation; None where it has no answer."""
    names = ("status", "gene", "position", "wild_type", "hgvs")
    rows = zip(*(annotation[name].tolist() for name in names), strict=True)
    return [
        _variant(gene, wild_type, position, hgvs) if status == "ok" else None
        for status, gene, position, wild_type, hgvs in rows
    ]


def _variant(gene: str, wild_type: str, position: int, hgvs: str) -> Variant:
    """Return a variant under the name that it has, seen in the protein or worked out from DNA."""
    return gene, hgvs.replace("(", "").replace(")", "") or f"{wild_type}{position}"


def read_joined(path: str | Path, name: str = "", options: ReadOptions | None = None) -> Joined:
    """Read a table that is joined to variants, in any format that `mtorstruct.annotate_file` reads.

    Parameters
    ----------
    path : str or pathlib.Path
        The table.
    name : str, optional
        What stands in front of its columns; without it the name of the file.
    options : ReadOptions, optional
        Genome build and coding sequences; columns are found by their headings.

    Raises
    ------
    UsageError
        No column of variants is known, or nothing in the table names the protein.
    DataError
        The file cannot be read to its end, or is a list without a heading.
    """
    from mtorstruct.variants.input.detect import read_cohort

    try:
        cohort = read_cohort(path, options)
    except UsageError as err:
        _, told, names = err.hint.partition("there are")
        hint = f"call its columns gene and protein_change; there are{names}" if told else err.hint
        raise UsageError(err.what, where=err.where or str(path), hint=hint) from err
    if cohort.damage:
        raise DataError(cohort.damage, where=cohort.where, hint="fetch or make the file again")
    if not cohort.heading:
        raise DataError(
            "has no columns that could be joined", where=cohort.where, hint="give a table with a heading"
        )
    checked = check_changes(cohort.changes)
    variants, problems = [_checked_variant(c) for c in checked], [_problem(c) for c in checked]
    return Joined(name or table_name(path), cohort, variants, problems)


def _checked_variant(checked: Checked) -> Variant | None:
    if checked.status != "ok" or checked.protein is None:
        return None
    change, p = checked.change, checked.protein
    return _variant(p.gene, residue(p, change.position), change.position, format_change(change))


def _problem(checked: Checked) -> str:
    return "" if checked.status == "ok" else checked.message or checked.status
