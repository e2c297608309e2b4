"""A job from files to a dataset, again and again."""

from __future__ import annotations

import bz2
import gzip
import json
import lzma
import pickle
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import mtorstruct
from mtorstruct.batch.api import BatchOptions
from mtorstruct.batch.inputs import find_inputs
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError, FailedInputWarning, LimitError, RemoteError, UsageError
from mtorstruct.measures.registry import MEASURES
from mtorstruct.tables import DOMAINS, RESIDUES
from mtorstruct.tables.writing import deliver

from ..alike import assert_written
from .jobs import content, copies, dataset, ledger


@pytest.fixture
def folder(tmp_path: Path, shared_structures: Path) -> Path:
    return copies(shared_structures, tmp_path / "in", 12)


def test_every_protein_copy_and_domain_of_every_real_file(tmp_path: Path, shared_structures: Path) -> None:
    tally = mtorstruct.run_batch([shared_structures], tmp_path / "out", jobs=2)
    assert (tally.inputs, tally.done, tally.failed) == (10, 10, 0)
    table = dataset(tmp_path / "out" / "domains")
    paths = [line["input"] for line in ledger(tmp_path / "out" / "ledger.jsonl")]
    assert paths == sorted(p for p in paths) == list(dict.fromkeys(table.input))
    expected = pd.concat([mtorstruct.load(path).domains() for path in paths], ignore_index=True)
    assert_written(table[DOMAINS.names], expected)
    of_file = mtorstruct.load(paths[0])
    assert set(table[table.input == paths[0]].sha256) == {of_file.header.sha256}
    counts = {
        p["gene"]: p["copies"]
        for p in json.loads((tmp_path / "out" / "summary.json").read_text())["proteins"]
    }
    assert counts == {"FKBP1A": 2, "MAPKAP1": 2, "MLST8": 5, "MTOR": 10, "RICTOR": 2, "RPTOR": 2}


@pytest.mark.parametrize("analysis", MEASURES)
def test_a_table_has_one_schema_whoever_writes_it(
    tmp_path: Path, shared_structures: Path, analysis: str
) -> None:
    source, one = shared_structures / "1fap.cif.gz", tmp_path / "one.parquet"
    mtorstruct.run_batch([source], tmp_path / "out", analysis, jobs=1)
    settings, of_job = BatchOptions().settings(analysis), pq.read_table(tmp_path / "out" / analysis)
    table = settings.table
    if analysis == "domains":
        assert main(["domains", str(source), "-o", str(one)]) == 0
    else:
        deliver(table, settings.rows_of(mtorstruct.load(source)), path=one, chosen=None)
    alone = pq.read_table(one)
    assert len(alone) > 0
    assert alone.schema.names == table.names
    both = pa.concat_tables([alone, of_job.select(table.names)])
    assert both.slice(len(alone)).equals(alone)


@pytest.mark.parametrize("analysis", ["domains", "residues"])
def test_the_dataset_is_one_table_for_every_reader(tmp_path: Path, folder: Path, analysis: str) -> None:
    (folder / "s0000-broken.pdb").write_text("HEADER\n")
    mtorstruct.run_batch([folder], tmp_path / "out", analysis, jobs=1)
    where = tmp_path / "out" / analysis
    by_pandas = dataset(where)
    by_arrow = ds.dataset(where).to_table()
    by_polars = pl.read_parquet(where / "*.parquet")
    by_duckdb = duckdb.sql(f"select * from '{where}/*.parquet'").df()
    n = len(by_pandas)
    assert n == len(by_arrow) == len(by_polars) == len(by_duckdb) > 0
    assert list(by_pandas) == by_arrow.column_names == by_polars.columns == list(by_duckdb)
    inputs = list(by_pandas.input)
    assert inputs == by_arrow["input"].to_pylist() == by_polars["input"].to_list() == list(by_duckdb.input)
    table = {"domains": DOMAINS, "residues": RESIDUES}[analysis]
    frame = mtorstruct.load(inputs[0])
    expected = frame.domains() if analysis == "domains" else frame.residues
    mine = by_pandas[by_pandas.input == inputs[0]][table.names].reset_index(drop=True)
    assert_written(mine, expected)


def test_the_number_of_processes_changes_no_byte(tmp_path: Path, folder: Path) -> None:
    for jobs in (1, 2, 5):
        mtorstruct.run_batch([folder], tmp_path / f"out{jobs}", jobs=jobs)
    assert content(tmp_path / "out1") == content(tmp_path / "out2") == content(tmp_path / "out5")
    lines = [ledger(tmp_path / f"out{jobs}" / "ledger.jsonl") for jobs in (1, 2, 5)]
    assert lines[0] == lines[1] == lines[2]


