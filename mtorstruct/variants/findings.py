"""Findings of a cohort: distinct variants, the samples that have them, and the fate of every row."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.tables import ANNOTATION_DRUG, Columns
from mtorstruct.tables.frames import plain_frame
from mtorstruct.variants.input.accounting import group_of
from mtorstruct.variants.notation.change import Change
from mtorstruct.variants.notation.grammar import read_protein
from mtorstruct.variants.notation.writing import short_name
from mtorstruct.variants.verdicts.judge import VALUES

if TYPE_CHECKING:
    import pandas as pd

NEEDED = ("gene", "position", "hgvs", "status")
"""Columns of the annotation without which a cohort cannot be counted."""

READ = ("sample", *NEEDED, "end", "wild_type", "mutant", "context", *VALUES)
"""Columns of the annotation that the count of a cohort reads where they are there."""

SYNONYMOUS, RESIDUE = "synonymous", "residue"
KINDS = {
    "": RESIDUE, "=": SYNONYMOUS, "*": "nonsense", "fs": "frameshift", "del": "deletion",
    "dup": "duplication", "ins": "insertion", "delins": "deletion-insertion", "ext": "extension",
    "?": "unknown",
}  # fmt: skip
"""Kinds of variants by the column `mutant`; an amino acid is ``missense``."""

SEPARATOR = "; "
"""Separator between the items of a list in a cell."""


@cache
def gene_order() -> dict[str, int]:
    """Return the index of each protein, mTOR first."""
    return {p.gene: k for k, p in enumerate(proteins())}


@dataclass(eq=False)
class Finding:
    """One distinct variant, its annotation, its rows by sample (empty: none is named) and the first of them.

    Its short name is `text`; `row` is the first row of the annotation with it. The domain is that of the
    residue that the variant begins at, also of one that reaches further.
    """

    gene: str
    position: int
    wild_type: str
    domain: str
    text: str
    kind: str
    verdicts: dict[str, str]
    row: int
    rows_of: Counter[str] = field(default_factory=Counter)
    first_of: dict[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Return the name with the gene, such as ``MTOR:R1966Gfs*12``."""
        return f"{self.gene}:{self.text}"

    @property
    def is_change(self) -> bool:
        """Return whether the protein is altered."""
        return self.kind not in (SYNONYMOUS, RESIDUE)

    @property
    def samples(self) -> set[str]:
        """Return the samples that have it."""
        return self.rows_of.keys() - {""}

    @property
    def cases(self) -> int:
        """Return the number of samples that have it, plus rows that name none."""
        return len(self.samples) + self.rows_of[""]

    @property
    def order(self) -> tuple[int, int, str]:
        """Return the sort key along the proteins."""
        return (gene_order()[self.gene], self.position, self.text)


@dataclass
class CohortFindings:
    """An annotation, sorted into findings and the fate of every row."""

    findings: list[Finding] = field(default_factory=list)
    parts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rejected_of: Counter[str] = field(default_factory=Counter)
    context_of: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> list[Finding]:
        """Return the findings that alter the protein, along the proteins."""
        return [finding for finding in self.findings if finding.is_change]


def how_many(kinds: Iterable[str]) -> str:
    """Describe the number of distinct variants, and of other findings, by their kinds.

    Examples
    --------
    >>> how_many(["missense", "frameshift", "synonymous"])
    '2 distinct variants that alter the protein and 1 synonymous one'
    >>> how_many(["missense", "synonymous", "synonymous"])
    '1 distinct variant that alters the protein and 2 synonymous ones'
    >>> how_many(["missense", "residue"]), how_many(["synonymous"]), how_many([])
    ('1 distinct variant and 1 residue', '1 synonymous variant', '0 distinct variants')
    """
    found = Counter(kind if kind in (SYNONYMOUS, RESIDUE) else "distinct" for kind in kinds)
    altering, silent, residues = found["distinct"], found[SYNONYMOUS], found[RESIDUE]
    said = []
    if altering or not found:
        which = f" that alter{'s' if altering == 1 else ''} the protein" if silent else ""
        said.append(f"{altering:,} distinct variant{'' if altering == 1 else 's'}{which}")
    if silent:
        said.append(f"{silent:,} synonymous {'one' if altering else 'variant'}{'' if silent == 1 else 's'}")
    if residues:
        said.append(f"{residues:,} residue{'' if residues == 1 else 's'}")
    return " and ".join(filter(None, (", ".join(said[:-1]), said[-1])))


def value_text(value: Any) -> str:
    """Return a cell of a user's column as text; empty where it is missing.

    Examples
    --------
    >>> value_text(0.9857), value_text(float("nan")), value_text("Pathogenic")
    ('0.9857', '', 'Pathogenic')
    """
    is_missing = value is None or value != value or str(value) == "<NA>"  # noqa: PLR0124
    return "" if is_missing else str(value)


