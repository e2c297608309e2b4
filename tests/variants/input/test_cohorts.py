"""Annotated cohorts: every row of every real file is accounted for, and goes out with what came in."""

from __future__ import annotations

import csv
import gzip
import io
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest

import mtorstruct
from mtorstruct.errors import DataError
from mtorstruct.tables import ANNOTATION, REJECTS
from mtorstruct.variants.input.accounting import account
from mtorstruct.variants.input.cells import unique_headings
from mtorstruct.variants.input.cohort import ReadOptions, Texts
from mtorstruct.variants.input.detect import read_cohort
from mtorstruct.variants.stream import AnnotatedCohorts, annotate_cohorts

FILES = {
    "crc_cbioportal_data_mutations.txt.gz": (14, 1893, {}),
    "hotspots_GRCh37.tsv": (44, 0, {}),
    "hotspots_GRCh38.tsv": (44, 0, {}),
    "published_3d_hotspots.tsv": (23, 0, {}),
    "tcga_firehose_mtor_genes.maf.tsv": (998, 0, {"no_protein_change": 15, "ambiguous": 1}),
    "tcga_mc3_mtor_genes.maf.tsv": (285, 0, {"no_protein_change": 50, "other_isoform": 2}),
    "civic_mtor.vcf": (8, 0, {}),
}
"""Rows annotated, of other genes, and rejected by status."""


def annotated(path: Path, **options: object) -> AnnotatedCohorts:
    return annotate_cohorts([read_cohort(path, ReadOptions(**options))], mtorstruct.open_atlas())  # type: ignore[arg-type]


def lines_of(path: Path) -> list[str]:
    content = path.read_bytes()
    return (gzip.decompress(content) if path.suffix == ".gz" else content).decode().splitlines()


@pytest.mark.parametrize("name", FILES)
def test_every_row_of_every_file_is_accounted_for(shared_cohorts: Path, name: str) -> None:
    good, others, rejected = FILES[name]
    rows = annotated(shared_cohorts / name).accounting()
    assert (rows.annotated, rows.other_genes, rows.rejected) == (good, others, rejected)
    # Counted by the lines of the file alone: those that are neither header nor comment.
    lines = [line for line in lines_of(shared_cohorts / name) if line and not line.startswith("#")]
    heading = 0 if name.endswith(".vcf") else 1
    assert rows.n_rows == len(lines) - heading == good + others + sum(rejected.values())


def test_the_genes_of_the_rows_left_out_are_those_of_the_file(shared_cohorts: Path) -> None:
    path = shared_cohorts / "crc_cbioportal_data_mutations.txt.gz"
    genes = Counter(line.split("\t")[0] for line in lines_of(path)[1:])
    found = annotated(path)
    kept = Counter(found.columns(passthrough=False, names=["gene"])["gene"].tolist())
    assert found.other_genes() + kept == genes


@pytest.mark.parametrize("build", ["GRCh37", "GRCh38"])
def test_hotspots_by_coordinates_alone(shared_cohorts: Path, build: str) -> None:
    table = pd.read_csv(shared_cohorts / f"hotspots_{build}.tsv", sep="\t", dtype=str)
    single = table[
        (table.ref.str.len() == 1) & (table.alt.str.len() == 1) & ~table.protein_change.str.contains("_")
    ]
    assert len(single) == 40
    bare = single.drop(columns=["protein_change", "gene", "variant_class", "sift"])
    found = mtorstruct.annotate(bare, build=build)
    certain = 0
    for said, name, status, others in zip(
        single.protein_change, found.wild_type + found.position.astype(str) + found.mutant, found.status,
        found.alternatives, strict=True,
    ):  # fmt: skip
        assert said in ({name} if status == "ok" else set(others.split("; "))), said
        certain += status == "ok"
    # The table of known codons comes from these rows, too; the genetic code alone is no such circle.
    assert certain == 40
    assert (found.settled_by == "genetic code").sum() == 25
    assert set(found.read_from) == {f"coordinates {build}"}


