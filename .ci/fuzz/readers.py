"""Fuzz the reading of files: no bytes may raise anything but our errors, or lose or invent a row."""

from __future__ import annotations

import contextlib
import gzip
import io
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import atheris

with atheris.instrument_imports(include=["mtorstruct.variants"]):
    from mtorstruct.errors import MtorStructError
    from mtorstruct.variants.cohorts import carried_names
    from mtorstruct.variants.files.cohort import ReadOptions
    from mtorstruct.variants.files.reading import read_cohort
    from mtorstruct.variants.inputs import cells_of

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
QUOTED = b'"gene";"change";"note"\n"MTOR";"F2108L";"a;\nb"\n"RPTOR";"S863";""\n'
SEEDS = (
    MAF, PLACES, VCF, QUOTED, b"F2108L, M2327I\nMTOR p.(Phe2108Leu)\n", gzip.compress(MAF),
    gzip.compress(VCF)[:60],
    MAF.decode().encode("utf-16"), b"\xff\xfe\xfd", b"gene\tchange\rMTOR\tF2108L\r",
)  # fmt: skip


def check(data: bytes) -> None:
    """Raise where the rows of some bytes are not all accounted for."""
    for build in ("", "GRCh37"):
        stdin, sys.stdin = sys.stdin, SimpleNamespace(buffer=io.BytesIO(data))  # type: ignore[assignment]
        try:
            with contextlib.suppress(MtorStructError):
                cohort = read_cohort("-", ReadOptions(build=build))
                n = len(cohort)
                assert cohort.n_rows == n + cohort.other_genes.total()
                assert (
                    n == len(cohort.lines) == len(cohort.sample) == len(cohort.rows) == len(list(cohort.rows))
                )
                assert not cohort.which or max(cohort.which) < len(cohort.changes)
                assert len(set(carried_names(cohort.heading, set()))) == len(cohort.heading)
                for row in cohort.rows:
                    cells_of(row, cohort.delimiter)
        finally:
            sys.stdin = stdin


def main() -> None:
    """Try the first inputs, then whatever the fuzzer makes of them."""
    with tempfile.TemporaryDirectory() as folder:
        for k, seed in enumerate(SEEDS):
            check(seed)
            (Path(folder) / str(k)).write_bytes(seed)
        atheris.Setup([*sys.argv, folder], check)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
