"""Recipes for clusters: run for real where a program is installed, held against the command everywhere."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import inspect
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.archive.store import SUFFIXES
from mtorstruct.measures.registry import MEASURES
from mtorstruct.tables import DOMAINS

from ..alike import assert_written
from ..scripts import module_of
from ..views.browser import need

ROOT = Path(__file__).resolve().parent.parent.parent
EXAMPLES = ROOT / "examples"

pytestmark = pytest.mark.skipif(
    not EXAMPLES.is_dir(), reason="needs the examples, which are part of a checkout"
)


def text_of(path: str) -> str:
    return (EXAMPLES / path).read_text(encoding="utf-8")


def executable(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def run(*command: str | Path, env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command], env=env, cwd=cwd, capture_output=True, text=True, check=False
    )


@pytest.fixture
def programs(tmp_path: Path) -> dict[str, str]:
    """Environment in which ``mtorstruct`` and ``python`` are those of this test."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, module in (("mtorstruct", "-m mtorstruct "), ("python", "")):
        call = f'PYTHONPATH={shlex.quote(str(ROOT))} exec {shlex.quote(sys.executable)} {module}"$@"'
        executable(folder / name, f"#!/bin/sh\n{call}\n")
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture
def recorder(tmp_path: Path) -> tuple[dict[str, str], Path]:
    """Environment in which ``mtorstruct`` writes down what it is asked, one word a line."""
    folder, record = tmp_path / "bin", tmp_path / "record"
    folder.mkdir()
    executable(folder / "mtorstruct", f'#!/bin/sh\nprintf "%s\\n" "$@" "" >> {shlex.quote(str(record))}\n')
    return {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}, record


def asked(record: Path) -> list[list[str]]:
    return [call.splitlines() for call in record.read_text(encoding="utf-8").split("\n\n") if call]


@pytest.fixture
def batch() -> argparse.ArgumentParser:
    """Parser of the command, which the recipes call."""
    need(importlib.util.find_spec("mtorstruct.cli.batch"), "needs mtorstruct batch")
    from mtorstruct.cli.main import _parser

    return _parser("batch")


@pytest.fixture
def folder(tmp_path: Path, shared_structures: Path) -> Path:
    """Folder with four real structures, one of them below, and a file that is none."""
    made = tmp_path / "structures"
    (made / "more structures").mkdir(parents=True)
    for name in ("1fap.cif.gz", "4jsv.pdb.gz", "2gaq.pdb.gz"):
        (made / name).symlink_to(shared_structures / name)
    (made / "more structures" / "4dri.pdb.gz").symlink_to(shared_structures / "4dri.pdb.gz")
    (made / "zz.pdb").write_text("no structure\n")
    (made / "notes.txt").write_text("no structure either\n")
    (made / ".hidden.pdb").write_text("nor this\n")
    return made


GOOD = ("1fap.cif.gz", "2gaq.pdb.gz", "4jsv.pdb.gz", "more structures/4dri.pdb.gz")


def holds_all(table: Path, folder: Path) -> None:
    """Check a merged table against the function that maps one list of files."""
    expected = mtorstruct.map_domains([folder / name for name in GOOD])
    found = pd.read_parquet(table)
    assert_written(found[DOMAINS.names], expected)
    failed = [json.loads(line) for line in table.with_suffix(".failed.jsonl").read_text().splitlines()]
    assert [Path(line["input"]).name for line in failed] == ["zz.pdb"]


# Snakemake -------------------------------------------------------------------------------------


@pytest.fixture
def snakemake(programs: dict[str, str], batch: argparse.ArgumentParser) -> tuple[str, dict[str, str]]:
    program = shutil.which("snakemake")
    need(program, "needs snakemake on PATH")
    return str(program), programs


def snake(
    snakemake: tuple[str, dict[str, str]], folder: Path, **config: object
) -> subprocess.CompletedProcess[str]:
    program, env = snakemake
    settings = {"structures": folder.name, "lot": 2, **config}
    return run(
        program, "--snakefile", EXAMPLES / "snakemake" / "Snakefile", "--cores", "2", "--config",
        *(f"{key}={value}" for key, value in settings.items()), env=env, cwd=folder.parent,
    )  # fmt: skip


