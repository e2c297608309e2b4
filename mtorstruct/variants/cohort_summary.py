"""Summary of a cohort: how often each variant occurs, by residue, sample and complex."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.tables import (
    COHORT_ACCOUNTING,
    COHORT_COOCCURRENCE,
    COHORT_COUNTS,
    COHORT_GENES,
    COHORT_RESIDUES,
    COHORT_SAMPLES,
    TELLING,
    Column,
    Columns,
    Table,
)
from mtorstruct.tables.writing import render
from mtorstruct.variants.arguments import annotation_of
from mtorstruct.variants.findings import (
    RESIDUE,
    SEPARATOR,
    SYNONYMOUS,
    CohortFindings,
    Finding,
    findings_of,
    gene_order,
    value_text,
)
from mtorstruct.variants.verdicts.judge import VALUES, WITH_BASIS
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import pandas as pd

COHORT_TABLES: dict[str, Table] = {
    "genes": COHORT_GENES,
    "counts": COHORT_COUNTS,
    "residues": COHORT_RESIDUES,
    "samples": COHORT_SAMPLES,
    "cooccurrence": COHORT_COOCCURRENCE,
    "accounting": COHORT_ACCOUNTING,
}
"""Tables of a summary by the names that `Summary` and ``--table`` give them."""

COMPLEXES = ("mTORC1", "mTORC2")


@dataclass(frozen=True, eq=False)
class Summary:
    """A cohort in six tables.

    Attributes
    ----------
    genes : pandas.DataFrame
        One row per protein: variants, samples, rows with and without an answer (``COHORT_GENES``).
    counts : pandas.DataFrame
        Verdicts by gene and domain (``COHORT_COUNTS``).
    residues : pandas.DataFrame
        Residues, the most frequent first (``COHORT_RESIDUES``).
    samples : pandas.DataFrame
        Samples, those with most variants first (``COHORT_SAMPLES``).
    cooccurrence : pandas.DataFrame
        Samples with two or more variants in one complex (``COHORT_COOCCURRENCE``).
    accounting : pandas.DataFrame
        What became of every row (``COHORT_ACCOUNTING``).
    """

    genes: pd.DataFrame
    counts: pd.DataFrame
    residues: pd.DataFrame
    samples: pd.DataFrame
    cooccurrence: pd.DataFrame
    accounting: pd.DataFrame


def summarise(
    annotation: pd.DataFrame,
    *,
    other_genes: int | Mapping[str, int] = 0,
    columns: Sequence[str] = (),
) -> Summary:
    """Summarise the annotation of a cohort.

    A variant counts once for each sample, however many rows repeat it. Synonymous variants, residues without
    a named mutation and rows without an answer are counted apart and not as variants. Samples are
    distinguished by their whole name, so that two samples of one patient stay two. A row that names no sample
    counts as a row, and in no sample.

    Parameters
    ----------
    annotation : pandas.DataFrame
        What `mtorstruct.annotate` gave, also after it went through a file.
    other_genes : int or mapping of str to int
        Rows of genes that are none of the nine and were left out of the annotation: their number, or that of
        each gene. Those that are in it are counted in any case.
    columns : sequence of str
        Further columns of the annotation, such as scores and those of joined tables, that `residues` has as
        well: the values of its variants, each behind the name of the variant.

    Returns
    -------
    Summary
        Six tables; each is there, if without rows.

    Raises
    ------
    UsageError
        The table is not an annotation, or lacks one of `columns`.

    Examples
    --------
    >>> import mtorstruct
    >>> import pandas as pd
    >>> changes = ["E2014K", "E2419K", "F2108L", "p.Phe2108Leu"]
    >>> cohort = pd.DataFrame({"sample": ["a", "a", "b", "b"], "protein_change": changes, "gene": "MTOR"})
    >>> summary = summarise(mtorstruct.annotate(cohort))
    >>> summary.cooccurrence[["sample", "complex", "seen"]].values.tolist()[0]
    ['a', 'mTORC1', 'MTOR:E2014K; MTOR:E2419K']
    >>> summary.samples[["sample", "changes"]].values.tolist()
    [['a', 2], ['b', 1]]
    """
    plain = annotation_of(annotation, (*VALUES, "context", *columns))
    further = {name: plain[name].tolist() for name in columns}
    tables = summary_columns(findings_of(plain), other_genes, further)
    return Summary(**{name: table.frame(tables[name]) for name, table in cohort_tables(columns).items()})


def cohort_tables(further: Iterable[str] = ()) -> dict[str, Table]:
    """Return `COHORT_TABLES`; `residues` with further columns of the annotation."""
    meaning = "this column for the variants of `seen` that have it, as variant: value, joined by '; '"
    ours = set(COHORT_RESIDUES.names)
    added = [Column(f"input_{name}" if name in ours else name, "str", meaning) for name in further]
    return COHORT_TABLES | {"residues": replace(COHORT_RESIDUES, columns=(*COHORT_RESIDUES.columns, *added))}


def summary_columns(
    cohort: CohortFindings,
    other_genes: int | Mapping[str, int] = 0,
    further: Mapping[str, Sequence[Any]] | None = None,
) -> dict[str, Columns]:
    """Return columns of each of `cohort_tables`, from what was found in a cohort.

    `further` holds columns of the annotation, one value a row, that the table of residues has as well.
    """
    tables = cohort_tables(further or ())
    unnamed = {"": other_genes} if isinstance(other_genes, int) else other_genes
    for gene, rows in unnamed.items():
        cohort.parts["other_genes", "unknown_gene", gene] += rows
    rows_of = {
        "genes": _gene_rows(cohort),
        "counts": _count_rows(cohort.changes),
        "residues": _residue_rows(cohort.changes, list((further or {}).values())),
        "samples": _sample_rows(cohort),
        "cooccurrence": _cooccurrence_rows(cohort.changes),
        "accounting": [(*part, rows) for part, rows in sorted(cohort.parts.items(), key=_part_order) if rows],
    }
    return {name: tables[name].from_rows(rows) for name, rows in rows_of.items()}


def as_json(tables: dict[str, Columns], atlas_version: str, further: Iterable[str] = ()) -> str:
    """Return one object with all tables, each a list of rows, and the versions of package and atlas."""
    members = {"mtorstruct_version": json.dumps(__version__), "atlas_version": json.dumps(atlas_version)}
    schemas = cohort_tables(further)
    members |= {name: render(schemas[name], columns, "json") for name, columns in tables.items()}
    texts = [f"{json.dumps(name)}: {text.strip()}" for name, text in members.items()]
    return "{\n" + ",\n".join(texts) + "\n}\n"


def _gene_rows(cohort: CohortFindings) -> list[tuple[Any, ...]]:
    """Return rows of `COHORT_GENES`: the nine proteins, then rows that name no gene, if there are any."""
    names = [p.gene for p in proteins()]
    names += sorted({gene for part, _, gene in cohort.parts if part == "rejected"} - set(names))
    complexes = {p.gene: SEPARATOR.join(p.complexes) for p in proteins()}
    rows = []
    for gene in names:
        mine = [finding for finding in cohort.findings if finding.gene == gene]
        changes = [finding for finding in mine if finding.is_change]
        parts = {
            (part, reason): n for (part, reason, of), n in sorted(cohort.parts.items()) if of == gene and n
        }
        rejected = {reason: n for (part, reason), n in parts.items() if part == "rejected"}
        answered = sum(n for (part, _), n in parts.items() if part == "answered")
        rows.append(
            (
                gene,
                complexes.get(gene, ""),
                answered + sum(rejected.values()),
                len(changes),
                len(_samples(changes)),
                answered,
                answered - sum(finding.cases for finding in mine),
                parts.get(("answered", SYNONYMOUS), 0),
                parts.get(("answered", RESIDUE), 0),
                sum(rejected.values()),
                SEPARATOR.join(f"{reason} ({n})" for reason, n in rejected.items()),
            )
        )
    return rows


def _count_rows(changes: list[Finding]) -> list[tuple[Any, ...]]:
    """Rows of `COHORT_COUNTS`."""
    domains: dict[tuple[str, str], list[Finding]] = {}
    for finding in changes:
        domains.setdefault((finding.gene, finding.domain), []).append(finding)
    rows = []
    for (gene, domain), members in domains.items():
        for question, verdicts in VALUES.items():
            for verdict in verdicts:
                given = [finding for finding in members if finding.verdicts[question] == verdict]
                if given:
                    n_rows = sum(finding.rows_of.total() for finding in given)
                    rows.append((gene, domain, question, verdict, n_rows, len(given), len(_samples(given))))
    return rows


def _residue_rows(changes: list[Finding], further: list[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Rows of `COHORT_RESIDUES`, with further columns."""
    residues: dict[tuple[str, int], list[Finding]] = {}
    for finding in changes:
        residues.setdefault((finding.gene, finding.position), []).append(finding)

    def frequency(members: list[Finding]) -> int:
        return len(_samples(members)) + sum(finding.rows_of[""] for finding in members)

    rows = []
    for members in sorted(residues.values(), key=lambda members: -frequency(members)):
        ordered = sorted(members, key=lambda finding: -finding.cases)
        seen = [f"{f.text} ({f.cases})" if f.cases > 1 else f.text for f in ordered]
        rows.append(
            (
                members[0].gene,
                members[0].position,
                members[0].wild_type,
                members[0].domain,
                sum(finding.rows_of.total() for finding in members),
                len(members),
                len(_samples(members)),
                SEPARATOR.join(seen),
                SEPARATOR.join(dict.fromkeys(finding.kind for finding in ordered)),
                *(_most_telling(question, members) for question in WITH_BASIS),
                *(_values(ordered, column) for column in further),
            )
        )
    return rows


