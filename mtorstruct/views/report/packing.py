"""Columns of a crowded report, deflated: each different value once, and the steps from row to row."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

LEVEL = 6
"""Level of compression: the highest makes a page 2 % smaller and takes twice the time."""


PLAIN = ("gene", "name", "place", "position", "domain", "count", "message", "more_samples", "probability")
"""Columns of the packed table that are as they are in the content."""


def deflated(value: Any) -> str:
    """Return JSON data, deflated and in base64, as the page unpacks them with ``DecompressionStream``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return base64.b64encode(zlib.compress(text.encode("utf-8", errors="backslashreplace"), LEVEL)).decode()


def packed_column(values: Iterable[Hashable]) -> dict[str, Any]:
    """Return the different values of a column, and from row to row the difference of their places.

    Examples
    --------
    >>> packed_column(["HEAT", "HEAT", "FRB", "HEAT"])
    {'values': ['HEAT', 'FRB'], 'steps': [0, 0, 1, -1]}
    """
    places: dict[Hashable, int] = {}
    codes = [places.setdefault(value, len(places)) for value in values]
    return {"values": list(places), "steps": _steps(codes)}


def packed_annotation(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """Return an annotation (`mtorstruct.views.report.downloads.encoded`) with its rows along the proteins.

    Neighbours in a protein have most cells in common. `order` has the place of each row of the annotation
    among the rows of the columns.
    """
    given = {column["name"]: column for column in annotation["columns"]}
    positions = np.array([int(text or 0) for text in given["position"]["values"]], dtype=int)
    genes = np.argsort(np.argsort(np.array(given["gene"]["values"], dtype=object)))
    keys = (given["input"]["rows"], positions[given["position"]["rows"]], genes[given["gene"]["rows"]])
    along = np.lexsort(keys)
    columns = []
    for column in annotation["columns"]:
        codes = np.asarray(column["rows"], dtype=int)[along]
        # Numbered anew, so that values come in the order in which they are met.
        met, first, places = np.unique(codes, return_index=True, return_inverse=True)
        ranks = np.empty(len(met), dtype=int)
        ranks[np.argsort(first)] = np.arange(len(met))
        columns.append(
            {
                "name": column["name"],
                "dtype": column["dtype"],
                "values": [column["values"][code] for code in met[np.argsort(first)].tolist()],
                "steps": _steps(ranks[places]),
            }
        )
    return {"n": annotation["n"], "order": np.argsort(along, kind="stable").tolist(), "columns": columns}


def packed_changes(changes: Sequence[Mapping[str, Any]], questions: Iterable[str]) -> dict[str, Any]:
    """Return what the table tells of each variant (`changes` of the content), column by column.

    `order` has the place of each variant in the order of the page; in the columns they
    are along the proteins.
    """
    along = sorted(range(len(changes)), key=lambda k: (changes[k]["gene"], changes[k]["position"], k))
    rows = [changes[k] for k in along]
    columns: dict[str, Iterable[Hashable]] = {name: [row[name] for row in rows] for name in PLAIN}
    columns |= {
        name: ["".join(piece["text"] for piece in row[name]) for row in rows]
        for name in ("explanation", "drug_explanation", "evidence", "conflicts")
    }
    lists = ("context", "facts", "samples", "scores", "entries")
    columns |= {name: [tuple(row[name]) for row in rows] for name in lists}
    for question in questions:
        columns[f"v-{question}"] = [row["verdicts"][question]["value"] for row in rows]
        columns[f"c-{question}"] = [row["verdicts"][question]["confidence"] for row in rows]
    for site in ("rapamycin", "atp"):
        told = [row["distances"][site] for row in rows]
        columns[site] = [
            ("" if d["A"] is None else f"{d['A']:.1f}", int(d["carried"]), d["said"]) for d in told
        ]
    order = np.argsort(np.asarray(along, dtype=int), kind="stable").tolist()
    return {
        "n": len(rows),
        "order": order,
        "columns": {name: packed_column(values) for name, values in columns.items()},
    }


def _steps(codes: Sequence[int] | NDArray[np.intp]) -> list[int]:
    steps: list[int] = np.diff(np.asarray(codes, dtype=int), prepend=0).tolist()
    return steps
