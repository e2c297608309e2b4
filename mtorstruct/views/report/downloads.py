"""The annotation as the page carries it, for its downloads."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import numpy as np

from mtorstruct.output import render
from mtorstruct.schema import ANNOTATION, ANNOTATION_DRUG, MISSING_INT, Columns, Table

if TYPE_CHECKING:
    import pandas as pd


def table_of(annotation: pd.DataFrame) -> Table:
    """Schema of an annotation: with a drug, or without one."""
    return ANNOTATION_DRUG if "drug_response" in annotation else ANNOTATION


def columns_of(annotation: pd.DataFrame) -> Columns:
    """Arrays of an annotation, as `mtorstruct.output.render` takes them."""
    columns: Columns = {}
    for column in table_of(annotation).columns:
        values = annotation[column.name]
        if column.dtype == "int":
            columns[column.name] = values.fillna(MISSING_INT).to_numpy(np.int64)
        else:
            kind = {"float": np.float64, "bool": np.bool_, "str": object}[column.dtype]
            columns[column.name] = values.to_numpy(kind)
    return columns


def encoded(annotation: pd.DataFrame) -> dict[str, Any]:
    """The cells as TSV has them, column by column, each different text of a column once.

    Returns
    -------
    dict
        `n` rows, and `columns`, each with `name`, `dtype`, the different texts as `values` and, as `rows`,
        the place in `values` of each row's text.

    Examples
    --------
    >>> import mtorstruct
    >>> encoded(mtorstruct.annotate(["F2108L", "M2327I"]))["columns"][5]
    {'name': 'gene', 'dtype': 'str', 'values': ['MTOR'], 'rows': [0, 0]}
    """
    table = table_of(annotation)
    text = render(table, columns_of(annotation), "tsv")
    lines = list(csv.reader(io.StringIO(text), delimiter="\t"))[1:]
    columns = []
    for k, column in enumerate(table.columns):
        cells = [line[k] for line in lines]
        places = {cell: place for place, cell in enumerate(dict.fromkeys(cells))}
        columns.append(
            {
                "name": column.name,
                "dtype": column.dtype,
                "values": list(places),
                "rows": [places[cell] for cell in cells],
            }
        )
    return {"n": len(lines), "columns": columns}
