"""An atlas that was damaged or altered is refused in one line that names the file, and gives no number."""

from __future__ import annotations

import io
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mtorstruct.atlas.build import build_atlas
from mtorstruct.atlas.store import ATLAS_FILES, Atlas, manifest_hash, open_atlas, sha256
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, UsageError

FLIPS = 400


@pytest.fixture(scope="module")
def whole(shared_structures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("damage") / "whole"
    build_atlas([shared_structures / "1fap.cif.gz"], folder)
    return folder


def everything(atlas: Atlas) -> list[pd.DataFrame]:
    return [atlas.summary_frame(), atlas.residue_frame(), atlas.ligand_frame()]


def test_a_flipped_bit_is_noticed_or_changes_nothing(whole: Path, tmp_path: Path) -> None:
    """Every file has its share of the bits; what is flipped is the same in each run."""
    chosen, files = random.Random(15), sorted(ATLAS_FILES)
    expected, noticed = everything(open_atlas(whole)), []
    told = open_atlas(whole).manifest
    for k in range(FLIPS):
        folder = tmp_path / str(k)
        shutil.copytree(whole, folder)
        path = folder / files[k % len(files)]
        content = bytearray(path.read_bytes())
        content[chosen.randrange(len(content))] ^= 1 << chosen.randrange(8)
        path.write_bytes(content)
        try:
            found = everything(open_atlas(folder))
        except DataError as err:
            noticed.append((str(err), str(path)))
        else:
            assert open_atlas(folder).manifest == told
            for one, other in zip(found, expected, strict=True):
                pd.testing.assert_frame_equal(one, other)
        shutil.rmtree(folder)
    assert all(message.startswith(f"{path}: ") for message, path in noticed)
    assert len(noticed) > 0.9 * FLIPS


def edited(change: Callable[[dict[str, object]], object]) -> Callable[[Path], object]:
    """Change what a manifest says."""

    def edit(path: Path) -> None:
        manifest = json.loads(path.read_text())
        change(manifest)
        path.write_text(json.dumps(manifest))

    return edit


def with_pickles(path: Path) -> None:
    buffer = io.BytesIO()
    np.savez(buffer, gene=np.array([{}], dtype=object))
    path.write_bytes(buffer.getvalue())


def with_another_number(path: Path) -> None:
    """A whole file of the right form in which one distance is another."""
    with np.load(path) as opened:
        arrays = {name: opened[name] for name in opened.files}
    name = next(name for name in arrays if name.startswith("rapamycin_distance_A"))
    arrays[name] = arrays[name] + 1
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)


def replaced(make: Callable[[Path], object]) -> Callable[[Path], object]:
    def replace(path: Path) -> None:
        path.unlink()
        make(path)

    return replace