def test_the_ledger_says_what_became_of_each(tmp_path: Path, folder: Path) -> None:
    (folder / "s0003-2gaq.pdb.gz").write_bytes((folder / "s0000-1fap.pdb.gz").read_bytes()[:5000])
    (folder / "t-page.pdb").write_text("<html>404</html>")
    tally = mtorstruct.run_batch([folder, folder / "missing.cif"], tmp_path / "out", jobs=2)
    lines = ledger(tmp_path / "out" / "ledger.jsonl", timed=True)
    assert [Path(line["input"]).name for line in lines] == [
        *sorted(p.name for p in folder.iterdir()),
        "missing.cif",
    ]
    failed = {Path(line["input"]).name: line for line in lines if line["status"] == "failed"}
    assert set(failed) == {"s0003-2gaq.pdb.gz", "t-page.pdb", "missing.cif"}
    assert {line["error_type"] for line in failed.values()} == {"DataError"}
    assert "compressed data are damaged or cut off" in failed["s0003-2gaq.pdb.gz"]["message"]
    assert (failed["missing.cif"]["sha256"], failed["missing.cif"]["rows"]) == ("", 0)
    assert (tally.done, tally.failed, tally.exit_code) == (11, 3, 1)
    table = dataset(tmp_path / "out" / "domains")
    for line in lines:
        assert line["rows"] == int((table.input == line["input"]).sum())
        assert line["seconds"] >= 0
        part = pd.read_parquet(tmp_path / "out" / "domains" / line["part"])
        assert (part.input == line["input"]).sum() == line["rows"]
    assert not list((tmp_path / "out").glob("*unfinished*"))


def test_a_folder_is_read_in_all_its_formats_and_containers(tmp_path: Path, shared_structures: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    pdb, cif = (gzip.decompress((shared_structures / f"1fap.{e}.gz").read_bytes()) for e in ("pdb", "cif"))
    for name, written in (
        ("a.pdb1.xz", lzma.compress(pdb)),
        ("b.mmcif.bz2", bz2.compress(cif)),
        ("c.ENT", pdb),
        ("d.pdb.gz", lzma.compress(cif)),
        ("e.pqr", b"<html>404</html>"),
        ("f.xyz.xz", lzma.compress(pdb)),
    ):
        (folder / name).write_bytes(written)
    inputs = find_inputs([folder])
    assert inputs.passed_over == {".xyz.xz": 1}
    tally = mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)
    assert (tally.inputs, tally.done, tally.failed) == (5, 4, 1)
    table = dataset(tmp_path / "out" / "domains")
    (failed,) = [e for e in ledger(tmp_path / "out" / "ledger.jsonl") if e["status"] == "failed"]
    assert "is a web page (HTML)" in failed["message"]
    assert len({tuple(part.domain) for _, part in table.groupby("input")}) == 1


def test_again_does_nothing_where_nothing_has_changed(tmp_path: Path, folder: Path) -> None:
    (folder / "broken.pdb").write_text("nothing")
    first = mtorstruct.run_batch([folder], tmp_path / "out", jobs=2)
    before, lines = content(tmp_path / "out"), ledger(tmp_path / "out" / "ledger.jsonl", timed=True)
    again = mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)
    assert (first.kept, again.kept, again.done, again.failed) == (0, 13, 12, 1)
    assert content(tmp_path / "out") == before
    assert ledger(tmp_path / "out" / "ledger.jsonl", timed=True) == lines
    assert mtorstruct.run_batch(
        [folder], tmp_path / "out", jobs=1, options=BatchOptions(retry_failed=True)
    ).kept == 12  # fmt: skip
    assert (
        mtorstruct.run_batch([folder], tmp_path / "out", jobs=2, options=BatchOptions(force=True)).kept == 0
    )
    assert content(tmp_path / "out") == before


def test_only_what_has_changed_is_done_again(tmp_path: Path, folder: Path) -> None:
    mtorstruct.run_batch([folder], tmp_path / "out", jobs=2)
    shutil.copyfile(folder / "s0000-1fap.pdb.gz", folder / "s0003-2gaq.pdb.gz")
    (folder / "s0006-4dri.pdb.gz").unlink()
    shutil.copyfile(folder / "s0000-1fap.pdb.gz", folder / "s0004a.pdb.gz")
    (folder / "s0008-1fap.pdb.gz").touch()
    again = mtorstruct.run_batch([folder], tmp_path / "out", jobs=2)
    assert (again.inputs, again.kept) == (12, 10)
    mtorstruct.run_batch([folder], tmp_path / "fresh", jobs=1)
    assert content(tmp_path / "out") == content(tmp_path / "fresh")
    assert ledger(tmp_path / "out" / "ledger.jsonl") == ledger(tmp_path / "fresh" / "ledger.jsonl")


