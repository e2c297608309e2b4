"""Tables on a terminal: they fit its width, and lose nothing; colours are for terminals alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mtorstruct.tables.terminal import STYLES, Block, aligned, cell_width, coloured, folded
from mtorstruct.tables.vocabulary import TELLING

from .terminals import read_to_end

pty = pytest.importorskip("pty", reason="needs a pseudo-terminal")

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def on_terminal(columns: int, *arguments: str | Path, **environment: str) -> tuple[int, str]:
    """Exit code and what a terminal of this width is written."""
    import fcntl
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    known = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "FORCE_COLOR")}
    command = subprocess.Popen(
        [sys.executable, "-m", "mtorstruct", *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=theirs, stderr=subprocess.PIPE,
        env={**known, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip
    os.close(theirs)
    written = read_to_end(ours)
    command.communicate(timeout=120)
    return command.returncode, written.decode().replace("\r\n", "\n")


ASKED = ("annotate", "F2108L", "M2327I", "RPTOR:R157W", "MTOR:C1483Y")


@pytest.fixture(scope="module")
def shown() -> dict[int, str]:
    found = {}
    for columns in (60, 80, 120, 200):
        code, found[columns] = on_terminal(columns, *ASKED)
        assert code == 0
    return found


@pytest.mark.parametrize("columns", [60, 80, 120, 200])
def test_nothing_is_wider_than_the_terminal_and_nothing_is_lost(shown: dict[int, str], columns: int) -> None:
    text = ESCAPE.sub("", shown[columns])
    assert max(cell_width(line) for line in text.splitlines()) <= columns
    piped = subprocess.run(
        [sys.executable, "-m", "mtorstruct", *ASKED, "--format", "table"],
        capture_output=True, text=True, check=True, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    ).stdout  # fmt: skip
    assert "\x1b" not in piped
    assert set(text.split()) == set(piped.split())


def test_gene_is_shown_where_there_are_several(shown: dict[int, str]) -> None:
    for text in shown.values():
        lines = ESCAPE.sub("", text).splitlines()
        assert lines[0].split()[:2] == ["input", "gene"]
        assert lines[3].split()[:2] == ["RPTOR:R157W", "RPTOR"]
    assert on_terminal(80, "annotate", "F2108L", "M2327I")[1].split()[:2] == ["input", "status"]


def test_gene_and_sample_are_repeated_beside_each_part(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.maf"
    rows = ("MTOR\tp.F2108L\tS1", "RPTOR\tp.R157W\tS2", "MTOR\tp.F2108L\tS2")
    cohort.write_text("\n".join(["Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode", *rows]) + "\n")
    text = ESCAPE.sub("", on_terminal(80, "annotate", cohort)[1])
    parts = text.split("\n\n")
    tables = [part for part in parts if part.lstrip("\n").startswith("input")]
    assert len(tables) > 1
    for part in tables:
        assert [line.split()[:3] for line in part.strip().splitlines()] == [
            ["input", "gene", "sample"],
            ["p.F2108L", "MTOR", "S1"],
            ["p.R157W", "RPTOR", "S2"],
            ["p.F2108L", "MTOR", "S2"],
        ]


def test_colours_are_for_terminals_that_want_them(shown: dict[int, str]) -> None:
    assert f"\x1b[{STYLES['resistance_likely']}mresistance_likely\x1b[0m" in shown[120]
    for without in ({"NO_COLOR": "1"}, {"TERM": "dumb"}, {"NO_COLOR": "1", "FORCE_COLOR": "1"}):
        assert on_terminal(120, *ASKED, **without)[1] == ESCAPE.sub("", shown[120])
    forced = subprocess.run(
        [sys.executable, "-m", "mtorstruct", *ASKED, "--format", "table"],
        capture_output=True, text=True, check=True,
        env={**os.environ, "FORCE_COLOR": "1", "PYTHONIOENCODING": "utf-8"},
    ).stdout  # fmt: skip
    assert "\x1b[" in forced


@pytest.mark.parametrize(
    "command", [("summarise",), ("phosphosites",), ("drugs",), ("entries",), ("explain",)]
)
@pytest.mark.parametrize("columns", [60, 120])
def test_other_commands_fit(command: tuple[str, ...], columns: int, shared_cohorts: Path) -> None:
    given = {
        "summarise": (shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv",),
        "explain": ("M2327I",),
    }.get(command[0], ())
    code, text = on_terminal(columns, *command, *given)
    assert code == 0
    lines = ESCAPE.sub("", text).splitlines()
    wide = [line for line in lines if cell_width(line) > columns and "http" not in line]
    assert not wide


def test_nothing_of_a_file_is_obeyed(tmp_path: Path) -> None:
    cohort = tmp_path / "cohort.maf"
    cohort.write_text(
        "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\nMTOR\tp.F2108L\tS\x1b[31m1\nMTOR\tp.F2108L\tS2\n"
    )
    assert "\x1b[31m" not in on_terminal(80, "annotate", cohort)[1]


def test_wide_letters_are_counted_as_they_are_shown() -> None:
    text = aligned([Block(["sample", "患者一", "P2"], False), Block(["n", "1", "20"], True)], 40)
    assert text.splitlines() == ["sample   n", "患者一   1", "P2      20"]


def test_a_cell_that_is_too_wide_is_folded() -> None:
    long = "alpha, beta; gamma delta epsilon"
    text = aligned([Block(["a", "x"], False), Block(["b", long], False)], 23)
    assert all(cell_width(line) <= 23 for line in text.splitlines())
    assert text.split() == ["a", "b", "x", *long.split()]
    assert aligned([Block(["a", "x"], False), Block(["b", long], False)]) == f"a  b\nx  {long}\n"


def test_every_verdict_of_an_effect_has_a_style_and_keeps_its_word() -> None:
    assert set(TELLING) <= set(STYLES)
    for word in STYLES:
        for written in (word, word.replace("_", " ")):
            assert ESCAPE.sub("", coloured(f"x  {written}  y")) == f"x  {written}  y"
            assert "\x1b[" in coloured(f"x  {written}")
    assert coloured("it is activating, as published") == "it is activating, as published"


def test_lines_are_folded_with_their_indent() -> None:
    assert folded("  one two three\nshort\n", 10) == "  one two\n      three\nshort\n"
