"""Processor time and memory of whole commands, beside alternatives and what no program can go below.

    python benchmarks/performance.py SHARED [--before PYTHON]

SHARED holds the folders ``structures`` and ``cohorts`` with real files. Every cell is a process of its own,
from its start to its end: processor time of user and system, and the most memory that it held. Programs take
turns, and the median of several runs counts. PYTHON is an interpreter with an earlier version of mtorstruct.
Prints a table, keeps the numbers in ``benchmarks/performance.json`` and writes the table into
``docs/performance.md``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "performance.json"
PAGE = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- performance: written by benchmarks/performance.py -->", "<!-- end of performance -->"
VARIANTS = 48_000
"""Different variants of the largest report."""

MAF_ROWS = 20_000
PARTS = ("ours", "before", "peer", "floor")


@dataclass(frozen=True)
class Program:
    """Code for Python, or a command line, and what to call it."""

    name: str
    code: str = ""
    command: tuple[str, ...] = ()

    def arguments(self, python: str) -> list[str]:
        """Return the whole command line."""
        return list(self.command) if self.command else [python, "-c", self.code]


@dataclass(frozen=True)
class Work:
    """One row of the table: the same work by us, by another program, and what cannot be spared."""

    what: str
    ours: Program
    peer: Program | None = None
    floor: Program | None = None
    with_before: bool = True
    repeats: int = 5


def cli(*words: str) -> Program:
    """A command of mtorstruct, in the interpreter that is measured."""
    return Program("", f"import sys\nfrom mtorstruct.cli.main import main\nsys.exit(main({list(words)!r}))")


def run(arguments: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Run a program; return its processor time in seconds and its largest memory in MB."""
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            arguments, env=environment, cwd=tempfile.gettempdir(), stdout=subprocess.DEVNULL, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            raise SystemExit(f"{' '.join(arguments)[:300]}\n{errors.read().decode()[-2000:]}")
    peak = used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)
    return used.ru_utime + used.ru_stime, peak


def measure(
    work: Work, before: str | None, environments: dict[str, dict[str, str]], most: int
) -> dict[str, Any]:
    """Run the programs of a row in turn, once before it counts, and return the medians."""
    programs = {"ours": work.ours, "peer": work.peer, "floor": work.floor}
    runs: dict[str, tuple[list[str], dict[str, str]]] = {
        part: (program.arguments(sys.executable), environments["ours"])
        for part, program in programs.items()
        if program
    }
    if before and work.with_before:
        runs["before"] = (work.ours.arguments(before), environments["before"])
    repeats = min(work.repeats, most)
    found: dict[str, list[tuple[float, float]]] = {part: [] for part in runs}
    for turn in range(repeats + (repeats > 1)):
        for part, (arguments, environment) in runs.items():
            cost = run(arguments, environment)
            if turn or repeats == 1:
                found[part].append(cost)
    row: dict[str, Any] = {"what": work.what, "repeats": repeats}
    for part, costs in found.items():
        cpu, peak = (statistics.median(values) for values in zip(*costs, strict=True))
        row[part] = {"cpu_s": round(cpu, 3), "peak_MB": round(peak)}
        if part in programs and part != "ours":
            row[part]["name"] = programs[part].name  # type: ignore[union-attr]
    print(row, flush=True)
    return row


