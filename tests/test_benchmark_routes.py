"""The benchmark of batch jobs: its files, the routes that it compares with, and its tables."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest

import mtorstruct
from mtorstruct.errors import DataError

from .scripts import module_of

ROOT = Path(__file__).resolve().parent.parent
ROUTES = ("biopdb", "mdanalysis")

pytestmark = pytest.mark.skipif(
    not (ROOT / "benchmarks").is_dir(), reason="needs the benchmarks, which are part of a checkout"
)

Counts = dict[tuple[str, str, str, int, int], int]


def script(name: str) -> ModuleType:
    return module_of(ROOT / "benchmarks" / f"{name}.py")


def routed(route: str, *arguments: str | Path) -> tuple[dict[str, Counts], int, str]:
    """Modelled residues by file and by gene, chain, domain, start and end; exit code; what was said."""
    command = [sys.executable, str(ROOT / "benchmarks" / "routes" / f"{route}.py"), *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, Counts] = {}
    for row in csv.DictReader(io.StringIO(done.stdout), delimiter="\t"):
        key = (row["gene"], row["chain"], row["domain"], int(row["start"]), int(row["end"]))
        assert key not in found.setdefault(row["file"], {})
        found[row["file"]][key] = int(row["modelled"])
    return found, done.returncode, done.stderr


def ours(path: Path) -> Counts:
    table = mtorstruct.map_domains([path])
    return {(r.gene, r.chain, r.domain, r.start, r.end): r.n_modelled for r in table.itertuples()}


def differences(route: Counts, own: Counts) -> dict[tuple[str, str, str], tuple[int | None, int]]:
    """What the route counts (None: nothing of the chain) and what we count, where that is not the same."""
    assert not route.keys() - own.keys()
    return {key[:3]: (route.get(key), n) for key, n in own.items() if route.get(key) != n}


@pytest.mark.parametrize("route", ROUTES)
def test_routes_count_what_we_count(route: str, shared_structures: Path) -> None:
    names = ["1fap.pdb.gz", "1fap.cif.gz", "4jsv.pdb.gz", "5h64.pdb.gz"]
    found, code, said = routed(route, *(shared_structures / name for name in names))
    assert (code, said) == (0, "")
    assert found == {name: ours(shared_structures / name) for name in names}


@pytest.mark.parametrize("route", ROUTES)
def test_the_nine_proteins_by_score_give_the_same(route: str, shared_structures: Path) -> None:
    path = shared_structures / "5h64.pdb.gz"
    assert routed(route, "--all-nine", path)[0] == {path.name: ours(path)}


@pytest.mark.parametrize("route", ROUTES)
def test_an_alignment_places_a_tag_that_belongs_nowhere(route: str, shared_structures: Path) -> None:
    # GAMDPEFM before the FRB of 4DRI: end gaps are free, and still six of its residues are aligned to the
    # kinase and two to the FRB. Nothing in sequences alone says that they are of another origin.
    path = shared_structures / "4dri.pdb.gz"
    wrong = differences(routed(route, path)[0][path.name], ours(path))
    assert wrong == {("MTOR", "B", "kinase"): (6, 0), ("MTOR", "B", "FRB"): (90, 88)}


@pytest.mark.parametrize("route", ROUTES)
def test_where_an_alignment_alone_goes_wrong(route: str, shared_structures: Path) -> None:
    path = shared_structures / "mtorc2_protomer.pdb.gz"
    wrong = differences(routed(route, path)[0][path.name], ours(path))
    assert wrong == {
        # Three UNK between proven residues have a position by their numbers, which no sequence shows.
        ("MTOR", "A", "N-HEAT"): (673, 676),
        # One alanine, away from the rest of its chain, fits by chance.
        ("RICTOR", "E", "phosphorylation-site region (PR)"): (31, 30),
        # A fifth of the chain is poly-alanine, which hides that the rest of it is mSIN1.
        ("MAPKAP1", "G", "N-terminal region"): (None, 102),
        ("MAPKAP1", "G", "CRIM"): (None, 0),
        ("MAPKAP1", "G", "RBD"): (None, 0),
        ("MAPKAP1", "G", "PH"): (None, 0),
    }


@pytest.mark.parametrize("route", ROUTES)
def test_a_broken_file_is_said_and_stops_no_other(
    route: str, shared_structures: Path, tmp_path: Path
) -> None:
    broken, whole = tmp_path / "broken.cif", shared_structures / "1fap.pdb.gz"
    broken.write_text("data_x\nloop_\n_atom_site.id\n_atom_site.Cartn_x\n1\n")
    found, code, said = routed(route, broken, whole)
    assert code == 1
    assert said.startswith(f"{broken}: ")
    assert found == {whole.name: ours(whole)}


@pytest.fixture(scope="module")
def folder(shared_structures: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty whole files, so that every source comes in every form, and ten broken ones."""
    folder = tmp_path_factory.mktemp("made")
    script("make_structures").make_structures(shared_structures, folder, count=50, broken=10)
    return folder


