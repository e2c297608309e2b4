"""What a job can make of a structure: the table of each analysis, and the function that fills it."""

from __future__ import annotations

from mtorstruct.batch.settings import ANALYSES, Settings
from mtorstruct.errors import UsageError
from mtorstruct.schema import DOMAINS, RESIDUES, Columns, Table
from mtorstruct.structure.complex import MtorComplex


def table_of(analysis: str) -> Table:
    """Table that an analysis makes.

    Raises
    ------
    UsageError
        There is no such analysis.
    """
    tables = {"domains": DOMAINS, "residues": RESIDUES}
    if analysis not in tables:
        raise UsageError(f"unknown analysis '{analysis}'", mend="known are " + ", ".join(ANALYSES))
    return tables[analysis]


def rows_of(complex_: MtorComplex, settings: Settings) -> Columns:
    """Rows of one structure, with the columns of `table_of` the analysis."""
    if settings.analysis == "residues":
        return complex_.residue_columns()
    from mtorstruct.structure.domains import domain_columns

    return domain_columns(
        [complex_],
        settings.scheme,
        level=settings.level,
        include_unverified=settings.include_unverified,
    )
