"""Registry of the measures of a structure, each named once.

Batch, the command line, the atlas and the documentation read it. A new measure is a function that imports
what computes it, and a line in `MEASURES`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mtorstruct.errors import UsageError
from mtorstruct.tables import DISTANCES, DOMAINS, INTERFACES, RESIDUE_GEOMETRY, RESIDUES, Columns, Table

if TYPE_CHECKING:
    from mtorstruct.measures.contacts import Contacts
    from mtorstruct.measures.sites import Site
    from mtorstruct.structure.model import MtorComplex


@dataclass(frozen=True)
class Measurement:
    """A structure to be measured, with intermediate results that several measures share, computed once.

    Parameters
    ----------
    complex_ : MtorComplex
        The structure.
    scheme, level, include_unverified
        As in `MtorComplex.domains`; only used for domains.
    """

    complex_: MtorComplex
    scheme: str = "default"
    level: str = "domain"
    include_unverified: bool = False

    @cached_property
    def sites(self) -> list[Site]:
        """The drug sites."""
        from mtorstruct.measures.sites import locate_sites

        return locate_sites(self.complex_)

    @cached_property
    def contacts(self) -> Contacts:
        """Pairs of residues of different chains in contact."""
        from mtorstruct.measures.contacts import find_contacts

        return find_contacts(self.complex_)


@dataclass(frozen=True)
class Measure:
    """A table computed from one structure.

    Parameters
    ----------
    name : str
        Name on the command line, and of the folder of a dataset.
    table : Table
        Its columns.
    compute : callable
        Returns the rows, with the columns of the table.
    level : str
        Unit described by one row, such as ``residue``.
    """

    name: str
    table: Table
    compute: Callable[[Measurement], Columns]
    level: str


def _domains(measurement: Measurement) -> Columns:
    from mtorstruct.structure.model import domain_columns

    return domain_columns(
        [measurement.complex_],
        measurement.scheme,
        level=measurement.level,
        include_unverified=measurement.include_unverified,
    )


def _residues(measurement: Measurement) -> Columns:
    return measurement.complex_.residue_columns()


def _distances(measurement: Measurement) -> Columns:
    from mtorstruct.measures.table import distance_columns

    return distance_columns(measurement.complex_, measurement.sites)


def _interfaces(measurement: Measurement) -> Columns:
    from mtorstruct.measures.interfaces import interface_columns

    return interface_columns(measurement.complex_)


def _residue_geometry(measurement: Measurement) -> Columns:
    from mtorstruct.measures.table import geometry_columns

    return geometry_columns(measurement.complex_, measurement.sites, measurement.contacts)


LONG_TABLE = Measure("residue_geometry", RESIDUE_GEOMETRY, _residue_geometry, "residue")
"""The measure from which an atlas is built."""

MEASURES = {
    measure.name: measure
    for measure in (
        Measure("domains", DOMAINS, _domains, "domain"),
        Measure("residues", RESIDUES, _residues, "residue"),
        Measure("distances", DISTANCES, _distances, "residue"),
        Measure("interfaces", INTERFACES, _interfaces, "residue pair"),
        LONG_TABLE,
    )
}
"""Measures by name."""


def measure_named(name: str) -> Measure:
    """Return the measure with a name.

    Raises
    ------
    UsageError
        There is no such measure.
    """
    if name not in MEASURES:
        raise UsageError(f"unknown analysis '{name}'", hint="known are " + ", ".join(MEASURES))
    return MEASURES[name]
