"""What a table is, and the values that columns may take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from mtorstruct.errors import DataError

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

    Columns = dict[str, np.ndarray[Any, Any]]
    """Equally long arrays by column name."""
else:
    Columns = dict

ColumnType = Literal["str", "int", "float", "bool"]

MISSING_INT = -(2**31)
"""What stands in an integer column of `Columns` where there is no number."""

SITES = ("rapamycin", "atp")
"""The two drug sites, in the order of their columns."""

COMPOUNDS = {"rapamycin": "rapamycin", "atp": "nucleotide"}
"""What the columns of a site are about."""

OTHER_LIGANDS = {"rapamycin": "analogue", "atp": "inhibitor"}
"""What is bound at a site in some entries in place of the compound that its columns are about."""


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning, unit, and the values it may take."""

    name: str
    dtype: ColumnType
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    decimals: int = 2


@dataclass(frozen=True)
class Table:
    """A named list of columns."""

    name: str
    meaning: str
    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def frame(self, columns: Columns) -> pd.DataFrame:
        """Turn `Columns` into a DataFrame with this table's columns, order and dtypes."""
        import pandas as pd

        self.check(columns)
        data: dict[str, Any] = {}
        for column in self.columns:
            values = columns[column.name]
            if column.dtype == "int":
                data[column.name] = pd.array(values, dtype="Int64")
                data[column.name][values == MISSING_INT] = pd.NA
            elif column.dtype == "float":
                data[column.name] = values.astype("float64")
            elif column.dtype == "bool":
                data[column.name] = values.astype(bool)
            else:
                data[column.name] = pd.array(values.astype(object), dtype="str")
        return pd.DataFrame(data)

    def check(self, columns: Columns) -> None:
        """Raise `DataError` unless the columns are those declared, equally long and allowed."""
        if list(columns) != self.names:
            odd = sorted(set(columns) ^ set(self.names)) or ["their order"]
            raise DataError(f"table {self.name} differs from its schema in {', '.join(odd)}")
        if len({len(values) for values in columns.values()}) > 1:
            raise DataError(f"table {self.name} has columns of different length")
        for column in self.columns:
            if column.allowed:
                odd_values = set(columns[column.name].tolist()) - set(column.allowed) - {""}
                if odd_values:
                    raise DataError(
                        f"table {self.name}, column {column.name}: not allowed: "
                        f"{', '.join(sorted(map(str, odd_values)))}"
                    )


MODELLED = ("full", "partial", "backbone", "ca_only", "not_modelled")
MAPPING_SOURCES = ("sifts", "dbref", "alignment", "homologous", "none")
EXPERIMENTAL, PREDICTED, UNKNOWN = "experimental", "predicted", "unknown"
KINDS = (EXPERIMENTAL, UNKNOWN, PREDICTED)
"""What a structure is, the kind that speaks first in front."""

BOUND, TRANSFERRED, OVERLAP, NOT_LOCATED = "bound", "transferred", "overlap", "not_located"
BASES = (BOUND, TRANSFERRED, OVERLAP, NOT_LOCATED)
STATUSES = (
    "ok",
    "reference_mismatch",
    "unknown_gene",
    "position_out_of_range",
    "impossible_amino_acid",
    "not_understood",
    "other_isoform",
    "ambiguous",
    "no_protein_change",
    "unknown_build",
    "contradiction",
    "other_species",
    "context",
)
SUPPORTED, UNTESTED, UNSUPPORTED, IN_DOUBT, UNLIKE = (
    "supported", "untested", "unsupported", "in_doubt", "unlike",
)  # fmt: skip
REGISTERS = (SUPPORTED, UNTESTED, UNSUPPORTED, IN_DOUBT, UNLIKE)
"""What is known of the register of a residue, best first."""

DOUBTED = (UNSUPPORTED, IN_DOUBT, UNLIKE)
"""Registers of which no verdict may be had."""


def is_doubted(register: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Which of some registers are `DOUBTED`, shape (n,)."""
    import numpy as np

    # numpy.isin would import numpy.ma, which is slow.
    return np.array([name in DOUBTED for name in register.tolist()], dtype=bool)


ACTIVITIES = (
    "activating", "likely_activating", "neutral", "likely_neutral", "inactivating", "likely_inactivating",
    "unknown",
)  # fmt: skip
RESPONSES = (
    "resistance_likely", "resistance_possible", "sensitivity_likely", "no_direct_effect",
    "insufficient_evidence",
)  # fmt: skip
TELLING = (
    "activating", "likely_activating", "inactivating", "likely_inactivating", "resistance_likely",
    "resistance_possible", "sensitivity_likely",
)  # fmt: skip
"""Of both, those that tell an effect."""

RESPONSE_COLUMNS = ("rapalog", "atp_competitive", "bisteric", "rapalog_mtorc2", "bisteric_mtorc2")
VERDICT_BASES = ("none", "structure", "evidence", "both")
CONFIDENCES = ("high", "moderate", "low")
TIERS = ("clinical", "cell", "biochemical", "computational", "review statement")
SIDE_CHAIN_BASES = ("side_chain", "partial_side_chain", "ca_glycine", "ca_side_chain_not_modelled")
