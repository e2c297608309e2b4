"""Make a big MAF out of real rows, the same bytes every time.

    python benchmarks/make_maf.py COHORTS FILE ROWS [--only-mtor]

COHORTS is the folder with the real variant files (``../shared/cohorts``). The heading and most rows are
those of a cBioPortal file with 127 columns, repeated under new names of samples; every thousandth row is one
of TCGA in the nine genes, put into these columns. With ``--only-mtor`` every row is a missense change of
MTOR, found in TCGA or known as a hotspot, each in a sample of its own. A column that the source of a row
does not have stays empty.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path

COHORTS = Path(__file__).resolve().parent.parent.parent / "shared" / "cohorts"
WHOLE = "crc_cbioportal_data_mutations.txt.gz"
GENES = {"MTOR", "RPTOR", "RICTOR", "MLST8", "MAPKAP1", "AKT1S1", "DEPTOR", "DEPDC6", "RHEB", "FKBP1A"}
"""The nine genes, DEPTOR under its former name as well."""

ONE_IN = 1000
SAMPLE = "Tumor_Sample_Barcode"

SOURCES = {
    "tcga_mc3_mtor_genes.maf.tsv": "TCGA MC3",
    "tcga_firehose_mtor_genes.maf.tsv": "TCGA Firehose",
    "hotspots_GRCh37.tsv": "cancerhotspots",
}
"""Files of rows in the nine genes, and what stands in the column Center."""

SAME = (
    "Hugo_Symbol", "Chromosome", "Variant_Classification", "Variant_Type", "Reference_Allele",
    "Tumor_Seq_Allele2", SAMPLE, "Matched_Norm_Sample_Barcode", "HGVSc", "HGVSp_Short", "Transcript_ID",
    "Exon_Number", "t_ref_count", "t_alt_count", "n_ref_count", "n_alt_count",
)  # fmt: skip
"""Columns that mean the same in the TCGA files and in the cBioPortal one."""

_MISSENSE = re.compile(r"p\.([A-Z])[0-9]+(?!\1)[A-Z]")


def make_maf(path: Path, rows: int, only_mtor: bool = False, cohorts: Path = COHORTS) -> None:
    """Write a MAF with so many rows below its heading."""
    with gzip.open(cohorts / WHOLE, "rt", encoding="utf-8", newline="") as file:
        heading, *lines = file.read().splitlines()
    names = heading.split("\t")
    found = list(_redressed(cohorts, names))
    if only_mtor:
        found = [cells for cells in found if _is_mtor_missense(dict(zip(names, cells, strict=True)))]
    at = names.index(SAMPLE)
    if only_mtor:
        written = _repeated(found, at, apart=True)
    else:
        others = [cells for line in lines if (cells := line.split("\t"))[0] not in GENES]
        written = _mixed(_repeated(others, at), _repeated(found, at))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"{heading}\n")
        file.writelines(islice(written, rows))


def _repeated(rows: list[list[str]], at: int, *, apart: bool = False) -> Iterator[str]:
    """Lines without end: samples get a new number in each round, or in each row where they are `apart`."""
    parts = [("\t".join(row[: at + 1]), "\t".join(["", *row[at + 1 :]])) for row in rows]
    many = 1 if apart else len(parts)
    return (f"{head}-{n // many + 1}{tail}\n" for n, (head, tail) in enumerate(cycle(parts)))


def _mixed(others: Iterator[str], ours: Iterator[str]) -> Iterator[str]:
    while True:
        yield next(ours)
        yield from islice(others, ONE_IN - 1)


def _redressed(cohorts: Path, names: list[str]) -> Iterator[list[str]]:
    """Rows of TCGA and of the hotspots in the columns of the cBioPortal file."""
    for file, center in SOURCES.items():
        with (cohorts / file).open(encoding="utf-8", newline="") as opened:
            for row in csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE):
                cells = {name: row[name] for name in SAME if name in row}
                cells |= _hotspot(row) if "gene" in row else _of_tcga(row)
                cells |= {"Center": center, "NCBI_Build": "GRCh37", "Strand": "+"}
                if cells["Hugo_Symbol"] in GENES:
                    yield [cells.get(name, "") for name in names]


def _of_tcga(row: dict[str, str]) -> dict[str, str]:
    """What the two TCGA files name or write in another way."""
    start, end = (row[name].removesuffix(".0") for name in ("Start_Position", "End_Position"))
    return {
        "Start_Position": start,
        "End_Position": end,
        "Tumor_Seq_Allele1": row["Reference_Allele"],
        "HGVSp_Short": row.get("HGVSp_Short") or row.get("Protein_Change") or "",
    }


def _hotspot(row: dict[str, str]) -> dict[str, str]:
    return {
        "Hugo_Symbol": row["gene"],
        "Chromosome": row["chrom"],
        "Start_Position": row["pos"],
        "End_Position": row["pos"],
        "Variant_Classification": row["variant_class"],
        "Variant_Type": "SNP",
        "Reference_Allele": row["ref"],
        "Tumor_Seq_Allele1": row["ref"],
        "Tumor_Seq_Allele2": row["alt"],
        "HGVSp_Short": f"p.{row['protein_change']}",
        SAMPLE: "hotspot",
    }


def _is_mtor_missense(row: dict[str, str]) -> bool:
    return row["Hugo_Symbol"] == "MTOR" and bool(_MISSENSE.fullmatch(row["HGVSp_Short"]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("cohorts", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("rows", type=int)
    parser.add_argument("--only-mtor", action="store_true")
    chosen = parser.parse_args()
    make_maf(chosen.file, chosen.rows, chosen.only_mtor, chosen.cohorts)
