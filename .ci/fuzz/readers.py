"""Fuzz the reading of files: no bytes may raise anything but our errors, or lose or invent a row.

And no row is answered for one of the nine proteins where nothing in the file could have named it.
"""

from __future__ import annotations

import bz2
import contextlib
import datetime
import gzip
import io
import json
import lzma
import re
import sys
import zipfile
from collections.abc import Iterator
from types import SimpleNamespace

import atheris
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from running import run

with atheris.instrument_imports(include=["mtorstruct.variants", "mtorstruct.reference.identity"]):
    from mtorstruct.errors import MtorStructError
    from mtorstruct.files.separated import cells_of
    from mtorstruct.reference.columns import headings, plain_heading
    from mtorstruct.reference.identity import identify
    from mtorstruct.reference.transcripts import transcripts
    from mtorstruct.variants.input.cells import unique_headings
    from mtorstruct.variants.input.claims import identity_of_id
    from mtorstruct.variants.input.cohort import Cohort, ReadOptions
    from mtorstruct.variants.input.detect import read_cohort

MAF = (
    b"#version 2.4\nHugo_Symbol\tHGVSp_Short\tHGVSc\tTranscript_ID\tTumor_Sample_Barcode\n"
    b"MTOR\tp.F2108L\t\t\tS1\nTP53\tp.R175H\t\t\tS1\nKRAS\tp.G12D\t\t\tS1\n"
)
PLACES = (
    b"gene,chrom,pos,ref,alt,NCBI_Build\nMTOR,1,11187094,G,T,37\n,1,11187094,GA,-,GRCh37\nTP53,17,1,A,C,37\n"
)
VCF = (
    b"##fileformat=VCFv4.2\n##contig=<ID=1,length=249250621>\n"
    b'##INFO=<ID=CSQ,Description="Format: Allele|SYMBOL|Feature|HGVSp">\n'
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\tFORMAT\tA\tB\n"
    b"1\t11187094\t.\tG\tT,A\t.\t.\tCSQ=T|MTOR|ENST00000361445|p.Phe2108Leu\tGT\t0/1\t2|0\n"
)
DIALECTS = (
    b"##fileformat=VCFv4.2\n"
    b"##INFO=<ID=ANN,Description=\"Functional annotations: 'Allele | Annotation | Gene_Name | HGVS.p'\">\n"
    b'##INFO=<ID=FUNCOTATION,Description="Funcotation fields are: '
    b'Gencode_34_hugoSymbol|Gencode_34_proteinChange">\n'
    b"#CHROM\tPOS\tID\tREF\tALT\tQUAL\tFILTER\tINFO\n"
    b"chr1\t11187094\trs1\tG\tT\t9\tPASS\tBCSQ=missense|MTOR|ENST00000361445|protein_coding|-|2215S>2215Y|1G>T\n"
    b"1\t11187094\t.\tG\tT\t.\tq10\tANN=T|missense_variant|MTOR|p.Phe2108Leu;AA=p.F2108L;GENE=MTOR\n"
    b"1\t11187094\t.\tG\tT\t.\t.\tFUNCOTATION=[MTOR|p.S2215Y];"
    b"AAChange.refGene=MTOR:NM_004958:exon47:c.C6644A:p.S2215Y\n"
    b"2\t5\t.\tC\tT,<NON_REF>\t.\t.\tEFF=NON_SYNONYMOUS_CODING(MODERATE|MISSENSE|cGt/cAt|R132H|414|IDH1||CODING||)\n"
)
QUOTED = b'"gene";"change";"note"\n"MTOR";"F2108L";"a;\nb"\n"RPTOR";"S863";""\n'
RECORDS = json.dumps(
    [
        {"gene": {"hugoGeneSymbol": "MTOR"}, "proteinChange": "F2108L"},
        {"hugoGeneSymbol": "IDH1", "proteinChange": "R132H"},
    ]
).encode()
VEP = json.dumps(
    {
        "input": "1 11187094 . G T",
        "seq_region_name": "1",
        "start": 11187094,
        "allele_string": "G/T",
        "assembly_name": "GRCh37",
        "transcript_consequences": [
            {
                "gene_symbol": "MTOR",
                "transcript_id": "ENST00000361445",
                "amino_acids": "F/L",
                "protein_start": 2108,
                "variant_allele": "T",
            }
        ],
    }
).encode()
OTHERS = b"qzx\tProtein_Change\tSample\nIDH1\tp.R132H\ts1\n\tp.F2108L\ts2\n"
THREE = (
    b"Supplementary Table 3\n\nGene;wild type;position;mutant;FILTER\nMTOR;F;2108;L;PASS\nIDH1;R;132;H;oxog\n"
)
LIST = b"F2108L, M2327I\nMTOR p.(Phe2108Leu)\nIDH1:R132H,R132C\nE2014K + E2419K\n1 11187094 G T\n"
ANNOVAR = b"line1\tnonsynonymous SNV\tMTOR:NM_004958:exon47:c.C6324A:p.F2108L,\t1\t11187094\t11187094\tG\tT\n"