def chains(path: Path) -> list[tuple[str, int, str]]:
    """Gene, number of placed residues, and what placed them, of each chain."""
    found = mtorstruct.load(path).chains
    return [(c.gene, int((c.uniprot_pos > 0).sum()), c.mapping_source) for c in found]


def test_made_files_are_the_real_ones_moved_and_renamed(folder: Path, shared_structures: Path) -> None:
    make = script("make_structures")
    names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("broken"))
    sources = {Path(name).name.split(".")[0]: shared_structures / name for name in make.SOURCES}
    expected = {name: chains(path) for name, path in sources.items()}
    forms = Counter()
    letters = set()
    for name in names:
        source, form = name.split("-", 1)[1].split(".", 1)
        forms[source, form] += 1
        assert chains(folder / name) == expected[source], name
        complex_ = mtorstruct.load(folder / name)
        own = [chain.name for chain in complex_.chains]
        assert len(set(own)) == len(own)
        letters |= {(len(chain), form[:3]) for chain in own}
        real = mtorstruct.load(sources[source])
        assert not (complex_.atoms.xyz[0][:5].round(1) == real.atoms.xyz[0][:5].round(1)).all()
    assert set(forms.values()) == {1, 2}  # 1FAP comes twice, as PDB and as mmCIF
    assert len(forms) == 9 * len(make.FORMS)
    assert {length for length, form in letters if form == "pdb"} == {1}
    assert max(length for length, _ in letters) > 1


def test_moving_keeps_distances(folder: Path, shared_structures: Path) -> None:
    import numpy as np

    real = mtorstruct.load(shared_structures / "4jsv.pdb.gz").atoms.xyz[0]
    for path in folder.glob("*-4jsv.*"):
        moved = mtorstruct.load(path).atoms.xyz[0]
        for a, b in ((0, 1), (0, len(real) - 1), (100, 20_000)):
            before, after = (np.linalg.norm(xyz[a] - xyz[b]) for xyz in (real, moved))
            assert abs(before - after) < 0.002  # both ends of it are rounded to 0.001 Å


def test_every_broken_file_is_refused(folder: Path) -> None:
    broken = sorted(folder.glob("broken-*"))
    assert len(broken) == len({path.name.split("-", 2)[2] for path in broken}) == 10
    for path in broken:
        with pytest.raises(DataError):
            mtorstruct.load(path)


def test_the_same_bytes_every_time(folder: Path, shared_structures: Path, tmp_path: Path) -> None:
    make = script("make_structures")
    make.make_structures(shared_structures, tmp_path / "again", count=15, broken=10)
    again = sorted((tmp_path / "again").iterdir())
    assert len(again) == 15
    assert all(path.read_bytes() == (folder / path.name).read_bytes() for path in again)
    make.make_structures(shared_structures, tmp_path / "other", count=5, broken=0, seed=1)
    assert all(
        path.read_bytes() != (folder / path.name).read_bytes() for path in (tmp_path / "other").iterdir()
    )


def test_links_take_no_room(tmp_path: Path) -> None:
    make = script("make_structures")
    for name in ("one.pdb", "two.cif.gz", "broken-01-cut.pdb"):
        (tmp_path / name).write_bytes(name.encode())
    make.link(tmp_path, 8)
    files = list(tmp_path.iterdir())
    assert len(files) == 8
    assert len({path.stat().st_ino for path in files}) == 3
    assert Counter(path.read_bytes() for path in files) == {
        b"broken-01-cut.pdb": 3, b"one.pdb": 3, b"two.cif.gz": 2,
    }  # fmt: skip


def test_the_sample_has_every_source_in_equal_shares(tmp_path: Path) -> None:
    batch, make = script("batch"), script("make_structures")
    for k in range(batch.FULL[0] - batch.BROKEN):
        rounds, which = divmod(k, len(make.SOURCES))
        form = make.FORMS[(rounds + which) % len(make.FORMS)]
        (tmp_path / f"{k:04d}-{make.SOURCES[which].split('.')[0]}.{form}").touch()
    (tmp_path / "broken-01-cut.pdb").touch()
    chosen = batch.samples(tmp_path)
    shares = Counter(path.name.split("-", 1)[1].split(".")[0] for path in chosen["all"])
    shares["1fap"] /= 2
    assert len(shares) == 9
    assert set(shares.values()) <= {2, 2.5, 3}
    assert sorted(chosen["PDB"] + chosen["mmCIF"]) == sorted(chosen["all"])
    assert all("5h64.pdb" in path.name for path in chosen["5H64"])
    assert len(chosen["5H64"]) == 5


