"""Data model of tables: columns, their types, and their representation in numpy, pandas, Arrow and text."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from mtorstruct.errors import DataError, UsageError
from mtorstruct.version import __version__

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

    Columns = dict[str, np.ndarray[Any, Any]]
    """Equally long arrays by column name."""
else:
    Columns = dict

ColumnType = Literal["str", "int", "float", "bool"]

MISSING_INT = -(2**31)
"""Sentinel for a missing value in integer columns."""


ALL, BRIEF_ALONE = "all", "brief"
COLUMNS = (ALL, BRIEF_ALONE)
"""Values of an option ``columns``."""

EXACT = 400
"""Decimals of a column of which text has all that the number has."""


class _Kind(NamedTuple):
    """Representation of a column type in numpy, pandas and Arrow, and its missing value.

    `told` are the type of the values and the dtype that a Parquet file tells pandas.
    """

    numpy: str
    pandas: Any
    arrow: str
    missing: Any
    told: tuple[str, str]


_KINDS: dict[ColumnType, _Kind] = {
    # Comparisons of Arrow's texts are masks that add to no numbers, and their parts Arrow's lists.
    "str": _Kind("object", "string[python]", "string", "", ("unicode", "string")),
    "int": _Kind("int64", "Int64", "int64", MISSING_INT, ("int64", "Int64")),
    "float": _Kind("float64", "float64", "float64", math.nan, ("float64", "float64")),
    "bool": _Kind("bool", "bool", "bool", False, ("bool", "bool")),
}


@dataclass(frozen=True)
class Column:
    """One column: name, type, meaning, unit, the values it may take, and texts in order, lowest first."""

    name: str
    dtype: ColumnType
    meaning: str
    unit: str = ""
    allowed: tuple[str, ...] = ()
    decimals: int = 2
    order: tuple[str, ...] = ()

    @property
    def told(self) -> dict[str, Any]:
        """What pandas looks for in the metadata of a Parquet file, categories as text."""
        plain, own = _KINDS[self.dtype].told
        named = {"name": self.name, "field_name": self.name}
        return named | {"pandas_type": plain, "numpy_type": own, "metadata": None}

    @property
    def arrow_type(self) -> str:
        """Name of the Arrow type of the column."""
        return _KINDS[self.dtype].arrow

    def array(self, values: Iterable[Any]) -> np.ndarray[Any, Any]:
        """Values as an array of `Columns`, shape (n,)."""
        import numpy as np

        return np.array(list(values), dtype=_KINDS[self.dtype].numpy)

    def blank(self, n: int) -> np.ndarray[Any, Any]:
        """Missing values, shape (n,)."""
        import numpy as np

        return np.full(n, _KINDS[self.dtype].missing, dtype=_KINDS[self.dtype].numpy)

    def series(self, values: np.ndarray[Any, Any]) -> Any:
        """Values as a DataFrame column: missing texts and whole numbers are NA, others NaN.

        Texts with an order are ordered categories, also those that do not occur; several joined by ``;``
        follow the first of them, and a user's own follow all.
        """
        import pandas as pd

        if self.order:
            return self._categories(values.tolist())
        kind = _KINDS[self.dtype]
        if self.dtype == "str":
            values = values.copy()
            values[values == kind.missing] = pd.NA
        made = pd.array(values, dtype=kind.pandas)
        if self.dtype == "int":
            made[values == kind.missing] = pd.NA
        return made

    def _categories(self, texts: list[str]) -> pd.Categorical[str]:
        import numpy as np
        import pandas as pd

        rank = {text: number for number, text in enumerate(self.order)}

        def place(text: str) -> tuple[list[int], str]:
            return [rank.get(part, len(rank)) for part in text.split(";")], text

        categories = sorted(rank.keys() | set(texts) - {""}, key=place)
        code = {text: number for number, text in enumerate(categories)} | {"": -1}
        codes = np.fromiter((code[text] for text in texts), np.int16, len(texts))
        return pd.Categorical.from_codes(codes, pd.Index(categories), ordered=True)

    def from_series(self, series: pd.Series[Any]) -> np.ndarray[Any, Any]:
        """Array of `Columns` from a DataFrame column; missing text may be missing there, too."""
        import pandas as pd

        kind = _KINDS[self.dtype]
        if self.dtype == "int":
            series = pd.to_numeric(series).astype("Int64")
        elif self.dtype == "str":
            series = series.astype(object)
        return series.fillna(kind.missing).to_numpy(dtype=kind.numpy)

    def read(self, text: str) -> Any:
        """Parse a cell of TSV."""
        if not text:
            return _KINDS[self.dtype].missing
        if self.dtype == "bool":
            return text == "True"
        return {"str": str, "int": int, "float": float}[self.dtype](text)


def in_front(names: Sequence[str], columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns with those of some names first, in the order of the names.

    Examples
    --------
    >>> [c.name for c in in_front(["b"], [Column("a", "str", ""), Column("b", "str", "")])]
    ['b', 'a']
    """
    rank = {name: k for k, name in enumerate(names)}
    return tuple(sorted(columns, key=lambda column: rank.get(column.name, len(rank))))


