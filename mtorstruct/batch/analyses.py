"""What a job can make of a structure: the table of each analysis, and the function that fills it."""

from __future__ import annotations

from mtorstruct.batch.settings import ANALYSES, Settings
from mtorstruct.errors import UsageError
from mtorstruct.schema import DISTANCES, DOMAINS, INTERFACES, RESIDUES, Columns, Table
from mtorstruct.structure.complex import MtorComplex


def table_of(analysis: str) -> Table:
    """Table that an analysis makes.

    Raises
    ------
    UsageError
        There is no such analysis.
    """
    if analysis not in ANALYSES:
        raise UsageError(f"unknown analysis '{analysis}'", mend="known are " + ", ".join(ANALYSES))
    return dict(zip(ANALYSES, (DOMAINS, RESIDUES, DISTANCES, INTERFACES), strict=True))[analysis]


def rows_of(complex_: MtorComplex, settings: Settings) -> Columns:
    """Rows of one structure, with the columns of `table_of` the analysis."""
    if settings.analysis == "residues":
        return complex_.residue_columns()
    if settings.analysis == "distances":
        from mtorstruct.geometry.table import distance_columns

        return distance_columns(complex_)
    if settings.analysis == "interfaces":
        from mtorstruct.geometry.interfaces import interface_columns

        return interface_columns(complex_)
    from mtorstruct.structure.domains import domain_columns

    return domain_columns(
        [complex_],
        settings.scheme,
        level=settings.level,
        include_unverified=settings.include_unverified,
    )
