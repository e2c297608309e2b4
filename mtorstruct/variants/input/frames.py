"""Tables and lists in memory, of any library, as `mtorstruct.annotate` accepts them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from decimal import Decimal
from io import IOBase
from os import PathLike
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.variants.input.cells import unique_headings

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

_LIKE = "give a list such as ['MTOR:F2108L'], or a table with a column of genes and one of variants"


@dataclass(frozen=True)
class MemoryTable:
    """A table in memory.

    Attributes
    ----------
    heading : list of str
        Names of its columns.
    columns : list of sequence
        Values of each column, equally long.
    index : pandas.Index or None
        Index of its rows; None for a table of a library that has none.
    arrays : list of pandas array, optional
        The columns of a DataFrame as they are.
    """

    heading: list[str]
    columns: list[Any]
    index: pd.Index[Any] | None
    arrays: list[Any] | None = None

    def __len__(self) -> int:
        return len(self.columns[0]) if self.columns else 0

    def carried(self, rows: NDArray[np.int64], ours: Container[str]) -> dict[str, Any]:
        """Return some rows of its columns, named as those of a file are beside the names of `ours`."""
        import pandas as pd

        names = unique_headings(self.heading, ours)
        arrays = self.arrays or [_array_of(pd.Series(column)) for column in self.columns]
        return {name: values.take(rows) for name, values in zip(names, arrays, strict=True)}

    def texts(self, k: int) -> list[str]:
        """Return the texts of one column, stripped; a missing value is empty."""
        return [text_of(value).strip() for value in self.columns[k]]


@dataclass(frozen=True)
class MemoryList:
    """Texts in memory, with the index of a Series (None without one)."""

    texts: list[str]
    index: pd.Index[Any] | None

    def carried(self, rows: NDArray[np.int64], ours: Container[str]) -> dict[str, Any]:
        """Return no columns: a list has none."""
        return {}


def given(variants: object) -> MemoryTable | MemoryList:
    """Convert the user's input: texts, or a table of pandas, polars or pyarrow, or a dict.

    Raises
    ------
    UsageError
        It is neither, or its columns are not equally long.

    Examples
    --------
    >>> given({"gene": ["MTOR"], "change": ["F2108L"]}).heading
    ['gene', 'change']
    >>> given(["F2108L", None]).texts
    ['F2108L', '']
    """
    _refuse(variants)
    try:
        table = _table(variants)
        return _list(variants) if table is None else table
    except (UsageError, MemoryError):
        raise
    except Exception as err:
        # Whatever an object of another library raises when it is looked at.
        what = f"{_kind(variants)} cannot be read ({_reason(err)})"
        raise UsageError(what, hint=_LIKE) from err


def _refuse(variants: object) -> None:
    """Refuse iterables that are no list: one text, bytes, a path, an open file."""
    if isinstance(variants, str | bytes | bytearray | memoryview):
        what = "one text is" if isinstance(variants, str) else "bytes are"
        where = repr(variants)[:80]
        hint = f"give [{variants!r}]" if isinstance(variants, str | bytes) else _LIKE
        raise UsageError(f"{what} not a list of variants", where=where, hint=hint)
    if isinstance(variants, PathLike):
        raise UsageError("is a path", where=str(variants), hint="read a file with mtorstruct.annotate_file")
    if isinstance(variants, IOBase) or hasattr(type(variants), "readline"):
        hint = "name it, and read it with mtorstruct.annotate_file"
        raise UsageError(f"{_kind(variants)} is an open file", hint=hint)


def _list(variants: Any) -> MemoryTable | MemoryList:
    """Return the texts of a list, or the table of a list of dicts."""
    if not isinstance(variants, Iterable):
        raise UsageError(f"{_kind(variants)} is no list of variants", hint=_LIKE)
    values = list(variants)
    if isinstance(variants, Set):
        # The order of a set changes from run to run.
        values.sort(key=text_of)
    if values and all(isinstance(value, Mapping) for value in values):
        names = list(dict.fromkeys(name for value in values for name in value))
        return _of_columns(names, [[value.get(name) for value in values] for name in names])
    odd = next((v for v in values if not isinstance(v, str | bytes) and _is_several(v)), None)
    if odd is not None:
        raise UsageError(f"{text_of(odd)[:80]} is no text of a variant", hint=_LIKE)
    index = getattr(variants, "index", None) if hasattr(variants, "iloc") else None
    return MemoryList([text_of(value) for value in values], index)


def _array_of(column: pd.Series[Any]) -> Any:
    """Return the values of a column with their type: as pandas has them, or as numpy's."""
    import pandas as pd

    is_own = isinstance(column.dtype, pd.api.extensions.ExtensionDtype)
    return column.array if is_own else column.to_numpy()


