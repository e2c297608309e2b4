"""The tables on batch jobs: what ``batch.py`` measured, and the arithmetic for a million structures.

    python benchmarks/batch_pages.py [RESULTS] [--write]

Prints the tables of ``benchmarks/batch.json`` (or of another file; ``-`` is standard input); with ``--write``
puts them into ``docs/batch.md`` and ``docs/million.md``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "batch.json"
BEGIN, END = "<!-- batch: written by benchmarks/batch.py -->", "<!-- end of batch -->"
PLAN_BEGIN, PLAN_END = "<!-- million: written by benchmarks/batch.py -->", "<!-- end of million -->"
NOT_YET = "Not measured yet."

OURS = "mtorstruct"
PROGRAMS = {
    OURS: "`mtorstruct batch domains --jobs 1`",
    "gemmi": "`gemmi.read_structure` alone: nothing is mapped",
    "biopdb": "Bio.PDB and PairwiseAligner, protein by shared words",
    "biopdb --all-nine": "the same, every chain aligned to all nine proteins",
    "mdanalysis": "MDAnalysis and PairwiseAligner, protein by shared words",
    "mdanalysis --all-nine": "the same, every chain aligned to all nine proteins",
}
AIMS = {"biopdb": 20, "mdanalysis": 12}
"""How many times as fast as each of the alternatives this package is to be."""

LEAST_GAIN, LARGEST_GROWTH_MB, LARGEST_COST_GROWTH = 1.8, 20, 1.1
"""Aims: gain from a second process; growth of the parent's memory and of the cost in ten times the inputs."""

CORES = (2, 100, 1_000)
MILLION = 1_000_000
ASSUMED_PRICE = 0.05
"""Price of a core-hour in the worked example: an assumption, no provider's."""

Results = dict[str, Any]


def table(results: Results) -> str:
    """Render the table of the page on batch jobs."""
    one, two = results["jobs"]
    few, many = results["memory"]
    lines = [
        f"| {one['inputs']} inputs ({one['read_MB']:,.0f} MB, {results['broken']} of them broken) "
        "| time | inputs a second |",
        "|---|--:|--:|",
    ]
    lines += [
        f"| `mtorstruct batch domains --jobs {r['jobs']}` | {r['seconds']:.2f} s "
        f"| {r['inputs'] / r['seconds']:.1f} |"
        for r in (one, two)
    ]
    lines += [
        "",
        "| two processes | time | parent, peak | largest worker, peak | a structure, without the start |",
        "|---|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {r['inputs']:,} inputs | {r['seconds']:.1f} s | {r['parent_MB']:.0f} MB | {worker(r)} "
        f"| {without_start(results, r) * 1e3:.1f} ms |"
        for r in (few, many)
    ]
    for sample in results["samples"]:
        lines += ["", *sample_table(sample)]
    lines += [
        "",
        "| aim | measured |",
        "|---|--:|",
        *(f"| {aim} | {found} |" for aim, found in aims(results)),
        "",
        "| numbering a file that states no accession | a sequence met for the first time | again |",
        "|---|--:|--:|",
        *(f"| {r['file']} | {r['first']} ms | {r['again']} ms |" for r in results["aligning"]),
    ]
    return "\n".join([*lines, "", how(results)])


def without_start(results: Results, run: Results) -> float:
    """Seconds that an input adds to what one small file takes."""
    return float((run["seconds"] - results["start_s"]) / run["inputs"])


def worker(memory: Results) -> str:
    return f"{memory['worker_MB']:.0f} MB" if memory["worker_MB"] else "not measured"