DAMAGES: dict[str, tuple[str, Callable[[Path], object]]] = {
    "no_json": ("manifest.json", lambda p: p.write_text("{")),
    "no_utf_8": ("manifest.json", lambda p: p.write_bytes(b"\xff\xfe")),
    "deep_json": ("manifest.json", lambda p: p.write_text("[" * 200_000)),
    "a_list": ("manifest.json", lambda p: p.write_text("[]")),
    "null": ("manifest.json", lambda p: p.write_text("null")),
    "a_long_number": ("manifest.json", lambda p: p.write_text("1" * 5000)),
    "of_something_else": ("manifest.json", lambda p: p.write_text('{"name": "app"}')),
    "older_format": ("manifest.json", edited(lambda m: m.update(format=3))),
    "format_is_a_list": ("manifest.json", edited(lambda m: m.update(format=[4] * 9999))),
    "without_entries": ("manifest.json", edited(lambda m: m.pop("entries"))),
    "without_hashes": ("manifest.json", edited(lambda m: m.pop("files"))),
    "entries_are_words": ("manifest.json", edited(lambda m: m.update(entries="1FAP"))),
    "another_resolution": ("manifest.json", edited(lambda m: m["entries"][0].update(resolution_A=1.0))),
    "another_version": ("manifest.json", edited(lambda m: m.update(atlas_version="0" * 12))),
    "manifest_is_a_folder": ("manifest.json", replaced(Path.mkdir)),
    "manifest_is_a_pipe": ("manifest.json", replaced(os.mkfifo)),
    "summary_cut": ("summary.npz", lambda p: os.truncate(p, p.stat().st_size // 2)),
    "summary_empty": ("summary.npz", lambda p: p.write_bytes(b"")),
    "summary_gone": ("summary.npz", Path.unlink),
    "summary_is_text": ("summary.npz", lambda p: p.write_text("no archive")),
    "summary_of_the_residues": ("summary.npz", lambda p: shutil.copy(p.with_name("residues.npz"), p)),
    "summary_pickled": ("summary.npz", with_pickles),
    "summary_altered": ("summary.npz", with_another_number),
    "summary_is_a_folder": ("summary.npz", replaced(Path.mkdir)),
    "summary_is_a_pipe": ("summary.npz", replaced(os.mkfifo)),
    "residues_altered": ("residues.npz", with_another_number),
    "residues_cut": ("residues.npz", lambda p: os.truncate(p, p.stat().st_size - 1)),
    "residues_gone": ("residues.npz", Path.unlink),
    "sites_cut": ("sites.tsv", lambda p: os.truncate(p, p.stat().st_size // 2)),
    "sites_altered": ("sites.tsv", lambda p: p.write_text(p.read_text().replace("1", "2"))),
    "sites_gone": ("sites.tsv", Path.unlink),
}  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="needs pipes with names")
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damage_is_one_line_that_names_the_file(
    whole: Path, tmp_path: Path, damage: str, capfd: pytest.CaptureFixture[str]
) -> None:
    name, do = DAMAGES[damage]
    folder = tmp_path / "atlas"
    shutil.copytree(whole, folder)
    do(folder / name)
    command = {
        "residues.npz": ["atlas", "show", "--table", "residues"],
        "sites.tsv": ["view", "1FAP", "F2108L", "-o", str(tmp_path / "view.html")],
    }.get(name, ["annotate", "F2108L"])
    assert main([*command, "--atlas", str(folder)]) == 3
    out, err = capfd.readouterr()
    assert out == ""
    line = err.splitlines()[-1]
    assert line.startswith(f"mtorstruct: {folder / name}: ")
    assert line.endswith("; build the atlas again")
    assert "Traceback" not in err


def test_where_no_atlas_can_be_it_is_said(whole: Path, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    for name in (".", "missing", whole / "sites.tsv", "loop"):
        with pytest.raises(DataError, match="there is no atlas here; build one with"):
            open_atlas(tmp_path / name)
    with pytest.raises(DataError, match=r"cannot be looked for .*too long.*; check the path"):
        open_atlas(tmp_path / ("x" * 300))


def test_a_file_that_lacks_a_column_is_named(whole: Path, tmp_path: Path) -> None:
    """As an atlas of another mtorstruct would be, should the number of its format not have changed."""
    folder = tmp_path / "atlas"
    shutil.copytree(whole, folder)
    path = folder / "summary.npz"
    with np.load(path) as opened:
        arrays = {name: opened[name] for name in opened.files if name != "plddt"}
    with path.open("wb") as file:
        np.savez_compressed(file, **arrays)
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"]["summary.npz"] = sha256(path.read_bytes())
    manifest["manifest_sha256"] = manifest_hash(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(DataError, match="has no column plddt"):
        open_atlas(folder).summary_frame()


def test_only_an_atlas_is_replaced_by_an_atlas(whole: Path, tmp_path: Path, shared_structures: Path) -> None:
    """A manifest.json is in many folders: of what is beside it nothing is taken away."""
    project = tmp_path / "project"
    project.mkdir()
    (project / "manifest.json").write_text('{"name": "app"}')
    with pytest.raises(UsageError, match=r"holds something that is not of an atlas: manifest.json"):
        build_atlas([shared_structures / "1fap.cif.gz"], project)
    (project / "thesis.txt").write_text("years of work")
    with pytest.raises(UsageError, match=r"holds something that is not of an atlas: thesis.txt"):
        build_atlas([shared_structures / "1fap.cif.gz"], project)
    assert (project / "thesis.txt").read_text() == "years of work"
