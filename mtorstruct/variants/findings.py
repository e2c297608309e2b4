"""What was found in a cohort: distinct changes, the samples that have them, what became of every row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from mtorstruct.reference.domains import domain_at
from mtorstruct.reference.proteins import protein, proteins
from mtorstruct.schema import Columns
from mtorstruct.variants.accounting import group_of
from mtorstruct.variants.change import THREE_TO_ONE
from mtorstruct.variants.impact import VALUES

NEEDED = (
    "sample", "gene", "position", "end", "wild_type", "mutant", "hgvs", "status", "context",
    *VALUES,
)  # fmt: skip
"""Columns of the annotation that a summary reads."""

SYNONYMOUS, RESIDUE = "synonymous", "residue"
KINDS = {
    "": RESIDUE, "=": SYNONYMOUS, "*": "nonsense", "fs": "frameshift", "del": "deletion",
    "dup": "duplication", "ins": "insertion", "delins": "deletion-insertion", "ext": "extension",
    "?": "unknown",
}  # fmt: skip
"""Kinds of changes by what stands in the column `mutant`; an amino acid is ``missense``."""

_THREE = re.compile("|".join(code.capitalize() for code in THREE_TO_ONE))


@cache
def gene_order() -> dict[str, int]:
    """Place of each protein, mTOR first."""
    return {p.gene: k for k, p in enumerate(proteins())}


@dataclass(eq=False)
class Finding:
    """One distinct change, what the annotation says of it, and its rows by sample (empty: none is named).

    The domain is that of the residue that the change begins at, also of one that reaches further.
    """

    gene: str
    position: int
    wild_type: str
    domain: str
    text: str
    kind: str
    verdicts: dict[str, str]
    rows_of: Counter[str] = field(default_factory=Counter)

    @property
    def is_change(self) -> bool:
        """Whether the protein is another one."""
        return self.kind not in (SYNONYMOUS, RESIDUE)

    @property
    def samples(self) -> set[str]:
        """Samples that have it."""
        return self.rows_of.keys() - {""}

    @property
    def cases(self) -> int:
        """Samples that have it, and rows that name none."""
        return len(self.samples) + self.rows_of[""]

    @property
    def order(self) -> tuple[int, int, str]:
        """Along the proteins."""
        return (gene_order()[self.gene], self.position, self.text)


@dataclass
class CohortFindings:
    """An annotation, sorted into what was found and what became of every row."""

    findings: list[Finding] = field(default_factory=list)
    parts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    rejected_of: Counter[str] = field(default_factory=Counter)
    context_of: dict[str, str] = field(default_factory=dict)

    @property
    def changes(self) -> list[Finding]:
        """Findings that alter the protein, along the proteins."""
        return [finding for finding in self.findings if finding.is_change]


def collect_findings(annotation: Columns) -> CohortFindings:
    """Sort the rows of an annotation; rows that say the same change, in whatever words, make one finding."""
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
    cell = {name: annotation[name][row] for name in NEEDED}
    wild_type, mutant, position = cell["wild_type"], cell["mutant"], int(cell["position"])
    kind = KINDS.get(mutant, SYNONYMOUS if mutant == wild_type else "missense")
    if position == 1 and kind in ("missense", "unknown"):
        kind = "start lost"
    return Finding(
        cell["gene"],
        position,
        wild_type,
        domain_at(cell["gene"], position)[0],
        _text(cell["gene"], position, int(cell["end"]), mutant, cell["hgvs"]),
        kind,
        {question: cell[question] for question in VALUES},
    )


def _text(gene: str, position: int, end: int, mutant: str, hgvs: str) -> str:
    """Change in one-letter form: ``E2014K``, ``R1966Gfs*12``, ``L1460_A1462del``."""
    p = protein(gene)
    first = f"{p.amino_acid(position) or '*'}{position}"
    if len(mutant) <= 1:
        return f"{first}{'=' if mutant == p.amino_acid(position) else mutant}"
    if hgvs:
        bare = re.sub(r"^p\.|[()]", "", hgvs)
        return _THREE.sub(lambda code: THREE_TO_ONE[code[0].upper()], bare)
    spans = mutant in ("del", "dup", "ins", "delins") and end > position
    return f"{first}_{p.amino_acid(end)}{end}{mutant}" if spans else f"{first}{mutant}"
