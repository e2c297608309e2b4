"""Records of Ensembl VEP in JSON (``--json``, and its REST service) as rows of a table.

A record holds one place with all its alleles and all transcripts there; a row is one allele on one of them.
The keys are those of VEP's ``OutputFactory/JSON.pm``.
"""

from __future__ import annotations

from typing import Any

from mtorstruct.reference.genetic_code import reverse_complement
from mtorstruct.reference.proteins import known_protein
from mtorstruct.reference.transcripts import transcript_of

HEADING = (
    "SYMBOL",
    "Gene",
    "Feature",
    "HGVSc",
    "HGVSp",
    "Protein_position",
    "Amino_acids",
    "Consequence",
    "Chromosome",
    "Start_Position",
    "Reference_Allele",
    "Allele",
    "Assembly",
    "Uploaded_variation",
)
"""Columns of the rows, named as in VEP's tables and MAF."""

Record = dict[str, Any]


def is_vep(record: Record) -> bool:
    """Return whether an object is a VEP record."""
    if "seq_region_name" not in record and "assembly_name" not in record:
        return "transcript_consequences" in record
    return any(key.endswith(("_consequences", "_consequence")) for key in record)


def vep_rows(record: Record) -> list[list[str]]:
    """Yield the cells of each alternative allele of a record.

    Examples
    --------
    >>> place = {"seq_region_name": "1", "start": 11127037, "end": 11127037, "allele_string": "G/T/C"}
    >>> on = {"transcript_id": "ENST00000361445", "gene_symbol": "MTOR"}
    >>> both = [on | {"variant_allele": a, "amino_acids": f"F/{b}"} for a, b in (("T", "L"), ("C", "L"))]
    >>> for row in vep_rows(place | {"transcript_consequences": both}):
    ...     print(row[0], row[6], row[9:12])
    MTOR F/L ['11127037', 'G', 'T']
    MTOR F/L ['11127037', 'G', 'C']
    """
    ref, *alts = _text(record.get("allele_string")).split("/")
    there = record.get("transcript_consequences")
    consequences = [c for c in there if isinstance(c, dict)] if isinstance(there, list) else []
    return [
        [*_of_transcript(_chosen(consequences, alt, len(alts))), *_of_place(record, ref, alt)]
        for alt in alts or [""]
    ]


def _chosen(consequences: list[Record], alt: str, n_alts: int) -> Record:
    """Return the effect on one transcript: one known here, else one of our genes, else any."""
    own = [c for c in consequences if n_alts < 2 or _text(c.get("variant_allele")) in ("", alt)]
    ours = [c for c in own if transcript_of(_text(c.get("transcript_id"))) is not None]
    of_genes = [c for c in own if known_protein(_text(c.get("gene_symbol"))) is not None]
    return next(iter([*ours, *of_genes, *own]), {})


def _of_transcript(consequence: Record) -> list[str]:
    start, end = _text(consequence.get("protein_start")), _text(consequence.get("protein_end"))
    terms = consequence.get("consequence_terms")
    return [
        _text(consequence.get("gene_symbol")),
        _text(consequence.get("gene_id")),
        _text(consequence.get("transcript_id")),
        _text(consequence.get("hgvsc")),
        # VEP writes the sign of a silent change as an address has it.
        _text(consequence.get("hgvsp")).replace("%3D", "="),
        start if end in ("", start) else f"{start}-{end}",
        _text(consequence.get("amino_acids")),
        ",".join(map(_text, terms)) if isinstance(terms, list) else _text(terms),
    ]


def _of_place(record: Record, ref: str, alt: str) -> list[str]:
    """Return the position as in MAF; alleles that VEP gives on the reverse strand (c. names) are reversed."""
    start, end = _text(record.get("start")), _text(record.get("end"))
    if start.isdecimal() and end.isdecimal() and len(start) < 12 and int(start) > int(end):
        # VEP puts an insertion behind the base of its end, MAF's start is that base.
        start = end
    if _text(record.get("strand")) == "-1":
        ref, alt = _turned(ref), _turned(alt)
    return [
        _text(record.get("seq_region_name")),
        start,
        ref,
        alt,
        _text(record.get("assembly_name")),
        _text(record.get("input")) or _text(record.get("id")),
    ]


def _turned(allele: str) -> str:
    is_bases = bool(allele) and not allele.upper().strip("ACGTN")
    return reverse_complement(allele.upper()) if is_bases else allele


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)
