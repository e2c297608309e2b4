"""Tables in memory: rows keep their index, whatever library they are of; what is no table is refused."""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from mtorstruct import annotate
from mtorstruct.errors import MtorStructError, UsageError
from mtorstruct.variants.input.frames import MemoryList, MemoryTable, given, text_of

from .plainly import annotated

TWO = {"gene": ["MTOR", "IDH1"], "change": ["F2108L", "R132H"]}
ANSWERS = [("MTOR", "ok"), ("IDH1", "unknown_gene")]


def answers(table: object, **options: Any) -> list[tuple[str, str]]:
    found = annotate(table, **options)  # type: ignore[arg-type]
    return list(zip(found.gene, found.status, strict=True))


@pytest.fixture(scope="module")
def mc3(shared_cohorts: Path) -> pd.DataFrame:
    return pd.read_csv(
        shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv", sep="\t", dtype=str, keep_default_na=False
    )


def test_verdicts_of_a_filtered_frame_stand_beside_their_rows(mc3: pd.DataFrame) -> None:
    mtor = mc3[mc3.Hugo_Symbol == "MTOR"].copy()
    assert len(mtor) == 115
    assert mtor.index.tolist() != list(range(115))
    found = annotated(mtor)
    assert found.index.equals(mtor.index)
    mtor["atp"] = found.atp_competitive
    mtor["answered"] = found.position
    assert not mtor.atp.isna().any()
    # Each row by itself: by the text of its change alone, typed.
    checked = 0
    for _, row in mtor.iterrows():
        said = re.fullmatch(
            r"p\.[A-Z*]([0-9]+)(?:_[A-Z*][0-9]+)?(?:[A-Z*=].*|del|dup|ins.*|fs.*)", row.HGVSp_Short
        )
        if said is None:
            assert row.HGVSp_Short == "." or row.HGVSp_Short.endswith("_splice")
            assert row.atp == "", row.HGVSp_Short
            continue
        assert row.answered == int(said[1]), row.HGVSp_Short
        assert row.atp == annotated([f"MTOR:{row.HGVSp_Short}"]).atp_competitive[0], row.HGVSp_Short
        checked += 1
    assert checked == 112
    assert mtor.atp.nunique() > 1


def test_every_row_of_a_shuffled_frame_is_the_row_that_it_was(mc3: pd.DataFrame) -> None:
    straight, mixed = annotate(mc3), annotate(mc3.sample(frac=1, random_state=13))
    assert not mixed.index.equals(straight.index)
    pd.testing.assert_frame_equal(mixed.sort_index(), straight)


def test_all_structures_repeat_the_index(mc3: pd.DataFrame) -> None:
    some = mc3[mc3.Hugo_Symbol == "MTOR"].iloc[[3, 40, 77]]
    each, every = annotate(some), annotate(some, all_structures=True)
    assert len(every) > 3 * len(some)
    assert every.index.unique().tolist() == some.index.tolist()
    for label in some.index:
        assert set(every.loc[[label], "position"]) == {each.position[label]}


INDEXES = {
    "names": pd.Index(["b", "a"], name="row"),
    "twice the same": pd.Index([7, 7]),
    "several levels": pd.MultiIndex.from_tuples([("x", 1), ("x", 2)], names=["one", "two"]),
    "dates": pd.DatetimeIndex(["2020-01-01", "2021-05-03"]),
    "missing": pd.Index([None, "a"]),
}


@pytest.mark.parametrize("index", INDEXES.values(), ids=INDEXES)
def test_an_index_of_any_kind_is_kept(index: pd.Index[Any]) -> None:
    frame = pd.DataFrame(TWO, index=index)
    found = annotate(frame)
    pd.testing.assert_index_equal(found.index, index)
    assert list(zip(found.gene, found.status, strict=True)) == ANSWERS
    series = annotate(pd.Series(["MTOR:F2108L", "RPTOR:S863"], index=index))
    pd.testing.assert_index_equal(series.index, index)
    assert series.position.tolist() == [2108, 863]
    every = annotate(frame, all_structures=True)
    assert every.index.equals(index.repeat([len(every) - 1, 1]))


def test_a_cell_of_several_changes_repeats_its_label() -> None:
    table = pd.DataFrame({"gene": "MTOR", "change": ["F2108L, A2034V", "S2215F"]}, index=["a", "b"])
    found = annotate(table)
    assert found.index.tolist() == ["a", "a", "b"]
    assert found.part.tolist() == ["#1", "#2", pd.NA]
    texts = annotate(pd.Series(["F2108L, A2034V", "S2215F"], index=["a", "b"]))
    assert texts.index.tolist() == ["a", "a", "b"]
    assert texts.position.tolist() == found.position.tolist() == [2108, 2034, 2215]


def test_what_has_no_index_is_counted_from_0() -> None:
    for table in (TWO, [{"gene": "MTOR", "change": "F2108L"}], ["F2108L"], ("F2108L",)):
        found = annotate(table)  # type: ignore[arg-type]
        assert found.index.tolist() == list(range(len(found)))


