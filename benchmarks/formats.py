"""How fast structures are read in each format: processor time beside the obvious alternatives, in one run.

    python benchmarks/formats.py STRUCTURES [--count 500] [--repeats 5]

STRUCTURES is the folder with the real coordinate files. 5H64 is written as the archives lay it out: as mmCIF
by gemmi, and out of that as BinaryCIF by biotite, both gzipped; its PDB file is the archive's own. What is
timed is everything from the file on disk to the table of domains: hash, gzip, all checks, identification and
numbering. Then ``make_structures.py`` makes the same structures as BinaryCIF, mmCIF and PDB files, and
``mtorstruct batch domains`` with one process runs over the first two; the Bio.PDB route gets thirty of
them in PDB and in mmCIF, and the faster one counts. The cost of a structure is what all take beyond the
smallest alone, so that nobody's start is in it. Times are those of the processor, the least of the repeats,
taken in turn, so that other jobs on the machine disturb little. Keeps the numbers in
``benchmarks/formats.json`` and writes the tables into ``docs/structures.md`` and the README; with another
number of files it only prints them.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "formats.json"
PAGE, README = ROOT / "docs" / "structures.md", ROOT / "README.md"
BEGIN, END = "<!-- formats: written by benchmarks/formats.py -->", "<!-- end of formats -->"

FULL = 500
STRIDE, SAMPLE = 17, 30
"""Step and size of the sample of the Bio.PDB route: three files of each of the ten sources."""

BINARY, MMCIF, PDB = "bcif.gz", "cif.gz", "pdb.gz"
WHAT = "5H64 in BinaryCIF: unpacked, read, checked, identified, numbered, domains mapped"
BATCH, ROUTE = "`mtorstruct batch domains --jobs 1`", "Bio.PDB and PairwiseAligner"
VERSIONS = ("gemmi", "numpy", "msgpack", "biopython")

Results = dict[str, Any]


def least(repeats: int, *functions: Callable[[], object]) -> list[float]:
    """Least processor time of each function, seconds; they take turns."""
    best = [float("inf")] * len(functions)
    for _ in range(repeats):
        for k, function in enumerate(functions):
            start = time.process_time()
            function()
            best[k] = min(best[k], time.process_time() - start)
    return best


def reading(structures: Path, place: Path, repeats: int) -> list[Results]:
    """5H64 from BinaryCIF, beside parsers alone and the other formats."""
    import gemmi
    from make_structures import binarycif, read_source

    from mtorstruct.structure.loading import load
    from mtorstruct.structure.model import domain_columns

    source = read_source(structures / "5h64.pdb.gz")
    groups = gemmi.MmcifOutputGroups(True, auth_all=True)
    text = source.make_mmcif_document(groups).as_string(gemmi.cif.Style.Aligned)
    files = {form: place / f"5h64.{form}" for form in (BINARY, MMCIF)} | {PDB: structures / "5h64.pdb.gz"}
    files[BINARY].write_bytes(gzip.compress(binarycif(text), mtime=0))
    files[MMCIF].write_bytes(gzip.compress(text.encode(), mtime=0))

    def mapped(form: str) -> Callable[[], object]:
        return lambda: domain_columns([load(files[form])])

    def parsed(form: str) -> Callable[[], object]:
        return lambda: gemmi.read_structure(str(files[form]))

    ours, pdb, mmcif, by_gemmi_pdb, by_gemmi_mmcif = least(
        6 * repeats, mapped(BINARY), mapped(PDB), mapped(MMCIF), parsed(PDB), parsed(MMCIF)
    )
    return [
        row(ours, "`gemmi.read_structure` of `.pdb.gz`, nothing mapped", by_gemmi_pdb, 0.8),
        row(ours, "`gemmi.read_structure` of `.cif.gz`, nothing mapped", by_gemmi_mmcif, 0.2),
        row(ours, "the same from `.pdb.gz`", pdb),
        row(ours, "the same from `.cif.gz`", mmcif),
    ]


def row(ours: float, alternative: str, theirs: float, aim: float | None = None) -> Results:
    return {
        "ms": round(ours * 1e3, 1), "alternative": alternative, "alternative_ms": round(theirs * 1e3, 1),
        "ratio": round(ours / theirs, 2), "aim": aim,
    }  # fmt: skip


def run(arguments: list[str]) -> float:
    """Processor time of a Python process and of those that it starts, seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        sys.exit(f"{' '.join(arguments[:4])}: exit code {done.returncode}\n{done.stderr[-2000:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def batch(folder: Path, place: Path) -> float:
    out = place / "out"
    shutil.rmtree(out, ignore_errors=True)
    return run(["-m", "mtorstruct", "batch", "domains", str(folder), "-o", str(out), "--jobs", "1"])


def a_further_one(cost: Callable[[list[Path]], float], files: list[Path], repeats: int) -> float:
    """Seconds that a structure costs beyond the smallest alone."""
    first = min(files, key=lambda path: path.stat().st_size)
    best = {1: float("inf"), len(files): float("inf")}
    for _ in range(repeats):
        for chosen in ([first], files):
            best[len(chosen)] = min(best[len(chosen)], cost(chosen))
    return (best[len(files)] - best[1]) / (len(files) - 1)


def in_batches(structures: Path, place: Path, count: int, repeats: int) -> list[Results]:
    """Cost of a further structure in a batch, and by the Bio.PDB route."""
    from make_structures import make_structures

    files = {}
    for form in (BINARY, MMCIF, PDB):
        make_structures(structures, place / form, count, broken=0, forms=(form,))
        files[form] = sorted((place / form).iterdir())
        print(f"{count} files as {form}", file=sys.stderr, flush=True)

    def ours(chosen: list[Path]) -> float:
        inputs = place / "inputs"
        shutil.rmtree(inputs, ignore_errors=True)
        inputs.mkdir()
        for file in chosen:
            os.link(file, inputs / file.name)
        return batch(inputs, place)

    def theirs(chosen: list[Path]) -> float:
        return run([str(ROOT / "benchmarks" / "routes" / "biopdb.py"), *map(str, chosen)])

    measured = [
        (f"{BATCH}, BinaryCIF", count, a_further_one(ours, files[BINARY], repeats)),
        (f"{BATCH}, mmCIF", count, a_further_one(ours, files[MMCIF], repeats)),
    ]
    sample = {form: files[form][::STRIDE][:SAMPLE] for form in (PDB, MMCIF)}
    for name, form in (("PDB", PDB), ("mmCIF", MMCIF)):
        cost = a_further_one(theirs, sample[form], max(1, repeats // 2))
        measured.append((f"{ROUTE}, {name}", len(sample[form]), cost))
    return [
        {"what": what, "structures": n, "ms": round(seconds * 1e3, 2), "a_second": round(1 / seconds, 1)}
        for what, n, seconds in measured
    ]


def table(results: Results, *, short: bool = False) -> str:
    """Render the tables of the page; in short, those rows that there is an aim for."""
    rows = [found for found in results["reading"] if found["aim"] or not short]
    lines = [f"| {WHAT} | processor time | ratio | aim |", "|---|--:|--:|---|"]
    lines.append(f"| `mtorstruct` | {rows[0]['ms']} ms | | |")
    lines += [
        f"| {found['alternative']} | {found['alternative_ms']} ms | {found['ratio']}x | {_at_most(found)} |"
        for found in rows
    ]
    binary, mmcif, *routes = results["batches"]
    fastest = min(routes, key=lambda found: float(found["ms"]))
    kept = [mmcif, fastest] if short else [mmcif, *routes]
    aims = {mmcif["what"]: "at least 4x", fastest["what"]: "at least 20x"}
    lines += [
        "",
        "| structures in a batch | processor time of a structure | a second | ratio | aim |",
        "|---|--:|--:|--:|---|",
        f"| {binary['what']} ({binary['structures']} files) | {binary['ms']} ms | {binary['a_second']} | | |",
    ]
    lines += [
        f"| {found['what']} ({found['structures']} of them) | {found['ms']} ms | {found['a_second']} "
        f"| {binary['a_second'] / found['a_second']:.1f}x | {aims.get(found['what'], '')} |"
        for found in kept
    ]
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    return "\n".join([*lines, "", f"Measured with {results['python']}, {versions}."])


def _at_most(found: Results) -> str:
    return f"at most {found['aim']}x" if found["aim"] else ""


def write(page: Path, text: str) -> None:
    """Put a table between its marks in a page."""
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def main(structures: Path, count: int, repeats: int) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        results: Results = {
            "python": f"Python {platform.python_version()}",
            "versions": {name: version(name) for name in VERSIONS},
            "repeats": repeats,
            "reading": reading(structures, place, repeats),
            "batches": in_batches(structures, place, count, repeats),
        }
    if count == FULL:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        write(PAGE, table(results))
        write(README, table(results, short=True))
    print(table(results))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("structures", type=Path)
    parser.add_argument("--count", type=int, default=FULL, help="files of the batch")
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    main(options.structures, options.count, options.repeats)
