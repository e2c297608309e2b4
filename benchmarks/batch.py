"""Batch jobs: structures a second at one and two processes, memory, and the obvious alternatives, in one run.

    python benchmarks/batch.py STRUCTURES [--count 500] [--many 5000] [--repeats 3]

STRUCTURES is the folder with the real coordinate files, of which ``make_structures.py`` makes a folder of
500 and, by hard links, one of 5,000 in a temporary place. ``mtorstruct batch domains`` runs over the 500
with one and two processes in turn, and once over each folder for its memory. The alternatives in
``routes/`` get every 19th file, and so does ``mtorstruct batch`` with one process. Times are those of
whole commands, files in the page cache, the least of the repeats. The cost of a further structure is what
the files of a sample take beyond the smallest of them alone, so that nobody's start is in it. Equal
sequences are aligned once a process, by the package and by the routes; what a sequence costs that was not
met before is measured apart. Keeps the numbers in ``benchmarks/batch.json``, of which ``batch_pages.py``
writes the tables; with other numbers of files it only prints them.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "batch.json"
MAKE = str(ROOT / "benchmarks" / "make_structures.py")

FULL = (500, 5_000)
BROKEN = 10
STRIDE = 19
"""Step of the sample; it has no factor in common with the ten sources, so that all of them are in it."""

OURS = "mtorstruct"
PROGRAMS = (OURS, "gemmi", "biopdb", "biopdb --all-nine", "mdanalysis", "mdanalysis --all-nine")
FAST, TIMES = (OURS, "gemmi"), 8
"""Programs that take less for a sample than for their start, and how often they get it at once."""

SAMPLES = {
    "all": f"every {STRIDE}th file that is whole",
    "PDB": "those of them in PDB format",
    "mmCIF": "those of them in mmCIF",
    "5H64": "5H64 alone, in PDB format",
}
VERSIONS = ("gemmi", "biopython", "MDAnalysis", "numpy", "pyarrow")

Results = dict[str, Any]


# What runs in a process of its own.


def batch_child(peak: str, *arguments: str) -> int:
    """Run `mtorstruct` in this process and write down its own peak memory, without that of its workers."""
    from mtorstruct.cli.main import main as mtorstruct

    try:
        return mtorstruct(arguments)
    finally:
        Path(peak).write_text(str(own_peak()))


def own_peak() -> int:
    """Peak of the resident memory of this process, bytes."""
    # `getrusage` also counts what the process was before it became this program, and `wait4` the children.
    status = Path("/proc/self/status")
    if status.is_file():
        return _peak(_said(status))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def _said(status: Path) -> dict[str, str]:
    """Lines of a process's status file."""
    return dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)


def _peak(said: dict[str, str]) -> int:
    return int(said.get("VmHWM", "0 kB").split()[0]) * 1024


def gemmi_child(*files: str) -> int:
    import gemmi

    for file in files:
        gemmi.read_structure(file)
    return 0


# Runs.


