"""The commands as people use them: output, messages, exit codes, files."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import gemmi
import pandas as pd
import pytest

from mtorstruct.cli.main import COMMANDS, main
from mtorstruct.cli.parsing import Parser
from mtorstruct.tables import ANNOTATION, ANNOTATION_DRUG, DOMAINS

ASKED = ["F2108L", "S2035F", "M2327I", "F2018L", "V2046A", "C1483Y", "RPTOR:S863"]


def run(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str, str]:
    code = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def tsv(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text), delimiter="\t"))


# annotate --------------------------------------------------------------------------------------


def test_annotate_shows_what_the_issue_says(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "annotate", *ASKED)
    assert code == 0
    rows = {r["input"]: r for r in tsv(out)}
    assert list(rows) == ASKED
    assert rows["F2108L"]["domain"] == "FRB"
    assert rows["F2108L"]["rapamycin_basis"] == "bound"
    assert rows["M2327I"]["atp_distance_A"] == "12.82"
    assert rows["C1483Y"]["rapamycin_basis"] == "transferred"
    assert (rows["F2018L"]["status"], rows["F2018L"]["suggestion"]) == ("reference_mismatch", "F2108L")
    assert "residue 2018 of MTOR (P42345) is R" in rows["F2018L"]["message"]
    assert (rows["V2046A"]["status"], rows["V2046A"]["suggestion"]) == ("reference_mismatch", "V2406A")
    assert "not modelled" in rows["RPTOR:S863"]["message"]
    assert err.splitlines() == [
        "mtorstruct: 6 of 7 variants name no gene: MTOR is meant",
        "mtorstruct: 7 rows in = 5 annotated + 0 of other genes + 2 rejected (2 reference_mismatch)",
    ]


def test_annotate_as_a_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "annotate", *ASKED, "--format", "table")
    assert code == 0
    lines = out.splitlines()
    assert lines[0].split()[:4] == ["input", "gene", "status", "suggestion"]
    assert "F2018L: residue 2018 of MTOR (P42345) is R, not F" in lines


def test_the_example_is_the_reviews_list(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "annotate", "--example", "review")
    assert code == 0
    assert len(tsv(out)) == 21
    assert "21 rows in = 18 annotated + 0 of other genes + 3 rejected (3 reference_mismatch)" in err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["F2108L"], 0),
        (["F2108L", "F2018L"], 0),
        (["F2108L", "F2018L", "--strict"], 1),
        (["F2018L", "--strict"], 3),
        (["F2108L", "TP53:R175H"], 0),
        (["TP53:R175H"], 0),
        (["F2108Z", "MTOR:9999", "what"], 3),
        ([], 2),
        (["-i", "missing.tsv"], 3),
    ],
)
def test_exit_codes(capsys: pytest.CaptureFixture[str], arguments: list[str], code: int) -> None:
    assert run(capsys, "annotate", *arguments)[0] == code


def test_bad_rows_do_not_cost_the_good_ones(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.tsv"
    code, out, err = run(
        capsys,
        "annotate",
        "TP53:R175H",
        "MTOR:F2108L",
        "MTOR:F2108Z",
        "MTOR:9999",
        "MTOR:S2035F",
        "--rejects",
        rejects,
    )
    assert code == 1
    assert [r["status"] for r in tsv(out)] == [
        "unknown_gene", "ok", "impossible_amino_acid", "position_out_of_range", "ok",
    ]  # fmt: skip
    assert [r["input"] for r in tsv(rejects.read_text())] == ["TP53:R175H", "MTOR:F2108Z", "MTOR:9999"]
    assert err.count("\n") == 1


@pytest.mark.parametrize("fmt", ["tsv", "csv", "json", "parquet"])
def test_every_format_reads_back_the_same(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, fmt: str
) -> None:
    import mtorstruct

    path = tmp_path / f"out.{fmt}"
    assert run(capsys, "annotate", *ASKED, "-o", path)[0] == 0
    expected = mtorstruct.annotate(ASKED)
    if fmt == "parquet":
        found = pd.read_parquet(path)
    elif fmt == "json":
        found = pd.DataFrame(json.loads(path.read_text()))
    else:
        found = pd.read_csv(path, sep="\t" if fmt == "tsv" else ",", keep_default_na=False)
    assert list(found.columns) == ANNOTATION.names
    for column in ANNOTATION.columns:
        ours, theirs = expected[column.name], found[column.name]
        if column.dtype in ("float", "int"):
            numbers = pd.to_numeric(theirs, errors="coerce")
            assert numbers.to_numpy(dtype=float, na_value=float("nan")) == pytest.approx(
                ours.to_numpy(dtype=float, na_value=float("nan")), nan_ok=True
            )
        else:
            missing = "" if fmt in ("tsv", "csv") else None
            there = theirs.astype(object).where(theirs.notna(), None)
            assert there.tolist() == ours.astype(object).where(ours.notna(), missing).tolist()


def test_same_input_same_bytes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for fmt in ("tsv", "csv", "json", "parquet"):
        for name in ("one", "two"):
            run(capsys, "annotate", *ASKED, "-o", tmp_path / f"{name}.{fmt}")
        assert (tmp_path / f"one.{fmt}").read_bytes() == (tmp_path / f"two.{fmt}").read_bytes()


def test_input_from_a_file_and_from_standard_input(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.tsv"
    path.write_text("gene\tprotein_change\nMTOR\tF2108L\nRPTOR\tS863\n")
    _, from_file, _ = run(capsys, "annotate", "-i", path)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(path.read_bytes())))
    _, from_stdin, _ = run(capsys, "annotate", "-i", "-")
    assert from_file == from_stdin
    assert [r["gene"] for r in tsv(from_file)] == ["MTOR", "RPTOR"]


def test_a_file_in_the_place_of_a_change_is_recognised(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "cohort.maf"
    path.write_text("Hugo_Symbol\tHGVSp_Short\nMTOR\tp.F2108L\n")
    code, out, _ = run(capsys, "annotate", path, "M2327I")
    assert code == 0
    assert [r["input"] for r in tsv(out)] == ["M2327I", "p.F2108L"]
    code, _, err = run(capsys, "annotate", tmp_path / "missing.maf")
    assert code == 3
    assert err == f"mtorstruct: {tmp_path / 'missing.maf'}: there is no such file; check the path\n"
    code, _, err = run(capsys, "annotate", tmp_path)
    assert code == 3
    assert err == f"mtorstruct: {tmp_path}: is a folder; name a file in it\n"


def test_all_structures(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "annotate", "F2108L", "--all-structures")
    assert code == 0
    assert {r["entry"] for r in tsv(out)} >= {"1FAP", "4DRI", "4JSV", "5H64"}
    assert run(capsys, "annotate", "F2108L", "--all-structures", "--format", "table")[0] == 0


def test_outputs_are_whole_or_not_there(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(capsys, "annotate", "F2108L", "-o", tmp_path)
    assert (code, "is a directory" in err) == (2, True)
    code, _, err = run(capsys, "annotate", "F2108L", "-o", tmp_path / "no" / "folder.tsv")
    assert (code, "cannot be written" in err) == (2, True)
    code, _, err = run(capsys, "annotate", "F2108L", "--format", "parquet")
    assert (code, "Parquet cannot go to standard output" in err) == (2, True)
    assert not list(tmp_path.iterdir())


def test_links_are_followed_and_pipes_written_to(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target, link = tmp_path / "target.tsv", tmp_path / "link.tsv"
    target.write_text("before")
    link.symlink_to(target)
    assert run(capsys, "annotate", "F2108L", "-o", link)[0] == 0
    assert link.is_symlink()
    assert target.read_text().startswith("input\t")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE, text=True)
    assert run(capsys, "annotate", "F2108L", "-o", pipe)[0] == 0
    assert reader.communicate(timeout=20)[0].startswith("input\t")
    assert pipe.is_fifo()


def test_output_and_rejects_are_two_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    same = tmp_path / "same.tsv"
    code, _, err = run(capsys, "annotate", "F2018L", "-o", same, "--rejects", same)
    assert (code, "the same file" in err) == (2, True)
    code, _, err = run(capsys, "annotate", "F2018L", "-o", tmp_path / "x.xlsx")
    assert (code, "--format" in err) == (2, True)
    assert not list(tmp_path.iterdir())


def test_cells_stay_on_their_line(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "annotate", "F2108L\r", "a\tb\nc", "F2108L")
    assert [r["input"] for r in tsv(out)] == ["F2108L\\r", "a\\tb\\nc", "F2108L"]


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mtorstruct.tables.writing import write_text

    target = tmp_path / "out.tsv"
    target.write_text("before")

    def full_disk(self: Path, other: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full_disk)
    with pytest.raises(ValueError, match="No space left"):
        write_text(target, "after")
    assert target.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["out.tsv"]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        OSError(12, "Cannot allocate memory"),
        ImportError("x.so: failed to map segment from shared object"),
        ImportError("x.so: cannot allocate memory in static TLS block"),
    ],
    ids=str,
)
def test_want_of_memory_is_one_line(
    error: Exception, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import mtorstruct.cli.entries as module

    def exhausted(_: object) -> int:
        raise error

    monkeypatch.setattr(module, "run", exhausted)
    code, _, err = run(capsys, "entries")
    assert (code, err.startswith("mtorstruct: took more memory than there is; ")) == (4, True)


# domains, phosphosites, entries, atlas ---------------------------------------------------------


def test_domains_of_5h64(capsys: pytest.CaptureFixture[str], shared_structures: Path) -> None:
    code, out, err = run(capsys, "domains", shared_structures / "5h64.pdb.gz")
    assert (code, err) == (0, "")
    rows = tsv(out)
    assert out.splitlines()[0].split("\t") == DOMAINS.names
    assert out.startswith(
        "entry\tgene\tuniprot\tcopy\tchain\tdomain\tstart\tend\tn_modelled\tcoverage\t"
        "mean_b_factor\tmapping_source\tidentity"
    )
    for copy in ("1", "2"):
        mine = [r for r in rows if r["gene"] == "MTOR" and r["copy"] == copy]
        assert {r["domain"] for r in mine} == {"N-HEAT", "M-HEAT", "FAT", "FRB", "kinase"}
    for gene in ("RPTOR", "MLST8"):
        assert {r["copy"] for r in rows if r["gene"] == gene} == {"1", "2"}


def test_a_bad_structure_does_not_cost_the_good_ones(
    capsys: pytest.CaptureFixture[str], shared_structures: Path, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.pdb"
    empty.write_text("")
    good = shared_structures / "1fap.cif.gz"
    code, out, err = run(capsys, "domains", empty, good, tmp_path, "9zzz")
    assert code == 1
    assert {r["entry"] for r in tsv(out)} == {"1FAP"}
    lines = err.splitlines()
    assert len(lines) == 3
    assert str(empty) in lines[0]
    assert all("; " in line for line in lines)
    assert run(capsys, "domains", empty)[0] == 3
    assert run(capsys, "domains", "9zzz")[0] == 4
    assert run(capsys, "domains")[0] == 2


def test_a_structure_without_our_proteins_is_a_failure(
    capsys: pytest.CaptureFixture[str], shared_structures: Path, tmp_path: Path
) -> None:
    read = gemmi.read_structure(str(shared_structures / "4dri.pdb.gz"))
    read[0].remove_chain("B")
    path = tmp_path / "fkbp51.pdb"
    read.write_pdb(str(path))
    code, out, err = run(capsys, "domains", path)
    assert (code, out) == (3, "")
    assert "has no chain of mTOR or its partners" in err


def test_residues_without_a_proven_position_are_mentioned(
    capsys: pytest.CaptureFixture[str], shared_structures: Path
) -> None:
    _, _, err = run(capsys, "domains", shared_structures / "4dri.pdb.gz")
    assert err == "mtorstruct: 4DRI: residues without a proven UniProt position: 8 in chain B (MTOR)\n"


def test_the_scheme_itself_and_where_schemes_differ(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "domains", "--protein", "MTOR")
    assert [r["domain"] for r in tsv(out)] == ["N-HEAT", "M-HEAT", "FAT", "kinase", "FRB", "kinase"]
    assert all(r["source"] and r["status"] for r in tsv(out))
    _, out, _ = run(capsys, "domains", "--protein", "mtor", "--level", "all")
    assert "activation loop" in {r["domain"] for r in tsv(out)}
    _, out, _ = run(capsys, "domains", "--schemes")
    assert out.splitlines()[0] == "default"
    _, out, _ = run(capsys, "domains", "--compare", "--protein", "MTOR")
    assert {"Pfam", "CDD"} <= {r["scheme_b"] for r in tsv(out)}
    code, _, err = run(capsys, "domains", "--protein", "TP53")
    assert (code, "unknown gene" in err) == (2, True)


def test_boundaries_that_were_not_seen_are_hidden_and_said_so(
    capsys: pytest.CaptureFixture[str], shared_structures: Path
) -> None:
    _, out, err = run(capsys, "domains", "--protein", "MAPKAP1", "--scheme", "UniProt")
    assert not tsv(out)
    assert err.startswith("mtorstruct: 3 boundaries that were not seen in their source are hidden")
    _, out, err = run(
        capsys, "domains", "--protein", "MAPKAP1", "--scheme", "UniProt", "--include-unverified"
    )
    assert [r["status"] for r in tsv(out)] == ["unverified"] * 3
    assert err == ""
    _, _, err = run(capsys, "domains", "--compare", "--protein", "MTOR")
    assert "boundaries that were not seen in their source are hidden" in err
    assert run(capsys, "domains", "--compare", "--protein", "MTOR", "--include-unverified")[2] == ""
    path = shared_structures / "1fap.cif.gz"
    assert not tsv(run(capsys, "domains", path, "--scheme", "Yang 2013")[1])
    _, out, _ = run(capsys, "domains", path, "--scheme", "Yang 2013", "--include-unverified")
    assert [(r["domain"], r["n_modelled"]) for r in tsv(out)] == [("FRB", "92")]
    code, _, err = run(capsys, "domains", path, "--protein", "MTOR")
    assert (code, "ask one at a time" in err) == (2, True)


def test_a_whole_cohort_is_read_by_the_right_columns(capsys: pytest.CaptureFixture[str]) -> None:
    path = Path(__file__).resolve().parents[3] / "shared" / "cohorts" / "crc_cbioportal_data_mutations.txt.gz"
    if not path.is_file():
        assert os.environ.get("CI") != "true"
        pytest.skip("needs the real variant files in ../shared/cohorts, which are not part of the project")
    # The file also has VEP's column Gene, with Ensembl ids.
    code, out, err = run(capsys, "annotate", "-i", path)
    rows = tsv(out)
    assert code == 0
    assert "1,907 rows in = 14 annotated + 1,893 of other genes + 0 rejected" in err
    known = rows
    assert len(known) == 14
    assert sum(bool(r["context"]) for r in known) == 3
    assert {r["gene"] for r in known} <= {
        "MTOR",
        "RPTOR",
        "RICTOR",
        "MLST8",
        "MAPKAP1",
        "AKT1S1",
        "DEPTOR",
        "RHEB",
        "FKBP1A",
    }


def test_phosphosites_and_entries(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "phosphosites", "--complex", "mTORC1")
    assert code == 0
    s2448 = next(r for r in tsv(out) if r["site"] == "S2448")
    assert s2448["modelled_in"] == ""
    assert s2448["previous_modelled"].startswith("T2436")
    assert run(capsys, "phosphosites", "--gene", "RPTOR", "--format", "table")[0] == 0
    code, out, _ = run(capsys, "entries")
    assert code == 0
    assert len(tsv(out)) == 67


def test_atlas_build_and_show(
    capsys: pytest.CaptureFixture[str], shared_structures: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    said = "mtorstruct: 1fap.cif.gz is experimental: _exptl says x-ray diffraction\n"
    assert run(capsys, "atlas", "build", shared_structures / "1fap.cif.gz", "-o", folder) == (0, "", said)
    code, out, _ = run(capsys, "atlas", "show", "--table", "residues", "--atlas", folder)
    assert code == 0
    assert {r["entry"] for r in tsv(out)} == {"1FAP"}
    code, out, _ = run(capsys, "annotate", "F2108L", "--atlas", folder)
    assert tsv(out)[0]["rapamycin_entry"] == "1FAP"
    assert run(capsys, "annotate", "F2108L", "--atlas", tmp_path / "none")[0] == 3


# Manners ---------------------------------------------------------------------------------------


def python(*arguments: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **(env or {})},
    )


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_every_command_has_help(command: str) -> None:
    done = python("-m", "mtorstruct", *command.split(), "--help")
    assert done.returncode == 0
    assert done.stdout.startswith("usage: mtorstruct")
    assert not command or "example" in done.stdout or command == "atlas"


def test_version() -> None:
    import mtorstruct

    assert python("-m", "mtorstruct", "--version").stdout == f"mtorstruct {mtorstruct.__version__}\n"


def test_no_traceback_without_debug() -> None:
    assert "Traceback" not in python("-m", "mtorstruct", "domains", "missing.pdb").stderr
    assert "Traceback" in python("-m", "mtorstruct", "--debug", "annotate").stderr


def test_whatever_cannot_be_printed_is_escaped() -> None:
    done = python(
        "-m", "mtorstruct", "annotate", "MT\u00d6R:F2108L", "F2108L", env={"PYTHONIOENCODING": "ascii"}
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert done.stdout.count("\n") == 3


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_angstroms_are_a_letter_only_where_the_encoding_has_no_sign_for_them(encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "mtorstruct", "explain", "F2108L"],
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
    )
    text = done.stdout.decode(encoding)
    sign = "A" if encoding == "ascii" else "Å"
    assert f"in contact with rapamycin (3.5 {sign}, 4DRI)" in " ".join(text.split())
    assert "\\x" not in text


def test_a_full_or_closed_output_is_one_line() -> None:
    command = f"{sys.executable} -m mtorstruct annotate F2108L"
    full = subprocess.run(
        ["bash", "-c", f"{command} > /dev/full"], capture_output=True, text=True, check=False
    )
    assert full.returncode == 4
    assert full.stderr.count("\n") == 1
    closed = subprocess.run(["bash", "-c", f"{command} >&-"], capture_output=True, text=True, check=False)
    assert "Traceback" not in closed.stderr


def test_a_closed_pipe_is_quiet() -> None:
    code = f"{sys.executable} -m mtorstruct atlas show | head -1"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.startswith("mtorstruct: atlas ")
    assert done.stderr.endswith("of the whole catalogue: mtorstruct atlas build --catalogue all -o DIR\n")
    assert done.stderr.count("\n") == 1
    assert done.stdout.startswith("gene\t")


HEAVY = (
    "MDAnalysis", "scipy", "matplotlib", "biotite", "Bio", "gemmi",
    "requests", "urllib3", "filelock", "pandas",
)  # fmt: skip


@pytest.mark.parametrize(
    ("code", "banned"),
    [
        ("import mtorstruct", (*HEAVY, "numpy")),
        (
            "from mtorstruct.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass",
            (*HEAVY, "numpy"),
        ),
        ("from mtorstruct.cli.main import main\nmain(['annotate', 'F2108L'])", HEAVY),
        ("import mtorstruct\nmtorstruct.annotate(['F2108L'])", HEAVY[:-1]),
    ],
    ids=["import", "help", "annotate", "annotate in Python"],
)
def test_heavy_libraries_are_imported_where_they_are_used(code: str, banned: tuple[str, ...]) -> None:
    check = f"\nimport sys\nprint('LOADED', [m for m in {banned!r} if m in sys.modules])"
    assert python("-c", code + check).stdout.splitlines()[-1] == "LOADED []"


# What other variants, tables in memory and other commands need.
NEEDLESS = (
    "decimal", "importlib.resources", "mtorstruct.reference.mutability", "mtorstruct.variants.input.columns",
    "mtorstruct.variants.input.frames", "mtorstruct.variants.notation.grammar",
    "mtorstruct.variants.notation.remarks", "mtorstruct.variants.verdicts.drug",
)  # fmt: skip


def test_one_plain_variant_loads_only_what_it_needs() -> None:
    check = f"import sys\nprint('LOADED', [m for m in {NEEDLESS!r} if m in sys.modules])"
    code = f"from mtorstruct.cli.main import main\nmain(['annotate', '{{}}'])\n{check}"
    assert python("-c", code.format("F2108L")).stdout.splitlines()[-1] == "LOADED []"
    assert "mtorstruct.variants.notation.grammar" in python("-c", code.format("R1966fs")).stdout
    # Coding sequences are looked for in the store, not fetched.
    check = "import sys\nprint('LOADED', [m for m in sys.modules if m.startswith('mtorstruct.archive')])"
    loaded = python(
        "-c", f"from mtorstruct.cli.main import main\nmain(['annotate', 'c.6322T>C'])\n{check}"
    ).stdout
    assert "'mtorstruct.archive.sequences'" in loaded
    assert "'mtorstruct.archive.client'" not in loaded


def test_a_command_in_front_needs_no_parser_of_others(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, make = [], Parser.__init__

    def counted(self: Parser, **options: Any) -> None:
        made.append(options["prog"])
        make(self, **options)

    monkeypatch.setattr(Parser, "__init__", counted)
    assert run(capsys, "annotate", "F2108L")[0] == 0
    assert made == ["mtorstruct", "mtorstruct annotate"]
    # Without one in front, any may be meant.
    with pytest.raises(SystemExit):
        main(["anotate", "F2108L"])
    assert len(made) > len(COMMANDS)


# verdicts ----------------------------------------------------------------------------------------


def test_annotate_narrows_the_verdict_to_one_drug(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "annotate", "F2108L", "M2327I", "--drug", "everolimus")
    rows = tsv(out)
    assert code == 0
    assert [r["drug_response"] for r in rows] == ["resistance_likely", "sensitivity_retained"]
    assert list(rows[0]) == ANNOTATION_DRUG.names
    code, out, _ = run(capsys, "annotate", "F2108L", "--drug", "everolimus", "--format", "table")
    assert "F2108L: Published as resistant to everolimus (PMID:25295501)." in out
    assert run(capsys, "annotate", "F2108L", "--drug", "x")[0] == 2
    code, out, err = run(capsys, "annotate", "F2108L", "--drug", "tacrolimus")
    assert (code, out) == (2, "")
    assert err == "mtorstruct: tacrolimus binds no site of mTOR; it binds FKBP12, and with it calcineurin\n"
    assert run(capsys, "annotate", "F2108L", "--drug", "everolimus", "--all-structures")[0] == 2


def test_annotate_without_evidence(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "annotate", "S2035F", "S2035A", "E1799K", "--evidence", "none")
    assert code == 0
    assert [r["rapalog"] for r in tsv(out)] == ["resistance_likely", "no_direct_effect", "no_direct_effect"]
    assert {r["evidence"] for r in tsv(out)} == {""}


def test_annotate_tells_verdicts_to_people(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "annotate", "F2108L", "--format", "table")
    assert "resistance_likely" in out.splitlines()[1]
    assert "F2108L: Published as resistant to everolimus" in out
    assert max(map(len, out.splitlines()[2:])) <= 110


def test_explain(capsys: pytest.CaptureFixture[str]) -> None:
    import mtorstruct

    code, out, err = run(capsys, "explain", "MTOR:M2327I")
    assert (code, err) == (0, "")
    assert out == mtorstruct.explain("MTOR:M2327I") + "\n"
    code, out, err = run(capsys, "explain", "F2018L")
    assert (code, out) == (2, "")
    assert "try F2108L" in err


def test_drugs(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "drugs")
    rows = {r["name"]: r for r in tsv(out)}
    assert code == 0
    assert rows["everolimus"]["drug_class"] == "rapalog"
    assert rows["RapaLink-1"]["sites"] == "rapamycin; atp"
    assert all(r["source"] and r["status"] for r in rows.values())
    assert rows["temsirolimus"]["approval"] == "FDA 2007-05-30"
    assert rows["AZD8055"]["efflux"] == "ABCB1; ABCG2"
    everything = {r["name"] for r in tsv(run(capsys, "drugs", "--include-unverified")[1])}
    assert everything - rows.keys() == {"XL388", "WYE-354"}
    assert run(capsys, "drugs", "--format", "table")[0] == 0


def test_benchmark(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, out, _ = run(capsys, "benchmark")
    assert code == 0
    assert {r["question"] for r in tsv(out)} == {"activity", "rapalog", "atp_competitive"}
    code, out, _ = run(capsys, "benchmark", "--format", "table")
    assert code == 0
    assert out.index("likely_activating") > out.index("in the kinase domain")  # the second table follows
    code, out, _ = run(capsys, "benchmark", "--table", "calibration")
    assert {r["substitutions"] for r in tsv(out)} >= {"band: 4 points", "control: synonymous"}
    assert run(capsys, "benchmark", "--scores", tmp_path / "missing.tsv")[0] == 3


def test_the_sample_of_a_maf_comes_with_its_context(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "cohort.maf"
    path.write_text(
        "Hugo_Symbol\tHGVSp_Short\tTumor_Sample_Barcode\nMTOR\tp.F2108L\tT1\nKRAS\tp.G12D\tT1\n"
        "MTOR\tp.C1483Y\tT2\n"
    )
    code, out, err = run(capsys, "annotate", "-i", path)
    rows = tsv(out)
    assert code == 0
    assert [r["context"] for r in rows] == ["KRAS G12D: resistant (predictive)", ""]
    assert [r["sample"] for r in rows] == ["T1", "T2"]
    assert "3 rows in = 2 annotated + 1 of other genes + 0 rejected" in err
    renamed = tmp_path / "renamed.tsv"
    renamed.write_text(path.read_text().replace("Tumor_Sample_Barcode", "who"))
    _, out, _ = run(capsys, "annotate", "-i", renamed, "--sample-column", "who")
    again = [{k.replace("who", "Tumor_Sample_Barcode"): v for k, v in r.items()} for r in tsv(out)]
    assert again == rows


def test_a_file_with_one_change_says_which_gene_is_meant(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "one.txt"
    path.write_text("F2108L\n")
    for where in ((path,), ("-i", path)):
        assert "1 of 1 variants name no gene: MTOR is meant" in run(capsys, "annotate", *where)[2]
    assert "MTOR is meant" not in run(capsys, "annotate", "F2108L")[2]