def test_memory_is_that_of_the_process_alone(tmp_path: Path) -> None:
    code = (
        "import runpy, subprocess, sys\n"
        "own_peak = runpy.run_path(sys.argv[1])['own_peak']\n"
        "before = own_peak()\n"
        "subprocess.run([sys.executable, '-c', 'bytearray(200_000_000)'], check=True)\n"
        "small = own_peak() - before\n"
        "bytearray(200_000_000)\n"
        "print(small, own_peak() - before)"
    )
    command = [sys.executable, "-c", code, str(ROOT / "benchmarks" / "batch.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    of_child, own = map(int, done.stdout.split())
    assert of_child < 50e6
    assert own > 150e6


def made_up() -> dict[str, object]:
    """Results with round numbers, to check the arithmetic by hand."""
    pages = script("batch_pages")

    def run(inputs: int, jobs: int, seconds: float, parent: float) -> dict[str, object]:
        return {
            "inputs": inputs, "jobs": jobs, "seconds": seconds, "parent_MB": parent, "worker_MB": 200,
            "read_MB": inputs * 0.5, "written_MB": inputs * 0.001, "ledger_MB": inputs * 0.0002,
            "parts": inputs // 500, "rows": inputs * 8, "by_form": {"pdb": 0.01, "cif.gz": 0.03},
        }  # fmt: skip

    measured = {program: {"seconds": 2.0, "ms_per_structure": 10.0} for program in pages.PROGRAMS}
    measured["biopdb"] = {"seconds": 8.0, "ms_per_structure": 250.0}
    measured["mdanalysis"] = {"seconds": 6.0, "ms_per_structure": 119.0}
    return {
        "python": "Python 3.11.0", "cores": 2, "versions": {"gemmi": "0.7.5"}, "repeats": 1, "broken": 10,
        "jobs": [run(500, 1, 18.0, 100), run(500, 2, 10.0, 100)],
        "start_s": 1.0, "memory": [run(500, 2, 10.0, 100), run(5_000, 2, 90.0, 109)],
        "samples": [{"what": "a sample", "structures": 20, "MB": 10, "measured": measured}],
        "aligning": [{"file": "one.pdb.gz", "first": 20.0, "again": 1.0}],
    }  # fmt: skip


def test_aims_are_held_against_what_was_measured() -> None:
    values = [value for _, value in script("batch_pages").aims(made_up())]
    # 89 s / 5,000 after 9 s / 500; 50 inputs a second beside 20 in 8 s and in 6 s.
    assert values == ["1.80x", "+9.0 MB", "0.99x", "25.0x", "11.9x, missed", "20.0x", "15.0x"]


def test_the_arithmetic_for_a_million() -> None:
    plan = script("batch_pages").plan(made_up())
    # 90 s x 2 processes / 5,000 inputs = 36 core-ms; times a million: 10 core-hours.
    assert "| 36.0 core-ms |" in plan
    assert "| computing | 10.0 core-hours | 10.0 core-hours | 10.0 core-hours |" in plan
    assert "| time, if all cores are kept busy | 5.0 h | 6 min | 36 s |" in plan
    # 0.5 MB each is 0.5 TB, in 36,000 s over the cores.
    assert "| rate of reading that this implies | 28 MB/s | 1,389 MB/s | 13,889 MB/s |" in plan
    assert "| writing | 1.0 GB |" in plan
    assert "| part files, in proportion | 2,000 |" in plan
    # 9 MB in 4,500 inputs are 2 kB each, hence 2 GB.
    assert "| growth of the parent for an input | +2.00 kB |" in plan
    assert "| memory of a parent that has all inputs | 2.1 GB |" in plan
    assert "it is 0.50 in the same currency" in plan


def test_the_tables_are_what_was_measured() -> None:
    pages = script("batch_pages")
    measured = json.loads(pages.RESULTS.read_text(encoding="utf-8")) if pages.RESULTS.is_file() else None
    for path, text in pages.pages(measured).items():
        assert text == path.read_text(encoding="utf-8"), "run python benchmarks/batch_pages.py --write"
