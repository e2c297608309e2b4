"""Tables are what their declarations say."""

from __future__ import annotations

import numpy as np
import pytest

from mtorstruct.errors import (
    DataError,
    MissingDependencyError,
    MtorStructError,
    RemoteError,
    UsageError,
)
from mtorstruct.schema import DOMAINS, MISSING_INT, TABLES, Column, Table

SMALL = Table(
    "small",
    "For this test.",
    (
        Column("name", "str", "a name"),
        Column("number", "int", "a number"),
        Column("size", "float", "a size", "A"),
    ),
)


def columns() -> dict[str, np.ndarray]:
    return {
        "name": np.array(["a", ""], dtype=object),
        "number": np.array([1, MISSING_INT]),
        "size": np.array([1.5, np.nan]),
    }


def test_missing_values_become_missing_values() -> None:
    frame = SMALL.frame(columns())
    assert frame.number.isna().tolist() == [False, True]
    assert frame["size"].isna().tolist() == [False, True]
    assert frame.name.tolist() == ["a", ""]
    assert str(frame.number.dtype) == "Int64"


def test_wrong_tables_are_refused() -> None:
    short = columns() | {"size": np.array([1.0])}
    with pytest.raises(DataError, match="different length"):
        SMALL.check(short)
    with pytest.raises(DataError, match="extra"):
        SMALL.check(columns() | {"extra": np.array([1, 2])})
    reordered = dict(reversed(columns().items()))
    with pytest.raises(DataError, match="order"):
        SMALL.check(reordered)
    strict = Table("strict", "", (Column("level", "str", "", allowed=("low", "high")),))
    strict.check({"level": np.array(["low", ""], dtype=object)})
    with pytest.raises(DataError, match="not allowed: middle"):
        strict.check({"level": np.array(["middle"], dtype=object)})


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_every_column_is_explained(table: Table) -> None:
    assert len(set(table.names)) == len(table.names)
    assert table.meaning
    for column in table.columns:
        assert column.meaning
        assert column.name.islower() or column.name.endswith("_A")
        if column.name.endswith("_A") and column.dtype == "float":
            assert column.unit == "A"


def test_domain_columns_are_those_that_were_promised() -> None:
    assert DOMAINS.names[:13] == [
        "source", "gene", "uniprot", "copy", "chain", "domain", "start", "end", "modelled", "coverage",
        "mean_b_factor", "mapping_source", "identity",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "base", "code"),
    [(UsageError, ValueError, 2), (DataError, ValueError, 3), (RemoteError, OSError, 4),
     (MissingDependencyError, ImportError, 5)],
)  # fmt: skip
def test_an_error_is_one_line_with_its_mend(
    kind: type[MtorStructError], base: type[Exception], code: int
) -> None:
    error = kind("it broke\nbadly", where="file.pdb", mend="try again")
    assert str(error) == "file.pdb: it broke badly; try again"
    assert isinstance(error, base)
    assert error.exit_code == code
    assert (error.what, error.where, error.mend) == ("it broke\nbadly", "file.pdb", "try again")