def run(arguments: list[str], codes: tuple[int, ...] = (0,)) -> float:
    """Seconds of a whole Python process; the benchmark ends where it fails."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    if done.returncode not in codes:
        sys.exit(f"{' '.join(arguments[:4])}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return seconds


def run_batch(inputs: Path, out: Path, jobs: int, *, broken: int = 0, workers: bool = False) -> Results:
    """Run `mtorstruct batch domains` into a fresh folder, and check what became of every input."""
    shutil.rmtree(out, ignore_errors=True)
    peak = out.with_suffix(".peak")
    command = ["batch", "domains", str(inputs), "-o", str(out), "--jobs", str(jobs)]
    watch = Watch() if workers else None
    seconds = run([__file__, "child", "batch", str(peak), *command], (1,) if broken else (0,))
    largest = watch.stop() if watch else 0
    lines = (out / "ledger.jsonl").read_text(encoding="utf-8").splitlines()
    ledger = [entry for entry in map(json.loads, lines) if "input" in entry]
    names = [path.name for path in inputs.iterdir()]
    found = Counter(Path(entry["input"]).name for entry in ledger)
    failed = sum(entry["status"] == "failed" for entry in ledger)
    if found != Counter(names) or failed != broken:
        sys.exit(f"{len(ledger)} lines for {len(names)} inputs; {failed} failed, {broken} are broken")
    written = [path for path in out.rglob("*") if path.is_file()]
    return {
        "inputs": len(names), "jobs": jobs, "seconds": round(seconds, 2),
        "parent_MB": round(int(peak.read_text()) / 1e6, 1), "worker_MB": round(largest / 1e6, 1),
        "read_MB": round(sum(path.stat().st_size for path in inputs.iterdir()) / 1e6, 1),
        "written_MB": round(sum(path.stat().st_size for path in written) / 1e6, 3),
        "ledger_MB": round((out / "ledger.jsonl").stat().st_size / 1e6, 3),
        "parts": sum(path.suffix == ".parquet" for path in written),
        "rows": sum(entry["rows"] or 0 for entry in ledger),
        "by_form": by_form(ledger),
    }  # fmt: skip


def least(runs: list[Results]) -> Results:
    """Return the quickest of equal runs."""
    return min(runs, key=lambda found: float(found["seconds"]))


def by_form(ledger: list[Results]) -> dict[str, float]:
    """Mean of the seconds that the ledger says, for each form of file; what failed is left out."""
    sums: dict[str, list[float]] = {}
    for entry in ledger:
        if entry["status"] == "done":
            sums.setdefault(Path(entry["input"]).name.split(".", 1)[1], []).append(entry["seconds"])
    return {form: round(sum(s) / len(s), 4) for form, s in sorted(sums.items())}


class Watch:
    """Largest resident memory of the processes below the one that is run, as Linux shows it; elsewhere 0."""

    def __init__(self) -> None:
        self._largest, self._ended = 0, threading.Event()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._ended.wait(0.5):
            self._largest = max([self._largest, *_peaks_below(os.getpid())])

    def stop(self) -> int:
        """Look no more; returns the largest, bytes."""
        self._ended.set()
        self._thread.join()
        return self._largest


def _peaks_below(root: int) -> list[int]:
    """Peaks, in bytes, of the grandchildren of a process and of what is below them."""
    parents, peaks = {}, {}
    for path in Path("/proc").glob("[0-9]*/status"):
        try:
            said = _said(path)
        except OSError:
            continue  # it has ended meanwhile
        parents[int(path.parent.name)] = int(said["PPid"])
        peaks[int(path.parent.name)] = _peak(said)

    def depth(pid: int) -> int:
        steps = 0
        while pid not in (root, 0):
            pid, steps = parents.get(pid, 0), steps + 1
        return steps if pid == root else 0

    return [peak for pid, peak in peaks.items() if depth(pid) >= 2]


def samples(folder: Path) -> dict[str, list[Path]]:
    """Files that all programs get: every 19th, these by format, and some of one entry."""
    whole = [path for path in sorted(folder.iterdir()) if not path.name.startswith("broken")]
    chosen = whole[::STRIDE]
    return {
        "all": chosen,
        "PDB": [path for path in chosen if ".pdb" in path.suffixes],
        "mmCIF": [path for path in chosen if ".cif" in path.suffixes],
        "5H64": [path for path in whole if "5h64.pdb" in path.name][:5],
    }


def smallest_of(files: list[Path]) -> Path:
    return min(files, key=lambda path: path.stat().st_size)


def timed(program: str, files: list[Path], place: Path, times: int = 1) -> float:
    """Seconds in which one program deals with some files, or several times with them at once."""
    if program == OURS:
        inputs = place / "inputs"
        shutil.rmtree(inputs, ignore_errors=True)
        inputs.mkdir()
        for file in files:
            for k in range(times):
                os.link(file, inputs / f"{k}-{file.name}")
        return float(run_batch(inputs, place / "out", 1)["seconds"])
    names = [str(file) for file in files] * times
    if program == "gemmi":
        return run([__file__, "child", "gemmi", *names])
    route, *options = program.split()
    return run([str(ROOT / "benchmarks" / "routes" / f"{route}.py"), *options, *names])


def compare(folder: Path, place: Path, repeats: int) -> list[Results]:
    """Time of every program on every sample; they take turns, so that all meet the same noise."""
    chosen = samples(folder)
    first = smallest_of(chosen["all"])
    runs = [(program, "first", [first], 1) for program in PROGRAMS]
    for sample, files in chosen.items():
        runs += [(program, sample, files, 1) for program in PROGRAMS]
        runs += [(program, sample, files, TIMES) for program in FAST]
    best: dict[tuple[str, str, int], float] = {}
    for _ in range(repeats):
        for program, sample, files, times in runs:
            seconds = timed(program, files, place, times)
            print(f"{sample} x {times}: {program}: {seconds:.2f} s", file=sys.stderr, flush=True)
            best[program, sample, times] = min(best.get((program, sample, times), seconds), seconds)
    found = []
    for sample, files in chosen.items():
        measured = {}
        for program in PROGRAMS:
            times = TIMES if program in FAST else 1
            beyond = best[program, sample, times] - best[program, "first", 1]
            further = len(files) * times - (first in files)
            measured[program] = {
                "seconds": round(best[program, sample, 1], 2),
                "ms_per_structure": round(beyond / further * 1e3, 2),
            }
        size = round(sum(path.stat().st_size for path in files) / 1e6, 1)
        found.append({
            "what": SAMPLES[sample], "structures": len(files), "MB": size, "measured": measured,
        })  # fmt: skip
    return found


def growth(folder: Path, place: Path, many: int, repeats: int) -> tuple[float, list[Results]]:
    """Seconds for one small file; runs over the folder and over many names of its files; two processes."""
    single, out = place / "single", place / "out"
    single.mkdir()
    smallest = smallest_of(samples(folder)["all"])
    os.link(smallest, single / smallest.name)
    start = min(float(run_batch(single, out, 2)["seconds"]) for _ in range(repeats))
    few = least([run_batch(folder, out, 2, broken=BROKEN, workers=True) for _ in range(repeats)])
    run([MAKE, str(folder), str(folder), "--count", "0", "--link-to", str(many)])
    broken = sum("broken" in path.name for path in folder.iterdir())
    return start, [few, run_batch(folder, out, 2, broken=broken, workers=True)]


def aligning(structures: Path, repeats: int) -> list[Results]:
    """Milliseconds of the numbering of files that state no accession: met for the first time, and again."""
    from mtorstruct.structure import alignment, numbering
    from mtorstruct.structure.reading import read_file

    found = []
    for name in ("AF-Q6R327-F1.pdb.gz", "mtorc2_protomer.pdb.gz"):
        content = read_file(structures / name)
        best = {"first": float("inf"), "again": float("inf")}
        for _ in range(3 * repeats):
            alignment._aligned.cache_clear()
            for turn, least in best.items():
                start = time.perf_counter()
                numbering.number_chains(content)
                best[turn] = min(least, time.perf_counter() - start)
        found.append({"file": name, **{turn: round(s * 1e3, 1) for turn, s in best.items()}})
    return found


def main(structures: Path, count: int, many: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        folder, out = place / "folder", place / "out"
        run([MAKE, str(structures), str(folder), "--count", str(count), "--broken", str(BROKEN)])
        turns: list[list[Results]] = [[], []]
        for _ in range(repeats):
            for n, runs in enumerate(turns, 1):
                runs.append(run_batch(folder, out, n, broken=BROKEN))
                print(f"{n} processes: {runs[-1]['seconds']} s", file=sys.stderr, flush=True)
        jobs = [least(runs) for runs in turns]
        compared = compare(folder, place, repeats)
        start, memory = growth(folder, place, many, repeats)
    results = {
        "python": f"Python {platform.python_version()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "versions": {name: version(name) for name in VERSIONS},
        "repeats": repeats, "broken": BROKEN, "jobs": jobs, "start_s": start, "memory": memory,
        "samples": compared, "aligning": aligning(structures, repeats),
    }  # fmt: skip
    text = json.dumps(results, indent=1) + "\n"
    whole = (count, many) == FULL
    if whole:
        RESULTS.write_text(text, encoding="utf-8")
    pages = [sys.executable, str(ROOT / "benchmarks" / "batch_pages.py"), *(["--write"] if whole else [])]
    subprocess.run([*pages, "-"], input=text, text=True, check=True)


def chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("structures", type=Path)
    parser.add_argument("--count", type=int, default=FULL[0], help="files, ten broken ones among them")
    parser.add_argument("--many", type=int, default=FULL[1], help="inputs of the run for memory")
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        children = {"batch": batch_child, "gemmi": gemmi_child}
        sys.exit(children[sys.argv[2]](*sys.argv[3:]))
    options = chosen()
    main(options.structures, options.count, options.many, options.repeats)