@dataclass(frozen=True)
class Table:
    """A named list of columns; `brief` names those that matter most."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    brief: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names, in order."""
        return [column.name for column in self.columns]

    def chosen(self, which: str) -> list[str]:
        """Names of columns for an option ``columns``: all, or those that matter most.

        Raises
        ------
        UsageError
            The option is neither ``all`` nor ``brief``.
        """
        if which not in COLUMNS:
            raise UsageError(f"unknown columns {which!r}", hint="give " + " or ".join(map(repr, COLUMNS)))
        return self.names if which == ALL else list(self.brief)

    def blank(self, n: int) -> Columns:
        """Columns of n rows in which all values are missing."""
        return {column.name: column.blank(n) for column in self.columns}

    def from_rows(self, rows: Iterable[Sequence[Any]]) -> Columns:
        """Convert rows, with cells in the order of the columns, to `Columns`."""
        cells = list(zip(*rows, strict=True)) or [()] * len(self.columns)
        return {c.name: c.array(values) for c, values in zip(self.columns, cells, strict=True)}

    def read_tsv(self, text: str) -> Columns:
        """Read TSV written by `mtorstruct.tables.writing.render`."""
        from mtorstruct.files.separated import cells_of

        names, *rows = (cells_of(line, "\t") for line in text.split("\n")[:-1])
        if names != self.names:
            raise DataError(f"is no table {self.name}", hint="give one with its heading")
        return self.from_rows([c.read(cell) for c, cell in zip(self.columns, r, strict=True)] for r in rows)

    def frame(
        self,
        columns: Columns,
        names: Iterable[str] | None = None,
        *,
        further: Mapping[str, Any] | None = None,
        **attrs: Any,
    ) -> pd.DataFrame:
        """Convert `Columns` to a DataFrame with this table's columns, order and dtypes.

        Parameters
        ----------
        columns : dict of str to numpy.ndarray
            All columns of the table.
        names : iterable of str, optional
            Columns that the DataFrame has; without it all.
        further : mapping of str to array, optional
            Columns behind those of the table, as they are.
        **attrs
            What stands in ``attrs`` beside the name of the table and the version of the package.
        """
        import pandas as pd

        self.check(columns)
        by_name = {column.name: column for column in self.columns}
        made: dict[Any, Any] = {
            n: by_name[n].series(columns[n]) for n in (self.names if names is None else names)
        }
        made.update(further or {})
        frame = pd.DataFrame(made)
        frame.attrs.update({"table": self.name, "mtorstruct_version": __version__})
        frame.attrs.update(attrs)
        return frame

    def from_frame(self, frame: pd.DataFrame) -> Columns:
        """Convert a DataFrame with this table's columns to `Columns`."""
        return {column.name: column.from_series(frame[column.name]) for column in self.columns}

    def arrow(self, columns: Columns) -> pa.Table:
        """Convert `Columns` to an Arrow table; missing values are null."""
        import pyarrow as pa

        from mtorstruct.tables.arrow import arrow_array

        self.check(columns)
        arrays = [arrow_array(c.dtype, columns[c.name], MISSING_INT) for c in self.columns]
        return pa.Table.from_arrays(arrays, schema=self.arrow_schema)

    @cached_property
    def arrow_schema(self) -> pa.Schema:
        """Arrow schema of the table, the same for every writer."""
        import pyarrow as pa

        return pa.schema([(column.name, pa.type_for_alias(column.arrow_type)) for column in self.columns])

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
