"""The embedded atlas is what the structures say, and looks up what was measured."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct.atlas.build import build_atlas
from mtorstruct.atlas.store import open_atlas
from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.tables import structures_folder
from mtorstruct.schema import RESIDUE_GEOMETRY, SUMMARY

INPUTS = [
    "5h64.pdb.gz",
    "4jsv.pdb.gz",
    "1fap.cif.gz",
    "4dri.pdb.gz",
    "mtorc2_protomer.pdb.gz",
    "AF-P42345-F1.pdb.gz",
]
ENTRIES = ["5H64", "4JSV", "1FAP", "4DRI", "mtorc2_protomer", "AF-P42345-F1"]


@pytest.fixture(scope="module")
def rebuilt(shared_structures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "rebuilt"
    build_atlas([shared_structures / name for name in INPUTS], folder)
    return folder


def assert_same_table(ours: pd.DataFrame, theirs: pd.DataFrame) -> None:
    """Equal but for the last digit of a number, which another processor may round the other way."""
    for name in ours:
        if pd.api.types.is_float_dtype(ours[name]):
            assert ours[name].to_numpy() == pytest.approx(theirs[name].to_numpy(), abs=0.0201, nan_ok=True), (
                name
            )
        else:
            differing = ~((ours[name] == theirs[name]) | (ours[name].isna() & theirs[name].isna()))
            assert differing.mean() < 0.001, name


def test_the_embedded_atlas_is_rebuilt_from_the_structures(rebuilt: Path) -> None:
    embedded, again = open_atlas(), open_atlas(rebuilt)
    for one, other in zip(again.manifest["entries"], embedded.manifest["entries"], strict=True):
        assert {k: v for k, v in one.items() if k != "sites"} == {
            k: v for k, v in other.items() if k != "sites"
        }
        for site, known in zip(one["sites"], other["sites"], strict=True):
            assert site == known | {"rmsd_A": pytest.approx(known["rmsd_A"], abs=0.011)}
    sites, known_sites = (
        pd.read_csv(folder / "sites.tsv", sep="\t") for folder in (rebuilt, structures_folder() / "atlas")
    )
    assert_same_table(sites, known_sites)
    assert [e["entry"] for e in embedded.manifest["entries"]] == ENTRIES
    assert_same_table(again.residue_frame(), embedded.residue_frame())
    assert_same_table(again.summary_frame(), embedded.summary_frame())


def test_the_site_templates_are_rebuilt_from_the_structures(shared_structures: Path) -> None:
    import importlib.util

    source = structures_folder() / "rebuild.py"
    if not source.is_file():
        pytest.skip("needs structures/rebuild.py, which is part of a checkout only")
    spec = importlib.util.spec_from_file_location("rebuild", source)
    assert spec is not None
    assert spec.loader is not None
    rebuild = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rebuild)
    assert rebuild.template_text(shared_structures) == rebuild.TEMPLATES.read_text()


def test_building_twice_gives_the_same_bytes(shared_structures: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_atlas([shared_structures / "1fap.cif.gz", shared_structures / "2gaq.pdb.gz"], tmp_path / name)
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["manifest.json", "residues.npz", "sites.tsv", "summary.npz"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_embedded_atlas_is_small_and_names_its_sources(shared_structures: Path) -> None:
    folder = structures_folder() / "atlas"
    assert sum(p.stat().st_size for p in folder.iterdir()) < 3_000_000
    for entry, name in zip(ENTRIES, INPUTS, strict=True):
        sha256 = hashlib.sha256((shared_structures / name).read_bytes()).hexdigest()
        assert open_atlas().sha256[entry] == sha256
        assert entry in (structures_folder() / "README.md").read_text()
        assert sha256 in (structures_folder() / "README.md").read_text()


def test_tables_are_dense_and_follow_their_schema() -> None:
    atlas = open_atlas()
    summary = atlas.summary_frame()
    assert list(summary.columns) == SUMMARY.names
    assert len(summary) == sum(len(p) for p in proteins())
    assert "".join(summary[summary.gene == "MTOR"].wild_type) == proteins()[0].sequence
    long = atlas.residue_frame()
    assert list(long.columns) == RESIDUE_GEOMETRY.names
    assert set(long.entry) == set(ENTRIES)
    assert not long.duplicated(["entry", "gene", "position", "copy"]).any()


def test_packing_loses_nothing(geometry: Callable[[str], pd.DataFrame]) -> None:
    long = open_atlas().residue_frame()
    for entry, name in (("4JSV", "4jsv.pdb.gz"), ("1FAP", "1fap.cif.gz")):
        mine = long[long.entry == entry].reset_index(drop=True)
        # The register is known only beside other models.
        assert_same_table(mine.drop(columns="register"), geometry(name).drop(columns="register"))


def test_looking_up_finds_the_row() -> None:
    atlas = open_atlas()
    summary = atlas.summary_frame()
    for gene, position in (("MTOR", 1), ("MTOR", 2549), ("RPTOR", 863), ("FKBP1A", 108), ("RHEB", 184)):
        row = summary.iloc[atlas.summary_rows([gene], [position])[0]]
        assert (row.gene, row.position) == (gene, position)
    rows = atlas.residue_frame().iloc[atlas.residue_rows("MTOR", 2108)]
    assert set(rows.position) == {2108}
    assert sorted(zip(rows.entry, rows["copy"], strict=True)) == [
        ("1FAP", 1), ("4DRI", 1), ("4JSV", 1), ("4JSV", 2), ("5H64", 1), ("5H64", 2),
        ("AF-P42345-F1", 1), ("mtorc2_protomer", 1),
    ]  # fmt: skip
    assert atlas.residue_rows("AKT1S1", 10) == []


# The summary against its rule, from the long table ----------------------------------------------


@pytest.mark.parametrize("site", ["rapamycin", "atp"])
def test_the_summary_follows_its_rule(site: str) -> None:
    atlas = open_atlas()
    summary = atlas.summary_frame().set_index(["gene", "position"])
    resolution = {e["entry"]: e["resolution_A"] or 99.0 for e in atlas.manifest["entries"]}
    long = atlas.residue_frame()
    long = long[(long.entry != "AF-P42345-F1") & long[f"{site}_distance_A"].notna()]
    long = long.assign(
        doubt=long.register == "in_doubt",
        carried=long[f"{site}_basis"] != "bound",
        resolution=[resolution[e] for e in long.entry],
    ).sort_values(["doubt", "carried", "resolution", f"{site}_distance_A"], kind="stable")
    best = long.groupby(["gene", "position"]).first()
    assert set(best.index) == set(summary.index[summary[f"{site}_distance_A"].notna()])
    chosen = summary.loc[best.index]
    assert (chosen[f"{site}_entry"] == best.entry).all()
    assert (chosen[f"{site}_basis"] == best[f"{site}_basis"]).all()
    assert chosen[f"{site}_distance_A"].to_numpy() == pytest.approx(best[f"{site}_distance_A"].to_numpy())
    index = pd.MultiIndex.from_frame(long[["gene", "position"]])
    same = best.loc[index, f"{site}_basis"].to_numpy() == long[f"{site}_basis"].to_numpy()
    ranges = long[same].groupby(["gene", "position"])[f"{site}_distance_A"].agg(["min", "max"])
    sure = long[~long.doubt]
    across = sure.groupby(["gene", "position"])[f"{site}_other_protomer_A"].min()
    assert summary.loc[across.index, f"{site}_other_protomer_A"].to_numpy() == pytest.approx(
        across.to_numpy(), nan_ok=True
    )
    text = [f"{a:.1f}-{b:.1f}" for a, b in ranges.itertuples(index=False)]
    assert summary.loc[ranges.index, f"{site}_range_A"].tolist() == text


def test_the_register_of_every_chain_is_compared_with_the_predicted_model() -> None:
    long = open_atlas().residue_frame()
    long = long[(long.gene == "MTOR") & (long.modelled != "not_modelled")]
    states = long.groupby("entry").register.value_counts().unstack(fill_value=0)
    # X-ray models, and the cryo-EM model of 3 A and better, are in register throughout.
    for entry in ("1FAP", "4DRI", "4JSV", "mtorc2_protomer"):
        assert states.in_doubt[entry] == 0
        assert states.supported[entry] > states.untested[entry]
    doubted = long[(long.entry == "5H64") & (long.register == "in_doubt")]
    assert doubted.position.between(210, 1384).mean() > 0.95
    assert len(doubted[doubted.position.between(981, 1101)]) > 150


def test_modelled_in_names_experimental_entries_only() -> None:
    atlas = open_atlas()
    summary = atlas.summary_frame().set_index(["gene", "position"])
    long = atlas.residue_frame()
    long = long[(long.entry != "AF-P42345-F1") & (long.modelled != "not_modelled")]
    expected = long.groupby(["gene", "position"]).entry.agg(set)
    found = summary.modelled_in[summary.modelled_in != ""].str.split(";").map(set)
    assert found.to_dict() == expected.to_dict()
    assert summary.loc[("MTOR", 2448)].modelled_in == ""
    assert summary.loc[("MTOR", 2448)].plddt < 50
    assert summary.loc[("MTOR", 2108)].modelled_in == "4DRI;1FAP;4JSV;5H64;mtorc2_protomer"


def test_resolution_that_the_file_does_not_state_is_marked() -> None:
    described = {e["entry"]: e for e in open_atlas().manifest["entries"]}
    assert described["4DRI"]["resolution_A"] == 1.45
    assert described["4DRI"]["resolution_stated_by"] == "catalogue, unverified"
    assert described["4JSV"]["resolution_stated_by"] == "file"
    assert described["mtorc2_protomer"]["resolution_A"] is None
    assert described["AF-P42345-F1"]["kind"] == "predicted"


# Building goes wrong ----------------------------------------------------------------------------


def test_a_folder_with_something_else_is_left_alone(shared_structures: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="not an atlas"):
        build_atlas([shared_structures / "1fap.cif.gz"], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_bad_input_leaves_the_old_atlas(shared_structures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    build_atlas([shared_structures / "1fap.cif.gz"], folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    bad = tmp_path / "bad.pdb"
    bad.write_text("no atoms here\n")
    with pytest.raises(DataError, match="no atoms"):
        build_atlas([shared_structures / "4dri.pdb.gz", bad], folder)
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["atlas", "bad.pdb"]


def test_a_name_is_no_proof_of_what_a_file_holds(shared_structures: Path, tmp_path: Path) -> None:
    # The rictor model without header, saved as 4DRI: no title and no resolution of 4DRI.
    path = tmp_path / "4dri.pdb"
    lines = gzip.decompress((shared_structures / "AF-Q6R327-F1.pdb.gz").read_bytes()).splitlines(
        keepends=True
    )
    path.write_bytes(b"".join(line for line in lines if line.startswith((b"ATOM", b"TER", b"END"))))
    build_atlas([path], tmp_path / "atlas")
    (described,) = open_atlas(tmp_path / "atlas").manifest["entries"]
    assert (described["entry"], described["entry_stated_by"]) == ("4DRI", "file name")
    assert (described["title"], described["resolution_A"]) == ("", None)


def test_nothing_to_build_is_said(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no list of structures"):
        build_atlas([], tmp_path / "atlas")


def test_the_same_entry_twice_is_refused(shared_structures: Path, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="given twice"):
        build_atlas([shared_structures / f"1fap.{e}.gz" for e in ("cif", "pdb")], tmp_path / "atlas")


def test_an_atlas_of_ones_own_is_used(shared_structures: Path, tmp_path: Path) -> None:
    build_atlas([shared_structures / "2gaq.pdb.gz"], tmp_path / "mine")
    table = mtorstruct.annotate(["F2108L", "C1483Y"], atlas=tmp_path / "mine")
    assert table.rapamycin_entry.tolist() == ["2GAQ", ""]
    assert table.modelled_in.tolist() == ["2GAQ", ""]
    assert np.isnan(table.atp_distance_A[0])


def test_no_atlas_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="atlas build"):
        open_atlas(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(DataError, match="damaged"):
        open_atlas(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "manifest.json").write_text(json.dumps({"format": 999}))
    with pytest.raises(DataError, match="format 999"):
        open_atlas(other)
