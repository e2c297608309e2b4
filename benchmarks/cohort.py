"""Big cohorts: time and peak memory of ``mtorstruct annotate``, beside reading alone and the obvious script.

    python benchmarks/cohort.py COHORTS

COHORTS is the folder with the real variant files that ``make_maf.py`` takes: two million rows, one in a
thousand of them of the nine genes, and a million rows of MTOR. The files are made in a temporary folder. Each
measurement is a process of its own: the wall clock, and the peak of its resident memory as the kernel counts
it; the minimum of several repeats, which take turns (pandas: one). Keeps the numbers in
``benchmarks/cohort.json`` and writes the table into ``docs/cohorts.md``; with other numbers of rows it only
prints it.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "cohort.json"
PAGE = ROOT / "docs" / "cohorts.md"
BEGIN, END = "<!-- cohort: written by benchmarks/cohort.py -->", "<!-- end of cohort -->"

FULL = (2_000_000, 1_000_000)

COLUMNS = (
    "Hugo_Symbol", "NCBI_Build", "Chromosome", "Start_Position", "End_Position", "Variant_Classification",
    "Reference_Allele", "Tumor_Seq_Allele2", "Tumor_Sample_Barcode", "HGVSc", "HGVSp", "HGVSp_Short",
    "Transcript_ID",
)  # fmt: skip
"""Columns that an annotation may need."""

BARE = ("lines", "polars", "pyarrow")
"""Readers that the aims are held against; the first is how `annotate` itself reads."""

WHAT = {
    "polars": "polars, streaming, 13 columns read and dropped",
    "pyarrow": "pyarrow, streaming, 13 columns read and dropped",
    "lines": "a loop over lines in Python, the same cells",
    "annotate": "`mtorstruct annotate -i FILE -o OUT --rejects REJECTS`",
    "pandas": "`pandas.read_csv`, a regular expression and a domain by `apply`, written",
}


def read_polars(path: str) -> int:
    import polars as pl

    scan = pl.scan_csv(path, separator="\t", quote_char=None, infer_schema=False)
    return sum(batch.height for batch in scan.select(COLUMNS).collect_batches())


def read_pyarrow(path: str) -> int:
    import pyarrow as pa
    from pyarrow import csv

    reader = csv.open_csv(
        path,
        parse_options=csv.ParseOptions(delimiter="\t", quote_char=False),
        convert_options=csv.ConvertOptions(
            include_columns=COLUMNS, column_types=dict.fromkeys(COLUMNS, pa.string())
        ),
    )
    return sum(batch.num_rows for batch in reader)


def read_lines(path: str) -> int:
    rows = 0
    with open(path, "rb", buffering=1 << 20) as file:  # noqa: PTH123
        names = next(file).decode().rstrip("\n").split("\t")
        wanted = [names.index(name) for name in COLUMNS]
        for line in file:
            cells = line.split(b"\t")
            for k in wanted:
                cells[k]
            rows += 1
    return rows


def with_pandas(path: str, out: str) -> int:
    import re

    import pandas as pd

    from mtorstruct.reference.domains import segments
    from mtorstruct.reference.proteins import proteins

    domains = [s for s in segments() if s.level == "domain"]
    change = re.compile(r"p\.([A-Z])(\d+)([A-Z*])")

    def domain(row: pd.Series) -> str:
        match = change.fullmatch(str(row["HGVSp_Short"]))
        if not match:
            return ""
        position = int(match[2])
        return next(
            (d.domain for d in domains if d.gene == row["Hugo_Symbol"] and d.start <= position <= d.end), ""
        )

    table = pd.read_csv(path, sep="\t", low_memory=False)
    rows = len(table)
    table = table[table["Hugo_Symbol"].isin([p.gene for p in proteins()])]
    table = table.assign(domain=table.apply(domain, axis=1))
    table[["Hugo_Symbol", "Tumor_Sample_Barcode", "HGVSp_Short", "domain"]].to_csv(out, sep="\t", index=False)
    return rows


def measured(arguments: list[str], makes: Path | None = None) -> dict[str, object]:
    """Time and peak memory of a process, which has to make a file; or what went wrong."""
    if makes is not None:
        makes.unlink(missing_ok=True)
    with tempfile.TemporaryFile("w+") as words:
        start = time.perf_counter()
        process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=words)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        words.seek(0)
        said = words.read().strip()
    # 1: some of the rows have no answer, as in every real file.
    if process.returncode not in (0, 1) or (makes is not None and not makes.exists()):
        return {"failed": said.splitlines()[-1] if said else f"exit code {process.returncode}"}
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    found: dict[str, object] = {"seconds": round(seconds, 2), "peak_MB": round(peak / 1e6)}
    if makes is not None:
        with makes.open("rb") as file:
            found["rows_written"] = sum(1 for _ in file) - 1
    return found


def measure(path: Path, folder: Path, repeats: int) -> dict[str, dict[str, object]]:
    """Least of the measurements of each kind on one file; they take turns, so that all meet equal noise."""
    out, rejects = folder / "out.tsv", folder / "rejects.tsv"
    child = [sys.executable, __file__, "child"]
    ours = ["-m", "mtorstruct", "annotate", "-i", str(path), "-o", str(out), "--rejects", str(rejects)]
    runs: dict[str, tuple[list[str], Path | None]] = {
        "polars": ([*child, "polars", str(path)], None),
        "pyarrow": ([*child, "pyarrow", str(path)], None),
        "lines": ([*child, "lines", str(path)], None),
        "annotate": ([sys.executable, *ours], out),
        "pandas": ([*child, "pandas", str(path), str(out)], out),
    }
    found: dict[str, dict[str, object]] = {}
    for turn in range(repeats):
        for name, run in runs.items():
            if name == "pandas" and turn:
                continue
            if name in ("polars", "pyarrow") and find_spec(name) is None:
                found[name] = {"failed": f"{name} is not installed"}
                continue
            new = measured(*run)
            print(f"{path.name}: {name}: {new}", file=sys.stderr, flush=True)
            found[name] = _least(found.get(name, new), new)
    return found


def _least(one: dict[str, object], two: dict[str, object]) -> dict[str, object]:
    """The lesser of each number; one that failed is failed."""
    if "failed" in one or "failed" in two:
        return one if "failed" in one else two
    return {name: min(one[name], two[name]) for name in one}  # type: ignore[type-var]


def table(results: dict) -> str:  # type: ignore[type-arg]
    """Render the table of the page."""
    files = results["files"]
    heads = [f"{f['rows']:,} rows ({f['MB']:,} MB), {f['what']}" for f in files]
    lines = [
        f"| what | {' | '.join(f'{head}: time | peak' for head in heads)} |",
        "|---|" + "--:|--:|" * len(files),
    ]
    for name, what in WHAT.items():
        cells = [cell for f in files for cell in _cells(f["measured"][name])]
        lines.append(f"| {what} | {' | '.join(cells)} |")
    lines += ["", "| aim | measured |", "|---|--:|"]
    lines += [f"| {aim} | {value} |" for aim, value in _aims(files)]
    how = f"Measured with {results['python']} on {results['cores']} cores; repeats: {results['repeats']}."
    return "\n".join([*lines, "", how])


def _cells(found: dict[str, object]) -> tuple[str, str]:
    if "failed" in found:
        return str(found["failed"]), ""
    return f"{found['seconds']:.2f} s", f"{found['peak_MB']:,} MB"


def _aims(files: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    mixed, mtor = (f["measured"] for f in files)
    return [
        ("all genes: peak memory under 500 MB", _cells(mixed["annotate"])[1] or "not measured"),
        ("all genes: at most 1.5x the time of reading", _ratios(mixed, "seconds")),
        ("all of MTOR: at most 5x the time of reading", _ratios(mtor, "seconds")),
    ]


def _ratios(found: dict, quantity: str) -> str:  # type: ignore[type-arg]
    """How often what reading takes annotating takes, for each reader that was measured."""
    if "failed" in found["annotate"]:
        return "not measured"
    ours = found["annotate"][quantity]
    there = [name for name in BARE if "failed" not in found[name]]
    return ", ".join(f"{ours / found[name][quantity]:.2f}x ({name})" for name in there) or "not measured"


def main(cohorts: Path, rows: tuple[int, int], repeats: int) -> None:
    files = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for n, only_mtor in zip(rows, (False, True), strict=True):
            path = folder / ("mtor.maf" if only_mtor else "big.maf")
            make = [sys.executable, str(ROOT / "benchmarks" / "make_maf.py"), str(cohorts), str(path), str(n)]
            subprocess.run(make + ["--only-mtor"] * only_mtor, check=True)
            what = "all of MTOR" if only_mtor else "all genes"
            size = round(path.stat().st_size / 1e6)
            files.append({"what": what, "rows": n, "MB": size, "measured": measure(path, folder, repeats)})
            path.unlink()
    results = {
        "python": f"Python {platform.python_version()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "repeats": repeats,
        "files": files,
    }
    print(table(results))
    if rows == FULL:
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
        before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def chosen() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cohorts", type=Path)
    parser.add_argument("--rows", type=int, default=FULL[0], help="rows of all genes")
    parser.add_argument("--rows-of-mtor", type=int, default=FULL[1])
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        children = {
            "polars": read_polars, "pyarrow": read_pyarrow, "lines": read_lines, "pandas": with_pandas,
        }  # fmt: skip
        children[sys.argv[2]](*sys.argv[3:])
    else:
        options = chosen()
        main(options.cohorts, (options.rows, options.rows_of_mtor), options.repeats)