def _values(changes: list[Finding], column: Sequence[Any]) -> str:
    """Return the value of a column for each variant that has one."""
    found = ((finding.text, value_text(column[finding.row])) for finding in changes)
    return SEPARATOR.join(f"{name}: {value}" for name, value in found if value)


def _most_telling(question: str, changes: list[Finding]) -> str:
    """Return the verdicts that assert an effect, or else the most definite of the others."""
    given = {finding.verdicts[question] for finding in changes}
    ordered = [verdict for verdict in VALUES[question] if verdict in given]
    return SEPARATOR.join([verdict for verdict in ordered if verdict in TELLING] or ordered[:1])


def _sample_rows(cohort: CohortFindings) -> list[tuple[Any, ...]]:
    """Rows of `COHORT_SAMPLES`."""
    changes, others = _by_sample(cohort.changes), _by_sample(cohort.findings)
    names = (others.keys() | cohort.rejected_of.keys()) - {""}
    rows = []
    for sample in sorted(names, key=lambda name: (-len(changes.get(name, ())), name)):
        mine = changes.get(sample, [])
        complexes = [protein(finding.gene).complexes for finding in mine]
        rows.append(
            (
                sample,
                len(mine),
                *(sum(name in of for of in complexes) for name in COMPLEXES),
                sum(not of for of in complexes),
                _listed(mine),
                sum(finding.kind == SYNONYMOUS for finding in others.get(sample, ())),
                cohort.rejected_of[sample],
                cohort.context_of.get(sample, ""),
            )
        )
    return rows


