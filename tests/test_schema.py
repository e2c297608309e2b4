"""Tables are what their declarations say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import (
    DataError,
    MissingDependencyError,
    MtorStructError,
    RemoteError,
    UsageError,
)
from mtorstruct.reference.domains import segments
from mtorstruct.tables import DOMAINS, MISSING_INT, TABLES, Column, Columns, Table
from mtorstruct.tables.vocabulary import DOMAIN_ORDER
from mtorstruct.tables.writing import deliver, render
from mtorstruct.views.palette import VERDICTS

from .alike import assert_written

SMALL = Table(
    "small",
    "For this test.",
    (
        Column("name", "str", "a name"),
        Column("number", "int", "a number"),
        Column("size", "float", "a size", "A"),
    ),
)

ALL_TYPES = Table("all_types", "For this test.", (*SMALL.columns, Column("whole", "bool", "whether")))

ROWS = [
    ["a", 1, 1.5, True],
    ['"quoted" and, parted', MISSING_INT, np.nan, False],
    ["", -7, 0.25, False],
    ["x" * 200_000, 0, np.nan, True],
]


def equal(some: Columns, others: Columns) -> bool:
    """Whether columns have the same names, types and values."""
    return list(some) == list(others) and all(
        values.dtype == others[name].dtype
        and np.array_equal(values, others[name], equal_nan=values.dtype == np.float64)
        for name, values in some.items()
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
    assert frame.name.tolist() == ["a", pd.NA]
    assert [str(dtype) for dtype in frame.dtypes] == ["string", "Int64", "float64"]


def test_rows_become_columns_and_no_rows_columns_of_the_same_types() -> None:
    made = ALL_TYPES.from_rows(ROWS)
    assert made["number"].tolist() == [1, MISSING_INT, -7, 0]
    assert equal(ALL_TYPES.from_rows([]), ALL_TYPES.blank(0))
    assert {name: values.dtype for name, values in made.items()} == {
        name: values.dtype for name, values in ALL_TYPES.blank(3).items()
    }
    with pytest.raises(ValueError, match="zip"):
        ALL_TYPES.from_rows([["a", 1, 1.5]])


def test_blank_values_are_the_missing_ones() -> None:
    frame = ALL_TYPES.frame(ALL_TYPES.blank(2))
    assert frame.isna().sum().to_dict() == {"name": 2, "number": 2, "size": 2, "whole": 0}
    assert render(ALL_TYPES, ALL_TYPES.blank(1), "tsv").splitlines()[1] == "\t\t\tFalse"


def test_a_table_comes_back_from_its_text_and_from_its_frame() -> None:
    made = ALL_TYPES.from_rows(ROWS)
    assert equal(ALL_TYPES.read_tsv(render(ALL_TYPES, made, "tsv")), made)
    assert equal(ALL_TYPES.from_frame(ALL_TYPES.frame(made)), made)
    with pytest.raises(DataError, match="is no table small"):
        SMALL.read_tsv(render(ALL_TYPES, made, "tsv"))


def test_arrow_says_what_the_frame_says(monkeypatch: pytest.MonkeyPatch) -> None:
    made = ALL_TYPES.from_rows(ROWS)
    whole = ALL_TYPES.arrow(made)
    assert whole.to_pydict() == {
        "name": [row[0] or None for row in ROWS], "number": [1, None, -7, 0], "size": [1.5, None, 0.25, None],
        "whole": [True, False, False, True],
    }  # fmt: skip
    monkeypatch.setattr("mtorstruct.tables.arrow.MOST_BYTES", 30)
    in_chunks = ALL_TYPES.arrow(made)
    assert (in_chunks["name"].num_chunks, in_chunks) == (3, whole)


def test_text_that_is_none_in_utf8_is_the_same_in_parquet_and_tsv(tmp_path: Path) -> None:
    table = Table("texts", "For this test.", SMALL.columns[:1])
    made = table.from_rows([["F2108L\udcff"], ["Å"]])
    for ending in ("parquet", "tsv"):
        deliver(table, made, path=tmp_path / f"table.{ending}", chosen=None)
    assert pd.read_parquet(tmp_path / "table.parquet").name.tolist() == ["F2108L\\udcff", "Å"]
    assert (tmp_path / "table.tsv").read_text(encoding="utf-8") == "name\nF2108L\\udcff\nÅ\n"


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_parquet_gives_pandas_the_types_of_the_frame(table: Table, tmp_path: Path) -> None:
    deliver(table, table.blank(2), path=tmp_path / "table.parquet", chosen=None)
    assert_written(pd.read_parquet(tmp_path / "table.parquet"), table.frame(table.blank(2)))


@pytest.mark.parametrize("table", TABLES, ids=lambda t: t.name)
def test_the_order_of_a_column_has_all_values_once(table: Table) -> None:
    for column in table.columns:
        assert len(set(column.order)) == len(column.order)
        assert not (column.order and column.allowed) or set(column.order) == set(column.allowed)


def test_domains_are_ordered_as_along_the_sequences() -> None:
    bounds: dict[str, list[int]] = {}
    for segment in segments():
        if segment.level != "subdomain" and (segment.gene, segment.domain) != ("MLST8", "WD40"):
            bounds.setdefault(segment.domain, []).extend((segment.start, segment.end))
    proteins = list(dict.fromkeys(segment.gene for segment in segments()))
    gene = {segment.domain: proteins.index(segment.gene) for segment in reversed(segments())}
    middle = {name: (gene[name], min(ends) + max(ends)) for name, ends in bounds.items()}
    assert sorted(DOMAIN_ORDER, key=middle.__getitem__) == list(DOMAIN_ORDER)
    assert set(DOMAIN_ORDER) == set(bounds)


def test_verdicts_and_domains_are_ordered_categories() -> None:
    table = mtorstruct.annotate(
        ["M2327I", "F2108L", "C1483Y", "RPTOR:S863A", "F2018L", "MTOR:p.S1982_T1983del"]
    )
    by_place = table.sort_values("domain").domain.astype(object)
    assert by_place.tolist()[:5] == ["FAT", "FAT;kinase", "FRB", "kinase", "linker solenoid/WD40"]
    assert table.domain.isna().sum() == 1 == len(table) - len(table.dropna(subset="domain"))
    assert table[table.activity >= "likely_activating"].hgvs.tolist() == ["p.Met2327Ile", "p.Cys1483Tyr"]
    assert table[table.rapalog < "insufficient_evidence"].hgvs.tolist() == ["p.Phe2108Leu"]
    assert table.confidence.cat.categories.tolist() == ["low", "moderate", "high"]
    assert table.message.isna().any()
    assert not (table.message == "").any()
    twice = pd.concat([table[["activity"]], mtorstruct.annotate(["A2034V"])[["activity"]]])
    assert twice.activity.dtype == table.activity.dtype


def test_every_assessment_is_an_ordered_category() -> None:
    table = mtorstruct.annotate(["M2327I", "F2108L", "RPTOR:S863A", "F2018L"])
    confidences = [name for name in table if name == "confidence" or name.endswith("_confidence")]
    assessments = [*VERDICTS, "rapalog_mtorc2", "bisteric_mtorc2", "evidence_tier", "domain"]
    assert len(confidences) == 5
    for name in (*confidences, *assessments):
        assert table[name].dtype == "category", name
        assert table[name].cat.ordered, name


def test_no_public_table_has_an_empty_text_for_what_is_missing(
    shared_structures: Path, shared_cohorts: Path
) -> None:
    whole = mtorstruct.load(shared_structures / "1fap.cif.gz")
    cohort = mtorstruct.annotate_file(shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv")
    summary = mtorstruct.summarise(cohort)
    atlas = mtorstruct.open_atlas()
    frames = [
        cohort, mtorstruct.annotate(["F2108L", "RPTOR:S863"], all_structures=True), mtorstruct.tally(cohort),
        mtorstruct.annotate_phosphosites(), whole.residues, whole.domains(), mtorstruct.drugs(),
        mtorstruct.residue_geometry(whole), mtorstruct.residue_interfaces(whole),
        mtorstruct.map_domains([whole.path]), mtorstruct.published_effects(),
        atlas.summary_frame(), atlas.residue_frame(),
        summary.genes, summary.counts, summary.residues, summary.samples, summary.cooccurrence,
    ]  # fmt: skip
    missing = 0
    for frame in frames:
        for name in frame:
            if not pd.api.types.is_numeric_dtype(frame[name]):
                values = frame[name].astype(object)
                assert not (values[values.notna()] == "").any(), name
                missing += values.isna().sum()
    assert missing > 1000
    assert len(cohort.dropna(subset="domain")) == (cohort.domain.notna()).sum() < len(cohort)


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
            assert column.unit == "Å"


def test_domain_columns_are_those_that_were_promised() -> None:
    assert DOMAINS.names[:13] == [
        "entry", "gene", "uniprot", "copy", "chain", "domain", "start", "end", "n_modelled", "coverage",
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
    error = kind("it broke\nbadly", where="file.pdb", hint="try again")
    assert str(error) == "file.pdb: it broke badly; try again"
    assert isinstance(error, base)
    assert error.exit_code == code
    assert (error.what, error.where, error.hint) == ("it broke\nbadly", "file.pdb", "try again")


def test_tables_of_a_structure_join_without_renaming(structure, geometry) -> None:  # type: ignore[no-untyped-def]
    complex_, keys = structure("5h64.pdb.gz"), ["entry", "gene", "copy", "chain", "position"]
    residues = complex_.residues
    numbered = residues[residues.position.notna()]
    joined = numbered.merge(geometry("5h64.pdb.gz"), on=keys, validate="one_to_one", suffixes=("", "_again"))
    assert len(joined) == len(numbered) == len(geometry("5h64.pdb.gz"))
    assert (joined.auth_seq_id == joined.auth_seq_id_again).all()
    domains = numbered.merge(complex_.domains(), on=keys[:-1])
    inside = domains[domains.position.between(domains.start, domains.end)]
    counted = inside[inside.modelled != "not_modelled"].groupby(["chain", "domain", "start"]).size()
    stated = complex_.domains().set_index(["chain", "domain", "start"]).n_modelled
    assert (counted == stated[stated > 0].reindex(counted.index)).all()
    assert len(counted) == (stated > 0).sum()
    touching = mtorstruct.residue_interfaces(complex_)
    sides = numbered.add_suffix("_a").rename(columns={"entry_a": "entry"})
    both = touching.merge(sides, on=["entry", *(f"{key}_a" for key in keys[1:])])
    assert len(both) == touching.position_a.notna().sum()