def as_annotation(table: pd.DataFrame, columns: Iterable[str] = ()) -> pd.DataFrame:
    """Return a table as an annotation with plain text columns, also one that was read from a file.

    Raises
    ------
    UsageError
        It lacks one of `NEEDED` or of `columns`, or has a row for every structure.
    """
    if "entry" in getattr(table, "columns", ()) and not set(VALUES) <= set(table.columns):
        raise UsageError(
            "the table has a row for every structure",
            hint="give what mtorstruct.annotate returns without all_structures",
        )
    plain = plain_frame(table, (*NEEDED, *columns))
    blank: dict[str, Any] = {name: "" for name in ("sample", "context") if name not in plain}
    blank |= {name: values for name, values in _of_names(plain).items() if name not in plain}
    return plain.assign(**blank) if blank else plain


def _of_names(plain: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the columns of an annotation that its brief form lacks, from the names of the variants."""
    import pandas as pd

    names = ("wild_type", "mutant", "end")
    if set(names) <= set(plain.columns):
        return {}
    found: list[tuple[str, str, Any]] = []
    for gene, position, hgvs, status in plain[["gene", "position", "hgvs", "status"]].itertuples(index=False):
        if status != "ok":
            found.append(("", "", pd.NA))
            continue
        change = read_protein(_bare(hgvs)) if hgvs else Change("")
        end = change.end if change.end > position else pd.NA
        found.append((protein(gene).amino_acid(int(position)), change.mutant, end))
    columns = zip(*found, strict=True) if found else ((), (), ())
    made: dict[str, Any] = {name: list(values) for name, values in zip(names, columns, strict=True)}
    return made | {"end": pd.array(made["end"], dtype="Int64")}


def _bare(hgvs: str) -> str:
    """Return a protein change in HGVS without its prefix and the brackets of a predicted one."""
    return re.sub(r"^p\.|[()]", "", hgvs)


def findings_of(annotation: pd.DataFrame) -> CohortFindings:
    """Return the findings of an annotation that `as_annotation` returned."""
    return collect_findings(_read_columns(annotation))


def _read_columns(annotation: pd.DataFrame) -> Columns:
    return {
        c.name: c.from_series(annotation[c.name])
        for c in ANNOTATION_DRUG.columns
        if c.name in READ and c.name in annotation
    }


def names_of_rows(annotation: pd.DataFrame) -> list[str]:
    """Return the name of the variant of each row of an annotation; empty where a row has no answer.

    Examples
    --------
    >>> import mtorstruct
    >>> names_of_rows(mtorstruct.annotate(["F2108L", "p.Phe2108Leu", "F2108A1"]))
    ['MTOR:F2108L', 'MTOR:F2108L', '']
    """
    columns = _read_columns(annotation)
    what = ("gene", "position", "end", "mutant", "hgvs", "status")
    names: dict[tuple[Any, ...], str] = {}
    found = []
    for row, key in enumerate(zip(*(columns[name].tolist() for name in what), strict=True)):
        if key not in names:
            answered = group_of(key[-1], key[0]) == "answered"
            names[key] = _finding(columns, row).name if answered else ""
        found.append(names[key])
    return found


def collect_findings(annotation: Columns) -> CohortFindings:
    """Collect the findings of an annotation; rows with the same variant, however written, make one."""
    cohort = CohortFindings()
    found: dict[tuple[Any, ...], Finding] = {}
    distinct: dict[tuple[str, str], Finding] = {}
    what = ("gene", "position", "end", "mutant", "hgvs")
    keys = zip(*(annotation[name].tolist() for name in what), strict=True)
    told = zip(*(annotation[name].tolist() for name in ("status", "sample", "context")), strict=True)
    for row, (key, (status, sample, context)) in enumerate(zip(keys, told, strict=True)):
        gene = key[0]
        part = group_of(status, gene)
        if part == "answered":
            finding = found.get(key)
            if finding is None:
                new = _finding(annotation, row)
                finding = found[key] = distinct.setdefault((gene, new.text), new)
            finding.rows_of[sample] += 1
            finding.first_of.setdefault(sample, row)
            reason = "change" if finding.is_change else finding.kind
        else:
            reason = status
        if part == "rejected":
            cohort.rejected_of[sample] += 1
        if context and sample and part != "other_genes":
            cohort.context_of[sample] = context
        cohort.parts[part, reason, gene] += 1
    cohort.findings = sorted(distinct.values(), key=lambda finding: finding.order)
    return cohort


def _finding(annotation: Columns, row: int) -> Finding:
    cell = {name: values[row] for name, values in annotation.items() if name in READ}
    wild_type, mutant, position = cell["wild_type"], cell["mutant"], int(cell["position"])
    kind = KINDS.get(mutant, SYNONYMOUS if mutant == wild_type else "missense")
    if position == 1 and kind in ("missense", "unknown"):
        kind = "start lost"
    return Finding(
        cell["gene"],
        position,
        wild_type,
        domain_at(cell["gene"], position)[0],
        short_name(_change(position, int(cell["end"]), mutant, cell["hgvs"]), protein(cell["gene"])),
        kind,
        {question: cell[question] for question in VALUES if question in cell},
        row,
    )


def _change(position: int, end: int, mutant: str, hgvs: str) -> Change:
    """Return the variant of a row from its HGVS name, or from the other columns where it has none."""
    change = read_protein(_bare(hgvs))
    if change.position == position and change.status == "ok":
        return change
    # The end of a shift or a stop is that of the chain.
    spans = mutant not in ("*", "fs", "ext") and end > position
    return Change("", position=position, mutant=mutant, end=end if spans else 0)