def structures(folder: Path, scratch: Path) -> list[Work]:
    """Measures of one structure, and an atlas of several."""
    dimer, small = folder / "5h64.pdb.gz", folder / "1fap.pdb.gz"
    first = sorted(folder.glob("*.pdb.gz"))[:6]
    of_biotite = (
        "import gzip, biotite.structure as s\nfrom biotite.structure.io.pdb import PDBFile\n"
        "atoms = PDBFile.read(gzip.open({path!r}, 'rt')).get_structure(model=1)\n"
        "atoms = atoms[s.filter_amino_acids(atoms) & (atoms.element != 'H')]\n"
    )
    exposed = "s.sasa(atoms, point_number=500)\n"
    read = "import pandas, gemmi\ngemmi.read_structure({path!r})"
    ours = "import mtorstruct\nmtorstruct.residue_geometry(mtorstruct.load({path!r}))"
    work = [
        Work(
            f"`residue_geometry` of {path.name[:4].upper()}",
            Program("", ours.format(path=str(path))),
            Program("biotite: exposure and P-SEA alone",
                    of_biotite.format(path=str(path)) + exposed + "s.annotate_sse(atoms)"),
            Program("`import pandas`, `gemmi.read_structure`", read.format(path=str(path))),
        )
        for path in (dimer, small)
    ]  # fmt: skip
    plain = scratch / "4jsv.cif"
    subprocess.run(
        [sys.executable, "-c",
         f"import gemmi\ngemmi.read_structure({str(folder / '4jsv.pdb.gz')!r})"
         f".make_mmcif_document().write_file({str(plain)!r})"],
        check=True,
    )  # fmt: skip
    states = (
        "import mtorstruct\nfrom mtorstruct.measures.secondary import secondary_structure\n"
        "secondary_structure(mtorstruct.load({path!r}))"
    )
    dssp = (
        "import warnings\nwarnings.simplefilter('ignore')\nimport MDAnalysis\n"
        "from MDAnalysis.analysis.dssp import DSSP\n"
        "for chain in MDAnalysis.Universe({path!r}).select_atoms('protein').segments:\n"
        "    whole = [r for r in chain.residues if {{'N', 'CA', 'C', 'O'}} <= set(r.atoms.names)]\n"
        "    if len(whole) > 5:\n        DSSP(sum(r.atoms for r in whole), guess_hydrogens=True).run()"
    )
    work.append(
        Work(
            "secondary structure of 5H64",
            Program("", states.format(path=str(dimer))),
            Program("MDAnalysis: `DSSP`, chain by chain", dssp.format(path=str(dimer))),
            Program("`gemmi.read_structure`", f"import gemmi\ngemmi.read_structure({str(dimer)!r})"),
            with_before=False,
        )
    )
    if tool := shutil.which("mkdssp"):
        work.append(
            Work(
                "secondary structure of 4JSV",
                Program("", states.format(path=str(plain))),
                Program("mkdssp", command=(tool, str(plain), str(scratch / "out.dssp"))),
                Program("`gemmi.read_structure`", f"import gemmi\ngemmi.read_structure({str(plain)!r})"),
                with_before=False,
                repeats=3,
            )
        )
    ours = (
        "import mtorstruct\nfrom mtorstruct.measures.exposure import relative_accessibility\n"
        f"relative_accessibility(mtorstruct.load({str(dimer)!r}))"
    )
    work.append(
        Work(
            "exposure in 5H64, in the complex and of each chain alone",
            Program("", ours),
            Program("biotite: in the complex alone", of_biotite.format(path=str(dimer)) + exposed),
            Program("`gemmi.read_structure`", f"import gemmi\ngemmi.read_structure({str(dimer)!r})"),
            with_before=False,
        )
    )
    files = [str(path) for path in first]
    build = "import mtorstruct.atlas.build as b\n{patch}b.build_atlas({files!r}, {out!r})"
    floor = Program("`gemmi.read_structure`", f"import gemmi\nfor p in {files!r}: gemmi.read_structure(p)")
    scan = "b.registers = lambda traces: []\n"
    for what, patch in (("", ""), (", without the scan of registers", scan)):
        code = build.format(patch=patch, files=files, out=str(scratch / "atlas"))
        code = f"import shutil\nshutil.rmtree({str(scratch / 'atlas')!r}, ignore_errors=True)\n{code}"
        work.append(
            Work(f"atlas of six structures{what}", Program("", code), None, floor, not patch, repeats=1)
        )
    code = f"from Bio.PDB import PDBParser\nimport gzip\nfor p in {files!r}: PDBParser(QUIET=True).get_structure('s', gzip.open(p, 'rt'))"
    out = scratch / "batch"
    batch = cli("batch", "domains", *files, "-o", str(out), "--jobs", "1")
    again = f"import shutil\nshutil.rmtree({str(out)!r}, ignore_errors=True)\n"
    work.append(
        Work(
            "`mtorstruct batch domains` of the six",
            Program("", again + batch.code),
            Program("Bio.PDB: reading alone", code),
            floor,
            repeats=3,
        )
    )
    return work


def variants(cohorts: Path, scratch: Path) -> list[Work]:
    """Single variants, cohorts, and a report of very many."""
    maf, many = scratch / "cohort.maf", scratch / "many.tsv"
    make = [sys.executable, str(ROOT / "benchmarks" / "make_maf.py"), str(cohorts), str(maf), str(MAF_ROWS)]
    subprocess.run(make, check=True)
    from mtorstruct.reference.proteins import protein

    sequence = protein("MTOR").sequence
    names = [
        f"{wild}{position}{mutant}"
        for position, wild in enumerate(sequence, start=1)
        for mutant in "ACDEFGHIKLMNPQRSTVWY"
        if mutant != wild
    ]
    rows = (f"MTOR\t{name}\tS{k % 5000}\n" for k, name in enumerate(names[:VARIANTS]))
    many.write_text("gene\tchange\tsample\n" + "".join(rows), encoding="utf-8")
    annotated, page = scratch / "annotated.tsv", scratch / "report.html"
    return [
        Work("`mtorstruct --help`", cli("--help"), Program("`import pandas`", "import pandas"),
             Program("`python -c pass`", "pass"), repeats=9),
        Work("`mtorstruct annotate F2108L`", cli("annotate", "F2108L"),
             Program("`import MDAnalysis`", "import MDAnalysis"),
             Program("`import numpy`", "import numpy"), repeats=9),
        Work(f"`mtorstruct annotate` of a MAF of {MAF_ROWS:,} rows", cli("annotate", str(maf), "-o", str(scratch / "out.tsv")),
             Program("`pandas.read_csv`", f"import pandas\npandas.read_csv({str(maf)!r}, sep='\\t', dtype=str, comment='#')"),
             Program("its bytes read", f"open({str(maf)!r}, 'rb').read()")),
        Work(f"`mtorstruct annotate` of {VARIANTS:,} different variants", cli("annotate", str(many), "-o", str(annotated)),
             None,
             Program("`pandas.read_csv` of the result",
                     f"import pandas\npandas.read_csv({str(annotated)!r}, sep='\\t', dtype=str)"), repeats=1),
        Work(f"`mtorstruct report` of {VARIANTS:,} different variants", cli("report", str(many), "-o", str(page)),
             Program("`pandas.read_csv`, `to_html` of the annotated table",
                     f"import pandas\npandas.read_csv({str(annotated)!r}, sep='\\t', dtype=str).to_html({str(scratch / 'plain.html')!r})"),
             Program("`pandas.read_csv` of the annotated table",
                     f"import pandas\npandas.read_csv({str(annotated)!r}, sep='\\t', dtype=str)"),
             with_before=False, repeats=1),
    ]  # fmt: skip