def test_what_came_in_goes_out(shared_cohorts: Path) -> None:
    path = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv"
    raw = pd.read_csv(path, sep="\t", dtype=str, keep_default_na=False)
    frame = mtorstruct.annotate_file(path)
    assert list(frame.columns) == [*ANNOTATION.names, *raw.columns]
    assert frame[list(raw.columns)].fillna("").astype(str).equals(raw.astype(str))
    assert frame["sample"].tolist() == raw.Tumor_Sample_Barcode.tolist()
    assert frame.attrs["accounting"].startswith(
        "337 rows in = 285 annotated + 0 of other genes + 52 rejected"
    )


@pytest.mark.parametrize("fmt", ["tsv", "csv"])
@pytest.mark.parametrize(
    "name", ["tcga_mc3_mtor_genes.maf.tsv", "crc_cbioportal_data_mutations.txt.gz", "civic_mtor.vcf"]
)
def test_the_text_says_what_the_table_says(shared_cohorts: Path, name: str, fmt: str) -> None:
    found = annotated(shared_cohorts / name)
    text = "".join(found.text(fmt))
    back = list(csv.reader(io.StringIO(text), delimiter="\t" if fmt == "tsv" else ","))
    assert back[0] == found.table.names
    assert {len(row) for row in back} == {len(back[0])}
    columns = found.columns()
    for name_, cells in zip(back[0], zip(*back[1:], strict=True), strict=True):
        if columns[name_].dtype == object:
            assert [cell.removeprefix("'") for cell in cells] == [
                str(v).removeprefix("'") for v in columns[name_]
            ], name_
    assert text == "".join(annotated(shared_cohorts / name).text(fmt))


def test_rejects_name_line_text_reason_and_suggestion(shared_cohorts: Path) -> None:
    path = shared_cohorts / "tcga_mc3_mtor_genes.maf.tsv"
    rejects = annotated(path).rejects()
    assert list(rejects) == REJECTS.names
    lines = lines_of(path)
    assert [lines[n - 1] for n in rejects["line"].tolist()] == rejects["row"].tolist()
    assert len(rejects["line"]) == 52
    told = dict(zip(rejects["input"].tolist(), rejects["suggestion"].tolist(), strict=True))
    assert told["p.P205H"] == "P185H"


def test_a_spreadsheet_takes_no_cell_for_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "cohort.csv"
    path.write_text(
        "gene,protein_change,sample,note\nMTOR,F2108L,\"=cmd|' /C calc'!A0\",+1+1\nMTOR,=1+1,@x,-2.5\n"
    )
    text = "".join(annotated(path).text("csv"))
    for row in csv.reader(io.StringIO(text)):
        assert all(cell[:1] not in tuple("=+@") or cell == "=" for cell in row)
    first = next(csv.DictReader(io.StringIO(text)))
    assert (first["sample"], first["note"]) == ("'=cmd|' /C calc'!A0", "'+1+1")
    assert "-2.5" in text


def test_columns_that_we_have_too_keep_both(tmp_path: Path) -> None:
    path = tmp_path / "cohort.tsv"
    path.write_text("gene\tprotein_change\tdomain\tdomain\t\nMTOR\tF2108L\tmine\tagain\tlast\n")
    frame = mtorstruct.annotate_file(path)
    assert frame.loc[0, ["domain", "input_domain", "input_domain_2", "column_5"]].tolist() == [
        "FRB",
        "mine",
        "again",
        "last",
    ]
    assert unique_headings(["x", "x", "x"], set()) == ["x", "x_2", "x_3"]


