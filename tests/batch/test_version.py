"""A finished job is done again where what its results depend on has changed, and nowhere else."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.batch import version

ASK = """
import sys
opened, args = set(), sys.argv[1:]
sys.addaudithook(lambda event, given: opened.add(str(given[0])) if event == "open" else None)
from mtorstruct.batch.measuring import read
import mtorstruct.batch.parts
from mtorstruct.batch.settings import Settings
from mtorstruct.measures.registry import MEASURES
from mtorstruct.tables.writing import pandas_metadata, parquet_bytes
from pathlib import Path
for name in MEASURES:
    settings = Settings(name, homologues=True)
    for file in args:
        parquet_bytes(settings.table.arrow(settings.rows_of(read(Path(file), settings))))
    pandas_metadata(settings.table, ())
print(*(name for name, module in sys.modules.items() if not hasattr(module, '__path__')))
print(*(Path(name).name for name in opened if "/reference/data/" in name))
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the package, which is the one that is hashed."""
    folder = tmp_path / "structures" / "mtorstruct"
    shutil.copytree(Path(mtorstruct.__file__).parent, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(version, "_package", lambda: folder)
    return folder


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def results() -> str:
    return version.computed_version()


def test_docstrings_and_comments_and_other_rooms_are_nothing_to_a_result(package: Path) -> None:
    before, installed = results(), version.installed_version.__wrapped__()
    distances = package / "measures" / "distances.py"
    change(distances, '"""', '"""In other words: ')
    change(distances, '"""Atoms measured at once', '"""Atoms measured together')
    change(distances, '    """', '    # A comment.\n    """In other words: ')
    change(distances, "_CHUNK = 20_000\n", "_CHUNK = (  # atoms\n    20_000\n)\n\n")
    add(package / "tables" / "structures.py", '\n"""Behind all tables."""\n')
    add(package / "structure" / "universe.py", "\nif TYPE_CHECKING:\n    import pandas\n")
    change(package / "reference" / "data" / "sites.tsv", "#", "# As measured.\n#")
    add(package / "reference" / "data" / "variant_effects.tsv", "another\n")
    for module in ("variants/annotate", "views/building", "cli/batch", "batch/pools"):
        add(package / f"{module}.py", "\nNEW = 1\n")
    assert results() == before
    assert version.installed_version.__wrapped__() != installed


def test_code_and_tables_that_results_come_from_are(package: Path) -> None:
    found = [results()]
    for file, old, new in (
        ("measures/distances.py", "20_000", "20_001"),
        ("measures/secondary.py", "_GAP = 5", "_GAP = 6"),
        ("structure/numbering.py", "import numpy as np\n", "import numpy as np\n\nNEW = 1\n"),
        ("structure/binary_records.py", '"group_PDB"', '"group"'),
        ("tables/structures.py", '"smallest heavy-atom', '"least heavy-atom'),
        ("batch/parts.py", "def pack_rows", "def packed"),
        ("version.py", '__version__ = "', '__version__ = "1'),
        ("reference/data/sites.tsv", "\tMTOR\t", "\tMTORX\t"),
        ("reference/data/proteins.fasta", "M", "MM"),
        ("reference/data/residue_names.tsv", "\tTRP\t", "\tTYR\t"),
    ):
        change(package / file, old, new)
        found.append(results())
    assert len(set(found)) == len(found) == 11


def test_the_version_is_remembered_for_the_package_as_it_is_installed(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: list[str] = []

    def compute() -> str:
        computed.append(_computed())
        return computed[-1]

    def ask() -> str:
        version.installed_version.cache_clear()
        return version.results_version.__wrapped__()

    _computed = version.computed_version
    monkeypatch.setattr(version, "computed_version", compute)
    monkeypatch.setenv("MTORSTRUCT_STORE", str(tmp_path / "new" / "store"))
    remembered = tmp_path / "new" / "store" / version.REMEMBERED
    try:
        first = ask()
        assert (ask(), len(computed)) == (first, 1)
        for damage in (b"", b"\xff\x00", remembered.read_bytes()[:-1], b"0" * 12 + b" " + first.encode()):
            remembered.write_bytes(damage)
            n = len(computed)
            assert (ask(), ask(), len(computed)) == (first, first, n + 1)
        change(package / "measures" / "distances.py", "20_000", "20_001")
        assert ask() == computed[-1] != first
        monkeypatch.setenv("MTORSTRUCT_STORE", str(package / "version.py" / "no-folder"))
        n = len(computed)
        assert (ask(), len(computed)) == (computed[-1], n + 1)
    finally:
        version.installed_version.cache_clear()


def test_a_module_counts_as_soon_as_a_measure_imports_it(package: Path) -> None:
    assert "mtorstruct.reference.drugs" not in version.sources()
    change(
        package / "measures" / "interfaces.py",
        "    columns: Columns = {",
        "    from mtorstruct.reference.drugs import drugs\n\n    columns: Columns = {",
    )
    assert version.sources().keys() >= {"mtorstruct.reference.drugs", "drugs.tsv"}


def test_other_libraries_make_another_version(monkeypatch: pytest.MonkeyPatch) -> None:
    before = results()
    monkeypatch.setattr(version, "_version", lambda _: "9.9")
    assert results() != before


def test_all_that_is_loaded_to_measure_is_hashed(shared_structures: Path) -> None:
    files = [shared_structures / name for name in ("1fap.cif.gz", "4dri.pdb.gz")]
    told = subprocess.run(
        [sys.executable, "-c", ASK, *map(str, files)], capture_output=True, text=True, check=True
    ).stdout
    modules, tables = (set(line.split()) for line in told.splitlines())
    ours = {name for name in modules if name.startswith("mtorstruct.")}
    assert len(ours) > 50
    hashed = version.sources().keys()
    assert ours - hashed == {"mtorstruct.archive.store", "mtorstruct.archive.records"}
    assert tables
    assert tables <= hashed


def test_a_finished_job_is_kept_through_a_change_of_words(
    package: Path, tmp_path: Path, shared_structures: Path
) -> None:
    def run() -> str:
        words = ["batch", "domains", shared_structures / "1fap.pdb.gz", "-o", tmp_path / "out", "--jobs", "1"]
        return subprocess.run(
            [sys.executable, "-P", "-m", "mtorstruct", *map(str, words)], check=True, text=True,
            capture_output=True, env={**os.environ, "PYTHONPATH": str(package.parent)},
        ).stderr  # fmt: skip

    assert "known before" not in run()
    change(package / "structure" / "numbering.py", '"""', '"""In other words: ')
    assert "1 of them known before" in run()
    add(package / "structure" / "numbering.py", "\nNEW = 1\n")
    assert "known before" not in run()


def test_a_job_loads_neither_pandas_nor_what_measures_space(tmp_path: Path, shared_structures: Path) -> None:
    files = [str(shared_structures / name) for name in ("1fap.cif.gz", "2gaq.pdb.gz")]
    unwanted = ("pandas", "scipy", "Bio.PDB", "biotite", "MDAnalysis")
    code = (
        "import sys\n"
        "from mtorstruct.cli.main import main\n"
        "main(sys.argv[1:])\n"
        f"print('LOADED', [m for m in {unwanted!r} if m in sys.modules])"
    )
    words = ["batch", "domains", *files, "-o", str(tmp_path / "out"), "--jobs", "1"]
    done = subprocess.run([sys.executable, "-c", code, *words], check=True, text=True, capture_output=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"
    assert list((tmp_path / "out" / "domains").glob("*.parquet"))