def test_snakemake_makes_one_table_of_a_folder(snakemake: tuple[str, dict[str, str]], folder: Path) -> None:
    done = snake(snakemake, folder)
    assert done.returncode == 0, done.stderr
    table = folder.parent / "results" / "domains.parquet"
    holds_all(table, folder)
    lots = sorted(p.name for p in (folder.parent / "results" / "lots" / "domains").iterdir() if p.is_dir())
    assert lots == ["00000", "00001", "00002"]

    again = snake(snakemake, folder)
    assert "Nothing to be done" in again.stdout + again.stderr

    # A structure that changed has its lot made again, and no other.
    before = {p: p.stat().st_mtime_ns for p in table.parent.glob("lots/domains/*/summary.json")}
    (folder / "1fap.cif.gz").unlink()
    shutil.copy(folder / "4jsv.pdb.gz", folder / "1fap.cif.gz")
    changed = snake(snakemake, folder)
    assert changed.returncode == 0, changed.stderr
    after = {p: p.stat().st_mtime_ns for p in before}
    assert [p.parent.name for p in sorted(before) if before[p] != after[p]] == ["00000"]


def test_snakemake_takes_file_names_with_braces(snakemake: tuple[str, dict[str, str]], folder: Path) -> None:
    """Also the name of the recipe's own wildcard."""
    names = ("a{lot}.pdb.gz", "b{.pdb.gz", "{c}d}.pdb.gz")
    for name in names:
        (folder / name).symlink_to((folder / "2gaq.pdb.gz").resolve())
    done = snake(snakemake, folder)
    assert done.returncode == 0, done.stderr
    table = pd.read_parquet(folder.parent / "results" / "domains.parquet")
    assert set(names) <= {Path(name).name for name in table["file"]}
    assert "Nothing to be done" in (again := snake(snakemake, folder)).stdout + again.stderr

    # One of them that changed has its lot made again.
    before = {
        p: p.stat().st_mtime_ns for p in (folder.parent / "results").glob("lots/domains/*/summary.json")
    }
    (folder / "b{.pdb.gz").unlink()
    shutil.copy(folder / "4jsv.pdb.gz", folder / "b{.pdb.gz")
    assert snake(snakemake, folder).returncode == 0
    assert sum(p.stat().st_mtime_ns != before[p] for p in before) == 1
    refused = snake(snakemake, folder, results="re{sults")
    assert refused.returncode != 0
    assert "a brace in the name of the results" in refused.stderr


def test_snakemake_stops_where_the_command_is_called_wrongly(
    snakemake: tuple[str, dict[str, str]], folder: Path
) -> None:
    done = snake(snakemake, folder, options="--no-such-option")
    assert done.returncode != 0
    assert not (folder.parent / "results" / "domains.parquet").exists()


