"""Structures are read in threads: no type of gemmi is defined while they are."""

import subprocess
import sys
from pathlib import Path

DEFINED = """
import sys
import mtorstruct
import mtorstruct.structure.reading

late = set()

def hook(event, arguments):
    # Python raises this event for a class that is given an attribute, as a new type of gemmi is.
    if event == "object.__setattr__" and getattr(arguments[0], "__module__", "").startswith("gemmi"):
        late.add(f"{arguments[0].__module__}.{arguments[0].__qualname__}")

sys.addaudithook(hook)
"""


def late_types(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", f"{DEFINED}{code}\nprint(*sorted(late))", *arguments],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_the_hook_sees_a_type_that_is_defined() -> None:
    assert late_types("import gemmi; iter(gemmi.Mtz().columns)") != ""


def test_no_type_is_defined_while_structures_are_read(shared_structures: Path) -> None:
    paths = [*shared_structures.glob("*.pdb.gz"), *shared_structures.glob("*.cif.gz")]
    code = "for path in sys.argv[1:]:\n    mtorstruct.load(path).domains()"
    assert len(paths) >= 10
    assert late_types(code, *map(str, paths)) == ""


def test_no_type_is_defined_while_a_download_is_checked(shared_structures: Path) -> None:
    code = """
from pathlib import Path
from mtorstruct.archive.checking import Expected, check_download
from mtorstruct.archive.ids import entry_id
print(check_download(Path(sys.argv[1]), Expected(entry_id("1FAP"), "mmcif")).ending)
"""
    assert late_types(code, str(shared_structures / "1fap.cif.gz")) == ".cif.gz"