def _table(variants: Any) -> MemoryTable | None:
    """Return the table that an object is; None for one that is none."""
    if hasattr(variants, "iloc") and hasattr(variants, "columns"):
        columns = [variants.iloc[:, k].tolist() for k in range(variants.shape[1])]
        made = _of_columns(variants.columns, columns, variants.index)
        return replace(made, arrays=[_array_of(variants.iloc[:, k]) for k in range(variants.shape[1])])
    if hasattr(variants, "collect_schema") and hasattr(variants, "collect"):
        # A lazy frame of polars.
        variants = variants.collect()
    if hasattr(variants, "column_names") and hasattr(variants, "to_pydict"):
        # Of pyarrow, where two columns may have one name.
        return _of_columns(variants.column_names, [column.to_pylist() for column in variants.columns])
    if hasattr(variants, "columns") and hasattr(variants, "get_columns"):
        return _of_columns(variants.columns, [column.to_list() for column in variants.get_columns()])
    names = getattr(getattr(variants, "dtype", None), "names", None)
    if names and getattr(variants, "ndim", 0) == 1:
        # A structured array of numpy.
        return _of_columns(names, [variants[name].tolist() for name in names])
    return _of_dict(variants) if isinstance(variants, Mapping) else None


def _of_dict(columns: Mapping[Any, Any]) -> MemoryTable:
    """Return the table of a dict of one list a column, or of one dict or Series with the rows' labels."""
    values = list(columns.values())
    if not values or not all(_is_several(v) and not isinstance(v, Set) for v in values):
        raise UsageError("a dict has to hold one list a column", hint=_LIKE)
    labels = [list(v if isinstance(v, Mapping) else v.index) for v in values if _has_labels(v)]
    if any(other != labels[0] for other in labels):
        what = "the columns of the table have different labels, and would be paired wrongly"
        raise UsageError(what, hint="make a table of them with pandas.DataFrame, which pairs them")
    return _of_columns(list(columns), [list(v.values() if isinstance(v, Mapping) else v) for v in values])


def _has_labels(column: Any) -> bool:
    return isinstance(column, Mapping) or (hasattr(column, "iloc") and hasattr(column, "index"))


def _of_columns(names: Iterable[Any], columns: list[Any], index: pd.Index[Any] | None = None) -> MemoryTable:
    if len({len(column) for column in columns}) > 1:
        raise UsageError(
            "the columns of the table are not equally long", hint="give each column one value a row"
        )
    return MemoryTable([text_of(name) for name in names], columns, index)


def _is_several(value: object) -> bool:
    return isinstance(value, Iterable) and not isinstance(value, str | bytes)


def _kind(value: object) -> str:
    return type(value).__name__


def _reason(err: Exception) -> str:
    """Return the first line of another library's error message."""
    try:
        said = str(err)
    except Exception:
        said = ""
    return next((line.strip()[:80] for line in said.splitlines() if line.strip()), _kind(err))


def text_of(value: Any) -> str:
    """Return the text of a cell; a missing one (None, NaN, NA) is empty, and 37.0 is 37.

    Examples
    --------
    >>> text_of(37.0), text_of(None), text_of(b"F2108L")
    ('37', '', 'F2108L')

    Raises
    ------
    UsageError
        The cell is an object that has no text.
    """
    if isinstance(value, str):
        # Half of a pair of surrogates is no letter, and cannot be written.
        return value if value.isascii() else value.encode("utf-8", "replace").decode()
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    import pandas as pd

    # pandas compares a number with itself, which a signalling NaN forbids.
    signalling = isinstance(value, Decimal) and value.is_nan()
    if signalling or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return ""
    try:
        # A column of whole numbers in which one is missing holds 37.0.
        text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    except MemoryError:
        raise
    except Exception as err:
        raise UsageError(f"a cell of type {_kind(value)} has no text ({_reason(err)})", hint=_LIKE) from err
    return text_of(text)
