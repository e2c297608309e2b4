"""Speed and memory, beside the obvious alternatives, in one run.

    python benchmarks/run.py FOLDER

FOLDER holds the coordinate files named in ``structures/README.md``. Prints a table, keeps the
numbers in ``benchmarks/results.json`` and writes the table into the README. What counts are the
ratios: both sides of each are measured in turn, in the same run, and the minimum of several
repeats is taken.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results.json"
BEGIN, END = "<!-- benchmarks: written by benchmarks/run.py -->", "<!-- end of benchmarks -->"


def fastest(*functions: Callable[[], object], repeats: int) -> list[float]:
    """Minimum time of each function in seconds; they take turns, so that all meet the same noise."""
    best = [float("inf")] * len(functions)
    for _ in range(repeats):
        for k, function in enumerate(functions):
            start = time.perf_counter()
            function()
            best[k] = min(best[k], time.perf_counter() - start)
    return best


def command(*arguments: str) -> Callable[[], object]:
    """Run a whole Python process."""
    return lambda: subprocess.run([sys.executable, *arguments], check=True, capture_output=True)


def reading(folder: Path) -> list[dict[str, object]]:
    import warnings

    warnings.simplefilter("ignore")
    import gemmi

    from mtorstruct.structure.loading import load
    from mtorstruct.structure.model import domain_columns

    path = str(folder / "5h64.pdb.gz")
    # Before MDAnalysis has filled the memory, which slows down whatever comes after it.
    stored = from_store(Path(path))
    import MDAnalysis

    ours, by_gemmi = fastest(
        lambda: domain_columns([load(path)]), lambda: gemmi.read_structure(path), repeats=30
    )
    again, by_mda = fastest(
        lambda: domain_columns([load(path)]), lambda: MDAnalysis.Universe(path), repeats=5
    )
    what = "5H64 (45,252 atoms): read, identify, number, map domains"
    return [
        row(what, ours, "`gemmi.read_structure` alone", by_gemmi, "at most 2x"),
        row(what, again, "`MDAnalysis.Universe` alone", by_mda, "at most 0.2x"),
        stored,
    ]


def from_store(source: Path) -> dict[str, object]:
    """Load an entry that was fetched, beside reading and numbering alone."""
    import gemmi

    from mtorstruct.archive.records import Record, write_record
    from mtorstruct.archive.store import stamp_of
    from mtorstruct.files.paths import sha256_of
    from mtorstruct.structure.loading import load
    from mtorstruct.structure.numbering import number_chains
    from mtorstruct.structure.reading import read_file

    content = read_file(source)
    with tempfile.TemporaryDirectory() as store:
        path = Path(store) / source.name
        path.write_bytes(source.read_bytes())
        stat = {"sha256": sha256_of(path), "size": path.stat().st_size, "stamp": stamp_of(path)}
        write_record(path, Record("5H64", url="", fetched="", etag="", revision_date="", **stat))  # type: ignore[arg-type]
        ours, alone = fastest(
            lambda: load("5H64", store=store, offline=True),
            lambda: (gemmi.read_structure(str(path)), number_chains(content)),
            repeats=100,
        )
    what = '`load("5H64")` from the store, its hash record checked'
    return row(what, ours, "`gemmi.read_structure` and the numbering alone", alone, "at most 1.3x")


def starting() -> list[dict[str, object]]:
    helped, nothing = fastest(command("-m", "mtorstruct", "--help"), command("-c", "pass"), repeats=15)
    one, imported = fastest(
        command("-m", "mtorstruct", "annotate", "F2108L"), command("-c", "import MDAnalysis"), repeats=7
    )
    return [
        row("`mtorstruct --help`", helped, "`python -c pass`", nothing, "at most 3x"),
        row(
            "`mtorstruct annotate F2108L`", one, '`python -c "import MDAnalysis"`', imported, "less than 0.5x"
        ),
    ]


def annotating() -> list[dict[str, object]]:
    import pandas as pd

    import mtorstruct
    from mtorstruct.reference.proteins import proteins

    sequence = proteins()[0].sequence
    changes = [f"{w}{n}{m}" for n, w in enumerate(sequence, 1) for m in "ACDEFGHIKLMNPQRSTVWY" if m != w]
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "annotated.tsv"
        mtorstruct.annotate(changes).to_csv(path, sep="\t", index=False)
        ours, by_pandas = fastest(
            lambda: mtorstruct.annotate(changes), lambda: pd.read_csv(path, sep="\t"), repeats=3
        )
    what = f"`annotate` in Python, {len(changes):,} variants (all of MTOR)"
    return [row(what, ours, "`pandas.read_csv` of the result", by_pandas, ""), classifying()]


def classifying() -> dict[str, object]:
    """Verdicts on all substitutions of mTOR, twice, beside reading them."""
    import numpy as np
    import pandas as pd

    import mtorstruct
    from mtorstruct.reference.proteins import proteins
    from mtorstruct.variants.notation.change import AMINO_ACIDS
    from mtorstruct.variants.verdicts.classify import classify_columns

    sequence, atlas = proteins()[0].sequence, mtorstruct.open_atlas()
    rows = [("MTOR", n, w, m) for n, w in enumerate(sequence, 1) for m in AMINO_ACIDS if m != w] * 2
    with tempfile.TemporaryDirectory() as temporary:
        path = Path(temporary) / "substitutions.tsv"
        frame = pd.DataFrame(rows, columns=["gene", "position", "wild_type", "mutant"])
        frame.to_csv(path, sep="\t", index=False)

        def classify() -> object:
            first = atlas.summary_rows(["MTOR"], [1])[0]
            places = first + frame["position"].to_numpy() - 1
            return classify_columns(places, frame["mutant"].to_numpy(dtype=object), atlas)

        ours, by_pandas = fastest(classify, lambda: pd.read_csv(path, sep="\t"), repeats=15)
    assert len(np.unique(frame["position"])) == len(sequence)
    what = f"verdicts on {len(rows):,} substitutions (all of MTOR, twice)"
    return row(what, ours, "`pandas.read_csv` of them", by_pandas, "less than 10x")


def building(folder: Path) -> dict[str, object]:
    spec = importlib.util.spec_from_file_location("rebuild", ROOT / "structures" / "rebuild.py")
    assert spec is not None
    assert spec.loader is not None
    rebuild = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rebuild)
    with tempfile.TemporaryDirectory() as temporary:
        inputs = rebuild.gather([folder, folder.parent / "structures_more"], Path(temporary))
        start = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "mtorstruct", "atlas", "build", *inputs, "-o", f"{temporary}/atlas"]
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    if status:
        raise SystemExit("the atlas was not built")
    scale = 1 if sys.platform == "darwin" else 1024
    return {"seconds": round(seconds, 1), "peak_GB": round(usage.ru_maxrss * scale / 1e9, 2)}


def row(what: str, ours: float, alternative: str, theirs: float, aim: str) -> dict[str, object]:
    return {
        "what": what, "ms": round(ours * 1e3, 1), "alternative": alternative,
        "alternative_ms": round(theirs * 1e3, 1), "ratio": round(ours / theirs, 2), "aim": aim,
    }  # fmt: skip


def table(results: dict) -> str:  # type: ignore[type-arg]
    """Render the table of the README."""
    lines = ["| what | time | alternative | time | ratio | aim |", "|---|--:|---|--:|--:|---|"]
    lines += [
        f"| {r['what']} | {r['ms']:,.1f} ms | {r['alternative']} | {r['alternative_ms']:,.1f} ms "
        f"| {r['ratio']}x | {r['aim']} |"
        for r in results["rows"]
    ]
    atlas = results["atlas"]
    lines.append(
        "| `mtorstruct atlas build`, the structures of the embedded one "
        f"| {atlas['seconds']} s, peak {atlas['peak_GB']} GB | | | | under 60 s and 1.5 GB |"
    )
    return "\n".join([*lines, "", f"Measured with {results['python']} on {results['cores']} cores."])


def main(folder: Path) -> None:
    results = {
        "python": f"Python {platform.python_version()}",
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "rows": [*reading(folder), *starting(), *annotating()],
        "atlas": building(folder),
    }
    RESULTS.write_text(json.dumps(results, indent=1) + "\n")
    readme = (ROOT / "README.md").read_text()
    before, rest = readme.split(BEGIN)
    after = rest.split(END)[1]
    (ROOT / "README.md").write_text(f"{before}{BEGIN}\n{table(results)}\n{END}{after}")
    print(table(results))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
