"""Inputs that were once answered wrongly: the right answer to every row, by file and by every way in."""

from __future__ import annotations

import csv
import random
import re
import string
from pathlib import Path
from typing import NamedTuple

import pytest

from mtorstruct.cli.main import main
from mtorstruct.errors import UsageError
from mtorstruct.reference.columns import headings, plain_heading

from .plainly import annotated_file

FOLDER = Path(__file__).resolve().parents[1] / "data" / "variant_faults"

F2108L = "MTOR F2108L ok"
NAMES = ["gene", "wild_type", "position", "mutant", "status"]
ASKS = "the protein that its rows are about"


class Case(NamedTuple):
    """What a file gives: rows that stay, rows of other genes, or the words of an error."""

    rows: tuple[str, ...] = ()
    others: int = 0
    error: str = ""
    gene: str = ""
    build: str = ""


def of_mouse(gene: str) -> str:
    return f"{gene} - other_species"


CASES = {
    "genes_plural.tsv": Case((F2108L,), 2),
    "genesymbol.csv": Case((F2108L,), 1),
    "hugo.tsv": Case((F2108L,), 1),
    "clinvar_web.tsv": Case(("MTOR C1483Y ok", "MTOR S2215F ok"), 2),
    "icgc_min.tsv": Case((F2108L,), 1),
    "gene_id_entrez.tsv": Case((F2108L,), 1),
    "snpeff_extract.tsv": Case((F2108L,), 1),
    "ks.tsv": Case(("RPTOR S863 ok",), 2),
    "uniprot_variants.tsv": Case((F2108L,)),
    "am_sub.tsv": Case((F2108L, "RPTOR R788H ok"), 1),
    "depmap.csv": Case((F2108L,), 1),
    "cravat.tsv": Case((F2108L,), 1),
    "oncokb.tsv": Case((F2108L,), 1),
    "foundation.tsv": Case((F2108L,), 1),
    "cosmic.tsv": Case((F2108L, "MTOR - other_isoform")),
    "cbio_table_rptor.tsv": Case(("RPTOR R788H ok",), 1),
    "contradict.maf": Case(
        (
            "MTOR C1483Y contradiction",
            "MTOR C1483Y contradiction",
            "MTOR - contradiction",
            "MTOR R132H contradiction",
        )
    ),
    "comma_cell.tsv": Case((F2108L, "MTOR A2034V ok", "MTOR A2034V ok", F2108L, F2108L)),
    "title_line.csv": Case((F2108L,), 1),
    "headless_three.csv": Case(("IDH1 132H unknown_gene", F2108L)),
    "gene_first.txt": Case(
        (
            "IDH1 132H unknown_gene",
            "IDH1 132C unknown_gene",
            "RPTOR S722A ok",
            "RPTOR R132H reference_mismatch",
        )
    ),
    "v_hg18b.vcf": Case(error="hg18|NCBI36", build="GRCh37"),
    "v_t2t.vcf": Case(error="chm13|T2T", build="GRCh38"),
    "v_grcm38.vcf": Case(error="GRCm38", build="GRCh38"),
    "mouse_builds.maf": Case(
        (
            *[of_mouse("MTOR")] * 2,
            *[of_mouse("AKT1S1")] * 2,
            of_mouse("MTOR"),
            *["MTOR - unknown_build"] * 3,
            of_mouse("MTOR"),
            *[F2108L] * 2,
            "MTOR - unknown_build",
        )
    ),
    "psp.tsv": Case(
        (
            "MTOR S2448 ok",
            of_mouse("MTOR"),
            "MTOR T2446 ok",
            "RPTOR S792 ok",
            "RPTOR K932 ok",
            "MTOR K2066 ok",
        )
    ),
    "alphamissense.tsv": Case((F2108L,), 1),
    "dbnsfp.tsv": Case((F2108L,)),
    "chrom_not_vcf.tsv": Case(("MTOR - reference_mismatch", F2108L)),
    "ensg.tsv": Case((F2108L, F2108L), 2),
    "genbank.vcf": Case((F2108L, F2108L)),
    "ids.txt": Case((F2108L,) * 6),
    "sample_name.tsv": Case((F2108L, "MTOR A2034V ok")),
    "cp1252.csv": Case((F2108L,) * 5),
    "v_bcsq.vcf": Case(("MTOR S2215Y ok",)),
    "v_func.vcf": Case(("MTOR S2215Y ok",)),
    "v_eff.vcf": Case(("MTOR S2215Y ok",)),
    "v_annovar.vcf": Case(("MTOR S2215Y ok",)),
    "csq_no_symbol.vcf": Case(("MTOR S2215Y ok",)),
    "v_csq.vcf": Case((F2108L, "MTOR F2108= ok", *[F2108L] * 4)),
    "iso.maf": Case(("RPTOR R788H ok",)),
    "clinvar_summary.tsv": Case(("MTOR C1483Y ok",), 1),
    "ionreporter.tsv": Case((F2108L,), 1),
    "three_cols.tsv": Case((F2108L, "MTOR A2034V ok")),
    "dms_matrix.csv": Case((F2108L, "MTOR F2108A ok", "MTOR A2034V ok"), gene="MTOR"),
    "mavedb.csv": Case(
        (F2108L, F2108L, "MTOR A2034V ok", "MTOR F2108* ok", *["MTOR = no_protein_change"] * 3), gene="mTOR"
    ),
    "esm1v.csv": Case((F2108L, F2108L, "MTOR A2034V ok"), gene="P42345"),
    "gnomad.csv": Case((F2108L,)),
    "varsome.csv": Case((F2108L, F2108L)),
    "protvar.csv": Case((F2108L,)),
    "civic.tsv": Case((F2108L,)),
    "civic_old.tsv": Case(
        (F2108L, "MTOR - not_understood", "MTOR L2209V ok", "MTOR M2327I ok", "MTOR - no_protein_change")
    ),
    "avinput.txt": Case((F2108L, "MTOR S2215F ok"), build="GRCh37"),
    "annovar_evf.txt": Case(("MTOR F1888L ok", "MTOR C1483F ok"), 1),
    "vep.json": Case((F2108L,)),
    "cbio_api.json": Case((F2108L,)),
    "m.maf.xz": Case((F2108L, "RPTOR R788H ok")),
    "m.maf.zst": Case((F2108L, "RPTOR R788H ok")),
    "m.maf.bz2": Case((F2108L, "RPTOR R788H ok")),
    "m.maf.zip": Case((F2108L, "RPTOR R788H ok")),
    "filtered.vcf": Case((F2108L,)),
    "gene_names.tsv": Case(),
}
"""Wild type, position and mutant are those that the table of the answer has; a hyphen where it has none."""