def test_tables_of_every_library_are_read_alike() -> None:
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    records = [dict(zip(TWO, cells, strict=True)) for cells in zip(*TWO.values(), strict=True)]
    tables = (
        TWO,
        records,
        pd.DataFrame(TWO),
        pd.DataFrame(TWO).to_dict(),
        pd.DataFrame(TWO).to_dict("series"),
        pd.DataFrame(TWO).astype("category"),
        pd.DataFrame(TWO).astype("string"),
        pl.DataFrame(TWO),
        pl.DataFrame(TWO).lazy(),
        pa.table(TWO),
        pa.record_batch(TWO),
        pd.DataFrame(TWO).to_records(index=False),
        {name: np.array(cells) for name, cells in TWO.items()},
        {name: iter(cells) for name, cells in TWO.items()},
        {name: tuple(cells) for name, cells in TWO.items()},
        {name: pl.Series(cells) for name, cells in TWO.items()},
        {name.encode(): cells for name, cells in TWO.items()},
        {n: [c.encode() for c in v] for n, v in TWO.items()},
    )
    for table in tables:
        assert answers(table) == ANSWERS, type(table)


def test_lists_of_every_kind_are_read_alike() -> None:
    pl, pa = pytest.importorskip("polars"), pytest.importorskip("pyarrow")
    texts = ["MTOR:F2108L", "RPTOR:S863"]
    lists = (
        texts,
        tuple(texts),
        iter(texts),
        (text for text in texts),
        dict.fromkeys(texts).keys(),
        np.array(texts),
        pd.Series(texts),
        pd.Index(texts),
        pd.Series(texts, dtype="category"),
        pl.Series(texts),
        pa.array(texts),
        pa.chunked_array([texts]),
        set(texts),
        frozenset(texts),
        [text.encode() for text in texts],
    )
    for given_list in lists:
        assert annotate(given_list).position.tolist() == [2108, 863], type(given_list)  # type: ignore[arg-type]


def test_two_columns_of_one_name_stay_two() -> None:
    pa = pytest.importorskip("pyarrow")
    names, cells = ["gene", "change", "gene"], [["MTOR"], ["F2108L"], ["IDH1"]]
    frame = pd.DataFrame(list(zip(*cells, strict=True)), columns=names)
    assert answers(frame) == answers(pa.table(cells, names=names)) == [("MTOR", "ok")]


def test_columns_that_would_be_paired_wrongly_are_refused() -> None:
    one, other = pd.Series(["MTOR", "IDH1"], index=[0, 1]), pd.Series(["R132H", "F2108L"], index=[1, 0])
    with pytest.raises(UsageError, match="different labels"):
        annotate({"gene": one, "change": other})
    with pytest.raises(UsageError, match="different labels"):
        annotate({"gene": {"a": "MTOR", "b": "IDH1"}, "change": {"b": "R132H", "a": "F2108L"}})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="one list a column"):
        annotate({"gene": {"MTOR", "IDH1"}, "change": {"F2108L", "R132H"}})  # type: ignore[dict-item]
    with pytest.raises(UsageError, match="not equally long"):
        annotate({"gene": ["MTOR"], "change": ["F2108L", "R132H"]})
    assert answers(pd.DataFrame({"gene": one, "change": other})) == [("MTOR", "ok"), ("IDH1", "unknown_gene")]


def test_missing_cells_are_empty() -> None:
    table = {"gene": ["MTOR", None, "MTOR"], "change": ["F2108L", "A2034V", pd.NA]}
    assert answers(table) == [("MTOR", "ok"), ("(none)", "unknown_gene"), ("MTOR", "no_protein_change")]
    missing: list[object] = [
        None,
        float("nan"),
        np.nan,
        pd.NA,
        pd.NaT,
        np.float64("nan"),
        np.datetime64("NaT", "ns"),
    ]
    assert [text_of(value) for value in missing] == [""] * 7
    assert text_of(np.int64(2108)) == text_of(2108.0) == text_of(np.float64(2108)) == "2108"
    numbers = pd.DataFrame({"gene": "MTOR", "wild_type": "F", "position": [2108, None], "mutant": "L"})
    assert annotate(numbers).status.tolist() == ["ok", "no_protein_change"]


def test_rows_in_which_nothing_tells_the_protein_ask() -> None:
    for table in (
        {"a": ["MTOR"], "change": ["F2108L"]},
        pd.DataFrame({"change": ["F2108L"]}, index=pd.Index(["MTOR"], name="gene")),
    ):
        with pytest.raises(UsageError, match="the protein that its rows are about"):
            annotate(table)
        assert answers(table, gene="MTOR") == [("MTOR", "ok")]


class Broken:
    """Raises whatever is asked of it."""

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError("no\nway")


class NoText:
    """Has no text."""

    def __str__(self) -> str:
        raise RuntimeError("no text")


class Anything:
    """Has every attribute, as a mock has."""

    def __getattr__(self, name: str) -> Anything:
        return self

    def __call__(self, *_: object) -> Anything:
        return self


