"""What stands in users' files reaches neither a terminal's nor a spreadsheet's interpreter."""

from __future__ import annotations

import csv
import io
import os
import re
import sys
from pathlib import Path

import pytest

import mtorstruct
from mtorstruct.cli.common import complain
from mtorstruct.cli.main import main
from mtorstruct.errors import DataError
from mtorstruct.texts import harmless, inert, printable

ODD = {
    "escape": "\x1b[31mred",
    "window title": "\x1b]0;owned\x07",
    "C1 control": "\x9b31mred",
    "bidi override": "\u202eevil",
    "bidi isolate": "\u2066evil",
    "Arabic mark": "\u061cevil",
    "line separator": "a\u2028b",
    "carriage return": "done\rfailed",
    "backspace": "a\x08b",
    "byte-order mark": "\ufeffx",
}
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


@pytest.mark.parametrize("what", ODD)
def test_a_terminal_obeys_nothing(what: str) -> None:
    assert not OBEYED.search(printable(ODD[what]))
    assert not OBEYED.search(harmless(f"gene\t{ODD[what]}\n"))
    assert (
        harmless("gene\tchange\nMTOR\tF2108L \u2192 \u00e5\n") == "gene\tchange\nMTOR\tF2108L \u2192 \u00e5\n"
    )
    assert not OBEYED.search(str(DataError(ODD[what], where=ODD[what], hint=ODD[what])))


def test_a_megabyte_is_cut() -> None:
    assert printable("A" * 1_000_000) == "A" * 400 + "... (1,000,000 letters)"
    assert len(str(DataError("A" * 1_000_000, where="B" * 1_000_000))) < 2100


def test_a_message_is_cut_once(capfd: pytest.CaptureFixture[str]) -> None:
    error = DataError("A" * 1_000_000)
    complain(error)
    assert capfd.readouterr().err == f"mtorstruct: {error}\n"
    assert str(error).endswith("... (1,000,000 letters)")


@pytest.mark.parametrize("what", ODD)
def test_nothing_of_a_table_of_variants_is_obeyed(
    what: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    odd = ODD[what].replace("\r", "")
    path = tmp_path / "odd.tsv"
    path.write_text(f"Hugo_Symbol\tHGVSp_Short\tnote{odd}\nMTOR\tp.{odd}\t{odd}\nMTOR\tp.F2108L\t{odd}\n")
    main(["annotate", "-i", str(path), "--format", "table"])
    main(["annotate", str(path), odd, "--format", "table"])
    main(["summarise", "-i", str(path)])
    main(["annotate", f"MTOR:{odd}", "--build", odd])
    out, err = capfd.readouterr()
    assert not OBEYED.search(err)
    assert not OBEYED.search(out.replace("\n", ""))


@pytest.mark.skipif(os.name != "posix", reason="needs a terminal of POSIX")
def test_on_a_terminal_tsv_is_harmless_and_in_a_pipe_it_is_what_was_read(tmp_path: Path) -> None:
    import pty
    import subprocess

    path = tmp_path / "odd.tsv"
    path.write_text("Hugo_Symbol\tHGVSp_Short\tnote\nMTOR\tp.F2108L\t\x9b31m \u202e\n", encoding="utf-8")
    command = [sys.executable, "-m", "mtorstruct", "annotate", "-i", str(path), "--format", "tsv"]
    piped = subprocess.run(command, capture_output=True, check=True)
    assert "\x9b31m \u202e" in piped.stdout.decode()
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL) as process:
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:
            pass  # Linux ends a terminal so.
        assert process.wait() == 0
    os.close(ours)
    assert "\\x9b31m \\u202e" in shown.decode()
    assert "\x9b" not in shown.decode()


@pytest.mark.parametrize("column", ["chain", "name of a residue", "name of an atom"])
def test_nothing_of_a_structure_is_obeyed(
    column: str, shared_structures: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    import gzip

    at = {"chain": 21, "name of a residue": 17, "name of an atom": 13}[column]
    lines = gzip.decompress((shared_structures / "1fap.pdb.gz").read_bytes()).splitlines()
    odd = [
        line[:at] + b"\x1b" + line[at + 1 :] if line.startswith((b"ATOM", b"HETATM")) and k % 2 else line
        for k, line in enumerate(lines)
    ]
    path = tmp_path / "odd.pdb"
    path.write_bytes(b"\n".join(odd) + b"\n")
    main(["domains", str(path), "--format", "table"])
    main(["atlas", "build", str(path), "-o", str(tmp_path / "atlas")])
    main(["batch", "domains", str(path), "-o", str(tmp_path / "out"), "--jobs", "1"])
    out, err = capfd.readouterr()
    assert not OBEYED.search(out + err)


@pytest.mark.parametrize("name", ["\x1b[31mred.pdb", "\u202efdp.pdb"])
def test_no_name_of_a_file_is_obeyed(name: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_text("nothing")
    assert main(["domains", str(path)]) == 3
    assert main(["annotate", "-i", str(tmp_path / f"no {name}")]) != 0
    assert not OBEYED.search(capfd.readouterr().err)


FORMULAS = [
    "=1+1",
    "@SUM(A1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    " =1+1",
    "\uff1d1+1",
    "\uff0b1+1",
    "\uff0d1+1",
    "\uff201+1",
]
PLAIN = ["-", "=", "+", "-1.5", "+3", "-1e-5", "p.F2108L", "c.-12C>T", "p.(=)", "", "F2108="]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_none_in_csv_and_with_spreadsheet(text: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.tsv"
    path.write_text(f"Hugo_Symbol\tHGVSp_Short\tnote\nMTOR\tp.F2108L\t{text}\n", encoding="utf-8")

    def note(*options: str, ending: str) -> str:
        out = tmp_path / f"out.{ending}"
        assert main(["annotate", "-i", str(path), "-o", str(out), *options]) == 0
        separator = "," if ending == "csv" else "\t"
        (row,) = csv.DictReader(io.StringIO(out.read_text(encoding="utf-8")), delimiter=separator)
        return row["note"]

    assert note(ending="csv") == f"'{text}"
    assert note("--spreadsheet", ending="tsv") == f"'{text}"
    assert note(ending="tsv") == text


@pytest.mark.parametrize("text", PLAIN)
def test_what_is_no_formula_stays(text: str) -> None:
    assert inert(text) == text


def test_pages_have_a_policy_and_scripts_from_elsewhere_a_hash(
    tmp_path: Path, shared_structures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mtorstruct.views.library import viewer_address, viewer_integrity

    scene = mtorstruct.make_scene(str(shared_structures / "1fap.cif.gz"))
    from mtorstruct.views.notebook import html_page

    page = html_page(scene, js="cdn")
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    told = policy[1].replace("&#39;", "'")
    assert told.startswith("default-src 'none'; script-src 'sha256-")
    assert viewer_address() in told
    assert "unsafe" not in told.partition("script-src")[2].partition(";")[0]
    assert told.count("'sha256-") == page.count("<script>")
    assert page.count(f'mtorstruct.library("{viewer_address()}", "{viewer_integrity()}")') == 1
    copy = tmp_path / "3Dmol-min.js"
    copy.write_text("var $3Dmol = {}; // 3Dmol")
    page = html_page(scene, js=copy)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy is not None
    assert viewer_address() not in policy[1]