def test_other_settings_and_other_code_do_everything_again(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)
    assert (
        mtorstruct.run_batch([folder], tmp_path / "out", jobs=1, options=BatchOptions(level="all")).kept == 0
    )
    assert set(dataset(tmp_path / "out" / "domains").level) == {"domain", "linker", "subdomain"}
    # Another version in the children than in this process: nobody may work.
    monkeypatch.setattr("mtorstruct.batch.job.installed_version", lambda: "another code")
    with pytest.raises(UsageError, match="a worker has another mtorstruct"):
        mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)


def test_proteins_of_the_user_and_relatives(tmp_path: Path, shared_structures: Path) -> None:
    # 4DRI is FKBP51 with rapamycin and FRB: FKBP51 is none of the nine, and a relative of FKBP12.
    file = shared_structures / "4dri.pdb.gz"
    strange = mtorstruct.load(file).chains[0]
    table = {}
    fasta, domains = tmp_path / "mine.fasta", tmp_path / "mine.tsv"
    letters = bytes(strange.observed).decode().replace("X", "")
    fasta.write_text(f">FKBP5 the chain itself\n{letters}\n")
    domains.write_text("gene\tdomain\tstart\tend\nFKBP5\tFK1\t20\t110\n")
    for name, options in {
        "plain": BatchOptions(),
        "near": BatchOptions(homologues=True),
        "own": BatchOptions(reference=fasta, reference_domains=domains),
    }.items():
        mtorstruct.run_batch([file], tmp_path / name, jobs=1, options=options)
        table[name] = dataset(tmp_path / name / "domains")
        table[name] = table[name][table[name].chain == strange.name]
    assert len(table["plain"]) == 0
    near = table["near"]
    assert set(near.gene) == {"FKBP1A (homologous)"}
    assert set(near.mapping_source) == {"homologous"}
    assert near.identity.between(0.4, 0.7).all()
    assert near.placed.between(0.7, 0.9).all()
    own = table["own"]
    assert own[["gene", "domain", "start", "end", "n_modelled"]].to_numpy().tolist() == [
        ["FKBP5", "FK1", 20, 110, 91]
    ]
    assert (own.identity == 1).all()
    with pytest.raises(UsageError, match="domains are given without the proteins"):
        mtorstruct.run_batch([file], tmp_path / "x", options=BatchOptions(reference_domains=domains))


def test_a_structure_of_strangers_says_how_to_map_it(tmp_path: Path, shared_structures: Path) -> None:
    import gemmi

    strangers = gemmi.read_structure(str(shared_structures / "4dri.pdb.gz"))
    del strangers[0]["B"]
    strangers.write_minimal_pdb(str(tmp_path / "strange.pdb"))
    told = {}
    for name, options in {"plain": BatchOptions(), "near": BatchOptions(homologues=True)}.items():
        mtorstruct.run_batch([tmp_path / "strange.pdb"], tmp_path / name, jobs=1, options=options)
        told[name] = ledger(tmp_path / name / "ledger.jsonl")[0]
    assert "has no chain of a known protein; place relatives with --homologues" in told["plain"]["message"]
    assert told["near"]["proteins"] == {"FKBP1A (homologous)": 1}


def test_columns_of_a_manifest_come_along(tmp_path: Path, folder: Path) -> None:
    manifest = folder / "list.tsv"
    files = sorted(folder.glob("*.gz"))[:5]
    rows = "".join(f"{p.name}\tS{k}\t{'open' if k % 2 else ''}\n" for k, p in enumerate(files))
    manifest.write_text("path\tsample\tstate\n" + rows)
    mtorstruct.run_batch([manifest], tmp_path / "out", jobs=2)
    table = dataset(tmp_path / "out" / "domains")
    assert list(table)[:2] == ["input", "sha256"]
    assert list(table)[-2:] == ["sample", "state"]
    pairs = table[["input", "sample", "state"]].drop_duplicates()
    assert pairs["sample"].tolist() == [f"S{k}" for k in range(5)]
    assert pairs["state"].fillna("").tolist() == ["", "open", "", "open", ""]
    # Other cells cost no work; without a manifest the columns go.
    manifest.write_text("path\tbatch\n" + "".join(f"{p.name}\tB{k}\n" for k, p in enumerate(files)))
    assert mtorstruct.run_batch([manifest], tmp_path / "out", jobs=2).kept == 5
    assert list(dataset(tmp_path / "out" / "domains"))[-1] == "batch"
    assert mtorstruct.run_batch(files, tmp_path / "out", jobs=2).kept == 5
    mtorstruct.run_batch(files, tmp_path / "fresh", jobs=2)
    assert content(tmp_path / "out") == content(tmp_path / "fresh")
    manifest.write_text(f"path\tGene\n{files[0].name}\tX\n")
    with pytest.raises(UsageError, match="names of columns of the result: Gene"):
        mtorstruct.run_batch([manifest], tmp_path / "other", jobs=1)


