"""The embedded atlas is what the structures say, and looks up what was measured."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import gemmi
import numpy as np
import pandas as pd
import pytest

import mtorstruct
from mtorstruct import annotate
from mtorstruct.atlas.build import build_atlas
from mtorstruct.atlas.store import open_atlas
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, UsageError
from mtorstruct.reference.proteins import proteins
from mtorstruct.reference.sites import site_definitions
from mtorstruct.reference.tables import structures_folder
from mtorstruct.tables import COMPOUNDS, DOUBTED, REGISTERS, RESIDUE_GEOMETRY, SUMMARY
from mtorstruct.tables.frames import plain_frame

RAPAMYCIN = ["1FAP", "4DRI", "4DRH", "4DRJ", "5GPG"]
ANALOGUES = {"1NSG": "RAD", "3FAP": "ARD", "4FAP": "ARD"}
INHIBITORS = {"4JSX": "17G", "4JT5": "P2X"}
PREDICTIONS = ["AF-P42345-F1", "AF-Q6R327-F1", "AF-Q9BPZ7-F1"]
ENTRIES = [
    "5H64", "4JSV", "1FAP", "4DRI", "1NSG", "3FAP", "4FAP", "4DRH", "4DRJ", "5GPG", "4JSX", "4JT5",
    "mtorc2_protomer", *PREDICTIONS,
]  # fmt: skip
OF_F2108 = "4DRI;5GPG;4DRJ;3FAP;1NSG;4DRH;1FAP;4FAP;4JT5;4JSV;4JSX;5H64;mtorc2_protomer"
STATED_BY = ("file", "catalogue", "catalogue, unverified", "")


@pytest.fixture(scope="module")
def rebuilt(rebuild: ModuleType, atlas_inputs: list[Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("atlas") / "rebuilt"
    build_atlas(atlas_inputs, folder, kinds=rebuild.KINDS)
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


def test_the_site_templates_are_rebuilt_from_the_structures(
    rebuild: ModuleType, atlas_inputs: list[Path]
) -> None:
    assert rebuild.template_text(atlas_inputs[0].parent) == rebuild.TEMPLATES.read_text()


def test_building_twice_gives_the_same_bytes(shared_structures: Path, tmp_path: Path) -> None:
    for name in ("one", "two"):
        build_atlas([shared_structures / "1fap.cif.gz", shared_structures / "2gaq.pdb.gz"], tmp_path / name)
    files = sorted(p.name for p in (tmp_path / "one").iterdir())
    assert files == ["manifest.json", "residues.npz", "sites.tsv", "summary.npz"]
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_the_embedded_atlas_is_small_and_names_its_sources(atlas_inputs: list[Path]) -> None:
    folder = structures_folder() / "atlas"
    assert sum(p.stat().st_size for p in folder.iterdir()) < 3_000_000
    for entry, file in zip(ENTRIES, atlas_inputs, strict=True):
        sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
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
    copies = {
        entry: 2 if entry in ("4JSV", "5H64") else 1 for entry in (*OF_F2108.split(";"), PREDICTIONS[0])
    }
    assert sorted(zip(rows.entry, rows["copy"], strict=True)) == sorted(
        (entry, copy) for entry, n in copies.items() for copy in range(1, n + 1)
    )
    assert atlas.residue_rows("AKT1S1", 10) == []


def test_some_rows_are_those_of_the_whole_column() -> None:
    residues = open_atlas().residues
    rows = np.array([0, 2107, 20_000, len(residues.column("gene")) - 1])
    for name in RESIDUE_GEOMETRY.names:
        whole = residues.column(name)
        np.testing.assert_array_equal(residues.take(name, rows), whole[rows])
    doubted = np.array([name in DOUBTED for name in residues.column("register")])
    assert 0 < doubted.sum() < len(doubted)
    assert (residues.is_any_of("register", DOUBTED) == doubted).all()
    assert (residues.is_any_of("register", DOUBTED, rows) == doubted[rows]).all()


# The summary against its rule, from the long table ----------------------------------------------


@pytest.mark.parametrize("site", ["rapamycin", "atp"])
def test_the_summary_follows_its_rule(site: str) -> None:
    atlas = open_atlas()
    summary = atlas.summary_frame().set_index(["gene", "position"])
    described = {e["entry"]: e for e in atlas.manifest["entries"]}
    long = atlas.residue_frame()
    # Rapamycin or a nucleotide: analogues and inhibitors have columns of their own.
    others = {*ANALOGUES} if site == "rapamycin" else {*INHIBITORS}
    assert (
        set(long.entry[long[f"{site}_compound"].isin({*ANALOGUES.values(), *INHIBITORS.values()})]) == others
    )
    long = long[~long.entry.isin({*PREDICTIONS, *others}) & long[f"{site}_distance_A"].notna()]
    long = long.assign(
        doubt=long.register.isin(DOUBTED).astype(int) + (long.register == "unlike"),
        carried=long[f"{site}_basis"] != "bound",
        resolution=[described[e]["resolution_A"] or 99.0 for e in long.entry],
        fkbp12=[not any(c["gene"] == "FKBP1A" for c in described[e]["chains"]) for e in long.entry],
        stated=[STATED_BY.index(described[e]["resolution_stated_by"]) for e in long.entry],
    )
    before = ["doubt", "carried"]
    finest = long.sort_values([*before, "resolution"]).groupby(["gene", "position"]).resolution.first()
    finest = finest.loc[pd.MultiIndex.from_frame(long[["gene", "position"]])].to_numpy()
    long = long.assign(worse=long.resolution.to_numpy() > finest + 0.5)
    alike = ["worse", "fkbp12", "stated"] if site == "rapamycin" else ["worse", "stated"]
    long = long.sort_values([*before, *alike, "resolution", f"{site}_distance_A"], kind="stable")
    best = long.groupby(["gene", "position"]).first()
    assert set(best.index) == set(summary.index[summary[f"{site}_distance_A"].notna()])
    chosen = summary.loc[best.index]
    assert (chosen[f"{site}_entry"] == best.entry).all()
    assert (chosen[f"{site}_basis"] == best[f"{site}_basis"]).all()
    assert chosen[f"{site}_distance_A"].to_numpy() == pytest.approx(best[f"{site}_distance_A"].to_numpy())
    index = pd.MultiIndex.from_frame(long[["gene", "position"]])
    same = best.loc[index, f"{site}_basis"].to_numpy() == long[f"{site}_basis"].to_numpy()
    same &= best.loc[index, "doubt"].to_numpy() == long.doubt.to_numpy()
    ranges = long[same].groupby(["gene", "position"])[f"{site}_distance_A"].agg(["min", "max"])
    sure = long[long.doubt == 0]
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
    # X-ray models, and the cryo-EM model of 3 Å and better, are in register throughout.
    for entry in OF_F2108.replace(";5H64", "").split(";"):
        assert states.in_doubt[entry] == states.unsupported[entry] == 0
        assert states.supported[entry] > states.untested[entry]
    doubted = long[(long.entry == "5H64") & (long.register == "in_doubt")]
    assert doubted.position.between(210, 1384).mean() > 0.95
    assert len(doubted[doubted.position.between(981, 1101)]) > 150


def test_exposure_structure_and_partners_are_those_of_the_best_register() -> None:
    """From the long table: of the entries whose register is best the largest assembly speaks."""
    atlas = open_atlas()
    summary = atlas.summary_frame().set_index(["gene", "position"])
    unit = {(e["entry"], c["chain"]): c["unit_size"] for e in atlas.manifest["entries"] for c in e["chains"]}
    long = atlas.residue_frame()
    long = long[~long.entry.isin(PREDICTIONS) & (long.modelled != "not_modelled")]
    long = long.assign(
        rank=long.register.map(REGISTERS.index),
        doubt=long.register.isin(DOUBTED).astype(int) + (long.register == "unlike"),
        size=[unit[key] for key in zip(long.entry, long.chain, strict=True)],
    )
    best = long.sort_values("rank", kind="stable").groupby(["gene", "position"]).first()
    assert summary.register[best.index].tolist() == best.register.tolist()
    assert summary.register.drop(best.index).isna().all()
    index = pd.MultiIndex.from_frame(long[["gene", "position"]])
    as_good = long[long.doubt.to_numpy() == best.doubt.loc[index].to_numpy()]
    whole = as_good[as_good.rsa.notna() & (as_good.observed == as_good.expected)]
    largest = whole.groupby(["gene", "position"])["size"].max()
    entry = {e["entry"]: max(c["unit_size"] for c in e["chains"]) for e in atlas.manifest["entries"]}
    assert [entry[e] for e in summary.rsa_entry[largest.index]] == largest.tolist()
    assert summary.rsa_entry.drop(largest.index).isna().all()
    secondary = as_good[as_good.secondary_structure.notna()].groupby(["gene", "position"]).size()
    assert summary.secondary_structure.notna().equals(summary.index.to_series().isin(secondary.index))
    named: dict[str, pd.Series[set[str]]] = {
        name: long.groupby(["gene", "position"])[name].agg(
            lambda texts: set(";".join(texts.dropna()).split(";")) - {""}
        )
        for name in ("partners", "partners_in_doubt")
    }
    for key, row in plain_frame(summary).loc[best.index].iterrows():
        sure, doubted = (set(row[name].split(";")) - {""} for name in ("partners", "partners_in_doubt"))
        assert sure | doubted == named["partners"][key]
        assert not sure & doubted
        assert doubted <= named["partners_in_doubt"][key]


def test_modelled_in_names_experimental_entries_only() -> None:
    atlas = open_atlas()
    summary = atlas.summary_frame().set_index(["gene", "position"])
    long = atlas.residue_frame()
    long = long[~long.entry.isin(PREDICTIONS) & (long.modelled != "not_modelled")]
    expected = long.groupby(["gene", "position"]).entry.agg(set)
    found = summary.modelled_in[summary.modelled_in.notna()].str.split(";").map(set)
    assert found.to_dict() == expected.to_dict()
    assert pd.isna(summary.loc[("MTOR", 2448)].modelled_in)
    assert summary.loc[("MTOR", 2448)].plddt < 50
    assert summary.loc[("MTOR", 2108)].modelled_in == OF_F2108


def test_resolution_that_the_file_does_not_state_is_marked() -> None:
    described = {e["entry"]: e for e in open_atlas().manifest["entries"]}
    assert described["4DRI"]["resolution_A"] == 1.45
    assert described["4DRI"]["resolution_stated_by"] == "catalogue, unverified"
    assert described["4JSV"]["resolution_stated_by"] == "file"
    assert (described["1NSG"]["resolution_A"], described["1NSG"]["resolution_stated_by"]) == (
        2.2,
        "catalogue",
    )
    assert (described["4JSX"]["resolution_A"], described["4JT5"]["resolution_A"]) == (3.5, 3.45)
    assert described["mtorc2_protomer"]["resolution_A"] is None
    assert described["AF-P42345-F1"]["kind"] == "predicted"


# What is bound ------------------------------------------------------------------------------------


def test_ligands_are_told_by_their_atoms() -> None:
    told = {
        e["entry"]: {s["site"]: s["compound"] for s in e["sites"] if s["basis"] == "bound"}
        for e in open_atlas().manifest["entries"]
    }
    assert {entry for entry, sites in told.items() if sites.get("rapamycin") == "rapamycin"} == {*RAPAMYCIN}
    assert {entry: told[entry]["rapamycin"] for entry in ANALOGUES} == ANALOGUES
    assert {entry: told[entry]["atp"] for entry in INHIBITORS} == INHIBITORS
    assert {entry for entry, sites in told.items() if sites.get("atp") == "nucleotide"} == {
        "4JSV", "mtorc2_protomer",
    }  # fmt: skip


def test_what_is_rapamycin_and_a_nucleotide_follows_the_component_dictionary() -> None:
    from biotite.structure.info import residue

    rapamycin, atp = site_definitions()
    assert {d.site: d.compound for d in (rapamycin, atp)} == COMPOUNDS
    names = {"RAP": "rapamycin", "RAD": "UNL", "ARD": "UNL", "FK5": "UNL"}
    for name, compound in names.items():
        atoms = residue(name)
        elements = Counter(e.capitalize() for e in atoms.element[atoms.element != "H"].tolist())
        assert rapamycin.compound_of(elements, "UNL") == compound, name
        assert atp.compound_of(elements, "UNL") == "UNL"
    # A part of rapamycin is called so only where the file does.
    part = {"C": 40, "N": 1, "O": 10}
    assert (rapamycin.compound_of(part, "RAP"), rapamycin.compound_of(part, "LIG")) == ("rapamycin", "LIG")
    for name in ("ATP", "ADP", "AMP", "AGS", "ANP", "ACP", "GTP"):
        atoms = residue(name)
        elements = Counter(e.capitalize() for e in atoms.element[atoms.element != "H"].tolist())
        assert atp.compound_of(elements, name) == "nucleotide"
    for name in ("17G", "P2X", "ADN", "GOL"):
        atoms = residue(name)
        elements = Counter(e.capitalize() for e in atoms.element[atoms.element != "H"].tolist())
        assert atp.compound_of(elements, name) == name


@pytest.mark.parametrize(
    ("site", "name", "held"), [("rapamycin", "analogue", ANALOGUES), ("atp", "inhibitor", INHIBITORS)]
)
def test_analogues_and_inhibitors_have_columns_of_their_own(
    site: str, name: str, held: dict[str, str], atlas_inputs: list[Path]
) -> None:
    """Against distances taken from the files by gemmi and NumPy alone."""
    summary = open_atlas().summary_frame().set_index(["gene", "position"])
    there = summary[summary[f"{name}_entry"] != ""]
    assert set(there[f"{name}_entry"]) <= set(held)
    assert [held[entry] for entry in there[f"{name}_entry"]] == there[f"{name}_compound"].tolist()
    found: dict[tuple[str, int, str], list[float]] = {}
    for file in atlas_inputs:
        entry = file.name[:4].upper()
        if entry not in held:
            continue
        (model,) = gemmi.read_structure(str(file))
        ligand = [a.pos.tolist() for c in model for r in c if r.name == held[entry] for a in r]
        offset = 1911 if entry in ("3FAP", "4FAP") else 0
        for chain in model:
            for residue in chain:
                p = residue.seqid.num
                for gene, position in (("MTOR", p + offset), ("FKBP1A", p + 1), ("MLST8", p)):
                    known = (gene, position) in there.index
                    letter = gemmi.find_tabulated_residue(residue.name).one_letter_code
                    if known and there.wild_type[gene, position] == letter:
                        xyz = np.array([a.pos.tolist() for a in residue])
                        d = np.linalg.norm(xyz[:, None] - np.array(ligand)[None], axis=2).min()
                        found.setdefault((gene, position, entry), []).append(float(d))
    assert len(there) > 150
    for (gene, position), row in there.iterrows():  # type: ignore[misc]
        mine = found[gene, position, row[f"{name}_entry"]]
        # Two chains may have a residue of one number and letter.
        assert min(abs(row[f"{name}_distance_A"] - d) for d in mine) < 0.011, (gene, position)
    near = "S2035" if site == "rapamycin" else "V2240"
    row = summary.loc["MTOR", int(near[1:])]
    low, high = map(float, row[f"{name}_range_A"].split("-"))
    assert low <= round(row[f"{name}_distance_A"], 1) <= high < 4


def test_a_stretch_has_no_analogue_of_its_own() -> None:
    one, several = annotate(["F2108L", "F2108_W2110del"]).itertuples()
    assert one.analogue_compound == "ARD"
    assert several.analogue_compound is pd.NA
    assert np.isnan(several.inhibitor_distance_A)


def test_of_alike_resolutions_the_one_with_fkbp12_speaks(atlas_inputs: list[Path], tmp_path: Path) -> None:
    """1FAP (2.7) beside 4DRH (2.3, FKBP51): they are alike; beside 4DRI (1.45) it is not."""
    of = {file.name[:4]: file for file in atlas_inputs}
    for other, speaks in (("4drh", "1FAP"), ("4dri", "4DRI")):
        build_atlas([of["1fap"], of[other]], tmp_path / other, kinds={"*": "experimental"})
        assert annotate(["F2108L"], atlas=tmp_path / other).rapamycin_entry[0] == speaks


# Building goes wrong ----------------------------------------------------------------------------


def test_a_folder_with_something_else_is_left_alone(shared_structures: Path, tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="not of an atlas"):
        build_atlas([shared_structures / "1fap.cif.gz"], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_bad_input_leaves_the_old_atlas(shared_structures: Path, tmp_path: Path) -> None:
    folder = tmp_path / "atlas"
    build_atlas([shared_structures / "1fap.cif.gz"], folder)
    before = {p.name: p.read_bytes() for p in folder.iterdir()}
    bad = tmp_path / "bad.pdb"
    bad.write_text("no atoms here\n")
    with pytest.raises(DataError, match="is a text, but not of a structure"):
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
    assert table.rapamycin_entry.tolist() == ["2GAQ", pd.NA]
    assert table.modelled_in.tolist() == ["2GAQ", pd.NA]
    assert np.isnan(table.atp_distance_A[0])


def test_no_atlas_and_a_damaged_one_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="atlas build"):
        open_atlas(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(DataError, match="damaged"):
        open_atlas(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    (other / "manifest.json").write_text(json.dumps({"format": 999}))
    with pytest.raises(DataError, match="format 999"):
        open_atlas(other)


def test_what_nobody_stated_speaks_after_experiments_and_says_so(
    shared_structures: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """4DRI has no header here, and the better resolution by the catalogue; 1FAP says that it is measured."""
    files = [shared_structures / name for name in ("4dri.pdb.gz", "1fap.cif.gz")]
    both, alone, told = tmp_path / "both", tmp_path / "alone", tmp_path / "told"
    assert main(["atlas", "build", *map(str, files), "-o", str(both)]) == 0
    said = capfd.readouterr().err
    assert "4dri.pdb.gz is unknown: it states neither" in said
    assert "1fap.cif.gz is experimental: _exptl says x-ray diffraction" in said
    row = annotate(["F2108L"], atlas=both).iloc[0]
    assert (row.rapamycin_entry, row.rapamycin_distance_A) == ("1FAP", 3.43)
    assert row.message is pd.NA
    build_atlas(files[:1], alone)
    row = annotate(["F2108L"], atlas=alone).iloc[0]
    assert (row.rapamycin_entry, row.rapamycin_distance_A) == ("4DRI", 3.46)
    assert row.message == "4DRI states neither an experiment nor a prediction"
    build_atlas(files, told, kinds={"4dri.pdb.gz": "experimental: its header was left out"})
    row = annotate(["F2108L"], atlas=told).iloc[0]
    assert row.rapamycin_entry == "4DRI"
    entry = open_atlas(told).manifest["entries"][0]
    assert (entry["kind"], entry["file"]) == ("experimental", "4dri.pdb.gz")
    assert entry["kind_stated_by"] == "the user says so: its header was left out"
    assert set(open_atlas(told).residue_frame().kind) == {"experimental"}


def test_a_prediction_without_its_name_never_speaks(shared_structures: Path, tmp_path: Path) -> None:
    lines = gzip.decompress((shared_structures / "AF-P42345-F1.pdb.gz").read_bytes()).decode().splitlines()
    path = tmp_path / "model.pdb"
    path.write_text("\n".join(line for line in lines if line.startswith("ATOM")))
    build_atlas([path, shared_structures / "1fap.cif.gz"], tmp_path / "atlas")
    row = annotate(["MTOR:M2327I"], atlas=tmp_path / "atlas").iloc[0]
    assert pd.isna(row.rapamycin_entry)
    assert row.plddt > 0


def test_a_bad_file_costs_its_own_line(
    shared_structures: Path, shared_faults: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "words.pdb"
    bad.write_text("no structure\n")
    good = str(shared_structures / "1fap.cif.gz")
    assert main(["atlas", "build", str(bad), good, "-o", str(tmp_path / "atlas")]) == 1
    assert str(bad) in capfd.readouterr().err
    assert [e["entry"] for e in open_atlas(tmp_path / "atlas").manifest["entries"]] == ["1FAP"]
    assert main(["atlas", "build", str(bad), "-o", str(tmp_path / "none")]) == 3
    assert not (tmp_path / "none").exists()
    with pytest.raises(DataError):
        build_atlas([bad, good], tmp_path / "strict")