def written(gene: object, wild: object, position: object, mutant: object, status: object) -> str:
    """One row of an answer in few words; of a row without an answer what it says of the residue."""
    number = str(position).removesuffix(".0").replace("<NA>", "").replace("nan", "")
    change = f"{wild}{number}{mutant}" if number or mutant else "-"
    return f"{gene} {change if status != 'other_species' else '-'} {status}"


def test_every_file_has_its_answer() -> None:
    files = {path.name for path in FOLDER.iterdir()} - {"README.md"}
    assert files == set(CASES)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.rows])
def test_a_file_gives_the_right_rows(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, target = CASES[name], tmp_path / "out.csv"
    options = [
        o for flag, value in (("--gene", case.gene), ("--build", case.build)) if value for o in (flag, value)
    ]
    main(["annotate", "-i", str(FOLDER / name), "-o", str(target), *options])
    err = capsys.readouterr().err
    with target.open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    said = [written(*(row[n] for n in NAMES)) for row in found]
    for got, wanted in zip(said, case.rows, strict=True):
        gene, change, status = wanted.split()
        assert (got.split()[0], got.split()[2]) == (gene, status), (got, wanted)
        if status == "ok":
            assert got == wanted
        elif change != "-":
            # What a row without an answer says is as it was written, beside the residue that is there.
            assert got.split()[1].lstrip(string.ascii_uppercase) == change.lstrip(string.ascii_uppercase)
    frame = annotated_file(FOLDER / name, gene=case.gene or None, build=case.build or None)
    assert [written(*values) for values in frame[NAMES].itertuples(index=False)] == said
    (line,) = re.findall(r"(\d+) rows? in = (\d+) annotated \+ (\d+) of other genes \+ (\d+) rejected", err)
    total, annotated, others, rejected = map(int, line)
    unknown = sum(row["status"] == "unknown_gene" and not row["gene"].startswith("(") for row in found)
    assert total == annotated + others + rejected
    assert (others, annotated) == (case.others + unknown, sum(row["status"] == "ok" for row in found))
    assert frame.attrs["accounting"] in err


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.error])
@pytest.mark.parametrize("build", ["GRCh37", "GRCh38"])
def test_a_header_of_another_genome_contradicts_the_build(
    name: str, build: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.tsv"
    code = main(["annotate", "-i", str(FOLDER / name), "-o", str(target), "--build", build])
    assert (code, target.exists()) == (2, False)
    assert re.search(CASES[name].error, capsys.readouterr().err)


@pytest.mark.parametrize("name", ["dms_matrix.csv", "mavedb.csv", "esm1v.csv"])
def test_a_table_about_nothing_asks(name: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path, target = str(FOLDER / name), tmp_path / "out"
    for arguments in (
        ["annotate", "-i", path],
        ["summarise", path],
        ["report", path, "-o", f"{target}.html"],
        ["plot", "lollipop", path, "-o", f"{target}.svg"],
        ["view", "5H64", "-i", path, "-o", f"{target}.pml"],
    ):
        assert main(arguments) == 2, arguments
        err = capsys.readouterr().err
        assert ASKS in err
        assert "--gene" in err
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError, match=ASKS):
        annotated_file(path)


def test_every_command_counts_alike(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = str(FOLDER / "depmap.csv")
    words = "1 annotated + 1 of other genes + 0 rejected"
    assert main(["annotate", "-i", path, "-o", str(tmp_path / "a.tsv")]) == 0
    assert words in capsys.readouterr().err
    assert main(["plot", "lollipop", path, "-o", str(tmp_path / "p.svg")]) == 0
    assert words in capsys.readouterr().err
    assert main(["view", "5H64", "-i", path, "-o", str(tmp_path / "v.pml")]) == 0
    assert words in capsys.readouterr().err
    assert main(["report", path, "-o", str(tmp_path / "r.html")]) == 0
    assert "2 rows = 1 answered + 1 of other genes + 0 rejected" in capsys.readouterr().err
    assert main(["summarise", path, "--table", "accounting", "--format", "tsv"]) == 0
    counted = [line.split("\t") for line in capsys.readouterr().out.splitlines()[1:]]
    assert {(part, gene, rows) for part, _, gene, rows in counted} == {
        ("answered", "MTOR", "1"),
        ("other_genes", "IDH1", "1"),
    }


def test_both_readings_of_a_contradiction_are_named() -> None:
    found = annotated_file(FOLDER / "contradict.maf")
    first, second, third, fourth = found.message
    assert "p.C1483Y (HGVSp_Short)" in first
    assert "F2108L (coordinates GRCh37: 1:11187094:G:T)" in first
    assert "p.C1483Y" in second
    assert "c.6324C>A" in second
    assert "chromosome 1" in third
    assert "chromosome 2" in third
    assert "p.R132H" in fourth
    assert "F2108L" in fourth
    assert set(found.activity) == set(found.rapalog) == {""}


SAMPLES = (
    "sample", "Samples", "SAMPLE_NAME", "Sample_Name", "ModelID", "DepMap_ID", "icgc_donor_id", "Patient_ID",
    "case_id", "CELL_LINE_NAME", "Tumor_Sample_Barcode", "sampleId",
)  # fmt: skip


@pytest.mark.parametrize("heading", SAMPLES)
def test_columns_of_samples(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(f"gene\tprotein_change\t{heading}\nMTOR\tF2108L\ts1\n")
    assert annotated_file(path)["sample"].tolist() == ["s1"]


_RANDOM = random.Random(13)
MADE_UP = ["".join(_RANDOM.choices(string.ascii_letters, k=_RANDOM.randint(3, 12))) for _ in range(20)]
KNOWN = (
    "Hugo_Symbol", "hugoGeneSymbol", "Gene", "gene", "GENE", "Genes", "Gene(s)", "Gene Symbol", "gene.symbol",
    "GeneSymbol", "SYMBOL", "hugo", "genename", "Gene.refGene", "ANN[0].GENE", "ANN[*].GENE", "GENE_SYMBOL",
    "Gene name", "HugoSymbol", "HUGO_SYMBOL",
)  # fmt: skip


@pytest.mark.parametrize("heading", [*KNOWN, *MADE_UP])
def test_no_heading_makes_another_gene_ours(heading: str, tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(f"{heading}\tProtein_Change\tSample\nMTOR\tp.F2108L\ts1\nIDH1\tp.R132H\ts1\n")
    if heading in MADE_UP:
        with pytest.raises(UsageError, match=heading):
            annotated_file(path)
        return
    found = annotated_file(path)
    assert [written(*row) for row in found[NAMES].itertuples(index=False)] == [F2108L]
    assert "1 of other genes" in found.attrs["accounting"]
    assert plain_heading(heading) in headings()["gene"]


@pytest.mark.parametrize(
    "name", ["gene_names.tsv", "ids.txt", "ensg.tsv"], ids=lambda name: name.partition(".")[0]
)
def test_what_is_nearly_ours_is_known_or_named(name: str) -> None:
    found = annotated_file(FOLDER / name)
    assert set(found.status) <= {"ok", "unknown_gene"}
    unknown = found[found.status == "unknown_gene"]
    assert all("is none of the nine" in message for message in unknown.message)
    if name == "gene_names.tsv":
        assert (len(found), len(unknown)) == (42, 8)
        assert " 0 of other genes" in found.attrs["accounting"]


def test_rows_that_did_not_pass_are_told_and_can_be_left_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = FOLDER / "filtered.vcf"
    assert annotated_file(path).FILTER.tolist() == ["germline;weak_evidence"]
    assert annotated_file(path, pass_only=True).empty
    assert main(["annotate", "-i", str(path), "--pass-only"]) == 0
    err = capsys.readouterr().err
    assert "filter" in err
    assert "1 of other genes" in err
    table = tmp_path / "t.maf"
    table.write_text(
        "Hugo_Symbol\tHGVSp_Short\tFILTER\nMTOR\tp.F2108L\tPASS\nMTOR\tp.A2034V\toxog\nMTOR\tp.S2215F\t.\n"
    )
    found = annotated_file(table, pass_only=True)
    assert found.hgvs.tolist() == ["p.Phe2108Leu", "p.Ser2215Phe"]
    assert "filtered out 1" in found.attrs["accounting"]
    table.write_text("Hugo_Symbol\tHGVSp_Short\nMTOR\tp.F2108L\n")
    with pytest.raises(UsageError, match="no column FILTER"):
        annotated_file(table, pass_only=True)
