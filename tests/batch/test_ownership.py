"""What a job did not write it never touches: links, hidden files, files under its names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.batch.api import BatchOptions
from mtorstruct.errors import UsageError

from .jobs import content

posix = pytest.mark.skipif(os.name != "posix", reason="needs links")

FOLDERS = ("domains", "domains.unfinished", ".mtorstruct-new", ".mtorstruct-old")
FILES = ("ledger.jsonl", "summary.json", ".lock")
WITHIN = (
    "domains/part-00000.parquet", "domains/part-00001.parquet", "domains.unfinished/ledger.jsonl",
    "domains.unfinished/part-00000007.parquet", "domains.unfinished/.part-00000000.parquet",
)  # fmt: skip


@pytest.fixture
def fap(shared_structures: Path) -> Path:
    return shared_structures / "1fap.cif.gz"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of somebody, with files under the names of a job among others."""
    where = tmp_path / "home"
    (where / "dataset").mkdir(parents=True)
    for name in (".profile", ".ssh", "thesis.txt", "part-00000.parquet", "ledger.jsonl", "summary.json"):
        (where / name).write_text("mine")
        (where / "dataset" / name).write_text("mine")
    return where


def everything(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text() for p in folder.rglob("*") if p.is_file()}


@posix
@pytest.mark.parametrize("used", [False, True], ids=["new", "used"])
@pytest.mark.parametrize("name", [*FOLDERS, *FILES, *WITHIN])
def test_a_link_in_the_place_of_something_of_a_job_is_refused_and_not_followed(
    tmp_path: Path, fap: Path, home: Path, name: str, used: bool
) -> None:
    out, before = tmp_path / "out", everything(home)
    if used:
        mtorstruct.run_batch([fap], out, jobs=1)
    link = out / name
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_dir():
        link.rename(tmp_path / "elsewhere")
    link.unlink(missing_ok=True)
    link.symlink_to(home if name in FOLDERS else home / "thesis.txt")
    with pytest.raises(UsageError, match=r"is no folder of a job|is not of a job") as told:
        mtorstruct.run_batch([fap], out, jobs=1, options=BatchOptions(force=True))
    assert str(link) in str(told.value)
    assert everything(home) == before
    assert link.is_symlink()


@posix
def test_links_in_what_a_kill_left_are_not_followed(tmp_path: Path, fap: Path, home: Path) -> None:
    out, before = tmp_path / "out", everything(home)
    mtorstruct.run_batch([fap], out, jobs=1)
    for folder in (".mtorstruct-new", ".mtorstruct-old"):
        (out / folder).mkdir()
        for name in (".profile", "ledger.jsonl", "part-00000.parquet"):
            (out / folder / name).symlink_to(home / name)
    (out / ".mtorstruct-new" / "dataset").symlink_to(home)
    with pytest.raises(UsageError, match="is not of a job, and would be replaced"):
        mtorstruct.run_batch([fap], out, jobs=1)
    assert everything(home) == before


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("beside", ["nothing", "an_empty_domains"])
def test_a_file_of_the_user_under_the_name_of_one_of_a_job_stays(
    tmp_path: Path, fap: Path, name: str, beside: str
) -> None:
    if beside == "an_empty_domains" and name != ".lock":
        (tmp_path / "out" / "domains").mkdir(parents=True)
    (tmp_path / "out").mkdir(exist_ok=True)
    (tmp_path / "out" / name).write_text("mine")
    with pytest.raises(UsageError, match=r"is not of a job, and would be replaced|that is no job"):
        mtorstruct.run_batch([fap], tmp_path / "out", jobs=1)
    assert (tmp_path / "out" / name).read_text() == "mine"


def test_hidden_files_of_the_user_survive_wherever_they_are(tmp_path: Path, fap: Path) -> None:
    out = tmp_path / "out"
    mtorstruct.run_batch([fap], out, jobs=1)
    before = content(out)
    folders = (".", "domains", "domains.unfinished")
    hidden = (".DS_Store", ".notes", ".part-1.parquet", ".part-00000000.parquet.txt", ".ledger.jsonl")
    for folder in folders:
        (out / folder).mkdir(exist_ok=True)
        for name in hidden:
            (out / folder / name).write_text(folder)
    for options in (BatchOptions(), BatchOptions(force=True), BatchOptions(level="all"), BatchOptions()):
        mtorstruct.run_batch([fap], out, jobs=1, options=options)
        for folder in folders:
            assert {(out / folder / name).read_text() for name in hidden} == {folder}
    # A kill between the two renames of a dataset leaves them in the old one.
    (out / "domains").rename(out / ".mtorstruct-old")
    (out / "domains").mkdir()
    mtorstruct.run_batch([fap], out, jobs=1, options=BatchOptions(force=True))
    assert {(out / "domains" / name).read_text() for name in hidden} == {"domains"}
    for name in hidden:
        (out / "domains" / name).unlink()
    assert content(out) == before


def test_a_hidden_file_in_the_way_of_a_new_dataset_ends_the_job_and_stays(tmp_path: Path, fap: Path) -> None:
    """Somebody's file in the folder in which a dataset is made: the folder is not taken away over it."""
    out = tmp_path / "out"
    (out / ".mtorstruct-new").mkdir(parents=True)
    (out / ".mtorstruct-new" / ".notes").write_text("mine")
    with pytest.raises(UsageError, match=r".mtorstruct-new: is not of a job, and would be replaced"):
        mtorstruct.run_batch([fap], out, jobs=1)
    assert (out / ".mtorstruct-new" / ".notes").read_text() == "mine"


@pytest.mark.parametrize("name", ["ledger.jsonl", "part-1.parquet", "part-00000.parquet.bak", "NOTES"])
def test_among_the_parts_there_is_nothing_else(tmp_path: Path, fap: Path, name: str) -> None:
    out = tmp_path / "out"
    mtorstruct.run_batch([fap], out, jobs=1)
    (out / "domains" / name).write_text("mine")
    with pytest.raises(UsageError, match="is not of a job, and would be replaced") as told:
        mtorstruct.run_batch([fap], out, jobs=1)
    assert str(out / "domains" / name) in str(told.value)
    assert (out / "domains" / name).read_text() == "mine"