def test_a_folder_that_is_not_the_job_s_is_left_alone(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(UsageError, match="holds something that is no job"):
        mtorstruct.run_batch([folder], folder, jobs=1)
    mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)
    with pytest.raises(UsageError, match="holds a job of domains"):
        mtorstruct.run_batch([folder], tmp_path / "out", "residues", jobs=1)
    with pytest.raises(UsageError, match="is a file"):
        mtorstruct.run_batch([folder], folder / "s0000-1fap.pdb.gz", jobs=1)
    with pytest.raises(UsageError, match="unknown analysis"):
        mtorstruct.run_batch([folder], tmp_path / "new", "everything", jobs=1)
    assert not (tmp_path / "new").exists()


def test_files_that_a_kill_left_half_written_are_cleared_away(tmp_path: Path, folder: Path) -> None:
    mtorstruct.run_batch([folder], tmp_path / "out", jobs=1)
    before = content(tmp_path / "out")
    (tmp_path / "out" / ".mtorstruct-new" / "dataset").mkdir(parents=True)
    (tmp_path / "out" / ".mtorstruct-new" / "ledger.jsonl").write_text("half")
    (tmp_path / "out" / "domains").rename(tmp_path / "out" / ".mtorstruct-old")
    assert mtorstruct.run_batch([folder], tmp_path / "out", jobs=1).kept == 12
    assert content(tmp_path / "out") == before
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        ".lock",
        "domains",
        "ledger.jsonl",
        "summary.json",
    ]


def test_where_everything_fails_the_dataset_is_empty_and_has_its_columns(tmp_path: Path) -> None:
    (tmp_path / "a.pdb").write_text("")
    tally = mtorstruct.run_batch([tmp_path / "a.pdb", tmp_path / "b.pdb"], tmp_path / "out", jobs=1)
    assert (tally.done, tally.failed, tally.exit_code) == (0, 2, 3)
    table = dataset(tmp_path / "out" / "domains")
    assert (len(table), list(table)) == (0, ["input", "sha256", *DOMAINS.names])


def test_a_restart_with_a_manifest_writes_no_part_again(tmp_path: Path, folder: Path) -> None:
    manifest = folder / "list.tsv"
    manifest.write_text(
        "path\tsample\n" + "".join(f"{p.name}\t{p.name[:5]}\n" for p in sorted(folder.glob("*.gz")))
    )
    mtorstruct.run_batch([manifest], tmp_path / "out", jobs=1)
    before = {p.name: p.stat().st_ino for p in (tmp_path / "out" / "domains").iterdir()}
    assert mtorstruct.run_batch([manifest], tmp_path / "out", jobs=1).kept == 12
    assert {p.name: p.stat().st_ino for p in (tmp_path / "out" / "domains").iterdir()} == before


def test_limits_and_processes_that_cannot_be(tmp_path: Path, folder: Path) -> None:
    for options in (BatchOptions(max_seconds=0), BatchOptions(max_memory_GB=float("inf"))):
        with pytest.raises(UsageError, match="must be a number above 0"):
            mtorstruct.run_batch([folder], tmp_path / "out", options=options)
    with pytest.raises(UsageError, match="jobs must be at least 1"):
        mtorstruct.run_batch([folder], tmp_path / "out", jobs=0)


def test_errors_come_whole_from_another_process() -> None:
    for kind in (UsageError, DataError, RemoteError, LimitError):
        error = pickle.loads(pickle.dumps(kind("what", where="where", hint="mend")))
        assert (type(error), str(error)) == (kind, "where: what; mend")


def test_domains_of_many_structures_in_python(folder: Path) -> None:
    one = mtorstruct.map_domains(sorted(folder.iterdir()))
    for other in (
        mtorstruct.map_domains([folder], jobs=2),
        mtorstruct.map_domains([mtorstruct.load(p) for p in sorted(folder.iterdir())]),
    ):
        pd.testing.assert_frame_equal(one, other)
    (folder / "broken.pdb").write_text("nothing")
    for jobs in (1, 2):
        with pytest.warns(FailedInputWarning, match="1 inputs failed; the first: .*broken.pdb: is a text"):
            good = mtorstruct.map_domains([folder], jobs=jobs)
        pd.testing.assert_frame_equal(one, good)
        assert list(good.attrs["failed"]) == [str(folder / "broken.pdb")]
        with pytest.raises(DataError, match="is a text, but not of a structure"):
            mtorstruct.map_domains([folder / "broken.pdb"], jobs=jobs)