def sample_table(sample: Results) -> list[str]:
    """Render what the programs took for one sample."""
    what = f"{sample['what']}: {sample['structures']} files, {sample['MB']} MB"
    ours = sample["measured"][OURS]["seconds"]
    lines = [
        f"| {what} | whole command | ratio | a further structure | ratio |",
        "|---|--:|--:|--:|--:|",
    ]
    for program, words in PROGRAMS.items():
        found = sample["measured"][program]
        lines.append(
            f"| {words} | {found['seconds']:.2f} s | {found['seconds'] / ours:.2f}x "
            f"| {found['ms_per_structure']:.1f} ms | {ratio(sample, program):.2f}x |"
        )
    return lines


def ratio(sample: Results, program: str) -> float:
    """How many times as long as ours a further structure of a sample takes a program."""
    measured = sample["measured"]
    return float(measured[program]["ms_per_structure"] / measured[OURS]["ms_per_structure"])


def aims(results: Results) -> list[tuple[str, str]]:
    """Each aim with what was measured, and whether that is enough."""
    one, two = results["jobs"]
    few, many = results["memory"]
    gain = one["seconds"] / two["seconds"]
    growth = many["parent_MB"] - few["parent_MB"]
    cost = without_start(results, many) / without_start(results, few)
    found = [
        (f"at least {LEAST_GAIN}x from the second process", f"{gain:.2f}x", gain >= LEAST_GAIN),
        (
            f"the parent grows by at most {LARGEST_GROWTH_MB} MB to {many['inputs']:,} inputs",
            f"{growth:+.1f} MB",
            growth <= LARGEST_GROWTH_MB,
        ),
        (
            f"a structure costs at most {LARGEST_COST_GROWTH}x then",
            f"{cost:.2f}x",
            cost <= LARGEST_COST_GROWTH,
        ),
    ]
    for program, aim in AIMS.items():
        for sample in results["samples"]:
            times = ratio(sample, program)
            who = PROGRAMS[program].split(",")[0]
            words = f"at least {aim}x as fast a structure as {who}: {sample['what']}"
            found.append((words, f"{times:.1f}x", times >= aim))
    for program, aim in AIMS.items():
        sample = results["samples"][0]
        theirs = sample["structures"] / sample["measured"][program]["seconds"]
        times = two["inputs"] / two["seconds"] / theirs
        who = PROGRAMS[program].split(",")[0]
        words = f"at least {aim}x the inputs a second of {who}, whole commands, two processes beside its one"
        found.append((words, f"{times:.1f}x", times >= aim))
    return [(aim, f"{value}{'' if enough else ', missed'}") for aim, value, enough in found]


def how(results: Results) -> str:
    versions = ", ".join(f"{name} {number}" for name, number in results["versions"].items())
    return (
        f"Measured with {results['python']} on {results['cores']} cores ({versions}); "
        f"repeats: {results['repeats']}."
    )


def plan(results: Results) -> str:
    """Render the measurements and the arithmetic of the plan for a million structures."""
    return "\n".join([*measured_lines(results), "", *million_lines(results), "", how(results)])


def measured_lines(results: Results) -> list[str]:
    """Rows of what a structure costs, as measured."""
    many, forms = results["memory"][1], results["jobs"][0]["by_form"]
    n = many["inputs"]
    written, ledger = (1e6 * many[name] / n for name in ("written_MB", "ledger_MB"))
    return [
        f"| measured on {n:,} inputs, {many['jobs']} processes | |",
        "|---|--:|",
        f"| a structure, start and end of the job shared out | {core_s(results) * 1e3:.1f} core-ms |",
        *(f"| a `.{form}` file, with one process | {s * 1e3:.1f} ms |" for form, s in forms.items()),
        f"| read for a structure | {1e3 * many['read_MB'] / n:,.0f} kB |",
        f"| written for a structure | {written:,.0f} bytes, {ledger:,.0f} of them in the ledger |",
        f"| rows for a structure; part files in all | {many['rows'] / n:.1f}; {many['parts']} |",
        f"| memory of the parent; of the largest worker | {many['parent_MB']:.0f} MB; {worker(many)} |",
        f"| growth of the parent for an input | {growth_of_parent(results):+.2f} kB |",
    ]