def zipped(content: bytes) -> bytes:
    """An archive with one file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("cohort.maf"), content)
    return buffer.getvalue()


def workbook() -> bytes:
    """A sheet of Excel, with a date and a number among its cells; the same bytes every time."""
    book, buffer, anew = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    for row in (("gene", "change", "n"), ("MTOR", "F2108L", 3), ("RHEB", "Y35N", datetime.date(2020, 3, 1))):
        book.active.append(row)
    book.save(buffer)
    with zipfile.ZipFile(buffer) as dated, zipfile.ZipFile(anew, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in dated.namelist():
            if name != "docProps/core.xml":
                archive.writestr(zipfile.ZipInfo(name), dated.read(name), zipfile.ZIP_DEFLATED)
    return anew.getvalue()


def parquet() -> bytes:
    """A table of Parquet, with lists in a column."""
    buffer = io.BytesIO()
    columns = {"Gene": ["MTOR", None], "Protein_Change": ["p.F2108L", "x"], "samples": [["a", "b"], []]}
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


SEEDS = (
    MAF,
    PLACES,
    VCF,
    DIALECTS,
    QUOTED,
    RECORDS,
    VEP,
    OTHERS,
    THREE,
    LIST,
    ANNOVAR,
    gzip.compress(MAF, mtime=0),
    gzip.compress(VCF, mtime=0)[:60],
    bz2.compress(MAF),
    lzma.compress(MAF),
    zipped(MAF),
    zipped(RECORDS)[:-30],
    workbook(),
    parquet(),
    MAF.decode().encode("utf-16"),
    "gene,change\nMTOR,F2108L \u2013 note\n".encode("cp1252"),
    b"\xff\xfe\xfd",
    b"gene\tchange\rMTOR\tF2108L\r",
    b"gene\tchange\nMTOR\tF2108L, A2034V\nMTOR\tp.[F2108L;A2034V]\n",
)

OPTIONS = (
    ReadOptions(),
    ReadOptions(build="GRCh37"),
    ReadOptions(build="GRCh38", pass_only=True),
    ReadOptions(gene="RHEB"),
)


_BETWEEN = (
    re.compile(r"[\s:;,|&/()\[\]{}]+"),
    # A name may also be joined to its change (MTOR_F2108L), or escaped (MTOR%3AF2108L).
    re.compile(r"(?:[\s:;,|&/()\[\]{}_^\u2010-\u2015-]|%3[aA]|&#58;)+"),
)


def texts_of(cohort: Cohort) -> Iterator[str]:
    """Headings and cells."""
    yield from cohort.heading
    for row in cohort.rows:
        yield from cells_of(row, cohort.delimiter)


def is_named(cohort: Cohort, gene: str) -> bool:
    """Whether any cell, or a part of one, names a protein; a place in the genome does so without a name."""
    plain = {plain_heading(name) for name in cohort.heading}
    if plain & {*headings()["start"], *headings()["genomic"], *headings()["locus"]} or cohort.format == "vcf":
        return True
    names = (
        name
        for text in texts_of(cohort)
        for name in (text, *(part for between in _BETWEEN for part in between.split(text)))
    )
    return any(identify(name).gene == gene or identity_of_id(name).gene == gene for name in names if name)


def assert_whole(cohort: Cohort, options: ReadOptions) -> None:
    """Every row is there once, with all that belongs to it."""
    n = len(cohort)
    assert cohort.n_rows == n + cohort.other_genes.total()
    assert n == len(cohort.lines) == len(cohort.sample) == len(cohort.part) == len(cohort.rows)
    rows = list(cohort.rows)
    assert n == len(rows)
    assert not cohort.which or max(cohort.which) < len(cohort.changes)
    assert len(set(unique_headings(cohort.heading, set()))) == len(cohort.heading)
    for row in rows:
        cohort.cells(row)
    for k, part in enumerate(cohort.part):
        # The parts of a row stand behind each other, on one line.
        assert part <= 1 or (cohort.part[k - 1] == part - 1 and cohort.lines[k - 1] == cohort.lines[k])
    if cohort.format == "table" and not options.gene:
        answered = {
            change.gene for change in cohort.changes if change.status == "ok" and change.gene in transcripts()
        }
        for gene in answered:
            assert is_named(cohort, gene), (gene, cohort.heading)


def check(data: bytes) -> None:
    """Raise where the rows of some bytes are not all accounted for."""
    options = OPTIONS[len(data) % len(OPTIONS)]
    stdin, sys.stdin = sys.stdin, SimpleNamespace(buffer=io.BytesIO(data))  # type: ignore[assignment]
    try:
        with contextlib.suppress(MtorStructError):
            assert_whole(read_cohort("-", options), options)
    finally:
        sys.stdin = stdin


def main() -> None:
    """Try the first inputs, then whatever the fuzzer makes of them."""
    run(check, SEEDS)


if __name__ == "__main__":
    main()