def breaks_off() -> Iterator[str]:
    yield "F2108L"
    raise ValueError("half way")


REFUSED: dict[str, object] = {
    "nothing": None,
    "a number": 3,
    "a missing number": float("nan"),
    "a text": "F2108L",
    "bytes": b"F2108L",
    "a byte array": bytearray(b"F2108L"),
    "a memory view": memoryview(b"F2108L"),
    "a path": Path("cohort.maf"),
    "a function": len,
    "a class": int,
    "a module": np,
    "a date": datetime.date(2020, 1, 1),
    "nested": [["F2108L"]],
    "nested below": ["F2108L", ("A2034V",)],
    "an array of two dimensions": np.array([["F2108L", "A2034V"]]),
    "an array of none": np.array("F2108L"),
    "pairs": {"gene": "MTOR"}.items(),
    "a dict of nothing": {},
    "a dict of texts": {"gene": "MTOR"},
    "a dict of nothings": {"gene": None, "change": None},
    "broken": Broken(),
    "breaks off": breaks_off(),
    "no text": [NoText()],
    "no text in a table": {"gene": ["MTOR"], "change": [NoText()]},
    "a mock": Anything(),
    "a frame of nothing": pd.DataFrame(),
    "no columns": pd.DataFrame(index=[1, 2]),
    "no change": pd.DataFrame({"gene": []}),
    "dicts and texts": [{"gene": "MTOR", "change": "F2108L"}, "A2034V"],
    "groups": pd.DataFrame(TWO).groupby("gene"),
    "labels of two levels": pd.MultiIndex.from_tuples([("MTOR", "F2108L")]),
    "a number of 5,000 digits": [10**5_000],
}


@pytest.mark.parametrize("variants", REFUSED.values(), ids=REFUSED)
def test_what_is_no_list_and_no_table_is_refused_in_one_line(variants: Any) -> None:
    with pytest.raises(UsageError) as err:
        annotate(variants)
    assert "\n" not in str(err.value)
    assert len(str(err.value)) < 400


def test_an_open_file_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text("gene,change\nIDH1,R132H\n")
    for mode in ("r", "rb"):
        with path.open(mode) as file, pytest.raises(UsageError, match="annotate_file"):
            annotate(file)


@pytest.mark.parametrize(
    "table",
    [
        [],
        (),
        set(),
        iter(()),
        np.array([]),
        pd.Series([], dtype=object),
        pd.DataFrame(TWO).iloc[:0],
        {"gene": [], "change": []},
    ],
    ids=lambda table: type(table).__name__,
)
def test_a_table_without_rows_gives_one(table: Any) -> None:
    found = annotate(table)
    assert found.empty
    ours = annotate(["F2108L"]).columns.tolist()
    assert found.columns.tolist()[: len(ours)] == ours


def test_letters_that_cannot_be_written_are_replaced() -> None:
    assert annotate(["F2108\ud800L"]).status.tolist() == ["not_understood"]
    assert given({"gene": ["\ud800"], "change": ["F2108L"]}).texts(0) == ["?"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "nothing", [None, float("nan"), pd.NA, pd.NaT, decimal.Decimal("nan"), decimal.Decimal("-sNaN12")]
)
def test_a_missing_value_of_any_type_is_an_empty_cell(nothing: Any) -> None:
    assert text_of(nothing) == ""
    found = annotate([{"gene": "MTOR", "change": nothing}, {"gene": nothing, "change": "F2108L"}])
    assert found.status.tolist() == ["no_protein_change", "unknown_gene"]


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.dates()
    | st.decimals()
    | st.sampled_from(["MTOR", "F2108L", "IDH1", "R132H", "gene", "change", Path("x"), NoText(), pd.NA])
)
KEYS = (
    st.text(max_size=4)
    | st.sampled_from(["gene", "change", "position", "sample"])
    | st.integers()
    | st.none()
)
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.lists(st.dictionaries(KEYS, inner, max_size=3), max_size=3)
        | st.lists(inner, max_size=3).map(pd.Series)
        | st.dictionaries(KEYS, st.lists(inner, min_size=2, max_size=2), max_size=3).map(pd.DataFrame)
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given_any(OBJECTS)
def test_no_object_raises_what_is_not_ours(variants: Any) -> None:
    try:
        taken = given(variants)
        found = annotate(variants)
    except MtorStructError as err:
        refused = str(err)
    else:
        refused = ""
    assert "\n" not in refused
    if refused:
        return
    n = len(taken) if isinstance(taken, MemoryTable) else len(taken.texts)
    assert isinstance(taken, MemoryTable | MemoryList)
    assert len(found[found.part.isna() | (found.part == "#1")]) == n
    if isinstance(variants, pd.DataFrame | pd.Series) and len(found) == n:
        assert found.index.equals(variants.index)


def test_numbers_of_any_type_are_positions_of_the_protein() -> None:
    found = annotate([2108, 2108.0, decimal.Decimal(2108), np.int64(2108), np.float64(2108)])  # type: ignore[list-item]
    assert found.position.tolist() == [2108] * 5
