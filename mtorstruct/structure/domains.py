"""How much of each domain a structure holds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from mtorstruct.errors import UsageError
from mtorstruct.reference.domains import DEFAULT_SCHEME, LEVELS, segments
from mtorstruct.schema import DOMAINS, Columns
from mtorstruct.structure.complex import MtorComplex

__all__ = ["domain_columns"]


def domain_columns(
    complexes: Sequence[MtorComplex],
    scheme: str = DEFAULT_SCHEME,
    *,
    level: str = "domain",
    include_unverified: bool = False,
) -> Columns:
    """Rows of `mtorstruct.schema.DOMAINS` for one or more complexes.

    A chain of a protein that the scheme does not know has no row; a domain of which nothing
    is modelled has one, with `modelled` 0. A chain of a protein of the user has the domains that the
    user states, whatever the scheme; a homologous chain those of the protein whose numbers it carries.
    """
    if level not in (*LEVELS, "all"):
        raise UsageError(f"unknown level '{level}'", hint="give one of " + ", ".join((*LEVELS, "all")))
    rows: list[tuple[object, ...]] = []
    for complex_ in complexes:
        for chain in complex_.chains:
            if chain.protein is None:
                continue
            gene = chain.protein.gene
            if gene in complex_.extension.genes:
                here = tuple(s for s in complex_.extension.segments if s.gene == gene)
            else:
                here = segments(gene, scheme, include_unverified=include_unverified)
            numbered = chain.uniprot_pos > 0
            position = chain.uniprot_pos[numbered]
            b_factor = complex_.residue_b_factors[chain.rows][numbered]
            for s in (s for s in here if level in (s.level, "all")):
                inside = (position >= s.start) & (position <= s.end)
                n = int(inside.sum())
                rows.append((
                    complex_.entry, chain.gene, chain.uniprot, chain.copy, chain.name,
                    s.domain, s.start, s.end, n, round(n / len(s), 3),
                    round(float(b_factor[inside].mean()), 2) if n else np.nan,
                    chain.mapping_source, chain.identity, chain.placed, s.segment, s.level, s.scheme,
                    complex_.path.name,
                ))  # fmt: skip
    return DOMAINS.from_rows(rows)