def weighed(page: Path) -> dict[str, int]:
    """Bytes of a page, and the elements that a browser makes of it before any script runs."""
    text = re.sub(r"(?s)<(script|style)\b.*?</\1>", "<x>", page.read_text(encoding="utf-8"))
    return {"bytes": page.stat().st_size, "elements": len(re.findall(r"<[a-zA-Z]", text))}


def table(results: dict[str, Any]) -> str:
    """Return the tables of the page."""
    with_before = any("before" in row for row in results["rows"])
    head = ["work", "CPU", "peak"]
    head += ["before: CPU", "peak", "ratio"] if with_before else []
    head += ["alternative", "CPU", "peak", "ratio", "floor", "CPU"]
    left = {0, head.index("alternative"), head.index("floor")}
    lines = [head, ["---" if k in left else "--:" for k in range(len(head))]]

    def cost(row: dict[str, Any], part: str) -> list[str]:
        found = row.get(part)
        return [f"{found['cpu_s']:,.2f} s", f"{found['peak_MB']:,} MB"] if found else ["", ""]

    def ratio(row: dict[str, Any], part: str) -> str:
        return f"{row['ours']['cpu_s'] / row[part]['cpu_s']:.2f}" if part in row else ""

    for row in results["rows"]:
        cells = [row["what"], *cost(row, "ours")]
        cells += [*cost(row, "before"), ratio(row, "before")] if with_before else []
        peer, floor = row.get("peer", {}), row.get("floor", {})
        cells += [peer.get("name", ""), *cost(row, "peer"), ratio(row, "peer")]
        lines.append([*cells, floor.get("name", ""), cost(row, "floor")[0]])
    text = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    pages = "\n".join(
        f"| {name} | {page['bytes'] / 1e6:.1f} MB | {page['elements']:,} |"
        for name, page in results["pages"].items()
    )
    measured = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    return (
        f"{text}\n\n| page | size | elements |\n|---|--:|--:|\n{pages}\n\n"
        f"Measured with {measured} on {results['cores']} cores."
    )


def main(shared: Path, before: str | None, most: int) -> None:
    from importlib.metadata import version

    common = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONDONTWRITEBYTECODE")}
    with tempfile.TemporaryDirectory() as temporary:
        scratch = Path(temporary)
        common |= {"PYTHONPYCACHEPREFIX": str(scratch / "bytecode"), "MTORSTRUCT_OFFLINE": "1"}
        environments = {"ours": common | {"PYTHONPATH": str(ROOT)}, "before": common}
        work = [*variants(shared / "cohorts", scratch), *structures(shared / "structures", scratch)]
        rows = [measure(one, before, environments, most) for one in work]
        pages = {
            f"report of {VARIANTS:,} different variants": weighed(scratch / "report.html"),
            "their table by `to_html`": weighed(scratch / "plain.html"),
        }
    libraries = ("gemmi", "numpy", "pandas", "pyarrow", "biotite", "MDAnalysis")
    results = {
        "versions": {"Python": platform.python_version(), **{name: version(name) for name in libraries}},
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "rows": rows,
        "pages": pages,
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    start, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    PAGE.write_text(f"{start}{BEGIN}\n{table(results)}\n{END}{rest.split(END)[1]}", encoding="utf-8")
    print(table(results))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--before", metavar="PYTHON", help="interpreter with an earlier version")
    parser.add_argument("--repeats", type=int, default=9, help="most runs of a program")
    chosen = parser.parse_args()
    main(chosen.shared.resolve(), chosen.before, chosen.repeats)