def test_snakemake_says_that_a_folder_is_empty(
    snakemake: tuple[str, dict[str, str]], tmp_path: Path, folder: Path
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = snake(snakemake, empty)
    assert done.returncode != 0
    assert "empty: holds no structure" in done.stdout + done.stderr


def test_recipes_take_the_files_that_the_package_reads() -> None:
    stated = re.search(r"^SUFFIXES = (\(.*\))$", text_of("snakemake/Snakefile"), re.MULTILINE)
    assert stated
    assert ast.literal_eval(stated[1]) == SUFFIXES
    braces = re.search(r"\*\*\.\{(.*?)\}", text_of("nextflow/main.nf"))
    assert braces
    assert {f".{ending}" for ending in braces[1].split(",")} == set(SUFFIXES)


# Nextflow --------------------------------------------------------------------------------------

PIPELINE = ("nextflow/main.nf", "nextflow/nextflow.config")


def shell(process: str, section: str, **values: object) -> str:
    """Shell script of a process in ``main.nf``, with what Nextflow would put in."""
    block = text_of("nextflow/main.nf").split(f"process {process} {{")[1].split("\nprocess ")[0]
    found = re.search(rf'{section}:\n\s+"""\n(.*?)"""', block, re.DOTALL)
    assert found
    filled = re.sub(r"(?<!\\)\$\{([\w.]+)\}", lambda m: str(values[m[1].replace(".", "_")]), found[1])
    return filled.replace("\\$", "$")


def values(**more: object) -> dict[str, object]:
    standard = {"lot": "00000", "params_analysis": "domains", "params_options": "", "task_cpus": 2,
                "projectDir": EXAMPLES / "nextflow"}  # fmt: skip
    return standard | more


def in_bash(script: str, cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run as Nextflow does: ``bash -ue``."""
    return run("bash", "-ue", "-c", script, env=env, cwd=cwd)


def test_what_nextflow_runs_makes_the_table(
    programs: dict[str, str], batch: argparse.ArgumentParser, tmp_path: Path, folder: Path
) -> None:
    together = tmp_path / "merge"
    (together / "lots").mkdir(parents=True)
    for number, names in enumerate((GOOD[:3], GOOD[3:], ("zz.pdb",))):
        work = tmp_path / f"work{number}"
        (work / "structures").mkdir(parents=True)
        for name in names:
            (work / "structures" / Path(name).name).symlink_to(folder / name)
        lot = f"{number:05d}"
        done = in_bash(shell("measure", "script", **values(lot=lot)), work, programs)
        assert done.returncode == 0, done.stderr
        (together / "lots" / lot).symlink_to(work / lot)
    done = in_bash(shell("merge", "script", **values()), together, programs)
    assert done.returncode == 0, done.stderr
    holds_all(together / "domains.parquet", folder)


def test_nextflow_stops_where_the_command_is_called_wrongly(
    programs: dict[str, str], batch: argparse.ArgumentParser, tmp_path: Path
) -> None:
    (tmp_path / "structures").mkdir()
    script = shell("measure", "script", **values(params_options="--no-such-option"))
    assert in_bash(script, tmp_path, programs).returncode != 0


def test_nextflow_stubs_make_what_the_processes_promise(tmp_path: Path) -> None:
    for process, promised in (
        ("measure", ["00000"]), ("merge", ["domains.parquet", "domains.failed.jsonl"]),
    ):  # fmt: skip
        done = in_bash(shell(process, "stub", **values()), tmp_path, dict(os.environ))
        assert done.returncode == 0, done.stderr
        assert all((tmp_path / name).exists() for name in promised)


@pytest.mark.parametrize("path", PIPELINE)
def test_nextflow_brackets_are_closed(path: str) -> None:
    # Without comments and strings, whose brackets are the shell's.
    code = re.sub(r'"""(?:.|\n)*?"""|"[^"\n]*"|\'[^\'\n]*\'|//.*', "", text_of(path))
    pairs = {"}": "{", ")": "(", "]": "["}
    opened: list[str] = []
    for sign in code:
        if sign in pairs.values():
            opened.append(sign)
        elif sign in pairs:
            assert opened
            assert opened.pop() == pairs[sign]
    assert not opened


def test_nextflow_files_are_groovy(tmp_path: Path) -> None:
    groovy = shutil.which("groovy")
    if not groovy:
        pytest.skip("needs groovy, whose parser is Nextflow's")
    program = (
        "def unit = new org.codehaus.groovy.control.CompilationUnit()\n"
        "args.each { unit.addSource(new File(it)) }\n"
        "unit.compile(org.codehaus.groovy.control.Phases.CONVERSION)\n"
    )
    done = run(groovy, "-e", program, *(EXAMPLES / p for p in PIPELINE), env=dict(os.environ), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    broken = tmp_path / "broken.nf"
    broken.write_text(text_of("nextflow/main.nf").rsplit("}", 1)[0], encoding="utf-8")
    assert run(groovy, "-e", program, broken, env=dict(os.environ), cwd=tmp_path).returncode != 0


def test_nextflow_goes_through_its_stubs(tmp_path: Path, folder: Path) -> None:
    nextflow = shutil.which("nextflow")
    if not nextflow:
        pytest.skip("needs nextflow on PATH")
    done = run(
        nextflow, "run", EXAMPLES / "nextflow" / "main.nf", "-stub-run", "--structures", folder, "--lot", "2",
        env=dict(os.environ), cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "results" / "domains.parquet").exists()


# SLURM -----------------------------------------------------------------------------------------

SCRIPTS = ("slurm/job.sh", "slurm/array.sh")


@pytest.mark.parametrize("path", SCRIPTS)
def test_job_scripts_are_sound(path: str, tmp_path: Path) -> None:
    checkers = [["bash", "-n"], *([["shellcheck"]] if shutil.which("shellcheck") else [])]
    for checker in checkers:
        done = run(*checker, EXAMPLES / path, env=dict(os.environ), cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
    # SLURM reads its options up to the first command.
    head = text_of(path).split("\nset -euo pipefail\n")[0].splitlines()
    assert head[0] == "#!/bin/bash"
    assert all(line.startswith("#") for line in head)


def test_a_job_calls_the_command(
    recorder: tuple[dict[str, str], Path], batch: argparse.ArgumentParser, tmp_path: Path
) -> None:
    env, record = recorder
    done = run(
        "bash", EXAMPLES / "slurm" / "job.sh", "distances", "my structures", "out", "--max-seconds", "60",
        env={**env, "SLURM_CPUS_PER_TASK": "16"}, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (words,) = asked(record)
    assert words[:3] == ["batch", "distances", "my structures"]
    options = batch.parse_args(words)
    assert options.jobs == 16


def array_tasks(rows: int, size: int) -> Iterator[int]:
    """Numbers of the tasks, by the line that the script gives for them."""
    stated = re.search(r"--array=0-\$\(\( (.*?) / 500 \)\)", text_of("slurm/array.sh"))
    assert stated
    last = int(subprocess.check_output(["bash", "-c", f"rows={rows}; echo $(( {stated[1]} / {size} ))"]))
    yield from range(last + 1)


@pytest.mark.parametrize("last", ["\n", ""])
@pytest.mark.parametrize("rows", [1, 4, 5, 6, 7])
def test_an_array_has_every_row_of_the_manifest_once(
    recorder: tuple[dict[str, str], Path], tmp_path: Path, rows: int, last: str
) -> None:
    env, record = recorder
    lines = [f"file {k}.pdb\tgroup{k}" for k in range(rows)]
    (tmp_path / "all.tsv").write_text("\n".join(["path\tgroup", *lines]) + last)
    count = re.search(r"rows=(\$\(.*\))", text_of("slurm/array.sh"))
    assert count
    counted = count[1].replace("MANIFEST", shlex.quote(str(tmp_path / "all.tsv")))
    assert int(subprocess.check_output(["bash", "-c", f"echo {counted}"])) == rows
    for task in array_tasks(rows, 3):
        done = run(
            "bash", EXAMPLES / "slurm" / "array.sh", "domains", "all.tsv", "out", "3", "--force",
            env={**env, "SLURM_CPUS_PER_TASK": "4", "SLURM_ARRAY_TASK_ID": str(task)}, cwd=tmp_path,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    calls = asked(record)
    assert len(calls) == -(-rows // 3)
    found = []
    for k, words in enumerate(calls):
        lot = f"out/domains-{k:05d}"
        assert words == ["batch", "domains", f"{lot}.tsv", "-o", lot, "--jobs", "4", "--force"]
        heading, *slice_ = (tmp_path / f"{lot}.tsv").read_text().splitlines()
        assert heading == "path\tgroup"
        assert 0 < len(slice_) <= 3
        found += slice_
    assert found == lines


@pytest.fixture
def with_dask_jobqueue() -> dict[str, str]:
    """Environment for the script that uses it."""
    if not importlib.util.find_spec("dask_jobqueue"):
        pytest.skip("needs dask-jobqueue")
    path = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


def test_a_job_of_dask_has_one_thread_a_worker(with_dask_jobqueue: dict[str, str], tmp_path: Path) -> None:
    done = run(
        sys.executable, EXAMPLES / "slurm" / "dask_slurm.py", "domains", "structures", "out", "--show",
        "--cores", "6", "--hours", "2", "--partition", "short", "--account", "lab",
        env=with_dask_jobqueue, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    stated = {"#SBATCH -p short", "#SBATCH -A lab", "#SBATCH --cpus-per-task=6", "#SBATCH -t 2:00:00"}
    assert stated <= set(said)
    (worker,) = [line for line in said if "dask_worker" in line]
    assert "--nthreads 1 " in worker
    assert "--nworkers 6 " in worker
    assert "--lifetime 110m" in worker


SBATCH = """#!/bin/bash
script=$(mktemp "$PWD/job-XXXXXX.sh")
cp "$1" "$script"
bash "$script" > "$script.log" 2>&1 &
echo $! >> pids
echo "Submitted batch job $!"
"""


def test_dask_works_through_the_jobs_that_it_submits(
    with_dask_jobqueue: dict[str, str], tmp_path: Path, folder: Path
) -> None:
    # sbatch is played by a script that starts the job at once, on this machine.
    need(hasattr(mtorstruct, "run_batch"), "needs mtorstruct.run_batch")
    bin_ = tmp_path / "bin"
    bin_.mkdir()
    executable(bin_ / "sbatch", SBATCH)
    executable(bin_ / "scancel", '#!/bin/bash\nkill "$@" 2> /dev/null\n')
    env = with_dask_jobqueue
    env = {**env, "PATH": f"{bin_}{os.pathsep}{env['PATH']}"}
    done = run(
        sys.executable, EXAMPLES / "slurm" / "dask_slurm.py", "domains", folder.name, "out", "--jobs", "1",
        "--cores", "2", "--memory", "4GB", env=env, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "4 structures done, 1 failed" in done.stderr
    found = pd.read_parquet(tmp_path / "out" / "domains")
    expected = mtorstruct.map_domains([folder / name for name in GOOD])
    assert_written(found[DOMAINS.names], expected)
    for pid in map(int, (tmp_path / "pids").read_text().split()):
        ends_by_itself(pid)


def ends_by_itself(pid: int, seconds: float = 60.0) -> None:
    """Wait for the end of a process that a test has started; end it, and fail, where it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    pytest.fail(f"process {pid} did not end within {seconds} s")


def test_the_script_for_dask_calls_run_batch_as_it_is() -> None:
    need(hasattr(mtorstruct, "run_batch"), "needs mtorstruct.run_batch")
    calls = [
        node
        for node in ast.walk(ast.parse(text_of("slurm/dask_slurm.py")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "mtorstruct.run_batch"
    ]
    (call,) = calls
    bound = inspect.signature(mtorstruct.run_batch).bind(  # type: ignore[attr-defined]
        *map(ast.unparse, call.args), **{str(k.arg): ast.unparse(k.value) for k in call.keywords}
    )
    assert bound.arguments["analysis"] == "options.analysis"
    assert bound.arguments["client"] == "client"


# The script that merges, and the page ----------------------------------------------------------


@pytest.fixture
def merge() -> ModuleType:
    return module_of(EXAMPLES / "merge.py")


def lot(folder: Path, parts: list[pd.DataFrame], ledger: list[dict[str, object]]) -> Path:
    (folder / "domains").mkdir(parents=True)
    for k, rows in enumerate(parts):
        rows.to_parquet(folder / "domains" / f"part-{k:05d}.parquet", index=False)
    (folder / "ledger.jsonl").write_text("".join(json.dumps(line) + "\n" for line in ledger))
    return folder


def rows_of(*numbers: int | None) -> pd.DataFrame:
    return pd.DataFrame({"name": [str(n) for n in numbers], "number": pd.array(numbers, dtype="Int64")})


def test_lots_are_merged_in_order_with_their_types(merge: ModuleType, tmp_path: Path) -> None:
    one = lot(tmp_path / "b", [rows_of(1, None), rows_of(3)], [{"input": "x", "status": "done"}])
    none = lot(tmp_path / "c", [], [{"input": "y", "status": "failed", "message": "broken"}])
    two = lot(
        tmp_path / "a",
        [rows_of(4)],
        [{"input": "z", "status": "failed", "message": "slow"}, {"input": "z", "status": "done"}],
    )
    table = tmp_path / "domains.parquet"
    assert merge.main([str(table), str(one), str(none), str(two)]) == 0
    pd.testing.assert_frame_equal(pd.read_parquet(table), rows_of(1, None, 3, 4))
    (line,) = (tmp_path / "domains.failed.jsonl").read_text().splitlines()
    assert json.loads(line)["input"] == "y"
    assert not list(tmp_path.glob(".domains*"))


def test_lots_that_do_not_belong_together_are_not_merged(merge: ModuleType, tmp_path: Path) -> None:
    one = lot(tmp_path / "a", [rows_of(1)], [])
    other = lot(tmp_path / "b", [rows_of(1).rename(columns={"number": "size"})], [])
    table = tmp_path / "domains.parquet"
    with pytest.raises(SystemExit, match="other columns"):
        merge.main([str(table), str(one), str(other)])
    with pytest.raises(SystemExit, match="no domains in any of 1 lots"):
        merge.main([str(table), str(lot(tmp_path / "c", [], []))])
    assert not table.exists()
    assert merge.main([str(table)]) == 2


def commands(path: Path) -> list[list[str]]:
    """Calls of the command in a page, as words; options in brackets are left out."""
    blocks = "\n".join(re.findall(r"```(?:sh|text)\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL))
    lines = blocks.replace("\\\n", " ").splitlines()
    return [shlex.split(line, comments=True)[1:] for line in lines if line.startswith("mtorstruct batch")]


def test_every_call_on_the_page_is_one_that_the_command_takes(batch: argparse.ArgumentParser) -> None:
    pages = [ROOT / "docs" / "cluster.md", *EXAMPLES.glob("*/README.md")]
    found = [words for page in pages for words in commands(page)]
    assert len(found) > 3
    for words in found:
        assert batch.parse_args(words).analysis in MEASURES


def test_the_page_names_files_that_there_are() -> None:
    page = (ROOT / "docs" / "cluster.md").read_text(encoding="utf-8")
    named = re.findall(r"examples/[\w./]+", page)
    assert len(set(named)) > 4
    for name in named:
        assert (ROOT / name.rstrip(".")).exists(), name


def test_links_of_the_recipes_lead_somewhere() -> None:
    links = [
        (page, target)
        for page in EXAMPLES.glob("*/README.md")
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8"))
    ]
    assert links
    for page, target in links:
        assert (page.parent / target).exists(), f"{page.parent.name}: {target}"
