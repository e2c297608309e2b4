"""Tables that come back from a user: plain text columns, whatever pandas or a file made of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from mtorstruct.errors import UsageError
from mtorstruct.tables.model import Column
from mtorstruct.tables.variants import ALPHAMISSENSE, ANNOTATION_DRUG

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

__all__ = ["plain_frame", "plain_texts", "public_frame"]

_HINT = 'give what mtorstruct.annotate returns, without columns="brief"'


MOST_NAMED = 6
"""Largest number of missing columns that are named."""


def plain_frame(frame: pd.DataFrame, needed: Iterable[str] = (), *, hint: str = _HINT) -> pd.DataFrame:
    """Return an annotation in the form that is used inside.

    Parameters
    ----------
    frame : pandas.DataFrame
        What `mtorstruct.annotate`, `annotate_file` or `tally` gave, with any of its columns in any order, and
        with columns of the user; also read back from TSV, CSV or Parquet.
    needed : iterable of str
        Columns that have to be there, with no other values than those declared.
    hint : str
        How to mend a table that lacks one.

    Returns
    -------
    pandas.DataFrame
        The same rows, columns and index. Text, also of the user's columns, is ``str`` in columns of dtype
        object, empty where it is missing; declared numbers are float64, or Int64 if whole.

    Raises
    ------
    UsageError
        It is no DataFrame, lacks columns or has one twice, or a column holds what it cannot hold.

    Examples
    --------
    >>> import pandas as pd
    >>> made = pd.DataFrame({"gene": pd.Categorical(["MTOR", None]), "position": ["2108", None]})
    >>> plain_frame(made).values.tolist()
    [['MTOR', 2108], ['', <NA>]]
    """
    import pandas as pd

    wanted = tuple(dict.fromkeys(needed))
    if not isinstance(frame, pd.DataFrame):
        raise UsageError(f"{type(frame).__name__} is no table", hint=hint)
    lacking = [name for name in wanted if name not in frame.columns]
    if lacking:
        raise UsageError(f"the table lacks the {_named(lacking)}", hint=hint)
    twice = frame.columns[frame.columns.duplicated()].tolist()
    if twice:
        raise UsageError(f"the table has two columns {twice[0]}", hint="rename one of them")
    declared = _declared()
    plain = {name: _plain(values, declared.get(name)) for name, values in frame.items()}
    for name in wanted:
        if name in declared:
            _check(declared[name], plain[name])
    # The index is set last, since pandas would align by one with repeated labels.
    made = pd.DataFrame(plain, columns=frame.columns).set_axis(frame.index, axis=0)
    made.attrs.update(frame.attrs)
    return made


def public_frame(plain: pd.DataFrame) -> pd.DataFrame:
    """Return what `plain_frame` gave with the types of columns that users get from `mtorstruct.annotate`.

    Examples
    --------
    >>> import pandas as pd
    >>> public_frame(pd.DataFrame({"hgvs": ["p.Phe2108Leu", ""], "mine": ["", "a"]})).values.tolist()
    [['p.Phe2108Leu', <NA>], [<NA>, 'a']]
    """
    import pandas as pd

    declared = _declared()
    made: dict[Any, Any] = {}
    for name, values in plain.items():
        column = declared.get(name)
        if column is None and _is_text(values.dtype):
            column = Column(str(name), "str", "")
        if column is None or column.dtype != "str":
            made[name] = values.array
        else:
            made[name] = column.series(values.to_numpy(dtype=object))
    frame = pd.DataFrame(made).set_axis(plain.index, axis=0)
    frame.attrs.update(plain.attrs)
    return frame


def _is_text(dtype: Any) -> bool:
    import pandas as pd

    return isinstance(dtype, pd.StringDtype) or pd.api.types.is_object_dtype(dtype)


@cache
def _declared() -> dict[Any, Column]:
    """Return the columns of an annotation by name."""
    return {column.name: column for column in (*ANNOTATION_DRUG.columns, *ALPHAMISSENSE.columns)}


def _plain(values: pd.Series[Any], column: Column | None) -> Any:
    """Return an array of one column; what is not declared stays as it is, unless it is text."""
    import pandas as pd

    if column is None:
        texts = isinstance(values.dtype, pd.CategoricalDtype) or _is_text(values.dtype)
        return pd.Series(plain_texts(values), dtype=object) if texts else values.array
    if column.dtype == "str":
        return pd.Series(plain_texts(values), dtype=object)
    try:
        numbers = pd.to_numeric(values.astype(object) if values.dtype == "category" else values)
        return numbers.astype("Int64").array if column.dtype == "int" else _floats(numbers)
    except (ValueError, TypeError) as err:
        what = "whole numbers" if column.dtype == "int" else "numbers"
        raise UsageError(f"the column {column.name} holds other than {what}", hint=_HINT) from err


def _floats(numbers: pd.Series[Any]) -> np.ndarray[Any, Any]:
    return numbers.to_numpy(dtype="float64", na_value=float("nan"))


def plain_texts(values: pd.Series[Any]) -> np.ndarray[Any, Any]:
    """Return the texts of a column, shape (n,); empty where a value is missing, and 37.0 is 37.

    Examples
    --------
    >>> import pandas as pd
    >>> plain_texts(pd.Series([37.0, None])).tolist(), plain_texts(pd.Series(["a", pd.NA])).tolist()
    (['37', ''], ['a', ''])
    """
    import numpy as np
    import pandas as pd

    if isinstance(values.dtype, pd.CategoricalDtype):
        # A missing value has the code -1: the last one.
        different = np.array([*map(_text, values.cat.categories.tolist()), ""], dtype=object)
        return different[values.cat.codes.to_numpy()]
    cells = values.to_numpy(dtype=object, na_value="")
    if not isinstance(values.dtype, pd.StringDtype):
        cells = np.array(
            [cell if type(cell) is str else _text(cell) for cell in cells.tolist()], dtype=object
        )
    return cells


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _check(column: Column, values: Any) -> None:
    """Raise `UsageError` if a column holds a text that it cannot hold."""
    odd = sorted(set(values.tolist()) - {*column.allowed, ""}) if column.allowed else []
    if odd:
        raise UsageError(
            f"the column {column.name} holds '{odd[0]}'", hint=f"it is {_one_of(column.allowed)}"
        )


def _named(names: Sequence[str]) -> str:
    if len(names) == 1:
        return f"column {names[0]}"
    rest = len(names) - MOST_NAMED
    return "columns " + ", ".join(names[:MOST_NAMED]) + (f" and {rest} more" if rest > 0 else "")


def _one_of(allowed: Sequence[str]) -> str:
    return ", ".join(allowed[:-1]) + f" or {allowed[-1]}"