def _cooccurrence_rows(changes: list[Finding]) -> list[tuple[Any, ...]]:
    """Rows of `COHORT_COOCCURRENCE`, those with most variants first."""
    rows = []
    for sample, mine in _by_sample(changes).items():
        for name in COMPLEXES:
            members = [finding for finding in mine if name in protein(finding.gene).complexes]
            if len(members) < 2:
                continue
            verdicts = (
                SEPARATOR.join(finding.verdicts[question] for finding in members) for question in WITH_BASIS
            )
            rows.append(
                (
                    sample,
                    name,
                    len(members),
                    len({finding.gene for finding in members}) == 1,
                    _listed(members),
                    SEPARATOR.join(finding.domain or "-" for finding in members),
                    *verdicts,
                )
            )
    return sorted(rows, key=lambda row: (-row[2], row[0], row[1]))


def _by_sample(findings: list[Finding]) -> dict[str, list[Finding]]:
    """Return the findings of each named sample, in order."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        for sample in finding.samples:
            found.setdefault(sample, []).append(finding)
    return found


def _samples(findings: Iterable[Finding]) -> set[str]:
    return set().union(*(finding.samples for finding in findings))


def _listed(findings: Iterable[Finding]) -> str:
    return SEPARATOR.join(finding.name for finding in findings)


def _part_order(item: tuple[tuple[str, str, str], int]) -> tuple[int, str, int, int, str]:
    """Return the sort key: parts and reasons; the nine proteins, then other genes, most frequent first."""
    (part, reason, gene), rows = item
    parts = ("answered", "other_genes", "rejected")
    return (parts.index(part), reason, gene_order().get(gene, len(gene_order())), -rows, gene)