def million_lines(results: Results) -> list[str]:
    """Rows of the arithmetic, each for several numbers of cores."""
    many = results["memory"][1]
    times = MILLION / many["inputs"]
    busy_s = core_s(results) * MILLION
    read_MB, written_MB = many["read_MB"] * times, many["written_MB"] * times
    parent_GB = (many["parent_MB"] + growth_of_parent(results) * (MILLION - many["inputs"]) / 1e3) / 1e3
    same = {
        "computing": f"{busy_s / 3600:.1f} core-hours",
        "reading": f"{read_MB / 1e6:.2f} TB",
        "time at 1 GB/s from the store": duration(read_MB / 1e3),
        "writing": f"{written_MB / 1e3:.1f} GB",
        "part files, in proportion": f"{many['parts'] * times:,.0f}",
        "memory of a parent that has all inputs": f"{parent_GB:,.1f} GB",
    }
    each = {
        "time, if all cores are kept busy": [duration(busy_s / cores) for cores in CORES],
        "nodes of 32 cores": [f"{-(-cores // 32):,}" for cores in CORES],
        "rate of reading that this implies": [f"{read_MB / (busy_s / cores):,.0f} MB/s" for cores in CORES],
        "memory of the workers": [f"{many['worker_MB'] * cores / 1e3:,.1f} GB" for cores in CORES],
    }
    price = busy_s / 3600 * ASSUMED_PRICE
    return [
        f"| a million structures of this mix | {' | '.join(f'{cores:,} cores' for cores in CORES)} |",
        "|---|" + "--:|" * len(CORES),
        *(_row(what, [cell] * len(CORES)) for what, cell in same.items()),
        *(_row(what, cells) for what, cells in each.items()),
        "",
        f"Computing costs {busy_s / 3600:.1f} core-hours times *p*, the price of a core-hour. An example: "
        f"with *p* = {ASSUMED_PRICE}, which is an assumption and nobody's price list, it is {price:.2f} in "
        "the same currency.",
    ]


def core_s(results: Results) -> float:
    """Core-seconds of a structure when all processes work."""
    many = results["memory"][1]
    return float(many["seconds"] * many["jobs"] / many["inputs"])


def growth_of_parent(results: Results) -> float:
    """Growth of the parent's memory for each further input, kB."""
    few, many = results["memory"]
    return float(1e3 * (many["parent_MB"] - few["parent_MB"]) / (many["inputs"] - few["inputs"]))


def _row(what: str, cells: list[str]) -> str:
    return f"| {what} | {' | '.join(cells)} |"


def duration(seconds: float) -> str:
    """Seconds, minutes or hours, whichever reads best."""
    for limit, unit, name in ((120, 1, "s"), (7200, 60, "min")):
        if seconds < limit:
            return f"{seconds / unit:.0f} {name}"
    return f"{seconds / 3600:.1f} h"


def pages(results: Results | None) -> dict[Path, str]:
    """Both pages with their marked parts as the results have them."""
    parts = {
        ROOT / "docs" / "batch.md": (BEGIN, END, table),
        ROOT / "docs" / "million.md": (PLAN_BEGIN, PLAN_END, plan),
    }
    found = {}
    for path, (begin, end, render) in parts.items():
        before, rest = path.read_text(encoding="utf-8").split(begin)
        after = rest.split(end)[1]
        found[path] = f"{before}{begin}\n{render(results) if results else NOT_YET}\n{end}{after}"
    return found


def main(arguments: list[str]) -> None:
    names = [name for name in arguments if name != "--write"]
    text = sys.stdin.read() if names == ["-"] else Path(names[0] if names else RESULTS).read_text("utf-8")
    results = json.loads(text)
    print(f"{table(results)}\n\n{plan(results)}")
    if "--write" in arguments:
        for path, page in pages(results).items():
            path.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
