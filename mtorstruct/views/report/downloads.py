"""Annotation embedded in the page for its downloads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from mtorstruct.tables import ANNOTATION, ANNOTATION_DRUG, EXACT, Column, Table
from mtorstruct.tables.writing import cell_texts

if TYPE_CHECKING:
    import pandas as pd


def table_of(annotation: pd.DataFrame) -> Table:
    """Return the schema of an annotation: with a drug, or without one."""
    return ANNOTATION_DRUG if "drug_response" in annotation else ANNOTATION


def encoded(annotation: pd.DataFrame, further: Sequence[str] = ()) -> dict[str, Any]:
    """Return the cells as in TSV, column by column, each different text of a column once.

    Parameters
    ----------
    annotation : pandas.DataFrame
        What `mtorstruct.annotate` gave.
    further : sequence of str
        Columns of it that are a user's.

    Returns
    -------
    dict
        `n` rows, and `columns`, each with `name`, `dtype`, the different texts as `values` and, as `rows`,
        the place in `values` of each row's text.

    Examples
    --------
    >>> import mtorstruct
    >>> encoded(mtorstruct.annotate(["F2108L", "M2327I"]))["columns"][2]
    {'name': 'gene', 'dtype': 'str', 'values': ['MTOR'], 'rows': [0, 0]}
    """
    import pandas as pd

    table = table_of(annotation)
    own = [Column(name, _dtype(annotation[name]), "", decimals=EXACT) for name in further]
    table = replace(table, columns=(*table.columns, *own))
    values, columns = table.from_frame(annotation), []
    for column in table.columns:
        # Texts are made of different values alone, of which a large cohort has few.
        codes, different = pd.factorize(values[column.name], use_na_sentinel=False)
        cells = cell_texts(column, np.asarray(different))
        places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        columns.append(
            {
                "name": column.name,
                "dtype": column.dtype,
                "values": list(places),
                "rows": np.array([places[cell] for cell in cells], dtype=int)[codes].tolist(),
            }
        )
    return {"n": len(annotation), "columns": columns}


def _dtype(values: pd.Series[Any]) -> Literal["float", "str"]:
    return "float" if values.dtype.kind == "f" else "str"