def test_files_with_different_columns_go_out_together(tmp_path: Path) -> None:
    one, two = tmp_path / "one.tsv", tmp_path / "two.csv"
    one.write_text("gene\tprotein_change\tt_depth\nMTOR\tF2108L\t9\n")
    two.write_text('protein_change,gene,who\nM2327I,MTOR,"A, B"\n')
    found = annotate_cohorts([read_cohort(one), read_cohort(two)], mtorstruct.open_atlas())
    rows = list(csv.DictReader(io.StringIO("".join(found.text("tsv"))), delimiter="\t"))
    assert [(r["hgvs"], r["t_depth"], r["who"]) for r in rows] == [
        ("p.Phe2108Leu", "9", ""),
        ("p.Met2327Ile", "", "A, B"),
    ]


def test_a_cohort_that_lies_on_disk_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "cohort.tsv"
    path.write_text("gene\tprotein_change\tn\n" + "".join(f"MTOR\tF2108L\t{n}\n" for n in range(5_000)))
    once = "".join(annotated(path).text("tsv"))
    monkeypatch.setattr("mtorstruct.variants.input.cohort._IN_MEMORY", 100)
    assert "".join(annotated(path).text("tsv")) == once
    texts = Texts()
    for n in range(500):
        texts.append(f"{n}\nline")
    assert list(texts) == list(texts) == [f"{n}\\nline" for n in range(500)]
    assert len(texts) == 500


def test_a_file_that_breaks_off_is_an_error_in_python(tmp_path: Path) -> None:
    path = tmp_path / "cohort.tsv.gz"
    rows = "".join(f"MTOR\tF2108L\t{n * n}\n" for n in range(50_000))
    path.write_bytes(gzip.compress(f"gene\tprotein_change\tn\n{rows}".encode())[:-100])
    with pytest.raises(DataError, match="cut off"):
        mtorstruct.annotate_file(path)


def test_accounts_add_up() -> None:
    told = [("ok", "MTOR", 2), ("unknown_gene", "TP53", 1), ("unknown_gene", "(none)", 1)]
    rows = account([*told, ("context", "KRAS", 1)], {"TP53": 7})
    assert (rows.annotated, rows.other_genes, rows.n_rejected, rows.n_rows) == (2, 9, 1, 12)
    assert str(rows) == (
        "12 rows in = 2 annotated + 9 of other genes + 1 rejected (1 unknown_gene); "
        "other genes: TP53 8, KRAS 1"
    )


def test_the_page_says_what_is_counted() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "files.md").read_text(encoding="utf-8")
    named = {
        "TCGA MC3": "tcga_mc3_mtor_genes.maf.tsv",
        "TCGA Firehose": "tcga_firehose_mtor_genes.maf.tsv",
        "a colorectal": "crc_cbioportal_data_mutations.txt.gz",
        "CIViC": "civic_mtor.vcf",
    }
    for start, name in named.items():
        (line,) = [line for line in page.splitlines() if line.startswith(f"| {start}")]
        good, others, rejected = FILES[name]
        told = [cell.strip() for cell in line.split("|")[2:-1]]
        why = ", ".join(f"{n} {status}" for status, n in rejected.items())
        total = good + others + sum(rejected.values())
        assert told == [f"{total:,}", f"{good:,}", f"{others:,}", why]
        if start == "TCGA MC3":
            readme = (Path(__file__).resolve().parents[3] / "README.md").read_text(encoding="utf-8")
            n = sum(rejected.values())
            said = f"{total} rows in = {good} annotated + {others} of other genes + {n} rejected ({why})"
            assert said in readme


def test_several_changes_of_the_context_are_told_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "cohort.tsv"
    path.write_text("gene\tchange\tsample\nKRAS\tG12D, G13D\ts\nKRAS\tG12D, G13D\ts\nMTOR\tF2108L\ts\n")
    found = mtorstruct.annotate_file(path)
    (told,) = found.context
    assert [part.partition(":")[0] for part in told.split("; ")] == ["KRAS G12D", "KRAS G13D"]
    assert found.attrs["accounting"].startswith("3 rows in = 1 annotated + 2 of other genes + 0 rejected")
    assert mtorstruct.annotate(pd.read_csv(path, sep="\t")).context.iloc[-1] == told
